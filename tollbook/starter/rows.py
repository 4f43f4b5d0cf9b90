"""Which rows a new project gets: the general ones of Tollbook's own hand tables, and those of its kind."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tollbook import paths
from tollbook.dictionary import Table, load
from tollbook.refusals import CallError
from tollbook.terms import match_key

KINDS = ("attack", "disaster", "accident")
ANY, LIST = "*", ";"
RULES = "starter"
REASONS = ("why", "doubt")
"""Columns that say why a row is so: what they say does not decide whether it is taken."""
BESIDE = Path(__file__).resolve().parent

Row = dict[str, str]


def require_checkout() -> Path:
    """Return the folder with Tollbook's own tables and notebooks. Raises CallError where the package was
    installed without them.
    """
    if not (paths.OWN / f"data/hand/{RULES}.csv").is_file():
        raise CallError(
            "`tollbook new` copies Tollbook's notebooks and general tables, and this tollbook was installed "
            "without them: clone or download Tollbook's repository, run `make check` in it once, and call "
            "`.venv/bin/tollbook new` there"
        )
    return paths.OWN


def own_tables(folder: str) -> dict[str, Table]:
    """Return the dictionaries of Tollbook's own tables of a folder (raw or hand), by table."""
    described = load(paths.OWN / "data/dictionary")
    return {name: table for (place, name), table in sorted(described.items()) if place == folder}


def rows_of(table: str, kind: str) -> list[Row]:
    """Return the rows of a hand table that a project of this kind of event begins with, in their order.

    The rows of the kind come last; a general row with the key of one of them is left out.
    """
    described = own_tables("hand")[table]
    for_kind = rows_of_kind(table, kind, described.names)
    taken = {key_of(described, row) for row in for_kind}
    own = read(paths.OWN / f"data/hand/{table}.csv")
    general = [row for row in own if key_of(described, row) not in taken and is_general(table, kind, row)]
    return [*map(without_local_reasons, general), *for_kind]


def rows_of_kind(table: str, kind: str, columns: Iterable[str]) -> list[Row]:
    """Return the rows beside this module that a kind of event has in a table; a column that they do not have
    is empty.
    """
    rows = [row for row in read(BESIDE / f"{table}.csv") if is_for(row["kinds"], kind)]
    return [{name: row.get(name, "") for name in columns} for row in rows]


def is_general(table: str, kind: str, row: Row) -> bool:
    """Tell whether a row of Tollbook's own hand tables goes into a project, by the first rule that fits."""
    for rule in rules():
        if rule["table"] in (ANY, table) and is_for(rule["kinds"], kind) and fits(rule, row):
            return rule["take"] == "yes"
    return False


def fits(rule: Row, row: Row) -> bool:
    """Tell whether the pattern of a rule matches a cell of the row that the rule is about."""
    if not rule["column"]:
        return True
    names = [name for name in row if name not in REASONS] if rule["column"] == ANY else [rule["column"]]
    cells = [row.get(name, "") for name in names]
    return any(pattern(rule["pattern"]).fullmatch(cell) for cell in cells)


def without_local_reasons(row: Row) -> Row:
    """Return a row without a reason or doubt that names what no row of a new project may name."""
    local = [pattern(rule["pattern"]) for rule in rules() if (rule["table"], rule["column"]) == (ANY, ANY)]
    return {
        name: "" if name in REASONS and any(one.fullmatch(cell) for one in local) else cell
        for name, cell in row.items()
    }


def is_for(kinds: str, kind: str) -> bool:
    """Tell whether a list of kinds holds a kind; an empty list holds every one."""
    return not kinds or kind in kinds.split(LIST)


def key_of(described: Table, row: Row) -> tuple[str, ...]:
    """Return what names a row, as wordings are matched: case, blanks and hyphens do not count."""
    return tuple(match_key(row[name]) for name in described.key)


@cache
def rules() -> list[Row]:
    """Return the rules of `data/hand/starter.csv`, in their order."""
    return read(paths.OWN / f"data/hand/{RULES}.csv")


@cache
def pattern(text: str) -> re.Pattern[str]:
    """Return a pattern of the rules, ready to match."""
    return re.compile(text, re.IGNORECASE)


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV file, every cell a string; none where there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
