"""`tollbook export frictionless`: the event as a data package; and where exports go."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import frictionless
import pytest

from tollbook import cli, datapackage
from tollbook.exporting import data_package, event_tables
from tollbook.exporting.targets import Target
from tollbook.paths import project_root
from tollbook.refusals import CallError

TRAIN = "jaffar-express-2025-03"
DATA = project_root() / "data"
LEFT = "left behind by an earlier export"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The event as it is exported, as a zip."""
    path = tmp_path_factory.mktemp("export") / "train.zip"
    assert cli.main(["export", "frictionless", TRAIN, "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def files(exported: Path) -> dict[str, bytes]:
    return unpacked(exported)


@pytest.fixture(scope="module")
def described(files: Mapping[str, bytes]) -> dict:
    return json.loads(files["datapackage.json"])


def test_the_library_finds_the_unpacked_package_right(exported: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        archive.extractall(tmp_path)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["place", "rowNumber", "message"]) == []
    assert report.stats["tasks"] == len(list(tmp_path.rglob("*.csv")))


def test_raw_rows_are_those_of_the_event_byte_for_byte(files: Mapping[str, bytes]) -> None:
    header, *lines = (DATA / "raw/claims.csv").read_bytes().splitlines(keepends=True)
    expected = [line for line in lines if f",{TRAIN},".encode() in line]
    assert files["data/raw/claims.csv"] == b"".join([header, *expected])
    assert len(expected) == 649  # as the source card says
    pages = {
        row["report_id"] for name in ("claims", "sightings") for row in rows(files[f"data/raw/{name}.csv"])
    }
    assert {row["report_id"] for row in rows(files["data/raw/reports.csv"])} == pages


def test_hand_rows_are_those_of_the_event_and_of_all(files: Mapping[str, bytes]) -> None:
    assert {row["event_id"] for row in rows(files["data/hand/events.csv"])} == {TRAIN}
    assert {row["event_id"] for row in rows(files["data/hand/nouns.csv"])} <= {TRAIN, ""}
    claims = {row["claim_id"] for row in rows(files["data/raw/claims.csv"])}
    for name in ("withheld", "overrules", "place_claims"):
        everything = rows((DATA / f"hand/{name}.csv").read_bytes())
        expected = [row for row in everything if row["claim_id"] in claims]
        assert rows(files[f"data/hand/{name}.csv"]) == expected
    assert len(rows((DATA / "hand/withheld.csv").read_bytes())) > len(rows(files["data/hand/withheld.csv"]))


def test_processed_tables_are_those_of_the_project(files: Mapping[str, bytes]) -> None:
    for path in sorted((DATA / "processed" / TRAIN).glob("*.csv")):
        assert files[f"data/processed/{path.name}"] == path.read_bytes()


def test_columns_terms_and_sources_are_described(described: dict, files: Mapping[str, bytes]) -> None:
    by_path = {one["path"]: one for one in described["resources"]}
    assert set(by_path) | {"datapackage.json", "DATA-LICENCE.md"} == set(files)
    for path, one in by_path.items():
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == next(csv.reader([files[path].decode().split("\n")[0]]))
        assert all(field["description"] for field in fields)
    keys = {
        (path.removeprefix("data/"), key["fields"][0], key["reference"]["resource"])
        for path, one in by_path.items()
        for key in one["schema"].get("foreignKeys", [])
    }
    assert {
        ("raw/claims.csv", "report_id", "raw-reports"),
        ("raw/sightings.csv", "event_id", "hand-events"),
        ("processed/claims.csv", "claim_id", "raw-claims"),
        ("processed/claims.csv", "statement_id", "processed-statements"),
    } <= keys
    assert "contributors" not in described
    assert {one["name"] for one in described["licenses"]} == {"CC0-1.0", "CC-BY-4.0", "ODbL-1.0"}
    assert any("The figures that the pages state" in one["title"] for one in described["sources"])
    assert "created" not in described


def test_the_same_event_makes_the_same_bytes_without_a_path(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "again.zip"
    assert cli.main(["export", "frictionless", TRAIN, "--out", str(again)]) == 0
    assert again.read_bytes() == exported.read_bytes()
    said = capsys.readouterr().out
    assert "data/raw/claims.csv: 649 rows" in said
    assert "found valid by frictionless" in said
    text = unpacked(again)["datapackage.json"].decode()
    assert str(project_root()) not in text
    assert str(Path.home()) == "/" or f"{Path.home()}/" not in text


def test_as_of_a_moment_only_what_was_known_is_in(tmp_path: Path) -> None:
    folder = tmp_path / "early"
    assert cli.main(["export", "frictionless", TRAIN, "--as-of", "2025-03-12", "--out", str(folder)]) == 0
    moment = "2025-03-12T18:59:59Z"  # the end of that day in Karachi
    everything = rows((DATA / "processed" / TRAIN / "claims.csv").read_bytes())
    expected = {row["claim_id"] for row in everything if row["known_from"] and row["known_from"] <= moment}
    known = {row["claim_id"] for row in rows((folder / "data/processed/claims.csv").read_bytes())}
    raw = {row["claim_id"] for row in rows((folder / "data/raw/claims.csv").read_bytes())}
    assert known == expected != {row["claim_id"] for row in everything}
    aside = {row["claim_id"] for row in rows((DATA / "processed" / TRAIN / "set_aside.csv").read_bytes())}
    assert known <= raw <= known | aside
    assert json.loads((folder / "datapackage.json").read_text())["as_of"] == moment


def spoiled(files: Mapping[str, bytes], path: str, old: bytes, new: bytes) -> dict[str, bytes]:
    """The files with one cell changed, and no hash to give it away."""
    described = json.loads(files["datapackage.json"])
    for resource in described["resources"]:
        del resource["hash"], resource["bytes"]
    assert old in files[path]
    return {
        **files,
        path: files[path].replace(old, new, 1),
        "datapackage.json": json.dumps(described).encode(),
    }


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/processed/totals.csv", b",latest,", b",newest,"),
        ("data/raw/places.csv", b",30.18414,", b",north,"),
        ("data/raw/claims.csv", TRAIN.encode(), b"another-event"),
    ],
    ids=["choice", "number", "reference"],
)
def test_a_spoiled_cell_is_named_with_its_table_and_row(
    files: Mapping[str, bytes], path: str, old: bytes, new: bytes
) -> None:
    lines = data_package.faults(spoiled(files, path, old, new))
    assert lines[0].startswith(f"{path} row ")
    assert not any("tollbook-export-" in line or "\n" in line for line in lines)


def test_a_package_that_is_not_right_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(data_package, "faults", lambda _: ["data/raw/claims.csv row 2: invented"])
    out = tmp_path / "no.zip"
    assert cli.main(["export", "frictionless", TRAIN, "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "data/raw/claims.csv row 2: invented" in said
    assert "was not written" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frictionless", "jaffar"], "unknown event `jaffar`"),
        (["hxl", TRAIN, "--as-of", "soon"], "as_of 'soon' is not a moment"),
        (["hxl", TRAIN, "--rule", "lates"], "did you mean `latest`?"),
        (["hxl", TRAIN, "--rule", "latest", "--claims"], "leave out --rule or --claims"),
    ],
)
def test_a_wrong_call_is_one_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_an_event_without_tables_says_which_command_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("hand", "dictionary", "raw"):
        shutil.copytree(DATA / folder, tmp_path / "data" / folder)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path))
    assert cli.main(["export", "frictionless", TRAIN, "--out", str(tmp_path / "x.zip")]) == 2
    assert f"`tollbook run --event {TRAIN}` makes it" in capsys.readouterr().err


# Which hand rows belong


def test_rows_that_name_what_is_not_there_are_left_out() -> None:
    raw = {"raw/claims": b"claim_id,report_id\nc1,p1\n", "raw/reports": b"report_id\np1\n"}
    hand = {"hand/withheld": b"claim_id,why\nc1,one\nc2,other\n", "hand/outcomes": b"outcome\nkilled\n"}
    assert event_tables.fitting(hand, raw) == {
        "hand/withheld": b"claim_id,why\nc1,one\n",
        "hand/outcomes": b"outcome\nkilled\n",
    }


def test_a_table_without_a_dictionary_is_refused() -> None:
    with pytest.raises(CallError, match=r"data/dictionary has no hand-invented\.yml"):
        event_tables.sheet("hand/invented", b"a\n1\n")


def test_a_list_in_a_key_is_described_as_text() -> None:
    schema = datapackage.table_schema("check_readings", {}, "hand").to_descriptor()
    types = {field["name"]: field["type"] for field in schema["fields"]}
    assert "claim_ids" in schema["primaryKey"]
    assert types["claim_ids"] == "string"


# Where exports go


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_out_it_goes_to_the_working_folder(here: Path) -> None:
    Target(None, "e-latest.zip", force=False, marker="m.json").put({"m.json": b"{}", "a/b.csv": b"x\n"})
    assert unpacked(here / "e-latest.zip") == {"m.json": b"{}", "a/b.csv": b"x\n"}


def test_nothing_is_written_over_without_force(here: Path) -> None:
    (here / "e.zip").write_text(LEFT)
    with pytest.raises(CallError, match=r"e\.zip is there already: give another --out, or --force"):
        Target("e.zip", "", force=False, marker="m.json")
    target = Target("e.zip", "", force=True, marker="m.json")
    target.put({"m.json": b"{}"})
    assert unpacked(here / "e.zip") == {"m.json": b"{}"}


def test_a_file_that_appears_meanwhile_is_not_written_over(here: Path) -> None:
    target = Target("e.csv", "", force=False)
    (here / "e.csv").write_text(LEFT)
    with pytest.raises(CallError, match="is there already"):
        target.put_file(b"new\n")
    assert (here / "e.csv").read_text() == LEFT


def test_with_force_a_folder_is_replaced_whole(here: Path) -> None:
    (here / "e").mkdir()
    (here / "e/m.json").write_text("{}")
    (here / "e/old.csv").write_text(LEFT)
    Target("e", "", force=True, marker="m.json").put({"m.json": b"{}", "new.csv": b"x\n"})
    assert sorted(path.name for path in (here / "e").iterdir()) == ["m.json", "new.csv"]
    assert [path.name for path in here.iterdir()] == ["e"]


def test_a_folder_of_something_else_is_never_replaced(here: Path) -> None:
    (here / "e").mkdir()
    (here / "e/thesis.txt").write_text("years of work")
    with pytest.raises(CallError, match=r"has no m\.json, so it is not replaced"):
        Target("e", "", force=True, marker="m.json")
    with pytest.raises(CallError, match="is a folder"):
        Target("e", "", force=True)  # a table is a file


def test_what_cannot_be_written_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    zipped, folder = (Target(name, "", force=False, marker="m.json") for name in ("e.zip", "e"))
    monkeypatch.setattr(os, "replace", full)
    for target in (zipped, folder):
        with pytest.raises(CallError, match=r"cannot be written.*No space left on device"):
            target.put({"m.json": b"{}"})
    assert list(here.iterdir()) == []
