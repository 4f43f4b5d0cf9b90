"""Folders that belong to a batch at work: nobody else takes them, and they do not outlive it for long.

A lock is the operating system's: it ends with the process that holds it, however that ends. So what a killed
batch has left behind can be told from what a living one needs.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from tollbook.files import digest

ALIVE = ".alive"
HOUR = 3600
HALF_WRITTEN = re.compile(r"\..+\.[0-9a-f]{32}")
"""The name of a file beside its final one while it is written (`files.write_whole`, `workspace.publish`)."""


@contextmanager
def folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder in `parent` that is marked as in use; removed at the end, also after Ctrl-C.

    Such folders of batches that were killed are removed first.
    """
    remove_left_over(parent, prefix)
    while True:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=parent)).resolve()
        lock = FileLock(made / ALIVE)
        lock.acquire()
        if (made / ALIVE).exists():  # else another batch took the folder for one left behind, a moment before
            break
    try:
        yield made
    finally:
        lock.release()
        shutil.rmtree(made, ignore_errors=True)


def remove_left_over(parent: Path, prefix: str) -> None:
    """Remove the folders in `parent` that a batch has left behind; those of a living one stay, and those that
    another user made.
    """
    for path in sorted(parent.glob(f"{prefix}*")) if parent.is_dir() else ():
        with suppress(OSError):
            if not path.is_dir() or path.is_symlink():
                continue
            if not (path / ALIVE).exists():  # it may be made at this moment
                if time.time() - path.stat().st_mtime > HOUR:
                    shutil.rmtree(path, ignore_errors=True)
                continue
            lock = FileLock(path / ALIVE)
            with suppress(Timeout), lock.acquire(blocking=False):
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def alone_in(folders: Iterable[Path], place: Path, wait: Callable[[Path], None]) -> Iterator[None]:
    """Be the only batch that writes to `folders`; `wait` is called once with a folder that another writes to,
    and then that one's end is awaited. The locks lie in `place`, or where that cannot be written with the
    temporary files.
    """
    with ExitStack() as held:
        for target in sorted({path.resolve() for path in folders}):  # in one order: no two await each other
            lock = FileLock(lock_file(target, place))
            try:
                lock.acquire(blocking=False)
            except Timeout:
                wait(target)
                lock.acquire()
            except OSError:  # a full disk: what is written will say so
                continue
            held.callback(lock.release)
        yield


def lock_file(target: Path, place: Path) -> Path:
    """Return the file whose lock is that of a folder."""
    name = f"{digest(os.fsencode(target))[:32]}.lock"
    try:
        place.mkdir(parents=True, exist_ok=True)
        if os.access(place, os.W_OK | os.X_OK):
            return place / name
    except OSError:
        pass
    return Path(tempfile.gettempdir(), f"tollbook-{name}")


def remove_half_written(folders: Iterable[Path], deep: bool = True) -> None:
    """Remove, in folders and unless not `deep` what is below them, the files that a killed batch had begun to
    write. To be called by the only batch that writes there.
    """
    for top in folders:
        for place, inner, names in os.walk(top):
            inner[:] = inner if deep else []
            for name in names:
                if name.startswith(".") and HALF_WRITTEN.fullmatch(name):
                    with suppress(OSError):
                        Path(place, name).unlink()
