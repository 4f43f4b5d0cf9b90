"""The map under the places: the sheet and its projection, the region and what lies around it.

What is drawn is said by rows: the files and edges of the map in `data/hand/events.csv`, the names on it in
`data/hand/map_labels.csv`. An event without them has a map around its places with meridians and parallels.

The projection is Mercator with a scale and an offset worked out here, so that labels can be placed in pixels
without covering anything and are the same in every renderer.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import altair as alt
import pandas as pd
import yaml

from tollbook import map_areas, map_files, theme
from tollbook.charts import outlines, windows
from tollbook.charts.pixels import PADDING, scaled
from tollbook.charts.windows import Window, northing
from tollbook.paths import hand, resolve
from tollbook.scope import event_rows
from tollbook.vocabulary import state
from tollbook.words import listing

LAND = {"fill": theme.LAND, "stroke": theme.LAND_EDGE, "strokeWidth": 1}
NEIGHBOUR_TOLERANCE = 1.2  # pixels: borders that only say where the region is
POLE = 89.9  # degrees: beyond it there is no ordinate; no sheet reaches so far


class Sheet(NamedTuple):
    """A map sheet: its size in pixels, and the scale and offset of the projection."""

    width: float
    height: float
    scale: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a point (degrees)."""
        lat = min(max(lat, -POLE), POLE)
        return self.scale * math.radians(lon) + self.left, self.top - self.scale * northing(lat)

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a place (degrees), a whole turn farther where the sheet shows it there."""
        x, y = self.at(lon, lat)
        turn = 2 * math.pi * self.scale
        return next((x + by for by in (0, turn, -turn) if 0 <= x + by <= self.width), x), y

    def holds(self, lon: float, lat: float) -> bool:
        """Return whether a place (degrees) lies on the sheet."""
        x, y = self.spot(lon, lat)
        return 0 <= x <= self.width and 0 <= y <= self.height


class Ground(NamedTuple):
    """What the map of an event shows under its places: the region in words, the window of degrees, the files
    of the region and of what lies around (empty: none), and names with their points (degrees)."""

    region: str
    window: Window
    base_map: str
    surroundings: str
    names: tuple[tuple[str, float, float], ...]

    @property
    def of_region(self) -> str:
        """Return the region behind the word map: ` of Fiji`; nothing where it has no name."""
        return f" of {self.region}" if self.region else ""


def ground(event: str, points: pd.DataFrame) -> Ground | None:
    """Return what the map of an event shows under places (`points`: lon, lat in degrees); None where no
    place has coordinates on it. Raises ValueError for edges of the map that cannot be."""
    known = points.dropna(subset=["lon", "lat"])
    if known.empty:
        return None
    about = event_rows().loc[event].to_dict()
    places = [(float(lon), float(lat)) for lon, lat in zip(known["lon"], known["lat"], strict=True)]
    files = (map_files.path_of(about.get(name, "")) for name in map_files.COLUMNS)
    window = windows.given(about) or windows.around(places)
    under = Ground(about.get("region", ""), window, *files, names_of(event))
    return under if on_sheet(known, under).any() else None


def names_of(event: str) -> tuple[tuple[str, float, float], ...]:
    """Return the names that stand on the map of an event, with their points (degrees)."""
    rows = hand("map_labels")
    rows = rows[rows["event_id"].isin([event, ""])]
    return tuple((row.label, float(row.lon), float(row.lat)) for row in rows.itertuples(index=False))


def sheet(width: int, under: Ground, above: int = 0) -> Sheet:
    """Return the sheet of a map in a chart `width` pixels wide; `above`: pixels that it reaches farther
    north, for a legend."""
    inner, window = width - PADDING, under.window
    scale = inner / math.radians(window.east - window.west)
    height = round(scale * (northing(window.north) - northing(window.south)))
    top = scale * northing(window.north) + above
    return Sheet(inner, height + above, scale, -scale * math.radians(window.west), top)


def on_sheet(points: pd.DataFrame, under: Ground) -> pd.Series:
    """Return for each place (lon, lat in degrees) whether the map shows it."""
    on = sheet(theme.WIDE, under)
    spots = zip(points["lon"].astype(float), points["lat"].astype(float), strict=True)
    return pd.Series([on.holds(lon, lat) if lat == lat else False for lon, lat in spots], points.index, bool)


def region(on: Sheet, under: Ground, tolerance: float = outlines.TOLERANCE) -> list[map_areas.Area]:
    """Return the outline of the region in the pixels of a sheet; nothing where no file has one."""
    return [area for areas in drawn(under.base_map, on, under, tolerance) for area in areas]


def drawn(path: str, on: Sheet, under: Ground, tolerance: float) -> list[list[map_areas.Area]]:
    """Return the areas of each feature of a file in the pixels of a sheet; nothing for an empty path. Raises
    what `map_areas.features` does."""
    if not path:
        return []
    file = resolve(path)
    return drawn_once(path, on, under, tolerance, state(file) if file.is_file() else None)


@lru_cache(maxsize=64)
def drawn_once(
    path: str, on: Sheet, under: Ground, tolerance: float, _state: object
) -> list[list[map_areas.Area]]:
    """Return what `drawn` does, once for each state of the file."""
    return [placed(one["areas"], on, under, tolerance) for one in map_areas.features(path)]


def placed(
    areas: list[map_areas.Area], on: Sheet, under: Ground, tolerance: float = outlines.TOLERANCE
) -> list[map_areas.Area]:
    """Return areas (degrees) in the pixels of a sheet."""
    seen = map_areas.within_turns(areas, under.window.west, under.window.east)
    return outlines.outline(seen, on.at, on.width, on.height, tolerance)


def around(on: Sheet, under: Ground) -> list[map_areas.Ring]:
    """Return the borders and coasts around the region in the pixels of a sheet, each once."""
    lines, known = [], list(region(on, under))
    for areas in drawn(under.surroundings, on, under, NEIGHBOUR_TOLERANCE):
        lines += outlines.borders(areas, on.width, on.height, known)
        known += areas
    return lines


def base_map(on: Sheet, under: Ground, is_covered: bool = False) -> list[alt.Chart]:
    """Return the layers under the places: borders around, the region unless it is covered by districts, and
    names."""
    layers = []
    if lines := around(on, under):
        borders = outlines.shape("MultiLineString", lines)
        layers.append(flat([borders], fill=None, stroke=theme.NEIGHBOUR_EDGE, strokeWidth=1))
    if region(on, under) and not is_covered:
        layers.append(land(region(on, under)))
    rows = [(name, *on.spot(lon, lat)) for name, lon, lat in under.names if on.holds(lon, lat)]
    if rows:
        names = pd.DataFrame(rows, columns=["name", "x", "y"])
        style = {"color": theme.MUTED, "fontStyle": "italic", "fontSize": theme.SMALL_TEXT_SIZE}
        layers.append(scaled(names.round(1)).mark_text(**style).encode(text=alt.Text("name:N")))
    return layers


def land(areas: list[map_areas.Area]) -> alt.Chart:
    """Return the layer of areas in pixels, drawn as land."""
    return flat([outlines.shape("MultiPolygon", areas)], **LAND)


def flat(shapes: list[dict[str, object]], **mark: object) -> alt.Chart:
    """Return the layer of features in pixels (see `outlines.shape`)."""
    layer = alt.Chart(alt.Data(values=shapes)).mark_geoshape(**mark)
    return layer.project(type="identity", scale=1, translate=[0, 0])  # they are flat already


def outlines_credit(under: Ground, noun: str = "Outlines", only_region: bool = False) -> str:
    """Return whose the outlines of a map are, as a sentence: by the card beside each file, else by its name.
    Nothing where the map has none."""
    paths = [under.base_map] if only_region else [under.base_map, under.surroundings]
    owners = list(dict.fromkeys(owner(path) for path in paths if path))
    return f" {noun}: {listing(owners)}." if owners else ""


def owner(path: str) -> str:
    """Return whom to credit for a map file."""
    card = resolve(f"{path}.card.yml")
    about = yaml.safe_load(card.read_text(encoding="utf-8")) if card.is_file() else None
    credit = about.get("publisher") or about.get("credit") if isinstance(about, dict) else None
    return str(credit) if credit else f"the file {resolve(path).name}"
