"""What elements of a drawing inherit from their parents: said in one spelling, and only where it shows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping

from tollbook import svg_outline
from tollbook.svg_compact import number

PAINT = {
    "fill": "#000000",
    "fill-opacity": "1",
    "fill-rule": "nonzero",
    "stroke": "none",
    "stroke-opacity": "1",
    "stroke-width": "1",
    "stroke-dasharray": "none",
    "stroke-dashoffset": "0",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
}
LETTERS = {
    "text-anchor": "start",
    "font-size": "16",
    "font-weight": "400",
    "font-style": "normal",
    "dominant-baseline": "auto",
    "letter-spacing": "normal",
}
INHERITED = PAINT | LETTERS
"""What an element has from its parents, and what it is where no parent says it (SVG 2)."""
NO_PAINT = ("none", "transparent")
WEIGHTS = {"bold": "700", "normal": "400"}


def own_style(element: ElementTree.Element) -> dict[str, str]:
    """Return what an element says of `INHERITED`, in one spelling."""
    said = {}
    for name in INHERITED:
        value = (element.get(name) or "").strip()
        if value and value != "inherit":
            said[name] = spelled(name, value)
    return said


def spelled(name: str, value: str) -> str:
    """Return the value of an attribute in the spelling used here."""
    if name in ("fill", "stroke") and value in NO_PAINT:
        return "none"
    if name == "font-weight":
        return WEIGHTS.get(value, value)
    if name == "stroke-dasharray":
        lengths = [float(length) for length in re.findall(svg_outline.NUMBER, value)]
        # Gaps without length: a line that is not dashed.
        is_solid = len(lengths) % 2 == 0 and not any(lengths[1::2])
        return "none" if is_solid else ",".join(number(length, 2) for length in lengths)
    return plain_number(value)


def plain_number(value: str) -> str:
    """Return a value that is a number, or a number of pixels, as short as can be; others as they are."""
    match = re.fullmatch(rf"({svg_outline.NUMBER})(?:px)?", value)
    return number(float(match[1]), 2) if match else value


def painted(style: Mapping[str, str], has_area: bool = True, has_corners: bool = True) -> dict[str, str]:
    """Return what shows of `PAINT`, every value said: nothing of a stroke where there is none.

    has_area: without one there is nothing to fill. has_corners: else it does not matter how lines meet.
    """
    fill = style["fill"] if has_area and style["fill-opacity"] != "0" else "none"
    is_stroked = "0" not in (style["stroke-opacity"], style["stroke-width"])
    stroke = style["stroke"] if is_stroked else "none"
    names = {"fill-opacity", "fill-rule"} if fill != "none" else set()
    if stroke != "none":
        names |= {name for name in PAINT if name.startswith("stroke-")}
        if not has_corners:
            names -= {"stroke-linejoin", "stroke-miterlimit"}
        if style["stroke-dasharray"] == "none":
            names -= {"stroke-dashoffset"}
    shown = {"fill": fill, "stroke": stroke}
    return {name: shown.get(name, style[name]) for name in PAINT if name in names | shown.keys()}


def lettered(style: Mapping[str, str]) -> dict[str, str]:
    """Return what shows of the style of a text, every value said."""
    return painted(style) | {name: style[name] for name in LETTERS}


def is_opaque(style: Mapping[str, str], own: Mapping[str, str]) -> bool:
    """Tell whether nothing shines through what is painted in this style."""
    names = ("fill-opacity", "stroke-opacity")
    return "opacity" not in own and all(style.get(name, "1") == "1" for name in names)
