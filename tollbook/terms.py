"""What nouns, authorities and the contents of totals mean, by the hand tables in `data/hand`.

A meaning is looked up, never worked out: what a table does not know comes back empty with a reason. Matching
ignores case, the width of spaces, the kind of hyphen and of apostrophe. Each distinct wording is looked up
once. A row may hold for one event (`event_id`), one side (`party`) or one worded `figure` only; the most
specific wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from tollbook import vocabulary
from tollbook.figures import read_figure
from tollbook.paths import hand
from tollbook.vocabulary import UNATTRIBUTED, Names, every, every_counted, people_outcomes

GROUPS = Names(lambda words: words.groups)
PARTIES = Names(lambda words: words.parties)
UNKNOWN_NOUN, NO_NOUN = "unknown noun", "no noun"
UNKNOWN_AUTHORITY, NO_AUTHORITY = "unknown authority", "no authority"
WITHOUT_BRACKET = "read without its bracket"
NOUN_CONTEXT = ("event_id", "party", "figure")
NOUN_COLUMNS = ["group", "part", "unit"]
AUTHORITY_COLUMNS = ["origin", "party", "kind"]

HYPHENS = re.compile(r"[-_\u2010-\u2015\u2212]")
BRACKET = re.compile(r"\s*\([^()]*\)$")


def match_key(text: str) -> str:
    """Return a wording as it is matched: one case, single spaces, no hyphens, straight apostrophes."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    return " ".join(HYPHENS.sub(" ", plain).split()).casefold()


def lookup(name: str, worded: str, context: Iterable[str] = ()) -> dict[tuple[str, ...], dict[str, str]]:
    """Return the rows of the hand table `name` by wording (as matched) and context columns.

    Raises ValueError when two rows have the same key, a group or party is not one of any event's, or a column
    is missing.
    """
    table = hand(name)
    missing = [column for column in (worded, *context) if column not in table]
    if missing:
        raise ValueError(f"data/hand/{name}.csv has no column {', '.join(missing)}: add it to row 1")
    rows = table.to_dict("records")
    keys = [(match_key(row[worded]), *(row[column] for column in context)) for row in rows]
    repeated = sorted(" / ".join(filter(None, key)) for key, times in Counter(keys).items() if times > 1)
    if repeated:
        raise ValueError(f"data/hand/{name}.csv has more than one row for: {', '.join(repeated)}")
    for column in ("group", "party"):
        allowed = in_order(every(column), GROUPS if column == "group" else PARTIES)
        wrong = sorted(set(table.get(column, [])) - {"", *allowed})
        if wrong:
            raise ValueError(
                f"data/hand/{name}.csv: {column} {', '.join(wrong)} is not one of {', '.join(allowed)}"
            )
    return dict(zip(keys, rows, strict=True))


def in_order(names: Iterable[str], first: Iterable[str]) -> list[str]:
    """Return names, those in `first` before all others, in its order."""
    known = list(first)
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))


def most_specific(
    rows: dict, key: str, *context: str, column: str = "", known: Iterable[str] | None = None
) -> dict | None:
    """Return the row for `key` that fits `context` best; a row's own context may be empty.

    A row whose cell of `column` is neither empty nor among `known` is passed over: it means a group or a
    party that another event has.
    """
    choices = [()]
    for cell in context:
        choices = [(*choice, value) for choice in choices for value in dict.fromkeys((cell, ""))]
    found = (rows[key, *choice] for choice in choices if (key, *choice) in rows)
    return next((row for row in found if known is None or row[column] in ("", *known)), None)


def each_once(cells: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the distinct rows of `cells` and, for every row of `cells`, the position of its distinct row."""
    numbers = cells.groupby(list(cells.columns), sort=False, dropna=False).ngroup()
    return cells[~numbers.duplicated().to_numpy()], numbers.to_numpy()


def at_positions(
    rows: list[tuple[str, ...]], columns: list[str], positions: np.ndarray, index: pd.Index
) -> pd.DataFrame:
    """Return one row of `rows` for each position, on `index`."""
    found = pd.DataFrame(rows, columns=columns, dtype="str")
    return found.take(positions).set_axis(index, axis=0)


def column_or_empty(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of `frame`, or empty strings where it has none."""
    return frame[column].fillna("") if column in frame else pd.Series("", index=frame.index, dtype="str")


def read_nouns(claims: pd.DataFrame) -> pd.DataFrame:
    """Return `group, part, unit, reason` for each claim's noun.

    `claims` has `category` and `outcome`, and may have `event_id`, `party` or `attributed_to`, `figure`,
    `note` and `includes`: a few nouns mean another thing in one event or in one party's mouth. `unit`
    is `people` when the outcome is one of people (`outcomes.csv`: killed, missing). With any other outcome
    the same noun counts `participants` (militants), those `present`, or what `other_outcomes.csv` finds in
    the note (`aboard`, `threatened`, `casualties`, `strength`). Things have a unit of their own and no group.
    `reason` is empty, `unknown noun` or `no noun`. Raises ValueError when a hand table contradicts itself.
    """
    rows = lookup("nouns", "noun", NOUN_CONTEXT)
    other = ~claims["outcome"].isin(["", *people_outcomes()])
    remarks = column_or_empty(claims, "includes") + " " + column_or_empty(claims, "note")
    cells = pd.DataFrame(
        {
            "noun": claims["category"].fillna(""),
            "event": event_cells(claims, rows),
            "party": parties(claims),
            "figure": known_cells(claims, rows, "figure", 3),
            "other": other,
            "remark": remarks.where(other, ""),
        }
    )
    distinct, positions = each_once(cells)
    phrases = [(row["phrase"], row["unit"]) for row in hand("other_outcomes").to_dict("records")]
    groups = {event: vocabulary.of(event).groups for event in set(distinct["event"])}
    found = [read_noun(rows, phrases, groups, *cell) for cell in distinct.itertuples(index=False)]
    return at_positions(found, [*NOUN_COLUMNS, "reason"], positions, claims.index)


def read_noun(
    rows: dict,
    phrases: list[tuple[str, str]],
    groups: Mapping[str, Iterable[str]],
    noun: str,
    event: str,
    party: str,
    figure: str,
    other: bool,
    remark: str,
) -> tuple[str, ...]:
    """Return group, part, unit and reason of one noun; `groups` are those of each event."""
    row = most_specific(rows, match_key(noun), event, party, figure, column="group", known=groups[event])
    if row is None:
        return "", "", "", UNKNOWN_NOUN if noun.strip() else NO_NOUN
    unit = row["unit"]
    if other:
        worded = [unit_of for phrase, unit_of in phrases if unit == "people" and phrase in remark.casefold()]
        unit = [*worded, row["unit_other"]][0]
    return row["group"], row["part"], unit, ""


def known_cells(claims: pd.DataFrame, rows: dict, column: str, place: int) -> pd.Series:
    """Return the cells of `column` that some row's key has at `place`, and empty ones for all others."""
    cells = column_or_empty(claims, column)
    return cells.where(cells.isin({key[place] for key in rows}), "")


def event_cells(claims: pd.DataFrame, rows: dict) -> pd.Series:
    """Return the events that some row's key has, and those with groups or parties of their own; empty cells
    for all others, which are read alike.
    """
    cells = column_or_empty(claims, "event_id")
    return cells.where(cells.isin({*(key[1] for key in rows), *vocabulary.of_their_own()}), "")


def parties(claims: pd.DataFrame) -> pd.Series:
    """Return each claim's party: its own column, else from `attributed_to`, else empty."""
    if "party" in claims or "attributed_to" not in claims:
        return column_or_empty(claims, "party")
    return read_authorities(claims["attributed_to"], claims.get("event_id"))["party"]


def read_authorities(authorities: pd.Series, events: pd.Series | None = None) -> pd.DataFrame:
    """Return `origin, party, kind, reason` for each worded authority.

    `events` are the event ids on the same index: an office (`chief minister`) is another person's in another
    event. An origin such as `officials (unnamed)` is a kind of speaker, not one person. A wording with a
    bracket that no row knows is read without it (`Sarfraz Bugti (to Dawn)`) and `reason` says so, unless it
    then names nobody. Otherwise `reason` is empty, `unknown authority` (all else empty) or `no authority`
    (an empty cell, unattributed). Raises ValueError when the hand table contradicts itself.
    """
    rows = lookup("authorities", "attributed_to", ("event_id",))
    claims = pd.DataFrame({"event_id": "" if events is None else events}, index=authorities.index)
    cells = pd.DataFrame({"worded": authorities.fillna(""), "event": event_cells(claims, rows)})
    distinct, positions = each_once(cells)
    known = {event: vocabulary.of(event).parties for event in set(distinct["event"])}
    found = [read_authority(rows, known, *cell) for cell in distinct.itertuples(index=False)]
    return at_positions(found, [*AUTHORITY_COLUMNS, "reason"], positions, authorities.index)


def read_authority(
    rows: dict, known: Mapping[str, Iterable[str]], worded: str, event: str
) -> tuple[str, ...]:
    """Return origin, party, kind and reason of one worded authority; `known` are each event's parties."""
    if not worded.strip():
        return "not named", UNATTRIBUTED, "not named", NO_AUTHORITY
    of_event = {"column": "party", "known": known[event]}
    row, reason = most_specific(rows, match_key(worded), event, **of_event), ""
    if row is None and BRACKET.search(worded):
        plain = match_key(BRACKET.sub("", worded))
        row, reason = most_specific(rows, plain, event, **of_event), WITHOUT_BRACKET
        # "outlet itself (quoting the police)" names somebody: without its bracket it would name nobody
        row = None if row and row["party"] == UNATTRIBUTED else row
    if row is None:
        return "", "", "", UNKNOWN_AUTHORITY
    return (*(row[column] for column in AUTHORITY_COLUMNS), reason)


def read_includes(includes: pd.Series, events: pd.Series | None = None) -> pd.DataFrame:
    """Return `includes, parts, period_hint, place_hint, reason` for what each total says it includes.

    `events` are the event ids on the same index: `police` are responders in a flood and security personnel in
    an attack. `includes` is the groups inside, sorted, joined by `;` (`civilians;militants;security`); a
    total that names only a part of a group (four police) has that group inside. `parts` keeps what is named
    and how many, sorted, in the form `group:part=number` (`civilians:women;security:police=4;security=14`).
    `period_hint` and `place_hint` are the periods and places that the words speak of. `reason` lists the
    words that no row knows, after `unknown:`. Raises ValueError when a hand table contradicts itself.
    """
    items = Items()
    of_event = {event: items.named(event) for event in set(() if events is None else events)}
    named = "" if events is None else events.map(of_event)
    cells = pd.DataFrame({"text": includes.fillna(""), "event": named}, index=includes.index)
    distinct, positions = each_once(cells)
    found = [read_contents(items, *cell) for cell in distinct.itertuples(index=False)]
    columns = ["includes", "parts", "period_hint", "place_hint", "reason"]
    return at_positions(found, columns, positions, includes.index)


class Items:
    """What the items of totals mean: the rows of `includes.csv` and of `nouns.csv`, and the groups that each
    event counts. Raises ValueError when a hand table contradicts itself.
    """

    def __init__(self) -> None:
        self.rows = lookup("includes", "token", ("event_id",))
        self.nouns = lookup("nouns", "noun", NOUN_CONTEXT)
        self.with_rows = {key[1] for rows in (self.rows, self.nouns) for key in rows}
        self.groups = {"": every("group")}
        self.counts = {"": every_counted()}

    def named(self, event: str) -> str:
        """Return an event that is read in its own way; the empty string for all others."""
        return event if event in self.with_rows or event in vocabulary.of_their_own() else ""

    def meaning(self, token: str, event: str) -> dict | None:
        """Return the meaning of one item: its own row, else a number and a noun that a table knows."""
        if event not in self.groups:
            words_of_event = vocabulary.of(event)
            self.groups[event], self.counts[event] = frozenset(words_of_event.groups), words_of_event.counted
        row = most_specific(self.rows, match_key(token), event)
        if row and (not row["group"] or row["group"] in self.groups[event]):
            return row
        words = token.split()
        for start in range(len(words)):
            noun, number = match_key(" ".join(words[start:])), " ".join(words[:start])
            own = most_specific(self.rows, noun, event)
            row = own or most_specific(self.nouns, noun, event, "", "")
            # its own row may name a part and no group: children are of any
            if row and (row["group"] in self.counts[event] or (own and own["part"] and not own["group"])):
                count = count_of(number) if number else ""
                return None if count is None else {"period": "", "place": "", **row, "number": count}
        return None


def read_contents(items: Items, text: str, event: str) -> tuple[str, ...]:
    """Return groups, parts, periods, places and unknown words of one cell."""
    tokens = [token.strip() for token in text.split(";") if token.strip()]
    known = {token: items.meaning(token, event) for token in tokens}
    meanings = [row for row in known.values() if row]
    groups = {row["group"] for row in meanings} - {""}
    parts = {name_part(row) for row in meanings} - {""}
    periods = {period for row in meanings for period in row["period"].split(";")} - {""}
    places = {row["place"] for row in meanings} - {""}
    unknown = [token for token, row in known.items() if not row]
    return (
        *(";".join(sorted(values)) for values in (groups, parts, periods, places)),
        f"unknown: {'; '.join(unknown)}" if unknown else "",
    )


def count_of(worded: str) -> str | None:
    """Return a worded number as `4`, `60+` (at least) or `12-14`; None where it is no number."""
    figure = read_figure(worded)
    if figure.low is None or pd.isna(figure.low):
        return None
    if figure.high is None or pd.isna(figure.high):
        return f"{figure.low}+"
    return f"{figure.low}" if figure.low == figure.high else f"{figure.low}-{figure.high}"


def name_part(row: dict) -> str:
    """Return `group:part=number` of one item, without what it lacks; empty where it only names a group."""
    if not (row["part"] or row["number"]):
        return ""
    name = ":".join(filter(None, (row["group"], row["part"])))
    return "=".join(filter(None, (name, row["number"])))
