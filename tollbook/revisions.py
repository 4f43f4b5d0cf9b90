"""How figures were revised: by each origin, and how long outlets went on printing what was overtaken.

Only dated pages can say when a figure was given, so only they count here. Figures of a day are taken in the
order of their size, because most pages name no hour: a fall within one day is never marked. No revisions are
a looser wording of a figure already given (`rules.restates`), a figure given again, an old count of the party
printed anew, and a figure of one outlet alone that its origin went back on (`rules.gone_back_on`).
"""

from __future__ import annotations

import pandas as pd

from tollbook import by_event, reconcile, vocabulary
from tollbook.claim_links import joined, link, literal
from tollbook.comparing import day_in_words, period_labels
from tollbook.dates import DATED
from tollbook.distinct import each_distinct
from tollbook.parameters import Run
from tollbook.paths import hand
from tollbook.rules import restates
from tollbook.scope import event_rows, local_moments
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, interval_words, known_number

NUMBERS = ["low", "best", "high"]
SCOPE = ["event_id", "group", "period"]
NOBODY = (vocabulary.UNATTRIBUTED, vocabulary.UNKNOWN)
HOUR = pd.Timedelta(hours=1)
RISE, FALL, PRECISE = "rise", "fall", "made precise"


def eligible(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the clean claims that can be revised: `countable`, on dated pages. Adds `number` (best, else
    low, else high) and `day` (see `reconcile.said_day`).
    """
    whole = countable(claims)
    whole = whole[whole["date_basis"].isin(DATED)]
    return whole.assign(day=reconcile.said_day(whole), number=known_number(whole))


def countable(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the clean claims of killed of one whole group, in the whole event, by a named party.

    Totals are left out unless they are among the event's main groups, since two of them need not count the
    same people.
    """
    whole = reconcile.comparable(claims)
    is_named = ~whole["source_party"].isin(NOBODY)
    return whole[by_event.is_main_outcome(whole) & by_event.is_main_group(whole) & is_named]


def figures_given(said: pd.DataFrame, speaker: str) -> pd.DataFrame:
    """Return each figure that a speaker gave: one row for each event, group, period, speaker and figure, in
    order of the day; `is_news` is false for a figure that was no revision when it was given (see `no_news`).

    `said` are `eligible` claims, `speaker` is `source_origin` or `source_party`. `first_day` and `last_day`
    are ISO days in the event's time zone, `first_known` is the moment (UTC) from which a page had the figure.
    `party_day` is the day on which anybody of the party first gave the number for the group in any period,
    `statement_ids` are the statements of the figure.
    """
    keys = keys_of(speaker)
    party_day = said.groupby(["event_id", "group", "source_party", "number"])["day"].transform("min")
    figures = said.assign(party_day=party_day).groupby([*keys, *NUMBERS], dropna=False, sort=True)
    figures = figures.agg(
        number=("number", "first"),
        party_day=("party_day", "min"),
        first_day=("day", "min"),
        last_day=("day", "max"),
        first_known=("known_from", "min"),
        n_outlets=("outlet", "nunique"),
        statement_ids=("statement_id", joined),
    )
    figures = figures.reset_index().sort_values([*keys, "first_day", "number", "low"], ignore_index=True)
    return figures.assign(is_news=~figures.index.isin(no_news(figures, keys)))


def keys_of(speaker: str) -> list[str]:
    """Return the columns that tell one speaker's count from another."""
    return list(dict.fromkeys([*SCOPE, "source_party", speaker]))


def no_news(figures: pd.DataFrame, keys: list[str]) -> set[int]:
    """Return the index of the figures that only restate one given by then, that the speaker went back on, or
    that are an old number of the party: given before, and by then the speaker had given a higher one.

    The last are counts of one day that pages go on printing without naming the day.
    """
    days = ["party_day", "first_day", "last_day"]
    table = figures[[*keys, *NUMBERS, "number", *days, "n_outlets"]].assign(row=figures.index)
    both = table.merge(table, on=keys, suffixes=("", "_other"))
    both = both[both["row"] != both["row_other"]]
    cells = [both[name] for name in [*NUMBERS, *(f"{name}_other" for name in NUMBERS)]]
    is_looser = each_distinct(says_no_more, *cells).astype(bool)
    is_looser &= both["first_day_other"] <= both["first_day"]
    is_after = both["first_day_other"] < both["first_day"]
    went_back = both["n_outlets"].eq(1) & both["n_outlets_other"].gt(1) & is_after
    went_back &= both["last_day_other"] > both["first_day"]
    is_old = (both["party_day"] < both["first_day"]) & is_after & (both["number_other"] > both["number"])
    return set(both.loc[is_looser | went_back | is_old, "row"])


def says_no_more(*cells: object) -> bool:
    """Return whether the figure of the first three cells (low, best, high) restates that of the last three
    (see `rules.restates`); a figure of three missing cells never does.
    """
    numbers = [None if pd.isna(cell) else int(cell) for cell in cells]
    if numbers[:3] == [None] * 3:
        return False
    return restates(tuple(numbers[:3]), tuple(numbers[3:]))


def moves(figures: pd.DataFrame, speaker: str) -> pd.DataFrame:
    """Return the news among `figures_given` with what each did to the one before it of the same count.

    `words_before` is the figure before, `size` the difference of the numbers (people). `change` is `rise`,
    `fall` (the whole interval below the one before), `made precise` (the figure before could already mean
    this one), and empty for the first figure.
    """
    figures = figures[figures["is_news"]].reset_index(drop=True)
    keys = keys_of(speaker)
    shifted = figures.groupby(keys)[["number", *NUMBERS]].shift()
    size = figures["number"] - shifted["number"]
    inside = (figures["low"].ge(shifted["low"]) & figures["high"].le(shifted["high"])).fillna(False)
    cells = [shifted[name] for name in NUMBERS] + [figures[name] for name in NUMBERS]
    is_same = size.le(0).fillna(False) & each_distinct(says_no_more, *cells).astype(bool)
    is_lower = figures["high"].lt(shifted["low"]).fillna(False) & ~is_same
    is_precise = inside | is_same | (size.le(0).fillna(False) & ~is_lower)
    change = pd.Series(RISE, index=figures.index).mask(is_precise, PRECISE).mask(is_lower, FALL)
    words_before = interval_words(shifted).where(shifted["number"].notna(), "")
    return figures.assign(
        words_before=words_before, size=size, change=change.mask(shifted["number"].isna(), "")
    )


def moves_of_origins(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the `moves` of every origin that is one voice, with its party.

    What several voices under one name differ in is no revision: origins of `vague_origins.csv` are left out.
    """
    said = eligible(claims)
    said = said[~said["source_origin"].isin(hand("vague_origins")["origin"])]
    return moves(figures_given(said, "source_origin"), "source_origin")


def by_origin(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each event, origin, group and period of `moves_of_origins`: hours to the first
    figure, first and last figure with day and statements, the last number over the first, revisions (rises
    and falls) and falls.

    Hours run from the event's start and from the period's start (`events.csv`, `periods.csv`, in the event's
    time zone) to the moment from which a page had the figure: at most so many, since a page that names a day
    counts at its end. A ratio over zero is missing. Sorted by revisions, then origin.
    """
    keys = keys_of("source_origin")
    marked = table.assign(
        words=interval_words(table),
        is_move=table["change"].isin([RISE, FALL]),
        is_fall=table["change"].eq(FALL),
    )
    groups = marked.groupby(keys, sort=False)
    rows = groups.agg(
        first_known=("first_known", "min"),
        first_figure=("words", "first"),
        last_figure=("words", "last"),
        first_said=("first_day", "first"),
        last_said=("first_day", "last"),
        first_ids=("statement_ids", "first"),
        last_ids=("statement_ids", "last"),
        first_number=("number", "first"),
        last_number=("number", "last"),
        revisions=("is_move", "sum"),
        falls=("is_fall", "sum"),
    ).reset_index()
    from_event, from_period = starts(rows)
    ratio = rows["last_number"] / rows["first_number"].mask(rows["first_number"].eq(0))
    rows = rows.assign(
        hours_from_event=hours(rows["first_known"] - from_event),
        hours_from_period=hours(rows["first_known"] - from_period),
        last_to_first=ratio.astype(float),
    )
    return rows.sort_values(["revisions", *keys], ascending=[False, *[True] * len(keys)], ignore_index=True)


def starts(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return when each row's event and its period begin (UTC); a period as worded begins with its event."""
    events = event_rows()
    zones = rows["event_id"].map(events["time_zone"])
    event_starts = rows["event_id"].map(events["starts"])
    periods = hand("periods").set_index(["event_id", "period"])["counts_from"]
    keys = pd.MultiIndex.from_frame(rows[["event_id", "period"]])
    period_starts = pd.Series(periods.reindex(keys).to_numpy(), index=rows.index).fillna(event_starts)
    return local_moments(event_starts, zones), local_moments(period_starts, zones)


def hours(spans: pd.Series) -> pd.Series:
    """Return spans of time in hours, to one decimal."""
    return (spans / HOUR).astype(float).round(1)


def origins_table(table: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return `by_origin` of the run's event in words, as a reader is shown it."""
    rows = by_origin(table[table["event_id"] == run.event])
    return pd.DataFrame(
        {
            "origin": rows["source_origin"],
            "party": rows["source_party"].map(PARTY_WORDS).fillna(rows["source_party"]),
            "group": rows["group"].map(GROUP_WORDS),
            "period": short_periods(rows, run),
            "hours from the event's start": rows["hours_from_event"],
            "hours from the period's start": rows["hours_from_period"],
            "first figure": rows["first_figure"],
            "last figure": rows["last_figure"],
            "last to first": rows["last_to_first"].round(2),
            "revisions": rows["revisions"],
            "falls": rows["falls"],
        }
    )


def short_periods(rows: pd.DataFrame, run: Run) -> pd.Series:
    """Return the period of each row in two or three words, as worded where it has none."""
    return rows["period"].map(period_labels(run.event, "short")).fillna(rows["period"])


def answer(table: pd.DataFrame, run: Run) -> str:
    """Return in markdown how soon origins gave their first figure, and how often they revised it, raised it
    and lowered it. `table` are `moves_of_origins` known at the run's moment.
    """
    rows = by_origin(table[table["event_id"] == run.event])
    if rows.empty:
        return "No origin that is named had given a figure for a whole group on a dated page by then."
    begun = pd.Timestamp(event_rows().loc[run.event, "starts"])
    return (
        f"**{count(rows['source_origin'].nunique(), 'named origin')}** gave figures of "
        f"{vocabulary.toll(run.event).label} for a whole group: {count(len(rows), 'count')}, each of one "
        "origin, group and period. The first figure was out "
        f"at most {rows['hours_from_event'].min():,.0f} hours after the start of the event "
        f"({begun.day} {begun:%B %Y, %H:%M}, {run.zone}), half of the first figures within "
        f"{rows['hours_from_period'].median():,.0f} hours of the start of the period they count. "
        f"{revised_words(rows[rows['revisions'] > 0], run)}"
    )


def revised_words(moved: pd.DataFrame, run: Run) -> str:
    """Return in markdown how often the counts that were revised (rows of `by_origin`) went up and down, and
    which was revised most, its first and last figure linked to their claims.
    """
    if moved.empty:
        return "No count was revised later."
    most, verb = moved.iloc[0], "was" if len(moved) == 1 else "were"
    ends = most[["first_figure", "first_ids", "first_said"]], most[["last_figure", "last_ids", "last_said"]]
    first, last = (f"{link(figure, ids.split(';'))} ({day_in_words(day, run)})" for figure, ids, day in ends)
    return (
        f"{count(len(moved), 'count')} {verb} revised later, {count(int(moved['revisions'].sum()), 'time')} "
        f"in all; {falls_words(int(moved['falls'].sum()))}. Most often revised: "
        f"{literal(most['source_origin'])} on {GROUP_WORDS[most['group']]}, from {first} to {last} in "
        f"{count(int(most['revisions']), 'step')}."
    )


def falls_words(falls: int) -> str:
    """Return how many revisions went down, as part of a sentence."""
    return "none of them down" if falls == 0 else f"{falls:,} of them down"
