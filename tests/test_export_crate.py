"""`tollbook export ro-crate`: the last recorded run of a page, from an invented project and its runs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rocrate.rocrate import ROCrate

from tollbook import cli, keys, record, vocabulary
from tollbook.downloads import pack
from tollbook.exporting import crate_check
from tollbook.files import digest
from tollbook.own_rows import Data
from tollbook.paths import OWN
from tollbook.record import Record
from tollbook.store import FOLDER, Entry, Store, hashes

QUAKE, DAY = "quake-2031-05", "2031-05-05"
CLEAN, COMPARE = "01-clean-figures", "02-compare-totals"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
VERSIONS = {"python": "3.12.1", "tollbook": "9.9.9", "pandas": "3.0.0"}
TABLES = {
    "data/hand/events.csv": "event_id,name,time_zone,starts\n"
    f"{QUAKE},An invented earthquake,America/Lima,2031-05-04T03:10\n",
    "data/raw/claims.csv": f"claim_id,report_id,event_id\nc1,p1,{QUAKE}\n",
    "data/raw/claims.csv.card.yml": "title: Invented claims\nlicence: CC0 1.0\n",
    "data/raw/reports.csv": "report_id,outlet\np1,An invented paper\n",
    "data/raw/places.csv": "place,lat,lon,licence\nA town,-12.0,-77.0,CC BY 4.0\n",
    "data/raw/series.csv": "monitor\n",
    "data/raw/sightings.csv": "report_id,event_id\n",
    "data/dictionary/raw-claims.yml": "table: claims\n",
    "DATA-LICENCE.md": "# The data\n",
    "requirements.lock": "pandas==3.0.0\n",
}


def notebook(text: str) -> str:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [text]}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class Project:
    """An invented project whose runs are put together by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in TABLES.items():
            self.write(name, text)
        for name in vocabulary.TABLES:
            own = OWN / f"data/hand/{name}.csv"
            self.write(f"data/hand/{name}.csv", own.read_text(encoding="utf-8"))
        for name in (CLEAN, COMPARE):
            self.write(f"notebooks/{name}.ipynb", notebook(name))
        self.count = 0

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def inputs(self) -> dict[str, str]:
        parts = Data(self.folder, self.folder / "data/raw").of_event(QUAKE)
        return {"package": "ab" * 32, "environment": keys.environment(self.folder), **keys.data(parts)}

    def add(self, what: str, label: str, files: dict[str, bytes], **inputs: str) -> Record:
        """Record a run that left `files`, and keep them."""
        self.count += 1
        one = Record(
            run=f"{self.count:012x}",
            batch="b" * 12,
            what=what,
            event=QUAKE,
            label=label,
            parameters={"as_of": label} if label == DAY and what != "page" else {},
            started=f"2031-06-01T00:00:{self.count:02}Z",
            seconds=1.2,
            kernel="" if what == "page" else "warm",
            key=digest(f"{what} {label} {self.count}".encode()),
            inputs={**self.inputs(), **inputs},
            outputs={name: digest(content) for name, content in files.items()},
            versions=VERSIONS,
        )
        made = self.folder / "made" / str(self.count)
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        store = Store(self.folder / FOLDER)
        with store.open():
            store.put(one.key, Entry(made, hashes(made), one))
        record.append(self.folder / record.FILE, one)
        return one

    def run(self, what: str, label: str, tables: dict[str, bytes]) -> Record:
        """Record a run of a notebook."""
        left = {f"processed/{name}": content for name, content in tables.items()}
        path = self.folder / f"notebooks/{what}.ipynb"
        executed = notebook(f"{what} {label}, executed").encode()
        return self.add(what, label, {"notebook.ipynb": executed, **left}, notebook=keys.notebook(path))

    def page(self, label: str, shown: list[Record], read: dict[str, bytes]) -> Record:
        """Record a page of some notebooks that read some tables."""
        lines = "".join(f"{record.to_line(one)}\n" for one in shown)
        files = {
            "page.html": f"<p>{label}</p>".encode(),
            f"beside/{label}.zip": pack({"runs.jsonl": lines.encode()}),
            f"beside/{label}/chart.csv": b"who,killed\nall,12\n",
        }
        found = {f"processed/{name}": digest(content) for name, content in read.items()}
        return self.add("page", label, files, processed=keys.of(found))


def claims_of(number: int) -> dict[str, bytes]:
    return {f"{QUAKE}/claims.csv": b"claim_id,best\nc1,%d\n" % number}


def totals_of(number: int) -> dict[str, bytes]:
    return {f"{QUAKE}/totals.csv": b"since,best\n2031-05-04T10:00:00Z,%d\n" % number}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    folder = tmp_path / "project"
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(folder))
    monkeypatch.chdir(tmp_path)
    return Project(folder)


@pytest.fixture
def early(project: Project) -> Project:
    """A project with the pages of the latest moment and of a day, the day's last."""
    first = project.run(CLEAN, "", claims_of(12))
    latest = project.run(COMPARE, "latest", totals_of(12))
    project.page("latest", [first, latest], claims_of(12) | totals_of(12))
    of_day = project.run(COMPARE, DAY, {})
    project.page(DAY, [first, of_day], claims_of(12) | totals_of(12))
    return project


def export(*words: str) -> int:
    return cli.main(["export", "ro-crate", QUAKE, "--out", "crate", *words])


def graph() -> dict[str, Any]:
    entities = json.loads(Path("crate/ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    return {one["@id"]: one for one in entities}


def names(entity: dict[str, Any], key: str) -> set[str]:
    found = entity[key] if isinstance(entity[key], list) else [entity[key]]
    return {one["@id"] for one in found}


def test_the_library_reads_what_was_run_on_what(early: Project) -> None:
    assert export("--as-of", DAY) == 0
    crate = ROCrate("crate")
    assert crate.root_dataset["conformsTo"].id == PROFILE
    assert crate.root_dataset["datePublished"] == "2031-06-01T00:00:06Z"  # the page: begun at 05, 1.2 seconds
    actions = {one["name"]: one for one in crate.get_by_type("CreateAction")}
    assert set(actions) == {
        f"{CLEAN}: {QUAKE}",
        f"{COMPARE}: {QUAKE}, latest",
        f"{COMPARE}: {QUAKE}, {DAY}",
        f"page: {QUAKE}, {DAY}",
    }
    day = actions[f"{COMPARE}: {QUAKE}, {DAY}"]
    assert (day["startTime"], day["endTime"]) == ("2031-06-01T00:00:04Z", "2031-06-01T00:00:05Z")
    assert day["instrument"].id == f"notebooks/{COMPARE}.ipynb"
    needed = {(one["name"], one["softwareVersion"]) for one in day["instrument"]["softwareRequirements"]}
    assert needed == {("Tollbook", "9.9.9"), ("pandas", "3.0.0")}
    read = {one.id for one in day["object"]}
    tables = {f"data/processed/{QUAKE}/claims.csv", f"data/processed/{QUAKE}/totals.csv"}
    assert {"data/raw/claims.csv", "requirements.lock", *tables} <= read
    told = [(one["name"], one["value"]) for one in day["object"] if one.type == "PropertyValue"]
    assert told == [("as_of", DAY)]
    assert [one.id for one in day["result"]] == [f"executed/{COMPARE}.ipynb"]


def test_no_run_reads_what_was_made_after_it(early: Project) -> None:
    assert export() == 0
    first = next(one for one in graph().values() if one.get("name") == f"{CLEAN}: {QUAKE}")
    assert not any(name.startswith("data/processed/") for name in names(first, "object"))
    assert names(first, "result") == {f"executed/{CLEAN}.ipynb", f"data/processed/{QUAKE}/claims.csv"}


def test_all_files_are_there_with_their_hashes(early: Project) -> None:
    assert export("--as-of", DAY) == 0
    found = {
        path.relative_to("crate").as_posix(): digest(path.read_bytes())
        for path in Path("crate").rglob("*")
        if path.is_file() and path.name != "ro-crate-metadata.json"
    }
    described = {
        name: one["sha256"] for name, one in graph().items() if "File" in one["@type"] and "sha256" in one
    }
    assert found == described
    assert found[f"reports/{QUAKE}/{DAY}.html"] == digest(f"<p>{DAY}</p>".encode())
    assert {f"executed/{CLEAN}.ipynb", f"executed/latest/{COMPARE}.ipynb", "runs.jsonl"} <= set(found)
    lines = Path("crate/runs.jsonl").read_text().splitlines()
    assert [json.loads(line)["what"] for line in lines] == [CLEAN, COMPARE, COMPARE, "page"]


def test_terms_are_those_of_the_project_and_of_coordinates(early: Project) -> None:
    assert export() == 0
    found = graph()
    assert names(found["./"], "license") == {"DATA-LICENCE.md"}
    assert len(names(found["data/raw/places.csv"], "license")) == 2
    assert len(names(found["data/raw/claims.csv"], "license")) == 1


def test_who_has_not_decided_on_terms_gives_nothing_away(project: Project) -> None:
    (project.folder / "DATA-LICENCE.md").unlink()
    project.write("data/raw/claims.csv.card.yml", "title: Invented claims\nlicence: not decided yet\n")
    project.page("latest", [project.run(CLEAN, "", claims_of(12))], claims_of(12))
    assert export() == 0
    found = graph()
    assert found["#licence"]["description"] == "not decided yet"
    assert names(found["./"], "license") == {"#licence"}
    assert "license" not in found["data/raw/claims.csv"]
    assert names(found["data/raw/places.csv"], "license") == {"https://creativecommons.org/licenses/by/4.0/"}


def test_the_same_run_makes_the_same_bytes_without_a_path(early: Project, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert cli.main(["export", "ro-crate", QUAKE, "--as-of", DAY, "--out", name]) == 0
    assert Path("a.zip").read_bytes() == Path("b.zip").read_bytes()
    with zipfile.ZipFile("a.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(str(tmp_path).encode() in archive.read(name) for name in archive.namelist())


def test_the_last_run_of_a_page_is_taken(early: Project) -> None:
    first = early.run(CLEAN, "", claims_of(13))
    latest = early.run(COMPARE, "latest", totals_of(13))
    early.page("latest", [first, latest], claims_of(13) | totals_of(13))
    assert export() == 0
    assert Path(f"crate/data/processed/{QUAKE}/totals.csv").read_bytes().endswith(b",13\n")


def test_what_was_changed_since_is_named_and_not_in(
    early: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    before = early.inputs()["raw/claims.csv"]
    early.write("data/raw/claims.csv", TABLES["data/raw/claims.csv"] + f"c2,p1,{QUAKE}\n")
    early.write(f"notebooks/{CLEAN}.ipynb", notebook("another"))
    assert export() == 0
    said = capsys.readouterr().out
    assert "data/raw/claims.csv is not what the run read" in said
    assert f"notebooks/{CLEAN}.ipynb is not what the run read" in said
    assert not Path("crate/data/raw/claims.csv").exists()
    found = graph()
    named = [one for one in found.values() if one.get("name") == "data/raw/claims.csv"]
    assert [one["sha256"] for one in named] == [before]
    first = next(one for one in found.values() if one.get("name") == f"{CLEAN}: {QUAKE}")
    assert named[0]["@id"] in names(first, "object")
    assert found[first["instrument"]["@id"]]["@type"] == ["CreativeWork", "SoftwareSourceCode"]


def test_tables_of_databases_are_named_and_not_in(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write("data/databases/invented.csv", f"claim_id,event_id\nd1,{QUAKE}\n")
    project.write(
        "data/databases/invented.csv.card.yml", f"event_id: {QUAKE}\nlicence: all rights reserved\n"
    )
    assert "databases" in project.inputs()
    first = project.run(CLEAN, "", claims_of(12))
    project.page("latest", [first], claims_of(12))
    assert export() == 0
    assert "data/databases is left out, under the terms of others" in capsys.readouterr().out
    assert not Path("crate/data/databases").exists()
    named = [one for one in graph().values() if one.get("name") == "data/databases"]
    assert [one["sha256"] for one in named] == [project.inputs()["databases"]]


@pytest.mark.parametrize("label", ["latest", DAY])
def test_without_a_recorded_run_the_command_is_said(
    project: Project, label: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project.run(CLEAN, "", claims_of(12))
    assert export("--as-of", label) == 2
    moment = "" if label == "latest" else f" --as-of {label}"
    said = capsys.readouterr().err
    assert f"is recorded: `tollbook run --event {QUAKE}{moment}` first" in said
    assert said.count("\n") == 1
    assert not Path("crate").exists()


def test_a_run_that_is_no_longer_kept_is_said(early: Project, capsys: pytest.CaptureFixture[str]) -> None:
    last = record.read(early.folder / record.FILE)[-1]
    place = Store(early.folder / FOLDER).place(last.key)
    (place / "page.html").write_text("changed")  # a damaged entry counts as none
    assert export("--as-of", DAY) == 2
    assert f"`tollbook run --event {QUAKE} --as-of {DAY} --force` runs it again" in capsys.readouterr().err


# What is found to be wrong with a crate

Spoil = Callable[[dict[str, bytes]], object]


def described(change: Callable[[dict[str, Any]], object]) -> Spoil:
    """Return what changes the description of a crate, entity by entity."""

    def spoil(files: dict[str, bytes]) -> None:
        whole = json.loads(files["ro-crate-metadata.json"])
        for entity in whole["@graph"]:
            change(entity)
        files["ro-crate-metadata.json"] = json.dumps(whole).encode()

    return spoil


def without_tool(entity: dict[str, Any]) -> None:
    if entity["@type"] == "CreateAction":
        entity.pop("instrument")


def with_stranger(entity: dict[str, Any]) -> None:
    if entity["@type"] == "CreateAction":
        entity["object"].append({"@id": "data/raw/nothing.csv"})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda files: files.pop("data/raw/claims.csv"), "data/raw/claims.csv is described and not there"),
        (lambda files: files.update({"runs.jsonl": b""}), "runs.jsonl does not have the size and the hash"),
        (lambda files: files.update({"extra.csv": b"a\n"}), "extra.csv is there and nothing describes it"),
        (described(without_tool), "has no instrument"),
        (described(with_stranger), "object names data/raw/nothing.csv, which is not described"),
        (
            lambda files: files.pop("executed/01-clean-figures.ipynb"),
            "made notebook.ipynb, which is not there",
        ),
        (lambda files: files.update({"ro-crate-metadata.json": b"{}"}), "the library does not read it"),
    ],
    ids=["missing", "changed", "extra", "tool", "stranger", "output", "unreadable"],
)
def test_a_spoiled_crate_is_found_out(early: Project, spoil: Spoil, said: str) -> None:
    assert cli.main(["export", "ro-crate", QUAKE, "--out", "crate.zip"]) == 0
    with zipfile.ZipFile(io.BytesIO(Path("crate.zip").read_bytes())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert crate_check.faults(files) == []
    spoil(files)
    assert any(said in line for line in crate_check.faults(files))
