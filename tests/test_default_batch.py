"""The batch that `make reports` runs, run for real: each of its pages opened from disk without a network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REAL = Path(__file__).resolve().parent.parent
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
    """The folder of reports of the default batch, as the command writes it where nothing has run
    yet.
    """
    folder = tmp_path_factory.mktemp("batch")
    project = folder / "project"
    for name in ("data", "notebooks"):
        shutil.copytree(REAL / name, project / name)
    for name in ("CORRECTIONS.md", "requirements.lock"):
        shutil.copyfile(REAL / name, project / name)
    command = [
        sys.executable,
        "-m",
        "tollbook",
        "run",
        "--project",
        str(project),
        "--out",
        str(folder / "out"),
        "--reports",
        str(folder / "reports"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith("ok  ")]) == 3 + 3 * 8 + 8
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    unchanged = "nothing to do for 27 notebooks and 8 pages: nothing they depend on changed"
    assert again.stdout.splitlines()[0] == unchanged, again.stdout + again.stderr
    return folder / "reports"


@pytest.mark.browser
def test_the_index_leads_to_every_page(reports: Path, tab: Callable[..., Any]) -> None:
    links = tab(reports / "index.html").evaluate(
        "[...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))"
    )
    assert set(PAGES) <= set(links)
    built = {path.relative_to(reports).as_posix() for path in reports.rglob("*.html")}
    assert built == {"index.html", "method.html", *PAGES}


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
    head = text[text.index("<main") : text.index("Two accounts of the same days</h2>")]
    for figure in ("31 civilians", "17 security personnel", "145 militants"):
        assert f">{figure}</a>" in head


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_no_heavier_than_it_may_be_and_has_its_files_beside_it(reports: Path, name: str) -> None:
    page = (reports / name).read_text(encoding="utf-8")
    static = page[: page.index('<script type="text/plain"')]
    assert len(static.encode("utf-8")) < 250_000
    assert len(page.encode("utf-8")) < 1_300_000
    label = (reports / name).with_suffix("")
    assert label.with_suffix(".zip").stat().st_size > 50_000
    assert label.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    links = set(re.findall(r'href="([^"#:]+\.(?:csv|svg|zip))"', page))
    assert len(links) > 40
    assert [link for link in sorted(links) if not (label.parent / link).is_file()] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_number_in_the_prose_that_is_a_link_has_its_claims(reports: Path, name: str) -> None:
    page = (reports / name).read_text(encoding="utf-8")
    asked = set(re.findall(r'href="#(claims-[^"]+)"', page))
    assert len(asked) > 20
    assert asked <= set(re.findall(r'id="(claims-[^"]+)"', page))
