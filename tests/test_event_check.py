"""Rows of an event that do not fit together are named, each with what to do; all rows here are invented."""

from __future__ import annotations

import pandas as pd
import pytest

from tollbook import checking, event_check, paths, validate
from tollbook.problem import Problem


def rows(**columns: list[str]) -> pd.DataFrame:
    """Return a table numbered as a spreadsheet does: below the header comes row 2."""
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.RangeIndex(2, 2 + len(frame)))


def told(**frames: pd.DataFrame) -> list[str]:
    """Return the problems of tables, a line each."""
    return [str(problem) for problem in event_check.problems(frames)]


PERIODS = {"event_id": ["flood", "flood", "fire"], "period": ["whole", "first_day", "night"]}


def test_the_rows_of_this_ledger_fit() -> None:
    assert not list(event_check.problems(validate.drawn_tables(paths.resolve("data/hand"))))


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "UTC+5", "-1", " Asia/Tokyo", "../zones"])
def test_a_time_zone_that_there_is_not(zone: str) -> None:
    (line,) = told(events=rows(time_zone=["Asia/Tokyo", zone]))
    assert line == (
        f'hand/events.csv, row 3, column time_zone: there is no time zone "{zone}"; write it as '
        "Continent/City, such as America/Lima"
    )


def test_a_default_period_is_one_of_its_own_event() -> None:
    events = rows(event_id=["flood", "fire", "storm"], default_period=["whole", "whole", "whole"])
    assert told(events=events, periods=rows(**PERIODS)) == [
        'hand/events.csv, row 3, column default_period: "whole" is no period of "fire" in periods.csv; use '
        "one of: night; or add its row there",
        'hand/events.csv, row 4, column default_period: "whole" is no period of "storm" in periods.csv; add '
        "its row there",
    ]


def test_a_period_lies_within_periods_of_its_own_event() -> None:
    periods = rows(**PERIODS, within=["", "whole", "whole"])
    assert told(periods=periods) == [
        'hand/periods.csv, row 4, column within: "whole" is no period of "fire" in periods.csv; use one of: '
        "night; or add its row there"
    ]


def test_a_phrase_is_for_a_period_of_its_event() -> None:
    phrases = rows(event_id=["flood", "fire"], period=["first_day", "first_day"])
    (line,) = told(periods=rows(**PERIODS), period_phrases=phrases)
    assert line.startswith(
        'hand/period_phrases.csv, row 3, column period: "first_day" is no period of "fire"'
    )


def test_a_total_is_made_of_groups_that_are_counted() -> None:
    groups = rows(
        event_id=["", "", "", "fire"],
        group=["guests", "staff", "all", "all"],
        made_of=["", "", "guests;crew;all", "guests"],
    )
    assert told(groups=groups) == [
        'hand/groups.csv, row 4, column made_of: "crew", of which "all" is made, is no group that is '
        "counted; use some of: guests, staff",
        'hand/groups.csv, row 4, column made_of: "all", of which "all" is made, is no group that is '
        "counted; use some of: guests, staff",
        'hand/groups.csv, row 5, column made_of: "guests", of which "all" is made, is no group of fire that '
        "is counted; add the groups that it is made of",
    ]


def test_a_group_that_no_total_counts() -> None:
    groups = rows(
        event_id=["", "", "", "", "fire", "flood", "flood", "flood"],
        group=["guests", "staff", "crew", "all", "guests", "homes", "tents", "all"],
        made_of=["", "", "", "guests;staff", "", "", "", "tents;homes"],
    )
    assert told(groups=groups) == [
        'hand/groups.csv, row 5, column made_of: no total is made of every group that is counted: "all" is '
        "made without crew; make the total of everybody of guests;staff;crew"
    ]


def test_pages_that_name_nobody_have_a_party() -> None:
    parties = rows(event_id=["", "", "fire"], party=["state", "unattributed", "state"])
    assert told(parties=parties) == [
        "hand/parties.csv, row 4, column party: the parties of fire have no row unattributed, for pages that "
        "name nobody; add it, as in a new project"
    ]


def test_a_pattern_that_cannot_be_matched() -> None:
    (line,) = told(windows=rows(pattern=["since (sunday|monday)", "since (sunday"]))
    assert line.startswith(
        'hand/windows.csv, row 3, column pattern: "since (sunday" is no pattern: missing )'
    )


def test_a_table_without_the_column_is_another_checks_problem() -> None:
    assert told(events=rows(event_id=["flood"]), groups=rows(group=["all"]), periods=rows(**PERIODS)) == []


def test_a_problem_that_many_rows_have_alike_is_told_once() -> None:
    todo = "use one of: residents"
    many = [Problem("hand/nouns.csv", row, "group", 'unknown group "x"', todo) for row in range(2, 60)]
    other = Problem("hand/nouns.csv", 3, "noun", "the cell is empty", "fill it in")
    assert checking.lines([*many, other]) == [
        'hand/nouns.csv, rows 2, 3, 4 and 55 more, column group: unknown group "x"; use one of: residents',
        "hand/nouns.csv, row 3, column noun: the cell is empty; fill it in",
    ]
    assert checking.lines(many[:3]) == [str(problem) for problem in many[:3]]


def test_periods_that_lie_within_each_other() -> None:
    frames = {
        "event_id": ["flood"] * 3,
        "period": ["day", "week", "month"],
        "within": ["week", "day", "week"],
    }
    assert told(periods=rows(**frames)) == [
        f'hand/periods.csv, row {row}, column within: "{period}" of "flood" would lie within itself; name '
        "only the periods that are longer"
        for row, period in ((2, "day"), (3, "week"))
    ]


def test_a_wording_has_a_period_of_the_event_or_one_in_its_own_words() -> None:
    windows = rows(event_id=["flood"] * 3, period=["whole", "hole", "the hours before dawn"])
    (line,) = told(periods=rows(**PERIODS), windows=windows)
    assert line.startswith('hand/windows.csv, row 3, column period: "hole" is no period of "flood"')


def test_an_item_of_a_total_speaks_of_periods_that_there_are() -> None:
    included = rows(event_id=["fire", "", "fire", ""], period=["night", "whole;night", "whole", "dusk"])
    assert [line.partition("; ")[0] for line in told(periods=rows(**PERIODS), includes=included)] == [
        'hand/includes.csv, row 4, column period: "whole" is no period of "fire" in periods.csv',
        'hand/includes.csv, row 5, column period: "dusk" is no period of "any event" in periods.csv',
    ]


def test_what_stands_for_a_whole_event_is_a_place_that_somebody_knows() -> None:
    frames = {
        "events": rows(whole_places=["isle", "isla", "port-nacre+low-town", "cape"], worked_page=[""] * 4),
        "places": rows(place_id=["isle"], point_of=[""]),
        "raw/places": rows(place=["Port Nacre"], district=["Low Town"]),
        "raw/claims": rows(place=["Cape"]),
    }
    (line,) = told(**frames)
    assert line.startswith('hand/events.csv, row 3, column whole_places: there is no place "isla"; use a ')


def test_a_place_is_drawn_at_a_place_that_has_a_point() -> None:
    places = rows(place_id=["quay", "pier"], point_of=["port-nacre", "port-nacer"])
    (line,) = told(places=places, **{"raw/places": rows(place=["Port Nacre"])})
    assert line.startswith('hand/places.csv, row 3, column point_of: "port-nacer" is no place of places.csv')


def test_the_page_that_is_worked_through_is_in_the_ledger() -> None:
    reports = rows(report_id=["radio-1"])
    (line,) = told(events=rows(worked_page=["", "radio-1", "radio-2"]), **{"raw/reports": reports})
    assert line == (
        'hand/events.csv, row 4, column worked_page: there is no page "radio-2"; use a report_id of '
        "reports.csv, or empty the cell"
    )


@pytest.mark.parametrize(("table", "noun"), [("groups", "group"), ("parties", "party")])
def test_an_event_without_rows_of_its_own_needs_common_ones(table: str, noun: str) -> None:
    own = rows(event_id=["flood"], party=["unattributed"])
    assert told(events=rows(event_id=["flood", "fire"]), **{table: own}) == [
        f'hand/{table}.csv, column event_id: "fire" has no {noun}; add the rows, as in a new project'
    ]
    assert told(events=rows(event_id=["flood", "fire"]), **{table: own.replace("flood", "")}) == []
