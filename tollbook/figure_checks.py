"""What a figure, a table or a text must be before it is shown: named, worded, not too long, and without a
missing value as pandas prints it.
"""

from __future__ import annotations

import re

import pandas as pd

from tollbook.tabular import missing_values

MAX_ROWS = 5000
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MISSING = re.compile(r"\bnan\b|<NA>|\bNaT\b")


def check_slug(slug: str) -> None:
    """Raise ValueError unless `slug` is kebab-case: lower-case ASCII letters and digits joined by hyphens."""
    if not SLUG.fullmatch(slug):
        raise ValueError(f"slug {slug!r}: lower-case letters and digits, joined by single hyphens")


def check_texts(slug: str, named: dict[str, str]) -> None:
    """Raise ValueError if a text is empty or shows a missing value as pandas prints it."""
    for name, text in named.items():
        if not text.strip():
            raise ValueError(f"{slug}: {name} is empty")
        if MISSING.search(text):
            raise ValueError(f"{slug}: {name} shows a missing value: {text!r}")


def check_rows(slug: str, rows: pd.DataFrame) -> None:
    """Raise ValueError for more than 5,000 rows, two columns of one name, or a missing value turned into
    text."""
    if len(rows) > MAX_ROWS:
        raise ValueError(f"{slug}: {len(rows)} rows, at most {MAX_ROWS}: show aggregates")
    if not rows.columns.is_unique:
        raise ValueError(f"{slug}: two columns have the same name")
    if spoiled := missing_values(rows):
        raise ValueError(f"{slug}: missing values as text in {', '.join(spoiled)}")
