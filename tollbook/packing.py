"""JSON for a page, as small as it can be: rows by columns, what charts share once, gzipped, in base64.

The script of a page knows how to unpack it (`restored` and `rowsOf` in `templates/live_base.js`).
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

SHARED_FROM = 200
"""Characters: what is shorter stays where it is, what is longer and occurs in several charts is kept once."""
PLAIN_NAME = re.compile(r"[A-Za-z_]\w*")

Rows = Sequence[Mapping[str, Any]]


def compact(value: Any) -> str:
    """Return `value` as JSON text without spaces; ValueError for a number that JSON can not hold."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def packed(text: str) -> str:
    """Return `text` gzipped, without a time, in base64: letters that can close no element of a page."""
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")


def by_columns(value: Any) -> Any:
    """Return rows that all have the same names as `{"columns": names, "cells": a list for each name}`, which
    is smaller when gzipped; anything else as it is.
    """
    if not (isinstance(value, list) and value and all(isinstance(row, dict) for row in value)):
        return value
    columns = list(value[0])
    if not columns or any(list(row) != columns for row in value):
        return value
    return {"columns": columns, "cells": [[row[name] for row in value] for name in columns]}


def slim(vega: Mapping[str, Any], shared: dict[str, int]) -> dict[str, Any]:
    """Return a Vega specification without columns that it never names, with its settings and its data, if
    they are long, as `{"$": place in shared}`.

    shared: JSON texts with their places; those of `vega` are added.
    """
    kept_data = [named_only(source, vega) for source in vega.get("data", ())]
    kept = {name: value for name, value in vega.items() if name not in ("$schema", "data", "config")}
    return {
        **kept,
        "data": [{name: once(value, shared) for name, value in source.items()} for source in kept_data],
        "config": once(vega.get("config", {}), shared),
    }


def named_only(source: Mapping[str, Any], vega: Mapping[str, Any]) -> dict[str, Any]:
    """Return a data set of `vega` without the columns that no other part of it names.

    A name that occurs anywhere is kept; rows with a geometry, which is drawn as a whole, keep all, and so do
    all rows where a tooltip shows whole ones.
    """
    rows = source.get("values")
    if not isinstance(rows, list):
        return dict(source)
    sources = [{name: value for name, value in one.items() if name != "values"} for one in vega["data"]]
    text = compact({**vega, "data": sources})
    names = {name for row in rows if isinstance(row, dict) for name in row}
    if "geometry" in names or '"tooltip":{"signal":"datum"}' in text:
        return dict(source)
    spare = {name for name in names if PLAIN_NAME.fullmatch(name) and name not in text}
    kept = [
        {name: value for name, value in row.items() if name not in spare} if isinstance(row, dict) else row
        for row in rows
    ]
    return {**source, "values": kept}


def once(value: Any, shared: dict[str, int]) -> Any:
    """Return `value`, or if it is long its place in `shared`, where it is put unless it is there."""
    text = compact(by_columns(value))
    return {"$": shared.setdefault(text, len(shared))} if len(text) >= SHARED_FROM else value
