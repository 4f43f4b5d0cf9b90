"""What the package makes of a state that is only in memory: clean claims and totals of one event."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tollbook import clean, languages, lexicon, paths, reconcile, vocabulary
from tollbook.differences.kinds import GAZETTEER, HOW_FIGURES_ARE_READ
from tollbook.differences.rows import Table, Tables
from tollbook.ledger import Ledger

NUMBERS = ["low", "best", "high"]
READ_AS = (
    "low high best precision increment group part unit outcome origin party source_origin source_party "
    "place_id period includes is_whole"
).split()
"""Columns of a clean claim that say how it is read."""


class Result(NamedTuple):
    """What is made of one event: its clean claims, by claim_id, its totals (see `reconcile.totals`), and its
    time zone, in which the days of pages end.
    """

    claims: pd.DataFrame
    totals: pd.DataFrame
    zone: str = "UTC"


class UnreadableError(ValueError):
    """Tables that pass the check and cannot be reconciled all the same; the message is one line."""


class Workplace:
    """A folder that holds the hand tables of whatever state is computed; only what differs is written."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.written, self.clock = folder, dict[str, Table](), 0
        for name in ("raw", "hand"):
            (folder / "data" / name).mkdir(parents=True)

    def write(self, tables: Tables) -> None:
        """Bring the files up to a state; forget the words of figures where their tables differ."""
        changed = [
            name
            for name, table in tables.items()
            if (name.startswith("hand/") or name == GAZETTEER) and not is_same(self.written.get(name), table)
        ]
        for name in changed:
            path = self.folder / "data" / f"{name}.csv"
            tables[name].frame().to_csv(path, index=False, lineterminator="\n")
            self.clock += 1  # a file that is written twice within a tick of the clock must look new
            os.utime(path, (self.clock, self.clock))
            self.written[name] = tables[name]
        if set(changed) & set(HOW_FIGURES_ARE_READ):
            forget_words()

    @contextmanager
    def of(self, tables: Tables, event: str) -> Iterator[None]:
        """Work in a state and speak of an event inside the block."""
        self.write(tables)
        with paths.within(self.folder, frozenset([event])), vocabulary.speaking_of(event):
            yield

    def result(self, tables: Tables, event: str) -> Result:
        """Return what is made of an event; without rows where the state does not have it. Raises
        UnreadableError.
        """
        row = tables["hand/events"].rows.get((event,))
        if row is None:
            return Result(pd.DataFrame(columns=["report_id", "known_from", *READ_AS]), pd.DataFrame())
        with self.of(tables, event):
            frames = {name: tables[f"raw/{name}"].frame() for name in Ledger._fields}
            try:
                claims = clean.clean(Ledger(**frames), event).claims
                return Result(claims.set_index("claim_id"), reconcile.totals(claims), row["time_zone"])
            except (ValueError, KeyError, TypeError, re.error) as error:
                raise UnreadableError(f"{type(error).__name__}: {' '.join(str(error).split())}") from error


def is_same(one: Table | None, other: Table) -> bool:
    """Tell whether two tables have the same rows in the same order."""
    return one is other or (one is not None and one == other and list(one.rows) == list(other.rows))


@contextmanager
def workplace(folder: Path) -> Iterator[Workplace]:
    """A workplace in `folder`; the words of figures are read anew before and after."""
    forget_words()
    try:
        yield Workplace(folder)
    finally:
        forget_words()


def forget_words() -> None:
    """Let the words of figures be read anew: a process keeps those of its first project."""
    for kept in (languages.languages, languages.candidates, lexicon._rows, lexicon.lexicon):
        kept.cache_clear()


def read_otherwise(before: Result, after: Result) -> list[str]:
    """Return the claims, by name, that both results have and read in different ways."""
    both = before.claims.index.intersection(after.claims.index)
    old, new = (one.claims.loc[both, READ_AS].astype("string").fillna("") for one in (before, after))
    return sorted(both[(old != new).any(axis=1)])
