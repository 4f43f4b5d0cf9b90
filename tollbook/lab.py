"""Open the notebooks in JupyterLab: `make lab`, or `python -m tollbook.lab [options of jupyter lab]`.

JupyterLab runs with the project's packages and with the project folder as its root. It asks no question about
news, looks for no updates and needs no network. Themes and shortcuts that the user set are kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tollbook.paths import project_root

FIRST_NOTEBOOK = "notebooks/01-clean-figures.ipynb"
SETTINGS = Path(__file__).resolve().parent / "jupyter"


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


def lab_command(root: Path, options: Sequence[str] = (), as_root: bool = False) -> list[str]:
    """Return the command that serves the project in `root`; `options` come last, so that they win.

    JupyterLab refuses to run as the superuser unless told; in a container there is often no other user.
    """
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root}",
        # A workspace of our own: tabs of the user's other projects are neither opened here nor lost.
        f"--LabApp.default_url=/lab/workspaces/tollbook/tree/{FIRST_NOTEBOOK}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(["--ServerApp.allow_root=True"] if as_root else []),
        *options,
    ]


def main() -> None:
    """Replace this process by JupyterLab, so that Ctrl-C and the exit status are its own."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = lab_command(project_root(), sys.argv[1:], as_root)
    os.execve(command[0], command, lab_environment(os.environ))


if __name__ == "__main__":
    main()
