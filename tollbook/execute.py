"""Run one notebook with papermill, in a kernel of its own.

papermill does the work: it injects the parameters and drives nbclient. Three things are set here through its
engine hook: the kernel is this interpreter (not the `python3` that a user's Jupyter may know), it talks over
sockets in a private folder (parallel kernels that pick TCP ports now and then pick the same one), and it is
known to `Kernels`, so that stopping the batch stops it too.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import papermill
from jupyter_client import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from tollbook.asked import START_SECONDS
from tollbook.forked import Warm
from tollbook.kernels import (
    Kernel,
    Kernels,
    Usage,
    how_it_died,
    kernel_environment,
    kernel_manager,
    own_event_loop,
    private_folder,
)
from tollbook.normalise import INJECTED, normalise, read_notebook

ENGINE = "tollbook"
CELL_SECONDS = 600
OUTPUT_SECONDS = 60  # nbclient waits 4 s for the last output of a cell, too short on a machine that is busy
CELL_FILE = re.compile(r"\(\d+\.py, line")  # IPython's name for a cell in a SyntaxError


class NotebookError(Exception):
    """A notebook that did not run to its end: at which code cell (from 1; 0 is before any), and why."""

    def __init__(self, cell: int, source: str, kind: str, message: str, traceback: str = "") -> None:
        self.cell, self.source, self.kind, self.message, self.traceback = (
            cell,
            source,
            kind,
            message,
            traceback,
        )
        super().__init__(cell, source, kind, message, traceback)

    def __str__(self) -> str:
        where = f"cell {self.cell} `{first_line(self.source)}`: " if self.cell else ""
        message = CELL_FILE.sub("(line", " ".join(self.message.split()))
        return where + (f"{self.kind}: {message}" if message else self.kind)


def run_notebook(
    path: Path,
    parameters: dict[str, str],
    project: Path,
    kernels: Kernels | None = None,
    cell_seconds: int = CELL_SECONDS,
    notebook_seconds: float | None = None,
    warm: Warm | None = None,
    usage: Usage | None = None,
) -> NotebookNode:
    """Run the notebook at `path` and return it executed and normalised.

    `parameters` are injected below the parameters cell; with none, no cell is added. The kernel sees
    `project` as the project folder and works in its notebooks folder. It is forked from `warm`, if that is
    given; what it uses is noted in `usage`. Raises NotebookError with the cell and the reason, also when one
    cell takes more than `cell_seconds` or all together more than `notebook_seconds`.
    """
    kernels, usage = kernels or Kernels(), usage or Usage()
    if kernels.stopped:
        raise NotebookError(0, "", "the kernel died", "the batch was stopped")
    with private_folder() as folder, own_event_loop():
        kernel = Kernel(project, folder, kernels, warm, usage, cell_seconds, notebook_seconds)
        try:
            executed = papermill.execute_notebook(
                read_notebook(path),
                None,
                parameters,
                engine_name=ENGINE,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                kernel=kernel,
            )
        except Exception as error:
            if kernel.is_lost and not kernels.stopped:  # nothing is wrong with the notebook
                limits = cell_seconds, notebook_seconds
                return run_notebook(path, parameters, project, kernels, *limits, None, usage)
            raise explain(error, kernel) from error
    require_all_cells(executed)
    return normalise(executed)


def require_all_cells(executed: NotebookNode) -> None:
    """Raise NotebookError where a cell did not run: to papermill `sys.exit(0)` in a cell is a good end."""
    cells = [cell for cell in executed.cells if cell.cell_type == "code" and not is_injected(cell)]
    for number, cell in enumerate(cells, start=1):
        for output in cell.outputs:
            if output.output_type == "error":
                raise NotebookError(number, cell.source, output.ename, output.evalue)
        if cell.source.strip() and cell.execution_count is None:
            raise NotebookError(number, cell.source, "did not run", "a cell before it ended the run")


def is_injected(cell: NotebookNode) -> bool:
    """Tell whether papermill made this cell; it is not counted, as the notebook does not have it."""
    return INJECTED in cell.metadata.get("tags", ())


def explain(error: Exception, kernel: Kernel) -> NotebookError:
    """Return why the run failed, in the words of the cell where it did."""
    if kernel.is_overdue:
        limit = f"more than {kernel.notebook_seconds:g} s in one notebook"
        return NotebookError(kernel.cell, kernel.source, "took too long", limit)
    if isinstance(error, PapermillExecutionError):
        return NotebookError(
            kernel.cell, kernel.source, error.ename, error.evalue, "\n".join(error.traceback)
        )
    if isinstance(error, CellTimeoutError):
        limit = f"more than {kernel.cell_seconds} s in one cell"
        return NotebookError(kernel.cell, kernel.source, "took too long", limit)
    dead = kernel.process is not None and kernel.process.poll() is not None
    if isinstance(error, DeadKernelError) or (dead and isinstance(error, RuntimeError)):
        return NotebookError(kernel.cell, kernel.source, "the kernel died", how_it_died(kernel))
    return NotebookError(kernel.cell, kernel.source, type(error).__name__, str(error))


class TollbookClient(PapermillNotebookClient):
    """papermill's client with a kernel manager of ours; remembers the cell it is at."""

    def __init__(self, nb_man: Any, kernel: Kernel, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self.kernel = kernel

    def create_kernel_manager(self) -> AsyncKernelManager:
        self.km = kernel_manager(self.kernel)
        return self.km

    def start_new_kernel(self, **options: Any) -> None:
        super().start_new_kernel(**options)
        self.kernel.started(self.km.provisioner.process)

    def execute_cell(self, cell: NotebookNode, cell_index: int, **options: Any) -> NotebookNode:
        before = self.nb.cells[: cell_index + 1]
        self.kernel.cell = sum(one.cell_type == "code" and not is_injected(one) for one in before)
        self.kernel.source = cell.source
        start = time.monotonic()
        try:
            return super().execute_cell(cell, cell_index, **options)
        finally:
            if cell.cell_type == "code":
                self.kernel.usage.cell_seconds += time.monotonic() - start
                self.kernel.measure()

    @contextmanager
    def setup_kernel(self, **options: Any) -> Iterator[None]:
        """Have a kernel, for as long as the notebook may take."""
        timer: threading.Timer | None = None
        with super().setup_kernel(**options):
            if self.kernel.notebook_seconds is not None:
                timer = threading.Timer(self.kernel.notebook_seconds, self.kernel.end_overdue)
                timer.daemon = True
                timer.start()
            try:
                yield
            finally:
                if timer is not None:
                    timer.cancel()


class TollbookEngine(NBClientEngine):
    """The engine that papermill calls under the name `tollbook`."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, kernel: Kernel, **_others: Any
    ) -> None:
        client = TollbookClient(
            nb_man,
            kernel,
            kernel_name=kernel_name,
            timeout=kernel.cell_seconds,
            coalesce_streams=True,
            startup_timeout=START_SECONDS,
            iopub_timeout=OUTPUT_SECONDS,
            log=logging.getLogger("tollbook.execute"),
        )
        folder = kernel.project / "notebooks"
        try:
            with kernel.log.open("wb") as log:
                client.execute(env=kernel_environment(kernel), cwd=str(folder), stdout=log, stderr=log)
        finally:
            kernel.kernels.discard(kernel.process)


papermill_engines.register(ENGINE, TollbookEngine)
logging.getLogger("tollbook.execute").addHandler(
    logging.NullHandler()
)  # what it would log is in NotebookError
logging.getLogger("tollbook.execute").propagate = False


def first_line(source: str, width: int = 60) -> str:
    """Return the first line of a cell that is not empty, cut to `width` characters."""
    line = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return line if len(line) <= width else line[: width - 1] + "…"
