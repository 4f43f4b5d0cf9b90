"""A folder as bytes, to send it to another machine, and back.

A parcel is a zip file: files in the order of their names, without dates and owners, so that the same files
always give the same bytes. Links are followed: what they lead to travels.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

NO_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
OWN = ("data/processed",)
"""Below the data of a project: what differs from step to step. The rest is the event's, the same for all."""


def entries(folder: Path) -> list[str]:
    """Return the files below a folder, and the folders that have none (with a slash at the end), sorted."""
    found = []
    for path, folders, files in os.walk(folder, followlinks=True):
        below = Path(path).relative_to(folder)
        found += [(below / name).as_posix() for name in files]
        if not folders and not files and below.parts:
            found.append(f"{below.as_posix()}/")
    return sorted(found)


def is_shared(entry: str) -> bool:
    """Tell whether an entry of a project is the same for all steps of an event: raw tables, hand tables,
    dictionaries.
    """
    return entry.startswith("data/") and not entry.startswith(tuple(f"{own}/" for own in OWN))


def fingerprint(folder: Path, names: Iterable[str]) -> str:
    """Return the SHA-256 of these entries, their names and their bytes."""
    whole = hashlib.sha256()
    for name in names:
        content = b"" if name.endswith("/") else (folder / name).read_bytes()
        whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def pack(folder: Path, names: Iterable[str] | None = None) -> bytes:
    """Return these entries of a folder, or all, as a parcel."""
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as archive:
        for name in entries(folder) if names is None else names:
            about = zipfile.ZipInfo(name, NO_DATE)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, b"" if name.endswith("/") else (folder / name).read_bytes())
    return parcel.getvalue()


def unpack(parcel: bytes, folder: Path) -> None:
    """Write what is in a parcel below a folder. Raises ValueError where the parcel is not whole.

    No entry can leave the folder: zipfile drops `..` and leading slashes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
            archive.extractall(folder)
    except zipfile.BadZipFile as error:
        raise ValueError(f"what came back is not whole: {error}") from error
