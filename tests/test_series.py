"""Monitors' series: expected values are read off data/raw/series.csv by hand."""

import pandas as pd
import pytest
from map_cases import make_project

from tollbook import ledger, series, spread, vocabulary
from tollbook.charts import monitors

RAW = ledger.read().series
CLEAN = series.monitor_series(RAW)
ROW = {
    "monitor": "PICSS",
    "region": "Balochistan",
    "period_start": "2025-02-01",
    "period_end": "2025-02-28",
    "measure": "deaths",
    "figure": "56",
    "url": "https://example.org/1",
    "published": "2025-03-02",
    "note": "",
}


def raw(*changes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([ROW | change for change in changes])


def one(monitor: str, start: str, measure: str, counts: str = "") -> pd.Series:
    rows = CLEAN[
        CLEAN["monitor"].eq(monitor)
        & CLEAN["period_start"].eq(start)
        & CLEAN["measure"].eq(measure)
        & CLEAN["counts"].eq(counts)
        & CLEAN["region"].eq("Balochistan")
    ]
    assert len(rows) == 1, rows
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("2024-02-01", "2024-02-29", "month"),
        ("2016-02-01", "2016-02-28", "other"),
        ("2015-07-01", "2015-09-30", "quarter"),
        ("2025-01-01", "2025-06-30", "half"),
        ("2024-01-01", "2024-12-31", "year"),
        ("2025-01-01", "2025-02-01", "other"),
        ("2024-02-01", "2024-04-30", "other"),
        ("2023-07-01", "2024-06-30", "other"),
        ("", "", "unknown"),
        ("2024-01-01", "", "unknown"),
    ],
)
def test_periods(start, end, kind):
    assert series.period_kind(start, end) == kind


def test_every_raw_figure_is_in_exactly_one_row():
    assert CLEAN["n_pages"].sum() == len(RAW) == 171
    assert not CLEAN.duplicated(
        ["monitor", "region", "period_start", "period_end", "period_kind", "measure", "counts", "figure"]
    ).any()


def test_pages_with_the_same_figure_become_one_row():
    january = one(
        "PICSS", "2026-01-01", "attacks"
    )  # four pages have the 27, three of 2 February and one undated
    assert (january["n_pages"], january["low"], january["high"], january["published"]) == (
        4,
        27,
        27,
        "2026-02-02",
    )
    assert str(january["known_from"]) == "2026-02-02 18:59:59+00:00"
    killed = one("PICSS", "2026-01-01", "militant deaths")  # "At least 172" and "at least 172"
    assert (killed["n_pages"], killed["low"], killed["precision"]) == (3, 172, "at_least")
    assert pd.isna(killed["high"])


@pytest.mark.parametrize(
    ("monitor", "start", "measure", "counts", "low", "high"),
    [
        ("PIPS", "2024-01-01", "attacks", "", 202, 202),
        ("PIPS", "2024-01-01", "attacks", "by Baloch groups only", 171, 171),
        ("PICSS", "2022-12-01", "attacks", "", 17, 17),
        ("PIPS", "2025-01-01", "deaths", "", 401, None),
        ("PICSS", "2018-11-01", "deaths", "", 4, 4),
        ("SATP", "2025-01-01", "attacks", "", 32, None),
        ("PICSS", "2025-05-01", "injured", "", 100, 100),
        ("CRSS", "2022-01-01", "attacks", "with operations", 110, 110),
    ],
)
def test_figures(monitor, start, measure, counts, low, high):
    row = one(monitor, start, measure, counts)
    assert row["low"] == low
    assert row["high"] == high or (high is None and pd.isna(row["high"]))


def test_two_wordings_of_a_monitor_are_one_monitor():
    baloch_groups = one("PIPS", "2024-01-01", "attacks", "by Baloch groups only")
    assert baloch_groups["n_pages"] == 2  # "PIPS" on one page, "PIPS (Pakistan Security Report)" on the other
    month = CLEAN[CLEAN["monitor"].eq("PICSS") & CLEAN["period_start"].eq("2022-12-01")]
    assert set(month["via"]) == {"Dawn"}
    assert set(month["period_kind"]) == {"month"}


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ("35% of all fatalities", "a percentage"),
        ("26%", "a percentage"),
        ("787", "no dates"),
        ("956", "no dates"),
    ],
)
def test_what_cannot_be_charted_says_why(figure, reason):
    row = CLEAN[CLEAN["figure"] == figure].iloc[0]
    assert row["reason"].startswith(reason)
    assert row["monitor"] == "CRSS"


def test_the_monitors_disagree_where_the_ledger_says_so():
    found = series.disagreements(CLEAN[CLEAN["region"] == "Balochistan"]).set_index(
        ["period_start", "period_kind", "measure"]
    )
    assert (
        found.loc[("2024-01-01", "year", "attacks"), "figures"]
        == "PIPS 202; PIPS 171 (by Baloch groups only)"
    )
    assert found.loc[("2025-01-01", "half", "deaths"), ["who", "lowest", "highest"]].tolist() == [
        "one monitor",
        257,
        297,
    ]
    assert found.loc[("2024-08-01", "month", "deaths"), ["who", "lowest", "highest"]].tolist() == [
        "between monitors",
        57,
        125,
    ]
    assert found.loc[("2025-02-01", "month", "deaths"), "figures"] == "PICSS 56; PIPS 75"


def test_open_figures_that_can_both_be_true_do_not_disagree():
    figures = series.monitor_series(
        raw({"figure": "at least 248"}, {"figure": "284"}, {"figure": "more than 50", "monitor": "PIPS"})
    )
    assert series.disagreements(figures).empty
    figures = series.monitor_series(raw({"figure": "at least 248"}, {"figure": "247"}))
    assert len(series.disagreements(figures)) == 1


def test_a_figure_without_a_date_is_known_when_its_period_ended():
    figures = series.monitor_series(raw({"published": ""}))
    assert str(figures["known_from"].iloc[0]) == "2025-02-28 18:59:59+00:00"
    figures = series.monitor_series(
        raw({"published": "2025-02-20"})
    )  # some publish before the period is over
    assert str(figures["known_from"].iloc[0]) == "2025-02-20 18:59:59+00:00"


def test_a_monitor_that_no_row_knows_is_refused():
    with pytest.raises(ValueError, match="Think Tank X"):
        series.monitor_series(raw({"monitor": "Think Tank X"}))


def test_days_are_those_of_the_monitors_time_zone(tmp_path, monkeypatch):
    # invented monitors: one counts days in Tokyo (UTC+9), one does not say where
    rows = [{"worded": "A", "monitor": "A", "time_zone": "Asia/Tokyo"}, {"worded": "B", "monitor": "B"}]
    project = make_project(tmp_path / "p", {"event_id": "storm"}, monitors=rows)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(project))
    figures = series.monitor_series(raw({"monitor": "A"}, {"monitor": "B"})).set_index("monitor")
    assert str(figures.loc["A", "known_from"]) == "2025-03-02 14:59:59+00:00"
    assert str(figures.loc["B", "known_from"]) == "2025-03-02 23:59:59+00:00"


def test_without_a_figure_there_is_nothing_to_chart_and_nothing_to_fail():
    figures = series.monitor_series(RAW.head(0))
    assert figures.empty
    assert series.disagreements(figures).empty
    assert monitors.charted(figures, "year", "Balochistan").empty
    assert spread.series_not_drawn(figures, "Balochistan").empty


def test_what_a_monitor_counts_in_its_own_way_and_its_colour_are_rows(tmp_path, monkeypatch):
    # invented: C has no rank and comes last, though its name is first but for A's
    rows = [
        {"worded": "Z", "monitor": "Z", "rank": "1", "habit": "adds those who died later"},
        {"worded": "Z (site)", "monitor": "Z", "rank": "1", "habit": "adds those who died later"},
        {"worded": "B", "monitor": "B", "rank": "2", "habit": "counts houses"},
        {"worded": "A", "monitor": "A"},
    ]
    project = make_project(tmp_path / "p", {"event_id": "storm"}, monitors=rows)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(project))
    assert monitors.present(pd.Series(["A", "B", "Z"])) == {"Z": 0, "B": 1, "A": 2}
    said = "Monitors do not count the same things: Z adds those who died later. "
    assert monitors.habits(pd.DataFrame({"monitor": ["A", "Z"]})) == said
    assert monitors.habits(pd.DataFrame({"monitor": ["A"]})) == ""


def test_charts_take_the_measure_of_the_event(tmp_path, monkeypatch):
    # invented: a monitor of earthquakes
    event = {"event_id": "quake", "incident": "earthquake", "incidents": "earthquakes"}
    rows = [{"worded": "A", "monitor": "A"}]
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(make_project(tmp_path / "p", event, monitors=rows)))
    year = {"monitor": "A", "period_start": "2025-01-01", "period_end": "2025-12-31"}
    figures = series.monitor_series(
        raw(
            year | {"measure": "earthquakes", "figure": "31"},
            year | {"figure": "7"},
            year | {"measure": "attacks", "figure": "5"},
        )
    )
    with vocabulary.speaking_of("quake"):
        figure = monitors.yearly(figures, "Balochistan", "yearly", "Source.")
    assert set(figure.rows["measure"]) == {"earthquakes", "deaths"}
    assert figure.subtitle.startswith("Earthquakes and deaths in Balochistan by calendar year")
    assert "Number of earthquakes in the year" in figure.drawings["wide"]
