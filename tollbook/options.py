"""Folders and files that the options of a call name: where they are, and whether they will do."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from tollbook import paths
from tollbook.refusals import CallError
from tollbook.workspace import PROCESSED


def chosen(option: str | None, default: str | Path) -> Path:
    """Return the path an option names, from the caller's folder; without it the default below the project."""
    return paths.resolve(default) if option is None else Path(os.path.abspath(Path(option).expanduser()))


def raw_folder(options: argparse.Namespace) -> Path:
    """Return the folder of the raw tables. Raises CallError where `--raw` names none."""
    folder = chosen(options.raw, "data/raw")
    if options.raw is not None and not folder.is_dir():
        raise CallError(f"--raw: there is no folder {options.raw}")
    return folder


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
