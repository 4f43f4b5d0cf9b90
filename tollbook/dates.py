"""When each claim can have been made, and what was known at a moment.

Moments are tz-aware UTC. A day is a day in the event's time zone. The rules (see the design of the
`date_basis` column):

- `moment`   the page gives a time with an offset: one moment
- `local`    the page gives a time without an offset: any offset in use in the outlet's country (IANA
  zone.tab), or any offset on Earth where the country is not known
- `day`      the page gives a day;  `dated` the day was inferred by the reader of the page
- `month`    the page gives a month: placed by its figures within that month
- `content`  no date: not before the first dated page that carries the same figures
- `bounded`  the page's own date is before what it counts: placed by its figures instead
- `none`     no date and no dated page with the same figure: counted only in the latest state, from the last
  moment at which another page of the event is known; without such a page its `known_from` is missing
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pandas as pd

from tollbook.distinct import each_distinct
from tollbook.moments import DAY_OR_TIME, not_a_moment

EARTH_OFFSETS = (pd.Timedelta(hours=-12), pd.Timedelta(hours=14))
DATED = ("moment", "local", "day", "dated")


def parse_as_of(text: str, zone: str) -> pd.Timestamp | None:
    """Return the moment (UTC) that `as_of` names, None for `latest`.

    A day means its last second in `zone` (an IANA name); a time without an offset is read in `zone`.
    Raises ValueError with a sentence that says what is allowed.
    """
    text = str(text).strip()
    if text in ("", "latest"):
        return None
    try:
        moment = pd.Timestamp(text)
    except (ValueError, OverflowError):
        moment = pd.NaT
    if pd.isna(moment) or not DAY_OR_TIME.fullmatch(text):
        raise ValueError(not_a_moment(text, zone))
    if len(text) == 10:
        moment = moment + pd.Timedelta(days=1) - pd.Timedelta(seconds=1)
    return (moment.tz_localize(zone) if moment.tzinfo is None else moment).tz_convert("UTC")


def as_of_label(text: str, zone: str) -> str:
    """Return the name of the moment for files and pages: `latest`, `2026-02-01` or `2026-02-01T1830Z`."""
    moment = parse_as_of(text, zone)
    if moment is None:
        return "latest"
    text = str(text).strip()
    return text if len(text) == 10 else moment.strftime("%Y-%m-%dT%H%MZ")


def to_iso(moments: pd.Series) -> pd.Series:
    """Return UTC moments as ISO 8601 text to the second with `Z`; a missing moment as the empty string."""
    return moments.dt.strftime("%Y-%m-%dT%H:%M:%SZ").fillna("")


def from_iso(texts: pd.Series) -> pd.Series:
    """Return ISO 8601 texts as UTC moments; the empty string as missing."""
    return pd.to_datetime(texts.replace("", None), utc=True, format="ISO8601").dt.as_unit("s")


def local_days(moments: pd.Series, zones: pd.Series) -> pd.Series:
    """Return UTC moments as ISO days, each in its time zone; a missing one as the empty string."""
    return each_distinct(local_day, moments, zones)


def local_day(moment: pd.Timestamp, zone: str) -> str:
    """Return a UTC moment as an ISO day in a time zone; a missing one as the empty string."""
    return "" if pd.isna(moment) else moment.tz_convert(zone).strftime("%Y-%m-%d")


@cache
def country_zones() -> dict[str, tuple[str, ...]]:
    """Return the IANA time zones of each ISO 3166 alpha-2 country, from the tz database's zone.tab."""
    zones: dict[str, tuple[str, ...]] = {}
    for line in files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country] = (*zones.get(country, ()), zone)
    return zones


def local_bounds(text: str, country: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the earliest and the latest UTC moment that a time without an offset can mean in `country`."""
    naive = pd.Timestamp(text)
    zones = country_zones().get(country, ())
    offsets = [ZoneInfo(zone).utcoffset(naive.to_pydatetime()) for zone in zones] or list(EARTH_OFFSETS)
    return (naive - max(offsets)).tz_localize("UTC"), (naive - min(offsets)).tz_localize("UTC")


def day_bounds(text: str, zone: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last second, in UTC, of a day or a month (`2026-02-01`, `2026-02`) in
    `zone`.
    """
    start = pd.Timestamp(text)
    step = pd.DateOffset(months=1) if len(text) == 7 else pd.DateOffset(days=1)
    end = (start + step).tz_localize(zone) - pd.Timedelta(seconds=1)
    return start.tz_localize(zone).tz_convert("UTC"), end.tz_convert("UTC")


@cache
def page_bounds(
    published: str, dated: str, country: str, zone: str
) -> tuple[pd.Timestamp, pd.Timestamp, str]:
    """Return when a page can have been published (UTC, UTC, basis) from what it gives for itself."""
    if "T" in published:
        moment = pd.Timestamp(published)
        if moment.tzinfo is not None:
            return moment.tz_convert("UTC"), moment.tz_convert("UTC"), "moment"
        return (*local_bounds(published, country), "local")
    text = published or dated
    if not text:
        return pd.NaT, pd.NaT, "none"
    basis = "month" if len(text) == 7 else "day" if published else "dated"
    return (*day_bounds(text, zone), basis)


def page_dates(reports: pd.DataFrame, zones: pd.Series) -> pd.DataFrame:
    """Return `page_from, page_to` (UTC), `page_basis` for each row of `reports` (columns published, dated,
    outlet_country); `zones` is the event's time zone of each report, on the same index."""
    rows = [
        page_bounds(*cells)
        for cells in zip(
            reports["published"], reports["dated"], reports["outlet_country"], zones, strict=True
        )
    ]
    pages = pd.DataFrame(rows, columns=["page_from", "page_to", "page_basis"], index=reports.index)
    for column in ("page_from", "page_to"):
        pages[column] = pd.to_datetime(pages[column], utc=True).dt.as_unit("s")
    return pages


def date_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `said_from, said_to, known_from` (UTC) and `date_basis` for each claim.

    `claims` has report_id, event_id, page_from, page_to, page_basis, counts_from (UTC; before it the claim
    cannot have been made) and the figure's identity: group, part, outcome, low, high. `known_from` is the
    moment from which the claim is counted: the end of what its date allows, so that a report as of a moment
    holds only what was out by then. A page without a date is no older than the newest thing it counts.
    `known_from` is missing where no page of the event has a date.
    """
    impossible = claims["page_to"] < claims["counts_from"]
    basis = claims["page_basis"].mask(impossible, "bounded")
    dated = basis.isin(DATED)
    by_figure = first_dated(claims, dated)
    carried = by_figure.groupby(claims["report_id"]).transform("max")
    loose = basis.isin(["none", "month", "bounded"])
    newest = claims.groupby(["event_id", "report_id"])["counts_from"].transform("max")
    earliest = claims["counts_from"].mask(basis == "none", newest)
    basis = basis.mask((basis == "none") & carried.notna(), "content")
    said_from = claims["page_from"].where(dated, claims["page_from"].where(basis == "month"))
    said_from = later(said_from, earliest).mask(loose & carried.notna(), later(carried, earliest))
    said_to = claims["page_to"].where(dated | (basis == "month"))
    said_to = said_to.mask(said_to < said_from, said_from)
    known_from = said_to.where(dated, said_from)
    last = known_from.where(dated | (basis == "content")).groupby(claims["event_id"]).transform("max")
    unplaced = loose & carried.isna()
    known_from = known_from.mask(unplaced, later(said_to.where(basis == "month"), last))
    return pd.DataFrame(
        {"said_from": said_from, "said_to": said_to, "known_from": known_from, "date_basis": basis}
    )


UNDATED = ("earliest", "latest", "leave_out")
"""What can be done with claims on pages without a day of their own."""


def place_undated(claims: pd.DataFrame, setting: str = "earliest") -> pd.DataFrame:
    """Return clean claims with those on pages without a day of their own (`date_basis` is none of `DATED`)
    placed by `setting`: `earliest`, as they are: when the figures that they carry were first given;
    `latest`, when the last dated page of the event was known; or `leave_out`.

    Raises ValueError for another setting.
    """
    if setting not in UNDATED:
        raise ValueError(f"undated {setting!r} is not known: give one of {', '.join(UNDATED)}")
    is_dated = claims["date_basis"].isin(DATED)
    if setting == "leave_out":
        return claims[is_dated]
    if setting == "earliest":
        return claims
    last = claims["known_from"].where(is_dated).groupby(claims["event_id"]).transform("max")
    moved = claims["known_from"].where(is_dated, later(last, claims["known_from"]))
    return claims.assign(known_from=moved)


def later(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return the later of two moments row by row, ignoring a missing one."""
    return one.where(one.ge(other) | other.isna(), other)


def first_dated(claims: pd.DataFrame, dated: pd.Series) -> pd.Series:
    """Return, for each claim, the end of the first dated page that carries the same figure; missing where
    none does.
    """
    identity = ["event_id", "group", "part", "unit", "outcome", "low", "high"]
    keys = claims.groupby(identity, dropna=False, sort=False).ngroup()
    return claims["page_to"].where(dated).groupby(keys).transform("min")
