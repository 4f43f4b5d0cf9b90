"""Kernels: where they live, what they see of the environment, how to end them, how they died."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import zmq
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.utils import ensure_event_loop

SOCKET_PATH_BYTES = 100  # the system allows 107 (Linux) or 103 (macOS) for a socket's path
# What a Jupyter server or a user's start-up files put into the environment must not reach a run.
NOT_INHERITED = ("JPY_SESSION_NAME", "JPY_PARENT_PID", "PYTHONSTARTUP", "TOLLBOOK_PROJECT")


class Kernels:
    """The kernels that run now. Each has its own session, so Ctrl-C on a terminal does not reach it."""

    def __init__(self) -> None:
        self.stopped = False
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen] = set()

    def add(self, process: subprocess.Popen) -> None:
        with self._lock:
            self._processes.add(process)
            if self.stopped:
                end_process(process)

    def discard(self, process: subprocess.Popen | None) -> None:
        with self._lock:
            self._processes.discard(process)

    def stop(self) -> None:
        """End every kernel that runs and every kernel that starts later."""
        with self._lock:
            self.stopped = True
            for process in self._processes:
                end_process(process)


@dataclass
class Kernel:
    """The kernel of one run: where it works and what is known of it."""

    project: Path
    folder: Path
    kernels: Kernels
    process: subprocess.Popen | None = None
    cell: int = 0
    source: str = ""
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "kernel.log"


class ThisInterpreter(KernelSpecManager):
    """Knows one kernel: the Python that runs Tollbook."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(**get_kernel_dict())


def kernel_manager(kernel: Kernel) -> AsyncKernelManager:
    """Return the manager of a kernel: sockets in the kernel's folder, TCP where there are none."""
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=ThisInterpreter(),
        connection_file=str(kernel.folder / "kernel.json"),
    )
    if sys.platform != "win32" and zmq.has("ipc"):
        manager.transport, manager.ip = "ipc", str(kernel.folder / "k")
    return manager


def kernel_environment(kernel: Kernel) -> dict[str, str]:
    """Return the caller's environment without what other sessions or start-up files put there."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment["TOLLBOOK_PROJECT"] = str(kernel.project)
    environment["IPYTHONDIR"] = str(kernel.folder / "ipython")
    package = Path(__file__).resolve().parent.parent
    if (
        package.name != "site-packages"
    ):  # a checkout that is not installed: the kernel must import this same package
        environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, [str(package), os.environ.get("PYTHONPATH")])
        )
    return environment


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for the sockets of one kernel, with a path short enough for a socket; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tollbook-"))
    if len(os.fsencode(folder)) + len("/k-5") > SOCKET_PATH_BYTES and sys.platform != "win32":
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="tollbook-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_event_loop() -> Iterator[None]:
    """nbclient opens an event loop in each thread and leaves it open; close it when the notebook is done."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        loop = ensure_event_loop()
        try:
            yield
        finally:
            loop.close()
    else:
        yield


def end_process(process: subprocess.Popen) -> None:
    """Kill a kernel and what it started (a kernel leads its own session)."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:
        pass  # it has ended by itself


def how_it_died(kernel: Kernel) -> str:
    """Return the exit status or signal of a dead kernel, and the last line that it wrote."""
    status = kernel.process.poll() if kernel.process else None
    reason = "" if status is None else f"exit status {status}"
    if status is not None and status < 0:
        name = signal.Signals(-status).name
        reason = f"{name}, perhaps out of memory" if name == "SIGKILL" else name
    lines = (
        kernel.log.read_text(encoding="utf-8", errors="replace").split("\n") if kernel.log.exists() else []
    )
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"{reason}: {last}" if last and reason else reason or last
