"""Charts of who was killed, according to whom: each a pure function from a table to a Figure."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts.intervals import (
    LEAST_AXIS,
    OUTLETS_BESIDE,
    PARTIES,
    interval_chart,
    intervals,
    left_out,
    party_legend,
    party_marks,
    people_axis,
    with_outlets,
)
from tollbook.figure import Figure
from tollbook.words import GROUP_WORDS, INCLUDES_WORDS, PARTY_WORDS, count, listing

GROUPS = ["civilians", "security", "militants", "all_but_militants", "all"]
DAY = pd.Timedelta(days=1)
LABEL_SPACE = 170  # pixels beside the panels for axis labels and the words behind the lines, at least
AXIS_SPACE = 50  # of them for the numbers of the upright axis; where these are words, more
LETTER = 6.6  # pixels that one letter of chart text takes, on average
LINE_GAP = 14  # pixels that two labels one below the other need
SHORT = {
    "civilians": "civilians",
    "security": "security",
    "militants": "militants",
    "all_but_militants": "all but militants",
    "all": "all, as printed",
}
TOTAL_COLUMNS = ["group", "party", "period", "rule", "low", "best", "high", "words", "n_origins", "n_reports"]
MOST_TOTALS = 24  # more rows than this no reader compares; the table behind the chart has them all


def killed_by_group(totals: pd.DataFrame, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of each group's killed by the party that gives the figure.

    `totals` are rows in force of one rule and one period; `period` is the period in words, `caption` names
    the source and the as-of moment. Raises ValueError when there is nothing to draw.
    """
    rows = totals[totals["group"].isin(GROUPS) & totals["party"].isin(PARTIES)].copy()
    rows["order"] = rows["group"].map(GROUPS.index) * 10 + rows["party"].map(PARTIES.index)
    rows["label"] = rows["group"].map(SHORT) + " · " + rows["party"].map(PARTY_WORDS)
    rows = intervals(rows.sort_values("order"))
    said = [
        f"{SHORT[row.group]} according to {PARTY_WORDS[row.party]}: {row.words}"
        for row in rows.itertuples(index=False)
    ]

    parties = count(rows["party"].nunique(), "party", "parties")
    return Figure(
        slug=slug,
        sentence=f"{parties} gave a figure for {count(rows['group'].nunique(), 'group')}.",
        title="Each party's figure for each group",
        subtitle=f"People killed, by group and by who gives the figure; {period}",
        caption=f'{party_legend(rows)} An arrow means "or more". {caption}',
        alt=f"Interval chart with {count(len(rows), 'row')}. {listing(said)}.",
        draw=lambda width: interval_chart(rows, width, "people killed", 24),
        rows=rows[[*TOTAL_COLUMNS, "since"]],
    )


def toll_over_time(totals: pd.DataFrame, zone: str, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of how each party's figure for each group moved: rows of `totals` of one rule and one
    period.

    The line holds a figure from the moment it is known until the next; where a figure has no best, its low
    end. Days on the axis are days in `zone`.
    """
    rows = totals[totals["group"].isin(GROUPS[:3]) & totals["party"].isin(PARTIES[:3])].sort_values("since")
    rows = intervals(rows).assign(ends="", is_end=False)
    last = (
        rows.groupby(["group", "party"], as_index=False)
        .tail(1)
        .assign(since=rows["since"].max() + DAY / 2, is_end=True)
    )
    last["ends"] = last["party"].map(PARTY_WORDS) + " " + last["words"]
    steps = pd.concat([rows, last], ignore_index=True)
    steps["local"] = steps["since"].dt.tz_convert(zone).dt.strftime("%Y-%m-%dT%H:%M:%S") + "Z"
    said = [
        f"{GROUP_WORDS[group]} according to {PARTY_WORDS[party]}: "
        f"{' then '.join(dict.fromkeys(some['words']))}"
        for (group, party), some in rows.groupby(["group", "party"])
    ]
    return Figure(
        slug=slug,
        sentence=f"{count(len(rows), 'figure')} one after the other, by group and party.",
        title="The figures as they became known",
        subtitle=f"People killed, by group and party, by when a figure was known; {period}",
        caption="Solid lines and circles: officials; dashed lines and diamonds: armed group; "
        f"dots and squares: independent. {caption}",
        alt=f"Step chart. {listing(said)}.",
        draw=lambda width: step_chart(steps, width),
        rows=rows[["since", *TOTAL_COLUMNS]],
    )


def step_chart(steps: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Return one step chart for each group, one under the other, with the last figure of each party behind
    its line.
    """
    panels, height = [], 110 if width > 500 else 90
    groups = [group for group in GROUPS if group in set(steps["group"])]
    ends = [steps["local"].min(), steps["local"].max()]
    axis_space = AXIS_SPACE + (34 if steps["mark"].max() >= 10**6 else 0)
    space = max(LABEL_SPACE, axis_space + LETTER * steps["ends"].str.len().max())
    for group in groups:
        some, top = labelled(steps[steps["group"] == group], height)
        base = alt.Chart(some, title=alt.Title(GROUP_WORDS[group].capitalize(), fontSize=13)).encode(
            x=alt.X(
                "utcyearmonthdatehoursminutes(local):T",
                scale=alt.Scale(domain=ends),
                title="known from" if group == groups[-1] else None,
                axis=alt.Axis(format="%-d %b", values=day_ticks(ends, 3 if width < 500 else 7)),
            ),
            y=alt.Y(
                "mark:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=people_axis(top, tickCount=4)
            ),
            color=alt.Color("group:N", scale=theme.group_scale(), legend=None),
        )
        line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
            strokeDash=alt.StrokeDash("party:N", legend=None, scale=theme.party_dash_scale()),
            detail="party:N",
        )
        dots = (
            base.transform_filter(~alt.datum.is_end)
            .mark_point(size=45, opacity=1, strokeWidth=2)
            .encode(**party_marks(some))
        )
        text = (
            base.transform_filter(alt.datum.is_end)
            .mark_text(align="left", dx=6)
            .encode(y="label_at:Q", text="ends:N", color=alt.value(theme.INK))
        )
        panels.append((line + dots + text).properties(width=width - space, height=height))
    return alt.vconcat(*panels, spacing=14)


def labelled(some: pd.DataFrame, height: int) -> tuple[pd.DataFrame, float]:
    """Return the steps of one group with `label_at`, where the words behind each line stand, and the top of
    the axis. Words that would cover each other move up.
    """
    top = max(float(some["mark"].max()), LEAST_AXIS)
    last = some[some["is_end"]].sort_values("mark")
    places: list[float] = []
    for mark in last["mark"]:
        places.append(max(mark, places[-1] + LINE_GAP * top / height) if places else mark)
    return some.assign(label_at=pd.Series(places, index=last.index)), top


def day_ticks(ends: list[str], most: int) -> list[str]:
    """Return the days between two moments (ISO, read as UTC) at which an axis is labelled: each of them, or
    evenly fewer.
    """
    days = list(pd.date_range(pd.Timestamp(ends[0]).ceil("D"), pd.Timestamp(ends[1]), freq="D"))
    return [day.strftime("%Y-%m-%dT00:00:00Z") for day in days[:: -(-len(days) // most) or 1]]


def printed_totals(statements: pd.DataFrame, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of what the published totals of killed say they include: statements of groups all and
    all but militants.
    """
    rows = statements[statements["group"].isin(GROUPS[3:])].copy()
    rows["included"] = rows["includes"].map(INCLUDES_WORDS).fillna("other groups")
    rows["included"] = rows["included"].mask(
        rows["group"].eq("all_but_militants"), INCLUDES_WORDS["civilians;security"]
    )
    merged = rows.groupby(["included", "low", "high", "best"], dropna=False, as_index=False).agg(
        n_outlets=("n_outlets", "sum"), n_origins=("origin", "nunique"), group=("group", "first")
    )
    merged = intervals(merged.sort_values(["n_outlets", "low"], ascending=False))
    shown = merged.head(MOST_TOTALS).sort_values(
        ["included", "mark", "is_open"], ascending=[False, True, True]
    )
    shown = shown.assign(order=range(len(shown)), label=shown["words"] + " · " + shown["included"])
    said = [
        f"{row.words} ({row.included}; {count(row.n_outlets, 'outlet')})"
        for row in shown.itertuples(index=False)
    ]
    columns = ["included", "low", "best", "high", "words", "n_outlets", "n_origins"]
    more = left_out(len(merged) - len(shown), "total")
    return Figure(
        slug=slug,
        sentence=f"{count(len(merged), 'total')} in print; they do not count the same people.",
        title="Printed totals, by what they include",
        subtitle=f"Totals of people killed, by what they say they include; {period}",
        caption=f'{OUTLETS_BESIDE} An arrow means "or more". {more}{caption}',
        alt=f"Interval chart. {listing(said)}.",
        draw=lambda width: interval_chart(with_outlets(shown, width), width, "people killed, as printed", 20),
        rows=merged[columns],
    )
