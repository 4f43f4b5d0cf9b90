"""The warm process of a batch as the batch sees it: started when first needed, asked for children."""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ipykernel.kernelspec import get_kernel_dict

from tollbook.asked import LENGTH, REPLY, START_SECONDS, Asked, exactly
from tollbook.warm import READY

QUIET = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pyarrow's; pandas imports it where it is installed
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # debugpy remarks at its import, which is no error
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS: the process has one thread when it forks
}
"""With one thread for linear algebra (`kernels.ONE_THREAD`), no library then starts one at its import."""

LOST = -256
"""The exit status of a child of which it is not known how it ended: the warm process ended first."""


class Forked:
    """A child of the warm process, with what `subprocess.Popen` offers of a process."""

    def __init__(self, connection: socket.socket) -> None:
        """Take the connection on which the child was asked for. Raises OSError or EOFError if none came."""
        self.connection = connection
        self.returncode: int | None = None
        self.memory_bytes = 0
        self.cpu_seconds = 0.0
        self.stdin = self.stdout = self.stderr = None
        self._lock = threading.Lock()
        self.pid, _, _ = REPLY.unpack(exactly(connection, REPLY.size))

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal, or None while the child runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status. Raises subprocess.TimeoutExpired."""
        status = self._look(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the child and what it started; nothing when it has ended."""
        with contextlib.suppress(OSError):
            self.connection.sendall(bytes([number]))

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    terminate = kill

    def _look(self, timeout: float | None) -> int | None:
        with self._lock:
            if self.returncode is None and is_readable(self.connection, timeout):
                try:
                    self.returncode, self.memory_bytes, cpu = REPLY.unpack(
                        exactly(self.connection, REPLY.size)
                    )
                    self.cpu_seconds = cpu / 1e6
                except (OSError, EOFError):
                    self.returncode = LOST
                    with contextlib.suppress(OSError):  # it may live on without the process that watched it
                        os.killpg(self.pid, signal.SIGKILL)
                self.connection.close()
            return self.returncode


def is_readable(connection: socket.socket, timeout: float | None) -> bool:
    """Tell whether something has come, or the end, within `timeout` seconds."""
    with selectors.PollSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        return bool(selector.select(timeout))


class Warm:
    """The warm process. It starts with `start`; where it cannot, `say` gets one line and there are no
    children.
    """

    def __init__(self, folder: Path, environment: dict[str, str], say: Callable[[str], None]) -> None:
        """folder: private, with a path short enough for a socket. environment: what children import by."""
        self.folder, self.say = folder, say
        self.environment = environment | QUIET
        self.process: subprocess.Popen | None = None
        self.is_cold = False
        self._is_ready = self._is_stopped = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the process, if it was not started yet, without waiting for it."""
        with self._lock:
            if self.process is not None or self.is_cold or self._is_stopped:
                return
            if not can_fork():
                self._give_up("this system cannot make a process from one that runs")
                return
            try:
                with (self.folder / "warm.log").open("wb") as log:
                    self.process = subprocess.Popen(
                        kernel_command("tollbook.warm", str(self.folder / "w")),
                        stdin=subprocess.PIPE,  # it ends with this process: then this pipe ends
                        stdout=subprocess.PIPE,
                        stderr=log,
                        cwd=self.folder,
                        env=self.environment,
                        start_new_session=True,
                    )
            except OSError as error:
                self._give_up(f"the process that they come from did not start: {error.strerror}")

    def fork(self, asked: Asked) -> Forked | None:
        """Return a child that does what is asked; None where there can be none."""
        self.start()
        with self._lock:
            if self._is_stopped:
                return None
            if not self.is_cold and not self._is_ready:
                self._wait()
        if self.is_cold:
            return None
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(self.folder / "w"))
            message = pickle.dumps(asked)
            connection.sendall(LENGTH.pack(len(message)) + message)
            return Forked(connection)
        except (OSError, EOFError):
            connection.close()
            self._give_up("the process that they come from has ended, or can make no more")
            return None

    def interrupt(self) -> None:
        """Have no more children, and do not wait for a process that is not ready yet."""
        self._is_stopped = True
        if self.process is not None and not self._is_ready:
            self.process.kill()

    def stop(self) -> None:
        """End the process and all its children."""
        with self._lock:
            self._is_stopped = self.is_cold = True
            if self.process is not None:
                self.process.stdin.close()
                self.process.stdout.close()
                try:
                    self.process.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    self.process.kill()
                    self.process.wait()
                self.process = None

    def _wait(self) -> None:
        """Wait until the process has imported everything, or has said why there can be no children."""
        if self.process is None:
            return
        until, line = time.monotonic() + START_SECONDS, b""
        while not line.endswith(b"\n"):
            if not is_readable(self.process.stdout, max(0.0, until - time.monotonic())):
                break
            part = os.read(self.process.stdout.fileno(), 4096)
            if not part:
                break
            line += part
        said = line.decode(errors="replace").strip()
        self._is_ready = said == READY
        if not self._is_ready:
            why = said or last_line(self.folder / "warm.log") or "it ended"
            self._give_up(f"the process that they come from did not start: {why}")

    def _give_up(self, why: str) -> None:
        if not self.is_cold and not self._is_stopped:
            self.say(f"each kernel starts by itself, which takes seconds: {why}")
        self.is_cold = True


def kernel_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module as a kernel is run: this interpreter, the same options."""
    command = get_kernel_dict()["argv"]
    return [*command[: command.index("-m")], "-m", module, *arguments]


def last_line(log: Path) -> str:
    """Return the last line of a log that is not empty; nothing where there is none."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return next((line.strip() for line in reversed(text.split("\n")) if line.strip()), "")


def can_fork() -> bool:
    """Tell whether this system can make a process from one that runs."""
    return hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and sys.platform != "win32"
