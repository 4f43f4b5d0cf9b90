"""What the commands of `tollbook` do, once their options are read. Each returns an exit status."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from tollbook import entered, ledger, paths
from tollbook.batch import Batch, Choice, Run, default_batch, read_batch, shown
from tollbook.checking import raw_is_well
from tollbook.options import (
    Place,
    asked,
    batch_file,
    chosen,
    opened_out,
    opened_raw,
    out_folder,
    raw_folder,
    require_writable,
)
from tollbook.plan import Job, Page, plan
from tollbook.words import count
from tollbook.workspace import PROCESSED, files_below, publish

if TYPE_CHECKING:  # these take a second to import, which `tollbook check` need not wait for
    from tollbook.runner import Ended, Settings
    from tollbook.store import Store

WELL, DATA_AT_FAULT = 0, 1


def run_command(options: argparse.Namespace) -> int:
    """Run the batch, or what the options choose of it, and write the pages and their index."""
    start = time.monotonic()
    with opened_raw(options) as raw, opened_out(options) as out:
        return run_batch_of(options, raw, out, start)


def run_batch_of(options: argparse.Namespace, raw: Path, out: Place, start: float) -> int:
    """Do what `tollbook run` does, with the raw tables in a folder and the processed ones in a place."""
    from tollbook.provenance import Provenance
    from tollbook.runner import Settings
    from tollbook.store import FOLDER, Store

    reports = chosen(options.reports, "reports")
    require_writable({"--out": out.local, "--reports": reports})
    districts = str(chosen(options.districts, "")) if options.districts else ""
    choice = Choice(tuple(options.event), tuple(options.as_of), options.rule, districts)
    project = paths.project_root()
    store = Store(project / FOLDER)
    batch = with_figures(read_batch(batch_file(options), choice, store), raw)
    if not batch.runs:
        return WELL
    cited = Provenance(project, raw)
    if not raw_is_well(raw, store):
        return DATA_AT_FAULT
    settings = Settings(
        project,
        raw,
        out.local,
        reports / ".build",
        reports,
        force=options.force,
        keep=True,
        recorded=True,
        meta=cited,
        **how(options),
    )
    with alone(settings, batch, Path(out.shown)):
        out.fetch({run.event for run in batch.runs})
        ended = run(batch, settings, options)
        line = write_index(settings, store, Provenance(project, raw) if ended.written else cited)
        out.push()
    print(
        f"{line}{unchanged(ended)} ({time.monotonic() - start:.0f} s)" if line else "",
        end="\n" if line else "",
    )
    return status(ended) if line else DATA_AT_FAULT


def with_figures(batch: Batch, raw: Path) -> Batch:
    """Return a batch without the runs of events that no figure has been entered of; say so."""
    events = dict.fromkeys(run.event for run in batch.runs)
    bare = entered.without_figures(raw, events)
    if bare:
        print(entered.line(bare))
    return replace(batch, runs=tuple(run for run in batch.runs if run.event not in bare))


def how(options: argparse.Namespace) -> dict[str, Any]:
    """Return the settings of a batch that say how it runs."""
    return {
        "workers": options.jobs or 0,
        "notebook_seconds": options.time_limit,
        "fresh": options.fresh,
        "cluster": options.cluster or "",
    }


@contextmanager
def alone(settings: Settings, batch: Batch, out: Path) -> Iterator[None]:
    """Be the only batch that writes to `out`, which may be an address, and where else the settings say,
    once what a killed one had begun there is removed.
    """
    from tollbook.alive import alone_in, remove_half_written
    from tollbook.store import FOLDER, Store

    def wait(folder: Path) -> None:
        print(f"another batch is writing to {shown(folder)}: waiting", file=sys.stderr, flush=True)

    with suppress(OSError):  # where it cannot be, the locks lie elsewhere
        Store(settings.project / FOLDER).prepare()
    targets = [settings.out, settings.reports or settings.kept]
    with alone_in([out, *targets[1:]], settings.project / FOLDER / "locks", wait):
        events = dict.fromkeys(run.event for run in batch.runs)
        remove_half_written([place / event for place in (*targets, settings.kept) for event in events])
        remove_half_written(targets, deep=False)
        yield


def execute_command(options: argparse.Namespace) -> int:
    """Execute the committed notebooks in place, with their defaults, and write the tables that they make."""
    from tollbook.runner import Settings

    raw, project = raw_folder(options), paths.project_root()
    if not raw_is_well(raw):
        return DATA_AT_FAULT
    batch = with_figures(default_batch(batch_file(options)), raw)
    if not batch.runs:
        return WELL
    with tempfile.TemporaryDirectory(prefix="tollbook-") as folder:
        settings = Settings(project, raw, project / PROCESSED, Path(folder), recorded=True, **how(options))
        with alone(settings, batch, settings.out):
            ended = run(batch, settings, options, quiet=(Page,))
            for notebook, executed in executed_notebooks(batch, batch.runs[0], settings.kept).items():
                if status(ended) == WELL:
                    publish(executed, project / "notebooks" / f"{notebook}.ipynb")
    return status(ended)


def verify_command(options: argparse.Namespace) -> int:
    """Rebuild tables and notebooks in a temporary folder; print a line for each file that differs."""
    from tollbook.runner import Settings

    raw, out = raw_folder(options), out_folder(options)
    if not raw_is_well(raw):
        return DATA_AT_FAULT
    default = default_batch(batch_file(options))
    batch = read_batch(batch_file(options), Choice(tuple(options.event)))
    if not options.event and default.runs[0] not in batch.runs:
        batch = replace(batch, runs=batch.runs + default.runs)
    batch = with_figures(batch, raw)
    if not batch.runs:
        return WELL
    with tempfile.TemporaryDirectory(prefix="tollbook-") as name:
        made, kept = Path(name, "processed"), Path(name, "notebooks")
        settings = Settings(paths.project_root(), raw, made, kept, **{**how(options), "fresh": True})
        if status(run(batch, settings, options, quiet=(Job, Page))) != WELL:
            return DATA_AT_FAULT
        notebooks = executed_notebooks(batch, default.runs[0], kept) if default.runs[0] in batch.runs else {}
        lines = differences(out, made, notebooks, options.event)
        compared = f"{count(len(files_below(made)), 'table')} and {count(len(notebooks), 'notebook')}"
    print("\n".join(lines) or f"{compared} are what a rebuild makes, byte for byte")
    return DATA_AT_FAULT if lines else WELL


def explain_command(options: argparse.Namespace) -> int:
    """Print how a number came about: rule, statements, origins, pages, and what was left out and why."""
    from tollbook.explain import explain

    raw = raw_folder(options)
    if not raw_is_well(raw, with_hand=False):  # a broken hand table is told where it stops the answer
        return DATA_AT_FAULT
    question = asked(options)
    if entered.without_figures(raw, [options.event]):
        print(entered.line([options.event]), file=sys.stderr)
        return DATA_AT_FAULT
    text = explain(ledger.read(raw), question)
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader of a pipe, `head` say, has seen enough
        sys.stdout = None
    return WELL


def differences(out: Path, made: Path, notebooks: dict[str, Path], events: list[str]) -> list[str]:
    """Return a line for each committed file that differs from the rebuilt one; `events` empty is all."""
    from tollbook.verify import notebook_difference, table_differences

    lines = [f"{shown(out)}/{line}" for line in table_differences(out, made, events)]
    for notebook, executed in notebooks.items():
        difference = notebook_difference(paths.resolve(f"notebooks/{notebook}.ipynb"), executed)
        lines += [f"notebooks/{notebook}.ipynb: {difference}"] if difference else []
    return lines


def run(batch: Batch, settings: Settings, options: argparse.Namespace, quiet: tuple[type, ...] = ()) -> Ended:
    """Run a batch with its progress shown; say what failed, what was not run, and what could not be kept."""
    from tollbook.progress import Progress
    from tollbook.runner import run_batch

    with stop_on_terminate(), Progress(len(plan(batch)), options.verbose, quiet) as progress:
        ended = run_batch(batch, settings, progress.tell, progress.say, progress.show)
    failed, skipped, steps = ended.failed, ended.skipped, ended.unchanged
    if failed:
        print(
            f"tollbook: {failed} failed, {skipped} not run for it; what they write is as it was before",
            file=sys.stderr,
        )
    if steps and len(steps) == len(ended.outcomes):
        files = f"; {count(ended.written, 'file')} written again" if ended.written else ""
        print(f"nothing to do for {named(steps)}: nothing they depend on changed{files}")
    if ended.trouble:
        print(
            f"tollbook: .tollbook cannot be written ({ended.trouble}): the next batch runs all of this again",
            file=sys.stderr,
        )
    return ended


def status(ended: Ended) -> int:
    """Return the exit status of a batch."""
    return DATA_AT_FAULT if ended.failed else WELL


def unchanged(ended: Ended) -> str:
    """Return how much of a batch was not run because nothing had changed, where some of it was run."""
    steps = ended.unchanged
    return f"; unchanged: {named(steps)}" if 0 < len(steps) < len(ended.outcomes) else ""


def named(steps: list[Job | Page]) -> str:
    """Return how many notebooks and pages some steps are."""
    jobs, pages = (sum(isinstance(step, kind) for step in steps) for kind in (Job, Page))
    words = [count(jobs, "notebook")] * bool(jobs) + [count(pages, "page")] * bool(pages)
    return " and ".join(words)


def executed_notebooks(batch: Batch, run: Run, kept: Path) -> dict[str, Path]:
    """Return the executed notebooks of a run, by name."""
    return {notebook: kept / run.event / run.label / f"{notebook}.ipynb" for notebook in batch.notebooks}


@contextmanager
def stop_on_terminate() -> Iterator[None]:
    """Let SIGTERM (a build server's, say) end a batch as Ctrl-C does: with nothing left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def write_index(settings: Settings, store: Store, meta: Callable[[], dict[str, Any]]) -> str:
    """Write the index of all pages that there are, and the page on method, unless they are as they would be;
    return a line that says where. What goes wrong is printed, and the line is empty: the pages are there.
    """
    from tollbook.index_pages import write

    try:
        pages = write(settings, store, meta())
    except Exception as error:  # a page that cannot be read, a full disk
        print(f"FAIL  index  {type(error).__name__}: {' '.join(str(error).split())}", file=sys.stderr)
        return ""
    where = shown(settings.reports / "index.html")
    return f"{count(pages, 'page')}, listed in {where}" if pages else "no page to list"
