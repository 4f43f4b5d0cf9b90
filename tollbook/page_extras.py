"""What a page has beyond its notebooks: claims behind numbers, what changed, corrections, files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tollbook import changes, corrections, dates, downloads, evidence, preview, tables, vocabulary
from tollbook.evidence import Evidence
from tollbook.loaded import load
from tollbook.page_plan import Plan
from tollbook.pages import FigurePart, TablePart
from tollbook.paths import hand
from tollbook.report import Extras, about_run
from tollbook.theme import PARTY_LABELS
from tollbook.vocabulary import Names
from tollbook.words import listing, people

PREVIEW_GROUPS = Names(lambda words: words.main)
TABLES = ("claims", "set_aside", "statements", "totals", "checks", "places", "series")


@dataclass(frozen=True)
class Source:
    """Where a page's tables are: the raw ledger, the processed tables, and the project that it belongs to."""

    raw: Path
    out: Path
    project: Path

    def tables(self, event: str) -> dict[str, Path]:
        """Return the processed tables of an event that there are, by name."""
        found = {name: tables.table_path(name, event, self.out) for name in TABLES}
        return {name: path for name, path in found.items() if path.is_file()}


def read(source: Source, event: str, label: str, rule: str, labels: Iterable[str], plan: Plan) -> Extras:
    """Return what the page of an event and a moment has beyond its notebooks.

    rule: that of the run. labels: the moments of the event that have a page. plan: what stands where.
    Raises FileNotFoundError where a table is missing, CorrectionsError where CORRECTIONS.md can not be read.
    """
    zone = hand("events").set_index("event_id").loc[event, "time_zone"]
    moment = dates.parse_as_of(label, zone)
    known = evidence.read(source.raw, source.out, event, moment, rule)
    totals, claims = (load(event, source.out, name) for name in ("totals", "claims"))
    since = changes.since_last(totals, labels, label, zone, event, claims)
    entries = corrections.of_event(corrections.read(source.project, hand("events")["event_id"]), event)
    return Extras(plan, known, since, tuple(entries), label)


def write_beside(
    source: Source,
    event: str,
    extras: Extras,
    parts: Sequence[FigurePart | TablePart],
    meta: dict[str, object],
    folder: Path,
) -> None:
    """Write what lies beside a page into `folder`: rows, drawings, tables, and its preview picture."""
    about = about_run(event, extras.beside)
    figures = [part for part in parts if isinstance(part, FigurePart)]
    others = [part for part in parts if isinstance(part, TablePart)]
    made = downloads.make(
        event, extras.beside, about["title"], source.tables(event), figures, others, meta, source.raw
    )
    made.write(folder)
    lines = preview_lines(extras.evidence) if extras.evidence else []
    toll = vocabulary.of(event).outcomes[vocabulary.main_outcome(event)].label
    subtitle = f"People {toll}, according to whom: as of {about['moment']}"
    preview.picture(about["title"], subtitle, lines, folder / f"{extras.beside}.png")


def preview_lines(known: Evidence) -> list[tuple[str, str]]:
    """Return for each party its figures in force in words: for the picture that stands for a page."""
    figures = known.headline()
    lines = []
    for party, label in PARTY_LABELS.items():
        said = figures[figures["party"].eq(party) & figures["group"].isin(list(PREVIEW_GROUPS))]
        words = [people(row.words, row.group) for row in said.itertuples()]
        lines += [(label, listing(words))] if words else []
    return lines
