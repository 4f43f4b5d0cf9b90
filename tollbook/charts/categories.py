"""The chart of who was killed, according to whom: each party's figure in force for each group."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts import rows as layout
from tollbook.charts.intervals import (
    ARROW,
    BESIDE,
    LEAST_AXIS,
    PARTIES,
    dated,
    interval_layers,
    intervals,
    open_legend,
    told,
    tooltip,
)
from tollbook.charts.pixels import NARROW_BELOW, pixel, text_width
from tollbook.figure import Figure
from tollbook.words import GROUP_WORDS, NO_DAY, PARTY_WORDS, day, listing

GROUPS = ["civilians", "security", "militants", "all_but_militants", "all"]
SECTIONS = {
    **{group: words.capitalize() for group, words in GROUP_WORDS.items()},
    "all_but_militants": "All together, without militants",
    "all": "All together, as printed",
}
COLUMNS = {"known_from": "since"}
TOTAL_COLUMNS = ["group", "party", "period", "rule", "low", "best", "high", "words", "n_origins", "n_reports"]
TOOLTIP = {
    "killed": "Killed",
    "side": "According to",
    "known": "Since",
    "n_origins": "Origins",
    "n_reports": "Pages",
}
LINKS = {"group": "group", "party": "party", "since": "since"}


def killed_by_group(totals: pd.DataFrame, zone: str, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of each group's killed by the party that gives the figure.

    `totals` are rows in force of one rule and one period; `since` is a moment (UTC), shown as a day in
    `zone`. `period` is the period in words, `caption` names the source and the as-of moment. Raises
    ValueError when there is nothing to draw.
    """
    rows = totals[totals["group"].isin(GROUPS) & totals["party"].isin(PARTIES)]
    if rows.empty:
        raise ValueError("no party gave a figure for a whole group")
    order = rows["group"].map(GROUPS.index) * 10 + rows["party"].map(PARTIES.index)
    rows = intervals(rows.loc[order.sort_values().index]).reset_index(drop=True)
    shown = dated(told(rows), zone).assign(
        section=rows["group"].map(SECTIONS),
        name=rows["party"].map(theme.PARTY_LABELS),
        known_from=[day(moment, zone, year=False) for moment in rows["since"]],
    )
    shown["known_from"] = shown["known_from"].replace(NO_DAY, "not known")
    return Figure(
        slug=slug,
        sentence=f"{sentence(rows)}.",
        title="Who was killed, and according to whom?",
        subtitle=f"People killed: each party's figure in force, and the day since which it holds; {period}",
        caption=f"{open_legend(rows)}{caption}",
        alt=f"Interval chart, one row for each group and party. {sentence(rows, GROUPS)}.",
        draw=lambda width: drawn(shown, width),
        rows=rows[[*TOTAL_COLUMNS, "since"]],
        links=LINKS,
    )


def sentence(rows: pd.DataFrame, groups: list[str] = GROUPS[:3]) -> str:
    """Return what each party says of `groups`, or of all together where nobody has a figure for one of them:
    `Officials: 36 civilians and 22 security personnel; armed group: 280 security personnel`.
    """
    told_of = rows[rows["group"].isin(groups)]
    said = []
    for party, some in (told_of if len(told_of) else rows).groupby("party", sort=False):
        figures = [
            f"{words} {GROUP_WORDS[group]}" for words, group in zip(some["words"], some["group"], strict=True)
        ]
        said.append((PARTIES.index(party), f"{PARTY_WORDS[party]}: {listing(figures)}"))
    named = [one for one in said if PARTIES[one[0]] != "unattributed"]
    text = "; ".join(words for _, words in sorted(named or said))
    return f"{text[0].upper()}{text[1:]}"


def drawn(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the chart for a sheet of `width` pixels, each figure in words behind its mark."""
    sheet = layout.lay_out(rows, width, COLUMNS if width >= NARROW_BELOW else {})
    plot = sheet.shape.right - ARROW - sheet.shape.left
    behind = (rows["words"].map(text_width) + BESIDE - ARROW * ~rows["is_open"]) / plot
    longest = max(float((rows["end"] / (1 - behind).clip(lower=0.2)).max()), LEAST_AXIS)
    marks = layout.placed(rows, sheet, longest, [*TOOLTIP, "words"])
    said = tooltip(**TOOLTIP)
    behind_marks = alt.Chart(marks).mark_text(align="left", baseline="middle", dx=BESIDE)
    return alt.layer(
        *layout.axis(sheet, longest, "people killed"),
        *interval_layers(marks, said),
        behind_marks.encode(x=pixel("x_end"), y=pixel("y"), text=alt.Text("words:N"), tooltip=said),
        *layout.words(sheet.words),
        height=sheet.height + layout.AXIS,
    )
