"""The events of the project, without pandas: what a call needs before anything runs."""

from __future__ import annotations

import csv

from tollbook import paths


def rows() -> dict[str, dict[str, str]]:
    """Return the rows of `data/hand/events.csv` by event_id, in their order; every cell is a string."""
    path = paths.resolve("data/hand/events.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    return {row["event_id"]: {name: text or "" for name, text in row.items()} for row in read}
