"""The HTML that readers open: one page per run; `index` and `method` make the pages beside them.

Each is one file that asks for nothing: typeface, drawings and rows are inside, its policy forbids requests
and all scripts but its own, and it names no machine and no time but those of the runs that it cites, so that
the same tables and runs make the same page.
"""

from __future__ import annotations

import base64
import bisect
import functools
import hashlib
import importlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from tollbook import credits, live, shared_words
from tollbook.changes import Since
from tollbook.corrections import Correction
from tollbook.dates import parse_as_of
from tollbook.direction import set_apart
from tollbook.evidence import Evidence
from tollbook.figure_html import NOTHING_TO_DRAW, ROWS_SHOWN
from tollbook.files import write_whole
from tollbook.headline import headline
from tollbook.layout import arrange, parts_of
from tollbook.markup import CLAIMS, Heading, Passage
from tollbook.page_plan import AS_THE_NOTEBOOKS, Plan
from tollbook.page_style import TEMPLATES, policy, style
from tollbook.pages import FigurePart, Part, ReportError, TablePart, read_chapters
from tollbook.paths import hand, project_root
from tollbook.remarks import of_pages
from tollbook.run_citation import cited
from tollbook.scope_words import title_case
from tollbook.svg import inside_page
from tollbook.tabular import table_html
from tollbook.vocabulary import main_outcomes, of
from tollbook.words import listing, moment_words

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
    current}): links to the event's pages, `event_sha256`: the hash of the event's own rows, `runs`: a
    `record.Record` for each notebook.
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
        "question": title_case(question(event)),
        "group_names": listing([f"“{name}”" for name in shared_words.counted_groups([event])]),
        "remarks": of_pages([event]),
        "changes": extras.changes,
        "corrections": extras.corrections,
        "runs": cited((meta or {}).get("runs") or ()),
        **behind_numbers((*summary, *parts_of(sections)), extras.evidence),
    }
    write_page(with_live(words, parts, extras.evidence), out)
    return parts


def prepare() -> None:
    """Import and make what all pages share, so that processes forked from this one need not.

    It draws nothing, starts no thread and reads nothing of a project.
    """
    from tollbook import datapackage

    for name in ("brotli", "fontTools.subset", "fontTools.ttLib.woff2", "vl_convert"):
        importlib.import_module(name)
    datapackage.check(datapackage.LEAST)
    for name in ("page.html", "base.html", "parts.html", "about.html"):
        environment().get_template(name)
    live.bundle()
    live.script_hash()


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
    words = {**words, "rows_table": tables_once()}
    sheet = style(letters(words, parts, known))
    limit = row_limit(words, sheet)
    if not any(isinstance(part, FigurePart) and part.wide for part in parts):
        return rendered(words, sheet, limit)
    scripts = {
        "data": Markup(live.payload(parts, known)),
        "bundle": Markup(live.bundle()),
        "script": Markup(live.script()),
    }
    return rendered(words, sheet, limit, scripts)


def row_limit(words: Mapping[str, Any], sheet: str) -> int:
    """Return how many rows the tables of a page may have, the most with which it is no heavier than it may
    be: fewer rows make a lighter page, so that not every number need be tried.
    """

    def fits(limit: int) -> bool:
        return len(rendered(words, sheet, limit).encode("utf-8")) <= MOST_STATIC

    return [*ROW_LIMITS, ROW_LIMITS[-1]][bisect.bisect_left(ROW_LIMITS, True, key=fits)]


def letters(
    words: Mapping[str, Any], parts: Sequence[FigurePart | TablePart], known: Mapping[str, Any]
) -> frozenset[str]:
    """Return all letters that a page may show, with scripts or without."""
    without_rows = {**words, "rows_table": lambda _part, _limit: ""}  # their letters are those of the CSV
    texts = [rendered(without_rows, "", 0), json.dumps(known, ensure_ascii=False)]
    texts += [part.csv for part in parts] + [part.narrow for part in parts]
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
    return f"{BETWEEN_BLOCKS.sub('><', set_apart(static))}{script}{live_part}"


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


def question(event: str) -> str:
    """Return what a page asks, in the middle of a sentence: `who was killed, where, and according to whom`,
    with the other outcomes that its event is about.
    """
    labels = [of(event).outcomes[name].label for name in main_outcomes(event)]
    happened = listing(labels).replace(" and ", " or ")
    return f"who was {happened}, where, and according to whom"


def description(summary: str, about: Mapping[str, Any]) -> str:
    """Return one or two sentences about a page: the beginning of its summary, cut between sentences
    or, where the first is too long, between words."""
    text = summary or f"{about['title']}: {question(about['event'])}, as of {about['moment']}."
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
        inside_page=inside_page,
        map_credits=credits.of_maps,
        download=download,
        kind=lambda part: type(part).__name__,
    )
    env.filters["html"] = Markup
    return env


def tables_once() -> Callable[[FigurePart | TablePart, int], Markup]:
    """Return what makes the table of a part's first rows, each once: a page is tried with several limits."""
    made: dict[tuple[str, int], Markup] = {}

    def rows_table(part: FigurePart | TablePart, limit: int) -> Markup:
        key = part.anchor, min(limit, len(part.rows))
        if key not in made:
            made[key] = Markup(table_html(part.texts, limit=limit))
        return made[key]

    return rows_table


def download(part: FigurePart | TablePart, beside: str) -> str:
    """Return the address of all rows of a part as CSV: a file beside the page, or the rows themselves."""
    if beside:
        return f"{beside}/{part.anchor}.csv"
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(part.csv.encode("utf-8")).decode("ascii")


def write_page(page: str, out: Path) -> Path:
    """Write a page, whole or not at all; ReportError if it names a folder of this machine."""
    own = {str(project_root()), os.path.expanduser("~")}  # without a home the sign stays as it is
    for folder in sorted(own - {"/", "~"}):
        if f"{folder}/" in page:
            raise ReportError(f"{Path(out).name}: the page names a folder of this machine ({folder})")
    return write_whole(Path(out), page.encode("utf-8"))
