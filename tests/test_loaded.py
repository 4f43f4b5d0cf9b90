"""Processed tables from memory: as in their files, and nobody's changes but the file's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tollbook import tables
from tollbook.loaded import load

REAL = Path(__file__).resolve().parent.parent / "data/processed"
EVENT = "jaffar-express-2025-03"


@pytest.fixture
def processed(tmp_path: Path) -> Path:
    """A folder with the totals of one event."""
    (tmp_path / EVENT).mkdir()
    shutil.copy(REAL / EVENT / "totals.csv", tmp_path / EVENT)
    return tmp_path


def test_a_table_is_as_in_its_file(processed: Path) -> None:
    expected = tables.load(EVENT, processed, "totals")
    for _ in range(2):
        pd.testing.assert_frame_equal(load(EVENT, processed, "totals"), expected)


def test_what_a_caller_changes_stays_with_the_caller(processed: Path) -> None:
    mine = load(EVENT, processed, "totals")
    mine["party"] = "nobody"
    mine.loc[mine.index[0], "group"] = "nobody"
    del mine["rule"]
    pd.testing.assert_frame_equal(load(EVENT, processed, "totals"), tables.load(EVENT, processed, "totals"))


def test_a_changed_file_is_read_anew(processed: Path) -> None:
    before, path = load(EVENT, processed, "totals"), processed / EVENT / "totals.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    assert len(load(EVENT, processed, "totals")) == len(before) - 1
    about = path.stat()
    path.write_text("".join(lines[:-1]).replace("militants", "civilians"), encoding="utf-8")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns + 1))
    assert not load(EVENT, processed, "totals")["group"].eq("militants").any()


def test_a_missing_table_names_the_notebook_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run notebook 02 first"):
        load(EVENT, tmp_path, "totals")
