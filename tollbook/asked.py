"""What a process of its own is asked to do, and how it becomes that: a kernel, or one call of a function.

The process was forked from a warm one (`tollbook.warm`) or started for one call:

    python -m tollbook.asked FILE
"""

from __future__ import annotations

import atexit
import locale
import os
import pickle
import random
import signal
import socket
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tollbook import warming

START_SECONDS = 120  # for a process to start, also on a machine that is busy
END_SECONDS = 2.5  # for a kernel to end when it is told to, as jupyter_client has it
REPLY = struct.Struct("!qqq")
"""A process id, 0, 0; later an exit status (negative: a signal), bytes of memory, microseconds."""
LENGTH = struct.Struct("!q")


@dataclass(frozen=True)
class Asked:
    """What to do, in which folder and environment; what is printed goes to `log`.

    kernel: the arguments of an IPython kernel, or empty. call: the file of a `Call`.
    """

    folder: str
    environment: dict[str, str]
    log: str
    kernel: tuple[str, ...] = ()
    call: str = ""


@dataclass(frozen=True)
class Call:
    """A function by name (`module:function`), its arguments, and the file for what it returns, pickled."""

    function: str
    arguments: tuple[Any, ...]
    result: Path


def receive(connection: socket.socket) -> bytes:
    """Return a message that was sent with its length. Raises EOFError when it is cut short."""
    (length,) = LENGTH.unpack(exactly(connection, LENGTH.size))
    return exactly(connection, length)


def exactly(connection: socket.socket, length: int) -> bytes:
    """Return as many bytes from a connection. Raises EOFError when there are fewer."""
    parts = []
    while length:
        part = connection.recv(min(length, 1 << 20))
        if not part:
            raise EOFError("the connection has ended")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def become(asked: Asked) -> int:
    """In a process that was just forked: do what was asked as a new process would; return the exit status."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    redirect(asked.log)
    os.environ.clear()
    os.environ.update(asked.environment | warming.SET)
    os.chdir(asked.folder)
    time.tzset()
    locale.setlocale(locale.LC_CTYPE, "")
    new_chances()
    status = ended(lambda: kernel(asked.kernel) if asked.kernel else perform(Path(asked.call)))
    threading._shutdown()  # as at the end of any Python process: threads that are no daemons are waited for,
    atexit._run_exitfuncs()  # and functions that asked for it are called
    return status


def redirect(log: str) -> None:
    """Read from nowhere, write to the log."""
    sys.stdout.flush()
    sys.stderr.flush()
    with open(os.devnull, "rb") as nothing, open(log, "ab") as out:
        for source, target in ((nothing, 0), (out, 1), (out, 2)):
            os.dup2(source.fileno(), target)


def new_chances() -> None:
    """Give this process random numbers of its own: `random` does it by itself, numpy's old ones do not."""
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def ended(act: Callable[[], None]) -> int:
    """Run to the end and return the exit status, as Python does at the end of a program."""
    try:
        act()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def kernel(arguments: tuple[str, ...]) -> None:
    """Be an IPython kernel until it is told to end."""
    import ipykernel_launcher
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [ipykernel_launcher.__file__, *arguments]
    # The kernel ends by itself when the process that it was forked from is gone.
    parent = os.environ["JPY_PARENT_PID"] = str(os.getppid())
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={parent}"])
    # The thread that was told to end is about to print its last; when the sockets were closed before that, as
    # they are next, it would wait 10 s for somebody to take it.
    thread = IPKernelApp.instance().control_thread
    if thread is not None:
        thread.join(END_SECONDS)


def perform(file: Path) -> None:
    """Call the function that is named in `file` and leave what it returns beside it, whole or not at all."""
    call: Call = pickle.loads(file.read_bytes())
    module, _, name = call.function.partition(":")
    result = getattr(import_module(module), name)(*call.arguments)
    partial = call.result.with_suffix(".partial")
    partial.write_bytes(pickle.dumps(result))
    partial.replace(call.result)


def end_with_caller() -> None:
    """End this process when the one that started it has ended: then nothing more can come from it."""
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    if Path(sys.path[0] or ".").resolve() == Path.cwd():
        del sys.path[0]  # as in a kernel, nothing is imported from where it works
    threading.Thread(target=end_with_caller, daemon=True).start()
    from tollbook import asked

    asked.perform(Path(sys.argv[1]))
