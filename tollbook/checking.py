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
from tollbook.words import count

if TYPE_CHECKING:  # these take a second to import, which `tollbook check` need not wait for
    from tollbook.store import Store

WELL, DATA_AT_FAULT = 0, 1


def check_command(options: argparse.Namespace) -> int:
    """Check the raw tables: a line for each problem, or one that says what was checked."""
    raw = raw_folder(options)
    found = problems(raw)
    if found and all(problem.what == entered.BARE for problem in found):
        print(entered.line(project_events.rows()))
        return WELL
    for problem in found:
        print(problem)
    if has_errors(found):
        return DATA_AT_FAULT
    rows = ", ".join(f"{name} {len(frame):,}" for name, frame in ledger.read(raw)._asdict().items())
    print(f"{shown(raw)}: no problem found (rows: {rows})")
    report_waiting()
    return WELL


def report_waiting() -> None:
    """Print the reasons in the hand tables that somebody still has to write."""
    from tollbook.adding.to_fill import waiting

    lines = waiting(paths.resolve("data"))
    if lines:
        print(f"{count(len(lines), 'reason')} still to fill:")
    for line in lines:
        print(f"  {line}")


def problems(raw: Path, with_decisions: bool = True) -> list[Problem]:
    """Return what is wrong with the raw tables in `raw`.

    `with_decisions`: also with the project's hand tables, with the maps that events name, and with what was
    taken over from databases, where `raw` are the project's own tables: those of another folder have other
    claims and pages than the decisions are about.
    """
    from tollbook import databases, map_files, validate

    if not with_decisions or raw.resolve() != paths.resolve("data/raw").resolve():
        return validate.problems(raw)
    hand = paths.resolve("data/hand")
    return [*validate.problems(raw, hand), *map_files.map_problems(), *databases.problems()]


def has_errors(found: list[Problem]) -> bool:
    """Tell whether any problem is more than a warning."""
    return any(problem.severity == "error" for problem in found)


def raw_is_well(raw: Path, store: Store | None = None) -> bool:
    """Check the raw tables before anything is run; print what is wrong. `store` remembers what was well."""
    from tollbook import keys
    from tollbook.own_rows import Data

    key = ""
    if store is not None:
        with suppress(OSError):  # a file that cannot be read is for the check to name
            parts = Data(paths.project_root(), raw).whole
            key = keys.of(["checked", keys.package(), {name: part.digest for name, part in parts.items()}])
        if key and store.note(key) == "nothing found":
            return True
    found = problems(raw, with_decisions=False)
    for problem in found:
        print(problem, file=sys.stderr)
    if store is not None and key and not found:
        store.take_note(key, "nothing found")
    return not has_errors(found)
