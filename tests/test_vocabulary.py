"""Groups, parties and outcomes: the common rows, an event with rows of its own, and names read when used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from quake_project import QUAKE, append, make_quake_project

from tollbook import by_event, paths, vocabulary
from tollbook.vocabulary import Names, Words

JANUARY = "balochistan-2026-01"
OURS = Names(lambda words: words.counted)
TITLES = Words(lambda words: {name: group.title for name, group in words.groups.items()})


@pytest.fixture
def quake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with an invented earthquake besides the events of the ledger."""
    project = make_quake_project(tmp_path / "project")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(project))
    with vocabulary.speaking_of(JANUARY):
        yield project


def test_an_event_without_rows_of_its_own_takes_the_common_ones(quake: Path) -> None:
    for event in (JANUARY, "", "an event that nobody entered"):
        words = vocabulary.of(event)
        assert words.counted == ("militants", "security", "civilians")
        assert words.totals == ("all_but_militants", "all")
        assert words.widest_first == ("all", "all_but_militants")
        assert (words.everyone, words.bystanders) == ("all", ("civilians",))
        assert words.sides == {"security": "state", "militants": "armed_group"}
        assert words.speaking == ("state", "armed_group", "independent")
        assert words.own_voices == words.side_parties == ("state", "armed_group")


def test_an_event_with_rows_of_its_own_has_those_and_no_others(quake: Path) -> None:
    words = vocabulary.of(QUAKE)
    assert words.counted == ("residents", "responders")
    assert words.totals == ("all",)
    assert tuple(words.parties) == ("government", "relief", "unattributed")
    assert (words.sides, words.side_parties) == ({}, ())
    assert words.bystanders == ("residents", "responders", "all")
    assert words.own_voices == ("government", "relief")


def test_what_a_figure_can_hold(quake: Path) -> None:
    words = vocabulary.of(JANUARY)
    assert words.contents("all") == {"militants", "security", "civilians"}
    assert words.contents("all_but_militants") == {"security", "civilians"}
    assert words.contents("civilians") == {"civilians"}
    assert words.contents("a group of no row") == {"a group of no row"}


def test_the_event_spoken_of_is_the_one_before_again_after_a_block(quake: Path) -> None:
    with vocabulary.speaking_of(QUAKE) as words:
        assert list(OURS) == ["residents", "responders"] == list(words.counted)
        with vocabulary.speaking_of(JANUARY):
            assert "militants" in OURS
        assert "militants" not in OURS
        vocabulary.bind(JANUARY)
        assert "militants" in OURS
    assert "militants" in OURS


def test_names_and_words_are_read_when_they_are_used(quake: Path) -> None:
    with vocabulary.speaking_of(QUAKE):
        assert (OURS[0], OURS[1:], len(OURS), OURS.index("responders")) == (
            "residents",
            ("responders",),
            2,
            1,
        )
        assert OURS == ("residents", "responders")
        assert TITLES["responders"] == "Responders"
        with pytest.raises(KeyError):
            TITLES["militants"]
    assert OURS == ("militants", "security", "civilians")
    assert TITLES["militants"] == "Militants"


def test_a_row_that_is_added_counts_at_once(quake: Path) -> None:
    assert "guests" not in vocabulary.of(QUAKE).groups
    append(quake / "data/hand/groups.csv", [{"group": "guests", "rank": "4"}])
    assert "guests" in vocabulary.of(QUAKE).groups
    assert "guests" in vocabulary.every("group")


def test_an_event_says_which_outcomes_it_is_about(quake: Path) -> None:
    assert vocabulary.main_outcomes(QUAKE) == ("killed", "missing", "injured")
    assert vocabulary.main_outcomes(JANUARY) == ("killed",)
    assert vocabulary.main_outcomes("an event that nobody entered") == ("killed",)
    assert (vocabulary.toll(QUAKE).label, vocabulary.toll(QUAKE).dead) == ("killed", "dead")
    assert {"missing", "displaced", "rescued"} <= vocabulary.people_outcomes()
    assert not {"attacked", "destroyed", "other"} & vocabulary.people_outcomes()


def test_all_that_any_event_has(quake: Path) -> None:
    assert {"militants", "residents", "all"} <= vocabulary.every("group")
    assert {"state", "relief"} <= vocabulary.every("party")
    assert vocabulary.every_counted() == {"militants", "security", "civilians", "residents", "responders"}


def test_rows_of_several_events_go_by_their_own(quake: Path) -> None:
    rows = pd.DataFrame(
        [
            (JANUARY, "militants", "killed", ""),
            (QUAKE, "militants", "killed", ""),
            (QUAKE, "residents", "missing", ""),
            (JANUARY, "all", "killed", "civilians;security"),
            (QUAKE, "all", "killed", "civilians;security"),
            (JANUARY, "all", "killed", "civilians"),
        ],
        columns=["event_id", "group", "outcome", "includes"],
    )
    assert by_event.is_group(rows).tolist() == [True, False, True, True, True, True]
    assert by_event.is_counted(rows).tolist() == [True, False, True, False, False, False]
    assert by_event.is_total(rows).tolist() == [False, False, False, True, True, True]
    assert by_event.is_main_outcome(rows).tolist() == [True, True, False, True, True, True]
    assert by_event.narrower_totals(rows).tolist() == ["", "", "", "all_but_militants", "", ""]
    told = by_event.each(lambda some: some.assign(spoken_of=vocabulary.EVENT.get()), rows)
    assert (told["spoken_of"] == told["event_id"]).all()
    assert len(told) == len(rows)


def test_within_a_project_of_few_events_the_common_rows_still_hold(quake: Path) -> None:
    with paths.within(quake, frozenset({QUAKE})):
        assert vocabulary.of(QUAKE).counted == ("residents", "responders")
        assert vocabulary.of(JANUARY).counted == ("militants", "security", "civilians")
