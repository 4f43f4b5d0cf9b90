"""An event as a Frictionless data package, described and checked by the standard's library."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from tollbook import datapackage
from tollbook.datapackage import FILE, Sheet
from tollbook.exporting.asked import Asked
from tollbook.exporting.event_tables import sheets
from tollbook.exporting.targets import write_below
from tollbook.own_rows import Data
from tollbook.provenance import provenance
from tollbook.readme_text import row_count

LICENCE = "DATA-LICENCE.md"
ABOUT = (
    "Who said how many people were killed, missing, injured or displaced, where and when: the figures as"
    " pages word them, the decisions by which they are read, and what follows from them. A claim is not a"
    " fact: print it with its authority and its date."
)
MOST_FAULTS = 5


class Package(NamedTuple):
    """The files of a package, content by path, and its tables with the rows of each."""

    files: dict[str, bytes]
    rows: dict[str, int]


def make(asked: Asked) -> Package:
    """Return the package of an event at a moment. Raises CallError where its tables are not there."""
    tables = sheets(asked)
    described = datapackage.describe(
        f"tollbook-{asked.event}-{asked.label}",
        f"{asked.name}, as of {asked.words}",
        ABOUT,
        tables,
        facts(asked),
        asked.raw,
        contributors=(),
    )
    files = {FILE: datapackage.text(described).encode("utf-8")}
    files |= {sheet.path: sheet.content for sheet in tables}
    licence = asked.project / LICENCE
    if licence.is_file():
        files[LICENCE] = licence.read_bytes()
    return Package(files, {sheet.path: rows_of(sheet) for sheet in tables})


def facts(asked: Asked) -> dict[str, str]:
    """Return what a program may want to know of the whole."""
    made_from = provenance(asked.project, asked.raw)
    return {
        "event": asked.event,
        "as_of": asked.as_of,
        "ledger_sha256": made_from["ledger_sha256"],
        "event_sha256": Data(asked.project, asked.raw).events_sha256(asked.event),
        "commit": made_from["commit"],
        "tollbook_version": made_from["version"],
    }


def rows_of(sheet: Sheet) -> int:
    """Return how many rows a table has."""
    return row_count(sheet.content)


def faults(files: dict[str, bytes]) -> list[str]:
    """Return what the library finds wrong with a package as it is written: description and every cell; a line
    for each of the first faults.
    """
    import frictionless

    with tempfile.TemporaryDirectory(prefix="tollbook-export-") as name:
        write_below(Path(name), files)
        try:
            report = frictionless.Package(str(Path(name, FILE))).validate()
        except frictionless.FrictionlessException as error:
            return [f"{FILE}: {one_line(error.error.message, name)}"]
    lines = [f"{FILE}: {one_line(error.message, name)}" for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            where = f"{task.place} row {row}" if row else task.place
            lines.append(f"{where}: {one_line(error.message, name)}")
    more = len(lines) - MOST_FAULTS
    return [*lines[:MOST_FAULTS], *([f"and {more:,} more"] if more > 0 else [])]


def one_line(text: str, folder: str) -> str:
    """Return a message in one line, without the folder in which the package was checked."""
    return " ".join(text.replace(f"{folder}/", "").replace(folder, ".").split())
