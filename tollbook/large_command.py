"""The command `tollbook reconcile`: clean and reconcile a ledger of any size, part by part."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tollbook import paths
from tollbook.large_dataset import PART_CLAIMS, LargeError, is_dataset, require_dask
from tollbook.refusals import CallError
from tollbook.words import count

if TYPE_CHECKING:
    from tollbook.large import Done

WELL, DATA_AT_FAULT = 0, 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `tollbook reconcile` that are its own."""
    parser.set_defaults(command=command)
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="where the results go, as partitioned Parquet"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=int, default=None, help="processes at once (default: the cores)"
    )
    parser.add_argument(
        "--divided",
        metavar="DIR",
        help="keep the raw tables here as partitioned Parquet, for --raw of the next call",
    )
    parser.add_argument(
        "--part-claims",
        metavar="N",
        type=int,
        default=PART_CLAIMS,
        help=f"claims in one part at most, unless one event has more (default: {PART_CLAIMS})",
    )


def command(options: argparse.Namespace) -> int:
    """Clean and reconcile a large ledger and print a line that says what was done; return the exit status."""
    require_dask()
    from tollbook.large import divide, reconcile_parts
    from tollbook.large_work import processes

    start = time.monotonic()
    if (options.jobs is not None and options.jobs < 1) or options.part_claims < 1:
        raise CallError("--jobs and --part-claims are whole numbers from 1 on")
    raw = paths.resolve("data/raw") if options.raw is None else absolute(options.raw)
    out = absolute(options.out)
    if not raw.is_dir():
        raise CallError(f"--raw: there is no folder {options.raw or raw.name}")
    try:
        with processes(options.jobs), shown_progress(), beside(out) as folder:
            divided = raw
            if not is_dataset(raw):
                divided = absolute(options.divided) if options.divided else folder / "raw"
                divide(raw, divided, options.part_claims)
            done = reconcile_parts(divided, out)
    except LargeError as error:
        for reason in error.reasons:
            print(f"tollbook: {reason}", file=sys.stderr)
        return DATA_AT_FAULT
    except OSError as error:
        raise CallError(f"--out: {options.out} cannot be written: {error.strerror or error}") from error
    print(summary(done, time.monotonic() - start))
    return WELL


def absolute(folder: str) -> Path:
    """Return a folder that an option names, from the caller's folder."""
    return Path(os.path.abspath(Path(folder).expanduser()))


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A folder on the disk of `out`, which has room for what is large; removed at the end."""
    nearest = next(folder for folder in out.parents if folder.is_dir())
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=nearest) as folder:
        yield Path(folder)


def shown_progress() -> AbstractContextManager:
    """Return what shows how far the work is, where somebody looks on."""
    from dask.diagnostics import ProgressBar

    return ProgressBar(out=sys.stderr) if sys.stderr.isatty() else nullcontext()


def summary(done: Done, seconds: float) -> str:
    """Return in one line what was done."""
    found = done.results
    rows = found.rows("claims") + found.rows("set_aside")
    return (
        f"{rows:,} claims of {count(found.events(), 'event')} in {count(len(found.parts), 'part')}: "
        f"{found.rows('claims'):,} clean, {found.rows('set_aside'):,} set aside, "
        f"{found.rows('statements'):,} statements, {found.rows('totals'):,} rows of totals; "
        f"{seconds:.1f} s, {rows / seconds:,.0f} claims a second, at most "
        f"{done.memory_bytes / 2**30:.2f} GiB of memory in one process"
    )
