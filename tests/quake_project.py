"""An invented earthquake in a project of its own, with groups, parties and outcomes that no other event has.

Nothing of it happened, and no such valley is known to us.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUAKE = "quake-2031"
EVENT = {
    "event_id": QUAKE,
    "name": "Earthquake in the Ocre valley on 4 May 2031 (invented)",
    "region": "Ocre valley",
    "time_zone": "America/Lima",
    "starts": "2031-05-04T06:00",
    "wave_label": "the earthquake of 4 May 2031",
    "whole_places": "ocre-valley",
    "default_period": "wave",
    "outcomes": "killed;missing;injured",
    "incident": "earthquake",
    "incidents": "earthquakes",
    "why": "invented, for tests",
}
GROUP = (
    "group rank made_of main singular plural label title section as_printed included said_to in_sum colour"
)
GROUPS = [
    "residents|1||yes|resident|residents|residents|Residents|Residents|residents|||residents|crimson",
    "responders|2||yes|responder|responders|responders|Responders|Responders|responders|||responders|blue",
    "all|3|residents;responders|yes|person|people|people|People|All together, as printed|people, as printed"
    "|all together|Said to count all|groups not told|grey",
]
PARTY = (
    "party rank label heading words subject givers possessive pronoun sources others names_only narrow mark"
)
PARTIES = [
    "government|1|Government|The government|government|the government|the government|the government's|its"
    "|government sources|others of the government|names the government only|government|disc",
    "relief|2|Relief|Relief agencies|relief agencies|relief agencies|relief agencies|relief agencies'|their"
    "|relief agencies|other relief agencies|names the kind of source only|relief|square",
    "unattributed|3|Nobody named|Nobody named|nobody named|reports that name no source"
    "|reports that name no source|||reports that name no source|others, nobody named||nobody named|triangle",
]
NOUNS = {"residents": "residents", "rescuers": "responders", "people": "all"}
AUTHORITIES = {
    "civil defence": ("civil defence agency", "government", "local administration"),
    "the governor": ("governor", "government", "local administration"),
    "Red Cross": ("Red Cross", "relief", "aid organisation"),
}
PAGES = [("ocre-news", "2031-05-04"), ("valley-post", "2031-05-05"), ("cordillera", "2031-05-06")]
CLAIMS = [
    (0, "civil defence", "people", "killed", "at least 12"),
    (0, "civil defence", "people", "missing", "30"),
    (0, "outlet itself", "people", "injured", "dozens"),
    (1, "civil defence", "people", "killed", "19"),
    (1, "civil defence", "residents", "killed", "17"),
    (1, "civil defence", "rescuers", "killed", "2"),
    (1, "Red Cross", "people", "killed", "24"),
    (1, "Red Cross", "people", "missing", "more than 40"),
    (2, "the governor", "people", "killed", "21"),
    (2, "civil defence", "people", "missing", "11"),
    (2, "civil defence", "people", "injured", "240"),
    (2, "Red Cross", "residents", "killed", "22"),
]


def make_quake_project(root: Path, **changed: str) -> Path:
    """Make the project in `root` and return it: the hand tables of ours with rows of an invented earthquake,
    its own groups and parties, and a ledger of three pages. `changed`: other cells of its row of events.
    """
    for folder in ("hand", "dictionary"):
        shutil.copytree(ROOT / "data" / folder, root / "data" / folder)
    hand = root / "data/hand"
    append(hand / "events.csv", [EVENT | changed])
    append(hand / "groups.csv", [in_columns(GROUP, row) for row in GROUPS])
    append(hand / "parties.csv", [in_columns(PARTY, row) for row in PARTIES])
    append(
        hand / "nouns.csv",
        [in_columns("noun group unit unit_other", f"{a}|{b}|people|present") for a, b in NOUNS.items()],
    )
    named = [f"{name}|{'|'.join(cells)}" for name, cells in AUTHORITIES.items()]
    append(hand / "authorities.csv", [in_columns("attributed_to origin party kind", row) for row in named])
    period = {"period": "wave", "label": "the earthquake and the days after it", "short": "the earthquake"}
    append(hand / "periods.csv", [period | {"counts_from": "2031-05-04T06:00", "from_figure": "no"}])
    place = {
        "spelling": "Ocre valley",
        "place_id": "ocre-valley",
        "place": "Ocre valley",
        "precision": "none",
    }
    append(hand / "places.csv", [place | {"feature": "region"}])
    write_ledger(root / "data/raw")
    (root / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks/batch.yml", root / "notebooks")
    return root


def in_columns(names: str, cells: str) -> dict[str, str]:
    """Return cells, parted by `|`, by the names of their columns."""
    return dict(zip(names.split(), cells.split("|"), strict=True))


def append(path: Path, rows: list[dict[str, str]]) -> None:
    """Add rows of the invented event to a table, where it says whose row is whose."""
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        own = {"event_id": QUAKE} if "event_id" in columns else {}
        writer.writerows([own | row for row in rows])


def write_ledger(folder: Path) -> None:
    """Write the raw tables: three pages of invented outlets and their claims."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/places.csv", folder)
    for table in ("reports", "claims", "sightings", "series"):
        with (ROOT / f"data/raw/{table}.csv").open(encoding="utf-8") as file:
            (folder / f"{table}.csv").write_text(file.readline(), encoding="utf-8")
    for outlet, day in PAGES:
        page = {"report_id": f"{outlet}-{day}", "outlet": outlet, "outlet_type": "newspaper"}
        more = {"outlet_country": "PE", "url": f"https://{outlet}.example/{day}", "published": day}
        append(folder / "reports.csv", [page | more | {"readings": "1"}])
    for number, (page, who, noun, outcome, figure) in enumerate(CLAIMS, start=1):
        report = "-".join(PAGES[page])
        claim = {"claim_id": f"{report}-{number}", "report_id": report, "attributed_to": who}
        append(folder / "claims.csv", [claim | {"category": noun, "outcome": outcome, "figure": figure}])
