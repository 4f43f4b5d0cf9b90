"""What a batch tells while it runs: a line for each step that ran, on a terminal also a bar."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tollbook.plan import Job
from tollbook.runner import Outcome, Step

if TYPE_CHECKING:
    from tqdm import tqdm

BAR = "{n_fmt}/{total_fmt} {bar:20} {elapsed}{postfix}"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Progress:
    """Lines on standard output, failures on standard error, and a bar that only a terminal sees.

    Steps of the `quiet` types, and those that were not run because nothing had changed, have a line only when
    they fail.
    """

    def __init__(self, total: int, verbose: bool = False, quiet: tuple[type, ...] = ()) -> None:
        self.total, self.verbose, self.quiet = total, verbose, quiet
        self.ended = self.unchanged = 0
        self.bar: tqdm | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def tell(self, step: Step, outcome: Outcome | None) -> None:
        """Take note that a step starts (None) or how it ended."""
        if outcome is None:
            self.draw()
            return
        self.ended += 1
        self.unchanged += outcome.unchanged
        if self.bar is not None:
            self.bar.update()
        if not outcome.is_ok or not (outcome.unchanged or isinstance(step, self.quiet)):
            self.write(line(step, outcome), failed=not outcome.is_ok)
        if self.verbose and outcome.traceback:
            self.write(COLOUR.sub("", outcome.traceback), failed=True)

    def show(self, running: Sequence[Step]) -> None:
        """Show which steps are under way at this moment: on a cluster, one may have gone back to waiting."""
        if self.bar is not None:
            left = self.total - self.ended - len(running)
            parts = [f"{left} left", f"{self.unchanged} unchanged" if self.unchanged else ""]
            names = ", ".join(short(step) for step in running)
            self.bar.set_postfix_str("; ".join(filter(None, [*parts, names])))

    def draw(self) -> None:
        """Draw the bar when the first step starts: a batch in which nothing runs needs none."""
        if self.bar is None and sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(
                total=self.total, initial=self.ended, leave=False, dynamic_ncols=True, bar_format=BAR
            )

    def write(self, text: str, failed: bool = False) -> None:
        """Print a line above the bar."""
        stream = sys.stderr if failed else sys.stdout
        if self.bar is None:
            print(text, file=stream, flush=True)
        else:
            self.bar.write(text, file=stream)
            stream.flush()

    def say(self, text: str) -> None:
        """Tell something that is about the whole batch."""
        self.write(text, failed=True)


def line(step: Step, outcome: Outcome) -> str:
    """Return one line about a step that ended: how, what, and how long or why not."""
    if outcome.is_ok:
        return f"ok  {step}  {outcome.seconds:.1f} s"
    return f"{'skip' if outcome.skipped else 'FAIL'}  {step}  {outcome.error}"


def short(step: Step) -> str:
    """Return the few letters that name a running step in the bar: `02 flood-2021-07 latest`."""
    name = step.notebook.partition("-")[0] if isinstance(step, Job) else "page"
    return " ".join(filter(None, (name, step.event, step.label)))
