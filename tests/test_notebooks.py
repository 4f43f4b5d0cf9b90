"""The committed notebooks: their names and parameters, their outputs, and the measures of the house style."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest
from nbformat import NotebookNode

from tollbook.execute import NotebookError, run_notebook
from tollbook.figures import read_figure
from tollbook.parameters import ParameterError
from tollbook.scope import event_rows

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


# Parameters


EVENTS = "balochistan-2024-08, balochistan-2026-01, jaffar-express-2025-03"
RULES = "latest, range, conservative, majority, median, agreement, priority"
MOMENTS = (
    "give latest, a day like 2026-02-01 (its end in Asia/Karachi), or a time like 2026-02-01T18:30 or "
    "2026-02-01T18:30+05:00"
)
WRONG = [
    ("event", "balochistan", f"event 'balochistan' is not known: give one of {EVENTS}"),
    ("event", None, "event must be text, not None: put it in quotes"),
    ("as_of", "2 February 2026", f"as_of '2 February 2026' is not a moment: {MOMENTS}"),
    ("as_of", "2026-02-30", f"as_of '2026-02-30' is not a moment: {MOMENTS}"),
    ("as_of", 20260201, "as_of must be text, not 20260201: put it in quotes"),
    ("rule", "lates", f"rule 'lates' is not known: give one of {RULES}"),
    ("undated", "", "undated '' is not known: give one of earliest, latest, leave_out"),
    (
        "districts",
        "nowhere.geojson",
        "districts 'nowhere.geojson' is no file: give the path of a GeoJSON file, or leave it empty",
    ),
    ("districts", "data/hand/events.csv", "districts 'data/hand/events.csv' is not a GeoJSON file of areas"),
    (
        "raw_dir",
        "data/hand",
        "raw_dir 'data/hand' has no claims.csv and no reports.csv and no series.csv and no sightings.csv: "
        "give the folder of the raw tables, such as data/raw",
    ),
]


def names_up_to_the_check(notebook: NotebookNode, **changed: object) -> None:
    """Run a notebook's code in this process, with parameters changed, up to the cell that checks them."""
    names: dict[str, object] = {}
    for cell in code_cells(notebook):
        exec(compile(cell.source, "a cell", "exec"), names)
        if cell is parameters_cell(notebook):
            names |= changed
        if "parameters.check(" in cell.source:
            return


@pytest.mark.parametrize(
    ("name", "parameter", "value", "message"),
    [(name, *wrong) for name, accepted in PARAMETERS.items() for wrong in WRONG if wrong[0] in accepted],
)
def test_a_wrong_value_is_refused_with_the_right_ones(
    notebook: NotebookNode, parameter: str, value: object, message: str
) -> None:
    with pytest.raises(ParameterError) as refused:
        names_up_to_the_check(notebook, **{parameter: value})
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)
    assert refused.value._render_traceback_() == [f"ParameterError: {refused.value}"]


def test_nothing_is_computed_before_the_parameters_are_checked(notebook: NotebookNode) -> None:
    before = [cell.source for cell in code_cells(notebook)[1:]]
    checked = next(number for number, source in enumerate(before) if "parameters.check(" in source)
    assert before[checked].startswith("run = parameters.check(event")
    imports = (ast.Import, ast.ImportFrom)
    assert all(isinstance(node, imports) for source in before[:checked] for node in ast.parse(source).body)


def test_papermill_tells_a_wrong_value_in_one_line() -> None:
    with pytest.raises(NotebookError) as refused:
        run_notebook(FOLDER / "03-casualty-categories.ipynb", {"as_of": "yesterday"}, FOLDER.parent)
    told = str(refused.value)
    assert "\n" not in told
    assert "parameters.check(event" in told
    assert told.endswith(f": ParameterError: as_of 'yesterday' is not a moment: {MOMENTS}")


def test_comments_name_values_that_are_allowed(name: str, notebook: NotebookNode) -> None:
    comments = {
        parameter: about["help"]
        for parameter, about in papermill.inspect_notebook(str(FOLDER / f"{name}.ipynb")).items()
    }
    assert "data/hand/events.csv" in comments["event"]
    named = set(re.findall(r"[a-z-]+-\d{4}-\d{2}", comments["event"]))
    assert named <= set(event_rows().index)
    if "rule" in comments:
        assert re.sub(r".*: | or|,", "", comments["rule"]).split() == RULES.split(", ")


# Numbers in prose: those of the ledger are computed; Markdown has only the ones below.


NUMBER = re.compile(
    r"\d[\d,.]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?|half of|a third of|a quarter of)\b",
    re.IGNORECASE,
)
NO_PROSE = re.compile(r"`[^`]*`|\]\([^)]*\)|\b[Nn]otebooks? 0\d(?: (?:and|to) 0\d)*|\[0\d, ")
QUOTED = re.compile(r"(?<!\*)\*(?!\*)([^*\n]+)\*(?!\*)")
# What numbers in Markdown may say, and why nobody has to compute them. Each is in force while it is needed.
NO_RESULTS = {
    "01-clean-figures": {
        "exactly one of two tables": "the design: claims.csv and set_aside.csv",
        "is 31 or more": "how a wording is read; see the test of readings",
        "stays below 200": "the same",
        "is 24 or more": "the same",
        "begins at 31": "the same",
    },
    "02-compare-totals": {
        "seven **rules**": "the design: tollbook.reconcile.RULES",
        "whether two who print the same number": "no count",
        "Two figures of one scope": "no count",
        "Two totals can differ": "no count",
        "How far apart are the two sides?": "the section is left out where there are no two",
    },
    "03-casualty-categories": {
        "Two totals of the same event": "no count",
    },
    "04-spread-of-attacks": {
        "two numbers of our own": "the design",
        "Three rival counts": "the design",
    },
}


def numbers_in(markdown: str, known: Iterable[str]) -> list[str]:
    """Return the numbers of a Markdown text with what stands around them, but those in `known` phrases."""
    text = NO_PROSE.sub(" ", markdown)
    for phrase in known:
        text = text.replace(phrase, " ")
    return [text[max(0, found.start() - 30) : found.end() + 20] for found in NUMBER.finditer(text)]


def worded_figures() -> set[str]:
    """Return the figures of the raw ledger as worded, alone and with their noun, in lower case."""
    claims = pd.read_csv(FOLDER.parent / "data/raw/claims.csv", dtype=str, keep_default_na=False)
    with_nouns = claims["figure"] + " " + claims["category"]
    return set(claims["figure"].str.casefold()) | set(with_nouns.str.casefold())


def quoted_figures(markdown: str) -> list[str]:
    """Return what a Markdown text sets in italics and has a number, each wording of a list by itself."""
    quoted = [part for phrase in QUOTED.findall(markdown) for part in phrase.split(", ")]
    return [phrase for phrase in quoted if NUMBER.search(phrase)]


def test_markdown_repeats_no_result(name: str, notebook: NotebookNode) -> None:
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    quoted = {f"*{phrase}*" for text in prose for phrase in quoted_figures(text)}
    left = {
        cell: found
        for cell, text in enumerate(prose)
        if (found := numbers_in(text, {*NO_RESULTS[name], *quoted}))
    }
    assert left == {}, "compute these, or say in NO_RESULTS why they are no results"


def test_wordings_that_markdown_quotes_are_in_the_ledger(notebook: NotebookNode) -> None:
    worded = worded_figures()
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    quoted = [phrase for text in prose for phrase in quoted_figures(text)]
    assert [phrase for phrase in quoted if phrase.casefold() not in worded] == []


def test_no_exception_is_kept_that_nobody_needs(name: str, notebook: NotebookNode) -> None:
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert [phrase for phrase in NO_RESULTS[name] if phrase not in prose] == []
    assert all(numbers_in(phrase, ()) for phrase in NO_RESULTS[name])


def test_a_result_in_markdown_would_be_found() -> None:
    text = "At least 36 died, half of the pages say. See [02, totals](02-x.ipynb), `31.csv`, notebook 04."
    assert len(numbers_in(text, ())) == 2
    assert len(numbers_in(text, ["At least 36 died"])) == 1
    assert numbers_in("*more than 30* and sixteen towns", ["*more than 30*"]) == ["  and sixteen towns"]


@pytest.mark.parametrize(
    ("worded", "low", "high"),
    [("At least 31", 31, None), ("more than 30", 31, None), ("nearly 200", 150, 199), ("dozens", 24, None)],
)
def test_readings_that_markdown_explains(worded: str, low: int, high: int | None) -> None:
    figure = read_figure(worded)
    assert (figure.low, figure.high) == (low, high)
