"""Counts over time: each check finds one spoiled row, and leaves right ones alone."""

from __future__ import annotations

import pytest
from check_claims import carried, claim, frame

from tollbook.checks import losses, parts, timing

GROUP = {"origin": "Group", "party": "armed_group", "group": "security", "outcome": "captured"}


def captives(number: int, day: str, outlets: int = 2, **cells: object) -> list[dict[str, object]]:
    return carried(number, outlets, f"{day}-{number}", day=day, **(GROUP | cells))


def test_a_count_that_falls_is_found():
    found = list(timing.falling(frame([*captives(18, "2026-01-31"), *captives(17, "2026-02-03")])))
    assert [row[:2] for row in found] == [("falling", "warning")]
    assert found[0][4:6] == ("18 or more", "17")
    assert "Group gave 18 security personnel captured on 2026-01-31 and 17 on 2026-02-03" in found[0][6]


def test_a_lower_count_of_a_period_that_holds_the_other_is_a_fall():
    rows = [*captives(18, "2026-01-31", period="day"), *captives(17, "2026-02-03", period="operation")]
    assert len(list(timing.falling(frame(rows)))) == 1


@pytest.mark.parametrize(
    ("earlier", "later", "why"),
    [
        ({}, {"outlets": 1}, "one page alone may slip"),
        ({}, {"precision": "at_least"}, "a looser wording"),
        ({}, {"origin": "Other"}, "another source"),
        ({}, {"party": "state", "origin": "officials (unnamed)"}, "a side is no source"),
        ({}, {"place_id": "kalat", "is_whole": False}, "another place"),
        ({}, {"part": "police"}, "another part"),
        ({"period": "operation"}, {"period": "day"}, "a stretch of the earlier period"),
        ({}, {"event_id": "balochistan-2024-08"}, "another event"),
        ({}, {"outcome": "freed"}, "another outcome"),
    ],
)
def test_what_is_no_fall_is_left_alone(earlier, later, why):
    rows = [*captives(18, "2026-01-31", **earlier), *captives(17, "2026-02-03", **later)]
    assert not list(timing.falling(frame(rows))), why


def test_an_old_lower_count_printed_late_is_no_fall():
    rows = [*captives(7, "2026-01-30"), *captives(18, "2026-01-31"), *captives(7, "2026-02-03")]
    assert not list(timing.falling(frame(rows)))


def test_a_lower_count_while_the_higher_goes_on_is_no_fall():
    rows = [*captives(18, "2026-01-31"), *captives(17, "2026-02-03"), *captives(18, "2026-02-04", 3)]
    assert not list(timing.falling(frame(rows)))


def test_less_than_half_is_another_count():
    assert not list(timing.falling(frame([*captives(18, "2026-01-31"), *captives(8, "2026-02-03")])))


def test_a_part_that_a_page_lists_twice_is_several_counts():
    rows = [*captives(5, "2026-01-31", part="police"), *captives(3, "2026-02-03", part="police")]
    assert len(list(timing.falling(frame(rows)))) == 1
    listed = [claim(number, "list", day="2026-01-31", part="police", **GROUP) for number in (5, 4)]
    assert not list(timing.falling(frame([*rows, *listed])))


def printed_late(day: str, **cells: object) -> list[tuple]:
    """The findings for a page with 92, after 145 was out on 1 February in six outlets."""
    rows = [*carried(92, 6, "old", day="2026-01-31"), *carried(145, 6, "new", day="2026-02-01")]
    return list(timing.overtaken(frame([*rows, claim(92, "page", day=day, **cells)])))


def test_a_figure_already_replaced_when_it_was_printed_is_found():
    found = printed_late("2026-02-03")
    assert [row[:4] for row in found] == [("overtaken", "note", "page", "page-1")]
    assert found[0][4:6] == ("145", "92")


def test_a_page_of_the_same_news_day_is_not_late():
    assert not printed_late("2026-02-01")


@pytest.mark.parametrize(
    "cells", [{"as_of": "2026-01-31"}, {"party": "armed_group"}, {"date_basis": "content"}, {"period": "day"}]
)
def test_a_page_that_dates_the_figure_or_quotes_somebody_else_is_not_late(cells):
    assert not printed_late("2026-02-03", **cells)


def test_a_page_that_prints_the_newer_figure_too_recounts():
    rows = [*carried(92, 6, "old", day="2026-01-31"), *carried(145, 6, "new", day="2026-02-01")]
    both = [claim(92, "page", day="2026-02-03"), claim(145, "page", day="2026-02-03", group="all")]
    assert not list(timing.overtaken(frame([*rows, *both])))


def announced(following: int) -> list[tuple]:
    more = carried(22, 2, "more", day="2026-02-02", increment=True, period="follow_up")
    rows = [*carried(145, 6, "base", day="2026-02-01"), *more]
    return list(timing.increments(frame([*rows, *carried(following, 6, "next", day="2026-02-02")])))


def test_an_increment_that_does_not_lead_to_the_next_count_is_found():
    found = announced(177)
    assert [row[4:6] for row in found] == [("145 + 22 = 167", "177")]


def test_an_increment_that_leads_to_the_next_count_is_right():
    assert not announced(167)


def test_one_page_announces_no_increment():
    rows = [*carried(145, 6, "base", day="2026-02-01"), *carried(177, 6, "next", day="2026-02-02")]
    more = claim(22, "more", day="2026-02-02", increment=True, period="follow_up")
    assert not list(timing.increments(frame([*rows, more])))


ARMED = {"party": "armed_group", "origin": "Group"}


def own_and_claimed(own: int, claimed: int, **cells: object) -> list[tuple]:
    rows = [claim(own, "own", group="security"), claim(claimed, "other", group="security", **ARMED, **cells)]
    return list(losses.claimed_and_own(frame(rows)))


def test_a_claim_and_an_own_count_that_do_not_meet_are_found_once():
    found = own_and_claimed(17, 84)
    assert [row[2:4] for row in found] == [("", "own-1;other-1")]
    assert found[0][4:6] == ("17 by officials, their own count", "84 by the armed group")
    pages = [*carried(17, 5, "own", group="security"), *carried(84, 5, "other", group="security", **ARMED)]
    assert len(list(losses.claimed_and_own(frame(pages)))) == 1


@pytest.mark.parametrize(
    ("claimed", "cells"),
    [
        (17, {}),
        (10, {"precision": "at_least"}),
        (84, {"period": "day"}),
        (84, {"event_id": "balochistan-2024-08"}),
        (84, {"part": "police"}),
        (84, {"place_id": "kalat", "is_whole": False}),
        (84, {"day": "2026-02-05"}),  # four days on, the own count may have grown
    ],
)
def test_figures_that_can_both_be_are_left_alone(claimed, cells):
    assert not own_and_claimed(17, claimed, **cells)


def test_a_group_that_is_nobodys_own_is_not_compared():
    rows = [claim(31, "own", group="civilians"), claim(84, "other", group="civilians", **ARMED)]
    assert not list(losses.claimed_and_own(frame(rows)))


def part_and_whole(part: int, whole: int, **cells: object) -> list[tuple]:
    rows = [claim(part, "page", group="security", part="police"), claim(whole, "page", group="security")]
    rows[0] |= cells
    return list(parts.parts_over_wholes(frame(rows)))


def test_a_part_above_its_whole_is_found():
    found = part_and_whole(45, 17)
    assert [row[:4] for row in found] == [("part_over_whole", "error", "page", "page-1;page-2")]


@pytest.mark.parametrize(
    ("part", "cells"),
    [(17, {}), (45, {"source_origin": "Other"}), (45, {"period": "day"}), (45, {"outcome": "injured"})],
)
def test_a_part_within_its_whole_or_of_another_count_is_right(part, cells):
    cells = {"source_origin": "Spokesman"} | cells
    rows = [claim(part, "page", group="security", part="police", **cells)]
    rows.append(claim(17, "page", group="security", source_origin="Spokesman"))
    assert not list(parts.parts_over_wholes(frame(rows)))


def test_the_order_of_the_rows_changes_nothing():
    rows = [*captives(18, "2026-01-31"), *captives(17, "2026-02-03")]
    claims = frame(rows)
    mixed = claims.sample(frac=1, random_state=1)
    assert list(timing.falling(claims)) == list(timing.falling(mixed))
