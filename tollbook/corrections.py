"""Tollbook's own corrections, read from CORRECTIONS.md: what was wrong on a page, and what is right.

They are entries below the heading `## Entries`, one list item each. A later figure from a source is no
correction and has no entry.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tollbook.problem import shown

FILE = "CORRECTIONS.md"
HEADING = "## Entries"
ALL = "all"
FORM = f"write `- 2026-02-09, EVENT: what was wrong`, with an event_id or `{ALL}`"
ENTRY = re.compile(r"- *(?P<date>[^,:]*?) *, *(?P<event>[^,:]*?) *: *(?P<text>.*)")


class CorrectionsError(ValueError):
    """The file of corrections cannot be read; the message is one line that names file and line."""


class Correction(NamedTuple):
    """One entry: its day (ISO), the event that it is about or `all`, and what it says."""

    date: str
    event: str
    text: str


def read(folder: Path, events: Iterable[str]) -> list[Correction]:
    """Return the entries of CORRECTIONS.md in `folder`, the newest first; none without the file.

    An entry begins with `- `; the lines that go on begin with a space. `events` are the event_ids that
    an entry may name. Raises CorrectionsError for the first line that is neither, or that is no entry.
    """
    path, allowed = Path(folder) / FILE, [ALL, *events]
    if not path.is_file():
        return []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        number = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CorrectionsError(f"{FILE}, line {number}: is not UTF-8; save the file as UTF-8") from None
    if HEADING not in lines:
        raise CorrectionsError(f"{FILE}: has no heading `{HEADING}`; put the entries below it")
    found: list[Correction] = []
    for number, line in enumerate(lines, start=1):
        if number <= lines.index(HEADING) + 1 or not line.strip():
            continue
        if line[0].isspace() and found:
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {line.strip()}")
        else:
            found.append(entry(line, number, allowed))
    return sorted(found, key=lambda one: one.date, reverse=True)


def entry(line: str, number: int, allowed: list[str]) -> Correction:
    """Return what the first line of an entry says; CorrectionsError where it is none."""
    parts = ENTRY.fullmatch(line.strip())
    if not parts or not parts["text"]:
        raise wrong(number, f"{shown(line)} is no entry")
    try:
        day = datetime.date.fromisoformat(parts["date"]).isoformat()
    except ValueError:
        raise wrong(number, f"{shown(parts['date'])} is no day like 2026-02-09") from None
    if day != parts["date"]:  # other ISO forms do not sort as text
        raise wrong(number, f"{shown(parts['date'])} is no day like 2026-02-09")
    if parts["event"] not in allowed:
        names = ", ".join(allowed)
        raise wrong(number, f"{shown(parts['event'])} is no event; there are {names}", form=False)
    return Correction(day, parts["event"], parts["text"])


def wrong(number: int, what: str, form: bool = True) -> CorrectionsError:
    """Return the error for a line of the file."""
    return CorrectionsError(f"{FILE}, line {number}: {what}" + (f"; {FORM}" if form else ""))


def of_event(corrections: Iterable[Correction], event: str) -> list[Correction]:
    """Return the corrections that a page of an event shows: its own, and those of all events."""
    return [one for one in corrections if one.event in (event, ALL)]
