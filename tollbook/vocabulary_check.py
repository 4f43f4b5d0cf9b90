"""Whether an event can be spoken of and drawn: each group has its own colour, each party its own mark, and
each outcome its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from tollbook import event_check
from tollbook.problem import Problem, of_hand, shown
from tollbook.vocabulary import LIST

COLOURS = ("ochre", "blue", "crimson", "indigo", "maroon", "grey")
MARKS = ("disc", "diamond", "square", "triangle", "cross", "wedge")
DRAWN = {"groups": ("group", "colour", COLOURS), "parties": ("party", "mark", MARKS)}
"""For each table: what its rows are, the column of how they are drawn, and what there is to choose from."""
TABLES = tuple(dict.fromkeys((*DRAWN, "outcomes", *event_check.TABLES)))
"""The hand tables that this module and `event_check` check."""


def problems(frames: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield a problem for each group whose colour, and each party whose mark, another one of its event has,
    and for each outcome of an event that no row says the words for.

    `frames` has the hand tables `TABLES`, as text; one that is missing, or lacks a column, is passed over:
    that is another check's problem.
    """
    for name, (noun, column, allowed) in DRAWN.items():
        frame = frames.get(name)
        if frame is not None and {"event_id", noun, column} <= set(frame.columns):
            yield from repeated(name, frame, noun, column, allowed)
    if "events" in frames and "outcomes" in frames:
        yield from unknown_outcomes(frames["events"], frames["outcomes"])
    yield from event_check.problems(frames)


def repeated(
    name: str, frame: pd.DataFrame, noun: str, column: str, allowed: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield the rows of one table whose cell in `column` an earlier row of the same event has."""
    for event, rows in frame[frame[column].isin(allowed)].groupby("event_id", sort=False):
        owners = rows.drop_duplicates(column).set_index(column)[noun]
        used = set(rows[column])
        left = [choice for choice in allowed if choice not in used]
        todo = f"use one of: {', '.join(left)}" if left else f"give an event at most {len(allowed)} of them"
        for number, row in rows[rows.duplicated(column)].iterrows():
            of = f" of {event}" if event else ""
            what = f"{shown(row[column])} is the {column} of {shown(owners[row[column]])}{of} already"
            yield of_hand(name, number, column, what, todo)


def unknown_outcomes(events: pd.DataFrame, outcomes: pd.DataFrame) -> Iterator[Problem]:
    """Yield the outcomes that an event is said to be about and that have no row of their own."""
    if "outcomes" not in events or "outcome" not in outcomes:
        return
    known = list(outcomes["outcome"])
    for number, cell in events["outcomes"].items():
        for name in filter(None, cell.split(LIST)):
            if name not in known:
                what, todo = f"{shown(name)} is not in outcomes.csv", f"use one of: {', '.join(known)}"
                yield Problem(
                    "hand/events.csv", int(number), "outcomes", what, f"{todo}; or add its row there"
                )
