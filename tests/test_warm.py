"""Kernels that are forked from a warm process: each alone, the same bytes as cold ones, none that lingers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from waiting import PATIENCE, is_gone, until

from tollbook import forked, workspace
from tollbook.asked import Asked, Call
from tollbook.execute import NotebookError, run_notebook
from tollbook.forked import Warm
from tollbook.kernels import Kernels, Usage, own_environment, private_folder
from tollbook.normalise import to_text

REAL = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(not forked.can_fork(), reason="this system cannot fork a process")


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    """A warm process that has to be had."""
    with private_folder() as folder:
        process = Warm(folder, own_environment(), pytest.fail)
        yield process
        process.stop()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a notebooks folder, which is all that a kernel needs."""
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def write_cells(project: Path, *cells: str, name: str = "one") -> Path:
    """Write a notebook with a parameters cell and these code cells; return its path."""
    parameters = nbformat.v4.new_code_cell("moment: str = 'latest'  # when", id="parameters")
    parameters.metadata["tags"] = ["parameters"]
    codes = [nbformat.v4.new_code_cell(cell, id=f"code-{number}") for number, cell in enumerate(cells)]
    path = project / "notebooks" / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[parameters, *codes]), path)
    return path


def run(project: Path, warm: Warm | None, *cells: str, usage: Usage | None = None) -> str:
    """Run cells in a kernel and return what they print."""
    path = write_cells(project, *cells)
    executed = run_notebook(path, {}, project, warm=warm, usage=usage)
    outputs = [output for cell in executed.cells for output in cell.get("outputs", ())]
    return "".join(output.get("text", "") for output in outputs)


INVENTED = [
    "import os, sys, warnings\nimport altair as alt\nimport numpy as np\nimport pandas as pd\n"
    "from tollbook import parameters, tables, theme\nfrom tollbook.figure import Figure, Table, prose",
    "rows = pd.DataFrame({'group': ['civilians', 'militants'], 'count': [36, 197]})\nrows",
    "rows.merge(rows, on='group', validate='1:1').groupby('group')[['count_x']].sum().describe()",
    "chart = alt.Chart(rows).mark_bar().encode(x='count:Q', y='group:N')\n"
    "draw = lambda width: chart.properties(width=width)\n"
    "Figure('invented', 'An invented chart.', 'Title', 'Measure', 'Source', 'A bar chart.', draw, rows)",
    "prose('**36** civilians')",
    "warnings.warn('an invented warning')\nprint('to stderr', file=sys.stderr)\nprint('to stdout')",
    "for _ in range(2):\n    warnings.warn('told once', DeprecationWarning)",
    "try:\n    int('12 to 14')\nexcept ValueError as error:\n    print(type(error).__name__, error)",
    "import random\nrandom.seed(7)\nprint(random.random())\nnp.random.seed(7)\nprint(np.random.rand())",
    "print(__name__, sys.argv[0], sys.argv[1], len(sys.argv), sys.path)\n"
    "print(os.getcwd(), sys.stdout.encoding, sys.__stdout__.encoding, sys.executable, sys._xoptions)",
    "print(sorted(name for name in os.environ if name not in ('JPY_PARENT_PID', 'IPYTHONDIR')))\n"
    "print(os.getpgid(0) == os.getsid(0) == os.getpid(), sys.flags, os.environ['OMP_NUM_THREADS'])",
    "import locale, time\nprint(locale.setlocale(locale.LC_CTYPE), time.tzname, sys.getrecursionlimit())",
    "import gc\nprint(gc.isenabled(), gc.get_threshold(), __import__('__main__').__dict__ is globals())",
    "print(os.system('echo from another program; cat'))",
]


def test_a_warm_and_a_cold_kernel_give_the_same_bytes(project: Path, warm: Warm) -> None:
    path = write_cells(project, *INVENTED)
    usage = Usage()
    forked = to_text(run_notebook(path, {"moment": "2026-02-01"}, project, warm=warm, usage=usage))
    assert usage.kernel == "warm"
    assert "<svg" in forked
    assert "an invented warning" in forked
    cold = to_text(run_notebook(path, {"moment": "2026-02-01"}, project, usage=usage))
    assert usage.kernel == "cold"
    assert forked == cold
    assert not re.search(r"ipykernel_\d", forked)  # no two runs have the same number there


def test_the_first_notebook_gives_the_same_bytes(tmp_path: Path, warm: Warm) -> None:
    made = {}
    for kind, process in (("warm", warm), ("cold", None)):
        project = tmp_path / kind
        path = project / "notebooks/01-clean-figures.ipynb"
        for folder in ("data/raw", "data/hand", "data/dictionary"):
            workspace.link(REAL / folder, project / folder)
        workspace.link(REAL / "notebooks" / path.name, path)
        notebook = run_notebook(path, {"event": "jaffar-express-2025-03"}, project, warm=process)
        text = workspace.without_folder(to_text(notebook), project)
        written = workspace.files_below(project / workspace.PROCESSED)
        tables = {file: (project / workspace.PROCESSED / file).read_bytes() for file in written}
        made[kind] = text, tables
    assert made["warm"][1].keys() >= {Path("jaffar-express-2025-03/claims.csv")}
    assert made["warm"] == made["cold"]


def test_what_one_kernel_changes_no_other_sees(project: Path, warm: Warm, monkeypatch: pytest.MonkeyPatch):
    change = (
        "import os, sys, random, pandas, numpy, tollbook.theme\n"
        "tollbook.theme.CHANGED = pandas.CHANGED = 1\n"
        "os.environ['TOLLBOOK_CHANGED'] = '1'\nos.chdir('/')\nsys.path.insert(0, '/nowhere')\n"
        "pandas.set_option('display.max_rows', 3)\nrandom.seed(1)\nnumpy.random.seed(1)\n"
        "import string; string.digits = None"
    )
    look = (
        "import os, sys, pandas, tollbook.theme, string\n"
        "print(hasattr(tollbook.theme, 'CHANGED'), hasattr(pandas, 'CHANGED'), string.digits)\n"
        "print('TOLLBOOK_CHANGED' in os.environ, os.path.basename(os.getcwd()), '/nowhere' in sys.path)\n"
        "print(pandas.get_option('display.max_rows'))"
    )
    run(project, warm, change)
    assert run(project, warm, look) == "False False 0123456789\nFalse notebooks False\n60\n"
    monkeypatch.setenv("TZ", "PKT-5")  # a rule of its own: a machine may have no names of time zones
    assert run(project, warm, "import time; print(time.tzname[0], time.timezone)") == "PKT -18000\n"


def test_each_kernel_draws_its_own_random_numbers(project: Path, warm: Warm) -> None:
    draw = (
        "import random, numpy, uuid, tempfile, os\n"
        "print(random.random(), numpy.random.rand(), numpy.random.default_rng().random(), uuid.uuid4())\n"
        "print(os.path.basename(tempfile.mktemp()), os.getpid())"
    )
    drawn = [run(project, warm, draw).split() for _ in range(3)]
    assert all(len(set(numbers)) == 3 for numbers in zip(*drawn, strict=True))


def test_a_run_says_what_it_used(project: Path, warm: Warm) -> None:
    usage = Usage()
    run(project, warm, "import time; time.sleep(0.3)", "held = b'x' * 300_000_000", "del held", usage=usage)
    assert usage.kernel == "warm"
    assert usage.cell_seconds >= 0.3
    assert usage.memory_bytes > 300_000_000


@pytest.mark.parametrize(
    ("cell", "how"),
    [
        ("import os; os._exit(3)", "the kernel died: exit status 3"),
        ("import os; os.kill(os.getpid(), 9)", "the kernel died: SIGKILL, perhaps out of memory"),
        (
            "import os; os.write(2, b'the last word\\n'); os.abort()",
            "the kernel died: SIGABRT: the last word",
        ),
        # The cells before this one have to be done by then, on a machine that is busy with other tests too.
        (f"import time; time.sleep({PATIENCE})", "took too long: more than 6 s in one notebook"),
    ],
)
def test_a_kernel_that_dies_is_told_in_a_line_and_harms_no_other(
    project: Path, warm: Warm, cell: str, how: str
) -> None:
    path = write_cells(project, "1", cell)
    seconds = 6 if "too long" in how else None
    with pytest.raises(NotebookError) as caught:
        run_notebook(path, {}, project, None, PATIENCE, seconds, warm)
    assert str(caught.value).startswith("cell 3 `")
    assert str(caught.value).endswith(f"`: {how}")
    assert run(project, warm, "print('well')") == "well\n"


def test_a_stop_ends_forked_kernels(project: Path, warm: Warm) -> None:
    kernels = Kernels()
    path = write_cells(project, "open('started', 'w').close()\nimport time; time.sleep({PATIENCE})")
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run_notebook, path, {}, project, kernels, warm=warm)
        until((project / "notebooks/started").exists, "the cell to be under way")
        kernels.stop()
        with pytest.raises(NotebookError, match="the kernel died: SIGKILL"):
            future.result()


def test_many_at_once_all_succeed(project: Path, warm: Warm) -> None:
    path = write_cells(project, "import os\nprint(moment, os.getpid())")

    def pid(number: int) -> str:
        executed = run_notebook(path, {"moment": str(number)}, project, warm=warm)
        moment, pid = executed.cells[-1].outputs[0].text.split()
        assert moment == str(number)
        return pid

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(pid, range(30)))) == 30


def test_a_function_is_called_in_a_process_of_its_own(tmp_path: Path, warm: Warm) -> None:
    call = Call("os:getpid", (), tmp_path / "result")
    import pickle

    (tmp_path / "call").write_bytes(pickle.dumps(call))
    child = warm.fork(
        Asked(str(tmp_path), dict(os.environ), str(tmp_path / "log"), call=str(tmp_path / "call"))
    )
    assert child is not None
    assert child.wait(PATIENCE) == 0
    assert pickle.loads(call.result.read_bytes()) == child.pid != os.getpid()
    assert child.memory_bytes > 10_000_000


def test_when_the_warm_process_is_killed_the_notebook_is_run_in_a_cold_kernel(project: Path) -> None:
    said: list[str] = []
    with private_folder() as folder:
        warm = Warm(folder, own_environment(), said.append)
        cell = (
            "import os, pathlib, time\npids = pathlib.Path('pids')\n"
            "with pids.open('a') as file:\n    print(os.getpid(), file=file)\n"
            f"if len(pids.read_text().split()) == 1:\n    time.sleep({PATIENCE})\nprint('well')"
        )
        usage, pids = Usage(), project / "notebooks/pids"
        path = write_cells(project, cell)
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(run_notebook, path, {}, project, None, 2 * PATIENCE, None, warm, usage)
            until(lambda: pids.exists() and pids.read_text().endswith("\n"), "the cell to be under way")
            warm.process.kill()
            executed = future.result()
        assert executed.cells[-1].outputs[0].text == "well\n"
        assert usage.kernel == "cold"
        first, _second = map(int, pids.read_text().split())
        until(lambda: is_gone(first), "the forked kernel to end")
        assert warm.fork(Asked(str(project), {}, str(project / "log"))) is None
        assert len(said) == 1
        assert said[0].endswith(": the process that they come from has ended, or can make no more")
        warm.stop()


BATCH = """
import sys, pathlib
from tollbook.execute import run_notebook
from tollbook.forked import Warm
from tollbook.kernels import own_environment
project, sockets = map(pathlib.Path, sys.argv[1:])
warm = Warm(sockets, own_environment(), sys.exit)
warm.start()
print(warm.process.pid, flush=True)
run_notebook(project / "notebooks/one.ipynb", {}, project, warm=warm)
"""


def test_when_the_batch_is_killed_nothing_remains(project: Path) -> None:
    write_cells(
        project,
        "import os, subprocess, time\nother = subprocess.Popen(['sleep', '600'])\n"
        "open('ready', 'w').write(f'{os.getpid()} {other.pid} ')\ntime.sleep(600)",
    )
    ready = project / "notebooks/ready"
    with private_folder() as sockets:
        command = [sys.executable, "-c", BATCH, str(project), str(sockets)]
        batch = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REAL)
        server = int(batch.stdout.readline())
        until(lambda: ready.exists() and ready.read_text().endswith(" "), "the cell to be under way")
        pids = [server, *map(int, ready.read_text().split())]
        assert not any(map(is_gone, pids))
        batch.send_signal(signal.SIGKILL)
        batch.wait()
        batch.stdout.close()
        for pid in pids:
            until(lambda pid=pid: is_gone(pid), "all processes to end")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda patch: patch.delattr(os, "fork"), "this system cannot make a process from one that runs"),
        (
            lambda patch: patch.setattr(forked, "kernel_command", lambda *_: ["/nowhere/python"]),
            "the process that they come from did not start: No such file or directory",
        ),
        (
            lambda patch: patch.setattr(
                forked, "kernel_command", lambda *_: [sys.executable, "-c", "raise SystemExit('no room')"]
            ),
            "the process that they come from did not start: no room",
        ),
    ],
)
def test_without_a_warm_process_kernels_are_cold_and_it_is_said_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, spoil, why: str
) -> None:
    said: list[str] = []
    spoil(monkeypatch)
    with private_folder() as folder:
        warm, usage = Warm(folder, own_environment(), said.append), Usage()
        assert warm.fork(Asked(str(project), {}, str(project / "log"))) is None
        assert run(project, warm, "print('well')", usage=usage) == "well\n"
        warm.stop()
    assert usage.kernel == "cold"
    assert said == [f"each kernel starts by itself, which takes seconds: {why}"]


def test_the_warm_process_has_what_notebooks_import_and_nothing_of_a_project(tmp_path: Path) -> None:
    sources = [
        "".join(cell["source"])
        for path in sorted((REAL / "notebooks").glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    imports = [
        line
        for source in sources
        for line in re.findall(r"^(?:from|import) (?:.*\([^)]*\)|.*)", source, re.M)
    ]
    assert len(imports) > 12
    look = (
        "import functools, json, sys\nfrom tollbook import warming, warm\nwarming.warm_up()\n"
        "threads = warm.thread_count()\n"
        "full = {f'{m}.{n}' for m, module in list(sys.modules.items()) if m.startswith('tollbook')"
        " for n, thing in vars(module).items()"
        " if hasattr(thing, 'cache_info') and thing.__module__ == m and thing.cache_info().currsize}\n"
        "before = set(sys.modules)\nexec(sys.argv[1])\n"
        "print(json.dumps([threads, sorted(full), sorted(set(sys.modules) - before)]))"
    )
    environment = own_environment() | forked.QUIET | {"TOLLBOOK_PROJECT": str(tmp_path / "nowhere")}
    command = [sys.executable, "-c", look, "\n".join(imports)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=REAL, check=True)
    threads, full, imported = json.loads(done.stdout.splitlines()[-1])
    assert threads == 1
    # The tz database, the typeface, Vega and the templates come with libraries and the package, whatever the
    # project.
    assert full == [
        "tollbook.dates.country_zones",
        "tollbook.lettering.widths",
        "tollbook.live.script",
        "tollbook.live.script_hash",
        "tollbook.report.environment",
        "tollbook.typeface.folder",
        "tollbook.vega_bundle.bundle",
    ]
    assert imported == []
