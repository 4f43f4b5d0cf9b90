"""The marks of an interval chart: what is known, what is open, and who says so.

Parties' marks differ in kind and not only in hue: a filled disc, a hollow diamond. An interval without a high
end ends in an arrow, never in a bar that stops.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import theme, vocabulary
from tollbook.charts.pixels import pixel, scaled, text_width
from tollbook.vocabulary import ANY, Names, Words
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, day, interval_words, people

PARTIES = theme.PARTIES
FILLED = Names(lambda words: [party for party in words.parties if theme.PARTY_FILLED[party]])
SHAPES = Words(lambda words: {**{party: theme.PARTY_SHAPES[party] for party in words.parties}, ANY: STROKE})
"""The parties' shapes, and an upright stroke for all sources together."""
STROKE = "M0,-1.3L0,1.3"
TOLL = "toll"
"""In the titles of a tooltip: what the totals of the event count, such as `Killed`."""
FEWER = " that fewer outlets carry"
LEAST_AXIS = 4.0  # people: where every figure is 0 the axis still counts whole people
LARGE = re.compile(r"\d{1,3}(?:,\d{3}){2,}")  # numbers from a million on
LARGE_NAMES = {6: "million", 9: "billion", 12: "trillion", 15: "quadrillion"}
MARK, HEAD = 64, 36  # area of a mark and of the head of an arrow, in square pixels
ARROW = 19  # pixels from a mark to the tip of the arrow that says "or more", beyond the mark's own half
KEY_LINE, KEY_GAP = 20, 16  # pixels of a line of a key, and between two of its entries
BESIDE = 11  # pixels between the end of a mark and the words behind it


def intervals(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` (columns low, best, high; people) with what a chart of intervals draws.

    `start` and `end` are the ends of the rule, `mark` the best figure or else the low or the high end,
    `is_open` is true where there is no high end (`end` is then the mark, from which an arrow leads on),
    `words` is the interval in words (see `shortened`).
    """
    low, high = table["low"].astype("Float64"), table["high"].astype("Float64")
    mark = table["best"].astype("Float64").fillna(low).fillna(high)
    is_open = high.isna()
    return table.assign(
        start=low.fillna(0).astype(float),
        mark=mark.astype(float),
        is_open=is_open,
        words=interval_words(table).map(shortened),
        end=high.fillna(mark).astype(float),
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


def axis_words(number: int) -> str:
    """Return a number on an axis of people in words."""
    return shortened(f"{number:,}")


def open_legend(rows: pd.DataFrame) -> str:
    """Return the sentence that says what an arrow means; the empty string where none is drawn."""
    return 'An arrow means "or more". ' if rows["is_open"].any() else ""


def only_in_table(number: int, noun: str, which: str = "") -> str:
    """Return the sentence that says how many rows, and which, the chart has no room for; the empty string for
    none.
    """
    verb = "is" if number == 1 else "are"
    return f"{count(number, noun)}{which} {verb} in the table only. " if number else ""


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` (see `intervals`; with group and party) with what a tooltip says: `killed` and `side`."""
    pairs = zip(rows["words"], rows["group"], strict=True)
    killed = [people(words, group) if group in GROUP_WORDS else f"{words} {group}" for words, group in pairs]
    side = rows["party"].map(PARTY_WORDS).fillna(rows["party"])
    return rows.assign(killed=pd.Series(killed, index=rows.index, dtype="str"), side=side)


def dated(rows: pd.DataFrame, zone: str, said: str = "since") -> pd.DataFrame:
    """Return `rows` with `known`, the day in `zone` of the moments (UTC) in the column `said`, in words; and
    `since` as ISO text, by which live charts of a page know it.
    """
    known = pd.Series([day(moment, zone) for moment in rows[said]], index=rows.index, dtype=object)
    since = ["" if pd.isna(moment) else f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in rows["since"]]
    return rows.assign(known=known, since=pd.Series(since, index=rows.index, dtype=object))


def tooltip(**titles: str) -> list[alt.Tooltip]:
    """Return a tooltip of fields, each with its title; `TOLL` is what the event's totals count."""
    told_of = {TOLL: vocabulary.toll().title}
    return [alt.Tooltip(f"{field}:N", title=told_of.get(title, title)) for field, title in titles.items()]


def group_colour() -> alt.Color:
    """Return the colour of a mark's group."""
    return alt.Color("group:N", scale=theme.group_scale(), legend=None)


def shape_scale() -> alt.Scale:
    """Return the scale of the parties' shapes, all sources together among them."""
    return alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))


def party_marks() -> dict[str, object]:
    """Return the encodings that tell the parties apart, by shape and by filled or hollow."""
    is_filled = alt.FieldOneOfPredicate("party", list(FILLED))
    return {
        "shape": alt.Shape("party:N", legend=None, scale=shape_scale()),
        "fill": alt.FillValue(**alt.condition(is_filled, group_fill(), alt.value(theme.PAPER))),
        "stroke": group_stroke(),
    }


def group_stroke() -> alt.Stroke:
    """Return the colour of the edge of a mark's group."""
    return alt.Stroke("group:N", scale=theme.group_scale(), legend=None)


def group_fill() -> alt.Fill:
    """Return the colour of a filled mark's group."""
    return alt.Fill("group:N", scale=theme.group_scale(), legend=None)


def interval_layers(marks: pd.DataFrame, said: list[alt.Tooltip]) -> list[alt.Chart]:
    """Return the layers that draw intervals: a line from end to end, the head of an arrow where it is open,
    and the mark, in the shape of its party and the colour of its group.

    `marks` has x_low, x_mark, x_end and y in pixels, is_open, group and party, the fields of `said` (the
    tooltip), and may have `area`, how large each mark is.
    """
    base = alt.Chart(marks).encode(y=pixel("y"), tooltip=said)
    lines = base.transform_filter("datum.x_end > datum.x_low").mark_rule(strokeWidth=2)
    lines = lines.encode(color=group_colour())
    heads = base.transform_filter("datum.is_open").mark_point(
        shape=theme.ARROW_RIGHT, size=HEAD, filled=True, opacity=1
    )
    heads = heads.encode(fill=group_fill())
    points = base.mark_point(size=MARK, strokeWidth=1.6, opacity=1)
    if "area" in marks:
        points = points.encode(size=alt.Size("area:Q", scale=None))
    is_long = (marks["x_end"] > marks["x_low"]).any()
    return [
        *([lines.encode(x=pixel("x_low"), x2=alt.X2("x_end:Q"))] if is_long else []),
        *([heads.encode(x=pixel("x_end"))] if marks["is_open"].any() else []),
        points.encode(x=pixel("x_mark"), **party_marks()),
    ]


class Entry(NamedTuple):
    """An entry of a key: its words, and the shape (of a party), area and colour of its mark."""

    words: str
    party: str
    area: float = MARK
    colour: str = theme.MUTED


def key(entries: list[Entry], inner: float) -> tuple[list[alt.Chart], float]:
    """Return the layers of a key at the top of a sheet `inner` pixels wide, and its height: the entries one
    beside the other, in as many lines as they need.
    """
    table, x, y = [], 0.0, KEY_LINE / 2
    for entry in entries:
        radius = max(math.sqrt(entry.area / math.pi), 4) + 2
        wide = 2 * radius + 3 + text_width(entry.words, theme.SMALL_TEXT_SIZE)
        if x and x + wide > inner:
            x, y = 0.0, y + KEY_LINE
        table.append({**entry._asdict(), "x": x + radius, "y": y, "x_text": x + 2 * radius + 3})
        x += wide + KEY_GAP
    if not table:
        return [], 0.0
    base = scaled(pd.DataFrame(table).round(1))
    own = {"scale": None, "legend": None}
    is_filled = alt.FieldOneOfPredicate("party", list(FILLED))
    marks = base.mark_point(strokeWidth=1.6, opacity=1).encode(
        size=alt.Size("area:Q", scale=None),
        shape=alt.Shape("party:N", legend=None, scale=shape_scale()),
        fill=alt.FillValue(**alt.condition(is_filled, alt.Fill("colour:N", **own), alt.value(theme.PAPER))),
        stroke=alt.Stroke("colour:N", **own),
    )
    words = base.mark_text(
        align="left", baseline="middle", fontSize=theme.SMALL_TEXT_SIZE, color=theme.MUTED
    ).encode(x=pixel("x_text"), text=alt.Text("words:N"))
    return [marks, words], y + KEY_LINE / 2


def marked(mark: str) -> str:
    """Return the party that has a mark of `theme.MARKS`; where none has it, the first party."""
    parties = vocabulary.current().parties
    return next((name for name, party in parties.items() if party.mark == mark), next(iter(parties)))


def parties_key(parties: Iterable[str]) -> list[Entry]:
    """Return the entries of a `key` for the parties among `parties`, in their order."""
    seen = set(parties)
    return [Entry(PARTY_WORDS[party], party) for party in SHAPES if party in seen]
