"""`tollbook export hxl`: totals and claims as tables with HXL hashtags, as the library of OCHA reads them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import hxl
import pandas as pd
import pytest

from tollbook import cli, vocabulary
from tollbook.exporting import hxl_check, hxl_table, hxl_tags
from tollbook.exporting.hxl_table import Tagged
from tollbook.exporting.hxl_tags import Column
from tollbook.paths import project_root

ATTACKS = "balochistan-2026-01"
PROCESSED = project_root() / "data/processed" / ATTACKS
DAY, END_OF_DAY = "2026-02-01", "2026-02-01T18:59:59Z"


def read(path: Path) -> Any:
    return hxl.data(io.BytesIO(path.read_bytes())).cache()


def table(name: str) -> list[dict[str, str]]:
    with (PROCESSED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_force(rule: str) -> dict[tuple[str, ...], dict[str, str]]:
    """The last total of each key up to the moment, found with nothing but the file."""
    found = {}
    for row in sorted(table("totals"), key=lambda row: row["since"]):
        if row["since"] <= END_OF_DAY and row["rule"] == rule:
            found[row["party"], row["period"], row["outcome"], row["group"]] = row
    return found


@pytest.fixture(scope="module")
def totals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hxl") / "totals.csv"
    words = ["export", "hxl", ATTACKS, "--as-of", DAY, "--rule", "latest", "--out", str(path)]
    assert cli.main(words) == 0
    return path


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hxl") / "claims.csv"
    assert cli.main(["export", "hxl", ATTACKS, "--claims", "--as-of", DAY, "--out", str(path)]) == 0
    return path


def test_the_library_finds_the_totals_valid(totals: Path) -> None:
    report = hxl.validate(read(totals))
    assert report["stats"]["error"] == 0


def test_each_total_in_force_is_in_its_row_and_column(totals: Path) -> None:
    people = {name for name, one in vocabulary.of(ATTACKS).outcomes.items() if one.counts_people}
    expected = {key: row for key, row in in_force("latest").items() if key[2] in people}
    found = {}
    for row in read(totals):
        who = row.get("#meta+source+party+code"), row.get("#meta+period+code")
        for outcome, group in {key[2:] for key in expected}:
            cells = [row.get(f"#affected+{outcome}+{group}+{end}") or "" for end in ("low", "best", "high")]
            if any(cells):
                found[*who, outcome, group] = cells
    assert found == {key: [row[end] for end in ("low", "best", "high")] for key, row in expected.items()}
    assert len(expected) > 20


def test_a_row_is_known_since_its_newest_figure(totals: Path) -> None:
    expected: dict[tuple[str, str], str] = {}
    for (party, period, *_), row in in_force("latest").items():
        expected[party, period] = max(expected.get((party, period), ""), row["since"])
    found = {
        (row.get("#meta+source+party+code"), row.get("#meta+period+code")): row.get("#date+known")
        for row in read(totals)
    }
    assert found == expected


def test_the_event_the_moment_and_the_rule_are_in_every_row(totals: Path) -> None:
    for row in read(totals):
        assert row.get("#event+code") == ATTACKS
        assert row.get("#date+asof") == END_OF_DAY
        assert row.get("#meta+rule") == "latest"


def test_each_claim_that_counts_people_is_a_row_with_its_page(claims: Path) -> None:
    people = {name for name, one in vocabulary.of(ATTACKS).outcomes.items() if one.counts_people}
    expected = {
        row["claim_id"]: row
        for row in table("claims")
        if row["known_from"] and row["known_from"] <= END_OF_DAY and row["outcome"] in people
    }
    found = {row.get("#meta+id"): row for row in read(claims)}
    assert set(found) == set(expected)
    for name, row in found.items():
        claim = expected[name]
        assert row.get("#meta+url") == claim["url"]
        assert (row.get("#x_group+code") or "") == claim["group"]
        assert row.get("#date+asof") == END_OF_DAY
        for end in ("low", "best", "high"):
            assert (row.get(f"#affected+{claim['outcome']}+{end}") or "") == claim[end]


def test_claims_that_count_no_people_are_said_to_be_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "claims.csv"
    assert cli.main(["export", "hxl", ATTACKS, "--claims", "--out", str(out)]) == 0
    people = {name for name, one in vocabulary.of(ATTACKS).outcomes.items() if one.counts_people}
    others = sum(row["outcome"] not in people for row in table("claims"))
    assert others > 0
    assert f"left out: {others} claims whose outcome does not count people" in capsys.readouterr().out


def test_totals_without_a_figure_are_said_to_be_left_out() -> None:
    rows = pd.DataFrame({name: pd.array([3, None], dtype="Int64") for name in hxl_tags.ENDS})
    kept, lines = hxl_table.with_figures(rows)
    assert len(kept) == 1
    assert lines == ["left out: 1 total for which the rule gives no figure"]
    assert hxl_table.with_figures(kept)[1] == []


# Hashtags


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("all_but_militants", "all_but_militants"),
        ("Desaparecidos", "desaparecidos"),
        ("kayıplar", "kayplar"),
        ("göçmen-çocuk", "gocmen_cocuk"),
        ("3rd party", "x_3rd_party"),
        ("行方", "x_884c_65b9"),
        ("", ""),
    ],
)
def test_names_become_attributes_that_the_library_takes(name: str, attribute: str) -> None:
    assert hxl_tags.attribute(name) == attribute
    if attribute:
        assert hxl.model.Column.parse(f"#affected+{attribute}").display_tag == f"#affected+{attribute}"


def test_outcomes_and_groups_of_any_event_become_columns() -> None:
    columns = hxl_tags.affected("missing", "Missing", "residents", "Residents")
    assert [column.tag for column in columns] == [
        "#affected+missing+residents+low",
        "#affected+missing+residents+best",
        "#affected+missing+residents+high",
    ]
    assert columns[0].heading == "Missing: residents (low)"


def test_figures_of_an_invented_earthquake_go_to_their_columns() -> None:
    rows = pd.DataFrame(
        {
            "outcome": ["killed", "displaced"],
            "group": ["residents", "all"],
            "low": pd.array([11, 4000], dtype="Int64"),
            "best": pd.array([12, None], dtype="Int64"),
            "high": pd.array([12, None], dtype="Int64"),
            "since": pd.to_datetime(["2031-05-04T10:00:00Z", "2031-05-05T09:00:00Z"]),
        }
    )
    assert hxl_table.figures(rows) == {
        "killed/residents/low": "11",
        "killed/residents/best": "12",
        "killed/residents/high": "12",
        "displaced/all/low": "4000",
        "displaced/all/best": "",
        "displaced/all/high": "",
        "known": "2031-05-05T09:00:00Z",
    }


# What is found to be wrong


def invented(**cells: str) -> Tagged:
    columns = [
        *hxl_tags.EVENT,
        Column("Whose, code", "#meta+source+party+code", "party"),
        Column("Killed", "#affected+killed+low", "low"),
    ]
    row = {"event": "e", "event_name": "An invented event", "as_of": "2031-05-04T10:00:00Z", "party": "state"}
    return Tagged(columns, [{**row, "low": "3"}, {**row, "low": "4"} | cells])


def test_a_table_that_is_right_has_no_fault() -> None:
    good = invented()
    assert hxl_check.faults(good.content(), good) == []


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"low": "many"}, "row 2 #affected+killed+low"),
        ({"low": "-1"}, "less than 0"),
        ({"as_of": "soon"}, "row 2 #date+asof"),
        ({"as_of": ""}, "#date+asof"),
        ({"event": ""}, "#event+code"),
    ],
)
def test_a_cell_that_breaks_a_rule_is_named(cells: dict[str, str], said: str) -> None:
    bad = invented(**cells)
    assert any(said in line for line in hxl_check.faults(bad.content(), bad))


def test_rows_and_numbers_that_are_not_read_back_are_named() -> None:
    good = invented()
    content = good.content()
    cut = content[: content.rstrip().rfind(b"\n") + 1]
    assert "2 rows were written, 1 are read back" in hxl_check.faults(cut, good)
    other = content.replace(b",state,4\n", b",state,40\n")
    assert "#affected+killed+low: the sum read back is 43, not 7" in hxl_check.faults(other, good)
    twice = good._replace(columns=[*good.columns, good.columns[-1]])
    assert "two columns have the hashtag #affected+killed+low" in hxl_check.faults(twice.content(), twice)
