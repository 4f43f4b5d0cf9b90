"""Open the notebooks in JupyterLab: `make lab`, `tollbook lab --project DIR`, or `python -m tollbook.lab`
with options of jupyter lab.

JupyterLab runs with the project's packages and with the project folder as its root. It shows the first
notebook beside its table of contents, draws charts live (see `lab_charts`), asks no question about news,
looks for no updates and needs no network. Themes and shortcuts that the user set are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tollbook import lab_charts
from tollbook.paths import OWN, project_root

FIRST_NOTEBOOK = "notebooks/01-clean-figures.ipynb"
SETTINGS = Path(__file__).resolve().parent / "jupyter"
WORKSPACE = "tollbook"
WORKSPACES = Path("share/tollbook/workspaces")
CONTENTS = "@jupyterlab/toc:plugin"  # JupyterLab's name for its table of contents
SIDEBAR = ("filebrowser", "running-sessions", CONTENTS, "extensionmanager.main-view")


def lab_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` with Jupyter led to this Python's kernel and to the project's settings.

    A kernel that the user once installed under the name "python3" would otherwise take the place of this one,
    and a notebook would run with whatever packages that kernel has.
    """
    dropped = ("JUPYTER_PATH", "JUPYTER_NO_CONFIG")
    changed = {name: value for name, value in environment.items() if name not in dropped}
    changed["JUPYTER_PREFER_ENV_PATH"] = "1"
    earlier = environment.get("JUPYTER_CONFIG_PATH")
    changed["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(SETTINGS), *([earlier] if earlier else [])])
    return changed


def workspace_of(project: Path) -> str:
    """Return the name of a project's workspace: tabs of one project are not opened in another."""
    if project == OWN:
        return WORKSPACE
    return f"{WORKSPACE}-{hashlib.sha256(str(project).encode('utf-8')).hexdigest()[:8]}"


def make_workspace(prefix: Path, name: str = WORKSPACE) -> Path:
    """Make the workspace that JupyterLab opens first, unless there is one; return the folder of workspaces.

    It is kept in the environment in `prefix`: tabs of the user's other projects are neither opened here nor
    lost. What the user changes in it stays. Raises OSError where `prefix` cannot be written.
    """
    folder = prefix / WORKSPACES
    # The file's name is JupyterLab's: the workspace's, and the start of its hash.
    signed = f"{name}-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:4]}"
    path = folder / f"{signed}.jupyterlab-workspace"
    if not path.is_file():
        lab_charts.put(path, json.dumps(first_workspace(name), indent=2).encode("utf-8"))
    return folder


def first_workspace(name: str = WORKSPACE) -> dict[str, object]:
    """Return a workspace as JupyterLab saves it: the first notebook, its table of contents to the left."""
    notebook = f"notebook:{FIRST_NOTEBOOK}"
    dock = {"type": "tab-area", "currentIndex": 0, "widgets": [notebook]}
    layout = {
        "main": {"dock": dock, "current": notebook},
        "left": {"collapsed": False, "visible": True, "current": CONTENTS, "widgets": list(SIDEBAR)},
        "relativeSizes": [0.21, 0.79, 0],
    }
    opened = {"data": {"path": FIRST_NOTEBOOK, "factory": "Notebook"}}
    return {"data": {"layout-restorer:data": layout, notebook: opened}, "metadata": {"id": name}}


def prepare(prefix: Path, name: str = WORKSPACE) -> Path | None:
    """Put live charts and the workspace into the environment in `prefix`; return the folder of workspaces.

    Where it cannot be written that is said, and JupyterLab works as well: charts are pictures.
    """
    try:
        lab_charts.install(prefix)
        return make_workspace(prefix, name)
    except OSError as error:
        print(f"Charts will not be live: {error}", file=sys.stderr)
        return None


def lab_command(
    root: Path, options: Sequence[str] = (), as_root: bool = False, workspaces: Path | None = None
) -> list[str]:
    """Return the command that serves the project in `root`; what the user's `options` set is left to them.

    JupyterLab refuses to run as the superuser unless told; in a container there is often no other user.
    """
    ours = {
        "--ServerApp.root_dir": str(root),
        "--LabApp.default_url": f"/lab/workspaces/{workspace_of(root)}/tree/{FIRST_NOTEBOOK}",
        "--LabApp.extension_manager": "readonly",
        "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    ours |= {"--LabApp.workspaces_dir": str(workspaces)} if workspaces else {}
    ours |= {"--ServerApp.allow_root": "True"} if as_root else {}
    # An option that is given twice is refused, with all others of its kind.
    theirs = {option.partition("=")[0] for option in options}
    settings = [f"{name}={value}" for name, value in ours.items() if name not in theirs]
    return [sys.executable, "-m", "jupyterlab", *settings, *options]


def serve(project: Path, options: Sequence[str] = ()) -> int:
    """Replace this process by JupyterLab on a project, so that Ctrl-C and the exit status are its own."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    workspaces = prepare(Path(sys.prefix), workspace_of(project))
    command = lab_command(project, options, as_root, workspaces)
    sys.stdout.flush()
    os.execve(command[0], command, lab_environment(os.environ) | {"TOLLBOOK_PROJECT": str(project)})


if __name__ == "__main__":
    serve(project_root(), sys.argv[1:])
