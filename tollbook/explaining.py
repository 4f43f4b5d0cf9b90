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
from typing import NamedTuple

import pandas as pd

from tollbook import by_event, composition, reconcile, statements, vocabulary
from tollbook.addends import Addends, addends
from tollbook.composition import Short, Terms, groups_in
from tollbook.paths import hand
from tollbook.possible_sums import (
    BASES,
    LEDGER,
    OTHER_PAGE,
    PARTS,
    ROUND,
    Sum,
    Total,
    is_fitting,
    possible_sums,
    says_groups,
    wanted,
)
from tollbook.scope import Wider, counts_whole_group
from tollbook.words import GROUP_WORDS, interval, listing

MOST_TOLD = 3  # sums that fit alike
FOUND = ["found", "kind", "basis", "counts", "statement_ids"]


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
    texts = [composition.words(entry.terms, short, total.period, wider, True) for entry in sums[:MOST_TOLD]]
    more = [f"{len(sums) - MOST_TOLD} more"] if len(sums) > MOST_TOLD else []
    return (
        "; or ".join([*texts, *more]),
        "exact" if is_exact(sums[0].terms, total) else "agrees",
        BASES[sums[0].basis],
        "people of groups not told" if is_mixed else counts,
        ";".join(filter(None, dict.fromkeys(ids))),
    )


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
