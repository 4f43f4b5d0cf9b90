"""A report of Tollbook beside the stock way, on the same notebooks in the same run.

    .venv/bin/python benchmarks/compare_stock.py [--event E] [--as-of T]

Runs the four notebooks of one page with papermill. The stock way is `jupyter nbconvert --to html` on them,
once with their own outputs and once with each chart as altair shows it by default; then the page that
`tollbook run` writes. Every file is opened from disk in Chromium without a network: what it asks for outside,
how many charts are drawn, how much it weighs, when the first chart stands on the screen (median of five
openings; of the four files of the stock way the one with the first chart), and what axe finds.
Prints a table in Markdown. Needs Chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import altair as alt
import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tollbook.figure import FIGURE_TYPE
from tollbook.paths import project_root

OPENINGS = 5
WIDTH, HEIGHT = 1280, 900
IMPACTS = ("critical", "serious", "moderate", "minor")
# A chart is drawn where a picture or a drawing of its size is on the page.
CHARTS = """() => [...document.querySelectorAll("svg, canvas, img")].filter(mark => {
    const box = mark.getBoundingClientRect();
    return box.width > 150 && box.height > 50 && (mark.tagName !== "IMG" || mark.naturalWidth > 0);
}).length"""
FIRST_CHART = f"""(() => {{
    const charts = {CHARTS};
    const look = () => {{
        if (document.body && charts()) window.firstChart = performance.now();
        else requestAnimationFrame(look);
    }};
    requestAnimationFrame(look);
}})()"""


def run_notebooks(event: str, as_of: str, folder: Path) -> tuple[Path, list[Path]]:
    """Make the page of a run; return it and its notebooks, as papermill executed them."""
    command = [sys.executable, "-m", "tollbook", "run", "--event", event, "--as-of", as_of]
    subprocess.run(
        [*command, "--out", folder / "out", "--reports", folder / "reports"],
        cwd=project_root(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    page = folder / "reports" / event / f"{as_of}.html"
    return page, sorted((folder / "reports/.build" / event / as_of).glob("*.ipynb"))


def with_altair_outputs(notebook: Path, folder: Path) -> Path:
    """Copy a notebook with each figure shown as altair does by default."""
    copied = nbformat.read(notebook, as_version=4)
    for output in (one for cell in copied.cells if cell.cell_type == "code" for one in cell.outputs):
        figure = output.get("data", {}).get(FIGURE_TYPE)
        if figure and figure["specs"]:
            output["data"] = alt.renderers.get()(json.loads(figure["specs"]["wide"]))
    nbformat.write(copied, folder / notebook.name)
    return folder / notebook.name


def converted(notebooks: list[Path], folder: Path) -> list[Path]:
    """Convert notebooks as `jupyter nbconvert --to html` does; return the pages."""
    folder.mkdir(parents=True)
    names = [str(notebook) for notebook in notebooks]
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--output-dir", str(folder)]
    subprocess.run([*command, *names], check=True, capture_output=True)
    return [folder / f"{notebook.stem}.html" for notebook in notebooks]


def look(browser: Browser, page: Path) -> dict[str, object]:
    """Open a page without a network; return what it asked for, drew and weighs, and what axe finds."""
    outside: list[str] = []
    errors: list[str] = []
    with browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True) as context:
        opened = open_page(context, page, outside, errors)
        scroll_through(opened)
        found = Axe().run(opened).response["violations"]
        return {
            "requests": len(outside),
            "errors": len(errors),
            "charts": opened.evaluate(CHARTS),
            "bytes": page.stat().st_size,
            "axe": Counter(rule["impact"] for rule in found for _ in rule["nodes"]),
        }


def open_page(context: BrowserContext, page: Path, outside: list[str], errors: list[str]) -> Page:
    """Open a page and note the requests that leave it and its errors."""
    opened = context.new_page()
    opened.on("request", lambda one: outside.append(one.url) if one.url.startswith("http") else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.add_init_script(FIRST_CHART)
    opened.goto(page.as_uri())
    opened.wait_for_timeout(2000)
    return opened


def scroll_through(opened: Page) -> None:
    """Show the whole page once: charts may wait until they are near."""
    height = opened.evaluate("document.documentElement.scrollHeight")
    for place in range(0, height, HEIGHT):
        opened.evaluate("place => window.scrollTo(0, place)", place)
        opened.wait_for_timeout(60)
    opened.wait_for_timeout(2000)


def first_chart(browser: Browser, page: Path) -> float | None:
    """Return the seconds until the first chart of a page is drawn, as the median; None where none is."""
    seconds = []
    for _ in range(OPENINGS):
        with browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True) as context:
            opened = open_page(context, page, [], [])
            seconds.append(opened.evaluate("window.firstChart ?? null"))
    return None if None in seconds else statistics.median(seconds) / 1000


def row(browser: Browser, label: str, pages: list[Path], charts: int) -> str:
    """Return the line of the table for one way to make a report."""
    seen = [look(browser, page) for page in pages]
    axe = sum((one["axe"] for one in seen), Counter())
    times = [seconds for page in pages if (seconds := first_chart(browser, page)) is not None]
    cells = [
        label,
        len(pages),
        sum(one["requests"] for one in seen),
        sum(one["errors"] for one in seen),
        f"{sum(one['charts'] for one in seen)} of {charts}",
        f"{sum(one['bytes'] for one in seen) / 1e6:.2f}",
        f"{min(times):.2f}" if times else "none",
        ", ".join(f"{axe[impact]} {impact}" for impact in IMPACTS if axe[impact]) or "none",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Make the three kinds of report, look at each, print the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--event", default="balochistan-2026-01")
    options.add_argument("--as-of", default="latest")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        page, notebooks = run_notebooks(chosen.event, chosen.as_of, folder)
        charts = sum(path.read_text(encoding="utf-8").count(f'"{FIGURE_TYPE}"') for path in notebooks)
        (folder / "altair").mkdir()
        default = [with_altair_outputs(notebook, folder / "altair") for notebook in notebooks]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        print(
            "| report | files | outside requests | errors | charts drawn offline | MB | s to first chart"
            " | axe |"
        )
        print("|---|--:|--:|--:|--:|--:|--:|---|")
        stock = converted(notebooks, folder / "stock")
        print(
            row(
                browser,
                "papermill, nbconvert, charts as altair shows them",
                converted(default, folder / "html"),
                charts,
            )
        )
        print(row(browser, "papermill, nbconvert, these notebooks", stock, charts))
        print(row(browser, "Tollbook", [page], charts))
        browser.close()


if __name__ == "__main__":
    main()
