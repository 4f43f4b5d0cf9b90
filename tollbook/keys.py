"""The key of a step: one hash over all that its result depends on. Steps with the same key make the same.

What is hashed: the notebook without its outputs, the package, the lock with what is installed, the data as
the step sees them, the parameters, and what the steps before it made. Not hashed: when and where it ran.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tollbook.files import digest, sha256
from tollbook.own_rows import Part

SCHEMA = 1
"""To be raised when a step comes to depend on something else, or leaves something else."""
PACKAGE = Path(__file__).resolve().parent
NOT_HASHED = {"__pycache__", "fonts"}
"""Folders of the package that are made from what is hashed: the fonts are cut from a package of the lock."""
OUTPUTS = {"outputs", "execution_count"}
NOT_METADATA = {"papermill", "execution", "ExecuteTime", "collapsed", "scrolled"}


def of(value: Any) -> str:
    """Return the SHA-256 of a value: texts, numbers, lists and mappings of them. The order of names in a
    mapping does not count.
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return digest(text.encode())


def step(kind: str, about: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """Return the key of a step from what it is told and from the hashes of what it reads."""
    return of([SCHEMA, kind, dict(about), dict(inputs)])


def package(folder: Path | None = None) -> str:
    """Return one hash over the package: the name and content of every file, compiled and hidden ones out."""
    found = {}
    folder = PACKAGE if folder is None else folder
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOT_HASHED and not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and not name.endswith((".pyc", ".pyo")):
                path = Path(place, name)
                found[path.relative_to(folder).as_posix()] = sha256(path)
    return of(found)


def environment(project: Path, folders: Iterable[str] | None = None) -> str:
    """Return one hash over the lock of a project, the packages that are installed in `folders` (default:
    those that Python imports from), the version of Python and the kind of machine.
    """
    lock = project / "requirements.lock"
    return of(
        {
            "lock": sha256(lock) if lock.is_file() else "",
            "installed": sorted(installed(sys.path if folders is None else folders)),
            "python": sys.version,
            "machine": [sys.platform, platform.machine()],
        }
    )


def installed(folders: Iterable[str]) -> set[str]:
    """Return the names and versions of the packages in some folders, as their descriptions are called."""
    found: set[str] = set()
    for folder in folders:
        try:
            found.update(name for name in os.listdir(folder or ".") if name.endswith(".dist-info"))
        except OSError:  # a zip, or a folder that is not there
            continue
    return found


def notebook(path: Path) -> str:
    """Return the hash of a notebook's cells without their outputs; of a file that is none, that of its bytes.

    So a notebook that is executed again stays the same.
    """
    content = path.read_bytes()
    try:
        cells = [cell_facts(cell) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return digest(content)
    return of(cells)


def cell_facts(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what counts of a cell: its source in one text, its type, id, attachments and tags."""
    facts = {name: value for name, value in cell.items() if name not in OUTPUTS}
    source = facts.get("source", "")
    facts["source"] = source if isinstance(source, str) else "".join(source)
    metadata = facts.get("metadata") or {}
    facts["metadata"] = {name: value for name, value in metadata.items() if name not in NOT_METADATA}
    return facts


def data(parts: Mapping[str, Part]) -> dict[str, str]:
    """Return the hashes of a step's data: one for each raw table, one for each other folder."""
    found: dict[str, str] = {}
    folders: dict[str, dict[str, str]] = {}
    for name, part in parts.items():
        if name.startswith("raw/") and name.endswith(".csv"):
            found[name] = part.digest
        else:
            folders.setdefault(name.partition("/")[0], {})[name] = part.digest
    names = {"raw": "raw/other"}
    return found | {names.get(folder, folder): of(digests) for folder, digests in folders.items()}
