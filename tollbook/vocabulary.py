"""The groups, parties and outcomes of an event and their names: rows of `data/hand`, nothing in code.

- `groups`: whom figures count. A group without `made_of` is counted by itself (`civilians`); one with it is a
  total of the groups named there (`all`). `main` groups are those that the first table and charts show.
- `parties`: for whom those speak who give figures.
- `group_sides`: whose own people a group is; a party with a group of its own is a **side** of the event. An
  earthquake has no sides.
- `outcomes`: what happened to those counted.

A row without `event_id` holds for every event that has no row of its own in that table: an event takes the
common set, or brings a whole one. Which event is spoken of is said once, by `bind` or `speaking_of`; it is
kept for each thread and task, like the project (`paths.within`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tollbook import paths, vocabulary_rows
from tollbook.vocabulary_rows import Group, Outcome, Party, Vocabulary

if TYPE_CHECKING:
    import pandas as pd

EVENT: ContextVar[str] = ContextVar("tollbook_event", default="")
HELD: ContextVar[Vocabulary | None] = ContextVar("tollbook_vocabulary", default=None)
"""Inside `speaking_of` the vocabulary is read once: what asks for it a million times must be quick."""
TABLES = ("groups", "parties", "outcomes", "group_sides")
ANY, UNKNOWN = "any", "unknown"
"""Not rows: all parties together, and an authority that no hand table knows."""
UNATTRIBUTED = vocabulary_rows.UNATTRIBUTED
LIST = ";"
DEATHS = "killed"
"""The outcome of an event that does not say what it is about."""


@contextmanager
def speaking_of(event: str) -> Iterator[Vocabulary]:
    """Speak of `event` inside the block, in this thread only; yield its vocabulary."""
    vocabulary = of(event)
    event_token, held_token = EVENT.set(event), HELD.set(vocabulary)
    try:
        yield vocabulary
    finally:
        EVENT.reset(event_token)
        HELD.reset(held_token)


def bind(event: str) -> Vocabulary:
    """Speak of `event` from now on, as a notebook does after its parameters; return its vocabulary."""
    EVENT.set(event)
    HELD.set(None)
    return current()


def current() -> Vocabulary:
    """Return the vocabulary of the event spoken of; the common rows where none is."""
    return HELD.get() or of(EVENT.get())


def of(event: str) -> Vocabulary:
    """Return the vocabulary of `event`; the common rows for the empty string or an event without own rows."""
    within, states = paths.WITHIN.get(), states_now()
    return read(event if event in with_own_rows(within, states) else "", within, states)


def of_their_own() -> frozenset[str]:
    """Return the events that have groups, parties or sides of their own."""
    return with_own_rows(paths.WITHIN.get(), states_now())


def states_now() -> tuple[tuple[Path, int, int], ...]:
    """Return the files of the vocabulary with what changes when they are written anew."""
    folder = paths.resolve("data/hand")
    return tuple(state(folder / f"{name}.csv") for name in TABLES)


def state(path: Path) -> tuple[Path, int, int]:
    """Return a file with what changes when it is written anew."""
    about = path.stat()
    return path, about.st_mtime_ns, about.st_size


@lru_cache(maxsize=64)
def with_own_rows(_within: object, _states: tuple) -> frozenset[str]:
    """Return the events that have rows of their own; all others, which may be thousands, share one
    vocabulary.
    """
    tables = (paths.hand(name) for name in ("groups", "parties", "group_sides"))
    return frozenset(event for table in tables for event in table["event_id"]) - {""}


@lru_cache(maxsize=256)
def read(event: str, _within: object, _states: tuple) -> Vocabulary:
    """Read the vocabulary of an event, once for each state of its files."""
    groups = {
        row["group"]: Group(
            row["group"],
            tuple(filter(None, row["made_of"].split(LIST))),
            row["main"] == "yes",
            *(row.get(name, "") for name in Group._fields[3:]),
        )
        for row in ranked(own_or_common("groups", event))
    }
    parties = {
        row["party"]: Party(row["party"], *(row.get(name, "") for name in Party._fields[1:]))
        for row in ranked(own_or_common("parties", event))
    }
    outcomes = {
        row["outcome"]: Outcome(
            row["outcome"],
            row["label"],
            row["title"],
            row["counts_people"] == "yes",
            row.get("in_counts") or row["label"],
            row.get("dead") or row["label"],
        )
        for row in ranked(paths.hand("outcomes"))
    }
    sides = own_or_common("group_sides", event)
    own = {
        group: party
        for group, party in zip(sides["group"], sides["party"], strict=True)
        if group in groups and party in parties
    }
    return Vocabulary(groups, parties, outcomes, own)


def own_or_common(name: str, event: str) -> pd.DataFrame:
    """Return the rows of an event in a hand table; where it has none, those for every event."""
    rows = paths.hand(name)
    own = rows[rows["event_id"] == event]
    return own if event and len(own) else rows[rows["event_id"] == ""]


def ranked(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Return rows in the order of their ranks."""
    return sorted(rows.to_dict("records"), key=lambda row: int(row["rank"]))


def main_outcomes(event: str | None = None) -> tuple[str, ...]:
    """Return the outcomes that an event is about (`outcomes` of `events.csv`; the event spoken of where none
    is given), the first of them that of its totals; `killed` where the event does not say.
    """
    return said_outcomes().get(EVENT.get() if event is None else event, (DEATHS,))


def said_outcomes() -> Mapping[str, tuple[str, ...]]:
    """Return the outcomes of each event that says some."""
    return outcomes_of_events(paths.WITHIN.get(), state(paths.resolve("data/hand/events.csv")))


@lru_cache(maxsize=64)
def outcomes_of_events(_within: object, _state: tuple) -> Mapping[str, tuple[str, ...]]:
    """Read the outcomes of each event that says some, once for each state of the file."""
    events = paths.hand("events")
    cells = events["outcomes"] if "outcomes" in events else [""] * len(events)
    split = {
        event: tuple(filter(None, cell.split(LIST)))
        for event, cell in zip(events["event_id"], cells, strict=True)
    }
    return MappingProxyType({event: names for event, names in split.items() if names})


def main_by_event() -> dict[str, str]:
    """Return the first outcome of each event that says some."""
    return {event: names[0] for event, names in said_outcomes().items()}


def toll(event: str | None = None) -> Outcome:
    """Return the outcome that the totals of an event (default: of the one spoken of) count, with its
    words.
    """
    name = main_outcome(event)
    return current().outcomes.get(name) or Outcome(name, name, name.capitalize(), True, name, name)


def main_outcome(event: str | None = None) -> str:
    """Return the outcome that the totals of an event (default: of the one spoken of) count."""
    return main_outcomes(event)[0]


def people_outcomes() -> frozenset[str]:
    """Return the outcomes of people, in any event."""
    rows = paths.hand("outcomes")
    return frozenset(rows.loc[rows["counts_people"] == "yes", "outcome"])


def every(column: str) -> frozenset[str]:
    """Return every `group`, `party` or `outcome` of any event, for checks of tables that have many events."""
    table = {"group": "groups", "party": "parties", "outcome": "outcomes"}[column]
    return frozenset(paths.hand(table)[column])


def every_counted() -> frozenset[str]:
    """Return the groups of any event that are counted by themselves."""
    rows = paths.hand("groups")
    return frozenset(rows.loc[rows["made_of"] == "", "group"])


class Names(Sequence[str]):
    """Names that the vocabulary of the event spoken of has, read anew at each use: a tuple in all that reads.

    A module can so say once what it goes by, as in `GROUPS = Names(lambda words: words.main)`. Do not unpack
    it while a module is imported: that would fix the names of no event.
    """

    def __init__(self, read: Callable[[Vocabulary], Iterable[str]]) -> None:
        self.read = read

    def now(self) -> tuple[str, ...]:
        """Return the names as they are for the event spoken of."""
        return tuple(self.read(current()))

    def __getitem__(self, position: Any) -> Any:
        return self.now()[position]

    def __len__(self) -> int:
        return len(self.now())

    def __contains__(self, name: object) -> bool:
        return name in self.now()

    def __iter__(self) -> Iterator[str]:
        return iter(self.now())

    def __eq__(self, other: object) -> bool:
        return self.now() == tuple(other) if isinstance(other, (tuple, list, Names)) else NotImplemented

    __hash__ = None

    def __repr__(self) -> str:
        return repr(self.now())


class Words(Mapping[str, str]):
    """Words by name in the vocabulary of the event spoken of, read anew at each use: a dictionary in all that
    reads. As with `Names`, do not unpack it while a module is imported.
    """

    def __init__(self, read: Callable[[Vocabulary], Mapping[str, str]]) -> None:
        self.read = read

    def __getitem__(self, name: str) -> str:
        return self.read(current())[name]

    def __len__(self) -> int:
        return len(self.read(current()))

    def __iter__(self) -> Iterator[str]:
        return iter(self.read(current()))

    def __repr__(self) -> str:
        return repr(dict(self))


def group_words(column: str, **more: str) -> Words:
    """Return one text of each group (a field of `Group`) by name, with `more` besides."""
    return Words(lambda words: {name: getattr(one, column) for name, one in words.groups.items()} | more)


def party_words(column: str, **more: str) -> Words:
    """Return one text of each party (a field of `Party`) by name, with `more` besides."""
    return Words(lambda words: {name: getattr(one, column) for name, one in words.parties.items()} | more)
