"""Vega as one script, gzipped: the same for every page, so it is made once and kept in `tollbook/.bundle/`.

Another process makes it: vl-convert starts threads for it, and a process with threads must not be forked, as
the one is that pages and kernels are forked from.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import importlib.metadata
import subprocess
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

from tollbook.files import write_whole

FOLDER = Path(__file__).resolve().parent / ".bundle"
"""Hidden, so that what is made from the package is not taken for a part of it."""
# vl-convert's `vega` is empty (1.9.0): Vega is reached through vega-embed alone, which has an interpreter of
# expressions, so that the page's policy need not allow a text to be run as a program.
SNIPPET = "window.tollbook={embed:vegaEmbed};"
MAKE = (
    "import sys, vl_convert;"
    "sys.stdout.buffer.write(vl_convert.javascript_bundle(sys.argv[1], vl_version=sys.argv[2]).encode())"
)


class Bundle(NamedTuple):
    """The script gzipped, in base64, and what a page's policy calls it: the hash of the script unpacked."""

    packed: str
    source: str


@functools.cache
def bundle(version: str) -> Bundle:
    """Return Vega and vega-embed for a version of Vega-Lite: run, the script makes `window.tollbook.embed`.

    It is read from `tollbook/.bundle/`, or made and left there where that folder can be written.
    """
    path = FOLDER / file_name(version)
    try:
        packed = path.read_bytes()
        code = gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):  # not there yet, or damaged
        code = b""
    if not code:
        code = made(version)
        packed = gzip.compress(code, 9, mtime=0)
        keep(path, packed)
    return Bundle(base64.b64encode(packed).decode("ascii"), source(code))


def keep(path: Path, packed: bytes) -> None:
    """Write a bundle for later; where its folder can not be written, the next process makes it anew."""
    try:
        write_whole(path, packed)
    except OSError:
        return


def made(version: str) -> bytes:
    """Return Vega and vega-embed as one script, from vl-convert in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", MAKE, SNIPPET, version], capture_output=True, check=True
    )
    return done.stdout


def file_name(version: str) -> str:
    """Return the name of a bundle: another vl-convert, Vega-Lite, wish or compressor makes another one."""
    parts = (importlib.metadata.version("vl-convert-python"), version, SNIPPET, zlib.ZLIB_RUNTIME_VERSION)
    return f"vega-{hashlib.blake2s(chr(0).join(parts).encode(), digest_size=8).hexdigest()}.js.gz"


def source(code: bytes) -> str:
    """Return the name of a script or a style sheet in a policy: the hash of its text in UTF-8."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode('ascii')}'"
