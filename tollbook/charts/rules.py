"""The chart of how much the choice of the rule matters: a section for each group, a row for each rule.

What a rule makes of all sources together is an upright stroke; below it stands what it makes of each side's
alone, or of the first parties' where an event has no sides, each with the mark of its party.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts import rows as layout
from tollbook.charts.intervals import (
    HEAD,
    LEAST_AXIS,
    TOLL,
    interval_layers,
    intervals,
    key,
    open_legend,
    parties_key,
    shortened,
    told,
    tooltip,
)
from tollbook.charts.pixels import NARROW_BELOW, PADDING, pixel
from tollbook.figure import Figure
from tollbook.parameters import Run
from tollbook.sensitivity import NO_FIGURE, SPREAD, by_rule, ends
from tollbook.vocabulary import ANY, Names, party_words, toll
from tollbook.words import GROUP_WORDS, PARTY_WORDS, interval, listing

MOST_PARTIES = 2  # beside all sources together: more no row has room for
PARTIES = Names(lambda words: [ANY, *(words.side_parties or words.speaking)[:MOST_PARTIES]])
ROW = 25  # pixels
LIFT, DROP = 6, 4  # pixels by which all sources together stand above the line of a row, and a side's below it
STROKE = 4.5  # pixels that an upright stroke reaches up and down
NARROW_NAMES = party_words("narrow", any=ANY)
ROWS_COLUMNS = ["group", "rule", "party", "low", "best", "high", "words", "n_origins"]
TOOLTIP = {"killed": TOLL, "side": "According to", "rule": "Rule", "n_origins": "Origins"}
LINKS = {"group": "group", "party": "party"}


def rules_compared(totals: pd.DataFrame, run: Run, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of what every rule makes of each group's killed, by who gives the figures.

    `totals` as from `reconcile.totals`; `period` is the run's period in words, `caption` names the source and
    the as-of moment. Raises ValueError when no figure was known by the run's moment.
    """
    rows = by_rule(totals, run)
    rows = rows[rows["party"].isin(list(PARTIES))].reset_index(drop=True)
    if rows.empty:
        raise ValueError("no figure for a whole group was known by then")
    marks = drawable(rows)
    said = [
        f"{GROUP_WORDS[group]}, {rule}: {in_words(some)}"
        for (group, rule), some in rows.groupby(["group", "rule"], sort=False)
    ]
    none = f'"{NO_FIGURE.capitalize()}": the rule finds none, for instance because no two origins agree. '
    return Figure(
        slug=slug,
        sentence=sentence(rows),
        title="How much does the choice of the rule matter?",
        subtitle=f"People {toll().label}, by group, by rule and by who gives the figures; {period}",
        caption=f"{open_legend(marks)}{none if rows['words'].eq(NO_FIGURE).any() else ''}{caption}",
        alt=f"Dot chart, one row for each group and rule. {'; '.join(said)}.",
        draw=lambda width: drawn(marks, width),
        rows=rows[ROWS_COLUMNS],
        links=LINKS,
    )


def drawable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of rules with what is drawn (see `intervals.intervals`), in their own words: the middle of
    two figures is nobody's *about*.
    """
    return told(intervals(rows).assign(words=rows["words"].map(shortened)))


def sentence(rows: pd.DataFrame) -> str:
    """Return between what the rules lie for each group, from any source and from each side alone."""
    said = []
    for group, some in rows.groupby("group", sort=False):
        spans = {party: span_words(some[some["party"] == party]) for party in PARTIES}
        given = {party: words for party, words in spans.items() if (some["party"] == party).any()}
        alone = [f"{PARTY_WORDS[party]} {words}" for party, words in given.items() if party != ANY]
        every = given.get(ANY, NO_FIGURE)
        said.append(f"{GROUP_WORDS[group]} {every}" + (f" ({', '.join(alone)})" if alone else ""))
    others = [rule for rule in dict.fromkeys(rows["rule"]) if rule != SPREAD]
    beside = f"; the rule {SPREAD} spans all that was ever said" if SPREAD in set(rows["rule"]) else ""
    return f"{toll().title}, by the rules {listing(others)}: {'; '.join(said)}{beside}."


def span_words(rows: pd.DataFrame) -> str:
    """Return between what the rules lie for one group and party; one figure alone where they agree."""
    both = ends(rows)
    if both is None:
        return NO_FIGURE
    lowest, highest = (interval(end.number, None if end.is_open else end.number) for end in both)
    return highest if both[0].number == both[1].number else f"between {lowest} and {highest}"


def in_words(rows: pd.DataFrame) -> str:
    """Return what one rule makes of one group, by party, in words."""
    pairs = zip(rows["party"], rows["words"], strict=True)
    said = {party: f"{PARTY_WORDS[party]} {words}" for party, words in pairs}
    return ", ".join(said[party] for party in PARTIES if party in said)


def in_rows(marks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the chart: one for each group and rule, with a cell for each party."""
    keys = ["group", "rule"]
    cells = marks.pivot(index=keys, columns="party", values="words").rename_axis(columns=None)
    cells = cells.fillna("").reindex(columns=list(PARTIES), fill_value="")
    rows = cells.reindex(pd.MultiIndex.from_frame(marks[keys].drop_duplicates())).reset_index()
    return rows.assign(section=rows["group"].map(GROUP_WORDS).str.capitalize(), name=rows["rule"])


def drawn(marks: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the chart for a sheet of `width` pixels; each group has an axis of its own."""
    rows = in_rows(marks)
    seen = [party for party in PARTIES if rows[party].ne("").any()]
    legend, top = key(parties_key(seen), width - PADDING)
    names = NARROW_NAMES if width < NARROW_BELOW else PARTY_WORDS
    columns = {party: names[party] for party in seen}
    sheet = layout.lay_out(rows, width, columns, top, axis_each=True, row=ROW)
    places = rows.rename_axis("row").reset_index()[["row", "group", "rule", "section"]]
    shown = marks[marks["mark"].notna()].merge(places, on=["group", "rule"], validate="many_to_one")
    longest = shown.groupby("section", sort=False)["end"].max().clip(lower=LEAST_AXIS)
    placed = layout.placed_by_section(shown, sheet, longest, TOOLTIP)
    said = tooltip(**TOOLTIP)
    of_any = placed["party"] == ANY
    return alt.layer(
        *legend,
        *layout.axes(sheet, longest, f"people {toll().label}"),
        *(interval_layers(placed[~of_any].assign(y=placed["y"] + DROP), said) if (~of_any).any() else []),
        *(strokes(placed[of_any].assign(y=placed["y"] - LIFT), said) if of_any.any() else []),
        *layout.words(sheet.words),
        height=sheet.height + layout.AXIS,
    )


def strokes(marks: pd.DataFrame, said: list[alt.Tooltip]) -> list[alt.Chart]:
    """Return what the rules make of all sources together: upright strokes, with lines for ranges."""
    marks = marks.assign(y_top=marks["y"] - STROKE, y_end=marks["y"] + STROKE)
    base = alt.Chart(marks).encode(y=pixel("y"), tooltip=said)
    heads = base.transform_filter("datum.is_open").mark_point(
        shape=theme.ARROW_RIGHT, size=HEAD, filled=True, opacity=1, color=theme.INK
    )
    line = {"color": theme.INK, "strokeWidth": 1.4}
    lines = base.transform_filter("datum.x_end > datum.x_low").mark_rule(**line)
    return [
        lines.encode(x=pixel("x_low"), x2=alt.X2("x_end:Q")),
        heads.encode(x=pixel("x_end")),
        base.mark_rule(**{**line, "strokeWidth": 2}).encode(
            x=pixel("x_mark"), y=pixel("y_top"), y2=alt.Y2("y_end:Q")
        ),
    ]
