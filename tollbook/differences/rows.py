"""The tables of a state as rows by key, and the rows in which two states differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from tollbook import dictionary, ledger

RAW, HAND = "raw", "hand"
WITHOUT_MEANING = ("why", "doubt", "readings")
"""Columns that explain, or count readings: a change in them alone is no difference."""
BY_ORDER = ("hand/windows", "hand/containing")
"""Tables of patterns that are tried from the top: the order of their rows counts."""

Key = tuple[str, ...]
Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table: its columns, those that name a row (none: the whole row does), and the rows by their names."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: Mapping[Key, Row]

    def frame(self) -> pd.DataFrame:
        """Return the table as pandas has it, every cell a string."""
        return pd.DataFrame(list(self.rows.values()), columns=list(self.columns), dtype=str)


Tables = dict[str, Table]


@dataclass(frozen=True)
class Change:
    """A row that differs: as it was (None: it was not there) and as it is (None: it is gone), and the columns
    in which it does. `old_key` is the name that it had, where that is another one.
    """

    table: str
    key: Key
    before: Row | None
    after: Row | None
    old_key: Key = ()

    @property
    def row(self) -> Row:
        """The row as it is; as it was, where it is gone."""
        return self.after or self.before or {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns with a meaning that differ; all that are filled, where the row is new or gone."""
        if self.before is None or self.after is None:
            return tuple(name for name, cell in self.row.items() if cell and name not in WITHOUT_MEANING)
        return tuple(
            name
            for name in self.before
            if self.before[name] != self.after.get(name, "") and name not in WITHOUT_MEANING
        )

    def values(self, column: str) -> set[str]:
        """Return what a column of the row holds and held."""
        return {row[column] for row in (self.before, self.after) if row and column in row}


def read(folder: Path) -> Tables:
    """Return the raw and the hand tables of a project that the dictionaries describe, by `folder/name`.

    Each has the dictionary's columns, as far as the file has them. The files must have passed
    `tollbook.validate.problems`, but for missing files and columns.
    """
    found = {}
    for place in (RAW, HAND):
        for name, described in dictionary.tables(place).items():
            path = folder / "data" / place / f"{name}.csv"
            if path.is_file():
                frame = ledger.read_csv(path)
                columns = [column for column in described.names if column in frame]
                rows = [
                    {column: cell.replace("\r\n", "\n") for column, cell in row.items()}
                    for row in frame[columns].to_dict("records")
                ]
                found[f"{place}/{name}"] = table_of(f"{place}/{name}", columns, described.key, rows)
    return found


def table_of(name: str, columns: Iterable[str], key: Iterable[str], rows: Iterable[Row]) -> Table:
    """Return rows as a table; rows of a table without a key are named by their cells and a number."""
    columns, key = tuple(columns), tuple(key)
    named: dict[Key, Row] = {}
    seen: Counter[Key] = Counter()
    for row in rows:
        if key:
            named[tuple(row.get(column, "") for column in key)] = row
            continue
        cells = tuple(row[column] for column in columns if column not in WITHOUT_MEANING)
        seen[cells] += 1
        named[*cells, str(seen[cells])] = row
    return Table(name, columns, key, named)


def compare(old: Table, new: Table) -> list[Change]:
    """Return the rows that differ, first those that were there before, in their order; a row that differs in
    columns without a meaning alone does not.
    """
    found = [Change(old.name, key, row, new.rows.get(key)) for key, row in old.rows.items()]
    found += [Change(new.name, key, None, row) for key, row in new.rows.items() if key not in old.rows]
    return [change for change in found if change.columns or None in (change.before, change.after)]


def with_changes(table: Table, changes: Iterable[Change], order: Mapping[Key, float]) -> Table:
    """Return the table with some changes made; rows stand by their place in `order`."""
    rows = dict(table.rows)
    for change in changes:
        rows.pop(change.old_key, None)
        if change.after is None:
            rows.pop(change.key, None)
        else:
            rows[change.key] = change.after
    return ordered(replace(table, rows=rows), order)


def ordered(table: Table, order: Mapping[Key, float]) -> Table:
    """Return the table with its rows by their place in `order`."""
    keys = sorted(table.rows, key=lambda key: order[key])
    return replace(table, rows={key: table.rows[key] for key in keys})


def order_of(old: Table, new: Table) -> dict[Key, float]:
    """Return the place of each row of either table: that in the new one; rows that are gone stay behind the
    one that they followed.
    """
    places: dict[Key, float] = {key: float(place) for place, key in enumerate(new.rows)}
    before = -1.0
    for number, key in enumerate(old.rows, start=1):
        if key in places:
            before = places[key]
        else:
            places[key] = before + number / (len(old.rows) + 1)
    return places
