"""Tables and sentences about published totals: which are a sum of known figures, and which are not."""

from __future__ import annotations

import pandas as pd

from tollbook import vocabulary
from tollbook.attribution import day_words
from tollbook.claim_links import joined, link, literal
from tollbook.explaining import BASES
from tollbook.paths import hand
from tollbook.words import GROUP_WORDS, INCLUDES_WORDS, NO_DAY, count, listing

EXPLAINED = ("exact", "agrees")


def totals_explained(
    explanations: pd.DataFrame, claims: pd.DataFrame, most: int = 12
) -> tuple[str, pd.DataFrame]:
    """Return, in sentences and a table, the sums of known figures that totals of killed are, those that most
    outlets print first.

    `explanations` are `explaining.explain` of the claims of one event. One row is one sum, whatever totals
    stand for it and whoever said them. Columns: sum, counts, printed as, found on, statements, outlets.
    """
    rows = explanations[explanations["kind"].isin(EXPLAINED)]
    rows = rows.assign(
        sum=rows["found"].str.replace(" or more", "", regex=False),
        basis=rows["basis"].map({basis: place for place, basis in enumerate(BASES)}),
    )
    table = with_outlets(
        rows,
        claims,
        ["sum"],
        counts=("counts", "first"),
        figures=("figure", lambda figures: "; ".join(figures.value_counts(sort=True).index)),
        basis=("basis", "min"),
        statements=("statement_id", "nunique"),
    )
    table["basis"] = table["basis"].map(dict(enumerate(BASES)))
    table = table.rename(columns={"figures": "printed as", "basis": "found on"})
    return share_explained(explanations), table.head(most)


def share_explained(explanations: pd.DataFrame) -> str:
    """Return in sentences how many totals are explained, how, and how many by nothing."""
    tested = explanations[explanations["kind"] != "untested"]
    if tested.empty:
        return f"No page known by then prints a total of people {toll()} that a sum could be held against."
    kinds = tested["kind"].value_counts()
    exact, agrees, none = (int(kinds.get(kind, 0)) for kind in ("exact", "agrees", "none"))
    sums = tested[tested["kind"].isin(EXPLAINED)]
    what = f"a total of people {toll()}"
    return (
        f"Of {count(len(tested), 'statement')} of {what}, **{exact}** {'is' if exact == 1 else 'are'} just "
        f"the sum of known figures, **{agrees}** {'agrees' if agrees == 1 else 'agree'} with one within "
        f"{'its' if agrees == 1 else 'their'} rounding, and **{none}** {'is' if none == 1 else 'are'} "
        f"explained by none.{whom_explained(sums)}"
    )


def toll() -> str:
    """Return what the totals of the event spoken of count, in a word: `killed`."""
    return vocabulary.toll().label


def whom_explained(sums: pd.DataFrame) -> str:
    """Return in a sentence how many of the totals explained count everybody, and how many leave out some
    people that another total of the event leaves out; nothing where the event has no such total.
    """
    words = vocabulary.current()
    said = []
    for name in words.totals:
        if name != words.everyone:
            apart = [group for group in words.counted if group not in words.contents(name)]
            without = counted_words([group for group in words.counted if group in words.contents(name)])
            left = int((sums["counts"] == without).sum())
            every = int((sums["counts"] == counted_words(list(words.counted))).sum())
            said.append(
                f" Of those explained, {every} {'counts' if every == 1 else 'count'} the "
                f"{counted_words(apart)} with the others and {left} {'leaves' if left == 1 else 'leave'} "
                "them out."
            )
    return "".join(said)


def counted_words(groups: list[str]) -> str:
    """Return groups in words, in the order in which `explaining` lists them."""
    return listing([GROUP_WORDS[group] for group in groups])


def totals_unexplained(
    explanations: pd.DataFrame, claims: pd.DataFrame, zone: str, most: int = 12
) -> tuple[str, pd.DataFrame]:
    """Return, in a sentence and a table, the totals of killed that no sum of known figures explains, the most
    carried first.

    `zone` is the event's time zone, in which `first known` is a day. Columns: total, said to count, period,
    said by, first known, outlets.
    """
    rows = explanations[explanations["kind"] == "none"]
    known_from = claims.groupby("statement_id")["known_from"].min().dt.tz_convert(zone)
    table = with_outlets(
        rows.assign(
            day=rows["statement_id"].map(known_from.dt.strftime("%Y-%m-%d")).astype(object).fillna(NO_DAY),
            origin=rows["origin"].replace("not named", "nobody named"),
        ),
        claims,
        ["event_id", "figure", "group", "includes", "period"],
        origins=("origin", lambda names: ", ".join(sorted(set(names)))),
        day=("day", "min"),
        statement_ids=("statement_id", joined),
    )
    shown = pd.DataFrame(
        {
            "total": table["figure"],
            "said to count": said_to_count(table),
            "period": period_names(table),
            "said by": table["origins"],
            "first known": table["day"],
            "outlets": table["outlets"],
        }
    )
    ids = table["statement_ids"].iloc[0].split(";") if len(table) else []
    return share_unexplained(shown, explanations, ids), shown.head(most)


def share_unexplained(shown: pd.DataFrame, explanations: pd.DataFrame, statement_ids: list[str]) -> str:
    """Return in a sentence how many totals no sum explains, and the most carried of them, which is that of
    the statements given.
    """
    if shown.empty:
        is_none = explanations["kind"].eq("untested").all()
        return share_explained(explanations) if is_none else "Each total tested is a sum of known figures."
    top = shown.iloc[0]
    is_one = len(shown) == 1
    verb, when, which = ("is", "it was", "it") if is_one else ("are", "they were", "the most carried")
    return (
        f"{count(len(shown), 'total')} of people {toll()} {verb} no sum of figures known when {when} said; "
        f"{which} is {link(top['total'], statement_ids)} ({literal(top['said by'])}, first known on "
        f"{known_day(top['first known'])}, {count(int(top['outlets']), 'outlet')})."
    )


def known_day(day: str) -> str:
    """Return an ISO day in words; `NO_DAY` as it is."""
    return day if day == NO_DAY else day_words(day)


def said_to_count(totals: pd.DataFrame) -> pd.Series:
    """Return in words which groups each total says it counts, or leaves out by its own group."""
    words = vocabulary.current()
    known = {
        name: vocabulary.LIST.join(sorted(words.contents(name)))
        for name in words.totals
        if name != words.everyone
    }
    own = totals["group"].map(known).fillna("")
    stated = totals["includes"].mask(totals["includes"].eq(""), own)
    return stated.map(lambda text: INCLUDES_WORDS.get(text, text.replace(";", ", "))).astype(object)


def period_names(totals: pd.DataFrame) -> pd.Series:
    """Return each total's period in two or three words; one that `periods.csv` does not have, as worded."""
    short = hand("periods").set_index(["event_id", "period"])["short"].to_dict()
    keys = zip(totals["event_id"], totals["period"], strict=True)
    return pd.Series([short.get(key, key[1]) for key in keys], index=totals.index, dtype=object)


def with_outlets(rows: pd.DataFrame, claims: pd.DataFrame, keys: list[str], **columns: tuple) -> pd.DataFrame:
    """Return one row for each of `keys` with the named aggregates `columns`, and how many outlets carry any
    of its statements, the most first.
    """
    carried = claims[["statement_id", "outlet"]].merge(
        rows[["statement_id", *keys]], on="statement_id", validate="many_to_one"
    )
    outlets = carried.groupby(keys)["outlet"].nunique().rename("outlets")
    table = rows.groupby(keys, sort=True).agg(**columns).join(outlets).reset_index()
    return table.sort_values(["outlets", *keys], ascending=[False, *[True] * len(keys)], ignore_index=True)
