"""One step of a batch as a function from a folder to a folder, and who may perform it.

What a step reads lies below one folder, a project that has only what belongs to the step's event; what it
makes it leaves in another. So a step can run in any process and on any machine, and its result depends on
nothing else.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tollbook import workspace

if TYPE_CHECKING:
    from tollbook.kernels import Kernels

NOTEBOOK, PAGE = "notebook", "page"
EXECUTED = "executed"
"""Below the project of a page: the executed notebooks that it shows."""
MADE_NOTEBOOK, MADE_TABLES = "notebook.ipynb", "processed"
MADE_PAGE, MADE_BESIDE = "page.html", "beside"
"""What a step leaves: a notebook and the tables it wrote, or a page and what lies beside it."""


@dataclass(frozen=True)
class Task:
    """What to do; it can be pickled.

    kind: `notebook` or `page`. name: for messages. options of a notebook: `notebook`, `parameters`,
    `cell_seconds`, `notebook_seconds`; of a page: `event`, `label`, `rule`, `labels`, `plan`, `meta`,
    `notebooks` (names, in order).
    """

    kind: str
    name: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """How a task went: wall seconds, the sum of its cells' own seconds, the greatest resident memory of its
    kernel in bytes (0: not known), the kernel (`warm`, `cold`, empty for a page), and in words what went
    wrong, if anything.
    """

    seconds: float = 0.0
    cell_seconds: float = 0.0
    memory_bytes: int = 0
    kernel: str = ""
    error: str = ""
    traceback: str = field(default="", repr=False)

    @property
    def is_ok(self) -> bool:
        return not self.error


class Hands(AbstractContextManager["Hands"], Protocol):
    """Who performs tasks: this machine (`local.LocalHands`) or a cluster (`cluster.ClusterHands`)."""

    def slots(self) -> int:
        """Return how many tasks can be under way at once now."""

    def submit(self, task: Task, project: Path, out: Path) -> Future[Done]:
        """Perform a task that reads below `project` and leaves its results in `out`, an empty folder.

        What goes wrong with the task is in `Done.error`; the future itself fails only where the hands do.
        """

    def stop(self) -> None:
        """End what is under way, at once; what is submitted later ends at once too."""


def perform_notebook(
    task: Task, project: Path, out: Path, kernels: Kernels | None = None, warm: Any = None
) -> Done:
    """Run the notebook of `task` in a kernel that sees `project`; leave it and what it wrote in `out`."""
    from tollbook.execute import run_notebook
    from tollbook.kernels import Usage
    from tollbook.normalise import to_text

    start, options, usage = time.monotonic(), task.options, Usage()
    path = project / "notebooks" / f"{options['notebook']}.ipynb"
    limits = options["cell_seconds"], options.get("notebook_seconds")
    error, trace = "", ""
    try:
        before = workspace.snapshot(project / workspace.PROCESSED)
        executed = run_notebook(path, dict(options["parameters"]), project, kernels, *limits, warm, usage)
        text = workspace.without_folder(to_text(executed), project)
        (out / MADE_NOTEBOOK).write_text(text, encoding="utf-8", newline="\n")
        workspace.collect(project / workspace.PROCESSED, before, out / MADE_TABLES)
    except Exception as caught:
        error, trace = told(caught)
    seconds = time.monotonic() - start
    done = failed(error, project, seconds, trace) if error else Done(seconds)
    return replace(
        done, cell_seconds=usage.cell_seconds, memory_bytes=usage.memory_bytes, kernel=usage.kernel
    )


def told(error: Exception) -> tuple[str, str]:
    """Return what went wrong in one line, and where, in many."""
    from tollbook.execute import NotebookError

    if isinstance(error, NotebookError):
        return str(error), error.traceback
    return in_one_line(error), "".join(traceback.format_exception(error))


def perform_page(task: Task, project: Path, out: Path) -> Done:
    """Make the page of `task` from what is below `project`; leave it and what lies beside it in `out`.

    The hand tables are those of the project that this process works for: set TOLLBOOK_PROJECT in a process
    of its own.
    """
    from tollbook import page_extras, report, vocabulary

    start, options = time.monotonic(), task.options
    event, label = options["event"], options["label"]
    notebooks = [project / EXECUTED / f"{name}.ipynb" for name in options["notebooks"]]
    try:
        vocabulary.bind(event)
        source = page_extras.Source(project / "data/raw", project / workspace.PROCESSED, project)
        extras = page_extras.read(source, event, label, options["rule"], options["labels"], options["plan"])
        parts = report.build_page(notebooks, event, label, out / MADE_PAGE, options["meta"], extras)
        page_extras.write_beside(source, event, extras, parts, options["meta"], out / MADE_BESIDE)
    except Exception as error:
        return failed(in_one_line(error), project, time.monotonic() - start, traceback.format_exc())
    return Done(time.monotonic() - start)


def failed(error: str, project: Path, seconds: float, trace: str = "") -> Done:
    """Return what went wrong, without the folder in which the task worked."""
    return Done(seconds, error=workspace.without_folder(error, project), traceback=trace)


def in_one_line(error: Exception) -> str:
    """Return an error's class and message in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())
