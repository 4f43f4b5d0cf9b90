"""New rows at the end of the tables: in a copy first, where they are checked, then in all files or in none.

Old rows keep every byte. The files take their names one after another in an order in which the ledger is
right at each moment: what others refer to comes first. Where one cannot be written, those before it are put
back.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tollbook import dictionary, paths, validate
from tollbook.alive import HALF_WRITTEN, alone_in
from tollbook.files import digest, write_whole
from tollbook.problem import Problem
from tollbook.store import FOLDER

ORDER = (
    "hand/nouns",
    "hand/authorities",
    "hand/places",
    "raw/places",
    "raw/reports",
    "raw/claims",
    "raw/sightings",
)
"""Tables in the order in which they are replaced."""
CARD = ".card.yml"
NewRows = Mapping[str, Sequence[Mapping[str, str]]]
"""New rows by table (`folder/name`)."""


class NotWrittenError(Exception):
    """The files could not be replaced; the ledger is as it was."""


def appended(content: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a CSV file with rows at its end; what was there keeps every byte."""
    text = content.decode("utf-8")
    header = next(csv.reader(io.StringIO(text, newline="")))
    end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    added = io.StringIO(newline="")
    writer = csv.writer(added, lineterminator=end)
    writer.writerows([row[name] for name in header] for row in rows)
    between = "" if text.endswith("\n") else end
    return content + (between + added.getvalue()).encode()


def contents(data: Path, new: NewRows) -> dict[str, bytes]:
    """Return the files below `data` that new rows change, by their relative paths, in the order of `ORDER`;
    source cards, with rows and hash renewed, come last.
    """
    tables = {name: data / f"{name}.csv" for name in ORDER if new.get(name)}
    found = {f"{name}.csv": appended(path.read_bytes(), new[name]) for name, path in tables.items()}
    for name, path in tables.items():
        card = path.with_name(path.name + CARD)
        if card.is_file():
            found[f"{name}.csv{CARD}"] = renewed_card(card.read_bytes(), found[f"{name}.csv"])
    return found


def renewed_card(card: bytes, table: bytes) -> bytes:
    """Return a source card with the number of rows and the SHA-256 of its table; its sentences stay."""
    rows = sum(1 for row in csv.reader(io.StringIO(table.decode("utf-8"), newline="")) if row) - 1
    text = re.sub(r"(?m)^rows:.*$", f"rows: {rows}", card.decode("utf-8"), count=1)
    return re.sub(r"(?m)^sha256:.*$", f"sha256: {digest(table)}", text, count=1).encode()


@contextmanager
def copy_with(new: NewRows) -> Iterator[Path]:
    """A copy of the project's raw and hand tables, and of dictionaries of its own, with the new rows; what is
    called inside works in it as in the project. It is removed at the end.
    """
    data = paths.resolve("data")
    with tempfile.TemporaryDirectory(prefix="tollbook-add-") as folder:
        project = Path(folder).resolve()
        own = paths.dictionary_folder() != paths.OWN / "data/dictionary"
        for name in ("raw", "hand", "dictionary") if own else ("raw", "hand"):
            shutil.copytree(data / name, project / "data" / name, ignore=shutil.ignore_patterns("*.geojson"))
        for name, content in contents(data, new).items():
            (project / "data" / name).write_bytes(content)
        events = frozenset(paths.hand("events")["event_id"])
        with paths.within(project, events):
            yield project


def problems(copy: Path, new: NewRows) -> list[Problem]:
    """Return what is wrong with the raw tables of a copy, and with the hand tables that have new rows."""
    changed = [name.removeprefix("hand/") for name in new if name.startswith("hand/") and new[name]]
    found = validate.problems(copy / "data/raw")
    described = {name: dictionary.table(name, "hand") for name in changed}
    referred = {column.refers_to for table in described.values() for column in table.columns} - {None}
    others = {name.partition(".")[0].removeprefix("hand/") for name in referred if name.startswith("hand/")}
    hand = copy / "data/hand"
    opened = {
        ("hand", name): validate.open_one(hand, dictionary.table(name, "hand"))
        for name in {*changed, *others}
    }
    known = validate.known_values(opened)
    for name, table in described.items():
        found += opened["hand", name].problems
        if opened["hand", name].frame is not None:
            found += validate.cell_problems(table, opened["hand", name].frame, known)
    return found


@contextmanager
def alone() -> Iterator[None]:
    """Be the only one that works on the project's raw tables; wait for another to end."""
    project = paths.project_root()

    def wait(_: Path) -> None:
        print("another tollbook is working with these tables: waiting", file=sys.stderr, flush=True)

    with alone_in([project / "data/raw"], project / FOLDER / "locks", wait):
        finish_or_remove(project / "data")
        yield


def finish_or_remove(data: Path) -> None:
    """Tidy away what a run that was killed had written beside the tables: a source card goes to its place if
    its table had come to its own already; everything else goes.
    """
    for name in ("raw", "hand"):
        for half in sorted((data / name).glob(".*")):
            if not HALF_WRITTEN.fullmatch(half.name) or not half.is_file():
                continue
            card = half.with_name(half.name[1:].rpartition(".")[0])
            table = card.with_name(card.name.removesuffix(CARD))
            is_due = card.name.endswith(CARD) and card.is_file() and table.is_file()
            if is_due and f"sha256: {digest(table.read_bytes())}" in half.read_text("utf-8").splitlines():
                os.replace(half, card)
            else:
                half.unlink(missing_ok=True)


def replace(data: Path, files: Mapping[str, bytes]) -> None:
    """Give files below `data` their new contents, all or none. Raises NotWrittenError, with the old ones back
    in their places, where one cannot be written.
    """
    beside: dict[Path, Path] = {}
    before: dict[Path, bytes] = {}
    try:
        for name, content in files.items():
            path = data / name
            beside[path] = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
            beside[path].write_bytes(content)
            shutil.copymode(path, beside[path])
        for path, written in beside.items():
            old = path.read_bytes()
            os.replace(written, path)
            before[path] = old
    except BaseException as error:
        for path, old in before.items():
            write_whole(path, old)
        if isinstance(error, OSError):
            raise NotWrittenError(f"{Path(error.filename or '').name}: {error.strerror}") from error
        raise
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)
