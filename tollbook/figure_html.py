"""What JupyterLab shows of a figure, a table or a text: HTML that its sanitiser leaves as it is.

It drops inline SVG and style sheets of notebooks that are not trusted, but keeps images with a `data:`
address.
"""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING

import pandas as pd
from markdown_it import MarkdownIt

from tollbook import svg
from tollbook.tabular import NO_MATHEMATICS, table_html
from tollbook.theme import PAPER

if TYPE_CHECKING:
    from tollbook.figure import Figure

ROWS_SHOWN = 200
NOTHING_TO_DRAW = "Nothing to draw: no source counted here had given such a figure by then."
# A longer data: address is left out of the notebook: the file that the notebook writes has the same rows.
LONGEST_LINK = 80_000
MARKDOWN = MarkdownIt("commonmark", {"html": False})  # as the reports: no raw HTML


def prose_html(text: str) -> str:
    """Return Markdown as HTML for JupyterLab, which would set a `$` of the ledger as mathematics."""
    return f'<div class="{NO_MATHEMATICS}">{MARKDOWN.render(text)}</div>\n'


def figure_html(figure: Figure) -> str:
    """Return a figure for JupyterLab: words, drawing on white paper whatever the theme, caption, rows."""
    drawing = f"<p>{NOTHING_TO_DRAW}</p>"
    if figure.drawings:
        width, height = (round(side) for side in svg.size(figure.drawings["wide"]))
        drawing = (
            f'<img src="{svg.data_uri(figure.drawings["wide"])}" alt="{html.escape(figure.alt, quote=True)}"'
            f' width="{width}" height="{height}"'
            f' style="max-width:100%;height:auto;background:{PAPER};padding:8px;box-sizing:content-box">'
        )
    return (
        f'<figure class="{NO_MATHEMATICS}" style="margin:8px 0;max-width:760px">\n<figcaption>'
        f'<strong style="font-size:17px">{html.escape(figure.title)}</strong><br>'
        f"{html.escape(figure.sentence)}<br>"
        f"<em>{html.escape(figure.subtitle)}</em></figcaption>\n{drawing}\n"
        f'<p style="font-size:13px">{html.escape(figure.caption)}</p>\n'
        f"<details><summary>The rows behind the chart</summary>\n{rows_html(figure.rows)}\n"
        f"{download_html(figure.slug, figure.csv)}</details>\n</figure>"
    )


def rows_html(rows: pd.DataFrame, caption: str = "") -> str:
    """Return a table for JupyterLab of the first 200 rows, and how many there are if there are more."""
    table = f'<div style="overflow-x:auto">{table_html(rows, caption, inline=True, limit=ROWS_SHOWN)}</div>'
    return table + (f"<p>The first {ROWS_SHOWN} of {len(rows):,} rows.</p>" if len(rows) > ROWS_SHOWN else "")


def download_html(slug: str, csv: str) -> str:
    """Return a paragraph with the name of the CSV file; a link to the rows themselves, unless there are very
    many.

    JupyterLab unlinks it in a notebook that is not trusted; the name still says which file has the rows.
    """
    data = base64.b64encode(csv.encode("utf-8")).decode("ascii")
    name = f"{slug}.csv"
    if len(data) <= LONGEST_LINK:
        name = f'<a href="data:text/csv;charset=utf-8;base64,{data}" download="{name}">{name}</a>'
    return f"<p>All rows: {name}</p>"
