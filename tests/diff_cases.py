"""Two small invented states of a ledger: an attack that never was, with two pages and three figures."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tollbook import dictionary, paths
from tollbook.differences import entries, states
from tollbook.differences.entries import Outcome

EVENT = "invented"
DAY = "2026-03-01"
COMMON = ("groups", "parties", "group_sides", "outcomes", "speaker_kinds")
"""Tables of which the project's own rows for every event are taken."""
ROWS: dict[str, list[dict[str, str]]] = {
    "hand/events": [
        {
            "event_id": EVENT,
            "name": "An invented attack",
            "region": "Nowhere",
            "time_zone": "Europe/Madrid",
            "starts": "2026-02-01T00:00",
            "default_period": "attack",
            "outcomes": "killed",
            "incident": "attack",
            "incidents": "attacks",
        }
    ],
    "hand/periods": [
        {
            "event_id": EVENT,
            "period": "attack",
            "label": "the attack of 1 February",
            "short": "the attack",
            "counts_from": "2026-02-01T00:00",
            "from_figure": "no",
        },
        {
            "event_id": EVENT,
            "period": "after",
            "label": "the days after it",
            "short": "after",
            "counts_from": "2026-02-01T00:00",
            "from_figure": "no",
        },
    ],
    "hand/nouns": [
        {"noun": "civilians", "group": "civilians", "unit": "people"},
        {"noun": "guards", "group": "security", "unit": "people"},
        {"noun": "fighters", "group": "militants", "unit": "people"},
    ],
    "hand/authorities": [
        {"attributed_to": "ministry", "origin": "ministry", "party": "state", "kind": "officials"},
        {"attributed_to": "observers", "origin": "observers", "party": "state", "kind": "officials"},
    ],
    "hand/quantifiers": [
        {"language": "en", "phrase": "at least", "position": "before", "meaning": "at_least"}
    ],
    "hand/figure_languages": [{"language": "en", "name": "English", "scripts": "LATIN"}],
    "hand/windows": [
        {"event_id": EVENT, "field": "window", "pattern": "sunday.*", "period": "attack"},
        {"event_id": EVENT, "field": "window", "pattern": ".*night", "period": "after"},
    ],
    "raw/places": [],
    "raw/sightings": [],
    "raw/series": [],
    "raw/reports": [
        {
            "report_id": "dawn-1",
            "outlet": "Dawn",
            "outlet_type": "newspaper",
            "outlet_country": "PK",
            "url": "https://dawn.example/1",
            "published": "2026-02-01T10:00+00:00",
            "readings": "1",
        },
        {
            "report_id": "herald-2",
            "outlet": "Herald",
            "outlet_type": "newspaper",
            "outlet_country": "",
            "url": "https://herald.example/2",
            "published": "2026-02-02",
            "readings": "1",
        },
    ],
    "raw/claims": [
        {"claim_id": "dawn-1-1", "category": "civilians", "figure": "41"},
        {"claim_id": "herald-2-1", "category": "fighters", "figure": "at least 12"},
        {"claim_id": "herald-2-2", "category": "guards", "figure": "5", "attributed_to": "observers"},
    ],
}
CLAIM = {"event_id": EVENT, "attributed_to": "ministry", "outcome": "killed"}
Rows = dict[str, list[dict[str, str]]]


def rows() -> Rows:
    """Return the rows of the earlier state, to be changed at will."""
    found = {name: [dict(row) for row in some] for name, some in ROWS.items()}
    found["raw/claims"] = [claim(**row) for row in found["raw/claims"]]
    return found


def claim(**cells: str) -> dict[str, str]:
    """Return a claim of the ministry about people killed, of the page that its name begins with."""
    return CLAIM | {"report_id": cells["claim_id"].rpartition("-")[0]} | cells


def page(report_id: str, outlet: str, published: str) -> dict[str, str]:
    """Return a page."""
    first = ROWS["raw/reports"][0]
    address = f"https://{report_id}.example/"
    return first | {"report_id": report_id, "outlet": outlet, "published": published, "url": address}


def write_state(root: Path, content: Rows, moments: tuple[str, ...] = ("latest", "2026-02-01")) -> Path:
    """Write a project with these rows, all other hand tables without rows of their own, and return it."""
    for place in ("raw", "hand"):
        for name, table in dictionary.tables(place).items():
            some = content.get(f"{place}/{name}", [])
            if name in COMMON:
                whole = paths.hand(name)
                common = whole[whole["event_id"] == ""] if "event_id" in whole else whole
                some = common.to_dict("records")
            write_table(root / f"data/{place}/{name}.csv", table.names, some)
    batch = {"notebooks": ["01"], "runs": [{"event": EVENT, "as_of": one} for one in moments]}
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "notebooks/batch.yml").write_text(yaml.safe_dump(batch))
    return root


def write_table(path: Path, columns: list[str], some: list[dict[str, str]], line_end: str = "\n") -> None:
    """Write a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator=line_end)
        writer.writeheader()
        writer.writerows(some)


def with_dictionary(root: Path) -> Path:
    """Give a project the dictionaries of ours, so that a command can be called for it."""
    shutil.copytree(paths.resolve("data/dictionary"), root / "data/dictionary")
    return root


def told(tmp_path: Path, change: Callable[[Rows], Any]) -> Outcome:
    """Return what differs between the earlier state and one that `change` makes of it, without the check of
    the tables and without a call.
    """
    later = rows()
    change(later)
    old, new = write_state(tmp_path / "old", rows()), write_state(tmp_path / "new", later)
    return between(tmp_path, old, new)


def between(tmp_path: Path, old: Path, new: Path, *events: str) -> Outcome:
    """Return what differs between two folders."""
    folder = tmp_path / "work"
    folder.mkdir()
    states_found = states.state_of(old, "folder old"), states.state_of(new, "folder new")
    return entries.between(*states_found, DAY, events, folder)


def texts(found: Outcome) -> list[tuple[str, str]]:
    """Return the kind and the text of each entry."""
    return [(one.kind, one.text) for one in found.entries]
