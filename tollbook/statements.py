"""Collapse claims to statements: one origin, one figure, one scope, carried by any number of pages."""

from __future__ import annotations

import hashlib

import pandas as pd

from tollbook import by_event
from tollbook.dates import DATED
from tollbook.distinct import each_distinct
from tollbook.scope import counted_place

IDENTITY = [
    "event_id",
    "source_origin",
    "source_party",
    "group",
    "part",
    "unit",
    "outcome",
    "low",
    "high",
    "best",
    "precision",
    "increment",
    "counted_place",
    "period",
    "total_includes",
]


def identify(claims: pd.DataFrame) -> pd.Series:
    """Return the `statement_id` of each claim: a hash of what is said, the same from run to run.

    Claims that share source, group, part, outcome, figure and scope carry one statement (see `echoes` for
    whose statement a page repeats that names nobody). What a figure includes is part of its scope only for
    totals (groups made of others); the whole event is one place, whether a page names the province, the pass
    or nothing.
    """
    is_total = by_event.is_total(claims)
    cells = claims.assign(
        total_includes=claims["includes"].where(is_total, ""),
        counted_place=counted_place(claims),
    )
    columns = [cells[column].astype("string").fillna("").tolist() for column in IDENTITY]
    keys = pd.Series(
        ["|".join(words) for words in zip(*columns, strict=True)], index=claims.index, dtype=object
    )
    return each_distinct(lambda key: "s" + hashlib.sha256(key.encode()).hexdigest()[:9], keys)


def collapse(claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row per statement: what is said and whose it is (`origin` and `party` are the claims'
    source), when first and last (UTC), by how many pages and outlets, and how many pages name the origin
    (`n_naming`).

    `claims` are clean claims with `statement_id` (see `identify`). `first_said` is the earliest moment at
    which a dated page can have carried it; where no page is dated, the earliest inferred moment.
    """
    dated_from = claims["said_from"].where(claims["date_basis"].isin(DATED))
    timed = claims.assign(dated_from=dated_from, last=claims["said_to"].fillna(claims["said_from"]))
    kept = [column for column in IDENTITY if column in claims.columns] + ["is_whole"]
    groups = timed.groupby("statement_id", sort=True)
    # within one statement these columns are equal: the first claim's stand for all
    statements = timed.drop_duplicates("statement_id").set_index("statement_id")[kept].sort_index()
    statements = statements.rename(columns={"source_origin": "origin", "source_party": "party"})
    for column, end in (("place_id", "max"), ("includes", "min")):
        # comparing numbers is quick, comparing text is not
        codes, words = pd.factorize(timed[column], sort=True)
        ends = pd.Series(codes, index=timed.index).groupby(timed["statement_id"], sort=True).agg(end)
        statements[column] = words.take(ends.to_numpy())
    statements["first_said"] = groups["dated_from"].min().fillna(groups["said_from"].min())
    statements["last_said"] = groups["last"].max()
    statements["known_from"] = groups["known_from"].min()
    naming = timed["report_id"].where(timed["echo"] == "")
    statements["n_naming"] = naming.groupby(timed["statement_id"]).nunique()
    statements["n_reports"] = groups["report_id"].nunique()
    statements["n_outlets"] = groups["outlet"].nunique()
    return statements.reset_index()
