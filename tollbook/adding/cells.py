"""From what a spreadsheet keeps in a cell to the text that the raw tables hold.

A spreadsheet changes what is typed: it makes a day of `3-4`, a number of `1.234`, `12.0` of 12. What can be
told apart is put back; what cannot is refused, with the way to type it so that it stays.
"""

from __future__ import annotations

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Sequence

from tollbook import paths
from tollbook.adding.reading import ERROR
from tollbook.cell_rules import Fault
from tollbook.problem import shown

DATES = ("page_date", "day", "day_or_time")
FAILED = re.compile(
    r"#(REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d+|#¡?[A-Z]+!"
)
MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec ene abr ago dic mrz mär mai okt dez oca şub nis "
    "haz tem ağu eyl eki kas ara"
).split()
"""Months as spreadsheets shorten them in English, Spanish, German and Turkish."""
WORDED_DAY = re.compile(
    r"(?:(\d{1,2})(?:[.ºª°]|st|nd|rd|th)?[\s./-]*(?:de |of )?([^\d\s.,/-]+)\.?"
    r"|([^\d\s.,/-]+)\.?[\s./-]*(\d{1,2}))"
    r"(?:,?[\s./-]*(?:de )?(\d{4}|\d{2}))?",
    re.IGNORECASE,
)
"""A number and a word, which is a day where the word is a month: 4-Mar, Mar 4, 4 de marzo de 2026."""
HOUR = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([ap])\.? ?m\.?)?"
LAST_DAY = 31
CLOCK = re.compile(HOUR, re.IGNORECASE)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T|$)")
BY_DAY = re.compile(rf"(\d{{1,2}})[./-](\d{{1,2}})[./-](\d{{4}}|\d{{2}})(?:[T,]? *{HOUR})?", re.IGNORECASE)
WORDED_DATES = (
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|[.ºª°])?[\s/-]*(?:de |of )?(?P<month>\D+?)\.?,?[\s/-]*(?:del? )?"
        r"(?P<year>\d{4})",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<month>\D+?)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})", re.IGNORECASE),
)
"""A whole date with the name of its month: 16 July 2026, 10 de marzo de 2026, March 9, 2026."""
BUDDHIST = (2443, 2643, 543)
"""The years that Thailand counts 1900 to 2100 as, and how many more they are."""
BY_YEAR = re.compile(rf"(\d{{4}})[./-](\d{{1,2}})[./-](\d{{1,2}})(?:(?:T|,? +){HOUR})?", re.IGNORECASE)
SERIAL = (20_000, 80_000)  # days since 1900 as Excel counts them: 1954 to 2119
INVISIBLE = " \t\r\n\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
"""Marks that a copied text may begin or end with, and nobody sees."""
LOST = re.compile(r"[^\W\d_]\?+[^\W\d_]")
"""What is left of letters such as ı and ş in a CSV file that was saved in an encoding without them."""
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
    if kind != "url" and LOST.search(text):
        todo = "save the file again as .xlsx, .ods or CSV in UTF-8, or write a blank behind a question mark"
        return Fault(f"{shown(text)} has a ? within a word, as where letters were lost", todo)
    if is_figure:
        return day_in_a_figure(text) or text
    if kind in DATES:
        return day_or_time("".join(str(unicodedata.decimal(mark, mark)) for mark in text), kind)
    if kind == "number":
        return decimal(text)
    return text.upper() if kind == "country" and len(text) == 2 else text


def day_in_a_figure(text: str) -> Fault | None:
    """Return what is wrong with a figure that is a day or a time and nothing else.

    A CSV file has them where the spreadsheet that wrote it made a day of a range.
    """
    if CLOCK.fullmatch(text):
        return Fault(f"{shown(text)} is a time of day, not a figure", AS_TEXT)
    worded = WORDED_DAY.fullmatch(text)
    is_worded = worded and int(worded[1] or worded[4]) <= LAST_DAY and is_month(worded)
    if is_worded or any(form.fullmatch(text) and days_of(form, text) for form in (BY_DAY, BY_YEAR)):
        what = f"{shown(text)} is a day: the spreadsheet may have made it of a range such as 3-4"
        return Fault(what, AS_TEXT)
    return None


def is_month(match: re.Match[str]) -> bool:
    """Tell whether the word of `WORDED_DAY` is a month in a language of the project, or short for one.

    Words that say who is counted (4 leden are members in Dutch) or begin a figure (may 20, there are 20 in
    Filipino) are no months there.
    """
    word, words = (match[2] or match[3]).casefold(), paths.hand("date_words")
    known = {*paths.hand("figure_nouns")["noun"]}
    if match[3] and " " in match[0]:
        known |= {*paths.hand("quantifiers")["phrase"]}
    return word in {*MONTHS, *words.loc[words["kind"] == "month", "word"]} - known


def day_or_time(text: str, kind: str) -> str | Fault:
    """Return a text of a column of dates in ISO form where it begins with the year: no country has the day
    behind it. One with the year at its end, the name of a month or a Buddhist year is a fault; ISO forms and
    other texts stay as they are.
    """
    match = BY_YEAR.fullmatch(text)
    if match and (days := days_of(BY_YEAR, text)):
        written = days[0] + time_of(match)
        if common_year(match[1]) != int(match[1]):
            return Fault(f"{shown(text)} has a year of the Buddhist calendar", f"write it as {written}")
        return text if ISO.match(text) else written
    if match := BY_DAY.fullmatch(text):
        return by_day(text, [day + time_of(match) * (kind != "day") for day in days_of(BY_DAY, text)])
    return by_name(text) or text


def by_name(text: str) -> Fault | None:
    """Return what is wrong with a day and year around the name of a month, and what to write instead."""
    words = paths.hand("date_words").query("kind == 'month'")
    months = dict(zip(words["word"], words["value"].astype(int), strict=True))
    for match in filter(None, (form.fullmatch(text) for form in WORDED_DATES)):
        month = months.get(match["month"].casefold(), 0)
        with contextlib.suppress(ValueError):
            day = datetime.date(common_year(match["year"]), month, int(match["day"]))
            return Fault(f"{shown(text)} has the name of a month", f"write it as {day.isoformat()}")
    return None


def common_year(year: str) -> int:
    """Return a year as most calendars count it: 2569 is 2026 in Thailand; one of two digits is of this
    century.
    """
    first, last, more = BUDDHIST
    number = int(year) + 2000 * (len(year) == 2)
    return number - more if first <= number <= last else number


def days_of(form: re.Pattern[str], text: str) -> list[str]:
    """Return the days in ISO form that a date of one of the two forms can be, in their order."""
    one, other, last = form.fullmatch(text).groups()[:3]
    year, tries = (one, [(other, last)]) if form is BY_YEAR else (last, [(other, one), (one, other)])
    days = set()
    for month, day in tries:
        with contextlib.suppress(ValueError):
            days.add(datetime.date(common_year(year), int(month), int(day)).isoformat())
    return sorted(days)


def time_of(match: re.Match[str]) -> str:
    """Return the time of a date as ISO writes it behind the day, empty where there is none."""
    hour, minute, second, half = match.groups()[3:]
    if hour is None:
        return ""
    full_hour = int(hour) if half is None else int(hour) % 12 + 12 * (half.lower() == "p")
    return f"T{full_hour:02d}:{minute}" + (f":{second}" if int(second or 0) else "")


def decimal(text: str) -> str | Fault:
    """Return a decimal number with a full stop and a hyphen: a comma and a minus sign are put right."""
    if IN_MINUTES.search(text):
        todo = "write it in decimal degrees, like -12.31 for 12°18'36\"S: south and west are below zero"
        return Fault(f"{shown(text)} has no form of a number", todo)
    plain = text.replace("\u2212", "-").removesuffix("°").strip()
    return plain.replace(",", ".") if WITH_COMMA.fullmatch(plain) else plain


def by_day(text: str, days: Sequence[str]) -> Fault:
    """Return what is wrong with a date that has the year at the end, and what to write instead."""
    if not days:
        return Fault(f"{shown(text)} is a day that no calendar has", "write the page's day as YYYY-MM-DD")
    how = "may have the day or the month first" if len(days) > 1 else "has the year at its end"
    return Fault(f"{shown(text)} {how}", f"write it as {' or '.join(days)}")


def no_name(value: object) -> Fault | None:
    """Return that a cell with a name holds a number, a date or true: the spreadsheet made it of a text."""
    if value is None or isinstance(value, str):
        return None
    words = text_of(value, "text")
    held = words if isinstance(words, str) else "something that is no text"
    return Fault(f"the spreadsheet holds {held} here, which is no name", AS_TEXT)


def from_number(value: float, kind: str, is_figure: bool) -> str | Fault:
    """Return a number as its digits (12.0 is 12); a number where a date belongs is a fault."""
    plain = f"{value:.10f}".rstrip("0").rstrip(".")
    if kind in DATES:
        if SERIAL[0] < value < SERIAL[1]:
            moment = datetime.datetime(1899, 12, 30) + datetime.timedelta(minutes=round(value * 24 * 60))
            return Fault(
                f"{plain} is how spreadsheets count days inside",
                f"write it as {in_iso(moment)}, if that is what is meant",
            )
        return Fault(f"the number {plain} is no date", "write it as YYYY-MM-DD, like 2026-01-31")
    if kind == "clock":
        return Fault(f"the number {plain} is no time", "write it as HH:MM, like 05:30")
    return fraction(plain) if is_figure and not value.is_integer() else plain


def fraction(text: str) -> Fault:
    """Return what to say of a figure that a spreadsheet holds as a number which is not whole."""
    whole, _, part = text.partition(".")
    if not whole.strip("-0"):
        what = f"{text} is not a whole number; a spreadsheet makes such a number of 50%, 1/2 or a time of day"
        return Fault(what, AS_TEXT)
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
    elif isinstance(value, datetime.time):
        words = value.isoformat(timespec="minutes")
    else:
        words = in_iso(value)
    if is_figure:
        what = f"the spreadsheet made a date or time ({words}) of this figure; of 3-4, say, it makes a day"
        return Fault(what, AS_TEXT)
    if kind in DATES and isinstance(value, (datetime.time, datetime.timedelta)):
        return Fault(f"{words} is a time without its day", "write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM")
    if kind in ("url", "country", "choice", "id", "number", "whole_number"):
        return Fault(f"the spreadsheet made a date ({words}) of this cell", AS_TEXT)
    return words


def in_iso(value: datetime.date | datetime.datetime) -> str:
    """Return a day, or a day and its time, to the second: Excel counts in days and keeps no more."""
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    rounded = (value + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    if rounded.time() == datetime.time(0):
        return rounded.date().isoformat()
    return rounded.isoformat(timespec="seconds" if rounded.second else "minutes")


def kind_words(kind: str) -> str:
    """Return a type of the dictionaries in words."""
    return {"url": "web address", "country": "country code", "clock": "time"}.get(kind, "date")
