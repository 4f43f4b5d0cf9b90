"""Checks of copying: a well-known figure given to another group, place or period."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tollbook import scope
from tollbook.checks import known
from tollbook.checks.known import PEOPLE
from tollbook.distinct import each_distinct
from tollbook.places import UNKNOWN
from tollbook.scope import counted_place
from tollbook.vocabulary import toll
from tollbook.words import count

FIGURE = ["event_id", "outcome", "counted_place", "family", "number"]
WORDED = ("window", "note", "place", "worded")  # the page's own words say which period it counts
PERIOD = "period:"  # marks a period among the counted places
TWIN_CLAIMS = 4
"""Two pages that share so many other claims are copies of one text."""
SHARED = ["event_id", "group", "part", "unit", "outcome", "low", "high", "counted_place"]


def wrong_groups(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages that give one group the well-known figure of another.

    The number is well known for the other group of the same event, whatever the period, and is not known for
    the group that the page gives it to. Round numbers are left out: many counts are rounded to one number.
    A figure for all people may be one group's, if all of them were of that group: it stands against the page
    only where the group's own figure then known was lower.
    """
    base = known.counts(claims)
    rows = known.counts(known.as_worded(claims))
    rows = rows[rows["is_whole"] & known.is_telling(rows)]
    shared = [name for name in FIGURE if name != "family"]
    pairs = known.against(rows, FIGURE, shared, base[base["is_whole"]])
    for claim, ids in strongest(pairs[~can_be_part(pairs, base)]):
        given, meant = known.family_words(claim.family), known.family_words(claim.family_there)
        happened = toll(claim.event_id).label
        yield (
            "wrong_group",
            "warning",
            claim.report_id,
            ids,
            f"{claim.number:,} {meant}",
            f"{claim.figure} {claim.category}",
            f'{claim.outlet} gives "{claim.figure}" as {given} {happened}; {claim.number:,} is known as '
            f"{meant} {happened}, from {carriers(claim)}.",
        )
    yield from parts_for_wholes(claims)


def can_be_part(pairs: pd.DataFrame, base: pd.DataFrame) -> pd.Series:
    """Return whether a group's figure that is well known for all people does not go beyond what was then
    known of the group itself.
    """
    keys = ["event_id", "outcome", "family"]
    figures = known.well_known(known.carried(base, [*keys, "counted_place", "number"]))
    beside = pairs[[*keys, "latest"]].drop_duplicates().merge(figures, on=keys)
    tops = beside[beside["known"] <= beside["latest"]].groupby([*keys, "latest"])["number"].max()
    top = tops.reindex(pd.MultiIndex.from_frame(pairs[[*keys, "latest"]]))
    fits = pairs["number"].le(pd.Series(top.to_numpy(), index=pairs.index)).fillna(True)
    return pairs["family_there"].eq(PEOPLE) & fits.astype(bool)


def carriers(claim: tuple) -> str:
    """Return who carries the well-known figure, since when, and who else gives it as the page does."""
    first = known.on_day(claim.known_there, claim.event_id)
    others = int(claim.outlets) - 1
    own = f"{count(others, 'other outlet')} {'gives' if others == 1 else 'give'} it so"
    own = own if others > 0 else "no other outlet gives it so"
    return f"{count(claim.outlets_there, 'outlet')}{f', first{first}' if first else ''}; {own}"


def strongest(pairs: pd.DataFrame) -> Iterator[tuple]:
    """Yield, for each page and figure, the claim beside the best-known figure it may stand for, and the
    claims of the page that print it.
    """
    pairs = pairs.sort_values(["report_id", "outlets_there", "claim_id"], ascending=[True, False, True])
    keys = ["report_id", "family", "number", "counted_place"]
    yield from known.first_of_each(pairs, keys, lambda ids: ";".join(sorted(set(ids))))


def parts_for_wholes(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages that give a whole group the figure of a part of it, by another outlet's page that is
    otherwise the same.

    Both pages carry the figure for the same source and place, one for the group and one for a part of it
    (three civilians, three women), and share four or more other claims.
    """
    for claim in wholes_beside_parts(claims).itertuples(index=False):
        yield (
            "wrong_group",
            "warning",
            claim.report_id,
            f"{claim.claim_id};{claim.claim_id_there}",
            f"{claim.figure_there} {claim.category_there}",
            f"{claim.figure} {claim.category}",
            f'{claim.outlet} gives "{claim.figure}" as {known.family_words(claim.group)} '
            f"{toll(claim.event_id).label}; {claim.outlet_there}, with otherwise the same text, gives it as "
            f"{claim.part_there.replace('_', ' ')}.",
        )


def wholes_beside_parts(claims: pd.DataFrame) -> pd.DataFrame:
    """Return each figure of a whole group that one outlet alone gives, beside the same figure of a part of
    the group on a page that is otherwise the same (`_there`).
    """
    people = known.counts(claims, parts=True)
    people = people[people["source_origin"].ne("")]
    figure = ["event_id", "group", "counted_place", "number"]
    keys = [*figure, "source_origin"]
    whole, parts = people[people["part"].eq("")], people[people["part"].ne("")]
    outlets = known.carried(whole, figure)
    lonely = whole.merge(outlets.loc[outlets["outlets"] == 1, figure], on=figure)
    pairs = lonely.merge(parts, on=keys, suffixes=("", "_there"))
    pairs = pairs[pairs["outlet"] != pairs["outlet_there"]]
    printed = pd.MultiIndex.from_frame(parts[["report_id", *keys]])
    pairs = pairs[~pd.MultiIndex.from_frame(pairs[["report_id", *keys]]).isin(printed)]
    pairs = pairs[twins(claims, pairs) >= TWIN_CLAIMS]
    return pairs.sort_values(["claim_id", "claim_id_there"]).drop_duplicates("claim_id")


def twins(claims: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Return how many claims the two pages of each pair share, on the index of `pairs`."""
    pages = pairs[["report_id", "report_id_there"]].drop_duplicates()
    rows = claims.assign(counted_place=counted_place(claims))
    rows = rows[["report_id", *SHARED]].drop_duplicates()
    here = pages.merge(rows, on="report_id")
    both = here.merge(rows.rename(columns={"report_id": "report_id_there"}), on=["report_id_there", *SHARED])
    sizes = both.groupby(["report_id", "report_id_there"]).size()
    found = pd.MultiIndex.from_frame(pairs[["report_id", "report_id_there"]])
    return pd.Series(sizes.reindex(found).fillna(0).to_numpy(), index=pairs.index)


def wrong_places(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages that give one place the well-known figure of the whole event, or of another place.

    A place that stands for one period of the event (`windows.csv`) has the figures of that period.
    """
    base = own_places(known.counts(claims))
    names_place = base["place"].ne("") & ~base["counted_place"].isin(["", UNKNOWN])
    rows = base[known.is_telling(base) & names_place]
    shared = [name for name in FIGURE if name != "counted_place"]
    for claim, ids in strongest(known.against(rows, FIGURE, shared, base)):
        where = place_words(claim.event_id, claim.counted_place_there)
        yield (
            "wrong_place",
            "warning",
            claim.report_id,
            ids,
            f"{claim.number:,} in {where}",
            f"{claim.figure} in {claim.place}",
            f'{claim.outlet} gives "{claim.figure}" {claim.category} {toll(claim.event_id).label} in '
            f"{claim.place}; {claim.number:,} is known for {where}, from {carriers(claim)}.",
        )


def own_places(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` with the period as `counted_place` where the place stands for that period, and where the
    period of such a place is counted without naming a place.
    """
    meant = scope.match_periods(rows["place_id"], rows["event_id"], "place").fillna("")
    keys = pd.MultiIndex.from_arrays([rows["event_id"], rows["period"]])
    placed = pd.MultiIndex.from_arrays([rows["event_id"], meant])[meant.ne("").to_numpy()]
    whole = rows["counted_place"].eq("") & keys.isin(placed)
    named = rows["counted_place"].mask(whole, PERIOD + rows["period"])
    return rows.assign(counted_place=named.mask(meant.ne(""), PERIOD + meant))


def place_words(event: str, place: str) -> str:
    """Return a counted place (see `own_places`) in words."""
    if place.startswith(PERIOD):
        return known.period_words(event, place.removeprefix(PERIOD))
    return place.replace("+", " and ").replace("-", " ").title() or "the whole event"


def wrong_periods(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages whose words put a figure into one period that is well known for another.

    Both periods come from words: the page's window or note, or a place that stands for one period. Two
    periods of which one holds the other do not contradict each other.
    """
    keys = ["event_id", "outcome", "family", "period", "number"]
    base = known.counts(claims)
    base = base[base["is_whole"]]
    rows = by_place(known.counts(known.as_worded(claims)))
    rows = rows[rows["is_whole"] & rows["period_basis"].isin(WORDED) & known.is_telling(rows)]
    shared = [name for name in keys if name != "period"]
    pairs = known.against(rows, keys, shared, base[base["period_basis"].isin(WORDED)])
    for claim, ids in strongest(pairs[are_apart(pairs)]):
        words, meant = claim.window or claim.place, known.period_words(claim.event_id, claim.period_there)
        yield (
            "wrong_period",
            "warning",
            claim.report_id,
            ids,
            f"{claim.number:,} for {meant}",
            f"{claim.figure} for {words}",
            f'{claim.outlet} gives "{claim.figure}" {claim.category} {toll(claim.event_id).label} for '
            f'"{words}"; {claim.number:,} is known for another period ({meant}), from {carriers(claim)}.',
        )


def are_apart(pairs: pd.DataFrame) -> pd.Series:
    """Return whether both periods are rows of `periods.csv` and neither holds the other."""
    wider = scope.wider_periods()

    def apart(event: str, one: str, other: str) -> bool:
        both = (event, one) in wider and (event, other) in wider
        return both and one not in wider[event, other] and other not in wider[event, one]

    found = each_distinct(apart, pairs["event_id"], pairs["period"], pairs["period_there"])
    return found.astype(bool)


def by_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` with the period that the place stands for, where `windows.csv` says so."""
    meant = scope.match_periods(rows["place_id"], rows["event_id"], "place").fillna("")
    return rows.assign(
        period=rows["period"].mask(meant.ne(""), meant),
        period_basis=rows["period_basis"].mask(meant.ne(""), "place"),
    )
