"""Which numbers a figure allows and which it names, and whether two figures can both be right."""

from __future__ import annotations

from tollbook.attribution import Voice
from tollbook.saying import Told

ENDLESS = 1 << 60  # a missing high end, as a number to compare with


def overlap(one: Told, other: Told) -> bool:
    """Return whether two figures can both be right, taking an open one for the number that it names."""
    return meets(named_span(one), named_span(other)) or meets(whole_span(one), named_span(other))


def named_span(figure: Told | Voice) -> tuple[int, int]:
    """Return the numbers that a figure names: an open one names its end alone, one below for `more than`."""
    if figure.high is None:
        return (figure.low or 0) - 1, figure.low or 0
    return (figure.high if figure.low is None else figure.low), figure.high


def whole_span(figure: Told | Voice) -> tuple[int, int]:
    """Return all numbers that a figure allows; an open one from one below its end on."""
    low = figure.low or 0
    return (low - 1, ENDLESS) if figure.high is None else (low, figure.high)


def meets(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two spans of numbers have one in common."""
    return one[0] <= other[1] and other[0] <= one[1]
