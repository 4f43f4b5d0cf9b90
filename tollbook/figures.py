"""Worded figures as intervals of whole numbers: `at least 31`, `30 से ज्यादा`, `más de 22`, `dozens`, `数十`.

    worded                          precision    low             best   high
    145, seventeen, ۶۷, a dozen     exact        n               n      n
    at least 31, 30 or more, 190+   at_least     n
    more than 30, über 200          more_than    n + 1
    up to 24, as many as 24         at_most                             n
    less than 50                    less_than                           n - 1
    about 400                       about        n - half unit   n      n + half unit
    nearly 200                      about        n - half unit          n - 1
    40-45, between six and eleven   range        a                      b
    dozens, several, hundreds       vague        24, 3, 200

The unit of "about" is the largest power of ten that divides n (400 -> 100, so 350 to 450; 90 -> 10, so 85
to 95; 177 -> 1, and half of one rounds to nothing: 177 to 177), or the dozen where dozens are counted
(about two dozen: 18 to 30). "Nearly 58" can only be 57: below 58, and no further off than the unit. A
missing `high` is unbounded, a missing `low` is 0 or more. The words are rows of
`data/hand/quantifiers.csv` and its neighbours; see `tollbook.lexicon`. What a figure's own nouns count
("300 families") is its unit; see `tollbook.units`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import dropwhile, islice, takewhile
from typing import NamedTuple

import pandas as pd

from tollbook.languages import Language, candidates, script
from tollbook.lexicon import MAX_READINGS, Item, lexicon
from tollbook.phrasing import NO_COUNT, QUANTITIES, Phrase, understand
from tollbook.wording import MAX_DIGITS, Token, UnreadError, loose, tokens

PEOPLE = "people"
COLUMNS = {
    "low": "Int64",
    "high": "Int64",
    "best": "Int64",
    "precision": "str",
    "increment": "bool",
    "reason": "str",
    "unread": "str",
    "unit": "str",
}
# A wording that fails in several languages is reported with the reason that says most about it.
TELLING = (
    "a percentage",
    "too large",
    "an ordinal",
    "not a count",
    "a negative number",
    "not a whole number",
    "range runs backwards",
    "bounds disagree",
    "two figures",
    "cannot be read",
    "no figure",
    "unknown word",
)


class Figure(NamedTuple):
    """One worded figure as an interval; `reason` is empty when it was read, else a short stable code.

    `precision` is exact, at_least, more_than, at_most, less_than, about, range or vague; `increment` marks
    figures that come on top of another ("another 68"); `unread` is the part that could not be read; `unit`
    is what the figure's own nouns count (`people`, `families`, `buildings`), empty where they leave it open.
    """

    low: int | None = None
    high: int | None = None
    best: int | None = None
    precision: str = ""
    increment: bool = False
    reason: str = ""
    unread: str = ""
    unit: str = ""


def read_figure(text: object) -> Figure:
    """Return the interval that a worded figure stands for, in any language of the hand tables. Never raises.

    Anything that is not a string (None, NaN) is no figure. Where languages that share a spelling disagree
    on its value the figure is `ambiguous`: nothing is guessed.
    """
    if not isinstance(text, str) or not text.strip():
        return Figure(reason="no figure")
    try:
        pieces = tokens(text)
        return _one_meaning(pieces) if pieces else Figure(reason="no figure", unread=text.strip()[:60])
    except UnreadError as problem:
        return Figure(reason=problem.reason, unread=problem.detail[:60])


def read_figures(figures: pd.Series) -> pd.DataFrame:
    """Return one row per worded figure, on the index of `figures`: whole numbers, precision, increment,
    reason and unit.

    `low`, `high` and `best` are Int64 (missing where unbounded or unread), `precision` is empty and
    `reason` is not where the figure was not read. Each distinct wording is read once, however often it
    stands in `figures`.
    """
    wordings, distinct = pd.factorize(figures, use_na_sentinel=False)
    read = pd.DataFrame([read_figure(wording) for wording in distinct], columns=list(COLUMNS))
    read = read.astype(COLUMNS)
    return read.take(wordings).set_axis(figures.index)


def _one_meaning(pieces: list[Token]) -> Figure:
    """Read the tokens in every language that may have written them; all that can read them must agree.

    A language that knows a word as part of the figure has it right against one that only skips it ("casi
    50": Spanish "almost", no Italian houses). Spellings without accents count only where no language reads
    the words as spelt.
    """
    words = [token.text for token in pieces if token.kind == "word"]
    codes = candidates(frozenset(script(word[0]) for word in words)) if words else ["*"]
    problems: list[UnreadError] = []
    for accents in (True, False):
        found: list[tuple[Figure, int]] = []
        for code in codes:
            try:
                found.append(_in_language(pieces, code, accents))
            except UnreadError as problem:
                problems.append(problem)
        if any(problem.reason == NO_COUNT["percent"] for problem in problems):
            break  # whatever else its letters may be the beginning of elsewhere: percent, posto
        fewest = min((skipped for _, skipped in found), default=0)
        best = [figure for figure, skipped in found if skipped == fewest]
        if len({figure._replace(unit="") for figure in best}) > 1:
            return Figure(reason="ambiguous", unread=" ".join(words)[:60])
        if best:
            return best[0]._replace(unit=_unit(figure.unit for figure in best))
    return _not_read(pieces, problems)


def _unit(units: Iterable[str]) -> str:
    """Return what one noun counts in several languages, or several nouns count: people wherever one of them
    counts people, else each thing that is named.
    """
    named = set(units) - {""}
    return PEOPLE if PEOPLE in named else ", ".join(sorted(named))


def _counted(items: list[Item], language: Language) -> str:
    """Return what a wording's nouns count together. Where they differ, the noun that the number belongs to
    decides: `five members of a family` are people, `300 households of fishermen` are families.

    It is the first noun after the number; where a language writes what describes a noun before it (`300
    refugee families`), the last of the nouns that follow each other. A noun that stands apart says nothing of
    the number (`30 dead in the village`), one before it does where none comes after (`families: 300`).
    """
    number = max(place for place, item in enumerate([Item("none"), *items]) if item.kind in QUANTITIES)
    after = list(dropwhile(lambda item: not _names(item), items[number:]))
    beside = list(takewhile(_names, after))
    if not beside:
        return _unit(item.unit for item in items)
    units = [item.unit for item in beside if item.unit]
    if not units:
        return ""
    head = units[-1 if language.head_last else 0]
    others = {item.unit for item in after[len(beside) :]} - {PEOPLE}
    return PEOPLE if head == PEOPLE else _unit({head, *others})


def _names(item: Item) -> bool:
    """Return whether an item may name what is counted, whatever that is."""
    return item.kind == "noun" or item.unit != ""


def _not_read(pieces: list[Token], problems: list[UnreadError]) -> Figure:
    """Return why a wording was not read: a per cent sign, two numbers, or the most telling of the
    languages' reasons.
    """
    numbers = [token.text for token in pieces if token.kind == "number"]
    if any(token.text in "%٪‰" for token in pieces):
        return Figure(reason="a percentage")
    known = [problem for problem in problems if problem.reason != "unknown word"]
    if not known and len(numbers) > 1:
        return Figure(reason="two figures", unread=", ".join(numbers)[:60])
    if known:
        best = min(known, key=lambda problem: TELLING.index(problem.reason))
        return Figure(reason=best.reason, unread=best.detail[:60])
    # Of the languages that stop at a word, the one that comes furthest most likely wrote it.
    places = {loose(token.text): place for place, token in enumerate(pieces)}
    details = [problem.detail for problem in problems]
    word = max(details, key=lambda detail: places.get(loose(detail), -1), default="")
    return Figure(reason="unknown word", unread=word[:60])


def _in_language(pieces: list[Token], code: str, accents: bool) -> tuple[Figure, int]:
    """Return a wording's figure in one language, with its unit, and how many of its words were skipped as
    nouns or fillers.
    """
    book = lexicon(code, accents)
    problem = UnreadError("unknown word")
    fallback: tuple[Figure, int] | None = None
    for items in islice(book.items(pieces), MAX_READINGS):
        try:
            phrase = understand(items, book.language)
            unit = _counted(items, book.language)
            skipped = sum(item.kind in ("noun", "plain") for item in items)
            read = _interval(phrase)._replace(unit=unit), skipped
            if not (book.language.genitive and phrase.bounds and phrase.core.kind == "vague"):
                return read
            fallback = fallback or read
        except UnreadError as failure:
            problem = problem if problem.reason != "unknown word" else failure
            if failure.reason in NO_COUNT.values():
                break  # a percentage is one however else its words can be taken
    if fallback is None:
        raise problem
    return fallback


def _interval(phrase: Phrase) -> Figure:
    """Return the interval of an amount between its bounds, by the table at the head of this module."""
    core, bounds = phrase.core, _strongest(phrase.bounds)
    low, high, increment = core.low, core.high, phrase.increment
    if high >= 10**MAX_DIGITS:
        raise UnreadError("too large", f"more than {MAX_DIGITS} digits")
    if core.kind == "vague" and bounds in ("", "about", "at_least", "more_than"):
        return Figure(low, None, None, "vague", increment)
    if bounds in ("at_least", "more_than"):
        return Figure(low + (bounds == "more_than"), None, None, bounds, increment)
    if core.kind == "vague" or (core.kind == "range" and bounds == "nearly"):
        raise UnreadError("cannot be read", f"{bounds} before a vague figure")
    if bounds == "at_most":
        return Figure(None, high, None, bounds, increment)
    if bounds in ("less_than", "nearly") and high == 0:
        raise UnreadError("cannot be read", "less than none")
    if bounds == "less_than":
        return Figure(None, high - 1, None, bounds, increment)
    if core.kind == "range":
        return Figure(low, high, None, "range", increment)
    half = core.unit // 2 if low else 0
    if bounds == "nearly":
        return Figure(min(max(low - half, 0), high - 1), high - 1, None, "about", increment)
    if bounds == "about" or core.kind == "about":
        return Figure(max(low - half, 0), high + half, low, "about", increment)
    return Figure(low, high, low, "exact", increment)


def _strongest(bounds: frozenset[str]) -> str:
    """Return the one bound that several say together: "at least about 150" is at least 150."""
    lower, upper = bounds & {"at_least", "more_than"}, bounds & {"at_most", "less_than"}
    if (lower and upper) or ("nearly" in bounds and (lower or upper)):
        raise UnreadError("bounds disagree", ", ".join(sorted(bounds)))
    for bound in ("more_than", "at_least", "less_than", "at_most", "nearly", "about"):
        if bound in bounds:
            return bound
    return ""
