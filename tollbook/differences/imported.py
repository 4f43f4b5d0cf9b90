"""Tables that were taken over from databases: which are new, taken over anew, or gone. No total is made of
them, so that their rows are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tollbook.differences.effect_words import NOTHING
from tollbook.differences.kinds import CORRECTION, UPDATE
from tollbook.differences.states import State
from tollbook.files import digest

FOLDER = "data/databases"


def imported(old: State, new: State) -> Iterator[tuple[str, str, str]]:
    """Yield kind, what and effect of each table of a database that the states do not have alike."""
    before, after = (tables(state.folder) for state in (old, new))
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        if name not in before:
            yield UPDATE, f"The table {name} was taken over from a database.", NOTHING
        elif name in after:
            yield UPDATE, f"The table {name} was taken over anew from a database, or changed.", NOTHING
        else:
            yield CORRECTION, f"The table {name}, taken over from a database, was taken out.", NOTHING


def tables(folder: Path) -> dict[str, str]:
    """Return the hash of each table of databases in a project, without regard to the ends of lines."""
    return {
        path.name: digest(path.read_bytes().replace(b"\r\n", b"\n"))
        for path in sorted((folder / FOLDER).glob("*.csv"))
    }
