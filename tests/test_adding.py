"""A row in which one cell is spoilt is refused by a line that names its row, its column and what to do."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import adding_project as own
import odfdo
import openpyxl
import pytest
from adding_project import GOOD, add, sheet, tables

from tollbook import ledger, validate
from tollbook.adding.address import same_page
from tollbook.adding.ids import report_id

OTHER = {**GOOD, "url": "https://diariodelrio.example/sismo-2", "figure": "120'den fazla"}


@pytest.fixture
def project(quake_ledger: Path) -> Path:
    return quake_ledger


SPOILT = {
    "event that is not there": ("event_id", "quake-2025", "did you mean quake-2025-05"),
    "no outlet": ("outlet", None, "who published the page"),
    "outlet that became a day": ("outlet", datetime.date(2025, 3, 4), "format the cells as text"),
    "outlet without a letter": ("outlet", "-", "write who published the page"),
    "noun that is a number": ("category", 31, "format the cells as text"),
    "day that no calendar has": ("published", "31.02.2025", "write the page's day as YYYY-MM-DD"),
    "no kind of outlet": ("outlet_type", None, "one of wire, newspaper"),
    "unknown kind of outlet": ("outlet_type", "newspapr", "did you mean newspaper"),
    "unknown country": ("outlet_country", "Perou", "use PE"),
    "country that is a number": ("outlet_country", 51, "two capital letters"),
    "no address": ("url", None, "fill it in"),
    "address without http": ("url", "diariodelrio.example/sismo-1", "full address"),
    "address with a blank": ("url", "https://diariodelrio.example/sismo 1", "%20"),
    "address that is true": ("url", True, "format the cells as text"),
    "date with the day first": ("published", "31/05/2025", "write it as 2025-05-31"),
    "date that may be either": ("published", "04/05/2025", "write it as 2025-04-05 or 2025-05-04"),
    "date with a month in Greek": ("published", "5 Μαΐου 2025", "write it as 2025-05-05"),
    "date with a month in Spanish": ("published", "5 de mayo de 2025", "write it as 2025-05-05"),
    "date with Arabic digits": ("published", "٥ مايو ٢٠٢٥", "write it as 2025-05-05"),
    "date of Thailand": ("published", "5 พ.ค. 2568", "write it as 2025-05-05"),
    "date of Thailand in digits": ("published", "2567-02-29", "write it as 2024-02-29"),
    "date in words": ("published", "ayer", "write it as YYYY-MM"),
    "date as Excel counts inside": ("published", 45782, "write it as 2025-05-05"),
    "date that is a number": ("published", 5, "write it as YYYY-MM-DD"),
    "date without its day": ("published", datetime.time(5, 30), "YYYY-MM-DDTHH:MM"),
    "date that no calendar has": ("published", "2025-02-30", "that month has 28 days"),
    "date to come": ("published", "2095-01-01", "correct the date"),
    "day to come": ("dated", "2095-01-01", "correct the date"),
    "both dates": ("dated", "2025-05-05", "empty dated"),
    "nobody as authority": ("attributed_to", None, '"outlet itself" where it names nobody'),
    "no noun": ("category", None, "the page's own noun"),
    "no outcome": ("outcome", None, "one of killed, "),
    "unknown outcome": ("outcome", "kiled", "did you mean killed"),
    "figure that became a day": ("figure", datetime.date(2025, 3, 4), "of 3-4, say, it makes a day"),
    "figure that became a day in words": ("figure", "04-mar", "format the cells as text"),
    "figure that became a day in Turkish": ("figure", "Mar.04", "format the cells as text"),
    "figure that became a fraction": ("figure", 1.234, "type 1234"),
    "figure that became true": ("figure", True, "format the cells as text"),
    "formula that failed": ("figure", "#REF!", "instead of a formula"),
    "moment in words": ("as_of", "Sunday night", "write it as YYYY-MM-DD"),
    "moment with the month first": ("as_of", "05.04.2025", "2025-04-05 or 2025-05-04"),
    "moment to come": ("as_of", "2095-01-01T05:00", "correct the date"),
    "line break": ("window", "first\nday", "put the cell on one line"),
    "failed conversion": ("note", "l\ufffdgrimas", "type the text again"),
    "formula that failed in words": ("window", "#DIV/0!", "instead of a formula"),
}


@pytest.mark.parametrize(("column", "value", "advice"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_cell_is_named_with_what_to_do(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, value: object, advice: str
) -> None:
    before = tables(project)
    names = ["event_id", *GOOD, "dated", "window", "note"]
    path = sheet(tmp_path / "figures.xlsx", OTHER, {**GOOD, column: value}, columns=names)
    assert add(path) == 1
    said = capsys.readouterr()
    place = "figures.xlsx, sheet figures, row 3, column "
    lines = [line for line in said.err.splitlines() if line.startswith(place)]
    assert [line for line in lines if f"column {column}: " in line and advice in line], said.err
    assert len(lines) == 1
    assert "Nothing was added" in said.err
    assert said.out == ""
    assert tables(project) == before


def test_a_good_row_is_shown_with_its_meaning_and_added_at_the_end(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tables(project)
    path = sheet(
        tmp_path / "figures.xlsx", {**GOOD, "figure": 12.0, "published": datetime.date(2025, 5, 5)}, OTHER
    )
    assert add(path, "--dry-run") == 0
    assert tables(project) == before
    assert add(path) == 0
    said = capsys.readouterr().out
    assert "120'den fazla -> 121 or more" in said
    assert "12 -> 12" in said
    assert "Added 2 pages and 2 figures." in said
    after = tables(project)
    for name in ("reports.csv", "claims.csv"):
        assert after[f"raw/{name}"].startswith(before[f"raw/{name}"])
    raw = ledger.read(project / "data/raw")
    assert raw.claims["claim_id"].tolist()[1:] == [
        "diario-del-rio-2025-05-05-1",
        "diario-del-rio-2025-05-05-2-1",
    ]
    assert raw.claims["figure"].tolist()[1:] == ["12", "120'den fazla"]
    assert raw.reports["published"].tolist() == ["2025-05-05"] * 3
    assert validate.problems(project / "data/raw", project / "data/hand") == []
    assert add(path) == 0
    assert "Nothing to add: the ledger has all of it." in capsys.readouterr().out
    assert tables(project) == after


def test_the_source_cards_get_the_new_number_of_rows_and_the_hash(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = project / "data/raw/reports.csv.card.yml"
    reports.write_text(reports.read_text() + "covers: 1 page\n")
    assert add(sheet(tmp_path / "figures.xlsx", GOOD)) == 0
    for name, rows in {"reports": 2, "claims": 2, "sightings": 1}.items():
        card = (project / f"data/raw/{name}.csv.card.yml").read_text().splitlines()
        assert card[1] == f"rows: {rows}"
        if name != "sightings":
            content = (project / f"data/raw/{name}.csv").read_bytes()
            assert card[2] == f"sha256: {hashlib.sha256(content).hexdigest()}"
        assert card[0] == "title: invented"
    said = capsys.readouterr().out
    assert (
        "reports.csv.card.yml: rows and hash are renewed; its sentences are yours: it still says 1 " in said
    )
    assert "claims.csv.card.yml: rows and hash are renewed; its sentences are yours: look it over" in said
    assert "sightings.csv.card.yml" not in said


def test_a_page_is_known_by_its_address_and_its_claims_go_on_counting(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {
        "url": "http://radiocosta.example:80/sismo?utm_source=mail#top",
        "attributed_to": "Civil Protection",
        "category": "residents",
        "outcome": "injured",
        "figure": "dozens",
    }
    assert add(sheet(tmp_path / "figures.xlsx", row)) == 0
    assert "known page radio-costa-2025-05-05" in capsys.readouterr().out
    raw = ledger.read(project / "data/raw")
    assert raw.claims["claim_id"].tolist() == ["radio-costa-2025-05-05-1", "radio-costa-2025-05-05-2"]
    assert len(raw.reports) == 1


def test_a_figure_that_is_there_is_passed_over_and_said(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {
        name: text
        for name, text in {**own.PAGE, **own.CLAIM}.items()
        if name not in ("claim_id", "report_id", "readings")
    }
    assert add(sheet(tmp_path / "figures.xlsx", known, GOOD)) == 0
    said = capsys.readouterr().out
    assert (
        "figures.xlsx, sheet figures, row 2: is in the ledger already (radio-costa-2025-05-05-1); passed over"
        in said
    )
    assert "Added 1 page and 1 figure, 1 row known already." in said


def test_a_row_that_is_there_twice_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tables(project)
    assert add(sheet(tmp_path / "figures.xlsx", GOOD, OTHER, {**GOOD, "note": "again"})) == 1
    assert (
        "row 4: the same figure of the same page is in row 2 already; delete one" in capsys.readouterr().err
    )
    assert tables(project) == before


def test_rows_of_one_page_must_say_the_same_of_it(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        add(sheet(tmp_path / "figures.xlsx", GOOD, {**GOOD, "figure": "3", "published": "2025-05-06"})) == 1
    )
    assert (
        'row 3, column published: "2025-05-06" for a page that row 2 gives "2025-05-05" for'
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("windows-1252", ";"), ("utf-8", "|")],
)
def test_a_csv_file_is_read_whatever_program_wrote_it(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str, separator: str
) -> None:
    names = [name.replace("_", " ").title() for name in GOOD]
    row = dict(zip(names, GOOD.values(), strict=True)) | {"Figure": "\u00a0más de 22 "}
    rows = [row, {}, row | {"Figure": "7", "Outcome": "Injured"}]
    text = f"Figures of Monday, first try\n\n{own.table(names, rows, separator)}"
    path = tmp_path / "figures.csv"
    path.write_bytes(text.encode(encoding))
    assert add(path, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "  4    más de 22 -> 23 or more" in said
    assert "  6    7 -> 7" in said
    assert ("separated" in said or "semicolons" in said) == (separator == ";")
    assert ("windows-1252" in said) == (encoding == "windows-1252")
    assert ("UTF-16" in said) == (encoding == "utf-16")


def test_an_unknown_column_is_named_with_the_nearest_known(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(sheet(tmp_path / "figures.xlsx", {**GOOD, "outlet_tipe": "x", "#mine": "y"})) == 1
    said = capsys.readouterr().err
    assert (
        'row 1, column outlet_tipe: unknown column "outlet_tipe"; rename it to outlet_type if that is meant'
        in said
    )
    assert "mine" not in said


def test_a_missing_column_and_a_file_without_headings_are_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = {name: text for name, text in GOOD.items() if name != "outcome"}
    assert add(sheet(tmp_path / "short.xlsx", short)) == 1
    assert (
        "short.xlsx, sheet figures, row 1, column outcome: the column is missing; add it"
        in capsys.readouterr().err
    )
    assert add(sheet(tmp_path / "bare.xlsx", {"what": "x"})) == 1
    assert (
        "bare.xlsx: no row of headings was found in the sheets figures; give one row the headings"
        in capsys.readouterr().err
    )


def test_merged_cells_and_failed_formulas_are_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "figures.xlsx", GOOD, OTHER)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.active["K3"].value, book.active["K3"].data_type = "#REF!", "e"
    book.save(path)
    assert add(path) == 1
    said = capsys.readouterr().err
    assert "row 2, column A: the cells A2 to A3 are merged; split them, and fill in each" in said
    assert "row 3, column place: the formula in the cell failed (#REF!); type what the page says" in said


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("none.xlsx", None, "the file is missing; look at its name and folder"),
        ("empty.csv", b"", "the file is empty; fill in the sheet that `tollbook template` makes"),
        ("broken.xlsx", b"PK\x03\x04 no archive", "the file is not a workbook that can be read"),
        ("wrong.csv", b"PK\x03\x04 no archive", "give it its own ending, like .xlsx or .ods"),
        ("figures.pdf", b"%PDF", "files that end in .pdf cannot be read; save it as one of .xlsx"),
        (
            "odd.csv",
            b"\x81\x8d\x00\x00\x90",
            "the encoding of the file cannot be told; save it as CSV in UTF-8",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_line(
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    what: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert add(tmp_path / name) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{name}: ")
    assert what in said
    assert str(tmp_path) not in said


def test_the_places_that_a_page_names_go_to_sightings(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "figures.xlsx", GOOD)
    seen = {
        "url": GOOD["url"],
        "place": "Puerto Viejo",
        "date": datetime.date(2025, 5, 4),
        "time": datetime.time(5, 30),
        "kind": "Other",
    }
    sheet(path, seen, name="sightings")
    assert add(path) == 0
    assert "Added 1 page, 1 figure and 1 place." in capsys.readouterr().out
    row = ledger.read(project / "data/raw").sightings.iloc[0].to_dict()
    assert (row["report_id"], row["date"], row["time"], row["kind"]) == (
        "diario-del-rio-2025-05-05",
        "2025-05-04",
        "05:30",
        "other",
    )
    sheet(tmp_path / "lost.xlsx", {**seen, "url": "https://other.example/1"}, name="sightings")
    assert add(tmp_path / "lost.xlsx") == 1
    assert (
        "row 2, column url: the page is neither in the ledger nor in the sheet of figures"
        in capsys.readouterr().err
    )


def test_addresses_of_one_page_are_alike_and_of_two_are_not() -> None:
    alike = [
        "https://www.example.org/a/",
        "http://example.org/a",
        "HTTPS://EXAMPLE.org:443/a#top",
        "https://example.org/a/?utm_medium=x&fbclid=1",
    ]
    assert {same_page(url) for url in alike} == {"example.org/a"}
    assert same_page("https://example.org/a?id=2&b=1") == same_page("https://example.org/a?b=1&id=2")
    others = [
        "https://example.org/b",
        "https://example.org/a?id=2",
        "https://m.example.org/a",
        "https://example.org:8080/a",
    ]
    assert len({same_page(url) for url in [*others, alike[0]]}) == 5


@pytest.mark.parametrize(
    ("outlet", "date", "name"),
    [
        ("Publimetro México", "", "publimetro-mexico-undated"),
        ("Kıyı Haber (Anadolu)", "2025-05-05T07:29", "kiyi-haber-anadolu-2025-05-05"),
        ("Вечер", "2025-05", "vecher-example-2025-05"),
        ("Radio Costa", "2025-05-05", "radio-costa-2025-05-05-2"),
    ],
)
def test_a_page_is_named_by_its_outlet_and_date(outlet: str, date: str, name: str) -> None:
    assert report_id(outlet, "https://vecher.example/1", date, {"radio-costa-2025-05-05"}) == name


def test_a_day_before_the_event_is_remarked_upon_and_added(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    early = {**GOOD, "published": "2025-05-03", "as_of": "2025-05-03T23:00"}
    assert add(sheet(tmp_path / "figures.xlsx", early)) == 0
    said = capsys.readouterr().out
    place = "figures.xlsx, sheet figures, row 2, column"
    assert f"{place} published: 2025-05-03 is before quake-2025-05 began (2025-05-04); is it right?" in said
    assert f"{place} as_of: 2025-05-03T23:00 is before quake-2025-05 began" in said


def test_what_is_wrong_in_many_rows_is_one_line(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{**GOOD, "figure": str(number), "outcome": "lost"} for number in range(12)]
    assert add(sheet(tmp_path / "figures.xlsx", *rows)) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(
        "figures.xlsx, sheet figures, 12 rows (2, 3, 4, 5, 6, 7, 8, 9 ...), column outcome: unknown outcome"
    )
    assert lines[1].startswith("12 problems in figures.xlsx. Nothing was added")


def test_one_sheet_can_be_named_and_the_file_called_otherwise(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "figures.xlsx", GOOD, name="Monday")
    sheet(path, OTHER, name="Tuesday")
    assert add(path, "--sheet", "Tuesday", "--as", "bulletins", "--dry-run") == 0
    assert "Would add 1 page and 1 figure." in capsys.readouterr().out
    assert add(path, "--sheet", "Sunday", "--as", "bulletins") == 1
    assert "bulletins: there is no sheet 'Sunday'; use one of: Monday, Tuesday" in capsys.readouterr().err


def test_an_outlet_that_the_ledger_knows_needs_no_kind_and_a_page_of_the_same_day_is_remarked_upon(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {**GOOD, "outlet": "radio costa", "outlet_type": None, "outlet_country": None}
    assert add(sheet(tmp_path / "figures.xlsx", row)) == 0
    said = capsys.readouterr().out
    assert "the ledger has a page of radio costa of 2025-05-05, radio-costa-2025-05-05" in said
    assert ledger.read(project / "data/raw").reports["outlet_type"].tolist() == ["broadcaster", "broadcaster"]


def test_a_country_may_go_by_the_name_of_either_list(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"United Kingdom": "GB", "Britain (UK)": "GB", "south korea": "KR", "TR": "TR"}
    rows = [
        {**GOOD, "outlet": f"Paper {place}", "url": f"{GOOD['url']}-{place}", "outlet_country": name}
        for place, name in enumerate(names)
    ]
    assert add(sheet(tmp_path / "figures.xlsx", *rows)) == 0
    added = ledger.read(project / "data/raw").reports.set_index("outlet")["outlet_country"]
    assert [added[f"Paper {place}"] for place in range(len(names))] == list(names.values())
    capsys.readouterr()


def test_the_cells_of_libreoffice_are_read_as_those_of_excel(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, names = odfdo.Table("figures"), list(GOOD)
    typed = {**GOOD, "figure": 12.0, "published": datetime.date(2025, 5, 5)}
    failed = {**GOOD, "figure": "Err:502", "as_of": True}
    table.set_values([names, *([row[name] for name in names] for row in (typed, failed))])
    book = odfdo.Document("spreadsheet")
    book.body.clear()
    book.body.append(table)
    book.save(tmp_path / "figures.ods")
    assert add(tmp_path / "figures.ods") == 1
    said = capsys.readouterr().err
    assert "row 3, column figure: the formula in the cell failed (Err:502)" in said
    assert "row 3, column as_of: the spreadsheet holds TRUE here, which is no date" in said
    assert "row 2" not in said


@pytest.mark.parametrize("figure", ["aprox 20", "unos 20", "3-4", "1.234", "1\u202f234", "20 mayores"])
def test_a_figure_in_words_is_not_taken_for_a_day(project: Path, tmp_path: Path, figure: str) -> None:
    path = sheet(tmp_path / "figures.xlsx", {**GOOD, "figure": figure})
    assert add(path, "--dry-run", "--keep-unknown") == 0


def test_numbers_of_claims_go_on_behind_the_highest_even_where_two_say_the_same(
    project: Path, tmp_path: Path
) -> None:
    path = project / "data/raw/claims.csv"
    again = path.read_text().splitlines()[1].replace("2025-05-05-1,", "2025-05-05-9,", 1)
    path.write_text(path.read_text() + again + "\n" + again.replace("-9,", "-7,", 1) + "\n")
    assert (
        add(sheet(tmp_path / "figures.xlsx", {**GOOD, "url": own.PAGE["url"], "outlet": own.PAGE["outlet"]}))
        == 0
    )
    assert ledger.read(project / "data/raw").claims["claim_id"].iloc[-1] == "radio-costa-2025-05-05-10"


def test_many_rows_that_are_known_share_a_line(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [GOOD | {"figure": str(number), "note": "invented"} for number in range(31, 38)]
    path = sheet(tmp_path / "figures.xlsx", *rows)
    assert add(path) == 0
    capsys.readouterr()
    assert add(sheet(tmp_path / "again.xlsx", *rows[:3], GOOD, *rows[3:])) == 0
    said = capsys.readouterr().out
    assert "again.xlsx, sheet figures, rows 2-4, 6-9: are in the ledger already; passed over" in said
    assert said.count("passed over") == 1


def test_a_row_that_is_in_another_sheet_too_is_named_with_its_sheet(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(tmp_path / "figures.xlsx", GOOD)
    assert add(sheet(tmp_path / "figures.xlsx", GOOD)) == 1
    message = capsys.readouterr().err
    assert (
        "sheet figures2, row 2: the same figure of the same page is in figures.xlsx, sheet figures, row 2"
        in message
    )


def test_long_and_hidden_text_is_cut_and_shown_in_messages(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(sheet(tmp_path / "figures.xlsx", GOOD | {"figure": "ma\u202eny " + "x" * 500})) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if "cannot be read as a number" in line)
    assert "\\u202e" in line
    assert "\u202e" not in line
    assert len(line) < 400
