"""TechForPalestine's daily counts: one record is one report day of Gaza, the West Bank or Lebanon.

A field that ends in `_cum` counts from the beginning on. A field that begins with `ext_` was filled in where
the official report gave none (extrapolated): it is kept apart, as `given`. What `verified` holds was verified
by UN OCHA. Fields without `ext_` are not always reported either: of some days the file itself says that it
carried the last count on, or that it knows no official report; each such figure has the rule of its day.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

import pandas as pd

from tollbook.importing import cells, tfp_files
from tollbook.importing.records import (
    ALL,
    CUMULATIVE,
    EXTRAPOLATED,
    PER_RECORD,
    REPORTED,
    Field,
    Prepared,
    Sieve,
    joined,
)
from tollbook.importing.rows import Table

NAME = "tfp"
COUNTS = {
    "killed": ("killed", ""),
    "killed_children": ("killed", "children"),
    "killed_women": ("killed", "women"),
    "killed_recovered": ("killed", "bodies recovered"),
    "killed_succumbed": ("killed", "died of injuries"),
    "killed_truce_new": ("killed", "since the truce of 2025"),
    "killed_committee": ("killed", "recognised by a committee"),
    "civdef_killed": ("killed", "civil defence"),
    "med_killed": ("killed", "medical staff"),
    "press_killed": ("killed", "press"),
    "famine": ("killed", "starvation"),
    "child_famine": ("killed", "children, starvation"),
    "aid_seeker_killed": ("killed", "people seeking aid"),
    "injured": ("injured", ""),
    "injured_children": ("injured", "children"),
    "aid_seeker_injured": ("injured", "people seeking aid"),
}
"""What a field counts, by its name without `ext_` and `_cum`: the outcome and the part of those counted."""
SOURCES = {
    "mohtel": "Gaza Ministry of Health",
    "gmotel": "Gaza Government Media Office",
    "unocha": "UN OCHA",
    "un": "UN OCHA, flash update",
    "fill": "no flash update for this day",
    "missing": "no official report for this day",
    "moph_lb": "Lebanon Ministry of Public Health",
    "ocha": "Lebanon Ministry of Public Health, by UN OCHA",
    "who": "Lebanon Ministry of Public Health, by WHO",
    tfp_files.FROM_SUMMARY: "",
}


class Kind(NamedTuple):
    """What a field of a report is on some days: the rule of a count from the beginning on, that of a count of
    the report day, and whether somebody reported it.
    """

    cumulative: str
    per_record: str
    given: str = REPORTED

    def rule(self, kind: str) -> str:
        """Return the rule for a count from the beginning on, or of a day."""
        return self.cumulative if kind == CUMULATIVE else self.per_record


OFFICIAL = Kind(
    "TFP: the official count from the beginning to this day",
    "TFP: the official count of the report day",
)
FLASH = Kind(
    "TFP: UN OCHA's flash updates, not verified, from the beginning to this day",
    "TFP: UN OCHA's flash update of the report day, not verified",
)
UNEXPLAINED = Kind(
    "TFP: a count to this day, though it knows no official report of it",
    "TFP: a count of the day, though it knows no official report of it",
)
CARRIED = Kind(
    "TFP filled in: the last count carried on, as this day has no report of its own",
    "TFP filled in: as this day has no report of its own",
    EXTRAPOLATED,
)
FILLED = Kind(
    "TFP extrapolated: filled in where the official count was missing",
    "TFP extrapolated: filled in where the official count was missing",
    EXTRAPOLATED,
)
JOINED = Kind(
    "TFP computed: the official counts of several phases, each from its own beginning, joined to one",
    "TFP: the official count of the report day",
    EXTRAPOLATED,
)
OF_A_PHASE = Kind("TFP: the official count from the beginning of its phase to this day", "")
VERIFIED = Kind(
    "TFP: the count from the beginning to this day, verified by UN OCHA",
    "TFP: the count of the report day, verified by UN OCHA",
)
EITHER = Kind(
    "TFP: the count from the beginning to this day, verified by UN OCHA or from its flash updates",
    "",
)
OF_A_DAY = {"un": FLASH, "fill": CARRIED, "missing": UNEXPLAINED, tfp_files.FROM_SUMMARY: EITHER}
"""What the fields of a report without `ext_` are, by its source; by any other source they are official."""
IN_VERIFIED, AS_PUBLISHED = "verified.", "_reported"
NOT_COUNTS = {
    "report_date",
    "report_source",
    "flash_source",
    "source",
    "report_period",
    "completed",
    "phase",
    "place",
}
CARD = {
    "publisher": "Tech for Palestine, from official reports",
    "licence": "The Unlicense (public domain)",
    "credit": "not required; name the official source that a figure comes from",
}
ABOUT = (
    "the official sources count only deaths that they can lay directly to an act of war",
    "for cumulative figures date_end is the day up to which they count, and date_start is empty",
)


read, texts = tfp_files.read, tfp_files.texts


def prepare(table: Table, stem: str) -> Prepared:
    """Return the records of a file of daily counts; its last day is its version."""
    rows, sieve = table.rows, Sieve(table.rows)
    empty = pd.Series("", index=rows.index, dtype="str")
    days = sieve.days("report_date", "report_date")
    place = rows["place"] if "place" in rows else pd.Series(place_of(stem), index=rows.index, dtype="str")
    fields, figures = take_figures(sieve, table.header)
    none = pd.concat([*(column.eq("") for column in figures.values()), empty.eq("")], axis=1).all(axis=1)
    sieve.refuse(none, "no figure in the report")
    ids = days["date_end"] + ("-" + place.str.lower().str.replace(" ", "-") if "place" in rows else "")
    sieve.repeats(ids)
    first = [begins(*pair) for pair in zip(days["date_end"], rows.get("report_period", empty), strict=True)]
    records = {"row": rows["row"], "record_id": ids, **days, "place": place, **figures}
    records["date_start"] = pd.Series(first, index=rows.index, dtype="str")
    records["source"] = source_of(rows).map(lambda name: SOURCES.get(name, name)).astype("str")
    records["note"] = note_of(rows)
    version = days["date_end"].max()
    said = sieve.said
    return Prepared(
        pd.DataFrame(records), sieve.reasons, fields, "TechForPalestine", version, said, has_places=False
    )


def take_figures(sieve: Sieve, header: list[str]) -> tuple[list[Field], dict[str, pd.Series]]:
    """Return what the fields of the reports count, and their figures by field: a field that is not the same
    kind of count on all days makes one for each kind.
    """
    fields, figures, unknown = list[Field](), dict[str, pd.Series](), list[str]()
    for name in header:
        if not name or name in NOT_COUNTS:
            continue
        if (field := field_of(name)) is None:
            unknown.append(name)
            continue
        column, kinds = sieve.counts(name), kinds_of(name, sieve.rows, header)
        for number, kind in enumerate(dict.fromkeys(kinds)):
            one = f"{name} {number}" if number else name
            figures[one] = column.where(kinds.map(lambda other, kind=kind: other is kind), "")
            fields.append(field._replace(name=one, label=name, rule=kind.rule(field.kind), given=kind.given))
    if unknown:
        sieve.said.append(f"fields not taken over, since they count no people: {', '.join(unknown)}")
    return fields, figures


def field_of(name: str) -> Field | None:
    """Return what a field of a report counts; None for one that is not known. Each day has its own rule."""
    bare = name.removeprefix(IN_VERIFIED).strip()
    bare = bare.removeprefix(tfp_files.FILLED_IN).replace(" ", "").removesuffix(AS_PUBLISHED)
    kind = CUMULATIVE if bare.endswith("_cum") else PER_RECORD
    if bare.removesuffix("_cum") not in COUNTS:
        return None
    outcome, part = COUNTS[bare.removesuffix("_cum")]
    return Field(name, outcome, "", ALL, part=part, kind=kind)


def kinds_of(name: str, rows: pd.DataFrame, header: list[str]) -> pd.Series:
    """Return for each report what a field is on its day."""
    always = (
        (VERIFIED, name.startswith(IN_VERIFIED)),
        (FILLED, name.startswith(tfp_files.FILLED_IN)),
        (OF_A_PHASE, name.endswith(AS_PUBLISHED)),
        (JOINED, f"{name}{AS_PUBLISHED}" in header),
    )
    if kind := next((kind for kind, is_so in always if is_so), None):
        return pd.Series([kind] * len(rows), index=rows.index)
    found = [OF_A_DAY.get(source, OFFICIAL) for source in source_of(rows)]
    if "report_period" in rows:
        found = [
            CARRIED if hours == "0" else kind
            for hours, kind in zip(rows["report_period"], found, strict=True)
        ]
    return pd.Series(found, index=rows.index)


def source_of(rows: pd.DataFrame) -> pd.Series:
    """Return the source of each report, as the file calls it."""
    names = (name for name in ("report_source", "flash_source", "source") if name in rows)
    name = next(names, None)
    return cells.one_line(rows[name]) if name else pd.Series("", index=rows.index, dtype="str")


def note_of(rows: pd.DataFrame) -> pd.Series:
    """Return what else a report says of itself."""
    empty = pd.Series("", index=rows.index, dtype="str")
    hours, phase = rows.get("report_period", empty), rows.get("phase", empty)
    later = empty.mask(hours.eq("0"), "no report of its own; the next one counts this day too")
    return joined(later, ("phase " + phase).mask(phase.eq(""), ""))


def begins(day: str, hours: str) -> str:
    """Return the first day of a report that covers some hours (24, 48) and ends on a day."""
    if not day or not re.fullmatch(r"[1-9][0-9]{1,3}", hours):
        return day
    back = datetime.timedelta(days=max(int(hours) // 24 - 1, 0))
    return (datetime.date.fromisoformat(day) - back).isoformat()


def place_of(stem: str) -> str:
    """Return the place that a file is about, by its name."""
    return next(
        (place for area, place in tfp_files.PLACES.items() if area in stem.lower().replace("-", "_")),
        tfp_files.GAZA,
    )
