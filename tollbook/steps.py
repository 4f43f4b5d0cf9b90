"""What each step of a batch depends on, and the folder from which it works."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tollbook import corrections, keys, project_events, workspace
from tollbook.batch import Batch
from tollbook.contents import moment_links, page_labels
from tollbook.files import digest
from tollbook.own_rows import Data, changed, ledger_sha256
from tollbook.plan import Job, Page, unique
from tollbook.tasks import EXECUTED, MADE_NOTEBOOK, MADE_TABLES, NOTEBOOK, PAGE, Task

if TYPE_CHECKING:
    from tollbook.store import Entry

Step = Job | Page
CELL_SECONDS, NOTEBOOK_SECONDS = 600, 1800


@dataclass(frozen=True)
class Settings:
    """Where a batch reads and writes, and how it runs.

    kept: for executed notebooks. reports: without it no page is made. workers: steps at once, 0 for what
    suits the machine. notebook_seconds: the most that a notebook may take. fresh: cold kernels, pages in
    fresh processes. force: repeat what has not changed. keep: use the store of the project. recorded: write a
    record of each run. cluster: the address of a scheduler. meta: what a page's foot cites, asked for when a
    page is made.
    """

    project: Path
    raw: Path
    out: Path
    kept: Path
    reports: Path | None = None
    workers: int = 0
    cell_seconds: int = CELL_SECONDS
    notebook_seconds: int = NOTEBOOK_SECONDS
    fresh: bool = False
    force: bool = False
    keep: bool = False
    recorded: bool = False
    cluster: str = ""
    meta: Callable[[], Mapping[str, Any]] = field(default=dict)


class Steps:
    """The steps of a batch: what they read, by hash, and what they see. `made` is what each has left."""

    def __init__(self, folder: Path, batch: Batch, settings: Settings) -> None:
        self.folder, self.batch, self.settings = folder, batch, settings
        self.data = Data(settings.project, settings.raw)
        self.made: dict[Step, Entry] = {}
        self.written: set[str] = set()
        self.hashed: dict[str, dict[str, str]] = {}
        self.notebooks: dict[str, str] = {}

    @cached_property
    def everywhere(self) -> dict[str, str]:
        """Return the hashes of what every step depends on."""
        return {"package": keys.package(), "environment": keys.environment(self.settings.project)}

    @cached_property
    def ledger(self) -> str:
        """Return the hash of the ledger as the batch has read it."""
        return ledger_sha256(self.data.whole)

    def is_as_it_was(self) -> bool:
        """Tell whether the package is still what the keys were made from: somebody may be editing it."""
        return keys.package() == self.everywhere["package"]

    def key(self, step: Step) -> str:
        """Return the key of a step whose needs are met. Raises what stands in the way of its start."""
        if isinstance(step, Job):
            about = {"notebook": step.notebook, "parameters": told(step)}
            return keys.step(NOTEBOOK, about, self.inputs(step))
        about = {name: value for name, value in self.page_options(step).items() if name != "meta"}
        about["plan"] = asdict(self.batch.page)
        about["moments"] = self.links(step)
        return keys.step(PAGE, about, self.inputs(step))

    def inputs(self, step: Step) -> dict[str, str]:
        """Return the hashes of what a step reads, by name."""
        if step.event not in self.hashed:
            self.hashed[step.event] = keys.data(self.data.of_event(step.event))
        before = step.needs if isinstance(step, Job) else (*step.tables.needs, step.tables)
        found = {
            **self.everywhere,
            **self.hashed[step.event],
            "processed": keys.of(self.tables_of(before)),
        }
        if isinstance(step, Job):
            if step.notebook not in self.notebooks:
                self.notebooks[step.notebook] = keys.notebook(self.notebook(step))
            found["notebook"] = self.notebooks[step.notebook]
            if districts := dict(step.parameters).get("districts"):
                found["districts"] = digest(self.districts(districts).read_bytes())
            return found
        shown = {job.notebook: self.made[job].files[MADE_NOTEBOOK] for job in step.shows}
        return found | {
            "notebooks": keys.of(shown),
            "corrections": keys.of([list(entry) for entry in self.corrections(step.event)]),
        }

    def tables_of(self, jobs: tuple[Job, ...]) -> dict[str, str]:
        """Return the hashes of the tables that some notebooks left, a later one's over an earlier one's."""
        return {
            name: found
            for job in jobs
            for name, found in sorted(self.made[job].files.items())
            if name.startswith(f"{MADE_TABLES}/")
        }

    def prepare(self, step: Step, project: Path) -> Task:
        """Make the project that a step sees, and return its task."""
        return self.prepare_job(step, project) if isinstance(step, Job) else self.prepare_page(step, project)

    def prepare_job(self, job: Job, project: Path) -> Task:
        """Make the project that a notebook sees, and return its task."""
        parameters = dict(job.parameters)
        before = [self.made[need].folder / MADE_TABLES for need in job.needs]
        workspace.make_project(project, self.event_folder(job.event), before)
        if parameters.get("districts"):
            workspace.add_districts(project, self.districts(parameters["districts"]))
        copy = project / "notebooks" / f"{job.notebook}.ipynb"
        shutil.copyfile(self.notebook(job), copy)
        if keys.notebook(copy) != self.notebooks[job.notebook]:
            raise changed(f"notebooks/{copy.name}")
        options = {
            "notebook": job.notebook,
            "parameters": told(job),
            "cell_seconds": self.settings.cell_seconds,
            "notebook_seconds": self.settings.notebook_seconds,
        }
        return Task(NOTEBOOK, str(job), options)

    def prepare_page(self, page: Page, project: Path) -> Task:
        """Make the project that a page is made from, and return its task."""
        jobs = unique((*page.tables.needs, page.tables))
        before = [self.made[job].folder / MADE_TABLES for job in jobs]
        workspace.make_project(project, self.event_folder(page.event), before)
        for job in page.shows:
            source = self.made[job].folder / MADE_NOTEBOOK
            workspace.link(source, project / EXECUTED / f"{job.notebook}.ipynb")
        self.write_corrections(page.event, project)
        return Task(PAGE, str(page), self.page_options(page) | {"meta": self.page_meta(page)})

    def page_options(self, page: Page) -> dict[str, Any]:
        """Return what a page is told, but for what its foot cites."""
        return {
            "event": page.event,
            "label": page.label,
            "rule": page.rule,
            "labels": page_labels(self.settings.reports or Path("reports"), page.event, self.batch.runs),
            "plan": self.batch.page,
            "notebooks": [job.notebook for job in page.shows],
        }

    def page_meta(self, page: Page) -> dict[str, Any]:
        """Return what the foot of a page cites, and the links to its event's other moments. Raises ValueError
        where the ledger that it cites is not the one that the steps have seen.
        """
        cited = self.settings.meta()
        if cited.get("ledger_sha256", self.ledger) != self.ledger:
            raise changed("data/raw")
        return {
            **cited,
            "moments": self.links(page),
            "event_sha256": self.data.events_sha256(page.event),
            "runs": [self.made[job].record for job in page.shows],
        }

    def links(self, page: Page) -> list[dict[str, object]]:
        """Return the links from a page to its event's moments."""
        reports = self.settings.reports or Path("reports")
        return moment_links(reports, page.event, page.label, self.batch.runs)

    def event_folder(self, event: str) -> Path:
        """Return a folder with the data of an event, written once."""
        folder = self.folder / "data" / event
        if event not in self.written:
            workspace.write_data(folder, self.data.of_event(event))
            self.written.add(event)
        return folder

    def notebook(self, job: Job) -> Path:
        """Return the file of a notebook."""
        return self.settings.project / "notebooks" / f"{job.notebook}.ipynb"

    def districts(self, name: str) -> Path:
        """Return a file of districts that a parameter names."""
        return self.settings.project / Path(name).expanduser()

    def corrections(self, event: str) -> list[corrections.Correction]:
        """Return the corrections that an event's pages show. Raises CorrectionsError."""
        known = corrections.read(self.settings.project, project_events.rows())
        return corrections.of_event(known, event)

    def write_corrections(self, event: str, project: Path) -> None:
        """Write the corrections that an event's pages show into the project of one: those of other events are
        none of its own. Nothing where the project has no such file.
        """
        if (self.settings.project / corrections.FILE).is_file():
            entries = [corrections.line(one) for one in self.corrections(event)]
            text = "\n".join((corrections.HEADING, "", *entries, ""))
            (project / corrections.FILE).write_text(text, encoding="utf-8", newline="\n")


def told(job: Job) -> dict[str, str]:
    """Return the parameters that a notebook gets: a file of districts by its name in the step's project."""
    parameters = dict(job.parameters)
    if districts := parameters.get("districts"):
        parameters["districts"] = (workspace.DISTRICTS / Path(districts).name).as_posix()
    return parameters
