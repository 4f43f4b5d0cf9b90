"""The page on method: how a figure is read, compared, counted and checked.

The prose is the template's; what a reader could check, its examples, lists and numbers, is computed here by
the functions and tables that do the work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tollbook import dictionary, shared_words
from tollbook.change_kinds import FEWEST_OUTLETS, LEAST_SHARE
from tollbook.checks.known import WELL_KNOWN
from tollbook.checks.readings import WHAT_IT_FINDS
from tollbook.figures import read_figure
from tollbook.index import write_plain
from tollbook.paths import hand
from tollbook.positions import UNRANKED
from tollbook.remarks import of_pages
from tollbook.rules import RULES, Standing
from tollbook.words import interval, listing

WORDINGS = (
    ("145", "en"),
    ("seventeen", "en"),
    ("۶۷", "ur"),
    ("at least 31", "en"),
    ("au moins 31", "fr"),
    ("190+", "en"),
    ("more than 30", "en"),
    ("más de 22", "es"),
    ("up to 24", "en"),
    ("fewer than 20", "en"),
    ("about 400", "en"),
    ("around 177", "en"),
    ("nearly 200", "en"),
    ("between six and eleven", "en"),
    ("dozens", "en"),
    ("two dozen", "en"),
    ("数十", "ja"),
    ("another 68", "en"),
)
"""Worded figures that show every kind of reading, with their language."""
RULE_WORDS = {
    "latest": (
        "The party’s newest figure: by the day it was first given, then by how many outlets carry it. A "
        "looser wording of a figure already given is not news, nor is one that a single outlet carries and "
        "that the party went back on.",
        "officials, when they update a toll; EM-DAT’s updates",
    ),
    "range": (
        "From the lowest to the highest figure that anybody of the party gave.",
        "Airwars and Iraq Body Count, which publish a minimum and a maximum; the standards of Every Casualty "
        "Counts",
    ),
    "conservative": ("The lowest number that any source gives now, in its own newest figure.", "ACLED"),
    "majority": (
        "The figure that most sources give now; none where no two sources agree.",
        "some casualty recorders",
    ),
    "median": ("The middle one of what the sources give now.", "nobody that says so in public"),
    "agreement": (
        "The smallest interval that fits the figures of the most sources (Marzullo’s algorithm, by which "
        "computers set their clocks); none where no two fit.",
        "nobody that we know of",
    ),
    "priority": (
        "The newest figure of the first source in a ranked list that gave one: the United Nations, then "
        "governments, research bodies, rights groups, the press.",
        "EM-DAT",
    ),
}
"""Each rule in words, and who counts like that."""
EXAMPLE = (
    ("the ministry", 20, 1, 2),
    ("the governor", 28, 2, 1),
    ("the police", 24, 2, 3),
    ("the army", 24, 2, 4),
    ("the mayor", 21, 2, UNRANKED),
    ("the ministry", 26, 3, 2),
)
"""An invented case: who said how many, on which day of February, and the source's rank."""


def build_method(
    out: Path, meta: Mapping[str, Any] | None = None, events: Sequence[str] | None = None
) -> Path:
    """Write the page on method to the file `out` and return it. meta: as for a page; events: those of which
    it names groups and parties, every one of the project where none is given.
    """
    events = shared_words.all_events() if events is None else events
    readings = hand("check_readings")["verdict"]
    about = {
        "remarks": of_pages(events),
        "groups": shared_words.counted_groups(events),
        "parties": shared_words.parties(events),
        "main_groups": listing(shared_words.main_groups(events)),
        "wordings": [reading(*one) for one in WORDINGS],
        "rules": rules(),
        "checks": WHAT_IT_FINDS,
        "readings": {"all": len(readings), "right": int(readings.eq("right").sum())},
        "well_known": WELL_KNOWN,
        "fewest_outlets": FEWEST_OUTLETS,
        "least_share": LEAST_SHARE,
        "tables": table_sizes(),
        "dictionaries": len(dictionary.tables("processed")),
    }
    return write_plain("method.html", out, about, meta)


def reading(worded: str, language: str) -> dict[str, str]:
    """Return a worded figure with what it is read as, in words."""
    figure = read_figure(worded)
    read = interval(figure.low, figure.high)
    if figure.best is not None and figure.low != figure.high:
        read = f"{read}, best {figure.best:,}"
    read = f"{read}, on top of another count" if figure.increment else read
    return {"worded": worded, "language": language, "read": read}


def rules() -> list[dict[str, str]]:
    """Return each rule with its words and what it makes of the invented case."""
    standings = [
        Standing(f"s{number}", origin, (figure, figure, figure), f"{day}", f"{day}", outlets, outlets, rank)
        for number, (origin, figure, day, rank) in enumerate(EXAMPLE)
        for outlets in [frozenset({f"outlet {number}"})]
    ]
    found = []
    for name, rule in RULES.items():
        made = rule(standings)
        what, who = RULE_WORDS[name]
        makes = interval(made.low, made.high, made.best)
        found.append({"name": name, "what": what, "who": who, "makes": makes})
    return found


def table_sizes() -> dict[str, int]:
    """Return how many decisions of each kind people wrote down, and the number of languages that are read."""
    words = hand("quantifiers")
    names = ("quantifiers", "nouns", "authorities", "windows", "places", "overrules", "withheld")
    languages = words["language"][words["language"].ne("*")].nunique()
    return {name: len(hand(name)) for name in names} | {"languages": languages}
