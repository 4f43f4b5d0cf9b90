"""The chart of what printed totals contain: each total, and the sum of known figures that explains it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import sums, theme, vocabulary
from tollbook.charts import rows as layout
from tollbook.charts.intervals import (
    FEWER,
    HEAD,
    LEAST_AXIS,
    Entry,
    group_colour,
    intervals,
    key,
    marked,
    only_in_table,
    open_legend,
    tooltip,
)
from tollbook.charts.pixels import NARROW_BELOW, PADDING, pixel
from tollbook.figure import Figure
from tollbook.vocabulary import Words, group_words
from tollbook.words import INCLUDES_WORDS, count, listing, people

MOST_TOTALS = 16  # more rows than this no reader compares; the table behind the chart has them all
BAR = 10  # pixels
COLUMNS = {"told": "explained by", "carried": "in print"}
NARROW_COLUMNS = {"both": ""}
NO_SUM = "no sum of known figures"
SECTIONS = Words(
    lambda words: (
        {words.groups[name].included: words.groups[name].said_to for name in words.totals}
        | {"other groups": "Said of some groups only", "not stated": "Not said whom they count"}
    )
)
SUM_GROUPS = group_words("in_sum")
TOTAL = ["included", "low", "high", "best", "sum", "told"]
TOOLTIP = {
    "killed": "Printed total",
    "included": "It counts",
    "told": "Explained by",
    "n_outlets": "Outlets",
}
BAR_TOOLTIP = {"killed": "Part of the sum"}
LINKS = {"group": "group"}


def printed_totals(
    claims: pd.DataFrame, statements: pd.DataFrame, slug: str, period: str, caption: str
) -> Figure:
    """Return the chart of what the published totals of killed contain.

    `statements` are those of killed of groups that are totals of others; `claims` are those known by the
    moment, from which the sums are found (see `sums`). Raises ValueError for no statement.
    """
    if statements.empty:
        raise ValueError(f"no total of people {vocabulary.toll().label} is in print")
    terms = sums.terms_of_totals(claims)
    rows = totals_in_print(claims, statements, terms)
    shown = intervals(rows.head(MOST_TOTALS))
    said = [
        f"{row.words} ({row.included}; {row.told or NO_SUM}; {count(row.n_outlets, 'outlet')})"
        for row in shown.itertuples(index=False)
    ]
    hidden = len(rows) - len(shown)
    return Figure(
        slug=slug,
        sentence=sentence(rows),
        title="What does each printed total contain?",
        subtitle=f"Totals of people {vocabulary.toll().label}, by whom their pages say they count; {period}",
        caption="An upright line is the total as printed; the bar is the sum of known figures that explains "
        f"it best, by group. {open_legend(shown)}{only_in_table(hidden, 'total', FEWER)}{caption}",
        alt=f"Bar chart of printed totals. {listing(said)}.",
        draw=lambda width: drawn(shown, terms, width),
        rows=rows[[*TOTAL[:4], "words", "sum", "n_outlets", "n_origins"]],
        links=LINKS,
    )


def is_told(claims: pd.DataFrame, statements: pd.DataFrame) -> bool:
    """Return whether anything is known of whom the totals in print count: a page says it, or a sum of known
    figures explains one. Without that the chart has nothing to show.
    """
    if statements.empty:
        return False
    rows = totals_in_print(claims, statements, sums.terms_of_totals(claims))
    return bool(rows["sum"].ne("").any() or rows["included"].ne(INCLUDES_WORDS[""]).any())


def nothing_told(statements: pd.DataFrame) -> str:
    """Return the sentence in place of the chart, where there is no total or nothing is known of whom the
    totals count.
    """
    toll = vocabulary.toll().label
    if statements.empty:
        return f"No total of people {toll} had been printed by then."
    totals = statements.drop_duplicates(["low", "best", "high"])
    numbers = intervals(totals).sort_values(["mark", "is_open"])["words"]
    span = f"from {numbers.iloc[0]} to {numbers.iloc[-1]}" if numbers.nunique() > 1 else numbers.iloc[0]
    which, any_one = ("it counts", "it") if len(totals) == 1 else ("they count", "one")
    told = f"{count(len(totals), 'total')} of people {toll} {'is' if len(totals) == 1 else 'are'} in print"
    return f"{told}: {span}. No page says whom {which}, and no sum of known figures explains {any_one}."


def totals_in_print(claims: pd.DataFrame, statements: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Return the printed totals, the most carried first: one row for each number, what its pages say it
    counts (`included`), and the terms in words (empty: none), `sum` with the names of tables and `told` for
    readers; with `statement_id` of one that says it.
    """
    worded, told = sums_in_words(terms, "words"), sums_in_words(terms, "labelled")
    words = vocabulary.current()
    narrower = {name: words.groups[name].included for name in words.totals if name != words.everyone}
    included = statements["includes"].map(INCLUDES_WORDS).fillna("other groups")
    included = included.mask(statements["group"].isin(narrower), statements["group"].map(narrower))
    ids = statements["statement_id"]
    totals = statements.assign(
        included=included,
        sum=[worded.get(name, "") for name in ids],
        told=[told.get(name, "") for name in ids],
    )
    carried = claims[["statement_id", "outlet"]].merge(totals[["statement_id", *TOTAL]], on="statement_id")
    outlets = carried.groupby(TOTAL, dropna=False)["outlet"].nunique().rename("n_outlets").reset_index()
    rows = totals.groupby(TOTAL, dropna=False, as_index=False).agg(
        n_origins=("origin", "nunique"), statement_id=("statement_id", "min")
    )
    rows = intervals(rows.merge(outlets, on=TOTAL, validate="one_to_one"))
    rows = rows.assign(section=rows["included"].map(SECTIONS))
    order = ["n_outlets", "mark", "included", "sum"]
    return rows.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def sums_in_words(terms: pd.DataFrame, column: str) -> dict[str, str]:
    """Return the sum of each total in words, its terms as `column` tells them, by statement_id."""
    return {
        name: " + ".join(some[column]) + (" or other figures" if some["n_sums"].iloc[0] > 1 else "")
        for name, some in terms.groupby("statement_id")
    }


def sentence(rows: pd.DataFrame) -> str:
    """Return how many totals are in print, from which to which, how many are explained, and what the one that
    most outlets carry contains.
    """
    numbers = rows.sort_values(["mark", "is_open"])["words"]
    span = f"from {numbers.iloc[0]} to {numbers.iloc[-1]}" if numbers.nunique() > 1 else numbers.iloc[0]
    explained, top = int(rows["sum"].ne("").sum()), rows.iloc[0]
    outlets = f"{count(top['n_outlets'], 'outlet')} {'carries' if top['n_outlets'] == 1 else 'carry'}"
    most = f"{outlets} {top['words']}: {top['told'] or NO_SUM}."
    if top["n_outlets"] == 1 and len(rows) > 1:
        most = "No two outlets carry the same one."
    return (
        f"{count(len(rows), 'total')} of people {vocabulary.toll().label} in print, {span}; "
        f"{f'{explained:,}' if explained else 'none'} {'are' if explained > 1 else 'is'} a sum of known "
        f"figures. {most}"
    )


def drawn(totals: pd.DataFrame, terms: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the chart for a sheet of `width` pixels."""
    places = totals["included"].map(list(SECTIONS).index)
    rows = totals.assign(place=places).sort_values(["place", "mark", "is_open", "sum"], ignore_index=True)
    outlets = rows["n_outlets"].map(lambda number: count(number, "outlet"))
    rows = rows.assign(
        name=rows["words"],
        told=rows["told"].mask(rows["told"].eq(""), NO_SUM),
        carried=outlets,
        killed=[people(words, vocabulary.current().everyone) for words in rows["words"]],
    )
    rows["both"] = rows["told"] + " \u00b7 " + outlets
    bars = segments(rows, terms)
    groups = [group for group in SUM_GROUPS if group in set(bars["group"])]
    colours = dict(theme.GROUP_COLOURS)
    entries = [Entry(SUM_GROUPS[group], marked("square"), colour=colours[group]) for group in groups]
    legend, top = key(entries, width - PADDING)
    columns = COLUMNS if width >= NARROW_BELOW else NARROW_COLUMNS
    sheet = layout.lay_out(rows, width, columns, top)
    longest = max(float(pd.concat([rows["end"], bars["end"]]).max()), LEAST_AXIS)
    return alt.layer(
        *legend,
        *layout.axis(sheet, longest, f"people {vocabulary.toll().label}, as printed"),
        *bar_layers(layout.placed(bars, sheet, longest, BAR_TOOLTIP)),
        *total_layers(layout.placed(rows, sheet, longest, TOOLTIP)),
        *layout.words(sheet.words),
        height=sheet.height + layout.AXIS,
    )


def segments(rows: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Return the terms of each row's sum one behind the other: `start` and `end` in people, `row`."""
    places = rows.rename_axis("row").reset_index()[["row", "statement_id"]]
    bars = terms.merge(places, on="statement_id").sort_values(["row", "place"])
    size = bars["low"].astype(float)
    end = size.groupby(bars["row"]).cumsum()
    bars = bars.assign(start=end - size, mark=end, end=end, is_open=False, killed=bars["labelled"])
    return bars.drop(columns=["statement_id", "place", "n_sums", "words", "labelled"])


def bar_layers(bars: pd.DataFrame) -> list[alt.Chart]:
    """Return the bars of the sums, each term in the colour of its group."""
    base = alt.Chart(bars).mark_rule(strokeWidth=BAR)
    said = tooltip(**BAR_TOOLTIP)
    return [
        base.encode(x=pixel("x_low"), x2=alt.X2("x_end:Q"), y=pixel("y"), color=group_colour(), tooltip=said)
    ]


def total_layers(rows: pd.DataFrame) -> list[alt.Chart]:
    """Return the totals as printed: an upright line at each, a thin line over a range, an arrow where it is
    open.
    """
    said = tooltip(**TOOLTIP)
    rows = rows.assign(y_top=rows["y"] - BAR, y_end=rows["y"] + BAR)
    base = alt.Chart(rows).encode(y=pixel("y"), tooltip=said)
    line = {"color": theme.INK, "strokeWidth": 1.6}
    across = base.transform_filter("datum.x_end > datum.x_mark").mark_rule(**line)
    head = base.transform_filter("datum.is_open").mark_point(
        shape=theme.ARROW_RIGHT, size=HEAD, filled=True, opacity=1, color=theme.INK
    )
    upright = base.mark_rule(**{**line, "strokeWidth": 2})
    return [
        across.encode(x=pixel("x_mark"), x2=alt.X2("x_end:Q")),
        head.encode(x=pixel("x_end")),
        upright.encode(x=pixel("x_mark"), y=pixel("y_top"), y2=alt.Y2("y_end:Q")),
    ]
