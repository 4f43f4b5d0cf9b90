"""Static drawings of charts: made without browser and network, small, and the same on every machine."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping

import altair as alt
from altair.utils.schemapi import debug_mode

from tollbook import chart_data, theme
from tollbook.svg_compact import attributes
from tollbook.svg_merge import merge, shared
from tollbook.svg_outline import IDENTITY
from tollbook.svg_pieces import read
from tollbook.svg_style import INHERITED, own_style
from tollbook.svg_write import Naming, best_said, renamed, serialised, write
from tollbook.typeface import FAMILY, font_face_css, register_with_vl_convert

SVG = "http://www.w3.org/2000/svg"
FAMILIES = f"{FAMILY},Source Sans Pro,Segoe UI,sans-serif"
ALIGNABLE = {"mark", "layer"}
NARROW_BELOW = 500


def drawn(draw: Callable[[int], alt.TopLevelMixin], width: int) -> dict[str, object]:
    """Return the Vega-Lite specification of the chart that `draw` makes for a sheet of `width` pixels.

    A chart of this package is not held against the schema of Vega-Lite each time that it is drawn, which
    takes longer than to draw it: the tests do so for all of them (`tests/schema_cases.py`). Any other is.
    """
    if not (draw.__module__ or "").startswith("tollbook."):
        return specification(draw(width), width)
    with debug_mode(False), alt.data_transformers.enable(chart_data.NAME):
        return specification(draw(width), width, validate=False)


def specification(chart: alt.TopLevelMixin, width: int, validate: bool = True) -> dict[str, object]:
    """Return the Vega-Lite specification of `chart`, fitted into `width` pixels unless it has several views.

    Side-by-side, stacked and faceted views have a width each, which only their author can choose. `validate`:
    hold it against the schema of Vega-Lite; altair raises SchemaValidationError if it does not agree.
    """
    with alt.theme.enable("tollbook"):
        spec = chart.to_dict(validate=validate)
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
    """Return a drawing that shows the same with as few characters as it needs, and holds nothing active.

    Its ids begin with `prefix`. Done again it changes nothing but the ids.
    """
    root = ElementTree.fromstring(svg)
    named = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    refer_to_first(root, named)
    style = INHERITED | own_style(root)
    pieces = [piece for child in root for piece in read(child, style, IDENTITY, named)]
    pieces = shared(merge(pieces), named)
    # Vega counts its ids through all drawings of a process; counted anew, a drawing does not depend on
    # earlier ones.
    ids: dict[str, str] = {}

    def naming(name: str) -> str:
        return ids.setdefault(name, f"{prefix}-{len(ids)}")

    kept = {name: value for name in ("width", "height", "viewBox") if (value := root.get(name))}
    said = best_said(pieces)
    body = write(pieces, INHERITED | said, naming)
    return (
        f"<svg{attributes({'xmlns': SVG, **kept, 'font-family': FAMILIES, **said})}>"
        f"{body}{definitions(named, ids, naming)}</svg>"
    )


def inside_page(drawing: str) -> str:
    """Return a tidied drawing without what a page says that it stands in: namespace and typeface."""
    opening, rest = drawing.split(">", 1)
    return re.sub(r' (?:xmlns|font-family)="[^"]*"', "", opening) + ">" + rest


def refer_to_first(root: ElementTree.Element, named: Mapping[str, ElementTree.Element]) -> None:
    """Let what refers to one of several equal definitions refer to the first of them."""
    first: dict[str, str] = {}
    same = {name: first.setdefault(serialised(element, str), name) for name, element in named.items()}
    for element in root.iter():
        for name, value in element.attrib.items():
            element.set(name, renamed(name, value, lambda old: same.get(old, old)))


def definitions(named: Mapping[str, ElementTree.Element], ids: Mapping[str, str], naming: Naming) -> str:
    """Return the elements that a drawing refers to, each with its new id."""
    written: list[str] = []
    while len(written) < len(ids):
        name = list(ids)[len(written)]
        element = named.get(name)
        written.append(serialised(element, naming, {"id": ids[name]}) if element is not None else "")
    return f"<defs>{''.join(written)}</defs>" if any(written) else ""


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
