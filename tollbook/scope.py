"""The scope of each claim: which period it counts, and whether it counts the whole event or one place in it.

Only claims of the same scope are compared. The periods of an event are rows of `data/hand/periods.csv`, the
wordings that mean them are rows of `data/hand/windows.csv`: regular expressions that must match the whole
cell, case ignored, tried from the top. A wording that no row matches stays its own period, as worded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from tollbook import by_event
from tollbook.distinct import each_distinct
from tollbook.paths import hand
from tollbook.terms import read_includes

FIGURE_SHARE = 2 / 3  # of the pages that give a figure with its period, this share must agree on the period
FIGURE_PAGES = 2  # and at least so many pages, before a claim without a period takes it from its figure


def event_rows() -> pd.DataFrame:
    """Return `data/hand/events.csv` with `event_id` as index."""
    return hand("events").set_index("event_id")


def first_match(rows: pd.DataFrame, events: pd.Series, texts: pd.Series) -> pd.Series:
    """Return the label of the first row of `rows` (event_id, pattern) that matches each text whole, case
    ignored.

    Missing where the text is empty or no row of its event matches.
    """
    rules = {
        event: [(re.compile(pattern), label) for label, pattern in group["pattern"].items()]
        for event, group in rows.groupby("event_id")
    }

    def match(event: str, text: str) -> object:
        known = rules.get(event, ()) if text else ()
        return next((label for pattern, label in known if pattern.fullmatch(text.casefold())), None)

    return each_distinct(match, events, texts)


def match_periods(texts: pd.Series, events: pd.Series, field: str) -> pd.Series:
    """Return the period that each text means by the rows of `windows.csv` for `field` (window, note or
    place).

    Missing where the text is empty or no row matches; the empty string where a row says that the figure
    decides.
    """
    rows = hand("windows").query("field == @field")
    return first_match(rows, events, texts).map(rows["period"]).astype(object)


def periods(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `period` and `period_basis` for each claim.

    `claims` has event_id, report_id, window, note, place_id, group, part, unit, outcome, party, low, high.
    The basis is `window` or `note` or `place` (the hand row that matched), `figure` (the period that other
    pages give the same figure), `default` (the event's running count) or `worded` (a window that no row
    knows, kept as it is).
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
    """Return the period that most pages give the same figure, where `periods.csv` lets a figure decide.

    A page that gives exactly the number votes for everybody's claims of it; one that rounds it or leaves it
    open votes for those of its own party alone: "about two dozen" of one side is no 18 of the other.
    """
    open_to_figures = hand("periods").query("from_figure == 'yes'")
    allowed = pd.MultiIndex.from_frame(open_to_figures[["event_id", "period"]])
    identity = ["event_id", "group", "part", "unit", "outcome", "party", "number"]
    cells = claims.reindex(columns=[*identity[:-1], "report_id"], fill_value="").assign(
        number=claims["low"].fillna(claims["high"]), period=period
    )
    votes = pages_of_period(cells, identity, claims["low"].eq(claims["high"]).fillna(False))
    votes["share"] = votes["pages"] / votes.groupby(identity)["pages"].transform("sum")
    wins = votes[(votes["share"] >= FIGURE_SHARE) & (votes["pages"] >= FIGURE_PAGES)]
    wins = wins[pd.MultiIndex.from_frame(wins[["event_id", "period"]]).isin(allowed)]
    joined = cells[identity].merge(
        wins[[*identity, "period"]], on=identity, how="left", validate="many_to_one"
    )
    return pd.Series(joined["period"].to_numpy(), index=claims.index, dtype=object)


def pages_of_period(cells: pd.DataFrame, identity: list[str], is_exact: pd.Series) -> pd.DataFrame:
    """Return how many pages give each figure (`identity`, party among it) each period: `pages`.

    A page counts once for a figure and period, as an exact one where it gives both. `cells` has the columns
    of identity, report_id and period; `is_exact` says which of them give the number exactly.
    """
    keys = [column for column in identity if column != "party"]
    voting = cells.assign(is_exact=is_exact).dropna(subset=["period", "number"])
    voting = voting.sort_values("is_exact", ascending=False, kind="stable")
    voting = voting.drop_duplicates([*keys, "period", "report_id"])
    exact = voting[voting["is_exact"]].groupby([*keys, "period"], as_index=False).size()
    loose = voting[~voting["is_exact"]].groupby([*identity, "period"], as_index=False).size()
    asked = cells[identity].dropna(subset=["number"]).drop_duplicates()
    votes = pd.concat([asked.merge(exact, on=keys, validate="many_to_many"), loose])
    return (
        votes.groupby([*identity, "period"], as_index=False)["size"].sum().rename(columns={"size": "pages"})
    )


def counts_from(claims: pd.DataFrame) -> pd.Series:
    """Return the moment (UTC) before which no claim can have been made, since what it counts had not
    happened.

    It is `counts_from` of its period (the event's start for a period as worded), or the start of its own
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


def counted_place(claims: pd.DataFrame) -> pd.Series:
    """Return the place that each claim counts: none where it counts the whole event, whatever place it
    names.
    """
    return claims["place_id"].mask(claims["is_whole"], "")


def is_whole_event(claims: pd.DataFrame) -> pd.Series:
    """Return whether a claim counts the whole event (or the whole of its period), not one place in it.

    A claim without a place counts what its page is about: the event. The places that are the whole event are
    the `whole_places` of `events.csv`.
    """
    whole = {event: set(places.split(";")) for event, places in event_rows()["whole_places"].items()}

    def is_whole(event: str, place: str) -> bool:
        return place == "" or place in whole[event]

    return each_distinct(is_whole, claims["event_id"], claims["place_id"]).astype(bool)


Wider = dict[tuple[str, str], frozenset[str]]  # (event, period) -> the periods that hold it


def wider_periods() -> Wider:
    """Return, for each event and period of `periods.csv`, all periods of the event that hold it.

    What holds a period's holder (column `within`) holds the period too. Raises ValueError when a period would
    hold itself, or names a holder that the event does not have.
    """
    rows = hand("periods")
    return dict(holders(tuple(zip(rows["event_id"], rows["period"], rows["within"], strict=True))))


@lru_cache(maxsize=16)
def holders(rows: tuple[tuple[str, str, str], ...]) -> Wider:
    """Return what `wider_periods` does, from the rows themselves (event, period, its holders): many functions
    ask for the same few.
    """
    keys = [(event, period) for event, period, _ in rows]
    nearest = {key: set(filter(None, row[2].split(";"))) for key, row in zip(keys, rows, strict=True)}
    found: dict[tuple[str, str], frozenset[str]] = {}
    for event, period in keys:
        wider, left = set(), set(nearest[event, period])
        while left:
            holder = left.pop()
            if (event, holder) not in nearest:
                raise ValueError(
                    f"data/hand/periods.csv: {event} has no period {holder!r} to hold {period!r}"
                )
            wider.add(holder)
            left |= nearest[event, holder] - wider
        if period in wider:
            raise ValueError(f"data/hand/periods.csv: the period {period!r} of {event} would hold itself")
        found[event, period] = frozenset(wider)
    return found


def contains(event: str, outer: str, inner: str) -> bool:
    """Return whether the period `outer` of an event holds its other period `inner`, by `periods.csv`."""
    return outer in wider_periods().get((event, inner), frozenset())


def relation(wider: Wider, event: str, period: str, other: str) -> str:
    """Return how the period `other` of an event lies to `period`: `same`, `inside` it, `around` it, `beside`
    it (both are held by a third and neither by the other), `apart`, or `worded` where one of them is no
    period of the event's but a page's own words.

    `wider` is what `wider_periods` returns.
    """
    if period == other:
        return "same"
    if (event, period) not in wider or (event, other) not in wider:
        return "worded"
    if period in wider[event, other]:
        return "inside"
    if other in wider[event, period]:
        return "around"
    return "beside" if wider[event, period] & wider[event, other] else "apart"


def contents(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `takes_in` and `leaves_out` of each claim: the other periods that its page says are inside its
    figure, and those that it says are not, each sorted and joined by `;`.

    `claims` has event_id, report_id, group, outcome, period, window and note, and may have `includes_worded`
    (what a figure includes, as worded). What the words mean is decided by rows of `containing.csv` and, for
    what is included, of `includes.csv` (column `period`). A period that the event does not have, and the
    claim's own, are left out.
    """
    said = pd.concat([*said_by_words(claims), said_by_neighbours(claims)])
    known = pd.MultiIndex.from_frame(hand("periods")[["event_id", "period"]])
    said = said[pd.MultiIndex.from_frame(said[["event_id", "other"]]).isin(known)]
    said = said[said["other"] != claims["period"].reindex(said.index)]
    found = pd.DataFrame({"takes_in": "", "leaves_out": ""}, index=claims.index)
    for column in found.columns:
        rows = said[said["says"] == column].reset_index(names="row").drop_duplicates(["row", "other"])
        joined = rows.sort_values("other").groupby("row")["other"].agg(";".join)
        found.loc[joined.index, column] = joined
    return found


def said_by_words(claims: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield `event_id, says, other` of the claims whose own words speak of another period, on their index."""
    rows = hand("containing")
    worded = {"window": "window", "note": "note", "includes": "includes_worded"}
    for field, column in worded.items():
        if column not in claims:
            continue
        match = first_match(rows[rows["field"] == field], claims["event_id"], claims[column]).dropna()
        said = rows.loc[match].set_axis(match.index)[["event_id", "says", "period"]]
        yield each_period(said[said["says"].isin(["takes_in", "leaves_out"])])
    if "includes_worded" in claims:
        hints = read_includes(claims["includes_worded"], claims["event_id"])["period_hint"]
        yield each_period(claims[["event_id"]].assign(says="takes_in", period=hints)[hints != ""])


def each_period(said: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each period of the list in `period`, as `other`, the index repeated."""
    return said.assign(other=said["period"].str.split(";")).drop(columns="period").explode("other")


def said_by_neighbours(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `event_id, says, other` of the claims of which another figure on their page says that it is a
    part, or is apart from them: same page, group and outcome.
    """
    rows = hand("containing")
    rows = rows[rows["field"].eq("note") & rows["says"].isin(["part_of", "apart_from"])]
    match = first_match(hand("containing").query("field == 'note'"), claims["event_id"], claims["note"])
    match = match[match.isin(rows.index)]
    keys = ["event_id", "report_id", "group", "outcome"]
    parts = claims.loc[match.index, [*keys, "period"]].rename(columns={"period": "inner"})
    parts = parts.join(each_period(rows.loc[match, ["says", "period"]].set_axis(match.index)))
    parts = parts.rename(columns={"other": "period", "inner": "other"}).drop_duplicates()
    whole = claims[[*keys, "period"]].reset_index(names="row")
    found = whole.merge(parts, on=[*keys, "period"]).set_index("row")
    found["says"] = found["says"].map({"part_of": "takes_in", "apart_from": "leaves_out"})
    return found[["event_id", "says", "other"]]


def counts_whole_group(claims: pd.DataFrame) -> pd.Series:
    """Return whether each claim counts people of a whole group, in the whole event, from the start: what a
    page prints as a total or a group's figure, slips included.
    """
    of_people = claims["unit"].eq("people") & by_event.is_group(claims)
    return of_people & claims["part"].eq("") & claims["is_whole"] & ~claims["increment"]
