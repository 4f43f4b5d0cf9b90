"""The hands of this machine: what they make, what a task that fails leaves, and how many work at once."""

from __future__ import annotations

from pathlib import Path

import nbformat
import psutil
import pytest

from tollbook import forked, local, machine
from tollbook.local import LocalHands
from tollbook.tasks import NOTEBOOK, PAGE, Done, Task

needs_fork = pytest.mark.skipif(not forked.can_fork(), reason="this system cannot fork a process")
GIB = 2**30


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a step: an invented notebook that writes a table, and one table from before."""
    folder = tmp_path / "project"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "data/processed/alpha").mkdir(parents=True)
    (folder / "data/processed/alpha/before.csv").write_text("a\n", encoding="utf-8")
    cells = [
        "event: str = 'alpha'  # event",
        "import os\nfrom pathlib import Path\n"
        "tables = Path(os.environ['TOLLBOOK_PROJECT'], 'data/processed')",
        "(tables / event / 'claims.csv').write_text('claim_id\\n')\nprint(event, tables)",
    ]
    codes = [nbformat.v4.new_code_cell(cell, id=f"code-{number}") for number, cell in enumerate(cells)]
    codes[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=codes), folder / "notebooks/01-invented.ipynb")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(folder))
    return folder


def perform(hands: LocalHands, kind: str, project: Path, **options: object) -> tuple[Done, Path]:
    """Perform a task and return how it went, and the folder with what it made."""
    out = project.parent / f"out-{len(list(project.parent.iterdir()))}"
    out.mkdir()
    return hands.submit(Task(kind, "invented", options), project, out).result(), out


def notebook(hands: LocalHands, project: Path, **options: object) -> tuple[Done, Path]:
    """Perform the invented notebook."""
    named = {"notebook": "01-invented", "parameters": {}, "cell_seconds": 60, **options}
    return perform(hands, NOTEBOOK, project, **named)


@pytest.mark.parametrize("fresh", [pytest.param(False, marks=needs_fork), True])
def test_a_notebook_leaves_what_it_made_and_says_what_it_used(project: Path, fresh: bool) -> None:
    with LocalHands(2, fresh=fresh, say=pytest.fail) as hands:
        assert hands.slots() == 2
        done, out = notebook(hands, project, parameters={"event": "alpha"})
        assert done.is_ok
        assert done.kernel == ("cold" if fresh else "warm")
        assert 0 < done.cell_seconds < done.seconds
        assert done.memory_bytes > 10_000_000
        made = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
        assert made == {"notebook.ipynb", "processed/alpha/claims.csv"}
        text = nbformat.read(out / "notebook.ipynb", 4).cells[-1].outputs[0].text
        assert text == "alpha data/processed\n"  # no path of the machine


@needs_fork
def test_a_task_that_fails_is_told_in_a_line_without_a_path(project: Path) -> None:
    with LocalHands(1, say=pytest.fail) as hands:
        done, out = notebook(hands, project, parameters={"event": "beta"})
        assert done.error.startswith("cell 3 `(tables / event / 'claims.csv')")
        assert done.error.endswith("No such file or directory: 'data/processed/beta/claims.csv'")
        assert done.kernel == "warm"
        assert "Traceback" in done.traceback
        assert list(out.iterdir()) == []
        done, _ = notebook(hands, project, notebook="02-none")
        assert done.error.startswith("FileNotFoundError")
        assert str(project) not in done.error


@pytest.mark.parametrize("fresh", [pytest.param(False, marks=needs_fork), True])
def test_a_page_is_made_in_a_process_of_its_own(
    project: Path, fresh: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalHands(1, fresh=fresh, say=pytest.fail) as hands:
        options = {"event": "alpha", "label": "latest", "rule": "latest", "labels": [], "plan": None}
        done, _ = perform(hands, PAGE, project, **options, meta={}, notebooks=[])
        assert not done.is_ok  # it has no tables
        assert str(project) not in done.error
        assert done.error.count("\n") == 0
        assert "perform_page" in done.traceback
        assert (done.memory_bytes > 10_000_000) is not fresh
        monkeypatch.setattr(local, "PAGE", "os:no_such_function")
        done, _ = perform(hands, PAGE, project)
        assert done.error == (
            "its process died: exit status 1: AttributeError: module 'os' has no attribute 'no_such_function'"
        )


@needs_fork
def test_no_process_starts_before_the_first_task_and_none_is_left(project: Path) -> None:
    with LocalHands(1, say=pytest.fail) as hands:
        assert hands.warm.process is None
        notebook(hands, project)
        server = psutil.Process(hands.warm.process.pid)
        assert server.is_running()
    assert not server.is_running()


@needs_fork
def test_after_a_stop_tasks_end_at_once(project: Path) -> None:
    with LocalHands(1, say=pytest.fail) as hands:
        hands.stop()
        done, out = notebook(hands, project)
        assert done.error == "the kernel died: the batch was stopped"
        assert hands.warm.process is None
        assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("cores", "quota", "expected"),
    [
        (8, "max 100000", 8),
        (8, "250000 100000", 2),
        (8, "50000 100000", 1),
        (1, "400000 100000", 1),
        (3, "", 3),
    ],
)
def test_cores_are_those_of_the_share_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int, quota: str, expected: int
) -> None:
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.setattr(machine, "CGROUP", tmp_path)
    monkeypatch.setattr(machine.sys, "platform", "linux")
    if quota:
        (tmp_path / "cpu.max").write_text(quota + "\n", encoding="ascii")
    assert machine.usable_cores() == expected


@pytest.mark.parametrize(
    ("free", "limit", "used", "kept", "expected"),
    [
        (64, "max", 1, 0, 16),
        (3, "max", 1, 0, 4),
        (0.2, "max", 1, 0, 1),
        (64, 4, 2.5, 0, 2),
        (64, 4, 2.5, 0.75, 3),
    ],
)
def test_there_are_no_more_jobs_than_memory_has_room_for(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    free: float,
    limit: str | float,
    used: float,
    kept: float,
    expected: int,
) -> None:
    available = type("Memory", (), {"available": int(free * GIB)})
    monkeypatch.setattr(machine.psutil, "virtual_memory", lambda: available)
    monkeypatch.setattr(machine, "usable_cores", lambda: 16)
    monkeypatch.setattr(machine, "CGROUP", tmp_path)
    monkeypatch.setattr(machine.sys, "platform", "linux")
    (tmp_path / "memory.max").write_text(limit if limit == "max" else str(int(limit * GIB)), encoding="ascii")
    (tmp_path / "memory.current").write_text(str(int(used * GIB)), encoding="ascii")
    (tmp_path / "memory.stat").write_text(f"anon 5\ninactive_file {int(kept * GIB)}\n", encoding="ascii")
    assert machine.default_jobs() == expected
