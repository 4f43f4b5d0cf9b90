"""When it happened at each place, as far as pages say: a column per day, and beside it hours on the clock."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import dates, incident, theme
from tollbook.charts.cells import (
    MANY_PAGES,
    MARK,
    SMALL,
    Rows,
    by_total,
    cell_layers,
    folded,
    heading_depth,
    heading_layer,
    name_layer,
    rows_of,
)
from tollbook.charts.pixels import LINE, NARROW_BELOW, PADDING, scaled, text_width, wrapped
from tollbook.figure import Figure
from tollbook.spread import DAY_NOT_GIVEN
from tollbook.words import count, listing

DAY_WIDTH = {"wide": 84.0, "narrow": 42.0}  # pixels of a column, at most
MOST_DAYS = 7  # columns: of more days, those on the fewest pages become one
LEAST_STRIP = 120  # pixels: with less room the hours stand below the days
BETWEEN = 24  # pixels between the days and the hours
DOT = 70  # square pixels
LEAST_HOURS = 3  # an axis shows so many hours at least
DAY_TITLE = "pages, by the day they give"


def time_of() -> dict[str, str]:
    """Return in words what a time is the time of."""
    words = incident.current()
    start = "the start of everything" if words.hit == incident.HIT else f"the start of all {words.several}"
    return {"place": f"the {words.one} at the place", "wave": start}


def day_words(day: str) -> str:
    """Return an ISO day as `31 Jan`; other words stay."""
    return f"{pd.Timestamp(day).day} {pd.Timestamp(day):%b}" if day[:4].isdigit() else day


def offset_words(zone: str, day: str) -> str:
    """Return how far a zone's clocks are from UTC on an ISO day: `UTC+5`, `UTC+5:30`."""
    minutes = int(pd.Timestamp(f"{day}T12:00").tz_localize(zone).utcoffset().total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def with_hours(clocks: pd.DataFrame) -> pd.DataFrame:
    """Return the clock times with `hour`, 0 to 24 as on the clock at the place: a plain number, which no
    time zone of a reader moves."""
    parts = clocks["clock"].str.split(":", expand=True)
    hours = parts[0].astype(int) + parts[1].astype(int) / 60 if len(clocks) else pd.Series(dtype=float)
    return clocks.assign(hour=hours)


def draw_times(days: pd.DataFrame, clocks: pd.DataFrame, width: int, clock_title: str) -> alt.LayerChart:
    """Return the days and the hours for `width` pixels: side by side where there is room, else one below the
    other."""
    inner = float(width - PADDING)
    drawn = folded(days, "day", MOST_DAYS)
    columns = sorted(drawn["day"].unique())
    places = by_total(days, "place")
    widest_column = DAY_WIDTH["narrow" if width < NARROW_BELOW else "wide"]
    left = rows_of(places, inner, 0).left
    cell = min(widest_column, (inner - left) / len(columns))
    right = left + cell * len(columns)
    beside = len(clocks) > 0 and inner - right - BETWEEN >= LEAST_STRIP
    rooms = {DAY_TITLE: right - left + BETWEEN - 8 if beside else inner - left}
    rooms |= {clock_title: inner - right - BETWEEN - SMALL} if beside else {}
    deep = max(len(wrapped(text, room, SMALL, bold=True)) for text, room in rooms.items()) * LINE + 4
    rows = rows_of(places, inner, deep + heading_depth([day_words(day) for day in columns], cell))
    layers = [
        title_layer(DAY_TITLE, left, deep - 4, rooms[DAY_TITLE]),
        heading_layer([day_words(day) for day in columns], left, cell, min(rows.tops.values())),
        *cell_layers(drawn, "day", columns, rows, cell, "day that the pages give"),
        name_layer(rows),
    ]
    if beside:
        layers += strip_layers(clocks, rows, right + BETWEEN, inner, clock_title)
    elif len(clocks):
        rows = rows_of(clocks_order(clocks), inner, rows.depth + 3.5 * LINE)
        layers += [name_layer(rows), *strip_layers(clocks, rows, rows.left, inner, clock_title)]
    return alt.layer(*layers, width=inner, height=rows.depth)


def clocks_order(clocks: pd.DataFrame) -> list[str]:
    """Return the places with a clock time, those with a time of their own first, then by hour."""
    ordered = clocks.sort_values(["clock_of", "clock", "place"])
    return list(dict.fromkeys(ordered["place"]))


def strip_layers(clocks: pd.DataFrame, rows: Rows, left: float, right: float, title: str) -> list[alt.Chart]:
    """Return the hours: an axis above the rows, and a dot for each clock time, hollow where it is the start
    of everything."""
    drawn = with_hours(clocks)
    first = max(int(drawn["hour"].min()) - 1, 0)
    last = min(max(int(drawn["hour"].max()) + 2, first + LEAST_HOURS), 24)
    step = (right - left - 2 * SMALL) / (last - first)
    every = next(hours for hours in (1, 2, 3, 6, 12) if hours * step >= text_width("00:00", SMALL) + 6)
    ticks = pd.DataFrame({"hour": range(first, last + 1, every)})
    top, bottom = min(rows.tops.values()), rows.depth
    ticks = ticks.assign(x=left + SMALL + (ticks["hour"] - first) * step, y=top, y2=bottom)
    ticks["text"] = ticks["hour"].map("{}:00".format)
    marks = drawn.assign(
        x=left + SMALL + (drawn["hour"] - first) * step,
        y=rows.middle(drawn["place"]),
        since=dates.to_iso(drawn["since"]),
    ).round(1)
    return [
        scaled(ticks.round(1)[["x", "y", "y2"]]).mark_rule(color=theme.GRID).encode(y2=alt.Y2("y2:Q")),
        scaled(ticks.assign(y=top - 10).round(1)[["x", "y", "text"]])
        .mark_text(fontSize=SMALL, color=theme.MUTED)
        .encode(text=alt.Text("text:N")),
        title_layer(title, left + SMALL, top - 18, right - left - SMALL),
        *dot_layers(marks),
    ]


def title_layer(text: str, left: float, bottom: float, room: float) -> alt.Chart:
    """Return a title in as many lines as it needs, above `bottom`."""
    lines = wrapped(text, room, SMALL, bold=True)
    rows = [
        {"x": left, "y": bottom - LINE * (len(lines) - line - 0.5), "text": words}
        for line, words in enumerate(lines)
    ]
    return (
        scaled(pd.DataFrame(rows).round(1))
        .mark_text(align="left", fontSize=SMALL, fontWeight=600)
        .encode(text=alt.Text("text:N"))
    )


def dot_layers(marks: pd.DataFrame) -> list[alt.Chart]:
    """Return the dots of clock times, and the number of pages beside those on more than one, where the next
    dot leaves room."""
    fields = ["x", "y", "place", "clock", "clock_of", "time_of", "n_pages", "since"]
    about = {"place": "place", "clock": "time that the pages give", "time_of": "time of", "n_pages": "pages"}
    fill = alt.FillValue(
        **alt.condition("datum.clock_of === 'place'", alt.value(MARK), alt.value(theme.PAPER))
    )
    dots = (
        scaled(marks[fields])
        .mark_point(filled=True, size=DOT, opacity=1, stroke=MARK, strokeWidth=1.5)
        .encode(fill=fill, tooltip=[alt.Tooltip(field, title=title) for field, title in about.items()])
    )
    following = marks.sort_values("x").groupby("place")["x"].shift(-1)
    room = following.reindex(marks.index) - marks["x"]
    needed = marks["n_pages"].map(lambda number: text_width(f"{number}", SMALL)) + 18
    words = marks[(marks["n_pages"] > 1) & ~(room < needed)]
    if words.empty:
        return [dots]
    numbers = scaled(words[["x", "y", "n_pages", "place", "since"]]).mark_text(
        align="left", dx=8, fontSize=SMALL
    )
    return [dots, numbers.encode(text=alt.Text("n_pages:Q"))]


def times(days: pd.DataFrame, clocks: pd.DataFrame, zone: str, slug: str, event: str, caption: str) -> Figure:
    """Return the chart of the days and hours that pages give for what happened at each place.

    `days` as from `spread.days_by_place`, `clocks` as from `spread.clocks_by_place`; `zone` is the event's.
    """
    dated, words = sorted(set(days["day"]) - {DAY_NOT_GIVEN}), incident.current()
    clocks = clocks.assign(time_of=clocks["clock_of"].map(time_of()))
    title = "clock time at the place" + (f", {offset_words(zone, dated[0])}" if dated else "")
    by_day = listing(
        [f"{day_words(day)}: {count(len(own), 'place')}" for day, own in days.groupby("day", sort=True)]
    )
    hours = (
        " A dot is a clock time; beside it, where there is room, the number of pages that give it if it is "
        "not one."
    ) * bool(len(clocks))
    if clocks["clock_of"].eq("wave").any():
        hours += (
            f" Hollow: one time for {time_of()['wave']}, from a page that lists the place under it; it says "
            "nothing of any one place."
        )
    unit = "day and hour" if len(clocks) else "day"
    size = f"Table of {count(days['place'].nunique(), 'place')} by day"
    return Figure(
        slug=slug,
        sentence=f"{day_sentence(days)} {clock_sentence(clocks)}",
        title=f"When was each place {words.hit}, as far as pages say?",
        subtitle=f"Number of pages by place, and by {unit} of the {words.one} as they give it; {event}",
        caption=f"A page counts once for each place and day.{hours} {MANY_PAGES} {caption}",
        alt=f"{size}{', with clock times' if len(clocks) else ''}. Places named for each day: {by_day}. "
        f"{day_sentence(days)} {clock_sentence(clocks)}",
        draw=lambda width: draw_times(days, clocks, width, title),
        rows=times_rows(days, clocks),
        links={"place": "place", "since": "since"},
    )


def times_rows(days: pd.DataFrame, clocks: pd.DataFrame) -> pd.DataFrame:
    """Return what the chart draws as one table: place, what the pages give, the time, what it is the time of,
    n_pages."""
    by_day = days.assign(given="day", time=days["day"], time_of=time_of()["place"])
    by_clock = clocks.assign(given="clock time", time=clocks["clock"])
    columns = ["place", "given", "time", "time_of", "n_pages"]
    rows = pd.concat([by_day[columns], by_clock[columns]]) if len(clocks) else by_day[columns]
    return rows.sort_values(["place", "given", "time", "time_of"], ascending=[True, False, True, True])


def day_sentence(days: pd.DataFrame) -> str:
    """Return the sentence about the day that most pages give."""
    totals = days.groupby("day")["n_pages"].sum().drop(DAY_NOT_GIVEN, errors="ignore")
    if totals.empty:
        return "No page gives a day for a place."
    top, whole = totals.idxmax(), int(totals.sum())
    if whole == 1:
        return f"One page gives a day for a place: {day_words(top)}."
    share = f"all {whole:,}" if len(totals) == 1 else f"{int(totals[top]):,} of {whole:,}"
    often = [day_words(day) for day in sorted(totals[totals == totals[top]].index)]
    if len(often) > 1:
        by_turns = " as ".join(often)
        return f"Where a page gives a day for a place, it is as often {by_turns}: in {share} cases each."
    return f"Where a page gives a day for a place, it is {day_words(top)} in {share} cases."


def clock_sentence(clocks: pd.DataFrame) -> str:
    """Return the sentences about clock times: of single places, and of the start of everything."""
    own, wave = clocks[clocks["clock_of"] == "place"], clocks[clocks["clock_of"] == "wave"]
    said = []
    if len(own):
        by_place = [
            f"{row.place} {row.clock} ({count(row.n_pages, 'page')})" for row in own.itertuples(index=False)
        ]
        said.append(
            f"A clock time is given for {count(own['place'].nunique(), 'place')}: {listing(by_place)}."
        )
    if len(wave):
        starts, beside = listing(sorted(wave["clock"].unique())), count(wave["place"].nunique(), "place")
        said.append(f"As {time_of()['wave']} {starts} is given, beside {beside}.")
    return " ".join(said) or "No page gives a clock time."
