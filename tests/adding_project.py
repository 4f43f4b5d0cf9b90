"""A project of an invented earthquake, small enough to add to in a test, and sheets to be added."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import openpyxl

from tollbook import cli
from tollbook.paths import resolve

EVENT = "quake-2025-05"
GROUP_ROW = {
    "event_id": EVENT,
    "group": "residents",
    "rank": "1",
    "main": "yes",
    "singular": "resident",
    "plural": "residents",
    "label": "residents",
    "title": "Residents",
    "section": "Residents",
    "as_printed": "residents",
    "said_to": "residents",
    "in_sum": "residents",
    "colour": "crimson",
    "why": "invented",
}
EVENT_ROW = {
    "event_id": EVENT,
    "name": "Invented earthquake of 4 May 2025",
    "region": "Invented coast",
    "time_zone": "America/Lima",
    "starts": "2025-05-04T06:00",
    "wave_label": "the earthquake of 4 May",
    "whole_places": "puerto-viejo",
    "default_period": "quake",
    "outcomes": "killed",
    "incident": "earthquake",
    "incidents": "earthquakes",
    "why": "invented",
}
PERIOD_ROW = {
    "event_id": EVENT,
    "period": "quake",
    "label": "the earthquake",
    "short": "the earthquake",
    "counts_from": "2025-05-04T06:00",
    "from_figure": "no",
    "why": "invented",
}
NOUNS = (
    {"noun": "people (all)", "group": "residents", "unit": "people", "unit_other": "present"},
    {"noun": "residents", "group": "residents", "unit": "people", "unit_other": "present"},
    {"noun": "children", "group": "residents", "part": "children", "unit": "people", "unit_other": "present"},
    {"noun": "houses", "unit": "buildings", "unit_other": "buildings"},
)
AUTHORITIES = (
    {"attributed_to": "outlet itself", "origin": "not named", "party": "unattributed", "kind": "not named"},
    {
        "attributed_to": "Civil Protection",
        "origin": "Civil Protection",
        "party": "state",
        "kind": "officials",
    },
)
PAGE = {
    "report_id": "radio-costa-2025-05-05",
    "outlet": "Radio Costa",
    "outlet_type": "broadcaster",
    "outlet_country": "PE",
    "url": "https://www.radiocosta.example/sismo/",
    "published": "2025-05-05",
    "readings": "1",
}
CLAIM = {
    "claim_id": "radio-costa-2025-05-05-1",
    "report_id": "radio-costa-2025-05-05",
    "event_id": EVENT,
    "attributed_to": "Civil Protection",
    "category": "people (all)",
    "outcome": "killed",
    "figure": "al menos 31",
    "place": "Puerto Viejo",
}
PLACE = {
    "place": "Puerto Viejo",
    "kind": "town",
    "district": "Costa",
    "lat": "-12.5",
    "lon": "-76.7",
    "precision": "town",
    "requested": "yes",
    "source": "invented",
    "licence": "CC0 1.0",
}
GOOD = {
    "outlet": "Diario del Río",
    "outlet_type": "newspaper",
    "outlet_country": "PE",
    "url": "https://diariodelrio.example/sismo-1",
    "published": "2025-05-05",
    "attributed_to": "Civil Protection",
    "category": "residents",
    "outcome": "killed",
    "figure": "más de 22",
    "as_of": "2025-05-05",
    "place": "Puerto Viejo",
}
"""A row to be added in which nothing is wrong."""
COMMON = (
    "date_words",
    "figure_languages",
    "figure_nouns",
    "number_words",
    "outcome_words",
    "outcomes",
    "parties",
    "quantifiers",
    "sighting_kinds",
    "speaker_kinds",
)
"""Hand tables that are the same for every event."""
CARD = "title: invented\nrows: 1\nsha256: 0\nknown_problems:\n- The rows are invented.\n"


def make(project: Path) -> Path:
    """Make the project: the hand tables of Tollbook without its own events, one page with one figure."""
    data = project / "data"
    (data / "hand").mkdir(parents=True)
    for path in sorted(resolve("data/hand").glob("*.csv")):
        (data / "hand" / path.name).write_text(own_rows(path), encoding="utf-8", newline="")
    (data / "raw").mkdir()
    raw = {"reports": [PAGE], "claims": [CLAIM], "sightings": [], "series": [], "places": [PLACE]}
    for name, rows in raw.items():
        header = header_of(resolve(f"data/raw/{name}.csv"))
        (data / "raw" / f"{name}.csv").write_text(table(header, rows), encoding="utf-8", newline="")
        (data / "raw" / f"{name}.csv.card.yml").write_text(CARD, encoding="utf-8")
    return project


def own_rows(path: Path) -> str:
    """Return a hand table as the invented project has it: the words of languages as they are, rows of its own
    event, and nothing else.
    """
    own = {
        "events": [EVENT_ROW],
        "periods": [PERIOD_ROW],
        "groups": [GROUP_ROW],
        "nouns": NOUNS,
        "authorities": AUTHORITIES,
    }
    if path.stem in COMMON:
        return path.read_text(encoding="utf-8")
    return table(header_of(path), own.get(path.stem, ()))


def header_of(path: Path) -> list[str]:
    """Return the header of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def table(header: Sequence[str], rows: Sequence[Mapping[str, str]], separator: str = ",") -> str:
    """Return rows as a CSV text; cells that a row does not have are empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@contextmanager
def put_back(project: Path, kept: Path) -> Iterator[Path]:
    """The project, whose raw and hand tables are afterwards as they were; `kept` is a folder for copies.

    A project is made once for many tests: reading the words of all languages takes a second.
    """
    for name in ("raw", "hand"):
        shutil.copytree(project / "data" / name, kept / name)
    yield project
    for path in sorted(path for path in kept.rglob("*") if path.is_file()):
        target = project / "data" / path.relative_to(kept)
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            shutil.copyfile(path, target)


def sheet(
    path: Path, *rows: Mapping[str, object], name: str = "figures", columns: Sequence[str] = ()
) -> Path:
    """Write rows to a sheet of an Excel file, typed as they are, and return its path."""
    book = openpyxl.load_workbook(path) if path.exists() else openpyxl.Workbook()
    page = book.create_sheet(name) if path.exists() else book.active
    page.title = name
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    page.append(names)
    for row in rows:
        page.append([row.get(name) for name in names])
    book.save(path)
    return path


def add(path: Path, *options: str) -> int:
    """Run `tollbook add` and return its exit status."""
    return cli.main(["add", str(path), *options])


def tables(project: Path) -> dict[str, bytes]:
    """Return the bytes of each file of the raw and the hand tables."""
    files = [path for name in ("raw", "hand") for path in (project / "data" / name).iterdir()]
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in files}
