"""The table at the head of a page: what each party says of each group, with the claims behind each number."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tollbook.comparing import period_labels
from tollbook.evidence import Evidence
from tollbook.theme import GROUPS, PARTIES, PARTY_LABELS
from tollbook.words import GROUP_WORDS, count, day

AS_PRINTED = {"all": "people, as printed"}  # many pages do not say whether militants are counted
TITLE = "People killed, by group and by who gives the figure"


@dataclass(frozen=True)
class Cell:
    """A party's figure for a group: its words, the address of its claims, and what must stand beside it."""

    party: str
    words: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A group and the figure of each party."""

    group: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Headline:
    """The table: `period` is the stretch of time that its figures count, `parties` are its columns."""

    title: str
    caption: str
    period: str
    parties: tuple[str, ...]
    rows: tuple[Row, ...]


def headline(evidence: Evidence) -> Headline | None:
    """Return the figures in force of the event's running count, or None where there is none.

    Parties that gave no figure have no column, groups without a figure no row.
    """
    figures = evidence.headline()
    if figures.empty:
        return None
    parties = [party for party in PARTIES if party in set(figures["party"])]
    order = ("civilians", "security", "militants", *GROUPS)
    groups = [group for group in dict.fromkeys(order) if group in set(figures["group"])]
    cells = {
        (row.party, row.group): Cell(row.party, row.words, row.href, note(row, evidence.run.zone))
        for row in figures.itertuples()
    }
    rows = tuple(
        Row(
            group,
            capital({**GROUP_WORDS, **AS_PRINTED}[group]),
            tuple(cells.get((party, group), Cell(party)) for party in parties),
        )
        for group in groups
    )
    period = capital(period_labels(evidence.run.event)[evidence.run.period])
    caption = (
        f"{period}. The date is the day from which the figure was its party’s newest. Each column is one"
        " account: figures of different columns are not added up."
    )
    return Headline(
        TITLE, caption, evidence.run.period, tuple(PARTY_LABELS[party] for party in parties), rows
    )


def note(row: object, zone: str) -> str:
    """Return what stands beside a figure: since when, and how many outlets carry it."""
    since = day(pd.Timestamp(row.since), zone, year=False)
    return f"{since}, {count(int(row.n_outlets), 'outlet')}"


def capital(text: str) -> str:
    """Return `text` with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"
