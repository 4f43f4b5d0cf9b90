"""The command `tollbook`: make a project for an event, add figures to it, check the tables, run the batch,
explain a number, say what changed, take over what databases have, give an event to others.

Exit status: 0 when all is well, 1 when the data or a notebook is at fault, 2 when the call is, 130 after
Ctrl-C.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tollbook import __version__, paths, vocabulary
from tollbook.checking import DATA_AT_FAULT, check_command, raw_is_well
from tollbook.commands import (
    execute_command,
    explain_command,
    run_command,
    verify_command,
)
from tollbook.refusals import CallError
from tollbook.steps import NOTEBOOK_SECONDS

CALL_AT_FAULT, STOPPED = 2, 130
ON_DEMAND = {
    "new": "make a project folder for an event of one's own",
    "lab": "open the notebooks of a project in JupyterLab",
    "template": "write a spreadsheet to enter figures in, with lists to choose from",
    "add": "add the figures of a spreadsheet or a CSV file to the ledger",
    "import": "take over the figures of a database, with the rule that it used",
    "export": "write an event for an archive or a humanitarian desk, or a run as an RO-Crate",
    "diff": "say what changed between two states of the ledger, and what that does to each total",
    "reference": "write the reference of all commands, tables and columns",
}
"""Commands by name, each in a module `<name>_command` that is imported where the call names it."""
"""The hand tables without which nothing can be said of an event."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(CALL_AT_FAULT, f"{self.prog}: {message}; `{self.prog} --help` shows what there is\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that is not UTF-8 must not end a batch
    words = sys.argv[1:] if arguments is None else list(arguments)
    options = make_parser(words).parse_args(words)
    try:
        if options.command.__name__ != "new_command":  # it makes the project
            set_project(getattr(options, "project", None))
        status = options.command(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # what reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CALL_AT_FAULT
    except CallError as error:
        for reason in error.reasons:
            print(f"tollbook: {reason}", file=sys.stderr)
        return CALL_AT_FAULT
    except KeyboardInterrupt:
        print("tollbook: stopped; nothing unfinished was left behind", file=sys.stderr)
        return STOPPED
    except Exception:
        if not raw_is_well(paths.resolve("data/raw")):  # then it says which table the command stumbled over
            return DATA_AT_FAULT
        raise


def make_parser(words: Sequence[str] = ()) -> Parser:
    """Return the parser of all commands; `words` are those of the call: a command that takes long to import
    gets its options only where it is among them.
    """
    parser = Parser(
        prog="tollbook",
        description=__doc__,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tollbook {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    run_options(commands.add_parser("run", allow_abbrev=False, help="run the batch and write the reports"))
    verify_options(
        commands.add_parser(
            "verify",
            allow_abbrev=False,
            help="rebuild tables and notebooks and compare them with what is committed",
        )
    )
    check = commands.add_parser("check", allow_abbrev=False, help="check the raw tables")
    check.set_defaults(command=check_command)
    common_options(check)
    explain_options(
        commands.add_parser(
            "explain", allow_abbrev=False, help="print how a number came about, and what was left out"
        )
    )
    execute = commands.add_parser(
        "execute",
        allow_abbrev=False,
        help="execute the committed notebooks in place, with the defaults of their parameters",
    )
    execute.set_defaults(command=execute_command, out=None)
    common_options(execute)
    batch_options(execute)
    runs = commands.add_parser("runs", allow_abbrev=False, help="list the runs that were recorded")
    if "runs" in words:
        from tollbook import record

        record.add_options(runs)
        project_option(runs)
    reconcile = commands.add_parser(
        "reconcile", allow_abbrev=False, help="clean and reconcile a large ledger (needs tollbook[large])"
    )
    if "reconcile" in words:
        from tollbook import large_command

        large_command.add_options(reconcile)
        common_options(reconcile)
    for name, summary in ON_DEMAND.items():
        command = commands.add_parser(name, allow_abbrev=False, help=summary, description=f"{summary}.")
        if name in words:
            importlib.import_module(f"tollbook.{name}_command").add_options(command)
    return parser


def run_options(run: argparse.ArgumentParser) -> None:
    """Add the options of `tollbook run`."""
    run.set_defaults(command=run_command)
    common_options(run)
    batch_options(run)
    choice_options(run)
    run.add_argument(
        "--as-of",
        metavar="T",
        action="append",
        default=[],
        help="the moment: latest, a day like 2026-02-01 (its end), or a time; may be repeated (default: the "
        "moments of the batch file)",
    )
    run.add_argument(
        "--rule",
        metavar="R",
        default="",
        help="the rule that text and charts put first (default: that of the batch file, else latest)",
    )
    run.add_argument(
        "--districts", metavar="FILE", default="", help="a GeoJSON file of districts for the map"
    )
    run.add_argument(
        "--force", action="store_true", help="repeat also what has not changed since it was last run"
    )
    run.add_argument("--reports", metavar="DIR", help="where the pages go (default: reports)")


def verify_options(verify: argparse.ArgumentParser) -> None:
    """Add the options of `tollbook verify`."""
    verify.set_defaults(command=verify_command)
    common_options(verify)
    batch_options(verify)
    choice_options(verify)


def explain_options(explain: argparse.ArgumentParser) -> None:
    """Add the arguments and options of `tollbook explain`."""
    explain.set_defaults(command=explain_command)
    explain.add_argument("event", metavar="EVENT", help="an event of data/hand/events.csv")
    explain.add_argument("group", metavar="GROUP", help="a group of the event, from data/hand/groups.csv")
    explain.add_argument(
        "--as-of",
        metavar="T",
        default="latest",
        help="the moment: latest (default), a day like 2026-02-01 (its end), or a time",
    )
    explain.add_argument("--rule", metavar="R", default="latest", help="the rule (default: latest)")
    explain.add_argument(
        "--party", metavar="P", default="", help="whose number (default: each party that gave one), or any"
    )
    explain.add_argument(
        "--period", metavar="P", default="", help="what is counted (default: the event's running count)"
    )
    explain.add_argument(
        "--outcome",
        metavar="O",
        default="",
        help="one of data/hand/outcomes.csv (default: what the event's totals count, mostly killed)",
    )
    explain.add_argument("--full", action="store_true", help="list every claim left out, with its address")
    common_options(explain)


def common_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command has."""
    parser.add_argument("--raw", metavar="DIR", help="the raw tables (default: data/raw)")
    project_option(parser)


def project_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the project."""
    parser.add_argument(
        "--project", metavar="DIR", help="the project folder (default: the one around the working folder)"
    )


def batch_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of commands that run notebooks."""
    parser.add_argument(
        "--batch", metavar="FILE", help="which notebooks and runs (default: notebooks/batch.yml)"
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=at_least_one,
        help="notebooks at once (default: what the cores and the memory allow)",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="ordinary cold kernels, pages in fresh processes; with --force also for what has not changed",
    )
    parser.add_argument(
        "--time-limit",
        metavar="SECONDS",
        type=at_least_one,
        default=NOTEBOOK_SECONDS,
        help=f"the most that a notebook may take (default: {NOTEBOOK_SECONDS})",
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="run on the workers of a Dask scheduler, such as tcp://HOST:8786 (needs tollbook[cluster])",
    )
    parser.add_argument("--verbose", action="store_true", help="with the traceback of what fails")


def choice_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the tables are and which events count."""
    parser.add_argument("--out", metavar="DIR", help="the processed tables (default: data/processed)")
    parser.add_argument(
        "--event",
        metavar="E",
        action="append",
        default=[],
        help="only this event of data/hand/events.csv; may be repeated (default: every event)",
    )


def at_least_one(text: str) -> int:
    """Return a whole number from 1 on. Raises what argparse turns into a message."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def set_project(folder: str | None) -> None:
    """Make `folder` the project; without it, check that there is one. Raises CallError."""
    if folder is not None:
        os.environ["TOLLBOOK_PROJECT"] = str(Path(folder).expanduser().resolve())
    root = paths.project_root()
    if not (root / "data/hand/events.csv").is_file():
        raise CallError(
            f"{root} is not a Tollbook project (no data/hand/events.csv): name one with --project"
        )
    lost = [
        f"data/hand/{name}.csv"
        for name in vocabulary.TABLES
        if not (root / f"data/hand/{name}.csv").is_file()
    ]
    if lost:
        raise CallError(
            f"{root} has no {', '.join(lost)}: copy what is missing from Tollbook's own data/hand"
        )


if __name__ == "__main__":
    sys.exit(main())
