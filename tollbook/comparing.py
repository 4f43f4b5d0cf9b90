"""Tables and sentences for notebook 02: totals in force, statements and their echoes, parts and totals."""

from __future__ import annotations

import pandas as pd

from tollbook import reconcile
from tollbook.parameters import Run
from tollbook.paths import hand
from tollbook.words import (
    GROUP_WORDS,
    count,
    day,
    interval,
    listing,
    moment_words,
)

GROUPS = ("civilians", "security", "militants")
PARTIES = ("state", "armed_group", "independent", "unattributed")


def period_labels(event: str, column: str = "label") -> dict[str, str]:
    """Return the periods of an event in words, from `data/hand/periods.csv`; column `short` has them for
    tables.
    """
    rows = hand("periods").query("event_id == @event")
    return dict(zip(rows["period"], rows[column], strict=True))


def in_force(
    totals: pd.DataFrame, run: Run, rule: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return the totals of killed in force at the run's moment, of one rule (default: the run's) and one
    period if given.

    `since` is the moment since which the figure holds.
    """
    now = reconcile.as_of(totals, run.moment)
    now = now[(now["outcome"] == "killed") & (now["rule"] == (rule or run.rule))]
    now = now if period is None else now[now["period"] == period]
    return now.assign(since=reconcile.figure_since(totals, now))


def periods_in_force(totals: pd.DataFrame, run: Run) -> list[str]:
    """Return the event's own periods with a figure in force for civilians, security or militants, the running
    one first.
    """
    now = in_force(totals, run)
    now = now[now["group"].isin(GROUPS) & now["party"].isin(PARTIES[:3])]
    return [
        period
        for period in dict.fromkeys([run.period, *period_labels(run.event)])
        if period in set(now["period"])
    ]


def answer(totals: pd.DataFrame, run: Run) -> str:
    """Return the answer of notebook 02 in markdown: each party's figures in force, for the running count and
    the longest.
    """
    lines = [f"**{run.name}, as of {moment_words(run.moment, run.zone)}.**"]
    labels = period_labels(run.event)
    for period in periods_in_force(totals, run):
        now = in_force(totals, run, period=period)
        said = [party_sentence(now[now["party"] == party], party, run.zone) for party in PARTIES[:3]]
        if any(said):
            lines.append(
                f"- *{labels[period][0].upper()}{labels[period][1:]}.* {' '.join(filter(None, said))}"
            )
    return (
        "\n".join(lines)
        if len(lines) > 1
        else f"{lines[0]} No party had given a figure for a whole group by then."
    )


def party_sentence(rows: pd.DataFrame, party: str, zone: str) -> str:
    """Return what a party's rows in force say, attributed and dated; the empty string when there is none."""
    rows = rows.set_index("group")
    said = [
        f"{interval(row.low, row.high, row.best)} {GROUP_WORDS[group]} ({day(row.since, zone, year=False)})"
        for group in GROUPS
        if group in rows.index
        for row in [rows.loc[group]]
    ]
    names = {"state": "Officials", "armed_group": "The armed group", "independent": "Independent sources"}
    return f"{names[party]}: {listing(said)}." if said else ""


def parts_summary(findings: pd.DataFrame) -> str:
    """Return in a sentence how many printed totals are a sum of their own page's figures."""
    sums = findings[findings["check"] == "parts_total"]
    if sums.empty:
        return "No page known by then prints a total together with two or more of its parts."
    fits = sums["message"].str.contains(" is not a sum ").eq(False)
    exact = sums["message"].str.contains('" is ') & fits
    return (
        f"{count(len(sums), 'printed total')} stand beside figures for two or more groups on the same page. "
        f"**{exact.sum():,}** are exactly a sum of them, {(fits & ~exact).sum():,} agree with one, "
        f"{(~fits).sum():,} {'is' if (~fits).sum() == 1 else 'are'} not explained by any."
    )


def page_findings(findings: pd.DataFrame, report_id: str) -> pd.DataFrame:
    """Return the findings about totals and parts of one page."""
    rows = findings[(findings["check"] == "parts_total") & (findings["report_id"] == report_id)]
    return rows[["expected", "found", "message", "claim_ids"]].reset_index(drop=True)


def worked_page(findings: pd.DataFrame, run: Run) -> str:
    """Return the page to work through: the event's own choice if known by then, else the page with most
    totals explained.
    """
    sums = findings[
        (findings["check"] == "parts_total") & ~findings["message"].str.contains(" is not a sum ")
    ]
    if run.worked_page in set(sums["report_id"]):
        return run.worked_page
    counts = sums["report_id"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return counts.index[0] if len(counts) else ""
