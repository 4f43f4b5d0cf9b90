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
from typing import TYPE_CHECKING, Any, NamedTuple

from tollbook import paths

if TYPE_CHECKING:
    import pandas as pd

EVENT: ContextVar[str] = ContextVar("tollbook_event", default="")
ANY, UNKNOWN = "any", "unknown"
"""Not rows: all parties together, and an authority that no hand table knows."""
LIST = ";"


class Group(NamedTuple):
    """A group of people. The texts are the columns of `data/hand/groups.csv`; see its dictionary."""

    name: str
    made_of: tuple[str, ...]
    is_main: bool
    singular: str
    plural: str
    label: str
    title: str
    section: str
    as_printed: str
    included: str
    said_to: str
    in_sum: str
    colour: str


class Party(NamedTuple):
    """A party. The texts are the columns of `data/hand/parties.csv`; see its dictionary."""

    name: str
    label: str
    heading: str
    words: str
    subject: str
    givers: str
    possessive: str
    pronoun: str
    sources: str
    others: str
    names_only: str
    narrow: str
    mark: str


class Outcome(NamedTuple):
    """What happened to those counted; see the dictionary of `data/hand/outcomes.csv`."""

    name: str
    label: str
    title: str
    counts_people: bool


class Vocabulary(NamedTuple):
    """The groups, parties and outcomes of one event by name, each in the order of their ranks, and whose own
    people a group is (`sides`: party by group).
    """

    groups: dict[str, Group]
    parties: dict[str, Party]
    outcomes: dict[str, Outcome]
    sides: dict[str, str]

    @property
    def counted(self) -> tuple[str, ...]:
        """The groups that are counted by themselves; every total is made of them."""
        return tuple(name for name, group in self.groups.items() if not group.made_of)

    @property
    def totals(self) -> tuple[str, ...]:
        """The groups that are made of others, the widest last."""
        return tuple(name for name, group in self.groups.items() if group.made_of)

    @property
    def main(self) -> tuple[str, ...]:
        """The groups that the first table and the charts of whole groups show."""
        return tuple(name for name, group in self.groups.items() if group.is_main)

    @property
    def everyone(self) -> str:
        """The total of every counted group; empty where the event has none."""
        return next((name for name in self.totals if set(self.groups[name].made_of) == set(self.counted)), "")

    @property
    def side_parties(self) -> tuple[str, ...]:
        """The parties with people of their own among those counted, in the order of parties."""
        return tuple(party for party in self.parties if party in set(self.sides.values()))

    @property
    def speaking(self) -> tuple[str, ...]:
        """The parties that are named: all but the one for whom nobody speaks."""
        return tuple(party for party in self.parties if party != "unattributed")


@contextmanager
def speaking_of(event: str) -> Iterator[Vocabulary]:
    """Speak of `event` inside the block, in this thread only; yield its vocabulary."""
    token = EVENT.set(event)
    try:
        yield current()
    finally:
        EVENT.reset(token)


def bind(event: str) -> Vocabulary:
    """Speak of `event` from now on, as a notebook does after its parameters; return its vocabulary."""
    EVENT.set(event)
    return current()


def current() -> Vocabulary:
    """Return the vocabulary of the event spoken of; the common rows where none is."""
    return of(EVENT.get())


def of(event: str) -> Vocabulary:
    """Return the vocabulary of `event`; the common rows for the empty string or an event without own rows."""
    folder = paths.resolve("data/hand")
    names = ("groups", "parties", "outcomes", "group_sides")
    states = tuple(state(folder / f"{name}.csv") for name in names)
    return read(event, paths.WITHIN.get(), states)


def state(path: Path) -> tuple[Path, int, int]:
    """Return a file with what changes when it is written anew."""
    about = path.stat()
    return path, about.st_mtime_ns, about.st_size


@lru_cache(maxsize=256)
def read(event: str, _within: object, _states: tuple) -> Vocabulary:
    """Read the vocabulary of an event, once for each state of its files."""
    groups = {
        row["group"]: Group(
            row["group"],
            tuple(filter(None, row["made_of"].split(LIST))),
            row["main"] == "yes",
            *(row[name] for name in Group._fields[3:]),
        )
        for row in ranked(own_or_common("groups", event))
    }
    parties = {
        row["party"]: Party(row["party"], *(row[name] for name in Party._fields[1:]))
        for row in ranked(own_or_common("parties", event))
    }
    outcomes = {
        row["outcome"]: Outcome(row["outcome"], row["label"], row["title"], row["counts_people"] == "yes")
        for row in ranked(paths.hand("outcomes"))
    }
    sides = own_or_common("group_sides", event)
    own = {
        group: party for group, party in zip(sides["group"], sides["party"], strict=True) if group in groups
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


def every(column: str) -> frozenset[str]:
    """Return every `group`, `party` or `outcome` of any event, for checks of tables that have many events."""
    table = {"group": "groups", "party": "parties", "outcome": "outcomes"}[column]
    return frozenset(paths.hand(table)[column])


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
