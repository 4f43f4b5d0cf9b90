"""What a step depends on: its key changes with each of these, and the rows that it sees are its event's."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tiny_project import (
    NOTEBOOKS,
    add_cell,
    make_tiny_project,
    run_here,
    stand_ins,
    tree,
    write_batch,
    write_csv,
)

from tollbook import dates, files, keys, ledger, moments, own_rows, record, validate
from tollbook.cli import main
from tollbook.local import LocalHands

REAL = Path(__file__).resolve().parent.parent
ALPHA = {
    ("01-clean-figures", "alpha", ""),
    *((notebook, "alpha", label) for notebook in NOTEBOOKS[1:] for label in ("latest", "2026-02-01")),
}
BETA = {
    ("01-clean-figures", "beta", ""),
    *((notebook, "beta", "latest") for notebook in NOTEBOOKS[1:]),
}
PAGES = {("page", "alpha", "latest"), ("page", "alpha", "2026-02-01"), ("page", "beta", "latest")}
PAGES_OF_ALPHA = {page for page in PAGES if page[1] == "alpha"}
PAGES_OF_BETA = PAGES - PAGES_OF_ALPHA
ALL = ALPHA | BETA | PAGES


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a tiny project: its cells are run in this process, its pages are plain, its package is a
    folder that a test may edit.
    """
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path / "project"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(validate, "problems", lambda *_: [])
    monkeypatch.setattr("tollbook.execute.run_notebook", run_here)
    monkeypatch.setattr(LocalHands, "apart", False)
    monkeypatch.setattr(keys, "PACKAGE", tmp_path / "package")
    for name, module in stand_ins().items():
        monkeypatch.setitem(sys.modules, f"tollbook.{name}", module)
        monkeypatch.setattr(f"tollbook.{name}", module, raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a project that has run, and a package; `first_run` fills it."""
    return tmp_path_factory.mktemp("finished")


@pytest.fixture
def ran(here: Path, finished: Path) -> Path:
    """A tiny project of two events that has run, with rows of both in its tables."""
    if not (finished / "project").exists():
        fill(here)
        assert main(["run", "--jobs", "1"]) == 0
        for name in ("project", "package"):
            shutil.copytree(here / name, finished / name)
    else:
        for name in ("project", "package"):
            shutil.copytree(finished / name, here / name)
    return here / "project"


def fill(folder: Path) -> None:
    """Make the project and its package. The rows are invented."""
    root = make_tiny_project(folder / "project")
    for table in ("claims", "sightings"):
        write_csv(root / f"data/raw/{table}.csv", ["event_id", "report_id"], ["alpha", "r1"], ["beta", "r2"])
    write_csv(root / "data/raw/reports.csv", ["report_id", "outlet"], ["r1", "One"], ["r2", "Two"])
    write_csv(root / "data/hand/windows.csv", ["event_id", "period"], ["alpha", "wave"], ["beta", "wave"])
    write_csv(root / "data/hand/words.csv", ["word"], ["dozen"])
    (root / "data/dictionary").mkdir()
    (root / "data/dictionary/raw-claims.yml").write_text("one_row_is: a claim\n")
    (root / "requirements.lock").write_text("pandas==1\n")
    (root / "d.geojson").write_text("{}")
    (root / "CORRECTIONS.md").write_text("## Entries\n")
    (root / "README.md").write_text("A project\n")
    (folder / "package/charts").mkdir(parents=True)
    (folder / "package/helper.py").write_text("LEAST = 1\n")
    (folder / "package/charts/theme.css").write_text("a {}\n")


def run_again(root: Path, *arguments: str) -> set[tuple[str, str, str]]:
    """Run the batch and return the steps that were performed: (what, event, label)."""
    before = len(record.read(root / record.FILE))
    assert main(["run", "--jobs", "1", *arguments]) == 0
    return {(one.what, one.event, one.label) for one in record.read(root / record.FILE)[before:]}


def add_text(path: str, text: str) -> Callable[[Path], None]:
    """Return what adds text to a file of the project."""

    def spoil(root: Path) -> None:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return spoil


def change_notebook(change: Callable[[nbformat.NotebookNode], None]) -> Callable[[Path], None]:
    """Return what changes the notebook 03."""

    def spoil(root: Path) -> None:
        path = root / "notebooks/03-casualty-categories.ipynb"
        notebook = nbformat.read(path, as_version=4)
        change(notebook)
        nbformat.write(notebook, path)

    return spoil


def set_output(notebook: nbformat.NotebookNode) -> None:
    """Give a cell an output and a count, as executing does."""
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="done")]
    notebook.cells[2].execution_count = 3
    notebook.cells[2].metadata["execution"] = {"iopub.status.idle": "2026-11-23T00:00:00Z"}


def set_plan(root: Path) -> None:
    """Name a section of the page in the batch file."""
    path = root / "notebooks/batch.yml"
    settings = yaml.safe_load(path.read_text())
    page = [{"section": "Counts", "show": [{NOTEBOOKS[0]: "some-slug"}]}]
    path.write_text(yaml.safe_dump({**settings, "page": page}))


def set_rule(root: Path) -> None:
    """Give one run another parameter."""
    runs = {"event": "alpha"}, {"event": "beta", "rule": "range"}, {"event": "alpha", "as_of": "2026-02-01"}
    write_batch(root, *runs)


OF_03 = {step for step in ALPHA | BETA if step[0].startswith("03")}


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda root: None, set()),
        (add_text("README.md", "more"), set()),
        (add_text("../package/helper.py", "MOST = 2\n"), ALL),
        (add_text("../package/charts/theme.css", "b {}\n"), ALL),
        (add_text("../package/charts/new.py", "\n"), ALL),
        (add_text("requirements.lock", "numpy==1\n"), ALL),
        (add_text("data/dictionary/raw-claims.yml", "# more\n"), ALL),
        (add_text("data/hand/words.csv", "score\n"), ALL),
        (add_text("data/hand/windows.csv", "alpha,day\n"), ALPHA | PAGES_OF_ALPHA),
        (add_text("data/hand/windows.csv", "beta,day\n"), BETA | PAGES_OF_BETA),
        (add_text("data/hand/windows.csv", ",day\n"), ALL),
        (add_text("data/raw/claims.csv", "alpha,r1\n"), ALPHA | PAGES_OF_ALPHA),
        (add_text("data/raw/claims.csv", "beta,r2\n"), BETA | PAGES_OF_BETA),
        (add_text("data/raw/sightings.csv", "beta,r2\n"), BETA | PAGES_OF_BETA),
        (add_text("data/raw/reports.csv", "r2,Two again\n"), BETA | PAGES_OF_BETA),
        (add_text("data/raw/series.csv", "2\n"), ALL),
        (add_text("data/raw/map.geojson", "{}"), ALL),
        (change_notebook(lambda notebook: notebook.cells[2].update(source="x = 1\n")), None),
        (change_notebook(lambda notebook: notebook.cells[0].update(source="# Another?")), OF_03 | PAGES),
        (change_notebook(lambda notebook: notebook.cells[2].metadata.update(tags=["a"])), OF_03 | PAGES),
        (change_notebook(set_output), set()),
        (set_rule, {(name, "beta", "latest") for name in NOTEBOOKS[1:3]} | PAGES_OF_BETA),
        (set_plan, PAGES),
        (add_text("CORRECTIONS.md", "- 2026-02-09, alpha: a slip\n"), PAGES_OF_ALPHA),
        (add_text("CORRECTIONS.md", "- 2026-02-09, all: a slip\n"), PAGES),
    ],
)
def test_a_change_repeats_what_depends_on_it_and_nothing_else(
    ran: Path, spoil: Callable[[Path], None], expected: set[tuple[str, str, str]] | None
) -> None:
    spoil(ran)
    if expected is None:  # the notebook cannot run any more: it must not count as done
        assert main(["run", "--jobs", "1"]) == 1
        return
    assert run_again(ran) == expected
    assert run_again(ran) == set()


def test_an_installed_package_counts(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (ran.parent / "site/other-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(ran.parent / "site")
    assert run_again(ran) == ALL


def test_the_content_of_the_districts_counts(ran: Path) -> None:
    choice = "--event", "beta", "--districts", str(ran / "d.geojson")
    of_map = {("04-spread-of-attacks", "beta", "latest")}  # without a kernel it leaves the same: no page
    assert run_again(ran, *choice) == of_map
    assert run_again(ran, *choice) == set()
    add_text("d.geojson", " ")(ran)
    assert run_again(ran, *choice) == of_map


def test_a_table_that_comes_out_the_same_stops_the_repeating(ran: Path) -> None:
    add_cell(ran, "01-clean-figures", "more = 1")
    firsts = {step for step in ALPHA | BETA if step[0].startswith("01")}
    assert run_again(ran) == firsts | PAGES
    add_cell(ran, "01-clean-figures", "(folder / 'claims.csv').write_text('claim_id\\nother\\n')")
    assert run_again(ran) == ALL


def test_files_that_are_gone_or_edited_come_back_and_nothing_runs(
    ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(ran)
    shutil.rmtree(ran / "reports")
    (ran / "data/processed/alpha/totals.csv").write_text("edited")
    capsys.readouterr()
    assert run_again(ran) == set()
    assert tree(ran) == before
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("nothing to do for 11 notebooks and 3 pages: nothing they depend on changed; ")
    assert run_again(ran) == set()
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "nothing to do for 11 notebooks and 3 pages: nothing they depend on changed"
    assert told[1].startswith("3 pages, listed in reports/index.html (")
    assert len(told) == 2


def test_what_is_unchanged_is_counted_where_something_ran(
    ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_text("data/raw/claims.csv", "beta,r2\n")(ran)
    capsys.readouterr()
    run_again(ran)
    told = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("ok  ") for line in told) == len(BETA) + 1
    assert "; unchanged: 7 notebooks and 2 pages (" in told[-1]


def test_force_repeats_all(ran: Path) -> None:
    before = tree(ran)
    assert run_again(ran, "--force") == ALL
    assert tree(ran) == before
    assert run_again(ran) == set()


def test_a_damaged_entry_of_the_store_is_not_used(ran: Path) -> None:
    places = sorted((ran / ".tollbook/store").glob("??/*/processed/beta/totals.csv"))
    for place in places:
        place.write_text("since,low\n2026-02-01,999\n")
    assert run_again(ran) == {("02-compare-totals", "beta", "latest")}
    assert "145" in (ran / "data/processed/beta/totals.csv").read_text()


def test_a_page_cites_the_runs_of_its_notebooks(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cited: list[dict] = []
    build = sys.modules["tollbook.report"].build_page

    def build_page(notebooks: object, event: str, label: str, out: Path, meta: dict, extras: str) -> None:
        cited.append(meta)
        build(notebooks, event, label, out, meta, extras)

    monkeypatch.setattr(sys.modules["tollbook.report"], "build_page", build_page)
    add_text("CORRECTIONS.md", "- 2026-02-09, beta: a slip\n")(ran)
    assert run_again(ran) == PAGES_OF_BETA
    by_step = {(one.what, one.event, one.label): one for one in record.read(ran / record.FILE)}
    assert [(one.what, one.event, one.label) for one in cited[0]["runs"]] == sorted(BETA)
    assert all(by_step[one.what, one.event, one.label].run == one.run for one in cited[0]["runs"])
    names = ("claims", "reports", "series", "sightings")
    seen = own_rows.Data(ran, ran / "data/raw").of_event("beta")
    lines = "".join(f"{seen[f'raw/{name}.csv'].digest}  {name}.csv\n" for name in names)
    assert cited[0]["event_sha256"] == files.digest(lines.encode())


def test_a_record_names_hashes_and_nothing_of_the_machine(ran: Path) -> None:
    text = (ran / record.FILE).read_text()
    assert str(ran.parent) not in text
    one = next(one for one in record.read(ran / record.FILE) if one.what == "02-compare-totals")
    assert {"package", "environment", "notebook", "hand", "raw/claims.csv", "processed"} <= set(one.inputs)
    assert set(one.outputs) == {
        "notebook.ipynb",
        f"processed/{one.event}/totals.csv",
        f"processed/{one.event}/charts/{one.label}/totals.csv",
    }
    assert len(one.key) == 64
    assert json.loads((ran / f".tollbook/store/{one.key[:2]}/{one.key}/record.json").read_text())


def test_rows_are_taken_as_they_were_written() -> None:
    content = b'event_id,note\r\nalpha,"two\r\nlines, ""quoted"""\r\nbeta,x\r\n,of none\r\nalpha,"y"\r\n'
    table = own_rows.read_table(content)
    assert table is not None
    kept = [(row, line) for row, line in table.rows if table.cell(row, "event_id") in ("", "alpha")]
    assert table.only(kept) == content.replace(b"beta,x\r\n", b"")


def test_a_report_is_seen_by_the_events_that_name_it(tmp_path: Path) -> None:
    raw = tmp_path / "data/raw"
    write_csv(
        raw / "claims.csv", ["report_id", "event_id"], ["both", "alpha"], ["both", "beta"], ["a", "alpha"]
    )
    write_csv(raw / "sightings.csv", ["report_id", "event_id"], ["b", "beta"])
    write_csv(raw / "reports.csv", ["report_id"], ["a"], ["b"], ["both"], ["nobody"])
    data = own_rows.Data(tmp_path, raw)
    assert data.of_event("alpha")["raw/reports.csv"].content == b"report_id\na\nboth\nnobody\n"
    assert data.of_event("beta")["raw/reports.csv"].content == b"report_id\nb\nboth\nnobody\n"


def test_a_card_does_not_count_the_rows_of_other_events(tmp_path: Path) -> None:
    write_csv(tmp_path / "data/raw/claims.csv", ["event_id"], ["alpha"], ["beta"])
    card = "title: Claims\ncovers: >-\n  2 figures\nkey: [claim_id]\nrows: 2\nsha256: 00\nlicence: CC0\n"
    (tmp_path / "data/raw/claims.csv.card.yml").write_text(card)
    seen = own_rows.Data(tmp_path, tmp_path / "data/raw").of_event("alpha")["raw/claims.csv.card.yml"]
    assert seen.content == b"title: Claims\nkey: [claim_id]\nlicence: CC0\n"


def test_a_table_that_changes_while_the_tables_are_read_is_not_taken_for_the_one_before(
    tmp_path: Path,
) -> None:
    project = make_tiny_project(tmp_path / "project")
    data = own_rows.Data(project, project / "data/raw")
    assert data.whole["hand/events.csv"].content is None
    with (project / "data/hand/events.csv").open("a") as file:
        file.write("gamma,gamma,Asia/Karachi,2026-01-29T00:00\n")
    with pytest.raises(ValueError, match=r"data/hand/events\.csv was changed while the batch ran: run again"):
        data.of_event("alpha")


def test_the_hash_of_the_ledger_is_that_of_its_files() -> None:
    data = own_rows.Data(REAL, REAL / "data/raw")
    assert own_rows.ledger_sha256(data.whole) == ledger.sha256(REAL / "data/raw")


def test_the_real_ledger_is_divided_without_loss() -> None:
    data = own_rows.Data(REAL, REAL / "data/raw")
    events = ("balochistan-2026-01", "balochistan-2024-08", "jaffar-express-2025-03")
    rows = [data.of_event(event)["raw/claims.csv"].content.decode().splitlines() for event in events]
    assert [len(one) - 1 for one in rows] == [2291, 552, 649]  # as the source card counts them
    whole = (REAL / "data/raw/claims.csv").read_text(encoding="utf-8").splitlines()
    assert sorted(line for one in rows for line in one[1:]) == sorted(whole[1:])


@given(
    st.datetimes(min_value=dates.pd.Timestamp("1990-01-01"), max_value=dates.pd.Timestamp("2030-01-01")),
    st.sampled_from(
        ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H%MZ", "%Y-%m-%dT%H:%M-03:30"]
    ),
)
def test_a_moment_is_the_one_that_pandas_reads(moment: dates.pd.Timestamp, form: str) -> None:
    text = moment.strftime(form)
    assert moments.parse(text, "UTC") == dates.parse_as_of(text, "UTC")
    assert moments.label(text, "UTC") == dates.as_of_label(text, "UTC")


@pytest.mark.parametrize(
    "text", ["latest", "", "2026-02-01", "2026-02-01T18:30", "2026-02-01T18:30:10.5+05:00"]
)
def test_a_moment_is_read_in_the_time_zone_of_the_event(text: str) -> None:
    assert moments.parse(text, "Asia/Karachi") == dates.parse_as_of(text, "Asia/Karachi")


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-02-31", "2026-02", "2026-2-1", "20260201", "2026-02-01T25:00"]
)
def test_what_is_no_moment_is_refused_with_the_same_words(text: str) -> None:
    with pytest.raises(ValueError, match="is not a moment") as one:
        moments.parse(text, "Asia/Karachi")
    with pytest.raises(ValueError, match="is not a moment") as other:
        dates.parse_as_of(text, "Asia/Karachi")
    assert str(one.value) == str(other.value)
