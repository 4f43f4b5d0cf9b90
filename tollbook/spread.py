"""How the attacks spread: the tables of places behind the charts and sentences of notebook 04.

All counts are of distinct pages: a page that names a place twice counts once. A page is one web page of the
ledger; many of them carry the same text, so a number of pages measures how often a place was reported, never
how bad it was.
"""

from __future__ import annotations

import pandas as pd

from tollbook.paths import hand
from tollbook.places import attacked, first_mentions, named
from tollbook.words import interval_words

PARTIES = ("state", "armed_group", "independent", "unattributed")
DAY_NOT_GIVEN = "not given"


def page_counts(places: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the number of distinct pages, `n_pages`, for each value of the columns `by`."""
    return places.groupby(by, dropna=False, sort=True)["report_id"].nunique().rename("n_pages").reset_index()


def place_counts(places: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place named as attacked, most named first, then by name.

    Columns: place_id, place, district, feature, point_of, n_pages, first_from, first_to (UTC; missing where
    only pages without a date of their own name it).
    """
    rows = named(attacked(places))
    kept = ["place_id", "place", "district", "feature", "point_of"]
    counts = page_counts(rows, kept).merge(
        first_mentions(rows), on="place_id", how="left", validate="one_to_one"
    )
    return counts.sort_values(["n_pages", "place"], ascending=[False, True], ignore_index=True)


def map_points(places: pd.DataFrame) -> pd.DataFrame:
    """Return one row per point of the map: all places drawn there, and how many pages name any of them.

    Columns: point_of, place (the name on the map), places (all names), lat, lon (degrees), precision (`town`
    where a page names the town itself, else `district`), n_pages, first_from, first_to. Most named first.
    """
    rows = named(attacked(places))
    rows = rows[rows["point_of"] != ""].assign(
        lat=lambda frame: frame["lat"].astype(float), lon=lambda frame: frame["lon"].astype(float)
    )
    firsts = first_mentions(rows.assign(place_id=rows["point_of"]))
    points = rows.groupby("point_of").agg(
        lat=("lat", "first"), lon=("lon", "first"), n_pages=("report_id", "nunique")
    )
    own = rows[rows["place_id"] == rows["point_of"]].groupby("point_of")
    names = rows.groupby("point_of")["place"].agg(lambda texts: "; ".join(sorted(set(texts))))
    precise = own["precision"].agg(lambda cells: "town" if (cells == "town").any() else "district")
    points = points.assign(
        place=own["place"].first().reindex(points.index).fillna(names),
        places=names,
        precision=precise.reindex(points.index).fillna("district"),
    ).join(firsts)
    points = points.reset_index().sort_values(
        ["n_pages", "place"], ascending=[False, True], ignore_index=True
    )
    return points[
        ["point_of", "place", "places", "lat", "lon", "precision", "n_pages", "first_from", "first_to"]
    ]


def methods_by_place(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, method and n_pages: how many pages report which kind of attack where."""
    return page_counts(named(attacked(places)), ["place", "method"])


def days_by_place(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, day (ISO day of the attack, or `not given`) and n_pages."""
    rows = named(attacked(places))
    return page_counts(rows.assign(day=rows["attack_date"].replace("", DAY_NOT_GIVEN)), ["place", "day"])


def clocks_by_place(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, clock (local, HH:MM), clock_of (`place`, or `wave` where it is the start of all attacks),
    n_pages."""
    rows = attacked(places)
    rows = named(rows)[named(rows)["clock"] != ""]
    return page_counts(rows, ["place", "clock", "clock_of"])


def worded_times(places: pd.DataFrame) -> pd.DataFrame:
    """Return place, day, time as worded and n_pages, for times that are not on the clock (`early Monday`)."""
    rows = named(attacked(places))
    rows = rows[(rows["worded_time"] != "") & (rows["clock"] == "")]
    counts = page_counts(
        rows.assign(day=rows["attack_date"].replace("", DAY_NOT_GIVEN)), ["worded_time", "day", "place"]
    )
    return counts.sort_values(
        ["n_pages", "worded_time", "place"], ascending=[False, True, True], ignore_index=True
    )


def set_apart(places: pd.DataFrame) -> pd.DataFrame:
    """Return what the pages name beside attacked places: what it is, n_rows and n_pages."""
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
    """Return the claims of how many places were attacked in all, but those that `data/hand/place_claims.csv`
    takes out.

    `claims` is the processed table of claims (unit `places`, outcome attacked, the whole event).
    """
    rows = claims[claims["unit"].eq("places") & claims["outcome"].eq("attacked") & claims["is_whole"]]
    return rows[~rows["claim_id"].isin(hand("place_claims")["claim_id"])]


def counts_by_party(claims: pd.DataFrame) -> pd.DataFrame:
    """Return how many places were attacked according to whom: one row per party and interval.

    Columns: party, low, high, best, nouns (what the pages say they count), n_pages, label (the interval in
    words).
    """
    rows = place_claims(claims)
    counts = (
        rows.groupby(["party", "low", "high", "best"], dropna=False)
        .agg(
            n_pages=("report_id", "nunique"), nouns=("category", lambda texts: ", ".join(sorted(set(texts))))
        )
        .reset_index()
    )
    counts["label"] = interval_words(counts)
    rank = counts["party"].map({party: number for number, party in enumerate(PARTIES)}).fillna(len(PARTIES))
    order = counts.assign(rank=rank, at=counts["low"].fillna(counts["high"]))
    return order.sort_values(["rank", "at", "high"], ignore_index=True)[list(counts.columns)]


def listed_counts(places: pd.DataFrame) -> pd.DataFrame:
    """Return how many places each page names as attacked: report_id, n_listed; most first."""
    counts = (
        named(attacked(places)).groupby("report_id")["place_id"].nunique().rename("n_listed").reset_index()
    )
    return counts.sort_values(["n_listed", "report_id"], ascending=[False, True], ignore_index=True)


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
    """Return district and n_pages: how many pages name a place of the district as attacked; most first."""
    rows = named(attacked(places))
    counts = page_counts(rows[rows["district"] != ""], ["district"])
    return counts.sort_values(["n_pages", "district"], ascending=[False, True], ignore_index=True)


def series_not_drawn(series: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return the monitors' attacks and deaths that no chart shows: monitor, period, measure, figure, why."""
    rows = series[series["measure"].isin(["attacks", "deaths"])]
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
