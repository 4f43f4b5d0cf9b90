"""A wording's items put together: bounds around a core, and the core a number, a range, a list or a vague
word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tollbook.languages import Language
from tollbook.lexicon import BOUNDS, Item
from tollbook.numerals import PARTS, Amount, amount, neighbours
from tollbook.wording import UnreadError

QUANTITIES = frozenset(PARTS) - {"and"} | {"none"}
SKIPPED = ("plain", "noun", "article", "comma")
NO_COUNT = {"percent": "a percentage", "ordinal": "an ordinal", "not_count": "not a count"}
WORDS = ("number", "multiplier", "and")
SCALES = ("multiplier", "dozen", "collective")


class Phrase(NamedTuple):
    """What a wording says: the amount between its bounds; `low` and `high` are those of the core,
    unbounded as yet.
    """

    core: Amount
    bounds: frozenset[str]
    increment: bool


class _Edges(NamedTuple):
    core: list[Item]
    bounds: frozenset[str]
    increments: list[Item]
    is_open: bool  # "between", "from": a range must follow
    is_closed: bool  # "까지", "तक" at the end of a range
    skipped: list[Item]


def understand(items: Sequence[Item], language: Language) -> Phrase:
    """Return what the items of one wording say together. Raises UnreadError where they say nothing, or two
    things.
    """
    for item in items:
        if item.kind in NO_COUNT:
            raise UnreadError(NO_COUNT[item.kind], item.text)
        if item.kind == "mark":
            raise UnreadError("cannot be read", item.text)
    edges = _peel(items)
    increment = bool(edges.increments)
    if not edges.core:
        return Phrase(_alone(edges), frozenset(), increment)
    core = _core(edges, language)
    if edges.is_closed and core.kind != "range":
        raise UnreadError("cannot be read", "the end of a range without its beginning")
    if core.kind == "range":
        _check_one_thing(items)
    return Phrase(core, edges.bounds, increment)


def _peel(items: Sequence[Item]) -> _Edges:
    """Take bounds, nouns and the like off both ends, down to the items that make the number."""
    start, end = 0, len(items)
    taken: list[Item] = []
    doubtful = ""
    while start < end and (_peels(items, start, "before") or (start == 0 and items[start].kind == "and")):
        taken.append(items[start])
        if items[start].kind == "noun" and items[start].position == "after":
            doubtful = items[start].text
        start += 1
    if doubtful and start < end:  # only the beginning or the bare letters are known, and it may be "barely"
        raise UnreadError("unknown word", doubtful)
    while end > start and _peels(items, end - 1, "after"):
        end -= 1
        taken.append(items[end])
    return _Edges(
        list(items[start:end]),
        frozenset(item.kind for item in taken if item.kind in BOUNDS),
        [item for item in taken if item.kind == "increment"],
        any(item.kind == "range_open" for item in taken),
        any(item.kind == "range_close" for item in taken),
        [item for item in taken if item.kind in SKIPPED],
    )


def _peels(items: Sequence[Item], place: int, side: str) -> bool:
    item = items[place]
    if item.kind == "minus":
        raise UnreadError("a negative number", item.text + items[place + 1].text)
    if item.kind == "hyphen":
        return 0 < place < len(items) - 1
    if item.kind in BOUNDS or item.kind in ("increment", "range_open", "range_close"):
        return item.position in (side, "either")
    if item.kind == "plain" and item.position:  # the و of قتيل وجريح; before a number it adds two of them
        return item.position in (side, "either")
    return item.kind in SKIPPED


def _alone(edges: _Edges) -> Amount:
    """Return the amount of a wording without a number: "another", or "a" with a noun."""
    nouns = any(item.kind == "noun" for item in edges.skipped)
    articles = any(item.kind == "article" for item in edges.skipped)
    implied = any(item.value == 1 for item in edges.increments)
    if edges.bounds or edges.is_open or not (implied or (articles and nouns and not edges.increments)):
        raise UnreadError("no figure")
    return Amount(1, 1, 1, "exact")


def _core(edges: _Edges, language: Language) -> Amount:
    core = [
        item
        for item, after in zip(edges.core, [*edges.core[1:], Item("")], strict=True)
        if item.kind != "hyphen" or after.kind not in SCALES
    ]  # "two-hundred" is no range
    if len(core) == 1 and core[0].kind == "none":
        if edges.bounds:
            raise UnreadError("cannot be read", core[0].text)
        return Amount(0, 0, 1, "exact")
    if not any(item.kind in QUANTITIES for item in core):
        raise UnreadError("no figure")
    kinds = {item.kind for item in core}
    if edges.is_open or kinds & {"range_join", "hyphen", "minus"}:
        return _range(core, edges.is_open, language)
    if kinds & {"or", "comma"}:
        return _alternatives(core, language)
    pair = neighbours(core, language)
    if pair:
        return _between(*pair)
    try:
        return amount(core, language)
    except UnreadError as problem:
        if problem.reason == "cannot be read" and sum(item.kind in QUANTITIES for item in core) > 1:
            raise UnreadError("two figures", problem.detail) from None
        raise


def _range(core: list[Item], is_open: bool, language: Language) -> Amount:
    """Return "a to b", "a-b" or "between a and b"."""
    joins = ("range_join", "hyphen", "minus", "and") if is_open else ("range_join", "hyphen", "minus")
    problem = UnreadError("cannot be read", "a range without two ends")
    for place, item in enumerate(core):
        if item.kind not in joins:
            continue
        left, right = _trimmed(core[:place]), _trimmed(core[place + 1 :])
        try:
            return _between(*_ends(left, right, language))
        except UnreadError as failure:
            problem = failure
    together = [item for item in core if item.kind != "hyphen"]
    if (
        problem.reason == "range runs backwards"
        and not is_open
        and all(item.kind in WORDS for item in together)
    ):
        return amount(together, language)  # kétezer-háromszáz, cent-dos: one number with a hyphen
    raise problem


def _trimmed(side: list[Item]) -> list[Item]:
    """Drop nouns and fillers at the outside of one end of a range: "9 cities to 14 cities"."""
    loose = (*SKIPPED, "hyphen", "range_close")
    start, end = 0, len(side)
    while start < end and side[start].kind in loose:
        start += 1
    while end > start and side[end - 1].kind in loose:
        end -= 1
    return side[start:end]


def _ends(left: list[Item], right: list[Item], language: Language) -> tuple[Amount, Amount]:
    """Return both ends of a range; a unit said once counts for both ("3-4 dozen", "two to three
    thousand").
    """
    scales = len(right)
    while scales and right[scales - 1].kind in SCALES:
        scales -= 1
    high = amount(right, language)
    low = amount(left, language)
    if 0 < scales < len(right) and not any(item.kind in SCALES for item in left):
        if low.low < amount(right[:scales], language).low:
            low = amount([*left, *right[scales:]], language)
    return low, high


def _check_one_thing(items: Sequence[Item]) -> None:
    """Raise UnreadError where the ends count different things: "120 families or 400 people" is no range."""
    counted: list[set[str]] = []
    for item in items:
        if item.kind in QUANTITIES:
            counted.append(set())
        elif item.unit and counted:
            counted[-1].add(item.unit)
    named = [units for units in counted if units]
    if named and not set.intersection(*named):
        numbers = [item.text for item in items if item.kind in QUANTITIES]
        raise UnreadError("two figures", ", ".join(numbers))


def _between(low: Amount, high: Amount) -> Amount:
    if low.kind == "vague" or high.kind == "vague":
        raise UnreadError("cannot be read", "a range of vague words")
    if low.low > high.high:
        raise UnreadError("range runs backwards", f"{low.low} to {high.high}")
    return Amount(low.low, high.high, 1, "range")


def _alternatives(core: list[Item], language: Language) -> Amount:
    """Return "four or five", "80, 100, or 50": whoever names alternatives commits to nothing narrower than
    all of them.
    """
    if not any(item.kind == "or" for item in core):
        if all(item.kind in (*WORDS, "comma") for item in core):
            return amount(
                [item for item in core if item.kind != "comma"], language
            )  # one thousand, three hundred
        raise UnreadError("two figures", ", ".join(item.text for item in core if item.kind in QUANTITIES))
    choices: list[list[Item]] = [[]]
    for item in core:
        if item.kind in ("or", "comma"):
            choices.append([])
        else:
            choices[-1].append(item)
    amounts = [amount(choice, language) for choice in map(_trimmed, choices) if choice]
    if len(amounts) < 2 or any(choice.kind == "vague" for choice in amounts):
        raise UnreadError("cannot be read", "alternatives")
    return Amount(min(choice.low for choice in amounts), max(choice.high for choice in amounts), 1, "range")
