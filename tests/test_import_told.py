"""What databases have of an event stands beside the pages' figures, summed by hand here. All is invented."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from import_cases import EVENT, TFP, acled, run, tfp, ucdp

from tollbook import databases, dictionary
from tollbook.parameters import Run

RUN = Run(EVENT, "Fighting in Ruritania", "Europe/Vienna", "wave", None, "latest", "latest", "")


@pytest.fixture
def root(root: Path) -> Path:
    """The project; on the pages of its event officials counted 11 people killed."""
    names = dictionary.table("totals", "processed").names
    known = {
        "since": "2025-05-17T10:00:00Z",
        "party": "state",
        "group": "all",
        "outcome": "killed",
        "period": "wave",
        "rule": "latest",
        **dict.fromkeys(("low", "best", "high"), "11"),
        **dict.fromkeys(("n_origins", "n_statements", "n_reports"), "2"),
    }
    others = [{"outcome": "injured"}, {"rule": "median"}, {"period": "day"}, {"party": "any"}]
    rows = pd.DataFrame([known, *(known | other for other in others)]).reindex(columns=names)
    folder = root / f"data/processed/{EVENT}"
    folder.mkdir(parents=True)
    rows.to_csv(folder / "totals.csv", index=False)
    return root


def told_rows(shown: list[str]) -> list[list[object]]:
    """Return some columns of what is told of the event."""
    return databases.told(RUN)[1][shown].to_numpy().tolist()


def test_without_an_import_there_is_a_sentence_and_no_row(root: Path) -> None:
    sentence, table = databases.told(RUN)
    assert sentence.startswith("No figures of a database were taken over for this event")
    assert table.empty
    assert list(table.columns) == databases.COLUMNS


def test_records_are_added_up_by_group_beside_the_pages(root: Path, tmp_path: Path) -> None:
    second = {"best": "4", "low": "4", "high": "6", "deaths_b": "0", "deaths_civilians": "2"}
    run(root, "ucdp", ucdp(tmp_path / "GEDEvent_v25_1.csv", {}, second), "--event", EVENT)
    run(root, "acled", acled(tmp_path / "a.csv", {}, {"fatalities": "5"}), "--event", EVENT)
    sentence, _ = databases.told(RUN)
    assert "UCDP 25.1: 2 records of 16 May 2025" in sentence
    assert "**Not mixed** with the figures of the pages" in sentence
    assert told_rows(["outcome", "group", "who counts", "low", "best", "high", "from"]) == [
        ["killed", "security personnel", "UCDP 25.1", "", "4", "", "2 records"],  # 2 + 2
        ["killed", "civilians", "UCDP 25.1", "", "6", "", "2 records"],  # 4 + 2
        ["killed", "people", "ACLED 2025-05-20", "", "8", "", "2 records"],  # 3 + 5
        ["killed", "people", "UCDP 25.1", "9", "11", "15", "2 records"],  # 5 + 4, 7 + 4, 9 + 6
        ["killed", "people", "pages: Officials", "", "11", "", "2 pages"],
        ["killed", "not told: side b: Black Michael's men", "UCDP 25.1", "", "1", "", "1 record"],
    ]


def test_what_pages_alone_have_stands_last(root: Path, tmp_path: Path) -> None:
    path = root / f"data/processed/{EVENT}/totals.csv"
    totals = pd.read_csv(path, dtype=str, keep_default_na=False)
    militants = totals.head(1).assign(group="militants")
    pd.concat([totals, militants]).to_csv(path, index=False)
    run(root, "acled", acled(tmp_path / "a.csv", {}), "--event", EVENT)
    assert told_rows(["group", "who counts"]) == [
        ["people", "ACLED 2025-05-20"],
        ["people", "pages: Officials"],
        ["militants", "pages: Officials"],  # militants go before all people elsewhere
    ]


def test_of_a_count_that_runs_on_the_last_is_taken_and_what_was_filled_in_stays_apart(
    root: Path, tmp_path: Path
) -> None:
    later = {"report_date": "2025-05-20", "killed_cum": 19, "injured_cum": 40}
    run(root, "tfp", tfp(tmp_path / "casualties_daily.json", [*TFP, later]), "--event", EVENT)
    assert "called extrapolated" in databases.told(RUN)[0]
    found = told_rows(["outcome", "part", "best", "rule"])
    official = "TFP: the official count from the beginning to this day, to "
    assert found == [
        [
            "killed",
            "",
            "14",
            "TFP extrapolated: filled in where the official count was missing, to 2025-05-18",
        ],
        ["killed", "", "19", official + "2025-05-20"],
        ["killed", "", "11", "latest, since 17 May 2025"],
        ["killed", "children", "3", official + "2025-05-16"],
        ["injured", "", "40", official + "2025-05-20"],
        ["injured", "", "11", "latest, since 17 May 2025"],
    ]


def test_counts_of_several_places_are_added_where_their_rule_is_the_same(root: Path, tmp_path: Path) -> None:
    areas = {"gaza": ("2025-05-16", 9), "lebanon": ("2025-05-15", 2), "west_bank": ("2025-05-15", 5)}
    content = {area: {"last_update": day, "killed": {"total": total}} for area, (day, total) in areas.items()}
    run(root, "tfp", tfp(tmp_path / "summary.json", content), "--event", EVENT)
    assert told_rows(["best", "from"])[:2] == [["11", "2 records"], ["5", "1 record"]]


def test_two_versions_are_told_each_for_itself(root: Path, tmp_path: Path) -> None:
    for version in ("25_0_1", "25_0_2"):
        run(root, "ucdp", ucdp(tmp_path / f"GEDEvent_v{version}.csv", {}), "--event", EVENT)
    rows = told_rows(["group", "who counts", "best"])
    assert [row[1:] for row in rows if row[0] == "people" and row[1].startswith("UCDP")] == [
        ["UCDP 25.0.1", "7"],
        ["UCDP 25.0.2", "7"],
    ]


def test_a_report_as_of_a_moment_does_not_show_what_was_known_later(root: Path, tmp_path: Path) -> None:
    run(root, "ucdp", ucdp(tmp_path / "x.csv", {}), "--event", EVENT)
    sentence, table = databases.told(RUN._replace(moment=pd.Timestamp("2025-05-18", tz="UTC")))
    assert sentence.startswith("Figures of databases are shown in the latest report alone")
    assert table.empty
