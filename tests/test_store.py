"""The store of finished steps: whole or not there, checked before use, and no larger than it may be."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tollbook import store
from tollbook.record import Record
from tollbook.store import DAY, KEPT_DAYS, RECORD, Entry, Store, hashes

KEY, OTHER = "ab" + "0" * 62, "cd" + "1" * 62
MADE = Record("0123456789ab", "ba9876543210", "02-compare-totals", "alpha", "latest", key=KEY)


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    """A store in a folder of the test."""
    return Store(tmp_path / ".tollbook")


def left(folder: Path, text: str = "since,low\n", made: Record = MADE) -> Entry:
    """Return what a step has left in a folder: a notebook and a table."""
    (folder / "processed/alpha").mkdir(parents=True, exist_ok=True)
    (folder / "notebook.ipynb").write_text("{}")
    (folder / "processed/alpha/totals.csv").write_text(text)
    return Entry(folder, hashes(folder), made)


def test_what_is_kept_is_found_with_its_record(kept: Store, tmp_path: Path) -> None:
    assert kept.get(KEY) is None
    with kept.open():
        put = kept.put(KEY, left(tmp_path / "out"))
    shutil.rmtree(tmp_path / "out")
    found = kept.get(KEY)
    assert found == put == Entry(kept.place(KEY), put.files, MADE)
    assert found is not None
    assert sorted(found.files) == ["notebook.ipynb", "processed/alpha/totals.csv"]
    assert (found.folder / "processed/alpha/totals.csv").read_text() == "since,low\n"
    assert (kept.folder / ".gitignore").read_text() == "*\n"
    assert kept.trouble == ""


@pytest.mark.parametrize(
    "damage",
    [
        lambda place: (place / "notebook.ipynb").write_text("{"),
        lambda place: (place / "notebook.ipynb").unlink(),
        lambda place: (place / "more.csv").write_text("a\n"),
        lambda place: (place / RECORD).write_text("{"),
        lambda place: (place / RECORD).write_text("[]"),
        lambda place: (place / RECORD).unlink(),
        lambda place: (place / RECORD).write_text(json.dumps({"files": {}, "record": {"run": 1}})),
    ],
)
def test_a_damaged_entry_counts_as_missing_and_is_removed(
    kept: Store, tmp_path: Path, damage: object
) -> None:
    kept.put(KEY, left(tmp_path / "out"))
    damage(kept.place(KEY))
    assert kept.get(KEY) is None
    assert not kept.place(KEY).exists()
    kept.put(KEY, left(tmp_path / "out"))
    assert kept.get(KEY) is not None


def test_a_forced_run_that_made_the_same_changes_the_record_alone(kept: Store, tmp_path: Path) -> None:
    kept.put(KEY, left(tmp_path / "out"))
    file = kept.place(KEY) / "notebook.ipynb"
    before = file.stat().st_ino
    again = replace(MADE, run="aaaaaaaaaaaa")
    kept.put(KEY, left(tmp_path / "out", made=again))
    found = kept.get(KEY)
    assert found is not None
    assert found.record.run == "aaaaaaaaaaaa"
    assert file.stat().st_ino == before
    kept.put(KEY, left(tmp_path / "out", "since,low\nother,1\n", again))
    found = kept.get(KEY)
    assert found is not None
    assert "other" in (found.folder / "processed/alpha/totals.csv").read_text()


def test_an_entry_that_another_batch_put_meanwhile_is_taken(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = left(tmp_path / "out")
    kept.put(KEY, entry)
    monkeypatch.setattr(kept, "get", lambda key: None)  # it was not there when this one looked
    monkeypatch.setattr(kept, "remove", lambda place: None)
    kept.put(KEY, entry)
    assert kept.trouble == ""
    assert Store(kept.folder).get(KEY) is not None


def test_what_was_not_used_for_long_is_removed(kept: Store, tmp_path: Path) -> None:
    for key in (KEY, OTHER):
        kept.put(key, left(tmp_path / "out"))
    long_ago = time.time() - (KEPT_DAYS + 1) * DAY
    for key in (KEY, OTHER):
        os.utime(kept.place(key) / RECORD, (long_ago, long_ago))
    assert kept.get(OTHER) is not None  # now it was used
    kept.prune()
    assert [kept.place(key).exists() for key in (KEY, OTHER)] == [False, True]


def test_the_entries_used_least_lately_go_where_there_are_too_many(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"{number:02}" + "0" * 62 for number in range(4)]
    for age, key in enumerate(keys):
        kept.put(key, left(tmp_path / "out"))
        then = time.time() - age * DAY
        os.utime(kept.place(key) / RECORD, (then, then))
    size = sum(path.stat().st_size for path in store.below(kept.place(keys[0])).values())
    monkeypatch.setattr(store, "KEPT_BYTES", int(2.5 * size))
    kept.prune()
    assert [kept.place(key).exists() for key in keys] == [True, True, False, False]
    monkeypatch.setattr(store, "KEPT_BYTES", 0)
    kept.prune()
    assert kept.place(keys[0]).exists()  # used within the hour: it may be in the hands of another batch


def test_a_full_disk_leaves_no_half_entry_and_is_said(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    entry = left(tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr("tollbook.store.os.fsync", full)
        assert kept.put(KEY, entry) == entry
    assert kept.trouble == "No space left on device"
    assert kept.get(KEY) is None
    assert list((kept.folder / "store").glob("new-*")) == []


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / ".tollbook").touch()
    kept, entry = Store(tmp_path / ".tollbook"), left(tmp_path / "out")
    with kept.open():
        assert kept.get(KEY) is None
        assert kept.put(KEY, entry) == entry
        kept.take_note(KEY, "x")
        assert kept.note(KEY) is None
        kept.prune()
    assert kept.trouble


def test_notes_are_remembered(kept: Store) -> None:
    assert kept.note(KEY) is None
    kept.take_note(KEY, {"event": "alpha"})
    assert kept.note(KEY) == {"event": "alpha"}
    (kept.folder / "notes" / f"{KEY}.json").write_text("{")
    assert kept.note(KEY) is None
    kept.take_note(KEY, {1, 2})  # JSON has no sets
    assert kept.note(KEY) is None
