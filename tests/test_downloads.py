"""Downloads: the zip with its description, and the rows and drawings beside a page."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import socket
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import FrictionlessException, Package, Report

from tollbook import datapackage, dictionary, downloads, standalone, terms_of_use
from tollbook.downloads import Downloads
from tollbook.pages import FigurePart, TablePart
from tollbook.paths import project_root
from tollbook.readme_text import readme

PROCESSED = project_root() / "data/processed"
TRAIN, ATTACKS = "jaffar-express-2025-03", "balochistan-2026-01"
META = {"ledger_sha256": "5e" * 32, "commit": "c0ffee", "version": "9.9.9"}
DAY = "2026-02-01"
END_OF_DAY = "2026-02-01T18:59:59Z"  # in Karachi, five hours ahead of UTC
SVG = "{http://www.w3.org/2000/svg}"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="60" viewBox="0 0 720 60" fill="#1c232b">'
    '<text x="0" y="20" font-size="13">militants 145</text></svg>'
)
INVENTED = pd.DataFrame(
    {
        "who": ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "سترہ", "-5", "", 'a "quoted", cell'],
        "killed": ["145", "17", "", "31", "0", "2", "3"],
        "share": ["0.5", "1", "", "-0.25", "3", "", "2"],
        "page": ["007", "8", "9", "10", "11", "12", "13"],
    }
)
HOSTILE = "</desc><script>alert(1)</script> & \u202eright to left\u0000\u0007 ]]> " + "x" * 300
HOSTILE_NAMES = ["../x", "a/b", "/etc/passwd", "a\\b", "", "..", "a b", "a.csv", "a--b", "A", "\u0430"]


def figure(anchor: str = "02-compare-killed", **changed: Any) -> FigurePart:
    words = {
        "slug": "killed",
        "title": "Who was killed?",
        "sentence": "Officials say 145.",
        "subtitle": "People killed, by group",
        "caption": "Source: an invented ledger.",
        "alt": "Bars: militants 145, security 17, civilians 31.",
        "wide": DRAWING,
        "narrow": DRAWING,
        "rows": INVENTED,
    }
    return FigurePart(anchor=anchor, **(words | changed))


def table(anchor: str = "01-clean-scripts") -> TablePart:
    return TablePart(anchor, "scripts", "Figures in other scripts", "", INVENTED[["who", "killed"]])


def tables_of(event: str) -> dict[str, Path]:
    paths = [*sorted((PROCESSED / event).glob("*.csv")), PROCESSED / "series.csv"]
    return {path.stem: path for path in paths}


def make(event: str = TRAIN, label: str = "latest", **changed: Any) -> Downloads:
    given = {
        "title": "An invented title",
        "tables": tables_of(event),
        "figures": [figure()],
        "table_parts": [table()],
        "meta": META,
    }
    return downloads.make(event, label, **(given | changed))


def in_zip(made: Downloads) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made.files[made.zip_name])) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def records(content: bytes | Path) -> list[dict[str, str]]:
    content = content.read_bytes() if isinstance(content, Path) else content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


@pytest.fixture(scope="module")
def latest() -> Downloads:
    return make()


@pytest.fixture(scope="module")
def early() -> Downloads:
    """The attacks as of the end of 1 February 2026."""
    return make(ATTACKS, DAY)


# The description


def validated(files: Mapping[str, bytes], folder: Path) -> Report:
    """Unpack a zip's files and ask the library whether they are as described; it may not ask the network."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Package(folder / "datapackage.json").validate()


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a request to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("name", ["latest", "early"])
def test_the_library_finds_the_files_as_described(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    files = in_zip(request.getfixturevalue(name))
    report = validated(files, tmp_path)
    assert report.flatten(["place", "rowNumber", "fieldName", "message"]) == []
    assert report.valid
    # all seven tables, the rows of the figure and those of the table
    assert report.stats["tasks"] == 9 == sum(name.endswith(".csv") for name in files)


def changed_cell(column: str, value: str, row: int = 0) -> Callable[[list[dict[str, str]]], None]:
    def change(rows: list[dict[str, str]]) -> None:
        rows[row][column] = value

    return change


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (changed_cell("low", "twelve"), "type-error"),
        (changed_cell("known_from", "yesterday"), "type-error"),
        (changed_cell("precision", "roughly"), "constraint-error"),
        (changed_cell("figure", ""), "constraint-error"),
        (changed_cell("statement_id", "s000000000"), "foreign-key"),
        (lambda rows: rows.append(dict(rows[0])), "primary-key"),
        (changed_cell("note", "another remark"), "hash-count"),
    ],
    ids=["number", "moment", "choice", "empty", "statement", "twice", "bytes"],
)
def test_the_library_finds_a_spoiled_table(
    latest: Downloads, tmp_path: Path, spoil: Callable[[list[dict[str, str]]], None], kind: str
) -> None:
    files = in_zip(latest)
    rows = records(files["data/claims.csv"])
    spoil(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    files["data/claims.csv"] = text.getvalue().encode("utf-8")
    if kind != "hash-count":  # else the library stops at the hash and does not look at the cells
        described = json.loads(files["datapackage.json"])
        for resource in described["resources"]:
            del resource["hash"], resource["bytes"]
        files["datapackage.json"] = json.dumps(described).encode("utf-8")
    report = validated(files, tmp_path)
    assert not report.valid
    assert kind in {each for (each,) in report.flatten(["type"])}


def test_every_column_of_a_table_is_described_in_order(latest: Downloads) -> None:
    files = in_zip(latest)
    described = json.loads(files["datapackage.json"])
    for resource in described["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        header = next(csv.reader(io.StringIO(files[resource["path"]].decode("utf-8"))))
        assert names == header
        assert resource["bytes"] == len(files[resource["path"]])
        assert resource["hash"] == "sha256:" + hashlib.sha256(files[resource["path"]]).hexdigest()
        if resource["path"].startswith("data/"):
            assert all(field["description"] for field in resource["schema"]["fields"])


def test_types_and_meanings_come_from_the_dictionary() -> None:
    fields = described_fields("claims")
    assert fields["low"]["type"] == "integer"
    assert fields["said_from"] | {"description": ""} == {
        "name": "said_from",
        "type": "datetime",
        "format": "%Y-%m-%dT%H:%M:%SZ",
        "description": "",
    }
    assert fields["increment"]["trueValues"] == ["true"]
    assert fields["claim_id"]["constraints"] == {"required": True, "unique": True}
    assert "required" not in fields["note"].get("constraints", {})
    assert "armed_group" in fields["party"]["constraints"]["enum"]
    assert "unbounded above" in fields["high"]["description"]
    assert described_fields("places")["lat"]["constraints"] == {"minimum": -90, "maximum": 90}


def described_fields(table: str) -> dict[str, dict[str, Any]]:
    schema = datapackage.table_schema(table, {}).to_descriptor()
    return {field["name"]: field for field in schema["fields"]}


def test_a_column_refers_only_to_tables_that_lie_beside() -> None:
    alone = datapackage.table_schema("claims", {"processed/claims": "claims"}).to_descriptor()
    assert "foreignKeys" not in alone
    names = {"processed/statements": "statements", "raw/claims": "raw-claims"}
    beside = datapackage.table_schema("claims", names).to_descriptor()
    assert beside["foreignKeys"] == [
        {"fields": ["claim_id"], "reference": {"resource": "raw-claims", "fields": ["claim_id"]}},
        {"fields": ["statement_id"], "reference": {"resource": "statements", "fields": ["statement_id"]}},
    ]


def test_types_of_charted_rows_are_those_of_their_cells() -> None:
    types = {
        field["name"]: field["type"] for field in datapackage.chart_schema(INVENTED).to_descriptor()["fields"]
    }
    # a number with zeros in front is a name
    assert types == {"who": "string", "killed": "integer", "share": "number", "page": "string"}


def test_the_description_says_as_of_when_and_from_what_and_no_time_of_making(early: Downloads) -> None:
    described = json.loads(in_zip(early)["datapackage.json"])
    assert described["as_of"] == END_OF_DAY
    assert described["ledger_sha256"] == META["ledger_sha256"]
    assert "end of 1 February 2026" in described["title"]
    assert "created" not in described
    assert [one["title"] for one in described["contributors"]] == ["Tollbook"]
    titles = " ".join(one["title"] for one in described["sources"])
    assert "The figures that the pages state, as worded" in titles
    assert "GeoNames" in titles


def test_licences_are_those_of_the_project(early: Downloads) -> None:
    terms = (project_root() / "DATA-LICENCE.md").read_text(encoding="utf-8")
    described = json.loads(in_zip(early)["datapackage.json"])
    assert {one["name"] for one in described["licenses"]} == {"CC0-1.0", "CC-BY-4.0", "ODbL-1.0"}
    assert all(f"({one['path']})" in terms for one in described["licenses"])
    assert all(f"<{one['path']}>" in terms for one in terms_of_use.SOURCES)
    by_name = {one["name"]: {each["name"] for each in one["licenses"]} for one in described["resources"]}
    assert by_name["claims"] == {"CC0-1.0"}
    assert by_name["places"] == {"CC0-1.0", "CC-BY-4.0", "ODbL-1.0"}


def test_who_has_not_decided_on_terms_gives_nothing_away(tmp_path: Path) -> None:
    card = "title: Invented claims\nlicence: not decided yet\n"
    (tmp_path / "claims.csv.card.yml").write_text(card, encoding="utf-8")
    claims = datapackage.Sheet("claims.csv", "claims", "", "", b"a\n1\n")
    described = datapackage.describe("x", "A title", "", [claims], {}, tmp_path).to_descriptor()
    assert "licenses" not in described
    assert "licenses" not in described["resources"][0]
    assert described["sources"][0]["title"] == "Invented claims; licence: not decided yet"
    (tmp_path / "places.csv").write_text("place,licence\nA town,CC BY 4.0 (GeoNames)\n", encoding="utf-8")
    on_a_map = claims._replace(content=b"lat,lon\n1,2\n")
    described = datapackage.describe("x", "A title", "", [on_a_map], {}, tmp_path).to_descriptor()
    assert {one["name"] for one in described["licenses"]} == {"CC-BY-4.0"}
    assert [one["title"] for one in described["sources"][1:]] == ["GeoNames"]
    about = {
        "title": "",
        "event": "",
        "moment": "",
        "as_of": "",
        "ledger_sha256": "",
        "commit": "",
        "version": "",
    }
    text = readme(about, [claims], [], [{"title": "A source"}], is_free=False)
    assert "CC0 1.0, we claim no rights" not in " ".join(text.split())
    assert "CC0 1.0, we claim no rights" in " ".join(readme(about, [claims], [], []).split())


def test_a_description_that_is_none_is_refused() -> None:
    sheet = datapackage.Sheet("../claims.csv", "claims", "", "", b"a\n1\n")
    with pytest.raises(FrictionlessException):
        datapackage.describe("x", "A title", "", [sheet], {})
    with pytest.raises(KeyError, match="processed-nothing"):
        datapackage.describe("x", "", "", [sheet._replace(path="a.csv", table="nothing")], {})


@pytest.mark.parametrize(
    ("name", "plain"),
    [("tollbook-A-2026-02-01T1830Z", "tollbook-a-2026-02-01t1830z"), ("../<b>", "..-b"), ("ا", "tollbook")],
)
def test_names_of_packages_have_the_letters_that_they_may_have(name: str, plain: str) -> None:
    assert datapackage.plain_name(name) == plain


# What was known at the moment


def test_the_latest_tables_are_those_of_the_project_byte_for_byte(latest: Downloads) -> None:
    files = in_zip(latest)
    assert {name: files[f"data/{name}.csv"] for name in tables_of(TRAIN)} == {
        name: path.read_bytes() for name, path in tables_of(TRAIN).items()
    }


@pytest.mark.parametrize(
    ("name", "column"),
    [("claims", "known_from"), ("places", "known_from"), ("series", "known_from"), ("totals", "since")],
)
def test_a_table_as_of_a_moment_has_the_rows_known_then(early: Downloads, name: str, column: str) -> None:
    path = tables_of(ATTACKS)[name]
    everything = records(path)
    expected = [row for row in everything if row[column] and row[column] <= END_OF_DAY]
    content = in_zip(early)[f"data/{name}.csv"]
    assert 0 < len(expected) < len(everything)
    assert records(content) == expected
    # the same bytes, not only the same cells
    assert set(content.splitlines()) <= set(path.read_bytes().splitlines())


def test_statements_as_of_a_moment_count_the_pages_of_then(early: Downloads) -> None:
    files = in_zip(early)
    pages: dict[str, set[str]] = {}
    for claim in records(tables_of(ATTACKS)["claims"]):
        if claim["known_from"] and claim["known_from"] <= END_OF_DAY:
            pages.setdefault(claim["statement_id"], set()).add(claim["report_id"])
    known = {row["statement_id"]: row for row in records(files["data/statements.csv"])}
    assert {name: int(row["n_reports"]) for name, row in known.items()} == {
        name: len(found) for name, found in pages.items()
    }
    latest = {row["statement_id"]: row for row in records(tables_of(ATTACKS)["statements"])}
    assert any(latest[name]["n_reports"] != row["n_reports"] for name, row in known.items())


def test_checks_as_of_a_moment_rest_on_claims_known_then(early: Downloads) -> None:
    files = in_zip(early)
    known = {row["claim_id"] for row in records(files["data/claims.csv"])}
    findings = records(files["data/checks.csv"])
    named = {name for row in findings for name in row["claim_ids"].split(";") if name}
    assert findings
    assert named <= known
    # officials' 36 civilians came on 3 February, so nothing could be overtaken by it on the 1st
    assert len(findings) < len(records(tables_of(ATTACKS)["checks"]))


def test_claims_set_aside_as_of_a_moment_are_on_pages_of_then() -> None:
    rows = {
        label: {row["claim_id"] for row in records(in_zip(make(TRAIN, label))["data/set_aside.csv"])}
        for label in ("2025-03-10", "2025-03-11T1300Z", "2026-01-01")
    }
    whole = {row["claim_id"] for row in records(tables_of(TRAIN)["set_aside"])}
    assert rows["2025-03-10"] == set()
    assert rows["2025-03-11T1300Z"] <= rows["2026-01-01"] == whole != set()


def test_a_moment_after_everything_leaves_out_only_what_nothing_dates() -> None:
    files = in_zip(make(TRAIN, "2099-12-31"))
    for name, path in tables_of(TRAIN).items():
        column = {"claims": "known_from", "totals": "since"}.get(name)
        if column:
            assert all(row[column] for row in records(path))
        assert files[f"data/{name}.csv"] == path.read_bytes(), name


# The zip


def test_the_zip_has_no_path_out_of_its_folder_and_no_time(early: Downloads) -> None:
    with zipfile.ZipFile(io.BytesIO(early.files[early.zip_name])) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted({entry.filename for entry in entries})
    for entry in entries:
        assert re.fullmatch(
            r"datapackage\.json|README\.txt|(data|charts|tables)/[a-z0-9_-]+\.(csv|svg)", entry.filename
        )
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.external_attr >> 16 == 0o644


def test_the_same_page_makes_the_same_bytes(early: Downloads) -> None:
    again = make(ATTACKS, DAY)
    assert again.files == early.files
    assert again.links == early.links


def test_a_zip_holds_the_rows_and_drawings_that_lie_beside_the_page(latest: Downloads) -> None:
    files = in_zip(latest)
    assert latest.links == {
        "02-compare-killed": {
            "csv": "latest/02-compare-killed.csv",
            "svg": "latest/02-compare-killed.svg",
        },
        "01-clean-scripts": {"csv": "latest/01-clean-scripts.csv"},
    }
    assert set(latest.files) == {
        "latest.zip",
        *(path for one in latest.links.values() for path in one.values()),
    }
    assert files["charts/02-compare-killed.csv"] == latest.files["latest/02-compare-killed.csv"]
    assert files["charts/02-compare-killed.svg"] == latest.files["latest/02-compare-killed.svg"]
    assert files["tables/01-clean-scripts.csv"] == latest.files["latest/01-clean-scripts.csv"]
    assert len(latest.files[latest.zip_name]) > 10_000


def test_charted_rows_are_those_of_the_page_and_no_formulas(latest: Downloads) -> None:
    rows = records(latest.files["latest/02-compare-killed.csv"])
    as_printed = [{**row, "who": row["who"].removeprefix("'")} for row in rows]
    assert as_printed == INVENTED.to_dict("records")
    assert [row["who"] for row in rows][:2] == ["'=1+1", "'@SUM(A1)"]
    assert rows[4]["who"] == "-5"


def test_the_readme_names_every_file_and_how_many_rows_it_has(early: Downloads) -> None:
    files = in_zip(early)
    text = " ".join(files["README.txt"].decode("utf-8").split())
    assert set(re.findall(r"(?:data|charts|tables)/[a-z0-9_-]+\.\w+", text)) == {
        name for name in files if "/" in name
    }
    for name, content in files.items():
        if name.endswith(".csv"):
            count = len(records(content))
            assert re.search(rf"{re.escape(name)}: [^()]*\({count:,} rows?\)", text), name
    assert "datapackage.json" in text


def test_the_readme_says_as_of_when_from_what_and_under_which_terms(
    early: Downloads, latest: Downloads
) -> None:
    text, other = (" ".join(in_zip(one)["README.txt"].decode("utf-8").split()) for one in (early, latest))
    assert "An invented title, as of the end of 1 February 2026" in text
    assert f"moment (UTC): {END_OF_DAY}" in text
    assert "rows that became known later are left out" in text
    assert "rows that became known later" not in other
    assert "moment (UTC)" not in other
    for words in (*META.values(), ATTACKS, "CC0 1.0", "OpenStreetMap", "a claim", "import these files"):
        assert words in text


def test_the_readme_is_right_about_formulas(tmp_path: Path) -> None:
    # Invented: a page's own noun, which a spreadsheet would run.
    tables = tables_of(TRAIN)
    path = tmp_path / TRAIN / "set_aside.csv"
    path.parent.mkdir()
    header = dictionary.table("set_aside", "processed").names
    path.write_text(f"{','.join(header)}\nx-1,no figure,=1+1,x,people,killed\n", encoding="utf-8")
    files = in_zip(make(tables=tables | {"set_aside": path}))
    assert files["data/set_aside.csv"] == path.read_bytes()
    assert b"'=1+1" in files["charts/02-compare-killed.csv"]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_that_could_leave_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no names of files"):
        make(figures=[figure(name)])
    with pytest.raises(ValueError, match="no names of files"):
        make(label=name or "..")


def test_two_charts_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="the same twice"):
        make(figures=[figure(), figure()])


def test_hostile_text_stays_text() -> None:
    hostile = {name: HOSTILE for name in ("title", "sentence", "subtitle", "caption", "alt")}
    files = in_zip(make(title=HOSTILE, figures=[figure(**hostile)]))
    described = json.loads(files["datapackage.json"])
    assert described["title"].startswith(HOSTILE)
    readme = files["README.txt"].decode("utf-8")
    assert not set(readme) & set("\u202e\u0000\u0007")
    root = ElementTree.fromstring(files["charts/02-compare-killed.svg"])
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "text")
    }
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def test_a_chart_without_drawing_or_without_columns_has_no_such_file() -> None:
    made = make(figures=[figure("a", wide="", narrow=""), figure("b", rows=pd.DataFrame())], table_parts=[])
    assert made.links == {"a": {"csv": "latest/a.csv"}}
    assert {name for name in in_zip(made) if name.startswith("charts/")} == {"charts/a.csv"}


# Writing


def test_files_are_written_beside_the_page_and_old_ones_removed(latest: Downloads, tmp_path: Path) -> None:
    folder = tmp_path / TRAIN
    (folder / "latest").mkdir(parents=True)
    for name in ("latest/gone.csv", "latest/gone.svg", "latest/notes.txt", "latest.html"):
        (folder / name).write_text("old")
    written = latest.write(folder)
    assert sorted(path.relative_to(folder).as_posix() for path in written) == sorted(latest.files)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {*latest.files, "latest/notes.txt", "latest.html"}
    assert all((folder / name).read_bytes() == content for name, content in latest.files.items())


def test_what_is_there_already_is_not_touched(latest: Downloads, tmp_path: Path) -> None:
    times = [[path.stat().st_mtime_ns for path in latest.write(tmp_path)] for _ in range(2)]
    assert times[0] == times[1]


def test_a_page_without_charts_leaves_no_folder(tmp_path: Path) -> None:
    make().write(tmp_path)
    make(figures=[], table_parts=[]).write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["latest.zip"]


def test_a_full_disk_leaves_nothing_half_written(
    latest: Downloads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "latest.zip"
    old.write_bytes(b"the old one")

    def fail(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="no space left"):
        latest.write(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [old]
    assert old.read_bytes() == b"the old one"


# The drawing as a file


def test_a_drawing_by_itself_has_title_caption_and_text_alternative() -> None:
    root = ElementTree.fromstring(standalone.drawing(figure()))
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("aria-labelledby") == "title desc"
    assert named == {"title": "Who was killed?", "desc": figure().alt}
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts == [
        "Who was killed?",
        "People killed, by group",
        "militants 145",
        "Source: an invented ledger.",
    ]
    assert "sans-serif" in root.get("font-family", "")
    (inner,) = root.findall(f"{SVG}svg")
    # Else labels in a wider typeface would be cut at the edge of the drawing.
    assert inner.get("overflow") == "visible"
    assert standalone.drawing(figure(wide="")) == ""


@pytest.mark.browser
def test_nothing_stands_out_of_a_drawing_by_itself(tab: Callable[..., Any], tmp_path: Path) -> None:
    long = "An invented caption that goes on and on, over several lines, WITH CAPITALS AND MUCH ELSE. " * 6
    path = tmp_path / "drawing.svg"
    path.write_text(
        standalone.drawing(figure(title=long[:200], subtitle=long, caption=long)), encoding="utf-8"
    )
    # Chromium has not our typeface here: this is how it looks on a newsroom's machine.
    outside = tab(path).evaluate(
        """() => {
            const sheet = document.documentElement.getBoundingClientRect();
            const sides = [...document.querySelectorAll('text')].map(text => text.getBoundingClientRect());
            return sides.filter(box => box.left < sheet.left || box.right > sheet.right
                || box.top < sheet.top || box.bottom > sheet.bottom).length;
        }"""
    )
    assert outside == 0
