"""Every sum of known figures that fits a total: of its own list, of its pages, of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from tollbook import composition, vocabulary
from tollbook.addends import LEAST_OUTLETS, Addends
from tollbook.composition import Term, Terms, groups_in
from tollbook.scope import Wider

BASES = ("its own list", "its page", "parts on its page", "another page", "the ledger", "one group")
OWN_LIST, PAGE, PARTS, OTHER_PAGE, LEDGER, ONE_GROUP = range(len(BASES))
MOST_FIGURES = 24  # of one group, the most carried, that the ledger lends to a sum
ROUND = 10  # a total that this divides is taken for a rounded one


class Total(NamedTuple):
    """One statement of a total: what it counts, the window in which its sum must lie, when it was first and
    last said (ISO days), what it says it includes, as worded, and the pages that carry it.

    `is_open`: one end is missing. `is_rough`: more than two numbers may be meant.
    """

    event: str
    party: str
    group: str
    period: str
    includes: str
    least: int
    most: int
    most_known: int  # a round number may be rounded on its page; figures of the ledger must meet it
    is_open: bool
    is_rough: bool
    first_day: str
    last_day: str
    worded: tuple[str, ...]
    pages: tuple[str, ...]


class Sum(NamedTuple):
    """A sum that fits a total: its terms, where it was found (a place in `BASES`), on how many pages."""

    terms: Terms
    basis: int
    pages: int = 0


def possible_sums(total: Total | None, known: Addends) -> Iterator[Sum]:
    """Yield every sum that fits a total, wherever it is found; none for a total that is not tested."""
    if total is None:
        return
    for listed in known.lists.get(total.event, []):
        is_own = listed.worded in total.worded
        may_take = is_own or not (total.is_rough or says_groups(total))
        if may_take and is_fitting(listed.terms, total, known.wider):
            yield Sum(listed.terms, OWN_LIST if is_own else OTHER_PAGE, listed.pages)
    yield from page_sums(total, known)
    yield from ledger_sums(total, known)


def page_sums(total: Total, known: Addends) -> Iterator[Sum]:
    """Yield the sums that the figures on a total's pages make, with on how many pages they stand."""
    seen: dict[tuple, list[Terms]] = {}
    for page in total.pages:
        for terms in known.page_sums.get(page, []):
            if is_fitting(terms, total, known.wider):
                key = tuple((*term[1:4], term.low) for term in terms)
                seen.setdefault(key, []).append(terms)
    for alike in seen.values():
        terms = min(alike, key=lambda terms: sum(term.high is None for term in terms))
        is_whole = not any(term.part or term.place for term in terms)
        yield Sum(terms, PAGE if is_whole else PARTS, len(alike))


def is_fitting(terms: Terms, total: Total, wider: Wider) -> bool:
    """Return whether the terms lie in the total's window, count only what it can hold and all that it names,
    and no period apart from its own.
    """
    named = frozenset(total.includes.split(";")) & composition.groups_of(total.group)
    return (
        composition.fits(terms, total.least, total.most, total.is_open)
        and composition.may_make_up(terms, total.group, total.includes)
        and named <= groups_in(terms)
        and composition.nearness(terms, total.period, wider) is not None
    )


def ledger_sums(total: Total, known: Addends) -> Iterator[Sum]:
    """Yield the sums of figures of whole groups that were known when the total was said, all of one party.

    A figure beside the total's period is added only to a total that says its groups and its number just, and
    that no sum explains without.
    """
    is_worded = (total.event, total.period) not in known.wider
    if (not wanted(total) and (total.is_rough or is_worded)) or total.most_known - total.least > ROUND:
        return
    figures = [term for term in known.figures.get(total.event, []) if is_known(term, total)]
    near = [composition.nearness((term,), total.period, known.wider) for term in figures]
    is_beside = [how == composition.NEARNESS["beside"] for how in near]
    own = [term for term, aside in zip(figures, is_beside, strict=True) if not aside]
    counted = vocabulary.current().counted
    slots = {group: [term for term in own if term.group == group][:MOST_FIGURES] for group in counted}
    choices = [[slots[group] for group in groups] for groups in group_sets(total)]
    found = [terms for slots in choices for terms in one_party_sums(slots, total, known.wider)]
    if not found and wanted(total) and not total.is_rough:
        beside = [term for term, aside in zip(figures, is_beside, strict=True) if aside]
        found = [terms for slots in choices for terms in one_party_sums([*slots, beside], total, known.wider)]
    for terms in found:
        yield Sum(terms, ONE_GROUP if len(terms) == 1 else LEDGER)


def one_party_sums(slots: list[list[Term]], total: Total, wider: Wider) -> Iterator[Terms]:
    """Yield the sums of one term of each slot that fit the total and may be added, of one party's figures."""
    for terms in composition.sums_of_slots(slots, total.least, total.most_known):
        may_add = all(composition.may_add(*pair, wider) for pair in combinations(terms, 2))
        if may_add and len({term.party for term in terms} - {""}) < 2 and is_fitting(terms, total, wider):
            yield terms


def is_known(term: Term, total: Total) -> bool:
    """Return whether a figure can be in a total: given by the total's last day, known beyond one outlet, of
    the total's party if it has one; and not yet overtaken where the total's number or groups are not sure.
    """
    speaks_for_itself = total.party in vocabulary.current().own_voices
    is_own = not speaks_for_itself or term.party in ("", total.party)
    is_sure = wanted(total) and not total.is_rough
    still_holds = is_sure or not term.until or term.until >= total.first_day
    return term.day <= total.last_day and term.outlets >= LEAST_OUTLETS and is_own and bool(still_holds)


def says_groups(total: Total) -> bool:
    """Return whether a total names two or more of the groups that it can hold."""
    return len(frozenset(total.includes.split(";")) & composition.groups_of(total.group)) > 1


def wanted(total: Total) -> frozenset[str]:
    """Return the groups that a total is known to count: the two or more that it names, or all that a total of
    some groups (people other than militants) can hold; none where a total of everybody does not say.
    """
    can_hold = composition.groups_of(total.group)
    if says_groups(total):
        return frozenset(total.includes.split(";")) & can_hold
    return frozenset() if total.group == vocabulary.current().everyone else can_hold


def group_sets(total: Total) -> list[tuple[str, ...]]:
    """Return the sets of groups whose figures a total may be the sum of: what it is known to count; else all
    that are counted, those of another total, or one alone.
    """
    words = vocabulary.current()
    others = [words.contents(name) for name in words.totals if name != words.everyone]
    open_sets = [words.counted, *others, *([group] for group in words.counted)]
    sets = [wanted(total)] if wanted(total) else open_sets
    return [tuple(group for group in words.counted if group in groups) for groups in sets]
