"""From what a spreadsheet keeps in a cell to the text that the raw tables hold.

A spreadsheet changes what is typed: it makes a day of `3-4`, a number of `1.234`, `12.0` of 12. What can be
told apart is put back; what cannot is refused, with the way to type it so that it stays.
"""

from __future__ import annotations

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
WITH_GROUPS = re.compile(r"\d{1,3}(\.\d{3})+")
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
    text = unicodedata.normalize("NFC", re.sub(r"[\u00a0\u2007\u202f]", " ", value)).strip(" \t\ufeff\u200b")
    if is_figure and MONTH_AND_DAY.fullmatch(text):
        return Fault(
            f"{shown(text)} is a day: the spreadsheet may have made it of a range such as 3-4", AS_TEXT
        )
    if kind in DATES and (match := BY_DAY.fullmatch(text)):
        return Fault(
            f"{shown(text)} may have the day or the month first", by_day_advice(*map(int, match.groups()))
        )
    return text.upper() if kind == "country" and len(text) == 2 else text


def by_day_advice(one: int, other: int, year: int) -> str:
    """Return what to write instead of a date with the year at the end."""
    readings = [(one, other), (other, one)]
    days = sorted(
        {f"{year}-{month:02d}-{day:02d}" for day, month in readings if 1 <= month <= 12 and 1 <= day <= 31}
    )
    return f"write it as {' or '.join(days) or 'YYYY-MM-DD'}"


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
    if kind in ("url", "country", "choice", "id"):
        return Fault(f"the spreadsheet made a date ({words}) of this cell", AS_TEXT)
    return words


def kind_words(kind: str) -> str:
    """Return a type of the dictionaries in words."""
    return {"url": "web address", "country": "country code", "clock": "time"}.get(kind, "date")
