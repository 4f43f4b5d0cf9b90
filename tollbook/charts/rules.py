"""The chart of how much the choice of the rule matters: one row for each group, rule and party.

What a rule makes of all sources together is an upright stroke; officials are filled circles, the armed group
hollow diamonds and dashes, so that they differ in kind. A rule that gives no figure is written as such.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from tollbook import theme
from tollbook.charts.intervals import LEAST_AXIS, intervals, party_legend, people_axis, shortened
from tollbook.figure import Figure
from tollbook.parameters import Run
from tollbook.sensitivity import NO_FIGURE, SPREAD, by_rule, span_words
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count

PARTIES = ("any", "state", "armed_group")
SHAPES = {"any": "M0,-1.2L0,1.2", **theme.PARTY_SHAPES}
DASHES = {"any": [1, 0], **theme.PARTY_DASHES}
ANY_LEGEND = "Upright strokes: any source."
ROW_HEIGHT = 13
BANDS = alt.Scale(paddingInner=0.28, paddingOuter=0.14)  # between rules, so that their rows stay together
LETTER = 6.4  # pixels that one letter of a row's words takes, on average
ROWS_COLUMNS = ["group", "rule", "party", "low", "best", "high", "words", "n_origins"]


def rules_compared(totals: pd.DataFrame, run: Run, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of what every rule makes of each group's killed, by who gives the figures.

    `totals` as from `reconcile.totals`; `period` is the run's period in words, `caption` names the source and
    the as-of moment. Raises ValueError when no figure was known by the run's moment.
    """
    rows = by_rule(totals, run)
    rows = rows[rows["party"].isin(PARTIES)].reset_index(drop=True)
    if rows.empty:
        raise ValueError("no figure for a whole group was known by then")
    drawn = drawable(rows)
    said = [
        f"{GROUP_WORDS[row.group]}, {row.rule}, {PARTY_WORDS[row.party]}: {row.words}"
        for row in rows.itertuples(index=False)
    ]
    return Figure(
        slug=slug,
        sentence=sentence(rows),
        title="How much does the choice of the rule matter?",
        subtitle=f"People killed, by group, by rule and by who gives the figures; {period}",
        caption=f'{ANY_LEGEND} {party_legend(rows)} An arrow means "or more". "{NO_FIGURE.capitalize()}": '
        f"the rule finds none, for instance because no two origins agree. {caption}",
        alt=f"Interval chart. {'; '.join(said)}.",
        draw=lambda width: panels(drawn, width),
        rows=rows[ROWS_COLUMNS],
    )


def sentence(rows: pd.DataFrame) -> str:
    """Return between what the rules lie for each group, from any source and from officials alone."""
    others = [rule for rule in dict.fromkeys(rows["rule"]) if rule != SPREAD]
    said = []
    for group, some in rows.groupby("group", sort=False):
        spans = [
            f"{span_words(some[some['party'] == party])} ({PARTY_WORDS[party]})"
            for party in PARTIES
            if (some["party"] == party).any()
        ]
        said.append(f"for {GROUP_WORDS[group]} {', '.join(spans)}")
    return f"{count(len(others), 'rule')} beside {SPREAD}: {'; '.join(said)}."


def drawable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of rules with what is drawn (see `intervals.intervals`); each group has its own axis, so
    arrows are measured by their group. A rule without a figure keeps its words, at zero, and has no mark.
    """
    parts = [
        intervals(some).assign(words=some["words"].map(shortened))
        for _, some in rows.groupby("group", sort=False)
    ]
    drawn = pd.concat(parts, ignore_index=True)
    is_given = drawn["mark"].notna()
    whose = NO_FIGURE + " · " + drawn["party"].map(PARTY_WORDS)
    drawn = drawn.assign(
        is_given=is_given, is_open=drawn["is_open"] & is_given, words=drawn["words"].where(is_given, whose)
    )
    return drawn.assign(end=drawn["end"].fillna(0.0), mark=drawn["mark"].fillna(0.0))


def panels(drawn: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Return one panel for each group, one under the other."""
    names = drawn["rule"].str.len().max() * LETTER + 22
    groups = list(dict.fromkeys(drawn["group"]))
    charts = [
        panel(drawn[drawn["group"] == group], group, width - names, group == groups[-1]) for group in groups
    ]
    return alt.vconcat(*charts, spacing=18).resolve_scale(y="independent", yOffset="independent")


def panel(rows: pd.DataFrame, group: str, width: float, is_last: bool) -> alt.LayerChart:
    """Return the rows of one group as a chart whose plot is `width` pixels wide, words included."""
    parties = [party for party in PARTIES if party in set(rows["party"])]
    room = (rows["words"].str.len() * LETTER + 18) / width
    longest = max(float((rows["end"] / (1 - room).clip(lower=0.2)).max()), LEAST_AXIS)
    colour = alt.condition(
        "datum.party == 'any'", alt.value(theme.INK), alt.value(theme.GROUP_COLOURS[group])
    )
    x = alt.X(
        "start:Q",
        title="people killed" if is_last else None,
        scale=alt.Scale(domain=[0, longest], nice=False),
        axis=people_axis(longest, tickCount=3 if width < 300 else 6, grid=False),
    )
    base = alt.Chart(rows, title=alt.Title(GROUP_WORDS[group].capitalize(), fontSize=13)).encode(
        y=alt.Y(
            "rule:N", sort=list(dict.fromkeys(rows["rule"])), title=None, scale=BANDS, axis=alt.Axis(offset=6)
        ),
        yOffset=alt.YOffset("party:N", sort=parties, scale=alt.Scale(padding=0)),
    )
    given = base.transform_filter("datum.is_given").encode(color=colour)
    dash = alt.StrokeDash("party:N", legend=None, scale=scale_of(DASHES))
    filled = alt.FieldOneOfPredicate("party", [party for party in parties if theme.PARTY_FILLED.get(party)])
    fill = alt.condition(filled, alt.value(theme.GROUP_COLOURS[group]), alt.value(theme.PAPER))
    rule = given.mark_rule(strokeWidth=2).encode(x=x, x2="end:Q", strokeDash=dash)
    arrow = given.transform_filter("datum.is_open").mark_point(
        shape=theme.ARROW_RIGHT, size=40, filled=True, opacity=1
    )
    point = given.mark_point(size=50, strokeWidth=2, opacity=1).encode(
        x="mark:Q", shape=alt.Shape("party:N", legend=None, scale=scale_of(SHAPES)), fill=fill
    )
    words = base.mark_text(align="left", dx=8, fontSize=theme.SMALL_TEXT_SIZE).encode(
        x="end:Q", text="words:N"
    )
    layers = alt.layer(rule, arrow.encode(x="end:Q"), point, words)
    return layers.properties(width=width, height=alt.Step(ROW_HEIGHT, **{"for": "offset"}))


def scale_of(values: dict[str, object]) -> alt.Scale:
    """Return the scale that gives each party its shape or dashes: the same in all panels."""
    return alt.Scale(domain=list(PARTIES), range=[values[party] for party in PARTIES])
