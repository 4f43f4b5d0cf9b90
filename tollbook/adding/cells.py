"""From what a spreadsheet keeps in a cell to the text that the raw tables hold.

A spreadsheet changes what is typed: it makes a day of `3-4`, a number of `1.234`, `12.0` of 12. What can be
told apart is put back; what cannot is refused, with the way to type it so that it stays.
"""

from __future__ import annotations

import contextlib
import datetime
import re
import unicodedata

from tollbook.adding.reading import ERROR
from tollbook.cell_rules import Fault
from tollbook.problem import shown

DATES = ("page_date", "day", "day_or_time")
FAILED = re.compile(
    r"#(REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d+|#¡?[A-Z]+!"
)
MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec ene abr ago dic mrz mai okt dez oca şub nis haz "
    "tem ağu eyl eki kas ara"
).split()
"""Months as spreadsheets shorten them in English, Spanish, German and Turkish."""
MONTH = f"({'|'.join(MONTHS)})"
MONTH_AND_DAY = re.compile(rf"\d{{1,2}}[-./] ?{MONTH}\.?|{MONTH}\.?[-./]\d{{1,2}}", re.IGNORECASE)
BY_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
SERIAL = (20_000, 80_000)  # days since 1900 as Excel counts them: 1954 to 2119
INVISIBLE = " \t\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
"""Marks that a copied text may begin or end with, and nobody sees."""
WITH_COMMA = re.compile(r"-?\d+,\d+")
IN_MINUTES = re.compile(r"\d\s*[°'′\"″].*\w|^[NSEWO]\s*\d|\d\s*[NSEWO]$", re.IGNORECASE)
"""Degrees with minutes, or with the letter of a direction (O is west in Spanish, south is S in all)."""
AS_TEXT = "format the cells as text (in the template they are) and type it again"


def text_of(value: object, kind: str, is_figure: bool = False) -> str | Fault:
    """Return the text of a cell for a column of a type of the dictionaries, or what is wrong with it.

    `is_figure`: the column holds worded figures.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return from_text(value, kind, is_figure)
    if isinstance(value, bool):
        if is_figure or kind in (*DATES, "url", "country", "clock"):
            word = "TRUE" if value else "FALSE"
            wanted = "figure" if is_figure else kind_words(kind)
            return Fault(f"the spreadsheet holds {word} here, which is no {wanted}", AS_TEXT)
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return from_number(float(value), kind, is_figure)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return from_date(value, kind, is_figure)
    return Fault(f"the cell holds something that is no text ({type(value).__name__})", AS_TEXT)


def from_text(value: str, kind: str, is_figure: bool) -> str | Fault:
    """Return a text without blanks around it; no-break spaces become blanks, a failed formula is a fault."""
    if value.startswith(ERROR) or FAILED.fullmatch(value.strip()):
        failure = value.removeprefix(ERROR).strip()
        return Fault(
            f"the formula in the cell failed ({failure})", "type what the page says instead of a formula"
        )
    text = unicodedata.normalize("NFC", re.sub(r"[\u00a0\u2007\u202f]", " ", value)).strip(INVISIBLE)
    if is_figure and MONTH_AND_DAY.fullmatch(text):
        return Fault(
            f"{shown(text)} is a day: the spreadsheet may have made it of a range such as 3-4", AS_TEXT
        )
    if kind in DATES and (match := BY_DAY.fullmatch(text)):
        return by_day(text, *map(int, match.groups()))
    if kind == "number":
        return decimal(text)
    return text.upper() if kind == "country" and len(text) == 2 else text


def decimal(text: str) -> str | Fault:
    """Return a decimal number with a full stop and a hyphen: a comma and a minus sign are put right."""
    if IN_MINUTES.search(text):
        todo = "write it in decimal degrees, like -12.31 for 12°18'36\"S: south and west are below zero"
        return Fault(f"{shown(text)} has no form of a number", todo)
    plain = text.replace("\u2212", "-").removesuffix("°").strip()
    return plain.replace(",", ".") if WITH_COMMA.fullmatch(plain) else plain


def by_day(text: str, one: int, other: int, year: int) -> Fault:
    """Return what is wrong with a date that has the year at the end, and what to write instead."""
    days = set()
    for day, month in ((one, other), (other, one)):
        with contextlib.suppress(ValueError):
            days.add(datetime.date(year, month, day).isoformat())
    if not days:
        return Fault(f"{shown(text)} is a day that no calendar has", "write the page's day as YYYY-MM-DD")
    how = "may have the day or the month first" if len(days) > 1 else "has the year at its end"
    return Fault(f"{shown(text)} {how}", f"write it as {' or '.join(sorted(days))}")


def no_name(value: object) -> Fault | None:
    """Return that a cell with a name holds a number, a date or true: the spreadsheet made it of a text."""
    if value is None or isinstance(value, str):
        return None
    words = text_of(value, "text")
    held = words if isinstance(words, str) else "something that is no text"
    return Fault(f"the spreadsheet holds {held} here, which is no name", AS_TEXT)


def from_number(value: float, kind: str, is_figure: bool) -> str | Fault:
    """Return a number as its digits (12.0 is 12); a number where a date belongs is a fault."""
    if kind in DATES:
        if SERIAL[0] < value < SERIAL[1]:
            day = (datetime.datetime(1899, 12, 30) + datetime.timedelta(days=value)).date().isoformat()
            return Fault(
                f"{value:g} is how spreadsheets count days inside",
                f"write it as {day}, if that is the day meant",
            )
        return Fault(f"the number {value:g} is no date", "write it as YYYY-MM-DD, like 2026-01-31")
    if kind == "clock":
        return Fault(f"the number {value:g} is no time", "write it as HH:MM, like 05:30")
    if value.is_integer():
        return f"{value:.0f}"
    text = f"{value:.10f}".rstrip("0")
    if not is_figure:
        return text
    whole, _, part = text.partition(".")
    guess = (
        f"if the page says {whole}.{part} for {whole}{part.ljust(3, '0')}, type {whole}{part.ljust(3, '0')}; "
        if len(part) <= 3
        else ""
    )
    return Fault(
        f"{text} is not a whole number; a spreadsheet takes the full stop of 1.234 for a decimal point",
        f"{guess}else {AS_TEXT}",
    )


def from_date(
    value: datetime.date | datetime.time | datetime.timedelta, kind: str, is_figure: bool
) -> str | Fault:
    """Return a date or time of the spreadsheet in ISO form where one belongs; in a figure it is a fault."""
    if isinstance(value, datetime.timedelta):
        minutes = int(value.total_seconds()) // 60
        words = f"{minutes // 60:02d}:{minutes % 60:02d}"
    elif isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time(0)
        words = value.date().isoformat() if at_midnight else value.isoformat(timespec="minutes")
    else:
        words = value.isoformat() if isinstance(value, datetime.date) else value.isoformat(timespec="minutes")
    if is_figure:
        what = f"the spreadsheet made a date or time ({words}) of this figure; of 3-4, say, it makes a day"
        return Fault(what, AS_TEXT)
    if kind in DATES and isinstance(value, (datetime.time, datetime.timedelta)):
        return Fault(f"{words} is a time without its day", "write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM")
    if kind in ("url", "country", "choice", "id", "number", "whole_number"):
        return Fault(f"the spreadsheet made a date ({words}) of this cell", AS_TEXT)
    return words


def kind_words(kind: str) -> str:
    """Return a type of the dictionaries in words."""
    return {"url": "web address", "country": "country code", "clock": "time"}.get(kind, "date")
