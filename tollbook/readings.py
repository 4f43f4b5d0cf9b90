"""Tables for notebook 01: what the worded figures were read as. Counts are of claims unless a column says
pages.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from tollbook import remarks, vocabulary
from tollbook.dates import DATED
from tollbook.parameters import Run
from tollbook.paths import hand
from tollbook.words import PARTY_WORDS, count, interval_words

PRECISION_MEANING = {
    "exact": "one number",
    "at_least": "this number or more",
    "more_than": "above this number",
    "at_most": "this number or fewer",
    "less_than": "below this number",
    "about": "rounded: half a unit of the rounding to each side",
    "range": "from one number to another",
    "vague": "a word such as dozens: at least so many",
}
BASIS_MEANING = {
    "moment": "the page gives a time with its offset",
    "local": "the page gives a time without an offset",
    "day": "the page gives a day",
    "dated": "the day was inferred by the page's reader",
    "month": "the page gives a month",
    "content": "no date: not before the first dated page with the same figures",
    "bounded": "the page's date is before what it counts",
    "none": "no date, and no dated page with the same figures",
}
PERIOD_BASIS = {
    "window": "the page's words",
    "note": "the reader's note",
    "place": "the place counted",
    "figure": "the figure, by other pages",
    "default": "no words: the running count",
    "worded": "as worded",
}


def answer(run: Run, raw_claims: pd.DataFrame, claims: pd.DataFrame, set_aside: pd.DataFrame) -> str:
    """Return the answer of notebook 01 in three sentences of markdown; without any figure in one."""
    if claims.empty:
        return f"**{run.name}.** {nothing_read(raw_claims)}"
    exact = (claims["precision"] == "exact").mean()
    dated = claims["date_basis"].isin(DATED).mean()
    empty = int(set_aside["detail"].str.strip().eq("").sum())
    verb = "is" if len(set_aside) == 1 else "are"
    aside = f"{len(set_aside):,} {verb} set aside ({empty:,} because no number is stated)"
    aside = "none is set aside" if set_aside.empty else aside
    became = "became a number" if len(claims) == 1 else "became numbers"
    return (
        f"**{run.name}.** {count(len(claims), 'claim')} of {len(raw_claims):,} {became}; {aside}. "
        f"{exactly(exact)} {on_days(dated)}"
    )


def exactly(share: float) -> str:
    """Return the sentence on the share of figures (0 to 1) that are exact."""
    if share == 1:
        return "All figures are exact."
    return f"{share:.0%} of the figures are exact, the others are intervals (*at least*, *nearly*, *dozens*)."


def on_days(share: float) -> str:
    """Return the sentence on the share of figures (0 to 1) that stand on a page with a day of its own."""
    if share == 1:
        return "All stand on a dated page."
    return f"{share:.0%} stand on a dated page; the others are placed by the figures they carry."


def nothing_read(raw_claims: pd.DataFrame) -> str:
    """Return the sentence for an event of whose raw claims none became a number."""
    if raw_claims.empty:
        return "No page of the ledger has a claim about this event."
    return f"Not one of {count(len(raw_claims), 'claim')} could be read as a number; all are set aside."


def by_precision(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the number of claims of each precision, with its meaning and the most frequent wording."""
    rows = []
    for precision, group in claims.groupby("precision"):
        wording = (
            group["figure"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[0]
        )
        read = interval_words(group[group["figure"] == wording].head(1)).iloc[0]
        rows.append((precision.replace("_", " "), PRECISION_MEANING[precision], len(group), wording, read))
    table = pd.DataFrame(rows, columns=["precision", "meaning", "claims", "for example", "read as"])
    return table.sort_values(["claims", "precision"], ascending=[False, True], ignore_index=True)


def frequent_wordings(claims: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the `most` frequent wordings that are not plain ASCII digits, with what they were read as."""
    worded = claims[~claims["figure"].str.fullmatch(r"[0-9]+")]
    return wordings(worded).head(most)


def other_scripts(claims: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return up to `most` wordings with letters or digits of another script than Latin, the most frequent
    first.
    """
    worded = claims[claims["figure"].map(script).ne("Latin")]
    table = wordings(worded)
    table.insert(0, "script", table["wording"].map(script))
    return table.groupby("script", sort=False).head(3).head(most).reset_index(drop=True)


def wordings(claims: pd.DataFrame) -> pd.DataFrame:
    """Return each wording with what it was read as and how many claims and pages have it."""
    table = (
        claims.assign(read=interval_words(claims))
        .groupby(["figure", "read"], as_index=False)
        .agg(claims=("claim_id", "size"), pages=("report_id", "nunique"))
    )
    table = table.rename(columns={"figure": "wording", "read": "read as"})
    return table.sort_values(["claims", "wording"], ascending=[False, True], ignore_index=True)


def script(text: str) -> str:
    """Return the script of the first letter or digit outside ASCII that is not Latin, by its Unicode name;
    else Latin.
    """
    for letter in text:
        name = unicodedata.name(letter, "").removeprefix("EXTENDED ").replace("-", " ")
        if letter.isalnum() and not letter.isascii() and not name.startswith("LATIN"):
            return name.split()[0].capitalize().replace("Cjk", "Chinese characters")
    return "Latin"


def by_group(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims by group (or unit, where no people are counted) and outcome; whole groups and parts
    apart.
    """
    counted = claims["group"].where(claims["group"].ne(""), claims["unit"]).str.replace("_", " ")
    kind = (
        claims["part"].eq("").map({True: "whole", False: "part"}).where(claims["group"].ne(""), "not people")
    )
    table = pd.crosstab([counted.rename("counted"), kind.rename("of")], claims["outcome"])
    return table.reset_index().rename_axis(columns=None)


def by_party(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims, pages and origins by party, with the three origins that are named most."""
    rows = []
    for party, group in claims.groupby("party"):
        top = group["origin"].value_counts().sort_index().sort_values(ascending=False, kind="stable").head(3)
        named = ", ".join(f"{origin} ({number:,})" for origin, number in top.items())
        rows.append(
            (
                PARTY_WORDS.get(party, party),
                len(group),
                group["report_id"].nunique(),
                group["origin"].nunique(),
                named,
            )
        )
    table = pd.DataFrame(rows, columns=["party", "claims", "pages", "origins", "most named"])
    return table.sort_values(["claims", "party"], ascending=[False, True], ignore_index=True)


def by_period(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims by period in words and by how the period was found; periods as worded are counted
    together.
    """
    labels = hand("periods").set_index(["event_id", "period"])["label"]
    keys = pd.MultiIndex.from_frame(claims[["event_id", "period"]])
    names = pd.Series(labels.reindex(keys).to_numpy(), index=claims.index).fillna("another period, as worded")
    table = pd.crosstab(names.rename("period"), claims["period_basis"].map(PERIOD_BASIS).rename(None))
    return (
        table.assign(all=table.sum(axis=1))
        .sort_values("all", ascending=False)
        .reset_index()
        .rename_axis(columns=None)
    )


def by_date_basis(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims and pages by how they are dated, with the meaning."""
    table = claims.groupby("date_basis", as_index=False).agg(
        claims=("claim_id", "size"), pages=("report_id", "nunique")
    )
    table.insert(1, "meaning", table["date_basis"].map(BASIS_MEANING))
    return table.sort_values("claims", ascending=False, ignore_index=True).rename(
        columns={"date_basis": "basis"}
    )


def set_aside_rows(set_aside: pd.DataFrame) -> pd.DataFrame:
    """Return every claim set aside with its noun, wording and reason."""
    table = set_aside[["claim_id", "category", "outcome", "detail", "reason"]]
    return table.rename(columns={"category": "noun", "detail": "figure as worded"}).sort_values(
        "claim_id", ignore_index=True
    )


def stated_and_unread(raw_claims: pd.DataFrame, set_aside: pd.DataFrame) -> str:
    """Return in a sentence how many of the figures that pages state could not be read."""
    stated = int(raw_claims["figure"].str.strip().ne("").sum())
    unread = int(set_aside["detail"].str.strip().ne("").sum())
    if not stated:
        return "No page states a figure."
    if not unread:
        none = (
            "The only stated figure was not" if stated == 1 else f"Not one of {stated:,} stated figures was"
        )
        return f"{none} set aside."
    return f"{unread:,} of {count(stated, 'stated figure')} ({unread / stated:.1%}) could not be read."


def against_digits(claims: pd.DataFrame) -> dict:
    """Return how many claims hold exactly one group of digits, and those whose interval is not at that
    number.
    """
    distinct = claims.drop_duplicates("figure").set_index("figure")
    found = {wording: digit_groups(wording) for wording in distinct.index}
    single = {wording: numbers[0] for wording, numbers in found.items() if len(numbers) == 1}
    ends = distinct.loc[list(single), ["low", "high", "best"]].astype("Float64")
    number = pd.Series(single, dtype="Float64")
    near = ends.sub(number, axis=0).abs().min(axis=1).le(1)
    apart = claims[claims["figure"].isin(near.index[~near.fillna(False)])]
    return {"tested": int(claims["figure"].isin(list(single)).sum()), "apart": wordings(apart)}


def digit_groups(wording: str) -> list[int]:
    """Return the numbers written in digits of any script in a wording; 5,800 is one number."""
    plain = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in wording)
    return [
        int(number) for number in re.findall(r"[0-9]+", re.sub(r"(?<=[0-9])[.,](?=[0-9]{3}\b)", "", plain))
    ]


def entered_twice(reports: pd.DataFrame) -> str:
    """Return how many of the pages were entered by more than one reader, and what the ledger of the event
    spoken of says on it (`remarks`); one sentence where there is no page.
    """
    if reports.empty:
        return "There is no page that a reader could have entered."
    twice = int((reports["readings"].astype(int) > 1).sum())
    pages = count(len(reports), "page")
    said = f"{twice:,} of {pages}" if twice else f"Not one of {pages}"
    said = f"{said} {'was' if twice <= 1 else 'were'}"
    said = f"The only page was{'' if twice else ' not'}" if len(reports) == 1 else said
    more = remarks.texts(vocabulary.EVENT.get(), "01-clean-figures", "How sure are we?")
    return " ".join([f"{said} entered by more than one reader.", *more])
