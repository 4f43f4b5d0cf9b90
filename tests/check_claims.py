"""Clean claims made for the tests of the checks."""

from __future__ import annotations

import pandas as pd

EVENT = "balochistan-2026-01"
DEFAULTS = {
    "event_id": EVENT,
    "category": "x",
    "outcome": "killed",
    "attributed_to": "y",
    "as_of": "",
    "window": "",
    "place": "",
    "note": "",
    "increment": False,
    "group": "militants",
    "part": "",
    "unit": "people",
    "origin": "Spokesman",
    "party": "state",
    "includes": "",
    "place_id": "",
    "period": "wave",
    "period_basis": "default",
    "is_whole": True,
    "date_basis": "day",
    "echo": "",
    "precision": "exact",
    "day": "2026-02-01",
}


def claim(number: int, page: str, **cells: object) -> dict[str, object]:
    """Return one claim of the exact number `number` on `page`, whose outlet has the page's name."""
    row = DEFAULTS | {"figure": str(number), "low": number, "high": number, "best": number}
    row |= {"report_id": page, "outlet": page} | cells
    if row["precision"] == "at_least":
        row |= {"figure": f"at least {number}", "high": pd.NA, "best": pd.NA}
    return row


def carried(number: int, outlets: int, name: str = "outlet", **cells: object) -> list[dict[str, object]]:
    """Return the same claim on so many pages of different outlets."""
    return [claim(number, f"{name}-{place}", **cells) for place in range(outlets)]


def frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return clean claims, each with an id of its own and the moments of its `day` (UTC)."""
    claims = pd.DataFrame(rows)
    claims["claim_id"] = claims["report_id"] + "-" + (claims.groupby("report_id").cumcount() + 1).astype(str)
    for column in ("low", "high", "best"):
        claims[column] = claims[column].astype("Int64")
    claims["said_from"] = pd.to_datetime(claims["day"], utc=True).dt.as_unit("s")
    claims["said_to"] = claims["said_from"] + pd.Timedelta(hours=23)
    claims["known_from"] = claims["said_to"]
    for column in ("origin", "party"):
        if f"source_{column}" not in claims:
            claims[f"source_{column}"] = claims[column]
    same = ["source_origin", "group", "part", "low", "high", "period", "place_id"]
    claims["statement_id"] = "s" + claims.groupby(same, dropna=False).ngroup().astype(str)
    return claims.drop(columns="day")
