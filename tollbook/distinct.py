"""Compute once for each distinct combination of cells: worded cells are few, rows are many."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd


def each_distinct(function: Callable[..., object], *columns: pd.Series) -> pd.Series:
    """Return `function(*cells)` for every row of `columns`, called once for each distinct combination of
    cells.

    The columns share one index; the result has it too, with dtype object.
    """
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        own, values = pd.factorize(column, use_na_sentinel=False)
        codes = pd.factorize(codes * max(len(values), 1) + own)[0]
    first = np.full(codes.max(initial=-1) + 1, -1)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    cells = zip(*(column.iloc[first] for column in columns), strict=True)
    results = np.empty(len(first), dtype=object)
    results[:] = [function(*row) for row in cells]
    return pd.Series(results[codes], index=columns[0].index, dtype=object)
