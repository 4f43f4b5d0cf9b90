"""What a sheet would add, as text: pages, figures with what the project makes of them, what is unknown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from tollbook import units
from tollbook.adding import accepting, geonames
from tollbook.adding.accepting import Ready
from tollbook.adding.entries import Entry
from tollbook.adding.geonames import Town
from tollbook.adding.rows import Additions
from tollbook.adding.unknown import Unknown
from tollbook.figures import read_figure
from tollbook.paths import hand
from tollbook.problem import shown
from tollbook.words import count

ARROW = " -> "
UNKNOWN = "unknown"
COLUMNS = {"noun": "category", "authority": "attributed_to", "place": "place"}
"""The column of the sheet that has each kind of wording."""
FEW = 5  # known rows of a sheet that have a line each
WIDEST = 44  # characters of a column
LEAVE_OUT = "leave out the words around the figure"
TO_DO = {
    "no figure": "write the page's own words for how many (31, dozens, several), or leave the row out",
    "a percentage": "a share is no count: write the number if the page gives it",
    "two figures": "give each figure a row of its own",
    "an ordinal": "write how many there are",
    "ambiguous": "languages that share the words disagree: write the number in digits",
    "not a whole number": "write the whole number",
    "a date": "write the number alone",
    "a time of day": "write the number alone",
    "too long": "write the figure alone, and the rest in the note",
}
"""What to do with a figure that is no number, by the reason."""


def points(plans: Additions) -> Iterator[str]:
    """Yield a line for each new place of the gazetteer: where it is, in degrees."""
    for row in plans.tables["places"]:
        yield f"new place  {row['place']}: {row['lat']}, {row['lon']} ({row['kind']}, {row['district']})"


def pages(plans: Additions) -> Iterator[str]:
    """Yield a line for each page: new or known, its name, and how many rows of the sheet are on it."""
    for page in plans.pages.values():
        word = "new page  " if page.is_new else "known page"
        figures = sum(entry.kind == "figures" and not entry.only_page for entry in page.entries)
        places = sum(entry.kind == "sightings" for entry in page.entries)
        has = [count(figures, "figure")] * bool(figures) + [count(places, "place")] * bool(places)
        date = page.row["published"] or page.row["dated"] or "no date"
        yield f"{word} {page.report_id}: {page.row['outlet']}, {date} ({', '.join(has) or 'no figure'})"


def figures(plans: Additions, meanings: pd.DataFrame) -> list[str]:
    """Return a table of the new figures: row, figure, noun, outcome, authority, place and period, each with
    its meaning.
    """
    rows = [("row", "figure", "counts", "outcome", "authority", "place", "period")]
    for row, entry, meaning in zip(
        plans.tables["claims"], plans.entries["claims"], meanings.to_dict("records"), strict=True
    ):
        what = ", ".join(
            filter(
                None,
                (meaning["group"] or ("" if meaning["noun_reason"] else meaning["unit"]), meaning["part"]),
            )
        )
        rows.append(
            (
                str(entry.row),
                row["figure"] + ARROW + ("set aside" if meaning["unread"] else meaning["interval"]),
                row["category"] + ARROW + (what or UNKNOWN),
                row["outcome"],
                row["attributed_to"] + ARROW + speaker(row["attributed_to"], meaning),
                row["place"] and row["place"] + ARROW + (meaning["place_id"] or UNKNOWN),
                meaning["period"],
            )
        )
    return aligned(rows)


def speaker(worded: str, meaning: Mapping[str, str]) -> str:
    """Return who gave a figure, with the party."""
    if meaning["authority_reason"]:
        return UNKNOWN
    party = meaning["party"]
    return party if meaning["origin"] == worded else f"{meaning['origin']} ({party})"


def places(plans: Additions, meanings: pd.DataFrame) -> list[str]:
    """Return a table of the new places."""
    rows = [("row", "place", "kind", "target", "date")]
    for row, entry, place in zip(
        plans.tables["sightings"], plans.entries["sightings"], meanings["place_id"], strict=True
    ):
        rows.append(
            (
                str(entry.row),
                row["place"] + ARROW + (place or UNKNOWN),
                row["kind"],
                row["target"],
                " ".join(filter(None, (row["date"], row["time"]))),
            )
        )
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, columns under each other; long cells are cut, empty columns left out."""
    kept = [place for place in range(len(rows[0])) if any(row[place] for row in rows[1:])]
    cells = [[cut(row[place]) for place in kept] for row in rows]
    widths = [max(width(row[place]) for row in cells) for place in range(len(kept))]
    return [
        "  "
        + "  ".join(
            cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]


def cut(text: str) -> str:
    """Return a cell that is not too wide for the table; what it means, at its end, stays."""
    if len(text) <= WIDEST:
        return text
    worded, arrow, meaning = text.partition(ARROW)
    room = max(WIDEST - len(arrow) - len(meaning) - 3, 8)
    return worded[:room] + "..." + arrow + meaning if len(worded) > room else text


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: wide letters two, marks over letters none."""
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )


def unread(plans: Additions, meanings: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each figure that is no number, or no number of what its category counts."""
    for row, entry, meaning in zip(
        plans.tables["claims"], plans.entries["claims"], meanings.to_dict("records"), strict=True
    ):
        if meaning["unread"] == units.REASON:
            yield another_unit(entry, row, meaning)
        elif meaning["unread"]:
            figure = shown(row["figure"]) if row["figure"] else "an empty cell"
            part = read_figure(row["figure"]).unread
            more = f": {shown(part)}" if part and part != row["figure"] else ""
            yield (
                f"{entry.at('figure')}: {figure} cannot be read as a number ({meaning['unread']}{more}): it "
                f"is set aside; {TO_DO.get(meaning['unread'], LEAVE_OUT)}, or keep it so with --keep-unknown"
            )


def another_unit(entry: Entry, row: Mapping[str, str], meaning: Mapping[str, str]) -> str:
    """Return what to say of a figure that counts, by its own words, another thing than its category."""
    named = read_figure(row["figure"]).unit
    counted = "people" if meaning["group"] else meaning["unit"]
    nouns = hand("nouns")
    like = nouns[nouns["unit"].eq(named) & nouns["group"].eq("") & nouns["event_id"].eq("")]["noun"]
    category = f"a category such as {like.iloc[0]}" if len(like) else f"a category that counts {named}"
    return (
        f"{entry.at('figure')}: {shown(row['figure'])} counts {named}, and the category "
        f"{shown(row['category'])} counts {counted}: it is set aside; write {category}, or the page's number "
        f"of {counted}, or keep it so with --keep-unknown"
    )


def remarks(plans: Additions, meanings: pd.DataFrame) -> Iterator[str]:
    """Yield what a reader should look at and what does not stand in the way."""
    yield from plans.remarks
    yield from passed_over(plans.known)
    for entry, reason in zip(plans.entries["claims"], meanings["includes_reason"], strict=True):
        if reason:
            yield (
                f"{entry.at('includes')}: {reason}; it is kept as worded; add rows to data/hand/includes.csv "
                "if it names a group"
            )


def passed_over(known: Sequence[tuple[Entry, str]]) -> Iterator[str]:
    """Yield which rows the ledger has already: a line each, or one for each sheet where they are many."""
    by_sheet: dict[str, list[tuple[Entry, str]]] = {}
    for entry, name in known:
        by_sheet.setdefault(entry.label, []).append((entry, name))
    for label, rows in by_sheet.items():
        if len(rows) <= FEW:
            for entry, name in rows:
                yield f"{entry.at()}: is in the ledger already ({name}); passed over"
        else:
            numbers = ranges(sorted(entry.row for entry, _ in rows))
            yield f"{label}, rows {numbers}: are in the ledger already; passed over"


def ranges(numbers: Sequence[int]) -> str:
    """Return sorted numbers as ranges: `3-5, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def unknown(one: Unknown, towns: Mapping[str, list[Town]] | None) -> Iterator[str]:
    """Yield what is to be said of an unknown wording: where it is, what is near, and how to accept it."""
    looked_up = towns or {}
    rows = ", ".join(str(entry.row) for entry in one.entries[:6]) + (" ..." if len(one.entries) > 6 else "")
    near = f"; nearest known: {', '.join(one.near)}" if one.near else "; nothing known is near"
    plural = "s" if len(one.entries) > 1 else ""
    more = f"; {one.reason}" if one.reason else near
    where = f"{one.entries[0].label}, row{plural} {rows}, column {COLUMNS[one.what]}"
    yield f"unknown {one.what} {shown(one.worded)} ({where}){more}"
    row = accepting.ready(one, looked_up)
    if row:
        yield f'    ready: {says(row)}; --accept "{one.worded}"'
        return
    towns_of_name = looked_up.get(one.worded, [])
    if one.what == "place" and towns is None:
        yield f"    {geonames.MISSING}"
    elif one.what == "place" and not towns_of_name:
        yield "    GeoNames has no town of this name"
    yield "    choose one of:"
    yield from (f"      {way}" for way in accepting.ways_to_choose(one, looked_up))


def kinds_of_speakers(unknowns: Sequence[Unknown]) -> Iterator[str]:
    """Yield, once for an event, the kinds of speakers that an unknown authority can be."""
    for event in dict.fromkeys(one.event for one in unknowns if one.what == "authority"):
        yield f"kinds of speakers: {', '.join(accepting.speakers(event))}"


def says(row: Ready) -> str:
    """Return a ready row in words: its table and what it means."""
    return f"data/{row.table}.csv: {row.says}"


def skipped_rows(known: Sequence[tuple[Entry, str]]) -> str:
    """Return how many rows of a sheet the ledger has."""
    return f", {count(len(known), 'row')} known already" if known else ""
