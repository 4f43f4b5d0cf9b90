"""Markdown of the notebooks as HTML of a report: no raw HTML, no images, no links that lead nowhere.

Notebook prose may hold ledger text, so what comes out of here is safe to put into a page as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

DEEPEST = 6
TEMPLATES_OWN = (
    "content",
    "contents-title",
    "what-is-known",
    "headline",
    "what-changed",
    "claims",
    "corrections",
    "downloads",
    "about",
)
FOLLOWED = ("http", "https", "mailto")
CLAIMS = re.compile(r"#claims-[A-Za-z0-9+._-]+")
"""The address of the claims behind a number: a page has an entry for each, see `evidence.link`."""


@dataclass(frozen=True)
class Heading:
    """A heading of the page: level 2 to 6, anchor, its words, and its words as HTML."""

    level: int
    anchor: str
    text: str
    html: str


@dataclass(frozen=True)
class Passage:
    """HTML between two headings, figures or tables."""

    html: str


class Anchors:
    """Gives each thing of a page its anchor, without two hyphens in a row: templates append `--title`."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        self.given = {*TEMPLATES_OWN, *given}

    def give(self, words: str) -> str:
        """Return an anchor made of `words`, with a number behind it if it is taken."""
        plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "part"
        anchor, number = base, 1
        while anchor in self.given:
            number += 1
            anchor = f"{base}-{number}"
        self.given.add(anchor)
        return anchor


def parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables and without raw HTML."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def read(text: str, anchors: Anchors, links: Mapping[str, str]) -> list[Heading | Passage]:
    """Return the headings and passages of a Markdown text, headings one level deeper than written.

    anchors: gives each heading its own. links: what a relative address becomes (`02-x.ipynb` ->
    `#02-x`); a relative address that is not in it loses its link, because the page lies elsewhere than the
    notebook.
    """
    markdown = parser()
    tokens = markdown.parse(text)
    for token in tokens:
        mend(token, links)
    parts: list[Heading | Passage] = []
    start = 0
    for position, token in enumerate(tokens):
        if token.type != "heading_open" or token.level:
            continue
        parts += passage(markdown, tokens[start:position])
        inline = tokens[position + 1]
        words = plain_text(inline)
        level = min(int(token.tag[1]) + 1, DEEPEST)
        html = markdown.renderer.render([inline], markdown.options, {})
        parts.append(Heading(level, anchors.give(words), words, html))
        start = position + 3
    return parts + passage(markdown, tokens[start:])


def passage(markdown: MarkdownIt, tokens: list[Token]) -> list[Passage]:
    """Return the HTML of block tokens, as a list that is empty when there is none."""
    html = markdown.renderer.render(tokens, markdown.options, {}).strip()
    return [Passage(html)] if html else []


def mend(token: Token, links: Mapping[str, str]) -> None:
    """Change a token in place: links by `links`, images to their words, alignment from style to class."""
    if str(token.attrGet("style") or "").endswith("right"):
        token.attrSet("class", "number")
    # The page's policy forbids style attributes.
    token.attrs.pop("style", None)
    if not token.children:
        return
    kept: list[Token] = []
    open_links: list[bool] = []
    for child in token.children:
        if child.type == "link_open":
            open_links.append(mend_link(child, links))
        if child.type in ("link_open", "link_close"):
            lives = open_links[-1] if child.type == "link_open" else open_links.pop()
            kept += [child] if lives else []
        else:
            kept.append(words_of_image(child) if child.type == "image" else child)
    token.children = kept


def mend_link(link: Token, links: Mapping[str, str]) -> bool:
    """Set where a link leads; return False if it can lead nowhere in the page."""
    address = str(link.attrGet("href") or "")
    if address in links:
        link.attrSet("href", links[address])
        return True
    if CLAIMS.fullmatch(address):
        return True
    scheme = urlsplit(address).scheme.lower()
    if scheme in ("http", "https"):
        link.attrSet("rel", "noopener noreferrer")
    return scheme in FOLLOWED


def words_of_image(image: Token) -> Token:
    """Return a text token with the alternative text of an image: a page loads nothing."""
    return Token("text", "", 0, content=image.content)


def plain_text(inline: Token) -> str:
    """Return the words of an inline token, without marks."""
    return "".join(child.content if child.type != "softbreak" else " " for child in inline.children or ())


def words(text: str) -> str:
    """Return the words of a Markdown text, without marks, on one line: for descriptions and titles."""
    inlines = [token for token in parser().parse(text) if token.type == "inline"]
    return " ".join(" ".join(plain_text(inline) for inline in inlines).split())
