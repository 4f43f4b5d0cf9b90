"""In which order the notebooks of a batch run, and what each needs.

A notebook without a moment (01) runs once for its event. The first notebook with one (02), at the latest
moment, writes the tables that the others read. After it, the other notebooks and moments do not need each
other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tollbook.batch import Batch, Run, describe
from tollbook.refusals import LATEST


@dataclass(frozen=True)
class Job:
    """One notebook of one run; without a moment `label` is empty. `parameters` are not the defaults."""

    notebook: str
    event: str
    label: str
    parameters: tuple[tuple[str, str], ...] = ()
    needs: tuple[Job, ...] = ()

    def __str__(self) -> str:
        return f"{self.notebook}  {describe(self.event, self.label)}"


@dataclass(frozen=True)
class Page:
    """One report: the notebooks that it shows, all that must have run before it is published, the job whose
    project has all tables of the event, and the rule of the run.
    """

    event: str
    label: str
    shows: tuple[Job, ...]
    needs: tuple[Job, ...]
    tables: Job
    rule: str = LATEST

    def __str__(self) -> str:
        return f"page  {describe(self.event, self.label)}"


def plan(batch: Batch) -> list[Job | Page]:
    """Return the jobs and pages of a batch: what most others need first, a page as soon as it can be."""
    by_event: dict[str, list[Run]] = {}
    for run in batch.runs:
        by_event.setdefault(run.event, []).append(run)
    steps = [step for runs in by_event.values() for step in plan_event(batch, runs)]
    return sorted(steps, key=lambda step: (min(len(step.needs), 2), isinstance(step, Job)))


def plan_event(batch: Batch, runs: list[Run]) -> list[Job | Page]:
    """Return the jobs and pages of one event."""
    timeless = [notebook for notebook in batch.notebooks if "as_of" not in batch.defaults[notebook]]
    timed = [notebook for notebook in batch.notebooks if notebook not in timeless]
    latest = next((run for run in runs if run.label == LATEST), at_latest(runs[0]))
    head: tuple[Job, ...] = ()
    for notebook in timeless:
        head = (*head, make_job(batch, notebook, latest, head, label=""))
    for notebook in timed[:1]:
        head = (*head, make_job(batch, notebook, latest, head))
    pages, jobs = [], list(head)
    for run in runs:
        done = {job.notebook: job for job in head if job.label in ("", run.label)}
        own = {notebook: make_job(batch, notebook, run, head) for notebook in timed if notebook not in done}
        shows = tuple({**done, **own}[notebook] for notebook in batch.notebooks)
        rule = dict(run.parameters).get("rule", LATEST)
        pages.append(Page(run.event, run.label, shows, unique((*head, *shows)), (head or shows)[-1], rule))
        jobs += own.values()
    return [*jobs, *pages]


def at_latest(run: Run) -> Run:
    """Return the same run at the latest moment: the tables are always those of the latest."""
    return Run(run.event, LATEST, tuple(sorted({**dict(run.parameters), "as_of": LATEST}.items())))


def make_job(batch: Batch, notebook: str, run: Run, needs: tuple[Job, ...], label: str | None = None) -> Job:
    """Return the job of a notebook in a run. A parameter that has its default is not injected: a run with the
    defaults is then, byte for byte, the committed notebook.
    """
    defaults = batch.defaults[notebook]
    parameters = tuple((name, value) for name, value in run.parameters if defaults.get(name, value) != value)
    return Job(notebook, run.event, run.label if label is None else label, parameters, needs)


def unique(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """Return the jobs in their order, each once."""
    return tuple(dict.fromkeys(jobs))
