"""Raw tables from, and processed tables to, an address such as `s3://bucket/folder`: what fsspec can open.

A run works on local copies. What it changed is written object by object, each whole: on S3 and its like an
object is the old one or the new one, never a part.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from tollbook.files import sha256
from tollbook.refusals import CallError
from tollbook.workspace import files_below

PROTOCOL = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9+.-]+)://")  # two letters at least: C:\\ is a drive
LOCAL = ("file", "local")
EXTRA = "needs fsspec: install tollbook[cluster]"
PACKAGES = {"gs": "gcsfs", "gcs": "gcsfs", "s3": "s3fs", "s3a": "s3fs", "az": "adlfs", "abfs": "adlfs"}
"""The package that opens a protocol, where fsspec's own message would be long."""
SECRET = re.compile(r"(?<=//)[^/@\s]*@|[?#]\S*")


def is_address(text: str) -> bool:
    """Tell whether a text is an address (`s3://...`) and no path of this machine (`file://...` is one)."""
    protocol = PROTOCOL.match(text)
    return protocol is not None and protocol["name"].lower() not in LOCAL


def as_path(text: str) -> Path:
    """Return the path that a text names, also one written as `file://`."""
    protocol = PROTOCOL.match(text)
    name = unquote(urlsplit(text).path) if protocol else text
    return Path(os.path.abspath(Path(name).expanduser()))


def shown(text: str) -> str:
    """Return an address without what may be secret: a password before the host, a signed query after."""
    return SECRET.sub("", text).rstrip("/")


@contextmanager
def raw_folder(text: str) -> Iterator[Path]:
    """The folder of the raw tables at a path or an address; a copy, removed at the end, of the latter.

    Raises CallError where there is nothing, or it cannot be read.
    """
    if not is_address(text):
        yield as_path(text)
        return
    with Out(text, option="--raw") as place:
        if not place.fetch():
            raise CallError(f"--raw: there is nothing at {place.shown}")
        yield place.local


class Out:
    """A folder here that mirrors an address; for a path the folder itself, which needs no copying.

    shown: how to call it in messages. Use it as a context manager, or the copy is removed when Python ends.
    """

    def __init__(self, text: str, option: str = "--out") -> None:
        """Raises CallError where nothing can open such an address."""
        self.option, self.is_remote = option, is_address(text)
        self.shown = shown(text) if self.is_remote else text
        self.known: dict[str, str] = {}
        """The SHA-256 of each object that was fetched or written, by its path below the address."""
        if not self.is_remote:
            self.local = as_path(text)
            return
        with self.plain_words("open"):
            self.files, self.root = file_system(text)
        self.local = Path(tempfile.mkdtemp(prefix="tollbook-mirror-")).resolve()
        self.remove = weakref.finalize(self, shutil.rmtree, self.local, ignore_errors=True)

    def __enter__(self) -> Out:
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_remote:
            self.remove()

    def fetch(self, events: Iterable[str] | None = None) -> int:
        """Copy what is at the address to the folder here, of these events (None: of all) and what is of none;
        return how many files there are. Raises CallError where it cannot be read.
        """
        if not self.is_remote:
            return len(files_below(self.local))
        chosen = None if events is None else set(events)
        with self.plain_words("read"):
            self.files.invalidate_cache()
            names = [name for name in self.names() if is_chosen(name, chosen)]
            for name in names:
                (self.local / name).parent.mkdir(parents=True, exist_ok=True)
            if names:
                self.files.get(
                    [f"{self.root}/{name}" for name in names], [str(self.local / n) for n in names]
                )
        self.known |= {name: sha256(self.local / name) for name in names}
        return len(names)

    def push(self) -> int:
        """Write what is new or changed here to the address, and remove there what was removed here; return
        how many objects that were. Raises CallError where it cannot be written.

        What was not fetched is not touched.
        """
        if not self.is_remote:
            return 0
        here = {path.as_posix(): sha256(self.local / path) for path in files_below(self.local)}
        changed = [name for name, digest in here.items() if self.known.get(name) != digest]
        gone = [name for name in self.known if name not in here]
        with self.plain_words("write"):
            if changed:
                self.files.put([str(self.local / n) for n in changed], [f"{self.root}/{n}" for n in changed])
            if gone:
                self.files.rm([f"{self.root}/{name}" for name in gone])
        self.known = here
        return len(changed) + len(gone)

    def names(self) -> list[str]:
        """Return the paths below the address of all objects there, but hidden ones; none where nothing is."""
        try:
            found = self.files.find(self.root)
        except FileNotFoundError:
            bucket = self.root.partition("/")[0]
            if bucket != self.root and self.files.exists(bucket):
                return []
            raise
        names = sorted(PurePosixPath(name).relative_to(self.root or "/").as_posix() for name in found)
        return [name for name in names if not any(part.startswith(".") for part in name.split("/"))]

    @contextmanager
    def plain_words(self, verb: str) -> Iterator[None]:
        """Make a CallError, one line without secrets, of what goes wrong with the address."""
        try:
            yield
        except CallError:
            raise
        except Exception as error:
            raise CallError(
                f"{self.option}: cannot {verb} {self.shown}: {reason(error, self.shown)}"
            ) from error


def file_system(text: str) -> tuple[Any, str]:
    """Return fsspec's file system for an address, and the path of the address in it."""
    try:
        import fsspec
    except ImportError as error:
        raise CallError(f"{shown(text)} {EXTRA}") from error
    protocol = text.split(":", 1)[0].lower()
    try:
        files, root = fsspec.core.url_to_fs(text)
    except ImportError as error:
        package = PACKAGES.get(protocol, "the package that opens it")
        raise CallError(f"{shown(text)} cannot be opened: install {package}") from error
    root = root.rstrip("/")
    if not root and protocol != "memory":
        raise CallError(f"{text} names no bucket")
    return files, root


def is_chosen(name: str, events: set[str] | None) -> bool:
    """Tell whether a file is of one of these events, or lies beside them."""
    return events is None or "/" not in name or name.split("/", 1)[0] in events


def reason(error: Exception, where: str) -> str:
    """Return in plain words, without addresses, why a store did not do what was asked."""
    kind = type(error).__name__
    if "Credential" in kind or "Token" in kind:
        return "no credentials were found for it, or they are not good; set them as its own tools want them"
    if isinstance(error, PermissionError):
        return "there is no permission for it"
    if isinstance(error, FileNotFoundError):
        return "it does not exist; make the bucket, or correct its name"
    if isinstance(error, ValueError) and "rotocol not known" in str(error):
        return "nobody knows this kind of address"
    if isinstance(error, TimeoutError | ConnectionError) or "Connect" in kind or "Timeout" in kind:
        return "its server cannot be reached"
    first = next(iter(str(error).splitlines()), "")
    return f"{kind}: {SECRET.sub('', first)}" if first else kind
