"""The layers of the map of places: circles, their legend and tooltips, small texts, and lines to labels."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import dates, theme
from tollbook.charts.pixels import scaled

COLOUR = theme.LIGHT["series_5"]
DRAWN_AT = {"town": "the town itself", "district": "the district's centre or seat"}
TOOLTIP = {
    "place": "place",
    "places": "names on the pages",
    "district": "district",
    "n_pages": "pages naming it",
    "first_named": "first named by",
    "first_by": "named then by",
    "drawn_at": "drawn at",
}


def filled() -> alt.FillValue:
    """Return how circles are filled: those of towns with the colour, those of districts with paper."""
    return alt.FillValue(
        **alt.condition("datum.precision === 'town'", alt.value(COLOUR), alt.value(theme.PAPER))
    )


def circle_layer(rows: pd.DataFrame) -> alt.Chart:
    """Return the layer of circles: x, y, size, precision; filled for towns, hollow for districts."""
    return (
        scaled(rows)
        .mark_point(filled=True, opacity=0.85, stroke=COLOUR, strokeWidth=1.2)
        .encode(size=alt.Size("size:Q", scale=None), fill=filled())
    )


def text_layers(rows: pd.DataFrame) -> list[alt.Chart]:
    """Return the layers of small texts: x, y, text, and the side that they are aligned to."""
    return [
        scaled(own[["x", "y", "text"]])
        .mark_text(align=align, fontSize=theme.SMALL_TEXT_SIZE)
        .encode(text=alt.Text("text:N"))
        for align, own in rows.groupby("align")
    ]


def legend_layers(legend: pd.DataFrame) -> list[alt.Chart]:
    """Return the layers of the legend; the circles of its first line have no fill, for they mean a size."""
    rings = scaled(legend[["x", "y", "size", "precision"]]).mark_point(
        filled=True, stroke=COLOUR, strokeWidth=1.2, opacity=1
    )
    words = legend.assign(x=legend["text_x"], align="left")
    return [rings.encode(size=alt.Size("size:Q", scale=None), fill=filled()), *text_layers(words)]


def dot_layer(placed: pd.DataFrame) -> alt.Chart:
    """Return the layer of circles with what a tooltip says of each, the largest below the others."""
    dots = placed.sort_values("size", ascending=False, kind="stable").assign(
        drawn_at=placed["precision"].map(DRAWN_AT), since=dates.to_iso(placed["since"])
    )
    layer = circle_layer(dots[["x", "y", "size", "precision", "since", *TOOLTIP]])
    return layer.encode(tooltip=[alt.Tooltip(field, title=title) for field, title in TOOLTIP.items()])


def leader_layers(labels: pd.DataFrame) -> list[alt.Chart]:
    """Return the lines from circles to labels that stand farther off."""
    lines = labels[labels["has_leader"]][["start_x", "start_y", "end_x", "end_y"]]
    lines = lines.rename(columns={"start_x": "x", "start_y": "y"})
    leaders = (
        scaled(lines)
        .mark_rule(strokeWidth=0.8, color=theme.MUTED)
        .encode(x2=alt.X2("end_x:Q"), y2=alt.Y2("end_y:Q"))
    )
    return [leaders] if len(lines) else []
