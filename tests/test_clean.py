"""Cleaning the real ledger: ten claims followed by hand from the raw row, and nothing lost on the way."""

import pandas as pd
import pytest

from tollbook import clean, ledger, statements
from tollbook.paths import resolve

ROWS_OF_EVENTS = {"balochistan-2024-08": 552, "balochistan-2026-01": 2291, "jaffar-express-2025-03": 649}


@pytest.fixture(scope="module")
def raw():
    return ledger.read(resolve("data/raw"))


@pytest.fixture(scope="module")
def cleaned(raw):
    return clean.clean(raw)


# claim, low, high, best, precision, group, part, origin, party, period, said_from, said_to (UTC):
# worked out from the raw rows
TRACED = [
    # "Over 190", page of the day 2 February: 191 or more; midnight in Karachi is 19:00 UTC the day before
    (
        "saptashwa-tv-2026-02-02-1",
        191,
        None,
        None,
        "more_than",
        "all",
        "",
        "not named",
        "unattributed",
        "wave",
        "2026-02-01T19:00:00",
        "2026-02-02T18:59:59",
    ),
    # "200 से अधिक": Hindi, more than 200
    (
        "aaj-tak-2026-02-02-1",
        201,
        None,
        None,
        "more_than",
        "security",
        "",
        "BLA",
        "armed_group",
        "forty_hours",
        "2026-02-01T19:00:00",
        "2026-02-02T18:59:59",
    ),
    # page of 22:04+03:00
    (
        "al-jazeera-arabic-2026-01-31-4",
        11,
        11,
        11,
        "exact",
        "civilians",
        "",
        "officials (to Reuters, unnamed)",
        "state",
        "day",
        "2026-01-31T19:04:00",
        "2026-01-31T19:04:00",
    ),
    # "Friday" is before the attacks; 17:02 in the Netherlands is 16:02 UTC
    (
        "headliner-nl-nos-2026-01-30-1",
        41,
        41,
        41,
        "exact",
        "militants",
        "",
        "ISPR",
        "state",
        "pre_attack",
        "2026-01-30T16:02:00",
        "2026-01-30T16:02:00",
    ),
    # "୩୬୨ରୁ ଅଧିକ": Odia, more than 362
    (
        "zee-odisha-2026-02-08-1",
        363,
        None,
        None,
        "more_than",
        "security",
        "",
        "BLA",
        "armed_group",
        "operation",
        "2026-02-07T19:00:00",
        "2026-02-08T18:59:59",
    ),
    # "près de 200": near 200 but below it; half a unit of its rounding (100) is 50
    (
        "banxchange-french-2026-02-04-1",
        150,
        199,
        None,
        "about",
        "militants",
        "",
        "officials (unnamed)",
        "state",
        "wave",
        "2026-02-03T19:00:00",
        "2026-02-04T18:59:59",
    ),
    # the raw row says as of 6 February 16:00 in Karachi, 11:00 UTC: nothing was said before
    (
        "latestly-2026-02-06-2",
        93,
        93,
        93,
        "exact",
        "militants",
        "",
        "BLA",
        "armed_group",
        "operation",
        "2026-02-06T11:00:00",
        "2026-02-06T18:59:59",
    ),
    # "around 40" of the raids before the attacks, as of 30 January, on a page of 1 February
    (
        "diplomatic-affairs-2026-02-01-8",
        35,
        45,
        40,
        "about",
        "militants",
        "",
        "Sarfraz Bugti",
        "state",
        "pre_attack",
        "2026-01-31T19:00:00",
        "2026-02-01T18:59:59",
    ),
    # "130 से अधिक" soldiers, said by the BLA, whose word for the whole of the other side it is; 12:17+05:30
    (
        "asianet-news-hindi-2024-08-27-1",
        131,
        None,
        None,
        "more_than",
        "security",
        "",
        "BLA",
        "armed_group",
        "wave",
        "2024-08-27T06:47:00",
        "2024-08-27T06:47:00",
    ),
    # Devanagari 62
    (
        "sanatan-prabhat-undated-2-2",
        62,
        62,
        62,
        "exact",
        "security",
        "",
        "BLA",
        "armed_group",
        "wave",
        None,
        None,
    ),
]


@pytest.mark.parametrize("traced", TRACED, ids=[row[0] for row in TRACED])
def test_ten_claims_are_as_traced_by_hand(cleaned, traced):
    claim = cleaned.claims.set_index("claim_id").loc[traced[0]]
    numbers = [None if pd.isna(claim[column]) else int(claim[column]) for column in ("low", "high")]
    assert numbers == list(traced[1:3])
    if traced[4] != "about" or traced[3] is not None:
        assert (None if pd.isna(claim["best"]) else int(claim["best"])) == traced[3]
    assert claim[["precision", "group", "part", "origin", "party", "period"]].tolist() == list(traced[4:10])
    if traced[10] is not None:
        assert [claim["said_from"], claim["said_to"]] == [
            pd.Timestamp(text, tz="UTC") for text in traced[10:12]
        ]


def test_an_undated_page_is_placed_by_its_figures(cleaned):
    claim = cleaned.claims.set_index("claim_id").loc["sanatan-prabhat-undated-2-2"]
    assert claim["date_basis"] == "content"
    assert pd.isna(claim["said_to"])


@pytest.mark.parametrize("event", ROWS_OF_EVENTS)
def test_every_raw_claim_is_in_exactly_one_table(raw, event):
    claims, set_aside = clean.clean(raw, event)
    wanted = raw.claims.loc[raw.claims["event_id"] == event, "claim_id"]
    assert len(wanted) == ROWS_OF_EVENTS[event]
    assert sorted([*claims["claim_id"], *set_aside["claim_id"]]) == sorted(wanted)


def test_at_most_one_stated_figure_in_a_hundred_is_set_aside_and_each_has_a_reason(raw, cleaned):
    stated = raw.claims["figure"].str.strip().ne("").sum()
    assert cleaned.set_aside["detail"].str.strip().ne("").sum() <= 0.01 * stated
    assert cleaned.set_aside["reason"].ne("").all()
    assert (
        cleaned.set_aside["detail"].str.strip().eq("").sum() == 7
    )  # the ledger's README: seven rows state no number


def test_no_noun_authority_or_place_of_the_ledger_is_unknown(cleaned):
    unknown = cleaned.claims[["group", "party", "place_id"]].eq("unknown")
    assert not unknown.any(axis=None)


def test_what_the_tables_do_not_know_is_unknown_and_kept(raw):
    claims = raw.claims.head(3).assign(category="zorblaxes", attributed_to="Zorblax Office", place="Zorblax")
    cleaned = clean.clean(raw._replace(claims=claims))
    assert cleaned.claims[["group", "party", "place_id", "origin"]].drop_duplicates().values.tolist() == [
        ["unknown", "unknown", "unknown", "Zorblax Office"]
    ]


def test_low_best_and_high_are_in_order(cleaned):
    numbers = cleaned.claims[["low", "best", "high"]].astype("Float64")
    assert not (
        (numbers["low"] > numbers["high"])
        | (numbers["low"] > numbers["best"])
        | (numbers["best"] > numbers["high"])
    ).any()
    assert cleaned.claims[["low", "high"]].notna().any(axis=1).all()


def test_the_order_of_the_raw_rows_does_not_matter(raw, cleaned):
    shuffled = clean.clean(raw._replace(claims=raw.claims.sample(frac=1, random_state=1)))
    one, other = (
        frame.sort_values("claim_id", ignore_index=True) for frame in (cleaned.claims, shuffled.claims)
    )
    pd.testing.assert_frame_equal(one, other)


def test_an_event_cleaned_alone_is_as_among_the_others(raw, cleaned):
    alone = clean.clean(raw, "balochistan-2024-08").claims.sort_values("claim_id", ignore_index=True)
    among = cleaned.claims[cleaned.claims["event_id"] == "balochistan-2024-08"].sort_values(
        "claim_id", ignore_index=True
    )
    pd.testing.assert_frame_equal(alone, among)


def test_echoes_share_a_statement(cleaned):
    claims = cleaned.claims[
        cleaned.claims["origin"].eq("Sarfraz Bugti")
        & cleaned.claims["low"].eq(145)
        & cleaned.claims["high"].eq(145)
    ]
    whole = claims[
        claims["is_whole"]
        & claims["part"].eq("")
        & claims["period"].eq("wave")
        & claims["group"].eq("militants")
    ]
    assert (
        whole.loc[whole["precision"].eq("exact"), "statement_id"]
        .groupby(whole["place_id"])
        .nunique()
        .eq(1)
        .all()
    )
    collapsed = statements.collapse(cleaned.claims)
    assert collapsed["n_reports"].sum() <= len(cleaned.claims)
    assert collapsed["statement_id"].is_unique
