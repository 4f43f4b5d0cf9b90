"""The batch of this project beside stock tools, on the same notebooks in the same run.

    .venv/bin/python benchmarks/compare_batch.py [--snakemake] [--ways stock,warm,...] [--json FILE]

The runs are those of notebooks/batch.yml: notebooks 02, 03 and 04 at eight moments of three events are 24;
notebook 01, which makes the tables that they read, runs once for each event: 27 for every way. The ways with
stock tools leave an HTML file for each run (`jupyter nbconvert`), Tollbook the eight reports and their index.

Every way works with this interpreter in a fresh copy of the project; all has been imported once before, so
that compiled modules and the disk's cache are the same for all. Measured are seconds by the clock, processor
time of all processes, the most memory that they held at one moment (looked at ten times a second; of shared
pages each process has its part, where the system tells), runs that were lost (no whole notebook or no HTML),
and how many notebooks show the same in every code cell as those of the first way.

The cells' own time, below the table, is what no runner can save: from sending a cell to the kernel until it
is idle, summed over all code cells, in the way `warm`, where imports are done already; without that way as
papermill notes it in the way `stock`, without the cells of imports. The way `unchanged` repeats `warm`'s
command where nothing has changed. Clusters are up before they are measured, but have done nothing yet.

Prints a table in Markdown, after Ctrl-C of what was measured by then. A quick try:
`--event jaffar-express-2025-03 --ways stock,warm`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from batch_cluster import NoClusterError
from batch_meter import MEMORY_KIND, Meter, adopt_orphans, end_all
from batch_project import all_runs, copy_project, is_whole, narrow, our_steps, outputs, stock_cell_seconds
from batch_ways import WAYS, Bench, NotPossibleError, TookTooLongError, Way

from tollbook.machine import usable_cores
from tollbook.paths import project_root

LIMIT_SECONDS = 900
STOPPED = 130
Row = dict[str, Any]  # of the table: what was measured, by name
IMPORTED = "import nbconvert, papermill, tollbook.cli, tollbook.execute, tollbook.report, tollbook.runner"
VERSIONS = ("tollbook", "papermill", "nbconvert", "nbclient", "ipykernel")
HEADER = (
    f"| way | wall s | CPU s | peak memory GiB ({MEMORY_KIND}) | runs lost | same outputs |\n"
    "|---|--:|--:|--:|--:|--:|"
)


def read_options() -> argparse.Namespace:
    """Return the options of the call."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ways", default=",".join(WAYS), help="which ways, in this order (default: all)")
    parser.add_argument("--snakemake", action="store_true", help="install Snakemake for this, apart")
    parser.add_argument(
        "--cores", type=int, default=usable_cores(), help="how many at once (default: the cores)"
    )
    parser.add_argument("--limit", type=float, default=LIMIT_SECONDS, help="seconds for one way at most")
    parser.add_argument("--event", default="", help="only the runs of this event, to try something out")
    parser.add_argument("--runs", type=int, help="only the first N pages of the batch file, likewise")
    parser.add_argument("--json", type=Path, help="write what was measured to this file too")
    options = parser.parse_args()
    unknown = [way for way in options.ways.split(",") if way not in WAYS]
    if unknown:
        parser.error(f"unknown way {', '.join(unknown)}: there are {', '.join(WAYS)}")
    return options


def set_up(options: argparse.Namespace, folder: Path) -> Bench:
    """Copy the project, so that all ways see the same, and import once what the ways import."""
    project = folder / "project"
    copy_project(project_root(), project)
    narrow(project, options.event, options.runs)
    runs = all_runs(project)
    bench = Bench(folder, project, runs, options.cores, options.limit, options.snakemake)
    subprocess.run([sys.executable, "-c", IMPORTED], cwd=project, env=bench.environment(), check=True)
    return bench


def go(bench: Bench, name: str, way: Way) -> Row:
    """Go one way and return its line: what it cost, or why it was not gone; `note` says what went wrong."""
    row: Row = {"way": name, "label": way.label, "load_before": os.getloadavg()[0], "note": ""}
    bench.deadline = time.monotonic() + bench.limit_seconds
    try:
        with way.set_up(bench) as given:
            project = bench.copy(way.copy or name)
            bench.deadline = time.monotonic() + bench.limit_seconds
            meter = Meter()
            try:
                with meter:
                    way.do(bench, project, given)
            except TookTooLongError as error:
                row["note"] = str(error)
    except (NotPossibleError, NoClusterError) as error:
        return row | {"note": str(error)}
    finally:
        end_all()
    row |= asdict(meter.cost) | {"lost": lost(bench, project, way), "runs": len(bench.runs)}
    if row["lost"] and not row["note"]:
        row["note"] = last_line(bench.log(project.name))
    return row


def lost(bench: Bench, project: Path, way: Way) -> int:
    """Return how many runs left no whole notebook or no HTML."""
    return sum(not is_whole(way.files(project, run)) for run in bench.runs)


def last_line(log: Path) -> str:
    """Return the last line of a log that is not empty."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def same_outputs(bench: Bench, gone: list[str]) -> dict[str, int]:
    """Return for each way how many of its notebooks show what those of the first way show."""
    made = {
        name: [WAYS[name].files(bench.copy(WAYS[name].copy or name), run) for run in bench.runs]
        for name in gone
    }
    shown = {
        name: [outputs(one.notebook) if is_whole(one) else None for one in files]
        for name, files in made.items()
    }
    first = shown[gone[0]] if gone else []
    return {
        name: sum(one is not None and one == other for one, other in zip(found, first, strict=True))
        for name, found in shown.items()
    }


def cell_seconds(bench: Bench, gone: list[str]) -> tuple[float, str]:
    """Return the sum of the cells' own seconds, and where it is from; 0 where no way tells."""
    noted = our_steps(bench.copy("warm")).get("cells", 0.0) if "warm" in gone else 0.0
    if noted:
        return noted, "noted in the way `warm`"
    if "stock" in gone:
        return stock_cell_seconds(bench.copy("stock"), bench.runs), "papermill's times in the way `stock`"
    return 0.0, ""


def counted(bench: Bench) -> str:
    """Return what every way did, in words."""
    timed = sum(bool(run.label) for run in bench.runs)
    others = len(bench.runs) - timed
    return f"{timed} runs at a moment, {others} of notebooks without one; {bench.cores} cores"


def line(row: Row) -> str:
    """Return a way's line of the table."""
    if "wall_seconds" not in row:
        return f"| {row['label']} | {row['note']} | | | | |"
    cells = [
        row["label"],
        f"{row['wall_seconds']:.1f}",
        f"{row['cpu_seconds']:.1f}",
        f"{row['peak_bytes'] / 2**30:.2f}",
        f"{row['lost']} of {row['runs']}",
        f"{row['same']} of {row['runs']}" if "same" in row else "",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def summary(rows: list[Row], own: float, source: str, cores: int) -> list[str]:
    """Return what follows from the table: how much faster, and how near to the cells' own time."""
    wall = {row["way"]: row["wall_seconds"] for row in rows if "wall_seconds" in row}
    lines = []
    if own:
        lines.append(
            f"The cells' own time: {own:.1f} s in all ({source}), {own / cores:.1f} s on {cores} cores."
        )
    if own and "warm" in wall:
        lines.append(f"Tollbook takes {wall['warm'] / (own / cores):.2f} times that, pages included.")
    if "warm" in wall and "stock" in wall:
        lines.append(f"Tollbook is {wall['stock'] / wall['warm']:.1f} times as fast as one after the other.")
    lines += [f"{row['label']}: {row['note']}" for row in rows if row["note"] and "wall_seconds" in row]
    return lines


def go_all(bench: Bench, names: list[str]) -> tuple[list[Row], bool]:
    """Go the ways; return the lines of those that were gone, and whether that was stopped."""
    rows: list[Row] = []
    try:
        for name in names:
            print(f"{name}: {len(bench.runs)} runs", file=sys.stderr, flush=True)
            rows.append(go(bench, name, WAYS[name]))
            print(f"  {line(rows[-1])} {rows[-1]['note']}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        return rows, True
    return rows, False


def tell(bench: Bench, rows: list[Row], file: Path | None) -> None:
    """Print the table and what follows from it; write the JSON file, if one is wanted."""
    gone = [row["way"] for row in rows if "wall_seconds" in row]
    for name, count in same_outputs(bench, gone).items():
        next(row for row in rows if row["way"] == name)["same"] = count
    own, source = cell_seconds(bench, gone)
    follows = summary(rows, own, source, bench.cores)
    print("\n".join([counted(bench), "", HEADER, *map(line, rows), "", *follows]))
    if file:
        about: Row = {"cores": bench.cores, "memory_kind": MEMORY_KIND, "python": platform.python_version()}
        about |= {"versions": {name: version(name) for name in VERSIONS}, "ways": rows}
        about |= {"cell_seconds": own, "cell_seconds_from": source}
        about |= {"steps": our_steps(bench.copy("warm"))} if "warm" in gone else {}
        file.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure in a temporary folder; leave no file and no process behind, also after Ctrl-C or SIGTERM."""
    options = read_options()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix="tollbook-compare-")).resolve()
    stopped = False
    try:
        bench = set_up(options, folder)
        rows, stopped = go_all(bench, options.ways.split(","))
        tell(bench, rows, options.json)
    except KeyboardInterrupt:
        stopped = True
    finally:
        end_all()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(STOPPED if stopped else 0)


if __name__ == "__main__":
    main()
