"""What printed totals are made of: the sum of known figures that explains each best, group by group.

The sums are those of `explaining`: a total that no known sum explains has none, and is not wrong for that.
"""

from __future__ import annotations

import pandas as pd

from tollbook import by_event, explaining
from tollbook.composition import in_order, term_words
from tollbook.paths import hand

SUM_COLUMNS = ["statement_id", "place", "group", "low", "high", "words", "labelled", "n_sums"]


def terms_of_totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the terms of the sum that explains each statement of a total of killed best: one row for each
    term, in the order in which they are told.

    `claims` as for `explaining.explain`. `statement_id` is the total's, `place` counts its terms from 0,
    `group` is whom a term counts (the total of everybody where its page does not say), `low` and `high` how
    many (a missing high: or more), `words` the term in words with its group's name in the tables,
    `labelled` with the group's words for readers, `n_sums` how many sums fit the total alike; the
    first is taken. A total without a sum has no row.
    """
    return by_event.each(terms_of_event, claims)


def terms_of_event(claims: pd.DataFrame) -> pd.DataFrame:
    """Return what `terms_of_totals` does for the claims of the event spoken of."""
    rows, _, best, known = explaining.printed_totals(claims)
    short = hand("periods").set_index(["event_id", "period"])["short"].to_dict()
    table = []
    for total, period, sums in zip(rows["statement_id"], rows["period"], best, strict=True):
        for place, term in enumerate(in_order(sums[0].terms) if sums else ()):
            told = [term_words(term, short, period, known.wider, labelled) for labelled in (False, True)]
            table.append((total, place, term.group, term.low, term.high, *told, len(sums)))
    return pd.DataFrame(table, columns=SUM_COLUMNS).astype({"low": "Int64", "high": "Int64"})
