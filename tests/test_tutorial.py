"""The tutorial under test: a newcomer's commands are run in its order, and print what it shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tollbook.paths import project_root

TUTORIAL = (project_root() / "docs/tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```console\n(.*?)```|<!-- .*?in ([\w/.]+), \"(.*?)\" becomes \"(.*?)\" -->", re.DOTALL)
STATUS = re.compile(r"\(exit status (\d)\)")
TOLLBOOK = ".venv/bin/tollbook"
SET_UP = "make check"
"""Sets up an environment: the command behind it is run in its place."""


def steps() -> list[tuple[str, list[str]] | tuple[str, str, str]]:
    """Return what a reader does, in order: a command with the lines that it is said to print, or an edit by
    hand of a file of the project (its path, what stands there, what stands there after it).
    """
    found: list = []
    for block, path, before, after in BLOCK.findall(TUTORIAL):
        if path:
            found.append((path, before, after))
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            else:
                found[-1][1].append(line)
    return found


def as_run(command: str) -> list[str]:
    """Return the words of a command, with this Python for the environment that the tutorial sets up."""
    words = shlex.split(command)
    if command == SET_UP:
        return [sys.executable, "-m", "tollbook", "check", "--project", str(project_root())]
    return [sys.executable, "-m", "tollbook", *words[1:]] if words[0] == TOLLBOOK else words


def said(lines: list[str]) -> tuple[re.Pattern[str], int]:
    """Return what the output must match (`...` stands for anything) and the exit status."""
    status = next((int(match[1]) for line in lines if (match := STATUS.fullmatch(line))), 0)
    text = "\n".join(line for line in lines if not STATUS.fullmatch(line)).strip()
    pieces = [re.escape(piece.strip()) for piece in text.split("...")]
    return re.compile(r"\s*" + r".*?".join(rf"{piece}\s*" for piece in pieces), re.DOTALL), status


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the tutorial names, like a clone of the repository."""
    folder = tmp_path_factory.mktemp("newcomer") / "tollbook"
    shutil.copytree(project_root() / "docs", folder / "docs")
    return folder


def test_the_tutorial_has_steps_of_every_kind() -> None:
    commands = [step[0] for step in steps() if len(step) == 2]
    named = {command.split()[1] for command in commands if command.startswith(TOLLBOOK)}
    assert named == {"new", "template", "add", "check", "run", "explain", "diff", "import", "export"}
    assert sum(len(step) == 3 for step in steps()) == 1


def test_a_newcomer_comes_from_nothing_to_a_page(desk: Path) -> None:
    environment = {**os.environ, "COLUMNS": "200", "HOME": str(desk.parent)}
    environment.pop("TOLLBOOK_PROJECT", None)
    project = desk.parent / "isla-coral"
    for step in steps():
        if len(step) == 3:
            path, before, after = step
            text = (project / path).read_text(encoding="utf-8")
            assert text.count(before) == 1
            (project / path).write_text(text.replace(before, after), encoding="utf-8")
            continue
        command, lines = step
        done = subprocess.run(as_run(command), cwd=desk, env=environment, capture_output=True, text=True)
        pattern, status = said(lines)
        assert done.returncode == status, f"{command}\n{done.stdout}{done.stderr}"
        assert pattern.fullmatch(done.stdout + done.stderr), f"{command}\n{done.stdout}{done.stderr}"
    page = (project / "reports/isla-coral-2021-05/latest.html").read_text(encoding="utf-8")
    assert "221" in page
    assert "correction" in page
    assert (desk.parent / "isla-run.zip").is_file()


def test_the_example_says_that_it_is_invented() -> None:
    for path in (project_root() / "docs/example").iterdir():
        assert path.name.startswith("invented-")
        assert "nvented" in path.read_text(encoding="utf-8")[:400], path.name
