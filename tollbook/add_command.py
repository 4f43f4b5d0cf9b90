"""The command `tollbook add`: the figures of a spreadsheet or a CSV file become rows of the ledger."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tollbook.problem import Problem

DATA_AT_FAULT = 1
MOST = 60  # lines of problems that are printed; more of them help nobody
ENOUGH, SHOWN = 4, 8  # rows with the same problem that share a line, and how many of them it lists


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments and options of `tollbook add`."""
    from tollbook.cli import project_option

    parser.set_defaults(command=add_command)
    parser.add_argument(
        "file", metavar="FILE", help="an .xlsx, .ods, .xls or .csv file; `tollbook template` makes one"
    )
    parser.add_argument(
        "--sheet", metavar="NAME", default="", help="only this sheet (default: all with headings)"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be added, write nothing")
    parser.add_argument(
        "--accept",
        metavar="ITEM",
        nargs="*",
        action="append",
        help="write rows for wordings that the hand tables do not know: WORDING for its ready row, "
        '"WORDING=KNOWN" where you choose what it is like; all, or no ITEM: every ready row (default: none)',
    )
    parser.add_argument(
        "--keep-unknown",
        action="store_true",
        help="add rows also with wordings that stay unknown, and figures that are no number",
    )
    parser.add_argument(
        "--as",
        metavar="NAME",
        dest="name",
        default="",
        help="how messages and reasons call the file (default: its name)",
    )
    project_option(parser)


def add_command(options: argparse.Namespace) -> int:
    """Show what a file adds to the ledger and, unless it is a dry run or something is wrong, write it.

    Return 0 when all is well, 1 when the file or the ledger is at fault and nothing was written.
    """
    from tollbook.adding import writing

    path = Path(options.file).expanduser()
    label = options.name or path.name
    with writing.alone():
        return add(path, label, options)


def add(path: Path, label: str, options: argparse.Namespace) -> int:
    """Do what `add_command` says, alone with the tables."""
    from tollbook.adding import whole

    try:
        prepared = whole.prepare(path, label, options.sheet, accepted(options.accept))
    except whole.FaultyError as error:
        return refuse(error.problems, error.where)
    whole.show(prepared)
    if prepared.additions.is_empty:
        print("Nothing to add: the ledger has all of it.")
        return 0
    if prepared.open and not options.keep_unknown:
        print(whole.blocked(prepared), file=sys.stderr)
        return DATA_AT_FAULT
    if options.dry_run:
        print(f"Would add {whole.amount(prepared)}. Nothing was written (--dry-run).")
        return 0
    try:
        whole.write(prepared)
    except whole.NotWrittenError as error:
        print(f"tollbook: the tables could not be written ({error}); they are as they were", file=sys.stderr)
        return DATA_AT_FAULT
    print(f"Added {whole.amount(prepared)}.")
    for line in whole.afterwards(prepared):
        print(line)
    return 0


def accepted(items: list[list[str]] | None) -> list[str] | None:
    """Return the items of --accept: None without the option, an empty list where it names none."""
    return None if items is None else [item for group in items for item in group]


def refuse(problems: Sequence[Problem], where: str) -> int:
    """Print what is wrong, the same thing in many rows on one line, and that nothing was added."""
    lines = gathered(problems)
    for line in lines[:MOST]:
        print(line, file=sys.stderr)
    if len(lines) > MOST:
        print(f"... and {len(lines) - MOST:,} more lines", file=sys.stderr)
    number = f"{len(problems):,} problem{'s' if len(problems) != 1 else ''}"
    print(f"{number} in {where}. Nothing was added: correct and run the command again.", file=sys.stderr)
    return DATA_AT_FAULT


def gathered(problems: Sequence[Problem]) -> list[str]:
    """Return problems as lines, in their order; one that `ENOUGH` rows or more have is one line."""
    alike: dict[Problem, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(problem._replace(row=None), []).append(problem)
    lines = {}
    for problem in problems:
        same = alike[problem._replace(row=None)]
        if len(same) < ENOUGH:
            lines[str(problem)] = None
        else:
            rows = ", ".join(str(one.row) for one in same[:SHOWN]) + (" ..." if len(same) > SHOWN else "")
            first = problem._replace(row=None, file=f"{problem.file}, {len(same)} rows ({rows})")
            lines[str(first)] = None
    return list(lines)
