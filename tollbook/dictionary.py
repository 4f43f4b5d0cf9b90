"""The dictionaries of the tables: what one row is, what each column means, and what a cell may hold.

`data/dictionary/<folder>-<table>.yml` describes the table `<table>.csv` of `data/raw`, `data/hand` or
`data/processed`, and the two kinds of tables in `data/databases`, which have names of their own. The check of
the raw tables, the writing of the processed ones and the tests read the same files as people do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import yaml

from tollbook.cell_rules import TYPES, Fault, characters
from tollbook.paths import dictionary_folder, hand
from tollbook.problem import shown
from tollbook.vocabulary import LIST

if TYPE_CHECKING:
    import pandera.pandas as pa

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # safe both; the one in C reads ten times as fast
FOLDERS = ("raw", "hand", "processed", "databases")
ORIGINS = ("reported", "derived", "hand")


class Column(NamedTuple):
    """One column.

    `allowed` is None (whatever the type allows), a list of values, a mapping `{from, to}` for
    numbers, or `{refers_to: folder/table.column}`, which holds for each text of a list; `or` names values
    that are no row there. `null_means` is None where no cell may be empty.
    """

    name: str
    type: str
    unit: str | None
    meaning: str
    origin: str
    allowed: list[str] | dict[str, object] | None
    null_means: str | None
    example: str | None

    @property
    def refers_to(self) -> str | None:
        """The column that must hold every value of this one, as `folder/table.column`, if there is one."""
        return self.allowed.get("refers_to") if isinstance(self.allowed, dict) else None

    @property
    def also(self) -> list[str]:
        """The values that it may have besides those of the column it refers to."""
        return list(self.allowed.get("or", ())) if isinstance(self.allowed, dict) else []

    def parts(self, text: str) -> list[str]:
        """Return the texts of a cell: those between `;` of a list, else the one, none of an empty cell."""
        return list(filter(None, text.split(LIST) if self.type == "list" else [text]))


class Table(NamedTuple):
    """One table: `key` is the columns that name a row, empty where a row has no name."""

    table: str
    folder: str
    one_row_is: str
    key: list[str]
    columns: list[Column]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in the order of the file."""
        return [column.name for column in self.columns]


def table(name: str, folder: str) -> Table:
    """Return the dictionary of a table in `folder` (raw, hand, processed). Raises KeyError if it has none."""
    found = load(dictionary_folder())
    if (folder, name) not in found:
        raise KeyError(f"data/dictionary has no {folder}-{name}.yml; add it, with every column of {name}.csv")
    return found[folder, name]


def tables(folder: str) -> dict[str, Table]:
    """Return the dictionaries of `folder` (raw, hand or processed) by table name, sorted by it."""
    return {
        name: table for (place, name), table in sorted(load(dictionary_folder()).items()) if place == folder
    }


def table_columns(name: str, folder: str) -> tuple[list[str], list[str]]:
    """Return the columns and the key of a table, by its dictionary. Raises KeyError if it has none."""
    described = table(name, folder)
    return described.names, described.key


@cache
def load(folder: Path) -> dict[tuple[str, str], Table]:
    """Read every dictionary of `folder`; the key is (folder of the table, name of the table).

    Raises ValueError with the file's name when one does not have the fields of a dictionary.
    """
    found = {}
    for path in sorted(folder.glob("*.yml")):
        described = read(path)
        found[described.folder, described.table] = described
    return found


def read(path: Path) -> Table:
    """Read one dictionary. Raises ValueError with the file's name and what is wrong with it."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        columns = [Column(**column) for column in raw.pop("columns")]
        described = Table(columns=columns, **raw)
    except (yaml.YAMLError, TypeError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is not a dictionary with the fields of the others: {error}") from error
    wrong = [column.name for column in columns if column.type not in TYPES or column.origin not in ORIGINS]
    if path.name != f"{described.folder}-{described.table}.yml" or described.folder not in FOLDERS:
        raise ValueError(
            f"{path.name} describes the table {described.table} of {described.folder}: rename it"
        )
    if wrong or not set(described.key) <= set(described.names):
        raise ValueError(
            f"{path.name}: unknown type or origin of {wrong}, or a key {described.key} that is no column"
        )
    return described


def choices(column: Column, known: Mapping[str, Collection[str]] | None = None) -> list[str] | None:
    """Return the values that a closed list allows, or the table that a choice refers to; None for a column
    that has neither.

    `known` holds the values of columns referred to; what it does not hold is read from the project's own hand
    table. None too where that is not there.
    """
    if isinstance(column.allowed, list):
        return column.allowed
    if column.type != "choice" or not column.refers_to:
        return None
    own, given = hand_values(column.refers_to), (known or {}).get(column.refers_to)
    values = own if given is None else [*filter(given.__contains__, own), *sorted(set(given) - set(own))]
    return [*filter(None, values), *column.also] if values or given is not None else None


def hand_values(reference: str) -> list[str]:
    """Return the distinct values of a column (`folder/table.column`) of the project's hand tables, in the
    order of the rows; none where it has no such table.
    """
    folder, _, rest = reference.partition("/")
    name, _, column = rest.partition(".")
    try:
        return list(dict.fromkeys(hand(name)[column])) if folder == "hand" else []
    except (OSError, KeyError, ValueError):
        return []


def fault(column: Column, text: str, known: Mapping[str, Collection[str]] | None = None) -> Fault | None:
    """Return what is wrong with one cell of `column` by its dictionary, None where nothing is. `known` is as
    for `choices`.
    """
    if text == "":
        return None if column.null_means else Fault("the cell is empty", f"fill it in ({column.meaning})")
    found = characters(text) or TYPES[column.type](text) or outside(column, text, known)
    if found and column.null_means and found.todo.startswith("write it as"):
        return found._replace(todo=f"{found.todo}, or leave the cell empty")
    return found


def outside(column: Column, text: str, known: Mapping[str, Collection[str]] | None = None) -> Fault | None:
    """Return what is wrong with a cell that the list, the range or the table of `allowed` does not hold."""
    allowed = choices(column, known)
    if allowed is not None and text not in allowed:
        also = " (or an empty cell)" if column.null_means else ""
        table = (column.refers_to or "").partition(".")[0]
        add = f"add its row to data/{table}.csv" if table else ""
        choose = f"use one of: {', '.join(allowed)}{also}" if allowed else ""
        return Fault(f"unknown {column.name} {shown(text)}", ", or ".join(filter(None, (choose, add))))
    if isinstance(column.allowed, dict) and "from" in column.allowed:
        low, high = column.allowed["from"], column.allowed.get("to", float("inf"))
        if not low <= float(text) <= high:
            return Fault(
                f"{shown(text)} is out of range",
                f"give a value from {low}" + (f" to {high}" if high < float("inf") else " up"),
            )
    return None


def schema(
    described: Table,
    present: Collection[str],
    known: Mapping[str, Collection[str]],
    row_checks: Mapping[str, Callable[[pd.DataFrame], pd.Series]],
) -> pa.DataFrameSchema:
    """Return the pandera schema of a table of strings whose columns `present` are there.

    `known` holds the values of the columns referred to (`folder/table.column`); a reference that it does not
    hold is not checked. `row_checks` are named checks of the whole frame: True where a row is right. Failures
    carry the check names `cell`, `reference`, the names of `row_checks`, and pandera's own for a key that is
    there twice.
    """
    # imported here, because half a second is too much for those who only read a dictionary
    import pandera.pandas as pa

    columns = {}
    for column in described.columns:
        checks = [pa.Check(partial(right_cells, column, known), name="cell", error="cell")]
        if column.refers_to in known and column.type != "choice":  # a choice is looked up as a cell
            checks.append(
                pa.Check(
                    partial(known_cells, column, known[column.refers_to]), name="reference", error="reference"
                )
            )
        if column.name in present:
            columns[column.name] = pa.Column(checks=checks)
    rows = [pa.Check(check, name=name, error=name) for name, check in row_checks.items()]
    key = described.key if set(described.key) <= set(present) else None
    return pa.DataFrameSchema(columns, checks=rows, unique=key or None, report_duplicates="exclude_first")


def right_cells(column: Column, known: Mapping[str, Collection[str]], cells: pd.Series) -> pd.Series:
    """Return whether each cell is right. Each distinct text is looked at once: a million rows have few."""
    texts = cells.drop_duplicates()
    if column.type == "id":  # of ids there are as many as rows: only those that are not plain are looked at
        texts = texts[~texts.str.fullmatch(r"[A-Za-z0-9_.-]+")]
    wrong = [text for text in texts.tolist() if fault(column, text, known)]
    return ~cells.isin(wrong)


def known_cells(column: Column, known: Collection[str], cells: pd.Series) -> pd.Series:
    """Return whether each cell is empty or one of `known`; of a list, whether each of its texts is."""
    well = {"", *known, *column.also}
    if column.type != "list":
        return cells.isin(well)
    wrong = [text for text in cells.unique().tolist() if not well.issuperset(column.parts(text))]
    return ~cells.isin(wrong)
