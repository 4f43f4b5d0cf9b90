"""Why a claim about a group does not enter a number: its scope, its date, its party, or the rule.

Every claim of the event with the group and outcome asked for has one reason, or the number rests on it; the
first reason that holds is given, in the order of `REASONS`.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tollbook import clean, reconcile, terms
from tollbook.ledger import Ledger
from tollbook.paths import hand
from tollbook.rules import Given, gone_back_on, newest, restates
from tollbook.scope_words import phrase
from tollbook.words import PARTY_WORDS, interval_words

REASONS = {
    "unread": "set aside: the figure could not be read as a number",
    "undated": "no date, and no dated page gives the figure: counted in the latest state alone",
    "later": "known only after the moment asked for",
    "withheld": "kept out by hand, as a slip of its page",
    "part": "counts only a part of the group",
    "increment": "says how many more, not how many in all",
    "place": "counts one place, not the whole event",
    "period": "counts another period",
    "party": "said by somebody of another party",
    "restates": "words more loosely what had been given",
    "gone_back_on": "carried by one outlet alone, and the party went back to an older figure",
    "overtaken": "an older figure, overtaken",
    "fewer_outlets": "given on the same day, but carried by fewer outlets, or the lower one",
    "overtaken_by_own": "overtaken by a newer figure of the same source",
    "between": "lies between the two ends",
    "not_taken": "a source's newest figure, but not the one that the rule takes",
}
COLUMNS = ["claim_id", "report_id", "outlet", "url", "figure", "reason", "detail", "words"]
Interval = tuple[int | None, int | None, int | None]


class Asked(NamedTuple):
    """What is asked for: a group, outcome and period of an event, known at a moment (UTC; None is the
    latest).
    """

    event: str
    group: str
    outcome: str
    period: str
    moment: pd.Timestamp | None


def claims_asked(claims: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the clean claims of the event about the group and outcome, of every scope, known then or not."""
    same = (claims["event_id"] == asked.event) & (claims["group"] == asked.group)
    return claims[same & (claims["outcome"] == asked.outcome)]


def outside(claims: pd.DataFrame, set_aside: pd.DataFrame, ledger: Ledger, asked: Asked) -> pd.DataFrame:
    """Return the claims whose scope or date keeps them out of every party's number: the columns of `COLUMNS`,
    sorted by reason.

    `ledger` has the raw claims, by which a claim set aside is known to be about the group, and the pages.
    """
    same = claims_asked(claims, asked)
    undated = same["date_basis"].eq("none")
    late = ~same.index.isin(clean.known_by(same, asked.moment).index)
    labels = {period: phrase(asked.event, period).short for period in same["period"].unique()}
    slips = hand("withheld").set_index("claim_id")["why"]
    tests = {
        "undated": (late & undated, ""),
        "later": (late, ""),
        "withheld": (same["claim_id"].isin(slips.index), same["claim_id"].map(slips).fillna("")),
        "part": (same["part"].ne(""), same["part"]),
        "increment": (same["increment"], ""),
        "place": (~same["is_whole"], same["place"].mask(same["place"].eq(""), same["place_id"])),
        "period": (same["period"].ne(asked.period), same["period"].map(labels)),
    }
    found = same.assign(reason="", detail="")
    for reason, (holds, detail) in tests.items():
        takes = holds & found["reason"].eq("")
        found["detail"] = found["detail"].mask(takes, detail)
        found["reason"] = found["reason"].mask(takes, reason)
    found = found[found["reason"].ne("")].assign(words=lambda rows: interval_words(rows))
    return by_reason(pd.concat([unread(set_aside, ledger, asked), found[COLUMNS]], ignore_index=True))


def unread(set_aside: pd.DataFrame, ledger: Ledger, asked: Asked) -> pd.DataFrame:
    """Return the claims set aside whose noun means the group asked for."""
    raw = ledger.claims
    rows = raw[raw["claim_id"].isin(set_aside["claim_id"]) & raw["event_id"].eq(asked.event)]
    rows = rows[rows["outcome"].eq(asked.outcome)]
    rows = rows[terms.read_nouns(rows)["group"].eq(asked.group)] if len(rows) else rows
    pages = ledger.reports.set_index("report_id")[["outlet", "url"]]
    told = rows[["claim_id", "report_id", "figure"]].join(pages, on="report_id")
    return told.assign(
        reason="unread",
        detail=rows["claim_id"].map(set_aside.set_index("claim_id")["reason"]),
        words=rows["figure"].mask(rows["figure"].eq(""), "an empty cell"),
    )[COLUMNS]


def in_scope(claims: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the claims that could enter a number: whole group and event, the period, known by then."""
    same = reconcile.comparable(claims_asked(claims, asked))
    known = clean.known_by(same, asked.moment)
    return known[known["period"] == asked.period]


def not_taken(scope: pd.DataFrame, party: str, rule: str, resting: list[str]) -> pd.DataFrame:
    """Return the claims of a party (or `any`) that could enter its number and do not, each with the reason.

    `scope` are the claims of `in_scope`; `resting` the ids of the statements that the number rests on.
    """
    own = scope if party == "any" else scope[scope["source_party"] == party]
    day = reconcile.said_day(own)
    used = own["statement_id"].isin(resting)
    figures = [
        tuple(None if pd.isna(number) else int(number) for number in numbers)
        for numbers in zip(own["low"], own["best"], own["high"], strict=True)
    ]
    said = own.assign(day=day, interval=pd.Series(figures, index=own.index, dtype=object))
    reasons = reasons_latest(said, used) if rule == "latest" else reasons_other(said, used, rule)
    left = said[~used].assign(reason=reasons, words=lambda rows: interval_words(rows))
    left["detail"] = left["detail"] if "detail" in left else ""
    return by_reason(left[COLUMNS])


def given(said: pd.DataFrame) -> dict[Interval, Given]:
    """Return for each figure the days on which it was first and last given and how many outlets carry it."""
    groups = (rows for _, rows in said.groupby(said["interval"].map(repr), sort=False))
    return {
        rows["interval"].iloc[0]: Given(rows["day"].min(), rows["day"].max(), rows["outlet"].nunique())
        for rows in groups
    }


def reasons_latest(said: pd.DataFrame, used: pd.Series) -> pd.Series:
    """Return why the rule `latest` passes over each claim that is not used."""
    figures = given(said)
    taken = said[used]["interval"]
    figure_taken = taken.iloc[0] if len(taken) else None

    def reason(one: Interval) -> str:
        mine = figures[one]
        others = [(other, when) for other, when in figures.items() if other != one]
        if any(when.first <= mine.first and restates(one, other) for other, when in others):
            return "restates"
        if any(gone_back_on(mine, when) for _, when in others):
            return "gone_back_on"
        same_day = figure_taken is not None and figures[figure_taken].first == mine.first
        return "fewer_outlets" if same_day else "overtaken"

    return said[~used]["interval"].map({figure: reason(figure) for figure in figures})


def reasons_other(said: pd.DataFrame, used: pd.Series, rule: str) -> pd.Series:
    """Return why another rule passes over each claim that is not used."""
    if rule == "range":
        return pd.Series("between", index=said.index[~used], dtype=object)
    positions = {origin: newest(given(rows)) for origin, rows in said.groupby("source_origin")}
    left = said[~used]
    is_newest = [
        positions[origin] == figure
        for origin, figure in zip(left["source_origin"], left["interval"], strict=True)
    ]
    reasons = ["not_taken" if newest_one else "overtaken_by_own" for newest_one in is_newest]
    return pd.Series(reasons, index=left.index, dtype=object)


def other_parties(scope: pd.DataFrame, shown: tuple[str, ...]) -> pd.DataFrame:
    """Return the claims of the scope behind which stands none of the parties shown (`any`: all are)."""
    others = scope.iloc[:0] if "any" in shown else scope[~scope["source_party"].isin(shown)]
    labels = others["source_party"].map(PARTY_WORDS).fillna(others["source_party"])
    return by_reason(others.assign(reason="party", detail=labels, words=interval_words(others))[COLUMNS])


def by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order of the reasons, then by claim."""
    order = rows["reason"].map({reason: number for number, reason in enumerate(REASONS)})
    return rows.assign(order=order).sort_values(["order", "claim_id"], ignore_index=True)[COLUMNS]
