"""Sums and small numbers as a page says them: no two texts of one page may be taken for a contradiction, and
groups go by the words of their event.

All figures are invented; the expected sentences are worked out by hand.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from check_claims import claim, frame
from prose import unlinked

from tollbook import (
    checks,
    comparing,
    composition,
    credits,
    evidence_words,
    explained,
    explaining,
    leaving_out,
    parameters,
    readings,
    reconcile,
    spreading,
    statements,
    sums,
)
from tollbook.charts import printed
from tollbook.composition import Term

EVENT = "jaffar-express-2025-03"
RUN = parameters.check(EVENT)


def page_of_parts() -> pd.DataFrame:
    """A page: 64 people = 38 civilians + 6 militants + 14 soldiers + 6 police; of whole groups it has 44."""
    own = {"event_id": EVENT, "day": "2025-03-12"}
    rows = [
        claim(64, "post", group="all", **own),
        claim(38, "post", group="civilians", **own),
        claim(6, "post", group="militants", **own),
        claim(14, "post", group="security", part="soldiers", **own),
        claim(6, "post", group="security", part="police", **own),
    ]
    return frame(rows)


def test_what_a_page_tests_of_a_total_does_not_deny_the_sum_that_its_chart_shows() -> None:
    claims = page_of_parts()
    known = statements.collapse(claims)
    totals = reconcile.comparable(known).query("group == 'all'")
    rows = printed.totals_in_print(claims, totals, sums.terms_of_totals(claims))
    assert printed.sentence(rows).startswith("1 total of people killed in print, 64; 1 is a sum of known")
    told = comparing.parts_summary(checks.run(claims, only=[checks.sums.totals_against_parts]))
    assert "not explained" not in told
    assert "1 is no sum of them. Tried here are the page's own figures for whole groups alone" in told
    assert "parts of groups, lists and figures of other pages may explain such a total" in told
    # nothing is said of what was not tried where every total is a sum of its page
    whole = pd.DataFrame([{"check": "parts_total", "message": '"44" is 38 and 6'}])
    assert comparing.parts_summary(whole).endswith("0 agree with one, 0 are no sum of them.")


def term(group: str, number: int, part: str = "") -> Term:
    """A term of a sum in the event's running count."""
    return Term(EVENT, group, part, "", "wave", number, number)


@pytest.mark.parametrize(
    ("one", "in_tables", "for_readers"),
    [
        (term("security", 17), "17 security", "17 security personnel"),
        (term("security", 1), "1 security", "1 member of the security forces"),
        (term("all_but_militants", 9), "9 people", "9 people other than militants"),
        (term("civilians", 1), "1 civilian", "1 civilian"),
        (term("security", 22, "soldiers"), "22 soldiers", "22 soldiers"),
        (term("civilians", 1, "women"), "1 woman", "1 woman"),
        (term("civilians", 1, "railway staff"), "1 railway staff", "1 railway staff"),
    ],
)
def test_a_term_has_the_words_of_its_event_for_readers(one: Term, in_tables: str, for_readers: str) -> None:
    assert composition.term_words(one, {}, "wave", {}) == in_tables
    assert composition.term_words(one, {}, "wave", {}, labelled=True) == for_readers


def test_a_chart_of_totals_names_groups_in_words_and_its_rows_as_tables_do() -> None:
    own = {"event_id": EVENT, "day": "2025-03-12"}
    rows = [claim(n, "post", group=g, **own) for g, n in (("all", 25), ("security", 4), ("civilians", 21))]
    claims = frame(rows)
    totals = reconcile.comparable(statements.collapse(claims)).query("group == 'all'")
    figure = printed.printed_totals(claims, totals, "totals", "every period", "Source.")
    assert "1 outlet carries 25: 4 security personnel + 21 civilians." in figure.sentence
    assert "4 security personnel + 21 civilians; 1 outlet" in figure.alt
    assert figure.rows["sum"].tolist() == ["4 security + 21 civilians"]
    table = explained.totals_explained(explaining.explain(claims), claims)[1]
    assert table["sum"].tolist() == ["25 = 4 security personnel + 21 civilians"]


def test_one_total_of_a_kind_is_one() -> None:
    sums_found = pd.DataFrame({"counts": ["security personnel and civilians"]})
    assert explained.whom_explained(sums_found).endswith("and 1 leaves them out.")
    claims = frame([claim(5, "post", group="all", event_id=EVENT, day="2025-03-12")])
    told = unlinked(explained.totals_unexplained(explaining.explain(claims), claims, RUN.zone)[0])
    assert told.startswith("1 total of people killed is no sum of figures known when it was said; it is 5 (")


def test_one_person_of_a_part_is_one() -> None:
    assert evidence_words.figure_in_words("1", "firefighters killed", "civilians", "firefighters") == (
        "1 firefighter killed"
    )
    assert evidence_words.figure_in_words("2", "women killed", "civilians", "women") == "2 women killed"


def test_a_ledger_of_one_page_and_one_figure_is_spoken_of_as_one() -> None:
    raw = pd.DataFrame({"figure": ["five"]})
    claims = pd.DataFrame({"precision": ["exact"], "date_basis": ["day"], "report_id": ["p"], "note": [""]})
    none = pd.DataFrame({"detail": pd.Series([], dtype=str)})
    assert "1 claim of 1 became a number; none is set aside." in readings.answer(RUN, raw, claims, none)
    assert readings.stated_and_unread(raw, none) == "The only stated figure was not set aside."
    pages = pd.DataFrame({"readings": ["1"]})
    assert readings.entered_twice(pages).startswith("The only page was not entered by more than one reader.")
    columns = ["report_id", "worded", "place_id", "reason", "worded_district", "district", "role", "feature"]
    told = spreading.how_sure(pd.DataFrame(columns=columns), claims)
    assert told == "- **Missing.** 1 of 1 page with figures names no place in the part that was read."


def test_the_only_source_of_a_figure_leaves_nothing() -> None:
    nobody = {"origin": "not named", "party": "unattributed"}
    alone = claim(5, "post", group="all", event_id=EVENT, day="2025-03-12")
    told = unlinked(leaving_out.leave_one_out(frame([alone | nobody]), RUN)[0])
    assert "without pages that name no source there would be none" in told
    assert "without the outlet post, the only outlet, there would be none." in told
    told = unlinked(leaving_out.leave_one_out(frame([alone]), RUN)[0])
    assert "without the origin Spokesman, the only origin, there would be none" in told


def test_a_credit_that_nobody_has_written_is_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path))
    (tmp_path / "data/raw").mkdir(parents=True)
    for name, credit in (("island.geojson", "not written yet: write whom to name"), ("towns", "Ana")):
        text = f"credit: '{credit}'"
        (tmp_path / f"data/raw/{name}.card.yml").write_text(text, encoding="utf-8")
    assert credits.of_maps() == "Ana"
