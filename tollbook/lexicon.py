"""The words that figures are made of, by language, from the hand tables; and wordings cut into the items they
name.

The tables in `data/hand/`:

- `figure_languages`: one row per language: its scripts and how it writes numbers;
- `quantifiers`: words that bound, open, join or colour a figure (`at least`, `से ज्यादा`, `dozens`);
- `number_words`: number words that the generated table (`number_words.csv` beside this file) lacks,
  multipliers (`counted`: only after a number), dozens; kind `left_out` drops a phrase that another language
  spells alike;
- `figure_nouns`: what may stand beside a number without changing it, and whether it counts people or what
  else; a final `*` stands for any ending.

Language `*` belongs to all languages. A word that no table knows is never skipped.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tollbook.languages import Language, languages
from tollbook.paths import hand
from tollbook.wording import Token, UnreadError, loose, tokens

GENERATED = Path(__file__).with_name("number_words.csv")
BOUNDS = ("at_least", "more_than", "at_most", "less_than", "about", "nearly")
NUMBER_KINDS = ("number", "multiplier", "dozen", "collective", "span")
# Where a phrase has several roles, the first that makes sense of the whole wording counts; a role that
# demands more of its surroundings comes first ("10 से 12 तक": the end of a range before an upper bound).
ROLE_ORDER = (
    "range_close",
    *BOUNDS,
    *"increment range_join range_open and or vague".split(),
    *NUMBER_KINDS,
    *"none percent ordinal not_count plain article noun".split(),
)
COUNTED = "counted"  # a multiplier that means itself only after a number, or before more of one
MIN_STEM = 2  # letters before the `*` of a noun, at least
# Wordings are short: these two only bound the time spent on nonsense made of ambiguous characters.
MAX_READINGS = 400
MAX_STEPS = 20_000


class Item(NamedTuple):
    """What one stretch of a wording means: a role from the tables, or a `literal`, `hyphen`, `comma` or
    `mark`.
    """

    kind: str
    value: Fraction | None = None
    position: str = ""
    text: str = ""
    high: Fraction | None = None
    grouped: bool = False
    unit: str = ""  # what a noun counts


class Lexicon:
    """All phrases of one language, and of the rows for all languages.

    `accents` False has every word without its accents, as headlines and careless typists write them.
    """

    def __init__(self, language: Language, accents: bool = True) -> None:
        self.language = language
        self.spell = str if accents else loose
        self.phrases: dict[str, list[tuple[tuple[str, ...], list[Item]]]] = {}
        self.words: set[str] = set()
        self.heads: dict[str, str] = {}  # number words, and their stems before a written-on ending
        self.stems: dict[str, str] = {}  # beginnings of nouns, and what these count
        self.endings: set[str] = set()  # what may be written onto a number word: case endings, counters
        self.bounds: set[str] = set()  # bounds of one word that follow the number
        self.split: dict[str, list[str] | None] = {}

    def add(self, phrase: str, item: Item) -> None:
        """Add one role of one phrase of the tables; hyphens between its words do not matter (see
        `_match`).
        """
        words = tuple(self.spell(word) for word in _words(phrase))
        if phrase.endswith("*"):
            self.stems[words[0]] = item.unit
            return
        same = self.phrases.setdefault(words[0], [])
        roles = next((roles for known, roles in same if known == words), None)
        if roles is None:
            roles = []
            same.append((words, roles))
        roles.append(item if self.spell is str or item.kind != "noun" else item._replace(position="after"))
        self.words.update(words)
        if len(words) == 1 and item.kind in NUMBER_KINDS:
            self._add_head(words[0])
        if item.position == "after" or "LATIN" not in self.language.scripts:
            self.endings.add(words[0])
        if len(words) == 1 and item.position == "after" and item.kind in BOUNDS:
            self.bounds.add(words[0])

    def _add_head(self, word: str) -> None:
        self.heads[word] = word
        if unicodedata.category(word[-1])[0] == "M":  # നൂറ് + ിലധികം: the ending takes the vowel sign's place
            self.heads.setdefault(word[:-1], word)

    def seal(self) -> None:
        """Put the longest phrases first, and the roles of a phrase in their order."""
        for same in self.phrases.values():
            same.sort(key=lambda entry: -len(entry[0]))
            for words, roles in same:
                roles.sort(key=lambda item: ROLE_ORDER.index(item.kind))
                unit = self._counted(words, roles)
                roles[:] = [item._replace(unit=unit) if item.kind == "plain" else item for item in roles]

    def _counted(self, words: tuple[str, ...], roles: list[Item]) -> str:
        """Return what a phrase counts that is a noun too, or begins like one: the জনের of `৩০ জনের`."""
        stem = self._stem(words[0]) if len(words) == 1 else None
        own = next((item.unit for item in roles if item.kind == "noun"), "")
        return own or ("" if stem is None else self.stems[stem])

    def knows(self, word: str) -> bool:
        """Return whether the tables have `word`, or what it is made of, or its beginning as a noun."""
        return word in self.words or self._is_noun(word) or self.parts(word) is not None

    def parts(self, word: str) -> list[str] | None:
        """Return the words of the tables that are written together as `word`, or None."""
        if word not in self.split:
            pieces = (self._split(word) or self._bounded_noun(word)) if self.language.glued else None
            self.split[word] = pieces or self._without_prefix(word)
        return self.split[word]

    def _bounded_noun(self, word: str) -> list[str] | None:
        """Return a noun with the bound that is written onto it (మందికి|పైగా), so that no bound is skipped
        as an ending.
        """
        for cut in range(MIN_STEM, len(word) - 2):
            if word[cut:] in self.bounds and self._is_noun(word[:cut]):
                return [word[:cut], word[cut:]]
        return None

    def _is_noun(self, word: str) -> bool:
        return self._stem(word) is not None

    def _stem(self, word: str) -> str | None:
        """Return the longest beginning of a noun that `word` has: `villagers` begin with `villager*`."""
        ends = range(len(word), MIN_STEM - 1, -1)
        return next((word[:end] for end in ends if word[:end] in self.stems), None)

    def _split(self, word: str) -> list[str] | None:
        """Return number words run together, perhaps with an ending: zweihundert|zwanzig, yüz|den,
        நூறு|க்கும்.
        """
        for cut in range(len(word) - 1, 1, -1):
            head, rest = self.heads.get(word[:cut]), word[cut:]
            if head is None:
                continue
            counter = rest in self.endings or ("LATIN" not in self.language.scripts and self._is_noun(rest))
            pieces = [rest] if counter or rest in self.heads else self.parts(rest)
            if pieces is not None:
                return [head, *pieces]
        return None

    def _without_prefix(self, word: str) -> list[str] | None:
        for prefix in self.language.prefixes:
            rest = word[len(prefix) :]
            if word.startswith(prefix) and len(rest) > 1 and self.knows(rest):
                return [prefix, rest]
        return None

    def items(self, pieces: list[Token]) -> Iterator[list[Item]]:
        """Yield the ways to read a wording as items, longest phrases first. Raises UnreadError at an
        unknown word.
        """
        spelt = [token._replace(text=self.spell(token.text)) for token in pieces]
        for token in spelt:
            if token.kind == "word" and not self.knows(token.text):
                raise UnreadError("unknown word", token.text)
        yield from self._read(spelt, 0, [], iter(range(MAX_STEPS)))

    def _read(
        self, spelt: list[Token], start: int, before: list[Item], steps: Iterator[int]
    ) -> Iterator[list[Item]]:
        if start == len(spelt):
            yield before
        if start == len(spelt) or next(steps, None) is None:
            return
        token = spelt[start]
        for words, roles in self.phrases.get(token.text, ()) if token.kind != "number" else ():
            end = _match(words, spelt, start)
            for role in roles if end else ():
                yield from self._read(spelt, end, [*before, *_expanded(role)], steps)
        parts = self.parts(token.text) if token.kind == "word" else None
        if parts:
            inside = [*spelt[:start], *(Token("word", part) for part in parts), *spelt[start + 1 :]]
            yield from self._read(inside, start, before, steps)
        single = self._single(token)
        if single:
            yield from self._read(spelt, start + 1, [*before, single], steps)

    def _single(self, token: Token) -> Item | None:
        """Return what a token says by itself: digits, a mark, or a word that begins like a noun."""
        if token.kind == "number":
            return Item("literal", token.value, text=token.text, grouped=token.grouped)
        if token.kind == "word":
            stem = self._stem(token.text)
            unit = "" if stem is None else self.stems[stem]
            return None if stem is None else Item("noun", position="after", text=token.text, unit=unit)
        kind = {"-": "hyphen", ",": "comma"}.get(token.text, "mark")
        return Item("minus" if token.kind == "minus" else kind, text=token.text)


def _expanded(role: Item) -> list[Item]:
    """Return a bound that carries its number (শতাধিক, "over a hundred" in one word) as number and bound."""
    if role.kind in BOUNDS and role.value is not None:
        return [Item("multiplier", role.value, text=role.text), role._replace(value=None, position="after")]
    return [role]


def _match(words: tuple[str, ...], spelt: list[Token], start: int) -> int:
    """Return where `words` end in `spelt`, or 0; hyphens between the words of a phrase do not matter."""
    position = start
    for number, word in enumerate(words):
        while number and position < len(spelt) and spelt[position].text == "-":
            position += 1
        if position >= len(spelt) or spelt[position].kind == "number" or spelt[position].text != word:
            return 0
        position += 1
    return position


@cache
def _rows() -> dict[str, list[tuple[str, Item]]]:
    """Return every phrase of the tables with its role, by language."""
    rows: dict[str, list[tuple[str, Item]]] = {}
    for language, phrase, position, meaning, value, _ in hand("quantifiers").to_numpy().tolist():
        number = Fraction(value) if value else None
        rows.setdefault(language, []).append((phrase, Item(meaning, number, position, phrase)))
    for language, words, kind, value, _ in hand("number_words").to_numpy().tolist():
        low, _, high = value.partition("..")
        end = Fraction(high) if high else None
        item = Item(kind, Fraction(low), text=words, high=end)
        if kind == COUNTED:
            item = item._replace(kind="multiplier", position=COUNTED)
        rows.setdefault(language, []).append((words, item))
    with GENERATED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            item = Item("number", Fraction(row["value"]), text=row["words"])
            rows.setdefault(row["language"], []).append((row["words"], item))
    nouns = hand("figure_nouns").reindex(columns=["language", "noun", "unit"], fill_value="")
    for language, noun, unit in nouns.to_numpy().tolist():  # older tables have no units
        rows.setdefault(language, []).append((noun, Item("noun", text=noun, unit=unit)))
    return rows


@cache
def _words(phrase: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(phrase.rstrip("*")) if token.text != "-")


@cache
def lexicon(code: str, accents: bool = True) -> Lexicon:
    """Return the lexicon of the language `code`; `*` has only the rows for all languages."""
    book = Lexicon(languages().get(code, Language(code)), accents)
    rows = _rows().get(code, []) + (_rows().get("*", []) if code != "*" else [])
    left_out = {_words(phrase) for phrase, item in rows if item.kind == "left_out"}
    for phrase, item in rows:
        if _words(phrase) not in left_out:
            book.add(phrase, item)
    book.seal()
    return book
