"""Which figures add up to a total: sums worked by hand, most of them those that the ledger's notes name."""

import pandas as pd
import pytest
from prose import unlinked

from tollbook import composition, explained, explaining, statements
from tollbook.composition import Term
from tollbook.scope import wider_periods

EVENT = "balochistan-2026-01"
WIDER = wider_periods()


def term(group, number, period="wave", part="", place="", high=...):
    return Term(EVENT, group, part, place, period, number, number if high is ... else high)


@pytest.mark.parametrize(
    ("low", "high", "precision", "expected"),
    [
        (193, 193, "exact", (193, 193)),
        (121, None, "more_than", (121, 129)),  # over 120: 125 was meant
        (190, None, "at_least", (190, 199)),
        (73, None, "at_least", (73, 73)),
        (23, None, "more_than", (22, 23)),  # "more than 22" is said of 22 itself
        (45, 49, "about", (45, 49)),
        (None, 33, "at_most", (33, 33)),
        (None, 50, "at_most", (41, 50)),
    ],
)
def test_what_sum_a_worded_total_can_stand_for(low, high, precision, expected):
    assert composition.window(low, high, precision) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (term("militants", 145), term("civilians", 31), True),
        (term("militants", 145), term("militants", 197), False),
        (term("militants", 92, "day"), term("militants", 41, "pre_attack"), True),  # beside each other
        (term("militants", 145), term("militants", 92, "day"), False),  # the day is inside the wave
        (term("all", 23, place="musakhel"), term("all", 10, place="kalat"), True),
        (term("all", 23, place="musakhel"), term("security", 14), False),  # the 14 may hold some of the 23
        (term("all_but_militants", 21, part="hostages"), term("security", 4, part="Frontier Corps"), True),
        (term("security", 22), term("security", 4, part="police"), False),
        (term("all", 5), term("civilians", 5), False),
    ],
)
def test_only_figures_of_different_people_are_added(one, other, expected):
    assert composition.may_add(one, other, WIDER) is expected
    assert composition.may_add(other, one, WIDER) is expected


def test_a_total_without_militants_is_not_heard_when_it_names_them():
    terms = (term("security", 17), term("civilians", 31))
    assert composition.may_make_up(terms, "all_but_militants", "civilians;militants")
    assert not composition.may_make_up((*terms, term("militants", 145)), "all_but_militants", "")


def test_a_page_of_a_hundred_figures_cannot_stop_a_run():
    terms = [
        Term(EVENT, group, "", "", "wave", number, number)
        for group in ("militants", "security", "civilians")
        for number in range(1, 100)
    ]
    assert sum(1 for _ in composition.sums_of(terms, WIDER)) <= 3 * composition.MOST_SUMS


GROUPS = [
    ("militants", 145, 145, "", "wave"),
    ("security", 17, 17, "", "wave"),
    ("civilians", 31, 31, "", "wave"),
]


def claims(rows, day="2026-02-01", outlets=("a", "b"), event=EVENT):
    """Clean claims of killed from (group, low, high, includes, period), each on a page of each outlet."""
    columns = ["group", "low", "high", "includes", "period"]
    frame = pd.DataFrame([(*row, outlet) for row in rows for outlet in outlets], columns=[*columns, "outlet"])
    moment = pd.Timestamp(f"{day}T10:00", tz="UTC").as_unit("s")
    frame = frame.assign(
        low=frame["low"].astype("Int64"), high=frame["high"].astype("Int64"), report_id=frame["outlet"] + day
    )
    is_exact = frame["low"].eq(frame["high"]).fillna(False)
    frame = frame.assign(
        claim_id=[f"{event}-{day}-{outlets[0]}-{number}" for number in range(len(frame))],
        event_id=event,
        best=frame["low"].where(is_exact),
        precision=["exact" if exact else "more_than" for exact in is_exact],
        outcome="killed",
        unit="people",
        part="",
        place_id="",
        is_whole=True,
        increment=False,
        origin="ISPR",
        party="state",
        source_origin="ISPR",
        source_party="state",
        echo="",
        as_of="",
        date_basis="day",
        said_from=moment,
        said_to=moment,
        known_from=moment,
    )
    return frame.assign(statement_id=statements.identify(frame))


def found(*frames):
    """Figure to found of every total of some claims."""
    rows = explaining.explain(pd.concat(frames, ignore_index=True))
    return dict(zip(rows["figure"], rows["found"], strict=True))


EVERY = "civilians;militants;security"


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (("all", 193, 193, EVERY, "wave"), "193 = 145 militants + 17 security personnel + 31 civilians"),
        (("all", 191, None, EVERY, "wave"), "193 = 145 militants + 17 security personnel + 31 civilians"),
        (
            ("all_but_militants", 48, 48, "civilians;security", "wave"),
            "48 = 17 security personnel + 31 civilians",
        ),
        (("all_but_militants", 45, 49, "", "wave"), "48 = 17 security personnel + 31 civilians"),
        (("all", 48, 48, "", "wave"), "48 = 17 security personnel + 31 civilians"),
        (("all", 145, 145, "", "wave"), "145 = 145 militants"),
        (("all_but_militants", 68, 68, "civilians;security", "wave"), ""),
        (
            ("all_but_militants", 162, 162, "civilians;security", "wave"),
            "",
        ),  # 145 + 17, but names no militants
        (("all", 193, 193, EVERY, "threat"), ""),  # a threat is apart from every count
    ],
)
def test_a_total_on_a_page_of_its_own_is_explained_by_what_was_known(total, expected):
    rows = explaining.explain(pd.concat([claims(GROUPS), claims([total], outlets=("c",))]))
    assert rows["found"].tolist() == [expected]
    assert rows["kind"].item() == ("none" if not expected else "exact" if total[1] == total[2] else "agrees")


def test_the_page_of_a_total_comes_before_the_ledger():
    own = claims([("all", 50, 50, "civilians;security", "wave"), ("security", 17, 17, "", "wave"),
                  ("civilians", 33, 33, "", "wave")], outlets=("c",))  # fmt: skip
    rows = explaining.explain(pd.concat([claims([*GROUPS, ("security", 19, 19, "", "wave")]), own]))
    assert rows[["found", "basis"]].values.tolist() == [
        ["50 = 17 security personnel + 33 civilians", "its page"]
    ]


def test_a_figure_that_came_later_explains_nothing():
    early = claims([("all_but_militants", 58, 58, "", "wave")], day="2026-02-01", outlets=("c",))
    late = [("security", 22, 22, "", "wave"), ("civilians", 36, 36, "", "wave")]
    assert found(early, claims(late, day="2026-02-04")) == {"58": ""}
    assert found(claims(late), early)["58"] == "58 = 22 security personnel + 36 civilians"


def test_figures_of_two_parties_are_not_added_from_the_ledger():
    other = claims([("security", 84, 84, "", "wave")]).assign(party="armed_group", source_party="armed_group")
    total = claims([("all_but_militants", 115, 115, "", "wave")], outlets=("c",))
    total = total.assign(party="unattributed", source_party="unattributed")
    assert found(claims(GROUPS), other, total) == {"115": ""}


def test_sums_that_fit_alike_are_all_given():
    rows = [("security", 17, 17, "", "wave"), ("security", 18, 18, "", "wave"),
            ("civilians", 31, 31, "", "wave"), ("civilians", 30, 30, "", "wave")]  # fmt: skip
    total = claims([("all_but_militants", 48, 48, "", "wave")], outlets=("c",))
    assert found(claims(rows), total)["48"].count(" = ") == 2


def test_what_a_page_lists_itself_comes_first():
    total = claims([("all_but_militants", 31, 31, "civilians;security", "wave")], outlets=("c",))
    total = total.assign(includes_worded="23 military;3 railway staff;5 civilians")
    rows = explaining.explain(pd.concat([claims(GROUPS).assign(includes_worded=""), total]))
    assert rows["found"].item() == "31 = 23 military + 5 civilians + 3 railway staff"
    assert rows["counts"].item() == "security personnel and civilians"


def test_dozens_are_not_tested_and_two_events_do_not_mix():
    vague = claims([("all", 24, None, "", "wave")], outlets=("c",)).assign(precision="vague")
    assert explaining.explain(vague)["kind"].tolist() == ["untested"]
    total = claims([("all", 193, 193, EVERY, "wave")], outlets=("c",), event="balochistan-2024-08")
    assert found(claims(GROUPS), total) == {"193": ""}


def test_a_row_of_each_order_gives_the_same():
    frame = pd.concat([claims(GROUPS), claims([("all", 193, 193, EVERY, "wave")], outlets=("c",))])
    turned = explaining.explain(frame.iloc[::-1]).sort_values("statement_id", ignore_index=True)
    assert turned.equals(explaining.explain(frame).sort_values("statement_id", ignore_index=True))


def test_the_tables_say_the_answer_first_and_miss_no_word():
    total = [("all", 193, 193, EVERY, "wave"), ("all", 500, 500, EVERY, "wave")]
    frame = pd.concat([claims(GROUPS), claims(total, outlets=("c",))], ignore_index=True)
    rows = explaining.explain(frame)
    answer, table = explained.totals_explained(rows, frame)
    assert answer.startswith("Of 2 statements of a total of people killed, **1** is just the sum")
    assert table["sum"].tolist() == ["193 = 145 militants + 17 security personnel + 31 civilians"]
    answer, table = explained.totals_unexplained(rows, frame, "Asia/Karachi")
    assert answer.startswith("1 total of people killed is no sum")
    assert "500 (ISPR, first known on" in unlinked(answer)
    assert table["said to count"].tolist() == ["with militants"]


def test_no_claims_give_empty_tables_and_a_sentence():
    nothing = claims(GROUPS).iloc[:0]
    rows = explaining.explain(nothing)
    assert rows.empty
    assert list(rows.columns[-5:]) == explaining.FOUND
    for answer, table in (
        explained.totals_explained(rows, nothing),
        explained.totals_unexplained(rows, nothing, "Asia/Karachi"),
    ):
        assert answer.startswith("No page known by then")
        assert (len(table), len(table.columns)) == (0, 6)
