"""The rows of one event: what a step of the batch sees of the ledger and of the hand tables.

A step cannot depend on what it does not see. So a table with a column `event_id` has, for a step, only the
rows of its event and those of no event; the reports are those that these name. Of what was taken over from
databases it has the tables of its event alone: the others are not even read. All other files are whole,
groups and parties too: a row of no event may name a group that only another event has, and is no error.
Rows are taken as text, so that what stays is byte for byte what was written.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tollbook import ledger, paths
from tollbook.files import digest, sha256
from tollbook.importing import cards

EVENT, REPORT = "event_id", "report_id"
RAW, HAND = "raw", "hand"
OTHERS = (RAW, "processed", Path(cards.FOLDER).name)
"""Folders that are not seen as they are."""
WHOLE = (f"{HAND}/groups.csv", f"{HAND}/parties.csv")
CARD = ".card.yml"
COUNTED = ("covers", "rows", "dates", "sha256", "known_problems")
"""What a source card says of its whole table: a step that sees a part of the table does not see it."""
BLOCK = re.compile(r"^(?=\w+:)", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A file of a step's data: its SHA-256, the file, and where a part of it is seen the content of that."""

    digest: str
    source: Path
    content: bytes | None = None


@dataclass(frozen=True)
class Table:
    """A table as text: the header's columns and line, and each row with its cells."""

    columns: list[str]
    header: str
    rows: list[tuple[list[str], str]]

    def cell(self, row: list[str], column: str) -> str:
        """Return a cell of a row; empty where the row or the table has no such column."""
        position = self.columns.index(column) if column in self.columns else len(row)
        return row[position] if position < len(row) else ""

    def only(self, kept: Iterable[tuple[list[str], str]]) -> bytes:
        """Return the table as bytes with only some of its rows."""
        text = "".join((self.header, *(line for _, line in kept)))
        return text.encode("utf-8", errors="surrogateescape")


def read_table(content: bytes) -> Table | None:
    """Return a CSV file as rows and their text; None where it cannot be read as one."""
    lines: list[str] = []

    def feed() -> Iterator[str]:
        for line in io.StringIO(content.decode("utf-8", errors="surrogateescape"), newline=""):
            lines.append(line)
            yield line

    rows = []
    try:
        for row in csv.reader(feed()):
            rows.append((row, "".join(lines)))
            lines.clear()
    except csv.Error:
        return None
    if not rows:
        return None
    (columns, header), *others = rows
    return Table([name.removeprefix("\ufeff") for name in columns], header, others)


class Data:
    """The data of a project, with the raw tables of a folder that may be another one; read when asked for,
    each file once.
    """

    def __init__(self, project: Path, raw: Path) -> None:
        self.project, self.raw = project, raw
        self.views: dict[str, dict[str, Part]] = {}

    @cached_property
    def files(self) -> dict[str, Path]:
        """Return where each file is, by its path below `data`: the map data are the project's own where the
        folder of raw tables has none.
        """
        own = {
            name: path
            for name, path in below(self.project / "data/raw").items()
            if name.removesuffix(CARD) not in ledger.FILES
        }
        found = {f"{RAW}/{name}": path for name, path in {**own, **below(self.raw)}.items()}
        for folder in sorted((self.project / "data").iterdir()):
            if folder.name not in OTHERS and not folder.name.startswith("."):
                inside = below(folder) if folder.is_dir() else {"": folder}
                found |= {f"{folder.name}/{name}".rstrip("/"): path for name, path in inside.items()}
        if not (self.project / "data/dictionary").is_dir():  # as in `paths.dictionary_folder`
            own = below(paths.OWN / "data/dictionary")
            found |= {f"dictionary/{name}": path for name, path in own.items()}
        return found

    @cached_property
    def whole(self) -> dict[str, Part]:
        """Return all files as they are."""
        return {name: Part(sha256(path), path) for name, path in self.files.items()}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Return the tables that may have rows of several events, by path below `data`. Raises ValueError for
        one that is no longer what its hash was taken of.
        """
        found = {}
        for name, path in self.files.items():
            if name.endswith(".csv") and name.partition("/")[0] in (RAW, HAND):
                content = path.read_bytes()
                if digest(content) != self.whole[name].digest:  # `tollbook add` at this very moment
                    raise changed(f"data/{name}")
                first = content[: content.find(b"\n")]
                is_of_events = EVENT.encode() in first and name not in WHOLE
                if is_of_events or name == f"{RAW}/reports.csv":
                    table = read_table(content)
                    found |= {name: table} if table else {}
        return found

    @cached_property
    def named(self) -> Mapping[str, set[str]]:
        """Return the events whose claims and sightings name a report, by report_id."""
        named: dict[str, set[str]] = {}
        for name in (f"{RAW}/claims.csv", f"{RAW}/sightings.csv"):
            table = self.tables.get(name)
            for row, _ in table.rows if table else ():
                named.setdefault(table.cell(row, REPORT), set()).add(table.cell(row, EVENT))
        return named

    def of_event(self, event: str) -> dict[str, Part]:
        """Return the files that a step of an event sees, by path below `data`."""
        if event not in self.views:
            seen = {name: self.part(name, event) for name in self.whole}
            self.views[event] = seen | self.taken_over(event)
        return self.views[event]

    def taken_over(self, event: str) -> dict[str, Part]:
        """Return the tables that were taken over from databases for an event, with their cards."""
        folder, found = self.project / cards.FOLDER, {}
        for table in cards.of_event(folder, event):
            for path in (table, cards.card_of(table)):
                found[f"{folder.name}/{path.name}"] = Part(sha256(path), path)
        return found

    def part(self, name: str, event: str) -> Part:
        """Return a file as a step of an event sees it."""
        table, whole = self.tables.get(name), self.whole[name]
        if name.endswith(CARD):
            return self.card(name, event)
        if table is None:
            return whole
        kept = [(row, line) for row, line in table.rows if self.is_seen(name, table, row, event)]
        if len(kept) == len(table.rows):
            return whole
        content = table.only(kept)
        return Part(digest(content), whole.source, content)

    def card(self, name: str, event: str) -> Part:
        """Return a source card; of a table that may have rows of several events, without what counts it."""
        whole = self.whole[name]
        if name.removesuffix(CARD) not in self.tables:
            return whole
        blocks = BLOCK.split(whole.source.read_text(encoding="utf-8", errors="surrogateescape"))
        kept = [block for block in blocks if block.partition(":")[0] not in COUNTED]
        content = "".join(kept).encode("utf-8", errors="surrogateescape")
        return Part(digest(content), whole.source, content)

    def is_seen(self, name: str, table: Table, row: list[str], event: str) -> bool:
        """Tell whether a row is of an event or of none; a report is of the events that name it."""
        if name == f"{RAW}/reports.csv" and EVENT not in table.columns:
            events = self.named.get(table.cell(row, REPORT), set())
            return not events or "" in events or event in events
        return table.cell(row, EVENT) in ("", event)

    def events_sha256(self, event: str) -> str:
        """Return one hash over the event's rows of the ledger, as `ledger.sha256` is one over the files."""
        return ledger_sha256(self.of_event(event))


def ledger_sha256(parts: Mapping[str, Part]) -> str:
    """Return one hash over the files of the ledger among some files, as `ledger.sha256` makes it."""
    names = [name for name in ledger.FILES if f"{RAW}/{name}" in parts]
    return digest("".join(f"{parts[f'{RAW}/{name}'].digest}  {name}\n" for name in names).encode())


def changed(what: str) -> ValueError:
    """Return what stops a step whose data are no longer those that its batch has read."""
    return ValueError(f"{what} was changed while the batch ran: run again")


def below(folder: Path) -> dict[str, Path]:
    """Return the files below a folder by their relative path, hidden ones left out; links are followed."""
    found = {}
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(place, name)
                if path.is_file():  # not a link that leads nowhere
                    found[path.relative_to(folder).as_posix()] = path
    return found
