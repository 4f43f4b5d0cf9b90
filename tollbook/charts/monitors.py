"""Charts of the monitors' yearly and monthly figures, with their gaps and their disagreements."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.figure import Figure
from tollbook.series import disagreements
from tollbook.words import count, interval_words, listing

MONITORS = ("PICSS", "PIPS", "SATP", "CRSS", "Home Department", "Officials")
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
MEASURES = ("attacks", "deaths")
AXIS_WIDTH = (
    48  # pixels for the numbers beside a panel, the same for all panels so that years stand above years
)
ARROW_UP = "M-1,1L0,-1L1,1Z"
OPEN_REACH = 0.07  # of the axis: the length of the arrow above a figure without a high end
LABELS = {
    "all": {"true": {"align": "left", "dx": 7}},
    "none": {},
    "contested": {
        "datum.is_contested && datum.is_highest": {"dy": -12},
        "datum.is_contested && !datum.is_highest": {"dy": 13},
    },
}
YEAR, MONTH = "year", "month"


def charted(series: pd.DataFrame, kind: str, region: str) -> pd.DataFrame:
    """Return the figures of one kind of period with what the chart draws: when, mark, end, is_open,
    is_partial, is_contested, is_highest, number, words."""
    rows = series[
        series["reason"].eq("")
        & series["region"].eq(region)
        & series["period_kind"].eq(kind)
        & series["measure"].isin(MEASURES)
    ]
    low, high = rows["low"].astype("Float64"), rows["high"].astype("Float64")
    mark = rows["best"].astype("Float64").fillna(low).fillna(high).astype(float)
    top = mark.groupby(rows["measure"]).transform("max")
    words = interval_words(rows)
    drawn = rows.assign(
        mark=mark,
        is_open=high.isna(),
        end=mark + top * OPEN_REACH,
        is_partial=rows["counts"].ne(""),
        words=words,
        when=rows["period_start"].str[:4] if kind == YEAR else rows["period_start"] + "T00:00:00Z",
    )
    drawn["number"] = drawn["mark"].map("{:,.0f}".format) + drawn["is_open"].map({True: "+", False: ""})
    drawn["is_contested"] = drawn.groupby(["measure", "when"])["mark"].transform("nunique") > 1
    drawn["is_highest"] = drawn["mark"] == drawn.groupby(["measure", "when"])["mark"].transform("max")
    return drawn.sort_values(["measure", "period_start", "monitor", "mark"], ignore_index=True)


def monitor_scales(rows: pd.DataFrame, width: int) -> dict[str, object]:
    """Return the colour and shape of each monitor present, with one legend."""
    known = [*MONITORS, *sorted(set(rows["monitor"]) - set(MONITORS))]
    present = [monitor for monitor in known if monitor in set(rows["monitor"])]
    places = [known.index(monitor) % len(SHAPES) for monitor in present]
    legend = alt.Legend(title=None, columns=3 if width < 500 else 6, symbolStrokeWidth=1.6)
    return {
        "color": alt.Color(
            "monitor:N",
            legend=legend,
            scale=alt.Scale(domain=present, range=[theme.SERIES[place] for place in places]),
        ),
        "shape": alt.Shape(
            "monitor:N",
            legend=legend,
            scale=alt.Scale(domain=present, range=[SHAPES[place] for place in places]),
        ),
    }


def panel(
    rows: pd.DataFrame, measure: str, x: alt.X, width: int, scales: dict[str, object], labels: str
) -> alt.LayerChart:
    """Return the panel of one measure: a mark per figure, an arrow where it is open, a line between figures
    of one period.

    `labels` says which figures are also written: all, those contested by another for the same period, or
    none.
    """
    own = rows[rows["measure"] == measure]
    y = alt.Y(
        "mark:Q",
        title=f"{measure} in the period",
        scale=alt.Scale(domainMin=0),
        axis=alt.Axis(tickCount=5, minExtent=AXIS_WIDTH - 14, maxExtent=AXIS_WIDTH - 14),
    )
    base = alt.Chart(own).encode(x=x, y=y, color=scales["color"])
    spans = own.groupby("when")["mark"].agg(["min", "max", "size"]).reset_index().query("size > 1")
    span = (
        alt.Chart(spans)
        .mark_rule(color=theme.AXIS, strokeDash=[2, 2])
        .encode(x=x, y=alt.Y("min:Q"), y2="max:Q")
    )
    open_rule = base.transform_filter("datum.is_open").mark_rule(strokeWidth=1.6).encode(y2="end:Q")
    arrow = (
        base.transform_filter("datum.is_open")
        .mark_point(shape=ARROW_UP, filled=True, size=24, opacity=1)
        .encode(y="end:Q")
    )
    fill = alt.condition("datum.is_partial", alt.value(theme.PAPER), scales["color"])
    dots = base.mark_point(size=60, opacity=1, strokeWidth=1.6).encode(shape=scales["shape"], fill=fill)
    layers = [*([span] if len(spans) else []), open_rule, arrow, dots]
    for condition, place in LABELS[labels].items():
        text = base.transform_filter(condition).mark_text(fontSize=theme.SMALL_TEXT_SIZE, **place)
        layers.append(text.encode(text="number:N", color=alt.value(theme.INK)))
    return alt.layer(*layers).properties(width=width - AXIS_WIDTH - 10, height=180)


def stacked(rows: pd.DataFrame, width: int, x: alt.X, labels: str) -> alt.VConcatChart:
    """Return one panel per measure, one above the other, with the same axis of time."""
    scales = monitor_scales(rows, width)
    panels = [
        panel(rows, measure, x, width, scales, labels)
        for measure in MEASURES
        if measure in set(rows["measure"])
    ]
    return alt.vconcat(*panels, spacing=28)


def figure_words(rows: pd.DataFrame, kind: str) -> list[str]:
    """Return each figure in words: `2024 attacks PIPS 171 (by Baloch groups only)`."""
    return [
        f"{row.period_start[: 4 if kind == YEAR else 7]} {row.measure} {row.monitor} {row.words}"
        + (f" ({row.counts})" if row.counts else "")
        for row in rows.itertuples(index=False)
    ]


def contested(series: pd.DataFrame, kind: str, region: str) -> pd.DataFrame:
    """Return the disagreements that a chart of one kind of period shows."""
    found = disagreements(series[series["region"] == region])
    return found[found["period_kind"].eq(kind) & found["measure"].isin(MEASURES)]


def widest(found: pd.DataFrame, kind: str) -> str:
    """Return the sentence about the disagreement with the largest share between lowest and highest."""
    if found.empty:
        return f"No two figures for one {kind} differ beyond their wording."
    worst = found.loc[(found["highest"] / found["lowest"].clip(lower=1)).idxmax()]
    when = worst["period_start"][:4] if kind == YEAR else f"{pd.Timestamp(worst['period_start']):%B %Y}"
    return (
        f"In {count(len(found), 'case')} the figures for one {kind} contradict each other or count different "
        "things; "
        f"the widest apart: {worst['measure']} in {when}, {worst['figures']}."
    )


COLUMNS = [
    "monitor",
    "period_start",
    "period_end",
    "measure",
    "counts",
    "figure",
    "low",
    "high",
    "best",
    "n_pages",
    "published",
    "via",
    "url",
]
HOLLOW = (
    "Hollow: the figure counts less or more than its heading says (the table says what). "
    'An arrow means "or more". A dotted line joins figures for the same period. '
    "Where nothing is drawn, no page of the ledger has a figure."
)


def yearly(series: pd.DataFrame, region: str, slug: str, caption: str) -> Figure:
    """Return the chart of the monitors' yearly figures of attacks and deaths; `series` as from
    `series.monitor_series`."""
    rows = charted(series, YEAR, region)
    years = [str(year) for year in range(int(rows["when"].min()), int(rows["when"].max()) + 1)]

    def draw(width: int) -> alt.VConcatChart:
        labels = "datum.value" if width > 500 else '"\'" + slice(datum.value, 2)'
        x = alt.X(
            "when:O",
            title=None,
            scale=alt.Scale(domain=years),
            axis=alt.Axis(labelExpr=labels, grid=True, labelOverlap=False),
        )
        return stacked(rows, width, x, labels="all" if width > 500 else "contested")

    found = contested(series, YEAR, region)
    return Figure(
        slug=slug,
        sentence=widest(found, YEAR),
        title="What do the monitors count in a year?",
        subtitle=f"Attacks and deaths in {region} by calendar year and monitor, {years[0]} to {years[-1]}",
        caption=f"{HOLLOW} Monitors do not count the same things: SATP adds militants killed, CRSS adds "
        f"operations, PIPS counts terrorist attacks. {caption}",
        alt=f"Dot charts of attacks and deaths by year. {listing(figure_words(rows, YEAR))}.",
        draw=draw,
        rows=rows[COLUMNS],
    )


def monthly(series: pd.DataFrame, region: str, slug: str, caption: str) -> Figure:
    """Return the chart of the monitors' monthly figures of attacks and deaths; `series` as from
    `series.monitor_series`."""
    rows = charted(series, MONTH, region)
    months = pd.to_datetime(rows["period_start"])

    def draw(width: int) -> alt.VConcatChart:
        domain = [f"{months.min().year}-01-01T00:00:00Z", f"{months.max().year}-12-31T00:00:00Z"]
        axis = alt.Axis(
            format="%Y" if width > 500 else "'%y",
            tickCount={"interval": "year", "step": 1 if width > 500 else 2},
            grid=True,
        )
        x = alt.X("utcyearmonth(when):T", title=None, scale=alt.Scale(type="utc", domain=domain), axis=axis)
        return stacked(rows, width, x, labels="contested" if width > 500 else "none")

    found = contested(series, MONTH, region)
    covered = rows["period_start"].nunique()
    span = (months.max().year - months.min().year) * 12 + months.max().month - months.min().month + 1
    return Figure(
        slug=slug,
        sentence=widest(found, MONTH),
        title="What do the monitors count in a month?",
        subtitle=f"Attacks and deaths in {region} by month and monitor; {covered} of {span} months "
        f"from {months.min():%B %Y} to {months.max():%B %Y} have a figure",
        caption=f"{HOLLOW} {caption}",
        alt=f"Dot charts of attacks and deaths by month. {listing(figure_words(rows, MONTH))}.",
        draw=draw,
        rows=rows[COLUMNS],
    )
