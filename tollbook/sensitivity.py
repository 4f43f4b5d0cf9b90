"""How much a figure depends on a choice: of the rule, and of where undated pages are placed.

All of it is about people killed in the run's event and period, as of the run's moment. A figure that hardly
moves under any of these choices is no truer for that; one that moves a lot must not be printed without the
choice.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tollbook import dates, reconcile, vocabulary
from tollbook.claim_links import link, listed
from tollbook.clean import known_by
from tollbook.parameters import Run
from tollbook.vocabulary import ANY, Names
from tollbook.words import (
    GROUP_WORDS,
    PARTY_WORDS,
    count,
    interval,
    interval_words,
    listing,
    moment_words,
)

GROUPS = Names(lambda words: words.main)
TOTAL_GROUPS = Names(  # looked at only where no main group has a figure
    lambda words: [group for group in words.totals if group not in words.main]
)
PARTIES = Names(lambda words: [*words.speaking, ANY])
MIDDLE = ("median", "agreement")
SPREAD = "range"  # this rule gives the two ends of everything ever said, not a figure to compare
SETTINGS = {
    "earliest": "as early as possible",
    "latest": "as late as possible",
    "leave_out": "left out",
}
NUMBERS = ["low", "best", "high"]
NO_FIGURE = interval(None, None)
RULE_COLUMNS = ["group", "party", "rule", *NUMBERS, "words", "n_origins", "rests_on"]
OPEN = ", with no upper end"
WITHOUT_RULES = "No figure for a whole group was known by then, so the rules have nothing to choose from."


def by_rule(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return what every rule makes of each group and party: the totals in force in the run's period.

    `totals` as from `reconcile.totals`. Columns: group, party, rule, low, best, high (people), words (the
    interval in words; `no figure` where the rule gives none), n_origins (all that are known), rests_on
    (statement_ids). In the order of groups, rules and parties.
    """
    own = totals[
        (totals["event_id"] == run.event)
        & (totals["outcome"] == vocabulary.main_outcome(run.event))
        & (totals["period"] == run.period)
        & totals["party"].isin(PARTIES)
    ]
    rows = own_groups(reconcile.as_of(own, run.moment))
    rows = rows.assign(words=interval_words(without_middle(rows))).rename(
        columns={"statement_ids": "rests_on"}
    )
    orders = {"group": [*GROUPS, *TOTAL_GROUPS], "rule": list(reconcile.RULES), "party": list(PARTIES)}
    ranks = {name: rows[name].map(values.index).astype(int) for name, values in orders.items()}
    return rows.loc[pd.DataFrame(ranks).sort_values(list(ranks)).index][RULE_COLUMNS].reset_index(drop=True)


def without_middle(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows (columns rule, best) without the best of rules whose best lies between two ends that
    sources gave: in words it would read as somebody's *about*.
    """
    return rows.assign(best=rows["best"].mask(rows["rule"].isin(MIDDLE)))


def own_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows (column group) about the event's main groups; where there is none, those about other
    totals.
    """
    apart = rows[rows["group"].isin(GROUPS)]
    return apart if len(apart) else rows[rows["group"].isin(TOTAL_GROUPS)]


def rules_table(totals: pd.DataFrame, statements: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return each rule's figure for each group, the parties side by side: one row per group and rule.

    `statements` (statement_id, origin) say on how many origins a figure rests: the number in brackets.
    Columns: group, rule, and one for each party that gave a figure, the last of them for all sources.
    """
    rows = by_rule(totals, run)
    origins = statements.set_index("statement_id")["origin"]
    named = [origins.reindex([one for one in ids.split(";") if one]).nunique() for ids in rows["rests_on"]]
    cells = rows["words"] + [f" ({number})" if number else "" for number in named]
    keys = ["group", "rule"]
    table = (
        rows.assign(cell=cells).pivot(index=keys, columns="party", values="cell").rename_axis(columns=None)
    )
    order = pd.MultiIndex.from_frame(rows[keys].drop_duplicates())
    table = table.reindex(index=order, columns=[party for party in PARTIES if party in set(rows["party"])])
    table = table.fillna("").rename(columns=PARTY_WORDS).reset_index()
    return table.assign(group=table["group"].map(GROUP_WORDS))


class End(NamedTuple):
    """One end of what the rules make of a figure: its number, whether it is open, the rules that give it, and
    the statements that these rest on.
    """

    number: int
    is_open: bool
    rules: list[str]
    statement_ids: list[str]

    @property
    def words(self) -> str:
        """The number in words, linked to the claims behind it: `36`, `100 or more`."""
        return link(interval(self.number, None if self.is_open else self.number), self.statement_ids)


def span(row: object) -> tuple[int, int] | None:
    """Return from which number to which a rule's figure goes: its best alone, else low (a missing one is 0)
    to high, an open one its low; None where the rule gives none.
    """
    low, best, high = (None if pd.isna(end) else int(end) for end in (row.low, row.best, row.high))
    if low is None and high is None:
        return None
    return (best, best) if best is not None else (low or 0, low if high is None else high)


def ends(rows: pd.DataFrame) -> tuple[End, End] | None:
    """Return the lowest and the highest that the rules give for one group and party, the rule `range` apart;
    None where no rule gives a figure.
    """
    given = [(row, span(row)) for row in rows.itertuples(index=False) if row.rule != SPREAD]
    given = [(row, both) for row, both in given if both is not None]
    if not given:
        return None
    found = []
    # At the top one open figure is enough for "or more"; at the bottom all must be open.
    for side, pick, opens in ((0, min, all), (1, max, any)):
        at = pick(both[side] for _, both in given)
        there = [row for row, both in given if both[side] == at]
        is_open = opens(pd.isna(row.high) and pd.isna(row.best) for row in there)
        found.append(End(at, is_open, [row.rule for row in there], listed(row.rests_on for row in there)))
    return tuple(found)


def span_words(rows: pd.DataFrame) -> str:
    """Return between what the rules lie for one group and party, in Markdown; one figure alone where they
    agree.
    """
    both = ends(rows)
    if both is None:
        return NO_FIGURE
    lowest, highest = both
    return highest.words if lowest.number == highest.number else f"between {lowest.words} and {highest.words}"


def rules_answer(totals: pd.DataFrame, run: Run) -> str:
    """Return, in Markdown, between what the rules lie for each group: all sources together, then the parties
    apart.
    """
    rows = by_rule(totals, run)
    if rows.empty:
        return WITHOUT_RULES
    rules = count(len(reconcile.RULES), "rule")
    title = vocabulary.toll(run.event).title
    lines = [f"**{title}, as of {moment_words(run.moment, run.zone)}, by {rules}.**"]
    for group, some in rows.groupby("group", sort=False):
        lines.append(f"- *{GROUP_WORDS[group].capitalize()}.* {group_sentence(some)}")
    return "\n".join(lines)


def group_sentence(rows: pd.DataFrame) -> str:
    """Return between what the rules lie for one group, which rules are the ends, and how it is for each
    party.
    """
    every = rows[rows["party"] == "any"]
    said = f"From any source {span_words(every)}{end_rules(every)}."
    apart = [
        f"{PARTY_WORDS[party]} {span_words(some)}"
        for party, some in rows[rows["party"] != "any"].groupby("party", sort=False)
    ]
    spans = every[every["rule"] == SPREAD]
    ever = "".join(
        f" The lowest to the highest ever given: {link(words, ids.split(';'))}{OPEN if is_open else ''}."
        for words, ids, is_open in zip(spans["words"], spans["rests_on"], spans["high"].isna(), strict=True)
    )
    return f"{said}{ever}" + (f" Apart: {'; '.join(apart)}." if apart else "")


def end_rules(rows: pd.DataFrame) -> str:
    """Return in brackets which rules give the lowest and the highest figure, and which give none; nothing
    where all give one figure.
    """
    both = ends(rows)
    if both is None:
        return ""
    notes = []
    if both[0].number != both[1].number:
        notes = [
            f"{name}: {listing(end.rules)}" for name, end in zip(("lowest", "highest"), both, strict=True)
        ]
    none = [row.rule for row in rows.itertuples(index=False) if span(row) is None]
    notes += [f"no figure: {listing(none)}"] if none else []
    return f" ({'; '.join(notes)})" if notes else ""


def counted(claims: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the claims that the run's totals of killed in its period can rest on, for its groups."""
    is_toll = claims["outcome"] == vocabulary.main_outcome(run.event)
    own = claims[(claims["event_id"] == run.event) & is_toll & (claims["period"] == run.period)]
    return own_groups(known_by(reconcile.comparable(own), run.moment))


def undated_effect(claims: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return what the placing of undated pages changes: the answer in Markdown, and the figures that differ.

    The figures in force by the run's rule are computed with the pages that have no day of their own placed as
    early as they can be, as late as they can be, and left out (`dates.place_undated`). Columns: group, figure
    of, and one for each setting; only rows in which the settings differ.
    """
    own = claims[claims["event_id"] == run.event]
    placed = {setting: dates.place_undated(own, setting) for setting in SETTINGS}
    figures = [figures_in_force(some, run).rename(SETTINGS[setting]) for setting, some in placed.items()]
    keys = pd.MultiIndex.from_tuples(
        [(group, party) for group in (*GROUPS, *TOTAL_GROUPS) for party in PARTIES],
        names=["group", "figure of"],
    )
    table = pd.concat([one.reindex(keys) for one in figures], axis=1).dropna(how="all").fillna(NO_FIGURE)
    differ = table[table.nunique(axis=1) > 1].reset_index()
    words = differ.assign(
        group=differ["group"].map(GROUP_WORDS), **{"figure of": differ["figure of"].map(PARTY_WORDS)}
    )
    return undated_answer(placed, len(table), len(words), run), words


def figures_in_force(claims: pd.DataFrame, run: Run) -> pd.Series:
    """Return the figures in force by the run's rule, in words, with group and party as index."""
    rows = by_rule(reconcile.totals(counted(claims, run)), run)
    return rows[rows["rule"] == run.rule].set_index(["group", "party"])["words"]


def undated_answer(placed: dict[str, pd.DataFrame], figures: int, differing: int, run: Run) -> str:
    """Return in Markdown how many of the claims known by the run's moment a setting moves or leaves out, and
    how many figures that changes.
    """
    known = known_by(placed["earliest"], run.moment)
    if known.empty:
        return "No claim was known by then, so there is nothing to place."
    late = known["claim_id"].map(placed["latest"].set_index("claim_id")["known_from"])
    moved = int((late > known["known_from"]).sum())
    beyond = 0 if run.moment is None else int((late > run.moment).sum())
    undated = len(known) - int(known["claim_id"].isin(placed["leave_out"]["claim_id"]).sum())
    if not undated:
        return "Every claim known by then stands on a page with a day of its own, so nothing can be moved."
    out = f", {beyond:,} of them out of what was known by then" if run.moment is not None else ""
    return (
        f"As of {moment_words(run.moment, run.zone)}, {undated:,} of {count(len(known), 'claim')} "
        f"{'stands' if undated == 1 else 'stand'} on pages without a day of their own. Placed as late as "
        f"they can be, {moved:,} {'moves' if moved == 1 else 'move'}{out}. "
        f"{depending(figures, differing, run.rule)}"
    )


def depending(figures: int, differing: int, rule: str) -> str:
    """Return in a sentence how many figures depend on where undated pages are placed."""
    if not figures:
        return f"No figure of {vocabulary.toll().label} was in force by then."
    in_force = f"of {count(figures, 'figure')} of {vocabulary.toll().label} in force by the rule *{rule}*"
    if not differing:
        return f"**Not one** {in_force} depends on it."
    return f"**{differing:,}** {in_force} {'depends' if differing == 1 else 'depend'} on it."
