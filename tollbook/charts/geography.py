"""The map under the places: the sheet and its projection, outlines, districts, names of countries.

The projection is Mercator with a scale and an offset worked out here, so that labels can be placed in pixels
without covering anything and are the same in every renderer.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.paths import resolve

PROVINCE, NEIGHBOURS = "data/raw/province_naturalearth.geojson", "data/raw/neighbours_naturalearth.geojson"
WEST, EAST, SOUTH, NORTH = 60.5, 70.6, 24.45, 32.3  # degrees: the province with a margin
NAMES = (
    ("Iran", 61.5, 27.75),
    ("Afghanistan", 64.3, 30.7),
    ("Pakistan", 69.5, 27.75),
    ("Arabian Sea", 63.9, 24.75),
)
FINENESS = 2  # decimals of a degree: 0.01 degrees are less than a pixel of the widest map
SHADES = ("no page", "1 to 19", "20 to 99", "100 or more")  # pages; pale, for names stand on them
SHADE_FROM = (1, 20, 100)  # pages at which the next shade begins
SHADE_COLOURS = (theme.LAND, *theme.STEPS[:3])


class Sheet(NamedTuple):
    """A map sheet: its size in pixels, and the scale and offset of the projection."""

    width: int
    height: int
    scale: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a point (degrees)."""
        return self.scale * math.radians(lon) + self.left, self.top - self.scale * northing(lat)

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Return the longitude and latitude (degrees) of a pixel."""
        lat = 2 * math.atan(math.exp((self.top - y) / self.scale)) - math.pi / 2
        return math.degrees((x - self.left) / self.scale), math.degrees(lat)


def northing(lat: float) -> float:
    """Return the Mercator ordinate of a latitude (degrees), in radians of the globe."""
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def sheet(width: int) -> Sheet:
    """Return the sheet that shows the province in `width` pixels."""
    inner = width - 2 * 4  # the theme's padding
    scale = inner / math.radians(EAST - WEST)
    height = round(scale * (northing(NORTH) - northing(SOUTH)))
    return Sheet(inner, height, scale, -scale * math.radians(WEST), scale * northing(NORTH))


@cache
def features(path: str) -> list[dict[str, object]]:
    """Return the features of a GeoJSON file of areas, with their rings wound as Vega wants them.

    Raises FileNotFoundError with the file's name where there is none, ValueError where it is not GeoJSON of
    areas.
    """
    file = resolve(path)
    if not file.is_file():
        raise FileNotFoundError(
            f"there is no map file {path!r}: give the path of a GeoJSON file of districts, or leave it empty"
        )
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return [
            wound(feature)
            for feature in (found["features"] if found["type"] == "FeatureCollection" else [found])
        ]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"{path!r} is not a GeoJSON file of areas: {error}") from error


def wound(feature: dict[str, object]) -> dict[str, object]:
    """Return a feature with outer rings clockwise and holes the other way round, as fine as a map can show.

    Vega takes a ring wound the other way for everything outside it and fills the whole sheet. RFC 7946 asks
    for that other way, and the files at hand do not agree with each other.
    """
    kind, areas = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"a {kind} is not an area")
    turned = []
    for area in [areas] if kind == "Polygon" else areas:
        rings = [thinned(ring) for ring in area]
        if doubled_area(rings[0]):
            turned.append(
                [ring if (doubled_area(ring) < 0) == (ring is rings[0]) else ring[::-1] for ring in rings]
            )
    geometry = {"type": "MultiPolygon", "coordinates": turned}
    return {"type": "Feature", "properties": feature.get("properties") or {}, "geometry": geometry}


def thinned(ring: list[list[float]]) -> list[list[float]]:
    """Return a ring with its points to `FINENESS` decimals of a degree, without points that fall together."""
    points = [[round(lon, FINENESS), round(lat, FINENESS)] for lon, lat, *_ in ring]
    return [points[0], *(point for before, point in pairwise(points) if point != before)]


def doubled_area(ring: list[list[float]]) -> float:
    """Return twice the signed area of a ring in square degrees: negative when it is wound clockwise."""
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring))


def base_map(on: Sheet, districts: str = "", shades: pd.DataFrame | None = None) -> list[alt.Chart]:
    """Return the layers under the places: neighbours, then the province or the districts of a file, then
    names."""
    project = {
        "type": "mercator",
        "scale": on.scale,
        "translate": [on.left, on.top],
        "clipExtent": [[0, 0], [on.width, on.height]],
    }
    around = (
        alt.Chart(alt.Data(values=features(NEIGHBOURS)))
        .mark_geoshape(fill=theme.NEIGHBOUR, stroke=theme.NEIGHBOUR_EDGE, strokeWidth=0.8)
        .project(**project)
    )
    land = (
        alt.Chart(alt.Data(values=features(PROVINCE)))
        .mark_geoshape(fill=theme.LAND, stroke=theme.LAND_EDGE, strokeWidth=1)
        .project(**project)
    )
    layers = [around, land]
    if districts:
        layers.append(district_layer(districts, shades).project(**project))
    names = pd.DataFrame([(name, *on.at(lon, lat)) for name, lon, lat in NAMES], columns=["name", "x", "y"])
    return [
        *layers,
        pixels(names, on)
        .mark_text(color=theme.MUTED, fontStyle="italic", fontSize=theme.SMALL_TEXT_SIZE)
        .encode(text="name:N"),
    ]


def district_layer(districts: str, shades: pd.DataFrame | None) -> alt.Chart:
    """Return the districts of a file, shaded by the pages that name a place in them; property `district` is
    the name."""
    pages = (
        {} if shades is None else dict(zip(shades["district"], shades["n_pages"].astype(int), strict=True))
    )
    areas = []
    for feature in features(districts):
        name = str(feature["properties"].get("district", ""))
        number = int(pages.get(name, 0))
        shade = SHADES[bisect_right(SHADE_FROM, number)]
        areas.append({**feature, "properties": {"district": name, "n_pages": number, "shade": shade}})
    legend = alt.Legend(title="pages naming a place of the district", symbolStrokeColor=theme.LAND_EDGE)
    scale = alt.Scale(domain=list(SHADES), range=list(SHADE_COLOURS))
    chart = alt.Chart(alt.Data(values=areas)).mark_geoshape(stroke=theme.LAND_EDGE, strokeWidth=0.6)
    return chart.encode(fill=alt.Fill("properties.shade:N", scale=scale, legend=legend))


def pixels(rows: pd.DataFrame, on: Sheet) -> alt.Chart:
    """Return a chart whose columns x and y are pixels of the sheet."""
    across = alt.X(
        "x:Q", axis=None, scale=alt.Scale(domain=[0, on.width], range=[0, on.width], nice=False, zero=False)
    )
    down = alt.Y(
        "y:Q", axis=None, scale=alt.Scale(domain=[0, on.height], range=[0, on.height], nice=False, zero=False)
    )
    return alt.Chart(rows).encode(x=across, y=down)
