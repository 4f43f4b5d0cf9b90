"""What the ledger's own README says that its pages disagree about, found again in the computed tables.

Expected values are those of its list of eight disagreements, and the raw rows behind them. Two items of the
list are in the readers' remarks alone and cannot be computed: the operation begun on the 26th, and the
driver reported dead who was interviewed later (the pages name him without a number, so his rows are set
aside). The 35 of the armed group's own dead is in no row.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import pytest

from tollbook import (
    checks,
    clean,
    containing,
    counts,
    explaining,
    ledger,
    parameters,
    places,
    reconcile,
    sentences,
    statements,
)
from tollbook.paths import resolve

JANUARY, TRAIN, AUGUST = "balochistan-2026-01", "jaffar-express-2025-03", "balochistan-2024-08"


class Tables(NamedTuple):
    claims: pd.DataFrame
    set_aside: pd.DataFrame
    totals: pd.DataFrame
    findings: pd.DataFrame
    explanations: pd.DataFrame
    sighted: pd.DataFrame


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The computed tables of all events; checks, sums and places of the first."""
    raw = ledger.read(resolve("data/raw"))
    claims, set_aside = clean.clean(raw)
    january = claims[claims["event_id"] == JANUARY]
    sighted = places.of_event(raw, january, JANUARY)
    return Tables(
        claims,
        set_aside,
        reconcile.totals(claims),
        checks.run(january, sighted),
        explaining.explain(january),
        sighted,
    )


def in_turn(
    tables: Tables, party: str, group: str, *periods: str, event: str = JANUARY, rule: str = "latest"
) -> list[int]:
    """The low ends of the figures of killed in force one after the other, over all `periods`."""
    rows = tables.totals
    wanted = rows["event_id"].eq(event) & rows["party"].eq(party) & rows["group"].eq(group)
    wanted &= rows["outcome"].eq("killed") & rows["rule"].eq(rule) & rows["period"].isin(periods)
    lows = rows[wanted].sort_values("since", kind="stable")["low"].dropna().astype(int).tolist()
    return [low for place, low in enumerate(lows) if low not in lows[:place]]


def given(tables: Tables, party: str, group: str, low: int, period: str) -> pd.DataFrame:
    """The statements of killed in January with this low end, party, group and period, of the whole event."""
    rows = statements.collapse(reconcile.comparable(tables.claims))
    own = rows["event_id"].eq(JANUARY) & rows["party"].eq(party) & rows["outcome"].eq("killed")
    return rows[own & rows["group"].eq(group) & rows["low"].eq(low) & rows["period"].eq(period)]


def contains_in_order(found: list[int], expected: list[int]) -> bool:
    """Whether `expected` stand in `found` in this order, whatever stands between them."""
    rest = iter(found)
    return all(number in rest for number in expected)


def found_by(tables: Tables, check: str) -> pd.DataFrame:
    """The findings of a check, by page."""
    rows = tables.findings
    return rows[rows["check"] == check].set_index("report_id")


# 1. The pre-attack 41


def test_the_raids_are_a_scope_of_their_own_with_41_and_an_early_51(tables: Tables) -> None:
    for low in (41, 51):
        assert len(given(tables, "state", "militants", low, "pre_attack"))
    assert in_turn(tables, "state", "militants", "pre_attack")[-1] == 41


def test_216_holds_the_41_and_is_given_with_and_without(tables: Tables) -> None:
    january = tables.claims[tables.claims["event_id"] == JANUARY]
    own = tables.totals[tables.totals["event_id"] == JANUARY]
    _, table = containing.with_and_without(own, january, parameters.check(JANUARY, "latest"))
    printed = table.set_index(["period", "may hold"])
    for period, total in (("whole operation", 216), ("40 hours", 145), ("the attacks", 197)):
        row = printed.loc[(period, "raids before")]
        assert [row["as printed"], row["its count"], row["with it"], row["without it"]] == [
            str(number) for number in (total, 41, total, total - 41)
        ]
        assert row["pages: inside"] > 0


# 2. What a total includes


@pytest.mark.parametrize(
    ("figure", "found"),
    [
        ("58", "58 = 22 security personnel + 36 civilians"),
        ("48", "48 = 17 security personnel + 31 civilians"),
        ("193", "193 = 145 militants + 17 security personnel + 31 civilians"),
        ("255", "255 = 197 militants + 22 security personnel + 36 civilians"),
        ("121 or more", "125 = 92 militants + 15 security personnel + 18 civilians"),  # "over 120"
        ("191 or more", "193 = 145 militants + 17 security personnel + 31 civilians"),  # "over 190"
        (
            "251 or more",
            "255 or more = 197 militants + 22 security personnel + 36 or more civilians",
        ),  # "over 250"
        ("150 to 199", "193 = 145 militants + 17 security personnel + 31 civilians"),  # "nearly 200"
    ],
)
def test_a_total_is_the_sum_of_the_groups_that_its_pages_count(
    tables: Tables, figure: str, found: str
) -> None:
    rows = tables.explanations[tables.explanations["figure"] == figure]
    assert found in set(rows["found"])


def test_one_page_prints_190_and_193_and_the_figures_that_make_them(tables: Tables) -> None:
    own = tables.findings[tables.findings["report_id"] == "saptashwa-tv-2026-02-02"]
    sums = own[own["check"] == "parts_total"]["found"]
    assert set(sums) == {"193 = 145 militants + 17 security + 31 civilians"}


# 3. Two sides, two worlds


def test_security_forces_killed_by_the_officials_count(tables: Tables) -> None:
    assert {10, 15, 17, 22} <= set(in_turn(tables, "state", "security", "day", "wave"))
    first = [given(tables, "state", "security", low, "wave")["first_said"].min() for low in (10, 15, 17, 22)]
    assert first == sorted(first)  # the 15 of the first day was printed on, after the 17 of two days
    assert max(in_turn(tables, "state", "security", "wave")) == 22


def test_security_forces_killed_by_the_armed_groups_count(tables: Tables) -> None:
    figures = in_turn(tables, "armed_group", "security", "wave", "operation")
    assert contains_in_order(figures, [84, 151, 201, 280, 363])  # "more than 150", "over 200", "over 362"


def test_the_armed_groups_own_dead_by_its_own_count_and_by_the_armys(tables: Tables) -> None:
    assert in_turn(tables, "armed_group", "militants", "wave") == [7, 18]
    assert in_turn(tables, "armed_group", "militants", "operation") == [93]
    assert in_turn(tables, "state", "militants", "operation") == [216]


def test_no_side_takes_its_period_from_the_other_sides_rounded_figure(tables: Tables) -> None:
    own_dead = tables.claims.set_index("claim_id").loc["indian-defence-news-undated-2-7"]
    assert (own_dead["low"], own_dead["period"]) == (18, "wave")  # "about two dozen" is of one night


# 4. Weekday and date slips


def test_a_wrong_weekday_and_a_day_that_no_calendar_has(tables: Tables) -> None:
    assert found_by(tables, "weekday").loc["saptashwa-tv-2026-02-02", "expected"] == "Saturday"
    assert "31 February" in found_by(tables, "impossible_date").loc["geo-news-2026-02-04", "found"]


# 5. Copy errors


@pytest.mark.parametrize(
    ("check", "page", "expected", "found"),
    [
        ("digit_slip", "trt-world-2026-02-05", "58", "68"),
        ("digit_slip", "menafn-2026-02-05", "58", "68"),
        ("wrong_group", "patrika-2026-02-01", "92 militants", "92 civilians"),
        ("wrong_group", "pk-press-club-2026-02-05", "three women (civilians)", "three civilians"),
        (
            "part_over_whole",
            "newsbytes-hindi-2026-02-02",
            "at most 17 law enforcement personnel",
            "45 से अधिक police",
        ),
    ],
)
def test_a_slip_is_found_by_what_other_pages_print(
    tables: Tables, check: str, page: str, expected: str, found: str
) -> None:
    finding = found_by(tables, check).loc[page]
    assert (finding["expected"], finding["found"]) == (expected, found)


def test_a_slip_moves_no_total(tables: Tables) -> None:
    assert 68 not in in_turn(tables, "state", "all_but_militants", "wave")
    assert 16 not in in_turn(tables, "state", "security", "wave")  # 17 on every other page of that speech
    assert in_turn(tables, "state", "all_but_militants", "wave") == [33, 48, 58]


# 6. Counts that fall or do not add up


def test_captives_fall_from_18_to_17(tables: Tables) -> None:
    finding = found_by(tables, "falling").iloc[0]
    assert (finding["expected"], finding["found"]) == ("18 or more", "17")


def test_145_and_22_make_167_and_177_was_announced(tables: Tables) -> None:
    finding = found_by(tables, "increment").iloc[0]
    assert (finding["expected"], finding["found"]) == ("145 + 22 = 167", "177")


def test_167_bodies_are_counted_apart_from_the_dead(tables: Tables) -> None:
    bodies = tables.claims[tables.claims["low"].eq(167) & tables.claims["unit"].eq("bodies")]
    assert set(bodies["source_origin"]) == {"Shahid Rind"}
    assert 167 not in in_turn(tables, "state", "militants", "wave")


# 7. How many places


def test_how_many_places_were_attacked(tables: Tables) -> None:
    january = tables.claims[tables.claims["event_id"] == JANUARY]
    answer, table = counts.places_attacked(january, tables.sighted, parameters.check(JANUARY, "latest"))
    printed = set(table["figure"])
    # "over 12" is 13 or more; "12 or more" is another wording of the 12
    assert {"9", "10", "12", "12 or more", "13 or more", "12 to 14", "14", "48"} <= printed
    assert "names 16 places" in answer


# 8. The March 2025 train


def test_aboard_the_train_from_400_to_650(tables: Tables) -> None:
    train = tables.claims[tables.claims["event_id"] == TRAIN]
    _, table = counts.other_counts(train, parameters.check(TRAIN, "latest"))
    aboard = table[table["what"].eq("aboard") & table["who is counted"].eq("passengers")].iloc[0]
    assert (aboard["lowest"], aboard["highest"]) == ("about 400", "about 650")


def test_the_dead_of_the_train(tables: Tables) -> None:
    assert in_turn(tables, "state", "all_but_militants", "wave", event=TRAIN) == [25, 31]
    train = explaining.explain(tables.claims[tables.claims["event_id"] == TRAIN])
    assert "25 = 4 Frontier Corps + 21 civilians" in set(train["found"])
    said = tables.claims[tables.claims["event_id"].eq(TRAIN) & tables.claims["source_origin"].eq("BLA")]
    killed = said[said["outcome"] == "killed"].sort_values("known_from", kind="stable")["low"].tolist()
    assert contains_in_order(killed, [100, 214])


def test_the_driver_named_without_a_number_is_no_count(tables: Tables) -> None:
    pages = {"daily-times-2025-03-12-4", "pakistan-observer-undated-2", "onmanorama-undated-6"}
    assert pages <= set(tables.set_aside["claim_id"])


# What could be known when, and who said it on which day


def test_nobody_gives_a_months_total_before_the_month_is_over(tables: Tables) -> None:
    month = tables.claims[tables.claims["event_id"].eq(AUGUST) & tables.claims["period"].eq("month")]
    assert len(month)
    assert (month["known_from"] >= pd.Timestamp("2024-08-31T19:00Z")).all()  # midnight in Karachi
    pages = tables.claims[tables.claims["report_id"].isin(month["report_id"])]
    assert (pages["known_from"] >= pd.Timestamp("2024-08-31T19:00Z")).all()  # nor anything else on its page


def test_no_page_repeats_somebody_who_spoke_later(tables: Tables) -> None:
    envoy = tables.claims[tables.claims["source_origin"].eq("Asim Iftikhar Ahmad")]
    assert (envoy["known_from"] >= pd.Timestamp("2026-02-04T19:00Z")).all()  # he spoke on 5 February


@pytest.mark.parametrize(
    ("figure", "day"),
    [("197", "3 February 2026"), ("216", "5 February 2026"), ("41", "30 January 2026")],
)
def test_a_sentence_gives_the_day_that_pages_naming_the_source_bear_out(
    tables: Tables, figure: str, day: str
) -> None:
    run = parameters.check(JANUARY, "latest")
    january = tables.claims[tables.claims["event_id"] == JANUARY]
    rows = sentences.to_print(tables.totals, statements.collapse(january), january, run)
    told = rows.set_index(["group", "party"]).loc[("militants", "each"), "cautious"]
    assert f"said {figure} on {day}" in told
