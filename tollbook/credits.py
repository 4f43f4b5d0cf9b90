"""Who is named for the places and outlines of a project's maps: the source cards of `data/raw` say it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from pathlib import Path

import yaml
from markupsafe import Markup

from tollbook import ledger, paths
from tollbook.dictionary import LOADER

CARD = ".card.yml"
UNWRITTEN = re.compile(r"\s*not (written|decided|named) yet\b")
"""How a new card's sentences begin that somebody still has to write: no page says them to its readers."""
LINKED = re.compile(r"([^\s,()][^,()]*) \((https://[^()\s]+)\)")


def of_maps() -> Markup:
    """Return the credits for coordinates and outlines as HTML, each once; empty where no card has any.

    They are the texts `credit` of all cards but those of the tables of figures, separated by `;`; one that
    nobody has written yet is left out. A name with an address in brackets, `GeoNames
    (https://www.geonames.org/)`, becomes a link.
    """
    cards = sorted(paths.resolve("data/raw").glob(f"*{CARD}"))
    of_tables = {f"{name}{CARD}" for name in ledger.FILES}
    states = [(path, path.stat().st_mtime_ns) for path in cards if path.name not in of_tables]
    return Markup(written(tuple(states)))


@lru_cache(maxsize=64)
def written(cards: tuple[tuple[Path, int], ...]) -> str:
    """Return the credits of cards as HTML, once for each state of their files."""
    found: dict[str, None] = {}
    for path, _ in cards:
        credit = str(card_of(path).get("credit") or "")
        credit = "" if UNWRITTEN.match(credit) else credit
        found |= dict.fromkeys(part.strip() for part in credit.split(";") if part.strip())
    return "; ".join(map(with_links, found))


def card_of(path: Path) -> dict[str, object]:
    """Return the fields of a source card; none of a file that holds no fields. Raises ValueError or
    yaml.YAMLError for one that cannot be read.
    """
    card = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    return card if isinstance(card, dict) else {}


def unwritten(raw: Path) -> dict[str, list[str]]:
    """Return which fields of which source cards in the folder `raw` somebody still has to write, by the name
    of the card. A card that cannot be read is passed over.
    """
    found = {}
    for path in sorted(raw.glob(f"*{CARD}")):
        try:
            cells = card_of(path)
        except (ValueError, yaml.YAMLError):
            continue
        fields = [str(name) for name, text in cells.items() if UNWRITTEN.match(str(text))]
        if fields:
            found[path.name] = fields
    return found


def with_links(text: str) -> str:
    """Return a credit as HTML: a name with an address in brackets is a link."""
    pieces = [escape(piece) for piece in LINKED.split(text)]  # text, name, address, text, name, ...
    links = [
        f'<a href="{address}" rel="noopener noreferrer">{name}</a>{after}'
        for name, address, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    ]
    return "".join([pieces[0], *links])
