"""What a figure counts by its own words, against what its category counts: "300 families" are no 300 people.

A figure may come with the noun that the page uses (`más de 300 familias`, `50棟`). `unit` of
`data/hand/figure_nouns.csv` says what that noun counts, `unit` of `data/hand/nouns.csv` what the category of
the claim does. Where the two disagree the number must not be taken for the category's.
"""

from __future__ import annotations

import pandas as pd

from tollbook.figures import PEOPLE

REASON = "another unit"
OF_PEOPLE = (PEOPLE, "prisoners")
"""Units of `nouns.csv` that are people though they belong to no group."""


def disagree(figures: pd.DataFrame, nouns: pd.DataFrame) -> pd.Series:
    """Return, on the index of `figures`, whether a figure counts by its own words another thing than its
    category.

    `figures` has `unit` (from `figures.read_figures`), `nouns` has `group` and `unit` (from
    `terms.read_nouns`). Where a figure names no unit, or the category is not known, nothing disagrees.
    """
    own, unit = figures["unit"], nouns["unit"]
    is_of_people = nouns["group"].ne("") | unit.isin(OF_PEOPLE)
    is_named = pd.Series(
        [word in named.split(", ") for named, word in zip(own, unit, strict=True)], own.index, dtype=bool
    )
    return own.ne("") & unit.ne("") & (own.ne(PEOPLE) & ~is_named).where(is_of_people, ~is_named)
