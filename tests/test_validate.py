"""Each thing that can be wrong with a raw table, shown on a small ledger that is spoiled in one place."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tollbook import ledger
from tollbook.paths import resolve
from tollbook.validate import Problem, problems, report_problems

REPORTS = """\
report_id,outlet,outlet_type,outlet_country,url,published,dated,credited_to,readings
one-2026-02-01,One,newspaper,PK,https://one.example/1,2026-02-01,,AFP,1
two-undated,Two,wire,,https://two.example/2,,2026-02-02,,2
"""
CLAIMS = """\
claim_id,report_id,event_id,attributed_to,category,outcome,figure,as_of,window,place,includes,note
one-2026-02-01-1,one-2026-02-01,balochistan-2026-01,ISPR,militants,killed,145,2026-02-01,,Balochistan,,
one-2026-02-01-2,one-2026-02-01,balochistan-2026-01,AFP,civilians,killed,au moins 31,,Sat,,,"a ""so"", so"
two-undated-1,two-undated,balochistan-2026-01,BLA,soldiers,captured,,,,,,no number on page
"""
SIGHTINGS = """\
report_id,event_id,place,district,date,time,kind,target,note
one-2026-02-01,balochistan-2026-01,Quetta,,2026-01-31,03:00,armed assault,,
one-2026-02-01,balochistan-2026-01,Gwadar,,,late,,,
"""
SERIES = """\
monitor,region,period_start,period_end,measure,figure,url,published,note
PICSS,Balochistan,2026-01-01,2026-01-31,attacks,27,https://three.example/3,2026-02-02,
"""
PLACES = """\
place,alt_names,hand_aliases,kind,district,lat,lon,precision,geonameid,requested,source,licence,note
Quetta,,,town,Quetta,30.18414,67.00141,town,1167528,yes,GeoNames,CC BY 4.0 (GeoNames),
Gwadar,,,town,Gwadar,25.12163,62.32541,town,,yes,GeoNames,CC BY 4.0 (GeoNames),
"""
FILES = {
    "reports.csv": REPORTS,
    "claims.csv": CLAIMS,
    "sightings.csv": SIGHTINGS,
    "series.csv": SERIES,
    "places.csv": PLACES,
}

# table, what is replaced (where it first stands), by what; then row, column and words of the problem expected
CELLS = [
    # keys and references
    ("reports", "two-undated,Two", "one-2026-02-01,Two", 3, "report_id", "already in row 2"),
    ("claims", "one-2026-02-01-2", "one-2026-02-01-1", 3, "claim_id", "already in row 2"),
    ("places", "Gwadar,,,town", "Quetta,,,town", 3, "place", "already in row 2"),
    ("claims", "1,two-undated", "1,three-undated", 4, "report_id", "not in reports.csv"),
    ("sightings", "one-2026-02-01,", "onee-2026-02-01,", 2, "report_id", "not in reports.csv"),
    ("claims", ",balochistan-2026-01,BLA", ",balochistan-2027,BLA", 4, "event_id", "use one of: "),
    ("sightings", "01,Gwadar", "02,Gwadar", 3, "event_id", "use one of: "),
    ("claims", "one-2026-02-01-1", " one-2026-02-01-1", 2, "claim_id", "begins or ends with a blank"),
    ("claims", "two-undated-1", "two;undated;1", 4, "claim_id", "an id cannot have"),
    ("claims", "two-undated-1,", ",", 4, "claim_id", "the cell is empty"),
    ("claims", "ISPR", "", 2, "attributed_to", "the cell is empty"),
    # dates
    ("reports", "2026-02-01,,AFP", "February 31,,AFP", 2, "published", "write it as YYYY-MM"),
    ("reports", "2026-02-01,,AFP", "2026-02-31,,AFP", 2, "published", "that month has 28 days"),
    ("reports", "2026-02-01,,AFP", "2026-13-01,,AFP", 2, "published", "there is no month 13"),
    ("reports", "2026-02-01,,AFP", "2026-13,,AFP", 2, "published", "there is no month 13"),
    ("reports", "2026-02-01,,AFP", "2026-02-01T24:30,,AFP", 2, "published", "no clock shows"),
    ("reports", "2026-02-01,,AFP", "2026-02-01T22:30+99:00,,AFP", 2, "published", "no clock shows"),
    ("reports", "2026-02-01,,AFP", "2026-02-01 22:30,,AFP", 2, "published", "is not a month, day or time"),
    ("reports", "2026-02-01,,AFP", "0226-02-01,,AFP", 2, "published", "cannot be right"),
    ("reports", ",,2026-02-02,", ",,2026-02,", 3, "dated", "is not a day"),
    ("reports", "2026-02-01,,AFP", "2026-02-01,2026-02-01,AFP", 2, "dated", "both filled in"),
    ("claims", "145,2026-02-01", "145,2026-02-30", 2, "as_of", "or leave the cell empty"),
    ("claims", "145,2026-02-01", "145,2026-02", 2, "as_of", "is not a day or time"),
    ("sightings", ",2026-01-31,", ",2026-01-32,", 2, "date", "that month has 31 days"),
    ("sightings", ",2026-01-31,", ",31/01/2026,", 2, "date", "write it as YYYY-MM-DD"),
    ("sightings", ",03:00,", ",around 25:00,", 2, "time", "no clock shows 25:00"),
    ("series", "2026-01-01,2026-01-31", "2026-01-01,2026-02-29", 2, "period_end", "that month has 28 days"),
    ("series", "2026-01-01,2026-01-31", "2025,2026-01-31", 2, "period_start", "is not a day"),
    ("series", "2026-01-01,2026-01-31", "2026-01-31,2026-01-01", 2, "period_end", "ends before it starts"),
    ("series", "2026-01-01,2026-01-31", "2026-01-01,", 2, "period_end", "one end of the period is missing"),
    # addresses
    ("reports", "https://one.example/1", "ftp://one.example/1", 2, "url", "http"),
    ("reports", "https://one.example/1", "www.one.example/1", 2, "url", "http"),
    ("reports", "https://one.example/1", "javascript:alert(1)", 2, "url", "http"),
    ("reports", "https://one.example/1", "https://one.example/a b", 2, "url", "delete the blank"),
    ("reports", "https://one.example/1", "https:///1", 2, "url", "names no host"),
    ("reports", "https://one.example/1", "http://[one/1", 2, "url", "is not a web address"),
    ("reports", "https://one.example/1", "", 2, "url", "the cell is empty"),
    ("series", "https://three.example/3", "three", 2, "url", "http"),
    # closed lists and numbers
    ("reports", "newspaper", "paper", 2, "outlet_type", "use one of: wire, newspaper"),
    ("reports", ",PK,", ",Pakistan,", 2, "outlet_country", "two capital letters"),
    ("reports", ",PK,", ",UK,", 2, "outlet_country", "United Kingdom GB"),
    ("reports", "AFP,1", "AFP,0", 2, "readings", "from 1 up"),
    ("reports", "AFP,1", "AFP,1.5", 2, "readings", "not a whole number"),
    ("reports", "AFP,1", "AFP,-1", 2, "readings", "not a whole number"),
    ("reports", "AFP,1", "AFP,\u06f1", 2, "readings", "digits 0 to 9"),
    ("claims", "killed,145", "Killed,145", 2, "outcome", "use one of: killed, missing"),
    ("claims", "killed,145", "killed ,145", 2, "outcome", "unknown outcome"),
    ("sightings", "armed assault", "raid", 2, "kind", "or an empty cell"),
    ("series", "attacks", "attack", 2, "measure", "use one of: attacks, deaths"),
    ("places", "30.18414", "300.18414", 2, "lat", "from -90 to 90"),
    ("places", "67.00141", "-190", 2, "lon", "from -180 to 180"),
    ("places", "67.00141", "67,00141", 2, "", "14 cells"),
    ("places", "67.00141", "67.0 E", 2, "lon", "is not a number"),
    # characters
    ("claims", "Sat", '"S\nat"', 3, "window", "holds a line break"),
    ("claims", "Sat", '"S\rat"', 3, "window", "put the cell on one line"),
    ("claims", "Sat", "S\u2028at", 3, "window", "holds a line break"),
    ("claims", "Sat", "S\tat", 3, "window", "control character"),
    ("claims", "Sat", "S\x00at", 3, "window", "control character"),
    ("claims", "Sat", "S\ufffdat", 3, "window", "wrong conversion"),
    # rows
    ("claims", "ISPR,", "", 2, "", "has 11 cells, the header has 12"),
    ("claims", "Sat", "Sat,again", 3, "", "has 13 cells"),
    ("claims", '"a ""so"", so"', "a so, so", 3, "", "13 cells"),
    ("claims", "two-undated-1", "\ntwo-undated-1", 4, "", "the row is empty"),
    ("claims", "two-undated-1", ",,,,,,,,,,,\ntwo-undated-1", 4, "", "the row is empty"),
    ("claims", "ISPR", '"ISPR', 2, "", "quotation marks"),
    ("claims", "BLA", '"BLA"x', 4, "", "quotation marks"),
    # headers
    ("claims", ",outcome,figure", ",figure", 1, "outcome", "the column is missing"),
    ("claims", ",outcome,", ",Outcome,", 1, "outcome", '"Outcome" stands there'),
    ("claims", ",outcome,", ",Outcome,", 1, "Outcome", "unknown column"),
    ("claims", ",outcome,", ",killed?,", 1, "killed?", "delete or rename it"),
    ("claims", "window,place", "place,window", 1, "window", "in another order: place stands in its place"),
    ("claims", ",window,", ",figure,", 1, "figure", "2 columns have this name"),
    ("claims", "place,includes,note", "place,includes,", 1, "", "a column without a name"),
    ("claims", "claim_id,report_id", "\nclaim_id,report_id", 1, "", "the header is empty"),
]

HEADER = CLAIMS.split("\n")[0] + "\n"
# what claims.csv is; then row, column and words of the problem expected
WHOLE_FILES = {
    "0 bytes": (b"", None, "", "the file is empty; fill it, or at least give it the header: claim_id,"),
    "blank lines": (b"\n \n", None, "", "the file is empty"),
    "header alone": (HEADER.encode(), None, "", "a header and no rows; add the rows"),
    "no header": (CLAIMS.removeprefix(HEADER).encode(), 1, "", "not the header"),
    "UTF-16": (CLAIMS.encode("utf-16"), None, "", "in UTF-16 or UTF-32, not in UTF-8; save it"),
    "UTF-16 without its mark": (CLAIMS.encode("utf-16-le"), None, "", "in UTF-16"),
    "byte-order mark": (CLAIMS.encode("utf-8-sig"), None, "", "begins with a byte-order mark; save it"),
    "Latin-1": (CLAIMS.replace("au", "à").encode("latin-1"), 3, "figure", "byte 0xE0 is not UTF-8 (near"),
    "Latin-1 header": (CLAIMS.replace("note", "notée", 1).encode("latin-1"), 1, "note", "is missing"),
    "workbook": (b"PK\x03\x04...", None, "", "a workbook or an archive, not CSV; save it as CSV"),
    "semicolons": (CLAIMS.replace(",", ";").encode(), 1, "", "separated by semicolons; save it as CSV"),
    "tabs": (CLAIMS.replace(",", "\t").encode(), 1, "", "separated by tabs"),
    "another table": (
        SIGHTINGS.encode(),
        1,
        "",
        "the columns of sightings.csv; put the rows of claims.csv here",
    ),
}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with the small ledger."""
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the first `old` in the file `name` by `new`."""
    text = FILES[name]
    assert old in text
    (folder / name).write_bytes(text.replace(old, new, 1).encode())


def check_form(found: list[Problem]) -> None:
    """Hold what is true of every list of problems: one line each, in order, each says what to do."""
    for problem in found:
        line = str(problem)
        assert len(line.splitlines()) == 1
        assert line.isprintable()
        assert line.startswith(problem.file)
        assert problem.what
        assert problem.todo
    assert [(one.file, one.row or 0, one.column) for one in found] == sorted(
        (one.file, one.row or 0, one.column) for one in found
    )


def test_the_real_ledger_has_no_problem() -> None:
    assert problems("data/raw") == []


def test_the_real_hand_tables_have_no_problem() -> None:
    assert [str(problem) for problem in problems("data/raw", "data/hand")] == []


def test_the_small_ledger_has_no_problem(raw: Path) -> None:
    assert problems(raw) == []
    assert report_problems([]) == "The raw tables are in order: no problem found."


@pytest.mark.parametrize(
    ("table", "old", "new", "row", "column", "words"),
    CELLS,
    ids=[f"{case[0]}-{case[4] or 'row'}-{number}" for number, case in enumerate(CELLS)],
)
def test_a_spoiled_place_is_named(
    raw: Path, table: str, old: str, new: str, row: int, column: str, words: str
) -> None:
    name = f"{table}.csv"
    spoil(raw, name, old, new)
    found = problems(raw)
    check_form(found)
    lines = [str(one) for one in found if (one.file, one.row, one.column) == (name, row, column)]
    assert any(words in line for line in lines), found
    # one spoiled cell is one problem; in the header it may be two, one column missing and one too many
    assert row == 1 or len([one for one in found if one.file == name]) == 1, found


@pytest.mark.parametrize(("content", "row", "column", "words"), WHOLE_FILES.values(), ids=list(WHOLE_FILES))
def test_a_spoiled_file_is_named(raw: Path, content: bytes, row: int | None, column: str, words: str) -> None:
    (raw / "claims.csv").write_bytes(content)
    found = problems(raw)
    check_form(found)
    lines = [str(one) for one in found if (one.file, one.row, one.column) == ("claims.csv", row, column)]
    assert any(words in line for line in lines), found


@pytest.mark.parametrize("name", ["claims.csv", "reports.csv", "sightings.csv", "series.csv"])
def test_a_file_that_is_not_there_or_is_a_folder_is_named(raw: Path, name: str) -> None:
    (raw / name).unlink()
    assert str(problems(raw)[0]).startswith(f"{name}: the file is missing; put {name} with the columns ")
    (raw / name).mkdir()
    assert str(problems(raw)[0]).startswith(f"{name}: the file cannot be read")


def test_a_spoiled_outline_is_named(raw: Path) -> None:
    (raw / "province_naturalearth.geojson").write_text('{"type": ')
    assert [str(problem).split(";")[0] for problem in problems(raw)] == [
        "province_naturalearth.geojson: the file is not GeoJSON"
    ]


def test_a_problem_reads_as_one_plain_line(raw: Path) -> None:
    spoil(raw, "claims.csv", "145,2026-02-01", "145,2026-02-31")
    line = (
        'claims.csv, row 2, column as_of: "2026-02-31" does not exist: that month has 28 days; '
        "write it as YYYY-MM-DD, YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM+05:00, or leave the cell empty"
    )
    assert [str(problem) for problem in problems(raw)] == [line]
    last = "1 problem in 1 file. Nothing was computed: repair the tables and run the check again."
    assert report_problems(problems(raw)) == f"{line}\n{last}"


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    found = problems(tmp_path / "nowhere")
    assert len(found) == 1
    assert "the folder is missing" in str(found[0])
    assert "claims.csv, reports.csv, series.csv, sightings.csv" in str(found[0])


def test_all_problems_come_at_once_and_none_is_left_out(raw: Path) -> None:
    header, row = CLAIMS.split("\n")[:2]
    rows = [
        row.replace("one-2026-02-01-1", f"claim-{number}").replace("killed", "kiled") for number in range(60)
    ]
    (raw / "claims.csv").write_text("\n".join([header, *rows]) + "\n")
    (raw / "series.csv").write_bytes(b"")
    spoil(raw, "sightings.csv", "03:00", "33:00")
    found = problems(raw)
    text = report_problems(found)
    assert [problem.row for problem in found if problem.file == "claims.csv"] == list(range(2, 62))
    assert text.count("\n") == 62
    assert text.endswith(
        "62 problems in 3 files. Nothing was computed: repair the tables and run the check again."
    )


def test_row_numbers_are_those_of_a_spreadsheet_below_a_cell_of_two_lines(raw: Path) -> None:
    (raw / "claims.csv").write_text(CLAIMS.replace("Sat", '"S\nat"').replace("captured", "taken"))
    assert [(problem.row, problem.column) for problem in problems(raw)] == [(3, "window"), (4, "outcome")]


def test_a_missing_quotation_mark_does_not_hide_the_rows_below(raw: Path) -> None:
    (raw / "claims.csv").write_text(CLAIMS.replace("ISPR", '"ISPR').replace("captured", "taken"))
    assert [(problem.row, problem.column) for problem in problems(raw)] == [(2, ""), (4, "outcome")]


def test_a_report_that_cannot_be_read_is_not_blamed_on_its_claims(raw: Path) -> None:
    spoil(raw, "reports.csv", "two-undated,Two", "two-undated,Two,2")
    assert [problem.file for problem in problems(raw)] == ["reports.csv"]
    (raw / "reports.csv").unlink()
    assert [problem.file for problem in problems(raw)] == ["reports.csv"]


def test_what_is_no_problem(raw: Path) -> None:
    (raw / "places.csv").unlink()  # the project's own gazetteer is used
    (raw / "sightings.csv").write_text(SIGHTINGS.split("\n")[0] + "\n")  # an event may have none
    (raw / "claims.csv").write_bytes(CLAIMS.replace("\n", "\r\n").encode())  # as Windows saves it
    (raw / "series.csv").write_text(SERIES.rstrip("\n"))  # no line end at the end
    (raw / "reports.csv").write_text(REPORTS + "\n\n")  # blank lines at the end
    assert problems(raw) == []
    assert len(ledger.read(raw).claims) == 3
    assert len(ledger.read(raw).reports) == 2


def test_hand_tables_are_checked_where_their_folder_is_given(
    raw: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hand = tmp_path_factory.mktemp("hand")
    shutil.copytree(resolve("data/hand"), hand, dirs_exist_ok=True)
    periods = (hand / "periods.csv").read_text(encoding="utf-8")
    (hand / "periods.csv").write_text(periods + periods.splitlines()[1] + "\n", encoding="utf-8")
    (hand / "monitors.csv").unlink()
    found = [
        problem
        for problem in problems(raw, hand)
        if problem.file in ("hand/periods.csv", "hand/monitors.csv")
    ]
    assert [(problem.file, problem.row) for problem in found] == [
        ("hand/monitors.csv", None),
        ("hand/periods.csv", len(periods.splitlines()) + 1),
    ]
    assert "already in row 2" in str(found[1])


def test_events_come_from_the_hand_folder_given(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    hand = tmp_path_factory.mktemp("hand")
    header = (resolve("data/hand/events.csv")).read_text(encoding="utf-8").splitlines()[0]
    (hand / "events.csv").write_text(header + "\n" + "other-event" + "," * header.count(",") + "\n")
    found = [problem for problem in problems(raw, hand) if problem.file == "claims.csv"]
    assert len(found) == 3
    assert all(
        "use one of: other-event; or add its row to data/hand/events.csv" in str(problem) for problem in found
    )


QUIET = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUIET
@given(name=st.sampled_from(sorted(FILES)), content=st.binary(max_size=300))
def test_any_bytes_are_reported_never_raised(raw: Path, name: str, content: bytes) -> None:
    (raw / name).write_bytes(content)
    found = problems(raw)
    check_form(found)
    assert found
    (raw / name).write_text(FILES[name])


@QUIET
@given(name=st.sampled_from(sorted(FILES)), end=st.integers(0, 700), tail=st.binary(max_size=20))
def test_a_file_cut_short_is_never_a_crash(raw: Path, name: str, end: int, tail: bytes) -> None:
    (raw / name).write_bytes(FILES[name].encode()[:end] + tail)
    check_form(problems(raw))
    (raw / name).write_text(FILES[name])


@QUIET
@given(
    at=st.integers(100, 500),
    mark=st.sampled_from([",", '"', "\n", "\r", "\r\n", ";", " ", "\t", "\x00", "é", '""', "x"]),
)
def test_what_passes_the_check_is_read_as_it_was_checked(raw: Path, at: int, mark: str) -> None:
    text = CLAIMS[:at] + mark + CLAIMS[at:]
    (raw / "claims.csv").write_bytes(text.encode())
    found = problems(raw)
    check_form(found)
    if not found:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        assert ledger.read(raw).claims.to_numpy().tolist() == rows[1:]
    (raw / "claims.csv").write_text(CLAIMS)
