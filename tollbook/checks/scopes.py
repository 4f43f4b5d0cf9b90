"""Checks of scope: a figure given to two periods, a period that no row knows, groups no figure can hold."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tollbook import by_event
from tollbook.composition import groups_of
from tollbook.paths import hand
from tollbook.scope import relation, wider_periods
from tollbook.words import listing

WORDED = ("window", "place", "worded")  # the page's own words say which period a figure counts


def figures_of_two_periods(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages whose own words give one figure (same group, part, place and outcome) to two periods.

    A `warning` where the periods cannot both be meant, a `note` where one holds the other: then nobody more
    may have been counted in the longer one.
    """
    worded = claims[claims["period_basis"].isin(WORDED) & claims["unit"].eq("people") & claims["low"].notna()]
    keys = ["event_id", "report_id", "group", "part", "place_id", "outcome", "low", "high"]
    several = worded.groupby(keys, dropna=False)["period"].transform("nunique") > 1
    wider, labels = wider_periods(), hand("periods").set_index(["event_id", "period"])["label"]
    for key, rows in worded[several].groupby(keys, dropna=False, sort=True):
        event, report = key[0], key[1]
        periods = sorted(set(rows["period"]))
        nested = all(
            relation(wider, event, one, other) in ("inside", "around", "same")
            for one in periods
            for other in periods
        )
        told = listing([str(labels.get((event, period), period)) for period in periods])
        first = rows.sort_values("claim_id").iloc[0]
        said = "nobody more was counted in the longer one, or one is a slip" if nested else "one is a slip"
        yield (
            "two_periods",
            "note" if nested else "warning",
            report,
            ";".join(sorted(rows["claim_id"])),
            "one period",
            "; ".join(periods),
            f'The page gives "{first["figure"]}" {first["category"]} {first["outcome"]} for {told}: {said}.',
        )


def unknown_windows(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield each period in a page's own words that no row of `windows.csv` knows, with its claims."""
    unknown = claims[claims["period_basis"].eq("worded")]
    for (_, report, window), rows in unknown.groupby(["event_id", "report_id", "window"], sort=True):
        yield (
            "unknown_windows",
            "note",
            report,
            ";".join(sorted(rows["claim_id"])),
            "a row of windows.csv",
            window,
            f'data/hand/windows.csv has no row for "{window}": the figure is kept as a period of its own and '
            "is compared with no other.",
        )


def groups_beyond(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the figures of people that name, among what they include, a group that they cannot hold."""
    named = claims[claims["includes"].ne("") & by_event.is_group(claims) & claims["part"].eq("")]
    is_beyond = [
        not set(includes.split(";")) <= groups_of(group)
        for group, includes in zip(named["group"], named["includes"], strict=True)
    ]
    beyond = named[pd.Series(is_beyond, index=named.index, dtype=bool)]
    for claim in beyond.sort_values("claim_id").itertuples(index=False):
        held, said = sorted(groups_of(claim.group)), claim.includes.split(";")
        yield (
            "groups_beyond",
            "warning",
            claim.report_id,
            claim.claim_id,
            f"only {listing(held)}",
            listing(said),
            f'The page counts {listing(said)} in "{claim.figure}" {claim.category}, which can hold only '
            f"{listing(held)}.",
        )
