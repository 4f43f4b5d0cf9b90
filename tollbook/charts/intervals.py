"""The marks of an interval chart: what is known, what is open, and who says so.

Officials' marks are filled circles, the armed group's hollow diamonds, so that they differ in kind and not
only in hue. An interval without a high end ends in an arrow, never in a bar that stops.
"""

from __future__ import annotations

import re

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.words import PARTY_WORDS, count, interval_words

PARTIES = list(theme.PARTIES)
FILLED = [party for party in PARTIES if theme.PARTY_FILLED[party]]
SHAPE_WORDS = {
    "state": "filled circles",
    "armed_group": "hollow diamonds",
    "independent": "filled squares",
    "unattributed": "hollow triangles",
}
OUTLETS_BESIDE = "Beside each mark: how many outlets carry the figure."
LEAST_AXIS = 4.0  # people: where every figure is 0 the axis still counts whole people
LARGE = re.compile(r"\d{1,3}(?:,\d{3}){2,}")  # numbers from a million on
LARGE_NAMES = {6: "million", 9: "billion", 12: "trillion", 15: "quadrillion"}
ARROW_SHARE = 0.06  # an arrow takes this share of the axis: seen, and never taken for an end


def intervals(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` (columns low, best, high; people) with what a chart of intervals draws.

    `start` and `end` are the ends of the rule, `mark` the best figure or else the low or the high end,
    `is_open` is true where there is no high end (the rule then ends in an arrow), `words` is the interval in
    words (see `shortened`).
    """
    low, high = table["low"].astype("Float64"), table["high"].astype("Float64")
    mark = table["best"].astype("Float64").fillna(low).fillna(high)
    is_open = high.isna()
    farthest = pd.concat([mark, high]).max()
    reach = ARROW_SHARE * float(1 if pd.isna(farthest) else farthest or 1)
    return table.assign(
        start=low.fillna(0).astype(float),
        mark=mark.astype(float),
        is_open=is_open,
        words=interval_words(table).map(shortened),
        end=high.mask(is_open, mark + reach).astype(float),
    )


def shortened(words: str) -> str:
    """Return words with numbers from a million on cut to four digits: `1 trillion` for 1,000,000,000,000.

    A label has no room for more; the rows behind a chart have the number.
    """
    return LARGE.sub(lambda found: large(int(found[0].replace(",", ""))), words)


def large(number: int) -> str:
    """Return a number from a million on in words, to four digits."""
    power = max(power for power in LARGE_NAMES if number >= 10**power)
    return f"{number / 10**power:,.4g} {LARGE_NAMES[power]}"


def people_axis(longest: float, **settings: object) -> alt.Axis:
    """Return the axis of a count of people up to `longest`: whole numbers; from a million on in words."""
    powers = [power for power in LARGE_NAMES if longest >= 10**power]
    if powers:
        name = LARGE_NAMES[powers[-1]]
        label = f"datum.value ? format(datum.value / 1e{powers[-1]}, ',.4~r') + ' {name}' : '0'"
        settings = {**settings, "labelExpr": label, "labelFlush": True}
    return alt.Axis(**{"tickMinStep": 1, **settings})


def party_legend(rows: pd.DataFrame) -> str:
    """Return the sentence that says which mark stands for which party among `rows`."""
    seen = [party for party in PARTIES if party in set(rows["party"])]
    words = "; ".join(f"{SHAPE_WORDS[party]}: {PARTY_WORDS[party]}" for party in seen)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def with_outlets(rows: pd.DataFrame, width: int) -> pd.DataFrame:
    """Return `rows` with the number of outlets as the words beside the mark; on a narrow chart the number
    alone.
    """
    words = rows["n_outlets"].map(lambda number: count(number, "outlet") if width > 500 else f"{number:,}")
    return rows.assign(words=words)


def left_out(number: int, noun: str) -> str:
    """Return the sentence that says how many rows are in the table only; the empty string for none."""
    return (
        f"{count(number, noun)} carried by fewer outlets {'is' if number == 1 else 'are'} in the table only. "
        if number
        else ""
    )


def party_marks(rows: pd.DataFrame) -> dict[str, object]:
    """Return the encodings that tell the parties apart, by shape and by filled or hollow; none without a
    party.
    """
    if "party" not in rows:
        return {}
    fill = alt.condition(
        alt.FieldOneOfPredicate("party", FILLED),
        alt.Color("group:N", scale=theme.group_scale(), legend=None),
        alt.value(theme.PAPER),
    )
    return {"shape": alt.Shape("party:N", legend=None, scale=theme.party_shape_scale()), "fill": fill}


def interval_chart(rows: pd.DataFrame, width: int, axis: str, row_height: int) -> alt.LayerChart:
    """Return rows of intervals (see `intervals`; also order, label, group, party, words) as a chart for
    `width` pixels.

    The words stand behind the mark; the axis is long enough for them.
    """
    letter = 6.6  # pixels that one letter of chart text takes, on average
    plot = max(width - rows["label"].str.len().max() * letter - 20, 110)
    words = rows["words"].str.len() * letter + 16
    longest = max(float((rows["end"] / (1 - words / plot).clip(lower=0.2)).max()), LEAST_AXIS)
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(offset=6)),
        color=alt.Color("group:N", scale=theme.group_scale(), legend=None),
    )
    scale = alt.Scale(domain=[0, longest], nice=False)
    x = alt.X("start:Q", title=axis, scale=scale, axis=people_axis(longest, tickCount=3 if plot < 250 else 6))
    rule = base.mark_rule(strokeWidth=3).encode(x=x, x2="end:Q")
    arrow = (
        base.transform_filter("datum.is_open")
        .mark_point(shape=theme.ARROW_RIGHT, size=60, filled=True, opacity=1)
        .encode(x="end:Q")
    )
    point = base.mark_point(size=80, strokeWidth=2, opacity=1, filled="party" not in rows).encode(
        x="mark:Q", **party_marks(rows)
    )
    text = base.mark_text(align="left", dx=10).encode(x="end:Q", text="words:N", color=alt.value(theme.INK))
    return alt.layer(rule, arrow, point, text).properties(height=alt.Step(row_height))
