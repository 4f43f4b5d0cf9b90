"""What the foot of a page says of the runs behind it: when its notebooks were run, how, and with what."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tollbook.record import CLUSTER, Record, clean, moment_of, to_line
from tollbook.words import count, listing

FILE = "runs.jsonl"
"""The name of the records in a download."""
MIB = 1024 * 1024
DEFAULTS, NOTHING = "defaults", "–"
PACKAGE = "package"  # the name of the package's hash among the inputs of a run
HEADINGS = ("Notebook", "Parameters", "Started (UTC)", "Seconds", "Memory, MiB", "Kernel", "Run")
NAMES = {"python": "Python", "tollbook": "Tollbook"}


@dataclass(frozen=True)
class Cited:
    """The runs of a page in words: a sentence, a row for each notebook (cells as `HEADINGS`), the versions
    where all runs had the same, the hash of the package where all had the same; else empty.
    """

    sentence: str
    rows: tuple[tuple[str, ...], ...]
    versions: str
    package_sha256: str
    headings: tuple[str, ...] = HEADINGS


def cited(runs: Iterable[Record]) -> Cited | None:
    """Return what a page says of the runs of its notebooks; None where none is known."""
    runs = [clean(run) for run in runs]
    if not runs:
        return None
    versions = {tuple(sorted(run.versions.items())) for run in runs}
    packages = {run.inputs.get(PACKAGE, "") for run in runs}
    return Cited(
        sentence(runs),
        tuple(row(run) for run in runs),
        version_words(versions.pop()) if len(versions) == 1 else "",
        packages.pop() if len(packages) == 1 else "",
    )


def lines(runs: Iterable[Record]) -> str:
    """Return the records as they go into a download, one JSON object a line."""
    return "".join(f"{to_line(clean(run))}\n" for run in runs)


def sentence(runs: Sequence[Record]) -> str:
    """Return how many notebooks are behind a page, and when they were run."""
    moments = sorted(moment for run in runs if (moment := moment_of(run)))
    notebooks = count(len(runs), "notebook")
    if not moments:
        return f"This page shows the results of {notebooks}."
    first, last = moments[0], moments[-1]
    if (day(first), minute(first)) == (day(last), minute(last)):
        when = f"on {day(first)} at {minute(first)} UTC"
    elif day(first) == day(last):
        when = f"on {day(first)} between {minute(first)} and {minute(last)} UTC"
    else:
        when = f"between {day(first)}, {minute(first)}, and {day(last)}, {minute(last)} UTC"
    return f"This page shows the results of {notebooks}, run {when}."


def row(run: Record) -> tuple[str, ...]:
    """Return the cells of a run."""
    moment = moment_of(run)
    parameters = "; ".join(f"{name} {value}" for name, value in sorted(run.parameters.items()))
    kernel = [run.kernel] if run.kernel else []
    return (
        run.what,
        parameters or DEFAULTS,
        f"{moment:%Y-%m-%d %H:%M:%S}" if moment else NOTHING,
        f"{run.seconds:,.1f}",
        f"{run.memory_bytes / MIB:,.0f}" if run.memory_bytes else NOTHING,
        ", ".join([*kernel, *(["on a cluster"] if run.where == CLUSTER else [])]) or NOTHING,
        run.run,
    )


def version_words(versions: Iterable[tuple[str, str]]) -> str:
    """Return the versions in words, Python first: `Python 3.12.1, Tollbook 0.1.0 and pandas 3.0.0`."""
    known = dict(versions)
    order = [*(name for name in NAMES if name in known), *(name for name in known if name not in NAMES)]
    return listing([f"{NAMES.get(name, name)} {known[name]}" for name in order]) if known else ""


def day(moment: datetime.datetime) -> str:
    """Return a moment's day in words: `1 February 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def minute(moment: datetime.datetime) -> str:
    """Return a moment's time of day: `01:02`."""
    return f"{moment:%H:%M}"
