"""The rows that a sheet adds to the raw tables; what the ledger has already is left out and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from tollbook import dictionary, scope
from tollbook.adding import columns, ids, pages, points
from tollbook.adding.address import same_page
from tollbook.adding.entries import Entry, events
from tollbook.adding.pages import Page
from tollbook.dates import local_bounds
from tollbook.ledger import Ledger
from tollbook.problem import Problem, shown

SAME = ("event_id", "category", "outcome", "figure", "attributed_to")
"""Cells that make a figure the same as another on its page, if these agree too:"""
SAME_SCOPE = ("as_of", "window", "place", "includes")
TWICE = "delete one of the two rows, or say in window, place or as_of how they differ"
TABLES = ("places", "reports", "claims", "sightings")
DAYS = {"reports": ("published", "dated"), "claims": ("as_of",), "sightings": ("date",)}
"""Columns with a day that should not lie before the event, by table."""
DAY = len("2025-05-04")


class Additions(NamedTuple):
    """What a sheet would add.

    tables: new rows of `places`, `reports`, `claims` and `sightings`; entries: for each new row the row of
    the sheet that it comes from; pages: by address; known: rows of the sheet that the ledger has, with the id
    of the claim (a place has none); remarks: sentences.
    """

    tables: dict[str, list[dict[str, str]]]
    entries: dict[str, list[Entry]]
    pages: dict[str, Page]
    known: list[tuple[Entry, str]]
    remarks: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to add."""
        return not any(self.tables.values())


def plan(entries: Sequence[Entry], ledger: Ledger) -> tuple[Additions, list[Problem]]:
    """Return what the rows of a sheet add to the ledger, and what is wrong with them as whole rows."""
    only = events()
    own_places = [entry for entry in entries if entry.kind == "places"]
    entries = [with_event(entry, only) for entry in entries if entry.kind != "places"]
    found_pages, found, remarks = pages.find(entries, ledger.reports)
    plans = Additions({name: [] for name in TABLES}, {name: [] for name in TABLES}, found_pages, [], remarks)
    claims, sightings = by_page(ledger.claims), by_page(ledger.sightings)
    for page in found_pages.values():
        if page.is_new:
            plans.tables["reports"].append(page.row)
            plans.entries["reports"].append(page.entries[0])
        found += add_claims(plans, page, claims.get(page.report_id, []))
        found += add_sightings(plans, page, sightings.get(page.report_id, []))
    found += points.add(plans, own_places)
    in_sheet_order(plans)
    for remarks_on in (too_early, later_than_page, without_offset):
        plans.remarks.extend(remarks_on(plans))
    return plans, found


def too_early(plans: Additions) -> Iterator[str]:
    """Yield a remark for each new row with a day before its event began: it may be a slip. A day is one in
    the event's time zone.
    """
    about = scope.event_rows()
    events_of = {entry.cells["url"]: entry.cells["event_id"] for entry in plans.entries["claims"]}
    for name, columns_of in DAYS.items():
        for row, entry in zip(plans.tables[name], plans.entries[name], strict=True):
            event = row.get("event_id") or events_of.get(entry.cells["url"], "")
            if event not in about.index:
                continue
            start = about["starts"][event][:10]
            for column in columns_of:
                day = local_day(row[column], about["time_zone"][event])
                if day and day < start[: len(day)]:
                    yield f"{entry.at(column)}: {row[column]} is before {event} began ({start}); is it right?"


def local_day(text: str, zone: str) -> str:
    """Return the day of a date or time in a time zone; a time without an offset keeps its own day."""
    moment = pd.Timestamp(text) if len(text) > DAY else None
    if moment is None or moment.tzinfo is None:
        return text[:DAY]
    return moment.tz_convert(zone).strftime("%Y-%m-%d")


def later_than_page(plans: Additions) -> Iterator[str]:
    """Yield a remark for each new figure that its page gives for a day after the page's own: one of the two
    may be a slip.
    """
    zones = scope.event_rows()["time_zone"]
    for row, entry in zip(plans.tables["claims"], plans.entries["claims"], strict=True):
        page = plans.pages[same_page(entry.cells["url"])].row
        zone = zones.get(row["event_id"], "UTC")
        day, published = local_day(row["as_of"], zone), local_day(page["published"], zone)
        if day and published and day[: len(published)] > published[: len(day)]:
            yield (
                f"{entry.at('as_of')}: {row['as_of']} is after the page's own date, {page['published']}; "
                "is it right?"
            )


def without_offset(plans: Additions) -> Iterator[str]:
    """Yield a remark for each new page whose time may be one of several moments: it has no offset, and its
    outlet's country is not given or has clocks that differ.
    """
    for row, entry in zip(plans.tables["reports"], plans.entries["reports"], strict=True):
        text, country = row["published"], row["outlet_country"]
        if len(text) > DAY and pd.Timestamp(text).tzinfo is None:
            first, last = local_bounds(text, country)
            if first != last:
                hours = (last - first) / pd.Timedelta(hours=1)
                where = f"in {country}" if country else "in a country that outlet_country does not name"
                yield (
                    f"{entry.at('published')}: {text} has no time zone and is read as a time {where}, so the "
                    f"moment is sure to {hours:g} hours only; write the offset behind it if you know it, in "
                    "the form +06:00"
                )


def with_event(entry: Entry, only: Sequence[str]) -> Entry:
    """Return an entry with the event filled in where the project has one only."""
    if len(only) == 1 and not entry.cells["event_id"]:
        return entry._replace(cells={**entry.cells, "event_id": only[0]})
    return entry


def by_page(table: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a raw table by the page that they are on."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in table.to_dict("records"):
        found.setdefault(row["report_id"], []).append(row)
    return found


def add_claims(plans: Additions, page: Page, own: list[dict[str, str]]) -> list[Problem]:
    """Add the figures of one page to `plans`; `own` are the claims that it has in the ledger.

    Return rows that are there twice.
    """
    there = {key_of(row): row["claim_id"] for row in own}
    alike = {key[: len(SAME)]: name for key, name in there.items()}
    figures = {but_figure(row): (row["claim_id"], row["figure"]) for row in own}
    number = ids.next_number(page.report_id, [row["claim_id"] for row in own])
    seen: dict[tuple[str, ...], Entry] = {}
    found = []
    for entry in page.entries:
        if entry.kind != "figures" or entry.only_page:
            continue
        key = key_of(entry.cells)
        if key in seen:
            what = f"the same figure of the same page is in {seen[key].seen_from(entry)} already"
            found.append(entry.problem("", what, TWICE))
        elif key in there:
            plans.known.append((entry, there[key]))
        else:
            plans.remarks.extend(like_another(entry, alike.get(key[: len(SAME)])))
            plans.remarks.extend(other_figure(entry, figures.get(but_figure(entry.cells))))
            figures[but_figure(entry.cells)] = (entry.at(), entry.cells["figure"])
            row = {"claim_id": f"{page.report_id}-{number}", "report_id": page.report_id}
            plans.tables["claims"].append(row | {name: entry.cells[name] for name in columns.CLAIM})
            plans.entries["claims"].append(entry)
            number += 1
        seen.setdefault(key, entry)
    return found


def like_another(entry: Entry, claim: str | None) -> Iterator[str]:
    """Yield a remark where the page has the same figure in the ledger, of another place or period."""
    if claim:
        yield f"{entry.at()}: {claim} is the same but for {', '.join(SAME_SCOPE)}: added as another figure"


def other_figure(entry: Entry, before: tuple[str, str] | None) -> Iterator[str]:
    """Yield a remark where the page has another figure for the same thing, from the same authority: `before`
    is where that one stands (a claim, or a row of the sheet), and the figure.
    """
    if before:
        where, figure = before
        yield (
            f"{entry.at('figure')}: {where} has {shown(figure)} where this row has "
            f"{shown(entry.cells['figure'])}, and all else is the same: both are kept, as two figures of one "
            "page; if this one corrects a slip, change the old one in data/raw/claims.csv and delete this row"
        )


def add_sightings(plans: Additions, page: Page, own: list[dict[str, str]]) -> list[Problem]:
    """Add the places of one page to `plans`; `own` are those that it has in the ledger.

    Return rows that are there twice.
    """
    names = [name for name in dictionary.table("sightings", "raw").names if name != "report_id"]
    there = {tuple(row[name] for name in names) for row in own}
    seen: dict[tuple[str, ...], Entry] = {}
    found = []
    for entry in page.entries:
        if entry.kind != "sightings":
            continue
        key = tuple(entry.cells[name] for name in names)
        if key in seen:
            what = f"the row is the same as {seen[key].seen_from(entry)}"
            found.append(entry.problem("", what, "delete one of the two, or say in note how they differ"))
        elif key in there:
            plans.known.append((entry, page.report_id))
        else:
            row = {"report_id": page.report_id} | dict(zip(names, key, strict=True))
            plans.tables["sightings"].append(row)
            plans.entries["sightings"].append(entry)
        seen.setdefault(key, entry)
    return found


def key_of(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return what makes a figure the same as another of its page."""
    return tuple(" ".join(cells[name].split()).casefold() for name in (*SAME, *SAME_SCOPE))


def but_figure(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return what two rows of a page have in common that give different figures for one thing."""
    return key_of({**cells, "figure": ""})


def in_sheet_order(plans: Additions) -> None:
    """Put the new claims and places in the order of the sheet: pages that come twice must not mix them up."""
    for name in TABLES:
        pairs = list(zip(plans.entries[name], plans.tables[name], strict=True))
        pairs.sort(key=lambda pair: (pair[0].label, pair[0].row))
        plans.entries[name][:] = [entry for entry, _ in pairs]
        plans.tables[name][:] = [row for _, row in pairs]
