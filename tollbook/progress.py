"""What a batch tells while it runs: a line for each step, and on a terminal a bar of what is left."""

from __future__ import annotations

import re
import sys

from tqdm import tqdm

from tollbook.plan import Job
from tollbook.runner import Outcome, Step

BAR = "{n_fmt}/{total_fmt} {bar:30} {elapsed}{postfix}"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Progress:
    """Lines on standard output, failures on standard error, and a bar that only a terminal sees.

    Steps of the `quiet` types have a line only when they fail.
    """

    def __init__(self, total: int, verbose: bool = False, quiet: tuple[type, ...] = ()) -> None:
        self.verbose, self.quiet = verbose, quiet
        self.running: list[Step] = []
        self.bar = tqdm(total=total, disable=None, leave=False, dynamic_ncols=True, bar_format=BAR)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def tell(self, step: Step, outcome: Outcome | None) -> None:
        """Take note that a step starts (None) or how it ended."""
        if outcome is None:
            self.running.append(step)
        else:
            self.running = [one for one in self.running if one != step]
            self.bar.update()
            if not outcome.is_ok or not isinstance(step, self.quiet):
                self.write(line(step, outcome), failed=not outcome.is_ok)
            if self.verbose and outcome.traceback:
                self.write(COLOUR.sub("", outcome.traceback), failed=True)
        self.bar.set_postfix_str(", ".join(short(one) for one in self.running))

    def write(self, text: str, failed: bool = False) -> None:
        """Print a line above the bar."""
        stream = sys.stderr if failed else sys.stdout
        tqdm.write(text, file=stream)
        stream.flush()


def line(step: Step, outcome: Outcome) -> str:
    """Return one line about a step that ended: how, what, and how long or why not."""
    if outcome.is_ok:
        return f"ok  {step}  {outcome.seconds:.1f} s"
    return f"{'skip' if outcome.skipped else 'FAIL'}  {step}  {outcome.error}"


def short(step: Step) -> str:
    """Return the few letters that name a running step in the bar: `02 balochistan-2026-01`."""
    return f"{step.notebook.partition('-')[0] if isinstance(step, Job) else 'page'} {step.event}"
