"""Charts of where sources agree and where they do not."""

from __future__ import annotations

import pandas as pd

from tollbook.charts.intervals import (
    OUTLETS_BESIDE,
    interval_chart,
    intervals,
    left_out,
    party_legend,
    with_outlets,
)
from tollbook.figure import Figure
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, listing

MOST_FIGURES = 14  # the table behind the chart has all of them


def figures_in_print(statements: pd.DataFrame, group: str, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of the figures that are in print for one group, with the number of outlets that carry
    each.

    `statements` are those of one outcome and one period about the whole of `group`; the same figure given by
    several origins of one party is one row. Raises ValueError when there is none.
    """
    some = statements[statements["group"] == group]
    if some.empty:
        raise ValueError(f"no statement counts {GROUP_WORDS[group]}")
    merged = some.groupby(["party", "low", "high", "best"], dropna=False, as_index=False).agg(
        n_outlets=("n_outlets", "sum"), n_origins=("origin", "nunique"), first_said=("first_said", "min")
    )
    merged = intervals(merged.assign(group=group)).sort_values(["n_outlets", "mark"], ascending=[False, True])
    shown = merged.head(MOST_FIGURES).sort_values(["mark", "is_open", "party"]).reset_index(drop=True)
    shown = shown.assign(order=shown.index, label=shown["words"] + " · " + shown["party"].map(PARTY_WORDS))
    said = [
        f"{row.words} by {PARTY_WORDS[row.party]}, {count(row.n_outlets, 'outlet')}"
        for row in shown.itertuples(index=False)
    ]

    columns = ["party", "low", "best", "high", "words", "n_outlets", "n_origins", "first_said"]
    more = left_out(len(merged) - len(shown), "figure")
    return Figure(
        slug=slug,
        sentence=f"{count(len(merged), 'different figure')} for {GROUP_WORDS[group]} killed are in print.",
        title=f"Which figures are in print for {GROUP_WORDS[group]}?",
        subtitle=f"{GROUP_WORDS[group].capitalize()} killed, by figure and by who gives it; {period}",
        caption=f'{party_legend(shown)} {OUTLETS_BESIDE} An arrow means "or more". {more}{caption}',
        alt=f"Interval chart. {listing(said)}.",
        draw=lambda width: interval_chart(with_outlets(shown, width), width, "people killed", 22),
        rows=merged[columns],
    )
