"""A project with invented events and nothing of the real ones but its common rows, for tests of maps."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from tollbook import paths

HAND = ("groups", "parties", "outcomes", "group_sides")
ABOUT = {"name": "Invented", "region": "Fiji", "time_zone": "Pacific/Fiji", "starts": "2026-03-01T00:00"}
ISLANDS = [("Suva", 178.44, -18.14, 6), ("Labasa", 179.37, -16.43, 4), ("Lakeba", -178.8, -18.22, 1)]
SQUARE = [[178.2, -18.0], [179.2, -18.0], [179.2, -17.0], [178.2, -17.0], [178.2, -18.0]]


def make_project(
    root: Path, *events: dict[str, str], labels: list[dict[str, str]] | None = None, **tables: Any
) -> Path:
    """Make a project in `root` with these rows of events.csv and map_labels.csv, and return it; `tables` are
    rows of further hand tables by name."""
    (root / "data/hand").mkdir(parents=True)
    (root / "data/raw").mkdir()
    for name in HAND:
        shutil.copy(paths.OWN / f"data/hand/{name}.csv", root / "data/hand")
    for name, rows in {"events": [ABOUT | one for one in events], "map_labels": labels, **tables}.items():
        write(root, f"data/hand/{name}.csv", rows or [])
    for name in ("place_outcomes", "places", "monitors", "series_counts", "place_claims"):
        if name not in tables:
            write(root, f"data/hand/{name}.csv", [])
    write(root, "data/raw/places.csv", [])
    return root


def write(root: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write a table with the columns that the project's own has."""
    with (paths.OWN / name).open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with (root / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def write_map(root: Path, name: str, found: Any) -> str:
    """Write a map file below data/raw; return its path in the project."""
    (root / "data/raw" / name).write_text(
        found if isinstance(found, str) else json.dumps(found), encoding="utf-8"
    )
    return f"data/raw/{name}"


def points(*places: tuple[str, float, float, int]) -> pd.DataFrame:
    """Places with their number of pages, as `spread.map_points` gives them."""
    first = pd.Timestamp("2026-03-01T10:00Z")
    rows = pd.DataFrame(places or ISLANDS, columns=["place", "lon", "lat", "n_pages"])
    return rows.assign(
        point_of=rows["place"],
        places=rows["place"],
        place_id=rows["place"],
        district="",
        precision="town",
        since=first,
        first_from=first,
        first_to=[first + pd.Timedelta(days=number) for number in range(len(rows))],
        first_by="Outlet",
    )
