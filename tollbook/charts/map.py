"""Map of the places that pages name, by number of pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import incident, theme
from tollbook.charts import graticule
from tollbook.charts.districts import District, district_layers, districts_note, is_covered
from tollbook.charts.geography import Ground, Sheet, base_map, on_sheet, outlines_credit, region, sheet
from tollbook.charts.labels import Box, Circle, Label, named_or_lettered, text_box
from tollbook.charts.map_layers import dot_layer, leader_layers, legend_layers, text_layers
from tollbook.charts.pixels import NARROW_BELOW, text_width, wrapped
from tollbook.figure import Figure
from tollbook.ledger import read_places
from tollbook.places import points as points_of
from tollbook.spread import first_words
from tollbook.words import count, listing

RADIUS = {"wide": 20.0, "narrow": 13.0}  # pixels, of the most named place; areas are in proportion to pages
SMALLEST = 3.0  # pixels: one page must still be seen
FARTHEST = {"wide": 90, "narrow": 42}  # pixels between a circle and its label
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # pages that the legend may show
TOLD = 8  # names in a text alternative
LONGEST_SOURCE = 60  # characters: a longer source is left to the gazetteer
LINE = 16  # pixels from one line of small text to the next
LEGEND = {
    "wide": {"town": "the town itself", "district": "somewhere in the district"},
    "narrow": {"town": "town", "district": "in the district"},
}
Words = Sequence[tuple[str, float, float]]
SHOWN = ["place", "places", "district", "n_pages", "first_named", "first_by", "lat", "lon", "precision"]


def kind_of(width: float) -> str:
    """Return whether a sheet is a wide or a narrow one."""
    return "narrow" if width < NARROW_BELOW else "wide"


def radii(points: pd.DataFrame, width: float, most: int) -> pd.Series:
    """Return the radius of each circle in pixels: areas in proportion to pages, none too small to see."""
    return (points["n_pages"] / most).pow(0.5).mul(RADIUS[kind_of(width)]).clip(lower=SMALLEST).round(1)


def circles_on(points: pd.DataFrame, on: Sheet) -> pd.DataFrame:
    """Return the points with their pixels and radii: x, y, radius, size (the square around the circle, for
    Vega)."""
    spots = [on.spot(lon, lat) for lon, lat in zip(points["lon"], points["lat"], strict=True)]
    placed = points.assign(x=[round(x, 1) for x, _ in spots], y=[round(y, 1) for _, y in spots])
    placed["radius"] = radii(points, on.width, int(points["n_pages"].max()))
    return placed.assign(size=(2 * placed["radius"]).pow(2).round(1))


def legend_rows(points: pd.DataFrame, on: Sheet) -> pd.DataFrame:
    """Return what the legend at the top left shows, where no place is: circles of three sizes, then what is
    filled and what is hollow, if both are there."""
    most = int(points["n_pages"].max())
    steps = [step for step in SIZES if step <= most][::-2][:3]
    rows = pd.DataFrame({"n_pages": steps, "precision": "town"}).assign(
        radius=lambda rows: radii(rows, on.width, most)
    )
    rows["text"] = rows["n_pages"].map("{:,}".format)
    rows.loc[rows.index[-1], "text"] += " pages" if steps[-1] > 1 else " page"
    rows["y"] = RADIUS[kind_of(on.width)] + 4
    words = LEGEND[kind_of(on.width)]
    if points["precision"].nunique() > 1:
        more = pd.DataFrame({"precision": list(words), "radius": 4.0, "text": list(words.values())})
        rows = pd.concat([rows.assign(precision="none"), more.assign(y=2 * rows["y"].iloc[0] + 8)])
    lengths = 2 * rows["radius"] + 5 + [text_width(text, theme.SMALL_TEXT_SIZE) for text in rows["text"]]
    rows["x"] = lengths.add(14).groupby(rows["y"]).transform(lambda cells: cells.shift(fill_value=6).cumsum())
    rows = rows.assign(
        x=rows["x"] + rows["radius"],
        text_x=rows["x"] + 2 * rows["radius"] + 5,
        size=4 * rows["radius"].pow(2),
    )
    return rows.round(1).reset_index(drop=True)


def legend_boxes(legend: pd.DataFrame) -> list[Box]:
    """Return the rectangles that the legend takes."""
    found = []
    for row in legend.itertuples(index=False):
        right = row.text_x + text_width(row.text, theme.SMALL_TEXT_SIZE)
        half = max(row.radius, theme.SMALL_TEXT_SIZE * 0.6)
        found.append(Box(row.x - row.radius, row.y - half, right, row.y + half))
    return found


def circles_of(placed: pd.DataFrame) -> list[Circle]:
    """Return the circles of placed places."""
    return [
        Circle(row.point_of, row.x, row.y, row.radius, row.place) for row in placed.itertuples(index=False)
    ]


def labels_on(
    placed: pd.DataFrame, on: Sheet, legend: pd.DataFrame, under: Ground, words: Words = ()
) -> tuple[list[Label], dict[str, str]]:
    """Return the labels of the circles, and the key of those that only a letter has room for. `words`: those
    of meridians and parallels."""
    names = [(name, *on.spot(lon, lat)) for name, lon, lat in under.names if on.holds(lon, lat)]
    taken = [text_box(*one, theme.SMALL_TEXT_SIZE) for one in (*names, *words)] + legend_boxes(legend)
    frame = Box(2, 2, on.width - 2, on.height - 2)
    size, farthest = theme.SMALL_TEXT_SIZE, FARTHEST[kind_of(on.width)]
    return named_or_lettered(circles_of(placed), frame, size, taken, farthest)


def key_rows(key: dict[str, str], on: Sheet) -> pd.DataFrame:
    """Return the lines of the key below the map: x, y, text; long names are broken, never cut."""
    texts = [f"{letter}  {text}" for letter, text in key.items()]
    widest = max((text_width(text, theme.SMALL_TEXT_SIZE) for text in texts), default=0)
    columns = max(int(on.width // (widest + 16)), 1)
    in_column = max(math.ceil(len(texts) / columns), 1)
    lines = []
    for start in range(0, len(texts), in_column):
        across = round(start / in_column * on.width / columns, 1)
        column = texts[start : start + in_column]
        broken = [line for text in column for line in wrapped(text, on.width, theme.SMALL_TEXT_SIZE)]
        lines += [(across, on.height + LINE * down, line) for down, line in enumerate(broken, start=1)]
    return pd.DataFrame(lines, columns=["x", "y", "text"])


class Places(NamedTuple):
    """What a map of one width shows of the places: circles, legend, names, the key of the letters, what lies
    under them, and the words of meridians and parallels where these are drawn (else None)."""

    on: Sheet
    circles: pd.DataFrame
    legend: pd.DataFrame
    labels: list[Label]
    key: dict[str, str]
    under: Ground
    words: Words | None


def places_on(points: pd.DataFrame, width: int, under: Ground) -> Places:
    """Return where everything of the places goes on a map of `width` pixels; the map reaches farther north
    where the legend would cover a place."""
    on = sheet(width, under)
    circles, legend = circles_on(points, on), legend_rows(points, on)
    dots = circles_of(circles)
    if any(box.touches(dot) for box in legend_boxes(legend) for dot in dots):
        on = sheet(width, under, above=round(legend["y"].max() + RADIUS[kind_of(width)]))
        circles, legend = circles_on(points, on), legend_rows(points, on)
    words = None
    if not region(on, under):
        words = graticule.words_on(on, under, circles_of(circles), legend_boxes(legend))
    labels, key = labels_on(circles, on, legend, under, words or ())
    return Places(on, circles, legend, labels, key, under, words)


def draw_map(places: Places, areas: list[District], shades: pd.DataFrame) -> alt.LayerChart:
    """Return the map of placed places: outlines or districts, circles, names, legend, key."""
    on, placed, legend, labels, key, below, words = places
    table, under = pd.DataFrame(labels, columns=Label._fields).round(1), key_rows(key, on)
    layers = [
        *([] if words is None else graticule.layers(on, below, words)),
        *base_map(on, below, is_covered(areas, on, below)),
        *district_layers(areas, shades, on, below, placed, labels),
        *leader_layers(table),
        dot_layer(placed),
        *text_layers(pd.concat([table, under.assign(align="left")])),
        *legend_layers(legend),
    ]
    depth = max([on.height, *(under["y"] + LINE / 2)])
    return alt.layer(*layers, width=on.width, height=depth)


def places_map(
    points: pd.DataFrame,
    zone: str,
    slug: str,
    event: str,
    caption: str,
    under: Ground,
    areas: list[District] | None = None,
    shades: pd.DataFrame | None = None,
) -> Figure:
    """Return the map of the places by the number of pages that name them.

    `points` as from `spread.map_points`, moments in words in `zone`; `event` and `caption` are words; `under`
    as from `geography.ground`. `areas` as from `districts.read`, shaded by `shades` as from
    `spread.districts`.
    """
    is_seen = on_sheet(points, under)
    rows = points[is_seen].assign(first_named=first_words(points.loc[is_seen, "first_to"], zone))
    areas, by_place = areas or [], first_of("place", rows["place"], rows["n_pages"])
    shades = pd.DataFrame(columns=["district", "n_pages", "since"]) if shades is None else shades
    shaded = f" Shaded: {first_of('district', shades['district'], shades['n_pages'])}." if areas else ""
    # Where names find room takes long to say: once for each width, for the words and for the drawing.
    placed = cache(lambda width: places_on(rows, width, under))
    has_letters = any(placed(width).key for width in (theme.WIDE, theme.NARROW))
    letters = " A letter on the map is explained below it." if has_letters else ""
    return Figure(
        slug=slug,
        sentence=most_named(rows),
        title="Where do the pages say it happened?",
        subtitle=f"Places named as {incident.current().hit}, by number of pages; {event}",
        caption="Areas of circles are in proportion to pages. Hollow: the page names the district, or a "
        "place in it without known coordinates, drawn at the district's centre or seat."
        f"{letters}{outside(points[~is_seen])} {caption}{credit(rows, under)}"
        f"{districts_note(areas, shades)}",
        alt=f"Map{under.of_region} with {count(len(rows), 'circle')}. Pages naming each place: {by_place}."
        f"{shaded}",
        draw=lambda width: draw_map(placed(width), areas, shades),
        rows=rows[[*SHOWN, "first_to"]],
        links={"place": "place", "since": "since"},
    )


def outside(points: pd.DataFrame) -> str:
    """Return the sentence on places that lie outside the map; nothing where none does."""
    verb = "lies" if len(points) == 1 else "lie"
    return f" Outside the map {verb} {listing(list(points['place']))}." if len(points) else ""


def credit(rows: pd.DataFrame, under: Ground) -> str:
    """Return whose the outlines and the coordinates of a map are, as sentences."""
    gazetteer = read_places()
    given = [terms_of(*one) for one in zip(gazetteer["licence"], gazetteer["source"], strict=True)]
    known = points_of(gazetteer).assign(terms=given)["terms"]
    terms = sorted({known.get(point, "") for point in rows["point_of"]} - {""})
    lines = "" if region(sheet(theme.WIDE, under), under) else " Lines: meridians and parallels."
    return f"{lines}{outlines_credit(under)}" + (f" Coordinates: {'; '.join(terms)}." if terms else "")


def terms_of(licence: str, source: str) -> str:
    """Return under which terms a row of the gazetteer is had: a licence that names its owner in brackets as
    it is, any other behind the source of the row.
    """
    is_named = "(" in licence or not source or len(source) > LONGEST_SOURCE
    return licence if is_named else ", ".join(filter(None, (source, licence)))


def first_of(noun: str, names: pd.Series, pages: pd.Series) -> str:
    """Return the first eight names with their pages, and how many more there are."""
    said = [f"{name} {number:,}" for name, number in zip(names, pages, strict=True)]
    more = f", and {count(len(said) - TOLD, noun)} with fewer" if len(said) > TOLD else ""
    return listing(said[:TOLD]) + more


def most_named(points: pd.DataFrame) -> str:
    """Return the sentence about the place, or the places, that most pages name."""
    top, hit = points[points["n_pages"] == points["n_pages"].max()], incident.current().hit
    by_pages = count(int(top["n_pages"].iloc[0]), "page")
    if len(points) == 1:
        return f"{top['place'].iloc[0]} is the one place that can be drawn; {by_pages} named it."
    if len(top) > 1:
        return f"{listing(list(top['place']))} were each named as {hit} by {by_pages}; no place by more."
    return f"{top['place'].iloc[0]} was named as {hit} by {by_pages}, more than any other place."
