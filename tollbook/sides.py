"""The two sides of an event, by name and in words: the parties that have people of their own among those
counted (`data/hand/group_sides.csv`). An event may have none.
"""

from __future__ import annotations

from tollbook import vocabulary
from tollbook.vocabulary import Names, Party, Vocabulary
from tollbook.words import listing

NO_SIDES = (
    "No two parties have people of their own among those counted, so there are no two sides to compare."
)


def two_sides(words: Vocabulary) -> tuple[str, ...]:
    """Return the two sides of an event, by the rank of the parties; none where it has fewer than two."""
    return words.side_parties[:2] if len(words.side_parties) > 1 else ()


def groups_by_side(words: Vocabulary) -> list[str]:
    """Return the main groups: the first side's own people, the second's, then all others."""
    sides = list(words.side_parties)
    return sorted(
        words.main,
        key=lambda group: sides.index(words.sides[group]) if group in words.sides else len(sides),
    )


SIDES = Names(two_sides)
GROUPS = Names(groups_by_side)


def sides() -> list[Party]:
    """Return the two sides of the event spoken of with their words; none where it has no two."""
    return [vocabulary.current().parties[side] for side in SIDES]


def further_sides() -> str:
    """Return a sentence on the sides of the event spoken of that are not held against the two; empty where
    there are two, or none.
    """
    words = vocabulary.current()
    further = [words.parties[side] for side in words.side_parties if side not in SIDES]
    if not further:
        return ""
    two = " and ".join(side.subject for side in sides())
    one = len(further) == 1 and further[0].pronoun != "their"
    return (
        f"Only {two} are held against each other here; what {listing([side.subject for side in further])} "
        f"count{'s' if one else ''} stands in the first table and in the charts by party."
    )


def neither() -> str:
    """Return the sentence that no side has a figure."""
    first, second = sides()
    return f"Neither {first.subject} nor {second.subject} had a figure for a whole group by then."


def sides_or_nobody() -> tuple[str, str]:
    """Return the two sides by name; where the event has none, two names that no row has."""
    first, second = [*SIDES] or ["first", "second"]
    return first, second


def with_article(words: str) -> str:
    """Return words with their article: `the officials'`, `the company's`."""
    return words if words.startswith("the ") else f"the {words}"


def only_has(side: Party) -> str:
    """Return a side with its verb: `officials have`, `the armed group has`; its pronoun says which."""
    return f"{side.subject} {'have' if side.pronoun == 'their' else 'has'}"
