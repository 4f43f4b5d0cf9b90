"""The connection to a `dask.distributed` scheduler: made, checked, and quiet."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tollbook.refusals import CallError

if TYPE_CHECKING:
    import distributed

ADDRESS = re.compile(r"((tcp|tls|ucx|ws|wss)://)?(\[[0-9A-Fa-f:.]+\]|[^/\s:\[\]]+):\d+", re.ASCII)
EXTRA = "--cluster needs Dask: install tollbook[cluster]"


@contextmanager
def connect(address: str, seconds: float) -> Iterator[distributed.Client]:
    """A client of the scheduler at an address. Raises CallError where there is none, or it will not do."""
    try:
        import distributed
    except ImportError as error:
        raise CallError(EXTRA) from error
    if not ADDRESS.fullmatch(address):
        raise CallError(f"--cluster: {address!r} is no address of a scheduler, such as tcp://127.0.0.1:8786")
    try:
        with warnings.catch_warnings():  # other versions: they are checked by us
            warnings.simplefilter("ignore")
            client = distributed.Client(address, timeout=seconds, set_as_default=False)
    except Exception as error:
        raise CallError(f"--cluster: no scheduler answers at {address}: is it running there?") from error
    with client:
        yield client


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what Dask would write to its log off the terminal: what matters is said in our lines."""

    def nothing(_record: logging.LogRecord) -> bool:
        return False

    try:
        import distributed  # noqa: F401  (it sets its handlers up)
    except ImportError:
        pass
    named = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    handlers = {
        handler
        for logger in named
        if logger.name.partition(".")[0] in ("distributed", "tornado")
        for handler in logger.handlers
    }
    for handler in handlers:
        handler.addFilter(nothing)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(nothing)
