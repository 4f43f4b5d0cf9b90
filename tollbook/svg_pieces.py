"""A drawing as the pieces that it paints, in order, each with the whole style that it has from its parents.

A piece has no parent to look up: it can be written anywhere, as long as what it covers is painted before.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, field

from tollbook import svg_outline
from tollbook.svg_compact import number
from tollbook.svg_outline import IDENTITY, Box, Matrix, Outline, tenths
from tollbook.svg_style import lettered, own_style, painted, plain_number

EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)
NOWHERE: Box = (math.inf, math.inf, -math.inf, -math.inf)
Named = Mapping[str, ElementTree.Element]
CONTAINERS = {"g", "a"}
# Elements that could run, load or restyle something, or end the drawing in a page, are not among them.
AS_THEY_COME = {"rect", "circle", "ellipse", "polygon", "polyline", "image", "use", "path", "line", "text"}
KNOWN = AS_THEY_COME | {"tspan", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop"}
# What only a group of its own can have.
OF_A_GROUP = ("clip-path", "opacity", "mask")
STEP = re.compile(r"\s*(translate|rotate|scale|matrix)\(([^)]*)\)[\s,]*")
# Widths of letters for the question whether two things may overlap, in font sizes: on the safe side.
LATIN_WIDTH, OTHER_WIDTH = 0.66, 1.2


@dataclass
class Piece:
    """Something that is painted: `path`, `text`, a `group` painted as one, an `element` as it came, or a
    `copy` of an outline that several have.

    style: what shows of `svg_style.INHERITED`, every value said. own: attributes that nothing inherits.
    box: where it may paint. inner: `box` without the outer half of a frame that is drawn around a rectangle.
    """

    kind: str
    style: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    outline: Outline = field(default_factory=list)
    at: tuple[float, float] = (0.0, 0.0)
    element: ElementTree.Element | None = None
    pieces: list[Piece] = field(default_factory=list)
    box: Box = EVERYWHERE
    inner: Box = EVERYWHERE


def name_of(element: ElementTree.Element) -> str:
    """Return the name of an element's tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def read(element: ElementTree.Element, style: Mapping[str, str], matrix: Matrix, named: Named) -> list[Piece]:
    """Return the pieces that an element paints.

    style, matrix: of its parent, every value said. named: the elements of the drawing that have an id.
    """
    name = name_of(element)
    if name not in CONTAINERS | AS_THEY_COME or is_hidden(element):
        return []
    style = {**style, **own_style(element)}
    step = motion(element.get("transform", ""))
    if step is None:
        return read_stretched(element, style, matrix, named)
    matrix = product(matrix, step)
    own = {name: element.get(name, "") for name in OF_A_GROUP if element.get(name)}
    own = {name: value for name, value in own.items() if value != "none" and plain_number(value) != "1"}
    if name in CONTAINERS:
        return read_group(element, own, style, matrix, named)
    if own.keys() - {"opacity"} or name not in ("path", "line", "rect", "use", "text"):
        return [as_it_came(element, own, style, matrix)]
    if name == "text":
        return read_text(element, own, style, matrix)
    try:
        outline = outline_of(element, named)
    except ValueError:
        return [as_it_came(element, own, style, matrix)]
    return read_path(outline, own, style, matrix)


def is_hidden(element: ElementTree.Element) -> bool:
    """Tell whether an element, with all in it, is not painted."""
    is_clear = plain_number(element.get("opacity", "1")) == "0"
    return is_clear or element.get("display") == "none" or element.get("visibility") == "hidden"


def read_stretched(
    element: ElementTree.Element, style: Mapping[str, str], matrix: Matrix, named: Named
) -> list[Piece]:
    """Return the pieces of an element whose `transform` does not only move and turn: one group."""
    stretch = transform(matrix) + element.get("transform", "")
    plain = ElementTree.Element(element.tag, {**element.attrib, "transform": ""})
    plain.text, plain[:] = element.text, element[:]
    pieces = read(plain, style, IDENTITY, named)
    return [Piece("group", own={"transform": stretch}, pieces=pieces)] if pieces else []


def read_group(
    element: ElementTree.Element,
    own: dict[str, str],
    style: Mapping[str, str],
    matrix: Matrix,
    named: Named,
) -> list[Piece]:
    """Return the pieces of a group: one piece if they are cut or seen through together, else all of them."""
    # A clip lies in the coordinates of what it cuts.
    is_cut = bool(own.keys() - {"opacity"})
    pieces = [
        piece for child in element for piece in read(child, style, IDENTITY if is_cut else matrix, named)
    ]
    if not own or not pieces:
        return pieces
    if own.keys() == {"clip-path"} and all(is_within(piece.box, clip_box(own, named)) for piece in pieces):
        return read_group(element, {}, style, matrix, named)
    if is_cut and (moved := transform(matrix)):
        own = {**own, "transform": moved}
    return [Piece("group", own=own, pieces=pieces)]


def clip_box(own: Mapping[str, str], named: Named) -> Box:
    """Return the rectangle of a clip, an empty one if it is no upright rectangle."""
    clip = named.get(own["clip-path"].removeprefix("url(#").removesuffix(")"))
    if clip is None or name_of(clip) != "clipPath" or len(clip) != 1 or clip.get("transform"):
        return NOWHERE
    is_plain = name_of(clip[0]) == "rect" and not clip[0].get("transform") and not clip.get("clipPathUnits")
    try:
        return svg_outline.bounds(outline_of(clip[0], named)) if is_plain else NOWHERE
    except ValueError:
        return NOWHERE


def is_within(box: Box, frame: Box) -> bool:
    """Tell whether a box lies inside another."""
    return all(box[at] >= frame[at] for at in (0, 1)) and all(box[at] <= frame[at] for at in (2, 3))


def as_it_came(
    element: ElementTree.Element, own: dict[str, str], style: Mapping[str, str], matrix: Matrix
) -> Piece:
    """Return the piece of an element that is not taken apart."""
    moved = transform(matrix)
    return Piece("element", lettered(style), own | ({"transform": moved} if moved else {}), element=element)


def outline_of(element: ElementTree.Element, named: Named) -> Outline:
    """Return the outline of a path, of a copy of one, of a line or a rectangle; ValueError for others."""
    name = name_of(element)
    if name == "path":
        return svg_outline.read(element.get("d", ""))
    if name == "line":
        x, y, to_x, to_y = (float(element.get(side, 0)) for side in ("x1", "y1", "x2", "y2"))
        return [("M", (x, y)), ("L", (to_x, to_y))]
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    if name == "use":
        original = named.get(element.get("href", "")[1:])
        if original is None or name_of(original) != "path" or set(original.keys()) - {"id", "d"}:
            raise ValueError("a copy of something else than an outline")
        return svg_outline.moved(svg_outline.read(original.get("d", "")), (1, 0, 0, 1, x, y))
    if name != "rect" or element.get("rx") or element.get("ry"):
        raise ValueError("not an upright rectangle")
    right, bottom = x + float(element.get("width", 0)), y + float(element.get("height", 0))
    return [("M", (x, y)), ("L", (right, y)), ("L", (right, bottom)), ("L", (x, bottom)), ("Z", ())]


def read_path(outline: Outline, own: dict[str, str], style: Mapping[str, str], matrix: Matrix) -> list[Piece]:
    """Return the piece of an outline, none if nothing of it is seen."""
    outline = svg_outline.moved(outline, matrix)
    is_stroked = painted(style)["stroke"] != "none"
    # A round pen makes a dot even where it goes nowhere.
    if style["stroke-linecap"] == "butt" or not is_stroked:
        outline = svg_outline.thinned(outline, is_stroked)
    sizes = [len(part) for part in svg_outline.parts(outline)]
    has_area = max(sizes, default=0) > 2 or any(letter in "ACQ" for letter, _ in outline)
    shown = painted(style, has_area, has_area)
    if not outline or shown["fill"] == shown["stroke"] == "none":
        return []
    box = inner = svg_outline.bounds(outline)
    if shown["stroke"] != "none":
        width = float(shown["stroke-width"])
        is_square = is_upright(outline)
        box = grown(box, width / 2 if is_square else 1.5 * width)
        inner = grown(inner, -width / 2) if is_square and len(sizes) == 1 else box
    return [Piece("path", shown, own, outline, box=box, inner=inner)]


def is_upright(outline: Outline) -> bool:
    """Tell whether an outline has only horizontal and vertical lines."""
    here: tuple[float, ...] = ()
    for letter, numbers in outline:
        if letter not in "MLZ" or (letter == "L" and here[0] != numbers[0] and here[1] != numbers[1]):
            return False
        here = numbers or here
    return True


def grown(box: Box, by: float) -> Box:
    """Return a box that reaches farther to each side."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def read_text(
    element: ElementTree.Element, own: dict[str, str], style: Mapping[str, str], matrix: Matrix
) -> list[Piece]:
    """Return the piece of a text, none if it has no letters."""
    letters = "".join(element.itertext())
    if not letters.strip():
        return []
    try:
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        size = float(style["font-size"])
    except ValueError:
        return [as_it_came(element, own, style, matrix)]
    matrix = product(matrix, (1, 0, 0, 1, x, y))
    shown = lettered(style)
    is_placed = any(child.get(side) for child in element.iter() for side in ("dx", "dy")) or len(element)
    if is_placed:
        return [as_it_came(element, own, style, product(matrix, (1, 0, 0, 1, -x, -y)))]
    at = (tenths(matrix[4]), tenths(matrix[5]))
    width = size * sum(LATIN_WIDTH if letter < "\u0250" else OTHER_WIDTH for letter in letters)
    left = at[0] - {"start": 0.0, "middle": width / 2}.get(shown["text-anchor"], width)
    box = (left, at[1] - size, left + width, at[1] + 0.3 * size)
    if matrix[:4] != IDENTITY[:4]:
        box = grown((*at, *at), width)
        own = {**own, "transform": transform(matrix)}
    return [Piece("text", shown, own, at=at, element=element, box=box, inner=box)]


def motion(text: str) -> Matrix | None:
    """Return the matrix of a `transform` that only moves and turns; None for any other."""
    matrix = IDENTITY
    if STEP.sub("", text).strip():
        return None
    for name, rest in STEP.findall(text):
        numbers = [float(value) for value in re.findall(svg_outline.NUMBER, rest)]
        if name == "translate":
            step: Matrix = (1, 0, 0, 1, numbers[0], numbers[1] if len(numbers) > 1 else 0)
        elif name == "rotate":
            cosine, sine = (round(turn(math.radians(numbers[0])), 9) for turn in (math.cos, math.sin))
            x, y = numbers[1:3] or (0, 0)
            step = (cosine, sine, -sine, cosine, x - cosine * x + sine * y, y - sine * x - cosine * y)
        else:
            return None
        matrix = product(matrix, step)
    return matrix


def product(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix of doing `second` inside `first`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def transform(matrix: Matrix) -> str:
    """Return the `transform` attribute of a motion, empty for none; it moves by 0.1 pixel, turns by 0.01°."""
    x, y = number(tenths(matrix[4])), number(tenths(matrix[5]))
    angle = number(math.degrees(math.atan2(matrix[1], matrix[0])), 2)
    moved = "" if x == y == "0" else f"translate({x},{y})"
    return moved + ("" if angle == "0" else f"rotate({angle})")
