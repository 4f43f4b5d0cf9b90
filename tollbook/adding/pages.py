"""Which pages of a sheet the ledger has already, and the rows of those that are new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from tollbook.adding import columns, ids
from tollbook.adding.address import same_page
from tollbook.adding.entries import Entry, empty
from tollbook.cell_rules import url as address_fault
from tollbook.problem import Problem, shown

ONE_READER = "1"
NOWHERE = (
    "the page is neither in the ledger nor in the sheet of figures",
    "add a row for it to the figures: its address, outlet and outlet_type are enough",
)
BY_NAME = {column.name: column for column in columns.FIGURES}


class Page(NamedTuple):
    """A page of the sheet: `row` are its cells in reports.csv, `entries` the rows of the sheet on it.

    `is_new`: the ledger does not have it yet.
    """

    report_id: str
    is_new: bool
    row: dict[str, str]
    entries: list[Entry]


def find(entries: Iterable[Entry], reports: pd.DataFrame) -> tuple[dict[str, Page], list[Problem], list[str]]:
    """Return the pages of a sheet by address (as `same_page` makes it), problems, and remarks.

    `reports` is the raw table of the ledger. A page that the ledger has keeps its row there.
    """
    known = {same_page(url): row for url, row in zip(reports["url"], reports.to_dict("records"), strict=True)}
    taken, outlets, others = set(reports["report_id"]), outlets_of(reports), by_day(reports)
    pages: dict[str, Page] = {}
    found: list[Problem] = []
    remarks: list[str] = []
    for key, rows in by_address(entries).items():
        if key in known:
            pages[key] = Page(known[key]["report_id"], False, known[key], rows)
            remarks += other_details(known[key], rows)
        elif all(entry.kind == "sightings" for entry in rows):
            found.append(rows[0].problem("url", *NOWHERE))
        else:
            cells, problems = agreed(rows)
            row = complete(cells, outlets)
            found += [*problems, *missing(row, rows)]
            remarks += same_day(row, rows[0], others)
            date = row["published"] or row["dated"]
            row["report_id"] = ids.report_id(row["outlet"], row["url"], date, taken)
            taken.add(row["report_id"])
            pages[key] = Page(row["report_id"], True, {name: row[name] for name in reports.columns}, rows)
    return pages, found, remarks


def by_address(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the rows of each page in their order; rows without a right address are reported elsewhere."""
    rows: dict[str, list[Entry]] = {}
    for entry in entries:
        url = entry.cells["url"]
        if url and address_fault(url) is None:
            rows.setdefault(same_page(url), []).append(entry)
    return rows


def agreed(rows: list[Entry]) -> tuple[dict[str, str], list[Problem]]:
    """Return what the rows of one page say of it, and where two of them say different things."""
    cells, said_in, found = dict.fromkeys(columns.PAGE, ""), {}, []
    for entry in rows:
        for name in columns.PAGE:
            text = entry.cells.get(name, "")
            if not text or (cells[name] and (name == "url" or text == cells[name])):
                continue
            if cells[name]:
                first = said_in[name].seen_from(entry)
                what = f"{shown(text)} for a page that {first} gives {shown(cells[name])} for"
                found.append(
                    entry.problem(
                        name, what, "make the two rows say the same, or give each page its own address"
                    )
                )
            else:
                cells[name], said_in[name] = text, entry
    return cells, found


def outlets_of(reports: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return kind and country of each outlet of the ledger, by its name in small letters."""
    rows = reports.drop_duplicates("outlet", keep="last")
    cells = zip(rows["outlet"], rows["outlet_type"], rows["outlet_country"], strict=True)
    return {outlet.casefold(): (kind, country) for outlet, kind, country in cells}


def complete(cells: dict[str, str], outlets: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return the row of a new page; kind and country of an outlet that the ledger knows need not be given."""
    kind, country = outlets.get(cells["outlet"].casefold(), ("", ""))
    return cells | {
        "outlet_type": cells["outlet_type"] or kind,
        "outlet_country": cells["outlet_country"] or country,
        "readings": ONE_READER,
    }


def missing(row: dict[str, str], rows: list[Entry]) -> Iterator[Problem]:
    """Yield what a new page still needs, said of its first row, and that it may have one date only."""
    for name in ("outlet", "outlet_type"):
        if not row[name]:
            fault = empty(BY_NAME[name])
            yield rows[0].problem(name, f"{fault.what}, and the ledger does not have this page", fault.todo)
    if row["published"] and row["dated"]:
        yield rows[0].problem(
            "dated",
            "published and dated are both filled in",
            "empty dated: it is for pages that give no date of their own",
        )


def other_details(known: dict[str, str], rows: list[Entry]) -> Iterator[str]:
    """Yield what a sheet says otherwise of a page that the ledger has: the ledger's row stays."""
    for entry in rows:
        for name in ("outlet", "outlet_type", "outlet_country", "published", "dated", "credited_to"):
            text = entry.cells.get(name, "")
            if text and text != known[name]:
                has = shown(known[name]) if known[name] else "an empty cell"
                yield (
                    f"{entry.at(name)}: the ledger has {has} for {known['report_id']}, not {shown(text)}; "
                    "it stays so: correct data/raw/reports.csv if the ledger is wrong"
                )


def by_day(reports: pd.DataFrame) -> dict[tuple[str, str], list[dict[str, str]]]:
    """Return the pages of the ledger by outlet, in small letters, and date."""
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in reports.to_dict("records"):
        found.setdefault((row["outlet"].casefold(), row["published"]), []).append(row)
    return found


def same_day(
    row: dict[str, str], entry: Entry, others: dict[tuple[str, str], list[dict[str, str]]]
) -> Iterator[str]:
    """Yield a remark where the ledger has other pages (`by_day`) of the same outlet and date."""
    for other in others.get((row["outlet"].casefold(), row["published"]), []) if row["published"] else []:
        yield (
            f"{entry.at('url')}: the ledger has a page of {row['outlet']} of {row['published']}, "
            f"{other['report_id']}; if it is the same page, use its address {other['url']}"
        )
