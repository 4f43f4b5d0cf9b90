"""Events of another kind, all invented: an earthquake without sides, and a mine accident with two.

Every number is worked out by hand from the invented claims of `quake_project` and of `MINE` below.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from prose import unlinked
from quake_project import EVENT, GROUP, PARTY, QUAKE, append, in_columns, make_quake_project

from tollbook import (
    agreement,
    casualties,
    checks,
    clean,
    cli,
    comparing,
    counts,
    explained,
    explaining,
    in_turn,
    leaving_out,
    ledger,
    parameters,
    reconcile,
    revisions,
    sensitivity,
    sentences,
    statements,
    sums,
    validate,
    vocabulary,
    worlds,
)

MINE = "mine-2032"
MINE_GROUPS = [
    "miners|1||yes|miner|miners|miners|Miners|Miners|miners|||miners|crimson",
    "rescuers|2||yes|rescuer|rescuers|rescuers|Rescuers|Rescuers|rescuers|||rescuers|blue",
    "all|3|miners;rescuers||person|people|people|People|All together|people|all||groups not told|grey",
]
MINE_PARTIES = [
    "state|1|Officials|Officials|officials|officials|officials|officials'|their|official sources"
    "|other officials|names officials only|officials|disc",
    "company|2|Company|The company|company|the company|the company|the company's|its|company sources"
    "|others of the company|names the company only|company|diamond",
    "union|3|Union|The union|union|the union|the union|the union's|its|union sources"
    "|others of the union|names the union only|union|square",
    "unattributed|4|Nobody named|Nobody named|nobody named|reports that name no source"
    "|reports that name no source|||reports that name no source|others||nobody named|triangle",
]
MINE_CLAIMS = [
    ("the ministry", "miners", "killed", "40"),
    ("the ministry", "rescuers", "killed", "3"),
    ("the owner", "miners", "killed", "20"),
    ("the owner", "rescuers", "killed", "3"),
    ("the miners' union", "miners", "killed", "52"),
    ("the ministry", "people", "displaced", "300"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with both events."""
    project = make_quake_project(tmp_path_factory.mktemp("other") / "project")
    hand, own = project / "data/hand", {"event_id": MINE}
    append(hand / "events.csv", [EVENT | own | {"outcomes": "killed", "incident": "accident"}])
    append(hand / "groups.csv", [own | in_columns(GROUP, row) for row in MINE_GROUPS])
    parties = [own | in_columns(PARTY, row) for row in MINE_PARTIES]
    union = next(row for row in parties if row["party"] == "union")
    union |= {"apart": "yes", "by_name": "yes"}
    append(hand / "parties.csv", parties)
    sides = {"miners": "company", "rescuers": "state"}
    append(hand / "group_sides.csv", [own | {"group": a, "party": b} for a, b in sides.items()])
    nouns = {"miners": "miners", "rescuers": "rescuers", "people": "all"}
    append(hand / "nouns.csv", [own | {"noun": a, "group": b, "unit": "people"} for a, b in nouns.items()])
    voices = {"the ministry": "state", "the owner": "company", "the miners' union": "union"}
    append(
        hand / "authorities.csv",
        [own | {"attributed_to": a, "origin": a.removeprefix("the "), "party": b} for a, b in voices.items()],
    )
    period = {"period": "wave", "label": "the accident", "short": "the accident"}
    append(hand / "periods.csv", [own | period | {"counts_from": "2031-05-04T06:00", "from_figure": "no"}])
    for number, (who, noun, outcome, figure) in enumerate(MINE_CLAIMS, start=1):
        report = "valley-post-2031-05-05"
        claim = own | {"claim_id": f"mine-{number}", "report_id": report, "attributed_to": who}
        append(
            project / "data/raw/claims.csv",
            [claim | {"category": noun, "outcome": outcome, "figure": figure}],
        )
    return project


@pytest.fixture(autouse=True)
def spoken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in the project, and leave no event behind for the next test."""
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(folder))
    with vocabulary.speaking_of(""):
        yield


def made(folder: Path, event: str) -> tuple[pd.DataFrame, pd.DataFrame, parameters.Run]:
    """Return clean claims, totals and the run of an event, which is the one spoken of from then on."""
    claims, totals = tables(folder, event)
    return claims.copy(), totals.copy(), parameters.check(event)


@cache
def tables(folder: Path, event: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return clean claims and totals."""
    claims = clean.clean(ledger.read(folder / "data/raw"), event).claims
    return claims, reconcile.totals(claims)


def test_the_ledger_is_in_order_and_an_unknown_outcome_is_refused_with_the_allowed_ones(
    folder: Path, tmp_path: Path
) -> None:
    assert validate.problems(folder / "data/raw") == []
    for file in (folder / "data/raw").iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace("people,missing,30", "people,lost,30"))
    (problem,) = validate.problems(tmp_path)
    assert problem.what == "unknown outcome 'lost'" or "lost" in problem.what
    assert "use one of: killed, missing, injured, displaced" in problem.todo
    assert "add its row to data/hand/outcomes.csv" in problem.todo


def test_missing_injured_and_displaced_people_are_people_and_have_totals(folder: Path) -> None:
    claims, totals, _ = made(folder, QUAKE)
    assert set(claims["unit"]) == {"people"}
    assert set(claims["group"]) == {"all", "residents", "responders"}
    now = reconcile.as_of(totals[totals["rule"] == "latest"], None).set_index(["party", "outcome", "group"])
    assert now.loc[("government", "missing", "all"), "low"] == 11
    assert now.loc[("relief", "missing", "all"), "low"] == 41
    assert now.loc[("government", "injured", "all"), "low"] == 240
    assert now.loc[("any", "killed", "responders"), "low"] == 2
    totals = made(folder, MINE)[1]
    now = reconcile.as_of(totals[totals["rule"] == "latest"], None).set_index(["party", "outcome", "group"])
    assert now.loc[("state", "displaced", "all"), "low"] == 300


def test_a_group_or_party_of_another_event_is_unknown(folder: Path) -> None:
    raw = ledger.read(folder / "data/raw")
    strange = raw.claims.assign(
        category=raw.claims["category"].replace("rescuers", "militants"),
        attributed_to=raw.claims["attributed_to"].replace("the governor", "ISPR"),
    )
    claims = clean.clean(raw._replace(claims=strange), QUAKE).claims
    was_rescuers = claims["category"] == "militants"
    assert was_rescuers.any()
    assert set(claims.loc[was_rescuers, "group"]) == {clean.UNKNOWN}
    assert set(claims.loc[claims["attributed_to"] == "ISPR", "party"]) == {clean.UNKNOWN}
    found = checks.run(claims)
    assert {"unknown_nouns", "unknown_authorities"} <= set(found["check"])


def test_a_total_is_the_sum_of_the_events_own_groups(folder: Path) -> None:
    claims, _, _ = made(folder, QUAKE)
    found = explaining.explain(claims).set_index("figure")
    assert found.loc["19", "found"] == "19 = 17 residents + 2 responders"
    assert found.loc["19", "counts"] == "residents and responders"
    assert found.loc["21", "kind"] == "none"
    answer, _ = explained.totals_explained(found.reset_index(), claims)
    assert answer.startswith("Of 4 statements of a total of people killed, **1** is just the sum")
    assert "militants" not in answer
    assert sums.terms_of_totals(claims)["group"].tolist() == ["residents", "responders"]
    assert "17 residents + 2 responders" in " ".join(checks.run(claims)["message"])


def test_claims_of_several_events_are_each_read_by_their_own(folder: Path) -> None:
    claims = clean.clean(ledger.read(folder / "data/raw")).claims
    assert set(claims["event_id"]) == {QUAKE, MINE}
    assert len(explaining.explain(claims)) == 4
    together = set(checks.run(claims)["message"])
    apart = {
        text for event in (QUAKE, MINE) for text in checks.run(claims[claims["event_id"] == event])["message"]
    }
    assert together == apart


def test_an_event_without_sides_has_no_two_worlds(folder: Path) -> None:
    claims, totals, run = made(folder, QUAKE)
    rows = worlds.steps(totals, run)
    assert rows.empty
    assert worlds.pairs(rows).empty
    assert worlds.day_by_day(rows, run).empty
    assert worlds.own_and_claimed(rows, run).empty
    assert worlds.answer(rows, totals, run) == worlds.NO_SIDES
    assert "claimed_own" not in set(checks.run(claims)["check"])


def test_other_sides_have_their_own_words(folder: Path) -> None:
    claims, totals, run = made(folder, MINE)
    rows = worlds.steps(totals, run)
    assert worlds.SIDES == ("state", "company")
    assert worlds.day_by_day(rows, run).columns.tolist()[3:5] == ["officials", "company"]
    own = worlds.own_and_claimed(rows, run).set_index("group")
    assert own.loc["miners", ["own people of", "own count", "claimed"]].tolist() == ["company", "20", "40"]
    answer = unlinked(worlds.answer(rows, totals, run))
    assert (
        "Officials counted 40 miners killed (5 May), the company 20 (5 May); the officials' figure is 2 "
        "times the company's." in answer.replace("2.0", "2")
    )
    (lost,) = checks.run(claims).query("check == 'claimed_own'")["message"]
    assert "the company counted 20 miners killed of their own and officials claimed 40" in lost


def test_a_party_that_stands_apart_is_named_and_only_says(folder: Path) -> None:
    claims, totals, run = made(folder, MINE)
    answer = unlinked(comparing.answer(totals, run, claims))
    assert "Officials counted 40 miners" in answer
    assert "the company counted 20 miners" in answer
    assert "miners' union said 52 miners" in answer.replace("&#39;", "'")


def test_sentences_have_the_events_groups_and_outcome(folder: Path) -> None:
    claims, totals, run = made(folder, QUAKE)
    rows = sentences.to_print(totals, statements.collapse(claims), claims, run)
    assert rows[rows["party"] == sentences.SIDE_BY_SIDE]["group"].tolist() == [
        "residents",
        "responders",
        "all",
    ]
    told = " ".join([*rows["cautious"], *rows["short"]])
    assert "2 responders were killed in the earthquake" in told
    assert "21 people were killed" in told
    assert "militants" not in told
    assert "not said" not in told


def test_the_first_outcome_of_an_event_is_that_of_its_totals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = make_quake_project(tmp_path / "flood", outcomes="missing;killed")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(flood))
    claims, totals, run = made(flood, QUAKE)
    rows = sentences.to_print(totals, statements.collapse(claims), claims, run)
    short = rows.set_index(["group", "party"]).loc[("all", "government"), "short"]
    assert short.startswith("11 people were missing in the earthquake")
    assert "missing in the earthquake" in unlinked(comparing.answer(totals, run, claims))
    assert "[11](" in sensitivity.rules_answer(totals, run)
    assert sensitivity.rules_answer(totals, run).startswith("**Missing, as of")
    assert "killed" not in leaving_out.leave_one_out(claims, run)[0]
    assert set(agreement.said_now(claims, run)["words"]) == {"11", "41 or more"}
    answer, table = counts.other_counts(claims, run)
    assert answer.startswith("**People counted otherwise than as missing")
    assert "missing" not in set(table["what"])
    assert in_turn.dead_in_turn(claims, totals, run)[1].columns[1] == "missing"
    moves = revisions.moves_of_origins(claims)
    assert moves["number"].tolist() == [30, 11, 41]
    assert moves["change"].tolist() == ["", "fall", ""]


def test_counts_of_other_people_name_the_events_outcomes(folder: Path) -> None:
    claims, _, run = made(folder, QUAKE)
    answer, table = counts.other_counts(claims, run)
    assert table[["what", "who is counted", "lowest", "highest"]].values.tolist() == [
        ["missing", "people", "11", "41 or more"]
    ]
    assert answer.startswith("**People counted otherwise than as dead")
    claims, _, run = made(folder, MINE)
    assert counts.other_counts(claims, run)[1]["what"].tolist() == ["displaced"]


def test_agreement_counts_the_parties_of_the_event(folder: Path) -> None:
    claims, _, run = made(folder, QUAKE)
    rows = agreement.matrix(agreement.said_now(claims, run))
    assert {"agree_government", "agree_relief"} <= set(rows.columns)
    assert rows.columns.tolist() == list(agreement.MATRIX)
    assert "agree_state" not in rows


def test_women_and_children_are_looked_for_among_everybody_without_sides(folder: Path) -> None:
    claims, _, _ = made(folder, QUAKE)
    assert casualties.women_and_children_share(claims).startswith("3 pages count people killed; 0 of them")


def test_explain_takes_the_groups_of_the_event_and_names_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", QUAKE, "residents", "--project", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "THE GOVERNMENT (government)" in printed
    assert "17: civil defence agency said on 5 May 2031." in " ".join(printed.split())
    assert cli.main(["explain", QUAKE, "militants", "--project", str(folder)]) == 2
    assert "unknown group `militants`. Allowed: residents, responders, all" in capsys.readouterr().err
    assert cli.main(["explain", QUAKE, "all", "--party", "company", "--project", str(folder)]) == 2
    assert "Allowed: government, relief, unattributed, unknown, any" in capsys.readouterr().err
    assert cli.main(["explain", QUAKE, "all", "--outcome", "missing", "--project", str(folder)]) == 0
    assert "People: missing in the earthquake" in capsys.readouterr().out
