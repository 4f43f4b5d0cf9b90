"""The README of a download: what is in it, as of when, from where, and what one may do with it."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from tollbook.datapackage import FILE, Sheet
from tollbook.lettering import plain
from tollbook.words import count

WIDTH = 96
CLAIMS = """
Each figure in these files is a claim: somebody said it, on some day. The files say what was claimed, by whom,
when and on which page; they do not say what happened. Print a figure with its authority and its date.
"""
LATEST = """
The tables hold what is in the ledger, up to its latest page.
"""
KNOWN = """
The tables hold what was known at that moment: rows that became known later are left out, and so are those
that nothing dates; statements, totals and checks are those of the moment.
"""
READING = f"""
All CSV files are UTF-8, with commas and a row of column names. A missing value is an empty cell. Moments are
in UTC (2026-02-01T18:59:59Z), days are dates. What each column of data/ means, what its cells may hold and
what an empty cell means is in {FILE}, which programs that know the Data Package standard read.
"""
EXACT = """
The files in data/ are exact, as the project's own programs read and write them; their cells hold what pages
wrote, letter for letter. A spreadsheet may take a cell that begins with = + - or @ for a formula: import
these files with all columns as text. In charts/ and tables/ such a cell has an apostrophe in front, so that a
spreadsheet shows it as text.
"""
LICENCE = """
The tables: CC0 1.0, we claim no rights in them; facts and figures belong to nobody. To name the outlet that
a figure comes from is good practice, its address is in the column url. Name the monitors with their figures:
they publish them under terms of their own. Coordinates stay under the terms of their source:
"""


UNDECIDED = """
The tables: whoever keeps this ledger has not put them under CC0; what they say of it is above, under Sources.
Facts and figures belong to nobody. To name the outlet that a figure comes from is good practice, its address
is in the column url. Coordinates stay under the terms of their source:
"""


def readme(
    about: Mapping[str, str],
    sheets: Sequence[Sheet],
    drawings: Iterable[str],
    sources: Iterable[Mapping[str, str]],
    others: Mapping[str, str] | None = None,
    is_free: bool = True,
    points: Iterable[Mapping[str, str]] = (),
) -> str:
    """Return the README as plain text.

    about: `title`, `event`, `moment` (in words), `as_of` (empty for the latest), `ledger_sha256`, `commit`,
    `version`, and where known `event_sha256`. sheets: the CSV files. drawings: paths of the SVG files.
    sources: as in the description. others: what other files are, by path. is_free: the tables are CC0.
    points: the licences of coordinates.
    """
    blocks = [
        heading(f"{plain(about['title'])}, as of {about['moment']}"),
        paragraph(f"Tollbook: one row per claim about how many people were killed. {CLAIMS.strip()}"),
        paragraph(KNOWN if about["as_of"] else LATEST),
        heading("Files", "-"),
        listing(
            [*file_lines(sheets, drawings), *(f"{path}: {what}" for path, what in (others or {}).items())]
        ),
        heading("How to read them", "-"),
        paragraph(READING),
        paragraph(EXACT),
        heading("Sources", "-"),
        listing(" ".join(filter(None, (one["title"], one.get("path")))) for one in sources),
        heading("Licence", "-"),
        paragraph(LICENCE if is_free else UNDECIDED),
        listing(f"{one['title']}, {one['path']}" for one in points),
        heading("Made from", "-"),
        listing(f"{name}: {text}" for name, text in made_from(about).items() if text),
    ]
    return "\n\n".join(blocks) + "\n"


def file_lines(sheets: Sequence[Sheet], drawings: Iterable[str]) -> Iterable[str]:
    """Yield one line for each file: path, title, how many rows."""
    yield f"{FILE}: the columns of all tables, for programs"
    drawn = set(drawings)
    for sheet in sheets:
        rows = row_count(sheet.content)
        drawing = sheet.path.removesuffix(".csv") + ".svg"
        also = f"; drawn in {drawing}" if drawing in drawn else ""
        title = plain(sheet.title.removeprefix(f"{sheet.name}: "))
        yield f"{sheet.path}: {title} ({count(rows, 'row')}){also}"


def row_count(content: bytes) -> int:
    """Return how many rows a CSV file has below its header; a row may go over several lines."""
    return sum(1 for _ in csv.reader(io.StringIO(content.decode("utf-8"), newline=""))) - 1


def made_from(about: Mapping[str, str]) -> dict[str, str]:
    """Return what the files were made from, by name."""
    return {
        "event": about["event"],
        "moment (UTC)": about["as_of"],
        "hash of the ledger (SHA-256)": about["ledger_sha256"],
        "hash of the event's own rows (SHA-256)": about.get("event_sha256", ""),
        "commit of Tollbook": about["commit"],
        "version of Tollbook": about["version"],
    }


def heading(text: str, line: str = "=") -> str:
    """Return a heading, underlined."""
    wrapped = textwrap.fill(text, WIDTH)
    return f"{wrapped}\n{line * min(max(map(len, wrapped.splitlines())), WIDTH)}"


def paragraph(text: str) -> str:
    """Return a paragraph in lines."""
    return textwrap.fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)


def listing(items: Iterable[str]) -> str:
    """Return items in lines, each behind a hyphen."""
    return "\n".join(
        textwrap.fill(
            item,
            WIDTH,
            initial_indent="- ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for item in items
    )
