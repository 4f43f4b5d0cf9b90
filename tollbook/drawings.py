"""The drawings of notebooks, made fit for a page: harmless, and with ids that no other drawing has.

A notebook holds its drawings tidied already (`svg.tidy`). Tidying once more would change nothing but the ids
and takes most of a page's time, so a drawing that has only what a tidied one can have gets new ids alone.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from tollbook import svg
from tollbook.svg import FAMILIES, SVG
from tollbook.svg_pieces import KNOWN
from tollbook.svg_write import NEEDLESS, REFERENCE, is_harmless

OURS = {f"{{{SVG}}}{name}" for name in KNOWN | {"svg", "g", "defs", "path", "text", "use"}}
ID = re.compile(r"[A-Za-z][\w-]*-(\d+)")
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
NAMES = re.compile(r'( id="|#)([^"#()]+)')


def for_page(drawing: str, prefix: str) -> str:
    """Return a drawing that may stand inside a page: harmless elements only, ids that begin with `prefix`.

    Empty where there is nothing drawn. Raises ElementTree.ParseError for what is no XML.
    """
    if not drawing:
        return ""
    return with_ids(drawing, prefix) if is_tidied(drawing) else svg.tidy(drawing, prefix)


def is_tidied(drawing: str) -> bool:
    """Tell whether a drawing has nothing but what `svg.tidy` leaves: its elements, its attributes, ids that
    are counted, references to these.
    """
    if not drawing.startswith(f'<svg xmlns="{SVG}"') or "<!" in drawing or "<?" in drawing:
        return False
    root = ElementTree.fromstring(drawing)
    elements = list(root.iter())
    ids = [name for element in elements if (name := element.get("id")) is not None]
    is_plain = all(map(ID.fullmatch, ids)) and len({ID.fullmatch(name)[1] for name in ids}) == len(ids)
    return (
        is_plain
        and all(element.tag in OURS for element in elements)
        and root.attrib.pop("font-family", "") == FAMILIES
        and all(is_left(*item, set(ids)) for element in elements for item in element.attrib.items())
    )


def is_left(name: str, value: str, ids: set[str]) -> bool:
    """Tell whether `svg.tidy` leaves an attribute; what it refers to must be one of `ids`."""
    if name == "id":
        return True
    if name in NEEDLESS or "}" in name or not is_harmless(name, value):
        return False
    referred = [value[1:]] if name == "href" and value.startswith("#") else REFERENCE.findall(value)
    return value.lower().count("url(") == len(REFERENCE.findall(value)) and ids.issuperset(referred)


def with_ids(drawing: str, prefix: str) -> str:
    """Return a tidied drawing whose ids begin with `prefix` and keep their numbers."""

    def renamed(name: re.Match[str]) -> str:
        number = ID.fullmatch(name[2])
        return f"{name[1]}{prefix}-{number[1]}" if number else name[0]

    return TAG.sub(lambda tag: NAMES.sub(renamed, tag[0]), drawing)
