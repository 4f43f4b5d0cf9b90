"""What a template holds, whatever its format: columns with notes, lists to choose from, and the help."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

from tollbook import dictionary, paths, vocabulary
from tollbook.adding import columns
from tollbook.adding.columns import SheetColumn
from tollbook.adding.entries import allowed_values, events
from tollbook.cell_rules import countries
from tollbook.ledger import read, read_places
from tollbook.places import points

ROWS = 2000
"""Rows below the headings that have lists to choose from."""
STRICT = ("event_id", "outlet_type", "outcome", "kind", "point")
"""Columns in which nothing but the list can be typed; in the others the list helps with the spelling."""
TITLES = {
    "event_id": "events",
    "outlet": "outlets so far",
    "outlet_type": "kinds of outlet",
    "outlet_country": "countries",
    "attributed_to": "authorities known",
    "category": "nouns known",
    "outcome": "outcomes",
    "place": "places known",
    "kind": "what happened there",
    "point": "kinds of point",
}
"""Of the lists, by column (`point`: kind and precision of the sheet places). None is a heading, so that the
sheet of lists is never read as figures."""
USUAL = {"district": "one of the place's own name", "kind": "a town", "precision": "what kind says"}
"""What an empty cell of the sheet places means."""
WIDTHS = {
    "url": 48,
    "note": 32,
    "figure": 18,
    "outlet": 24,
    "attributed_to": 28,
    "category": 22,
    "place": 20,
    "includes": 20,
    "window": 18,
    "event_id": 24,
    "target": 20,
}
WIDTH = 15
"""Of a column, in characters."""
HELP_WIDTHS = (30, 70, 34, 34)
PER_WIDTH = 1.05  # letters are narrower than the digits by which columns are measured
TITLE = "How to fill in this file"
HOW = (
    (
        "headings",
        "The darker ones are needed. Point at a heading to read what it is for; the same stands below.",
    ),
    (
        "sheet figures",
        "One row for each figure that a page states, the page beside it in the same row. The outlet and the "
        "kind of outlet are needed once for a page; its other rows need its address (url) only.",
    ),
    (
        "a figure",
        "Type it as the page words it, in its own language: at least 31, más de 22, 120'den fazla. Leave the "
        "cells formatted as text, as they are: otherwise a spreadsheet makes a day of 10-12.",
    ),
    (
        "days and times",
        "Write days as 2031-05-04, times as 2031-05-04T18:30 or 2031-05-04T18:30+03:00, a month as 2031-05.",
    ),
    (
        "sheet sightings",
        "One row for each place that a page says was hit; its url names the page. Leave it empty if there is "
        "none.",
    ),
    (
        "sheet places",
        "One row for each place that the lists do not have, with its coordinates in decimal degrees (south "
        "and west are below zero). The other sheets can name it at once.",
    ),
    (
        "lists",
        "A cell with an arrow has a list. Where the page has other words than the list, type those of the "
        "page: tollbook add shows the nearest known words.",
    ),
    ("your own columns", "They may stay if their heading begins with #; they are left out."),
    ("your own remarks", "A row with nothing but a text that begins with # is left out, too."),
    ("then", "Run tollbook add --dry-run and the name of this file. It shows what it would add."),
    ("examples", "Those below are invented."),
)
WRITTEN = {
    "page_date": "Write it as 2031-05, 2031-05-04, 2031-05-04T18:30 or 2031-05-04T18:30+03:00",
    "day_or_time": "Write it as 2031-05-04 or, in the event's time zone, 2031-05-04T18:30",
    "day": "Write it as 2031-05-04",
    "clock": "Write it as 18:30, or as the page words it",
}
"""How to write a date or a time, by the type of its column."""


class Sheet(NamedTuple):
    """One sheet to fill in."""

    name: str
    columns: tuple[SheetColumn, ...]


def sheets() -> list[Sheet]:
    """Return the sheets to fill in."""
    return [
        Sheet(name, tuple(column for column in own if column.in_template))
        for name, own in columns.SHEETS.items()
    ]


def list_of(sheet: str, column: str) -> str:
    """Return which of the lists a column of a sheet has; empty for none."""
    if sheet == "places":
        return "point" if column in ("kind", "precision") else ""
    return column if column in TITLES else ""


def lists() -> dict[str, list[str]]:
    """Return the lists to choose from by column, from the project's tables; empty ones are left out."""
    raw, by_name = read(), {column.name: column for column in (*columns.FIGURES, *columns.SIGHTINGS)}
    nouns, speakers = paths.hand("nouns"), paths.hand("authorities")
    kinds = dictionary.table("places", "raw").columns
    places = {*points(read_places())["place"], *paths.hand("places")["place"]}
    found = {
        "event_id": events(),
        "outlet": in_order(raw.reports["outlet"]),
        "outlet_type": allowed_values(by_name["outlet_type"]),
        "outlet_country": in_order(countries().values()),
        "attributed_to": in_order(speakers["attributed_to"]),
        "category": in_order(nouns["noun"]),
        "outcome": list(vocabulary.current().outcomes),
        "place": in_order(places),
        "kind": allowed_values(by_name["kind"]),
        "point": next(list(column.allowed or ()) for column in kinds if column.name == "kind"),
    }
    return {name: values for name, values in found.items() if values}


def in_order(values: object) -> list[str]:
    """Return texts once each, in the order of the alphabet."""
    return sorted(set(values) - {""}, key=lambda text: (text.casefold(), text))


def stands_out(column: SheetColumn) -> bool:
    """Tell whether the heading of a column is a darker one: few rows are of use without a figure."""
    return bool(column.needed) or column.name == "figure"


def note(column: SheetColumn) -> str:
    """Return what a column is for, in a few sentences."""
    described = column.described
    meaning = described.meaning[0].upper() + described.meaning[1:]
    if column.name == "outlet_country":
        meaning += " (its English name or two capital letters)"
    written = WRITTEN.get(described.type)
    form = f" {written}." if written else ""
    return f"{meaning}.{form} {filling(column)}"


def filling(column: SheetColumn) -> str:
    """Return whether a column has to be filled."""
    if column.name == "event_id":
        return "May stay empty where the project has one event only."
    if column.name == "figure":
        return "Type it exactly as the page words it."
    if column.name in USUAL and column.table == "places":
        return f"Leave it empty for {USUAL[column.name]}."
    if column.needed == "row":
        return "Needed in every row."
    if column.needed == "page":
        return "Needed in the first row of a page that is new."
    empty = column.described.null_means
    return f"Leave it empty where {empty}." if empty and " " in empty else "May stay empty."


def help_rows() -> list[list[str]]:
    """Return the sheet of help as rows of texts: how to fill in the file, then each column with examples.

    The columns stand below each other, so that no row of it can be taken for the headings of figures.
    """
    rows = [[TITLE], *(list(line) for line in HOW)]
    rows += [[], ["column", "what it is", "example", "another"]]
    rows += [
        [column.name, note(column), *(example.get(column.name, "") for example in columns.EXAMPLES)]
        for column in columns.FIGURES
    ]
    rows += [[], ["column of the sheet sightings", "what it is"]]
    rows += [[column.name, note(column)] for column in columns.SIGHTINGS]
    rows += [[], ["column of the sheet places", "what it is"]]
    rows += [[column.name, note(column)] for column in columns.PLACES if column.in_template]
    return rows


def lines(text: str, wide: int) -> int:
    """Return how many lines a text takes in a column that is so many characters wide."""
    return max(1, len(textwrap.wrap(text, round(wide * PER_WIDTH))))


def width(column: str) -> int:
    """Return how wide a column is, in characters."""
    return WIDTHS.get(column, WIDTH)
