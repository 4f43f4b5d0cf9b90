"""Files of databases are taken over with the rule that each used; no row is lost. All rows are invented."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from import_cases import (
    EVENT,
    HXL,
    TFP,
    UCDP_COLUMNS,
    UCDP_ROW,
    acled,
    card,
    claims,
    csv_text,
    files,
    run,
    set_aside,
    tfp,
    ucdp,
)

from tollbook import databases, dictionary, own_rows, paths


def test_one_event_of_ucdp_is_its_best_and_its_groups(root: Path, tmp_path: Path) -> None:
    assert run(root, "ucdp", ucdp(tmp_path / "GEDEvent_v25_1.csv", {})) == 0
    table = claims(root, "ucdp-gedevent_v25_1")
    assert list(table.columns) == dictionary.table("claims", "databases").names
    shown = ["field", "group_as_given", "group", "low", "best", "high", "figure"]
    assert table[shown].to_numpy().tolist() == [
        ["best", "all", "all", "5", "7", "9", "7 (5 to 9)"],
        ["deaths_a", "side a: Government of Ruritania", "security", "", "2", "", "2"],
        ["deaths_b", "side b: Black Michael's men", "unknown", "", "1", "", "1"],
        ["deaths_civilians", "civilians", "civilians", "", "4", "", "4"],
    ]
    first = table.iloc[0]
    assert first["claim_id"] == "ucdp-gedevent_v25_1-1-best"
    assert (first["origin"], first["version"], first["event_id"]) == ("UCDP GED", "25.1", "")
    assert first["rule"] == "UCDP best estimate, with UCDP's low and high"
    assert (first["kind"], first["given"], first["outcome"]) == ("per_record", "reported", "killed")
    assert (first["date_start"], first["date_end"]) == ("2025-05-16", "2025-05-16")
    assert (first["date_precision"], first["date_precision_words"]) == ("1", "the day is known")
    assert (first["lat"], first["lon"], first["place_precision_words"]) == (
        "48.10",
        "14.20",
        "the exact place",
    )
    assert first["sides"] == "Government of Ruritania; Black Michael's men"
    assert first["note"] == "state-based conflict"


@pytest.mark.parametrize(
    ("name", "origin", "version"),
    [
        ("GEDEvent_v25_1", "UCDP GED", "25.1"),
        ("ged251", "UCDP GED", "25.1"),
        ("GEDEvent_v25_0_7", "UCDP Candidate Events", "25.0.7"),
        ("GEDEvent_v25_01_25_06", "UCDP Candidate Events", "25.01.25.06"),
        ("GEDEvent_v25.1 (2)", "UCDP GED", "25.1"),
        ("my file", "UCDP GED", ""),
    ],
)
def test_the_name_of_a_file_tells_the_version(
    root: Path, tmp_path: Path, name: str, origin: str, version: str
) -> None:
    run(root, "ucdp", ucdp(tmp_path / f"{name}.csv", {}), "--as", "x")
    assert set(claims(root, "ucdp-x")["origin"]) == {origin}
    assert set(claims(root, "ucdp-x")["version"]) == {version}


def test_a_candidate_file_without_header_has_the_usual_columns(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = csv_text([UCDP_ROW], UCDP_COLUMNS).split("\n", 1)[1]
    (tmp_path / "GEDEvent_v24_0_1.csv").write_text(text)
    assert run(root, "ucdp", tmp_path / "GEDEvent_v24_0_1.csv", "--as", "x") == 0
    assert claims(root, "ucdp-x")["best"].tolist() == ["7", "2", "1", "4"]
    assert "no header: the 49 columns of the usual layout were taken" in capsys.readouterr().out


BAD_UCDP = [
    ({"low": "8"}, "low 8 is above best 7"),
    ({"high": "6"}, "best 7 is above high 6"),
    ({"best": "1,234"}, 'best: "1,234" has a mark between its digits that may be a point or part thousands'),
    ({"best": "-7"}, 'best: "-7" is negative'),
    ({"best": "7.5"}, 'best: "7.5" is not a whole number'),
    ({"best": "n/a"}, 'best: "n/a" is not a number'),
    ({"best": ""}, "best: the cell is empty"),
    ({"best": "12345678901"}, 'best: "12345678901" has too many digits for a number of people'),
    (
        {"best": "1.0E+05"},
        'best: "1.0E+05" was shortened by a spreadsheet, so that its last digits are not known',
    ),
    ({"best": "NA"}, "best: the cell is empty"),
    ({"deaths_civilians": "four"}, 'deaths_civilians: "four" is not a number'),
    ({"latitude": "148.1"}, 'latitude: "148.1" is out of range: at most 90 degrees'),
    ({"longitude": "-181"}, 'longitude: "-181" is out of range: at most 180 degrees'),
    ({"latitude": "48,1"}, 'latitude: "48,1" is not a number of degrees'),
    ({"date_start": ""}, "date_start: the cell is empty"),
    ({"date_start": "2025-02-30"}, 'date_start: "2025-02-30" is a day that does not exist'),
    ({"date_start": "45793"}, 'date_start: "45793" is not a day'),
    ({"date_start": "16-May-25"}, 'date_start: "16-May-25" has a year of two digits'),
    ({"date_start": "5/16/25"}, 'date_start: "5/16/25" has a year of two digits'),
    ({"date_end": "2025-05-15"}, "date_start 2025-05-16 is after date_end 2025-05-15"),
    (
        {"date_start": "3/4/2025"},
        'date_start: "3/4/2025" may have the day or the month first: no day of the file shows which it is',
    ),
    ({"id": ""}, "id: the cell is empty"),
    ({"id": "1"}, "the id 1 is already in row 2"),
    (dict(zip(UCDP_COLUMNS, UCDP_COLUMNS, strict=True)), "the header again"),
    (dict.fromkeys(UCDP_COLUMNS, "#tag"), "a row of HXL tags"),
]


def test_a_bad_row_is_set_aside_with_its_reason(root: Path, tmp_path: Path) -> None:
    bad = [change for change, _ in BAD_UCDP]
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {}, *bad, {})) == 0
    reasons = dict(enumerate((reason for _, reason in BAD_UCDP), start=3))
    assert set_aside(root, "ucdp-x") == reasons
    assert set(claims(root, "ucdp-x")["record_id"]) == {"1", str(len(bad) + 2)}
    about = card(root, "ucdp-x")
    rows = len(bad) + 2
    assert (about["source_rows"], about["source_rows_taken"]) == (rows, 2)
    assert about["source_rows_set_aside"] == len(bad)
    text = pd.read_csv(root / "data/databases/ucdp-x.set_aside.csv", dtype=str)["text"]
    assert text.tolist() == (tmp_path / "x.csv").read_text().splitlines()[2:-1]


def test_a_number_as_text_is_read_where_it_can_mean_one_thing(root: Path, tmp_path: Path) -> None:
    written = ("7.0", " 7 ", "07", "7\u00a0")
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", *({"best": text} for text in written))) == 0
    table = claims(root, "ucdp-x")
    assert table.loc[table["field"] == "best", "best"].tolist() == ["7"] * 4


def test_a_row_without_coordinates_is_taken_without_them(root: Path, tmp_path: Path) -> None:
    changes = ({"latitude": "", "longitude": ""}, {"latitude": "0", "longitude": "0"})
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", *changes)) == 0
    assert set(claims(root, "ucdp-x")["lat"]) == {""}
    assert "2 rows without coordinates" in card(root, "ucdp-x")["read_as"]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (["5/16/2025"], "2025-03-04"),  # 16 is no month, so the month stands first
        (["16/5/2025"], "2025-04-03"),
        ([], None),
        (["5/16/2025", "16/5/2025"], None),
    ],
)
def test_the_whole_file_decides_which_number_is_the_month(
    root: Path, tmp_path: Path, others: list[str], expected: str | None
) -> None:
    days = ["3/4/2025", *others, "5/5/2025"]
    assert run(root, "acled", acled(tmp_path / "x.csv", *({"event_date": day} for day in days))) == 0
    found = dict(claims(root, "acled-x")[["record_id", "date_start"]].to_numpy())
    assert found.get("RUR1") == expected
    assert (2 in set_aside(root, "acled-x")) == (expected is None)
    assert found[f"RUR{len(days)}"] == "2025-05-05"
    assert all(found[f"RUR{number}"] == "2025-05-16" for number in range(2, len(days)))


def test_days_in_words_are_read(root: Path, tmp_path: Path) -> None:
    written = ("16 May 2025", "16-May-2025", "May 16, 2025", "2025/05/16", "2025-05-16T00:00:00Z")
    assert run(root, "acled", acled(tmp_path / "x.csv", *({"event_date": text} for text in written))) == 0
    assert claims(root, "acled-x")["date_end"].tolist() == ["2025-05-16"] * 5


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("cp1252", "Windows-1252: its letters are not UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without a byte order mark"),
        ("utf-16-be", "UTF-16 without a byte order mark"),
    ],
)
def test_the_letters_of_a_file_are_told(root: Path, tmp_path: Path, encoding: str, said: str) -> None:
    path = ucdp(tmp_path / "x.csv", {"side_b": "Grüne Männer – Süd"})
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert run(root, "ucdp", path) == 0
    assert claims(root, "ucdp-x")["group_as_given"][2] == "side b: Grüne Männer – Süd"
    assert said in card(root, "ucdp-x")["read_as"]


def test_latin_1_is_told_from_windows_1252(root: Path, tmp_path: Path) -> None:
    path = ucdp(tmp_path / "x.csv", {"side_b": "Grüne\x8d Männer"})
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert run(root, "ucdp", path) == 0
    assert claims(root, "ucdp-x")["group_as_given"][2] == "side b: Grüne  Männer"
    assert "Latin-1: its letters are not UTF-8" in card(root, "ucdp-x")["read_as"]


def test_a_line_in_another_encoding_does_not_spoil_the_others(root: Path, tmp_path: Path) -> None:
    path = ucdp(tmp_path / "x.csv", {"side_b": "Männer"}, {"side_b": "Mäuse"}, {"side_b": "Bären"})
    path.write_bytes(path.read_bytes().replace("ä".encode(), b"\xe4", 1))
    assert run(root, "ucdp", path) == 0
    given = claims(root, "ucdp-x")["group_as_given"]
    assert given[given.str.startswith("side b")].tolist() == [
        "side b: Männer",
        "side b: Mäuse",
        "side b: Bären",
    ]
    assert "UTF-8; 1 line is not, read as Windows-1252" in card(root, "ucdp-x")["read_as"]


def test_commas_quotation_marks_and_a_broken_end_cost_their_own_row_alone(root: Path, tmp_path: Path) -> None:
    path = ucdp(tmp_path / "x.csv", *({} for _ in range(6)))
    lines = path.read_text().splitlines()
    lines[2] = lines[2].replace("Zenda town", "Zenda, town")  # a comma in a cell
    lines[3] = lines[3].replace("Zenda town", '"Zenda town')  # a quotation that is never closed
    lines[4] += ","  # an empty cell too many
    lines[5] = lines[5].replace("Zenda town", '"Zenda\ntown"')  # a line break in quotation marks
    lines[6] = lines[6][:100]  # the download broke off
    path.write_text("\n".join(lines))
    assert run(root, "ucdp", path) == 0
    quote = "a quotation mark too many, or one too few"
    comma = "a comma too many: inside a cell without quotation marks, or at the end (50 cells for 49 columns)"
    reasons = set_aside(root, "ucdp-x")
    assert reasons.pop(3) == comma
    assert reasons.pop(5) == comma
    assert reasons.pop(4) == quote
    assert reasons.pop(7).startswith("the row is cut off (")
    assert not reasons
    assert list(claims(root, "ucdp-x")["record_id"].unique()) == ["1", "5"]
    assert card(root, "ucdp-x")["source_rows"] == 6


def test_a_row_that_ends_inside_a_quotation_is_cut_off(root: Path, tmp_path: Path) -> None:
    path = ucdp(tmp_path / "x.csv", {}, {})
    lines = path.read_text().splitlines()
    lines[2] = lines[2][:-1] + '"half a ce'
    path.write_text("\n".join(lines))
    assert run(root, "ucdp", path) == 0
    assert list(set_aside(root, "ucdp-x")) == [3]


def test_an_id_may_come_again_where_the_first_row_is_bad(root: Path, tmp_path: Path) -> None:
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {"best": "?"}, {"id": "1"})) == 0
    assert list(set_aside(root, "ucdp-x")) == [2]
    assert set(claims(root, "ucdp-x")["record_id"]) == {"1"}


def test_a_table_that_r_wrote_has_no_side_called_na(root: Path, tmp_path: Path) -> None:
    lines = (
        ucdp(tmp_path / "x.csv", {"side_b": "NA", "latitude": "NA", "longitude": "NA"})
        .read_text()
        .split("\n")
    )
    (tmp_path / "x.csv").write_text(f'"",{lines[0]}\n"1",{lines[1]}\n')
    assert run(root, "ucdp", tmp_path / "x.csv") == 0
    table = claims(root, "ucdp-x")
    assert (table["sides"][0], table["lat"][0]) == ("Government of Ruritania", "")
    assert table["group_as_given"][2] == "side b"


def test_a_file_that_ends_in_empty_bytes_loses_no_row(root: Path, tmp_path: Path) -> None:
    path = ucdp(tmp_path / "x.csv", {})
    path.write_bytes(path.read_bytes() + bytes(5000))
    assert run(root, "ucdp", path) == 0
    assert set_aside(root, "ucdp-x") == {3: "the row is cut off (1 cells for 49 columns)"}
    assert b"\0" not in (root / "data/databases/ucdp-x.set_aside.csv").read_bytes()


def test_tags_over_some_of_the_columns_are_no_record(root: Path, tmp_path: Path) -> None:
    tags = {**dict.fromkeys(UCDP_COLUMNS, ""), "side_a": "#group+name+first", "best": "#affected+killed"}
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", tags, {"id": "7"})) == 0
    assert set_aside(root, "ucdp-x") == {2: "a row of HXL tags"}
    assert set(claims(root, "ucdp-x")["record_id"]) == {"7"}


def test_blank_lines_above_the_header_do_not_hide_what_separates_cells(root: Path, tmp_path: Path) -> None:
    path = acled(tmp_path / "x.csv", {}, separator=";")
    path.write_text("\n\n" + path.read_text())
    assert run(root, "acled", path) == 0
    assert claims(root, "acled-x")["best"].tolist() == ["3"]


def test_a_stray_mark_is_called_what_it_is(root: Path, tmp_path: Path) -> None:
    path = acled(tmp_path / "x.csv", {}, {}, separator=";")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], lines[2] + ";;;"]))
    assert run(root, "acled", path) == 0
    assert set_aside(root, "acled-x")[3].startswith("a semicolon too many: inside a cell")


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("ACLED Data_2025-10-20", "2025-10-20"),
        ("2025-01-01-2025-12-31", ""),  # two days: what the file holds, not when it was made
        ("acled", ""),
    ],
)
def test_an_old_export_has_its_day_in_its_name(root: Path, tmp_path: Path, name: str, version: str) -> None:
    old = acled(tmp_path / f"{name}.csv", {"event_date": "01-January-2015"})
    header, row = old.read_text().splitlines()
    columns, row = header.replace("sub_event_type", "x").replace("timestamp", "y").upper(), row
    old.write_text(f"{columns}\n{row}\n")
    assert run(root, "acled", old, "--as", "x") == 0
    claim = claims(root, "acled-x").iloc[0]
    assert (claim["version"], claim["date_end"]) == (version, "2015-01-01")
    assert claim["note"].startswith("Battles; ")


def test_acled_has_one_number_and_its_own_rule(root: Path, tmp_path: Path) -> None:
    second = {"civilian_targeting": "Civilian targeting", "fatalities": "0", "timestamp": "1747785600"}
    assert run(root, "acled", acled(tmp_path / "x.csv", {}, second, separator=";")) == 0
    table = claims(root, "acled-x")
    assert table["best"].tolist() == ["3", "0"]
    assert set(table["low"]) == set(table["high"]) == {""}
    assert set(table["rule"]) == {"ACLED conservative: the lowest credible number reported"}
    assert table["group_as_given"].tolist() == ["all", "all: civilian targeting"]
    assert set(table["group"]) == {"all"}
    assert set(table["version"]) == {"2025-05-21"}  # 1747785600 is midnight of that day in UTC
    assert table["source_scale"][0] == "National"
    assert table["place_precision_words"][0] == "near a town, or a small part of a region"
    assert "cells separated by semicolons" in card(root, "acled-x")["read_as"]


def test_a_table_with_hxl_tags_says_by_them_what_it_counts(root: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(HXL)
    assert run(root, "hxl", tmp_path / "x.csv") == 0
    table = claims(root, "hxl-x")
    shown = ["record_id", "field", "outcome", "part", "figure", "date_end", "place"]
    assert table[shown].to_numpy().tolist() == [
        ["4", "#affected+injured+min", "injured", "", "40 to 50", "2025-05-16", "Zenda"],
        ["4", "#affected+killed", "killed", "", "12", "2025-05-16", "Zenda"],
        ["4", "#affected+killed+f+adults", "killed", "women", "3", "2025-05-16", "Zenda"],
        ["5", "#affected+injured+min", "injured", "", "2 to 3", "2025-05-17", "Hentzau"],
        ["5", "#affected+killed", "killed", "", "1", "2025-05-17", "Hentzau"],
        ["5", "#affected+missing", "missing", "", "6", "2025-05-17", "Hentzau"],
    ]
    assert set(table["rule"]) == {"as in the table: HXL does not say by which rule"}


def test_a_workbook_with_hxl_tags_gives_the_same_figures(root: Path, tmp_path: Path) -> None:
    import openpyxl

    (tmp_path / "x.csv").write_text(HXL)
    book = openpyxl.Workbook()
    for line in HXL.splitlines():
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in line.split(",")])
    book.save(tmp_path / "y.xlsx")
    assert run(root, "hxl", tmp_path / "x.csv") == run(root, "hxl", tmp_path / "y.xlsx") == 0
    same = ["record_id", "field", "figure", "date_end", "place", "part"]
    assert claims(root, "hxl-x")[same].equals(claims(root, "hxl-y")[same])


def test_bad_rows_of_a_table_with_hxl_tags_are_set_aside(root: Path, tmp_path: Path) -> None:
    bad = [
        "a day,Zenda,1,,,,",
        '2025-05-18,Zenda,"1,234",,,,',
        "2025-05-18,Zenda,1,,9,2,",
        "2025-05-18,,,,,,",
        "2025-05-18,Zen",
    ]
    (tmp_path / "x.csv").write_text(HXL + "\n".join(bad))
    assert run(root, "hxl", tmp_path / "x.csv") == 0
    assert set_aside(root, "hxl-x") == {
        6: '#date: "a day" is not a day',
        7: '#affected+killed: "1,234" has a mark between its digits that may be a point or part thousands',
        8: "low 9 is above high 2",
        9: "no figure in the row",
        10: "the row is cut off (2 cells for 7 columns)",
    }


def test_what_was_extrapolated_is_kept_apart(root: Path, tmp_path: Path) -> None:
    assert run(root, "tfp", tfp(tmp_path / "casualties_daily.json"), "--as", "x") == 0
    table = claims(root, "tfp-x")
    shown = ["field", "given", "kind", "part", "best", "date_start", "date_end"]
    assert table[shown].to_numpy().tolist() == [
        ["ext_killed", "extrapolated", "per_record", "", "10", "2025-05-16", "2025-05-16"],
        ["ext_killed_cum", "extrapolated", "cumulative", "", "10", "", "2025-05-16"],
        ["killed", "reported", "per_record", "", "10", "2025-05-16", "2025-05-16"],
        ["killed_children_cum", "reported", "cumulative", "children", "3", "", "2025-05-16"],
        ["killed_cum", "reported", "cumulative", "", "10", "", "2025-05-16"],
        ["ext_killed", "extrapolated", "per_record", "", "4", "2025-05-17", "2025-05-18"],  # 48 hours
        ["ext_killed_cum", "extrapolated", "cumulative", "", "14", "", "2025-05-18"],
    ]
    assert table["source"].unique().tolist() == ["Gaza Ministry of Health", "no official report for this day"]
    assert all("extrapolated" in rule for rule in table.loc[table["given"] == "extrapolated", "rule"])
    assert any("ext_massacres_cum" in said for said in card(root, "tfp-x")["read_as"])


def test_verified_counts_and_the_summary_are_taken_too(root: Path, tmp_path: Path) -> None:
    day = {"report_date": "2025-05-16", "verified": {"killed_cum": 4}, "killed_cum": 6, "flash_source": "un"}
    assert run(root, "tfp", tfp(tmp_path / "west_bank_daily.json", [day]), "--as", "x") == 0
    table = claims(root, "tfp-x")
    assert table[["field", "best", "place"]].to_numpy().tolist() == [
        ["killed_cum", "6", "West Bank"],
        ["verified.killed_cum", "4", "West Bank"],
    ]
    assert table["rule"][1].endswith("verified by UN OCHA")
    summary = {"gaza": {"last_update": "2025-05-16", "killed": {"total": 9, "children": 2, "medical": 1}}}
    assert run(root, "tfp", tfp(tmp_path / "summary.json", summary), "--as", "y") == 0
    assert claims(root, "tfp-y")[["part", "best"]].to_numpy().tolist() == [
        ["children", "2"],
        ["", "9"],
        ["medical staff", "1"],
    ]


def test_bad_reports_of_a_json_file_are_set_aside(root: Path, tmp_path: Path) -> None:
    bad = [
        {"report_date": "2025-05-19", "killed": -3},
        {"oops": 1},
        {**TFP[0]},
        {"report_date": "2025-05-20"},
    ]
    assert run(root, "tfp", tfp(tmp_path / "x.json", [*TFP, *bad])) == 0
    assert set_aside(root, "tfp-x") == {
        3: 'killed: "-3" is negative',
        4: "not a report with a report_date",
        5: "the id 2025-05-16 is already in row 1",
        6: "no figure in the report",
    }


INSIDE = {"date_start": "2025-05-10", "date_end": "2025-05-10"}
OF_THE_EVENT = [
    ({}, "taken"),
    (INSIDE, "taken"),
    ({"date_start": "2025-06-09", "date_end": "2025-06-09"}, "taken"),  # 30 days after the start
    ({"date_start": "2025-06-10", "date_end": "2025-06-10"}, "outside"),
    ({"date_start": "2025-05-09", "date_end": "2025-05-11"}, "outside"),
    ({"latitude": "51"}, "outside"),
    ({"longitude": "9.9"}, "outside"),
    ({"latitude": "", "longitude": ""}, "set aside"),
]


def test_an_event_takes_what_lies_in_its_days_and_on_its_map(root: Path, tmp_path: Path) -> None:
    changes = [change for change, _ in OF_THE_EVENT]
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", *changes), "--event", EVENT, "--as", "x") == 0
    table, about = claims(root, "ucdp-x"), card(root, "ucdp-x")
    taken = [str(number) for number, (_, what) in enumerate(OF_THE_EVENT, start=1) if what == "taken"]
    assert table["record_id"].unique().tolist() == taken
    assert set(table["event_id"]) == {EVENT}
    assert about["source_rows_outside"] == sum(what == "outside" for _, what in OF_THE_EVENT)
    assert list(set_aside(root, "ucdp-x")) == [len(OF_THE_EVENT) + 1]  # the last


def test_a_country_stands_in_for_the_map_and_days_for_the_length(root: Path, tmp_path: Path) -> None:
    far = {
        "latitude": "",
        "longitude": "",
        "country": "Graustark",
        "date_start": "2025-05-11",
        "date_end": "2025-05-11",
    }
    more = ("--event", EVENT, "--country", "graustark", "--days", "1", "--as", "x")
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {}, far), *more) == 0
    assert set(claims(root, "ucdp-x")["record_id"]) == {"2"}


def test_the_groups_of_an_event_are_rows_of_a_hand_table(root: Path, tmp_path: Path) -> None:
    path = root / "data/hand/database_groups.csv"
    path.write_text(path.read_text() + f"{EVENT},ucdp,side b: Black *,militants,they attacked\n")
    file = ucdp(tmp_path / "x.csv", {}, {"side_b": "White Fritz's men"})
    assert run(root, "ucdp", file, "--event", EVENT, "--as", "x") == 0
    table = claims(root, "ucdp-x")
    assert table.loc[table["field"] == "deaths_b", "group"].tolist() == ["militants", "unknown"]


def test_the_same_file_again_changes_nothing_and_a_newer_one_takes_its_place(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ucdp(tmp_path / "GEDEvent_v25_1.csv", {}, {"best": "?"})
    run(root, "ucdp", file, "--as", "x")
    before = files(root)
    assert sorted(before) == ["ucdp-x.csv", "ucdp-x.csv.card.yml", "ucdp-x.set_aside.csv"]
    capsys.readouterr()
    assert run(root, "ucdp", file, "--as", "x") == 0
    assert "holds this already: nothing changed" in capsys.readouterr().out
    assert files(root) == before
    assert run(root, "ucdp", ucdp(tmp_path / "GEDEvent_v26_1.csv", {}), "--as", "x") == 0
    assert "in place of the one that was there (25.1)" in capsys.readouterr().out
    assert sorted(files(root)) == ["ucdp-x.csv", "ucdp-x.csv.card.yml"]  # no row is set aside any more
    assert card(root, "ucdp-x")["version"] == "26.1"


def test_a_card_holds_hashes_and_no_path(root: Path, tmp_path: Path) -> None:
    file = ucdp(tmp_path / "x.csv", {})
    run(root, "ucdp", file)
    about = card(root, "ucdp-x")
    assert about["source_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert about["sha256"] == hashlib.sha256((root / "data/databases/ucdp-x.csv").read_bytes()).hexdigest()
    assert (about["rows"], about["dates"], about["licence"]) == (4, "2025-05-16 to 2025-05-16", "CC BY 4.0")
    assert all(str(tmp_path).encode() not in content for content in files(root).values())


def test_a_table_of_another_event_is_not_written_over(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ucdp(tmp_path / "x.csv", {})
    run(root, "ucdp", file, "--as", "x")
    before = files(root)
    assert run(root, "ucdp", file, "--as", "x", "--event", EVENT) == 1
    assert "was taken over for no event: give another name with --as" in capsys.readouterr().err
    assert files(root) == before


def test_a_dry_run_says_all_and_writes_nothing(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {}, {"best": "?"}), "--dry-run") == 0
    out = capsys.readouterr().out
    assert "taken: 1 row, as 4 claims" in out
    assert "set aside: 1 row" in out
    assert "nothing was written (--dry-run)" in out
    assert not (root / "data/databases").exists()


UNFIT = [
    (
        "ucdp",
        b"PK\x03\x04rest",
        "the file is a workbook, or a zip archive that is cut off, not CSV; save the sheet as CSV and import",
    ),
    ("ucdp", b"\xd0\xcf\x11\xe0rest", "the file is an old Excel workbook"),
    (
        "acled",
        b"\n<!DOCTYPE html><p>log in",
        "the file is a web page, not CSV; the download asked for a log-in",
    ),
    ("ucdp", b'{"Result": []}', "the file is JSON, not CSV; download the CSV"),
    ("ucdp", b'{"status": 403}', "a short file may be the server's refusal"),
    ("ucdp", b" \n", "the file is empty; download it again"),
    ("ucdp", b"\xef\xbb\xbf\r\n", "the file is empty; download it again"),
    ("acled", b"Rar!\x1a\x07", "the file is a rar archive, not CSV; unpack it and import what is in it"),
    (
        "ucdp",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
        "the file is a note on where Git keeps the table, not CSV; download the file itself",
    ),
    (
        "ucdp",
        b"id,best\n1,2\n",
        "row 1: no date_start, no date_end, no high, no low; import the table that has",
    ),
    ("acled", b"a,b\n1,2\n", "row 1: it has none of the columns that are needed; import the table that has"),
    ("ucdp", b"id,best\r1,2\r", "the lines end as on an old Mac, so it is all one line; open it in a"),
    ("ucdp", ",".join(UCDP_COLUMNS).replace("relid", "best").encode(), "two columns are called best; delete"),
    ("tfp", b'[{"report_date": "2025-05-', "line 1, column 18: this is not JSON"),
    (
        "tfp",
        b'[{"name": "A B", "age": 3}]',
        "a list of persons, not daily counts (no report_date); import casualties_daily",
    ),
    ("tfp", b"id,name,age\n1,A B,3\n", "a list of persons, not daily counts (no report_date)"),
    ("tfp", b'{"message": "Not Found"}', "the file holds no daily counts (no report_date)"),
    (
        "hxl",
        b"a,b\n1,2\n",
        "no row of HXL tags was found; add a row such as #date, #adm1+name, #affected+killed",
    ),
    ("hxl", b"#date,#adm1\n2025-05-16,Zenda\n", "no column #affected counts people (there are #date, #adm1)"),
]


@pytest.mark.parametrize(("database", "content", "words"), UNFIT, ids=[words[:30] for *_, words in UNFIT])
def test_a_file_of_another_kind_is_refused_in_one_line(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], database: str, content: bytes, words: str
) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert run(root, database, tmp_path / "x.csv") == 1
    error = capsys.readouterr().err
    assert words in error
    assert error.startswith("tollbook: x")
    assert error.count("\n") == 1
    assert not (root / "data/databases").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--event", "nowhere"), f"unknown event `nowhere`. Allowed: {EVENT}"),
        (("--country", "Ruritania"), "name it with --event"),
        (("--as", "///"), "give a name with letters or digits"),
    ],
)
def test_a_call_that_says_too_little_is_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], words: str
) -> None:
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {}), *more) == 2
    assert words in capsys.readouterr().err


def test_a_header_alone_is_no_table(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv")) == 1
    assert "the file has no rows: download it again" in capsys.readouterr().err


def test_an_event_without_map_needs_a_country(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "data/hand/events.csv"
    events = pd.read_csv(path, dtype=str, keep_default_na=False)
    events.assign(map_west="").to_csv(path, index=False)
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {}), "--event", EVENT) == 2
    assert "has no map in data/hand/events.csv" in capsys.readouterr().err


def test_where_no_row_is_the_events_nothing_is_written(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "ucdp", ucdp(tmp_path / "x.csv", {"latitude": "1"}), "--event", EVENT) == 1
    assert "no row lies inside the event: look at --days and --country" in capsys.readouterr().err
    assert not (root / "data/databases").exists()


def test_a_step_sees_the_tables_of_its_event_alone(root: Path, tmp_path: Path) -> None:
    for name in ("claims", "reports"):
        path = root / f"data/raw/{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("id\n")
    before = own_rows.Data(root, root / "data/raw").of_event(EVENT)
    file = ucdp(tmp_path / "x.csv", {})
    run(root, "ucdp", file, "--as", "whole")
    assert own_rows.Data(root, root / "data/raw").of_event(EVENT) == before
    run(root, "ucdp", file, "--as", "own", "--event", EVENT)
    data = own_rows.Data(root, root / "data/raw")
    assert {*data.of_event(EVENT)} - {*before} == {
        "databases/ucdp-own.csv",
        "databases/ucdp-own.csv.card.yml",
    }
    assert {*data.of_event("another")} == {*before}
    assert set(databases.of_event(EVENT)["table"]) == {"ucdp-own"}


def test_a_table_that_was_changed_by_hand_is_found(root: Path, tmp_path: Path) -> None:
    run(root, "ucdp", ucdp(tmp_path / "x.csv", {}), "--event", EVENT)
    assert databases.problems() == []
    path = paths.resolve(f"data/databases/ucdp-x-{EVENT}.csv")
    path.write_text(path.read_text().replace(",7,", ",8,"))
    assert [problem.what for problem in databases.problems()] == [
        "the table was changed after it was taken over"
    ]
    path.with_name(path.name + ".card.yml").unlink()
    assert [problem.what for problem in databases.problems()] == [
        "the table has no source card that can be read"
    ]


def test_every_cell_is_as_its_dictionary_says(root: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(HXL)
    run(root, "hxl", tmp_path / "x.csv", "--event", EVENT)
    run(root, "ucdp", ucdp(tmp_path / "y.csv", {}), "--event", EVENT)
    run(root, "acled", acled(tmp_path / "z.csv", {}), "--event", EVENT)
    run(root, "tfp", tfp(tmp_path / "w.json"), "--event", EVENT)
    described = dictionary.table("claims", "databases")
    tables = [path for path in (root / "data/databases").glob("*.csv")]
    assert len(tables) == 4
    for path in tables:
        for row in claims(root, path.stem).to_dict("records"):
            assert [
                column.name for column in described.columns if dictionary.fault(column, row[column.name])
            ] == []
