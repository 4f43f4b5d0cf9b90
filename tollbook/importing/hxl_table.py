"""Any table with HXL tags (Humanitarian Exchange Language): the tags say what its columns are.

A column `#affected` with what happened (`+killed`, `+injured`, `+missing`, `+displaced`) is a figure; `+f`,
`+m`, `+children` and their like are parts; `+min` and `+max` are bounds. HXL does not say by which rule a
figure was made. The tags are read by libhxl, the library of those who keep the standard.
"""

from __future__ import annotations

import csv
import datetime
import io
from array import array
from pathlib import Path

import pandas as pd

from tollbook.importing import hxl_tags, letters
from tollbook.importing.faults import UnfitError
from tollbook.importing.letters import File
from tollbook.importing.records import PER_RECORD, Field, Prepared, Sieve
from tollbook.importing.rows import COMMA, QUOTE, Row, Table, records, widths
from tollbook.words import count

NAME = "hxl"
WORKBOOKS = (".xlsx", ".ods", ".xls")
CARD = {
    "publisher": "as the table's publisher says; HXL does not carry it",
    "licence": "as the table's publisher says; HXL does not carry it",
    "credit": "name the publisher of the table",
}
LEAST = 3
"""How many rows, or steps from day to day, show that figures are sums or run on."""
SAY_TOTAL = {"total", "totals", "grand total", "sub-total", "subtotal", "sum", "total general", "totales"}
TOTALS = "a row of totals: its people are counted in the other rows"
MAY_RUN_ON = "if it counts from the beginning on, add +cumulative to its tag and import the file again"
ABOUT = (
    "HXL says what a column counts, not by which rule the figure was made, nor whether it runs on from row "
    "to row; unless a tag says +cumulative, each row is taken to be a count of its own",
)


def read(file: File | None, path: Path) -> Table:
    """Return the rows of a table with HXL tags, with the tags as names of columns. Raises UnfitError where it
    has no tags.
    """
    import hxl  # here: it takes half a second, which no other import need wait for

    found = read_workbook(path) if file is None else read_text(file)
    source = hxl.data([row.cells or [row.text] for row in found])
    try:
        columns = source.columns
    except hxl.input.HXLTagsNotFoundException:
        todo = "add a row such as #date, #adm1+name, #affected+killed under the header"
        raise UnfitError(f"{path.name}: no row of HXL tags was found; {todo}") from None
    start = next((row.source_row_number for row in source), len(found))
    said = ["a workbook" if file is None else file.said, count(len(columns), "column") + " with HXL tags"]
    return table(found[start:], [column.display_tag if column.tag else "" for column in columns], said)


def read_text(file: File) -> list[Row]:
    """Return the rows of a CSV file, whatever separates the cells."""
    lines = [*letters.lines(file)]
    tags = next((line for line in lines[:25] if line.lstrip('" ;,\t').startswith("#")), "")
    separator = max(",;\t|", key=tags.count)
    return [*records(iter(lines), separator)]


def read_workbook(path: Path) -> list[Row]:
    """Return the rows of the first sheet of a workbook. Raises UnfitError where it cannot be read."""
    import python_calamine

    try:
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        todo = "save it again, or save the sheet as CSV"
        raise UnfitError(f"{path.name}: the workbook cannot be read ({error}); {todo}") from error
    found = []
    for number, line in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        texts = [cell_text(cell) for cell in line]
        if any(texts):
            found.append(Row(number, as_csv(texts), texts))
    return found


def as_csv(texts: list[str]) -> str:
    """Return cells as a line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(texts)
    return line.getvalue()


def cell_text(cell: object) -> str:
    """Return a cell of a workbook as text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell).strip()


def table(found: list[Row], tags: list[str], said: list[str]) -> Table:
    """Return the rows below the tags as columns of text."""
    width, kept, unread = len(tags), [], {}
    names = hxl_tags.names_of(tags)
    for row in found:
        if row.cells is None:
            unread[row.number] = "the row is cut off inside a cell" if row.is_cut else QUOTE
        elif len(row.cells) < width:
            unread[row.number] = f"the row is cut off {widths(len(row.cells), width)}"
        elif len(row.cells) > width:
            unread[row.number] = f"{COMMA} {widths(len(row.cells), width)}"
        else:
            kept.append((row.number, *row.cells[:width]))
    rows = pd.DataFrame(kept, columns=["row", *names])
    rows = rows.astype({name: "str" for name in names})
    return Table(rows, unread, len(found), said, names, array("q"))


def texts(file: File | None, path: Path, wanted: set[int]) -> dict[int, str]:
    """Return the text of some rows by number, each on one line."""
    found = read_workbook(path) if file is None else read_text(file)
    return {row.number: " ".join(row.text.split("\n")) for row in found if row.number in wanted}


def prepare(table: Table, stem: str) -> Prepared:
    """Return the records of a table with HXL tags. Raises UnfitError where it counts nobody affected."""
    sieve, columns = Sieve(table.rows), hxl_tags.tagged(table.header)
    fields = hxl_tags.figures_of(columns)
    if not fields:
        have = ", ".join(column.name for column in columns)
        todo = "tag the column with the figures, for example #affected+killed"
        raise UnfitError(f"{stem}: no column #affected counts people (there are {have}); {todo}")
    sieve.refuse(say_totals(table.rows, fields), TOTALS)
    figures = take_figures(sieve, fields)
    records, has_days, has_points = hxl_tags.Finder(table.rows, columns).records(sieve)
    if left := hxl_tags.left_out(columns, fields):
        sieve.said.append(f"columns not taken over as figures: {', '.join(left)}")
    sieve.refuse(bare_totals(records, figures), TOTALS)
    records = records.assign(**figures)
    sieve.said += running(records[sieve.reasons.eq("")], fields)
    version = records["date_end"].max() if has_days and len(records) else ""
    has_places = has_points or records["country"].ne("").any()
    return Prepared(
        records, sieve.reasons, fields, "HXL table", version, sieve.said, has_days, bool(has_places)
    )


def say_totals(rows: pd.DataFrame, fields: list[Field]) -> pd.Series:
    """Return which rows say that they add up others, so that their people would count twice."""
    figures = {name for field in fields for name in hxl_tags.bounds(field)}
    says = pd.Series(False, index=rows.index)
    for name in rows.columns.difference([*figures, "row"]):
        says |= rows[name].str.strip().str.casefold().str.rstrip(":").isin(SAY_TOTAL)
    return says


def bare_totals(records: pd.DataFrame, figures: dict[str, pd.Series]) -> pd.Series:
    """Return whether the last row has no day or no place, as others have, and figures that are the sums of
    all above.
    """
    found = pd.Series(False, index=records.index)
    if len(records) >= LEAST:
        numbers = pd.DataFrame({name: pd.to_numeric(column) for name, column in figures.items()})
        last, above = numbers.iloc[-1].dropna(), numbers.iloc[:-1].sum()
        says = records[["date_end", "place"]].ne("")
        is_bare = bool((~says.iloc[-1] & says.iloc[:-1].any()).any())
        found.iloc[-1] = is_bare and last.sum() > 0 and bool((last == above[last.index]).all())
    return found


def running(records: pd.DataFrame, fields: list[Field]) -> list[str]:
    """Return which figures never fall from one day to the next in any place, and so may run on, in words."""
    found = []
    ordered = records[records["date_end"].ne("")].sort_values("date_end", kind="stable")
    for field in fields:
        if field.kind != PER_RECORD or not field.name:
            continue
        numbers = pd.to_numeric(ordered[field.name])
        steps = numbers.groupby([ordered["place"], ordered["country"]]).diff().dropna()
        if len(steps) >= LEAST and (steps >= 0).all() and (steps > 0).any():
            found.append(f"{field.name} never falls from day to day: {MAY_RUN_ON}")
    return found


def take_figures(sieve: Sieve, fields: list[Field]) -> dict[str, pd.Series]:
    """Return the columns with figures by name; rows without any figure are set aside."""
    figures = {name: sieve.counts(name) for field in fields for name in hxl_tags.bounds(field)}
    empty = pd.Series("", index=sieve.rows.index, dtype="str")
    for field in fields:
        low, best, high = (figures.get(name, empty) for name in (field.low, field.name, field.high))
        sieve.ordered(field.label, low, best, high)
    none = pd.concat([column.eq("") for column in figures.values()], axis=1).all(axis=1)
    sieve.refuse(none, "no figure in the row")
    return figures
