"""Put one more event into a project that there is: all of its rows, or none."""

from __future__ import annotations

import csv
from pathlib import Path

from tollbook.dictionary import Table
from tollbook.files import write_whole
from tollbook.refusals import CallError
from tollbook.starter import base_map, project
from tollbook.starter import event as about
from tollbook.starter.base_map import BaseMap
from tollbook.starter.event import Event
from tollbook.starter.rows import REASONS, Row, key_of, own_tables, read, rows_of

EVENTS = "events"
WHOLE = ("groups", "parties", "group_sides", "priorities")
"""Tables of which an event takes the common rows, or brings all of its own."""
WORDS = ("nouns", "includes", "database_groups")
"""Tables of which a row of the event goes before the common row for the same words."""
BY_EVENT = (*WHOLE, *WORDS)
SHARED = (
    "authorities",
    "speaker_kinds",
    "origin_titles",
    "vague_origins",
    "sighting_kinds",
    "measures",
)
"""Tables whose rows hold for every event: what is missing is added, what is there stays."""


def add(folder: Path, event: Event, drawn: BaseMap | None = None) -> list[str]:
    """Add an event, its map and a run of it to the project in `folder`; return the files that were written.

    Where the kind of event has other groups or parties than those that the project has in common, the event
    gets its own. Raises CallError where the project has the event; then, and where a file cannot be written,
    every file is as it was.
    """
    there = {row["event_id"] for row in rows_in(folder, EVENTS)}
    if event.event_id in there:
        raise CallError(
            f"{folder} has the event {event.event_id} already: give the new one another --event, or change "
            "its row in data/hand/events.csv"
        )
    more = {name: rows for name, rows in rows_to_add(folder, event).items() if rows}
    batch = folder / project.BATCH
    contents = {
        file_of(folder, name): with_rows(file_of(folder, name), rows).encode() for name, rows in more.items()
    }
    contents[batch] = project.batch_with(batch.read_text(encoding="utf-8"), event.event_id).encode()
    for name, content in base_map.files(drawn).items():
        contents[folder / name] = content
        if (folder / name).exists():
            raise CallError(f"{folder} has a file {name} already: give the map another name")
    write_all(contents)
    return [path.relative_to(folder).as_posix() for path in contents]


def rows_to_add(folder: Path, event: Event) -> dict[str, list[Row]]:
    """Return the rows that the project needs for the event, by hand table."""
    own = about.rows(event)
    known = {row["spelling"] for row in rows_in(folder, "places")}
    own["places"] = [row for row in own["places"] if row["spelling"] not in known]
    of_kind = {name: rows_of(name, event.kind) for name in (*BY_EVENT, *SHARED)}
    of_kind |= project.group_tables(event, of_kind)
    if not is_common(folder, of_kind):
        for name in BY_EVENT:
            rows = differing(folder, name, of_kind[name]) if name in WORDS else of_kind[name]
            own[name] = [row | {"event_id": event.event_id} for row in rows]
    for name in SHARED:
        described = own_tables("hand")[name]
        there = {key_of(described, row) for row in rows_in(folder, name)}
        own[name] = [row for row in of_kind[name] if key_of(described, row) not in there]
    return own


def differing(folder: Path, name: str, rows: list[Row]) -> list[Row]:
    """Return the rows of a table of words that the project's common rows do not have as they are."""
    described = own_tables("hand")[name]
    there = {meaning(described, row) for row in rows_in(folder, name) if not row.get("event_id")}
    return [row for row in rows if meaning(described, row) not in there]


def meaning(described: Table, row: Row) -> tuple[str, ...]:
    """Return the words of a row and what it makes of them."""
    others = (row.get(name, "") for name in described.names if name not in (*described.key, *REASONS))
    return (*key_of(described, row), *others)


def is_common(folder: Path, of_kind: dict[str, list[Row]]) -> bool:
    """Tell whether the project's common groups and parties are those that the event would have."""
    return all(
        {row[name] for row in rows_in(folder, table) if not row["event_id"]}
        == {row[name] for row in of_kind[table]}
        for table, name in (("groups", "group"), ("parties", "party"))
    )


def rows_in(folder: Path, name: str) -> list[Row]:
    """Return the rows of a hand table of a project."""
    return read(file_of(folder, name))


def file_of(folder: Path, name: str) -> Path:
    """Return the file of a hand table of a project."""
    return folder / f"data/hand/{name}.csv"


def with_rows(path: Path, rows: list[Row]) -> str:
    """Return the text of a table with rows behind those that it has, which stay byte for byte."""
    text = path.read_text(encoding="utf-8")
    columns = next(csv.reader(text.splitlines()[:1]))
    kept = [{name: row.get(name, "") for name in columns} for row in rows]
    added = project.csv_text(columns, kept).partition("\n")[2]
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{added}"


def write_all(contents: dict[Path, bytes]) -> None:
    """Write files; where one cannot be written, those before it get back what they had, and new ones go."""
    before = {path: path.read_bytes() for path in contents if path.exists()}
    try:
        for path, content in contents.items():
            write_whole(path, content)
    except BaseException:
        for path, content in before.items():
            write_whole(path, content)
        for path in contents.keys() - before.keys():
            path.unlink(missing_ok=True)
        raise
