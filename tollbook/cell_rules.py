"""What a cell of each type may hold.

A rule takes the text of one cell and returns what is wrong with it, or None.
The types are the words that the column `type` of the dictionaries (`data/dictionary/*.yml`) uses.
"""

from __future__ import annotations

import re
import zoneinfo
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

from tollbook.problem import shown


class Fault(NamedTuple):
    """What is wrong with a cell and what to do; without the place, which the caller knows."""

    what: str
    todo: str


Rule = Callable[[str], Fault | None]

# C0 and C1 control characters and the two Unicode line ends: none belongs in a cell, some break rows
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LINE_END = re.compile(r"[\n\r\x85\u2028\u2029]")
ID = re.compile(r"[\w.-]+")
DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(T\d\d:\d\d(?::\d\d)?(Z|[+-]\d\d:\d\d)?)?)?", re.ASCII)
CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?!\d)", re.ASCII)
YEARS = (1900, 2099)  # outside them a year is a slip of the hand: 0226, 20226


def characters(text: str) -> Fault | None:
    """Any cell: no line break, no control character, no sign that a conversion lost a letter."""
    if LINE_END.search(text):
        return Fault(f"{shown(text)} holds a line break", "put the cell on one line")
    if CONTROL.search(text):
        return Fault(f"{shown(text)} holds a control character (shown as \\x.. or \\t)", "delete it")
    if "\ufffd" in text or "\ufeff" in text:
        return Fault(
            f"{shown(text)} holds a mark (U+FFFD or U+FEFF) that a wrong conversion leaves behind",
            "type the text again from the page, and save as UTF-8",
        )
    return None


def identifier(text: str) -> Fault | None:
    """`id`: letters, digits, hyphen, underscore and full stop, so that ids can be listed and linked to."""
    if text != text.strip():
        return Fault(f"{shown(text)} begins or ends with a blank", "delete the blank")
    if not ID.fullmatch(text):
        return Fault(
            f"{shown(text)} has characters that an id cannot have",
            "use letters, digits, hyphen, underscore, full stop",
        )
    return None


def day(text: str) -> Fault | None:
    """`day`: an ISO day that exists."""
    return _date(
        text,
        "a day",
        "write it as YYYY-MM-DD, like 2026-01-31",
        lambda month_day, time, offset: month_day and not time,
    )


def page_date(text: str) -> Fault | None:
    """`page_date`: a month, a day, or a time with or without an offset, as a page gives it for itself."""
    todo = "write it as YYYY-MM, YYYY-MM-DD, YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM+05:00"
    return _date(text, "a month, day or time", todo, lambda month_day, time, offset: True)


def day_or_time(text: str) -> Fault | None:
    """`day_or_time`: a day, or a time with or without an offset (without: the event's time zone)."""
    todo = "write it as YYYY-MM-DD, YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM+05:00"
    return _date(text, "a day or time", todo, lambda month_day, time, offset: bool(month_day))


def moment(text: str) -> Fault | None:
    """`moment`: an ISO 8601 time in UTC, to the second, with Z."""
    return _date(
        text,
        "a moment in UTC",
        "write it as 2026-01-31T22:04:00Z",
        lambda month_day, time, offset: offset == "Z" and time.count(":") == 2,
    )


def _date(text: str, name: str, todo: str, wanted: Callable[[str, str, str], object]) -> Fault | None:
    """Return what is wrong with `text` as a date: its shape, or that no calendar has it."""
    match = DATE.fullmatch(text)
    if not match or not wanted(*(match[part] or "" for part in (3, 4, 5))):
        return Fault(f"{shown(text)} is not {name}", todo)
    year, month = int(match[1]), int(match[2])
    if not YEARS[0] <= year <= YEARS[1]:
        return Fault(f"the year of {shown(text)} cannot be right", todo)
    if not 1 <= month <= 12:
        return Fault(f"{shown(text)} does not exist: there is no month {match[2]}", todo)
    if match[3] and not 1 <= int(match[3]) <= monthrange(year, month)[1]:
        return Fault(f"{shown(text)} does not exist: that month has {monthrange(year, month)[1]} days", todo)
    try:
        datetime.fromisoformat(text if match[3] else text + "-01")
        possible = not clock(text[10:])  # newer versions of Python take 24:00 for midnight
    except ValueError:
        possible = False
    if not possible:
        return Fault(f"{shown(text)} does not exist: no clock shows that time", todo)
    return None


def clock(text: str) -> Fault | None:
    """`clock`: a local time as worded; where it is in digits (05:30), one that a clock can show."""
    for match in CLOCK.finditer(text):
        if int(match[1]) > 23 or int(match[2]) > 59:
            return Fault(
                f"{shown(text)}: no clock shows {match[0]}", "write the time as HH:MM, 00:00 to 23:59"
            )
    return None


def url(text: str) -> Fault | None:
    """`url`: http or https, with a host and without blanks."""
    todo = "give the page's full address, like https://outlet.example/page-1"
    if any(mark.isspace() for mark in text):
        return Fault(f"{shown(text)} holds a blank", "delete the blank, or write it as %20")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return Fault(f"{shown(text)} is not a web address", todo)
    if parts.scheme not in ("http", "https"):
        return Fault(f"{shown(text)} does not begin with http:// or https://", todo)
    if not re.search(r"[^.][.:][^.]", host):
        return Fault(f"{shown(text)} names no host", todo)
    return None


@cache
def countries() -> dict[str, str]:
    """Return the English name by ISO 3166-1 alpha-2 code, from the list that comes with the tz database."""
    lines = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def country(text: str) -> Fault | None:
    """`country`: an ISO 3166-1 alpha-2 code."""
    if text in countries():
        return None
    return Fault(
        f"{shown(text)} is not a country code",
        "use the two capital letters of ISO 3166 (Peru PE, United Kingdom GB)",
    )


def whole_number(text: str) -> Fault | None:
    """`whole_number`: digits 0 to 9, no sign, no separator."""
    if re.fullmatch(r"0|[1-9][0-9]{0,17}", text):
        return None
    return Fault(f"{shown(text)} is not a whole number", "write it with the digits 0 to 9 only")


def number(text: str) -> Fault | None:
    """`number`: a decimal number with a full stop."""
    if re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", text):
        return None
    return Fault(f"{shown(text)} is not a number", "write it with digits and a full stop, like 30.18414")


def quantity(text: str) -> Fault | None:
    """`quantity`: a number, or two with `..` between, the smaller one first."""
    ends = text.split("..")
    if len(ends) <= 2 and all(re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,18})?", end) for end in ends):
        if Fraction(ends[0]) <= Fraction(ends[-1]):
            return None
        return Fault(f"{shown(text)} ends below where it begins", "put the smaller number first")
    return Fault(f"{shown(text)} is not a number", "write it as digits, like 12, 1.5 or 11..19")


def amount(text: str) -> Fault | None:
    """`amount`: how many an item of a total counts: `4`, `60+` (at least) or `12-14`."""
    match = re.fullmatch(r"([0-9]{1,18})(?:\+|-([0-9]{1,18}))?", text)
    if match and int(match[1]) <= int(match[2] or match[1]):
        return None
    return Fault(f"{shown(text)} is not a number of people", "write it as 4, as 60+ (at least) or as 12-14")


def pattern(text: str) -> Fault | None:
    """`pattern`: a regular expression."""
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        todo = "correct it; brackets, + and * that are meant as they are need a backslash before them"
        return Fault(f"{shown(text)} is no pattern: {error}", todo)
    return None


def time_zone(text: str) -> Fault | None:
    """`time_zone`: a time zone of the tz database, by its name there."""
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        todo = "write it as Continent/City, such as America/Lima"
        return Fault(f"there is no time zone {shown(text)}", todo)
    return None


def anything(text: str) -> Fault | None:
    """`text`, `wording`, `list`: whatever a cell may hold."""
    return None


# wording: a page's own words, in any language; list: several texts between `;`; choice: one of `allowed`
TYPES: dict[str, Rule] = {
    "text": anything,
    "wording": anything,
    "list": anything,
    "choice": anything,
    "flag": anything,
    "id": identifier,
    "day": day,
    "page_date": page_date,
    "day_or_time": day_or_time,
    "moment": moment,
    "clock": clock,
    "url": url,
    "country": country,
    "whole_number": whole_number,
    "number": number,
    "quantity": quantity,
    "amount": amount,
    "pattern": pattern,
    "time_zone": time_zone,
}
