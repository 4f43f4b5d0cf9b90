"""The last recorded run of a page, with all that it left in the store: what an RO-Crate is made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tollbook import keys, record
from tollbook.exporting.asked import Asked
from tollbook.own_rows import Data, Part
from tollbook.record import Record
from tollbook.refusals import LATEST, CallError
from tollbook.run_citation import FILE as RUNS
from tollbook.store import FOLDER, Entry, Store
from tollbook.tasks import MADE_BESIDE, MADE_TABLES

PAGE = "page"
NOT_OURS = ("databases",)
"""Folders below `data` whose tables stay under the terms of those who made them."""


@dataclass(frozen=True)
class Step:
    """A notebook that was run or a page that was made: its record, and what it left in the store."""

    record: Record
    entry: Entry

    def content(self, name: str) -> bytes:
        """Return one of the files that it left."""
        return (self.entry.folder / name).read_bytes()


@dataclass(frozen=True)
class Inputs:
    """What a run read, as it is now: content by path, for what has the hash that the run noted; `changed`
    names what has another hash by now, `withheld` what is not ours to give on, each with the hash of then.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """A page's run: the page and, in the order of their start, the notebooks that it shows and the one that
    made the tables which they read, where the page does not show that. makers: the runs whose tables the
    later ones read.
    """

    asked: Asked
    page_step: Step
    notebooks: tuple[Step, ...]
    inputs: Inputs
    makers: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()

    @property
    def page(self) -> Record:
        """The record of the page."""
        return self.page_step.record


def last(asked: Asked) -> Run:
    """Return the last run of a page that went well. Raises CallError where none is recorded, or where what it
    left is no longer kept.
    """
    records = [one for one in record.read(asked.project / record.FILE) if one.outcome == record.OK]
    of_event = sorted((one for one in records if one.event == asked.event), key=lambda one: one.started)
    pages = [one for one in of_event if one.what == PAGE and one.label == asked.label]
    moment = "" if asked.label == LATEST else f" --as-of {asked.label}"
    again = f"tollbook run --event {asked.event}{moment}"
    if not pages:
        raise CallError(f"no run of the page {asked.event}, {asked.label}, is recorded: `{again}` first")
    store = Store(asked.project / FOLDER)
    page = kept(store, pages[-1], again)
    shown = [kept(store, one, again) for one in runs_behind(page)]
    maker = maker_of(page.record, shown, of_event)
    steps = {step.record.run: step for step in shown}
    if maker and maker.run not in steps:
        steps[maker.run] = kept(store, maker, again)
    notebooks = tuple(sorted(steps.values(), key=lambda step: step.record.started))
    inputs = found_inputs(asked, [page.record, *(step.record for step in notebooks)])
    makers = {step.record.run for step in shown if not step.record.label} | ({maker.run} if maker else set())
    remarks = (
        *(f"{name} is not what the run read: the crate names it with its hash" for name in inputs.changed),
        *(f"{name} is left out, under the terms of others: the crate names it" for name in inputs.withheld),
    )
    return Run(asked, page, notebooks, inputs, frozenset(makers), remarks)


def kept(store: Store, one: Record, again: str) -> Step:
    """Return a step with what it left. Raises CallError where that is no longer in the store."""
    entry = store.get(one.key)
    if entry is None:
        raise CallError(
            f"what the run {one.run} of {one.what} left is not kept (it was removed since, or the program was"
            f" changed while it ran): `{again} --force` runs it again"
        )
    files = entry.files
    is_same = all(files.get(name) == found for name, found in one.outputs.items())
    return Step(one if is_same else entry.record, entry)


def runs_behind(page: Step) -> list[Record]:
    """Return the records of the notebooks that a page shows, which its download has."""
    name = f"{MADE_BESIDE}/{page.record.label}.zip"
    with zipfile.ZipFile(io.BytesIO(page.content(name))) as archive:
        lines = archive.read(RUNS).decode("utf-8").splitlines() if RUNS in archive.namelist() else []
    return [record.from_line(line) for line in lines]


def maker_of(page: Record, shown: Iterable[Step], records: Iterable[Record]) -> Record | None:
    """Return the run, always at the latest moment, that made the tables which a page read, found by their
    hashes; None where no record tells.
    """
    own = [step.record for step in shown]
    timeless = [one for one in own if not one.label]
    others = [one for one in records if one.label == LATEST and one.what != PAGE]
    for one in (*(one for one in own if one.label == LATEST), *reversed(others)):
        if keys.of(tables_of([*timeless, one])) == page.inputs.get("processed"):
            return one
    return None


def tables_of(runs: Iterable[Record]) -> dict[str, str]:
    """Return the hashes of the tables that some runs left, a later one's over an earlier one's."""
    return {
        name: found
        for one in runs
        for name, found in one.outputs.items()
        if name.startswith(f"{MADE_TABLES}/")
    }


def found_inputs(asked: Asked, runs: Iterable[Record]) -> Inputs:
    """Return what runs read: the data of the event, the notebooks, the lock."""
    parts = Data(asked.project, asked.raw).of_event(asked.event)
    inputs = Inputs()
    for name, found in keys.data(parts).items():
        wanted = {one.inputs[name] for one in runs if name in one.inputs}
        if name in NOT_OURS:
            inputs.withheld.update({f"data/{name}": digest for digest in wanted})
        elif wanted == {found}:
            for path in members(parts, name):
                inputs.files[f"data/{path}"] = content(parts[path])
        else:
            inputs.changed.update({f"data/{name}": digest for digest in wanted})
    add_notebooks(asked.project, runs, inputs)
    add_lock(asked.project, runs, inputs)
    return inputs


def members(parts: Iterable[str], name: str) -> list[str]:
    """Return the files that one of the hashes of a run's data is over."""
    if name in parts:
        return [name]
    folder = name.partition("/")[0]
    return [
        path
        for path in parts
        if path.partition("/")[0] == folder and not (folder == "raw" and path.endswith(".csv"))
    ]


def content(part: Part) -> bytes:
    """Return a file of a step's data."""
    return part.source.read_bytes() if part.content is None else part.content


def add_notebooks(project: Path, runs: Iterable[Record], inputs: Inputs) -> None:
    """Add the notebooks that were run, as they are without having been run there."""
    for one in runs:
        name = f"notebooks/{one.what}.ipynb"
        if one.what != PAGE and name not in inputs.files:
            path, wanted = project / name, one.inputs.get("notebook", "")
            if path.is_file() and keys.notebook(path) == wanted:
                inputs.files[name] = path.read_bytes()
            else:
                inputs.changed[name] = wanted


def add_lock(project: Path, runs: Iterable[Record], inputs: Inputs) -> None:
    """Add the lock of the packages, if what is locked and installed is what the runs had."""
    path = project / "requirements.lock"
    wanted = {one.inputs.get("environment", "") for one in runs}
    if not path.is_file():
        return
    if wanted == {keys.environment(project)}:
        inputs.files[path.name] = path.read_bytes()
    else:
        inputs.changed[path.name] = " or ".join(sorted(wanted))
