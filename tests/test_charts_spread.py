"""Charts of notebook 04 beside the map: small maps, days and hours, kinds of attack, numbers of places."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import vl_convert
from schema_cases import assert_as_altair_makes_it
from spread_cases import CASES, EVENTS, HOSTILE, ZONE, invented_points, raw, table

from tollbook import series, spread, svg, theme, vocabulary
from tollbook.charts import cells, geography, growth, hours, monitors, months, place_counts
from tollbook.charts import spread as charts
from tollbook.figure import Figure

MONITORS = series.monitor_series(raw().series)
UNDER = geography.ground(EVENTS[0], spread.map_points(table(EVENTS[0])))


@pytest.fixture(scope="module", autouse=True)
def spoken_of() -> Any:
    """The event spoken of, as a notebook binds it."""
    with vocabulary.speaking_of(EVENTS[0]):
        yield


# Invented: what seven pages say.
CLAIMS = pd.DataFrame(
    {
        "claim_id": ["a-1", "b-1", "c-1", "d-1", "awami-itlah-undated-1", "e-1"],
        "report_id": list("abcdef"),
        "unit": "places",
        "outcome": "attacked",
        "is_whole": True,
        "category": ["locations", "locations", "cities", "locations", "districts", "towns"],
        "party": ["state", "state", "armed_group", "armed_group", "armed_group", "unattributed"],
        "figure": ["12", "over 12", "14", "48", "13", "12 to 14"],
        "low": [12, 13, 14, 48, 13, 12],
        "high": [12, None, 14, 48, 13, 14],
        "best": [12, None, 14, 48, 13, None],
        "known_from": pd.Timestamp("2026-02-01T18:59:59Z"),
    }
).astype({"low": "Int64", "high": "Int64", "best": "Int64"})
# Invented: clock times of two places, and one for the start of all attacks.
CLOCKS = pd.DataFrame(
    {
        "place": ["Quetta", "Quetta", "Kalat"],
        "clock": ["06:00", "05:30", "03:00"],
        "clock_of": ["place", "place", "wave"],
        "n_pages": [6, 1, 1],
        "since": pd.Timestamp("2026-01-31T10:00Z"),
    }
)
DAYS = pd.DataFrame(
    {
        "place": ["Quetta", "Quetta", "Kalat"],
        "day": ["2026-01-31", "not given", "2026-01-31"],
        "n_pages": [7, 3, 1],
        "since": pd.Timestamp("2026-01-31T10:00Z"),
    }
)


def figures_of(known: pd.DataFrame) -> list[Figure]:
    """All charts of the places that pages name, but the map."""
    clocks, counts = spread.clocks_by_place(known), spread.place_counts(known)
    every = [
        growth.first_mentions(counts, ZONE, "mentions", "Event", "Source.", UNDER),
        hours.times(spread.days_by_place(known), clocks, ZONE, "hours", "Event", "Source."),
        charts.methods(spread.methods_by_place(known), "kinds", "Event", "Source."),
        place_counts.place_totals(
            spread.counts_by_party(CLAIMS), counts, spread.listed_counts(known), "totals", "Event", "Source."
        ),
    ]
    return [figure for figure in every if figure]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(case))
def figures(request: pytest.FixtureRequest) -> list[Figure]:
    """The charts of one event at one moment."""
    return figures_of(table(*request.param))


def marks(figure: Figure, kind: str, *fields: str, width: int = theme.WIDE) -> list[tuple[Any, ...]]:
    """What the layers of a kind of mark draw: some fields of each row."""
    spec, found = figure.specification(width), []
    for layer in spec["layer"]:
        rows = spec["datasets"].get(layer.get("data", {}).get("name"), [])
        if layer["mark"]["type"] == kind and rows and all(field in rows[0] for field in fields):
            found += [tuple(row[field] for field in fields) for row in rows]
    return found


# All of them -----------------------------------------------------------------------------------------------


def test_every_chart_is_drawn_for_both_widths_and_in_colours_of_the_palette(
    figures: list[Figure],
) -> None:
    for figure in figures:
        assert set(figure.drawings) == {"wide", "narrow"}, figure.slug
        for drawing in figure.drawings.values():
            assert len(drawing) < 11_000, figure.slug
            assert not svg.foreign_colours(drawing), figure.slug
            for place in set(figure.rows.get("place", [])):
                assert place.split()[0] in drawing, (figure.slug, place)


def test_every_mark_that_stands_for_data_says_what_in_a_tooltip(figures: list[Figure]) -> None:
    for figure in figures:
        linked = set(figure.links.values())
        spec = figure.specification()
        for layer in spec["layer"]:
            rows = spec["datasets"].get(layer.get("data", {}).get("name"), [])
            if layer["mark"]["type"] == "point" and rows and linked <= set(rows[0]):
                titles = [field["title"] for field in layer["encoding"]["tooltip"]]
                assert "pages" in " ".join(titles)
                assert not any("_" in title for title in titles)


def test_every_chart_agrees_with_the_schema() -> None:
    for figure in [*figures_of(table(*CASES[0])), yearly(), monthly()]:
        assert_as_altair_makes_it(figure)


@pytest.mark.browser
def test_no_word_covers_another_or_is_cut_in_a_browser(tab: Any, tmp_path: Any) -> None:
    from test_map import MEASURE, style

    every = [figure for case in CASES for figure in figures_of(table(*case))]
    every += [*hostile_figures(), yearly(), *(monthly(month) for month in ("2026-01", "2024-08"))]
    drawings = [figure.drawings[size] for figure in every for size in ("wide", "narrow")]
    page = tmp_path / "charts.html"
    page.write_text(f"<meta charset=utf-8>{style()}<p>".join(["", *drawings]), encoding="utf-8")
    assert tab(page).evaluate(MEASURE) == []


def hostile_figures() -> list[Figure]:
    """Charts of invented names that need too much room, and of more kinds and days than find room."""
    since = pd.Timestamp("2026-01-31T10:00Z")
    kinds = [f"kind of attack {number}" for number in range(20)]
    places = [*HOSTILE, *(f"Place {number}" for number in range(30))]
    rows = pd.DataFrame({"place": places, "n_pages": range(1, len(places) + 1), "since": since})
    by_kind = rows.assign(method=[kinds[number % 20] for number in range(len(places))])
    by_day = rows.assign(day=[f"2026-01-{number % 20 + 1:02d}" for number in range(len(places))])
    clocks = rows.assign(
        clock=[f"{number % 24:02d}:{number % 60:02d}" for number in range(len(places))], clock_of="place"
    )
    return [
        charts.methods(by_kind, "many-kinds", "Event", "Source."),
        hours.times(by_day, clocks, ZONE, "many-days", "Event", "Source."),
        hours.times(
            by_day[by_day["day"] == "2026-01-01"], clocks.head(3), ZONE, "one-day", "Event", "Source."
        ),
        growth.first_mentions(invented_points(), ZONE, "many-places", "Event", "Source.", UNDER),
    ]


def yearly() -> Figure:
    return monitors.yearly(MONITORS, "Balochistan", "yearly", "Source.")


def monthly(month: str = "2026-01") -> Figure:
    return months.monthly(MONITORS, "Balochistan", month, "monthly", "Source.")


# Small maps ------------------------------------------------------------------------------------------------


def counted(*firsts: str | None) -> pd.DataFrame:
    """Invented: a place for each moment by which it had been named."""
    number = len(firsts)
    return pd.DataFrame(
        {
            "place": [f"Place {place}" for place in range(number)],
            "district": "Quetta",
            "n_pages": 1,
            "since": pd.to_datetime(["2026-01-31T10:00:00Z"] * number),
            "first_from": pd.to_datetime(["2026-01-30T19:00:00Z"] * number),
            "first_to": pd.to_datetime(list(firsts), utc=True),
            "first_by": "Dawn",
            "lat": [30.0 + place / 10 for place in range(number)],
            "lon": 67.0,
        }
    )


def test_each_small_map_adds_the_places_that_are_new_by_its_moment() -> None:
    counts = counted("2026-01-31T12:06:00Z", "2026-01-31T18:59:59Z", "2026-01-31T12:06:00Z", None)
    figure = growth.first_mentions(counts, ZONE, "grown", "Event", "Source.", UNDER)
    assert figure is not None
    # 12:06 UTC is 17:06 in Pakistan; 18:59:59 UTC is the end of its day
    assert (
        figure.sentence == "2 places had been named by 17:06 on 31 January, all 3 by the end of 31 January."
    )
    assert "New by 17:06 on 31 January: Place 0 and Place 2; by the end of 31 January: Place 1." in figure.alt
    assert "1 place that only undated pages name is not drawn" in figure.caption
    drawn = marks(figure, "point", "place", "is_new")
    assert sorted(drawn) == [
        ("Place 0", False),
        ("Place 0", True),
        ("Place 1", True),
        ("Place 2", False),
        ("Place 2", True),
    ]
    for drawing in figure.drawings.values():
        assert "2 places<" in drawing
        assert "3 places, 1 new<" in drawing
    assert list(figure.rows["panel"]) == [1, 1, 2]


def test_every_small_map_has_its_outline_where_its_dots_are() -> None:
    counts = counted("2026-01-31T12:06:00Z", "2026-01-31T18:59:59Z", "2026-02-01T12:06:00Z")
    figure = growth.first_mentions(counts, ZONE, "grown", "Event", "Source.", UNDER)
    assert figure is not None
    spec = figure.specification(theme.NARROW)
    layer = next(one for one in spec["layer"] if len(str(one["mark"].get("shape", ""))) > 500)
    corners = [(row["x"], row["y"]) for row in spec["datasets"][layer["data"]["name"]]]
    assert len(corners) == 3
    numbers = [float(number) for number in re.findall(r"[\d.]+", layer["mark"]["shape"])]
    right, bottom = max(numbers[::2]), max(numbers[1::2])
    raw_drawing = vl_convert.vegalite_to_svg(spec)
    for x, y in corners:
        assert f'transform="translate({x:g},{y:g})" d="M{numbers[0]:g},{numbers[1]:g}L' in raw_drawing
    for x, y, place in marks(figure, "point", "x", "y", "place", width=theme.NARROW):
        assert any(left < x < left + right and top < y < top + bottom for left, top in corners), place


def test_more_moments_than_small_maps_become_the_ends_of_their_days() -> None:
    hours_of = [f"2026-01-31T{hour:02d}:00:00Z" for hour in range(8, 16)]
    found = growth.moments(counted(*hours_of, "2026-02-01T10:00:00Z")["first_to"], ZONE)
    assert [str(moment) for moment in found] == ["2026-01-31 18:59:59+00:00", "2026-02-01 18:59:59+00:00"]
    days = counted(*(f"2026-02-{day:02d}T10:00:00Z" for day in range(1, 12)))["first_to"]
    found = growth.moments(days, ZONE)
    assert len(found) == growth.PANELS
    assert str(found[-1]) == "2026-02-11 18:59:59+00:00"


def test_where_nothing_grew_a_sentence_says_so() -> None:
    once = counted("2026-01-31T12:06:00Z", "2026-01-31T12:06:00Z")
    assert growth.first_mentions(once, ZONE, "grown", "Event", "Source.", UNDER) is None
    assert growth.at_once(once, ZONE) == (
        "2 places had been named by 17:06 on 31 January: Place 0 and Place 1. "
        "Pages with a date name no other."
    )
    assert growth.first_mentions(counted(None), ZONE, "grown", "Event", "Source.", UNDER) is None
    assert growth.at_once(counted(None), ZONE) == "No page with a date of its own had named a place by then."


def test_the_small_maps_count_what_the_rows_say(figures: list[Figure]) -> None:
    for figure in (figure for figure in figures if figure.slug == "mentions"):
        so_far = figure.rows.groupby("panel").size().cumsum()
        for number in so_far:
            assert re.search(rf">{number} places?[<,]", figure.drawings["wide"])


# Days and hours --------------------------------------------------------------------------------------------


def test_hours_are_drawn_where_the_clock_says_and_a_common_start_is_hollow() -> None:
    figure = hours.times(DAYS, CLOCKS, ZONE, "hours", "Event", "Source.")
    drawn = {clock: (x, clock_of) for clock, x, clock_of in marks(figure, "point", "clock", "x", "clock_of")}
    assert {clock: clock_of for clock, (_, clock_of) in drawn.items()} == {
        "06:00": "place",
        "05:30": "place",
        "03:00": "wave",
    }
    # half an hour is a sixth of the three hours from 3:00 to 6:00
    assert drawn["06:00"][0] - drawn["05:30"][0] == pytest.approx(
        (drawn["06:00"][0] - drawn["03:00"][0]) / 6, abs=0.2
    )
    assert figure.sentence == (
        "Where a page gives a day for a place, it is 31 Jan in all 8 cases. "
        "A clock time is given for 1 place: Quetta 06:00 (6 pages) and Quetta 05:30 (1 page). "
        "As the start of all attacks 03:00 is given, beside 1 place."
    )
    assert "clock time at the place, UTC+5" in figure.drawings["wide"]
    assert len(figure.rows) == len(DAYS) + len(CLOCKS)


def test_days_stay_days_where_the_clock_of_the_machine_is_another() -> None:
    here = str(Path(__file__).parent)
    program = (
        f"import sys; sys.path.insert(0, {here!r})\n"
        "from test_charts_spread import DAYS, CLOCKS, ZONE, hours\n"
        "print(hours.times(DAYS, CLOCKS, ZONE, 'hours', 'Event', 'Source.').drawings['wide'])"
    )
    environment = {**os.environ, "TZ": "America/New_York"}
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert (
        elsewhere.strip()
        == hours.times(DAYS, CLOCKS, ZONE, "hours", "Event", "Source.").drawings["wide"].strip()
    )
    assert ">31 Jan<" in elsewhere


@pytest.mark.parametrize(
    ("zone", "day", "words"),
    [
        ("Asia/Karachi", "2026-01-31", "UTC+5"),
        ("Asia/Kolkata", "2026-01-31", "UTC+5:30"),
        ("America/New_York", "2026-07-01", "UTC-4"),
        ("America/St_Johns", "2026-01-31", "UTC-3:30"),
    ],
)
def test_the_axis_of_hours_names_the_offset_of_its_clock(zone: str, day: str, words: str) -> None:
    assert hours.offset_words(zone, day) == words


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ([("2026-01-31", 1)], "One page gives a day for a place: 31 Jan."),
        ([("not given", 4)], "No page gives a day for a place."),
        (
            [("2026-01-31", 3), ("2026-01-30", 1)],
            "Where a page gives a day for a place, it is 31 Jan in 3 of 4 cases.",
        ),
    ],
)
def test_the_sentence_on_days(days: list[tuple[str, int]], sentence: str) -> None:
    assert hours.day_sentence(pd.DataFrame(days, columns=["day", "n_pages"])) == sentence


def test_days_and_hours_of_the_real_event_are_those_of_its_pages() -> None:
    known = table(EVENTS[0])
    figure = hours.times(
        spread.days_by_place(known), spread.clocks_by_place(known), ZONE, "hours", "Event", "Source."
    )
    # by hand, from the sightings: ISPR and others give 5 and 6 o'clock for Quetta, one page 5:30 for Nushki
    assert "Nushki 05:30 (1 page), Quetta 05:00 (3 pages) and Quetta 06:00 (6 pages)" in figure.alt
    assert {place for place, _ in marks(figure, "point", "place", "day")} == set(
        spread.place_counts(known)["place"]
    )


# Kinds of attack -------------------------------------------------------------------------------------------


def test_kinds_stand_in_the_order_of_their_pages_and_not_stated_last() -> None:
    rows = pd.DataFrame(
        {
            "place": ["Quetta", "Quetta", "Quetta"],
            "method": ["method not stated", "arson", "suicide bombing"],
            "n_pages": [9, 1, 4],
            "since": pd.Timestamp("2026-01-31T10:00Z"),
        }
    )
    assert charts.kinds(rows) == ["suicide bombing", "arson", "method not stated"]
    figure = charts.methods(rows, "kinds", "Event", "Source.")
    assert figure.sentence == "In 9 of 14 mentions of a place the page does not say how it was hit."
    assert "Quetta suicide bombing 4 and Quetta arson 1" in figure.alt
    across = {method: x for method, x in marks(figure, "point", "method", "x")}
    assert sorted(across, key=across.__getitem__) == charts.kinds(rows)


def test_a_cell_fills_its_column_and_its_row() -> None:
    rows = pd.DataFrame({"place": ["Quetta"], "method": ["arson"], "n_pages": [4], "since": [pd.NaT]})
    figure = charts.methods(rows, "kinds", "Event", "Source.")
    drawing = vl_convert.vegalite_to_svg(figure.specification())
    left, top, right, bottom = re.search(
        r'd="M(-[\d.]+),(-[\d.]+)L([\d.]+),-[\d.]+L[\d.]+,([\d.]+)L', drawing
    ).groups()
    # a pixel stays free beside and below each
    assert float(right) - float(left) == pytest.approx(charts.WIDEST - 1, abs=0.01)
    assert float(bottom) - float(top) == pytest.approx(cells.ROW - 1, abs=0.01)


def test_what_has_no_column_is_counted_as_other() -> None:
    rows = pd.DataFrame({"place": "Quetta", "method": list("abcd"), "n_pages": [4, 3, 2, 1], "since": pd.NaT})
    found = cells.folded(rows, "method", 3)
    assert found[["method", "n_pages"]].to_numpy().tolist() == [["a", 4], ["b", 3], ["other", 3]]
    assert cells.folded(rows, "method", 4) is rows


# Numbers of places -----------------------------------------------------------------------------------------


def test_an_open_count_of_places_ends_in_an_arrow_and_a_partial_one_is_left_out() -> None:
    rows = spread.counts_by_party(CLAIMS)
    assert rows[["party", "label", "n_pages"]].to_numpy().tolist() == [
        ["state", "12", 1],
        ["state", "13 or more", 1],
        ["armed_group", "14", 1],
        ["armed_group", "48", 1],
        ["unattributed", "12 to 14", 1],
    ]
    known = table(EVENTS[0])
    counts, listed = spread.place_counts(known), spread.listed_counts(known)
    figure = place_counts.place_totals(rows, counts, listed, "totals", "Event", "Source.")
    assert "Officials: 12 (1 page) and 13 or more (1 page)" in figure.alt
    assert "13 districts" not in figure.alt
    assert 'An arrow means "or more".' in figure.caption
    opened = [label for label, is_open in marks(figure, "point", "label", "is_open") if is_open]
    assert set(opened) == {"13 or more"}
    # by hand: the readers' notes count 16 names on five pages; the event's pages name 29 places
    assert figure.sentence.endswith(
        "The pages name 29 places in all, the longest list of one page 16 (5 pages)."
    )


def test_of_one_party_the_figures_on_the_most_pages_are_drawn() -> None:
    rows = pd.DataFrame(
        {
            "party": "unattributed",
            "low": range(1, 11),
            "high": range(1, 11),
            "best": range(1, 11),
            "n_pages": [1, 9, 1, 9, 1, 9, 1, 9, 9, 9],
            "nouns": "places",
            "since": pd.Timestamp("2026-01-31T10:00Z"),
            "label": [str(number) for number in range(1, 11)],
        }
    )
    assert list(place_counts.shown(rows)["low"]) == [2, 4, 6, 8, 9, 10]
    empty = pd.DataFrame({"since": [], "report_id": [], "n_listed": []})
    figure = place_counts.place_totals(rows, empty, empty, "totals", "Event", "Source.")
    assert "4 figures on fewer pages are in the table only" in figure.caption
    assert len(figure.rows) == 10


# Monitors --------------------------------------------------------------------------------------------------


def test_a_year_has_all_its_figures_and_years_without_one_are_said() -> None:
    figure = yearly()
    shown = figure.rows[figure.rows["measure"] == "attacks"]
    assert sorted(shown.loc[shown["period_start"].str[:4] == "2024", "low"]) == [171, 202]
    drawing = figure.drawings["wide"]
    for words in (
        "PIPS 171 (by Baloch groups only), PIPS 202",
        "2019 to 2020",
        "PICSS 170 or more",
        "no figure",
    ):
        assert f">{words}<" in drawing
    assert "line" not in {layer["mark"]["type"] for layer in figure.specification()["layer"]}
    # by hand from the raw series: 110 with operations against 45 by one group
    assert (
        "the widest apart: attacks in 2022, CRSS 110 (with operations); PIPS 45 (by the BLA only)"
        in figure.sentence
    )
    assert "Deaths in 2024: PIPS 322; SATP 774" in figure.alt


def test_months_keep_their_place_in_time_and_both_figures_of_one_month() -> None:
    figure = monthly()
    drawn = {
        (monitor, when, words): x
        for monitor, when, words, x in marks(figure, "point", "monitor", "when", "words", "x")
    }
    one, other = drawn["PICSS", "August 2024", "125"], drawn["PIPS", "August 2024", "57"]
    assert one == other
    # by hand: August 2024 to February 2025 are six months, December 2022 to January 2026 thirty-seven
    step = (drawn["PICSS", "January 2026", "27"] - drawn["PICSS", "December 2022", "17"]) / 37
    assert drawn["PICSS", "February 2025", "56"] - one == pytest.approx(6 * step, abs=0.2)
    assert "18 of 38 months from December 2022 to January 2026 have a figure" in figure.subtitle
    assert "9 figures for months before are in the table only" in figure.caption
    assert len(figure.rows) == 45
    for drawing in figure.drawings.values():
        assert ">125<" in drawing
        assert ">57<" in drawing


def test_the_month_of_the_event_is_marked_if_it_is_among_the_months() -> None:
    assert "month of this event" in monthly("2026-01").drawings["narrow"]
    assert "month of this event" not in monthly("2027-01").drawings["narrow"]


def test_a_monitor_has_one_colour_and_shape_in_both_charts() -> None:
    assert monitors.present(pd.Series(["PIPS", "SATP"])) == {"PIPS": 1, "SATP": 2}
    assert monitors.present(pd.Series(["Zeta", "PICSS", "Alpha"])) == {"PICSS": 0, "Alpha": 0, "Zeta": 1}


def test_the_text_alternative_of_the_monitors_has_their_extremes() -> None:
    rows = yearly().rows.assign(mark=lambda frame: frame["low"])
    for measure, some in rows.groupby("measure"):
        said = yearly().alt.partition(f"{measure.capitalize()}, ")[2].partition(". ")[0]
        ends = [
            f"{row['monitor']} {row['mark']}" for _, row in some.sort_values("mark").iloc[[0, -1]].iterrows()
        ]
        assert said.startswith(f"{len(some)} figures: from {ends[0]}")
        assert f"to {ends[1]} in" in said
    # by hand, of the months from December 2022 on: 9 attacks in two months, 7 deaths in January 2023
    assert "Attacks, 18 figures: from PICSS 9 in January 2023 to PICSS 57 in February 2024" in monthly().alt
    assert (
        "Deaths, 18 figures: from PICSS 7 in January 2023 to PICSS 125 (all violence) in August 2024"
        in monthly().alt
    )
