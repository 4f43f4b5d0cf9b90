"""The two sides' figures of one group against each other: as they moved, and side by side in other periods.

Officials' marks are filled circles and solid lines, the armed group's hollow diamonds and dashes. A figure
known as an interval has a band; one without an upper end ends in an arrow. Figures of different periods never
share a line: those of other periods than the running one are marks in rows of their own.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme, worlds
from tollbook.charts.intervals import (
    LEAST_AXIS,
    intervals,
    left_out,
    party_legend,
    party_marks,
    people_axis,
)
from tollbook.comparing import period_labels
from tollbook.figure import Figure
from tollbook.parameters import Run
from tollbook.words import GROUP_WORDS, PARTY_WORDS

NUMBERS = ["low", "best", "high"]
LETTER = 6.6  # pixels that one letter of chart text takes, on average
AXIS_SPACE = 44  # pixels for the numbers of the upright axis
LARGE_FROM, LARGE_SPACE = 10**6, 34  # from so many people on the axis has words, which need more pixels
ARROW = 14  # pixels that an arrow reaches beyond its mark
ROW = 62  # pixels of a row of another period: its name, and below it a line for each party
NAME_LINE = 0.2  # share of such a row at which its name stands
PARTY_LINES = {"state": 0.5, "armed_group": 0.77}
LINE_GAP = 15  # pixels that two labels one below the other need
MOST_ROWS = 8  # rows of other periods; the table behind the chart has them all
DAY = pd.Timedelta(days=1)
AFTER_SHARE = 0.06  # a line goes on for this share of the time axis after the last change, to be seen
MOST_AFTER = pd.Timedelta(hours=11)  # and never into the next day's noon, where a day is named
MOST_MIDNIGHTS = 15  # more days than these are not ruled off from each other


def two_worlds(rows: pd.DataFrame, run: Run, slug: str, caption: str) -> Figure:
    """Return the chart of the two sides' figures: `rows` are `worlds.steps`, of the run's rule and moment.

    A panel for each group shows the running period over knowledge time (days in the event's zone); below
    them, a row for each group and other period, or of no known day, shows the figures in force. `caption`
    names the source and the as-of moment. Raises ValueError when there is nothing to hold against each other.
    """
    now = worlds.in_force(rows)
    if worlds.pairs(rows).empty:
        raise ValueError("there is no group for which both sides have a figure for one and the same period")
    on_axis = rows["period"].eq(run.period) & rows["since"].notna()
    running = rows[on_axis]
    others = now[~on_axis.loc[now.index]].merge(worlds.pairs(rows)[["period", "group"]])
    labels = period_labels(run.event, "short")
    listed = others.drop_duplicates(["period", "group"])
    more = left_out(max(len(listed) - MOST_ROWS, 0), "row").replace("carried by fewer outlets ", "")
    lines = timed(running, run.zone)
    shown = pd.concat([running, others], ignore_index=True)
    label = period_labels(run.event)[run.period]
    return Figure(
        slug=slug,
        sentence=worlds.compared(worlds.pairs(rows).iloc[0].to_dict(), run.zone),
        title="How far apart are the two sides' figures?",
        subtitle=f"People killed, by group and side, by when a figure was known; {label}"
        + ("; below them, figures of other periods" if len(others) else ""),
        caption=f"{party_legend(shown)} Lines: solid for officials, dashed for the armed group. An arrow "
        f'means "or more", a band a figure given as a range. {more}{caption}',
        alt=f"Step chart. {'; '.join(in_words(shown, labels))}.",
        draw=lambda width: drawn(lines, others.head(2 * MOST_ROWS), labels, width),
        rows=shown,
    )


def in_words(rows: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """Return for each group, period and party its figures one after the other, for the text alternative."""
    return [
        f"{GROUP_WORDS[group]}, {labels.get(period, period)}, according to {PARTY_WORDS[party]}: "
        f"{' then '.join(some['words'])}"
        for (group, period, party), some in rows.groupby(["group", "period", "party"], sort=False)
    ]


def timed(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return the steps of the running period with what the lines need: `local` and `until` (times in `zone`,
    written as if UTC), the marks of `intervals`, and `run`: figures that follow each other without a gap.

    A figure holds until the next of its group and party; the last ones go on shortly after the last change.
    """
    if rows.empty:
        return intervals(rows).assign(local="", until="", run="", text="")
    span = rows["since"].max() - rows["since"].min().tz_convert(zone).floor("D")
    ends = rows["since"].max() + min(max(span * AFTER_SHARE, DAY / 24), MOST_AFTER)
    keys = ["group", "party"]
    rows = rows.assign(next=rows.groupby(keys)["since"].shift(-1).fillna(ends))
    is_none = rows[NUMBERS].isna().all(axis=1)
    gaps = is_none.groupby([rows[key] for key in keys]).cumsum()
    rows = intervals(rows.assign(run=rows["party"] + gaps.astype(str))[~is_none])
    local, until = (
        rows[name].dt.tz_convert(zone).dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name in ("since", "next")
    )
    is_end = rows["next"].eq(ends)
    text = (rows["party"].map(PARTY_WORDS) + " " + rows["words"]).where(is_end, "")
    return rows.assign(local=local, until=until, text=text).drop(columns="next")


def drawn(lines: pd.DataFrame, others: pd.DataFrame, labels: dict[str, str], width: int) -> alt.VConcatChart:
    """Return the panels of the running period and the rows of the others, one under the other."""
    width -= LARGE_SPACE if len(lines) and lines["end"].max() >= LARGE_FROM else 0
    groups = [group for group in worlds.GROUPS if group in set(lines["group"])]
    panels = [
        panel(lines[lines["group"] == group], lines, width, is_last=group == groups[-1]) for group in groups
    ]
    title = "Other periods" if panels else "Figures in force"
    rows = [row_panel(others, labels, width, title)] if len(others) else []
    return alt.vconcat(*panels, *rows, spacing=16)


def panel(some: pd.DataFrame, lines: pd.DataFrame, width: int, is_last: bool) -> alt.LayerChart:
    """Return the step chart of one group, each party's last figure behind its line, on the time axis of all
    `lines`.
    """
    wide = width > 500
    height = 130 if wide else 110
    plot = width - AXIS_SPACE - 12 - LETTER * lines["text"].str.len().max()
    top = max(float(some[["mark", "high"]].max().max()), LEAST_AXIS) * (height + ARROW) / height
    scale = alt.Scale(domain=[0, top], nice=False)
    ends = [lines["local"].min()[:10] + "T00:00:00Z", lines["until"].max()]
    noons = day_marks(ends, 12, 7 if wide else 3)
    days = alt.Axis(format="%-d %b", values=noons, ticks=False, title="known from" if is_last else None)
    x_scale = alt.Scale(domain=ends)
    base = alt.Chart(some, title=alt.Title(GROUP_WORDS[some["group"].iloc[0]].capitalize(), fontSize=13))
    base = base.encode(
        x=alt.X("utcyearmonthdatehoursminutes(local):T", scale=x_scale, axis=days),
        y=alt.Y("mark:Q", title=None, scale=scale, axis=people_axis(top, tickCount=4)),
        color=alt.Color("group:N", scale=theme.group_scale(), legend=None),
    )
    layers = [
        midnights(ends),
        bands(base),
        step_lines(base, some),
        *up_arrows(base, height, top),
        dots(base, some),
    ]
    layers.append(end_labels(base, some, height, top))
    return alt.layer(*layers).properties(width=plot, height=height)


def day_marks(ends: list[str], hour: int, most: int) -> list[str]:
    """Return `hour` o'clock of each day between two moments (ISO, read as UTC), or evenly of fewer, at most
    `most`.
    """
    start, end = (pd.Timestamp(moment) for moment in ends)
    moments = [day + pd.Timedelta(hours=hour) for day in pd.date_range(start.floor("D"), end, freq="D")]
    within = [f"{moment:%Y-%m-%dT%H}:00:00Z" for moment in moments if start <= moment <= end]
    return within[:: -(-len(within) // most) or 1]


def midnights(ends: list[str]) -> alt.Chart:
    """Return thin lines that part the days from each other; none where there are very many."""
    moments = day_marks(ends, 0, 10**6)[1:]
    moments = moments if len(moments) <= MOST_MIDNIGHTS else []
    days = pd.DataFrame({"local": moments}, dtype=object)
    x = alt.X("utcyearmonthdatehoursminutes(local):T")
    return alt.Chart(days).mark_rule(color=theme.GRID, strokeWidth=1).encode(x=x)


def bands(base: alt.Chart) -> alt.Chart:
    """Return the bands of figures given as a range, from the moment they are known to the next figure."""
    return (
        base.transform_filter("isValid(datum.low) && isValid(datum.high) && datum.low < datum.high")
        .mark_rect(opacity=0.25, stroke=None)
        .encode(x2="utcyearmonthdatehoursminutes(until):T", y="low:Q", y2="high:Q", fill="group:N")
        .encode(fill=alt.Fill("group:N", scale=theme.group_scale(), legend=None))
    )


def step_lines(base: alt.Chart, some: pd.DataFrame) -> alt.Chart:
    """Return the lines of both parties: level from figure to figure, broken where there is none."""
    closing = some.groupby("run", sort=False).tail(1)
    points = pd.concat([some, closing.assign(local=closing["until"])], ignore_index=True)
    return (
        base.properties(data=points)
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            strokeDash=alt.StrokeDash("party:N", legend=None, scale=theme.party_dash_scale()),
            detail=["party:N", "run:N"],
        )
    )


def up_arrows(base: alt.Chart, height: int, top: float) -> list[alt.Chart]:
    """Return a short line with a head above each figure without an upper end."""
    reach = ARROW * top / height
    open_ones = base.transform_filter("datum.is_open").transform_calculate(tip=f"datum.mark + {reach:g}")
    return [
        open_ones.mark_rule(strokeWidth=2).encode(y2="tip:Q"),
        open_ones.mark_point(shape=theme.ARROW_RIGHT, size=45, filled=True, opacity=1, angle=270).encode(
            y="tip:Q"
        ),
    ]


def dots(base: alt.Chart, some: pd.DataFrame) -> alt.Chart:
    """Return the marks at the moments from which a figure is known."""
    return base.mark_point(size=50, opacity=1, strokeWidth=2).encode(**party_marks(some))


def end_labels(base: alt.Chart, some: pd.DataFrame, height: int, top: float) -> alt.Chart:
    """Return each party's last figure behind its line; where two would overlap, the higher moves up and the
    lower down.
    """
    last = some[some["text"].ne("")].sort_values("mark")
    apart = LINE_GAP * top / height
    middle, gap = last["mark"].mean(), last["mark"].max() - last["mark"].min()
    if len(last) == 2 and gap < apart:
        middle = max(middle, apart / 2)  # the lower label stays above the time axis
        last = last.assign(label_at=[middle - apart / 2, middle + apart / 2])
    else:
        last = last.assign(label_at=last["mark"])
    return (
        base.properties(data=last)
        .mark_text(align="left", dx=8)
        .encode(
            x="utcyearmonthdatehoursminutes(until):T",
            y="label_at:Q",
            text="text:N",
            color=alt.value(theme.INK),
        )
    )


def row_panel(others: pd.DataFrame, labels: dict[str, str], width: int, title: str) -> alt.LayerChart:
    """Return a row for each group and period: its name, and below it a line from zero to each party's figure
    in force, with the figure behind it.
    """
    rows = placed(others, labels)
    names = rows.drop_duplicates("row").assign(place=rows["row"] + NAME_LINE)
    count = len(names)
    plot = width - 24
    behind = LETTER * rows["text"].str.len().max() + 16
    longest = max(float(rows["end"].max()), LEAST_AXIS)
    x = alt.X(
        "start:Q",
        title="people killed, figures in force",
        scale=alt.Scale(domain=[0, longest], range=[0, plot - behind], nice=False),
        axis=people_axis(longest, tickCount=3 if width < 500 else 5, grid=False),
    )
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[0, count], range=[0, count * ROW]))
    color = alt.Color("group:N", scale=theme.group_scale(), legend=None)
    base = alt.Chart(rows, title=alt.Title(title, fontSize=13)).encode(x=x, y=y, color=color)
    dash = alt.StrokeDash("party:N", legend=None, scale=theme.party_dash_scale())
    ink = alt.value(theme.INK)
    open_ones = base.transform_filter("datum.is_open")
    heading = alt.Chart(names).mark_text(align="left", fontWeight=600)
    layers = [
        base.mark_rule(strokeWidth=2.5).encode(x="zero:Q", x2="mark:Q", strokeDash=dash),
        base.transform_filter("!datum.is_open").mark_rule(strokeWidth=8, opacity=0.35).encode(x2="end:Q"),
        open_ones.mark_rule(strokeWidth=2.5).encode(x="mark:Q", x2="end:Q"),
        open_ones.mark_point(shape=theme.ARROW_RIGHT, size=45, filled=True, opacity=1).encode(x="end:Q"),
        base.mark_point(size=60, opacity=1, strokeWidth=2).encode(x="mark:Q", **party_marks(rows)),
        base.mark_text(align="left", dx=10).encode(x="end:Q", text="text:N", color=ink),
        heading.encode(x=alt.value(0), y=y, text="name:N", color=ink),
    ]
    return alt.layer(*layers).properties(width=plot, height=count * ROW)


def placed(others: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the marks of other periods with the row they belong to, the row's `name`, `place` (rows from the
    top) and `text`.
    """
    marks = intervals(others)
    row = marks.groupby(["period", "group"], sort=False).ngroup()
    periods = marks["period"].map(labels).fillna(marks["period"])
    return marks.assign(
        row=row,
        zero=0.0,
        place=row + marks["party"].map(PARTY_LINES),
        name=marks["group"].map(GROUP_WORDS).str.capitalize() + ", " + periods,
        text=marks["party"].map(PARTY_WORDS) + " " + marks["words"],
    )
