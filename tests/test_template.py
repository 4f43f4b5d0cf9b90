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
