"""The map under the places: the sheet and its projection, the province and what lies around it.

The projection is Mercator with a scale and an offset worked out here, so that labels can be placed in pixels
without covering anything and are the same in every renderer.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts import outlines
from tollbook.charts.pixels import PADDING, scaled

PROVINCE, NEIGHBOURS = "data/raw/province_naturalearth.geojson", "data/raw/neighbours_naturalearth.geojson"
WEST, EAST, SOUTH, NORTH = 60.5, 70.6, 24.45, 32.3  # degrees: the province with a margin
NAMES = (
    ("Iran", 61.5, 27.75),
    ("Afghanistan", 64.3, 30.7),
    ("Pakistan", 69.5, 27.75),
    ("Arabian Sea", 63.9, 24.75),
)
LAND = {"fill": theme.LAND, "stroke": theme.LAND_EDGE, "strokeWidth": 1}
NEIGHBOUR_TOLERANCE = 1.2  # pixels: borders that only say where the province is


class Sheet(NamedTuple):
    """A map sheet: its size in pixels, and the scale and offset of the projection."""

    width: float
    height: float
    scale: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a point (degrees)."""
        return self.scale * math.radians(lon) + self.left, self.top - self.scale * northing(lat)


def northing(lat: float) -> float:
    """Return the Mercator ordinate of a latitude (degrees), in radians of the globe."""
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def sheet(width: int) -> Sheet:
    """Return the sheet that shows the province in a chart `width` pixels wide."""
    inner = width - PADDING
    scale = inner / math.radians(EAST - WEST)
    height = round(scale * (northing(NORTH) - northing(SOUTH)))
    return Sheet(inner, height, scale, -scale * math.radians(WEST), scale * northing(NORTH))


@cache
def province(on: Sheet, tolerance: float = outlines.TOLERANCE) -> list[list[outlines.Ring]]:
    """Return the outline of the province in the pixels of a sheet."""
    areas = [area for feature in outlines.features(PROVINCE) for area in feature["areas"]]
    return outlines.outline(areas, on.at, on.width, on.height, tolerance)


@cache
def around(on: Sheet) -> list[outlines.Ring]:
    """Return the borders and coasts around the province in the pixels of a sheet, each once."""
    lines, known = [], list(province(on))
    for feature in outlines.features(NEIGHBOURS):
        areas = outlines.outline(feature["areas"], on.at, on.width, on.height, NEIGHBOUR_TOLERANCE)
        lines += outlines.borders(areas, on.width, on.height, known)
        known += areas
    return lines


def base_map(on: Sheet, is_covered: bool = False) -> list[alt.Chart]:
    """Return the layers under the places: borders around, the province unless it is covered by districts,
    names of countries and the sea."""
    names = pd.DataFrame([(name, *on.at(lon, lat)) for name, lon, lat in NAMES], columns=["name", "x", "y"])
    return [
        flat(
            [outlines.shape("MultiLineString", around(on))],
            fill=None,
            stroke=theme.NEIGHBOUR_EDGE,
            strokeWidth=1,
        ),
        *([] if is_covered else [land(province(on))]),
        scaled(names.round(1))
        .mark_text(color=theme.MUTED, fontStyle="italic", fontSize=theme.SMALL_TEXT_SIZE)
        .encode(text=alt.Text("name:N")),
    ]


def land(areas: list[list[outlines.Ring]]) -> alt.Chart:
    """Return the layer of areas in pixels, drawn as land."""
    return flat([outlines.shape("MultiPolygon", areas)], **LAND)


def flat(shapes: list[dict[str, object]], **mark: object) -> alt.Chart:
    """Return the layer of features in pixels (see `outlines.shape`)."""
    layer = alt.Chart(alt.Data(values=shapes)).mark_geoshape(**mark)
    return layer.project(type="identity", scale=1, translate=[0, 0])  # they are flat already
