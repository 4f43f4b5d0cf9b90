"""The check of the raw tables: every problem at once, one line each, with its place and what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from tollbook import dictionary, event_check, hand_check, vocabulary_check
from tollbook.dictionary import Table
from tollbook.paths import resolve
from tollbook.problem import Problem, shown, sort_key
from tollbook.structure import MISSING, NO_COLUMN, Opened, open_table

__all__ = ["Problem", "problems", "report_problems"]

OPTIONAL = ("places",)  # where a folder has no gazetteer, the project's own is used
WITH_ROWS = ("reports", "claims")  # a header alone is a mistake here; there may be no sightings and no series
OUTLINES = ("province_naturalearth.geojson", "neighbours_naturalearth.geojson")
EVENTS = "hand/events.event_id"
NEW_PROJECT = "a project that `tollbook new` makes"
MANY = 20  # allowed values that a message lists in full

RowCheck = Callable[[pd.DataFrame], pd.Series]


def problems(
    raw_dir: str | os.PathLike[str], hand_dir: str | os.PathLike[str] | None = None
) -> list[Problem]:
    """Return everything that is wrong with the raw tables in `raw_dir`, sorted by file, row and column.

    `raw_dir` holds reports, claims, sightings and series, and maybe the gazetteer and the two outlines.
    Events must be in `events.csv` of `hand_dir`, or of the project; with `hand_dir` given all tables in it
    are checked too. Rows count as in a spreadsheet: the header is row 1, a row whose cell holds a line break
    is one row. Never raises for what the files hold, whatever it is.
    """
    folder = resolve(raw_dir)
    if not folder.is_dir():
        todo = f"name a folder that holds {', '.join(names())}"
        return [Problem(os.fspath(raw_dir), None, "", "the folder is missing", todo)]
    hand = resolve("data/hand" if hand_dir is None else hand_dir)
    opened = open_all(folder, hand, hand_dir is not None)
    known = known_values(opened)
    found = [problem for name in OUTLINES for problem in outline_problems(folder / name)]
    for (place, name), table in opened.items():
        is_checked = place == "raw" or hand_dir is not None
        if is_checked or EVENTS not in known:
            found += table.problems
        if is_checked and table.frame is not None:
            found += cell_problems(dictionary.table(name, place), table.frame, known)
    frames = drawn_tables(hand, opened)
    if hand_dir is not None:
        tables = {f"raw/{name}": opened.get(("raw", name)) for name in event_check.RAW_TABLES}
        frames |= {name: table.frame for name, table in tables.items() if table and table.frame is not None}
        decided = {name: table.frame for (place, name), table in opened.items() if place == "hand"}
        whole = {name: frame for name, frame in decided.items() if frame is not None}
        found += hand_check.problems(whole, resolve("notebooks"))
    return without_repeats([*found, *vocabulary_check.problems(frames)])


def drawn_tables(
    hand: Path, opened: Mapping[tuple[str, str], Opened] | None = None
) -> dict[str, pd.DataFrame]:
    """Return the tables in `hand` that say how events are spoken of and drawn, as far as they can be read;
    those that are not among the `opened` are opened.
    """
    known = opened or {}
    there = [name for name in vocabulary_check.TABLES if os.path.exists(hand / f"{name}.csv")]
    found = {
        name: known.get(("hand", name)) or open_one(hand, dictionary.table(name, "hand")) for name in there
    }
    return {name: table.frame for name, table in found.items() if table.frame is not None}


def open_all(folder: Path, hand: Path, with_hand: bool) -> dict[tuple[str, str], Opened]:
    """Open the raw tables in `folder` and, of the tables in `hand`, the events or all."""
    opened = {}
    for name, table in dictionary.tables("raw").items():
        if name not in OPTIONAL or os.path.exists(folder / f"{name}.csv"):
            opened["raw", name] = open_one(folder, table)
    for name, table in dictionary.tables("hand").items():
        if name == "events" or with_hand:
            opened["hand", name] = open_one(hand, table)
    return opened


def report_problems(found: list[Problem]) -> str:
    """Return the problems as text: one line each, then a line that counts them."""
    if not found:
        return "The raw tables are in order: no problem found."
    files = len({problem.file for problem in found})
    count = f"{len(found):,} problem{'s' if len(found) > 1 else ''} in {files} file{'s' if files > 1 else ''}"
    return "\n".join(
        [*map(str, found), f"{count}. Nothing was computed: repair the tables and run the check again."]
    )


def names() -> list[str]:
    """Return the raw files that a ledger must have."""
    return [f"{name}.csv" for name in dictionary.tables("raw") if name not in OPTIONAL]


def label(table: Table) -> str:
    """Return how problems call the file of a table."""
    return f"{table.table}.csv" if table.folder == "raw" else f"{table.folder}/{table.table}.csv"


def open_one(folder: Path, table: Table) -> Opened:
    """Open the file of `table` in `folder`; a ledger without any claim or report is a problem too."""
    others = {
        label(other): other.names for other in dictionary.tables(table.folder).values() if other is not table
    }
    opened = open_table(folder / f"{table.table}.csv", label(table), table.names, others)
    if table.folder == "hand":
        opened = opened._replace(problems=[with_remedy(table, problem) for problem in opened.problems])
    is_bare = opened.frame is not None and opened.frame.empty and not opened.problems
    if is_bare and table.folder == "raw" and table.table in WITH_ROWS:
        what = "the file has a header and no rows"
        opened.problems.append(Problem(label(table), None, "", what, "add the rows"))
    return opened


def with_remedy(table: Table, problem: Problem) -> Problem:
    """Return a problem with what to do where a hand table, or a column of it, is not there: a project that an
    older Tollbook made has not all of today's.
    """
    if problem.what == MISSING:
        header = ",".join(table.names)
        return problem._replace(todo=f"copy it from {NEW_PROJECT}, or make it with the header {header}")
    if problem.what != NO_COLUMN or problem.column not in table.names:
        return problem
    place = table.names.index(problem.column)
    where = f"after {table.names[place - 1]}" if place else f"before {table.names[1]}"
    cells = "its cells may be empty" if table.columns[place].null_means else "fill in its cells"
    todo = f"insert it {where}, in row 1 and in every row ({cells}; it is filled in {NEW_PROJECT})"
    return problem._replace(todo=todo)


def known_values(opened: Mapping[tuple[str, str], Opened]) -> dict[str, set[str]]:
    """Return the values of the columns that other columns refer to, by `folder/table.column`.

    A column that could not be read is left out: then its absence is the problem, not every row that refers to
    it.
    """
    columns = {column.refers_to for place, name in opened for column in dictionary.table(name, place).columns}
    known = {}
    for reference in columns - {None}:
        place, _, rest = reference.partition("/")
        name, _, column = rest.partition(".")
        table = opened.get((place, name))
        if table and table.frame is not None and column in table.frame:
            known[reference] = set(table.frame[column]) | table.left_out
    return known


def cell_problems(table: Table, frame: pd.DataFrame, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Yield what pandera finds in the cells and rows of one table, as problems."""
    from pandera.errors import SchemaErrors

    schema = dictionary.schema(table, frame.columns, known, row_checks(table, frame))
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases[["check", "column", "failure_case", "index"]]
        first = first_rows(table, frame)
        for check, column, text, row in cases.itertuples(index=False):
            yield explain(table, frame, known, first, (check, column, str(text), int(row)))


def row_checks(table: Table, frame: pd.DataFrame) -> dict[str, RowCheck]:
    """Return the checks of whole rows of `table`, as far as `frame` has their columns."""
    checks = ROW_CHECKS.get(table.table, {}) if table.folder == "raw" else {}
    return {
        name: check for name, (columns, check, _, _) in checks.items() if set(columns) <= set(frame.columns)
    }


def first_rows(table: Table, frame: pd.DataFrame) -> dict[object, int]:
    """Return the first row of each key, to say which row has it already."""
    if not table.key or not set(table.key) <= set(frame.columns):
        return {}
    first = frame.drop_duplicates(table.key)
    return dict(zip(first[table.key].itertuples(index=False, name=None), first.index, strict=True))


def explain(
    table: Table,
    frame: pd.DataFrame,
    known: Mapping[str, set[str]],
    first: Mapping[object, int],
    case: tuple[str, str, str, int],
) -> Problem:
    """Turn one failure case of pandera into a problem."""
    check, name, text, row = case
    file = label(table)
    if check in ROW_CHECKS.get(table.table, {}):
        columns, _, what, todo = ROW_CHECKS[table.table][check]
        return Problem(file, row, columns[-1], what, todo)
    column = next(column for column in table.columns if column.name == name)
    if check == "cell":
        return Problem(file, row, name, *dictionary.fault(column, text, known))
    if check == "reference":
        return Problem(file, row, name, *missing_reference(column, text, known[column.refers_to]))
    key = tuple(frame.loc[row, table.key])
    what = f"{' with '.join(map(shown, filter(None, key)))} is already in row {first[key]}"
    return Problem(file, row, table.key[0], what, "delete one of the two rows, or give it a key of its own")


def missing_reference(column: dictionary.Column, text: str, known: set[str]) -> tuple[str, str]:
    """Return what to say of a value that the table referred to does not have."""
    place, _, rest = column.refers_to.partition("/")
    name = rest.partition(".")[0]
    home = f"{name}.csv" if place == "raw" else f"data/{place}/{name}.csv"
    # a list of events helps; a list of pages would only be long
    there = [*known, *column.also] if place == "hand" else []
    values = sorted(value for value in there if value and value.isprintable())
    allowed = f"use one of: {', '.join(values)}; or " if 0 < len(values) <= MANY else "correct it, or "
    wrong = next(part for part in column.parts(text) if part not in known and part not in column.also)
    return f"{shown(wrong)} is not in {home}", f"{allowed}add its row to {home}"


def outline_problems(path: Path) -> list[Problem]:
    """Return what is wrong with a map outline, where the folder has it."""
    if not os.path.exists(path):
        return []
    try:
        outline = json.loads(path.read_text(encoding="utf-8"))
        kind = outline["type"] if isinstance(outline, dict) else None
    except (OSError, ValueError, KeyError, RecursionError):
        kind = None
    if kind in ("Feature", "FeatureCollection"):
        return []
    todo = "put the outline from the project's data/raw there again"
    return [Problem(path.name, None, "", "the file is not GeoJSON", todo)]


def without_repeats(found: list[Problem]) -> list[Problem]:
    """Return the problems in order, each once; bytes that are not UTF-8 are all there is to say of a cell."""
    unreadable = {problem for problem in found if "is not UTF-8" in problem.what}
    cells = {(problem.file, problem.row, problem.column) for problem in unreadable}
    others = {problem for problem in found if (problem.file, problem.row, problem.column) not in cells}
    return sorted(others | unreadable, key=sort_key)


def starts_before_it_ends(series: pd.DataFrame) -> pd.Series:
    """Return whether the period of each row of `series` starts on or before the day it ends."""
    days = series[["period_start", "period_end"]]
    is_known = days.apply(lambda cells: cells.str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")).all(axis=1)
    return ~is_known | (days["period_start"] <= days["period_end"])


# for each raw table: columns, check, what is wrong, what to do
ROW_CHECKS: dict[str, dict[str, tuple[tuple[str, ...], RowCheck, str, str]]] = {
    "series": {
        "period order": (
            ("period_start", "period_end"),
            starts_before_it_ends,
            "the period ends before it starts",
            "correct period_start or period_end",
        ),
        "half a period": (
            ("period_start", "period_end"),
            lambda series: series["period_start"].eq("") == series["period_end"].eq(""),
            "one end of the period is missing",
            "fill in both days, or empty both",
        ),
    },
    "reports": {
        "two dates": (
            ("published", "dated"),
            lambda reports: reports["published"].eq("") | reports["dated"].eq(""),
            "published and dated are both filled in",
            "empty dated: it is for pages that give no date of their own",
        ),
    },
}
