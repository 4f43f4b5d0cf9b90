"""What else happened to people than being killed: the further outcomes that an event is about.

`outcomes` of `data/hand/events.csv` names them, such as `killed;missing;injured`. The first is that of the
event's totals and charts; the others have rows of their own in the first table of a page and of notebook 03.
"""

from __future__ import annotations

import pandas as pd

from tollbook import vocabulary
from tollbook.casualties import PAGES
from tollbook.comparing import in_force
from tollbook.figure import Table
from tollbook.parameters import Run
from tollbook.words import GROUP_WORDS, PARTY_WORDS, day, interval_words, listing

COLUMNS = ["outcome", "group", "party", "figure", PAGES, "since"]


def others(event: str) -> tuple[str, ...]:
    """Return the outcomes that an event is about besides the first, in the order of its row."""
    return vocabulary.main_outcomes(event)[1:]


def rows(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return each party's figure in force for each further outcome and whole group, in the running period:
    outcome, group and party in words, the figure, how many pages gave any figure of that scope, and since
    which day it holds.
    """
    words = vocabulary.of(run.event)
    found = [of_outcome(totals, run, outcome, words) for outcome in others(run.event)]
    return pd.concat([pd.DataFrame(columns=COLUMNS), *[some for some in found if len(some)]])


def of_outcome(totals: pd.DataFrame, run: Run, outcome: str, words: vocabulary.Vocabulary) -> pd.DataFrame:
    """Return the rows of one outcome, in the order of groups and parties."""
    groups, parties = list(words.shown), list(words.speaking)
    now = in_force(totals, run, period=run.period, outcome=outcome)
    is_shown = now["group"].isin(groups) & now["party"].isin(parties)
    now = now[is_shown & (now["low"].notna() | now["high"].notna())]
    order = now["group"].map(groups.index) * len(parties) + now["party"].map(parties.index)
    now = now.loc[order.sort_values().index]
    return pd.DataFrame(
        {
            "outcome": words.outcomes[outcome].label,
            "group": now["group"].map(GROUP_WORDS),
            "party": now["party"].map(PARTY_WORDS),
            "figure": interval_words(now),
            PAGES: now["n_reports"],
            "since": [day(moment, run.zone) for moment in now["since"]],
        }
    )


def shown(totals: pd.DataFrame, run: Run, slug: str) -> Table | None:
    """Return the rows as a table; None, which a notebook shows as nothing, where the event is about one
    outcome alone or nobody gave such a figure.
    """
    table = rows(totals, run)
    labels = [vocabulary.of(run.event).outcomes[name].label for name in others(run.event)]
    return None if table.empty else Table(slug, f"People {listing(labels)}, by party", table)
