"""Measure everything that this process starts: seconds, processor time, and the most memory held at once.

Processor time is user and system time of all processes below this one, those that have ended included:
one whose parent has gone becomes ours (Linux), so that its time is not lost. Memory is the sum over all these
processes, looked at ten times a second; of shared pages each has its part ("PSS") where the system tells
(Linux), else each counts them in full ("RSS").
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 5
PR_SET_CHILD_SUBREAPER = 36
MEMORY_KIND = "PSS" if sys.platform == "linux" else "RSS"


@dataclass
class Cost:
    """What a measured piece of work took: seconds of the clock, seconds of processors, bytes at most."""

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


class Meter:
    """A context in which the processes below this one are measured; `cost` is whole when it ends."""

    def __init__(self) -> None:
        self.cost = Cost()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Meter:
        self._cpu, self._began = cpu_seconds(), time.perf_counter()
        self._watcher.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.cost.wall_seconds = time.perf_counter() - self._began
        self._ended.set()
        self._watcher.join()
        self.cost.cpu_seconds = cpu_seconds() - self._cpu

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.cost.peak_bytes = max(self.cost.peak_bytes, memory_held())


def adopt_orphans() -> None:
    """Become the parent of each process below this one whose own parent ends (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def below() -> list[psutil.Process]:
    """Return all processes below this one."""
    return psutil.Process().children(recursive=True)


def cpu_seconds() -> float:
    """Return the processor time of all processes that this one started or that they started, so far.

    A process that runs counts with those of its children that have ended; of ours the system keeps account.
    """
    own = os.times()
    total = own.children_user + own.children_system
    for process in below():
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # it ended between the two looks: a child of another, which has its time
        total += times.user + times.system + times.children_user + times.children_system
    return total


def memory_held() -> int:
    """Return the bytes that all processes below this one hold now."""
    total = 0
    for process in below():
        try:
            about = process.memory_full_info() if MEMORY_KIND == "PSS" else process.memory_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it ended between the two looks
        total += about.pss if MEMORY_KIND == "PSS" else about.rss
    return total


def end_all() -> None:
    """End every process below this one."""
    end(below())
    end(below())  # what became ours when its parent ended


def end(processes: Iterable[psutil.Process]) -> None:
    """End processes, politely first."""
    left = list(processes)
    for process in left:
        tell(process, "terminate")
    _, stubborn = psutil.wait_procs(left, timeout=PATIENCE_SECONDS)
    for process in stubborn:
        tell(process, "kill")
    psutil.wait_procs(stubborn, timeout=PATIENCE_SECONDS)


def tell(process: psutil.Process, what: str) -> None:
    """Terminate or kill a process that may have ended already."""
    try:
        getattr(process, what)()
    except psutil.NoSuchProcess:
        pass
