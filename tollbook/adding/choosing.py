"""What the items of `--accept` speak of: `WORDING` or `WORDING=LIKE`, of what is unknown or known by now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tollbook import places, terms, vocabulary
from tollbook.adding.unknown import Unknown
from tollbook.paths import hand
from tollbook.refusals import CallError

ALL = "all"
WORDED = {
    "noun": ("nouns", "noun"),
    "authority": ("authorities", "attributed_to"),
    "place": ("places", "spelling"),
}
"""The hand table of each kind of wording, and the column that has it."""


class Choice(NamedTuple):
    """One item of --accept: a wording, maybe of one kind (`noun:`), and what it is like."""

    item: str
    what: str
    worded: str
    like: str


def choices(items: Iterable[str]) -> list[Choice]:
    """Return the items of --accept: `WORDING` or `WORDING=LIKE`, maybe after `noun:`, `authority:` or
    `place:`.
    """
    found = []
    for item in items:
        worded, _, like = item.partition("=")
        what, mark, rest = worded.partition(":")
        kind = what.strip() if mark and what.strip() in WORDED else ""
        found.append(Choice(item, kind, (rest if kind else worded).strip(), like.strip()))
    return found


def is_all(choice: Choice, unknowns: Sequence[Unknown]) -> bool:
    """Tell whether an item of --accept stands for everything that has a ready row."""
    is_word = any(answers(one, choice) for one in unknowns)
    return (choice.worded, choice.like, choice.what) == (ALL, "", "") and not is_word


def known_already(items: Sequence[str], unknowns: Sequence[Unknown]) -> list[str]:
    """Return a line for each item of --accept that the hand tables know by now, as when a sheet that has
    grown is added with the same call.
    """
    known = [choice for choice in choices(items) if is_known(choice, unknowns)]
    return [
        f"--accept: `{choice.item}`: the hand tables know it; their row stays as it is" for choice in known
    ]


def is_known(choice: Choice, unknowns: Sequence[Unknown]) -> bool:
    """Tell whether an item speaks of nothing that is unknown, but of a wording that a hand table has."""
    if any(answers(one, choice) for one in unknowns):
        return False
    names = [choice.what] if choice.what else list(WORDED)
    worded = terms.match_key(choice.worded)
    return any(
        hand(table)[column].map(terms.match_key).eq(worded).any() for table, column in map(WORDED.get, names)
    )


def meant_by(choice: Choice, unknowns: Sequence[Unknown]) -> list[Unknown]:
    """Return what an item of --accept speaks of. Raises CallError where it is nothing, or more than one thing
    that cannot all be like the same.
    """
    meant = [one for one in unknowns if answers(one, choice)]
    if not meant:
        names = ", ".join(f"`{one.worded}`" for one in unknowns) or "nothing is unknown"
        raise CallError(
            f"--accept: `{choice.item}` is not among what is unknown: {names}; leave it out if it is "
            "known, or write it as the sheet does"
        )
    if choice.like and len({one.what for one in meant}) > 1:
        ways = " or ".join(f"`{one.what}:{choice.item}`" for one in meant)
        raise CallError(f"--accept: `{choice.worded}` is more than one thing: write {ways}")
    return meant


def key(one: Unknown) -> tuple[str, str, str]:
    """Return what tells one new row from another: its kind, its event, and the wording as the hand tables
    match it.
    """
    if one.what == "place":
        return one.what, "", places.plain(one.worded)
    return one.what, own_event(one), terms.match_key(one.worded)


def answers(one: Unknown, choice: Choice) -> bool:
    """Tell whether an item of --accept speaks of an unknown wording."""
    return choice.what in ("", one.what) and terms.match_key(choice.worded) == terms.match_key(one.worded)


def own_event(one: Unknown) -> str:
    """Return the event that a new row holds for: that of the wording where it has groups or parties of its
    own, else every event.
    """
    return one.event if one.event in vocabulary.of_their_own() else ""
