"""Who does the work on the parts of a large ledger: processes of this machine, or what the caller has."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from tollbook.large_dataset import LargeError

if TYPE_CHECKING:
    import dask.dataframe as dd
    import pandas as pd

POOL: ContextVar[ProcessPoolExecutor | None] = ContextVar("tollbook_pool", default=None)
MEMORY_SHARE = 0.85
"""The share of the machine's memory that all processes together may take."""


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def as_frame(function: Callable, items: Sequence, meta: pd.DataFrame) -> dd.DataFrame:
    """Return a dask DataFrame of which each part is `function` of an item; text keeps its pandas type."""
    import dask
    import dask.dataframe as dd

    with dask.config.set({"dataframe.convert-string": False}):
        return dd.from_map(function, items, meta=meta, label="tollbook", enforce_metadata=False)


def has_client() -> bool:
    """Return whether the caller has a client of dask.distributed, which then does the work."""
    if "distributed" not in sys.modules:
        return False
    from distributed import get_client

    try:
        return get_client() is not None
    except ValueError:
        return False


def work(summaries: dd.DataFrame, jobs: int | None = None, scheduler: str = "") -> pd.DataFrame:
    """Compute a dask DataFrame whose parts do the work, and return it.

    `scheduler` is one of dask's names (`synchronous`, `threads`). Without it a distributed client that the
    caller has is used, else the processes of `processes`, else `jobs` new ones. Raises LargeError with one
    line for what fails.
    """
    try:
        if scheduler or has_client():
            return summaries.compute(**({"scheduler": scheduler} if scheduler else {}))
        with processes(min(jobs or cores(), summaries.npartitions)) as pool:
            return summaries.compute(scheduler="processes", pool=pool, chunksize=1)
    except BrokenProcessPool:
        raise LargeError(
            "a process was stopped from outside, most often for want of memory: give fewer --jobs or smaller "
            "parts"
        ) from None
    except LargeError as error:  # dask's own class of it, with the traceback of the other process
        raise LargeError(*getattr(error, "exception", error).args) from None


@contextmanager
def processes(jobs: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """A pool of `jobs` processes (default: one for each core), for all the work inside: they start slowly.

    Each is bounded in memory: the machine's memory divided by them.
    """
    if POOL.get() is not None:
        yield POOL.get()
        return
    workers = max(jobs or cores(), 1)
    with ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),  # a fork of a process with threads can hang
        initializer=bound_memory,
        initargs=(memory_of_machine() // workers,),
    ) as pool:
        token = POOL.set(pool)
        try:
            yield pool
        finally:
            POOL.reset(token)
            pool.shutdown(cancel_futures=True)


def memory_of_machine() -> int:
    """Return how many bytes all processes together may take; 0 where that is not known."""
    try:
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * MEMORY_SHARE)
    except (AttributeError, ValueError, OSError):
        return 0


def bound_memory(most: int) -> None:
    """Let this process take `most` bytes of memory, so that a part that is too large fails with a message and
    the machine goes on. Only Linux counts memory so; elsewhere nothing is bounded.
    """
    if most and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def greatest_memory() -> int:
    """Return the greatest resident memory of this process so far, in bytes; 0 where that is not known."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
