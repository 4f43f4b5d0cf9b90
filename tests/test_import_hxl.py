"""Tables with HXL tags in the ways that they are tagged in practice. All rows are invented."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from import_cases import card, claims, run, set_aside

TOTALS = "a row of totals: its people are counted in the other rows"


def taken(root: Path, folder: Path, tags: str, *lines: str) -> list[dict[str, str]]:
    """Take over a table of tags and rows and return its claims."""
    path = folder / "x.csv"
    path.write_text("\n".join((tags, *lines)), encoding="utf-8")
    assert run(root, "hxl", path) == 0
    return claims(root, "hxl-x").to_dict("records")


def pick(found: list[dict[str, str]], *names: str) -> list[list[str]]:
    """Return some columns of claims."""
    return [[row[name] for name in names] for row in found]


@pytest.mark.parametrize(
    "tag",
    [
        "#affected+killed+missing+total",  # two things that happened, together
        "#affected+killed+per100000",
        "#affected+f+killed+pct",
        "#affected+idps+households",
        "#affected+buildings+destroyed",
        "#affected+houses+damaged",
    ],
)
def test_a_column_that_counts_no_people_of_one_kind_is_no_figure(
    root: Path, tmp_path: Path, tag: str
) -> None:
    found = taken(root, tmp_path, f"#date,#affected+killed,{tag}", "2025-05-16,2,31")
    assert pick(found, "field", "best") == [["#affected+killed", "2"]]
    assert f"columns not taken over as figures: {tag}" in card(root, "hxl-x")["read_as"]


def test_individuals_are_people(root: Path, tmp_path: Path) -> None:
    found = taken(root, tmp_path, "#affected+ind+killed,#affected+idps+ind+f", "2,31")
    assert pick(found, "outcome", "part", "best") == [
        ["displaced", "women and girls", "31"],
        ["killed", "", "2"],
    ]


def test_a_year_or_a_month_is_all_its_days(root: Path, tmp_path: Path) -> None:
    days = ("2025", "2024-02", "2025-05-16", "2025-13")
    found = taken(root, tmp_path, "#date+occurred,#affected+killed", *(f"{day},1" for day in days))
    assert pick(found, "date_start", "date_end", "date_precision_words") == [
        ["2025-01-01", "2025-12-31", "the year is known"],
        ["2024-02-01", "2024-02-29", "the month is known"],
        ["2025-05-16", "2025-05-16", ""],
    ]
    assert set_aside(root, "hxl-x") == {5: '#date+occurred: "2025-13" is a day that does not exist'}


def test_the_day_goes_before_the_year_and_the_name_before_the_kind_of_place(
    root: Path, tmp_path: Path
) -> None:
    tags = "#date+year,#date+reported,#loc+type,#loc+description,#adm1+name,#affected+killed"
    found = taken(root, tmp_path, tags, "2025,2025-05-16,camp,by the river,Zenda,1")
    assert pick(found, "date_end", "place") == [["2025-05-16", "Zenda"]]


def test_sides_coordinates_and_the_id_of_an_event_are_read(root: Path, tmp_path: Path) -> None:
    tags = (
        "#event+code,#group+name+first,#group+name+first+assoc,#group+name+second,#geo+coord,#affected+killed"
    )
    rows = ('RUR1,Black men,x,Guards,"48.1, -14.2",1', 'RUR2,Black men,,,"(48.2,14.3)",2', "RUR3,,,,,3")
    found = taken(root, tmp_path, tags, *rows)
    assert pick(found, "record_id", "sides", "lat", "lon") == [
        ["RUR1", "Black men; Guards", "48.1", "-14.2"],
        ["RUR2", "Black men", "48.2", "14.3"],
        ["RUR3", "", "", ""],
    ]


def test_a_code_that_comes_twice_is_no_id(root: Path, tmp_path: Path) -> None:
    found = taken(root, tmp_path, "#event+code,#affected+killed", "EQ1,1", "EQ1,2")
    assert pick(found, "record_id", "best") == [["2", "1"], ["3", "2"]]


@pytest.mark.parametrize(
    ("rows", "aside"),
    [
        (["2025-05-16,Zenda,2", "2025-05-17,Hentzau,3", ",Grand Total,5"], [4]),
        (["2025-05-16,Zenda,2", "2025-05-17,Hentzau,3", "TOTAL:,,6"], [4]),  # whatever it adds up to
        (["2025-05-16,Zenda,2", "2025-05-17,Hentzau,3", ",,5"], [4]),
        (["2025-05-16,Zenda,2", "2025-05-17,Hentzau,3", ",,6"], []),
        (["2025-05-16,Zenda,2", "2025-05-17,Hentzau,3", "2025-05-18,Strelsau,5"], []),
        ([",,2", ",,3", ",,5"], []),  # no row says more than the last
    ],
)
def test_a_row_of_totals_is_set_aside(root: Path, tmp_path: Path, rows: list[str], aside: list[int]) -> None:
    taken(root, tmp_path, "#date,#adm1+name,#affected+killed", *rows)
    assert set_aside(root, "hxl-x") == dict.fromkeys(aside, TOTALS)


@pytest.mark.parametrize(
    ("numbers", "tag", "is_said"),
    [
        ((1, 4, 4, 9), "#affected+killed", True),
        ((1, 4, 3, 9), "#affected+killed", False),
        ((2, 2, 2, 2), "#affected+killed", False),
        ((1, 4, 4, 9), "#affected+killed+cumulative", False),
    ],
)
def test_figures_that_seem_to_run_on_are_said(
    root: Path, tmp_path: Path, numbers: tuple[int, ...], tag: str, is_said: bool
) -> None:
    rows = (f"2025-05-{day},Zenda,{number}" for day, number in enumerate(numbers, start=16))
    taken(root, tmp_path, f"#date,#adm1+name,{tag}", *rows)
    assert any("never falls from day to day" in said for said in card(root, "hxl-x")["read_as"]) == is_said


def test_a_workbook_with_merged_headers_is_read(root: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ("Figures (invented)", None, None, None),
        ("Where and when", None, "People", None),
        ("Province", "Day", "Killed", "Injured"),
        ("#adm1+name", "#date+occurred", "#affected+killed", "#affected+injured"),
        ("Zenda", "2025-05-16", 12, 34.0),
        ("Hentzau", "2025-05-17", "1,204", 3),
    ):
        sheet.append(line)
    for cells in ("A1:D1", "A2:B2", "C2:D2"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "x.xlsx")
    assert run(root, "hxl", tmp_path / "x.xlsx") == 0
    found = claims(root, "hxl-x").to_dict("records")
    assert pick(found, "outcome", "best", "place", "record_id") == [
        ["injured", "34", "Zenda", "5"],
        ["killed", "12", "Zenda", "5"],
    ]
    assert list(set_aside(root, "hxl-x")) == [6]
    text = (root / "data/databases/hxl-x.set_aside.csv").read_text()
    assert text.endswith('"Hentzau,2025-05-17,""1,204"",3"\n')
