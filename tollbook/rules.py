"""The seven rules: what each makes of the statements of one scope. Where databases of this field quietly
differ is the rule; so a rule is a column, never a choice made out of sight.

`latest` and `range` take all statements of a scope. The five others first ask what each origin says now, its
*position* (by the rule `latest` over its own statements), so that an origin has one voice however often it
spoke. They are meant for statements whose echoes are collapsed: a copy must not vote.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from tollbook.positions import OF_POSITIONS, UNRANKED, Interval, Outcome, Position, width


class Standing(NamedTuple):
    """One statement as it stands at a moment: its figure, the days on which it was first and last given (ISO,
    in the event's time zone), who carries it, and its origin's place in the ranked list.
    """

    statement_id: str
    origin: str
    figure: Interval
    first_day: str
    last_day: str
    outlets: frozenset[str]
    reports: frozenset[str]
    rank: int = UNRANKED


class Total(NamedTuple):
    """What a rule makes of the standing statements: low, best, high (None: unbounded or none) and what it
    rests on.
    """

    low: int | None
    best: int | None
    high: int | None
    rests_on: list[Standing]


class Given(NamedTuple):
    """When a figure was first and last given (days that sort), and by how many outlets."""

    first: str | int
    last: str | int
    outlets: int


def newest(given: Mapping[Interval, Given]) -> Interval:
    """Return the newest of the figures: by the day it was first given, then by how many outlets carry it,
    then the higher one.

    The day is that of the figure, whoever of the party gave it first, so that an old figure repeated by a new
    voice is not news. Nor is an open or rounded figure that only restates one already given (see `restates`):
    after 197, "nearly 200" is no revision. Nor is a figure that one outlet alone carries and that the party
    went back on later (see `gone_back_on`).
    """
    if len(given) == 1:
        return next(iter(given))

    def rank(figure: Interval) -> tuple:
        first, _, outlets = given[figure]
        low, _, high = figure
        return first, outlets, low or high or 0, high is not None, figure[1] is not None

    def is_news(one: Interval) -> bool:
        mine = given[one]
        return not any(
            (other.first <= mine.first and restates(one, figure)) or gone_back_on(mine, other)
            for figure, other in given.items()
            if figure != one
        )

    first = max(given, key=rank)
    return first if is_news(first) else next(filter(is_news, sorted(given, key=rank, reverse=True)))


def gone_back_on(one: Given, other: Given) -> bool:
    """Return whether a figure was left again for an older one: only one outlet ever carried it, and the older
    figure, carried by more, was given again after it.
    """
    return one.outlets == 1 and other.outlets > 1 and other.first < one.first and other.last > one.last


@lru_cache(maxsize=100_000)
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


def latest(standings: list[Standing]) -> Total:
    """The newest figure (see `newest`); its interval, and every statement that gives it."""
    given = figures_given(standings)
    figure = newest(given)
    return Total(*figure, [standing for standing in standings if standing.figure == figure])


def spread(standings: list[Standing]) -> Total:
    """The rule `range`: the lowest low to the highest high over all statements; a missing low reads 0, a
    missing high is unbounded. No best. It rests on the statements at its two ends.
    """
    low, high, ends = extremes({standing.figure for standing in standings})
    return Total(low, None, high, [standing for standing in standings if standing.figure in ends])


def extremes(figures: Collection[Interval]) -> tuple[int, int | None, set[Interval]]:
    """Return the lowest low (a missing one is 0) and the highest high (None: unbounded) of some figures, and
    the figures that reach one of them.
    """
    low = min(figure[0] or 0 for figure in figures)
    highs = [figure[2] for figure in figures]
    high = None if None in highs else max(highs)
    return low, high, {figure for figure in figures if (figure[0] or 0) == low or figure[2] == high}


def figures_given(standings: list[Standing]) -> dict[Interval, Given]:
    """Return when each figure of some statements was first and last given, and by how many outlets."""
    by_figure: dict[Interval, list[Standing]] = {}
    for standing in standings:
        by_figure.setdefault(standing.figure, []).append(standing)
    return {
        figure: Given(
            min(standing.first_day for standing in group),
            max(standing.last_day for standing in group),
            len(frozenset().union(*(standing.outlets for standing in group))),
        )
        for figure, group in by_figure.items()
    }


def positions_of(standings: list[Standing]) -> list[Position]:
    """Return what each origin says now."""
    by_origin: dict[str, list[Standing]] = {}
    for standing in standings:
        by_origin.setdefault(standing.origin, []).append(standing)
    return [
        Position(origin, newest(figures_given(group)), group[0].rank) for origin, group in by_origin.items()
    ]


def by_positions(rule: Callable[[list[Position]], Outcome]) -> Callable[[list[Standing]], Total]:
    """Return a rule over positions as a rule over statements."""

    def apply(standings: list[Standing]) -> Total:
        positions = positions_of(standings)
        low, best, high, origins = rule(positions)
        rests = {position.origin: position.figure for position in positions if position.origin in origins}
        return Total(low, best, high, [one for one in standings if rests.get(one.origin) == one.figure])

    apply.__doc__ = rule.__doc__
    return apply


RULES: dict[str, Callable[[list[Standing]], Total]] = {
    "latest": latest,
    "range": spread,
    **{name: by_positions(rule) for name, rule in OF_POSITIONS.items()},
}
"""Every rule over the statements known in one scope, at least one."""
