"""Run a batch: what can run at once does, what is unchanged is not repeated, a step that fails stops only
what needs it, and only whole results are published.

A moment's page, its charts' rows and the tables of its event are published together, when every notebook
behind them has succeeded. Each step that is finished is kept at once, so that a batch that was killed goes on
where it was.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tollbook import alive, workspace
from tollbook.batch import Batch
from tollbook.plan import Job, Page, plan
from tollbook.publishing import Publisher, chart_label
from tollbook.recording import Recorder
from tollbook.refusals import LATEST, CallError
from tollbook.steps import Settings, Step, Steps
from tollbook.store import FOLDER, Entry, Store, hashes
from tollbook.tasks import MADE_TABLES, Done, Hands, in_one_line
from tollbook.turns import Outcome, Show, Tell, nobody, run_steps

__all__ = ["Ended", "Outcome", "Settings", "Step", "run_batch"]

WORK = "tollbook-batch-"
Say = Callable[[str], None]
AGAIN = "then run again: what is finished is kept"
ADVICE = {
    "No space left on device": f"make room on the disk, {AGAIN}",
    "Disk quota exceeded": f"make room on the disk, {AGAIN}",
    "Read-only file system": f"make the folder writable, {AGAIN}",
    "PermissionError: [Errno 13]": f"make the folder writable, {AGAIN}",
}


@dataclass(frozen=True)
class Ended:
    """How a batch ended: each step's outcome, how many files were written, and why nothing could be kept."""

    outcomes: dict[Step, Outcome]
    written: int = 0
    trouble: str = ""

    @property
    def failed(self) -> int:
        """How many steps failed."""
        return sum(not one.is_ok and not one.skipped for one in self.outcomes.values())

    @property
    def skipped(self) -> int:
        """How many steps were not run because one that they need had failed."""
        return sum(one.skipped for one in self.outcomes.values())

    @property
    def unchanged(self) -> list[Step]:
        """The steps whose results were there already."""
        return [step for step, one in self.outcomes.items() if one.unchanged and one.is_ok]


def run_batch(batch: Batch, settings: Settings, tell: Tell, say: Say = print, show: Show = nobody) -> Ended:
    """Run all notebooks of a batch, publish what is whole, and return how each step ended.

    `tell` is called when a step starts and when it ends, `show` with the steps that are under way, `say` gets
    what else the user should know. Ctrl-C ends the kernels, removes what is unfinished, and is passed on.
    Raises CallError where a cluster cannot be had.
    """
    store = Store(settings.project / FOLDER) if settings.keep else None
    with (
        work_folder() as folder,
        Build(folder, batch, settings, store, say) as build,
    ):
        outcomes = run_steps(plan(batch), build, tell, show)
        if store is not None and any(one.is_ok and not one.unchanged for one in outcomes.values()):
            store.prune()
    trouble = store.trouble if store is not None else ""
    return Ended(outcomes, build.publisher.count, trouble)


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for the work of a batch, among the temporary files. Raises CallError where there is none."""
    with ExitStack() as held:
        try:
            folder = held.enter_context(alive.folder(Path(tempfile.gettempdir()), WORK))
        except OSError as error:
            raise CallError(
                f"there is no writing temporary files ({error.strerror or error}): make room where they go, "
                "or set TMPDIR to another folder"
            ) from None
        yield folder


class Build:
    """The batch at work: who performs its steps, what each made, and who wrote each table first."""

    def __init__(self, folder: Path, batch: Batch, settings: Settings, store: Store | None, say: Say) -> None:
        self.folder, self.settings, self.store, self.say = folder, settings, store, say
        self.steps = Steps(folder, batch, settings)
        self.publisher = Publisher(self.steps)
        self.recorder = Recorder(settings, say)
        self.open = ExitStack()
        self.performing: Hands | None = None
        self.keys: dict[Step, str] = {}
        self.tables: dict[str, Job] = {}

    def __enter__(self) -> Build:
        return self

    def __exit__(self, *about: object) -> None:
        self.open.__exit__(*about)

    def hands(self) -> Hands:
        """Return who performs steps: nobody is called before there is something to do. Raises CallError."""
        if self.performing is None:
            if self.store is not None:
                self.open.enter_context(self.store.open())
            self.performing = self.open.enter_context(hands(self.settings, self.say))
        return self.performing

    def slots(self) -> int:
        """Return how many steps can be under way at once now."""
        return self.hands().slots()

    def stop(self) -> None:
        """End what is under way."""
        if self.performing is not None:
            self.performing.stop()

    def recall(self, step: Step) -> Outcome | None:
        """Publish what a step has left earlier, if nothing that it depends on has changed since; None if it
        has to run.
        """
        if self.store is None or self.settings.force or step in self.keys:
            return None
        try:
            self.keys[step] = self.steps.key(step)
        except Exception:  # what is wrong is said when the step is started
            self.keys[step] = ""
            return None
        entry = self.store.get(self.keys[step])
        if entry is None:
            return None
        self.steps.made[step] = entry
        return Outcome(error=self.taken(step), unchanged=True)

    def start(self, step: Step) -> Future[Done]:
        """Submit a step; a step that cannot even be prepared has a future that has failed."""
        performing, future = self.hands(), Future[Done]()
        if isinstance(step, Page) and self.settings.reports is None:
            future.set_result(Done())
            return future
        try:
            self.keys[step] = self.keys.get(step) or self.steps.key(step)
            self.recorder.start(step)
            task = self.steps.prepare(step, self.place(step) / "project")
            out = self.place(step) / "out"
            out.mkdir(parents=True)
            return performing.submit(task, self.place(step) / "project", out)
        except Exception as error:
            future.set_exception(error)
            return future

    def finish(self, step: Step, future: Future[Done]) -> Outcome:
        """Take what a step made, if all is well; publish with a page what it needs."""
        if isinstance(step, Page) and self.settings.reports is None:
            return Outcome(error=self.taken(step))
        try:
            done = future.result()
        except CallError:
            raise
        except Exception as error:
            done = Done(error=in_one_line(error))
        error = self.without_paths(done.error) or self.keep(step, done)
        if error:
            self.recorder.failed(step, self.keys.get(step, ""), done, error)
        return Outcome(
            done.seconds, error or (self.taken(step) if isinstance(step, Page) else ""), done.traceback
        )

    def keep(self, step: Step, done: Done) -> str:
        """Keep what a step made, and record its run; return what is wrong with it."""
        out, key = self.place(step) / "out", self.keys[step]
        try:
            files = hashes(out)
            made = self.recorder.made(step, key, done, self.steps.inputs(step), files)
            self.steps.made[step] = Entry(out, files, made)
            if isinstance(step, Job):
                self.check_files(step)
            if self.store is not None and self.steps.is_as_it_was():
                self.steps.made[step] = self.store.put(key, self.steps.made[step])
            self.recorder.write(made)
            if self.steps.made[step].folder != out:
                shutil.rmtree(self.place(step), ignore_errors=True)
        except Exception as error:
            return self.without_paths(in_one_line(error))
        return ""

    def taken(self, step: Step) -> str:
        """Check the files of a notebook, or publish a page with what it needs; return what is wrong."""
        try:
            if isinstance(step, Job):
                self.check_files(step)
            else:
                self.publisher.publish(step)
        except Exception as error:
            return self.without_paths(in_one_line(error))
        return ""

    def check_files(self, job: Job) -> None:
        """Raise ValueError where a notebook wrote rows of another moment's charts, or a table otherwise than
        another did.

        Tables hold all moments; one that depends on `as_of` would depend on which notebook ran last.
        """
        made = self.steps.made
        for name in made[job].files:
            if not name.startswith(f"{MADE_TABLES}/"):
                continue
            path = Path(name).relative_to(MADE_TABLES)
            label = chart_label(path, job.event)
            if label not in ("", job.label or LATEST):
                raise ValueError(f"wrote {path.as_posix()}, which is of another moment")
            first = self.tables.get(name)
            if label or first is None or first in job.needs:
                self.tables[name] = job
            elif made[job].files[name] != made[first].files[name]:
                raise ValueError(
                    f"wrote {path.as_posix()} otherwise than {first}: a table must not depend on the moment"
                )

    def place(self, step: Step) -> Path:
        """Return the folder in which a step works."""
        name = "-".join(filter(None, (step.event, step.label, getattr(step, "notebook", "page"))))
        return self.folder / "steps" / name

    def without_paths(self, text: str) -> str:
        """Return a message without the folders of this machine, and with what to do where that is known."""
        inner = sorted(self.folder.glob("steps/*/*/"), reverse=True)
        for folder in (*inner, self.folder, self.settings.project):
            text = workspace.without_folder(text, folder)
        todo = next((words for sign, words in ADVICE.items() if sign in text), "")
        return f"{text}; {todo}" if todo else text


def hands(settings: Settings, say: Say) -> Hands:
    """Return who performs the steps: this machine, or a cluster. To enter it may raise CallError."""
    if not settings.cluster:
        from tollbook.local import LocalHands, default_jobs

        return LocalHands(settings.workers or default_jobs(), settings.fresh, say)
    from tollbook.cluster import ClusterHands

    return ClusterHands(settings.cluster, say, settings.fresh)
