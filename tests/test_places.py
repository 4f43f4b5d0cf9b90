"""Places: expected values are read off the raw rows and the gazetteer by hand, not computed."""

import pandas as pd
import pytest
from map_cases import make_project

from tollbook import ledger, places, spread
from tollbook.paths import hand

RAW = ledger.read()
GAZETTEER = ledger.read_places()
SIGHTING = {
    "report_id": "page-1",
    "event_id": "balochistan-2026-01",
    "place": "Quetta",
    "district": "",
    "date": "",
    "time": "",
    "kind": "armed assault",
    "target": "",
    "note": "",
}


def sightings(*changes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([SIGHTING | change for change in changes])


def moments(*ids: str, day: str = "2026-01-31", basis: str = "day") -> pd.DataFrame:
    start = pd.Timestamp(f"{day}T00:00").tz_localize("Asia/Karachi").tz_convert("UTC")
    end = start + pd.Timedelta(days=1) - pd.Timedelta(seconds=1)
    return pd.DataFrame(
        {"report_id": list(ids), "said_from": start, "said_to": end, "known_from": end, "date_basis": basis}
    )


def resolved(text: str) -> pd.Series:
    return places.resolve_places(pd.Series([text]), GAZETTEER).iloc[0]


@pytest.mark.parametrize(
    ("spelling", "place_id", "lat", "lon"),
    [
        ("Noshki", "nushki", 29.55218, 66.02288),
        ("Nushki", "nushki", 29.55218, 66.02288),
        ("NUSHKI ", "nushki", 29.55218, 66.02288),
        ("Qalat", "kalat", 29.02663, 66.59361),
        ("Musakhail", "musakhel", 30.85944, 69.82208),
        ("Musa Khel", "musakhel", 30.85944, 69.82208),
        ("Manguchar", "mangochar", 29.347934, 66.63944),
        ("Ahmadwal", "ahmad-wal", 29.4222, 65.9364),
        ("Dhadar", "dadhar", 29.47489, 67.65167),
        ("گوادر", "gwadar", 25.12163, 62.32541),
        ("Quida", "quetta", 30.18414, 67.00141),
        ("Kuzdar", "khuzdar", 27.81193, 66.61096),
        ("Panggur", "panjgur", 26.97186, 64.09459),
        ("Bolan", "kachhi-bolan", 29.2496, 67.5967),
    ],
)
def test_a_spelling_is_its_place(spelling, place_id, lat, lon):
    found = resolved(spelling)
    assert (found["place_id"], found["lat"], found["lon"], found["reason"]) == (place_id, lat, lon, "")


@pytest.mark.parametrize(
    ("spelling", "place_id", "district", "point_of"),
    [
        ("Rara Sham", "rara-sham", "Musa Khel", "musakhel"),
        ("Rarah Sham", "rara-sham", "Musa Khel", "musakhel"),
        ("Rarasham", "rara-sham", "Musa Khel", "musakhel"),
        ("Khadkocha", "khad-kocha", "Mastung", "mastung"),
        ("Khad Kocha", "khad-kocha", "Mastung", "mastung"),
        ("Bolach", "balicha", "Kech", "kech"),
    ],
)
def test_a_place_without_coordinates_is_drawn_at_its_district(spelling, place_id, district, point_of):
    found = resolved(spelling)
    assert (found["place_id"], found["district"], found["point_of"], found["precision"]) == (
        place_id,
        district,
        point_of,
        "district",
    )
    assert found["lat"] == places.points(GAZETTEER).loc[point_of, "lat"]


@pytest.mark.parametrize(
    "spelling", ["Quetta-Taftan Highway", "Pakistan-Iran railway", "rail bridge to Quetta", "Makran"]
)
def test_roads_railways_and_regions_have_no_point(spelling):
    found = resolved(spelling)
    assert found["precision"] == "none"
    assert pd.isna(found["lat"])
    assert found["feature"] in ("line", "region")


def test_the_province_is_no_place_in_it():
    assert resolved("Balochistan (unspecified)")["place_id"] == "balochistan"
    assert resolved("Balochistan")["precision"] == "province"


@pytest.mark.parametrize(
    ("cell", "place_id"),
    [
        ("Kech, Panjgur and Zhob", "kech+panjgur+zhob"),
        ("Panjgur and Harnai", "harnai+panjgur"),
        ("Harnai and Panjgur", "harnai+panjgur"),
        ("Panjgur and outskirts of Harnai district", "harnai+panjgur"),
        ("Shaban and Panjgur", "panjgur+shaban"),
        ("areas including Shaban and Panjgur", "panjgur+shaban"),
        ("Gwadar and Kharan", "gwadar+kharan"),
        ("camp of migrant workers near Gwadar", "gwadar"),
        ("Kolpur, Bolan", "kolpur"),
        ("Noshki and Nushki", "nushki"),
        ("", ""),
    ],
)
def test_cells_of_claims(cell, place_id):
    assert resolved(cell)["place_id"] == place_id


def test_several_places_have_no_point():
    found = resolved("Gwadar and Kharan")
    assert pd.isna(found["lat"])
    assert found["precision"] == "none"
    assert found["point_of"] == ""


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("Atlantis", "Atlantis"),
        ("Quetta and Atlantis", "Atlantis"),
        ("Queta City North", "Queta City North"),
        (" and ", "and"),
        ("Las Bela", "Bela, Lasbela"),
        ("Quetta and Las Bela", "Bela, Lasbela"),
    ],
)
def test_what_no_table_knows_is_unknown_and_says_why(cell, reason):
    # "Las Bela" is an other name of both the town Bela and the district Lasbela, so it is neither
    found = resolved(cell)
    assert (found["place_id"], found["place"], found["precision"]) == ("unknown", cell, "none")
    assert pd.isna(found["lat"])
    assert found["reason"].endswith(f": {reason}")


def test_every_cell_of_the_ledger_is_known():
    cells = pd.concat([RAW.sightings["place"], RAW.claims["place"]])
    found = places.resolve_places(cells.drop_duplicates().reset_index(drop=True), GAZETTEER)
    assert set(found["reason"]) == {""}


def test_the_index_is_kept():
    texts = pd.Series(["Quetta", "", "Quetta"], index=[7, 3, 9])
    assert list(places.resolve_places(texts, GAZETTEER).index) == [7, 3, 9]


def test_hand_rows_name_gazetteer_places_as_the_gazetteer_does():
    rows, known = hand("places"), places.points(GAZETTEER)
    assert not rows["spelling"].map(places.plain).duplicated().any()
    same = rows[rows["place_id"].isin(known.index)]
    assert list(same["place"]) == list(known.loc[same["place_id"], "place"])
    assert list(same["district"]) == list(known.loc[same["place_id"], "district"])
    assert (rows["why"] != "").all()
    assert set(rows["point_of"]) <= {"", *known.index}
    assert rows.groupby("place_id")[["place", "feature"]].nunique().max().max() == 1


@pytest.mark.parametrize(
    ("time", "clock"),
    [
        ("03:00", "03:00"),
        ("05:00+05:00", "05:00"),
        ("around 13:00", "13:00"),
        ("early Monday", ""),
        ("late Sunday night", ""),
        ("", ""),
        ("25:00", ""),
        ("07:61", ""),
        ("night 25-26 August", ""),
    ],
)
def test_only_a_time_on_the_clock_becomes_an_hour(time, clock):
    assert places.clock(time) == clock


def test_one_row_per_sighting_and_a_place_named_twice_is_counted_once():
    rows = sightings({}, {"place": "Noshki"}, {"place": "Nushki", "kind": "arson"}, {"report_id": "page-2"})
    table = places.places(rows, GAZETTEER, moments("page-1", "page-2"))
    assert len(table) == 4
    assert list(table.loc[table["place_id"] == "nushki", "nth"]) == [1, 2]
    counts = spread.place_counts(table).set_index("place_id")["n_pages"]
    assert counts.to_dict() == {"quetta": 2, "nushki": 1}


@pytest.mark.parametrize(
    ("kind", "note", "method"),
    [
        ("armed assault", "", "armed assault"),
        ("armed assault", "ISPR list; method not stated for this place", "method not stated"),
        ("", "", "method not stated"),
        ("suicide bombing", "BLA list", "suicide bombing"),
    ],
)
def test_a_method_that_the_page_does_not_state_is_not_an_armed_assault(kind, note, method):
    table = places.places(sightings({"kind": kind, "note": note}), GAZETTEER, moments("page-1"))
    assert (table["method"].iloc[0], table["kind"].iloc[0]) == (method, kind)


@pytest.mark.parametrize(
    ("change", "role"),
    [
        ({"kind": "other", "target": "mobile internet cut"}, "services"),
        ({"kind": "other", "target": "counter-operation"}, "operation"),
        ({"kind": "drone", "note": "drone and air strikes by the army"}, "operation"),
        ({"kind": "other", "target": "gas pipeline"}, "attack"),
        (
            {
                "report_id": "patrika-2026-02-01",
                "kind": "highway blockade",
                "note": "looks like the Aug 2024 attack mixed in",
            },
            "other_event",
        ),
        ({}, "attack"),
    ],
)
def test_what_was_no_attack_is_set_apart(change, role):
    table = places.places(sightings(change), GAZETTEER, moments("page-1", "patrika-2026-02-01"))
    assert table["role"].iloc[0] == role
    assert len(spread.place_counts(table)) == (
        1 if role == "attack" and table["feature"].iloc[0] == "town" else 0
    )


def test_one_start_for_all_attacks_is_not_the_hour_of_a_place():
    page = "himalayan-research-institute-thrip-org-undated"
    rows = sightings({"time": "05:30"}, {"report_id": page, "time": "03:00"}, {"report_id": page, "time": ""})
    table = places.places(rows, GAZETTEER, moments("page-1", page))
    assert list(table["clock_of"]) == ["place", "wave", ""]


def test_a_page_without_a_date_never_makes_a_place_first_named():
    rows = sightings({}, {"report_id": "page-2"}, {"report_id": "page-3", "place": "Sibi"})
    pages = pd.concat([moments("page-1", day="2026-02-02"), moments("page-2", "page-3", basis="content")])
    table = places.places(rows, GAZETTEER, pages)
    firsts = places.first_mentions(table)
    assert list(firsts.index) == ["quetta"]
    assert (
        str(firsts.loc["quetta", "first_to"]) == "2026-02-02 18:59:59+00:00"
    )  # the end of 2 February in Pakistan (UTC+5)
    assert spread.map_points(table).set_index("point_of")["first_to"].isna().to_dict() == {
        "quetta": False,
        "sibi": True,
    }


def test_a_page_is_dated_by_its_claims_and_else_by_its_own_date():
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "published": ["", "2026-02-01", "2026-01-10"],
            "dated": "",
            "outlet_country": "PK",
        }
    )
    claims = moments("a", "a", basis="content").assign(
        known_from=pd.to_datetime(["2026-02-05T00:00Z", "2026-02-06T00:00Z"])
    )
    found = places.page_moments(reports, claims, "Asia/Karachi", "2026-01-29T00:00").set_index("report_id")
    assert str(found.loc["a", "known_from"]) == "2026-02-06 00:00:00+00:00"
    assert str(found.loc["b", "known_from"]) == "2026-02-01 18:59:59+00:00"
    assert found.loc["b", "date_basis"] == "day"
    # c gives itself a day before the event began: the day is not believed
    assert str(found.loc["c", "said_from"]) == "2026-01-28 19:00:00+00:00"
    assert found.loc["c", "date_basis"] == "bounded"
    assert pd.isna(found.loc["c", "known_from"])


def test_a_page_listed_twice_is_refused():
    with pytest.raises(ValueError, match="merge"):
        places.places(sightings({}), GAZETTEER, moments("page-1", "page-1"))


def test_lists_are_as_long_as_their_readers_counted():
    # the readers' notes: "page lists 16 names" on three pages, "page lists 11 names" on the fourth
    rows = RAW.sightings[RAW.sightings["event_id"] == "balochistan-2026-01"]
    table = places.places(rows, GAZETTEER, moments(*RAW.reports["report_id"]))
    listed = spread.listed_counts(table).set_index("report_id")["n_listed"]
    assert [
        listed[page]
        for page in (
            "bombay-samachar-english-2026-01-31",
            "khabar-bharat-36-2026-01-31",
            "patrika-2026-02-03",
        )
    ] == [16, 16, 16]
    assert listed["the-chhattisgarh-2026-01-31"] == 11


def test_a_locality_and_its_town_share_a_point_and_a_page_naming_both_counts_once():
    rows = sightings(
        {"place": "Musakhail"}, {"place": "Rara Sham"}, {"report_id": "page-2", "place": "Rarasham"}
    )
    points = spread.map_points(places.places(rows, GAZETTEER, moments("page-1", "page-2")))
    assert points[["point_of", "place", "places", "precision", "n_pages"]].to_numpy().tolist() == [
        ["musakhel", "Musakhel", "Musakhel; Rara Sham", "town", 2]
    ]


def test_two_gazetteer_places_with_one_id_are_refused():
    doubled = pd.concat([GAZETTEER, GAZETTEER.head(1)])
    with pytest.raises(ValueError, match="Quetta"):
        places.points(doubled)


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Kachhi (Bolan)", "kachhi-bolan"),
        ("Kahramanmaraş", "kahramanmaras"),
        ("İzmir", "izmir"),
        ("Ñuñoa", "nunoa"),
        ("浪江町", "浪江町"),
        ("غزة", "غزة"),
        ("São_Paulo", "sao-paulo"),
        ("หาดใหญ่", "หาดใหญ่"),
        ("चित्तौड़गढ़", "चित्तौड़गढ़"),
    ],
)
def test_a_name_in_any_script_has_an_id_of_its_own(name, place_id):
    assert places.slug(name) == place_id


def test_an_event_without_gazetteer_and_without_sightings_has_empty_tables(tmp_path, monkeypatch):
    project = make_project(tmp_path / "p", {"event_id": "storm"}, sighting_roles=[])
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(project))
    empty = places.places(pd.DataFrame([SIGHTING]).head(0), GAZETTEER.head(0), moments("page-1"))
    assert empty.empty
    counted = spread.place_counts(empty), spread.map_points(empty), spread.districts(empty)
    assert [len(table) for table in counted] == [0, 0, 0]
    unknown = places.resolve_places(pd.Series(["Aldea"]), GAZETTEER.head(0))
    assert unknown["place_id"].tolist() == ["unknown"]
    assert unknown["reason"].tolist() == ["not in the gazetteer nor in data/hand/places.csv: Aldea"]
