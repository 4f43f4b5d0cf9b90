"""The number to print: for each group one attributed sentence, a cautious one and a short one.

A figure is never alone: each has who said it and on which day. The parties' figures stand side by side, the
lowest number first, so that no side is put first by choice. Whether a figure is *confirmed* is decided by who
counts the dead itself (`data/hand/speaker_kinds.csv`): a body that repeats what officials gave does not
confirm it.
"""

from __future__ import annotations

import pandas as pd

from tollbook import caveats, reconcile, vocabulary
from tollbook.attribution import Voice, voices
from tollbook.claim_links import MARKDOWN, PLAIN, Pen
from tollbook.clean import known_by
from tollbook.comparing import in_force
from tollbook.parameters import Run
from tollbook.saying import NOUNS, Figures, Told, clause, tell
from tollbook.scope import wider_periods
from tollbook.scope_words import phrase, phrases, title_case
from tollbook.spans import overlap
from tollbook.vocabulary import UNATTRIBUTED, UNKNOWN, Names, party_words
from tollbook.words import count, listing, moment_words

GROUPS = Names(lambda words: words.shown)
PARTIES = Names(lambda words: [*words.parties, UNKNOWN])
SIDE_BY_SIDE = "each"
OTHER, OTHERS = "Another source gave another figure", "Other sources gave other figures"
COLUMNS = ["group", "party", "cautious", "short", "linked", "claim_ids"]
GIVERS = party_words("givers", unknown="sources of no known side", any="any source")
"""Each party as somebody who may have given a figure."""


def to_print(
    totals: pd.DataFrame, statements: pd.DataFrame, claims: pd.DataFrame, run: Run, period: str | None = None
) -> pd.DataFrame:
    """Return for each group a row with party `each` (all parties side by side), and one for each party with a
    figure: group, party, a cautious and a short sentence, the short one in Markdown with links to the claims
    (`linked`), and the claims behind them, joined by `;`.

    `totals` and `claims` may hold other events and later claims, which are left out; `statements` are those
    of the claims. People killed in one period (default: the event's running count), by the run's rule, as of
    its moment; days in the event's time zone. Raises ValueError where totals rest on statements that the
    claims do not carry.
    """
    period = period or run.period
    of_event = reconcile.comparable(claims[claims["event_id"] == run.event])
    outcome = vocabulary.main_outcome(run.event)
    known = known_by(of_event[of_event["outcome"] == outcome], run.moment)
    known = known[known["statement_id"].isin(statements["statement_id"])]
    said = voices(known)
    own = totals[(totals["event_id"] == run.event) & (totals["outcome"] == outcome)]
    figures, newest = (
        figures_in_force(own[own["rule"] == rule], said, run, rule) for rule in (run.rule, "latest")
    )
    year = not caveats.year_is_evident(known, run)
    words = phrases(run.event) | {period: phrase(run.event, period)}
    rows, wider = [], wider_periods()
    counted = groups_counted(claims[claims["event_id"] == run.event])
    for group in [group for group in GROUPS if group in counted]:
        scope = caveats.Scope(run, group, period, figures, newest, said, words, wider, year)
        given = [party for party in PARTIES if (party, group, period) in figures]
        rows.append((group, SIDE_BY_SIDE, *side_by_side(scope, given)))
        rows += [(group, party, *written(scope, [party])) for party in given]
    return pd.DataFrame(rows, columns=COLUMNS)


def groups_counted(claims: pd.DataFrame) -> set[str]:
    """Return the groups that any of an event's claims counts, whatever happened to them; without claims all,
    and those of its sides always: that nobody counts a side's people is worth saying, that nobody counts
    passengers in a quarry is not.
    """
    of_sides = vocabulary.current().sides
    return {*claims["group"], *of_sides} if len(claims) else set(GROUPS)


def figures_in_force(
    totals: pd.DataFrame, said: dict[str, Voice], run: Run, rule: str
) -> dict[tuple[str, str, str], Figures]:
    """Return the totals of killed in force at the run's moment by (party, group, period), with what they rest
    on.
    """
    rows = in_force(totals, run, rule)
    found = {}
    for row in rows[rows["party"].isin(PARTIES)].itertuples(index=False):
        ids = row.statement_ids.split(";") if row.statement_ids else []
        missing = [one for one in ids if one not in said]
        if missing:
            raise ValueError(f"totals rest on statements that the claims do not carry: {', '.join(missing)}")
        numbers = (None if pd.isna(number) else int(number) for number in (row.low, row.best, row.high))
        resting = tuple(said[one] for one in ids)
        found[row.party, row.group, row.period] = Figures(
            row.rule, row.party, *numbers, int(row.n_origins), resting
        )
    return found


def side_by_side(scope: caveats.Scope, given: list[str]) -> tuple[str, str, str, str]:
    """Return the sentences on all parties that gave a figure, and the claims behind them (see `written`).

    Pages that name nobody count where nobody else gave a figure, bodies without a count of their own where no
    side did.
    """
    filled = with_latest(scope, given)
    speaking = [party for party in given if caveats.speaks_for_itself(filled, party)]
    named = speaking or [party for party in given if party != UNATTRIBUTED] or given
    if not any(scope.figures[party, *scope.place].resting for party in named):
        return written(scope, named)
    cautious, short, linked, claim_ids = written(filled, named)
    others = [] if cautious.startswith("Sources ") else caveats.left_aside(filled, named, given)
    if others:
        lead = OTHER if len(others) == 1 else OTHERS
        cautious += f" {lead}: {'; '.join(map(clause, others))}."
        behind = {*claim_ids.split(";"), *(one for voice in others for one in voice.claim_ids)}
        claim_ids = ";".join(sorted(behind))
    return cautious, short, linked, claim_ids


def with_latest(scope: caveats.Scope, parties: list[str]) -> caveats.Scope:
    """Return the scope with a party's latest figure where the run's rule gives none: else a sentence would
    pass another side's figure for the only one.
    """
    keys = [(party, *scope.place) for party in parties]
    filled = {
        key: scope.newest[key]._replace(instead_of=scope.run.rule)
        for key in keys
        if not scope.figures[key].resting
    }
    return scope._replace(figures=scope.figures | filled)


def written(scope: caveats.Scope, parties: list[str]) -> tuple[str, str, str, str]:
    """Return the cautious and the short sentence on the figures of some parties, the short one with links,
    and the claims behind them.
    """
    found = [scope.figures[party, *scope.place] for party in parties]
    with_figure = [one for one in found if one.resting]
    if not with_figure:
        nothing = no_figure(scope.run, scope.group, scope.period, ruled_out=bool(found))
        return nothing, nothing, MARKDOWN.text(nothing), ""
    in_order = sorted(with_figure, key=lambda one: (one.low or 0, one.high is None, one.high or 0))
    told = [tell(one, year=True) for one in in_order]
    short, linked = (
        short_words(scope, [tell(one, scope.year, pen) for one in in_order], pen) for pen in (PLAIN, MARKDOWN)
    )
    cautious, others = cautious_words(scope, told)
    behind = {one for tellings in told for voice in tellings.resting for one in voice.claim_ids}
    behind |= {one for voice in others for one in voice.claim_ids}
    return cautious, short, linked, ";".join(sorted(behind))


def no_figure(
    run: Run, group: str, period: str, party: str = "", ruled_out: bool = False, outcome: str = ""
) -> str:
    """Return the sentence that there is no figure: none was given, or the rule makes none of those given.
    `outcome`: that of the event's totals, unless another is named.
    """
    happened = outcome or vocabulary.toll(run.event).label
    what = f"{NOUNS[group][1]} {happened} {phrase(run.event, period).full}"
    when = moment_words(run.moment, run.zone)
    if ruled_out:
        return f"By the rule {run.rule}, what had been said by {when} gives no figure for {what}."
    giver = f" by {GIVERS.get(party, party)}" if party else ""
    return f"No figure for {what} had been given{giver} by {when}."


def short_words(scope: caveats.Scope, told: list[Told], pen: Pen) -> str:
    """Return the short sentence: the figure, who said it and when; where the parties' figures differ, that
    they do, and each of them. `pen` is the one by which the figures were told.
    """
    toll = vocabulary.toll(scope.run.event).label
    if any(not overlap(told[0], one) for one in told[1:]):
        when = pen.text(scope.phrases[scope.period].short)
        said = "; ".join(fragment(scope, one) for one in told)
        return (
            f"Sources {caveats.differ(scope, told)} on how many {NOUNS[scope.group][1]} were {toll} {when}: "
            f"{said}."
        )
    agreeing = [fragment(scope, one) for one in told[1:]]
    sentence = head(scope, told[0], full=False, pen=pen)
    whom = caveats.counted_words(scope.group, told[0], alone=True)
    sentence += f" ({whom})" if caveats.is_not_said(whom) else ""
    return f"{sentence}; {listing(agreeing)}." if agreeing else f"{sentence}."


def cautious_words(scope: caveats.Scope, told: list[Told]) -> tuple[str, list[Voice]]:
    """Return the cautious sentence, what it does not count included, and the further statements it names."""
    confirmed, confirming = caveats.confirmation(scope, told)
    if all(overlap(told[0], one) for one in told[1:]):
        sentence = head(scope, told[0], full=True)
        sentence += "".join(f", and {fragment(scope, one)}" for one in told[1:])
        sentence += f"; {confirmed}." if confirmed else "."
    else:
        toll = vocabulary.toll(scope.run.event).label
        what = f"how many {NOUNS[scope.group][1]} were {toll} {scope.phrases[scope.period].full}"
        said = "; ".join(fragment(scope, one) for one in told)
        sentence = f"Sources {caveats.differ(scope, told)} on {what}: {said}."
        sentence += f" {title_case(confirmed)}." if confirmed else ""
    further, others = caveats.further(scope, told)
    return " ".join([sentence, *further]), confirming + others


def head(scope: caveats.Scope, told: Told, full: bool, pen: Pen = PLAIN) -> str:
    """Return the sentence on one figure, without its full stop."""
    noun = NOUNS[scope.group][0 if told.is_one else 1]
    number = pen.number(title_case(f"{told.amount} {noun}"), [voice.statement_id for voice in told.resting])
    whom = caveats.counted_words(scope.group, told)
    whom = f", {whom}," if whom else ""
    verb = "was" if told.is_one else "were"
    when = scope.phrases[scope.period]
    toll = vocabulary.toll(scope.run.event).label
    return f"{number}{whom} {verb} {toll} {pen.text(when.full if full else when.short)}, {told.by}"


def fragment(scope: caveats.Scope, told: Told) -> str:
    """Return what one party's figure says as a clause; for a total with whom it counts."""
    whom = caveats.counted_words(scope.group, told, alone=True)
    return f"{told.fragment} ({whom})" if whom else told.fragment


def printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cautious sentences of `to_print`, with all parties side by side, as a table: group,
    sentence.
    """
    each = rows[rows["party"] == SIDE_BY_SIDE]
    groups = [title_case(NOUNS[group][1]) for group in each["group"]]
    return pd.DataFrame({"group": groups, "sentence": each["cautious"].to_list()})


def printing_answer(rows: pd.DataFrame, run: Run) -> str:
    """Return in markdown for which groups there is a sentence with a figure, where the parties' figures do
    not agree, and the short sentences that have one.
    """
    each = rows[rows["party"] == SIDE_BY_SIDE]
    given = each[each["claim_ids"].ne("")]
    when = moment_words(run.moment, run.zone)
    if given.empty:
        return f"**No number can be printed:** no figure had been given by {when}."
    disputed = given[given["cautious"].str.startswith("Sources ")]
    where = listing([NOUNS[group][1] for group in disputed["group"]])
    agreed = f"The parties' figures differ for {where}." if len(disputed) else undisputed(given)
    lead = (
        f"**{len(given)} of {count(len(each), 'group')} {'has' if len(given) == 1 else 'have'} a figure with "
        f"its source and day, as of {when}.** {agreed}"
    )
    return "\n".join([lead, "", *(f"- {sentence}" for sentence in given["linked"])])


def undisputed(given: pd.DataFrame) -> str:
    """Return the sentence that no two parties' figures differ, of rows of `to_print` with a figure, and for
    which groups other sources gave others all the same.
    """
    aside = given[given["cautious"].str.contains(f"{OTHER}: |{OTHERS}: ")]
    if aside.empty:
        return "No two parties' figures differ."
    groups = listing([NOUNS[group][1] for group in aside["group"]])
    return f"No side disputes the figures below, but other sources gave other figures for {groups}."
