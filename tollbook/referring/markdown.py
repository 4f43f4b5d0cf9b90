"""Markdown as a renderer shows it: cells, tables, headings and links to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
SPECIAL = re.compile(r"([\\|*])")


def plain(text: object) -> str:
    """Return a text as it is to be read: in one line, without a letter that Markdown takes for a mark."""
    return escaped(" ".join(str(text).split()))


def escaped(words: str) -> str:
    """Return a text in which no letter is a mark of Markdown or of HTML."""
    return SPECIAL.sub(r"\\\1", words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def code(text: object) -> str:
    """Return a text as code; what has a backquote in it stays as it is. Nothing for nothing."""
    words = " ".join(str(text).split())
    return plain(words) if not words or "`" in words else f"`{words}`".replace("|", "\\|")


def with_code(text: str) -> str:
    """Return a text that has code in backquotes, such as the help of an option."""
    parts = " ".join(text.split()).split("`")
    return "".join(code(part) if number % 2 else escaped(part) for number, part in enumerate(parts))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in lines)


def anchor(heading: str) -> str:
    """Return the address of a heading within a page, as renderers make it."""
    return NOT_IN_ANCHORS.sub("", heading.replace("`", "").lower()).replace(" ", "-")


def link(heading: str) -> str:
    """Return a link to a heading of the same page."""
    return f"[{heading}](#{anchor(heading)})"
