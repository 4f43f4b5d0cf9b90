"""Numbers, outlines and attributes as text with as few characters as they need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

from tollbook.svg_outline import Outline, Point, Segment


@lru_cache(maxsize=65_536)
def number(value: float, places: int = 1) -> str:
    """Return a number to so many decimals, without needless zeros: 0.5 is `.5`, -3.0 is `-3`."""
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return (
        "0"
        if text in ("-0", "")
        else text.replace("0.", ".", 1)
        if text.lstrip("-").startswith("0.")
        else text
    )


def joined(tokens: Sequence[str], before: str = "") -> str:
    """Return numbers in a row, with a space only where two would run together; `before`: the one before."""
    result = []
    for token in tokens:
        runs_on = before and not token.startswith("-") and not (token.startswith(".") and "." in before)
        result.append(f" {token}" if runs_on else token)
        before = token
    return "".join(result)


def path_data(outline: Outline) -> str:
    """Return the `d` attribute of an outline: each segment from where it starts or from the corner of the
    sheet, whichever is shorter."""
    return data_of(tuple(outline))


@lru_cache(maxsize=512)
def data_of(outline: tuple[Segment, ...]) -> str:
    """Return what `path_data` does: a drawing is written in several ways, of which the shortest is taken."""
    result: list[str] = []
    here = start = (0.0, 0.0)
    implied = before = ""
    for letter, numbers in outline:
        choices = [spelled(letter, numbers, here, is_relative) for is_relative in (True, False)]
        texts = [
            joined(tokens, before) if name == implied else name + joined(tokens) for name, tokens in choices
        ]
        chosen = 0 if len(texts[0]) <= len(texts[1]) else 1
        name, tokens = choices[chosen]
        result.append(texts[chosen])
        implied = {"m": "l", "M": "L", "z": ""}.get(name, name)
        before = tokens[-1] if tokens else ""
        here = numbers[-2:] if numbers else start
        start = here if letter == "M" else start
    return "".join(result)


def spelled(letter: str, numbers: Sequence[float], here: Point, is_relative: bool) -> tuple[str, list[str]]:
    """Return the command and the numbers of one segment."""
    if letter == "Z":
        return "z", []
    ends = numbers[5:] if letter == "A" else numbers
    from_x, from_y = here if is_relative else (0.0, 0.0)
    tokens = [number(value - (from_y if at % 2 else from_x)) for at, value in enumerate(ends)]
    name = letter
    if letter == "L" and ends[1] == here[1]:
        name, tokens = "H", tokens[:1]
    elif letter == "L" and ends[0] == here[0]:
        name, tokens = "V", tokens[1:]
    elif letter == "A":
        tokens = [*arc_shape(numbers, here), *tokens]
    return (name.lower() if is_relative else name), tokens


def arc_shape(numbers: Sequence[float], here: Point) -> list[str]:
    """Return the radii, the turn and the flags of an arc.

    A half circle gets a radius that is too small: renderers let it grow until it spans the chord.
    """
    if numbers[0]:
        return [*(number(value, 2) for value in numbers[:3]), *(number(flag) for flag in numbers[3:5])]
    radius = "1" if math.dist(here, numbers[5:]) >= 2 else ".01"
    return [radius, radius, "0", "0", number(numbers[4])]


def attributes(values: Mapping[str, str]) -> str:
    """Return attributes as they stand in a tag, each with a space in front, escaped."""
    return "".join(f' {name}="{escape(value, {chr(34): "&quot;"})}"' for name, value in values.items())
