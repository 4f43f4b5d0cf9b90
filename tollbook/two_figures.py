"""The figures of the two sides of an event beside each other, in words: whose is the larger, and how many
times the other it is.
"""

from __future__ import annotations

import math

import pandas as pd

from tollbook import vocabulary
from tollbook.claim_links import Pen
from tollbook.ratios import ratio_words
from tollbook.scope_words import title_case
from tollbook.sides import sides, with_article
from tollbook.words import GROUP_WORDS


def sentence(
    pair: dict[str, object], days: dict[str, str], pen: Pen, behind: dict[tuple[str, str, str], list[str]]
) -> str:
    """Return one row of `worlds.pairs` as a plain sentence: each side's figure with the day since which it
    stands, and the larger as a multiple of the smaller. `days`: in words, by party. `behind`: the statements
    that figures rest on (see `worlds.resting`).
    """
    group, (first, second), toll = GROUP_WORDS[pair["group"]], sides(), vocabulary.toll().label
    worded = {first: f"{pair[f'words_{first.name}']} {group}", second: pair[f"words_{second.name}"]}
    one, other = (
        pen.number(words, behind.get((pair["period"], pair["group"], party.name), ()))
        for party, words in worded.items()
    )
    whose, times = multiple(*(pair[f"ratio_{name}"] for name in ("low", "best", "high")), whole_from=10)
    ending = {
        second.words: f": {times} as many",
        first.words: f"; {with_article(first.possessive)} figure is {times} {second.possessive}",
        "": "",
    }.get(whose, f": {whose}")
    return (
        f"{title_case(first.subject)} counted {one} {toll} ({days[first.name]}), {second.subject} {other} "
        f"({days[second.name]}){ending}."
    )


def larger(ratio: pd.DataFrame) -> pd.Series:
    """Return for each row of `ratios` whose figure is the larger and how many times the other it is, in
    words; the empty string where that cannot be said.
    """
    table = ratio.rename(columns=lambda name: name.removeprefix("ratio_"))
    words = [
        f"{whose}{', ' if times else ''}{times}"
        for whose, times in (multiple(*cells) for cells in table[["low", "best", "high"]].to_numpy())
    ]
    return pd.Series(words, index=ratio.index, dtype=object)


def multiple(low: float, best: float, high: float, whole_from: float = math.inf) -> tuple[str, str]:
    """Return whose figure is the larger, by the ratio of the armed group's to the officials' (see `ratios`),
    and how many times the other it is, in words; from `whole_from` times on in whole numbers.

    Both are empty where there is no ratio; without a larger one the first says so.
    """
    if pd.isna(low) or (low == 0 and pd.isna(high)) or (not pd.isna(high) and high == 0):
        return "", ""
    if low == high == 1:
        return "the same", ""
    first, second = sides()
    if low > 1:
        return second.words, ratio_words(low, best, high, 0 if low >= whole_from else 1)
    if pd.isna(high) or high >= 1:
        return "they can be the same", ""
    upside_down = (1 / high, 1 / best if best else math.nan, 1 / low if low else math.nan)
    return first.words, ratio_words(*upside_down, 0 if upside_down[0] >= whole_from else 1)
