"""Whether the rows of an event fit together: its time zone, its periods, what its totals are made of, and the
patterns that words are matched with.

Each is a slip that no single cell shows, and that would stop a run half-way or put a figure in the wrong
place.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from tollbook.cell_rules import pattern as fault_of_pattern
from tollbook.cell_rules import time_zone
from tollbook.places import slug
from tollbook.problem import Problem, of_hand, shown
from tollbook.vocabulary import LIST
from tollbook.vocabulary_rows import UNATTRIBUTED

SEVERAL = "[;+]"
ALIKE = 0.75  # share of letters that two names have alike, from which on one is taken for a slip
PATTERNS = ("windows", "containing")
OF_PERIODS = {"periods": "within", "period_phrases": "period", "containing": "period"}
"""Tables with a row for each event and period, and the column that must name periods of the same event."""
TABLES = ("events", "groups", "parties", "periods", "period_phrases", "places", "includes", *PATTERNS)
"""The hand tables that this module checks."""
RAW_TABLES = ("places", "reports", "claims")
"""The raw tables that the rows of an event name; they are called `raw/places` and so on here."""


def problems(frames: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield a problem for each cell that does not fit the other rows of its event.

    `frames` has the hand tables `TABLES`, as text, numbered as a spreadsheet counts rows, and the
    `RAW_TABLES` where they are those of the project; one that is missing, or lacks a column, is passed over:
    that is another check's problem.
    """
    for check, *needed in CHECKS:
        if all(name in frames and set(columns) <= set(frames[name].columns) for name, *columns in needed):
            yield from check(*(frames[name] for name, *_ in needed))


def unknown_zones(events: pd.DataFrame) -> Iterator[Problem]:
    """Yield the time zones that there are not."""
    for row, zone in events["time_zone"].items():
        if zone and (found := time_zone(zone)):  # that a cell is empty is told already
            yield of_hand("events", row, "time_zone", *found)


def unknown_default_periods(events: pd.DataFrame, periods: pd.DataFrame) -> Iterator[Problem]:
    """Yield the default periods that their event has no row for."""
    known = periods_by_event(periods)
    for row, event, period in events[["event_id", "default_period"]].itertuples():
        if period and period not in known.get(event, ()):
            yield of_hand("events", row, "default_period", *no_period(event, period, known.get(event, [])))


def other_periods(name: str, column: str) -> Callable[[pd.DataFrame, pd.DataFrame], Iterator[Problem]]:
    """Return the check that a column of a table, which may be a list, names periods of the row's event."""

    def check(periods: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Problem]:
        known = periods_by_event(periods)
        for row, event, cell in rows[["event_id", column]].itertuples():
            for period in filter(None, cell.split(LIST)):
                if period not in known.get(event, ()):
                    yield of_hand(name, row, column, *no_period(event, period, known.get(event, [])))

    return check


def periods_of_nobody(periods: pd.DataFrame, included: pd.DataFrame) -> Iterator[Problem]:
    """Yield the periods that an item of a total speaks of and that its event, or where it is for every event
    none of them, has.
    """
    own = periods_by_event(periods)
    for row, event, cell in included[["event_id", "period"]].itertuples():
        known = own.get(event, []) if event else list(dict.fromkeys(periods["period"]))
        for period in filter(None, cell.split(LIST)):
            if period not in known:
                yield of_hand("includes", row, "period", *no_period(event or "any event", period, known))


def nothing_to_name(name: str, noun: str) -> Callable[[pd.DataFrame, pd.DataFrame], Iterator[Problem]]:
    """Return the check that each event has rows of a table, its own or the common ones."""

    def check(events: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Problem]:
        there = set(rows["event_id"])
        for event in events["event_id"]:
            if not there & {event, ""}:
                what, todo = f"{shown(event)} has no {noun}", "add the rows, as in a new project"
                yield Problem(f"hand/{name}.csv", None, "event_id", what, todo)

    return check


def circular_periods(periods: pd.DataFrame) -> Iterator[Problem]:
    """Yield the periods that hold themselves, at once or by way of others."""
    for event, rows in periods.groupby("event_id", sort=False):
        within = {
            period: cell.split(LIST) for period, cell in zip(rows["period"], rows["within"], strict=True)
        }
        for row, period in rows["period"].items():
            holders: set[str] = set()
            left = set(within[period])
            while left:
                holders |= left
                left = {wider for holder in left for wider in within.get(holder, ())} - holders
            if period in holders:
                what = f"{shown(period)} of {shown(event)} would lie within itself"
                yield of_hand("periods", row, "within", what, "name only the periods that are longer")


def misspelt_periods(periods: pd.DataFrame, windows: pd.DataFrame) -> Iterator[Problem]:
    """Yield the periods of wordings that look like one of their event and are none. A wording may have a
    period of its own, in words: it is counted apart.
    """
    known = periods_by_event(periods)
    for row, event, period in windows[["event_id", "period"]].itertuples():
        own = known.get(event, [])
        if period and period not in own and difflib.get_close_matches(period, own, n=1, cutoff=ALIKE):
            yield of_hand("windows", row, "period", *no_period(event, period, own))


def periods_by_event(periods: pd.DataFrame) -> dict[str, list[str]]:
    """Return the periods of each event, in the order of their rows."""
    periods = periods[periods["period"].ne("")]
    return periods.groupby("event_id", sort=False)["period"].agg(list).to_dict()


def no_period(event: str, period: str, known: list[str]) -> tuple[str, str]:
    """Return that an event has no such period, and what to do."""
    todo = f"use one of: {', '.join(known)}; or add its row there" if known else "add its row there"
    return f"{shown(period)} is no period of {shown(event)} in periods.csv", todo


def unknown_places(
    events: pd.DataFrame, places: pd.DataFrame, gazetteer: pd.DataFrame, claims: pd.DataFrame
) -> Iterator[Problem]:
    """Yield the places that stand for a whole event and that no table has: no claim would be about them. A
    place that only a claim names has an id made of its own words.
    """
    named = [*gazetteer["place"], *gazetteer["district"], *claims["place"].drop_duplicates()]
    known = {*places["place_id"], *map(slug, named)}
    for row, cell in events["whole_places"].items():
        for place in filter(None, re.split(SEVERAL, cell)):
            if place not in known:
                todo = (
                    "use a place_id of hand/places.csv or one made of a place in places.csv, or add its row"
                )
                yield of_hand("events", row, "whole_places", f"there is no place {shown(place)}", todo)


def unknown_points(places: pd.DataFrame, gazetteer: pd.DataFrame) -> Iterator[Problem]:
    """Yield the places that are drawn at the point of a place which the gazetteer does not have."""
    known = set(map(slug, gazetteer["place"]))
    for row, place in places["point_of"].items():
        if place and place not in known:
            what = f"{shown(place)} is no place of places.csv, so it has no point"
            todo = "correct it, add the place there, or empty the cell"
            yield of_hand("places", row, "point_of", what, todo)


def unknown_pages(events: pd.DataFrame, reports: pd.DataFrame) -> Iterator[Problem]:
    """Yield the pages that are to be worked through and that the ledger does not have."""
    known = set(reports["report_id"])
    for row, page in events["worked_page"].items():
        if page and page not in known:
            todo = "use a report_id of reports.csv, or empty the cell"
            yield of_hand("events", row, "worked_page", f"there is no page {shown(page)}", todo)


def unknown_parts(groups: pd.DataFrame) -> Iterator[Problem]:
    """Yield the totals that are made of groups which the same set of groups does not have."""
    for event, rows in groups.groupby("event_id", sort=False):
        known = [group for group, made_of in zip(rows["group"], rows["made_of"], strict=True) if not made_of]
        for row, group, made_of in rows[["group", "made_of"]].itertuples():
            for part in filter(None, made_of.split(LIST)):
                if part not in known:
                    of = f" of {event}" if event else ""
                    what = f"{shown(part)}, of which {shown(group)} is made, is no group{of} that is counted"
                    todo = (
                        f"use some of: {', '.join(known)}" if known else "add the groups that it is made of"
                    )
                    yield of_hand("groups", row, "made_of", what, todo)


def total_of_everybody(groups: pd.DataFrame) -> Iterator[Problem]:
    """Yield the sets of groups with totals of which none is made of every group that is counted, as where a
    group was added to the set and not to its total.
    """
    for event, rows in groups.groupby("event_id", sort=False):
        totals = rows.loc[rows["made_of"].ne(""), "made_of"].map(lambda cell: set(cell.split(LIST)))
        counted = rows.loc[rows["made_of"].eq(""), "group"].tolist()
        if totals.empty or set().union(*totals) - set(counted) or set(counted) in totals.tolist():
            continue  # a part that is none is told already
        widest = totals.map(len).idxmax()
        left_out = [group for group in counted if group not in totals[widest]]
        what = (
            f"no total{f' of {event}' if event else ''} is made of every group that is counted: "
            f"{shown(rows.loc[widest, 'group'])} is made without {', '.join(left_out)}"
        )
        yield of_hand(
            "groups", widest, "made_of", what, f"make the total of everybody of {LIST.join(counted)}"
        )


def nobody_named(parties: pd.DataFrame) -> Iterator[Problem]:
    """Yield the sets of parties without the one for pages that name nobody."""
    for event, rows in parties.groupby("event_id", sort=False):
        if UNATTRIBUTED not in set(rows["party"]):
            of = f" of {event}" if event else ""
            what = f"the parties{of} have no row {UNATTRIBUTED}, for pages that name nobody"
            yield of_hand("parties", int(rows.index[-1]), "party", what, "add it, as in a new project")


def wrong_patterns(name: str) -> Callable[[pd.DataFrame], Iterator[Problem]]:
    """Return the check that the patterns of a table are regular expressions."""

    def check(rows: pd.DataFrame) -> Iterator[Problem]:
        for row, pattern in rows["pattern"].items():
            if found := fault_of_pattern(pattern):
                yield of_hand(name, row, "pattern", *found)

    return check


PERIODS = ("periods", "event_id", "period")
CHECKS: tuple[tuple, ...] = (
    (unknown_zones, ("events", "time_zone")),
    (unknown_default_periods, ("events", "event_id", "default_period"), PERIODS),
    *(
        (other_periods(name, column), PERIODS, (name, "event_id", column))
        for name, column in OF_PERIODS.items()
    ),
    (nothing_to_name("groups", "group"), ("events", "event_id"), ("groups", "event_id")),
    (nothing_to_name("parties", "party"), ("events", "event_id"), ("parties", "event_id")),
    (periods_of_nobody, PERIODS, ("includes", "event_id", "period")),
    (circular_periods, (*PERIODS, "within")),
    (misspelt_periods, PERIODS, ("windows", "event_id", "period")),
    (
        unknown_places,
        ("events", "whole_places"),
        ("places", "place_id"),
        ("raw/places", "place", "district"),
        ("raw/claims", "place"),
    ),
    (unknown_points, ("places", "point_of"), ("raw/places", "place")),
    (unknown_pages, ("events", "worked_page"), ("raw/reports", "report_id")),
    (unknown_parts, ("groups", "event_id", "group", "made_of")),
    (total_of_everybody, ("groups", "event_id", "group", "made_of")),
    (nobody_named, ("parties", "event_id", "party")),
    *((wrong_patterns(name), (name, "pattern")) for name in PATTERNS),
)
"""Each check with the tables that it is called with, and the columns that they must have."""
