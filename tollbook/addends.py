"""The figures that a sum can be made of: those of an event, those of one page, and those that pages list."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tollbook import by_event, composition, reconcile, vocabulary
from tollbook.composition import Term, Terms
from tollbook.paths import hand
from tollbook.scope import Wider, counts_whole_group, wider_periods
from tollbook.terms import Items

LEAST_OUTLETS = 2  # that carry a figure before it counts as known to others
FIGURE = ["event_id", "group", "period", "low"]


class Listed(NamedTuple):
    """What a figure says it includes: as worded, as terms, and on how many pages."""

    worded: str
    terms: Terms
    pages: int


class Addends(NamedTuple):
    """What sums are made of: the figures of each event, the sums that each page's own figures make, what
    figures of the whole event list, and the periods.
    """

    figures: dict[str, list[Term]]  # event -> figures of whole groups, the most carried first
    page_sums: dict[str, list[Terms]]  # page -> sums of its figures
    lists: dict[str, list[Listed]]  # event -> what its figures say they include, number by number
    wider: Wider


def addends(claims: pd.DataFrame) -> Addends:
    """Return what the totals of killed in clean claims may be sums of; the claims are as known at one moment.

    `claims` has `statement_id` and `day` (ISO, on which it counts as said; `reconcile.said_day`), and may
    have `includes_worded` (what a figure includes, as worded).
    """
    wider = wider_periods()
    is_total = counts_whole_group(claims) & by_event.is_total(claims)
    printed = claims.loc[is_total, "report_id"]
    pages = page_figures(claims[claims["report_id"].isin(printed)])
    sums = {page: list(composition.sums_of(terms, wider)) for page, terms in pages.items()}
    return Addends(
        known_figures(reconcile.comparable(claims)), sums, listed_terms(claims[claims["is_whole"]]), wider
    )


def known_figures(whole: pd.DataFrame) -> dict[str, list[Term]]:
    """Return, for each event, the exact figures (and `at least`) of whole groups that its pages give, the
    most carried first, each number once for a group and period.

    A figure holds until the day on which its party gave a higher one, of the same group and period, that
    `LEAST_OUTLETS` carry; of two of one day the higher holds if more outlets carry it.
    """
    figures = whole[by_event.is_counted(whole) & whole["low"].gt(0).fillna(False)]
    is_exact = figures["low"].eq(figures["high"]).fillna(False)
    figures = figures.assign(is_exact=is_exact)[is_exact | figures["precision"].eq("at_least")]
    groups = figures.groupby(FIGURE, sort=True)
    table = groups.agg(outlets=("outlet", "nunique"), day=("day", "min"), is_exact=("is_exact", "any"))
    named = figures.assign(party=figures["source_party"].replace(vocabulary.UNATTRIBUTED, None))
    table["party"], table["ids"] = most_given(named, "party"), most_given(figures, "statement_id")
    table = table.fillna({"party": ""}).reset_index()
    table["until"] = overtaken_on(table)
    found: dict[str, list[Term]] = {}
    for row in table.sort_values("outlets", ascending=False, kind="stable").itertuples(index=False):
        low = int(row.low)
        scope = (row.event_id, row.group, "", "", row.period, low, low if row.is_exact else None)
        term = Term(*scope, row.ids, row.party, row.outlets, row.day, row.until)
        found.setdefault(row.event_id, []).append(term)
    return found


def most_given(figures: pd.DataFrame, column: str) -> pd.Series:
    """Return the value of a column that most claims of each figure have; missing where none has one."""
    counts = figures.groupby([*FIGURE, column], sort=True).size().rename("times").reset_index()
    counts = counts.sort_values("times", ascending=False, kind="stable").drop_duplicates(FIGURE)
    return counts.set_index(FIGURE)[column]


def overtaken_on(figures: pd.DataFrame) -> pd.Series:
    """Return the day from which each figure was overtaken by a higher one of its party, group and period; the
    empty string where it never was.
    """
    keys = zip(*(figures[name] for name in ("event_id", "group", "period", "party")), strict=True)
    cells = zip(figures["low"], figures["day"], figures["outlets"], strict=True)
    rows = list(zip(keys, cells, strict=True))
    rivals: dict[tuple[str, ...], list[tuple]] = {}
    for key, (low, day, outlets) in rows:
        if outlets >= LEAST_OUTLETS and not pd.isna(day):
            rivals.setdefault(key, []).append((low, day, outlets))

    def until(key: tuple[str, ...], low: int, day: str, outlets: int) -> str:
        known = [] if pd.isna(day) else rivals.get(key, [])
        later = (rival[1] for rival in known if rival[0] > low and rival[1:] > (day, outlets))
        return min(later, default="")

    return pd.Series([until(key, *own) for key, own in rows], index=figures.index, dtype=object)


def page_figures(claims: pd.DataFrame) -> dict[str, list[Term]]:
    """Return all figures of each page as terms, groups, parts and places, but for its totals, each number
    once.
    """
    rows = claims[by_event.is_group(claims) & claims["low"].gt(0).fillna(False)]
    is_total = by_event.is_total(rows) & rows["part"].eq("") & rows["is_whole"]
    found: dict[str, dict[tuple, Term]] = {}
    for row in rows[~is_total].sort_values("claim_id").itertuples(index=False):
        place = "" if row.is_whole else row.place_id
        high = None if pd.isna(row.high) else int(row.high)
        scope = (row.event_id, row.group, row.part, place, row.period, int(row.low))
        term = Term(*scope, high, row.statement_id, row.source_party, 1, row.day)
        found.setdefault(row.report_id, {}).setdefault(scope, term)
    return {report: list(terms.values()) for report, terms in found.items()}


def listed_terms(claims: pd.DataFrame) -> dict[str, list[Listed]]:
    """Return what the figures of each event say they include, where each item has a plain number and there
    are two or more. The items count for the event's running period.
    """
    if "includes_worded" not in claims:
        return {}
    readings = Items()
    period = hand("events").set_index("event_id")["default_period"]
    pages = claims.groupby(["event_id", "includes_worded"])["report_id"].nunique()
    keys = {(readings.named(event), worded) for event, worded in pages.index}
    known = {
        (event, text): [readings.meaning(token, event) for token in split_list(text)] for event, text in keys
    }
    found: dict[str, list[Listed]] = {}
    for (event, worded), times in pages.items():
        items = known[readings.named(event), worded]
        if len(items) > 1 and all(item and item["number"].isdigit() for item in items):
            everyone = by_event.of(event).everyone
            scopes = [(item["group"] or everyone, item["part"], item.get("place", "")) for item in items]
            numbers = [int(item["number"]) for item in items]
            terms = (
                Term(event, *scope, period[event], number, number)
                for scope, number in zip(scopes, numbers, strict=True)
            )
            found.setdefault(event, []).append(Listed(worded, tuple(terms), times))
    return found


def split_list(text: str) -> list[str]:
    """Return the items of a worded list, joined by semicolons."""
    return [item.strip() for item in text.split(";") if item.strip()]
