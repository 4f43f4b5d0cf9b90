"""Links from a number in prose to the claims behind it, and sentences written plain or with such links.

An address names the statements that the number rests on, `#claims-s0123456789+s9876543210`: it needs no list
kept elsewhere, and the same number resting on the same statements has the same address wherever it stands.
Long totals have long addresses; a shorter name for them could not be read back without the page's tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

PREFIX = "claims-"
IDENTIFIER = re.compile(r"[A-Za-z0-9_]+")
ANCHOR = re.compile(rf"#?{PREFIX}({IDENTIFIER.pattern}(?:\+{IDENTIFIER.pattern})*)")


class Pen(NamedTuple):
    """How a sentence is written: `text` for words that may be the ledger's, `number` for a figure and the
    statements behind it.
    """

    text: Callable[[str], str]
    number: Callable[[str, Iterable[str]], str]


def literal(words: str) -> str:
    """Return words so that Markdown shows them as they are (see `figure.literal`)."""
    # Imported here: the drawing library behind it takes a second, which plain sentences need not wait for.
    from tollbook import figure

    return figure.literal(words)


def link(words: str, statement_ids: Iterable[str]) -> str:
    """Return Markdown: `words`, shown as they are, as a link to the claims of some statements.

    Words of the ledger need no escaping before. Without a statement the words stand alone. Raises ValueError
    for an identifier that could not stand in an address.
    """
    address = anchor(statement_ids)
    return f"[{literal(words)}](#{address})" if address else literal(words)


def anchor(statement_ids: Iterable[str]) -> str:
    """Return the address of some statements' claims, without `#`: the same for any order; nothing for none.

    Raises ValueError as `link` does.
    """
    names = sorted(set(filter(None, statement_ids)))
    for name in names:
        if not IDENTIFIER.fullmatch(name):
            raise ValueError(f"statement_id {name!r}: letters, digits and _ only")
    return PREFIX + "+".join(names) if names else ""


def named_in(address: str) -> tuple[str, ...]:
    """Return the statements that an address names, with or without its `#`; none for another address."""
    found = ANCHOR.fullmatch(address)
    return tuple(found[1].split("+")) if found else ()


def listed(cells: Iterable[str]) -> list[str]:
    """Return the statements that cells of `statement_ids` hold, each a list joined by `;`, all together."""
    return sorted({name for cell in cells for name in cell.split(";")} - {""})


def joined(statement_ids: pd.Series) -> str:
    """Return the distinct statements of a column as one cell, joined by `;`."""
    return ";".join(sorted(set(statement_ids)))


PLAIN = Pen(str, lambda words, _: words)
MARKDOWN = Pen(literal, link)
