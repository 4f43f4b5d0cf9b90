"""Districts of a file that the user gives: shaded on the map by the pages that name a place in them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import map_areas, theme
from tollbook.charts import outlines, windows
from tollbook.charts.geography import Ground, Sheet, flat, placed, region
from tollbook.charts.labels import Box, Circle, Label, label_box, text_box
from tollbook.charts.pixels import scaled
from tollbook.ledger import read_places
from tollbook.places import points as points_of
from tollbook.scope import event_rows
from tollbook.words import count, listing

NAME_PROPERTIES = ("district", "name", "shapeName", "ADM2_EN")
OTHER_NAMES = "alt_names"  # property: more names, with `;` between them
OPEN_STREET_MAP = ("osm_relations", "osm_id", "@id")  # properties that only its extracts have
SHADES = ("no page", "1 to 9 pages", "10 to 99", "100 or more")
SHADE_FROM = (1, 10, 100)  # pages at which the next shade begins
SHADE_COLOURS = (theme.LAND, *theme.STEPS[:3])  # pale, for names stand on them
COVERING = 0.9  # of the region's area
STEP = 6  # pixels between the spots tried for a number


class District(NamedTuple):
    """An area of the file: its name (empty where the file gives none), the spellings of it, its rings in
    degrees, and the name of the file."""

    name: str
    spellings: frozenset[str]
    areas: list[map_areas.Area]
    file: str
    is_open_street_map: bool


def read(path: str, event: str = "") -> list[District]:
    """Return the districts of a GeoJSON file, none for an empty path.

    Raises FileNotFoundError or ValueError, with the name of the file and what to do, where it is no such
    file, gives no area a name, or has no area where the map of `event` can be (no event: anywhere).
    """
    if not path:
        return []
    file = PurePath(path).name
    found = [district(feature, file) for feature in map_areas.features(path)]
    if not any(one.name for one in found):
        properties = " or ".join(NAME_PROPERTIES)
        raise ValueError(f"{path!r} names no area: give each a property {properties}, or leave it empty")
    window = reach(event) if event else None
    if window and not touches(found, window):
        swapped = touches([turned_over(one) for one in found], window)
        hint = " (latitude seems to stand before longitude)" if swapped else ""
        where = event_rows().loc[event, "region"] or "the map"
        raise ValueError(f"{path!r} has no area in {where}{hint}: {map_areas.ADVICE}")
    return found


def reach(event: str) -> windows.Window | None:
    """Return where the map of an event can be: its window if it has one, else that around all places of the
    gazetteer; None where neither is known."""
    own = windows.given(event_rows().loc[event].to_dict())
    known = points_of(read_places())
    if own or known.empty:
        return own
    return windows.around(list(zip(known["lon"], known["lat"], strict=True)))


def touches(found: list[District], window: windows.Window) -> bool:
    """Return whether any district lies at least partly in a window, by the degrees that each spans."""
    spans = (
        [(min(cells), max(cells)) for cells in zip(*area[0], strict=True)]
        for one in found
        for area in map_areas.within_turns(one.areas, window.west, window.east)
    )
    return any(low < window.north and high > window.south for _, (low, high) in spans)


def turned_over(one: District) -> District:
    """Return a district with latitude for longitude."""
    areas = [[[(lat, lon) for lon, lat in ring] for ring in area] for area in one.areas]
    return one._replace(areas=areas)


def district(feature: dict[str, object], file: str) -> District:
    """Return a feature of a file as a district."""
    properties = feature["properties"]
    named = (properties.get(name) for name in NAME_PROPERTIES)
    name = next((text.strip() for text in named if isinstance(text, str) and text.strip()), "")
    others = str(properties.get(OTHER_NAMES) or "").split(";")
    spellings = frozenset().union(*(keys(text) for text in (name, *others)))
    osm = any(column in properties for column in OPEN_STREET_MAP)
    return District(name, spellings, feature["areas"], file, osm)


def keys(name: str) -> frozenset[str]:
    """Return how a name is looked up: letters only, whole, and without and within its brackets."""
    parts = [name, re.sub(r"\(.*?\)", "", name), *re.findall(r"\((.*?)\)", name)]
    plain = (unicodedata.normalize("NFKD", part).casefold() for part in parts)
    return frozenset({"".join(letter for letter in part if letter.isalnum()) for part in plain} - {""})


def pages_of(areas: list[District], shades: pd.DataFrame) -> list[pd.Series | None]:
    """Return for each area the row of `shades` (district, n_pages, since) of its name, or None."""
    rows = {key: row for _, row in shades.iterrows() for key in keys(row["district"])}
    found = [[rows[key] for key in sorted(area.spellings) if key in rows] for area in areas]
    return [matches[0] if matches else None for matches in found]


def is_covered(areas: list[District], on: Sheet, under: Ground) -> bool:
    """Return whether the districts of a file make up the region, so that its own outline would only double
    theirs."""
    rings = [area for one in areas for area in placed(one.areas, on, under)]
    return spread_of(rings) > COVERING * spread_of(region(on, under))


def spread_of(areas: list[map_areas.Area]) -> float:
    """Return the area in square pixels, holes taken off."""
    return abs(sum(outlines.doubled_area(ring) for area in areas for ring in area)) / 2


def district_layers(
    areas: list[District],
    shades: pd.DataFrame,
    on: Sheet,
    under: Ground,
    circles: pd.DataFrame,
    labels: list[Label],
) -> list[alt.Chart]:
    """Return the layers of the districts: shaded areas, and the number of pages wherever it finds room beside
    `circles` (x, y, radius) and `labels`. Nothing without areas."""
    if not areas:
        return []
    shapes, numbers = [], []
    taken = [label_box(label, theme.SMALL_TEXT_SIZE) for label in labels]
    dots = [Circle("", row.x, row.y, row.radius, "") for row in circles.itertuples(index=False)]
    for area, row in zip(areas, pages_of(areas, shades), strict=True):
        rings = placed(area.areas, on, under)
        pages = 0 if row is None else int(row["n_pages"])
        shade = SHADES[bisect_right(SHADE_FROM, pages)]
        about = {"district": area.name or "no name in the file", "n_pages": pages, "shade": shade}
        shapes.append(outlines.shape("MultiPolygon", rings, **about))
        spot = spot_for(f"{pages:,}", rings, taken, dots) if pages else None
        if spot:
            numbers.append((*spot, f"{pages:,}"))
            taken.append(text_box(f"{pages:,}", *spot, theme.SMALL_TEXT_SIZE))
    texts = scaled(pd.DataFrame(numbers, columns=["x", "y", "text"])).mark_text(
        fontSize=theme.SMALL_TEXT_SIZE, fontWeight=600
    )
    return [shaded(shapes), *([texts.encode(text=alt.Text("text:N"))] if numbers else [])]


def shaded(shapes: list[dict[str, object]]) -> alt.Chart:
    """Return the layer of areas with their shades, and the legend of those that are there."""
    present = [shade for shade in SHADES if any(one["properties"]["shade"] == shade for one in shapes)]
    colours = [SHADE_COLOURS[SHADES.index(shade)] for shade in present]
    legend = alt.Legend(
        title="pages naming a place in the district, in bold",
        symbolStrokeColor=theme.LAND_EDGE,
        symbolStrokeWidth=1,
        symbolType="square",
        offset=8,
    )
    return flat(shapes, stroke=theme.LAND_EDGE, strokeWidth=0.8).encode(
        fill=alt.Fill(
            "properties.shade:N", scale=alt.Scale(domain=present, range=colours), sort=present, legend=legend
        ),
        tooltip=[
            alt.Tooltip("properties.district:N", title="district"),
            alt.Tooltip("properties.n_pages:Q", title="pages naming a place in it"),
        ],
    )


def spot_for(
    text: str, rings: list[map_areas.Area], taken: list[Box], circles: list[Circle]
) -> tuple[float, float] | None:
    """Return the spot in an area, far from its outline, where `text` covers nothing; None without one."""
    best, room = None, 0.0
    for area in rings:
        across, down = zip(*area[0], strict=True)
        for x in range(int(min(across)), int(max(across)), STEP):
            for y in range(int(min(down)), int(max(down)), STEP):
                box = text_box(text, x, y, theme.SMALL_TEXT_SIZE)
                if any(box.overlaps(other) for other in taken) or any(box.touches(one) for one in circles):
                    continue
                free = inner_room(box, area)
                if free > room:
                    best, room = (float(x), float(y)), free
    return best


def inner_room(box: Box, area: map_areas.Area) -> float:
    """Return the least distance (pixels) of the corners and the middle of a box from an area's outline; 0
    where one of them lies outside."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    points = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)] + [middle]
    if not all(outlines.contains(area, point) for point in points):
        return 0.0
    edges = [edge for ring in area for edge in pairwise(ring)]
    return min(outlines.offset(point, *edge) for point in points for edge in edges)


def districts_note(areas: list[District], shades: pd.DataFrame) -> str:
    """Return what the caption says of the file: whose it is, and which districts or names it lacks."""
    if not areas:
        return ""
    known = frozenset().union(*(area.spellings for area in areas))
    lacking = [name for name in shades["district"] if not keys(name) & known]
    nameless = sum(not area.name for area in areas)
    source = "OpenStreetMap contributors (ODbL), " if any(area.is_open_street_map for area in areas) else ""
    parts = [f" Districts: {source}from the file {areas[0].file}, which is not part of Tollbook."]
    parts += [f"It has no area for {listing(lacking)}."] if lacking else []
    parts += [f"{count(nameless, 'area')} in it without a name."] if nameless else []
    return " ".join(parts)
