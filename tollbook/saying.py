"""A figure in plain words, and what each rule's total says in a sentence: how many, who said so, on which
day.
"""

from __future__ import annotations

from typing import NamedTuple

from tollbook.attribution import Voice, day_words, said, spokesman
from tollbook.claim_links import PLAIN, Pen
from tollbook.vocabulary import Words, party_words

NOUNS = Words(lambda words: {name: (group.singular, group.plural) for name, group in words.groups.items()})
"""One and several of each group, as they follow a number."""
VAGUE = {
    2: ("some", "some"),
    3: ("several", "several"),
    20: ("tens of", "tens"),
    24: ("dozens of", "dozens"),
    40: ("scores of", "scores"),
    200: ("hundreds of", "hundreds"),
    2000: ("thousands of", "thousands"),
}
"""Vague words by the lowest number that they are read as (`data/hand/quantifiers.csv`), before a noun and
alone.
"""


SOURCES = party_words("sources", unknown="sources of no known side")
"""Several origins of each party."""
SINGLE_FIGURE = ("latest", "conservative", "majority", "priority")
"""The rules whose total is one of the figures given."""


class Told(NamedTuple):
    """What a total says: `amount` before a noun and `alone`; `by` follows the sentence after a comma;
    `fragment` is the whole as a clause of its own. `low` and `high` are people, None is unbounded. `by` and
    `fragment` are written as the pen writes.
    """

    amount: str
    alone: str
    is_one: bool
    by: str
    fragment: str
    low: int | None
    high: int | None
    resting: tuple[Voice, ...]


class Figures(NamedTuple):
    """A row of totals and the statements that it rests on: low, best, high in people, how many origins the
    scope has.
    """

    rule: str
    party: str
    low: int | None
    best: int | None
    high: int | None
    n_origins: int
    resting: tuple[Voice, ...]
    instead_of: str = ""  # the run's rule, where it gives no figure and this is the latest


def amount_words(voice: Voice) -> tuple[str, str]:
    """Return a statement's figure in words, before a noun and alone: `at least 31`, `dozens of` and
    `dozens`.
    """
    low, best, high = voice.low, voice.best, voice.high
    if voice.precision == "vague" and low in VAGUE and high is None:
        return VAGUE[low]
    if voice.precision == "about" and (best is not None or high is not None):
        words = about_words(best, high)
    elif voice.precision == "more_than" and low is not None and low > 1:
        words = f"more than {low - 1:,}"
    elif voice.precision == "less_than" and high is not None:
        words = f"fewer than {high + 1:,}"
    else:
        words = span_words(low, high, "{low:,} to {high:,}")
    return words, "none" if words == "no" else words


def about_words(best: int | None, high: int | None) -> str:
    """Return a rounded figure in words. `nearly 200` has no number above 199, and no best of its own."""
    if best is None:
        return f"nearly {high + 1:,}"
    return f"nearly {best:,}" if high is not None and high < best else f"about {best:,}"


def span_words(low: int | None, high: int | None, form: str = "between {low:,} and {high:,}") -> str:
    """Return an interval of people in words; None is unbounded. Empty where neither end is known."""
    if low is None and high is None:
        return ""
    if low == high:
        return "no" if low == 0 else f"{low:,}"
    if high is None:
        return f"at least {low:,}"
    return f"up to {high:,}" if not low else form.format(low=low, high=high)


def number_of(voice: Voice) -> int:
    """Return the number that a statement is known by: its best, else its low, else its high end."""
    numbers = (voice.best, voice.low, voice.high)
    return next((number for number in numbers if number is not None), 0)


def tell(figures: Figures, year: bool, pen: Pen = PLAIN) -> Told:
    """Return what a total says under its rule. `year` is whether days are written with it."""
    distinct = {(voice.low, voice.best, voice.high) for voice in figures.resting}
    origins = {voice.origin for voice in figures.resting}
    if figures.rule == "median" and len(origins) > 1:
        return told_of_many(
            figures,
            f"the median of the latest figures of {len(origins):,} {sources(figures)}, from {{}}",
            year,
            pen,
        )
    if figures.rule == "agreement" and len(origins) > 1:
        return told_of_many(figures, agreement_words(figures, len(origins)), year, pen)
    if len(distinct) > 1 and figures.rule != "conservative":
        return told_of_many(figures, "according to {}", year, pen)
    return told_of_one(figures, remark(figures, len(origins)), year, pen)


def remark(figures: Figures, agreeing: int) -> str:
    """Return what a rule adds to its figure, where there were several sources to choose from."""
    if figures.instead_of:
        return f" (the latest figure: the rule {figures.instead_of} gives none)"
    if figures.n_origins < 2:
        return ""
    all_of_them = f"{figures.n_origins:,} {sources(figures)}"
    return {
        "conservative": f", the lowest of the latest figures of {all_of_them}",
        "majority": f", the figure that {agreeing:,} of {all_of_them} give",
        "priority": f", the highest-ranked of {all_of_them}",
    }.get(figures.rule, "")


def sources(figures: Figures) -> str:
    """Return several origins of a party in words."""
    return SOURCES.get(figures.party, "sources")


def agreement_words(figures: Figures, agreeing: int) -> str:
    """Return how many sources the rule `agreement` found to agree, as a form for its ends."""
    what = "a figure" if figures.low == figures.high else "a range"
    which = f"{agreeing:,} of {figures.n_origins:,} {sources(figures)}"
    same = len({number_of(voice) for voice in figures.resting}) == 1
    return f"{what} that the latest figures of {which} allow, {'the first' if same else 'from'} {{}}"


def behind(figures: Figures) -> tuple[str, ...]:
    """Return the identifiers of the statements that a total rests on."""
    return tuple(voice.statement_id for voice in figures.resting)


def told_of_one(figures: Figures, remark: str, year: bool, pen: Pen) -> Told:
    """Return a total that is one figure, with the one source to name for it."""
    voice = spokesman(list(figures.resting))
    amount, alone = amount_words(voice)
    is_one = number_of(voice) == 1 and voice.high in (1, None)
    by, fragment = f"{pen.text(said(voice, year))}{remark}", clause(voice, year, pen, behind(figures))
    fragment = f"{fragment}{remark}"
    return Told(amount, alone, is_one, by, fragment, voice.low, voice.high, figures.resting)


def clause(voice: Voice, year: bool = True, pen: Pen = PLAIN, also: tuple[str, ...] = ()) -> str:
    """Return who said how many and when as a clause: `officials said 31 on 1 February 2026`. `also` are the
    identifiers of statements that give the same figure.
    """
    had = "" if voice.is_dated or not voice.day else "had "
    number = pen.number(amount_words(voice)[1], (voice.statement_id, *also))
    return f"{pen.text(voice.title)} {had}{voice.verb} {number} {day_of(voice, year)}"


def told_of_many(figures: Figures, form: str, year: bool, pen: Pen) -> Told:
    """Return a total between figures, with the sources at its two ends put into `form`."""
    exact = figures.rule == "median" and figures.best is not None
    low, high = (figures.best, figures.best) if exact else (figures.low, figures.high)
    words = span_words(low, high)
    if figures.rule == "range" and high is None:
        top = max(floor(voice) for voice in figures.resting if voice.high is None)
        words = f"between {low:,} and {top:,} or more" if low < top else words
    by = form.format(ends_words(figures, year, "{} to {}" if "from {}" in form else "{} and {}", pen))
    fragment = f"{pen.number(words, behind(figures))}, {by}"
    return Told(words, words, low == high == 1, by, fragment, low, high, figures.resting)


def ends_words(figures: Figures, year: bool, form: str, pen: Pen) -> str:
    """Return who gave the lowest and who the highest of some figures, each with its figure and day, put into
    `form`; one who gave both is named once. For `range` the ends count, else the numbers.
    """
    low_of, high_of = (floor, ceiling) if figures.rule == "range" else (number_of, number_of)
    lowest = spokesman([one for one in figures.resting if low_of(one) == min(map(low_of, figures.resting))])
    highest = spokesman(
        [one for one in figures.resting if high_of(one) == max(map(high_of, figures.resting))]
    )
    given = [f"{read_words(end, pen)} {day_of(end, year)}" for end in (lowest, highest)]
    titles = [pen.text(end.title.rstrip(",")) for end in (lowest, highest)]
    if lowest == highest or (titles[0] == titles[1] and " to " not in form):
        return f"{titles[0]} ({', '.join(dict.fromkeys(given))})"
    return form.format(*(f"{title} ({words})" for title, words in zip(titles, given, strict=True)))


def read_words(voice: Voice, pen: Pen) -> str:
    """Return a statement's figure in words and, where it is rounded or vague, the interval it is read as."""
    alone = pen.number(amount_words(voice)[1], [voice.statement_id])
    if voice.precision not in ("about", "vague"):
        return alone
    return f"{alone}, read as {span_words(voice.low, voice.high, '{low:,} to {high:,}')},"


def day_of(voice: Voice, year: bool = True) -> str:
    """Return the day of a statement with its preposition: `on 1 February`, `by` where it is inferred."""
    return f"{'on' if voice.is_dated or not voice.day else 'by'} {day_words(voice.day, year)}"


def floor(voice: Voice) -> int:
    """Return a statement's low end; 0 where it is unbounded below."""
    return voice.low or 0


def ceiling(voice: Voice) -> tuple[bool, int]:
    """Return a statement's high end, to sort by: open ones last, by the lowest number that they allow."""
    return voice.high is None, (voice.low or 0) if voice.high is None else voice.high
