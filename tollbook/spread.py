"""Where it happened, and how the word of it spread: the tables of places behind notebook 04.

All counts are of distinct pages: a page that names a place twice counts once. A page is one web page of the
ledger; many of them carry the same text, so a number of pages measures how often a place was reported, never
how bad it was.
"""

from __future__ import annotations

import pandas as pd

from tollbook import dates, incident, vocabulary
from tollbook.paths import hand
from tollbook.places import attacked, first_mentions, named
from tollbook.words import interval_words

OUTLETS_NAMED = 3  # of those that named a place first; the others are counted
PARTIES = vocabulary.Names(lambda words: words.parties)
DAY_NOT_GIVEN = "not given"
UNDATED = "only by undated pages"


def with_outlets(places: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return `places` with `outlet`, the name of who published the page, from the raw reports."""
    return places.assign(outlet=places["report_id"].map(reports.set_index("report_id")["outlet"]).fillna(""))


def page_counts(places: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the number of distinct pages, `n_pages`, for each value of the columns `by`, and `since`: the
    moment (UTC) from which the first of them was known; missing where nothing dates any of them."""
    groups = places.groupby(by, dropna=False, sort=True)
    return groups.agg(n_pages=("report_id", "nunique"), since=("known_from", "min")).reset_index()


def first_named(places: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return when a dated page first named each value of `key`, and who: first_from, first_to (UTC),
    first_by.

    `first_by` names the outlets (see `with_outlets`; without them it is empty) whose pages have the earliest
    end of their date: `Dawn, Geo News, AFP and 4 more`. Which of them came first nobody can say.
    """
    rows = places.assign(place_id=places[key], outlet=places.get("outlet", ""))
    firsts = first_mentions(rows).rename_axis(key)
    dated = rows[rows["date_basis"].isin(dates.DATED)]
    at_first = dated[dated["seen_to"].eq(dated.groupby("place_id")["seen_to"].transform("min"))]
    outlets = at_first.groupby("place_id")["outlet"].agg(lambda names: some(sorted(set(names) - {""})))
    return firsts.assign(first_by=outlets.reindex(firsts.index).fillna(""))


def by_words(moment: pd.Timestamp, zone: str, month: str = "%B") -> str:
    """Return a UTC moment in `zone` as `17:06 on 31 January`, a day's end as `the end of 31 January`; `month`
    is the format of the month."""
    local = moment.tz_convert(zone)
    day = f"{local.day} {local.strftime(month)}"
    return f"the end of {day}" if f"{local:%H:%M:%S}" == "23:59:59" else f"{local:%H:%M} on {day}"


def first_words(firsts: pd.Series, zone: str) -> pd.Series:
    """Return moments by which places had been named in words and in `zone`; missing: undated pages only."""
    return firsts.map(lambda moment: UNDATED if pd.isna(moment) else by_words(moment, zone))


def some(names: list[str]) -> str:
    """Return up to `OUTLETS_NAMED` names, and how many more there are."""
    more = len(names) - OUTLETS_NAMED
    return ", ".join(names[:OUTLETS_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def place_counts(places: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place named as hit, most named first, then by name.

    Columns: place_id, place, district, feature, point_of, n_pages, since, first_from, first_to (UTC; missing
    where only pages without a date of their own name it), first_by, lat and lon (degrees).
    """
    rows = named(attacked(places))
    spots = rows.groupby("place_id")[["lat", "lon"]].first().astype(float)
    counts = page_counts(rows, ["place_id", "place", "district", "feature", "point_of"]).merge(
        first_named(rows, "place_id").join(spots, how="outer"),
        on="place_id",
        how="left",
        validate="one_to_one",
    )
    return counts.fillna({"first_by": ""}).sort_values(
        ["n_pages", "place"], ascending=[False, True], ignore_index=True
    )


def map_points(places: pd.DataFrame) -> pd.DataFrame:
    """Return one row per point of the map: all places drawn there, and how many pages name any of them.

    Columns: point_of, place (the name on the map), places (all names), district, lat, lon (degrees),
    precision (`town` where a page names the town itself, else `district`), n_pages, since, first_from,
    first_to, first_by. Most named first.
    """
    rows = named(attacked(places))
    rows = rows[rows["point_of"] != ""].assign(
        lat=lambda frame: frame["lat"].astype(float), lon=lambda frame: frame["lon"].astype(float)
    )
    points = page_counts(rows, ["point_of"]).set_index("point_of")
    own = rows[rows["place_id"] == rows["point_of"]].groupby("point_of")
    every = rows.groupby("point_of")
    names = every["place"].agg(lambda texts: "; ".join(sorted(set(texts))))
    precise = own["precision"].agg(lambda cells: "town" if (cells == "town").any() else "district")
    points = points.assign(
        place=own["place"].first().reindex(points.index).fillna(names),
        places=names,
        district=every["district"].agg(lambda texts: "; ".join(sorted(set(texts) - {""}))),
        lat=every["lat"].first(),
        lon=every["lon"].first(),
        precision=precise.reindex(points.index).fillna("district"),
    ).join(first_named(rows, "point_of"))
    points = points.reset_index().sort_values(
        ["n_pages", "place"], ascending=[False, True], ignore_index=True
    )
    columns = ["point_of", "place", "places", "district", "lat", "lon", "precision", "n_pages", "since"]
    return points.fillna({"first_by": ""})[[*columns, "first_from", "first_to", "first_by"]]


def methods_by_place(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, method, n_pages and since: how many pages report which kind where."""
    return page_counts(named(attacked(places)), ["place", "method"])


def days_by_place(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, day (ISO day on which it was hit, or `not given`), n_pages and since."""
    rows = named(attacked(places))
    return page_counts(rows.assign(day=rows["attack_date"].replace("", DAY_NOT_GIVEN)), ["place", "day"])


def clocks_by_place(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, clock (local, HH:MM), clock_of (`place`, or `wave` where it is the start of everything),
    n_pages and since."""
    rows = named(attacked(places))
    return page_counts(rows[rows["clock"] != ""], ["place", "clock", "clock_of"])


def worded_times(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, day, time as worded and n_pages, for times that are not on the clock (`early Monday`)."""
    rows = named(attacked(places))
    rows = rows[(rows["worded_time"] != "") & (rows["clock"] == "")]
    rows = rows.assign(day=rows["attack_date"].replace("", DAY_NOT_GIVEN))
    counts = page_counts(rows, ["worded_time", "day", "place"]).drop(columns="since")
    return counts.sort_values(
        ["n_pages", "worded_time", "place"], ascending=[False, True, True], ignore_index=True
    )


def set_apart(places: pd.DataFrame) -> pd.DataFrame:
    """Return what the pages name beside places that were hit: what it is, n_rows and n_pages."""
    kinds = places["role"].mask(places["role"].eq("attack"), places["feature"])
    labels = {
        "operation": "an operation by the state's forces",
        "services": "mobile, internet or transport cut",
        "other_event": "another event, mixed in by the page",
        "line": "a road or a railway, without a point",
        "region": "a region",
        "province": "only the province",
        "several": "several places at once",
        "": "a place no table knows",
    }
    rows = places.assign(what=kinds.map(labels))[kinds.isin(list(labels))]
    counts = rows.groupby("what").agg(n_rows=("report_id", "size"), n_pages=("report_id", "nunique"))
    return counts.reset_index().sort_values(["n_rows", "what"], ascending=[False, True], ignore_index=True)


def place_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of how many places were hit in all, but those that `data/hand/place_claims.csv`
    takes out.

    `claims` is the processed table of claims (unit `places`, the whole event); the
    outcomes that count such places are rows of `data/hand/place_outcomes.csv`.
    """
    rows = claims[claims["unit"].eq("places") & incident.counts_places(claims) & claims["is_whole"]]
    return rows[~rows["claim_id"].isin(hand("place_claims")["claim_id"])]


def counts_by_party(claims: pd.DataFrame) -> pd.DataFrame:
    """Return how many places were hit according to whom: one row per party and interval.

    Columns: party, low, high, best, n_pages, nouns (what the pages say they count), since (UTC), label (the
    interval in words).
    """
    rows = place_claims(claims)
    counts = (
        rows.groupby(["party", "low", "high", "best"], dropna=False)
        .agg(
            n_pages=("report_id", "nunique"),
            nouns=("category", lambda texts: ", ".join(sorted(set(texts)))),
            since=("known_from", "min"),
        )
        .reset_index()
    )
    counts["label"] = interval_words(counts)
    rank = counts["party"].map({party: number for number, party in enumerate(PARTIES)}).fillna(len(PARTIES))
    order = counts.assign(rank=rank, at=counts["low"].fillna(counts["high"]))
    return order.sort_values(["rank", "at", "high"], ignore_index=True)[list(counts.columns)]


def listed_counts(places: pd.DataFrame) -> pd.DataFrame:
    """Return how many places each page names as hit: report_id, n_listed; most first."""
    counts = (
        named(attacked(places)).groupby("report_id")["place_id"].nunique().rename("n_listed").reset_index()
    )
    return counts.sort_values(["n_listed", "report_id"], ascending=[False, True], ignore_index=True)


def list_lengths(listed: pd.DataFrame) -> pd.DataFrame:
    """Return n_listed, a number of places named as hit, and n_pages, how many pages name so many;
    `listed` as from `listed_counts`."""
    return listed.groupby("n_listed")["report_id"].nunique().rename("n_pages").reset_index()


def counts_against_lists(claims: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the pages that list more places than their own highest number of places can mean.

    Columns: report_id, figure (as worded, with its noun), high, n_listed. A list shorter than the number is
    no contradiction: a page may name some of the places only.
    """
    rows = place_claims(claims).merge(
        listed_counts(places), on="report_id", how="inner", validate="many_to_one"
    )
    rows["figure"] = rows["figure"] + " " + rows["category"]
    worst = (
        rows.groupby("report_id")
        .agg(
            figure=("figure", "; ".join),
            high=("high", lambda cells: cells.max(skipna=False)),
            n_listed=("n_listed", "first"),
        )
        .reset_index()
    )
    return worst[worst["n_listed"] > worst["high"]].sort_values(
        ["n_listed", "report_id"], ascending=[False, True], ignore_index=True
    )


def districts(places: pd.DataFrame) -> pd.DataFrame:
    """Return district, places (names), n_pages and since: how many pages name a place of the district as
    hit; most first."""
    rows = named(attacked(places))
    rows = rows[rows["district"] != ""]
    names = rows.groupby("district")["place"].agg(lambda texts: "; ".join(sorted(set(texts))))
    counts = page_counts(rows, ["district"]).assign(places=lambda frame: frame["district"].map(names))
    counts = counts[["district", "places", "n_pages", "since"]]
    return counts.sort_values(["n_pages", "district"], ascending=[False, True], ignore_index=True)


def series_not_drawn(series: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return the monitors' figures that no chart shows though they count what charts show: monitor, period,
    measure, figure, why."""
    rows = series[series["measure"].isin([incident.current().several, "deaths"])]
    why = rows["reason"].mask(
        rows["reason"].eq("") & rows["region"].ne(region), "another region: " + rows["region"]
    )
    kinds = {"quarter": "a quarter", "half": "half a year", "other": "not a whole month or year"}
    why = why.mask(why.eq(""), rows["period_kind"].map(kinds).fillna(""))
    period = (rows["period_start"] + " to " + rows["period_end"]).mask(
        rows["period_start"] == "", "not given"
    )
    table = pd.DataFrame(
        {
            "monitor": rows["monitor"],
            "period": period,
            "measure": rows["measure"],
            "figure": rows["figure"],
            "why": why,
        }
    )
    return table[table["why"] != ""].sort_values(
        ["period", "monitor", "measure", "figure"], ignore_index=True
    )


def unplaced(places: pd.DataFrame) -> pd.DataFrame:
    """Return the spellings that neither the gazetteer nor the hand table knows: worded, n_pages, reason."""
    return page_counts(places[places["reason"] != ""], ["worded", "reason"])[["worded", "n_pages", "reason"]]
