"""How the results of a batch take their final names: each file in one step, a page last."""

from __future__ import annotations

from pathlib import Path

from tollbook import workspace
from tollbook.contents import page_path
from tollbook.files import remove_others
from tollbook.own_rows import below
from tollbook.plan import Page
from tollbook.steps import Steps
from tollbook.tasks import MADE_BESIDE, MADE_NOTEBOOK, MADE_PAGE, MADE_TABLES


class Publisher:
    """Publishes what the steps of a batch have made; `count` is how many files were missing or other."""

    def __init__(self, steps: Steps) -> None:
        self.steps, self.settings = steps, steps.settings
        self.count = 0
        self.there: dict[Path, str] = {}

    def put(self, source: Path, digest: str, target: Path) -> None:
        """Publish a file, unless the same was published for another page of the batch already."""
        if self.there.get(target) != digest:
            self.count += workspace.publish(source, target)
            self.there[target] = digest

    def publish(self, page: Page) -> None:
        """Publish the tables, charts' rows and executed notebooks of a page, and the page itself last."""
        current = self.results(page)
        for path, (source, digest) in current.items():
            self.put(source, digest, self.settings.out / path)
        self.remove_old_charts(page, set(current))
        for job in page.shows:
            made = self.steps.made[job]
            kept = self.settings.kept / page.event / page.label / f"{job.notebook}.ipynb"
            self.put(made.folder / MADE_NOTEBOOK, made.files[MADE_NOTEBOOK], kept)
        if self.settings.reports is not None:
            self.publish_page(page, self.settings.reports)

    def publish_page(self, page: Page, reports: Path) -> None:
        """Publish a page with what lies beside it, the page itself last; remove what it no longer has."""
        target, made = page_path(reports, page.event, page.label), self.steps.made[page]
        beside = {
            target.parent / name.removeprefix(f"{MADE_BESIDE}/"): name
            for name in made.files
            if name.startswith(f"{MADE_BESIDE}/")
        }
        for path, name in beside.items():
            self.put(made.folder / name, made.files[name], path)
        remove_others(target.with_suffix(""), set(beside))
        self.put(made.folder / MADE_PAGE, made.files[MADE_PAGE], target)

    def results(self, page: Page) -> dict[Path, tuple[Path, str]]:
        """Return the files to publish with a page, each with its hash: tables, and the rows of its own
        moment's charts.
        """
        found = {}
        for job in page.needs:
            made = self.steps.made[job]
            for name, digest in made.files.items():
                path = Path(name).relative_to(MADE_TABLES) if name.startswith(f"{MADE_TABLES}/") else None
                if path is not None and chart_label(path, page.event) in ("", page.label):
                    found[path] = (made.folder / name, digest)
        return found

    def remove_old_charts(self, page: Page, current: set[Path]) -> None:
        """Remove the rows of charts that the moment no longer has."""
        charts = Path(page.event, "charts", page.label)
        for name, path in below(self.settings.out / charts).items():
            if charts / name not in current and path.suffix == ".csv":
                path.unlink()


def chart_label(path: Path, event: str) -> str:
    """Return the moment of a file of charted rows (`E/charts/<label>/...`); empty for a table."""
    return path.parts[2] if path.parts[:2] == (event, "charts") and len(path.parts) > 3 else ""
