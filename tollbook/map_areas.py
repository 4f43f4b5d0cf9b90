"""Areas of a map from GeoJSON: whatever a file has, what comes out can be drawn.

A file may be a FeatureCollection, a Feature or a bare geometry (RFC 7946), its rings may run either way and
may cross themselves, and an area may lie across 180 degrees, in one piece or cut there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from itertools import pairwise

import shapely
import shapely.geometry

from tollbook.paths import resolve

Point = tuple[float, float]
Ring = list[Point]
Area = list[Ring]

ADVICE = "give the path of a GeoJSON file of areas in degrees, or leave it empty"
AREAS = ("Polygon", "MultiPolygon")
DEGREES = ("CRS84", "4326")  # how files of before 2016 say that they are in degrees
CRS_KEY = "name"


def features(path: str) -> list[dict[str, object]]:
    """Return the features of a GeoJSON file that are areas: properties, and areas (lists of rings of lon,
    lat in degrees).

    Outer rings come out clockwise and holes the other way round, as seen with north at the top; a ring that
    crosses itself becomes the areas that it encloses. What is no area (a point, a line) and what has no
    geometry is left out. Raises FileNotFoundError with the file's name where there is none, ValueError with
    its name, the reason and what to do where it has no area in degrees.
    """
    file = resolve(path)
    if not file.is_file():
        raise FileNotFoundError(f"there is no map file {path!r}: {ADVICE}")
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
        check_degrees(found)
        collected = [feature(one) for one in features_in(found) if one["geometry"] is not None]
        if others := [kind for one in collected for kind in one["others"]]:
            require_areas(collected, others)
        return [
            {"properties": one["properties"], "areas": one["areas"]}
            for one in collected
            if one["areas"] or not one["others"]
        ]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path!r} is not a GeoJSON file of areas ({reason(error)}): {ADVICE}") from error
    except shapely.errors.ShapelyError as error:
        raise ValueError(f"{path!r} is not a GeoJSON file of areas ({reason(error)}): {ADVICE}") from error


def require_areas(collected: list[dict[str, object]], others: list[str]) -> None:
    """Raise ValueError where features hold nothing but points and lines."""
    if not any(one["areas"] for one in collected):
        raise ValueError(f"a {others[0]} is not an area")


def reason(error: Exception) -> str:
    """Return why a file could not be read, on one line."""
    text = f"no {error}" if isinstance(error, KeyError) else str(error)
    return " ".join(text.split()) or type(error).__name__


def check_degrees(found: dict[str, object]) -> None:
    """Raise ValueError where a file says, in the way of before RFC 7946, that it is not in degrees."""
    crs = found["crs"] if isinstance(found, dict) and found.get("crs") else None
    named = str(((crs or {}).get("properties") or {}).get(CRS_KEY, "")) if isinstance(crs, dict) else ""
    if named and not named.endswith(DEGREES):
        raise ValueError(f"it is in {named}, not in degrees (WGS 84)")


def features_in(found: dict[str, object]) -> list[dict[str, object]]:
    """Return the features of what a GeoJSON file holds; ValueError where it is something else."""
    kind = found["type"]
    if kind == "FeatureCollection":
        return found["features"]
    if kind == "Feature":
        return [found]
    if "coordinates" in found or "geometries" in found:
        return [{"geometry": found, "properties": {}}]
    hint = ": TopoJSON, which must be converted first" if kind == "Topology" else ""
    raise ValueError(f"its type is {kind}, not FeatureCollection{hint}")


def feature(found: dict[str, object]) -> dict[str, object]:
    """Return the properties of a feature, its areas, and the kinds of what it holds besides (`others`)."""
    areas, others = [], []
    for geometry in geometries(found["geometry"]):
        if geometry["type"] in AREAS:
            areas += areas_of(geometry)
        else:
            others.append(geometry["type"])
    return {"properties": found.get("properties") or {}, "areas": areas, "others": others}


def geometries(geometry: dict[str, object]) -> Iterator[dict[str, object]]:
    """Yield the geometries of a geometry, those of a collection one by one."""
    if geometry["type"] == "GeometryCollection":
        for one in geometry["geometries"]:
            yield from geometries(one)
    else:
        yield geometry


def areas_of(geometry: dict[str, object]) -> list[Area]:
    """Return the areas of a Polygon or MultiPolygon; ValueError unless they are in degrees."""
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    rings = [
        [[(float(lon), float(lat)) for lon, lat, *_ in ring] for ring in polygon] for polygon in polygons
    ]
    numbers = [point for polygon in rings for ring in polygon for point in ring]
    if not all(
        abs(lon) <= 360 and abs(lat) <= 90 for lon, lat in numbers
    ):  # also false for what is no number
        swapped = all(abs(lon) <= 90 and abs(lat) <= 360 for lon, lat in numbers)
        raise ValueError(
            "its coordinates are not degrees" + (": latitude stands before longitude" if swapped else "")
        )
    return rings_of(
        shapely.MultiPolygon(
            [(unbroken(outer), [unbroken(hole) for hole in holes]) for outer, *holes in filter(None, rings)]
        )
    )


def unbroken(ring: Ring) -> Ring:
    """Return a ring that jumps from 180 to -180 degrees as one that runs on beyond 180."""
    if all(abs(two[0] - one[0]) <= 180 for one, two in pairwise(ring)):
        return ring
    turns, points = 0, [ring[0]]
    for one, two in pairwise(ring):
        turns -= round((two[0] - one[0]) / 360) * 360
        points.append((two[0] + turns, two[1]))
    # A ring around a pole does not come back to its start, or covers nothing: its long edge is no jump.
    is_closed = math.isclose(points[0][0], points[-1][0]) or ring[0] != ring[-1]
    return points if is_closed and len(points) > 3 and shapely.Polygon(points).area else ring


def rings_of(areas: shapely.Geometry) -> list[Area]:
    """Return areas as rings, valid and with their outer rings clockwise. What is valid keeps its points and
    their order, but for the direction."""
    sound = areas if areas.is_valid else made_valid(areas)
    parts = shapely.get_parts(shapely.get_parts(shapely.orient_polygons(sound, exterior_cw=True)))
    return [
        [list(ring.coords) for ring in (part.exterior, *part.interiors)]
        for part in parts
        if part.geom_type == "Polygon" and not part.is_empty
    ]


def made_valid(areas: shapely.Geometry) -> shapely.Geometry:
    """Return what areas that cross themselves or each other enclose."""
    return shapely.make_valid(areas, method="structure", keep_collapsed=False)


def within_turns(areas: list[Area], west: float, east: float) -> list[Area]:
    """Return areas at the longitudes at which a map from `west` to `east` (degrees, `east` maybe beyond 180)
    shows them; those that it does not show are left out. Pieces of an area that a file cuts at 180 degrees
    are one where both are seen."""
    seen: dict[int, list[Area]] = {turn: [] for turn in (-360, 0, 360)}
    for area in areas:
        lons = [lon for lon, _ in area[0]]
        for turn, found in seen.items():
            if max(lons) + turn > west and min(lons) + turn < east:
                found.append([[(lon + turn, lat) for lon, lat in ring] for ring in area] if turn else area)
    if sum(map(bool, seen.values())) < 2:
        return [area for found in seen.values() for area in found]
    polygons = [shapely.Polygon(area[0], area[1:]) for found in seen.values() for area in found]
    return rings_of(shapely.union_all([made_valid(polygon) for polygon in polygons]))
