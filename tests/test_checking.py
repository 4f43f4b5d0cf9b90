"""`tollbook check` says before a run what a run would fail on: older or unreadable tables, and the batch."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tollbook import cli, paths


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the ledger whose tables and notebooks can be spoilt."""
    for folder in ("data", "notebooks"):
        wanted = shutil.ignore_patterns("processed", "databases", "dictionary")
        shutil.copytree(paths.OWN / folder, tmp_path / folder, ignore=wanted)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path))  # put back after the test
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    """Replace a text, which must be there, in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], project: Path, *words: str) -> tuple[int, list[str]]:
    """Return the exit status of a call and the lines that it printed."""
    status = cli.main([*words, "--project", str(project)])
    output = capsys.readouterr()
    return status, (output.out + output.err).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("{event: balochistan-2024-08,", "{event: balochistan-2024,", "unknown event `balochistan-2024`"),
        ('as_of: "2026-02-01"', 'as_of: "2026-01-01"', "as_of '2026-01-01' is before balochistan-2026-01"),
        ('as_of: "2026-02-01"', 'undated: "never"', "unknown undated `never`. Allowed: earliest, latest"),
    ],
)
def test_a_run_that_cannot_be_is_found_by_the_check(
    project: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: str
) -> None:
    spoil(project / "notebooks/batch.yml", old, new)
    status, lines = told(capsys, project, "check")
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("notebooks/batch.yml, run ")
    assert line in lines[0]


def test_a_notebook_that_is_not_there_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "notebooks/03-casualty-categories.ipynb").unlink()
    status, lines = told(capsys, project, "check")
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("notebooks/03-casualty-categories.ipynb: unknown notebook")


def test_a_project_of_an_older_version_is_told_what_to_add(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand = project / "data/hand"
    (hand / "outcome_words.csv").unlink()
    (hand / "parties.csv").write_text(
        (hand / "parties.csv").read_text(encoding="utf-8").replace(",by_name,", ",by_names,", 1),
        encoding="utf-8",
    )
    expected = [
        "hand/outcome_words.csv: the file is missing; copy it from a project that `tollbook new` makes, or "
        "make it with the header word,outcome,why",
        "hand/parties.csv, row 1, column by_name: the column is missing; insert it after apart, in row 1 and "
        "in every row (its cells may be empty; it is filled in a project that `tollbook new` makes)",
    ]
    for words in (["check"], ["run"], ["execute"]):
        status, lines = told(capsys, project, *words)
        assert (status, lines[:2]) == (1, expected), words


def test_what_explain_stumbles_over_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "data/hand/nouns.csv").write_text("noun;group\nx;y\n", encoding="utf-8")
    status, lines = told(capsys, project, "explain", "balochistan-2024-08", "civilians")
    assert status == 1
    assert lines[0].startswith("hand/nouns.csv"), lines


@pytest.mark.parametrize("content", [b"", b"\xff\xfea\x00", b"event_id;name\nflood;Flood\n", b"id,name\n"])
def test_events_that_cannot_be_read_end_no_command_with_a_traceback(
    project: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (project / "data/hand/events.csv").write_bytes(content)
    status, lines = told(capsys, project, "check")
    assert (status, lines[0].startswith("hand/events.csv")) == (1, True)
    for words in (
        ["run"],
        ["export", "hxl", "flood"],
    ):  # no traceback: what is wrong, or that it has no event
        status, lines = told(capsys, project, *words)
        assert status in (1, 2)
        assert "events.csv" in lines[0] or "unknown event" in lines[0]
