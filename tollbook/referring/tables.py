"""The tables and their columns, as the dictionaries have them."""

from __future__ import annotations

from tollbook import dictionary
from tollbook.dictionary import Column, Table
from tollbook.paths import dictionary_folder
from tollbook.referring.markdown import code, plain, table
from tollbook.tables import SHARED

FOLDERS = {
    "raw": "What pages state, as worded; entered by people and never changed.",
    "hand": "What people decided, with the reason in `why`. A row without `event_id` holds for every event.",
    "processed": "What the notebooks make of it. Never edited: they are written anew.",
    "databases": "Figures of databases, taken over by `tollbook import`, each with the database's own rule.",
}
HEADINGS = ("column", "type", "unit", "meaning", "origin", "allowed", "an empty cell means", "example")
NAMED = {
    "databases/claims": "databases/NAME.csv",
    "databases/set_aside": "databases/NAME.set_aside.csv",
}
"""Tables that are not called as their dictionary is."""
MUST = "must be filled in"
TYPES = {
    "text": "any words",
    "wording": "a page's own words, in its own language and script",
    "list": "several texts, a `;` between them",
    "choice": "one of the words under “allowed”",
    "flag": "one of the words under “allowed”, mostly `true` or `false`",
    "id": "a name: letters, digits, hyphen, underscore, full stop",
    "day": "a day, `2026-01-31`",
    "page_date": "a month, a day or a time, as a page gives it for itself",
    "day_or_time": "a day or a time; without an offset it is in the event's time zone",
    "moment": "a time in UTC, `2026-01-31T22:04:00Z`",
    "clock": "a local time as worded, such as `05:30` or `before dawn`",
    "url": "an address of the web with `http://` or `https://`",
    "country": "two capital letters of ISO 3166",
    "whole_number": "digits only, no sign",
    "number": "a number with a full stop",
    "quantity": "a number, or two with `..` between, `11..19`",
    "amount": "how many: `4`, `60+` (at least) or `12-14`",
    "pattern": "a regular expression",
    "time_zone": "a time zone by its name, `America/Lima`",
}
ORIGINS = {
    "reported": "a page says so",
    "derived": "computed by Tollbook",
    "hand": "a person decided or entered it",
}


def folders() -> dict[str, list[Table]]:
    """Return the tables by the folder that they are in: raw, hand, processed, then any other, by name."""
    found = dictionary.load(dictionary_folder())
    known = [*FOLDERS, *sorted({folder for folder, _ in found} - set(FOLDERS))]
    return {
        folder: [one for (place, _), one in sorted(found.items()) if place == folder]
        for folder in known
        if any(place == folder for place, _ in found)
    }


def heading(described: Table) -> str:
    """Return the heading of a table: where its file lies."""
    named = NAMED.get(f"{described.folder}/{described.table}")
    if named:
        return f"`data/{named}`"
    is_of_event = described.folder == "processed" and described.table not in SHARED
    return f"`data/{described.folder}/{'EVENT/' if is_of_event else ''}{described.table}.csv`"


def section(described: Table) -> str:
    """Return what the reference says of a table."""
    key = f"Key: {', '.join(map(code, described.key))}." if described.key else "Rows have no key."
    rows = [cells(column) for column in described.columns]
    about = f"One row is {plain(described.one_row_is)}. {key}"
    return "\n\n".join([f"### {heading(described)}", about, table(HEADINGS, rows)])


def cells(column: Column) -> tuple[str, ...]:
    """Return what the reference says of a column."""
    return (
        code(column.name),
        plain(column.type),
        plain(column.unit or ""),
        plain(column.meaning),
        plain(column.origin),
        allowed(column),
        plain(column.null_means) if column.null_means else MUST,
        code(column.example) if column.example is not None else "",
    )


def allowed(column: Column) -> str:
    """Return which values a column may have, beyond its type."""
    if isinstance(column.allowed, list):
        return ", ".join(code(one) for one in column.allowed)
    if not isinstance(column.allowed, dict):
        return ""
    if column.refers_to:
        return ", or ".join([f"a value of {code(column.refers_to)}", *map(code, column.also)])
    low, high = column.allowed.get("from"), column.allowed.get("to")
    return f"from {low} to {high}" if high is not None else f"from {low} up"


def legend() -> str:
    """Return what the words under `type` and `origin` mean."""
    types = table(("type", "a cell holds"), [(code(name), words) for name, words in TYPES.items()])
    origins = table(("origin", "meaning"), [(code(name), words) for name, words in ORIGINS.items()])
    return f"{types}\n\n{origins}"
