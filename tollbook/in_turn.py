"""Figures in the order in which they were given: revised counts of people, and the dead as parties told them.

A figure that falls is not wrong for that: bodies are counted twice, missing people turn up, a spokesman
corrects another. It is shown, because the later figure is the one that later pages repeat.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import NamedTuple

import pandas as pd

from tollbook import by_event, reconcile, vocabulary
from tollbook.claim_links import MARKDOWN, PLAIN, Pen, joined, link, literal
from tollbook.comparing import dated, day_in_words
from tollbook.counts import counts_of_people, own_known
from tollbook.dates import DATED
from tollbook.parameters import Run
from tollbook.vocabulary import UNATTRIBUTED, UNKNOWN, Names
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, interval_words, moment_words

TURN_COLUMNS = ["what", "who is counted", "origin", "figures in turn", "falls"]
NOBODY_REVISED = "No origin known by then gave two different figures for one such count."
DEAD_COLUMNS = Names(lambda words: ["who says so", vocabulary.toll().label, "figures in turn"])
LATEST = "latest"  # the rule that follows a party from one figure to its next
PARTIES = Names(lambda words: words.speaking)
TOTALS = Names(lambda words: words.widest_first)
GROUPS = Names(
    lambda words: [*words.widest_first, *(name for name in words.shown if name not in words.totals)]
)
MOST_PARTS = 4  # a printed total has few parts; sums of more fit by chance
MOST_FIGURES = 12  # of a page that are tried as parts
IN_A_SENTENCE = 4  # figures of one party and group; the table has all of them


def counts_in_turn(claims: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return the figures that one origin gave one after the other for such a count: those that fall, in
    Markdown and linked to their claims, and one row per origin and count with two or more.

    Only exact figures of the whole event on dated pages; the order is that of the day on which each was first
    said. A figure falls where a lower one was first said on a later day. Columns: what, who is counted,
    origin, figures in turn, falls (the pairs).
    """
    rows = counts_of_people(own_known(claims, run))
    rows = rows[rows["is_whole"] & rows["low"].eq(rows["high"]).fillna(False)]
    rows = rows[rows["date_basis"].isin(DATED) & ~rows["source_party"].isin([UNATTRIBUTED, UNKNOWN])]
    keys = ["what", "counted", "source_origin"]
    given = rows.assign(day=reconcile.said_day(rows)).groupby([*keys, "low"])
    days = given.agg(day=("day", "min"), statement_ids=("statement_id", joined)).reset_index()
    days = days[days.groupby(keys)["low"].transform("size") > 1].sort_values([*keys, "day", "low"])
    found, fell = [], []
    for key, some in days.groupby(keys, sort=True):
        steps = list(some[["low", "day", "statement_ids"]].itertuples(index=False))
        pairs = [pair for pair in pairwise(steps) if pair[1].low < pair[0].low and pair[1].day > pair[0].day]
        falls = [f"{one.low:,} ({one.day}), then {other.low:,} ({other.day})" for one, other in pairs]
        linked = "; ".join(f"{told(one, run)}, then {told(other, run)}" for one, other in pairs)
        fell += [f"{literal(key[1])} {key[0]}, {literal(key[2])}: {linked}"] if pairs else []
        found.append((*key, ", ".join(f"{one.low:,} ({one.day})" for one in steps), "; ".join(falls)))
    table = pd.DataFrame(found, columns=TURN_COLUMNS)
    return turn_answer(len(table), fell, run), table


def told(step: tuple, run: Run) -> str:
    """Return one figure of an origin with its day, linked to its claims."""
    return f"{link(f'{step.low:,}', step.statement_ids.split(';'))} ({day_in_words(step.day, run)})"


def turn_answer(revised: int, fell: list[str], run: Run) -> str:
    """Return in Markdown how many counts were revised, and which fell from one figure of an origin to the
    next.
    """
    if not revised:
        return NOBODY_REVISED
    were = "was" if revised == 1 else "were"
    lead = (
        f"As of {moment_words(run.moment, run.zone)}, {count(revised, 'count')} of one origin {were} revised"
    )
    return f"{lead}; {f'**{len(fell):,}** fell. ' + '. '.join(fell) if fell else 'none fell'}."


def dead_in_turn(claims: pd.DataFrame, totals: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return how each party's count of the dead moved, in its own figures: the answer in Markdown, linked to
    the claims, and one row per party and group.

    `claims` are clean claims, `totals` as from `reconcile.totals`; the steps are those of the rule `latest`
    in the run's period. Columns: who says so, killed (the group), figures in turn, each with the day (event's
    time zone) from which it held, a total with the figures of its own pages that add up to it exactly.
    """
    steps = dead_steps(totals, run)
    if steps.empty:
        return no_dead(), pd.DataFrame(columns=list(DEAD_COLUMNS))
    steps = steps.assign(
        days=[f" ({dated(since, run)})" for since in steps["since"]],
        figure=interval_words(steps),
        parts=parts_of_totals(steps, own_known(claims, run)),
    )
    rows = [
        (PARTY_WORDS[party], GROUP_WORDS[group], ", ".join(map(in_words, some.itertuples(index=False))))
        for (party, group), some in steps.groupby(["party", "group"], sort=False)
    ]
    return dead_answer(steps, run), pd.DataFrame(rows, columns=list(DEAD_COLUMNS))


def no_dead() -> str:
    """Return the sentence that no party counted anybody."""
    return f"No party had given a figure for the {vocabulary.toll().dead} of a whole group by then."


def in_words(step: tuple, pen: Pen = PLAIN) -> str:
    """Return one step in words: its figure, the parts that add up to it, and the day from which it held."""
    ids = [*step.statement_ids.split(";"), *step.parts.statement_ids]
    return f"{pen.number(f'{step.figure}{step.parts.words}', ids)}{step.days}"


def dead_steps(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the rows of totals in which a party's figure changed, by party, group and moment."""
    steps = totals[
        (totals["event_id"] == run.event)
        & (totals["outcome"] == vocabulary.main_outcome(run.event))
        & (totals["rule"] == LATEST)
        & (totals["period"] == run.period)
        & totals["party"].isin(PARTIES)
        & totals["group"].isin(GROUPS)
    ]
    steps = steps if run.moment is None else steps[steps["since"] <= run.moment]
    keys = ["party", "group"]
    orders = {
        name: steps[name].map(list(order).index) for name, order in zip(keys, (PARTIES, GROUPS), strict=True)
    }
    steps = steps.assign(**{f"{name}_order": order for name, order in orders.items()})
    steps = steps.sort_values(["party_order", "group_order", "since"])
    return steps[reconcile.is_changed(steps, keys)].reset_index(drop=True)


class Parts(NamedTuple):
    """The figures that add up to a total on its pages, in words (` = 21 passengers + 4 Frontier Corps`), and
    the statements that give them.
    """

    words: str
    statement_ids: tuple[str, ...]


NO_PARTS = Parts("", ())


def parts_of_totals(steps: pd.DataFrame, claims: pd.DataFrame) -> list[Parts]:
    """Return for each step the figures that add up to it on the pages that print it; `NO_PARTS` for a group,
    or where none do.
    """
    killed = claims[
        by_event.is_main_outcome(claims)
        & claims["unit"].eq("people")
        & claims["is_whole"]
        & ~claims["increment"]
        & claims["low"].eq(claims["high"]).fillna(False)
    ]
    found = []
    for step in steps.itertuples(index=False):
        is_exact = not pd.isna(step.low) and not pd.isna(step.high) and step.low == step.high
        is_total = step.group in TOTALS and is_exact
        found.append(parts_of_total(step, claims, killed) if is_total else NO_PARTS)
    return found


def parts_of_total(step: tuple, claims: pd.DataFrame, killed: pd.DataFrame) -> Parts:
    """Return the sum that most of the pages of one total print; `NO_PARTS` where no page's figures add up to
    it.
    """
    ids = step.statement_ids.split(";")
    reports = claims.loc[claims["statement_id"].isin(ids), "report_id"].unique()
    usable = killed[killed["report_id"].isin(reports) & killed["low"].lt(step.low) & killed["low"].gt(0)]
    usable = usable[~usable["group"].isin(left_out(step.group))]
    usable = usable.assign(noun=usable["part"].where(usable["part"].ne(""), usable["group"].map(GROUP_WORDS)))
    votes: dict[tuple[tuple[int, str], ...], int] = {}
    for _, page in usable.groupby("report_id", sort=True):
        for sum_of_parts in sums(page, int(step.low)):
            votes[sum_of_parts] = votes.get(sum_of_parts, 0) + 1
    if not votes:
        return NO_PARTS
    best = min(votes, key=lambda terms: (-votes[terms], len(terms), terms))
    terms = " + ".join(f"{number:,} {noun}" for number, noun in sorted(best, reverse=True))
    is_part = [pair in best for pair in zip(usable["low"], usable["noun"], strict=True)]
    return Parts(f" = {terms}", tuple(usable.loc[is_part, "statement_id"].unique()))


def left_out(group: str) -> list[str]:
    """Return the counted groups that a total leaves out."""
    words = vocabulary.current()
    return [name for name in words.counted if name not in words.contents(group)]


def sums(page: pd.DataFrame, total: int) -> set[tuple[tuple[int, str], ...]]:
    """Return the sums of a page's figures that are exactly `total`: (number, noun) of each part.

    A group and a part of it are never added: one holds the other.
    """
    parts = page[["low", "noun", "group", "part"]].drop_duplicates().head(MOST_FIGURES)
    cells = [(int(low), noun, group, part) for low, noun, group, part in parts.itertuples(index=False)]
    found = set()
    for size in range(2, MOST_PARTS + 1):
        for picked in combinations(cells, size):
            if sum(cell[0] for cell in picked) == total and are_apart(picked):
                found.add(tuple(sorted((cell[0], cell[1]) for cell in picked)))
    return found


def are_apart(picked: tuple[tuple[int, str, str, str], ...]) -> bool:
    """Return whether figures count different people as far as their groups and parts say."""
    scopes = [cell[2:] for cell in picked]
    whole = {group for group, part in scopes if part == ""}
    twice = len(set(scopes)) < len(scopes)
    held = any(group in whole for group, part in scopes if part != "")
    return not twice and not held and not whole & set(TOTALS)


def dead_answer(steps: pd.DataFrame, run: Run) -> str:
    """Return in Markdown, for each party, how its figures for the dead moved, linked to their claims.

    Of a party that gives both kinds of totals, with and without militants, the groups are in the table only;
    a long row of figures is cut in the middle.
    """
    title = vocabulary.toll(run.event).title
    lines = [f"**{title}, figure after figure, as of {moment_words(run.moment, run.zone)}.**"]
    for party, some in steps.groupby("party", sort=False):
        totals = some[some["group"].isin(TOTALS)]
        shown = totals if totals["group"].nunique() == len(TOTALS) > 1 else some
        said = []
        for group, row in shown.groupby("group", sort=False):
            words = [in_words(step, MARKDOWN) for step in row.itertuples(index=False)]
            if len(words) > IN_A_SENTENCE:
                words = [words[0], "…", *words[1 - IN_A_SENTENCE :]]
            said.append(f"{GROUP_WORDS[group]} {', '.join(words)}")
        lines.append(f"- *{PARTY_WORDS[party].capitalize()}*: {'; '.join(said)}.")
    return "\n".join(lines)
