"""The entries as Markdown and as JSON, and as lines of CORRECTIONS.md."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from tollbook.corrections import ALL, Correction
from tollbook.differences.entries import Entry, Outcome
from tollbook.differences.kinds import UPDATE
from tollbook.differences.pages import Effect, Interval
from tollbook.differences.rows import Change
from tollbook.files import digest
from tollbook.words import count

NOTHING = "Nothing changed"
MARK_DIGITS = 12
MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|"})


def markdown(outcome: Outcome) -> str:
    """Return the entries as Markdown: for each event a list, each entry with its day and kind."""
    title = f"# What changed from {outcome.old} to {outcome.new}"
    if not outcome.entries:
        parts = [title, f"{NOTHING} in any claim, page or decision that a total is made from."]
    else:
        counts: dict[str, int] = {}
        for entry in outcome.entries:
            counts[entry.kind] = counts.get(entry.kind, 0) + 1
        summary = ", ".join(count(number, kind) for kind, number in counts.items())
        parts = [title, f"{summary}. Each entry begins with the totals that the one before it left."]
    for event in dict.fromkeys(entry.event for entry in outcome.entries):
        parts.append(f"## {'All events' if event == ALL else event}")
        own = [entry for entry in outcome.entries if entry.event == event]
        parts.append("\n".join(f"- **{one.date}, {one.kind}.** {one.text.translate(MARKS)}" for one in own))
    if outcome.notes:
        parts += [
            "## How the states were compared",
            "\n".join(f"- {one.translate(MARKS)}" for one in outcome.notes),
        ]
    return "\n\n".join(parts) + "\n"


def as_json(outcome: Outcome) -> str:
    """Return the entries with the rows and totals behind them as JSON."""
    content = {
        "old": outcome.old,
        "new": outcome.new,
        "date": outcome.date,
        "entries": [entry_facts(entry) for entry in outcome.entries],
        "notes": outcome.notes,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Return an entry as names and values."""
    return {
        "date": entry.date,
        "event": entry.event,
        "kind": entry.kind,
        "what": entry.what,
        "effect": entry.effect,
        "rows": [change_facts(change) for change in entry.changes],
        "totals": [effect_facts(effect) for effect in entry.effects],
    }


def change_facts(change: Change) -> dict[str, Any]:
    """Return a changed row as names and values: its table and, by column, what was and what is."""
    old, new = (
        {column: row.get(column, "") for column in change.columns} if row else None
        for row in (change.before, change.after)
    )
    key = list(change.key) if len(change.key) < len(change.row) else []
    return {"table": f"{change.table}.csv", "key": key, "old": old, "new": new}


def effect_facts(effect: Effect) -> dict[str, Any]:
    """Return a total that differs as names and values."""
    return {
        "page": effect.page.label,
        "party": effect.party,
        "group": effect.group,
        "outcome": effect.outcome,
        "period": effect.period,
        "rule": effect.rule,
        "earlier_rule": effect.earlier_rule or effect.rule,
        "printed_first": effect.is_printed,
        "old": interval_facts(effect.old),
        "new": interval_facts(effect.new),
    }


def interval_facts(numbers: Interval | None) -> dict[str, int | None] | None:
    """Return low, best and high by name; none where there was no total."""
    return None if numbers is None else dict(zip(("low", "best", "high"), numbers, strict=True))


def as_corrections(
    entries: Iterable[Entry], events: Collection[str], with_updates: bool = False
) -> list[Correction]:
    """Return entries as CORRECTIONS.md has them, with their marks: updates are no corrections, unless they
    are asked for. An entry on an event that the project no longer has is one on all `events`.
    """
    return [
        Correction(
            entry.date,
            entry.event if entry.event in events else ALL,
            " ".join(entry.text.split()),
            entry.kind,
            (mark(entry),),
        )
        for entry in entries
        if with_updates or entry.kind != UPDATE
    ]


def mark(entry: Entry) -> str:
    """Return by what an entry is known again: a short hash of the rows that changed, each with what was and
    what is or, where no row did, of the totals that differ; without any, of the words. What the rows do to
    totals is not in it: that depends on what else is compared.
    """
    rows: list[Any] = [change_facts(change) for change in entry.changes]
    facts = rows or [effect_facts(effect) for effect in entry.effects] or [entry.what]
    lines = sorted(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in facts)
    return digest("\n".join([entry.event, *lines]).encode())[:MARK_DIGITS]
