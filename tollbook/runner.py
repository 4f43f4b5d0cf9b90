"""Run a batch: what can run at once does, one that fails stops only what needs it, and only whole results are
published.

A moment's page, its charts' rows and the tables of its event are published together, when every notebook
behind them has succeeded.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tollbook import workspace
from tollbook.batch import Batch
from tollbook.contents import moment_links, page_labels, page_path
from tollbook.execute import CELL_SECONDS, NotebookError, run_notebook
from tollbook.kernels import Kernels
from tollbook.normalise import to_text
from tollbook.plan import Job, Page, plan
from tollbook.refusals import LATEST

Step = Job | Page


@dataclass(frozen=True)
class Settings:
    """Where a batch reads and writes; `kept` is for executed notebooks; without `reports` no page is made."""

    project: Path
    raw: Path
    out: Path
    kept: Path
    reports: Path | None = None
    workers: int = 1
    cell_seconds: int = CELL_SECONDS
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a step ended: `error` is empty when well, `skipped` when a step that it needs had failed."""

    seconds: float = 0.0
    error: str = ""
    traceback: str = ""
    skipped: bool = False

    @property
    def is_ok(self) -> bool:
        return not self.error


Tell = Callable[[Step, Outcome | None], None]  # None: the step starts


def run_batch(batch: Batch, settings: Settings, tell: Tell) -> dict[Step, Outcome]:
    """Run all notebooks of a batch, publish what is whole, and return how each step ended.

    `tell` is called when a step starts and when it ends. Ctrl-C ends the kernels, removes what is unfinished,
    and is passed on.
    """
    kernels = Kernels()
    with workspace.work_folder() as folder:
        build = Build(folder, batch, settings, kernels)
        return run_steps(plan(batch), build.do, settings.workers, tell, kernels)


def run_steps(
    steps: Sequence[Step], do: Callable[[Step], Outcome], workers: int, tell: Tell, kernels: Kernels
) -> dict[Step, Outcome]:
    """Run steps at most `workers` at once, each after those it needs; a step whose need failed is skipped."""
    waiting, running, outcomes = list(steps), {}, {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            while waiting or running:
                skip_hopeless(waiting, outcomes, tell)
                start_ready(waiting, running, outcomes, lambda step: pool.submit(do, step), workers, tell)
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    step = running.pop(future)
                    outcomes[step] = future.result()
                    tell(step, outcomes[step])
        except BaseException:
            kernels.stop()
            raise
    return outcomes


def skip_hopeless(waiting: list[Step], outcomes: dict[Step, Outcome], tell: Tell) -> None:
    """Take from `waiting` the steps that need one which failed."""
    for step in list(waiting):
        failed = next((need for need in step.needs if need in outcomes and not outcomes[need].is_ok), None)
        if failed is not None:
            waiting.remove(step)
            outcomes[step] = Outcome(error=f"not run: {failed} failed", skipped=True)
            tell(step, outcomes[step])


def start_ready(
    waiting: list[Step],
    running: dict[Future, Step],
    outcomes: dict[Step, Outcome],
    submit: Callable[[Step], Future],
    workers: int,
    tell: Tell,
) -> None:
    """Start the steps that need nothing more, as many as there are workers."""
    for step in list(waiting):
        if len(running) == workers:
            return
        if all(need in outcomes for need in step.needs):
            waiting.remove(step)
            tell(step, None)
            running[submit(step)] = step


class Build:
    """The batch at work: the folder of each job, what each wrote, and who wrote each table first."""

    def __init__(self, folder: Path, batch: Batch, settings: Settings, kernels: Kernels) -> None:
        self.folder, self.batch, self.settings, self.kernels = folder, batch, settings, kernels
        self.projects: dict[Job, Path] = {}
        self.written: dict[Job, list[Path]] = {}
        self.tables: dict[Path, Job] = {}
        self._lock = threading.Lock()

    def do(self, step: Step) -> Outcome:
        """Run a notebook or make a page; whatever goes wrong is an outcome, so that the others go on."""
        start = time.monotonic()
        try:
            self.run_job(step) if isinstance(step, Job) else self.make_page(step)
        except NotebookError as error:
            return Outcome(time.monotonic() - start, self.without_paths(str(error)), error.traceback)
        except Exception as error:
            text = self.without_paths(" ".join(f"{type(error).__name__}: {error}".split()))
            return Outcome(time.monotonic() - start, text, traceback.format_exc())
        return Outcome(time.monotonic() - start)

    def run_job(self, job: Job) -> None:
        """Run a notebook in a project of its own and keep it; check that it wrote only what it may."""
        settings = self.settings
        project = self.folder / "-".join(filter(None, (job.event, job.label, job.notebook)))
        before = self.projects[job.needs[-1]] / workspace.PROCESSED if job.needs else None
        parameters = dict(job.parameters)
        parameters |= workspace.make_project(
            project, settings.project, settings.raw, before, parameters.get("districts", "")
        )
        executed = run_notebook(
            settings.project / "notebooks" / f"{job.notebook}.ipynb",
            parameters,
            project,
            self.kernels,
            settings.cell_seconds,
        )
        text = without_folder(to_text(executed), project)
        executed_path(project, job).write_text(text, encoding="utf-8", newline="\n")
        files = workspace.written(project, before)
        with self._lock:
            self.check_files(job, files, project)
            self.projects[job], self.written[job] = project, files

    def check_files(self, job: Job, files: list[Path], project: Path) -> None:
        """Raise ValueError where a notebook wrote rows of another moment's charts, or a table otherwise than
        another did.

        Tables hold all moments; one that depends on `as_of` would depend on which notebook ran last.
        """
        for path in files:
            label = chart_label(path, job.event)
            if label not in ("", job.label or LATEST):
                raise ValueError(f"wrote {path.as_posix()}, which is of another moment")
            first = self.tables.get(path)
            if label or first is None or first in job.needs:
                self.tables[path] = job
            elif not workspace.same(
                project / workspace.PROCESSED / path, self.projects[first] / workspace.PROCESSED / path
            ):
                raise ValueError(
                    f"wrote {path.as_posix()} otherwise than {first}: a table must not depend on the moment"
                )

    def make_page(self, page: Page) -> None:
        """Make a page; publish its tables, charts' rows and executed notebooks, and the page itself last."""
        settings, html = self.settings, self.folder / f"{page.event}-{page.label}.html"
        notebooks = [executed_path(self.projects[job], job) for job in page.shows]
        if settings.reports is not None:
            self.make_html(page, notebooks, html)
        for path, source in self.results(page).items():
            workspace.publish(source, settings.out / path)
        self.remove_old_charts(page)
        for job, notebook in zip(page.shows, notebooks, strict=True):
            workspace.publish(notebook, settings.kept / page.event / page.label / f"{job.notebook}.ipynb")
        if settings.reports is not None:
            self.publish_page(page, html)

    def make_html(self, page: Page, notebooks: list[Path], html: Path) -> None:
        """Write a page to the file `html`, and what lies beside it into the folder of that name."""
        from tollbook import page_extras, report

        settings = self.settings
        links = moment_links(settings.reports, page.event, page.label, self.batch.runs)
        labels = page_labels(settings.reports, page.event, self.batch.runs)
        tables = self.projects[page.tables] / workspace.PROCESSED
        source = page_extras.Source(settings.raw, tables, settings.project)
        extras = page_extras.read(source, page.event, page.label, page.rule, labels, self.batch.page)
        meta = {**settings.meta, "moments": links}
        parts = report.build_page(notebooks, page.event, page.label, html, meta, extras)
        page_extras.write_beside(source, page.event, extras, parts, meta, html.with_suffix(""))

    def publish_page(self, page: Page, html: Path) -> None:
        """Publish a page with what lies beside it, the page itself last; remove what it no longer has."""
        from tollbook.downloads import remove_others

        target = page_path(self.settings.reports, page.event, page.label)
        beside = html.with_suffix("")
        made = workspace.files_below(beside)
        for path in made:
            workspace.publish(beside / path, target.parent / path)
        remove_others(target.with_suffix(""), [target.parent / path for path in made])
        workspace.publish(html, target)

    def results(self, page: Page) -> dict[Path, Path]:
        """Return the files to publish with a page: tables, and the rows of its own moment's charts."""
        return {
            path: self.projects[job] / workspace.PROCESSED / path
            for job in page.needs
            for path in self.written[job]
            if chart_label(path, page.event) in ("", page.label)
        }

    def remove_old_charts(self, page: Page) -> None:
        """Remove the rows of charts that the moment no longer has."""
        charts = Path(page.event, "charts", page.label)
        current = self.results(page)
        for path in workspace.files_below(self.settings.out / charts):
            if charts / path not in current and path.suffix == ".csv":
                (self.settings.out / charts / path).unlink()

    def without_paths(self, text: str) -> str:
        """Return a message without the folders of this machine: of the work, and of the project."""
        for folder in [*sorted(self.folder.glob("*/"), reverse=True), self.folder, self.settings.project]:
            text = without_folder(text, folder)
        return text


def without_folder(text: str, folder: Path) -> str:
    """Return text in which paths below `folder` are relative to it."""
    return text.replace(f"{folder}/", "").replace(str(folder), ".")


def executed_path(project: Path, job: Job) -> Path:
    """Return where a job keeps its executed notebook."""
    return project / f"{job.notebook}.ipynb"


def chart_label(path: Path, event: str) -> str:
    """Return the moment of a file of charted rows (`E/charts/<label>/...`); empty for a table."""
    return path.parts[2] if path.parts[:2] == (event, "charts") and len(path.parts) > 3 else ""
