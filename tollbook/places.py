"""Where: worded places become places of the gazetteer, and sightings become the table of places.

A spelling is looked up in `data/hand/places.csv` first, then among the names of the gazetteer (place,
alt_names, hand_aliases). What neither knows is `unknown`, with the reason: nothing is guessed from a likeness
of letters.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from tollbook import dates
from tollbook.ledger import Ledger, read_places
from tollbook.paths import hand
from tollbook.scope import event_rows

UNKNOWN = "unknown"
RESOLVED = ["place_id", "place", "district", "feature", "point_of", "lat", "lon", "precision", "reason"]
NOT_STATED = "method not stated"  # the readers' remark on rows whose kind is theirs, not the page's
CLOCK = re.compile(r"(?:about |around )?(\d{1,2}):(\d{2})(?:[+-]\d{2}:\d{2})?")
SEPARATOR = re.compile(r",\s*|;\s*|\s+and\s+")


def slug(name: str) -> str:
    """Return the `place_id` of a gazetteer name, in letters of any script: `Ōsaka (Kita)` is `osaka-kita`.

    Accents are dropped from letters that have them; signs that are vowels of their script stay (หาดใหญ่).
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain_letters = unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", letters))
    kept = (mark if mark.isalnum() or unicodedata.category(mark)[0] == "M" else "-" for mark in plain_letters)
    return re.sub("-+", "-", "".join(kept)).strip("-")


def plain(spelling: str) -> str:
    """Return a spelling as it is looked up: case, runs of blanks and Unicode variants do not count."""
    return " ".join(unicodedata.normalize("NFKC", spelling).casefold().split())


def points(gazetteer: pd.DataFrame) -> pd.DataFrame:
    """Return one row per gazetteer place, indexed by place_id: place, district, feature, point_of, lat, lon,
    precision.

    `lat` and `lon` are degrees (WGS 84). Raises ValueError when two places have the same place_id.
    """
    rows = gazetteer.assign(place_id=gazetteer["place"].map(slug), feature=gazetteer["kind"])
    rows = rows.assign(
        point_of=rows["place_id"], lat=rows["lat"].astype(float), lon=rows["lon"].astype(float)
    )
    if rows["place_id"].duplicated().any():
        twice = sorted(rows.loc[rows["place_id"].duplicated(), "place"])
        raise ValueError(f"two places of the gazetteer have the same place_id: {', '.join(twice)}")
    return rows.set_index("place_id")[["place", "district", "feature", "point_of", "lat", "lon", "precision"]]


def hand_rows(gazetteer: pd.DataFrame) -> pd.DataFrame:
    """Return `data/hand/places.csv` with the coordinates of the gazetteer place that each row is drawn at, if
    any."""
    rows = hand("places")
    known = points(gazetteer)
    lost = sorted(set(rows["point_of"]) - set(known.index) - {""})
    if lost:
        raise ValueError(f"data/hand/places.csv: point_of {', '.join(lost)} is not a place of the gazetteer")
    return rows.merge(
        known[["lat", "lon"]], left_on="point_of", right_index=True, how="left", validate="many_to_one"
    )


def lookup(gazetteer: pd.DataFrame) -> dict[str, dict[str, object]]:
    """Return what each known spelling means: hand rows first, then gazetteer names, then the other names.

    An other name that two places share (Las Bela: the town and the district) is unknown, with that reason.
    """
    known = points(gazetteer).reset_index()
    names: dict[str, list[dict[str, object]]] = {}
    for place, worded in zip(
        known.to_dict("records"), gazetteer["alt_names"] + ";" + gazetteer["hand_aliases"], strict=True
    ):
        for name in {plain(part) for part in worded.split(";")} - {"", plain(str(place["place"]))}:
            names.setdefault(name, []).append(place)
    found = {name: places[0] if len(places) == 1 else shared(name, places) for name, places in names.items()}
    found |= {plain(place["place"]): place for place in known.to_dict("records")}
    by_hand = {plain(row["spelling"]): row for row in hand_rows(gazetteer).to_dict("records")}
    # An event's region without a point may have the name of a town of the gazetteer, which has one.
    found |= {name: row for name, row in by_hand.items() if not is_town_of(row, found.get(name))}
    return {name: {"reason": ""} | place for name, place in found.items()}


def is_town_of(row: dict[str, object], place: dict[str, object] | None) -> bool:
    """Return whether a hand row is a region without a point and `place` of the gazetteer is the same id."""
    same = place is not None and place.get("place_id") == row["place_id"]
    return same and row["feature"] == "region" and not row["point_of"]


def shared(name: str, places: list[dict[str, object]]) -> dict[str, object]:
    """Return what a name means that several places have: nothing that is known."""
    return unknown(
        name, f"a name of several places: {', '.join(sorted(str(place['place']) for place in places))}"
    )


def unknown(text: str, reason: str) -> dict[str, object]:
    """Return the meaning of a text that no table knows."""
    return nothing() | {"place_id": UNKNOWN, "place": text, "precision": "none", "reason": reason}


def nothing() -> dict[str, object]:
    """Return the meaning of an empty cell."""
    return dict.fromkeys(RESOLVED, "") | {"lat": float("nan"), "lon": float("nan")}


def resolve_text(text: str, known: dict[str, dict[str, object]]) -> dict[str, object]:
    """Return what one cell means; several places in one cell (`Lima and Callao`) become `callao+lima`, no
    point."""
    if not text.strip():
        return nothing()
    meaning = known.get(plain(text))
    if meaning and meaning["place_id"] == UNKNOWN:
        return unknown(text, str(meaning["reason"]))
    if meaning:
        return nothing() | {column: meaning[column] for column in RESOLVED}
    parts = [part.strip() for part in SEPARATOR.split(text) if part.strip()] or [text.strip()]
    lost = [part for part in parts if plain(part) not in known]
    if lost:
        return unknown(text, f"not in the gazetteer nor in data/hand/places.csv: {'; '.join(lost)}")
    found = {str(known[plain(part)]["place_id"]): known[plain(part)] for part in parts}
    if UNKNOWN in found:
        return unknown(text, str(found[UNKNOWN]["reason"]))
    if len(found) == 1:
        return nothing() | {column: next(iter(found.values()))[column] for column in RESOLVED}
    ids = sorted(found)
    districts = {str(found[one]["district"]) for one in ids}
    return nothing() | {
        "place_id": "+".join(ids),
        "place": ", ".join(str(found[one]["place"]) for one in ids),
        "district": districts.pop() if len(districts) == 1 else "",
        "feature": "several",
        "precision": "none",
    }


def resolve_places(texts: pd.Series, gazetteer: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what each worded place means, on the index of `texts`.

    Columns: `place_id` (a slug; ids joined by `+` where a cell names several places; empty where the cell is
    empty; `unknown` where no table knows the name), `place`, `district`, `feature` (town, district, locality,
    line, region, province, several), `point_of` (the gazetteer place whose point it is drawn at), `lat`,
    `lon` (degrees, missing where there is no point), `precision` (town, district, province, none) and
    `reason` (why it is unknown). The gazetteer is `data/raw/places.csv` unless another is given.
    """
    known = lookup(read_places() if gazetteer is None else gazetteer)
    codes, distinct = pd.factorize(texts)
    meanings = pd.DataFrame([resolve_text(text, known) for text in distinct], columns=RESOLVED)
    return meanings.astype({"lat": float, "lon": float}).take(codes).set_axis(texts.index)


def clock(time: str) -> str:
    """Return the time on the clock, `HH:MM`, that a worded time gives; empty for any other wording.

    An offset behind the time is dropped: the ledger's times are local to the event.
    """
    match = CLOCK.fullmatch(time.strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return ""
    return f"{int(match[1]):02d}:{match[2]}"


def by_hand(sightings: pd.DataFrame, column: str) -> pd.Series:
    """Return the value of `column` in the first row of `data/hand/sighting_roles.csv` that fits each
    sighting.

    event_id, report_id and kind must be equal where the hand row gives them; its target and note must be part
    of the sighting's. Empty where no row fits.
    """
    found = pd.Series("", index=sightings.index)
    rules = hand("sighting_roles")
    for rule in rules[rules[column] != ""].to_dict("records"):
        fits = found == ""
        for name in ("event_id", "report_id", "kind"):
            fits &= (sightings[name] == rule[name]) | (rule[name] == "")
        for name in ("target", "note"):
            fits &= sightings[name].str.contains(rule[name], case=False, regex=False)
        found = found.mask(fits, rule[column])
    return found


def page_moments(reports: pd.DataFrame, claims: pd.DataFrame, zone: str, starts: str) -> pd.DataFrame:
    """Return when each page can have been published: report_id, said_from, said_to, known_from (UTC),
    date_basis.

    A page has the moments of its claims (the latest, where they differ); a page without claims has its own
    date, in the event's time zone, but not before the event began (`starts`, local time). Missing where
    nothing dates it.
    """
    columns = ["report_id", "said_from", "said_to", "known_from", "date_basis"]
    latest = claims.sort_values(["report_id", "known_from"]).drop_duplicates("report_id", keep="last")[
        columns
    ]
    others = reports[~reports["report_id"].isin(latest["report_id"])]
    pages = dates.page_dates(others, pd.Series(zone, index=others.index))
    start = pd.Timestamp(starts).tz_localize(zone).tz_convert("UTC")
    impossible = pages["page_to"] < start
    said_from = pages["page_from"].clip(lower=start)
    own = pd.DataFrame(
        {
            "report_id": others["report_id"],
            "said_from": said_from.mask(impossible, start),
            "said_to": pages["page_to"].mask(impossible),
            "known_from": pages["page_to"].mask(impossible),
            "date_basis": pages["page_basis"].mask(impossible, "bounded"),
        }
    )
    return pd.concat([latest, own], ignore_index=True)


def places(sightings: pd.DataFrame, gazetteer: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the table of places of one event: one row per sighting, `nth` counting a page's rows for the
    same place.

    `sightings` are the raw rows of one event, `gazetteer` the raw places.csv, `reports` has report_id,
    said_from, said_to, known_from (UTC) and date_basis (see `page_moments`). `kind` is the reader's word,
    `method` the same but "method not stated" where the reader says that the page gives none; `role` says what
    happened at the place: what the event is (`attack`, whatever it was), or by
    `data/hand/sighting_roles.csv` an operation, services cut, or another event. `clock` is local. Raises
    ValueError when a page is listed twice in `reports`.
    """
    meanings = resolve_places(sightings["place"], gazetteer)
    kinds = sightings["kind"]
    unstated = kinds.eq("") | sightings["note"].str.contains(NOT_STATED, case=False, regex=False)
    rows = meanings.assign(
        report_id=sightings["report_id"],
        kind=kinds,
        method=kinds.mask(unstated, NOT_STATED),
        role=by_hand(sightings, "role").replace("", "attack"),
        worded=sightings["place"],
        worded_district=sightings["district"],
        attack_date=sightings["date"],
        worded_time=sightings["time"],
        clock=sightings["time"].map(clock),
        clock_of=by_hand(sightings, "clock_of"),
        target=sightings["target"],
        note=sightings["note"],
    )
    rows["clock_of"] = (
        rows["clock_of"]
        .where(rows["clock"] != "", "")
        .mask((rows["clock"] != "") & rows["clock_of"].eq(""), "place")
    )
    rows["nth"] = rows.groupby(["report_id", "place_id"]).cumcount() + 1
    moments = reports[["report_id", "said_from", "said_to", "known_from", "date_basis"]]
    moments = moments.rename(columns={"said_from": "seen_from", "said_to": "seen_to"})
    dated = rows.merge(moments, on="report_id", how="left", validate="many_to_one")
    if len(dated) != len(sightings):
        raise ValueError(f"{len(sightings)} sightings became {len(dated)} rows")
    return dated


def of_event(raw: Ledger, claims: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return the places that an event's pages name (see `places`), from the raw ledger and the event's clean
    claims.
    """
    about = event_rows().loc[event]
    pages = page_moments(raw.reports, claims, about["time_zone"], about["starts"])
    return places(raw.sightings[raw.sightings["event_id"] == event], read_places(), pages)


def attacked(places: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that name a place as hit: no operation, no cut service, no other event."""
    return places[places["role"] == "attack"]


def named(places: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that name a town, a district or a locality: not a road, a railway, a region or only the
    province."""
    return places[places["feature"].isin(["town", "district", "locality"])]


def first_mentions(places: pd.DataFrame) -> pd.DataFrame:
    """Return, for each place_id, between which moments (UTC) a dated page first named it: first_from,
    first_to.

    `first_to` is the end of the earliest page's date: by then the place had surely been named. Pages without
    a date of their own do not count; a place that only such pages name has no row.
    """
    dated = places[places["date_basis"].isin(dates.DATED)]
    return dated.groupby("place_id").agg(first_from=("seen_from", "min"), first_to=("seen_to", "min"))
