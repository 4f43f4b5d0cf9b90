"""Read the raw ledger: what each page said, as worded. Nothing is converted; no cell is missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # pandas takes half a second to import, which an unchanged batch need not wait for
    import pandas as pd

from tollbook import files
from tollbook.paths import resolve

FILES = ("claims.csv", "reports.csv", "series.csv", "sightings.csv")
PLACES = "places.csv"


class Ledger(NamedTuple):
    """The four raw tables, every cell a string; their columns are in `data/dictionary/raw-*.yml`."""

    reports: pd.DataFrame
    claims: pd.DataFrame
    sightings: pd.DataFrame
    series: pd.DataFrame


def read(raw_dir: str | os.PathLike[str] = "data/raw") -> Ledger:
    """Return the ledger in `raw_dir` (relative to the project). Dates stay text, as the pages give them.

    The files must have passed `tollbook.validate.problems`. Raises FileNotFoundError where one is missing.
    """
    folder = resolve(raw_dir)
    return Ledger(**{name: read_csv(folder / f"{name}.csv") for name in Ledger._fields})


def read_places(raw_dir: str | os.PathLike[str] = "data/raw") -> pd.DataFrame:
    """Return the gazetteer (towns and districts with lat and lon in degrees, WGS 84), every cell a string.

    Where `raw_dir` has none, the project's own is taken: a ledger of other events needs no gazetteer of its
    own.
    """
    own = resolve(raw_dir) / PLACES
    return read_csv(own if own.exists() else resolve("data/raw") / PLACES)


def sha256(raw_dir: str | os.PathLike[str] = "data/raw") -> str:
    """Return one hash over the four files, to say which ledger a report was made from.

    It is the SHA-256 of the lines that `sha256sum claims.csv reports.csv series.csv sightings.csv` prints.
    """
    folder = resolve(raw_dir)
    lines = "".join(f"{files.sha256(folder / name)}  {name}\n" for name in FILES)
    return files.digest(lines.encode())


def read_csv(path: Path) -> pd.DataFrame:
    """Return a CSV file with every cell a string; no word, such as NA, is taken for a missing cell."""
    import pandas as pd

    return pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
