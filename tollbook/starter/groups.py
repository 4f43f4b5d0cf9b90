"""Groups of people that the call names, in place of those of the kind of event."""

from __future__ import annotations

from tollbook.refusals import CallError
from tollbook.starter.rows import LIST, Row
from tollbook.terms import match_key

ALL = "all"
COLOURS = ("crimson", "blue", "ochre", "indigo", "maroon")
"""Those of `theme.py` that everybody tells apart; grey is the colour of the total."""
EXAMPLE = "--groups residents,visitors,responders"


def checked(text: str) -> tuple[str, ...]:
    """Return the names in `residents,visitors`. Raises CallError where they will not do."""
    names = tuple(" ".join(name.split()) for name in text.split(",") if name.strip())
    ids = [name_of(name) for name in names]
    if not text.strip():
        return ()
    if len(set(ids)) < len(ids) or ALL in ids or "" in ids:
        raise CallError(
            f"--groups: each group once, named with letters, and without `{ALL}`, which is all of them "
            f"together: such as {EXAMPLE}"
        )
    if not 2 <= len(names) <= len(COLOURS):
        raise CallError(
            f"--groups: give two to {len(COLOURS)} groups, separated by commas, such as {EXAMPLE}; leave "
            "--groups out for those that events of this kind have"
        )
    return names


def name_of(words: str) -> str:
    """Return a group's name in the tables: `aid workers` is `aid_workers`."""
    return "_".join("".join(c if c.isalnum() else " " for c in words.lower()).split())


def group_rows(names: tuple[str, ...], total: Row) -> list[Row]:
    """Return rows of `groups.csv` for groups of these names; `total` is the row of a kind's own `all`."""
    found = [
        {
            "group": name_of(words),
            "rank": str(rank),
            "main": "yes",
            "singular": words.removesuffix("s") or words,
            "plural": words,
            "label": words,
            "title": words[0].upper() + words[1:],
            "section": words[0].upper() + words[1:],
            "as_printed": words,
            "in_sum": words,
            "colour": COLOURS[rank - 1],
            "shown_rank": str(rank),
            "why": "named when the event was entered",
        }
        for rank, words in enumerate(names, start=1)
    ]
    rank = str(len(names) + 1)
    last = {"rank": rank, "shown_rank": rank, "made_of": LIST.join(map(name_of, names))}
    return [*found, total | last]


def noun_rows(names: tuple[str, ...], rows: list[Row]) -> list[Row]:
    """Return the rows of `nouns.csv` for groups of these names: each is a noun for itself, and a noun of a
    group that there is not counts a part of all.
    """
    groups = {name_of(words) for words in names}
    taken = {match_key(words) for words in names}
    kept = [
        row
        if row["group"] in ("", ALL, *groups)
        else row | {"group": ALL, "part": row["part"] or row["noun"]}
        for row in rows
        if match_key(row["noun"]) not in taken
    ]
    form = next(row for row in rows if row["group"] == ALL and not row["part"])
    own = [form | {"noun": words, "group": name_of(words), "why": "", "doubt": ""} for words in names]
    return [*own, *kept]


def include_rows(names: tuple[str, ...], rows: list[Row]) -> list[Row]:
    """Return the rows of `includes.csv` for groups of these names; a token of another group names a part."""
    groups = {name_of(words) for words in names}
    taken = {match_key(words) for words in names}
    kept = [
        row if row["group"] in ("", *groups) else row | {"group": "", "part": row["part"] or row["token"]}
        for row in rows
        if match_key(row["token"]) not in taken
    ]
    own = [dict.fromkeys(rows[0], "") | {"token": words, "group": name_of(words)} for words in names]
    return [*own, *kept]
