"""Whether the rows of the hand tables mean something: what they name must be what a run looks up.

Each is a slip that no cell shows by itself and that a run passes over without a word: a figure would stand
in another group, a decision would be about nothing, a remark would never be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from tollbook import dictionary
from tollbook.page_plan import markdown_cells
from tollbook.problem import Problem, of_hand, shown
from tollbook.terms import match_key

Frames = Mapping[str, pd.DataFrame]

OF_AN_EVENT = {"hand/groups.group": "groups", "hand/parties.party": "parties"}
"""What each event has a set of its own of, or the common one, by the column that others refer to."""
FOUND_INSIDE = {("other_outcomes", "phrase"), ("sighting_roles", "target"), ("sighting_roles", "note")}
"""Columns whose cells are looked for inside of a text: a blank at an end may be meant."""
WORDINGS = (
    ("authorities", "attributed_to", "event_id"),
    ("includes", "token", "event_id"),
    ("nouns", "noun", "event_id", "party", "figure"),
)
"""Tables that are looked up by a wording, whatever its case, and the columns that tell its rows apart."""
PAGES, AT_THE_FOOT = "pages", "What it cannot tell"
WEEKDAYS = 7
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
WORD = re.compile(r"[\w.-]+")
BRACES = re.compile(r"\{name\}|([{}])")
ENTIRE_PLANE = 0x10000


def problems(frames: Frames, notebooks: Path) -> Iterator[Problem]:
    """Yield a problem for each cell of a hand table that nothing can be meant by.

    `frames` has all hand tables that could be read, as text, numbered as a spreadsheet counts rows;
    `notebooks` is the folder of the project's notebooks. A table that is missing, or lacks a column, is
    passed over: that is another check's problem.
    """
    named = named_by_others()
    for name, described in dictionary.tables("hand").items():
        if name in frames:
            yield from blank_ends(described, frames[name], named)
            yield from of_other_events(described, frames[name], frames)
    for check, name, *columns in CHECKS:
        if name in frames and set(columns) <= set(frames[name].columns):
            yield from check(frames[name], frames)
    if {"notebook", "section"} <= set(frames.get("remarks", pd.DataFrame()).columns):
        yield from remarks_never_made(frames["remarks"], notebooks)


def blank_ends(described: dictionary.Table, rows: pd.DataFrame, named: Collection[str]) -> Iterator[Problem]:
    """Yield the names, those that others refer to (`named`, see `named_by_others`) among them, with a blank
    at an end: they match nothing.
    """
    for column in described.columns:
        here = f"hand/{described.table}.{column.name}"
        is_name = column.name in described.key or column.refers_to or here in named
        if column.name not in rows or not is_name or column.type not in ("text", "wording"):
            continue
        cells = rows[column.name]
        if (described.table, column.name) not in FOUND_INSIDE:
            for row, text in cells[cells.ne(cells.str.strip())].items():
                what = f"{shown(text)} begins or ends with a blank"
                yield of_hand(described.table, row, column.name, what, "delete the blank")


def named_by_others() -> frozenset[str]:
    """Return the columns of hand tables that others refer to, as `folder/table.column`."""
    tables = [*dictionary.tables("raw").values(), *dictionary.tables("hand").values()]
    return frozenset(column.refers_to for table in tables for column in table.columns if column.refers_to)


def of_other_events(described: dictionary.Table, rows: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """Yield the groups and parties of a row of one event that this event does not have."""
    for column in described.columns:
        source = OF_AN_EVENT.get(column.refers_to or "", "")
        if source not in frames or not {"event_id", column.name} <= set(rows.columns):
            continue
        _, _, name = str(column.refers_to).partition(".")
        sets = frames[source].groupby("event_id", sort=False)[name].agg(list).to_dict()
        everywhere = {value for values in sets.values() for value in values}
        for row, event, value in rows[["event_id", column.name]].itertuples():
            known = sets.get(event, sets.get("", []))
            if event and value in everywhere and value not in known:
                what = f"{shown(value)} is no {name} of {shown(event)} in {source}.csv"
                yield of_hand(described.table, row, column.name, what, f"use one of: {', '.join(known)}")


def unknown_speakers(rows: pd.DataFrame, frames: Frames) -> Iterator[Problem]:
    """Yield the kinds of speakers that no row of speaker_kinds.csv has for their party."""
    kinds = frames.get("speaker_kinds", pd.DataFrame())
    if not {"party", "kind"} <= set(kinds.columns):
        return
    known = kinds.groupby("party")["kind"].agg(list).to_dict()
    every = set(kinds["kind"])
    for row, party, kind in rows[["party", "kind"]].itertuples():
        if party in known and kind in every and kind not in known[party]:
            what = f"no row of speaker_kinds.csv is for {shown(kind)} with the party {shown(party)}"
            todo = f"use one of: {', '.join(known[party])}; or add its row there"
            yield of_hand("authorities", row, "kind", what, todo)


def worded_alike(
    table: str, worded: str, *others: str
) -> Callable[[pd.DataFrame, Frames], Iterator[Problem]]:
    """Return the check that no two rows of a table have wordings that are matched alike, with the same cells
    in the columns `others`. Cells that are the same to the letter are the key's problem.
    """

    def check(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
        first: dict[tuple[str, ...], tuple[int, str]] = {}
        for row, text, *context in rows[[worded, *others]].itertuples():
            before, same = first.setdefault((match_key(text), *context), (row, text))
            if before != row and same != text:
                what = f"{shown(text)} is matched as {shown(same)} in row {before} is"
                todo = "delete one of the two rows; case, blanks and hyphens make no difference"
                yield of_hand(table, row, worded, what, todo)

    return check


def people_of_no_group(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
    """Yield the nouns that count people and name no group of them."""
    for row in rows.index[rows["unit"].eq("people") & rows["group"].eq("")]:
        todo = "fill it in, or give the unit that the noun counts"
        yield of_hand("nouns", row, "group", "the noun counts people and the cell is empty", todo)


def unreadable_titles(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
    """Yield the titles with braces around anything but `name`."""
    for row, title in rows["title"].items():
        if any(BRACES.findall(title)):
            todo = "write {name} where the name stands, and no other braces"
            yield of_hand(
                "speaker_kinds", row, "title", f"{shown(title)} has other braces than {{name}}", todo
            )


def unknown_weekdays(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
    """Yield the words for a day of the week that no week has."""
    days = rows[rows["kind"].eq("weekday") & rows["value"].str.fullmatch("[0-9]{1,2}")]
    for row, value in days["value"].items():
        if int(value) > WEEKDAYS:
            what = f"there is no weekday {value}"
            yield of_hand("date_words", row, "value", what, "give a value from 1 (Monday) to 7")


def spans_without_ends(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
    """Yield the number words whose value is a span and should not be, or is none and should be."""
    has_ends, is_span = rows["value"].str.contains("..", regex=False), rows["kind"].eq("span")
    for row, value in rows.loc[has_ends.ne(is_span) & rows["value"].ne(""), "value"].items():
        if is_span[row]:
            yield of_hand("number_words", row, "value", f"{shown(value)} is no span", "write it as 11..19")
        else:
            todo = "give one number, or make the kind span"
            yield of_hand("number_words", row, "value", f"{shown(value)} is a span", todo)


def values_with_ends(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
    """Yield the quantifiers whose value is two numbers."""
    for row, value in rows.loc[rows["value"].str.contains("..", regex=False), "value"].items():
        yield of_hand("quantifiers", row, "value", f"{shown(value)} is a span", "give one number")


def unknown_scripts(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
    """Yield the scripts that no letter is called after."""
    for row, cell in rows["scripts"].items():
        for script in cell.split():
            if script not in scripts():
                what = f"no letter is of the script {shown(script)}"
                todo = "use its name in Unicode, in capitals, such as LATIN or CYRILLIC"
                yield of_hand("figure_languages", row, "scripts", what, todo)


@cache
def scripts() -> frozenset[str]:
    """Return the scripts as `languages.script` calls them."""
    from tollbook.languages import script

    return frozenset(
        script(letter) for letter in map(chr, range(ENTIRE_PLANE)) if unicodedata.category(letter)[0] == "L"
    )


def overruled(rows: pd.DataFrame, _: Frames) -> Iterator[Problem]:
    """Yield the decisions on a column that the processed claims do not have, or with a value that it cannot
    have.
    """
    columns = {column.name: column for column in dictionary.table("claims", "processed").columns}
    for row, name, value in rows[["column", "value"]].itertuples():
        if name and name not in columns:
            what = f"{shown(name)} is no column of the processed claims"
            yield of_hand("overrules", row, "column", what, f"use one of: {', '.join(columns)}")
        elif name and (found := dictionary.fault(columns[name], value)):
            yield of_hand("overrules", row, "value", f"as {name}, {found.what}", found.todo)


def remarks_never_made(rows: pd.DataFrame, notebooks: Path) -> Iterator[Problem]:
    """Yield the remarks on a notebook that there is not, or on a section that it does not have."""
    if not notebooks.is_dir():
        return
    there = {path.stem: path for path in sorted(notebooks.glob("*.ipynb"))}
    missing = to_be_run(notebooks) - set(there)  # which the check of the batch file tells
    taken = {name: sections(path) for name, path in there.items()} | {PAGES: [AT_THE_FOOT]}
    for row, name, section in rows[["notebook", "section"]].itertuples():
        if name in missing:
            continue
        if name and name not in taken:
            what, todo = f"there is no notebook {shown(name)}", f"use one of: {', '.join(taken)}"
            yield of_hand("remarks", row, "notebook", what, todo)
        elif name and section and section not in taken[name]:
            what = f"{name} has no section {shown(section)}"
            yield of_hand("remarks", row, "section", what, f"use one of: {'; '.join(taken[name])}")


def to_be_run(notebooks: Path) -> set[str]:
    """Return the words of the batch file, the names of notebooks among them."""
    batch = notebooks / "batch.yml"
    return (
        set(WORD.findall(batch.read_text(encoding="utf-8", errors="replace"))) if batch.is_file() else set()
    )


def sections(path: Path) -> list[str]:
    """Return the headings of a notebook; none of a file that is no notebook."""
    return list(dict.fromkeys(words for text in markdown_cells(path) for words in HEADING.findall(text)))


CHECKS: tuple[tuple, ...] = (
    (unknown_speakers, "authorities", "party", "kind"),
    *((worded_alike(name, *columns), name, *columns) for name, *columns in WORDINGS),
    (people_of_no_group, "nouns", "group", "unit"),
    (unreadable_titles, "speaker_kinds", "title"),
    (unknown_weekdays, "date_words", "kind", "value"),
    (spans_without_ends, "number_words", "kind", "value"),
    (values_with_ends, "quantifiers", "value"),
    (unknown_scripts, "figure_languages", "scripts"),
    (overruled, "overrules", "column", "value"),
)
"""Each check with its table and the columns that it must have; it is called with that table and all."""
