"""From the bytes of a CSV file to a frame of strings: what is wrong with the file, not yet with its cells.

Nothing is guessed here: a file in another encoding or with broken rows is not repaired but reported, and what
can still be read of it is handed on, so that all problems of a file come out in one go.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from tollbook.problem import Problem, shown

UTF_8_MARK, UTF_16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
WORKBOOK = b"PK\x03\x04"
SAVE = "save it as CSV in UTF-8 (without a byte-order mark), with commas between the cells"
LOST = re.compile("[\udc80-\udcff]")  # what the error handler surrogateescape makes of other bytes
MISSING, NO_COLUMN = "the file is missing", "the column is missing"
ROW_1 = "make row 1 exactly: "
ROWS_AT_A_TIME = 50_000


class Opened(NamedTuple):
    """What could be read of a file.

    `frame` holds the good rows as strings, indexed by row number as a spreadsheet counts (header = 1); None
    if nothing could be read. `left_out` are the cells of other rows: what refers to them is not reported.
    """

    frame: pd.DataFrame | None
    problems: list[Problem]
    left_out: set[str]


class Broken(NamedTuple):
    """A row whose quotation marks cannot be read."""

    line: str


Rows = Iterator[tuple[int, list[str] | Broken]]


def open_table(
    path: Path, label: str, columns: list[str], others: Mapping[str, list[str]] | None = None
) -> Opened:
    """Read the CSV file `path`, called `label` in problems, that should have `columns` in that order.

    `others` are the columns of other files by their labels, to say so when files were swapped. Raises
    nothing, whatever the bytes are.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        todo = f"put {label} with the columns {', '.join(columns)} there"
        return nothing(label, MISSING, todo)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        return nothing(label, what, "make it a file that you may read")
    if refused := refuse(raw, columns):
        return nothing(label, *refused)
    text, has_bad_bytes = decode(raw.removeprefix(UTF_8_MARK))
    problems = []
    if raw.startswith(UTF_8_MARK):
        problems.append(Problem(label, None, "", "the file begins with a byte-order mark", SAVE))
    rows = records(text)
    header = next(rows, (1, []))[1]
    if refused := refuse_header(label, header, columns, others or {}):
        return Opened(None, [*problems, Problem(label, 1, "", *refused)], set())
    problems += header_problems(label, header, columns)
    return read_rows(label, rows, header, columns, problems, has_bad_bytes)


def nothing(label: str, what: str, todo: str) -> Opened:
    """Return what is left when a file cannot be opened: one problem."""
    return Opened(None, [Problem(label, None, "", what, todo)], set())


def refuse(raw: bytes, columns: list[str]) -> tuple[str, str] | None:
    """Return why bytes cannot be a CSV file in UTF-8 at all, and what to do; None where they may be."""
    if not raw or raw.isspace():
        return "the file is empty", f"fill it, or at least give it the header: {','.join(columns)}"
    if raw.startswith(WORKBOOK):
        return "the file is a workbook or an archive, not CSV", SAVE
    if raw.startswith(UTF_16_MARKS) or raw.count(0) > len(raw) // 4:
        return "the file is in UTF-16 or UTF-32, not in UTF-8", SAVE
    return None


def decode(raw: bytes) -> tuple[str, bool]:
    """Return the text of `raw`, and whether it holds bytes that are not UTF-8: those become surrogates."""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="surrogateescape"), True


def records(text: str) -> Rows:
    """Yield each row of a CSV text with its number as a spreadsheet counts.

    A row whose cells hold line breaks is one row. A row whose quotation marks cannot be read is yielded as
    `Broken`, and reading goes on with the next line, so that one missing mark does not swallow the rest.
    """
    lines = io.StringIO(text, newline="").readlines()
    row, line = 0, 0
    while line < len(lines):
        rest = lines if line == 0 else (lines[number] for number in range(line, len(lines)))
        reader, start = csv.reader(rest, strict=True), line
        try:
            for cells in reader:
                row, line = row + 1, start + reader.line_num
                yield row, cells
        except csv.Error:
            row, line = row + 1, line + 1
            yield row, Broken(lines[line - 1])


def refuse_header(
    label: str, header: list[str] | Broken, columns: list[str], others: Mapping[str, list[str]]
) -> tuple[str, str] | None:
    """Return why rows cannot be read by a header at all, and what to do; None where they can."""
    if isinstance(header, Broken) or not set(header) & set(columns):
        todo = SAVE if separator(header, columns) else ROW_1 + ",".join(columns)
        return strange_header(header, columns), todo
    for other, names in others.items():
        if header == names and header != columns:
            todo = f"put the rows of {label} here; are the two files swapped?"
            return f"these are the columns of {other}", todo
    return None


def header_problems(label: str, header: list[str], columns: list[str]) -> list[Problem]:
    """Return what is wrong with a header that holds at least one of the columns."""
    found: list[tuple[str, str, str]] = []
    todo = ROW_1 + ",".join(columns)
    counts = Counter(header)
    for name in columns:
        if name not in counts:
            near = [other for other in counts if other.strip().casefold() == name]
            found.append((name, NO_COLUMN + (f"; {shown(near[0])} stands there" if near else ""), todo))
    for name, count in counts.items():
        if count > 1:
            found.append((one_line(name), f"{count} columns have this name", "keep the right one"))
        if name not in columns:
            what = "unknown column" if name else "a column without a name"
            found.append((one_line(name), what, unknown_todo(label)))
    if not found and header != columns:
        there, name = next(pair for pair in zip(header, columns, strict=True) if pair[0] != pair[1])
        found.append((name, f"the columns are in another order: {there} stands in its place", todo))
    return [Problem(label, 1, *cells) for cells in found]


def unknown_todo(label: str) -> str:
    """Return what to do about an unknown column: a hand table may grow, the raw tables keep their columns."""
    folder, _, name = label.rpartition("/")
    if not folder:
        return "delete or rename it"
    return f"describe it in data/dictionary/{folder}-{Path(name).stem}.yml, or delete it"


def one_line(name: str) -> str:
    """Return a column's name as a problem can show it: as it is, or quoted where it holds odd characters."""
    return name if name.isprintable() and len(name) <= 40 else shown(name)


def separator(header: list[str] | Broken, columns: list[str]) -> str:
    """Return the name of the mark that separates the cells where it is not the comma, else nothing."""
    line = header.line if isinstance(header, Broken) else ",".join(header)
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(set(line.replace('"', "").strip().split(mark)) & set(columns)) > 1:
            return name
    return ""


def strange_header(header: list[str] | Broken, columns: list[str]) -> str:
    """Return what is wrong with a header that holds none of the columns."""
    if name := separator(header, columns):
        return f"the cells are separated by {name}"
    if isinstance(header, Broken):
        return "the quotation marks of the header cannot be read"
    return "the header is empty" if not any(header) else f"this is not the header ({shown(','.join(header))})"


def read_rows(
    label: str,
    rows: Rows,
    header: list[str],
    columns: list[str],
    problems: list[Problem],
    has_bad_bytes: bool,
) -> Opened:
    """Return the rows that fit the header, as a frame of those `columns` that the header has."""
    names = [name for name in columns if name in header]
    places = [header.index(name) for name in names]
    left_out: set[str] = set()
    good = good_rows(label, rows, header, problems, left_out, has_bad_bytes)
    frames = [pd.DataFrame(columns=names, index=pd.RangeIndex(0), dtype=str)]
    # a part at a time: a frame's strings take a fraction of the memory of lists of strings
    while part := list(islice(good, ROWS_AT_A_TIME)):
        numbers, cells = zip(*part, strict=True)
        wanted = cells if names == header else [[row[place] for place in places] for row in cells]
        # by way of an array, which is three times faster than from lists
        frames.append(pd.DataFrame(np.array(wanted, dtype=object), columns=names, index=numbers, dtype=str))
    return Opened(pd.concat(frames[1:] or frames), problems, left_out)


def good_rows(
    label: str,
    rows: Rows,
    header: list[str],
    problems: list[Problem],
    left_out: set[str],
    has_bad_bytes: bool,
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that fit the header; the other rows go to `problems`, their cells to `left_out`."""
    blank: list[int] = []
    for row, cells in rows:
        if not cells:
            blank.append(
                row
            )  # blank lines at the end of a file do no harm; before other rows they are reported
            continue
        problems += [Problem(label, number, "", "the row is empty", "delete it") for number in blank]
        blank.clear()
        if has_bad_bytes and not isinstance(cells, Broken):
            problems += bad_bytes(label, row, cells, header)
            cells = [LOST.sub("\ufffd", cell) for cell in cells]
        if found := row_problem(label, row, cells, len(header)):
            problems.append(found)
            broken = isinstance(cells, Broken)
            left_out.update(LOST.sub("\ufffd", cells.line).split(",") if broken else cells)
        else:
            yield row, cells


def row_problem(label: str, row: int, cells: list[str] | Broken, width: int) -> Problem | None:
    """Return why a row cannot be read into columns, None where it can."""
    if isinstance(cells, Broken):
        return Problem(
            label,
            row,
            "",
            f"the quotation marks cannot be read ({shown(cells.line.strip())})",
            'put one " before and after a cell that holds commas, and write a " inside it as ""',
        )
    if len(cells) != width:
        return Problem(
            label,
            row,
            "",
            f"the row has {len(cells)} cells, the header has {width}",
            "look for a comma too many or too few, a line break inside a cell, or a cell with commas and "
            "no quotation marks",
        )
    return None if any(cells) else Problem(label, row, "", "the row is empty", "delete it")


def bad_bytes(label: str, row: int, cells: list[str], header: list[str]) -> list[Problem]:
    """Return a problem for each cell with bytes that are not UTF-8; it names the first such byte."""
    found = []
    for place, cell in enumerate(cells):
        if match := LOST.search(cell):
            byte = ord(match[0]) - 0xDC00
            name = one_line(header[place]) if place < len(header) else ""
            near = shown(LOST.sub("?", cell))
            found.append(
                Problem(
                    label,
                    row,
                    name,
                    f"byte 0x{byte:02X} is not UTF-8 (near {near}): the file looks like "
                    "Latin-1 or another old encoding",
                    "save the file as UTF-8 and look at this cell",
                )
            )
    return found
