"""The monitors' yearly, quarterly and monthly figures: one row per figure, and where monitors disagree."""

from __future__ import annotations

import math

import pandas as pd

from tollbook import dates
from tollbook.figures import read_figures
from tollbook.paths import hand

COLUMNS = [
    "monitor",
    "region",
    "period_start",
    "period_end",
    "period_kind",
    "measure",
    "counts",
    "figure",
    "low",
    "high",
    "best",
    "precision",
    "n_pages",
    "known_from",
    "published",
    "via",
    "url",
    "note",
    "reason",
]
SAME_FIGURE = [
    "monitor",
    "region",
    "period_start",
    "period_end",
    "measure",
    "counts",
    "low",
    "high",
    "best",
    "precision",
    "reason",
]
SAME_COUNT = ["region", "period_start", "period_end", "measure"]
PERIOD_MONTHS = {1: "month", 3: "quarter", 6: "half", 12: "year"}


def period_kind(start: str, end: str) -> str:
    """Return month, quarter, half or year for a whole calendar one, `other` for any other, `unknown` without
    dates."""
    first, last = pd.to_datetime(start or None), pd.to_datetime(end or None)
    if pd.isna(first) or pd.isna(last):
        return "unknown"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and last.is_month_end and (first.month - 1) % months == 0
    return PERIOD_MONTHS.get(months, "other") if whole else "other"


def what_is_counted(rows: pd.DataFrame) -> pd.Series:
    """Return what a figure counts where that is not its measure, from `data/hand/series_counts.csv`."""
    found = pd.Series("", index=rows.index)
    for rule in hand("series_counts").to_dict("records"):
        fits = (found == "") & rows["monitor"].eq(rule["monitor"])
        for name in ("period_start", "measure", "figure"):
            fits &= (rows[name] == rule[name]) | (rule[name] == "")
        fits &= rows["note"].str.contains(rule["note"], case=False, regex=False)
        found = found.mask(fits, rule["counts"])
    return found


def known_from(rows: pd.DataFrame, zones: pd.Series) -> pd.Series:
    """Return the moment (UTC) from which a figure is counted as known: the end of the day it was published.

    Without a date of publication it is the end of its period: no sooner can it be complete. Days are days in
    `zones`, one for each figure.
    """
    days = rows["published"].mask(rows["published"] == "", rows["period_end"])
    cells = list(zip(days, zones, strict=True))
    ends = {(day, zone): dates.day_bounds(day, zone)[1] for day, zone in set(cells) if day}
    return pd.to_datetime(pd.Series([ends.get(cell) for cell in cells], index=rows.index), utc=True)


def monitor_series(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the monitors' figures as numbers, one row per monitor, region, period, measure and figure.

    `raw` has the columns of the raw series.csv, all strings. Pages that carry the same figure become one row
    with their number in `n_pages`; its url, worded figure and note are the first page's, `published` the
    earliest date. `counts` says what a figure counts where that is not all its measure says; `reason` why it
    cannot be charted (a percentage, no dates, not a number). Dates are days in the time zone that
    `monitors.csv` gives the monitor (a table of several events cannot take that of one); `known_from` is UTC.
    Raises
    ValueError for a monitor that `data/hand/monitors.csv` does not know, or if a page is lost.
    """
    monitors = hand("monitors").set_index("worded")
    strangers = sorted(set(raw["monitor"]) - set(monitors.index))
    if strangers:
        raise ValueError(f"not in data/hand/monitors.csv: {', '.join(strangers)}. Add a row for each")
    rows = raw.assign(
        monitor=raw["monitor"].map(monitors["monitor"]), via=raw["monitor"].map(monitors["via"])
    )
    rows["counts"] = what_is_counted(rows)
    rows = rows.join(read_figures(rows["figure"])[["low", "high", "best", "precision", "reason"]])
    rows["period_kind"] = [
        period_kind(*cells) for cells in zip(rows["period_start"], rows["period_end"], strict=True)
    ]
    undated = rows["period_kind"].eq("unknown") & rows["reason"].eq("")
    rows["reason"] = rows["reason"].mask(undated, "no dates: the page does not say which years")
    same = rows.groupby(SAME_FIGURE, dropna=False, sort=False)
    collapsed = same.agg(
        period_kind=("period_kind", "first"),
        figure=("figure", "first"),
        n_pages=("url", "size"),
        published=("published", earliest),
        via=("via", together),
        url=("url", "first"),
        note=("note", together),
    ).reset_index()
    if collapsed["n_pages"].sum() != len(raw):
        raise ValueError(f"{len(raw)} raw figures became {collapsed['n_pages'].sum()}")
    zones = monitors.drop_duplicates("monitor").set_index("monitor")["time_zone"].replace("", "UTC")
    collapsed["known_from"] = known_from(collapsed, collapsed["monitor"].map(zones))
    return collapsed[COLUMNS].sort_values(COLUMNS[:8], kind="stable", ignore_index=True)


def earliest(days: pd.Series) -> str:
    """Return the earliest ISO day, ignoring empty cells; empty when all are."""
    return min((day for day in days if day), default="")


def together(texts: pd.Series) -> str:
    """Return the distinct texts in their order, joined by `; `, ignoring empty cells."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def bounds(rows: pd.DataFrame) -> list[tuple[float, float]]:
    """Return the intervals of figures as numbers: no low is 0, no high is infinite."""
    return list(
        zip(
            rows["low"].astype("Float64").fillna(0).astype(float),
            rows["high"].astype("Float64").fillna(math.inf).astype(float),
            strict=True,
        )
    )


def agree(rows: pd.DataFrame) -> bool:
    """Return whether all intervals share at least one number: then the figures can all be true."""
    intervals = bounds(rows)
    return max(low for low, _ in intervals) <= min(high for _, high in intervals)


def disagreements(series: pd.DataFrame) -> pd.DataFrame:
    """Return one row per region, period and measure whose figures cannot all be true.

    Columns: region, period_start, period_end, period_kind, measure, `who` (`one monitor` or `between
    monitors`), figures (worded, with their monitors and what they count), lowest, highest and how many
    figures there are.
    """
    rows = []
    for key, group in series[series["reason"] == ""].groupby(SAME_COUNT, sort=True):
        if len(group) < 2 or agree(group):
            continue
        numbers = pd.concat([group["low"], group["high"]]).dropna()
        rows.append(
            dict(zip(SAME_COUNT, key, strict=True))
            | {
                "period_kind": group["period_kind"].iloc[0],
                "who": "one monitor" if group["monitor"].nunique() == 1 else "between monitors",
                "figures": "; ".join(worded(row) for row in group.to_dict("records")),
                "lowest": int(numbers.min()),
                "highest": int(numbers.max()),
                "n_figures": len(group),
            }
        )
    columns = [*SAME_COUNT, "period_kind", "who", "figures", "lowest", "highest", "n_figures"]
    return pd.DataFrame(rows, columns=columns)


def worded(row: dict[str, object]) -> str:
    """Return one figure as `Monitor A 125 (all violence)`."""
    return f"{row['monitor']} {row['figure']}" + (f" ({row['counts']})" if row["counts"] else "")
