"""The record of runs: one line of JSON for each step that was performed, in `.tollbook/runs.jsonl`.

A record says what was run, when, on which inputs (hashes), with which versions, how long it took and how much
memory its kernel had at most. It names no user, no machine and no folder of one, because pages cite it.
"""

from __future__ import annotations

import dataclasses
import datetime
import errno
import functools
import json
import os
import platform
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tollbook.scrub import scrub

FILE = Path(".tollbook", "runs.jsonl")
"""Where the record lies below the project."""
PACKAGES = ("tollbook", "pandas", "altair", "vl-convert-python", "papermill", "nbclient", "ipykernel")
OK, FAILED = "ok", "failed"
HERE, CLUSTER = "here", "cluster"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Record:
    """One step that was performed.

    run, batch: 12 hexadecimal digits each. what: the notebook's name (`02-compare-totals`) or `page`. label:
    the moment as in page names; empty for a notebook without one. started: a moment in UTC
    (`2026-11-23T01:02:03Z`). seconds: how long it took. memory_bytes: the most resident memory of the kernel
    that was seen, 0 where it is not known. kernel: `warm`, `cold` or empty. where: `here` or `cluster`. key:
    64 hexadecimal digits, of all that the step depends on. inputs, outputs: SHA-256 by name and by path
    relative to the processed tables. versions: by package. outcome: `ok` or `failed`; error: one line.
    """

    run: str
    batch: str
    what: str
    event: str
    label: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    started: str = ""
    seconds: float = 0.0
    memory_bytes: int = 0
    kernel: str = ""
    where: str = HERE
    key: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    outcome: str = OK
    error: str = ""


FIELDS = {one.name: one for one in dataclasses.fields(Record)}
MAPPINGS = {name for name, one in FIELDS.items() if one.default_factory is not dataclasses.MISSING}
NUMBERS: dict[str, type] = {"seconds": float, "memory_bytes": int}


def new_id() -> str:
    """Return a new name for a run or a batch: 12 hexadecimal digits, by chance."""
    return secrets.token_hex(6)


def now() -> str:
    """Return the present moment in UTC, to the second, as a record has it."""
    return datetime.datetime.now(datetime.UTC).strftime(MOMENT)


def moment_of(record: Record) -> datetime.datetime | None:
    """Return when a step was started (UTC), or None where the record does not say it."""
    try:
        return datetime.datetime.strptime(record.started, MOMENT).replace(tzinfo=datetime.UTC)
    except ValueError:
        return None


@functools.cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that make a run what it is, by name.

    Nothing is imported; a package that is not installed is left out.
    """
    import importlib.metadata  # not at the top: to list the runs need not wait for it

    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def to_line(record: Record) -> str:
    """Return a record as one line of JSON, without the line's end: the fields in their order, names within a
    field sorted. Raises ValueError for a number that JSON does not have.
    """
    plain = {
        name: dict(sorted(getattr(record, name).items())) if name in MAPPINGS else getattr(record, name)
        for name in FIELDS
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_line(line: str) -> Record:
    """Return the record of a line; names that are not known, of a later version, are passed over.

    Raises ValueError for a line that is no record: no JSON, a field missing or of another kind.
    """
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("a line of the record is no object")
    known = {name: value for name, value in found.items() if name in FIELDS}
    missing = sorted(FIELDS.keys() - known.keys())
    wrong = missing or [name for name, value in known.items() if not is_well(name, value)]
    if wrong:
        raise ValueError(f"a line of the record lacks or misstates {', '.join(wrong)}")
    return Record(**known)


def is_well(name: str, value: Any) -> bool:
    """Tell whether a field has the kind of value that it must have."""
    if name in MAPPINGS:
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    if name in NUMBERS:
        allowed = int if NUMBERS[name] is int else int | float
        return isinstance(value, allowed) and not isinstance(value, bool) and 0 <= value < float("inf")
    return isinstance(value, str)


def clean(record: Record, folders: Iterable[str | os.PathLike[str]] = ()) -> Record:
    """Return a record whose texts name no folder of a machine, no user and no host.

    folders: of this machine; a path below one of them is written relative to it, any other by its last part.
    """
    known = [os.fspath(folder) for folder in folders]

    def cleaned(names: Mapping[str, str]) -> dict[str, str]:
        return {scrub(name, known): scrub(value, known) for name, value in names.items()}

    return dataclasses.replace(
        record,
        parameters=cleaned(record.parameters),
        inputs=cleaned(record.inputs),
        outputs=cleaned(record.outputs),
        error=scrub(record.error, known),
    )


def published(record: Record, folders: Iterable[str | os.PathLike[str]] = ()) -> dict[str, Any]:
    """Return what may be printed of a record, by the names of its fields: all of it, cleaned."""
    return json.loads(to_line(clean(record, folders)))


def append(path: str | os.PathLike[str], record: Record) -> None:
    """Add a record to the file `path`, which is made with its folder where it is not there; it is cleaned.

    The line is written at once at the file's end, so that batches at the same time do not mix theirs. Where a
    process was killed amid its line, that is ended first. Raises OSError, for a full disk say.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{to_line(clean(record, [path.absolute().parent.parent]))}\n".encode()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        whole = b"\n" + line if is_torn else line
        if os.write(descriptor, whole) < len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path.name)
    finally:
        os.close(descriptor)


def read(path: str | os.PathLike[str]) -> list[Record]:
    """Return the records of a file in its order; none without the file. Lines that can not be read are passed
    over: `read_counting` says how many they are.
    """
    return read_counting(path)[0]


def read_counting(path: str | os.PathLike[str]) -> tuple[list[Record], int]:
    """Return the records of a file in its order, and how many lines can not be read."""
    path = Path(path)
    if not path.is_file():
        return [], 0
    records, damaged = [], 0
    for line in path.read_bytes().split(b"\n"):
        if not line.strip():
            continue
        try:
            records.append(from_line(line.decode("utf-8")))
        except (ValueError, RecursionError):  # torn, of another kind, or no UTF-8
            damaged += 1
    return records, damaged


def add_options(parser: Any) -> None:
    """Add the options of `tollbook runs` to its parser (argparse)."""
    from tollbook import run_list

    run_list.add_options(parser)


def runs_command(options: Any) -> int:
    """Print the record of runs as the options want it; return an exit status. Raises CallError for an event
    that there is not.
    """
    from tollbook import run_list

    return run_list.runs_command(options)
