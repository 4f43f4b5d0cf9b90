"""Worded figures cut into tokens: numbers in any digits, words, and single characters of scripts without
spaces.

Nothing here knows a language. Spellings that mean the same are folded together (compatibility forms, vowel
signs that writers leave out, letters that Arabic-script languages share), so that the hand tables and the
pages' words meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

MAX_CHARACTERS = 200  # a worded figure is a few words; longer cells are prose, not a figure
MAX_DIGITS = 15  # more digits than any count of people, and still a safe distance from 64-bit overflow

# Compatibility forms of ordinary characters. Not all of NFKC: it would turn 12² into 122 and ½ into 1⁄2.
COMPATIBILITY = re.compile(
    "[\uff00-\uffef\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufeff\uf900-\ufaff\u2e80-\u2fdf\U0001d7ce-\U0001d7ff]"
)
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]"
)
APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u02bb\u02b9\u0060\u00b4\u2032\u05f3\u2035"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u05be\u2043\ufe58\u2e3a\u2e3b"
TILDES = "~\u301c\u223c\u02dc\u2053\u3030"
IGNORED = (
    '.!?:"()[]{}\u201c\u201d\u201e\u201f\u00ab\u00bb\u2026\u0964\u0965\u06d4\u061f\u3002\u30fb\u00b7\u00a1\u00bf'
    "\u300c\u300d\u300e\u300f\u3010\u3011"
)
COMMAS = ",;\u060c\u061b\u3001"

# One letter for several: Arabic-script letters that differ by language or habit, and Indic signs that are
# often left out. Each group is "letters > what they become".
_SAME = """
    أإآٱ>ا ىیئےېۍ>ي ؤ>و کڪ>ك ةۃہھەۀ>ه ـ> ء> ँ>ं ঁ> ઁ>ં ੰ>ਂ ੱ> ़> ়> ਼> ઼> ଼> ଁ> ൽ>ല് ൾ>ള് ൻ>ന് ർ>ര് ൺ>ണ് ำ>ํา ۔>."""
SAME_LETTERS = str.maketrans(
    {
        letter: becomes
        for letters, _, becomes in (group.partition(">") for group in _SAME.split())
        for letter in letters
    }
)

ARABIC_COMMA = "\u060c"  # also between thousands, where a keyboard has no other: ۱،۲۳۴
GROUP_SEPARATORS = f",.'{ARABIC_COMMA}\u066c\u066b \u00a0\u2009\u202f\u2007"
LITERAL = re.compile(rf"\d+(?:[{GROUP_SEPARATORS}]\d+)*")
DATE = re.compile(r"(?<!\d)\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)")
CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")


class UnreadError(Exception):
    """A wording that is not a figure Tollbook can read: `reason` is a short stable code, `detail` the
    offending part.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Token(NamedTuple):
    """One piece of a wording: a `number` with its value, a `word`, a `mark`, or a `minus`: a dash that
    leads a number.
    """

    kind: str
    text: str
    value: Fraction | None = None
    grouped: bool = False


class _Table(dict[int, str]):
    """A table for `str.translate` that works out each character once."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        super().__init__()
        self.spell = spell

    def __missing__(self, character: int) -> str:
        self[character] = self.spell(chr(character))
        return self[character]


def fold(text: str) -> str:
    """Return `text` with spellings of one word made equal: case, compatibility forms, dashes, tildes and
    apostrophes.
    """
    if not text.isascii():
        text = COMPATIBILITY.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
        text = unicodedata.normalize("NFC", text)
    return text.casefold().translate(_FOLDED)


def loose(word: str) -> str:
    """Return a folded word without accents: how headlines and careless typists write Latin, Greek and
    Cyrillic.
    """
    if word.isascii():
        return word
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )
    return plain.replace("ı", "i").replace("đ", "d").replace("ł", "l").replace("ø", "o").replace("æ", "ae")


def tokens(text: str) -> list[Token]:
    """Return the tokens of a wording. Raises UnreadError for what can be no figure: dates, clock times,
    mixed digits.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadError("too long", f"{len(text)} characters")
    text = _ascii_digits(fold(text))
    for pattern, reason in ((DATE, "a date"), (CLOCK, "a time of day")):
        found = pattern.search(text)
        if found:
            raise UnreadError(reason, found.group())
    pieces, end = [], 0
    for found in RUNS.finditer(text.translate(_KINDS)):
        if found.start() >= end:  # a number may have taken its separators with it
            token, end = _token(text, found.start(), found.end(), found.group()[0])
            pieces.append(token)
    return pieces


def _folded(character: str) -> str:
    if character.isascii():
        return "'" if character == "`" else character
    if character in APOSTROPHES:
        return "'"
    if character in DASHES:
        return "-"
    if character in TILDES:
        return "~"
    if character == "\u200c":  # see `_ascii_digits`
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Cs", "Co") or "\ufe00" <= character <= "\ufe0f":
        return " " if category == "Cc" else ""
    if "\u064b" <= character <= "\u065f" or character in "\u0307\u0670":
        return ""  # short vowels; the dot that casefolding leaves on a Turkish capital I
    return character


def _kind(character: str) -> str:
    """Return the class of a folded character: number, word, word of its own, space, or mark."""
    if character.isdecimal():
        return "0"
    if UNSPACED.match(character):
        return "u"
    if unicodedata.category(character)[0] in "LM":
        return "w"
    return " " if character.isspace() or character in IGNORED or character == "'" else "m"


def _ascii_digits(text: str) -> str:
    """Return `text` with decimal digits of any script as 0 to 9. Raises UnreadError where one number mixes
    two scripts.
    """
    if text.isascii():
        return text
    if (
        "\u200c" in text
    ):  # Persian writes "ده‌ها" with it: two words on one line. Elsewhere it only shapes letters.
        text = re.sub("(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])", " ", text).replace("\u200c", "")
    digits, zero_before = [], 0
    for character in text:
        value = unicodedata.decimal(character, None)
        zero = 0 if value is None else ord(character) - value
        if zero and zero_before and zero != zero_before:
            raise UnreadError("cannot be read", "two digit systems in one number")
        zero_before = zero
        digits.append(character if value is None else str(value))
    return "".join(digits)


_FOLDED = _Table(lambda character: _folded(character).translate(SAME_LETTERS))
_KINDS = _Table(_kind)
RUNS = re.compile("w+|u|0|m")


def _token(text: str, start: int, end: int, kind: str) -> tuple[Token, int]:
    if kind == "0":
        return _number(text, start)
    run = text[start:end]
    if kind in "wu":
        return Token("word", run), end
    if run == "-" and not text[start - 1 : start].strip() and text[end : end + 1].isdecimal():
        return Token("minus", run), end
    return Token("mark", "," if run in COMMAS else run), end


def _number(text: str, position: int) -> tuple[Token, int]:
    found = LITERAL.match(text, position)
    literal = found.group().replace(ARABIC_COMMA, ",")
    space = re.search(r"[ \u00a0\u2009\u202f\u2007]", literal)
    if space and not re.fullmatch(r"\d{1,3}(?:[ \u00a0\u2009\u202f\u2007]\d{3})+", literal):
        literal = literal[: space.start()]  # "145 133" is two numbers, "1 500" is one
    value, grouped = number_value(literal)
    return Token("number", literal, value, grouped), position + len(literal)


def number_value(literal: str) -> tuple[Fraction, bool]:
    """Return the value of a number in ASCII digits, and whether it has separators of thousands.

    A point or comma before three digits separates thousands, whatever the language: tolls are whole
    numbers, and no page counts thousandths of a person. Indian grouping (1,00,000) is known by its commas.
    """
    separators = re.findall(rf"[{GROUP_SEPARATORS}]", literal)
    groups = re.split(rf"[{GROUP_SEPARATORS}]", literal)
    digits = "".join(groups)
    if len(digits) > MAX_DIGITS:
        raise UnreadError("too large", literal[:40])
    if _are_thousands(groups, separators):
        return Fraction(int(digits)), bool(separators)
    whole = _are_thousands(groups[:-1], separators[:-1])
    if whole and separators[-1] in ".,\u066b" and separators[-1] not in separators[:-1]:
        return Fraction(int(digits), 10 ** len(groups[-1])), len(separators) > 1  # 2.5; 1,500.75
    raise UnreadError("cannot be read", literal[:40])


def _are_thousands(groups: list[str], separators: list[str]) -> bool:
    """Return whether one kind of separator (none with one group) sets off thousands, or lakhs and crores."""
    if not separators:
        return True
    first, *rest = map(len, groups)
    one_kind = len(set(separators)) == 1 and separators[0] != "\u066b" and groups[0][0] != "0"
    western = first <= 3 and set(rest) == {3}
    indian = separators[0] == "," and first <= 2 and rest[-1] == 3 and set(rest[:-1]) == {2}
    return one_kind and (western or indian)
