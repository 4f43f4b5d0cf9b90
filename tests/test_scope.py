"""Which period a claim counts, and whether it counts the whole event: real wordings, expected values read off
the calendar.
"""

import pandas as pd
import pytest

from tollbook import scope
from tollbook.paths import hand, resolve

JANUARY = "balochistan-2026-01"
AUGUST = "balochistan-2024-08"


def claims(rows, event=JANUARY):
    """Claims from (report, low, window, note, place_id): militants killed."""
    frame = pd.DataFrame(rows, columns=["report_id", "low", "window", "note", "place_id"])
    frame["low"] = frame["low"].astype("Int64")
    return frame.assign(
        event_id=event, group="militants", part="", unit="people", outcome="killed", high=frame["low"]
    )


@pytest.mark.parametrize(
    ("event", "window", "period"),
    [
        (JANUARY, "Friday, before the attacks", "pre_attack"),  # 30 January 2026 was a Friday
        (JANUARY, "Thursday, two operations", "pre_attack"),
        (JANUARY, "Saturday 31 Jan", "day"),
        (JANUARY, "operations after the attacks of the day before", "wave"),
        (JANUARY, "nearly 40 hours; raids Friday and Saturday and ongoing operations", "forty_hours"),
        (JANUARY, "40-hour standoff", "forty_hours"),
        (JANUARY, "over forty hours", "forty_hours"),
        (JANUARY, "past 35 hours", "wave"),  # the armed group's, before the 40 were over
        (JANUARY, "weekend", "wave"),
        (JANUARY, "overnight Sun-Mon", "follow_up"),
        (JANUARY, "week-long operation from 29 Jan", "operation"),
        (JANUARY, "31 January 05:00 to 6 February 16:00", "operation"),
        (JANUARY, "Past year", "past year"),  # no row knows it: as worded
        (AUGUST, "night of 29/30 August, follow-up operations", "follow_up"),
        (AUGUST, "all of August 2024", "month"),
        (AUGUST, "25-26 August", "wave"),
    ],
)
def test_the_pages_words_decide_the_period(event, window, period):
    found = scope.periods(claims([("a", 5, window, "", "balochistan")], event))
    assert found["period"].tolist() == [period]


def test_a_figure_takes_the_period_that_two_other_pages_give_it():
    found = scope.periods(
        claims(
            [
                ("a", 41, "Friday", "", ""),
                ("b", 41, "day before", "", ""),
                ("c", 41, "", "", ""),
                ("d", 92, "", "", ""),
            ]
        )
    )
    assert found["period"].tolist() == ["pre_attack", "pre_attack", "pre_attack", "wave"]
    assert found["period_basis"].tolist() == ["window", "window", "figure", "default"]


def test_one_page_alone_does_not_decide_for_others():
    found = scope.periods(claims([("a", 41, "Friday", "", ""), ("c", 41, "", "", "")]))
    assert found["period"].tolist() == ["pre_attack", "wave"]


def test_the_place_of_the_raids_decides_where_words_are_missing():
    found = scope.periods(claims([("a", 41, "", "", "harnai+panjgur")]))
    assert found[["period", "period_basis"]].values.tolist() == [["pre_attack", "place"]]


def test_nothing_can_be_said_before_its_period_or_its_own_moment():
    rows = claims([("a", 41, "", "", "")] * 3).assign(
        period=["pre_attack", "day", "past year"], as_of=["", "2026-02-01", ""]
    )
    expected = [
        "2026-01-28T19:00",
        "2026-01-31T19:00",
        "2026-01-28T19:00",
    ]  # midnight in Karachi is 19:00 UTC
    assert scope.counts_from(rows).tolist() == [pd.Timestamp(text, tz="UTC") for text in expected]


@pytest.mark.parametrize(
    ("place", "whole"), [("", True), ("balochistan", True), ("harnai+panjgur", True), ("gwadar", False)]
)
def test_one_place_is_not_the_whole_event(place, whole):
    assert scope.is_whole_event(claims([("a", 5, "", "", place)])).tolist() == [whole]


def test_a_claim_without_a_window_is_never_put_into_the_40_hours():
    pages = [(name, 145, "40 hours", "", "") for name in "abc"]
    found = scope.periods(claims([*pages, ("d", 145, "", "", "")]))
    assert found["period"].tolist() == ["forty_hours"] * 3 + ["wave"]


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("operation", "pre_attack", True),
        ("operation", "day", True),  # by way of the 40 hours and the wave
        ("wave", "forty_hours", True),
        ("wave", "pre_attack", False),
        ("day", "wave", False),
        ("wave", "wave", False),
        ("operation", "past year", False),
    ],
)
def test_which_period_holds_which(outer, inner, expected):
    assert scope.contains(JANUARY, outer, inner) is expected


@pytest.mark.parametrize(
    ("period", "other", "expected"),
    [
        ("wave", "pre_attack", "beside"),
        ("operation", "pre_attack", "inside"),
        ("day", "operation", "around"),
        ("day", "day", "same"),
        ("wave", "threat", "apart"),
        ("wave", "past year", "worded"),
    ],
)
def test_how_two_periods_lie_to_each_other(period, other, expected):
    assert scope.relation(scope.wider_periods(), JANUARY, period, other) == expected


@pytest.mark.parametrize(
    ("within", "message"), [("day", "would hold itself"), ("decade", "has no period 'decade'")]
)
def test_a_period_that_cannot_hold_another_is_refused_in_words(monkeypatch, within, message):
    rows = hand("periods")
    rows.loc[rows["event_id"].eq(JANUARY) & rows["period"].eq("operation"), "within"] = within
    monkeypatch.setattr(scope, "hand", lambda name: rows)
    with pytest.raises(ValueError, match=message):
        scope.wider_periods()


@pytest.mark.parametrize(
    ("period", "window", "note", "includes", "takes_in", "leaves_out"),
    [
        ("wave", "", "includes Friday and Saturday raids", "", "pre_attack", ""),
        ("forty_hours", "40-hour period incl. prior raids", "", "", "pre_attack", ""),
        ("wave", "past 48 hours", "", "92 on Saturday", "day;pre_attack", ""),
        ("operation", "whole operation from 29 Jan", "", "", "pre_attack", ""),
        ("pre_attack", "operations from 29 january", "", "", "", ""),  # its own period
        ("wave", "", "133 takes in the 41 of the earlier raids elsewhere", "", "", ""),  # other pages say so
        ("wave", "", "includes a bomber", "three suicide bombers", "", ""),
        ("wave", "", "", "", "", ""),
    ],
)
def test_what_a_page_says_its_figure_takes_in(period, window, note, includes, takes_in, leaves_out):
    rows = claims([("a", 145, window, note, "")]).assign(period=period, includes_worded=includes)
    assert scope.contents(rows).values.tolist() == [[takes_in, leaves_out]]


def test_a_figure_that_says_it_is_apart_speaks_for_its_page_alone():
    rows = claims(
        [("a", 41, "", "two earlier operations, not part of 31 Jan", ""), ("a", 67, "", "", ""),
         ("b", 67, "", "", "")]
    ).assign(period=["pre_attack", "day", "day"])  # fmt: skip
    assert scope.contents(rows)["leaves_out"].tolist() == ["", "pre_attack", ""]
    other_group = rows.assign(group=["militants", "civilians", "militants"])
    assert scope.contents(other_group)["leaves_out"].tolist() == ["", "", ""]


def test_no_claims_say_nothing():
    assert scope.contents(claims([]).assign(period="")).empty


def test_every_period_and_event_of_the_hand_tables_exists():
    events = set(scope.event_rows().index)
    periods = set(hand("periods")[["event_id", "period"]].itertuples(index=False, name=None))
    windows = hand("windows")
    named = {
        (event, period)
        for event, period, why in windows[["event_id", "period", "why"]].itertuples(index=False)
        if period
    }
    containing = hand("containing")
    said = containing.assign(period=containing["period"].str.split(";")).explode("period")
    named |= set(said.loc[said["period"] != "", ["event_id", "period"]].itertuples(index=False, name=None))
    worded = {key for key in named - periods if key[1] in set(windows["pattern"])}
    assert named - periods == worded
    assert {event for event, _ in periods} == events
    assert all((event, scope.event_rows().loc[event, "default_period"]) in periods for event in events)


def test_most_windows_of_the_ledger_are_known():
    raw = pd.read_csv(resolve("data/raw/claims.csv"), dtype=str, keep_default_na=False)
    worded = raw[raw["window"] != ""]
    known = scope.match_periods(worded["window"], worded["event_id"], "window").notna()
    assert known.mean() > 0.95
