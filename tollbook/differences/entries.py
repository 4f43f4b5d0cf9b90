"""All that changed between two states, as dated entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tollbook import __version__
from tollbook.corrections import ALL
from tollbook.differences import put_first
from tollbook.differences.attributing import EVENT, Attribution, Told
from tollbook.differences.completing import complete, with_names_of
from tollbook.differences.computing import Result, UnreadableError, Workplace, workplace
from tollbook.differences.drawing import moved_words
from tollbook.differences.effect_words import NOTHING, effects_sentence
from tollbook.differences.hand_rows import file_of
from tollbook.differences.imported import imported
from tollbook.differences.kinds import APART, CORRECTION, GAZETTEER, RECLASSIFICATION, UPDATE, Cause, causes
from tollbook.differences.pages import KEY, Effect, effects, is_rebuilt, published, published_totals
from tollbook.differences.rows import Change, Row, Table, Tables, compare, read
from tollbook.differences.states import State
from tollbook.differences.telling import Teller
from tollbook.refusals import LATEST, CallError, unknown
from tollbook.words import count, listing


class Entry(NamedTuple):
    """One entry: its day (ISO), event (or `all`), kind, what changed, what it does to the totals, and behind
    that the rows and the totals that differ.
    """

    date: str
    event: str
    kind: str
    what: str
    effect: str
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def text(self) -> str:
        """The entry as one text."""
        return f"{self.what} {self.effect}".strip()


class Outcome(NamedTuple):
    """The entries, the earliest made change first, and sentences on how the states were made comparable."""

    old: str
    new: str
    date: str
    entries: list[Entry]
    notes: list[str]


def between(old: State, new: State, date: str, events: Collection[str], folder: Path) -> Outcome:
    """Return what changed from one state to the other, in some events (none named: in all).

    date: the day of the entries (ISO). folder: an empty one to work in. Raises CallError for an event that
    neither state has, or a batch file that cannot be read; UnreadableError where an event cannot be
    reconciled.
    """
    before, after = read(old.folder), read(new.folder)
    raw_claims = before["raw/claims"]
    completed = complete(before, after, old.name, new.name), complete(after, before, new.name, old.name)
    (before, lacking), (after, more) = completed
    before, renamed = with_names_of(before, after)
    rows = event_rows(before) | event_rows(after)
    if strange := [event for event in events if event not in rows]:
        raise CallError(unknown("event", strange[0], rows))
    found, notes, silent = [], lacking + more + renamed, Counter[tuple[str, tuple[str, ...]]]()
    chosen = [event for event in rows if not events or event in events]
    with workplace(folder) as place:
        pair = Pair((old, new), (before, after), raw_claims, lacking + more, place)
        for event in chosen:
            way = OneEvent(event, rows[event], pair)
            found += way.told(date)
            notes += way.notes
            silent.update(way.silent)
    if not events:
        found += apart(before, after, date)
        found += (Entry(date, ALL, *told) for told in imported(old, new))
    notes += silent_notes(key for key, number in silent.items() if number == len(chosen))
    return Outcome(old.name, new.name, date, found, list(dict.fromkeys(notes)))


def event_rows(tables: Tables) -> dict[str, Row]:
    """Return the rows of events.csv by event_id."""
    return {row["event_id"]: row for row in tables["hand/events"].rows.values()}


class Pair(NamedTuple):
    """Two states with their tables made comparable, the claims of the earlier one under their own names,
    sentences on what one state has from the other, and where states are computed.
    """

    states: tuple[State, State]
    tables: tuple[Tables, Tables]
    raw_claims: Table
    lent: list[str]
    place: Workplace


class OneEvent:
    """What changed in one event. After `entries`: sentences on the comparison (`notes`), and the hand rows
    that change no claim of the event, by table and key (`silent`).
    """

    def __init__(self, event: str, row: Row, pair: Pair) -> None:
        self.event, self.row, self.pair = event, row, pair
        before, after = (event_rows(tables).get(event, row)["time_zone"] for tables in pair.tables)
        self.zone_before = before
        self.published = published(*pair.states, event, (before, after))
        self.notes = self.published.notes
        self.silent: list[tuple[str, tuple[str, ...]]] = []

    def told(self, date: str) -> list[Entry]:
        """Return the entries of the event. Raises UnreadableError."""
        try:
            return self.entries(date)
        except UnreadableError as error:
            what = f"{self.event} cannot be reconciled in a state on the way"
            raise UnreadableError(f"{what}: {error}") from error

    def entries(self, date: str) -> list[Entry]:
        """Return the entries of the event, in the order in which the changes are made."""
        old, new = self.pair.tables
        way = Attribution(old, new, self.event, self.published.pages, self.pair.place)
        told = way.told()
        held = new if way.held[1] else old
        with self.pair.place.of(held, self.event):
            found = [*self.of_program(way, date), *self.of_rules(way, date)]
            found += [self.entry(one, date) for one in told if not one.is_silent]
        loud = {(one.table, one.key) for some in told if not some.is_silent for one in some.cause.changes}
        rows = {(change.table, change.key) for name in new for change in compare(old[name], new[name])}
        self.silent = [key for key in rows - loud if key[0].startswith("hand/") or key[0] == GAZETTEER]
        return found

    def entry(self, told: Told, date: str) -> Entry:
        """Return a cause with its effects as an entry."""
        cause = told.cause
        old, new = self.pair.tables
        teller = Teller(
            self.event,
            self.row["starts"],
            *(
                {key[0]: row for key, row in (*old[name].rows.items(), *new[name].rows.items())}
                for name in ("raw/reports", "raw/claims")
            ),
        )
        if cause.about == EVENT:
            what, effect = self.whole_event(cause), ""
        else:
            what, effect = teller.tell(told), self.effect(told)
        return Entry(date, self.event, cause.kind, what, effect, cause.changes, told.effects)

    def effect(self, told: Told) -> str:
        """Return what a cause does to the totals, with how many claims a row of a hand table lets read
        otherwise and, for an update, whether pages of earlier moments change.
        """
        text = self.sentence(told.effects)
        if told.cause.is_table and told.read:
            verb = "is" if len(told.read) == 1 else "are"
            text = f"{count(len(told.read), 'figure')} {verb} read otherwise. {text}"
        text = f"{text} {moved_words(told.moved)}".strip()
        past = any(one.is_printed and one.page.label != LATEST for one in told.effects)
        if told.cause.kind == UPDATE and past:
            text += " It changes a page of an earlier moment."
        return text

    def sentence(self, found: Iterable[Effect]) -> str:
        """Return effects in sentences."""
        return effects_sentence(tuple(found), self.event, self.row["time_zone"], self.row["starts"])

    def whole_event(self, cause: Cause) -> str:
        """Return in a sentence that only one state has the event."""
        pages = sum(one.table == "raw/reports" for one in cause.changes)
        figures = sum(one.table == "raw/claims" for one in cause.changes)
        words = f"with {count(pages, 'page')} and {count(figures, 'figure')}"
        if cause.kind == UPDATE:
            return f"The event {self.row['name']} was entered, {words}; its totals are new."
        return f"The event {self.row['name']}, {words}, is taken out, and its totals with it."

    def of_program(self, way: Attribution, date: str) -> Iterator[Entry]:
        """Yield the entry on totals that were published otherwise than this version makes them of the same
        rows, where there are any.
        """
        if not way.held[0]:
            return
        old = self.pair.states[0]
        totals = published_totals(old.folder, self.event)
        is_whole = totals is not None and set(KEY) <= set(totals.columns)
        if totals is None or not is_whole or not is_rebuilt(old.folder, self.event, self.pair.raw_claims):
            text = f"{old.name} holds no totals of {self.event} that were made from its claims as they are"
            self.notes.append(f"{text}: the numbers before are what this version makes of them.")
            return
        as_published = Result(pd.DataFrame(), totals, self.zone_before)
        found = tuple(effects(as_published, way.first, self.published.earlier))
        if found:
            made = f", by version {old.version}" if old.version not in ("", __version__) else ""
            lent = any(note.startswith(old.name) for note in self.pair.lent)
            tables = ", with the hand tables and columns that the earlier state did not have," if lent else ""
            what = (
                f"The program (version {__version__}){tables} counts the same claims otherwise than the "
                f"totals published with {old.name}{made}."
            )
            yield Entry(date, self.event, CORRECTION, what, self.sentence(found), (), found)

    def of_rules(self, way: Attribution, date: str) -> Iterator[Entry]:
        """Yield an entry for each rule that some pages put first instead of another one; where no number is
        another by it, that is noted.
        """
        if not all(way.held):
            return
        for rules, pages in put_first.changed(self.published).items():
            what = put_first.words(pages, *rules, self.row["time_zone"], self.row["starts"])
            if found := put_first.effects(way.first, pages, rules[0]):
                yield Entry(date, self.event, RECLASSIFICATION, what, self.sentence(found), (), found)
            else:
                self.notes.append(f"{what} No number changes by that.")


def apart(old: Tables, new: Tables, date: str) -> Iterator[Entry]:
    """Yield entries on raw tables that are about no event: no total is made from them."""
    for name in APART:
        for cause in causes(compare(old[name], new[name]), {}):
            rows = count(len(cause.changes), "row")
            verb = "added" if cause.kind == UPDATE else "mended or taken out"
            is_one = len(cause.changes) == 1
            what = f"{rows} of {name.partition('/')[2]}.csv {'was' if is_one else 'were'} {verb}."
            yield Entry(date, ALL, cause.kind, what, NOTHING, cause.changes)
    yield from without_figures(old, new, date)


def without_figures(old: Tables, new: Tables, date: str) -> Iterator[Entry]:
    """Yield entries on pages that no claim and no sighting of either state names."""
    named = {
        row["report_id"]
        for state in (old, new)
        for name in ("raw/claims", "raw/sightings")
        for row in state[name].rows.values()
    }
    for kind, done in ((CORRECTION, "mended or taken out"), (UPDATE, "entered")):
        changes = tuple(
            change
            for change in compare(old["raw/reports"], new["raw/reports"])
            if not change.values("report_id") & named and (change.before is None) == (kind == UPDATE)
        )
        if changes:
            pages = (
                f"{count(len(changes), 'page')} without any figure {'was' if len(changes) == 1 else 'were'}"
            )
            yield Entry(date, ALL, kind, f"{pages} {done}.", NOTHING, changes)


def silent_notes(keys: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Return in a sentence how many rows of hand tables and of the gazetteer differ and do nothing; none
    where there are none.
    """
    counts = Counter("gazetteer" if table == GAZETTEER else file_of(table) for table, _ in keys)
    if not counts:
        return []
    words = [
        f"{number:,} of {'the ' * (name == 'gazetteer')}{name}" for name, number in sorted(counts.items())
    ]
    is_one = sum(counts.values()) == 1
    tables = "a hand table" if is_one else "hand tables"
    if "gazetteer" in counts:
        tables = "the gazetteer" if len(counts) == 1 else "hand tables and the gazetteer"
    rows = f"Row of {tables} that differs" if is_one else f"Rows of {tables} that differ"
    return [f"{rows} without any total or reading of an earlier figure changing: {listing(words)}."]
