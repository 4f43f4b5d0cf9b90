"""The template opens, has the project's lists, holds no data, and what is filled into it can be added."""

from __future__ import annotations

import warnings
from pathlib import Path

import adding_project as own
import odfdo
import openpyxl
import pytest
from adding_project import GOOD, add
from python_calamine import CalamineWorkbook

from tollbook import cli
from tollbook.adding import columns

SHOWN = {
    sheet: [column for column in own_columns if column.in_template]
    for sheet, own_columns in columns.SHEETS.items()
}
POINT = {"place": "Cerro Norte", "lat": "-12,25", "lon": -76.5, "source": "invented", "licence": "CC0 1.0"}
SEEN = {"url": GOOD["url"], "place": "Puerto Viejo"}


@pytest.fixture
def project(quake_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return quake_ledger


def template(name: str) -> Path:
    assert cli.main(["template", name]) == 0
    return Path(name)


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.ods"])
def test_a_template_has_headings_lists_help_and_no_data(project: Path, name: str) -> None:
    book = CalamineWorkbook.from_path(str(template(name)))
    assert book.sheet_names == ["figures", "sightings", "places", "help", "lists"]
    for sheet, own_columns in SHOWN.items():
        assert book.get_sheet_by_name(sheet).to_python() == [[column.name for column in own_columns]]
    lists = book.get_sheet_by_name("lists").to_python()
    heads = {head: [row[place] for row in lists[1:] if row[place]] for place, head in enumerate(lists[0])}
    assert heads["events"] == [own.EVENT]
    assert heads["nouns known"] == ["children", "houses", "people (all)", "residents"]
    assert heads["authorities known"] == ["Civil Protection", "outlet itself"]
    assert heads["places known"] == ["Puerto Viejo"]
    assert heads["outlets so far"] == ["Radio Costa"]
    assert heads["outcomes"][:3] == ["killed", "missing", "injured"]
    assert {"Peru", "Japan"} <= set(heads["countries"])
    help_texts = [str(cell) for row in book.get_sheet_by_name("help").to_python() for cell in row]
    assert {column.name for own_columns in SHOWN.values() for column in own_columns} <= set(help_texts)
    assert any("invented" in text for text in help_texts)


def test_an_excel_template_opens_with_lists_notes_and_a_first_row_that_stays(project: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = openpyxl.load_workbook(template("figures.xlsx"))
    page = book["figures"]
    assert page.freeze_panes == "A2"
    lists = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    place = [column.name for column in columns.FIGURES].index("category")
    letter = openpyxl.utils.get_column_letter(place + 1)
    area = lists[f"{letter}2:{letter}2001"].formula1.partition("!")[2]
    assert [cell[0].value for cell in book["lists"][area.replace("$", "")]] == [
        "children",
        "houses",
        "people (all)",
        "residents",
    ]
    assert all(cell.comment.text for cell in page[1])
    assert {page.column_dimensions[cell.column_letter].number_format for cell in page[1]} == {"@"}


def test_a_libreoffice_template_has_the_same_lists(project: Path) -> None:
    book = odfdo.Document(template("figures.ods"))
    rules = {
        rule.get_attribute_string("table:name"): rule.get_attribute_string("table:condition")
        for rule in book.body.get_elements("//table:content-validation")
    }
    assert set(rules) == {
        "event_id",
        "outlet",
        "outlet_type",
        "outlet_country",
        "attributed_to",
        "category",
        "outcome",
        "place",
        "kind",
        "point",
    }
    assert rules["category"] == "of:cell-content-is-in-list([$lists.$F$2:.$F$5])"
    table = book.body.get_table(name="figures")
    assert table.get_cell("J2").get_attribute("table:content-validation-name") == "category"
    assert table.get_cell("L2").get_attribute("table:content-validation-name") is None
    heads = [column.name for column in SHOWN["places"]]
    named = [
        book.body.get_table(name="places").get_cell((place, 1)).get_attribute("table:content-validation-name")
        for place in range(len(heads))
    ]
    listed = {head: name for head, name in zip(heads, named, strict=True) if name}
    assert listed == {"kind": "point", "precision": "point"}  # its places are new: no list of the known ones


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.ods"])
def test_the_same_lists_make_the_same_bytes(project: Path, name: str) -> None:
    first = template(name).read_bytes()
    assert template(f"again-{name}").read_bytes() == first


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.ods"])
def test_what_is_filled_in_can_be_added(project: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = template(name)
    assert add(path) == 1
    assert "there is no row below the headings" in capsys.readouterr().err
    fill(path)
    assert add(path) == 0
    assert "Added 1 page, 1 figure, 1 place and 1 place with coordinates." in capsys.readouterr().out


def fill(path: Path) -> None:
    """Fill one row into each sheet, as a person would."""
    rows = {"figures": GOOD, "sightings": SEEN | {"place": "Cerro Norte"}, "places": POINT}
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for sheet, row in rows.items():
            for place, column in enumerate(columns.SHEETS[sheet], start=1):
                book[sheet].cell(2, place, row.get(column.name))
        book.save(path)
        return
    document = odfdo.Document(path)
    for sheet, row in rows.items():
        table = document.body.get_table(name=sheet)
        for place, column in enumerate(columns.SHEETS[sheet]):
            if column.name in row:
                table.set_value((place, 1), row[column.name])
    document.save(path)


def test_a_file_that_is_there_is_never_written_over(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("figures.xlsx").write_text("mine")
    assert cli.main(["template"]) == 2
    assert (
        "figures.xlsx is there already and may hold what somebody typed: name another file"
        in capsys.readouterr().err
    )
    assert Path("figures.xlsx").read_text() == "mine"
    assert cli.main(["template", "figures.csv"]) == 2
    assert "a template is written as .xlsx or .ods; name such a file" in capsys.readouterr().err
    assert cli.main(["template", "nowhere/figures.ods"]) == 2
    assert "there is no folder nowhere" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.xlsx", "kept"]


def test_every_cell_of_a_libreoffice_template_is_text_down_to_the_last_row(project: Path) -> None:
    book = odfdo.Document(template("figures.ods"))
    content = book.get_part("content.xml")
    own_styles = content.get_element("//office:automatic-styles")
    texts = {style.get_attribute("style:name") for style in own_styles.get_elements("number:text-style")}
    cells = {
        style.get_attribute("style:name"): style.get_attribute("style:data-style-name")
        for style in own_styles.get_elements('style:style[@style:family="table-cell"]')
    }
    assert set(cells.values()) <= texts  # a format that stands in another part of the file holds for no cell
    for sheet in SHOWN:
        table = content.get_element(f'//table:table[@table:name="{sheet}"]')
        rows = [
            int(row.get_attribute("table:number-rows-repeated") or 1)
            for row in table.get_elements("table:table-row")
        ]
        assert sum(rows) == 1_048_576
        named = {
            column.get_attribute("table:default-cell-style-name")
            for column in table.get_elements("table:table-column")
        }
        assert named <= set(cells)


def test_a_libreoffice_template_has_no_language_of_its_own(project: Path) -> None:
    styles = odfdo.Document(template("figures.ods")).get_part("styles.xml").serialize()
    assert b"fo:language" not in styles
    assert b"fo:country" not in styles


def test_an_excel_template_keeps_to_the_limits_of_excel(project: Path) -> None:
    book = openpyxl.load_workbook(template("figures.xlsx"))
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    rules = [rule for page in book for rule in page.data_validations.dataValidation]
    assert len(rules) == 8 + 3 + 2  # columns with lists of figures, sightings and places
    for rule in rules:
        assert len(rule.formula1) <= 255
        assert "!" in rule.formula1  # a range: a list within the formula is cut at 255 characters
        assert len(rule.errorTitle) <= 32
        assert len(rule.error) <= 255
        assert rule.formula2 is None
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert max(len(cell.value) for cell in cells) <= 32_767


def test_an_excel_template_has_one_font_and_rows_of_help_as_high_as_their_text(project: Path) -> None:
    book = openpyxl.load_workbook(template("figures.xlsx"))
    fonts = {cell.font.name for page in book for row in page.iter_rows() for cell in row}
    assert fonts == {"Calibri"}
    page = book["help"]
    assert page.row_dimensions[1].height == 15
    longest = max(page.iter_rows(), key=lambda row: len(row[1].value or ""))[1]
    lines = len(longest.value) / page.column_dimensions["B"].width
    assert lines > 2
    assert page.row_dimensions[longest.row].height >= 15 * int(lines)
    assert longest.alignment.wrap_text
    wide = [row for row in page.iter_rows(min_row=2) if len(row[0].value or "") > 40]
    assert wide == []  # nothing runs out of its column to the right
