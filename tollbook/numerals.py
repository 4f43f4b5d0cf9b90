"""Number words and digits put together: "one hundred and thirty-three", "1.5 लाख", 一百二十, "two dozen".

A number is read as positional grammars do it: a pending value, a section that collects hundreds, and a
total that collects thousands and more. Each step checks that the parts go down in size, so that two
numbers side by side are never added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from tollbook.languages import Language
from tollbook.lexicon import COUNTED, Item
from tollbook.wording import UnreadError

UNBOUNDED = Fraction(10**18)
THOUSAND = 1000
PARTS = ("literal", "number", "multiplier", "dozen", "collective", "span", "vague", "and")


class Amount(NamedTuple):
    """One number of a wording: `low` to `high` (equal unless the word is a span), and the unit it is
    rounded to.
    """

    low: int
    high: int
    unit: int
    kind: str  # exact | about | range | vague


def amount(parts: Sequence[Item], language: Language) -> Amount:
    """Return the one number that `parts` make. Raises UnreadError where they make none, or more than one."""
    if not parts:
        raise UnreadError("no figure")
    if any(part.kind not in PARTS for part in parts):
        raise UnreadError("cannot be read", " ".join(part.text for part in parts if part.kind not in PARTS))
    if parts[0].kind == "vague":
        return _vague(parts)
    last = parts[-1]
    if last.kind in ("dozen", "collective"):
        times = value(parts[:-1], language) if len(parts) > 1 else Fraction(1)
        number = _whole(times * last.value, parts)
        unit = int(last.value) if last.kind == "dozen" else rounding_unit(number)
        return Amount(number, number, unit, "exact" if last.kind == "dozen" else "about")
    if last.kind == "span" and len(parts) == 1:
        return Amount(int(last.value), int(last.high), 1, "range")
    number = _whole(value(parts, language), parts)
    return Amount(number, number, rounding_unit(number), "exact")


def rounding_unit(number: int) -> int:
    """Return the unit that `number` is rounded to: the largest power of ten that divides it (400 -> 100,
    177 -> 1).
    """
    unit = 1
    while number and number % (unit * 10) == 0:
        unit *= 10
    return unit


def neighbours(parts: Sequence[Item], language: Language) -> tuple[Amount, Amount] | None:
    """Return the two ends where neighbouring digits mean a range: 两三百 is 200 to 300, "hai ba" two to
    three.
    """
    if not language.pairs:
        return None
    for place in range(len(parts) - 1):
        first, second = parts[place], parts[place + 1]
        digits = first.kind == second.kind == "number" and 0 < first.value < second.value < 10
        if digits and second.value - first.value <= 2:
            ends = [[*parts[:place], digit, *parts[place + 2 :]] for digit in (first, second)]
            try:
                return amount(ends[0], language), amount(ends[1], language)
            except UnreadError:
                return None
    return None


def _vague(parts: Sequence[Item]) -> Amount:
    """Return "dozens", or "several dozen", which says no more than the plural of the unit: two of them."""
    low = parts[0].value
    for part in parts[1:]:
        if part.kind == "vague":
            low = max(low, part.value)
        elif part.kind in ("multiplier", "dozen", "collective") and part is parts[-1]:
            low = 2 * part.value if low < 10 else low * part.value
        else:
            raise UnreadError("two figures", part.text)
    return Amount(int(low), int(low), 1, "vague")


def _whole(number: Fraction, parts: Sequence[Item]) -> int:
    if number.denominator != 1:
        raise UnreadError("not a whole number", " ".join(part.text for part in parts))
    return int(number)


def value(parts: Sequence[Item], language: Language) -> Fraction:
    """Return the value of digits and number words that make one number."""
    digits = _positional(parts) if language.positional else None
    if digits is not None:
        return digits
    sum_ = _Sum(language)
    for part in parts:
        sum_.add(part)
    return sum_.close()


def _positional(parts: Sequence[Item]) -> Fraction | None:
    """Return digits in a row, 一四五 or 二〇, as a number; two digits without a zero may be a range, so they
    are not.
    """
    digits = [
        part.value for part in parts if part.kind == "number" and part.value < 10 and len(part.text) == 1
    ]
    if len(digits) != len(parts) or len(digits) < 2 or not digits[0] or (len(digits) == 2 and digits[1]):
        return None
    return Fraction(int("".join(str(digit) for digit in digits)))


class _Sum:
    """The state of a number that is being added up, part by part."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.total = self.section = Fraction(0)
        self.pending: Fraction | None = None
        self.section_unit = self.group_unit = UNBOUNDED
        self.before: Item | None = None
        self.joined = self.zero = self.started = self.counted = self.broken = False
        self.bare: Item | None = None

    def add(self, part: Item) -> None:
        self.bare = None
        if part.kind == "and":
            if not self.started or self.joined or self.before.kind == "literal":
                raise UnreadError("two figures", part.text)
            self.joined = True
            return
        self._check(not self.broken, part)  # nothing follows 1.2 million
        if part.kind == "multiplier":
            self._multiply(part)
        elif part.kind == "literal":
            self._digits(part)
        elif part.kind == "number":
            self._word(part)
        else:
            raise UnreadError("two figures", part.text)
        self.joined, self.started, self.before = False, True, part

    def close(self) -> Fraction:
        if self.joined or not self.started:
            raise UnreadError("cannot be read")
        if self.bare:  # ألفا: one thousand in the accusative, or two thousand before its noun
            raise UnreadError("cannot be read", self.bare.text)
        return self.total + self._section()

    def _digits(self, part: Item) -> None:
        follows = (
            self.before is not None
            and self.before.kind == "multiplier"
            and self.counted
            and part.value < self.group_unit
        )
        if self.pending is not None or self.section or (self.started and not follows):
            raise UnreadError("two figures", part.text)
        self.pending = part.value

    def _word(self, part: Item) -> None:
        number = part.value
        if number == 0 and (self.section or self.total) and self.pending is None:
            self.zero = True  # 一百零二: the zero only says that no tens follow
        elif self.pending is not None:
            self.pending = self._tens_and_unit(self.pending, number, part)
        elif number >= 1000:
            self._check(not self.section and number < self.group_unit, part)
            self.total += number
            self.group_unit = Fraction(1000)
        elif number >= 100 and number % 100 == 0:
            self._check(not self.section, part)
            self.section, self.section_unit = number, Fraction(100)
        else:
            self._check(number < min(self.section_unit, self.group_unit), part)
            self.pending = number

    def _tens_and_unit(self, first: Fraction, second: Fraction, part: Item) -> Fraction:
        word = self.before is not None and self.before.kind == "number"
        tens, unit = (
            (second, first) if self.joined and self.language.tens == "unit_first" else (first, second)
        )
        fits = word and 20 <= tens < 100 and tens % 10 == 0 and 0 < unit < 10
        if not fits or (self.joined and not self.language.tens):
            raise UnreadError("two figures", part.text)
        return tens + unit

    def _multiply(self, part: Item) -> None:
        unit = part.value
        self._check(not (self.joined and self.pending is not None), part)
        self.broken = self.pending is not None and self.pending.denominator != 1
        self.bare = part if part.position == COUNTED and self.pending is None and not self.section else None
        if self.language.hundreds == "bare" and self.pending == 1 and unit in (10, 100):
            raise UnreadError("cannot be read", f"{self.before.text}{part.text}")  # Chinese: 一百
        if self.before is not None and self.before.grouped:
            raise UnreadError(
                "cannot be read", f"{self.before.text} {part.text}"
            )  # 1.500 million: which of the two?
        if unit <= self.language.section:
            times = Fraction(1) if self.pending is None else self.pending
            limit = 100 if unit == 100 and self.language.section == 100 else 10
            word = self.before is not None and self.before.kind == "number"
            self._check(unit < self.section_unit and times and (not word or times < limit), part)
            self.section += times * unit
            self.section_unit = unit
        else:
            section = self._section() or Fraction(1)
            self._check(unit < self.group_unit, part)
            self.total += section * unit
            self.section, self.group_unit, self.section_unit = Fraction(0), unit, UNBOUNDED
        self.counted = self.pending is not None or unit == THOUSAND  # bin 200, mil 200, ألف و٢٠٠
        self.pending, self.zero = None, False

    def _section(self) -> Fraction:
        """Return the section with what is pending; 一百二 is 120 in Chinese, since 102 is written with a
        zero.
        """
        pending = self.pending or Fraction(0)
        unit = self.section_unit if self.section else self.group_unit
        tail = 0 < pending < 10 and 100 <= unit < UNBOUNDED and self.before.kind == "number" and not self.zero
        if tail and self.language.hundreds == "counted":
            self._check(self.counted, self.before)
            pending *= unit / 10
        return self.section + pending

    def _check(self, fits: object, part: Item) -> None:
        if not fits:
            raise UnreadError("two figures", part.text)
