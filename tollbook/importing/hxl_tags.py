"""What HXL tags mean: which columns are figures and of whom, and which say where, when and by whom."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pandas as pd

from tollbook.importing import cells
from tollbook.importing.records import ALL, CUMULATIVE, PER_RECORD, Field, Sieve, joined

AFFECTED = "#affected"
OUTCOMES = {
    "killed": "killed",
    "deaths": "killed",
    "dead": "killed",
    "injured": "injured",
    "wounded": "injured",
    "missing": "missing",
    "displaced": "displaced",
    "idps": "displaced",
    "rescued": "rescued",
    "abducted": "abducted",
}
PARTS = {
    ("f", "children"): "girls",
    ("m", "children"): "boys",
    ("f", "adults"): "women",
    ("m", "adults"): "men",
    ("f",): "women and girls",
    ("m",): "men and boys",
}
AGES = ("children", "infants", "adolescents", "adults", "elderly")
LOW, HIGH = {"min", "low"}, {"max", "high"}
RUNNING = {"cumulative", "cum"}
NO_COUNT = {
    "pct",
    "percent",
    "rate",
    "index",
    "name",
    "text",
    "code",
    "url",
    "date",
    "type",
    "hh",
    "families",
}
"""Attributes of a column `#affected` that counts no people: shares, texts, households."""
COUNTING = (AFFECTED, "#inneed", "#targeted", "#reached", "#population", "#capacity")
PLACES = ("#loc", "#adm5", "#adm4", "#adm3", "#adm2", "#adm1")
RULE = "as in the table: HXL does not say by which rule"


class Tagged(NamedTuple):
    """A column: its name, which is its tag with attributes as written, and those apart."""

    name: str
    tag: str
    attributes: frozenset[str]


def names_of(tags: list[str]) -> list[str]:
    """Return a name for each column: its tag, with a number where another column has the same or none."""
    counts = Counter[str]()
    found = []
    for number, tag in enumerate(tags, start=1):
        counts[tag] += 1
        found.append(tag if tag and counts[tag] == 1 else f"{tag} (column {number})".strip())
    return found


def tagged(names: list[str]) -> list[Tagged]:
    """Return the columns that have a tag."""
    parts = [(name, name.partition(" ")[0].split("+")) for name in names if name.startswith("#")]
    return [Tagged(name, tag, frozenset(more)) for name, (tag, *more) in parts]


def figures_of(columns: list[Tagged]) -> list[Field]:
    """Return what the columns that are figures count; bounds are fields of the figure they bound.

    Of columns with the same tags the first is taken.
    """
    found: dict[frozenset[str], Field] = {}
    for column in sorted(columns, key=lambda column: bool(column.attributes & (LOW | HIGH))):
        if column.tag != AFFECTED or column.attributes & NO_COUNT:
            continue
        key = column.attributes - LOW - HIGH - {"best"}
        bound = "low" if column.attributes & LOW else "high" if column.attributes & HIGH else ""
        if key not in found:
            field = field_of("" if bound else column.name, key)
            found[key] = field._replace(label=column.name)
        if bound and not getattr(found[key], bound):
            found[key] = found[key]._replace(**{bound: column.name})
    return list(found.values())


def field_of(name: str, attributes: frozenset[str]) -> Field:
    """Return what a column with these attributes counts."""
    outcome = next((OUTCOMES[word] for word in OUTCOMES if word in attributes), "other")
    sexes = [sex for sex in ("f", "m") if sex in attributes]
    ages = [age for age in AGES if age in attributes]
    part = PARTS.get((*sexes, *ages)) or ", ".join([*(PARTS[sex,] for sex in sexes), *ages])
    group = "civilians" if "civilians" in attributes else ALL if outcome != "other" else "affected"
    kind = CUMULATIVE if attributes & RUNNING else PER_RECORD
    return Field(name, outcome, RULE, group, part=part, kind=kind)


def bounds(field: Field) -> list[str]:
    """Return the columns of a figure: its value and its bounds."""
    return [name for name in (field.name, field.low, field.high) if name]


def left_out(columns: list[Tagged], fields: list[Field]) -> list[str]:
    """Return the columns that count people and are not taken over, not even as a bound."""
    used = {name for field in fields for name in bounds(field)}
    return [column.name for column in columns if column.tag in COUNTING and column.name not in used]


class Finder:
    """Which columns say where, when and by whom."""

    def __init__(self, rows: pd.DataFrame, columns: list[Tagged]) -> None:
        self.rows, self.columns = rows, columns
        self.empty = pd.Series("", index=rows.index, dtype="str")

    def column(self, tag: str, *wanted: tuple[str, ...]) -> str | None:
        """Return the first column of a tag that has the wanted attributes; the first wish goes first."""
        for wish in wanted:
            for column in self.columns:
                if column.tag == tag and {*wish} <= column.attributes:
                    return column.name
        return None

    def text(self, tag: str, *wanted: tuple[str, ...]) -> pd.Series:
        """Return the text of a column; empty where there is none."""
        name = self.column(tag, *wanted)
        return self.empty if name is None else cells.one_line(self.rows[name])

    def records(self, sieve: Sieve) -> tuple[pd.DataFrame, bool, bool]:
        """Return the records, whether they have days, and whether they have coordinates."""
        start = self.column("#date", ("start",), ("occurred",), ())
        end = self.column("#date", ("end",), ("occurred",), ())
        lat, lon = self.column("#geo", ("lat",)), self.column("#geo", ("lon",))
        found = {"row": self.rows["row"], "record_id": self.ids(sieve)}
        found |= {"date_start": self.empty, "date_end": self.empty, "lat": self.empty, "lon": self.empty}
        if start and end:
            found |= sieve.days(start, end, is_needed=False)
        if lat and lon:
            found |= sieve.points(lat, lon)
        found["place"] = self.place()
        found["country"] = self.text("#country", ("name",), ())
        found["source"] = self.text("#meta", ("source",))
        found["note"] = joined(self.text("#event", ("name",), ("type",)), self.text("#description", ()))
        return pd.DataFrame(found), bool(start and end), bool(lat and lon)

    def ids(self, sieve: Sieve) -> pd.Series:
        """Return the id of each row, `#meta+id`; where there is none the number of the row."""
        key = self.column("#meta", ("id",))
        if key is None:
            return self.rows["row"].astype("str")
        ids = sieve.ids(key)
        sieve.repeats(ids)
        return ids

    def place(self) -> pd.Series:
        """Return the smallest place that each row names."""
        place = self.empty
        for tag in PLACES:
            place = place.where(place.ne(""), self.text(tag, ("name",), ()))
        return place
