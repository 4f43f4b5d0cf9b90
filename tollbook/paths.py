"""Where the project's folders are, whatever folder the caller works in.

papermill runs a notebook in the caller's folder, nbval in the notebook's folder and JupyterLab where it was
opened; so no path in the project is relative to the working folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # pandas takes half a second to import, which an unchanged batch need not wait for
    import pandas as pd

MARKERS = ("data/hand/events.csv", "notebooks/batch.yml")
OWN = Path(__file__).resolve().parent.parent
"""Tollbook's own project, where the package is run from a checkout of it."""


class Within(NamedTuple):
    """A project, and the events whose hand rows are read."""

    project: Path
    events: frozenset[str]


WITHIN: ContextVar[Within | None] = ContextVar("tollbook_within", default=None)


@contextmanager
def within(project: Path, events: frozenset[str]) -> Iterator[None]:
    """Work in `project` as if its hand tables had no rows of other events than `events`, in this thread only.

    For work on a few events of many: no function then reads through the rows of all.
    """
    token = WITHIN.set(Within(project, events))
    try:
        yield
    finally:
        WITHIN.reset(token)


def project_root() -> Path:
    """Return the project folder: that of `within`, else `$TOLLBOOK_PROJECT`, else the nearest folder above
    that looks like one, else ours.
    """
    chosen = WITHIN.get()
    if chosen is not None:
        return chosen.project
    named = os.environ.get("TOLLBOOK_PROJECT")
    if named:
        return Path(named).expanduser().resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if all((folder / marker).is_file() for marker in MARKERS):
            return folder
    return OWN


def resolve(path: str | os.PathLike[str]) -> Path:
    """Return `path` as it is when absolute, else below the project folder."""
    path = Path(path).expanduser()
    return path if path.is_absolute() else project_root() / path


def dictionary_folder() -> Path:
    """Return the folder of the dictionaries: the project's, else Tollbook's own, whose columns all projects
    have.
    """
    theirs = resolve("data/dictionary")
    return theirs if theirs.is_dir() else OWN / "data/dictionary"


def hand(name: str) -> pd.DataFrame:
    """Read the hand table `data/hand/<name>.csv`: every cell a string, an empty cell the empty string."""
    path = resolve(f"data/hand/{name}.csv")
    about, chosen = path.stat(), WITHIN.get()
    state = path, about.st_mtime_ns, about.st_size
    return (hand_rows(*state) if chosen is None else rows_of(*state, chosen.events)).copy()


@lru_cache(maxsize=256)
def hand_rows(path: Path, _written: int, _size: int) -> pd.DataFrame:
    """Read a hand table, once for each state of its file: many functions ask for the same few tables."""
    import pandas as pd

    return pd.read_csv(path, dtype=str, keep_default_na=False)


@lru_cache(maxsize=64)
def rows_of(path: Path, written: int, size: int, events: frozenset[str]) -> pd.DataFrame:
    """Return the rows of a hand table that hold for some of `events`, or for every event, numbered anew."""
    rows = hand_rows(path, written, size)
    if "event_id" not in rows:
        return rows
    return rows[rows["event_id"].isin([*events, ""])].reset_index(drop=True)
