"""Changes in words: attributed and dated sentences, without any markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from tollbook.attribution import day_words, spokesman
from tollbook.change_kinds import (
    BACK,
    CORRECTION,
    FIRST,
    LOOSER,
    LOWER,
    MOVED,
    PASSING,
    PRECISE,
    RISE,
    Kind,
    Step,
    movement,
)
from tollbook.dates import local_day
from tollbook.positions import Interval
from tollbook.scope_words import title_case
from tollbook.vocabulary import Words, current
from tollbook.words import GROUP_WORDS, day, interval, listing, people

if TYPE_CHECKING:
    from tollbook.changes import Change

NAMES = Words(
    lambda words: {
        name: (party.subject, party.possessive, party.pronoun) for name, party in words.parties.items()
    }
)
"""Each party as it speaks, as it owns a figure, and the word for it."""
OWN = "the source's own correction"


def words(change: Change) -> str:
    """Return a change in words, as plain text that names its party and day and, where known, its source; the
    period that it counts is the change's `label`.
    """
    return sentence([change])


def sentences(changes: Iterable[Change]) -> list[str]:
    """Return changes of one period in words: those of one party that came on one day from one source, all
    first figures or all plain rises, are one sentence.
    """
    alike: dict[tuple, list[Change]] = {}
    for number, change in enumerate(changes):
        is_plain = change.kind in (FIRST, RISE) and not change.passing
        key = (change.party, change.kind, on(change.after, change), source(change.after, change))
        alike.setdefault(key if is_plain else (number,), []).append(change)
    return [sentence(together) for together in alike.values()]


def sentence(changes: Sequence[Change]) -> str:
    """Return one or more changes (more: plain ones that are alike) as a sentence with its remarks."""
    write = {FIRST: first, RISE: rise, PASSING: for_a_time, MOVED: moved}
    first_one = changes[0]
    texts = [write.get(first_one.kind, other)(changes), *remarks(first_one)]
    return " ".join(f"{title_case(text)}." for text in texts)


def first(changes: Sequence[Change]) -> str:
    """Return the first figures that a party gave, and where a single one stands since."""
    change = changes[0]
    begun, *later = (*change.passing, change.after)
    subject, when, by = NAMES[change.party][0], on(begun, change), source(begun, change)
    if len(changes) > 1:
        given = [given_words(one) for one in changes]
        return f"{when} {subject} gave first figures: {listing(given)}{by}"
    text = f"{when} {subject} gave a first figure for {counted(change)}: {figure(begun.figure)}{by}"
    return f"{text}; then {listing([told(step, change) for step in later])}" if later else text


def given_words(change: Change) -> str:
    """Return the figure after and whom it counts: `1 person`, `12 people missing`."""
    noun = GROUP_WORDS[change.group]
    return f"{people(figure(change.after.figure), change.group)}{counted(change).removeprefix(noun)}"


def rise(changes: Sequence[Change]) -> str:
    """Return by how much figures of a party rose, and by way of which figures a single one did."""
    change = changes[0]
    owner, when, by = NAMES[change.party][1], on(change.after, change), source(change.after, change)
    steps = [f"for {counted(one)} {ends(one)}" for one in changes]
    if len(changes) > 1:
        return f"{when} {owner} figures rose {listing(steps)}{by}"
    text = f"{when} {owner} figure for {counted(change)} rose {ends(change)}{by}"
    way = [f"{figure(step.figure)} {on(step, change)}" for step in by_way_of(change)]
    return f"{text}, by way of {listing(way)}" if way else text


def ends(change: Change) -> str:
    """Return the figures before and after."""
    return f"from {figure(change.before.figure)} to {figure(change.after.figure)}"


def other(changes: Sequence[Change]) -> str:
    """Return a change that is neither a first figure nor a rise."""
    (change,) = changes
    subject, owner, its = NAMES[change.party]
    old, new = figure(change.before.figure), figure(change.after.figure)
    one_before = "before" if change.passing else "the one before"
    texts: dict[Kind, str] = {
        PRECISE: f"{owner} figure for {{}} was made more precise: {new} instead of {old}",
        LOOSER: f"{owner} figure for {{}} was given more loosely: {new} instead of {old}",
        CORRECTION: f"{subject} lowered {its} figure for {{}} {ends(change)}",
        LOWER: f"{owner} newest figure for {{}} was lower than {one_before}: {new} after {old}",
        BACK: f"{owner} newest figure for {{}} went back to an earlier one: {new} after {old}",
    }
    text = texts.get(change.kind, f"{owner} figure for {{}} became {new} instead of {old}")
    text = f"{on(change.after, change)} {text.format(counted(change))}{source(change.after, change)}"
    return f"{text}: {OWN}" if change.kind == CORRECTION else text


def for_a_time(changes: Sequence[Change]) -> str:
    """Return what held for a time, where the figure at the end is that of the beginning."""
    (change,) = changes
    held = listing([told(step, change) for step in change.passing])
    now = figure(change.after.figure)
    return (
        f"{NAMES[change.party][1]} figure for {counted(change)} is {now} as before; for a time it was {held}"
    )


def moved(changes: Sequence[Change]) -> str:
    """Return how people of one group came to be counted in another."""
    (change,) = changes
    one, another = counted(change), counted(change.other)
    people = change.before.figure[0] - change.after.figure[0]
    when, by = on(change.after, change), source(change.after, change)
    return (
        f"{when} {NAMES[change.party][0]} counted {people:,} of the {one} as {another} instead: {one} fell "
        f"{ends(change)}, {another} rose {ends(change.other)}{by}"
    )


def by_way_of(change: Change) -> list[Step]:
    """Return the steps between two figures where all of them rose, without those that the next one only made
    more precise; none where a figure in between did not rise.
    """
    chain = [*change.passing, change.after]
    if change.kind != RISE or any(step.kind not in (RISE, PRECISE) for step in change.passing):
        return []
    return [one for one, after in pairwise(chain) if movement(one.figure, after.figure) != PRECISE]


def remarks(change: Change) -> list[str]:
    """Return clauses: why a lower figure is no correction, and what held in between where it did not rise."""
    found = [change.after.why] if change.after.why else []
    rose = all(step.kind in (RISE, PRECISE) for step in change.passing)
    if change.kind in (FIRST, PASSING) or (rose and change.kind in (RISE, PRECISE, MOVED)):
        return found
    subject, _, its = NAMES[change.party]
    for step in change.passing:
        own = step.kind == CORRECTION
        text = f"{subject} lowered {its} figure to" if own else "it was"
        ending = f": {OWN}" if own else ""
        by = source(step, change)
        found.append(f"in between, {on(step, change)}, {text} {figure(step.figure)}{by}{ending}")
        found += [step.why] if step.why else []
    return found


def counted(change: Change) -> str:
    """Return the group that a change is about, in words, and what happened to it where an event is about more
    than one thing: `people missing`.
    """
    happened = f" {current().outcomes[change.outcome].label}" if change.outcome else ""
    return f"{GROUP_WORDS[change.group]}{happened}"


def figure(numbers: Interval) -> str:
    """Return an interval in words; a range with a dash, so that it reads well between `from` and `to`."""
    low, best, high = numbers
    if low and high is not None and low != high and best is None:
        return f"{low:,}–{high:,}"
    return interval(low, high, best)


def told(step: Step, change: Change) -> str:
    """Return a figure with its day and source."""
    return f"{figure(step.figure)} {on(step, change)}{source(step, change)}"


def on(step: Step, change: Change) -> str:
    """Return from which day a figure was known: `on 2 February`; `by` where its pages give no day."""
    if pd.isna(step.since):
        return "in the latest state"
    year = step.since.tz_convert(change.zone).year
    when = day(step.since, change.zone, year=year != change.year)
    return f"on {when}" if is_dated(step) else f"by {when}"


def is_dated(step: Step) -> bool:
    """Return whether a page gives the day of a figure; taken as given where the statements are not known."""
    return not step.voices or spokesman(list(step.voices)).is_dated


def source(step: Step, change: Change) -> str:
    """Return in brackets whom to name for a figure, that an independent body repeats another's count, and the
    day on which it was said where it was known on another day; empty where no more than the party is known.
    """
    if not step.voices:
        return ""
    voice, subject = spokesman(list(step.voices)), NAMES[change.party][0]
    name = voice.title.rstrip(",")
    name = (
        "" if name == subject else name.removeprefix(f"{subject} ")
    )  # its name alone, not who it is and then its name
    about = current().parties.get(voice.party)
    own = "not its own count" if about and about.apart and not voice.counts_itself else ""
    is_later = voice.is_dated and pd.notna(step.since) and voice.day != local_day(step.since, change.zone)
    said = f"said on {day_words(voice.day, voice.day[:4] != str(change.year))}" if is_later else ""
    shown = ", ".join(filter(None, [name, own, said]))
    return f" ({shown})" if shown else ""
