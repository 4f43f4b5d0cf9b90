"""`tollbook runs`: the record of runs as a table for a terminal, or as the lines that it is made of."""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tollbook.record import FAILED, FILE, Record, moment_of, read_counting, to_line

MIB = 1024 * 1024
NOTHING = "-"
SHORT_RUN = 8  # digits of a run's name where there is no room for all twelve
SHORTEST = 9  # letters of an event or a moment that is cut in its middle


class Column(NamedTuple):
    """A column of the table; `is_number` stands to the right."""

    title: str
    is_number: bool = False


COLUMNS = (
    Column("run"),
    Column("time"),
    Column("what"),
    Column("event"),
    Column("moment"),
    Column("s", True),
    Column("MiB", True),
    Column("kernel"),
    Column("where"),
    Column("outcome"),
)
EVENT, MOMENT = 3, 4


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `tollbook runs`."""
    parser.set_defaults(command=runs_command)
    parser.add_argument(
        "--event",
        metavar="E",
        action="append",
        default=[],
        help="only this event; may be repeated (default: every event)",
    )
    parser.add_argument("--failed", action="store_true", help="only runs that failed")
    parser.add_argument("--last", metavar="N", type=at_least_one, help="only the newest N (default: all)")
    parser.add_argument("--json", action="store_true", help="the lines of the record as they are")


def at_least_one(text: str) -> int:
    """Return a whole number from 1 on. Raises what argparse turns into a message."""
    if not (text.isascii() and text.isdecimal()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def runs_command(options: argparse.Namespace) -> int:
    """Print the runs that the options choose, the newest last; return 0, also where there is none.

    Raises CallError for an event that there is not.
    """
    from tollbook import paths

    project = paths.project_root()
    check_events(options.event, project)
    records, damaged = read_counting(project / FILE)
    if damaged:
        print(f"tollbook: {FILE} has lines that can not be read, passed over: {damaged}", file=sys.stderr)
    found = chosen(records, options.event, options.failed, options.last)
    if options.json:
        lines = [to_line(record) for record in found]
    elif not records:
        lines = [f"no run is recorded yet in {FILE}: `tollbook run` records each"]
    else:
        lines = [*table(found, room()), total(found)]
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe, `head` say, has seen enough
        sys.stdout = None
    return 0


def check_events(asked: Sequence[str], project: Path) -> None:
    """Raise CallError for an event that `data/hand/events.csv` does not have."""
    if not asked:
        return
    from tollbook.refusals import CallError, unknown  # it needs the libraries of tables: only here

    with (project / "data/hand/events.csv").open(encoding="utf-8", newline="") as file:
        known = [row["event_id"] for row in csv.DictReader(file)]
    wrong = [unknown("event", event, known) for event in asked if event not in known]
    if wrong:
        raise CallError(*wrong)


def chosen(records: Sequence[Record], events: Sequence[str], failed: bool, last: int | None) -> list[Record]:
    """Return the records of `events` (empty: all), only failed ones if so wanted, by when they were started;
    of these the newest `last`.
    """
    found = [
        record
        for record in records
        if (not events or record.event in events) and (not failed or record.outcome == FAILED)
    ]
    found.sort(key=lambda record: record.started)
    return found[-last:] if last else found


def room() -> int | None:
    """Return the columns of the terminal, or None where nobody said how many: a pipe takes any width."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return shutil.get_terminal_size().columns
    return None


def total(records: Sequence[Record]) -> str:
    """Return how many runs a table lists, and how many of them failed."""
    failed = sum(record.outcome == FAILED for record in records)
    return f"{len(records):,} {'run' if len(records) == 1 else 'runs'}, {failed:,} failed"


def table(records: Sequence[Record], width: int | None = None) -> list[str]:
    """Return the lines of a table of runs: a heading for each day (UTC), below it a line for each run and,
    where one failed, why. Where it is wider than `width`, names are shortened.
    """
    if not records:
        return []
    cells = [row(record) for record in records]
    gap = "  "
    if width and needed(cells, gap) > width:
        cells, gap = [shortened(line) for line in cells], " "
        for column in (EVENT, MOMENT):
            cells = fitting(cells, gap, column, width)
    widths = column_widths(cells)
    lines = [aligned([column.title for column in COLUMNS], widths, gap)]
    for day, group in groupby(zip(records, cells, strict=True), key=lambda pair: day_of(pair[0])):
        lines.append(f"{day} UTC")
        for record, line in group:
            lines.append(aligned(line, widths, gap))
            lines += [f"  {record.error}"] if record.error else []
    return lines


def row(record: Record) -> list[str]:
    """Return the cells of a run."""
    moment = moment_of(record)
    return [
        record.run,
        f"{moment:%H:%M:%S}" if moment else NOTHING,
        record.what,
        record.event,
        record.label or NOTHING,
        f"{record.seconds:,.1f}",
        f"{record.memory_bytes / MIB:,.0f}" if record.memory_bytes else NOTHING,
        record.kernel or NOTHING,
        record.where,
        record.outcome,
    ]


def day_of(record: Record) -> str:
    """Return the day on which a run was started, in UTC."""
    moment = moment_of(record)
    return f"{moment:%Y-%m-%d}" if moment else "day not known,"


def shortened(cells: Sequence[str]) -> list[str]:
    """Return the cells of a run with the first digits of its name, and a notebook by its number."""
    run, time, what, *others = cells
    number = what.partition("-")[0]
    return [run[:SHORT_RUN], time, number if number.isdecimal() else what, *others]


def fitting(cells: Sequence[Sequence[str]], gap: str, column: int, width: int) -> list[list[str]]:
    """Return the cells with one column's made as short as `width` asks, by leaving out their middle."""
    longest = max(len(line[column]) for line in cells)
    allowed = max(longest - max(needed(cells, gap) - width, 0), SHORTEST)
    return [
        [middle_out(cell, allowed) if place == column else cell for place, cell in enumerate(line)]
        for line in cells
    ]


def middle_out(text: str, length: int) -> str:
    """Return `text` in at most `length` letters: its middle is left out, its end says more than that."""
    if len(text) <= length:
        return text
    end = length // 2
    return f"{text[: length - end - 1]}…{text[-end:]}"


def needed(cells: Sequence[Sequence[str]], gap: str) -> int:
    """Return how many letters a line of the table has."""
    return sum(column_widths(cells)) + len(gap) * (len(COLUMNS) - 1)


def column_widths(cells: Sequence[Sequence[str]]) -> list[int]:
    """Return the letters of each column, its title among them."""
    return [
        max(len(column.title), *(len(line[place]) for line in cells)) for place, column in enumerate(COLUMNS)
    ]


def aligned(cells: Sequence[str], widths: Sequence[int], gap: str) -> str:
    """Return a line of the table: texts to the left, numbers to the right."""
    padded = [
        cell.rjust(width) if column.is_number else cell.ljust(width)
        for cell, width, column in zip(cells, widths, COLUMNS, strict=True)
    ]
    return gap.join(padded).rstrip()
