"""What a figure is to the one before it: an update, made more precise, or a lower one, and then why.

A lower figure is called a source's own correction only where that is sure. The newest figure of a party also
falls when another of its voices gives a lower one, or when an old count is printed anew: that takes nothing
back.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

import pandas as pd

from tollbook.attribution import Voice
from tollbook.checks.timing import CORRECTION as LEAST_SHARE
from tollbook.checks.timing import FEWEST_OUTLETS
from tollbook.paths import hand
from tollbook.positions import Interval, number_of
from tollbook.rules import restates


class Kind(Enum):
    """What a figure is to the one before it; the values are the words that a page marks it with."""

    FIRST = "first figure"
    RISE = "update"
    SHIFT = "update, neither higher nor lower"
    PRECISE = "made more precise"
    LOOSER = "given more loosely"
    CORRECTION = "the source's own correction"
    MOVED = "counted in another group"
    LOWER = "another count, lower"
    BACK = "an earlier figure again"
    PASSING = "for a time"


FIRST, RISE, SHIFT, PRECISE, LOOSER, CORRECTION, MOVED, LOWER, BACK, PASSING = Kind

# Why a lower figure is not called a correction of its source.
ANOTHER = "another source gave it, so it takes nothing back"
NOT_NAMED = "a source is not named, so whether it took a figure back is not known"
ONE_DAY = "both figures were given on one day"
NO_DAY = "no page gives the day on which it was said"
ONE_OUTLET = "one outlet alone carries it"
MUCH_LESS = "the source had given the higher one too; so much less may be a count of something else"


class Step(NamedTuple):
    """A figure that was the newest of its party from `since` (UTC) on, and the statements that give it.

    `kind` is what it is to the figure before it, `why` for a lower one the reason why it is no correction.
    """

    since: pd.Timestamp
    figure: Interval
    voices: tuple[Voice, ...] = ()
    kind: Kind = FIRST
    why: str = ""


def kind_of(before: Step, after: Step, known: Sequence[Voice]) -> dict[str, object]:
    """Return `kind` and `why` of the figure `after` that replaced `before`; `known` are all statements of the
    party about the group.
    """
    kind = movement(before.figure, after.figure)
    if kind != LOWER:
        return {"kind": kind, "why": ""}
    kind, why = fall(before, after, known)
    return {"kind": kind, "why": why}


def movement(before: Interval, after: Interval) -> Kind:
    """Return what an interval (low, best, high; None: unbounded, or no best) is to the one before it.

    LOWER is a whole interval below the one before; PRECISE one that the figure before could already mean;
    LOOSER one that allows all that the one before allows, and more.
    """
    old, new = number_of(before), number_of(after)
    (low, _, high), (new_low, _, new_high) = before, after
    low, new_low = low or 0, new_low or 0
    if new <= old and restates(before, after):
        return PRECISE
    if None not in (high, new_high) and low <= new_low and new_high <= high:
        return PRECISE
    if new_high is not None and new_high < low:
        return LOWER
    if new_low <= low and (new_high is None or (high is not None and high <= new_high)):
        return LOOSER
    return RISE if new > old else SHIFT


def fall(before: Step, after: Step, known: Sequence[Voice]) -> tuple[Kind, str]:
    """Return what a lower figure is, and why it is no correction of its source where it is none (empty where
    the statements are not known).
    """
    if not (before.voices and after.voices):
        return LOWER, ""
    same = sources(before) & sources(after)
    first, then = first_day(before.voices, same), first_day(after.voices, same)
    if first and then and (then < first or is_old(after.figure, first, known)):
        return BACK, ""
    if not same:
        return LOWER, ANOTHER if sources(before) and sources(after) else NOT_NAMED
    if not (first and then):
        return LOWER, NO_DAY
    if then == first:
        return LOWER, ONE_DAY
    if max(voice.n_outlets for voice in after.voices) < FEWEST_OUTLETS:
        return LOWER, ONE_OUTLET
    if number_of(after.figure) < LEAST_SHARE * number_of(before.figure):
        return LOWER, MUCH_LESS
    return CORRECTION, ""


def sources(step: Step) -> frozenset[str]:
    """Return the origins of a step that are one voice, and not several under one name."""
    vague = set(hand("vague_origins")["origin"])
    return frozenset(voice.origin for voice in step.voices if voice.is_named and voice.origin not in vague)


def first_day(voices: Sequence[Voice], origins: frozenset[str]) -> str:
    """Return the first day (ISO) on which a dated page gives a figure: by one of `origins`, by anybody where
    there is none of them; empty where none does.
    """
    days = [
        voice.day
        for voice in voices
        if voice.is_dated and voice.day and (not origins or voice.origin in origins)
    ]
    return min(days, default="")


def is_old(figure: Interval, day: str, known: Sequence[Voice]) -> bool:
    """Return whether somebody of the party had given a number for the group, for whatever period, before an
    ISO day.
    """
    return any(
        number_of((voice.low, voice.best, voice.high)) == number_of(figure)
        and voice.is_dated
        and "" < voice.day < day
        for voice in known
    )
