"""The moment that `as_of` names, without pandas: what a call needs before anything runs.

`dates.parse_as_of` gives the same moments as pandas has them; a test holds the two together.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LATEST = "latest"
DAY_OR_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:?\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
DAY = len("2026-02-01")


def not_a_moment(text: str, zone: str) -> str:
    """Return the sentence that a text is no moment, and what is allowed."""
    return (
        f"as_of {text!r} is not a moment: give latest, a day like 2026-02-01 (its end in {zone}), "
        "or a time like 2026-02-01T18:30 or 2026-02-01T18:30+05:00"
    )


def parse(text: str, zone: str) -> datetime | None:
    """Return the moment (UTC) that `as_of` names, None for `latest`.

    A day means its last second in `zone` (an IANA name); a time without an offset is read in `zone`.
    Raises ValueError with a sentence that says what is allowed.
    """
    text = str(text).strip()
    if text in ("", LATEST):
        return None
    try:
        if not DAY_OR_TIME.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
        if len(text) == DAY:
            moment += timedelta(days=1, seconds=-1)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(not_a_moment(text, zone)) from None


def label(text: str, zone: str) -> str:
    """Return the name of the moment for files and pages: `latest`, `2026-02-01` or `2026-02-01T1830Z`."""
    moment = parse(text, zone)
    if moment is None:
        return LATEST
    text = str(text).strip()
    return text if len(text) == DAY else moment.strftime("%Y-%m-%dT%H%MZ")


def in_words(moment: datetime | None, zone: str) -> str:
    """Return the as-of moment in words, in the event's time zone; None is the latest page in the ledger."""
    if moment is None:
        return "the latest page in the ledger"
    local = moment.astimezone(ZoneInfo(zone))
    day = f"{local.day} {local:%B %Y}"
    end_of_day = (local + timedelta(seconds=1)).strftime("%H:%M:%S") == "00:00:00"
    return f"the end of {day}" if end_of_day else f"{local:%H:%M} on {day} ({zone})"
