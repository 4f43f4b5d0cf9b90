"""Chart of how many places it came to: according to whom, and by the names that pages print."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import dates, incident, theme, vocabulary
from tollbook.charts import rows as layout
from tollbook.charts.intervals import HEAD, SHAPES, intervals, only_in_table, open_legend, tooltip
from tollbook.charts.pixels import PADDING, pixel
from tollbook.figure import Figure
from tollbook.words import count, listing

MOST_FIGURES = 6  # of one party: those on the most pages
ROW = 20  # pixels
COLOUR = theme.LIGHT["series_5"]
NAMES = vocabulary.party_words("label", unknown="Authority not known")
COUNTED = "Counted here, from the names on the pages"
OWN = ("all pages", "longest list")
PLACED = ["x_low", "x_mark", "x_end", "y", "is_open", "is_filled", "shape", "party", "since"]
SAID = {"who": "who", "label": "places", "nouns": "counted as", "pages": "pages"}


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that the chart has room for: of each party those on the most pages, in the order of
    `rows`."""
    by_pages = rows.sort_values("n_pages", ascending=False, kind="stable")
    return rows.loc[by_pages.groupby("party").head(MOST_FIGURES).index.sort_values()]


def counted(counts: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the two numbers that the names on the pages give: all places named, and the longest list of one
    page; as rows like those of `spread.counts_by_party`, party empty. None where no page names a place.
    """
    if counts.empty:
        return pd.DataFrame(columns=["party", "low", "high", "best", "n_pages", "nouns", "since", "label"])
    longest = int(listed["n_listed"].max())
    pages = [int(listed["report_id"].nunique()), int(listed["n_listed"].eq(longest).sum())]
    nouns = ["names on all pages", "names on the longest list of one page"]
    rows = pd.DataFrame({"party": "", "low": [len(counts), longest], "n_pages": pages, "nouns": nouns})
    rows = rows.assign(high=rows["low"], best=rows["low"], since=counts["since"].min())
    return rows.assign(label=rows["low"].map("{:,}".format))


def drawable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return figures with what the chart draws and says: see `intervals.intervals`, and section, name, pages,
    since as text."""
    own = rows["party"].eq("")
    names = rows["label"].copy()
    names[own] = [f"{label}, {what}" for label, what in zip(names[own], OWN, strict=False)]
    return intervals(rows).assign(
        section=rows["party"].map(dict(NAMES)).fillna(COUNTED),
        name=names,
        pages=[count(int(number), "page") for number in rows["n_pages"]],
        since=dates.to_iso(pd.to_datetime(rows["since"], utc=True)),
        is_filled=rows["party"].map(dict(theme.PARTY_FILLED)).fillna(True).astype(bool),
        shape=rows["party"].replace("", "own"),
    )


def draw_counts(drawn: pd.DataFrame, width: int, unit: str) -> alt.LayerChart:
    """Return the figures for `width` pixels, those of each party below their heading; `unit` names the
    axis."""
    sheet = layout.lay_out(drawn, width, {"pages": ""}, row=ROW)
    longest = max(float(drawn[["mark", "end"]].max().max()), 1.0)
    marks = layout.placed(drawn, sheet, longest)
    base = alt.Chart(marks.assign(who=drawn["section"])[[*PLACED, *SAID]]).encode(
        y=pixel("y"), tooltip=tooltip(**SAID)
    )
    lines = base.transform_filter("datum.x_end > datum.x_low").mark_rule(strokeWidth=2, color=COLOUR)
    heads = base.transform_filter("datum.is_open").mark_point(
        shape=theme.ARROW_RIGHT, size=HEAD, filled=True, opacity=1, color=COLOUR
    )
    shapes = {**SHAPES, "own": "cross"}
    fill = alt.FillValue(**alt.condition("datum.is_filled", alt.value(COLOUR), alt.value(theme.PAPER)))
    dots = base.mark_point(size=64, opacity=1, stroke=COLOUR, strokeWidth=1.6).encode(
        x=pixel("x_mark"),
        fill=fill,
        shape=alt.Shape(
            "shape:N", legend=None, scale=alt.Scale(domain=list(shapes), range=list(shapes.values()))
        ),
    )
    layers = [
        *layout.axis(sheet, longest, unit),
        lines.encode(x=pixel("x_low"), x2=alt.X2("x_end:Q")),
        heads.encode(x=pixel("x_end")),
        dots,
        *layout.words(sheet.words),
    ]
    return alt.layer(*layers, width=width - PADDING, height=sheet.height + layout.AXIS)


def place_totals(
    rows: pd.DataFrame, counts: pd.DataFrame, listed: pd.DataFrame, slug: str, event: str, caption: str
) -> Figure:
    """Return the chart of how many places it came to according to whom.

    `rows` as from `spread.counts_by_party`, `counts` as from `spread.place_counts`, `listed` as from
    `spread.listed_counts`.
    """
    some, own, hit = shown(rows), counted(counts, listed), incident.current().hit
    drawn = drawable(pd.concat([some, own], ignore_index=True) if len(own) else some.reset_index(drop=True))
    said = "; ".join(
        f"{NAMES[party]}: {listing([f'{row.label} ({row.pages})' for row in figures.itertuples()])}"
        for party, figures in drawn[drawn["party"] != ""].groupby("party", sort=False)
    )
    left = only_in_table(len(rows) - len(some), "figure", " on fewer pages")
    return Figure(
        slug=slug,
        sentence=f"{counts_sentence(rows)}{names_sentence(own)}",
        title=f"How many places were {hit}, according to whom?",
        subtitle=f"Places {hit} in all, by who gives the number, and on how many pages; {event}",
        caption=f"{open_legend(drawn)}Districts, cities, towns and sites are different things to count: what "
        f"each page counts is in the table. {left}{caption}",
        alt=f"Interval chart. {said}.{names_sentence(own)}",
        draw=lambda width: draw_counts(drawn, width, f"places {hit}"),
        rows=pd.concat([rows, own]).drop(columns="since") if len(own) else rows.drop(columns="since"),
        links={"party": "party", "since": "since"},
    )


def counts_sentence(rows: pd.DataFrame) -> str:
    """Return the sentence on the lowest and the highest number of places, and that on most pages."""
    mark = intervals(rows)["mark"]
    lowest, highest = rows["label"].iloc[int(mark.argmin())], rows["label"].iloc[int(mark.argmax())]
    most = rows[rows["n_pages"] == rows["n_pages"].max()]
    on_most = listing([f"{row.label} ({NAMES[row.party].lower()})" for row in most.itertuples()])
    pages = count(int(most["n_pages"].iloc[0]), "page")
    if len(rows) == 1:
        return f"One number is given: {on_most}, on {pages}."
    return f"The numbers run from {lowest} to {highest}; on most pages ({pages}): {on_most}."


def names_sentence(own: pd.DataFrame) -> str:
    """Return the sentence on how many places the pages name, all together and on the longest list."""
    if own.empty:
        return ""
    every, longest = own.to_dict("records")
    said = f" The pages name {count(every['low'], 'place')} in all"
    return f"{said}, the longest list of one page {longest['low']:,} ({count(longest['n_pages'], 'page')})."
