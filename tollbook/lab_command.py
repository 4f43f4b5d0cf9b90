"""The command `tollbook lab`: the notebooks of a project in JupyterLab."""

from __future__ import annotations

import argparse

from tollbook import paths
from tollbook.refusals import CallError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `tollbook lab`."""
    from tollbook.cli import project_option

    parser.set_defaults(command=lab_command)
    project_option(parser)
    parser.add_argument(
        "options",
        nargs=argparse.REMAINDER,
        metavar="-- OPTIONS",
        help="options of jupyter lab, such as -- --no-browser --port 9999",
    )


def lab_command(options: argparse.Namespace) -> int:
    """Replace this process by JupyterLab on the project. Raises CallError where it has no notebook."""
    from tollbook import lab

    project = paths.project_root()
    if not (project / lab.FIRST_NOTEBOOK).is_file():
        raise CallError(
            f"{project} has no {lab.FIRST_NOTEBOOK}: copy the notebooks there, or name another --project"
        )
    theirs = options.options[1:] if options.options[:1] == ["--"] else options.options
    return lab.serve(project, theirs)
