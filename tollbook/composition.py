"""Which figures add up to a published total: sums of figures that count different people.

A sum takes one figure for each group. Two figures of one group are added only where they cannot count the
same people: of two periods that lie beside each other (`scope.relation`), of two places, or of two parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import NamedTuple

import numpy as np

from tollbook import vocabulary
from tollbook.scope import Wider, relation

MOST_TERMS = 4  # three groups and one period beside: no page of the ledger adds more
MOST_SUMS = 20_000  # tried for one page, so that a page of a hundred figures cannot stop a run
IRREGULAR = {"women": "woman", "men": "man", "children": "child"}
NEARNESS = {"same": 0, "inside": 1, "worded": 1, "beside": 2, "around": 3}


class Term(NamedTuple):
    """One figure that may be a term of a sum: what it counts and how many (`high` None: or more); `ids` is
    the claim or statement that gives it, `day` the ISO day on which it was first given, `until` the day on
    which a higher one overtook it (empty: never).
    """

    event: str
    group: str
    part: str
    place: str  # empty for the whole event
    period: str
    low: int
    high: int | None
    ids: str = ""
    party: str = ""
    outlets: int = 1
    day: str = ""
    until: str = ""


Terms = tuple[Term, ...]
Ends = tuple[int | None, int | None]  # low and high, in people; None is unbounded
Short = dict[tuple[str, str], str]  # (event, period) -> the period in two or three words


def groups_of(group: str) -> frozenset[str]:
    """Return the groups whose people a figure counts: its own, or all that a total may hold."""
    return vocabulary.current().contents(group)


def groups_in(terms: Terms) -> frozenset[str]:
    """Return the groups whose people the terms of a sum count."""
    return frozenset().union(*(groups_of(term.group) for term in terms))


def may_add(one: Term, other: Term, wider: Wider) -> bool:
    """Return whether two figures cannot count the same people, so that they may stand in one sum."""
    if bool(one.place) != bool(other.place):
        return False  # a figure for the whole event may hold one for a place
    if one.place != other.place or not groups_of(one.group) & groups_of(other.group):
        return True
    if one.part and other.part:
        return one.part != other.part
    is_alike = (one.group, one.part, one.place) == (other.group, other.part, other.place)
    return is_alike and relation(wider, one.event, one.period, other.period) == "beside"


def sums_of(terms: Sequence[Term], wider: Wider) -> Iterator[Terms]:
    """Yield the sums of two to `MOST_TERMS` of the terms that may be added, the shortest first, at most
    `MOST_SUMS`.
    """
    fits = {
        (one, other): may_add(terms[one], terms[other], wider)
        for one, other in combinations(range(len(terms)), 2)
    }
    found = [(number,) for number in range(len(terms))]
    for _ in range(MOST_TERMS - 1):
        longer = (
            (*sum_, number)
            for sum_ in found
            for number in range(sum_[-1] + 1, len(terms))
            if all(fits[own, number] for own in sum_)
        )
        found = list(islice(longer, MOST_SUMS))
        yield from (tuple(terms[number] for number in sum_) for sum_ in found)


def sums_of_slots(slots: Sequence[Sequence[Term]], low: int, high: int) -> Iterator[Terms]:
    """Yield the sums of one term of each slot whose lows add up to at least `low` and at most `high`."""
    sizes = np.zeros((1,) * len(slots), dtype=np.int64)
    for axis, slot in enumerate(slots):
        shape = [1] * len(slots)
        shape[axis] = len(slot)
        sizes = sizes + np.array([term.low for term in slot], dtype=np.int64).reshape(shape)
    for place in np.argwhere((sizes >= low) & (sizes <= high)):
        yield tuple(slot[number] for slot, number in zip(slots, place, strict=True))


def ends(terms: Terms) -> Ends:
    """Return the lowest and the highest that the terms can come to; None is unbounded."""
    highs = [term.high for term in terms]
    return sum(term.low for term in terms), None if None in highs else sum(highs)


def window(low: int | None, high: int | None, precision: str) -> tuple[int, int]:
    """Return the lowest and highest sum that a published total of `low` to `high` people can stand for.

    An open total is rounded down to its last digit that is not 0: "over 120" may stand for 121 to 129, "at
    least 73" for 73. Pages say "more than 72" of 72 itself, so of a number that is not round one less is let
    in. A total without a low end is read alike from its high end down.
    """
    if low is not None and high is not None:
        return low, high
    if low is None:
        top = (high or 0) + (precision == "less_than")
        return max(top - unit(top) + 1, 0), high or 0
    base = low - (precision == "more_than")
    return (base if unit(base) == 1 else low), max(base + unit(base) - 1, low)


def unit(number: int) -> int:
    """Return the largest power of ten that divides a number; 1 for 0."""
    power = 1
    while number and number % (power * 10) == 0:
        power *= 10
    return power


def fits(terms: Terms, least: int, most: int, is_open: bool) -> bool:
    """Return whether a sum lies in the window of a total; in an open total each open term may be one less, as
    in `window`.
    """
    low, _ = ends(terms)
    return least <= low <= most + (sum(term.high is None for term in terms) if is_open else 0)


def nearness(terms: Terms, period: str, wider: Wider) -> int | None:
    """Return how far the periods of the terms are from a total's: 0 for the same, 1 inside it, 2 beside, 3
    around it; None where one cannot be a part of it.
    """
    ranks = [NEARNESS.get(relation(wider, term.event, period, term.period)) for term in terms]
    return None if None in ranks else max(ranks)


def may_make_up(terms: Terms, group: str, includes: str) -> bool:
    """Return whether the groups of the terms can be what a total counts: none that it leaves out, by its own
    group or by the two or more groups that it names.

    What a total names and cannot hold (militants in a total without them) is not heard.
    """
    groups = groups_in(terms)
    named = frozenset(includes.split(";")) & groups_of(group)
    return groups <= groups_of(group) and (len(named) < 2 or groups <= named)


def in_order(terms: Terms) -> Terms:
    """Return the terms as they are told: by group, the whole before its parts, the larger before the
    smaller.
    """
    words = vocabulary.current()
    order = [*words.counted, *words.widest_first]
    return tuple(sorted(terms, key=lambda term: (order.index(term.group), bool(term.part), -term.low)))


def interval_words(low: int, high: int | None) -> str:
    """Return the ends of a sum in words; one end for both is one number."""
    if low == high:
        return f"{low:,}"
    return f"{low:,} or more" if high is None else f"{low:,} to {high:,}"


def words(terms: Terms, short: Short, period: str, wider: Wider, labelled: bool = False) -> str:
    """Return a sum in words: `193 = 145 militants + 17 security + 31 civilians`, or with the groups' labels.

    `short` has the periods in words; a term says its period only where it lies beside the total's `period`.
    """
    told = [term_words(term, short, period, wider, labelled) for term in in_order(terms)]
    return f"{interval_words(*ends(terms))} = {' + '.join(told)}"


def group_words(group: str, is_one: bool, labelled: bool) -> str:
    """Return whom a term counts: by the words of the vocabulary for one or several where `labelled`."""
    words = vocabulary.current()
    if labelled:
        return words.groups[group].singular if is_one else words.groups[group].plural
    return "people" if group in words.totals else group.replace("_", " ")


def one_of(part: str) -> str:
    """Return the name of a part of a group for one person: `firefighter`, `woman`; names of several words
    stay as they are.
    """
    is_plural = part.islower() and " " not in part and not part.endswith("ss")
    return IRREGULAR.get(part) or (part.removesuffix("s") if is_plural else part)


def term_words(term: Term, short: Short, period: str, wider: Wider, labelled: bool = False) -> str:
    """Return one term of a sum in words: `41 militants (raids before)`, `23 passengers at Musakhel`.

    A group goes by its name in the tables, as cells of tables do; `labelled` has its words for readers.
    """
    is_one = (term.low, term.high) == (1, 1)
    what = term.part or group_words(term.group, is_one, labelled)
    what = one_of(what) if is_one and not (labelled and not term.part) else what
    place = f" at {term.place.replace('-', ' ').title()}" if term.place else ""
    is_beside = relation(wider, term.event, period, term.period) == "beside"
    aside = f" ({short.get((term.event, term.period), term.period)})" if is_beside else ""
    return f"{interval_words(term.low, term.high)} {what}{place}{aside}"
