"""The cells of a foreign table as numbers, days and coordinates; what cannot be read gets a reason.

A number is taken as it is meant only where it can mean one thing: `12.0` and ` 12 ` are 12. `1,234` is twelve
hundred in one country and one and a bit in the next, so it is set aside. Of days such as 3/4/2025 the whole
column decides which number is the month, and where it does not, nobody does.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from tollbook.problem import shown

WHOLE = re.compile(r"[0-9]{1,9}")
POINT_ZERO = re.compile(r"([0-9]{1,9})\.0+")
DECIMAL = re.compile(r"[-+]?[0-9]{1,3}(\.[0-9]+)?([eE]-?[0-9]{1,2})?")
PLAIN_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,12})?"
ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
NUMERIC = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
WORDED = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
MIDNIGHT = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?[AP]M)?(Z|[+-][0-9:]+)?$")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MARKS = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd]+"
"""What no cell may hold: control characters, line ends, what a wrong conversion leaves."""
YEARS = (1900, 2099)
NO_TEXT = {"", "nan", "null", "none", "na", "<na>"}
NO_NAME = ("nan", "NaN", "null", "NULL", "None", "NA", "<NA>")
"""What programs write for an empty cell; of names only as they write it, for there is a place called Na."""
PART_OF_DATE = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2}))?")
SHORT_YEAR = re.compile(r"[0-9]{1,2}([/. -])([0-9]{1,2}|[A-Za-z]{3,9})\1[0-9]{2}")
FIRST, LAST = "first", "last"
DAY_FIRST, MONTH_BEFORE, BOTH, UNDECIDED = "day first", "month first", "both", ""


class Cells(NamedTuple):
    """The cells of a column as read: their canonical text (empty where there is none), the reason why one
    cannot be read (empty where it can), and whether it had to be repaired.
    """

    texts: pd.Series
    faults: pd.Series
    repaired: pd.Series


Reading = tuple[str, str, bool]


def read(cells: pd.Series, one: Callable[[str], Reading], plain: str = "") -> Cells:
    """Return a column as read by `one`, which is asked once for each distinct text: a file has few. Cells
    that match `plain` are right as they are; that is for columns with as many texts as rows.
    """
    texts, faults = cells.copy(), pd.Series("", index=cells.index, dtype="str")
    repaired = pd.Series(False, index=cells.index)
    others = cells[~cells.str.fullmatch(plain)] if plain else cells
    if len(others):
        codes, distinct = pd.factorize(others)
        columns = zip(*(one(str(text)) for text in distinct), strict=True)
        found = [pd.Series(column).take(codes).set_axis(others.index) for column in columns]
        texts, faults, repaired = texts.astype(object), faults.astype(object), repaired.copy()
        texts[others.index], faults[others.index], repaired[others.index] = found
    return Cells(texts.astype("str"), faults.astype("str"), repaired)


def count(text: str) -> Reading:
    """Return a cell as a whole number from 0 on."""
    bare = text.replace("\u00a0", " ").strip()
    if WHOLE.fullmatch(bare):
        number = str(int(bare))
        return number, "", number != text
    if bare.casefold() in NO_TEXT:
        return "", "", False
    if found := POINT_ZERO.fullmatch(bare):
        return str(int(found[1])), "", True
    return "", f"{shown(text)} {number_fault(bare)}", False


def number_fault(text: str) -> str:
    """Return why a text is not a number of people."""
    if re.fullmatch(r"-[0-9.]+", text):
        return "is negative"
    if re.fullmatch(r"[0-9]{1,3}([, '.][0-9]{3})+", text):
        return "has a mark between its digits that may be a point or part thousands"
    if re.fullmatch(r"[0-9]*[.,][0-9]+", text):
        return "is not a whole number"
    if re.fullmatch(r"[0-9]+", text):
        return "has too many digits for a number of people"
    if re.fullmatch(r"[0-9.,]+[eE]\+?[0-9]+", text):
        return "was shortened by a spreadsheet, so that its last digits are not known"
    return "is not a number"


def degrees(cells: pd.Series, limit: int) -> Cells:
    """Return a column of latitudes (`limit` 90) or longitudes (180), in degrees."""
    found = read(cells, degree, PLAIN_DEGREES)
    is_far = pd.to_numeric(found.texts).abs() > limit
    words = '"' + found.texts + f'" is out of range: at most {limit} degrees'
    return found._replace(texts=found.texts.mask(is_far, ""), faults=found.faults.mask(is_far, words))


def degree(text: str) -> Reading:
    """Return a cell as degrees with a full stop."""
    bare = text.strip()
    if bare.casefold() in NO_TEXT:
        return "", "", False
    if not DECIMAL.fullmatch(bare):
        return "", f"{shown(text)} is not a number of degrees", False
    return f"{float(bare):.6f}".rstrip("0").rstrip("."), "", False


def days(cells: pd.Series, order: str, edge: str = "") -> Cells:
    """Return cells as ISO days; `order` (of `order_of`) says which number of 3/4/2025 is the month. With an
    `edge` a month (2025-03) or a year is its first or its last day.
    """
    return read(cells, lambda text: (part_of_date(text, edge) if edge else None) or day(text, order))


def part_of_date(text: str, edge: str) -> Reading | None:
    """Return the first or the last day of a month or a year; None for a cell that is neither."""
    found = PART_OF_DATE.fullmatch(text.strip())
    if not found:
        return None
    month = int(found[2] or (1 if edge == FIRST else 12))
    year, is_month = int(found[1]), 1 <= month <= 12
    last = monthrange(year, month)[1] if is_month and year else 31
    return calendar_day(text, found[1], str(month), "1" if edge == FIRST else str(last))


def precision_of(cells: pd.Series) -> pd.Series:
    """Return how exact days are that may be a month or a year alone, in words."""
    found = cells.str.strip()
    is_year, is_month = found.str.fullmatch("[0-9]{4}"), found.str.fullmatch("[0-9]{4}[-/][0-9]{1,2}")
    words = pd.Series("", index=cells.index, dtype="str")
    return words.mask(is_year, "the year is known").mask(is_month, "the month is known")


def order_of(columns: Iterable[pd.Series]) -> str:
    """Return what the days of some columns show of the order of day and month: `day first`, `month first`,
    `both`, or nothing.
    """
    found = set()
    for cells in columns:
        for text in cells.drop_duplicates():
            match = NUMERIC.fullmatch(MIDNIGHT.sub("", str(text).strip()))
            if match and int(match[1]) > 12 >= int(match[3]):
                found.add(DAY_FIRST)
            elif match and int(match[3]) > 12 >= int(match[1]):
                found.add(MONTH_BEFORE)
    return BOTH if len(found) == 2 else next(iter(found), UNDECIDED)


def day(text: str, order: str) -> Reading:
    """Return a cell as an ISO day."""
    bare = MIDNIGHT.sub("", text.strip())
    if bare.casefold() in NO_TEXT:
        return "", "", False
    if found := ISO.fullmatch(bare):
        return calendar_day(text, found[1], found[2], found[3])
    if found := WORDED.fullmatch(bare):
        return calendar_day(text, found[3], month_of(found[2]), found[1])
    if found := MONTH_FIRST.fullmatch(bare):
        return calendar_day(text, found[3], month_of(found[1]), found[2])
    if found := NUMERIC.fullmatch(bare):
        return numeric_day(text, int(found[1]), int(found[3]), found[4], order)
    why = "has a year of two digits" if SHORT_YEAR.fullmatch(bare) else "is not a day"
    return "", f"{shown(text)} {why}", False


def numeric_day(text: str, first: int, second: int, year: str, order: str) -> Reading:
    """Return a day such as 3/4/2025."""
    if first == second or first > 12 or order == DAY_FIRST:
        return calendar_day(text, year, str(second), str(first))
    if second > 12 or order == MONTH_BEFORE:
        return calendar_day(text, year, str(first), str(second))
    why = "the file has days in both orders" if order == BOTH else "no day of the file shows which it is"
    return "", f"{shown(text)} may have the day or the month first: {why}", False


def month_of(name: str) -> str:
    """Return the number of a month named in English; 0 where there is none."""
    return str(MONTHS.index(name[:3].lower()) + 1) if name[:3].lower() in MONTHS else "0"


def calendar_day(text: str, year: str, month: str, day: str) -> Reading:
    """Return a day that the calendar has, as ISO text."""
    numbers = int(year), int(month), int(day)
    is_day = YEARS[0] <= numbers[0] <= YEARS[1] and 1 <= numbers[1] <= 12
    if not is_day or not 1 <= numbers[2] <= monthrange(numbers[0], numbers[1])[1]:
        return "", f"{shown(text)} is a day that does not exist", False
    return "{:04d}-{:02d}-{:02d}".format(*numbers), "", False


def one_line(cells: pd.Series) -> pd.Series:
    """Return text cells without line breaks, tabs and blanks at the ends; what stands for no text is none."""
    bare = cells.str.strip()
    if bare.str.contains(MARKS).any():
        bare = bare.str.replace(MARKS, " ", regex=True).str.strip()
    return bare.mask(bare.isin(NO_NAME), "")
