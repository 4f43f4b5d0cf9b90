"""Folders and files that the options of a call name: where they are, and whether they will do."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tollbook import paths
from tollbook.refusals import CallError, check_rule, unknown
from tollbook.workspace import PROCESSED

if TYPE_CHECKING:  # pandas takes a second to import, which `tollbook --help` need not wait for
    from tollbook.explain import Question


def chosen(option: str | None, default: str | Path) -> Path:
    """Return the path an option names, from the caller's folder; without it the default below the project."""
    return paths.resolve(default) if option is None else Path(os.path.abspath(Path(option).expanduser()))


def raw_folder(options: argparse.Namespace) -> Path:
    """Return the folder of the raw tables. Raises CallError where `--raw` names none."""
    folder = chosen(options.raw, "data/raw")
    if options.raw is not None and not folder.is_dir():
        raise CallError(f"--raw: there is no folder {options.raw}")
    return folder


class Place(Protocol):
    """Where processed tables go: a folder here, and and how files come from and go to their place."""

    local: Path
    shown: str

    def fetch(self, events: Iterable[str] | None = None) -> int: ...

    def push(self) -> int: ...


class Folder:
    """A folder of this machine: there is nothing to fetch or to take anywhere."""

    def __init__(self, local: Path) -> None:
        self.local, self.shown = local, str(local)

    def fetch(self, events: Iterable[str] | None = None) -> int:
        """Do nothing; return how many files that was."""
        return 0

    push = fetch


@contextmanager
def opened_raw(options: argparse.Namespace) -> Iterator[Path]:
    """The folder of the raw tables, which may be at an address. Raises CallError where there is none."""
    if options.raw is None or "://" not in options.raw:
        yield raw_folder(options)
        return
    from tollbook import address

    with address.raw_folder(options.raw) as folder:
        yield folder


@contextmanager
def opened_out(options: argparse.Namespace) -> Iterator[Place]:
    """Where the processed tables go, which may be an address. Raises CallError where it cannot be."""
    if options.out is None or "://" not in options.out:
        yield Folder(out_folder(options))
        return
    from tollbook import address

    with address.Out(options.out) as place:
        yield place


def out_folder(options: argparse.Namespace) -> Path:
    """Return the folder of the processed tables."""
    return chosen(options.out, PROCESSED)


def batch_file(options: argparse.Namespace) -> Path:
    """Return the batch file."""
    return chosen(options.batch, "notebooks/batch.yml")


def require_writable(folders: Mapping[str, Path]) -> None:
    """Raise CallError for a folder (by option) that cannot be written, before hours of work are lost."""
    for option, folder in folders.items():
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        if not nearest.is_dir():
            raise CallError(f"{option}: {nearest} is a file, not a folder")
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise CallError(f"{option}: {folder} cannot be written")


def asked(options: argparse.Namespace) -> Question:
    """Return what `tollbook explain` is asked for. Raises CallError, with the allowed names, for an unknown
    one.
    """
    from tollbook import parameters, scope, vocabulary
    from tollbook.explain import PARTIES, Question

    words = vocabulary.of(options.event)  # an event that is not known has the common rows
    named = {
        "event": (options.event, scope.event_rows().index),
        "group": (options.group, words.shown),
        "party": (options.party or "any", PARTIES.read(words)),
        "outcome": (options.outcome or vocabulary.main_outcome(options.event), words.outcomes),
    }
    reasons = [unknown(what, name, allowed) for what, (name, allowed) in named.items() if name not in allowed]
    reasons += check_rule(options.rule)
    if reasons:
        raise CallError(*reasons)
    try:
        run = parameters.check(options.event, options.as_of, options.rule)
    except ValueError as error:
        raise CallError(str(error)) from error
    return Question(run, options.group, options.outcome, options.period, options.party, options.full)
