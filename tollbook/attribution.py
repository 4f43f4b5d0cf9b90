"""Who said a figure, in words that fit into a sentence, and on which day.

Titles are rows of `data/hand/origin_titles.csv`; what follows from the kind of a speaker (the verb, whether
it counts the dead itself) are rows of `data/hand/speaker_kinds.csv`; kinds are those of `authorities.csv`.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tollbook import reconcile
from tollbook.dates import DATED, local_days
from tollbook.paths import hand
from tollbook.scope import event_rows
from tollbook.vocabulary import UNATTRIBUTED
from tollbook.words import NO_DAY


class Voice(NamedTuple):
    """One statement as a sentence tells it: whose it is, what was said, on which day, carried by which
    claims.

    `day` is an ISO day in the event's time zone; `is_dated` is false where no page gives that day, only an
    order; without any, `day` is empty. `worded` is the figure as the first page words it. Numbers are people.
    """

    statement_id: str
    origin: str
    party: str
    title: str
    verb: str
    counts_itself: bool
    is_named: bool
    day: str
    is_dated: bool
    precision: str
    low: int | None
    best: int | None
    high: int | None
    worded: str
    includes: str
    group: str
    period: str
    n_outlets: int
    claim_ids: tuple[str, ...]
    outcome: str = ""


def speakers(origins: pd.DataFrame) -> pd.DataFrame:
    """Return `title, verb, counts_itself (bool), is_named (bool)` for each row of `origins` (columns
    event_id, origin, party), on its index.

    A row of `origin_titles.csv` for the event comes before one for every event; an origin without a row goes
    by its own name, less what stands in brackets after it.
    """
    joined = with_kinds(origins)
    name = joined["origin"].str.replace(r"\s*\([^()]*\)$", "", regex=True)
    pattern = joined["pattern"].mask(joined["pattern"].eq(""), "{name}")
    titles = [form.format(name=one) for form, one in zip(pattern, name, strict=True)]
    general = pd.Series(titles, index=origins.index, dtype=object)
    own_counts = own_cell(joined, "counts_itself")
    return pd.DataFrame(
        {
            "title": own_cell(joined, "title").fillna(general),
            "verb": joined["verb"].mask(joined["verb"].eq(""), "said"),
            "counts_itself": own_counts.fillna(joined["kind_counts"]).eq("yes"),
            "is_named": ~joined["origin"].str.contains("unnamed") & joined["party"].ne(UNATTRIBUTED),
        }
    )


def with_kinds(origins: pd.DataFrame) -> pd.DataFrame:
    """Return `origins` with what follows from their kind: pattern, verb, kind_counts; empty where it is not
    known. An event's own row of `authorities.csv` comes before others.
    """
    rows = hand("authorities")
    first = dict(zip(rows["origin"][::-1], rows["kind"][::-1], strict=True))
    own = dict(zip(zip(rows["event_id"], rows["origin"], strict=True), rows["kind"], strict=True))
    pairs = zip(origins["event_id"], origins["origin"], strict=True)
    found = [own.get(pair, first.get(pair[1], "")) for pair in pairs]
    known = origins.assign(kind=pd.Series(found, index=origins.index, dtype=object))
    rows = hand("speaker_kinds").rename(columns={"title": "pattern", "counts_itself": "kind_counts"})
    follows = ["pattern", "verb", "kind_counts"]
    joined = known.merge(
        rows[["party", "kind", *follows]], on=["party", "kind"], how="left", validate="many_to_one"
    ).set_axis(origins.index)
    return joined.assign(**joined[follows].fillna(""))


def own_cell(origins: pd.DataFrame, column: str) -> pd.Series:
    """Return a cell of `origin_titles.csv` for each origin: the event's own row, else the general one, else
    missing.
    """
    rows = hand("origin_titles")
    cells = rows[rows[column].ne("")].set_index(["event_id", "origin"])[column].to_dict()
    pairs = zip(origins["event_id"], origins["origin"], strict=True)
    found = [cells.get(pair, cells.get(("", pair[1]))) for pair in pairs]
    return pd.Series(found, index=origins.index, dtype=object)


def voices(claims: pd.DataFrame) -> dict[str, Voice]:
    """Return the statements that the clean `claims` carry, by statement_id, as sentences tell them.

    The day is the first on which a dated page that names the source, or a day that its claim gives, allows it
    to be said (see `borne_out`); without such, the first day by which it is placed.
    """
    if claims.empty:
        return {}
    whose = claims.assign(origin=claims["source_origin"], party=claims["source_party"])
    timed = whose.assign(**first_days(whose))
    first = (
        timed.sort_values(["statement_id", "doubt", "day", "claim_id"])
        .drop_duplicates("statement_id")
        .set_index("statement_id")
    )
    groups = timed.groupby("statement_id")
    first["n_outlets"] = groups["outlet"].nunique()
    first["claim_ids"] = groups["claim_id"].agg(lambda ids: tuple(sorted(ids)))
    first["includes"] = groups["includes"].max()
    first = first.join(speakers(first[["event_id", "origin", "party"]])).rename(columns={"figure": "worded"})
    first["is_dated"] = first["doubt"].eq(0)
    for column in ("low", "best", "high"):
        people = [None if pd.isna(number) else int(number) for number in first[column]]
        first[column] = pd.Series(people, index=first.index, dtype=object)
    rows = first.reset_index()[list(Voice._fields)].itertuples(index=False, name=None)
    return {row[0]: Voice(*row) for row in rows}


def first_days(claims: pd.DataFrame) -> dict[str, pd.Series]:
    """Return for each claim its day (ISO, event's time zone) and how doubtful the day is: 0 a page that names
    the source gives it, 1 it follows from other pages, 2 nothing places it but the last page of the ledger.
    """
    zones = claims["event_id"].map(event_rows()["time_zone"])
    known = local_days(claims["known_from"], zones)
    given = claims["date_basis"].isin(DATED) | claims["as_of"].ne("")
    unplaced = claims["date_basis"].eq("none") & ~given
    doubt = (~given | claims["echo"].ne("")).astype(int) + unplaced
    days = reconcile.said_day(claims)
    earliest = borne_out(claims, days.mask(doubt.gt(0)))
    return {"day": days.mask(days < earliest, earliest).mask(unplaced, known), "doubt": doubt}


def borne_out(claims: pd.DataFrame, days: pd.Series) -> pd.Series:
    """Return for each claim the first day (ISO) on which its statement can count as said: the first of a page
    that carries it, or an earlier one that two outlets give; empty where nothing can be held against it.

    The day that a page gives for a figure may be the day of what it counts: one outlet does not settle it.
    `days` are missing for claims that do not count.
    """
    counting = claims.assign(day=days)[days.notna()]
    outlets = counting.sort_values("day").drop_duplicates(["statement_id", "outlet"])
    second = outlets[outlets.groupby("statement_id").cumcount() == 1].set_index("statement_id")["day"]
    paged = counting[counting["date_basis"].isin(DATED)]
    zones = paged["event_id"].map(event_rows()["time_zone"])
    pages = local_days(paged["said_from"], zones).groupby(paged["statement_id"]).min()
    first = second.where(second <= pages.reindex(second.index).fillna(second), pages)
    return claims["statement_id"].map(first).astype(object).fillna("")


def day_words(day: str, year: bool = True) -> str:
    """Return an ISO day in words: `1 February 2026`, without the year `1 February`; `NO_DAY` for no text."""
    if not day:
        return NO_DAY
    date = pd.Timestamp(day)
    return f"{date.day} {date:%B %Y}" if year else f"{date.day} {date:%B}"


def said(voice: Voice, year: bool) -> str:
    """Return who said it and when: `officials said on 1 February`, `had said by` for an inferred day."""
    if voice.is_dated or not voice.day:
        return f"{voice.title} {voice.verb} on {day_words(voice.day, year)}"
    return f"{voice.title} had {voice.verb} by {day_words(voice.day, year)}"


def spokesman(same_figure: list[Voice]) -> Voice:
    """Return whom to name for a figure that several gave: an authority before pages that name none, then the
    first to give it, a named one before an unnamed one of the same day, then the most carried.
    """
    return min(
        same_figure,
        key=lambda voice: (
            voice.party == UNATTRIBUTED,
            not voice.is_dated,
            voice.day,
            not voice.is_named,
            -voice.n_outlets,
            voice.statement_id,
        ),
    )
