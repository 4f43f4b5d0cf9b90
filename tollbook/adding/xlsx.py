"""A template as a workbook of Excel, with lists to choose from."""

from __future__ import annotations

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.fonts import DEFAULT_FONT
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tollbook.adding import sheets
from tollbook.adding.columns import HELP, LISTS
from tollbook.adding.sheets import ROWS, STRICT, TITLES, Sheet

TEXT = "@"
"""The format of every cell: what is typed stays as it is typed; 3-4 becomes no day, 1.234 no fraction."""
NEEDED, OPTIONAL = "FFD9E2EC", "FFF3F5F7"
SAME_DAY = (1980, 1, 1, 0, 0, 0)
LINE = 15
"""Points of a line's height."""
WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def workbook() -> bytes:
    """Return the template; the same lists make the same bytes."""
    book, lists = Workbook(), sheets.lists()
    book.remove(book.active)
    for sheet in sheets.sheets():
        fill_sheet(book.create_sheet(sheet.name), sheet, lists)
    fill_help(book.create_sheet(HELP))
    fill_lists(book.create_sheet(LISTS), lists)
    written = io.BytesIO()
    book.save(written)
    return without_time(written.getvalue())


def fill_sheet(page: Worksheet, sheet: Sheet, lists: dict[str, list[str]]) -> None:
    """Write headings, notes, widths and lists of a sheet to fill in."""
    for position, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(position)
        page.column_dimensions[letter].width = sheets.width(column.name)
        page.column_dimensions[letter].number_format = TEXT
        cell = page.cell(1, position, column.name)
        cell.font = bold()
        cell.fill = PatternFill("solid", fgColor=NEEDED if sheets.stands_out(column) else OPTIONAL)
        cell.number_format = TEXT
        cell.comment = Comment(sheets.note(column), "Tollbook", width=320, height=140)
        own = sheets.list_of(sheet.name, column.name)
        if own in lists:
            page.add_data_validation(validation(own, lists, f"{letter}2:{letter}{ROWS + 1}"))
    page.freeze_panes = "A2"


def validation(name: str, lists: dict[str, list[str]], area: str) -> DataValidation:
    """Return the list to choose from of a column."""
    letter = get_column_letter(list(lists).index(name) + 1)
    strict = name in STRICT
    chooser = DataValidation(
        type="list",
        formula1=f"{LISTS}!${letter}$2:${letter}${len(lists[name]) + 1}",
        allow_blank=True,
        showErrorMessage=strict,
        errorStyle="stop",
        errorTitle=name,
        error=f"Choose one of the list, or look at the sheet {LISTS}.",
    )
    chooser.add(area)
    return chooser


def bold() -> Font:
    """Return the bold face of the font that the other cells have: one without a name is drawn as another."""
    return DEFAULT_FONT + Font(bold=True)


def fill_help(page: Worksheet) -> None:
    """Write the sheet of help, each row as high as its longest text: not every program sees to that."""
    widths = sheets.HELP_WIDTHS
    for number, row in enumerate(sheets.help_rows(), start=1):
        page.append(row)
        page.row_dimensions[number].height = LINE * max(
            (sheets.lines(text, wide) for text, wide in zip(row, widths, strict=False)), default=1
        )
        is_heading = row == [sheets.TITLE] or row[1:2] == ["what it is"]
        for cell in page[number]:
            cell.number_format = TEXT
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if is_heading:
                cell.font = bold()
    for position, wide in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(position)].width = wide


def fill_lists(page: Worksheet, lists: dict[str, list[str]]) -> None:
    """Write the lists, a column each."""
    for position, (name, values) in enumerate(lists.items(), start=1):
        page.column_dimensions[get_column_letter(position)].width = 26
        page.cell(1, position, TITLES[name]).font = bold()
        for row, value in enumerate(values, start=2):
            cell = page.cell(row, position, value)
            cell.data_type, cell.number_format = "s", TEXT  # a name that begins with = is no formula
    page.freeze_panes = "A2"


def without_time(content: bytes) -> bytes:
    """Return a workbook, or another archive, that does not say when it was written."""
    written = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(written, "w") as after:
        for about in before.infolist():
            part = WRITTEN.sub(rb"\g<1>1980-01-01T00:00:00Z", before.read(about))
            same = ZipInfo(about.filename, SAME_DAY)
            same.compress_type = about.compress_type if about.filename == "mimetype" else ZIP_DEFLATED
            same.external_attr = about.external_attr
            after.writestr(same, part)
    return written.getvalue()
