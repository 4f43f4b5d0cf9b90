"""Speakers without a rank in `data/hand/priorities.csv`, which the rule `priority` passes over: ready rows
for them, to be put in their order by somebody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from tollbook import terms
from tollbook.adding.accepting import Ready
from tollbook.paths import hand
from tollbook.vocabulary import UNATTRIBUTED

WHY = "WHY"
"""Stands in a ready row for the reason that somebody has to write."""
TABLE = "data/hand/priorities.csv"


def ready_row(origin: str, event: str) -> str:
    """Return a row of the ranked list, behind those that hold for the event, as a line of CSV."""
    rows = hand("priorities")
    last = max((int(rank) for rank in rows[rows["event_id"].isin(["", event])]["rank"]), default=0)
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="").writerow((event, last + 1, origin, WHY))
    return line.getvalue()


def is_ranked(origin: str, event: str) -> bool:
    """Tell whether an origin has a rank that holds for an event."""
    rows = hand("priorities")
    return bool((rows["origin"].eq(origin) & rows["event_id"].isin(["", event])).any())


def of_accepted(accepted: Iterable[Ready], claims: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield what accepted speakers without a rank mean for the events in whose new `claims` (rows with
    `event_id` and `attributed_to`) they speak, and a ready row for each.
    """
    rows = [ready.row for ready in accepted if ready.table == "hand/authorities"]
    named = [row for row in rows if row["party"] != UNATTRIBUTED]
    origins = {terms.match_key(row["attributed_to"]): row["origin"] for row in named}
    spoken = dict.fromkeys(
        (origins[key], row["event_id"])
        for row in claims
        if (key := terms.match_key(row["attributed_to"])) in origins
    )
    missing = [one for one in spoken if not is_ranked(*one)]
    if missing:
        yield f"{TABLE} ranks none of these, so the rule priority passes over them; rows for them:"
        yield from (f"  {ready_row(*one)}" for one in missing)


def of_events(claims: pd.DataFrame) -> Iterator[str]:
    """Yield lines for each event of the raw claims that has speakers and none of them with a rank: what that
    means, and a ready row for each, the one with the most figures first.
    """
    for event, own in claims.groupby("event_id", sort=True):
        who = terms.read_authorities(own["attributed_to"], own["event_id"])
        named = who[who["origin"].ne("") & who["party"].ne(UNATTRIBUTED)]["origin"]
        if named.empty or any(is_ranked(origin, str(event)) for origin in set(named)):
            continue
        yield f"{event}: {TABLE} ranks none of its speakers, so the rule priority has no figure; rows for it:"
        counts = named.value_counts()
        order = sorted(counts.index, key=lambda origin: (-counts[origin], origin))
        yield from (f"  {ready_row(origin, str(event))}" for origin in order)
