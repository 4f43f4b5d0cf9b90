"""The seven rules on small tables worked by hand; Marzullo's algorithm on worked examples for clocks."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook import positions, rules
from tollbook.positions import Position, marzullo
from tollbook.rules import RULES, Standing


def exact(number):
    return (number, number, number)


def at_least(number):
    return (number, None, None)


def at_most(number):
    return (None, None, number)


def standing(figure, origin="o", day="2026-02-01", outlets=("a",), last=None, rank=positions.UNRANKED):
    return Standing(
        f"s-{figure}-{origin}",
        origin,
        figure,
        day,
        last or day,
        frozenset(outlets),
        frozenset(outlets),
        rank,
    )


# Three origins of one day; the third spoke twice.
SMALL = [
    standing(exact(30), "hospital", "2026-01-31"),
    standing(exact(36), "police", "2026-02-01"),
    standing(exact(10), "army", "2026-01-31"),
    standing(exact(36), "army", "2026-02-02"),
]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("latest", (36, 36, 36)),  # 36 is of 1 February, 30 and 10 are older
        ("range", (10, None, 36)),  # all that was ever said
        ("conservative", (30, 30, 30)),  # the army says 36 now, no longer 10
        ("majority", (36, 36, 36)),  # two of three
        ("median", (36, 36, 36)),  # of 30, 36, 36
        ("agreement", (36, 36, 36)),
        ("priority", (None, None, None)),  # nobody is ranked
    ],
)
def test_each_rule_on_a_table_worked_by_hand(rule, expected):
    assert RULES[rule](SMALL)[:3] == expected


def test_a_rule_rests_on_what_its_origins_say_now():
    assert {one.origin for one in RULES["conservative"](SMALL).rests_on} == {"hospital"}
    assert {one.statement_id for one in RULES["majority"](SMALL).rests_on} == {
        "s-(36, 36, 36)-police",
        "s-(36, 36, 36)-army",
    }


def figures(*given):
    return [standing(figure, f"origin {number}") for number, figure in enumerate(given)]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_one_statement_is_what_every_rule_says(rule):
    only = [standing(exact(31), rank=1)]
    low, best, high, rests = RULES[rule](only)
    assert (low, best, high) == (31, None if rule == "range" else 31, 31)
    assert rests == only


@pytest.mark.parametrize(
    ("given_figures", "expected"),
    [
        ([exact(31), at_least(30)], (30, 30, 30)),
        ([exact(31), at_most(24)], (31, 31, 31)),  # "up to 24" names no lowest number
        ([at_most(24), at_most(20)], (None, None, 20)),
        ([at_least(24), at_least(31)], (24, 24, 24)),
    ],
)
def test_the_conservative_rule_takes_the_lowest_number(given_figures, expected):
    assert RULES["conservative"](figures(*given_figures))[:3] == expected


@pytest.mark.parametrize(
    ("given_figures", "expected"),
    [
        ([exact(31), exact(31), exact(36)], (31, 31, 31)),
        ([exact(31), exact(36)], (None, None, None)),  # no two agree
        ([exact(31), exact(31), exact(36), exact(36)], (31, None, 36)),  # as many for each
        ([at_least(31), at_least(31), exact(36)], (31, None, None)),
    ],
)
def test_the_majority_rule_takes_what_most_origins_give(given_figures, expected):
    assert RULES["majority"](figures(*given_figures))[:3] == expected


@pytest.mark.parametrize(
    ("given_figures", "expected"),
    [
        ([exact(10), exact(17), exact(100)], (17, 17, 17)),
        ([exact(10), exact(20)], (10, 15, 20)),
        ([exact(10), exact(17)], (10, 13, 17)),  # 13.5: a half is rounded down
        ([at_least(10), at_least(20), at_least(30)], (20, None, None)),
        ([exact(10), exact(12), at_least(30)], (12, 12, 12)),
        ([at_most(24), exact(30), exact(31)], (30, 30, 30)),
    ],
)
def test_the_median_rule_takes_the_middle(given_figures, expected):
    assert RULES["median"](figures(*given_figures))[:3] == expected


# Closed intervals and where most of them overlap. The first three are the worked examples that accounts of
# Marzullo's algorithm for clocks commonly give; the fourth has one false clock beside three that agree.
@pytest.mark.parametrize(
    ("intervals", "most", "regions"),
    [
        ([(8, 12), (11, 13), (10, 12)], 3, [(11, 12)]),
        ([(8, 12), (11, 13), (14, 15)], 2, [(11, 12)]),
        ([(8, 9), (8, 12), (10, 12)], 2, [(8, 9), (10, 12)]),
        ([(0, 6), (4, 10), (5, 7), (20, 21)], 3, [(5, 6)]),
        ([(1, 2), (2, 3)], 2, [(2, 2)]),  # closed intervals touch
        ([(5, 5)], 1, [(5, 5)]),
    ],
)
def test_marzullos_algorithm_on_worked_examples(intervals, most, regions):
    assert marzullo(intervals) == (most, regions)


@pytest.mark.parametrize(
    ("given_figures", "expected"),
    [
        ([(8, None, 12), (11, None, 13), (10, None, 12)], (11, 11, 12)),
        ([(8, None, 9), (8, None, 12), (10, None, 12)], (8, 8, 9)),  # the smallest of two
        ([exact(31), exact(31), exact(36), exact(36)], (31, None, 36)),  # two, equally small
        ([exact(31), exact(36)], (None, None, None)),  # no two agree
        ([at_least(31), exact(36), at_least(30)], (36, 36, 36)),
        ([at_least(31), at_least(36)], (36, None, None)),
        ([at_most(24), exact(20), exact(30)], (20, 20, 20)),
    ],
)
def test_the_agreement_rule_takes_the_smallest_interval_of_the_most_origins(given_figures, expected):
    assert RULES["agreement"](figures(*given_figures))[:3] == expected


def test_the_priority_rule_takes_the_first_origin_of_the_list_that_gave_a_figure():
    ranked = [
        standing(exact(280), "group", rank=9),
        standing(exact(17), "army", "2026-02-01", rank=2),
        standing(exact(22), "army", "2026-02-03", rank=2),
        standing(exact(50), "blog"),
    ]
    assert RULES["priority"](ranked)[:3] == (22, 22, 22)
    assert RULES["priority"](ranked[:1])[:3] == (280, 280, 280)
    assert RULES["priority"](ranked[3:])[:3] == (None, None, None)


intervals = st.one_of(
    st.integers(0, 60).map(exact),
    st.integers(0, 60).map(at_least),
    st.integers(1, 60).map(at_most),
    st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda pair: (pair[0], None, pair[0] + pair[1])),
)
standings = st.lists(
    st.builds(
        lambda figure, origin, day, outlets, rank: standing(
            figure, origin, f"2026-02-{day:02}", tuple(outlets), rank=rank
        ),
        intervals,
        st.sampled_from("abcd"),
        st.integers(1, 9),
        st.sets(st.sampled_from("vwxyz"), min_size=1),
        st.sampled_from([1, 2, positions.UNRANKED]),
    ),
    min_size=1,
    max_size=9,
    unique_by=lambda one: one.statement_id,
)


@given(standings, st.randoms(use_true_random=False))
def test_no_rule_depends_on_the_order_of_the_statements(some, shuffler: random.Random):
    other = list(some)
    shuffler.shuffle(other)
    ranks = {one.origin: one.rank for one in some}
    some = [one._replace(rank=ranks[one.origin]) for one in some]
    other = [one._replace(rank=ranks[one.origin]) for one in other]
    for name, rule in RULES.items():
        if name != "priority":  # two origins of one rank do not occur in a list
            assert rule(some)[:3] == rule(other)[:3], name


@given(standings, intervals, st.sampled_from("abcde"))
def test_a_range_never_narrows_when_a_statement_is_added(some, figure, origin):
    before, after = rules.spread(some), rules.spread([*some, standing(figure, origin)])
    assert after.low <= before.low
    assert after.high is None or (before.high is not None and after.high >= before.high)


@given(standings)
def test_the_agreement_lies_in_the_intervals_of_the_origins_it_rests_on(some):
    _, best, _, rests = RULES["agreement"](some)
    for one in rests:
        if best is not None:
            assert (one.figure[0] or 0) <= best
            assert one.figure[2] is None or best <= one.figure[2]


@given(st.lists(intervals, min_size=1, max_size=8))
def test_marzullo_finds_what_trying_every_number_finds(given_figures):
    ends = [figure[::2] for figure in given_figures]
    most, regions = marzullo(ends)
    counts = [
        sum((low or 0) <= number and (high is None or number <= high) for low, high in ends)
        for number in range(75)
    ]
    assert most == max(counts)
    covered = {number for start, end in regions for number in range(start, min(end, 74) + 1)}
    assert covered == {number for number, count in enumerate(counts) if count == most}


def test_positions_are_the_newest_figure_of_each_origin():
    assert sorted(rules.positions_of(SMALL)) == [
        Position("army", exact(36)),
        Position("hospital", exact(30)),
        Position("police", exact(36)),
    ]
