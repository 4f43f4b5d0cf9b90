"""What tests share: the Chromium of the machine, and invented projects to add figures or files to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from waiting import PATIENCE

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Chromium asks its makers for updates and experiments as soon as it starts, unless told not to.
QUIET_CHROMIUM = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The same examples each time, however long the first of them takes: a test fails for a reason, not by chance.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")
NO_CHROMIUM = "no Chromium on this machine: install one, or set TOLLBOOK_CHROMIUM to its path"


def find_chromium() -> str | None:
    """Return the path of `$TOLLBOOK_CHROMIUM`, else of a Chromium on the path, else of an application."""
    named = os.environ.get("TOLLBOOK_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    on_path = (shutil.which(name) for name in CHROMIUM_NAMES)
    applications = (path for path in CHROMIUM_ON_MACOS if Path(path).is_file())
    return next((path for path in (*on_path, *applications) if path), None)


def chromium_is_required() -> bool:
    """Tell whether a missing Chromium is an error: on a build server a skipped test would pass unseen."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def pytest_configure(config: pytest.Config) -> None:
    """Give the committed notebooks time: nbval waits a minute for a kernel, and 5 seconds for an output."""
    if hasattr(config.option, "nbval_kernel_startup_timeout"):
        from nbval.plugin import IPyNbCell

        config.option.nbval_kernel_startup_timeout = PATIENCE
        IPyNbCell.output_timeout = property(lambda cell: PATIENCE, lambda cell, seconds: None)


def pytest_report_header() -> str:
    """Say before the first test whether the browser tests run."""
    path = find_chromium()
    if path:
        return f"browser tests: run in {path}"
    return f"browser tests: {'FAIL' if chromium_is_required() else 'SKIPPED'}, {NO_CHROMIUM}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium; without one the test is skipped, or fails when CI=true."""
    path = find_chromium()
    if path is None:
        if chromium_is_required():
            pytest.fail(NO_CHROMIUM, pytrace=False)
        pytest.skip(NO_CHROMIUM)
    return path


@pytest.fixture(scope="session")
def chromium_arguments() -> list[str]:
    """Return the command-line switches for a Chromium that makes no request of its own."""
    in_container = hasattr(os, "geteuid") and os.geteuid() == 0
    # Chromium's sandbox does not start for the superuser.
    return [*QUIET_CHROMIUM, *(["--no-sandbox"] if in_container else [])]


@pytest.fixture(scope="module")
def browser(chromium: str, chromium_arguments: list[str]) -> Iterator[object]:
    """A headless Chromium (a playwright `Browser`), one for all tests of a module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=chromium_arguments, timeout=1000 * PATIENCE
        )
        yield running
        running.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A function that opens a page of a width and colour scheme, offline; at the end nothing was asked for or
    complained of."""
    contexts, trouble = [], []

    def open_page(path: Path, width: int = 1280, scheme: str = "light") -> Any:
        context = browser.new_context(
            offline=True, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", lambda message: trouble.append(message.text))
        opened.on("pageerror", lambda error: trouble.append(str(error)))
        opened.on(
            "request",
            lambda asked: trouble.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None,
        )
        opened.goto(path.as_uri())
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="module")
def quake_ledger_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of an invented earthquake, made once for a module."""
    import adding_project

    return adding_project.make(tmp_path_factory.mktemp("quake"))


@pytest.fixture
def quake_ledger(quake_ledger_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """That project as the one worked in; after the test its tables are as they were."""
    import adding_project

    monkeypatch.setenv("TOLLBOOK_PROJECT", str(quake_ledger_made))
    with adding_project.put_back(quake_ledger_made, tmp_path / "kept"):
        yield quake_ledger_made


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one invented event, to take over files of databases into."""
    import import_cases

    made = import_cases.project(tmp_path / "project")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(made))
    return made
