"""UCDP's Georeferenced Event Dataset (GED) and its monthly Candidate Events: one row is one event.

The codes of `where_prec` and `date_prec` are those of the GED codebook (Högbladh, Uppsala University). `best`
is the sum of the deaths of side a, of side b, of civilians and of those of unknown status; only the sum has a
low and a high estimate.
"""

from __future__ import annotations

import re

import pandas as pd

from tollbook.importing import cells
from tollbook.importing.records import Field, Prepared, Sieve, coded, joined, precision
from tollbook.importing.rows import Layout, Table

NAME = "ucdp"
ALL_COLUMNS = tuple(
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id "
    "side_b number_of_sources source_article source_office source_date source_headline source_original "
    "where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid "
    "country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b "
    "deaths_civilians deaths_unknown best high low gwnoa gwnob".split()
)
"""The columns of GED since version 17; some Candidate files came without a header."""
LAYOUT = Layout(
    needed=("id", "date_start", "date_end", "best", "high", "low"),
    others=tuple(
        "code_status type_of_violence side_a side_b source_article source_office where_prec "
        "where_coordinates adm_1 adm_2 latitude longitude country event_clarity date_prec deaths_a deaths_b "
        "deaths_civilians deaths_unknown".split()
    ),
    whole=ALL_COLUMNS,
)
DATE_WORDS = {
    "1": "the day is known",
    "2": "within 2 to 6 days",
    "3": "the week is known",
    "4": "the month is known, or 8 to 30 days",
    "5": "more than a month, at most a year",
}
PLACE_WORDS = {
    "1": "the exact place",
    "2": "within about 25 km",
    "3": "the district (second level)",
    "4": "the province (first level)",
    "5": "a line or an area without borders",
    "6": "the country alone",
    "7": "international waters or airspace",
}
VIOLENCE = {"1": "state-based conflict", "2": "conflict between groups", "3": "one-sided violence"}
PARTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
OF_A_PART = "UCDP best estimate for this group; UCDP gives no low and no high for it"
FIELDS = [
    Field("best", "killed", "UCDP best estimate, with UCDP's low and high", low="low", high="high"),
    Field("deaths_a", "killed", OF_A_PART, "side a", of="side_a", zero_is_none=True),
    Field("deaths_b", "killed", OF_A_PART, "side b", of="side_b", zero_is_none=True),
    Field("deaths_civilians", "killed", OF_A_PART, "civilians", zero_is_none=True),
    Field("deaths_unknown", "killed", OF_A_PART, "unknown", zero_is_none=True),
]
CARD = {
    "publisher": "Uppsala Conflict Data Program, Uppsala University",
    "licence": "CC BY 4.0",
    "credit": "required; name UCDP, the dataset with its version, and the articles that its codebook names",
}
ABOUT = (
    "best is UCDP's most likely number of deaths, low and high are its bounds; the deaths of each side, of "
    "civilians and of the unknown add up to best",
    "a group with 0 deaths in a record has no claim of its own",
)


def prepare(table: Table, stem: str) -> Prepared:
    """Return the records of a GED or Candidate file; `stem` is the file's name, which holds the version."""
    rows, sieve = table.rows, Sieve(table.rows)
    figures = {name: sieve.counts(name, is_needed=name == "best") for name in ("best", "low", "high", *PARTS)}
    sieve.ordered("best", figures["low"], figures["best"], figures["high"])
    days, points = sieve.days("date_start", "date_end"), sieve.points("latitude", "longitude")
    ids = sieve.ids("id")
    sieve.repeats(ids)
    sides = {name: cells.one_line(rows[name]) for name in ("side_a", "side_b")}
    where = cells.one_line(rows["where_coordinates"])
    records = pd.DataFrame(
        {
            "row": rows["row"],
            "record_id": ids,
            **days,
            **precision("date", rows["date_prec"], DATE_WORDS),
            "place": where.where(where.ne(""), joined(rows["adm_2"], rows["adm_1"])),
            "country": cells.one_line(rows["country"]),
            **points,
            **precision("place", rows["where_prec"], PLACE_WORDS),
            "sides": joined(sides["side_a"], sides["side_b"]),
            "source": sources(rows),
            "source_scale": "",
            "note": notes(rows, figures),
            **sides,
            **figures,
        }
    )
    version = version_of(stem)
    origin = "UCDP Candidate Events" if version.count(".") > 1 else "UCDP GED"
    present = [field for field in FIELDS if field.name in table.header]
    return Prepared(records, sieve.reasons, present, origin, version, sieve.said)


def version_of(stem: str) -> str:
    """Return the version in the name of a file: 25.1 of GEDEvent_v25_1, 25.0.7 of GEDEvent_v25_0_7."""
    if found := re.search(r"v(\d{2}(?:[_.-]\d{1,2}){1,3})(?!\d)", stem, re.IGNORECASE):
        return re.sub("[_-]", ".", found[1])
    found = re.search(r"ged(\d{2})(\d)(?!\d)", stem, re.IGNORECASE)
    return f"{found[1]}.{found[2]}" if found else ""


def sources(rows: pd.DataFrame) -> pd.Series:
    """Return the outlets of each row; where it names none, the articles."""
    offices = cells.one_line(rows["source_office"])
    return offices.where(offices.ne(""), cells.one_line(rows["source_article"]))


def notes(rows: pd.DataFrame, figures: dict[str, pd.Series]) -> pd.Series:
    """Return what a reader should know of each row."""
    _, violence = coded(rows["type_of_violence"], VIOLENCE)
    _, clarity = coded(rows["event_clarity"], {"2": "known from a summary of several events"})
    status = cells.one_line(rows["code_status"])
    status = ("UCDP's remark: " + status).mask(status.isin(["", "Clear", "clear"]), "")
    together = sum(pd.to_numeric(figures[name]).fillna(0) for name in PARTS)
    known = pd.concat([figures[name].ne("") for name in PARTS], axis=1).all(axis=1)
    is_other = known & figures["best"].ne("") & together.ne(pd.to_numeric(figures["best"]))
    sums = pd.Series("", index=rows.index, dtype="str").mask(is_other, "the groups do not add up to best")
    return joined(violence, clarity, status, sums)
