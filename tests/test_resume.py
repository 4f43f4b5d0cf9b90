"""A batch that is killed goes on where it was; two at once do not harm each other; trouble is one clear line.

The batches are real ones in processes of their own, of a tiny project whose cells need no kernel.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from tiny_project import add_cell, make_tiny_project, run_here, stand_ins, tree
from waiting import PATIENCE, until

from tollbook import alive, record, validate
from tollbook.cli import main
from tollbook.local import LocalHands
from tollbook.runner import WORK

REAL = Path(__file__).resolve().parent.parent
STEPS = 11 + 3  # notebooks and pages of the tiny project's three runs
# jsonschema's optional grammar of addresses takes seconds to load, and no notebook here has one.
DRIVE = "import sys; sys.modules['rfc3987_syntax'] = None; import tiny_project; tiny_project.drive()"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which a batch has run undisturbed."""
    root = make_tiny_project(tmp_path_factory.mktemp("undisturbed") / "project")
    process = start(root)
    assert status(process) == 0
    return root


@pytest.fixture
def tiny(tmp_path: Path, undisturbed: Path) -> Path:
    """A project in which nothing has run; how the notebooks' parameters read is remembered."""
    root = make_tiny_project(tmp_path / "project")
    shutil.copytree(undisturbed / ".tollbook/notes", root / ".tollbook/notes")
    (tmp_path / "tmp").mkdir()
    return root


def start(root: Path, *arguments: str, stop: str = "") -> subprocess.Popen[str]:
    """Start a batch in a process of its own; `stop` is a call at which it waits."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(REAL), str(REAL / "tests")]),
        "TOLLBOOK_PROJECT": str(root),
        "TMPDIR": str(root.parent / "tmp" if (root.parent / "tmp").exists() else root.parent),
        **({"TINY_STOP": stop} if stop else {}),
    }
    return subprocess.Popen(
        [sys.executable, "-c", DRIVE, "run", "--jobs", "2", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def status(process: subprocess.Popen[str]) -> int:
    """Wait for the end of a batch and return its exit status."""
    process.communicate(timeout=PATIENCE)
    return process.returncode


def until_stopped(root: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a batch is where it was told to wait."""
    until(lambda: (root.parent / "stopped").exists() or process.poll() is not None, "the batch to stop there")
    assert process.poll() is None, process.communicate()


def performed(root: Path) -> list[tuple[str, str, str]]:
    """Return the steps that went well, as often as they were recorded."""
    return [
        (one.what, one.event, one.label)
        for one in record.read(root / record.FILE)
        if one.outcome == record.OK
    ]


@pytest.mark.parametrize(
    "moment",
    [
        "tollbook.execute:run_notebook:1",  # a notebook at work
        "tollbook.execute:run_notebook:6",
        "tollbook.store:hashes:3",  # a notebook that has ended and is not kept yet
        "shutil:copytree:4",  # an entry of the store half written
        "os:rename:5",  # an entry written, without its name
        "tollbook.record:append:2",  # an entry kept, not recorded
        "os:replace:4",  # a table written beside its name
        "shutil:copyfile:20",  # amid the files of a page
        "tollbook.index_pages:build:1",
    ],
)
def test_a_batch_that_was_killed_goes_on_where_it_was(tiny: Path, undisturbed: Path, moment: str) -> None:
    process = start(tiny, stop=moment)
    until_stopped(tiny, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = performed(tiny)
    again = start(tiny)
    _, errors = again.communicate(timeout=PATIENCE)
    assert (again.returncode, errors) == (0, "")
    assert tree(tiny) == tree(undisturbed)
    steps = performed(tiny)
    assert len(steps) == len(set(steps))  # nothing that was finished is repeated
    assert len(steps) in (STEPS, STEPS - 1)  # one can be kept and not recorded
    assert steps[: len(before)] == before
    assert list((tiny.parent / "tmp").iterdir()) == []
    assert [path.name for path in (tiny / ".tollbook/store").iterdir() if len(path.name) > 2] == []


def test_two_batches_at_once_take_turns(tiny: Path, undisturbed: Path) -> None:
    first = start(tiny, stop="os:replace:12")
    until_stopped(tiny, first)
    second = start(tiny)
    assert second.stderr is not None
    assert second.stderr.readline() == "another batch is writing to data/processed: waiting\n"
    (tiny.parent / "go").touch()
    assert status(first) == 0
    told, errors = second.communicate(timeout=PATIENCE)
    assert (second.returncode, errors) == (0, "")
    assert told.splitlines()[0] == (
        "nothing to do for 11 notebooks and 3 pages: nothing they depend on changed"
    )
    assert tree(tiny) == tree(undisturbed)
    assert len(performed(tiny)) == STEPS


def test_batches_that_write_elsewhere_share_what_is_finished(tiny: Path, tmp_path: Path) -> None:
    first = start(tiny, stop="tollbook.index_pages:build:1")
    until_stopped(tiny, first)
    second = start(tiny, "--out", str(tmp_path / "out"), "--reports", str(tmp_path / "reports"))
    told, errors = second.communicate(timeout=PATIENCE)
    assert (second.returncode, errors) == (0, "")
    assert told.startswith("nothing to do for 11 notebooks and 3 pages: nothing they depend on changed; ")
    (tiny.parent / "go").touch()
    assert status(first) == 0
    assert len(performed(tiny)) == STEPS
    assert tree(tmp_path / "out") == tree(tiny / "data/processed")
    pages = [name for name in tree(tmp_path / "reports") if name.endswith(".html")]
    assert pages == [name for name in tree(tiny / "reports") if name.endswith(".html")]


def test_no_reader_sees_a_torn_or_a_missing_file(tiny: Path, tmp_path: Path) -> None:
    """Two batches write over what is there, one after the other, while all of it is read all the time."""
    rows = "".join(f"2026-02-01,{number}\\n" for number in range(20_000))
    for name in ("02-compare-totals", "04-spread-of-attacks"):
        add_cell(tiny, name, f"(folder / '{name[:2]}.csv').write_text('since,low\\n{rows}')")
    assert status(start(tiny)) == 0
    old = {name: content for name, content in tree(tiny).items() if name.startswith(("reports/", "data/"))}
    for name in ("02-compare-totals", "04-spread-of-attacks"):
        add_cell(tiny, name, f"(folder / '{name[:2]}.csv').write_text('since,low\\n{rows}more\\n')")
    batches = [start(tiny) for _ in range(2)]
    with watched(tiny, old) as seen:
        for batch in batches:
            assert status(batch) == 0
    new = tree(tiny)
    assert new["data/processed/alpha/04.csv"] != old["data/processed/alpha/04.csv"]
    for name, contents in seen.items():
        assert contents <= {old[name], new[name]}, name


@contextlib.contextmanager
def watched(root: Path, names: dict[str, bytes]) -> Iterator[dict[str, set[bytes]]]:
    """Read files all the time until the block ends; yield what was in each."""
    seen: dict[str, set[bytes]] = {name: set() for name in names}
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            for name, contents in seen.items():
                try:
                    contents.add((root / name).read_bytes())
                except OSError as error:
                    contents.add(repr(error).encode())

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield seen
    finally:  # also when a batch failed: a thread that goes on would keep the tests from ending
        ended.set()
        thread.join()


def test_what_a_living_batch_needs_is_not_removed(tmp_path: Path) -> None:
    with alive.folder(tmp_path, WORK) as living:
        (tmp_path / f"{WORK}killed").mkdir()
        (tmp_path / f"{WORK}killed" / alive.ALIVE).touch()
        (tmp_path / f"{WORK}being-made").mkdir()
        old = tmp_path / f"{WORK}of-an-old-version"
        old.mkdir()
        os.utime(old, (0, 0))
        alive.remove_left_over(tmp_path, WORK)
        assert {path.name for path in tmp_path.iterdir()} == {living.name, f"{WORK}being-made"}
    assert not living.exists()


def test_only_half_written_files_are_removed(tmp_path: Path) -> None:
    names = ".totals.csv.0123456789abcdef0123456789abcdef", "totals.csv", ".DS_Store", ".totals.csv.0123"
    for name in names:
        (tmp_path / "alpha").mkdir(exist_ok=True)
        (tmp_path / "alpha" / name).touch()
    alive.remove_half_written([tmp_path], deep=False)
    assert len(list((tmp_path / "alpha").iterdir())) == 4
    alive.remove_half_written([tmp_path])
    assert {path.name for path in (tmp_path / "alpha").iterdir()} == set(names[1:])


@pytest.fixture
def in_process(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny project with its batch run in this process."""
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tiny))
    monkeypatch.setattr("tempfile.tempdir", str(tiny.parent / "tmp"))
    monkeypatch.setattr(validate, "problems", lambda *_: [])
    monkeypatch.setattr("tollbook.execute.run_notebook", run_here)
    monkeypatch.setattr(LocalHands, "apart", False)
    for name, module in stand_ins().items():
        monkeypatch.setitem(sys.modules, f"tollbook.{name}", module)
        monkeypatch.setattr(f"tollbook.{name}", module, raising=False)
    return tiny


def test_a_full_disk_stops_one_page_and_says_what_to_do(
    in_process: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = shutil.copyfile

    def full(source: Path, target: Path, **more: object) -> object:
        if "reports/beta" in Path(target).as_posix():
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return whole(source, target, **more)

    with monkeypatch.context() as patch:
        patch.setattr("tollbook.workspace.shutil.copyfile", full)
        assert main(["run", "--jobs", "1"]) == 1
    failures = [line for line in capsys.readouterr().err.splitlines() if line.startswith("FAIL")]
    assert len(failures) == 1
    assert failures[0].startswith("FAIL  page  beta latest  OSError: [Errno 28] No space left on device")
    assert failures[0].endswith("make room on the disk, then run again: what is finished is kept")
    assert "reports/alpha/latest.html" in tree(in_process)
    assert main(["run", "--jobs", "1"]) == 0
    assert len(performed(in_process)) == STEPS  # nothing is repeated: only the page is published
    assert "reports/beta/latest.html" in tree(in_process)


def test_a_store_that_cannot_be_written_is_one_line_and_no_failure(
    in_process: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(in_process / ".tollbook")
    (in_process / ".tollbook").touch()
    assert main(["run", "--jobs", "1"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("tollbook: .tollbook/runs.jsonl cannot be written (")
    assert lines[1].startswith("tollbook: .tollbook cannot be written (")
    assert "reports/beta/latest.html" in tree(in_process)


def test_a_package_that_is_edited_meanwhile_leaves_nothing_in_the_store(
    in_process: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tollbook.steps.Steps.is_as_it_was", lambda steps: False)
    assert main(["run", "--jobs", "1"]) == 0
    assert main(["run", "--jobs", "1"]) == 0
    assert len(performed(in_process)) == 2 * STEPS


def test_a_lock_that_is_held_is_waited_for(tmp_path: Path) -> None:
    told = []
    lock = FileLock(alive.lock_file(tmp_path / "out", tmp_path))

    def wait(folder: Path) -> None:
        told.append(folder)
        lock.release()

    lock.acquire()
    with (
        alive.alone_in([tmp_path / "out", tmp_path / "reports"], tmp_path, wait),
        contextlib.suppress(OSError),
    ):
        assert told == [tmp_path / "out"]
