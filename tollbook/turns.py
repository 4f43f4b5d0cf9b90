"""In which turn the steps of a batch are done: those that can be at once are, one that fails stops only what
needs it, and one whose result is there is not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Protocol

from tollbook.steps import Step
from tollbook.tasks import Done


@dataclass(frozen=True)
class Outcome:
    """How a step ended: `error` is empty when well, `skipped` when a step that it needs had failed,
    `unchanged` when its result was there already.
    """

    seconds: float = 0.0
    error: str = ""
    traceback: str = ""
    skipped: bool = False
    unchanged: bool = False

    @property
    def is_ok(self) -> bool:
        return not self.error


Tell = Callable[[Step, Outcome | None], None]  # None: the step starts
Show = Callable[[Sequence[Step]], None]
LOOK = 1.0
"""Seconds after which to look again how many steps can be under way: a cluster may grow or lose a worker."""


class Work(Protocol):
    """What does the steps (`runner.Build`)."""

    def slots(self) -> int:
        """Return how many steps can be under way at once now."""

    def recall(self, step: Step) -> Outcome | None:
        """Take the result that a step has left earlier; None if it has to run."""

    def start(self, step: Step) -> Future[Done]:
        """Begin a step."""

    def finish(self, step: Step, future: Future[Done]) -> Outcome:
        """Take what a step has made."""

    def stop(self) -> None:
        """End what is under way."""


def nobody(_: object) -> None:
    """Take no notice."""


def run_steps(steps: Sequence[Step], work: Work, tell: Tell, show: Show = nobody) -> dict[Step, Outcome]:
    """Run steps as many at once as there are slots, each after those it needs; a step whose need failed is
    skipped, one whose result is there is not run.
    """
    waiting, running, outcomes = list(steps), {}, {}
    try:
        while waiting or running:
            skip_hopeless(waiting, outcomes, tell)
            if take_unchanged(waiting, outcomes, work, tell):
                continue
            start_ready(waiting, running, outcomes, work, tell)
            if running:
                show(list(running.values())[: work.slots()])
            for future in wait(running, LOOK, return_when=FIRST_COMPLETED).done:
                step = running.pop(future)
                outcomes[step] = work.finish(step, future)
                tell(step, outcomes[step])
    except BaseException:
        work.stop()
        raise
    return outcomes


def skip_hopeless(waiting: list[Step], outcomes: dict[Step, Outcome], tell: Tell) -> None:
    """Take from `waiting` the steps that need one which failed."""
    for step in list(waiting):
        failed = next((need for need in step.needs if need in outcomes and not outcomes[need].is_ok), None)
        if failed is not None:
            waiting.remove(step)
            outcomes[step] = Outcome(error=f"not run: {failed} failed", skipped=True)
            tell(step, outcomes[step])


def ready(waiting: Sequence[Step], outcomes: dict[Step, Outcome]) -> Iterator[Step]:
    """Give the steps that need nothing more."""
    return (step for step in list(waiting) if all(need in outcomes for need in step.needs))


def take_unchanged(waiting: list[Step], outcomes: dict[Step, Outcome], work: Work, tell: Tell) -> bool:
    """Take from `waiting` the steps whose results are there; tell whether there was any."""
    found = False
    for step in ready(waiting, outcomes):
        outcome = work.recall(step)
        if outcome is not None:
            waiting.remove(step)
            outcomes[step], found = outcome, True
            tell(step, outcome)
    return found


def start_ready(
    waiting: list[Step], running: dict[Future, Step], outcomes: dict[Step, Outcome], work: Work, tell: Tell
) -> None:
    """Start the steps that need nothing more, as many as there are slots."""
    for step in ready(waiting, outcomes):
        if len(running) >= work.slots():
            return
        waiting.remove(step)
        tell(step, None)
        running[work.start(step)] = step
