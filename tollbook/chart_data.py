"""The rows of a chart as its specification holds them: the same values as altair's own, in less time, for
the kinds of columns that the charts of this package have. Anything else is left to altair.
"""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

NAME = "tollbook"
PLAIN = (str, bool, int)
MOST_ROWS = 5000  # as altair's own limit: more is refused, by altair


class UnusualError(TypeError):
    """A column that altair itself has to read."""


def values(data: object) -> object:
    """Return the rows of a frame as altair's `default` data transformer does: `{"values": [...]}`."""
    if not isinstance(data, pd.DataFrame) or len(data) > MOST_ROWS:
        return alt.default_data_transformer(data)
    try:
        names = [name_of(name) for name in data.columns]
        columns = [cells(data.iloc[:, place]) for place in range(len(names))]
    except UnusualError:
        return alt.default_data_transformer(data)
    return {"values": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]}


def name_of(name: object) -> str:
    """Return the name of a column; UnusualError if it is no text."""
    if not isinstance(name, str):
        raise UnusualError(name)
    return name


def cells(column: pd.Series) -> list[object]:
    """Return a column as plain values, None for what is missing or endless; UnusualError for other kinds."""
    if column.dtype.kind in "bi" and not isinstance(column.dtype, pd.api.extensions.ExtensionDtype):
        return column.tolist()
    if column.dtype == "float64":
        return [number if math.isfinite(number) else None for number in column.tolist()]
    found = column.tolist()
    if column.dtype == "Int64":
        return [None if value is pd.NA else value for value in found]
    if column.dtype == "str":
        return [value if isinstance(value, str) else None for value in found]
    if column.dtype == object and all(type(value) in PLAIN for value in found):
        return found
    raise UnusualError(column.dtype)


alt.data_transformers.register(NAME, values)
