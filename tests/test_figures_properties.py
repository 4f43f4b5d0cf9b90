"""What must hold for any figure in any wording."""

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tollbook.figures import Figure, read_figure
from tollbook.lexicon import BOUNDS
from tollbook.paths import hand

ZEROS = [
    chr(point)
    for point in range(sys.maxunicode + 1)
    if unicodedata.decimal(chr(point), None) == 0 and unicodedata.decimal(chr(point + 9), None) == 9
]
QUANTIFIERS = hand("quantifiers")
BOUNDING = QUANTIFIERS[
    QUANTIFIERS["meaning"].isin(BOUNDS) & (QUANTIFIERS["value"] == "") & (QUANTIFIERS["language"] != "*")
]
EXPECTED = {
    "at_least": lambda n: (n, None, None),
    "more_than": lambda n: (n + 1, None, None),
    "at_most": lambda n: (None, None, n),
    "less_than": lambda n: (None, None, n - 1),
}
QUICK = settings(max_examples=150, deadline=None, derandomize=True)
SOME_TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
WORDS = st.sampled_from(
    sorted(
        {
            *QUANTIFIERS["phrase"],
            *hand("number_words")["words"],
            *hand("figure_nouns")["noun"],
            "145",
            "3",
            "1,500",
            "2.5",
            "-",
            ",",
            "%",
            "/",
            "۲۳",
            "१४",
            "(",
            "\u200f",
            "\n",
        }
    )
)


def holds_together(figure: Figure) -> bool:
    known = [number for number in (figure.low, figure.best, figure.high) if number is not None]
    read = figure.reason == ""
    return (
        known == sorted(known)
        and all(0 <= number < 2**63 for number in known)
        and read == (figure.precision != "")
        and read == bool(known)
    )


def in_digits(number: int, zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in str(number))


def test_there_are_many_digit_systems() -> None:
    assert len(ZEROS) > 50
    assert {"0", "٠", "۰", "०", "০", "੦", "૦", "୦", "௦", "౦", "೦", "൦", "๐", "０"} <= set(ZEROS)


@QUICK
@given(st.integers(0, 10**15 - 1), st.sampled_from(ZEROS))
def test_any_number_in_any_digits(number: int, zero: str) -> None:
    assert read_figure(in_digits(number, zero)) == Figure(number, number, number, "exact")


@QUICK
@given(st.integers(1000, 10**12), st.sampled_from([",", ".", "'", "\u00a0", "\u202f", " "]))
def test_any_grouping_of_thousands(number: int, separator: str) -> None:
    assert read_figure(f"{number:,}".replace(",", separator)).best == number


@pytest.mark.parametrize("language", sorted(set(BOUNDING["language"])))
def test_every_bound_of_the_table_with_a_number(language: str) -> None:
    """Spellings that languages share may bound alike or be ambiguous; none may be read as something else."""
    rows = BOUNDING[BOUNDING["language"] == language]
    misread = []
    for row in rows.itertuples():
        text = f"{row.phrase} 200" if row.position in ("before", "either") else f"200 {row.phrase}"
        figure = read_figure(text)
        expected = EXPECTED.get(row.meaning)
        reading = (figure.low, figure.best, figure.high)
        meant = {reading == expected(200)} if expected else {reading in ((150, 200, 250), (150, None, 199))}
        if figure.reason not in ("", "ambiguous") or (figure.reason == "" and meant != {True}):
            misread.append((text, row.meaning, figure))
    assert not misread


@QUICK
@given(SOME_TEXT)
@example("\x00")
@example("²³")
@example("९" * 5000)
@example("a" * 10_000)
@example("1" * 10_000)
@example("\u202e145\u202c")
@example("٪")
@example("1,,2")
@example("--5")
@example("۱2")
@example("\ud800")
@example("ﷺ")
@example("〇〇〇")
@example("的" * 199)
@example("一" * 199)
@example("多" * 60)
def test_never_an_exception_whatever_the_text(text: str) -> None:
    assert holds_together(read_figure(text))


@QUICK
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_never_an_exception_whatever_the_words(words: list[str]) -> None:
    assert holds_together(read_figure(" ".join(words)))
    assert holds_together(read_figure("".join(words)))


@QUICK
@given(
    st.integers(0, 10**9),
    st.sampled_from(["about", "nearly", "around", "almost", "some", "環", "約", "करीब", "près de"]),
)
def test_rounded_figures_stay_near(number: int, about: str) -> None:
    figure = read_figure(f"{about} {number}")
    assert holds_together(figure)
    if figure.precision == "about":
        assert figure.low <= number <= figure.high + 1


@QUICK
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_ranges_run_forwards(low: int, high: int) -> None:
    figure = read_figure(f"between {low} and {high}")
    if low <= high:
        assert figure == Figure(low, high, None, "range")
    else:
        assert figure.reason == "range runs backwards"
