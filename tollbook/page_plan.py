"""What stands where on a page: the key `page` of `notebooks/batch.yml`, read and checked.

Notebooks go from figures to places, each question with its method; a page goes from what is known to how it
was counted. A planned section takes sections of notebooks by their headings, or single figures and tables by
their slugs, and shows or folds them. `layout` does what a plan says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TITLED, SHOWN, FOLDED, LEFT_OUT, RENAMED = "section", "show", "fold", "leave_out", "as"
KEYS = (TITLED, SHOWN, FOLDED)
BEGINNING = "beginning"
"""Names what stands between a notebook's title and its first section."""


@dataclass(frozen=True)
class Item:
    """A section, figure or table of a notebook by its heading or slug; `title` is another heading for it."""

    notebook: str
    name: str
    title: str | None = None

    def __str__(self) -> str:
        return f"{self.notebook}: {self.name}"


@dataclass(frozen=True)
class PlannedSection:
    """A section of the page: what it shows, and what it folds."""

    title: str
    show: tuple[Item, ...] = ()
    fold: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The sections of a page, and what stays in the notebooks."""

    sections: tuple[PlannedSection, ...] = ()
    leave_out: tuple[Item, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All that the plan names."""
        return (*(item for one in self.sections for item in (*one.show, *one.fold)), *self.leave_out)


AS_THE_NOTEBOOKS = Plan()
"""No plan: a section for each notebook, in order."""


class PlanError(ValueError):
    """A plan that can not be read; the text says where and what to do."""


def read_plan(settings: object) -> Plan:
    """Return the plan that `page` of a batch file holds: a list of sections (`section`, `show`, `fold`), of
    which one may be `leave_out`. Raises PlanError.
    """
    if not isinstance(settings, list) or not all(isinstance(row, dict) for row in settings):
        raise PlanError("`page` must be a list of sections: `section: ...` with `show:` or `fold:` below it")
    sections, left_out = [], ()
    for number, row in enumerate(settings, start=1):
        where = f"page, section {number}"
        if set(row) == {LEFT_OUT}:
            left_out = read_items(row[LEFT_OUT], where)
            continue
        if unknown := sorted(map(str, set(row) - set(KEYS))):
            raise PlanError(f"{where}: unknown key {unknown[0]!r}; there are {', '.join((*KEYS, LEFT_OUT))}")
        if not str(row.get(TITLED) or "").strip():
            raise PlanError(f"{where}: has no title; write `section: ...`")
        shown, folded = (read_items(row.get(key) or [], where) for key in (SHOWN, FOLDED))
        sections.append(PlannedSection(str(row[TITLED]), shown, folded))
    plan = Plan(tuple(sections), left_out)
    twice = [str(item) for number, item in enumerate(plan.items) if same(item, plan.items[:number])]
    if twice:
        raise PlanError(f"page: {twice[0]!r} is named twice")
    return plan


def same(item: Item, others: Iterable[Item]) -> bool:
    """Tell whether one of `others` names what `item` names."""
    return any((item.notebook, item.name) == (one.notebook, one.name) for one in others)


def read_items(rows: object, where: str) -> tuple[Item, ...]:
    """Return the items of a list `- NOTEBOOK: HEADING OR SLUG`, each with `as: TITLE` if wanted."""
    if not isinstance(rows, list):
        raise PlanError(f"{where}: must be a list of `- NOTEBOOK: HEADING OR SLUG`")
    items = []
    for row in rows:
        names = {key: value for key, value in row.items() if key != RENAMED} if isinstance(row, dict) else {}
        if len(names) != 1:
            raise PlanError(f"{where}: {row!r} is not `NOTEBOOK: HEADING OR SLUG`")
        ((notebook, name),) = names.items()
        title = str(row[RENAMED]) if row.get(RENAMED) is not None else None
        items.append(Item(str(notebook).removesuffix(".ipynb"), str(name), title))
    return tuple(items)


def unknown_items(plan: Plan, headings: Mapping[str, Iterable[str]]) -> list[str]:
    """Return a sentence for each item whose notebook is unknown, or whose name is neither a heading of it nor
    could be a slug. `headings`: those that each notebook has, none where it cannot be read.
    """
    reasons = []
    for item in plan.items:
        known = headings.get(item.notebook)
        if known is None:
            reasons.append(f"page: no notebook {item.notebook!r} in the batch")
        elif (
            known
            and item.name not in (*known, BEGINNING)
            and (" " in item.name or item.name != item.name.lower())
        ):
            reasons.append(f"page: {item.notebook} has no section {item.name!r}; it has {'; '.join(known)}")
    return list(dict.fromkeys(reasons))


def markdown_cells(path: Path) -> list[str]:
    """Return the texts of a notebook's Markdown cells; none of a file that is no notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
