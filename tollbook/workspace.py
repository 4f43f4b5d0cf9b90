"""Where a batch works until its results are whole, and how they take their final names.

Each notebook sees a project folder of its own: the raw and hand tables have the rows of its event (with
`--raw`, those of the folder given), the processed tables are a copy of what the notebooks before it wrote. So
the parameters keep their defaults whatever the options of the call, no path of the machine is in a notebook,
notebooks that run at once cannot harm each other, and one that fails leaves nothing behind.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from tollbook.files import digest, sha256
from tollbook.own_rows import Part, changed

PROCESSED = Path("data/processed")
DISTRICTS = Path("data/districts")


def write_data(folder: Path, parts: Mapping[str, Part]) -> None:
    """Write the data that steps of one event see into `folder`, by their paths in it.

    Raises ValueError for a file that is no longer what it was when its hash was taken.
    """
    for name, part in parts.items():
        content = part.source.read_bytes() if part.content is None else part.content
        if digest(content) != part.digest:
            raise changed(f"data/{name}")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def make_project(project: Path, data: Path, before: Iterable[Path] = ()) -> None:
    """Make the folder `project` that one step sees: the event's data are links into the folder `data`;
    `before` are folders with the processed tables that the step finds, later ones over earlier.
    """
    (project / "notebooks").mkdir(parents=True)
    for source in sorted(data.iterdir()):
        link(source, project / "data" / source.name)
    (project / PROCESSED).mkdir(parents=True)
    for tables in before:
        if tables.is_dir():
            shutil.copytree(tables, project / PROCESSED, dirs_exist_ok=True)


def add_districts(project: Path, source: Path) -> None:
    """Link a file of districts into the project of a step."""
    name = DISTRICTS / source.name
    if not (project / name).exists():
        link(source, project / name)


def link(source: Path, name: Path) -> None:
    """Make `name` a link to `source`; a copy where the system allows no links."""
    name.parent.mkdir(parents=True, exist_ok=True)
    try:
        name.symlink_to(source.resolve())
    except OSError:
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, name)


def files_below(folder: Path) -> list[Path]:
    """Return the files below `folder`, relative to it and sorted, without hidden ones (.DS_Store)."""
    if not folder.is_dir():
        return []
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))


def snapshot(folder: Path) -> dict[Path, str]:
    """Return the SHA-256 of each file below a folder, by its relative path."""
    return {path: sha256(folder / path) for path in files_below(folder)}


def collect(folder: Path, before: Mapping[Path, str], out: Path) -> None:
    """Copy the files below `folder` that are new or other than in `before` to `out`."""
    out.mkdir()
    for path, found in snapshot(folder).items():
        if before.get(path) != found:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / path, out / path)


def without_folder(text: str, folder: Path) -> str:
    """Return text in which paths below `folder` are relative to it."""
    return text.replace(f"{folder}/", "").replace(str(folder), ".")


def same(one: Path, other: Path) -> bool:
    """Tell whether two files are there and have the same bytes."""
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)


def publish(source: Path, target: Path) -> bool:
    """Put a copy of `source` at `target` in one step: at any moment the old file is there or the new one,
    whole. Return whether it had to be written: a target that has these bytes already is not touched.
    """
    if same(source, target):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(
        f".{target.name}.{uuid.uuid4().hex}"
    )  # not mkstemp, which makes files for one user only
    try:
        shutil.copyfile(source, beside)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return True
