"""The rows of charts, and the specifications that hold them: as altair makes them, checked against its
schema, whatever is left out for speed where the package draws its own charts.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
import pytest
from altair.utils.schemapi import SchemaValidationError

from tollbook import chart_data, svg

# Invented: every kind of column, with what JSON has no word for.
ROWS = {
    "numbers": pd.Series([1.5, np.nan, np.inf, -0.0]),
    "whole numbers": pd.Series([1, 2, 3, 4]),
    "missing whole numbers": pd.Series([1, None, 3, 4], dtype="Int64"),
    "yes or no": pd.Series([True, False, True, False]),
    "text": pd.Series(["a", None, "نوشکی", ""], dtype="str"),
    "objects": pd.Series(["a", None, 3, True], dtype=object),
    "a missing number among texts": pd.Series(["a", np.nan, pd.NA, "b"], dtype=object),
    "numbers of numpy": pd.Series([np.int64(1), "a", None, "b"], dtype=object),
    "an endless number among texts": pd.Series([np.inf, "a", None, "b"], dtype=object),
    "lists": pd.Series([[1, 2], [], [3], [4]], dtype=object),
    "kinds": pd.Series(["a", "b", None, "a"], dtype="category"),
    "moments": pd.Series(
        pd.to_datetime(["2026-01-31T10:00Z", None, "2026-02-01T00:00Z", "2026-02-02T00:00Z"])
    ),
}


@pytest.mark.parametrize("kind", ROWS)
def test_rows_of_a_chart_are_those_of_altair(kind: str) -> None:
    rows = pd.DataFrame({"before": range(4), kind: ROWS[kind]}, index=[3, 1, 2, 0])
    found, expected = chart_data.values(rows), alt.default_data_transformer(rows)
    assert found == expected
    kinds = [[type(cell) for row in data["values"] for cell in row.values()] for data in (found, expected)]
    assert kinds[0] == kinds[1]


def test_what_altair_refuses_is_refused() -> None:
    with pytest.raises(alt.MaxRowsError):
        chart_data.values(pd.DataFrame({"n": range(5001)}))
    with pytest.raises(ValueError, match="column name"):
        chart_data.values(pd.DataFrame({("a", 1): [1]}))
    with pytest.raises(ValueError, match="timedelta"):
        chart_data.values(pd.DataFrame({"lag": [pd.Timedelta(hours=1)]}))


def test_no_rows_and_other_data_are_as_altair_has_them() -> None:
    assert chart_data.values(pd.DataFrame({"n": []})) == {"values": []}
    assert chart_data.values({"values": [{"n": 1}]}) == {"values": [{"n": 1}]}


def test_a_chart_from_elsewhere_is_checked_when_it_is_drawn() -> None:
    rows = pd.DataFrame({"n": [1]})

    def misspelt(width: int) -> alt.Chart:
        return alt.Chart(rows).mark_point().encode(x=alt.X("n:Q", scael=None))

    with pytest.raises(SchemaValidationError, match="scael"):
        svg.drawn(misspelt, 400)
