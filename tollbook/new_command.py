"""The command `tollbook new`: a project folder for an event, or one more event in a project that there is."""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tollbook import paths
from tollbook.refusals import CallError
from tollbook.starter import rows

if TYPE_CHECKING:
    from tollbook.starter.base_map import BaseMap

REQUIRED = {
    "event": ("a short name for the event in files", "quake-2021-05"),
    "name": ("the title of the event", '"Earthquake of 4 May 2021"'),
    "zone": ("the time zone of the event", "America/Lima"),
    "starts": ("when it began, in that time zone", "2021-05-04T03:10"),
}
SHORT = {"event": "E", "name": "TEXT", "zone": "ZONE", "starts": "T"}
OPTIONAL = {
    "kind": ("K", "disaster", "attack, disaster (default) or accident: which groups are counted"),
    "region": ("TEXT", "", "where it was, in a few words (default: the name)"),
    "called": (
        "TEXT",
        "",
        'the event in the middle of a sentence (default: its incident and day, such as "the earthquake of '
        '4 May 2021")',
    ),
    "incident": ("TEXT", "", "one of what happened, such as earthquake (default: the kind)"),
    "incidents": ("TEXT", "", "several of them (default: with an s)"),
    "groups": (
        "LIST",
        "",
        "groups of your own, such as residents,visitors,responders (default: those of the kind)",
    ),
    "map": (
        "FILE",
        "",
        "a GeoJSON file of areas in degrees to draw under the places; it is copied into the project "
        "(default: no areas)",
    ),
}
"""Options that may be left out: what stands for their value in the help, their default, and the help."""
BESIDE = frozenset({".git", ".hg", ".svn", ".DS_Store", "desktop.ini"})
"""What a folder may have before a project is made in it: an empty repository, and what desktops put."""
FEW = 3  # files in the way that a message names
TEXTS = ("name", "region", "called", "incident", "incidents")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments and options of `tollbook new`."""
    parser.set_defaults(command=new_command)
    parser.add_argument("folder", metavar="DIR", help="a new folder, or a project that gets one more event")
    for name, (what, example) in REQUIRED.items():
        about = f"{what}, such as {example} (needed)"
        parser.add_argument(f"--{name}", metavar=SHORT[name], default="", help=about)
    for name, (metavar, default, about) in OPTIONAL.items():
        parser.add_argument(f"--{name}", metavar=metavar, default=default, help=about)


def new_command(options: argparse.Namespace) -> int:
    """Make a project, or add an event to one; print what to do next. Raises CallError, with all that is wrong
    with the call.
    """
    rows.require_checkout()
    from tollbook.starter import base_map, event, groups, one_more, project

    reasons = refusals(options)
    if reasons:
        raise CallError(*reasons)
    wanted = event.named(vars(options), groups.checked(options.groups))
    drawn = base_map.read(options.map)
    wanted = wanted._replace(base_map=drawn.name if drawn else "")
    folder = Path(options.folder).expanduser().resolve()
    try:
        if is_project(folder):
            written = one_more.add(folder, wanted, drawn)
            print(f"{options.folder} has the event {wanted.event_id} now; written: {', '.join(written)}")
            print(to_fill(drawn), end="")
            return 0
        require_empty(folder, options.folder)
        project.make(folder, wanted, drawn)
    except OSError as error:
        raise CallError(f"{options.folder} cannot be written: {error.strerror or error}") from error
    print(next_steps(options.folder, wanted.event_id))
    print(to_fill(drawn), end="")
    return 0


def to_fill(drawn: BaseMap | None) -> str:
    """Return what is left to do about a map, as a line; empty where there is none."""
    return f"Say whose map it is in data/raw/{drawn.name}.card.yml before you publish.\n" if drawn else ""


def is_project(folder: Path) -> bool:
    """Tell whether a folder is a project already."""
    return all((folder / marker).is_file() for marker in paths.MARKERS)


def require_empty(folder: Path, given: str) -> None:
    """Raise CallError where something is in the way of a new project."""
    if folder.exists() and not folder.is_dir():
        raise CallError(f"{given} is a file: name a folder that is not there yet")
    there = {path.name for path in folder.iterdir()} - BESIDE if folder.is_dir() else set()
    if there:
        few = sorted(there)[:FEW]
        named = ", ".join([*few, "..."] if len(there) > FEW else few)
        raise CallError(
            f"{given} has files in it ({named}) and is no Tollbook project: name a folder that is not there "
            "yet, and copy what you need into it"
        )


def refusals(options: argparse.Namespace) -> list[str]:
    """Return what is wrong with the options, a sentence each."""
    missing = [
        f"--{name} is missing: {what}, such as --{name} {example}"
        for name, (what, example) in REQUIRED.items()
        if not getattr(options, name).strip()
    ]
    if missing:
        return missing
    columns = {column.name: column for column in rows.own_tables("hand")["events"].columns}
    reasons = [wrong_text(name, getattr(options, name)) for name in TEXTS]
    reasons.append(wrong_cell("event", columns["event_id"], options.event) or wrong_start(options.event))
    if options.kind not in rows.KINDS:
        reasons.append(f"--kind {options.kind} is not known: give {', '.join(rows.KINDS)}")
    zone = wrong_zone(options.zone)
    starts = wrong_cell("starts", columns["starts"], options.starts)
    reasons += [zone, starts or ("" if zone else wrong_hour(options.starts, options.zone))]
    return [reason for reason in reasons if reason]


def wrong_cell(option: str, column: object, text: str) -> str:
    """Return why a text cannot be a cell of a column; empty where it can."""
    from tollbook import dictionary

    found = dictionary.fault(column, text)
    return f"--{option}: {found.what}: {found.todo}, such as {REQUIRED[option][1]}" if found else ""


def wrong_start(event: str) -> str:
    """Return that a name cannot be that of a folder and of an option's value; empty where it can."""
    if event[:1].isalnum():
        return ""
    return (
        f"--event: {event!r} names folders: begin it with a letter or a digit, such as {REQUIRED['event'][1]}"
    )


def wrong_text(option: str, text: str) -> str:
    """Return why a text cannot be printed on one line; empty where it can."""
    from tollbook.cell_rules import characters

    found = characters(text)
    return f"--{option}: {found.what}: {found.todo}" if found else ""


def wrong_zone(zone: str) -> str:
    """Return that there is no such time zone, with the nearest there are; empty where there is."""
    from rapidfuzz import fuzz, process, utils

    known = sorted(name for name in zoneinfo.available_timezones() if "/" in name and "Etc/" not in name)
    if zone in known or zone == "UTC":
        return ""
    near = process.extract(zone, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=3)
    named = ", ".join(name for name, _, _ in near)
    return f"--zone: there is no time zone {zone!r}: write it as Continent/City; the nearest are {named}"


def wrong_hour(starts: str, zone: str) -> str:
    """Return that a clock that was changed skips the time, or shows it twice; empty where it does not."""
    given = datetime.fromisoformat(starts)
    if given.tzinfo is not None:
        return "--starts: give the time in the event's own time zone, without an offset"
    local = [given.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold) for fold in (0, 1)]
    moments = {one.astimezone(UTC) for one in local}
    if len(moments) == 1:
        return ""
    back = {moment.astimezone(local[0].tzinfo).replace(tzinfo=None) for moment in moments}
    how = "shows twice" if back == {given} else "skips"
    return (
        f"--starts: {starts} is in the hour that the clock of {zone} {how}: "
        f"give the last time before it, such as {given.date()}T00:00"
    )


def next_steps(folder: str, event: str) -> str:
    """Return what to do next in a new project."""
    return (
        f"{folder} is a project for the event {event}. Next:\n"
        f"  cd {folder}\n"
        "  tollbook template figures.xlsx    a sheet to enter figures in\n"
        "  tollbook add figures.xlsx         shows what it makes of them, and adds them\n"
        "  tollbook run                      makes the page, reports/index.html\n"
        "README.md there says more." + called_program()
    )


def called_program() -> str:
    """Return a line that says which program `tollbook` stands for, where a terminal would not find it."""
    if shutil.which("tollbook"):
        return ""
    called = Path(sys.argv[0]).absolute()
    program = called if called.name.startswith("tollbook") else Path(sys.executable).with_name("tollbook")
    return f"\n(tollbook stands for {shlex.quote(str(program))})"
