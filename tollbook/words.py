"""Figures, groups, parties and moments in plain, neutral words, the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tollbook import moments
from tollbook.vocabulary import LIST, Words, current, group_words, party_words

if TYPE_CHECKING:  # pandas takes half a second to import, which an unchanged batch need not wait for
    import pandas as pd

GROUP_WORDS = group_words("label")
PARTY_WORDS = party_words("words", unknown="authority not known", any="any source")
NO_DAY = "a day not known"
INCLUDES_WORDS = Words(
    lambda words: (
        {"": "not stated"}
        | {
            LIST.join(sorted(words.groups[name].made_of)): words.groups[name].included
            for name in words.totals
        }
    )
)
"""What a total counts, by the groups inside, sorted and joined by `;`."""


def interval(low: object, high: object, best: object = None) -> str:
    """Return an interval of whole numbers in words: `145`, `31 or more`, `at most 24`, `12 to 14`, `about
    400`.
    """
    import pandas as pd

    low, high, best = (None if pd.isna(number) else int(number) for number in (low, high, best))
    if low is None and high is None:
        return "no figure"
    if low == high:
        return f"{low:,}"
    if best is not None:
        return f"about {best:,}"
    if high is None:
        return f"{low:,} or more"
    return f"at most {high:,}" if not low else f"{low:,} to {high:,}"


def interval_words(table: pd.DataFrame) -> pd.Series:
    """Return the interval of each row (columns low, high, best) in words, on the index of `table`."""
    import pandas as pd

    cells = zip(table["low"], table["high"], table["best"], strict=True)
    return pd.Series([interval(*numbers) for numbers in cells], index=table.index, dtype=object)


def known_number(rows: pd.DataFrame, end: str = "") -> pd.Series:
    """Return the number that each interval (columns low, best, high, with `end` behind their names) is known
    by: its best, else its low, else its high end.
    """
    return rows[f"best{end}"].fillna(rows[f"low{end}"]).fillna(rows[f"high{end}"])


def day(moment: pd.Timestamp, zone: str, year: bool = True) -> str:
    """Return a UTC moment as a day in `zone`, in words: `1 February 2026`; a missing one as `NO_DAY`."""
    import pandas as pd

    if pd.isna(moment):
        return NO_DAY
    local = moment.tz_convert(zone)
    return f"{local.day} {local:%B %Y}" if year else f"{local.day} {local:%B}"


def moment_words(moment: pd.Timestamp | None, zone: str) -> str:
    """Return the as-of moment in words, in the event's time zone; None is the latest page in the ledger."""
    return moments.in_words(moment, zone)


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 page`, `2 pages`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def people(figure: str, group: str) -> str:
    """Return a figure in words and whom it counts: `1 person`, `up to 1 person`, `31 or more people`."""
    is_one = figure.removeprefix("up to ") == "1"
    return f"{figure} {current().groups[group].singular if is_one else GROUP_WORDS[group]}"


def listing(words: list[str]) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "none"
