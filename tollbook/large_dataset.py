"""Datasets of large ledgers: folders of Parquet files, divided so that all rows of an event lie in one part.

    <folder>/tollbook.json                   what the dataset is, and the events and rows of each part
    <folder>/<table>/part-00000.parquet      one file for each table and part

A part holds whole events: many small ones, or one large one. A dataset of kind `raw` has the tables claims,
reports and sightings, every cell text, as worded; the pages of an event lie in the part of its claims. One of
kind `results` has claims, set_aside, statements and totals.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tollbook.refusals import CallError

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "tollbook.json"
FORMAT = "tollbook large ledger 1"
TABLES = {
    "raw": ("claims", "reports", "sightings"),
    "results": ("claims", "set_aside", "statements", "totals"),
}
PART_CLAIMS = 100_000
"""How many claims a part has at most, unless one event has more."""
NO_DASK = "large ledgers need dask and pyarrow: install them with `pip install 'tollbook[large]'`"


class LargeError(Exception):
    """A large ledger, or a dataset of one, is at fault; each reason is one line, fit to print."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The lines."""
        return self.args

    def __str__(self) -> str:
        return "\n".join(self.args)


class Part(NamedTuple):
    """A part of a dataset: its number, its events and how many rows each table has."""

    number: int
    events: tuple[str, ...]
    rows: dict[str, int]


class Dataset(NamedTuple):
    """A dataset: where it lies, its kind (`raw` or `results`) and its parts."""

    folder: Path
    kind: str
    parts: tuple[Part, ...]

    def rows(self, table: str) -> int:
        """Return how many rows a table has. A page of two events may be in two parts, and counts twice."""
        return sum(part.rows.get(table, 0) for part in self.parts)

    def events(self) -> int:
        """Return how many events there are."""
        return sum(len(part.events) for part in self.parts)


def require_dask() -> None:
    """Raise CallError, with what to install, where dask.dataframe or pyarrow are missing."""
    try:
        import dask.dataframe  # noqa: F401
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise CallError(NO_DASK) from error


def is_dataset(folder: Path) -> bool:
    """Return whether `folder` is a dataset that was written whole."""
    return (folder / MANIFEST).is_file()


def open_dataset(folder: str | os.PathLike[str], kind: str = "") -> Dataset:
    """Return the dataset in `folder`. Raises LargeError where there is none, or one of another kind."""
    folder = Path(folder).expanduser()
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise LargeError(
                f"{folder.name}/{MANIFEST}: {found['format']!r} is not {FORMAT!r}: write it anew"
            )
        parts = tuple(Part(part["number"], tuple(part["events"]), part["rows"]) for part in found["parts"])
        dataset = Dataset(folder, found["kind"], parts)
    except (FileNotFoundError, NotADirectoryError):
        raise LargeError(f"{folder.name} is not a dataset of a large ledger: it has no {MANIFEST}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise LargeError(f"{folder.name}/{MANIFEST} cannot be read: write the dataset anew") from error
    if kind and dataset.kind != kind:
        raise LargeError(f"{folder.name} is a dataset of {dataset.kind}, not of {kind} tables")
    return dataset


def write_manifest(folder: Path, kind: str, parts: Sequence[Part]) -> None:
    """Write what makes the files of `folder` a dataset."""
    found = {"format": FORMAT, "kind": kind, "parts": [part._asdict() for part in parts]}
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def part_path(folder: Path, table: str, number: int) -> Path:
    """Return where one part of a table lies."""
    return folder / table / f"part-{number:05d}.parquet"


def write_part(frame: pd.DataFrame, folder: Path, table: str, number: int) -> None:
    """Write one part of a table; its rows are sorted by event, so that one event is found quickly in it.

    Raises LargeError where it cannot be written.
    """
    path = part_path(folder, table, number)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.to_parquet(path, index=False, engine="pyarrow", compression="zstd", row_group_size=50_000)
    except OSError as error:
        raise LargeError(f"{table}/{path.name}: cannot be written: {error.strerror or error}") from error


def read_part(folder: Path, table: str, number: int, columns: list[str] | None = None) -> pd.DataFrame:
    """Return one part of a table, or some of its columns. Raises LargeError where it cannot be read."""
    import pandas as pd
    import pyarrow as pa

    path = part_path(folder, table, number)
    try:
        return pd.read_parquet(path, engine="pyarrow", columns=columns)
    except (OSError, pa.ArrowException) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        name = "/".join((folder.name, *path.relative_to(folder).parts))
        raise LargeError(f"{name} {what}: write the dataset anew") from error


@contextmanager
def landing(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its name at the end; where something fails, `out` stays as it was.

    A dataset that `out` holds is replaced. Raises CallError where `out` is anything else.
    """
    if out.exists() and not is_dataset(out) and (not out.is_dir() or any(out.iterdir())):
        raise CallError(f"{out.name} is there and is no dataset of a large ledger: name another folder")
    partial = out.with_name(f".{out.name}.{uuid.uuid4().hex}")
    partial.mkdir(parents=True)
    try:
        yield partial
        put_in_place(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def put_in_place(partial: Path, out: Path) -> None:
    """Give the folder `partial` the name `out`; what had that name is removed once that is done."""
    before = out.with_name(f".{out.name}.{uuid.uuid4().hex}")
    if out.exists():
        os.replace(out, before)
    try:
        os.replace(partial, out)
    except OSError:
        if before.exists():
            os.replace(before, out)
        raise
    shutil.rmtree(before, ignore_errors=True)
