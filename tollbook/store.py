"""The store of finished steps: what each left, under the key of all that it depends on.

An entry is there whole or not at all, because it gets its name last. It is never changed; each file is
checked against its hash before it is used, and an entry that is damaged counts as missing.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tollbook import alive, record
from tollbook.files import sha256
from tollbook.own_rows import below
from tollbook.record import Record

FOLDER = Path(".tollbook")
RECORD = "record.json"
NEW = "new-"
DAY = 86_400
KEPT_DAYS = 30
"""An entry that was not used for so long is removed."""
KEPT_BYTES = 2**30
"""With more than this in the store, the entries that were not used for longest are removed."""
IN_USE = 3600  # seconds: an entry used so lately may be in the hands of another batch


@dataclass(frozen=True)
class Entry:
    """What a step left: the folder, the SHA-256 of each file by its path in it, and the record of its run."""

    folder: Path
    files: Mapping[str, str]
    record: Record


class Store:
    """The store below the folder `.tollbook` of a project. Whatever is wrong with it, a batch goes on
    without: `trouble` then says why nothing could be kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trouble = ""
        self.making: Path | None = None

    def place(self, key: str) -> Path:
        """Return the folder of an entry."""
        return self.folder / "store" / key[:2] / key

    def get(self, key: str) -> Entry | None:
        """Return an entry whose every file is as it was left; None where there is none."""
        place = self.place(key)
        try:
            found = json.loads((place / RECORD).read_bytes())
            files, made = dict(found["files"]), record.from_line(json.dumps(found["record"]))
            there = below(place)
            there.pop(RECORD, None)
            whole = set(there) == set(files) and all(
                sha256(path) == files[name] for name, path in there.items()
            )
        except FileNotFoundError:
            whole = False
        except (OSError, ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            self.remove(place)
            return None
        with suppress(OSError):
            os.utime(place / RECORD)
        return Entry(place, files, made)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Have a folder for what is not whole yet; what killed batches have left in theirs is removed."""
        with ExitStack() as held:
            try:
                self.prepare()
                self.making = held.enter_context(alive.folder(self.folder / "store", NEW))
            except OSError as error:
                self.trouble = error.strerror or type(error).__name__
            yield

    def put(self, key: str, left: Entry) -> Entry:
        """Keep what a step left, and return it: in the store, or where it cannot be kept as it lies.

        What was there under the key gives way, unless it is the same but for the record.
        """
        if self.trouble:
            return left
        place = self.place(key)
        kept = {"record": json.loads(record.to_line(left.record)), "files": left.files}
        try:
            there = self.get(key)
            if there is not None and there.files == left.files:
                self.write(place / RECORD, json.dumps(kept))
            else:
                self.add(place, left.folder, json.dumps(kept))
        except OSError as error:
            self.trouble = error.strerror or type(error).__name__
            return left
        return Entry(place, left.files, left.record)

    def add(self, place: Path, out: Path, content: str) -> None:
        """Write an entry beside its final name and move it there. Raises OSError."""
        beside = (self.making or self.folder / "store") / f"{NEW}{uuid.uuid4().hex}"
        try:
            shutil.copytree(out, beside)
            with (beside / RECORD).open("w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # the other files have their hashes in it: a torn one is found out
            self.remove(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.rename(beside, place)
            except OSError:
                if not (place / RECORD).is_file():  # else another batch has just put the same there
                    raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def prepare(self) -> None:
        """Make the folder, ignored by git. Raises OSError where it cannot be."""
        (self.folder / "store").mkdir(parents=True, exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            self.write(ignore, "*\n")

    def remove(self, place: Path) -> None:
        """Remove an entry: it loses its name at once, then its files."""
        if not place.exists():
            return
        gone = (self.making or self.folder / "store") / f"{NEW}{uuid.uuid4().hex}"
        with suppress(OSError):
            os.rename(place, gone)
            shutil.rmtree(gone, ignore_errors=True)

    def prune(self) -> None:
        """Remove what was not used for long, and of what is too much the part not used for longest."""
        now, entries = time.time(), []
        with suppress(OSError):
            for path in (self.folder / "store").glob(f"??/*/{RECORD}"):
                entries.append((path.stat().st_mtime, path.parent))
            for path in (self.folder / "notes").glob("*"):
                if now - path.stat().st_mtime > KEPT_DAYS * DAY:
                    path.unlink()
        kept = 0
        for used, place in sorted(entries, reverse=True):
            kept += sum(path.stat().st_size for path in below(place).values())
            if now - used > KEPT_DAYS * DAY or (kept > KEPT_BYTES and now - used > IN_USE):
                self.remove(place)

    def note(self, key: str) -> Any:
        """Return what was noted under a key; None where nothing was, or it cannot be read."""
        path = self.folder / "notes" / f"{key}.json"
        try:
            noted = json.loads(path.read_bytes())
            if time.time() - path.stat().st_mtime > DAY:
                os.utime(path)
            return noted
        except (OSError, ValueError):
            return None

    def take_note(self, key: str, value: Any) -> None:
        """Note a value (JSON) under the key of what it depends on; where that cannot be, it is found anew."""
        try:
            self.prepare()
            (self.folder / "notes").mkdir(exist_ok=True)
            self.write(self.folder / "notes" / f"{key}.json", json.dumps(value))
        except OSError as error:
            self.trouble = self.trouble or error.strerror or type(error).__name__
        except (TypeError, ValueError):  # a value that JSON has no words for
            pass

    def write(self, path: Path, content: str) -> None:
        """Write a small file in one step. Raises OSError."""
        beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            beside.write_text(content, encoding="utf-8")
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below a folder, by its path."""
    return {name: sha256(path) for name, path in below(folder).items()}
