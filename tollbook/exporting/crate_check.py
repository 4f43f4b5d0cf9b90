"""An RO-Crate as it is written: does the library read it, and is all there with its hash?"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tollbook import record
from tollbook.exporting.targets import write_below
from tollbook.files import digest
from tollbook.run_citation import FILE as RUNS

MOST_FAULTS = 5
NEEDED = ("name", "startTime", "endTime", "instrument", "result")


def faults(files: Mapping[str, bytes]) -> list[str]:
    """Return what is wrong with the files of a crate, a line for each of the first faults.

    Checked: the library reads it; each file that it describes is there with the size and the hash given, and
    no other is; each thing that is named is described; each run has a tool, results and times; and what each
    record says that the run made is there, by its hash.
    """
    from rocrate.rocrate import ROCrate

    with tempfile.TemporaryDirectory(prefix="tollbook-export-") as name:
        write_below(Path(name), files)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                crate = ROCrate(name)
        except (ValueError, KeyError, AssertionError, OSError, UserWarning) as error:
            return [f"the library does not read it: {' '.join(str(error).replace(name, '.').split())}"]
        lines = [*described(crate, files), *named(crate), *runs(crate), *made(files)]
    more = len(lines) - MOST_FAULTS
    return [*lines[:MOST_FAULTS], *([f"and {more:,} more"] if more > 0 else [])]


def described(crate: Any, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a line for each file that is not as described, and for each that nothing describes."""
    from rocrate.metadata import BASENAME

    seen = {BASENAME}
    for entity in crate.data_entities:
        path = unquote(entity.id)
        seen.add(path)
        content = files.get(path)
        if content is None:
            yield f"{path} is described and not there"
        elif entity.get("sha256") != digest(content) or entity.get("contentSize") != str(len(content)):
            yield f"{path} does not have the size and the hash given"
    yield from (f"{path} is there and nothing describes it" for path in sorted(set(files) - seen))


def named(crate: Any) -> Iterator[str]:
    """Yield a line for each thing that is named and nowhere described."""
    for entity in crate.get_entities():
        for key, value in entity.properties().items():
            for one in value if isinstance(value, list) else [value]:
                other = one.get("@id", "") if isinstance(one, dict) else ""
                if other and not other.startswith("http") and crate.get(other) is None:
                    yield f"{entity.id}: {key} names {other}, which is not described"


def runs(crate: Any) -> Iterator[str]:
    """Yield a line for each run that lacks something, and one where there is none."""
    actions = crate.get_by_type("CreateAction")
    if not actions:
        yield "no run is described"
    for action in actions:
        lacking = [key for key in NEEDED if not action.get(key)]
        if lacking:
            yield f"{action.id} has no {' and no '.join(lacking)}"


def made(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a line for each file that a record says was made and that is not there."""
    there = {digest(content) for content in files.values()}
    for line in files.get(RUNS, b"").decode("utf-8").splitlines():
        one = record.from_line(line)
        for path, found in one.outputs.items():
            if found not in there:
                yield f"run {one.run} made {path}, which is not there with its hash"
