"""The figures of records as claims: one row for each figure, with the rule that the database used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from tollbook.importing import grouping
from tollbook.importing.records import COLUMNS as KNOWN
from tollbook.importing.records import CUMULATIVE, UNKNOWN, Field, Prepared

BLOCK = 50_000
"""Records at once: what bounds the memory that a file of any size takes."""


class About(NamedTuple):
    """What all claims of a table have in common."""

    database: str
    name: str
    event: str
    origin: str
    version: str


def columns() -> list[str]:
    """Return the columns of a table of claims, by its dictionary."""
    from tollbook import dictionary

    return dictionary.table("claims", "databases").names


class Counts(NamedTuple):
    """How many claims there are by whom they count as given. Of those whose words no group of the event
    stands for, by these words: how many claims and records there are, and how many people they count.
    """

    given: Counter[str]
    unknown: Counter[str]
    records: Counter[str]
    people: Counter[str]

    @classmethod
    def none(cls) -> Counts:
        """Return the counts before the first claim."""
        return cls(*(Counter[str]() for _ in cls._fields))

    def add_unknown(self, claims: pd.DataFrame) -> None:
        """Count the claims of some records that no group stands for, though they say whom they count."""
        lost = claims[claims["group"].eq(UNKNOWN) & claims["group_as_given"].ne(UNKNOWN)]
        words = lost["group_as_given"]
        people = pd.to_numeric(lost["best"]).fillna(0).groupby(words).sum()
        records = words[~lost.assign(record=lost.index).duplicated(["record", "group_as_given"])]
        self.unknown.update(words.value_counts().to_dict())
        self.records.update(records.value_counts().to_dict())
        self.people.update(people.astype(int).to_dict())


def blocks(prepared: Prepared, taken: pd.Series, about: About, counts: Counts) -> Iterator[pd.DataFrame]:
    """Yield the claims of the records taken, a block at a time in the order of the file; `counts` grows."""
    records = prepared.records[taken]
    words = groups_of(prepared, records, about)
    names = columns()
    fields = sorted(prepared.fields, key=lambda field: rank(label_of(field)))
    for start in range(0, len(records), BLOCK):
        part = records.iloc[start : start + BLOCK].astype(object)  # texts are then shared, not made anew
        made = [of_field(part, field, about, words)[names] for field in fields]
        for field, claims in zip(fields, made, strict=True):
            counts.given[field.group] += len(claims)
        rows = np.concatenate([claims.index.to_numpy() for claims in made])
        whole = pd.concat(made).iloc[np.argsort(rows, kind="stable")]
        counts.add_unknown(whole)
        yield whole


def groups_of(prepared: Prepared, records: pd.DataFrame, about: About) -> dict[str, str]:
    """Return the group for each text that says whom a figure of these records counts."""
    texts: set[str] = set()
    for field in prepared.fields:
        texts.update(as_given(records, field).unique())
    return grouping.groups(about.database, about.event, sorted(texts))


def as_given(records: pd.DataFrame, field: Field) -> pd.Series:
    """Return whom a figure counts, in the words of the database."""
    plain = pd.Series(field.group, index=records.index, dtype=object)
    if not field.of:
        return plain
    return plain.mask(records[field.of].ne(""), field.group + ": " + records[field.of])


def of_field(records: pd.DataFrame, field: Field, about: About, words: dict[str, str]) -> pd.DataFrame:
    """Return the claims that one figure of each record makes; empty figures make none."""
    empty = pd.Series("", index=records.index, dtype=object)
    best, low, high = (records[name] if name else empty for name in (field.name, field.low, field.high))
    is_there = best.ne("") | low.ne("") | high.ne("")
    if field.zero_is_none:
        is_there &= best.ne("0")
    kept = records[is_there]
    numbers = {"low": low[is_there], "best": best[is_there], "high": high[is_there]}
    given = as_given(kept, field)
    return pd.DataFrame(
        {
            **{name: kept[name] if name in kept else "" for name in KNOWN},
            **same_for_all(field, about),
            "claim_id": f"{about.database}-{about.name}-" + kept["record_id"] + f"-{slug(label_of(field))}",
            "group_as_given": given,
            "group": given.map(words),
            "figure": figures(**numbers),
            **numbers,
        },
        index=kept.index,
        dtype=object,
    )


def same_for_all(field: Field, about: About) -> dict[str, str]:
    """Return what all claims of one figure have in common; a count from the beginning on has no first day."""
    return {
        "event_id": about.event,
        "database": about.database,
        "version": about.version,
        "origin": about.origin,
        "rule": field.rule,
        "field": label_of(field),
        "part": field.part,
        "outcome": field.outcome,
        "kind": field.kind,
        "given": field.given,
        **({"date_start": ""} if field.kind == CUMULATIVE else {}),
    }


def label_of(field: Field) -> str:
    """Return what a figure is called in the file."""
    return field.label or field.name


def figures(low: pd.Series, best: pd.Series, high: pd.Series) -> pd.Series:
    """Return figures as one text: `12`, or `12 (10 to 15)` where the database gives bounds."""
    bounds = low + " to " + high
    both = best + " (" + bounds + ")"
    has_bounds = low.ne("") & high.ne("")
    found = best.mask(has_bounds & best.ne(""), both).mask(has_bounds & best.eq(""), bounds)
    only = best.eq("") & ~has_bounds
    return found.mask(only & low.ne(""), "at least " + low).mask(only & high.ne(""), "at most " + high)


def slug(label: str) -> str:
    """Return the name of a field as an id can have it."""
    return "".join(mark if mark.isalnum() or mark in "_.-" else "-" for mark in label).strip("-")


def rank(label: str) -> str:
    """Return what puts the fields of a record in order: the sum before its parts."""
    return ("0" if label in ("best", "fatalities") else "1") + label
