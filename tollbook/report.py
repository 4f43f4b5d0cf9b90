"""The HTML that readers open: one page per run; `index` and `method` make the pages beside them.

Each is one file that asks for nothing: typeface, drawings and rows are inside, its policy forbids requests
and all scripts but its own, and it names no time and no machine, so that the same tables make the same page.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from tollbook import live, theme
from tollbook.changes import Since
from tollbook.corrections import Correction
from tollbook.dates import parse_as_of
from tollbook.evidence import Evidence
from tollbook.figure import NOTHING_TO_DRAW, ROWS_SHOWN
from tollbook.files import write_whole
from tollbook.headline import headline
from tollbook.layout import arrange, parts_of
from tollbook.markup import CLAIMS, Heading, Passage
from tollbook.page_plan import AS_THE_NOTEBOOKS, Plan
from tollbook.pages import FigurePart, Part, ReportError, TablePart, read_chapters
from tollbook.paths import hand, project_root
from tollbook.svg import inside_page
from tollbook.tabular import csv_text, number_columns_css, table_html
from tollbook.typeface import page_font_face_css
from tollbook.words import moment_words

__all__ = ["ReportError", "build_page"]


@dataclass(frozen=True)
class Extras:
    """What a page has beyond its notebooks: what stands where, the claims behind its numbers, what changed
    since the moment before, corrections, and the name of the files beside it (`latest` for `latest.zip`,
    `latest.png` and the folder `latest/`; without one, rows are inside the page alone).
    """

    plan: Plan = AS_THE_NOTEBOOKS
    evidence: Evidence | None = None
    changes: Since | None = None
    corrections: tuple[Correction, ...] = ()
    beside: str = ""


NO_EXTRAS = Extras()
TEMPLATES = Path(__file__).resolve().parent / "templates"
MOST_LISTED = 16_000  # bytes of the claims that readers without scripts see
MOST_STATIC = 249_500  # bytes of a page without its scripts and what its policy says of them
ROW_LIMITS = (ROWS_SHOWN, 60, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3)
NO_META: dict[str, Any] = {"ledger_sha256": "", "commit": "", "version": "", "corrections": (), "moments": ()}
NUMBER = re.compile(rf'<a href="({CLAIMS.pattern})">(.*?)</a>')
BLOCKS = "div|p|li|[uod]l|d[td]|section|figure|figcaption|details|summary|h\\d|table|nav|main|meta"
BETWEEN_BLOCKS = re.compile(rf">\n<(?=/?(?:{BLOCKS})\b)")
NAME = re.compile(CLAIMS.pattern.removeprefix("#"))
DESCRIPTION_LENGTH = 440  # room for what every party says of one period: one side alone would mislead


def build_page(
    notebooks: Sequence[Path],
    event: str,
    as_of: str,
    out: Path,
    meta: Mapping[str, Any] | None = None,
    extras: Extras = NO_EXTRAS,
) -> list[Part]:
    """Write the page of a run to the file `out`, whole or not at all; return its figures and tables in order.

    notebooks: executed notebooks, in order. event: an event_id of data/hand/events.csv.
    as_of: the moment as in page names (`latest`, `2026-02-01`, `2026-02-01T1830Z`).
    meta: for the foot `ledger_sha256`, `commit`, `version`, and if wanted `moments` (list of {label, href,
    current}): links to the event's pages.
    Raises ReportError (see `pages.read_chapters`), or ValueError for an unknown event or moment.
    """
    about = about_run(event, as_of)
    chapters = read_chapters(notebooks)
    summary = [part for chapter in chapters for part in chapter.summary]
    sections = arrange(chapters, extras.plan)
    text = next((chapter.summary_text for chapter in chapters if chapter.summary_text), "")
    parts = [part for part in (*summary, *parts_of(sections)) if isinstance(part, FigurePart | TablePart)]
    words = about | {
        "sections": sections,
        "summary": summary,
        "meta": NO_META | dict(meta or {}),
        "description": description(text, about),
        "preview": f"{extras.beside}.png" if extras.beside else "",
        "beside": extras.beside,
        "changes": extras.changes,
        "corrections": extras.corrections,
        **behind_numbers((*summary, *parts_of(sections)), extras.evidence),
    }
    write_page(with_live(words, parts, extras.evidence), out)
    return parts


def behind_numbers(parts: Iterable[Part], evidence: Evidence | None) -> dict[str, Any]:
    """Return what is behind the numbers of a page: an entry for each address, and the table at its head."""
    if evidence is None:
        return {"entries": [], "headline": None}
    table = headline(evidence)
    addresses = [cell.href for row in table.rows for cell in row.cells if cell.href] if table else []
    texts = [part.html for part in parts if isinstance(part, Heading | Passage)]
    addresses += [address for text in texts for address in CLAIMS.findall(text)]
    entries = evidence.listing(list(dict.fromkeys(addresses)), room=MOST_LISTED)
    return {"entries": entries, "headline": table}


def with_live(words: Mapping[str, Any], parts: Sequence[Part], evidence: Evidence | None) -> str:
    """Return the page: static and no heavier than it may be, then with what makes its charts live.

    Tables are cut to as many rows as fit; what is cut is in the CSV of each.
    """
    addresses = [f"#{entry.anchor}" for entry in words["entries"]]
    known = json.loads(shortened(json.dumps(evidence.payload(addresses)))) if evidence else {}
    sheet = style(letters(words, parts, known))
    for limit in ROW_LIMITS:
        page = rendered(words, sheet, limit)
        if len(page.encode("utf-8")) <= MOST_STATIC:
            break
    if not any(isinstance(part, FigurePart) and part.wide for part in parts):
        return page
    scripts = {
        "data": Markup(live.payload(parts, known)),
        "bundle": Markup(live.bundle()),
        "script": Markup(live.script()),
    }
    return rendered(words, sheet, limit, scripts)


def letters(
    words: Mapping[str, Any], parts: Sequence[FigurePart | TablePart], known: Mapping[str, Any]
) -> frozenset[str]:
    """Return all letters that a page may show, with scripts or without."""
    texts = [rendered(words, "", 0), json.dumps(known, ensure_ascii=False)]
    texts += [csv_text(part.rows) for part in parts] + [part.narrow for part in parts]
    return frozenset().union(*texts)


def rendered(
    words: Mapping[str, Any], sheet: str, limit: int, scripts: Mapping[str, Any] | None = None
) -> str:
    """Return a page with at most `limit` rows in each table; numbers whose claims are not known lose their
    link.
    """
    template = environment().get_template("page.html")
    rules = policy(sheet, is_live=scripts is not None)
    page = template.render(words, style=Markup(sheet), policy=rules, limit=limit, live=scripts)
    known = {f"#{entry.anchor}" for entry in words["entries"]}
    page = NUMBER.sub(lambda number: number[0] if number[1] in known else number[2], page)
    static, script, live_part = shortened(page).partition('<script type="text/plain"')
    return f"{BETWEEN_BLOCKS.sub('><', static)}{script}{live_part}"


def shortened(text: str) -> str:
    """Return a text in which the long addresses of claims are short ones, the same wherever they stand."""

    def short(address: re.Match[str]) -> str:
        digest = hashlib.blake2s(address[0].encode("ascii"), digest_size=5).hexdigest()
        return address[0] if "+" not in address[0] else f"claims-{digest}"

    return NAME.sub(short, text)


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
        nothing=NOTHING_TO_DRAW,
        rows_table=rows_table,
        inside_page=inside_page,
        download=download,
        kind=lambda part: type(part).__name__,
    )
    env.filters["html"] = Markup
    return env


@functools.lru_cache(maxsize=16)
def style(shown: frozenset[str] = frozenset()) -> str:
    """Return the style sheet of a page: typeface with the letters `shown`, rules, dark palette."""
    sheet = squeezed((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    return "\n".join(
        (
            page_font_face_css(shown),
            sheet,
            number_columns_css(),
            squeezed(live.style()),
            dark_drawings(),
        )
    )


def squeezed(sheet: str) -> str:
    """Return a style sheet without comments and needless white space."""
    sheet = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)).strip()
    return re.sub(r" ?([{};]) ?|(:) ", r"\1\2", sheet).replace(";}", "}")


def dark_drawings() -> str:
    """Return the rules that give each colour of a drawing its counterpart on a dark screen."""
    rules = [
        f'[{channel}="{light}"]{{{channel}:{dark}}}'
        for light, dark in sorted(dict(theme.COLOURS.values()).items())
        for channel in ("fill", "stroke")
    ]
    return f"@media screen and (prefers-color-scheme:dark){{.drawing{{{''.join(rules)}}}}}"


def policy(sheet: str, is_live: bool = False) -> str:
    """Return the content security policy: nothing is loaded, only this style sheet applies, and no script
    runs but the one that makes charts live, and Vega.
    """
    scripts = f" script-src {live.script_hash()};" if is_live else ""
    return (
        f"default-src 'none';{scripts} style-src {live.source(sheet)}; font-src data:; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def rows_table(part: FigurePart | TablePart, limit: int) -> Markup:
    """Return the table of a part's first rows."""
    return Markup(table_html(part.rows, limit=limit))


def download(part: FigurePart | TablePart, beside: str) -> str:
    """Return the address of all rows of a part as CSV: a file beside the page, or the rows themselves."""
    if beside:
        return f"{beside}/{part.anchor}.csv"
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(
        csv_text(part.rows).encode("utf-8")
    ).decode("ascii")


def write_page(page: str, out: Path) -> Path:
    """Write a page, whole or not at all; ReportError if it names a folder of this machine."""
    for folder in {str(project_root()), str(Path.home())} - {"/"}:
        if f"{folder}/" in page:
            raise ReportError(f"{Path(out).name}: the page names a folder of this machine ({folder})")
    return write_whole(Path(out), page.encode("utf-8"))
