"""The languages that figures are written in, from `data/hand/figure_languages.csv`, and their scripts."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

from tollbook.paths import hand
from tollbook.wording import tokens


class Language(NamedTuple):
    """How one language writes numbers. Columns of `figure_languages`."""

    code: str
    scripts: frozenset[str] = frozenset()
    glued: bool = False  # number words are written as one word, or carry case endings
    tens: str = ""  # with "and" between: `tens_first` (veinte y tres), `unit_first` (drei und zwanzig)
    section: int = 100  # the largest unit that is added up within a group (100; 1000 where 10,000 groups)
    pairs: bool = False  # two neighbouring digits side by side are a range (两三, hai ba)
    positional: bool = False  # digits in a row, 一四五, are a number
    hundreds: str = ""  # `counted`: 一百 with its digit, and 一百二 is 120; `bare`: 百 alone, and 百二 is 102
    genitive: bool = False  # after a bound a plural is the genitive of one (более сотни: over a hundred)
    prefixes: tuple[str, ...] = ()
    head_last: bool = False  # a noun before a noun describes it: refugee families, aile üyesi


@cache
def languages() -> dict[str, Language]:
    """Return the languages of `figure_languages` by code."""
    return {
        row.language: Language(
            row.language,
            frozenset(row.scripts.split()),
            row.glued == "yes",
            row.tens,
            int(row.section or 100),
            row.pairs == "yes",
            row.positional == "yes",
            row.hundreds,
            row.genitive == "yes",
            tuple("".join(token.text for token in tokens(prefix)) for prefix in row.prefixes.split()),
            getattr(row, "head_last", "") == "yes",  # older tables do not say
        )
        for row in hand("figure_languages").itertuples()
    }


@cache
def candidates(scripts: frozenset[str]) -> list[str]:
    """Return the codes of the languages that write in `scripts`; Latin names may stand in any script's
    wording.
    """
    wanted = scripts - {"LATIN"} or scripts
    return [code for code, language in languages().items() if wanted and wanted <= language.scripts]


@cache
def script(character: str) -> str:
    """Return the script of a letter by its Unicode name: LATIN, ARABIC, CJK ..."""
    name = unicodedata.name(character, "UNKNOWN").split()[0].partition("-")[0]
    return "CJK" if name == "IDEOGRAPHIC" else name  # 〇, 々
