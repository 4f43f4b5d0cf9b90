"""What pages say of events unlike those of the ledger: no places, groups that nobody counts, sources that
stand apart and may repeat others, figures of which none is carried more than another.

All figures are invented; the expected sentences are worked out by hand.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from prose import unlinked
from test_changes import voice
from test_counts import claims as counted
from test_counts import person

from tollbook import comparing, counts, lettering, pages, parameters, report, sentences, spreading
from tollbook.attribution import Voice
from tollbook.charts import compare, printed
from tollbook.charts import spread as spread_charts
from tollbook.figure import aside, prose

EVENT = "jaffar-express-2025-03"
RUN = parameters.check(EVENT)


def in_force(party: str, group: str = "civilians") -> dict[str, object]:
    """A row of totals in force that rests on the statement of its party."""
    return {"party": party, "group": group, "low": 6, "high": 6, "statement_ids": f"s-{party}"}


def said(party: str, origin: str, counts_itself: bool) -> Voice:
    """A voice for 6 civilians."""
    scope = {"period": RUN.period, "party": party, "counts_itself": counts_itself}
    return voice(f"s-{party}", 6, "2025-03-11", origin, **scope)


def test_a_source_that_stands_apart_is_not_passed_over_as_no_independent_count() -> None:
    voices = {"s-state": said("state", "minister", False), "s-independent": said("independent", "UN", False)}
    alone = pd.DataFrame([in_force("state")])
    both = pd.DataFrame([in_force("state"), in_force("independent")])
    assert comparing.uncounted(alone, voices, RUN.period) == " No independent count is known."
    told = comparing.uncounted(both, voices, RUN.period)
    assert told == " No independent count is known: the title of UN may have passed on what others said."
    total = pd.DataFrame([in_force("state"), in_force("independent", "all")])
    assert comparing.uncounted(total, voices, RUN.period) == told
    voices["s-independent"] = said("independent", "UN", True)
    assert comparing.uncounted(both, voices, RUN.period) == ""


def test_nothing_is_said_of_a_group_that_no_claim_counts() -> None:
    claims = pd.DataFrame({"group": ["civilians", "all", ""]})
    # the people of the two sides are worth a sentence even then
    assert sentences.groups_counted(claims) == {"civilians", "all", "", "security", "militants"}
    assert sentences.groups_counted(claims.iloc[:0]) == set(sentences.GROUPS)


def cell(value: object) -> nbformat.NotebookNode:
    """A code cell that showed `value`."""
    data = value._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    return nbformat.v4.new_code_cell("shown", execution_count=1, outputs=[output])


@pytest.mark.parametrize(
    ("last", "kept"), [(aside("None."), []), (prose("Two."), ["Where?", "It explains."])]
)
def test_a_section_that_explains_what_is_not_there_is_left_out(
    tmp_path: Path, last: object, kept: list[str]
) -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# Places"),
        cell(aside("Nothing.")),
        nbformat.v4.new_markdown_cell("## Where?\n\nIt explains."),
        cell(aside("Nothing either.")),
        cell(last),
        nbformat.v4.new_markdown_cell("More of it.\n\n## Limits\n\nIt says."),
    ]
    path = tmp_path / "04-places.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    (chapter,) = pages.read_chapters([path])
    texts = [getattr(part, "text", "") or getattr(part, "html", "") for part in chapter.parts]
    assert chapter.title == "Places"
    assert [text for text in ("Where?", "It explains.") if any(text in one for one in texts)] == kept
    assert any("More of it." in text for text in texts) is bool(kept)
    assert any("It says." in text for text in texts)


def missing(*figures: tuple[int, int | None, int]) -> str:
    """What is said of counts of missing people, each from a page of its own: low, high, day."""
    rows = [
        person(f"p{number}", "state", low, high, "", "people", "missing", day)
        for number, (low, high, day) in enumerate(figures)
    ]
    return unlinked(counts.other_counts(counted(rows), RUN)[0])


def test_no_figure_is_on_most_pages_where_as_many_carry_another() -> None:
    assert ": lowest 9 (13 March), highest 44 (11 March); pages" in missing((44, 44, 11), (9, 9, 13))
    often = missing((44, 44, 11), (9, 9, 13), (9, 9, 14))
    assert ": lowest 9 (13 March), highest 44 (11 March), on most pages 9 (13 March); pages" in often


def test_a_figure_without_an_upper_end_is_named_beside_the_highest() -> None:
    told = missing((15, 20, 11), (30, 40, 12), (31, None, 13))
    assert "highest 30 to 40 (12 March) or, with no upper end, 31 or more (13 March); pages" in told
    # one that begins below the highest need not mean more than it
    assert "with no upper end" not in missing((15, 20, 11), (30, 40, 12), (25, None, 13))


def in_print(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Figures of one group as charts of them have: row, words, outlets."""
    frame = pd.DataFrame(rows, columns=["name", "words", "n_outlets"])
    return frame.assign(group="all", party="state", mark=range(len(frame)), is_open=False, sum="", told="")


def test_a_chart_says_which_figure_stands_for_several_carried_alike() -> None:
    assert compare.tie_words(in_print(("a", "17", 2), ("a", "29", 1), ("b", "5", 1))) == ""
    tied = ", the lowest where as many carry several"
    assert compare.tie_words(in_print(("a", "17", 1), ("a", "29", 1))) == tied


def test_totals_of_which_none_is_carried_twice_name_none() -> None:
    several = printed.sentence(in_print(("", "19", 1), ("", "38", 1)))
    assert several.endswith("none is a sum of known figures. No two outlets carry the same one.")
    assert printed.sentence(in_print(("", "19", 1))).endswith("1 outlet carries 19: no sum of known figures.")
    most = printed.sentence(in_print(("", "38", 2), ("", "19", 1)))
    assert most.endswith("2 outlets carry 38: no sum of known figures.")


def test_a_long_name_breaks_after_its_hyphens() -> None:
    name = "Lower-Tamar-Bridge-by-the-Sugar-Mill"
    room = lettering.width("Lower-Tamar-Bri", 12)
    lines = lettering.lines(name, 12, room)
    assert "".join(lines) == name
    assert len(lines) > 2
    assert all(line.endswith("-") for line in lines[:-1])
    assert all(lettering.width(line, 12) <= room for line in lines)
    # a part that is too long too is broken where the line ends
    assert "".join(lettering.lines("a-" + "W" * 40, 12, room)) == "a-" + "W" * 40


def test_a_page_is_written_where_nobody_has_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report.os.path, "expanduser", lambda text: text)  # what it does without a home
    out = report.write_page("<p>See ~/notes.</p>", tmp_path / "page.html")
    assert out.read_text(encoding="utf-8") == "<p>See ~/notes.</p>"
    monkeypatch.setattr(report.os.path, "expanduser", lambda text: "/home/somebody")
    with pytest.raises(report.ReportError, match="a folder of this machine"):
        report.write_page("<p>/home/somebody/x</p>", tmp_path / "other.html")


def test_one_total_stands_beside_its_parts() -> None:
    finding = {"check": "parts_total", "message": '"64" is not a sum of 38 and 6'}
    told = comparing.parts_summary(pd.DataFrame([finding]))
    assert told.startswith("1 printed total stands beside figures for two or more groups on the same page.")
    exact = comparing.parts_summary(pd.DataFrame([finding, finding | {"message": '"64" is 58 and 6'}]))
    assert "**1** is exactly a sum of them, 0 agree with one, 1 is no sum of them. Tried here" in exact


def test_kinds_that_no_page_states_are_one_sentence() -> None:
    rows = pd.DataFrame(
        {"place": ["Uma"], "method": [spread_charts.NOT_STATED], "n_pages": [2], "since": [""]}
    )
    figure = spread_charts.methods(rows, "kinds", "Cyclone", "Source.")
    assert figure.sentence == "No page that names a place says how it was hit."


def test_pages_without_a_place_have_no_spellings_to_count() -> None:
    places = pd.DataFrame(
        columns=[
            "report_id",
            "worded",
            "place_id",
            "reason",
            "worded_district",
            "district",
            "role",
            "feature",
        ]
    )
    claims = pd.DataFrame({"report_id": ["p1", "p2"], "note": ["", ""]})
    told = spreading.how_sure(places, claims)
    assert told == "- **Missing.** 2 of 2 pages with figures name no place in the part that was read."
