"""From what a report was made: the hash of the ledger and the commit of the project."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tollbook import __version__, ledger

UNKNOWN = "unknown"


def provenance(project: Path, raw: Path) -> dict[str, str]:
    """Return what the foot of a report cites: `ledger_sha256`, `commit`, `version`."""
    return {"ledger_sha256": ledger.sha256(raw), "commit": commit(project), "version": __version__}


class Provenance:
    """What the foot of a report cites, found out beside other work: asking git takes a while."""

    def __init__(self, project: Path, raw: Path) -> None:
        self.asked = ThreadPoolExecutor(1)
        self.found = self.asked.submit(provenance, project, raw)
        self.asked.shutdown(wait=False)

    def __call__(self) -> dict[str, str]:
        return self.found.result()


def commit(project: Path) -> str:
    """Return the commit that the project folder is at, marked where files differ from it; `unknown` without
    git.

    A folder that lies inside another repository (an unpacked archive, say) does not have that one's commit.
    """
    top, head = git(project, "rev-parse", "--show-toplevel"), git(project, "rev-parse", "HEAD")
    if not head or not top or Path(top).resolve() != project.resolve():
        return UNKNOWN
    changed = git(project, "status", "--porcelain", "--untracked-files=no")
    return f"{head} with changes" if changed else head


def git(project: Path, *words: str) -> str:
    """Return what a git command prints, or nothing where it fails or git is not there."""
    try:
        done = subprocess.run(
            ["git", "-C", str(project), *words], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
