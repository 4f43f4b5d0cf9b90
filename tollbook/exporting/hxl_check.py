"""A table with HXL tags as the library of the standard reads it: is it valid, and is all in it?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tollbook.exporting.hxl_table import Tagged
from tollbook.exporting.hxl_tags import repeated

OWN_RULES = (
    ("#valid_tag", "#valid_required", "#valid_datatype", "#valid_value+min", "#valid_severity"),
    ("#event+code", "true", "text", "", "error"),
    ("#event+name", "true", "text", "", "error"),
    ("#date+asof", "true", "date", "", "error"),
    ("#meta+source+party+code", "true", "text", "", "error"),
    ("#affected", "", "number", "0", "error"),
)
"""What a table must have besides the library's own rules: a rule a row, as HXL schemas have it."""
MOST_FAULTS = 5


def faults(content: bytes, table: Tagged) -> list[str]:
    """Return what is wrong with a written table, a line for each of the first faults: by the library's rules
    and by ours, and where it does not give back the rows and sums that went in.
    """
    lines = [f"two columns have the hashtag {tag}" for tag in repeated(table.columns)]
    with tempfile.TemporaryDirectory(prefix="tollbook-export-") as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(content)
        lines += broken_rules(path) + differences(path, table)
    more = len(lines) - MOST_FAULTS
    return [*lines[:MOST_FAULTS], *([f"and {more:,} more"] if more > 0 else [])]


def read(path: Path) -> Any:
    """Return a table as the library reads it (hxl.model.Dataset)."""
    import io

    import hxl

    # not by its name: the library would leave the file open
    return hxl.data(io.BytesIO(path.read_bytes())).cache()


def broken_rules(path: Path) -> list[str]:
    """Return a line for each cell that breaks a rule. Only errors: what a page words may have two blanks."""
    import hxl

    lines = []
    for rules in (None, [list(rule) for rule in OWN_RULES]):
        report = hxl.validate(read(path), rules)
        for issue in report["issues"]:
            if issue["severity"] != "error":
                continue
            for where in issue["locations"]:
                cell = " ".join(str(where.get("location_value", "")).split())
                row = where.get("row", -1) + 1
                lines.append(f"row {row} {where.get('hashtag', '')}: {issue['description']} ({cell!r})")
    return lines


def differences(path: Path, table: Tagged) -> list[str]:
    """Return a line for the number of rows and for each sum of a column that is not what was written."""
    found = read(path)
    rows, lines = list(found), []
    if len(rows) != len(table.rows):
        lines.append(f"{len(table.rows):,} rows were written, {len(rows):,} are read back")
    tags = [column.display_tag for column in found.columns]
    if tags != [column.tag for column in table.columns]:
        lines.append("the hashtags that are read back are not those that were written")
        return lines
    for position, column in enumerate(table.columns):
        written = [row.get(column.key, "") for row in table.rows]
        there = [row.values[position] for row in rows]
        if column.is_number and total(written) != total(there):  # what is no number breaks a rule
            lines.append(f"{column.tag}: the sum read back is {total(there):,}, not {total(written):,}")
    return lines


def total(cells: list[str]) -> int:
    """Return the sum of the cells that are whole numbers."""
    return sum(int(cell) for cell in cells if str(cell).strip().isdecimal())
