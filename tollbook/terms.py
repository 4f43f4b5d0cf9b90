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
from collections.abc import Iterable

import numpy as np
import pandas as pd

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

    Raises ValueError when two rows have the same key, or a group or party is not one of any event's.
    """
    table = hand(name)
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


def most_specific(rows: dict, key: str, *context: str) -> dict | None:
    """Return the row for `key` that fits `context` best; a row's own context may be empty."""
    choices = [()]
    for cell in context:
        choices = [(*choice, value) for choice in choices for value in dict.fromkeys((cell, ""))]
    return next((rows[key, *choice] for choice in choices if (key, *choice) in rows), None)


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
            "event": known_cells(claims, rows, "event_id", 1),
            "party": parties(claims),
            "figure": known_cells(claims, rows, "figure", 3),
            "other": other,
            "remark": remarks.where(other, ""),
        }
    )
    distinct, positions = each_once(cells)
    phrases = [(row["phrase"], row["unit"]) for row in hand("other_outcomes").to_dict("records")]
    found = [read_noun(rows, phrases, *cell) for cell in distinct.itertuples(index=False)]
    return at_positions(found, [*NOUN_COLUMNS, "reason"], positions, claims.index)


def read_noun(
    rows: dict,
    phrases: list[tuple[str, str]],
    noun: str,
    event: str,
    party: str,
    figure: str,
    other: bool,
    remark: str,
) -> tuple[str, ...]:
    """Return group, part, unit and reason of one noun."""
    row = most_specific(rows, match_key(noun), event, party, figure)
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
    cells = pd.DataFrame(
        {"worded": authorities.fillna(""), "event": known_cells(claims, rows, "event_id", 1)}
    )
    distinct, positions = each_once(cells)
    found = [read_authority(rows, *cell) for cell in distinct.itertuples(index=False)]
    return at_positions(found, [*AUTHORITY_COLUMNS, "reason"], positions, authorities.index)


def read_authority(rows: dict, worded: str, event: str) -> tuple[str, ...]:
    """Return origin, party, kind and reason of one worded authority."""
    if not worded.strip():
        return "not named", UNATTRIBUTED, "not named", NO_AUTHORITY
    row, reason = most_specific(rows, match_key(worded), event), ""
    if row is None and BRACKET.search(worded):
        row, reason = most_specific(rows, match_key(BRACKET.sub("", worded)), event), WITHOUT_BRACKET
        # "outlet itself (quoting the police)" names somebody: without its bracket it would name nobody
        row = None if row and row["party"] == UNATTRIBUTED else row
    if row is None:
        return "", "", "", UNKNOWN_AUTHORITY
    return (*(row[column] for column in AUTHORITY_COLUMNS), reason)


def read_includes(includes: pd.Series) -> pd.DataFrame:
    """Return `includes, parts, period_hint, place_hint, reason` for what each total says it includes.

    `includes` is the groups inside, sorted, joined by `;` (`civilians;militants;security`); a total that
    names only a part of a group (four police) has that group inside. `parts` keeps what is named and how
    many, sorted, in the form `group:part=number` (`civilians:women;security:police=4;security=14`).
    `period_hint` and `place_hint` are the periods and places that the words speak of. `reason` lists the
    words that no row knows, after `unknown:`. Raises ValueError when a hand table contradicts itself.
    """
    rows, nouns = lookup("includes", "token"), lookup("nouns", "noun", NOUN_CONTEXT)
    cells = pd.DataFrame({"text": includes.fillna("")})
    distinct, positions = each_once(cells)
    found = [read_contents(rows, nouns, text) for text in distinct["text"]]
    columns = ["includes", "parts", "period_hint", "place_hint", "reason"]
    return at_positions(found, columns, positions, includes.index)


def read_contents(rows: dict, nouns: dict, text: str) -> tuple[str, ...]:
    """Return groups, parts, periods, places and unknown words of one cell."""
    tokens = [token.strip() for token in text.split(";") if token.strip()]
    known = {token: read_token(rows, nouns, token) for token in tokens}
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


def read_token(rows: dict, nouns: dict, token: str) -> dict | None:
    """Return the meaning of one item of a total: its own row, else a number and a noun that a table knows."""
    if (match_key(token),) in rows:
        return rows[match_key(token),]
    words, counted = token.split(), every_counted()
    for start in range(len(words)):
        noun, number = match_key(" ".join(words[start:])), " ".join(words[:start])
        row = rows.get((noun,)) or nouns.get((noun, "", "", ""))
        if row and row["group"] in counted:
            count = count_of(number) if number else ""
            return None if count is None else {"period": "", "place": "", **row, "number": count}
    return None


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


def included_groups(includes: str) -> frozenset[str]:
    """Return the groups inside a total, from the column `includes` of `read_includes`."""
    return frozenset(filter(None, includes.split(";")))
