"""`tollbook diff OLD NEW`: what changed between two states of a ledger, and what it does to each total."""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tollbook import corrections, paths, project_events
from tollbook.cli import project_option
from tollbook.options import chosen, require_writable
from tollbook.refusals import CallError
from tollbook.words import count

if TYPE_CHECKING:
    from tollbook.differences.entries import Outcome

WELL, DATA_AT_FAULT = 0, 1
STATES = "a git revision, or a project folder"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments and options of `tollbook diff`."""
    parser.set_defaults(command=diff_command)
    parser.add_argument("old", metavar="OLD", help=f"the earlier state: {STATES}")
    parser.add_argument(
        "new", metavar="NEW", nargs="?", default="", help=f"the later state: {STATES} (default: the project)"
    )
    parser.add_argument(
        "--event", metavar="E", action="append", default=[], help="only this event; may be repeated"
    )
    parser.add_argument(
        "--date",
        metavar="DAY",
        default="",
        help="the day of the entries (default: that of the commit NEW, in UTC; for a folder, today)",
    )
    parser.add_argument("--out", metavar="FILE", help="write the entries to this Markdown file")
    parser.add_argument("--json", metavar="FILE", help="write them, with rows and totals, to this JSON file")
    parser.add_argument(
        "--write",
        action="store_true",
        help="add corrections and reclassifications to CORRECTIONS.md; one that is there already, by the "
        "mark below it or word for word, is not added again; one that was deleted is",
    )
    parser.add_argument("--with-updates", action="store_true", help="with --write: add updates as well")
    project_option(parser)


def diff_command(options: argparse.Namespace) -> int:
    """Print or write the entries; list what is wrong where a state is at fault."""
    if options.with_updates and not options.write:
        raise CallError("--with-updates says what --write adds: give both")
    files = {"--out": options.out, "--json": options.json}
    targets = {option: chosen(name, "") for option, name in files.items() if name}
    require_writable({option: path.parent for option, path in targets.items()})
    checked_day(options.date)
    with tempfile.TemporaryDirectory(prefix="tollbook-diff-") as name:
        outcome = compared(options, Path(name))
    return DATA_AT_FAULT if outcome is None else hand_out(outcome, targets, options)


def compared(options: argparse.Namespace, folder: Path) -> Outcome | None:
    """Return what differs between the two states that the options name; None where one of them is at fault,
    which is printed. `folder` is an empty one to work in.
    """
    from tollbook.differences import entries, states  # pandas takes half a second
    from tollbook.differences.computing import UnreadableError

    places = [folder / part for part in ("old", "new", "work")]
    for place in places:
        place.mkdir()
    with states.opened(options.old, places[0]) as old, states.opened(options.new, places[1]) as new:
        found = [states.problems(state) for state in (old, new)]
        lines, doubts, _ = ([*first, *second] for first, second in zip(*found, strict=True))
        day = options.date or new.day or datetime.datetime.now(datetime.UTC).date().isoformat()
        if not lines:
            try:
                outcome = entries.between(old, new, day, options.event, places[2])
                return outcome._replace(notes=outcome.notes + states.doubts_told(found))
            except UnreadableError as error:
                lines = [*doubts, str(error)]
    print("\n".join(lines), file=sys.stderr)
    return None


def checked_day(text: str) -> None:
    """Raise CallError where a day of the call is none; it may be empty."""
    try:
        is_day = not text or datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise CallError(f"--date: {text!r} is no day like 2026-02-09")


def hand_out(outcome: Outcome, targets: dict[str, Path], options: argparse.Namespace) -> int:
    """Write the entries where the options say, else print them; add them to CORRECTIONS.md if asked to."""
    from tollbook.differences import writing
    from tollbook.files import write_whole

    text = writing.markdown(outcome)
    made = {"--out": text, "--json": writing.as_json(outcome)}
    added = []
    if options.write:
        events = list(project_events.rows())
        new = writing.as_corrections(outcome.entries, events, options.with_updates)
        try:
            added = corrections.add(paths.project_root(), new, events)
        except corrections.CorrectionsError as error:
            print(error, file=sys.stderr)
            return DATA_AT_FAULT
    for option, path in targets.items():
        write_whole(path, made[option].encode())
    if "--out" not in targets:
        print(text, end="")
    for path in targets.values():
        print(f"{count(len(outcome.entries), 'entry', 'entries')} in {files_words(path)}")
    if options.write:
        print(f"{count(len(added), 'entry', 'entries')} added to {corrections.FILE}")
    return WELL


def files_words(path: Path) -> str:
    """Return a file as the caller knows it: below the working folder, else whole."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
