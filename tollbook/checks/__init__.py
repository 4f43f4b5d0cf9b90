"""Checks over clean claims: each finding names the page, the claims, what was expected and what was found.

Nothing is changed by a check. Severity: `error` cannot be right, `warning` needs a look, `note` is good to
know. What a reader of a page wrote in `note` decides nothing; only a date that the note quotes is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from tollbook import vocabulary
from tollbook.checks import days, digits, losses, parts, scopes, slips, sums, terms, timing

COLUMNS = ["check", "severity", "report_id", "claim_ids", "expected", "found", "message"]
CHECKS = (
    sums.totals_against_parts,
    sums.women_and_children,
    parts.parts_over_wholes,
    losses.claimed_and_own,
    timing.overtaken,
    timing.increments,
    slips.wrong_places,
    slips.wrong_periods,
    digits.digit_slips,
    scopes.figures_of_two_periods,
    scopes.groups_beyond,
    scopes.unknown_windows,
    terms.unknown_terms,
    terms.dates_before_event,
)
TEXT_COLUMNS = (
    "event_id",
    "outlet",
    "source_origin",
    "source_party",
    "precision",
    "period_basis",
    "includes",
    "statement_id",
    "figure",
    "as_of",
    "window",
    "note",
)
MOMENTS = ("said_from", "said_to", "known_from")


def run(
    claims: pd.DataFrame,
    places: pd.DataFrame | None = None,
    only: Iterable[Callable[[pd.DataFrame], Iterable[tuple]]] | None = None,
) -> pd.DataFrame:
    """Return the findings of every check over clean claims, sorted by check, page and claims.

    `places` is the table of places (see `tollbook.places.places`) of the same pages; without it the sightings
    are not checked. A column that `claims` lacks is taken as empty: the checks that need it find nothing.
    `only`: the checks to make, such as `sums.totals_against_parts`, where not all are asked for.
    """
    checked = complete(claims)
    rows = list(findings(checked, places) if only is None else of_events(checked, only))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(
        ["check", "report_id", "claim_ids", "found"], ignore_index=True
    )


def findings(claims: pd.DataFrame, places: pd.DataFrame | None) -> Iterator[tuple]:
    """Yield the findings of every check."""
    yield from of_events(claims, (counted_otherwise, *CHECKS))
    yield from days.wrong_dates(claims, places)
    if places is not None:
        yield from terms.unknown_places(places)


def of_events(
    claims: pd.DataFrame, some: Iterable[Callable[[pd.DataFrame], Iterable[tuple]]]
) -> Iterator[tuple]:
    """Yield the findings of some checks on the claims of each event, while it is the one spoken of: whom they
    count, and for which parties, is said by the event.
    """
    chosen = list(some)
    for event, own in claims.groupby("event_id", sort=True):
        with vocabulary.speaking_of(str(event)):
            found = [row for check in chosen for row in check(own)]
        yield from found


def counted_otherwise(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the figures given to another group, and the counts that fall but for them."""
    wrong = list(slips.wrong_groups(claims))
    yield from wrong
    yield from timing.falling(claims, wrong)


def complete(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with every column that a check reads."""
    texts = {name: "" for name in TEXT_COLUMNS if name not in claims}
    moments = {
        name: pd.Series(pd.NaT, claims.index, "datetime64[s, UTC]") for name in MOMENTS if name not in claims
    }
    best = {} if "best" in claims else {"best": pd.Series(pd.NA, claims.index, "Int64")}
    return claims.assign(**texts, **moments, **best)
