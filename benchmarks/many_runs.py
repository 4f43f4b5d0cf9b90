"""How many of many runs fail: a tiny notebook (invented) through Tollbook's own kernels, several at once.

    .venv/bin/python benchmarks/many_runs.py [--runs 500] [--jobs 4] [--fresh] [--stock N]

The notebook imports pandas and altair, draws one small chart as SVG and prints a number that it is given. A
run fails where Tollbook says so, or where the number or the chart is not in the executed notebook. `--fresh`
uses ordinary cold kernels; `--stock N` runs it N times with papermill in a pool of processes too, over TCP as
papermill does by default. Prints a line for each; the exit status is 1 where a run of Tollbook's failed.
"""

from __future__ import annotations

import argparse
import collections
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path

import nbformat
import papermill
from batch_meter import MEMORY_KIND, Meter, adopt_orphans, end_all
from tqdm import tqdm

from tollbook.local import LocalHands
from tollbook.tasks import MADE_NOTEBOOK, NOTEBOOK, Task

NAME = "tiny"
CELL_SECONDS = 120
CELLS = (
    'number: str = "0"',
    "import altair as alt\nimport pandas as pd",
    'invented = pd.DataFrame({"day": [1, 2, 3], "count": [2, 3, int(number)]})\nprint(f"number {number}")',
    'chart = alt.Chart(invented).mark_bar().encode(x="day:O", y="count:Q")\n'
    'with alt.renderers.enable("svg"):\n    display(chart)',
)


def write_project(folder: Path) -> Path:
    """Write a project that has only the tiny notebook; return the notebook's path."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(CELLS)]
    cells[0].metadata["tags"] = ["parameters"]
    spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
    path = folder / f"notebooks/{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    (folder / "data/processed").mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


def what_is_wrong(executed: Path, number: int) -> str:
    """Return what an executed notebook lacks; empty where it shows its own number and a chart."""
    if not executed.is_file():
        return "no notebook"
    text = executed.read_text(encoding="utf-8")
    lacking = [what for what in (f"number {number}\\n", "image/svg+xml") if what not in text]
    return f"without {', '.join(lacking)}" if lacking else ""


def with_tollbook(runs: int, jobs: int, fresh: bool, folder: Path) -> tuple[list[str], str]:
    """Run the notebook with Tollbook; return why runs failed, and how many kernels were of which kind."""
    kinds: collections.Counter[str] = collections.Counter()

    def result(number: int, out: Path, future: Future) -> str:
        done = future.result()
        kinds[done.kernel or "of unknown kind"] += 1
        return done.error or what_is_wrong(out / MADE_NOTEBOOK, number)

    with LocalHands(jobs, fresh) as hands:
        started = {}
        for number in range(runs):
            options = {"notebook": NAME, "parameters": {"number": str(number)}}
            limits = {"cell_seconds": CELL_SECONDS, "notebook_seconds": CELL_SECONDS}
            out = folder / f"out-{number}"
            out.mkdir()
            task = Task(NOTEBOOK, f"run {number}", options | limits)
            started[hands.submit(task, folder / "project", out)] = (number, out)
        try:
            errors = [result(*started[future], future) for future in shown(started, runs)]
        except BaseException:
            hands.stop()
            raise
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return [error for error in errors if error], f"kernels: {told}"


def with_papermill(runs: int, jobs: int, notebook: Path, folder: Path) -> tuple[list[str], str]:
    """Run the notebook with papermill alone in a pool of processes; return why runs failed."""
    errors = []
    with ProcessPoolExecutor(jobs) as pool:
        started = {
            pool.submit(
                papermill.execute_notebook,
                notebook,
                folder / f"{number}.ipynb",
                {"number": str(number)},
                progress_bar=False,
            ): number
            for number in range(runs)
        }
        for future in shown(started, runs):
            error = future.exception()
            number = started[future]
            errors.append(str(error) if error else what_is_wrong(folder / f"{number}.ipynb", number))
    return [error for error in errors if error], "kernels: cold, over TCP"


def shown(futures: Iterable[Future], runs: int) -> Iterable[Future]:
    """Return futures as they end, with a progress bar on a terminal."""
    return tqdm(as_completed(futures), total=runs, disable=None, leave=False)


def measure(label: str, runs: int, jobs: int, do: Callable[[], tuple[list[str], str]]) -> bool:
    """Do the runs, print how many failed and why; return whether all went well."""
    with Meter() as meter:
        errors, about = do()
    cost = meter.cost
    print(
        f"{label}: {len(errors)} of {runs} runs failed; {jobs} at once, {cost.wall_seconds:.0f} s, "
        f"{cost.wall_seconds / runs:.2f} s a run; {about}; the processes started held at most "
        f"{cost.peak_bytes / 2**30:.2f} GiB ({MEMORY_KIND})"
    )
    for error, count in collections.Counter(" ".join(error.split())[:200] for error in errors).most_common():
        print(f"  {count} x {error}")
    return not errors


def read_options() -> argparse.Namespace:
    """Return the options of the call."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=4, help="how many at once")
    parser.add_argument("--fresh", action="store_true", help="cold kernels")
    parser.add_argument("--stock", type=int, default=0, metavar="N", help="papermill in a pool too, N runs")
    return parser.parse_args()


def main() -> None:
    """Measure in a temporary folder; leave no file and no process behind, also after Ctrl-C or SIGTERM."""
    options = read_options()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix="tollbook-many-")).resolve()
    runs, jobs, fresh, stock = options.runs, options.jobs, options.fresh, options.stock
    try:
        notebook = write_project(folder / "project")
        well = measure("Tollbook", runs, jobs, lambda: with_tollbook(runs, jobs, fresh, folder))
        if stock:
            measure("papermill", stock, jobs, lambda: with_papermill(stock, jobs, notebook, folder))
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        end_all()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
