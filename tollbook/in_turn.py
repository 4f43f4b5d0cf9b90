"""The figures for the dead that each party gave, in the order in which they were given.

A figure that falls is not wrong for that: bodies are counted twice, missing people turn up, a spokesman
corrects another. It is shown, because the later figure is the one that later pages repeat.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import pandas as pd

from tollbook import by_event, reconcile, vocabulary
from tollbook.claim_links import MARKDOWN, PLAIN, Pen
from tollbook.comparing import dated
from tollbook.counts import own_known
from tollbook.parameters import Run
from tollbook.vocabulary import Names
from tollbook.words import GROUP_WORDS, PARTY_WORDS, interval_words, moment_words

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
