"""Static drawings of charts: made without browser and network, small, and the same on every machine."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping

import altair as alt

from tollbook import theme
from tollbook.typeface import css_family, font_face_css, register_with_vl_convert

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

# What vl-convert writes for screen readers of a live chart, and defaults: the figure around it speaks for the
# drawing.
NEEDLESS = {"role", "class", "style", "cursor", "pointer-events", "font-family", "version"}
DEFAULTS = {
    "opacity": "1",
    "transform": "translate(0,0)",
    "text-anchor": "start",
    "stroke-width": "1",
    "fill-opacity": "1",
    "font-weight": "400",
}
GEOMETRY = {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "r", "cx", "cy"}
ACTIVE = {
    "script",
    "style",
    "foreignObject",
    "iframe",
    "animate",
    "set",
    "animateTransform",
    "audio",
    "video",
}
LONG_NUMBER = re.compile(r"-?\d*\.\d{3,}(?:e-?\d+)?|-?\d+(?:\.\d+)?e-\d+")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
ALIGNABLE = {"mark", "layer"}
NARROW_BELOW = 500


def specification(chart: alt.TopLevelMixin, width: int) -> dict[str, object]:
    """Return the Vega-Lite specification of `chart`, fitted into `width` pixels unless it has several views.

    Side-by-side, stacked and faceted views have a width each, which only their author can choose.
    """
    with alt.theme.enable("tollbook"):
        spec = chart.to_dict()
    if ALIGNABLE & spec.keys():
        spec["width"] = width
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    if width < NARROW_BELOW:
        # A legend in one row would be wider than the sheet.
        spec["config"]["legend"]["columns"] = 2
    return spec


def render(spec: Mapping[str, object], prefix: str) -> str:
    """Return the drawing of a Vega-Lite specification as SVG text; its ids begin with `prefix`."""
    import vl_convert

    register_with_vl_convert()
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    # No address is allowed: a chart whose data is elsewhere fails instead of asking the network.
    return tidy(vl_convert.vegalite_to_svg(dict(spec), vl_version=version, allowed_base_urls=[]), prefix)


def tidy(svg: str, prefix: str) -> str:
    """Return `svg` without what is needless, coordinates to 0.01 pixel, ids that begin with `prefix`."""
    root = ElementTree.fromstring(svg)
    drop_active(root)
    # Vega counts its ids through all drawings of a process; counted anew, a drawing does not depend on
    # earlier ones.
    named = [element.get("id") for element in root.iter() if element.get("id")]
    ids = {name: f"{prefix}-{number}" for number, name in enumerate(dict.fromkeys(named))}
    for element in root.iter():
        tidy_attributes(element, ids)
    drop_empty(root)
    root.set("font-family", css_family())
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def drop_active(element: ElementTree.Element) -> None:
    """Remove elements that could run, load or restyle something; a chart needs none of them."""
    for child in list(element):
        if child.tag.rpartition("}")[2] in ACTIVE:
            element.remove(child)
        else:
            drop_active(child)


def tidy_attributes(element: ElementTree.Element, ids: Mapping[str, str]) -> None:
    """Drop what says nothing, round what is too exact, and rename ids and the references to them."""
    for name, value in list(element.attrib.items()):
        is_foreign = name.rpartition("}")[2] == "href" and not value.startswith(("#", "data:image/"))
        if (
            name in NEEDLESS
            or name.startswith(("aria-", "on"))
            or is_foreign
            or (DEFAULTS.get(name) == value and element.tag != f"{{{SVG}}}svg")
        ):
            del element.attrib[name]
        elif name == "id":
            element.set(name, ids[value])
        elif name.rpartition("}")[2] == "href" and value.startswith("#"):
            element.set(name, f"#{ids.get(value[1:], value[1:])}")
        elif "url(#" in value:
            element.set(name, REFERENCE.sub(lambda match: f"url(#{ids.get(match[1], match[1])})", value))
        elif name in GEOMETRY:
            element.set(name, LONG_NUMBER.sub(rounded, value))


def rounded(match: re.Match[str]) -> str:
    """Return the number in `match` to two decimals, without trailing zeros."""
    number = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if number in ("-0", "") else number


def drop_empty(element: ElementTree.Element) -> None:
    """Remove what is not seen: paths that draw nothing, labels that gave way, groups without content."""
    kept: list[ElementTree.Element] = []
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name != "defs":
            drop_empty(child)
        if name == "g" and not child.attrib:
            kept += child
        elif not is_blank(child, name):
            kept.append(child)
    element[:] = kept


def is_blank(element: ElementTree.Element, name: str) -> bool:
    """Tell whether an element, whose own empty children are gone, shows nothing."""
    if element.get("opacity") == "0":
        return True
    if name == "path":
        return element.get("display") == "none" or draws_nothing(element)
    return name in ("g", "text") and len(element) == 0 and not element.text


def draws_nothing(path: ElementTree.Element) -> bool:
    """Tell whether `path` has no outline, or is the colourless frame that Vega puts around each group."""
    outline = path.get("d", "")
    return outline in ("", "M0,0h0v0h0Z") or not (path.get("fill") or path.get("stroke"))


def size(svg: str) -> tuple[float, float]:
    """Return the width and height of a drawing in pixels."""
    root = ElementTree.fromstring(svg)
    return float(root.get("width", "0")), float(root.get("height", "0"))


def foreign_colours(svg: str) -> set[str]:
    """Return the colours of a drawing that are not in the palette and would not change in dark mode."""
    colours = {value for name in ("fill", "stroke") for value in re.findall(rf'\b{name}="([^"]+)"', svg)}
    return {
        colour
        for colour in colours
        if colour not in theme.PALETTE | {"none", "transparent"} and not colour.startswith("url(")
    }


def data_uri(svg: str) -> str:
    """Return a drawing as an address for `<img>`, typeface inside: an image sees no font of its page."""
    opening, rest = svg.split(">", 1)
    with_fonts = f"{opening}><style>{font_face_css(plain=True)}</style>{rest}"
    return "data:image/svg+xml;base64," + base64.b64encode(with_fonts.encode("utf-8")).decode("ascii")
