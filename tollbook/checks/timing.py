"""Checks over time: counts that fall, figures overtaken when printed, increments that do not add up.

Only figures of a party that speaks for itself are followed; what a page says in its own name is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from tollbook import overtaken as printed_late
from tollbook import scope
from tollbook.checks import known, slips
from tollbook.dates import DATED
from tollbook.distinct import each_distinct
from tollbook.reconcile import comparable, said_day
from tollbook.vocabulary import Names
from tollbook.vocabulary_rows import PASSING
from tollbook.words import GROUP_WORDS, PARTY_WORDS, interval_words

SIDES = Names(lambda words: words.own_voices)
SAME_NEWS_DAY = pd.Timedelta(hours=6)
"""A page may have been written some hours before the moment it gives; six are most of a newsroom's shift."""
FEWEST_OUTLETS = 2
"""A lower figure on one page alone may be that page's slip; on two it is the source's."""
CORRECTION = 0.5
"""A later figure below this share of the earlier one counts something else (the dead of one place, or one
part of a group) rather than correcting it."""
SCOPE = ["event_id", "group", "part", "unit", "outcome", "counted_place"]


def said(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that somebody is quoted with, with `number` (as printed), `counted_place`, `is_dated`
    and `said` (ISO day, in the event's time zone).
    """
    rows = claims[claims["source_party"].isin(SIDES) & ~claims["increment"]]
    rows = rows.assign(number=known.printed_numbers(rows), is_dated=rows["date_basis"].isin(DATED))
    rows = rows[rows["number"].notna()]
    return rows.assign(counted_place=rows["place_id"].mask(rows["is_whole"], ""), said=said_day(rows))


def figures(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return, for each of `keys` and number that a dated page gives exactly: the day on which it was first
    said, the moment from which it was known (UTC), the claim that gave it, and how many outlets carry it
    exactly (`outlets`) or in any wording (`all_outlets`).
    """
    number = [*keys, "number"]
    exact = rows[rows["precision"] == "exact"]
    first = (
        exact[exact["is_dated"]].sort_values(["said", "known_from", "claim_id"]).groupby(number, sort=False)
    )
    given = first[["said", "known_from", "claim_id", "report_id"]].first().reset_index()
    for name, carriers in (("outlets", exact), ("all_outlets", rows)):
        outlets = carriers.groupby(number, sort=False)["outlet"].nunique().rename(name).reset_index()
        given = given.merge(outlets, on=number, how="left", validate="one_to_one")
    return given


def falling(claims: pd.DataFrame, wrong: Iterable[tuple] | None = None) -> Iterator[tuple]:
    """Yield each count that falls: a source gives an exact figure, and on a later day a lower one for the
    same group, part, outcome and place, and for the same period or one that holds it.

    The lower figure must be new (nobody of the party gave it before), carried by two outlets or more, by more
    than go on to give the higher one, and not be a figure that `wrong_groups` takes for another group's. A
    looser wording (`at least`, `more than`) is no fall, nor is a figure below half of the earlier one, nor a
    lower number of the missing or the displaced.
    `wrong` are the findings of `wrong_groups` over the same claims, where they are at hand.
    """
    found = slips.wrong_groups(claims) if wrong is None else wrong
    taken = {claim for row in found for claim in row[3].split(";")}
    rows = said(claims[~claims["claim_id"].isin(taken)])
    rows = rows[~rows["outcome"].isin(PASSING)]
    rows = rows[known.is_named(rows["source_origin"], rows["source_party"]) & ~is_listed(rows)]
    keys = [*SCOPE, "source_origin", "source_party"]
    given = figures(rows, [*keys, "period"])
    pairs = given.merge(given, on=keys, suffixes=("", "_later"))
    pairs = pairs[(pairs["said"] < pairs["said_later"]) & (pairs["number_later"] < pairs["number"])]
    pairs = pairs[(pairs["all_outlets_later"] >= FEWEST_OUTLETS) & is_as_wide(pairs)]
    pairs = pairs[(pairs["number_later"] >= CORRECTION * pairs["number"]) & is_new(pairs, claims)]
    pairs = pairs[pairs["all_outlets_later"] > still_given(pairs, rows, [*keys, "period"])]
    pairs = pairs.sort_values([*keys, "said_later", "number_later", "said", "number", "claim_id_later"])
    for fall in pairs.drop_duplicates([*keys, "number_later"], keep="last").itertuples(index=False):
        what = f"{counted(fall)} {fall.outcome}"
        yield (
            "falling",
            "warning",
            fall.report_id_later,
            f"{fall.claim_id};{fall.claim_id_later}",
            f"{fall.number:,} or more",
            f"{fall.number_later:,}",
            f"{fall.source_origin} gave {fall.number:,} {what} on {fall.said} and {fall.number_later:,} on "
            f"{fall.said_later}: the count fell by {fall.number - fall.number_later:,}.",
        )


def is_listed(rows: pd.DataFrame) -> pd.Series:
    """Return whether a source's figures are for a part that some page gives twice with different numbers
    (three soldiers here, five there): these are several counts, not one that changes.
    """
    keys = [*SCOPE, "source_origin"]
    numbers = rows.groupby([*keys, "report_id"])["number"].transform("nunique")
    twice = (numbers > 1).groupby([rows[key] for key in keys]).transform("any")
    return twice & rows["part"].ne("")


def is_as_wide(pairs: pd.DataFrame) -> pd.Series:
    """Return whether the later figure's period is the earlier one's, or holds it."""
    wider = scope.wider_periods()

    def as_wide(event: str, period: str, later: str) -> bool:
        return later == period or later in wider.get((event, period), ())

    found = each_distinct(as_wide, pairs["event_id"], pairs["period"], pairs["period_later"])
    return found.astype(bool)


def still_given(pairs: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return how many outlets go on to give the higher figure from the day on which the lower was first
    said.
    """
    columns = [*keys, "number"]
    lower = pairs[[*columns, "said_later"]].drop_duplicates()
    again = lower.merge(rows[rows["is_dated"]][[*columns, "said", "outlet"]], on=columns)
    outlets = (
        again[again["said"] >= again["said_later"]].groupby([*columns, "said_later"])["outlet"].nunique()
    )
    found = outlets.reindex(pd.MultiIndex.from_frame(pairs[[*columns, "said_later"]]))
    return pd.Series(found.fillna(0).to_numpy(), index=pairs.index)


def counted(row: tuple) -> str:
    """Return what a figure counts in words: the part or group, or the unit where it counts no people."""
    things = row.unit.replace("_", " ") or "things"
    people = row.part.replace("_", " ") or GROUP_WORDS.get(row.group, row.group) or "people"
    return people if row.unit == "people" else things


def is_new(pairs: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Return whether the later, lower figure of each pair had not been given by its party, for whatever
    period, on the day of the higher one or before.
    """
    keys = ["event_id", "source_party", "group", "part", "unit", "outcome"]
    rows = said(claims)
    first = rows[rows["is_dated"]].groupby([*keys, "number"])["said"].min()
    found = first.reindex(pd.MultiIndex.from_frame(pairs[[*keys, "number_later"]]))
    return pd.Series(found.to_numpy(), index=pairs.index) > pairs["said"]


def overtaken(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages that print a side's figure which that side had replaced some hours before the page can
    have appeared (see `tollbook.overtaken.overtaken`).

    A page that prints the newer number too, for whomever, recounts how the count grew and is left out.
    """
    old = printed_late.overtaken(claims)
    old = old[old["lag"] >= SAME_NEWS_DAY / pd.Timedelta(hours=1)]
    old = old[~prints_newer(old, claims)].sort_values(["report_id", "claim_id"])
    figure = ["report_id", "source_party", "group", "outcome", "period", "figure"]
    for page, ids in known.first_of_each(old, figure, ";".join):
        what = f"{GROUP_WORDS[page.group]} {page.outcome}"
        out_on = known.on_day(page.replaced_from, page.event_id)
        yield (
            "overtaken",
            "note",
            page.report_id,
            ids,
            page.replaced_by,
            page.figure,
            f'{page.outlet} printed "{page.figure}" {what}{known.on_day(page.said_from, page.event_id)}; the '
            f"same side ({PARTY_WORDS[page.source_party]}) had given {page.replaced_by}{out_on}.",
        )


def prints_newer(old: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Return whether each overtaken figure's page also prints the number that replaced it, for anybody."""
    rows = comparable(claims)
    rows = rows.assign(words=interval_words(rows))
    printed = pd.MultiIndex.from_frame(rows[["report_id", "words"]].drop_duplicates())
    newer = pd.MultiIndex.from_frame(old[["report_id", "replaced_by"]])
    return pd.Series(newer.isin(printed), index=old.index)


def increments(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield each announced increment that does not lead from one running count to the next.

    The increment is a figure that two outlets or more word as additional (`22 more`). The count before it is
    the side's newest well-known figure said before the day of the increment, the next its first higher one
    said on that day or later.
    """
    keys = ["event_id", "source_party", "group", "outcome"]
    whole = claims["is_whole"] & claims["part"].eq("") & claims["unit"].eq("people")
    rows = claims[whole & claims["source_party"].isin(SIDES)]
    rows = rows.assign(number=known.printed_numbers(rows), said=said_day(rows))
    figure = [*keys, "period", "number"]
    worded = rows[rows["increment"]].groupby(figure)["outlet"].nunique()
    worded = worded[worded >= FEWEST_OUTLETS].reset_index()[figure]
    announced = rows.merge(worded, on=figure).sort_values(["said", "known_from", "claim_id"])
    steps = announced.drop_duplicates([*keys, "number"])
    running = said(comparable(claims))
    running = running[running["period"] == running["event_id"].map(known.running_periods())]
    given = known.well_known(figures(running, keys))
    for step in steps.itertuples(index=False):
        same = given.loc[(given[keys] == [getattr(step, key) for key in keys]).all(axis=1)]
        yield from judge_increment(step, same)


def judge_increment(step: tuple, given: pd.DataFrame) -> Iterator[tuple]:
    """Yield the finding for one increment, if the counts before and after it differ by another number."""
    before = given[given["said"] < step.said].sort_values(["said", "number"]).tail(1)
    if before.empty:
        return
    base = before.iloc[0]
    after = given[(given["said"] >= step.said) & (given["number"] > base["number"])]
    after = after.sort_values(["said", "number"]).head(1)
    if after.empty or base["number"] + step.number == after.iloc[0]["number"]:
        return
    following, total = after.iloc[0], base["number"] + step.number
    yield (
        "increment",
        "warning",
        following["report_id"],
        ";".join([base["claim_id"], step.claim_id, following["claim_id"]]),
        f"{base['number']:,} + {step.number:,} = {total:,}",
        f"{following['number']:,}",
        f"{PARTY_WORDS[step.source_party].capitalize()}: {base['number']:,} {GROUP_WORDS[step.group]} "
        f"{step.outcome} ({base['said']}) and {step.number:,} more ({step.said}) make {total:,}, but "
        f"{following['number']:,} was given next ({following['said']}).",
    )
