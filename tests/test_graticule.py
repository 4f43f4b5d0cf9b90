"""Maps without an outline of their region: the window around the places, and the lines that it stands on."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from map_cases import ISLANDS, make_project, points
from schema_cases import assert_as_altair_makes_it
from test_map import MEASURE, style

from tollbook import svg, vocabulary
from tollbook.charts import geography, graticule, growth, labels, map, windows
from tollbook.charts.windows import Window

ZONE = "Pacific/Fiji"
CASES = {
    "islands": ISLANDS,
    "one": [("Longyearbyen", 15.63, 78.22, 3)],
    "world": [("Lima", -77.04, -12.05, 3), ("Oslo", 10.75, 59.91, 2), ("Sydney", 151.2, -33.87, 9)],
    "scripts": [("Kahramanmaraş", 36.94, 37.59, 9), ("حلب", 37.13, 36.2, 2), ("輪島市", 36.3, 36.5, 400)],
    "in the corner": [("A", 0.0, 10.0, 900), ("B", 0.1, 9.9, 2), ("C", 12.0, 1.0, 900)],
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An invented event without any map of its own, and nothing more."""
    root = make_project(tmp_path / "p", {"event_id": "storm", "incident": "cyclone", "incidents": "cyclones"})
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    return root


def drawn(places: list[Any]) -> tuple[map.Figure, growth.Figure | None]:
    """The map of some places and their small maps."""
    rows = points(*places)
    under = geography.ground("storm", rows)
    with vocabulary.speaking_of("storm"):
        whole = map.places_map(rows, ZONE, "places", "Event", "Source.", under)
        return whole, growth.first_mentions(rows, ZONE, "grown", "Event", "Source.", under)


# The window -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("longitudes", "arc"),
    [
        ([10.0, 40.0, 20.0], (10, 40)),
        ([170.0, -170.0], (170, 190)),  # 20 degrees across the antimeridian, not 340 the other way
        ([-170.0, 175.0, 170.0], (170, 190)),
        ([5.0], (5, 5)),
        ([180.0, -179.0], (-180, -179)),  # 180 east is 180 west
        ([-100.0, 0.0, 100.0], (-100, 100)),
    ],
)
def test_places_are_held_by_the_shortest_arc(longitudes: list[float], arc: tuple[float, float]) -> None:
    assert windows.shortest_arc(longitudes) == pytest.approx(arc)


def test_one_place_has_two_degrees_around_it() -> None:
    # by hand: 2 degrees wide, 0.55 of it high; at 60 degrees north a degree of longitude is half as long
    assert windows.around([(0.0, 0.0)]) == pytest.approx((-1, -0.55, 1, 0.55), abs=0.001)
    west, south, east, north = windows.around([(10.0, 60.0)])
    assert (west, east) == pytest.approx((8, 12), abs=0.001)
    assert south < 60 < north


def test_places_have_a_margin_of_fifteen_per_cent() -> None:
    # by hand: 10 degrees and 15 of a hundred of them on each side
    assert windows.around([(10.0, 0.0), (20.0, 0.0)])[0::2] == pytest.approx((8.5, 21.5), abs=0.001)
    assert windows.around([(178.0, 0.0), (-178.0, 0.0)])[0::2] == pytest.approx((177.4, 182.6), abs=0.001)
    assert windows.around([(-179.0, 0.0), (-176.0, 0.0)])[0::2] == pytest.approx(
        (-179.45, -175.55), abs=0.001
    )


def test_a_window_is_neither_flat_nor_steep_and_ends_before_the_poles() -> None:
    along = windows.around([(0.0, -30.0), (0.5, 30.0)])
    tall = windows.northing(along.north) - windows.northing(along.south)
    assert tall / math.radians(along.east - along.west) == pytest.approx(0.9, abs=0.001)
    every = windows.around([(lon, 0.0) for lon in range(-180, 180, 10)])
    assert every.east - every.west == pytest.approx(360)
    pole = windows.around([(15.0, 89.0), (15.0, 84.9)])
    assert pole.north == 85
    assert pole.south < 84.9


def test_a_place_nearer_to_the_pole_than_a_map_shows_lies_outside_it(project: Path) -> None:
    rows = points(("Pole", 15.0, 90.0, 3), ("Near", 15.0, 84.5, 1))
    under = geography.ground("storm", rows)
    assert list(geography.on_sheet(rows, under)) == [False, True]
    assert geography.ground("storm", rows.head(1)) is None
    assert geography.ground("storm", rows.assign(lat=None)) is None
    figure = map.places_map(rows, ZONE, "places", "Event", "Source.", under)
    assert "Outside the map lies Pole." in figure.caption
    assert list(figure.rows["place"]) == ["Near"]


@pytest.mark.parametrize(
    ("edges", "window"),
    [
        (("60.5", "24.45", "70.6", "32.3"), (60.5, 24.45, 70.6, 32.3)),
        (("177", "-20", "-178", "-15"), (177, -20, 182, -15)),
        (("", "", "", ""), None),
    ],
)
def test_the_edges_of_a_map_may_lie_on_both_sides_of_the_antimeridian(edges: Any, window: Any) -> None:
    assert windows.given(dict(zip(windows.EDGES, edges, strict=True))) == window


@pytest.mark.parametrize(
    ("edges", "words"),
    [
        (("60", "24", "", "32"), "map_east missing: give all four"),
        (("60", "32", "70", "24"), "map_south below map_north"),
        (("60", "24", "190", "32"), "longitude from -180 to 180"),
        (("60", "24", "70", "90"), "latitude from -85 to 85"),
        (("60", "24", "60", "32"), "are the same"),
        (("6o", "24", "70", "32"), "is no number"),
    ],
)
def test_edges_that_no_map_has_are_refused(edges: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        windows.given(dict(zip(windows.EDGES, edges, strict=True)))


# The lines --------------------------------------------------------------------------------------------------


def test_lines_stand_at_round_degrees() -> None:
    # by hand: ten degrees on 712 pixels are 71.2 pixels each, so 110 pixels are reached by every second one
    assert graticule.step_for(10, 712, 110) == 2
    assert graticule.multiples(2, 60.5, 70.6) == [62, 64, 66, 68, 70]
    assert graticule.multiples(0.1, -0.15, 0.25) == [-0.1, 0, 0.1, 0.2]
    assert graticule.multiples(5, 10, 20) == [15]  # not on the very edge


def test_degrees_have_their_side_but_for_those_that_have_none() -> None:
    words = [graticule.longitude_words(lon) for lon in (70, 190, 180, -180, 0, -77.5, 540)]
    assert words == ["70°E", "170°W", "180°", "180°", "0°", "77.5°W", "180°"]
    assert [graticule.latitude_words(lat) for lat in (30, -17.5, 0)] == ["30°N", "17.5°S", "0°"]


def test_a_line_is_where_its_degree_is() -> None:
    under = geography.Ground("", Window(175, -5, 185, 5), "", "", ())
    on = geography.sheet(720, under)
    down, across = graticule.lines_on(on, under)
    # by hand: 180 is in the middle of 175 to 185, the equator in the middle of -5 to 5
    assert {line.text: line.x for line in down}["180°"] == pytest.approx(356)
    assert {line.text: line.y for line in across}["0°"] == pytest.approx(on.height / 2, abs=0.5)
    assert [line.text for line in down] == ["176°E", "178°E", "180°", "178°W", "176°W"]
    assert on.spot(-180, 0)[0] == on.spot(180, 0)[0] == pytest.approx(356)


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("case", CASES)
def test_words_of_lines_and_places_cover_nothing(case: str, width: int, project: Path) -> None:
    rows = points(*CASES[case])
    under = geography.ground("storm", rows)
    places = map.places_on(rows, width, under)
    dots = map.circles_of(places.circles)
    legend = map.legend_boxes(places.legend)
    assert len(places.words) >= 3  # it can be read off where the map is
    assert not any(box.touches(dot) for box in legend for dot in dots)
    boxes = [labels.label_box(label, 12) for label in places.labels]
    every = [*boxes, *graticule.boxes(places.words), *legend]
    assert not any(one.overlaps(other) for number, one in enumerate(every) for other in every[:number])
    assert not any(box.touches(dot) for box in graticule.boxes(places.words) for dot in dots)
    assert {label.name for label in places.labels} == set(rows["point_of"])
    for dot in dots:
        assert 0 <= dot.x - dot.radius
        assert dot.x + dot.radius <= places.on.width


def test_a_map_with_lines_is_drawn_in_colours_of_the_palette_and_agrees_with_the_schema(
    project: Path,
) -> None:
    for figure in drawn(CASES["islands"]):
        assert_as_altair_makes_it(figure)
        assert not any(svg.foreign_colours(drawing) for drawing in figure.drawings.values())
    whole, small = drawn(CASES["islands"])
    assert "180°" in whole.drawings["wide"]
    assert "Lines: meridians and parallels." in whole.caption
    assert "Natural Earth" not in whole.caption + small.caption
    assert whole.alt.startswith("Map of Fiji with 3 circles.")
    assert small.alt.startswith("Small maps of Fiji at 3 moments.")
    assert "not of the cyclone" in small.caption
    assert whole.sentence == "Suva was named as hit by 6 pages, more than any other place."


@pytest.mark.browser
def test_no_word_of_a_map_with_lines_covers_another_in_a_browser(
    tab: Any, tmp_path: Path, project: Path
) -> None:
    figures = [figure for case in CASES.values() for figure in drawn(case) if figure]
    drawings = [figure.drawings[size] for figure in figures for size in ("wide", "narrow")]
    page = tmp_path / "maps.html"
    page.write_text(f"<meta charset=utf-8>{style()}<p>".join(["", *drawings]), encoding="utf-8")
    assert tab(page).evaluate(MEASURE) == []
