"""A drawing of a page as a file of its own: with its title, its source and its text alternative, so that it
stays attributed and dated wherever it is printed."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tollbook import svg, theme
from tollbook.lettering import REGULAR, SEMIBOLD, lines, plain
from tollbook.pages import FigurePart
from tollbook.typeface import WEIGHTS, css_family

MARGIN = 16
GAP = 12
LEADING = 1.3
# Who opens the file has not our typeface: the one that stands in for it may be wider by this much.
OTHER_TYPEFACE = 1.12


def drawing(figure: FigurePart) -> str:
    """Return the wide drawing of `figure` as an SVG file: title and subtitle above it, caption below, white
    paper, the text alternative for those who do not see it. Empty where there is nothing to draw.
    """
    if not figure.wide:
        return ""
    wide, high = svg.size(figure.wide)
    above = Column(MARGIN, wide / OTHER_TYPEFACE)
    above.write(figure.title, 18, SEMIBOLD, theme.INK)
    above.write(figure.subtitle, 13, REGULAR, theme.MUTED)
    top = above.bottom + GAP
    below = Column(top + high + GAP, wide / OTHER_TYPEFACE)
    below.write(figure.caption, 12, REGULAR, theme.MUTED)
    width, height = round(wide + 2 * MARGIN), round(below.bottom + MARGIN)
    # A drawing inside another keeps its own coordinates; by itself it would cut what stands out of it.
    inner = figure.wide.replace("<svg ", f'<svg x="{MARGIN}" y="{top:.0f}" overflow="visible" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="{escape(css_family())}" role="img"'
        f' aria-labelledby="title desc"><title id="title">{escape(plain(figure.title))}</title>'
        f'<desc id="desc">{escape(plain(figure.alt))}</desc>'
        f'<rect width="{width}" height="{height}" fill="{theme.PAPER}"/>'
        f"{''.join(above.texts)}{inner}{''.join(below.texts)}</svg>\n"
    )


class Column:
    """Paragraphs one below the other; `bottom` is where the next one begins."""

    def __init__(self, top: float, width: float) -> None:
        self.bottom, self.width = top, width
        self.texts: list[str] = []

    def write(self, text: str, size: int, style: str, colour: str) -> None:
        """Add a paragraph."""
        for words in lines(text, size, self.width, style):
            self.bottom += LEADING * size
            self.texts.append(
                f'<text x="{MARGIN}" y="{self.bottom - 0.3 * size:.1f}" font-size="{size}"'
                f' font-weight="{WEIGHTS[style]}" fill="{colour}">{escape(words)}</text>'
            )
