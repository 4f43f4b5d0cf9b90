"""The picture that stands for a page where its address is shared: title, moment and main figures, in words.

A still of 1,200 by 630 pixels, as social networks and messengers ask for (Open Graph `og:image`). It says
whose each figure is, since it is often all that is seen of a page.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from tollbook import png, theme
from tollbook.files import write_whole
from tollbook.lettering import REGULAR, SEMIBOLD, balanced
from tollbook.typeface import FAMILY, WEIGHTS, register_with_vl_convert

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
NAME = "Tollbook"
NAME_SIZE = 24
TITLE_SIZES = (56, 50, 44)
STEP = 0.95
LEADING = 1.22


class Block(NamedTuple):
    """A paragraph of the picture: font size and space above it in pixels, style, colour."""

    text: str
    size: float
    space: float
    style: str = REGULAR
    colour: str = theme.INK


class Line(NamedTuple):
    """One line, and where its baseline is."""

    text: str
    baseline: float
    block: Block


def picture(title: str, subtitle: str, lines: Sequence[tuple[str, str]], out: Path) -> Path:
    """Write the preview picture of a page to the file `out` as PNG and return it.

    title: the event. subtitle: the as-of moment. lines: who says it, and the figures in words. Texts wrap,
    and get smaller where they would not fit; none is cut. The same texts give the same bytes on every
    machine, as long as the typeface has their letters.
    """
    import vl_convert

    register_with_vl_convert()
    drawn = vl_convert.svg_to_png(drawing(title, subtitle, lines), scale=1, ppi=72)
    return write_whole(Path(out), png.compact(drawn))


def drawing(title: str, subtitle: str, lines: Sequence[tuple[str, str]]) -> str:
    """Return the picture as SVG text."""
    texts = [text(line.text, line.baseline, line.block) for line in fitted(title, subtitle, lines)]
    name = text(NAME, HEIGHT - MARGIN, Block(NAME, NAME_SIZE, 0, SEMIBOLD, theme.MUTED))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{FAMILY}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.PAPER}"/>{"".join(texts)}{name}</svg>'
    )


def fitted(title: str, subtitle: str, lines: Sequence[tuple[str, str]]) -> list[Line]:
    """Return the lines as large as they fit: the title gets smaller first, then everything."""
    room = HEIGHT - 2 * MARGIN - 2 * NAME_SIZE
    for title_size, scale in sizes():
        blocks = list(paragraphs(title, title_size, subtitle, lines))
        placed, height = arranged(blocks, scale)
        if height <= room:
            return placed
    raise AssertionError("sizes() ends only when the lines fit")


def sizes() -> Iterator[tuple[int, float]]:
    """Yield sizes of the title and scales of everything, each smaller than the one before, without end."""
    yield from ((size, 1.0) for size in TITLE_SIZES)
    yield from ((TITLE_SIZES[-1], STEP**number) for number in itertools.count(1))


def paragraphs(
    title: str, title_size: int, subtitle: str, lines: Sequence[tuple[str, str]]
) -> Iterator[Block]:
    """Yield the paragraphs of the picture, from the top."""
    yield Block(title, title_size, 0, SEMIBOLD)
    yield Block(subtitle, 28, 14, colour=theme.MUTED)
    for number, (who, figures) in enumerate(lines):
        yield Block(who, 28, 22 if number else 40, SEMIBOLD, theme.MUTED)
        yield Block(figures, 36, 4)


def arranged(blocks: Sequence[Block], scale: float) -> tuple[list[Line], float]:
    """Return the lines of all paragraphs at a scale, and how high they are together."""
    placed: list[Line] = []
    height = 0.0
    for block in blocks:
        sized = block._replace(size=block.size * scale)
        height += block.space * scale if placed else 0
        for words in balanced(block.text, sized.size, WIDTH - 2 * MARGIN, block.style):
            height += LEADING * sized.size
            # Letters hang below the baseline by about a quarter of the font size.
            placed.append(Line(words, MARGIN + height - 0.25 * sized.size, sized))
    return placed, height


def text(words: str, baseline: float, block: Block) -> str:
    """Return a line as an SVG element."""
    return (
        f'<text x="{MARGIN}" y="{baseline:.1f}" font-size="{block.size:.1f}"'
        f' font-weight="{WEIGHTS[block.style]}" fill="{block.colour}">{escape(words)}</text>'
    )
