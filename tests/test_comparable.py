"""Figures of one scope are compared; all others are refused with a sentence that says why."""

import pandas as pd
import pytest
from prose import links, unlinked

from tollbook import comparable
from tollbook.comparable import Difference, ScopeError

RAIDS = {
    "event_id": "balochistan-2026-01",
    "outcome": "killed",
    "unit": "people",
    "group": "militants",
    "part": "",
    "place_id": "",
    "is_whole": True,
    "period": "pre_attack",
    "increment": False,
    "includes": "",
    "origin": "ISPR",
    "low": 41,
    "high": 41,
    "best": 41,
    "first_said": pd.Timestamp("2026-01-30T10:00", tz="UTC"),
}
WAVE = {
    **RAIDS,
    "period": "wave",
    "origin": "Sarfraz Bugti",
    **dict.fromkeys(("low", "high", "best"), 145),
    "first_said": pd.Timestamp("2026-02-01T10:00", tz="UTC"),
}
LABELS = "raids of 29 and 30 January, before the attacks", "the attacks from 31 January and the operations"


def why(one, other):
    with pytest.raises(ScopeError) as error:
        comparable.compare(one, other)
    return str(error.value)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((145, 145), (41, 41), (104, 104)),
        ((145, None), (41, 41), (104, None)),
        ((145, 145), (41, None), (None, 104)),
        ((None, 24), (10, 12), (-12, 14)),
        ((None, None), (None, None), (None, None)),
    ],
)
def test_figures_of_one_scope_have_a_difference(one, other, expected):
    rows = [pd.Series({**WAVE, "low": low, "high": high, "best": None}) for low, high in (one, other)]
    assert comparable.compare(*rows) == Difference(*expected)


def test_another_period_is_refused_with_who_and_when():
    text = why(RAIDS, WAVE)
    assert text.startswith(f"Not compared: 41 militants (ISPR, 30 January) counts {LABELS[0]}, ")
    assert f"145 militants (Sarfraz Bugti, 1 February) counts {LABELS[1]}" in text
    assert "holds" not in text


def test_a_period_that_holds_the_other_is_named():
    assert why(RAIDS, {**WAVE, "period": "operation"}).endswith("the second scope holds the first.")
    assert why({**WAVE, "period": "operation"}, RAIDS).endswith("the first scope holds the second.")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"event_id": "balochistan-2024-08"}, "Attacks across Balochistan on 25 and 26 August 2024"),
        ({"outcome": "injured"}, "counts injured"),
        ({"group": "civilians"}, "145 militants (Sarfraz Bugti, 1 February) and 145 civilians"),
        ({"part": "suicide bombers"}, "counts only a part (suicide bombers); the first scope holds"),
        ({"is_whole": False, "place_id": "nushki"}, "counts one place (nushki); the first scope holds"),
        ({"period": "since spring"}, 'counts "since spring", as its page words it'),
        ({"increment": True}, "counts people on top of another figure"),
    ],
)
def test_each_other_scope_is_refused(change, text):
    refused = why(WAVE, {**WAVE, **change})
    assert text in refused
    assert not any(word in refused for word in ("nan", "NaT", "None", "<NA>"))


def test_a_total_with_militants_is_not_compared_with_one_without():
    every = {**WAVE, "group": "all", "includes": "civilians;militants;security", "low": 193, "high": 193}
    without = {**WAVE, "group": "all_but_militants", "includes": "civilians;security", "low": 48, "high": 48}
    text = why(every, without)
    assert "count different groups; their set of groups inside differs as well" in text
    assert text.endswith("the first scope holds the second.")
    assert "holds" not in why({**every, "includes": ""}, without)  # nobody says that it counts militants


def test_a_row_without_a_moment_or_a_name_is_told_without():
    text = why({**RAIDS, "first_said": pd.NaT, "origin": "not named"}, WAVE)
    assert "41 militants (nobody named) counts" in text


def statements(rows):
    frame = pd.DataFrame([{**WAVE, **row} for row in rows])
    return frame.assign(statement_id=[f"s{number}" for number in range(len(frame))])


def test_the_pairs_of_much_carried_figures_are_listed_with_the_reason():
    rows = [
        {"n_outlets": 50},
        {**RAIDS, "n_outlets": 40},
        {"period": "day", "low": 92, "high": 92, "best": 92, "n_outlets": 30},
        {"period": "day", "low": 67, "high": 67, "best": 67, "n_outlets": 3},  # less carried, same period
        {"group": "civilians", "low": 31, "high": 31, "best": 31, "n_outlets": 60},
        {"period": "since spring", "n_outlets": 90},  # no period of the event
    ]
    answer, table = comparable.refused_pairs(statements(rows))
    assert table["outlets"].tolist() == [40, 30, 30]
    assert table["group"].unique().tolist() == ["militants"]
    assert table["why they are not compared"].iloc[0] in unlinked(answer)
    assert links(answer) == [("145 militants", "claims-s0"), ("41 militants", "claims-s1")]


def test_one_scope_alone_has_no_pairs():
    answer, table = comparable.refused_pairs(statements([{"n_outlets": 5}]))
    assert answer.startswith("No two figures")
    assert (len(table), len(table.columns)) == (0, 5)
    answer, table = comparable.refused_pairs(statements([{"n_outlets": 5}]).iloc[:0])
    assert table.empty
