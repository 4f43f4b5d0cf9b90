"""Daily counts in the layouts of TechForPalestine: what was reported, what was filled in. All is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_cases import TFP, card, claims, run, set_aside, tfp

OFFICIAL = "TFP: the official count from the beginning to this day"
CARRIED = "TFP filled in: the last count carried on, as this day has no report of its own"
EXTRAPOLATED = "TFP extrapolated: filled in where the official count was missing"


def taken(root: Path, file: Path, *shown: str) -> list[list[str]]:
    """Take a file over and return some columns of its claims."""
    assert run(root, "tfp", file, "--as", "x") == 0
    return claims(root, "tfp-x")[[*shown]].to_numpy().tolist()


def test_a_count_that_was_carried_on_is_not_reported(root: Path, tmp_path: Path) -> None:
    days = [
        {"report_date": "2025-05-16", "verified": {"killed_cum": 4}, "killed_cum": 6, "flash_source": "un"},
        {"report_date": "2025-05-17", "killed_cum": 6, "settler_attacks_cum": 2, "flash_source": "fill"},
        {"report_date": "2025-05-18", "killed_cum": 7, "flash_source": "un"},
    ]
    found = taken(root, tfp(tmp_path / "west_bank_daily.json", days), "claim_id", "rule", "given", "best")
    flash = "TFP: UN OCHA's flash updates, not verified, from the beginning to this day"
    assert found == [
        ["tfp-x-2025-05-16-killed_cum", flash, "reported", "6"],
        [
            "tfp-x-2025-05-16-verified.killed_cum",
            "TFP: the count from the beginning to this day, verified by UN OCHA",
            "reported",
            "4",
        ],
        ["tfp-x-2025-05-17-killed_cum", CARRIED, "extrapolated", "6"],
        ["tfp-x-2025-05-18-killed_cum", flash, "reported", "7"],
    ]


def test_a_day_without_a_report_of_its_own_says_so(root: Path, tmp_path: Path) -> None:
    days = [
        {"report_date": "2025-05-16", "report_source": "mohtel", "report_period": 0, "killed": 0},
        {"report_date": "2025-05-17", "report_source": "mohtel", "report_period": 48, "killed": 5},
        {"report_date": "2025-05-18", "report_source": "missing", "report_period": 24, "killed": 3},
    ]
    shown = ("date_start", "date_end", "best", "given", "rule", "note")
    assert taken(root, tfp(tmp_path / "casualties_daily.json", days), *shown) == [
        [
            "2025-05-16",
            "2025-05-16",
            "0",
            "extrapolated",
            "TFP filled in: as this day has no report of its own",
            "no report of its own; the next one counts this day too",
        ],
        ["2025-05-16", "2025-05-17", "5", "reported", "TFP: the official count of the report day", ""],
        [
            "2025-05-18",
            "2025-05-18",
            "3",
            "reported",
            "TFP: a count of the day, though it knows no official report of it",
            "",
        ],
    ]


def test_counts_joined_over_phases_are_told_from_the_published_ones(root: Path, tmp_path: Path) -> None:
    day = {
        "report_date": "2025-05-16",
        "report_source": "moph_lb",
        "report_period": 96,
        "phase": 2,
        "killed": 5,
        "killed_cum": 45,
        "killed_cum_reported": 5,
    }
    shown = ("field", "best", "given", "rule", "place", "source", "note", "date_start")
    by = ["Lebanon", "Lebanon Ministry of Public Health", "phase 2"]
    of_a_phase = "TFP: the official count from the beginning of its phase to this day"
    assert taken(root, tfp(tmp_path / "lebanon_casualties_daily.json", [day]), *shown) == [
        ["killed", "5", "reported", "TFP: the official count of the report day", *by, "2025-05-13"],
        [
            "killed_cum",
            "45",
            "extrapolated",
            "TFP computed: the official counts of several phases, each from its own beginning, joined to one",
            *by,
            "",
        ],
        ["killed_cum_reported", "5", "reported", of_a_phase, *by, ""],
    ]


SUMMARY = {
    "gaza": {
        "last_update": "2025-05-16",
        "massacres": 1,
        "killed": {"total": 9, "civil_defence": 1},
        "injured": {"total": 20},
        "famine": {"total": 3, "children": 2},
        "aid_seeker": {"killed": 4},
    },
    "west_bank": {"last_update": "2025-05-15", "killed": {"total": 5}},
    "known_killed_in_gaza": {"records": 8},
}


def test_the_summary_does_not_pass_for_official_counts(root: Path, tmp_path: Path) -> None:
    found = taken(root, tfp(tmp_path / "summary.json", SUMMARY), "field", "part", "best", "rule", "given")
    either = "TFP: the count from the beginning to this day, verified by UN OCHA or from its flash updates"
    assert found == [
        ["aid_seeker_killed_cum", "people seeking aid", "4", OFFICIAL, "reported"],
        ["child_famine_cum", "children, starvation", "2", OFFICIAL, "reported"],
        ["ext_civdef_killed_cum", "civil defence", "1", EXTRAPOLATED, "extrapolated"],
        ["ext_injured_cum", "", "20", EXTRAPOLATED, "extrapolated"],
        ["ext_killed_cum", "", "9", EXTRAPOLATED, "extrapolated"],
        ["famine_cum", "starvation", "3", OFFICIAL, "reported"],
        ["killed_cum", "", "5", either, "reported"],
    ]
    assert "parts not taken over: known_killed_in_gaza" in card(root, "tfp-x")["read_as"]


def test_the_summary_of_before_is_gazas(root: Path, tmp_path: Path) -> None:
    before = {"killed": {"total": 9, "civilDefence": 1}, "injured": {"total": 20}}
    file = tfp(tmp_path / "summary.json", before | {"lastDailyUpdate": "2024-01-20", "massacres": 3})
    assert taken(root, file, "field", "best", "place", "date_end") == [
        ["ext_civdef_killed_cum", "1", "Gaza Strip", "2024-01-20"],
        ["ext_injured_cum", "20", "Gaza Strip", "2024-01-20"],
        ["ext_killed_cum", "9", "Gaza Strip", "2024-01-20"],
    ]


def test_the_csv_says_what_the_json_says(root: Path, tmp_path: Path) -> None:
    names = list(dict.fromkeys(name for day in TFP for name in day))
    lines = [names, *([str(day.get(name, "")) for name in names] for day in TFP), ["2025-05-19", "mohtel"]]
    (tmp_path / "casualties_daily.csv").write_text("\n".join(",".join(line) for line in lines))
    expected = taken(
        root, tfp(tmp_path / "casualties_daily.json"), "claim_id", "best", "rule", "given", "source"
    )
    shown = ("claim_id", "best", "rule", "given", "source")
    assert taken(root, tmp_path / "casualties_daily.csv", *shown) == expected
    assert set_aside(root, "tfp-x") == {4: f"the row is cut off (2 cells for {len(names)} columns)"}
    texts = (root / "data/databases/tfp-x.set_aside.csv").read_text().splitlines()
    assert texts[1].endswith('"2025-05-19,mohtel"')


def test_another_file_of_the_same_people_counts_nobody(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = [{"report_date": "2025-05-16", "civic_buildings": {"ext_destroyed": 3}}]
    assert run(root, "tfp", tfp(tmp_path / "infrastructure-damaged.json", days)) == 1
    assert "no row could be taken" in capsys.readouterr().err
