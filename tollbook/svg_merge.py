"""Pieces of a drawing brought together: those of one style become one path, or stand side by side.

What is seen stays the same: a piece goes to earlier ones of its style only if it does not cover, nor lie
under, anything that was painted in between.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tollbook import svg_outline
from tollbook.svg_compact import path_data
from tollbook.svg_outline import Box
from tollbook.svg_pieces import NOWHERE, Piece
from tollbook.svg_style import is_opaque

LONG = 30
"""Segments from which on an outline is worth a copy: it stays alone, so that others can be like it."""
SLACK = 0.01
FRAME = ("stroke", "stroke-width", "stroke-dasharray")


@dataclass
class Batch:
    """Pieces of one style, which need not be painted in their order."""

    key: object
    pieces: list[Piece] = field(default_factory=list)
    box: Box = NOWHERE

    def add(self, piece: Piece) -> None:
        """Take in a piece."""
        self.pieces.append(piece)
        self.box = around([self.box, piece.box])


def merge(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces that paint the same, as few as can be; texts of one style stand side by side."""
    batches: list[Batch] = []
    for piece in pieces:
        batch = place_for(piece, batches)
        if batch is None:
            batch = Batch(key_of(piece))
            batches.append(batch)
        batch.add(piece)
    return [piece for batch in batches for piece in united(batch)]


def shared(pieces: Iterable[Piece], named: dict[str, ElementTree.Element]) -> list[Piece]:
    """Return pieces with long outlines that recur, as in small maps side by side, said once.

    named: the elements with an id; the outline is added to them.
    """
    pieces = list(pieces)
    painted = [piece for piece in leaves(pieces) if piece.kind == "path" and len(piece.outline) >= LONG]
    shapes = [shape(piece) for piece in painted]
    recurring = [kind for kind, times in Counter(shapes).items() if times > 1]
    for piece, kind in zip(painted, shapes, strict=True):
        if kind in recurring:
            # No id has a space.
            name = f"outline {recurring.index(kind)}"
            named[name] = ElementTree.Element("path", {"d": kind})
            piece.kind, piece.own = "copy", {"href": f"#{name}", **piece.own}
            piece.at = piece.outline[0][1]
    return pieces


def shape(piece: Piece) -> str:
    """Return the outline of a path as if it began at the corner of the sheet."""
    x, y = piece.outline[0][1]
    return path_data(svg_outline.moved(piece.outline, (1, 0, 0, 1, -x, -y)))


def leaves(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """Yield what is painted, of groups what is in them."""
    for piece in pieces:
        yield from leaves(piece.pieces) if piece.kind == "group" else (piece,)


def place_for(piece: Piece, batches: list[Batch]) -> Batch | None:
    """Return the first batch that `piece` can join: nothing after it may touch the piece."""
    key = key_of(piece)
    found = None
    for batch in reversed(batches):
        if key is not None and batch.key == key and can_join(piece, batch):
            found = batch
        if disturbs(piece, batch):
            break
    return found


def key_of(piece: Piece) -> object:
    """Return what pieces of one batch have in common; None for one that stays alone."""
    is_apart = piece.kind == "element" or (piece.kind == "group" and "opacity" in piece.own)
    if is_apart or len(piece.outline) >= LONG:
        return None
    own = () if piece.kind == "text" else tuple(sorted(piece.own.items()))
    return piece.kind, tuple(sorted(piece.style.items())), own


def can_join(piece: Piece, batch: Batch) -> bool:
    """Tell whether a piece, painted at once with the batch, looks as it does when painted after it."""
    if piece.kind == "group" or is_pen(piece) or not overlap(piece.box, batch.box):
        return True
    if piece.kind == "text":
        return is_opaque(piece.style, piece.own)
    if is_opaque(piece.style, piece.own) and piece.style["stroke"] in ("none", piece.style["fill"]):
        turn = svg_outline.winding(piece.outline)
        touched = [other for other in batch.pieces if overlap(piece.box, other.box)]
        return all(turn == svg_outline.winding(other.outline) != 0 for other in touched)
    return not disturbs(piece, batch)


def is_pen(piece: Piece) -> bool:
    """Tell whether a piece is only lines of one opaque colour: it does not matter which come first."""
    return piece.kind == "path" and piece.style["fill"] == "none" and is_opaque(piece.style, piece.own)


def disturbs(piece: Piece, batch: Batch) -> bool:
    """Tell whether it may be seen which is painted first, a piece or those of a batch.

    Cells of a grid share their frames: it is not seen where frames lie on each other, only where one crosses
    what another frame is around.
    """
    if not overlap(piece.box, batch.box):
        return False
    first = batch.pieces[0]
    if is_pen(piece) and is_pen(first) and piece.style["stroke"] == first.style["stroke"]:
        return False
    has_frame = piece.style.get("stroke", "none") != "none"
    is_same = has_frame and all(piece.style.get(name) == first.style.get(name) for name in FRAME)
    if is_same and is_opaque(piece.style, piece.own) and is_opaque(first.style, first.own):
        return any(
            overlap(piece.inner, other.box) or overlap(piece.box, other.inner) for other in batch.pieces
        )
    return any(overlap(piece.box, other.box) for other in batch.pieces)


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes have more than a border in common."""
    left, top, right, bottom = one
    return (
        left + SLACK < other[2]
        and other[0] + SLACK < right
        and top + SLACK < other[3]
        and other[1] + SLACK < bottom
    )


def around(boxes: Iterable[Box]) -> Box:
    """Return the box around all boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def united(batch: Batch) -> list[Piece]:
    """Return what to write for a batch: one path; its texts, sorted so that neighbours share a coordinate;
    one group."""
    first = batch.pieces[0]
    if first.kind == "text":
        columns, rows = ({piece.at[axis] for piece in batch.pieces} for axis in (0, 1))
        axis = 0 if len(columns) <= len(rows) else 1
        return sorted(batch.pieces, key=lambda piece: (piece.at[axis], piece.at[1 - axis]))
    if first.kind == "path":
        outline = [segment for piece in batch.pieces for segment in piece.outline]
        return [replace(first, outline=outline, box=batch.box, inner=batch.box)]
    if first.kind == "group":
        return [replace(first, pieces=merge(piece for group in batch.pieces for piece in group.pieces))]
    return batch.pieces
