"""`make lab`: the notebooks in a real JupyterLab, in a real browser, without the network."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import nbformat
import pytest

from tollbook.lab import FIRST_NOTEBOOK, SETTINGS, lab_command, lab_environment
from tollbook.paths import project_root

NOTEBOOKS = (
    "01-clean-figures.ipynb",
    "02-compare-totals.ipynb",
    "03-casualty-categories.ipynb",
    "04-spread-of-attacks.ipynb",
)
NOTEBOOKS_OF_CHARTS = NOTEBOOKS[2:]
TOKEN = "only-for-this-test"
SECONDS_TO_START = 60
MILLISECONDS_TO_RUN = 180_000

# The state of the open notebook, asked of JupyterLab itself.
OUTPUTS = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
    .filter(cell => cell.type === "code")
    .flatMap(cell => cell.outputs.toJSON())"""
HAS_ENDED = """() => {
    const cells = [...jupyterapp.shell.currentWidget.content.model.cells].filter(({type}) => type === "code");
    const failed = cell => cell.outputs.toJSON().some(output => output.output_type === "error");
    const done = cell => cell.executionState === "idle" && cell.executionCount !== null;
    return cells.some(failed) || cells.every(done);
}"""
CHART_CELLS = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
    .map((cell, place) => [cell, place])
    .filter(([cell]) => cell.type === "code")
    .filter(([cell]) => cell.outputs.toJSON().some(({data}) => data
        && ("image/svg+xml" in data || "image/png" in data || /<svg|<img/.test(data["text/html"]))))
    .map(([, place]) => place)"""
SCROLL_TO = "place => jupyterapp.shell.currentWidget.content.scrollToItem(place, 'center')"
IS_DRAWN = """place => {
    const outputs = jupyterapp.shell.currentWidget.content.widgets[place].outputArea.node;
    return [...outputs.querySelectorAll("svg, img")].some(mark => {
        const box = mark.getBoundingClientRect();
        return box.width > 150 && box.height > 50 && (mark.tagName !== "IMG" || mark.naturalWidth > 0);
    });
}"""
KERNEL_IS_IDLE = "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


class Lab(NamedTuple):
    """A running JupyterLab: its address, and the folder that it serves."""

    address: str
    project: Path


def copy_project(target: Path) -> Path:
    """Copy what the notebooks read, without their outputs: what a test then sees was made by its own run."""
    root = project_root()
    shutil.copytree(root / "data", target / "data")
    (target / "notebooks").mkdir()
    shutil.copy(root / "notebooks/batch.yml", target / "notebooks")
    for name in NOTEBOOKS:
        notebook = nbformat.read(root / "notebooks" / name, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, target / "notebooks" / name)
    return target


def make_home(home: Path) -> Path:
    """Make a home folder whose own kernel named "python3" cannot run, as left behind by another project."""
    for data in (".local/share/jupyter", "Library/Jupyter"):
        kernel = home / data / "kernels/python3/kernel.json"
        kernel.parent.mkdir(parents=True)
        broken = {"argv": ["/nonexistent/python"], "display_name": "Other", "language": "python"}
        kernel.write_text(json.dumps(broken), encoding="utf-8")
    return home


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; fail with its log when it ends or takes too long."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up and server.poll() is None:
        try:
            direct.open(f"{address}/api/status?token={TOKEN}", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab does not answer:\n{log.read_text(encoding='utf-8')[-3000:]}")


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab, started as `make lab` starts it, on a copy of the project, in an unhelpful home folder."""
    folder = tmp_path_factory.mktemp("lab")
    project, home, log = copy_project(folder / "project"), make_home(folder / "home"), folder / "lab.log"
    port = free_port()
    options = [
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",
    ]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        "HOME": str(home),
        "TOLLBOOK_PROJECT": str(project),
        "JUPYTER_PREFER_ENV_PATH": "0",
    }
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "tollbook.lab", *options],
            env=environment,
            cwd=project,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", server, log)
            yield Lab(f"http://127.0.0.1:{port}", project)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh browser page that writes down every address it asks for, and every error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.asked, page.errors = [], []
    context.on("request", lambda request: page.asked.append(request.url))
    page.on("websocket", lambda socket: page.asked.append(socket.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()


def hosts(addresses: list[str]) -> set[str | None]:
    """Return the hosts that the addresses name; addresses that carry their own data name none."""
    return {urlsplit(address).hostname for address in addresses if not address.startswith(("data:", "blob:"))}


def open_notebook(page: Any, address: str) -> None:
    """Open the address and wait until its notebook is shown and its kernel is ready."""
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_function(KERNEL_IS_IDLE, timeout=60_000)


def run_all_cells(page: Any) -> list[dict[str, Any]]:
    """Click Run > Run All Cells, wait for the end, and return the outputs."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(HAS_ENDED, timeout=MILLISECONDS_TO_RUN)
    return page.evaluate(OUTPUTS)


def errors_in(outputs: list[dict[str, Any]]) -> list[str]:
    errors = (output for output in outputs if output["output_type"] == "error")
    return [f"{error['ename']}: {error['evalue']}" for error in errors]


@pytest.mark.browser
def test_lab_opens_the_first_notebook_and_asks_nothing(lab: Lab, page: Any) -> None:
    open_notebook(page, f"{lab.address}/?token={TOKEN}")
    assert urlsplit(page.url).path == f"/lab/workspaces/tollbook/tree/{FIRST_NOTEBOOK}"
    settings = json.loads(page.locator("#jupyter-config-data").text_content())
    assert "@jupyterlab/apputils-extension:announcements" in settings["disabledExtensions"]
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert hosts(page.asked) == {"127.0.0.1"}


@pytest.mark.browser
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_draws_every_chart_and_stays_on_this_machine(lab: Lab, page: Any, name: str) -> None:
    open_notebook(page, f"{lab.address}/lab/workspaces/tollbook/tree/notebooks/{name}?reset&token={TOKEN}")
    outputs = run_all_cells(page)
    assert outputs
    assert errors_in(outputs) == []
    chart_places = page.evaluate(CHART_CELLS)
    assert chart_places or name not in NOTEBOOKS_OF_CHARTS
    for place in chart_places:
        page.evaluate(SCROLL_TO, place)
        page.wait_for_function(IS_DRAWN, arg=place, timeout=15_000)
    assert page.errors == []
    assert hosts(page.asked) == {"127.0.0.1"}


def test_command_serves_the_project_and_lets_the_user_have_the_last_word(tmp_path: Path) -> None:
    command = lab_command(tmp_path / "a folder", ["--no-browser", "--port=9999"])
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path / 'a folder'}" in command
    assert command[-2:] == ["--no-browser", "--port=9999"]


def test_superuser_is_let_in_only_when_there_is_one(tmp_path: Path) -> None:
    assert "--ServerApp.allow_root=True" in lab_command(tmp_path, as_root=True)
    assert not any("allow_root" in part for part in lab_command(tmp_path))


def test_environment_leads_to_this_kernel_and_these_settings() -> None:
    of_the_user = {"JUPYTER_PATH": "/x", "JUPYTER_CONFIG_PATH": "/mine", "JUPYTER_PREFER_ENV_PATH": "0"}
    assert lab_environment(of_the_user) == {
        "JUPYTER_CONFIG_PATH": f"{SETTINGS}{os.pathsep}/mine",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    settings = {path.name for path in SETTINGS.rglob("*.json")}
    assert settings == {"default_setting_overrides.json", "page_config.json"}
