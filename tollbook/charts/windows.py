"""What part of the world a map shows: a window of degrees, given or made to hold the places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

EDGES = ("map_west", "map_south", "map_east", "map_north")
NORTHMOST = 85.0  # degrees: Mercator stretches without end towards the poles
MARGIN = 0.15  # of the larger extent, on each side, for circles and names
LEAST = 2.0  # width in degrees of latitude, about 220 km: a single place must be found on a map
FLATTEST, STEEPEST = 0.55, 0.9  # height of a map by its width
WHOLE_TURN = 360.0


class Window(NamedTuple):
    """A part of the world in degrees (WGS 84). `east` is more than 180 where it reaches across that meridian:
    it is always east of `west`."""

    west: float
    south: float
    east: float
    north: float


def northing(lat: float) -> float:
    """Return the Mercator ordinate of a latitude (degrees), in radians of the globe."""
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def latitude(ordinate: float) -> float:
    """Return the latitude (degrees) of a Mercator ordinate in radians."""
    return math.degrees(2 * math.atan(math.exp(ordinate)) - math.pi / 2)


def given(about: Mapping[str, str]) -> Window | None:
    """Return the window that a row of events.csv gives, None where it gives none. Raises ValueError, with
    what to do, where it gives an edge and not all four, or where no map has such edges."""
    texts = [about.get(name, "") for name in EDGES]
    if not any(texts):
        return None
    if not all(texts):
        lacking = ", ".join(name for name, text in zip(EDGES, texts, strict=True) if not text)
        raise ValueError(f"{lacking} missing: give all four edges of the map, or none")
    try:
        west, south, east, north = map(float, texts)
    except ValueError:
        raise ValueError("an edge of the map is no number: give degrees, like 60.5") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -NORTHMOST <= south < north <= NORTHMOST):
        raise ValueError(
            "no map has these edges: give degrees, longitude from -180 to 180, latitude from "
            f"-{NORTHMOST:g} to {NORTHMOST:g} with map_south below map_north"
        )
    if west == east:
        raise ValueError("map_west and map_east are the same: give two meridians")
    return Window(west, south, east if east > west else east + WHOLE_TURN, north)


def shortest_arc(longitudes: Iterable[float]) -> tuple[float, float]:
    """Return the western and eastern end of the shortest arc that holds some longitudes (degrees); the
    western one is at least -180 and less than 180."""
    around = sorted({(lon + 180) % WHOLE_TURN - 180 for lon in longitudes})
    gaps = [two - one for one, two in pairwise([*around, around[0] + WHOLE_TURN])]
    widest = gaps.index(max(gaps))
    west = around[(widest + 1) % len(around)]
    return west, west + WHOLE_TURN - gaps[widest]


def around(points: Sequence[tuple[float, float]]) -> Window:
    """Return the window around some points (lon, lat in degrees): with a margin, not too small to say where
    it is, and neither flat nor steep. A point nearer to a pole than Mercator can show lies outside it."""
    west, east = shortest_arc(lon for lon, _ in points)
    lats = [min(max(lat, -NORTHMOST), NORTHMOST) for _, lat in points]
    low, high = northing(min(lats)), northing(max(lats))
    wide, tall = math.radians(east - west), high - low
    margin = 2 * MARGIN * max(wide, tall)
    # A degree of latitude is stretched as one of longitude is, by the cosine.
    least = math.radians(LEAST) / math.cos(math.radians(latitude((low + high) / 2)))
    wide, tall = max(wide + margin, least), tall + margin
    wide = min(max(wide, tall / STEEPEST), 2 * math.pi)
    tall = max(tall, wide * FLATTEST)
    middle, centre = (west + east) / 2, between(low, high, tall)
    half = math.degrees(wide) / 2
    edges = (middle - half, latitude(centre - tall / 2), middle + half, latitude(centre + tall / 2))
    west, south, east, north = (round(edge, 4) for edge in edges)
    turn = WHOLE_TURN if west < -180 else 0.0
    return Window(west + turn, max(south, -NORTHMOST), east + turn, min(north, NORTHMOST))


def between(low: float, high: float, tall: float) -> float:
    """Return the middle of a window `tall` radians high around two ordinates, moved away from the poles."""
    most = northing(NORTHMOST) - tall / 2
    return min(max((low + high) / 2, -most), most) if most > 0 else 0.0
