"""The sections of a page, made of parts of the notebooks as a plan says (`page_plan`).

What a plan does not name comes last, folded: nothing is lost by it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tollbook import vocabulary
from tollbook.markup import Anchors, Heading
from tollbook.page_plan import BEGINNING, Item, Plan, PlannedSection
from tollbook.pages import Chapter, FigurePart, Part, TablePart

REST = "More from the notebooks"
TOP = 3  # the level of a notebook's sections


@dataclass(frozen=True)
class Folded:
    """Parts that a reader opens by their title."""

    title: str
    html: str
    anchor: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Section:
    """A section of a page, as it is written."""

    title: str
    html: str
    anchor: str
    parts: Sequence[Part] = ()
    folded: Sequence[Folded] = ()

    @property
    def headings(self) -> list[Heading]:
        """The headings right below the section's, for the table of contents."""
        return [part for part in self.parts if isinstance(part, Heading) and part.level == TOP]


def as_notebooks(chapters: Sequence[Chapter]) -> list[Section]:
    """Return one section for each notebook, in order: a page without a plan."""
    return [Section(one.title, one.title_html, one.anchor, one.parts) for one in chapters]


def arrange(chapters: Sequence[Chapter], plan: Plan) -> list[Section]:
    """Return the sections of a page by its plan; an item that a run does not have is passed over, a section
    without any item too.
    """
    if not plan.sections:
        return as_notebooks(chapters)
    left = {one.name: list(one.parts) for one in chapters}
    anchors = Anchors(part.anchor for parts in left.values() for part in parts if hasattr(part, "anchor"))
    # The smallest first: a figure or a smaller section may be named apart from the section that holds it.
    by_size = sorted(plan.items, key=lambda item: length(left.get(item.notebook, []), item.name))
    taken = {item: take(left.get(item.notebook, []), item.name) for item in by_size}
    sections = [section(planned, taken, anchors) for planned in plan.sections]
    rest = [fold(Item(one.name, one.title, one.title), left[one.name], anchors) for one in chapters]
    sections.append(Section(REST, REST, anchors.give(REST), (), [one for one in rest if one.parts]))
    return [one for one in sections if one.parts or one.folded]


def length(parts: Sequence[Part], name: str) -> int:
    """Return how many parts an item is."""
    start, end = extent(parts, name)
    return end - start


def take(parts: list[Part], name: str) -> list[Part]:
    """Take what an item names out of `parts` and return it; nothing where only its headings are left."""
    start, end = extent(parts, name)
    taken = parts[start:end]
    parts[start:end] = []
    return [] if all(isinstance(part, Heading) for part in taken) else taken


def extent(parts: Sequence[Part], name: str) -> tuple[int, int]:
    """Return where in `parts` a section, figure or table begins and ends; (0, 0) if it is not there."""
    if name == BEGINNING:
        return 0, next((place for place, part in enumerate(parts) if isinstance(part, Heading)), len(parts))
    for start, part in enumerate(parts):
        if isinstance(part, FigurePart | TablePart) and part.slug == name:
            return start, start + 1
        if isinstance(part, Heading) and part.text == name:
            after = enumerate(parts[start + 1 :], start + 1)
            ends = (place for place, one in after if isinstance(one, Heading) and one.level <= part.level)
            return start, next(ends, len(parts))
    return 0, 0


def section(planned: PlannedSection, taken: Mapping[Item, list[Part]], anchors: Anchors) -> Section:
    """Return a planned section with what its items took."""
    shown = [part for item in planned.show for part in under_title(item, taken[item], anchors)]
    folded = [fold(item, taken[item], anchors) for item in planned.fold if taken[item]]
    title = spoken(planned.title)
    return Section(title, escape(title), anchors.give(title), shown, folded)


def spoken(title: str) -> str:
    """Return a planned title with what the event spoken of counts in place of `{toll}` (killed, displaced)
    and `{dead}` (dead, displaced).
    """
    toll = vocabulary.toll()
    return title.replace("{toll}", toll.label).replace("{dead}", toll.dead)


def under_title(item: Item, parts: Sequence[Part], anchors: Anchors) -> list[Part]:
    """Return an item's parts below the heading that the plan gives it: another, its own, or (empty) none."""
    if not parts:
        return []
    own = parts[0] if isinstance(parts[0], Heading) else None
    below = [deeper(part, TOP - own.level) for part in parts[1:]] if own else list(parts)
    if item.title is None:
        return [deeper(own, TOP - own.level), *below] if own else below
    title = spoken(item.title)
    return [Heading(TOP, anchors.give(title), title, escape(title)), *below] if title else below


def deeper(part: Part, by: int) -> Part:
    """Return a heading `by` levels deeper; any other part as it is."""
    return replace(part, level=part.level + by) if isinstance(part, Heading) else part


def fold(item: Item, parts: Sequence[Part], anchors: Anchors) -> Folded:
    """Return an item's parts, folded under the plan's title, its heading, or its figure's or table's."""
    below = (
        list(parts[1:])
        if parts and isinstance(parts[0], Heading) and parts[0].text == item.name
        else list(parts)
    )
    title = spoken(item.title or "") or next(
        (one.title for one in below if getattr(one, "slug", "") == item.name), item.name
    )
    levels = [part.level for part in below if isinstance(part, Heading)]
    by = TOP + 1 - min(levels) if levels else 0
    return Folded(title, escape(title), anchors.give(title), [deeper(part, by) for part in below])


def escape(text: str) -> str:
    """Return `text` as HTML."""
    return html.escape(text, quote=False)


def parts_of(sections: Iterable[Section]) -> list[Part]:
    """Return all parts of sections, shown and folded, in the order of the page."""
    found: list[Part] = []
    for one in sections:
        found += [*one.parts, *(part for folded in one.folded for part in folded.parts)]
    return found
