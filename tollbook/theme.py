"""Colours, marks and chart settings: the same for a group and a party in all charts, notebooks and reports.

Importing this module makes altair use them. Every colour of a chart is one of `PALETTE`: a report maps each
of them to its counterpart in dark mode by name, and a colour from elsewhere would stay as it is on a dark
page (a test says so). Which group has which colour and which party which mark are rows of `data/hand`
(`vocabulary`), read anew for the event spoken of. The colours for groups keep an OKLab distance of at
least 0.11 from each other, also as seen with protanopia, deuteranopia and tritanopia (Machado, Oliveira and
Fernandes 2009), and a contrast of at least 3:1 with the page. Text keeps 4.5:1 (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import altair as alt

from tollbook.typeface import FAMILY
from tollbook.vocabulary import Names, Words, party_words

WIDE = 720
"""Width in pixels of the chart for a desk."""
NARROW = 340
"""Width in pixels of the chart for a phone."""

GROUPS = Names(lambda words: words.groups)
PARTIES = Names(lambda words: words.parties)
PARTY_LABELS = party_words("label", any="Any source")

# Each colour's use, then its hex on a light and on a dark page.
COLOURS = {
    "ochre": ("#b3761b", "#f0b44f"),
    "blue": ("#2c6fb5", "#4f8fd6"),
    "crimson": ("#8f1d2c", "#df6457"),
    "indigo": ("#1f2a5c", "#a9aef5"),
    "maroon": ("#451018", "#9c4c7c"),
    "grey": ("#858b93", "#e3e7ec"),
    "ochre_text": ("#8a5706", "#f0b44e"),
    "maroon_text": ("#3f0e16", "#d08fb4"),
    "grey_text": ("#5c636c", "#e3e7eb"),
    "paper": ("#ffffff", "#14171b"),
    "ink": ("#1c232b", "#eceff2"),
    "muted": ("#555e69", "#a9b2bc"),
    "axis": ("#8b939c", "#7d8691"),
    "grid": ("#dfe3e7", "#2f353c"),
    "land": ("#eeece6", "#23282e"),
    "land_edge": ("#a8a396", "#6a717a"),
    "neighbour": ("#f7f6f3", "#1a1e23"),
    "neighbour_edge": ("#d8d5cc", "#3a4048"),
    "step_1": ("#dceaec", "#1d3238"),
    "step_2": ("#abcbd2", "#264d58"),
    "step_3": ("#6ea1ae", "#356d7e"),
    "step_4": ("#3a7486", "#76b3c1"),
    "step_5": ("#184757", "#bfe3ea"),
    "differ": ("#a63f73", "#e48ab6"),
    "series_1": ("#00756a", "#3fb8a8"),
    "series_2": ("#7b3f9e", "#c08ae0"),
    "series_3": ("#5d6b1c", "#a9bb56"),
    "series_4": ("#bd4880", "#f08ab9"),
    "series_5": ("#3a4653", "#b9c3ce"),
    "series_6": ("#8b6650", "#c9a48d"),
}
LIGHT = {use: light for use, (light, _) in COLOURS.items()}
DARK = {use: dark for use, (_, dark) in COLOURS.items()}
PALETTE = frozenset(LIGHT.values())

FOR_GROUPS = ("ochre", "blue", "crimson", "indigo", "maroon", "grey")
"""The colours that a group can have (`data/hand/groups.csv`), each told from the others by everybody."""
GROUP_COLOURS = Words(
    lambda words: {name: LIGHT[colour_of(group.colour)] for name, group in words.groups.items()}
)
"""For marks. Some of them are too pale for text: write labels in `GROUP_TEXT` or in `INK`."""
GROUP_TEXT = Words(
    lambda words: {
        name: LIGHT.get(f"{group.colour}_text", LIGHT[colour_of(group.colour)])
        for name, group in words.groups.items()
    }
)
INK, MUTED, AXIS, GRID, PAPER = (LIGHT[use] for use in ("ink", "muted", "axis", "grid", "paper"))
LAND, LAND_EDGE = LIGHT["land"], LIGHT["land_edge"]
NEIGHBOUR, NEIGHBOUR_EDGE = LIGHT["neighbour"], LIGHT["neighbour_edge"]
STEPS = tuple(LIGHT[f"step_{number}"] for number in range(1, 6))
"""From little to much; for binned or threshold scales: a continuous one has colours without number."""
AGREE, DIFFER = LIGHT["step_4"], LIGHT["differ"]
SERIES = tuple(LIGHT[f"series_{number}"] for number in range(1, 7))
"""For what is neither a group nor a party, such as monitors; never without a label, shape or dash."""


class Mark(NamedTuple):
    """How a party is drawn: the shape of its marks, whether they are filled, the dashes of its lines, and
    what these lines are called.
    """

    shape: str
    is_filled: bool
    dashes: list[int]
    line: str


# Parties differ in kind, not only in hue: a filled disc and a solid line, a hollow diamond and dashes.
MARKS = {
    "disc": Mark("circle", True, [1, 0], "solid"),
    "diamond": Mark("diamond", False, [6, 3], "dashed"),
    "square": Mark("square", True, [2, 2], "dotted"),
    "triangle": Mark("triangle-up", False, [8, 3, 2, 3], "long and short dashes"),
    "cross": Mark("cross", True, [14, 4], "long dashes"),
    "wedge": Mark("triangle-down", False, [2, 6], "dots far apart"),
}
"""The marks that a party can have (`data/hand/parties.csv`)."""


def colour_of(name: str) -> str:
    """Return the colour of a group if it is one of `FOR_GROUPS`, else the last of them: a table that is not
    yet right is told by the checks of tables, not by a chart.
    """
    return name if name in FOR_GROUPS else FOR_GROUPS[-1]


def party_marks(field: str) -> Words:
    """Return one field of `Mark` for each party."""
    return Words(
        lambda words: {
            name: getattr(MARKS.get(party.mark, MARKS["triangle"]), field)
            for name, party in words.parties.items()
        }
    )


PARTY_SHAPES = party_marks("shape")
PARTY_FILLED = party_marks("is_filled")
PARTY_DASHES = party_marks("dashes")
PARTY_LINES = party_marks("line")
ARROW_RIGHT = "M-1,-1L1,0L-1,1Z"
"""Shape, to be filled, for the end of an interval without upper bound."""

TEXT_SIZE = 13
# Several legends stand below each other, from the left edge of the sheet.
LEGENDS = {"direction": "vertical", "anchor": "start", "margin": 6}
SMALL_TEXT_SIZE = 12


def group_scale(groups: Iterable[str] = GROUPS) -> alt.Scale:
    """Return the colour scale of a field that holds group names."""
    groups = list(groups)
    return alt.Scale(domain=groups, range=[GROUP_COLOURS[group] for group in groups])


def party_dash_scale(parties: Iterable[str] = PARTIES) -> alt.Scale:
    """Return the dash scale of a field that holds party names."""
    parties = list(parties)
    return alt.Scale(domain=parties, range=[PARTY_DASHES[party] for party in parties])


@alt.theme.register("tollbook", enable=True)
def settings() -> alt.theme.ThemeConfig:
    """Return what altair adds to every chart."""
    return {"config": {**page_settings(), **axis_settings(), **heading_settings(), **mark_settings()}}


def page_settings() -> dict[str, object]:
    """Return the settings of the sheet: typeface, no background, no frame, colours of unnamed series."""
    return {
        "font": FAMILY,
        "background": None,
        "padding": 4,
        "view": {"stroke": None, "continuousWidth": WIDE, "continuousHeight": 300, "step": 28},
        "range": {
            "category": list(SERIES),
            "ordinal": list(STEPS),
            "ramp": list(STEPS),
            "heatmap": list(STEPS),
        },
        "customFormatTypes": False,
    }


LABELS = {"labelColor": MUTED, "labelFontSize": TEXT_SIZE, "labelFontWeight": 400, "labelLimit": 0}
TITLES = {"titleColor": INK, "titleFontSize": TEXT_SIZE, "titleFontWeight": 600, "titleLimit": 0}


def axis_settings() -> dict[str, object]:
    """Return the settings of axes: labels upright and never cut, the title of y above it, not turned."""
    lines = {"domainColor": AXIS, "tickColor": AXIS, "gridColor": GRID, "tickSize": 4}
    spaces = {"labelPadding": 4, "titlePadding": 8, "labelOverlap": "parity", "labelSeparation": 6}
    above = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -10}
    return {
        "axis": {**LABELS, **TITLES, **lines, **spaces},
        "axisX": {"labelAngle": 0},
        "axisY": {**above, "domain": False},
        "axisQuantitative": {"grid": True, "tickCount": 6, "labelFlush": False},
        "axisTemporal": {"grid": False},
        "axisDiscrete": {"grid": False, "ticks": False, "domain": False},
    }


def heading_settings() -> dict[str, object]:
    """Return the settings of legends, facet headings and titles of views: at the start, never cut."""
    symbols = {"symbolSize": 90, "symbolStrokeWidth": 2}
    # The symbols of a legend of shapes or dashes, which has no colour of its own.
    bases = {"symbolBaseStrokeColor": MUTED, "symbolBaseFillColor": MUTED}
    place = {"orient": "top", "offset": 30, "layout": {"top": LEGENDS}}
    facet = {"labelColor": INK, "labelFontWeight": 600, "labelAnchor": "start", "labelAlign": "left"}
    view = {"color": INK, "fontSize": 14, "fontWeight": 600, "anchor": "start", "frame": "group", "offset": 8}
    return {
        "legend": {**LABELS, **TITLES, **symbols, **bases, **place},
        "header": {**LABELS, **TITLES, **facet, "titleAnchor": "start"},
        "title": view,
    }


def mark_settings() -> dict[str, object]:
    """Return the settings of marks that no chart gave its own."""
    return {
        "mark": {"color": LIGHT["series_5"]},
        "bar": {"color": LIGHT["series_5"]},
        "line": {"strokeWidth": 2, "color": LIGHT["series_5"]},
        "point": {"size": 70, "strokeWidth": 1.8, "opacity": 1, "color": LIGHT["series_5"]},
        "rule": {"color": AXIS},
        "text": {"fontSize": TEXT_SIZE, "color": INK},
        "geoshape": {"fill": LAND, "stroke": LAND_EDGE, "strokeWidth": 0.8},
    }
