"""A scheduler and workers of Dask as processes of their own on this machine, each in a folder of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from batch_meter import end

PATIENCE_SECONDS = 60


class NoClusterError(Exception):
    """A cluster that did not come up, and why."""


@contextmanager
def cluster(folder: Path, workers: int, environment: dict[str, str]) -> Iterator[str]:
    """Start a scheduler and `workers` workers of one thread each; give the scheduler's address; end them.

    Raises NoClusterError where Dask is not installed or the workers do not come.
    """
    address = f"tcp://127.0.0.1:{free_port()}"
    with ExitStack() as stack:
        start(stack, folder / "scheduler", environment, "scheduler", "--host", address)
        for number in range(1, workers + 1):
            options = ("--nthreads", "1", "--nworkers", "1", "--no-dashboard")
            start(stack, folder / f"worker-{number}", environment, "worker", address, *options)
        wait_for(address, workers)
        yield address


def start(stack: ExitStack, folder: Path, environment: dict[str, str], *words: str) -> None:
    """Start a command of Dask in an empty folder; `stack` ends it."""
    folder.mkdir(parents=True)
    command = [str(Path(sys.executable).with_name("dask")), *words]
    if words[0] == "scheduler":
        command.append("--no-dashboard")
    with Path(folder, "log").open("wb") as log:
        try:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        except FileNotFoundError:
            raise NoClusterError("dask.distributed is not installed") from None
    stack.callback(end_with_children, process)


def end_with_children(process: subprocess.Popen) -> None:
    """End a process and all that it started."""
    try:
        first = psutil.Process(process.pid)
        end([first, *first.children(recursive=True)])
    except psutil.NoSuchProcess:
        pass  # it has ended already
    process.wait()


def wait_for(address: str, workers: int) -> None:
    """Wait until the workers have come to the scheduler."""
    code = f"""from distributed import Client
with Client({address!r}, timeout={PATIENCE_SECONDS}) as client:
    client.wait_for_workers({workers}, timeout={PATIENCE_SECONDS})"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        raise NoClusterError(f"no cluster: {done.stderr.strip().splitlines()[-1]}")


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
