"""The ways in which `compare_batch.py` has the same runs done, each in its own copy of the project.

What a way needs before it can work (an installed Snakemake, a cluster that is up) is not measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from batch_cluster import cluster
from batch_meter import end_all
from batch_project import STEPS, Made, Run, copy_project, our_files, stock_files, write_runs

HERE = Path(__file__).resolve().parent
TOOLS = Path(sys.executable).parent  # of the environment: not resolved, as its Python is a link to another
INSTALL_SECONDS = 300
NOT_INHERITED = ("TOLLBOOK_PROJECT", "PYTHONSTARTUP", "JPY_SESSION_NAME", "JPY_PARENT_PID")


class NotPossibleError(Exception):
    """A way that cannot be gone here, and why."""


class TookTooLongError(Exception):
    """A way that was stopped."""


@dataclass
class Bench:
    """What all ways share: `project` is copied for each, `folder` has the copies and the logs."""

    folder: Path
    project: Path
    runs: list[Run]
    cores: int
    limit_seconds: float
    with_snakemake: bool = False
    deadline: float = 0.0

    def copy(self, name: str) -> Path:
        """Return the copy of the project for the way `name`, made where it is not there."""
        copied = self.folder / name
        if not copied.exists():
            copy_project(self.project, copied)
            (copied / "executed").mkdir()
        return copied

    def environment(self) -> dict[str, str]:
        """Return the caller's environment without what names another project or starts other code; files for
        a while are below `folder`, so that none is left.
        """
        for name in ("tmp", "runtime"):
            (self.folder / name).mkdir(exist_ok=True)
        own = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        return own | {"TMPDIR": f"{self.folder}/tmp", "JUPYTER_RUNTIME_DIR": f"{self.folder}/runtime"}

    def log(self, name: str) -> Path:
        """Return the file with what the commands of a way print."""
        return self.folder / f"{name}.log"

    def call(self, project: Path, *command: str | Path) -> int:
        """Run a command in a project; return its exit status. Raises TookTooLongError."""
        with self.log(project.name).open("ab") as output:
            running = subprocess.Popen(
                list(map(str, command)),
                cwd=project,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            return running.wait(max(self.deadline - time.monotonic(), 1))
        except subprocess.TimeoutExpired:
            end_all()
            raise TookTooLongError(f"stopped after {self.limit_seconds:.0f} s") from None


Do = Callable[[Bench, Path, str], None]  # the last: what the way's set-up gave, such as an address


def nothing(_bench: Bench) -> AbstractContextManager[str]:
    """The set-up of a way that needs none."""
    return nullcontext("")


@dataclass(frozen=True)
class Way:
    """One line of the table: `do` is measured, `set_up` is not; `copy` names the copy of the project."""

    label: str
    do: Do
    files: Callable[[Path, Run], Made]
    set_up: Callable[[Bench], AbstractContextManager[str]] = nothing
    copy: str = ""


def one_after_the_other(bench: Bench, project: Path, _: str) -> None:
    """papermill's command and nbconvert's for each run."""
    for number, run in enumerate(bench.runs, start=1):
        print(f"  {number} of {len(bench.runs)}: {run.name}", file=sys.stderr, flush=True)
        executed = stock_files(project, run).notebook
        given = [word for pair in run.parameters.items() for word in ("-p", *pair)]
        bench.call(project, TOOLS / "papermill", f"notebooks/{run.notebook}.ipynb", executed, *given)
        bench.call(project, TOOLS / "jupyter", "nbconvert", "--to", "html", executed)


def in_a_pool(bench: Bench, project: Path, _: str) -> None:
    """papermill and nbconvert as libraries in a pool of processes."""
    write_runs(bench.runs, project / "runs.json")
    bench.call(project, sys.executable, HERE / "batch_pool.py", "runs.json", str(bench.cores))


def by_snakemake(bench: Bench, project: Path, command: str) -> None:
    """Rules of Snakemake that call the commands of papermill and nbconvert."""
    write_runs(bench.runs, project / "runs.json")
    rules = ("--snakefile", HERE / "batch.smk", "--configfile", "runs.json", "--config", f"tools={TOOLS}")
    bench.call(project, command, *rules, "--cores", str(bench.cores), "--keep-going")


@contextmanager
def snakemake_installed(bench: Bench) -> Iterator[str]:
    """Install Snakemake into an environment of its own and give its command. Raises NotPossibleError."""
    if not bench.with_snakemake:
        raise NotPossibleError("not tried: `--snakemake` installs it for this")
    environment = bench.folder / "snakemake-environment"
    steps = (
        (sys.executable, "-m", "venv", environment),
        (environment / "bin/pip", "install", "--quiet", "snakemake"),
    )
    for step in steps:
        try:
            subprocess.run(list(map(str, step)), capture_output=True, check=True, timeout=INSTALL_SECONDS)
        except (OSError, subprocess.SubprocessError):
            raise NotPossibleError("Snakemake did not install") from None
    yield str(environment / "bin/snakemake")


def ours(bench: Bench, project: Path, address: str, *, options: Sequence[str] = ("--force",)) -> None:
    """`tollbook run`, which makes the reports as well; with an address on the cluster there."""
    where = ("--cluster", address) if address else ("--jobs", str(bench.cores))
    bench.call(project, TOOLS / "tollbook", "run", "--project", project, *where, *options)


def ours_noted(bench: Bench, project: Path, _: str) -> None:
    """The same command, with the seconds of its steps noted in `steps.json`."""
    command = (sys.executable, HERE / "batch_noted.py", project / STEPS, "run", "--project", project)
    bench.call(project, *command, "--jobs", str(bench.cores), "--force")


@contextmanager
def after_a_batch(bench: Bench) -> Iterator[str]:
    """See that the copy has had its batch: of the way before, else of one that is not measured."""
    project = bench.copy("warm")
    if not (project / "reports").exists():
        ours(bench, project, "")
    yield ""


def on_dask(workers: int) -> Way:
    """Return the way of a cluster that is up and has done nothing yet."""

    def up(bench: Bench) -> AbstractContextManager[str]:
        return cluster(bench.folder / f"cluster-{workers}", workers, bench.environment())

    noun = "worker" if workers == 1 else "workers"
    return Way(f"Tollbook, {workers} Dask {noun}", ours, our_files, up)


WAYS: dict[str, Way] = {
    "stock": Way("papermill and nbconvert, one after the other", one_after_the_other, stock_files),
    "pool": Way("papermill and nbconvert in a pool", in_a_pool, stock_files),
    "snakemake": Way(
        "Snakemake with papermill and nbconvert", by_snakemake, stock_files, snakemake_installed
    ),
    "cold": Way("Tollbook, cold kernels", partial(ours, options=("--fresh", "--force")), our_files),
    "warm": Way("Tollbook", ours_noted, our_files),
    "unchanged": Way(
        "Tollbook, nothing changed", partial(ours, options=()), our_files, after_a_batch, "warm"
    ),
    "dask1": on_dask(1),
    "dask2": on_dask(2),
    "dask4": on_dask(4),
}
