"""Two worlds: ratios and tables worked by hand, and the steps that the ledger's own notes name."""

import math

import pandas as pd
import pytest
from prose import unlinked

from tollbook import clean, ledger, parameters, ratios, reconcile, worlds
from tollbook.charts.worlds import two_worlds
from tollbook.paths import resolve

EVENT = "balochistan-2026-01"
EVENTS = ["balochistan-2024-08", EVENT, "jaffar-express-2025-03"]
ALL = pd.NA


def total(since, party, low, high, best=None, group="security", period="wave", event=EVENT):
    """One row of totals by the rule latest."""
    return {
        "event_id": event,
        "since": pd.Timestamp(since, tz="UTC"),
        "party": party,
        "group": group,
        "outcome": "killed",
        "period": period,
        "rule": "latest",
        "low": low,
        "best": best if best is not None else (low if low == high else None),
        "high": high,
        "n_origins": 1,
        "n_statements": 1,
        "n_reports": 1,
        "statement_ids": "s",
    }


def table(*rows):
    frame = pd.DataFrame(list(rows), columns=list(total("2026-02-01", "state", 1, 1)))
    frame["since"] = pd.to_datetime(frame["since"], utc=True).dt.as_unit("s")
    numbers = ["low", "best", "high", "n_origins", "n_statements", "n_reports"]
    return frame.astype(dict.fromkeys(numbers, "Int64"))


RUN = parameters.check(EVENT)
SMALL = table(
    total("2026-01-31T12:00", "state", 10, 10),
    total("2026-01-31T14:00", "armed_group", 84, 84),
    total("2026-02-01T05:00", "state", 17, 17),
    total("2026-02-01T06:00", "armed_group", 151, None),
    total("2026-02-03T18:00", "state", 22, 22),
    total("2026-02-04T08:00", "armed_group", 280, 280),
    total("2026-02-05T08:00", "state", 216, 216, group="militants", period="operation"),
    total("2026-02-06T08:00", "armed_group", 93, 93, group="militants", period="operation"),
    total("2026-02-02T08:00", "state", 31, 31, group="civilians"),
)


def ratio(over, under):
    columns = ["low", "best", "high"]
    frames = [pd.DataFrame([cells], columns=columns, dtype="Float64") for cells in (over, under)]
    return [None if math.isnan(cell) else cell for cell in ratios.ratios(*frames).iloc[0]]


@pytest.mark.parametrize(
    ("over", "under", "expected", "words"),
    [
        ((280, 280, 280), (22, 22, 22), [280 / 22] * 3, "12.7 times"),
        ((363, ALL, ALL), (22, 22, 22), [16.5, None, None], "at least 16.5 times"),
        ((84, 84, 84), (5, 10, 15), [5.6, 8.4, 16.8], "about 8.4 times, 5.6 to 16.8 times"),
        ((10, 10, 10), (20, ALL, ALL), [0, None, 0.5], "at most 0.50 times"),
        ((151, ALL, ALL), (10, ALL, ALL), [0, None, None], ""),
        ((12, 12, 12), (0, 0, 0), [None, None, None], ""),
        ((12, 12, 12), (0, ALL, 4), [3, None, None], "at least 3.0 times"),
        ((0, 0, 0), (33, 33, 33), [0, 0, 0], "0.00 times"),
        ((ALL, ALL, ALL), (22, 22, 22), [None, None, None], ""),
    ],
)
def test_a_ratio_takes_its_ends_from_the_ends_of_both_intervals(over, under, expected, words):
    found = ratio(over, under)
    assert found == pytest.approx(expected)
    assert ratios.ratio_words(*(math.nan if cell is None else cell for cell in found)) == words


def test_a_ratio_in_words_never_says_more_than_the_figures():
    assert ratios.ratio_words(151 / 17, math.nan, math.nan) == "at least 8.8 times"  # 8.88
    assert ratios.ratio_words(12.5, 12.5, 12.5, 0) == "13 times"
    assert ratios.ratio_words(0, math.nan, 1.01) == "at most 1.1 times"


def test_each_day_with_a_change_has_the_figures_at_its_end():
    daily = worlds.day_by_day(worlds.steps(SMALL, RUN), RUN)
    security = daily[daily["group"] == "security personnel"]
    assert security["day"].tolist() == ["2026-01-31", "2026-02-01", "2026-02-03", "2026-02-04"]
    assert security["officials"].tolist() == ["10", "17", "22", "22"]
    assert security["armed group"].tolist() == ["84", "151 or more", "151 or more", "280"]
    assert security["larger figure"].tolist() == [
        "armed group, 8.4 times",
        "armed group, at least 8.8 times",
        "armed group, at least 6.8 times",
        "armed group, 12.7 times",
    ]
    assert security["in force"].tolist() == ["", "", "", "yes"]


def test_a_day_is_a_day_of_the_event():
    # 31 January 19:30 UTC is 1 February 00:30 in Karachi
    late = table(total("2026-01-31T19:30", "state", 10, 10), total("2026-01-31T19:30", "armed_group", 84, 84))
    assert worlds.day_by_day(worlds.steps(late, RUN), RUN)["day"].tolist() == ["2026-02-01"]


def test_an_open_figure_is_not_closed_by_the_high_end_of_the_one_before():
    opened = table(
        total("2026-01-31T12:00", "state", 10, 10),
        total("2026-01-31T14:00", "armed_group", 84, 84),
        total("2026-02-01T06:00", "armed_group", 151, None),
        total("2026-02-03T06:00", "state", 17, 17),
    )
    last = worlds.day_by_day(worlds.steps(opened, RUN), RUN).iloc[-1]
    assert (last["armed group"], last["ratio from"]) == ("151 or more", 8.882)
    assert pd.isna(last["ratio to"])


def test_figures_of_different_periods_do_not_meet():
    apart = table(
        total("2026-02-03T18:00", "state", 22, 22),
        total("2026-02-06T08:00", "armed_group", 363, None, period="operation"),
    )
    rows = worlds.steps(apart, RUN)
    assert rows.empty
    assert "Both sides have figures for security personnel killed" in worlds.answer(rows, apart, RUN)


def test_own_dead_and_claimed_kills_are_named_by_the_hand_table():
    own = worlds.own_and_claimed(worlds.steps(SMALL, RUN), RUN).set_index("group")
    assert own.loc["militants"].tolist() == [
        "whole operation",
        "armed group",
        "93",
        "officials",
        "216",
        "2.3 times",
    ]
    assert own.loc["security personnel"].tolist()[1:] == [
        "officials",
        "22",
        "armed group",
        "280",
        "12.7 times",
    ]


def test_the_answer_says_who_when_and_how_many_times_and_who_gave_nothing():
    answer = unlinked(worlds.answer(worlds.steps(SMALL, RUN), SMALL, RUN))
    assert (
        "Officials counted 22 security personnel killed (3 February), the armed group 280 (4 February): "
        "13 times as many." in answer
    )
    assert (
        "Officials counted 216 militants killed (5 February), the armed group 93 (6 February); "
        "the officials' figure is 2.3 times the armed group's." in answer
    )
    assert "Of the two sides only officials have a figure for civilians killed." in answer


def test_a_rule_that_ends_without_a_figure_has_none_in_force():
    ended = pd.concat([SMALL, table(total("2026-02-07T08:00", "state", None, None))], ignore_index=True)
    rows = worlds.steps(ended, RUN)
    assert "security" not in set(worlds.pairs(rows)["group"])
    assert (
        "Of the two sides only the armed group has a figure for security personnel killed."
        in worlds.answer(rows, ended, RUN)
    )
    assert worlds.day_by_day(rows, RUN).query("`group` == 'security personnel'")["officials"].iloc[-1] == ""


def test_nothing_known_is_said_and_drawn_by_nobody():
    run = parameters.check(EVENT, "2020-01-01")
    rows = worlds.steps(SMALL, run)
    assert worlds.answer(rows, SMALL, run).endswith(worlds.neither())
    assert worlds.day_by_day(rows, run).columns.tolist() == worlds.DAILY_COLUMNS
    assert worlds.own_and_claimed(rows, run).empty
    with pytest.raises(ValueError, match="no group"):
        two_worlds(rows, run, "two-worlds", "Source.")


def test_another_event_in_the_same_table_changes_nothing():
    other = table(total("2026-02-10T08:00", "state", 99, 99, event="balochistan-2024-08"))
    both = pd.concat([SMALL, other], ignore_index=True)
    pd.testing.assert_frame_equal(worlds.steps(both, RUN), worlds.steps(SMALL, RUN))


@pytest.fixture(scope="module")
def totals():
    return reconcile.totals(clean.clean(ledger.read(resolve("data/raw"))).claims)


def given(totals, party, group):
    """The numbers that a party gave, in the order in which they were known, in any period."""
    rows = worlds.steps(totals, RUN).sort_values(["since", "low"], kind="stable")
    rows = rows[(rows["party"] == party) & (rows["group"] == group)]
    return list(dict.fromkeys(int(low) for low in rows["low"].dropna()))


def is_subsequence(few, many):
    left = iter(many)
    return all(number in left for number in few)


@pytest.mark.parametrize(
    ("party", "group", "numbers"),
    [
        ("state", "security", [10, 17, 22]),
        ("armed_group", "security", [84, 151, 200, 280, 363]),
        # the 35 between 18 and 93 stands in the ledger's README, in none of its rows
        ("armed_group", "militants", [7, 18, 93]),
    ],
)
def test_the_steps_that_the_ledger_names_are_there(totals, party, group, numbers):
    assert is_subsequence(numbers, given(totals, party, group))


def test_what_the_two_sides_had_said_by_6_february(totals):
    run = parameters.check(EVENT, "2026-02-06")
    answer = unlinked(worlds.answer(worlds.steps(totals, run), totals, run))
    assert "Officials counted 22 security personnel killed" in answer
    assert "the armed group 280 (4 February): 13 times as many" in answer
    own = worlds.own_and_claimed(worlds.steps(totals, run), run)
    own = own[own["period"] == "whole operation"].set_index("group")
    assert own.loc["militants", ["own count", "claimed"]].tolist() == ["93", "216"]
    assert own.loc["security personnel", "claimed to own"] == "at least 16.5 times"


@pytest.mark.parametrize(
    ("event", "as_of"),
    [*((event, "latest") for event in EVENTS), (EVENT, "2026-01-31"), (EVENT, "2026-02-02")],
)
def test_the_chart_is_drawn_at_both_widths(totals, event, as_of):
    run = parameters.check(event, as_of)
    rows = worlds.steps(totals, run)
    figure = two_worlds(rows, run, "two-worlds", "Source.")
    assert len(figure.rows)
    assert all("officials" in drawing and "armed group" in drawing for drawing in figure.drawings.values())
    assert not any(word in worlds.answer(rows, totals, run) for word in ("nan", "NA", "None"))


def test_figures_of_different_periods_never_share_a_row():
    figure = two_worlds(worlds.steps(SMALL, RUN), RUN, "two-worlds", "Source.")
    said = figure.alt.partition(". ")[2].removesuffix(".").split("; ")
    assert "Security personnel, 4 February: officials 22, armed group 280 (armed group, 12.7 times)" in said
    # of militants both sides have figures for the operation alone: 216 and 93 have no day's row
    militants = [row for row in said if "Militants" in row]
    assert len(militants) == 1
    assert militants[0].startswith("Other periods, in force, Militants, whole operation: officials 216, ")
