"""The rule whose totals a page puts first: what differs where the batch file names another one.

No figure is read otherwise and no total changes, but the numbers that a reader meets do. It is told of the
earlier state, before the rows that changed: what follows then speaks of the totals by the later rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tollbook.differences.computing import Result
from tollbook.differences.effect_words import figure, on_pages
from tollbook.differences.pages import Effect, Page, Published, in_force
from tollbook.differences.states import BATCH
from tollbook.scope_words import title_case
from tollbook.vocabulary import ANY

Rules = tuple[str, str]  # the earlier and the later one


def changed(published: Published) -> dict[Rules, list[Page]]:
    """Return the pages that put another rule first than before, by both rules."""
    found: dict[Rules, list[Page]] = defaultdict(list)
    for page, rule in zip(published.pages, published.earlier_rules, strict=True):
        if page.rule != rule:
            found[rule, page.rule].append(page)
    return dict(found)


def words(pages: Sequence[Page], earlier: str, later: str, zone: str, starts: str) -> str:
    """Return in a sentence that pages put another rule first; days as in `effect_words`."""
    where = title_case(on_pages(pages, zone, starts))
    return f"{where}, the rule that is put first is now {later} instead of {earlier}, by {BATCH}."


def effects(result: Result, pages: Sequence[Page], earlier: str) -> tuple[Effect, ...]:
    """Return the numbers that pages put first and that the earlier rule gives otherwise, for each party."""
    found = []
    for page in pages:
        totals = in_force(result, page)
        for *what, _ in (key for key in totals if key[-1] in (earlier, page.rule) and key[0] != ANY):
            old, new = (totals.get((*what, rule)) for rule in (earlier, page.rule))
            if figure(old) != figure(new):  # a range from 5 to 5 has no best figure, and reads as 5
                found.append(Effect(page, *what, page.rule, old, new, earlier))
    return tuple(dict.fromkeys(found))
