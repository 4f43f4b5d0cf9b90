"""Ratios of two intervals, and what they are in words: never more than the figures say, never divided by
zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

NUMBERS = ["low", "best", "high"]


def ratios(over: pd.DataFrame, under: pd.DataFrame) -> pd.DataFrame:
    """Return `ratio_low, ratio_best, ratio_high` of two tables of intervals (low, best, high), row by row.

    The ends come from the ends of the intervals: the lowest ratio is the low end over the other's high end,
    the highest the high end over the other's low end. Missing `ratio_high` is unbounded, as where the one
    below can be 0; where it is 0, all three are missing. `ratio_best` needs a best figure on both sides.
    """
    bottom, top = under["low"].fillna(0), under["high"]
    low = (over["low"].fillna(0) / top).mask(top.isna(), 0)
    high = over["high"] / bottom.mask(bottom.eq(0))
    best = over["best"] / under["best"].mask(under["best"].eq(0))
    nothing = top.eq(0).fillna(False) | over[NUMBERS].isna().all(axis=1) | under[NUMBERS].isna().all(axis=1)
    table = pd.DataFrame({"ratio_low": low, "ratio_best": best, "ratio_high": high})
    return table.mask(nothing).astype(float)


def ratio_words(low: float, best: float, high: float, digits: int | None = None) -> str:
    """Return a ratio in words: `12.7 times`, `at least 16.5 times`, `1.2 to 1.9 times`; the empty string for
    none.

    The lower end is rounded down, the higher one up, so that the words never say more than the figures.
    """
    if pd.isna(low) or (low == 0 and pd.isna(high)):
        return ""
    if not pd.isna(high) and low == high:
        return f"{rounded(low, half_up, digits)} times"
    if pd.isna(high):
        return f"at least {rounded(low, math.floor, digits)} times"
    about = "" if pd.isna(best) else f"about {rounded(best, half_up, digits)} times, "
    if low == 0:
        return f"{about}at most {rounded(high, math.ceil, digits)} times"
    return f"{about}{rounded(low, math.floor, digits)} to {rounded(high, math.ceil, digits)} times"


def rounded(number: float, how: Callable[[float], float], digits: int | None = None) -> str:
    """Return a ratio with few digits: two decimals below 1, one below 100, none above, unless `digits` are
    asked for; `how` is half_up, math.floor or math.ceil.
    """
    places = digits if digits is not None else 2 if number < 1 else 1 if number < 100 else 0
    # a quotient such as 0.29 can be a hair off its decimal: rounded to nine places before it is cut
    return f"{how(round(number * 10**places, 9)) / 10**places:,.{places}f}"


def half_up(number: float) -> int:
    """Return the nearest whole number, a half rounded up."""
    return math.floor(number + 0.5)


def words_of(ratio: pd.DataFrame) -> pd.Series:
    """Return each row's ratio (see `ratios`) in words, on its index."""
    cells = zip(ratio["ratio_low"], ratio["ratio_best"], ratio["ratio_high"], strict=True)
    return pd.Series([ratio_words(*numbers) for numbers in cells], index=ratio.index, dtype=object)
