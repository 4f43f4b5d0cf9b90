"""The map: outlines, labels that never cover anything, districts of a file, and what the map says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from schema_cases import assert_as_altair_makes_it
from spread_cases import CASES, EVENTS, ZONE, invented_points, table

from tollbook import map_areas, spread, svg, theme, vocabulary
from tollbook.charts import districts, geography, growth, labels, map, outlines

SQUARE = [[65.0, 28.0], [65.0, 31.0], [69.0, 31.0], [69.0, 28.0], [65.0, 28.0]]  # around Quetta
POINTS = {case: spread.map_points(table(*case)) for case in CASES} | {("invented", ""): invented_points()}
SIDE_BY_SIDE = [  # three pairs of neighbours, by the gazetteer; on a phone some are four pixels apart
    ("Nushki", 29.55218, 66.02288),
    ("Ahmad Wal", 29.4222, 65.9364),
    ("Mach", 29.86371, 67.33018),
    ("Mangochar", 29.347934, 66.63944),
    ("Duki", 30.15307, 68.57323),
    ("Loralai", 30.37051, 68.59795),
]


UNDER = geography.ground(EVENTS[0], POINTS[EVENTS[0], ""])


@pytest.fixture(scope="module", autouse=True)
def spoken_of() -> Any:
    """The event spoken of, as a notebook binds it."""
    with vocabulary.speaking_of(EVENTS[0]):
        yield


def places_map(points: pd.DataFrame, **more: Any) -> map.Figure:
    return map.places_map(points, ZONE, "places", "Event", "Source.", UNDER, **more)


def collection(*features: tuple[Any, dict[str, Any]]) -> str:
    """A GeoJSON file of polygons with their properties."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": about, "geometry": geometry} for geometry, about in features
            ],
        }
    )


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """A function that writes a text to a file and returns its path."""

    def write(text: str) -> str:
        path = tmp_path / "areas.geojson"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


# Outlines ---------------------------------------------------------------------------------------------------


def test_a_ring_comes_out_clockwise_and_a_hole_the_other_way_whatever_the_file_has() -> None:
    # by hand: with y running down, (0,0) (10,0) (10,10) (0,10) is clockwise, and its doubled area is 2 x 100
    ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    hole = [(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0), (4.0, 4.0)]
    for area in ([ring, hole], [ring[::-1], hole], [ring[::-1], hole[::-1]]):
        # on the sheet y runs down, on the globe latitude runs up
        found = map_areas.areas_of({"type": "Polygon", "coordinates": area})
        [[outer, inner]] = outlines.outline(found, lambda lon, lat: (lon, 10 - lat), 20, 20)
        assert (outlines.doubled_area(outer), outlines.doubled_area(inner)) == (200, -8)


def test_every_ring_of_a_shape_comes_back_to_its_first_point() -> None:
    # Vega drops the Z of all rings of a shape but the last, and would leave their last side without a stroke
    ring = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0)]
    assert outlines.path([[ring], [ring]]) == "M0,0L9,0L9,9L0,0ZM0,0L9,0L9,9Z"


def test_a_ring_is_cut_at_the_edges_of_the_sheet() -> None:
    # by hand: of the square from -5 to 5, a sheet from 0 to 20 shows the quarter from 0 to 5
    ring = [(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0), (-5.0, -5.0)]
    [[outer]] = outlines.outline([[ring]], lambda lon, lat: (lon, lat), 20, 20)
    assert set(outer) == {(0, 0), (5, 0), (5, 5), (0, 5)}
    assert outlines.outline([[ring]], lambda lon, lat: (lon - 50, lat), 20, 20) == []


def test_a_simpler_outline_stays_within_its_tolerance() -> None:
    # by hand: the middle point is 0.5 off the line between its neighbours, the tip at (5, 8) is far off
    ring = [(0.0, 0.0), (5.0, 0.5), (10.0, 0.0), (5.0, 8.0), (0.0, 0.0)]
    assert outlines.simplified(ring, 0.6) == [(0, 0), (10, 0), (5, 8), (0, 0)]
    assert outlines.simplified(ring, 0.4) == ring
    assert outlines.offset((5, 0.5), (0, 0), (10, 0)) == 0.5
    assert outlines.offset((13, 4), (0, 0), (10, 0)) == 5  # beyond the end: 3 and 4 make 5


@pytest.mark.parametrize("width", [720, 340])
def test_every_point_of_the_province_is_near_the_drawn_outline(width: int) -> None:
    on = geography.sheet(width, UNDER)
    [area] = geography.region(on, UNDER)
    edges = list(zip(area[0], area[0][1:], strict=False))
    [feature] = map_areas.features(UNDER.base_map)
    fine = [on.at(lon, lat) for lon, lat in feature["areas"][0][0]][::7]
    assert len(area[0]) < 400
    for point in fine:
        # rounding to a tenth of a pixel comes on top of the tolerance
        assert min(outlines.offset(point, *edge) for edge in edges) <= outlines.TOLERANCE + 0.1


def test_borders_run_neither_along_the_sheet_nor_beside_what_is_drawn() -> None:
    # by hand: of a square in the corner of the sheet two sides lie on its edges, and one beside another area
    square = [[[(0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (0.0, 30.0), (0.0, 0.0)]]]
    beside = [[[(31.0, 0.0), (60.0, 0.0), (60.0, 30.0), (31.0, 30.0), (31.0, 0.0)]]]
    assert outlines.borders(square, 100, 100) == [[(30, 0), (30, 30), (0, 30)]]
    assert outlines.borders(square, 100, 100, beside) == [[(30, 30), (0, 30)]]


def test_pixels_and_degrees_are_the_same_place() -> None:
    on = geography.sheet(720, UNDER)
    assert on.width == 712
    # the edges of the map in data/hand/events.csv
    assert on.at(60.5, 32.3) == pytest.approx((0, 0))
    assert on.at(70.6, 24.45) == pytest.approx((712, on.height), abs=1)


# Labels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("case", POINTS)
def test_every_circle_has_its_name_or_a_letter_and_no_label_covers_anything(
    case: tuple[str, str], width: int
) -> None:
    points, on = POINTS[case], geography.sheet(width, UNDER)
    placed = map.circles_on(points, on)
    found, key = map.labels_on(placed, on, map.legend_rows(points, on), UNDER)
    texts = {label.name: label.text for label in found}
    assert set(texts) == set(points["point_of"])
    names = dict(zip(points["point_of"], points["place"], strict=True))
    assert all(texts[name] == place or key[texts[name]] == place for name, place in names.items())
    boxes = [labels.label_box(label, theme.SMALL_TEXT_SIZE) for label in found]
    assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[:number])
    assert all(box.is_inside(labels.Box(0, 0, on.width, on.height)) for box in boxes)
    circles = [labels.Circle("", row.x, row.y, row.radius, "") for row in placed.itertuples()]
    crowded = sum(box.touches(circle) for box in boxes for circle in circles)
    assert crowded <= (1 if case[0] == "invented" else 0)  # invented: a place within another's circle
    if case[0] != "invented":
        assert len(key) <= (0 if width == 720 else 6)


@pytest.mark.browser
def test_no_word_of_a_map_covers_another_or_is_cut_in_a_browser(tab: Any, tmp_path: Path) -> None:
    figures = [places_map(points) for points in POINTS.values()]
    figures += [growth.first_mentions(invented_points(), ZONE, "grown", "Event", "Source.", UNDER)]
    drawings = [figure.drawings[size] for figure in figures for size in ("wide", "narrow")]
    page = tmp_path / "maps.html"
    page.write_text(f"<meta charset=utf-8>{style()}<p>".join(["", *drawings]), encoding="utf-8")
    overlaps = tab(page).evaluate(MEASURE)
    assert overlaps == []


# What is cut off, or stands on something else: a line of text is higher than its letters.
MEASURE = """() => {
    const found = [];
    for (const drawing of document.querySelectorAll("svg")) {
        const sheet = drawing.getBoundingClientRect();
        const texts = [...drawing.querySelectorAll("text")];
        const boxes = texts.map(text => {
            const { left, right, top, bottom, height } = text.getBoundingClientRect();
            const [first, last] = [top + height / 5, bottom - height / 5];
            return { words: text.textContent, left, right, top: first, bottom: last };
        });
        boxes.forEach((one, place) => {
            const isInside = one.left >= sheet.left - 1 && one.right <= sheet.right + 1;
            if (!isInside || one.top < sheet.top - 1 || one.bottom > sheet.bottom + 1) found.push(one.words);
            for (const other of boxes.slice(0, place)) {
                const isBeside = one.left > other.right - 1 || other.left > one.right - 1;
                const isAbove = one.top >= other.bottom || other.top >= one.bottom;
                if (!isBeside && !isAbove) found.push([one.words, other.words]);
            }
        });
    }
    return found;
}"""


def style() -> str:
    """The typeface of the drawings."""
    from tollbook.typeface import font_face_css

    return f"<style>{font_face_css()}</style>"


def test_neighbours_that_collide_are_both_named_beside_their_circles() -> None:
    on = geography.sheet(340, UNDER)
    circles = [labels.Circle(name, *on.at(lon, lat), 6, name) for name, lat, lon in SIDE_BY_SIDE]
    found, key = labels.named_or_lettered(circles, labels.Box(0, 0, on.width, on.height), 12)
    assert {label.text for label in found} == {name for name, _, _ in SIDE_BY_SIDE}
    assert key == {}


def test_what_has_no_room_for_its_name_has_a_letter() -> None:
    # invented: between the circles are 44 and 94 pixels, the name takes more than a hundred; right of the
    # last there is room
    circles = [
        labels.Circle(name, x, 10, 3, f"Long name of place {name}")
        for name, x in zip("uvw", (10, 60, 160), strict=True)
    ]
    found, key = labels.named_or_lettered(circles, labels.Box(0, 0, 300, 20), 12)
    assert {label.name: label.text for label in found} == {"u": "a", "v": "b", "w": "Long name of place w"}
    assert key == {"a": "Long name of place u", "b": "Long name of place v"}
    assert [labels.letter(place) for place in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]


def test_a_label_nearer_to_another_circle_gets_a_line() -> None:
    # invented: the only room for the name of the left circle is beside the right one, which is nearer to it
    circles = [labels.Circle("left", 100, 50, 5, "Left"), labels.Circle("right", 113, 50, 5, "")]
    found = labels.place_labels(circles, labels.Box(95, 0, 180, 100), 12)
    label = next(label for label in found if label.name == "left")
    nearest = min(circles, key=lambda circle: labels.label_box(label, 12).gap_to(circle))
    assert label.has_leader or nearest.name == "left"


# What the map says ------------------------------------------------------------------------------------------


def test_first_names_on_the_map_are_those_most_pages_give() -> None:
    points = POINTS[EVENTS[0], ""]
    assert list(points["place"].head(3)) == ["Quetta", "Nushki", "Gwadar"]
    drawn = places_map(points).drawings
    for name in ("Quetta", "Nushki", "Gwadar", "Mangochar", "Mach", "Mastung", "Dalbandin"):
        assert f">{name}<" in drawn["wide"]


def test_the_text_alternative_is_that_of_the_rows() -> None:
    for points in POINTS.values():
        figure = places_map(points)
        assert f"with {len(figure.rows)} circles" in figure.alt
        for row in figure.rows.head(8).itertuples():
            assert f"{row.place} {row.n_pages}" in figure.alt
        assert (f"and {len(figure.rows) - 8} place" in figure.alt) == (len(figure.rows) > 8)


def test_a_tooltip_says_when_a_place_was_named_and_by_whom() -> None:
    figure = places_map(invented_points(4))
    layers = figure.specification()["layer"]
    [layer] = [layer for layer in layers if "tooltip" in layer.get("encoding", {})]
    titles = {field["field"]: field["title"] for field in layer["encoding"]["tooltip"]}
    assert titles["first_by"] == "named then by"
    [row] = [row for row in rows_of(figure, layer) if row["n_pages"] == 300]
    # 10:00 UTC is 15:00 in Pakistan
    assert row["first_named"] == "15:00 on 31 January"
    assert row["first_by"] == "Dawn, Geo News, AFP and 4 more"
    assert row["since"] == "2026-01-31T10:00:00Z"
    assert figure.links == {"place": "place", "since": "since"}


def rows_of(figure: map.Figure, layer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that a layer of a figure draws."""
    return figure.specification()["datasets"][layer["data"]["name"]]


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ([7], "Quetta is the one place that can be drawn; 7 pages named it."),
        ([7, 2], "Quetta was named as attacked by 7 pages, more than any other place."),
        ([1, 1], "Quetta and Mach were each named as attacked by 1 page; no place by more."),
    ],
)
def test_the_sentence_of_the_map_is_right_for_one_place_and_for_a_tie(
    pages: list[int], sentence: str
) -> None:
    named = ["Quetta", "Mach"][: len(pages)]
    assert map.most_named(pd.DataFrame({"place": named, "n_pages": pages})) == sentence


def test_a_map_agrees_with_the_schema() -> None:
    assert_as_altair_makes_it(places_map(POINTS[CASES[0]]))


def test_a_map_is_small() -> None:
    for points in POINTS.values():
        assert all(len(drawing) < 9_000 for drawing in places_map(points).drawings.values())


# Districts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]], ids=["clockwise", "counter-clockwise"])
@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_districts_are_shaded_from_a_file_however_it_is_wound(file: Any, ring: Any, kind: str) -> None:
    coordinates = [ring] if kind == "Polygon" else [[ring], [[[62, 27], [62, 28], [63, 28], [62, 27]]]]
    path = file(collection(({"type": kind, "coordinates": coordinates}, {"district": "Quetta"})))
    known = table(EVENTS[0])
    figure = places_map(POINTS[EVENTS[0], ""], areas=districts.read(path), shades=spread.districts(known))
    assert_as_altair_makes_it(figure)
    [layer] = [
        layer for layer in figure.specification()["layer"] if "shade" in str(layer.get("encoding", ""))
    ]
    [quetta] = layer["data"]["values"]
    assert quetta["properties"] == {
        "district": "Quetta",
        "n_pages": 213,
        "shade": "100 or more",
    }  # 213 by hand
    assert "Quetta 213" in figure.alt.partition("Shaded:")[2]
    on = geography.sheet(720, UNDER)
    for area in quetta["geometry"]["coordinates"]:
        assert 0 < outlines.doubled_area(area[0]) < on.width * on.height  # not the whole sheet
    assert all(">213</text>" in drawing for drawing in figure.drawings.values())
    assert not any(svg.foreign_colours(drawing) for drawing in figure.drawings.values())


def test_names_are_matched_whatever_their_case_blanks_and_brackets(file: Any) -> None:
    shades = pd.DataFrame({"district": ["Musa Khel", "Kachhi (Bolan)", "Awaran"], "n_pages": [40, 24, 3]})
    path = file(
        collection(
            (polygon(SQUARE), {"name": "MUSAKHEL"}),
            (polygon(SQUARE), {"district": "Bolan", "alt_names": ""}),
            (polygon(SQUARE), {"district": "Elsewhere", "alt_names": "Awārān; X"}),
            (polygon(SQUARE), {"district": None}),
            (polygon(SQUARE), {"district": "Sherani"}),
        )
    )
    areas = districts.read(path)
    found = [None if row is None else row["n_pages"] for row in districts.pages_of(areas, shades)]
    assert found == [40, 24, 3, None, None]
    note = districts.districts_note(areas, pd.concat([shades, pd.DataFrame({"district": ["Kech"]})]))
    assert "areas.geojson" in note
    assert "no area for Kech" in note
    assert "1 area in it without a name" in note
    assert "OpenStreetMap" not in note


def test_the_file_of_open_street_map_is_credited(file: Any) -> None:
    path = file(collection((polygon(SQUARE), {"district": "Quetta", "osm_relations": "1"})))
    assert "OpenStreetMap contributors (ODbL)" in districts.districts_note(
        districts.read(path), pd.DataFrame({"district": []})
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "Expecting property name"),
        ("[]", "list indices"),
        ('"x"', "string indices"),
        ('{"type": "FeatureCollection"}', "no 'features'"),
        ('{"type": "Topology", "objects": {}}', "its type is Topology"),
        (collection(({"type": "Point", "coordinates": [66, 30]}, {})), "a Point is not an area"),
        (
            collection((polygon([[500000, 3000000], [500001, 3000000], [5, 5]]), {"district": "x"})),
            "not degrees",
        ),
        (collection((polygon(["x"]), {"district": "x"})), "areas.geojson"),
        (collection((polygon(SQUARE), {"region": "Quetta"})), "names no area"),
        (
            collection((polygon([[0, 0], [0, 1], [1, 1], [0, 0]]), {"name": "Null Island"})),
            "no area in Balochistan",
        ),
        ("[" * 100_000, "areas.geojson"),
    ],
)
def test_a_wrong_file_is_refused_on_one_line_with_its_name_and_what_to_do(
    file: Any, text: str, words: str
) -> None:
    path = file(text)
    with pytest.raises(ValueError, match=r"areas\.geojson") as raised:
        districts.read(path, EVENTS[0])
    message = str(raised.value)
    assert words in message
    assert "\n" not in message
    assert "leave it empty" in message


def test_no_file_is_no_district_and_a_wrong_path_is_named() -> None:
    assert districts.read("") == []
    with pytest.raises(FileNotFoundError, match=r"nowhere\.geojson.*leave it empty"):
        districts.read("nowhere.geojson")


def test_a_feature_without_a_geometry_is_left_out(file: Any) -> None:
    path = file(collection((None, {"district": "Kech"}), (polygon(SQUARE), {"district": "Quetta"})))
    assert [area.name for area in districts.read(path)] == ["Quetta"]


def test_the_province_is_drawn_unless_districts_cover_it(file: Any) -> None:
    on = geography.sheet(720, UNDER)
    [province] = map_areas.features(UNDER.base_map)
    whole = {"type": "MultiPolygon", "coordinates": province["areas"]}
    assert districts.is_covered(districts.read(file(collection((whole, {"district": "all"})))), on, UNDER)
    assert not districts.is_covered(
        districts.read(file(collection((polygon(SQUARE), {"district": "Quetta"})))), on, UNDER
    )
    assert not districts.is_covered([], on, UNDER)
