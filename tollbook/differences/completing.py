"""Two states made comparable: what one lacks comes from the other, and claims keep their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from tollbook import dictionary
from tollbook.differences.rows import WITHOUT_MEANING, Key, Row, Table, Tables, table_of
from tollbook.words import count, listing

CLAIMS, REPORTS = "raw/claims", "raw/reports"
LISTS = {"claim_id": "", "claim_ids": ";", "report_id": "", "copied_from": "", "worked_page": ""}
"""Columns of hand and raw tables that hold names of claims or pages, and what separates several."""
GONE = " (old)"


def complete(state: Tables, other: Tables, name: str, other_name: str) -> tuple[Tables, list[str]]:
    """Return a state with the tables and columns that it lacks taken from the other one, where that has them,
    and a sentence for each that is. Columns that neither has are empty.
    """
    found, tables, columns = dict(state), [], []
    for place in ("raw", "hand"):
        for short, described in dictionary.tables(place).items():
            table = f"{place}/{short}"
            if table not in state:
                empty = table_of(table, described.names, described.key, [])
                found[table] = other.get(table, empty)
                tables += [f"{short}.csv"] * (table in other)
                continue
            missing = [column for column in described.names if column not in state[table].columns]
            if missing:
                found[table] = with_columns(state[table], other.get(table), described.names, described.key)
                filled = [column for column in missing if table in other and column in other[table].columns]
                columns += [f"{listing(filled)} of {short}.csv"] * bool(filled)
    notes = [f"{name} has no {listing(tables)}: taken from {other_name}."] * bool(tables)
    notes += [f"{name} lacks columns: {'; '.join(columns)}: filled from {other_name}."] * bool(columns)
    return found, notes


def with_columns(table: Table, other: Table | None, names: list[str], key: list[str]) -> Table:
    """Return a table with the columns `names`; one that it lacks has the cell of the row that the other
    table has alike, else the one it has most simply: none.
    """
    own = [column for column in table.columns if column not in WITHOUT_MEANING]
    alike: dict[Key, Row] = {}
    shared = [column for column in key if column in table.columns] or own
    for row in other.rows.values() if other else ():
        alike.setdefault(tuple(row.get(column, "") for column in shared), row)
    rows = []
    for row in table.rows.values():
        near = alike.get(tuple(row[column] for column in shared), {})
        rows.append({column: row.get(column, near.get(column, "")) for column in names})
    return table_of(table.name, names, key, rows)


def with_names_of(old: Tables, new: Tables) -> tuple[Tables, list[str]]:
    """Return the old tables with pages and claims named as in the new ones, and sentences on how many are.

    A page or claim that is gone and one that is new are the same where all other cells are; of several alike
    the first is the first.
    """
    pages = renamed(old[REPORTS], new[REPORTS], ())
    named = with_names(old, {**pages}, ("report_id", "copied_from", "worked_page"))
    claims = renamed(named[CLAIMS], new[CLAIMS], ("note",))
    named = with_names(named, claims, ("claim_id", "claim_ids"))
    notes = []
    for names, what in ((pages, "page"), (claims, "claim")):
        number = sum(not name.endswith(GONE) for name in names.values())
        notes += [f"{count(number, what)} {'has' if number == 1 else 'have'} another name."] * bool(number)
    return named, notes


def renamed(old: Table, new: Table, also: Iterable[str]) -> dict[str, str]:
    """Return the new names, by the old ones, of rows that are the same but for their name (the key)."""

    def content(row: Row) -> Key:
        left_out = {*old.key, *WITHOUT_MEANING, *also}
        return tuple(cell for column, cell in sorted(row.items()) if column not in left_out)

    there: dict[Key, list[str]] = defaultdict(list)
    for key, row in new.rows.items():
        if key not in old.rows or content(old.rows[key]) != content(row):
            there[content(row)].append(key[0])
    found = {}
    for key, row in old.rows.items():
        is_same = key in new.rows and content(new.rows[key]) == content(row)
        if not is_same and there[content(row)]:
            found[key[0]] = there[content(row)].pop(0)
    return found | displaced(found, {key[0] for key in old.rows})


def displaced(names: Mapping[str, str], there: Collection[str]) -> dict[str, str]:
    """Return names of their own for old rows whose name another one takes over: those rows are gone."""
    return {name: f"{name}{GONE}" for name in names.values() if name in there and name not in names}


def with_names(tables: Tables, names: Mapping[str, str], columns: tuple[str, ...]) -> Tables:
    """Return the tables with other names of claims or pages in some columns."""
    if not names:
        return tables
    found = dict(tables)
    for place, table in tables.items():
        touched = [column for column in columns if column in table.columns]
        if touched:
            rows = [
                row | {column: rename(row[column], names, LISTS[column]) for column in touched}
                for row in table.rows.values()
            ]
            found[place] = replace(table, rows=table_of(place, table.columns, table.key, rows).rows)
    return found


def rename(cell: str, names: Mapping[str, str], mark: str) -> str:
    """Return a cell with the names in it replaced."""
    if not mark:
        return names.get(cell, cell)
    return mark.join(names.get(one, one) for one in cell.split(mark))
