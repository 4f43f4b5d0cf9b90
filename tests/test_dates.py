"""When claims can have been made: expected moments worked by hand from the offsets in force."""

import pandas as pd
import pytest

from tollbook import dates

KARACHI = "Asia/Karachi"  # UTC+5 all year


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-01", "2026-02-01T18:59:59"),  # the last second of the day in Karachi
        ("2026-02-01T18:30", "2026-02-01T13:30"),  # no offset: Karachi
        ("2026-02-01T18:30+05:30", "2026-02-01T13:00"),
        ("2026-02-01T18:30Z", "2026-02-01T18:30"),
    ],
)
def test_as_of_is_a_moment_in_the_events_time_zone(text, expected):
    assert dates.parse_as_of(text, KARACHI) == utc(expected)


@pytest.mark.parametrize("text", ["latest", ""])
def test_latest_has_no_moment(text):
    assert dates.parse_as_of(text, KARACHI) is None


@pytest.mark.parametrize(
    "text",
    ["2026-02-31", "yesterday", "2026", "2026-02", "01.02.2026", "20260201T10", "now", "2026-02-01T25:00"],
)
def test_a_wrong_moment_says_what_is_allowed(text):
    with pytest.raises(ValueError, match="give latest, a day like"):
        dates.parse_as_of(text, KARACHI)


def test_labels_name_files_without_colons():
    labels = [dates.as_of_label(text, KARACHI) for text in ("latest", "2026-02-01", "2026-02-01T18:30")]
    assert labels == ["latest", "2026-02-01", "2026-02-01T1330Z"]
    assert dates.parse_as_of(labels[2], KARACHI) == dates.parse_as_of("2026-02-01T18:30", KARACHI)


@pytest.mark.parametrize(
    ("published", "dated", "country", "start", "end", "basis"),
    [
        ("2026-01-31T22:04+03:00", "", "TR", "2026-01-31T19:04", "2026-01-31T19:04", "moment"),
        (
            "2026-01-31T18:22",
            "",
            "PK",
            "2026-01-31T13:22",
            "2026-01-31T13:22",
            "local",
        ),  # one zone, one moment
        (
            "2026-01-31T18:22",
            "",
            "ID",
            "2026-01-31T09:22",
            "2026-01-31T11:22",
            "local",
        ),  # Indonesia: UTC+7 to UTC+9
        (
            "2026-01-31T18:22",
            "",
            "",
            "2026-01-31T04:22",
            "2026-02-01T06:22",
            "local",
        ),  # anywhere: UTC+14 to UTC-12
        ("2026-02-01", "", "", "2026-01-31T19:00", "2026-02-01T18:59:59", "day"),
        ("", "2026-02-01", "", "2026-01-31T19:00", "2026-02-01T18:59:59", "dated"),
        ("2024-08", "", "", "2024-07-31T19:00", "2024-08-31T18:59:59", "month"),
    ],
)
def test_what_a_page_gives_bounds_when_it_was_published(published, dated, country, start, end, basis):
    assert dates.page_bounds(published, dated, country, KARACHI) == (utc(start), utc(end), basis)


def test_a_page_without_any_date_has_no_bounds():
    start, end, basis = dates.page_bounds("", "", "PK", KARACHI)
    assert pd.isna(start)
    assert pd.isna(end)
    assert basis == "none"


def claims_of(rows):
    """Claims of one event from (report, low, page_from, page_to, basis); what they count began on 31
    January.
    """
    frame = pd.DataFrame(rows, columns=["report_id", "low", "page_from", "page_to", "page_basis"])
    frame = frame.assign(
        event_id="e", group="civilians", part="", unit="people", outcome="killed", high=frame["low"]
    )
    for column in ("page_from", "page_to"):
        frame[column] = pd.to_datetime(frame[column], utc=True).dt.as_unit("s")
    return frame.assign(counts_from=utc("2026-01-31T00:00").as_unit("s"))


def test_an_undated_page_is_placed_by_the_latest_of_its_figures_first_dates():
    dated = dates.date_claims(
        claims_of(
            [
                ("early", 18, "2026-01-31T10:00", "2026-01-31T10:00", "moment"),
                ("later", 31, "2026-02-01T00:00", "2026-02-01T23:59", "day"),
                ("undated", 18, None, None, "none"),
                ("undated", 31, None, None, "none"),
            ]
        )
    )
    assert dated["date_basis"].tolist() == ["moment", "day", "content", "content"]
    assert dated["said_from"].iloc[2] == dated["said_from"].iloc[3] == utc("2026-02-01T23:59")
    assert dated["said_to"].iloc[2:].isna().all()
    assert dated["known_from"].tolist() == [utc("2026-01-31T10:00"), *[utc("2026-02-01T23:59")] * 3]


def test_a_page_dated_before_what_it_counts_is_bounded_and_flagged():
    dated = dates.date_claims(
        claims_of(
            [
                ("slip", 11, "2026-01-29T00:00", "2026-01-29T23:59", "day"),
                ("right", 11, "2026-01-31T16:00", "2026-01-31T16:00", "moment"),
            ]
        )
    )
    assert dated["date_basis"].tolist() == ["bounded", "moment"]
    assert dated["known_from"].iloc[0] == utc("2026-01-31T16:00")


def test_a_figure_that_nothing_dates_counts_only_at_the_end():
    dated = dates.date_claims(
        claims_of(
            [
                ("dated", 18, "2026-01-31T10:00", "2026-01-31T10:00", "moment"),
                ("last", 31, "2026-02-05T10:00", "2026-02-05T10:00", "moment"),
                ("undated", 7, None, None, "none"),
            ]
        )
    )
    assert dated["date_basis"].iloc[2] == "none"
    assert dated["said_from"].iloc[2] == utc("2026-01-31T00:00")
    assert dated["known_from"].iloc[2] == utc("2026-02-05T10:00")


def test_where_no_page_of_the_event_has_a_date_its_claims_are_known_in_the_latest_state_alone():
    dated = dates.date_claims(claims_of([("one", 18, None, None, "none"), ("two", 31, None, None, "none")]))
    assert dated["known_from"].isna().all()
    assert dated["said_from"].tolist() == [utc("2026-01-31T00:00")] * 2


def test_moments_survive_text_and_back():
    moments = pd.Series(pd.to_datetime(["2026-02-01T18:59:59Z", None], utc=True)).dt.as_unit("s")
    assert dates.to_iso(moments).tolist() == ["2026-02-01T18:59:59Z", ""]
    pd.testing.assert_series_equal(dates.from_iso(dates.to_iso(moments)), moments)
