"""Reasons that nobody has written yet: rows that `tollbook add --accept` made begin theirs with a mark."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

TO_FILL = "to fill: "
"""How a reason begins that somebody has to write."""
COLUMNS = ("why", "note")
PLACES = "raw/places.csv"


def waiting(data: Path) -> list[str]:
    """Return a line for each reason in the tables below `data` that is still to be written: file, row as a
    spreadsheet counts, column, and what it is about.

    Hand tables and the gazetteer are looked at; a file that cannot be read is passed over, since the check of
    the tables says so.
    """
    files = [*sorted((data / "hand").glob("*.csv")), data / PLACES]
    return [line for path in files if path.is_file() for line in of_file(path, data)]


def of_file(path: Path, data: Path) -> Iterator[str]:
    """Yield the lines of one table."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if TO_FILL not in text:  # as almost always: no row is looked at
        return
    name = path.relative_to(data.parent).as_posix()
    for number, row in enumerate(csv.DictReader(text.splitlines(keepends=True)), start=2):
        for column in COLUMNS:
            if (row.get(column) or "").startswith(TO_FILL):
                yield f"{name}, row {number}, column {column}: {row[column].removeprefix(TO_FILL)}"
