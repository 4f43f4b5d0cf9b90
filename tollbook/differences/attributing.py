"""Each cause with its effects: changes are made one after another, the event is reconciled after each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tollbook.differences.computing import Result, Workplace, read_otherwise
from tollbook.differences.drawing import ABOUT_PLACES, drawn, moved
from tollbook.differences.kinds import (
    CORRECTION,
    RECLASSIFICATION,
    UPDATE,
    Cause,
    causes,
    of_event,
)
from tollbook.differences.pages import Effect, Page, effects
from tollbook.differences.rows import (
    BY_ORDER,
    Change,
    Key,
    Tables,
    compare,
    order_of,
    ordered,
    with_changes,
)

FEW = 20
"""So many causes of a kind are told apart, each with its effects; of more the joint effect is stated."""
RANKED = "hand/priorities"
ORDER, CODE, EVENT = "order of rows", "program", "event"


@dataclass(frozen=True)
class Told:
    """A cause with what it does: the totals that differ, the claims that are read otherwise, and the results
    before and after. `together` is how many causes are told as one, `moved` which places are drawn otherwise.
    """

    cause: Cause
    effects: tuple[Effect, ...]
    read: tuple[str, ...]
    before: Result
    after: Result
    together: int = 1
    moved: tuple[str, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Tell whether hand rows do nothing to any claim, total and place: as those for words of new pages
        do, as long as the pages are not there.
        """
        return self.cause.is_table and not (self.effects or self.read or self.moved)


class Attribution:
    """The way from one state to the other, for one event."""

    def __init__(
        self, old: Tables, new: Tables, event: str, shown: Sequence[Page], workplace: Workplace
    ) -> None:
        self.event, self.shown, self.workplace = event, shown, workplace
        self.orders = {name: order_of(old[name], table) for name, table in new.items()}
        pages = {
            row["report_id"]
            for state in (old, new)
            for name in ("raw/claims", "raw/sightings")
            for row in state[name].rows.values()
            if row["event_id"] == event
        }
        found = [change for name in new for change in compare(old[name], new[name])]
        claims = {key[0]: row["report_id"] for key, row in old["raw/claims"].rows.items()}
        own = {
            key[0]
            for state in (old, new)
            for key, row in state["raw/claims"].rows.items()
            if row["event_id"] == event
        }
        self.causes = causes(of_event(found, event, pages, own), claims)
        self.tables, self.new = old, new
        self.held = [any(key[0] == event for key in state["hand/events"].rows) for state in (old, new)]
        self.first = self.result = workplace.result(old, event)

    def told(self) -> list[Told]:
        """Return the causes with their effects, in the order in which their changes are made; silent ones
        too. An event that only one state has is a cause of its own, with all its rows.
        """
        if not all(self.held):
            changes = tuple(change for cause in self.causes for change in cause.changes)
            kind = UPDATE if self.held[1] else CORRECTION
            return [self.go_on(Cause(kind, EVENT, changes), self.new)]
        found = self.reordered()
        single = [cause for cause in self.causes if not cause.is_table]
        for cause in (cause for cause in self.causes if cause.is_table):
            found += self.of_table(cause)
        for kind in (RECLASSIFICATION, CORRECTION, UPDATE):
            some = [cause for cause in single if cause.kind == kind]
            if len(some) > FEW:
                changes = tuple(change for cause in some for change in cause.changes)
                found.append(replace(self.make(Cause(kind, "", changes)), together=len(some)))
            else:
                found += [self.make(cause) for cause in some]
        return found

    def make(self, cause: Cause) -> Told:
        """Make the changes of a cause and return what they do."""
        by_table: dict[str, list[Change]] = defaultdict(list)
        for change in cause.changes:
            by_table[change.table].append(change)
        tables = self.tables | {
            name: with_changes(self.tables[name], rows, self.orders[name]) for name, rows in by_table.items()
        }
        return self.go_on(cause, tables)

    def go_on(self, cause: Cause, tables: Tables) -> Told:
        """Take the next step of the way, to other tables; return what it does."""
        before, after = self.result, self.workplace.result(tables, self.event)
        found = tuple(effects(before, after, self.shown))
        told = Told(cause, found, tuple(read_otherwise(before, after)), before, after)
        if cause.about in ABOUT_PLACES:
            spots = (
                drawn(self.workplace, some, self.event, result)
                for some, result in ((self.tables, before), (tables, after))
            )
            told = replace(told, moved=moved(*spots))
        self.tables, self.result = tables, after
        return told

    def of_table(self, cause: Cause) -> list[Told]:
        """Return what the rows of a hand table do: each alone where they are few and do anything."""
        tables, result = self.tables, self.result
        together = self.make(cause)
        rows = by_subject(cause.changes)
        if together.is_silent or len(rows) == 1:
            return [together]
        if len(rows) > FEW:
            return [replace(together, together=len(rows))]
        self.tables, self.result = tables, result
        return [self.make(replace(cause, changes=tuple(some))) for some in rows]

    def reordered(self) -> list[Told]:
        """Return what another order of the rows does, in tables of patterns that are tried from the top."""
        found = []
        for name in self.new:
            table = ordered(self.tables[name], self.orders[name])
            if list(table.rows) == list(self.tables[name].rows):
                continue
            cause = Cause(RECLASSIFICATION, f"{ORDER} {name}", (), is_table=True)
            if name in BY_ORDER:
                found.append(self.go_on(cause, self.tables | {name: table}))
            else:
                self.tables = self.tables | {name: table}
        return [one for one in found if not one.is_silent]


def by_subject(changes: Iterable[Change]) -> list[list[Change]]:
    """Return changes of a hand table by the row they are about: one that is gone and one that is new with the
    same first cells are one matter. Ranks are one matter each list: one moves because another does.
    """
    found: dict[Key, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.key[: 1 if change.table == RANKED else 2]].append(change)
    return list(found.values())
