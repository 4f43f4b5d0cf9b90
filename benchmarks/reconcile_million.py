"""Clean and reconcile up to 1,000,000 claims, and one rule in three ways: seconds, memory, how time grows.

    .venv/bin/python benchmarks/reconcile_million.py [--claims 10000 100000 1000000]

The claims are the real ledger repeated under invented event ids (see `clean_million.py`). Each size runs in a
process of its own, so that peak memory is its own. In the same process the rule `range`, as a step function
of knowledge time, is computed in two more ways that must give the same rows: plain pandas `groupby.apply`,
and SQL in DuckDB, where that is installed (`.venv/bin/python -m pip install duckdb`; nothing else needs it).
Tollbook's own time is for all seven rules at once.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from clean_million import copy_project, repeat

from tollbook import clean, ledger, reconcile, statements
from tollbook.paths import project_root

KEY = ["event_id", "party", "group", "outcome", "period"]
INFINITE = 1 << 40
SQL = """
with moments as (
    select event_id, party, "group", outcome, period, known_from, min(low) as low, max(high) as high
    from entering group by all
)
select event_id, party, "group", outcome, period, known_from as since,
    min(low) over one as low, max(high) over one as high
from moments
window one as (partition by event_id, party, "group", outcome, period order by known_from)
"""


def entering(claims: pd.DataFrame) -> pd.DataFrame:
    """Return what goes into totals, each claim for its party and for `any`, with plain numbers."""
    some = reconcile.comparable(claims)
    some = some.assign(party=some["source_party"])
    both = pd.concat([some, some.assign(party="any")], ignore_index=True)
    return both[KEY].assign(
        known_from=both["known_from"].astype("int64"),
        low=both["low"].fillna(0).astype("int64"),
        high=both["high"].fillna(INFINITE).astype("int64"),
    )


def by_apply(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rule `range` at each moment of each key, by pandas `groupby.apply`."""

    def steps(group: pd.DataFrame) -> pd.DataFrame:
        moments = group.groupby("known_from").agg({"low": "min", "high": "max"})
        return pd.DataFrame({"low": moments["low"].cummin(), "high": moments["high"].cummax()})

    return rows.groupby(KEY)[["known_from", "low", "high"]].apply(steps).reset_index()


def by_sql(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the same by SQL in DuckDB."""
    import duckdb

    connection = duckdb.connect()
    connection.register("entering", rows)
    return connection.sql(SQL).df()


def timed(function: Callable, *arguments: object) -> tuple[object, float]:
    """Return what a function returns, and the seconds it took."""
    began = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - began


def in_force(table: pd.DataFrame) -> pd.DataFrame:
    """Return the last row of each key, sorted, as plain numbers: what the three ways must agree on."""
    since = "since" if "since" in table else "known_from"
    last = table.sort_values([*KEY, since]).groupby(KEY).tail(1)
    ends = {"low": last["low"].fillna(0), "high": last["high"].fillna(INFINITE)}
    return (
        last[KEY].assign(**{name: end.astype("int64") for name, end in ends.items()}).reset_index(drop=True)
    )


def measure(wanted: int) -> None:
    """Measure one size and print a line of numbers: claims, rows, seconds of each part, GiB."""
    raw = ledger.read(project_root() / "data/raw")
    copies = -(-wanted // len(raw.claims))
    with tempfile.TemporaryDirectory() as name:
        copy_project(Path(name), copies)
        os.environ["TOLLBOOK_PROJECT"] = name
        claims = repeat(raw.claims, copies, ["event_id", "report_id", "claim_id"]).head(wanted)
        repeated = raw._replace(claims=claims, reports=repeat(raw.reports, copies, ["report_id"]))
        (claims, _), cleaning = timed(clean.clean, repeated)
        said, collapsing = timed(statements.collapse, claims)
        totals, reconciling = timed(reconcile.totals, claims)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            2**20 if sys.platform != "darwin" else 2**30
        )
        rows = entering(claims)
        applied, apply_seconds = timed(by_apply, rows)
        has_sql = importlib.util.find_spec("duckdb") is not None
        queried, sql_seconds = timed(by_sql, rows) if has_sql else (applied, math.nan)
    ours = in_force(totals[totals["rule"] == "range"])
    for other in (applied, queried):
        pd.testing.assert_frame_equal(in_force(other), ours, check_dtype=False)
    numbers = [
        wanted,
        len(said),
        len(totals),
        cleaning,
        collapsing,
        reconciling,
        peak,
        apply_seconds,
        sql_seconds,
    ]
    print(*numbers)


def main() -> None:
    """Measure each size in its own process and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one)
        return
    head = "claims | statements | rows of totals | clean s | collapse s | totals s | all s | peak GiB"
    print(f"{head} | range by groupby.apply s | range by DuckDB s")
    every = []
    for size in options.claims:
        command = [sys.executable, __file__, "--one", str(size)]
        line = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        size, said, rows = (int(number) for number in line[:3])
        cleaning, collapsing, reconciling, peak, applied, queried = (float(number) for number in line[3:])
        whole = cleaning + collapsing + reconciling
        every.append((size, whole))
        print(
            f"{size:,} | {said:,} | {rows:,} | {cleaning:.1f} | {collapsing:.1f} | {reconciling:.1f} | "
            f"{whole:.1f} | {peak:.2f} | {applied:.1f} | {queried:.2f}"
        )
    (small, short), (large, long) = every[0], every[-1]
    if large > small:
        growth = math.log(long / short) / math.log(large / small)
        print(f"from {small:,} to {large:,} claims time grows with the power {growth:.2f} of their number")


if __name__ == "__main__":
    main()
