"""Totals: small tables worked by hand."""

import itertools

import pandas as pd
import pytest

from tollbook import reconcile, rules, statements
from tollbook.rules import Standing

EVENT = "balochistan-2026-01"


def standing(figure, day="2026-02-01", outlets=("a",), origin="o", last=None):
    return Standing(
        f"s-{figure}-{origin}",
        origin,
        tuple(figure),
        day,
        last or day,
        frozenset(outlets),
        frozenset(outlets),
    )


def exact(number):
    return (number, number, number)


def test_latest_takes_the_newest_day():
    assert rules.latest([standing(exact(10)), standing(exact(12), "2026-02-02")])[:3] == (12, 12, 12)


def test_latest_follows_a_count_that_falls():
    assert rules.latest([standing(exact(18)), standing(exact(17), "2026-02-02")])[:3] == (17, 17, 17)


def test_on_one_day_latest_takes_the_figure_that_more_outlets_carry():
    figures = [standing(exact(10), outlets=("a", "b", "c")), standing(exact(12), outlets=("d",))]
    assert rules.latest(figures)[:3] == (10, 10, 10)


def test_on_one_day_and_equally_carried_latest_takes_the_higher_figure():
    assert rules.latest([standing(exact(10)), standing(exact(12))])[:3] == (12, 12, 12)


def test_one_outlet_counts_once_however_often_it_repeats_a_figure():
    repeated = [standing(exact(10), outlets=("a",), origin=str(number)) for number in range(5)]
    assert rules.latest([*repeated, standing(exact(12), outlets=("b", "c"))])[:3] == (12, 12, 12)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((150, None, 199), exact(197), True),  # nearly 200, after 197
        ((178, None, None), exact(197), True),  # more than 177, after 197
        ((23, None, None), exact(22), True),  # "more than 22" said of 22 itself
        ((24, None, None), exact(22), False),
        ((216, None, None), exact(216), True),  # at least 216
        ((251, None, None), exact(197), False),  # more than 250 is news after 197
        (exact(17), (10, None, None), False),  # an exact figure is always news
        ((31, None, None), (36, None, None), True),  # at least 31, after at least 36
        ((36, None, None), (31, None, None), False),
        ((35, 40, 45), exact(41), True),  # around 40, for 41
        ((None, None, 24), exact(20), True),  # up to 24
    ],
)
def test_what_only_restates_a_figure(one, other, expected):
    assert rules.restates(one, other) is expected


def test_a_looser_wording_of_a_known_figure_is_not_news():
    figures = [standing(exact(197)), standing((150, None, 199), "2026-02-03", ("b", "c"))]
    assert rules.latest(figures)[:3] == (197, 197, 197)


def test_a_figure_of_one_outlet_that_the_party_went_back_on_is_not_the_latest():
    older = standing(exact(41), "2026-01-30", ("a", "b"), last="2026-02-05")
    assert rules.latest([older, standing(exact(51), "2026-01-31", ("c",))])[:3] == (41, 41, 41)
    assert rules.latest([older, standing(exact(51), "2026-01-31", ("c", "d"))])[:3] == (51, 51, 51)
    never_repeated = standing(exact(41), "2026-01-30", ("a", "b"))
    assert rules.latest([never_repeated, standing(exact(51), "2026-01-31", ("c",))])[:3] == (51, 51, 51)


def test_range_goes_from_the_lowest_low_to_the_highest_high():
    figures = [standing(exact(10)), standing((12, None, 14)), standing(exact(22))]
    assert rules.spread(figures)[:3] == (10, None, 22)


def test_range_is_open_when_one_figure_is():
    assert rules.spread([standing(exact(10)), standing((31, None, None))])[:3] == (10, None, None)


def test_range_reads_a_missing_low_as_none_killed():
    assert rules.spread([standing((None, None, 24)), standing(exact(30))])[:3] == (0, None, 30)


def claims(rows):
    """Clean claims from (claim, origin, party, low, high, known_from, outlet); civilians killed in the
    running count.
    """
    frame = pd.DataFrame(rows, columns=["claim_id", "origin", "party", "low", "high", "known_from", "outlet"])
    frame["known_from"] = pd.to_datetime(frame["known_from"], utc=True).dt.as_unit("s")
    for column in ("low", "high"):
        frame[column] = frame[column].astype("Int64")
    frame = frame.assign(
        source_origin=frame["origin"],
        source_party=frame["party"],
        echo="",
        event_id=EVENT,
        report_id=frame["claim_id"],
        group="civilians",
        part="",
        unit="people",
        outcome="killed",
        best=frame["low"].where(frame["low"].eq(frame["high"])),
        precision="exact",
        increment=False,
        place_id="",
        is_whole=True,
        period="wave",
        includes="",
        said_from=frame["known_from"],
        said_to=frame["known_from"],
        date_basis="moment",
        as_of="",
    )
    return frame.assign(statement_id=statements.identify(frame))


ROWS = [
    ("c1", "police", "state", 10, 10, "2026-01-31T10:00", "a"),
    ("c2", "police", "state", 10, 10, "2026-01-31T12:00", "b"),
    ("c3", "minister", "state", 18, 18, "2026-02-01T10:00", "c"),
    ("c4", "BLA", "armed_group", 5, 5, "2026-02-01T11:00", "d"),
]


def in_force(table, at, party="state", rule="latest"):
    rows = reconcile.as_of(table, pd.Timestamp(at, tz="UTC"))
    return rows[(rows["party"] == party) & (rows["rule"] == rule)]


def test_totals_are_a_step_function_of_knowledge_time():
    table = reconcile.totals(claims(ROWS))
    assert in_force(table, "2026-01-31T09:59").empty
    assert in_force(table, "2026-01-31T10:00")["best"].tolist() == [10]
    assert in_force(table, "2026-02-01T09:59")["n_reports"].tolist() == [2]
    assert in_force(table, "2026-02-01T10:00")["best"].tolist() == [18]
    everyone = in_force(table, "2026-02-01T12:00", "any", "range")
    assert everyone[["low", "high", "n_origins", "n_statements", "n_reports"]].values.tolist() == [
        [5, 18, 3, 3, 4]
    ]


def test_parts_places_increments_and_things_never_enter_a_total():
    base = claims([("c1", "police", "state", 10, 10, "2026-01-31T10:00", "a")])
    others = [
        base.assign(part="women"),
        base.assign(is_whole=False),
        base.assign(increment=True),
        base.assign(unit="places"),
        base.assign(group="unknown"),
    ]
    assert all(reconcile.totals(other).empty for other in others)


def test_totals_do_not_depend_on_the_order_of_rows():
    tables = [reconcile.totals(claims(list(rows))) for rows in itertools.permutations(ROWS)]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])


def test_nothing_known_after_a_moment_has_any_effect_on_it():
    early = reconcile.totals(claims(ROWS[:2]))
    late = reconcile.totals(claims(ROWS))
    moment = pd.Timestamp("2026-01-31T23:00", tz="UTC")
    pd.testing.assert_frame_equal(reconcile.as_of(late, moment), reconcile.as_of(early, moment))


def test_a_figure_holds_since_it_changed_not_since_the_last_page():
    table = reconcile.totals(claims(ROWS))
    now = in_force(table, "2026-01-31T13:00")
    assert now["since"].tolist() == [pd.Timestamp("2026-01-31T12:00", tz="UTC")]
    assert reconcile.figure_since(table, now).tolist() == [pd.Timestamp("2026-01-31T10:00", tz="UTC")]


def test_a_late_page_with_an_early_figure_of_its_own_date_is_no_news():
    rows = claims(
        [
            ("c1", "police", "state", 41, 41, "2026-01-30T10:00", "a"),
            ("c2", "police", "state", 41, 41, "2026-01-30T11:00", "b"),
            ("c3", "minister", "state", 51, 51, "2026-01-31T10:00", "c"),
        ]
    )
    assert in_force(reconcile.totals(rows), "2026-02-01")["best"].tolist() == [51]
    dated = rows.assign(as_of=["", "", "2026-01-30"])
    assert in_force(reconcile.totals(dated), "2026-02-01")["best"].tolist() == [41]


def test_echoes_are_one_statement_with_its_pages_and_outlets():
    collapsed = statements.collapse(claims(ROWS)).set_index("origin")
    assert collapsed.loc["police", ["n_reports", "n_outlets"]].tolist() == [2, 2]
    assert collapsed.loc["police", "first_said"] == pd.Timestamp("2026-01-31T10:00", tz="UTC")
    assert len(collapsed) == 3


def test_one_outlet_repeated_a_thousand_times_is_one_statement_of_one_outlet():
    rows = [(f"c{number}", "police", "state", 10, 10, "2026-01-31T10:00", "a") for number in range(1000)]
    collapsed = statements.collapse(claims(rows))
    assert collapsed[["n_reports", "n_outlets"]].values.tolist() == [[1000, 1]]
    assert set(reconcile.totals(claims(rows))["n_origins"]) == {1}


def test_no_claims_give_empty_tables():
    none = claims(ROWS).iloc[:0]
    assert reconcile.totals(none).empty
    assert statements.collapse(none).empty
