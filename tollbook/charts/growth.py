"""Small maps side by side: which places had been named by each moment, and which of them were new."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import dates, incident, theme
from tollbook.charts import graticule
from tollbook.charts.geography import LAND, Ground, Sheet, on_sheet, outlines_credit, region, sheet
from tollbook.charts.outlines import path
from tollbook.charts.pixels import NARROW_BELOW, PADDING, scaled, wrapped
from tollbook.figure import Figure
from tollbook.spread import by_words, first_words
from tollbook.words import count, listing

PANELS = 6  # at most: more would be too small to read
COLUMNS = {"wide": 3, "narrow": 2}
DOT = {"wide": 44, "narrow": 26}  # square pixels
GAP = 14  # pixels between panels side by side, and below one
LINE = 15  # pixels from one line of text to the next
LEGEND = 22  # pixels above the first panels
HEAD = 2 * LINE + 4  # pixels above each map: the moment, and how many places
AS_IT_IS = 4  # the size at which Vega draws a shape in its own pixels
TOLERANCE = 1.2  # pixels that the small outlines may be off
MARK = theme.LIGHT["series_5"]
SHOWN = ["place", "district", "n_pages", "panel", "first_named", "first_by", "first_from", "first_to"]
TOOLTIP = {
    "place": "place",
    "district": "district",
    "first_named": "first named by",
    "first_by": "named then by",
    "n_pages": "pages naming it",
}


class Panel(NamedTuple):
    """A small map: what stands above it, the places named by its moment, those of them that are new, the
    lines of their names, and its left and top in pixels."""

    heading: tuple[str, str]
    places: pd.DataFrame
    lines: list[str]
    left: float
    top: float


def moments(firsts: pd.Series, zone: str) -> list[pd.Timestamp]:
    """Return the moments that have a map: those by which a place had been named first.

    Where they are too many it is the ends of their days in `zone`; and where these are, the first of them and
    the last.
    """
    known = sorted(firsts.unique())
    if len(known) > PANELS:
        days = firsts.dt.tz_convert(zone).dt.normalize()
        known = sorted((days + pd.Timedelta(days=1, seconds=-1)).dt.tz_convert("UTC").unique())
    return known if len(known) <= PANELS else [*known[: PANELS - 1], known[-1]]


def with_panels(counts: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return the places that a dated page names, first named first, with `panel`, the number of the map on
    which they are new, `panel_to`, its moment (UTC), and `first_named`, their own in words.

    `counts` as from `spread.place_counts`.
    """
    rows = counts.dropna(subset=["first_to"])
    if rows.empty:
        return rows.assign(panel=[], panel_to=rows["first_to"], first_named="")
    ends = moments(rows["first_to"], zone)
    places = [next(place for place, end in enumerate(ends) if first <= end) for first in rows["first_to"]]
    found = rows.assign(
        panel=[place + 1 for place in places],
        panel_to=[ends[place] for place in places],
        first_named=first_words(rows["first_to"], zone),
    )
    return found.sort_values(["first_to", "place"], ignore_index=True)


def headings(rows: pd.DataFrame, zone: str) -> list[tuple[str, str]]:
    """Return the two lines above each map: its moment, and how many places had been named."""
    found = []
    for number, new in rows.groupby("panel"):
        so_far = count(int((rows["panel"] <= number).sum()), "place")
        when = f"By {by_words(new['panel_to'].iloc[0], zone, month='%b')}"
        found.append((when, f"{so_far}, {len(new):,} new" if found else so_far))
    return found


def laid_out(rows: pd.DataFrame, on: Sheet, columns: int, zone: str) -> tuple[list[Panel], float]:
    """Return the panels, and the depth of all in pixels; each line of panels is as deep as its longest list
    of names."""
    panels: list[Panel] = []
    top = LEGEND
    heads = headings(rows, zone)
    for start in range(0, len(heads), columns):
        depth = 0
        for place, head in enumerate(heads[start : start + columns]):
            number = rows["panel"].unique()[start + place]
            by_then = rows[rows["panel"] <= number].assign(
                is_new=lambda frame, new=number: frame["panel"].eq(new)
            )
            names = ", ".join(sorted(by_then.loc[by_then["is_new"], "place"]))
            lines = wrapped(names, on.width - 2, theme.SMALL_TEXT_SIZE)
            panels.append(Panel(head, by_then, lines, place * (on.width + GAP), top))
            depth = max(depth, HEAD + on.height + LINE * len(lines) + GAP)
        top += depth
    return panels, top - GAP


def texts(panels: list[Panel], on: Sheet) -> pd.DataFrame:
    """Return the words around the maps: x, y, text, is_bold."""
    rows = []
    for panel in panels:
        for line, text in enumerate(panel.heading):
            rows.append((panel.left, panel.top + LINE * (line + 0.5), text, line == 0))
        below = panel.top + HEAD + on.height
        rows += [
            (panel.left, below + LINE * (line + 0.5), text, False) for line, text in enumerate(panel.lines)
        ]
    return pd.DataFrame(rows, columns=["x", "y", "text", "is_bold"])


def dots(panels: list[Panel], on: Sheet) -> pd.DataFrame:
    """Return a dot per panel and place that has a point: x, y, place, since, is_new; new ones last."""
    rows = []
    for panel in panels:
        for place in panel.places.dropna(subset=["lat", "lon"]).itertuples(index=False):
            if not on.holds(place.lon, place.lat):
                continue
            x, y = on.spot(place.lon, place.lat)
            spot = (round(x + panel.left, 1), round(y + panel.top + HEAD, 1))
            rows.append((*spot, place.place, place.since, place.is_new))
    found = pd.DataFrame(rows, columns=["x", "y", "place", "since", "is_new"])
    return found.sort_values("is_new", kind="stable", ignore_index=True)


def draw_panels(rows: pd.DataFrame, width: int, zone: str, under: Ground) -> alt.LayerChart:
    """Return the small maps for `width` pixels; `rows` as from `with_panels`."""
    kind = "narrow" if width < NARROW_BELOW else "wide"
    columns, inner = COLUMNS[kind], width - PADDING
    on = sheet(int((inner - (columns - 1) * GAP) / columns) + PADDING, under)
    panels, depth = laid_out(rows.assign(since=dates.to_iso(rows["since"])), on, columns, zone)
    return alt.layer(
        outlines(panels, on, under),
        dot_layer(dots(panels, on), rows, DOT[kind]),
        *text_layers(texts(panels, on)),
        *legend(DOT[kind]),
        width=inner,
        height=depth,
    )


def outlines(panels: list[Panel], on: Sheet, under: Ground) -> alt.Chart:
    """Return the outlines of the region, or else meridians and parallels: written once, as the shape of a
    mark, and drawn for each map."""
    corners = pd.DataFrame([(panel.left, panel.top + HEAD) for panel in panels], columns=["x", "y"])
    areas, base = region(on, under, TOLERANCE), scaled(corners.round(1))
    if areas:
        return base.mark_point(shape=path(areas), size=AS_IT_IS, filled=True, opacity=1, **LAND)
    lines = {"stroke": theme.NEIGHBOUR_EDGE, "strokeWidth": 1, "opacity": 1}
    return base.mark_point(shape=graticule.path(on, under), size=AS_IT_IS, filled=False, **lines)


def points(rows: pd.DataFrame, size: float) -> alt.Chart:
    """Return the layer of dots: filled where a place is new."""
    fill = alt.FillValue(**alt.condition("datum.is_new", alt.value(MARK), alt.value(theme.PAPER)))
    return (
        scaled(rows)
        .mark_point(filled=True, size=size, stroke=MARK, strokeWidth=1, opacity=1)
        .encode(fill=fill)
    )


def dot_layer(marks: pd.DataFrame, rows: pd.DataFrame, size: float) -> alt.Chart:
    """Return the dots of the maps; what a tooltip says of a place is written once, not once per map."""
    more = [field for field in TOOLTIP if field != "place"]
    about = alt.LookupData(rows[["place", *more]].drop_duplicates("place"), key="place", fields=more)
    tooltip = [alt.Tooltip(f"{field}:N", title=title) for field, title in TOOLTIP.items()]
    return points(marks, size).transform_lookup("place", from_=about).encode(tooltip=tooltip)


def text_layers(rows: pd.DataFrame) -> list[alt.Chart]:
    """Return the layers of words: bold ones, then the others."""
    return [
        scaled(own[["x", "y", "text"]])
        .mark_text(align="left", fontSize=theme.SMALL_TEXT_SIZE, fontWeight=600 if is_bold else 400)
        .encode(text=alt.Text("text:N"))
        for is_bold, own in rows.groupby("is_bold", sort=True)
    ]


def legend(size: float) -> list[alt.Chart]:
    """Return the line that says what is filled and what is hollow."""
    rows = pd.DataFrame(
        {"x": [6, 116], "y": 8, "is_new": [True, False], "text": ["new by then", "named before"]}
    )
    words = rows.assign(x=rows["x"] + 9, is_bold=False)
    return [points(rows[["x", "y", "is_new"]], size), *text_layers(words)]


def first_mentions(
    counts: pd.DataFrame, zone: str, slug: str, event: str, caption: str, under: Ground | None
) -> Figure | None:
    """Return the small maps of when a dated page first named each place (`counts` as from
    `spread.place_counts`, times in `zone`, `under` as from `geography.ground`); None where there is one
    moment only, and nothing grew, or no dated place has a point on the map.
    """
    rows = with_panels(counts, zone)
    if rows["panel"].nunique() < 2 or under is None or not on_sheet(rows, under).any():
        return None
    said = grown(rows, zone)
    by_then = [
        f"by {by_words(new['panel_to'].iloc[0], zone)}: {listing(sorted(new['place']))}"
        for _, new in rows.groupby("panel")
    ]
    undated = len(counts) - len(rows)
    verb = "is" if undated == 1 else "are"
    left = f" {count(undated, 'place')} that only undated pages name {verb} not drawn." if undated else ""
    return Figure(
        slug=slug,
        sentence=said,
        title="By when had each place been named?",
        subtitle=f"Places that pages with a date of their own had named as {incident.current().hit}; {event}",
        caption="Below each map: the places first named by then. A page that gives only its day counts from "
        f"the end of that day. The moment is that of the page, not of the "
        f"{incident.current().one}.{left} {caption}{outlines_credit(under, 'Outline', only_region=True)}",
        alt=f"Small maps{under.of_region} at {count(len(by_then), 'moment')}. {said} "
        f"New {'; '.join(by_then)}.",
        draw=lambda width: draw_panels(rows, width, zone, under),
        rows=rows[SHOWN],
        links={"place": "place", "since": "since"},
    )


def at_once(counts: pd.DataFrame, zone: str) -> str:
    """Return the sentence that stands where there is no map: all dated places were named at once, or none
    is."""
    rows = with_panels(counts, zone)
    if rows.empty:
        return "No page with a date of its own had named a place by then."
    return f"{grown(rows, zone)[:-1]}: {listing(sorted(rows['place']))}. Pages with a date name no other."


def grown(rows: pd.DataFrame, zone: str) -> str:
    """Return the sentence on how many places had been named first, and by when all."""
    earliest, latest = rows["first_to"].min(), rows["first_to"].max()
    first = count(int(rows["first_to"].eq(earliest).sum()), "place")
    said = f"{first} had been named by {by_words(earliest, zone)}"
    every = "both" if len(rows) == 2 else f"all {len(rows):,}"
    return f"{said}, {every} by {by_words(latest, zone)}." if latest > earliest else f"{said}."
