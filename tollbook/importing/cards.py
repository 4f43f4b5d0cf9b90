"""The source cards of what was taken over; read without pandas: a batch asks them which event is whose."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

FOLDER = "data/databases"
CARD, SET_ASIDE = ".card.yml", ".set_aside.csv"
EVENT = re.compile(r"^event_id:[ \t]*['\"]?([^'\"\s#]*)", re.MULTILINE)


def tables(folder: Path) -> list[Path]:
    """Return the tables of claims in a folder, sorted by name."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.glob("*.csv")
        if not path.name.startswith(".") and not path.name.endswith(SET_ASIDE)
    )


def card_of(table: Path) -> Path:
    """Return where the card of a table is."""
    return table.with_name(table.name + CARD)


def set_aside_of(table: Path) -> Path:
    """Return where the rows set aside are."""
    return table.with_name(table.name.removesuffix(".csv") + SET_ASIDE)


def event_of(table: Path) -> str:
    """Return the event that a table was taken over for, by its card; empty where it has none or no card."""
    card = card_of(table)
    if not card.is_file():
        return ""
    about = card.stat()
    return event_in(card, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=512)
def event_in(card: Path, _written: int, _size: int) -> str:
    """Return the event in a card, read once for each state of it."""
    found = EVENT.search(card.read_text(encoding="utf-8", errors="replace"))
    return found[1] if found else ""


def of_event(folder: Path, event: str) -> list[Path]:
    """Return the tables in a folder that were taken over for an event."""
    return [path for path in tables(folder) if event and event_of(path) == event]
