"""Words written from right to left, set apart in a page written from left to right.

Without it a browser takes a number behind such a name for a part of it: of `وزارة الداخلية: 31 or more` the
31 would stand before the name. Each run of such words becomes a `bdi` element (HTML Living Standard, 4.5.24).
"""

from __future__ import annotations

import html
import re
import unicodedata

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Hebrew, Arabic and the scripts between them, with their digits and marks, as a class of an expression."""
HAS_SOME = re.compile(f"[{RIGHT_TO_LEFT}]")
RUN = re.compile(rf"[{RIGHT_TO_LEFT}](?:[ \d.'\"«»/\u200c\u200d-]*[{RIGHT_TO_LEFT}])*")
"""Words with blanks and digits between them; a comma, a colon or a bracket of ours ends them."""
TITLE = re.compile(rf"{RUN.pattern}(?: \d+)*")
"""The same with a number at its end, which is the year of a title where no other words stand beside it."""
TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?([a-z0-9]+)")
AS_THEY_ARE = ("script", "style", "title", "svg", "option", "textarea", "bdi")
"""Elements whose text holds no elements, and drawings, which have their own."""


def set_apart(page: str) -> str:
    """Return HTML in which words written from right to left cannot move what stands beside them.

    A cell that says `dir=auto` is by itself already.
    """
    if not HAS_SOME.search(page):
        return page
    parts = TAG.split(page)
    inside: list[str] = []
    for place, part in enumerate(parts):
        if place % 2:
            name = NAME.match(part)
            if name and name[1] in AS_THEY_ARE and not part.endswith("/>"):
                inside = inside[:-1] if part.startswith("</") else [*inside, name[1]]
        elif not inside and HAS_SOME.search(part) and not (place and "dir=auto" in parts[place - 1]):
            parts[place] = in_elements(part)
    return "".join(parts)


def in_elements(text: str) -> str:
    """Return escaped text with each run as an element."""
    is_mixed = any(unicodedata.bidirectional(mark) == "L" for mark in html.unescape(text))
    return (RUN if is_mixed else TITLE).sub(r"<bdi>\g<0></bdi>", text)
