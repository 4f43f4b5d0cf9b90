"""From a file that somebody filled in to grids of cells, with their places as the spreadsheet counts them.

Workbooks (xlsx, xlsm, xls, ods) are read by calamine, which keeps the type of each cell; a CSV file has only
texts. Its encoding and separator are found out and said, since they are guesses.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

from tollbook.adding import columns
from tollbook.problem import Problem

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".tab", ".txt")
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin, whatever their name."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
LOOKED_AT = 30  # rows from the top among which the headings must be
ERROR = "\ufdd0error "
"""What a grid has where a formula failed, before the failure; no page can hold the first character."""


class Grid(NamedTuple):
    """One sheet: `rows[0]` is row 1 of the spreadsheet; cells are texts, numbers, dates, times or booleans.

    `merged` are the merged areas as (first row, first column, last row, last column), counted from 0. `said`
    are sentences on what had to be guessed.
    """

    label: str
    sheet: str
    rows: list[list[object]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    said: tuple[str, ...] = ()


class UnreadableError(Exception):
    """The file cannot be read; the problem says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_grids(path: Path, label: str, sheet: str = "") -> list[Grid]:
    """Return the sheets of a file (`sheet`: only the one of that name); a CSV file is one sheet.

    `label` is how messages call the file. Raises UnreadableError where it is missing, of a kind that nobody
    reads here, or not what its name says.
    """
    content, kind = content_of(path, label), path.suffix.lower()
    if kind in TEXTS and content.startswith(ARCHIVES):
        what = "the file is a workbook with the name of a CSV file"
        raise refused(label, what, "give it its own ending, like .xlsx or .ods")
    if kind in TEXTS:
        return [read_text(content, label)]
    if kind not in WORKBOOKS:
        what = f"files that end in {kind or 'nothing'} cannot be read"
        raise refused(label, what, f"save it as one of {', '.join([*WORKBOOKS, *TEXTS])}")
    return read_workbook(content, label, kind, sheet)


def content_of(path: Path, label: str) -> bytes:
    """Return the bytes of a file. Raises UnreadableError where there are none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise refused(label, "the file is missing", "look at its name and folder") from None
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise refused(label, what, "name a file that you may read") from None
    if not content.strip(b"\x00 \r\n\t"):
        raise refused(label, "the file is empty", "fill in the sheet that `tollbook template` makes")
    return content


def refused(label: str, what: str, todo: str) -> UnreadableError:
    """Return what to raise about a whole file."""
    return UnreadableError(Problem(label, None, "", what, todo))


def read_workbook(content: bytes, label: str, kind: str, sheet: str) -> list[Grid]:
    """Return the sheets of a workbook that people can see, or the one named `sheet`."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [about.name for about in book.sheets_metadata if "Visible" in str(about.visible)]
    except (CalamineError, OSError, ValueError) as error:
        todo = "open it in a spreadsheet program and save it again as .xlsx, .ods or CSV (without a password)"
        raise refused(label, f"the file is not a workbook that can be read ({error})", todo) from None
    if sheet and sheet not in book.sheet_names:
        raise refused(label, f"there is no sheet {sheet!r}", f"use one of: {', '.join(book.sheet_names)}")
    failed = failed_formulas(content) if kind in (".xlsx", ".xlsm") else {}
    return [
        read_sheet(book.get_sheet_by_name(name), label, failed.get(name, {}))
        for name in ([sheet] if sheet else visible)
    ]


def read_sheet(sheet: object, label: str, failed: dict[tuple[int, int], str]) -> Grid:
    """Return one sheet of a workbook; cells whose formula failed hold the failure after `ERROR`."""
    rows = sheet.to_python(skip_empty_area=False)
    for (row, column), error in failed.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ERROR + error
    areas = sheet.merged_cell_ranges or ()
    merged = tuple((*first, *last) for first, last in areas)
    return Grid(label, sheet.name, rows, merged)


def failed_formulas(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the cells with an error (#REF!) by sheet, as (row, column) counted from 0: calamine leaves them
    empty.
    """
    if b"PK" not in content[:2]:
        return {}
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(b't="e"' in parts.read(name) for name in sheets):
            return {}  # as almost always: openpyxl would read the whole file again
    from openpyxl import load_workbook

    found: dict[str, dict[tuple[int, int], str]] = {}
    for sheet in load_workbook(io.BytesIO(content), data_only=True).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "e":
                    found.setdefault(sheet.title, {})[cell.row - 1, cell.column - 1] = str(cell.value)
    return found


def read_text(content: bytes, label: str) -> Grid:
    """Return a CSV file as one sheet, with what was guessed of it."""
    text, encoding = decode(content, label)
    try:
        separator, rows = split(text)
    except csv.Error as error:
        raise refused(
            label, f"the rows cannot be told apart ({error})", "save it again, as .xlsx or .ods"
        ) from None
    said = []
    if encoding not in ("utf-8", "utf-8-sig"):
        said.append(f"{label} was read as {encoding}; look at letters such as ñ and ş below")
    if separator != ",":
        said.append(f"{label} was read with {SEPARATORS[separator]} between the cells")
    return Grid(label, "", [list(row) for row in rows], said=tuple(said))


def decode(content: bytes, label: str) -> tuple[str, str]:
    """Return the text of a CSV file and the name of its encoding: by its mark, else UTF-8, else what older
    programs of Windows write.
    """
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "windows-1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, "UTF-16" if encoding == "utf-16" else encoding
    raise refused(
        label, "the encoding of the file cannot be told", "save it as CSV in UTF-8, or as .xlsx or .ods"
    )


def split(text: str) -> tuple[str, list[list[str]]]:
    """Return the separator of a CSV text and its rows: the one by which most headings are found.

    Counting marks, as the library's sniffer does, is led astray by commas within sentences.
    """
    tries = {mark: list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)) for mark in SEPARATORS}
    best = max(tries, key=lambda mark: headings_found(tries[mark]))
    return best, tries[best]


def headings_found(rows: list[list[str]]) -> int:
    """Return how many headings of a sheet the best of the first rows holds."""
    return max((known_headings(row) for row in rows[:LOOKED_AT]), default=0)


def known_headings(row: list[object]) -> int:
    """Return how many cells of a row are headings of the sheet that has most of them."""
    cells = {columns.plain(cell) for cell in row if isinstance(cell, str)}
    return max(
        len({name for cell, name in columns.names(sheet).items() if cell in cells})
        for sheet in columns.SHEETS
    )
