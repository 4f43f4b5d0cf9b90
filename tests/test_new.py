"""`tollbook new`: a project that holds nothing of this ledger's events, made whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tollbook import cli, dictionary, parameters, paths, validate, vocabulary
from tollbook.starter import event, groups, project
from tollbook.starter import rows as starter

# The region, the country, its provinces and towns, and the sides and bodies of this ledger's three events.
LOCAL = re.compile(
    r"baloch|baluch|belutsch|beluch|pakist|punjab|quetta|gwadar|panjgur|nushki|jaffar|bugti|karachi|islamabad"
    r"|naqvi|\b(bla|blf|bras|ttp|ispr|picss|ctd|ptv|levies|majeed)\b",
    re.IGNORECASE,
)
QUAKE = {
    "--event": "quake-2021-05",
    "--name": "Earthquake of 4 May 2021 (invented)",
    "--zone": "America/Lima",
    "--starts": "2021-05-04T03:10",
}


def new(folder: Path, *more: str, **changed: str) -> int:
    """Call `tollbook new` for an invented earthquake; an option that is changed to the empty text is left
    out.
    """
    options = QUAKE | {f"--{name}": text for name, text in changed.items()}
    words = [word for name, text in options.items() if text for word in (name, text)]
    return cli.main(["new", str(folder), *words, *more])


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table of a project."""
    with (folder / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(autouse=True)
def own_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test leave its project behind for the next."""
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(paths.OWN))


@pytest.fixture(scope="module", params=starter.KINDS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A project for each kind of event."""
    folder = tmp_path_factory.mktemp("new") / request.param
    assert new(folder, kind=request.param) == 0
    return request.param, folder


def test_a_project_has_every_table_and_the_notebooks(made: tuple[str, Path]) -> None:
    _, folder = made
    wanted = {f"data/hand/{name}.csv" for name in dictionary.tables("hand")}
    for name in dictionary.tables("raw"):
        wanted |= {f"data/raw/{name}.csv", f"data/raw/{name}.csv.card.yml"}
    notebooks = yaml.safe_load((paths.OWN / "notebooks/batch.yml").read_text(encoding="utf-8"))["notebooks"]
    wanted |= {f"notebooks/{name}.ipynb" for name in notebooks}
    wanted |= {"notebooks/batch.yml", "README.md", "CORRECTIONS.md", ".gitignore"}
    assert set(files(folder)) == wanted


def test_a_project_holds_nothing_of_this_ledgers_events(made: tuple[str, Path]) -> None:
    _, folder = made
    for path in (folder / "data/hand").glob("*.csv"):
        if path.name == "figure_languages.csv":  # Punjabi is a language
            continue
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if LOCAL.search(line)]
        assert found == [], path.name
    events = {row["event_id"] for row in read(paths.OWN, "hand/events")}
    for name, content in files(folder).items():
        assert not [one for one in events if one.encode() in content], name


def test_the_search_for_names_finds_them_in_this_ledger() -> None:
    path = paths.OWN / "data/hand/authorities.csv"
    assert len(LOCAL.findall(path.read_text(encoding="utf-8"))) > 100


def test_every_hand_table_has_a_rule_or_rows_of_a_kind() -> None:
    ruled = {row["table"] for row in starter.rules()}
    beside = {path.stem for path in starter.BESIDE.glob("*.csv")}
    assert set(dictionary.tables("hand")) <= ruled | beside
    assert ruled - {starter.ANY} <= set(dictionary.tables("hand"))


def test_speakers_of_the_two_sides_go_into_an_attack_alone(made: tuple[str, Path]) -> None:
    kind, folder = made
    origins = {row["origin"] for row in read(folder, "hand/vague_origins")}
    assert ("armed group (unnamed)" in origins) == (kind == "attack")
    assert origins <= {row["origin"] for row in read(folder, "hand/authorities")}


def test_rows_of_a_kind_have_the_columns_of_their_table() -> None:
    for path in starter.BESIDE.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert header == ["kinds", *dictionary.table(path.stem, "hand").names], path.name


def test_the_words_of_languages_are_all_there(made: tuple[str, Path]) -> None:
    _, folder = made
    for name in ("quantifiers", "number_words", "date_words", "figure_languages", "outcomes"):
        assert read(folder, f"hand/{name}") == read(paths.OWN, f"hand/{name}")
    nouns = {row["language"] for row in read(folder, "hand/figure_nouns")}
    assert nouns == {row["language"] for row in read(paths.OWN, "hand/figure_nouns")} - {"*"}


def test_cells_are_what_the_dictionaries_allow(
    made: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = made
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(folder))
    for name, table in dictionary.tables("hand").items():
        for row in read(folder, f"hand/{name}"):
            faults = [dictionary.fault(column, row[column.name]) for column in table.columns]
            assert not any(faults), (name, row, [fault for fault in faults if fault])


def test_groups_of_nouns_are_groups_of_the_event(
    made: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, folder = made
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(folder))
    words = vocabulary.of("quake-2021-05")
    assert words.everyone == "all"
    assert {row["group"] for row in read(folder, "hand/nouns")} - {""} <= set(words.groups)
    assert {row["group"] for row in read(folder, "hand/includes")} - {""} <= set(words.counted)
    assert {row["party"] for row in read(folder, "hand/authorities")} <= set(words.parties)
    assert (words.side_parties != ()) is (kind == "attack")
    ranked = {row["origin"] for row in read(folder, "hand/priorities")}
    assert ranked <= {row["origin"] for row in read(folder, "hand/authorities")}


def test_every_kind_of_speaker_is_described(made: tuple[str, Path]) -> None:
    _, folder = made
    described = {(row["party"], row["kind"]) for row in read(folder, "hand/speaker_kinds")}
    assert {(row["party"], row["kind"]) for row in read(folder, "hand/authorities")} <= described


def test_notebooks_have_the_event_and_no_outputs(made: tuple[str, Path]) -> None:
    _, folder = made
    for path in (folder / "notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
        parameters = next(cell for cell in code if "parameters" in cell["metadata"].get("tags", []))
        assert "".join(parameters["source"]).startswith('event: str = "quake-2021-05"  # ')


def test_the_batch_has_one_run_and_the_pages_of_this_project(made: tuple[str, Path]) -> None:
    _, folder = made
    theirs = yaml.safe_load((folder / "notebooks/batch.yml").read_text(encoding="utf-8"))
    ours = yaml.safe_load((paths.OWN / "notebooks/batch.yml").read_text(encoding="utf-8"))
    assert theirs == ours | {"runs": [{"event": "quake-2021-05", "as_of": "latest"}]}


def test_the_same_call_makes_the_same_bytes(made: tuple[str, Path], tmp_path: Path) -> None:
    kind, folder = made
    assert new(tmp_path / "again", kind=kind) == 0
    assert files(tmp_path / "again") == files(folder)


def test_the_event_of_a_project(tmp_path: Path) -> None:
    new(tmp_path / "p", region="Isla Coral", incident="earthquake")
    (row,) = read(tmp_path / "p", "hand/events")
    assert row["wave_label"] == "the earthquake of 4 May 2021"
    assert (row["region"], row["whole_places"], row["incidents"]) == (
        "Isla Coral",
        "isla-coral",
        "earthquakes",
    )
    assert row["outcomes"] == "killed;missing;injured;displaced"
    (place,) = read(tmp_path / "p", "hand/places")
    assert (place["spelling"], place["place_id"]) == ("Isla Coral", "isla-coral")
    (period,) = read(tmp_path / "p", "hand/periods")
    assert period["period"] == row["default_period"]
    (phrase,) = read(tmp_path / "p", "hand/period_phrases")
    assert phrase["phrase"] == "in the earthquake of 4 May 2021"


@pytest.mark.parametrize("words", ["check", "run", "execute"])
def test_a_new_project_says_that_no_figure_was_entered(
    words: str, made: tuple[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A copy: the commands take notes in the project, which other tests look at too.
    folder = shutil.copytree(made[1], tmp_path / "p")
    assert cli.main([words, "--project", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("quake-2021-05: no figure has been entered yet; `tollbook template")
    assert told.err == ""


def test_other_faults_of_a_bare_ledger_are_still_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(tmp_path / "p")
    capsys.readouterr()
    (tmp_path / "p/data/raw/series.csv").unlink()
    assert cli.main(["check", "--project", str(tmp_path / "p")]) == 1
    assert "series.csv" in capsys.readouterr().out
    assert {problem.file for problem in validate.problems(tmp_path / "p/data/raw")} >= {"series.csv"}


@pytest.mark.parametrize("option", ["event", "name", "zone", "starts"])
def test_a_missing_option_is_named_with_an_example(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path / "p", **{option: ""}) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"tollbook: --{option} is missing: ")
    assert f"such as --{option} " in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "p").exists()


# Clocks: in Berlin 02:30 on 31 March 2030 is skipped and 02:30 on 27 October 2030 comes twice (EU rule: the
# last Sundays of March and October).
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"zone": "America/Limma"}, "there is no time zone 'America/Limma'.* nearest are America/Lima"),
        ({"zone": "Istanbul"}, "nearest are .*(Europe|Asia)/Istanbul"),
        ({"event": "earthquake of May"}, "--event: .* characters that an id cannot have"),
        ({"starts": "4 May 2021"}, "--starts: .* write it as YYYY-MM-DD"),
        ({"starts": "2021-02-30"}, "--starts: "),
        ({"starts": "2021-05-04T03:10-05:00"}, "without an offset"),
        ({"starts": "2030-03-31T02:30", "zone": "Europe/Berlin"}, "clock of Europe/Berlin skips"),
        ({"starts": "2030-10-27T02:30", "zone": "Europe/Berlin"}, "clock of Europe/Berlin shows twice"),
        ({"kind": "flood"}, "--kind flood is not known: give attack, disaster, accident"),
        ({"name": "two\nlines"}, "--name: .* line break"),
        ({"groups": "residents"}, "--groups: give two to 5 groups"),
        ({"groups": "a,b,c,d,e,f"}, "--groups: give two to 5 groups"),
        ({"event": ".."}, "--event: .* names folders: begin it with a letter or a digit"),
        ({"groups": "residents,all"}, "--groups: each group once"),
        ({"groups": "residents,Residents"}, "--groups: each group once"),
    ],
)
def test_a_wrong_option_is_refused_in_one_line(
    changed: dict[str, str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path / "p", **changed) == 2
    told = capsys.readouterr().err
    assert re.search(says, told), told
    assert len(told.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert new(tmp_path) == 2
    assert "has files in it (notes.txt) and is no Tollbook project" in capsys.readouterr().err
    assert new(tmp_path / "notes.txt") == 2
    assert "is a file" in capsys.readouterr().err
    assert files(tmp_path) == {"notes.txt": b"mine"}


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    assert new(tmp_path / "p") == 0
    assert (tmp_path / "p/README.md").is_file()


def test_nothing_is_left_where_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(project, "copy_notebook", full)
    assert new(tmp_path / "p") == 2
    assert "cannot be written: No space left on device" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_the_repository_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paths, "OWN", tmp_path)
    assert new(tmp_path / "p") == 2
    told = capsys.readouterr().err
    assert "clone or download Tollbook's repository, run `make check` in it once" in told
    assert len(told.splitlines()) == 1


def test_groups_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new(tmp_path / "p", groups="villagers, aid workers")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "p"))
    words = vocabulary.of("quake-2021-05")
    assert words.counted == ("villagers", "aid_workers")
    assert words.groups["all"].made_of == ("villagers", "aid_workers")
    assert words.groups["aid_workers"].singular == "aid worker"
    nouns = {row["noun"]: row for row in read(tmp_path / "p", "hand/nouns")}
    assert nouns["villagers"]["group"] == "villagers"
    assert (nouns["children"]["group"], nouns["children"]["part"]) == ("all", "children")
    assert nouns["houses"]["group"] == ""
    assert {row["group"] for row in nouns.values()} <= {"", *words.groups}


def test_names_of_groups() -> None:
    assert groups.checked("residents, Aid  workers") == ("residents", "Aid workers")
    assert groups.name_of("Aid workers") == "aid_workers"
    assert groups.checked("") == ()


def test_one_more_event_of_another_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "p"
    new(folder, kind="attack")
    before = files(folder)
    more = {"event": "train-2021-06", "name": "Train accident (invented)", "starts": "2021-06-01"}
    assert new(folder, kind="accident", region="Valle Hondo", **more) == 0
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(folder))
    assert vocabulary.of("quake-2021-05").counted == ("militants", "security", "civilians")
    train = vocabulary.of("train-2021-06")
    assert train.counted == ("passengers", "workers", "public")
    assert tuple(train.parties) == ("state", "company", "independent", "unattributed")
    assert train.side_parties == ()
    nouns = {row["noun"]: row["group"] for row in read(folder, "hand/nouns") if row["event_id"]}
    assert (nouns["passengers"], nouns["pilots"]) == ("passengers", "workers")
    runs = yaml.safe_load((folder / "notebooks/batch.yml").read_text(encoding="utf-8"))["runs"]
    assert [run["event"] for run in runs] == ["quake-2021-05", "train-2021-06"]
    with vocabulary.speaking_of(""):  # the groups of either hold for none of the other's tables
        for name in ("quake-2021-05", "train-2021-06"):
            assert parameters.check(name, raw_dir="data/raw").event == name
    for name, content in before.items():  # what was there stays byte for byte
        if name.startswith("data/"):
            assert files(folder)[name].startswith(content), name
    assert cli.main(["check", "--project", str(folder)]) == 0


def test_one_more_event_of_the_same_kind_shares_the_groups(tmp_path: Path) -> None:
    new(tmp_path / "p")
    groups_before = (tmp_path / "p/data/hand/groups.csv").read_bytes()
    assert new(tmp_path / "p", event="flood-2032-01") == 0
    assert (tmp_path / "p/data/hand/groups.csv").read_bytes() == groups_before
    assert len(read(tmp_path / "p", "hand/events")) == 2
    assert len(read(tmp_path / "p", "hand/places")) == 1  # the same region, known already


def test_an_event_that_is_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new(tmp_path / "p")
    before = files(tmp_path)
    assert new(tmp_path / "p") == 2
    assert "has the event quake-2021-05 already" in capsys.readouterr().err
    assert files(tmp_path) == before


def test_one_more_event_is_added_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tollbook.starter import one_more

    new(tmp_path / "p")
    before, whole = files(tmp_path), one_more.write_whole

    def failing(path: Path, content: bytes) -> Path:
        if path.name == "batch.yml" and b"flood" in content:
            raise OSError(28, "No space left on device")
        return whole(path, content)

    monkeypatch.setattr(one_more, "write_whole", failing)
    assert new(tmp_path / "p", event="flood-2032-01") == 2
    assert files(tmp_path) == before


def test_a_batch_file_in_another_form_is_left_alone(tmp_path: Path) -> None:
    new(tmp_path / "p")
    batch = tmp_path / "p/notebooks/batch.yml"
    batch.write_text(
        "notebooks: [01-clean-figures]\nruns: [{event: quake-2021-05, as_of: latest}]\n", encoding="utf-8"
    )
    before = files(tmp_path)
    assert new(tmp_path / "p", event="flood-2032-01") == 2
    assert files(tmp_path) == before


def test_the_event_in_a_sentence() -> None:
    given = {"event": "e", "name": "N", "zone": "UTC", "starts": "2021-05-04", "kind": "attack"}
    assert event.named(given).called == "the attacks of 4 May 2021"
    assert event.named(given | {"called": "the siege"}).called == "the siege"


AREA = {
    "type": "Polygon",
    "coordinates": [[[-84.1, -11.7], [-84.0, -11.8], [-84.2, -11.9], [-84.1, -11.7]]],
}


def test_a_map_is_copied_with_a_card_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = tmp_path / "Isla Ñ.geojson"
    drawn.write_text(json.dumps(AREA))
    assert new(tmp_path / "quake", map=str(drawn)) == 0
    assert "data/raw/isla-n.geojson.card.yml before you publish" in capsys.readouterr().out
    assert read(tmp_path / "quake", "hand/events")[0]["base_map"] == "isla-n.geojson"
    copied = tmp_path / "quake/data/raw/isla-n.geojson"
    assert copied.read_bytes() == drawn.read_bytes()
    card = yaml.safe_load(copied.with_name("isla-n.geojson.card.yml").read_text())
    assert card["sha256"] == hashlib.sha256(drawn.read_bytes()).hexdigest()
    before = files(tmp_path / "quake")
    assert new(tmp_path / "quake", event="quake-2021-06", map=str(drawn)) == 2
    assert "has a file data/raw/isla-n.geojson already" in capsys.readouterr().err
    assert files(tmp_path / "quake") == before
    other = drawn.rename(tmp_path / "other.geojson")
    assert new(tmp_path / "quake", event="quake-2021-06", map=str(other)) == 0
    assert [row["base_map"] for row in read(tmp_path / "quake", "hand/events")] == [
        "isla-n.geojson",
        "other.geojson",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "there is no file"),
        ("no map", "is not a GeoJSON file of areas"),
        (json.dumps({"type": "Point", "coordinates": [1, 2]}), "a Point is not an area"),
        (json.dumps({"type": "FeatureCollection", "features": []}), "has no area to draw"),
        (
            json.dumps({"type": "Polygon", "coordinates": [[[0, 9000], [9, 9000], [9, 9999], [0, 9000]]]}),
            "not degrees",
        ),
    ],
    ids=["missing", "text", "point", "empty", "metres"],
)
def test_a_map_that_cannot_be_drawn_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, reason: str
) -> None:
    drawn = tmp_path / "map.geojson"
    if content is not None:
        drawn.write_text(content)
    assert new(tmp_path / "quake", map=str(drawn)) == 2
    message = capsys.readouterr().err
    assert "--map: " in message
    assert reason in message
    assert message.count("\n") == 1
    assert not (tmp_path / "quake").exists()


def test_the_program_is_named_where_a_terminal_would_not_find_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["/opt/toll book/.venv/bin/tollbook", "new"])
    assert new(tmp_path / "one") == 0
    assert "(tollbook stands for '/opt/toll book/.venv/bin/tollbook')" in capsys.readouterr().out
    program = tmp_path / "tollbook"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert new(tmp_path / "two") == 0
    assert "stands for" not in capsys.readouterr().out
    assert b"/opt/toll book" not in b"".join(files(tmp_path / "one").values())


def test_workers_of_an_accident_are_its_group_and_no_part(tmp_path: Path) -> None:
    assert new(tmp_path / "mine", kind="accident") == 0
    nouns = {row["noun"]: (row["group"], row["part"]) for row in read(tmp_path / "mine", "hand/nouns")}
    assert nouns["miners"] == nouns["workers"] == nouns["crew"] == ("workers", "")
    assert nouns["rescuers"] == ("workers", "rescuers")
