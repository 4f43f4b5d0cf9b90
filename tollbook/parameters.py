"""Check the parameters of a notebook or a run before anything is computed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tollbook import dates, ledger, vocabulary
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


class ParameterError(ValueError):
    """A parameter that has none of the allowed values; the message names them, on one line."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in a notebook: the message alone, for the fault is not in the code."""
        return [f"{type(self).__name__}: {self}"]


def check(
    event: str,
    as_of: str = "latest",
    rule: str = "latest",
    districts: str = "",
    undated: str = "earliest",
    raw_dir: str | None = None,
) -> Run:
    """Return the run that the parameters describe; its event is the one spoken of from now on
    (`vocabulary.bind`).

    raw_dir: looked at only where it is given. Raises ParameterError with the allowed values for the first
    parameter that has none of them.
    """
    events = event_rows()
    check_texts(event=event, as_of=as_of, rule=rule, districts=districts, undated=undated)
    check_name("event", event, sorted(events.index))
    check_name("rule", rule, RULES)
    check_name("undated", undated, dates.UNDATED)
    check_districts(districts, event)
    if raw_dir is not None:
        check_raw_folder(raw_dir)
    row = events.loc[event]
    try:
        moment = dates.parse_as_of(as_of, row["time_zone"])
    except ValueError as error:
        raise ParameterError(str(error)) from None
    label = dates.as_of_label(as_of, row["time_zone"])
    period, worked_page = row["default_period"], row["worked_page"]
    vocabulary.bind(event)
    return Run(event, row["name"], row["time_zone"], period, moment, label, rule, worked_page)


def check_texts(**named: object) -> None:
    """Raise ParameterError for a parameter that is no text, such as a number or a missing pair of quotes."""
    for name, value in named.items():
        if not isinstance(value, str):
            raise ParameterError(f"{name} must be text, not {value!r}: put it in quotes")


def check_name(parameter: str, name: str, allowed: list[str] | tuple[str, ...]) -> None:
    """Raise ParameterError unless `name` is allowed."""
    if name not in allowed:
        raise ParameterError(f"{parameter} {name!r} is not known: give one of {', '.join(allowed)}")


def check_districts(districts: str, event: str) -> None:
    """Raise ParameterError unless `districts` is empty or a file of districts that the map of `event` can
    show."""
    if not districts:
        return
    if not Path(resolve(districts)).is_file():
        raise ParameterError(
            f"districts {districts!r} is no file: give the path of a GeoJSON file, or leave it empty"
        )
    from tollbook.charts import districts as files  # here, not above: a second of altair that few calls need

    try:
        files.read(districts, event)
    except ValueError as error:
        raise ParameterError(f"districts {error}") from None


def check_raw_folder(raw_dir: str) -> None:
    """Raise ParameterError unless the four raw tables are in `raw_dir`."""
    check_texts(raw_dir=raw_dir)
    missing = [name for name in ledger.FILES if not (resolve(raw_dir) / name).is_file()]
    if missing:
        raise ParameterError(
            f"raw_dir {raw_dir!r} has no {' and no '.join(missing)}: give the folder of the raw tables, "
            "such as data/raw"
        )
