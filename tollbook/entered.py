"""Whether any figure of an event has been entered yet: a new project has none."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

BARE = "the file has a header and no rows"
WHAT_TO_DO = "`tollbook template figures.xlsx` makes a sheet, `tollbook add figures.xlsx` adds what is in it"


def without_figures(raw: Path, events: Iterable[str]) -> list[str]:
    """Return those of `events` that claims.csv in `raw` has no row of, in their order; none where the file
    cannot be read, which the check of the raw tables says.
    """
    wanted = dict.fromkeys(events)
    try:
        with (raw / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if "event_id" not in (rows.fieldnames or ()):
                return []
            for row in rows:
                wanted.pop(row["event_id"], None)
                if not wanted:
                    break
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return list(wanted)


def line(events: Iterable[str]) -> str:
    """Return the line that says for which events nothing has been entered, and what to do."""
    return f"{', '.join(events)}: no figure has been entered yet; {WHAT_TO_DO}"
