"""How far to trust the checks: findings read by hand against the raw rows, and the tables that the
comparison shows of the findings.

`data/hand/check_readings.csv` has one row per finding read, right or wrong, with the reason: every finding of
the small checks, and a random sample of `parts_total`, warnings first. The lists of what the hand tables
do not know (`unknown_...`) need no reading. The definitions were set with these findings in view, so the
share that is right will be lower on another ledger.
"""

from __future__ import annotations

import pandas as pd

from tollbook.paths import hand
from tollbook.words import count, listing

KEY = ["check", "report_id", "claim_ids"]
MOST_ROWS = 25
WHAT_IT_FINDS = {
    "parts_total": "a page's total against the sums of its own figures",
    "women_children": "more women and children than civilians on one page",
    "part_over_whole": "a part of a group that is more than the whole group on the page",
    "claimed_own": "what one side claims of the other's dead against the other's own count",
    "falling": "a source's count that falls",
    "overtaken": "a figure that its own side had already replaced when it was printed",
    "increment": "a count and an announced increment that do not make the next count",
    "wrong_group": "a figure that is known as another group's",
    "wrong_place": "a figure of the whole event, or of another place, given to one place",
    "wrong_period": "a figure that is known for another period",
    "digit_slip": "a figure that is one digit off the figure then known",
    "weekday": "a weekday that is not that of the date beside it",
    "impossible_date": "a date that does not exist",
    "date_before_event": "a page dated before what it counts",
    "two_periods": "one figure that a page gives to two periods",
    "groups_beyond": "a figure said to include a group that it cannot hold",
    "unknown_windows": "a period in words that no hand table knows",
    "unknown_nouns": "a noun that no hand table knows",
    "unknown_authorities": "an authority that no hand table knows",
    "unknown_places": "a claim's place that no hand table knows",
    "unknown_place": "a place said to be hit that the gazetteer does not know",
}
DATE_CHECKS = {
    "weekday": ("a weekday that is not the date's", "weekdays that are not the date's"),
    "impossible_date": ("a date that does not exist", "dates that do not exist"),
    "date_before_event": ("a date before what the page counts", "dates before what the page counts"),
}
COPY_CHECKS = {
    "digit_slip": ("a figure one digit off", "figures one digit off"),
    "wrong_group": ("a figure given to another group", "figures given to another group"),
    "wrong_place": ("a figure given to another place", "figures given to another place"),
    "wrong_period": ("a figure given to another period", "figures given to another period"),
    "part_over_whole": ("a part above its whole", "parts above their whole"),
}
FALL_CHECKS = {
    "falling": ("a count that falls", "counts that fall"),
    "increment": ("an increment that does not add up", "increments that do not add up"),
}


def precision(findings: pd.DataFrame) -> pd.DataFrame:
    """Return, for each check with a finding, how many findings it has, how many of them were read by hand,
    how many of these were right, and the share (`not read` where none was).

    `findings` are those of `checks.run`. A reading whose finding is not there counts for nothing (see
    `lost`).
    """
    read = findings.merge(hand("check_readings")[[*KEY, "verdict"]].drop_duplicates(KEY), on=KEY, how="left")
    groups = read.assign(is_read=read["verdict"].notna(), is_right=read["verdict"] == "right").groupby(
        "check"
    )
    table = groups.agg(findings=("check", "size"), read=("is_read", "sum"), right=("is_right", "sum"))
    table = table.reset_index()
    shares = [
        f"{right / done:.0%}" if done else "not read"
        for right, done in zip(table["right"], table["read"], strict=True)
    ]
    table.insert(1, "what it finds", table["check"].map(WHAT_IT_FINDS).fillna(table["check"]))
    return table.assign(share=pd.Series(shares, index=table.index, dtype=object)).sort_values(
        ["read", "findings", "check"], ascending=[False, False, True], ignore_index=True
    )


def lost(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the readings whose finding is not among `findings`: of another event or moment, or gone since a
    check or the data changed.
    """
    readings = hand("check_readings")
    there = pd.MultiIndex.from_frame(findings[KEY])
    return readings[~pd.MultiIndex.from_frame(readings[KEY]).isin(there)].reset_index(drop=True)


def precision_answer(findings: pd.DataFrame) -> str:
    """Return in markdown how many findings were read by hand, the share that was right, and which checks
    were wrong most often.
    """
    table = precision(findings)
    read, right = int(table["read"].sum()), int(table["right"].sum())
    if findings.empty:
        return "The checks found nothing among the claims known by then."
    if not read:
        return f"Of {count(len(findings), 'finding')} known by then, not one was read by hand."
    wrong = table[table["right"] < table["read"]]
    worst = [
        f"`{row.check}` {row.right:,} of {row.read:,}"
        for row in wrong.sort_values("read", ascending=False, kind="stable").itertuples(index=False)
    ]
    ending = f" Not all were right of {listing(worst)}." if worst else ""
    return (
        f"**{right:,} of {count(read, 'finding')} that were read by hand against the raw rows "
        f"{'was' if right == 1 else 'were'} right ({right / read:.0%})**, out of {len(findings):,} findings "
        f"in all.{ending} The definitions were set with these findings in view: expect less on another "
        "ledger."
    )


def date_slips(findings: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return a sentence and a table of the weekdays and dates that cannot be right."""
    return shown(findings, DATE_CHECKS, "No page known by then has a weekday or a date that cannot be right.")


def copy_errors(findings: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return a sentence and a table of the figures that were changed in copying."""
    return shown(findings, COPY_CHECKS, "No page known by then has a figure that was changed in copying.")


def falls(findings: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return a sentence and a table of the counts that fall or do not add up."""
    return shown(findings, FALL_CHECKS, "No source known by then gave a count that falls or does not add up.")


def shown(findings: pd.DataFrame, checks: dict[str, tuple[str, str]], none: str) -> tuple[str, pd.DataFrame]:
    """Return how many findings there are of each of `checks` (name: singular and plural in words) and a table
    of at most `MOST_ROWS` of them, errors and rare checks first; `none` where there is no finding.
    """
    rows = findings[findings["check"].isin(list(checks))]
    numbers = rows["check"].value_counts()
    order = rows.assign(place=rows["check"].map(numbers)).sort_values(
        ["place", "check", "report_id", "claim_ids"], kind="stable"
    )
    table = order.head(MOST_ROWS).rename(
        columns={"report_id": "page", "found": "printed", "message": "finding"}
    )
    table = table[["check", "page", "printed", "expected", "finding"]].reset_index(drop=True)
    if rows.empty:
        return none, table
    counted = [
        f"{numbers[name]:,} {many if numbers[name] > 1 else one.split(' ', 1)[1]}"
        for name, (one, many) in checks.items()
        if name in numbers
    ]
    more = len(rows) - len(table)
    rest = f" {count(more, 'more finding')} {'is' if more == 1 else 'are'} in `checks.csv`." if more else ""
    return f"The checks found **{listing(counted)}**.{rest}", table
