"""The HTML that readers open: one page per run, and the index of the pages.

Each is one file that asks for nothing: typeface, drawings and rows are inside, its policy forbids requests
and scripts, and it names no time and no machine, so that the same tables make the same page.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html.parser
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from tollbook import theme
from tollbook.dates import parse_as_of
from tollbook.figure import NOTHING_TO_DRAW, ROWS_SHOWN
from tollbook.pages import FigurePart, ReportError, TablePart, read_chapters
from tollbook.paths import hand, project_root
from tollbook.tabular import csv_text, table_html
from tollbook.typeface import font_face_css
from tollbook.words import moment_words

__all__ = ["ReportError", "build_index", "build_page"]

TEMPLATES = Path(__file__).resolve().parent / "templates"
ROWS_OPEN = 30
NO_META: dict[str, Any] = {"ledger_sha256": "", "commit": "", "version": "", "corrections": (), "moments": ()}
DESCRIPTION_LENGTH = 440  # room for what every party says of one period: one side alone would mislead


def build_page(
    notebooks: Sequence[Path], event: str, as_of: str, out: Path, meta: Mapping[str, Any] | None = None
) -> Path:
    """Write the page of a run to the file `out` and return it; the file appears whole or not at all.

    notebooks: executed notebooks, each a chapter, in order. event: an event_id of data/hand/events.csv.
    as_of: the moment as in page names (`latest`, `2026-02-01`, `2026-02-01T1830Z`).
    meta: for the foot `ledger_sha256`, `commit`, `version`, and if wanted `corrections` (list of texts) and
    `moments` (list of {label, href, current}): links to the event's pages.
    Raises ReportError (see `pages.read_chapters`), or
    ValueError for an unknown event or moment.
    """
    about = about_run(event, as_of)
    chapters = read_chapters(notebooks)
    summary = [part for chapter in chapters for part in chapter.summary]
    text = next((chapter.summary_text for chapter in chapters if chapter.summary_text), "")
    page = (
        environment()
        .get_template("page.html")
        .render(
            about,
            chapters=chapters,
            summary=summary,
            meta=NO_META | dict(meta or {}),
            description=description(text, about),
        )
    )
    return write_page(page, out)


def build_index(pages: Iterable[Mapping[str, Any]], out: Path, meta: Mapping[str, Any] | None = None) -> Path:
    """Write the index of pages to the file `out` and return it.

    pages: {event, as_of} with, if wanted, `href` (default `<event>/<as_of>.html`, beside `out`) and `keys`, a
    list of {heading, sentence}: numbers to show for it. What a page means is read from its own description.
    Events keep the order in which they come; the latest moment of an event comes first, then the others by
    time. Raises FileNotFoundError for a page that is not there.
    """
    events: dict[str, dict[str, Any]] = {}
    for page in pages:
        about = about_run(page["event"], page["as_of"])
        href = page.get("href", f"{page['event']}/{page['as_of']}.html")
        entry = {
            **about,
            "href": href,
            "keys": page.get("keys", ()),
            "meaning": without_title(meaning_of(Path(out).parent / href), about["title"]),
        }
        events.setdefault(page["event"], {"title": about["title"], "pages": []})["pages"].append(entry)
    for event in events.values():
        event["pages"].sort(key=lambda entry: "" if entry["as_of"] == "latest" else entry["as_of"])
    return write_page(
        environment().get_template("index.html").render(events=events, meta=NO_META | dict(meta or {})), out
    )


def about_run(event: str, as_of: str) -> dict[str, Any]:
    """Return an event's id, title and time zone and the moment in words; ValueError if one is unknown."""
    known = hand("events").set_index("event_id")
    if event not in known.index:
        raise ValueError(f"event {event!r}: not in data/hand/events.csv, which has {', '.join(known.index)}")
    zone = str(known.loc[event, "time_zone"])
    moment = moment_words(parse_as_of(as_of, zone), zone)
    return {
        "event": event,
        "as_of": as_of,
        "title": str(known.loc[event, "name"]),
        "zone": zone,
        "moment": "the latest page in the ledger" if as_of == "latest" else moment,
    }


def description(summary: str, about: Mapping[str, Any]) -> str:
    """Return one or two sentences about a page: the beginning of its summary, cut between sentences
    or, where the first is too long, between words."""
    text = (
        summary or f"{about['title']}: who was killed, where, and according to whom, as of {about['moment']}."
    )
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    sentences = text[: DESCRIPTION_LENGTH + 1].rfind(". ")
    if sentences > 0:
        return text[: sentences + 1]
    return text[: DESCRIPTION_LENGTH - 2].rsplit(" ", 1)[0] + " …"


@functools.cache
def environment() -> jinja2.Environment:
    """Return the templates' environment: everything is escaped that is not marked as HTML."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals.update(
        style=Markup(style()),
        policy=policy(),
        nothing=NOTHING_TO_DRAW,
        rows_open=ROWS_OPEN,
        rows_shown=ROWS_SHOWN,
        rows_table=rows_table,
        download=download,
        kind=lambda part: type(part).__name__,
    )
    env.filters["html"] = Markup
    return env


@functools.cache
def style() -> str:
    """Return the style sheet of every page, typeface and dark palette included."""
    sheet = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return f"{font_face_css()}\n{sheet}\n{dark_drawings()}"


def dark_drawings() -> str:
    """Return the rules that give each colour of a drawing its counterpart on a dark screen."""
    rules = [
        f'.drawing [{channel}="{light}"]{{{channel}:{dark}}}'
        for light, dark in sorted(dict(theme.COLOURS.values()).items())
        for channel in ("fill", "stroke")
    ]
    return f"@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}"


def policy() -> str:
    """Return the content security policy: nothing is loaded, nothing runs, only this style sheet applies."""
    digest = base64.b64encode(hashlib.sha256(style().encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def rows_table(part: FigurePart | TablePart, caption: str = "") -> Markup:
    """Return the table of a part's first rows."""
    return Markup(table_html(part.rows, caption, limit=ROWS_SHOWN))


def download(part: FigurePart | TablePart) -> str:
    """Return the address that holds all rows of a part as CSV."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(
        csv_text(part.rows).encode("utf-8")
    ).decode("ascii")


def write_page(page: str, out: Path) -> Path:
    """Write a page beside its place, then move it there; ReportError if it names a folder of this machine."""
    for folder in {str(project_root()), str(Path.home())} - {"/"}:
        if f"{folder}/" in page:
            raise ReportError(f"{Path(out).name}: the page names a folder of this machine ({folder})")
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.{uuid.uuid4().hex}")
    try:
        beside.write_text(page, encoding="utf-8", newline="\n")
        os.replace(beside, out)
    finally:
        beside.unlink(missing_ok=True)
    return out


class Description(html.parser.HTMLParser):
    """Finds the description of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the content of `<meta name="description">`."""
        found = dict(attrs)
        if tag == "meta" and found.get("name") == "description":
            self.text = found.get("content") or ""


def meaning_of(page: Path) -> str:
    """Return the description that a page carries."""
    reader = Description()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader.text


def without_title(text: str, title: str) -> str:
    """Return `text` without its first sentence if that only names the page, which stands under its title."""
    first, _, rest = text.partition(". ")
    return rest if rest and first.startswith(title) else text
