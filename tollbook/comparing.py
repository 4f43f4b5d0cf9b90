"""Tables and sentences for notebook 02: totals in force, statements and their echoes, parts and totals."""

from __future__ import annotations

import pandas as pd

from tollbook import reconcile
from tollbook.parameters import Run
from tollbook.paths import hand
from tollbook.words import (
    GROUP_WORDS,
    PARTY_WORDS,
    count,
    day,
    interval,
    interval_words,
    listing,
    moment_words,
)

GROUPS = ("civilians", "security", "militants")
PARTIES = ("state", "armed_group", "independent", "unattributed")
PRE_ATTACK = "pre_attack"


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


def side_by_side(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return each group's figure by party for every rule and period: words, how many origins and pages stand
    behind them.
    """
    labels, rows = period_labels(run.event, "short"), []
    for rule in reconcile.RULES:
        now = in_force(totals, run, rule)
        now = now[now["group"].isin(GROUPS) & now["period"].isin(periods_in_force(totals, run))]
        for row in now[now["party"] != "any"].itertuples(index=False):
            rows.append(
                (
                    labels[row.period],
                    GROUP_WORDS[row.group],
                    PARTY_WORDS[row.party],
                    row.n_origins,
                    row.n_statements,
                    row.n_reports,
                    rule,
                    interval(row.low, row.high, row.best),
                )
            )
    table = pd.DataFrame(
        rows, columns=["period", "group", "party", "origins", "statements", "pages", "rule", "figure"]
    )
    if table.empty:
        return table
    keys = ["period", "group", "party", "origins", "statements", "pages"]
    return table.pivot(index=keys, columns="rule", values="figure").reset_index().rename_axis(columns=None)


def echoes(statements: pd.DataFrame, run: Run, most: int) -> pd.DataFrame:
    """Return the statements about killed that most outlets carry: what is said, by whom, by how many pages
    and outlets.

    Days are days in the event's time zone.
    """
    labels = period_labels(run.event, "short")
    killed = statements[(statements["outcome"] == "killed") & statements["group"].isin(GROUPS)]
    top = killed.sort_values(["n_outlets", "statement_id"], ascending=[False, True]).head(most)
    return pd.DataFrame(
        {
            "origin": top["origin"],
            "figure": interval_words(top),
            "group": top["group"].map(GROUP_WORDS),
            "part": top["part"],
            "period": top["period"].map(labels).fillna(top["period"]),
            "pages": top["n_reports"],
            "outlets": top["n_outlets"],
            "first said": top["first_said"].dt.tz_convert(run.zone).dt.strftime("%Y-%m-%d"),
            "statement": top["statement_id"],
        }
    ).reset_index(drop=True)


def with_and_without(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return each party's militants killed as printed, and less the raids before the attacks, where a period
    has such raids.

    Whether a printed total holds the raids is said by some pages and not by others; so both numbers are
    given.
    """
    before = in_force(totals, run, period=PRE_ATTACK)
    before = before[(before["group"] == "militants") & (before["party"] == "state")]
    labels, rows = period_labels(run.event, "short"), []
    if before.empty:
        return pd.DataFrame(columns=["period", "as printed", "raids before the attacks", "less the raids"])
    raids = before.iloc[0]
    for period in [
        period for period in periods_in_force(totals, run) if period not in (PRE_ATTACK, "day", "follow_up")
    ]:
        now = in_force(totals, run, period=period)
        for row in now[(now["group"] == "militants") & (now["party"] == "state")].itertuples(index=False):
            low = None if pd.isna(row.low) or pd.isna(raids["high"]) else row.low - raids["high"]
            high = None if pd.isna(row.high) or pd.isna(raids["low"]) else row.high - raids["low"]
            rows.append(
                (
                    labels[period],
                    interval(row.low, row.high, row.best),
                    interval(raids["low"], raids["high"], raids["best"]),
                    interval(low, high),
                )
            )
    return pd.DataFrame(rows, columns=["period", "as printed", "raids before the attacks", "less the raids"])


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


def unexplained(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the printed totals that no sum of the page's own figures explains, warnings first."""
    rows = findings[(findings["check"] == "parts_total") & findings["message"].str.contains(" is not a sum ")]
    rows = rows.sort_values(["severity", "report_id"], ascending=[False, True])
    return rows[["severity", "report_id", "expected", "found"]].reset_index(drop=True)


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


def rival(known: pd.DataFrame, totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return, for each group and party, the figure that most pages print in any period beside the rule
    `latest` of the running period; an empty cell where the party gave none in it.
    """
    whole = reconcile.comparable(known)
    killed = whole[
        (whole["outcome"] == "killed") & whole["group"].isin(GROUPS) & whole["party"].isin(PARTIES)
    ]
    pages = (
        killed.assign(figure=interval_words(killed))
        .groupby(["group", "party", "figure"], as_index=False)["report_id"]
        .nunique()
    )
    most = pages.sort_values(["report_id", "figure"], ascending=[False, True]).drop_duplicates(
        ["group", "party"]
    )
    now = in_force(totals, run, "latest", run.period).set_index(["group", "party"])
    latest = [
        interval(row["low"], row["high"], row["best"])
        for key in zip(most["group"], most["party"], strict=True)
        for row in [now.loc[key] if key in now.index else {"low": None, "high": None, "best": None}]
    ]
    table = pd.DataFrame(
        {
            "group": most["group"].map(GROUP_WORDS),
            "party": most["party"].map(PARTY_WORDS),
            "most printed": most["figure"],
            "pages": most["report_id"],
            "latest": latest,
        }
    )
    return table.sort_values(["group", "party"], ignore_index=True)
