"""Whom a database names and no group stands for is listed with the row to write. All rows are invented."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from import_cases import EVENT, claims, run, ucdp


def listed(out: str) -> list[str]:
    """Return the lines on names without a group, up to where the table is."""
    lines = out.splitlines()
    start = next((number for number, line in enumerate(lines) if "without a group" in line), len(lines))
    return [line.strip() for line in lines[start:-1]]


def test_each_name_has_its_ready_row(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rivals = {"side_a": "Red men, of the hill", "side_b": "Blue men", "deaths_b": "0", "deaths_unknown": "3"}
    file = ucdp(tmp_path / "x.csv", {"deaths_b": "12"}, {"deaths_b": "1"}, rivals)
    assert run(root, "ucdp", file, "--event", EVENT, "--as", "x") == 0
    assert listed(capsys.readouterr().out) == [
        "3 claims without a group: write the rows below into data/hand/database_groups.csv and import the "
        "file again",
        "GROUP: one of militants, security, civilians, all_but_militants, all; WHY: your reason",
        "side b: Black Michael's men: 2 claims in 2 rows, 13 people",
        f"ready: {EVENT},ucdp,side b: Black Michael's men,GROUP,WHY",
        "side a: Red men, of the hill: 1 claim in 1 row, 2 people",
        f'ready: {EVENT},ucdp,"side a: Red men, of the hill",GROUP,WHY',
    ]


def test_the_ready_rows_do_what_they_say(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ucdp(tmp_path / "x.csv", {"side_b": 'The "Old, Grey" men'})
    run(root, "ucdp", file, "--event", EVENT, "--as", "x")
    ready = [line.removeprefix("ready: ") for line in listed(capsys.readouterr().out) if "ready: " in line]
    rows = [line.replace("GROUP,WHY", "militants,they fought") for line in ready]
    assert next(csv.reader(rows)) == [
        EVENT,
        "ucdp",
        'side b: The "Old, Grey" men',
        "militants",
        "they fought",
    ]
    path = root / "data/hand/database_groups.csv"
    path.write_text(path.read_text() + "\n".join(rows) + "\n")
    assert run(root, "ucdp", file, "--event", EVENT, "--as", "x") == 0
    assert listed(capsys.readouterr().out) == []
    table = claims(root, "ucdp-x")
    assert table.loc[table["field"] == "deaths_b", "group"].tolist() == ["militants"]


def test_a_group_that_the_event_does_not_have_is_said(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "data/hand/groups.csv"
    lines = path.read_text().splitlines()
    own = [
        line.replace(",", f"{EVENT},", 1) for line in lines[1:] if line.startswith((",civilians", ",all,"))
    ]
    path.write_text(
        "\n".join([*lines, *(line.replace("civilians;militants;security", "civilians") for line in own)])
    )
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {"deaths_b": "0"}), "--event", EVENT) == 0
    assert listed(capsys.readouterr().out)[2:] == [
        "side a: Government of Ruritania: 1 claim in 1 row, 2 people",
        "a row says security, which the event does not have: give the event its own",
        f"ready: {EVENT},ucdp,side a: Government of Ruritania,GROUP,WHY",
    ]


def test_of_many_names_the_commonest_are_listed(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"Band {number:02d}" for number in range(12)]
    rows = ({"side_b": name} for number, name in enumerate(names) for _ in range(number + 1))
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", *rows), "--dry-run") == 0
    lines = listed(capsys.readouterr().out)
    assert [line.split(":")[1].strip() for line in lines if line.startswith("side b")] == names[:1:-1]
    assert lines[-1] == "and 2 names more, shown when these have rows"
    assert "ready: ,ucdp,side b: Band 11,GROUP,WHY" in lines  # for no event: for every event
