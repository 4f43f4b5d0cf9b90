"""What several events are spoken of with at once: on the index of the pages and on the page on method."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tollbook import vocabulary
from tollbook.paths import hand
from tollbook.vocabulary import Party, Vocabulary


class Kind(NamedTuple):
    """A party of some event: its name as readers see it, and who it is, which may be empty."""

    label: str
    who: str


def all_events() -> list[str]:
    """Return every event of the project, in the order of its rows."""
    return hand("events")["event_id"].tolist()


def in_all(events: Iterable[str], read: Callable[[Vocabulary], Iterable[str]]) -> list[str]:
    """Return what `read` finds in the vocabularies of events, each once, in the order of the events."""
    return list(dict.fromkeys(name for event in events for name in read(vocabulary.of(event))))


def main_groups(events: Iterable[str]) -> list[str]:
    """Return the groups that the first tables of events show, in words."""
    return in_all(events, lambda words: [words.groups[name].label for name in words.main])


def counted_groups(events: Iterable[str]) -> list[str]:
    """Return the groups that are counted by themselves in some event, in words."""
    return in_all(
        events, lambda words: [words.groups[name].label for name in words.shown if name in words.counted]
    )


def have_sides(events: Iterable[str]) -> bool:
    """Return whether some event has two sides that count each other's people."""
    return any(len(vocabulary.of(event).side_parties) > 1 for event in events)


def parties(events: Iterable[str]) -> list[Kind]:
    """Return the parties of events, each once, with who they are by its row."""
    found: dict[Party, Kind] = {}
    for event in events:
        rows = vocabulary.own_or_common("parties", event)
        who = dict(zip(rows["party"], rows["why"], strict=True))
        for name, party in vocabulary.of(event).parties.items():
            found.setdefault(party, Kind(party.label, who[name]))
    return list(dict.fromkeys(found.values()))
