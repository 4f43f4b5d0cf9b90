"""Charts of notebook 04: what is drawn, that it fits, and that maps are right side out."""

import json

import pandas as pd
import pytest

from tollbook import ledger, places, series, spread, svg, theme
from tollbook.charts import geography, labels, map, monitors, place_counts
from tollbook.charts import spread as charts

RAW = ledger.read()
ZONE = "Asia/Karachi"
EVENTS = ["balochistan-2026-01", "balochistan-2024-08", "jaffar-express-2025-03"]
MONITORS = series.monitor_series(RAW.series)
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
    }
).astype({"low": "Int64", "high": "Int64", "best": "Int64"})


def table(event: str) -> pd.DataFrame:
    """The places of an event; every page is dated by its own date only."""
    rows = RAW.sightings[RAW.sightings["event_id"] == event]
    reports = RAW.reports[RAW.reports["report_id"].isin(rows["report_id"])]
    no_claims = pd.DataFrame(columns=["report_id", "said_from", "said_to", "known_from", "date_basis"])
    return places.places(
        rows, ledger.read_places(), places.page_moments(reports, no_claims, ZONE, "2024-08-24T00:00")
    )


@pytest.fixture(scope="module", params=[EVENTS[0], EVENTS[2]])
def figures(request):
    known = table(request.param)
    points = spread.map_points(known)
    clocks = spread.clocks_by_place(known)
    return [
        map.pages_map(points, "pages", "Event", "Source."),
        map.first_mention_map(points, ZONE, "firsts", "Event", "Source."),
        charts.first_mentions(spread.place_counts(known), ZONE, "mentions", "Event", "Source."),
        charts.days(spread.days_by_place(known), "days", "Event", "Source."),
        *([charts.hours(clocks, "hours", "Event", "Source.")] if len(clocks) else []),
        charts.methods(spread.methods_by_place(known), "methods", "Event", "Source."),
        place_counts.places_listed(spread.listed_counts(known), "listed", "Event", "Source."),
        place_counts.place_totals(spread.counts_by_party(CLAIMS), "totals", "Event", "Source."),
    ]


def test_every_chart_draws_its_rows_in_both_widths_with_colours_of_the_palette(figures):
    for figure in figures:
        assert set(figure.drawings) == {"wide", "narrow"}, figure.slug
        for drawing in figure.drawings.values():
            assert drawing.count("<path") + drawing.count("<rect") >= len(set(figure.rows.iloc[:, 0])), (
                figure.slug
            )
            assert not svg.foreign_colours(drawing), figure.slug


@pytest.mark.parametrize("chart", [monitors.yearly, monitors.monthly])
def test_monitors_are_drawn_in_both_widths(chart):
    figure = chart(MONITORS, "Balochistan", "monitors", "Source.")
    for drawing in figure.drawings.values():
        assert drawing.count("<path") > len(figure.rows)
        assert not svg.foreign_colours(drawing)


def test_first_names_on_the_map_are_those_most_pages_give():
    points = spread.map_points(table("balochistan-2026-01"))
    assert list(points["place"].head(3)) == ["Quetta", "Nushki", "Gwadar"]
    drawn = map.pages_map(points, "pages", "Event", "Source.").drawings
    for name in ("Quetta", "Nushki", "Gwadar", "Mangochar", "Mach", "Mastung", "Dalbandin"):
        assert f">{name}<" in drawn["wide"]


def test_rings_are_wound_as_vega_fills_them():
    # by hand: (0,0) (0,1) (1,1) (1,0) runs clockwise with north up; Vega fills what lies to its right
    clockwise = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    assert geography.doubled_area(clockwise) == -2
    for ring in (clockwise, clockwise[::-1]):
        feature = geography.wound(
            {
                "type": "Feature",
                "properties": None,
                "geometry": {"type": "Polygon", "coordinates": [ring, ring]},
            }
        )
        outer, hole = feature["geometry"]["coordinates"][0]
        assert geography.doubled_area(outer) == -2
        assert geography.doubled_area(hole) == 2


def test_the_outlines_are_right_side_out():
    for path in (geography.PROVINCE, geography.NEIGHBOURS):
        for feature in geography.features(path):
            assert all(geography.doubled_area(area[0]) <= 0 for area in feature["geometry"]["coordinates"])


def test_pixels_and_degrees_are_the_same_place():
    on = geography.sheet(720)
    assert on.at(geography.WEST, geography.NORTH) == pytest.approx((0, 0))
    assert on.width == 712
    assert on.at(geography.EAST, geography.SOUTH) == pytest.approx((712, on.height), abs=1)
    assert on.back(*on.at(66.02288, 29.55218)) == pytest.approx((66.02288, 29.55218))


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("event", EVENTS)
def test_no_label_covers_a_circle_or_a_label_or_leaves_the_map(event, width):
    points = spread.map_points(table(event))
    on = geography.sheet(width)
    placed = map.circles_on(points, on, width).assign(text=points["place"])
    found = map.labels_on(placed, on)
    size = theme.SMALL_TEXT_SIZE
    boxes = []
    for label in found:
        half = len(label.text) * size * labels.LETTER_WIDTH / 2
        middle = label.x + {"left": half, "center": 0, "right": -half}[label.align]
        boxes.append(labels.text_box(label.text, middle, label.y, size))
    circles = [labels.Circle("", row.x, row.y, row.radius, "") for row in placed.itertuples()]
    assert not any(box.touches(circle) for box in boxes for circle in circles)
    assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[:number])
    assert all(box.is_inside(labels.Box(0, 0, on.width, on.height)) for box in boxes)
    assert len(found) >= (len(points) if width == 720 else min(len(points), 18))


def test_neighbours_that_collide_are_both_named_beside_their_circles():
    # Nushki and Ahmad Wal lie 17 km apart, on a phone four pixels: their names must not stand on each other
    on = geography.sheet(340)
    circles = [
        labels.Circle(name, *on.at(lon, lat), 6, name)
        for name, lat, lon in [
            ("Nushki", 29.55218, 66.02288),
            ("Ahmad Wal", 29.4222, 65.9364),
            ("Mach", 29.86371, 67.33018),
            ("Mangochar", 29.347934, 66.63944),
            ("Duki", 30.15307, 68.57323),
            ("Loralai", 30.37051, 68.59795),
        ]
    ]
    found = labels.place_labels(circles, labels.Box(0, 0, on.width, on.height), 12)
    assert {label.name for label in found} == {circle.name for circle in circles}


def test_districts_are_shaded_from_a_file_and_a_wrong_path_is_named(tmp_path):
    square = [[66.5, 29.9], [66.5, 30.4], [67.5, 30.4], [67.5, 29.9], [66.5, 29.9]]
    path = tmp_path / "districts.geojson"
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"district": "Quetta"},
                        "geometry": {"type": "Polygon", "coordinates": [square]},
                    }
                ],
            }
        )
    )
    known = table("balochistan-2026-01")
    shades = spread.districts(known)
    figure = map.pages_map(spread.map_points(known), "pages", "Event", "Source.", str(path), shades)
    drawn = [
        layer for layer in figure.draw(720).to_dict()["layer"] if "shade" in str(layer.get("encoding", ""))
    ]
    assert len(drawn) == 1
    [quetta] = drawn[0]["data"]["values"]
    assert quetta["properties"] == {
        "district": "Quetta",
        "n_pages": 213,
        "shade": "100 or more",
    }  # by hand: 213 pages
    assert "ODbL" in figure.caption
    assert not any(svg.foreign_colours(drawing) for drawing in figure.drawings.values())
    with pytest.raises(FileNotFoundError, match="nowhere"):
        map.pages_map(spread.map_points(known), "pages", "Event", "Source.", "nowhere.geojson", shades)
    path.write_text('{"type": "FeatureCollection"}')
    geography.features.cache_clear()
    with pytest.raises(ValueError, match="GeoJSON"):
        geography.features(str(path))


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ([7], "Quetta is the one place that can be drawn; 7 pages named it."),
        ([7, 2], "Quetta was named as attacked by 7 pages, more than any other place."),
        ([1, 1], "Quetta and Mach were each named as attacked by 1 page; no place by more."),
    ],
)
def test_the_sentence_of_the_map_is_right_for_one_place_and_for_a_tie(pages, sentence):
    places_named = ["Quetta", "Mach"][: len(pages)]
    assert map.most_named(pd.DataFrame({"place": places_named, "n_pages": pages})) == sentence


def test_an_open_count_of_places_ends_in_an_arrow_and_a_partial_one_is_left_out():
    rows = spread.counts_by_party(CLAIMS)
    assert rows[["party", "label", "n_pages"]].to_numpy().tolist() == [
        ["state", "12", 1],
        ["state", "13 or more", 1],
        ["armed_group", "14", 1],
        ["armed_group", "48", 1],
        ["unattributed", "12 to 14", 1],
    ]
    figure = place_counts.place_totals(rows, "totals", "Event", "Source.")
    assert "Officials: 13 or more (1 page)" in figure.alt
    assert "13 districts" not in figure.alt
    arrows = [
        layer
        for layer in figure.draw(720).to_dict()["layer"]
        if layer["mark"].get("shape") == theme.ARROW_RIGHT
    ]
    assert len(arrows) == 1


def test_hours_are_drawn_where_the_clock_says_and_a_common_start_is_hollow():
    clocks = pd.DataFrame(
        {
            "place": ["Quetta", "Quetta", "Kalat"],
            "clock": ["06:00", "05:30", "03:00"],
            "clock_of": ["place", "place", "wave"],
            "n_pages": [6, 1, 1],
        }
    )
    figure = charts.hours(clocks, "hours", "Event", "Source.")
    spec = figure.draw(720).to_dict()
    values = next(iter(spec["datasets"].values()))
    assert {(row["place"], row["hour"]) for row in values} == {
        ("Quetta", 6.0),
        ("Quetta", 5.5),
        ("Kalat", 3.0),
    }
    assert (
        figure.sentence
        == "A clock time is given for 1 place: Quetta 06:00 (6 pages) and Quetta 05:30 (1 page)."
    )


def test_first_mentions_are_drawn_in_the_clock_time_of_the_place():
    counts = pd.DataFrame(
        {
            "place_id": ["quetta"],
            "place": ["Quetta"],
            "district": ["Quetta"],
            "n_pages": [2],
            "first_from": pd.to_datetime(["2026-01-30T19:00:00Z"]),
            "first_to": pd.to_datetime(["2026-01-31T18:59:59Z"]),
        }
    )
    figure = charts.first_mentions(counts, ZONE, "mentions", "Event", "Source.")
    values = next(iter(figure.draw(720).to_dict()["datasets"].values()))
    assert [row["start"][:16] for row in values] == [
        "2026-01-31T00:00"
    ]  # 19:00 UTC on the 30th is midnight in Pakistan
    assert figure.sentence == "1 place had been named by the end of 31 January."


def test_monitors_keep_their_gaps_and_show_both_figures_of_one_year():
    figure = monitors.yearly(MONITORS, "Balochistan", "yearly", "Source.")
    shown = figure.rows[figure.rows["measure"] == "attacks"]
    assert sorted(shown.loc[shown["period_start"].str[:4] == "2024", "low"]) == [171, 202]
    assert "2016" not in set(shown["period_start"].str[:4])
    marks = json.dumps(figure.draw(720).to_dict())
    assert '"type": "line"' not in marks
    assert "2016" in marks
