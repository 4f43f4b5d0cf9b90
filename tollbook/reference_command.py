"""`tollbook reference`: write the reference of all commands, tables, columns and parameters."""

from __future__ import annotations

import argparse
import sys

WELL, DATA_AT_FAULT = 0, 1
FILE = "docs/reference.md"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `tollbook reference`."""
    from tollbook.cli import project_option

    parser.set_defaults(command=reference_command)
    parser.add_argument(
        "--out", metavar="FILE", help=f"the Markdown file to write (default: {FILE} of the project)"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit with 1 where the file is not what this command would write",
    )
    project_option(parser)


def reference_command(options: argparse.Namespace) -> int:
    """Write the reference, or compare it with the file; return an exit status. Raises CallError for a file
    that cannot be written.
    """
    from tollbook.batch import shown
    from tollbook.files import write_whole
    from tollbook.options import chosen
    from tollbook.referring.document import reference
    from tollbook.refusals import CallError

    path = chosen(options.out, FILE)
    name = options.out or shown(path)
    try:
        made = reference()
    except ValueError as error:  # a dictionary or a notebook that is none
        print(f"tollbook: {' '.join(str(error).split())}", file=sys.stderr)
        return DATA_AT_FAULT
    content = made.text.encode("utf-8")
    if options.check and not (path.is_file() and path.read_bytes() == content):
        print(f"tollbook: {name} is not what `tollbook reference` writes now: run it", file=sys.stderr)
        return DATA_AT_FAULT
    if not options.check:
        try:
            write_whole(path, content)
        except OSError as error:
            raise CallError(f"--out: {name} cannot be written ({error.strerror})") from None
    print(f"{name}: {made.commands} commands, {made.tables} tables, {made.columns} columns")
    return WELL
