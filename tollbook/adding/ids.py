"""Names of new pages and claims, in the manner of those that the ledger has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

LONGEST = 48  # characters of an outlet's name in an id
PLAIN_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
    }
)
"""Letters that Unicode does not take apart into a plain one and its mark."""


def ascii_slug(text: str) -> str:
    """Return a text in small Latin letters, digits and hyphens: `Diario Río` is `diario-rio`."""
    plain = unicodedata.normalize("NFKD", text.translate(PLAIN_LETTERS)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return slug if len(slug) <= LONGEST else slug[:LONGEST].rpartition("-")[0] or slug[:LONGEST]


def report_id(outlet: str, url: str, date: str, taken: Collection[str]) -> str:
    """Return a new name for a page: its outlet and day, month or `undated`; numbered where it is taken.

    An outlet that is written without Latin letters is named by its address.
    """
    name = ascii_slug(outlet)
    if len(name) < 2:
        name = ascii_slug((urlsplit(url).hostname or "").removeprefix("www.")) or "page"
    first = f"{name}-{date[:10] or 'undated'}"
    if first not in taken:
        return first
    number = 2
    while f"{first}-{number}" in taken:
        number += 1
    return f"{first}-{number}"


def next_number(report: str, claim_ids: Iterable[str]) -> int:
    """Return the number that the next claim of a page gets: after the highest that it has."""
    pattern = re.compile(re.escape(report) + r"-([0-9]+)")
    numbers = [int(match[1]) for match in map(pattern.fullmatch, claim_ids) if match]
    return max(numbers, default=0) + 1
