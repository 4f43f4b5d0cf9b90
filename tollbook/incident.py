"""What happened, in words: `events.csv` and `place_outcomes.csv` of `data/hand` say it for each event."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from tollbook import paths, project_events, vocabulary

TABLES = ("events", "place_outcomes")
HIT = "hit"
"""What is said of a place where no row has another word: it suits an attack, an earthquake and a flood."""


class Incident(NamedTuple):
    """What happened in the middle of a sentence: one of it, several, and what a place was that it came to
    (`named as attacked`); and the outcomes of those claims that count such places (empty: every outcome)."""

    one: str
    several: str
    hit: str
    outcomes: frozenset[str]


def current() -> Incident:
    """Return what happened in the event spoken of (`vocabulary.speaking_of`)."""
    return of(vocabulary.EVENT.get())


def of(event: str) -> Incident:
    """Return what happened in an event; general words where its rows say nothing, or for no event."""
    states = tuple(vocabulary.state(paths.resolve(f"data/hand/{name}.csv")) for name in TABLES)
    return read(event, paths.WITHIN.get(), states)


@lru_cache(maxsize=256)
def read(event: str, _within: object, _states: tuple) -> Incident:
    """Read what happened in an event, once for each state of its tables: a page asks for it many times."""
    about = project_events.rows().get(event, {})
    rows = vocabulary.own_or_common("place_outcomes", event)
    word = next(iter(rows["word"]), "") or HIT
    one, several = about.get("incident") or "incident", about.get("incidents") or "incidents"
    return Incident(one, several, word, frozenset(rows["outcome"]))


def counts_places(claims: pd.DataFrame) -> pd.Series:
    """Return for each claim (outcome, event_id where there are several) whether its outcome is one of its
    event's places; the words of the event spoken of hold where claims have no event."""
    events = claims.get("event_id", pd.Series(vocabulary.EVENT.get(), index=claims.index))
    found = pd.Series(False, index=claims.index)
    for event in events.unique():
        wanted = of(event).outcomes
        found |= events.eq(event) & (claims["outcome"].isin(wanted) if wanted else True)
    return found
