"""What an export is asked for: the event, the moment, and where its tables are."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tollbook import moments, paths, project_events
from tollbook.refusals import CallError, check_moment, unknown
from tollbook.workspace import PROCESSED


@dataclass(frozen=True)
class Asked:
    """An event and a moment (UTC; None for the latest) of a project; `label` is the moment in names."""

    event: str
    name: str
    zone: str
    label: str
    moment: datetime | None
    project: Path

    @property
    def words(self) -> str:
        """The moment in words: `the end of 1 February 2026`."""
        return moments.in_words(self.moment, self.zone)

    @property
    def as_of(self) -> str:
        """The moment as ISO 8601 in UTC; empty for the latest."""
        return "" if self.moment is None else self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def raw(self) -> Path:
        """The folder of the raw tables."""
        return self.project / "data/raw"

    def tables(self) -> dict[str, Path]:
        """Return where the processed tables of the event lie, by name. Raises CallError where they do not."""
        from tollbook import dictionary
        from tollbook.tables import table_path

        found = {
            name: table_path(name, self.event, self.project / PROCESSED)
            for name in dictionary.tables("processed")
        }
        missing = [name for name in ("claims", "totals") if name not in found or not found[name].is_file()]
        if missing:
            raise CallError(
                f"{self.event} has no {PROCESSED.as_posix()}/{self.event}/{missing[0]}.csv yet: "
                f"`tollbook run --event {self.event}` makes it"
            )
        return {name: path for name, path in found.items() if path.is_file()}


def read(options: argparse.Namespace) -> Asked:
    """Return what the options `event` and `as_of` ask for. Raises CallError for what there is not."""
    events = project_events.rows()
    if options.event not in events:
        raise CallError(unknown("event", options.event, list(events)))
    row = events[options.event]
    if wrong := check_moment(options.as_of, row):
        raise CallError(*wrong)
    zone = row["time_zone"]
    moment = moments.parse(options.as_of, zone)
    label = moments.label(options.as_of, zone)
    return Asked(options.event, row["name"], zone, label, moment, paths.project_root())
