"""Charts placed by the pixel: how much room words take, where labels go, marks and axes without scales.

Positions are in pixels from the upper left corner, x to the right and y down. What is placed by the pixel
cannot collide by chance: its place is known before it is drawn, and tests can look at it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import altair as alt
import pandas as pd

from tollbook import lettering, theme

PADDING = 8  # pixels that the theme leaves around a chart, left and right together
NARROW_BELOW = 500  # a narrower sheet is a phone's
LINE = 16  # pixels from one line of text to the next


def text_width(text: str, size: float = theme.TEXT_SIZE, bold: bool = False) -> float:
    """Return how many pixels wide `text` is drawn."""
    return lettering.width(text, size, lettering.SEMIBOLD if bold else lettering.REGULAR)


def widest(texts: Iterable[str], size: float = theme.TEXT_SIZE) -> float:
    """Return the width in pixels of the widest of some texts; 0 for none."""
    return max((text_width(text, size) for text in texts), default=0.0)


def wrapped(text: str, room: float, size: float = theme.TEXT_SIZE, bold: bool = False) -> list[str]:
    """Return `text` in lines of at most `room` pixels; no text is no line."""
    return lettering.lines(text, size, room, lettering.SEMIBOLD if bold else lettering.REGULAR)


def spread_out(wanted: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Return the centres of labels, as near to `wanted` as they can be without any two covering each other.

    `sizes` are their heights; they stay between `low` and `high`, or begin at `low` where there is not room
    for all. They keep the order of `wanted`, equal ones the order given.
    """

    def start(labels: list[int]) -> float:
        """Return where labels begin that stand one below the other, nearest to where they should."""
        heights = [sum(sizes[label] for label in labels[:number]) for number in range(len(labels) + 1)]
        ideal = [
            wanted[label] - sizes[label] / 2 - height for label, height in zip(labels, heights, strict=False)
        ]
        return max(min(sum(ideal) / len(ideal), high - heights[-1]), low)

    groups: list[list[int]] = []  # labels that touch are moved together
    for number in sorted(range(len(wanted)), key=lambda one: wanted[one]):
        groups.append([number])
        while len(groups) > 1:
            before = groups[-2]
            if start(before) + sum(sizes[label] for label in before) <= start(groups[-1]):
                break
            groups[-2:] = [before + groups[-1]]
    places = [0.0] * len(wanted)
    for labels in groups:
        top = start(labels)
        for label in labels:
            places[label] = top + sizes[label] / 2
            top += sizes[label]
    return places


def pixel(field: str) -> alt.X | alt.Y:
    """Return the encoding of a field that holds pixels: across where its name begins with x, else down."""
    kind = alt.X if field.startswith("x") else alt.Y
    return kind(f"{field}:Q", scale=None, axis=None)


def scaled(frame: pd.DataFrame) -> alt.Chart:
    """Return a chart whose x and y are the pixels of the sheet, without axes."""
    return alt.Chart(frame).encode(x=pixel("x"), y=pixel("y"))


def ticks(longest: float, most: int) -> list[int]:
    """Return whole numbers from 0 to `longest`, evenly at 1, 2 or 5 with noughts, at most `most` steps."""
    rough = max(longest / most, 1.0)
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(times * power) for times in (1, 2, 5, 10) if times * power >= rough)
    return list(range(0, int(longest) + 1, step))
