"""Only figures of one scope are compared: the difference of two of them, or the sentence that refuses it.

A scope is the event, the outcome, what is counted, the group and part, the place, the period, whether the
figure comes on top of another, and, for totals, which groups are inside.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from tollbook import by_event
from tollbook.claim_links import MARKDOWN, PLAIN, Pen
from tollbook.paths import hand
from tollbook.scope import contains, event_rows
from tollbook.words import GROUP_WORDS, INCLUDES_WORDS, day, interval, listing

Row = Mapping[Hashable, object] | pd.Series  # one row of statements or claims

MOST_PER_GROUP = 3  # pairs of one group that a table shows, so that no group crowds out the others


class ScopeError(ValueError):
    """Two figures do not count the same, and are not compared; the message is one sentence that says why."""


class Difference(NamedTuple):
    """How much higher one figure is than another, in people: at least `low`, at most `high`; None is
    unbounded.
    """

    low: int | None
    high: int | None


class Scope(NamedTuple):
    """What a figure counts; two figures are compared only when all of it is equal."""

    event: str
    outcome: str
    unit: str
    group: str
    part: str
    place: str  # empty for the whole event
    period: str
    increment: bool
    includes: str  # empty unless a total


def scope_of(row: Row) -> Scope:
    """Return the scope of a row of statements or claims.

    What it includes belongs to the scope of totals only, as in `statements.identify`.
    """
    is_total = row["group"] in by_event.of(str(row["event_id"])).totals
    return Scope(
        str(row["event_id"]),
        str(row["outcome"]),
        str(row["unit"]),
        str(row["group"]),
        str(row["part"]),
        "" if row["is_whole"] else str(row.get("place") or row["place_id"]),
        str(row["period"]),
        bool(row.get("increment", False)),
        str(row["includes"]) if is_total else "",
    )


def compare(one: Row, other: Row) -> Difference:
    """Return how much higher `one` is than `other`, both rows of statements or claims of the same scope.

    Raises ScopeError with a sentence that says what each counts, and whether one holds the other, when the
    scopes differ.
    """
    reason = refusal(one, other)
    if reason:
        raise ScopeError(reason)
    low, high, other_low, other_high = (
        None if pd.isna(number) else int(number)
        for number in (one["low"], one["high"], other["low"], other["high"])
    )
    return Difference(
        None if other_high is None else (low or 0) - other_high,  # a missing low end reads 0
        None if high is None else high - (other_low or 0),
    )


def refusal(one: Row, other: Row, pen: Pen = PLAIN) -> str:
    """Return why two rows of statements or claims are not compared, in a sentence; the empty string when they
    count the same.
    """
    scopes = scope_of(one), scope_of(other)
    fields = [field for field, a, b in zip(Scope._fields, *scopes, strict=True) if a != b]
    if not fields:
        return ""
    first, *more = fields
    names = figure_name(one, pen), figure_name(other, pen)
    if first == "group":
        text = f"{names[0]} and {names[1]} count different groups"
    else:
        words = [pen.text(counted(scope, first)) for scope in scopes]
        text = f"{names[0]} counts {words[0]}, {names[1]} counts {words[1]}"
    verb = "differs" if len(more) == 1 else "differ"
    also = f"; their {listing([FIELD_WORDS[field] for field in more])} {verb} as well" if more else ""
    return f"Not compared: {text}{also}{held(*scopes)}."


FIELD_WORDS = {
    "event": "event",
    "outcome": "outcome",
    "unit": "thing counted",
    "group": "group",
    "part": "part of the group",
    "place": "place",
    "period": "period",
    "increment": "starting count",
    "includes": "set of groups inside",
}


def counted(scope: Scope, field: str) -> str:
    """Return in words what a scope counts in one of its fields, to stand after `counts`."""
    if field == "event":
        names = event_rows()["name"]
        return str(names.get(scope.event, scope.event))
    if field == "place":
        return f"one place ({scope.place})" if scope.place else "the whole event"
    if field == "part":
        return f"only a part ({scope.part})" if scope.part else "the whole group"
    if field == "period":
        return period_words(scope.event, scope.period)
    if field == "increment":
        return "people on top of another figure" if scope.increment else "from the start"
    if field == "includes":
        groups = [GROUP_WORDS.get(group, group) for group in filter(None, scope.includes.split(";"))]
        return listing(groups) if groups else f"groups that its pages do {INCLUDES_WORDS['']}"
    return {"outcome": scope.outcome, "unit": scope.unit}[field]


def period_words(event: str, period: str) -> str:
    """Return a period in words: its label in `periods.csv`, else the page's own words in quotation marks."""
    rows = hand("periods")
    labels = dict(zip(zip(rows["event_id"], rows["period"], strict=True), rows["label"], strict=True))
    return labels.get((event, period), f'"{period}", as its page words it')


def figure_name(row: Row, pen: Pen = PLAIN) -> str:
    """Return a row's figure with what it counts, who gave it and when: `41 residents (the mayor, 3 May)`."""
    group = str(row["group"])
    what = str(row["part"]) or GROUP_WORDS.get(group, str(row["unit"]) if group == "" else group)
    origin = str(row.get("source_origin") or row["origin"]).replace(" (", ", ").replace(")", "")
    moment, events = row.get("first_said", row.get("said_from")), hand("events")
    cells = zip(events["event_id"], events["time_zone"], events["starts"], strict=True)
    zone, starts = {event: about for event, *about in cells}.get(row["event_id"], ("UTC", ""))
    is_known = moment is not None and not pd.isna(moment)
    year = is_known and moment.tz_convert(zone).strftime("%Y") != starts[:4]
    when = f", {day(moment, zone, year=year)}" if is_known else ""
    who = "nobody named" if origin == "not named" else pen.text(origin)
    number = pen.number(
        f"{interval(row['low'], row['high'], row['best'])} {what}", [str(row.get("statement_id", ""))]
    )
    return f"{number} ({who}{when})"


def held(one: Scope, other: Scope) -> str:
    """Return in words which of two scopes holds the other whole; the empty string when none is known to."""
    if holds(one, other):
        return "; the first scope holds the second"
    return "; the second scope holds the first" if holds(other, one) else ""


def holds(outer: Scope, inner: Scope) -> bool:
    """Return whether each field in which two scopes differ is wider in `outer`.

    A total of people holds a group only where it says that the group is inside.
    """
    inside, within = groups_inside(outer), groups_inside(inner)
    wider = {
        "group": within <= inside,
        "part": not outer.part,
        "place": not outer.place,
        "period": contains(outer.event, outer.period, inner.period),
        "includes": bool(within) and within <= inside,
    }
    fields = [field for field, a, b in zip(Scope._fields, outer, inner, strict=True) if a != b]
    return bool(fields) and all(wider.get(field, False) for field in fields)


def groups_inside(scope: Scope) -> set[str]:
    """Return the groups that a figure is known to count: what it says, or what its own group means."""
    words = by_event.of(scope.event)
    if scope.group not in words.totals:
        return {scope.group}
    stated = set(filter(None, scope.includes.split(";")))
    return stated or (set() if scope.group == words.everyone else set(words.contents(scope.group)))


def refused_pairs(statements: pd.DataFrame, most: int = 8) -> tuple[str, pd.DataFrame]:
    """Return, in a sentence and a table, the pairs of much-carried figures of killed that lie in different
    scopes and are not compared.

    `statements` are of one event. For each group (all totals are one) the figure that most outlets carry in
    each period of `periods.csv` is taken; of the pairs of each group, `MOST_PER_GROUP`, of all the `most`
    whose less-carried figure has most outlets. Columns: group, one figure, another figure, outlets (of the
    less-carried one), why they are not compared.
    """
    columns = ["group", "one figure", "another figure", "outlets", "why they are not compared"]
    pairs = [pair for top in most_carried(statements) for pair in refused(top)]
    rows = [(*refused_row(*pair), place) for place, pair in enumerate(pairs)]
    table = pd.DataFrame(rows, columns=[*columns, "pair"]).sort_values(
        ["outlets", *columns[:3]], ascending=[False, True, True, True], kind="stable"
    )
    table = table.groupby("group", sort=False).head(MOST_PER_GROUP).head(most).reset_index(drop=True)
    if table.empty:
        nothing = "No two figures of one group lie in different scopes: nothing has to be kept apart."
        return nothing, table[columns]
    return (
        "Two figures are compared only where they count the same; else the comparison is refused. "
        f"{refusal(*pairs[table['pair'].iloc[0]], MARKDOWN)}"
    ), table[columns]


def most_carried(statements: pd.DataFrame) -> list[pd.DataFrame]:
    """Return, for each group of killed, the statements of the whole event that most outlets carry, one for
    each period and kind of total.
    """
    whole = statements["is_whole"] & statements["part"].eq("") & ~statements["increment"]
    is_told = by_event.is_main_outcome(statements) & by_event.is_group(statements)
    killed = statements[whole & is_told]
    known = hand("periods")[["event_id", "period"]]
    killed = killed.merge(known, on=["event_id", "period"], validate="many_to_one")
    family = killed["group"].mask(by_event.is_total(killed), "totals")
    top = killed.assign(family=family).sort_values(
        ["n_outlets", "statement_id"], ascending=[False, True], kind="stable"
    )
    top = top.drop_duplicates(["event_id", "family", "group", "period"])
    return [rows for _, rows in top.groupby("family", sort=True)]


def refused(top: pd.DataFrame) -> list[tuple[Row, Row]]:
    """Return each two of one group's most-carried statements whose scopes differ."""
    pairs = combinations(top.to_dict("records"), 2)
    return [(one, other) for one, other in pairs if scope_of(one) != scope_of(other)]


def refused_row(one: Row, other: Row) -> tuple[object, ...]:
    """Return a row of `refused_pairs` for two statements whose scopes differ."""
    is_total = one["group"] in by_event.of(str(one["event_id"])).totals
    group = "totals" if is_total else GROUP_WORDS[one["group"]]
    outlets = min(one["n_outlets"], other["n_outlets"])
    return group, figure_name(one), figure_name(other), outlets, refusal(one, other)
