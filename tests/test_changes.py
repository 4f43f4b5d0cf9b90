"""What changed between two moments, in words: invented rows worked by hand, and the real January tables."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
import pytest

from tollbook import changes, tables
from tollbook.attribution import Voice
from tollbook.change_kinds import Kind, movement

EVENT, ZONE = "balochistan-2026-01", "Asia/Karachi"
DAY = "the end of 31 January 2026"


def at(day: str) -> pd.Timestamp:
    """The last second of a day in Karachi, five hours ahead of UTC."""
    return pd.Timestamp(f"{day}T18:59:59Z")


def row(
    day: str | None,
    low: int | None,
    high: Any = ...,
    *ids: str,
    party: str = "state",
    group: str = "civilians",
    best: Any = ...,
    **cells: Any,
) -> dict[str, Any]:
    """An invented row of totals by the rule latest; an exact figure where no high end is given."""
    exact = high is ... or high == low
    return {
        "since": pd.NaT if day is None else at(day),
        "party": party,
        "group": group,
        "outcome": "killed",
        "period": "wave",
        "rule": "latest",
        "low": low,
        "best": (low if exact else None) if best is ... else best,
        "high": low if exact else high,
        "statement_ids": ";".join(ids),
    } | cells


def totals(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows))
    frame["since"] = pd.to_datetime(frame["since"], utc=True)
    return frame.astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def voice(name: str, number: int, day: str, origin: str = "ISPR", **cells: Any) -> Voice:
    """An invented statement of an exact number of civilians, on a dated page of two outlets."""
    return Voice(
        **{
            "statement_id": name,
            "origin": origin,
            "party": "state",
            "title": f"the title of {origin}",
            "verb": "said",
            "counts_itself": False,
            "is_named": True,
            "day": day,
            "is_dated": True,
            "precision": "exact",
            "low": number,
            "best": number,
            "high": number,
            "worded": str(number),
            "includes": "",
            "group": "civilians",
            "period": "wave",
            "n_outlets": 2,
            "claim_ids": (),
        }
        | cells
    )


def told(
    *rows: dict[str, Any],
    said: tuple[Voice, ...] = (),
    earlier: str = "2026-01-31",
    later: str | None = "2026-02-03",
) -> list[str]:
    """What changed from the end of 31 January to the end of 3 February."""
    until = None if later is None else at(later)
    found = changes.between(
        totals(*rows), at(earlier), until, ZONE, EVENT, {one.statement_id: one for one in said}
    )
    return [changes.words(one) for one in found]


# What a figure is to the one before


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((145, 145, 145), (177, 177, 177), Kind.RISE),
        ((10, None, None), (10, 10, 10), Kind.PRECISE),
        ((201, None, None), (200, 200, 200), Kind.PRECISE),  # "more than 200" of 200 itself
        ((151, None, None), (200, 200, 200), Kind.RISE),
        ((12, None, 14), (13, 13, 13), Kind.PRECISE),
        ((None, None, 24), (20, 20, 20), Kind.PRECISE),
        ((24, 24, 24), (20, None, None), Kind.LOOSER),
        ((24, 24, 24), (20, 25, 30), Kind.LOOSER),
        ((24, 24, 24), (22, 22, 22), Kind.LOWER),
        ((24, 24, 24), (None, None, 20), Kind.LOWER),
        ((20, None, 30), (15, None, 25), Kind.SHIFT),
        ((20, None, 30), (25, None, 35), Kind.RISE),
        ((0, 0, 0), (12, 12, 12), Kind.RISE),
    ],
)
def test_what_a_figure_is_to_the_one_before(before: tuple, after: tuple, kind: Kind) -> None:
    assert movement(before, after) == kind


# Invented rows


def test_a_first_figure_and_a_rise() -> None:
    assert told(row("2026-02-01", 31)) == ["On 1 February officials gave a first figure for civilians: 31."]
    assert told(row("2026-01-31", 18), row("2026-02-01", 31)) == [
        "On 1 February officials' figure for civilians rose from 18 to 31."
    ]


def test_steps_between_are_told_by_the_way() -> None:
    days = ("2026-01-31", "2026-02-01", "2026-02-02", "2026-02-03")
    rows = [row(day, number) for day, number in zip(days, (18, 31, 33, 36), strict=True)]
    assert told(*rows) == [
        "On 3 February officials' figure for civilians rose from 18 to 36, by way of 31 on 1 February and "
        "33 on 2 February."
    ]
    assert told(*rows[1:]) == [
        "On 1 February officials gave a first figure for civilians: 31; then 33 on 2 February and 36 on 3 "
        "February."
    ]
    # "more than 35" is only a looser wording of the 36 that follows it
    loose = [row("2026-01-31", 18), row("2026-02-02", 36, None), row("2026-02-03", 36)]
    assert told(*loose) == ["On 3 February officials' figure for civilians rose from 18 to 36."]


def test_an_open_figure_made_exact_is_no_rise() -> None:
    assert told(row("2026-01-31", 10, None), row("2026-02-01", 10)) == [
        "On 1 February officials' figure for civilians was made more precise: 10 instead of 10 or more."
    ]


def test_a_figure_that_widens() -> None:
    assert told(row("2026-01-31", 24), row("2026-02-01", 20, None)) == [
        "On 1 February officials' figure for civilians was given more loosely: 20 or more instead of 24."
    ]
    assert told(row("2026-01-31", 20, 30), row("2026-02-01", 15, 25)) == [
        "On 1 February officials' figure for civilians became 15–25 instead of 20–30."
    ]


def test_nothing_changed() -> None:
    assert told(row("2026-01-31", 31)) == []
    # one more page carries it: another row, the same figure
    assert told(row("2026-01-31", 31, ..., "a"), row("2026-02-01", 31, ..., "a", "b")) == []
    assert told(row("2026-02-04", 40)) == []  # after the second moment


def test_a_figure_that_held_for_a_time() -> None:
    rows = [row("2026-01-31", 22), row("2026-02-01", 24), row("2026-02-02", 22)]
    assert told(*rows) == [
        "Officials' figure for civilians is 22 as before; for a time it was 24 on 1 February."
    ]


def test_a_source_that_lowers_its_own_figure_is_named_as_such() -> None:
    said = (voice("a", 36, "2026-01-31"), voice("b", 31, "2026-02-02"))
    assert told(row("2026-01-31", 36, ..., "a"), row("2026-02-02", 31, ..., "b"), said=said) == [
        "On 2 February officials lowered their figure for civilians from 36 to 31 (the title of ISPR): the "
        "source's own correction."
    ]


@pytest.mark.parametrize(
    ("first", "then", "why"),
    [
        ({}, {"origin": "Shahid Rind"}, "Another source gave it, so it takes nothing back"),
        (
            {"origin": "officials (unnamed)", "is_named": False},
            {"origin": "officials (unnamed)", "is_named": False},
            "A source is not named, so whether it took a figure back is not known",
        ),
        ({}, {"day": "2026-01-31"}, "Both figures were given on one day"),
        ({}, {"is_dated": False}, "No page gives the day on which it was said"),
        ({}, {"n_outlets": 1}, "One outlet alone carries it"),
    ],
)
def test_a_lower_figure_is_no_correction_where_that_is_not_sure(
    first: dict[str, Any], then: dict[str, Any], why: str
) -> None:
    said = (voice("a", 36, "2026-01-31", **first), voice("b", 31, **({"day": "2026-02-02"} | then)))
    (words,) = told(row("2026-01-31", 36, ..., "a"), row("2026-02-02", 31, ..., "b"), said=said)
    assert "lower than the one before: 31 after 36" in words
    assert words.endswith(f" {why}.")
    assert "correction" not in words


def test_much_less_may_be_a_count_of_something_else() -> None:
    said = (voice("a", 21, "2026-01-31"), voice("b", 5, "2026-02-02"))
    (words,) = told(row("2026-01-31", 21, ..., "a"), row("2026-02-02", 5, ..., "b"), said=said)
    assert words.endswith("so much less may be a count of something else.")


def test_an_old_figure_printed_again_takes_nothing_back() -> None:
    later = (voice("a", 31, "2026-02-01"), voice("b", 18, "2026-01-31"))
    rows = [row("2026-02-01", 31, ..., "a"), row("2026-02-02", 18, ..., "b")]
    assert told(*rows, said=later, earlier="2026-02-01") == [
        "On 2 February officials' newest figure for civilians went back to an earlier one: 18 after 31 (the "
        "title of ISPR, said on 31 January)."
    ]
    # the number had been given for another period, by somebody else of the party
    again = (later[0], voice("b", 18, "2026-02-02"), voice("c", 18, "2026-01-31", origin="x", period="day"))
    (words,) = told(*rows, said=again, earlier="2026-02-01")
    assert "went back to an earlier one: 18 after 31" in words


def test_without_the_statements_no_fall_is_explained() -> None:
    assert told(row("2026-01-31", 36), row("2026-02-02", 31)) == [
        "On 2 February officials' newest figure for civilians was lower than the one before: 31 after 36."
    ]


def test_a_fall_in_between_is_told_with_its_reason() -> None:
    said = (
        voice("a", 108, "2026-01-31"),
        voice("b", 57, "2026-02-01", origin="Shahid Rind"),
        voice("c", 145, "2026-02-01"),
    )
    rows = [
        row("2026-01-31", 108, ..., "a"),
        row("2026-02-01", 57, ..., "b"),
        row("2026-02-02", 145, ..., "c"),
    ]
    assert told(*rows, said=said) == [
        "On 2 February officials' figure for civilians rose from 108 to 145 (the title of ISPR, said on 1 "
        "February). In between, on 1 February, it was 57 (the title of Shahid Rind). Another source gave "
        "it, so it takes nothing back."
    ]
    own = (said[0], voice("b", 100, "2026-02-01"), voice("c", 145, "2026-02-02"))
    rows[1] = row("2026-02-01", 100, ..., "b")
    (words,) = told(*rows, said=own)
    assert words.endswith(
        "In between, on 1 February, officials lowered their figure to 100 (the title of ISPR): the source's "
        "own correction."
    )


def security(*cells: Any, **more: Any) -> dict[str, Any]:
    return row(*cells, group="security", **more)


def moved(to: int = 7, on: str = "2026-02-02", origin: str = "ISPR") -> list[str]:
    """Civilians fall from 21 to 18 on 2 February, by ISPR; security personnel rise from 4."""
    said = (
        voice("a", 21, "2026-01-31"),
        voice("b", 18, "2026-02-02"),
        voice("c", 4, "2026-01-31", group="security", origin=origin),
        voice("d", to, on, group="security", origin=origin),
    )
    rows = [row("2026-01-31", 21, ..., "a"), row("2026-02-02", 18, ..., "b")]
    return told(*rows, security("2026-01-31", 4, ..., "c"), security(on, to, ..., "d"), said=said)


def test_people_counted_in_another_group_are_one_change_where_it_is_sure() -> None:
    assert moved() == [
        "On 2 February officials counted 3 of the civilians as security personnel instead: civilians fell "
        "from 21 to 18, security personnel rose from 4 to 7 (the title of ISPR)."
    ]
    for apart in (moved(to=8), moved(on="2026-02-03"), moved(origin="Shahid Rind")):
        assert len(apart) == 2
        assert "lowered their figure for civilians from 21 to 18" in apart[0]
        assert "figure for security personnel rose from 4 to" in apart[1]


def test_an_undated_page_and_a_latest_state_have_no_day() -> None:
    said = (voice("a", 31, "2026-02-01", is_dated=False),)
    assert told(row("2026-02-01", 31, ..., "a"), said=said) == [
        "By 1 February officials gave a first figure for civilians: 31 (the title of ISPR)."
    ]
    assert told(row(None, 31), later=None) == [
        "In the latest state officials gave a first figure for civilians: 31."
    ]
    assert told(row(None, 31)) == []


def test_a_day_of_another_year_has_its_year() -> None:
    assert told(row("2027-01-05", 31), later=None) == [
        "On 5 January 2027 officials gave a first figure for civilians: 31."
    ]


def test_only_killed_by_the_rule_latest_in_a_known_period_is_told() -> None:
    others = (
        {"outcome": "injured"},
        {"rule": "range"},
        {"group": "all"},
        {"party": "unattributed"},
        {"party": "any"},
        {"period": "past 24 hours"},
    )
    for cells in others:
        assert told(row("2026-02-01", 31) | cells) == []


def test_alike_changes_are_one_sentence() -> None:
    first = [row("2026-02-01", 17, group="security"), row("2026-02-01", 145, group="militants")]
    found = changes.between(totals(*first), at("2026-01-31"), None, ZONE, EVENT)
    assert changes.told(found) == {
        "the attacks from 31 January and the operations against them": [
            "On 1 February officials gave first figures: 17 security personnel and 145 militants."
        ]
    }
    rises = [
        row("2026-01-31", 18),
        row("2026-02-01", 31),
        security("2026-01-31", 10),
        security("2026-02-01", 17),
        row("2026-02-01", 4, party="armed_group"),
    ]
    (sentences,) = changes.told(changes.between(totals(*rises), at("2026-01-31"), None, ZONE, EVENT)).values()
    assert sentences == [
        "On 1 February officials' figures rose for civilians from 18 to 31 and for security personnel from "
        "10 to 17.",
        "On 1 February the armed group gave a first figure for civilians: 4.",
    ]


def test_a_body_without_a_count_of_its_own_is_marked() -> None:
    said = (voice("a", 31, "2026-02-01", origin="UN", party="independent"),)
    assert told(row("2026-02-01", 31, ..., "a", party="independent"), said=said) == [
        "On 1 February independent sources gave a first figure for civilians: 31 (the title of UN, not its "
        "own count)."
    ]


# The moment before


def test_the_moment_before_is_the_next_earlier_page() -> None:
    frame = totals(row("2026-01-31", 18), row("2026-02-01", 31))
    labels = ["latest", "2026-02-01", "2026-01-31"]
    assert changes.since_last(frame, labels, "2026-01-31", ZONE, EVENT) is None
    since = changes.since_last(frame, labels, "2026-02-01", ZONE, EVENT)
    assert (since.label, since.moment, since.nothing, len(since.changes)) == ("2026-01-31", DAY, "", 1)
    since = changes.since_last(frame, labels, "latest", ZONE, EVENT)
    assert (since.label, since.changes) == ("2026-02-01", [])
    assert since.nothing == "Nothing changed: every party's newest figures are the same."


# The real tables: who said what is read off the rows of claims.csv and statements.csv by hand

LABELS = ["latest", "2026-01-31", "2026-02-01", "2026-02-02", "2026-02-04", "2026-02-06"]
RUNNING = "the attacks from 31 January and the operations against them"
CHANGED = {
    "2026-02-01": [
        "On 1 February officials' figures rose for civilians from 18 to 31 and for security personnel from "
        "10 to 17 (the provincial chief minister).",
        "On 1 February officials' figure for militants rose from 108 to 145 (the provincial chief minister). "
        "In between, on 1 February, it was 57 (the provincial government). Another source gave it, so it "
        "takes nothing back.",
        "On 1 February the armed group's figure for security personnel rose from 84 to 151 or more (BLA).",
        "On 1 February the armed group gave a first figure for militants: 7 (BLA).",
    ],
    "2026-02-02": [
        "On 2 February officials' figures rose for civilians from 31 to 33 and for militants from 145 to 177 "
        "(the defence minister).",
        "By 2 February the armed group's figure for security personnel rose from 151 or more to 200 (BLA).",
        "By 2 February the armed group's figure for militants rose from 7 to 18 (BLA).",
    ],
    "2026-02-04": [
        "On 3 February officials' figures rose for civilians from 33 to 36, for security personnel from 17 "
        "to 22 and for militants from 177 to 197 (security officials).",
        "On 4 February the armed group's figure for security personnel rose from 200 to 280 (BLA).",
        "On 4 February independent sources gave a first figure for civilians: 31 (the UN Security Council, "
        "not its own count, said on 3 February).",
    ],
}


@pytest.fixture(scope="module")
def january() -> tuple[pd.DataFrame, pd.DataFrame]:
    return tuple(tables.load(EVENT, "data/processed", name) for name in ("totals", "claims"))


@pytest.mark.parametrize("label", CHANGED)
def test_the_running_count_of_january(label: str, january: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    since = changes.since_last(january[0], LABELS, label, ZONE, EVENT, january[1])
    assert since.sentences[RUNNING] == CHANGED[label]


def test_the_last_moments_of_january(january: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    since = changes.since_last(january[0], LABELS, "2026-02-06", ZONE, EVENT, january[1])
    assert since.sentences == {
        "the whole operation (army: from 29 January; BLA: 31 January to 6 February)": [
            "On 5 February officials gave first figures: 36 civilians, 22 security personnel and 216 "
            "militants (the military's public relations branch).",
            "On 6 February the armed group gave first figures: 363 or more security personnel and 93 "
            "militants (BLA).",
        ]
    }
    since = changes.since_last(january[0], LABELS, "latest", ZONE, EVENT, january[1])
    claims = january[1]
    late = claims[claims["known_from"] > at("2026-02-06")]["report_id"]
    early = claims[claims["known_from"] <= at("2026-02-06")]["report_id"]
    n_pages = len(set(late) - set(early))
    assert since.changes == []
    assert since.nothing == (
        f"Nothing changed: every party's newest figures are the same, though {n_pages} more pages were known."
    )


def test_the_follow_up_of_january_held_for_a_time(january: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    since = changes.since_last(january[0], LABELS, "2026-02-04", ZONE, EVENT, january[1])
    assert since.sentences["operations in the night of 1 to 2 February"] == [
        "Officials' figure for militants is 22 as before; for a time it was 24 on 3 February (security "
        "forces)."
    ]


def test_no_official_took_anything_back_in_the_real_tables() -> None:
    """The only named source that went down, ISPR on the train's passengers, went to less than a quarter."""
    for event in (EVENT, "balochistan-2024-08", "jaffar-express-2025-03"):
        frame, claims = (tables.load(event, "data/processed", name) for name in ("totals", "claims"))
        days = sorted(set(frame["since"].dropna()))
        said = changes.voices_by(claims, None)
        for earlier, later in itertools.pairwise(days):
            found = changes.between(frame, earlier, later, ZONE, event, said)
            assert not [one for one in found if one.kind in (Kind.CORRECTION, Kind.MOVED)]
