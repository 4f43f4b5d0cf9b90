"""Check of losses: what one side claims of the other against what the other counts of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tollbook import by_event, reconcile, vocabulary
from tollbook.checks import known
from tollbook.dates import DATED
from tollbook.vocabulary import Names, party_words
from tollbook.words import GROUP_WORDS, day, interval

SIDES = Names(lambda words: words.side_parties)
VOICES = party_words("subject")
RULE = "latest"
NEWS_CYCLE = pd.Timedelta(days=1)
"""A lower figure still stands on the day after a page last gave it; later it may have grown unseen."""
KEYS = ["event_id", "period", "group"]
FAR_FUTURE = pd.Timestamp("2200-01-01", tz="UTC")
NUMBERS = ["low", "best", "high"]


def claimed_and_own(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield each pair of figures in force at one time that cannot both be: one side's claim of the other's
    dead, and the other's own count.

    Figures are in force by the rule `latest`. They cannot both be where the intervals do not meet, for the
    same event, group and period, and the lower was still given when the higher was out: an older count may
    have grown since. One finding for each pair of figures, however many pages carry it.
    """
    first = first_claims(claims)
    for pair in in_force_together(claims).itertuples(index=False):
        own = interval(pair.low_own, pair.high_own, pair.best_own)
        claimed = interval(pair.low_claimed, pair.high_claimed, pair.best_claimed)
        statements = (pair.statement_ids_own, pair.statement_ids_claimed)
        ids = [min(first[name] for name in text.split(";"))[-1] for text in statements]
        toll, group = vocabulary.toll(pair.event_id).label, GROUP_WORDS[pair.group]
        since = day(pair.together, known.zone_of(pair.event_id))
        yield (
            "claimed_own",
            "warning",
            "",
            ";".join(ids),
            f"{own} by {VOICES[pair.party_own]}, their own count",
            f"{claimed} by {VOICES[pair.party_claimed]}",
            f"As of {since} {VOICES[pair.party_own]} counted {own} {group} {toll} of their own and "
            f"{VOICES[pair.party_claimed]} claimed {claimed}, for one period "
            f"({known.period_words(pair.event_id, pair.period)}): both cannot be.",
        )


def first_claims(claims: pd.DataFrame) -> dict[str, tuple]:
    """Return, for each statement, the first claim that gives it, as what it is sorted by (dated pages before
    others, then the moment) and its id.
    """
    first = claims.assign(is_undated=~claims["date_basis"].isin(DATED))
    order = ["is_undated", "known_from", "claim_id"]
    first = first.sort_values(order).drop_duplicates("statement_id")
    return dict(zip(first["statement_id"], first[order].itertuples(index=False, name=None), strict=True))


def in_force_together(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of figures of the sides of the event spoken of that were in force at one time and do
    not meet; none where nobody counted is a side's own.

    Columns: `KEYS`, of each side (`_own`, `_claimed`) party, low, best, high and statements, and `together`,
    the moment (UTC) from which both were in force.
    """
    owners = vocabulary.current().sides
    about = claims["group"].isin(list(owners)) & claims["source_party"].isin(SIDES)
    rows = killed_steps(claims[about & by_event.is_main_outcome(claims)])
    is_own = rows["group"].map(owners).eq(rows["party"]).astype(bool)
    pairs = rows[is_own].merge(rows[~is_own], on=KEYS, suffixes=("_own", "_claimed"))
    pairs["together"] = pairs[["since_own", "since_claimed"]].max(axis=1)
    pairs = pairs[pairs["together"] < pairs[["until_own", "until_claimed"]].min(axis=1)]
    apart = is_below(pairs, "own", "claimed") | is_below(pairs, "claimed", "own")
    ends = [*KEYS, *(f"{name}_{whose}" for whose in ("own", "claimed") for name in NUMBERS)]
    return pairs[apart].sort_values([*KEYS, "together"]).drop_duplicates(ends)


def killed_steps(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of the totals of killed by the rule `latest` that give a figure, each with `since` and
    `until` (UTC): it holds up to the next of its key.
    """
    if reconcile.comparable(claims).empty:
        return pd.DataFrame(columns=[*reconcile.COLUMNS, "until", "last_given"])
    totals = reconcile.totals(claims)
    rows = totals[totals["rule"].eq(RULE) & totals["party"].isin(SIDES)].sort_values(
        [*KEYS, "party", "since"]
    )
    changes = reconcile.is_changed(rows, [*KEYS, "party"]).cumsum()
    rows = rows.assign(statement_ids=rows.groupby(changes)["statement_ids"].transform("last"))
    rows = rows[~changes.duplicated()]
    until = rows.groupby([*KEYS, "party"])["since"].shift(-1)
    rows = rows.assign(until=until.fillna(FAR_FUTURE), last_given=last_given(rows, claims))
    return rows[rows[["low", "high"]].notna().any(axis=1)]


def last_given(rows: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Return the last moment (UTC) at which a dated page can have given each figure; since when it holds,
    where no page is dated.
    """
    dated = claims[claims["date_basis"].isin(DATED)]
    last = dated.groupby("statement_id")["said_to"].max()
    each = rows["statement_ids"].str.split(";").explode()
    given = pd.Series(last.reindex(each).to_numpy(), index=each.index, dtype=rows["since"].dtype)
    return given.groupby(level=0).max().fillna(rows["since"])


def is_below(pairs: pd.DataFrame, one: str, other: str) -> pd.Series:
    """Return whether the whole interval of `one` lies below that of `other`, and `one` was still given when
    `other` was out, or the day before.
    """
    below = pairs[f"high_{one}"].lt(pairs[f"low_{other}"]).fillna(False).astype(bool)
    return below & (pairs[f"last_given_{one}"] + NEWS_CYCLE >= pairs[f"since_{other}"])
