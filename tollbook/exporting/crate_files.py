"""The files of an RO-Crate: where each lies, and what is said of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from tollbook.datapackage import ON_A_MAP
from tollbook.files import digest

KINDS = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}
TEXT = "text/plain"

Licences = Sequence[Mapping[str, str]]


class Contents(dict[str, bytes]):
    """Files by path. Two runs may leave different files of one name: the second gets another folder."""

    def place(self, path: str, content: bytes) -> tuple[str, bool]:
        """Return where a file goes, and whether it was not there yet."""
        wanted, number = path, 1
        while path in self and self[path] != content:
            number += 1
            folder, _, rest = wanted.partition("/")
            path = f"{folder}-{number}/{rest}" if rest else f"{number}-{folder}"
        is_new = path not in self
        self[path] = content
        return path, is_new


def properties(path: str, content: bytes, own: Licences, points: Licences) -> dict[str, Any]:
    """Return what is said of a file: name, kind, size in bytes, SHA-256, and for a table its licences: `own`,
    and with coordinates `points`.
    """
    found = PurePosixPath(path)
    facts: dict[str, Any] = {
        "name": found.name,
        "encodingFormat": KINDS.get(found.suffix, TEXT),
        "contentSize": str(len(content)),
        "sha256": digest(content),
    }
    if found.suffix == ".csv":
        facts["license"] = [*own, *(points if header(content) >= ON_A_MAP else ())]
    return facts


def header(content: bytes) -> set[str]:
    """Return the column names of a CSV file."""
    first = content.partition(b"\n")[0].decode("utf-8", errors="replace")
    return set(next(csv.reader([first]), []))
