"""One thing that is wrong with a table, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

SHOWN = 60  # characters of a cell that a message quotes: enough to find it, short enough for one line


class Problem(NamedTuple):
    """What is wrong in one place of one table. `row` counts as a spreadsheet does: the header is row 1.

    `row` is None and `column` empty where the problem is the file's or the header's. `str(problem)` is one
    line.
    """

    file: str
    row: int | None
    column: str
    what: str
    todo: str
    severity: str = "error"

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.what}; {self.todo}"


def of_hand(table: str, row: int, column: str, what: str, todo: str) -> Problem:
    """Return a problem of a cell of a hand table."""
    return Problem(f"hand/{table}.csv", int(row), column, what, todo)


def sort_key(problem: Problem) -> tuple[str, int, str, str]:
    """Return the order in which problems are listed: by file, row, column; the whole file comes first."""
    return problem.file, problem.row or 0, problem.column, problem.what


def shown(text: str) -> str:
    """Return `text` in double quotes on one line: cut when long, odd characters as escapes."""
    cut = text if len(text) <= SHOWN else text[:SHOWN] + "..."
    return (
        '"'
        + "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in cut)
        + '"'
    )
