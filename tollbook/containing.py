"""Totals with and without the dead of another period that they may hold.

Some pages say that a total takes in the dead of an earlier or shorter period, some that it does not, most say
nothing. So both numbers are given, with how many pages say what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pandas as pd

from tollbook import by_event, reconcile, vocabulary
from tollbook.claim_links import link, listed, literal
from tollbook.comparing import dated
from tollbook.parameters import Run
from tollbook.paths import hand
from tollbook.scope import contains, contents
from tollbook.vocabulary import Names
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, interval, moment_words, people

PARTIES = Names(lambda words: words.speaking)
Ends = tuple[int | None, int | None]  # low and high, in people; None is unbounded


class Part(NamedTuple):
    """A total in force, and the count of another period that it may hold, of one party and group.

    `inside`, `outside` and `silent` are how many of the pages that carry just the total's figure say that the
    other dead are inside it, that they are not, or nothing. `is_disputed`: a page says of another figure of
    the total's period that they are inside.
    """

    outer: pd.Series  # a row of totals in force
    inner: pd.Series
    inside: int
    outside: int
    silent: int
    is_disputed: bool


def with_and_without(
    totals: pd.DataFrame, claims: pd.DataFrame, run: Run, rule: str | None = None
) -> tuple[str, pd.DataFrame]:
    """Return, in a sentence or two and a table, the totals of killed in force at the run's moment as printed,
    with and without the dead of each other period that some page says is or is not inside.

    `totals` and `claims` are of the run's event, the claims known at its moment, with `includes_worded` where
    they have it (see `scope.contents`). The numbers go by what most pages with the figure say; where all are
    silent, by the periods: one that holds the other (`periods.csv`) holds its dead, one that no page ever
    says to hold it does not. Where neither decides, one interval takes in both readings. Columns: period,
    party, group, as printed, may hold, its count, with it, without it, and how many pages say that it is
    inside, not inside, or nothing.
    """
    parts = sorted(parts_in_force(totals, claims, run, rule or run.rule), key=rank)
    columns = ["period", "party", "group", "as printed", "may hold", "its count", "with it", "without it"]
    columns += ["pages: inside", "pages: not inside", "pages: not said"]
    table = pd.DataFrame([row_of(part) for part in parts], columns=columns)
    if not parts:
        asked = moment_words(run.moment, run.zone)
        dead = vocabulary.toll(run.event).dead
        return f"As of {asked}, no page says that a total takes in the {dead} of another period.", table
    return answer(next((part for part in parts if is_inside(part)), parts[0]), run), table


def parts_in_force(totals: pd.DataFrame, claims: pd.DataFrame, run: Run, rule: str) -> Iterator[Part]:
    """Yield each total in force with each other count in force of the same party and group of which a page
    says, of any figure of the total's period, that it is or is not inside.
    """
    now = reconcile.as_of(totals, run.moment)
    is_toll = now["outcome"].eq(vocabulary.main_outcome(run.event))
    now = now[is_toll & now["rule"].eq(rule) & now["party"].isin(PARTIES)]
    now = now.assign(since=reconcile.figure_since(totals, now))
    carried = reconcile.comparable(claims[by_event.is_main_outcome(claims)])
    carried = carried.join(contents(claims))
    scoped = now.set_index(["party", "group", "period"], drop=False)
    own = carried[carried["source_party"].isin(PARTIES)]
    for (party, group, period), said in own.groupby(["source_party", "group", "period"], sort=True):
        taken_in, left_out = listed(said["takes_in"]), listed(said["leaves_out"])
        for other in sorted({*taken_in, *left_out}):
            keys = (party, group, period), (party, group, other)
            if all(key in scoped.index for key in keys):
                outer, inner = (scoped.loc[key] for key in keys)
                pages = pages_saying(said[is_figure(said, outer)], other)
                yield Part(outer, inner, *pages, other in taken_in)


def is_figure(claims: pd.DataFrame, total: pd.Series) -> pd.Series:
    """Return whether each claim gives just the low and high of a total."""
    is_same = pd.Series(True, index=claims.index)
    for end in ("low", "high"):
        same = claims[end].isna() if pd.isna(total[end]) else claims[end].eq(total[end]).fillna(False)
        is_same &= same.astype(bool)
    return is_same


def pages_saying(claims: pd.DataFrame, period: str) -> tuple[int, int, int]:
    """Return how many pages say that the period's dead are inside their figure, that they are not, and how
    many say nothing; a page that says both counts twice.
    """
    inside, outside = (
        set(claims.loc[claims[column].str.split(";").map(lambda words: period in words), "report_id"])
        for column in ("takes_in", "leaves_out")
    )
    return len(inside), len(outside), len(set(claims["report_id"]) - inside - outside)


def is_inside(part: Part) -> bool | None:
    """Return whether the other period's dead are inside the total; None where nothing decides. More than the
    total cannot be inside it, unless words or the periods say so.
    """
    if part.inside != part.outside:
        return part.inside > part.outside
    if contains(part.outer["event_id"], part.outer["period"], part.inner["period"]):
        return True
    (_, high), (least, _) = ends(part.outer), ends(part.inner)
    is_larger = high is not None and least is not None and least > high
    return None if part.is_disputed and not is_larger else False


def ends(total: pd.Series) -> Ends:
    """Return low and high of a total as plain integers, None where there is none."""
    low, high = (None if pd.isna(total[end]) else int(total[end]) for end in ("low", "high"))
    return low, high


def both(part: Part) -> tuple[str, str]:
    """Return the total with and without the other period's dead, in words."""
    (low, high), (part_low, part_high) = ends(part.outer), ends(part.inner)
    printed = interval(low, high, part.outer["best"])
    top = None if None in (high, part_high) else high + part_high
    if is_inside(part) is False:
        return interval((low or 0) + (part_low or 0), top), printed
    least = 0 if part_high is None else max((low or 0) - part_high, 0)
    rest = None if high is None else high - (part_low or 0)
    if is_inside(part):
        return printed, remainder(least, rest)
    return interval(low, top), remainder(least, high)


def remainder(low: int, high: int | None) -> str:
    """Return what is left of a total in words; that nothing is known, or that the part is larger, in words
    too.
    """
    if high is None:
        return interval(low, None) if low else "not known"
    return "none: the part is larger" if high < 0 else interval(low, high)


def labels(part: Part, column: str, as_worded: Callable[[str], str] = str) -> tuple[str, str]:
    """Return the two periods of a part in words, by `column` of `periods.csv`; without a row, `as_worded`."""
    rows = hand("periods").query("event_id == @part.outer.event_id").set_index("period")[column]
    outer, inner = (
        rows.get(total["period"], as_worded(total["period"])) for total in (part.outer, part.inner)
    )
    return outer, inner


def rank(part: Part) -> tuple[int, int, int, str]:
    """Return what sorts the parts: most spoken of first, then the wider period, then the party."""
    spoken = part.inside + part.outside
    is_wider = contains(part.outer["event_id"], part.outer["period"], part.inner["period"])
    return -spoken, -int(is_wider), PARTIES.index(part.outer["party"]), part.inner["period"]


def row_of(part: Part) -> tuple[object, ...]:
    """Return the row of `with_and_without` for one part."""
    outer, inner = labels(part, "short")
    return (
        outer,
        PARTY_WORDS[part.outer["party"]],
        GROUP_WORDS[part.outer["group"]],
        interval(*ends(part.outer), part.outer["best"]),
        inner,
        interval(*ends(part.inner), part.inner["best"]),
        *both(part),
        part.inside,
        part.outside,
        part.silent,
    )


def answer(part: Part, run: Run) -> str:
    """Return in markdown what one part says: the figure with who and when, with and without, the pages. The
    figures are linked to their claims, what is worked out of two of them to those of both.
    """
    outer, inner = labels(part, "label", literal)
    ids = [listed([total["statement_ids"]]) for total in (part.outer, part.inner)]
    printed, other = (interval(*ends(total), total["best"]) for total in (part.outer, part.inner))
    printed = link(people(printed, part.outer["group"]), ids[0])
    with_it, without = (  # "not known" is nobody's number
        link(words, [*ids[0], *ids[1]] if any(map(str.isdigit, words)) else []) for words in both(part)
    )
    pages = part.inside + part.outside + part.silent
    says = "says" if part.inside == 1 else "say"
    said = (
        f"Of the {count(pages, 'page')} known to carry the figure, {part.inside or 'none'} {says} that they "
        f"are inside, {part.outside or 'none'} that they are not; {part.silent or 'none'} are silent."
    )
    toll = vocabulary.toll(run.event).label
    when, then = (dated(total["since"], run) for total in (part.outer, part.inner))
    return (
        f"On {when} {PARTY_WORDS[part.outer['party']]} gave **{printed} {toll}** for {outer}. With the "
        f"{link(other, ids[1])} of {inner} ({then}): **{with_it}**; without them: **{without}**. "
        f"{said if pages else 'No page is known to carry just this figure.'}"
    )
