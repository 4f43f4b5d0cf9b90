"""Who works in a cluster: the workers that are there, and those of them whose versions are those of this
machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tollbook import alike

if TYPE_CHECKING:
    from distributed import Client

OLDER = "has no Tollbook that knows of clusters"
WHAT_TO_DO = "install there what is here, and start it again"


@dataclass
class Worker:
    """A worker: how it is called in messages, how many steps it can do at once, and how many we gave it."""

    label: str
    threads: int
    given: int = 0


class Roster:
    """The workers of a cluster. `fit`: those that may work, by address; `unfit`: why the others may not."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.versions = alike.versions()
        self.lock = threading.Lock()
        self.labels: dict[str, str] = {}
        self.fit: dict[str, Worker] = {}
        self.unfit: dict[str, str] = {}

    def refresh(self) -> list[str]:
        """See who is there and check who is new; return a line for those who may not work.

        A worker that does not answer is asked again the next time.
        """
        there = self.client.scheduler_info()["workers"]
        for address in sorted(there):
            self.labels.setdefault(address, label(address, there[address]["name"], len(self.labels) + 1))
        new = [address for address in sorted(there) if address not in self.fit and address not in self.unfit]
        answers = self.client.run(alike.versions, workers=new, on_error="return") if new else {}
        reasons = {address: reason for address in new if (reason := self.reason(answers.get(address)))}
        with self.lock:
            self.unfit = {one: why for one, why in (self.unfit | reasons).items() if one in there}
            fit = [one for one in new if isinstance(answers.get(one), dict) and one not in reasons]
            self.fit |= {one: Worker(self.labels[one], max(1, there[one]["nthreads"])) for one in fit}
            self.fit = {one: worker for one, worker in self.fit.items() if one in there}
        return self.lines(reasons)

    def reason(self, answer: Any) -> str:
        """Return why a worker that answered this may not work; empty where it may, or did not answer."""
        if isinstance(answer, Mapping):
            different = alike.differences(self.versions, answer)
            return f"has {different}" if different else ""
        return OLDER if isinstance(answer, ImportError) else ""

    def refuse(self, address: str, versions: Mapping[str, str]) -> list[str]:
        """Take a worker out that refused a step for its versions; return a line that says so, once."""
        with self.lock:
            self.fit.pop(address, None)
            if address in self.unfit:
                return []
            self.unfit[address] = f"has {alike.differences(self.versions, versions)}"
            return self.lines({address: self.unfit[address]})

    def lines(self, reasons: Mapping[str, str]) -> list[str]:
        """Return a line for the workers that may not work for the same reason."""
        alike_ones: dict[str, list[str]] = {}
        for address, reason in reasons.items():
            alike_ones.setdefault(reason, []).append(self.labels.get(address, "a worker"))
        return [f"{joined(labels)} {reason}: {WHAT_TO_DO}" for reason, labels in alike_ones.items()]

    def threads(self) -> int:
        """Return how many steps the workers can do at once."""
        return sum(worker.threads for worker in list(self.fit.values()))

    def give(self) -> str:
        """Choose the worker with the most room for one more step; return its address, empty without one."""
        with self.lock:
            if not self.fit:
                return ""
            address = min(self.fit, key=lambda one: (self.fit[one].given + 1) / self.fit[one].threads)
            self.fit[address].given += 1
            return address

    def take_back(self, address: str) -> None:
        """Note that a worker has a step less."""
        with self.lock:
            if address in self.fit:
                self.fit[address].given -= 1


def label(address: str, name: object, number: int) -> str:
    """Return how a worker is called: by the name that somebody gave it, else by a number and its port."""
    if str(name) == address or "://" in str(name):
        return f"worker {number} (port {address.rpartition(':')[2]})"
    return f"worker {name}"


def joined(labels: Iterable[str]) -> str:
    """Return labels in one phrase: `worker 1, worker 2 and worker 3 each`."""
    *others, last = labels
    return f"{', '.join(others)} and {last} each" if others else last
