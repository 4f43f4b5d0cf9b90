"""An event as one table with HXL hashtags: the totals in force, or the claims behind them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from tollbook import project_events, vocabulary
from tollbook.comparing import period_labels
from tollbook.exporting import hxl_tags
from tollbook.exporting.asked import Asked
from tollbook.exporting.event_tables import as_timestamp
from tollbook.exporting.hxl_tags import ENDS, EVENT, Column
from tollbook.moment_tables import known_tables
from tollbook.reconcile import as_of
from tollbook.tables import load
from tollbook.tabular import from_csv
from tollbook.vocabulary import ANY, Vocabulary
from tollbook.words import count, listing
from tollbook.workspace import PROCESSED

ALL_PARTIES = "All together"
ROW = ["party", "period", "rule"]
"""What one row of totals is of; its groups and outcomes are columns."""


class Tagged(NamedTuple):
    """A table: its columns, its rows (cells as text by the columns' keys), and what was left out and why."""

    columns: Sequence[Column]
    rows: Sequence[Mapping[str, str]]
    left_out: Sequence[str] = ()

    def content(self) -> bytes:
        """Return the CSV file: a row of headings, a row of hashtags, the rows."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.heading for column in self.columns])
        writer.writerow([column.tag for column in self.columns])
        writer.writerows([row.get(column.key, "") for column in self.columns] for row in self.rows)
        return text.getvalue().encode("utf-8")


def totals(asked: Asked, rule: str = "") -> Tagged:
    """Return the totals in force at the moment, a row for each party, period and rule (empty: every rule).

    A row's `known` is the moment since which all its figures hold: that of its newest.
    """
    asked.tables()
    table = as_of(load(asked.event, asked.project / PROCESSED, "totals"), as_timestamp(asked))
    table = table[table["rule"] == rule] if rule else table
    words = vocabulary.of(asked.event)
    people, left_out = counts_of_people(table, words, "total")
    people, none = with_figures(people)
    pairs = set(zip(people["outcome"], people["group"], strict=True))
    numbers = [
        column
        for outcome, one in words.outcomes.items()
        for group, other in words.groups.items()
        if (outcome, group) in pairs
        for column in hxl_tags.affected(outcome, one.title, group, other.title)
    ]
    about = about_event(asked)
    rows = [
        {**about, **dict(zip(ROW, key, strict=True)), **names(asked, key[0], key[1]), **figures(some)}
        for key, some in people.groupby(ROW, sort=True)
    ]
    return Tagged([*EVENT, *hxl_tags.TOTALS, *numbers], rows, [*left_out, *none])


def with_figures(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the totals with a figure, and a line that says how many have none, if any: some rules give a
    figure only where certain authorities spoke.
    """
    has_figure = rows[list(ENDS)].notna().any(axis=1)
    without = len(rows) - int(has_figure.sum())
    line = f"left out: {count(without, 'total')} for which the rule gives no figure"
    return rows[has_figure], [line] if without else []


def figures(rows: pd.DataFrame) -> dict[str, str]:
    """Return the cells of one row of totals: its figures by outcome and group, and since when all hold."""
    cells = {
        f"{row.outcome}/{row.group}/{end}": number(getattr(row, end))
        for row in rows.itertuples()
        for end in ENDS
    }
    return cells | {"known": iso(rows["since"].max())}


def claims(asked: Asked) -> Tagged:
    """Return the claims known at the moment, a row each, with whom they count in the column of the group."""
    files = {"claims": asked.tables()["claims"]}
    content = known_tables(asked.event, files, as_timestamp(asked), asked.raw)["claims"]
    table = from_csv(content.decode("utf-8"))
    words = vocabulary.of(asked.event)
    people, left_out = counts_of_people(table, words, "claim")
    outcomes = [name for name in words.outcomes if name in set(people["outcome"])]
    numbers = [column for name in outcomes for column in hxl_tags.affected(name, words.outcomes[name].title)]
    about = about_event(asked)
    rows = [{**claim(asked, words, row), **about} for row in people.to_dict("records")]
    return Tagged([*EVENT, *hxl_tags.CLAIMS, *numbers], rows, left_out)


def claim(asked: Asked, words: Vocabulary, row: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a claim."""
    group = words.groups.get(row["group"])
    return {
        **row,
        **names(asked, row["party"], row["period"]),
        "known": row["known_from"],
        "group_name": group.label if group else "",
        **{f"{row['outcome']}//{end}": row[end] for end in ENDS},
    }


def counts_of_people(rows: pd.DataFrame, words: Vocabulary, what: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that count people, and a line that says how many others there are, if any."""
    counts = {name for name, outcome in words.outcomes.items() if outcome.counts_people}
    others = rows[~rows["outcome"].isin(counts)]
    if others.empty:
        return rows, []
    numbers = others["outcome"].value_counts().sort_index()
    named = listing([f"{name} {one:,}" for name, one in numbers.items()])
    return rows[rows["outcome"].isin(counts)], [
        f"left out: {count(len(others), what)} whose outcome does not count people ({named})"
    ]


def about_event(asked: Asked) -> dict[str, str]:
    """Return the cells that all rows of an event share."""
    newest = load(asked.event, asked.project / PROCESSED, "claims")["known_from"].max()
    return {
        "event": asked.event,
        "event_name": asked.name,
        "region": project_events.rows()[asked.event]["region"],
        "as_of": asked.as_of or iso(newest),
    }


def names(asked: Asked, party: str, period: str) -> dict[str, str]:
    """Return the words for a party and for what is counted."""
    known = vocabulary.of(asked.event).parties
    label = ALL_PARTIES if party == ANY else known[party].label if party in known else party
    return {"party_name": label, "period_name": period_labels(asked.event).get(period, period)}


def iso(moment: pd.Timestamp) -> str:
    """Return a moment (UTC) as ISO 8601; empty for none."""
    return "" if pd.isna(moment) else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def number(value: object) -> str:
    """Return a whole number as text; empty for none."""
    return "" if pd.isna(value) else str(int(value))
