"""What stands where on a page: invented chapters, arranged by invented plans."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tollbook.batch import read_batch
from tollbook.layout import REST, Section, arrange, parts_of
from tollbook.markup import Heading, Passage
from tollbook.page_plan import AS_THE_NOTEBOOKS, Plan, PlanError, read_plan, unknown_items
from tollbook.pages import Chapter, TablePart

ROOT = Path(__file__).resolve().parent.parent
ROWS = pd.DataFrame({"n": ["1"]})


def heading(level: int, text: str) -> Heading:
    return Heading(level, text.lower().replace(" ", "-"), text, text)


def chapters() -> list[Chapter]:
    table = TablePart("the-raids", "raids", "The raids", "", ROWS)
    first = [
        Passage("intro"),
        heading(3, "Counts"),
        Passage("counts"),
        heading(4, "In print"),
        Passage("print"),
        heading(3, "Raids"),
        Passage("words"),
        table,
    ]
    second = [heading(3, "Limits"), Passage("limits")]
    return [Chapter("a", "a", "A?", "A?", first), Chapter("b", "b", "B?", "B?", second)]


def shape(sections: list[Section]) -> list[object]:
    """Sections as titles and words: shown parts, then what is folded."""
    return [
        (
            one.title,
            [words(part) for part in one.parts],
            [(folded.title, [words(part) for part in folded.parts]) for folded in one.folded],
        )
        for one in sections
    ]


def words(part: object) -> str:
    return f"h{part.level} {part.text}" if isinstance(part, Heading) else getattr(part, "html", "table")


def plan(*rows: dict) -> Plan:
    return read_plan(list(rows))


def test_without_a_plan_each_notebook_is_a_section() -> None:
    assert [one.title for one in arrange(chapters(), AS_THE_NOTEBOOKS)] == ["A?", "B?"]


def test_a_plan_takes_sections_and_tables_and_the_rest_comes_last_folded() -> None:
    arranged = arrange(
        chapters(),
        plan(
            {"section": "First", "show": [{"a": "raids"}, {"a": "Counts", "as": "How many"}]},
            {"section": "Second", "show": [{"b": "Limits", "as": ""}], "fold": [{"a": "In print"}]},
            {"leave_out": [{"a": "beginning"}]},
        ),
    )
    assert shape(arranged) == [
        ("First", ["table", "h3 How many", "counts"], []),
        ("Second", ["limits"], [("In print", ["print"])]),
        (REST, [], [("A?", ["h4 Raids", "words"])]),
    ]


def test_a_folded_table_goes_by_its_own_title() -> None:
    arranged = arrange(chapters(), plan({"section": "Only", "fold": [{"a": "raids"}]}))
    assert arranged[0].folded[0].title == "The raids"


def test_what_a_run_does_not_have_is_passed_over() -> None:
    nothing = plan({"section": "None", "show": [{"a": "no-such-table"}, {"c": "Nothing"}]})
    assert [one.title for one in arrange(chapters(), nothing)] == [REST]


def test_no_part_is_lost_or_there_twice() -> None:
    arranged = arrange(chapters(), plan({"section": "One", "show": [{"a": "Counts"}, {"a": "In print"}]}))
    shown = [words(part) for part in parts_of(arranged)]
    assert sorted(part for part in shown if not part.startswith("h")) == [
        "counts",
        "intro",
        "limits",
        "print",
        "table",
        "words",
    ]
    anchors = [part.anchor for part in parts_of(arranged) if hasattr(part, "anchor")]
    assert len(anchors) == len(set(anchors))


def test_a_title_of_the_plan_is_text() -> None:
    arranged = arrange(chapters(), plan({"section": "<b>x</b>", "show": [{"a": "Counts"}]}))
    assert arranged[0].html == "&lt;b&gt;x&lt;/b&gt;"


def test_a_heading_that_no_notebook_has_is_named() -> None:
    wrong = plan({"section": "One", "show": [{"a": "Counts of what"}, {"z": "x"}, {"a": "some-slug"}]})
    assert unknown_items(wrong, {"a": ["Counts", "Raids"]}) == [
        "page: a has no section 'Counts of what'; it has Counts; Raids",
        "page: no notebook 'z' in the batch",
    ]


def test_an_item_must_name_one_thing() -> None:
    with pytest.raises(PlanError, match=r"section 1: .* is not `NOTEBOOK: HEADING OR SLUG`"):
        plan({"section": "One", "show": [{"a": "x", "b": "y"}]})


def test_the_plan_of_the_project_begins_with_the_accounts_and_ends_with_the_limits() -> None:
    titles = [one.title for one in read_batch(ROOT / "notebooks/batch.yml").page.sections]
    assert titles[0] == "Two accounts of the same days"
    assert titles[-2:] == ["How was it counted?", "Limits"]
