"""Charts of how many places were attacked: according to whom, and by the lists that pages print."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts.spread import MARK, ROW_HEIGHT
from tollbook.figure import Figure
from tollbook.words import count, listing

ARROW_SHARE = 0.06  # of the axis: long enough to be seen, never taken for an end


def drawable(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return rows of intervals with what is drawn: start, mark, end, is_open, is_filled, and the words row
    and pages."""
    low, high = rows["low"].astype("Float64"), rows["high"].astype("Float64")
    mark = rows["best"].astype("Float64").fillna(low).fillna(high).astype(float)
    reach = float(pd.concat([mark, high.astype(float)]).max()) * ARROW_SHARE
    return rows.assign(
        mark=mark,
        is_open=high.isna(),
        is_filled=rows["party"].map(theme.PARTY_FILLED).eq(True),
        start=low.fillna(0).astype(float),
        end=high.astype(float).fillna(mark + reach),
        row=rows["party"].map(names) + ": " + rows["label"],
        pages=[count(int(number), "page") for number in rows["n_pages"]],
    )


def total_marks(drawn: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the intervals with their marks: an arrow where there is no high end, the party's shape, the
    pages."""
    room = 1.6 if width < 500 else 1.12  # for the words behind the last mark
    scale = alt.Scale(domain=[0, float(drawn["end"].max()) * room], nice=False)
    axis = alt.Axis(tickCount=4 if width < 500 else 8, grid=True)
    x = alt.X("start:Q", title="places attacked", scale=scale, axis=axis)
    base = alt.Chart(drawn).encode(x=x, y=alt.Y("row:N", sort=list(drawn["row"]), title=None))
    rule = base.mark_rule(strokeWidth=2, color=MARK)
    arrow = base.mark_point(shape=theme.ARROW_RIGHT, filled=True, size=30, color=MARK, opacity=1)
    dot = base.mark_point(filled=True, size=70, opacity=1, stroke=MARK, strokeWidth=1.6)
    fill = alt.condition("datum.is_filled", alt.value(MARK), alt.value(theme.PAPER))
    return alt.layer(
        rule.encode(x=alt.X("mark:Q", scale=scale), x2="end:Q"),
        rule.encode(x2="mark:Q").transform_filter("!datum.is_open"),
        arrow.encode(x="end:Q").transform_filter("datum.is_open"),
        dot.encode(
            x="mark:Q", shape=alt.Shape("party:N", legend=None, scale=theme.party_shape_scale()), fill=fill
        ),
        base.mark_text(align="left", dx=9, fontSize=theme.SMALL_TEXT_SIZE).encode(x="end:Q", text="pages:N"),
    ).properties(height=alt.Step(ROW_HEIGHT))


def place_totals(rows: pd.DataFrame, slug: str, event: str, caption: str) -> Figure:
    """Return the chart of how many places were attacked according to whom; `rows` as from
    `spread.counts_by_party`."""
    names = theme.PARTY_LABELS | {"unknown": "Authority not known"}
    drawn = drawable(rows, names)
    mark = drawn["mark"]
    lowest, highest = rows["label"].iloc[int(mark.argmin())], rows["label"].iloc[int(mark.argmax())]
    said = listing([f"{row.row} ({row.pages})" for row in drawn.itertuples(index=False)])
    most = drawn[drawn["n_pages"] == drawn["n_pages"].max()]
    on_most = listing([f"{row.label} ({names[row.party].lower()})" for row in most.itertuples(index=False)])
    pages = count(int(most["n_pages"].iloc[0]), "page")
    return Figure(
        slug=slug,
        sentence=f"The counts run from {lowest} to {highest}; on most pages ({pages}): {on_most}.",
        title="How many places were attacked?",
        subtitle=f"Places attacked in all, by who gives the number; {event}",
        caption='An arrow means "or more". Districts, cities, towns and sites are different things to count: '
        "what each page counts is in the table. "
        f"{len(rows):,} different figures. {caption}",
        alt=f"Interval chart. {said}.",
        draw=lambda width: total_marks(drawn, width),
        rows=rows,
    )


def places_listed(rows: pd.DataFrame, slug: str, event: str, caption: str) -> Figure:
    """Return the bar chart of how many places each page names; `rows` as from `spread.listed_counts`."""
    lists = rows.groupby("n_listed")["report_id"].nunique().rename("n_pages").reset_index()
    longest = int(lists["n_pages"].iloc[-1])
    lengths = list(range(1, int(lists["n_listed"].iloc[-1]) + 1))

    def draw(width: int) -> alt.LayerChart:
        base = alt.Chart(lists).encode(
            x=alt.X(
                "n_listed:O", title="places named as attacked on the page", scale=alt.Scale(domain=lengths)
            ),
            y=alt.Y("n_pages:Q", title="pages", scale=alt.Scale(zero=True), axis=alt.Axis(tickMinStep=1)),
        )
        return alt.layer(
            base.mark_bar(color=MARK),
            base.mark_text(dy=-8, fontSize=theme.SMALL_TEXT_SIZE).encode(text="n_pages:Q"),
        ).properties(height=220)

    said = listing([f"{row.n_listed}: {count(row.n_pages, 'page')}" for row in lists.itertuples(index=False)])
    return Figure(
        slug=slug,
        sentence=f"The longest list names {count(lengths[-1], 'place')} ({count(longest, 'page')}).",
        title="How many places does each page name?",
        subtitle=f"Pages by the number of places that they name as attacked; {event}",
        caption="Towns, districts and localities; no roads or railways. Only the opening part of each page "
        f"was read. {caption}",
        alt=f"Bar chart. Pages by number of places named: {said}.",
        draw=draw,
        rows=lists,
    )
