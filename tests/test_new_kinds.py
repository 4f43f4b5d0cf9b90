"""Projects for events of other kinds, all invented: who is counted in an accident, what a second event of
another kind reads in its own way, and the folders that a project can be made in.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pandas as pd
import pytest
from test_new import files, new, read

from tollbook import cli, incident, own_rows, paths, sides, terms, vocabulary
from tollbook.starter import event


@pytest.fixture(autouse=True)
def own_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test leave its project behind for the next."""
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(paths.OWN))


def included(text: str, name: str) -> tuple[str, str]:
    """Return the groups and the unknown words of what a total of an event includes."""
    found = terms.read_includes(pd.Series([text]), pd.Series([name])).iloc[0]
    return found["includes"], found["reason"]


def test_passengers_and_crew_of_a_ferry_make_up_its_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new(tmp_path / "ferry", kind="accident", event="ferry-2020-03")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "ferry"))
    words = vocabulary.of("ferry-2020-03")
    assert words.contents(words.everyone) == {"passengers", "workers", "public"}
    claims = pd.DataFrame({"category": ["passengers", "crew", "villagers", "children", "people on board"]})
    nouns = terms.read_nouns(claims.assign(outcome="killed", event_id="ferry-2020-03"))
    assert list(zip(nouns["group"], nouns["part"], strict=True)) == [
        ("passengers", ""),
        ("workers", ""),
        ("public", ""),
        ("all", "children"),  # of passengers or of people outside
        ("all", "passengers and crew"),  # people outside may have been hit
    ]
    assert included("47 passengers; 3 crew; 5 children", "ferry-2020-03") == ("passengers;workers", "")


@pytest.mark.parametrize(("first", "second"), [("attack", "disaster"), ("disaster", "attack")])
def test_each_event_reads_what_totals_include_with_its_own_groups(
    first: str, second: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = {"attack": "raid-2021-04", "disaster": "flood-2021-06"}
    for kind in (first, second):
        assert new(tmp_path / "p", kind=kind, event=events[kind]) == 0
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "p"))
    assert included("12 police; 30 civilians", events["attack"]) == ("civilians;security", "")
    assert included("12 police; 30 civilians", events["disaster"]) == ("residents;responders", "")
    assert included("9 militants", events["disaster"]) == ("", "unknown: 9 militants")


FIGURES = """event_id,outlet,outlet_type,url,published,attributed_to,category,outcome,figure
raid-2021-04,Invented Post,newspaper,https://example.org/1,2021-05-03,town office,wardens,killed,4
raid-2021-04,Invented Post,newspaper,https://example.org/1,2021-05-03,the invented group,police,killed,7
flood-2021-06,Invented Post,newspaper,https://example.org/2,2021-06-09,town office,wardens,missing,2
flood-2021-06,Invented Post,newspaper,https://example.org/2,2021-06-09,town office,herders,missing,9
"""


@pytest.mark.parametrize("first", ["attack", "disaster"])
def test_words_accepted_for_one_kind_of_event_are_no_error_in_another(
    first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """What is accepted means one event's groups; the other neither takes the row nor is stopped by it."""
    events = {"attack": "raid-2021-04", "disaster": "flood-2021-06"}
    for kind in (first, *(other for other in events if other != first)):
        assert new(tmp_path / "p", kind=kind, event=events[kind]) == 0
    (tmp_path / "f.csv").write_text(FIGURES)
    choices = "town office=state/local administration", "the invented group=armed_group/armed group"
    nouns = "wardens=police", "herders=residents"
    words = ["add", str(tmp_path / "f.csv"), "--project", str(tmp_path / "p"), "--accept", *choices, *nouns]
    assert cli.main(words) == 0, capsys.readouterr()
    data = own_rows.Data(tmp_path / "p", tmp_path / "p/data/raw")
    read_as = {}
    for event_id in events.values():
        seen = tmp_path / event_id
        for name, part in data.of_event(event_id).items():
            file = seen / "data" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(part.source.read_bytes() if part.content is None else part.content)
        monkeypatch.setenv("TOLLBOOK_PROJECT", str(seen))
        claims = pd.read_csv(seen / "data/raw/claims.csv", dtype=str, keep_default_na=False)
        assert set(claims["event_id"]) == {event_id}
        more = pd.DataFrame({"category": ["herders"], "outcome": "missing", "event_id": event_id})
        counted = terms.read_nouns(pd.concat([claims, more]))
        read_as[event_id] = list(zip(counted["group"], counted["reason"], strict=True))
        assert set(terms.read_authorities(claims["attributed_to"], claims["event_id"])["reason"]) == {""}
    assert read_as["raid-2021-04"] == [("security", ""), ("security", ""), ("", "unknown noun")]
    assert read_as["flood-2021-06"] == [("responders", ""), ("residents", ""), ("residents", "")]


def test_a_row_of_includes_holds_for_its_event_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new(tmp_path / "p", event="flood-2021-06")
    new(tmp_path / "p", event="storm-2022-01")
    with (tmp_path / "p/data/hand/includes.csv").open("a", encoding="utf-8") as file:
        file.write("the brigade,flood-2021-06,responders,,,,,invented\n")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "p"))
    assert included("the brigade", "flood-2021-06") == ("responders", "")
    assert included("the brigade", "storm-2022-01") == ("", "unknown: the brigade")


def test_rows_that_the_project_has_are_not_written_again(tmp_path: Path) -> None:
    new(tmp_path / "p", kind="attack")
    new(tmp_path / "p", kind="disaster", event="flood-2021-06")
    for name, columns in {
        "nouns": ("noun", "group", "part", "unit", "unit_other"),
        "includes": ("token", "group", "part"),
    }.items():
        rows = [
            (row["event_id"], *(row[column] for column in columns))
            for row in read(tmp_path / "p", f"hand/{name}")
        ]
        common = {row[1:] for row in rows if not row[0]}
        assert [row for row in rows if row[0] and row[1:] in common] == []


def test_a_terminal_stays_in_the_folder_that_it_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    before = os.stat(".").st_ino
    assert new(Path(".")) == 0
    assert os.stat(".").st_ino == before
    assert Path("data/hand/events.csv").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_repository_without_files_can_take_a_project(tmp_path: Path) -> None:
    (tmp_path / "p/.git").mkdir(parents=True)
    (tmp_path / "p/.git/HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert new(tmp_path / "p") == 0
    assert (tmp_path / "p/.git/HEAD").read_text(encoding="utf-8") == "ref: refs/heads/main\n"
    assert (tmp_path / "p/README.md").is_file()


def test_a_project_that_cannot_be_moved_in_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p/.git").mkdir(parents=True)
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "notebooks" and Path(target).parent == tmp_path / "p":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    assert new(tmp_path / "p") == 2
    assert files(tmp_path) == {}
    assert [path.name for path in (tmp_path / "p").iterdir()] == [".git"]


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("flood", "floods"),
        ("crash", "crashes"),
        ("collapse", "collapses"),
        ("地震", "地震"),
        ("زلزال", "زلزال"),
    ],
)
def test_several_of_what_happened(one: str, several: str) -> None:
    assert event.several(one) == several


def test_names_in_any_script_and_with_any_mark_are_kept(tmp_path: Path) -> None:
    name = 'Ferry "Stella & Sons", <Lima>'
    assert (
        new(tmp_path / "震 災 & co", event="زلزال-2021", name=name, region="能登, <東>", called="地震") == 0
    )
    with (tmp_path / "震 災 & co/data/hand/events.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["event_id"], row["name"], row["region"]) == ("زلزال-2021", name, "能登, <東>")


def test_a_third_side_is_said_to_stand_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new(tmp_path / "p", kind="attack", event="raid-2021-04")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "p"))
    with vocabulary.speaking_of("raid-2021-04"):
        assert sides.further_sides() == ""
    hand = tmp_path / "p/data/hand"
    words = "Guard,The guard,guard,the guard,the guard,the guard's,its,guard sources,others,the guard,guard"
    for name, line in {
        "parties": f",guard,5,{words},cross,,,invented",
        "group_sides": ",civilians,guard,invented",
    }.items():
        with (hand / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    with vocabulary.speaking_of("raid-2021-04"):
        assert sides.further_sides() == (
            "Only officials and the armed group are held against each other here; what the guard counts "
            "stands in the first table and in the charts by party."
        )


def test_what_happened_is_read_anew_when_its_row_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new(tmp_path / "p", event="flood-2021-06", incident="flood")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "p"))
    assert incident.of("flood-2021-06").several == "floods"
    table = tmp_path / "p/data/hand/events.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("floods", "high waters"), encoding="utf-8")
    assert incident.of("flood-2021-06").several == "high waters"
    assert vocabulary.main_outcomes("flood-2021-06")[0] == "killed"
    table.write_text(table.read_text(encoding="utf-8").replace("killed;", ""), encoding="utf-8")
    assert vocabulary.main_outcomes("flood-2021-06")[0] == "missing"


def test_a_table_without_a_column_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new(tmp_path / "p")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "p"))
    table = tmp_path / "p/data/hand/includes.csv"
    table.write_text("token,group,part\nresidents,residents,\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"includes\.csv has no column event_id: add it to row 1"):
        terms.read_includes(pd.Series(["residents"]))
