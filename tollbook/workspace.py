"""Where a batch works until its results are whole, and how they take their final names.

Each notebook sees a project folder of its own: the raw and hand tables are links to the real ones (with
`--raw`, to the folder given), the processed tables are a copy of what the notebooks before it wrote. So the
parameters keep their defaults whatever the options of the call, no path of the machine is in a notebook,
notebooks that run at once cannot harm each other, and one that fails leaves nothing behind.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tollbook import ledger

PROCESSED = Path("data/processed")
DISTRICTS = Path("data/districts")


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder in the system's place for such folders (TMPDIR); removed at the end, also after Ctrl-C."""
    folder = Path(tempfile.mkdtemp(prefix="tollbook-batch-")).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_project(
    folder: Path, project: Path, raw: Path, before: Path | None, districts: str = ""
) -> dict[str, str]:
    """Make in `folder` the project that one notebook sees; `before` holds the processed tables that it finds.

    Returns the parameters to change: a file of districts is linked too, under its own name.
    """
    data = folder / "data"
    (folder / "notebooks").mkdir(parents=True)
    own_raw = project / "data/raw"
    link_all(raw, data / "raw", leave_out=())
    link_all(own_raw, data / "raw", leave_out=ledger.FILES)  # the map data, where the folder given has none
    for source in sorted((project / "data").iterdir()):
        if source.name not in ("raw", "processed") and not source.name.startswith("."):
            link(source, data / source.name)
    if before is None:
        (folder / PROCESSED).mkdir()
    else:
        shutil.copytree(before, folder / PROCESSED)
    if not districts:
        return {}
    name = Path(districts).name
    link(project / Path(districts).expanduser(), folder / DISTRICTS / name)
    return {"districts": (DISTRICTS / name).as_posix()}


def link_all(source: Path, folder: Path, leave_out: tuple[str, ...]) -> None:
    """Link what is in `source` into `folder`, but what is there already or is to be left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir()) if source.is_dir() else ():
        if entry.name not in leave_out and not (folder / entry.name).exists():
            link(entry, folder / entry.name)


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


def written(project: Path, before: Path | None) -> list[Path]:
    """Return the processed files that a notebook wrote, new or changed, relative to their folder."""
    folder = project / PROCESSED
    return [path for path in files_below(folder) if before is None or not same(folder / path, before / path)]


def same(one: Path, other: Path) -> bool:
    """Tell whether two files are there and have the same bytes."""
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)


def publish(source: Path, target: Path) -> None:
    """Put a copy of `source` at `target` in one step: at any moment the old file is there or the new one,
    whole.

    A target that has these bytes already is not touched.
    """
    if same(source, target):
        return
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
