"""What a worker of a cluster does: perform one step in a folder that came as bytes, and send its results back
as bytes.

A batch has its own hands in each worker process, with its own kernels. They end with the batch, with the
worker, or when the batch has not been heard of for a while (whoever started it may have died).
What goes to and fro is made of plain values, so that a scheduler without Tollbook can pass it on.
"""

from __future__ import annotations

import functools
import pickle
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from tollbook import alike, parcel

if TYPE_CHECKING:
    from tollbook.local import LocalHands

IDLE_SECONDS = 120.0


class Order(TypedDict):
    """A step for a worker: its batch, whether its kernel starts cold, the versions to do it with, and the
    task, pickled.
    """

    batch: str
    fresh: bool
    versions: Mapping[str, str]
    task: bytes


class Reply(TypedDict):
    """What a worker answers: who it is; the fields of `Done` and what the step made, as a parcel; or its
    versions, where it may not do the step.
    """

    worker: str
    done: Mapping[str, Any] | None
    made: bytes
    versions: Mapping[str, str]


class Batch:
    """The hands of one batch in this process, how many steps they have, and when they last had one."""

    def __init__(self, hands: LocalHands) -> None:
        self.hands = hands
        self.under_way = 0
        self.used = time.monotonic()

    def stop(self) -> None:
        """End what is under way at once; the tidying after it keeps nobody waiting."""
        self.hands.stop()
        threading.Thread(target=self.hands.__exit__, args=(None, None, None), daemon=True).start()


class Batches:
    """The batches that have a step in this process, or had one a short time ago."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self.idle_seconds = idle_seconds
        self.lock = threading.Lock()
        self.known: dict[str, Batch] = {}
        self.ended: set[str] = set()

    @contextmanager
    def use(self, name: str, jobs: int, fresh: bool) -> Iterator[LocalHands]:
        """The hands of a batch, made when they are first asked for. Raises RuntimeError when it has ended."""
        with self.lock:
            if name in self.ended:
                raise RuntimeError("the batch has ended")
            if name not in self.known:
                self.known[name] = Batch(make_hands(jobs, fresh))
            batch = self.known[name]
            batch.under_way += 1
        try:
            yield batch.hands
        finally:
            with self.lock:
                batch.under_way -= 1
                batch.used = time.monotonic()
            later = threading.Timer(self.idle_seconds, self.end_idle, [name])
            later.daemon = True
            later.start()

    def end_idle(self, name: str) -> None:
        """End the hands of a batch that has not had a step for a while; it may come again."""
        with self.lock:
            batch = self.known.get(name)
            if batch is None or batch.under_way or time.monotonic() - batch.used < self.idle_seconds:
                return
            del self.known[name]
        batch.stop()

    def end(self, name: str) -> None:
        """End a batch for good: a step of it that still arrives is not begun."""
        with self.lock:
            self.ended.add(name)
            batch = self.known.pop(name, None)
        if batch is not None:
            batch.stop()

    def end_all(self) -> None:
        """End every batch: the worker closes."""
        for name in list(self.known):
            self.end(name)


BATCHES = Batches()


def make_hands(jobs: int, fresh: bool) -> LocalHands:
    """Return hands for this process, with room for as many steps as the worker has threads."""
    from tollbook.local import LocalHands

    hands = LocalHands(jobs, fresh)
    hands.__enter__()
    return hands


def end_batch(name: str) -> None:
    """End what this process does for a batch."""
    BATCHES.end(name)


@functools.cache
def end_with_worker() -> None:
    """See to it, once, that all kernels end when the worker of this process closes."""
    from distributed.diagnostics.plugin import WorkerPlugin
    from distributed.worker import get_worker

    class Ending(WorkerPlugin):
        name = "tollbook-ending"

        def teardown(self, worker: Any) -> None:
            BATCHES.end_all()

    worker = get_worker()
    worker.loop.add_callback(worker.plugin_add, plugin=Ending(), name=Ending.name)


def perform(order: Order, parcels: tuple[bytes, ...]) -> Reply:
    """Perform a step; its project comes in parcels.

    What goes wrong with the step is in the reply. Raises what goes wrong with this machine: OSError for a
    full disk, RuntimeError when the batch has ended.
    """
    from distributed.worker import get_worker

    worker = get_worker()
    reply = Reply(worker=worker.address, done=None, made=b"", versions={})
    if order["batch"] not in BATCHES.known:  # once for a batch: its later kernels come from the same process
        reply["versions"] = alike.versions()
        if alike.differences(order["versions"], reply["versions"]):
            return reply
    end_with_worker()
    with BATCHES.use(order["batch"], worker.state.nthreads, order["fresh"]) as hands:
        return reply | work(hands, pickle.loads(order["task"]), parcels, Path(worker.local_directory))


def work(hands: LocalHands, task: Any, parcels: tuple[bytes, ...], place: Path) -> dict[str, Any]:
    """Perform a task in a folder below `place`, which is removed after it; return how it went and what it
    made.
    """
    folder = Path(tempfile.mkdtemp(prefix="tollbook-", dir=place)).resolve()
    project, out = folder / "project", folder / "out"
    try:
        out.mkdir()
        for one in parcels:
            parcel.unpack(one, project)
        done = asdict(hands.submit(task, project, out).result())
        done["error"] = done["error"].replace(f"{folder}/", "")
        return {"done": done, "made": parcel.pack(out)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
