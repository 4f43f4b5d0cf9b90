"""The sentences to print: every number attributed and dated, worked by hand on invented claims and held
against the claims behind them on the real ledger.
"""

from __future__ import annotations

import re

import pandas as pd
import pytest
from prose import links, unlinked

from tollbook import attribution, clean, ledger, parameters, reconcile, saying, sentences, statements
from tollbook.paths import hand, resolve

JANUARY = "balochistan-2026-01"
MOMENTS = {
    JANUARY: ("2026-01-30", "2026-01-31", "2026-02-01", "2026-02-04", "latest"),
    "balochistan-2024-08": ("2024-08-25", "2024-08-26", "latest"),
    "jaffar-express-2025-03": ("2025-03-11", "2025-03-12", "latest"),
}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(rf"\b\d{{1,2}} ({MONTHS})( \d{{4}})?")
MISSING = re.compile(r"\bnan\b|<NA>|\bNaT\b|\bNone\b")


def linked_to(text: str) -> set[str]:
    """The statements that the links of a sentence name."""
    return {name for _, address in links(text) for name in address.removeprefix("claims-").split("+")}


def ledger_of(*pages: tuple[str, ...], event: str = JANUARY, **cells: str) -> ledger.Ledger:
    """A ledger with one claim on each page: attributed_to, category, figure, day, outlet (left out: its
    number). `cells` are further cells of all claims.
    """
    real = ledger.read(resolve("data/raw"))
    claims, reports = [], []
    for number, page in enumerate(pages):
        attributed_to, category, figure, published, *outlet = page
        report = f"page-{number}"
        reports.append(
            {
                "report_id": report,
                "outlet": outlet[0] if outlet else f"Outlet {number}",
                "outlet_country": "PK",
                "published": published,
                "url": f"https://example.org/{number}",
            }
        )
        claims.append(
            {
                "claim_id": f"{report}-1",
                "report_id": report,
                "event_id": event,
                "attributed_to": attributed_to,
                "category": category,
                "outcome": "killed",
                "figure": figure,
                **cells,
            }
        )
    return ledger.Ledger(
        pd.DataFrame([dict.fromkeys(real.reports.columns, "") | row for row in reports]),
        pd.DataFrame([dict.fromkeys(real.claims.columns, "") | row for row in claims]),
        real.sightings.iloc[:0],
        real.series.iloc[:0],
    )


def printed(
    *pages: tuple[str, ...], as_of: str = "latest", rule: str = "latest", **cells: str
) -> pd.DataFrame:
    """The sentences that invented pages lead to, by group and party."""
    claims = clean.clean(ledger_of(*pages, **cells)).claims
    run = parameters.check(JANUARY, as_of, rule)
    rows = sentences.to_print(reconcile.totals(claims), statements.collapse(claims), claims, run)
    return rows.set_index(["group", "party"])


def short(group: str, *pages: tuple[str, ...], **options: str) -> str:
    """The short sentence on a group, all parties side by side."""
    return printed(*pages, **options).loc[(group, "each"), "short"]


def cautious(group: str, *pages: tuple[str, ...], **options: str) -> str:
    """The cautious sentence on a group, all parties side by side."""
    return printed(*pages, **options).loc[(group, "each"), "cautious"]


MINISTER = ("Sarfraz Bugti", "civilians", "at least 31", "2026-02-01")


def test_one_figure_is_attributed_and_dated() -> None:
    assert short("civilians", MINISTER) == (
        "At least 31 civilians were killed in the attacks from 31 January, the provincial chief "
        "minister said "
        "on 1 February."
    )
    assert cautious("civilians", MINISTER) == (
        "At least 31 civilians were killed in the attacks from 31 January 2026 and the operations "
        "against them, "
        "the provincial chief minister said on 1 February 2026; the figure has not been independently "
        "confirmed."
    )


@pytest.mark.parametrize(
    ("worded", "begins"),
    [
        ("31", "31 civilians were killed"),
        ("1", "1 civilian was killed"),
        ("at least one", "At least 1 civilian was killed"),
        ("0", "No civilians were killed"),
        ("1,200", "1,200 civilians were killed"),
        ("more than 30", "More than 30 civilians were killed"),
        ("190+", "At least 190 civilians were killed"),
        ("up to 24", "Up to 24 civilians were killed"),
        ("less than 50", "Fewer than 50 civilians were killed"),
        ("about 400", "About 400 civilians were killed"),
        ("nearly 200", "Nearly 200 civilians were killed"),
        ("12 to 14", "12 to 14 civilians were killed"),
        ("dozens", "Dozens of civilians were killed"),
        ("several", "Several civilians were killed"),
        ("hundreds", "Hundreds of civilians were killed"),
    ],
)
def test_each_kind_of_figure_is_said_as_it_was_worded(worded: str, begins: str) -> None:
    sentence = short("civilians", ("Sarfraz Bugti", "civilians", worded, "2026-02-01"))
    assert sentence.startswith(f"{begins} in the attacks")


def test_parties_that_disagree_stand_side_by_side_the_lowest_first() -> None:
    pages = (
        ("BLA", "soldiers and police", "more than 200", "2026-02-02"),
        ("Sarfraz Bugti", "security personnel", "17", "2026-02-01"),
    )
    assert short("security", *pages) == (
        "Sources disagree on how many security personnel were killed in the attacks from 31 January: the "
        "provincial chief minister said 17 on 1 February; the armed group BLA said more than 200 on "
        "2 February."
    )
    text = cautious("security", *pages)
    assert text.startswith("Sources disagree on how many security personnel were killed in the attacks")
    assert "the provincial chief minister said 17 on 1 February 2026; the armed group BLA said more" in text
    assert text.endswith("Neither figure has been independently confirmed.")


def test_what_was_said_after_the_moment_is_not_told() -> None:
    pages = (MINISTER, ("BLA", "civilians", "90", "2026-02-05"))
    assert "BLA" in short("civilians", *pages)
    assert "BLA" not in cautious("civilians", *pages, as_of="2026-02-04")


def test_a_monitors_own_count_confirms_and_a_body_that_repeats_does_not() -> None:
    counted = cautious("civilians", MINISTER, ("PICSS", "civilians", "31", "2026-02-02"))
    assert "the monitor PICSS counted on 2 February 2026, and the provincial chief minister said" in counted
    assert "confirmed" not in counted
    repeated = cautious("civilians", MINISTER, ("UN Security Council", "civilians", "31", "2026-02-03"))
    assert repeated.endswith("the figure has not been independently confirmed.")
    other = cautious("civilians", MINISTER, ("PICSS", "civilians", "20", "2026-02-02"))
    assert other.startswith("Sources disagree")


def test_a_lone_count_has_no_second() -> None:
    text = cautious("civilians", ("PICSS", "civilians", "31", "2026-02-02"))
    assert text.endswith(
        "the monitor PICSS counted on 2 February 2026; no second independent count confirms it."
    )


def test_a_body_that_repeats_is_printed_where_nobody_else_gave_a_figure() -> None:
    assert "the UN Security Council said on 3 February" in short(
        "civilians", ("UN Security Council", "civilians", "31", "2026-02-03")
    )


def test_pages_that_name_nobody_say_so() -> None:
    assert short("civilians", ("outlet itself", "civilians", "31", "2026-02-01")) == (
        "31 civilians were killed in the attacks from 31 January, reports that name no source said "
        "on 1 February."
    )


def test_an_authority_that_no_hand_table_knows_goes_by_its_own_words() -> None:
    assert short(
        "civilians", ("Mayor of a Distant Town (by phone)", "civilians", "3", "2026-02-01"), MINISTER
    ) == (
        "Sources disagree on how many civilians were killed in the attacks from 31 January: Mayor of a "
        "Distant Town said 3 on 1 February; the provincial chief minister said at least 31 on 1 February."
    )


def test_a_higher_figure_beside_the_newest_is_told_and_a_looser_wording_is_not() -> None:
    higher = ("Mohsin Naqvi", "civilians", "40", "2026-01-31")
    told = cautious("civilians", higher, ("Sarfraz Bugti", "civilians", "31", "2026-02-01"))
    assert told.endswith("A higher figure was given too: the interior minister said 40 on 31 January 2026.")
    looser = ("Mohsin Naqvi", "civilians", "more than 31", "2026-02-02")
    assert "higher" not in cautious("civilians", ("Sarfraz Bugti", "civilians", "31", "2026-02-01"), looser)


def test_totals_say_whether_militants_are_counted() -> None:
    page = ("Sarfraz Bugti", "people", "48", "2026-02-01")
    assert "Militants are not counted." in cautious("all_but_militants", page, includes="civilians; security")
    with_them = cautious("all", page, includes="civilians; security; militants")
    assert with_them.startswith("48 people, militants included, were killed")
    assert "Whether militants are counted is not said." in cautious("all", page)
    assert short("all", page).endswith("on 1 February (whether militants are counted is not said).")


def test_the_raids_before_are_told_apart() -> None:
    pages = (("ISPR", "terrorists", "145", "2026-02-01"), ("ISPR", "terrorists", "41", "2026-01-30"))
    book = ledger_of(*pages)
    book.claims["window"] = ["", "before the attacks"]
    claims = clean.clean(book).claims
    run = parameters.check(JANUARY)
    rows = sentences.to_print(reconcile.totals(claims), statements.collapse(claims), claims, run)
    text = rows.set_index(["group", "party"]).loc[("militants", "each"), "cautious"]
    assert text.startswith("145 militants were killed in the attacks")
    assert "The raids before the attacks are counted apart" in text
    assert "the military's public relations branch said 41 on 30 January 2026 for militants killed" in text


RANKED = (
    ("Mohsin Naqvi", "civilians", "11", "2026-01-31"),
    ("Sarfraz Bugti", "civilians", "31", "2026-02-01"),
    ("Khawaja Asif", "civilians", "31", "2026-02-02"),
)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            "range",
            "Between 11 and 31 civilians were killed in the attacks from 31 January, according to "
            "the interior "
            "minister (11 on 31 January) and the provincial chief minister (31 on 1 February).",
        ),
        (
            "conservative",
            "11 civilians were killed in the attacks from 31 January, the interior minister said on "
            "31 January, "
            "the lowest of the latest figures of 3 official sources.",
        ),
        (
            "majority",
            "31 civilians were killed in the attacks from 31 January, the provincial chief minister said on "
            "1 February, the figure that 2 of 3 official sources give.",
        ),
        (
            "median",
            "31 civilians were killed in the attacks from 31 January, the median of the latest figures of "
            "3 official sources, from the interior minister (11 on 31 January) to the provincial "
            "chief minister "
            "(31 on 1 February).",
        ),
        (
            "agreement",
            "31 civilians were killed in the attacks from 31 January, a figure that the latest figures of "
            "2 of 3 official sources allow, the first the provincial chief minister (31 on 1 February).",
        ),
        (
            "priority",
            "31 civilians were killed in the attacks from 31 January, the provincial chief minister said on "
            "1 February, the highest-ranked of 3 official sources.",
        ),
    ],
)
def test_each_rule_says_what_it_is(rule: str, sentence: str) -> None:
    assert short("civilians", *RANKED, rule=rule) == sentence


def test_a_rule_without_a_figure_says_so_and_hides_no_side() -> None:
    apart = (RANKED[0], RANKED[1])
    assert short("civilians", *apart, rule="majority").startswith(
        "By the rule majority, what had been said by the latest page in the ledger gives no figure "
        "for civilians"
    )
    with_bla = short("civilians", *apart, ("BLA", "civilians", "5", "2026-02-01"), rule="majority")
    assert with_bla == (
        "Sources disagree on how many civilians were killed in the attacks from 31 January: the armed group "
        "BLA said 5 on 1 February; the provincial chief minister said 31 on 1 February (the latest figure: "
        "the rule majority gives none)."
    )


def test_nothing_known_is_a_sentence() -> None:
    rows = printed(MINISTER, as_of="2026-01-30")
    counted = {"civilians", "militants", "security"}  # the claims count no totals: nothing is said of them
    assert set(rows.index) == {(group, "each") for group in counted}
    assert rows.loc[("security", "each"), "short"] == (
        "No figure for security personnel killed in the attacks from 31 January 2026 and the "
        "operations against "
        "them had been given by the end of 30 January 2026."
    )
    assert rows["claim_ids"].eq("").all()
    assert sentences.printing_answer(rows.reset_index(), parameters.check(JANUARY, "2026-01-30")) == (
        "**No number can be printed:** no figure had been given by the end of 30 January 2026."
    )


def test_a_ledger_without_claims_of_the_event_is_a_sentence() -> None:
    claims = clean.clean(ledger_of(MINISTER)).claims
    run = parameters.check("balochistan-2024-08")
    rows = sentences.to_print(reconcile.totals(claims), statements.collapse(claims), claims, run)
    assert rows["party"].eq("each").all()
    assert rows["short"].str.startswith("No figure for ").all()
    nothing = sentences.to_print(
        reconcile.totals(claims.iloc[:0]), statements.collapse(claims.iloc[:0]), claims.iloc[:0], run
    )
    assert nothing.equals(rows)


def test_every_date_missing_is_no_exception() -> None:
    undated = tuple((*page[:3], "") for page in RANKED)
    text = short("civilians", *undated)
    assert "the provincial chief minister said on a day not known" in text
    assert not MISSING.search(text)


def test_the_year_is_given_where_it_is_not_evident() -> None:
    later = ("Mohsin Naqvi", "security personnel", "17", "2027-01-05")
    assert short("civilians", MINISTER, later).endswith("said on 1 February 2026.")


def test_the_claims_behind_are_those_of_the_figure() -> None:
    rows = printed(*RANKED, ("BLA", "soldiers and police", "90", "2026-02-01"))
    assert rows.loc[("civilians", "each"), "claim_ids"] == "page-0-1;page-1-1;page-2-1".replace(
        "page-0-1;", ""
    )
    assert rows.loc[("security", "armed_group"), "claim_ids"] == "page-3-1"


def test_totals_and_claims_of_other_ledgers_are_refused() -> None:
    one, other = (clean.clean(ledger_of(page)).claims for page in (MINISTER, RANKED[0]))
    with pytest.raises(ValueError, match="totals rest on statements that the claims do not carry"):
        sentences.to_print(
            reconcile.totals(one), statements.collapse(other), other, parameters.check(JANUARY)
        )


def test_the_hand_tables_know_every_authority() -> None:
    authorities = hand("authorities")
    assert (authorities.groupby("origin")["kind"].nunique() == 1).all()
    assert set(hand("origin_titles")["origin"]) <= set(authorities["origin"])
    kinds = set(hand("speaker_kinds")[["party", "kind"]].itertuples(index=False, name=None))
    assert set(authorities[["party", "kind"]].itertuples(index=False, name=None)) <= kinds
    origins = authorities[["event_id", "origin", "party"]].drop_duplicates("origin")
    titles = attribution.speakers(origins)["title"]
    assert titles[titles.str.contains(r"unnamed|own count|\(|^\s*$")].empty


def test_every_period_that_counts_dead_has_a_phrase() -> None:
    known = set(hand("period_phrases")[["event_id", "period"]].itertuples(index=False, name=None))
    assert set(hand("periods")[["event_id", "period"]].itertuples(index=False, name=None)) == known


@pytest.fixture(scope="module")
def real() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Claims, statements and totals of the real ledger."""
    claims = clean.clean(ledger.read(resolve("data/raw"))).claims
    return claims, statements.collapse(claims), reconcile.totals(claims)


def numbers_in(text: str, event: str) -> set[int]:
    """The numbers of a sentence that count people or sources: without days, and without the periods' own."""
    phrases = hand("period_phrases").query("event_id == @event")
    for phrase in sorted({*phrases["full_phrase"], *phrases["phrase"]}, key=len, reverse=True):
        text = re.sub(rf"{re.escape(phrase)}(?! \d{{4}})", "", text)
    text = DAY.sub("", text)
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\b", text)}


def numbers_behind(claims: pd.DataFrame, totals: pd.DataFrame) -> set[int]:
    """The numbers that a sentence may say: those of its claims as read, one beside them for `more than`, and
    those that the rule made of them.
    """
    ends = claims[["low", "best", "high"]].stack().dropna().astype(int)
    made = totals[["low", "best", "high"]].stack().dropna().astype(int)
    sources = int(totals["n_origins"].max()) if len(totals) else 0
    return {*ends, *(ends - 1), *(ends + 1), *made, *range(1, sources + 1)}


@pytest.mark.parametrize(
    ("event", "as_of"), [(event, as_of) for event in MOMENTS for as_of in MOMENTS[event]]
)
def test_never_a_bare_number(
    real: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], event: str, as_of: str
) -> None:
    claims, said, totals = real
    origins = claims[["event_id", "source_origin", "source_party"]].drop_duplicates()
    origins = origins.rename(columns={"source_origin": "origin", "source_party": "party"})
    titles = {title.rstrip(",") for title in attribution.speakers(origins)["title"]}
    by_id = claims.set_index("claim_id")
    own = totals[totals["event_id"].eq(event) & totals["outcome"].eq("killed")]
    for rule in reconcile.RULES:
        run = parameters.check(event, as_of, rule)
        rows = sentences.to_print(totals, said, claims, run)
        now = reconcile.as_of(own[own["rule"].eq(rule) & own["period"].eq(run.period)], run.moment)
        assert set(rows.loc[rows["party"] == "each", "group"]) == set(sentences.GROUPS)
        for row in rows.itertuples(index=False):
            behind = by_id.loc[row.claim_ids.split(";")] if row.claim_ids else by_id.iloc[:0]
            assert (behind["event_id"] == event).all()
            assert run.moment is None or (behind["known_from"] <= run.moment).all()
            assert unlinked(row.linked) == row.short
            assert linked_to(row.linked) <= set(behind["statement_id"])
            assert bool(linked_to(row.linked)) == bool(row.claim_ids)
            for text in (row.cautious, row.short):
                assert text.endswith(".")
                assert not MISSING.search(text), text
                assert not re.search(r"  |,,|\.\.|,\.", text), text
                assert DAY.search(text) or "latest page in the ledger" in text, text
                if row.claim_ids:
                    assert any(title in text for title in titles), text
                    made = now[now["group"] == row.group]
                    assert numbers_in(text, event) <= numbers_behind(behind, made), text
                else:
                    assert text.startswith(("No figure for ", f"By the rule {rule}, ")), text
                    assert not numbers_in(text, event), text


def test_a_number_that_is_in_no_claim_would_be_found(
    real: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    claims, said, totals = real
    run = parameters.check(JANUARY, "2026-02-01")
    row = sentences.to_print(totals, said, claims, run).iloc[0]
    behind = claims[claims["claim_id"].isin(row["claim_ids"].split(";"))]
    spoiled = row["short"].replace("31 civilians", "68 civilians")
    assert spoiled != row["short"]
    assert not numbers_in(spoiled, JANUARY) <= numbers_behind(behind, totals.iloc[:0])


def test_the_ministers_figure_of_1_february(
    real: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    claims, said, totals = real
    rows = sentences.to_print(totals, said, claims, parameters.check(JANUARY, "2026-02-01"))
    text = rows.set_index(["group", "party"]).loc[("civilians", "each")]
    assert text["short"] == (
        "31 civilians were killed in the attacks from 31 January, the provincial chief minister said on "
        "1 February."
    )
    table = sentences.printed(rows)
    assert table.columns.tolist() == ["group", "sentence"]
    assert table["group"].tolist()[:3] == ["Civilians", "Security personnel", "Militants"]


def test_a_figure_between_an_end_and_no_end() -> None:
    assert saying.span_words(12, None) == "at least 12"
    assert saying.span_words(None, 24) == "up to 24"
    assert saying.span_words(None, None) == ""
    assert saying.span_words(12, 14) == "between 12 and 14"
