"""Which pages there are: the links from a page to the other moments of its event, and the index of all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tollbook import moments, project_events
from tollbook.batch import Run
from tollbook.refusals import LATEST

LABEL = re.compile(r"latest|\d{4}-\d\d-\d\d(T\d{4}Z)?")


def page_path(reports: Path, event: str, label: str) -> Path:
    """Return the file of a page."""
    return reports / event / f"{label}.html"


def page_labels(reports: Path, event: str, runs: Iterable[Run] = ()) -> list[str]:
    """Return the moments of an event with a page, now or by `runs`: the latest first, then by time."""
    planned = {run.label for run in runs if run.event == event}
    there = {path.stem for path in (reports / event).glob("*.html") if LABEL.fullmatch(path.stem)}
    return sorted(planned | there, key=lambda label: (label != LATEST, label))


def moment_links(reports: Path, event: str, label: str, runs: Iterable[Run]) -> list[dict[str, object]]:
    """Return a page's links to its event's moments, named in words; none where there is but one."""
    labels = page_labels(reports, event, runs)
    zone = project_events.rows()[event]["time_zone"]
    links = [
        {
            "label": moments.in_words(moments.parse(one, zone), zone),
            "href": f"{one}.html",
            "current": one == label,
        }
        for one in labels
    ]
    return links if len(links) > 1 else []


def listed_pages(reports: Path) -> list[dict[str, str]]:
    """Return the pages that there are, event by event, in the order of data/hand/events.csv."""
    return [
        {"event": event, "as_of": label}
        for event in project_events.rows()
        for label in page_labels(reports, event)
    ]
