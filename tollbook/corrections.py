"""Tollbook's own corrections, read from CORRECTIONS.md: what was wrong on a page, and what is right.

They are entries below the heading `## Entries`, one list item each. `tollbook diff --write` adds them. A
later figure from a source is an update and no correction; it has an entry only where one was asked for.

Below an entry that `tollbook diff` wrote stands a mark of what changed, a comment that no page shows. By it
the entry is known again when a person has put it in other words.
"""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tollbook.files import write_whole
from tollbook.problem import shown

FILE = "CORRECTIONS.md"
HEADING = "## Entries"
ALL = "all"
KINDS = ("correction", "reclassification", "update")
FORM = f"write `- 2026-02-09, EVENT, correction: what was wrong`, with an event_id or `{ALL}`"
ENTRY = re.compile(r"- *(?P<date>[^,:]*?) *, *(?P<event>[^,:]*?) *(, *(?P<kind>[^,:]*?) *)?: *(?P<text>.*)")
MARK = re.compile(r"\s*<!-- *change +(?P<mark>[0-9a-f]+) *-->")
WIDTH = 110
NEW_FILE = f"# Corrections\n\nErrors in what was published, newest first.\n\n{HEADING}\n"


class CorrectionsError(ValueError):
    """The file of corrections cannot be read; the message is one line that names file and line."""


class Correction(NamedTuple):
    """One entry: its day (ISO), the event that it is about or `all`, what it says, and its kind: one of
    `KINDS`, empty where it does not say. marks: of the changes that it tells, in hexadecimal digits.
    """

    date: str
    event: str
    text: str
    kind: str = ""
    marks: tuple[str, ...] = ()


def read(folder: Path, events: Iterable[str]) -> list[Correction]:
    """Return the entries of CORRECTIONS.md in `folder` as pages show them, without marks, the newest first;
    none without the file.

    An entry begins with `- `; the lines that go on begin with a space. `events` are the event_ids that
    an entry may name. Raises CorrectionsError for the first line that is neither, or that is no entry.
    """
    return [one._replace(marks=()) for one in read_marked(folder, events)]


def read_marked(folder: Path, events: Iterable[str]) -> list[Correction]:
    """Return the entries as `read` does, with their marks."""
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
        if found and (line[0].isspace() or MARK.fullmatch(line.rstrip())):
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {line.strip()}")
        else:
            found.append(entry(line, number, allowed))
    return sorted(map(apart, found), key=lambda one: one.date, reverse=True)


def apart(one: Correction) -> Correction:
    """Return an entry with the marks in its text taken out of it."""
    return one._replace(text=MARK.sub("", one.text).strip(), marks=tuple(MARK.findall(one.text)))


def entry(line: str, number: int, allowed: list[str]) -> Correction:
    """Return what the first line of an entry says; CorrectionsError where it is none."""
    parts = ENTRY.fullmatch(line.strip())
    if not parts or not MARK.sub("", parts["text"]):
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
    kind = parts["kind"] or ""
    if parts["kind"] is not None and kind not in KINDS:
        raise wrong(number, f"{shown(kind)} is no kind of entry; there are {', '.join(KINDS)}", form=False)
    return Correction(day, parts["event"], parts["text"], kind)


def line(one: Correction) -> str:
    """Return an entry as one line of the file, without its marks."""
    return f"- {one.date}, {one.event}{f', {one.kind}' if one.kind else ''}: {one.text}"


def add(folder: Path, new: Iterable[Correction], events: Iterable[str]) -> list[Correction]:
    """Add entries to CORRECTIONS.md in `folder`, the newest first, and return those that were not there yet.
    One is there already where all its marks are, whatever the words beside them, or its text on the same
    event, whatever its day. All other lines stay as they are.

    Raises CorrectionsError where the file, or a new entry, cannot be read; then nothing is written.
    """
    path, events = Path(folder) / FILE, list(events)
    known = read_marked(folder, events)
    texts, marks = {(one.event, one.text) for one in known}, {mark for one in known for mark in one.marks}
    added = [
        one
        for one in joined(new)
        if (one.event, one.text) not in texts and not (one.marks and marks.issuperset(one.marks))
    ]
    if not added:
        return []
    for one in added:
        entry(line(one), 0, [ALL, *events])
    text = path.read_text(encoding="utf-8") if path.is_file() else NEW_FILE
    lines = text.splitlines()
    for one in added[::-1]:  # each goes before those of its day, so that the first comes to stand first
        place = place_of(one, lines)
        lines[place:place] = written(one)
    write_whole(path, ("\n".join(lines) + "\n").encode())
    return added


def joined(new: Iterable[Correction]) -> list[Correction]:
    """Return entries with those that say the same of an event on one day as one, with the marks of all."""
    found: dict[Correction, dict[str, None]] = {}
    for one in new:
        found.setdefault(one._replace(marks=()), {}).update(dict.fromkeys(one.marks))
    return [one._replace(marks=tuple(marks)) for one, marks in found.items()]


def written(one: Correction) -> list[str]:
    """Return an entry as the lines of the file, each mark on a line of its own."""
    lines = textwrap.wrap(
        line(one), WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return [*lines, *(f"  <!-- change {mark} -->" for mark in one.marks)]


def place_of(one: Correction, lines: list[str]) -> int:
    """Return before which line an entry goes: the first entry that is not newer, else behind the last line
    that holds anything; a blank line is put below the heading where there is none.
    """
    start = lines.index(HEADING) + 1
    if start == len(lines) or lines[start].strip():
        lines.insert(start, "")
    for place in range(start + 1, len(lines)):
        parts = ENTRY.fullmatch(lines[place].strip()) if lines[place].startswith("-") else None
        if parts and parts["date"] <= one.date:
            return place
    return max(
        (place + 1 for place in range(start + 1, len(lines)) if lines[place].strip()), default=start + 1
    )


def wrong(number: int, what: str, form: bool = True) -> CorrectionsError:
    """Return the error for a line of the file."""
    return CorrectionsError(f"{FILE}, line {number}: {what}" + (f"; {FORM}" if form else ""))


def of_event(corrections: Iterable[Correction], event: str) -> list[Correction]:
    """Return the corrections that a page of an event shows: its own, and those of all events."""
    return [one for one in corrections if one.event in (event, ALL)]
