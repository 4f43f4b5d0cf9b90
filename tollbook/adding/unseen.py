"""What a workbook says of its sheets and calamine does not tell: formulas that failed, hidden rows, and the
merged cells of OpenDocument.

Read straight from the XML, whatever its namespace: workbooks of Excel's strict kind, which openpyxl refuses,
are read as the others are.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

Area = tuple[int, int, int, int]
Place = tuple[int, int]
FORMULA_WITHOUT_RESULT = "no result is kept with it"
OF_XLSX = re.compile(rb"""hidden=["'](?:1|true)|\bt=["']e["']|<f[ >/]""")
"""What a sheet of Excel has that is worth reading it again."""
ERROR_TEXT = re.compile(r"#[^\s#]+[!?]|#N/A|Err:\d+")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
VALUE_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
CELL_TAGS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


class Unseen(NamedTuple):
    """Of one sheet: `failed` are the failures of formulas by (row, column), `hidden` the hidden rows, and
    `merged` the merged areas as (first row, first column, last row, last column); all counted from 0.
    """

    failed: dict[Place, str]
    hidden: list[int]
    merged: tuple[Area, ...] = ()


NOTHING = Unseen({}, [])


def by_sheet(content: bytes) -> dict[str, Unseen]:
    """Return what a workbook says of its sheets, by their names; nothing for the binary kinds."""
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            if "xl/workbook.xml" in names:
                return dict(of_xlsx(parts, names))
            return dict(of_ods(parts.read("content.xml"))) if "content.xml" in names else {}
    except (BadZipFile, KeyError, ElementTree.ParseError):
        return {}


def of_xlsx(parts: ZipFile, names: set[str]) -> Iterator[tuple[str, Unseen]]:
    """Yield the sheets of an Excel workbook that have anything to say."""
    for sheet, part in sheet_parts(parts):
        content = parts.read(part) if part in names else b""
        if OF_XLSX.search(content):  # as seldom
            yield sheet, of_xlsx_sheet(content)


def sheet_parts(parts: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the sheets of an Excel workbook, with the part of the archive that each is in."""
    related = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    for sheet in ElementTree.fromstring(parts.read("xl/workbook.xml")).iterfind("{*}sheets/{*}sheet"):
        own = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", targets.get(own, "")))[1:]


def of_xlsx_sheet(content: bytes) -> Unseen:
    """Return what a sheet of an Excel workbook says."""
    failed, hidden, row = {}, [], -1
    for line in ElementTree.fromstring(content).iterfind("{*}sheetData/{*}row"):
        row = int(line.get("r", row + 2)) - 1
        column = -1
        if line.get("hidden") in ("1", "true"):
            hidden.append(row)
        for cell in line.iterfind("{*}c"):
            column = column_of(cell.get("r", ""), column + 1)
            if failure := failure_of(cell):
                failed[row, column] = failure
    return Unseen(failed, hidden)


def column_of(address: str, otherwise: int) -> int:
    """Return the column of an address such as AB12, counted from 0; cells need not have one."""
    letters = address.rstrip("0123456789").upper()
    if not letters:
        return otherwise
    number = 0
    for mark in letters:
        number = number * 26 + ord(mark) - ord("A") + 1
    return number - 1


def failure_of(cell: ElementTree.Element) -> str:
    """Return how the formula of a cell of Excel failed, empty where it did not or there is none."""
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "e":
        return value or "#N/A"
    is_bare = cell.find("{*}f") is not None and not value and cell.get("t", "n") == "n"
    return FORMULA_WITHOUT_RESULT if is_bare else ""


def of_ods(content: bytes) -> Iterator[tuple[str, Unseen]]:
    """Yield the sheets of an OpenDocument spreadsheet."""
    for sheet in ElementTree.fromstring(content).iter(f"{TABLE}table"):
        yield sheet.get(f"{TABLE}name", ""), of_ods_sheet(sheet)


def of_ods_sheet(sheet: ElementTree.Element) -> Unseen:
    """Return what a sheet of an OpenDocument spreadsheet says; of rows that repeat, the first is enough."""
    failed, hidden, merged, row = {}, [], [], 0
    for line in sheet.iter(f"{TABLE}table-row"):
        column = 0
        if line.get(f"{TABLE}visibility", "visible") != "visible":
            hidden.append(row)
        for cell in line:
            if cell.tag not in CELL_TAGS:
                continue
            if failure := failure_of_ods(cell):
                failed[row, column] = failure
            down, right = (
                int(cell.get(f"{TABLE}number-{what}-spanned", "1")) for what in ("rows", "columns")
            )
            if (down, right) != (1, 1):
                merged.append((row, column, row + down - 1, column + right - 1))
            column += int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        row += int(line.get(f"{TABLE}number-rows-repeated", "1"))
    return Unseen(failed, hidden, tuple(merged))


def failure_of_ods(cell: ElementTree.Element) -> str:
    """Return how the formula of a cell of OpenDocument failed: LibreOffice says so, others only show it."""
    if cell.get(VALUE_TYPE) != "error" and f"{TABLE}formula" not in cell.attrib:
        return ""
    text = "".join(part for line in cell.iterfind(PARAGRAPH) for part in line.itertext()).strip()
    if cell.get(VALUE_TYPE) == "error":
        return text or "#N/A"
    return text if ERROR_TEXT.fullmatch(text) else ""
