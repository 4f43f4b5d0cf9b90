"""Claims in the words in which a page shows them: who, what, when, where, and the label of a number.

Everything here is plain text. Marks that turn the direction of what follows them are taken out; an address
that is none of the web is no address.
"""

from __future__ import annotations

import math
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from tollbook import echoes
from tollbook.attribution import UNATTRIBUTED, Voice, day_words, speakers, spokesman
from tollbook.composition import one_of
from tollbook.counts import OUTCOME_WORDS, THINGS, UNIT_WORDS
from tollbook.dates import DATED
from tollbook.distinct import each_distinct
from tollbook.parameters import Run
from tollbook.saying import NOUNS
from tollbook.scope_words import phrase
from tollbook.words import count, day, interval_words, listing

REMAINS = ("bodies", "coffins")
BOTH = {"casualties": "killed or injured"}
NOBODY = "nobody named"
UNNAMED_PAGES = "pages that name no source"
MOST_FIGURES = 5  # that a label tells apart, a total with four parts; the rest are counted
MOST_SOURCES = 2  # that a label names for one figure
WEB = ("http", "https")
TURNING = {
    ord(mark): None for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
}


def prepare(claims: pd.DataFrame, reports: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return clean claims as `evidence.Evidence` keeps them, the best first: who names a source before who
    repeats one or names none, then by time.

    `reports` are the raw reports, for the source that a page credits. Adds figure_words (the interval),
    counted, who, repeats, when, credits, url and period_words.
    """
    order = claims.assign(
        is_second=claims["echo"].ne("") | claims["party"].eq(UNATTRIBUTED),
        undated=~claims["date_basis"].isin(DATED),
        vague=-echoes.names(claims),
    ).sort_values(["is_second", "undated", "said_from", "vague", "claim_id"])
    pages = reports.drop_duplicates("report_id").set_index("report_id")
    repeats = titles(claims, "source_origin", "source_party").where(claims["echo"].ne(""), "")
    table = pd.DataFrame(
        {
            "statement_id": claims["statement_id"],
            "report_id": claims["report_id"],
            "known_from": claims["known_from"],
            "source_origin": claims["source_origin"],
            "group": claims["group"],
            "part": claims["part"],
            "figure_words": figures(claims),
            "period_words": each_distinct(lambda name: phrase(run.event, name).short, claims["period"]),
            "figure": claims["figure"],
            "counted": counted(claims),
            "who": titles(claims, "origin", "party"),
            "repeats": repeats,
            "outlet": claims["outlet"],
            "when": when(claims, run.zone),
            "credits": claims["report_id"].map(pages["credited_to"]).fillna(""),
            "url": claims["url"].map(web_address),
        },
        index=claims.index,
    )
    texts = [name for name in table.columns if name not in ("statement_id", "report_id", "known_from")]
    table[texts] = table[texts].map(plain)
    return table.loc[order.index].reset_index(drop=True)


def figures(claims: pd.DataFrame) -> pd.Series:
    """Return the interval of each claim in words; a rounded figure with what it is read as."""
    ends = interval_words(claims.assign(best=pd.NA))
    is_rounded = claims["best"].notna() & claims["low"].ne(claims["high"]).fillna(True)
    words = interval_words(claims)
    return words.mask(is_rounded, words + " (read as " + ends + ")")


def plain(text: str) -> str:
    """Return text on one line, without marks that turn the direction."""
    return " ".join(text.translate(TURNING).split())


def web_address(address: str) -> str:
    """Return an address if it is one of the web, else the empty string."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme.lower() in WEB and parts.netloc and len(address.split()) == 1
    return address if is_web and address.isprintable() else ""


def titles(claims: pd.DataFrame, origin: str, party: str) -> pd.Series:
    """Return who is named in two columns of claims, in words; `NOBODY` where no one is."""
    pairs = claims[["event_id", origin, party]].drop_duplicates()
    names = pairs.set_axis(["event_id", "origin", "party"], axis=1)
    words = speakers(names)["title"].str.rstrip(",")
    nobody = names["party"].eq(UNATTRIBUTED) & names["origin"].eq("not named")
    words = words.mask(nobody, NOBODY)
    found = dict(zip(pairs.itertuples(index=False, name=None), words, strict=True))
    cells = claims[["event_id", origin, party]].itertuples(index=False, name=None)
    return pd.Series([found[cell] for cell in cells], index=claims.index, dtype=object)


def counted(claims: pd.DataFrame) -> pd.Series:
    """Return who or what each claim counts and what happened to them, in neutral words."""
    columns = ["group", "part", "unit", "outcome", "is_whole", "place", "increment"]
    return each_distinct(counted_words, *(claims[column] for column in columns))


def counted_words(
    group: str, part: str, unit: str, outcome: str, is_whole: bool, place: str, increment: bool
) -> str:
    """Return in words what a figure counts: `civilians killed`, `cities hit`, `prisoners in Mach
    freed`.
    """
    noun = part or (NOUNS[group][1] if group in NOUNS else group or unit)
    what = BOTH.get(unit) or UNIT_WORDS.get(unit) or OUTCOME_WORDS.get(outcome, outcome)
    if unit in REMAINS:
        noun, what = (unit if noun == unit else f"{unit} of {noun}"), ""
    elif unit in THINGS and outcome == "other":
        what = ""
    where = "" if is_whole else f"in {place}" if place else "in one place"
    words = " ".join(filter(None, (noun, where, what)))
    return f"{words}, on top of an earlier count," if increment else words


def when(claims: pd.DataFrame, zone: str) -> pd.Series:
    """Return when each claim was made, in words and in `zone`, or from when it is counted."""

    def words(basis: str, first: pd.Timestamp, last: pd.Timestamp, known: pd.Timestamp) -> str:
        if basis not in DATED:
            return f"no day on the page; counted from {day(known, zone)}"
        if basis == "moment":
            return f"{first.tz_convert(zone):%H:%M} ({zone}) on {day(first, zone)}"
        days = list(dict.fromkeys([day(first, zone), day(last, zone)]))
        return " or ".join(days) + (", inferred" if basis == "dated" else "")

    columns = ["date_basis", "said_from", "said_to", "known_from"]
    return each_distinct(words, *(claims[column] for column in columns))


class Fact(NamedTuple):
    """What one statement says, and what carries it: its claims as places in a table, pages and outlets.

    `what` is the figure with what it counts, `period` in which period, in words.
    """

    what: str
    period: str
    voice: Voice
    rows: tuple[int, ...]
    pages: frozenset[str]
    outlets: frozenset[str]


def facts(claims: pd.DataFrame, said: dict[str, Voice]) -> dict[str, Fact]:
    """Return the statements of claims (see `prepare`) by statement_id; what they say is told once, as their
    best claim words it.
    """
    cells = ["figure_words", "counted", "group", "part", "period_words", "report_id", "outlet"]
    columns = {name: claims[name].to_list() for name in cells}
    found = {}
    for statement, places in claims.groupby("statement_id", sort=False).indices.items():
        rows = tuple(int(place) for place in places)
        *first, period = (columns[name][rows[0]] for name in cells[:5])
        pages, outlets = (frozenset(columns[name][row] for row in rows) for name in cells[5:])
        found[statement] = Fact(figure_in_words(*first), period, said[statement], rows, pages, outlets)
    return found


def figure_in_words(figure: str, counted: str, group: str, part: str = "") -> str:
    """Return a figure with what it counts; one person in the singular."""
    if figure == "1" and part and counted.startswith(part):
        counted = one_of(part) + counted.removeprefix(part)
    elif figure == "1" and group in NOUNS and counted.startswith(NOUNS[group][1]):
        counted = NOUNS[group][0] + counted.removeprefix(NOUNS[group][1])
    return f"{figure} {counted}"


def label(behind: list[Fact]) -> str:
    """Return what a number stands for, from the statements behind it: the figure, whom it counts, who said so
    first and when, and how many claims, pages and outlets there are.

    Where figures differ each is told; of more than `MOST_FIGURES` the lowest, the highest and those of most
    claims.
    """
    carried = (
        f"{count(sum(len(fact.rows) for fact in behind), 'claim')} on "
        f"{count(len(frozenset().union(*(fact.pages for fact in behind))), 'page')} of "
        f"{count(len(frozenset().union(*(fact.outlets for fact in behind))), 'outlet')}"
    )
    periods = {fact.period for fact in behind}
    figures: dict[str, list[Fact]] = {}
    for fact in behind:
        figures.setdefault(fact.what if len(periods) == 1 else f"{fact.what} {fact.period}", []).append(fact)
    if len(figures) == 1:
        who, first = sources(behind)
        return f"{behind[0].what} {behind[0].period}, according to {who}, first said {first}; {carried}"
    told = [f"{what} ({', '.join(sources(figures[what]))})" for what in to_tell(figures)]
    more = [count(len(figures) - len(told), "further figure")] if len(figures) > len(told) else []
    within = f", all {periods.pop()}" if len(periods) == 1 else ""
    return f"{listing([*told, *more])}{within}; {carried}"


def to_tell(figures: dict[str, list[Fact]]) -> list[str]:
    """Return which of several figures a label tells, the lowest first."""
    carried = {what: sum(len(fact.rows) for fact in some) for what, some in figures.items()}
    spans = {what: (some[0].voice.low or 0, top(some[0].voice)) for what, some in figures.items()}
    lowest = min(figures, key=lambda what: (spans[what][0], -carried[what], what))
    highest = max(figures, key=lambda what: (spans[what][::-1], carried[what], what))
    ranked = sorted(figures, key=lambda what: (-carried[what], what))
    chosen = list(dict.fromkeys([lowest, highest, *ranked]))[:MOST_FIGURES]
    return sorted(chosen, key=lambda what: (spans[what], -carried[what], what))


def top(voice: Voice) -> float:
    """Return the high end of a figure; infinite where it is open."""
    return math.inf if voice.high is None else voice.high


def sources(behind: list[Fact]) -> tuple[str, str]:
    """Return who gave one figure, the first first, and the day of the first."""
    left, names = [fact.voice for fact in behind], []
    first = spokesman(left)
    while left:
        voice = spokesman(left)
        left.remove(voice)
        names.append(UNNAMED_PAGES if voice.party == UNATTRIBUTED else plain(voice.title.rstrip(",")))
    names = list(dict.fromkeys(names))
    more = len(names) - MOST_SOURCES
    shown = names if more <= 0 else [*names[:MOST_SOURCES], count(more, "other")]
    day_first = f"{'on' if first.is_dated or not first.day else 'by'} {day_words(first.day)}"
    return listing(shown), day_first
