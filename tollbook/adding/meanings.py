"""What the project makes of new rows: figures as numbers, nouns, authorities, places and periods, each
looked up where the notebooks look them up.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tollbook import figures, places, scope, terms, units, vocabulary
from tollbook.ledger import read_places
from tollbook.words import interval_words

AS_WORDED = "as worded"


def of_claims(rows: Sequence[dict[str, str]]) -> pd.DataFrame:
    """Return, for new rows of claims.csv in their order, what they mean.

    Columns: `interval` (the figure in words), `unread` (why it is no number, or none of what its category
    counts; else empty), `group`, `part`, `unit`, `noun_reason`, `origin`, `party`, `kind`,
    `authority_reason`, `place_id`, `place_reason`, `period`, `includes_reason`. A reason is empty where the
    hand tables know the wording.
    """
    claims = pd.DataFrame(list(rows), dtype=str)
    parts = []
    for event, own in claims.groupby("event_id", sort=False):
        with vocabulary.speaking_of(str(event)):
            parts.append(of_event(own))
    return pd.concat(parts).sort_index()


def of_event(claims: pd.DataFrame) -> pd.DataFrame:
    """Return what `of_claims` does for the claims of one event, on their index."""
    numbers = figures.read_figures(claims["figure"])
    where = places.resolve_places(claims["place"], read_places())
    who = terms.read_authorities(claims["attributed_to"], claims["event_id"])
    nouns = terms.read_nouns(claims.assign(party=who["party"]))
    return pd.DataFrame(
        {
            "interval": interval_words(numbers),
            "unread": numbers["reason"].mask(units.disagree(numbers, nouns), units.REASON),
            "group": nouns["group"],
            "part": nouns["part"],
            "unit": nouns["unit"],
            "noun_reason": nouns["reason"],
            "origin": who["origin"],
            "party": who["party"],
            "kind": who["kind"],
            "authority_reason": who["reason"].where(who["origin"].eq(""), ""),
            "place_id": where["place_id"],
            "place_reason": where["reason"],
            "period": period_of(claims),
            "includes_reason": terms.read_includes(claims["includes"], claims["event_id"])["reason"],
        }
    )


def period_of(claims: pd.DataFrame) -> pd.Series:
    """Return the period that each claim's own words give it: that of its window, the event's running count
    where it has none, or `AS_WORDED`. The notebooks also look at notes, places and other pages.
    """
    by_window = scope.match_periods(claims["window"], claims["event_id"], "window")
    default = claims["event_id"].map(scope.event_rows()["default_period"])
    return by_window.where(claims["window"].ne(""), default).fillna(AS_WORDED).replace("", "by its figure")


def of_places(rows: Sequence[dict[str, str]]) -> pd.DataFrame:
    """Return `place_id` and `place_reason` for new rows of sightings.csv in their order."""
    worded = pd.Series([row["place"] for row in rows], dtype=str)
    found = places.resolve_places(worded, read_places())
    return pd.DataFrame({"place_id": found["place_id"], "place_reason": found["reason"]})
