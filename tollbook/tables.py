"""Read and write the processed tables: CSV, UTF-8, LF, sorted by key, fixed columns, written whole or not at
all.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from tollbook import dates
from tollbook.dictionary import table_columns
from tollbook.paths import resolve

SHARED = ("series",)  # tables about the region, not about one event: they lie beside the event folders
COUNTS = ("n_reports", "n_outlets", "n_naming", "n_origins", "n_statements", "n_pages")
NUMBERS = ("low", "high", "best", *COUNTS)
MOMENTS = ("said_from", "said_to", "known_from", "first_said", "last_said", "since", "seen_from", "seen_to")
FLAGS = ("increment", "is_whole")


def table_path(name: str, event: str, out_dir: str | os.PathLike[str]) -> Path:
    """Return where the processed table `name` of `event` lies below `out_dir`."""
    folder = resolve(out_dir)
    return folder / f"{name}.csv" if name in SHARED else folder / event / f"{name}.csv"


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write `frame` to `path` (UTF-8, LF, no index) through a temporary file beside it, so that no torn file
    is seen.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            frame.to_csv(file, index=False, lineterminator="\n")
        os.chmod(partial, 0o644)
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return path


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with moments as ISO 8601 UTC, flags as true or false, and missing values as empty
    cells.
    """
    out = frame.copy()
    for column in out.columns:
        if isinstance(out[column].dtype, pd.DatetimeTZDtype):
            out[column] = dates.to_iso(out[column])
        elif column in FLAGS:
            out[column] = out[column].map({True: "true", False: "false"})
    return out


def write(frame: pd.DataFrame, event: str, out_dir: str | os.PathLike[str], name: str) -> Path:
    """Write the processed table `name`: the dictionary's columns in its order, rows sorted by the
    dictionary's key.

    Raises KeyError when a column of the dictionary is missing from `frame`.
    """
    columns, key = table_columns(name, "processed")
    ordered = as_text(frame[columns]).sort_values(key or columns, kind="stable", na_position="first")
    return write_csv(ordered, table_path(name, event, out_dir))


def load(event: str, out_dir: str | os.PathLike[str], name: str) -> pd.DataFrame:
    """Return the processed table `name` with its types: Int64 numbers, UTC moments, boolean flags, other
    cells text.

    Raises FileNotFoundError with the notebook to run first when the table is not there.
    """
    path = table_path(name, event, out_dir)
    if not path.is_file():
        raise FileNotFoundError(
            f"{path.name} of {event} is not in the out_dir: run notebook {made_by(name)} first, "
            "with the same event and out_dir"
        )
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, lineterminator="\n")
    for column in frame.columns.intersection(NUMBERS):
        frame[column] = pd.to_numeric(frame[column].replace("", None)).astype("Int64")
    for column in frame.columns.intersection(MOMENTS):
        frame[column] = dates.from_iso(frame[column])
    for column in frame.columns.intersection(FLAGS):
        frame[column] = frame[column].eq("true")
    return frame


def made_by(name: str) -> str:
    """Return the notebook that writes the processed table `name`."""
    return {"claims": "01", "set_aside": "01", "statements": "02", "totals": "02", "checks": "02"}.get(
        name, "04"
    )


def chart_folder(event: str, out_dir: str | os.PathLike[str], label: str) -> Path:
    """Return the folder for the rows behind the charts of one event as of one moment (`label`), below
    `out_dir`.
    """
    return resolve(out_dir) / event / "charts" / label
