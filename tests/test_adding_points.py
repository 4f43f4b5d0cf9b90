"""The sheet of places: coordinates are checked, written once, and known to the other sheets at once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from adding_project import GOOD, PLACE, add, tables
from openpyxl import Workbook

from tollbook import paths

NEW = {"place": "Cerro Norte", "lat": "-12.25", "lon": "-76.5", "source": "invented", "licence": "CC0 1.0"}


@pytest.fixture
def project(quake_ledger: Path) -> Path:
    return quake_ledger


def book(folder: Path, **sheets: list[dict[str, object]]) -> Path:
    """Write a workbook with a sheet of rows for each name, as a person may type them."""
    written = Workbook()
    written.remove(written.active)
    for name, rows in sheets.items():
        page = written.create_sheet(name)
        heads = list(dict.fromkeys(head for row in rows for head in row))
        page.append(heads)
        for row in rows:
            page.append([row.get(head) for head in heads])
    path = folder / "places.xlsx"
    written.save(path)
    return path


def gazetteer(project: Path) -> list[dict[str, str]]:
    with (project / "data/raw/places.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_figure_can_name_a_place_whose_point_is_in_the_same_file(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = GOOD | {"place": "Cerro Norte"}
    assert add(book(tmp_path, figures=[figure])) == 1
    assert 'unknown place "Cerro Norte"' in capsys.readouterr().out
    assert add(book(tmp_path, figures=[figure], places=[NEW])) == 0
    out = capsys.readouterr().out
    assert "new place  Cerro Norte: -12.25, -76.5 (town, Cerro Norte)" in out
    assert "Cerro Norte -> cerro-norte" in out
    row = gazetteer(project)[-1]
    given = {"kind": "town", "precision": "town", "district": "Cerro Norte", "requested": "extra"}
    assert row == dict.fromkeys(row, "") | NEW | given


def test_a_town_of_the_sheet_comes_behind_one_that_is_accepted(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(tmp_path, figures=[GOOD | {"place": "Arequipa"}], places=[NEW])
    assert add(path, "--accept", "Arequipa=3947322") == 0
    assert [row["place"] for row in gazetteer(project)][-2:] == ["Arequipa", "Cerro Norte"]
    assert "Added 1 page, 1 figure, 1 place with coordinates and 1 row" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lat", "lon", "written"),
    [
        ("-12,25", "\u221276,5", ("-12.25", "-76.5")),
        (-12.25, -76.5, ("-12.25", "-76.5")),
        ("-12.25°", "-76.5 °", ("-12.25", "-76.5")),
    ],
    ids=["comma and minus sign", "numbers", "degree signs"],
)
def test_coordinates_are_read_as_people_type_them(
    project: Path, tmp_path: Path, lat: object, lon: object, written: tuple[str, str]
) -> None:
    assert add(book(tmp_path, places=[NEW | {"lat": lat, "lon": lon}])) == 0
    assert (gazetteer(project)[-1]["lat"], gazetteer(project)[-1]["lon"]) == written


WRONG = {
    "no latitude": ({"lat": None}, "lat", "fill it in"),
    "degrees and minutes": ({"lat": "12°15'S"}, "lat", "write it in decimal degrees"),
    "a direction": ({"lon": "76.5 W"}, "lon", "write it in decimal degrees"),
    "out of range": ({"lat": 120.5}, "lat", "or put lat and lon the other way round"),
    "a word": ({"lat": "north"}, "lat", "digits and a full stop"),
    "a kind that is none": ({"kind": "village"}, "kind", "use one of: town, district"),
    "no source": ({"source": None}, "source", "fill it in"),
    "a number for a name": ({"place": "12"}, "place", "write the place's name"),
    "elsewhere": ({"place": "Puerto Viejo"}, "lat", "correct data/raw/places.csv if that is wrong"),
}


@pytest.mark.parametrize(("change", "column", "advice"), WRONG.values(), ids=WRONG)
def test_a_wrong_place_is_refused_with_what_to_do(
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, object],
    column: str,
    advice: str,
) -> None:
    before = tables(project)
    assert add(book(tmp_path, places=[NEW | change])) == 1
    message = capsys.readouterr().err
    assert f"places.xlsx, sheet places, row 2, column {column}: " in message
    assert advice in message
    assert tables(project) == before


def test_a_place_that_is_twice_or_known_as_another_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(book(tmp_path, places=[NEW, NEW | {"place": "CERRO NORTE"}])) == 1
    assert '"CERRO NORTE" is in row 2 already; delete one of the two rows' in capsys.readouterr().err
    assert (
        add(book(tmp_path, figures=[GOOD | {"place": "Cerro Norte"}]), "--accept", "Cerro Norte=no point")
        == 0
    )
    capsys.readouterr()
    assert add(book(tmp_path, places=[NEW])) == 1
    message = capsys.readouterr().err
    assert "in data/hand/places.csv; delete its row there to have this point instead" in message


def test_a_place_that_is_there_is_passed_over(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(book(tmp_path, places=[dict(PLACE)])) == 0
    assert "is in the ledger already (Puerto Viejo); passed over" in capsys.readouterr().out


def test_swapped_coordinates_are_remarked_upon(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(book(tmp_path, places=[NEW | {"lat": -76.5, "lon": -12.25}]), "--dry-run") == 0
    assert "are lat and lon swapped?" in capsys.readouterr().out
    assert add(book(tmp_path, places=[NEW]), "--dry-run") == 0
    assert "swapped" not in capsys.readouterr().out


def test_the_places_of_the_example_can_be_added(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(paths.OWN / "docs/example/invented-places.csv") == 0
    assert "Added 4 places with coordinates." in capsys.readouterr().out
    assert {row["place"] for row in gazetteer(project)} >= {"Puerto Nácar", "Cerro Ceniza"}
