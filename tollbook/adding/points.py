"""Places with coordinates: the rows that the sheet `places` adds to the gazetteer, data/raw/places.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

from tollbook import dictionary, places
from tollbook.adding.entries import Entry
from tollbook.ledger import read_places
from tollbook.problem import Problem, shown

if TYPE_CHECKING:
    from tollbook.adding.rows import Additions

ADDED = "extra"
"""What `requested` says of a place that was added to the gazetteer."""
NEAR, FAR = 10, 25
"""Degrees: a place farther than FAR from the others, and within NEAR of them if its coordinates change
places, seems to have them swapped."""
SAME_POINT = 1e-4
Point = tuple[float, float]


def add(plans: Additions, entries: Sequence[Entry]) -> list[Problem]:
    """Add the new places of a sheet to `plans`; return what is wrong with them.

    A place that the gazetteer has at the same point is passed over.
    """
    gazetteer = read_places()
    there = {places.slug(row["place"]): row for row in gazetteer.to_dict("records")}
    known = places.lookup(gazetteer)
    others = [(float(row["lat"]), float(row["lon"])) for row in there.values()]
    others += [point_of(entry) for entry in entries]
    seen: dict[str, Entry] = {}
    found = []
    for entry in entries:
        name = places.slug(entry.cells["place"])
        own = list(wrong(entry, name, there, seen, known))
        found += own
        if name in there and not own:
            plans.known.append((entry, there[name]["place"]))
        elif not own:
            plans.tables["places"].append(row_of(entry))
            plans.entries["places"].append(entry)
            plans.remarks.extend(doubtful(entry, others))
        seen.setdefault(name, entry)
    return found


def point_of(entry: Entry) -> Point:
    """Return latitude and longitude (degrees) of a row, whose cells are numbers."""
    return float(entry.cells["lat"]), float(entry.cells["lon"])


def row_of(entry: Entry) -> dict[str, str]:
    """Return the row of the gazetteer: a town in a district of its own name where the sheet says nothing."""
    kind = entry.cells["kind"] or "town"
    usual = {
        "kind": kind,
        "precision": kind,
        "district": entry.cells["place"],
        "requested": ADDED,
    }
    return {
        name: entry.cells[name] or usual.get(name, "") for name in dictionary.table("places", "raw").names
    }


def wrong(
    entry: Entry,
    name: str,
    there: dict[str, dict[str, str]],
    seen: dict[str, Entry],
    known: dict[str, dict[str, object]],
) -> Iterator[Problem]:
    """Yield what is wrong with a place as a whole: twice in the sheet (`seen`), elsewhere in the gazetteer
    (`there`), or a name that means another place already (`known`).
    """
    place = entry.cells["place"]
    if not any(mark.isalpha() for mark in name):
        yield entry.problem("place", f"{shown(place)} has no letter", "write the place's name")
        return
    if name in seen:
        what = f"{shown(place)} is in {seen[name].seen_from(entry)} already"
        yield entry.problem("place", what, "delete one of the two rows, or tell the two places apart by name")
    if name in there:
        lat, lon = float(there[name]["lat"]), float(there[name]["lon"])
        if not same((lat, lon), point_of(entry)):
            what = f"the gazetteer has {there[name]['place']} at {lat:g}, {lon:g}"
            todo = "correct data/raw/places.csv if that is wrong, or give another place another name"
            yield entry.problem("lat", what, todo)
    elif (meant := known.get(places.plain(place))) and meant["place_id"] != places.UNKNOWN:
        is_hand = meant.get("point_of", "") != meant["place_id"]
        table, todo = (
            ("data/hand/places.csv", "delete its row there to have this point instead")
            if is_hand
            else ("data/raw/places.csv", "correct its row there")
        )
        what = f"{shown(place)} is known already, as {meant['place']}, in {table}"
        yield entry.problem("place", what, f"{todo}, or give another place another name")


def doubtful(entry: Entry, others: Sequence[Point]) -> Iterator[str]:
    """Yield what may be wrong with the coordinates of a place; `others` are all places there are, and it."""
    lat, lon = point_of(entry)
    if (lat, lon) == (0, 0):
        yield f"{entry.at('lat')}: 0, 0 is in the Gulf of Guinea; is it right?"
    rest = list(others)
    rest.remove((lat, lon))
    if not rest:
        return
    middle = (median(one for one, _ in rest), median(one for _, one in rest))
    if degrees((lat, lon), middle) > FAR and abs(lon) <= 90 and degrees((lon, lat), middle) < NEAR:
        yield (
            f"{entry.at('lat')}: {lat:g}, {lon:g} is far from the other places and {lon:g}, {lat:g} is not; "
            "are lat and lon swapped?"
        )
    twins = sum(same((lat, lon), one) for one in rest)
    if twins:
        yield f"{entry.at('lat')}: another place is at {lat:g}, {lon:g} too; is it right?"


def degrees(one: Point, other: Point) -> float:
    """Return how far two points are apart, in degrees along the axis in which they are farther apart."""
    across = abs(one[1] - other[1]) % 360
    return max(abs(one[0] - other[0]), min(across, 360 - across))


def same(one: Point, other: Point) -> bool:
    """Tell whether two points are one, to about ten metres."""
    return degrees(one, other) < SAME_POINT
