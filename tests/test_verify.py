"""Verify: what a rebuild makes otherwise is named by file, and by row and column or by cell."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from tiny_project import NOTEBOOKS, make_tiny_project, write_batch, write_csv

from tollbook import validate
from tollbook.cli import main
from tollbook.verify import file_difference, notebook_difference, table_differences


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny project whose tables and notebooks are as a rebuild makes them."""
    root = make_tiny_project(tmp_path / "project")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    monkeypatch.setattr(validate, "problems", lambda *_: [])
    write_batch(root, {"event": "alpha"})
    assert main(["execute"]) == 0
    return root


def test_what_differs_is_named(committed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--jobs", "2"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "5 tables and 4 notebooks are what a rebuild makes, byte for byte"
    )
    processed = committed / "data/processed"
    (processed / "alpha/totals.csv").write_text("since,low\n2026-02-01,146\n")
    (processed / "alpha/places.csv").unlink()
    write_csv(processed / "alpha/charts/2026-02-02/old.csv", ["moment"])
    (processed / ".DS_Store").write_text("of no account")
    path = committed / f"notebooks/{NOTEBOOKS[2]}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[3].outputs[0].text = "146"
    nbformat.write(notebook, path)
    before = {path: path.read_bytes() for path in committed.rglob("*") if path.is_file()}
    assert main(["verify", "--jobs", "2"]) == 1
    there_is, makes = 'there is "146"', "a rebuild makes"
    assert capsys.readouterr().out.splitlines() == [
        "data/processed/alpha/charts/2026-02-02/old.csv: too many; a rebuild does not make it",
        "data/processed/alpha/places.csv: missing; a rebuild makes it",
        f'data/processed/alpha/totals.csv: row 2 ("2026-02-01"), column low: {there_is}, {makes} "145"',
        f"notebooks/03-casualty-categories.ipynb: cell 4, output 1, text: {there_is}, "
        f'{makes} "since,low 2026-02-01,145 latest"',
    ]
    assert {path: path.read_bytes() for path in committed.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("there", "came", "told"),
    [
        ("a,b\n1,2\n", "a,b\n1,3\n", 'row 2 ("1"), column b: there is "2", a rebuild makes "3"'),
        ("a,b\n1,2\n", "a,c\n1,2\n", 'row 1 ("a"), column c: there is "b", a rebuild makes "c"'),
        ("a,b\n1,2\n", "a,b\n1,2\n3,4\n", 'row 3 is missing: "3,4"'),
        ("a,b\n1,2\n3,4\n", "a,b\n1,2\n", 'row 3 is too many: "3,4"'),
        ("a,b\n1,2,\n", "a,b\n1,2\n", 'row 2 ("1"), 3 cells are there, 2 came out'),
        ("a,b\r\n1,2\r\n", "a,b\n1,2\n", "the same rows, but other line ends, quotes or encoding"),
        ('a,b\n1,"2"\n', "a,b\n1,2\n", "the same rows, but other line ends, quotes or encoding"),
        ("", "a\n", 'row 1 is missing: "a"'),
    ],
)
def test_the_first_difference_of_a_table(there: str, came: str, told: str) -> None:
    assert file_difference(there.encode(), came.encode()) == told


def test_tables_that_are_not_utf_8_can_be_compared() -> None:
    assert (
        file_difference(b"a\n\xff\n", b"a\nx\n")
        == 'row 2 ("x"), column a: there is "\\xff", a rebuild makes "x"'
    )


def test_only_chosen_events_are_compared(tmp_path: Path) -> None:
    write_csv(tmp_path / "there/alpha/totals.csv", ["a"])
    write_csv(tmp_path / "there/beta/totals.csv", ["a"])
    assert table_differences(tmp_path / "there", tmp_path / "came", ["beta"]) == [
        "beta/totals.csv: too many; a rebuild does not make it"
    ]


def test_the_first_difference_of_a_notebook(tmp_path: Path) -> None:
    def write(name: str, **changes: object) -> Path:
        cell = nbformat.v4.new_code_cell("total = 145", id="one", execution_count=1)
        cell.update(changes)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / name)
        return tmp_path / name

    came = write("came.ipynb")
    assert notebook_difference(tmp_path / "none.ipynb", came) == "missing"
    assert notebook_difference(write("same.ipynb"), came) == ""
    assert notebook_difference(write("source.ipynb", source="total = 146"), came) == (
        'cell 1, source: there is "total = 146", a rebuild makes "total = 145"'
    )
    assert notebook_difference(write("count.ipynb", execution_count=None), came) == (
        'cell 1, execution_count: there is "nothing", a rebuild makes "1"'
    )
    (tmp_path / "layout.ipynb").write_text(came.read_text() + "\n")
    assert notebook_difference(tmp_path / "layout.ipynb", came) == (
        "the same cells, but other metadata or layout: write it with `tollbook execute`"
    )
    (tmp_path / "broken.ipynb").write_text("<<<<<<< HEAD")
    assert notebook_difference(tmp_path / "broken.ipynb", came).startswith("is not a notebook: ")
