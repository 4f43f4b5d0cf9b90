"""What changed between two moments of knowledge: which figures are new, which replaced others, and how.

A later figure is an update: more had become known. Only where one named source lowers what it had given
itself is it that source's own correction. Neither is a correction of Tollbook's, which stands in
CORRECTIONS.md alone. Totals of people are left out, since two of them need not count the same groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from tollbook import dates, reconcile, vocabulary
from tollbook.attribution import Voice, voices
from tollbook.change_kinds import CORRECTION, FIRST, LOWER, MOVED, PASSING, RISE, Kind, Step, kind_of, sources
from tollbook.change_words import sentences, words
from tollbook.clean import known_by
from tollbook.comparing import GROUPS, period_labels
from tollbook.positions import Interval
from tollbook.refusals import LATEST
from tollbook.scope import event_rows
from tollbook.vocabulary import Names
from tollbook.vocabulary_rows import PASSING as PASSES
from tollbook.words import count, moment_words

__all__ = ["Change", "Since", "between", "since_last", "told", "voices_by", "words"]

PARTIES = Names(lambda words: words.speaking)
RULE = "latest"
KEY = ["outcome", "party", "group", "period"]
END = pd.Timestamp("2200-01-01", tz="UTC")


class Change(NamedTuple):
    """What became of one party's figure for one group and period between two moments.

    `before` is the figure in force at the first moment (None: there was none), `after` the one at the second,
    `passing` those that held in between. `label` is the period in words, `year` the year of the first moment
    (days in it are written without). `other` is the group to which people were moved (kind MOVED only).
    `outcome` is what happened to the people, where the event is about more than one thing; else empty.
    """

    party: str
    group: str
    period: str
    label: str
    zone: str
    year: int
    before: Step | None
    after: Step
    passing: tuple[Step, ...] = ()
    other: Change | None = None
    outcome: str = ""

    @property
    def kind(self) -> Kind:
        """What the figure at the end is to the one at the beginning."""
        return self.after.kind


class Since(NamedTuple):
    """The moment before a page's (its label and in words), what changed since then, and how many more pages
    were known (None: not counted).
    """

    label: str
    moment: str
    changes: list[Change]
    n_pages: int | None = None

    @property
    def sentences(self) -> dict[str, list[str]]:
        """What changed in words: for each period its sentences."""
        return told(self.changes)

    @property
    def nothing(self) -> str:
        """That nothing changed, as a sentence; empty where something did."""
        if self.changes:
            return ""
        if self.n_pages is None:
            return "Nothing changed: every party's newest figures are the same."
        pages = f"{count(self.n_pages, 'more page')} {'was' if self.n_pages == 1 else 'were'} known"
        also = f", though {pages}" if self.n_pages else ", and no more pages were known"
        return f"Nothing changed: every party's newest figures are the same{also}."


def between(
    totals: pd.DataFrame,
    earlier: pd.Timestamp,
    later: pd.Timestamp | None,
    zone: str,
    event: str,
    said: Mapping[str, Voice] | None = None,
) -> list[Change]:
    """Return what changed after the moment `earlier` up to `later` (UTC; None for the latest): for each
    outcome that the event is about, such as killed, by the rule `latest`, for each party, group and period
    of `data/hand/periods.csv`. Empty: nothing changed.

    `totals` are those of the event; `said` the statements known at `later`, by id (see `voices_by`): without
    them a change names only its party, and no fall is called a correction. The running count comes first;
    within a period they go by outcome, party and group.
    """
    outcomes = list(vocabulary.main_outcomes(event))
    labels = period_labels(event)
    periods = list(dict.fromkeys([event_rows().loc[event, "default_period"], *labels]))
    rows = totals[(totals["rule"] == RULE) & totals["outcome"].isin(outcomes)]
    rows = rows[
        rows["party"].isin(list(PARTIES))
        & rows["group"].isin(list(GROUPS))
        & rows["period"].isin(list(labels))
    ]
    rows = rows if later is None else rows[rows["since"] <= later]
    rows = rows.sort_values([*KEY, "since"])
    rows = rows[reconcile.is_changed(rows, KEY)]
    year, found = earlier.tz_convert(zone).year, []
    for (outcome, party, group, period), history in rows.groupby(KEY, sort=False):
        steps = known_steps(history, said or {})
        change = change_of(steps, earlier, (said or {}).values(), party, group, outcome)
        if change:
            about = outcome if len(outcomes) > 1 else ""
            place = (
                periods.index(period),
                outcomes.index(outcome),
                PARTIES.index(party),
                GROUPS.index(group),
            )
            one = Change(party, group, period, labels[period], zone, year, *change, outcome=about)
            found.append((place, one))
    return reclassified([one for _, one in sorted(found, key=lambda pair: pair[0])])


def known_steps(history: pd.DataFrame, said: Mapping[str, Voice]) -> list[Step]:
    """Return rows of totals of one key as steps, with the statements that they rest on where known."""
    return [
        Step(
            row.since,
            interval_of(row),
            tuple(said[one] for one in row.statement_ids.split(";") if one in said),
        )
        for row in history.itertuples(index=False)
    ]


def interval_of(row: tuple) -> Interval:
    """Return low, best and high of a row of totals as whole numbers, None for a missing one."""
    return tuple(None if pd.isna(number) else int(number) for number in (row.low, row.best, row.high))


def change_of(
    steps: Sequence[Step],
    earlier: pd.Timestamp,
    known: Iterable[Voice],
    party: str,
    group: str,
    outcome: str,
) -> tuple[Step | None, Step, tuple[Step, ...]] | None:
    """Return the figure before, the one after and those in between, each with its kind; None where no other
    figure came. `known` are all statements: an old number that is printed anew takes nothing back.
    """
    of_whom = (party, group)
    own = [one for one in known if (one.party, one.group) == of_whom and one.outcome in ("", outcome)]
    new = [step for step in steps if pd.isna(step.since) or step.since > earlier]
    if not new:
        return None
    before = next((step for step in reversed(steps) if step not in new), None)
    chain = [before, *new] if before else new
    told = [after._replace(**kind_of(one, after, own)) for one, after in pairwise(chain)]
    told = [no_correction(step) for step in told] if outcome in PASSES else told
    told = told if before else [new[0], *told]
    after = told[-1]
    if before and after.figure == before.figure:
        after = after._replace(kind=PASSING, why="")
    elif len(told) > 1:
        after = after._replace(**kind_of(before, after, own)) if before else after._replace(kind=FIRST)
        after = no_correction(after) if outcome in PASSES else after
    return before, after, tuple(told[:-1])


def no_correction(step: Step) -> Step:
    """Return a step of a count that falls without anybody having been wrong: a lower figure of it takes
    nothing back, and needs no reason.
    """
    return step._replace(kind=LOWER, why="") if step.kind in (CORRECTION, LOWER) else step


def reclassified(found: list[Change]) -> list[Change]:
    """Return the changes with each fall that is one group's people counted in another as kind MOVED.

    Only where it is sure: one named source lowered its figure for a group and raised the one for another, of
    the same period, by the same number of people and on the same day.
    """
    taken: dict[int, int] = {}
    for place, fall in enumerate(found):
        risen = [
            other
            for other, rise in enumerate(found)
            if fall.kind == CORRECTION and other not in taken.values() and moves_people(fall, rise)
        ]
        if len(risen) == 1:
            taken[place] = risen[0]
    gone = set(taken.values())
    return [
        one._replace(other=found[taken[place]], after=one.after._replace(kind=MOVED))
        if place in taken
        else one
        for place, one in enumerate(found)
        if place not in gone
    ]


def moves_people(fall: Change, rise: Change) -> bool:
    """Return whether `rise` takes up exactly the people that `fall` let go, by one source on one day."""
    if rise.kind != RISE or (fall.party, fall.period) != (rise.party, rise.period) or not rise.before:
        return False
    if fall.outcome != rise.outcome or fall.passing or rise.passing or fall.after.since != rise.after.since:
        return False
    figures = [step.figure for step in (fall.before, fall.after, rise.before, rise.after)]
    if any(low is None or low != high for low, _, high in figures):
        return False
    high, low, less, more = (low for low, _, _ in figures)
    steps = (fall.before, fall.after, rise.before, rise.after)
    return high - low == more - less and bool(frozenset.intersection(*map(sources, steps)))


def voices_by(claims: pd.DataFrame, moment: pd.Timestamp | None) -> dict[str, Voice]:
    """Return the statements that enter totals of what the event is about, such as killed, and were known at
    `moment` (UTC; None for the latest), by id. `claims` are clean claims of one event.
    """
    entering = reconcile.comparable(claims)
    return voices(known_by(entering[entering["outcome"].isin(vocabulary.main_outcomes())], moment))


def since_last(
    totals: pd.DataFrame,
    labels: Iterable[str],
    label: str,
    zone: str,
    event: str,
    claims: pd.DataFrame | None = None,
) -> Since | None:
    """Return what changed since the moment before `label` among `labels` (names of an event's pages); None
    for the first of them. `claims` (clean claims of the event) let the changes name their sources.
    """
    moments = {one: dates.parse_as_of(one, zone) for one in {*labels, label}}
    before = [one for one in in_time(moments) if comes_before(moments[one], moments[label])]
    if not before:
        return None
    earlier, later = moments[before[-1]], moments[label]
    said = None if claims is None else voices_by(claims, later)
    changes = between(totals, earlier, later, zone, event, said)
    n_pages = None if claims is None else pages_by(claims, later) - pages_by(claims, earlier)
    return Since(before[-1], moment_words(earlier, zone), changes, n_pages)


def pages_by(claims: pd.DataFrame, moment: pd.Timestamp | None) -> int:
    """Return how many pages with figures were known at a moment."""
    return known_by(claims, moment)["report_id"].nunique()


def in_time(moments: Mapping[str, pd.Timestamp | None]) -> list[str]:
    """Return labels in the order of their moments; the latest state comes last."""
    return sorted(moments, key=lambda label: (moments[label] or END, label == LATEST, label))


def comes_before(one: pd.Timestamp | None, other: pd.Timestamp | None) -> bool:
    """Return whether a moment is before another one; None is after all."""
    return one is not None and (other is None or one < other)


def told(changes: Iterable[Change]) -> dict[str, list[str]]:
    """Return changes in words: for each period, in words, its sentences."""
    periods: dict[str, list[Change]] = {}
    for change in changes:
        periods.setdefault(change.label, []).append(change)
    return {label: sentences(those) for label, those in periods.items()}
