"""Checks: each is shown to find one spoiled page, and to leave a right one alone. Sums worked by hand."""

import pandas as pd
import pytest

from tollbook import checks


def page(rows, report="page"):
    """Clean claims of one page from (group, low, high, period, includes); whole event, killed."""
    frame = pd.DataFrame(rows, columns=["group", "low", "high", "period", "includes"])
    worded = {(True, True): "more_than", (True, False): "at_least"}  # "more than 190" is 191 or more
    frame["precision"] = [
        worded.get((pd.isna(high), low % 10 == 1), "exact")
        for low, high in zip(frame["low"], frame["high"], strict=True)
    ]
    frame["claim_id"] = [f"{report}-{number}" for number in range(1, len(frame) + 1)]
    for column in ("low", "high"):
        frame[column] = frame[column].astype("Int64")
    moment = pd.Timestamp("2026-02-01T10:00", tz="UTC")
    return frame.assign(
        event_id="balochistan-2026-01",
        report_id=report,
        figure=frame["low"].astype(str),
        outcome="killed",
        part="",
        unit="people",
        increment=False,
        is_whole=True,
        party="state",
        place_id="",
        category="x",
        attributed_to="y",
        place="",
        date_basis="day",
        said_from=moment,
    )


def parts_of(claims):
    return checks.run(claims).query("check == 'parts_total'")


GROUPS = [
    ("militants", 145, 145, "wave", ""),
    ("security", 17, 17, "wave", ""),
    ("civilians", 31, 31, "wave", ""),
]


@pytest.mark.parametrize(
    ("low", "high", "verb"), [(193, 193, "is"), (191, None, "agrees with"), (190, None, "agrees with")]
)
def test_a_total_that_is_a_sum_of_its_page_is_explained(low, high, verb):
    total = ("all", low, high, "wave", "civilians;militants;security")
    found = parts_of(page([total, *GROUPS]))
    assert found["found"].tolist() == ["193 = 145 militants + 17 security + 31 civilians"]
    assert f'" {verb} 193' in found["message"].iloc[0]
    assert found["claim_ids"].tolist() == ["page-1;page-2;page-3;page-4"]


def test_a_total_without_the_attackers_is_explained_by_two_groups():
    found = parts_of(page([("all_but_militants", 48, 48, "wave", "civilians;security"), *GROUPS]))
    assert found["found"].tolist() == ["48 = 17 security + 31 civilians"]


def test_a_total_without_the_attackers_is_never_explained_by_them():
    rows = [
        ("all_but_militants", 38, None, "wave", ""),
        ("militants", 33, 33, "wave", ""),
        ("civilians", 5, 5, "wave", ""),
    ]
    assert parts_of(page(rows)).empty


def test_a_total_that_names_its_groups_is_not_explained_by_another():
    total = ("all", 162, 162, "wave", "civilians;security")
    assert parts_of(page([total, *GROUPS]))["severity"].tolist() == ["warning"]


def test_an_open_sum_agrees_but_is_not_the_total():
    rows = [("all", 193, 193, "wave", ""), ("militants", 145, None, "wave", ""), *GROUPS[1:]]
    assert "agrees with 193 or more" in parts_of(page(rows))["message"].iloc[0]


def test_the_raids_before_the_attacks_may_be_added():
    rows = [("all", 234, 234, "wave", ""), *GROUPS, ("militants", 41, 41, "pre_attack", "")]
    assert parts_of(page(rows))["found"].tolist() == [
        "234 = 145 militants + 41 militants (raids before) + 17 security + 31 civilians"
    ]


def test_a_total_that_its_named_groups_do_not_make_is_a_warning_with_the_nearest_sum():
    found = parts_of(page([("all", 195, 195, "wave", "civilians;militants;security"), *GROUPS]))
    assert found["severity"].tolist() == ["warning"]
    assert found["found"].tolist() == ["193 = 145 militants + 17 security + 31 civilians"]


def test_a_total_that_nothing_explains_is_a_note():
    assert parts_of(page([("all", 500, 500, "wave", ""), *GROUPS]))["severity"].tolist() == ["note"]


def test_a_page_without_parts_has_no_finding():
    assert parts_of(page([("all", 193, 193, "wave", "")])).empty


def women_and_children(women, children, civilians):
    rows = page([("civilians", number, number, "wave", "") for number in (women, children, civilians)])
    return checks.run(rows.assign(part=["women", "children", ""])).query("check == 'women_children'")


def test_more_women_and_children_than_civilians_is_an_error():
    found = women_and_children(5, 3, 7)
    assert found[["severity", "expected", "found"]].values.tolist() == [["error", "at most 7", "8"]]


def test_women_and_children_within_the_civilians_are_right():
    assert women_and_children(5, 3, 8).empty


@pytest.mark.parametrize(
    ("column", "table"), [("group", "nouns"), ("party", "authorities"), ("place_id", "places")]
)
def test_what_a_hand_table_does_not_know_is_listed(column, table):
    claims = page(GROUPS[:1]).assign(**{column: "unknown"})
    found = checks.run(claims).query(f"check == 'unknown_{table}'")
    assert len(found) == 1
    assert f"data/hand/{table}.csv has no row" in found["message"].iloc[0]


def test_a_page_dated_before_what_it_counts_is_listed():
    found = checks.run(page(GROUPS).assign(date_basis="bounded")).query("check == 'date_before_event'")
    assert found["claim_ids"].tolist() == ["page-1;page-2;page-3"]


def test_no_claims_give_no_findings():
    assert checks.run(page(GROUPS).iloc[:0]).empty
