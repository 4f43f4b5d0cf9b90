"""What a notebook shows: a chart with its words and rows (`Figure`), a table (`Table`), a sentence (`prose`).

Each gives JupyterLab HTML (see `figure_html`), and the report builder its parts under a type of our own. The
output of a cell is the same on every machine: no random ids, no times, no fonts of the machine.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import altair as alt
import pandas as pd

from tollbook import svg
from tollbook.figure_checks import check_rows, check_slug, check_texts
from tollbook.figure_html import ROWS_SHOWN, figure_html, prose_html, rows_html
from tollbook.tabular import NO_MATHEMATICS, NO_ROWS, csv_text, plain_csv, texts
from tollbook.theme import NARROW, WIDE

FIGURE_TYPE = "application/vnd.tollbook.figure+json"
TABLE_TYPE = "application/vnd.tollbook.table+json"
# What live charts of one page have in common; `since`: the moment (UTC) from which a mark could be known.
LINKS = ("group", "party", "origin", "place", "since")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # Unicode's embeddings, overrides and isolates


@dataclass(frozen=True)
class Figure:
    """A chart with its words, its text alternative and its rows.

    slug: kebab-case, unique in a notebook; the name of its CSV, and part of its anchor in a report.
    sentence: one sentence that says what it shows. title: the finding or the question.
    subtitle: measure, place, period. caption: source, the as-of moment, what is not counted.
    alt: text alternative, made from `rows`: type of chart, main finding, numbers.
    draw: draw(width in pixels) returns the chart, without title, for a wide and a narrow sheet. A chart of
    one view is fitted into the width; one of several views (facets, side by side) chooses its own widths.
    rows: the charted rows, at most 5,000: the table behind the chart, and the CSV.
    links: what a mark of the live chart stands for: a dimension of `LINKS` to the field of the chart's data
    that holds it. Choosing a group, party, origin or place then shows it in every chart that has one.
    Raises ValueError for a slug that is not kebab-case, empty text, `nan` in a text or cell, too many rows,
    an unknown link.
    """

    slug: str
    sentence: str
    title: str
    subtitle: str
    caption: str
    alt: str
    draw: Callable[[int], alt.TopLevelMixin]
    rows: pd.DataFrame
    links: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_slug(self.slug)
        if unknown := sorted(set(self.links) - set(LINKS)):
            raise ValueError(f"{self.slug}: links {', '.join(unknown)}: not one of {', '.join(LINKS)}")
        for name in ("sentence", "title", "subtitle", "caption", "alt"):
            object.__setattr__(self, name, TURNING.sub("", getattr(self, name)))
            check_texts(self.slug, {name: getattr(self, name)})
        check_rows(self.slug, self.rows)

    def specification(self, width: int = WIDE) -> dict[str, object]:
        """Return the Vega-Lite specification of the chart for a sheet of `width` pixels."""
        return svg.drawn(self.draw, width)

    @cached_property
    def sheets(self) -> dict[str, dict[str, object]]:
        """The specifications of both sheets, `wide` and `narrow`, made once; nothing where there are no
        rows."""
        if self.rows.empty:
            return {}
        return {name: self.specification(width) for name, width in (("wide", WIDE), ("narrow", NARROW))}

    @cached_property
    def drawings(self) -> dict[str, str]:
        """The chart as SVG text: `wide` and `narrow`; nothing where there are no rows."""
        widths = {"wide": WIDE, "narrow": NARROW}
        return {name: self.rendered(spec, name, widths[name]) for name, spec in self.sheets.items()}

    def drawing(self, name: str, width: int) -> str:
        """Return the chart for a sheet of `width` pixels as SVG text; ValueError if it comes out wider."""
        return self.rendered(self.specification(width), name, width)

    def rendered(self, spec: Mapping[str, object], name: str, width: int) -> str:
        """Return a specification of the chart as SVG text; ValueError if it comes out wider than `width`."""
        drawn = TURNING.sub("", svg.render(spec, f"{self.slug}-{name}"))
        actual = svg.size(drawn)[0]
        if actual > 1.06 * width:
            raise ValueError(
                f"figure {self.slug}: drawn {actual:.0f} px wide where {width} px were asked for;"
                " shorten its labels, or choose narrower views in draw(width)"
            )
        return drawn

    @cached_property
    def specifications(self) -> dict[str, str]:
        """The Vega-Lite specifications as JSON text: `wide` and `narrow`; nothing where there are no rows."""
        return {name: compact_json(spec) for name, spec in self.sheets.items()}

    @cached_property
    def csv(self) -> str:
        """The charted rows as CSV text."""
        return csv_text(self.rows)

    def save_rows(self, folder: Path) -> Path:
        """Write the charted rows to `<slug>.csv` in `folder`, which is made if it is missing; return the
        path."""
        return write_csv(folder, self.slug, self.csv)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        return {
            "text/plain": f"{self.title}\n{self.alt}",
            "text/html": figure_html(self),
            FIGURE_TYPE: {
                **{
                    name: getattr(self, name)
                    for name in ("slug", "sentence", "title", "subtitle", "caption", "alt")
                },
                "svg": self.drawings,
                "specs": self.specifications,
                "links": dict(self.links),
                "rows": plain_csv(self.rows),
            },
        }


@dataclass(frozen=True)
class Table:
    """A table with a title; `note` says what a reader must know to read it.

    rows: any frame; missing values become a dash, numbers stand to the right. Raises ValueError as `Figure`
    does.
    """

    slug: str
    title: str
    rows: pd.DataFrame
    note: str = ""

    def __post_init__(self) -> None:
        check_slug(self.slug)
        check_texts(self.slug, {"title": self.title})
        check_rows(self.slug, self.rows)

    @cached_property
    def csv(self) -> str:
        """The rows as CSV text."""
        return csv_text(self.rows)

    def save_rows(self, folder: Path) -> Path:
        """Write the rows to `<slug>.csv` in `folder`, which is made if it is missing; return the path."""
        return write_csv(folder, self.slug, self.csv)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        plain = NO_ROWS if self.rows.empty else texts(self.rows.head(ROWS_SHOWN)).to_string(index=False)
        return {
            "text/plain": f"{self.title}\n{plain}",
            "text/html": rows_html(self.rows, self.title)
            + (f'<p class="{NO_MATHEMATICS}">{html.escape(self.note)}</p>' if self.note else ""),
            TABLE_TYPE: {
                "slug": self.slug,
                "title": self.title,
                "note": self.note,
                "rows": plain_csv(self.rows),
            },
        }


@dataclass(frozen=True)
class Prose:
    """A computed text in Markdown. IPython's own class would open a text that is the name of a file or an
    address."""

    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": prose_html(self.text), "text/markdown": self.text}


@dataclass(frozen=True)
class Answer:
    """An answer in Markdown, and the figure or table that it is read from, in one cell: the answer first."""

    text: str
    shown: Figure | Table

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        bundle = self.shown._repr_mimebundle_()
        return {
            **bundle,
            "text/plain": f"{self.text}\n{bundle['text/plain']}",
            "text/html": f"{prose_html(self.text)}{bundle['text/html']}",
            "text/markdown": self.text,
        }


def answered(text: str, shown: Figure | Table) -> Answer | Prose:
    """Return an answer and what it is read from; the answer alone where a table has no rows. ValueError if it
    shows `nan`.
    """
    return prose(text) if shown.rows.empty else Answer(prose(text).text, shown)


@dataclass(frozen=True)
class Aside:
    """A sentence for those who read the notebook, such as that there is nothing to show: a report leaves it
    out, and with it a section that has nothing else.
    """

    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": prose_html(self.text)}


def aside(text: str) -> Aside:
    """Return a computed sentence, in Markdown, that a report leaves out. ValueError if it shows `nan`."""
    check_texts("aside", {"text": text})
    return Aside(text)


def prose(text: str) -> Prose:
    """Return a computed paragraph, in Markdown. Put ledger text into it with `literal`. ValueError if it
    shows `nan`."""
    check_texts("prose", {"text": text})
    return Prose(text)


def literal(text: str) -> str:
    """Return `text` so that Markdown, LaTeX and HTML show it as it is, on one line; without the marks that
    turn the direction of all that follows them.
    """
    line = " ".join(TURNING.sub("", text).split())
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$&:/-])", lambda match: f"&#{ord(match[1])};", line)


def compact_json(spec: dict[str, object]) -> str:
    """Return a specification as JSON text, without marks that turn the direction; as objects, each number
    would take a line of the notebook file.
    """
    return TURNING.sub("", json.dumps(spec, ensure_ascii=False, separators=(",", ":")))


def write_csv(folder: Path, slug: str, text: str) -> Path:
    """Write `text` to `<slug>.csv` in `folder`, UTF-8 with LF; return the path."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug}.csv"
    path.write_bytes(text.encode("utf-8"))
    return path
