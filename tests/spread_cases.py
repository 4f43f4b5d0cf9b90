"""The places of the real events, and invented ones with names that no map has room for."""

from __future__ import annotations

import functools

import pandas as pd

from tollbook import ledger, places, spread

ZONE = "Asia/Karachi"
EVENTS = ["balochistan-2026-01", "balochistan-2024-08", "jaffar-express-2025-03"]
CASES = [*((event, "") for event in EVENTS), (EVENTS[0], "2026-01-31"), (EVENTS[0], "2026-02-02")]
"""Events, and days by whose end a page must be out; none: the latest state."""
HOSTILE = [
    "The Place of the Seven Very Long Bridges beyond the Old Caravanserai",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "W" * 20,
    "نوشکی شہر",
    "<script>alert(1)</script>",
    "地名" * 6,
    "x" * 200,
    "=1+1",
]


@functools.cache
def raw() -> ledger.Ledger:
    """The ledger."""
    return ledger.read()


@functools.cache
def table(event: str, day: str = "") -> pd.DataFrame:
    """The places of an event with their outlets; every page is dated by its own date only."""
    rows = raw().sightings[raw().sightings["event_id"] == event]
    reports = raw().reports[raw().reports["report_id"].isin(rows["report_id"])]
    no_claims = pd.DataFrame(columns=["report_id", "said_from", "said_to", "known_from", "date_basis"])
    moments = places.page_moments(reports, no_claims, ZONE, "2024-08-24T00:00")
    known = spread.with_outlets(places.places(rows, ledger.read_places(), moments), raw().reports)
    end = pd.Timestamp(f"{day or '2099-01-01'}T23:59:59", tz=ZONE)
    return known[~(known["known_from"] > end)] if not day else known[known["known_from"] <= end]


def invented_points(number: int = 40) -> pd.DataFrame:
    """Invented: the first places of the gazetteer, eight of them with a name that needs too much room."""
    found = places.points(ledger.read_places()).reset_index().head(number)
    names = list(found["place"])
    for place, name in enumerate(HOSTILE):
        names[5 * place % number] = name
    first = pd.Timestamp("2026-01-31T10:00Z")
    return pd.DataFrame(
        {
            "point_of": [f"point-{place}" for place in range(number)],
            "place_id": [f"point-{place}" for place in range(number)],
            "place": names,
            "places": names,
            "district": found["district"],
            "feature": "town",
            "lat": found["lat"],
            "lon": found["lon"],
            "precision": ["town", "district"] * (number // 2),
            "n_pages": [max(1, 300 // (place + 1)) for place in range(number)],
            "since": first,
            "first_from": first,
            "first_to": [first + pd.Timedelta(hours=3 * place) for place in range(number)],
            "first_by": "Dawn, Geo News, AFP and 4 more",
        }
    )
