"""Digits and number words put together, against libraries that spell numbers and against hand-worked
values.
"""

from fractions import Fraction

import pytest
from num2words import num2words

from tollbook.figures import read_figure
from tollbook.languages import languages
from tollbook.lexicon import GENERATED, lexicon
from tollbook.numberwords import table
from tollbook.numerals import amount, rounding_unit
from tollbook.wording import UnreadError, loose, number_value, tokens

SPELT = {
    "en": "en",
    "fr": "fr",
    "de": "de",
    "es": "es",
    "pt": "pt",
    "it": "it",
    "ro": "ro",
    "nl": "nl",
    "da": "da",
    "cs": "cs",
    "sk": "sk",
    "pl": "pl",
    "sr": "hbs",
    "ru": "ru",
    "uk": "uk",
    "hu": "hu",
    "tr": "tr",
    "az": "az",
    "id": "ms",
    "vi": "vi",
    "fa": "fa",
    "he": "he",
    "th": "th",
    "ko": "ko",
    "te": "te",
    "bn": "bn",
}
NUMBERS = (7, 12, 21, 38, 56, 74, 99, 100, 108, 145, 177, 216, 362, 700, 981, 1000, 1034, 1500, 2998)


@pytest.mark.parametrize("code", SPELT)
def test_reads_what_a_library_spells(code: str) -> None:
    """num2words is not among the words' own sources above 99: larger numbers are put together here."""
    for number in NUMBERS:
        words = num2words(number, lang=code)
        figure = read_figure(words)
        assert (figure.low, figure.high, figure.precision) == (number, number, "exact"), words


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("145", 145),
        ("1,500", 1500),
        ("1.500", 1500),
        ("1 500", 1500),
        ("1,234,567", 1234567),
        ("1,00,000", 100000),
        ("12,34,567", 1234567),
        ("1.234.567", 1234567),
        ("2.5", Fraction(5, 2)),
        ("2,5", Fraction(5, 2)),
        ("0.123", Fraction(123, 1000)),
        ("1,500.5", Fraction(3001, 2)),
        ("007", 7),
    ],
)
def test_separators(digits: str, value: object) -> None:
    assert number_value(digits)[0] == value


@pytest.mark.parametrize("digits", ["1,50,00", "1.2.3", "12,3456,7", "1.234,567.8"])
def test_separators_that_make_no_number(digits: str) -> None:
    with pytest.raises(UnreadError, match="cannot be read"):
        number_value(digits)


@pytest.mark.parametrize(
    ("number", "unit"),
    [
        (0, 1),
        (1, 1),
        (58, 1),
        (90, 10),
        (177, 1),
        (400, 100),
        (450, 10),
        (1500, 100),
        (1000, 1000),
        (20000, 10000),
    ],
)
def test_rounding_unit_is_the_largest_power_of_ten(number: int, unit: int) -> None:
    assert rounding_unit(number) == unit


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("one hundred and thirty-three", 133),
        ("twelve hundred", 1200),
        ("two lakh fifty thousand", 250000),
        ("2 lakh 50 thousand", 250000),
        ("one thousand, three hundred and thirty-three", 1333),
        ("two-hundred and sixteen", 216),
        ("three dozen", 36),
    ],
)
def test_english_numbers(words: str, number: int) -> None:
    items = next(lexicon("en").items([token for token in tokens(words) if token.kind != "mark"]))
    assert amount(items, languages()["en"])[:2] == (number, number)


@pytest.mark.parametrize(
    "words",
    [
        "five six",
        "two three hundred",
        "one hundred two hundred",
        "thousand million",
        "five 6",
        "twenty twenty",
        "hundred and",
        "and five hundred and",
    ],
)
def test_two_numbers_are_never_added_up(words: str) -> None:
    with pytest.raises(UnreadError):
        amount(next(lexicon("en").items(tokens(words))), languages()["en"])


def test_loose_spelling_drops_accents_only() -> None:
    assert loose("más") == "mas"
    assert loose("été") == "ete"
    assert loose("altı") == "alti"
    assert loose("145") == "145"


def test_the_table_of_number_words_is_what_the_libraries_spell() -> None:
    pytest.importorskip("unicode_rbnf", reason="makes the table")
    pytest.importorskip("indic_numtowords", reason="makes the table")
    assert GENERATED.read_text(encoding="utf-8") == table(), "run python -m tollbook.numberwords"
