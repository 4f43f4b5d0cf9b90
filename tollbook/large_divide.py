"""From a folder of raw tables to a dataset in parts, read piece by piece: no table is ever whole in memory.

Kept for all rows at once are only numbers: a hash of each claim's name, and for each page a hash and its
part (about 20 bytes a claim). Two pages with one hash do no harm: a part then has a page that it does not
need.
"""

from __future__ import annotations

import collections
import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from tollbook import dictionary, paths, scope, validate
from tollbook.large_dataset import (
    PART_CLAIMS,
    TABLES,
    Dataset,
    LargeError,
    Part,
    landing,
    open_dataset,
    require_dask,
    write_manifest,
    write_part,
)
from tollbook.large_work import as_frame, work
from tollbook.problem import Problem, sort_key

CHUNK_ROWS = 100_000
SHOWN = 20  # problems that are listed; one mistake of a program can be in a million rows
ROW = "row"  # the row of the CSV file, counted as a spreadsheet does


def divide(
    raw_dir: str | os.PathLike[str],
    out: str | os.PathLike[str],
    part_claims: int = PART_CLAIMS,
    jobs: int | None = None,
    scheduler: str = "",
) -> Dataset:
    """Write the raw tables of `raw_dir` (claims, reports, sightings) as a dataset in parts to `out`, and
    return it.

    Rows keep their order within an event; events are in the order of the ledger. Every row is checked as
    `tollbook check` does. For `jobs` and `scheduler` see `large_work.work`. Raises LargeError, one line for
    each problem, where a table or a row is at fault: then nothing is written.
    """
    require_dask()
    raw, out = paths.resolve(raw_dir), Path(out).expanduser().absolute()
    counts, names = count_rows(raw, "claims", "event_id", "claim_id")
    if not counts:
        raise LargeError("claims.csv: the file has a header and no rows; add the rows")
    seen, _ = count_rows(raw, "sightings", "event_id")
    counts |= {event: 0 for event in seen if event not in counts}
    require_events(counts, raw)
    require_names(raw, "claims", "claim_id", names)
    require_names(raw, "reports", "report_id", count_rows(raw, "reports", "outlet", "report_id")[1])
    bundles = bundle(counts, part_claims)
    with landing(out) as folder, tempfile.TemporaryDirectory(dir=folder) as spool:
        spool_parts(raw, Path(spool), bundles)
        parts = finish_parts(Path(spool), folder, bundles, jobs, scheduler)
        write_manifest(folder, "raw", parts)
    return open_dataset(out)


def chunks(raw: Path, table: str, columns: list[str] | None = None) -> Iterator[pd.DataFrame]:
    """Yield the rows of a raw table piece by piece, every cell text, as `ledger.read_csv` does; the index
    goes on. Raises LargeError where the file is missing, has other columns or cannot be read.
    """
    path = raw / f"{table}.csv"
    wanted = dictionary.table(table, "raw").names
    options = {"dtype": str, "keep_default_na": False, "na_filter": False, "encoding": "utf-8"}
    try:
        with pd.read_csv(path, chunksize=CHUNK_ROWS, usecols=columns, **options) as reader:
            for chunk in reader:
                if chunk.columns.tolist() != (columns or wanted):
                    raise LargeError(header_problem(path, wanted))
                if not isinstance(chunk.index, pd.RangeIndex):  # what pandas makes of a cell too many
                    raise LargeError(f"{path.name}: row 2 has more cells than the header; quote the commas")
                yield chunk
    except FileNotFoundError:
        raise LargeError(f"{path.name}: the file is missing; a ledger has one") from None
    except (ValueError, OSError) as error:  # pandas' and Python's own messages name the line or the byte
        if isinstance(error, ValueError) and "Usecols" in str(error):
            raise LargeError(header_problem(path, wanted)) from None
        raise LargeError(f"{path.name}: cannot be read: {' '.join(str(error).split())}") from None


def header_problem(path: Path, wanted: list[str]) -> str:
    """Return what is wrong with the columns of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        found = next(csv.reader(file), [])
    missing = [name for name in wanted if name not in found]
    other = [name for name in found if name not in wanted]
    said = [f"has no column {', '.join(missing)}"] if missing else []
    said += [f"has an unknown column {', '.join(other)}"] if other else []
    return (
        f"{path.name}: {' and '.join(said) or 'has its columns in another order'}; give {', '.join(wanted)}"
    )


def count_rows(raw: Path, table: str, column: str, name: str = "") -> tuple[dict[str, int], np.ndarray]:
    """Return how many rows of a table each value of a column has, in the order of the table, and, where the
    column of the rows' names is given, their hashes.
    """
    counts: collections.Counter[str] = collections.Counter()
    found = [np.empty(0, dtype=np.uint64)]
    for chunk in chunks(raw, table, [name, column] if name else [column]):
        counts.update(chunk[column].value_counts(sort=False).to_dict())
        if name:
            found.append(hashes(chunk[name]))
    return dict(counts), np.concatenate(found)


def require_events(events: Iterable[str], raw: Path) -> None:
    """Raise LargeError for events that `data/hand/events.csv` does not have."""
    missing = sorted(set(events) - set(scope.event_rows().index))
    if missing:
        for table in ("claims", "sightings"):  # a row with a cell too many has its event in the wrong place
            collections.deque(chunks(raw, table), maxlen=0)
        named = ", ".join(repr(event) for event in missing[:5]) + (", ..." if len(missing) > 5 else "")
        rows = "a row for it" if len(missing) == 1 else f"rows for them ({len(missing):,} events)"
        raise LargeError(f"data/hand/events.csv has no row for the event {named}: add {rows}")


def hashes(names: pd.Series) -> np.ndarray:
    """Return a whole number of 64 bits for each name, the same for equal names."""
    return pd.util.hash_pandas_object(names.astype(object), index=False, categorize=False).to_numpy()


def require_names(raw: Path, table: str, column: str, found: np.ndarray) -> None:
    """Raise LargeError where two rows of a table have one name (`column`); `found` are the names' hashes."""
    found = np.sort(found)
    twice = np.unique(found[1:][found[1:] == found[:-1]])
    if not len(twice):
        return
    counts: collections.Counter[str] = collections.Counter()
    for chunk in chunks(raw, table, [column]):
        counts.update(chunk.loc[np.isin(hashes(chunk[column]), twice), column])
    repeated = [name for name, times in counts.items() if times > 1]  # else two names had one hash
    if repeated:
        more = f" (and {len(repeated) - 1:,} more)" if len(repeated) > 1 else ""
        raise LargeError(
            f"{table}.csv: {column} {repeated[0]!r} is given twice{more}; each row needs its own"
        )


def bundle(counts: dict[str, int], part_claims: int) -> list[tuple[str, ...]]:
    """Return the events of each part: neighbours up to `part_claims` claims together, a larger one alone."""
    bundles: list[list[str]] = []
    filled = part_claims
    for event, number in counts.items():
        if filled + number > part_claims or not bundles:
            bundles.append([])
            filled = 0
        bundles[-1].append(event)
        filled += number
    return [tuple(events) for events in bundles]


def spool_parts(raw: Path, spool: Path, bundles: list[tuple[str, ...]]) -> None:
    """Write the rows of each part, in the order of the ledger, to files of their own."""
    part_of = {event: number for number, events in enumerate(bundles) for event in events}
    pairs: list[pd.DataFrame] = []
    for table in ("claims", "sightings"):
        for chunk in chunks(raw, table):
            numbers = chunk["event_id"].map(part_of).astype(np.int32)
            spool_rows(chunk, numbers.to_numpy(), spool, table)
            pairs.append(
                pd.DataFrame({"page": hashes(chunk["report_id"]), "part": numbers}).drop_duplicates()
            )
    places = pd.concat(pairs).drop_duplicates().sort_values(["page", "part"])
    for chunk in chunks(raw, "reports"):
        spool_rows(*pages_of_parts(chunk, places), spool, "reports")


def pages_of_parts(pages: pd.DataFrame, places: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return pages, each once for every part whose claims or sightings cite it, and those parts.

    A page that nothing cites belongs to no event: it lies in the first part, so that none is lost.
    """
    page, part = places["page"].to_numpy(), places["part"].to_numpy()
    own = hashes(pages["report_id"])
    first, after = np.searchsorted(page, own, "left"), np.searchsorted(page, own, "right")
    times = np.maximum(after - first, 1)
    row = np.repeat(np.arange(len(pages)), times)
    nth = np.arange(len(row)) - np.repeat(times.cumsum() - times, times)
    is_cited = (after > first)[row]
    parts = np.zeros(len(row), dtype=np.int32)
    parts[is_cited] = part[(first[row] + nth)[is_cited]]
    return pages.iloc[row], parts


def spool_rows(rows: pd.DataFrame, parts: np.ndarray, spool: Path, table: str) -> None:
    """Add rows to the files of their parts (Arrow streams, one after the other)."""
    import pyarrow as pa

    numbered = rows.assign(**{ROW: rows.index + 2})  # the header is row 1
    for number, own in numbered.groupby(parts):
        batch = pa.Table.from_pandas(own, preserve_index=False)
        with (
            (spool / f"{table}-{number}").open("ab") as file,
            pa.ipc.new_stream(file, batch.schema) as stream,
        ):
            stream.write_table(batch)


def spooled(spool: Path, table: str, number: int) -> pd.DataFrame:
    """Return the rows of one part of a table, every cell text, with `row`."""
    import pyarrow as pa

    path, found = spool / f"{table}-{number}", []
    if path.exists():
        with path.open("rb") as file:
            end = os.fstat(file.fileno()).st_size
            while file.tell() < end:
                found.append(pa.ipc.open_stream(file).read_all())
    names = dictionary.table(table, "raw").names
    rows = pa.concat_tables(found).to_pandas() if found else pd.DataFrame(columns=[*names, ROW])
    return rows.astype({**dict.fromkeys(names, "str"), ROW: "int64"})


def finish_parts(
    spool: Path, folder: Path, bundles: list[tuple[str, ...]], jobs: int | None, scheduler: str
) -> list[Part]:
    """Check and write every part; return them. Raises LargeError with the problems of all parts."""
    finish = partial(finish_part, spool=spool, folder=folder, project=paths.project_root())
    meta = pd.DataFrame({table: pd.Series(dtype="int64") for table in TABLES["raw"]}).assign(
        problems=pd.Series(dtype=object)
    )
    done = work(as_frame(finish, list(enumerate(bundles)), meta), jobs, scheduler)
    problems = [line for lines in done["problems"] for line in lines.splitlines()]
    if problems:
        more = [f"... and {len(problems) - SHOWN:,} problems more"] if len(problems) > SHOWN else []
        raise LargeError(*problems[:SHOWN], *more)
    rows = done[list(TABLES["raw"])].to_dict("records")
    return [Part(number, events, rows[number]) for number, events in enumerate(bundles)]


def finish_part(item: tuple[int, tuple[str, ...]], spool: Path, folder: Path, project: Path) -> pd.DataFrame:
    """Check one part and write its tables; return one row: how many rows each has, and the problems."""
    number, events = item
    with paths.within(project, frozenset(events)):
        tables = {table: spooled(spool, table, number) for table in TABLES["raw"]}
        problems = part_problems(tables)
        if not problems:
            order = {event: place for place, event in enumerate(events)}
            for table, rows in tables.items():
                if "event_id" in rows:
                    places = rows["event_id"].map(order).to_numpy(dtype=np.int64)
                    rows = rows.iloc[np.argsort(places, kind="stable")]
                write_part(rows.drop(columns=ROW), folder, table, number)
    counts = {table: [len(rows)] for table, rows in tables.items()}
    return pd.DataFrame(counts).assign(problems=pd.Series(["\n".join(problems)], dtype=object))


def part_problems(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Return what is wrong with the rows of one part, a line each, with the row of the CSV file."""
    known = {
        "raw/reports.report_id": set(tables["reports"]["report_id"]),
        validate.EVENTS: set(scope.event_rows().index),
    }
    found: list[Problem] = []
    for name, rows in tables.items():
        found += validate.cell_problems(dictionary.table(name, "raw"), rows.set_index(ROW), known)
    errors = {problem for problem in found if problem.severity == "error"}
    return [str(problem) for problem in sorted(errors, key=sort_key)]
