"""Checks of dates in words: a weekday that is not the date's, a date that does not exist.

A date is a day with the name of a month (`31 January 2026`, `January 31st`, `31 de enero`) or an ISO day, in
any text of a claim or a sighting, the reader's note included (it quotes the page). The names are rows of
`data/hand/date_words.csv`. Where no year is given it is the one nearest to the event's start.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import pandas as pd

from tollbook import scope
from tollbook.paths import hand

KINDS = ("weekday", "month")
NO_WORD = "(?!)"  # matches nothing: where no row has a name of the kind
TEXTS = ("figure", "category", "attributed_to", "as_of", "window", "place", "includes_worded", "note")
PLACE_TEXTS = ("worded", "worded_district", "attack_date", "worded_time", "target", "note")
HAS_DIGIT = re.compile(r"\d")
DAY = r"(?<![\d:])(?P<day>\d{1,2})(?:st|nd|rd|th|º|ª|\.)?"
UNTIL = r"(?:\s*(?:[-–/]|and|to|or)\s*\d{1,2}(?:st|nd|rd|th|\.)?)?"
YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d{2}))?(?!\d)"


class Dated(NamedTuple):
    """A date in a text: year (None where the text gives none), month, day, and the weekday beside it (1 is
    Monday, None where there is none); `text` is how it is written.
    """

    year: int | None
    month: int
    day: int
    weekday: int | None
    text: str


@cache
def names(kind: str) -> dict[str, int]:
    """Return the names of weekdays or months, in small letters, with their numbers."""
    rows = hand("date_words").query("kind == @kind")
    return dict(zip(rows["word"].str.casefold(), rows["value"].astype(int), strict=True))


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Return the expressions that find a date with the weekday before or behind it."""
    words = (sorted(map(re.escape, names(kind)), key=len, reverse=True) for kind in KINDS)
    weekday, month = ("|".join(some) or NO_WORD for some in words)
    before = rf"(?:(?<!\w)(?P<before>{weekday})(?!\w)[.,]?\s*\(?(?:the\s+)?)?"
    behind = rf"(?:\s*[,(]\s*(?P<behind>{weekday})(?!\w))?"
    dates = (
        rf"{DAY}{UNTIL}\s+(?:of\s+|de\s+)?(?P<month>{month})(?!\w)\.?{YEAR}",
        rf"(?<!\w)(?P<month>{month})(?!\w)\.?\s+{DAY}(?!\d)(?!:){YEAR}",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
    )
    return tuple(re.compile(f"{before}{one}{behind}", re.IGNORECASE) for one in dates)


def dates_in(text: str) -> list[Dated]:
    """Return the dates that a text names.

    A weekday that stands behind another one (`Saturday and Sunday 31 January`, `Friday-Saturday`) says
    nothing about the date beside it: it is left out. Nor does one before two days (`Friday 30-31 January`)
    belong to the second.
    """
    found = []
    for pattern in patterns():
        for match in pattern.finditer(text):
            groups = match.groupdict()
            word = (
                groups["before"]
                if groups["before"] and not follows_weekday(text, match)
                else groups["behind"]
            )
            number = names("month").get(groups["month"].casefold()) or int(groups["month"])
            year = int(groups["year"]) if groups["year"] else None
            weekday = names("weekday")[word.casefold()] if word else None
            found.append(Dated(year, number, int(groups["day"]), weekday, match[0].strip()))
    return found


def follows_weekday(text: str, match: re.Match[str]) -> bool:
    """Return whether the word before a match's own weekday is a weekday too."""
    words = re.findall(r"[^\W\d_]+", text[: match.start()].casefold())
    return any(word in names("weekday") for word in words[-2:])


def exists(found: Dated) -> bool:
    """Return whether a date exists in its year, or in some year where none is given."""
    leap = 2000
    if not 1 <= found.month <= 12:
        return False
    return 1 <= found.day <= calendar.monthrange(found.year or leap, found.month)[1]


def full_date(found: Dated, start: date | None) -> date | None:
    """Return a date with its year: its own, else the one in which it falls nearest to `start`; None where
    neither is known.
    """
    if found.year:
        return date(found.year, found.month, found.day)
    years = [start.year - 1, start.year, start.year + 1] if start else []
    possible = [
        date(year, found.month, found.day)
        for year in years
        if found.day <= calendar.monthrange(year, found.month)[1]
    ]
    return min(possible, key=lambda day: abs(day - start), default=None)


def dated_texts(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the texts that name a date, once for each page: event_id, report_id, text, `dates` (a list of
    `Dated`) and the claims (`claim_ids`, joined by `;`) they stand in. Each distinct text is read once.
    """
    found = [pd.DataFrame(columns=["event_id", "report_id", "claim_id", "text", "dates"])]
    for column in columns:
        texts = rows[column].unique() if column in rows else []
        dates = {text: dates_in(text) for text in texts if isinstance(text, str) and HAS_DIGIT.search(text)}
        dates = {text: named for text, named in dates.items() if named}
        if dates:
            some = rows[rows[column].isin(list(dates))]
            cells = some[["event_id", "report_id", "claim_id"]].assign(text=some[column])
            found.append(cells.assign(dates=cells["text"].map(dates)))
    long = pd.concat(found, ignore_index=True).sort_values(["event_id", "report_id", "text", "claim_id"])
    groups = long.groupby(["event_id", "report_id", "text"], sort=True)
    ids = groups["claim_id"].agg(lambda claim_ids: ";".join(filter(None, dict.fromkeys(claim_ids))))
    return pd.DataFrame({"claim_ids": ids, "dates": groups["dates"].first()}).reset_index()


def wrong_dates(claims: pd.DataFrame, places: pd.DataFrame | None = None) -> Iterator[tuple]:
    """Yield the texts whose weekday is not that of the date beside it, or whose date does not exist.

    `places` is the table of places (see `tollbook.places.places`), or None.
    """
    texts = dated_texts(claims, TEXTS)
    if places is not None and not places.empty:
        events = claims.drop_duplicates("report_id").set_index("report_id")["event_id"]
        sighted = places.assign(
            event_id=places["report_id"].map(events).astype(object).fillna(""), claim_id=""
        )
        texts = pd.concat([texts, dated_texts(sighted, PLACE_TEXTS)], ignore_index=True)
    starts = dict(scope.event_rows()["starts"])
    for row in texts.itertuples(index=False):
        start = starts.get(row.event_id)
        for found in row.dates:
            yield from judge_date(row, found, date.fromisoformat(start[:10]) if start else None)


def judge_date(row: tuple, found: Dated, start: date | None) -> Iterator[tuple]:
    """Yield the finding for one date in a text, if it is wrong."""
    if not exists(found):
        yield (
            "impossible_date",
            "error",
            row.report_id,
            row.claim_ids,
            "a date that exists",
            found.text,
            f'"{found.text}" is no date of the calendar (in "{row.text}").',
        )
        return
    day = full_date(found, start)
    if day is None or found.weekday is None or day.isoweekday() == found.weekday:
        return
    right = calendar.day_name[day.weekday()]
    yield (
        "weekday",
        "warning",
        row.report_id,
        row.claim_ids,
        right,
        found.text,
        f'"{found.text}" (in "{row.text}"): {day.day} {day:%B %Y} was a {right}.',
    )
