"""One notebook in one kernel: what it sees, how a failure is told, and notebooks whose bytes do not vary."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import pytest

from tollbook.execute import NotebookError, run_notebook
from tollbook.kernels import Kernel, Kernels, kernel_environment, kernel_manager
from tollbook.normalise import normalise, read_notebook, to_text, write_notebook


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a notebooks folder, which is all that a kernel needs."""
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def write_cells(project: Path, *cells: str) -> Path:
    """Write a notebook with a parameters cell and these code cells; return its path."""
    parameters = nbformat.v4.new_code_cell("moment: str = 'latest'  # when", id="parameters")
    parameters.metadata["tags"] = ["parameters"]
    title = nbformat.v4.new_markdown_cell("# Who?", id="title")
    codes = [nbformat.v4.new_code_cell(cell, id=f"code-{number}") for number, cell in enumerate(cells)]
    path = project / "notebooks" / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[title, parameters, *codes]), path)
    return path


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the printed text of each code cell."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in cells]


def test_the_kernel_is_this_interpreter_in_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = project / "share/jupyter/kernels/python3"
    other.mkdir(parents=True)
    (other / "kernel.json").write_text(
        '{"argv": ["/nowhere"], "display_name": "another", "language": "python"}'
    )
    monkeypatch.setenv("JUPYTER_PATH", str(project / "share/jupyter"))
    monkeypatch.setenv("JPY_SESSION_NAME", "the notebook that started us")
    startup = project / "startup.py"
    startup.write_text("print('hello from my start-up file')")
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    path = write_cells(
        project,
        "import os, sys\nprint(sys.executable)",
        "print(os.getcwd())",
        "print(os.environ['TOLLBOOK_PROJECT'], os.environ.get('JPY_SESSION_NAME'), moment)",
        "import tollbook\nprint(tollbook.__file__)",
    )
    executed = run_notebook(path, {"moment": "2026-02-01"}, project)
    package = Path(__file__).resolve().parent.parent / "tollbook/__init__.py"
    assert texts(executed) == [
        "",
        "",
        f"{sys.executable}\n",
        f"{(project / 'notebooks').resolve()}\n",
        f"{project} None 2026-02-01\n",
        f"{package}\n",
    ]


def test_kernels_talk_over_sockets_in_their_own_folder(project: Path) -> None:
    manager = kernel_manager(Kernel(project, project, Kernels()))
    assert manager.transport == ("tcp" if sys.platform == "win32" else "ipc")
    assert manager.ip == str(project / "k")
    environment = kernel_environment(Kernel(project, project, Kernels()))
    assert environment["IPYTHONDIR"] == str(project / "ipython")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (
            "# a remark\nint('12 to 14')",
            "cell 3 `# a remark`: ValueError: invalid literal for int() with base 10: '12 to 14'",
        ),
        ("raise ValueError('one\\ntwo')", "cell 3 `raise ValueError('one\\ntwo')`: ValueError: one two"),
        ("if True", "cell 3 `if True`: SyntaxError: expected ':' (line 1)"),
        ("import sys; sys.exit(0)", "cell 3 `import sys; sys.exit(0)`: SystemExit: 0"),
        ("import os; os._exit(3)", "cell 3 `import os; os._exit(3)`: the kernel died: exit status 3"),
        (
            "import os; os.kill(os.getpid(), 9)",
            "cell 3 `import os; os.kill(os.getpid(), 9)`: the kernel died: SIGKILL, perhaps out of memory",
        ),
        (
            "import time; time.sleep(300)",
            "cell 3 `import time; time.sleep(300)`: took too long: more than 6 s in one cell",
        ),
    ],
)
def test_a_failure_is_one_line_that_names_the_cell(project: Path, cell: str, told: str) -> None:
    path = write_cells(project, "1", cell, "2")
    with pytest.raises(NotebookError) as caught:
        # The other cells are not to run out of time, on a machine that is busy with other tests too.
        run_notebook(path, {"moment": "2026-02-01"}, project, cell_seconds=6 if "too long" in told else 600)
    assert str(caught.value) == told


def test_a_stop_ends_kernels_and_lets_none_start(project: Path) -> None:
    kernels = Kernels()
    kernels.stop()
    with pytest.raises(NotebookError, match="the kernel died"):
        run_notebook(write_cells(project, "1"), {}, project, kernels)


def test_the_same_run_has_the_same_bytes(project: Path) -> None:
    path = write_cells(
        project,
        "import sys\nprint('a'); print('b', file=sys.stderr); print('c')\n6 * 7",
        "print(1)\nprint(2)",
    )
    first = to_text(run_notebook(path, {}, project))
    assert to_text(run_notebook(path, {}, project)) == first
    notebook = json.loads(first)
    assert [cell["id"] for cell in notebook["cells"]] == ["title", "parameters", "code-0", "code-1"]
    assert notebook["cells"][2]["outputs"][0]["text"] == ["a\n", "c\n"]
    assert [cell.get("execution_count") for cell in notebook["cells"]] == [None, 1, 2, 3]
    assert "papermill" not in first
    assert sys.version.split()[0] not in first


def test_an_injected_cell_has_a_fixed_name(project: Path) -> None:
    executed = run_notebook(write_cells(project, "print(moment)"), {"moment": "2026-02-01"}, project)
    assert [cell.id for cell in executed.cells] == ["title", "parameters", "injected-parameters", "code-0"]


def test_normalised_once_is_normalised(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    notebook.cells[0].metadata = nbformat.from_dict(
        {"papermill": {"duration": 1.2}, "execution": {"at": "now"}, "tags": []}
    )
    notebook.metadata = nbformat.from_dict(
        {"papermill": {"start_time": "now"}, "language_info": {"version": "3.11.7"}}
    )
    once = normalise(notebook)
    assert once.cells[0].metadata == {}
    assert "papermill" not in once.metadata
    assert "version" not in once.metadata.language_info
    assert to_text(once) == to_text(notebook)
    write_notebook(once, tmp_path / "x.ipynb")
    content = (tmp_path / "x.ipynb").read_bytes()
    assert content.endswith(b"}\n")
    assert b"\r" not in content
    write_notebook(read_notebook(tmp_path / "x.ipynb"), tmp_path / "y.ipynb")
    assert (tmp_path / "y.ipynb").read_bytes() == content


def test_cells_without_ids_get_theirs_from_their_place(tmp_path: Path) -> None:
    old = {
        "cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Old"]}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    (tmp_path / "old.ipynb").write_text(json.dumps(old))
    assert read_notebook(tmp_path / "old.ipynb").cells[0].id == "cell-01"
