"""Texts without what belongs to one machine: its folders, its user, its name."""

from __future__ import annotations

import functools
import getpass
import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path

CLUSTER_ADDRESS = re.compile(r"\b(tcp|tls|ucx|wss?)://[^\s'\"<>,;)\]]+")
# A path has two parts at least: one slash alone may be a fraction, or a choice of words.
ABSOLUTE = re.compile(r"(?<![\w./:\\])(?:file://)?/(?:[^\s/'\"<>:,;()\[\]]+/)+([^\s/'\"<>:,;()\[\]]*)")
WINDOWS = re.compile(r"(?<!\w)[A-Za-z]:\\(?:[^\s\\'\"<>:,;()\[\]]+\\)*([^\s\\'\"<>:,;()\[\]]*)")
ANYBODY = {"root", "user", "localhost"}
"""Names that say nothing of a person or of a machine, and that are words of an error."""
SHORTEST_NAME = 3  # letters: a shorter one is more often a part of the text


def scrub(text: str, folders: Iterable[str | os.PathLike[str]] = ()) -> str:
    """Return `text` in one line, without absolute paths, the user's name, the machine's name, and the address
    of a cluster.

    A path below one of `folders` becomes relative to it; of any other path its last part stays.
    """
    text = " ".join(text.split())
    known = {str(Path(folder)) for folder in folders} - {"/", "."}
    for folder in sorted(known, key=len, reverse=True):
        text = re.sub(rf"{re.escape(folder)}(?:/|(?![\w.-]))", "", text)
    text = CLUSTER_ADDRESS.sub(r"\1://…", text)
    text = WINDOWS.sub(r"\1", ABSOLUTE.sub(r"\1", text))
    for name in own_names():
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "…", text)
    return text


@functools.cache
def own_names() -> tuple[str, ...]:
    """Return the names of the user and of the machine, the longer first; none that anybody has."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, in a container say
        user = ""
    host = platform.node()
    names = {user, host, host.partition(".")[0]}
    return tuple(
        sorted(
            (name for name in names if len(name) >= SHORTEST_NAME and name.lower() not in ANYBODY),
            key=len,
            reverse=True,
        )
    )
