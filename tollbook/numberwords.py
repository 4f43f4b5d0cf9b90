"""The table of number words, made by libraries that spell numbers and read backwards here: `python -m
tollbook.numberwords`.

Three libraries, none of which has every language: unicode-rbnf (Unicode CLDR's rules for spelling numbers,
with genders and cases), num2words and indic-numtowords. Only 0 to 99 and hundreds that are one word are
listed; `tollbook.numerals` puts larger numbers together. A spelling that two numbers share is a slip of one
library and is left out. What no library has stands in the hand table `number_words`.

The libraries are needed to make the table, not to read figures; a test makes it anew and compares.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

from tollbook.lexicon import GENERATED
from tollbook.wording import tokens

# The libraries' languages, "ours=theirs,theirs" where the codes differ. Chinese, Japanese, Thai and Filipino
# follow rules that `tollbook.numerals` knows, from hand rows; so do Arabic's two genders and three cases.
RBNF = """
    en fr=fr,fr_BE,fr_CH de es pt=pt,pt_PT it ro ca nl da cs sk pl hbs=hr,bs,sr_Latn,sr bg ru uk hu sq el tr
    az ms=id,ms vi fa he hi ta ko"""
NUM2WORDS = """
    en fr=fr,fr_BE,fr_CH de es pt=pt,pt_BR it ro ca nl da cs sk pl hbs=sr ru uk hu tr az ms=id vi fa he bn
    te kn"""
INDIC = "hi mr gu pa or ml ur ta te bn"
# Rules of CLDR that spell only a part of a number.
PARTIAL = ("-and", "-with-e", "-cents", "-tens", "-ones", "-days")
NUMBERS = (*range(100), *range(200, 1000, 100))


def spellings() -> Iterator[tuple[str, int, str]]:
    """Yield language, number and words from all three libraries, as they spell them."""
    from indic_numtowords import num2words as indic
    from num2words import num2words

    for language, code in _codes(RBNF):
        yield from ((language, number, words) for number, words in _cldr(code))
    for library, table in ((num2words, NUM2WORDS), (indic, INDIC)):
        for language, code in _codes(table):
            yield from ((language, number, library(number, lang=code)) for number in NUMBERS)


def _codes(table: str) -> Iterator[tuple[str, str]]:
    """Yield our code and the library's for each language of a table above."""
    for entry in table.split():
        ours, _, theirs = entry.partition("=")
        yield from ((ours, code) for code in (theirs or ours).split(","))


def _cldr(code: str) -> Iterator[tuple[int, str]]:
    from unicode_rbnf import RbnfEngine

    engine = RbnfEngine.for_language(code)
    for rule in engine.rulesets:
        if not rule.startswith(("spellout-cardinal", "spellout-numbering")) or rule.endswith(PARTIAL):
            continue
        if "year" in rule or "financial" in rule or (code == "ko" and "native" not in rule):
            continue  # years, cheques; Sino-Korean numbers follow a rule that `tollbook.numerals` knows
        for number in NUMBERS:
            yield number, engine.format_number(number, ruleset_names=[rule]).text


def table() -> str:
    """Return the CSV of number words: columns language, words, value; sorted; one row per distinct
    spelling.
    """
    values: dict[tuple[str, str], set[int]] = defaultdict(set)
    written: dict[tuple[str, str], str] = {}
    for language, number, words in spellings():
        words = words.replace("\u200b", "").strip()
        parts = [token.text for token in tokens(words) if token.text != "-"]
        if number < 100 or len(parts) == 1 or language == "ko":
            values[language, " ".join(parts)].add(number)
            written.setdefault((language, " ".join(parts)), words)
    rows = sorted(
        (language, min(numbers), written[language, folded])
        for (language, folded), numbers in values.items()
        if len(numbers) == 1
    )
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(("language", "words", "value"))
    writer.writerows((language, words, number) for language, number, words in rows)
    return lines.getvalue()


if __name__ == "__main__":
    GENERATED.write_text(table(), encoding="utf-8", newline="")
    print(f"{GENERATED.name}: {table().count(chr(10)) - 1} rows")
