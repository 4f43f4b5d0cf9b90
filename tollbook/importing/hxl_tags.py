"""What HXL tags mean: which columns are figures and of whom, and which say where, when and by whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
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
    "ratio",
    "avg",
    "mean",
    "median",
    "trend",
    "cause",
    "description",
    "source",
    "hh",
    "households",
    "families",
    "buildings",
    "houses",
    "housing",
    "homes",
    "schools",
    "infra",
    "livestock",
    "animals",
    "damaged",
    "destroyed",
    "events",
    "doses",
    "tests",
}
"""Attributes of a column `#affected` that counts no people: shares, texts, households, buildings."""
PER = re.compile("per[0-9]+")
"""An attribute of a rate, such as `per100000`."""
COUNTING = (AFFECTED, "#inneed", "#targeted", "#reached", "#population", "#capacity")
PLACES = ("#loc", "#adm5", "#adm4", "#adm3", "#adm2", "#adm1")
PARTS_OF_DATES = frozenset({"year", "month", "week", "weekday", "updated", "created", "entered"})
NO_PLACES = frozenset({"type", "count", "description", "url", "lat", "lon", "num"})
"""Attributes of a column that is about a place but does not name it."""
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
        if column.tag != AFFECTED or not counts_people(column.attributes):
            continue
        key = column.attributes - LOW - HIGH - {"best"}
        bound = "low" if column.attributes & LOW else "high" if column.attributes & HIGH else ""
        if key not in found:
            field = field_of("" if bound else column.name, key)
            found[key] = field._replace(label=column.name)
        if bound and not getattr(found[key], bound):
            found[key] = found[key]._replace(**{bound: column.name})
    return list(found.values())


def counts_people(attributes: frozenset[str]) -> bool:
    """Tell whether a column with these attributes counts people to whom one thing happened: `+killed+missing`
    counts two kinds together, which no single outcome is.
    """
    outcomes = {OUTCOMES[word] for word in attributes & {*OUTCOMES}}
    no_count = attributes & NO_COUNT or any(PER.fullmatch(word) for word in attributes)
    return not no_count and len(outcomes) < 2


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

    def column(self, tag: str, *wanted: tuple[str, ...], without: Set[str] = frozenset()) -> str | None:
        """Return the first column of a tag that has the wanted attributes and none of `without`; the first
        wish goes first.
        """
        for wish in wanted:
            for column in self.columns:
                if column.tag == tag and {*wish} <= column.attributes and not column.attributes & without:
                    return column.name
        return None

    def text(self, tag: str, *wanted: tuple[str, ...], without: Set[str] = frozenset()) -> pd.Series:
        """Return the text of a column; empty where there is none."""
        name = self.column(tag, *wanted, without=without)
        return self.empty if name is None else cells.one_line(self.rows[name])

    def records(self, sieve: Sieve) -> tuple[pd.DataFrame, bool, bool]:
        """Return the records, whether they have days, and whether they have coordinates."""
        start, end = self.day("start"), self.day("end")
        lat, lon = self.column("#geo", ("lat",)), self.column("#geo", ("lon",))
        if not (lat and lon) and (both := self.column("#geo", ("coord",), ("coords",))):
            lat, lon = "lat", "lon"
            sieve.rows = sieve.rows.assign(**pair(self.rows[both]))
        found = {"row": self.rows["row"], "record_id": self.ids(sieve)}
        found |= {"date_start": self.empty, "date_end": self.empty, "lat": self.empty, "lon": self.empty}
        if start and end:
            found |= sieve.days(start, end, is_needed=False, in_parts=True)
            found["date_precision_words"] = cells.precision_of(self.rows[end])
        if lat and lon:
            found |= sieve.points(lat, lon)
        found["place"] = self.place()
        found["country"] = self.text("#country", ("name",), ())
        found["sides"] = joined(
            self.text("#group", ("name", "first"), ("first",)),
            self.text("#group", ("name", "second"), ("second",)),
        )
        found["source"] = self.text("#meta", ("source",))
        found["note"] = joined(self.text("#event", ("name",), ("type",)), self.text("#description", ()))
        return pd.DataFrame(found), bool(start and end), bool(lat and lon)

    def day(self, edge: str) -> str | None:
        """Return the column with the first or the last day; one with months or years alone comes last."""
        wanted = ((edge,), ("occurred",), ("reported",), ())
        return self.column("#date", *wanted, without=PARTS_OF_DATES) or self.column("#date", ("year",))

    def ids(self, sieve: Sieve) -> pd.Series:
        """Return the id of each row, `#meta+id`, or that of its event where no two rows have the same; where
        there is none the number of the row.
        """
        if key := self.column("#meta", ("id",)):
            ids = sieve.ids(key)
            sieve.repeats(ids)
            return ids
        key = self.column("#event", ("id",), ("code",))
        if key and self.rows[key].str.strip().ne("").all() and self.rows[key].is_unique:
            return sieve.ids(key)
        return self.rows["row"].astype("str")

    def place(self) -> pd.Series:
        """Return the smallest place that each row names."""
        place = self.empty
        for tag in PLACES:
            place = place.where(place.ne(""), self.text(tag, ("name",), (), without=NO_PLACES))
        return place


def pair(cells: pd.Series) -> dict[str, pd.Series]:
    """Return cells such as `31.65, -110.36` as `lat` and `lon`; any other is its own latitude, to be refused
    with its text.
    """
    parts = cells.str.strip(" ()").str.partition(",")
    return {"lat": parts[0].str.strip(), "lon": parts[2].str.strip()}
