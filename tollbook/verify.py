"""Compare what is committed with what a rebuild makes, to the byte, and say where they first differ."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tollbook.workspace import files_below, same

SHOWN = 60  # characters of a value that a line shows


def table_differences(committed: Path, rebuilt: Path, folders: Iterable[str] = ()) -> list[str]:
    """Return a line for each file that differs between two folders, is missing in the first, or is too many
    there.

    With `folders` (event ids) only these subfolders count.
    """
    wanted = tuple(folders)
    paths = {
        path
        for folder in (committed, rebuilt)
        for path in files_below(folder)
        if not wanted or path.parts[0] in wanted
    }
    lines = []
    for path in sorted(paths):
        if not (committed / path).is_file():
            lines.append(f"{path.as_posix()}: missing; a rebuild makes it")
        elif not (rebuilt / path).is_file():
            lines.append(f"{path.as_posix()}: too many; a rebuild does not make it")
        elif not same(committed / path, rebuilt / path):
            found = file_difference((committed / path).read_bytes(), (rebuilt / path).read_bytes())
            lines.append(f"{path.as_posix()}: {found}")
    return lines


def file_difference(there: bytes, came: bytes) -> str:
    """Return where two CSV files first differ: row (the header is row 1), key, column, both values."""
    rows_there, rows_came = read_rows(there), read_rows(came)
    header = rows_came[0] if rows_came else []
    for number, (old, new) in enumerate(zip_longest(rows_there, rows_came), start=1):
        if old is None:
            return f"row {number} is missing: {shown(','.join(new))}"
        if new is None:
            return f"row {number} is too many: {shown(','.join(old))}"
        if old != new:
            return f"row {number} ({shown(new[0] if new else '')}), {cell_difference(header, old, new)}"
    return "the same rows, but other line ends, quotes or encoding"


def cell_difference(header: list[str], old: list[str], new: list[str]) -> str:
    """Return the column and both values of the first cell that differs in a row."""
    for position, (before, after) in enumerate(zip_longest(old, new, fillvalue="")):
        if before != after:
            column = header[position] if position < len(header) else str(position + 1)
            return f"column {column}: {pair(before, after)}"
    return f"{len(old)} cells are there, {len(new)} came out"


def read_rows(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file; bytes that are not UTF-8 become escapes, to be compared."""
    return list(csv.reader(io.StringIO(content.decode("utf-8", errors="backslashreplace"), newline="")))


def notebook_difference(committed: Path, rebuilt: Path) -> str:
    """Return where a committed notebook first differs from the rebuilt one; empty where it does not."""
    if not committed.is_file():
        return "missing"
    if same(committed, rebuilt):
        return ""
    try:
        there = nbformat.reads(committed.read_text(encoding="utf-8"), as_version=4)
    except Exception as error:  # whatever is wrong with the file is the answer
        return f"is not a notebook: {' '.join(str(error).split())[:SHOWN]}"
    came = nbformat.reads(rebuilt.read_text(encoding="utf-8"), as_version=4)
    for number, (old, new) in enumerate(zip_longest(there.cells, came.cells), start=1):
        if old != new:
            return f"cell {number}, {one_cell_difference(old, new)}"
    return "the same cells, but other metadata or layout: write it with `tollbook execute`"


def one_cell_difference(old: NotebookNode | None, new: NotebookNode | None) -> str:
    """Return which part of a cell differs, and both values; None is a cell that is not there."""
    if old is None or new is None:
        return "missing" if old is None else "too many"
    for part in ("cell_type", "source", "execution_count", "id", "metadata"):
        if old.get(part) != new.get(part):
            return f"{part}: {pair(text_of(old.get(part)), text_of(new.get(part)))}"
    outputs = zip_longest(old.get("outputs", []), new.get("outputs", []))
    for number, (before, after) in enumerate(outputs, start=1):
        if before != after:
            there, came = output_parts(before), output_parts(after)
            part = next(part for part in {**there, **came} if there.get(part) != came.get(part))
            return f"output {number}, {part}: {pair(text_of(there.get(part)), text_of(came.get(part)))}"
    return "something in it differs"


def output_parts(output: NotebookNode | None) -> dict[str, Any]:
    """Return an output as flat parts: `text`, `ename`, one for each media type, and so on."""
    parts = dict(output or {})
    return {**dict(parts.pop("data", {})), **parts}


def text_of(value: Any) -> str:
    """Return a part of a cell as text that can be compared and shown."""
    return (
        value
        if isinstance(value, str)
        else "nothing"
        if value is None
        else json.dumps(value, ensure_ascii=False, sort_keys=True)
    )


def pair(old: str, new: str) -> str:
    """Return both values from a little before the place where they part."""
    start = next((i for i, (a, b) in enumerate(zip_longest(old, new)) if a != b), 0)
    start = max(0, start - SHOWN // 3) if max(len(old), len(new)) > SHOWN else 0
    return f"there is {shown(old[start:])}, a rebuild makes {shown(new[start:])}"


def shown(text: str) -> str:
    """Return text in quotes, on one line, cut where it is long."""
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= SHOWN else f'"{text[: SHOWN - 1]}…"'
