"""A step for the workers of a cluster: what is sent, where its results go, and what a worker calls."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tollbook.tasks import Done, Task

if TYPE_CHECKING:
    import distributed

    from tollbook.remote import Order, Reply


@dataclass(eq=False)
class Errand:
    """A step under way: what to do, where its results go, what is sent, and who has it now."""

    task: Task
    out: Path
    result: Future[Done] = field(default_factory=Future)
    order: Order | None = None
    parcels: tuple[Any, ...] = ()
    remote: distributed.Future | None = None
    worker: str = ""
    attempts: int = 0


def on_worker() -> Callable[..., Reply]:
    """Return the function that a worker calls.

    It is made anew here so that it travels by its code: a scheduler without Tollbook can then pass it on.
    """

    def tollbook_step(order: Order, *parcels: bytes) -> Reply:
        from tollbook.remote import perform

        return perform(order, parcels)

    return tollbook_step
