"""The matrix of agreement: origins down, groups across, in each cell the origin's newest figure and how many
of the others can mean the same.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import agreement, theme, vocabulary
from tollbook.charts.intervals import (
    FEWER,
    TOLL,
    Entry,
    dated,
    key,
    only_in_table,
    party_marks,
    told,
    tooltip,
)
from tollbook.charts.pixels import LINE, NARROW_BELOW, PADDING, pixel, scaled, text_width, widest, wrapped
from tollbook.charts.rows import GAP, HEADING_SIZE, NAME_SHARE, SMALL, Pen, words
from tollbook.figure import Figure
from tollbook.vocabulary import party_words
from tollbook.words import GROUP_WORDS, count, listing, people

MOST_ORIGINS, MOST_OTHERS = 14, 5  # rows, and of them such as are not of the first party; the table has all
CELL, CELL_GAP, EDGE, BAR = 36, 3, 10, 4  # pixels: a cell's height, between cells, before its words, its bar
HEADING, PARTY_LINE = 24, 20  # pixels of the line of the groups, and of the name of a party
SYMBOL, SYMBOL_STEP = 38, 13  # area of a party's mark in square pixels, and pixels from one to the next
SIDES = party_words("subject")
ALONE, ONLY = "stands alone", "no other figure"
TOOLTIP = {
    "killed": TOLL,
    "origin": "According to",
    "known": "Known since",
    "relation": "Agrees",
    "agrees_with": "With",
}
# No `since`: with how many a figure agrees is known for the run's moment alone.
LINKS = {"group": "group", "party": "party", "origin": "origin"}


def agreement_matrix(said: pd.DataFrame, zone: str, slug: str, period: str, caption: str) -> Figure:
    """Return the matrix of which origins agree on what.

    `said` is `agreement.said_now`; days are days in `zone`; `period` is the period in words, `caption` names
    the source and the as-of moment. Raises ValueError when no named origin gave a figure.
    """
    if said.empty:
        raise ValueError("no named origin gave a figure for a whole group")
    rows = agreement.matrix(said)
    cells = dated(told(rows), zone)
    cells = cells.assign(relation=[relation(row) for row in rows.itertuples(index=False)])
    shown = shown_origins(cells)
    who = "sides" if vocabulary.current().sides else "kinds of source"
    hidden = said.groupby(["party", "origin"]).ngroups - shown["row"].nunique()
    return Figure(
        slug=slug,
        sentence=sentence(said, rows),
        title="Which sources agree with each other, and on what?",
        subtitle=f"{vocabulary.toll().title}, each origin's newest figure by group, and with how many of the "
        f"others' it agrees; {period}",
        caption='Two figures agree if both can mean the same number; an "or more" agrees with every higher '
        f"one. The marks say which {who} agree. Shaded, with a bar: the largest set of origins that can all "
        "mean one number. Figures for which nobody is named are left out. "
        f"{only_in_table(hidden, 'origin', FEWER)}{caption}",
        alt=f"Table of origins by group. {sentence(said, rows)} {'; '.join(in_words(cells))}.",
        draw=lambda width: drawn(shown, width),
        rows=rows[agreement.MATRIX],
        links=LINKS,
    )


def relation(row: object) -> str:
    """Return in words with how many of the other origins a figure agrees."""
    if not row.n_others:
        return ONLY
    return f"with {row.n_agree:,} of {row.n_others:,}" if row.n_agree else ALONE


def sentence(said: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return on what the most origins agree, and how many figures stand alone."""
    toll = vocabulary.toll().label
    found = [
        f"{one.agreeing:,} of {one.origins:,} origins agree on {people(one.words[0], one.group)} {toll}"
        + (f", as many on {listing(one.words[1:])}" if len(one.words) > 1 else "")
        for one in agreement.shared(said)
    ]
    alone = rows[rows["n_others"].gt(0) & rows["n_agree"].eq(0)]
    told_alone = [f"{people(row.words, row.group)} ({row.origin})" for row in alone.itertuples(index=False)]
    named = f": {listing(told_alone)}" if len(told_alone) <= 3 else ""
    apart = (
        f"{count(len(alone), 'figure')} {'stands' if len(alone) == 1 else 'stand'} alone{named}"
        if len(alone)
        else ""
    )
    text = "; ".join([*found, *([apart] if apart else [])]) or "no group has figures of two origins"
    return f"{text[0].upper()}{text[1:]}."


def in_words(cells: pd.DataFrame) -> list[str]:
    """Return each origin's figures in words, for the text alternative."""
    return [
        f"{origin}: " + listing([f"{row.killed} ({row.relation})" for row in some.itertuples(index=False)])
        for origin, some in cells.groupby("origin", sort=False)
    ]


def shown_origins(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the origins that most outlets carry, with the `row` of each: by party, then by
    outlets. Those of the first party, such as officials, of whom there are many, leave room for the others.
    """
    keys = ["party", "origin"]
    origins = cells.groupby(keys)["n_outlets"].sum().rename("outlets").reset_index()
    origins = origins.sort_values(["outlets", "origin"], ascending=[False, True])
    parties = list(vocabulary.current().parties)
    is_first = origins["party"].eq(parties[0])
    others = origins[~is_first].head(MOST_OTHERS if is_first.any() else MOST_ORIGINS)
    chosen = pd.concat([origins[is_first].head(MOST_ORIGINS - len(others)), others])
    ranks = chosen["party"].map(parties.index)
    chosen = chosen.loc[ranks.sort_values(kind="stable").index].assign(row=range(len(chosen)))
    shown = cells.merge(chosen[[*keys, "row"]], on=keys, validate="many_to_one")
    return shown.sort_values(["row", "group"], ignore_index=True)


def drawn(cells: pd.DataFrame, width: int) -> alt.LayerChart:
    """Return the matrix for a sheet of `width` pixels; on a narrow one the names stand above the cells."""
    inner = float(width - PADDING)
    groups = [group for group in agreement.GROUPS if group in set(cells["group"])]
    is_narrow = width < NARROW_BELOW
    room = inner if is_narrow else min(widest(cells["origin"]), NAME_SHARE * inner)
    left = 0.0 if is_narrow else room + GAP
    across = (inner - left + CELL_GAP) / max(len(groups), 2)
    agreeing = [party for party in agreement.PARTIES if cells[f"agree_{party}"].any()]
    legend, top = key([Entry(f"agrees with {SIDES[party]}", party) for party in agreeing], inner)
    pen = Pen(top)
    names = [
        wrapped(GROUP_WORDS[group].capitalize(), across - GAP, HEADING_SIZE, bold=True) for group in groups
    ]
    height = HEADING + LINE * (max(map(len, names)) - 1)
    for number, (group, lines) in enumerate(zip(groups, names, strict=True)):
        pen.write(lines, left + number * across, pen.down + height / 2, "heading", {"group": group})
    pen.down += height
    tops = name_rows(pen, cells, room, is_narrow)
    x = left + across * cells["group"].map(groups.index)
    placed = cells.assign(
        x=x.round(1),
        x2=(x + across - CELL_GAP).round(1),
        y=cells["row"].map(tops),
        y2=cells["row"].map(tops) + CELL,
    )
    return alt.layer(*legend, *cell_layers(placed), *symbols(placed), *words(pen.table()), height=pen.down)


def name_rows(pen: Pen, cells: pd.DataFrame, room: float, is_above: bool) -> dict[int, float]:
    """Write the origins' names; return where the cells of each row begin, downwards."""
    tops, before = {}, ""
    for row, some in cells.groupby("row"):
        first = some.iloc[0]
        if first["party"] != before:
            before = first["party"]
            pen.write([theme.PARTY_LABELS[before]], 0, pen.down + PARTY_LINE / 2, "column", {"party": before})
            pen.down += PARTY_LINE
        lines = wrapped(first["origin"], room)
        keys = {"party": first["party"], "origin": first["origin"]}
        height = LINE * len(lines)
        if is_above:
            pen.write(lines, 0, pen.down + height / 2 + 2, "name", keys)
            pen.down += height + 4
            tops[row] = pen.down
            pen.down += CELL + 6
        else:
            tall = max(CELL, height)
            pen.write(lines, 0, pen.down + tall / 2, "name", keys)
            tops[row] = pen.down + (tall - CELL) / 2
            pen.down += tall + CELL_GAP
    return tops


def cell_layers(cells: pd.DataFrame) -> list[alt.Chart]:
    """Return the cells: a ground, shaded and with a bar in the largest set of a group, the figure, and with
    how many it agrees.
    """
    kept = ["x", "x2", "y", "y2", "words", "relation", "in_largest", "group", "party", "origin"]
    table = cells[[*kept, "killed", "known", "agrees_with"]].assign(
        x_words=cells["x"] + EDGE,
        y_figure=cells["y"] + CELL / 2 - LINE / 2 + 1,
        y_relation=cells["y"] + CELL / 2 + LINE / 2,
    )
    base = alt.Chart(table)
    shade = alt.FillValue(
        **alt.condition("datum.in_largest", alt.value(theme.STEPS[0]), alt.value(theme.NEIGHBOUR))
    )
    ground = base.mark_rect(stroke=None).encode(
        x=pixel("x"),
        x2=alt.X2("x2:Q"),
        y=pixel("y"),
        y2=alt.Y2("y2:Q"),
        fill=shade,
        tooltip=tooltip(**TOOLTIP),
    )
    bar = base.transform_filter("datum.in_largest").mark_rule(strokeWidth=BAR, color=theme.AGREE)
    text = base.mark_text(align="left", baseline="middle", fontWeight=600)
    small = base.mark_text(align="left", baseline="middle", fontSize=SMALL, color=theme.MUTED)
    return [
        ground,
        bar.encode(x=pixel("x"), y=pixel("y"), y2=alt.Y2("y2:Q")),
        text.encode(x=pixel("x_words"), y=pixel("y_figure"), text=alt.Text("words:N")),
        small.encode(x=pixel("x_words"), y=pixel("y_relation"), text=alt.Text("relation:N")),
    ]


def symbols(cells: pd.DataFrame) -> list[alt.Chart]:
    """Return behind the words of each cell the marks of the parties that agree with its figure."""
    table = []
    for row in cells.to_dict("records"):
        agreeing = [party for party in agreement.PARTIES if row[f"agree_{party}"]]
        begin = row["x"] + EDGE + text_width(row["relation"], SMALL) + SYMBOL_STEP
        keys = {name: row[name] for name in ("group", "origin")}
        table += [
            {
                "x": round(begin + place * SYMBOL_STEP, 1),
                "y": row["y"] + CELL / 2 + LINE / 2,
                "party": party,
                **keys,
            }
            for place, party in enumerate(agreeing)
        ]
    mark = scaled(pd.DataFrame(table)).mark_point(size=SYMBOL, opacity=1, strokeWidth=1.4) if table else None
    return [mark.encode(**party_marks())] if mark else []
