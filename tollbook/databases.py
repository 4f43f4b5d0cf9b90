"""What databases have of an event, beside the figures of the pages and never mixed with them.

`tollbook import` leaves a table for each file in `data/databases`. Each table is told for itself: two
versions of a database count the same people, and so do two databases.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from tollbook import dictionary, paths, reconcile, tables, vocabulary
from tollbook.attribution import day_words
from tollbook.files import sha256
from tollbook.importing import cards
from tollbook.importing.records import CUMULATIVE, UNKNOWN
from tollbook.parameters import Run
from tollbook.problem import Problem
from tollbook.words import count, day, interval

COLUMNS = ["outcome", "group", "part", "who counts", "low", "best", "high", "rule", "from"]
NONE = "No figures of a database were taken over for this event (`tollbook import`)."
LATER = (
    "Figures of databases are shown in the latest report alone: their tables do not say what was known when."
)
SAME = ["outcome", "group", "group_as_given", "part", "given"]
"""What the figures of one table must share to be one row."""
WHERE = ["table", "database", "version", "rule"]
PAGES = "pages: "


def of_event(event: str) -> pd.DataFrame:
    """Return the claims that were taken over for an event, with `table` (the name of the file they are in);
    all text but low, best and high, which are whole numbers or missing.
    """
    folder = paths.resolve(cards.FOLDER)
    found = [read(path) for path in cards.of_event(folder, event)]
    columns = ["table", *dictionary.table("claims", "databases").names]
    claims = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns, dtype="str")
    claims = claims[claims["event_id"] == event]
    numbers = {name: pd.to_numeric(claims[name]).astype("Int64") for name in ("low", "best", "high")}
    return claims.assign(**numbers).reset_index(drop=True)


def read(path: Path) -> pd.DataFrame:
    """Return a table of claims as text, with its name."""
    claims = pd.read_csv(path, dtype=str, keep_default_na=False)
    claims.insert(0, "table", path.name.removesuffix(".csv"))
    return claims


def told(run: Run, out_dir: str | os.PathLike[str] = "data/processed") -> tuple[str, pd.DataFrame]:
    """Return a sentence in Markdown and a table of what each database has for a run's event, per outcome,
    group and part, beside the figures of the pages that are in force; nothing of the two is mixed.

    Figures of single records are added up; of cumulative ones the last of each place. The figures of pages
    are those of the event's running period, by the run's rule. Without any, and for a moment that is not the
    latest, one sentence and a table without rows. Reads `totals.csv` of `out_dir`.
    """
    empty = pd.DataFrame(columns=COLUMNS)
    claims = of_event(run.event)
    if claims.empty:
        return NONE, empty
    if run.moment is not None:
        return LATER, empty
    words = vocabulary.of(run.event)
    people = [name for name, outcome in words.outcomes.items() if outcome.counts_people]
    sums = summed(claims[claims["outcome"].isin(people)])
    pages = of_pages(run, out_dir, set(sums["outcome"]))
    rows = pd.concat([sums, pages], ignore_index=True)
    return sentence(claims, sums, run), in_words(rows, run)


def summed(claims: pd.DataFrame) -> pd.DataFrame:
    """Return, for each table, rule and kind of people, the sum of the figures of its records; where figures
    run on, the last of each place. A bound is missing where a record has none.
    """
    keys = [*WHERE, *SAME]
    is_told = claims["group"].ne(UNKNOWN) & claims["kind"].ne(CUMULATIVE)
    claims = claims.assign(group_as_given=claims["group_as_given"].mask(is_told, claims["group"]))
    single = claims[claims["kind"] != CUMULATIVE]
    running = claims[claims["kind"] == CUMULATIVE].sort_values(["date_end", "claim_id"], kind="stable")
    newest = running.drop_duplicates([*keys, "place"], keep="last")
    added = single.groupby(keys, as_index=False, sort=False).agg(
        low=("low", whole_sum), best=("best", whole_sum), high=("high", whole_sum), rows=("claim_id", "size")
    )
    last = newest.groupby(keys, as_index=False, sort=False).agg(
        low=("low", whole_sum),
        best=("best", whole_sum),
        high=("high", whole_sum),
        rows=("claim_id", "size"),
        until=("date_end", "max"),
    )
    both = added.merge(last[["table", *SAME]], on=["table", *SAME], how="left", indicator=True)
    added = added[both["_merge"].eq("left_only").to_numpy()]  # the days of a count that runs on are in it
    return pd.concat([added, last], ignore_index=True).fillna({"until": ""})


def whole_sum(numbers: pd.Series) -> object:
    """Return the sum of numbers; missing where one is."""
    return numbers.sum(skipna=False)


def of_pages(run: Run, out_dir: str | os.PathLike[str], outcomes: set[str]) -> pd.DataFrame:
    """Return the figures of pages that are in force for some outcomes, by party, in the columns of
    `summed`.
    """
    totals = tables.load(run.event, out_dir, "totals").assign(event_id=run.event)
    now = reconcile.as_of(totals, run.moment)
    words = vocabulary.of(run.event)
    is_shown = now["outcome"].isin(outcomes) & now["party"].isin(words.speaking)
    now = now[is_shown & (now["rule"] == run.rule) & (now["period"] == run.period)]
    text = reconcile.figure_since(totals, now).map(lambda since: day(since, run.zone))
    return pd.DataFrame(
        {
            "table": "",
            "database": PAGES + now["party"].map(lambda party: words.parties[party].label),
            "version": "",
            "rule": f"{run.rule}, since " + text,
            "outcome": now["outcome"],
            "group": now["group"],
            "group_as_given": now["group"],
            "part": "",
            "given": "reported",
            "low": now["low"],
            "best": now["best"],
            "high": now["high"],
            "rows": now["n_reports"],
            "until": "",
        }
    )


def in_words(rows: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the rows as a table for readers, ordered by outcome, group, part and who counts; groups of which
    no database has a figure come last, so that a page that shows the first rows shows what databases have.
    """
    words = vocabulary.of(run.event)
    order = {name: rank for rank, name in enumerate([*words.groups])}
    outcomes = {name: rank for rank, name in enumerate(words.outcomes)}
    is_page = rows["database"].str.startswith(PAGES)
    ranked = rows.assign(
        outcome_rank=rows["outcome"].map(outcomes),
        pages_alone=is_page.groupby([rows["outcome"], rows["group"]]).transform("all"),
        group_rank=rows["group"].map(order).fillna(len(order)),
        is_page=is_page,
    )
    keys = ["outcome_rank", "pages_alone", "group_rank", "part", "is_page", "database", "table", "given"]
    ranked = ranked.sort_values([*keys, "group_as_given"], kind="stable")
    found = [row_in_words(row, words) for row in ranked.to_dict("records")]
    return pd.DataFrame(found, columns=COLUMNS)


def row_in_words(row: dict[str, object], words: vocabulary.Vocabulary) -> list[object]:
    """Return one row in the columns of `COLUMNS`."""
    group = words.groups.get(row["group"])
    label = group.label if group else f"not told: {row['group_as_given']}"
    database = " ".join(filter(None, (str(row["database"]).upper(), str(row["version"]))))
    is_page = str(row["database"]).startswith(PAGES)
    who = str(row["database"]) if is_page else database
    rule = f"{row['rule']}, to {row['until']}" if row["until"] else str(row["rule"])
    if is_page:
        figure = ["", interval(row["low"], row["high"], row["best"]), ""]
    else:
        figure = [number(row[name]) for name in ("low", "best", "high")]
    outcome = words.outcomes[row["outcome"]].label
    source = count(int(row["rows"]), "page" if is_page else "record")
    return [outcome, label, row["part"], who, *figure, rule, source]


def number(value: object) -> str:
    """Return a whole number as text; empty where it is missing."""
    return "" if pd.isna(value) else f"{int(value):,}"


def sentence(claims: pd.DataFrame, sums: pd.DataFrame, run: Run) -> str:
    """Return in Markdown what was taken over, and that it is not mixed with the pages' figures."""
    names = claims.groupby(["table", "database", "version"], sort=True).agg(
        records=("record_id", "nunique"), first=("date_end", "min"), last=("date_end", "max")
    )
    parts = [
        f"{' '.join(filter(None, (database.upper(), version)))}: {count(row.records, 'record')}"
        + (f" of {days(row.first, row.last)}" if row.first else "")
        for (_, database, version), row in zip(names.index, names.itertuples(index=False), strict=True)
    ]
    filled = claims["given"].eq("extrapolated").any()
    return (
        f"Taken over from databases, each with its own rule: {'; '.join(parts)}. **Not mixed** with the "
        "figures of the pages, which stand beside them, and not added to each other: they count many of the "
        "same people."
        + (" Figures that a database filled in itself are called extrapolated." if filled else "")
    )


def days(first: str, last: str) -> str:
    """Return two ISO days in words: `6 May 2021`, or `from 4 May 2021 to 6 May 2021` where they differ."""
    one, other = (day_words(iso, year=True) for iso in (first, last))
    return one if first == last else f"{one} to {other}"


def problems(project: Path | None = None) -> list[Problem]:
    """Return what is wrong with the tables of `data/databases` of a project (default: this one): a table
    without card, one that was changed since it was taken over, columns or events that are not known.
    """
    root = paths.project_root() if project is None else project
    known = set(pd.read_csv(root / "data/hand/events.csv", dtype=str)["event_id"])
    found = cards.tables(root / cards.FOLDER)
    return [problem for path in found for problem in problems_of(path, known)]


def problems_of(table: Path, events: set[str]) -> Iterator[Problem]:
    """Yield what is wrong with one table."""
    label, again = f"databases/{table.name}", "import its file again with tollbook import"
    try:
        card = yaml.safe_load(cards.card_of(table).read_text(encoding="utf-8"))
        event, written = str(card["event_id"] or ""), card["sha256"]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        yield Problem(label, None, "", "the table has no source card that can be read", again)
        return
    with table.open(encoding="utf-8", errors="replace") as file:
        header = file.readline().rstrip("\n").split(",")
    if header != dictionary.table("claims", "databases").names:
        yield Problem(
            label, 1, "", "the columns are not those of data/dictionary/databases-claims.yml", again
        )
    if event and event not in events:
        todo = "add the event to data/hand/events.csv, or delete the table and its card"
        yield Problem(label, None, "event_id", f"the event {event} is not known", todo)
    if sha256(table) != written:
        yield Problem(label, None, "", "the table was changed after it was taken over", again)
