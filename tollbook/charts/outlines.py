"""Outlines of areas in the pixels of a map sheet: clipped to it, and no finer than it can show.

A chart draws them as they stand (projection `identity`), so that the drawing and its specification stay small
and no renderer can take a ring wound the other way for everything outside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

from tollbook.map_areas import Area, Point, Ring

TOLERANCE = 0.7  # pixels that an outline may be off: less than its own stroke
SMALLEST_AREA = 1.0  # square pixels: what is smaller would be a speck
CELL = 3.0  # pixels: a border this near to another one is not seen beside it


def outline(
    areas: Iterable[Area],
    at: Callable[[float, float], Point],
    width: float,
    height: float,
    tolerance: float = TOLERANCE,
) -> list[Area]:
    """Return areas (lon, lat; see `map_areas.features`) as they are drawn on a sheet: pixels by `at`, clipped
    to width x height.

    Rings keep their direction: filled by winding, a hole stays a hole.
    """
    drawn = []
    for area in areas:
        rings = [clipped([at(lon, lat) for lon, lat in ring], width, height) for ring in area]
        rings = [simplified(ring, tolerance) for ring in rings]
        if not rings or abs(doubled_area(rings[0])) < 2 * SMALLEST_AREA:
            continue
        holes = [ring for ring in rings[1:] if abs(doubled_area(ring)) >= 2 * SMALLEST_AREA]
        drawn.append([closed(ring) for ring in (rings[0], *holes)])
    return drawn


def closed(ring: Ring) -> Ring:
    """Return a ring closed, to a tenth of a pixel."""
    points = [(round(x, 1), round(y, 1)) for x, y in ring]
    return points if points[0] == points[-1] else [*points, points[0]]


def doubled_area(ring: Ring) -> float:
    """Return twice the signed area of a ring; positive when it runs clockwise with y running down."""
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise([*ring, *ring[:1]]))


def clipped(ring: Ring, width: float, height: float) -> Ring:
    """Return a ring cut off at the edges of a sheet (Sutherland and Hodgman 1974)."""
    for axis, edge, keeps_more in ((0, 0, True), (0, width, False), (1, 0, True), (1, height, False)):
        ring = cut(ring, axis, edge, keeps_more)
    return ring


def cut(ring: Ring, axis: int, edge: float, keeps_more: bool) -> Ring:
    """Return the part of a ring on one side of the line where x (axis 0) or y (axis 1) is `edge`."""
    kept: Ring = []
    for one, two in pairwise([*ring[-1:], *ring]):
        is_in, was_in = ((point[axis] >= edge) == keeps_more for point in (two, one))
        if is_in != was_in:
            share = (edge - one[axis]) / (two[axis] - one[axis])
            crossing = [one[0] + share * (two[0] - one[0]), one[1] + share * (two[1] - one[1])]
            crossing[axis] = edge
            kept.append((crossing[0], crossing[1]))
        if is_in:
            kept.append(two)
    return kept


def simplified(ring: Ring, tolerance: float) -> Ring:
    """Return a ring without the points that lie nearer than `tolerance` to the line without them.

    The method is that of Ramer (1972), Douglas and Peucker (1973); the two points farthest apart from the
    first stay.
    """
    points = [*ring, ring[0]] if ring and ring[0] != ring[-1] else list(ring)
    if len(points) < 5:
        return points
    far = max(range(len(points)), key=lambda number: math.dist(points[0], points[number]))
    keep, spans = {0, far, len(points) - 1}, [(0, far), (far, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        between = range(start + 1, end)
        worst = max(between, key=lambda number: offset(points[number], points[start], points[end]), default=0)
        if worst and offset(points[worst], points[start], points[end]) > tolerance:
            keep.add(worst)
            spans += [(start, worst), (worst, end)]
    return [points[number] for number in sorted(keep)]


def offset(point: Point, start: Point, end: Point) -> float:
    """Return the distance in pixels of a point from a stretch of line."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across**2 + down**2
    along = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length if length else 0
    along = min(max(along, 0), 1)
    return math.dist(point, (start[0] + along * across, start[1] + along * down))


def borders(areas: Iterable[Area], width: float, height: float, beside: Iterable[Area] = ()) -> list[Ring]:
    """Return the lines of drawn areas that say something: not the edges of the sheet, not what runs along the
    outline of the areas `beside`, which is drawn itself.
    """
    near = {cell for area in beside for ring in area for cell in cells_along(ring)}
    lines: list[Ring] = []
    for ring in (ring for area in areas for ring in area):
        line: Ring = []
        for one, two in pairwise(ring):
            if on_edge(one, two, width, height) or near.issuperset(cells_along([one, two], spread=0)):
                lines += [line] if len(line) > 1 else []
                line = []
            else:
                line = [*(line or [one]), two]
        lines += [line] if len(line) > 1 else []
    return lines


def on_edge(one: Point, two: Point, width: float, height: float) -> bool:
    """Return whether a stretch of line lies on an edge of the sheet."""
    return any(one[axis] == two[axis] == edge for axis, edge in ((0, 0), (0, width), (1, 0), (1, height)))


def cells_along(line: Ring, spread: int = 1) -> Iterable[tuple[int, int]]:
    """Yield the cells (of `CELL` pixels) that a line passes through, and `spread` cells around each."""
    for one, two in pairwise(line):
        steps = max(math.ceil(2 * math.dist(one, two) / CELL), 1)
        for step in range(steps + 1):
            x, y = (start + (end - start) * step / steps for start, end in zip(one, two, strict=True))
            for across in range(-spread, spread + 1):
                for down in range(-spread, spread + 1):
                    yield math.floor(x / CELL) + across, math.floor(y / CELL) + down


def path(areas: Iterable[Area]) -> str:
    """Return areas in pixels as the outline of a shape. Vega closes the last ring of a shape only: the others
    come back to their first point by themselves."""
    *others, last = [ring for area in areas for ring in area]
    return "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in ring) + "Z" for ring in [*others, last[:-1]])


def shape(kind: str, coordinates: list[object], **properties: object) -> dict[str, object]:
    """Return a GeoJSON feature in pixels."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def contains(area: Area, point: Point) -> bool:
    """Return whether a point lies in an area and in none of its holes, by the edges to its left."""
    x, y = point
    crossings = sum(
        (one[1] > y) != (two[1] > y) and x > one[0] + (y - one[1]) / (two[1] - one[1]) * (two[0] - one[0])
        for ring in area
        for one, two in pairwise(ring)
    )
    return crossings % 2 == 1
