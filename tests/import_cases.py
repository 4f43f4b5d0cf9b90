"""Invented files in the public layouts of databases, and a project to take them over into.

Ruritania, its towns and its groups are invented, and so are all figures.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import yaml

from tollbook import cli
from tollbook.paths import OWN

EVENT = "ruritania-2025"
UCDP_COLUMNS = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,"
    "side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,"
    "where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,"
    "country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"
    "deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
).split(",")
UCDP_ROW = {
    "id": "1",
    "code_status": "Clear",
    "type_of_violence": "1",
    "side_a": "Government of Ruritania",
    "side_b": "Black Michael's men",
    "source_office": "Strelsau Herald",
    "where_prec": "1",
    "where_coordinates": "Zenda town",
    "adm_1": "Zenda province",
    "latitude": "48.10",
    "longitude": "14.20",
    "country": "Ruritania",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2025-05-16 00:00:00.000",
    "date_end": "2025-05-16 00:00:00.000",
    "deaths_a": "2",
    "deaths_b": "1",
    "deaths_civilians": "4",
    "deaths_unknown": "0",
    "best": "7",
    "high": "9",
    "low": "5",
    "gwnoa": "999",
    "gwnob": "",
}
ACLED_ROW = {
    "event_id_cnty": "RUR1",
    "event_date": "2025-05-16",
    "year": "2025",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Ruritania",
    "assoc_actor_1": "",
    "inter1": "State forces",
    "actor2": "Black Michael's men",
    "assoc_actor_2": "",
    "inter2": "Rebel group",
    "interaction": "State forces-Rebel group",
    "civilian_targeting": "",
    "iso": "999",
    "region": "Europe",
    "country": "Ruritania",
    "admin1": "Zenda province",
    "admin2": "",
    "admin3": "",
    "location": "Zenda",
    "latitude": "48.1",
    "longitude": "14.2",
    "geo_precision": "2",
    "source": "Strelsau Herald",
    "source_scale": "National",
    "notes": "On 16 May two sides fought near Zenda.",
    "fatalities": "3",
    "tags": "",
    "timestamp": "1747699200",
}
HXL = """Floods in Ruritania (invented),,,,,,
Date,Province,Killed,Of these women,Injured least,Injured most,Missing
#date,#adm1+name,#affected+killed,#affected+killed+f+adults,#affected+injured+min,#affected+injured+max,#affected+missing
2025-05-16,Zenda,12,3,40,50,
2025-05-17,Hentzau,1,,2,3,6
"""
TFP = [
    {
        "report_date": "2025-05-16",
        "report_source": "mohtel",
        "report_period": 24,
        "killed": 10,
        "killed_cum": 10,
        "killed_children_cum": 3,
        "ext_killed": 10,
        "ext_killed_cum": 10,
        "ext_massacres_cum": 1,
    },
    {
        "report_date": "2025-05-18",
        "report_source": "missing",
        "report_period": 48,
        "ext_killed": 4,
        "ext_killed_cum": 14,
        "ext_massacres_cum": 1,
    },
]


def project(folder: Path) -> Path:
    """Make a project with the hand tables that an import reads and one invented event; return it."""
    (folder / "data/hand").mkdir(parents=True)
    for name in ("groups", "parties", "outcomes", "group_sides", "database_groups", "events"):
        shutil.copy(OWN / f"data/hand/{name}.csv", folder / "data/hand")
    path = folder / "data/hand/events.csv"
    events = pd.read_csv(path, dtype=str, keep_default_na=False).head(1)
    edges = {"map_west": "10", "map_south": "45", "map_east": "20", "map_north": "50"}
    starts = "2025-05-10T06:00"
    events.assign(event_id=EVENT, starts=starts, time_zone="Europe/Vienna", **edges).to_csv(path, index=False)
    return folder


def csv_text(rows: Sequence[Mapping[str, str]], columns: Sequence[str], separator: str = ",") -> str:
    """Return rows as CSV with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def ucdp(path: Path, *changes: Mapping[str, str]) -> Path:
    """Write a GED file: one row for each set of changed cells, ids from 1 on unless changed."""
    rows = [UCDP_ROW | {"id": str(number)} | change for number, change in enumerate(changes, start=1)]
    path.write_text(csv_text(rows, UCDP_COLUMNS), encoding="utf-8")
    return path


def acled(path: Path, *changes: Mapping[str, str], separator: str = ",") -> Path:
    """Write an export of ACLED: one row for each set of changed cells."""
    rows = [
        ACLED_ROW | {"event_id_cnty": f"RUR{number}"} | change
        for number, change in enumerate(changes, start=1)
    ]
    path.write_text(csv_text(rows, [*ACLED_ROW], separator), encoding="utf-8")
    return path


def tfp(path: Path, content: object = TFP) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def run(root: Path, database: str, file: Path, *more: str) -> int:
    """Take a file over into a project; return the exit status."""
    return cli.main(["import", database, str(file), "--project", str(root), *more])


def claims(root: Path, name: str) -> pd.DataFrame:
    """Return a table that was taken over, every cell as text."""
    return pd.read_csv(root / f"data/databases/{name}.csv", dtype=str, keep_default_na=False)


def set_aside(root: Path, name: str) -> dict[int, str]:
    """Return the reasons of the rows set aside, by row."""
    path = root / f"data/databases/{name}.set_aside.csv"
    if not path.is_file():
        return {}
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    return {int(row): reason for row, reason in zip(rows["row"], rows["reason"], strict=True)}


def card(root: Path, name: str) -> dict[str, object]:
    """Return the source card of a table."""
    return yaml.safe_load((root / f"data/databases/{name}.csv.card.yml").read_text(encoding="utf-8"))


def files(root: Path) -> dict[str, bytes]:
    """Return the files of `data/databases` by name, hidden ones too."""
    folder = root / "data/databases"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}
