"""Checks of sums: a page's total against its own parts; women and children against all civilians.

Who is counted is said by the vocabulary of the event spoken of.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pandas as pd

from tollbook import by_event, composition, vocabulary
from tollbook.composition import Ends, Term, Terms
from tollbook.paths import hand
from tollbook.scope import Wider, counts_whole_group, wider_periods
from tollbook.words import GROUP_WORDS, interval


def bounds(claim: tuple) -> Ends:
    """Return low and high of a claim as plain integers, None where there is none."""
    low, high = (None if pd.isna(number) else int(number) for number in (claim.low, claim.high))
    return low, high


def totals_against_parts(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield, for each total of killed that a page prints, which of the page's own figures add up to it, if
    any.
    """
    killed = claims[by_event.is_main_outcome(claims) & counts_whole_group(claims)]
    keys = ["event_id", "report_id"]
    with_total = killed.loc[by_event.is_total(killed), keys].drop_duplicates()
    killed = killed.merge(with_total, on=keys, validate="many_to_one").sort_values([*keys, "claim_id"])
    wider = wider_periods()
    short = hand("periods").set_index(["event_id", "period"])["short"].to_dict()
    pages = groupby(killed.itertuples(index=False), key=lambda claim: (claim.event_id, claim.report_id))
    for _, page in pages:
        yield from judge_page(list(page), wider, short)


def judge_page(printed: list[tuple], wider: Wider, short: composition.Short) -> Iterator[tuple]:
    """Yield the finding for each total of one page that some of the page's figures can make up.

    "Dozens" and the like are no totals that a sum could be held against.
    """
    total_groups = vocabulary.current().totals
    totals = {
        (claim.group, *bounds(claim), claim.includes): claim
        for claim in reversed(printed)
        if claim.group in total_groups and claim.precision != "vague"
    }
    sums = list(composition.sums_of(page_terms(printed), wider))
    for total in sorted(totals.values(), key=lambda claim: claim.claim_id):
        possible = [
            terms
            for terms in sums
            if composition.may_make_up(terms, total.group, total.includes)
            and composition.nearness(terms, total.period, wider) is not None
        ]
        if possible:
            yield judge_total(total, possible, wider, short)


def page_terms(printed: list[tuple]) -> list[Term]:
    """Return a page's figures of whole groups as terms, each once. A figure without a low end is none."""
    terms: dict[tuple, Term] = {}
    counted = vocabulary.current().counted
    for claim in printed:
        low, high = bounds(claim)
        if low is not None and claim.group in counted:
            term = Term(claim.event_id, claim.group, "", "", claim.period, low, high, claim.claim_id)
            terms.setdefault(term[:7], term)
    return list(terms.values())


def judge_total(total: tuple, sums: list[Terms], wider: Wider, short: composition.Short) -> tuple:
    """Return the finding for one printed total: the sum that fits it best, or that none does."""
    low, high = bounds(total)
    stated = frozenset(total.includes.split(";")) & frozenset(vocabulary.current().counted)
    span = composition.window(low, high, total.precision)
    fitting = [terms for terms in sums if composition.fits(terms, *span, high is None)]
    complete = [terms for terms in sums if stated and composition.groups_in(terms) == stated]

    def rank(terms: Terms) -> tuple[bool, int, int, int]:
        off = abs(composition.ends(terms)[0] - (low or high or 0))
        near = composition.nearness(terms, total.period, wider) or 0
        return bool(fitting) and composition.groups_in(terms) != stated, off, near, -len(terms)

    best = composition.in_order(min(fitting or complete or sums, key=rank))
    found = composition.words(best, short, total.period, wider)
    if not fitting:
        severity, verb = "warning" if complete else "note", "is not a sum of its own figures; the nearest is"
    else:
        is_just = low is not None and (low, high) == (low, low) and composition.ends(best) == (low, low)
        severity, verb = "note", "is" if is_just else "agrees with"
    return (
        "parts_total",
        severity,
        total.report_id,
        ";".join([total.claim_id, *(term.ids for term in best)]),
        interval(low, high),
        found,
        f'The page\'s total "{total.figure}" {verb} {found}.',
    )


def women_and_children(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages whose women and children among the civilians killed (the groups that are no party's own
    people) are more than all civilians killed there.
    """
    for group in vocabulary.current().bystanders:
        is_toll = by_event.is_main_outcome(claims) & claims["group"].eq(group)
        yield from women_and_children_of(claims[is_toll & claims["unit"].eq("people")], group)


def women_and_children_of(killed: pd.DataFrame, group: str) -> Iterator[tuple]:
    """Yield what `women_and_children` does for one group, from the claims that count it."""
    whole = killed[killed["part"].eq("") & killed["is_whole"]]
    highs = whole.groupby("report_id")["high"]
    tops = highs.max()[highs.count() == highs.size()]  # a figure without an upper end leaves the page open
    parts = killed[killed["part"].isin(["women", "children"]) & killed["low"].notna()]
    lows = parts.groupby(["report_id", "part"])["low"].min().groupby("report_id").sum()
    for report, least in lows.items():
        top = tops.get(report, pd.NA)
        if not pd.isna(top) and least > top:
            page = parts[parts["report_id"] == report]
            ids = ";".join([*whole.loc[whole["report_id"] == report, "claim_id"], *page["claim_id"]])
            yield (
                "women_children",
                "error",
                report,
                ids,
                f"at most {top:,}",
                f"{least:,}",
                f"Women and children come to {least:,}, more than the {top:,} "
                f"{GROUP_WORDS[group]} on the same page.",
            )
