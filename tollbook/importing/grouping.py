"""Which of an event's groups a database means: rows of `data/hand/database_groups.csv`, nothing in code.

`as_given` is what the table of claims says (`civilians`, `side a: Government of ...`); a `*` stands for any
text. A row of the event goes before one for every event, an exact row before one with `*`. What no row knows,
and what the event has no group for, is `unknown`.
"""

from __future__ import annotations

import csv
import fnmatch
import io
from collections.abc import Iterable

from tollbook import paths, vocabulary
from tollbook.importing.records import UNKNOWN

TABLE = "database_groups"


def groups(database: str, event: str, as_given: Iterable[str]) -> dict[str, str]:
    """Return the group for each text, for an event or (empty) for every event."""
    rows = rules(database, event)
    known = vocabulary.of(event).groups
    found = {text: first(rows, text) for text in as_given}
    return {text: group if group in known else UNKNOWN for text, group in found.items()}


def ready(database: str, event: str, as_given: str) -> str:
    """Return the row for `data/hand/database_groups.csv` that says whom a text means, as a line of CSV; its
    group and its reason are to be filled in.
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([event, database, as_given, "GROUP", "WHY"])
    return line.getvalue()


def meant(database: str, event: str, as_given: str) -> str:
    """Return the group that the rows give a text, which the event may not have; empty where no row does."""
    group = first(rules(database, event), as_given)
    return "" if group == UNKNOWN else group


def rules(database: str, event: str) -> list[tuple[str, str]]:
    """Return patterns and groups in the order in which they are tried."""
    if not paths.resolve(f"data/hand/{TABLE}.csv").is_file():
        return []
    rows = paths.hand(TABLE)
    rows = rows[(rows["database"] == database) & rows["event_id"].isin(["", event])]
    ordered = sorted(rows.to_dict("records"), key=lambda row: (row["event_id"] == "", "*" in row["as_given"]))
    return [(row["as_given"], row["group"]) for row in ordered]


def first(rows: list[tuple[str, str]], text: str) -> str:
    """Return the group of the first pattern that matches."""
    found = (group for pattern, group in rows if fnmatch.fnmatchcase(text.casefold(), plain(pattern)))
    return next(found, UNKNOWN)


def plain(pattern: str) -> str:
    """Return a pattern in which `*` alone means something."""
    return pattern.casefold().replace("[", "[[]").replace("?", "[?]")
