"""The chart of all figures in print: who gives which, and how many outlets carry it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook.attribution import UNATTRIBUTED
from tollbook.charts import rows as layout
from tollbook.charts.intervals import (
    LEAST_AXIS,
    PARTIES,
    TOLL,
    Entry,
    dated,
    interval_layers,
    intervals,
    key,
    marked,
    open_legend,
    parties_key,
    told,
    tooltip,
)
from tollbook.charts.pixels import NARROW_BELOW, PADDING
from tollbook.figure import Figure
from tollbook.vocabulary import Names, party_words, toll
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, listing, people

GROUPS = Names(lambda words: words.main)
MOST_ORIGINS = 8  # rows of a group; more origins of a party than fit share a row
LEAST_AREA, MOST_AREA = 30, 330  # square pixels of the marks of a figure in one outlet, and in the most
COLUMNS = {"top": "most carried", "carried": "outlets"}
NARROW_COLUMNS = {"both": ""}
STATEMENT = ["group", "party", "origin", "low", "best", "high"]
TOOLTIP = {
    "killed": TOLL,
    "origin": "According to",
    "side": "Side",
    "known": "First said",
    "n_outlets": "Outlets",
}
LINKS = {"group": "group", "party": "party", "origin": "origin", "since": "since"}
NOBODY = "not named"  # the origin of figures for which nobody is named
OTHERS = party_words("others")


def figures_in_print(
    claims: pd.DataFrame, statements: pd.DataFrame, zone: str, slug: str, period: str, caption: str
) -> Figure:
    """Return the chart of all figures in print for the main groups: a row for each origin, a mark for each of
    its figures, larger where more outlets carry it.

    `statements` are those of one outcome and one period about whole groups, `claims` those that carry them,
    with the outlet of each; days are days in `zone`. Raises ValueError when no statement is about one of the
    main groups.
    """
    some = statements[statements["group"].isin(list(GROUPS)) & statements["party"].isin(list(PARTIES))]
    if some.empty:
        raise ValueError(f"no statement counts {listing([GROUP_WORDS[group] for group in GROUPS])}")
    merged = figures_of(some, claims)
    order = ["order", "n_outlets", "mark", "origin"]
    merged = merged.sort_values(order, ascending=[True, False, True, True], ignore_index=True)
    shown = dated(told(merged.assign(name=named(merged))), zone, "first_said")
    return Figure(
        slug=slug,
        sentence=f"{sentence(merged)}.",
        title="Which figures are in print, and who gives them?",
        subtitle=f"People {toll().label}, by group and origin: every figure given for a whole group; "
        f"{period}",
        caption="A mark is a figure, larger where more outlets carry it; to the right, the figure that most "
        f"outlets carry{tie_words(shown)}. {open_legend(merged)}{caption}",
        alt=f"Interval chart, one row for each origin. {sentence(merged)}. "
        f"Most carried: {most_carried(merged)}.",
        draw=lambda width: drawn(shown, width),
        rows=merged[[*STATEMENT, "words", "n_outlets", "first_said"]],
        links=LINKS,
    )


def figures_of(statements: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return each figure that an origin gave for a group (see `intervals`), with how many outlets carry it,
    however it is worded there, and when it was first said and known (UTC).
    """
    merged = statements.groupby(STATEMENT, dropna=False, as_index=False).agg(
        first_said=("first_said", "min"), since=("known_from", "min")
    )
    carried = claims[["statement_id", "outlet"]].merge(statements[["statement_id", *STATEMENT]])
    outlets = carried.groupby(STATEMENT, dropna=False)["outlet"].nunique().rename("n_outlets").reset_index()
    merged = intervals(merged.merge(outlets, on=STATEMENT, validate="one_to_one"))
    return merged.assign(order=merged["group"].map(list(GROUPS).index))


def sentence(merged: pd.DataFrame) -> str:
    """Return how many different figures there are for each group, and from which to which."""
    said = []
    for group, some in merged.groupby("group", sort=False):
        ends = some.sort_values(["mark", "is_open"])["words"]
        figures = some.drop_duplicates(["low", "best", "high"])
        span = f"from {ends.iloc[0]} to {ends.iloc[-1]}" if len(figures) > 1 else ends.iloc[0]
        origins = count(some["origin"].nunique(), "origin")
        said.append(
            f"{count(len(figures), 'figure')} for {GROUP_WORDS[group]} {toll().label}, {span}, by {origins}"
        )
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}"


def most_carried(merged: pd.DataFrame) -> str:
    """Return for each group and party its figure that most outlets carry, in words."""
    top = merged.drop_duplicates(["group", "party"])
    return listing(
        [
            f"{people(row.words, row.group)} ({PARTY_WORDS[row.party]}: {row.origin}, "
            f"{count(row.n_outlets, 'outlet')})"
            for row in top.itertuples(index=False)
        ]
    )


def tie_words(marks: pd.DataFrame) -> str:
    """Return which figure stands to the right where a row has several that as many outlets carry, the most;
    nothing where no row has.
    """
    keys = ["group", "party", "name"]
    most = marks.groupby(keys)["n_outlets"].transform("max")
    ties = marks[marks["n_outlets"] == most].groupby(keys)["words"].nunique().gt(1).any()
    return ", the lowest where as many carry several" if ties else ""


def named(merged: pd.DataFrame) -> pd.Series:
    """Return the name of the row in which each figure stands: its origin, or, where a group has more than
    `MOST_ORIGINS`, those of a party that outlets carry least together in one.
    """
    keys = ["group", "party", "origin"]
    origins = merged.groupby(keys)["n_outlets"].sum().rename("outlets").reset_index()
    origins = origins.sort_values(["group", "outlets", "origin"], ascending=[True, False, True])
    of_group = origins.groupby("group")
    spare = (of_group["origin"].transform("size") > MOST_ORIGINS) & (of_group.cumcount() >= MOST_ORIGINS - 1)
    others = spare.groupby([origins["group"], origins["party"]]).transform("sum")
    together = others.astype(str) + " " + origins["party"].map(OTHERS)
    names = origins["origin"].replace(NOBODY, PARTY_WORDS.get(UNATTRIBUTED, NOBODY))
    origins["name"] = names.mask(spare & others.gt(1), together)
    return merged[keys].merge(origins, on=keys, how="left", validate="many_to_one")["name"]


def in_rows(marks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the chart, in order: group, party, section, name, and the cells `top`, the figure
    that most outlets carry, and `carried`, by how many. `marks` has a group's most carried figures first.
    """
    rows = marks.groupby(["order", "party", "name"], as_index=False).agg(
        group=("group", "first"),
        top=("words", "first"),
        most=("n_outlets", "first"),
        origin=("origin", lambda names: names.iloc[0] if names.nunique() == 1 else ""),
        outlets=("n_outlets", "sum"),
    )
    rows = rows.assign(
        rank=rows["party"].map(list(PARTIES).index),
        is_other=rows["origin"].eq(""),
        section=rows["group"].map(GROUP_WORDS).str.capitalize(),
        carried=rows["most"].map("{:,}".format),
        both=rows["top"] + " in " + rows["most"].map(lambda number: count(number, "outlet")),
    )
    order = ["order", "rank", "is_other", "outlets", "name"]
    return rows.sort_values(order, ascending=[True, True, True, False, True], ignore_index=True)


def drawn(marks: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the chart for a sheet of `width` pixels."""
    rows = in_rows(marks)
    most = int(marks["n_outlets"].max())
    sizes = [Entry(count(number, "outlet"), marked("disc"), area(number, most)) for number in (1, most)]
    parties = parties_key(marks["party"])
    legend, top = key([*(parties if len(parties) > 1 else []), *sizes[:most]], width - PADDING)
    columns = COLUMNS if width >= NARROW_BELOW else NARROW_COLUMNS
    sheet = layout.lay_out(rows, width, columns, top, axis_each=True)
    places = rows.rename_axis("row").reset_index()[["row", "group", "party", "name", "section"]]
    shown = marks.merge(places, on=["group", "party", "name"], validate="many_to_one")
    shown = shown.assign(area=[area(number, most) for number in shown["n_outlets"]])
    shown = shown.sort_values("area", ascending=False)
    longest = shown.groupby("section", sort=False)["end"].max().clip(lower=LEAST_AXIS)
    placed = layout.placed_by_section(shown, sheet, longest, TOOLTIP)
    return alt.layer(
        *legend,
        *layout.axes(sheet, longest, f"people {toll().label}"),
        *interval_layers(placed, tooltip(**TOOLTIP)),
        *layout.words(sheet.words),
        height=sheet.height + layout.AXIS,
    )


def area(outlets: int, most: int) -> float:
    """Return how large the mark of a figure is, in square pixels, if `most` is the number of outlets that
    carry the most carried one.
    """
    return round(LEAST_AREA + (MOST_AREA - LEAST_AREA) * (outlets - 1) / max(most - 1, 1), 1)
