"""How a number came about, as plain text: the rule, the statements it rests on, who said them, the pages with
their addresses, and what was left out and why.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from tollbook import clean, left_out, reconcile, sentences, vocabulary
from tollbook.attribution import UNATTRIBUTED, Voice, day_words, voices
from tollbook.ledger import Ledger
from tollbook.left_out import REASONS, Asked
from tollbook.parameters import Run
from tollbook.refusals import CallError, unknown
from tollbook.saying import NOUNS, Figures, amount_words, day_of, tell
from tollbook.scope import event_rows
from tollbook.scope_words import phrase, title_case
from tollbook.vocabulary import ANY, UNKNOWN, Names
from tollbook.words import NO_DAY, count, listing, moment_words

WIDTH = 92
MOST = 8  # figures that a reason lists, unless all are asked for
PARTIES = Names(lambda words: [*words.parties, UNKNOWN, ANY])
RULE_WORDS = {
    "latest": "the newest figure: by the day it was first given, then by how many outlets carry it",
    "range": "from the lowest low to the highest high end of all figures given",
    "conservative": "the lowest of the sources' newest figures",
    "majority": "the figure that most sources give now",
    "median": "the median of the sources' newest figures",
    "agreement": "the smallest interval that lies in the newest figures of the most sources",
    "priority": "the newest figure of the first source in the ranked list of priorities.csv",
}
ECHO_WORDS = {
    "": ("names the source", "name the source"),
    "wire": ("names only a news agency", "name only a news agency"),
    "side": ("names only the side", "name only the side"),
    "nobody": ("names nobody", "name nobody"),
    "unsaid": ("names no authority", "name no authority"),
}
"""How pages say whose figure it is (column `echo`): one page, several."""
UNSAID = "unsaid"
"""No value of the column `echo`: the source itself names no authority."""
BASIS_WORDS = {
    "dated": "day found by the reader",
    "month": "only a month given; placed by its figures",
    "content": "no date given; placed by its figures",
    "bounded": "the page's own date is too early; placed by its figures",
    "none": "no date; placed after all others",
}


class Question(NamedTuple):
    """What is to be explained: the run (event, moment, rule), a group, outcome and period, and a party (empty
    for each party with a figure).
    """

    run: Run
    group: str
    outcome: str = ""  # empty: that of the event's totals
    period: str = ""
    party: str = ""
    full: bool = False  # every claim left out, with its address


class Known(NamedTuple):
    """The claims that could enter the number, the statements they carry, and the totals in force by party."""

    scope: pd.DataFrame
    said: dict[str, Voice]
    figures: dict[str, Figures]


def explain(ledger: Ledger, question: Question) -> str:
    """Return how the number asked for came about, in lines of at most about 100 characters but for addresses.

    Works from the raw `ledger`. Where no figure was given by then, a sentence says so.
    Raises CallError when the period is not one that claims of the event count.
    """
    run, period = question.run, question.period or question.run.period
    question = question._replace(outcome=question.outcome or vocabulary.main_outcome(run.event))
    with vocabulary.speaking_of(run.event):
        return explained(ledger, question, period)


def explained(ledger: Ledger, question: Question, period: str) -> str:
    """Return what `explain` does, of the event spoken of."""
    run = question.run
    claims, set_aside = clean.clean(ledger, run.event)
    check_period(claims, run, period)
    asked = Asked(run.event, question.group, question.outcome, period, run.moment)
    known = what_was_known(claims, asked, question)
    parts = [heading(question, period)]
    for party, figures in known.figures.items():
        parts.append("\n".join(party_lines(known, party, figures, question)))
    if not known.figures:
        party = "" if question.party == "any" else question.party
        nothing = sentences.no_figure(question.run, question.group, period, party, outcome=question.outcome)
        parts.append(wrap(nothing))
    shown = (question.party,) if question.party else PARTIES[:-1]
    excluded = [
        left_out.outside(claims, set_aside, ledger, asked),
        left_out.other_parties(known.scope, shown),
    ]
    parts.append("\n".join(excluded_lines(pd.concat(excluded, ignore_index=True), question)))
    return "\n\n".join(part for part in parts if part)


def check_period(claims: pd.DataFrame, run: Run, period: str) -> None:
    """Raise CallError, with the allowed ones, for a period that no claim of the event counts."""
    allowed = sorted({run.period, *claims["period"]})
    if period not in allowed:
        raise CallError(unknown("period", period, allowed))


def what_was_known(claims: pd.DataFrame, asked: Asked, question: Question) -> Known:
    """Return the claims of the scope and the totals of the parties asked for that are in force."""
    scope = left_out.in_scope(claims, asked)
    said = voices(scope)
    now = reconcile.as_of(reconcile.totals(scope), None)
    now = now[now["rule"] == question.run.rule].set_index("party")
    wanted = [question.party] if question.party else PARTIES[:-1]
    figures = {}
    for party in [party for party in wanted if party in now.index]:
        row = now.loc[party]
        ids = row["statement_ids"].split(";") if row["statement_ids"] else []
        numbers = (None if pd.isna(row[end]) else int(row[end]) for end in ("low", "best", "high"))
        resting = tuple(said[one] for one in ids)
        figures[party] = Figures(row["rule"], party, *numbers, int(row["n_origins"]), resting)
    return Known(scope, said, figures)


def heading(question: Question, period: str) -> str:
    """Return what is explained: group, outcome, period, event, moment and rule."""
    run = question.run
    what = f"{title_case(NOUNS[question.group][1])}: {question.outcome} {phrase(run.event, period).full}"
    when = f"{run.name} ({run.event}), as of {moment_words(run.moment, run.zone)}."
    return "\n".join([wrap(what), wrap(when), wrap(f"Rule {run.rule}: {RULE_WORDS.get(run.rule, '')}.")])


def party_lines(known: Known, party: str, figures: Figures, question: Question) -> Iterator[str]:
    """Yield one party's number, what it rests on, the pages, and the party's figures not taken."""
    yield f"{sentences.GIVERS[party]}".upper() + f" ({party})"
    if figures.resting:
        told = tell(figures, year=True)
        yield wrap(f"{told.alone}: {told.by}.", "  ")
    else:
        yield wrap("The rule gives no figure: no two sources agree, or none of them is in its list.", "  ")
    own = known.scope if party == "any" else known.scope[known.scope["source_party"] == party]
    yield wrap(
        f"Rests on {count(len(figures.resting), 'statement')}; {count(figures.n_origins, 'source')} had made "
        f"{count(own['statement_id'].nunique(), 'statement')} of this scope, on "
        f"{count(own['report_id'].nunique(), 'page')}.",
        "  ",
    )
    for voice in sorted(figures.resting, key=lambda voice: (voice.day, voice.statement_id)):
        yield ""
        yield from statement_lines(own[own["statement_id"] == voice.statement_id], voice)
    resting = [voice.statement_id for voice in figures.resting]
    left = left_out.not_taken(known.scope, party, question.run.rule, resting)
    if len(left):
        yield ""
        yield f"  Figures of {sentences.GIVERS[party]} that were not taken:"
        yield from reason_lines(left, question, "    ")


def statement_lines(claims: pd.DataFrame, voice: Voice) -> Iterator[str]:
    """Yield a statement, who said it, and its pages: outlet, day, figure as worded, how the page says it."""
    title = voice.title.rstrip(",")
    own_name = f" ({voice.origin})" if voice.is_named and voice.origin not in title else ""
    pages = f"{count(claims['report_id'].nunique(), 'page')} of {count(claims['outlet'].nunique(), 'outlet')}"
    statement = f"Statement {voice.statement_id}: {amount_words(voice)[1]}, {title}{own_name}"
    yield wrap(f"{statement}, first {day_of(voice)}; {pages}: {naming(claims)}.", "  ", "    ")
    zone = event_rows()["time_zone"]
    for claim in claims.sort_values(["known_from", "claim_id"]).itertuples(index=False):
        echo = UNSAID if voice.party == UNATTRIBUTED else claim.echo
        page = f'- {claim.outlet}, {page_day(claim, zone[claim.event_id])}: "{claim.figure}"'
        yield wrap(f"{page}; {ECHO_WORDS.get(echo, (echo,))[0]} [{claim.claim_id}]", "    ", "      ")
        yield f"      {claim.url or 'no address in the ledger'}"


def naming(claims: pd.DataFrame) -> str:
    """Return how many of some claims' pages name the source, the side alone, or nobody."""
    counts = claims["echo"].mask(claims["source_party"].eq(UNATTRIBUTED), UNSAID).value_counts().sort_index()
    if len(counts) == 1:
        one, several = ECHO_WORDS.get(counts.index[0], (counts.index[0],) * 2)
        return f"it {one}" if counts.iloc[0] == 1 else f"all {several}"
    words = [f"{number:,} {ECHO_WORDS.get(echo, (echo,) * 2)[number > 1]}" for echo, number in counts.items()]
    return listing(words)


def page_day(claim: tuple, zone: str) -> str:
    """Return when a page appeared, in the event's time zone, and how that is known where it does not say."""
    if pd.isna(claim.known_from):
        return NO_DAY
    local = claim.known_from.tz_convert(zone)
    day = day_words(local.strftime("%Y-%m-%d"))
    if claim.date_basis == "moment":
        return f"{day}, {local:%H:%M}"
    note = BASIS_WORDS.get(claim.date_basis, "")
    return f"{day} ({note})" if note else day


def excluded_lines(rows: pd.DataFrame, question: Question) -> Iterator[str]:
    """Yield what could enter no number here, by reason."""
    if rows.empty:
        return
    yield f"LEFT OUT ({count(len(rows), 'claim')} on {count(rows['report_id'].nunique(), 'page')})"
    yield from reason_lines(rows, question, "  ")


def reason_lines(rows: pd.DataFrame, question: Question, indent: str) -> Iterator[str]:
    """Yield each reason with its claims: counted by figure, or every claim with its address."""
    for reason, same in rows.groupby("reason", sort=False):
        yield wrap(f"{title_case(REASONS[reason])} ({count(len(same), 'claim')}):", indent)
        if question.full:
            yield from claim_lines(same, indent + "  ")
        else:
            yield wrap(f"{tally(same)}.", indent + "  ")


def claim_lines(rows: pd.DataFrame, indent: str) -> Iterator[str]:
    """Yield each claim with its page and address."""
    for row in rows.itertuples(index=False):
        detail = f", {row.detail}" if row.detail else ""
        yield wrap(f'- {row.outlet}: "{row.figure}"{detail} [{row.claim_id}]', indent, indent + "  ")
        if row.url:
            yield f"{indent}  {row.url}"


def tally(rows: pd.DataFrame) -> str:
    """Return the figures of some claims and on how many pages each stands, the most frequent first."""
    pages = rows.groupby(["detail", "words"], sort=True)["report_id"].nunique()
    pages = pages.sort_values(ascending=False, kind="stable")
    shown = [
        f"{words}{f' ({detail})' if detail else ''} on {count(number, 'page')}"
        for (detail, words), number in pages.head(MOST).items()
    ]
    more = (
        f"; and {count(len(pages) - MOST, 'other figure')}, which --full lists" if len(pages) > MOST else ""
    )
    return "; ".join(shown) + more


def wrap(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Return text in lines of at most `WIDTH` characters; no word, and so no address, is broken."""
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
