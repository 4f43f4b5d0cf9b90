"""Which kind of entry a change of a row makes, and which changes are one cause: by table and cell alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tollbook.differences.rows import Change

CORRECTION, RECLASSIFICATION, UPDATE = "correction", "reclassification", "update"
KINDS = (CORRECTION, RECLASSIFICATION, UPDATE)

DECIDES_ON_A_CLAIM = ("hand/withheld", "hand/overrules", "hand/echo_overrules")
HOW_FIGURES_ARE_READ = (
    "hand/quantifiers",
    "hand/number_words",
    "hand/figure_nouns",
    "hand/figure_languages",
    "hand/date_words",
)
REMARKS = ("note", "outlet_type")
"""Columns of the raw tables that are the reader's own words."""
ROWS_OF_PAGES = ("raw/claims", "raw/reports", "raw/sightings")
GAZETTEER = "raw/places"
SPELLINGS = ("place", "alt_names", "hand_aliases")
"""Columns of the gazetteer by which names are read; the others say where a place is."""
APART = ("raw/series",)
"""Raw tables that no total of an event is made from."""


@dataclass(frozen=True)
class Cause:
    """Changes that are one matter: a page with its claims, one claim, one row, or all rows of a hand table
    (`is_table`). `about` names the page, claim or row.
    """

    kind: str
    about: str
    changes: tuple[Change, ...]
    is_table: bool = False


def kind_of_row(change: Change) -> str:
    """Return the kind of entry that a changed row makes."""
    if change.table in ROWS_OF_PAGES + APART:
        if change.before is None:
            return UPDATE
        is_remark = change.after is not None and set(change.columns) <= set(REMARKS)
        return RECLASSIFICATION if is_remark else CORRECTION
    if change.table == GAZETTEER:
        is_mended = None not in (change.before, change.after) and not set(change.columns) & set(SPELLINGS)
        return CORRECTION if is_mended else RECLASSIFICATION
    is_correction = change.table in DECIDES_ON_A_CLAIM + HOW_FIGURES_ARE_READ
    return CORRECTION if is_correction else RECLASSIFICATION


def causes(changes: Iterable[Change], old_claims: Mapping[str, str]) -> list[Cause]:
    """Return changes by their causes, in the order in which their effects are found: hand tables, raw rows
    that were there before, new ones.

    old_claims: the pages of the claims that the old state has, by claim_id. A hand row that decides on a
    claim goes with what else changed of that claim or, where it is new, of its page.
    """
    changes = with_mended_sightings(changes)
    pages = {name for change in changes if change.table == "raw/reports" for name in new_page(change)}
    gone = {
        change.row["report_id"] for change in changes if change.table == "raw/reports" and not change.after
    }
    found: dict[tuple[str, str], list[Change]] = defaultdict(list)
    changed = {change.key[0] for change in changes if change.table == "raw/claims"}
    page_of = dict(old_claims) | {
        change.key[0]: change.row["report_id"] for change in changes if change.table == "raw/claims"
    }
    for change in sorted(changes, key=lambda one: one.table.startswith("raw/")):
        found[about(change, pages | gone, changed, old_claims, page_of)].append(change)
    made = [
        Cause(kind, name, tuple(rows), name.startswith("hand/") or name == GAZETTEER)
        for (kind, name), rows in found.items()
    ]
    return sorted(made, key=rank)


def with_mended_sightings(changes: Iterable[Change]) -> list[Change]:
    """Return changes with the sightings of a page that are gone and those that are new, which have no names
    of their own, as rows that changed: the last new ones are new indeed.
    """
    found, gone = [], defaultdict[str, list[Change]](list)
    for change in sorted(changes, key=lambda one: one.after is not None):
        page = change.row.get("report_id", "")
        if change.table != "raw/sightings" or None not in (change.before, change.after):
            found.append(change)
        elif change.after is None:
            gone[page].append(change)
        elif gone[page]:
            found.append(replace(change, old_key=gone[page][0].key, before=gone[page].pop(0).before))
        else:
            found.append(change)
    return found + [change for some in gone.values() for change in some]


def new_page(change: Change) -> set[str]:
    """Return the page that a row of reports brings, if it does."""
    return {change.row["report_id"]} if change.before is None else set()


def about(
    change: Change,
    pages: set[str],
    changed: set[str],
    old_claims: Mapping[str, str],
    page_of: Mapping[str, str],
) -> tuple[str, str]:
    """Return the kind of a change and what it is about: a table of hand rows, a claim, or a page."""
    kind, row = kind_of_row(change), change.row
    claim = row.get("claim_id", "")
    if change.table in ROWS_OF_PAGES:
        is_page = row["report_id"] in pages or kind == UPDATE or change.table != "raw/claims"
        return kind, row["report_id"] if is_page else claim
    if change.table in APART:
        return kind, change.table
    if claim and claim in changed:
        if claim in old_claims:
            return CORRECTION, page_of[claim] if page_of[claim] in pages else claim
        return UPDATE, page_of[claim]
    if claim and claim not in old_claims:
        return RECLASSIFICATION, change.table  # a row on a claim that no state has: it does nothing
    return (kind, claim) if claim else (kind, change.table)


def rank(cause: Cause) -> tuple[int, int, str]:
    """Return the place of a cause in the order of making changes: words that only new pages use do nothing
    if their rows come first.
    """
    first = {CORRECTION: 1, RECLASSIFICATION: 0, UPDATE: 2}[cause.kind]
    return (0 if cause.is_table else 1, first, cause.about)


def of_event(changes: Iterable[Change], event: str, pages: set[str], claims: set[str]) -> list[Change]:
    """Return the changes that can touch an event: its own rows and those of every event, and rows on its
    pages and claims (those that are its own in either state).
    """
    found = []
    for change in changes:
        events = change.values("event_id")
        if change.table in ("raw/reports", "hand/echo_overrules"):
            is_own = bool(change.values("report_id") & pages)
        elif change.table in DECIDES_ON_A_CLAIM:
            is_own = bool(change.values("claim_id") & claims)
        elif change.table in APART:
            is_own = False
        else:
            is_own = not events or "" in events or event in events
        found += [change] if is_own else []
    return found
