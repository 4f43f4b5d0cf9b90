"""Checks over clean claims: each finding names the page, the claims, what was expected and what was found.

Nothing is changed by a check. Severity: `error` cannot be right, `warning` needs a look, `note` is good to
know.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby, product

import pandas as pd

from tollbook.clean import UNKNOWN
from tollbook.reconcile import comparable

COLUMNS = ["check", "severity", "report_id", "claim_ids", "expected", "found", "message"]
TOTAL_GROUPS = ("all", "all_but_militants")
PART_LABELS = {"militants": "militants", "security": "security", "civilians": "civilians"}
PRE_ATTACK = "pre_attack"


def run(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of every check over clean claims, sorted by check, page and claims."""
    rows = [
        *totals_against_parts(claims),
        *women_and_children(claims),
        *unknown_terms(claims),
        *dates_before_event(claims),
    ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(
        ["check", "report_id", "claim_ids"], ignore_index=True
    )


def words(low: int | None, high: int | None) -> str:
    """Return an interval of whole numbers in words."""
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"{low:,} or more"
    return f"at most {high:,}" if low is None else f"{low:,} to {high:,}"


def bounds(claim: tuple) -> tuple[int | None, int | None]:
    """Return low and high of a claim as plain integers, None where there is none."""
    return tuple(None if pd.isna(number) else int(number) for number in (claim.low, claim.high))


def totals_against_parts(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield, for each total of killed that a page prints, which of the page's own figures add up to it, if
    any.
    """
    killed = comparable(claims[claims["outcome"] == "killed"]).sort_values(["report_id", "claim_id"])
    for report, page in groupby(killed.itertuples(index=False), key=lambda claim: claim.report_id):
        printed = list(page)
        parts = [claim for claim in printed if claim.group in PART_LABELS]
        totals = {
            (claim.group, *bounds(claim), claim.includes): claim
            for claim in reversed(printed)
            if claim.group in TOTAL_GROUPS
        }
        sums = list(sums_of_parts(parts)) if totals else []
        for total in sorted(totals.values(), key=lambda claim: claim.claim_id):
            possible = [entry for entry in sums if may_make_up(entry[2], total)]
            if possible:
                yield judge_total(report, total, possible)


def may_make_up(parts: tuple, total: tuple) -> bool:
    """Return whether the groups of `parts` can be what a total counts: none that it leaves out, by its own
    group or by the two or more groups that it names.
    """
    groups = {claim.group for claim in parts}
    named = set(total.includes.split(";")) & set(PART_LABELS)
    if total.group == "all_but_militants" and "militants" in groups:
        return False
    return len(named) < 2 or groups <= named


def sums_of_parts(parts: list[tuple]) -> Iterator[tuple[int, int | None, tuple]]:
    """Yield low, high and claims of every sum of two or more of a page's figures, at most one figure for each
    group.

    The raids before the attacks count as a group of their own, since some totals add them and some do not. A
    figure without a low end adds to no sum.
    """
    choices: dict[tuple[str, bool], dict[tuple, tuple]] = {}
    for claim in parts:
        low, high = bounds(claim)
        if low is not None:
            choices.setdefault((claim.group, claim.period == PRE_ATTACK), {}).setdefault((low, high), claim)
    for size in range(2, len(choices) + 1):
        for keys in combinations(sorted(choices), size):
            for picked in product(*(choices[key].items() for key in keys)):
                highs = [high for (_, high), _ in picked]
                total = None if None in highs else sum(highs)
                yield sum(low for (low, _), _ in picked), total, tuple(claim for _, claim in picked)


def judge_total(report: str, total: tuple, sums: list[tuple[int, int | None, tuple]]) -> tuple:
    """Return the finding for one printed total: the sum that fits it best, or that none does."""
    low, high = bounds(total)
    fitting = [entry for entry in sums if entry[0] >= (low or 0) and (high is None or entry[0] <= high)]
    stated = set(filter(None, total.includes.split(";"))) & set(PART_LABELS)
    expected = words(low, high)
    if not fitting:
        complete = [entry for entry in sums if stated and {claim.group for claim in entry[2]} == stated]
        best = min(complete or sums, key=lambda entry: abs(entry[0] - (low or high or 0)))
        found, ids = describe_sum(best, total)
        severity = "warning" if complete else "note"
        return (
            "parts_total",
            severity,
            report,
            ids,
            expected,
            found,
            f'The page\'s total "{total.figure}" is not a sum of its own figures; the nearest is {found}.',
        )
    best = min(
        fitting,
        key=lambda entry: (
            {claim.group for claim in entry[2]} != stated,
            entry[0] - (low or 0),
            -len(entry[2]),
        ),
    )
    found, ids = describe_sum(best, total)
    verb = "is" if low == high == best[0] == best[1] else "agrees with"
    return (
        "parts_total",
        "note",
        report,
        ids,
        expected,
        found,
        f'The page\'s total "{total.figure}" {verb} {found}.',
    )


def describe_sum(entry: tuple[int, int | None, tuple], total: tuple) -> tuple[str, str]:
    """Return a sum of parts in words (`193 = 145 militants + 17 security + 31 civilians`) and the claims it
    rests on.
    """
    low, high, parts = entry
    order = sorted(
        parts, key=lambda claim: (list(PART_LABELS).index(claim.group), claim.period == PRE_ATTACK)
    )
    terms = [
        f"{words(*bounds(claim))} {PART_LABELS[claim.group]}"
        + (" before the attacks" if claim.period == PRE_ATTACK else "")
        for claim in order
    ]
    ids = ";".join([total.claim_id, *(claim.claim_id for claim in order)])
    return f"{words(low, high)} = {' + '.join(terms)}", ids


def women_and_children(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages whose women and children among the civilians killed are more than all civilians killed
    there.
    """
    killed = claims[
        (claims["outcome"] == "killed") & (claims["group"] == "civilians") & (claims["unit"] == "people")
    ]
    whole = killed[killed["part"].eq("") & killed["is_whole"]]
    tops = whole.groupby("report_id")["high"].agg(lambda highs: highs.max() if highs.notna().all() else pd.NA)
    parts = killed[killed["part"].isin(["women", "children"]) & killed["low"].notna()]
    for report, page in parts.groupby("report_id", sort=True):
        least = int(page.groupby("part")["low"].min().sum())
        top = tops.get(report, pd.NA)
        if not pd.isna(top) and least > top:
            ids = ";".join([*whole.loc[whole["report_id"] == report, "claim_id"], *page["claim_id"]])
            yield (
                "women_children",
                "error",
                report,
                ids,
                f"at most {top:,}",
                f"{least:,}",
                f"Women and children come to {least:,}, more than the {top:,} civilians on the same page.",
            )


def unknown_terms(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield each noun, authority and place that the hand tables do not know, with the table to add it to."""
    for column, worded, table in (
        ("group", "category", "nouns"),
        ("party", "attributed_to", "authorities"),
        ("place_id", "place", "places"),
    ):
        unknown = claims[claims[column] == UNKNOWN]
        for (report, text), rows in unknown.groupby(["report_id", worded], sort=True):
            yield (
                f"unknown_{table}",
                "warning",
                report,
                ";".join(rows["claim_id"]),
                f"a row of {table}.csv",
                text,
                f'data/hand/{table}.csv has no row for "{text}": add one with what it means and why.',
            )


def dates_before_event(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages that are dated before what they count."""
    early = claims[claims["date_basis"] == "bounded"]
    for report, rows in early.groupby("report_id", sort=True):
        start = rows["said_from"].min().strftime("%Y-%m-%d %H:%M UTC")
        yield (
            "date_before_event",
            "warning",
            report,
            ";".join(rows["claim_id"]),
            f"not before {start}",
            "an earlier date",
            "The page is dated before what it counts; its claims are placed by their figures instead.",
        )
