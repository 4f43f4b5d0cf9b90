"""Which row of a sheet holds the headings, and which column is which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz, process

from tollbook.adding import columns
from tollbook.adding.reading import LOOKED_AT, Grid, known_headings
from tollbook.problem import Problem, shown

ENOUGH = 3
"""Headings that a row must have to be the one with the headings."""
NEAR = 60
"""Likeness, of 100, from which a heading is named as what another may mean."""


class Headed(NamedTuple):
    """A sheet whose headings were found: `kind` is `figures` or `sightings`, `row` counts from 0, `places`
    are the positions of the columns by name.
    """

    grid: Grid
    kind: str
    row: int
    places: dict[str, int]


def find(grids: list[Grid]) -> tuple[list[Headed], list[Problem]]:
    """Return the sheets to be read, and what is wrong with their headings.

    A sheet without headings (help, lists) is passed over; where no sheet has any, that is a problem.
    """
    headed, found = [], []
    for grid in grids:
        row = heading_row(grid)
        if row is not None:
            kind = kind_of(grid.rows[row])
            places, problems = match(grid, kind, row)
            headed.append(Headed(grid, kind, row, places))
            found += problems
    if not headed:
        label = grids[0].label if grids else ""
        names = ", ".join(column.name for column in columns.FIGURES)
        named = [grid.sheet for grid in grids if grid.sheet]
        where = f" in the sheets {', '.join(named)}" if named else ""
        what = f"no row of headings was found{where}"
        found.append(
            Problem(
                label, None, "", what, f"give one row the headings {names}, or start from `tollbook template`"
            )
        )
    return headed, found


def heading_row(grid: Grid) -> int | None:
    """Return the first of the upper rows with most headings, None where none has enough of them."""
    counts = [known_headings(row) for row in grid.rows[:LOOKED_AT]]
    return counts.index(max(counts)) if counts and max(counts) >= ENOUGH else None


def kind_of(row: Iterable[object]) -> str:
    """Return which sheet a row of headings belongs to; in doubt the figures."""
    cells = {columns.plain(cell) for cell in row if isinstance(cell, str)}
    return max(columns.SHEETS, key=lambda sheet: len(cells & set(columns.names(sheet))))


def match(grid: Grid, kind: str, row: int) -> tuple[dict[str, int], list[Problem]]:
    """Return the positions of the columns by name, and what is wrong with the headings."""
    known, places, found = columns.names(kind), {}, []
    label = sheet_label(grid)
    for position, cell in enumerate(grid.rows[row]):
        heading = cell.strip() if isinstance(cell, str) else str(cell)
        name = known.get(columns.plain(heading))
        if heading.startswith(columns.IGNORED) or not (heading or has_cells(grid, row, position)):
            continue
        if name is None:
            found.append(Problem(label, row + 1, heading or letter(position), *unknown(heading, kind)))
        elif name in places:
            what = f"two columns are headed {name}: {letter(places[name])} and {letter(position)}"
            found.append(Problem(label, row + 1, name, what, "delete one of them"))
        else:
            places[name] = position
    needed = [column for column in columns.SHEETS[kind] if column.needed == "row" or column.name == "figure"]
    for column in needed:
        if column.name not in places and not found:
            found.append(
                Problem(
                    label,
                    row + 1,
                    column.name,
                    "the column is missing",
                    f"add it ({column.described.meaning})",
                )
            )
    return places, found


def has_cells(grid: Grid, heading: int, position: int) -> bool:
    """Tell whether a column has anything below the headings."""
    return any(len(row) > position and row[position] not in ("", None) for row in grid.rows[heading + 1 :])


def unknown(heading: str, kind: str) -> tuple[str, str]:
    """Return what to say of a heading that no column has."""
    names = [column.name for column in columns.SHEETS[kind]]
    if not heading:
        return "the column has cells and no heading", "give it a heading, or empty it"
    near = process.extractOne(
        columns.plain(heading), names, scorer=fuzz.ratio, processor=columns.plain, score_cutoff=NEAR
    )
    guess = f"rename it to {near[0]} if that is meant" if near else f"use one of: {', '.join(names)}"
    return (
        f"unknown column {shown(heading)}",
        f"{guess}; put {columns.IGNORED} before its heading to have it left out",
    )


def letter(position: int) -> str:
    """Return the letters by which a spreadsheet calls a column, counted from 0."""
    text, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def sheet_label(grid: Grid) -> str:
    """Return how messages call a sheet: the file, and the sheet where it has a name."""
    return f"{grid.label}, sheet {grid.sheet}" if grid.sheet else grid.label
