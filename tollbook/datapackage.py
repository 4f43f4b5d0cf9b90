"""What the files of a download are, for programs: a description by the Data Package standard, version 2.0.

Each table has its columns with type, meaning and what a cell may hold, taken from `data/dictionary`, so that
a program (frictionless, in several languages) can read the cells as numbers and moments and can tell whether
a table was changed. The description names no time at which it was made: the same tables give the same text.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from tollbook import dictionary
from tollbook.dictionary import LOADER, Column
from tollbook.paths import resolve
from tollbook.tabular import from_csv

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
DIALECT = {
    "header": True,
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
}
# The standard's type for each type of the dictionaries; any other is text.
TYPES: dict[str, dict[str, Any]] = {
    "whole_number": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "moment": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%SZ"},
    "day": {"type": "date"},
    "list": {"type": "list", "delimiter": ";"},
}
LINKS = {("claims", "statement_id"): ("statements", "statement_id")}
"""Columns that name a row of another table: frictionless checks that it is there."""
INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")

# As in DATA-LICENCE.md, which says what each holds for.
CC0 = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "CC0 1.0: the tables, but for coordinates",
}
COORDINATES = (
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "CC BY 4.0: coordinates from GeoNames and the Uppsala Conflict Data Program",
    },
    {
        "name": "ODbL-1.0",
        "path": "https://opendatacommons.org/licenses/odbl/1-0/",
        "title": "ODbL 1.0: coordinates computed from OpenStreetMap",
    },
)
SOURCES = (
    {"title": "GeoNames", "path": "https://www.geonames.org/"},
    {
        "title": "Uppsala Conflict Data Program, Georeferenced Event Dataset",
        "path": "https://ucdp.uu.se/",
    },
    {"title": "© OpenStreetMap contributors", "path": "https://www.openstreetmap.org/copyright"},
)
"""Where coordinates come from; the ledger's own files come with a card each."""
ON_A_MAP = {"lat", "lon"}
LEAST: dict[str, Any] = {
    "$schema": PROFILE,
    "name": "least",
    "resources": [
        {
            "name": "least",
            "type": "table",
            "path": "least.csv",
            "format": "csv",
            "schema": {"fields": [{"name": "least", "type": "string"}]},
        }
    ],
}
"""A description with as little as one needs."""


class Sheet(NamedTuple):
    """A CSV file of a download.

    path: in the archive, with `/`. table: the processed table that it is, empty for the rows of a chart or of
    a table of the page.
    """

    path: str
    name: str
    title: str
    description: str
    content: bytes
    table: str = ""


def describe(
    name: str,
    title: str,
    description: str,
    sheets: Sequence[Sheet],
    facts: Mapping[str, str],
    raw_dir: str | os.PathLike[str] = "data/raw",
) -> dict[str, Any]:
    """Return the content of `datapackage.json` for the files of a download.

    name: of the package; letters that a name may not have become hyphens. facts: what else a program may
    want to know of the package (`as_of`, `ledger_sha256` ...); empty ones are left out. raw_dir: where the
    source cards are. Raises KeyError for a processed table without a dictionary, and
    frictionless.FrictionlessException if the description is not as the standard wants it.
    """
    tables = {sheet.table for sheet in sheets if sheet.table}
    resources = [resource(sheet, tables) for sheet in sheets]
    found = {licence["name"]: licence for each in resources for licence in each["licenses"]}
    package = {
        "$schema": PROFILE,
        "name": plain_name(name),
        "title": title,
        "description": description,
        **{key: value for key, value in facts.items() if value},
        "licenses": list(found.values()) or [CC0],
        "sources": sources(raw_dir),
        "contributors": [{"title": "Tollbook", "roles": ["publisher"]}],
        "resources": resources,
    }
    check(package)
    return package


def check(package: Mapping[str, Any]) -> None:
    """Raise frictionless.FrictionlessException if a description is not as the standard wants it."""
    # imported here: it takes most of a second, and only who writes a download needs it
    import frictionless

    frictionless.Package.from_descriptor(json.loads(json.dumps(package)))  # it changes what it is given


def plain_name(name: str) -> str:
    """Return `name` with the letters that the name of a package or of a file in it may have."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "tollbook"


def resource(sheet: Sheet, tables: Collection[str]) -> dict[str, Any]:
    """Return the description of one file; `tables` are the processed tables that lie beside it."""
    text = sheet.content.decode("utf-8")
    schema = table_schema(sheet.table, tables) if sheet.table else chart_schema(from_csv(text))
    names = {field["name"] for field in schema["fields"]}
    described = {
        "$schema": RESOURCE_PROFILE,
        "name": plain_name(sheet.name),
        "type": "table",
        "path": sheet.path,
        "title": sheet.title,
        "description": sheet.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(sheet.content),
        "hash": f"sha256:{hashlib.sha256(sheet.content).hexdigest()}",
        "licenses": [CC0, *(COORDINATES if names >= ON_A_MAP else ())],
        "dialect": DIALECT,
        "schema": schema,
    }
    return {key: value for key, value in described.items() if value != ""}


def table_schema(table: str, tables: Collection[str]) -> dict[str, Any]:
    """Return the columns of a processed table, by its dictionary. Raises KeyError if it has none."""
    described = dictionary.table(table, "processed")
    schema: dict[str, Any] = {
        "fields": [table_field(column, described.key) for column in described.columns],
        "missingValues": [""],
    }
    if described.key:
        schema["primaryKey"] = described.key
    links = [
        {"fields": [column], "reference": {"resource": other, "fields": [field]}}
        for (name, column), (other, field) in LINKS.items()
        if name == table and other in tables
    ]
    return schema | ({"foreignKeys": links} if links else {})


def table_field(column: Column, key: Sequence[str]) -> dict[str, Any]:
    """Return the description of one column of a processed table."""
    meaning = [column.meaning, *([f"in {column.unit}"] if column.unit else [])]
    empty = [f"empty: {column.null_means}"] if column.null_means else []
    constraints: dict[str, Any] = {} if column.null_means else {"required": True}
    if [column.name] == list(key):
        constraints["unique"] = True
    if isinstance(column.allowed, list) and column.type != "flag":
        constraints["enum"] = column.allowed
    elif isinstance(column.allowed, dict) and "from" in column.allowed:
        ends = {"minimum": column.allowed["from"], "maximum": column.allowed.get("to")}
        constraints |= {name: end for name, end in ends.items() if end is not None}
    return {
        "name": column.name,
        **TYPES.get(column.type, {"type": "string"}),
        "description": "; ".join([*meaning, f"{column.origin}", *empty]),
        **({"constraints": constraints} if constraints else {}),
    }


def chart_schema(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of a chart's rows, each cell as text; the types are those of the cells."""
    return {
        "fields": [{"name": name, "type": cell_type(rows[name])} for name in rows.columns],
        "missingValues": [""],
    }


def cell_type(cells: pd.Series) -> str:
    """Return `integer` or `number` if all filled cells are such numbers, and at least one is; else
    `string`."""
    filled = [cell for cell in cells.unique() if cell]
    for pattern, name in ((INTEGER, "integer"), (DECIMAL, "number")):
        if filled and all(pattern.fullmatch(cell) for cell in filled):
            return name
    return "string"


def sources(raw_dir: str | os.PathLike[str]) -> list[dict[str, str]]:
    """Return what the tables were made from: the files of the ledger by their cards, and the gazetteer's."""
    cards = [
        yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        for path in sorted(Path(resolve(raw_dir)).glob("*.card.yml"))
    ]
    named = [card for card in cards if isinstance(card, dict) and card.get("title")]
    return [*({"title": card_words(card)} for card in named), *SOURCES]


def card_words(card: Mapping[str, object]) -> str:
    """Return a source card in one line: what it is, whose, and under which terms."""
    parts = {"": card["title"], "publisher: ": card.get("publisher"), "licence: ": card.get("licence")}
    return "; ".join(f"{name}{' '.join(str(text).split())}" for name, text in parts.items() if text)
