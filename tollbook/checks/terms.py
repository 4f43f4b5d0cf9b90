"""Checks of terms and dates: what the hand tables do not know, and pages dated before what they count."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tollbook.clean import UNKNOWN


def unknown_terms(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield each noun, authority and place that the hand tables do not know, with the table to add it to."""
    for column, worded, table in (
        ("group", "category", "nouns"),
        ("party", "attributed_to", "authorities"),
        ("place_id", "place", "places"),
    ):
        unknown = claims[claims[column] == UNKNOWN]
        for (report, text), rows in unknown.groupby(["report_id", worded], sort=True):
            yield (
                f"unknown_{table}",
                "warning",
                report,
                ";".join(rows["claim_id"]),
                f"a row of {table}.csv",
                text,
                f'data/hand/{table}.csv has no row for "{text}": add one with what it means and why.',
            )


def unknown_places(places: pd.DataFrame) -> Iterator[tuple]:
    """Yield each place that a page names as hit and that neither the gazetteer nor `places.csv` knows.

    `places` is the table of places (see `tollbook.places.places`).
    """
    unknown = places[places["place_id"] == UNKNOWN]
    for (report, worded), rows in unknown.groupby(["report_id", "worded"], sort=True):
        reason = rows["reason"].iloc[0] or "no table knows it"
        yield (
            "unknown_place",
            "warning",
            report,
            "",
            "a place of the gazetteer, or a row of places.csv",
            worded,
            f'The place "{worded}" is unknown: {reason}. Add a row to data/hand/places.csv with what it '
            "means and why.",
        )


def dates_before_event(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages that are dated before what they count."""
    early = claims[claims["date_basis"] == "bounded"]
    for report, rows in early.groupby("report_id", sort=True):
        start = rows["said_from"].min().strftime("%Y-%m-%d %H:%M UTC")
        yield (
            "date_before_event",
            "warning",
            report,
            ";".join(rows["claim_id"]),
            f"not before {start}",
            "an earlier date",
            "The page is dated before what it counts; its claims are placed by their figures instead.",
        )
