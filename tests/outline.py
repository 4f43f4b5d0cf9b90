"""The tags, addresses and visible words of a page, for tests."""

from __future__ import annotations

import html.parser
import itertools
import re


class Outline(html.parser.HTMLParser):
    """A page's tags with their attributes, and its visible words with single spaces."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.words = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, attribute: str) -> list[str]:
        """Every value of an attribute, in order."""
        return [attrs[attribute] or "" for _, attrs in self.tags if attribute in attrs]

    def check_anchors(self) -> None:
        """Fail where an id is there twice or an inner link leads nowhere."""
        ids = self.all("id")
        assert len(ids) == len(set(ids))
        inner = {address[1:] for address in self.all("href") if address.startswith("#")}
        assert inner | set(self.all("aria-labelledby")) <= set(ids)

    def check_headings(self) -> None:
        """Fail where there is not one title, or a heading skips a level."""
        levels = [int(tag[1]) for tag, _ in self.tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))

    def check_harmless(self) -> None:
        """Fail where something could run, load or submit."""
        tags = {tag for tag, _ in self.tags}
        assert not tags & {"script", "img", "iframe", "object", "embed", "form", "b", "base"}
        names = [name for _, attrs in self.tags for name in attrs]
        assert not [name for name in names if name.startswith("on") or name == "style"]
        assert not [address for address in self.all("href") if "javascript:" in address.lower()]


def policy_of(page: str) -> dict[str, str]:
    """The rules of a page's content security policy."""
    text = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    return dict(rule.strip().split(" ", 1) for rule in text.replace("&#39;", "'").split(";"))
