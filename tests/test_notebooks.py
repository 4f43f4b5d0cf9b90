"""The committed notebooks: their names and parameters, their outputs, and the measures of the house style."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
PARAMETERS = {
    "01-clean-figures": ["event", "raw_dir", "out_dir"],
    "02-compare-totals": ["event", "as_of", "rule", "out_dir", "undated"],
    "03-casualty-categories": ["event", "as_of", "rule", "out_dir"],
    "04-spread-of-attacks": ["event", "as_of", "districts", "out_dir"],
}
DEFAULTS = {
    "event": "balochistan-2026-01",
    "as_of": "latest",
    "rule": "latest",
    "raw_dir": "data/raw",
    "out_dir": "data/processed",
    "districts": "",
    "undated": "earliest",
}
CELLS, CELL_LINES, CODE_LINES = 45, 15, 200
# A path of a machine: a root folder that systems have, or a drive letter.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])(/(home|root|Users|tmp|var|work|opt|usr|mnt|srv|private)/|[A-Z]:\\)")
ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


@pytest.fixture(params=list(PARAMETERS))
def name(request: pytest.FixtureRequest) -> str:
    """The name of each notebook that the project promises."""
    return request.param


@pytest.fixture
def notebook(name: str) -> NotebookNode:
    """The committed notebook."""
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def code_lines(cell: NotebookNode) -> list[str]:
    """Return the lines of a code cell that are not empty."""
    return [line for line in cell.source.splitlines() if line.strip()]


def prose_lines(notebook: NotebookNode) -> int:
    """Return the lines of prose, a paragraph wrapped as code is: editors keep it on one line."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return sum(len(textwrap.wrap(line, 110)) for text in texts for line in text.splitlines())


def parameters_cell(notebook: NotebookNode) -> NotebookNode:
    """Return the cell tagged `parameters`, of which there is one."""
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    return cell


def test_the_four_notebooks_and_no_other_are_there() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(PARAMETERS)


def test_the_file_is_valid_and_written_as_tollbook_writes_it(name: str, notebook: NotebookNode) -> None:
    from tollbook.normalise import to_text

    nbformat.validate(notebook)
    assert (FOLDER / f"{name}.ipynb").read_bytes().decode("utf-8") == to_text(notebook)


def test_the_first_cell_asks_the_question(notebook: NotebookNode) -> None:
    assert notebook.cells[0].cell_type == "markdown"
    assert re.match(r"# [^\n]+\?\s*(\n|$)", notebook.cells[0].source)


def test_parameters_are_the_agreed_ones(name: str) -> None:
    found = papermill.inspect_notebook(str(FOLDER / f"{name}.ipynb"))
    assert list(found) == PARAMETERS[name]
    for parameter, about in found.items():
        assert ast.literal_eval(about["default"]) == DEFAULTS[parameter]
        assert about["inferred_type_name"] == "str"
        assert len(about["help"]) > 10, f"{parameter} is not explained"


def test_each_parameter_is_a_typed_literal_with_a_comment(notebook: NotebookNode) -> None:
    cell = parameters_cell(notebook)
    assert cell is code_cells(notebook)[0]
    for line, statement in zip(code_lines(cell), ast.parse(cell.source).body, strict=True):
        assert isinstance(statement, ast.AnnAssign), line
        assert isinstance(statement.value, ast.Constant), line
        assert re.search(r"  # \S", line), line


def test_no_injected_cell_was_committed(notebook: NotebookNode) -> None:
    assert not [cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", ())]


def test_every_code_cell_ran_in_order_without_errors(notebook: NotebookNode) -> None:
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


def test_the_measures_of_the_house_style(notebook: NotebookNode) -> None:
    cells = code_cells(notebook)
    assert len(notebook.cells) <= CELLS
    too_long = [cell.source for cell in cells if len(cell.source.splitlines()) > CELL_LINES]
    assert not too_long
    lines = sum(len(code_lines(cell)) for cell in cells)
    assert lines <= CODE_LINES
    assert prose_lines(notebook) >= lines / 3


def test_cells_are_plain_python(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        assert cell.source.strip(), "an empty cell"
        assert not cell.source.rstrip().endswith(";")
        assert not re.search(r"^\s*[%!?]", cell.source, flags=re.MULTILINE), cell.source
        assert "sys.path" not in cell.source
        assert "pip install" not in cell.source
        ast.parse(cell.source)


def test_no_path_or_address_of_a_machine(name: str) -> None:
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert not MACHINE_PATH.search(text), MACHINE_PATH.search(text)
    assert not ADDRESS.search(text)


def test_every_dictionary_that_a_notebook_names_exists(notebook: NotebookNode) -> None:
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    named = re.findall(r"[\w-]+\.yml", prose)
    assert [name for name in named if not (FOLDER.parent / "data/dictionary" / name).is_file()] == []
