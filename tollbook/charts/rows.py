"""Rows with a name, a line for marks and cells of words: the layout that the charts of intervals share.

On a wide sheet the name stands to the left of the marks and the cells to the right of them; on a narrow one,
or where words leave too little room, the words stand above the marks. Names break into lines; none is cut
short unless a single word is wider than its room.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from tollbook import theme
from tollbook.charts.intervals import ARROW, MARK, axis_words
from tollbook.charts.pixels import (
    LINE,
    NARROW_BELOW,
    PADDING,
    scaled,
    text_width,
    ticks,
    widest,
    wrapped,
)

GAP = 14  # pixels between words and marks, and between two columns of words
EDGE = 8  # pixels that a mark at an end of the plot needs
ROW = 20  # pixels of a row, at least
HEADING, HEADING_SIZE = 26, 14  # pixels of the line of a section's name, and of its letters
SECTION_GAP = 8  # pixels above it
COLUMN_NAMES = 18  # pixels of the line of the names of columns
NAME_SHARE, CELL_SHARE = 0.34, 0.4  # of the sheet's width: what names and a column of cells may take at most
LEAST_PLOT = 150  # pixels: with less room for marks the words go above them
AXIS = 40  # pixels of an axis with its numbers and title
MOST_TICKS = 6
SMALL = theme.SMALL_TEXT_SIZE
KEYS = ("group", "party", "origin", "since")
"""What a row stands for: words carry it like marks, so that a live chart can tell which belong together."""
STYLES = {
    "heading": {"fontWeight": 600, "fontSize": HEADING_SIZE},
    "column": {"fontSize": SMALL, "color": theme.MUTED},
    "name": {},
    "cell": {},
}
"""How each kind of words is written."""


class Shape(NamedTuple):
    """How a sheet is divided, in pixels: its width, the plot from `left` to `right`, the room for names and
    for each column of cells, whether the words stand beside the marks, and the least height of a row.
    """

    inner: float
    left: float
    right: float
    names: float
    rooms: dict[str, float]
    is_beside: bool
    row: float


class Sheet(NamedTuple):
    """Where everything stands, in pixels: its `shape`, `places`, the line of marks of each row (on the index
    of the rows), `sections`, the first and the last pixel of each section's rows, `height`, and `words`.
    """

    shape: Shape
    places: pd.Series
    sections: dict[str, tuple[float, float]]
    height: float
    words: pd.DataFrame


class Pen:
    """The words written so far (x, y, text, kind, align and the keys of their row), and how far down."""

    def __init__(self, down: float = 0.0) -> None:
        self.down = down
        self.words: list[dict[str, object]] = []

    def write(
        self,
        lines: list[str],
        x: float,
        middle: float,
        kind: str,
        keys: Mapping[str, object],
        align: str = "left",
    ) -> None:
        """Add lines one below the other around `middle`."""
        for number, line in enumerate(lines):
            y = middle + (number - (len(lines) - 1) / 2) * LINE
            if line:
                said = {"x": x, "y": y, "text": line, "kind": kind, "align": align}
                self.words.append(said | dict.fromkeys(KEYS, "") | dict(keys))

    def table(self) -> pd.DataFrame:
        """Return the words as a table; a key that a row has not is the empty string."""
        table = pd.DataFrame(self.words, columns=["x", "y", "text", "kind", "align", *KEYS])
        return table.round({"x": 1, "y": 1})


def shape_of(rows: pd.DataFrame, width: int, columns: Mapping[str, str], row: float) -> Shape:
    """Return how a sheet of `width` pixels is divided for `rows` (see `lay_out`)."""
    inner = float(width - PADDING)
    names = min(widest(rows["name"]), NAME_SHARE * inner)
    rooms = {
        field: min(max(widest(rows[field]), text_width(name, SMALL)), CELL_SHARE * inner)
        for field, name in columns.items()
    }
    left = names + GAP + EDGE if names else float(EDGE)
    right = inner - sum(room + GAP for room in rooms.values()) - EDGE
    is_whole = width >= NARROW_BELOW or names == widest(rows["name"])  # no room to break names in
    if is_whole and right - left >= LEAST_PLOT:
        return Shape(inner, left, right, names, rooms, True, row)
    return Shape(inner, float(EDGE), inner - EDGE, inner, rooms, False, row)


def lay_out(
    rows: pd.DataFrame,
    width: int,
    columns: Mapping[str, str],
    top: float = 0.0,
    axis_each: bool = False,
    row: float = ROW,
) -> Sheet:
    """Return where the rows stand on a sheet of `width` pixels, `top` pixels below its upper edge.

    `rows` has `section` (its heading; empty for none), `name`, the fields of `columns` (texts; each with the
    name of the column, which may be empty), and any of `KEYS`. `axis_each`: an axis below each section, not
    only below the last. `row`: the height of a row in pixels, at least.
    """
    shape, pen, places, sections = shape_of(rows, width, columns, row), Pen(top), {}, {}
    if shape.is_beside and any(columns.values()):
        write_columns(pen, shape, columns)
    for number, (section, some) in enumerate(rows.groupby("section", sort=False)):
        pen.down += (SECTION_GAP + (AXIS - LINE if axis_each else 0)) if number else 0
        if section:
            write_heading(pen, shape, section, some)
        begin = pen.down
        write_row = row_beside if shape.is_beside else row_above
        for index, cells in some.iterrows():
            places[index] = write_row(pen, shape, cells, columns)
        sections[section] = begin, pen.down
    return Sheet(shape, pd.Series(places).reindex(rows.index), sections, pen.down, pen.table())


def write_columns(pen: Pen, shape: Shape, columns: Mapping[str, str]) -> None:
    """Write the names of the columns of cells in a line of their own."""
    x = shape.right + EDGE + GAP
    for field, name in columns.items():
        pen.write([name], x, pen.down + COLUMN_NAMES / 2, "column", {})
        x += shape.rooms[field] + GAP
    pen.down += COLUMN_NAMES - HEADING / 2


def write_heading(pen: Pen, shape: Shape, section: str, rows: pd.DataFrame) -> None:
    """Write the name of a section; it carries the keys that all its rows have in common."""
    lines = wrapped(section, shape.inner, HEADING_SIZE, bold=True)
    height = HEADING + LINE * (len(lines) - 1)
    pen.write(lines, 0, pen.down + height / 2, "heading", keys_of(rows))
    pen.down += height


def keys_of(rows: pd.DataFrame) -> dict[str, object]:
    """Return the keys that all rows have in common."""
    return {key: rows[key].iloc[0] for key in KEYS if key in rows and rows[key].nunique() == 1}


def row_beside(pen: Pen, shape: Shape, row: pd.Series, columns: Mapping[str, str]) -> float:
    """Write the words of a row to the left and right of its marks; return where the marks stand."""
    keys = {key: row[key] for key in KEYS if key in row}
    blocks = [(0.0, wrapped(row["name"], shape.names), "name")]
    x = shape.right + EDGE + GAP
    for field in columns:
        blocks.append((x, wrapped(row[field], shape.rooms[field]), "cell"))
        x += shape.rooms[field] + GAP
    height = max(shape.row, 4 + LINE * max(len(lines) for _, lines, _ in blocks))
    middle = pen.down + height / 2
    for at, lines, kind in blocks:
        pen.write(lines, at, middle, kind, keys)
    pen.down += height
    return middle


def row_above(pen: Pen, shape: Shape, row: pd.Series, columns: Mapping[str, str]) -> float:
    """Write the words of a row above its marks, the cells behind the name where there is room for both;
    return where the marks stand.
    """
    keys = {key: row[key] for key in KEYS if key in row}
    cells = [f"{name} {row[field]}".strip() for field, name in columns.items() if row[field]]
    name, said = row["name"], " \u00b7 ".join(cells)
    if said and text_width(name) + GAP + text_width(said) <= shape.inner:
        pen.write([name], 0, pen.down + LINE / 2, "name", keys)
        pen.write([said], shape.inner, pen.down + LINE / 2, "cell", keys, "right")
        lines = 1
    else:
        lines = 0
        for text, kind in ((name, "name"), (said, "cell")):
            block = wrapped(text, shape.inner) if text else []
            pen.write(block, 0, pen.down + LINE * (lines + len(block) / 2), kind, keys)
            lines += len(block)
    middle = pen.down + lines * LINE + shape.row / 2 - 2
    pen.down = middle + shape.row / 2 + 2
    return middle


def across(shape: Shape, longest: float, people: pd.Series) -> pd.Series:
    """Return numbers of people as pixels across the plot: `longest` leaves room for an arrow behind it."""
    return (shape.left + people.astype(float) * (shape.right - ARROW - shape.left) / longest).round(1)


def placed(
    rows: pd.DataFrame, sheet: Sheet, longest: float, fields: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return the marks of intervals (start, mark, end in people; is_open) in pixels: x_low, x_mark, x_end and
    y. With `fields`, only these are kept, the keys and `area`: what no mark needs is not in a chart's data.

    `row` is the row in which each stands, else its index.
    """
    ends = {"x_low": "start", "x_mark": "mark", "x_end": "end"}
    at = {name: across(sheet.shape, longest, rows[field]) for name, field in ends.items()}
    half = np.sqrt(rows.get("area", pd.Series(MARK, index=rows.index)) / math.pi)
    at["x_end"] = at["x_end"].mask(rows["is_open"], (at["x_mark"] + half + ARROW).round(1))
    y = sheet.places.reindex(rows.get("row", rows.index.to_series())).round(1)
    kept = rows.columns if fields is None else dict.fromkeys([*KEYS, "is_open", "area", *fields])
    return rows[[name for name in kept if name in rows]].assign(**at, y=y.to_numpy())


def placed_by_section(
    rows: pd.DataFrame, sheet: Sheet, longest: pd.Series, fields: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return intervals as `placed` does, each in the scale of its section: its right end is in `longest`."""
    parts = rows.groupby("section", sort=False)
    return pd.concat([placed(some, sheet, longest[name], fields) for name, some in parts])


def words(table: pd.DataFrame) -> list[alt.Chart]:
    """Return the words of a sheet, those written alike as one layer; headings of a group in its colour."""
    layers = []
    for (kind, align), some in table.groupby(["kind", "align"], sort=False):
        kept = ["x", "y", "text", *(key for key in KEYS if some[key].ne("").any())]
        mark = scaled(some[kept]).mark_text(align=align, baseline="middle", **STYLES[kind])
        if kind == "heading" and some["group"].isin(list(theme.GROUPS)).any():
            mark = mark.encode(color=heading_colour())
        layers.append(mark.encode(text=alt.Text("text:N")))
    return layers


def heading_colour() -> alt.ColorValue:
    """Return the colour of the heading of a group; other headings are in ink."""
    shades = dict(theme.GROUP_TEXT)
    first, *others = shades
    colour = alt.when(is_group(first)).then(alt.value(shades[first]))
    for group in others:
        colour = colour.when(is_group(group)).then(alt.value(shades[group]))
    return alt.ColorValue(**colour.otherwise(alt.value(theme.INK)))


def is_group(name: str) -> str:
    """Return the Vega expression that tells whether words are those of a group."""
    quoted = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"datum.group == '{quoted}'"


def axis(sheet: Sheet, longest: float, title: str, section: str | None = None) -> list[alt.Chart]:
    """Return an axis of people from 0 to `longest` below the rows of one section, or of all: a line, numbers,
    the title; and upright lines where the words stand beside the marks.
    """
    shape, sections = sheet.shape, list(sheet.sections.values())
    top, bottom = sheet.sections[section] if section is not None else (sections[0][0], sections[-1][1])
    first = [axis_words(number) for number in ticks(longest, MOST_TICKS)]
    most = int((shape.right - shape.left) / (widest(first, SMALL) + 18))
    numbers = ticks(longest, max(min(most, MOST_TICKS), 1))
    table = pd.DataFrame({"number": numbers, "text": [axis_words(number) for number in numbers]})
    at = across(shape, longest, table["number"])
    half = table["text"].map(lambda text: text_width(text, SMALL) / 2)
    ends = [(top, bottom)] if section is not None else sections
    upright = [(x, *pair) for pair in ends for x in at] if shape.is_beside else []
    lines = pd.DataFrame([*upright, *((x, bottom, bottom + 4.0) for x in at)], columns=["x", "y", "y2"])
    line = pd.DataFrame({"x": [shape.left - EDGE], "x2": [shape.right + EDGE], "y": [bottom]})
    said = table.assign(x=at.clip(upper=shape.inner - half).round(1), y=bottom + 13.0)[["x", "y", "text"]]
    name = pd.DataFrame({"x": [shape.left - EDGE], "y": [bottom + 30.0], "text": [title]})
    small = {"fontSize": SMALL, "color": theme.MUTED, "baseline": "middle"}
    return [
        scaled(lines).mark_rule(color=theme.GRID).encode(y2=alt.Y2("y2:Q")),
        scaled(line).mark_rule(color=theme.AXIS).encode(x2=alt.X2("x2:Q")),
        scaled(said).mark_text(**small).encode(text=alt.Text("text:N")),
        *([scaled(name).mark_text(align="left", **small).encode(text=alt.Text("text:N"))] if title else []),
    ]


def axes(sheet: Sheet, longest: pd.Series, title: str) -> list[alt.Chart]:
    """Return an axis below each section, whose right end is in `longest`; the last one has the title."""
    *others, last = sheet.sections
    layers = [layer for name in others for layer in axis(sheet, longest[name], "", name)]
    return [*layers, *axis(sheet, longest[last], title, last)]
