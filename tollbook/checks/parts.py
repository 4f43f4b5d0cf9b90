"""Checks of parts: a part of a group against the whole group on the same page."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd


def parts_over_wholes(claims: pd.DataFrame) -> Iterator[tuple]:
    """Yield the pages on which a part of a group is more than the whole group, by the same source.

    Compared are figures of one page, source, group, outcome, period and place; the group's highest figure
    counts, and one without an end is never too low.
    """
    rows = claims[claims["unit"].eq("people") & claims["source_origin"].ne("")]
    rows = rows.assign(counted_place=rows["place_id"].mask(rows["is_whole"], ""))
    keys = ["report_id", "event_id", "source_origin", "group", "outcome", "period", "counted_place"]
    whole = rows[rows["part"].eq("") & ~rows["increment"]]
    bounded = whole.groupby(keys)["high"].transform("count") == whole.groupby(keys)["high"].transform("size")
    tops = whole[bounded].sort_values("high", ascending=False).drop_duplicates(keys)
    parts = rows[rows["part"].ne("") & rows["low"].notna()]
    pairs = parts.merge(
        tops[[*keys, "high", "claim_id", "category", "figure"]], on=keys, suffixes=("", "_whole")
    )
    for pair in pairs[pairs["low"] > pairs["high_whole"]].itertuples(index=False):
        yield (
            "part_over_whole",
            "error",
            pair.report_id,
            f"{pair.claim_id};{pair.claim_id_whole}",
            f"at most {pair.high_whole:,} {pair.category_whole}",
            f"{pair.figure} {pair.category}",
            f'{pair.outlet} gives "{pair.figure}" {pair.category} {pair.outcome}, and "{pair.figure_whole}" '
            f"{pair.category_whole} {pair.outcome} in all, both by {pair.source_origin}: a part is no more "
            "than the whole.",
        )
