"""Groups, parties and outcomes in tables that may have rows of several events: each row by its own event's.

A table without a column `event_id` is about the event spoken of (`tollbook.vocabulary`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from tollbook import vocabulary
from tollbook.distinct import each_distinct
from tollbook.vocabulary import EVENT, Vocabulary


def is_among(
    rows: pd.DataFrame, read: Callable[[Vocabulary], Iterable[str]], column: str = "group"
) -> pd.Series:
    """Return whether the cell of each row is one of the names that `read` takes from its event's
    vocabulary.
    """
    if "event_id" not in rows:
        return rows[column].isin(list(read(vocabulary.current())))
    names = {event: set(read(of(event))) for event in rows["event_id"].unique()}
    if len(names) == 1:
        return rows[column].isin(list(*names.values()))
    found = each_distinct(lambda event, name: name in names[event], rows["event_id"], rows[column])
    return found.astype(bool)


def of(event: str) -> Vocabulary:
    """Return the vocabulary of an event, that of `speaking_of` where it is the one spoken of."""
    return vocabulary.current() if event == EVENT.get() else vocabulary.of(event)


def is_group(rows: pd.DataFrame) -> pd.Series:
    """Return whether each row counts one of its event's groups."""
    return is_among(rows, lambda words: words.groups)


def is_total(rows: pd.DataFrame) -> pd.Series:
    """Return whether each row counts a group that is made of others."""
    return is_among(rows, lambda words: words.totals)


def is_counted(rows: pd.DataFrame) -> pd.Series:
    """Return whether each row counts a group that is no total."""
    return is_among(rows, lambda words: words.counted)


def is_main_group(rows: pd.DataFrame) -> pd.Series:
    """Return whether each row counts a group that the tables of its event show by itself."""
    return is_among(rows, lambda words: words.main)


def narrower_totals(rows: pd.DataFrame) -> pd.Series:
    """Return, for each total of everybody in its event that includes (column `includes`: groups, joined by
    `;`) just the groups of another total, that other total; the empty string for all other rows.
    """

    def narrower(event: str, group: str, includes: str) -> str:
        if not includes:
            return ""
        words, inside = of(event), frozenset(includes.split(vocabulary.LIST))
        others = [name for name in words.totals if name != group and words.contents(name) == inside]
        return others[0] if others and group == words.everyone else ""

    return each_distinct(narrower, rows["event_id"], rows["group"], rows["includes"])


def is_main_outcome(rows: pd.DataFrame) -> pd.Series:
    """Return whether each row counts what the totals of its event count, such as the killed."""
    if "event_id" not in rows:
        return rows["outcome"].eq(vocabulary.main_outcome())
    main = rows["event_id"].map(vocabulary.main_by_event()).fillna(vocabulary.main_outcome(""))
    return rows["outcome"].eq(main).astype(bool)


def each(function: Callable[[pd.DataFrame], pd.DataFrame], rows: pd.DataFrame) -> pd.DataFrame:
    """Return what `function` makes of the rows of each event, one after the other, while that event is the
    one spoken of. Without any row it is called once, for its columns.
    """
    parts = []
    for event, some in rows.groupby("event_id", sort=True):
        with vocabulary.speaking_of(str(event)):
            parts.append(function(some))
    if not parts:
        return function(rows)
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
