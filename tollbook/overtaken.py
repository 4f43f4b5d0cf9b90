"""How long outlets went on printing a figure that the same party had already replaced.

A page is counted only where that is certain: it is dated; the newer figure, carried by two outlets or more,
was out before the page can have been; the page does not give the newer figure, whoever it names for it, nor
another of the party that is newer; and it does not itself say that the figure is of an earlier day.
"""

from __future__ import annotations

import pandas as pd

from tollbook import by_event, reconcile
from tollbook.claim_links import link, literal
from tollbook.comparing import dated
from tollbook.dates import DATED, local_days
from tollbook.parameters import Run
from tollbook.revisions import HOUR, SCOPE, countable, eligible, figures_given, short_periods
from tollbook.scope import event_rows
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, interval_words, known_number, people

KEYS = [*SCOPE, "source_party"]
NEWS_OUTLETS = 2  # a newer figure that one outlet alone carries may be its slip: it overtakes nothing
PLAIN = ("exact", "at_least")  # "dozens" and "more than 80" are not wrong when the count has grown
COLUMNS = ["outlet", "pages", "pages overtaken", "longest lag, hours", "figure", "of", "group", "period"]
COLUMNS = [*COLUMNS, "first overtaken by", "page"]


def replaced(said: pd.DataFrame) -> pd.DataFrame:
    """Return each number of each party, group and period with `party_day`, on which the party first gave it,
    and where a newer figure replaced it `new_number`, `replaced_from` (UTC), when that was out, `replaced_by`
    in words and `new_ids`, its statements.

    `said` are `revisions.eligible` claims. A newer figure is a higher one, first given on a later day: a
    lower one may be another voice of the party. Where there are several, the first one out.
    """
    figures = figures_given(said, "source_party")
    figures = figures.assign(words=interval_words(figures))
    old = figures.groupby([*KEYS, "number"], as_index=False)["party_day"].min()
    news = figures[figures["is_news"] & (figures["n_outlets"] >= NEWS_OUTLETS)]
    news = news[[*KEYS, "number", "first_day", "first_known", "words", "statement_ids"]]
    both = old.merge(news, on=KEYS, suffixes=("", "_new"))
    both = both[(both["first_day"] > both["party_day"]) & (both["number_new"] > both["number"])]
    first = both.sort_values(["first_known", "first_day", "number_new"]).drop_duplicates([*KEYS, "number"])
    names = {"first_known": "replaced_from", "words": "replaced_by", "number_new": "new_number"}
    first = first.rename(columns=names | {"statement_ids": "new_ids"})
    new = first[[*KEYS, "number", "new_number", "replaced_from", "replaced_by", "new_ids"]]
    table = old.merge(new, on=[*KEYS, "number"], how="left", validate="one_to_one")
    return table.sort_values([*KEYS, "party_day", "number"], ignore_index=True)


def overtaken(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that print a figure already replaced, with `replaced_by`, `replaced_from` (UTC) and
    `lag`, the hours from then to the earliest moment at which the page can have been published.

    `claims` are clean claims, of any number of events.
    """
    said = eligible(claims)
    printed = said.merge(replaced(said), on=[*KEYS, "number"], how="left", validate="many_to_one")
    newest = printed.groupby(["report_id", "event_id", "group", "source_party"])["party_day"].transform("max")
    zones = printed["event_id"].map(event_rows()["time_zone"])
    worded = printed["as_of"].str[:10]
    page_days = local_days(printed["said_from"], zones)
    group = ["report_id", "event_id", "group"]
    gives = pd.MultiIndex.from_frame(printed[[*group, "new_number"]]).isin(
        pd.MultiIndex.from_frame(numbers_of(claims)[[*group, "number"]])
    )
    is_old = (
        printed["precision"].isin(PLAIN)
        & (printed["said_from"] >= printed["replaced_from"])
        & (newest.isna() | (newest <= printed["party_day"]))
        & ~gives
        & ~(worded.ne("") & (worded < page_days))
    )
    lag = (printed["said_from"] - printed["replaced_from"]) / HOUR
    return printed.assign(lag=lag.astype(float))[is_old].reset_index(drop=True)


def numbers_of(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of killed of a whole group in the whole event, whoever gives them, with `number`."""
    killed = reconcile.comparable(claims)
    killed = killed[by_event.is_main_outcome(killed)]
    return killed.assign(number=known_number(killed))


def by_outlet(claims: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return `COLUMNS` for each outlet of the run's event that printed an overtaken figure: its dated pages
    with a party's figure, those with an overtaken one, the longest lag in hours and the figure it is of.

    `claims` are the clean claims known at the run's moment. The longest lag comes first.
    """
    own = claims[claims["event_id"] == run.event]
    return outlets_of(own, overtaken(own), run)


def outlets_of(own: pd.DataFrame, old: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the rows of `by_outlet` for the claims of the run's event and the overtaken ones among them."""
    pages = eligible(own).groupby("outlet")["report_id"].nunique()
    worst = longest(old)
    table = pd.DataFrame(
        {
            "outlet": worst["outlet"],
            "pages": worst["outlet"].map(pages),
            "pages overtaken": worst["outlet"].map(old.groupby("outlet")["report_id"].nunique()),
            "longest lag, hours": worst["lag"].round(1),
            "figure": interval_words(worst),
            "of": worst["source_party"].map(PARTY_WORDS),
            "group": worst["group"].map(GROUP_WORDS),
            "period": short_periods(worst, run),
            "first overtaken by": worst["replaced_by"],
            "page": worst["report_id"],
        },
        columns=COLUMNS,
    )
    return table.reset_index(drop=True)


def longest(old: pd.DataFrame) -> pd.DataFrame:
    """Return of the `overtaken` claims each outlet's with the longest lag, the longest first."""
    return old.sort_values(["lag", "claim_id"], ascending=[False, True]).drop_duplicates("outlet")


def answer(claims: pd.DataFrame, run: Run) -> str:
    """Return in markdown how many outlets printed overtaken figures, and for how long: the median over them
    of each one's longest lag, and the longest; then how many pages cannot say. Lags are at least so long.
    """
    return with_outlets(claims, run)[0]


def with_outlets(claims: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return what `answer` and `by_outlet` do, of which the overtaken claims are found once for both."""
    own = claims[claims["event_id"] == run.event]
    old = overtaken(own)
    table = outlets_of(own, old, run)
    return told(own, old, table, run), table


def told(own: pd.DataFrame, old: pd.DataFrame, table: pd.DataFrame, run: Run) -> str:
    """Return the answer in markdown, from the claims of the run's event, the overtaken ones among them, and
    the table of outlets.
    """
    outlets = eligible(own)["outlet"].nunique()
    whole = countable(own)
    undated = set(whole["report_id"]) - set(whole.loc[whole["date_basis"].isin(DATED), "report_id"])
    aside = f"{count(len(undated), 'page')} without a day cannot say." if undated else ""
    if not outlets:
        return f"No dated page known by then prints a named party's figure for a whole group. {aside}".strip()
    if table.empty:
        return (
            f"No dated page of {count(outlets, 'outlet')} printed a figure already overtaken. {aside}".strip()
        )
    lags = table["longest lag, hours"]
    return (
        f"**{len(table):,} of {count(outlets, 'outlet')}** printed a figure that its party had already "
        f"replaced, {count(int(table['pages overtaken'].sum()), 'page')} in all; half of these outlets did "
        f"so at least {span(lags.median())} after the newer figure was out. The longest: "
        f"{worst_words(longest(old).head(1), run)}. {aside}"
    ).strip()


def worst_words(worst: pd.DataFrame, run: Run) -> str:
    """Return in markdown what one overtaken claim (a table of one row) prints when, and what had overtaken it
    since when, linked to the claims.
    """
    row = worst.iloc[0]
    figure = people(interval_words(worst).iloc[0], row["group"])
    return (
        f"{literal(row['outlet'])}, {span(row['lag'])} after, with {link(figure, [row['statement_id']])} "
        f"according to {PARTY_WORDS[row['source_party']]} ({dated(row['said_from'], run)}), overtaken by "
        f"{link(row['replaced_by'], row['new_ids'].split(';'))} ({dated(row['replaced_from'], run)})"
    )


def span(hours: float) -> str:
    """Return a span of time in words: hours up to two days, then days, rounded down."""
    return count(int(hours), "hour") if hours < 48 else count(int(hours // 24), "day")
