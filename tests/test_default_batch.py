"""The batch that `make reports` runs, run for real: each of its pages opened from disk without a network."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

JANUARY = "balochistan-2026-01"
DAYS = ["2026-01-31", "2026-02-01", "2026-02-02", "2026-02-04", "2026-02-06"]
PAGES = [
    *(f"{event}/latest.html" for event in (JANUARY, "balochistan-2024-08", "jaffar-express-2025-03")),
    *(f"{JANUARY}/{day}.html" for day in DAYS),
]
FEWEST_FIGURES = 12  # the four notebooks have 16 to 21 charts for an event with much to show
SEEN = """() => [...document.querySelectorAll("figure")].map(figure =>
    [...figure.querySelectorAll("svg")].filter(svg => svg.getBoundingClientRect().height > 0
        && svg.querySelectorAll("path,text").length > 5).length)"""
NEVER = ["nan", "<NA>", "NaT", "None", "Traceback", "undefined"]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of reports of the default batch, as the command writes it."""
    folder = tmp_path_factory.mktemp("batch")
    command = [
        sys.executable,
        "-m",
        "tollbook",
        "run",
        "--out",
        str(folder / "out"),
        "--reports",
        str(folder / "reports"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith("ok  ")]) == 3 + 3 * 8 + 8
    return folder / "reports"


@pytest.mark.browser
def test_the_index_leads_to_every_page(reports: Path, tab: Callable[..., Any]) -> None:
    links = tab(reports / "index.html").evaluate(
        "[...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))"
    )
    assert set(PAGES) <= set(links)
    built = {path.relative_to(reports).as_posix() for path in reports.rglob("*.html")}
    assert built == {"index.html", *PAGES}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_draws_each_of_its_figures_offline(
    reports: Path, tab: Callable[..., Any], name: str, width: int
) -> None:
    page = tab(reports / name, width)
    seen = page.evaluate(SEEN)
    assert len(seen) >= FEWEST_FIGURES or "jaffar" in name
    assert seen == [1] * len(seen)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    words = page.inner_text("main").replace("\u2060", "").split()
    assert not set(NEVER) & {word.strip(".,;:()") for word in words}


def test_what_was_known_on_1_february_stands_at_the_head_of_its_page(reports: Path) -> None:
    text = (reports / JANUARY / "2026-02-01.html").read_text(encoding="utf-8")
    head = text[: text.index("What do the raw figures say once they are numbers?</h2>")]
    for figure in ("31 civilians", "17 security personnel", "145 militants"):
        assert figure in head
