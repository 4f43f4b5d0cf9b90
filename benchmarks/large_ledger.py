"""Claims per second and greatest memory, from 10,000 to 10,000,000 claims: pandas in one go, and in parts
through dask.

    .venv/bin/python benchmarks/large_ledger.py [--claims 10000 100000 1000000 10000000] [--jobs 2]

The claims are invented and called so: the real ledger repeated under invented event, page and claim ids
(see `clean_million.py`), written to CSV copy by copy, so that no table is ever whole in memory. Each
measurement is one process of its own that starts from the CSV files: pandas reads, cleans, collapses and
reconciles them in memory and writes nothing; `tollbook reconcile` checks and divides them by event, does the
same part by part in --jobs processes and writes all results as Parquet. Memory is the greatest sum of the
resident memory of the process and all its children, looked at ten times a second. Sizes up to --agree are
done both ways and must have the same rows. Printed: a table in Markdown, then the same as JSON.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import psutil
from clean_million import copy_project

from tollbook import clean, large, large_command, large_work, ledger, reconcile, statements
from tollbook.paths import project_root

MARK = "\x00"  # stands for the ending of a copy's ids
IDS = ("event_id", "report_id", "claim_id")
PANDAS, DASK = "pandas, in one go", "dask, in parts"


def write_ledger(folder: Path, wanted: int) -> int:
    """Write `wanted` invented claims, their pages and sightings as CSV files, copy by copy; return how many
    copies of the ledger they are.
    """
    raw = ledger.read(project_root() / "data/raw")
    copies = -(-wanted // len(raw.claims))
    last = wanted - (copies - 1) * len(raw.claims)
    folder.mkdir(parents=True)
    for name in ("claims", "reports", "sightings"):
        rows = getattr(raw, name)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(rows.columns) + "\n")
            whole = marked(rows)
            for number in range(copies - 1):
                file.write(whole.replace(MARK, f"-copy-{number}"))
            final = marked(rows.head(last)) if name == "claims" else whole
            file.write(final.replace(MARK, f"-copy-{copies - 1}"))
    raw.series.to_csv(folder / "series.csv", index=False, lineterminator="\n")
    return copies


def marked(rows: pd.DataFrame) -> str:
    """Return rows as CSV without a header, with a mark at the end of each id."""
    ids = {name: (rows[name] + MARK).where(rows[name].ne(""), "") for name in IDS if name in rows}
    text = io.StringIO()
    rows.assign(**ids).to_csv(text, index=False, header=False, lineterminator="\n")
    return text.getvalue()


def by_pandas(raw: Path) -> tuple[pd.DataFrame, ...]:
    """Return claims, claims set aside, statements and totals of a ledger, all of it in memory."""
    claims, aside = clean.clean(ledger.read(raw))
    return claims, aside, statements.collapse(claims), reconcile.totals(claims)


def measured(command: list[str], project: Path) -> dict[str, float]:
    """Run a command; return the seconds it took, the processor seconds, and its greatest memory in GiB."""
    began, most, used = time.perf_counter(), 0, {}
    process = psutil.Popen(command, env={**os.environ, "TOLLBOOK_PROJECT": str(project)})
    while process.poll() is None:
        memory = 0
        for one in [process, *children(process)]:
            try:
                memory += one.memory_info().rss
                used[one.pid] = sum(one.cpu_times()[:2])
            except psutil.Error:  # it has just ended
                continue
        most = max(most, memory)
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[1:3])} failed")
    return {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": sum(used.values()),
        "memory_gib": most / 2**30,
    }


def children(process: psutil.Process) -> list[psutil.Process]:
    """Return the processes that a process started, as far as they still run."""
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def require_same(raw: Path, out: Path) -> None:
    """Stop where a row of the parts differs from pandas' own."""
    for name, expected in zip(("claims", "set_aside", "statements", "totals"), by_pandas(raw), strict=True):
        found = large.table(out, name).compute(scheduler="synchronous")
        key = [column for column in ("claim_id", "event_id", "statement_id") if column in expected]
        both = [rows.sort_values(key, kind="stable", ignore_index=True) for rows in (expected, found)]
        pd.testing.assert_frame_equal(*both, check_exact=True)


def measure(size: int, options: argparse.Namespace) -> list[dict[str, object]]:
    """Return what was measured for one size."""
    rows = []
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        project, raw, out = Path(name, "project"), Path(name, "raw"), Path(name, "out")
        copies = write_ledger(raw, size)
        project.mkdir()
        copy_project(project, copies)
        ways = {DASK: ["--reconcile", str(raw), "--out", str(out), "--jobs", str(options.jobs)]}
        if size <= options.pandas_up_to:
            ways = {PANDAS: ["--pandas", str(raw)], **ways}
        for way, arguments in ways.items():
            command = [sys.executable, __file__, *arguments]
            rows.append({"claims": size, "way": way, **measured(command, project)})
            print(rows[-1], file=sys.stderr)
        if size <= options.agree:
            os.environ["TOLLBOOK_PROJECT"] = str(project)
            require_same(raw, out)
            del os.environ["TOLLBOOK_PROJECT"]
    return rows


def as_markdown(rows: list[dict[str, object]]) -> str:
    """Return what was measured as a table."""
    lines = ["| claims | how | seconds | claims a second | processor seconds | greatest memory, GiB |"]
    lines.append("| ---: | --- | ---: | ---: | ---: | ---: |")
    for row in rows:
        cells = [f"{row['claims']:,}", row["way"], f"{row['seconds']:.1f}"]
        cells += [f"{row['claims'] / row['seconds']:,.0f}", f"{row['cpu_seconds']:.1f}"]
        lines.append(f"| {' | '.join(cells)} | {row['memory_gib']:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print, or do one of the two ways in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    sizes = [10_000, 100_000, 1_000_000, 10_000_000]
    parser.add_argument("--claims", type=int, nargs="+", default=sizes)
    parser.add_argument("--jobs", type=int, default=large_work.cores())
    parser.add_argument("--pandas-up-to", type=int, default=1_000_000)
    parser.add_argument("--agree", type=int, default=100_000)
    parser.add_argument("--folder", help="where the ledgers are written (default: the system's place)")
    for hidden in ("--pandas", "--reconcile", "--out"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pandas:
        by_pandas(Path(options.pandas))
    elif options.reconcile:
        arguments = argparse.ArgumentParser()
        arguments.add_argument("--raw")
        large_command.add_options(arguments)
        call = ["--raw", options.reconcile, "--out", options.out, "--jobs", str(options.jobs)]
        raise SystemExit(large_command.command(arguments.parse_args(call)))
    else:
        rows = [row for size in options.claims for row in measure(size, options)]
        print(as_markdown(rows))
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
