"""What a reader takes along from a page: a zip with the tables and charts, and each chart's rows and drawing.

The files lie beside the page, for readers without scripts too: `<label>.zip`, and in the folder `<label>/`
`<anchor>.csv` and `<anchor>.svg`. The same page makes the same bytes.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tollbook import datapackage, dates, dictionary, run_citation, standalone, terms_of_use
from tollbook.contents import LABEL
from tollbook.datapackage import Sheet
from tollbook.files import remove_others, write_whole
from tollbook.moment_tables import known_tables
from tollbook.pages import FigurePart, TablePart
from tollbook.paths import hand
from tollbook.readme_text import readme
from tollbook.record import Record
from tollbook.words import moment_words

ANCHOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# The name of a moment has no colon, which Windows does not allow in the name of a file.
WITHOUT_COLON = re.compile(r"T(\d\d)(\d\d)Z$")
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip: the earliest that the format knows."""
UNIX, READABLE = 3, 0o644 << 16
"""Said of each file in a zip, or it would depend on the machine."""
FACTS = ("ledger_sha256", "event_sha256", "commit", "version")
OTHERS = {
    run_citation.FILE: "the runs of the notebooks behind the page, one JSON object a line: when, on what, how"
}

Part = FigurePart | TablePart


@dataclass(frozen=True)
class Downloads:
    """The files of one page, made and not yet written.

    files: content by path from the folder of the page. links: for each anchor the addresses of its files from
    the page, by kind (`csv`, `svg`). zip_name: the address of the zip.
    """

    label: str
    files: Mapping[str, bytes]
    links: Mapping[str, Mapping[str, str]]

    @property
    def zip_name(self) -> str:
        return f"{self.label}.zip"

    def write(self, folder: Path) -> list[Path]:
        """Write the files into `folder`, where the page lies, and return their paths.

        Each appears whole or not at all, the zip last; rows and drawings of charts that the page no longer
        has are removed at the end.
        """
        names = sorted(self.files, key=lambda name: (name == self.zip_name, name))
        written = [write_whole(Path(folder) / name, self.files[name]) for name in names]
        remove_others(Path(folder) / self.label, written)
        return written


def make(
    event: str,
    label: str,
    title: str,
    tables: Mapping[str, Path],
    figures: Sequence[FigurePart],
    table_parts: Sequence[TablePart],
    meta: Mapping[str, object] | None = None,
    raw_dir: str | os.PathLike[str] = "data/raw",
) -> Downloads:
    """Return the files that a page offers.

    event: an event_id. label: the moment as in page names (`latest`, `2026-02-01`, `2026-02-01T1830Z`).
    title: of the event. tables: where the event's processed tables lie, by name, as the notebooks wrote them;
    in the zip they hold what was known at the moment. figures, table_parts: those of the page; one without
    columns has no files. meta: `ledger_sha256`, `commit`, `version`, and as in `report.build_page`
    `event_sha256` and `runs`. raw_dir: where the ledger and its source cards are.
    Raises ValueError for a label or an anchor that is no plain name or is there twice, KeyError for an
    unknown event or a table without a dictionary.
    """
    parts = [part for part in (*figures, *table_parts) if len(part.rows.columns)]
    check_names(label, parts)
    zone = hand("events").set_index("event_id").loc[event, "time_zone"]
    moment = dates.parse_as_of(WITHOUT_COLON.sub(r"T\1:\2Z", label), zone)
    contents = {part.anchor: files_of(part) for part in parts}
    sheets = [
        *table_sheets(known_tables(event, tables, moment, raw_dir)),
        *(part_sheet(part, contents[part.anchor]["csv"]) for part in parts),
    ]
    about = about_zip(event, label, title, moment_words(moment, zone), moment, meta or {})
    drawings = {f"charts/{anchor}.svg": kinds["svg"] for anchor, kinds in contents.items() if "svg" in kinds}
    others = {run_citation.FILE: run_citation.lines(runs).encode("utf-8")} if (runs := runs_of(meta)) else {}
    packed = pack(archive(about, sheets, drawings, raw_dir, others))
    beside = {
        f"{label}/{anchor}.{kind}": one for anchor, kinds in contents.items() for kind, one in kinds.items()
    }
    links = {
        anchor: {kind: f"{label}/{anchor}.{kind}" for kind in kinds} for anchor, kinds in contents.items()
    }
    return Downloads(label, {**beside, f"{label}.zip": packed}, links)


def runs_of(meta: Mapping[str, Any] | None) -> Sequence[Record]:
    """Return the runs behind a page, as far as they are known."""
    return (meta or {}).get("runs") or ()


def check_names(label: str, parts: Iterable[Part]) -> None:
    """Raise ValueError unless the label and the anchors can be names of files, each only once."""
    anchors = [part.anchor for part in parts]
    wrong = [name for name in anchors if not ANCHOR.fullmatch(name)]
    if not LABEL.fullmatch(label) or wrong or len(set(anchors)) < len(anchors):
        raise ValueError(f"no names of files, or the same twice: {label!r}, {wrong or anchors}")


def files_of(part: Part) -> dict[str, bytes]:
    """Return the content of a part's files, by kind: rows, and the drawing where there is one."""
    files = {"csv": part.csv.encode("utf-8")}
    if isinstance(part, FigurePart) and (drawn := standalone.drawing(part)):
        files["svg"] = drawn.encode("utf-8")
    return files


def table_sheets(tables: Mapping[str, bytes]) -> list[Sheet]:
    """Return the processed tables as they lie in the zip, sorted by name."""
    sheets = []
    for name, content in sorted(tables.items()):
        one_row = dictionary.table(name, "processed").one_row_is
        words = f"{name}: {one_row}", f"One row is {one_row}."
        sheets.append(Sheet(f"data/{name}.csv", name, *words, content, table=name))
    return sheets


def part_sheet(part: Part, content: bytes) -> Sheet:
    """Return the rows of a chart or of a table of the page as they lie in the zip."""
    if isinstance(part, FigurePart):
        words = f"{part.sentence} {part.subtitle}. {part.caption}"
        return Sheet(f"charts/{part.anchor}.csv", f"chart-{part.anchor}", part.title, words, content)
    return Sheet(f"tables/{part.anchor}.csv", f"table-{part.anchor}", part.title, part.note, content)


def about_zip(
    event: str, label: str, title: str, words: str, moment: pd.Timestamp | None, meta: Mapping[str, object]
) -> dict[str, str]:
    """Return what the README and the description say of the whole."""
    facts = {name: str(meta.get(name, "")) for name in FACTS}
    as_of = "" if moment is None else dates.to_iso(pd.Series([moment])).iloc[0]
    return {
        "name": f"tollbook-{event}-{label}",
        "event": event,
        "title": title,
        "moment": words,
        "as_of": as_of,
        **facts,
    }


def archive(
    about: Mapping[str, str],
    sheets: Sequence[Sheet],
    drawings: Mapping[str, bytes],
    raw_dir: str | os.PathLike[str],
    others: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Return the content of the zip by path; `others` are files without a description."""
    described = datapackage.describe(
        about["name"],
        f"{about['title']}, as of {about['moment']}",
        "Who said how many people were killed, where and when: one row per claim, and what follows from the"
        " claims. A claim is not a fact: print it with its authority and its date.",
        sheets,
        {
            **{name: about[name] for name in ("event", "as_of", "ledger_sha256", "event_sha256", "commit")},
            # `version` alone would be that of the data.
            "tollbook_version": about["version"],
        },
        raw_dir,
    )
    return {
        datapackage.FILE: datapackage.text(described).encode("utf-8"),
        "README.txt": readme(
            about,
            sheets,
            sorted(drawings),
            described.sources,
            {path: OTHERS[path] for path in others},
            is_free=bool(terms_of_use.own_licences(raw_dir)),
            points=terms_of_use.coordinate_licences(raw_dir),
        ).encode("utf-8"),
        **{sheet.path: sheet.content for sheet in sheets},
        **drawings,
        **others,
    }


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of `files` (content by path): sorted, without times, so that the same files make the same
    bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, files[path])
    return packed.getvalue()
