"""Which origins agree: small tables worked by hand, then the ledger."""

from __future__ import annotations

import pandas as pd
import pytest

from tollbook import agreement, clean, ledger, parameters, reconcile, statements
from tollbook.charts.agreement import agreement_matrix
from tollbook.paths import resolve

EVENT = "balochistan-2026-01"
EVENTS = [EVENT, "balochistan-2024-08", "jaffar-express-2025-03"]
RUN = parameters.check(EVENT)
ZONE = "Asia/Karachi"
# Invented: the army and the minister say 17, a third official 15 or more, the clerk 22, the rebels 280.
ROWS = [
    ("army", "state", "security", 17, 17, 1),
    ("minister", "state", "security", 17, 17, 1),
    ("spokesman", "state", "security", 15, None, 1),
    ("clerk", "state", "security", 22, 22, 1),
    ("rebels", "armed_group", "security", 280, 280, 2),
    ("army", "state", "civilians", 31, 31, 1),
    ("council", "independent", "civilians", 30, 35, 2),
]


def claims(rows: list[tuple]) -> pd.DataFrame:
    """Clean claims of killed in the running count: origin, party, group, low, high, day in February."""
    frame = pd.DataFrame(rows, columns=["origin", "party", "group", "low", "high", "day"])
    frame = frame.astype({"low": "Int64", "high": "Int64"})
    moments = pd.to_datetime([f"2026-02-0{day}T12:00Z" for day in frame["day"]], utc=True).as_unit("s")
    ids = [f"c{number}" for number in range(len(frame))]
    frame = frame.drop(columns="day").assign(
        claim_id=ids,
        report_id=ids,
        outlet=ids,
        source_origin=frame["origin"],
        source_party=frame["party"],
        event_id=EVENT,
        part="",
        unit="people",
        outcome="killed",
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


def cells(rows: list[tuple]) -> pd.DataFrame:
    """The matrix of invented claims, by group and origin."""
    return agreement.matrix(agreement.said_now(claims(rows), RUN)).set_index(["group", "origin"])


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ((17, 17, 17), (17, 17, 17), True),
        ((17, 17, 17), (22, 22, 22), False),
        ((15, None, None), (280, 280, 280), True),  # "15 or more" can be 280
        ((15, None, None), (14, 14, 14), False),
        ((12, None, 18), (18, 18, 18), True),  # ends included
        ((None, None, 49), (50, None, None), False),  # "under 50" and "50 or more"
        ((None, None, 49), (0, 0, 0), True),
    ],
)
def test_figures_agree_where_their_intervals_overlap(one: tuple, other: tuple, agree: bool):
    assert agreement.overlap(one, other) is agreement.overlap(other, one) is agree


def test_each_cell_counts_the_others_that_can_mean_the_same_number():
    found = cells(ROWS)
    army = found.loc[("security", "army")]
    assert (army["n_agree"], army["n_others"], army["agrees_with"]) == (2, 4, "minister; spokesman")
    rebels = found.loc[("security", "rebels")]
    assert (rebels["n_agree"], rebels["agree_state"], rebels["agrees_with"]) == (1, 1, "spokesman")
    spokesman = found.loc[("security", "spokesman")]
    assert (spokesman["n_agree"], spokesman["agree_state"], spokesman["agree_armed_group"]) == (4, 3, 1)
    council = found.loc[("civilians", "council")]
    assert (council["n_agree"], council["n_others"], council["agree_state"]) == (1, 1, 1)


def test_the_largest_set_is_that_of_the_number_which_most_can_mean():
    found = cells(ROWS)
    largest = found.index[found["in_largest"]].tolist()
    # 17 lies in three figures, 22 and 280 in two each
    assert [origin for group, origin in largest if group == "security"] == ["army", "minister", "spokesman"]
    said = agreement.said_now(claims(ROWS), RUN)
    assert agreement.shared(said) == [("civilians", ["31"], 2, 2), ("security", ["17"], 3, 5)]


def test_sets_that_are_equally_large_are_all_named():
    rows = [("a", "state", "security", 17, 17, 1), ("b", "state", "security", 17, 17, 1)]
    rows += [("c", "state", "security", 22, 22, 1), ("d", "state", "security", 22, 22, 1)]
    said = agreement.said_now(claims(rows), RUN)
    assert agreement.shared(said) == [("security", ["17", "22"], 2, 4)]
    figure = agreement_matrix(said, ZONE, "agreement", "period", "Source.")
    assert figure.sentence == "2 of 4 origins agree on 17 security personnel killed, as many on 22."


def test_only_what_an_origin_says_now_counts_and_nobody_named_is_no_origin():
    rows = [("army", "state", "security", 10, 10, 1), ("army", "state", "security", 22, 22, 3)]
    rows += [("not named", "unattributed", "security", 22, 22, 3)]
    said = agreement.said_now(claims(rows), RUN)
    assert said[["origin", "words"]].to_numpy().tolist() == [["army", "22"]]
    assert said["since"].iloc[0] == pd.Timestamp("2026-02-03T12:00Z")
    assert agreement.matrix(said)[["n_others", "n_agree"]].iloc[0].tolist() == [0, 0]


def test_the_chart_says_who_agrees_and_who_stands_alone():
    said = agreement.said_now(claims([*ROWS, ("clerk", "state", "militants", 5, 5, 1)]), RUN)
    alone = [*ROWS[:2], ("rebels", "armed_group", "security", 280, 280, 2)]
    figure = agreement_matrix(said, ZONE, "agreement", "period", "Source.")
    assert figure.sentence.startswith(
        "2 of 2 origins agree on 31 civilians killed; 3 of 5 origins agree on 17"
    )
    assert "army: 31 civilians (with 1 of 1) and 17 security personnel (with 2 of 4)" in figure.alt
    assert "5 militants (no other figure)" in figure.alt
    assert all("with 4 of 4" in drawing for drawing in figure.drawings.values())
    lonely = agreement.said_now(claims(alone), RUN)
    figure = agreement_matrix(lonely, ZONE, "agreement", "period", "Source.")
    assert figure.sentence.endswith("1 figure stands alone: 280 security personnel (rebels).")
    assert all("stands alone" in drawing for drawing in figure.drawings.values())


def test_without_a_named_origin_there_is_no_chart():
    nothing = agreement.said_now(claims([("not named", "unattributed", "security", 22, 22, 3)]), RUN)
    assert nothing.empty
    assert agreement.matrix(nothing).columns.tolist() == agreement.MATRIX
    with pytest.raises(ValueError, match="no named origin"):
        agreement_matrix(nothing, ZONE, "agreement", "period", "Source.")


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    return clean.clean(ledger.read(resolve("data/raw"))).claims


@pytest.mark.parametrize("event", EVENTS)
def test_what_origins_say_now_is_what_the_rules_ask_them(known: pd.DataFrame, event: str):
    """The rule `conservative` takes the lowest of what the origins of a party say now."""
    run = parameters.check(event)
    said = agreement.said_now(known[known["event_id"] == event], run)
    rows = reconcile.as_of(reconcile.totals(known[known["event_id"] == event]), None)
    rows = rows[
        rows["rule"].eq("conservative") & rows["outcome"].eq("killed") & rows["period"].eq(run.period)
    ]
    rules = rows.set_index(["group", "party"])["low"]
    for (group, party), some in said.groupby(["group", "party"]):
        if some["low"].notna().any():
            assert some["low"].min() == rules[(group, party)]
        assert len(some) == rows.set_index(["group", "party"])["n_origins"][(group, party)]
