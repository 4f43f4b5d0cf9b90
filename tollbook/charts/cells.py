"""Tables of numbers as charts: places down, something else across, darker cells where there are more pages.

Everything is placed by the pixel, so that names of any length have room and marks of another kind can stand
in the same rows.
"""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import dates, theme
from tollbook.charts.pixels import LINE, scaled, widest, wrapped

ROW = 20  # pixels of a row, at least
GAP = 8  # pixels between the names and the cells
NAME_SHARE = 0.34  # of the sheet's width: what names may take at most
STEPS = (2, 5, 20, 50)  # pages at which a cell gets darker
DARK_FROM = 20  # pages: from here on the number in the cell is light
OTHER = "other"
SMALL = theme.SMALL_TEXT_SIZE
MARK = theme.LIGHT["series_5"]
MANY_PAGES = (
    "Pages repeat each other: a number of pages says how often a place was reported, not how hard it was hit."
)


class Rows(NamedTuple):
    """Rows of places: the lines of each name, the top of each row and its height in pixels, where the cells
    begin, and how deep all rows are."""

    lines: dict[str, list[str]]
    tops: dict[str, float]
    heights: dict[str, float]
    left: float
    depth: float

    def middle(self, places: pd.Series) -> pd.Series:
        """Return the middle of the rows of places, in pixels."""
        return places.map(self.tops) + places.map(self.heights) / 2


def rows_of(places: list[str], inner: float, top: float) -> Rows:
    """Return rows for places, one below the other from `top` on, on a sheet `inner` pixels wide."""
    room = min(widest(places, SMALL), NAME_SHARE * inner)
    lines, tops, heights = {}, {}, {}
    for place in places:
        lines[place] = wrapped(place, room, SMALL) or [""]
        tops[place], heights[place] = top, max(float(ROW), LINE * len(lines[place]) + 4.0)
        top += heights[place]
    return Rows(lines, tops, heights, room + GAP, top)


def name_layer(rows: Rows) -> alt.Chart:
    """Return the names of the places, to the left of their rows."""
    texts = [
        {
            "x": rows.left - GAP,
            "y": rows.tops[place] + rows.heights[place] / 2 + shift,
            "text": line,
            "place": place,
        }
        for place, lines in rows.lines.items()
        for line, shift in zip(lines, shifts(len(lines)), strict=True)
    ]
    return (
        scaled(pd.DataFrame(texts).round(1))
        .mark_text(align="right", fontSize=SMALL, color=theme.MUTED)
        .encode(text=alt.Text("text:N"))
    )


def shifts(number: int) -> list[float]:
    """Return how far each of so many lines stands from the middle of them, in pixels."""
    return [(line - (number - 1) / 2) * LINE for line in range(number)]


def cell_layers(
    table: pd.DataFrame, column: str, columns: list[str], rows: Rows, width: float, title: str
) -> list[alt.Chart]:
    """Return the cells, each `width` pixels wide: `table` has place, `column`, n_pages and since (UTC).

    `title` says in a tooltip what stands across.
    """
    drawn = pd.DataFrame(
        {
            "x": rows.left + (table[column].map(columns.index) + 0.5) * width,
            "y": rows.middle(table["place"]),
            "place": table["place"],
            column: table[column],
            "n_pages": table["n_pages"],
            "since": dates.to_iso(table["since"]),
        }
    ).round(1)
    about = [
        alt.Tooltip("place:N", title="place"),
        alt.Tooltip(f"{column}:N", title=title),
        alt.Tooltip("n_pages:Q", title="pages"),
    ]
    scale = alt.Scale(type="threshold", domain=list(STEPS), range=list(theme.STEPS))
    cells = scaled(drawn).mark_point(filled=True, opacity=1, shape=cell_shape(width), size=(width - 1) ** 2)
    colour = alt.ColorValue(
        **alt.condition(f"datum.n_pages >= {DARK_FROM}", alt.value(theme.PAPER), alt.value(theme.INK))
    )
    numbers = scaled(drawn).mark_text(fontSize=SMALL)
    return [
        cells.encode(fill=alt.Fill("n_pages:Q", legend=None, scale=scale), tooltip=about),
        numbers.encode(text=alt.Text("n_pages:Q"), color=colour),
    ]


def cell_shape(width: float) -> str:
    """Return the outline of a cell as a shape from -1 to 1, which Vega draws as wide as the cell.

    Marks with a middle take half the room in a specification that marks with four edges take.
    """
    half = round((ROW - 1) / (width - 1), 4)
    return f"M-1,-{half}H1V{half}H-1Z"


def heading_layer(words: list[str], left: float, width: float, bottom: float) -> alt.Chart:
    """Return the words above the columns, from `left` on: in lines where these fit, else turned."""
    turned = is_turned(words, width)
    rows = []
    for number, text in enumerate(words):
        lines = [text] if turned else wrapped(text, width - 2, SMALL)
        for line, shift in zip(lines, shifts(len(lines)), strict=True):
            y = bottom - 4 if turned else bottom - 2 - LINE * len(lines) / 2 + shift
            rows.append({"x": left + (number + 0.5) * width, "y": y, "text": line})
    angle = {"angle": 270, "align": "left"} if turned else {}
    marks = scaled(pd.DataFrame(rows).round(1)).mark_text(fontSize=SMALL, color=theme.MUTED, **angle)
    return marks.encode(text=alt.Text("text:N"))


def heading_depth(words: list[str], width: float) -> float:
    """Return how many pixels the words above the columns need."""
    if is_turned(words, width):
        return widest(words, SMALL) + 8
    return max(len(wrapped(text, width - 2, SMALL)) for text in words) * LINE + 4


def is_turned(words: list[str], width: float) -> bool:
    """Return whether the words above columns of `width` pixels must be turned: one word is wider alone."""
    return widest((word for text in words for word in text.split()), SMALL) > width - 2


def by_total(rows: pd.DataFrame, column: str) -> list[str]:
    """Return the values of `column`, those with the most pages first."""
    totals = rows.groupby(column)["n_pages"].sum().reset_index()
    return list(totals.sort_values(["n_pages", column], ascending=[False, True])[column])


def folded(rows: pd.DataFrame, column: str, most: int) -> pd.DataFrame:
    """Return `rows` with at most `most` values of `column`: those with the fewest pages become one, `other`,
    so that there is room for the others."""
    kept = by_total(rows, column)
    if len(kept) <= most:
        return rows
    named = rows[column].where(rows[column].isin(kept[: most - 1]), OTHER)
    groups = rows.assign(**{column: named}).groupby(["place", column], sort=False)
    return groups.agg(n_pages=("n_pages", "sum"), since=("since", "min")).reset_index()
