"""The comparison on the real ledger, against figures that the ledger's own notes name."""

import pandas as pd
import pytest
from prose import unlinked

from tollbook import casualties, checks, clean, comparing, ledger, parameters, reconcile, statements
from tollbook.charts import categories, compare, printed, toll
from tollbook.paths import resolve

JANUARY = "balochistan-2026-01"
EVENTS = ["balochistan-2024-08", JANUARY, "jaffar-express-2025-03"]


@pytest.fixture(scope="module")
def raw():
    return ledger.read(resolve("data/raw"))


@pytest.fixture(scope="module")
def claims(raw):
    return clean.clean(raw).claims


@pytest.fixture(scope="module")
def totals(claims):
    return reconcile.totals(claims)


def figures(totals, as_of, party, period="wave", rule="latest"):
    """The figures in force of one party: group to (low, high)."""
    run = parameters.check(JANUARY, as_of)
    rows = comparing.in_force(totals[totals["event_id"] == JANUARY], run, rule, period)
    rows = rows[(rows["party"] == party) & rows["group"].isin(comparing.GROUPS)]
    return {row.group: (row.low, None if pd.isna(row.high) else row.high) for row in rows.itertuples()}


def test_what_officials_had_said_by_the_end_of_1_february(totals):
    expected = {"militants": (145, 145), "security": (17, 17), "civilians": (31, 31)}
    assert figures(totals, "2026-02-01", "state") == expected


def test_how_the_officials_count_of_their_own_dead_grew(totals):
    counts = [
        figures(totals, as_of, "state")["security"] for as_of in ("2026-01-31", "2026-02-01", "2026-02-04")
    ]
    assert counts == [(10, 10), (17, 17), (22, 22)]


def test_how_the_armed_groups_count_of_security_personnel_grew(totals):
    counts = [
        figures(totals, as_of, "armed_group")["security"][0]
        for as_of in ("2026-01-31", "2026-02-01", "2026-02-02", "2026-02-04")
    ]
    assert counts == [84, 151, 200, 280]
    assert figures(totals, "latest", "armed_group", "operation") == {
        "security": (363, None),
        "militants": (93, 93),
    }


def test_the_page_with_193_adds_up(claims):
    findings = checks.run(claims[claims["event_id"] == JANUARY])
    page = comparing.page_findings(findings, "saptashwa-tv-2026-02-02")
    assert page["found"].unique().tolist() == ["193 = 145 militants + 17 security + 31 civilians"]
    assert sorted(page["expected"]) == ["190 or more", "191 or more", "193"]


def test_a_published_total_without_the_attackers_is_explained(claims):
    findings = checks.run(claims[claims["event_id"] == JANUARY])
    found = findings.loc[findings["check"] == "parts_total", "found"]
    assert found.str.startswith("58 = 22 security + 36 civilians").any()
    assert found.str.startswith("48 = 17 security + 31 civilians").any()


def test_sentences_say_who_and_when(totals):
    run = parameters.check(JANUARY, "2026-02-01")
    answer = unlinked(comparing.answer(totals[totals["event_id"] == JANUARY], run))
    assert answer.startswith(
        "**Balochistan, as of the end of 1 February 2026.** Officials counted 31 civilians, 17 security "
        "personnel and 145 militants killed in the attacks from 31 January 2026 and the operations against "
        "them (1 February 2026); the armed groups counted "
    )


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("as_of", ["latest", "2024-08-26", "2025-03-12", "2026-01-31"])
def test_no_sentence_has_a_missing_number(claims, totals, event, as_of):
    run = parameters.check(event, as_of)
    known = clean.known_by(claims[claims["event_id"] == event], run.moment)
    own = totals[totals["event_id"] == event]
    findings = checks.run(known)
    texts = [
        comparing.answer(own, run),
        comparing.parts_summary(findings),
        casualties.women_and_children_share(known),
    ]
    assert not any(word in text for text in texts for word in ("nan", "<NA>", "None", "no figure"))


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_before_its_first_claim_says_that_there_is_none(claims, totals, event):
    run = parameters.check(event, "2020-01-01")
    assert "No party had given a figure" in comparing.answer(totals[totals["event_id"] == event], run)
    nothing = clean.known_by(claims, run.moment)
    assert casualties.top_parts(statements.collapse(nothing)).empty
    assert comparing.parts_summary(checks.run(nothing)).startswith("No page known by then")


def drawn_for(claims, totals, event, as_of):
    """Every chart of notebooks 02 and 03 for one event and moment."""
    run = parameters.check(event, as_of)
    own = totals[totals["event_id"] == event]
    whole = reconcile.comparable(
        statements.collapse(clean.known_by(claims[claims["event_id"] == event], run.moment))
    )
    whole = whole[whole["outcome"] == "killed"]
    running = whole[whole["period"] == run.period]
    if running["group"].isin(comparing.GROUPS).any():
        yield compare.figures_in_print(claims, running, run.zone, "figures", "period", "Source.")
    for period in comparing.periods_in_force(own, run):
        in_force = comparing.in_force(own, run, period=period)
        yield categories.killed_by_group(in_force, run.zone, "killed", "period", "Source.")
    steps = casualties.steps_until(own, run)
    if len(steps):
        yield toll.toll_over_time(steps, run.zone, "toll", "period", "Source.")
    in_all = whole[whole["group"].isin(["all", "all_but_militants"])]
    if len(in_all):
        known = clean.known_by(claims[claims["event_id"] == event], run.moment)
        yield printed.printed_totals(known, in_all, "printed", "period", "Source.")


@pytest.mark.parametrize(
    ("event", "as_of"),
    [*((event, "latest") for event in EVENTS), (JANUARY, "2026-01-31"), (JANUARY, "2026-01-30")],
)
def test_every_chart_is_drawn_at_both_widths_with_its_rows(claims, totals, event, as_of):
    figures_drawn = list(drawn_for(claims, totals, event, as_of))
    assert figures_drawn
    for figure in figures_drawn:
        assert len(figure.rows)
        assert set(figure.drawings) >= {"wide", "narrow"}
        assert all(drawing.count("<text") > 3 and "<path" in drawing for drawing in figure.drawings.values())


def test_an_open_interval_ends_in_an_arrow_and_says_or_more(claims, totals):
    figure = next(
        figure for figure in drawn_for(claims, totals, JANUARY, "2026-02-01") if figure.slug == "killed"
    )
    words = dict(zip(figure.rows["group"] + " " + figure.rows["party"], figure.rows["words"], strict=True))
    assert words["security armed_group"] == "151 or more"
    assert "151 or more" in figure.alt


def test_a_group_without_statements_is_refused_in_words(claims):
    nothing = statements.collapse(claims.iloc[:0])
    with pytest.raises(ValueError, match="no statement counts civilians"):
        compare.figures_in_print(claims, nothing, "Asia/Karachi", "figures", "period", "Source.")
