"""The map files that an event names: where they are, and what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tollbook import map_areas, project_events
from tollbook.charts import windows
from tollbook.problem import Problem

COLUMNS = ("base_map", "surroundings")
FILE = "hand/events.csv"
FIRST_ROW = 2  # the header is row 1


def path_of(name: str) -> str:
    """Return where a map file lies that events.csv names, below the project; the empty string for none."""
    return f"data/raw/{name}" if name else ""


def map_problems() -> list[Problem]:
    """Return what is wrong with the map columns of the project's events: files that are missing or cannot be
    drawn, edges that cannot be. Never raises for what the files hold."""
    return [
        problem
        for row, about in enumerate(project_events.rows().values(), FIRST_ROW)
        for problem in event_problems(row, about)
    ]


def event_problems(row: int, about: dict[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the map of one event, which stands in a row of events.csv."""
    for column in COLUMNS:
        name = about.get(column, "")
        if not name:
            continue
        if os.path.isabs(name) or ".." in name.split("/"):
            todo = "copy the file into data/raw and give its name"
            yield Problem(FILE, row, column, f"{name} lies outside data/raw", todo)
            continue
        try:
            map_areas.features(path_of(name))
        except (OSError, ValueError) as error:
            what, _, todo = str(error).rpartition(": ")
            yield Problem(FILE, row, column, what or str(error), todo)
    try:
        windows.given(about)
    except ValueError as error:
        what, _, todo = str(error).partition(": ")
        column = next((name for name in windows.EDGES if not about.get(name)), windows.EDGES[0])
        yield Problem(FILE, row, column, what, todo)
