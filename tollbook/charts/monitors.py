"""Charts of the monitors' yearly and monthly figures, with their gaps and their disagreements."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import dates, incident, theme
from tollbook.charts import rows as layout
from tollbook.charts.intervals import HEAD, intervals, open_legend, tooltip
from tollbook.charts.pixels import PADDING, pixel, scaled
from tollbook.figure import Figure
from tollbook.paths import hand
from tollbook.series import disagreements
from tollbook.words import count, listing

SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
DEATHS = "deaths"
YEAR, MONTH = "year", "month"
NO_FIGURE = "no figure"
SECTION = "Number of {} in the year"
ROW = 20  # pixels
SPAN = 6  # pixels: how thick the band between figures for one period is
HOLLOW = (
    "Hollow: the figure counts less or more than its heading says (in brackets, and in the table). "
    "A band joins figures for the same period. Where nothing is drawn, no page of the ledger has a figure. "
)
SHOWN = [
    "monitor",
    "period_start",
    "measure",
    "figure",
    "counts",
    "low",
    "high",
    "n_pages",
    "published",
    "url",
]
SAID = {
    "monitor": "monitor",
    "when": "period",
    "measure": "measure",
    "words": "figure",
    "counts": "what it counts, if less or more",
    "n_pages": "pages with it",
    "published": "published",
}


def measures() -> list[str]:
    """Return what the charts show of the figures: how often it happened, and the dead."""
    return [incident.current().several, DEATHS]


def in_order(found: pd.Series) -> list[str]:
    """Return the measures of some figures, the dead last."""
    return sorted(set(found), key=lambda measure: (measure == DEATHS, measure))


def habits(rows: pd.DataFrame) -> str:
    """Return the sentence on what the monitors of some figures count in their own way, by the hand table;
    nothing where it says so of none."""
    told = hand("monitors").query(
        "habit != '' and monitor in @names", local_dict={"names": set(rows["monitor"])}
    )
    said = dict.fromkeys(f"{row.monitor} {row.habit}" for row in told.itertuples(index=False))
    return f"Monitors do not count the same things: {', '.join(said)}. " if said else ""


def charted(series: pd.DataFrame, kind: str, region: str) -> pd.DataFrame:
    """Return the figures of one kind of period in a region, with what a chart draws: start, mark, end,
    is_open, is_partial, when, words, since as text. The earliest first; of one period, the lowest first."""
    rows = series[
        series["reason"].eq("")
        & series["region"].eq(region)
        & series["period_kind"].eq(kind)
        & series["measure"].isin(measures())
    ]
    drawn = intervals(rows).assign(
        is_partial=rows["counts"].ne(""),
        when=[period_words(start, kind) for start in rows["period_start"]],
        since=dates.to_iso(rows["known_from"]),
    )
    return drawn.sort_values(["measure", "period_start", "mark", "monitor"], ignore_index=True)


def period_words(start: str, kind: str) -> str:
    """Return a period in words: `2024`, `August 2024`."""
    return start[:4] if kind == YEAR else f"{pd.Timestamp(start):%B %Y}"


def figure_words(rows: pd.DataFrame) -> list[str]:
    """Return each figure in words: `Monitor A 171 (with operations)`."""
    return [
        f"{row.monitor} {row.words}" + (f" ({row.counts})" if row.counts else "")
        for row in rows.itertuples(index=False)
    ]


def present(monitors: pd.Series) -> dict[str, int]:
    """Return the monitors of a chart and the place of each among the colours and shapes, the same in every
    chart: by their ranks in `data/hand/monitors.csv`, those without one last."""
    rows = hand("monitors")
    ranks = dict(zip(rows["monitor"], rows["rank"], strict=True))
    known = sorted(
        set(ranks) | set(monitors), key=lambda name: (not ranks.get(name), int(ranks.get(name) or 0), name)
    )
    return {name: place % len(SHAPES) for place, name in enumerate(known) if name in set(monitors)}


def colour(places: dict[str, int], channel: type[alt.Fill] | type[alt.Stroke]) -> alt.Fill | alt.Stroke:
    """Return the colours of monitors."""
    colours = [theme.SERIES[place] for place in places.values()]
    return channel("monitor:N", legend=None, scale=alt.Scale(domain=list(places), range=colours))


def marks_of(places: dict[str, int]) -> dict[str, object]:
    """Return the encodings that tell monitors apart by shape and colour; hollow is a partial figure."""
    shapes = alt.Scale(domain=list(places), range=[SHAPES[place] for place in places.values()])
    return {
        "stroke": colour(places, alt.Stroke),
        "fill": alt.condition("datum.is_partial", alt.value(theme.PAPER), colour(places, alt.Fill)),
        "shape": alt.Shape("monitor:N", legend=None, scale=shapes),
    }


def contested(series: pd.DataFrame, kind: str, region: str) -> pd.DataFrame:
    """Return the disagreements that a chart of one kind of period shows."""
    found = disagreements(series[series["region"] == region])
    return found[found["period_kind"].eq(kind) & found["measure"].isin(measures())]


def widest(found: pd.DataFrame, kind: str) -> str:
    """Return the sentence about the disagreement with the largest share between lowest and highest."""
    if found.empty:
        return f"No two figures for one {kind} differ beyond their wording."
    worst = found.loc[(found["highest"] / found["lowest"].clip(lower=1)).idxmax()]
    start = (
        f"In {count(len(found), 'case')} the figures for one {kind} contradict each other or count different "
        "things"
    )
    when = period_words(worst["period_start"], kind)
    said = "; the widest apart: " if len(found) > 1 else ": "
    return f"{start}{said}{worst['measure']} in {when}, {worst['figures']}."


def extremes(rows: pd.DataFrame) -> str:
    """Return how many figures there are of each measure, the lowest and the highest of them."""
    said = []
    for measure, figures in rows.groupby("measure"):
        ends = figures.loc[[figures["mark"].idxmin(), figures["mark"].idxmax()]]
        low, high = (
            f"{words} in {period}" for words, period in zip(figure_words(ends), ends["when"], strict=True)
        )
        said.append(f"{measure.capitalize()}, {count(len(figures), 'figure')}: from {low} to {high}")
    return ". ".join(said)


def all_contested(found: pd.DataFrame, kind: str) -> str:
    """Return the disagreements in words, for a text alternative."""
    if found.empty:
        return widest(found, kind)
    cases = [
        f"{row.measure.capitalize()} in {period_words(row.period_start, kind)}: {row.figures}"
        for row in found.itertuples(index=False)
    ]
    return f"Figures that differ for one {kind}: {'. '.join(cases)}."


def year_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each measure and year that has a figure, and one for the years between without any:
    section, name, said."""
    lines = []
    for measure in in_order(rows["measure"]):
        own = rows[rows["measure"] == measure]
        before = int(own["when"].min()) - 1
        for year, figures in own.groupby("when"):
            if gap := range(before + 1, int(year)):
                name = str(gap[0]) if len(gap) == 1 else f"{gap[0]} to {gap[-1]}"
                lines.append((SECTION.format(measure), name, NO_FIGURE))
            lines.append((SECTION.format(measure), year, ", ".join(figure_words(figures))))
            before = int(year)
    return pd.DataFrame(lines, columns=["section", "name", "said"])


def draw_years(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the yearly figures for `width` pixels: a line for each year, its figures in words beside it."""
    lines = year_rows(rows)
    sheet = layout.lay_out(lines, width, {"said": ""}, axis_each=True, row=ROW)
    at = {key: line for line, key in enumerate(zip(lines["section"], lines["name"], strict=True))}
    sections = rows["measure"].map(SECTION.format)
    figures = rows.assign(section=sections, row=[at[key] for key in zip(sections, rows["when"], strict=True)])
    longest = figures.groupby("section", sort=False)[["mark", "end"]].max().max(axis=1).clip(lower=1.0)
    marks = layout.placed_by_section(figures, sheet, longest)
    return alt.layer(
        *layout.axes(sheet, longest.reindex(list(sheet.sections)), ""),
        *mark_layers(marks[["x_low", "x_mark", "x_end", "y", "is_open", "is_partial", "since", *SAID]]),
        *layout.words(sheet.words),
        width=width - PADDING,
        height=sheet.height + layout.AXIS - 12,
    )


def mark_layers(marks: pd.DataFrame) -> list[alt.Chart]:
    """Return the layers of figures in lines: a band between those of one line, an arrow where one is open,
    the marks."""
    spans = marks.groupby("y")["x_mark"].agg(["min", "max"]).reset_index().query("max > min")
    spans = spans.rename(columns={"min": "x", "max": "x2"})
    band = scaled(spans).mark_rule(strokeWidth=SPAN, color=theme.GRID).encode(x2=alt.X2("x2:Q"))
    base = alt.Chart(marks).encode(y=pixel("y"), tooltip=tooltip(**SAID))
    places = present(marks["monitor"])
    is_open = base.transform_filter("datum.is_open")
    arrow = is_open.mark_rule(strokeWidth=1.6).encode(
        x=pixel("x_mark"), x2=alt.X2("x_end:Q"), stroke=colour(places, alt.Stroke)
    )
    heads = is_open.mark_point(shape=theme.ARROW_RIGHT, size=HEAD, filled=True, opacity=1).encode(
        x=pixel("x_end"), fill=colour(places, alt.Fill)
    )
    dots = base.mark_point(size=60, opacity=1, strokeWidth=1.6).encode(x=pixel("x_mark"), **marks_of(places))
    return [*([band] if len(spans) else []), *([arrow, heads] if marks["is_open"].any() else []), dots]


def yearly(series: pd.DataFrame, region: str, slug: str, caption: str) -> Figure:
    """Return the chart of the monitors' yearly figures; `series` as from
    `series.monitor_series`."""
    rows, found = charted(series, YEAR, region), contested(series, YEAR, region)
    return Figure(
        slug=slug,
        sentence=widest(found, YEAR),
        title="What do the monitors count in a year?",
        subtitle=f"{listing(measures()).capitalize()} in {region} by calendar year and monitor, "
        f"{rows['when'].min()} to {rows['when'].max()}",
        caption=f"{HOLLOW}{open_legend(rows)}{habits(rows)}{caption}",
        alt=f"Dot charts of {listing(measures())} by year. {extremes(rows)}. {all_contested(found, YEAR)}",
        draw=lambda width: draw_years(rows, width),
        rows=rows[SHOWN],
        links={"origin": "monitor", "since": "since"},
    )
