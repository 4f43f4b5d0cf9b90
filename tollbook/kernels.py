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

import psutil
import zmq
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.utils import ensure_event_loop

from tollbook.forked import LOST, Forked, Warm, last_line
from tollbook.provisioner import ColdProvisioner, Manager, WarmProvisioner

Process = subprocess.Popen | Forked

SOCKET_PATH_BYTES = 100  # the system allows 107 (Linux) or 103 (macOS) for a socket's path
# One thread for linear algebra in each kernel: kernels run side by side, and sums of floating numbers are
# then the same whatever the number of cores.
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
# What a Jupyter server or a user's start-up files put into the environment must not reach a run.
NOT_INHERITED = ("JPY_SESSION_NAME", "JPY_PARENT_PID", "PYTHONSTARTUP", "TOLLBOOK_PROJECT")


class Kernels:
    """The kernels that run now. Each has its own session, so Ctrl-C on a terminal does not reach it."""

    def __init__(self) -> None:
        self.stopped = False
        self._lock = threading.Lock()
        self._processes: set[Process] = set()

    def add(self, process: Process) -> None:
        with self._lock:
            self._processes.add(process)
            if self.stopped:
                end_process(process)

    def discard(self, process: Process | None) -> None:
        with self._lock:
            self._processes.discard(process)

    def stop(self) -> None:
        """End every kernel that runs and every kernel that starts later."""
        with self._lock:
            self.stopped = True
            for process in self._processes:
                end_process(process)


@dataclass
class Usage:
    """What a run used: the kind of its kernel (`warm`, `cold`), the sum of its cells' own seconds, and the
    greatest resident memory of the kernel in bytes that was seen after a cell (0: not known).
    """

    kernel: str = ""
    cell_seconds: float = 0.0
    memory_bytes: int = 0


@dataclass
class Kernel:
    """The kernel of one run: where it works, what it is forked from if it can be, what is known of it."""

    project: Path
    folder: Path
    kernels: Kernels
    warm: Warm | None = None
    usage: Usage = field(default_factory=Usage)
    cell_seconds: int | None = None
    notebook_seconds: float | None = None
    process: Process | None = None
    is_overdue: bool = False
    cell: int = 0
    source: str = ""
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "kernel.log"

    @property
    def is_lost(self) -> bool:
        """Whether nobody knows how the kernel ended, as the process that it came from was gone first."""
        return self.process is not None and self.process.poll() == LOST

    def started(self, process: Process) -> None:
        """Take note of the kernel's process."""
        self.process = process
        self.usage.kernel = "warm" if isinstance(process, Forked) else "cold"
        self.kernels.add(process)

    def measure(self) -> None:
        """Take note of the memory that the kernel has now."""
        try:
            memory = psutil.Process(self.process.pid).memory_info().rss
        except psutil.Error:
            return
        self.usage.memory_bytes = max(self.usage.memory_bytes, memory)

    def end_overdue(self) -> None:
        """End the kernel as its time is over."""
        self.is_overdue = True
        end_process(self.process)


class ThisInterpreter(KernelSpecManager):
    """Knows one kernel: the Python that runs Tollbook."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(**get_kernel_dict())


def kernel_manager(kernel: Kernel) -> AsyncKernelManager:
    """Return the manager of a kernel: sockets in the kernel's folder, TCP where there are none."""
    manager = Manager(
        kernel_name="python3",
        kernel_spec_manager=ThisInterpreter(),
        connection_file=str(kernel.folder / "kernel.json"),
    )
    kind = ColdProvisioner if kernel.warm is None else WarmProvisioner
    provisioner = kind(kernel_spec=manager.kernel_spec, parent=manager)
    if kernel.warm is not None:
        provisioner.warm, provisioner.log_file = kernel.warm, str(kernel.log)
    manager.provisioner = provisioner
    if sys.platform != "win32" and zmq.has("ipc"):
        manager.transport, manager.ip = "ipc", str(kernel.folder / "k")
    return manager


def kernel_environment(kernel: Kernel) -> dict[str, str]:
    """Return the caller's environment without what other sessions or start-up files put there."""
    environment = own_environment()
    environment["TOLLBOOK_PROJECT"] = str(kernel.project)
    environment["IPYTHONDIR"] = str(kernel.folder / "ipython")
    return environment


def own_environment() -> dict[str, str]:
    """Return the caller's environment without what other sessions put there, with this same package."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    package = Path(__file__).resolve().parent.parent
    if package.name != "site-packages":  # a checkout that is not installed
        inherited = os.environ.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(package), inherited]))
    return environment | ONE_THREAD


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


def end_process(process: Process) -> None:
    """Kill a kernel and what it started (a kernel leads its own session)."""
    try:
        if hasattr(os, "killpg") and isinstance(process, subprocess.Popen):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:
        pass  # it has ended by itself


def how_it_died(kernel: Kernel) -> str:
    """Return the exit status or signal of a dead kernel, and the last line that it wrote."""
    return end_words(kernel.process.poll() if kernel.process else None, kernel.log)


def end_words(status: int | None, log: Path) -> str:
    """Return an exit status (negative: a signal) in words, and the last line of what the process wrote."""
    reason = "" if status is None else f"exit status {status}"
    if status == LOST:
        reason = "the process that it came from has ended"
    elif status is not None and status < 0:
        name = signal.Signals(-status).name
        reason = f"{name}, perhaps out of memory" if name == "SIGKILL" else name
    last = last_line(log)
    return f"{reason}: {last}" if last and reason else reason or last
