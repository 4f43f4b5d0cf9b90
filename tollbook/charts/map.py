"""Maps of Balochistan with the places that pages name: by number of pages and by first mention."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts.geography import NAMES, Sheet, base_map, features, pixels, sheet
from tollbook.charts.labels import Box, Circle, Label, place_labels, text_box
from tollbook.figure import Figure
from tollbook.words import count, listing

RADIUS = {"wide": 20.0, "narrow": 13.0}  # pixels, of the most named place; areas are in proportion to pages
SMALLEST = 3.0  # pixels: one page must still be seen
FARTHEST = {"wide": 90, "narrow": 30}  # pixels between a circle and its label
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # pages that the legend may show
LEGEND_HEIGHT = 34  # pixels
CREDIT = (
    "Outlines: Natural Earth. Coordinates: GeoNames and UCDP (CC BY 4.0); "
    "centres of districts: OpenStreetMap contributors (ODbL)."
)
DISTRICT_CREDIT = "Districts: OpenStreetMap contributors (ODbL), from a file that is not part of Tollbook."
UNDATED = "undated pages only"
UNLABELLED = "A circle without room for its name has it in the table."
COLOUR = theme.LIGHT["series_5"]
LATER = (theme.STEPS[4], theme.STEPS[3], theme.STEPS[2], theme.STEPS[1])


def radii(points: pd.DataFrame, width: int, most: int) -> pd.Series:
    """Return the radius of each circle in pixels: areas in proportion to pages, none too small to see."""
    largest = RADIUS["wide" if width > 500 else "narrow"]
    return (points["n_pages"] / most).pow(0.5).mul(largest).clip(lower=SMALLEST)


def circles_on(points: pd.DataFrame, on: Sheet, width: int) -> pd.DataFrame:
    """Return the points with their pixels and radii: x, y, radius, size (the square around the circle, for
    Vega)."""
    spots = [on.at(lon, lat) for lon, lat in zip(points["lon"], points["lat"], strict=True)]
    placed = points.assign(x=[x for x, _ in spots], y=[y for _, y in spots])
    placed["radius"] = radii(points, width, int(points["n_pages"].max()))
    return placed.assign(size=(2 * placed["radius"]).pow(2))


def labels_on(placed: pd.DataFrame, on: Sheet) -> list[Label]:
    """Return the labels of the circles, those of the most named places first."""
    taken = [text_box(name, *on.at(lon, lat), theme.SMALL_TEXT_SIZE) for name, lon, lat in NAMES]
    circles = [
        Circle(row.point_of, row.x, row.y, row.radius, row.text) for row in placed.itertuples(index=False)
    ]
    frame = Box(4, 4 + LEGEND_HEIGHT, on.width - 4, on.height - 4)
    return place_labels(
        circles, frame, theme.SMALL_TEXT_SIZE, taken, FARTHEST["wide" if on.width > 500 else "narrow"]
    )


def size_legend(placed: pd.DataFrame, on: Sheet) -> list[alt.Chart]:
    """Return the layers that say how many pages a circle means, at the top left, where no place is."""
    most = int(placed["n_pages"].max())
    steps = [step for step in SIZES if step <= most][::-2][:3]
    rows = pd.DataFrame({"n_pages": steps}).assign(radius=lambda rows: radii(rows, on.width, most))
    rows["x"] = 8 + rows["radius"] + (2 * rows["radius"] + 34).shift(fill_value=0).cumsum()
    rows = rows.assign(
        y=LEGEND_HEIGHT - 8,
        size=(2 * rows["radius"]).pow(2),
        text_x=rows["x"] + rows["radius"] + 5,
        text=rows["n_pages"].map("{:,}".format),
    )
    rows["text"] = rows["text"].mask(
        rows.index == len(rows) - 1, rows["text"] + (" pages" if steps[-1] > 1 else " page")
    )
    dots = (
        pixels(rows, on)
        .mark_point(filled=False, stroke=COLOUR, strokeWidth=1.2, opacity=1)
        .encode(size=alt.Size("size:Q", scale=None))
    )
    texts = pixels(rows.assign(x=rows["text_x"]), on).mark_text(
        align="left", fontSize=theme.SMALL_TEXT_SIZE, color=theme.INK
    )
    return [dots, texts.encode(text="text:N")]


def places_layers(placed: pd.DataFrame, on: Sheet, fill: alt.Fill | alt.Value) -> list[alt.Chart]:
    """Return circles, leader lines and labels. `placed` has x, y, size, text and what `fill` needs."""
    labels = pd.DataFrame(labels_on(placed, on), columns=Label._fields)
    dots = (
        pixels(placed.sort_values("size", ascending=False), on)
        .mark_point(filled=True, opacity=0.85, stroke=COLOUR, strokeWidth=1.2)
        .encode(size=alt.Size("size:Q", scale=None), fill=fill)
    )
    lines = pixels(
        labels[labels["has_leader"]]
        .drop(columns=["x", "y"])
        .rename(columns={"start_x": "x", "start_y": "y"}),
        on,
    )
    lines = lines.mark_rule(strokeWidth=0.8, color=theme.MUTED).encode(x2="end_x:Q", y2="end_y:Q")
    texts = [
        pixels(rows, on)
        .mark_text(align=align, fontSize=theme.SMALL_TEXT_SIZE, color=theme.INK)
        .encode(text="text:N")
        for align, rows in labels.groupby("align")
    ]
    return [dots, *([lines] if labels["has_leader"].any() else []), *texts, *size_legend(placed, on)]


def draw_map(
    rows: pd.DataFrame, width: int, fill: alt.Fill | alt.Value, under: list[alt.Chart]
) -> alt.LayerChart:
    """Return the map `width` pixels wide: the layers `under`, circles, names (column `text`), legend."""
    on = sheet(width)
    layers = [*under, *places_layers(circles_on(rows, on, width), on, fill)]
    return alt.layer(*layers).properties(width=on.width, height=on.height)


def pages_map(
    points: pd.DataFrame,
    slug: str,
    event: str,
    caption: str,
    districts: str = "",
    shades: pd.DataFrame | None = None,
) -> Figure:
    """Return the map of the places by the number of pages that name them.

    `points` as from `spread.map_points`; `event` and `caption` are words. `districts` is the path of a
    GeoJSON file (property `district`), `shades` has district and n_pages. Raises FileNotFoundError where the
    path leads nowhere.
    """
    if districts:
        features(districts)  # so that a wrong path fails here, not when the chart is drawn
    fill = alt.condition("datum.precision === 'town'", alt.value(COLOUR), alt.value(theme.PAPER))
    rows = points.assign(text=points["place"])
    said = listing([f"{row.place} {row.n_pages:,}" for row in points.head(8).itertuples(index=False)])
    more = f", and {count(len(points) - 8, 'place')} with fewer" if len(points) > 8 else ""
    return Figure(
        slug=slug,
        sentence=most_named(points),
        title="Where do the pages say it happened?",
        subtitle=f"Places named as attacked, by number of pages; {event}",
        caption="Areas of circles are in proportion to pages. Filled: the town itself. Hollow: the "
        "page names the district, or a place in it without known coordinates, drawn at the "
        f"district's centre or seat. {UNLABELLED} {caption} {CREDIT}"
        + (f" {DISTRICT_CREDIT}" if districts else ""),
        alt=f"Map of Balochistan with {count(len(points), 'circle')}. Pages naming each place: {said}{more}.",
        draw=lambda width: draw_map(rows, width, fill, base_map(sheet(width), districts, shades)),
        rows=points.drop(columns=["first_from", "first_to"]),
    )


def most_named(points: pd.DataFrame) -> str:
    """Return the sentence about the place, or the places, that most pages name."""
    top = points[points["n_pages"] == points["n_pages"].max()]
    by_pages = count(int(top["n_pages"].iloc[0]), "page")
    if len(points) == 1:
        return f"{top['place'].iloc[0]} is the one place that can be drawn; {by_pages} named it."
    if len(top) > 1:
        return f"{listing(list(top['place']))} were each named as attacked by {by_pages}; no place by more."
    return f"{top['place'].iloc[0]} was named as attacked by {by_pages}, more than any other place."


def first_days(points: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return the points with `first_day`: the day (in `zone`) by which a dated page had named the place.

    From the fourth day on it is `later`; `undated pages only` where no page with a date of its own names the
    place. `text` is the name with its day, where that is not the first.
    """
    days = points["first_to"].dt.tz_convert(zone).dt.strftime("%Y-%m-%d")
    known = sorted(days.dropna().unique())
    words = {day: f"{pd.Timestamp(day).day} {pd.Timestamp(day):%b}" for day in known[:3]}
    first_day = days.map(words | dict.fromkeys(known[3:], "later")).fillna(UNDATED)
    has_day = days.notna() & (days != (known or [""])[0])
    text = points["place"].mask(has_day, points["place"] + ", " + first_day)
    return points.assign(first_day=first_day, text=text)


def day_fill(order: list[str], width: int) -> alt.Fill:
    """Return the fill by first day: the earlier the darker, undated ones hollow."""
    colours = [theme.PAPER if day == UNDATED else LATER[number] for number, day in enumerate(order)]
    legend = alt.Legend(
        title="first named by a dated page",
        symbolType="circle",
        symbolStrokeColor=COLOUR,
        columns=2 if width < 500 else 4,
    )
    return alt.Fill("first_day:N", scale=alt.Scale(domain=order, range=colours), legend=legend)


def first_mention_map(points: pd.DataFrame, zone: str, slug: str, event: str, caption: str) -> Figure:
    """Return the map of the places by the day on which a dated page first named them (days in `zone`)."""
    rows = first_days(points, zone)
    order = list(dict.fromkeys(rows.sort_values("first_to", na_position="last")["first_day"]))
    numbers = {day: int(rows["first_day"].eq(day).sum()) for day in order}
    by_day = [f"{count(numbers[day], 'place')} {'by ' if day[0].isdigit() else ''}{day}" for day in order]
    start = "Among the undated pages" if order[0] == UNDATED else f"By {order[0]}"
    columns = ["point_of", "place", "places", "lat", "lon", "n_pages", "first_day", "first_from", "first_to"]
    return Figure(
        slug=slug,
        sentence=f"{start}, {numbers[order[0]]:,} of {count(len(rows), 'point')} on the map were named.",
        title="When was each place first named?",
        subtitle=f"Places named as attacked, by the day of the first page with a date; {event}",
        caption="Circles as in the map before. A place without a day behind its name was first named by "
        f"{order[0]}. {UNLABELLED} The day is that of the page, not of the "
        f"attack. {caption} {CREDIT}",
        alt=f"Map of Balochistan with {count(len(rows), 'circle')}: {listing(by_day)}.",
        draw=lambda width: draw_map(rows, width, day_fill(order, width), base_map(sheet(width))),
        rows=rows[columns],
    )
