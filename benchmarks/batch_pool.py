"""What a user of papermill writes to run notebooks at once: a pool of processes, papermill and nbconvert in
each. Called by `compare_batch.py` in a copy of the project.

    python benchmarks/batch_pool.py RUNS.json PROCESSES
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import papermill
from nbconvert import HTMLExporter


def run(name: str, notebook: str, parameters: dict[str, str]) -> None:
    """Run a notebook and write it and its page."""
    executed = Path("executed", f"{name}.ipynb")
    papermill.execute_notebook(f"notebooks/{notebook}.ipynb", executed, parameters, progress_bar=False)
    html, _ = HTMLExporter().from_filename(str(executed))
    executed.with_suffix(".html").write_text(html, encoding="utf-8")


def main(runs_file: str, processes: str) -> None:
    """Do the runs stage by stage; one that fails is told and the others go on."""
    runs = json.loads(Path(runs_file).read_text(encoding="utf-8"))["runs"].values()
    with ProcessPoolExecutor(int(processes)) as pool:
        for stage in sorted({one["stage"] for one in runs}):
            started = {
                pool.submit(run, one["name"], one["notebook"], one["parameters"]): one["name"]
                for one in runs
                if one["stage"] == stage
            }
            for future in as_completed(started):
                if error := future.exception():
                    print(f"{started[future]}: {type(error).__name__}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
