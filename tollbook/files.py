"""Files that appear whole or not at all, and the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

ROWS_AND_DRAWINGS = (".csv", ".svg")


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file of any size, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> Path:
    """Write `content` beside `path`, then move it there, and return `path`; its folder is made if missing.

    A file that holds it already is not touched, so that its time stays.
    """
    if path.is_file() and path.read_bytes() == content:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def remove_others(folder: Path, kept: Iterable[Path]) -> None:
    """Remove the rows and drawings in `folder` that are not among `kept`; an empty folder goes too."""
    if not folder.is_dir():
        return
    for path in sorted(set(folder.iterdir()) - set(kept)):
        if path.suffix in ROWS_AND_DRAWINGS and path.is_file():
            path.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()
