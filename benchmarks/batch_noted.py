"""`tollbook run`, the command itself in this process, with the seconds of its steps noted in a JSON file.

    python benchmarks/batch_noted.py FILE.json run --project P ...

Notes the sum of the seconds that cells took (`cells`), that notebooks took with their kernels (`notebooks`),
and that pages took (`pages`), and how many kernels were of which kind (`kernels`).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import Future
from pathlib import Path

from tollbook import cli
from tollbook.local import LocalHands
from tollbook.tasks import NOTEBOOK, Done, Task


def main(file: str, *arguments: str) -> int:
    """Run the command and write the file; return the command's exit status."""
    seconds: Counter[str] = Counter({"cells": 0.0, "notebooks": 0.0, "pages": 0.0})
    kernels: Counter[str] = Counter()
    submit = LocalHands.submit

    def submit_noted(hands: LocalHands, task: Task, project: Path, out: Path) -> Future[Done]:
        future = submit(hands, task, project, out)
        future.add_done_callback(lambda ended: note(task, ended))
        return future

    def note(task: Task, ended: Future[Done]) -> None:
        if ended.cancelled() or ended.exception():
            return
        done = ended.result()
        seconds["cells"] += done.cell_seconds
        seconds["notebooks" if task.kind == NOTEBOOK else "pages"] += done.seconds
        kernels.update([done.kernel] if task.kind == NOTEBOOK else [])

    LocalHands.submit = submit_noted
    try:
        return cli.main(arguments)
    finally:
        Path(file).write_text(json.dumps({**seconds, "kernels": kernels}), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
