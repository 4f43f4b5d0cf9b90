"""Tasks performed on a cluster: a real scheduler and real workers, each a process in a folder of its own.

The scheduler cannot import Tollbook: workers need it, a scheduler does not.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tiny_project import NOTEBOOKS, add_cell, make_tiny_project, tree
from waiting import PATIENCE, until

from tollbook import alike, parcel, remote, validate, workspace
from tollbook.cli import main
from tollbook.cluster import LOST, STOPPED, ClusterHands
from tollbook.local import LocalHands
from tollbook.refusals import CallError
from tollbook.tasks import NOTEBOOK, PAGE, Done, Task

NO_TOLLBOOK = """import sys
class No:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "tollbook":
            raise ModuleNotFoundError("not here")
sys.meta_path.insert(0, No())
"""
OLD_PANDAS = """import importlib.metadata as metadata
real = metadata.version
metadata.version = lambda name: "1.0" if name == "pandas" else real(name)
"""
WAIT = """import os, time
from pathlib import Path
started = Path({started!r})
(started / str(os.getpid())).touch()
while not (started / "go").exists():
    time.sleep(0.02)"""


PATIENT = {"connect_seconds": PATIENCE, "worker_seconds": PATIENCE}


@dataclass
class Cluster:
    """A scheduler and its workers, started from the command line."""

    folder: Path
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str, *arguments: str, **environment: str) -> None:
        folder = self.folder / name
        folder.mkdir()
        with (folder / "log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"],
                cwd=folder,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
                start_new_session=True,
            )

    def start_scheduler(self, **environment: str) -> None:
        about = self.folder / "scheduler.json"
        self.start("scheduler", "scheduler", "--port", "0", "--scheduler-file", str(about), **environment)
        until(lambda: about.exists() and about.read_text().strip().endswith("}"), "the scheduler")

    def start_worker(self, name: str, *flags: str, **environment: str) -> None:
        where = ("--scheduler-file", str(self.folder / "scheduler.json"), "--local-directory", ".")
        self.start(name, "worker", *where, "--name", name, *(flags or ("--no-nanny",)), **environment)

    @property
    def address(self) -> str:
        return json.loads((self.folder / "scheduler.json").read_text())["address"]

    def end(self, name: str, number: int = signal.SIGKILL) -> None:
        """End a process; with SIGKILL also what it started."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            (os.killpg if number == signal.SIGKILL else os.kill)(process.pid, number)
        process.wait()

    def steps(self, name: str) -> list[str]:
        """Return the folders of steps that a worker has now; they may vanish meanwhile."""
        found = [folder for _, folders, _ in os.walk(self.folder / name) for folder in folders]
        return [folder for folder in found if folder.startswith("tollbook-")]

    def end_all(self) -> None:
        for name in list(self.processes):
            self.end(name)


def with_start_up(folder: Path, code: str) -> dict[str, str]:
    """Return an environment in which Python runs this code first."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": str(folder)}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with three workers: `one` and `two` with a thread each, `three` with two and a nanny."""
    cluster = Cluster(tmp_path_factory.mktemp("three"))
    try:
        cluster.start_scheduler(**with_start_up(cluster.folder / "without", NO_TOLLBOOK))
        for name in ("one", "two"):
            cluster.start_worker(name, "--no-nanny", "--nthreads", "1")
        cluster.start_worker("three", "--nthreads", "2")
        yield cluster
    finally:
        cluster.end_all()


@pytest.fixture
def lone(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers, which gives a step up as soon as one worker died of it."""
    cluster = Cluster(tmp_path / "lone")
    cluster.folder.mkdir()
    try:
        cluster.start_scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
        yield cluster
    finally:
        cluster.end_all()


@pytest.fixture(scope="module")
def hands(three: Cluster) -> Iterator[ClusterHands]:
    """Hands on the cluster, when all its workers are there."""
    with ClusterHands(three.address, **PATIENT) as hands:
        until(lambda: hands.slots() == 4, "the workers")
        yield hands


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_tiny_project(tmp_path / "tiny")


@pytest.fixture
def started(tmp_path: Path, project: Path) -> Path:
    """A folder in which notebook 01 leaves the number of its process; it goes on when `go` is there."""
    folder = tmp_path / "started"
    folder.mkdir()
    add_cell(project, "01-clean-figures", WAIT.format(started=str(folder)))
    return folder


def task(event: str = "alpha") -> Task:
    """Return the task of running notebook 01."""
    options = {
        "notebook": "01-clean-figures",
        "parameters": {"event": event},
        "cell_seconds": 2 * PATIENCE,  # some wait for others to come so far
        "notebook_seconds": None,
    }
    return Task(NOTEBOOK, f"01-clean-figures of {event}", options)


def submit(hands: ClusterHands | LocalHands, project: Path, out: Path, what: Task) -> Future[Done]:
    """Submit a task with the folder that it sees, as a batch would make it."""
    shadow = out.with_name(f"{out.name}-project")
    make_shadow(shadow, project)
    out.mkdir()
    return hands.submit(what, shadow, out)


def make_shadow(shadow: Path, project: Path) -> None:
    """Make the project that a step sees: links into the real one, and no processed table."""
    for name in ("data/raw", "data/hand", *(f"notebooks/{name}.ipynb" for name in NOTEBOOKS)):
        workspace.link(project / name, shadow / name)
    (shadow / workspace.PROCESSED).mkdir()


def run_here(project: Path, out: Path, what: Task) -> Done:
    """Return how a task goes on this machine."""
    with LocalHands(1) as hands:
        return submit(hands, project, out, what).result()


def processes_in(started: Path) -> list[int]:
    return [int(path.name) for path in started.iterdir() if path.name.isdigit()]


def until_begun(started: Path, futures: list[Future[Done]], number: int) -> None:
    """Wait until so many runs are under way; fail at once when one of them has ended instead."""
    until(
        lambda: len(processes_in(started)) == number or any(future.done() for future in futures),
        "the runs to be under way",
    )
    assert [future.result().error for future in futures if future.done()] == []


def is_alive(process: int) -> bool:
    """Tell whether a process runs; one that ended and that nobody asked about does not."""
    about = Path(f"/proc/{process}/stat")
    if about.parent.parent.joinpath("self").exists():
        return about.exists() and about.read_text().rpartition(")")[2].split()[0] not in "ZX"
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")


def test_a_worker_that_is_killed_has_its_runs_repeated(
    three: Cluster, hands: ClusterHands, project: Path, started: Path, tmp_path: Path
) -> None:
    events = ["alpha", "beta", "alpha", "beta"]
    futures = [submit(hands, project, tmp_path / str(n), task(one)) for n, one in enumerate(events)]
    until_begun(started, futures, 4)
    before = processes_in(started)
    three.end("one")
    until(lambda: len(processes_in(started)) > 4 or hands.slots() == 3, "the loss to be seen")
    assert not any(future.done() for future in futures), "one whose worker died is not done"
    (started / "go").touch()
    done = [future.result() for future in futures]
    assert [one.error for one in done] == [""] * 4
    assert len(set(processes_in(started)) - set(before)) == 1, "one was begun again"
    here = {event: run_here(project, tmp_path / f"here-{event}", task(event)) for event in set(events)}
    assert all(one.is_ok for one in here.values())
    for number, event in enumerate(events):
        made = tree(tmp_path / str(number))
        assert made == tree(tmp_path / f"here-{event}")
        assert f"processed/{event}/claims.csv" in made
    until(lambda: not any(map(is_alive, processes_in(started))), "the kernels to end")
    three.start_worker("again", "--no-nanny", "--nthreads", "1")
    until(lambda: hands.slots() == 4, "the new worker to be used")


def test_a_notebook_or_page_that_fails_says_what_it_says_here(
    hands: ClusterHands, project: Path, tmp_path: Path
) -> None:
    add_cell(
        project,
        "01-clean-figures",
        "import os\nraise ValueError('no good: ' + os.environ['TOLLBOOK_PROJECT'][:0])",
    )
    page = Task(PAGE, "page", {"event": "alpha", "label": "latest", "notebooks": ["01-clean-figures"]})
    for name, what in {"notebook": task(), "page": page}.items():
        here = run_here(project, tmp_path / f"{name}-here", what)
        there = submit(hands, project, tmp_path / f"{name}-there", what).result()
        assert there.error == here.error
        assert there.error
        assert "\n" not in there.error
        assert str(tmp_path) not in there.error
        assert tree(tmp_path / f"{name}-there") == tree(tmp_path / f"{name}-here")


def test_what_is_stopped_leaves_nothing_behind(
    three: Cluster, hands: ClusterHands, project: Path, started: Path, tmp_path: Path
) -> None:
    with ClusterHands(three.address, fresh=True, **PATIENT) as stopped:
        futures = [submit(stopped, project, tmp_path / str(n), task()) for n in range(6)]
        until_begun(started, futures, 4)
        stopped.stop()
        assert {future.result().error for future in futures} == {STOPPED}
        assert submit(stopped, project, tmp_path / "late", task()).result().error == STOPPED
    until(lambda: not any(map(is_alive, processes_in(started))), "the kernels to end")
    # A worker that was killed before has left its folder; Dask removes that when one starts there again.
    until(lambda: not any(map(three.steps, three.processes)), "the folders to be removed")
    until(lambda: not any(hands.client.processing().values()), "the scheduler to forget them")
    (started / "go").touch()
    assert submit(hands, project, tmp_path / "after", task()).result().is_ok, "the workers go on"


@pytest.mark.usefixtures("hands")  # all workers are there: nobody waits for them
def test_the_command_sends_the_runs_to_the_cluster(
    three: Cluster, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(project))
    monkeypatch.setattr(validate, "problems", lambda *_: [])
    assert main(["execute", "--cluster", three.address, "--fresh"]) == 0
    said = capsys.readouterr()
    names = [line.split()[1] for line in said.out.splitlines() if line.startswith("ok ")]
    assert sorted(names) == list(NOTEBOOKS)
    assert said.err == ""
    lines = (project / ".tollbook/runs.jsonl").read_text().splitlines()
    assert {json.loads(line)["where"] for line in lines} == {"cluster"}
    shutil.rmtree(project / ".tollbook")
    there = tree(project)
    assert "data/processed/alpha/totals.csv" in there
    assert main(["execute", "--jobs", "1"]) == 0
    shutil.rmtree(project / ".tollbook")
    assert tree(project) == there
    assert main(["execute", "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "no scheduler answers" in capsys.readouterr().err


def test_a_worker_that_closes_takes_its_kernels_along(
    three: Cluster, hands: ClusterHands, project: Path, started: Path, tmp_path: Path
) -> None:
    futures = [submit(hands, project, tmp_path / str(n), task()) for n in range(4)]
    until_begun(started, futures, 4)
    three.end("three", signal.SIGTERM)
    until(lambda: hands.slots() == 2, "the worker to leave")
    until(lambda: sum(map(is_alive, processes_in(started))) <= 2, "its kernels to end")
    (started / "go").touch()
    assert [future.result().error for future in futures] == [""] * 4


@pytest.mark.usefixtures("hands")  # all workers are there: none of them joins meanwhile
def test_other_versions_are_refused(three: Cluster, project: Path, tmp_path: Path) -> None:
    environment = with_start_up(tmp_path / "other", OLD_PANDAS)
    shutil.copytree(Path(alike.__file__).parent, tmp_path / "other/tollbook")
    (tmp_path / "other/tollbook/extra.py").write_text("# another version\n")
    said: list[str] = []
    with ClusterHands(three.address, said.append, fresh=True, **PATIENT) as hands:
        before = hands.slots()
        three.start_worker("other", "--no-nanny", "--nthreads", "1", **environment)
        until(lambda: said, "the worker that joined to be seen")
        assert hands.slots() == before
        assert submit(hands, project, tmp_path / "out", task()).result().is_ok, "the others go on"
    here = alike.versions()
    with pytest.raises(CallError) as caught, ClusterHands(three.address, **PATIENT):
        pass
    three.end("other")
    (reason,) = caught.value.reasons
    assert reason.startswith("worker other has tollbook ")
    assert f"(here {here['tollbook']}), pandas 1.0 (here {here['pandas']}): install" in reason
    assert said == [f"not used: {reason}"]


def test_a_cluster_without_workers_is_refused_and_one_that_loses_them_ends_the_batch(
    lone: Cluster, project: Path, started: Path, tmp_path: Path
) -> None:
    with pytest.raises(CallError, match=r"has no worker: start one, `dask worker tcp://"):
        with ClusterHands(lone.address, worker_seconds=0.1):
            pass
    lone.start_worker("only", "--no-nanny")
    said: list[str] = []
    with ClusterHands(lone.address, said.append, fresh=True, **PATIENT) as hands:
        deadly = submit(hands, project, tmp_path / "deadly", task())
        until_begun(started, [deadly], 1)
        lone.end("only")
        assert deadly.result().error.startswith("1 workers died of it")
        hands.worker_seconds = 0.1
        waiting = submit(hands, project, tmp_path / "waiting", task())
        assert waiting.result().error.startswith("no worker is left")
        with pytest.raises(CallError, match="no worker is left"):
            hands.slots()
    assert any(line.startswith("no worker is left: waiting") for line in said)


def test_a_scheduler_that_ends_ends_the_batch(
    lone: Cluster, project: Path, started: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lone.start_worker("only", "--no-nanny")
    with ClusterHands(lone.address, fresh=True) as hands:
        future = submit(hands, project, tmp_path / "out", task())
        until_begun(started, [future], 1)
        lone.end("scheduler")
        assert future.result().error == LOST
        with pytest.raises(CallError, match="scheduler is gone"):
            hands.slots()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:9", "no scheduler answers at tcp://127.0.0.1:9"),
        ("nowhere", "'nowhere' is no address of a scheduler, such as tcp://127.0.0.1:8786"),
        ("tcp://", "is no address of a scheduler"),
    ],
)
def test_no_scheduler_is_one_line(address: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CallError) as caught, ClusterHands(address, connect_seconds=0.3):
        pass
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CallError, match=r"tollbook\[cluster\]"), ClusterHands("tcp://127.0.0.1:9"):
        pass


def test_the_same_files_make_the_same_parcel_and_come_back(project: Path, tmp_path: Path) -> None:
    make_shadow(tmp_path / "shadow", project)
    names = parcel.entries(tmp_path / "shadow")
    packed = parcel.pack(tmp_path / "shadow")
    for path in (project / "data/raw").iterdir():
        os.utime(path, (1e9, 1e9))
    assert parcel.pack(tmp_path / "shadow") == packed
    parcel.unpack(packed, tmp_path / "copy")
    assert tree(tmp_path / "copy") == tree(tmp_path / "shadow") | {
        f"data/{path}": content for path, content in tree(project / "data").items()
    }
    assert (tmp_path / "copy/data/processed").is_dir()
    shared = [name for name in names if parcel.is_shared(name)]
    assert "data/raw/claims.csv" in shared
    assert "data/hand/events.csv" in shared
    assert "data/processed/" not in shared


def test_a_parcel_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/claims.csv").write_text("claim_id\n" * 100)
    packed = parcel.pack(tmp_path / "in")
    for spoiled in (packed[:-30], packed.replace(b"claims.csv", b"claimX.csv", 1)):
        with pytest.raises(ValueError, match="not whole"):
            parcel.unpack(spoiled, tmp_path / "out")


class Fake:
    """Hands that do nothing but know whether they were stopped."""

    stopped = closed = False

    def stop(self) -> None:
        self.stopped = True

    def __exit__(self, *_: object) -> None:
        self.closed = True


def test_hands_that_nobody_uses_end(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Fake] = []
    monkeypatch.setattr(remote, "make_hands", lambda jobs, fresh: made.append(Fake()) or made[-1])
    batches = remote.Batches(idle_seconds=0.01)
    with batches.use("b", 1, False), batches.use("b", 1, False):
        assert not made[0].stopped
    until(lambda: made[0].closed, "the hands to end")
    with batches.use("b", 1, False):
        assert len(made) == 2
    batches.end("b")
    with pytest.raises(RuntimeError, match="has ended"), batches.use("b", 1, False):
        pass


def test_a_package_that_changed_since_the_worker_was_started_is_another_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = alike.versions()
    assert alike.differences(here, alike.versions()) == ""
    monkeypatch.setattr(alike, "package_hash", lambda: "0" * 12)
    assert alike.differences(here, alike.versions()) == f"tollbook {alike.CHANGED} (here {here['tollbook']})"
