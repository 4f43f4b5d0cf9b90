"""What a vocabulary (`tollbook.vocabulary`) is made of: groups, parties, outcomes, and all of one event."""

from __future__ import annotations

from typing import NamedTuple

UNATTRIBUTED = "unattributed"
"""The party of pages that name nobody, which every event has."""
PASSING = ("missing", "displaced")
"""Outcomes that end, for those counted, while the count goes on: who is found is no longer missing, who goes
home no longer displaced. A count of them falls without anybody having been wrong.
"""


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
    shown_rank: str = ""
    counted_too: str = ""
    not_counted: str = ""
    not_said: str = ""


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
    apart: str = ""
    by_name: str = ""


class Outcome(NamedTuple):
    """What happened to those counted; see the dictionary of `data/hand/outcomes.csv`."""

    name: str
    label: str
    title: str
    counts_people: bool
    in_counts: str = ""
    dead: str = ""


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
    def shown(self) -> tuple[str, ...]:
        """All groups in the order in which pages and charts show them, which need not be that of ranks."""
        places = list(self.groups)
        return tuple(
            sorted(places, key=lambda name: int(self.groups[name].shown_rank or places.index(name) + 1))
        )

    @property
    def main(self) -> tuple[str, ...]:
        """The groups that the first table and the charts of whole groups show, in the order of `shown`."""
        return tuple(name for name in self.shown if self.groups[name].is_main)

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
        return tuple(party for party in self.parties if party != UNATTRIBUTED)

    @property
    def own_voices(self) -> tuple[str, ...]:
        """The parties whose figures are their own, whoever of them speaks: the named ones that do not stand
        apart from what happened.
        """
        return tuple(party for party in self.speaking if not self.parties[party].apart)

    @property
    def widest_first(self) -> tuple[str, ...]:
        """The totals, the widest first."""
        return self.totals[::-1]

    @property
    def bystanders(self) -> tuple[str, ...]:
        """The counted groups that are no party's own people; every group where no party has any."""
        apart = tuple(group for group in self.counted if group not in self.sides)
        return apart if self.sides else tuple(self.groups)

    def contents(self, group: str) -> frozenset[str]:
        """Return the groups whose people a figure for a group counts: its own, or all that a total may
        hold.
        """
        known = self.groups.get(group)
        return frozenset(known.made_of if known and known.made_of else (group,))
