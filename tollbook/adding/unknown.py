"""What the hand tables do not know of new rows: nouns, authorities and places, with what is nearest."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process, utils

from tollbook import places, terms, vocabulary
from tollbook.adding.entries import Entry
from tollbook.adding.rows import Additions
from tollbook.ledger import read_places
from tollbook.paths import hand

NEAR, NEAREST = {"noun": 62, "authority": 62, "place": 75}, 3
"""Likeness, of 100, from which a known wording is named as near, and how many are named."""
A_VARIANT = 90
"""Likeness from which a wording is offered as a spelling of the known one: a letter or an ending apart. The
first letter must agree too: `unarmed men` are no `armed men`."""


class Unknown(NamedTuple):
    """One wording that no hand table knows: `what` is noun, authority or place; `near` are known wordings,
    the nearest first; `variant` is the one that it seems to be a spelling of, if any; `reason` says more.
    """

    what: str
    worded: str
    event: str
    entries: list[Entry]
    near: list[str]
    variant: str = ""
    reason: str = ""

    @property
    def found_in(self) -> str:
        """The first row of the sheet that has it."""
        return f"{self.entries[0].label}, row {self.entries[0].row}"


def find(plans: Additions, claims: pd.DataFrame, sightings: pd.DataFrame) -> list[Unknown]:
    """Return each unknown wording once, in the order of the sheet; `claims` and `sightings` are what
    `meanings` says of the new rows.
    """
    rows, entries = plans.tables["claims"], plans.entries["claims"]
    nouns = [
        ("noun", row["category"], row["event_id"], entry)
        for row, entry, reason in zip(rows, entries, claims["noun_reason"], strict=True)
        if reason == terms.UNKNOWN_NOUN
    ]
    speakers = [
        ("authority", row["attributed_to"], row["event_id"], entry)
        for row, entry, reason in zip(rows, entries, claims["authority_reason"], strict=True)
        if reason == terms.UNKNOWN_AUTHORITY
    ]
    wheres = [
        ("place", part, row["event_id"], entry)
        for table, reasons in (("claims", claims["place_reason"]), ("sightings", sightings["place_reason"]))
        for row, entry, reason in zip(plans.tables[table], plans.entries[table], reasons, strict=True)
        if reason
        for part in lost_parts(row["place"])
    ]
    return list(gathered([*nouns, *speakers, *wheres]))


def gathered(found: Iterable[tuple[str, str, str, Entry]]) -> Iterator[Unknown]:
    """Yield each wording once with all its rows and the known ones that are near."""
    rows: dict[tuple[str, str, str], tuple[str, list[Entry]]] = {}
    for what, worded, event, entry in found:
        rows.setdefault((what, terms.match_key(worded), event), (worded, []))[1].append(entry)
    for (what, key, event), (worded, entries) in rows.items():
        known = known_wordings(what, event)
        near = process.extract(
            worded, known, scorer=likeness, processor=without_marks, limit=NEAREST, score_cutoff=NEAR[what]
        )
        names = [name for name, _, _ in near]
        yield Unknown(
            what,
            worded,
            event,
            entries,
            names,
            variant_of(worded, names),
            shared_by(key) if what == "place" else "",
        )


def likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """Return how alike two wordings are, of 100: letter by letter, or by the words that they share."""
    return max(
        fuzz.ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other), 0.85 * fuzz.token_ratio(one, other)
    )


def without_marks(text: str) -> str:
    """Return a wording without accents, signs and capitals: `Policías` is `policias`."""
    plain = unicodedata.normalize("NFKD", text)
    return utils.default_process("".join(mark for mark in plain if not unicodedata.combining(mark)))


def variant_of(worded: str, near: list[str]) -> str:
    """Return the known wording that differs by a letter or an ending only; none in doubt."""
    one = without_marks(worded)
    for name in near:
        other = without_marks(name)
        if one[:1] == other[:1] and fuzz.ratio(one, other) >= A_VARIANT:
            return name
    return ""


def known_wordings(what: str, event: str) -> list[str]:
    """Return the wordings that are known for an event: nouns, authorities or spellings of places."""
    if what == "place":
        return place_names()
    table, column = ("nouns", "noun") if what == "noun" else ("authorities", "attributed_to")
    rows = hand(table)
    rows = rows[rows["event_id"].isin(["", event])]
    if what == "noun":
        groups = vocabulary.of(event).groups
        rows = rows[rows["group"].isin(["", *groups])]
    return sorted(set(rows[column]))


def place_names() -> list[str]:
    """Return every spelling of a place that is known, as it is written in the tables."""
    gazetteer = read_places()
    others = (gazetteer["alt_names"] + ";" + gazetteer["hand_aliases"]).str.split(";").explode().str.strip()
    return sorted({*gazetteer["place"], *others, *hand("places")["spelling"]} - {""})


def lost_parts(text: str) -> list[str]:
    """Return the parts of a place cell that no table knows; the whole where it names one place."""
    known = places.lookup(read_places())
    parts = [part.strip() for part in places.SEPARATOR.split(text) if part.strip()] or [text.strip()]
    return [
        part
        for part in parts
        if known.get(places.plain(part), {"place_id": places.UNKNOWN})["place_id"] == places.UNKNOWN
    ]


def shared_by(key: str) -> str:
    """Return why a name is not known that several places have; empty for any other."""
    return str(places.lookup(read_places()).get(key, {}).get("reason", ""))
