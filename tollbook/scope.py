"""The scope of each claim: which period it counts, and whether it counts the whole event or one place in it.

Only claims of the same scope are compared. The periods of an event are rows of `data/hand/periods.csv`, the
wordings that mean them are rows of `data/hand/windows.csv`: regular expressions that must match the whole
cell, case ignored, tried from the top. A wording that no row matches stays its own period, as worded.
"""

from __future__ import annotations

import re

import pandas as pd

from tollbook.distinct import each_distinct
from tollbook.paths import hand

FIGURE_SHARE = 2 / 3  # of the pages that give a figure with its period, this share must agree on the period
FIGURE_PAGES = 2  # and at least so many pages, before a claim without a period takes it from its figure


def event_rows() -> pd.DataFrame:
    """Return `data/hand/events.csv` with `event_id` as index."""
    return hand("events").set_index("event_id")


def match_periods(texts: pd.Series, events: pd.Series, field: str) -> pd.Series:
    """Return the period that each text means by the rows of `windows.csv` for `field` (window, note or
    place).

    Missing where the text is empty or no row matches; the empty string where a row says that the figure
    decides.
    """
    rows = hand("windows")
    rules = {
        event: [
            (re.compile(pattern), period)
            for pattern, period in zip(group["pattern"], group["period"], strict=True)
        ]
        for event, group in rows[rows["field"] == field].groupby("event_id")
    }

    def match(event: str, text: str) -> str | None:
        known = rules.get(event, ()) if text else ()
        return next((period for pattern, period in known if pattern.fullmatch(text.casefold())), None)

    return each_distinct(match, events, texts)


def periods(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `period` and `period_basis` for each claim.

    `claims` has event_id, report_id, window, note, place_id, group, part, unit, outcome, low, high. The basis
    is `window` or `note` or `place` (the hand row that matched), `figure` (the period that other pages give
    the same figure), `default` (the event's running count) or `worded` (a window that no row knows, kept as
    it is).
    """
    window = match_periods(claims["window"], claims["event_id"], "window")
    note = match_periods(claims["note"], claims["event_id"], "note")
    place = match_periods(claims["place_id"], claims["event_id"], "place")
    open_window = claims["window"].eq("") | window.eq("")
    period, basis = window.mask(open_window, None), pd.Series("window", index=claims.index)
    for name, hint in (("note", note), ("place", place)):
        takes = open_window & period.isna() & hint.fillna("").ne("")
        period, basis = period.mask(takes, hint), basis.mask(takes, name)
    worded = ~open_window & period.isna()
    period, basis = period.mask(worded, claims["window"].str.casefold()), basis.mask(worded, "worded")
    by_figure = period_of_figure(claims, period)
    takes = period.isna() & by_figure.notna()
    period, basis = period.mask(takes, by_figure), basis.mask(takes, "figure")
    default = claims["event_id"].map(event_rows()["default_period"])
    return pd.DataFrame(
        {"period": period.fillna(default), "period_basis": basis.mask(period.isna(), "default")}
    )


def period_of_figure(claims: pd.DataFrame, period: pd.Series) -> pd.Series:
    """Return the period that most pages give the same figure, where `periods.csv` lets a figure decide."""
    open_to_figures = hand("periods").query("from_figure == 'yes'")
    allowed = pd.MultiIndex.from_frame(open_to_figures[["event_id", "period"]])
    identity = ["event_id", "group", "part", "unit", "outcome", "number"]
    cells = claims[identity[:-1]].assign(
        number=claims["low"].fillna(claims["high"]), period=period, report=claims["report_id"]
    )
    votes = (
        cells.dropna(subset=["period", "number"])
        .drop_duplicates()
        .groupby([*identity, "period"])
        .size()
        .rename("pages")
    )
    votes = votes.reset_index()
    votes["share"] = votes["pages"] / votes.groupby(identity)["pages"].transform("sum")
    wins = votes[(votes["share"] >= FIGURE_SHARE) & (votes["pages"] >= FIGURE_PAGES)]
    wins = wins[pd.MultiIndex.from_frame(wins[["event_id", "period"]]).isin(allowed)]
    joined = cells[identity].merge(
        wins[[*identity, "period"]], on=identity, how="left", validate="many_to_one"
    )
    return pd.Series(joined["period"].to_numpy(), index=claims.index, dtype=object)


def counts_from(claims: pd.DataFrame) -> pd.Series:
    """Return the moment (UTC) before which no claim can have been made, since what it counts had not
    happened.

    It is the start of the claim's period (the event's start for a period as worded), or of the claim's own
    `as_of` where that is later. `claims` has event_id, period and as_of.
    """
    events = event_rows()
    rows = hand("periods").rename(columns={"counts_from": "start"})[["event_id", "period", "start"]]
    starts = claims[["event_id", "period"]].merge(
        rows, on=["event_id", "period"], how="left", validate="many_to_one"
    )["start"]
    starts = starts.set_axis(claims.index).fillna(claims["event_id"].map(events["starts"]))
    zones = claims["event_id"].map(events["time_zone"])
    period_start, as_of_start = local_moments(starts, zones), local_moments(claims["as_of"], zones)
    return period_start.where(as_of_start.isna() | (period_start >= as_of_start), as_of_start)


def local_moments(texts: pd.Series, zones: pd.Series) -> pd.Series:
    """Return ISO days or times in the time zones given as UTC moments, each distinct pair read once; empty is
    missing.
    """

    def moment(text: str, zone: str) -> pd.Timestamp:
        return pd.Timestamp(text).tz_localize(zone).tz_convert("UTC") if text else pd.NaT

    return pd.to_datetime(each_distinct(moment, texts, zones), utc=True).dt.as_unit("s")


def is_whole_event(claims: pd.DataFrame) -> pd.Series:
    """Return whether a claim counts the whole event (or the whole of its period), not one place in it.

    A claim without a place counts what its page is about: the event. The places that are the whole event are
    the `whole_places` of `events.csv`.
    """
    whole = {event: set(places.split(";")) for event, places in event_rows()["whole_places"].items()}

    def is_whole(event: str, place: str) -> bool:
        return place == "" or place in whole[event]

    return each_distinct(is_whole, claims["event_id"], claims["place_id"]).astype(bool)
