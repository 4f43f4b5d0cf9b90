"""How much of this machine a batch may use: its cores and its memory, or this process's share of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil

JOB_BYTES = 0.75 * 2**30
"""Memory to have for each task at once: a kernel that draws this project's charts takes half of it."""
CGROUP = Path("/sys/fs/cgroup")


def default_jobs() -> int:
    """Return how many tasks to perform at once: the cores that this process may use, fewer where the memory
    that is free is not enough for as many kernels; at least 1.
    """
    return max(1, min(usable_cores(), int(free_bytes() / JOB_BYTES)))


def usable_cores() -> int:
    """Return the cores that this process may use: those of the machine, or of its share of them."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = control("cpu.max").partition(" ")
    if quota.isdecimal() and period.isdecimal():
        count = min(count, int(quota) // int(period))
    return max(1, count)


def free_bytes() -> int:
    """Return the memory that is free for this process, of the machine or of its share of it."""
    free = psutil.virtual_memory().available
    limit, used = control("memory.max"), control("memory.current")
    if limit.isdecimal() and used.isdecimal():
        free = min(free, int(limit) - int(used) + inactive_bytes())
    return free


def inactive_bytes() -> int:
    """Return how much of the memory in use is only kept files, which the system gives up when asked."""
    lines = dict(line.split(" ", 1) for line in control("memory.stat").splitlines() if " " in line)
    return int(lines.get("inactive_file", 0))


def control(name: str) -> str:
    """Return what Linux's control group of this process says; empty where there is none."""
    if sys.platform != "linux":
        return ""
    try:
        return (CGROUP / name).read_text(encoding="ascii").strip()
    except OSError:
        return ""
