"""Totals with and without the dead of another period: worked by hand, and the ledger's own 216 and 145."""

import pandas as pd
import pytest
from prose import unlinked

from tollbook import clean, containing, ledger, parameters, reconcile
from tollbook.paths import resolve

EVENT = "balochistan-2026-01"
EVENTS = ["balochistan-2024-08", EVENT, "jaffar-express-2025-03"]


def total(low, high, period, party="state"):
    best = low if low == high else None
    return pd.Series(
        {"event_id": EVENT, "period": period, "party": party, "group": "militants", "low": low, "high": high,
         "best": best, "since": pd.Timestamp("2026-02-01", tz="UTC"), "statement_ids": f"s{low}"}
    )  # fmt: skip


def part(outer, inner, inside=0, outside=0, silent=0, is_disputed=False):
    return containing.Part(total(*outer), total(*inner), inside, outside, silent, is_disputed)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (part((216, 216, "operation"), (41, 41, "pre_attack")), ("216", "175")),  # the period holds the raids
        (part((145, 145, "wave"), (41, 41, "pre_attack"), inside=3), ("145", "104")),
        (part((92, 92, "day"), (41, 41, "pre_attack")), ("133", "92")),
        (part((145, 145, "wave"), (41, 41, "pre_attack"), outside=3), ("186", "145")),
        (part((177, 177, "wave"), (41, 41, "pre_attack"), is_disputed=True), ("177 to 218", "136 to 177")),
        (part((201, None, "operation"), (41, 51, "pre_attack")), ("201 or more", "150 or more")),
        (part((201, None, "operation"), (41, None, "pre_attack")), ("201 or more", "not known")),
        (part((7, 7, "operation"), (41, 41, "pre_attack")), ("7", "none: the part is larger")),
        (part((7, 7, "wave"), (41, 41, "pre_attack"), is_disputed=True), ("48", "7")),  # 41 cannot be in 7
    ],
)
def test_with_and_without_by_hand(given, expected):
    assert containing.both(given) == expected


def test_the_answer_names_who_when_and_the_pages():
    run = parameters.check(EVENT)
    told = part((216, 216, "operation"), (41, 41, "pre_attack"), inside=12, silent=15)
    text = unlinked(containing.answer(told, run))
    assert "On 1 February officials gave **216 militants killed**" in text
    assert "With the 41 of raids of 29 and 30 January, before the attacks (1 February): **216**" in text
    assert "**216**; without them: **175**" in text
    assert "Of the 27 pages known to carry the figure, 12 say that they are inside, none that" in text


@pytest.fixture(scope="module")
def ledger_tables():
    raw = ledger.read(resolve("data/raw"))
    claims = clean.clean(raw).claims
    worded = raw.claims.set_index("claim_id")["includes"]
    return claims.assign(includes_worded=claims["claim_id"].map(worded)), reconcile.totals(claims)


def with_and_without(tables, event, as_of):
    run = parameters.check(event, as_of)
    claims, totals = (table[table["event_id"] == event] for table in tables)
    return containing.with_and_without(totals, clean.known_by(claims, run.moment), run)


def test_the_216_of_the_army_holds_the_41_of_the_raids(ledger_tables):
    answer, table = with_and_without(ledger_tables, EVENT, "latest")
    raids = table[table["may hold"] == "raids before"].set_index("period")
    shown = ["as printed", "its count", "with it", "without it"]
    assert raids.loc["whole operation", shown].tolist() == ["216", "41", "216", "175"]
    assert raids.loc["whole operation", "pages: inside"] > 5
    assert "**216**; without them: **175**" in unlinked(answer)


def test_the_145_is_said_to_hold_the_raids_by_some_pages_and_by_none_not_to(ledger_tables):
    _, table = with_and_without(ledger_tables, EVENT, "2026-02-01")
    raids = table[(table["may hold"] == "raids before") & (table["as printed"] == "145")]
    assert raids["without it"].unique().tolist() == ["104"]
    assert (raids["pages: inside"] > 0).all()
    assert (raids["pages: not inside"] == 0).all()


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("as_of", ["latest", "2024-08-26", "2025-03-12", "2026-01-31", "2020-01-01"])
def test_no_words_are_missing_at_any_moment(ledger_tables, event, as_of):
    answer, table = with_and_without(ledger_tables, event, as_of)
    text = answer + table.to_csv()
    assert not any(word in text for word in ("nan", "NaT", "None", "<NA>", "no figure"))
    assert answer.endswith(".")
    assert len(table.columns) == 11
