"""Who is named for maps and places: what the source cards of the project say, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tollbook import checking, credits, paths


def card(folder: Path, name: str, text: str) -> None:
    """Write an invented source card."""
    (folder / "data/raw").mkdir(parents=True, exist_ok=True)
    (folder / f"data/raw/{name}.card.yml").write_text(text, encoding="utf-8")


def test_credits_are_those_of_the_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path))
    assert credits.of_maps() == ""
    card(tmp_path, "island.geojson", "credit: Survey <Office> (https://survey.example.org/a), CC0; Ana")
    card(tmp_path, "sea.geojson", "credit: Ana; Boats & Co")
    card(tmp_path, "claims.csv", "credit: no credit of a map")
    card(tmp_path, "places.csv", "title: towns")
    assert credits.of_maps() == (
        '<a href="https://survey.example.org/a" rel="noopener noreferrer">Survey &lt;Office&gt;</a>, CC0; '
        "Ana; Boats &amp; Co"
    )


def test_this_ledger_names_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(paths.OWN))
    said = credits.of_maps()
    for name, address in (  # as the licences of the four ask
        ("Natural Earth", "https://www.naturalearthdata.com/"),
        ("GeoNames", "https://www.geonames.org/"),
        ("UCDP", "https://ucdp.uu.se/"),
        ("© OpenStreetMap contributors", "https://www.openstreetmap.org/copyright"),
    ):
        assert f'<a href="{address}" rel="noopener noreferrer">{name}</a>' in said


def test_fields_that_nobody_has_written_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card(
        tmp_path,
        "island.geojson",
        'title: Island\nlicence: "not decided yet: decide"\ncredit: not written yet\n',
    )
    card(tmp_path, "claims.csv", "publisher: Nobody named yet wrote this\nrows: 3\n")
    card(tmp_path, "odd.csv", "[")
    assert credits.unwritten(tmp_path / "data/raw") == {"island.geojson.card.yml": ["licence", "credit"]}
    checking.report_unwritten(tmp_path / "data/raw")
    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith("1 source card of ")
    assert others == ["  island.geojson.card.yml: licence and credit"]


def test_the_cards_of_this_ledger_are_written() -> None:
    assert credits.unwritten(paths.OWN / "data/raw") == {}
