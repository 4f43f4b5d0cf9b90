"""Counts other than tolls and figures in turn: small tables worked by hand, and the ledger's own list."""

import pandas as pd
import pytest
from prose import links, unlinked

from tollbook import clean, counts, in_turn, ledger, parameters, places, reconcile, scope, statements
from tollbook.figure import Table, prose
from tollbook.paths import resolve

EVENT = "jaffar-express-2025-03"
EVENTS = ["balochistan-2026-01", "balochistan-2024-08", EVENT]
RUN = parameters.check(EVENT)


def claims(rows):
    """Clean claims from (page, party, low, high, group, part, unit, outcome, day of March 2025)."""
    columns = ["report_id", "party", "low", "high", "group", "part", "unit", "outcome", "day"]
    frame = pd.DataFrame(rows, columns=columns)
    for column in ("low", "high"):
        frame[column] = frame[column].astype("Int64")
    moments = pd.to_datetime([f"2025-03-{day}T12:00Z" for day in frame["day"]], utc=True).as_unit("s")
    frame = frame.drop(columns="day").assign(
        claim_id=[f"c{number}" for number in range(len(frame))],
        origin=frame["party"],
        source_origin=frame["party"],
        source_party=frame["party"],
        outlet=frame["report_id"],
        figure=frame["low"].astype("string"),
        category=frame["part"],
        event_id=EVENT,
        best=frame["low"].where(frame["low"].eq(frame["high"])),
        precision="exact",
        increment=False,
        place_id="",
        is_whole=True,
        period=RUN.period,
        includes="",
        known_from=moments,
        said_from=moments,
        said_to=moments,
        date_basis="moment",
        as_of="",
        echo="",
    )
    return frame.assign(statement_id=statements.identify(frame))


def person(page, party, low, high, part, unit, outcome, day, group="all_but_militants"):
    return (page, party, low, high, group, part, unit, outcome, day)


ABOARD = [
    person("p1", "state", 400, 400, "passengers", "aboard", "other", 11),
    person("p2", "state", 450, 450, "passengers", "aboard", "other", 12),
    person("p3", "unattributed", 450, 450, "passengers", "aboard", "other", 12),
    person("p4", "unattributed", 600, None, "passengers", "aboard", "other", 12),
    person("p1", "state", 4, 5, "officials", "aboard", "other", 11),
    person("p1", "state", 21, 21, "passengers", "people", "killed", 11),
    person("p1", "state", 8, 8, "", "people", "injured", 11),
]


def test_people_are_counted_by_what_is_counted_and_the_dead_are_not_among_them():
    answer, table = counts.other_counts(claims(ABOARD), RUN)
    assert list(table["who is counted"]) == ["passengers", "officials"]
    row = table.iloc[0]
    assert row[["lowest", "highest", "most printed", "pages"]].tolist() == ["400", "600 or more", "450", 4]
    assert row["pages by whom"] == "officials 2, nobody named 2"
    assert (
        "passengers: lowest 400 (11 March), highest 600 or more (12 March), on most pages 450 (12 March); "
        "pages: officials 2, nobody named 2." in unlinked(answer)
    )


def test_a_count_of_one_place_stands_apart():
    rows = claims(ABOARD)
    rows = rows.assign(is_whole=rows["report_id"].ne("p4"))
    table = counts.other_counts(rows, RUN)[1].set_index("who is counted")
    assert table.loc["passengers", "highest"] == "450"
    assert table.loc["passengers (one place)", "highest"] == "600 or more"


def test_an_echo_counts_for_whom_it_repeats():
    rows = claims(ABOARD)
    rows = rows.assign(source_party=rows["source_party"].mask(rows["report_id"].eq("p3"), "state"))
    assert counts.other_counts(rows, RUN)[1].iloc[0]["pages by whom"] == "officials 3, nobody named 1"


# Officials: 25 on the 12th, on a page with 21 passengers and 4 soldiers; 31 on the 15th.
DEAD = [
    person("p1", "state", 25, 25, "", "people", "killed", 12),
    person("p1", "state", 21, 21, "passengers", "people", "killed", 12),
    person("p1", "state", 4, 4, "soldiers", "people", "killed", 12, "security"),
    person("p1", "state", 33, 33, "", "people", "killed", 12, "militants"),
    person("p2", "state", 31, 31, "", "people", "killed", 15),
    person("p3", "armed_group", 100, 100, "", "people", "killed", 13, "security"),
    person("p4", "armed_group", 214, 214, "", "people", "killed", 15, "security"),
]


def dead(rows, as_of="latest"):
    run = parameters.check(EVENT, as_of)
    answer, table = in_turn.dead_in_turn(rows, reconcile.totals(rows), run)
    return answer, table.set_index(["who says so", "killed"])["figures in turn"]


def test_the_dead_in_turn_with_the_sum_that_the_page_prints():
    answer, told = dead(claims(DEAD))
    others = "people, militants not counted"
    assert told["officials", others] == "25 = 21 passengers + 4 soldiers (12 March), 31 (15 March)"
    assert told["armed group", "security personnel"] == "100 (13 March), 214 (15 March)"
    assert "Armed group*: security personnel 100 (13 March), 214 (15 March)" in unlinked(answer)
    total, parts = links(answer)[0]
    assert (total, parts.count("+")) == ("25 = 21 passengers + 4 soldiers", 2)


def test_nothing_said_later_is_told():
    _, told = dead(claims(DEAD), "2025-03-13")
    assert told["armed group", "security personnel"] == "100 (13 March)"


def test_one_spoiled_part_takes_the_sum_away():
    rows = claims(DEAD)
    rows = rows.assign(low=rows["low"].mask(rows["part"].eq("soldiers"), 5))
    rows = rows.assign(high=rows["high"].mask(rows["part"].eq("soldiers"), 5))
    assert dead(rows)[1]["officials", "people, militants not counted"].startswith("25 (12 March)")


def test_a_group_and_its_own_part_are_never_added():
    page = pd.DataFrame(
        [(20, "security personnel", "security", ""), (5, "soldiers", "security", "soldiers")],
        columns=["low", "noun", "group", "part"],
    )
    assert in_turn.sums(page, 25) == set()
    assert in_turn.sums(page.assign(group=["civilians", "security"]), 25) == {
        ((5, "soldiers"), (20, "security personnel"))
    }


@pytest.fixture(scope="module")
def raw():
    return ledger.read(resolve("data/raw"))


@pytest.fixture(scope="module")
def cleaned(raw):
    return clean.clean(raw)


def of_event(raw, cleaned, event):
    """The claims and the places of one event."""
    own = cleaned.claims[cleaned.claims["event_id"] == event]
    about = scope.event_rows().loc[event]
    pages = places.page_moments(raw.reports, own, about["time_zone"], about["starts"])
    sightings = raw.sightings[raw.sightings["event_id"] == event]
    return own, places.places(sightings, ledger.read_places(), pages)


def test_the_ledgers_counts_of_places_are_all_there(raw, cleaned):
    own, named = of_event(raw, cleaned, EVENTS[0])
    answer, table = counts.places_attacked(own, named, parameters.check(EVENTS[0]))
    # 9, 10, 12, "over 12", "12 to 14", 14 and 48, as the ledger's README lists them
    assert {"9", "10", "12", "13 or more", "12 to 14", "14", "48"} <= set(table["figure"])
    assert "The longest list on a page names 16 places as attacked" in answer
    assert "their own number" in answer


def test_the_ledgers_train_had_about_400_to_about_650_aboard(cleaned):
    own = cleaned.claims[cleaned.claims["event_id"] == EVENT]
    table = counts.other_counts(own, RUN)[1].set_index(["what", "who is counted"])
    row = table.loc[("aboard", "passengers")]
    assert row[["lowest", "highest"]].tolist() == ["about 400", "about 650"]
    told = in_turn.dead_in_turn(own, reconcile.totals(own), RUN)[1]
    told = told.set_index(["who says so", "killed"])["figures in turn"]
    assert "25 = 21 " in told["officials", "people, militants not counted"]
    assert told["officials", "people, militants not counted"].endswith("(15 March)")
    assert "214 (15 March)" in told["armed group", "people"]


@pytest.mark.parametrize(
    ("event", "as_of"),
    [*((event, "latest") for event in EVENTS), (EVENTS[0], "2026-01-31"), (EVENTS[0], "2026-01-29")],
)
def test_real_events_give_sentences_and_tables(raw, cleaned, event, as_of):
    run = parameters.check(event, as_of)
    own, named = of_event(raw, cleaned, event)
    for answer, table in (
        counts.places_attacked(own, named, run),
        counts.other_counts(own, run),
        in_turn.dead_in_turn(own, reconcile.totals(own), run),
    ):
        prose(answer)
        Table("counts", "Counts", table)


def test_before_anything_is_known_there_are_sentences():
    rows, run = claims([*ABOARD, *DEAD]), parameters.check(EVENT, "2025-03-10")
    assert counts.other_counts(rows, run)[0] == counts.no_people()
    assert in_turn.dead_in_turn(rows, reconcile.totals(rows), run)[0] == in_turn.no_dead()
