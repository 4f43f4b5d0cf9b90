"""What an import leaves: the table of claims, its source card, the rows set aside; whole or not at all."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from tollbook import paths, workspace
from tollbook.importing import cards
from tollbook.importing.faults import UnfitError

NEW, SAME, REPLACED = "new", "same", "replaced"


class Written(NamedTuple):
    """The table that an import left, whether it is new, as it was, or in place of an older one, and the
    version that the older one had.
    """

    table: Path
    state: str
    before: str


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """A hidden folder on the disk of `folder` to make files in; removed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".import.", dir=folder) as made:
            yield Path(made)
    finally:
        if not any(folder.iterdir()):
            folder.rmdir()


def write_claims(path: Path, blocks: Iterator[pd.DataFrame]) -> int:
    """Write blocks of claims as one CSV file; return how many claims there are."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, block in enumerate(blocks):
            block.to_csv(file, index=False, header=number == 0, lineterminator="\n")
            rows += len(block)
    return rows


def write_set_aside(path: Path, reasons: dict[int, str], texts: dict[int, str]) -> None:
    """Write the rows set aside with their reason; nothing where there is none."""
    if reasons:
        rows = [(row, reasons[row], texts.get(row, "")) for row in sorted(reasons)]
        frame = pd.DataFrame(rows, columns=["row", "reason", "text"])
        frame.to_csv(path, index=False, lineterminator="\n")


def write_card(path: Path, card: dict[str, Any]) -> None:
    """Write a source card."""
    text = yaml.safe_dump(card, sort_keys=False, allow_unicode=True, width=110)
    path.write_text(text, encoding="utf-8", newline="\n")


def publish(made: Path, name: str, event: str) -> Written:
    """Move the files in `made` to `data/databases`; each takes the place of the one that was there at once.

    Raises UnfitError where the name is taken by what was taken over for another event.
    """
    table = paths.resolve(cards.FOLDER) / name
    refuse_others(table, event)
    before = version_of(cards.card_of(table)) if table.is_file() else ""
    was_there, is_other = table.is_file(), False
    set_aside = cards.set_aside_of(table)
    for target in (set_aside, table, cards.card_of(table)):
        source = made / target.name
        if source.is_file():
            is_other |= workspace.publish(source, target)
        elif target.is_file():
            target.unlink()
            is_other = True
    return Written(table, SAME if not is_other else REPLACED if was_there else NEW, before)


def refuse_others(table: Path, event: str) -> None:
    """Raise UnfitError where a table was taken over for another event."""
    other = cards.event_of(table)
    if table.is_file() and other != event:
        whose = f"the event {other}" if other else "no event"
        raise UnfitError(
            f"{cards.FOLDER}/{table.name} was taken over for {whose}: give another name with --as, or "
            "delete it"
        )


def version_of(card: Path) -> str:
    """Return the version in a card; empty where there is none."""
    try:
        return str(yaml.safe_load(card.read_text(encoding="utf-8"))["version"] or "")
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return ""


def kinds(reasons: dict[int, str]) -> Counter[str]:
    """Return how many rows were set aside for each kind of reason: texts and numbers of single rows left
    out.
    """
    return Counter(kind_of(reason) for reason in reasons.values())


def kind_of(reason: str) -> str:
    """Return a reason without what only one row has."""
    if reason.startswith("the id "):
        return "the id is already in an earlier row"
    bare = re.sub(
        r'"(?:[^"\\]|\\.)*"(\.\.\.)? ', "", re.sub(r" \([0-9]+ cells for [0-9]+ columns\)$", "", reason)
    )
    return re.sub(r" [0-9][0-9-]*\b", "", bare) if " is above " in bare or " is after " in bare else bare
