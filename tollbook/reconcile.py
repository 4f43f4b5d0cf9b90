"""Totals as a step function of knowledge time: what each rule makes of the statements known at each moment.

Only statements of one scope meet in a total: the whole event, one group, one outcome, one period. Statements
about a part of a group, about one place, or about additional dead are left out of totals. Where databases of
this field quietly differ is the rule; so a rule is a column, never a choice made out of sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pandas as pd

from tollbook.dates import DATED
from tollbook.scope import event_rows

GROUPS = ("militants", "security", "civilians", "all_but_militants", "all")
PARTIES = ("state", "armed_group", "independent", "unattributed")
KEY = ["event_id", "party", "group", "outcome", "period"]
COLUMNS = [
    "event_id",
    "since",
    "party",
    "group",
    "outcome",
    "period",
    "rule",
    "low",
    "best",
    "high",
    "n_origins",
    "n_statements",
    "n_reports",
    "statement_ids",
]


Interval = tuple[int | None, int | None, int | None]  # low, best, high; None is unbounded, or no best


class Standing(NamedTuple):
    """One statement as it stands at a moment: its figure, the days on which the party first and last gave
    that figure (ISO, in the event's time zone), and who carries it.
    """

    statement_id: str
    origin: str
    figure: Interval
    first_day: str
    last_day: str
    outlets: frozenset[str]
    reports: frozenset[str]


class Total(NamedTuple):
    """What a rule makes of the standing statements: low, best, high (None: unbounded or none) and what it
    rests on.
    """

    low: int | None
    best: int | None
    high: int | None
    rests_on: list[Standing]


def latest(standings: list[Standing]) -> Total:
    """The newest figure: by the day it was first given, then by how many outlets carry it, then the higher
    one.

    The day counts in the event's time zone and is that of the figure, whoever of the party gave it first, so
    that an old figure repeated by a new voice is not news. Nor is an open or rounded figure that only
    restates one already given (see `restates`): after 197, "nearly 200" is no revision. Nor is a figure that
    one outlet alone carries and that the party went back on later (see `gone_back_on`). The total's interval
    is the figure's own.
    """
    by_figure: dict[Interval, list[Standing]] = {}
    for standing in standings:
        by_figure.setdefault(standing.figure, []).append(standing)
    given = {
        figure: (
            group[0].first_day,
            group[0].last_day,
            len(frozenset().union(*(standing.outlets for standing in group))),
        )
        for figure, group in by_figure.items()
    }

    def is_news(one: Interval) -> bool:
        others = [other for other in by_figure if other != one]
        return not any(
            (given[other][0] <= given[one][0] and restates(one, other))
            or gone_back_on(given[one], given[other])
            for other in others
        )

    def rank(figure: Interval) -> tuple[str, int, int, bool]:
        low, _, high = figure
        return given[figure][0], given[figure][2], low or high or 0, high is not None

    figure = max(filter(is_news, by_figure), key=rank)
    return Total(*figure, by_figure[figure])


def gone_back_on(one: tuple[str, str, int], other: tuple[str, str, int]) -> bool:
    """Return whether a figure was left again for an older one, given each one's first day, last day and
    number of outlets: only one outlet ever carried it, and the older figure, carried by more, was given again
    after it.
    """
    return one[2] == 1 and other[2] > 1 and other[0] < one[0] and other[1] > one[1]


def restates(one: Interval, other: Interval) -> bool:
    """Return whether `one` says no more than `other`: `other` is the narrower and its number fits into `one`.

    An open interval fits from one below its low end on, since pages say "more than 22" of 22 itself.
    """
    low, _best, high = one
    if low is not None and low == high:
        return False
    number = next((end for end in (other[1], other[0], other[2]) if end is not None), None)
    fits = (
        number is not None
        and (low is None or number >= low - (high is None))
        and (high is None or number <= high)
    )
    return fits and width(other) < width(one)


def width(figure: Interval) -> tuple[bool, int]:
    """Return how wide an interval is, to sort by: closed before open, then by its length or, when open, from
    the highest low.
    """
    low, _, high = figure
    if low is not None and high is not None:
        return False, high - low
    return True, -low if low is not None else high


def spread(standings: list[Standing]) -> Total:
    """The rule `range`: the lowest low to the highest high over all statements; a missing low reads 0, a
    missing high is unbounded. No best. It rests on the statements at its two ends.
    """
    low = min(standing.figure[0] or 0 for standing in standings)
    highs = [standing.figure[2] for standing in standings]
    high = None if None in highs else max(highs)
    ends = [
        standing for standing in standings if (standing.figure[0] or 0) == low or standing.figure[2] == high
    ]
    return Total(low, None, high, ends)


RULES: dict[str, Callable[[list[Standing]], Total]] = {"latest": latest, "range": spread}


def comparable(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that may enter a total: people of a whole group, the whole event, not additional to
    another count.
    """
    whole = claims["is_whole"] & claims["part"].eq("") & claims["unit"].eq("people") & ~claims["increment"]
    return claims[whole & claims["group"].isin(GROUPS)]


def said_day(claims: pd.DataFrame) -> pd.Series:
    """Return the day (ISO, in the event's time zone) on which each claim counts as said: the first its date
    allows, or the day from which it is counted where it is placed by its figures, or the claim's own `as_of`
    where that is earlier. A claim that nothing places is never news.
    """
    moments = claims["said_from"].where(claims["date_basis"].isin([*DATED, "none"]), claims["known_from"])
    zones = claims["event_id"].map(event_rows()["time_zone"])
    days = pd.Series("", index=claims.index)
    for zone, group in moments.groupby(zones):
        days.loc[group.index] = group.dt.tz_convert(zone).dt.strftime("%Y-%m-%d")
    own = claims["as_of"].str[:10]
    return days.mask(own.ne("") & (own < days), own)


def totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of every party, group, outcome, period and rule from every moment at which one
    changes.

    `claims` are clean claims with `statement_id`. One row holds from `since` (UTC) until the next row of the
    same key; `party` is one of the claims' parties or `any`. `statement_ids` (joined by `;`) are the
    statements the numbers rest on; n_origins, n_statements and n_reports count all statements known in that
    scope.
    """
    entering = comparable(claims).assign(day=said_day)
    entering = pd.concat([entering, entering.assign(party="any")]).sort_values(
        ["known_from", "statement_id", "claim_id"]
    )
    rows = [row for key, group in entering.groupby(KEY, sort=True) for row in steps(key, group)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    for column in ("low", "best", "high", "n_origins", "n_statements", "n_reports"):
        frame[column] = frame[column].astype("Int64")
    frame["since"] = pd.to_datetime(frame["since"], utc=True).dt.as_unit("s")
    return frame.sort_values(
        ["event_id", "since", "party", "group", "outcome", "period", "rule"], ignore_index=True
    )


def steps(key: tuple[str, ...], claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the rows of `totals` for one key: at each moment every rule whose result differs from the one
    before.
    """
    event, party, group, outcome, period = key
    said: dict[str, Standing] = {}
    days: dict[Interval, tuple[str, str]] = {}
    before: dict[str, tuple] = {}
    for moment, known in claims.groupby("known_from", sort=True):
        for claim in known.itertuples(index=False):
            add_claim(said, days, claim)
        standings = [
            standing._replace(first_day=days[standing.figure][0], last_day=days[standing.figure][1])
            for standing in said.values()
        ]
        counts = (
            len({standing.origin for standing in standings}),
            len(standings),
            len(frozenset().union(*(standing.reports for standing in standings))),
        )
        for rule, apply in RULES.items():
            total = apply(standings)
            ids = ";".join(sorted(standing.statement_id for standing in total.rests_on))
            row = (rule, total.low, total.best, total.high, *counts, ids)
            if before.get(rule) != row:
                before[rule] = row
                yield event, moment, party, group, outcome, period, *row


def add_claim(said: dict[str, Standing], days: dict[Interval, tuple[str, str]], claim: tuple) -> None:
    """Add one clean claim to the statements said so far, and to the first and last day of its figure."""
    figure = tuple(None if pd.isna(number) else int(number) for number in (claim.low, claim.best, claim.high))
    first, last = days.get(figure, (claim.day, claim.day))
    days[figure] = min(first, claim.day), max(last, claim.day)
    old = said.get(claim.statement_id)
    outlets, reports = (old.outlets, old.reports) if old else (frozenset(), frozenset())
    said[claim.statement_id] = Standing(
        claim.statement_id,
        claim.origin,
        figure,
        *days[figure],
        outlets | {claim.outlet},
        reports | {claim.report_id},
    )


def as_of(table: pd.DataFrame, moment: pd.Timestamp | None) -> pd.DataFrame:
    """Return the rows of `totals` in force at `moment` (UTC; None for the latest): the last of each key up to
    then.
    """
    known = table if moment is None else table[table["since"] <= moment]
    keys = [
        column
        for column in ("event_id", "party", "group", "outcome", "period", "rule")
        if column in table.columns
    ]
    return (
        known.sort_values("since", kind="stable")
        .groupby(keys, sort=True)
        .tail(1)
        .sort_values(keys, ignore_index=True)
    )


def is_changed(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return, for rows sorted by `keys` and `since`, whether the figure differs from the row before of the
    same key.
    """
    numbers = rows[["low", "best", "high"]].astype("Float64").fillna(-1)
    before = numbers.groupby([rows[key] for key in keys]).shift(fill_value=-2)
    return numbers.ne(before).any(axis=1)


def figure_since(table: pd.DataFrame, current: pd.DataFrame) -> pd.Series:
    """Return, for each row of `current` (rows of `totals` in force), the moment (UTC) since which its figure
    holds.

    A total's row changes when a page more carries it; its figure holds since the last row with another
    figure.
    """
    keys = ["party", "group", "outcome", "period", "rule"]
    history = table.merge(
        current[[*keys, "since"]].rename(columns={"since": "until"}), on=keys, validate="many_to_one"
    )
    history = history[history["since"] <= history["until"]].sort_values([*keys, "since"])
    began = history[is_changed(history, keys)].groupby(keys)["since"].last()
    return pd.Series(
        [began[key] for key in zip(*(current[key] for key in keys), strict=True)], index=current.index
    )
