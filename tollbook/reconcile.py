"""Totals as a step function of knowledge time: what each rule makes of the statements known at each moment.

Only statements of one scope meet in a total: the whole event, one group, one outcome, one period. Statements
about a part of a group, about one place, or about additional dead are left out of totals. Where databases of
this field quietly differ is the rule; so a rule is a column, never a choice made out of sight.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from tollbook import by_event
from tollbook.dates import DATED, local_days
from tollbook.knowledge import RULE_NAMES, STEP_COLUMNS, Claims, Steps, add_steps
from tollbook.paths import hand
from tollbook.positions import UNRANKED
from tollbook.rules import RULES, Standing, Total, gone_back_on, latest, restates
from tollbook.scope import event_rows
from tollbook.vocabulary import Names

__all__ = ["RULES", "Standing", "Total", "gone_back_on", "latest", "restates"]

GROUPS = Names(lambda words: words.groups)
PARTIES = Names(lambda words: words.parties)
KEY = ["event_id", "party", "group", "outcome", "period"]
COLUMNS = [
    "event_id",
    "since",
    "party",
    "group",
    "outcome",
    "period",
    "rule",
    "low",
    "best",
    "high",
    "n_origins",
    "n_statements",
    "n_reports",
    "statement_ids",
]


def comparable(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that may enter a total: people of a whole group, the whole event, not additional to
    another count, and not withheld as a slip of its page (`data/hand/withheld.csv`).
    """
    whole = claims["is_whole"] & claims["part"].eq("") & claims["unit"].eq("people") & ~claims["increment"]
    entering = claims[whole & by_event.is_group(claims)]
    if "claim_id" not in entering:  # statements, whose claims were chosen before
        return entering
    return entering[~entering["claim_id"].isin(hand("withheld")["claim_id"])]


def said_day(claims: pd.DataFrame) -> pd.Series:
    """Return the day (ISO, in the event's time zone) on which each claim counts as said: the first its date
    allows, or the day from which it is counted where it is placed by its figures, or the claim's own `as_of`
    where that is earlier. A claim that nothing places is never news, and one on a page without a date is no
    newer for being placed late (`dates.place_undated`).
    """
    placed = claims["date_basis"].isin([*DATED, "content", "none"])
    moments = claims["said_from"].where(placed, claims["known_from"])
    zones = claims["event_id"].map(event_rows()["time_zone"])
    days = local_days(moments, zones)
    own = claims["as_of"].str[:10]
    return days.mask(own.ne("") & (own < days), own)


def totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of every party, group, outcome, period and rule from every moment at which one
    changes.

    `claims` are clean claims with `statement_id`. One row holds from `since` (UTC) until the next row of the
    same key; `party` is the side whose statements are taken (`source_party` of the claims: echoes count for
    whom they repeat), or `any`. `statement_ids` (joined by `;`) are the statements the numbers rest on;
    n_origins, n_statements and n_reports count all statements known in that scope.
    """
    entering = comparable(claims)
    entering = entering.assign(party=entering["source_party"], day=said_day(entering))
    both = pd.concat([entering, entering.assign(party="any")], ignore_index=True)
    keys, values = key_codes(both)
    statement, _ = pd.factorize(both["statement_id"], sort=True)
    order = np.lexsort((statement, both["known_from"].astype("int64"), keys))
    coded = encode(both.iloc[order])
    keys = keys[order]
    bounds = np.flatnonzero(np.diff(keys, prepend=-1, append=-1))
    steps = Steps()
    for start, end in itertools.pairwise(bounds):
        add_steps(steps, int(keys[start]), coded, range(start, end))
    return step_table(steps, values)


def key_codes(claims: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the key of each claim as a whole number, and the keys they stand for, in sorted order."""
    groups = claims.groupby(KEY, sort=True)
    return groups.ngroup().to_numpy(), groups.size().index.to_frame(index=False)


def encode(claims: pd.DataFrame) -> Claims:
    """Return claims as columns of codes."""
    coded = {
        name: pd.factorize(claims[column])
        for name, column in (
            ("statement", "statement_id"),
            ("outlet", "outlet"),
            ("report", "report_id"),
        )
    }
    days, _ = pd.factorize(claims["day"], sort=True)
    origin, names = numbered(claims[["event_id", "source_origin"]])
    figure, figures = numbered(claims[["low", "best", "high"]].fillna(-1).astype("int64"))
    ranks = ranked()
    return Claims(
        moment=claims["known_from"].dt.as_unit("s").astype("int64").tolist(),
        statement=coded["statement"][0].tolist(),
        origin=origin,
        figure=figure,
        day=days.tolist(),
        outlet=coded["outlet"][0].tolist(),
        report=coded["report"][0].tolist(),
        figures=[tuple(None if number < 0 else number for number in one) for one in figures],
        ids=list(coded["statement"][1]),
        ranks=[ranks.get(name, ranks.get(("", name[1]), UNRANKED)) for name in names],
    )


def numbered(rows: pd.DataFrame) -> tuple[list[int], list[tuple]]:
    """Return the distinct rows as tuples, and for each row the number of its tuple."""
    numbers = rows.groupby(list(rows.columns), sort=False).ngroup()
    distinct = rows[~numbers.duplicated()]
    order = numbers[~numbers.duplicated()].argsort()
    return numbers.tolist(), [tuple(row) for row in distinct.iloc[order].itertuples(index=False)]


def ranked() -> dict[tuple[str, str], int]:
    """Return the rank of each origin in `data/hand/priorities.csv`, by event (empty: every event) and
    origin.
    """
    rows = hand("priorities")
    keys = zip(rows["event_id"], rows["origin"], strict=True)
    return dict(zip(keys, rows["rank"].astype(int), strict=True))


def step_table(steps: Steps, values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of totals as a table, sorted by its key. `values` are the keys that codes stand for."""
    numbers = np.frombuffer(steps.numbers, dtype="int64").reshape(-1, len(STEP_COLUMNS))
    columns = dict(zip(STEP_COLUMNS, numbers.T, strict=True))
    orders = [values[name].rank(method="dense").to_numpy() for name in KEY]
    names = np.array(RULE_NAMES, dtype=object)
    rule_order = np.argsort(np.argsort(names))[columns["rule"]]
    event, party, group, outcome, period = (order[columns["key"]] for order in orders)
    order = np.lexsort((rule_order, period, outcome, group, party, columns["moment"], event))
    keys = values.iloc[columns["key"][order]].reset_index(drop=True)
    frame = keys.assign(
        since=pd.to_datetime(columns["moment"][order], unit="s", utc=True).as_unit("s"),
        rule=names[columns["rule"][order]],
        statement_ids=np.array(steps.statement_ids, dtype=object)[order],
    )
    for column in ("low", "best", "high", "n_origins", "n_statements", "n_reports"):
        numbers = columns[column][order]
        frame[column] = pd.arrays.IntegerArray(numbers.copy(), numbers < 0)
    return frame[COLUMNS]


def as_of(table: pd.DataFrame, moment: pd.Timestamp | None) -> pd.DataFrame:
    """Return the rows of `totals` in force at `moment` (UTC; None for the latest): the last of each key up to
    then.
    """
    known = table if moment is None else table[table["since"] <= moment]
    keys = [
        column
        for column in ("event_id", "party", "group", "outcome", "period", "rule")
        if column in table.columns
    ]
    return (
        known.sort_values("since", kind="stable")
        .groupby(keys, sort=True)
        .tail(1)
        .sort_values(keys, ignore_index=True)
    )


def is_changed(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return, for rows sorted by `keys` and `since`, whether the figure differs from the row before of the
    same key.
    """
    numbers = rows[["low", "best", "high"]].astype("Float64").fillna(-1)
    before = numbers.groupby([rows[key] for key in keys]).shift(fill_value=-2)
    return numbers.ne(before).any(axis=1)


def figure_since(table: pd.DataFrame, current: pd.DataFrame) -> pd.Series:
    """Return, for each row of `current` (rows of `totals` in force), the moment (UTC) since which its figure
    holds.

    A total's row changes when a page more carries it; its figure holds since the last row with another
    figure.
    """
    keys = ["party", "group", "outcome", "period", "rule"]
    history = table.merge(
        current[[*keys, "since"]].rename(columns={"since": "until"}), on=keys, validate="many_to_one"
    )
    by_then = history["since"].le(history["until"]) | history["until"].isna()  # missing: the latest alone
    history = history[by_then].sort_values([*keys, "since"])
    began = history[is_changed(history, keys)].groupby(keys)["since"].last()
    return pd.Series(
        [began[key] for key in zip(*(current[key] for key in keys), strict=True)], index=current.index
    )
