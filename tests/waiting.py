"""Waiting in tests: for what must come, with patience, because other tests keep the machine busy."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil
import pytest

PATIENCE = 300
"""Seconds after which what has not come is taken not to come at all. Nothing that works takes as long."""


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so; fail when it is not after a long time. `what` says what was awaited."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            pytest.fail(f"waited in vain: {what}")
        time.sleep(0.02)


def settle(read: Callable[[], object], expected: object) -> None:
    """Wait until what is read is as expected; after a long time it has to be."""
    end = time.monotonic() + PATIENCE
    while read() != expected and time.monotonic() < end:
        time.sleep(0.02)
    assert read() == expected


def is_gone(process: int) -> bool:
    """Tell whether a process has ended; one whose end nobody has asked about is still listed."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
