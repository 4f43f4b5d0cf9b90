"""How wide a text is in the typeface of Tollbook, and where its lines break: for pictures made without a
browser."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from tollbook import typeface

REGULAR, SEMIBOLD = "Regular", "Semibold"
# Another typeface stands in for letters that ours lacks: taken as wide, so that no line runs over the edge.
OTHER_LETTER, WIDE_LETTER = 0.7, 1.1
# Two texts of one width by the tables of the font differ by this much when a program draws them.
SLACK = 1.01
# What XML can not hold, and marks that turn the direction of all that follows them.
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")

# The parts of a word between which it may break: each ends with its hyphens.
HYPHENED = re.compile("[^-\u2010]*[-\u2010]+|[^-\u2010]+")


def plain(text: str) -> str:
    """Return `text` on one line, without characters that XML can not hold or that turn the direction."""
    return " ".join(UNFIT.sub("", text).split())


def width(text: str, size: float, style: str = REGULAR) -> float:
    """Return how many pixels wide `text` is at a font size in pixels; rather too wide than too narrow.

    style: a weight that `typeface.WEIGHTS` names.
    """
    advances = widths(style)
    return SLACK * size * sum(advances.get(letter) or stand_in(letter) for letter in text)


@functools.cache
def widths(style: str) -> dict[str, float]:
    """Return the width of each letter of the typeface, in font sizes."""
    from fontTools.ttLib import TTFont

    with TTFont(typeface.folder() / typeface.file_name(style, "ttf")) as font:
        advances, size = font["hmtx"], font["head"].unitsPerEm
        return {chr(code): advances[glyph][0] / size for code, glyph in font.getBestCmap().items()}


def stand_in(letter: str) -> float:
    """Return the width of a letter that the typeface lacks, in font sizes."""
    if unicodedata.combining(letter):
        return 0.0
    return WIDE_LETTER if unicodedata.east_asian_width(letter) in "WF" else OTHER_LETTER


def lines(text: str, size: float, room: float, style: str = REGULAR) -> list[str]:
    """Return `text` as lines of at most `room` pixels, broken between words; a word too long for a line is
    broken after its hyphens and, where a part is too long too, where the line ends. Nothing is left out; no
    text is no line.
    """
    result: list[str] = []
    for word in plain(text).split():
        longer = f"{result[-1]} {word}" if result else word
        if result and width(longer, size, style) <= room:
            result[-1] = longer
        else:
            result += pieces(word, size, room, style)
    return result


def balanced(text: str, size: float, room: float, style: str = REGULAR) -> list[str]:
    """Return `text` as the lines of `lines`, no more of them, but of about the same length."""
    count = len(lines(text, size, room, style))
    narrow, wide = 0.0, room
    while wide - narrow > size / 4:
        middle = (narrow + wide) / 2
        narrow, wide = (narrow, middle) if len(lines(text, size, middle, style)) <= count else (middle, wide)
    return lines(text, size, wide, style)


def pieces(word: str, size: float, room: float, style: str) -> Sequence[str]:
    """Return a word in pieces of at most `room` pixels, of one letter at least."""
    result = [""]
    for part in HYPHENED.findall(word):
        if result[-1] and width(result[-1] + part, size, style) > room:
            result.append("")
        for letter in part:
            if result[-1] and width(result[-1] + letter, size, style) > room:
                result.append("")
            result[-1] += letter
    return result
