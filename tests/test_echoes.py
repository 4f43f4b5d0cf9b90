"""Whose statement a page carries that names nobody: small ledgers worked by hand, and the real one."""

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tollbook import clean, echoes, ledger, reconcile, rules, statements
from tollbook.paths import resolve
from tollbook.rules import RULES, Standing

EVENT = "balochistan-2026-01"
OFFICIALS = "officials (unnamed)"  # a row of data/hand/vague_origins.csv
PARTIES = {"not named": "unattributed", "BLA": "armed_group", "monitor": "independent"}
COLUMNS = ["claim_id", "origin", "low", "high", "day", "outlet"]


def claims(*rows, **columns):
    """Clean claims from (claim, origin, low, high, hour of 1 February 2026, outlet): civilians killed."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    moments = pd.Timestamp("2026-02-01", tz="UTC") + pd.to_timedelta(frame.pop("day"), unit="h")
    frame["known_from"] = moments.dt.as_unit("s")
    for column in ("low", "high"):
        frame[column] = frame[column].astype("Int64")
    best = frame["low"].where(frame["low"].eq(frame["high"]))
    fixed = {
        "event_id": EVENT,
        "group": "civilians",
        "part": "",
        "unit": "people",
        "outcome": "killed",
        "increment": False,
        "place_id": "",
        "is_whole": True,
        "period": "wave",
        "includes": "",
        "date_basis": "moment",
        "as_of": "",
        "precision": best.isna().map({True: "at_least", False: "exact"}),
    }
    frame = frame.assign(
        report_id=frame["claim_id"],
        party=frame["origin"].map(PARTIES).fillna("state"),
        best=best,
        said_from=frame["known_from"],
        said_to=frame["known_from"],
        **{**fixed, **columns},
    )
    frame = frame.join(echoes.sources(frame))
    return frame.assign(statement_id=statements.identify(frame))


def source(frame, claim="echo"):
    row = frame.set_index("claim_id").loc[claim]
    return row["source_origin"], row["echo"]


def test_a_page_that_names_nobody_repeats_who_gave_the_figure_by_then():
    given_before = claims(("c1", "minister", 31, 31, 1, "a"), ("echo", "not named", 31, 31, 5, "b"))
    assert source(given_before) == ("minister", "nobody")
    assert given_before["statement_id"].nunique() == 1
    assert given_before["origin"].tolist() == ["minister", "not named"]  # what the page says stays


@pytest.mark.parametrize(
    "first",
    [
        ("c1", "minister", 31, 31, 9, "a"),  # given later
        ("c1", "minister", 36, 36, 1, "a"),  # another figure
        ("c1", OFFICIALS, 30, 30, 1, "a"),
    ],
)
def test_a_page_repeats_no_figure_that_nobody_had_given(first):
    assert source(claims(first, ("echo", "not named", 31, 31, 5, "b"))) == ("not named", "")


@pytest.mark.parametrize("column", ["group", "part", "outcome", "period", "place_id", "event_id", "unit"])
def test_a_figure_of_another_scope_is_not_repeated(column):
    rows = [("c1", "minister", 31, 31, 1, "a"), ("echo", "not named", 31, 31, 5, "b")]
    other = ["x", "y"] if column != "event_id" else ["balochistan-2024-08", EVENT]
    extra = {"is_whole": False} if column == "place_id" else {}
    assert source(claims(*rows, **{column: other, **extra})) == ("not named", "")


def test_a_page_that_names_only_officials_repeats_the_named_official_not_the_other_side():
    rows = [("c1", "BLA", 31, 31, 1, "a"), ("echo", OFFICIALS, 31, 31, 5, "b")]
    assert source(claims(*rows)) == (OFFICIALS, "")
    assert source(claims(*rows, ("c2", "minister", 31, 31, 4, "c"))) == ("minister", "side")


def test_of_two_parties_the_first_to_give_the_figure_is_repeated():
    rows = [("c1", "minister", 31, 31, 2, "a"), ("c2", "monitor", 31, 31, 1, "c")]
    assert source(claims(*rows, ("echo", "not named", 31, 31, 5, "b"))) == ("monitor", "nobody")


def test_who_is_named_goes_before_who_spoke_first_without_a_name():
    rows = [("c1", OFFICIALS, 31, 31, 1, "a"), ("c2", "minister", 31, 31, 4, "c")]
    echo = ("echo", "not named", 31, 31, 5, "b")
    assert source(claims(*rows, echo)) == ("minister", "nobody")
    assert source(claims(rows[0], echo)) == (OFFICIALS, "nobody")


def test_an_open_wording_of_the_number_is_a_repeat_and_a_word_without_a_number_is_not():
    rows = [("c1", "minister", 31, 31, 1, "a"), ("echo", "not named", 31, None, 5, "b")]
    assert source(claims(*rows)) == ("minister", "nobody")
    assert source(claims(*rows, precision=["exact", "vague"])) == ("not named", "")
    more_than = [rows[0], ("echo", "not named", 32, None, 5, "b")]
    assert source(claims(*more_than, precision=["exact", "more_than"])) == ("minister", "nobody")


def test_a_thousand_pages_of_one_outlet_are_one_origin():
    rows = [(f"c{number}", "not named", 31, 31, 5, "blog") for number in range(1000)]
    alone = reconcile.totals(claims(*rows))
    assert set(alone["n_origins"]) == {1}
    beside = reconcile.totals(claims(("c", "minister", 31, 31, 1, "a"), *rows))
    assert set(beside["n_origins"]) == {1}
    assert set(beside["party"]) == {"any", "state"}


# Each example makes tables: few of them, and no search for a smaller one that fails as well.
QUICK = settings(deadline=None, max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
rows = st.lists(
    st.tuples(
        st.sampled_from(["minister", "army", OFFICIALS, "BLA", "not named"]),
        st.integers(1, 6),
        st.booleans(),
        st.sampled_from([0, 24, 48, 72]),
        st.sampled_from("abc"),
    ),
    min_size=1,
    max_size=9,
)


def build(some):
    return claims(
        *(
            (f"c{number}", origin, low, low if is_exact else None, hour, outlet)
            for number, (origin, low, is_exact, hour, outlet) in enumerate(some)
        )
    )


@QUICK
@given(rows, st.data())
def test_an_echo_changes_no_best(some, data):
    """One more outlet that repeats what an origin said changes nothing, where each origin gave each figure
    once and one figure a day. Between figures of one day `latest` asks how many outlets carry them: there the
    figure in force must not lose by being repeated.
    """
    some = [row for row in some if sum(row[0] == other[0] and row[3] == other[3] for other in some) == 1]
    some = list({(origin, low): (origin, low, *rest) for origin, low, *rest in some}.values())
    repeated = data.draw(st.sampled_from(some)) if some else None
    tables = [some, [*some, (*repeated[:4], "z")]] if some else []
    before, after = ([reconcile.as_of(reconcile.totals(build(table)), None) for table in tables]) or (
        None,
        None,
    )
    for was, now in zip(before.itertuples(), after.itertuples(), strict=True) if some else ():
        same = [numbers(row) for row in (was, now)]
        is_in_force = numbers(was)[0] == repeated[1] and (numbers(was)[2] is not None) == repeated[2]
        if was.rule != "latest" or is_in_force:
            assert same[0] == same[1], was


def numbers(row):
    return tuple(None if pd.isna(number) else number for number in (row.low, row.best, row.high))


@QUICK
@given(rows)
def test_the_step_function_says_what_the_rules_say_of_the_same_statements(some):
    frame = build(some)
    table = reconcile.totals(frame)
    days = reconcile.said_day(frame)
    for (moment, party), known in table.groupby(["since", "party"]):
        heard = frame[(frame["known_from"] <= moment) & (frame["source_party"].eq(party) | (party == "any"))]
        standing = standings(heard.assign(day=days))
        for row in reconcile.as_of(known, None).itertuples():
            expected = RULES[row.rule](standing)
            assert numbers(row) == expected[:3]
            assert row.statement_ids == ";".join(sorted(one.statement_id for one in expected.rests_on))
            assert row.n_statements == len(standing)


def standings(frame):
    """The statements of some claims, in the slow and plain way."""
    numbers = (
        frame[["low", "best", "high"]].astype(object).where(frame[["low", "best", "high"]].notna(), None)
    )
    frame = frame.assign(interval=list(zip(*(numbers[name] for name in numbers), strict=True)))
    return [
        Standing(
            statement,
            group["source_origin"].iloc[0],
            group["interval"].iloc[0],
            group["day"].min(),
            group["day"].max(),
            frozenset(group["outlet"]),
            frozenset(group["report_id"]),
            reconcile.ranked().get(("", group["source_origin"].iloc[0]), rules.UNRANKED),
        )
        for statement, group in frame.groupby("statement_id")
    ]


@pytest.fixture(scope="module")
def real():
    return clean.clean(ledger.read(resolve("data/raw"))).claims


def test_most_pages_that_name_nobody_carry_a_figure_that_somebody_had_given(real):
    whole = real[real["party"].eq("unattributed") & real["outcome"].eq("killed") & real["part"].eq("")]
    groups = whole[whole["group"].isin(["civilians", "security", "militants"]) & whole["is_whole"]]
    assert groups["echo"].ne("").mean() > 0.8


def test_an_echo_keeps_what_its_page_says_and_points_to_another_origin_of_a_known_party(real):
    repeats = real[real["echo"] != ""]
    assert (repeats["origin"] != repeats["source_origin"]).all()
    assert (repeats["source_party"] != "unattributed").all()
    named_side = repeats[repeats["echo"] != "nobody"]
    assert (named_side["party"] == named_side["source_party"]).all()
    own = real[real["echo"] == ""]
    assert own["origin"].equals(own["source_origin"])
