"""Who repeated a figure: worked by hand on a few pages, and what must hold on the ledger."""

from __future__ import annotations

import pandas as pd
import pytest
from prose import unlinked

from tollbook import clean, echoing, ledger, parameters, rewrites, statements
from tollbook.paths import resolve

EVENT = "balochistan-2026-01"
EVENTS = ["balochistan-2024-08", EVENT, "jaffar-express-2025-03"]
RUN = parameters.check(EVENT)
DAY = pd.Timestamp("2026-01-31T19:00Z")  # midnight in Karachi
LAST = pd.Timedelta(days=1) - pd.Timedelta(seconds=1)


def claim(report: str, outlet: str, day: int = 0, **more: object) -> dict[str, object]:
    """One clean claim: the clerk's 145 militants killed, on a page of the first day of February or later."""
    start = DAY + pd.Timedelta(days=day)
    usual = {
        "claim_id": f"{report}-1",
        "event_id": EVENT,
        "report_id": report,
        "outlet": outlet,
        "url": f"https://example.org/{report}",
        "group": "militants",
        "part": "",
        "unit": "people",
        "outcome": "killed",
        "period": "wave",
        "includes": "",
        "place_id": "",
        "is_whole": True,
        "increment": False,
        "low": 145,
        "high": 145,
        "best": 145,
        "precision": "exact",
        "origin": "Ahmed Clerk",
        "party": "state",
        "source_origin": "Ahmed Clerk",
        "source_party": "state",
        "echo": "",
        "date_basis": "day",
        "said_from": start,
        "said_to": start + LAST,
        "known_from": start + LAST,
    }
    return usual | more


def unnamed(report: str, outlet: str, **more: object) -> dict[str, object]:
    return claim(report, outlet, origin="not named", party="unattributed", echo="nobody", **more)


def officials(report: str, outlet: str, **more: object) -> dict[str, object]:
    return claim(report, outlet, origin="officials (unnamed)", echo="side", **more)


def frame(claims: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(claims).astype({"low": "Int64", "high": "Int64", "best": "Int64"})
    for column in ("said_from", "said_to", "known_from"):
        table[column] = pd.to_datetime(table[column], utc=True).dt.as_unit("s")
    return table.assign(statement_id=statements.identify(table))


def reports(claims: pd.DataFrame, credits: dict[str, str] | None = None) -> pd.DataFrame:
    names = claims[["report_id"]].drop_duplicates()
    return names.assign(credited_to=[(credits or {}).get(name, "") for name in names["report_id"]])


def lines(claims: pd.DataFrame, credits: dict[str, str] | None = None) -> pd.DataFrame:
    return rewrites.lineages(claims, reports(claims, credits))


FOUR = [
    unnamed("quiet", "Quiet Post"),
    claim("late", "Late Post", day=2),
    claim("dawn", "Dawn"),
    officials("undated", "Undated Post", date_basis="content"),
]


def test_the_first_page_is_dated_early_and_names_its_source():
    claims = frame(FOUR)
    pages = echoing.pages(claims, reports(claims), claims["statement_id"].iloc[0])
    assert pages["report_id"].tolist() == ["dawn", "quiet", "late", "undated"]
    assert pages["is_first"].tolist() == [True, False, False, False]
    assert pages["day"].tolist() == ["2026-02-01", "2026-02-01", "2026-02-03", ""]
    assert list(pages.columns) == echoing.PAGES


def test_a_page_with_a_time_comes_before_a_page_of_the_same_day():
    noon = DAY + pd.Timedelta(hours=12)
    timed = claim("zeit", "Zeit", date_basis="moment", said_from=noon, said_to=noon, known_from=noon)
    claims = frame([*FOUR, timed])
    pages = echoing.pages(claims, reports(claims), claims["statement_id"].iloc[0])
    assert pages["report_id"].iloc[0] == "zeit"


def test_pages_without_any_date_have_no_first():
    claims = frame([officials("undated", "Undated Post", date_basis="content")])
    pages = echoing.pages(claims, reports(claims), claims["statement_id"].iloc[0])
    assert pages["is_first"].tolist() == [False]


def test_how_a_page_names_its_source():
    wire = claim("wire", "Wire Post", origin="officials (to AFP, unnamed)", echo="wire")
    claims = frame([*FOUR, wire])
    pages = echoing.pages(claims, reports(claims), claims["statement_id"].iloc[0]).set_index("report_id")
    assert pages["how"].to_dict() == {
        "dawn": "names the source",
        "late": "names the source",
        "quiet": "names nobody",
        "undated": "names only its side",
        "wire": "names only its side",
    }


def test_officials_who_told_a_wire_are_the_named_source_of_their_own_statement():
    told = "officials (to AFP, unnamed)"
    claims = frame([claim("wire", "Wire Post", origin=told, source_origin=told)])
    pages = echoing.pages(claims, reports(claims), claims["statement_id"].iloc[0])
    assert pages["how"].tolist() == ["names the source"]


def test_a_way_needs_three_outlets_and_an_outlet_counts_once():
    claims = frame(
        [claim(f"afp-{number}", f"Taker {number}") for number in range(3)]
        + [claim(f"efe-{number}", f"Other {number}") for number in range(2)]
        + [claim("twice", "Taker 0"), unnamed("quiet", "Quiet Post")]
    )
    credits = {f"afp-{number}": "AFP" for number in range(3)} | {
        f"efe-{number}": "EFE" for number in range(2)
    }
    pages = echoing.pages(claims, reports(claims, credits), claims["statement_id"].iloc[0])
    routes = echoing.routes(pages).set_index("outlet")["route"].to_dict()
    assert routes == {
        "Taker 0": "through AFP",
        "Taker 1": "through AFP",
        "Taker 2": "through AFP",
        "Other 0": "through other outlets",
        "Other 1": "through other outlets",
        "Quiet Post": "names nobody",
    }


def test_no_more_than_three_ways_lead_through_an_outlet():
    wires = ["AFP", "AP", "Reuters", "EFE"]
    rows = [(f"{wire}-{number}".lower(), wire) for wire in wires for number in range(3 + (wire == "EFE"))]
    claims = frame([claim(report, report.upper()) for report, _ in rows])
    pages = echoing.pages(claims, reports(claims, dict(rows)), claims["statement_id"].iloc[0])
    counts = echoing.routes(pages)["route"].value_counts().to_dict()
    assert counts == {"through EFE": 4, "through AFP": 3, "through AP": 3, "through other outlets": 3}


def test_figures_are_counted_by_outlet_text_and_origin():
    minister = {"origin": "Minister", "source_origin": "Minister"}
    claims = frame(
        [*FOUR, claim("minister", "Fifth Post", day=1, **minister), claim("copy", "Late Post", day=2)]
    )
    rows = echoing.carried(claims, lines(claims, {"late": "Dawn"}), RUN)
    assert len(rows) == 1
    row = rows.iloc[0]
    # Dawn's text is on Dawn's and one of the Late Post's pages, the Late Post's own on the other
    assert row[["n_pages", "n_outlets", "n_texts", "n_origins", "n_unnamed"]].tolist() == [6, 5, 5, 2, 1]
    assert row["given_by"] == "Ahmed Clerk and Minister"
    assert (row["first_day"], row["first_outlet"]) == ("2026-02-01", "Dawn")


@pytest.mark.parametrize(
    "spoiled",
    [{"group": "civilians"}, {"low": 144}, {"period": "operation"}, {"source_party": "armed_group"}],
)
def test_another_group_figure_period_or_side_is_another_figure(spoiled: dict[str, object]):
    claims = frame([claim("one", "One"), claim("two", "Two", **spoiled)])
    assert echoing.carried(claims, lines(claims), RUN)["n_outlets"].tolist() == [1, 1]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"increment": True},
        {"is_whole": False},
        {"part": "women"},
        {"outcome": "injured"},
        {"source_origin": "not named", "source_party": "unattributed"},
    ],
)
def test_parts_places_and_what_nobody_gave_are_no_repeated_figures(spoiled: dict[str, object]):
    claims = frame([claim("one", "One", **spoiled)])
    assert echoing.carried(claims, lines(claims), RUN).empty
    assert echoing.most_carried(statements.collapse(claims), RUN) == ""


def test_one_outlet_a_thousand_times_is_one_outlet_and_one_origin():
    claims = frame([claim(f"page-{number}", "Dawn") for number in range(1000)])
    table = echoing.summary(claims, lines(claims), RUN)
    assert table[["pages", "texts"]].iloc[0].tolist() == [1000, 1]
    assert table["in short"].tolist() == ["1 outlet, 1 origin"]


def test_an_origin_without_a_name_is_no_named_origin():
    vague = {"origin": "officials (unnamed)", "source_origin": "officials (unnamed)"}
    claims = frame([claim("one", "One", **vague)])
    assert echoing.summary(claims, lines(claims), RUN)["in short"].tolist() == ["1 outlet, no origin named"]


def test_the_answer_names_figure_source_day_and_counts():
    claims = frame(FOUR)
    assert unlinked(echoing.answer(claims, lines(claims), RUN)) == (
        "**The most repeated figure is 145 militants killed: 4 outlets, 1 origin.** Ahmed Clerk gave it for "
        "the attacks from 31 January and the operations against them, first in print on 1 February 2026 "
        "(Dawn); 1 outlet of the 4 names nobody for it, and the outlets' pages go back to 4 texts."
    )


def test_the_other_origins_of_a_figure_are_named():
    minister = {"origin": "Minister", "source_origin": "Minister"}
    vague = {"origin": "officials (unnamed)", "source_origin": "officials (unnamed)"}
    claims = frame([*FOUR, claim("five", "Five", **minister), claim("six", "Six", **vague)])
    known = statements.collapse(claims)
    assert echoing.others(known, echoing.most_carried(known, RUN)) == ["Minister"]


@pytest.fixture(scope="module")
def raw() -> ledger.Ledger:
    return ledger.read(resolve("data/raw"))


@pytest.fixture(scope="module")
def real(raw: ledger.Ledger) -> pd.DataFrame:
    return clean.clean(raw).claims


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("as_of", ["latest", "2024-08-01", "2024-08-26", "2025-03-12", "2026-01-31"])
def test_every_event_and_moment_has_an_answer(raw: ledger.Ledger, real: pd.DataFrame, event: str, as_of: str):
    run = parameters.check(event, as_of)
    known = clean.known_by(real[real["event_id"] == event], run.moment)
    chains = rewrites.lineages(known, raw.reports)
    answer, table = echoing.answer(known, chains, run), echoing.summary(known, chains, run)
    assert list(table.columns) == echoing.SHOWN
    assert answer.startswith("**The most repeated figure is ") != table.empty
    assert not any(word in answer for word in ("nan", "<NA>", "NaT"))


def test_the_counts_of_a_statement_are_those_of_its_pages(raw: ledger.Ledger, real: pd.DataFrame):
    known = statements.collapse(real)
    for event in EVENTS:
        chosen = echoing.most_carried(known, parameters.check(event))
        row = known.set_index("statement_id").loc[chosen]
        pages = echoing.pages(real, raw.reports, chosen)
        assert (len(pages), pages["outlet"].nunique()) == (row["n_reports"], row["n_outlets"])
        assert pages["is_first"].sum() == 1
        first_day = row["first_said"].tz_convert("Asia/Karachi").strftime("%Y-%m-%d")
        assert pages.loc[pages["is_first"], "day"].tolist() == [first_day]
