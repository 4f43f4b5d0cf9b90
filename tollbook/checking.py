"""The check of a project's tables: before anything is run, and as the command `tollbook check`."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tollbook import entered, ledger, paths, project_events
from tollbook.batch import shown
from tollbook.options import raw_folder
from tollbook.problem import Problem
from tollbook.words import count, listing

if TYPE_CHECKING:  # these take a second to import, which `tollbook check` need not wait for
    from tollbook.store import Store

WELL, DATA_AT_FAULT = 0, 1
EVENTS_FILE, BATCH_FILE = "hand/events.csv", "notebooks/batch.yml"
MOST_ALIKE = 3  # rows of a column with the same problem that are told one by one


def check_command(options: argparse.Namespace) -> int:
    """Check the tables and the batch file: a line for each problem, or one that says what was checked."""
    raw = raw_folder(options)
    found = problems(raw)
    told = lines([problem for problem in found if problem.what != entered.BARE])
    is_bare = bool(found) and not told
    batch_told = batch_faults(found)
    for line in (lines(found) if told else []) + batch_told:
        print(line)
    if batch_told or (told and has_errors(found)):
        return DATA_AT_FAULT
    if is_bare:
        print(entered.line(project_events.rows()))
        return WELL
    rows = ", ".join(f"{name} {len(frame):,}" for name, frame in ledger.read(raw)._asdict().items())
    print(f"{shown(raw)}: no problem found (rows: {rows})")
    report_waiting()
    report_unwritten(raw)
    report_unranked(raw)
    return WELL


def batch_faults(found: list[Problem]) -> list[str]:
    """Return what is wrong with the project's batch file, a line each, as `tollbook run` says it; nothing
    where `found` has a problem of the events, by which its runs are checked.
    """
    from tollbook.batch import read_batch
    from tollbook.refusals import CallError
    from tollbook.store import FOLDER, Store

    if any(problem.file == EVENTS_FILE for problem in found):
        return []
    try:
        read_batch(paths.resolve(BATCH_FILE), store=Store(paths.project_root() / FOLDER))
    except CallError as error:
        return list(error.reasons)
    return []


def lines(found: list[Problem]) -> list[str]:
    """Return problems as text, a line each; one that many rows of a column have alike is one line, which
    stands where the first of them does.
    """
    alike: dict[Problem, list[Problem]] = {}
    for problem in found:
        alike.setdefault(problem._replace(row=None), []).append(problem)
    told = []
    for same in alike.values():
        if len(same) <= MOST_ALIKE:
            told += map(str, same)
            continue
        rows = ", ".join(str(problem.row) for problem in same[:MOST_ALIKE])
        first = same[0]
        file = f"{first.file}, rows {rows} and {len(same) - MOST_ALIKE:,} more"
        told.append(str(first._replace(file=file, row=None)))
    return told


def report_waiting() -> None:
    """Print the reasons in the hand tables that somebody still has to write."""
    from tollbook.adding.to_fill import waiting

    lines = waiting(paths.resolve("data"))
    if lines:
        print(f"{count(len(lines), 'reason')} still to fill:")
    for line in lines:
        print(f"  {line}")


def report_unwritten(raw: Path) -> None:
    """Print which source cards somebody still has to fill: readers are owed who made the data and maps."""
    from tollbook import credits

    cards = credits.unwritten(raw)
    if cards:
        print(f"{count(len(cards), 'source card')} of {shown(raw)} to fill before you publish:")
    for name, fields in cards.items():
        print(f"  {name}: {listing(fields)}")


def report_unranked(raw: Path) -> None:
    """Print, for the project's own tables, which events have no speaker in the ranked list."""
    from tollbook.adding import ranks

    if raw.resolve() == paths.resolve("data/raw").resolve():
        for line in ranks.of_events(ledger.read(raw).claims):
            print(line)


def problems(raw: Path, with_databases: bool = True) -> list[Problem]:
    """Return what is wrong with the raw tables in `raw`.

    Where they are the project's own, also with its hand tables, with the maps that events name and, unless
    `with_databases` is false, with what was taken over from databases. The tables of another folder have
    other claims and pages than the decisions are about.
    """
    from tollbook import databases, map_files, validate

    if raw.resolve() != paths.resolve("data/raw").resolve():
        return validate.problems(raw)
    hand = paths.resolve("data/hand")
    found = validate.problems(raw, hand)
    if any(problem.file == EVENTS_FILE for problem in found):  # the others read it
        return found
    found += map_files.map_problems()
    return [*found, *databases.problems()] if with_databases else found


def has_errors(found: list[Problem]) -> bool:
    """Tell whether any problem is more than a warning."""
    return any(problem.severity == "error" for problem in found)


def raw_is_well(raw: Path, store: Store | None = None, with_hand: bool = True) -> bool:
    """Check the tables before anything is run, or the raw ones alone; print what is wrong. `store` remembers
    what was well.

    A table without any row is well here: of an event without figures nothing is run.
    """
    from tollbook import keys, validate
    from tollbook.own_rows import Data

    key = ""
    if store is not None:
        with suppress(OSError):  # a file that cannot be read is for the check to name
            parts = Data(paths.project_root(), raw).whole
            key = keys.of(["checked", keys.package(), {name: part.digest for name, part in parts.items()}])
        if key and store.note(key) == "nothing found":
            return True
    every = problems(raw, with_databases=False) if with_hand else validate.problems(raw)
    found = [problem for problem in every if problem.what != entered.BARE]
    for line in lines(found):
        print(line, file=sys.stderr)
    if store is not None and key and not found:
        store.take_note(key, "nothing found")
    return not has_errors(found)
