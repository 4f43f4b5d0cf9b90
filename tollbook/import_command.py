"""The command `tollbook import`: take over the figures of a database, with the rule that it used."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tollbook import project_events
from tollbook.refusals import CallError, unknown
from tollbook.words import count

if TYPE_CHECKING:
    from tollbook.importing.choosing import Window
    from tollbook.importing.taking import Result

WELL, DATA_AT_FAULT = 0, 1
SHOWN = 10
"""How many names without a group are listed: a whole database has hundreds."""
DATABASES = {
    "ucdp": "UCDP GED or Candidate Events, CSV",
    "acled": "an export of ACLED, CSV",
    "hxl": "any table with HXL tags: CSV, xlsx or ods",
    "tfp": "TechForPalestine's daily counts, JSON or CSV",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments and options of `tollbook import`."""
    from tollbook.cli import at_least_one, project_option

    parser.set_defaults(command=import_command)
    words = "; ".join(f"{name}: {what}" for name, what in DATABASES.items())
    parser.add_argument("database", metavar="DATABASE", choices=list(DATABASES), help=words)
    parser.add_argument(
        "file", metavar="FILE", help="the file, as it was downloaded; a .zip or .gz with one table in it too"
    )
    parser.add_argument(
        "--event",
        metavar="E",
        help="take only what belongs to this event of data/hand/events.csv (default: every row)",
    )
    parser.add_argument(
        "--days", metavar="N", type=at_least_one, help="how long the event is, from its start (default: 30)"
    )
    parser.add_argument(
        "--country",
        metavar="C",
        action="append",
        default=[],
        help="take this country, as the file names it; may be repeated (default: what is on the event's map)",
    )
    parser.add_argument("--as", dest="name", metavar="NAME", help="name of the table (default: the file's)")
    parser.add_argument("--release", metavar="V", help="the version (default: what the file says)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken over; write nothing")
    project_option(parser)


def import_command(options: argparse.Namespace) -> int:
    """Take a file over and say what became of its rows; return the exit status."""
    from tollbook.importing import archives, taking
    from tollbook.importing.faults import UnfitError

    window = window_of(options)
    path = Path(os.path.abspath(Path(options.file).expanduser()))
    if path.is_dir():
        raise CallError(f"{options.file}: this is a folder; name the file in it")
    if not path.is_file():
        raise CallError(f"{options.file}: there is no such file; check the name and the folder")
    name = taking.slug(options.name or "-".join(filter(None, (archives.stem(path), options.event))))
    if not name:
        raise CallError("--as: give a name with letters or digits")
    asked = taking.Asked(options.database, path, window, name, options.release or "", options.dry_run)
    try:
        result = taking.take_over(asked)
    except UnfitError as error:
        print(f"tollbook: {error}", file=sys.stderr)
        return DATA_AT_FAULT
    except OSError as error:
        place = Path(error.filename or path).name
        print(f"tollbook: {place}: {error.strerror or error}; nothing was changed", file=sys.stderr)
        return DATA_AT_FAULT
    print("\n".join(words_of(result)))
    if result.n_taken == 0:
        print(f"tollbook: {nothing(result)}", file=sys.stderr)
        return DATA_AT_FAULT
    return WELL


def window_of(options: argparse.Namespace) -> Window | None:
    """Return the window of the event that the call names. Raises CallError for one that is not known."""
    from tollbook.importing import choosing

    if options.event is None:
        if options.country or options.days:
            raise CallError("--country and --days choose rows of an event: name it with --event")
        return None
    events = project_events.rows()
    if options.event not in events:
        raise CallError(unknown("event", options.event, list(events)))
    return choosing.window(events[options.event], options.days or choosing.DAYS, options.country)


def words_of(result: Result) -> list[str]:
    """Return what became of the rows of a file, a line each."""
    from tollbook.importing import taking

    about = result.about
    version = f"version {about.version}" if about.version else "no version is known: name it with --release"
    lines = [f"{result.asked.path.name}: {about.origin}, {version}; {count(result.n_rows, 'row')}"]
    lines += [f"  read: {text}" for text in result.said]
    lines.append(f"  taken: {count(result.n_taken, 'row')}, as {count(result.n_claims, 'claim')}")
    if about.event:
        lines.append(f"  outside the event {about.event}: {count(result.n_outside, 'row')}")
    lines.append(f"  set aside: {count(len(result.reasons), 'row')}")
    lines += [f"    {number:,}: {what}" for what, number in taking.aside(result)]
    if result.n_claims:
        lines += claim_lines(result)
    return lines


def claim_lines(result: Result) -> list[str]:
    """Return whom the claims count, and where they are now."""
    given = ", ".join(f"{name} {number:,}" for name, number in sorted(result.counts.given.items()) if number)
    return [f"  whom they count, as given: {given}", *unknown_lines(result), f"  {state_words(result)}"]


def unknown_lines(result: Result) -> list[str]:
    """Return whom claims count that no group of the event stands for, each with the row to write."""
    from tollbook import vocabulary
    from tollbook.importing import grouping

    unknown, about = result.counts.unknown, result.about
    if not unknown:
        return []
    groups = ", ".join(vocabulary.of(about.event).groups)
    lines = [
        f"  {count(unknown.total(), 'claim')} without a group: write the rows below into "
        "data/hand/database_groups.csv and import the file again",
        f"    GROUP: one of {groups}; WHY: your reason",
    ]
    ordered = sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0]))
    for text, number in ordered[:SHOWN]:
        lines.append(
            f"    {text}: {count(number, 'claim')} in {count(result.counts.records[text], 'row')}, "
            f"{count(result.counts.people[text], 'person', 'people')}"
        )
        if group := grouping.meant(about.database, about.event, text):
            lines.append(f"      a row says {group}, which the event does not have: give the event its own")
        lines.append(f"      ready: {grouping.ready(about.database, about.event, text)}")
    if (more := len(ordered) - SHOWN) > 0:
        lines.append(f"    and {count(more, 'name')} more, shown when these have rows")
    return lines


def state_words(result: Result) -> str:
    """Return whether something was written, and where."""
    if result.written is None:
        return "nothing was written (--dry-run)"
    place = f"data/databases/{result.written.table.name}"
    if result.written.state == "same":
        return f"{place} holds this already: nothing changed"
    if result.written.state == "replaced":
        before = result.written.before or "of no known version"
        return f"{place} was written in place of the one that was there ({before})"
    return f"{place} was written, with its card" + (" and the rows set aside" if result.reasons else "")


def nothing(result: Result) -> str:
    """Return what to do where no row was taken."""
    if not result.n_rows:
        return "the file has no rows: download it again; nothing was written"
    if result.n_outside:
        return "no row lies inside the event: look at --days and --country; nothing was written"
    return "no row could be taken: look at the reasons above; nothing was written"
