"""The rows of a CSV file that nobody has checked: each is read, or set aside with its text and the reason.

A quotation mark that is never closed must not swallow the rows behind it, a comma inside a cell must not move
figures into other columns, and a download that broke off must not leave half a row behind.
"""

from __future__ import annotations

import csv
from array import array
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from tollbook.importing import letters
from tollbook.importing.faults import UnfitError
from tollbook.importing.letters import File

BLOCK = 50_000
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
TAG = "#"  # the second row of a table of the Humanitarian Data Exchange


COMMA = "a comma too many: inside a cell without quotation marks, or at the end"
QUOTE = "a quotation mark too many, or one too few"


class Row(NamedTuple):
    """A row with its number as a spreadsheet counts (the header is row 1), its text, and its cells; without
    cells it cannot be read. `line` is the first of its lines in the file, from 0, `n_lines` how many it has.
    """

    number: int
    text: str
    cells: list[str] | None
    is_cut: bool = False
    line: int = 0
    n_lines: int = 1


class Layout(NamedTuple):
    """What a file of a database holds: the columns that it must have, those that it may have, and the names
    of all where it comes without a header.
    """

    needed: tuple[str, ...]
    others: tuple[str, ...]
    whole: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that are looked at."""
        return self.needed + self.others


class Table(NamedTuple):
    """The rows of a file as columns of text and `row`, those that cannot be read (row number to reason), how
    many rows there are, how the file was read in words, its header's columns, and for each row three numbers:
    its own, its first line in the file and how many lines it has.
    """

    rows: pd.DataFrame
    unread: dict[int, str]
    n_rows: int
    said: list[str]
    header: list[str]
    lines: array


class Lines:
    """Lines that can be given back: after a row that swallowed others, reading goes on with its second
    line.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.waiting, self.held = lines, deque[str](), list[str]()
        self.is_over = False

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self.waiting.popleft() if self.waiting else next(self.lines)
        except StopIteration:
            self.is_over = True
            raise
        self.held.append(line)
        return line

    def give_back(self) -> None:
        """Give back all lines of this row but the first."""
        self.waiting.extendleft(reversed(self.held[1:]))
        del self.held[1:]
        self.is_over = False


def records(lines: Iterator[str], separator: str) -> Iterator[Row]:
    """Yield the rows of a CSV text; those of blank cells alone are left out but counted.

    The first row sets how many cells a row has; a row over several lines that has another number is taken for
    one line with a quotation mark too many.
    """
    feed, number, width, line = Lines(lines), 0, 0, 0
    reader = csv.reader(feed, delimiter=separator)
    while True:
        feed.held.clear()
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        number += 1
        width = width or len(cells or ())
        is_open = feed.is_over and cells is not None  # the reader looked for the end of a quotation
        is_cut = is_open and len(feed.held) == 1
        if len(feed.held) > 1 and (cells is None or is_open or len(cells) != width):
            feed.give_back()
            cells = None
        if cells is None:
            reader = csv.reader(feed, delimiter=separator)
        if cells is None or any(cell.strip() for cell in cells):
            text = "".join(feed.held).rstrip("\r\n\0")
            yield Row(number, text, None if is_cut else cells, is_cut, line, len(feed.held))
        line += len(feed.held)


def read(file: File, layout: Layout) -> Table:
    """Return the rows of a CSV file by its layout. Raises UnfitError where a needed column is missing."""
    separator = separator_of(file, layout)
    rows = records(letters.lines(file), separator)
    first = next(rows, None)
    header, has_header = header_of(file, first, layout)
    picked = [name for name in layout.names if name in header]
    pick = itemgetter(*(header.index(name) for name in picked))
    said = [file.said, f"cells separated by {SEPARATORS[separator]}"]
    if not has_header:
        said.append(f"no header: the {len(header)} columns of the usual layout were taken")
        rows = records(letters.lines(file), separator)
    too_many = COMMA.replace("comma", SEPARATORS[separator].removesuffix("s"))
    gathered = Gathered(picked, len(header), len(first.cells or ()) if first else 0, has_header, too_many)
    for row in rows:
        gathered.add(row, pick)
    return gathered.table(layout, said, header)


class Gathered:
    """The rows read so far, in blocks of columns: text in a frame takes a fifth of what lists of it take.

    least, most: how many cells a row may have; more than the header names only where the header itself ends
    in empty cells. An empty cell too many at the end of a row may be a comma too many further left.
    """

    def __init__(self, names: Sequence[str], least: int, most: int, has_header: bool, too_many: str) -> None:
        self.names, self.least, self.most, self.too_many = ("row", *names), least, most, too_many
        self.first = [*names] if has_header else []
        self.blocks: list[pd.DataFrame] = []
        self.waiting: list[tuple] = []
        self.unread: dict[int, str] = {}
        self.lines = array("q")
        self.n_rows = 0

    def add(self, row: Row, pick: itemgetter) -> None:
        """Take in a row, or note why it cannot be read."""
        self.n_rows += 1
        self.lines.extend((row.number, row.line, row.n_lines))
        cells = row.cells
        if cells is None:
            self.unread[row.number] = "the row is cut off inside a cell" if row.is_cut else QUOTE
        elif len(cells) < self.least:
            self.unread[row.number] = f"the row is cut off {widths(len(cells), self.least)}"
        elif len(cells) > self.most or any(cells[self.least :]):
            self.unread[row.number] = f"{self.too_many} {widths(len(cells), self.least)}"
        else:
            picked = pick(cells)
            picked = picked if isinstance(picked, tuple) else (picked,)
            if reason := self.no_record(row.text, picked):
                self.unread[row.number] = reason
            else:
                self.keep(row.number, picked)

    def no_record(self, text: str, picked: tuple[str, ...]) -> str:
        """Return what a row is that is no record: the header again, or HXL tags."""
        if self.first and names_of(picked[:1]) == self.first[:1] and names_of(picked) == self.first:
            return "the header again"
        if TAG not in text:
            return ""
        said = [cell.strip() for cell in picked if cell.strip()]  # a table on HDX has columns without a tag
        return "a row of HXL tags" if 2 * sum(cell.startswith(TAG) for cell in said) > len(said) else ""

    def keep(self, number: int, picked: tuple[str, ...]) -> None:
        """Keep the cells of a row."""
        self.waiting.append((number, *picked))
        if len(self.waiting) == BLOCK:
            self.flush()

    def flush(self) -> None:
        """Put the rows that wait into a block."""
        frame = pd.DataFrame(self.waiting, columns=self.names)
        self.blocks.append(frame.astype({name: "str" for name in self.names[1:]}))
        self.waiting = []

    def table(self, layout: Layout, said: list[str], header: list[str]) -> Table:
        """Return what was gathered; columns that the file does not have are empty."""
        self.flush()
        rows = pd.concat(self.blocks, ignore_index=True)
        empty = {name: "" for name in layout.names if name not in rows}
        return Table(rows.assign(**empty), self.unread, self.n_rows, said, header, self.lines)


def widths(cells: int, columns: int) -> str:
    """Return how many cells a row has and should have."""
    return f"({cells} cells for {columns} columns)"


def separator_of(file: File, layout: Layout) -> str:
    """Return what separates the cells: the mark that gives the most columns of the layout; where none does,
    the one that gives the most cells.
    """
    first = next((line for line in letters.lines(file) if line.strip()), "")
    cells = {mark: names_of(next(csv.reader([first], delimiter=mark), [])) for mark in SEPARATORS}
    return max(SEPARATORS, key=lambda mark: (len({*cells[mark]} & {*layout.names}), len(cells[mark])))


def names_of(cells: Collection[str]) -> list[str]:
    """Return the cells of a header as names of columns."""
    return [cell.strip().casefold().replace(" ", "_") for cell in cells]


def header_of(file: File, first: Row | None, layout: Layout) -> tuple[list[str], bool]:
    """Return the columns of a file and whether it says them; empty ones at the end are none.

    Raises UnfitError where the file has not the columns of the layout.
    """
    cells = (first.cells if first else None) or []
    header = names_of(cells)
    while header and not header[-1]:
        header.pop()
    if twice := [name for name in layout.names if header.count(name) > 1]:
        todo = "delete the wrong one, or download the file again"
        raise UnfitError(f"{file.path.name}, row 1: two columns are called {twice[0]}; {todo}")
    missing = [name for name in layout.needed if name not in header]
    if not missing:
        return header, True
    if layout.whole and len(cells) == len(layout.whole) and cells[0].strip().isdecimal():
        return [*layout.whole], False
    if len(missing) < len(layout.needed):
        what = f"the column {missing[0]} is missing" if len(missing) == 1 else f"no {', no '.join(missing)}"
    else:
        what = "it has none of the columns that are needed"
    todo = f"import the table that has {', '.join(layout.needed)}"
    raise UnfitError(f"{file.path.name}, row 1: {what}; {todo}")


def texts(file: File, lines: array, wanted: Collection[int]) -> dict[int, str]:
    """Return the text of some rows by number, each on one line; `lines` says where they are (`Table`)."""
    if not wanted:
        return {}
    chosen = frozenset(wanted)
    places = zip(lines[0::3], lines[1::3], lines[2::3], strict=True)
    starts = {line: (number, rows) for number, line, rows in places if number in chosen}
    found: dict[int, list[str]] = {}
    number = left = 0
    for line, text in enumerate(letters.lines(file)):
        if line in starts:
            number, left = starts[line]
        if left:
            found.setdefault(number, []).append(text.strip("\r\n\0"))
            left -= 1
    return {number: " ".join(parts) for number, parts in found.items()}
