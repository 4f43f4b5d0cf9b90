"""Sheets are read as spreadsheet programs save them; what a program changed or hides is refused or said.

The files are built in the way in which LibreOffice Calc 7.4 wrote them when the same was typed there.
"""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path
from zipfile import ZipFile

import odfdo
import openpyxl
import pytest
from adding_project import GOOD, add, sheet
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tollbook.adding import doubts, heading, reading
from tollbook.adding.cells import text_of

TABLE = "table:table-row"
LATER = {**GOOD, "url": "https://diariodelrio.example/sismo-2", "figure": "31"}


@pytest.fixture
def project(quake_ledger: Path) -> Path:
    return quake_ledger


def ods(path: Path, *rows: str, name: str = "figures", style: str = "") -> Path:
    """Write an OpenDocument spreadsheet with the headings of GOOD and rows given as XML."""
    heads = "".join(text_cell(column) for column in GOOD)
    table = f'<table:table table:name="{name}"{style}><{TABLE}>{heads}</{TABLE}>{"".join(rows)}</table:table>'
    book = odfdo.Document("spreadsheet")
    book.body.clear()
    book.body.append(odfdo.Element.from_tag(table))
    book.save(path)
    return path


def text_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods_row(cells: dict[str, str], about: str = "") -> str:
    """Return a row in XML; `cells` are those of columns that are no plain texts of GOOD."""
    return f"<{TABLE} {about}>{''.join(cells.get(name) or text_cell(GOOD[name]) for name in GOOD)}</{TABLE}>"


def read(path: Path) -> list[heading.Headed]:
    headed, problems = heading.find(reading.read_grids(path, path.name))
    assert problems == []
    return headed


def column(path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is printed of adding a file about one column."""
    assert add(path, "--dry-run") == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if f"column {name}: " in line]
    return "\n".join(lines)


def test_failed_formulas_of_libreoffice_are_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    from_excel = (
        '<table:table-cell table:formula="of:=#REF!" office:value-type="float" office:value="0">'
        "<text:p>#REF!</text:p></table:table-cell>"
    )
    path = ods(tmp_path / "f.ods", ods_row({}), ods_row({"figure": failed}), ods_row({"place": from_excel}))
    assert add(path, "--dry-run") == 1
    said = capsys.readouterr().err
    assert "row 3, column figure: the formula in the cell failed (#DIV/0!); type what the page says" in said
    assert "row 4, column place: the formula in the cell failed (#REF!)" in said
    assert "row 2" not in said


def test_merged_cells_of_libreoffice_are_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upper = (
        '<table:table-cell office:value-type="string" table:number-columns-spanned="1" '
        'table:number-rows-spanned="2"><text:p>Diario del Río</text:p></table:table-cell>'
    )
    below = text_cell("hidden").replace("table:table-cell", "table:covered-table-cell")
    path = ods(tmp_path / "f.ods", ods_row({"outlet": upper}), ods_row({"outlet": below}))
    assert add(path, "--dry-run") == 1
    assert "row 2, column A: the cells A2 to A3 are merged; split them" in capsys.readouterr().err


def test_formulas_without_a_result_and_hidden_rows_of_excel_are_told(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "f.xlsx", GOOD, LATER)
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    assert add(path, "--dry-run") == 0
    assert "f.xlsx, sheet figures: 1 hidden row is read like the others (3)" in capsys.readouterr().out
    place = list(GOOD).index("figure") + 1
    book.active.cell(2, place, "=10+21")
    book.save(path)
    assert "row 2, column figure: the formula in the cell failed (no result" in column(path, "figure", capsys)


def test_filtered_rows_of_libreoffice_are_told(tmp_path: Path) -> None:
    rows = [
        ods_row({}),
        *[ods_row({}, 'table:visibility="filter"')] * 2,
        ods_row({}, 'table:visibility="collapse"'),
    ]
    (one,) = read(ods(tmp_path / "f.ods", *rows))
    assert one.grid.said == ("f.ods, sheet figures: 3 hidden rows are read like the others (3, 4, 5)",)


@pytest.mark.parametrize("name", ["f.xlsx", "f.ods"])
def test_a_hidden_sheet_is_left_out_and_said_or_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / name
    if name == "f.xlsx":
        sheet(path, GOOD, name="old")
        book = openpyxl.load_workbook(path)
        book.create_sheet("visible")
        book.active = 1
        book["old"].sheet_state = "hidden"
        book.save(path)
    else:
        ods(path, ods_row({}), name="old", style=' table:style-name="unseen"')
        book = odfdo.Document(path)
        unseen = '<style:table-properties table:display="false"/>'
        style = f'<style:style style:name="unseen" style:family="table">{unseen}</style:style>'
        book.get_part("content.xml").get_element("//office:automatic-styles").append(
            odfdo.Element.from_tag(style)
        )
        book.body.append(odfdo.Table("visible"))
        book.save(path)
    assert add(path, "--dry-run") == 1
    said = capsys.readouterr().err
    assert f"{name}, sheet old: the sheet is hidden, and no other has rows to read; unhide it" in said
    assert add(path, "--dry-run", "--sheet", "old") == 0
    capsys.readouterr()
    if name == "f.xlsx":
        sheet(path, LATER, name="figures")
        assert add(path, "--dry-run") == 0
        said = capsys.readouterr().out
        assert 'sheet old: the sheet is hidden and left out; --sheet "old" reads it' in said
        assert "Would add 1 page and 1 figure." in said


def test_a_sheet_without_headings_is_refused_by_its_name_in_the_template_else_said(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "f.xlsx", GOOD, name="Monday")
    sheet(path, {"ring": "Ana", "about": "the total"}, name="to do")
    assert add(path, "--dry-run") == 0
    assert "sheet to do: left out, since no row has the headings of a template" in capsys.readouterr().out
    book = openpyxl.load_workbook(path)
    book["to do"].title = "figures"
    book.save(path)
    assert add(path, "--dry-run") == 1
    assert "f.xlsx, sheet figures: no row of headings was found; give one row" in capsys.readouterr().err


def test_a_row_with_only_a_remark_is_left_out_and_said(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remark = {"outlet": "# to be checked by Ana"}
    path = sheet(tmp_path / "f.xlsx", GOOD, remark, LATER, columns=[*GOOD])
    assert add(path, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "f.xlsx, sheet figures: 1 row with only a remark (#) left out: 3" in said
    assert "  4    31 -> 31" in said
    for kept in ({"place": "#REF!"}, {**remark, "url": "https://diariodelrio.example/sismo-3"}):
        other = sheet(tmp_path / f"{len(kept)}.xlsx", GOOD, kept, columns=[*GOOD])
        assert add(other, "--dry-run") == 1
        assert "row 3" in capsys.readouterr().err


def test_days_of_a_workbook_that_counts_from_1904_are_the_same(tmp_path: Path) -> None:
    rows = {}
    for epoch in (openpyxl.utils.datetime.CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904):
        book = openpyxl.Workbook()
        book.epoch = epoch
        book.active.append(list(GOOD))
        book.active.append([{"published": datetime.date(2025, 5, 5)}.get(name, GOOD[name]) for name in GOOD])
        book.save(path := tmp_path / f"{epoch.year}.xlsx")
        rows[epoch.year] = read(path)[0].grid.rows
    assert rows[1904] == rows[1899]
    assert datetime.date(2025, 5, 5) in rows[1904][1]


def test_a_workbook_of_the_strict_kind_is_read_with_its_errors(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "f.xlsx", GOOD)
    book = openpyxl.load_workbook(path)
    place = book.active.cell(2, list(GOOD).index("place") + 1)
    place.value, place.data_type = "#REF!", "e"
    book.save(path)
    content = io.BytesIO(path.read_bytes())
    with ZipFile(content) as parts, ZipFile(path, "w") as strict:
        for name in parts.namelist():
            part = re.sub(
                rb"http://schemas.openxmlformats.org/(\w+)/2006/",
                rb"http://purl.oclc.org/ooxml/\1/",
                parts.read(name),
            )
            strict.writestr(
                name, part if name.startswith("xl/") and not name.endswith(".rels") else parts.read(name)
            )
    assert b"purl.oclc.org" in ZipFile(path).read("xl/workbook.xml")
    assert "row 2, column place: the formula in the cell failed (#REF!)" in column(path, "place", capsys)


DAYS = [
    ("05/04/2026", "is a day"),
    ("4/3/26", "is a day"),
    ("2026-03-04", "is a day"),
    ("2026-03-04 00:00:00", "is a day"),
    ("4. Mär", "is a day"),
    ("12 May", "is a day"),
    ("4 de marzo", "is a day"),
    ("4 mars", "is a day"),
    ("04/mar/2026", "is a day"),
    ("March 4", "is a day"),
    ("May-21", "is a day"),
    ("05:30:00 AM", "is a time of day"),
    ("12:30:15", "is a time of day"),
    (datetime.datetime(2026, 10, 12), "made a date or time (2026-10-12)"),
    (datetime.time(5, 30), "made a date or time (05:30)"),
    (0.5, "a spreadsheet makes such a number of 50%, 1/2"),
    ("yakla??k 300", "has a ? within a word, as where letters were lost; save the file again"),
]


@pytest.mark.parametrize(("figure", "what"), DAYS, ids=[str(figure) for figure, _ in DAYS])
def test_a_figure_that_became_a_day_is_refused(figure: object, what: str) -> None:
    fault = text_of(figure, "text", is_figure=True)
    assert what in f"{fault.what}; {fault.todo}"
    assert (
        "lost" in what
        or fault.todo == "format the cells as text (in the template they are) and type it again"
    )


@pytest.mark.parametrize(
    ("figure", "kept"),
    [(text, text) for text in ("10-12", "31+", "4 leden", "may 20", "31.", "1.200", "45 mars", "1-2-345")]
    + [("31\n", "31"), ("\u00a031 ", "31"), (31.0, "31"), (100.0, "100"), (1e21, "1" + "0" * 21)],
)
def test_a_figure_that_is_no_day_stays(figure: object, kept: str) -> None:
    assert text_of(figure, "text", is_figure=True) == kept


MOMENTS = [
    ("2025-05-04 18:30:15", "2025-05-04T18:30:15"),
    ("2025-05-04 18:30:00", "2025-05-04T18:30"),
    ("2025/5/4 6:30 PM", "2025-05-04T18:30"),
    ("2025-5-4", "2025-05-04"),
    ("2025-05-04T18:30:00", "2025-05-04T18:30:00"),
    (datetime.datetime(2025, 5, 4, 18, 30, 15), "2025-05-04T18:30:15"),
    (datetime.datetime(2025, 5, 4, 18, 29, 59, 999_900), "2025-05-04T18:30"),
    (datetime.datetime(2025, 5, 4), "2025-05-04"),
]


@pytest.mark.parametrize(("typed", "kept"), MOMENTS, ids=[str(typed) for typed, _ in MOMENTS])
def test_a_moment_is_kept_as_one_text_whatever_held_it(typed: object, kept: str) -> None:
    assert text_of(typed, "day_or_time") == kept


def test_a_moment_that_can_be_two_is_named_with_its_time() -> None:
    typed = text_of("4/5/2025 6:30:00 PM", "day_or_time")
    assert typed.what == '"4/5/2025 6:30:00 PM" may have the day or the month first'
    assert typed.todo == "write it as 2025-04-05T18:30 or 2025-05-04T18:30"
    assert text_of("31/5/25 18:30", "day").todo == "write it as 2025-05-31"
    number = text_of(45781.7708333, "day_or_time")
    assert number.what == "45781.7708333 is how spreadsheets count days inside"
    assert number.todo == "write it as 2025-05-04T18:30, if that is what is meant"


def test_cells_that_may_have_been_something_else_are_told(tmp_path: Path) -> None:
    this_year = datetime.date.today().year
    serial = (datetime.date(this_year, 10, 12) - datetime.date(1899, 12, 30)).days
    month = datetime.date(2025, 5, 1)
    (one,) = read(
        sheet(
            tmp_path / "f.xlsx", {**GOOD, "figure": serial, "published": month}, {**LATER, "figure": "46,000"}
        )
    )
    assert one.grid.said == (
        "f.xlsx, sheet figures, column published: 2025-05-01 in row 2 may stand for a month, 2025-05: if the "
        "page gives no day, type that into a cell formatted as text",
        f"f.xlsx, sheet figures, column figure: {serial} in row 2 may be a day, {this_year}-10-12, that the "
        "spreadsheet made of a range such as 10-12: look at the page again",
    )


def test_days_as_numbers_are_those_of_about_now_only() -> None:
    # 46307 is 12 October 2026 in Excel; 12345 lies in 1933
    assert [
        found.may_be
        for found in doubts.days([(2, 46307.0), (3, "46307"), (4, 12345.0), (5, "about 46307")], 2026)
    ] == [
        "2026-10-12",
        "2026-10-12",
    ]
    assert list(doubts.days([(2, 46307.0)], 2029)) == []


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        (
            "csv.xlsx",
            b"outlet,url\nRadio Costa,x\n",
            "is a text with the name of a workbook (.xlsx); if it is a CSV",
        ),
        ("page.xls", b"<html><table></table></html>", "is a text with the name of a workbook (.xls)"),
        ("cut.xlsx", None, "(its end is missing); copy it again if it was cut short"),
    ],
)
def test_a_workbook_that_is_none_is_refused_with_its_reason(
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    what: str,
) -> None:
    if content is None:
        whole = sheet(tmp_path / "whole.xlsx", GOOD).read_bytes()
        content = whole[: len(whole) // 2]
    (tmp_path / name).write_bytes(content)
    assert add(tmp_path / name) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{name}: the file ")
    assert what in said
    assert len(said.splitlines()) == 2


def test_a_file_with_a_password_is_refused_with_that_reason(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ods(tmp_path / "f.ods", ods_row({}))
    content = io.BytesIO(path.read_bytes())
    with ZipFile(content) as parts, ZipFile(path, "w") as locked:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "META-INF/manifest.xml":
                part = re.sub(
                    rb'(<manifest:file-entry [^>]*manifest:full-path="content.xml"[^>]*?)/>',
                    rb'\1><manifest:encryption-data manifest:checksum-type="SHA1/1K"/></manifest:file-entry>',
                    part,
                )
                assert b"encryption-data" in part
            locked.writestr(name, part if name != "content.xml" else b"\x8a\x01" * 99)
    assert add(path) == 1
    assert capsys.readouterr().err.startswith(
        "f.ods: the file has a password; open it in a spreadsheet program"
    )
