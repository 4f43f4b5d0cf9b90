"""Echoes: whose statement a claim carries, where its page does not say, or names only a side.

A page that names nobody but carries the figure that a known origin gave by then repeats that origin; so does
a page that names only *officials*. Such a claim keeps what its page says (`origin`, `party`) and is counted
for the origin whose statement it carries (`source_origin`, `source_party`).

What the method cannot tell: whether the page took the figure from that origin or from somebody who gave the
same number on their own. It takes the same number for the same group, part, place, period and outcome as a
repeat. Small numbers meet by chance more often than large ones. A page that rounds or adds up is not
recognised. `data/hand/overrules.csv` decides otherwise for single claims (columns `source_origin` and
`source_party`).
"""

from __future__ import annotations

import pandas as pd

from tollbook.dates import DATED
from tollbook.paths import hand
from tollbook.scope import counted_place
from tollbook.vocabulary import UNATTRIBUTED

SCOPE = ["event_id", "group", "part", "unit", "outcome", "counted_place", "period", "increment"]
NOBODY = UNATTRIBUTED
NAMES = {"somebody": 3, "wire": 2, "side": 1, "nobody": 0}
"""How well a page names its authority: who it is, a wire that was told, only the side, nobody."""
ASKING = (NAMES["side"], NAMES["nobody"])
"""What was told to a wire is that wire's own news, whoever else gives the same figure."""


def sources(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `source_origin`, `source_party` and `echo` of each claim, on the index of `claims`.

    `claims` has the figure (low, best, high), group, part, unit, outcome, place_id, is_whole, period,
    increment, origin, party, outlet, said_from, said_to, known_from (UTC) and date_basis. `echo` says what
    the page names where the source is somebody else: `side` or `nobody`; else it is empty.

    A claim repeats what was given of the same scope with the same interval, or, where its wording is open or
    rounded, with exactly its number; and given not later than the last moment at which its page can have
    appeared, or, for a page without a date, than the moment from which it is counted. The source is of the
    party that gave the figure first (of the claim's own party where it has one), is named better than the
    claim's own, and among several was the first to give it.
    """
    named = names(claims)
    found = pd.DataFrame({"source_origin": "", "source_party": ""}, index=claims.index)
    for keys, givers in ((figure_keys(claims), claims.index == claims.index), number_keys(claims)):
        open_claims = found["source_origin"].eq("") & named.isin(ASKING) & (keys >= 0)
        match = nearest(claims.assign(key=keys, named=named), givers, open_claims)
        found.loc[match.index] = match
    is_echo = found["source_origin"].ne("")
    words = named.map({level: word for word, level in NAMES.items()})
    return pd.DataFrame(
        {
            "source_origin": claims["origin"].mask(is_echo, found["source_origin"]),
            "source_party": claims["party"].mask(is_echo, found["source_party"]),
            "echo": words.where(is_echo, ""),
        }
    )


def names(claims: pd.DataFrame) -> pd.Series:
    """Return how well each claim's page names its authority, as a number (see `NAMES`)."""
    vague = hand("vague_origins").set_index("origin")["names"].map(NAMES)
    named = claims["origin"].map(vague).fillna(NAMES["somebody"])
    return named.mask(claims["party"] == NOBODY, NAMES["nobody"]).astype(int)


def figure_keys(claims: pd.DataFrame) -> pd.Series:
    """Return a code for scope and interval: equal for claims that give the same figure of the same scope."""
    cells = claims.assign(counted_place=counted_place(claims))
    return cells.groupby([*SCOPE, "low", "best", "high"], dropna=False, sort=False).ngroup()


def number_keys(claims: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return a code for scope and number (-1 for a word without a number, such as dozens), and which claims
    give that number exactly.

    The number of an open wording is the one that is worded: 30 of "more than 30", which begins at 31.
    """
    low, best, high = (claims[column] for column in ("low", "best", "high"))
    above, below = claims["precision"].eq("more_than"), claims["precision"].eq("less_than")
    number = best.fillna(low.mask(above, low - 1)).fillna(high.mask(below, high + 1))
    cells = claims.assign(counted_place=counted_place(claims), number=number)
    keys = cells.groupby([*SCOPE, "number"], dropna=False, sort=False).ngroup()
    return keys.mask(claims["precision"].isin(["vague", "range"]), -1), low.eq(high).fillna(False)


def nearest(claims: pd.DataFrame, is_giver: pd.Series, is_open: pd.Series) -> pd.DataFrame:
    """Return `source_origin` and `source_party` for those of the open claims that repeat what a giver gave.

    `claims` has `key` (see `figure_keys`) and `named` (see `names`) beside its columns.
    """
    # a page without a date is counted from when its figures place it: nobody who spoke later is its source
    until = claims["said_to"].fillna(placed(claims))
    given = first_given(claims[is_giver & claims["named"].gt(NAMES["nobody"])])
    asked = claims.loc[is_open, ["key", "named", "party"]].assign(until=until)
    first_party = given.drop_duplicates("key").set_index("key")["party"]
    asked["party"] = asked["party"].mask(asked["party"] == NOBODY, asked["key"].map(first_party))
    source = pd.Series("", index=asked.index, dtype=object)
    for level in (NAMES["somebody"], NAMES["wire"], NAMES["side"]):
        best = given[given["named"] == level].drop_duplicates(["key", "party"])
        hit = asked.merge(
            best[["key", "party", "origin", "first"]],
            on=["key", "party"],
            how="left",
            validate="many_to_one",
        ).set_axis(asked.index)
        takes = source.eq("") & (asked["named"] < level) & hit["first"].le(hit["until"])
        source = source.mask(takes, hit["origin"])
    found = source.ne("")
    return pd.DataFrame({"source_origin": source[found], "source_party": asked.loc[found, "party"]})


def placed(claims: pd.DataFrame) -> pd.Series:
    """Return the moment (UTC) from which each claim is counted; where no page of its event has a date, the
    first at which it can have been said.
    """
    return claims["known_from"].fillna(claims["said_from"])


def first_given(claims: pd.DataFrame) -> pd.DataFrame:
    """Return when each origin first gave each figure (`first`, UTC), earliest first, then by how many outlets
    carry it, then by name.

    A dated page gives it from the first moment that its date allows; an undated one when it is placed.
    """
    first = claims["said_from"].where(claims["date_basis"].isin(DATED), placed(claims))
    given = (
        claims.assign(first=first)
        .groupby(["key", "named", "party", "origin"], sort=False, as_index=False)
        .agg(first=("first", "min"), outlets=("outlet", "nunique"))
    )
    return given.sort_values(["key", "first", "outlets", "origin"], ascending=[True, True, False, True])
