"""Check the parameters of a notebook or a run before anything is computed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tollbook import dates
from tollbook.paths import resolve
from tollbook.reconcile import RULES
from tollbook.scope import event_rows


class Run(NamedTuple):
    """What a run is about: the event in words, its time zone, its running period, and the moment it looks
    from.
    """

    event: str
    name: str
    zone: str
    period: str
    moment: pd.Timestamp | None  # UTC; None is the latest
    label: str
    rule: str
    worked_page: str


def check(event: str, as_of: str = "latest", rule: str = "latest", districts: str = "") -> Run:
    """Return the run that the parameters describe.

    Raises ValueError with the allowed values when a parameter has none of them, FileNotFoundError when
    `districts` names no file.
    """
    events = event_rows()
    if event not in events.index:
        raise ValueError(f"event {event!r} is not known: give one of {', '.join(sorted(events.index))}")
    if rule not in RULES:
        raise ValueError(f"rule {rule!r} is not known: give one of {', '.join(RULES)}")
    if districts and not Path(resolve(districts)).is_file():
        raise FileNotFoundError(
            f"districts {districts!r} is no file: give the path of a GeoJSON file, or leave it empty"
        )
    row = events.loc[event]
    return Run(
        event,
        row["name"],
        row["time_zone"],
        row["default_period"],
        dates.parse_as_of(as_of, row["time_zone"]),
        dates.as_of_label(as_of, row["time_zone"]),
        rule,
        row["worked_page"],
    )
