"""Which origins agree: what each says now of each group, and whose figures can mean the same number.

Two figures of one scope agree if their intervals overlap, ends included: 17 agrees with 17, with `15 or more`
and with `12 to 18`, not with 22. An `or more` agrees with every higher number, so that it agrees easily; that
two figures can mean the same does not say that either is right.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tollbook import reconcile, vocabulary
from tollbook.parameters import Run
from tollbook.positions import INFINITE, infinite, marzullo
from tollbook.rules import Given, Interval, newest
from tollbook.vocabulary import Names
from tollbook.words import interval

GROUPS = Names(lambda words: words.main)
PARTIES = Names(lambda words: words.speaking)  # of those nobody named it is not known how many they are
FIGURE = ["low", "best", "high"]
SPEAKER = ["group", "party", "origin"]
SAID = [*SPEAKER, *FIGURE, "words", "since", "n_outlets"]
MATRIX = Names(
    lambda words: [
        *SAID,
        "n_others",
        "n_agree",
        *(f"agree_{party}" for party in words.speaking),
        "agrees_with",
        "in_largest",
    ]
)


class Shared(NamedTuple):
    """On what the most origins agree for one group: the numbers or intervals in words (several where as many
    agree on each), how many origins can mean each of them, and of how many.
    """

    group: str
    words: list[str]
    agreeing: int
    origins: int


def said_now(claims: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return what each named origin says now of each group killed, in the run's event and period: one row for
    group, party and origin, with its newest figure (see `rules.newest`), since when it was known (UTC), and
    how many outlets carry it.

    `claims` are clean claims with `statement_id`, known by the run's moment. Columns: `SAID`; in the order of
    groups and parties, then of the outlets that carry the figure.
    """
    own = reconcile.comparable(claims)
    is_toll = own["outcome"].eq(vocabulary.main_outcome(run.event))
    own = own[own["event_id"].eq(run.event) & is_toll & own["period"].eq(run.period)]
    own = own[own["group"].isin(GROUPS) & own["source_party"].isin(PARTIES)]
    own = own.assign(day=reconcile.said_day(own), party=own["source_party"], origin=own["source_origin"])
    rows = [newest_of(keys, said) for keys, said in own.groupby(SPEAKER, sort=False)]
    table = pd.DataFrame(rows, columns=SAID).astype(dict.fromkeys([*FIGURE, "n_outlets"], "Int64"))
    ranks = pd.DataFrame(
        {
            "group": table["group"].map(GROUPS.index),
            "party": table["party"].map(PARTIES.index),
            "outlets": -table["n_outlets"],
            "origin": table["origin"],
        }
    )
    return table.loc[ranks.sort_values(list(ranks)).index].reset_index(drop=True)


def newest_of(keys: tuple[str, ...], said: pd.DataFrame) -> tuple:
    """Return the cells of `SAID` for one origin's claims about one group."""
    given: dict[Interval, Given] = {}
    claims_of: dict[Interval, pd.DataFrame] = {}
    for cells, some in said.groupby(FIGURE, dropna=False):
        figure = tuple(None if pd.isna(cell) else int(cell) for cell in cells)
        given[figure] = Given(some["day"].min(), some["day"].max(), some["outlet"].nunique())
        claims_of[figure] = some
    low, best, high = figure = newest(given)
    since = claims_of[figure]["known_from"].min()
    return *keys, low, best, high, interval(low, high, best), since, given[figure].outlets


def overlap(one: Interval, other: Interval) -> bool:
    """Return whether two intervals have a number in common; a missing low is 0, a missing high has no end."""
    return (one[0] or 0) <= infinite(other[2]) and (other[0] or 0) <= infinite(one[2])


def matrix(said: pd.DataFrame) -> pd.DataFrame:
    """Return `said_now` with whom each figure agrees with, among the other origins' figures for the group.

    Columns: `MATRIX`. `n_others` counts the other origins that gave a figure for the group, `n_agree` those
    whose figure overlaps, `agree_state` and so on how many of these speak for each party, `agrees_with` names
    them (joined by `; `). `in_largest` is true in the largest set of two or more origins that can all mean
    one number, or in one of several as large (see `shared`).
    """
    rows = []
    for _, some in said.groupby("group", sort=False):
        speakers = [*zip(some["party"], some["origin"], figures_of(some), strict=True)]
        most, regions = marzullo([figure[::2] for _, _, figure in speakers])
        for place, (_, _, figure) in enumerate(speakers):
            others = speakers[:place] + speakers[place + 1 :]
            agreeing = [(party, origin) for party, origin, given in others if overlap(figure, given)]
            parties = [party for party, _ in agreeing]
            counts = [len(others), len(agreeing), *(parties.count(party) for party in PARTIES)]
            in_largest = most > 1 and any(overlap(figure, (low, None, high)) for low, high in regions)
            rows.append((*counts, "; ".join(origin for _, origin in agreeing), in_largest))
    columns = [name for name in MATRIX if name not in SAID]
    return said.join(pd.DataFrame(rows, columns=columns, index=said.index))


def figures_of(said: pd.DataFrame) -> list[Interval]:
    """Return the figures of rows as low, best and high; None is missing."""
    cells = zip(*(said[name] for name in FIGURE), strict=True)
    return [tuple(None if pd.isna(cell) else int(cell) for cell in figure) for figure in cells]


def shared(said: pd.DataFrame) -> list[Shared]:
    """Return on what the most origins agree, for each group on which two or more do: the numbers that lie in
    the figures of the most (Marzullo's algorithm, `positions.marzullo`).
    """
    found = []
    for group, some in said.groupby("group", sort=False):
        most, regions = marzullo([figure[::2] for figure in figures_of(some)])
        if most > 1:
            words = [interval(low, None if high == INFINITE else high) for low, high in regions]
            found.append(Shared(group, words, most, len(some)))
    return found
