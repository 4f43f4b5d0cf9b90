"""From the raw ledger to clean claims: every raw claim becomes one clean claim or one row set aside with a
reason.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tollbook import by_event, dates, echoes, figures, places, scope, statements, terms, units
from tollbook.ledger import Ledger
from tollbook.paths import hand
from tollbook.vocabulary import UNKNOWN


class Cleaned(NamedTuple):
    """The two tables that hold every raw claim once."""

    claims: pd.DataFrame
    set_aside: pd.DataFrame


def clean(ledger: Ledger, event: str | None = None) -> Cleaned:
    """Return the claims of `event` (all events when None) as numbers with group, origin, scope and dates.

    `ledger` has the raw tables, every cell a string. The columns of the two tables are in the dictionaries
    `claims` and `set_aside` of the processed tables; moments are UTC. What a hand table does not know is
    `unknown` in its column, never guessed; a figure whose own words count another thing than its category is
    set aside (`tollbook.units`). Raises ValueError when a raw claim would be lost or counted twice.
    """
    raw = ledger.claims if event is None else ledger.claims[ledger.claims["event_id"] == event]
    nouns = terms.read_nouns(raw)
    numbers = figures.read_figures(raw["figure"])
    reasons = numbers["reason"].mask(units.disagree(numbers, nouns), units.REASON)
    unread = reasons != ""
    set_aside = pd.DataFrame(
        {
            "claim_id": raw["claim_id"],
            "reason": reasons,
            "detail": raw["figure"],
            "event_id": raw["event_id"],
            "report_id": raw["report_id"],
            "category": raw["category"],
            "outcome": raw["outcome"],
        }
    )[unread]
    claims = describe(raw[~unread], numbers[~unread], nouns[~unread], ledger.reports)
    if len(claims) + len(set_aside) != len(raw) or claims["claim_id"].duplicated().any():
        raise ValueError(f"{len(raw)} raw claims became {len(claims)} claims and {len(set_aside)} set aside")
    return Cleaned(claims.reset_index(drop=True), set_aside.reset_index(drop=True))


def describe(
    raw: pd.DataFrame, numbers: pd.DataFrame, nouns: pd.DataFrame, reports: pd.DataFrame
) -> pd.DataFrame:
    """Return raw claims (with their figures and nouns read) with group, origin, scope and dates beside the
    worded cells.
    """
    kept = [
        "claim_id",
        "report_id",
        "event_id",
        "figure",
        "category",
        "outcome",
        "attributed_to",
        "as_of",
        "window",
        "place",
        "note",
    ]
    claims = raw[kept].join(numbers[["low", "high", "best", "precision", "increment"]])
    claims = claims.join(nouns[["group", "part", "unit"]])
    claims = claims.join(terms.read_authorities(raw["attributed_to"], raw["event_id"])[["origin", "party"]])
    claims["includes_worded"] = raw["includes"]
    claims["includes"] = terms.read_includes(raw["includes"], raw["event_id"])["includes"]
    claims["place_id"] = places.resolve_places(raw["place"])["place_id"]
    claims = overrule(counted_groups(mark_unknown(claims)))
    claims = overrule(claims.join(scope.periods(claims)))
    claims["is_whole"] = scope.is_whole_event(claims)
    claims = claims.join(dates.date_claims(dated(claims, reports))).join(outlets(claims, reports))
    claims = overrule(claims.join(echoes.sources(claims)))
    return claims.assign(statement_id=statements.identify(claims))


def mark_unknown(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with `unknown` where the hand tables know neither the noun, the authority nor the
    place. A group or party that is none of the claim's own event is unknown too: the row of a noun or an
    authority that holds for every event may mean one of another event.
    """
    people = claims["unit"].isin(["", "people"]) & claims["group"].eq("")
    other_group = claims["group"].ne("") & ~by_event.is_group(claims)
    other_party = ~by_event.is_among(claims, lambda words: words.parties, "party")
    return claims.assign(
        group=claims["group"].mask(people | other_group, UNKNOWN),
        origin=claims["origin"].mask(claims["origin"].eq(""), claims["attributed_to"]),
        party=claims["party"].mask(other_party, UNKNOWN),
        place_id=claims["place_id"].mask(claims["place_id"].eq("") & claims["place"].ne(""), UNKNOWN),
    )


def counted_groups(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with a total's group taken from what it says it includes.

    A total of all people that names just the groups of another total of its event, such as civilians and
    security and no militants, is that total.
    """
    is_whole = claims["part"].eq("")
    narrower = by_event.narrower_totals(claims).astype(claims["group"].dtype)
    return claims.assign(group=claims["group"].mask(is_whole & narrower.ne(""), narrower))


def overrule(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with the cells that `data/hand/overrules.csv` decides otherwise, row by row, for a
    written reason.

    For pages whose own wording puts a well-known figure into the wrong group or period. The worded cells
    stay.
    """
    rows = hand("overrules")
    touched = claims.loc[claims["claim_id"].isin(rows["claim_id"]), "claim_id"]
    decided = claims.copy()
    for column, decisions in rows.groupby("column"):
        if column in decided.columns:
            values = touched.map(decisions.set_index("claim_id")["value"]).dropna()
            decided.loc[values.index, column] = values
    return decided


def dated(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with when their pages can have been published and when what they count began."""
    zones = claims["event_id"].map(scope.event_rows()["time_zone"])
    pages = claims[["report_id"]].assign(zone=zones).drop_duplicates("report_id")
    pages = pages.merge(reports, on="report_id", how="left", validate="one_to_one")
    pages = dates.page_dates(pages, pages["zone"]).set_axis(pages["report_id"])
    row = pages.index.get_indexer(claims["report_id"])
    return claims.assign(
        **{column: pages[column].take(row).set_axis(claims.index) for column in pages},
        counts_from=scope.counts_from(claims),
    )


def outlets(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return `outlet` and `url` of each claim's page, on the index of `claims`."""
    pages = reports.set_index("report_id")
    return pd.DataFrame(
        {"outlet": claims["report_id"].map(pages["outlet"]), "url": claims["report_id"].map(pages["url"])}
    )


def known_by(frame: pd.DataFrame, moment: pd.Timestamp | None) -> pd.DataFrame:
    """Return the rows of a table with `known_from` (UTC) that were known at `moment`; all rows for None."""
    return frame if moment is None else frame[frame["known_from"] <= moment]
