"""The toll by group over knowledge time: a panel for each group, a line of steps for each party.

Each party's lines have dashes and marks of their own (`theme.MARKS`). A figure known as a range has a band;
one without an upper end an arrow, and a band that fades.
"""

from __future__ import annotations

import pandas as pd

from tollbook import theme, vocabulary
from tollbook.charts.intervals import dated, intervals, told
from tollbook.charts.steps import GROUPS, drawn
from tollbook.figure import Figure
from tollbook.vocabulary import Names
from tollbook.words import GROUP_WORDS, PARTY_WORDS, day, listing

PARTIES = Names(lambda words: words.speaking)
LINES = theme.PARTY_LINES
NUMBERS = ["low", "best", "high"]
COLUMNS = ["since", "group", "party", "period", "rule", *NUMBERS, "words", "n_origins", "n_reports"]
LINKS = {"group": "group", "party": "party", "since": "since"}
HOUR = pd.Timedelta(hours=1)
AFTER_SHARE, MOST_AFTER = 0.06, pd.Timedelta(hours=11)  # a line goes on so long after the last change


def toll_over_time(totals: pd.DataFrame, zone: str, slug: str, period: str, caption: str) -> Figure:
    """Return the chart of how each party's figure for each group moved: rows of `totals` of one rule and one
    period, in which the figure changed.

    A line holds a figure from the moment it is known (`since`, UTC) until the next one, and is broken where
    the rule gives none. Days on the axis are days in `zone`. Raises ValueError when there is nothing to draw.
    """
    groups, parties = list(GROUPS), list(PARTIES)
    rows = totals[totals["group"].isin(groups) & totals["party"].isin(parties) & totals["since"].notna()]
    given = rows[rows[NUMBERS].notna().any(axis=1)]
    if given.empty:
        raise ValueError("no party gave a figure for a whole group at a known moment")
    order = rows["group"].map(groups.index) * len(parties) + rows["party"].map(parties.index)
    rows = intervals(rows.assign(order=order).sort_values(["order", "since"], ignore_index=True))
    lines = timed(rows, zone)
    said = [
        f"{GROUP_WORDS[group]} according to {PARTY_WORDS[party]}: {' then '.join(some['words'])}"
        for (group, party), some in rows.groupby(["group", "party"], sort=False)
    ]
    return Figure(
        slug=slug,
        sentence=f"{sentence(rows[rows['mark'].notna()], zone)}.",
        title="How did each toll change as more became known?",
        subtitle=f"People {vocabulary.toll().label}, by group and by who gives the figure, by when it was "
        f"known; {period}",
        caption=f"{line_words(rows)}{open_words(rows)}"
        f"A line that falls is a correction, or an older figure printed as new. {caption}",
        alt=f"Step chart, one panel for each group, one line for each party. {'; '.join(said)}.",
        draw=lambda width: drawn(lines, width),
        rows=rows[COLUMNS],
        links=LINKS,
    )


def line_words(rows: pd.DataFrame) -> str:
    """Return how the parties' lines are drawn; the empty string for one party."""
    seen = [f"{LINES[party]} for {PARTY_WORDS[party]}" for party in PARTIES if party in set(rows["party"])]
    return f"Lines: {', '.join(seen)}. " if len(seen) > 1 else ""


def open_words(rows: pd.DataFrame) -> str:
    """Return what arrows and bands mean, where there are any."""
    is_range = (rows["start"] < rows["end"]).any()
    is_open = (rows["is_open"] & rows["mark"].notna()).any()
    ranges = "A band is a figure given as a range. " if is_range else ""
    return ('An arrow and a fading band mean "or more". ' if is_open else "") + ranges


def sentence(rows: pd.DataFrame, zone: str) -> str:
    """Return from what to what each party's figures went, and on which days."""
    said = []
    for party in PARTIES:
        moves = []
        for group, some in rows[rows["party"] == party].groupby("group", sort=False):
            first, last = (
                f"{some['words'].iloc[end]} ({day(some['since'].iloc[end], zone, year=False)})"
                for end in (0, -1)
            )
            span = f"from {first} to {last}" if len(some) > 1 else first
            moves.append(f"{GROUP_WORDS[group]} {span}")
        if moves:
            said.append(f"{PARTY_WORDS[party]}: {listing(moves)}")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}"


def timed(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return the figures with `begin` and `until`, clock times in `zone`, from and until which each holds,
    and `run`: figures that follow each other without a gap.

    The last ones go on shortly after the last change.
    """
    keys = ["group", "party"]
    last = rows["since"].max()
    span = last - rows["since"].min().tz_convert(zone).floor("D")
    end = last + min(max(span * AFTER_SHARE, HOUR), MOST_AFTER)
    until = rows.groupby(keys)["since"].shift(-1)
    is_none = rows["mark"].isna()
    gaps = is_none.groupby([rows[key] for key in keys]).cumsum()
    clock = {
        "begin": rows["since"].dt.tz_convert(zone).dt.tz_localize(None),
        "until": until.fillna(end).dt.tz_convert(zone).dt.tz_localize(None),
    }
    run = rows["party"] + gaps.astype(str)
    return dated(told(rows.assign(**clock, is_last=until.isna(), run=run)[~is_none]), zone)
