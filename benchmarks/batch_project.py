"""The runs that every way of `compare_batch.py` has to do, the project for them, and what a way made.

A run is one notebook with its parameters. Notebook 01 writes the tables of an event, then 02 at the latest
moment, and the others read them: `stage` 0, 1 and 2. Every way keeps to that order.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
import yaml

from tollbook.batch import Batch, read_batch
from tollbook.plan import Job, plan

NOT_COPIED = ("tollbook", "tests", "benchmarks", "docs", "reports", "__pycache__")
IMPORTS = ("import ", "from ")
STEPS = "steps.json"


@dataclass(frozen=True)
class Run:
    """One notebook of one event at one moment (`label`; empty for a notebook without one)."""

    notebook: str
    event: str
    label: str
    stage: int
    parameters: dict[str, str]

    @property
    def name(self) -> str:
        """The run's name in files."""
        return "-".join(filter(None, (self.event, self.label, self.notebook)))


@dataclass
class Made:
    """What a way left of one run: the executed notebook and the file that readers open."""

    notebook: Path
    html: Path


def copy_project(source: Path, folder: Path) -> None:
    """Copy what notebooks and reports need, without results of other runs: no `.tollbook`, no `reports`."""

    def leave_out(parent: str, names: list[str]) -> set[str]:
        top = Path(parent) == source
        return {name for name in names if name.startswith(".") or (top and name in NOT_COPIED)}

    shutil.copytree(source, folder, ignore=leave_out)


def narrow(project: Path, event: str, runs: int | None) -> None:
    """Keep only the first `runs` pages (of `event`, if named) of the project's batch file."""
    if not event and runs is None:
        return
    path = project / "notebooks/batch.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = [row for row in settings["runs"] if event in ("", row["event"])]
    settings["runs"] = rows[:runs]
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def all_runs(project: Path) -> list[Run]:
    """Return the runs of a project's batch file in an order in which they can be done."""
    os.environ["TOLLBOOK_PROJECT"] = str(project)
    try:
        batch = read_batch(project / "notebooks/batch.yml")
    finally:
        del os.environ["TOLLBOOK_PROJECT"]
    jobs = [step for step in plan(batch) if isinstance(step, Job)]
    return sorted((as_run(batch, job) for job in jobs), key=lambda run: run.stage)


def as_run(batch: Batch, job: Job) -> Run:
    """Return a job as the stock tools are told of it: with every parameter of the batch file spelled out."""
    moments = {(run.event, run.label): dict(run.parameters)["as_of"] for run in batch.runs}
    parameters = {**dict(job.parameters), "event": job.event}
    if job.label:
        parameters["as_of"] = moments.get((job.event, job.label), job.label)
    return Run(job.notebook, job.event, job.label, min(len(job.needs), 2), parameters)


def write_runs(runs: list[Run], path: Path) -> None:
    """Write the runs as JSON, for the ways that are programs of their own."""
    rows = [{**asdict(run), "name": run.name, "needs": needs(run, runs)} for run in runs]
    path.write_text(json.dumps({"runs": {row["name"]: row for row in rows}}), encoding="utf-8")


def needs(run: Run, runs: list[Run]) -> list[str]:
    """Return the names of the runs that must be done before `run`."""
    return [other.name for other in runs if other.event == run.event and other.stage < run.stage]


def stock_files(project: Path, run: Run) -> Made:
    """Return where the ways with stock tools leave a run."""
    return Made(project / f"executed/{run.name}.ipynb", project / f"executed/{run.name}.html")


def our_files(project: Path, run: Run) -> Made:
    """Return where `tollbook run` leaves a run; 01 is kept with each moment of its event."""
    kept = project / "reports/.build" / run.event
    folders = [kept / run.label] if run.label else sorted(kept.glob("*/"))
    folder = folders[0] if folders else kept / "none"
    return Made(folder / f"{run.notebook}.ipynb", project / "reports" / run.event / f"{folder.name}.html")


def is_whole(made: Made) -> bool:
    """Tell whether a run was done: every code cell ran without an error, and there is a file to read."""
    if not made.html.is_file() or not made.notebook.is_file():
        return False
    try:
        cells = code_cells(made.notebook)
    except Exception:  # half a file; nbformat has no one class for all that can be wrong with one
        return False
    ran = all(cell.execution_count is not None for cell in cells if cell.source.strip())
    return ran and not any(output.output_type == "error" for cell in cells for output in cell.outputs)


def code_cells(notebook: Path) -> list[nbformat.NotebookNode]:
    """Return the code cells of a notebook but the one that papermill adds for the parameters."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [
        cell
        for cell in cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", ())
    ]


def outputs(notebook: Path) -> list[list[object]]:
    """Return what each code cell shows: kinds and contents, without counts and without how text was cut into
    messages.
    """
    return [joined(cell.outputs) for cell in code_cells(notebook)]


def joined(cell_outputs: list[nbformat.NotebookNode]) -> list[object]:
    """Return the outputs of a cell with text that came in several messages put together."""
    found: list[object] = []
    for output in cell_outputs:
        if output.output_type != "stream":
            found.append((output.output_type, json.dumps(output.get("data", {}), sort_keys=True)))
        elif found and found[-1][:2] == ("stream", output.name):
            found[-1] = ("stream", output.name, found[-1][2] + output.text)
        else:
            found.append(("stream", output.name, output.text))
    return found


def stock_cell_seconds(project: Path, runs: list[Run]) -> float:
    """Return the sum of the seconds of all cells as papermill notes them, without the cells that import."""
    return sum(
        cell.metadata.get("papermill", {}).get("duration") or 0.0
        for run in runs
        if is_whole(stock_files(project, run))
        for cell in code_cells(stock_files(project, run).notebook)
        if not cell.source.lstrip().startswith(IMPORTS)
    )


def our_steps(project: Path) -> dict[str, float]:
    """Return what `batch_noted.py` noted of a batch; nothing where it did not run."""
    path = project / STEPS
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
