"""What to run: `notebooks/batch.yml` and the options of a call, checked in full before anything runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tollbook import keys, moments, paths, project_events
from tollbook.files import sha256
from tollbook.page_plan import AS_THE_NOTEBOOKS, Plan, PlanError, markdown_cells, read_plan, unknown_items
from tollbook.refusals import LATEST, CallError, Defaults, Events, check_run, doubles, moment_text, unknown

if TYPE_CHECKING:
    from tollbook.store import Store

KEYS = ("notebooks", "runs")
PAGE = "page"  # the key that may be left out
HEADING = re.compile(r"^#{2,6} +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Choice:
    """What the options of a call choose; what is empty is as the batch file has it."""

    events: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    rule: str = ""
    districts: str = ""


AS_THE_FILE = Choice()


@dataclass(frozen=True)
class Run:
    """One page: an event as of a moment, the moment's name in files, and what the notebooks get."""

    event: str
    label: str
    parameters: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return describe(self.event, self.label)


@dataclass(frozen=True)
class Batch:
    """The notebooks in the order in which they run with the defaults of their parameters, the runs, and what
    stands where on a page.
    """

    notebooks: tuple[str, ...]
    runs: tuple[Run, ...]
    defaults: Defaults
    page: Plan = AS_THE_NOTEBOOKS


def describe(event: str, label: str) -> str:
    """Return event and moment in words: `E latest`, `E as of 2026-02-01`; `E` without a moment."""
    return f"{event} {LATEST}" if label == LATEST else f"{event} as of {label}" if label else event


def read_batch(path: Path, choice: Choice = AS_THE_FILE, store: Store | None = None) -> Batch:
    """Read a batch file, narrow it by `choice`, check every run. Raises CallError with all that is wrong.

    `store` remembers the parameters of notebooks, which take a second to read.
    """
    settings = read_settings(path)
    notebooks = tuple(settings["notebooks"])
    defaults = read_defaults(paths.resolve("notebooks"), notebooks, store)
    rows = choose(settings["runs"], choice)
    events = project_events.rows()
    reasons, runs = [], []
    for where, row in rows:
        wrong = check_run(row, defaults, events)
        reasons += [f"{where}: {reason}" for reason in wrong]
        if not wrong:
            runs.append((where, as_run(row, events)))
    reasons += repeated(runs)
    if reasons:
        raise CallError(*dict.fromkeys(reasons))
    return Batch(notebooks, tuple(run for _, run in runs), defaults, settings[PAGE])


def default_batch(path: Path) -> Batch:
    """Return the batch of one run: the committed notebooks with the defaults of their parameters."""
    notebooks = tuple(read_settings(path)["notebooks"])
    defaults = read_defaults(paths.resolve("notebooks"), notebooks)
    events = {defaults[notebook].get("event", "") for notebook in notebooks}
    if len(events) != 1:
        raise CallError(f"the notebooks have different default events: {', '.join(sorted(events))}")
    event = events.pop()
    return Batch(notebooks, (Run(event, LATEST, (("as_of", LATEST), ("event", event))),), defaults)


def read_settings(path: Path) -> dict[str, Any]:
    """Read a batch file: `notebooks`, a list, `page`, a Plan, and `runs`, a list of (where, mapping). Raises
    CallError.
    """
    name = shown(path)
    settings = read_yaml(path, name)
    known = (PAGE, *KEYS)
    reasons = [f"{name}: {unknown('key', str(key), known)}" for key in settings if key not in known]
    reasons += [
        f"{name}: `{key}` must be a list that is not empty"
        for key in KEYS
        if not isinstance(settings.get(key), list) or not settings[key]
    ]
    if not reasons:
        reasons += [
            f"{name}, run {number}: must be `event: ...`, with `as_of: ...` and more if need be"
            for number, row in enumerate(settings["runs"], start=1)
            if not isinstance(row, dict)
        ]
        reasons += [f"{name}: {text} is listed twice" for text in doubles(map(str, settings["notebooks"]))]
    page = AS_THE_NOTEBOOKS if reasons else read_page(settings, name, reasons)
    if reasons:
        raise CallError(*reasons)
    return {
        "notebooks": [str(notebook).removesuffix(".ipynb") for notebook in settings["notebooks"]],
        PAGE: page,
        "runs": [(f"{name}, run {number}", row) for number, row in enumerate(settings["runs"], start=1)],
    }


def read_page(settings: dict[str, Any], name: str, reasons: list[str]) -> Plan:
    """Return what stands where on a page; add to `reasons` why not, or what no notebook has."""
    if PAGE not in settings:
        return AS_THE_NOTEBOOKS
    try:
        plan = read_plan(settings[PAGE])
    except PlanError as error:
        reasons.append(f"{name}: {error}")
        return AS_THE_NOTEBOOKS
    notebooks = [str(notebook).removesuffix(".ipynb") for notebook in settings["notebooks"]]
    headings = {
        notebook: notebook_headings(paths.resolve(f"notebooks/{notebook}.ipynb")) for notebook in notebooks
    }
    reasons += [f"{name}: {reason}" for reason in unknown_items(plan, headings)]
    return plan


def notebook_headings(path: Path) -> list[str]:
    """Return the headings below the title in the Markdown cells of a notebook; none of a file that is no
    notebook, which is said elsewhere.
    """
    return [words for text in markdown_cells(path) for words in HEADING.findall(text)]


def read_yaml(path: Path, name: str) -> dict[str, Any]:
    """Read a YAML file whose top is a mapping. Raises CallError with a line that says where it is not."""
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CallError(f"no batch file {name}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"{name} cannot be read: {' '.join(str(error).split())}") from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise CallError(f"{name}{line}: not YAML: {getattr(error, 'problem', '') or error}") from None
    if not isinstance(settings, dict):
        raise CallError(f"{name}: must have the keys {' and '.join(KEYS)}")
    return settings


def read_defaults(
    folder: Path, notebooks: Iterable[str], store: Store | None = None
) -> dict[str, dict[str, str]]:
    """Return each notebook's parameters and their defaults. Raises CallError where there are none."""
    there = sorted(path.stem for path in folder.glob("*.ipynb"))
    reasons, defaults = [], {}
    for notebook in notebooks:
        name = f"notebooks/{notebook}.ipynb"
        if notebook not in there:
            reasons.append(f"{name}: {unknown('notebook', notebook, there)}")
            continue
        try:
            defaults[notebook] = known_parameters(folder / f"{notebook}.ipynb", store)
        except Exception as error:  # nbformat has no one class for all that can be wrong with a file
            reasons.append(f"{name} is not a notebook: {' '.join(str(error).split())[:80]}")
            continue
        if "event" not in defaults[notebook]:
            reasons.append(f"{name}: has no cell tagged `parameters` with a parameter `event`")
    if reasons:
        raise CallError(*reasons)
    return defaults


def known_parameters(path: Path, store: Store | None) -> dict[str, str]:
    """Return a notebook's parameters and defaults: as they are remembered for these cells, or as read."""
    key = keys.of(["parameters", keys.notebook(path), sha256(Path(__file__))])
    found = store.note(key) if store is not None else None
    if found is None:
        found = notebook_parameters(path)
        if store is not None:
            store.take_note(key, found)
    return found


def notebook_parameters(path: Path) -> dict[str, str]:
    """Return a notebook's parameters and defaults, as papermill reads them from its parameters cell."""
    import papermill  # takes a second to import, which `tollbook check` need not wait for

    from tollbook.normalise import normalise, read_notebook

    # papermill wants a kernel's name, which a notebook need not have: normalised it has one
    found = papermill.inspect_notebook(normalise(read_notebook(path)))
    return {name: literal(one["default"]) for name, one in found.items()}


def choose(rows: list[tuple[str, dict]], choice: Choice) -> list[tuple[str, dict]]:
    """Return the runs that the options choose, each with where it comes from.

    An event keeps the runs that the batch file has for it, or is run at the latest moment; moments replace
    those of the batch file; a rule or a file of districts goes to every run.
    """
    if choice.events:
        kept = [(where, row) for where, row in rows if row.get("event") in choice.events]
        listed = [row["event"] for _, row in kept]
        rows = kept + [
            ("--event", {"event": event}) for event in dict.fromkeys(choice.events) if event not in listed
        ]
    if choice.moments:
        events = dict.fromkeys(str(row.get("event", "")) for _, row in rows)
        rows = [
            ("--as-of", {"event": event, "as_of": moment})
            for event in events
            for moment in dict.fromkeys(choice.moments)
        ]
    extra = {name: value for name, value in (("rule", choice.rule), ("districts", choice.districts)) if value}
    return [(where, {**row, **extra}) for where, row in rows]


def as_run(row: dict[str, Any], events: Events) -> Run:
    """Return the run that a checked row asks for."""
    texts = {name: moment_text(value) for name, value in row.items()} | {
        "as_of": moment_text(row.get("as_of", LATEST))
    }
    texts["as_of"] = texts["as_of"] or LATEST
    label = moments.label(texts["as_of"], events[row["event"]]["time_zone"])
    return Run(row["event"], label, tuple(sorted(texts.items())))


def repeated(runs: list[tuple[str, Run]]) -> list[str]:
    """Return a sentence for each run that has the event and the moment of one before it."""
    first: dict[tuple[str, str], str] = {}
    reasons = []
    for where, run in runs:
        if (run.event, run.label) in first:
            reasons.append(f"{where}: the page {run} is already that of {first[run.event, run.label]}")
        first.setdefault((run.event, run.label), where)
    return reasons


def literal(source: str) -> str:
    """Return the value of a default in a parameters cell; text that is no literal stays as it is."""
    try:
        return ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return source


def shown(path: Path) -> str:
    """Return a path below the project as relative to it, any other as it is."""
    root = paths.project_root()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
