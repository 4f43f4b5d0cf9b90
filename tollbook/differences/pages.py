"""The pages on which totals are published, and the totals on them that differ between two results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from tollbook import ledger, moments, reconcile, tables
from tollbook.differences.computing import NUMBERS, Result
from tollbook.differences.rows import Table
from tollbook.differences.states import BATCH, State
from tollbook.refusals import LATEST, CallError, moment_text

KEY = ["party", "group", "outcome", "period", "rule"]
Interval = tuple[int | None, int | None, int | None]  # low, best, high
NONE: Interval = (None, None, None)


class Page(NamedTuple):
    """A page of an event: the name of its moment, the moment as the batch file words it, and its rule."""

    label: str
    as_of: str
    rule: str

    def moment(self, zone: str) -> pd.Timestamp | None:
        """Return the moment (UTC; None for the latest), for a state whose event is in a time zone: with
        another zone the same day ends at another moment.
        """
        found = moments.parse(self.as_of, zone)
        return None if found is None else pd.Timestamp(found)


class Effect(NamedTuple):
    """A total in force on a page that differs: whose, of what, by which rule, as it was and as it is. `None`
    as an interval: there was or is none. earlier_rule: the rule of the figure as it was, where that is
    another one.
    """

    page: Page
    party: str
    group: str
    outcome: str
    period: str
    rule: str
    old: Interval | None
    new: Interval | None
    earlier_rule: str = ""

    @property
    def is_printed(self) -> bool:
        """Tell whether the page prints this number first: by the page's own rule, of one party."""
        return self.rule == self.page.rule and self.party != "any"


class Published(NamedTuple):
    """The pages of an event that two states have, as the later one has them, the latest last; the rule that
    each had in the earlier one; and a sentence on the pages of one state alone.
    """

    pages: list[Page]
    earlier_rules: list[str]
    notes: list[str]

    @property
    def earlier(self) -> list[Page]:
        """The pages as the earlier state has them."""
        pairs = zip(self.pages, self.earlier_rules, strict=True)
        return [page._replace(rule=rule) for page, rule in pairs]


def published(old: State, new: State, event: str, zones: tuple[str, str]) -> Published:
    """Return the pages of an event that both states have. zones: the time zone of the event in each state.

    Without a batch file in either state, or a page in both, it is the latest state alone; a state without
    one has the rules of the other. Raises CallError for a batch file that cannot be read.
    """
    before, after = (runs(state, event, zone) for state, zone in zip((old, new), zones, strict=True))
    rules = {page.label: page.rule for page in before}
    both = [page for page in after if page.label in rules]
    if not (new.folder / BATCH).is_file():
        both = [page._replace(rule=rules[page.label]) for page in both]
    if not (old.folder / BATCH).is_file():
        rules = {page.label: page.rule for page in both}
    notes = [
        f"Pages of {event} in {state.name} alone, whose numbers are not compared: {', '.join(names)}."
        for state, own, others in ((old, before, after), (new, after, before))
        if (names := sorted({one.label for one in own} - {one.label for one in others}))
    ]
    end = pd.Timestamp.max.tz_localize("UTC")
    both.sort(key=lambda page: (page.moment(zones[1]) or end, page.label))
    both = both or [Page(LATEST, LATEST, LATEST)]
    return Published(both, [rules.get(page.label, page.rule) for page in both], notes)


def runs(state: State, event: str, zone: str) -> list[Page]:
    """Return the pages of an event that a state's batch file lists; the latest where there is no file."""
    path = state.folder / BATCH
    if not path.is_file():
        return [Page(LATEST, LATEST, LATEST)]
    found = {}
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))["runs"]
        for run in listed:
            if run["event"] == event:
                as_of = moment_text(run.get("as_of", LATEST))
                label = moments.label(as_of, zone)
                found[label] = Page(label, as_of, str(run.get("rule", LATEST)))
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        first = (str(error).splitlines() or [""])[0]
        raise CallError(f"{state.name}, {BATCH}: the runs cannot be read ({first}); mend the file") from None
    return list(found.values())


def published_totals(folder: Path, event: str) -> pd.DataFrame | None:
    """Return the totals of an event that were published with a state, None where it holds none."""
    place = folder / "data/processed"
    return (
        tables.load(event, place, "totals") if tables.table_path("totals", event, place).is_file() else None
    )


def is_rebuilt(folder: Path, event: str, claims: Table) -> bool:
    """Tell whether the tables published with a state were made from its claims: each is there, with its
    figure as worded, and no other.
    """
    raw = {key[0]: row["figure"] for key, row in claims.rows.items() if row["event_id"] == event}
    found: dict[str, str] = {}
    for name, column in (("claims", "figure"), ("set_aside", "detail")):
        path = tables.table_path(name, event, folder / "data/processed")
        if path.is_file():
            rows = ledger.read_csv(path)
            if {"claim_id", column} <= set(rows.columns):
                found |= dict(zip(rows["claim_id"], rows[column], strict=True))
    return found == raw


def effects(before: Result, after: Result, shown: Sequence[Page]) -> list[Effect]:
    """Return the totals in force on the pages `shown` that differ between two results: those by each page's
    own rule first.
    """
    found = []
    for page in shown:
        old, new = (in_force(result, page) for result in (before, after))
        for key in dict.fromkeys([*old, *new]):
            if old.get(key, NONE) != new.get(key, NONE):
                found.append(Effect(page, *key, old.get(key), new.get(key)))
    return sorted(found, key=lambda one: not one.is_printed)


def in_force(result: Result, page: Page) -> dict[tuple[str, ...], Interval]:
    """Return the totals in force on a page by party, group, outcome, period and rule."""
    if result.totals.empty:
        return {}
    rows = reconcile.as_of(result.totals, page.moment(result.zone))
    keys = rows[KEY].itertuples(index=False, name=None)
    cells = rows[NUMBERS].astype(object).itertuples(index=False, name=None)
    numbers = (tuple(None if pd.isna(cell) else int(cell) for cell in row) for row in cells)
    return dict(zip(keys, numbers, strict=True))
