"""`make lab`: the notebooks in a real JupyterLab, in a real browser, without the network."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import altair as alt
import nbformat
import pandas as pd
import pytest
from jupyterlab_server.workspaces_handler import WorkspacesManager
from tiny_project import write_csv
from waiting import PATIENCE, until

from tollbook import cli, lab_charts, theme, vocabulary
from tollbook import lab as lab_module
from tollbook.figure import FIGURE_TYPE, TABLE_TYPE, Figure, Table, answered, literal, prose
from tollbook.figures import read_figure
from tollbook.lab import (
    CONTENTS,
    FIRST_NOTEBOOK,
    SETTINGS,
    WORKSPACES,
    lab_command,
    lab_environment,
    make_workspace,
    prepare,
    workspace_of,
)
from tollbook.paths import MARKERS, OWN, project_root

EVENTS = ("balochistan-2024-08", "balochistan-2026-01", "jaffar-express-2025-03")
DEFAULT = "balochistan-2026-01"
# What a user types into the parameters cell, and what the outputs then say.
CHANGES = {
    "01-clean-figures.ipynb": ({"event": "jaffar-express-2025-03"}, "jaffar-express-2025-03"),
    "02-compare-totals.ipynb": (
        {"event": "balochistan-2024-08", "as_of": "2024-08-27", "rule": "range", "undated": "latest"},
        "27 August 2024",
    ),
    "03-casualty-categories.ipynb": (
        {"event": "jaffar-express-2025-03", "as_of": "2025-03-12T12:00"},
        "12:00 on 12 March 2025",
    ),
    "04-spread-of-attacks.ipynb": (
        {"event": "balochistan-2024-08", "as_of": "2024-08-26"},
        "26 August 2024",
    ),
}
NOTEBOOKS_OF_CHARTS = tuple(CHANGES)[1:]
# What a page could print: formulas, markup and addresses that must stay text. Invented.
HOSTILE = (
    r"$x^2$ $$y$$ \(z\) \[w\] <script>window.ran=1</script> <img src=x onerror=window.ran=2>"
    " **b** [a](javascript:1)"
)
MARKS = ".tollbook-output svg.marks .mark-rect.role-mark path"
TOKEN = "only-for-this-test"
MILLISECONDS = 1000 * PATIENCE

# The state of the open notebook, asked of JupyterLab itself.
NOTEBOOK = "jupyterapp.shell.currentWidget.content"
CODE_CELLS = f"[...{NOTEBOOK}.model.cells].filter(({{type}}) => type === 'code')"
OUTPUTS = f"() => {CODE_CELLS}.flatMap(cell => cell.outputs.toJSON())"
LAST_COUNT = f"() => Math.max(0, ...{CODE_CELLS}.map(cell => cell.executionCount))"
HAS_ENDED = f"""before => {{
    const ran = cell => cell.executionState === "idle" && cell.executionCount > before;
    const failed = cell => cell.outputs.toJSON().some(output => output.output_type === "error");
    return {CODE_CELLS}.every(ran) || {CODE_CELLS}.some(cell => ran(cell) && failed(cell));
}}"""
PLACES = f"""type => [...{NOTEBOOK}.model.cells].flatMap((cell, place) =>
    cell.type === "code" && cell.outputs.toJSON().some(({{data}}) => data && type in data) ? [place] : [])"""
PARAMETERS = f"""() => [...{NOTEBOOK}.model.cells].findIndex(
    cell => (cell.getMetadata("tags") ?? []).includes("parameters"))"""
SCROLL_TO = f"place => {NOTEBOOK}.scrollToItem(place, 'center')"
CELL = f"{NOTEBOOK}.widgets[place]"
# A chart is live when Vega drew marks where the picture was.
IS_LIVE = f"""place => {{
    const outputs = {CELL}.outputArea.node;
    const marks = outputs.querySelectorAll("figure svg.marks :is(path, text, rect, line)");
    const box = outputs.querySelector("figure svg.marks")?.getBoundingClientRect();
    return marks.length > 2 && box.width > 150 && box.height > 50 && !outputs.querySelector("figure img");
}}"""
IS_PICTURE = f"""place => {{
    const picture = {CELL}.outputArea.node.querySelector("figure img");
    return picture?.naturalWidth > 150 && picture.getBoundingClientRect().width > 150;
}}"""
NUMBERS = ".jp-OutputArea a[href^='#claims-']"
PLACE_OF_FIRST_NUMBER = f"""() => {NOTEBOOK}.widgets.findIndex(
    cell => cell.outputArea?.node.querySelector("a[href^='#claims-']"))"""
IS_ACTIVE = "path => window.jupyterapp?.shell.currentWidget?.context?.path === path"
KERNEL_IS_IDLE = "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
SET_THEME = "theme => { jupyterapp.commands.execute('apputils:change-theme', { theme }); }"


class Lab(NamedTuple):
    """A running JupyterLab: its address, the folder that it serves, and what it starts from."""

    address: str
    project: Path
    workspaces: Path


def copy_project(target: Path) -> Path:
    """Copy what the notebooks read, without their outputs: what a test then sees was made by its own run."""
    root = project_root()
    shutil.copytree(root / "data", target / "data")
    make_hostile(target / "data/raw", target / "data/hostile")
    (target / "notebooks").mkdir()
    shutil.copy(root / "notebooks/batch.yml", target / "notebooks")
    for name in CHANGES:
        notebook = nbformat.read(root / "notebooks" / name, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, target / "notebooks" / name)
    return target


def make_hostile(raw: Path, folder: Path) -> None:
    """Copy the raw tables; the first claim of the event gets an invented noun and figure."""
    shutil.copytree(raw, folder)
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["event_id"] == DEFAULT).update(figure=HOSTILE, category=HOSTILE)
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def make_home(home: Path) -> Path:
    """Make a home folder whose own kernel named "python3" cannot run, as left behind by another project."""
    for data in (".local/share/jupyter", "Library/Jupyter"):
        kernel = home / data / "kernels/python3/kernel.json"
        kernel.parent.mkdir(parents=True)
        broken = {"argv": ["/nonexistent/python"], "display_name": "Other", "language": "python"}
        kernel.write_text(json.dumps(broken), encoding="utf-8")
    return home


def address_of(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Return the address of the server when it answers; fail with its log when it ends or takes too long.

    It takes a port that is free and writes down which: one that the test chose could be gone by then.
    """
    about = runtime / f"jpserver-{server.pid}.json"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answers() -> bool:
        assert server.poll() is None, f"JupyterLab ended:\n{log.read_text(encoding='utf-8')[-3000:]}"
        try:
            address = f"http://127.0.0.1:{json.loads(about.read_bytes())['port']}"
            direct.open(f"{address}/api/status?token={TOKEN}", timeout=PATIENCE).close()
        except (OSError, ValueError):  # not written yet, half written, not listening yet
            return False
        return True

    until(answers, "JupyterLab")
    return f"http://127.0.0.1:{json.loads(about.read_bytes())['port']}"


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab, started as `make lab` starts it, on a copy of the project, in an unhelpful home folder."""
    folder = tmp_path_factory.mktemp("lab")
    project, home, log = copy_project(folder / "project"), make_home(folder / "home"), folder / "lab.log"
    workspaces = make_workspace(folder / "environment", workspace_of(project))
    options = [
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--LabApp.workspaces_dir={workspaces}",  # not the one that the developer left behind
        "--LabApp.expose_app_in_browser=True",
    ]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        "HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
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
            yield Lab(address_of(server, folder / "runtime", log), project, workspaces)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=PATIENCE)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh browser page; at the end it has asked only this machine for anything, and met no error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    asked, errors = [], []
    context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
    assert hosts(asked) == {"127.0.0.1"}


def hosts(addresses: list[str]) -> set[str | None]:
    """Return the hosts that the addresses name; addresses that carry their own data name none."""
    return {urlsplit(address).hostname for address in addresses if not address.startswith(("data:", "blob:"))}


def open_notebook(page: Any, lab: Lab, path: str) -> None:
    """Open a notebook in an empty workspace and wait until it is shown and its kernel is ready."""
    page.goto(f"{lab.address}/lab/workspaces/test/tree/{path}?reset&token={TOKEN}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(IS_ACTIVE, arg=path)
    page.wait_for_function(KERNEL_IS_IDLE)


def run_all_cells(page: Any) -> list[dict[str, Any]]:
    """Click Run > Run All Cells, wait for the end, and return the outputs."""
    before = page.evaluate(LAST_COUNT)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(HAS_ENDED, arg=before)
    return page.evaluate(OUTPUTS)


def set_parameters(page: Any, values: dict[str, str]) -> None:
    """Type values into the parameters cell."""
    place = page.evaluate(PARAMETERS)
    page.evaluate(SCROLL_TO, place)
    source = page.evaluate(f"place => {CELL}.model.sharedModel.source", place)
    for name, value in values.items():
        source, changed = re.subn(rf'(?m)^({name}: str = )"[^"]*"', rf'\1"{value}"', source)
        assert changed == 1, f"no parameter {name}"
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)
    assert page.evaluate(f"place => {CELL}.model.sharedModel.source", place) == source


def errors_in(outputs: list[dict[str, Any]]) -> list[str]:
    errors = (output for output in outputs if output["output_type"] == "error")
    return [f"{error['ename']}: {error['evalue']}" for error in errors]


def bundles_of(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the outputs show, by MIME type; a text that a file keeps in lines is one text."""
    bundles = (output.get("data", {"text/plain": output.get("text")}) for output in outputs)
    joined = (
        {name: "".join(text) if isinstance(text, list) else text for name, text in bundle.items()}
        for bundle in bundles
    )
    return list(joined)


def words_of(outputs: list[dict[str, Any]]) -> str:
    """Return the text of all outputs."""
    return "\n".join(bundle["text/plain"] for bundle in bundles_of(outputs))


def drawn_figures(outputs: list[dict[str, Any]]) -> int:
    """Count the figures that have something to draw."""
    return sum(bool(bundle.get(FIGURE_TYPE, {}).get("specs")) for bundle in bundles_of(outputs))


def check_figures(page: Any, outputs: list[dict[str, Any]], is_drawn: str = IS_LIVE) -> int:
    """Wait until every figure of the outputs is drawn, one after the other; return how many there are."""
    places = page.evaluate(PLACES, FIGURE_TYPE)
    assert len(places) == drawn_figures(outputs)
    for place in places:
        page.evaluate(SCROLL_TO, place)
        page.wait_for_function(is_drawn, arg=place)
    return len(places)


@pytest.mark.browser
def test_lab_opens_the_first_notebook_beside_its_contents_and_asks_nothing(lab: Lab, page: Any) -> None:
    page.goto(f"{lab.address}/?token={TOKEN}")
    page.wait_for_function(IS_ACTIVE, arg=FIRST_NOTEBOOK)
    page.wait_for_function(KERNEL_IS_IDLE)
    headings = page.locator(".jp-TableOfContents .jp-tocItem-content")
    headings.filter(has_text="Limits").wait_for()
    assert headings.first.is_visible()
    assert headings.first.inner_text().startswith("What do the raw figures say")
    settings = json.loads(page.locator("#jupyter-config-data").text_content())
    assert "@jupyterlab/apputils-extension:announcements" in settings["disabledExtensions"]
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("name", CHANGES)
def test_every_chart_is_live_and_again_for_another_event_and_moment(lab: Lab, page: Any, name: str) -> None:
    open_notebook(page, lab, f"notebooks/{name}")
    outputs = run_all_cells(page)
    assert errors_in(outputs) == []
    assert f"{DEFAULT}/" in words_of(outputs)
    assert bool(check_figures(page, outputs)) == (name in NOTEBOOKS_OF_CHARTS)
    assert saved_bundles(page, lab, name) == committed_bundles(name)
    check_first_number(page)

    values, said = CHANGES[name]
    set_parameters(page, values)
    outputs = run_all_cells(page)
    assert errors_in(outputs) == []
    assert f"{values['event']}/" in words_of(outputs)
    assert said in words_of(outputs)
    assert DEFAULT not in words_of(outputs)
    assert bool(check_figures(page, outputs)) == (name in NOTEBOOKS_OF_CHARTS)


def check_first_number(page: Any) -> None:
    """Choose the first number that leads to claims: each claim that is shown then says this number."""
    number = page.locator(NUMBERS).first
    if not number.count():
        return
    page.evaluate(SCROLL_TO, page.evaluate(PLACE_OF_FIRST_NUMBER))
    said = int(re.match(r"\d+", number.text_content())[0])
    number.click()
    worded = page.locator(".tollbook-claims tbody tr > :first-child")
    worded.first.wait_for()
    assert {read_figure(cell).low for cell in worded.all_inner_texts()} == {said}
    assert f"{worded.count()} claims" in page.locator(".tollbook-claims caption").inner_text()
    page.get_by_role("button", name="Close").click()
    page.locator(".jp-Dialog").wait_for(state="detached")


def saved_bundles(page: Any, lab: Lab, name: str) -> list[dict[str, Any]]:
    """Save the open notebook and return the outputs in its file, which has nothing of what is live."""
    path = lab.project / "notebooks" / name
    before = path.stat().st_mtime_ns
    # Awaited: where JupyterLab has just saved by itself, the notebook is not dirty before this is done.
    page.evaluate("async () => { await jupyterapp.commands.execute('docmanager:save'); }")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    assert path.stat().st_mtime_ns > before
    assert path.stat().st_size < 1.2 * (project_root() / "notebooks" / name).stat().st_size
    return bundles_in(path)


def committed_bundles(name: str) -> list[dict[str, Any]]:
    """Return the outputs that papermill wrote into the committed notebook."""
    return bundles_in(project_root() / "notebooks" / name)


def bundles_in(path: Path) -> list[dict[str, Any]]:
    cells = nbformat.read(path, as_version=4).cells
    return bundles_of([output for cell in cells for output in cell.get("outputs", ())])


@pytest.mark.browser
def test_a_wrong_event_is_refused_in_one_line_that_names_the_right_ones(lab: Lab, page: Any) -> None:
    open_notebook(page, lab, FIRST_NOTEBOOK)
    set_parameters(page, {"event": "balochistan"})
    (error,) = [output for output in run_all_cells(page) if output["output_type"] == "error"]
    assert error["traceback"] == [f"ParameterError: {error['evalue']}"]
    shown = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")
    assert shown.text_content().strip() == error["traceback"][0]
    assert list(EVENTS) == re.findall(r"[a-z-]+-\d{4}-\d{2}", error["evalue"])


@pytest.mark.browser
def test_text_of_the_ledger_stays_text(lab: Lab, page: Any) -> None:
    open_notebook(page, lab, FIRST_NOTEBOOK)
    set_parameters(page, {"raw_dir": "data/hostile", "out_dir": "data/hostile-tables"})
    outputs = run_all_cells(page)
    assert errors_in(outputs) == []
    place = next(
        place
        for place in page.evaluate(PLACES, TABLE_TYPE)
        if HOSTILE in page.evaluate(f"place => {CELL}.outputArea.node.innerText", place)
    )
    page.evaluate(SCROLL_TO, place)
    page.wait_for_timeout(1_000)  # formulas are set after the text is shown
    check_nothing_ran(page)
    assert HOSTILE in page.evaluate(f"place => {CELL}.outputArea.node.innerText", place)


def check_nothing_ran(page: Any) -> None:
    """Check that no text of an output became a formula, a script, a picture or a link to a script."""
    assert page.locator(".jp-OutputArea mjx-container, .jp-OutputArea script").count() == 0
    assert page.locator(".jp-OutputArea [onerror], .jp-OutputArea a[href^='javascript']").count() == 0
    assert page.evaluate("() => window.ran") is None


# A small notebook that was run elsewhere: JupyterLab does not trust it, and no kernel has its figures.


def bars(slug: str, field: str) -> Figure:
    """Return an invented figure: three bars, of which two stand for the same party."""
    rows = pd.DataFrame(
        {
            "name": [HOSTILE, "b", "c"],
            field: ["state", "state", "armed_group"],
            "killed": [22, 17, 31],
            "colour": [theme.LIGHT["blue"], theme.LIGHT["blue"], theme.LIGHT["crimson"]],
        }
    )

    def draw(width: int) -> alt.Chart:
        marks = (
            alt.Chart(rows)
            .mark_bar()
            .encode(x="killed:Q", y=alt.Y("name:N", axis=None), color=alt.Color("colour:N", scale=None))
        )
        return marks.encode(
            tooltip=[alt.Tooltip("name:N", title="Who"), alt.Tooltip("killed:Q", title="Killed")]
        )

    words = {name: HOSTILE for name in ("sentence", "title", "subtitle", "caption", "alt")}
    return Figure(slug=slug, draw=draw, rows=rows, links={"party": field}, **words)


@pytest.fixture
def foreign(lab: Lab) -> str:
    """The path of a notebook with two figures and a long table that JupyterLab has not run."""
    table = Table("many", HOSTILE, pd.DataFrame({"what": [HOSTILE] * 60, "day": ["2026-02-01"] * 60}))
    third = answered(f"**Yes.** {literal(HOSTILE)}", bars("three", "party"))
    numbers = "[36](#claims-s0123456789) [37](#claims-s1%22,run,out_dir\\))"
    last = prose(f"{literal(HOSTILE)}\n\n{numbers}")
    shown = [bars("one", "party"), bars("two", "side"), table, third, last]
    cells = []
    for number, one in enumerate(shown, start=1):
        output = nbformat.v4.new_output(
            "execute_result", data=one._repr_mimebundle_(), execution_count=number, metadata={}
        )
        cells.append(nbformat.v4.new_code_cell("...", outputs=[output], execution_count=number))
    notebook = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "x"}}
    )
    nbformat.write(notebook, lab.project / "notebooks/foreign.ipynb")
    return "notebooks/foreign.ipynb"


@pytest.mark.browser
def test_a_notebook_of_somebody_else_has_live_charts_that_ask_for_nothing(
    lab: Lab, page: Any, foreign: str
) -> None:
    open_notebook(page, lab, foreign)
    assert check_figures(page, page.evaluate(OUTPUTS)) == 3
    page.evaluate(SCROLL_TO, 4)
    page.get_by_text(HOSTILE, exact=True).last.wait_for()
    check_nothing_ran(page)
    assert page.locator(".tollbook-output").first.inner_text().startswith(HOSTILE)
    assert page.locator("p strong").get_by_text("Yes.").count() == 1
    box = page.locator(".tollbook-rows").first
    assert box.evaluate("box => [box.clientHeight < 700, box.scrollHeight > 1500]") == [True, True]


@pytest.mark.browser
def test_a_mark_says_what_it_is_and_shows_its_party_in_every_chart(lab: Lab, page: Any, foreign: str) -> None:
    open_notebook(page, lab, foreign)
    check_figures(page, page.evaluate(OUTPUTS))
    page.evaluate(SCROLL_TO, 0)
    marks = page.locator(MARKS)
    drawing = page.locator(".tollbook-output svg.marks *")
    opacities = "elements => elements.map(element => getComputedStyle(element).opacity)"
    before = drawing.evaluate_all(opacities)
    marks.nth(2).click()
    tip = page.locator("#vg-tooltip-element")
    tip.wait_for()
    assert [cell.inner_text() for cell in tip.locator("td.value").all()] == ["c", "31"]
    faded = "marks => marks.map(mark => getComputedStyle(mark).opacity < 0.5)"
    assert marks.evaluate_all(faded) == [True, True, False] * 3
    marks.nth(2).click()
    assert marks.evaluate_all(faded) == [False] * 9
    assert drawing.evaluate_all(opacities) == before
    marks.nth(0).hover()
    page.wait_for_function("() => document.querySelector('#vg-tooltip-element td.value').innerText !== 'c'")
    assert tip.locator("td.value").first.inner_text() == HOSTILE
    check_nothing_ran(page)


@pytest.mark.browser
def test_a_number_leads_to_no_claims_where_nothing_was_run(lab: Lab, page: Any, foreign: str) -> None:
    open_notebook(page, lab, foreign)
    page.evaluate(SCROLL_TO, 4)
    page.get_by_role("link", name="37").click()  # not an address of ours: nothing is asked of the kernel
    assert page.locator(".jp-Dialog").count() == 0
    page.get_by_role("link", name="36").click()
    dialog = page.locator(".tollbook-claims")
    dialog.wait_for()
    assert dialog.inner_text().startswith("Run the notebook first")


@pytest.mark.browser
def test_charts_follow_the_theme_and_the_width(lab: Lab, page: Any, foreign: str) -> None:
    open_notebook(page, lab, foreign)
    colours = (
        f"() => [...document.querySelectorAll('{MARKS}')].slice(0, 3).map(mark => mark.getAttribute('fill'))"
    )
    width = "() => document.querySelector('.tollbook-output svg.marks')?.viewBox.baseVal.width"
    for name, shades in (("Dark", theme.DARK), ("Light", theme.LIGHT)):
        page.evaluate(SET_THEME, f"JupyterLab {name}")
        wanted = [shades["blue"], shades["blue"], shades["crimson"]]
        page.wait_for_function(f"wanted => String(({colours})()) === String(wanted)", arg=wanted)
        # JupyterLab covers the page while it changes, and removes the cover twice where two changes overlap.
        page.locator("#jupyterlab-splash").wait_for(state="detached")
    assert page.evaluate(width) > 600
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(f"() => ({width})() < 400")


@pytest.mark.browser
def test_without_the_extension_the_pictures_are_shown(lab: Lab, page: Any, foreign: str) -> None:
    page.route("**/lab/extensions/tollbook/**", lambda route: route.abort())
    open_notebook(page, lab, foreign)
    assert check_figures(page, page.evaluate(OUTPUTS), IS_PICTURE) == 3
    page.evaluate(SCROLL_TO, 4)
    page.get_by_text(HOSTILE, exact=True).last.wait_for()
    check_nothing_ran(page)


# What `make lab` starts, without starting it.


def test_the_extension_is_installed_once_and_anew_when_it_changed(tmp_path: Path) -> None:
    folder = lab_charts.install(tmp_path)
    assert folder == tmp_path / "share/jupyter/labextensions/tollbook"
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    assert (folder / package["jupyterlab"]["_build"]["load"]).is_file()
    vega, look = folder / "static/vega.js", folder / "static/look.json"
    assert 500_000 < vega.stat().st_size < 1_200_000
    assert set(json.loads(look.read_text(encoding="utf-8"))["dark"]) == theme.PALETTE
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    lab_charts.install(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == written
    for path in (look, vega, folder / lab_charts.MADE_WITH):
        path.write_text("of an older version", encoding="utf-8")
    lab_charts.install(tmp_path)
    assert "family" in json.loads(look.read_text(encoding="utf-8"))
    assert vega.stat().st_size > 500_000


def test_the_workspace_is_made_once_and_kept_as_the_user_leaves_it(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    assert folder == tmp_path / WORKSPACES
    spaces = WorkspacesManager(str(folder))
    saved = spaces.load("tollbook")
    layout = saved["data"]["layout-restorer:data"]
    assert layout["left"]["current"] == CONTENTS
    assert saved["data"][layout["main"]["current"]]["data"]["path"] == FIRST_NOTEBOOK
    assert (project_root() / FIRST_NOTEBOOK).is_file()
    spaces.save("tollbook", json.dumps({"data": {}, "metadata": {"id": "tollbook"}}))
    make_workspace(tmp_path)
    assert spaces.load("tollbook")["data"] == {}


def test_where_the_environment_cannot_be_written_the_lab_still_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "environment"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    assert prepare(blocked) is None
    assert capsys.readouterr().err.startswith("Charts will not be live: ")


def test_command_serves_the_project_and_lets_the_user_have_the_last_word(tmp_path: Path) -> None:
    options = ["--no-browser", "--port=9999", "--LabApp.workspaces_dir=/mine"]
    command = lab_command(tmp_path / "a folder", options, workspaces=tmp_path)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path / 'a folder'}" in command
    workspace = workspace_of(tmp_path / "a folder")
    assert f"--LabApp.default_url=/lab/workspaces/{workspace}/tree/{FIRST_NOTEBOOK}" in command
    assert command[-3:] == options
    # JupyterLab takes no option twice.
    assert [part for part in command if "workspaces_dir" in part] == ["--LabApp.workspaces_dir=/mine"]
    assert f"--LabApp.workspaces_dir={tmp_path}" in lab_command(tmp_path, workspaces=tmp_path)


def test_each_project_has_tabs_of_its_own(tmp_path: Path) -> None:
    assert workspace_of(OWN) == "tollbook"
    names = {workspace_of(OWN), workspace_of(tmp_path / "a"), workspace_of(tmp_path / "b")}
    assert len(names) == 3
    spaces = WorkspacesManager(str(make_workspace(tmp_path, "tollbook-0123abcd")))
    assert spaces.load("tollbook-0123abcd")["metadata"]["id"] == "tollbook-0123abcd"


def test_the_command_opens_the_notebooks_of_a_project_with_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda _, command, environment: started.append((command, environment)))
    monkeypatch.setattr(lab_module, "prepare", lambda *_: None)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(OWN))  # and back again after the test
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "p"
    write_csv(project / "data/hand/events.csv", ["event_id"], ["quake"])
    for name in vocabulary.TABLES:
        shutil.copy(OWN / f"data/hand/{name}.csv", project / "data/hand")
    assert cli.main(["lab", "--project", "p"]) == 2
    assert f"has no {FIRST_NOTEBOOK}" in capsys.readouterr().err
    (project / FIRST_NOTEBOOK).parent.mkdir()
    (project / FIRST_NOTEBOOK).write_text("{}", encoding="utf-8")
    cli.main(["lab", "--project", "p", "--", "--no-browser", "--port", "9999"])
    ((command, environment),) = started
    assert f"--ServerApp.root_dir={project}" in command
    assert command[-3:] == ["--no-browser", "--port", "9999"]
    assert environment["TOLLBOOK_PROJECT"] == str(project)


def test_a_notebook_of_a_project_finds_it_by_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOLLBOOK_PROJECT", raising=False)
    for marker in MARKERS:
        (tmp_path / marker).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / marker).touch()
    monkeypatch.chdir(tmp_path / "notebooks")  # where JupyterLab starts the kernel of a notebook
    assert project_root() == tmp_path


def test_superuser_is_let_in_only_when_there_is_one(tmp_path: Path) -> None:
    assert "--ServerApp.allow_root=True" in lab_command(tmp_path, as_root=True)
    assert not any("allow_root" in part for part in lab_command(tmp_path))


def test_environment_leads_to_this_kernel_and_these_settings() -> None:
    of_the_user = {"JUPYTER_PATH": "/x", "JUPYTER_CONFIG_PATH": "/mine", "JUPYTER_PREFER_ENV_PATH": "0"}
    assert lab_environment(of_the_user) == {
        "JUPYTER_CONFIG_PATH": f"{SETTINGS}{os.pathsep}/mine",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    settings = {path.name for path in (SETTINGS / "labconfig").iterdir()}
    assert settings == {"default_setting_overrides.json", "page_config.json"}
