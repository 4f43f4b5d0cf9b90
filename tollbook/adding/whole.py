"""The whole way of a file into the ledger: read, check, understand, show, write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tollbook import dictionary, ledger, paths
from tollbook.adding import (
    accepting,
    choosing,
    entries,
    geonames,
    heading,
    meanings,
    ranks,
    reading,
    rows,
    showing,
    to_fill,
    unknown,
    writing,
)
from tollbook.adding.accepting import Ready
from tollbook.adding.geonames import Town
from tollbook.adding.rows import Additions
from tollbook.adding.unknown import Unknown
from tollbook.adding.writing import NewRows, NotWrittenError
from tollbook.entered import BARE
from tollbook.problem import Problem, sort_key
from tollbook.validate import OPTIONAL
from tollbook.words import count, listing

__all__ = ["FaultyError", "NotWrittenError", "Prepared", "prepare", "show", "write"]

MEANINGS = (
    "interval unread group part unit noun_reason origin party kind authority_reason place_id place_reason "
    "period includes_reason"
).split()
POINTS = "raw/places"


class FaultyError(Exception):
    """The file or the ledger has problems; `where` names which."""

    def __init__(self, problems: Sequence[Problem], where: str) -> None:
        self.problems, self.where = sorted(problems, key=sort_key), where
        super().__init__(where)


class Prepared(NamedTuple):
    """All that is known before anything is written.

    claims, sightings: the meanings of the new rows; accepted: rows of hand tables and of the gazetteer; open:
    whether something stays unknown or no number; towns: those of GeoNames by name, None without the package.
    """

    additions: Additions
    claims: pd.DataFrame
    sightings: pd.DataFrame
    accepted: list[Ready]
    unknown: list[Unknown]
    unread: list[str]
    towns: dict[str, list[Town]] | None
    said: list[str]

    @property
    def open(self) -> bool:
        """Whether something is unknown or no number."""
        return bool(self.unknown or self.unread)


def prepare(path: Path, label: str, sheet: str, accept: Sequence[str] | None) -> Prepared:
    """Return what a file would add. `accept`: items of --accept, None without it.

    Raises FaultyError where the file, or the ledger that it goes to, has problems, and CallError for an item
    of --accept that means nothing.
    """
    require_tables()
    found_rows, said = filled_rows(path, label, sheet)
    raw = open_ledger()
    additions, problems = rows.plan(found_rows, raw)
    if problems:
        raise FaultyError(problems, label)
    with writing.copy_with({POINTS: additions.tables["places"]}):  # where the sheet's own places are known
        claims, sightings = understood(additions)
        unknowns = unknown.find(additions, claims, sightings)
        names = {one.worded: one.event for one in unknowns if one.what == "place"}
        towns = geonames.find(names)
        accepted, left = ([], unknowns) if accept is None else accepting.accept(unknowns, accept, towns or {})
        said += choosing.known_already(accept or (), unknowns)
    new = new_rows(additions, accepted)
    with writing.copy_with(new) as copy:
        found = writing.problems(copy, new)
        if not (additions.tables["reports"] or additions.tables["claims"]):
            found = [one for one in found if one.what != BARE]  # places may come before the first figure
        check(found, additions, label)
        if accepted or additions.tables["places"]:
            claims, sightings = understood(additions)
    unread = list(showing.unread(additions, claims))
    return Prepared(additions, claims, sightings, accepted, left, unread, towns, said)


def filled_rows(path: Path, label: str, sheet: str) -> tuple[list[entries.Entry], list[str]]:
    """Return the filled rows of all sheets of a file, and what had to be guessed. Raises FaultyError."""
    try:
        grids = reading.read_grids(path, label, sheet)
    except reading.UnreadableError as error:
        raise FaultyError([error.problem], label) from error
    headed, problems = heading.find(grids)
    if problems:
        raise FaultyError(problems, label)
    found, said = [], [line for one in headed for line in one.grid.said]
    for one in headed:
        own, faults = entries.read(one)
        found += own
        problems += faults
    if problems:
        raise FaultyError(problems, label)
    if not found:
        what = f"there is no row below the headings of {listing([one.kind for one in headed])}"
        raise FaultyError([Problem(label, None, "", what, "fill in at least one row")], label)
    return found, said


def require_tables() -> None:
    """Raises FaultyError where the project lacks a hand table, as one made by an older Tollbook may."""
    missing = [
        Problem(
            f"data/hand/{name}.csv",
            None,
            "",
            "the file is missing",
            f"make it with the header {','.join(table.names)}",
        )
        for name, table in dictionary.tables("hand").items()
        if not paths.resolve(f"data/hand/{name}.csv").is_file()
    ]
    if missing:
        raise FaultyError(missing, "the project")


def open_ledger() -> ledger.Ledger:
    """Return the raw tables as they are. Raises FaultyError where they cannot be read as such."""
    missing = [
        Problem(
            f"{name}.csv", None, "", "the file is missing", "put it there again; `tollbook check` says more"
        )
        for name in dictionary.tables("raw")
        if name not in OPTIONAL and not paths.resolve(f"data/raw/{name}.csv").is_file()
    ]
    if missing:
        raise FaultyError(missing, "the ledger")
    raw = ledger.read()
    wrong = [
        Problem(f"{name}.csv", 1, "", "the columns are not those of the dictionary", "run `tollbook check`")
        for name, table in raw._asdict().items()
        if list(table.columns) != dictionary.table(name, "raw").names
    ]
    if wrong:
        raise FaultyError(wrong, "the ledger")
    return raw


def understood(additions: Additions) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the meanings of the new claims and of the new places. Raises FaultyError for hand tables that
    contradict themselves.
    """
    claims, sightings = additions.tables["claims"], additions.tables["sightings"]
    try:
        return (
            meanings.of_claims(claims) if claims else pd.DataFrame(columns=MEANINGS),
            meanings.of_places(sightings)
            if sightings
            else pd.DataFrame(columns=["place_id", "place_reason"]),
        )
    except ValueError as error:  # hand tables that contradict themselves; the message names the file
        problem = Problem("data/hand", None, "", str(error), "correct the table and run the command again")
        raise FaultyError([problem], "the hand tables") from error


def new_rows(additions: Additions, accepted: Sequence[Ready]) -> NewRows:
    """Return all new rows by table."""
    found: dict[str, list[dict[str, str]]] = {f"raw/{name}": [] for name in additions.tables}
    for ready in accepted:
        found.setdefault(ready.table, []).append(ready.row)
    for name, own in additions.tables.items():  # behind the accepted ones: `in_the_sheet` counts from the end
        found[f"raw/{name}"] += own
    return found


def check(problems: Sequence[Problem], additions: Additions, label: str) -> None:
    """Raises FaultyError where the tables with the new rows have problems; those of new rows name the sheet's
    row.
    """
    found = [in_the_sheet(problem, additions) for problem in problems]
    if found:
        files = sorted({problem.file for problem in found})
        raise FaultyError(found, label if all(file.startswith(label) for file in files) else "the tables")


def in_the_sheet(problem: Problem, additions: Additions) -> Problem:
    """Return a problem of a new row as one of the row of the sheet that it comes from; others as they are."""
    name = problem.file.removesuffix(".csv")
    new = additions.entries.get(name, [])
    if not new or problem.row is None:
        return problem
    place = problem.row - 2 - (len(ledger.read_csv(paths.resolve(f"data/raw/{name}.csv"))) - len(new))
    if place < 0:
        return problem
    return problem._replace(file=new[place].label, row=new[place].row)


def show(prepared: Prepared) -> None:
    """Print what a file would add and what the project makes of it."""
    for line in report(prepared):
        print(line)


def report(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of what a file would add."""
    yield from prepared.said
    yield from showing.points(prepared.additions)
    yield from showing.pages(prepared.additions)
    if prepared.additions.tables["claims"]:
        yield from showing.figures(prepared.additions, prepared.claims)
    if prepared.additions.tables["sightings"]:
        yield from showing.places(prepared.additions, prepared.sightings)
    for ready in prepared.accepted:
        event = f" in {ready.row['event_id']}" if ready.row.get("event_id") else ""
        yield f"accepted: {next(iter(ready.row.values()))}{event}: {showing.says(ready)}"
    yield from showing.remarks(prepared.additions, prepared.claims)
    for one in prepared.unknown:
        yield from showing.unknown(one, prepared.towns)
    yield from showing.kinds_of_speakers(prepared.unknown)
    yield from prepared.unread


def amount(prepared: Prepared) -> str:
    """Return how much is added, in words."""
    tables = prepared.additions.tables
    parts = [(tables["reports"], "page"), (tables["claims"], "figure"), (tables["sightings"], "place")]
    words = [count(len(own), noun) for own, noun in parts if own]
    if tables["places"]:
        words.append(count(len(tables["places"]), "place with coordinates", "places with coordinates"))
    words += [count(len(prepared.accepted), "row of the hand tables", "rows of the hand tables")] * bool(
        prepared.accepted
    )
    return listing(words) + showing.skipped_rows(prepared.additions.known)


def blocked(prepared: Prepared) -> str:
    """Return the line that says why nothing was written and what can be done."""
    parts = []
    if prepared.unknown:
        parts.append(f"{count(len(prepared.unknown), 'wording')} unknown")
    if prepared.unread:
        parts.append(f"{count(len(prepared.unread), 'figure')} that cannot be read")
    ways = (
        "accept rows with --accept, or keep them so with --keep-unknown"
        if prepared.unknown
        else f"correct {'them' if len(prepared.unread) > 1 else 'it'}, or add --keep-unknown"
    )
    return f"Nothing was added: {listing(parts)}; {ways}."


def write(prepared: Prepared) -> None:
    """Write the new rows to the project's tables, all or none. Raises NotWrittenError."""
    data = paths.resolve("data")
    writing.replace(data, writing.contents(data, new_rows(prepared.additions, prepared.accepted)))


def afterwards(prepared: Prepared) -> Iterator[str]:
    """Yield what is left to do after writing."""
    waiting = to_fill.waiting(paths.resolve("data"))
    if waiting:
        yield f"{count(len(waiting), 'reason')} still to fill:"
        yield from (f"  {line}" for line in waiting)
    yield from ranks.of_accepted(prepared.accepted, prepared.additions.tables["claims"])
    for name, own in new_rows(prepared.additions, prepared.accepted).items():
        card = paths.resolve(f"data/{name}.csv{writing.CARD}")
        if own and card.is_file():
            yield about_card(name, len(own), card.read_text(encoding="utf-8"))


def about_card(name: str, added: int, card: str) -> str:
    """Return what is left to do on a source card whose rows and hash were renewed."""
    rows = len(ledger.read_csv(paths.resolve(f"data/{name}.csv")))
    old = f"{rows - added:,}"
    sentences = re.sub(r"(?m)^(rows|sha256):.*$", "", card)
    is_said = re.search(rf"(?<![\w,.]){old}(?![\w,])", sentences)
    says = f"it still says {old} somewhere; there are {rows:,} rows now" if is_said else "look it over"
    return f"data/{name}.csv{writing.CARD}: rows and hash are renewed; its sentences are yours: {says}"
