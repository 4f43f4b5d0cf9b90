"""What holds for one event alone and so stands in no notebook: remarks, rows of `data/hand/remarks.csv`.

A notebook says what is true of any event. What its readers must know besides of this one, such as a limit or
an example from its pages, is a row with the notebook and the section that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable

from tollbook.figure import Answer, Figure, Prose, Table, answered, prose
from tollbook.parameters import Run
from tollbook.paths import hand

PAGES, CANNOT_TELL = "pages", "What it cannot tell"
"""The notebook and the section of a remark that no notebook makes: one at the foot of a page."""


def texts(event: str, notebook: str, section: str) -> list[str]:
    """Return the remarks of an event, and those for every event, on a section of a notebook: Markdown, in the
    order of the rows. `notebook` is its name without `.ipynb`, `section` its heading without `#`.
    """
    rows = hand("remarks")
    is_here = (rows["notebook"] == notebook) & (rows["section"] == section)
    return rows.loc[is_here & rows["event_id"].isin([event, ""]), "text"].tolist()


def of_pages(events: Iterable[str]) -> list[str]:
    """Return what the pages of events say at their foot of what they cannot tell, each remark once, as plain
    text: rows of the notebook `pages`.
    """
    found = (text for event in events for text in texts(event, PAGES, CANNOT_TELL))
    return list(dict.fromkeys(found))


def told(run: Run, notebook: str, section: str, as_list: bool = False) -> Prose | None:
    """Return the remarks on a section as text, one paragraph each, or with `as_list` one item of a list each;
    None, which a notebook shows as nothing, where there are none.
    """
    found = texts(run.event, notebook, section)
    if as_list:
        found = ["\n".join(f"- {text}" for text in found)] if found else []
    return prose("\n\n".join(found)) if found else None


def before(
    run: Run, notebook: str, section: str, shown: Figure | Table, answer: str = ""
) -> Answer | Prose | Figure | Table:
    """Return the remarks on a section, then `answer`, with the figure or table that follows them; where there
    is neither, the figure or table alone.
    """
    found = [*texts(run.event, notebook, section), *([answer] if answer else [])]
    return answered("\n\n".join(found), shown) if found else shown
