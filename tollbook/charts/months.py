"""Chart of the monitors' monthly figures over the latest years."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts.intervals import open_legend, tooltip
from tollbook.charts.labels import Box, Circle, Label, place_labels
from tollbook.charts.monitors import (
    HOLLOW,
    MONTH,
    SAID,
    SHOWN,
    SPAN,
    all_contested,
    charted,
    colour,
    contested,
    extremes,
    in_order,
    marks_of,
    measures,
    present,
    widest,
)
from tollbook.charts.pixels import LINE, PADDING, pixel, scaled, text_width, ticks
from tollbook.figure import Figure
from tollbook.words import count, listing

LATEST = 48  # months: of what lies before, the table has the figures
HEIGHT = 150  # pixels of a panel
TITLE = 34  # pixels above a panel, with its title
YEARS = 22  # pixels below a panel, with its years
EDGE = 12  # pixels left and right of the first and the last month
REACH = 10  # pixels between a mark and its number, at most
ARROW = 16  # pixels of the arrow above a figure without a high end
EVENT = "month of this event"
ARROW_UP = "M-1,1L0,-1L1,1Z"
RADIUS = 5.0  # pixels of a mark
SMALL = theme.SMALL_TEXT_SIZE


class Panel(NamedTuple):
    """A panel in pixels: its left and right end, its top and bottom, the first month (number) and how many,
    and the number at its top."""

    left: float
    right: float
    top: float
    bottom: float
    first: int
    n_months: int
    most: float

    def across(self, months: pd.Series) -> pd.Series:
        """Return the pixels of months, given as numbers (see `number_of`)."""
        step = (self.right - self.left - 2 * EDGE) / max(self.n_months - 1, 1)
        return self.left + EDGE + (months - self.first) * step

    def middle_of(self, month: int) -> float:
        """Return the pixel of one month."""
        return float(self.across(pd.Series([month])).round(1).iloc[0])

    def down(self, figures: pd.Series) -> pd.Series:
        """Return the pixels of figures."""
        return self.bottom - figures / self.most * (self.bottom - self.top)


def number_of(day: str) -> int:
    """Return the number of the month of an ISO day: months follow each other without a gap."""
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def in_window(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the latest months, with `month`, their number."""
    numbered = rows.assign(month=[number_of(start) for start in rows["period_start"]])
    return numbered[numbered["month"] > numbered["month"].max() - LATEST].reset_index(drop=True)


def panels_of(rows: pd.DataFrame, width: int, top: float) -> dict[str, Panel]:
    """Return a panel for each measure, one below the other, on a sheet of `width` pixels."""
    first, n_months = rows["month"].min(), rows["month"].max() - rows["month"].min() + 1
    left = text_width(f"{rows['mark'].max():,.0f}", SMALL) + 8
    found = {}
    for measure in in_order(rows["measure"]):
        own = rows.loc[rows["measure"] == measure, ["mark", "end"]]
        top += TITLE
        most = max(float(own.max().max()), 1.0)
        found[measure] = Panel(left, width - PADDING, top, top + HEIGHT, int(first), int(n_months), most)
        top += HEIGHT + YEARS
    return found


def draw_months(rows: pd.DataFrame, width: int, event_month: str) -> alt.LayerChart:
    """Return the monthly figures for `width` pixels: a panel for each measure, the same months across."""
    places = present(rows["monitor"])
    event = number_of(event_month)
    is_marked = bool(rows["month"].min() <= event <= rows["month"].max())
    key, depth = key_layers(places, width, is_marked)
    panels = panels_of(rows, width, depth)
    marks, numbers = [], []
    for measure, panel in panels.items():
        own = rows[rows["measure"] == measure]
        marks.append(own.assign(x=panel.across(own["month"]).round(1), y=panel.down(own["mark"]).round(1)))
        numbers.append(number_words(marks[-1], panel, panel.middle_of(event) if is_marked else None))
    frames = [frame(panel, measure, event if is_marked else None) for measure, panel in panels.items()]
    layers = [*key, *frame_layers(frames), *mark_layers(pd.concat(marks), places)]
    layers += number_layers(pd.concat(numbers, ignore_index=True))
    bottom = max(panel.bottom for panel in panels.values()) + YEARS
    return alt.layer(*layers, width=width - PADDING, height=bottom)


def key_layers(places: dict[str, int], width: int, is_marked: bool) -> tuple[list[alt.Chart], float]:
    """Return the line, or lines, that say which mark is whose and what the upright line is, if there is one;
    and their depth in pixels."""
    rows, x, y = [], 6.0, LINE / 2
    for name in [*places, *([EVENT] if is_marked else [])]:
        wide = text_width(name, SMALL) + 32
        if x > 6 and x + wide > width - PADDING:
            x, y = 6.0, y + LINE + 2
        rows.append({"x": x, "y": y, "monitor": name, "is_partial": False})
        x += wide
    table = pd.DataFrame(rows).round(1)
    own, event = table[table["monitor"] != EVENT], table[table["monitor"] == EVENT]
    symbols = scaled(own).mark_point(size=60, opacity=1, strokeWidth=1.6).encode(**marks_of(places))
    words = table.assign(x=table["x"] + 10)[["x", "y", "monitor"]].rename(columns={"monitor": "text"})
    texts = scaled(words).mark_text(align="left", fontSize=SMALL).encode(text=alt.Text("text:N"))
    line = event_layer(event.assign(y=event["y"] + 7, y2=event["y"] - 7)) if is_marked else None
    return [symbols, *([line] if is_marked else []), texts], y + LINE / 2


def event_layer(lines: pd.DataFrame) -> alt.Chart:
    """Return the upright lines that mark the month of the event: x, y, y2."""
    rules = scaled(lines[["x", "y", "y2"]]).mark_rule(color=theme.AXIS, strokeDash=[3, 3])
    return rules.encode(y2=alt.Y2("y2:Q"))


def frame(panel: Panel, measure: str, event: int | None) -> dict[str, pd.DataFrame]:
    """Return what stands around the marks of a panel: numbers, years, title, and the month of the event."""
    numbers = ticks(panel.most, 4)
    down = panel.down(pd.Series(numbers, dtype=float))
    months = range(panel.first, panel.first + panel.n_months)
    shown = pd.Series([month for month in months if month % 12 == 0] or [panel.first])
    across = panel.across(shown)
    words = [f"{number:,}" for number in numbers]
    tables = {
        "grid": pd.DataFrame({"x": panel.left, "x2": panel.right, "y": down}),
        "numbers": pd.DataFrame({"x": panel.left - 4, "y": down, "text": words}),
        "steps": pd.DataFrame({"x": across, "y": panel.bottom + 4, "y2": panel.bottom}),
        "years": pd.DataFrame({"x": across, "y": panel.bottom + 12, "text": (shown // 12).astype(str)}),
        "title": pd.DataFrame({"x": [0.0], "y": panel.top - 20, "text": f"Number of {measure} in the month"}),
    }
    if event is not None:
        x = [panel.middle_of(event)]
        tables["event"] = pd.DataFrame({"x": x, "y": panel.bottom, "y2": panel.top - 8})
    return tables


def frame_layers(frames: list[dict[str, pd.DataFrame]]) -> list[alt.Chart]:
    """Return the layers of what stands around the marks of all panels."""
    drawn = {name: pd.concat([tables[name] for tables in frames]).round(1) for name in frames[0]}
    small = {"fontSize": SMALL, "color": theme.MUTED}
    return [
        scaled(drawn["grid"]).mark_rule(color=theme.GRID).encode(x2=alt.X2("x2:Q")),
        scaled(drawn["numbers"]).mark_text(align="right", **small).encode(text=alt.Text("text:N")),
        scaled(drawn["steps"]).mark_rule(color=theme.AXIS).encode(y2=alt.Y2("y2:Q")),
        scaled(drawn["years"]).mark_text(**small).encode(text=alt.Text("text:N")),
        scaled(drawn["title"])
        .mark_text(align="left", fontSize=SMALL, fontWeight=600)
        .encode(text=alt.Text("text:N")),
        *([event_layer(drawn["event"])] if "event" in drawn else []),
    ]


def mark_layers(marks: pd.DataFrame, places: dict[str, int]) -> list[alt.Chart]:
    """Return the marks of all panels, bands between figures of one measure and month, and arrows."""
    spans = marks.groupby(["measure", "x"])["y"].agg(["min", "max"]).reset_index().query("max > min")
    spans = spans.rename(columns={"min": "y", "max": "y2"})[["x", "y", "y2"]]
    drawn = marks[["x", "y", "is_open", "is_partial", "since", *SAID]]
    opened = drawn[drawn["is_open"]].assign(y2=lambda rows: rows["y"] - ARROW)
    dots = scaled(drawn).mark_point(size=60, opacity=1, strokeWidth=1.6)
    layers = (
        [scaled(spans).mark_rule(strokeWidth=SPAN, color=theme.GRID).encode(y2=alt.Y2("y2:Q"))]
        if len(spans)
        else []
    )
    if len(opened):
        ends = opened[["x", "y", "y2", "monitor", "since"]]
        rule = (
            scaled(ends)
            .mark_rule(strokeWidth=1.6)
            .encode(y2=alt.Y2("y2:Q"), stroke=colour(places, alt.Stroke))
        )
        head = alt.Chart(ends).mark_point(shape=ARROW_UP, size=36, filled=True, opacity=1)
        layers += [rule, head.encode(x=pixel("x"), y=pixel("y2"), fill=colour(places, alt.Fill))]
    return [*layers, dots.encode(tooltip=tooltip(**SAID), **marks_of(places))]


def number_words(marks: pd.DataFrame, panel: Panel, event_x: float | None) -> pd.DataFrame:
    """Return the numbers beside the marks of a panel: x, y, text, align, monitor, since.

    Those of months with several figures come first, then the highest; none covers a mark or the line of the
    event. A number without room is left out.
    """
    several = marks.groupby("x")["mark"].transform("nunique") > 1
    order = marks.assign(several=several).sort_values(["several", "mark"], ascending=False, kind="stable")
    circles = [
        Circle(str(index), row["x"], row["y"], RADIUS, f"{row['mark']:,.0f}" + "+" * row["is_open"])
        for index, row in order.iterrows()
    ]
    opened = marks[marks["is_open"]]
    taken = [Box(x - 4, y - ARROW - 4, x + 4, y) for x, y in zip(opened["x"], opened["y"], strict=True)]
    taken += [] if event_x is None else [Box(event_x - 1, panel.top - 8, event_x + 1, panel.bottom)]
    edges = Box(panel.left, panel.top - 14, panel.right, panel.bottom - 1)
    found = pd.DataFrame(place_labels(circles, edges, SMALL, taken, REACH), columns=Label._fields)
    about = marks.loc[found["name"].astype(int), ["monitor", "since"]].reset_index(drop=True)
    return pd.concat([found[["x", "y", "text", "align"]], about], axis=1)


def number_layers(words: pd.DataFrame) -> list[alt.Chart]:
    """Return the layers of numbers beside marks."""
    return [
        scaled(own.round(1)).mark_text(align=align, fontSize=SMALL).encode(text=alt.Text("text:N"))
        for align, own in words.groupby("align")
    ]


def monthly(series: pd.DataFrame, region: str, event_month: str, slug: str, caption: str) -> Figure:
    """Return the chart of the monitors' figures in the latest months.

    `series` as from `series.monitor_series`; `event_month` (an ISO day or month) is marked if it is among
    them.
    """
    every, found = charted(series, MONTH, region), contested(series, MONTH, region)
    rows = in_window(every)
    months = sorted(rows["period_start"].unique())
    span = number_of(months[-1]) - number_of(months[0]) + 1
    before = len(every) - len(rows)
    verb = "is" if before == 1 else "are"
    left = f"{count(before, 'figure')} for months before {verb} in the table only. " if before else ""
    first, last = (f"{pd.Timestamp(month):%B %Y}" for month in (months[0], months[-1]))
    return Figure(
        slug=slug,
        sentence=widest(found, MONTH),
        title="What do the monitors count in a month?",
        subtitle=f"{listing(measures()).capitalize()} in {region} by month and monitor; {len(months)} of "
        f"{span} months from {first} to {last} have a figure",
        caption=f"{HOLLOW}{open_legend(rows)}{left}{caption}",
        alt=f"Dot charts of {listing(measures())} by month, {first} to {last}. {extremes(rows)}. "
        f"{all_contested(found, MONTH)}",
        draw=lambda width: draw_months(rows, width, event_month),
        rows=every[SHOWN],
        links={"origin": "monitor", "since": "since"},
    )
