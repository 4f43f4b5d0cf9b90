"""Tasks performed by the workers of a `dask.distributed` scheduler.

A step's folder travels as bytes, its results come back as bytes: the workers need nothing but the installed
package. What all steps of an event share is sent once. Which worker gets a step is chosen here, so that every
thread has one; where that worker dies, the scheduler gives the step to another.
"""

from __future__ import annotations

import pickle
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tollbook import parcel
from tollbook.errands import Errand, on_worker
from tollbook.refusals import CallError
from tollbook.scheduler import connect, quiet
from tollbook.tasks import Done, Task, in_one_line

if TYPE_CHECKING:
    import distributed

    from tollbook.remote import Reply

LOST = "the cluster's scheduler is gone: start the batch again when it is back; what is finished is kept"
STOPPED = "stopped"
CONNECT_SECONDS = 10.0
WORKER_SECONDS = 60.0  # a scheduler may have to start its first worker, or another for one that died
WATCH_SECONDS = 1.0
STOP_SECONDS = 5.0
ATTEMPTS = 4  # on a machine that fails (a full disk), or on one that turns out to have other versions
KEPT_PARCELS = 8  # of events; the steps of one event are done close together
DESKS = 4  # threads that pack and unpack


class ClusterHands:
    """The workers of the scheduler at `address`; `say` gets a line when a worker is not used or none is left.

    fresh: cold kernels. connect_seconds: how long a scheduler may take to answer; worker_seconds: how long
    there may be no worker.
    """

    where = "cluster"

    def __init__(
        self,
        address: str,
        say: Callable[[str], None] | None = None,
        fresh: bool = False,
        connect_seconds: float = CONNECT_SECONDS,
        worker_seconds: float = WORKER_SECONDS,
    ) -> None:
        self.address, self.say, self.fresh = address, say or (lambda line: None), fresh
        self.connect_seconds, self.worker_seconds = connect_seconds, worker_seconds
        self.batch = uuid.uuid4().hex
        self.lock = threading.Lock()
        self.pending: set[Errand] = set()
        self.shared: OrderedDict[str, distributed.Future] = OrderedDict()
        self.over = threading.Event()
        self.trouble = ""

    def __enter__(self) -> ClusterHands:
        """Connect and check. Raises CallError without Dask, scheduler or worker, or with other versions."""
        from tollbook.roster import Roster

        with ExitStack() as stack:
            stack.enter_context(quiet())
            self.client = stack.enter_context(connect(self.address, self.connect_seconds))
            self.roster = Roster(self.client)
            self.await_worker()
            self.desk = ThreadPoolExecutor(DESKS, thread_name_prefix="tollbook-desk")
            stack.callback(self.desk.shutdown, wait=False, cancel_futures=True)
            stack.callback(self.stop)
            threading.Thread(target=self.watch, daemon=True).start()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def await_worker(self) -> None:
        """Wait for a worker. Raises CallError when none comes, or one comes that has other versions."""
        # A cluster that grows with its work starts a worker only when there is something to do.
        wanted, end = self.client.submit(int, pure=False), time.monotonic() + self.worker_seconds
        told = False
        while True:
            if refused := self.roster.refresh():
                raise CallError(*refused)
            if self.roster.fit:
                break
            if time.monotonic() > end:
                raise CallError(
                    f"--cluster: {self.address} has no worker: start one, `dask worker {self.address}`"
                )
            if not told:
                self.say(f"waiting for a worker of {self.address}")
            told = True
            time.sleep(min(0.2, self.worker_seconds))
        wanted.cancel()

    def slots(self) -> int:
        """Return how many threads the workers have. Raises CallError when the cluster is lost."""
        if self.trouble:
            raise CallError(self.trouble)
        return max(1, self.roster.threads())

    def submit(self, task: Task, project: Path, out: Path) -> Future[Done]:
        errand = Errand(task, out)
        errand.result.set_running_or_notify_cancel()
        with self.lock:
            self.pending.add(errand)
        self.at_desk(errand, self.send, project)
        return errand.result

    def stop(self) -> None:
        """End what is under way: take back what waits, end the batch's kernels on all workers."""
        with self.lock:
            first = not self.over.is_set()
            self.over.set()
            pending = list(self.pending)
        if first and self.client.status == "running":
            from tollbook.remote import end_batch

            self.client.cancel([errand.remote for errand in pending if errand.remote], force=True)
            addresses = list(self.roster.fit)
            options = {"workers": addresses, "on_error": "ignore"}
            # In a thread: a worker that does not answer must not hold up the end.
            ending = threading.Thread(
                target=self.client.run, args=(end_batch, self.batch), kwargs=options, daemon=True
            )
            ending.start()
            ending.join(STOP_SECONDS)
        self.fail(pending, STOPPED)

    def at_desk(self, errand: Errand, work: Callable[..., None], *arguments: Any) -> None:
        """Do some work for an errand in another thread; what goes wrong with it ends the errand."""

        def do() -> None:
            try:
                if not errand.result.done():
                    work(errand, *arguments)
            except Exception as error:
                self.finish(errand, Done(error=self.words(error)))

        try:
            self.desk.submit(do)
        except RuntimeError:  # the desk is closed
            self.finish(errand, Done(error=STOPPED))

    def send(self, errand: Errand, project: Path) -> None:
        """Pack the project of a step and give it to a worker."""
        names = parcel.entries(project)
        shared = self.shared_parcel(project, [name for name in names if parcel.is_shared(name)])
        own = parcel.pack(project, [name for name in names if not parcel.is_shared(name)])
        errand.parcels = (shared, own)
        errand.order = {
            "batch": self.batch,
            "fresh": self.fresh,
            "versions": self.roster.versions,
            "task": pickle.dumps(errand.task),
        }
        self.place(errand)

    def shared_parcel(self, project: Path, names: list[str]) -> distributed.Future:
        """Return the parcel of these entries on the cluster; one with the same content is sent once.

        It is a task of its own, so that the scheduler makes it again when the worker that had it dies.
        """
        key = f"tollbook_parcel-{parcel.fingerprint(project, names)}"
        with self.lock:
            if key in self.shared:
                self.shared.move_to_end(key)
                return self.shared[key]
        packed = parcel.pack(project, names)
        with self.lock:
            self.shared[key] = self.client.submit(bytes, packed, key=key)
            while len(self.shared) > KEPT_PARCELS:
                self.shared.popitem(last=False)
            return self.shared[key]

    def place(self, errand: Errand) -> None:
        """Give a packed step to the worker that has the most room."""
        errand.worker = self.roster.give()
        errand.attempts += 1
        where = {"workers": [errand.worker], "allow_other_workers": True} if errand.worker else {}
        remote = None
        with self.lock:
            if not self.over.is_set():
                remote = errand.remote = self.client.submit(
                    on_worker(),
                    errand.order,
                    *errand.parcels,
                    key=f"tollbook_{errand.task.kind}-{uuid.uuid4().hex}",
                    pure=False,
                    **where,
                )
        if remote is None:
            self.finish(errand, Done(error=STOPPED))
        else:
            remote.add_done_callback(lambda done: self.at_desk(errand, self.take, done))

    def take(self, errand: Errand, remote: distributed.Future) -> None:
        """Take what a worker made; give the step to another where this one may not or cannot do it."""
        self.roster.take_back(errand.worker)
        if remote.status == "cancelled":
            self.lose(STOPPED if self.over.is_set() else LOST)
            return
        error = remote.exception()
        if error is None:
            reply: Reply = remote.result()
            if reply["done"] is not None:
                parcel.unpack(reply["made"], errand.out)
                self.finish(errand, Done(**reply["done"]))
                return
            self.tell(self.roster.refuse(reply["worker"], reply["versions"]))
        elif errand.attempts >= ATTEMPTS or type(error).__name__ == "KilledWorker":
            raise error
        if errand.attempts >= ATTEMPTS:
            raise RuntimeError("no worker has the versions of this machine")
        self.place(errand)

    def finish(self, errand: Errand, done: Done) -> None:
        """Say how a step went, once."""
        with self.lock:
            self.pending.discard(errand)
            errand.remote = None
            if not errand.result.done():
                errand.result.set_result(done)

    def fail(self, errands: list[Errand], reason: str) -> None:
        for errand in errands:
            self.finish(errand, Done(error=reason))

    def lose(self, reason: str) -> None:
        """End what is under way because the cluster cannot do it any more."""
        if not self.over.is_set():
            self.trouble = self.trouble or reason
        self.fail(list(self.pending), reason)

    def watch(self) -> None:
        """Until the end: check workers that join, and see whether any is left."""
        left = 0.0  # when the last worker left
        while not self.over.wait(WATCH_SECONDS):
            try:
                self.tell(self.roster.refresh())
            except Exception:
                if self.client.status not in ("running", "connecting"):
                    self.lose(LOST)
                    return
                continue  # it may answer the next time
            if self.roster.fit:
                left = 0.0
            elif not left:
                left = time.monotonic()
                self.say(f"no worker is left: waiting {self.worker_seconds:.0f} s for one")
            elif time.monotonic() - left > self.worker_seconds:
                self.lose(
                    "no worker is left: start the batch again when there is one; what is finished is kept"
                )
                return

    def tell(self, lines: list[str]) -> None:
        for line in lines:
            self.say(f"not used: {line}")

    def words(self, error: Exception) -> str:
        """Return in one line why a step did not come back."""
        if type(error).__name__ == "KilledWorker":
            return (
                f"{error.allowed_failures + 1} workers died of it, one after the other: perhaps out of memory"
            )
        return f"the worker failed: {in_one_line(error)}"
