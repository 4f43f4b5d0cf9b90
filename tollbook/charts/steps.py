"""The marks of the toll over knowledge time: where panels, lines, bands and labels stand, in pixels."""

from __future__ import annotations

import math
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts import rows as layout
from tollbook.charts.intervals import (
    HEAD,
    LEAST_AXIS,
    TOLL,
    axis_words,
    group_fill,
    group_stroke,
    party_marks,
    tooltip,
)
from tollbook.charts.pixels import (
    LINE,
    NARROW_BELOW,
    PADDING,
    pixel,
    scaled,
    spread_out,
    text_width,
    ticks,
    widest,
    wrapped,
)
from tollbook.vocabulary import Names
from tollbook.words import GROUP_WORDS

GROUPS = Names(lambda words: words.main)
PLOT = {True: 96, False: 116}  # pixels of a panel's height, on a narrow and on a wide sheet
HEADING, PANEL_GAP, DAYS = (
    26,
    14,
    40,
)  # pixels above a panel, below it, and of the names of days with the title
ARROW = 17  # pixels that an arrow or a fading band reaches above its figure
FADES = (0.26, 0.17, 0.09)  # opacity of a fading band, from the figure up
LEAST_LABEL = 80  # pixels of a line of a label on a narrow sheet, at least
BEHIND = 12  # pixels from the end of a line to its label
MOST_DAYS = {True: 3, False: 7}  # names of days on a narrow and on a wide sheet
MOST_MIDNIGHTS = 15  # more days than these are not ruled off from each other
DAY = pd.Timedelta(days=1)
TOOLTIP = {
    "killed": TOLL,
    "side": "According to",
    "known": "Known from",
    "n_origins": "Origins with any figure",
    "n_reports": "Pages with any figure",
}
SMALL = theme.SMALL_TEXT_SIZE
SMALL_WORDS = {"fontSize": SMALL, "color": theme.MUTED, "baseline": "middle"}


class Panels(NamedTuple):
    """Where the panels stand, in pixels: the plot from `left` to `right`, the height of each, the first line
    of each group's panel; `start` and `end` of the time axis (clock times), and the top of each group's axis.
    """

    left: float
    right: float
    plot: float
    tops: dict[str, float]
    start: pd.Timestamp
    end: pd.Timestamp
    most: dict[str, float]

    def across(self, moments: pd.Series) -> pd.Series:
        """Return clock times as pixels."""
        share = (moments - self.start) / (self.end - self.start)
        return (self.left + share * (self.right - self.left)).round(1)

    def down(self, groups: pd.Series, people: pd.Series) -> pd.Series:
        """Return numbers of people of groups as pixels."""
        share = people.astype(float) / groups.map(self.most).astype(float)
        return (groups.map(self.tops) + self.plot - share * (self.plot - ARROW)).round(1)


def panels(lines: pd.DataFrame, width: int) -> Panels:
    """Return where the panels of `lines` stand on a sheet of `width` pixels."""
    groups = [group for group in GROUPS if group in set(lines["group"])]
    is_narrow = width < NARROW_BELOW
    most = {
        group: max(float(some[["mark", "end"]].max().max()), LEAST_AXIS)
        for group, some in lines.groupby("group", sort=False)
    }
    numbers = [axis_words(number) for top in most.values() for number in ticks(top, 4)]
    behind = max(text_width(line) for lines_of in label_lines(lines, is_narrow) for line in lines_of)
    height = HEADING + PLOT[is_narrow] + PANEL_GAP
    tops = {group: number * height + HEADING for number, group in enumerate(groups)}
    left = widest(numbers, SMALL) + 10
    right = width - PADDING - behind - BEHIND
    ends = lines["begin"].min().floor("D"), lines["until"].max()
    return Panels(left, right, PLOT[is_narrow], tops, *ends, most)


def label_lines(lines: pd.DataFrame, is_narrow: bool) -> list[list[str]]:
    """Return the label of each last figure, in lines: a narrow sheet has room for a party's name."""
    last = lines[lines["is_last"]]
    parties = last["party"].map(theme.PARTY_LABELS)
    room = max(widest(parties), LEAST_LABEL) + 1 if is_narrow else math.inf
    return [wrapped(text, room) for text in parties + " " + last["words"]] or [[""]]


def drawn(lines: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the chart for a sheet of `width` pixels."""
    place = panels(lines, width)
    steps = placed(lines, place)
    said = tooltip(**TOOLTIP)
    layers = [
        *grid(place, width < NARROW_BELOW),
        *bands(steps, said),
        step_lines(steps),
        *arrows(steps),
        scaled(steps).mark_point(size=50, opacity=1, strokeWidth=1.6).encode(tooltip=said, **party_marks()),
        *labels(steps, place, width < NARROW_BELOW),
        *layout.words(headings(place)),
    ]
    return alt.layer(*layers, height=max(place.tops.values()) + place.plot + DAYS)


def placed(lines: pd.DataFrame, place: Panels) -> pd.DataFrame:
    """Return the figures in pixels: x and y of the figure, x_until, y_low and y_end of its range."""
    at = {"x": place.across(lines["begin"]), "x_until": place.across(lines["until"])}
    for name, field in (("y", "mark"), ("y_low", "start"), ("y_end", "end")):
        at[name] = place.down(lines["group"], lines[field])
    kept = ["group", "party", "run", "is_open", "is_last", "words", "killed", "side", "known", "since"]
    return lines[[*kept, "n_origins", "n_reports"]].assign(**at)


def headings(place: Panels) -> pd.DataFrame:
    """Return the names of the panels, as words of a sheet."""
    pen = layout.Pen()
    for group, top in place.tops.items():
        pen.write([GROUP_WORDS[group].capitalize()], 0, top - HEADING / 2, "heading", {"group": group})
    return pen.table()


def grid(place: Panels, is_narrow: bool) -> list[alt.Chart]:
    """Return the lines and numbers behind the steps: people upward in each panel, days across all of them."""
    numbers = [
        (place.left, group, number, axis_words(number))
        for group, top in place.most.items()
        for number in ticks(top, 4)
    ]
    up = pd.DataFrame(numbers, columns=["x", "group", "number", "text"])
    up = up.assign(y=place.down(up["group"], up["number"]), x2=place.right).drop(columns="group")
    zero, others = up[up["number"] == 0], up[up["number"] > 0]
    rules = [(others, theme.GRID), (zero, theme.AXIS)]
    return [
        *days_across(place, is_narrow),
        *(scaled(some).mark_rule(color=colour).encode(x2=alt.X2("x2:Q")) for some, colour in rules),
        scaled(up).mark_text(align="right", dx=-6, **SMALL_WORDS).encode(text=alt.Text("text:N")),
    ]


def days_across(place: Panels, is_narrow: bool) -> list[alt.Chart]:
    """Return lines that part the days from each other in each panel, and the days' names below the last."""
    days = pd.date_range(place.start, place.end, freq="D")
    nights = days[1:] if len(days) <= MOST_MIDNIGHTS else days[:0]
    lines = pd.DataFrame({"x": place.across(pd.Series(nights))})
    lines = lines.merge(pd.DataFrame({"y": place.tops.values()}), how="cross")
    step = -(-len(days) // MOST_DAYS[is_narrow])
    middle = place.start + (place.end - place.start) / 2  # where all happened before a first noon
    noons = pd.Series([noon for noon in days + DAY / 2 if noon <= place.end][::step] or [middle])
    bottom = max(place.tops.values()) + place.plot
    words = [f"{noon.day} {noon:%b}" for noon in noons]
    names = pd.DataFrame({"x": place.across(noons), "y": bottom + 13, "text": words})
    title = pd.DataFrame({"x": [place.left], "y": [bottom + 30.0], "text": ["known from"]})
    return [
        scaled(lines.assign(y2=lines["y"] + place.plot))
        .mark_rule(color=theme.GRID)
        .encode(y2=alt.Y2("y2:Q")),
        scaled(names).mark_text(**SMALL_WORDS).encode(text=alt.Text("text:N")),
        scaled(title).mark_text(align="left", **SMALL_WORDS).encode(text=alt.Text("text:N")),
    ]


def bands(steps: pd.DataFrame, said: list[alt.Tooltip]) -> list[alt.Chart]:
    """Return the bands of ranges, and those that fade above figures without an upper end."""
    closed = steps[~steps["is_open"] & (steps["y_end"] < steps["y_low"])]
    ranges = closed.assign(y=closed["y_end"], y2=closed["y_low"], opacity=FADES[0])
    above = steps[steps["is_open"]]
    height = ARROW / len(FADES)
    fading = [
        above.assign(
            y=(above["y"] - (number + 1) * height).round(1),
            y2=(above["y"] - number * height).round(1),
            opacity=opacity,
        )
        for number, opacity in enumerate(FADES)
    ]
    table = pd.concat([ranges, *fading], ignore_index=True)
    if table.empty:
        return []
    mark = scaled(table).mark_rect(stroke=None)
    opacity = alt.Opacity("opacity:Q", scale=None, legend=None)
    return [
        mark.encode(
            x2=alt.X2("x_until:Q"), y2=alt.Y2("y2:Q"), fill=group_fill(), opacity=opacity, tooltip=said
        )
    ]


def step_lines(steps: pd.DataFrame) -> alt.Chart:
    """Return the lines of all parties: level from figure to figure, broken where there is none.

    Each figure is two points, where it begins and where it ends: a live chart that goes back to an earlier
    moment then still holds the figure that was known.
    """
    kept = ["x", "y", "group", "party", "run", "since"]
    both = [steps[kept], steps.assign(x=steps["x_until"])[kept]]
    points = pd.concat(both).sort_index(kind="stable").reset_index(drop=True)
    points = points.assign(place=points.index)
    dash = alt.StrokeDash("party:N", legend=None, scale=theme.party_dash_scale())
    line = scaled(points).mark_line(strokeWidth=2.2)
    return line.encode(
        strokeDash=dash, stroke=group_stroke(), detail=alt.Detail("run:N"), order=alt.Order("place:Q")
    )


def arrows(steps: pd.DataFrame) -> list[alt.Chart]:
    """Return a short line with a head above each figure without an upper end."""
    above = steps[steps["is_open"]].assign(y2=lambda some: some["y"] - ARROW + 3)
    if above.empty:
        return []
    base = scaled(above[["x", "y", "y2", "group", "party", "since"]])
    head = base.mark_point(shape=theme.ARROW_RIGHT, size=HEAD, filled=True, opacity=1, angle=270)
    return [
        base.mark_rule(strokeWidth=1.8).encode(y2=alt.Y2("y2:Q"), stroke=group_stroke()),
        head.encode(y=pixel("y2"), fill=group_fill()),
    ]


def labels(steps: pd.DataFrame, place: Panels, is_narrow: bool) -> list[alt.Chart]:
    """Return each party's last figure behind its line, moved apart where two would cover each other, and a
    thin line to those that were moved.
    """
    last = steps[steps["is_last"]]
    rows, pen = label_lines(steps, is_narrow), layout.Pen()
    leaders = []
    for group, some in last.assign(lines=rows[: len(last)]).groupby("group", sort=False):
        sizes = [LINE * len(lines) - 1.0 for lines in some["lines"]]
        top = place.tops[group]
        middles = spread_out(list(some["y"]), sizes, top - LINE / 2, top + place.plot + LINE / 2)
        for row, middle in zip(some.to_dict("records"), middles, strict=True):
            keys = {name: row[name] for name in ("group", "party", "since")}
            pen.write(row["lines"], place.right + BEHIND, middle, "name", keys)
            if abs(middle - row["y"]) > 3:
                leaders.append(
                    {
                        "x": place.right + 2,
                        "y": row["y"],
                        "x2": place.right + BEHIND - 3,
                        "y2": middle,
                        **keys,
                    }
                )
    lines = scaled(pd.DataFrame(leaders)).mark_rule(color=theme.AXIS, strokeWidth=1) if leaders else None
    return [
        *([lines.encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))] if lines else []),
        *layout.words(pen.table()),
    ]
