"""Tables and sentences for notebook 03: other periods, how tolls moved, parts of groups, what is missing."""

from __future__ import annotations

import pandas as pd

from tollbook import by_event, reconcile, vocabulary
from tollbook.comparing import GROUPS, NAMED_PARTIES, PARTIES, in_force, period_labels, periods_of
from tollbook.parameters import Run
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, day, interval, interval_words, listing

PAGES = "pages with any figure"
"""The heading of `n_reports` of totals: of those pages only some may carry the figure in force."""


def other_periods(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return each group's figure by party in force in the periods other than the running count, and how many
    pages gave any figure of that scope.
    """
    labels, rows = period_labels(run.event, "short"), []
    every = in_force(totals, run)
    for period in [period for period in periods_of(every, run) if period != run.period]:
        now = every[every["period"] == period]
        for row in now[now["group"].isin(GROUPS) & now["party"].isin(PARTIES)].itertuples(index=False):
            rows.append(
                (
                    labels[period],
                    GROUP_WORDS[row.group],
                    PARTY_WORDS[row.party],
                    interval(row.low, row.high, row.best),
                    row.n_reports,
                    day(row.since, run.zone),
                )
            )
    return pd.DataFrame(rows, columns=["period", "group", "party", "figure", PAGES, "since"])


def steps_until(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the rows of totals of killed up to the run's moment, of its rule and running period, where the
    figure changed; none that hold in the latest state alone, since no moment is known for them.
    """
    rows = totals[
        (totals["outcome"] == vocabulary.main_outcome(run.event))
        & (totals["rule"] == run.rule)
        & (totals["period"] == run.period)
        & totals["group"].isin(GROUPS)
        & totals["party"].isin(NAMED_PARTIES)
    ]
    rows = rows[rows["since"].notna()] if run.moment is None else rows[rows["since"] <= run.moment]
    rows = rows.sort_values(["group", "party", "since"])
    return rows[reconcile.is_changed(rows, ["group", "party"])].reset_index(drop=True)


def top_parts(statements: pd.DataFrame) -> pd.DataFrame:
    """Return, for each part of a group that pages count as killed, the figure that most outlets carry."""
    is_part = statements["part"].ne("") & statements["unit"].eq("people")
    parts = statements[by_event.is_main_outcome(statements) & is_part]
    table = (
        parts.assign(figure=interval_words(parts))
        .groupby(["group", "part", "figure"], as_index=False)
        .agg(outlets=("n_outlets", "sum"), origins=("origin", "nunique"))
    )
    others = table.groupby(["group", "part"])["figure"].transform("nunique") - 1
    table = table.assign(**{"other figures": others}).sort_values(
        ["outlets", "figure"], ascending=[False, True]
    )
    top = table.drop_duplicates(["group", "part"]).sort_values(["group", "outlets"], ascending=[True, False])
    return top.assign(group=top["group"].map(GROUP_WORDS).fillna(top["group"])).reset_index(drop=True)


def women_and_children_share(claims: pd.DataFrame) -> str:
    """Return in a sentence how many pages that count civilians killed (the groups that are no party's own
    people; without sides, anybody) say anything of women or children among them.
    """
    words, toll = vocabulary.current(), vocabulary.toll().label
    apart = words.bystanders
    whom = listing([GROUP_WORDS[group] for group in apart]) if words.sides else "people"
    killed = claims[by_event.is_main_outcome(claims) & claims["group"].isin(apart)]
    pages = set(killed.loc[killed["part"].eq(""), "report_id"])
    named = killed["part"].isin(["women", "children"]) | killed["includes"].str.contains("women|children")
    saying = pages & set(killed.loc[named, "report_id"])
    if not pages:
        return f"No page known by then counts {whom} {toll}."
    counting = "counts" if len(pages) == 1 else "count"
    return (
        f"{count(len(pages), 'page')} {counting} {whom} {toll}; {len(saying):,} of them "
        f"({len(saying) / len(pages):.0%}) say anything of women or children among them."
    )
