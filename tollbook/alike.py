"""Whether two machines would do a step alike: the same Python, the same package, the same versions.

Nothing heavy is imported here: a worker of a cluster runs this first, in the thread that also answers its
scheduler.
"""

from __future__ import annotations

import functools
import importlib.metadata
import sys
from collections.abc import Mapping

from tollbook import keys

PACKAGES = (
    "pandas",
    "numpy",
    "tzdata",
    "altair",
    "vl-convert-python",
    "font-source-sans-pro",
    "fonttools",
    "brotli",
    "jinja2",
    "markdown-it-py",
    "papermill",
    "nbformat",
    "nbclient",
    "ipykernel",
    "ipython",
    "distributed",
)
"""What the bytes of a result depend on, and what carries them to and fro."""
NONE = "none"
CHANGED = "changed since the worker was started"


def package_hash() -> str:
    """Return a hash of the files of this package, 12 digits: a version number does not tell two checkouts
    apart.
    """
    return keys.package()[:12]


@functools.cache
def loaded_package() -> str:
    """Return the hash of the package as it was when this process first asked for it."""
    return package_hash()


def versions() -> dict[str, str]:
    """Return the versions of Python, of this package (its hash), and of those that results depend on."""
    package, loaded = package_hash(), loaded_package()
    found = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "tollbook": package if package == loaded else CHANGED,
    }
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = NONE
    return found


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return in words which versions differ between this machine and a worker; empty where none does."""
    return ", ".join(
        f"{name} {there.get(name, NONE)} (here {version})"
        for name, version in here.items()
        if there.get(name, NONE) != version
    )
