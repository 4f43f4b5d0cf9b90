"""The raw ledger is there as it came: rows and hashes by its cards, cells as worded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tollbook import ledger
from tollbook.paths import resolve

RAW = resolve("data/raw")
CARDS = sorted(RAW.glob("*.card.yml"))
CARD_FIELDS = [
    "title",
    "publisher",
    "covers",
    "one_row_is",
    "key",
    "rows",
    "dates",
    "how_obtained",
    "licence",
    "credit",
    "sha256",
    "known_problems",
]


def card_of(path: Path) -> dict[str, object]:
    """Return a source card."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_ledger_has_the_rows_that_were_counted_when_it_came() -> None:
    tables = ledger.read()
    assert {name: len(table) for name, table in tables._asdict().items()} == {
        "reports": 786,
        "claims": 3492,
        "sightings": 1464,
        "series": 171,
    }
    assert len(ledger.read_places()) == 57
    by_event = tables.claims["event_id"].value_counts().to_dict()
    assert by_event == {
        "balochistan-2026-01": 2291,
        "jaffar-express-2025-03": 649,
        "balochistan-2024-08": 552,
    }


def test_every_cell_is_the_text_of_the_page() -> None:
    claims = ledger.read().claims
    for table in (*ledger.read(), ledger.read_places()):
        assert all(isinstance(cell, str) for column in table for cell in table[column].unique())
    assert (claims["figure"] == "").sum() == 7
    page = claims[claims["report_id"] == "saptashwa-tv-2026-02-02"]
    assert {"193", "Over 190", "190+", "145", "17", "31"} <= set(page["figure"])
    assert {"दर्जनों", "30 से ज्यादा", "au moins 40"} <= set(claims["figure"])


def test_words_that_look_like_a_missing_cell_stay_words(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("claim_id,figure,note\n1,None,NA\n2,,nan\n007,1e3,TRUE\n")
    claims = ledger.read_csv(tmp_path / "claims.csv")
    assert claims.to_numpy().tolist() == [["1", "None", "NA"], ["2", "", "nan"], ["007", "1e3", "TRUE"]]


def test_every_raw_file_has_a_card_and_every_card_a_file() -> None:
    files = {path.name for path in RAW.iterdir() if path.suffix in (".csv", ".geojson")}
    assert files == {path.name.removesuffix(".card.yml") for path in CARDS}
    assert len(files) == 7
    assert {path.name for path in RAW.iterdir()} == files | {path.name for path in CARDS}


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.name.removesuffix(".card.yml"))
def test_a_card_says_what_the_file_is(path: Path) -> None:
    card, file = card_of(path), path.with_name(path.name.removesuffix(".card.yml"))
    assert list(card) == CARD_FIELDS
    assert card["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert card["known_problems"]
    assert all(isinstance(text, str) and text.endswith(".") for text in card["known_problems"])
    if file.suffix == ".csv":
        table = ledger.read_csv(file)
        assert len(table) == card["rows"]
        assert not card["key"] or not table.duplicated(card["key"]).any()
    else:
        outline = json.loads(file.read_text(encoding="utf-8"))
        assert len(outline.get("features", [outline])) == card["rows"]


def test_the_numbers_in_the_cards_are_those_of_the_files() -> None:
    reports, claims, sightings, series = ledger.read()
    places = ledger.read_places()
    undated = reports["published"] == ""
    counted = {
        "reports.csv": [
            undated.sum(),
            (undated & reports["dated"].ne("")).sum(),
            (undated & reports["dated"].eq("")).sum(),
            reports["published"].str.fullmatch(r"[-0-9]{10}T[0-9:]{5}").sum(),
            (reports["outlet_country"] == "").sum(),
        ],
        "claims.csv": [(claims["as_of"] != "").sum()],
        "sightings.csv": [
            sightings["report_id"].nunique(),
            (sightings["date"] != "").sum(),
            (sightings["district"] == "").sum(),
            (sightings["time"] != "").sum(),
            *sightings["event_id"].value_counts(),
        ],
        "series.csv": [(series["region"] == "Balochistan").sum(), (series["published"] == "").sum()],
        "places.csv": [*places["licence"].value_counts()],
    }
    for name, numbers in counted.items():
        text = " ".join(map(str, card_of(RAW / f"{name}.card.yml").values()))
        assert [number for number in numbers if f"{number:,}" not in text] == []
    assert len(set(reports["report_id"]) - set(claims["report_id"])) == 6


def test_the_hash_of_the_ledger_is_that_of_its_four_files(tmp_path: Path) -> None:
    for name in ledger.FILES:
        (tmp_path / name).write_bytes((RAW / name).read_bytes())
    # sha256sum claims.csv reports.csv series.csv sightings.csv | sha256sum
    assert ledger.sha256() == "5356b385f619f262869431cc614031e0c031bd5e4f7388609de8d595584155d4"
    assert ledger.sha256(tmp_path) == ledger.sha256()
    (tmp_path / "series.csv").write_bytes((RAW / "series.csv").read_bytes() + b"\n")
    assert ledger.sha256(tmp_path) != ledger.sha256()


def test_a_folder_without_a_gazetteer_uses_the_projects(tmp_path: Path) -> None:
    pd.testing.assert_frame_equal(ledger.read_places(tmp_path), ledger.read_places())
    (tmp_path / "places.csv").write_text("place,lat\nQuetta,30.18414\n")
    assert list(ledger.read_places(tmp_path)["place"]) == ["Quetta"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"reports\.csv"):
        ledger.read(tmp_path)
