"""The records of a foreign table in one shape, whatever database they come from; why some are set aside.

A record is one row of the file (one event of UCDP, one day of TechForPalestine). Its figures are fields of
it: each becomes a claim with the rule that the database used.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from tollbook.importing import cells
from tollbook.importing.cells import Cells
from tollbook.words import count

COLUMNS = (
    "row",
    "record_id",
    "date_start",
    "date_end",
    "date_precision",
    "date_precision_words",
    "place",
    "country",
    "lat",
    "lon",
    "place_precision",
    "place_precision_words",
    "sides",
    "source",
    "source_scale",
    "note",
)
"""What is known of a record besides its figures; all but `row` are text, empty where nothing is known."""
PER_RECORD, CUMULATIVE = "per_record", "cumulative"
REPORTED, EXTRAPOLATED = "reported", "extrapolated"
ALL, UNKNOWN = "all", "unknown"


class Field(NamedTuple):
    """A figure that records have: the column of its value, what it counts, and the rule it was made by.

    of: a column whose text says whom exactly it counts (`side a: Government of ...`). low, high: columns of
    its bounds. zero_is_none: a 0 only says that this group is not told apart, and makes no claim.
    """

    name: str
    outcome: str
    rule: str
    group: str = ALL
    of: str = ""
    part: str = ""
    kind: str = PER_RECORD
    given: str = REPORTED
    low: str = ""
    high: str = ""
    zero_is_none: bool = False
    label: str = ""


class Prepared(NamedTuple):
    """The records of a file (`COLUMNS` and the columns of its fields), why each is set aside (empty where it
    is not), its fields, who says so, which edition it is, and what is to be said of the file.
    """

    records: pd.DataFrame
    reasons: pd.Series
    fields: list[Field]
    origin: str
    version: str
    said: list[str]
    has_days: bool = True
    has_places: bool = True


class Sieve:
    """Why rows are set aside: the first reason that is found for each stays."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self.reasons = pd.Series("", index=rows.index, dtype="str")
        self.said: list[str] = []

    def refuse(self, where: pd.Series, reason: str | pd.Series) -> None:
        """Set rows aside that are not yet."""
        self.reasons = self.reasons.mask(where & self.reasons.eq(""), reason)

    def take(self, name: str, read: Cells, is_needed: bool = False) -> pd.Series:
        """Return a column as text; rows where it cannot be read, or is needed and empty, are set aside."""
        self.refuse(read.faults.ne(""), f"{name}: " + read.faults)
        if is_needed:
            self.refuse(read.texts.eq(""), f"{name}: the cell is empty")
        return read.texts

    def counts(self, name: str, is_needed: bool = False) -> pd.Series:
        """Return a column of whole numbers as text."""
        read = cells.read(self.rows[name], cells.count)
        repaired = int((read.repaired & read.texts.ne("")).sum())
        if repaired:
            self.said.append(
                f"{name}: {count(repaired, 'cell')} such as 12.0 or with blanks read as a whole number"
            )
        return self.take(name, read, is_needed)

    def ordered(self, name: str, low: pd.Series, best: pd.Series, high: pd.Series) -> None:
        """Set rows aside whose low is above their best, or their best above their high."""
        numbers = {"low": low, name: best, "high": high}
        values = {word: pd.to_numeric(column) for word, column in numbers.items()}
        for lower, upper in (("low", name), (name, "high"), ("low", "high")):
            words = f"{lower} " + numbers[lower] + f" is above {upper} " + numbers[upper]
            self.refuse(values[lower] > values[upper], words)

    def days(
        self, start: str, end: str, is_needed: bool = True, in_parts: bool = False
    ) -> dict[str, pd.Series]:
        """Return the first and the last day of each row, from two columns or twice from one; `in_parts`: a
        cell may be a month or a year alone.
        """
        order = cells.order_of([self.rows[start], self.rows[end]])
        if order in (cells.DAY_FIRST, cells.MONTH_BEFORE):
            self.said.append(f"days such as 3/4/2025 have the {order.removesuffix(' first')} first")
        edges = (cells.FIRST, cells.LAST) if in_parts else ("", "")
        first = self.take(start, cells.days(self.rows[start], order, edges[0]), is_needed)
        is_one = start == end and not in_parts
        last = first if is_one else self.take(end, cells.days(self.rows[end], order, edges[1]), is_needed)
        self.refuse(last.ne("") & (first > last), f"{start} " + first + f" is after {end} " + last)
        return {"date_start": first, "date_end": last}

    def points(self, lat: str, lon: str) -> dict[str, pd.Series]:
        """Return the coordinates of each row; one without them, or at 0, 0, is kept and has none."""
        north = self.take(lat, cells.degrees(self.rows[lat], 90))
        east = self.take(lon, cells.degrees(self.rows[lon], 180))
        is_nowhere = north.eq("") | east.eq("") | (north.isin(["0", "-0"]) & east.isin(["0", "-0"]))
        if is_nowhere.any():
            self.said.append(f"{count(int(is_nowhere.sum()), 'row')} without coordinates")
        return {"lat": north.mask(is_nowhere, ""), "lon": east.mask(is_nowhere, "")}

    def ids(self, name: str) -> pd.Series:
        """Return the id of each row as claims can have it."""
        return self.take(name, cells.read(self.rows[name], record_id, r"[A-Za-z0-9_-]+"), is_needed=True)

    def repeats(self, ids: pd.Series) -> None:
        """Set rows aside whose id an earlier row has that is not set aside."""
        good = ids[self.reasons.eq("")]
        first = good.drop_duplicates()
        repeated = good.index[good.duplicated()]
        rows = pd.Series(self.rows["row"].loc[first.index].to_numpy(), index=first.to_numpy(), dtype=object)
        earlier = good.loc[repeated].map(rows)
        reasons = "the id " + good.loc[repeated] + " is already in row " + earlier.astype(str)
        self.refuse(ids.index.isin(repeated), reasons.reindex(ids.index).fillna(""))


def record_id(text: str) -> cells.Reading:
    """Return an id with the characters that the id of a claim can have; 12.0 is 12."""
    bare = text.strip()
    number = cells.POINT_ZERO.fullmatch(bare)
    return (number[1], "", True) if number else (re.sub(r"[^\w.-]+", "-", bare).strip("-"), "", False)


def coded(codes: pd.Series, words: dict[str, str]) -> tuple[pd.Series, pd.Series]:
    """Return a column of codes (1, 2, 3; `1.0` is 1) and their meaning; a code that is not known has none."""
    bare = cells.read(codes, cells.count).texts
    return bare, bare.map(lambda code: words.get(code, "")).astype("str")


def precision(name: str, codes: pd.Series, words: dict[str, str]) -> dict[str, pd.Series]:
    """Return the columns that say how exact the `date` or the `place` of each record is."""
    bare, meaning = coded(codes, words)
    return {f"{name}_precision": bare, f"{name}_precision_words": meaning}


def joined(*columns: pd.Series) -> pd.Series:
    """Return texts joined by `; `, empty ones left out."""
    whole = columns[0]
    for column in columns[1:]:
        both = whole.ne("") & column.ne("")
        whole = (whole + "; " + column).where(both, whole + column)
    return whole
