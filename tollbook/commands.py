"""What the commands of `tollbook` do, once their options are read. Each returns an exit status."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from tollbook import ledger, paths, validate
from tollbook.batch import Batch, Choice, Run, default_batch, read_batch, shown
from tollbook.contents import listed_pages
from tollbook.options import asked, batch_file, chosen, out_folder, raw_folder, require_writable
from tollbook.plan import Job, Page, plan
from tollbook.problem import Problem
from tollbook.words import count
from tollbook.workspace import PROCESSED, files_below, publish

if TYPE_CHECKING:  # papermill takes a second to import, which `tollbook check` need not wait for
    import pandas as pd

    from tollbook.runner import Settings

WELL, DATA_AT_FAULT = 0, 1


def check_command(options: argparse.Namespace) -> int:
    """Check the raw tables: a line for each problem, or one that says what was checked."""
    raw = raw_folder(options)
    found = validate.problems(raw)
    for problem in found:
        print(problem)
    if has_errors(found):
        return DATA_AT_FAULT
    rows = ", ".join(f"{name} {len(frame):,}" for name, frame in ledger.read(raw)._asdict().items())
    print(f"{shown(raw)}: no problem found (rows: {rows})")
    return WELL


def run_command(options: argparse.Namespace) -> int:
    """Run the batch, or what the options choose of it, and write the pages and their index."""
    from tollbook.provenance import provenance
    from tollbook.runner import Settings

    start = time.monotonic()
    raw, out = raw_folder(options), out_folder(options)
    reports = chosen(options.reports, "reports")
    require_writable({"--out": out, "--reports": reports})
    districts = str(chosen(options.districts, "")) if options.districts else ""
    choice = Choice(tuple(options.event), tuple(options.as_of), options.rule, districts)
    batch = read_batch(batch_file(options), choice)
    if not raw_is_well(raw):
        return DATA_AT_FAULT
    project = paths.project_root()
    settings = Settings(
        project, raw, out, reports / ".build", reports, options.jobs, meta=provenance(project, raw)
    )
    status = run(batch, settings, options)
    try:
        print(f"{write_index(settings)} ({time.monotonic() - start:.0f} s)")
    except Exception as error:  # a page that cannot be read, a full disk: the pages themselves are there
        print(f"FAIL  index  {type(error).__name__}: {' '.join(str(error).split())}", file=sys.stderr)
        return DATA_AT_FAULT
    return status


def execute_command(options: argparse.Namespace) -> int:
    """Execute the committed notebooks in place, with their defaults, and write the tables that they make."""
    from tollbook.runner import Settings

    batch = default_batch(batch_file(options))
    raw, project = raw_folder(options), paths.project_root()
    if not raw_is_well(raw):
        return DATA_AT_FAULT
    with tempfile.TemporaryDirectory(prefix="tollbook-") as folder:
        settings = Settings(project, raw, project / PROCESSED, Path(folder), workers=options.jobs)
        status = run(batch, settings, options, quiet=(Page,))
        for notebook, executed in executed_notebooks(batch, batch.runs[0], settings.kept).items():
            if status == WELL:
                publish(executed, project / "notebooks" / f"{notebook}.ipynb")
    return status


def verify_command(options: argparse.Namespace) -> int:
    """Rebuild tables and notebooks in a temporary folder; print a line for each file that differs."""
    from tollbook.runner import Settings

    default = default_batch(batch_file(options))
    batch = read_batch(batch_file(options), Choice(tuple(options.event)))
    if not options.event and default.runs[0] not in batch.runs:
        batch = replace(batch, runs=batch.runs + default.runs)
    raw, out = raw_folder(options), out_folder(options)
    if not raw_is_well(raw):
        return DATA_AT_FAULT
    with tempfile.TemporaryDirectory(prefix="tollbook-") as name:
        made, kept = Path(name, "processed"), Path(name, "notebooks")
        settings = Settings(paths.project_root(), raw, made, kept, workers=options.jobs)
        if run(batch, settings, options, quiet=(Job, Page)) != WELL:
            return DATA_AT_FAULT
        notebooks = executed_notebooks(batch, default.runs[0], kept) if default.runs[0] in batch.runs else {}
        lines = differences(out, made, notebooks, options.event)
        compared = f"{count(len(files_below(made)), 'table')} and {count(len(notebooks), 'notebook')}"
    print("\n".join(lines) or f"{compared} are what a rebuild makes, byte for byte")
    return DATA_AT_FAULT if lines else WELL


def explain_command(options: argparse.Namespace) -> int:
    """Print how a number came about: rule, statements, origins, pages, and what was left out and why."""
    from tollbook.explain import explain

    question, raw = asked(options), raw_folder(options)
    if not raw_is_well(raw):
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


def run(batch: Batch, settings: Settings, options: argparse.Namespace, quiet: tuple[type, ...] = ()) -> int:
    """Run a batch with its progress shown; return whether all of it went well."""
    from tollbook.progress import Progress
    from tollbook.runner import run_batch

    with stop_on_terminate(), Progress(len(plan(batch)), options.verbose, quiet) as progress:
        outcomes = run_batch(batch, settings, progress.tell)
    failed = sum(not outcome.is_ok and not outcome.skipped for outcome in outcomes.values())
    skipped = sum(outcome.skipped for outcome in outcomes.values())
    if failed:
        print(
            f"tollbook: {failed} failed, {skipped} not run for it; what they write is as it was before",
            file=sys.stderr,
        )
    return DATA_AT_FAULT if failed else WELL


def has_errors(found: list[Problem]) -> bool:
    """Tell whether any problem is more than a warning."""
    return any(problem.severity == "error" for problem in found)


def raw_is_well(raw: Path) -> bool:
    """Check the raw tables before anything is run; print what is wrong."""
    found = validate.problems(raw)
    for problem in found:
        print(problem, file=sys.stderr)
    return not has_errors(found)


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


def write_index(settings: Settings) -> str:
    """Write the index of all pages that there are, and the page on method; return a line that says where."""
    from tollbook import corrections, index, method

    pages = listed_pages(settings.reports)
    if not pages:
        return "no page to list"
    events = list(dict.fromkeys(page["event"] for page in pages))
    known = corrections.read(settings.project, paths.hand("events")["event_id"])
    meta = {**settings.meta, "corrections": known}
    path = settings.reports / "index.html"
    totals, claims = (tables_of(events, settings.out, name) for name in ("totals", "claims"))
    index.build_index(pages, path, meta, totals, claims)
    method.build_method(path.with_name("method.html"), meta)
    return f"{count(len(pages), 'page')}, listed in {shown(path)}"


def tables_of(events: list[str], out: Path, name: str) -> dict[str, pd.DataFrame]:
    """Return a processed table of each event that has it: a page may be older than its tables."""
    from tollbook import tables

    return {
        event: tables.load(event, out, name)
        for event in events
        if tables.table_path(name, event, out).is_file()
    }
