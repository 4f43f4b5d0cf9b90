"""Who repeated a figure: the pages that carry a statement, by which way it came to them, and the figures that
are repeated most.

An outlet counts once, however many of its pages carry a figure. *Origins* are those who gave the figure on
their own authority and by name; *texts* are the chains of `rewrites`, so pages that rewrite each other are
one. How many outlets carry a figure says how widely it was repeated, not how well it is known.
"""

from __future__ import annotations

import pandas as pd

from tollbook import reconcile, rewrites, vocabulary
from tollbook.claim_links import joined, link
from tollbook.comparing import GROUPS, period_labels
from tollbook.dates import DATED
from tollbook.echoes import NAMES, NOBODY, names
from tollbook.figure import literal
from tollbook.parameters import Run
from tollbook.scope import event_rows
from tollbook.words import GROUP_WORDS, count, day, interval, interval_words, listing, people

PAGES = [
    "report_id",
    "outlet",
    "url",
    "said_from",
    "said_to",
    "date_basis",
    "day",
    "how",
    "credited",
    "copied_from",
    "lineage",
    "is_first",
]
NAMES_SOURCE, NAMES_SIDE, NAMES_NOBODY = "names the source", "names only its side", "names nobody"
OTHERS = "through other outlets"
# A way of its own in the chart needs three outlets; more than three such ways are no longer seen at once.
WIRE_OUTLETS = 3
MOST_WIRES = 3
FIGURE = ["event_id", "source_party", "group", "part", "outcome", "period", "low", "high", "best"]
# The shown columns of the table of figures.
SHOWN = ["figure", "group", "period", "given by", "first in print", "first outlet", "pages", "texts"]
SHOWN += ["in short"]


def most_carried(statements: pd.DataFrame, run: Run) -> str:
    """Return the statement_id that most outlets carry among the run's event's statements of killed (a whole
    group, the whole event) that somebody gave; the empty string when there is none.
    """
    if statements.empty:
        return ""
    given = reconcile.comparable(statements)
    is_toll = given["outcome"].eq(vocabulary.main_outcome(run.event))
    given = given[given["group"].isin(GROUPS) & is_toll & given["party"].ne(NOBODY)]
    given = given[given["event_id"] == run.event]
    given = given.rename(columns={"party": "source_party"})
    keys = ["n_outlets", *FIGURE, "statement_id"]  # a tie goes as in `carried`
    ranked = given.sort_values(keys, ascending=[False] + [True] * (len(keys) - 1))
    return "" if ranked.empty else str(ranked["statement_id"].iloc[0])


def others(statements: pd.DataFrame, statement_id: str) -> list[str]:
    """Return the other origins, by name, of the same party who gave the same figure in the same scope."""
    own = statements[statements["statement_id"] == statement_id].iloc[0]
    same = statements["origin"].ne(own["origin"])
    for column in ("event_id", "party", "group", "part", "outcome", "period", "low", "high", "is_whole"):
        same &= statements[column].isna() if pd.isna(own[column]) else statements[column].eq(own[column])
    found = statements[same.fillna(False)]
    return sorted(set(found.loc[is_by_name(found), "origin"]))


def is_by_name(statements: pd.DataFrame) -> pd.Series:
    """Return whether each row's origin (columns origin, party) is named, and not only a side or nobody."""
    return names(statements).eq(NAMES["somebody"])


def pages(
    claims: pd.DataFrame, reports: pd.DataFrame, statement_id: str, lineages: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the pages that carry a statement, the first to say it first: see `PAGES` for the columns.

    `claims` are clean claims known by the moment, `reports` the raw reports; `lineages` is what
    `rewrites.lineages` makes of them (made here when not given). `said_from` and `said_to` (UTC) bound when
    the page can have said it; `day` is the first day (ISO, the event's zone), empty without a date; `how` is
    how the page itself names the source; the rest is as in `rewrites.lineages`. `is_first` marks one page: of
    the earliest day the one with the earliest end of what its date allows, then the one that names its source
    best; a page without a date of its own is never first.
    """
    carrying = claims[claims["statement_id"] == statement_id]
    chains = rewrites.lineages(claims, reports) if lineages is None else lineages
    carrying = carrying.assign(named=names(carrying), undated=~carrying["date_basis"].isin(DATED))
    carrying = carrying.assign(how=how(carrying), day=print_day(carrying))
    order = ["undated", "day", "said_to", "named", "report_id"]
    ranked = carrying.sort_values(order, ascending=[True, True, True, False, True])
    ranked = ranked.drop_duplicates("report_id")
    joined = ranked.merge(
        chains[["event_id", "report_id", "credited", "copied_from", "lineage"]],
        on=["event_id", "report_id"],
        how="left",
        validate="one_to_one",
    )
    first = ~joined["undated"] & (joined.index == 0)
    return joined.assign(is_first=first)[PAGES]


def print_day(claims: pd.DataFrame) -> pd.Series:
    """Return the first day (ISO, in the event's time zone) on which each claim's page can have been out;
    empty for a page without a date of its own.
    """
    zones = claims["event_id"].map(event_rows()["time_zone"])
    days = pd.Series("", index=claims.index)
    for zone, moments in claims["said_from"].groupby(zones):
        days.loc[moments.index] = moments.dt.tz_convert(zone).dt.strftime("%Y-%m-%d")
    return days.where(claims["date_basis"].isin(DATED), "").fillna("")


def how(claims: pd.DataFrame) -> pd.Series:
    """Return how each claim's page names the statement's source: by name, only its side, or not at all."""
    named = claims["named"]
    words = pd.Series(NAMES_SIDE, index=claims.index)
    words = words.mask(named.eq(NAMES["nobody"]), NAMES_NOBODY)
    # officials who told one wire are as well named as they can be, where the statement is theirs
    by_name = named.eq(NAMES["somebody"]) | (named.eq(NAMES["wire"]) & claims["echo"].eq(""))
    return words.mask(by_name, NAMES_SOURCE)


def routes(carriers: pd.DataFrame) -> pd.DataFrame:
    """Return one row per outlet of `pages`, its first page, with `route`: the way by which the figure came.

    A text that goes back to another outlet came through that outlet, or, where fewer than three outlets took
    it from there or three others gave it to more, through other outlets; else the route is `how`.
    """
    outlets = carriers.drop_duplicates("outlet").reset_index(drop=True)
    taken = outlets[outlets["lineage"].ne(outlets["outlet"])]
    counts = taken["lineage"].value_counts().rename_axis("lineage").reset_index(name="outlets")
    counts = counts[counts["outlets"] >= WIRE_OUTLETS].sort_values(
        ["outlets", "lineage"], ascending=[False, True]
    )
    wires = list(counts["lineage"].head(MOST_WIRES))
    ways = taken["lineage"].map(lambda wire: f"through {wire}" if wire in wires else OTHERS)
    return outlets.assign(route=ways.reindex(outlets.index).fillna(outlets["how"]))


def carried(claims: pd.DataFrame, lineages: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the figures of killed, by how many outlets carry each: one row per figure of a party, group and
    period, with n_pages, n_outlets, n_texts, n_origins, n_unnamed (outlets that name nobody), given_by,
    statement_ids, first_day (ISO, the event's zone; empty without a dated page) and first_outlet.

    `claims` are clean claims known by the run's moment. Only whole groups of the whole event count, and
    figures that somebody gave.
    """
    whole = whole_groups(claims, lineages, run)
    ranked = whole.sort_values(["undated", "day", "said_to", "report_id"])
    rows = ranked.groupby(FIGURE, dropna=False, sort=True).agg(
        n_pages=("report_id", "nunique"),
        n_outlets=("outlet", "nunique"),
        n_texts=("lineage", "nunique"),
        n_origins=("by_name", "nunique"),
        n_unnamed=("unnamed", "nunique"),
        given_by=("source_origin", givers),
        statement_ids=("statement_id", joined),
        first_day=("day", "first"),
        first_outlet=("outlet", "first"),
        undated=("undated", "min"),
    )
    rows = rows.reset_index().astype({"low": "Int64", "high": "Int64", "best": "Int64"})
    rows["first_outlet"] = rows["first_outlet"].mask(rows["undated"], "")
    return rows.drop(columns="undated").sort_values(
        ["n_outlets", *FIGURE], ascending=[False] + [True] * len(FIGURE), ignore_index=True
    )


def whole_groups(claims: pd.DataFrame, lineages: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the claims that `carried` counts, with lineage, day, by_name (the origin, where it has a name),
    unnamed (the outlet, where it names nobody) and undated.
    """
    whole = reconcile.comparable(claims)
    is_toll = whole["outcome"].eq(vocabulary.main_outcome(run.event))
    whole = whole[is_toll & whole["source_party"].ne(NOBODY)]
    whole = whole[whole["event_id"].eq(run.event)]
    whole = whole.assign(day=print_day(whole))
    whole = whole.merge(
        lineages[["event_id", "report_id", "lineage"]], on=["event_id", "report_id"], how="left"
    )
    source = pd.DataFrame({"origin": whole["source_origin"], "party": whole["source_party"]})
    whole["by_name"] = whole["source_origin"].where(is_by_name(source))
    whole["unnamed"] = whole["outlet"].where(names(whole).eq(NAMES["nobody"]))
    whole["undated"] = whole["day"].eq("")
    return whole


def givers(origins: pd.Series) -> str:
    """Return who gave a figure, the first first, three at most by name."""
    distinct = list(dict.fromkeys(origins))
    return listing([*distinct[:3], "others"] if len(distinct) > 3 else distinct)


def in_short(outlets: int, origins: int) -> str:
    """Return how often a figure was repeated and by how many it was given: `143 outlets, 1 origin`."""
    given = count(origins, "origin") if origins else "no origin named"
    return f"{count(outlets, 'outlet')}, {given}"


def summary(claims: pd.DataFrame, lineages: pd.DataFrame, run: Run, most: int = 12) -> pd.DataFrame:
    """Return the table of the figures that most outlets carry, in words: see `SHOWN` for its columns."""
    rows = carried(claims, lineages, run).head(most)
    labels = period_labels(run.event, "short")
    return pd.DataFrame(
        {
            "figure": interval_words(rows),
            "group": rows["group"].map(GROUP_WORDS),
            "period": rows["period"].map(labels).fillna(rows["period"]),
            "given by": rows["given_by"],
            "first in print": rows["first_day"],
            "first outlet": rows["first_outlet"],
            "pages": rows["n_pages"],
            "outlets": rows["n_outlets"],
            "texts": rows["n_texts"],
            "origins": rows["n_origins"],
            "in short": [
                in_short(*cells) for cells in zip(rows["n_outlets"], rows["n_origins"], strict=True)
            ],
        },
        columns=SHOWN,
    )


def answer(claims: pd.DataFrame, lineages: pd.DataFrame, run: Run) -> str:
    """Return in two sentences (markdown) which figure is repeated most, linked to its claims, who gave it and
    when, and how many of the much-repeated figures rest on one origin.
    """
    rows, toll = carried(claims, lineages, run), vocabulary.toll(run.event).label
    if rows.empty:
        return (
            f"No source that is named had given a figure for the {toll} of a whole group by then: nothing "
            "was repeated."
        )
    row = rows.iloc[0]
    if row["n_outlets"] == 1:
        return f"No figure for the {toll} of a whole group was in two outlets by then: nothing was repeated."
    labels = period_labels(run.event)
    what = people(interval(row["low"], row["high"], row["best"]), row["group"])
    nameless = int(row["n_unnamed"])
    silent = f"{count(nameless, 'outlet')} of the {row['n_outlets']:,} {'name' if nameless > 1 else 'names'}"
    text = (
        f"**The most repeated figure is {link(what, row['statement_ids'].split(';'))} {toll}: "
        f"{in_short(row['n_outlets'], row['n_origins'])}.** "
        f"{literal(row['given_by'])} gave it for {labels.get(row['period'], literal(row['period']))}, "
        f"{first_words(row, run)}; "
        f"{f'{silent} nobody' if nameless else 'every outlet names somebody'} for it, and the outlets' pages "
        f"go back to {count(row['n_texts'], 'text')}."
    )
    often = rows[rows["n_outlets"] >= 10]
    if len(often) < 2:
        return text
    alone = (often["n_origins"] <= 1).sum()
    verb = "rests" if alone == 1 else "rest"
    return (
        f"{text} Of the {len(often):,} figures that ten or more outlets carry, {alone:,} {verb} on one named "
        "origin or on none."
    )


def first_words(row: pd.Series, run: Run) -> str:
    """Return when and where a figure of `carried` was first in print, in words."""
    if not row["first_day"]:
        return "on no page with a date of its own"
    noon = pd.Timestamp(f"{row['first_day']}T12:00", tz=run.zone).tz_convert("UTC")
    return f"first in print on {day(noon, run.zone)} ({literal(row['first_outlet'])})"
