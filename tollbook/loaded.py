"""Processed tables, read once: a page and its download ask for the same few."""

from __future__ import annotations

import functools
import os

import pandas as pd

from tollbook import tables


def load(event: str, out_dir: str | os.PathLike[str], name: str) -> pd.DataFrame:
    """Return a processed table as `tables.load` does, from memory where its file has not changed since."""
    path = tables.table_path(name, event, out_dir)
    try:
        about = path.stat()
    except OSError:
        return tables.load(event, out_dir, name)  # says what is missing
    return read(event, os.fspath(out_dir), name, str(path), about.st_mtime_ns, about.st_size).copy(deep=False)


@functools.lru_cache(maxsize=16)
def read(event: str, out_dir: str, name: str, _path: str, _written: int, _size: int) -> pd.DataFrame:
    """Read a processed table, once for each state of its file."""
    return tables.load(event, out_dir, name)
