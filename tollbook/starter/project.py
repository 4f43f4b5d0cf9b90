"""Make the folder of a new project: whole, or not at all."""

from __future__ import annotations

import csv
import io
import re
import shutil
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from tollbook import paths
from tollbook.corrections import HEADING
from tollbook.files import digest
from tollbook.normalise import read_notebook, write_notebook
from tollbook.refusals import CallError
from tollbook.starter import base_map, groups
from tollbook.starter import event as about
from tollbook.starter.base_map import BaseMap
from tollbook.starter.event import Event
from tollbook.starter.rows import BESIDE, Row, own_tables, rows_of

BATCH = "notebooks/batch.yml"
RUN = "  - {{event: {}, as_of: latest}}\n"
RUNS = re.compile(r"^runs:\n(?:[ \t]+.*\n|\n(?=[ \t]))*", re.MULTILINE)
DEFAULT_EVENT = re.compile(r"^event: str = .*?(?=  #)", re.MULTILINE)
EXAMPLE_EVENT = re.compile(r", such as [\w.-]+$", re.MULTILINE)
CARDS = {
    "claims": "The figures that the pages state, as worded",
    "reports": "The pages that were read",
    "sightings": "The places that the pages name",
    "series": "What monitors counted over the years",
    "places": "Places with coordinates",
}


def make(folder: Path, event: Event, drawn: BaseMap | None = None) -> None:
    """Make the project of an event, and of its map, at `folder`, which is missing or has nothing of a
    project's.

    It is made beside `folder` and then moved there. Raises OSError where that cannot be written.
    """
    beside = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")
    try:
        fill(beside, event)
        for name, content in base_map.files(drawn).items():
            (beside / name).write_bytes(content)
        move(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def move(made: Path, folder: Path) -> None:
    """Move a project to where it is wanted; a folder that is there stays the one that a terminal is in."""
    if not folder.is_dir():
        made.rename(folder)
        return
    moved: list[Path] = []
    try:
        for path in sorted(made.iterdir()):
            moved.append(path.rename(folder / path.name))
    except BaseException:
        for path in moved:
            path.rename(made / path.name)
        raise


def fill(folder: Path, event: Event) -> None:
    """Write everything that a project has into a new folder."""
    for name, text in {**raw_files(), **hand_files(event), **texts(event)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for notebook in batch_notebooks():
        copy_notebook(notebook, folder / "notebooks", event.event_id)


def raw_files() -> dict[str, str]:
    """Return the raw tables with their headers alone, and a source card for each, by path in the project."""
    found = {}
    for name, table in own_tables("raw").items():
        header = csv_text(table.names, [])
        found[f"data/raw/{name}.csv"] = header
        card = {
            "title": CARDS.get(name, name),
            "publisher": "not named yet: write who keeps this ledger",
            "one_row_is": table.one_row_is,
            "key": table.key,
            "rows": 0,
            "how_obtained": "not written yet: say how pages were found and read, and by whom",
            "licence": "not decided yet: decide before you publish; facts and figures belong to nobody",
            "credit": "not decided yet",
            "sha256": digest(header.encode()),
        }
        if name == "places":
            del card["credit"]  # each page prints it: nothing until there is a place
        found[f"data/raw/{name}.csv.card.yml"] = yaml.safe_dump(card, sort_keys=False, width=110)
    return found


def hand_files(event: Event) -> dict[str, str]:
    """Return the hand tables of a project of one event, by path in the project."""
    tables = own_tables("hand")
    rows = {name: rows_of(name, event.kind) for name in tables}
    for name, own in {**about.rows(event), **group_tables(event, rows)}.items():
        rows[name] = own
    return {f"data/hand/{name}.csv": csv_text(table.names, rows[name]) for name, table in tables.items()}


def group_tables(event: Event, rows: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the tables that go by groups, where the call named the groups; `rows` are those of the kind."""
    if not event.groups:
        return {}
    total = next(row for row in rows["groups"] if row["group"] == groups.ALL)
    return {
        "groups": groups.group_rows(event.groups, total),
        "group_sides": [],
        "nouns": groups.noun_rows(event.groups, rows["nouns"]),
        "includes": groups.include_rows(event.groups, rows["includes"]),
    }


def texts(event: Event) -> dict[str, str]:
    """Return the other files of a project, by path in it."""
    fill_in = {
        "name": event.name,
        "event": event.event_id,
        "zone": event.zone,
        "outcomes": ", ".join(about.OUTCOMES[event.kind]),
    }
    return {
        "README.md": (BESIDE / "readme.md").read_text(encoding="utf-8").format_map(fill_in),
        "CORRECTIONS.md": (BESIDE / "corrections.md").read_text(encoding="utf-8").rstrip("\n")
        + f"\n\n{HEADING}\n",
        ".gitignore": (BESIDE / "gitignore.txt").read_text(encoding="utf-8"),
        BATCH: batch_text(event.event_id),
    }


def batch_text(event: str) -> str:
    """Return Tollbook's own batch file with one run in place of its runs."""
    return with_runs((paths.OWN / BATCH).read_text(encoding="utf-8"), f"runs:\n{RUN.format(event)}")


def with_runs(text: str, runs: str) -> str:
    """Return the text of a batch file with other runs. Raises CallError where it has no list of them that is
    written one to a line.
    """
    changed, times = RUNS.subn(runs.replace("\\", r"\\"), text)
    if times != 1:
        raise CallError(f"{BATCH} has no list `runs:` with a run on each line: add the run by hand")
    return changed


def batch_with(text: str, event: str) -> str:
    """Return the text of a batch file with one run more, of the latest moment of an event."""
    found = RUNS.search(text)
    lines = found[0].rstrip("\n") if found else ""
    changed = with_runs(text, f"{lines}\n{RUN.format(event)}")
    before, after = yaml.safe_load(text), yaml.safe_load(changed)
    if after["runs"] != [*before["runs"], {"event": event, "as_of": "latest"}]:
        raise CallError(f"{BATCH} is written in another way than Tollbook's: add the run of {event} by hand")
    return changed


def batch_notebooks() -> list[str]:
    """Return the notebooks of Tollbook's own batch."""
    return yaml.safe_load((paths.OWN / BATCH).read_text(encoding="utf-8"))["notebooks"]


def copy_notebook(name: str, folder: Path, event: str) -> None:
    """Copy one of Tollbook's notebooks without its outputs, with `event` as the default of its event."""
    notebook = read_notebook(paths.OWN / f"notebooks/{name}.ipynb")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if "parameters" in cell.metadata.get("tags", ()):
            named = DEFAULT_EVENT.sub(f'event: str = "{event}"', cell.source, count=1)
            first, *others = named.split("\n")
            cell.source = "\n".join([EXAMPLE_EVENT.sub("", first), *others])
    write_notebook(notebook, folder / f"{name}.ipynb")


def csv_text(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Return a table as CSV text; a column that a row does not have is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
