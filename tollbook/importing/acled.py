"""ACLED's export: one row is one event, with one number of reported fatalities.

ACLED codes the most conservative (lowest) credible number that sources report, and turns vague words such as
"several" into a number by a rule of its own (ACLED Codebook, "Fatalities"). The codes of `time_precision` and
`geo_precision` are those of the codebook.
"""

from __future__ import annotations

import re

import pandas as pd

from tollbook.importing import cells
from tollbook.importing.records import Field, Prepared, Sieve, joined, precision
from tollbook.importing.rows import Layout, Table

NAME = "acled"
LAYOUT = Layout(
    needed=("event_id_cnty", "event_date", "fatalities"),
    others=tuple(
        "time_precision event_type sub_event_type actor1 actor2 civilian_targeting country admin1 admin2 "
        "location latitude longitude geo_precision source source_scale notes timestamp".split()
    ),
)
DATE_WORDS = {"1": "the day is known", "2": "the week is known", "3": "the month is known"}
PLACE_WORDS = {
    "1": "the town or the exact place",
    "2": "near a town, or a small part of a region",
    "3": "a larger region, shown at its capital or a known point",
}
FIELDS = [
    Field(
        "fatalities",
        "killed",
        "ACLED conservative: the lowest credible number reported",
        of="targeting",
    )
]
CARD = {
    "publisher": "Armed Conflict Location & Event Data (ACLED)",
    "licence": "ACLED's terms of use: with credit; its rows may not be passed on as they are, so keep this "
    "table out of what you publish",
    "credit": "required; name ACLED, the day of the export and acleddata.com",
}
ABOUT = (
    "fatalities is one number of deaths of all who took part or were near; ACLED does not tell groups apart "
    "and gives no low and no high",
    "0 can mean that nobody was killed, or that no source gave a number",
)


def prepare(table: Table, stem: str) -> Prepared:
    """Return the records of an export; its newest `timestamp` is its version."""
    rows, sieve = table.rows, Sieve(table.rows)
    fatalities = sieve.counts("fatalities", is_needed=True)
    days, points = sieve.days("event_date", "event_date"), sieve.points("latitude", "longitude")
    ids = sieve.ids("event_id_cnty")
    sieve.repeats(ids)
    location = cells.one_line(rows["location"])
    records = pd.DataFrame(
        {
            "row": rows["row"],
            "record_id": ids,
            **days,
            **precision("date", rows["time_precision"], DATE_WORDS),
            "place": location.where(location.ne(""), joined(rows["admin2"], rows["admin1"])),
            "country": cells.one_line(rows["country"]),
            **points,
            **precision("place", rows["geo_precision"], PLACE_WORDS),
            "sides": joined(cells.one_line(rows["actor1"]), cells.one_line(rows["actor2"])),
            "source": cells.one_line(rows["source"]),
            "source_scale": cells.one_line(rows["source_scale"]),
            "note": joined(kind_of_event(rows), cells.one_line(rows["notes"])),
            "targeting": cells.one_line(rows["civilian_targeting"]).str.lower(),
            "fatalities": fatalities,
        }
    )
    return Prepared(records, sieve.reasons, FIELDS, "ACLED", version_of(rows, stem), sieve.said)


def kind_of_event(rows: pd.DataFrame) -> pd.Series:
    """Return what sort of event each row is; exports from before 2019 know the coarser sorts alone."""
    fine = cells.one_line(rows["sub_event_type"])
    return fine.where(fine.ne(""), cells.one_line(rows["event_type"]))


def version_of(rows: pd.DataFrame, stem: str) -> str:
    """Return the day of the newest `timestamp` (seconds since 1970, UTC), as an export carries no version;
    where it has none, the day of the export, if that is the one day in the name of the file.
    """
    seconds = pd.to_numeric(rows["timestamp"], errors="coerce").max()
    if not pd.isna(seconds):
        return pd.Timestamp(int(seconds), unit="s", tz="UTC").strftime("%Y-%m-%d")
    named = re.findall(r"(?<!\d)20\d{2}-\d{2}-\d{2}(?!\d)", stem)
    return named[0] if len(named) == 1 else ""
