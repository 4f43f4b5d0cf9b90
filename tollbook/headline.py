"""The table at the head of a page: what each party says of each group, with the claims behind each number."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tollbook import vocabulary
from tollbook.comparing import period_labels
from tollbook.evidence import Evidence
from tollbook.theme import PARTIES, PARTY_LABELS
from tollbook.words import count, day, listing


@dataclass(frozen=True)
class Cell:
    """A party's figure for a group: its words, the address of its claims, and what must stand beside it."""

    party: str
    words: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A group, what happened to its people, and the figure of each party."""

    group: str
    label: str
    cells: tuple[Cell, ...]
    outcome: str


@dataclass(frozen=True)
class Headline:
    """The table: `counted` says above its rows what they count, `period` is the stretch of time that its
    figures count, `parties` are its columns.
    """

    title: str
    counted: str
    caption: str
    period: str
    parties: tuple[str, ...]
    rows: tuple[Row, ...]


def headline(evidence: Evidence) -> Headline | None:
    """Return the figures in force of the event's running count, or None where there is none: rows for each
    outcome that the event is about, such as killed and missing.

    Parties that gave no figure have no column, groups without a figure no row.
    """
    outcomes = vocabulary.main_outcomes(evidence.run.event)
    figures = pd.concat([evidence.figures_of(outcome).assign(outcome=outcome) for outcome in outcomes])
    if figures.empty:
        return None
    parties = [party for party in PARTIES if party in set(figures["party"])]
    rows = [row for outcome in outcomes for row in rows_of(figures, outcome, parties, evidence)]
    period = capital(period_labels(evidence.run.event)[evidence.run.period])
    caption = (
        f"{period}. The date is the day from which the figure was its party’s newest. Each column is one"
        " account: figures of different columns are not added up."
    )
    labels = tuple(PARTY_LABELS[party] for party in parties)
    counted = vocabulary.current().outcomes[outcomes[0]].title if len(outcomes) == 1 else "People"
    return Headline(title_of(outcomes), counted, caption, evidence.run.period, labels, tuple(rows))


def rows_of(figures: pd.DataFrame, outcome: str, parties: list[str], evidence: Evidence) -> list[Row]:
    """Return the rows of one outcome; they name it where the event is about more than one."""
    words, some = vocabulary.current(), figures[figures["outcome"] == outcome]
    is_one = len(vocabulary.main_outcomes(evidence.run.event)) == 1
    cells = {
        (row.party, row.group): Cell(row.party, row.words, row.href, note(row, evidence.run.zone))
        for row in some.itertuples()
    }
    found = []
    for name in [name for name in words.shown if name in set(some["group"])]:
        group = words.groups[name]
        label = group.as_printed if is_one else f"{group.plural}, {words.outcomes[outcome].label}"
        told = tuple(cells.get((party, name), Cell(party)) for party in parties)
        found.append(Row(name, capital(label), told, outcome))
    return found


def title_of(outcomes: tuple[str, ...]) -> str:
    """Return what the table is about: `People killed and missing, by group and by who gives the figure`."""
    words = vocabulary.current().outcomes
    return f"People {listing([words[name].label for name in outcomes])}, by group and by who gives the figure"


def note(row: object, zone: str) -> str:
    """Return what stands beside a figure: since when, and how many outlets carry it."""
    since = day(pd.Timestamp(row.since), zone, year=False)
    return f"{since}, {count(int(row.n_outlets), 'outlet')}"


def capital(text: str) -> str:
    """Return `text` with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"
