"""A row of a hand table that changed, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tollbook.differences.kinds import GAZETTEER
from tollbook.differences.naming import column_words, quoted, value_words
from tollbook.differences.rows import Change, Row
from tollbook.scope_words import title_case
from tollbook.words import listing

SUBJECTS = {
    "authorities": ("the authority {}", "attributed_to"),
    "containing": ("the wording {}", "pattern"),
    "credits": ("the credit {}", "credited_to"),
    "date_words": ("the word {} for a day or a month", "word"),
    "echo_overrules": ("the page {}", "report_id"),
    "events": ("the event {}", "name"),
    "figure_nouns": ("the noun {} beside a figure", "noun"),
    "group_sides": ("the group {}", "group"),
    "groups": ("the group {}", "group"),
    "includes": ("the wording {} of what a total includes", "token"),
    "nouns": ("the noun {}", "noun"),
    "number_words": ("the number word {}", "words"),
    "other_outcomes": ("the phrase {}", "phrase"),
    "parties": ("the party {}", "party"),
    "periods": ("the period {}", "label"),
    "places": ("the place name {}", "spelling"),
    "priorities": ("the source {}", "origin"),
    "quantifiers": ("the wording {} beside a figure", "phrase"),
    "vague_origins": ("the origin {}", "origin"),
    "windows": ("the wording {} of a period", "pattern"),
}
"""Hand tables: what a row of each is about, in words, and the column that names it."""
GAZETTEER_SUBJECT = ("the place {}", "place")
FACTS = ("events", "groups", "group_sides", "outcomes", "parties", "periods", "priorities")
"""Tables whose cells say what something is, where those of the others say how a wording is read."""
NARROWED_BY = ("event_id", "language", "field", "position")
"""Columns that only say where a row holds."""
NARROWED_NOUN = ("party", "figure")
"""Columns that do so in the table of nouns."""
BESIDE = ("unit", "unit_other", "kind")
"""Columns that a new or removed row need not be told by, where others are filled."""


def sentences(changes: Sequence[Change], event: str) -> str:
    """Return what changed rows of a hand table say of how words are read; a row that is gone and a new one
    of the same subject are one that changed.
    """
    if len(changes) == 2 and changes[0].after is None and changes[1].before is None:
        changes = [replace(changes[1], before=changes[0].before)]
    return " ".join(sentence(change, event) for change in changes)


def sentence(change: Change, event: str) -> str:
    """Return what a new, a removed or a changed row of a hand table says of how words are read."""
    table = change.table.partition("/")[2]
    form, column = GAZETTEER_SUBJECT if change.table == GAZETTEER else SUBJECTS.get(table, ("", ""))
    if column not in change.row:
        form, column = f"the row {{}} of {table}.csv", ""
    name = quoted(change.row.get(column, "")) if column else quoted(", ".join(filter(None, change.key[:2])))
    if is_fact(change):
        return fact(change, form.format(name), column, event) + reason(change)
    subject = title_case(form.format(name))
    old, new = (meaning(change, row, column, event) for row in (change.before, change.after))
    if change.before is None:
        text = f"{subject} is now read as {new}, by a row of its own in {table}.csv"
    elif change.after is None:
        text = f"{subject} has no row of its own in {table}.csv any more; it was read as {old}"
    else:
        text = f"{subject} is read as {new} instead of {old}"
    return text + reason(change)


def is_fact(change: Change) -> bool:
    """Tell whether a changed row says what something is: a row of such a table, or a place that has moved."""
    if change.table == GAZETTEER:
        return None not in (change.before, change.after)
    return change.table.partition("/")[2] in FACTS


def fact(change: Change, subject: str, column: str, event: str) -> str:
    """Return what a row says of its subject: each cell that differs, as it is and as it was."""
    rank = "rank" if change.table == "hand/priorities" else ""
    if None in (change.before, change.after) and not rank:
        is_gone = change.after is None
        return f"{title_case(subject)} {'is no longer' if is_gone else 'is new'} in {file_of(change.table)}"
    texts = []
    for name in [rank] if rank else change.columns:
        old, new = ((row or {}).get(name, "") for row in (change.before, change.after))
        shown = f"{value_words(name, new, event)} instead of {value_words(name, old, event)}"
        texts.append(
            f"the {column_words(name)} {shown}"
            if texts
            else f"The {column_words(name)} of {subject} is now {shown}"
        )
    return ", ".join(texts)


def meaning(change: Change, row: Row | None, subject: str, event: str) -> str:
    """Return what a row makes of its subject: the cells that differ or, where it is new or gone, all that do
    not only say where it holds.
    """
    if row is None:
        return ""
    columns = [column for column in change.columns if column != subject]
    if None in (change.before, change.after):
        narrowed = NARROWED_BY + NARROWED_NOUN * change.table.endswith("/nouns")
        columns = [column for column in columns if column not in narrowed]
        columns = [column for column in columns if column not in BESIDE] or columns
    texts = [value_words(column, row[column], event) for column in columns]
    return listing(texts) if texts else "nothing"


def reason(change: Change) -> str:
    """Return the end of a sentence: the reason that a row gives for what is new in it. One that stood there
    before was given for the old content, so it is left out.
    """
    old, new = (" ".join((row or {}).get("why", "").split()) for row in (change.before, change.after))
    return f": {new.rstrip('.')}." if new and new != old else "."


def file_of(table: str) -> str:
    """Return the name of the file of a table."""
    return f"{table.partition('/')[2]}.csv"
