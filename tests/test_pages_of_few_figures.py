"""What pages say where there is little to say, or where a count is no toll: one person, a figure that nobody
is named for, the missing who are found, totals of which nothing is known but their number.

All figures are invented; the expected sentences are worked out by hand.
"""

from __future__ import annotations

import pandas as pd
import pytest
from check_claims import carried, frame
from test_changes import at, row, totals, voice
from test_counts import claims as counted
from test_counts import person

from tollbook import caveats, changes, comparing, counts, parameters, readings, vocabulary, words
from tollbook.caveats import Scope
from tollbook.change_kinds import Kind
from tollbook.charts import intervals, printed
from tollbook.checks import timing
from tollbook.saying import Figures
from tollbook.vocabulary import UNATTRIBUTED

EVENT = "jaffar-express-2025-03"
ZONE = "Asia/Karachi"


@pytest.mark.parametrize(
    ("figure", "group", "expected"),
    [
        ("1", "all", "1 person"),
        ("up to 1", "civilians", "up to 1 civilian"),
        ("1 or more", "civilians", "1 or more civilians"),
        ("0 to 1", "all", "0 to 1 people"),
        ("0", "all", "0 people"),
        ("31", "militants", "31 militants"),
    ],
)
def test_one_of_a_group_is_one(figure: str, group: str, expected: str) -> None:
    assert words.people(figure, group) == expected


def in_force(party: str, number: int, group: str = "all") -> dict[str, object]:
    """A row of totals of killed in the event's running count."""
    figure = {"low": number, "best": number, "high": number, "statement_ids": "s1", "rule": "latest"}
    since = pd.Timestamp("2025-03-11T12:00Z")
    key = {"event_id": EVENT, "group": group, "period": "wave", "outcome": "killed"}
    return key | figure | {"party": party, "since": since}


def test_a_figure_for_which_nobody_is_named_is_not_passed_over() -> None:
    run = parameters.check(EVENT)
    told = comparing.without_groups(pd.DataFrame([in_force(UNATTRIBUTED, 1)]), run)
    assert told.startswith("Reports that name no source gave [1 person](#claims-s1) killed ")
    assert told.endswith(" (11 March 2025). No figure of a source that is named was known by then.")
    nothing = "No party had given a figure for a whole group by then."
    assert comparing.without_groups(pd.DataFrame([in_force("any", 1)]), run) == nothing


def test_a_total_of_all_is_known_where_no_group_was_counted() -> None:
    rows = pd.DataFrame([in_force("state", 12), in_force(UNATTRIBUTED, 15)])
    told = comparing.without_groups(rows, parameters.check(EVENT))
    assert told.startswith("Officials gave [12 people](#claims-s1) killed ")
    assert told.endswith(" (11 March 2025). No party had given a figure for a single group by then.")


def test_a_region_begins_a_sentence_with_a_capital(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = comparing.event_rows().copy()
    rows.loc[EVENT, "region"] = "the pass"
    monkeypatch.setattr(comparing, "event_rows", lambda: rows)
    assert comparing.dateline(parameters.check(EVENT), None).startswith("The pass, as of ")


def test_shares_of_all_leave_no_others() -> None:
    assert readings.exactly(1.0) == "All figures are exact."
    assert "the others are intervals" in readings.exactly(0.67)
    assert readings.on_days(1.0) == "All stand on a dated page."
    assert (
        readings.on_days(0.9) == "90% stand on a dated page; the others are placed by the figures they carry."
    )


def test_the_highest_of_counts_is_the_one_that_reaches_highest() -> None:
    rows = [
        person("p1", "state", 18400, 18400, "", "people", "missing", 11),
        person("p2", "independent", 18000, 20000, "", "people", "missing", 12),
        person("p3", "independent", 4000, 4000, "", "people", "missing", 12),
    ]
    table = counts.other_counts(counted(rows), parameters.check(EVENT))[1]
    assert table.iloc[0][["lowest", "highest"]].tolist() == ["4,000", "18,000 to 20,000"]


@pytest.mark.parametrize(("outcome", "falls"), [("missing", 0), ("displaced", 0), ("killed", 1)])
def test_only_a_count_that_should_not_fall_is_found_to_fall(outcome: str, falls: int) -> None:
    rows = [
        *carried(61, 2, "early", day="2026-01-31", outcome=outcome),
        *carried(44, 3, "late", day="2026-02-03", outcome=outcome),
    ]
    assert len(list(timing.falling(frame(rows)))) == falls


# What changed


def between(
    monkeypatch: pytest.MonkeyPatch, *rows: dict[str, object], said: tuple = ()
) -> list[changes.Change]:
    """The changes from the end of 31 January to the end of 3 February of an event about both."""
    monkeypatch.setattr(vocabulary, "main_outcomes", lambda event=None: ("killed", "missing"))
    named = {one.statement_id: one for one in said}
    return changes.between(
        totals(*rows), at("2026-01-31"), at("2026-02-03"), ZONE, "balochistan-2026-01", named
    )


@pytest.mark.parametrize(("outcome", "kind"), [("killed", Kind.CORRECTION), ("missing", Kind.LOWER)])
def test_who_is_found_is_no_correction(monkeypatch: pytest.MonkeyPatch, outcome: str, kind: Kind) -> None:
    rows = [
        row("2026-01-31", 40, 40, "a", outcome=outcome),
        row("2026-02-02", 31, 31, "b", outcome=outcome),
    ]
    said = (
        voice("a", 40, "2026-01-31", outcome=outcome),
        voice("b", 31, "2026-02-02", outcome=outcome),
    )
    (change,) = between(monkeypatch, *rows, said=said)
    assert change.kind == kind
    assert f"for civilians {outcome}" in changes.words(change)
    assert ("own correction" in changes.words(change)) == (outcome == "killed")


def test_killed_come_before_missing_and_each_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        row("2026-02-01", 50, outcome="missing"),
        row("2026-02-02", 1, outcome="killed"),
    ]
    told = [changes.words(one) for one in between(monkeypatch, *rows)]
    assert [" killed: 1" in told[0], " missing: 50" in told[1]] == [True, True]


def test_what_held_between_a_figure_and_a_lower_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        row("2026-01-31", 15),
        row("2026-02-01", 18),
        row("2026-02-02", 12),
    ]
    (change,) = between(monkeypatch, *rows)
    told = changes.words(change)
    assert "was lower than before: 12 after 15" in told
    assert "In between, on 1 February, it was 18." in told


# Another source's figure beside an undisputed one


def scope(*said: object) -> Scope:
    """Officials' 112 in force, and an independent body's newest figure; `said` are all statements."""
    resting = {
        party: tuple(one for one in said if one.party == party and one.statement_id.endswith("newest"))
        for party in ("state", "independent")
    }
    figures = {
        (party, "civilians", "wave"): Figures("latest", party, number, number, number, 1, resting[party])
        for party, number in (("state", 112), ("independent", 121))
    }
    by_id = {one.statement_id: one for one in said}
    return Scope(parameters.check(EVENT), "civilians", "wave", figures, figures, by_id, {}, {}, False)


OFFICIALS = voice("state-newest", 112, "2025-03-14")
AGENCY = voice("agency-newest", 121, "2025-03-13", party="independent", origin="Red Cross")
HOSPITAL = voice("hospital", 117, "2025-03-12", party="independent", origin="hospital", counts_itself=True)


def test_a_figure_that_no_side_gave_is_not_left_out() -> None:
    known = scope(OFFICIALS, AGENCY, HOSPITAL)
    assert caveats.left_aside(known, ["state"], ["state", "independent"]) == [AGENCY, HOSPITAL]


def test_an_older_figure_of_a_side_repeated_by_others_is_no_other_figure() -> None:
    before = voice("state-before", 121, "2025-03-12")
    assert caveats.left_aside(scope(OFFICIALS, before, AGENCY), ["state"], ["state", "independent"]) == []


# Totals of which nothing is known but their number


def total(number: int, includes: str = "") -> dict[str, object]:
    """A statement of a total of people killed."""
    return {"low": number, "best": number, "high": number, "includes": includes, "group": "all"}


def statements(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows).astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def test_totals_of_which_nothing_is_known_are_a_sentence_and_no_chart() -> None:
    assert printed.nothing_told(pd.DataFrame()) == "No total of people killed had been printed by then."
    assert printed.nothing_told(statements(total(1))) == (
        "1 total of people killed is in print: 1. No page says whom it counts, and no sum of known figures "
        "explains it."
    )
    told = printed.nothing_told(statements(total(30), total(45), total(30)))
    assert told.startswith(
        "2 totals of people killed are in print: from 30 to 45. No page says whom they count"
    )


def test_what_a_mark_says_of_one_person_is_one() -> None:
    rows = pd.DataFrame({"words": ["1", "2"], "group": ["civilians", "unknown"], "party": ["state", "state"]})
    assert intervals.told(rows)["killed"].tolist() == ["1 civilian", "2 unknown"]
    assert intervals.told(rows.iloc[:0])["killed"].tolist() == []
