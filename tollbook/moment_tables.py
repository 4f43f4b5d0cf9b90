"""The processed tables of an event as they stood at a moment: for a download of a page as of that moment.

The tables that notebooks write hold all moments. A reader of a page as of 1 February expects what was known
then: claims, places and monitors' figures from then on are left out, statements and checks are made anew from
what is left, so that their counts of pages are those of the moment.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tollbook import checks, clean, ledger, places, scope, statements, tables
from tollbook.loaded import load
from tollbook.paths import resolve

BY_MOMENT = {"places": "known_from", "series": "known_from", "totals": "since"}
"""Tables of which rows are left out, and the column that says from when a row holds."""


def known_tables(
    event: str,
    files: Mapping[str, Path],
    moment: pd.Timestamp | None,
    raw_dir: str | os.PathLike[str] = "data/raw",
) -> dict[str, bytes]:
    """Return the content of each table of `event` at `moment` (UTC), by name, in the order of `files`.

    files: where each table lies, by its name (`claims`, `totals` ...), as the notebooks wrote it. None as
    moment is the latest state: the files as they are. Rows that nothing dates are in the latest state alone,
    as in the pages. raw_dir: where `reports.csv` is, for the dates of pages without a counted claim. Raises
    KeyError for a moment without `claims` among the files.
    """
    if moment is None:
        return {name: path.read_bytes() for name, path in files.items()}
    frames = {name: load(event, folder_of(name, path), name) for name, path in files.items()}
    known = at_moment(event, frames, moment, raw_dir)
    with tempfile.TemporaryDirectory(prefix="tollbook-tables-") as folder:
        return {name: tables.write(known[name], event, folder, name).read_bytes() for name in files}


def folder_of(name: str, path: Path) -> Path:
    """Return the `out_dir` below which a table lies."""
    return path.parent if name in tables.SHARED else path.parent.parent


def at_moment(
    event: str,
    frames: Mapping[str, pd.DataFrame],
    moment: pd.Timestamp,
    raw_dir: str | os.PathLike[str],
) -> dict[str, pd.DataFrame]:
    """Return the tables of an event at a moment, by name."""
    claims = clean.known_by(frames["claims"], moment)
    known = {
        name: frame[frame[BY_MOMENT[name]] <= moment] for name, frame in frames.items() if name in BY_MOMENT
    }
    known |= {"claims": claims}
    if "statements" in frames:
        known["statements"] = statements.collapse(claims)
    if "checks" in frames:
        known["checks"] = checks.run(claims, known.get("places"))
    if "set_aside" in frames:
        pages = known_pages(event, frames["claims"], moment, raw_dir)
        known["set_aside"] = frames["set_aside"][frames["set_aside"]["report_id"].isin(pages)]
    return known


def known_pages(
    event: str, claims: pd.DataFrame, moment: pd.Timestamp, raw_dir: str | os.PathLike[str]
) -> pd.Series:
    """Return the pages of an event that were there at a moment (report_id)."""
    about = scope.event_rows().loc[event]
    reports = ledger.read_csv(resolve(raw_dir) / "reports.csv")
    pages = places.page_moments(reports, claims, about["time_zone"], about["starts"])
    return clean.known_by(pages, moment)["report_id"]
