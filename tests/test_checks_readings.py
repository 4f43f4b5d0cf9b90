"""The findings on the real ledger: those read by hand, the slips that the readers' notes name, the tables."""

from __future__ import annotations

import pandas as pd
import pytest

from tollbook import checks, clean, dictionary, ledger
from tollbook.checks import readings
from tollbook.paths import hand

# what a page's reader called a slip in the note; the notes are read here and by no check
NAMED_SLIPS = {
    "dawn-2024-08-26-2-2": "digit_slip",  # 13 for 23
    "tvn24-2026-02-01-1": "digit_slip",  # 142 for 145
    "menafn-2026-02-05-4": "digit_slip",  # 68 for 58
    "trt-world-2026-02-05-3": "digit_slip",
    "la-nacion-reuters-2025-03-12-4": "wrong_group",  # 27 militants as people
    "burak-baloch-2026-02-02-2": "wrong_group",  # 17 civilians
    "the-morung-express-2026-02-02-3": "wrong_group",  # 15 civilians
    "the-sentinel-assam-2026-02-03-3": "wrong_group",
    "zee-news-zee-salaam-2026-02-02-3": "wrong_group",
    "patrika-2026-02-01-1": "wrong_group",  # 92 civilians
    "bd-voice-2026-02-04-7": "wrong_group",  # 92 people
    "nawai-pk-2026-02-05-1": "wrong_group",  # 48 civilians
    "news-diplomacy-2026-02-05-1": "wrong_group",
    "pakistan-today-2026-02-05-3-1": "wrong_group",
    "pk-press-club-2026-02-05-8": "wrong_group",  # three civilians for three women
    "newsbytes-hindi-2026-02-02-3": "part_over_whole",  # more than 45 police
    "usmuslims-2026-01-31-4": "wrong_period",  # 41 and 67 changed places
    "usmuslims-2026-01-31-5": "wrong_period",
    "unn-2026-02-04-1": "wrong_place",  # 58 in Nushki
    "unn-english-2026-02-06-1": "wrong_place",
    "webdunia-hindi-2026-02-16-2": "wrong_place",  # 216 in two places
    "roznama-dunya-2026-02-06-1": "wrong_place",
    "the-strategic-brief-naveed-elahi-2024-08-28-5": "wrong_place",  # 21 at one camp
    "saptashwa-tv-2026-02-02-3": "weekday",
    "geo-news-2026-02-04-3": "impossible_date",
    "thiesinfo-2026-01-29-1": "date_before_event",
    "8pm-news-2026-02-04-6": "increment",  # 145 + 22 = 167, not 177
}


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return clean.clean(ledger.read("data/raw")).claims


@pytest.fixture(scope="module")
def findings(claims) -> pd.DataFrame:
    return checks.run(claims)


def test_every_reading_is_of_a_finding_that_is_still_there(findings):
    gone = readings.lost(findings)
    assert len(gone) == 0, gone.to_string()


def test_at_least_sixty_findings_of_all_events_were_read_with_a_reason(claims):
    read = hand("check_readings")
    assert len(read) >= 60
    assert set(read["verdict"]) == {"right", "wrong"}
    assert read["why"].ne("").all()
    events = claims.set_index("claim_id")["event_id"]
    assert read["claim_ids"].str.split(";").str[0].map(events).nunique() == claims["event_id"].nunique()


def test_every_finding_of_the_small_checks_was_read(findings):
    table = readings.precision(findings).set_index("check")
    small = table[(table.index != "parts_total") & ~table.index.str.startswith("unknown_")]
    assert small["read"].eq(small["findings"]).all(), small.to_string()


def test_most_findings_are_right(findings):
    table = readings.precision(findings)
    assert table["right"].sum() / table["read"].sum() >= 0.8


@pytest.mark.parametrize("claim_id", NAMED_SLIPS)
def test_a_slip_that_a_note_names_is_found(findings, claim_id):
    check = NAMED_SLIPS[claim_id]
    if check == "increment":  # one finding for the increment, not for each page that repeats it
        assert "145 + 22 = 167" in set(findings.loc[findings["check"] == check, "expected"])
        return
    rests_on = findings.loc[findings["check"] == check, "claim_ids"].str.split(";").explode()
    assert claim_id in set(rests_on)


def test_the_notes_decide_nothing_but_dates(claims, findings):
    silent = checks.run(claims.assign(note=""))
    others = findings[~findings["check"].isin(readings.DATE_CHECKS)]
    pd.testing.assert_frame_equal(
        silent[~silent["check"].isin(readings.DATE_CHECKS)].reset_index(drop=True),
        others.reset_index(drop=True),
    )


def test_the_captives_of_the_armed_group_fall(findings):
    falls = findings.loc[findings["check"] == "falling", ["expected", "found"]]
    assert ["18 or more", "17"] in falls.values.tolist()


def test_two_events_do_not_meet(claims, findings):
    alone = [checks.run(group) for _, group in claims.groupby("event_id")]
    together = pd.concat(alone).sort_values(["check", "report_id", "claim_ids", "found"], ignore_index=True)
    pd.testing.assert_frame_equal(together, findings)


def test_the_order_of_the_rows_changes_nothing(claims, findings):
    pd.testing.assert_frame_equal(checks.run(claims.sample(frac=1, random_state=3)), findings)


def test_every_check_is_described_and_in_the_dictionary(findings):
    names = next(
        column for column in dictionary.table("checks", "processed").columns if column.name == "check"
    )
    assert set(findings["check"]) <= set(readings.WHAT_IT_FINDS) == set(names.allowed)
    assert set(findings["severity"]) <= {"error", "warning", "note"}


def test_no_finding_has_a_missing_value_in_words(findings):
    cells = findings.stack()
    assert not cells.str.contains(r"\b(?:nan|NaT|None|<NA>)\b", regex=True).any()
    assert findings.drop(columns=["report_id", "claim_ids"]).ne("").all(axis=None)


def one_of(check: str, number: int = 1) -> pd.DataFrame:
    rows = [(check, "note", f"page-{place}", f"claim-{place}", "2", "3", "words") for place in range(number)]
    return pd.DataFrame(rows, columns=checks.COLUMNS)


@pytest.fixture
def read_by_hand(monkeypatch):
    rows = pd.DataFrame(
        [
            ("overtaken", f"page-{place}", f"claim-{place}", verdict, "seen")
            for place, verdict in enumerate(["right", "right", "wrong"])
        ],
        columns=["check", "report_id", "claim_ids", "verdict", "why"],
    )
    monkeypatch.setattr(readings, "hand", lambda name: rows)


def test_precision_counts_the_read_and_the_right(read_by_hand):
    table = readings.precision(pd.concat([one_of("overtaken", 4), one_of("weekday")]))
    assert table.drop(columns="what it finds").values.tolist() == [
        ["overtaken", 4, 3, 2, "67%"],
        ["weekday", 1, 0, 0, "not read"],
    ]
    answer = readings.precision_answer(one_of("overtaken", 4))
    assert answer.startswith("**2 of 3 findings")
    assert "(67%)**, out of 4 findings" in answer


def test_a_reading_without_its_finding_is_dropped_and_counted(read_by_hand):
    assert readings.precision(one_of("overtaken", 1))["read"].tolist() == [1]
    assert readings.lost(one_of("overtaken", 1))["report_id"].tolist() == ["page-1", "page-2"]


def test_nothing_read_and_nothing_found_are_clear_sentences(read_by_hand):
    nothing = one_of("weekday", 0)
    assert readings.precision(nothing).empty
    assert readings.precision_answer(nothing) == "The checks found nothing among the claims known by then."
    for table in (readings.date_slips, readings.copy_errors, readings.falls):
        answer, rows = table(nothing)
        assert answer.startswith("No ")
        assert rows.empty
        assert list(rows)[:2] == ["check", "page"]


def test_a_long_table_is_cut_and_the_rest_is_counted():
    answer, rows = readings.copy_errors(pd.concat([one_of("wrong_group", 30), one_of("digit_slip")]))
    assert len(rows) == readings.MOST_ROWS
    assert rows["check"].iloc[0] == "digit_slip"
    assert answer == (
        "The checks found **1 figure one digit off and 30 figures given to another group**. 6 more findings "
        "are in `checks.csv`."
    )
