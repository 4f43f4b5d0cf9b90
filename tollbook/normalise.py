"""Notebooks written so that the same results are the same bytes.

papermill and Jupyter store when and how long each cell ran, a random id for an injected cell and the patch
version of Python. None of it is a result. What stays: sources, outputs, execution counts, tags, and the ids
of the source notebook.
"""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

INJECTED = "injected-parameters"
CELL_FOLDER = re.compile(r"[^\s'\"]*[/\\]ipykernel_\d+[/\\](?=\d+\.py)")
"""The folder of a cell's source in a warning or a traceback: the machine's, with the kernel's process id."""
VOLATILE_CELL_METADATA = ("papermill", "execution", "ExecuteTime", "collapsed", "scrolled")

# No versions here: the lock has them, and a notebook must not change when Python gets a bug fix.
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook in the current format; a cell that has no id yet gets one from its position."""
    with path.open(encoding="utf-8") as file:
        notebook = nbformat.read(file, as_version=nbformat.NO_CONVERT)
    if notebook.nbformat != 4:
        notebook = nbformat.convert(notebook, 4)
    for position, cell in enumerate(notebook.cells, start=1):
        cell.setdefault("id", f"cell-{position:02d}")
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    return notebook


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of `notebook` without what differs between two runs that have the same results."""
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        for name in VOLATILE_CELL_METADATA:
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
        if INJECTED in cell.metadata.get("tags", ()):
            cell.id = INJECTED
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                output.text = CELL_FOLDER.sub("", output.text)
            elif output.output_type == "error":
                output.traceback = [CELL_FOLDER.sub("", line) for line in output.traceback]
    return notebook


def to_text(notebook: NotebookNode) -> str:
    """Return the notebook as JupyterLab saves it: sorted keys, an indent of one, a newline at the end."""
    return nbformat.writes(normalise(notebook), version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write the normalised notebook as UTF-8 with LF, whatever the system's own line end is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_text(notebook), encoding="utf-8", newline="\n")
