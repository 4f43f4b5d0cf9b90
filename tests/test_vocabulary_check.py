"""Groups and parties of an event must be told apart in charts; rows that would not be are named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from quake_project import make_quake_project

from tollbook import dictionary, theme, vocabulary_check
from tollbook.validate import problems


def cells(name: str, **columns: list[str]) -> dict[str, pd.DataFrame]:
    """Return a table of one event, numbered as a spreadsheet does: below the header comes row 2."""
    frame = pd.DataFrame(columns)
    return {name: frame.assign(event_id="invented").set_index(pd.RangeIndex(2, 2 + len(frame)))}


def test_a_colour_that_another_group_has_is_refused_with_those_that_are_left() -> None:
    groups = cells("groups", group=["guests", "staff", "all"], colour=["blue", "blue", "grey"])
    assert [str(one) for one in vocabulary_check.problems(groups)] == [
        'hand/groups.csv, row 3, column colour: "blue" is the colour of "guests" of invented already; use '
        "one of: ochre, crimson, indigo, maroon"
    ]


def test_more_groups_than_colours_are_refused() -> None:
    colours = ["ochre", "blue", "crimson", "indigo", "maroon", "grey", "ochre"]
    groups = cells("groups", group=list("abcdefg"), colour=colours)
    (problem,) = vocabulary_check.problems(groups)
    assert (problem.row, problem.todo) == (8, "give an event at most 6 of them")


def test_a_mark_that_another_party_has_is_refused() -> None:
    parties = cells("parties", party=["company", "union", "unattributed"], mark=["disc", "disc", "triangle"])
    (problem,) = vocabulary_check.problems(parties)
    assert problem.file == "hand/parties.csv"
    assert problem.todo == "use one of: diamond, square, cross, wedge"


def test_an_outcome_without_words_is_refused() -> None:
    events = cells("events", outcomes=["killed;missing", "killed;stranded"])
    outcomes = cells("outcomes", outcome=["killed", "missing"])
    assert [str(one) for one in vocabulary_check.problems(events | outcomes)] == [
        'hand/events.csv, row 3, column outcomes: "stranded" is not in outcomes.csv; use one of: killed, '
        "missing; or add its row there"
    ]


def test_tables_that_lack_a_column_are_another_checks_problem() -> None:
    assert not list(vocabulary_check.problems({"groups": pd.DataFrame({"event_id": ["invented"]})}))


def test_what_can_be_chosen_is_what_the_theme_draws_and_the_dictionary_allows() -> None:
    assert vocabulary_check.COLOURS == theme.FOR_GROUPS
    assert vocabulary_check.MARKS == tuple(theme.MARKS)
    for name, (_, column, choices) in vocabulary_check.DRAWN.items():
        columns = {one.name: one for one in dictionary.table(name, "hand").columns}
        assert tuple(columns[column].allowed) == choices


def test_a_run_is_refused_for_two_groups_of_one_colour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_quake_project(tmp_path)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    assert problems(root / "data/raw") == []
    groups = root / "data/hand/groups.csv"
    first, _, last = groups.read_text(encoding="utf-8").rpartition(",blue,")
    groups.write_text(f"{first},crimson,{last}", encoding="utf-8")
    (problem,) = problems(root / "data/raw")
    assert '"crimson" is the colour of "residents" of quake-2031 already' in str(problem)
