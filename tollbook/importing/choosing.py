"""Which records of a file belong to an event: those inside its days and its map, or in a country."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from tollbook.importing.records import Prepared
from tollbook.refusals import CallError
from tollbook.words import count

DAYS = 30
NO_DAY = "no day, so it cannot be told whether it belongs to the event"
NO_PLACE = "no coordinates to tell whether it is on the event's map: name its country with --country"


class Window(NamedTuple):
    """The days (ISO, both taken in) and the place of an event: countries, or else west, south, east, north in
    degrees.
    """

    event: str
    first: str
    last: str
    countries: tuple[str, ...]
    box: tuple[float, float, float, float] | None


class Chosen(NamedTuple):
    """Which records are taken, why more are set aside, and how many lie outside in words."""

    taken: pd.Series
    reasons: pd.Series
    said: list[str]
    n_outside: int


def window(row: Mapping[str, str], days: int, countries: Sequence[str]) -> Window:
    """Return the window of an event, from its row of `data/hand/events.csv`."""
    first = datetime.date.fromisoformat(row["starts"][:10])
    last = first + datetime.timedelta(days=days)
    edges = [row.get(f"map_{side}", "") for side in ("west", "south", "east", "north")]
    box = None if countries or not all(edges) else tuple(float(edge) for edge in edges)
    return Window(row["event_id"], first.isoformat(), last.isoformat(), tuple(countries), box)


def choose(prepared: Prepared, chosen: Window | None) -> Chosen:
    """Return which records are taken: all that are not set aside, or of these the ones inside a window.

    Raises CallError where the file has places and the event does not say which are its own.
    """
    records, reasons = prepared.records, prepared.reasons
    if chosen is None:
        return Chosen(reasons.eq(""), reasons, [], 0)
    in_days, said = inside_days(prepared, chosen)
    reasons = reasons.mask(reasons.eq("") & missing_day(prepared), NO_DAY)
    in_place, more = inside_place(prepared, chosen)
    if chosen.box and prepared.has_places:
        reasons = reasons.mask(reasons.eq("") & in_days & records["lat"].eq(""), NO_PLACE)
    good = reasons.eq("")
    outside = good & ~(in_days & in_place)
    return Chosen(good & in_days & in_place, reasons, [*said, *more], int(outside.sum()))


def missing_day(prepared: Prepared) -> pd.Series:
    """Return which records have no day though the file has a column for it."""
    return prepared.records["date_end"].eq("") & prepared.has_days


def inside_days(prepared: Prepared, chosen: Window) -> tuple[pd.Series, list[str]]:
    """Return which records lie in the days of a window from their first to their last, and that in words."""
    if not prepared.has_days:
        return pd.Series(True, index=prepared.records.index), [
            "the file has no days: those of any day are taken"
        ]
    start, end = prepared.records["date_start"], prepared.records["date_end"]
    start = start.where(start.ne(""), end)
    inside = (start >= chosen.first) & (end <= chosen.last)
    touching = int((prepared.reasons.eq("") & (start <= chosen.last) & (end >= chosen.first) & ~inside).sum())
    said = [f"days {chosen.first} to {chosen.last}"]
    if not inside.any() and end.ne("").any():
        said.append(f"the file's own days: {start[start.ne('')].min()} to {end.max()}")
    if touching:
        said.append(f"{count(touching, 'row')} beginning before them or ending after them, so outside")
    return inside, said


def inside_place(prepared: Prepared, chosen: Window) -> tuple[pd.Series, list[str]]:
    """Return which records lie in the countries or on the map of a window, and that in words."""
    everywhere = pd.Series(True, index=prepared.records.index)
    if not prepared.has_places:
        return everywhere, ["the file has no places: those of any place are taken"]
    if chosen.countries:
        wanted = [name.casefold() for name in chosen.countries]
        return prepared.records["country"].str.casefold().isin(wanted), [f"in {', '.join(chosen.countries)}"]
    if chosen.box is None:
        raise CallError(
            f"the event {chosen.event} has no map in data/hand/events.csv (map_west, map_south, map_east, "
            "map_north): fill it in, or name a country with --country"
        )
    west, south, east, north = chosen.box
    lat, lon = (pd.to_numeric(prepared.records[name]) for name in ("lat", "lon"))
    across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    return (lat >= south) & (lat <= north) & across, [
        f"on the map {west:g} to {east:g}, {south:g} to {north:g}"
    ]
