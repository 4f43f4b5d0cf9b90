"""From a file that somebody filled in to grids of cells, with their places as the spreadsheet counts them.

Workbooks (xlsx, xlsm, xls, ods) are read by calamine, which keeps the type of each cell; a CSV file has only
texts. Its encoding and separator are found out and said, since they are guesses.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

from tollbook.adding import columns, unseen
from tollbook.problem import Problem

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".tab", ".txt")
OLD = b"\xd0\xcf\x11\xe0"
ARCHIVES = (b"PK\x03\x04", OLD)
"""How workbooks begin, whatever their name."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SILENT = (
    "{}: a formula that failed looks like an empty cell in a file of this kind; save it as .xlsx or .ods if "
    "it has formulas"
)
NAMED = 8  # rows that a sentence lists
LOOKED_AT = 30  # rows from the top among which the headings must be
ERROR = "\ufdd0error "
"""What a grid has where a formula failed, before the failure; no page can hold the first character."""


class Grid(NamedTuple):
    """One sheet: `rows[0]` is row 1 of the spreadsheet; cells are texts, numbers, dates, times or booleans.

    `merged` are the merged areas as (first row, first column, last row, last column), counted from 0. `said`
    are sentences on what had to be guessed. `hidden`: the sheet itself is, and nobody asked for it.
    """

    label: str
    sheet: str
    rows: list[list[object]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    said: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def place(self) -> str:
        """How messages call the sheet: the file, and the sheet where it has a name."""
        return f"{self.label}, sheet {self.sheet}" if self.sheet else self.label


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
    return read_workbook(path, content, label, sheet)


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


def read_workbook(path: Path, content: bytes, label: str, sheet: str) -> list[Grid]:
    """Return the sheets of a workbook, or the one named `sheet`."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        about = {one.name: one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet}
        sheets = [book.get_sheet_by_name(name) for name in about if sheet in ("", name)]
    except (CalamineError, OSError, ValueError):
        raise refused(label, *why_unreadable(path, content)) from None
    if not sheets:
        raise refused(label, f"there is no sheet {sheet!r}", f"use one of: {', '.join(about)}")
    told = unseen.by_sheet(content)
    is_silent = content.startswith(OLD) or path.suffix.lower() == ".xlsb"
    grids = [read_sheet(one, label, told.get(one.name, unseen.NOTHING)) for one in sheets]
    return [
        grid._replace(
            said=grid.said + (SILENT.format(label),) * is_silent,
            hidden=about[grid.sheet].visible != SheetVisibleEnum.Visible and not sheet,
        )
        for grid in grids
    ]


def why_unreadable(path: Path, content: bytes) -> tuple[str, str]:
    """Return why a file is no workbook that can be read, and what to do."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

    if not content.startswith(ARCHIVES) and b"\x00" not in content:
        what = f"the file is a text with the name of a workbook ({path.suffix})"
        return what, "if it is a CSV file, give it the ending .csv; else save it again as .xlsx, .ods or CSV"
    reason = "its parts cannot be found"
    try:
        CalamineWorkbook.from_path(str(path))  # which says more, as it goes by the file's name
    except ZipError:
        reason = "its end is missing"
    except PasswordError:
        return "the file has a password", "open it in a spreadsheet program and save it without one"
    except (CalamineError, OSError, ValueError) as error:
        reason = str(error)
    todo = (
        "copy it again if it was cut short; else open it in a spreadsheet program and save it again as .xlsx"
    )
    return f"the file is not a workbook that can be read ({reason})", f"{todo}, .ods or CSV"


def read_sheet(sheet: object, label: str, told: unseen.Unseen) -> Grid:
    """Return one sheet of a workbook; cells whose formula failed hold the failure after `ERROR`."""
    rows = sheet.to_python(skip_empty_area=False)
    for (row, column), error in told.failed.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ERROR + error
    areas = sheet.merged_cell_ranges or ()
    grid = Grid(label, sheet.name, rows, tuple((*first, *last) for first, last in areas) or told.merged)
    hidden = [
        row + 1
        for row in told.hidden
        if row < len(rows) and any(cell not in ("", None) for cell in rows[row])
    ]
    return grid._replace(said=(hidden_rows(grid, hidden),)) if hidden else grid


def hidden_rows(grid: Grid, numbers: list[int]) -> str:
    """Return the sentence that hidden rows are read as the others are."""
    what = "rows are" if len(numbers) > 1 else "row is"
    return f"{grid.place}: {len(numbers)} hidden {what} read like the others ({some_of(numbers)})"


def some_of(numbers: list[int]) -> str:
    """Return the first of some numbers of rows in words."""
    return ", ".join(map(str, numbers[:NAMED])) + (" ..." if len(numbers) > NAMED else "")


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
