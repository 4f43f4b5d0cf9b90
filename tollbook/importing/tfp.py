"""TechForPalestine's daily counts (JSON): one record is one report day of Gaza, the West Bank or Lebanon.

A field that ends in `_cum` counts from the beginning on. A field that begins with `ext_` was filled in where
the official report gave none (extrapolated): it is kept apart, as `given`. What `verified` holds was verified
by UN OCHA.
"""

from __future__ import annotations

import datetime
import json
import re
from array import array
from collections.abc import Iterator
from typing import Any

import pandas as pd

from tollbook.importing import letters
from tollbook.importing.faults import UnfitError
from tollbook.importing.letters import File
from tollbook.importing.records import (
    ALL,
    CUMULATIVE,
    EXTRAPOLATED,
    PER_RECORD,
    REPORTED,
    Field,
    Prepared,
    Sieve,
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
    "missing": "no official report for this day",
}
RULES = {
    (CUMULATIVE, REPORTED): "TFP: the official count from the beginning to this day",
    (PER_RECORD, REPORTED): "TFP: the official count of the report day",
    (CUMULATIVE, EXTRAPOLATED): "TFP extrapolated: filled in where the official count was missing",
    (PER_RECORD, EXTRAPOLATED): "TFP extrapolated: filled in where the official count was missing",
}
VERIFIED = "verified."
PLACES = {"gaza": "Gaza Strip", "west_bank": "West Bank", "lebanon": "Lebanon"}
IN_SUMMARY = {
    "total": "",
    "children": "_children",
    "women": "_women",
    "civil_defence": "civdef_",
    "medical": "med_",
    "press": "press_",
}
NOT_COUNTS = {"report_date", "report_source", "flash_source", "source", "report_period", "completed", "place"}
CARD = {
    "publisher": "Tech for Palestine, from official reports",
    "licence": "The Unlicense (public domain)",
    "credit": "not required; name the official source that a figure comes from",
}
ABOUT = (
    "the official sources count only deaths that they can lay directly to an act of war",
    "for cumulative figures date_end is the day up to which they count, and date_start is empty",
)


def read(file: File) -> Table:
    """Return the records of a JSON file as rows. Raises UnfitError where it holds no daily counts."""
    text = "".join(letters.lines(file))
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        todo = "the download may be cut off or no JSON at all: download it again"
        place = f"line {error.lineno}, column {error.colno}"
        raise UnfitError(f"{file.path.name}, {place}: this is not JSON ({error.msg}); {todo}") from error
    items = days_of_summary(content) if isinstance(content, dict) else content
    if not isinstance(items, list) or not any(is_day(item) for item in items):
        raise UnfitError(
            f"{file.path.name}: the file holds no daily counts (no report_date); import "
            "casualties_daily.json, west_bank_daily.json or summary.json, not a list of names"
        )
    return table(file, items)


def is_day(item: object) -> bool:
    """Tell whether an item of the file is a day's report."""
    return isinstance(item, dict) and "report_date" in item


def days_of_summary(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the summary of all counts as one report for each area."""
    found = []
    for area, about in content.items():
        if area in PLACES and isinstance(about, dict) and "last_update" in about:
            counts = {
                summary_name(outcome, name): number
                for outcome in ("killed", "injured")
                for name, number in dict(about.get(outcome) or {}).items()
            }
            found.append({"report_date": about["last_update"], "place": PLACES[area], **counts})
    return found


def summary_name(outcome: str, name: str) -> str:
    """Return the field of a daily report that means what the summary calls `killed.children`."""
    more = IN_SUMMARY.get(name, f"_{name}")
    return f"{more}{outcome}_cum" if more.endswith("_") else f"{outcome}{more}_cum"


def table(file: File, items: list[object]) -> Table:
    """Return reports as rows of text, one column for each field; what is no report is set aside."""
    said = [file.said, "JSON"]
    unread = {
        number: "not a report with a report_date"
        for number, item in enumerate(items, start=1)
        if not is_day(item)
    }
    reports = [
        {"row": number, **dict(flat(item))} for number, item in enumerate(items, start=1) if is_day(item)
    ]
    rows = pd.DataFrame(reports).fillna("")
    rows = rows.astype({name: "str" for name in rows.columns if name != "row"})
    return Table(rows, unread, len(items), said, [*rows.columns[1:]], array("q"))


def flat(item: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the fields of a report and of what lies in it (`verified.killed`) as text."""
    for name, value in item.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield f"{before}{name}", json.dumps(value, ensure_ascii=False)
        else:
            yield f"{before}{name}", "" if value is None else str(value)


def texts(file: File, wanted: set[int]) -> dict[int, str]:
    """Return some reports by number as they stand in the file."""
    content = json.loads("".join(letters.lines(file)))
    items = days_of_summary(content) if isinstance(content, dict) else content
    return {number: json.dumps(items[number - 1], ensure_ascii=False) for number in sorted(wanted)}


def field_of(name: str) -> Field | None:
    """Return what a field of a report counts; None for one that is not known."""
    bare = name.removeprefix(VERIFIED).strip()
    given = EXTRAPOLATED if bare.startswith("ext_") else REPORTED
    bare = bare.removeprefix("ext_").replace(" ", "")
    kind = CUMULATIVE if bare.endswith("_cum") else PER_RECORD
    if bare.removesuffix("_cum") not in COUNTS:
        return None
    outcome, part = COUNTS[bare.removesuffix("_cum")]
    rule = RULES[kind, given]
    if name.startswith(VERIFIED):
        rule += ", verified by UN OCHA"
    return Field(name, outcome, rule, ALL, part=part, kind=kind, given=given)


def prepare(table: Table, stem: str) -> Prepared:
    """Return the records of a file of daily counts; its last day is its version."""
    rows, sieve = table.rows, Sieve(table.rows)
    known = {name: field_of(name) for name in table.header if name not in NOT_COUNTS}
    fields = [field for field in known.values() if field]
    days = sieve.days("report_date", "report_date")
    figures = {field.name: sieve.counts(field.name) for field in fields}
    empty = pd.Series("", index=rows.index, dtype="str")
    none = pd.concat([*(column.eq("") for column in figures.values()), empty.eq("")], axis=1).all(axis=1)
    sieve.refuse(none, "no figure in the report")
    place = rows["place"] if "place" in rows else pd.Series(place_of(stem), index=rows.index, dtype="str")
    ids = days["date_end"] + ("-" + place.str.lower().str.replace(" ", "-") if "place" in rows else "")
    sieve.repeats(ids)
    source = next((rows[name] for name in ("report_source", "flash_source", "source") if name in rows), empty)
    first = [begins(*pair) for pair in zip(days["date_end"], rows.get("report_period", empty), strict=True)]
    unknown = [name for name, field in known.items() if field is None]
    if unknown:
        sieve.said.append(f"fields not taken over, since they count no people: {', '.join(unknown)}")
    text = {"row": rows["row"], "record_id": ids, **days, "place": place, **figures}
    text["date_start"] = pd.Series(first, index=rows.index, dtype="str")
    text["source"] = source.map(lambda name: SOURCES.get(name, name)).astype("str")
    return Prepared(
        pd.DataFrame(text),
        sieve.reasons,
        fields,
        "TechForPalestine",
        days["date_end"].max(),
        sieve.said,
        has_places=False,
    )


def begins(day: str, hours: str) -> str:
    """Return the first day of a report that covers some hours (24, 48) and ends on a day."""
    if not day or not re.fullmatch(r"[1-9][0-9]{1,3}", hours):
        return day
    back = datetime.timedelta(days=max(int(hours) // 24 - 1, 0))
    return (datetime.date.fromisoformat(day) - back).isoformat()


def place_of(stem: str) -> str:
    """Return the place that a file is about, by its name."""
    return next(
        (place for area, place in PLACES.items() if area in stem.lower().replace("-", "_")), "Gaza Strip"
    )
