"""A project small enough to run in a test: two events and notebooks that import nothing heavy."""

from __future__ import annotations

import csv
import importlib
import itertools
import os
import shutil
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import nbformat
import yaml
from nbformat import NotebookNode

from tollbook import paths
from tollbook.files import write_whole

PARAMETERS = {
    "01-clean-figures": "raw_dir: str = 'data/raw'  # raw tables\nout_dir: str = 'data/processed'  # tables",
    "02-compare-totals": "as_of: str = 'latest'  # moment\nrule: str = 'latest'  # latest, range\n"
    "out_dir: str = 'data/processed'  # tables",
    "03-casualty-categories": "as_of: str = 'latest'  # moment\nrule: str = 'latest'  # latest, range\n"
    "out_dir: str = 'data/processed'  # tables",
    "04-spread-of-attacks": "as_of: str = 'latest'  # moment\ndistricts: str = ''  # a GeoJSON file\n"
    "out_dir: str = 'data/processed'  # tables",
}
NOTEBOOKS = tuple(PARAMETERS)
OPEN = """from tollbook import paths
folder = paths.resolve(out_dir) / event
folder.mkdir(parents=True, exist_ok=True)"""
BODIES = {
    "01-clean-figures": """rows = (paths.resolve(raw_dir) / "claims.csv").read_text().splitlines()
(folder / "claims.csv").write_text(f"claim_id\\n{event}-1\\n")
print(event, len(rows))""",
    "02-compare-totals": """assert (folder / "claims.csv").exists()
(folder / "totals.csv").write_text("since,low\\n2026-02-01,145\\n")
charts = folder / "charts" / as_of
charts.mkdir(parents=True, exist_ok=True)
(charts / "totals.csv").write_text(f"moment\\n{as_of}\\n")
print(event, as_of, rule)""",
    "03-casualty-categories": """print((folder / "totals.csv").read_text(), as_of)""",
    "04-spread-of-attacks": """(folder / "places.csv").write_text("place\\nPanjgur\\n")
(folder.parent / "series.csv").write_text("year\\n2026\\n")
print(as_of, districts)""",
}
EVENTS = [("alpha", "2026-01-29T00:00"), ("beta", "2024-08-24T00:00")]


def make_tiny_project(root: Path) -> Path:
    """Make the project in `root` and return it: notebooks 01 to 04, a batch file, two events, a ledger of one
    claim.
    """
    (root / "notebooks").mkdir(parents=True)
    for name in NOTEBOOKS:
        set_cells(root, name, OPEN, BODIES[name])
    write_batch(root, {"event": "alpha"}, {"event": "beta"}, {"event": "alpha", "as_of": "2026-02-01"})
    write_csv(
        root / "data/hand/events.csv",
        ["event_id", "name", "time_zone", "starts"],
        *([event, event, "Asia/Karachi", starts] for event, starts in EVENTS),
    )
    for table in ("groups", "parties", "group_sides", "outcomes"):  # whom a page speaks of
        shutil.copy(paths.OWN / f"data/hand/{table}.csv", root / "data/hand")
    for table in ("claims", "reports", "sightings", "series"):
        write_csv(root / f"data/raw/{table}.csv", ["id"], ["1"])
    return root


def set_cells(root: Path, name: str, *cells: str) -> None:
    """Write a notebook with its parameters cell and these code cells."""
    parameters = nbformat.v4.new_code_cell(
        f"event: str = 'alpha'  # event\n{PARAMETERS[name]}", id="parameters"
    )
    parameters.metadata["tags"] = ["parameters"]
    others = [nbformat.v4.new_code_cell(cell, id=f"code-{number}") for number, cell in enumerate(cells)]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# A question?", id="title"), parameters, *others]
    )
    nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")


def add_cell(root: Path, name: str, cell: str) -> None:
    """Add a code cell to the end of a notebook of the project."""
    set_cells(root, name, OPEN, BODIES[name], cell)


def write_batch(root: Path, *runs: dict[str, object]) -> None:
    """Write the batch file."""
    text = yaml.safe_dump({"notebooks": list(NOTEBOOKS), "runs": list(runs)})
    (root / "notebooks/batch.yml").write_text(text, encoding="utf-8")


def write_csv(path: Path, *rows: list[str]) -> None:
    """Write a CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def tree(root: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, by its path: hidden ones too, but no link's target
    twice, and not the store of finished steps.
    """
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".tollbook" not in path.parts
    }


def run_here(path: Path, parameters: dict[str, str], project: Path, *_: object) -> NotebookNode:
    """Stand in for `run_notebook` where a test is not about kernels: run the cells in this process, without
    outputs. Only this thread works for `project` meanwhile: others make pages or run cells of their own.
    """
    from tollbook.execute import NotebookError  # it takes a second: only where a test runs cells here
    from tollbook.normalise import read_notebook

    notebook, names = read_notebook(path), {}
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    with paths.within(project, frozenset(event for event, _ in EVENTS)):
        for number, source in enumerate(cells, start=1):
            try:
                exec(source, names)
            except Exception as error:
                raise NotebookError(number, source, type(error).__name__, str(error)) from error
            names |= parameters if number == 1 else {}
    return notebook


class Source(NamedTuple):
    """Stand in for where the tables of a page are."""

    raw: Path
    out: Path
    project: Path


def read(source: Source, event: str, label: str, rule: str, labels: list[str], plan: object) -> str:
    """Stand in for what a page has beyond its notebooks: it needs the tables of its event."""
    assert (source.out / event / "totals.csv").is_file()
    return f"{label} of {' '.join(labels)} by {rule}"


def write_beside(source: Source, event: str, extras: str, parts: list, meta: dict, folder: Path) -> None:
    """Stand in for the files beside a page."""
    label = extras.split()[0]
    (folder / label).mkdir(parents=True)
    (folder / f"{label}.zip").write_text(extras, encoding="utf-8")
    (folder / label / "rows.csv").write_text(event, encoding="utf-8")


def build_page(notebooks: list[Path], event: str, as_of: str, out: Path, meta: dict, extras: str) -> None:
    """Stand in for the real pages: what they are made from, as text."""
    links = [(link["label"], link["href"], link["current"]) for link in meta["moments"]]
    names = [path.stem for path in notebooks]
    out.write_text(f"{event} {as_of} {' '.join(names)} {sorted(meta)} {links}\n", encoding="utf-8")


def build_index(pages: list[dict[str, str]], out: Path, meta: dict, totals: dict, claims: dict) -> None:
    """Stand in for the real index: the pages in it, and the events whose tables it is given."""
    named = [(page["event"], page["as_of"]) for page in pages]
    write_whole(out, f"{named} {sorted(meta)} {list(totals)} {list(claims)}\n".encode())


def build_method(out: Path, meta: dict, events: list[str]) -> None:
    """Stand in for the real page on method."""
    write_whole(out, f"{sorted(meta)}\n".encode())


def stand_ins() -> dict[str, ModuleType]:
    """Return modules that stand in for those that make pages, by name."""
    functions = {
        "report": (build_page,),
        "page_extras": (Source, read, write_beside),
        "index": (build_index,),
        "method": (build_method,),
    }
    modules = {}
    for name, parts in functions.items():
        modules[name] = ModuleType(f"tollbook.{name}")
        for part in parts:
            setattr(modules[name], part.__name__, part)
    return modules


def drive() -> None:
    """Be `tollbook` in a process of its own: cells are run in it, pages are plain.

    $TINY_STOP, `module:function:number`, makes that call of a function write the file `stopped` beside the
    project and wait for a file `go` there.
    """
    execute = ModuleType("tollbook.execute")
    execute.NotebookError, execute.CELL_SECONDS = RuntimeError, 600
    execute.run_notebook = run_here
    validate, tables = ModuleType("tollbook.validate"), ModuleType("tollbook.tables")
    validate.problems, tables.load = lambda *_: [], lambda *_: None
    heavy = {"execute": execute, "validate": validate, "tables": tables}
    for name, module in {**heavy, **stand_ins()}.items():
        sys.modules[f"tollbook.{name}"] = module
        setattr(sys.modules["tollbook"], name, module)
    from tollbook import cli, keys, local

    local.LocalHands.apart = False
    keys.PACKAGE = paths.project_root().parent / "package"
    if "TINY_STOP" in os.environ:
        stop_at(*os.environ["TINY_STOP"].split(":"))
    sys.exit(cli.main())


def stop_at(name: str, function: str, number: str) -> None:
    """Make a call of a function wait."""
    module, folder, calls = importlib.import_module(name), paths.project_root().parent, itertools.count(1)
    whole = getattr(module, function)

    def waiting(*arguments: object, **named: object) -> object:
        if next(calls) == int(number):
            (folder / "stopped").touch()
            while not (folder / "go").exists():
                time.sleep(0.01)
        return whole(*arguments, **named)

    setattr(module, function, waiting)
