"""Vega's script: made once and kept, made anew where it is damaged, and never in the asking process."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tollbook import vega_bundle

CODE = b"window.tollbook={};// invented"
DIGEST = base64.b64encode(hashlib.sha256(CODE).digest()).decode("ascii")


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The versions that were asked for; an invented script stands in for Vega, in a folder of its own."""
    asked: list[str] = []

    def made(version: str) -> bytes:
        asked.append(version)
        return CODE

    monkeypatch.setattr(vega_bundle, "FOLDER", tmp_path / "bundle")
    monkeypatch.setattr(vega_bundle, "made", made)
    vega_bundle.bundle.cache_clear()
    yield asked
    vega_bundle.bundle.cache_clear()


def test_a_bundle_is_made_once(calls: list[str]) -> None:
    first = vega_bundle.bundle("6.1")
    vega_bundle.bundle.cache_clear()  # as another process
    assert vega_bundle.bundle("6.1") == first
    assert calls == ["6.1"]
    assert gzip.decompress(base64.b64decode(first.packed)) == CODE
    assert first.source == f"'sha256-{DIGEST}'"


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b", b"no gzip", None])
def test_a_damaged_bundle_is_made_anew(calls: list[str], damage: bytes | None) -> None:
    first = vega_bundle.bundle("6.1")
    (path,) = vega_bundle.FOLDER.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-4] + b"xxxx" if damage is None else damage)
    vega_bundle.bundle.cache_clear()
    assert vega_bundle.bundle("6.1") == first
    assert path.read_bytes() == whole
    assert len(calls) == 2


def test_where_nothing_can_be_kept_it_is_made_each_time(calls: list[str], tmp_path: Path) -> None:
    (tmp_path / "bundle").write_text("a file where the folder should be", encoding="utf-8")
    first = vega_bundle.bundle("6.1")
    vega_bundle.bundle.cache_clear()
    assert vega_bundle.bundle("6.1") == first
    assert len(calls) == 2


def test_each_version_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {vega_bundle.file_name("6.1"), vega_bundle.file_name("5.20")}
    monkeypatch.setattr(vega_bundle.importlib.metadata, "version", lambda _name: "0.0.1")
    assert len(names | {vega_bundle.file_name("6.1")}) == 3


@pytest.mark.skipif(not hasattr(os, "fork") or not Path("/proc/self/task").is_dir(), reason="counts threads")
def test_preparing_starts_no_thread_and_a_forked_process_can_draw() -> None:
    code = (
        "import os, signal\n"
        "from tollbook import page_extras, report, svg\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "report.prepare()\n"
        "print(len(os.listdir('/proc/self/task')) - before, flush=True)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    signal.alarm(600)\n"
        "    spec = {'data': {'values': [{'a': 1}]}, 'mark': 'point', 'encoding': {'x': {'field': 'a'}}}\n"
        "    print(svg.render(spec, 'x')[:4], flush=True)\n"
        "    os._exit(0)\n"
        "print(os.waitpid(child, 0)[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "<svg", "0"]
