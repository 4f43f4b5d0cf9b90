"""Ledgers of millions of claims: the functions of the package, part by part, through `dask.dataframe`.

`divide` writes raw tables as a dataset of Parquet files in which all rows of an event lie in one part. What
is made of an event's claims depends on that event alone, so each part is cleaned and reconciled by the very
functions that a small ledger goes through (`clean`, `statements.collapse`, `reconcile.totals`), and memory
depends on the largest part, not on the ledger. `claims`, `set_aside`, `statements` and `totals` are dask
DataFrames to go on with. Needs the extra `tollbook[large]`; nothing else in the package imports dask.
"""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from tollbook import clean as cleaning
from tollbook import dictionary, ledger, paths, reconcile
from tollbook import statements as saying
from tollbook.large_dataset import (
    TABLES,
    Dataset,
    LargeError,
    Part,
    landing,
    open_dataset,
    read_part,
    require_dask,
    write_manifest,
    write_part,
)
from tollbook.large_divide import divide
from tollbook.large_work import as_frame, greatest_memory, work

if TYPE_CHECKING:
    import dask.dataframe as dd

__all__ = [
    "Done",
    "LargeError",
    "claims",
    "divide",
    "open_dataset",
    "reconcile_parts",
    "set_aside",
    "statements",
    "totals",
]

OBJECTS = {"claims": ("period", "statement_id"), "statements": ("period",)}
"""Columns of text that pandas holds as objects; all other text is of its type `str`."""
ROWS = TABLES["results"]
SUMMARY = pd.DataFrame({name: pd.Series(dtype="int64") for name in (*ROWS, "memory_bytes")})


class Done(NamedTuple):
    """What was done: the dataset of results, and the greatest resident memory of one of the processes."""

    results: Dataset
    memory_bytes: int


def claims(folder: str | os.PathLike[str]) -> dd.DataFrame:
    """Return the clean claims (columns of `clean.clean`) of a dataset, a dask DataFrame.

    `folder` holds results, which are read, or raw tables, which are cleaned as they are asked for. Raises
    LargeError where it holds no dataset, CallError where dask is missing.
    """
    return table(folder, "claims")


def set_aside(folder: str | os.PathLike[str]) -> dd.DataFrame:
    """Return the claims whose figures cannot be read, with the reason (see `claims` for `folder`)."""
    return table(folder, "set_aside")


def statements(folder: str | os.PathLike[str]) -> dd.DataFrame:
    """Return the statements, columns of `statements.collapse` (see `claims` for `folder`)."""
    return table(folder, "statements")


def totals(folder: str | os.PathLike[str]) -> dd.DataFrame:
    """Return the totals, columns of `reconcile.totals` (see `claims` for `folder`)."""
    return table(folder, "totals")


def table(folder: str | os.PathLike[str], name: str) -> dd.DataFrame:
    """Return one table of results as a dask DataFrame with a partition for each part."""
    require_dask()
    dataset = open_dataset(paths.resolve(folder))
    types = empty_results()[name]
    if dataset.kind == "results":
        read = partial(read_result, folder=dataset.folder, name=name, types=types)
    else:
        read = partial(make_result, folder=dataset.folder, name=name, project=paths.project_root())
    return as_frame(read, dataset.parts, types)


def read_result(
    part: Part, folder: Path, name: str, types: pd.DataFrame, columns: list[str] | None = None
) -> pd.DataFrame:
    """Return one part of a table of results, or some of its columns, with the types that pandas gave it."""
    rows = read_part(folder, name, part.number, columns)
    return rows.astype(types.dtypes[list(rows.columns)].to_dict())


def make_result(
    part: Part, folder: Path, name: str, project: Path, columns: list[str] | None = None
) -> pd.DataFrame:
    """Return one part of a table of results, or some of its columns, made from the raw tables."""
    made = part_results(part, folder, project)[name]
    return made if columns is None else made[columns]


def reconcile_parts(
    raw: str | os.PathLike[str],
    out: str | os.PathLike[str],
    jobs: int | None = None,
    scheduler: str = "",
) -> Done:
    """Clean and reconcile a dataset of raw tables, part by part, and write the results as a dataset to `out`.

    `out` appears whole or not at all; a dataset of results that is there is replaced. For `jobs` and
    `scheduler` see `large_work.work`. Raises LargeError with one line, which names the event, where a part
    fails.
    """
    require_dask()
    dataset = open_dataset(paths.resolve(raw), "raw")
    with landing(Path(out).expanduser().absolute()) as folder:
        write = partial(write_results, folder=dataset.folder, out=folder, project=paths.project_root())
        done = work(as_frame(write, dataset.parts, SUMMARY), jobs, scheduler)
        rows = done[list(ROWS)].to_dict("records")
        parts = [part._replace(rows=counts) for part, counts in zip(dataset.parts, rows, strict=True)]
        write_manifest(folder, "results", parts)
    return Done(open_dataset(out, "results"), max(int(done["memory_bytes"].max()), greatest_memory()))


def write_results(part: Part, folder: Path, out: Path, project: Path) -> pd.DataFrame:
    """Write the results of one part; return one row: how many rows each table has, and the memory taken."""
    made = part_results(part, folder, project)
    for name, rows in made.items():
        write_part(rows, out, name, part.number)
    counts = {name: [len(rows)] for name, rows in made.items()}
    return pd.DataFrame({**counts, "memory_bytes": [greatest_memory()]})


def part_results(part: Part, folder: Path, project: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of results of one part. Raises LargeError, which names the event at fault."""
    rows = {name: read_part(folder, name, part.number) for name in TABLES["raw"]}
    nothing = pd.DataFrame()
    raw = ledger.Ledger(rows["reports"], rows["claims"], rows["sightings"], nothing)
    with paths.within(project, frozenset(part.events)):
        try:
            made = results(raw, part.events)
        except MemoryError:
            raise LargeError(
                f"part {part.number} ({named(part.events)}, {len(raw.claims):,} claims) needs more "
                "memory than its process may take: give fewer --jobs"
            ) from None
        except Exception as error:
            event, cause = culprit(raw, part.events) or (named(part.events), error)
            raise LargeError(f"{event}: {type(cause).__name__}: {' '.join(str(cause).split())}") from error
    return {name: made[name].astype(types.dtypes.to_dict()) for name, types in empty_results().items()}


def results(raw: ledger.Ledger, events: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Return clean claims, claims set aside, statements and totals of some events, each event by itself.

    Events are cleaned in one go unless they share a page: `clean` dates a page from all its claims.
    """
    pages = raw.claims[["report_id", "event_id"]].drop_duplicates()
    if pages["report_id"].duplicated().any():
        alone = [cleaning.clean(raw, event) for event in events]
        every, aside = (pd.concat(tables, ignore_index=True) for tables in zip(*alone, strict=True))
    else:
        every, aside = cleaning.clean(raw)
    return {
        "claims": every,
        "set_aside": aside,
        "statements": saying.collapse(every),
        "totals": reconcile.totals(every),
    }


def culprit(raw: ledger.Ledger, events: tuple[str, ...]) -> tuple[str, Exception] | None:
    """Return the first event that fails by itself, and with what; None where none does."""
    for event in events:
        try:
            results(raw._replace(claims=raw.claims[raw.claims["event_id"] == event]), (event,))
        except Exception as error:
            return event, error
    return None


def named(events: tuple[str, ...]) -> str:
    """Return the events of a part in a few words."""
    return f"event {events[0]}" if len(events) == 1 else f"events {events[0]} to {events[-1]}"


@cache
def empty_results() -> dict[str, pd.DataFrame]:
    """Return the tables of results without rows, each column of the type that it has with rows."""
    names = {name: dictionary.table(name, "raw").names for name in ledger.Ledger._fields}
    raw = {name: pd.DataFrame(columns=columns, dtype="str") for name, columns in names.items()}
    made = results(ledger.Ledger(**raw), ())
    for name, rows in made.items():
        kept = OBJECTS.get(name, ())
        text = [column for column in rows if rows[column].dtype == object and column not in kept]
        made[name] = rows.astype(dict.fromkeys(text, "str"))
    return made
