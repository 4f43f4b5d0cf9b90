"""The index of the pages: each event with its latest figures, its moments, and what changed between them.

Like the pages it is one file that asks for nothing and runs no script.
"""

from __future__ import annotations

import functools
import html.parser
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from tollbook import changes, outcome_rows, parameters, shared_words
from tollbook.attribution import Voice
from tollbook.comparing import GROUPS, in_force, period_labels
from tollbook.direction import set_apart
from tollbook.page_style import TEMPLATES, policy, style
from tollbook.paths import hand
from tollbook.refusals import LATEST
from tollbook.remarks import of_pages
from tollbook.report import NO_META, about_run, environment, write_page
from tollbook.scope_words import title_case
from tollbook.vocabulary import Words, current, main_outcome, speaking_of
from tollbook.words import GROUP_WORDS, day, interval, listing

PARTY_HEADINGS = Words(lambda words: {name: words.parties[name].heading for name in words.speaking})
NO_COUNT = "not its own count"
OPEN_SENTENCES = 4
"""So many sentences about one count are shown at once; what is more is folded, as are other counts."""

Tables = Mapping[str, pd.DataFrame]


class Place(NamedTuple):
    """A page's address from the index, and its file."""

    href: str
    path: Path

    def beside(self, ending: str) -> str:
        """Return the address of the file with another ending beside the page; empty where there is none."""
        there = self.path.with_suffix(ending).is_file()
        return f"{self.href.removesuffix('.html')}{ending}" if there else ""


def build_index(
    pages: Iterable[Mapping[str, Any]],
    out: Path,
    meta: Mapping[str, Any] | None = None,
    totals: Tables | None = None,
    claims: Tables | None = None,
) -> Path:
    """Write the index of pages to the file `out` and return it.

    pages: {event, as_of} with, if wanted, `href` (default `<event>/<as_of>.html`, beside `out`). meta: as for
    a page; `corrections` are those of all events (`corrections.Correction`). totals, claims: the processed
    tables by event_id; without an event's totals its entry says what its page's own description says, and not
    what changed; without its claims the changes name parties only.

    Events keep the order in which they come; their moments go from the latest to the first. Raises
    FileNotFoundError for a page that is not there.
    """
    folder = Path(out).parent
    by_event: dict[str, dict[str, Place]] = {}
    for page in pages:
        by_event.setdefault(page["event"], {})[page["as_of"]] = place_of(page, folder)
    events = [
        about_event(event, places, (totals or {}).get(event), (claims or {}).get(event))
        for event, places in by_event.items()
    ]
    preview = next((event["preview"] for event in events if event["preview"]), "")
    about = {
        "events": events,
        "preview": preview,
        "counted": tolls(by_event),
        "remarks": of_pages(by_event),
        **spoken_of(by_event),
    }
    return write_plain("index.html", out, about, meta)


def spoken_of(events: Iterable[str]) -> dict[str, Any]:
    """Return what the index says of all events: their main groups, and whether one of them has two sides."""
    events = list(events)
    return {"groups": shared_words.main_groups(events), "has_sides": shared_words.have_sides(events)}


def tolls(events: Iterable[str]) -> str:
    """Return what the totals of events count, in a word for each: `killed`, or `killed or displaced`."""
    labels = [current().outcomes[name].label for name in dict.fromkeys(map(main_outcome, events))]
    return listing(labels).replace(" and ", " or ") or current().outcomes[main_outcome("")].label


def place_of(page: Mapping[str, Any], folder: Path) -> Place:
    """Return where a page lies below `folder`."""
    name = page.get("href", f"{page['event']}/{page['as_of']}.html")
    return Place(quote(name), folder / name)


def write_plain(
    template: str, out: Path, about: Mapping[str, Any], meta: Mapping[str, Any] | None = None
) -> Path:
    """Write a page without figures and scripts to the file `out` and return it: `about` is what its template
    asks for, `root` leads to the index.
    """
    page = environment().get_template(template)
    shared = {
        "style": Markup(plain_style()),
        "policy": policy(plain_style()),
        "root": "",
        "group_names": "",
        "remarks": [],
        "meta": {"corrections": ()} | NO_META | dict(meta or {}),
    }
    return write_page(set_apart(page.render({**shared, **about})), out)


@functools.cache
def plain_style() -> str:
    """Return the style sheet of the index and the page on method: that of the pages, and a few rules more."""
    return f"{style()}\n{(TEMPLATES / 'index.css').read_text(encoding='utf-8')}"


def about_event(
    event: str, places: Mapping[str, Place], totals: pd.DataFrame | None, claims: pd.DataFrame | None
) -> dict[str, Any]:
    """Return what the index says of one event, in its own words; `places` are its pages by their moment."""
    with speaking_of(event):
        return in_own_words(event, places, totals, claims)


def in_own_words(
    event: str, places: Mapping[str, Place], totals: pd.DataFrame | None, claims: pd.DataFrame | None
) -> dict[str, Any]:
    """Return what `about_event` returns, of the event that is spoken of."""
    abouts = {label: about_run(event, label) for label in places}
    newest_first = changes.in_time({label: parameters.check(event, label).moment for label in places})[::-1]
    lead, title = newest_first[0], abouts[newest_first[0]]["title"]
    tables = [] if totals is None else toll_tables(event, lead, totals, claims)
    columns = with_figures(tables)
    return {
        "id": f"event-{hand('events')['event_id'].tolist().index(event) + 1}",
        "title": title,
        "href": places[lead].href,
        "moment": abouts[lead]["moment"],
        "is_latest": lead == LATEST,
        "meaning": "" if tables else without_title(meaning_of(places[lead].path), title),
        "tables": tables,
        "groups": columns,
        "outcome": current().outcomes[main_outcome(event)].title,
        "running": "" if totals is None else running(event),
        "data": places[lead].beside(".zip"),
        "preview": places[lead].beside(".png"),
        "moments": [
            {
                "words": title_case(abouts[label]["moment"].removeprefix("the ")),
                "href": places[label].href,
                "since": None if totals is None else told(event, label, places, totals, claims),
            }
            for label in newest_first
        ],
    }


def toll_tables(
    event: str, label: str, totals: pd.DataFrame, claims: pd.DataFrame | None
) -> list[dict[str, Any]]:
    """Return a page's newest figures for the running count and for the period around it, each a table with
    one row for each party: a cell is figure, day and a note, or nothing.
    """
    run = parameters.check(event, label)
    now, labels = in_force(totals, run, changes.RULE), period_labels(event)
    said = {} if claims is None else changes.voices_by(claims, run.moment)
    wider = hand("periods").query("event_id == @event and period == @run.period")["within"]
    found = []
    for period in [run.period, *wider[wider.isin(list(labels))]]:
        rows = now[(now["period"] == period) & now["group"].isin(list(GROUPS))]
        cells = {(row.party, row.group): cell(row, run.zone, said) for row in rows.itertuples(index=False)}
        parties = [
            {"heading": heading, "cells": [cells.get((party, group)) for group in GROUPS]}
            for party, heading in PARTY_HEADINGS.items()
            if any((party, group) in cells for group in GROUPS)
        ]
        if parties:
            found.append({"caption": title_case(labels[period]), "rows": parties})
    return [*found, *other_outcomes(run, totals)]


def with_figures(tables: list[dict[str, Any]]) -> list[str]:
    """Return the groups of the columns of an event's tables in words, and take out of `tables` those columns
    that have no figure in any of them; all groups where there is none.
    """
    rows = [row for table in tables for row in table["rows"]]
    kept = [place for place in range(len(GROUPS)) if any(row["cells"][place] for row in rows)]
    for row in rows:
        row["cells"] = [row["cells"][place] for place in kept]
    return [GROUP_WORDS[GROUPS[place]] for place in kept or range(len(GROUPS))]


def other_outcomes(run: parameters.Run, totals: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table of the further outcomes that a page's event is about, for the running count: a row for
    each outcome and party that gave a figure; no table where there is none.
    """
    words, rows = current(), []
    names = outcome_rows.others(run.event)
    for outcome in names:
        now = in_force(totals, run, changes.RULE, run.period, outcome)
        now = now[now["group"].isin(list(GROUPS))]
        cells = {(row.party, row.group): cell(row, run.zone, {}) for row in now.itertuples(index=False)}
        rows += [
            {
                "heading": f"{words.outcomes[outcome].title}: {heading[:1].lower()}{heading[1:]}",
                "cells": [cells.get((party, group)) for group in GROUPS],
            }
            for party, heading in PARTY_HEADINGS.items()
            if any((party, group) in cells for group in GROUPS)
        ]
    labels = [words.outcomes[name].label for name in names]
    return [{"caption": f"People {listing(labels)}", "counted": "People", "rows": rows}] if rows else []


def cell(row: tuple, zone: str, said: Mapping[str, Voice]) -> dict[str, str]:
    """Return a total in force as a cell shows it: its figure, its day, and that an independent body has no
    count of its own, where the statements say so.
    """
    resting = [said[one] for one in row.statement_ids.split(";") if one in said]
    about = current().parties.get(row.party)
    repeats = about and about.apart and resting and not any(voice.counts_itself for voice in resting)
    return {
        "figure": interval(row.low, row.high, row.best),
        "day": day(row.since, zone, year=False),
        "note": NO_COUNT if repeats else "",
    }


def running(event: str) -> str:
    """Return the period of an event's running count in words."""
    return period_labels(event)[parameters.check(event).period]


def told(
    event: str, label: str, labels: Iterable[str], totals: pd.DataFrame, claims: pd.DataFrame | None
) -> dict[str, Any] | None:
    """Return what changed since the moment before as the index shows it: `moment` before, `nothing` (a
    sentence, empty where something changed), the sentences `shown` at once (of `period`), those `folded` by
    period, and the words `fold` to open these; the running count needs no name. None for the first moment.
    """
    run = parameters.check(event, label)
    since = changes.since_last(totals, labels, label, run.zone, event, claims)
    if since is None:
        return None
    (period, own), *others = since.sentences.items() or [("", [])]
    shown, rest = own[:OPEN_SENTENCES], own[OPEN_SENTENCES:]
    folded = {period: rest, **dict(others)} if rest else dict(others)
    short = dict(zip(period_labels(event).values(), period_labels(event, "short").values(), strict=True))
    name = {running(event): ""}
    return {
        "moment": since.moment,
        "nothing": since.nothing,
        "period": title_case(name.get(period, period)),
        "shown": shown,
        "folded": {title_case(name.get(one, one)): sentences for one, sentences in folded.items()},
        "fold": f"More changes: {listing([short[one] for one in folded])}",
    }


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
