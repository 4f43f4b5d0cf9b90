"""An import from the file to the written table, whatever database it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pandas as pd

from tollbook import paths
from tollbook.files import sha256
from tollbook.importing import (
    acled,
    archives,
    cards,
    choosing,
    claims,
    hxl_table,
    letters,
    rows,
    tfp,
    ucdp,
    writing,
)
from tollbook.importing.choosing import Chosen, Window
from tollbook.importing.claims import About, Counts
from tollbook.importing.faults import UnfitError
from tollbook.importing.letters import File
from tollbook.importing.records import Prepared
from tollbook.importing.rows import Table
from tollbook.importing.writing import Written
from tollbook.words import count

MODULES: dict[str, ModuleType] = {module.NAME: module for module in (ucdp, acled, hxl_table, tfp)}


class Asked(NamedTuple):
    """What is to be taken over: a file of a database, for an event (its window) or for none, under a name;
    `version` where the file does not say it.
    """

    database: str
    path: Path
    window: Window | None
    name: str
    version: str
    dry_run: bool


class Result(NamedTuple):
    """What was taken over: all that is to be said of it, in numbers and words."""

    asked: Asked
    prepared: Prepared
    said: list[str]
    n_rows: int
    n_taken: int
    n_outside: int
    reasons: dict[int, str]
    n_claims: int
    counts: Counts
    about: About
    written: Written | None


def take_over(asked: Asked) -> Result:
    """Take a file over, or the table in an archive. Raises UnfitError where it cannot be, CallError where the
    call does not say enough.
    """
    with archives.opened(asked.path) as path:
        return take_table(asked, path)


def take_table(asked: Asked, path: Path) -> Result:
    """Take over the table in the file `path`, which may have come out of the archive that was asked for."""
    module = MODULES[asked.database]
    table, texts = read(module, path)
    prepared = module.prepare(table, path.stem)
    unpacked = [] if path == asked.path else [f"{path.name}, unpacked from {asked.path.name}"]
    chosen = choosing.choose(prepared, asked.window)
    reasons = table.unread | reasons_of(prepared, chosen)
    event = asked.window.event if asked.window else ""
    version = asked.version or prepared.version
    about = About(asked.database, asked.name, event, prepared.origin, version)
    counts = Counts.none()
    result = Result(
        asked,
        prepared,
        [*unpacked, *table.said, *prepared.said, *chosen.said],
        table.n_rows,
        int(chosen.taken.sum()),
        chosen.n_outside,
        reasons,
        0,
        counts,
        about,
        None,
    )
    check_sum(result)
    return result if result.n_taken == 0 else written(result, chosen, texts)


Texts = Callable[[set[int]], dict[int, str]]


def read(module: ModuleType, path: Path) -> tuple[Table, Texts]:
    """Return the rows of a file, and what gives the text of some of them."""
    if module is hxl_table:
        is_workbook = path.suffix.lower() in hxl_table.WORKBOOKS and path.is_file()
        file = None if is_workbook else letters.look_at(path, "CSV with HXL tags")
        return hxl_table.read(file, path), lambda wanted: hxl_table.texts(file, path, wanted)
    file = letters.look_at(path, "JSON or CSV" if module is tfp else "CSV")
    if module is tfp:
        reports = tfp.read(file)
        return reports, lambda wanted: tfp.texts(file, reports, wanted)
    refuse_json(file)
    table = rows.read(file, module.LAYOUT)
    return table, lambda wanted: rows.texts(file, table.lines, wanted)


def refuse_json(file: File) -> None:
    """Raise UnfitError for JSON where CSV is wanted."""
    first = next((line for line in letters.lines(file) if line.strip()), "")
    if first.lstrip()[:1] in ("{", "["):
        todo = "download the CSV of the same table; a short file may be the server's refusal"
        raise UnfitError(f"{file.path.name}: the file is JSON, not CSV; {todo}")


def reasons_of(prepared: Prepared, chosen: Chosen) -> dict[int, str]:
    """Return why records are set aside, by row."""
    bad = chosen.reasons.ne("")
    return dict(zip(prepared.records["row"][bad].tolist(), chosen.reasons[bad].tolist(), strict=True))


def check_sum(result: Result) -> None:
    """Raise ValueError unless every row of the file is taken, outside or set aside: no row is lost."""
    total = result.n_taken + result.n_outside + len(result.reasons)
    if total != result.n_rows:
        raise ValueError(f"{result.n_rows} rows, but {total} accounted for")


def written(result: Result, chosen: Chosen, texts: Texts) -> Result:
    """Write what was taken and return the result with it; in a dry run nothing stays."""
    name = f"{result.asked.database}-{result.asked.name}.csv"
    folder = paths.resolve(cards.FOLDER)
    writing.refuse_others(folder / name, result.about.event)
    with writing.beside(folder) as made:
        blocks = claims.blocks(result.prepared, chosen.taken, result.about, result.counts)
        n_claims = writing.write_claims(made / name, blocks)
        result = result._replace(n_claims=n_claims)
        if result.asked.dry_run:
            return result
        set_aside = cards.set_aside_of(made / name)
        writing.write_set_aside(set_aside, result.reasons, texts(set(result.reasons)))
        writing.write_card(cards.card_of(made / name), card(result, chosen, made / name))
        return result._replace(written=writing.publish(made, name, result.about.event))


def card(result: Result, chosen: Chosen, table: Path) -> dict[str, Any]:
    """Return the source card of a table; it holds no path and no time, so that the same file gives the
    same.
    """
    module, about, source = MODULES[result.asked.database], result.about, result.asked.path
    title = " ".join(filter(None, (about.origin, about.version)))
    return {
        "title": f"{title}: claims of a database, taken over with the rule that it used",
        "publisher": module.CARD["publisher"],
        "event_id": about.event,
        "version": about.version,
        "rules": sorted({field.rule for field in result.prepared.fields}),
        "one_row_is": "one figure of one record of the database",
        "key": ["claim_id"],
        "rows": result.n_claims,
        "dates": dates(result.prepared, chosen),
        "how_obtained": f"Taken over by tollbook import {about.database} from the file {source.name}",
        "read_as": result.said,
        "licence": module.CARD["licence"],
        "credit": module.CARD["credit"],
        "sha256": sha256(table),
        **of_source(result),
        "known_problems": known_problems(result),
    }


def dates(prepared: Prepared, chosen: Chosen) -> str:
    """Return the first and the last day of the records taken, in words."""
    days = pd.concat([prepared.records[name][chosen.taken] for name in ("date_start", "date_end")])
    days = days[days.ne("")]
    return f"{days.min()} to {days.max()}" if len(days) else "none"


def of_source(result: Result) -> dict[str, Any]:
    """Return what a card says of the file that was taken over."""
    return {
        "source_file": result.asked.path.name,
        "source_sha256": sha256(result.asked.path),
        "source_rows": result.n_rows,
        "source_rows_taken": result.n_taken,
        "source_rows_outside": result.n_outside,
        "source_rows_set_aside": len(result.reasons),
    }


def known_problems(result: Result) -> list[str]:
    """Return what a reader of the table should know: how the database counts, and what was not taken."""
    known = [*MODULES[result.asked.database].ABOUT]
    known += [f"{count(number, 'row')} set aside: {what}" for what, number in aside(result)]
    if result.n_outside:
        known.append(f"{count(result.n_outside, 'row')} outside the event, not taken")
    return known


def aside(result: Result) -> list[tuple[str, int]]:
    """Return the kinds of reasons for which rows were set aside and how many, the commonest first."""
    return sorted(writing.kinds(result.reasons).items(), key=lambda pair: (-pair[1], pair[0]))


def slug(text: str) -> str:
    """Return a text as the name of a file and of claims can have it."""
    return re.sub(r"[^a-z0-9_.]+", "-", text.lower()).strip("-.")
