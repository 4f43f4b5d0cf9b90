"""Pages, figures and cells in words, for the sentences of a difference."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from tollbook import vocabulary
from tollbook.attribution import day_words
from tollbook.differences.computing import Result
from tollbook.differences.rows import Row
from tollbook.problem import SHOWN
from tollbook.scope_words import phrase

NO_CELL = "none"
CELLS = {
    "attributed_to": "authority",
    "place_id": "place",
    "outcome": "outcome",
    "as_of": "day",
    "window": "wording of the period",
    "place": "place",
    "includes": "list of groups inside",
    "note": "remark",
    "event_id": "event",
    "report_id": "page",
    "outlet": "name of the outlet",
    "outlet_type": "kind of the outlet",
    "outlet_country": "country of the outlet",
    "url": "address",
    "published": "date",
    "dated": "inferred date",
    "credited_to": "credit",
    "starts": "start",
    "default_period": "main period",
    "whole_places": "list of places that stand for the whole",
    "worked_page": "page that is worked through",
    "outcomes": "list of main outcomes",
    "counts_from": "start",
    "from_figure": "use for figures that name no period",
    "within": "list of longer periods around",
    "party": "side",
    "made_of": "list of groups inside",
    "lat": "latitude",
    "lon": "longitude",
}
"""Columns of the tables in words."""
AS_THEY_STAND = ("time_zone", "starts", "counts_from", "whole_places", "worked_page")
"""Columns of names and moments."""


def quoted(cell: str) -> str:
    """Return a worded cell in quotation marks, on one line, cut where it is long; `none` for an empty one."""
    text = " ".join(cell.split())
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return f'"{text}"' if text else NO_CELL


def quoted_apart(old: str, new: str) -> tuple[str, str]:
    """Return two different cells in quotation marks so that a reader sees what differs: long ones that begin
    alike are cut at the front.
    """
    one, other = (" ".join(cell.split()) for cell in (old, new))
    if one == other or quoted(one) != quoted(other):
        return quoted(one), quoted(other)
    alike = next(number for number, pair in enumerate(zip_longest(one, other)) if pair[0] != pair[1])
    start = alike - SHOWN // 2  # alike up to where they are cut, so that much is there
    return tuple(f'"...{quoted(text[start:])[1:]}' for text in (one, other))


def column_words(column: str) -> str:
    """Return a column in words."""
    return CELLS.get(column, column.replace("_", " "))


def page_words(row: Row, starts: str) -> str:
    """Return a page as a sentence names it: `Dawn's page of 1 February`, with the year where it is not that
    in which the event `starts` (ISO).
    """
    day = row["published"][:10] or row["dated"]
    if len(day) < len("2026-02"):
        return f"{row['outlet']}'s undated page"
    is_month = len(day) == len("2026-02")
    words = day_words(f"{day}-01" if is_month else day, year=is_month or day[:4] != starts[:4])
    return f"{row['outlet']}'s page of {words.partition(' ')[2] if is_month else words}"


def figure_for(claim_id: str, row: Row, results: tuple[Result, Result], event: str) -> str:
    """Return what a claim counts, as a sentence names it: `for civilians killed`; the category as worded
    where no hand table knows it. `results` are looked through in turn.
    """
    claim = next((one.claims.loc[claim_id] for one in results if claim_id in one.claims.index), None)
    words = vocabulary.of(event)
    outcome = words.outcomes.get(row["outcome"])
    happened = f" {outcome.label.lower()}" if outcome else ""
    if claim is None or claim["unit"] not in ("", "people") or claim["group"] not in words.groups:
        return f"for {quoted(row['category'])}{happened}"
    part = f" ({claim['part'].replace('_', ' ')})" if claim["part"] else ""
    return f"for {words.groups[claim['group']].plural}{part}{happened}"


def value_words(column: str, value: Any, event: str) -> str:
    """Return the content of a cell that is read, in words: groups, parties and periods by their names."""
    words, text = vocabulary.of(event), str(value)
    if column in ("group", "group_other") and text in words.groups:
        return words.groups[text].label
    if column in ("party", "source_party") and text in words.parties:
        return words.parties[text].words
    if column in ("period", "within", "default_period") and text:
        return ", ".join(phrase(event, one).short for one in text.split(";"))
    if column in AS_THEY_STAND:
        return text.replace(";", "; ") or NO_CELL
    return text.replace("_", " ") or NO_CELL
