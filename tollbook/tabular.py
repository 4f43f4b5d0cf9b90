"""Rows as text: for the table behind a chart, and for the CSV that a reader downloads.

A ledger cell is text and stays text: it is escaped in HTML, and a cell that a spreadsheet would run as a
formula gets an apostrophe in front (OWASP, "CSV injection"). Missing values are empty in CSV and a dash in a
table, never `nan`.
"""

from __future__ import annotations

import datetime
import html
import io
import re
import unicodedata
import urllib.parse
from collections.abc import Iterable, Sequence

import pandas as pd

EMPTY = "–"
NO_ROWS = "No rows."
MISSING_TEXTS = ("nan", "NaN", "NaT", "<NA>", "None")
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?")
PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
BREAKABLE = re.compile(r"(\S{9}[-_;/.,:])(?=\S)")
LONG_WORD = 24
MOST_COLUMNS = 16
"""How many columns the style sheet knows; numbers in later ones stand to the left."""
NO_MATHEMATICS = "mathjax_ignore"
"""JupyterLab's class for what holds no formulas (MathJax 3, `ignoreHtmlClass`)."""
ENDLESS = re.compile(r"(\S{30})(?=\S)")


def cell_text(value: object) -> str:
    """Return a value as text: missing is empty, whole floats lose the point, moments are ISO 8601 in UTC."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return "; ".join(cell_text(item) for item in items)
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return moment_text(value)
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if pd.api.types.is_float(value):
        return f"{value:.0f}" if float(value).is_integer() else f"{value:.6g}"
    return str(value)


def moment_text(value: datetime.date) -> str:
    """Return a moment as `2026-02-01T18:30Z`, a day or a midnight without zone as `2026-02-01`."""
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value.tzinfo is None:
        at_midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%Y-%m-%d" if at_midnight else "%Y-%m-%dT%H:%M")
    seconds = ":%S" if value.second else ""
    return value.astimezone(datetime.UTC).strftime(f"%Y-%m-%dT%H:%M{seconds}Z")


def texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` with every cell as text (`cell_text`), columns in their order, rows numbered anew."""
    columns = {str(name): [cell_text(value) for value in rows[name]] for name in rows.columns}
    return pd.DataFrame(columns, index=range(len(rows)), dtype="object")


def plain_csv(rows: pd.DataFrame) -> str:
    """Return `rows` as CSV (LF, header, cells as text), word for word: for programs."""
    return texts(rows).to_csv(index=False, lineterminator="\n")


def csv_text(rows: pd.DataFrame) -> str:
    """Return `rows` as CSV (LF, header, cells as text) of which a spreadsheet runs nothing: for people."""
    safe = texts(rows).map(spreadsheet_safe)
    safe.columns = [spreadsheet_safe(name) for name in safe.columns]
    return safe.to_csv(index=False, lineterminator="\n")


def from_csv(text: str) -> pd.DataFrame:
    """Return the rows of CSV text, every cell as text, an empty cell as the empty string."""
    return (
        pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False) if text.strip() else pd.DataFrame()
    )


def missing_values(rows: pd.DataFrame) -> list[str]:
    """Return the columns with a cell that is a missing value turned into text, such as `nan`."""
    return [name for name, cells in texts(rows).items() if cells.isin(MISSING_TEXTS).any()]


def spreadsheet_safe(text: str) -> str:
    """Return `text`, with an apostrophe in front if a spreadsheet would run it; a number is left alone."""
    is_formula = text.lstrip(" \u00a0\ufeff").startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def is_numeric(cells: Iterable[str]) -> bool:
    """Tell whether all cells that are not empty are numbers, and at least one is."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(NUMBER.fullmatch(cell) for cell in filled)


def heading(name: str) -> str:
    """Return a column name as a heading: `n_reports` becomes "Reports"; one written for people stays."""
    if "_" not in name and not name.islower():
        return name
    words = name.removeprefix("n_").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def cell_html(text: str) -> str:
    """Return the content of a table cell: escaped, long words with breaks; an address is a link that shows
    its host."""
    if not text.strip():
        return EMPTY
    if name := host(text):
        return f'<a href="{html.escape(text, quote=True)}">{with_breaks(name)}</a>'
    return with_breaks(text)


def host(text: str) -> str:
    """Return whom a web address asks, without `www.`; the empty string if `text` is none."""
    if not WEB_ADDRESS.fullmatch(text):
        return ""
    try:
        return (urllib.parse.urlsplit(text).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def with_breaks(text: str) -> str:
    """Return `text` escaped, with places to break a line inside words too long for a narrow column."""
    words = [BREAKABLE.sub("\\1\n", word) if len(word) > LONG_WORD else word for word in text.split()]
    # The marks become tags only after escaping, or a break could fall inside an entity.
    return html.escape(ENDLESS.sub("\\1\n", " ".join(words)), quote=False).replace("\n", "<wbr>")


def needs_direction(text: str) -> bool:
    """Tell whether `text` has letters written from right to left, or marks that turn the direction."""
    return any(
        unicodedata.bidirectional(character) in ("R", "AL", "AN", "RLE", "RLO", "RLI", "LRO", "FSI")
        for character in text
    )


def table_html(rows: pd.DataFrame, caption: str = "", inline: bool = False, limit: int | None = None) -> str:
    """Return an accessible HTML table of `rows`; the first column holds the row headings.

    rows: any frame; cells go through `cell_text`. caption: text, escaped here. inline: alignment as `style`
    attributes, for JupyterLab, which has no style sheet of ours and would set `$` as mathematics; else the
    classes of the table name its columns of numbers (`number_columns_css`). limit: how many rows at most.
    A table without rows says so. End tags that HTML does not ask for are left out (HTML Living Standard,
    13.1.2.4).
    """
    cells = texts(rows if limit is None else rows.head(limit))
    numeric = [is_numeric(cells[name]) for name in cells.columns]
    head = "".join(
        f"<th{alignment(number) if inline else length(cells[name])}>{with_breaks(heading(name))}"
        for name, number in zip(cells.columns, numeric, strict=True)
    )
    lines = cells.itertuples(index=False, name=None)
    first = row_heading(cells, numeric)
    body = "".join(row_html(line, numeric, inline, first) for line in lines)
    body = body or f"<tr><td colspan={max(len(cells.columns), 1)}>{NO_ROWS}"
    title = f"<caption>{html.escape(caption, quote=False)}</caption>" if caption else ""
    kind = f' class="{NO_MATHEMATICS}"' if inline else number_classes(numeric)
    return f"<table{kind}>{title}<thead><tr>{head}<tbody>{body}</table>"


def row_heading(cells: pd.DataFrame, numeric: Sequence[bool]) -> str:
    """Return the tag, unclosed, of the first cells of rows: they are headings unless they are numbers or
    stand alone. Where one of them is empty, HTML can not tell that the others are headings of rows.
    """
    if len(numeric) < 2 or numeric[0]:
        return "<td"
    return "<th" if cells.iloc[:, 0].str.strip().all() else "<th scope=row"


def row_html(cells: Sequence[str], numeric: Sequence[bool], inline: bool, first: str) -> str:
    """Return one row; `first`: the tag, unclosed, of its first cell, unless that is empty."""
    parts = []
    for position, (cell, number) in enumerate(zip(cells, numeric, strict=True)):
        opening = first if position == 0 and cell.strip() else "<td"
        direction = " dir=auto" if needs_direction(cell) else ""
        shown = with_thousands(cell) if number else cell
        parts.append(f"{opening}{alignment(number) if inline else ''}{direction}>{cell_html(shown)}")
    return f"<tr>{''.join(parts)}"


def with_thousands(number: str) -> str:
    """Return a whole number of five digits or more with commas; a year keeps its four digits."""
    return f"{int(number):,}" if re.fullmatch(r"-?\d{5,}", number) else number


def length(cells: pd.Series) -> str:
    """Return the attribute that keeps a column of sentences from being squeezed to one word a line."""
    # Of an address only the host is shown.
    longest = max((len(host(cell) or cell) for cell in cells), default=0)
    return " class=longer" if longest > 120 else " class=long" if longest > 48 else ""


def alignment(is_number: bool) -> str:
    """Return the attribute that puts numbers to the right and text to the left."""
    return f" style=text-align:{'right' if is_number else 'left'}"


def number_classes(numeric: Sequence[bool]) -> str:
    """Return the attribute of a table that says which of its columns hold numbers, such as `n2 n5`."""
    known = numeric[:MOST_COLUMNS]
    names = [f"n{position}" for position, number in enumerate(known, start=1) if number]
    return f' class="{" ".join(names)}"' if names else ""


def number_columns_css() -> str:
    """Return the style rules for columns of numbers: to the right, unbroken, apart from a text after them."""
    columns = range(1, MOST_COLUMNS + 1)
    aligned = ",".join(f".n{column} tr>:nth-child({column})" for column in columns)
    unbroken = ",".join(f".n{column} td:nth-child({column})" for column in columns)
    apart = ",".join(f".n{column}:not(.n{column + 1}) tr>:nth-child({column + 1})" for column in columns)
    return f"{aligned}{{text-align:right}}{unbroken}{{white-space:nowrap}}{apart}{{padding-left:.9rem}}"
