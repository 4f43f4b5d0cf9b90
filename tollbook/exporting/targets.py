"""Where an export goes: a file, a zip or a folder, there whole or not at all, and never over another."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from tollbook.downloads import pack
from tollbook.files import write_whole
from tollbook.refusals import CallError

ZIP = ".zip"


class Target:
    """A place for an export. `marker` is the file by which a folder is known to be such an export: no other
    folder is replaced, not even with `--force`.
    """

    def __init__(self, option: str | None, default: str, force: bool, marker: str = "") -> None:
        """Take the option `--out`, else `default` in the caller's folder. Raises CallError for what is there
        and may not be replaced.
        """
        self.shown = option or default
        self.path = Path(os.path.abspath(Path(self.shown).expanduser()))
        self.force, self.marker = force, marker
        self.is_folder = bool(marker) and self.path.suffix.lower() != ZIP
        self.refuse_others()

    def refuse_others(self) -> None:
        """Raise CallError for what is at the place and may not be replaced."""
        if not os.path.lexists(self.path):
            return
        if self.path.is_dir() != self.is_folder:
            kind = "folder" if self.path.is_dir() else "file"
            raise CallError(f"--out: {self.shown} is a {kind}: give another name")
        if not self.force:
            raise CallError(f"{self.shown} is there already: give another --out, or --force to replace it")
        if self.is_folder and any(self.path.iterdir()) and not (self.path / self.marker).is_file():
            raise CallError(f"--out: {self.shown} has no {self.marker}, so it is not replaced: name another")

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write the files, content by path, as a folder or a zip. Raises CallError where that cannot be."""
        if not self.is_folder:
            return self.put_file(pack(files))
        beside = self.path.with_name(f".{self.path.name}.{uuid.uuid4().hex}")
        try:
            for name, content in files.items():
                write_whole(beside / name, content)
            self.replace(beside)
        except OSError as error:
            raise self.cannot(error) from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return None

    def put_file(self, content: bytes) -> None:
        """Write one file. Raises CallError where that cannot be."""
        self.refuse_others()
        try:
            write_whole(self.path, content)
        except OSError as error:
            raise self.cannot(error) from None

    def replace(self, beside: Path) -> None:
        """Give a finished folder its name; the one that had it goes."""
        self.refuse_others()
        old = beside.with_name(f"{beside.name}.old")
        had = self.path.is_dir()
        if had:
            os.rename(self.path, old)
        try:
            os.rename(beside, self.path)
        except OSError:
            if had:
                os.rename(old, self.path)
            raise
        shutil.rmtree(old, ignore_errors=True)

    def cannot(self, error: OSError) -> CallError:
        """Return the refusal for a place that cannot be written to."""
        return CallError(f"--out: {self.shown} cannot be written ({error.strerror or type(error).__name__})")


def write_below(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, content by path, below a folder of one's own."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
