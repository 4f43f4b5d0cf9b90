"""Under which terms the tables of a package are, and from whom they come: what the source cards say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from tollbook.dictionary import LOADER
from tollbook.paths import resolve
from tollbook.tabular import from_csv

# As in DATA-LICENCE.md, which says what each holds for.
CC0 = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "CC0 1.0: the tables, but for coordinates",
}
CC0_WORD, LEDGER_CARD = "CC0", "claims.csv.card.yml"
COORDINATES = (
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "CC BY 4.0: coordinates whose row of the places says so",
    },
    {
        "name": "ODbL-1.0",
        "path": "https://opendatacommons.org/licenses/odbl/1-0/",
        "title": "ODbL 1.0: coordinates whose row of the places says so",
    },
)
SOURCES = (
    {"title": "GeoNames", "path": "https://www.geonames.org/"},
    {
        "title": "Uppsala Conflict Data Program, Georeferenced Event Dataset",
        "path": "https://ucdp.uu.se/",
    },
    {"title": "© OpenStreetMap contributors", "path": "https://www.openstreetmap.org/copyright"},
)
"""Where coordinates may come from; the ledger's own files come with a card each."""
NAMED_AS = {
    "https://www.geonames.org/": "GeoNames",
    "https://ucdp.uu.se/": "UCDP",
    "https://www.openstreetmap.org/copyright": "OpenStreetMap",
}
"""How the table of places names them."""


def own_licences(raw_dir: str | os.PathLike[str]) -> list[dict[str, str]]:
    """Return the licence of the ledger's own tables, as the source card of the claims has it: CC0, or none
    that programs know. Who has not decided yet gives nothing away.
    """
    return [CC0] if CC0_WORD in licence_words(raw_dir) else []


def licence_words(raw_dir: str | os.PathLike[str]) -> str:
    """Return what the source card of the claims says of their licence; empty where there is none."""
    path = Path(resolve(raw_dir)) / LEDGER_CARD
    card = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) if path.is_file() else None
    return " ".join(str(card.get("licence") or "").split()) if isinstance(card, dict) else ""


def sources(raw_dir: str | os.PathLike[str]) -> list[dict[str, str]]:
    """Return what the tables were made from: the files of the ledger by their cards, and the gazetteer's."""
    cards = [
        yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        for path in sorted(Path(resolve(raw_dir)).glob("*.card.yml"))
    ]
    named = [card for card in cards if isinstance(card, dict) and card.get("title")]
    words = words_on_places(raw_dir)
    of_places = [dict(one) for one in SOURCES if NAMED_AS[one["path"]] in words]
    return [*({"title": card_words(card)} for card in named), *of_places]


def coordinate_licences(raw_dir: str | os.PathLike[str]) -> list[dict[str, str]]:
    """Return the licences of the coordinates, as the table of places has them in its rows or in its card."""
    words = words_on_places(raw_dir)
    return [dict(one) for one in COORDINATES if one["title"].partition(":")[0] in words]


def words_on_places(raw_dir: str | os.PathLike[str]) -> str:
    """Return what the table of places says of the terms of its rows, in the rows and in its source card."""
    folder = Path(resolve(raw_dir))
    card, table = folder / "places.csv.card.yml", folder / "places.csv"
    words = [card.read_text(encoding="utf-8")] if card.is_file() else []
    if table.is_file():
        rows = from_csv(table.read_text(encoding="utf-8"))
        words += rows["licence"].unique().tolist() if "licence" in rows else []
    return " ".join(words)


def card_words(card: Mapping[str, object]) -> str:
    """Return a source card in one line: what it is, whose, and under which terms."""
    parts = {"": card["title"], "publisher: ": card.get("publisher"), "licence: ": card.get("licence")}
    return "; ".join(f"{name}{' '.join(str(text).split())}" for name, text in parts.items() if text)
