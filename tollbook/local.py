"""Tasks performed on this machine: a thread for each, which drives a kernel or a process for a page."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from tollbook.asked import Asked, Call
from tollbook.forked import LOST, Forked, Warm, kernel_command
from tollbook.kernels import Kernels, Process, end_process, end_words, own_environment, private_folder
from tollbook.machine import default_jobs
from tollbook.tasks import NOTEBOOK, Done, Task, failed, perform_notebook, perform_page

__all__ = ["LocalHands", "default_jobs", "perform_page_apart"]

PAGE, PAGE_SECONDS = "tollbook.tasks:perform_page", 600


class LocalHands:
    """At most `jobs` tasks at once on this machine; with `fresh`, each in a process that starts from nothing.

    Else each is forked from one process that has imported everything, which starts with the first task. `say`
    gets one line where that is not to be had.
    """

    apart: ClassVar[bool] = True
    """Whether pages are made in processes of their own; else in this one, and kernels start from nothing."""

    def __init__(self, jobs: int, fresh: bool = False, say: Callable[[str], None] | None = None) -> None:
        self.jobs, self.fresh, self.say = jobs, fresh, say or (lambda line: None)
        self.kernels = Kernels()
        self.pool = ThreadPoolExecutor(jobs)
        self.warm: Warm | None = None
        self._stack = ExitStack()

    def __enter__(self) -> LocalHands:
        if self.apart and not self.fresh:
            folder = self._stack.enter_context(private_folder())
            self.warm = Warm(folder, own_environment(), self.say)
            self._stack.callback(self.warm.stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
        self._stack.close()

    def slots(self) -> int:
        return self.jobs

    def submit(self, task: Task, project: Path, out: Path) -> Future[Done]:
        if self.warm is not None:
            self.warm.start()  # it imports while the steps are prepared
        if task.kind == NOTEBOOK:
            return self.pool.submit(perform_notebook, task, project, out, self.kernels, self.warm)
        if not self.apart:
            return self.pool.submit(perform_page, task, project, out)
        return self.pool.submit(perform_page_apart, task, project, out, self.kernels, self.warm)

    def stop(self) -> None:
        self.kernels.stop()
        if self.warm is not None:
            self.warm.interrupt()


def perform_page_apart(
    task: Task, project: Path, out: Path, kernels: Kernels, warm: Warm | None = None
) -> Done:
    """Make a page as `tasks.perform_page` does, in a process that works for `project` alone."""
    start = time.monotonic()
    with private_folder() as folder:
        call = Call(PAGE, (task, project, out), folder / "result")
        (folder / "call").write_bytes(pickle.dumps(call))
        process = page_process(folder, project, warm)
        kernels.add(process)
        try:
            status = process.wait(PAGE_SECONDS)
        except subprocess.TimeoutExpired:
            end_process(process)
            process.wait()
            message = f"took too long: more than {PAGE_SECONDS} s"
            return failed(message, project, time.monotonic() - start)
        finally:
            kernels.discard(process)
            if process.stdin is not None:
                process.stdin.close()
        if status == LOST and not kernels.stopped:
            empty(out)
            return perform_page_apart(task, project, out, kernels)
        if call.result.exists():
            done: Done = pickle.loads(call.result.read_bytes())
            return replace(done, memory_bytes=getattr(process, "memory_bytes", 0))
        message = f"its process died: {end_words(status, folder / 'log')}"
        return failed(message, project, time.monotonic() - start)


def page_process(folder: Path, project: Path, warm: Warm | None) -> Process:
    """Start the process that does the call in `folder`."""
    environment = own_environment() | {"TOLLBOOK_PROJECT": str(project)}
    log, call = folder / "log", str(folder / "call")
    forked: Forked | None = None
    if warm is not None:
        forked = warm.fork(Asked(str(project), environment, str(log), call=call))
    if forked is not None:
        return forked
    with log.open("wb") as out:
        return subprocess.Popen(
            kernel_command("tollbook.asked", call),
            stdin=subprocess.PIPE,  # it ends with this process, and then the other one does
            stdout=out,
            stderr=out,
            cwd=project,
            env=environment,
            start_new_session=True,
        )


def empty(folder: Path) -> None:
    """Remove what is in a folder."""
    shutil.rmtree(folder)
    folder.mkdir()
