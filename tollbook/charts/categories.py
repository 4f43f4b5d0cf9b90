"""The chart of who was killed, according to whom: each party's figure in force for each group."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.attribution import UNATTRIBUTED
from tollbook.charts import rows as layout
from tollbook.charts.intervals import (
    ARROW,
    BESIDE,
    LEAST_AXIS,
    PARTIES,
    TOLL,
    dated,
    interval_layers,
    intervals,
    open_legend,
    told,
    tooltip,
)
from tollbook.charts.pixels import NARROW_BELOW, pixel, text_width
from tollbook.figure import Figure
from tollbook.vocabulary import Names, group_words, toll
from tollbook.words import NO_DAY, PARTY_WORDS, day, listing, people

GROUPS = Names(lambda words: words.shown)
MAIN = Names(lambda words: words.main)
SECTIONS = group_words("section")
COLUMNS = {"known_from": "since"}
TOTAL_COLUMNS = ["group", "party", "period", "rule", "low", "best", "high", "words", "n_origins", "n_reports"]
TOOLTIP = {
    "killed": TOLL,
    "side": "According to",
    "known": "Since",
    "n_origins": "Origins with any figure",
    "n_reports": "Pages with any figure",
}
LINKS = {"group": "group", "party": "party", "since": "since"}


def killed_by_group(totals: pd.DataFrame, zone: str, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of each group's killed by the party that gives the figure.

    `totals` are rows in force of one rule and one period; `since` is a moment (UTC), shown as a day in
    `zone`. `period` is the period in words, `caption` names the source and the as-of moment. Raises
    ValueError when there is nothing to draw.
    """
    groups, parties = list(GROUPS), list(PARTIES)
    rows = totals[totals["group"].isin(groups) & totals["party"].isin(parties)]
    if rows.empty:
        raise ValueError("no party gave a figure for a whole group")
    order = rows["group"].map(groups.index) * len(parties) + rows["party"].map(parties.index)
    rows = intervals(rows.loc[order.sort_values().index]).reset_index(drop=True)
    shown = dated(told(rows), zone).assign(
        section=rows["group"].map(SECTIONS),
        name=rows["party"].map(theme.PARTY_LABELS),
        known_from=[day(moment, zone, year=False) for moment in rows["since"]],
    )
    shown["known_from"] = shown["known_from"].replace(NO_DAY, "not known")
    toll_word = toll().label
    return Figure(
        slug=slug,
        sentence=f"{sentence(rows)}.",
        title=f"Who was {toll_word}, and according to whom?",
        subtitle=f"People {toll_word}: each party's figure in force, and the day since which it holds; "
        f"{period}",
        caption=f"{open_legend(rows)}{caption}",
        alt=f"Interval chart, one row for each group and party. {sentence(rows, groups)}.",
        draw=lambda width: drawn(shown, width),
        rows=rows[[*TOTAL_COLUMNS, "since"]],
        links=LINKS,
    )


def sentence(rows: pd.DataFrame, groups: Sequence[str] = MAIN) -> str:
    """Return what each party says of `groups`, or of all together where nobody has a figure for one of them:
    `Officials: 36 civilians and 22 rescuers; independent: 40 civilians`.
    """
    parties = list(PARTIES)
    told_of = rows[rows["group"].isin(list(groups))]
    said = []
    for party, some in (told_of if len(told_of) else rows).groupby("party", sort=False):
        figures = [people(words, group) for words, group in zip(some["words"], some["group"], strict=True)]
        said.append((parties.index(party), f"{PARTY_WORDS[party]}: {listing(figures)}"))
    named = [one for one in said if parties[one[0]] != UNATTRIBUTED]
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
        *layout.axis(sheet, longest, f"people {toll().label}"),
        *interval_layers(marks, said),
        behind_marks.encode(x=pixel("x_end"), y=pixel("y"), text=alt.Text("words:N"), tooltip=said),
        *layout.words(sheet.words),
        height=sheet.height + layout.AXIS,
    )
