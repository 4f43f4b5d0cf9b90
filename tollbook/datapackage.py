"""What the files of a download are, for programs: a description by the Data Package standard, version 2.0.

Each table has its columns with type, meaning and what a cell may hold, taken from `data/dictionary`, so that
a program (frictionless, in several languages) can read the cells as numbers and moments and can tell whether
a table was changed. The description names no time at which it was made: the same tables give the same text.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from tollbook import dictionary
from tollbook.dictionary import Column, Table
from tollbook.files import digest
from tollbook.tabular import from_csv
from tollbook.terms_of_use import CC0, COORDINATES, coordinate_licences, own_licences, sources

if TYPE_CHECKING:  # it takes most of a second to import, and only who writes a package needs it
    from frictionless import Package, Schema

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
LINKS = {("processed/claims", "statement_id"): "processed/statements.statement_id"}
"""Columns that name a row of another table, besides those of which a dictionary says so: frictionless checks
that it is there.
"""
INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")

PUBLISHER = {"title": "Tollbook", "roles": ["publisher"]}
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

    path: in the archive, with `/`. table: the table that it is, empty for the rows of a chart or of a table
    of the page. folder: where the table's dictionary has it (`raw`, `hand`, `processed`).
    """

    path: str
    name: str
    title: str
    description: str
    content: bytes
    table: str = ""
    folder: str = "processed"

    @property
    def known_as(self) -> str:
        """The table as dictionaries refer to it: `raw/claims`; empty for what is no table."""
        return f"{self.folder}/{self.table}" if self.table else ""


def describe(
    name: str,
    title: str,
    description: str,
    sheets: Sequence[Sheet],
    facts: Mapping[str, str],
    raw_dir: str | os.PathLike[str] = "data/raw",
    contributors: Sequence[Mapping[str, Any]] = (PUBLISHER,),
) -> Package:
    """Return the description of the files of a package; `text` makes the content of `datapackage.json` of it.

    name: of the package; letters that a name may not have become hyphens. facts: what else a program may
    want to know of the package (`as_of`, `ledger_sha256` ...); empty ones are left out. raw_dir: where the
    source cards are. Raises KeyError for a table without a dictionary, and
    frictionless.FrictionlessException if the description is not as the standard wants it.
    """
    tables = {sheet.known_as: plain_name(sheet.name) for sheet in sheets if sheet.table}
    own = own_licences(raw_dir)
    points = coordinate_licences(raw_dir)
    resources = [resource(sheet, tables, own, points) for sheet in sheets]
    found = {one["name"]: one for each in ({"licenses": own}, *resources) for one in each.get("licenses", ())}
    return check(
        {
            "$schema": PROFILE,
            "name": plain_name(name),
            "title": title,
            "description": description,
            **{key: value for key, value in facts.items() if value},
            **({"licenses": list(found.values())} if found else {}),
            "sources": sources(raw_dir),
            **({"contributors": [dict(one) for one in contributors]} if contributors else {}),
            "resources": resources,
        }
    )


def check(package: Mapping[str, Any]) -> Package:
    """Return a description as the library has it. Raises frictionless.FrictionlessException if it is not as
    the standard wants it.
    """
    # imported here: it takes most of a second, and only who writes a download needs it
    import frictionless

    return frictionless.Package.from_descriptor(json.loads(json.dumps(package)))  # it changes what it gets


def text(package: Package) -> str:
    """Return a description as the library writes it, ending in a line end."""
    return f"{package.to_json()}\n"


def plain_name(name: str) -> str:
    """Return `name` with the letters that the name of a package or of a file in it may have."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "tollbook"


def resource(
    sheet: Sheet,
    tables: Mapping[str, str],
    own: Sequence[Mapping[str, str]] = (CC0,),
    points: Sequence[Mapping[str, str]] = COORDINATES,
) -> dict[str, Any]:
    """Return the description of one file; `tables` are the names of the tables that lie beside it, by what
    dictionaries call them, `own` the licences of the ledger's own tables, `points` those of coordinates.
    """
    if sheet.table:
        schema = table_schema(sheet.table, tables, sheet.folder)
    else:
        schema = chart_schema(from_csv(sheet.content.decode("utf-8")))
    names = set(schema.field_names)
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
        "hash": f"sha256:{digest(sheet.content)}",
        "licenses": [*map(dict, own), *(map(dict, points) if names >= ON_A_MAP else ())],
        "dialect": DIALECT,
        "schema": schema.to_descriptor(),
    }
    return {key: value for key, value in described.items() if value not in ("", [])}


def table_schema(table: str, tables: Mapping[str, str], folder: str = "processed") -> Schema:
    """Return the columns of a table, by its dictionary. Raises KeyError if it has none.

    tables: as in `resource`; a column that names rows of one of them is a foreign key.
    """
    from frictionless import Field, Schema

    described = dictionary.table(table, folder)
    schema = Schema(
        fields=[Field.from_descriptor(table_field(column, described.key)) for column in described.columns],
        missing_values=[""],
    )
    if described.key:
        schema.primary_key = list(described.key)
    if found := links(described, tables):
        schema.foreign_keys = found
    return schema


def links(described: Table, tables: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the foreign keys of a table: its columns with one value a cell that refer to one of `tables`."""
    found = []
    for column in described.columns:
        refers_to = column.refers_to or LINKS.get((f"{described.folder}/{described.table}", column.name), "")
        other, _, name = refers_to.partition(".")
        if other in tables and column.type != "list" and not column.also:
            reference = {"resource": tables[other], "fields": [name]}
            found.append({"fields": [column.name], "reference": reference})
    return found


def table_field(column: Column, key: Sequence[str]) -> dict[str, Any]:
    """Return the description of one column of a table."""
    meaning = [column.meaning, *([f"in {column.unit}"] if column.unit else [])]
    empty = [f"empty: {column.null_means}"] if column.null_means else []
    constraints: dict[str, Any] = {} if column.null_means else {"required": True}
    if [column.name] == list(key):
        constraints["unique"] = True
    allowed = dictionary.choices(column)
    if allowed and column.type != "flag":
        constraints["enum"] = allowed
    elif isinstance(column.allowed, dict) and "from" in column.allowed:
        ends = {"minimum": column.allowed["from"], "maximum": column.allowed.get("to")}
        constraints |= {name: end for name, end in ends.items() if end is not None}
    # the library takes no list for a part of a key
    known_type = {} if column.type == "list" and column.name in key else TYPES.get(column.type, {})
    return {
        "name": column.name,
        **(known_type or {"type": "string"}),
        "description": "; ".join([*meaning, f"{column.origin}", *empty]),
        **({"constraints": constraints} if constraints else {}),
    }


def chart_schema(rows: pd.DataFrame) -> Schema:
    """Return the columns of a chart's rows, each cell as text; the types are those of the cells."""
    from frictionless import Field, Schema

    described = [{"name": name, "type": cell_type(rows[name])} for name in rows.columns]
    return Schema(fields=[Field.from_descriptor(one) for one in described], missing_values=[""])


def cell_type(cells: pd.Series) -> str:
    """Return `integer` or `number` if all filled cells are such numbers, and at least one is; else
    `string`."""
    filled = [cell for cell in cells.unique() if cell]
    for pattern, name in ((INTEGER, "integer"), (DECIMAL, "number")):
        if filled and all(pattern.fullmatch(cell) for cell in filled):
            return name
    return "string"
