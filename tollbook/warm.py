"""The warm process of a batch: it imports what notebooks and pages need, once, and forks for each of them.

    python -m tollbook.warm SOCKET

A child that was forked starts with everything imported and shares no state with the others: what one changes
no other sees. The process never draws a chart and never starts a thread, as neither survives a fork. Each
child has a connection of its own to whoever asked for it (`tollbook.forked`), over which its process id, the
signals for it, and its end go; when the connection ends, the child is killed. When the process that started
this one is gone, however it went, all children are killed and this process ends.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import selectors
import signal
import socket
import sys
import traceback
from pathlib import Path

from tollbook import warming
from tollbook.asked import REPLY, START_SECONDS, Asked, become, receive

READY = "ready"


class Server:
    """The children that live, by process id, and the connection of each."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.children: dict[int, socket.socket] = {}
        self.selector = selectors.PollSelector()  # it has no descriptor that children would share
        self.wake, self.woken = socket.socketpair()
        for end in (self.wake, self.woken):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # its byte in `woken` ends the wait
        signal.set_wakeup_fd(self.wake.fileno(), warn_on_full_buffer=False)
        for source in (0, self.listener, self.woken):
            self.selector.register(source, selectors.EVENT_READ)

    def serve(self) -> Asked | None:
        """Fork for each request. Returns in a child, with what it was asked for, and at the end with None."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj == 0:
                    if not os.read(0, 1):  # the process that started this one is gone
                        self.end()
                        return None
                elif key.fileobj is self.listener:
                    asked = self.accept()
                    if asked is not None:
                        return asked
                elif key.fileobj is self.woken:
                    self.reap()
                else:
                    self.pass_on(key.data, key.fileobj)

    def accept(self) -> Asked | None:
        """Fork for the request on a new connection; return it in the child, None in this process."""
        connection, _ = self.listener.accept()
        connection.settimeout(START_SECONDS)
        try:
            asked = pickle.loads(receive(connection))
            pid = os.fork()
        except Exception:
            traceback.print_exc()
            connection.close()
            return None
        if pid == 0:
            self.leave(connection)
            return asked
        self.children[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, pid)
        self.tell(connection, pid, 0, 0)
        return None

    def leave(self, connection: socket.socket) -> None:
        """In a child: let go of everything that is this process's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self.listener, self.wake, self.woken, connection, *self.children.values()):
            end.close()
        self.children.clear()

    def pass_on(self, pid: int, connection: socket.socket) -> None:
        """Send a child the signals that came for it; kill it when its connection has ended."""
        if self.children.get(pid) is not connection:
            return  # it was reaped a moment ago, and its number may be another's by now
        try:
            numbers = connection.recv(64)
        except OSError:
            numbers = b""
        if not numbers:
            self.selector.unregister(connection)
        for number in numbers or (signal.SIGKILL,):
            send(pid, number)

    def reap(self) -> None:
        """Tell of each child that ended how it did, and what it used."""
        with contextlib.suppress(BlockingIOError):  # first what woke this process, so that no end is missed
            while self.woken.recv(4096):
                pass
        while self.children:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            connection = self.children.pop(pid)
            if connection in self.selector.get_map():
                self.selector.unregister(connection)
            memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            self.tell(connection, os.waitstatus_to_exitcode(status), memory, cpu_of(usage))
            connection.close()

    @staticmethod
    def tell(connection: socket.socket, number: int, memory: int, cpu: int) -> None:
        try:
            connection.sendall(REPLY.pack(number, memory, cpu))
        except OSError:
            pass  # nobody listens any more; `pass_on` ends the child

    def end(self) -> None:
        """Kill every child, and what it started, and wait for it."""
        for pid in self.children:
            send(pid, signal.SIGKILL)
        for pid in self.children:
            os.waitpid(pid, 0)


def cpu_of(usage: object) -> int:
    """Return the processor time of a child in microseconds."""
    return round((usage.ru_utime + usage.ru_stime) * 1e6)


def send(pid: int, number: int) -> None:
    """Send a signal to a child and what it started: it leads a session, or is about to."""
    try:
        os.killpg(pid, number)
    except OSError:
        with contextlib.suppress(OSError):
            os.kill(pid, number)  # it has not been reaped, so the number is still its own


def thread_count() -> int:
    """Return the number of threads of this process, those of libraries too."""
    import psutil

    return psutil.Process().num_threads()


def main() -> int:
    """Warm up, say `ready` or why not, and serve; in a child, do what was asked for; return the status."""
    if Path(sys.path[0] or ".").resolve() == Path.cwd():
        del sys.path[0]  # no child works here
    gc.disable()
    warming.warm_up()
    if thread_count() > 1:
        print("a library that was imported has started a thread", flush=True)
        return 1
    gc.collect()
    gc.freeze()  # what is here now is never collected in a child, so its memory stays shared
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen(128)
        print(READY, flush=True)
        asked = Server(listener).serve()
    if asked is None:
        return 0
    gc.enable()
    return become(asked)


if __name__ == "__main__":
    status = 1
    try:
        status = main()
    except BaseException:
        traceback.print_exc()
    finally:  # modules are not taken apart one by one: what ends here needs none of it
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
