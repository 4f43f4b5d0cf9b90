"""Check of digits: a figure that is one digit off the one then known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from tollbook.checks import known, slips
from tollbook.checks.known import LEAST_NUMBER, WELL_KNOWN
from tollbook.vocabulary import toll

SLIP_OUTLETS = 2
"""A slip of one digit stands on one page, or on two that share a text."""
NEWS_CYCLE = pd.Timedelta(days=1)


def digit_slips(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the exact figures that are one digit off the well-known figure in force.

    One digit is another, two neighbours are swapped, or one is lost or too many. Left out: round numbers
    (they round), numbers that more than two outlets give for anybody, numbers that the page's own figures
    add up to, pages that print the well-known figure too, and two-digit numbers that differ in their last
    digit only, since a count that grows changes that digit first.
    """
    keys = ["event_id", "counted_place", "period", "family", "part", "number"]
    counts = known.counts(claims, parts=True)
    exact = counts[counts["precision"] == "exact"]
    shared = [name for name in keys if name != "number"]
    pairs = known.against(exact[known.is_telling(exact)], keys, shared, exact, "source_party")
    numbers = zip(pairs["number"], pairs["number_there"], strict=True)
    is_slip = pd.Series([one_digit_off(*both) for both in numbers], index=pairs.index, dtype=bool)
    pairs = pairs[is_slip & pairs["number_there"].ge(LEAST_NUMBER)]
    pairs = pairs[widely_given(pairs, claims) <= SLIP_OUTLETS]
    pairs = pairs[~prints_both(pairs, counts) & ~is_overtaken(pairs, exact, keys)]
    for claim, ids in slips.strongest(pairs[~adds_up(pairs, counts)]):
        yield (
            "digit_slip",
            "warning",
            claim.report_id,
            ids,
            f"{claim.number_there:,}",
            f"{claim.figure}",
            f'{claim.outlet} gives "{claim.figure}" {claim.category} {toll(claim.event_id).label}; '
            f"the figure then known was {claim.number_there:,}, from {slips.carriers(claim)}.",
        )


def widely_given(pairs: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Return how many outlets carry the claim's number for any people of the event, whatever became of
    them.
    """
    people = claims[claims["unit"] == "people"]
    people = people.assign(number=known.printed_numbers(people)).dropna(subset="number")
    outlets = people.groupby(["event_id", "number"])["outlet"].nunique()
    found = outlets.reindex(pd.MultiIndex.from_frame(pairs[["event_id", "number"]]))
    return pd.Series(found.fillna(0).to_numpy(), index=pairs.index)


def prints_both(pairs: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    """Return whether the page prints the well-known number too, for the same group."""
    printed = pd.MultiIndex.from_frame(counts[["report_id", "family", "number"]].drop_duplicates())
    beside = pd.MultiIndex.from_frame(pairs[["report_id", "family", "number_there"]])
    return pd.Series(beside.isin(printed), index=pairs.index)


def one_digit_off(number: int, other: int) -> bool:
    """Return whether two numbers differ by one digit, as a slip would make them."""
    one, two = str(number), str(other)
    if len(one) == len(two):
        apart = [place for place in range(len(one)) if one[place] != two[place]]
        if len(apart) == 2:
            first, second = apart
            return second == first + 1 and one[first] == two[second] and one[second] == two[first]
        return len(apart) == 1 and (len(one) > 2 or apart[0] == 0)
    short, long = sorted((one, two), key=len)
    return len(long) - len(short) == 1 and any(
        long[:cut] + long[cut + 1 :] == short for cut in range(len(long))
    )


def is_overtaken(pairs: pd.DataFrame, base: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return whether another well-known figure had followed the one beside the claim by more than a day."""
    figures = known.carried(base, keys)
    shared = [name for name in keys if name != "number"]
    widely = figures.loc[figures["outlets"] >= WELL_KNOWN, [*shared, "known"]]
    later = pairs[[*shared, "latest"]].drop_duplicates().merge(widely, on=shared)
    newest = later[later["known"] <= later["latest"]].groupby([*shared, "latest"])["known"].max()
    found = newest.reindex(pd.MultiIndex.from_frame(pairs[[*shared, "latest"]]))
    return (pairs["known_there"] + NEWS_CYCLE < found.to_numpy()).fillna(False)


def adds_up(pairs: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    """Return whether the page's own figures for the place make the claim's number: it is a sum of two or
    three of them, or a term of such a sum.
    """
    whole = counts[counts["report_id"].isin(pairs["report_id"]) & counts["part"].eq("")]
    pages = whole.groupby(["report_id", "counted_place"])["number"].agg(set).to_dict()
    found = [
        makes_sum(int(claim.number), pages.get((claim.report_id, claim.counted_place), set()))
        for claim in pairs.itertuples(index=False)
    ]
    return pd.Series(found, index=pairs.index, dtype=bool)


def makes_sum(number: int, printed: set[int]) -> bool:
    """Return whether `number` is a sum of two or three other printed numbers, or a term of one."""
    others = sorted(int(other) for other in printed - {number})
    sums = {sum(terms) for size in (2, 3) for terms in combinations(others, size)}
    tops = {number + sum(terms) for size in (1, 2) for terms in combinations(others, size)}
    return number in sums or any(other in tops for other in others)
