"""What a report shows of an executed notebook: prose, figures and tables, in order; no code and no prints.

A notebook is a chapter. A cell with the tag `summary` is moved to the head of the page; one with the tag
`notebook-only` is left out, and so is a section that has nothing to show, or that only explains what it would
show: all its outputs are sentences that a report leaves out (`figure.Aside`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from tollbook import drawings, markup
from tollbook.figure import FIGURE_TYPE, TABLE_TYPE
from tollbook.markup import Anchors, Heading, Passage
from tollbook.tabular import csv_text, from_csv, texts

SUMMARY = "summary"
NOTEBOOK_ONLY = "notebook-only"
MARKDOWN_TYPE = "text/markdown"
ASIDE_TYPES = {"text/plain", "text/html"}
TITLE = 2  # the level of a notebook's title
SHOWN, SILENT = "shown", "silent"  # what a cell with an output does to a page
# A picture that is no Figure has no text alternative and no rows; it must not vanish from the report unseen.
PICTURES = ("image/", "application/vnd.vega", "application/vnd.plotly", "application/vnd.jupyter.widget")


class ReportError(Exception):
    """A notebook can not become a chapter: it failed, was not run, or shows what a report can not."""


class WithRows:
    """What has rows, which become text once, however many ask for it: page, script, files."""

    rows: pd.DataFrame

    @cached_property
    def texts(self) -> pd.DataFrame:
        """The rows with every cell as text."""
        return texts(self.rows)

    @cached_property
    def csv(self) -> str:
        """The rows as CSV, as readers take them along."""
        return csv_text(self.texts)


@dataclass(frozen=True)
class FigurePart(WithRows):
    """A figure of the page; `anchor` and the ids in its drawings are unique in the page."""

    anchor: str
    slug: str
    title: str
    sentence: str
    subtitle: str
    caption: str
    alt: str
    wide: str
    narrow: str
    rows: pd.DataFrame
    specs: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TablePart(WithRows):
    """A table of the page."""

    anchor: str
    slug: str
    title: str
    note: str
    rows: pd.DataFrame
    narrow: str = ""
    specs: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


Part = Heading | Passage | FigurePart | TablePart


@dataclass
class Chapter:
    """What one notebook contributes. `summary` goes to the head of the page."""

    name: str
    anchor: str
    title: str = ""
    title_html: str = ""
    parts: list[Part] = field(default_factory=list)
    summary: list[Part] = field(default_factory=list)
    summary_text: str = ""

    @property
    def sections(self) -> list[Heading]:
        """The headings right below the chapter's title, for the table of contents."""
        return [part for part in self.parts if isinstance(part, Heading) and part.level == 3]


def read_chapters(notebooks: Iterable[Path]) -> list[Chapter]:
    """Return the chapters of executed notebooks, in order.

    Raises ReportError where a cell failed or was not run, two figures of a notebook have one slug, a notebook
    has no title, or an output is a picture that is not a `Figure`.
    """
    notebooks = [Path(path) for path in notebooks]
    anchors = Anchors()
    places = {path.name: f"#{anchors.give(path.stem)}" for path in notebooks}
    return [read_chapter(path, anchors, places) for path in notebooks]


def read_chapter(path: Path, anchors: Anchors, places: Mapping[str, str]) -> Chapter:
    """Return the chapter of one executed notebook; `places` says where the notebooks of the page begin."""
    chapter, marks = Chapter(path.stem, places[path.name][1:]), []
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        source, tags = cell.source, cell.metadata.get("tags", ())
        texts = [source] if cell.cell_type == "markdown" else []
        outputs = shown_outputs(cell, f"{path.stem}, cell {number}") if cell.cell_type == "code" else []
        if NOTEBOOK_ONLY in tags:
            continue
        texts += [joined(data[MARKDOWN_TYPE]) for data in outputs if MARKDOWN_TYPE in data]
        parts = [part for text in texts for part in markup.read(text, anchors, places)]
        shown = [data for data in outputs if FIGURE_TYPE in data or TABLE_TYPE in data]
        parts += [media_part(data, anchors) for data in shown]
        (chapter.summary if SUMMARY in tags else chapter.parts).extend(parts)
        if cell.cell_type == "code" and SUMMARY not in tags:
            found = SHOWN if parts else SILENT if is_silent(cell) else ""
            marks += [(len(chapter.parts) - 1, found)] if found else []
        if SUMMARY in tags and not chapter.summary_text:
            chapter.summary_text = markup.words("\n\n".join(texts))
    return finish(replace(chapter, parts=without_silent_sections(chapter.parts, marks)))


def is_silent(cell: nbformat.NotebookNode) -> bool:
    """Return whether a code cell says something that only readers of the notebook see (`figure.Aside`)."""
    return any(set(output.get("data", {})) == ASIDE_TYPES for output in cell.outputs)


def without_silent_sections(parts: list[Part], marks: list[tuple[int, str]]) -> list[Part]:
    """Return `parts` without the sections whose cells have nothing but asides. `marks`: for each cell with an
    output, where in `parts` it stands (that of its last part, or of the one before it) and which kind it is.
    """
    kept: list[Part] = []
    starts = [number for number, part in enumerate(parts) if isinstance(part, Heading)]
    for start, end in itertools.pairwise([0, *starts, len(parts)]):
        kinds = {kind for place, kind in marks if start <= place < end}
        is_section = start < end and isinstance(parts[start], Heading) and parts[start].level > TITLE
        kept += [] if kinds == {SILENT} and is_section else parts[start:end]
    return kept


def finish(chapter: Chapter) -> Chapter:
    """Return `chapter` with its title apart from its parts, and without sections that show nothing."""
    titles = [part for part in chapter.parts if isinstance(part, Heading) and part.level == TITLE]
    if not titles:
        raise ReportError(f"{chapter.name}: the notebook has no title (# ...)")
    parts = [part for part in chapter.parts if part is not titles[0]]
    return replace(
        chapter, title=titles[0].text, title_html=titles[0].html, parts=without_empty_sections(parts)
    )


def without_empty_sections(parts: list[Part]) -> list[Part]:
    """Return `parts` without headings before the end, or before a heading of the same or a higher level."""
    kept: list[Part] = []
    for part in reversed(parts):
        after = kept[-1] if kept else None
        leads_nowhere = after is None or (
            isinstance(after, Heading) and isinstance(part, Heading) and after.level <= part.level
        )
        if not (isinstance(part, Heading) and leads_nowhere):
            kept.append(part)
    return kept[::-1]


def shown_outputs(cell: nbformat.NotebookNode, where: str) -> list[Mapping[str, Any]]:
    """Return the outputs' data that a report shows; ReportError for an error, no run, or a lost picture."""
    if cell.source.strip() and cell.execution_count is None:
        raise ReportError(f"{where}: not run")
    shown = []
    for output in cell.outputs:
        if output.output_type == "error":
            raise ReportError(f"{where}: {output.ename}: {output.evalue}")
        data = output.get("data", {})
        if any(kind in data for kind in (FIGURE_TYPE, TABLE_TYPE, MARKDOWN_TYPE)):
            shown.append(data)
        elif any(kind.startswith(PICTURES) for kind in data):
            raise ReportError(
                f"{where}: a picture that is no tollbook.figure.Figure would be missing from the report"
            )
    return shown


def media_part(data: Mapping[str, Any], anchors: Anchors) -> Part:
    """Return the figure or table that an output holds."""
    if FIGURE_TYPE not in data:
        table = data[TABLE_TYPE]
        anchor = anchors.give(table["slug"])
        return TablePart(anchor, table["slug"], table["title"], table["note"], from_csv(table["rows"]))
    figure = data[FIGURE_TYPE]
    anchor = anchors.give(figure["slug"])
    words = {name: figure[name] for name in ("slug", "title", "sentence", "subtitle", "caption", "alt")}
    drawn = {
        name: drawings.for_page(figure["svg"].get(name, ""), f"{anchor}--{name}")
        for name in ("wide", "narrow")
    }
    live = {"specs": dict(figure.get("specs", {})), "links": dict(figure.get("links", {}))}
    return FigurePart(anchor=anchor, **words, **drawn, rows=from_csv(figure["rows"]), **live)


def joined(text: str | list[str]) -> str:
    """Return a notebook's text, which may be kept as a list of lines, in one piece."""
    return text if isinstance(text, str) else "".join(text)
