"""The command `tollbook template`: a spreadsheet to enter figures in, with lists to choose from."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tollbook.refusals import CallError

DEFAULT = "figures.xlsx"
FORMATS = (".xlsx", ".ods")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments and options of `tollbook template`."""
    from tollbook.cli import project_option

    parser.set_defaults(command=template_command)
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default=DEFAULT,
        help=f"a new .xlsx or .ods file (default: {DEFAULT})",
    )
    project_option(parser)


def template_command(options: argparse.Namespace) -> int:
    """Write the template and return 0. Raises CallError for another kind of file, or one that is there."""
    path = Path(options.file).expanduser()
    if path.suffix.lower() not in FORMATS:
        raise CallError(f"{options.file}: a template is written as {' or '.join(FORMATS)}; name such a file")
    if os.path.lexists(path):
        raise CallError(
            f"{options.file} is there already and may hold what somebody typed: name another file"
        )
    if not path.parent.is_dir():
        raise CallError(f"there is no folder {path.parent} to write {path.name} to: make it, or name another")
    try:
        template = content(path.suffix.lower())
    except FileNotFoundError as error:
        lost = Path(error.filename or "").name
        raise CallError(
            f"the project has no {lost}: run `tollbook check`, which says what is missing"
        ) from error
    write_new(path, template, options.file)
    print(
        f"Wrote {options.file}: fill in the sheet figures, then run `tollbook add --dry-run {options.file}`."
    )
    return 0


def content(ending: str) -> bytes:
    """Return the template in one of `FORMATS`."""
    if ending == ".xlsx":
        from tollbook.adding import xlsx

        return xlsx.workbook()
    from tollbook.adding import ods

    return ods.document()


def write_new(path: Path, content: bytes, name: str) -> None:
    """Write a file that is not there yet. Raises CallError where it has come to be or cannot be written."""
    try:
        with path.open("xb") as file:
            try:
                file.write(content)
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        raise CallError(
            f"{name} is there already and may hold what somebody typed: name another file"
        ) from None
    except OSError as error:
        raise CallError(f"{name} cannot be written ({error.strerror}): name another folder") from error
