"""Cells that a spreadsheet may have made of something else and that do not show it: nobody can tell, so they
are said.

A month typed as 2021-05 is kept as the first day of that month. A range such as 10-12 is kept as a day of the
current year, and that day as a number of five digits once somebody formats its cell as text or as a number.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tollbook.adding import columns
from tollbook.adding.reading import Grid, some_of

DAY_0 = datetime.date(1899, 12, 30)
"""Of spreadsheets, which count the days from then on."""
YEARS = 1
"""Before and after the current one, in which such a day may lie."""
FIVE_DIGITS = re.compile(r"\d{5}")


class Found(NamedTuple):
    """A cell that may have been something else: its row as spreadsheets count, what it holds, and what that
    may be.
    """

    row: int
    holds: str
    may_be: str


def of(grid: Grid, kind: str, heading: int, places: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence for each column of a sheet that has such cells; `heading` is the row of headings."""
    for column in columns.SHEETS[kind]:
        place = places.get(column.name)
        if place is None:
            continue
        below = enumerate(grid.rows[heading + 1 :], start=heading + 2)
        cells = [(row, line[place]) for row, line in below if place < len(line)]
        where = f"{grid.place}, column {column.name}"
        if column.described.type == "page_date" and (found := [*months(cells)]):
            what = f"{rows_of(found)} may stand for a month, {found[0].may_be}"
            yield f"{where}: {what}: if the page gives no day, type that into a cell formatted as text"
        if column.name == "figure" and (found := [*days(cells, datetime.date.today().year)]):
            what = f"{rows_of(found)} may be a day, {found[0].may_be}, that the spreadsheet made of a range"
            yield f"{where}: {what} such as 10-12: look at the page again"


def rows_of(found: Sequence[Found]) -> str:
    """Return in words which cells are meant."""
    rows = some_of([one.row for one in found])
    return (
        f"{found[0].holds} in row {rows}" if len(found) == 1 else f"{found[0].holds} and others (rows {rows})"
    )


def months(cells: Sequence[tuple[int, object]]) -> Iterator[Found]:
    """Yield the first days of months among cells that hold a date, not a text."""
    for row, value in cells:
        is_midnight = not isinstance(value, datetime.datetime) or value.time() == datetime.time(0)
        if isinstance(value, datetime.date) and value.day == 1 and is_midnight:
            yield Found(row, f"{value:%Y-%m-%d}", f"{value:%Y-%m}")


def days(cells: Sequence[tuple[int, object]], year: int) -> Iterator[Found]:
    """Yield the numbers that are days of about this year, as spreadsheets count them."""
    for row, value in cells:
        text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value).strip()
        if FIVE_DIGITS.fullmatch(text):
            day = DAY_0 + datetime.timedelta(days=int(text))
            if abs(day.year - year) <= YEARS:
                yield Found(row, text, day.isoformat())
