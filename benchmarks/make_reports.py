"""Seconds and peak memory of `make reports`, from nothing and again: a fresh clone, an empty home folder.

    .venv/bin/python benchmarks/make_reports.py

Clones the last commit of this project into a temporary folder. The first run sets up the virtual environment
(it needs a package index), the second does not. Memory is the largest sum of what all processes of the run
held at one moment (resident, shared pages counted once for each process), looked at every half second.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from tollbook.paths import project_root

EVERY_SECONDS = 0.5


def held_by(process: psutil.Process) -> int:
    """Return the resident bytes of a process and all that it started."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue  # it ended between the two looks
    return total


def measure(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, int]:
    """Run `command` in `folder`; return its seconds and the most bytes it held; exit if it fails."""
    began, most = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as running:
        watched = psutil.Process(running.pid)
        while running.poll() is None:
            most = max(most, held_by(watched))
            time.sleep(EVERY_SECONDS)
    if running.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {running.returncode}")
    return time.perf_counter() - began, most


def main() -> None:
    """Measure both runs and print a line for each."""
    with tempfile.TemporaryDirectory() as name:
        clone, home = Path(name, "clone"), Path(name, "home")
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(project_root()), str(clone)], check=True)
        environment = {**os.environ, "HOME": str(home)}
        environment.pop("TOLLBOOK_PROJECT", None)
        for label in ("from nothing", "again"):
            seconds, most = measure(["make", "reports"], clone, environment)
            print(f"make reports, {label}: {seconds:.0f} s, {most / 2**30:.2f} GiB at most")


if __name__ == "__main__":
    main()
