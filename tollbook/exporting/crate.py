"""A run as an RO-Crate 1.1 by the Process Run Crate profile: what was run, on what, with what, and what came
of it, each file with its hash.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from tollbook import run_citation
from tollbook.exporting.asked import Asked
from tollbook.exporting.crate_files import Contents, properties
from tollbook.exporting.crate_run import Run, Step
from tollbook.record import Record, moment_of
from tollbook.tasks import MADE_BESIDE, MADE_NOTEBOOK, MADE_PAGE, MADE_TABLES
from tollbook.terms_of_use import coordinate_licences, licence_words, own_licences

VERSION = "1.1"
PROFILE, PROFILE_VERSION = "https://w3id.org/ro/wfrun/process/0.5", "0.5"
CONTEXT = "https://w3id.org/ro/terms/workflow-run/context"
TERMS = {"sha256": "https://schema.org/sha256"}
DONE = "http://schema.org/CompletedActionStatus"
NAMES = {"python": "Python", "tollbook": "Tollbook"}
CHANGED = "as the run read it; it has been changed since, so it is not in this crate"
WITHHELD = "as the run read it; it stays under the terms of those who made it, so it is not in this crate"
LICENCES = ("DATA-LICENCE.md", "LICENSE")


def make(asked: Asked, run: Run) -> dict[str, bytes]:
    """Return the files of the crate, content by path, with the description that the library writes."""
    with tempfile.TemporaryDirectory(prefix="tollbook-export-") as name:
        Builder(run, Path(name)).build().write(Path(name, "crate"))
        made = Path(name, "crate")
        return {
            path.relative_to(made).as_posix(): path.read_bytes()
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }


class Builder:
    """Who puts a crate together: `files` are its files by path, `crate` is what the library has of it."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.asked, self.folder = run, run.asked, folder
        self.files, self.own = Contents(), own_licences(run.asked.raw)
        self.points = coordinate_licences(run.asked.raw)
        self.crate = ROCrate(version=VERSION)
        self.crate.metadata.extra_contexts.append(CONTEXT)
        self.crate.metadata.extra_terms.update(TERMS)

    def build(self) -> ROCrate:
        """Return the crate with all that belongs to the run."""
        self.add_root()
        inputs = self.add_inputs()
        notebooks, tables, actions = [], [], []
        for step in self.run.notebooks:
            results = self.add_results(step)
            actions.append(self.add_action(step.record, self.notebook(step.record), inputs + tables, results))
            notebooks.append(results[0])
            tables += results[1:] if step.record.run in self.run.makers else []
        page = self.add_page()
        tool = self.software("tollbook", self.run.page.versions.get("tollbook", ""))
        actions.append(self.add_action(self.run.page, tool, inputs + notebooks + tables, page))
        self.add_file(run_citation.FILE, self.records())
        self.crate.root_dataset["mentions"] = actions
        self.crate.root_dataset["mainEntity"] = page[0]
        return self.crate

    def add_inputs(self) -> list[Any]:
        """Add what the runs read; return all but the notebooks, which are their tools."""
        inputs = self.run.inputs
        added = {path: self.add_file(path, content) for path, content in sorted(inputs.files.items())}
        for others, why in ((inputs.changed, CHANGED), (inputs.withheld, WITHHELD)):
            added |= {name: self.add_named(name, found, why) for name, found in sorted(others.items())}
        return [one for name, one in added.items() if not name.startswith("notebooks/")]

    def add_root(self) -> None:
        """Say what the whole is, by which profile, and under which terms."""
        root, asked = self.crate.root_dataset, self.asked
        root["name"] = f"{asked.name}, as of {asked.words}: the run behind the page"
        root["description"] = (
            "A page of Tollbook on who said how many people were killed, missing, injured or displaced, with"
            " the notebooks that were run for it, the tables that they read and made, and the record of each"
            " run. A figure in it is a claim, with an authority and a date."
        )
        root["datePublished"] = ended(self.run.page)
        profile = {"@type": "CreativeWork", "name": "Process Run Crate", "version": PROFILE_VERSION}
        root["conformsTo"] = self.context(PROFILE, profile)
        terms = [self.asked.project / name for name in LICENCES]
        found = [self.add_file(path.name, path.read_bytes()) for path in terms if path.is_file()]
        words = licence_words(asked.raw) or "not said by who keeps the ledger"
        undecided = {"@type": "CreativeWork", "name": "The licence of the ledger", "description": words}
        root["license"] = found or [self.context("#licence", undecided)]

    def context(self, name: str, facts: Mapping[str, Any]) -> ContextEntity:
        """Return something that is no file of the crate, added once."""
        there = self.crate.get(name)
        return there or self.crate.add(ContextEntity(self.crate, name, properties=dict(facts)))

    def add_file(self, path: str, content: bytes, **facts: Any) -> Any:
        """Add a file, once, and return it."""
        path, is_new = self.files.place(path, content)
        if not is_new:
            return self.crate.get(path)
        source = self.folder / "files" / path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(content)
        described = {**properties(path, content, self.own, self.points), **facts}
        licences = [
            self.context(
                one["path"], {"@type": "CreativeWork", "name": one["name"], "description": one["title"]}
            )
            for one in described.pop("license", ())
        ]
        return self.crate.add_file(
            source, path, properties={**described, **({"license": licences} if licences else {})}
        )

    def add_named(self, name: str, digest: str, why: str) -> ContextEntity:
        """Add what the run read and what is not in the crate: its name and its hash, without its content."""
        facts = {
            "@type": "CreativeWork",
            "name": name,
            "description": why,
            "sha256": digest,
        }
        return self.context(f"#read-{name.replace('/', '-')}-{digest[:12]}", facts)

    def add_results(self, step: Step) -> list[Any]:
        """Add what a notebook left: itself, executed, and the tables."""
        folder = (
            "executed" if step.record.label in ("", self.asked.label) else f"executed/{step.record.label}"
        )
        name = f"{folder}/{step.record.what}.ipynb"
        executed = self.add_file(name, step.content(MADE_NOTEBOOK), name=f"{step.record.what}, executed")
        tables = [path for path in sorted(step.entry.files) if path.startswith(f"{MADE_TABLES}/")]
        return [executed, *(self.add_file(f"data/{path}", step.content(path)) for path in tables)]

    def add_page(self) -> list[Any]:
        """Add the page and what lies beside it; the page comes first."""
        step, folder = self.run.page_step, f"reports/{self.asked.event}"
        page = self.add_file(f"{folder}/{self.asked.label}.html", step.content(MADE_PAGE))
        beside = [path for path in sorted(step.entry.files) if path.startswith(f"{MADE_BESIDE}/")]
        return [
            page,
            *(
                self.add_file(f"{folder}/{path.removeprefix(f'{MADE_BESIDE}/')}", step.content(path))
                for path in beside
            ),
        ]

    def notebook(self, run: Record) -> Any:
        """Return the notebook that was run, as a tool: with its language and what it needs."""
        name = f"notebooks/{run.what}.ipynb"
        found = self.crate.get(name) or self.crate.get(
            f"#read-{name.replace('/', '-')}-{run.inputs.get('notebook', '')[:12]}"
        )
        kinds = ["File"] if name in self.files else ["CreativeWork"]
        found.properties()["@type"] = [*kinds, "SoftwareSourceCode"]
        found["programmingLanguage"] = self.software("python", run.versions.get("python", ""))
        found["softwareRequirements"] = [
            self.software(*one) for one in sorted(run.versions.items()) if one[0] != "python"
        ]
        return found

    def software(self, name: str, version: str) -> ContextEntity:
        """Return a program at a version."""
        facts = {"@type": "SoftwareApplication", "name": NAMES.get(name, name), "softwareVersion": version}
        if name == "tollbook":
            facts["identifier"] = f"sha256:{self.run.page.inputs.get(run_citation.PACKAGE, '')}"
        return self.context(f"#{name}-{version}", facts)

    def add_action(self, run: Record, tool: Any, read: Iterable[Any], made: Iterable[Any]) -> ContextEntity:
        """Add a run: the tool, what it was told and read, what it made, and when."""
        told = [
            self.context(
                f"#parameter-{run.run}-{name}", {"@type": "PropertyValue", "name": name, "value": value}
            )
            for name, value in sorted(run.parameters.items())
        ]
        where = f"{self.asked.event}, {run.label}" if run.label else self.asked.event
        facts = {
            "@type": "CreateAction",
            "name": f"{run.what}: {where}",
            "description": run_words(run),
            "startTime": run.started,
            "endTime": ended(run),
            "actionStatus": {"@id": DONE},
            "instrument": tool,
            "object": [*told, *unique(read)],
            "result": unique(made),
        }
        return self.context(f"#run-{run.run}", facts)

    def records(self) -> bytes:
        """Return the records of the runs, one JSON object a line."""
        runs = [*(step.record for step in self.run.notebooks), self.run.page]
        return run_citation.lines(runs).encode("utf-8")


def unique(entities: Iterable[Any]) -> list[Any]:
    """Return the entities in their order, each once."""
    return list({one.id: one for one in entities}.values())


def ended(run: Record) -> str:
    """Return when a run ended (UTC), to the second; empty where its record does not say when it began."""
    began = moment_of(run)
    if began is None:
        return ""
    return (began + timedelta(seconds=round(run.seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


def run_words(run: Record) -> str:
    """Return how a run went, in words."""
    kernel = f", {run.kernel} kernel" if run.kernel else ""
    memory = f", at most {run.memory_bytes / 2**20:,.0f} MiB" if run.memory_bytes else ""
    return f"run {run.run} of batch {run.batch}: {run.seconds:,.1f} seconds{kernel}{memory}; key {run.key}"
