"""The marks of the echo graph: where each dot, line and word stands, in pixels, x to the right and y down."""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple

import altair as alt
import pandas as pd

from tollbook import echoing, theme
from tollbook.vocabulary import party_words
from tollbook.words import count

LETTER = 6.4  # pixels that one letter of chart text takes, on average
LINE = 17  # pixels from one line of text to the next
RING = 18  # pixels that the ring before the name of the first outlet takes
SPINE = 7  # x of the line that leads down from the origin
DOTS_FROM = 30  # x at which the first day begins
PITCH = {True: 9, False: 11}  # pixels from one dot to the next, on a narrow and on a wide sheet
DOT_SIZE = {True: 40, False: 60}  # area of a dot in square pixels
MOST_DOTS = 600  # above it a dot stands for several outlets
MOST_DAYS = {True: 4, False: 8}  # days of their own on a narrow and on a wide sheet; what is after is "later"
NARROW_BELOW = 500
LATER, UNDATED = "later", "no date"
LONGEST_NAME = 26  # letters of an origin's name that a row of a narrow sheet has room for
DOT_FIELDS = ["x", "y", "outlet", "day", "route", "how"]
TOOLTIP = [
    alt.Tooltip("outlet:N", title="Outlet"),
    alt.Tooltip("day_words:N", title="First page"),
    alt.Tooltip("route:N", title="Way"),
    alt.Tooltip("how:N", title="The page"),
]
COUNTED_FROM = 3  # a stack of fewer dots is counted at a glance
PADDING = 8  # pixels that the theme leaves around the chart
SIDE_WORDS = party_words("names_only")


class Lane(NamedTuple):
    """One way by which the figure came: its words, line by line, whether it leads through an outlet, the y of
    the first line of words and of the line that its dots stand on, and the x at which that line ends.
    """

    words: list[str]
    is_wire: bool
    top: float
    base: float
    end: float


def lane_order(outlets: pd.DataFrame) -> list[str]:
    """Return the ways in the order of their rows: the source named, outlet by outlet, the side, nobody."""
    sizes = outlets["route"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    last = [echoing.OTHERS, echoing.NAMES_SIDE, echoing.NAMES_NOBODY]
    through = [way for way in sizes.index if way not in (echoing.NAMES_SOURCE, *last)]
    return [way for way in (echoing.NAMES_SOURCE, *through, *last) if way in sizes.index]


def way_words(way: str, statement: pd.Series) -> str:
    """Return a way in words, with the source or the side that its pages name."""
    if way == echoing.NAMES_SOURCE and len(statement["origin"]) <= LONGEST_NAME:
        return f"names {statement['origin']}"
    return SIDE_WORDS.get(statement["party"]) or way if way == echoing.NAMES_SIDE else way


def first_line(outlets: pd.DataFrame) -> str:
    """Return which outlet was first in print and on which day, in words."""
    first = outlets[outlets["is_first"]]
    if first.empty:
        return "No page that carries it has a date of its own"
    row = first.iloc[0]
    return f"First in print: {row['outlet']}, {day_words(row['day'], year=True)}"


def day_words(day: str, year: bool = False) -> str:
    """Return an ISO day in words: `31 Jan`, with `year` `31 January 2026`."""
    date = pd.Timestamp(day)
    return f"{date.day} {date:%B %Y}" if year else f"{date.day} {date:%b}"


def dot_worth(outlets: int) -> int:
    """Return for how many outlets a dot stands: 1, or so many (1, 2 or 5 with noughts) that they fit."""
    worth = 1
    while outlets / worth > MOST_DOTS:
        worth = worth * 5 // 2 if str(worth)[0] == "2" else worth * 2
    return worth


def columns(outlets: pd.DataFrame, narrow: bool) -> list[str]:
    """Return the columns of the chart: days (ISO) one after the other from the first, `later`, `no date`."""
    days = outlets["day"][outlets["day"].ne("")]
    shown: list[str] = []
    if len(days):
        span = pd.date_range(days.min(), days.max(), freq="D").strftime("%Y-%m-%d")
        shown = list(span[: MOST_DAYS[narrow]])
        shown += [LATER] if len(span) > len(shown) else []
    return shown + ([UNDATED] if len(days) < len(outlets) else [])


def drawn(outlets: pd.DataFrame, statement: pd.Series, width: int) -> alt.LayerChart:
    """Return the chart for a sheet of `width` pixels."""
    inner, narrow = width - PADDING, width < NARROW_BELOW
    shown = columns(outlets, narrow)
    cell = (inner - DOTS_FROM) / len(shown)
    head = heading(outlets, statement, inner)
    top = head["y"].max() + 2 * LINE
    dots, lanes = stacked(outlets, statement, shown, cell, top + 6, PITCH[narrow])
    lefts = {name: DOTS_FROM + number * cell for number, name in enumerate(shown)}
    days = pd.DataFrame(
        [
            (left + 2, top - 4, name if name in (LATER, UNDATED) else day_words(name))
            for name, left in lefts.items()
        ],
        columns=["x", "y", "text"],
    )
    marks = [
        *grounds(lefts, cell, top, lanes),
        *tree(lanes, head["y"].iloc[0] - 4),
        *circles(dots, statement, head, narrow),
        *texts(head, days, lanes, dots),
        origin_mark(statement, head["y"].iloc[0] - 4),
    ]
    return alt.layer(*marks, height=lanes[-1].base + PADDING)


def cut(text: str, most: int) -> str:
    """Return text with words of more than `most` letters cut short: no line could be broken in them."""
    words = [word if len(word) <= most else f"{word[: most - 1]}\u2026" for word in text.split(" ")]
    return " ".join(words)


def heading(outlets: pd.DataFrame, statement: pd.Series, inner: float) -> pd.DataFrame:
    """Return the lines above the dots (x, y, text, is_bold): the origin and its day, the first page."""
    days = outlets["day"][outlets["day"].ne("")]
    since = f", in print from {day_words(days.min(), year=True)}" if len(days) else ""
    rows = []
    for words, bold in ((f"{statement['origin']}{since}", True), (first_line(outlets), False)):
        room = int((inner - DOTS_FROM - RING) / (LETTER * (1.08 if bold else 1)))
        # a date stays on one line: its spaces are no place to break
        whole = re.sub(r"(\d+) (\w+) (\d{4})$", "\\1\u00a0\\2\u00a0\\3", cut(words, room // 2))
        rows += [(line, bold) for line in textwrap.wrap(whole, room)]
    frame = pd.DataFrame(rows, columns=["text", "is_bold"])
    indent = (~frame["is_bold"]) * (RING if outlets["is_first"].any() else 0)
    return frame.assign(x=DOTS_FROM + indent, y=[12.0 + LINE * number for number in range(len(frame))])


def stacked(
    outlets: pd.DataFrame, statement: pd.Series, shown: list[str], cell: float, top: float, pitch: int
) -> tuple[pd.DataFrame, list[Lane]]:
    """Return the outlets that have a dot, with column, x, y and size (how many outlets stand in the stack),
    and the lanes, one below the other from `top`.
    """
    room = int(len(shown) * cell / LETTER)
    across, worth = max(int((cell - 8) // pitch), 1), dot_worth(len(outlets))
    column = outlets["day"].where(outlets["day"].isin(shown), LATER).mask(outlets["day"].eq(""), UNDATED)
    outlets = outlets.assign(column=column.map({name: number for number, name in enumerate(shown)}))
    dots, lanes = [], []
    for way in lane_order(outlets):
        own = numbered(outlets[outlets["route"] == way], worth)
        words = f"{way_words(way, statement)}: {count(len(outlets[outlets['route'] == way]), 'outlet')}"
        lines = textwrap.wrap(cut(words[0].upper() + words[1:], room // 2), room)
        floors = int(own["number"].max() // across) + 1
        base = top + LINE * len(lines) + 18 + floors * pitch
        own["x"] = DOTS_FROM + own["column"] * cell + 6 + (own["number"] % across) * pitch
        own["y"] = base - 7 - (own["number"] // across) * pitch
        dots.append(own)
        is_wire = way not in (echoing.NAMES_SOURCE, echoing.NAMES_SIDE, echoing.NAMES_NOBODY)
        lanes.append(Lane(lines, is_wire, top + 11, base, float(own["x"].max()) + 6))
        top = base + 8
    return pd.concat(dots, ignore_index=True), lanes


def scaled(frame: pd.DataFrame) -> alt.Chart:
    """Return a chart whose x and y are the pixels of the sheet, without axes."""
    return alt.Chart(frame).encode(x=pixel("x"), y=pixel("y"))


def pixel(field: str) -> alt.X | alt.Y:
    """Return the encoding of a field that holds pixels."""
    kind = alt.X if field.startswith("x") else alt.Y
    return kind(f"{field}:Q", scale=None, axis=None)


def numbered(outlets: pd.DataFrame, worth: int) -> pd.DataFrame:
    """Return the outlets of one way that have a dot, each standing for `worth` outlets, with `number`: the
    place in its day's stack, the first page first, and `size`: the outlets of that day.
    """
    order = outlets.sort_values(["column", "is_first", "how", "outlet"], ascending=[True, False, False, True])
    days = order.groupby("column")["outlet"]
    dots = order.assign(number=days.cumcount(), size=days.transform("size"))
    return dots[dots["number"] % worth == 0].assign(number=lambda rows: rows["number"] // worth)


def grounds(lefts: dict[str, float], cell: float, top: float, lanes: list[Lane]) -> list[alt.Chart]:
    """Return what lies behind the dots: lines between the days, a band for the pages without a date."""
    between = [
        (left, lane.top + LINE * len(lane.words) - 11, lane.base) for lane in lanes for left in lefts.values()
    ]
    lines = pd.DataFrame(between, columns=["x", "y", "y2"])
    marks = [
        alt.Chart(lines).mark_rule(color=theme.GRID).encode(x=pixel("x"), y=pixel("y"), y2=alt.Y2("y2:Q"))
    ]
    if UNDATED in lefts:
        left, bottom = lefts[UNDATED], lanes[-1].base + PADDING
        band = pd.DataFrame([(left, left + cell, top - 18, bottom)], columns=["x", "x2", "y", "y2"])
        band_mark = alt.Chart(band).mark_rect(color=theme.NEIGHBOUR)
        marks.insert(0, band_mark.encode(x=pixel("x"), y=pixel("y"), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")))
    return marks


def tree(lanes: list[Lane], origin_y: float) -> list[alt.Chart]:
    """Return the lines from the origin to each way and along it, and the squares of the outlets between."""
    across = pd.DataFrame([(SPINE, lane.base, lane.end) for lane in lanes], columns=["x", "y", "x2"])
    down = pd.DataFrame([(SPINE, origin_y, lanes[-1].base)], columns=["x", "y", "y2"])
    style = {"color": theme.AXIS, "strokeWidth": 1.4}
    marks = [
        alt.Chart(across).mark_rule(**style).encode(x=pixel("x"), y=pixel("y"), x2=alt.X2("x2:Q")),
        alt.Chart(down).mark_rule(**style).encode(x=pixel("x"), y=pixel("y"), y2=alt.Y2("y2:Q")),
    ]
    wires = pd.DataFrame([(SPINE + 12, lane.base) for lane in lanes if lane.is_wire], columns=["x", "y"])
    if len(wires):
        square = scaled(wires).mark_point(shape="square", filled=True, size=64, color=theme.INK)
        marks.append(square)
    return marks


def circles(dots: pd.DataFrame, statement: pd.Series, head: pd.DataFrame, narrow: bool) -> list[alt.Chart]:
    """Return the dots, filled where the source is named, and the ring around the first, also where it is
    named.
    """
    colour = theme.GROUP_COLOURS.get(statement["group"], theme.SERIES[4])
    marks = []
    for named in (True, False):
        some = dots.loc[dots["how"].eq(echoing.NAMES_SOURCE) == named, DOT_FIELDS]
        some = some.assign(
            day_words=some["day"].map(lambda day: day_words(day, year=True) if day else UNDATED)
        )
        some = some.assign(**{name: statement[name] for name in ("group", "party", "origin")})
        style = {"fill": colour if named else theme.PAPER, "stroke": colour, "strokeWidth": 1.4}
        if len(some):
            marks.append(scaled(some).mark_point(size=DOT_SIZE[narrow], **style).encode(tooltip=TOOLTIP))
    first = dots.loc[dots["is_first"], ["x", "y"]]
    if len(first):
        key = head[~head["is_bold"]].head(1).eval("x = x - 11\ny = y - 4")
        first = pd.concat([first, key[["x", "y"]]])
        marks.append(
            scaled(first).mark_point(
                size=2.3 * DOT_SIZE[narrow], filled=False, stroke=theme.INK, strokeWidth=1.8
            )
        )
    return marks


def texts(head: pd.DataFrame, days: pd.DataFrame, lanes: list[Lane], dots: pd.DataFrame) -> list[alt.Chart]:
    """Return the words: heading, days, the ways with their counts, the counts of the larger stacks."""
    lines = [
        (DOTS_FROM, lane.top + LINE * number, words)
        for lane in lanes
        for number, words in enumerate(lane.words)
    ]
    ways = pd.DataFrame(lines, columns=["x", "y", "text"])
    stacks = dots.groupby(["route", "column"], as_index=False).agg(
        x=("x", "min"), y=("y", "min"), number=("size", "first")
    )
    stacks = stacks[stacks["number"] >= COUNTED_FROM]
    counts = stacks.assign(x=stacks["x"] - 4, y=stacks["y"] - 10, text=stacks["number"].map("{:,}".format))
    bold, plain = {"fontWeight": 600}, {"color": theme.MUTED, "fontSize": theme.SMALL_TEXT_SIZE}
    rows = [
        (head[head["is_bold"]], bold),
        (head[~head["is_bold"]], {}),
        (days, plain),
        (ways, {}),
        (counts[["x", "y", "text"]], plain),
    ]
    return [
        scaled(some).mark_text(align="left", baseline="alphabetic", **style).encode(text=alt.Text("text:N"))
        for some, style in rows
        if len(some)
    ]


def origin_mark(statement: pd.Series, y: float) -> alt.Chart:
    """Return the mark of the origin at the top of the tree, in the shape of its party."""
    party, colour = statement["party"], theme.GROUP_COLOURS.get(statement["group"], theme.SERIES[4])
    fill = colour if theme.PARTY_FILLED.get(party, False) else theme.PAPER
    place = pd.DataFrame([(SPINE, y)], columns=["x", "y"])
    return scaled(place).mark_point(
        shape=theme.PARTY_SHAPES.get(party, "circle"), size=150, fill=fill, stroke=colour, strokeWidth=2.2
    )
