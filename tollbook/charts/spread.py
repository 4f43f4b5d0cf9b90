"""Chart of what kinds of thing pages report at each place."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook.charts.cells import (
    MANY_PAGES,
    by_total,
    cell_layers,
    folded,
    heading_depth,
    heading_layer,
    name_layer,
    rows_of,
)
from tollbook.charts.pixels import PADDING
from tollbook.figure import Figure
from tollbook.places import NOT_STATED
from tollbook.words import count, listing

WIDEST = 110.0  # pixels of a column, at most
MOST_KINDS = 12  # columns: of more kinds, those on the fewest pages become one


def kinds(rows: pd.DataFrame) -> list[str]:
    """Return the kinds, those on the most pages first, a kind not stated last."""
    order = by_total(rows, "method")
    return sorted(order, key=lambda method: method == NOT_STATED)


def draw_kinds(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the table of places and kinds for `width` pixels."""
    inner = float(width - PADDING)
    drawn = folded(rows, "method", MOST_KINDS)
    columns, places = kinds(drawn), by_total(rows, "place")
    words = [method.replace("/", "/ ") for method in columns]
    cell = min(WIDEST, (inner - rows_of(places, inner, 0).left) / len(columns))
    placed = rows_of(places, inner, heading_depth(words, cell))
    layers = [
        heading_layer(words, placed.left, cell, min(placed.tops.values())),
        *cell_layers(drawn, "method", columns, placed, cell, "kind"),
        name_layer(placed),
    ]
    return alt.layer(*layers, width=inner, height=placed.depth)


def methods(rows: pd.DataFrame, slug: str, event: str, caption: str) -> Figure:
    """Return the table-chart of kinds by place; `rows` as from `spread.methods_by_place`."""
    places = rows["place"].nunique()
    stated = rows[rows["method"] != NOT_STATED].sort_values(["n_pages", "place"], ascending=[False, True])
    said = listing([f"{row.place} {row.method} {row.n_pages:,}" for row in stated.head(6).itertuples()])
    unstated, whole = int(rows["n_pages"].sum() - stated["n_pages"].sum()), int(rows["n_pages"].sum())
    mentions = count(whole, "mention")
    sentence = (
        f"In {unstated:,} of {mentions} of a place the page does not say how it was hit."
        if unstated
        else f"Every page that names a place says how it was hit ({mentions})."
    )
    if stated.empty:
        sentence = "No page that names a place says how it was hit."
    size = f"Table of {count(places, 'place')}"
    return Figure(
        slug=slug,
        sentence=sentence,
        title="What happened where?",
        subtitle=f"Number of pages by place and by kind; {event}",
        caption="Kinds are the readers' summary of what a page says; a page may report several at one place. "
        "Where the reader notes that the page does not state a method, it is counted as such, whatever kind "
        f"the reader put down. {MANY_PAGES} {caption}",
        alt=f"{size} by {count(rows['method'].nunique(), 'kind')}. Most often: {said}. {sentence}"
        if len(stated)
        else f"{size}; no kind is stated.",
        draw=lambda width: draw_kinds(rows, width),
        rows=rows.drop(columns="since"),
        links={"place": "place", "since": "since"},
    )
