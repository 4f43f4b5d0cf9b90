"""Meridians and parallels at round degrees: what a map without an outline of its region stands on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts.geography import Ground, Sheet
from tollbook.charts.labels import Box, Circle, text_box
from tollbook.charts.pixels import NARROW_BELOW, scaled, text_width
from tollbook.charts.windows import latitude

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45, 90)  # degrees from one line to the next
APART = {"wide": 110.0, "narrow": 60.0}  # pixels from one line to the next, at least
LOWER = 0.75  # parallels may stand closer: most maps are wider than they are high
SMALL = theme.SMALL_TEXT_SIZE
BESIDE = 4  # pixels between a line and its words
RISE = 8  # pixels of the middle of the words from the edge or line that they stand on


class Line(NamedTuple):
    """A meridian or parallel: its words, and its two ends in pixels."""

    text: str
    x: float
    y: float
    x2: float
    y2: float


def step_for(degrees: float, pixels: float, apart: float) -> float:
    """Return the smallest round step (degrees) that leaves lines `apart` pixels from each other, where so
    many `degrees` take so many `pixels`."""
    return next((step for step in STEPS if step * pixels / degrees >= apart), STEPS[-1])


def multiples(step: float, low: float, high: float) -> list[float]:
    """Return the multiples of a step between two numbers, the ends themselves left out."""
    first = math.floor(low / step) + 1
    found = [round(number * step, 6) for number in range(first, math.ceil(high / step))]
    return [degrees for degrees in found if low < degrees < high]


def degree_words(degrees: float, positive: str, negative: str) -> str:
    """Return degrees in words: `70°E`, `17.5°S`; neither 0° nor 180° has a side."""
    turned = (degrees + 180) % 360 - 180
    side = "" if turned in (0, -180) else positive if turned > 0 else negative
    return f"{abs(turned):g}°{side}"


def longitude_words(lon: float) -> str:
    """Return a longitude (degrees, maybe beyond 180) in words."""
    return degree_words(lon, "E", "W")


def latitude_words(lat: float) -> str:
    """Return a latitude (degrees) in words."""
    return degree_words(lat, "N", "S")


def meridians(on: Sheet, under: Ground, apart: float) -> list[Line]:
    """Return the meridians of a sheet, from west to east."""
    window = under.window
    step = step_for(window.east - window.west, on.width, apart)
    return [
        Line(longitude_words(lon), on.at(lon, 0)[0], 0.0, on.at(lon, 0)[0], on.height)
        for lon in multiples(step, window.west, window.east)
    ]


def parallels(on: Sheet, apart: float) -> list[Line]:
    """Return the parallels of a sheet, from south to north; by their distance in the middle of the sheet."""
    low, high = (latitude((on.top - y) / on.scale) for y in (on.height, 0))
    degree = on.scale * math.radians(1) / math.cos(math.radians((low + high) / 2))
    step = step_for(1, degree, apart)
    return [
        Line(latitude_words(lat), 0.0, on.at(0, lat)[1], on.width, on.at(0, lat)[1])
        for lat in multiples(step, low, high)
    ]


def apart_on(on: Sheet) -> float:
    """Return how far lines stand apart on a sheet, in pixels at least."""
    return APART["narrow" if on.width < NARROW_BELOW else "wide"]


def lines_on(on: Sheet, under: Ground) -> tuple[list[Line], list[Line]]:
    """Return the meridians and the parallels of a sheet."""
    apart = apart_on(on)
    return meridians(on, under, apart), parallels(on, apart * LOWER)


def words_on(
    on: Sheet, under: Ground, circles: Iterable[Circle] = (), taken: Iterable[Box] = ()
) -> list[tuple[str, float, float]]:
    """Return the words of the lines with their middle in pixels: those of meridians at the lower edge, those
    of parallels at the left one; none that would cover a circle, the rectangles `taken` or each other."""
    down, across = lines_on(on, under)
    wanted = [(line.text, line.x + BESIDE + half(line.text), on.height - RISE) for line in down]
    wanted += [(line.text, BESIDE + half(line.text), line.y - RISE) for line in across]
    frame, boxes, found = Box(0, 0, on.width, on.height), list(taken), []
    is_free = free(frame, list(circles))
    for text, x, y in wanted:
        box = text_box(text, x, y, SMALL)
        if is_free(box) and not any(box.overlaps(other) for other in boxes):
            boxes.append(box)
            found.append((text, round(x, 1), round(y, 1)))
    return found


def half(text: str) -> float:
    """Return half the width of a text in pixels."""
    return text_width(text, SMALL) / 2


def free(frame: Box, circles: list[Circle]) -> Callable[[Box], bool]:
    """Return a function that says whether a rectangle lies in a frame and touches no circle."""
    return lambda box: box.is_inside(frame) and not any(box.touches(circle) for circle in circles)


def boxes(words: Iterable[tuple[str, float, float]]) -> list[Box]:
    """Return the rectangles of words, as `words_on` gives them."""
    return [text_box(text, x, y, SMALL) for text, x, y in words]


def layers(on: Sheet, under: Ground, words: list[tuple[str, float, float]]) -> list[alt.Chart]:
    """Return the layers of meridians and parallels, and of their words."""
    rows = pd.DataFrame([line for lines in lines_on(on, under) for line in lines], columns=Line._fields)
    rules = (
        scaled(rows.drop(columns="text").round(1))
        .mark_rule(color=theme.NEIGHBOUR_EDGE, strokeWidth=1)
        .encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
    )
    texts = scaled(pd.DataFrame(words, columns=["text", "x", "y"])).mark_text(
        fontSize=SMALL, color=theme.MUTED
    )
    found = [rules] if len(rows) else []
    return [*found, *([texts.encode(text=alt.Text("text:N"))] if words else [])]


def path(on: Sheet, under: Ground) -> str:
    """Return the frame, meridians and parallels of a small sheet as the outline of a shape in pixels."""
    apart = APART["narrow"]
    lines = [*meridians(on, under, apart), *parallels(on, apart * LOWER)]
    frame = f"M0,0L{on.width:g},0L{on.width:g},{on.height:g}L0,{on.height:g}Z"
    drawn = (f"M{line.x:.1f},{line.y:.1f}L{line.x2:.1f},{line.y2:.1f}" for line in lines)
    return frame + "".join(drawn)
