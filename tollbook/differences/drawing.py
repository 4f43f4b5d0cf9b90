"""Where the places of an event are drawn in a state, and which of them are drawn otherwise in another."""

from __future__ import annotations

from tollbook import places
from tollbook.differences.computing import Result, UnreadableError, Workplace
from tollbook.differences.kinds import GAZETTEER
from tollbook.differences.rows import Tables
from tollbook.ledger import Ledger
from tollbook.words import listing

ABOUT_PLACES = (GAZETTEER, "hand/places")
CELLS = ["place", "district", "lat", "lon"]
MOST = 6
"""So many places are named; of more the others are counted."""

Spots = dict[str, tuple[str, ...]]  # name, district, latitude and longitude by the place as worded


def drawn(workplace: Workplace, tables: Tables, event: str, result: Result) -> Spots:
    """Return what the places that an event's pages name as hit are taken for. Raises UnreadableError."""
    if result.totals.empty:
        return {}
    with workplace.of(tables, event):
        frames = {name: tables[f"raw/{name}"].frame() for name in Ledger._fields}
        try:
            rows = places.of_event(Ledger(**frames), result.claims.reset_index(), event)
        except (ValueError, KeyError) as error:
            raise UnreadableError(f"{type(error).__name__}: {' '.join(str(error).split())}") from error
    cells = rows[["worded", *CELLS]].astype("string").fillna("")
    return {row[0]: row[1:] for row in cells.itertuples(index=False, name=None)}


def moved(before: Spots, after: Spots) -> tuple[str, ...]:
    """Return the places, by their names as they are now, that both have and do not take for the same."""
    names = [after[one][0] for one in after if one in before and before[one] != after[one]]
    return tuple(sorted(set(names)))


def moved_words(names: tuple[str, ...]) -> str:
    """Return in a sentence which places are drawn otherwise; an empty text where none are."""
    if not names:
        return ""
    others = len(names) - MOST
    named = [*names[:MOST], *([f"{others} more"] if others > 0 else [])]
    return f"The map and the list of places differ for {listing(named)}."
