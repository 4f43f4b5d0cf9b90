"""Charts of how the attacks spread: first mentions, days, hours and kinds of attack.

Each is a pure function from a table of `tollbook.spread` to a Figure. `event` and `caption` are words for
people.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.figure import Figure
from tollbook.places import NOT_STATED
from tollbook.spread import DAY_NOT_GIVEN
from tollbook.words import count, listing

ROW_HEIGHT = 20  # pixels
CELL_STEPS = (2, 5, 20, 50)  # pages at which a cell gets darker
DARK_FROM = 20  # pages: from here on the number in the cell is light
MARK = theme.LIGHT["series_5"]
MANY_PAGES = (
    "Pages repeat each other: a number of pages says how often a place was reported, not how hard it was hit."
)


def by_words(moment: pd.Timestamp, zone: str) -> str:
    """Return a UTC moment in `zone` as `17:06 on 31 January`, a day's end as `the end of 31 January`."""
    local = moment.tz_convert(zone)
    is_day = local.strftime("%H:%M:%S") == "23:59:59"
    return f"the end of {local.day} {local:%B}" if is_day else f"{local:%H:%M} on {local.day} {local:%B}"


def wall_time(moments: pd.Series, zone: str) -> pd.Series:
    """Return UTC moments as what clocks in `zone` show, marked as UTC: Vega then draws them without shifting
    them."""
    return moments.dt.tz_convert(zone).dt.tz_localize(None).dt.tz_localize("UTC")


def mention_marks(drawn: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return a bar from start to end (clock times, marked as UTC) for each place, with a dot at its end."""
    title, unit = "clock time at the place", "utcyearmonthdatehoursminutes"
    axis = alt.Axis(format="%-d %b %H:%M", tickCount=3 if width < 500 else 6, grid=True)
    base = alt.Chart(drawn).encode(y=alt.Y("place:N", sort=list(drawn["place"]), title=None))
    rule = base.mark_rule(strokeWidth=3, color=theme.STEPS[2])
    dot = base.mark_point(filled=True, size=70, color=MARK, opacity=1)
    return alt.layer(
        rule.encode(x=alt.X(f"{unit}(start):T", title=title, axis=axis), x2=f"{unit}(end)"),
        dot.encode(x=alt.X(f"{unit}(end):T", title=title, axis=axis)),
    ).properties(height=alt.Step(ROW_HEIGHT))


def first_mentions(counts: pd.DataFrame, zone: str, slug: str, event: str, caption: str) -> Figure:
    """Return the chart of when a dated page first named each place; `counts` as from `spread.place_counts`,
    times in `zone`."""
    rows = counts.dropna(subset=["first_to"]).sort_values(
        ["first_to", "first_from", "place"], ignore_index=True
    )
    drawn = rows[["place"]].assign(
        start=wall_time(rows["first_from"], zone), end=wall_time(rows["first_to"], zone)
    )
    earliest, latest = rows["first_to"].iloc[0], rows["first_to"].iloc[-1]
    at_first = count(int(rows["first_to"].eq(earliest).sum()), "place")
    said = f"{at_first} had been named by {by_words(earliest, zone)}"
    more = f", all {len(rows):,} by {by_words(latest, zone)}" if latest > earliest else ""
    named_by = [f"{row.place} {by_words(row.first_to, zone)}" for row in rows.itertuples(index=False)]
    undated = len(counts) - len(rows)
    verb = "is" if undated == 1 else "are"
    left = f" {count(undated, 'place')} that only undated pages name {verb} not drawn." if undated else ""
    return Figure(
        slug=slug,
        sentence=f"{said}{more}.",
        title="By when had each place been named?",
        subtitle=f"First page with a date of its own that names the place, earliest first; {event}",
        caption="A bar spans what the date of the page allows; the dot is the moment by which it was surely "
        f"out. Most pages give only a day.{left} {caption}",
        alt=f"Dot chart with {count(len(rows), 'place')}. {said}{more}. " + f"Named by: {listing(named_by)}.",
        draw=lambda width: mention_marks(drawn, width),
        rows=rows[["place_id", "place", "district", "n_pages", "first_from", "first_to"]],
    )


def cells(
    rows: pd.DataFrame,
    column: str,
    places: list[str],
    columns: list[str],
    labels: dict[str, str],
    angle: int = 0,
) -> alt.LayerChart:
    """Return a table of numbers of pages as a chart: places down, `column` across, darker where there are
    more pages.

    `labels` are the words for the values of `column`; `angle` turns them.
    """
    axis = alt.Axis(
        orient="top",
        labelAngle=angle,
        labelExpr=theme.label_expression(labels),
        labelOverlap=False,
        domain=False,
        ticks=False,
        labelAlign="left" if angle else "center",
    )
    base = alt.Chart(rows).encode(
        x=alt.X(f"{column}:N", sort=columns, title=None, axis=axis, scale=alt.Scale(domain=columns)),
        y=alt.Y(
            "place:N", sort=places, title=None, axis=alt.Axis(ticks=False), scale=alt.Scale(domain=places)
        ),
    )
    fill = alt.Fill(
        "n_pages:Q",
        legend=None,
        scale=alt.Scale(type="threshold", domain=list(CELL_STEPS), range=list(theme.STEPS)),
    )
    number = alt.condition(f"datum.n_pages >= {DARK_FROM}", alt.value(theme.PAPER), alt.value(theme.INK))
    return alt.layer(
        base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(fill=fill),
        base.mark_text(fontSize=theme.SMALL_TEXT_SIZE).encode(text="n_pages:Q", color=number),
    ).properties(height=alt.Step(ROW_HEIGHT))


def by_total(rows: pd.DataFrame, column: str) -> list[str]:
    """Return the values of `column`, those with the most pages first."""
    totals = (
        rows.groupby(column)["n_pages"]
        .sum()
        .reset_index()
        .sort_values(["n_pages", column], ascending=[False, True])
    )
    return list(totals[column])


def days(rows: pd.DataFrame, slug: str, event: str, caption: str) -> Figure:
    """Return the table-chart of the day that pages give for the attack at each place; `rows` as from
    `spread.days_by_place`."""
    order = sorted(rows["day"].unique())
    labels = {
        day: day if day == DAY_NOT_GIVEN else f"{pd.Timestamp(day).day} {pd.Timestamp(day):%b}"
        for day in order
    }
    places = by_total(rows, "place")
    totals = rows.groupby("day")["n_pages"].sum()
    dated = totals.drop(DAY_NOT_GIVEN, errors="ignore")
    said = listing([f"{labels[day]}: {count(int((rows['day'] == day).sum()), 'place')}" for day in order])
    if len(dated):
        top = dated.idxmax()
        share = "all " if len(dated) == 1 else f"{int(dated[top]):,} of "
        cases = count(int(dated.sum()), "case")
        sentence = f"Where pages give a day for a place, it is {labels[top]} in {share}{cases}."
    else:
        sentence = "No page gives a day for a place."
    return Figure(
        slug=slug,
        sentence=sentence,
        title="On which day was each place attacked?",
        subtitle=f"Number of pages by place and day of the attack, as the pages give it; {event}",
        caption=f"A page counts once for each place and day. {MANY_PAGES} {caption}",
        alt=f"Table of {count(len(places), 'place')} by day. Places named for each: {said}.",
        draw=lambda width: cells(rows, "day", places, order, labels),
        rows=rows,
    )


def hour_marks(drawn: pd.DataFrame) -> alt.LayerChart:
    """Return a dot at each hour (0 to 24, clock time at the place) with its pages; hollow for the start of
    all attacks."""
    first, last = max(int(drawn["hour"].min()) - 1, 0), min(int(drawn["hour"].max()) + 2, 24)
    places = list(drawn.sort_values(["clock_of", "hour", "place"])["place"].drop_duplicates())
    ticks = list(range(first, last + 1, 1 if last - first < 8 else 3))
    axis = alt.Axis(values=ticks, labelExpr="datum.value + ':00'", grid=True)
    scale = alt.Scale(domain=[first, last], nice=False)
    base = alt.Chart(drawn).encode(
        x=alt.X("hour:Q", title="clock time at the place", scale=scale, axis=axis),
        y=alt.Y("place:N", sort=places, title=None),
    )
    fill = alt.condition("datum.clock_of === 'place'", alt.value(MARK), alt.value(theme.PAPER))
    return alt.layer(
        base.mark_point(filled=True, size=80, opacity=1, stroke=MARK, strokeWidth=1.5).encode(fill=fill),
        base.mark_text(align="left", dx=8, fontSize=theme.SMALL_TEXT_SIZE).encode(text="n_pages:Q"),
    ).properties(height=alt.Step(ROW_HEIGHT))


def hours(rows: pd.DataFrame, slug: str, event: str, caption: str) -> Figure:
    """Return the chart of the hours that pages give on the clock; `rows` as from `spread.clocks_by_place`."""
    parts = rows["clock"].str.split(":", expand=True).astype(int)
    drawn = rows.assign(hour=parts[0] + parts[1] / 60)
    own, wave = drawn[drawn["clock_of"] == "place"], drawn[drawn["clock_of"] == "wave"]
    said = listing(
        [f"{row.place} {row.clock} ({count(row.n_pages, 'page')})" for row in own.itertuples(index=False)]
    )
    starts, beside = listing(sorted(wave["clock"].unique())), count(wave["place"].nunique(), "place")
    whole = f" {starts} for the start of all attacks, beside {beside}." if len(wave) else ""
    return Figure(
        slug=slug,
        sentence=f"A clock time is given for {count(own['place'].nunique(), 'place')}: {said}."
        if len(own)
        else "No page gives a clock time for one place; the hours are those of the start of all attacks.",
        title="At what hour?",
        subtitle=f"Clock times that pages give, with the number of pages; {event}",
        caption="Filled: the time of the attack at that place. Hollow: the page gives one time for the start "
        f"of all attacks and lists the place under it. {caption}",
        alt=f"Dot chart of hours by place. {said}.{whole}"
        if len(own)
        else f"Dot chart of hours by place.{whole}",
        draw=lambda width: hour_marks(drawn),
        rows=rows,
    )


def methods(rows: pd.DataFrame, slug: str, event: str, caption: str) -> Figure:
    """Return the table-chart of kinds of attack by place; `rows` as from `spread.methods_by_place`."""
    ordered = [method for method in by_total(rows, "method") if method != NOT_STATED]
    order = [*ordered, *([NOT_STATED] if NOT_STATED in set(rows["method"]) else [])]
    places = by_total(rows, "place")
    totals = rows.groupby("method")["n_pages"].sum()
    top = (
        rows[rows["method"] != NOT_STATED].sort_values(["n_pages", "place"], ascending=[False, True]).head(6)
    )
    said = listing([f"{row.place} {row.method} {row.n_pages:,}" for row in top.itertuples(index=False)])
    unstated = int(totals.get(NOT_STATED, 0))
    size = f"Table of {count(len(places), 'place')}"
    mentions = count(int(totals.sum()), "mention")
    sentence = (
        f"In {unstated:,} of {mentions} of a place the page does not say how it was hit."
        if unstated
        else f"Every page that names a place says how it was hit ({mentions})."
    )
    return Figure(
        slug=slug,
        sentence=sentence,
        title="What kind of attack, where?",
        subtitle=f"Number of pages by place and kind of attack; {event}",
        caption="Kinds are the readers' summary of what a page says; a page may report several at one place. "
        "Where the reader notes that the page does "
        f"not state a method, it is counted as such and not as an armed assault. {caption}",
        alt=f"{size} by {count(len(order), 'kind')} of attack. Most often: {said}."
        if said != "none"
        else f"{size}; no kind of attack is stated.",
        draw=lambda width: cells(
            rows, "method", places, order, {}, angle=-90 if width < 500 or len(order) > 5 else 0
        ),
        rows=rows,
    )
