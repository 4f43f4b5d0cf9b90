"""What a figure counts, in words that fit into a sentence: `in the attacks from 31 January`."""

from __future__ import annotations

from typing import NamedTuple

from tollbook.paths import hand


class Phrase(NamedTuple):
    """A period with its preposition: `short`, and `full` with the year and what belongs to it."""

    short: str
    full: str


def phrases(event: str) -> dict[str, Phrase]:
    """Return the periods of an event as phrases, from `data/hand/period_phrases.csv`; a period without a row
    there goes by its label in `periods.csv`.
    """
    labels, rows = hand("periods"), hand("period_phrases")
    labels, rows = labels[labels["event_id"] == event], rows[rows["event_id"] == event]
    found = {
        period: Phrase(f"in {label}", f"in {label}")
        for period, label in zip(labels["period"], labels["label"], strict=True)
    }
    pairs = zip(rows["period"], rows["phrase"], rows["full_phrase"], strict=True)
    return found | {period: Phrase(short, full) for period, short, full in pairs}


def phrase(event: str, period: str) -> Phrase:
    """Return a period of an event as a phrase; one that no hand table knows as the page words it."""
    worded = f'in the period worded "{period}"'
    return phrases(event).get(period, Phrase(worded, worded))


def title_case(sentence: str) -> str:
    """Return text with its first letter in upper case and the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
