"""The rows of one event: what a new project, or one that takes one more event, says about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from tollbook.places import slug
from tollbook.starter.rows import LIST, Row

PERIOD = "whole"
"""The period of a claim that names none: the event from its beginning on."""
SO_FAR = "so far|thus far|in all|altogether|overall|up to now|to date|as of .*|since .*|latest (toll|count).*"
DEAD = "killed"
OUTCOMES = {
    "attack": (DEAD,),
    "disaster": (DEAD, "missing", "injured", "displaced"),
    "accident": (DEAD, "missing", "injured"),
}
"""What the first table shows. For disasters: deaths, missing and injured are indicators A-2, A-3 and B-2 of
the Sendai Framework's monitor, and EM-DAT counts those made homeless; Annex 13 to the Convention on
International Civil Aviation counts fatal and other injuries."""
PLACE_COLUMNS = ("spelling", "place_id", "place", "district", "feature", "point_of", "precision", "why")


class Event(NamedTuple):
    """An event as the call names it. zone: IANA name; starts: local time; kind: one of `rows.KINDS`; region:
    where it was; called: the event in the middle of a sentence; incident, incidents: one and several of what
    happened; groups: names of groups of its own, empty for those of its kind; base_map: a GeoJSON file below
    data/raw.
    """

    event_id: str
    name: str
    zone: str
    starts: str
    kind: str
    region: str
    called: str
    incident: str
    incidents: str
    groups: tuple[str, ...] = ()
    base_map: str = ""


def named(given: Mapping[str, str], groups: tuple[str, ...] = ()) -> Event:
    """Return the event of the texts that were given (event, name, zone, starts, kind, and region, called,
    incident and incidents, which may be empty), with those that can be made of the others.
    """
    kind = given["kind"]
    incident = given.get("incident") or kind
    incidents = given.get("incidents") or several(incident)
    what = incidents if kind == "attack" else incident
    called = given.get("called") or f"the {what} of {day_of(given['starts'])}"
    region = given.get("region") or given["name"]
    texts = (given["event"], given["name"], given["zone"], given["starts"])
    return Event(*texts, kind, region, called, incident, incidents, groups)


def several(incident: str) -> str:
    """Return several of what happened, in English: `floods`, `crashes`; in another script the word itself."""
    last = incident[-1:].lower()
    if not (last.isascii() and last.isalpha()):
        return incident
    return f"{incident}es" if incident.lower().endswith(("s", "sh", "ch", "x", "z")) else f"{incident}s"


def day_of(starts: str) -> str:
    """Return the day of an ISO day or time in words: `4 May 2021`."""
    day = datetime.fromisoformat(starts)
    return f"{day.day} {day:%B %Y}"


def rows(event: Event) -> dict[str, list[Row]]:
    """Return the rows that are about this event alone, by hand table."""
    return {
        "events": [event_row(event)],
        "periods": [period_row(event)],
        "period_phrases": [
            {
                "event_id": event.event_id,
                "period": PERIOD,
                "phrase": f"in {event.called}",
                "full_phrase": f"in {event.called}",
            }
        ],
        "windows": [
            {
                "event_id": event.event_id,
                "field": "window",
                "pattern": SO_FAR,
                "period": PERIOD,
                "why": "wordings of a running count of the whole event",
            }
        ],
        "places": [place_row(event)],
    }


def event_row(event: Event) -> Row:
    """Return the row of `events.csv`."""
    return {
        "event_id": event.event_id,
        "name": event.name,
        "region": event.region,
        "time_zone": event.zone,
        "starts": event.starts,
        "wave_label": event.called,
        "whole_places": slug(event.region) or event.event_id,
        "default_period": PERIOD,
        "outcomes": LIST.join(OUTCOMES[event.kind]),
        "incident": event.incident,
        "incidents": event.incidents,
        "base_map": event.base_map,
        "why": "starts at the moment that was given when the event was entered",
    }


def period_row(event: Event) -> Row:
    """Return the row of `periods.csv`: one running count, from the beginning on."""
    return {
        "event_id": event.event_id,
        "period": PERIOD,
        "label": event.called,
        "short": f"the {event.incidents if event.kind == 'attack' else event.incident}",
        "counts_from": event.starts,
        "from_figure": "no",
        "why": "a page without a window counts the whole event",
    }


def place_row(event: Event) -> Row:
    """Return the row of `places.csv` for the region, which is the whole event and no point."""
    cells = (event.region, slug(event.region) or event.event_id, event.region, "", "region", "", "none")
    return dict(zip(PLACE_COLUMNS, (*cells, "the whole event: no point"), strict=True))
