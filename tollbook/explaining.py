"""Which figures explain each published total: of its own page, and of all that were known by then.

The sum that explains a total is the first in this order: an exact sum before one that agrees with a rounded
or open total; of just the groups that the total names; found where `BASES` says, from what the total itself
lists down to the ledger; of the total's own period; of figures given by then and not yet overtaken; of
figures that more outlets carry; of the same day. Sums that are alike in all this are all given. A sum of
figures that different parties gave explains nothing, but on the total's own page. A total that does not say
which groups it counts and is rounded or open, or that may be any of more than ten numbers, is explained by
pages alone, not by the ledger: too many sums would fit. Small totals and round ones meet a sum by chance more
easily than others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from tollbook import by_event, composition, reconcile, statements, vocabulary
from tollbook.addends import LEAST_OUTLETS, Addends, addends
from tollbook.composition import Short, Term, Terms, groups_in
from tollbook.paths import hand
from tollbook.scope import Wider, counts_whole_group
from tollbook.words import GROUP_WORDS, interval, listing

BASES = ("its own list", "its page", "parts on its page", "another page", "the ledger", "one group")
OWN_LIST, PAGE, PARTS, OTHER_PAGE, LEDGER, ONE_GROUP = range(len(BASES))
MOST_FIGURES = 24  # of one group, the most carried, that the ledger lends to a sum
MOST_TOLD = 3  # sums that fit alike
ROUND = 10  # a total that this divides is taken for a rounded one
FOUND = ["found", "kind", "basis", "counts", "statement_ids"]


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


def explain(claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each statement of a total of killed (groups made of others, the whole event; killed,
    or what else the event's totals count): what explains it.

    `claims` are clean claims with `statement_id`, as known at one moment, of one event or several, and may
    have `includes_worded` (what a figure includes, as worded). Columns: statement_id, event_id, origin,
    party, group, period, figure (in words), includes, outlets; `found`, the sum in words (`58 = 22 security +
    36 civilians`; several joined by `; or `); `kind`: `exact`, `agrees` (the total or a term is rounded or
    open), `none`, or `untested` (dozens, hundreds: no sum could contradict it); `basis`, one of `BASES`;
    `counts`, the groups that the sum counts; `statement_ids` of its terms, joined by `;`, empty for a list.
    """
    table = by_event.each(explain_event, claims)
    return table.sort_values("statement_id", kind="stable", ignore_index=True)


class Printed(NamedTuple):
    """The totals of one event: a row for each statement, what it says, the sums that explain it best, and
    what sums could be made of.
    """

    rows: pd.DataFrame
    totals: list[Total | None]
    best: list[list[Sum]]
    known: Addends


def printed_totals(claims: pd.DataFrame) -> Printed:
    """Return the totals that the claims of the event spoken of print, and the sums that explain them."""
    is_toll = by_event.is_main_outcome(claims) & claims["unit"].eq("people") & ~claims["increment"]
    killed = claims[is_toll]
    killed = killed.assign(day=reconcile.said_day(killed))
    printed = killed[counts_whole_group(killed) & by_event.is_total(killed)]
    rows, known = statements.collapse(printed), addends(killed)
    totals = list(read_totals(rows, printed))
    return Printed(rows, totals, explain_all(totals, known), known)


def explain_event(claims: pd.DataFrame) -> pd.DataFrame:
    """Return what `explain` does for the claims of the event spoken of."""
    rows, totals, best, known = printed_totals(claims)
    short = hand("periods").set_index(["event_id", "period"])["short"].to_dict()
    found = [told(total, sums, short, known.wider) for total, sums in zip(totals, best, strict=True)]
    table = rows.rename(columns={"n_outlets": "outlets"}).assign(
        figure=[interval(*ends) for ends in zip(rows["low"], rows["high"], rows["best"], strict=True)]
    )
    kept = ["statement_id", "event_id", "origin", "party", "group", "period", "figure", "includes", "outlets"]
    return table[kept].join(pd.DataFrame(found, columns=FOUND, index=table.index, dtype=object))


def read_totals(rows: pd.DataFrame, printed: pd.DataFrame) -> Iterator[Total | None]:
    """Yield each statement of a total as a `Total`; None for one that no sum could contradict."""
    worded = printed.get("includes_worded", pd.Series("", index=printed.index))
    said = printed.assign(worded=worded).groupby("statement_id")
    first, last = said["day"].min(), said["day"].max()
    lists, pages = (
        said[column].agg(lambda cells: tuple(sorted(set(cells)))) for column in ("worded", "report_id")
    )
    for row in rows.itertuples(index=False):
        low, high = (None if pd.isna(end) else int(end) for end in (row.low, row.high))
        if row.precision == "vague" or (low is None and high is None):
            yield None
            continue
        least, most = composition.window(low, high, row.precision)
        most_on_page = most + (ROUND - 1 if least == most and most % ROUND == 0 else 0)
        key, is_open = row.statement_id, low is None or high is None
        scope = (row.event_id, row.party, row.group, row.period, row.includes)
        said_on = (first[key], last[key], lists[key], pages[key])
        is_rough = most_on_page - least > 1
        yield Total(*scope, least, most_on_page, most, is_open, is_rough, *said_on)


def explain_all(totals: list[Total | None], known: Addends) -> list[list[Sum]]:
    """Return the sums that explain each total best. A total that does not say which groups it counts may take
    over what explains the same number where a page says it.
    """
    first = [best_sums(list(possible_sums(total, known)), total, known.wider) for total in totals]
    said: dict[tuple[str, int, int], list[Terms]] = {}
    for total, sums in zip(totals, first, strict=True):
        is_sure = total and len(sums) == 1 and sums[0].basis <= (LEDGER if wanted(total) else PARTS)
        if total and is_sure:
            said.setdefault((total.event, total.least, total.most), []).append(sums[0].terms)
    found = []
    for total, sums in zip(totals, first, strict=True):
        if total and not says_groups(total):
            others = dict.fromkeys(said.get((total.event, total.least, total.most), []))
            more = [Sum(terms, OTHER_PAGE) for terms in others if is_fitting(terms, total, known.wider)]
            sums = best_sums([*sums, *more], total, known.wider)
        found.append(sums)
    return found


def best_sums(sums: list[Sum], total: Total | None, wider: Wider) -> list[Sum]:
    """Return the sums that fit a total best, those alike in rank all; of the same numbers the first."""
    if total is None or not sums:
        return []
    ranks = [rank(entry, total, wider) for entry in sums]
    best = [entry for own, entry in zip(ranks, sums, strict=True) if own == min(ranks)]
    numbers: dict[tuple[int, ...], Sum] = {}
    for entry in best:
        numbers.setdefault(tuple(sorted(term.low for term in entry.terms)), entry)
    return list(numbers.values())


def told(total: Total | None, sums: list[Sum], short: Short, wider: Wider) -> tuple[str, ...]:
    """Return the cells of `FOUND` for one total and the sums that explain it best."""
    if total is None or not sums:
        return "", "none" if total else "untested", "", "", ""
    groups = {group for entry in sums for group in groups_in(entry.terms)}
    everyone = vocabulary.current().everyone
    is_mixed = any(term.group == everyone for entry in sums for term in entry.terms)
    counts = listing([GROUP_WORDS[group] for group in vocabulary.current().counted if group in groups])
    ids = [term.ids for entry in sums[:MOST_TOLD] for term in composition.in_order(entry.terms)]
    texts = [composition.words(entry.terms, short, total.period, wider) for entry in sums[:MOST_TOLD]]
    more = [f"{len(sums) - MOST_TOLD} more"] if len(sums) > MOST_TOLD else []
    return (
        "; or ".join([*texts, *more]),
        "exact" if is_exact(sums[0].terms, total) else "agrees",
        BASES[sums[0].basis],
        "people of groups not told" if is_mixed else counts,
        ";".join(filter(None, dict.fromkeys(ids))),
    )


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


def is_exact(terms: Terms, total: Total) -> bool:
    """Return whether a total that is not open is just the sum of exact figures."""
    return not total.is_open and composition.ends(terms) == (total.least, total.least)


def rank(entry: Sum, total: Total, wider: Wider) -> tuple[int, ...]:
    """Return what orders the sums that fit a total, the best lowest (see the head of this module)."""
    terms, named = entry.terms, wanted(total)
    outlets = entry.pages or min(term.outlets for term in terms)
    today = pd.Timestamp(total.first_day)
    days = [abs((pd.Timestamp(term.day) - today).days) for term in terms if term.day and not entry.pages]
    return (
        int(not total.is_rough and not is_exact(terms, total)),
        int(bool(named) and groups_in(terms) != named),
        min(entry.basis, LEDGER),  # one group's figure stands with the ledger's sums: outlets decide
        composition.nearness(terms, total.period, wider) or 0,
        sum(bool(term.until) and term.until <= total.first_day for term in terms)
        + sum(term.day > total.first_day for term in terms if not entry.pages),
        -outlets.bit_length(),  # about as many outlets: within a factor of two
        int(not is_exact(terms, total)),
        max(days, default=0),
    )
