"""Who writes the record of a batch: one line for each step that was performed, when it has ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tollbook import record
from tollbook.plan import Job, Page
from tollbook.record import Record
from tollbook.steps import Settings, told
from tollbook.tasks import Done

IN_FOLDERS = 2
"""Of a page's files those are recorded that lie beside it; the many in its folder are in its zip too."""


class Recorder:
    """The record of one batch. A record that cannot be written is said once, and is no failure."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings, self.say = settings, say
        self.batch = record.new_id()
        self.started: dict[Job | Page, str] = {}
        self.is_well = settings.recorded

    def start(self, step: Job | Page) -> None:
        """Take note of when a step is started."""
        self.started[step] = record.now()

    def made(
        self, step: Job | Page, key: str, done: Done, inputs: Mapping[str, str], files: Mapping[str, str]
    ) -> Record:
        """Return the record of a step that went well, with the hashes of what it read and made."""
        short = {
            name: digest
            for name, digest in files.items()
            if isinstance(step, Job) or name.count("/") < IN_FOLDERS
        }
        return self.about(step, key, done, inputs=dict(inputs), outputs=short)

    def failed(self, step: Job | Page, key: str, done: Done, error: str) -> None:
        """Record a step that failed."""
        self.write(self.about(step, key, done, outcome=record.FAILED, error=error))

    def about(self, step: Job | Page, key: str, done: Done, **more: object) -> Record:
        """Return the record of a step."""
        return Record(
            run=record.new_id(),
            batch=self.batch,
            what=step.notebook if isinstance(step, Job) else "page",
            event=step.event,
            label=step.label,
            parameters=told(step) if isinstance(step, Job) else {},
            started=self.started.get(step, record.now()),
            seconds=round(done.seconds, 3),
            memory_bytes=done.memory_bytes,
            kernel=done.kernel,
            where=record.CLUSTER if self.settings.cluster else record.HERE,
            key=key,
            versions=record.versions(),
            **more,
        )

    def write(self, one: Record) -> None:
        """Append a record to the file of the project."""
        if not self.is_well:
            return
        try:
            record.append(self.settings.project / record.FILE, one)
        except OSError as error:
            self.is_well = False
            self.say(
                f"tollbook: {record.FILE} cannot be written ({error.strerror}): these runs are not recorded"
            )
