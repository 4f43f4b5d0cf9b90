"""The record of runs: whole lines whatever happens, nothing of the machine, and a table that fits a terminal.

All runs here are invented.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import getpass
import json
import multiprocessing
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from waiting import PATIENCE

from tollbook import record, run_list, scrub
from tollbook.record import Record
from tollbook.refusals import CallError

LINE = (
    '{"run":"3f2a9c0d1e4b","batch":"a1b2c3d4e5f6","what":"02-compare-totals","event":"balochistan-2026-01",'
    '"label":"2026-02-01","parameters":{"as_of":"2026-02-01","event":"balochistan-2026-01"},'
    '"started":"2026-11-23T01:02:03Z","seconds":1.25,"memory_bytes":209715200,"kernel":"warm","where":"here",'
    f'"key":"{"0" * 64}","inputs":{{"notebook":"{"1" * 64}"}},"outputs":{{"series.csv":"{"2" * 64}"}},'
    '"versions":{"pandas":"3.1.0"},"outcome":"ok","error":""}'
)


def run(**changes: object) -> Record:
    """Return an invented record with some fields changed."""
    return dataclasses.replace(record.from_line(LINE), **changes)


def options(*arguments: str) -> argparse.Namespace:
    """Return the options of `tollbook runs`."""
    parser = argparse.ArgumentParser()
    record.add_options(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two events, without any run."""
    (tmp_path / "data/hand").mkdir(parents=True)
    text = "event_id,name\nbalochistan-2026-01,Invented\njaffar-express-2025-03,Invented\n"
    (tmp_path / "data/hand/events.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path))
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def test_a_line_is_the_record_and_back() -> None:
    found = record.from_line(LINE)
    assert (found.what, found.label, found.seconds, found.memory_bytes) == (
        "02-compare-totals",
        "2026-02-01",
        1.25,
        200 * 1024 * 1024,
    )
    assert found.parameters == {"event": "balochistan-2026-01", "as_of": "2026-02-01"}
    assert record.to_line(found) == LINE
    strange = run(error="line one\nline two \u2028 \u0085 پانچ", outcome="failed")
    assert "\n" not in record.to_line(strange)
    assert record.from_line(record.to_line(strange)) == strange


def test_a_later_version_may_add_a_field() -> None:
    assert record.from_line(LINE[:-1] + ',"later":1}') == record.from_line(LINE)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "1",
        LINE[:-30],
        LINE.replace('"seconds":1.25', '"seconds":"1.25"'),
        LINE.replace('"seconds":1.25', '"seconds":NaN'),
        LINE.replace('"seconds":1.25', '"seconds":-1'),
        LINE.replace('"memory_bytes":209715200', '"memory_bytes":0.5'),
        LINE.replace('"outcome":"ok"', '"outcome":true'),
        LINE.replace('"what":"02-compare-totals",', ""),
        LINE.replace('"versions":{"pandas":"3.1.0"}', '"versions":{"pandas":3}'),
    ],
)
def test_what_is_no_record_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        record.from_line(line)


def test_damaged_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    assert record.read_counting(path) == ([], 0)
    deep = "[" * 100_000
    path.write_bytes(f"{LINE}\nnonsense\n\n{deep}\n".encode() + b"\xff\xfe\n" + f"{LINE}\n".encode())
    assert record.read(path) == [run(), run()]
    assert record.read_counting(path)[1] == 3


def test_a_torn_last_line_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "new" / "runs.jsonl"
    record.append(path, run(run="000000000001"))
    with path.open("a", encoding="utf-8") as file:
        file.write(LINE[:100])  # a process killed amid its line
    record.append(path, run(run="000000000002"))
    found, damaged = record.read_counting(path)
    assert [one.run for one in found] == ["000000000001", "000000000002"]
    assert damaged == 1
    assert path.read_bytes().endswith(b"}\n")


def append_many(path: Path, first: int) -> None:
    """Append fifty records of some kilobytes each, as one of several batches does."""
    for number in range(first, first + 50):
        record.append(path, run(run=f"{number:012x}", error="word " * 1000, outcome="failed"))


def test_batches_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    context = multiprocessing.get_context("spawn")
    batches = [context.Process(target=append_many, args=(path, 1000 * number)) for number in range(4)]
    for batch in batches:
        batch.start()
    for batch in batches:
        batch.join(PATIENCE)
    assert [batch.exitcode for batch in batches] == [0] * 4
    found, damaged = record.read_counting(path)
    expected = {f"{1000 * batch + number:012x}" for batch in range(4) for number in range(50)}
    assert damaged == 0
    assert len(found) == 200
    assert {one.run for one in found} == expected


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda _descriptor, content: len(content) - 1)
    with pytest.raises(OSError, match="No space left"):
        record.append(tmp_path / "runs.jsonl", run())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/srv/book/notebooks/02.ipynb: no such file", "notebooks/02.ipynb: no such file"),
        ("[Errno 2] '/srv/book/data/raw/claims.csv'", "[Errno 2] 'data/raw/claims.csv'"),
        ("/srv/bookshelf/x.csv", "x.csv"),
        ("File /usr/lib/python3.11/json/decoder.py:355, in decode", "File decoder.py:355, in decode"),
        ('open("/home/somebody/notes.txt")', 'open("notes.txt")'),
        ("file:///home/somebody/map.geojson", "map.geojson"),
        (r"C:\Users\somebody\map.geojson", "map.geojson"),
        ("lost tcp://10.0.0.7:8786 twice", "lost tcp://… twice"),
        ("a share of 3/4, and/or https://example.org/a/b", "a share of 3/4, and/or https://example.org/a/b"),
        ("one\n  two", "one two"),
    ],
)
def test_texts_lose_the_machine(text: str, expected: str) -> None:
    assert scrub.scrub(text, ["/srv/book"]) == expected


def test_names_of_user_and_machine_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "amina")
    monkeypatch.setattr(platform, "node", lambda: "newsdesk7.example.org")
    scrub.own_names.cache_clear()
    try:
        assert scrub.scrub("amina@newsdesk7: denied") == "…@…: denied"
        assert scrub.scrub("newsdesk7.example.org is down; laminated") == "… is down; laminated"
    finally:
        scrub.own_names.cache_clear()


def test_what_is_written_and_published_names_no_folder(tmp_path: Path) -> None:
    path = tmp_path / ".tollbook" / "runs.jsonl"
    spoiled = run(
        parameters={"event": "e", "districts": "/home/somebody/maps/districts.geojson"},
        outputs={f"{tmp_path}/series.csv": "3" * 64},
        error=f"FileNotFoundError: {tmp_path}/data/raw/claims.csv",
        outcome="failed",
    )
    record.append(path, spoiled)
    for found in (json.loads(path.read_text(encoding="utf-8")), record.published(spoiled, [tmp_path])):
        assert found["parameters"] == {"event": "e", "districts": "districts.geojson"}
        assert found["outputs"] == {"series.csv": "3" * 64}
        assert found["error"] == "FileNotFoundError: data/raw/claims.csv"
        assert found["run"] == "3f2a9c0d1e4b"


def test_versions_are_those_of_this_environment() -> None:
    import pandas

    found = record.versions()
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert found["pandas"] == pandas.__version__
    assert set(found) >= {"tollbook", "altair", "vl-convert-python", "papermill", "nbclient", "ipykernel"}


def test_names_and_moments_have_their_form() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", record.new_id())
    assert record.new_id() != record.new_id()
    moment = record.moment_of(run(started=record.now()))
    assert moment is not None
    assert abs(datetime.datetime.now(datetime.UTC) - moment) < datetime.timedelta(minutes=1)
    assert record.moment_of(run(started="yesterday")) is None


def test_reading_the_record_needs_no_heavy_library() -> None:
    heavy = "pandas|numpy|altair|papermill|nbclient|zmq|IPython|yaml|jinja2"
    code = (
        "import sys, argparse; from tollbook import record, run_list\n"
        "record.add_options(argparse.ArgumentParser()); record.versions()\n"
        f"import re; print([name for name in sys.modules if re.fullmatch({heavy!r}, name)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_run_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert record.runs_command(options()) == 0
    text = capsys.readouterr().out
    assert text.count("\n") == 1
    assert "no run is recorded yet" in text
    assert record.runs_command(options("--json")) == 0
    assert capsys.readouterr().out == ""


def write_runs(project: Path) -> None:
    """Write four invented runs, the third of them failed, the newest first."""
    path = project / record.FILE
    record.append(path, run(run="00000000000d", what="page", label="latest", started="2026-11-24T00:10:00Z"))
    record.append(
        path,
        run(
            run="00000000000c",
            what="04-spread-of-attacks",
            started="2026-11-23T01:05:00Z",
            outcome="failed",
            error="NameError: name 'claims' is not defined",
            where="cluster",
            seconds=123.4,
        ),
    )
    record.append(path, run(run="00000000000b", event="jaffar-express-2025-03", memory_bytes=0))
    record.append(
        path, run(run="00000000000a", what="01-clean-figures", label="", started="2026-11-22T23:00:00Z")
    )


def test_runs_are_listed_newest_last(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_runs(project)
    assert record.runs_command(options()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == "run time what event moment s MiB kernel where outcome".split()
    assert lines[1] == "2026-11-22 UTC"
    assert lines[2].split() == (
        "00000000000a 23:00:00 01-clean-figures balochistan-2026-01 - 1.2 200 warm here ok".split()
    )
    assert lines[3] == "2026-11-23 UTC"
    assert lines[4].split()[-4:] == ["-", "warm", "here", "ok"]
    assert lines[5].split()[-5:] == ["123.4", "200", "warm", "cluster", "failed"]
    assert lines[6] == "  NameError: name 'claims' is not defined"
    assert lines[7] == "2026-11-24 UTC"
    assert lines[-1] == "4 runs, 1 failed"
    ends = [line.index("  warm") for line in lines if "  warm" in line]
    assert len(set(ends)) == 1


def test_the_table_fits_80_and_120_columns(project: Path) -> None:
    write_runs(project)
    records = record.read(project / record.FILE)
    wide = run_list.table(records, 120)
    assert max(map(len, wide)) <= 120
    assert "  04-spread-of-attacks  balochistan-2026-01     2026-02-01  123.4  " in "\n".join(wide)
    narrow = run_list.table(records, 80)
    assert max(map(len, narrow)) <= 80
    text = "\n".join(narrow)
    assert re.search(r" 04 +\S+…\S*26-01 +2026-02-01 ", text)
    assert re.search(r" 02 +\S+…\S*25-03 +2026-02-01 ", text)
    assert len(narrow) == len(wide)


def test_runs_are_chosen(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_runs(project)
    for arguments, expected in (
        (("--json", "--failed"), ["00000000000c"]),
        (("--json", "--last", "2"), ["00000000000c", "00000000000d"]),
        (("--json", "--event", "jaffar-express-2025-03"), ["00000000000b"]),
        (("--json", "--event", "jaffar-express-2025-03", "--failed"), []),
    ):
        assert record.runs_command(options(*arguments)) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [json.loads(line)["run"] for line in lines] == expected
    stored = (project / record.FILE).read_text(encoding="utf-8").splitlines()
    assert record.runs_command(options("--json")) == 0
    assert sorted(capsys.readouterr().out.splitlines()) == sorted(stored)


def test_an_unknown_event_is_refused(project: Path) -> None:
    with pytest.raises(CallError, match=r"unknown event `balochistan-2026`.*did you mean"):
        record.runs_command(options("--event", "balochistan-2026"))


def test_damaged_lines_are_said_beside_the_table(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_runs(project)
    with (project / record.FILE).open("a", encoding="utf-8") as file:
        file.write("half a li")
    assert record.runs_command(options()) == 0
    shown = capsys.readouterr()
    assert "4 runs" in shown.out
    assert shown.err == "tollbook: .tollbook/runs.jsonl has lines that can not be read, passed over: 1\n"


@pytest.mark.parametrize("number", ["0", "-1", "two", "²"])
def test_a_number_of_runs_must_be_one(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        options("--last", number)
    assert end.value.code == 2
    assert "whole number" in capsys.readouterr().err
