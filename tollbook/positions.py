"""The rules that ask what each origin says now, its *position*: the lowest, the one that most give, the
middle one, the interval on which most agree, the first of a ranked list.

Each takes at least one position and returns low, best, high and the origins that the result rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import NamedTuple

Interval = tuple[int | None, int | None, int | None]  # low, best, high; None is unbounded, or no best
Outcome = tuple[int | None, int | None, int | None, Collection[str]]  # low, best, high, origins it rests on

UNRANKED = 10**6
"""The rank of an origin that is not in the ranked list."""
INFINITE = 1 << 60
"""A missing high end, as a number to compare with."""


class Position(NamedTuple):
    """What an origin says now, and its place in the ranked list of origins."""

    origin: str
    figure: Interval
    rank: int = UNRANKED


def lowest(positions: list[Position]) -> Outcome:
    """Return the lowest number that an origin gives now, as ACLED enters it: one number, whatever its
    wording left open above it.

    A figure without a low end ("up to 24") names no lowest number; where all are such, only high is known.
    """
    lows = [position.figure[0] for position in positions if position.figure[0] is not None]
    if not lows:
        high = min(position.figure[2] for position in positions)
        return None, None, high, [one.origin for one in positions if one.figure[2] == high]
    low = min(lows)
    return low, low, low, [one.origin for one in positions if one.figure[0] == low]


def most_given(positions: list[Position]) -> Outcome:
    """Return the figure that most origins give now. No two agree: no figure. Several figures are given by as
    many: from the lowest to the highest of them, without a best.
    """
    votes = Counter(position.figure for position in positions)
    most = max(votes.values())
    if most == 1 and len(positions) > 1:
        return None, None, None, []
    tied = {figure for figure, number in votes.items() if number == most}
    low, high = hull(tied)
    best = next(iter(tied))[1] if len(tied) == 1 else None
    return low, best, high, [one.origin for one in positions if one.figure in tied]


def middle(positions: list[Position]) -> Outcome:
    """Return the median of what the origins give now: low and high are the medians of the low and of the high
    ends (a missing low is 0, a missing high is above all others), best is the median of the numbers where
    both middle ones are numbers, a half rounded down.
    """
    lows = sorted(position.figure[0] or 0 for position in positions)
    highs = sorted(infinite(position.figure[2]) for position in positions)
    lower, upper = (len(positions) - 1) // 2, len(positions) // 2
    low, high = lows[lower], highs[upper]
    ordered = sorted(positions, key=lambda one: (number_of(one.figure), one.figure[1] is None))
    best = (
        (ordered[lower].figure[1] + ordered[upper].figure[1]) // 2
        if ordered[lower].figure[1] is not None and ordered[upper].figure[1] is not None
        else None
    )
    return low, best, None if high == INFINITE else high, [one.origin for one in positions]


def agreement_of(positions: list[Position]) -> Outcome:
    """Return the smallest interval that lies in the figures of the most origins (Marzullo's algorithm, as in
    NTP, RFC 5905), and its midpoint, a half rounded down.

    Where several such intervals are equally small, from the lowest to the highest of them, without a
    midpoint. Where no two of several origins agree there is none.
    K. Marzullo, "Maintaining the time in a distributed system", Stanford 1984.
    """
    most, regions = marzullo([position.figure[::2] for position in positions])
    if most == 1 and len(positions) > 1:
        return None, None, None, []
    shortest = min(high - low for low, high in regions)
    tied = [region for region in regions if region[1] - region[0] == shortest]
    low, high = tied[0][0], tied[-1][1]
    best = (low + high) // 2 if len(tied) == 1 and high < INFINITE else None
    rests = [
        one.origin
        for one in positions
        if any((one.figure[0] or 0) <= start and infinite(one.figure[2]) >= end for start, end in tied)
    ]
    return low, best, None if high == INFINITE else high, rests


def marzullo(intervals: list[tuple[int | None, int | None]]) -> tuple[int, list[tuple[int, int]]]:
    """Return the greatest number of closed intervals with a common point, and the regions, in order, where so
    many overlap. A missing low is 0, a missing high `INFINITE`.
    """
    edges = sorted(
        edge for low, high in intervals for edge in ((low or 0, 0), (infinite(high), 1))
    )  # a start (0) before an end (1) at one number: closed intervals touch
    most, overlapping, regions = 0, 0, []
    for index, (number, is_end) in enumerate(edges):
        if is_end:
            overlapping -= 1
            continue
        overlapping += 1
        if overlapping > most:
            most, regions = overlapping, []
        if overlapping == most:
            regions.append((number, edges[index + 1][0]))
    return most, regions


def first_ranked(positions: list[Position]) -> Outcome:
    """Return the figure of the first origin in the ranked list (`data/hand/priorities.csv`) that gave one;
    none where no origin of the list did.
    """
    first = min(positions, key=lambda one: one.rank)
    if first.rank >= UNRANKED:
        return None, None, None, []
    return *first.figure, [first.origin]


def infinite(high: int | None) -> int:
    """Return a high end as a number; a missing one is above all."""
    return INFINITE if high is None else high


def number_of(figure: Interval) -> int:
    """Return the number that an interval is known by: its best, else its low, else its high end."""
    low, best, high = figure
    return best if best is not None else low if low is not None else high


def hull(figures: Collection[Interval]) -> tuple[int | None, int | None]:
    """Return the lowest low (0 for a missing one) and the highest high (None: unbounded) of several figures,
    a single one's own ends.
    """
    if len(figures) == 1:
        low, _, high = next(iter(figures))
        return low, high
    high = max(infinite(figure[2]) for figure in figures)
    return min(figure[0] or 0 for figure in figures), None if high == INFINITE else high


OF_POSITIONS: dict[str, Callable[[list[Position]], Outcome]] = {
    "conservative": lowest,
    "majority": most_given,
    "median": middle,
    "agreement": agreement_of,
    "priority": first_ranked,
}
"""The rules that ask what each origin says now."""


def width(figure: Interval) -> tuple[bool, int]:
    """Return how wide an interval is, to sort by: closed before open, then by its length or, when open, from
    the highest low.
    """
    low, _, high = figure
    if low is not None and high is not None:
        return False, high - low
    return True, -low if low is not None else high
