"""The batch: what is refused before anything runs, in which order notebooks run, and what stays when one
fails.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from tiny_project import (
    NOTEBOOKS,
    add_cell,
    make_tiny_project,
    run_here,
    set_cells,
    stand_ins,
    tree,
    write_batch,
    write_csv,
)
from waiting import PATIENCE, is_gone, until

from tollbook import paths, record, validate, workspace
from tollbook.batch import Choice, read_batch
from tollbook.cli import main
from tollbook.execute import NotebookError
from tollbook.local import LocalHands
from tollbook.plan import Page, plan
from tollbook.progress import Progress
from tollbook.refusals import CallError
from tollbook.runner import Outcome

REAL = Path(__file__).resolve().parent.parent


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny project, its raw tables taken as checked, its pages plain, its temporary files in a folder of
    the test.
    """
    root = make_tiny_project(tmp_path / "project")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(validate, "problems", lambda *_: [])
    monkeypatch.setattr(LocalHands, "apart", False)  # the pages' stand-ins below are in this process only
    for name, module in stand_ins().items():
        monkeypatch.setitem(sys.modules, f"tollbook.{name}", module)
        monkeypatch.setattr(f"tollbook.{name}", module, raising=False)
    return root


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the cells in this process: for tests that are not about kernels."""
    monkeypatch.setattr("tollbook.execute.run_notebook", run_here)


def refusals(*arguments: str) -> tuple[str, ...]:
    """Return why the batch file is refused."""
    with pytest.raises(CallError) as caught:
        read_batch(paths.resolve("notebooks/batch.yml"), Choice(*arguments))
    return caught.value.reasons


def test_the_batch_file_lists_the_agreed_runs() -> None:
    settings = yaml.safe_load((REAL / "notebooks/batch.yml").read_text(encoding="utf-8"))
    assert tuple(settings["notebooks"]) == NOTEBOOKS
    assert {(run["event"], run["as_of"]) for run in settings["runs"]} == {
        ("balochistan-2026-01", "latest"),
        ("balochistan-2024-08", "latest"),
        ("jaffar-express-2025-03", "latest"),
        ("balochistan-2026-01", "2026-01-31"),
        ("balochistan-2026-01", "2026-02-01"),
        ("balochistan-2026-01", "2026-02-02"),
        ("balochistan-2026-01", "2026-02-04"),
        ("balochistan-2026-01", "2026-02-06"),
    }
    assert len(settings["runs"]) == 8


def test_days_and_times_without_quotes_are_read(tiny: Path) -> None:
    runs = "- {event: alpha, as_of: 2026-02-01}\n- {event: alpha, as_of: 2026-02-01T18:30:00Z}\n"
    text = f"notebooks: [02-compare-totals]\nruns:\n{runs}"
    (tiny / "notebooks/batch.yml").write_text(text, encoding="utf-8")
    runs = read_batch(tiny / "notebooks/batch.yml").runs
    assert [run.label for run in runs] == ["2026-02-01", "2026-02-01T1830Z"]
    assert dict(runs[0].parameters) == {"event": "alpha", "as_of": "2026-02-01"}


def test_a_plan_of_the_page_is_read_with_the_batch_and_its_slips_are_named(tiny: Path) -> None:
    file = tiny / "notebooks/batch.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert read_batch(file).page.sections == ()
    notebook = settings["notebooks"][0]
    page = [{"section": "Counts", "show": [{notebook: "some-slug", "as": "Other words"}]}]
    file.write_text(yaml.safe_dump({**settings, "page": page}), encoding="utf-8")
    assert str(read_batch(file).page.sections[0].show[0]) == f"{notebook}: some-slug"
    item = {notebook: "x"}
    wrong = [
        ("none", "`page` must be a list of sections: `section: ...` with `show:` or `fold:` below it"),
        ([{"show": []}], "page, section 1: has no title; write `section: ...`"),
        (
            [{"section": "A", "shows": []}],
            "page, section 1: unknown key 'shows'; there are section, show, fold, leave_out",
        ),
        ([{"section": "A", "show": ["x"]}], "page, section 1: 'x' is not `NOTEBOOK: HEADING OR SLUG`"),
        ([{"section": "A", "show": [{"09-none": "x"}]}], "page: no notebook '09-none' in the batch"),
        ([{"section": "A", "show": [item], "fold": [item]}], f"page: '{notebook}: x' is named twice"),
    ]
    for rows, reason in wrong:
        file.write_text(yaml.safe_dump({**settings, "page": rows}), encoding="utf-8")
        assert refusals() == (f"notebooks/batch.yml: {reason}",)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ({"event": "alpa"}, "unknown event `alpa`; did you mean `alpha`? Allowed: alpha, beta"),
        ({"event": "gamma-ray"}, "unknown event `gamma-ray`. Allowed: alpha, beta"),
        ({}, "has no `event`"),
        ({"event": ["alpha"]}, "`event` must be text, not ['alpha']: put it in quotes"),
        (
            {"event": "alpha", "as_off": "latest"},
            "unknown parameter `as_off`; did you mean `as_of`? Allowed: as_of, districts, event, rule",
        ),
        ({"event": "alpha", "raw_dir": "x"}, "`raw_dir` is set by the option --raw"),
        (
            {"event": "alpha", "rule": "lates"},
            "unknown rule `lates`; did you mean `latest`? "
            "Allowed: latest, range, conservative, majority, median, agreement, priority",
        ),
        ({"event": "alpha", "rule": 3}, "`rule` must be text, not 3: put it in quotes"),
        ({"event": "alpha", "as_of": 20260201}, "`as_of` must be text, not 20260201: put it in quotes"),
        ({"event": "alpha", "as_of": "2026-02-31"}, "as_of '2026-02-31' is not a moment"),
        (
            {"event": "alpha", "as_of": "2026-01-28"},
            "as_of '2026-01-28' is before alpha began (2026-01-29T00:00, Asia/Karachi)",
        ),
        ({"event": "alpha", "districts": "no.geojson"}, "no file of districts no.geojson"),
    ],
)
def test_a_bad_run_is_refused_with_what_is_allowed(tiny: Path, run: dict[str, object], reason: str) -> None:
    write_batch(tiny, {"event": "beta"}, run)
    assert len(refusals()) == 1
    assert refusals()[0].startswith(f"notebooks/batch.yml, run 2: {reason}")


def test_all_that_is_wrong_is_said_at_once(tiny: Path) -> None:
    write_batch(tiny, {"event": "alpa"}, {"event": "beta", "rul": "latest"})
    assert len(refusals()) == 2


def test_two_runs_of_one_page_are_refused(tiny: Path) -> None:
    write_batch(
        tiny,
        {"event": "alpha", "as_of": "2026-02-01T23:30"},
        {"event": "alpha", "as_of": "2026-02-01T18:30Z"},
    )
    assert refusals() == (
        "notebooks/batch.yml, run 2: the page alpha as of 2026-02-01T1830Z is already that of "
        "notebooks/batch.yml, run 1",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("notebooks: [x", "notebooks/batch.yml line 1: not YAML"),
        ("a list", "notebooks/batch.yml: must have the keys notebooks and runs"),
        (
            "notebook: [a]\nruns: [{event: alpha}]",
            "notebooks/batch.yml: unknown key `notebook`; did you mean `notebooks`?",
        ),
        (
            "notebooks: [02-compare-totals]\nruns: []",
            "notebooks/batch.yml: `runs` must be a list that is not empty",
        ),
        ("notebooks: [02-compare-totals]\nruns: [alpha]", "notebooks/batch.yml, run 1: must be `event: ...`"),
        (
            "notebooks: [02-compare-total]\nruns: [{event: alpha}]",
            "notebooks/02-compare-total.ipynb: unknown notebook",
        ),
        ("notebooks: [broken]\nruns: [{event: alpha}]", "notebooks/broken.ipynb is not a notebook"),
        (
            "notebooks: [02-compare-totals]\nruns: [{event: alpha, as_of: 2026-02-31}]",
            "notebooks/batch.yml: not YAML",
        ),
    ],
)
def test_a_bad_batch_file_is_refused(tiny: Path, text: str, reason: str) -> None:
    (tiny / "notebooks/batch.yml").write_text(text, encoding="utf-8")
    (tiny / "notebooks/broken.ipynb").write_text("not JSON", encoding="utf-8")
    assert refusals()[0].startswith(reason)


def test_options_choose_runs(tiny: Path) -> None:
    file = tiny / "notebooks/batch.yml"

    def chosen(**options: object) -> list[tuple[str, str]]:
        return [(run.event, run.label) for run in read_batch(file, Choice(**options)).runs]

    assert chosen() == [("alpha", "latest"), ("beta", "latest"), ("alpha", "2026-02-01")]
    assert chosen(events=("alpha",)) == [("alpha", "latest"), ("alpha", "2026-02-01")]
    assert chosen(events=("beta",), moments=("2026-02-03",)) == [("beta", "2026-02-03")]
    assert chosen(moments=("2026-02-03",)) == [("alpha", "2026-02-03"), ("beta", "2026-02-03")]
    write_batch(tiny, {"event": "beta"})
    assert chosen(events=("alpha",)) == [("alpha", "latest")]
    assert dict(read_batch(file, Choice(rule="range")).runs[0].parameters)["rule"] == "range"


def test_the_tables_come_first_and_from_the_latest(tiny: Path) -> None:
    write_batch(tiny, {"event": "alpha", "as_of": "2026-02-01"})
    steps = plan(read_batch(tiny / "notebooks/batch.yml"))
    assert [str(step) for step in steps] == [
        "01-clean-figures  alpha",
        "02-compare-totals  alpha latest",
        "page  alpha as of 2026-02-01",
        "02-compare-totals  alpha as of 2026-02-01",
        "03-casualty-categories  alpha as of 2026-02-01",
        "04-spread-of-attacks  alpha as of 2026-02-01",
    ]
    for step in steps[3:]:
        assert [str(need) for need in step.needs] == [str(one) for one in steps[:2]]
    page = steps[2]
    assert isinstance(page, Page)
    assert [job.notebook for job in page.shows] == list(NOTEBOOKS)
    assert set(page.needs) == set(steps) - {page}


def test_a_default_is_not_injected(tiny: Path) -> None:
    jobs = {
        str(job): dict(job.parameters)
        for job in plan(read_batch(tiny / "notebooks/batch.yml"))
        if not isinstance(job, Page)
    }
    assert jobs["03-casualty-categories  alpha latest"] == {}
    assert jobs["01-clean-figures  beta"] == {"event": "beta"}
    assert jobs["04-spread-of-attacks  alpha as of 2026-02-01"] == {"as_of": "2026-02-01"}


def test_a_batch_writes_tables_pages_and_notebooks(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_batch(tiny, {"event": "alpha"}, {"event": "alpha", "as_of": "2026-02-01"})
    assert main(["run", "--jobs", "3"]) == 0
    written = tree(tiny)
    assert {
        "data/processed/alpha/claims.csv",
        "data/processed/alpha/places.csv",
        "data/processed/alpha/totals.csv",
        "data/processed/series.csv",
        "data/processed/alpha/charts/2026-02-01/totals.csv",
        "data/processed/alpha/charts/latest/totals.csv",
        "reports/alpha/latest.html",
        "reports/alpha/2026-02-01.html",
        "reports/alpha/2026-02-01/rows.csv",
        "reports/.build/alpha/latest/01-clean-figures.ipynb",
    } <= set(written)
    links = [
        ("the latest page in the ledger", "latest.html", False),
        ("the end of 1 February 2026", "2026-02-01.html", True),
    ]
    cited = ["commit", "event_sha256", "ledger_sha256", "moments", "runs", "version"]
    page = f"alpha 2026-02-01 {' '.join(NOTEBOOKS)} {cited} {links}\n"
    assert written["reports/alpha/2026-02-01.html"].decode() == page
    assert written["reports/alpha/2026-02-01.zip"] == b"2026-02-01 of latest 2026-02-01 by latest"
    keys = "['commit', 'corrections', 'ledger_sha256', 'version']"
    index = f"[('alpha', 'latest'), ('alpha', '2026-02-01')] {keys} ['alpha'] ['alpha']\n"
    assert written["reports/index.html"].decode() == index
    assert written["reports/method.html"].decode() == f"{keys}\n"
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("ok  ") for line in lines) == 7 + 2
    assert any(
        line.startswith("ok  02-compare-totals  alpha as of 2026-02-01  ") and line.endswith(" s")
        for line in lines
    )
    assert not list((tiny.parent / "tmp").iterdir())

    kept = {path: content for path, content in written.items() if path.startswith(("data/", "reports/"))}
    write_batch(tiny, {"event": "alpha"})
    assert main(["run", "--jobs", "2"]) == 0
    again = tree(tiny)
    assert {path: again[path] for path in kept} == kept


def test_no_path_of_the_machine_is_in_a_notebook(tiny: Path) -> None:
    add_cell(
        tiny,
        "03-casualty-categories",
        "import os\nprint(os.getcwd())\nprint(folder)\nprint(os.environ['TOLLBOOK_PROJECT'])",
    )
    write_batch(tiny, {"event": "alpha", "as_of": "2026-02-01"})
    raw, out, districts = tiny.parent / "raw", tiny.parent / "out", tiny.parent / "d.geojson"
    write_csv(raw / "claims.csv", ["id"], ["1"], ["2"])
    for table in ("reports", "sightings", "series"):
        write_csv(raw / f"{table}.csv", ["id"])
    districts.write_text("{}", encoding="utf-8")
    assert main(["run", "--raw", str(raw), "--out", str(out), "--districts", str(districts)]) == 0
    executed = tree(tiny / "reports/.build")
    assert not [
        path
        for path, content in executed.items()
        if str(tiny.parent).encode() in content or b"/tmp" in content
    ]
    assert b"alpha 3" in executed["alpha/2026-02-01/01-clean-figures.ipynb"]  # the rows of --raw
    assert b"latest data/districts/d.geojson" not in executed["alpha/2026-02-01/04-spread-of-attacks.ipynb"]
    assert b"2026-02-01 data/districts/d.geojson" in executed["alpha/2026-02-01/04-spread-of-attacks.ipynb"]
    assert "alpha/charts/2026-02-01/totals.csv" in tree(out)
    assert not (tiny / "data/processed").exists()


def test_a_failing_cell_stops_only_its_page(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_batch(tiny, {"event": "alpha"}, {"event": "beta"})
    (tiny / "reports/beta").mkdir(parents=True)
    (tiny / "reports/beta/latest.html").write_text("the page of yesterday", encoding="utf-8")
    add_cell(
        tiny, "03-casualty-categories", "\n# which\nif event == 'beta':\n    raise KeyError('mili\\ntants')"
    )
    assert main(["run", "--jobs", "2"]) == 1
    printed = capsys.readouterr()
    assert (
        "FAIL  03-casualty-categories  beta latest  cell 4 `# which`: KeyError: 'mili\\ntants'"
        in printed.err.splitlines()
    )
    assert (
        "skip  page  beta latest  not run: 03-casualty-categories  beta latest failed"
        in printed.err.splitlines()
    )
    assert "Traceback" not in printed.err + printed.out
    written = tree(tiny)
    assert "reports/alpha/latest.html" in written
    assert written["reports/beta/latest.html"] == b"the page of yesterday"
    assert not [path for path in written if path.startswith("data/processed/beta")]
    assert not list((tiny.parent / "tmp").iterdir())


def test_a_failure_at_the_start_skips_the_event_and_no_other(
    tiny: Path, no_kernels: None, capsys: pytest.CaptureFixture[str]
) -> None:
    add_cell(tiny, "01-clean-figures", "if event == 'beta':\n    raise OSError('disk full')")
    assert main(["run", "--jobs", "2", "--verbose"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert "FAIL  01-clean-figures  beta  cell 4 `if event == 'beta':`: OSError: disk full" in lines
    assert sum(line.startswith("skip  ") and "beta" in line for line in lines) == 4
    assert "2026-02-01.html" in {path.name for path in (tiny / "reports/alpha").iterdir()}


def test_a_table_must_not_depend_on_the_moment(
    tiny: Path, no_kernels: None, capsys: pytest.CaptureFixture[str]
) -> None:
    add_cell(tiny, "04-spread-of-attacks", "(folder / 'places.csv').write_text(as_of)")
    assert main(["run", "--event", "alpha", "--jobs", "1"]) == 1
    assert (
        "FAIL  04-spread-of-attacks  alpha as of 2026-02-01  ValueError: wrote alpha/places.csv otherwise "
        "than 04-spread-of-attacks alpha latest: a table must not depend on the moment"
    ) in capsys.readouterr().err.splitlines()


def test_no_page_cites_another_ledger_than_it_was_made_from(
    tiny: Path, no_kernels: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cited = {"ledger_sha256": "0" * 64, "commit": "", "version": ""}  # taken before figures were added
    with monkeypatch.context() as patch:
        patch.setattr("tollbook.provenance.provenance", lambda *_: cited)
        assert main(["run", "--event", "alpha", "--as-of", "latest", "--jobs", "1"]) == 1
    assert (
        "FAIL  page  alpha latest  ValueError: data/raw was changed while the batch ran: run again"
    ) in capsys.readouterr().err.splitlines()
    assert not (tiny / "reports/alpha").exists()
    assert main(["run", "--event", "alpha", "--as-of", "latest", "--jobs", "1"]) == 0
    assert (tiny / "reports/alpha/latest.html").is_file()


def test_rows_of_a_chart_that_is_gone_are_removed(tiny: Path, no_kernels: None) -> None:
    old = tiny / "data/processed/alpha/charts/latest/old.csv"
    write_csv(old, ["moment"])
    write_csv(old.with_name("mine.txt"), ["kept"])
    write_batch(tiny, {"event": "alpha"})
    assert main(["run"]) == 0
    assert not old.exists()
    assert old.with_name("mine.txt").exists()


def test_nothing_runs_when_the_call_or_the_data_is_at_fault(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tollbook.execute.run_notebook", lambda *_: pytest.fail("a notebook was run"))
    before = tree(tiny)
    assert main(["run", "--event", "alfa"]) == 2
    assert (
        capsys.readouterr().err
        == "tollbook: --event: unknown event `alfa`; did you mean `alpha`? Allowed: alpha, beta\n"
    )
    assert main(["run", "--event", "alpha", "--as-of", "yesterday"]) == 2
    assert main(["run", "--rule", "newest"]) == 2
    assert main(["run", "--districts", "nowhere.geojson"]) == 2
    monkeypatch.setattr(
        validate, "problems", lambda *_: [validate.Problem("claims.csv", 2, "figure", "is odd", "mend it")]
    )
    capsys.readouterr()
    assert main(["run"]) == 1
    assert capsys.readouterr().err == "claims.csv, row 2, column figure: is odd; mend it\n"
    assert tree(tiny) == before


def test_executing_in_place_gives_the_notebooks_of_the_batch(tiny: Path) -> None:
    assert main(["execute"]) == 0
    committed = tree(tiny / "notebooks")
    assert main(["run", "--event", "alpha", "--as-of", "latest"]) == 0
    for name in NOTEBOOKS:
        assert (tiny / f"reports/.build/alpha/latest/{name}.ipynb").read_bytes() == committed[f"{name}.ipynb"]
        notebook = nbformat.reads(committed[f"{name}.ipynb"].decode(), as_version=4)
        assert [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"] == [1, 2, 3]
        assert [cell.id for cell in notebook.cells] == ["title", "parameters", "code-0", "code-1"]


def test_a_notebook_that_fails_is_not_executed_in_place(tiny: Path, no_kernels: None) -> None:
    add_cell(tiny, "04-spread-of-attacks", "1 / 0")
    before = tree(tiny)
    assert main(["execute"]) == 1
    assert tree(tiny) == before


def test_ctrl_c_leaves_nothing_behind(tiny: Path) -> None:
    started = tiny.parent / "started"
    begin = f"print(os.getpid(), file=open({str(started)!r}, 'w'), flush=True)"
    set_cells(tiny, "02-compare-totals", f"import os, time\n{begin}\ntime.sleep({PATIENCE})")
    before = tree(tiny)
    code = (
        # Whoever starts the tests in the background may have told them to ignore Ctrl-C.
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from tollbook import validate; validate.problems = lambda *_: []; "
        "from tollbook.cli import main; sys.exit(main(['run', '--jobs', '2']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(REAL)}
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE, text=True
    )
    until(lambda: started.exists() and started.read_text().endswith("\n"), "the cell to be under way")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "tollbook: stopped; nothing unfinished was left behind"
    assert "Traceback" not in errors
    assert tree(tiny) == before
    assert not list((tiny.parent / "tmp").iterdir())
    until(lambda: is_gone(int(started.read_text())), "the kernel to end")


def test_raw_and_processed_tables_can_be_at_an_address(
    tiny: Path, no_kernels: None, capsys: pytest.CaptureFixture[str]
) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    write_batch(tiny, {"event": "beta"})
    for name, content in tree(tiny / "data/raw").items():
        memory.pipe(f"/ledger/raw/{name}", content)
    memory.pipe("/ledger/raw/claims.csv", b"id\n1\n2\n3\n")
    addresses = "--raw", "memory://ledger/raw", "--out", "memory://ledger/out"
    assert main(["run", *addresses]) == 0
    assert "beta 4\n" in capsys.readouterr().out  # the rows at the address, with their header
    assert memory.cat("/ledger/out/beta/totals.csv") == b"since,low\n2026-02-01,145\n"
    assert not (tiny / "data/processed").exists()
    assert main(["run", *addresses]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "nothing to do for 4 notebooks and 1 page: nothing they depend on changed"
    memory.rm("/ledger", recursive=True)


class Terminal(io.StringIO):
    """Stand in for a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_what_runs_and_what_is_left(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = plan(read_batch(tiny / "notebooks/batch.yml"))
    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr("sys.stderr", stream)
        with Progress(len(steps)) as progress:
            progress.tell(steps[0], Outcome(unchanged=True))
            assert stream.getvalue() == ""  # no bar where nothing runs
            progress.tell(steps[1], None)
            progress.tell(steps[2], None)
            progress.show([steps[1], steps[2]])
            if stream.isatty():
                assert "1/14" in stream.getvalue()
                assert "11 left; 1 unchanged; 01 beta, 02 alpha latest" in stream.getvalue()
            progress.show([steps[1]])  # a worker is gone: one step has gone back to waiting
        assert stream.isatty() == ("12 left; 1 unchanged; 01 beta" in stream.getvalue())
        assert stream.isatty() or stream.getvalue() == ""


def test_each_notebook_has_the_time_that_the_call_allows(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run_out_of_time(path: Path, parameters: dict[str, str], *others: object, **named: object) -> object:
        if path.stem.startswith("04") and parameters.get("event") == "beta":
            assert 7 in (*others, *named.values())
            raise NotebookError(0, "", "TimeoutError", "more than 7 s")
        return run_here(path, parameters, *others)

    monkeypatch.setattr("tollbook.execute.run_notebook", run_out_of_time)
    assert main(["run", "--time-limit", "7", "--jobs", "2"]) == 1
    failures = [line for line in capsys.readouterr().err.splitlines() if line.startswith("FAIL")]
    assert failures == ["FAIL  04-spread-of-attacks  beta latest  TimeoutError: more than 7 s"]
    assert "reports/alpha/latest.html" in tree(tiny)
    failed = [one for one in record.read(tiny / record.FILE) if one.outcome == record.FAILED]
    assert [(one.what, one.event, one.error) for one in failed] == [
        ("04-spread-of-attacks", "beta", "TimeoutError: more than 7 s")
    ]


def test_a_file_takes_its_name_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "source.csv", tmp_path / "deep/target.csv"
    source.write_text("new")
    workspace.publish(source, target)
    assert target.read_text() == "new"
    stamp = target.stat().st_mtime_ns
    workspace.publish(source, target)
    assert target.stat().st_mtime_ns == stamp  # the same bytes are not written again
    source.write_text("newer")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full_disk)
    with pytest.raises(OSError, match="No space left"):
        workspace.publish(source, target)
    assert [path.name for path in target.parent.iterdir()] == ["target.csv"]
    assert target.read_text() == "new"
