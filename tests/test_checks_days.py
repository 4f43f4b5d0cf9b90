"""Weekdays and dates in words. The weekdays are those of the calendar: 31 January 2026 was a Saturday."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from check_claims import claim, frame

from tollbook import checks
from tollbook.checks import days
from tollbook.paths import hand


def found_in(text: str, column: str = "window") -> list[tuple]:
    return list(days.wrong_dates(frame([claim(5, "page", **{column: text})])))


@pytest.fixture
def words(monkeypatch):
    """Put other rows in the place of date_words.csv: (word, kind, value)."""

    def put(*rows):
        table = pd.DataFrame(rows, columns=["word", "kind", "value"], dtype=str)
        monkeypatch.setattr(days, "hand", lambda _: table)
        days.names.cache_clear()
        days.patterns.cache_clear()

    yield put
    days.names.cache_clear()
    days.patterns.cache_clear()


def test_names_of_days_may_be_written_in_capitals(words):
    words(("Friday", "weekday", "5"), ("January", "month", "1"))
    assert [one[:4] for one in days.dates_in("Friday 31 january 2026")] == [(2026, 1, 31, 5)]


def test_without_names_of_days_and_months_dates_in_digits_are_read(words):
    words()
    assert [one[:4] for one in days.dates_in("Friday 31 January 2026, then 2026-02-01")] == [
        (2026, 2, 1, None)
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("late Friday 31 Jan to Sunday 1 Feb 2026", "Saturday"),
        ("Friday, January 31", "Saturday"),
        ("Friday, 31st January 2026", "Saturday"),
        ("31 January 2026 (Friday)", "Saturday"),
        ("January 31, Friday", "Saturday"),
        ("Sunday 2026-01-31", "Saturday"),
        ("Monday, Feb. 1", "Sunday"),
        ("viernes 31 de enero de 2026", "Saturday"),
        ("vendredi 31 janvier", "Saturday"),
        ("пятница, 31 января", "Saturday"),
        ("शुक्रवार 31 जनवरी 2026", "Saturday"),
    ],
)
def test_a_weekday_that_is_not_the_dates_is_found(text, right):
    found = found_in(text)
    assert [(row[0], row[3], row[4]) for row in found] == [("weekday", "page-1", right)]


@pytest.mark.parametrize(
    "text",
    [
        "Saturday 31 Jan",
        "Saturday 31 Jan to Sunday 1 Feb 2026",
        "Friday-Saturday 31 January",
        "night of Friday to Saturday 31 January",
        "Friday and Saturday, 31 January",
        "31 Jan 2026 was a Saturday, page calls it Friday",
        "Friday 30-31 January",
        "Saturday 31 January to 6 February",
        "31 January 05:00 to 6 February 16:00",
        "40 hours; raids Friday and Saturday",
        "Monday 26 August 2024",
        "Friday 31 January 2025",
        "samedi 31 janvier",
        "sábado, 31 de enero",
        "since May 12 people were killed",
        "29 February 2024",
        "29 February",
    ],
)
def test_right_dates_and_other_words_are_left_alone(text):
    assert not found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "31 February",
        "February 31",
        "Feb. 30, 2026",
        "2026-02-31",
        "29 February 2026",
        "31 avril",
        "31 de junio",
    ],
)
@pytest.mark.parametrize("column", ["window", "note", "figure"])
def test_a_date_that_does_not_exist_is_found_in_every_text(text, column):
    found = found_in(text, column)
    assert [(row[0], row[1]) for row in found] == [("impossible_date", "error")]


@pytest.mark.parametrize(
    ("text", "start", "day"),
    [
        ("31 January", date(2026, 1, 29), date(2026, 1, 31)),
        ("31 December", date(2026, 1, 29), date(2025, 12, 31)),
        ("2 January", date(2025, 12, 30), date(2026, 1, 2)),
        ("29 February", date(2025, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_date_without_a_year_is_the_one_nearest_to_the_event(text, start, day):
    assert days.full_date(days.dates_in(text)[0], start) == day


def test_a_text_on_several_claims_of_a_page_is_one_finding():
    rows = [claim(number, "page", window="Friday 31 Jan") for number in (5, 6)]
    assert [row[3] for row in days.wrong_dates(frame(rows))] == ["page-1;page-2"]


def places(**cells: str) -> pd.DataFrame:
    row = {
        "report_id": "page",
        "place_id": "kalat",
        "worded": "Kalat",
        "reason": "",
        "note": "",
        "target": "",
    }
    return pd.DataFrame([row | {"worded_district": "", "attack_date": "", "worded_time": ""} | cells])


def test_the_texts_of_sightings_are_read_too():
    found = checks.run(frame([claim(5, "page")]), places(worded_time="night of Friday 31 January"))
    assert found[["check", "report_id", "claim_ids"]].values.tolist() == [["weekday", "page", ""]]


def test_a_place_that_the_gazetteer_does_not_know_is_listed():
    found = checks.run(
        frame([claim(5, "page")]), places(place_id="unknown", worded="Nowhere", reason="not known")
    )
    assert found[["check", "found"]].values.tolist() == [["unknown_place", "Nowhere"]]
    assert "Add a row to data/hand/places.csv" in found["message"].iloc[0]
    assert checks.run(frame([claim(5, "page")]), places()).empty


def test_no_name_stands_for_two_weekdays_or_months():
    words = hand("date_words")
    assert (words.groupby("word")[["kind", "value"]].nunique() == 1).all(axis=None)
    assert set(words.loc[words["kind"] == "weekday", "value"]) == {str(number) for number in range(1, 8)}
    assert set(words.loc[words["kind"] == "month", "value"]) == {str(number) for number in range(1, 13)}
