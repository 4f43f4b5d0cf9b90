"""The runs behind a page: cited in its foot and given along in its download. All runs here are invented."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from pathlib import Path

import pytest
from test_record import LINE
from test_report import EVENT, META, figure, notebook, shown, text
from test_report import code as cell

from tollbook import downloads, record, report, run_citation
from tollbook.record import Record

ROWS_HASH = "e7" * 32


def run(**changes: object) -> Record:
    """Return an invented record with some fields changed."""
    return dataclasses.replace(record.from_line(LINE), **changes)


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One executed notebook."""
    folder = tmp_path_factory.mktemp("notebooks")
    cells = (text("# Where do sources agree?"), text("## Who?"), cell(shown(figure())))
    return [notebook(folder / "02-compare-totals.ipynb", *cells)]


def foot(notebooks: list[Path], folder: Path, **meta: object) -> str:
    """Return the foot of a page."""
    report.build_page(notebooks, EVENT, "latest", folder / "page.html", {**META, **meta})
    page = (folder / "page.html").read_text(encoding="utf-8")
    return page[page.index("<footer>") : page.index("</footer>")]


def test_a_page_without_runs_says_nothing_of_them(notebooks: list[Path], tmp_path: Path) -> None:
    for meta in ({}, {"runs": []}, {"runs": None}):
        found = foot(notebooks, tmp_path, **meta)
        assert "The runs" not in found
        assert "Rows of this event" not in found
        assert META["ledger_sha256"] in found


def test_the_foot_cites_runs_and_the_rows_of_the_event(notebooks: list[Path], tmp_path: Path) -> None:
    hostile = run(
        parameters={"as_of": "<script>alert(1)</script>", "districts": "/home/somebody/districts.geojson"},
        inputs={"package": "9c" * 32},
        error="",
    )
    found = foot(notebooks, tmp_path, runs=[hostile], event_sha256=ROWS_HASH)
    assert "This page shows the results of 1 notebook, run on 23 November 2026 at 01:02 UTC." in found
    for words in ("02-compare-totals", "2026-11-23 01:02:03", "1.2", "200", "warm", "3f2a9c0d1e4b"):
        assert f">{words}<" in found
    assert "&lt;script&gt;" in found
    assert "<script" not in found
    assert "districts districts.geojson" in found
    assert "/home/" not in found
    assert "With pandas 3.1.0." in found
    assert "9c" * 32 in found
    assert f"<dt>Rows of this event</dt><dd>SHA-256 <code>{ROWS_HASH}</code>" in found


def test_when_the_notebooks_were_run_in_words() -> None:
    early, same, later, next_day = (
        run(started=f"2026-11-{moment}Z")
        for moment in ("23T01:02:03", "23T01:02:59", "23T09:30:00", "24T00:00:00")
    )
    assert run_citation.sentence([same, early]).endswith("2 notebooks, run on 23 November 2026 at 01:02 UTC.")
    assert run_citation.sentence([later, early]).endswith(
        "run on 23 November 2026 between 01:02 and 09:30 UTC."
    )
    assert run_citation.sentence([next_day, early]).endswith(
        "run between 23 November 2026, 01:02, and 24 November 2026, 00:00 UTC."
    )
    assert run_citation.sentence([run(started="")]) == "This page shows the results of 1 notebook."


def test_what_differs_between_runs_is_not_said_of_all() -> None:
    one, other = (
        run(inputs={"package": "1" * 64}),
        run(inputs={"package": "2" * 64}, versions={"pandas": "3.0.9"}),
    )
    for runs, versions, package in (
        ([one, one], "pandas 3.1.0", "1" * 64),
        ([one, other], "", ""),
        ([run(versions={}, inputs={})], "", ""),
    ):
        cited = run_citation.cited(runs)
        assert cited is not None
        assert (cited.versions, cited.package_sha256) == (versions, package)
    assert run_citation.cited([]) is None


def test_the_cells_of_a_run() -> None:
    unknown = run(parameters={}, started="", memory_bytes=0, kernel="", seconds=1234.56)
    assert run_citation.row(unknown) == (
        "02-compare-totals",
        "defaults",
        "–",
        "1,234.6",
        "–",
        "–",
        "3f2a9c0d1e4b",
    )
    assert run_citation.row(run(where="cluster"))[5] == "warm, on a cluster"
    assert run_citation.version_words([("pandas", "3.1.0"), ("python", "3.12.1"), ("tollbook", "0.1.0")]) == (
        "Python 3.12.1, Tollbook 0.1.0 and pandas 3.1.0"
    )


def test_the_download_has_the_runs_as_lines() -> None:
    runs = [run(), run(run="000000000002", parameters={"districts": "/home/somebody/districts.geojson"})]
    made = downloads.make(
        EVENT, "latest", "Invented", {}, [], [], {**META, "runs": runs, "event_sha256": ROWS_HASH}
    )
    with zipfile.ZipFile(io.BytesIO(made.files["latest.zip"])) as archive:
        files = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    lines = files["runs.jsonl"].splitlines()
    assert lines[0] == LINE
    assert json.loads(lines[1])["parameters"] == {"districts": "districts.geojson"}
    assert "- runs.jsonl: the runs of the notebooks" in files["README.txt"]
    assert ROWS_HASH in files["README.txt"]
    assert json.loads(files["datapackage.json"])["event_sha256"] == ROWS_HASH
    without = downloads.make(EVENT, "latest", "Invented", {}, [], [], META)
    with zipfile.ZipFile(io.BytesIO(without.files["latest.zip"])) as archive:
        assert sorted(archive.namelist()) == ["README.txt", "datapackage.json"]
