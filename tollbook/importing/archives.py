"""The table in a downloaded archive: databases hand out `.zip`, and people keep big tables as `.gz`.

An archive with one table inside is read as that table; with several, nobody but the reader knows which is
meant.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tollbook.importing.faults import UnfitError

ENDINGS = (".csv", ".tsv", ".txt", ".json", ".xlsx", ".ods", ".xls")
ARCHIVES = (".zip", ".gz")
GZIP = b"\x1f\x8b"
OF_A_WORKBOOK = {"[Content_Types].xml", "mimetype"}
"""What a zip archive holds that is a workbook: one of these at its top."""
BROKEN = (
    EOFError,
    gzip.BadGzipFile,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the standard library raises for an archive that is cut off, locked or packed in an unknown way."""
SHOWN = 5


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Yield the table in an archive as a file of its own, for as long as it is needed; a file that is no
    archive, or a workbook, is yielded as it is.

    Raises UnfitError where an archive cannot be read, or holds no table or more than one.
    """
    with tempfile.TemporaryDirectory(prefix="tollbook.") as folder:
        try:
            table = unpacked(path, Path(folder))
        except BROKEN as error:
            todo = "download it again, or unpack it yourself and import the table"
            raise UnfitError(f"{path.name}: the archive cannot be unpacked: {said(error)}; {todo}") from error
        yield table or path


def unpacked(path: Path, folder: Path) -> Path | None:
    """Write the table in an archive to a file in `folder` and return it; None where there is no archive."""
    with path.open("rb") as file:
        is_gzip = file.read(len(GZIP)) == GZIP
    if is_gzip:
        table = folder / path.stem
        with gzip.open(path) as source, table.open("wb") as target:
            shutil.copyfileobj(source, target)
        return table
    if not (name := name_in(path)):
        return None
    table = folder / PurePosixPath(name).name
    with zipfile.ZipFile(path) as archive, archive.open(name) as source, table.open("wb") as target:
        shutil.copyfileobj(source, target)
    return table


def name_in(path: Path) -> str:
    """Return the name of the one table in a zip archive; empty where the file is none, or a workbook.

    Raises UnfitError where there is no table in it, or more than one.
    """
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if OF_A_WORKBOOK & {*names}:
        return ""
    found = [name for name in names if is_table(name)]
    if len(found) == 1:
        return found[0]
    if not found:
        inside = ", ".join(names[:SHOWN]) or "nothing"
        raise UnfitError(
            f"{path.name}: there is no table in the archive (it holds {inside}); import the "
            "table that you mean"
        )
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    todo = "unpack it and import the one that you mean"
    raise UnfitError(
        f"{path.name}: the archive holds {len(found)} tables ({', '.join(found[:SHOWN])}{more}); {todo}"
    )


def is_table(name: str) -> bool:
    """Tell whether a name in an archive is a table's: not a folder, a hidden file or a Mac's note on one."""
    place = PurePosixPath(name)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in place.parts)
    return not name.endswith("/") and not hidden and place.suffix.lower() in ENDINGS


def said(error: BaseException) -> str:
    """Return what the standard library says of a broken archive, without the name of its part."""
    return "it is locked with a password" if "password" in str(error) else "it is cut off or damaged"


def stem(path: Path) -> str:
    """Return the name of a file without the endings of archives and tables: `x` of `x.csv.gz` and `x.csv`."""
    bare = path.stem
    inner = Path(bare).suffix.lower()
    return Path(bare).stem if path.suffix.lower() in ARCHIVES and inner in ENDINGS else bare
