"""Sentences and rival counts for notebook 04: where it happened, and how sure that is."""

from __future__ import annotations

import re

import pandas as pd
from IPython.display import Markdown

from tollbook import incident
from tollbook.claim_links import link
from tollbook.figure import Aside, Figure, Prose, Table, aside, prose
from tollbook.ledger import read_places
from tollbook.parameters import Run
from tollbook.places import attacked, lookup, named, plain
from tollbook.scope import event_rows
from tollbook.spread import PARTIES, counts_by_party, listed_counts, place_claims, place_counts
from tollbook.vocabulary import party_words
from tollbook.words import count, day, interval_words, listing, moment_words

NOTED_LIST = re.compile(r"page (?:lists|names) (\w+) (?:names|places)")
NUMBER_WORDS = {
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
}
NO_MONITOR = "No figure of a monitor was known by then."
ONE_DISTRICT = 0.75  # of the pages: from this share on the answer names the district


def chart_or(figures: list[Figure], sentence: str) -> Figure | Markdown:
    """Return the first figure, or the sentence that says why there is none."""
    return figures[0] if figures else prose(sentence)


def chart_or_aside(
    figures: list[Figure | Table], known: int, sentence: str
) -> Figure | Table | Prose | Aside:
    """Return the first figure, or the sentence that says why there is none; a report leaves it out where
    nothing of the kind is `known` at all.
    """
    if figures:
        return figures[0]
    return prose(sentence) if known else aside(sentence)


def said_of(rows: pd.DataFrame, text: str, nothing: str = NO_MONITOR) -> Prose | Aside:
    """Return a paragraph on rows; where there is none, that there is none (`nothing`), which a report leaves
    out.
    """
    return prose(text) if len(rows) else aside(nothing)


def as_of(run: Run) -> str:
    """Return the moment of a run at the start of a sentence."""
    return "In the whole ledger," if run.moment is None else f"As of {moment_words(run.moment, run.zone)},"


def source(run: Run) -> str:
    """Return the words under a chart: the source and the moment."""
    return (
        "Source: Tollbook ledger, latest state."
        if run.moment is None
        else f"Source: Tollbook ledger, as of {moment_words(run.moment, run.zone)}."
    )


def answer(run: Run, places: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Return the answer of notebook 04 in Markdown: how many places, which most, and how the counts of places
    differ.

    `places` and `claims` are the rows known at the moment of `run`.
    """
    counts, pages = place_counts(places), int(named(attacked(places))["report_id"].nunique())
    if counts.empty:
        return f"**{run.name}.** {as_of(run)} no page names a place that was {incident.current().hit}."
    hit = incident.current().hit
    top = listing(
        [f"{row.place} ({count(row.n_pages, 'page')})" for row in counts.head(5).itertuples(index=False)]
    )
    first = (
        f"**{run.name}.** {as_of(run)} {count(pages, 'page')} {'names' if pages == 1 else 'name'} "
        f"**{count(len(counts), 'place')}** as {hit}: "
    )
    several = f"towns, districts and localities. Most often: {top}."
    first += several if len(counts) > 1 else f"{counts['place'].iloc[0]}."
    return f"{first} {one_district(places)}{spread_of_counts(claims)}"


def one_district(places: pd.DataFrame) -> str:
    """Return a sentence where most pages name places of one and the same district only, else nothing."""
    rows = named(attacked(places))
    districts = rows.groupby("report_id")["district"].agg(
        lambda cells: cells.iloc[0] if cells.nunique() == 1 else ""
    )
    pages = districts[districts != ""].value_counts()
    if pages.empty or pages.iloc[0] < ONE_DISTRICT * len(districts) or rows["place_id"].nunique() == 1:
        return ""
    return (
        f"{int(pages.iloc[0]):,} of {count(len(districts), 'page')} name only places in one district, "
        f"{pages.index[0]}: "
        f"several names need not be several {incident.current().several}. "
    )


def spread_of_counts(claims: pd.DataFrame) -> str:
    """Return the sentences about how many places sources count: each party's figures, linked to their claims,
    with the pages that carry them and the day from which they were known."""
    counts = counts_by_party(claims)
    if counts.empty:
        return f"No page says how many places were {incident.current().hit} in all."
    names = party_words("label")
    said, zone = [], event_rows().loc[claims["event_id"].iloc[0], "time_zone"]
    pages = place_claims(claims)
    same = pages.groupby([pages["party"], interval_words(pages)])
    ids, since = same["statement_id"].agg(list), same["known_from"].min()
    for party in (party for party in PARTIES if party in set(counts["party"])):
        rows = (
            counts[counts["party"] == party].sort_values(["n_pages", "low"], ascending=[False, False]).head(3)
        )
        figures = [
            f"{link(row.label, ids[party, row.label])} ({count(row.n_pages, 'page')}, "
            f"{day(since[party, row.label], zone)})"
            for row in rows.itertuples(index=False)
        ]
        said.append(f"{names[party].lower()}: {', '.join(figures)}")
    number = int(pages["report_id"].nunique())
    return (
        f"{count(number, 'page')} {'says' if number == 1 else 'say'} how many places there were in all. "
        f"By whom a page names for the number, the figures on most pages, each with the day by which it was "
        f"known, are: {'; '.join(said)}."
    )


def against_notes(claims: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return, for pages whose reader counted the names on the page's list, that number beside ours.

    Columns: report_id, reader_count, n_listed, is_equal. The reader's number stands in the notes of the
    claims.
    """
    noted = claims.assign(number=claims["note"].str.extract(NOTED_LIST, expand=False)).dropna(
        subset=["number"]
    )
    noted["reader_count"] = [NUMBER_WORDS.get(text) or int(text) for text in noted["number"]]
    rows = (
        noted[["report_id", "reader_count"]]
        .drop_duplicates()
        .merge(listed_counts(places), on="report_id", how="left", validate="many_to_one")
    )
    rows["n_listed"] = rows["n_listed"].fillna(0).astype(int)
    return rows.assign(is_equal=rows["reader_count"] == rows["n_listed"]).sort_values(
        "report_id", ignore_index=True
    )


def against_districts(places: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a district both by the reader and by our tables: worded, worded_district,
    district, is_equal."""
    known = lookup(read_places())
    readers = places["worded_district"].map(lambda text: known.get(plain(text), {}).get("district", ""))
    rows = places.assign(reader_district=readers)
    rows = rows[(rows["reader_district"] != "") & (rows["district"] != "")]
    return rows.assign(is_equal=rows["reader_district"] == rows["district"])[
        ["report_id", "worded", "worded_district", "district", "is_equal"]
    ]


def how_sure(places: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Return what the two rival counts and the missing pages say, in Markdown."""
    notes, districts = against_notes(claims, places), against_districts(places)
    pages, silent = claims["report_id"].nunique(), len(set(claims["report_id"]) - set(places["report_id"]))
    unknown = places[places["reason"] != ""]
    names = [
        f"- **Names.** {count(places['worded'].nunique(), 'spelling')} on the pages became "
        f"{count(places['place_id'].nunique(), 'place, road or region', 'places, roads or regions')}; "
        f"{count(unknown['worded'].nunique(), 'spelling')} could not be placed."
    ]
    lines = names if len(places) else []
    if len(districts):
        lines.append(
            f"- **Districts.** In {int(districts['is_equal'].sum()):,} of {count(len(districts), 'row')} "
            "where the page's reader gave a district as well, it is ours."
        )
    if len(notes):
        lines.append(
            f"- **Lists.** The reader of {count(len(notes), 'page')} counted the names on it; we have as "
            f"many on {int(notes['is_equal'].sum()):,}."
        )
    lines.append(
        f"- **Missing.** {silent:,} of {count(int(pages), 'page')} with figures "
        f"{'names' if silent == pages == 1 else 'name'} no place in the part that was read."
    )
    return "\n".join(lines)
