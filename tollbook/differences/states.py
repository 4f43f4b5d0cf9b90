"""The two states that are compared: folders, or git revisions that are read without touching the files."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tollbook import dictionary, paths, validate
from tollbook.problem import Problem
from tollbook.refusals import CallError
from tollbook.words import count

EVENTS, BATCH, VERSION = "data/hand/events.csv", "notebooks/batch.yml", "tollbook/__init__.py"
READ = ("data/raw", "data/hand", "data/processed", "data/databases", BATCH, VERSION)
NEEDED = re.compile(
    r"data/(raw|hand|databases)/[^/]+\.csv|data/processed/[^/]+/(totals|claims|set_aside)\.csv|"
    + "|".join(re.escape(name) for name in (BATCH, VERSION))
)
EMPTY = "the cell is empty"
SAYS_WHAT = ("figure", "category", "outcome", "attributed_to", "published", "url")
"""Columns of the raw tables without which nothing can be compared, even where a cell may be empty."""
VERSION_LINE = re.compile(r"""^__version__\s*=\s*["']([^"']+)""", re.MULTILINE)


class State(NamedTuple):
    """A state of the ledger: what messages call it, the day of its commit (ISO, UTC; empty for a folder), the
    folder it is read from, and the version of Tollbook that it holds, where it holds one.
    """

    name: str
    day: str
    folder: Path
    version: str


@contextlib.contextmanager
def opened(words: str, folder: Path) -> Iterator[State]:
    """The state that a word of the call names: an existing folder with a ledger, else a git revision, whose
    tables are written into `folder`; the empty string is the project as it is. Raises CallError where it is
    neither.
    """
    project, named = paths.project_root(), Path(words).expanduser()
    if not words:
        yield state_of(project, "the working tree")
    elif (named / EVENTS).is_file():
        yield state_of(named.resolve(), f"folder {named.resolve().name}")
    else:
        commit = revision(project, words, named.is_dir())
        extract(project, commit, words, folder)
        stamp = git(project, "log", "-1", "--format=%ct", commit).decode().strip()
        day = datetime.fromtimestamp(int(stamp), UTC).date().isoformat()
        yield state_of(folder, f"revision {commit[:7]}")._replace(day=day)


def state_of(folder: Path, name: str) -> State:
    """Return a folder as a state."""
    path = folder / VERSION
    line = VERSION_LINE.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return State(name, "", folder, line[1] if line else "")


def revision(project: Path, words: str, is_folder: bool) -> str:
    """Return the commit that a revision names. Raises CallError."""
    if shutil.which("git") is None:
        raise CallError(f"{words}: no folder with a ledger, and git is not installed: name two folders")
    if not git(project, "rev-parse", "--git-dir", check=False):
        raise CallError(f"{words}: no folder with a ledger, and {project.name} is not in a git repository")
    commit = git(project, "rev-parse", "--verify", "--quiet", f"{words}^{{commit}}", check=False)
    if not commit or words.startswith("-"):
        what = f"the folder has no ledger (no {EVENTS})" if is_folder else "no such revision and no folder"
        if git(project, "rev-parse", "--is-shallow-repository", check=False).strip() == b"true":
            what += " (this clone holds the latest revisions alone: `git fetch --unshallow` gets the others)"
        raise CallError(f"{words}: {what}; name a git revision or a project folder")
    return commit.decode().strip()


def extract(project: Path, commit: str, words: str, folder: Path) -> None:
    """Write the tables of a commit into `folder`. Raises CallError where it has no ledger."""
    listed = git(project, "ls-tree", "-r", "-z", "--name-only", commit, "--", *READ).decode()
    names = [name for name in listed.split("\0") if NEEDED.fullmatch(name)]
    if EVENTS not in names or "data/raw/claims.csv" not in names:
        raise CallError(f"{words}: no ledger at that revision (no {EVENTS} or no data/raw/claims.csv)")
    content = git(project, "archive", "--format=tar", commit, "--", *names)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")


def git(project: Path, *words: str, check: bool = True) -> bytes:
    """Return what a git command prints; nothing where it fails and may. Raises CallError with what git says
    where it may not.
    """
    try:
        done = subprocess.run(["git", "-C", str(project), *words], capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as error:
        raise CallError(f"git {words[0]}: {type(error).__name__}") from error
    if done.returncode and check:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["failed"]
        raise CallError(f"git {words[0]}: {said[-1]}")
    return b"" if done.returncode else done.stdout


class Found(NamedTuple):
    """What is wrong with a state: what must be mended first, cells of hand tables that may do no harm, and
    columns of raw tables that are not compared.
    """

    errors: list[str]
    doubts: list[str]
    not_compared: list[str]


def problems(state: State) -> Found:
    """Return what is wrong with the raw and the hand tables of a state, a line each, with its name.

    What the other state makes up for is left out: hand tables and columns of another time.
    """
    found = [
        one
        for one in validate.problems(state.folder / "data/raw", state.folder / "data/hand")
        if one.severity == "error" and not is_made_up_for(state, one)
    ]
    sorted_out = Found([], [], [])
    for one in found:
        if is_unknown_column(one):
            line = f"{state.name} has a column {one.column} of {one.file} that no dictionary describes"
            sorted_out.not_compared.append(f"{line}: it is not compared.")
        else:
            (sorted_out.doubts if is_doubt(one) else sorted_out.errors).append(f"{state.name}: {one}")
    return sorted_out


def doubts_told(found: Iterable[Found]) -> list[str]:
    """Return a sentence for each state with doubtful cells in its hand tables: how many, and the first; and
    those on columns that are not compared.
    """
    told = []
    for one in found:
        if one.doubts:
            first = f"the first: {one.doubts[0]}"
            told.append(f"{count(len(one.doubts), 'cell')} of hand tables may be wrong; {first}")
        told += one.not_compared
    return told


def is_unknown_column(problem: Problem) -> bool:
    """Tell whether a problem is a column of a raw table that the dictionary does not have."""
    return problem.row == 1 and "/" not in problem.file and problem.what == "unknown column"


def is_made_up_for(state: State, problem: Problem) -> bool:
    """Tell whether a problem is only that a hand table, or a column of one, is not there yet or no more, or
    that a cell of one is empty; or that a raw table that may be without rows, or a column that may be empty,
    is not there, or its columns stand in another order.
    """
    if not problem.file.startswith("hand/"):
        return is_of_another_layout(problem)
    if problem.row is None:
        return not (state.folder / "data" / problem.file).is_file()
    return problem.what == EMPTY if problem.row > 1 else "column" in problem.what


def is_of_another_layout(problem: Problem) -> bool:
    """Tell whether a problem of a raw table is one that reading it by its columns' names makes up for."""
    name = problem.file.removesuffix(".csv")
    if name not in dictionary.tables("raw"):
        return False
    if problem.row is None:
        return problem.what == "the file is missing" and name not in validate.WITH_ROWS
    columns = {column.name: column for column in dictionary.tables("raw")[name].columns}
    if problem.column not in columns:
        return False
    may_be_empty = problem.column not in SAYS_WHAT and bool(columns[problem.column].null_means)
    is_missing = problem.what == "the column is missing" and may_be_empty
    return problem.row == 1 and (is_missing or problem.what.startswith("the columns are in another order"))


def is_doubt(problem: Problem) -> bool:
    """Tell whether a problem is one of a cell of a hand table that can be read: the batch, which does not
    check these, may run with it all the same.
    """
    is_cell = problem.file.startswith("hand/") and (problem.row or 0) > 1 and bool(problem.column)
    return is_cell and "is already in row" not in problem.what and "is not UTF-8" not in problem.what
