"""Words, parameters, tables and small tools: expected values written by hand."""

import pandas as pd
import pytest

from tollbook import parameters, readings, tables, words
from tollbook.distinct import each_distinct


@pytest.mark.parametrize(
    ("low", "high", "best", "expected"),
    [
        (145, 145, 145, "145"),
        (31, None, None, "31 or more"),
        (None, 24, None, "at most 24"),
        (0, 24, None, "at most 24"),
        (12, 14, None, "12 to 14"),
        (350, 450, 400, "about 400"),
        (1234, 1234, 1234, "1,234"),
        (None, None, None, "no figure"),
        (pd.NA, pd.NA, pd.NA, "no figure"),
    ],
)
def test_intervals_in_words(low, high, best, expected):
    assert words.interval(low, high, best) == expected


def test_days_are_days_of_the_event():
    moment = pd.Timestamp("2026-01-31T20:00", tz="UTC")  # already 1 February in Karachi
    assert words.day(moment, "Asia/Karachi") == "1 February 2026"
    assert (
        words.moment_words(pd.Timestamp("2026-02-01T18:59:59", tz="UTC"), "Asia/Karachi")
        == "the end of 1 February 2026"
    )
    assert words.moment_words(moment, "Asia/Karachi") == "01:00 on 1 February 2026 (Asia/Karachi)"


def test_counts_and_lists_agree_with_their_nouns():
    assert [
        words.count(1, "page"),
        words.count(2, "page"),
        words.count(1, "party", "parties"),
        words.count(1500, "claim"),
    ] == ["1 page", "2 pages", "1 party", "1,500 claims"]
    assert [
        words.listing([]),
        words.listing(["a"]),
        words.listing(["a", "b"]),
        words.listing(["a", "b", "c"]),
    ] == ["none", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("balochistan-2026",), "event 'balochistan-2026' is not known: give one of balochistan-2024-08"),
        (
            ("balochistan-2026-01", "latest", "lates"),
            "rule 'lates' is not known: give one of latest, range, cons",
        ),
        (("balochistan-2026-01", "2026-13-01"), "as_of '2026-13-01' is not a moment"),
    ],
)
def test_wrong_parameters_name_the_right_ones(arguments, message):
    with pytest.raises(ValueError, match=message):
        parameters.check(*arguments)


def test_a_missing_file_of_districts_is_named():
    with pytest.raises(ValueError, match=r"districts 'nowhere\.geojson' is no file"):
        parameters.check("balochistan-2026-01", districts="nowhere.geojson")


def test_a_table_that_is_not_there_names_the_notebook_to_run(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"claims.csv of balochistan-2026-01 .* run notebook 01"):
        tables.load("balochistan-2026-01", tmp_path, "claims")


def test_a_table_survives_writing_and_reading(tmp_path):
    before = tables.load("balochistan-2024-08", "data/processed", "totals")
    tables.write(before, "balochistan-2024-08", tmp_path, "totals")
    pd.testing.assert_frame_equal(tables.load("balochistan-2024-08", tmp_path, "totals"), before)
    assert [path.name for path in (tmp_path / "balochistan-2024-08").iterdir()] == ["totals.csv"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tables.write_csv(pd.DataFrame({"a": [1]}), tmp_path / "x.csv")

    class Broken(pd.DataFrame):
        def to_csv(self, *args, **kwargs):
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        tables.write_csv(Broken({"a": [2]}), path)
    assert path.read_text() == "a\n1\n"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("at least 31", "Latin"),
        ("más de 22", "Latin"),
        ("30 से ज्यादा", "Devanagari"),
        ("۶۷", "Arabic"),
        ("数十", "Chinese characters"),
    ],
)
def test_the_script_of_a_wording(wording, expected):
    assert readings.script(wording) == expected


@pytest.mark.parametrize(
    ("wording", "expected"),
    [("at least 5,800", [5800]), ("12 to 14", [12, 14]), ("۶۷", [67]), ("dozens", [])],
)
def test_the_numbers_that_stand_in_a_wording(wording, expected):
    assert readings.digit_groups(wording) == expected


def test_each_distinct_combination_is_computed_once():
    calls = []
    one, other = (
        pd.Series(["a", "b", "a", "a"], index=[3, 1, 2, 0]),
        pd.Series([1, 1, 1, 2], index=[3, 1, 2, 0]),
    )
    result = each_distinct(
        lambda letter, number: calls.append((letter, number)) or f"{letter}{number}", one, other
    )
    assert result.to_dict() == {3: "a1", 1: "b1", 2: "a1", 0: "a2"}
    assert sorted(calls) == [("a", 1), ("a", 2), ("b", 1)]
    assert each_distinct(str, one.iloc[:0]).empty
