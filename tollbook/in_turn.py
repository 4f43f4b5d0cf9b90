"""Figures in the order in which they were given: revised counts of people, and the dead as parties told them.

A figure that falls is not wrong for that: bodies are counted twice, missing people turn up, a spokesman
corrects another. It is shown, because the later figure is the one that later pages repeat.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import pandas as pd

from tollbook import reconcile
from tollbook.counts import counts_of_people, own_known
from tollbook.dates import DATED
from tollbook.figure import literal
from tollbook.parameters import Run
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, day, interval, moment_words

TURN_COLUMNS = ["what", "who is counted", "origin", "figures in turn", "falls"]
NOBODY_REVISED = "No origin known by then gave two different figures for one such count."
DEAD_COLUMNS = ["who says so", "killed", "figures in turn"]
NO_DEAD = "No party had given a figure for the dead of a whole group by then."
LATEST = "latest"  # the rule that follows a party from one figure to its next
PARTIES = ("state", "armed_group", "independent")
GROUPS = ("all", "all_but_militants", "civilians", "security", "militants")
TOTALS = ("all", "all_but_militants")
MOST_PARTS = 4  # a printed total has few parts; sums of more fit by chance
MOST_FIGURES = 12  # of a page that are tried as parts
IN_A_SENTENCE = 4  # figures of one party and group; the table has all of them


def counts_in_turn(claims: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return the figures that one origin gave one after the other for such a count: those that fall, in
    Markdown, and one row per origin and count with two or more.

    Only exact figures of the whole event on dated pages; the order is that of the day on which each was first
    said. A figure falls where a lower one was first said on a later day. Columns: what, who is counted,
    origin, figures in turn, falls (the pairs).
    """
    rows = counts_of_people(own_known(claims, run))
    rows = rows[rows["is_whole"] & rows["low"].eq(rows["high"]).fillna(False)]
    rows = rows[rows["date_basis"].isin(DATED) & ~rows["source_party"].isin(["unattributed", "unknown"])]
    keys = ["what", "counted", "source_origin"]
    days = rows.assign(day=reconcile.said_day(rows)).groupby([*keys, "low"])["day"].min().reset_index()
    days = days[days.groupby(keys)["low"].transform("size") > 1].sort_values([*keys, "day", "low"])
    found = []
    for key, some in days.groupby(keys, sort=True):
        given = list(zip(some["low"], some["day"], strict=True))
        falls = [
            f"{before:,} ({first}), then {after:,} ({then})"
            for (before, first), (after, then) in pairwise(given)
            if after < before and then > first
        ]
        found.append((*key, ", ".join(f"{number:,} ({day})" for number, day in given), "; ".join(falls)))
    table = pd.DataFrame(found, columns=TURN_COLUMNS)
    return turn_answer(table, run), table


def turn_answer(table: pd.DataFrame, run: Run) -> str:
    """Return in Markdown which counts fell from one figure of an origin to the next."""
    if table.empty:
        return NOBODY_REVISED
    fell = table[table["falls"] != ""]
    moment = moment_words(run.moment, run.zone)
    were = "was" if len(table) == 1 else "were"
    revised = f"As of {moment}, {count(len(table), 'count')} of one origin {were} revised"
    said = [
        f"{row['who is counted']} {row['what']}, {literal(row['origin'])}: {row['falls']}"
        for _, row in fell.iterrows()
    ]
    return f"{revised}; {f'**{len(fell):,}** fell. ' + '. '.join(said) if said else 'none fell'}."


def dead_in_turn(claims: pd.DataFrame, totals: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return how each party's count of the dead moved, in its own figures: the answer in Markdown, and one
    row per party and group.

    `claims` are clean claims, `totals` as from `reconcile.totals`; the steps are those of the rule `latest`
    in the run's period. Columns: who says so, killed (the group), figures in turn, each with the day (event's
    time zone) from which it held, a total with the figures of its own pages that add up to it exactly.
    """
    steps = dead_steps(totals, run)
    if steps.empty:
        return NO_DEAD, pd.DataFrame(columns=DEAD_COLUMNS)
    parts = parts_of_totals(steps, own_known(claims, run))
    figures = [
        f"{interval(row.low, row.high, row.best)}{sum_of_parts} ({day(row.since, run.zone, year=False)})"
        for row, sum_of_parts in zip(steps.itertuples(index=False), parts, strict=True)
    ]
    steps = steps.assign(words=figures)
    rows = [
        (PARTY_WORDS[party], GROUP_WORDS[group], ", ".join(some["words"]))
        for (party, group), some in steps.groupby(["party", "group"], sort=False)
    ]
    return dead_answer(steps, run), pd.DataFrame(rows, columns=DEAD_COLUMNS)


def dead_steps(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the rows of totals in which a party's figure changed, by party, group and moment."""
    steps = totals[
        (totals["event_id"] == run.event)
        & (totals["outcome"] == "killed")
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


def parts_of_totals(steps: pd.DataFrame, claims: pd.DataFrame) -> list[str]:
    """Return for each step the figures that add up to it on the pages that print it, in words; the empty
    string for a group, or where none do.
    """
    killed = claims[
        (claims["outcome"] == "killed")
        & claims["unit"].eq("people")
        & claims["is_whole"]
        & ~claims["increment"]
        & claims["low"].eq(claims["high"]).fillna(False)
    ]
    found = []
    for step in steps.itertuples(index=False):
        is_exact = not pd.isna(step.low) and not pd.isna(step.high) and step.low == step.high
        is_total = step.group in TOTALS and is_exact
        found.append(parts_in_words(step, claims, killed) if is_total else "")
    return found


def parts_in_words(step: tuple, claims: pd.DataFrame, killed: pd.DataFrame) -> str:
    """Return the sum that most of the pages of one total print, in words: ` = 21 passengers + 4 Frontier
    Corps`; the empty string where no page's figures add up to it.
    """
    ids = step.statement_ids.split(";")
    reports = claims.loc[claims["statement_id"].isin(ids), "report_id"].unique()
    usable = killed[killed["report_id"].isin(reports) & killed["low"].lt(step.low) & killed["low"].gt(0)]
    usable = usable[usable["group"].ne("militants") | (step.group == "all")]
    usable = usable.assign(noun=usable["part"].where(usable["part"].ne(""), usable["group"].map(GROUP_WORDS)))
    votes: dict[tuple[tuple[int, str], ...], int] = {}
    for _, page in usable.groupby("report_id", sort=True):
        for sum_of_parts in sums(page, int(step.low)):
            votes[sum_of_parts] = votes.get(sum_of_parts, 0) + 1
    if not votes:
        return ""
    best = min(votes, key=lambda terms: (-votes[terms], len(terms), terms))
    terms = " + ".join(f"{number:,} {noun}" for number, noun in sorted(best, reverse=True))
    return f" = {terms}"


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
    """Return in Markdown, for each party, how its figures for the dead moved.

    Of a party that gives both kinds of totals, with and without militants, the groups are in the table only;
    a long row of figures is cut in the middle.
    """
    lines = [f"**Killed, figure after figure, as of {moment_words(run.moment, run.zone)}.**"]
    for party, told in steps.groupby("party", sort=False):
        totals = told[told["group"].isin(TOTALS)]
        told = totals if totals["group"].nunique() == len(TOTALS) else told
        said = []
        for group, some in told.groupby("group", sort=False):
            words = list(some["words"])
            if len(words) > IN_A_SENTENCE:
                words = [words[0], "…", *words[1 - IN_A_SENTENCE :]]
            said.append(f"{GROUP_WORDS[group]} {', '.join(words)}")
        lines.append(f"- *{PARTY_WORDS[party].capitalize()}*: {'; '.join(said)}.")
    return "\n".join(lines)
