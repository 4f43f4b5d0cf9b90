"""New rows are in all tables or in none, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from adding_project import GOOD, add, sheet, tables
from waiting import PATIENCE, until

from tollbook import alive, validate
from tollbook.adding import writing

ROWS = ({**GOOD, "category": "vecinos", "attributed_to": "Bomberos", "place": "La Quebrada"},)
ACCEPT = ("--accept", "vecinos=residents", "Bomberos=state/officials", "La Quebrada=no point")


@pytest.fixture
def project(quake_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tollbook.adding.geonames.cities", list)
    return quake_ledger


@pytest.mark.parametrize("nth", range(1, 8))
def test_a_file_that_cannot_be_replaced_puts_back_those_before(
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    nth: int,
) -> None:
    before, calls = tables(project), []
    real = os.replace

    def full(source: os.PathLike[str], target: os.PathLike[str]) -> None:
        calls.append(target)
        if len(calls) == nth:
            raise OSError(errno.ENOSPC, "No space left on device", str(source))
        real(source, target)

    monkeypatch.setattr(writing.os, "replace", full)
    assert add(sheet(tmp_path / "figures.xlsx", *ROWS), *ACCEPT) == 1
    assert "the tables could not be written" in capsys.readouterr().err
    assert tables(project) == before  # also no file is left beside


def test_the_tables_are_right_after_each_single_file(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, real = [], os.replace

    def look(source: os.PathLike[str], target: os.PathLike[str]) -> None:
        real(source, target)
        found.append(validate.problems(project / "data/raw"))

    path = sheet(tmp_path / "figures.xlsx", *ROWS)
    monkeypatch.setattr(writing.os, "replace", look)
    assert add(path, *ACCEPT) == 0
    assert found == [[]] * 7  # three hand tables, two raw tables and their cards


def test_a_table_without_a_line_end_or_with_those_of_windows_keeps_its_bytes() -> None:
    row = [{"a": "1, 2", "b": 'say "x"'}]
    assert writing.appended(b"a,b\nx,y", row) == b'a,b\nx,y\n"1, 2","say ""x"""\n'
    assert writing.appended(b"a,b\r\nx,y\r\n", row) == b'a,b\r\nx,y\r\n"1, 2","say ""x"""\r\n'
    assert writing.appended(b"b,a\n", row) == b'b,a\n"say ""x""","1, 2"\n'


def test_adding_waits_for_another_that_works_with_the_tables(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, ended, said = sheet(tmp_path / "figures.xlsx", GOOD), [], []
    place = project / writing.FOLDER / "locks"
    with alive.alone_in([project / "data/raw"], place, print):
        adding = threading.Thread(target=lambda: ended.append(add(path)), daemon=True)
        adding.start()
        until(lambda: ended or said.append(capsys.readouterr().err) or "\n" in "".join(said), "it to say so")
        adding.join(0.5)
        assert ended == []
    adding.join(PATIENCE)
    assert ended == [0]
    assert "another tollbook is working with these tables: waiting" in "".join(said)


def test_what_a_killed_run_left_is_finished_or_removed(project: Path) -> None:
    raw = project / "data/raw"
    table, hidden = raw / "reports.csv", "0" * 32
    card = raw / "reports.csv.card.yml"
    due = writing.renewed_card(card.read_bytes(), table.read_bytes())
    (raw / f".reports.csv.card.yml.{hidden}").write_bytes(due)  # its table had come to its place already
    (raw / f".claims.csv.card.yml.{hidden}").write_bytes(due)  # this one had not
    (raw / f".claims.csv.{hidden}").write_bytes(b"half a tab")
    before = tables(project) | {"raw/reports.csv.card.yml": due}
    assert card.read_bytes() != due
    with writing.alone():
        after = tables(project)
    assert after == {name: content for name, content in before.items() if hidden not in name}


def test_a_ledger_that_has_problems_is_said_to_have_them(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = project / "data/raw/claims.csv"
    claims.write_text(
        claims.read_text().replace("al menos 31,", "al menos 31,yesterday").replace("killed", "kiled")
    )
    before = tables(project)
    assert add(sheet(tmp_path / "figures.xlsx", GOOD)) == 1
    said = capsys.readouterr().err
    assert said.startswith("claims.csv, row 2")
    assert "in the tables. Nothing was added" in said
    assert tables(project) == before
