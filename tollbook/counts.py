"""Counts other than tolls: places hit; people held, freed, aboard or taking part; people only named.

They are compared by what is counted, never added up: a page that counts passengers and one that counts
everybody on the train are two rows. A figure of one place stands apart from one of the whole event.
"""

from __future__ import annotations

import pandas as pd

from tollbook import incident, reconcile, vocabulary
from tollbook.claim_links import joined, link, literal
from tollbook.clean import known_by
from tollbook.comparing import day_in_words
from tollbook.dates import DATED
from tollbook.parameters import Run
from tollbook.spread import counts_against_lists, listed_counts, place_claims
from tollbook.vocabulary import Words
from tollbook.words import (
    GROUP_WORDS,
    PARTY_WORDS,
    count,
    interval_words,
    known_number,
    listing,
    moment_words,
)

THINGS = (
    "places",
    "attacks",
    "explosions",
    "bombs",
    "operations",
    "hours",
    "days",
    "vehicles",
    "buildings",
    "infrastructure",
    "weapons",
    "families",
    "animals",
)
UNIT_WORDS = {
    "aboard": "aboard",
    "present": "present",
    "participants": "taking part",
    "threatened": "threatened",
    "strength": "belonging to the group",
    "bodies": "bodies",
    "coffins": "coffins",
    "casualties": "killed or injured, in one figure",
}
OUTCOME_WORDS = Words(lambda words: {name: one.in_counts for name, one in words.outcomes.items()})
ONE_PLACE = " (one place)"
UNDATED = "no dated page"
PLACE_COLUMNS = ["figure", "pages by whom", "pages", "first said", "what is counted"]
PEOPLE_COLUMNS = ["what", "who is counted", "lowest", "highest", "most printed", "pages", "pages by whom"]


def own_known(claims: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the claims of the run's event that were known at its moment."""
    return known_by(claims[claims["event_id"] == run.event], run.moment)


def first_days(claims: pd.DataFrame) -> pd.Series:
    """Return the day (ISO, the event's time zone) on which each claim was said; missing on undated pages."""
    return reconcile.said_day(claims).where(claims["date_basis"].isin(DATED))


def by_party(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return, for each value of `keys`, the parties in words with the number of distinct pages of each, most
    first.
    """
    pages = party_pages(rows, keys)
    pages = pages.assign(words=pages["words"] + [f" {number:,}" for number in pages["pages"]])
    return pages.groupby(keys)["words"].agg(", ".join)


def party_pages(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return how many distinct pages of each party, in words, there are for each value of `keys`, most
    first.
    """
    pages = rows.groupby([*keys, "source_party"])["report_id"].nunique().rename("pages").reset_index()
    pages = pages.sort_values(["pages", "source_party"], ascending=[False, True], kind="stable")
    return pages.assign(words=pages["source_party"].map(PARTY_WORDS).fillna(pages["source_party"]))


def places_attacked(claims: pd.DataFrame, places: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return how many places were hit according to whom: the answer in Markdown, and one row per figure.

    `claims` are clean claims, `places` the rows of `places.places` for the event (with known_from). Columns:
    figure (as read), pages by whom, pages, first said (ISO day, the event's time zone), what is
    counted (the pages' own nouns). Claims that count only some places are left out (`place_claims.csv`).
    """
    known = own_known(claims, run)
    rows = place_claims(known)
    named = known_by(places, run.moment)
    if rows.empty:
        nothing = f"No page known by then says how many places were {incident.of(run.event).hit} in all."
        return f"{nothing} {lists_sentence(known, named)}".strip(), pd.DataFrame(columns=PLACE_COLUMNS)
    rows = rows.assign(figure=interval_words(rows), at=known_number(rows), day=first_days(rows))
    table = (
        rows.groupby("figure")
        .agg(
            at=("at", "min"),
            pages=("report_id", "nunique"),
            first=("day", "min"),
            nouns=("category", lambda texts: ", ".join(sorted(set(texts)))),
            statement_ids=("statement_id", joined),
        )
        .join(by_party(rows, ["figure"]).rename("pages by whom"))
        .join(party_pages(rows, ["figure"]).groupby("figure")["words"].agg(list).rename("parties"))
        .sort_values(["at", "pages"], ascending=[True, False])
        .reset_index()
    )
    table = table.assign(first=table["first"].fillna(UNDATED))
    answer = f"{places_sentence(table, rows, run)} {lists_sentence(known, named)}".strip()
    return answer, table.rename(columns={"first": "first said", "nouns": "what is counted"})[PLACE_COLUMNS]


def places_sentence(table: pd.DataFrame, rows: pd.DataFrame, run: Run) -> str:
    """Return in Markdown from what to what the counts of places go, and which stands on most pages, each with
    who first gave it when, and a link to its claims.
    """
    pages = rows["report_id"].nunique()
    top = table.sort_values(["pages", "at"], ascending=[False, True]).iloc[0]
    first, last, most = (place_figure(row, run) for row in (table.iloc[0], table.iloc[-1], top))
    lead = (
        f"As of {moment_words(run.moment, run.zone)}, {count(int(pages), 'page')} "
        f"{'says' if pages == 1 else 'say'} how many places were {incident.of(run.event).hit} in all"
    )
    if len(table) == 1:
        return f"{lead}: {most}."
    often = "" if is_tie(table["pages"]) else f"; most pages ({top['pages']:,}) say {most}"
    return f"{lead}. {count(len(table), 'figure')} are given, from {first} to {last}{often}."


def is_tie(pages: pd.Series) -> bool:
    """Return whether several figures stand on as many pages as any: then none is on most."""
    return bool(pages.eq(pages.max()).sum() > 1)


def place_figure(row: pd.Series, run: Run) -> str:
    """Return a count of places in Markdown, with the parties that give it and the day it was first said."""
    when = UNDATED if row["first"] == UNDATED else f"first said on {day_in_words(row['first'], run)}"
    return f"**{link(row['figure'], row['statement_ids'].split(';'))}** ({listing(row['parties'])}; {when})"


def lists_sentence(claims: pd.DataFrame, places: pd.DataFrame) -> str:
    """Return what the pages' own lists of places come to, and which are longer than the page's own number."""
    lists = listed_counts(places)
    if lists.empty:
        return f"No page known by then names a place as {incident.current().hit}."
    longest = lists[lists["n_listed"] == lists["n_listed"].max()]
    said = place_claims(claims)
    said = said[said["report_id"].isin(longest["report_id"])]
    said = said.assign(figure=interval_words(said), at=known_number(said)).sort_values(["at", "figure"])
    figures = [link(words, some["statement_id"]) for words, some in said.groupby("figure", sort=False)]
    own = f" ({count(len(longest), 'page')}; their own number: {listing(figures)})" if figures else ""
    most = count(int(longest["n_listed"].iloc[0]), "place")
    names = f"The longest list on a page names {most} as {incident.current().hit}"
    return f"{names}{own}.{longer_lists(claims, places)}"


def longer_lists(claims: pd.DataFrame, places: pd.DataFrame) -> str:
    """Return which pages list more places than their own number allows; nothing where none does."""
    longer = counts_against_lists(claims, places)
    ids = place_claims(claims).groupby("report_id")["statement_id"].agg(list)
    slips = [
        f"{link(row.figure, ids[row.report_id])}, with a list of {row.n_listed:,} ({literal(row.report_id)})"
        for row in longer.head(3).itertuples(index=False)
    ]
    lists = "lists more than its own number" if len(longer) == 1 else "list more than their own number"
    lead = f" {count(len(longer), 'page')} {lists}"
    return f"{lead} allows: {listing(slips)}{' and others' if len(longer) > 3 else ''}." if slips else ""


def tolls() -> tuple[str, ...]:
    """Return the outcomes that have tables of their own: what the totals of the event spoken of count and, of
    an event with dead, the injured.
    """
    main = vocabulary.main_outcome()
    return (main, "injured") if main == vocabulary.DEATHS else (main,)


def counts_of_people(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that count people otherwise than as dead or injured (see `tolls`), with what and who
    is counted in words: columns what, counted.
    """
    is_toll = claims["unit"].eq("people") & claims["outcome"].isin(tolls())
    is_known = claims["unit"].ne("") & ~claims["unit"].isin(THINGS)  # no unit: a noun that no table knows
    rows = claims[~is_toll & is_known & ~claims["increment"]]
    outcomes = rows["outcome"].map(OUTCOME_WORDS).fillna(rows["outcome"])
    nouns = rows["part"].where(rows["part"].ne(""), rows["group"].map(GROUP_WORDS))
    nouns = nouns.fillna(rows["unit"]).where(rows["unit"].ne("people") | rows["group"].ne(""), rows["unit"])
    counted = nouns + pd.Series(ONE_PLACE, index=rows.index).mask(rows["is_whole"], "")
    return rows.assign(what=rows["unit"].map(UNIT_WORDS).fillna(outcomes), counted=counted)


def other_counts(claims: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return the counts of people that are no dead or injured: the answer in Markdown, and one row per count.

    Columns: what (held, freed, aboard ...), who is counted, lowest, highest and most printed figure in words,
    pages, pages by whom.
    """
    rows = counts_of_people(own_known(claims, run))
    if rows.empty:
        return no_people(), pd.DataFrame(columns=PEOPLE_COLUMNS)
    keys = ["what", "counted"]
    rows = rows.assign(figure=interval_words(rows), at=known_number(rows), day=first_days(rows))
    rows = rows.assign(top=rows["best"].fillna(rows["high"]).fillna(rows["at"]))
    figures = rows.groupby([*keys, "figure"]).agg(
        at=("at", "min"),
        top=("top", "max"),
        is_open=("high", lambda highs: bool(highs.isna().all())),
        pages=("report_id", "nunique"),
        day=("day", "min"),
        statement_ids=("statement_id", joined),
    )
    figures = figures.reset_index().sort_values([*keys, "at", "pages"], ascending=[True, True, True, False])
    grouped = figures.groupby(keys)["figure"]
    printed = figures.sort_values([*keys, "pages", "at"], ascending=[True, True, False, True])
    table = pd.DataFrame(
        {
            "lowest": grouped.first(),
            "highest": figures.sort_values([*keys, "top", "at"]).groupby(keys)["figure"].last(),
            "most printed": printed.groupby(keys)["figure"].first(),
            "pages": rows.groupby(keys)["report_id"].nunique(),
            "pages by whom": by_party(rows, keys),
        }
    ).reset_index()
    weight = table.groupby("what")["pages"].transform("sum")
    table = table.assign(weight=weight).sort_values(
        ["weight", "what", "pages", "counted"], ascending=[False, True, False, True]
    )
    answer = people_answer(table, figures.set_index([*keys, "figure"]), run)
    table = table.rename(columns={"counted": "who is counted"})[PEOPLE_COLUMNS].reset_index(drop=True)
    return answer, table


def no_people() -> str:
    """Return the sentence that nobody is counted otherwise."""
    said = [f"the {vocabulary.current().outcomes[name].dead}" for name in tolls()]
    return f"No page known by then counts people other than {listing(said)}."


def people_answer(table: pd.DataFrame, figures: pd.DataFrame, run: Run) -> str:
    """Return for each kind of count, in Markdown, the one that most pages give: from what to what, each
    figure linked to its claims and with the day it was first said. `figures` are by what, counted and figure.
    """
    toll, asked = vocabulary.toll(run.event).dead, moment_words(run.moment, run.zone)
    lines = [f"**People counted otherwise than as {toll}, as of {asked}.**"]
    for what, some in table.groupby("what", sort=False):
        top = some.iloc[0]
        span = span_words(top, figures.loc[(what, top["counted"])], run)
        lines.append(
            f"- *{what.capitalize()}*, {literal(top['counted'])}: {span}; pages: {top['pages by whom']}."
        )
    return "\n".join(lines)


def span_words(top: pd.Series, figures: pd.DataFrame, run: Run) -> str:
    """Return in Markdown from what to what the figures of one count go, and which is on most pages, if one
    is; each with the day it was first said. `top` is the count's row of the table, `figures` are its own.

    The highest is the one that reaches highest by its words. Where a figure without an upper end begins above
    the lower end of that, it is named too: it may mean more.
    """
    lowest, highest, most = (
        figure_with_day(words, figures.loc[words], run)
        for words in (top["lowest"], top["highest"], top["most printed"])
    )
    if len(figures) == 1:
        return most
    higher = figures[figures["is_open"] & figures["at"].gt(figures.at[top["highest"], "at"])]
    beyond = ""
    if len(higher):
        words = higher["at"].idxmax()
        beyond = f" or, with no upper end, {figure_with_day(words, higher.loc[words], run)}"
    often = "" if is_tie(figures["pages"]) else f", on most pages {most}"
    return f"lowest {lowest}, highest {highest}{beyond}{often}"


def figure_with_day(words: str, row: pd.Series, run: Run) -> str:
    """Return a figure in Markdown, linked to its claims, with the day on which it was first said."""
    when = UNDATED if pd.isna(row["day"]) else day_in_words(row["day"], run)
    return f"{link(words, row['statement_ids'].split(';'))} ({when})"
