"""What a cause does to the published totals, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from tollbook import vocabulary
from tollbook.comparing import day_words
from tollbook.dates import local_day
from tollbook.differences.pages import Effect, Interval, Page
from tollbook.refusals import LATEST
from tollbook.scope import event_rows
from tollbook.scope_words import phrase, title_case
from tollbook.words import count, interval, listing

MOST = 6
"""So many numbers are named; of more the others are counted."""
NOTHING = "No published total changes."


def effects_sentence(effects: Sequence[Effect], event: str, zone: str, starts: str) -> str:
    """Return what some effects are in sentences: the numbers printed first with page, old and new figure, and
    how many totals of anything else differ; what other rules make of the same people is not counted. That the
    others stay is left out where another rule is put first, which changes no total. Days are in `zone`, with
    the year where it is not that of `starts` (ISO).
    """
    printed = [one for one in effects if one.is_printed]
    same = {(one.page, one.group, one.outcome, one.period) for one in printed}
    others = sum(
        not one.is_printed and (one.page, one.group, one.outcome, one.period) not in same for one in effects
    )
    if not effects:
        return NOTHING
    if not printed:
        return f"No number printed first changes; {more(len(effects))}."
    alike: dict[tuple, list[Page]] = defaultdict(list)
    for one in sorted(printed, key=lambda one: place(one, event)):
        alike[one[1:]].append(one.page)
    by_pages: dict[tuple[Page, ...], list[Effect]] = defaultdict(list)
    for cells, pages in list(alike.items())[:MOST]:
        by_pages[tuple(pages)].append(Effect(pages[0], *cells))
    sentences = [
        f"{title_case(on_pages(pages, zone, starts))}, {listing([moves(one, event) for one in some])}"
        for pages, some in by_pages.items()
    ]
    left = sum(len(pages) for pages in list(alike.values())[MOST:])
    sentences[-1] += f"; so {'does' if left == 1 else 'do'} {count(left, 'other number')}" if left else ""
    stay = "" if any(one.earlier_rule for one in printed) else "; the other totals stay"
    sentences[-1] += f"; {more(others)}" if others else stay
    return " ".join(f"{text}." for text in sentences)


def place(one: Effect, event: str) -> tuple[bool, int, int]:
    """Return the place of a number among those named: the running count first, then by party and group."""
    words = vocabulary.of(event)
    parties, groups = list(words.parties), list(words.groups)
    ranks = (
        names.index(name) if name in names else len(names)
        for name, names in ((one.party, parties), (one.group, groups))
    )
    return one.period != event_rows().loc[event, "default_period"], *ranks


def more(others: int) -> str:
    """Return how many totals differ that are not printed first."""
    verb = "changes" if others == 1 else "change"
    return f"{count(others, 'total')} by other rules, or of all sources together, {verb}"


def on_pages(pages: Iterable[Page], zone: str, starts: str) -> str:
    """Return some pages as a sentence begins with them: `on the page of 1 February`."""
    dated = [when(page, zone, starts) for page in pages if page.label != LATEST]
    words = [f"the {'page' if len(dated) == 1 else 'pages'} of {listing(dated)}"] * bool(dated)
    words += ["the latest page"] * any(page.label == LATEST for page in pages)
    return f"on {listing(words)}"


def when(page: Page, zone: str, starts: str) -> str:
    """Return the moment of a page in words: the day that it ends, or day and time."""
    moment = page.moment(zone)
    local, day = moment.tz_convert(zone), local_day(moment, zone)
    words = day_words(day, year=day[:4] != starts[:4])
    is_end = (local + pd.Timedelta(seconds=1)).strftime("%H:%M:%S") == "00:00:00"
    return words if is_end else f"{words}, {local:%H:%M}"


def moves(one: Effect, event: str) -> str:
    """Return a number with its old and new figure: `officials' number of civilians killed in the attacks goes
    from 41 to 31`.
    """
    words = vocabulary.of(event)
    party, group = words.parties.get(one.party), words.groups.get(one.group)
    outcome = words.outcomes.get(one.outcome)
    people = f"{group.plural if group else one.group} {outcome.label.lower() if outcome else one.outcome}"
    what = f"number of {people} {phrase(event, one.period).short}"
    if party and party.possessive:
        name = f"{party.possessive} {what}"
    else:
        name = f"in {party.sources if party else 'reports of no known side'} the {what}"
    return f"{name} goes from {figure(one.old)} to {figure(one.new)}"


def figure(numbers: Interval | None) -> str:
    """Return a figure in words; `none` where there is none."""
    if numbers is None or numbers == (None, None, None):
        return "none"
    low, best, high = numbers
    return interval(low, high, best)
