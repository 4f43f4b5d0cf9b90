"""The command line: what is there, and that a bad call is one clear line and exit status 2."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tollbook
from tollbook.cli import main

REAL = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real project, whatever folder the tests are run from."""
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(REAL))
    return REAL


def exit_status(*arguments: str) -> int:
    """Return the exit status of a call, also where argparse ends it."""
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status("--version") == 0
    assert capsys.readouterr().out == f"tollbook {tollbook.__version__}\n"
    assert exit_status("--help") == 0
    help_text = capsys.readouterr().out
    for command in ("run", "check", "verify", "execute", "runs", "reconcile"):
        assert re.search(rf"^    {command}\b", help_text, re.MULTILINE)
        assert exit_status(command, "--help") == 0


def test_the_agreed_options_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status("run", "--help") == 0
    text = capsys.readouterr().out
    for option in (
        "--raw DIR",
        "--out DIR",
        "--event E",
        "--as-of T",
        "--rule R",
        "--districts FILE",
        "--jobs N",
        "--fresh",
        "--force",
        "--time-limit SECONDS",
        "--batch FILE",
        "--reports DIR",
        "--project DIR",
        "--cluster ADDRESS",
    ):
        assert option in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["rum"], "invalid choice: 'rum'"),
        (["run", "--evnt", "x"], "unrecognized arguments: --evnt x"),
        (["run", "--jobs", "0"], "argument --jobs: '0' is not a whole number from 1 on"),
        (["run", "--jobs", "two"], "argument --jobs: 'two' is not a whole number from 1 on"),
        (["run", "--event"], "argument --event: expected one argument"),
        (["run", "--time-limit", "0"], "argument --time-limit: '0' is not a whole number from 1 on"),
        (["verify", "--force"], "unrecognized arguments: --force"),
        (["run", "--raw", "no-such-folder"], "--raw: there is no folder no-such-folder"),
        (["check", "--raw", "no-such-folder"], "--raw: there is no folder no-such-folder"),
        (["run", "--batch", "no-such-file.yml"], "no batch file "),
        (["check", "--project", "/"], "/ is not a Tollbook project"),
    ],
)
def test_a_bad_call_is_one_line_and_two(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(*arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert told in lines[0]
    assert lines[0].startswith("tollbook")


def test_results_need_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tollbook.options import require_writable
    from tollbook.refusals import CallError

    (tmp_path / "file").write_text("")
    with pytest.raises(CallError, match=r"--out: .*file is a file, not a folder"):
        require_writable({"--out": tmp_path / "file/deeper"})
    require_writable({"--out": tmp_path / "new/folder"})
    assert not (tmp_path / "new").exists()


def test_check_says_what_it_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status("check") == 0
    assert capsys.readouterr().out == (
        "data/raw: no problem found (rows: reports 786, claims 3,492, sightings 1,464, series 171)\n"
    )


def test_check_names_file_row_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(REAL / "data/raw", raw)
    text = (raw / "claims.csv").read_text(encoding="utf-8")
    (raw / "claims.csv").write_text(
        text.replace("balochistan-2026-01", "balochistan-2026-1", 1), encoding="utf-8"
    )
    assert exit_status("check", "--raw", str(raw)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert "claims.csv, row " in lines[0]
    assert ", column event_id: " in lines[0]


def test_the_command_works_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tollbook.cli", "run", "--event", "nowhere"],
        cwd=REAL / "tests",
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(REAL), "PATH": ""},
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
