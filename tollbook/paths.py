"""Where the project's folders are, whatever folder the caller works in.

papermill runs a notebook in the caller's folder, nbval in the notebook's folder and JupyterLab where it was
opened; so no path in the project is relative to the working folder.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import pandas as pd

MARKERS = ("data/hand/events.csv", "notebooks/batch.yml")


def project_root() -> Path:
    """Return the project folder: `$TOLLBOOK_PROJECT`, else the nearest folder above that looks like one, else
    ours.
    """
    named = os.environ.get("TOLLBOOK_PROJECT")
    if named:
        return Path(named).expanduser().resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if all((folder / marker).is_file() for marker in MARKERS):
            return folder
    return Path(__file__).resolve().parent.parent


def resolve(path: str | os.PathLike[str]) -> Path:
    """Return `path` as it is when absolute, else below the project folder."""
    path = Path(path).expanduser()
    return path if path.is_absolute() else project_root() / path


def hand(name: str) -> pd.DataFrame:
    """Read the hand table `data/hand/<name>.csv`: every cell a string, an empty cell the empty string."""
    path = resolve(f"data/hand/{name}.csv")
    about = path.stat()
    return hand_rows(path, about.st_mtime_ns, about.st_size).copy()


@lru_cache(maxsize=256)
def hand_rows(path: Path, _written: int, _size: int) -> pd.DataFrame:
    """Read a hand table, once for each state of its file: many functions ask for the same few tables."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)
