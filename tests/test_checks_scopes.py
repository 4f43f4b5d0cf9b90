"""Checks of scope: each is shown to find one spoiled page, and to leave a right one alone."""

import pandas as pd
import pytest

from tollbook.checks import scopes


def page(rows):
    """Clean claims of one page from (group, low, period, basis, includes)."""
    frame = pd.DataFrame(rows, columns=["group", "low", "period", "period_basis", "includes"])
    low = frame["low"].astype("Int64")
    return frame.assign(
        low=low,
        high=low,
        figure=frame["low"].astype(str),
        claim_id=[f"page-{number}" for number in range(1, len(frame) + 1)],
        report_id="page",
        event_id="balochistan-2026-01",
        category="fighters",
        outcome="killed",
        unit="people",
        part="",
        place_id="",
        window=frame["period"],
    )


@pytest.mark.parametrize(
    ("periods", "severity"),
    [
        (("day", "pre_attack"), ["warning"]),
        (("day", "wave"), ["note"]),  # the wave holds the day
        (("day", "day"), []),
    ],
)
def test_one_figure_for_two_periods_is_found(periods, severity):
    found = list(
        scopes.figures_of_two_periods(page([("militants", 41, name, "window", "") for name in periods]))
    )
    assert [row[1] for row in found] == severity
    assert all("page-1;page-2" == row[3] and '"41" fighters killed' in row[-1] for row in found)


def test_a_period_that_no_words_give_contradicts_nothing():
    rows = [("militants", 41, "wave", "default", ""), ("militants", 41, "pre_attack", "window", "")]
    assert not list(scopes.figures_of_two_periods(page(rows)))


def test_a_window_that_no_row_knows_is_listed():
    rows = [("militants", 41, "since spring", "worded", ""), ("militants", 41, "wave", "default", "")]
    found = list(scopes.unknown_windows(page(rows)))
    assert [(row[3], row[5]) for row in found] == [("page-1", "since spring")]


@pytest.mark.parametrize(
    ("group", "includes", "is_found"),
    [
        ("all_but_militants", "militants;security", True),
        ("civilians", "civilians;security", True),
        ("all", "civilians;militants;security", False),
        ("security", "security", False),
        ("all_but_militants", "", False),
    ],
)
def test_a_group_that_a_figure_cannot_hold_is_found(group, includes, is_found):
    found = list(scopes.groups_beyond(page([(group, 41, "wave", "default", includes)])))
    assert bool(found) is is_found
