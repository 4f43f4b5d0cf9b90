"""Pieces of a drawing as SVG text: what several have in common is said once, by a group around them."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from tollbook.svg_compact import attributes, number, path_data
from tollbook.svg_merge import leaves
from tollbook.svg_pieces import KNOWN, OF_A_GROUP, Piece, name_of
from tollbook.svg_style import INHERITED, plain_number

REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
# What vl-convert writes for screen readers of a live chart: the figure around it speaks for the drawing.
NEEDLESS = {"role", "class", "style", "cursor", "pointer-events", "font-family", "version", "id", "tabindex"}
PLACES = ("x", "y")
NAMES = (*INHERITED, *PLACES)
WRAPPER = len("<g></g>")

Naming = Callable[[str], str]
Said = Mapping[str, str]
Wishes = Mapping[str, str | None]


@dataclass
class Span:
    """A row of pieces, `first` to `last`, and what a group around them would say."""

    first: int
    last: int
    gain: int
    said: dict[str, str] = field(default_factory=dict)


def write(pieces: Sequence[Piece], inherited: Said, naming: Naming) -> str:
    """Return the SVG of pieces inside an element that says `inherited`; `naming` gives ids their names."""
    wanted = [{name: wish(piece, name) for name in NAMES} for piece in pieces]
    ways = (arranged(pieces, wanted, inherited, naming, rank) for rank in (by_width, by_gain))
    return min(ways, key=len)


def by_width(span: Span) -> tuple[int, ...]:
    """Rank the widest span first: groups within groups."""
    return span.first - span.last, -span.gain, span.first


def by_gain(span: Span) -> tuple[int, ...]:
    """Rank the span first that saves the most."""
    return -span.gain, span.first


def arranged(
    pieces: Sequence[Piece],
    wanted: Sequence[Wishes],
    inherited: Said,
    naming: Naming,
    rank: Callable[[Span], tuple[int, ...]],
) -> str:
    """Return the SVG of pieces in groups; of groups that cross each other, the one of the better rank.

    `wanted`: what each piece needs its attributes to be.
    """
    result, at = [], 0
    for span in [*chosen_spans(wanted, inherited, rank), Span(len(pieces), len(pieces), 0)]:
        result += [written(piece, inherited, naming) for piece in pieces[at : span.first]]
        inside = slice(span.first, span.last + 1)
        if pieces[inside]:
            within = arranged(pieces[inside], wanted[inside], {**inherited, **span.said}, naming, rank)
            result.append(f"<g{attributes(placed(span.said, naming))}>{within}</g>")
        at = span.last + 1
    return "".join(result)


def chosen_spans(
    wanted: Sequence[Wishes], inherited: Said, rank: Callable[[Span], tuple[int, ...]]
) -> list[Span]:
    """Return spans that do not overlap, in order: the best, then the best of what is left beside them."""
    chosen: list[Span] = []
    stretches = [(0, len(wanted))]
    while stretches:
        start, end = stretches.pop()
        taken: list[Span] = []
        for span in sorted(useful_spans(wanted[start:end], inherited), key=rank):
            if all(span.last < other.first or other.last < span.first for other in taken):
                taken.append(span)
        taken = [replace(span, first=span.first + start, last=span.last + start) for span in taken]
        chosen += taken
        borders = sorted([(start - 1, start - 1), (end, end), *((span.first, span.last) for span in taken)])
        if taken:
            stretches += [(left[1] + 1, right[0]) for left, right in itertools.pairwise(borders)]
    return sorted(chosen, key=lambda span: span.first)


def useful_spans(wanted: Sequence[Wishes], inherited: Said) -> Iterable[Span]:
    """Yield the rows of pieces that a group around them would make shorter."""
    seen = set()
    for name in NAMES:
        for first, last in runs([wishes[name] for wishes in wanted]):
            if (first, last) in seen:
                continue
            seen.add((first, last))
            said, gain = common(wanted[first : last + 1], inherited)
            if gain > 0:
                yield Span(first, last, gain, said)


def wish(piece: Piece, name: str) -> str | None:
    """Return what a piece needs an attribute to be; None if it does not matter.

    Coordinates can be shared by texts only, and a group or what is not text needs to know where it is.
    """
    if name not in PLACES:
        return piece.style.get(name)
    if piece.kind == "text" and "transform" not in piece.own:
        return number(piece.at[PLACES.index(name)])
    return f"not shared by {id(piece)}"


def runs(wishes: Sequence[str | None]) -> Iterable[tuple[int, int]]:
    """Yield first and last of each longest row that agrees, has two wishes or more, and begins and ends with
    one."""
    first = last = -1
    value: str | None = None
    for at, wanted in enumerate(wishes):
        if wanted is None:
            continue
        if wanted != value:
            if first < last:
                yield first, last
            first, value = at, wanted
        last = at
    if first < last:
        yield first, last


def common(wanted: Sequence[Wishes], inherited: Said) -> tuple[dict[str, str], int]:
    """Return what a group around pieces would say, and how many characters that would save."""
    said, gain = {}, -WRAPPER
    for name in NAMES:
        value, times = agreed(wanted, name)
        if value is None or times < 2 or value == inherited.get(name, "0"):
            continue
        length = len(f' {name}="{value}"')
        saved = length * times - (len(f' transform="translate({value},0)"') if name in PLACES else length)
        if saved > 0:
            said[name], gain = value, gain + saved
    return said, gain


def agreed(wanted: Sequence[Wishes], name: str) -> tuple[str | None, int]:
    """Return what all pieces that need an attribute need it to be, and how many do; None if they differ."""
    value, times = None, 0
    for wishes in wanted:
        wish_of_one = wishes[name]
        if wish_of_one is None:
            continue
        if value is not None and wish_of_one != value:
            return None, 0
        value, times = wish_of_one, times + 1
    return value, times


def best_said(pieces: Iterable[Piece]) -> dict[str, str]:
    """Return what the drawing itself says best: where the fewest rows of pieces need to say otherwise."""
    said = {}
    painted = list(leaves(pieces))
    for name, default in INHERITED.items():
        wishes = [value for piece in painted if (value := wish(piece, name)) is not None]
        rows = [value for value, _ in itertools.groupby(wishes)]
        costs = {
            value: sum(len(other) + len(name) + 4 for other in rows if other != value)
            + (len(name) + len(value) + 4) * (value != default)
            for value in dict.fromkeys([*rows, default])
        }
        best = min(costs, key=lambda value: costs[value])
        if best != default:
            said[name] = best
    return said


def placed(said: Said, naming: Naming) -> dict[str, str]:
    """Return the attributes of a group: shared coordinates become a `transform`."""
    result = {name: renamed(name, value, naming) for name, value in said.items() if name not in PLACES}
    if any(name in said for name in PLACES):
        result["transform"] = f"translate({said.get('x', '0')},{said.get('y', '0')})"
    return result


def written(piece: Piece, inherited: Said, naming: Naming) -> str:
    """Return the SVG of one piece."""
    style = {name: value for name, value in piece.style.items() if inherited.get(name) != value}
    own = {name: renamed(name, value, naming) for name, value in {**style, **piece.own}.items()}
    if piece.kind == "path":
        return f"<path{attributes({'d': path_data(piece.outline), **own})}/>"
    if piece.kind == "group":
        return f"<g{attributes(own)}>{write(piece.pieces, inherited, naming)}</g>"
    if piece.kind == "copy":
        return f"<use{attributes({**own, **places(piece, {})})}/>"
    if piece.element is None:
        return ""
    if piece.kind == "element":
        return serialised(piece.element, naming, own, (*INHERITED, *OF_A_GROUP, "transform"))
    if "transform" not in own:
        own = places(piece, inherited) | own
    return f"<text{attributes(own)}>{escape(piece.element.text or '')}</text>"


def places(piece: Piece, inherited: Said) -> dict[str, str]:
    """Return `x` and `y` of a piece, less what groups around it say."""
    said = dict(zip(PLACES, map(number, piece.at), strict=True))
    return {name: value for name, value in said.items() if value != inherited.get(name, "0")}


def serialised(
    element: ElementTree.Element, naming: Naming, own: Said | None = None, without: Collection[str] = ()
) -> str:
    """Return an element as it came, less what could run, load or restyle something; nothing if it is unknown.

    own: attributes to add, with new ids already. without: attributes to leave out of the element itself.
    """
    name = name_of(element)
    if name not in KNOWN:
        return ""
    kept = {
        key: renamed(key, plain_number(value), naming)
        for key, value in ((key.rpartition("}")[2], value) for key, value in element.attrib.items())
        if is_harmless(key, value) and key not in without
    }
    inner = escape(element.text or "") + "".join(
        serialised(child, naming) + escape(child.tail or "") for child in element
    )
    opening = f"<{name}{attributes({**kept, **(own or {})})}"
    return f"{opening}>{inner}</{name}>" if inner else f"{opening}/>"


def is_harmless(name: str, value: str) -> bool:
    """Tell whether an attribute may stay: no style, no script, no address but of pictures inside."""
    is_address = name == "href" and not value.startswith(("#", "data:image/"))
    return not (name in NEEDLESS or name.startswith(("aria-", "on")) or is_address)


def renamed(name: str, value: str, naming: Naming) -> str:
    """Return an attribute's value with the references in it to new names."""
    if name.rpartition("}")[2] == "href" and value.startswith("#"):
        return "#" + naming(value[1:])
    return REFERENCE.sub(lambda match: f"url(#{naming(match[1])})", value)
