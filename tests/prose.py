"""Computed prose as a reader sees it: without the links that lead to the claims."""

from __future__ import annotations

import re
from html import unescape

LINK = re.compile(r"\[([^\]]*)\]\(#(claims-[^)]+)\)")


def unlinked(text: str) -> str:
    """Return Markdown without its links to claims, and with character references as the characters."""
    return unescape(LINK.sub(r"\1", text))


def links(text: str) -> list[tuple[str, str]]:
    """Return the links to claims in a Markdown text: words and address, without `#`."""
    return [(unescape(words), address) for words, address in LINK.findall(text)]
