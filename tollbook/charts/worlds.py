"""The two sides' figures of one group against each other: at the end of each day, and in other periods.

Each side has its own mark, such as a filled disc and a hollow diamond; a thin line joins what is compared.
Figures of different periods never share a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd

from tollbook import theme, vocabulary, worlds
from tollbook.charts import rows as layout
from tollbook.charts.intervals import (
    LEAST_AXIS,
    TOLL,
    interval_layers,
    intervals,
    key,
    only_in_table,
    open_legend,
    parties_key,
    shortened,
    told,
    tooltip,
)
from tollbook.charts.pixels import NARROW_BELOW, PADDING, scaled
from tollbook.comparing import period_labels
from tollbook.figure import Answer, Aside, Figure, Prose, answered, aside, prose
from tollbook.parameters import Run
from tollbook.sides import further_sides
from tollbook.words import GROUP_WORDS, NO_DAY, PARTY_WORDS, day

NUMBERS = ["low", "best", "high"]
NARROW_COLUMNS = {"both": ""}
MOST_DAYS, MOST_OTHERS = 8, 8  # rows of a group, and of other periods; the table behind the chart has all
TOOLTIP = {"killed": TOLL, "side": "According to", "known": "Since"}
LINKS = {"group": "group", "party": "party", "since": "since"}
IN_FORCE, OTHERS = "Figures in force", "Other periods, in force"
NO_SIDES = (
    "This event has no two sides that count each other's people, so there are no two accounts to set apart."
)
BOTH_SIDES = (
    "Each side counts its own dead and claims the other side's. Each row holds both sides' figures at the end"
    " of a day on which one of them changed; figures of other periods stand apart."
)


def two_worlds(rows: pd.DataFrame, run: Run, slug: str, caption: str) -> Figure:
    """Return the chart of the two sides' figures: `rows` are `worlds.steps`, of the run's rule and moment.

    A section for each group shows the running period at the end of each day on which a figure changed (days
    of the event's zone); below them, rows for other periods, or figures of no known day, show what is in
    force. `caption` names the source and the as-of moment. Raises ValueError when there is nothing to hold
    against each other.
    """
    both = worlds.pairs(rows)
    if both.empty:
        raise ValueError("there is no group for which both sides have a figure for one and the same period")
    table = worlds.day_by_day(rows, run)
    running, others = in_rows(rows, table, run)
    shown = pd.concat([running.groupby("section", sort=False).tail(MOST_DAYS), others.head(MOST_OTHERS)])
    shown = shown.reset_index(drop=True)
    marks = sides(rows, shown, run.zone)
    first = both[both["period"] == both["period"].iloc[0]]
    hidden = len(running) + len(others) - len(shown)
    return Figure(
        slug=slug,
        sentence=" ".join(worlds.compared(pair, run.zone) for pair in first.to_dict("records")),
        title="How far apart are the two sides' figures?",
        subtitle=f"People {vocabulary.toll().label}, by group and side, at the end of each day on which a "
        f"figure changed; {period_labels(run.event)[run.period]}",
        caption=f"{open_legend(marks)}Figures of different periods stand apart. "
        f"{only_in_table(hidden, 'row')}{caption}",
        alt=f"Dot chart, one row for each group and day, two marks in each. {'; '.join(in_words(shown))}.",
        draw=lambda width: drawn(shown, marks, width),
        rows=table,
        links=LINKS,
    )


def has_two_sides() -> bool:
    """Return whether the event has two parties with people of their own among those counted."""
    return len(vocabulary.current().side_parties) > 1


def side_by_side(figures: Sequence[Figure], otherwise: Callable[[], str]) -> Answer | Prose | Aside:
    """Return the chart of the two sides with what a reader must know of it; `otherwise()`, a sentence, where
    there is none, and for an event without two sides that it has none, which a report leaves out.
    """
    if not has_two_sides():
        return aside(NO_SIDES)
    said = " ".join(filter(None, (BOTH_SIDES if figures else otherwise(), further_sides())))
    return answered(said, figures[0]) if figures else prose(said)


def in_rows(rows: pd.DataFrame, table: pd.DataFrame, run: Run) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that the chart can have: the days of the running period, and what is in force in other
    periods or of no known day, where both sides gave a figure.

    `table` is `worlds.day_by_day` of `rows`. Each has group, since (the day, ISO), section, name, cells, and
    by party the place in `rows` of its figure.
    """
    last = worlds.standing_at_day_ends(rows, run.zone)
    columns = side_columns()
    shown = table[[*columns, "larger figure", "in force"]].map(shortened)
    lines = last.join(shown).assign(
        times=shown["larger figure"].str.rpartition(", ")[2], since=last["day"].replace(NO_DAY, "")
    )
    is_running = lines["period"].eq(run.period) & lines["since"].ne("")
    is_both = lines[columns].ne("").all(axis=1)
    group = lines["group"].map(GROUP_WORDS).str.capitalize()
    lines["section"] = group.where(is_running, OTHERS if is_running.any() else IN_FORCE)
    lines["name"] = lines["day"].map(day_name).where(is_running, group + ", " + table["period"])
    return lines[is_running], lines[~is_running & is_both & lines["in force"].eq("yes")]


def day_name(day: str) -> str:
    """Return an ISO day as the name of a row: `31 January`."""
    return day if day == NO_DAY else f"{pd.Timestamp(day).day} {pd.Timestamp(day):%B}"


def sides(rows: pd.DataFrame, shown: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return the figures of both sides in the shown rows: one row for each mark, with the `row` it stands
    in.
    """
    parts = []
    for party in worlds.SIDES:
        given = rows.reindex(shown[party]).set_axis(shown.index).rename_axis("row").reset_index()
        known = [day(moment, zone) for moment in given["since"]]
        parts.append(given.assign(known=known, since=shown["since"]))
    marks = intervals(pd.concat(parts, ignore_index=True).dropna(subset=["party"]))
    return told(marks[marks["mark"].notna()].reset_index(drop=True))


def in_words(shown: pd.DataFrame) -> list[str]:
    """Return each row of the chart in words, for the text alternative."""
    return [
        f"{row['section']}, {row['name']}: {said_of(row)}"
        + (f" ({row['larger figure']})" if row["larger figure"] else "")
        for row in shown.to_dict("records")
    ]


def said_of(row: dict[str, str]) -> str:
    """Return both sides' figures of a row, such as `officials 22, company 28`."""
    return ", ".join(f"{side} {row[side]}" for side in side_columns() if row[side])


def side_columns() -> list[str]:
    """Return the columns of `worlds.day_by_day` that hold the sides' figures: the sides in words."""
    return [PARTY_WORDS[party] for party in worlds.SIDES]


def drawn(shown: pd.DataFrame, marks: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the chart for a sheet of `width` pixels."""
    rows = shown.assign(both=[said_of(row) for row in shown.to_dict("records")])
    legend, top = key(parties_key(worlds.SIDES), width - PADDING)
    columns = {**{side: side for side in side_columns()}, "times": "the larger is"}
    sheet = layout.lay_out(rows, width, columns if width >= NARROW_BELOW else NARROW_COLUMNS, top)
    longest = max(float(marks["end"].max()), LEAST_AXIS)
    placed = layout.placed(marks, sheet, longest, TOOLTIP)
    ends = placed.groupby("y", as_index=False).agg(
        x=("x_mark", "min"), x2=("x_mark", "max"), since=("since", "first")
    )
    joined = scaled(ends).mark_rule(color=theme.AXIS).encode(x2=alt.X2("x2:Q"))
    return alt.layer(
        *legend,
        *layout.axis(sheet, longest, f"people {vocabulary.toll().label}"),
        joined,
        *interval_layers(placed, tooltip(**TOOLTIP)),
        *layout.words(sheet.words),
        height=sheet.height + layout.AXIS,
    )
