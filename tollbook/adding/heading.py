"""Which row of a sheet holds the headings, and which column is which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz, process

from tollbook.adding import columns, doubts
from tollbook.adding.cells import FAILED
from tollbook.adding.reading import LOOKED_AT, Grid, known_headings, some_of
from tollbook.problem import Problem, shown
from tollbook.words import count

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

    A sheet without headings (help, lists) and a hidden one are passed over; where no sheet is left, that is a
    problem. What is passed over and may be meant is said with the first sheet that is read.
    """
    headed, found, passed = [], [], []
    for grid in grids:
        row = heading_row(grid)
        if row is None or grid.hidden:
            passed.append(grid)
            continue
        kind = kind_of(grid.rows[row])
        places, problems = match(grid, kind, row)
        filled = without_remarks(grid, row, places)
        said = (*filled.said, *doubts.of(filled, kind, row, places))
        headed.append(Headed(filled._replace(said=said), kind, row, places))
        found += problems
    if not headed:
        return [], [none_found(grids)]
    found += [problem for grid in passed for problem in lost_headings(grid)]
    if not any(is_filled(one.grid.rows[one.row + 1 :]) for one in headed):
        found += [hidden(grid) for grid in passed if grid.hidden and has_figures(grid)]
    return said_once(headed, [line for grid in passed for line in left_out(grid)]), found


def without_remarks(grid: Grid, heading: int, places: dict[str, int]) -> Grid:
    """Return a sheet whose remarks between the rows are empty rows: those whose only text begins with
    `IGNORED`.
    """
    rows, found = list(grid.rows), []
    for number in range(heading + 1, len(rows)):
        line = [rows[number][place] for place in places.values() if place < len(rows[number])]
        texts = [cell for cell in line if cell not in ("", None)]
        remark = str(texts[0]).strip() if len(texts) == 1 else ""
        if remark.startswith(columns.IGNORED) and not FAILED.fullmatch(remark):
            rows[number] = []
            found.append(number + 1)
    if not found:
        return grid
    what = f"{count(len(found), 'row')} with only a remark ({columns.IGNORED}) left out: {some_of(found)}"
    return grid._replace(rows=rows, said=(*grid.said, f"{grid.place}: {what}"))


def said_once(headed: list[Headed], first: list[str]) -> list[Headed]:
    """Return sheets with their sentences, each sentence once in all, those of `first` before the others."""
    told: set[str] = set()
    kept = []
    for position, one in enumerate(headed):
        own = dict.fromkeys([*(first if position == 0 else ()), *one.grid.said])
        said = tuple(line for line in own if line not in told)
        told |= set(said)
        kept.append(one._replace(grid=one.grid._replace(said=said)))
    return kept


def none_found(grids: list[Grid]) -> Problem:
    """Return the problem of a file in which no sheet can be read."""
    label = grids[0].label if grids else ""
    if own := [grid for grid in grids if grid.hidden and has_figures(grid)]:
        return hidden(own[0])
    names = ", ".join(column.name for column in columns.FIGURES)
    named = [grid.sheet for grid in grids if grid.sheet]
    where = f" in the sheets {', '.join(named)}" if named else ""
    todo = f"give one row the headings {names}, or start from `tollbook template`"
    return Problem(label, None, "", f"no row of headings was found{where}", todo)


def hidden(grid: Grid) -> Problem:
    """Return the problem that what there is to read is in a hidden sheet."""
    todo = f"unhide it in the spreadsheet program, or name it: --sheet {shown(grid.sheet)}"
    return Problem(grid.place, None, "", "the sheet is hidden, and no other has rows to read", todo)


def left_out(grid: Grid) -> Iterator[str]:
    """Yield that a sheet is not read, where somebody may mean it to be."""
    if grid.hidden and has_figures(grid):
        yield f"{grid.place}: the sheet is hidden and left out; --sheet {shown(grid.sheet)} reads it"
    elif not grid.hidden and grid.sheet not in (columns.HELP, columns.LISTS) and is_filled(grid.rows):
        yield f"{grid.place}: left out, since no row has the headings of a template"


def has_figures(grid: Grid) -> bool:
    """Tell whether a sheet has headings and something below them."""
    row = heading_row(grid)
    return row is not None and is_filled(grid.rows[row + 1 :])


def lost_headings(grid: Grid) -> Iterator[Problem]:
    """Yield a problem for a sheet of a template whose headings are gone."""
    is_lost = grid.sheet in columns.SHEETS and not grid.hidden and heading_row(grid) is None
    if is_lost and is_filled(grid.rows):
        names = ", ".join(column.name for column in columns.SHEETS[grid.sheet] if column.in_template)
        todo = f"give one row the headings {names}, or rename the sheet to have it left out"
        yield Problem(grid.place, None, "", "no row of headings was found", todo)


def is_filled(rows: list[list[object]]) -> bool:
    """Tell whether rows have any cell."""
    return any(cell not in ("", None) for row in rows for cell in row)


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
    label = grid.place
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
