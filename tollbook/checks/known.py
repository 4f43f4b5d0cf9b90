"""What is well known: the numbers that pages print for each group, and how many outlets carry each.

A slip stands on one page, or on the few that copied it; what a source really said is carried by many. So a
check that takes a figure for a slip asks for a well-known figure beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from tollbook import by_event, scope, terms, vocabulary
from tollbook.paths import hand
from tollbook.words import GROUP_WORDS, day

WELL_KNOWN = 5
"""So many outlets make a figure well known. A slip is copied by a sister page or two; a statement reaches the
clients of several wires. In the ledger no figure that its readers called a slip is on more than three."""
TIMES_AS_MANY = 5
"""A well-known figure stands against another only where so many times as many outlets carry it, so that two
figures that are both widely given are a disagreement, not a slip."""
LEAST_NUMBER = 10
"""Smaller numbers meet by chance: one-digit counts of different groups are equal every day."""
PEOPLE = "people"
"""The family of all totals, with and without militants: pages seldom say which they mean."""
UNNUMBERED = ("vague", "range")
NOBODY = ("", vocabulary.UNATTRIBUTED, vocabulary.UNKNOWN)
NO_ORIGIN = "not named"


def printed_numbers(claims: pd.DataFrame) -> pd.Series:
    """Return the number that stands in each figure's wording: 30 of `more than 30`; missing for a range or a
    word such as dozens.
    """
    precision, numbers = claims["precision"], claims["best"].astype("Int64")
    numbers = numbers.mask(precision.eq("exact") | precision.eq("at_least"), claims["low"])
    numbers = numbers.mask(precision.eq("more_than"), claims["low"] - 1)
    numbers = numbers.mask(precision.eq("at_most"), claims["high"])
    numbers = numbers.mask(precision.eq("less_than"), claims["high"] + 1)
    return numbers.mask(precision.isin(UNNUMBERED)).astype("Int64")


def counts(claims: pd.DataFrame, parts: bool = False) -> pd.DataFrame:
    """Return the claims that count people killed of a whole group (with `parts` also of parts of one), with
    `number` (as printed), `family` (its group; `people` for totals), `counted_place` (empty for the whole
    event), `is_named` (somebody who can be told from others speaks) and `latest` (UTC; the latest moment at
    which its page can have appeared).
    """
    rows = claims[
        by_event.is_main_outcome(claims)
        & claims["unit"].eq("people")
        & (claims["part"].eq("") | parts)
        & by_event.is_group(claims)
        & ~claims["increment"]
    ]
    rows = rows.assign(
        number=printed_numbers(rows),
        family=rows["group"].mask(by_event.is_total(rows), PEOPLE),
        counted_place=rows["place_id"].mask(rows["is_whole"], ""),
        is_named=is_named(rows["source_origin"], rows["source_party"]),
        latest=rows["said_to"].fillna(rows["known_from"]),
    )
    return rows[rows["number"].notna()]


def is_named(origins: pd.Series, parties: pd.Series) -> pd.Series:
    """Return whether each origin is somebody who can be told from others: not nobody, not only a side."""
    vague = set(hand("vague_origins")["origin"]) | {"", NO_ORIGIN}
    return ~parties.isin(NOBODY) & ~origins.isin(vague)


def carried(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return, for each of `keys`, how many `outlets` carry it and the moment (UTC) since when it was `known`:
    the end of what its first page's date allows.
    """
    groups = rows.groupby(keys, sort=False)
    return groups.agg(outlets=("outlet", "nunique"), known=("known_from", "min")).reset_index()


def well_known(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `figures` (with a column `outlets`) that enough outlets carry."""
    return figures[figures["outlets"] >= WELL_KNOWN]


def against(
    rows: pd.DataFrame, keys: list[str], shared: list[str], base: pd.DataFrame, source: str = "source_origin"
) -> pd.DataFrame:
    """Return each claim of `rows` beside each well-known figure of `base` that it can have been taken from.

    `keys` say what a figure is (they may differ), `shared` what must be equal. The well-known figure has the
    columns of `keys` that are not shared, its outlets and `known`, all ending in `_there`; `outlets` counts
    who carries the claim's own. Left out are claims that are well known themselves. Kept are figures that
    were known by then, are carried by enough outlets, and were given by the claim's own source: a named
    source who did not give the well-known figure may well have given another. With `source` =
    `source_party` it is enough that its side gave it.
    """
    figures = carried(base, keys)
    widely = well_known(figures)
    beside = rows.merge(figures.drop(columns="known"), on=keys, how="left").fillna({"outlets": 0})
    beside = beside[beside["outlets"] < WELL_KNOWN]
    renamed = {name: f"{name}_there" for name in [*keys, "outlets", "known"] if name not in shared}
    pairs = beside.merge(widely.rename(columns=renamed), on=shared)
    differs = pd.Series(False, index=pairs.index)
    for name in set(keys) - set(shared):
        differs |= pairs[name] != pairs[f"{name}_there"]
    enough = pairs["outlets_there"] >= TIMES_AS_MANY * pairs["outlets"].clip(lower=1)
    return pairs[
        differs & enough & (pairs["known_there"] <= pairs["latest"]) & same_source(pairs, keys, base, source)
    ]


def same_source(pairs: pd.DataFrame, keys: list[str], base: pd.DataFrame, source: str) -> pd.Series:
    """Return whether the claim's own source (`source`: its origin, or its side) gave the well-known figure;
    its side where only a side speaks, anybody where the page names nobody.
    """
    there = [f"{name}_there" if f"{name}_there" in pairs else name for name in keys]

    def gave(column: str) -> pd.Series:
        givers = pd.MultiIndex.from_frame(base[[*keys, column]].drop_duplicates())
        return pd.Series(pd.MultiIndex.from_frame(pairs[[*there, column]]).isin(givers), index=pairs.index)

    nobody = pairs["source_party"].isin(NOBODY)
    return nobody | gave(source).where(pairs["is_named"], gave("source_party"))


def as_worded(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `claims` with the group and period that the rules read, where `overrules.csv` put another.

    A person who overruled a page's wording found the slip already; a check must find it without that.
    """
    decided = hand("overrules")
    touched = claims[
        claims["claim_id"].isin(decided.loc[decided["column"].isin(["group", "period"]), "claim_id"])
    ]
    if touched.empty:
        return claims
    groups = terms.read_nouns(touched)["group"]
    periods = scope.periods(touched.assign(group=groups))
    changed = claims.copy()
    changed.loc[touched.index, "group"] = groups.where(groups.ne(""), touched["group"])
    changed.loc[touched.index, ["period", "period_basis"]] = periods[["period", "period_basis"]]
    return changed


def first_of_each(
    rows: pd.DataFrame, keys: list[str], joined: Callable[[Iterable[str]], str]
) -> Iterator[tuple[tuple, str]]:
    """Yield, for each of `keys` in their order, its first row and its claim ids as `joined` puts them
    together.
    """
    if rows.empty:
        return
    ids = rows.groupby(keys, sort=True)["claim_id"].agg(joined)
    firsts = rows.drop_duplicates(keys).dropna(subset=keys).sort_values(keys)
    yield from zip(firsts.itertuples(index=False), ids, strict=True)


def is_telling(rows: pd.DataFrame) -> pd.Series:
    """Return whether a number is one that is not written for many counts: of two digits or more, and not a
    round one (`30`, `more than 100`), which many counts are rounded to.
    """
    return rows["number"].ge(LEAST_NUMBER) & rows["number"].mod(10).ne(0)


def zone_of(event: str) -> str:
    """Return the time zone of an event, UTC where `events.csv` does not know it."""
    rows = hand("events")
    return dict(zip(rows["event_id"], rows["time_zone"], strict=True)).get(event, "UTC")


def on_day(moment: pd.Timestamp, event: str) -> str:
    """Return a moment as a day in the event's time zone, in words; empty where there is none."""
    return "" if pd.isna(moment) else f" on {day(moment, zone_of(event))}"


def family_words(family: str) -> str:
    """Return a group or the family of totals in words."""
    return GROUP_WORDS.get(family, family)


def running_periods() -> dict[str, str]:
    """Return the period of each event's running count."""
    return dict(scope.event_rows()["default_period"])


def period_words(event: str, period: str) -> str:
    """Return a period of an event in few words; as it is, where `periods.csv` does not know it."""
    rows = hand("periods")
    return dict(zip(zip(rows["event_id"], rows["period"], strict=True), rows["short"], strict=True)).get(
        (event, period), period
    )
