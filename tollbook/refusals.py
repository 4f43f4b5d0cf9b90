"""What is wrong with a run that somebody asks for, in one line that names what is allowed."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from tollbook import moments, paths
from tollbook.moments import LATEST

__all__ = ["LATEST", "CallError"]

SET_BY_OPTION = {"raw_dir": "--raw", "out_dir": "--out"}

Defaults = Mapping[str, Mapping[str, str]]  # notebook -> parameter -> default
Events = Mapping[str, Mapping[str, str]]  # event_id -> column of events.csv -> cell


class CallError(Exception):
    """The call or the batch file asks for what there is not; each reason is one line, fit to print."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


def check_run(row: dict[str, Any], defaults: Defaults, events: Events) -> list[str]:
    """Return what is wrong with one run, a sentence each: names the allowed events, parameters and rules."""
    allowed = sorted({name for names in defaults.values() for name in names} - set(SET_BY_OPTION))
    reasons = [
        f"`{name}` is set by the option {SET_BY_OPTION[name]}"
        if name in SET_BY_OPTION
        else unknown("parameter", str(name), allowed)
        for name in row
        if name not in allowed
    ]
    reasons += [
        f"`{name}` must be text, not {value!r}: put it in quotes"
        for name, value in row.items()
        if not isinstance(value, str | datetime.date)
    ]
    event = row.get("event")
    if not isinstance(event, str) or not event:
        return reasons if event else [*reasons, "has no `event`"]
    if event not in events:
        return [*reasons, unknown("event", str(event), list(events))]
    return (
        reasons
        + check_rule(row.get("rule"))
        + check_undated(row.get("undated"))
        + check_districts(row.get("districts"))
        + check_moment(row.get("as_of", LATEST), events[event])
    )


def check_rule(rule: Any) -> list[str]:
    """Return what is wrong with a rule; one that is no text has been said to be wrong already."""
    if not isinstance(rule, str) or rule == LATEST:
        return []
    from tollbook.reconcile import RULES  # it takes a second to import

    return [unknown("rule", rule, RULES)] if rule not in RULES else []


def check_undated(undated: Any) -> list[str]:
    """Return what is wrong with what is done about undated claims."""
    if not isinstance(undated, str):
        return []
    from tollbook.dates import UNDATED  # it takes a second to import

    return [unknown("undated", undated, UNDATED)] if undated not in UNDATED else []


def check_districts(districts: Any) -> list[str]:
    """Return what is wrong with a file of districts; empty is none."""
    missing = isinstance(districts, str) and districts and not paths.resolve(districts).is_file()
    return [f"no file of districts {districts}"] if missing else []


def check_moment(as_of: Any, event: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a moment: not one, or before the event (row of events.csv) began."""
    if not isinstance(as_of, str | datetime.date):
        return []  # said already: it must be text
    try:
        moment = moments.parse(moment_text(as_of), event["time_zone"])
    except ValueError as error:
        return [str(error)]
    began = moments.parse(event["starts"], event["time_zone"])
    if moment is not None and began is not None and moment < began:
        start = f"{event['starts']}, {event['time_zone']}"
        return [f"as_of {moment_text(as_of)!r} is before {event['event_id']} began ({start})"]
    return []


def moment_text(value: str | datetime.date) -> str:
    """Return text as it is and a date or time, which YAML makes of a moment without quotes, as ISO text."""
    return value.isoformat() if isinstance(value, datetime.date) else value.strip()


def unknown(what: str, name: str, allowed: Iterable[str]) -> str:
    """Return a sentence that a name is not known, what it may have meant, and the allowed ones."""
    allowed = list(allowed)
    near = difflib.get_close_matches(name, allowed, n=1)
    guess = f"; did you mean `{near[0]}`?" if near else "."
    return f"unknown {what} `{name}`{guess} Allowed: {', '.join(allowed) or 'none'}"


def doubles(names: Iterable[str]) -> list[str]:
    """Return the names that come more than once."""
    names = list(names)
    return sorted({name for name in names if names.count(name) > 1})
