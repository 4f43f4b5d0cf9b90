"""The tables of an event with all that they rest on: raw rows as worded, hand rows, processed tables.

What is in is what a step of the batch sees (`own_rows`): rows of the event and of no event, byte for byte.
Of hand tables also those rows are left out that name a claim, a page or another row that is not in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from tollbook import dictionary, ledger, series
from tollbook.datapackage import Sheet
from tollbook.exporting.asked import Asked
from tollbook.moment_tables import known_pages, known_tables
from tollbook.own_rows import Data, Table, read_table
from tollbook.paths import hand
from tollbook.refusals import CallError
from tollbook.tables import load
from tollbook.tabular import from_csv
from tollbook.workspace import PROCESSED

NAMED = {"claim_id": "raw/claims.claim_id", "report_id": "raw/reports.report_id"}
"""What a column of a hand table names by its own name, where its dictionary does not say it."""
SUFFIX = ".csv"

Contents = dict[str, bytes]  # content by the table's name in dictionaries: raw/claims


def sheets(asked: Asked) -> list[Sheet]:
    """Return the event's tables at a moment, as files of a package: raw, hand, processed, each by name.

    Raises CallError where the processed tables are not there, or a table has no dictionary.
    """
    processed = known_tables(asked.event, asked.tables(), as_timestamp(asked), asked.raw)
    seen = seen_tables(asked)
    raw = {name: content for name, content in seen.items() if name.startswith("raw/")}
    decided = {name: content for name, content in seen.items() if name.startswith("hand/")}
    if asked.moment is not None:
        raw = raw_at_moment(asked, raw, from_csv(processed["claims"].decode("utf-8")))
    kept = raw | fitting(decided, raw)
    kept |= {f"processed/{name}": content for name, content in processed.items()}
    return [sheet(name, kept[name]) for name in sorted(kept, key=in_order)]


def as_timestamp(asked: Asked) -> pd.Timestamp | None:
    """Return the moment as pandas has it."""
    return None if asked.moment is None else pd.Timestamp(asked.moment)


def in_order(name: str) -> tuple[int, str]:
    """Return where a table stands: raw before hand before processed."""
    return ("raw", "hand", "processed").index(name.partition("/")[0]), name


def sheet(name: str, content: bytes) -> Sheet:
    """Return a table as a file of a package. Raises CallError where it has no dictionary."""
    folder, _, table = name.partition("/")
    try:
        one_row = dictionary.table(table, folder).one_row_is
    except KeyError as error:
        raise CallError(str(error.args[0])) from None
    words = f"{name}: {one_row}", f"One row is {one_row}."
    return Sheet(f"data/{name}{SUFFIX}", f"{folder}-{table}", *words, content, table=table, folder=folder)


def seen_tables(asked: Asked) -> Contents:
    """Return the raw and hand tables that a step of the event sees."""
    parts = Data(asked.project, asked.raw).of_event(asked.event)
    return {
        name.removesuffix(SUFFIX): part.source.read_bytes() if part.content is None else part.content
        for name, part in parts.items()
        if name.endswith(SUFFIX) and name.partition("/")[0] in ("raw", "hand") and name.count("/") == 1
    }


def raw_at_moment(asked: Asked, raw: Contents, known: pd.DataFrame) -> Contents:
    """Return the raw tables with the rows of pages known at the moment; `known`: the claims known then.

    A claim that became known later than its page is left out; tables that name no page are whole, but for
    the monitors' figures, which are known from the end of their day on.
    """
    moment = as_timestamp(asked)
    claims = load(asked.event, asked.project / PROCESSED, "claims")
    pages = {*known_pages(asked.event, claims, moment, asked.raw), *known["report_id"]}
    later = set(claims["claim_id"]) - set(known["claim_id"])
    tests: dict[str, Callable[[Mapping[str, str]], bool]] = {
        "raw/claims": lambda row: row["report_id"] in pages and row["claim_id"] not in later,
        "raw/series": figures_known(asked, moment),
    }
    return {name: only(content, tests.get(name, on_a_page(pages))) for name, content in raw.items()}


def on_a_page(pages: set[str]) -> Callable[[Mapping[str, str]], bool]:
    """Return a test whether a row is of one of some pages, or names no page."""
    return lambda row: row.get("report_id", "") in pages or not row.get("report_id")


def figures_known(asked: Asked, moment: pd.Timestamp) -> Callable[[Mapping[str, str]], bool]:
    """Return a test whether a row of the raw series was known at a moment."""
    rows = ledger.read_csv(asked.raw / "series.csv")
    zones = hand("monitors").set_index("worded")["time_zone"].replace("", "UTC")
    since = series.known_from(rows, rows["monitor"].map(zones))
    cells = rows[since <= moment][["monitor", "published", "period_end"]]
    known = set(cells.itertuples(index=False, name=None))
    return lambda row: (row["monitor"], row["published"], row["period_end"]) in known


def fitting(decided: Contents, raw: Contents) -> Contents:
    """Return the hand tables without rows that name what is neither in `raw` nor in another hand table."""
    kept = dict(decided)
    while True:
        present = values_referred_to(raw | kept)
        fewer = {name: only(content, names_known(name, present)) for name, content in kept.items()}
        if fewer == kept:
            return kept
        kept = fewer


def references(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return what each column of a table names, as `folder/table.column`, and which other values it may have,
    the empty one among them.
    """
    folder, _, table = name.partition("/")
    described = dictionary.tables(folder).get(table)
    columns = described.columns if described else []
    found = {
        column.name: (column.refers_to or NAMED.get(column.name, ""), frozenset(["", *column.also]))
        for column in columns
        if column.type != "list"
    }
    return {column: one for column, one in found.items() if one[0] and one[0].partition(".")[0] != name}


def values_referred_to(tables: Contents) -> dict[str, set[str]]:
    """Return the values of the columns that some table names, by `folder/table.column`."""
    wanted = {other for name in tables for other, _ in references(name).values()}
    found = {}
    for other in wanted:
        name, _, column = other.partition(".")
        table = read_table(tables[name]) if name in tables else None
        if table is not None and column in table.columns:
            found[other] = {table.cell(row, column) for row, _ in table.rows}
    return found


def names_known(name: str, present: Mapping[str, set[str]]) -> Callable[[Mapping[str, str]], bool]:
    """Return a test whether all that a row names is there."""
    named = {
        column: present[other] | also
        for column, (other, also) in references(name).items()
        if other in present
    }
    return lambda row: all(row.get(column, "") in known for column, known in named.items())


def only(content: bytes, test: Callable[[Mapping[str, str]], bool]) -> bytes:
    """Return a table with the rows that pass a test, byte for byte."""
    table = read_table(content)
    return content if table is None else table.only(passing(table, test))


def passing(table: Table, test: Callable[[Mapping[str, str]], bool]) -> list[tuple[list[str], str]]:
    """Return the rows of a table that pass a test."""
    return [(row, line) for row, line in table.rows if test(dict(zip(table.columns, row, strict=False)))]
