"""The index of the pages and the page on method: made anew only when what they show has changed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tollbook import corrections, keys, project_events, record, workspace
from tollbook.contents import listed_pages, page_path
from tollbook.files import digest
from tollbook.own_rows import Data
from tollbook.record import Record
from tollbook.steps import Settings
from tollbook.store import Entry, Store, hashes

if TYPE_CHECKING:  # pandas takes a second to import, which an unchanged batch need not wait for
    import pandas as pd

INDEX, METHOD = "index.html", "method.html"
TABLES = ("totals", "claims")


def write(settings: Settings, store: Store, meta: Mapping[str, Any]) -> int:
    """Write the index and the page on method where they are not yet as they would be; return how many pages
    are listed. Without any, nothing is written.
    """
    pages = listed_pages(settings.reports)
    if not pages:
        return 0
    key = key_of(settings, pages, meta)
    kept = store.get(key)
    if kept is not None:
        for name in (METHOD, INDEX):
            workspace.publish(kept.folder / name, settings.reports / name)
        return len(pages)
    build(settings, pages, meta)
    with tempfile.TemporaryDirectory(prefix="tollbook-") as folder:
        for name in (METHOD, INDEX):
            workspace.publish(settings.reports / name, Path(folder, name))
        made = Record("", "", "index", "", "", started=record.now(), key=key)
        store.put(key, Entry(Path(folder), hashes(Path(folder)), made))
    return len(pages)


def key_of(settings: Settings, pages: list[dict[str, str]], meta: Mapping[str, Any]) -> str:
    """Return one hash over all that the index and the page on method show."""
    shown = [settings.project / corrections.FILE]
    for page in pages:
        path = page_path(settings.reports, page["event"], page["as_of"])
        shown += [path, path.with_suffix(".png")]
    shown += [table_path(settings.out, page["event"], name) for page in pages for name in TABLES]
    files = [digest(path.read_bytes()) if path.is_file() else "" for path in shown]
    data = {name: part.digest for name, part in Data(settings.project, settings.raw).whole.items()}
    everywhere = [keys.package(), keys.environment(settings.project)]
    return keys.of(["index", keys.SCHEMA, everywhere, data, pages, files, dict(meta)])


def build(settings: Settings, pages: list[dict[str, str]], meta: Mapping[str, Any]) -> None:
    """Make the index and the page on method. Raises what is wrong with a page or a table."""
    from tollbook import index, method

    events = list(dict.fromkeys(page["event"] for page in pages))
    known = corrections.read(settings.project, project_events.rows())
    facts = {**meta, "corrections": known}
    path = settings.reports / INDEX
    totals, claims = (tables_of(events, settings.out, name) for name in TABLES)
    index.build_index(pages, path, facts, totals, claims)
    method.build_method(path.with_name(METHOD), facts, events)


def tables_of(events: list[str], out: Path, name: str) -> dict[str, pd.DataFrame]:
    """Return a processed table of each event that has it: a page may be older than its tables."""
    from tollbook import tables

    return {
        event: tables.load(event, out, name) for event in events if table_path(out, event, name).is_file()
    }


def table_path(out: Path, event: str, name: str) -> Path:
    """Return the file of a processed table of an event."""
    return out / event / f"{name}.csv"
