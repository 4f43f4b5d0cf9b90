"""The claims behind the numbers, held against the raw rows: what was counted by hand there stands here."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from prose import links, unlinked

from tollbook import (
    clean,
    comparing,
    containing,
    counts,
    evidence,
    in_turn,
    leaving_out,
    ledger,
    overtaken,
    parameters,
    places,
    reconcile,
    revisions,
    sensitivity,
    sentences,
    statements,
    tables,
    worlds,
)
from tollbook.evidence import Evidence
from tollbook.paths import resolve

JANUARY, AUGUST, TRAIN = "balochistan-2026-01", "balochistan-2024-08", "jaffar-express-2025-03"
RAW, OUT = resolve("data/raw"), resolve("data/processed")
MOMENTS = [
    (JANUARY, "2026-01-29"),
    (JANUARY, "2026-01-31"),
    (JANUARY, "2026-02-01"),
    (JANUARY, "2026-02-04"),
    (JANUARY, "2026-02-06"),
    (JANUARY, "latest"),
    (AUGUST, "2024-08-26"),
    (AUGUST, "latest"),
    (TRAIN, "2025-03-12"),
    (TRAIN, "latest"),
]
DAY = re.compile(
    r"\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
DAYS = re.compile(
    r"(?:\d+(?: (?:and|to) \d+|-\d+)? )?(?:January|February|March|August|September|November)(?: \d{4})?"
)
MISSING = re.compile(r"\bnan\b|<NA>|\bNaT\b|\bNone\b")


def known(event: str, as_of: str) -> Evidence:
    return evidence.read(RAW, OUT, event, parameters.check(event, as_of).moment)


@pytest.fixture(scope="module")
def latest() -> Evidence:
    return known(JANUARY, "latest")


@pytest.fixture(scope="module")
def raw() -> ledger.Ledger:
    return ledger.read(RAW)


def answer_of(found: Evidence) -> str:
    return comparing.answer(found.totals, found.run, known_claims(found))


def known_claims(found: Evidence) -> pd.DataFrame:
    return clean.known_by(tables.load(found.run.event, OUT, "claims"), found.run.moment)


def behind(found: Evidence, text: str, words: str) -> evidence.Number:
    """The number in a text whose link has these words; the first of them."""
    address = next(address for shown, address in links(text) if shown == words)
    return found.resolve([address])[address]


# Counted by hand in data/raw/claims.csv. Of the 50 rows of 36 civilians, one counts the whole operation.
COUNTED = [
    (JANUARY, "latest", "280 security personnel", 4, {"280"}),
    (JANUARY, "latest", "93 militants", 1, {"93"}),
    (JANUARY, "latest", "216 militants", 27, {"216", "۲۱۶"}),
    (JANUARY, "latest", "41 militants", 82, {"41", "forty-one", "forty one"}),
    (JANUARY, "latest", "36 civilians", 49, {"36", "۳۶"}),
    (
        JANUARY,
        "latest",
        "363 or more security personnel",
        4,
        {"Over 362", "over 362", "more than 362", "୩୬୨ରୁ ଅଧିକ"},
    ),
    (JANUARY, "2026-01-31", "108 militants", 9, {"108"}),
    (JANUARY, "2026-01-31", "18 civilians", 7, {"18", "Dix-huit", "Diciotto"}),
    (AUGUST, "latest", "56 security personnel", 1, {"56"}),
    (TRAIN, "latest", "12 militants", 3, {"12"}),
]


@pytest.mark.parametrize(("event", "as_of", "words", "n_claims", "figures"), COUNTED)
def test_a_number_leads_to_the_raw_rows_that_give_it(
    raw: ledger.Ledger, event: str, as_of: str, words: str, n_claims: int, figures: set[str]
):
    found = known(event, as_of)
    number = behind(found, answer_of(found), words)
    assert number.label.startswith(f"{words} killed ")
    assert f"{n_claims} claim{'s' * (n_claims > 1)} on " in number.label
    shown = [found.claim(row) for row in number.rows]
    assert {claim.figure for claim in shown} == figures
    rows = raw.claims[(raw.claims["event_id"] == event) & raw.claims["figure"].isin(figures)]
    pages = raw.reports.set_index("report_id").loc[rows["report_id"]]
    assert {(claim.outlet, claim.url) for claim in shown} <= set(
        zip(pages["outlet"], pages["url"], strict=True)
    )


def test_the_280_of_the_bla_is_told_with_its_four_pages(latest: Evidence):
    number = behind(latest, answer_of(latest), "280 security personnel")
    assert number.label == (
        "280 security personnel killed in the attacks from 31 January, according to the armed group BLA, "
        "first said on 4 February 2026; 4 claims on 4 pages of 4 outlets"
    )
    shown = [latest.claim(row) for row in number.rows]
    assert {claim.outlet for claim in shown} == {"CRBC News", "Portfolio.hu", "Sarana News", "Topky.sk"}
    assert {claim.who for claim in shown} == {"the armed group BLA"}
    assert {claim.counted for claim in shown} == {"security personnel killed"}
    crbc = next(claim for claim in shown if claim.outlet == "CRBC News")
    assert (crbc.when, crbc.credits) == ("4 February 2026, inferred", "Reuters")


def test_who_names_the_source_comes_before_who_repeats_it_and_then_by_time(latest: Evidence):
    number = behind(latest, answer_of(latest), "41 militants")
    shown = [latest.claim(row) for row in number.rows]
    assert shown[0].who == "the military's public relations branch"
    assert shown[0].when == "30 January 2026"  # the first dated page with the 41
    is_second = [bool(claim.repeats) for claim in shown]
    assert is_second == sorted(is_second)
    assert set(is_second) == {False, True}
    repeated = next(claim for claim in shown if claim.who == "nobody named")
    assert repeated.repeats == "the military's public relations branch"


@pytest.mark.parametrize(("event", "as_of"), MOMENTS)
def test_nothing_later_than_the_moment_is_told(event: str, as_of: str):
    found = known(event, as_of)
    moment = found.run.moment or pd.Timestamp.max.tz_localize("UTC")
    assert (found.claims["known_from"] <= moment).all()
    payload = found.payload([address for _, address in links(answer_of(found))])
    assert all(pd.Timestamp(step["since"]) <= moment for step in payload["steps"])
    if found.run.moment is not None:
        last = moment.tz_convert(found.run.zone).tz_localize(None)
        texts = [number["label"] for number in payload["numbers"].values()]
        texts += [row[payload["claims"]["columns"].index("when")] for row in payload["claims"]["rows"]]
        assert all(pd.Timestamp(day) <= last for text in texts for day in DAY.findall(text))
        assert payload["to"] == moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_label_counts_only_what_was_known(latest: Evidence):
    address = dict(links(answer_of(latest)))["41 militants"]
    early = known(JANUARY, "2026-01-30")
    assert "82 claims on" in latest.resolve([address])[address].label
    only = next(iter(early.resolve([dict(links(answer_of(early)))["41 militants"]]).values()))
    rows = tables.load(JANUARY, OUT, "claims")
    rows = rows[rows["statement_id"].eq("sad8666a1f") & rows["known_from"].le(early.run.moment)]
    assert len(only.rows) == len(rows) < 36  # 36 of them on the next day


@pytest.mark.parametrize(
    "address",
    [
        "#claims-s000000000",
        "#claims-",
        "#claims-<script>",
        "javascript:alert(1)",
        "#top",
        "#claims-s19f64a072+s000000000",
    ],
)
def test_an_address_that_is_none_of_ours_is_left_out(latest: Evidence, address: str):
    assert latest.resolve([address]) == {}
    assert latest.listing([address]) == []


def test_a_statement_of_a_later_day_is_unknown(latest: Evidence):
    address = dict(links(answer_of(latest)))["280 security personnel"]
    assert list(latest.resolve([f"#{address}", address])) == [address]
    assert known(JANUARY, "2026-02-03").resolve([address]) == {}


def prose_of(found: Evidence) -> Iterator[str]:
    """The prose of notebook 02 that holds figures, for one event and moment."""
    run, claims = found.run, known_claims(found)
    totals, said = reconcile.totals(claims), statements.collapse(claims)
    both = worlds.steps(totals, run)
    sighted = clean.known_by(places.of_event(ledger.read(RAW), claims, run.event), run.moment)
    yield comparing.answer(totals, run, claims)
    yield sentences.printing_answer(sentences.to_print(totals, said, claims, run), run)
    yield worlds.answer(both, totals, run)
    yield sensitivity.rules_answer(totals, run)
    yield leaving_out.leave_one_out(claims, run)[0]
    yield containing.with_and_without(totals, claims, run)[0]
    yield in_turn.dead_in_turn(claims, totals, run)[0]
    yield revisions.answer(revisions.moves_of_origins(claims), run)
    yield overtaken.answer(claims, run)
    yield counts.places_attacked(claims, sighted, run)[0]
    yield counts.other_counts(claims, run)[0]


@pytest.mark.parametrize(
    ("event", "as_of"), [(JANUARY, "2026-02-01"), (JANUARY, "latest"), (AUGUST, "latest"), (TRAIN, "latest")]
)
def test_every_link_of_the_prose_leads_to_claims_that_say_its_number(event: str, as_of: str):
    found = known(event, as_of)
    text = "\n".join(prose_of(found))
    told = links(text)
    numbers = found.resolve(address for _, address in told)
    assert len(told) > 20
    assert {address for _, address in told} == set(numbers)
    assert not MISSING.search(text)
    for words, address in told:
        label = numbers[address].label
        given = {*numbers_in(DAY.sub("", label)), *([0] if "at most" in label else [])}
        for number in numbers_in(words):
            assert is_told(number, words, given), (words, label)


def numbers_in(text: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def is_told(number: int, words: str, given: set[int]) -> bool:
    """Whether a label gives a number of a link; "more than 150" is 151 or more, and a difference is told by
    the two figures that it is worked out from.
    """
    if words.casefold().startswith("more than"):
        return number + 1 in given
    return number in given or any(one - other == number for one in given for other in given - {one})


@pytest.mark.parametrize(("event", "as_of"), MOMENTS)
def test_the_answer_has_no_number_that_is_neither_a_link_nor_a_day(event: str, as_of: str):
    found = known(event, as_of)
    answer = answer_of(found)
    rest = re.sub(r"\[[^\]]*\]\(#claims-[^)]*\)", "", answer)
    rest = rest.replace("40 hours", "")  # a period has this name
    assert not re.search(r"\d", DAYS.sub("", rest)), rest
    assert answer.startswith("**Balochistan, as of ")
    assert answer.count("(#claims-") >= 1
    assert unlinked(answer).count("**") == 2


def test_the_year_stands_where_it_is_not_the_events():
    run = parameters.check(TRAIN)
    assert comparing.dated(pd.Timestamp("2025-03-14T12:00Z"), run) == "14 March"
    assert comparing.dated(pd.Timestamp("2026-02-01T12:00Z"), run) == "1 February 2026"
    assert comparing.dated(pd.NaT, run) == "a day not known"


@pytest.mark.parametrize(("event", "as_of"), MOMENTS)
def test_the_payload_is_whole(event: str, as_of: str):
    found = known(event, as_of)
    payload = found.payload(f"#{address}" for _, address in links(answer_of(found)))
    text = json.dumps(payload, ensure_ascii=False)
    assert not MISSING.search(text)
    n_rows, used = len(payload["claims"]["rows"]), set()
    for number in payload["numbers"].values():
        used.update(number["rows"])
        assert number["rows"] == sorted(set(number["rows"]))
    assert used == set(range(n_rows))
    since = [step["since"] for step in payload["steps"]]
    assert since == sorted(since)
    assert all(
        step["href"].removeprefix("#") in payload["numbers"] for step in payload["steps"] if step["href"]
    )
    assert (payload["zone"], payload["offset_minutes"]) == ("Asia/Karachi", 300)
    assert payload["from"] <= payload["to"]


def test_the_steps_end_with_the_figures_in_force(latest: Evidence):
    last = {(step["period"], step["party"], step["group"]): step for step in latest.steps()}
    # as officials and the armed group told them, in the raw rows
    assert last["wave", "state", "civilians"]["words"] == "36"
    assert last["operation", "armed_group", "security"]["words"] == "363 or more"
    told = [
        step["words"]
        for step in latest.steps()
        if (step["period"], step["party"], step["group"]) == ("wave", "state", "civilians")
    ]
    assert told[-3:] == ["31", "33", "36"]


def test_the_headline_says_by_how_many_each_figure_is_given(latest: Evidence, raw: ledger.Ledger):
    rows = latest.headline().set_index(["group", "party"])
    assert rows.loc[("security", "armed_group"), ["words", "n_outlets", "n_origins"]].tolist() == [
        "280",
        4,
        1,
    ]
    # 36 civilians: of the raw rows' 46 outlets, TradeVae counts the whole operation
    told = raw.claims[raw.claims["figure"].isin(["36", "۳۶"]) & raw.claims["event_id"].eq(JANUARY)]
    told = told[told["category"].eq("civilians") & ~told["window"].str.startswith("week-long")]
    outlets = raw.reports.set_index("report_id").loc[told["report_id"], "outlet"].nunique()
    assert rows.loc[("civilians", "state"), "n_outlets"] == outlets == 45
    assert set(rows["href"].str.removeprefix("#")) == set(latest.resolve(rows["href"]))
    assert not {"unattributed", "any"} & set(rows.index.get_level_values("party"))


def test_the_list_for_readers_without_scripts_keeps_within_its_room(latest: Evidence):
    addresses = [address for _, address in links(answer_of(latest))]
    entries = latest.listing(addresses)
    assert [entry.anchor for entry in entries] == list(dict.fromkeys(addresses))
    for entry in entries:
        n_claims = len(latest.resolve([entry.anchor])[entry.anchor].rows)
        assert len(entry.claims) == min(3, n_claims)
        assert len(entry.claims) + entry.more == n_claims
    small = latest.listing(addresses, room=4_000)
    assert [entry.label for entry in small] == [entry.label for entry in entries]
    assert 0 < sum(len(entry.claims) for entry in small) < sum(len(entry.claims) for entry in entries)


def test_the_biggest_page_is_resolved_in_time():
    began = time.process_time()
    found = known(JANUARY, "latest")
    numbers = found.resolve(f"claims-{name}" for name in found.facts)
    found.payload(numbers)
    found.listing(numbers)
    assert len(numbers) > 500
    assert time.process_time() - began < 1.5


HOSTILE = '<script>alert(1)</script> ](https://evil.example) $x$ **b** \u202e\u200f" =1+1'


@pytest.fixture
def hostile(tmp_path: Path, raw: ledger.Ledger) -> Evidence:
    """Two invented pages that mean harm, and what is known from them."""
    claims = pd.DataFrame(
        [
            {
                "claim_id": f"page-{number}-1",
                "report_id": f"page-{number}",
                "event_id": JANUARY,
                "attributed_to": HOSTILE,
                "category": "civilians",
                "outcome": "killed",
                "figure": "31",
                "window": HOSTILE,
                "note": HOSTILE,
            }
            for number in range(2)
        ]
    )
    reports = pd.DataFrame(
        [
            {"report_id": "page-0", "url": "javascript:alert(1)", "published": "2026-02-01T10:30+00:00"},
            {"report_id": "page-1", "url": "HTTPS://example.org/1", "published": "2026-02-02"},
        ]
    ).assign(outlet=HOSTILE, credited_to=HOSTILE, outlet_country="PK")
    invented = ledger.Ledger(
        reports.reindex(columns=raw.reports.columns, fill_value=""),
        claims.reindex(columns=raw.claims.columns, fill_value=""),
        raw.sightings.iloc[:0],
        raw.series.iloc[:0],
    )
    cleaned = clean.clean(invented, JANUARY).claims
    tables.write(cleaned, JANUARY, tmp_path, "claims")
    tables.write(reconcile.totals(cleaned), JANUARY, tmp_path, "totals")
    invented.reports.to_csv(tmp_path / "reports.csv", index=False)
    return evidence.read(tmp_path, tmp_path, JANUARY, None)


def test_hostile_text_stays_text_and_only_the_web_is_an_address(hostile: Evidence):
    (statement,) = hostile.facts
    (number,) = hostile.resolve([f"#claims-{statement}"]).values()
    shown = [hostile.claim(row) for row in number.rows]
    assert [claim.url for claim in shown] == ["", "HTTPS://example.org/1"]
    assert [claim.when for claim in shown] == ["15:30 (Asia/Karachi) on 1 February 2026", "2 February 2026"]
    text = " ".join([number.label, *(cell for claim in shown for cell in claim)])
    assert "<script>alert(1)</script> ](https://evil.example) $x$ **b**" in text
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert not any("\n" in cell for claim in shown for cell in claim)
