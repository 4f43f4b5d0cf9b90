"""Figures changed in copying: each check finds one spoiled page, and leaves the right ones alone."""

from __future__ import annotations

import pandas as pd
import pytest
from check_claims import carried, claim, frame

from tollbook import checks
from tollbook.checks import digits, known, slips


def ids(rows) -> list[str]:
    return [row[3] for row in rows]


@pytest.mark.parametrize(
    ("precision", "low", "high", "best", "number"),
    [
        ("exact", 145, 145, 145, 145),
        ("at_least", 31, None, None, 31),
        ("more_than", 31, None, None, 30),
        ("at_most", None, 24, None, 24),
        ("less_than", None, 49, None, 50),
        ("about", 395, 404, 400, 400),
        ("range", 40, 45, None, None),
        ("vague", 24, None, None, None),
    ],
)
def test_the_printed_number_is_the_one_in_the_wording(precision, low, high, best, number):
    row = pd.DataFrame({"low": [low], "high": [high], "best": [best]}).astype("Int64")
    found = known.printed_numbers(row.assign(precision=precision)).iloc[0]
    assert (None if pd.isna(found) else int(found)) == number


MILITANTS = carried(92, 6)


def test_the_figure_of_one_group_given_to_another_is_found():
    found = list(slips.wrong_groups(frame([*MILITANTS, claim(92, "spoiled", group="civilians")])))
    assert ids(found) == ["spoiled-1"]
    assert found[0][4:6] == ("92 militants", "92 x")
    assert "from 6 outlets, first on 2 February 2026; no other outlet gives it so" in found[0][6]


def test_a_figure_that_is_well_known_for_both_groups_is_right():
    assert not list(slips.wrong_groups(frame([*MILITANTS, *carried(92, 5, "other", group="civilians")])))


def test_a_figure_that_few_outlets_carry_is_not_well_known():
    assert not list(slips.wrong_groups(frame([*carried(92, 4), claim(92, "page", group="civilians")])))


@pytest.mark.parametrize("number", [7, 90])
def test_small_and_round_numbers_meet_by_chance(number):
    assert not list(
        slips.wrong_groups(frame([*carried(number, 6), claim(number, "page", group="civilians")]))
    )


def test_a_figure_that_was_not_out_yet_was_not_copied():
    early = claim(92, "page", group="civilians", day="2026-01-30")
    assert not list(slips.wrong_groups(frame([*MILITANTS, early])))


@pytest.mark.parametrize(
    ("origin", "party", "number"),
    [("Somebody Else", "state", 0), ("officials (unnamed)", "state", 1), ("Group", "armed_group", 0)],
)
def test_a_named_source_of_its_own_or_the_other_side_may_give_the_same_number(origin, party, number):
    page = claim(92, "page", group="civilians", origin=origin, party=party)
    assert len(list(slips.wrong_groups(frame([*MILITANTS, page])))) == number


def test_another_event_does_not_count():
    elsewhere = claim(92, "page", group="civilians", event_id="balochistan-2024-08")
    assert not list(slips.wrong_groups(frame([*MILITANTS, elsewhere])))


def test_a_total_given_to_one_group_is_found_only_above_what_was_known_of_the_group():
    total = carried(48, 6, group="all_but_militants")
    spoiled = claim(48, "page", group="civilians")
    fewer, more = (carried(number, 5, "civil", group="civilians") for number in (31, 61))
    assert ids(slips.wrong_groups(frame([*total, *fewer, spoiled]))) == ["page-1"]
    assert not list(slips.wrong_groups(frame([*total, *more, spoiled])))


def twin_pages(part: str) -> pd.DataFrame:
    same = [("militants", 145), ("security", 17), ("all", 193), ("all_but_militants", 48)]
    rows = [claim(number, page, group=group) for page in ("one", "two") for group, number in same]
    three = {"group": "civilians", "place_id": "gwadar", "is_whole": False}
    return frame([*rows, claim(3, "one", **three), claim(3, "two", part=part, **three)])


def test_a_part_given_as_the_whole_group_is_found_by_a_page_that_is_otherwise_the_same():
    assert ids(slips.wrong_groups(twin_pages("women"))) == ["one-5;two-5"]
    assert not list(slips.wrong_groups(twin_pages("")))


def test_pages_that_share_little_are_no_copies():
    claims = twin_pages("women")
    assert not list(slips.wrong_groups(claims[~claims["group"].isin(["security", "all"])]))


NUSHKI = {"place_id": "nushki", "place": "Nushki", "is_whole": False}


def test_the_toll_of_the_whole_event_given_to_one_place_is_found():
    found = list(slips.wrong_places(frame([*carried(58, 6), claim(58, "page", **NUSHKI)])))
    assert ids(found) == ["page-1"]
    assert found[0][4:6] == ("58 in the whole event", "58 in Nushki")


def test_a_place_with_its_own_figure_is_right():
    assert not list(slips.wrong_places(frame([*carried(58, 6), claim(57, "page", **NUSHKI)])))
    assert not list(slips.wrong_places(frame([*carried(58, 6), *carried(58, 5, "own", **NUSHKI)])))


RAIDS = {"place_id": "harnai+panjgur", "place": "Harnai and Panjgur", "period": "pre_attack"}


@pytest.mark.parametrize(("number", "found"), [(41, []), (216, ["page-1"])])
def test_a_place_that_stands_for_a_period_has_the_figures_of_that_period(number, found):
    known_figures = [*carried(41, 6, "raids", period="pre_attack"), *carried(216, 6, period="operation")]
    assert ids(slips.wrong_places(frame([*known_figures, claim(number, "page", **RAIDS)]))) == found


def test_a_figure_put_into_another_period_is_found():
    before = carried(41, 6, period="pre_attack", period_basis="window", window="Friday")
    spoiled = claim(41, "page", period="day", period_basis="window", window="Saturday")
    found = list(slips.wrong_periods(frame([*before, spoiled])))
    assert ids(found) == ["page-1"]
    assert found[0][4:6] == ("41 for raids before", "41 for Saturday")


@pytest.mark.parametrize(
    "cells", [{"period": "operation", "period_basis": "window"}, {"period": "day", "period_basis": "default"}]
)
def test_a_period_that_holds_the_other_or_that_the_page_does_not_name_is_right(cells):
    before = carried(41, 6, period="pre_attack", period_basis="window", window="Friday")
    assert not list(slips.wrong_periods(frame([*before, claim(41, "page", **cells)])))


@pytest.mark.parametrize(
    ("number", "other", "is_slip"),
    [
        (68, 58, True),
        (154, 145, True),
        (142, 145, True),
        (451, 145, False),  # three digits moved round
        (17, 15, False),  # the last digit of two: a count that grows
        (15, 51, True),  # swapped
        (14, 145, True),
        (1455, 145, True),
        (145, 145, False),
        (158, 145, False),
    ],
)
def test_one_digit_off_is_what_a_slip_of_the_hand_makes(number, other, is_slip):
    assert digits.one_digit_off(number, other) is is_slip


WELL_KNOWN = carried(58, 6)


def test_a_figure_one_digit_off_is_found():
    found = list(digits.digit_slips(frame([*WELL_KNOWN, claim(68, "page")])))
    assert ids(found) == ["page-1"]
    assert found[0][4:6] == ("58", "68")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (carried(68, 3, "other"), "three outlets give it"),
        ([claim(68, "page"), claim(58, "page")], "the page gives both"),
        ([claim(68, "page"), claim(41, "page"), claim(27, "page", group="security")], "41 + 27 = 68"),
        (
            [claim(68, "page"), claim(168, "page", group="all"), claim(100, "page", group="security")],
            "a term",
        ),
        ([claim(57, "page")], "the last digit of two"),
        ([claim(50, "page")], "a round number"),
        ([claim(68, "page", precision="at_least")], "not exact"),
        ([claim(68, "page", party="armed_group", origin="Group")], "the other side"),
        ([claim(68, "page", period="day")], "another period"),
        ([claim(68, "page", group="civilians")], "another group"),
    ],
)
def test_what_is_no_slip_of_one_digit_is_left_alone(rows, why):
    assert not list(digits.digit_slips(frame([*WELL_KNOWN, *rows]))), why


def test_a_figure_that_a_newer_one_had_replaced_is_not_what_was_copied():
    newer = carried(97, 6, "newer", day="2026-02-04")
    late = claim(68, "page", day="2026-02-05")
    assert not list(digits.digit_slips(frame([*WELL_KNOWN, *newer, late])))
    assert ids(digits.digit_slips(frame([*WELL_KNOWN, late]))) == ["page-1"]


def test_nothing_is_found_where_there_is_nothing():
    nothing = frame(WELL_KNOWN).iloc[:0]
    assert checks.run(nothing).empty
    assert list(checks.run(nothing).columns) == checks.COLUMNS
