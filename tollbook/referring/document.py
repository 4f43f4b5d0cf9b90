"""The reference as one Markdown document."""

from __future__ import annotations

from typing import NamedTuple

from tollbook.referring import batch_file, commands, exports, tables
from tollbook.referring.markdown import link, with_code

COMMANDS, STATUSES, NOTEBOOKS = "Commands", "Exit status", "Parameters of the notebooks"
BATCH, TYPES = "Keys of `notebooks/batch.yml`", "Types and origins of columns"
HXL = "Columns of `tollbook export hxl`"
EVERY_COMMAND = """\
Each command prints what it takes with `--help`; `tollbook --version` prints the version. A folder or a file
that an option names is looked for from the folder that the command is called in."""
ABOUT = """\
Every command, table, column and parameter. `tollbook reference` writes this page from the parsers of the
commands, from the dictionaries in `data/dictionary` and from the notebooks; a change goes there, not here."""


class Reference(NamedTuple):
    """The document, and how much is in it."""

    text: str
    commands: int
    tables: int
    columns: int


def reference() -> Reference:
    """Return the reference of the project: the same program and project give the same text."""
    known, folders = commands.commands(), tables.folders()
    notebooks = batch_file.notebooks()
    parts = {
        COMMANDS: {commands.heading(one): commands.section(one) for one in known},
        STATUSES: commands.statuses(),
        **{
            folder_heading(folder): {tables.heading(one): tables.section(one) for one in found}
            for folder, found in folders.items()
        },
        TYPES: tables.legend(),
        HXL: exports.section(),
        NOTEBOOKS: {
            batch_file.notebook_heading(name): batch_file.notebook_section(name, found)
            for name, found in notebooks.items()
        },
        BATCH: batch_file.batch_section(),
    }
    about = {COMMANDS: EVERY_COMMAND}
    about |= {folder_heading(folder): with_code(tables.FOLDERS.get(folder, "")) for folder in folders}
    blocks = ["# Reference", ABOUT, contents(parts)]
    for title, part in parts.items():
        blocks += [f"## {title}", about.get(title, "")]
        blocks += part.values() if isinstance(part, dict) else [part]
    described = [one for found in folders.values() for one in found]
    columns = sum(len(one.columns) for one in described)
    return Reference("\n\n".join(filter(None, blocks)) + "\n", len(known), len(described), columns)


def folder_heading(folder: str) -> str:
    """Return the heading of the tables of a folder."""
    return f"Tables of `data/{folder}`"


def contents(parts: dict[str, dict[str, str] | str]) -> str:
    """Return the list of contents, with a link to each heading."""
    lines = []
    for title, part in parts.items():
        lines.append(f"- {link(title)}")
        if isinstance(part, dict):
            lines += [f"  - {link(heading)}" for heading in part]
    return "\n".join(lines)
