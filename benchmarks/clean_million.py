"""Rows cleaned per second: the ledger repeated under invented event ids, to 1,000,000 claims by default.

    .venv/bin/python benchmarks/clean_million.py [--claims 1000000]

The copies are invented and are called so: each is the real ledger under new event, page and claim ids. A
copied event has the hand rows of its original. Printed: seconds to clean, claims per second, peak memory of
the process.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from tollbook import clean, ledger
from tollbook.paths import project_root


def repeat(frame: pd.DataFrame, copies: int, ids: list[str]) -> pd.DataFrame:
    """Return `copies` copies of `frame`, each with its own ending on the columns `ids`."""
    repeated = pd.concat([frame] * copies, ignore_index=True)
    ending = "-copy-" + pd.Series([number for number in range(copies) for _ in range(len(frame))]).astype(str)
    return repeated.assign(
        **{column: (repeated[column] + ending).where(repeated[column].ne(""), "") for column in ids}
    )


def copy_project(folder: Path, copies: int) -> None:
    """Make a project in `folder` whose hand tables know the invented events as well."""
    source = project_root()
    shutil.copytree(source / "data/hand", folder / "data/hand")
    shutil.copytree(source / "data/dictionary", folder / "data/dictionary")
    (folder / "data/raw").mkdir()
    shutil.copy(source / "data/raw/places.csv", folder / "data/raw")
    for path in (folder / "data/hand").glob("*.csv"):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "event_id" in rows.columns:
            copied = repeat(rows[rows["event_id"] != ""], copies, ["event_id"])
            pd.concat([rows, copied]).to_csv(path, index=False, lineterminator="\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--claims", type=int, default=1_000_000)
    wanted = parser.parse_args().claims
    raw = ledger.read(project_root() / "data/raw")
    copies = -(-wanted // len(raw.claims))
    with tempfile.TemporaryDirectory() as name:
        copy_project(Path(name), copies)
        os.environ["TOLLBOOK_PROJECT"] = name
        claims = repeat(raw.claims, copies, ["event_id", "report_id", "claim_id"]).head(wanted)
        reports = repeat(raw.reports, copies, ["report_id"])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        cleaned = clean.clean(raw._replace(claims=claims, reports=reports))
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 2**20 if sys.platform != "darwin" else 2**30
    print(
        f"{wanted:,} claims ({copies} invented copies of the ledger): "
        f"{seconds:.1f} s, {wanted / seconds:,.0f} claims per second; "
        f"peak memory {peak / unit:.2f} GiB, of which {before / unit:.2f} GiB before cleaning; "
        f"{len(cleaned.claims):,} clean, {len(cleaned.set_aside):,} set aside"
    )


if __name__ == "__main__":
    main()
