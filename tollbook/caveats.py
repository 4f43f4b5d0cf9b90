"""What a cautious sentence adds to a figure: whether anybody independent confirms it, whom it counts, the
people of another period that it may hold, a higher figure beside it, a later count of more.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tollbook import vocabulary
from tollbook.attribution import Voice, spokesman
from tollbook.parameters import Run
from tollbook.paths import hand
from tollbook.reconcile import restates
from tollbook.saying import NOUNS, SINGLE_FIGURE, Figures, Told, clause, number_of
from tollbook.scope_words import Phrase, title_case
from tollbook.spans import meets, named_span, overlap, whole_span


class Scope(NamedTuple):
    """What is being written about: the run, group and period, all figures in force by (party, group, period)
    under the run's rule, and under the rule `latest`, all statements known by id, the event's periods as
    phrases and which hold which, and whether days in the short sentence need the year.
    """

    run: Run
    group: str
    period: str
    figures: dict[tuple[str, str, str], Figures]
    newest: dict[tuple[str, str, str], Figures]
    said: dict[str, Voice]
    phrases: dict[str, Phrase]
    wider: dict[tuple[str, str], frozenset[str]]
    year: bool

    @property
    def place(self) -> tuple[str, str]:
        """The group and period written about."""
        return self.group, self.period

    def holds(self, outer: str, inner: str) -> bool:
        """Return whether the period `outer` holds the other period `inner` whole."""
        return outer in self.wider.get((self.run.event, inner), frozenset())


def year_is_evident(known: pd.DataFrame, run: Run) -> bool:
    """Return whether all claims known were made in the year of the run's moment (latest: of the last
    claim).
    """
    if known.empty:
        return True
    moments = known["known_from"].dt.tz_convert(run.zone).dt.year
    year = moments.max() if run.moment is None else run.moment.tz_convert(run.zone).year
    return bool((moments == year).all())


def speaks_for_itself(scope: Scope, party: str) -> bool:
    """Return whether a party's figure is its own: one that does not stand apart (`parties.csv`), an
    independent count, or that of an authority whose side nobody wrote down.

    A body that has no count of its own (the United Nations, a foreign government) repeats what a side gave,
    often an older figure of it; that is no third opinion.
    """
    resting = scope.figures[party, *scope.place].resting
    own = (*vocabulary.current().own_voices, vocabulary.UNKNOWN)
    return bool(resting) and (party in own or any(voice.counts_itself for voice in resting))


def confirmation(scope: Scope, told: list[Told]) -> tuple[str, list[Voice]]:
    """Return whether an independent source that counts itself gave a figure that agrees, as a clause, and the
    statements it names.

    The clause is empty where a figure told is itself such a count and others agree with it.
    """
    counts = [voice for voice in scope.said.values() if is_count(voice, scope)]
    own = [one for one in told if any(voice.counts_itself for voice in one.resting)]
    others = [one for one in told if one not in own]
    agreeing = [
        voice
        for voice in counts
        if any(confirms(voice, one) for one in others or own)
        and not any(voice.origin == mine.origin for one in own for mine in one.resting)
    ]
    if agreeing:
        voice = spokesman(agreeing)
        whose = next(one for one in others or own if confirms(voice, one))
        with_whom = spokesman(list(whose.resting)).title.rstrip(",")
        return f"{clause(voice)}, which agrees with {with_whom}", [voice]
    if any(overlap(one, mine) for one in others for mine in own):
        return "", []
    if own and not others:
        return "no second independent count confirms it", []
    which = {1: "the figure has", 2: "neither figure has"}.get(len(told), "none of these figures has")
    return f"{which} {'not ' if len(told) == 1 else ''}been independently confirmed", []


def left_aside(scope: Scope, named: list[str], given: list[str]) -> list[Voice]:
    """Return what other parties than those `named` say now, and what a source of theirs counted itself last,
    where it differs from all that is told and none of those named ever gave it: it repeats nobody.
    """
    told = [voice for party in named for voice in scope.figures[party, *scope.place].resting]
    own = [voice for voice in scope.said.values() if voice.party in named and in_scope(voice, scope)]
    found = []
    for party in given:
        if party in (*named, vocabulary.UNATTRIBUTED):
            continue
        counts = [one for one in scope.said.values() if is_count(one, scope) and one.party == party]
        newest = max(counts, key=lambda one: (one.day, one.statement_id), default=None)
        resting = scope.figures[party, *scope.place].resting
        found += [spokesman(list(resting))] if resting else []
        found += [newest] if newest else []
    return [
        one
        for one in dict.fromkeys(found)
        if not any(meets(whole_span(one), whole_span(other)) for other in told)
        and not any(meets(named_span(one), named_span(other)) for other in own)
    ]


def in_scope(voice: Voice, scope: Scope) -> bool:
    """Return whether a statement is about the group and period written about."""
    return (voice.group, voice.period) == scope.place


def is_count(voice: Voice, scope: Scope) -> bool:
    """Return whether a statement is an independent source's own count in the scope written about."""
    return voice.counts_itself and in_scope(voice, scope)


def confirms(voice: Voice, told: Told) -> bool:
    """Return whether a count names a number that the figure told allows, and is not part of it."""
    ours = {mine.origin for mine in told.resting}
    return voice.origin not in ours and meets(whole_span(told), named_span(voice))


def counted_words(group: str, told: Told, alone: bool = False) -> str:
    """Return whom a total of all people counts, where a reader must know: militants included, or not said.
    What must be known are the people whom another total of the event leaves out.
    """
    words = vocabulary.current()
    found = []
    for name in narrower(group):
        total = words.groups[name]
        is_in = bool(set(includes(told)) - words.contents(name) & set(words.counted))
        found.append(total.counted_too if is_in else total.not_said if alone else "")
    return "; ".join(filter(None, found))


def narrower(group: str) -> list[str]:
    """Return, for the total of everybody, the event's other totals, each of which leaves somebody out."""
    words = vocabulary.current()
    return [name for name in words.totals if name != group] if group == words.everyone else []


def is_not_said(whom: str) -> bool:
    """Return whether words of `counted_words` say that it is not known whom a total counts."""
    return bool(whom) and whom in {total.not_said for total in vocabulary.current().groups.values()}


def includes(told: Told) -> list[str]:
    """Return the groups that a figure says it includes."""
    return spokesman(list(told.resting)).includes.split(";")


def differ(scope: Scope, told: list[Told]) -> str:
    """Return how the sources stand to each other: they disagree, or do not count the same people."""
    counted = {counted_words(scope.group, one, alone=True) for one in told}
    return "do not count the same people and differ" if len(counted) > 1 else "disagree"


def further(scope: Scope, told: list[Told]) -> tuple[list[str], list[Voice]]:
    """Return further sentences on what is and is not counted, and the statements they name."""
    found = [whom_counted(scope, told), *higher(scope, told)]
    found += [before(scope, told, period) for period in taken_in(scope.run.event)]
    found += later_counts(scope, told)
    sentences = [sentence for sentence, _ in found if sentence]
    return sentences, [voice for _, voice in found if voice]


Caveat = tuple[str, Voice | None]
"""A sentence, empty where there is nothing to say, and the statement that it names."""


def whom_counted(scope: Scope, told: list[Told]) -> Caveat:
    """Say whom a total leaves out, or that it does not say so where one party alone gave it."""
    not_counted = vocabulary.current().groups[scope.group].not_counted
    if not_counted:
        return f"{title_case(not_counted)}.", None
    whom = counted_words(scope.group, told[0], alone=True) if len(told) == 1 else ""
    return (f"{title_case(whom)}." if is_not_said(whom) else ""), None


def higher(scope: Scope, told: list[Told]) -> list[Caveat]:
    """Name, for each party told, the highest figure it gave in the scope where that is above the one told.

    Not for rules that put several figures into one, nor for a figure that only words the one told more
    loosely.
    """
    found = []
    for one in told if scope.run.rule in SINGLE_FIGURE else []:
        same = [
            voice
            for voice in scope.said.values()
            if (voice.party, voice.group, voice.period) == (one.resting[0].party, *scope.place)
            and number_of(voice) > ((one.low or 0) if one.high is None else one.high)
            and not restates((voice.low, voice.best, voice.high), (one.low, None, one.high))
        ]
        top = max(map(number_of, same), default=0)
        found += [spokesman([voice for voice in same if number_of(voice) == top])] if same else []
    given = "A higher figure was given too" if len(found) == 1 else "Higher figures were given too"
    return [
        (f"{given}: {'; '.join(map(clause, found))}.", voice) if voice is found[0] else ("", voice)
        for voice in found
    ]


def taken_in(event: str) -> list[str]:
    """Return the periods of an event of which some page says that a total of another period takes them in
    (`data/hand/containing.csv`).
    """
    rows = hand("containing")
    rows = rows[(rows["event_id"] == event) & (rows["says"] == "takes_in")]
    return list(dict.fromkeys(period for cell in rows["period"] for period in cell.split(vocabulary.LIST)))


def before(scope: Scope, told: list[Told], period: str) -> Caveat:
    """Say how a figure stands to another period of which some pages say that totals take it in, such as raids
    before an attack: for the first of its groups that was counted there.
    """
    if period in ("", scope.period) or period not in scope.phrases:
        return "", None
    words = vocabulary.current()
    inside = [name for name in words.counted if name in words.contents(scope.group)]
    parties = [one.resting[0].party for one in told]
    for group in inside:
        found = [scope.newest.get((party, group, period)) for party in parties]
        resting = [voice for figures in found if figures for voice in figures.resting]
        if resting:
            return beside(scope, group, period, spokesman(resting)), spokesman(resting)
    return "", None


def beside(scope: Scope, group: str, period: str, voice: Voice) -> str:
    """Return the sentence of `before` on one statement for the other period."""
    toll, when = vocabulary.toll(scope.run.event).label, scope.phrases[period]
    what = f"{clause(voice)} for {NOUNS[group][1]} {toll} {when.full}"
    name = when.short.removeprefix("in ")
    is_plain = name != when.short and name.split()[0] not in ("the", "a", "an")
    subject = f"The {name} are" if is_plain else f"Those {toll} {when.short} are"
    if scope.holds(scope.period, period):
        return f"{subject} inside it: {what}."
    return f"{subject} counted apart, though some reports add them in: {what}."


def later_counts(scope: Scope, told: list[Told]) -> list[Caveat]:
    """Name the later and larger figures that the parties told gave for a period that holds the one written
    about.
    """
    found = []
    for period in scope.phrases:
        if not scope.holds(period, scope.period):
            continue
        later = [voice for one in told for voice in later_voice(scope, one, period)]
        toll = vocabulary.toll(scope.run.event).label
        what = f"{NOUNS[scope.group][1]} {toll} {scope.phrases[period].full}"
        sentence = f"For {what}: {'; '.join(map(clause, later))}."
        found += [(sentence if voice is later[0] else "", voice) for voice in later]
    return found


def later_voice(scope: Scope, told: Told, period: str) -> list[Voice]:
    """Return the statement of a party's latest figure for another period, if it is later and larger."""
    mine = spokesman(list(told.resting))
    other = scope.newest.get((mine.party, scope.group, period))
    voice = spokesman(list(other.resting)) if other and other.resting else mine
    is_later = voice.day > mine.day and number_of(voice) > (told.high or told.low or 0)
    return [voice] if is_later else []
