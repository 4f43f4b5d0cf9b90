"""Maps that somebody gives: GeoJSON of every shape, what is wrong with a file, and the words of an event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from map_cases import ISLANDS, SQUARE, make_project, points, write_map

from tollbook import incident, map_areas, map_files, spread, vocabulary
from tollbook.charts import districts, geography, map

HOLE = [[178.4, -17.6], [178.6, -17.6], [178.6, -17.4], [178.4, -17.4], [178.4, -17.6]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}
POINT = {"type": "Point", "coordinates": [178.5, -17.5]}
FEATURE = {"type": "Feature", "properties": {"name": "Square"}, "geometry": POLYGON}
SHAPES = {
    "geometry": POLYGON,
    "feature": FEATURE,
    "no properties": {"type": "Feature", "properties": None, "geometry": POLYGON},
    "collection": {"type": "FeatureCollection", "features": [FEATURE, {**FEATURE, "geometry": POINT}]},
    "geometries": {"type": "GeometryCollection", "geometries": [POINT, POLYGON]},
    "nested": {
        "type": "GeometryCollection",
        "geometries": [{"type": "GeometryCollection", "geometries": [POLYGON]}],
    },
    "multipolygon": {"type": "MultiPolygon", "coordinates": [[SQUARE[::-1]]]},
    "with heights": {"type": "Polygon", "coordinates": [[[*point, 12.5] for point in SQUARE]]},
    "old way": {**FEATURE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two invented events: a cyclone with a map of its own, and a fire with none."""
    storm = {"event_id": "storm", "incident": "cyclone", "incidents": "cyclones", "base_map": "land.geojson"}
    words = [{"event_id": "storm", "outcome": "destroyed", "word": "flooded"}]
    labels = [{"event_id": "storm", "label": "Koro Sea", "lon": "179.5", "lat": "-17.5"}]
    root = make_project(
        tmp_path / "p", storm, {"event_id": "fire", "region": ""}, labels=labels, place_outcomes=words
    )
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    return root


def areas(project: Path, found: Any) -> list[map_areas.Area]:
    """The areas of a map file."""
    path = write_map(project, "land.geojson", found)
    return [area for one in map_areas.features(path) for area in one["areas"]]


def size(found: list[map_areas.Area]) -> float:
    """The area in square degrees of all areas together, holes taken off."""
    return sum(shapely.Polygon(outer, holes).area for outer, *holes in found)


def is_clockwise(ring: map_areas.Ring) -> bool:
    """Whether a ring runs clockwise, as seen with north at the top."""
    return not shapely.LinearRing(ring).is_ccw


# What a file may be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_file_gives_the_same_area(shape: str, project: Path) -> None:
    [[outer]] = areas(project, SHAPES[shape])
    assert {tuple(point) for point in outer} == {tuple(point) for point in SQUARE}
    assert is_clockwise(outer)


@pytest.mark.parametrize("outer", [SQUARE, SQUARE[::-1]])
@pytest.mark.parametrize("hole", [HOLE, HOLE[::-1]])
def test_a_hole_stays_a_hole_whichever_way_it_runs(outer: Any, hole: Any, project: Path) -> None:
    [[found, inner]] = areas(project, {"type": "Polygon", "coordinates": [outer, hole]})
    assert (is_clockwise(found), is_clockwise(inner)) == (True, False)
    # by hand: a square of one degree less one of 0.2 degrees
    assert size([[found, inner]]) == pytest.approx(1 - 0.04)


def test_rings_that_cross_themselves_or_each_other_become_what_they_enclose(project: Path) -> None:
    # by hand: a bow tie from (0, 0) by (2, 2) and (2, 0) to (0, 2) is two triangles of one square degree
    tie = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    found = areas(project, tie)
    assert (len(found), size(found)) == (2, pytest.approx(2))
    # by hand: two squares of four that share one
    squares = [[[[x, x], [x + 2, x], [x + 2, x + 2], [x, x + 2], [x, x]]] for x in (0, 1)]
    found = areas(project, {"type": "MultiPolygon", "coordinates": squares})
    assert size(found) == pytest.approx(7)
    assert all(is_clockwise(area[0]) for area in found)


def test_an_area_across_the_antimeridian_is_one_however_the_file_writes_it(project: Path) -> None:
    def box(west: float, east: float) -> list[Any]:
        return [[west, -1], [east, -1], [east, 1], [west, 1], [west, -1]]

    jumping = {"type": "Polygon", "coordinates": [box(179, -179)]}
    beyond = {"type": "Polygon", "coordinates": [box(179, 181)]}
    cut = {"type": "MultiPolygon", "coordinates": [[box(179, 180)], [box(-180, -179)]]}
    for found in (jumping, beyond, cut):
        [[ring]] = map_areas.within_turns(areas(project, found), 177, 183)
        assert (min(lon for lon, _ in ring), max(lon for lon, _ in ring)) == (179, 181)
        assert size([[ring]]) == pytest.approx(4)
    # seen from the other side of the globe, it is on the left
    [[ring]] = map_areas.within_turns(areas(project, jumping), -183, -177)
    assert min(lon for lon, _ in ring) == -181
    assert map_areas.within_turns(areas(project, jumping), 0, 90) == []


def test_a_continent_at_the_pole_is_no_fault(project: Path) -> None:
    ice = [[-180, -90], [180, -90], [180, -70], [-180, -70], [-180, -90]]
    assert size(areas(project, {"type": "Polygon", "coordinates": [ice]})) == 360 * 20


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("nothing", "Expecting value"),
        ({"type": "Topology", "objects": {}}, "TopoJSON, which must be converted first"),
        ({"type": "Feature", "properties": {}, "geometry": POINT}, "a Point is not an area"),
        ({"type": "Polygon", "coordinates": [[[500000, 3000000], [500100, 3000000], [5, 5]]]}, "not degrees"),
        (
            {"type": "Polygon", "coordinates": [[[y, x] for x, y in SQUARE]]},
            "latitude stands before longitude",
        ),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "linearring"),
        ({"type": "Polygon", "coordinates": [[["a", 0], [1, 1], [0, 1], [0, 0]]]}, "could not convert"),
        (
            {**FEATURE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}},
            "it is in urn:ogc:def:crs:EPSG::3857, not in degrees",
        ),
        ('{"type": "Polygon", "coordinates": [[[NaN, 0], [1, 1], [0, 1], [NaN, 0]]]}', "not degrees"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused_on_one_line(found: Any, words: str, project: Path) -> None:
    with pytest.raises(ValueError, match=r"'data/raw/land\.geojson' is not a GeoJSON file") as raised:
        areas(project, found)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)
    [problem] = map_files.map_problems()
    assert str(problem).startswith("hand/events.csv, row 2, column base_map: 'data/raw/land.geojson' is not")
    assert problem.todo == map_areas.ADVICE


def test_a_check_names_every_fault_of_the_maps(project: Path, tmp_path: Path, monkeypatch: Any) -> None:
    [missing] = map_files.map_problems()
    assert "there is no map file 'data/raw/land.geojson'" in missing.what
    write_map(project, "land.geojson", POLYGON)
    assert map_files.map_problems() == []
    faults = make_project(
        tmp_path / "faults",
        {"event_id": "a", "map_west": "60", "map_south": "20", "map_north": "30"},
        {"event_id": "b", "surroundings": "../secret.geojson"},
    )
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(faults))
    assert [(problem.row, problem.column) for problem in map_files.map_problems()] == [
        (2, "map_east"),
        (3, "surroundings"),
    ]


# What a map then shows --------------------------------------------------------------------------------------


def test_the_map_of_another_country_shows_its_land_its_names_and_its_places(project: Path) -> None:
    write_map(project, "land.geojson", POLYGON)
    rows = points(*ISLANDS)
    under = geography.ground("storm", rows)
    with vocabulary.speaking_of("storm"):
        figure = map.places_map(rows, "Pacific/Fiji", "places", "Event", "Source.", under)
    on = geography.sheet(720, under)
    [[ring]] = geography.region(on, under)
    # by hand: the corners of the square in the pixels of the sheet, to a tenth
    wanted = {tuple(round(cell, 1) for cell in on.at(lon, lat)) for lon, lat in SQUARE}
    assert set(ring) == wanted
    assert "Koro Sea" in figure.drawings["wide"]
    assert figure.sentence == "Suva was named as flooded by 6 pages, more than any other place."
    assert "Outlines: the file land.geojson." in figure.caption
    assert "meridians" not in figure.caption
    (project / "data/raw/land.geojson.card.yml").write_text("credit: A Survey\n", encoding="utf-8")
    assert geography.outlines_credit(under) == " Outlines: A Survey."


def test_a_map_file_of_elsewhere_leaves_the_lines(project: Path) -> None:
    far = {"type": "Polygon", "coordinates": [[[0, 50], [1, 50], [1, 51], [0, 50]]]}
    write_map(project, "land.geojson", far)
    rows = points(*ISLANDS)
    places = map.places_on(rows, 720, geography.ground("storm", rows))
    assert places.words


def test_districts_are_looked_for_where_the_map_is(project: Path) -> None:
    path = write_map(project, "districts.geojson", FEATURE)
    assert [one.name for one in districts.read(path, "fire")] == ["Square"]  # no place known: anywhere
    gazetteer = (
        "place,alt_names,hand_aliases,kind,district,lat,lon,precision\nSuva,,,town,,-18.14,178.44,town\n"
    )
    (project / "data/raw/places.csv").write_text(gazetteer, encoding="utf-8")
    assert [one.name for one in districts.read(path, "storm")] == ["Square"]
    far = write_map(
        project,
        "far.geojson",
        {**FEATURE, "geometry": {**POLYGON, "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}},
    )
    with pytest.raises(ValueError, match="has no area in Fiji: give"):
        districts.read(far, "storm")
    gazetteer = gazetteer.replace("-18.14,178.44", "37.5,44.5")  # invented: a town at 44.5 east
    (project / "data/raw/places.csv").write_text(gazetteer, encoding="utf-8")
    ring = [[lat, lon] for lon, lat in ((44, 37), (45, 37), (45, 38), (44, 37))]
    turned = {**POLYGON, "coordinates": [ring]}
    path = write_map(project, "turned.geojson", {**FEATURE, "geometry": turned})
    with pytest.raises(ValueError, match=r"in Fiji \(latitude seems to stand before longitude\): give"):
        districts.read(path, "storm")


# The words of an event --------------------------------------------------------------------------------------


def test_each_event_has_its_own_words_and_one_without_rows_general_ones(project: Path) -> None:
    assert incident.of("storm") == ("cyclone", "cyclones", "flooded", {"destroyed"})
    assert incident.of("fire") == ("incident", "incidents", "hit", frozenset())
    assert incident.current() == incident.of("")
    with vocabulary.speaking_of("storm"):
        assert incident.current().one == "cyclone"


def test_claims_count_places_by_the_outcomes_of_their_event(project: Path) -> None:
    # invented: of each event a claim of places destroyed and one of places attacked
    claims = pd.DataFrame(
        {
            "claim_id": list("abcd"),
            "event_id": ["storm", "storm", "fire", "fire"],
            "unit": "places",
            "outcome": ["destroyed", "attacked"] * 2,
            "is_whole": True,
        }
    )
    assert list(spread.place_claims(claims)["claim_id"]) == ["a", "c", "d"]
    with vocabulary.speaking_of("storm"):
        assert list(spread.place_claims(claims.drop(columns="event_id"))["claim_id"]) == ["a", "c"]
