"""`tollbook explain`: how a number came about, on the real ledger and on a small invented one."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest
from tiny_project import make_tiny_project

from tollbook import clean, explain, ledger, left_out, parameters, reconcile, terms
from tollbook.cli import main
from tollbook.dictionary import table_columns
from tollbook.paths import resolve

REAL = Path(__file__).resolve().parent.parent
JANUARY = "balochistan-2026-01"
WIDEST = 100


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real project, whatever folder the tests are run from, and whatever a call makes of it."""
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(REAL))


def exit_status(*arguments: str) -> int:
    """Return the exit status of a call of `tollbook explain`, also where argparse ends it."""
    try:
        return main(["explain", *arguments])
    except SystemExit as end:
        return int(end.code or 0)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a call that goes well prints."""
    assert exit_status(*arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def flat(text: str) -> str:
    """Return a text without its line breaks and indents."""
    return " ".join(text.split())


PAGES = [  # report, published, attributed_to, category, figure, further cells
    ("first", "2026-03-01", "police", "civilians", "12", {}),
    ("second", "2026-03-02", "Sarfraz Bugti", "civilians", "31", {}),
    ("echo", "2026-03-02", "outlet itself", "civilians", "31", {}),
    ("looser", "2026-03-03", "Sarfraz Bugti", "civilians", "more than 30", {}),
    ("part", "2026-03-02", "Sarfraz Bugti", "women", "5", {}),
    ("more", "2026-03-02", "Sarfraz Bugti", "civilians", "another 3", {}),
    ("town", "2026-03-02", "Sarfraz Bugti", "civilians", "4", {"place": "Gwadar"}),
    ("year", "2026-03-02", "Sarfraz Bugti", "civilians", "90", {"window": "past year"}),
    ("undated", "", "Sarfraz Bugti", "civilians", "77", {}),
    ("late", "2026-03-09", "Sarfraz Bugti", "civilians", "36", {}),
    ("other", "2026-03-02", "BLA", "civilians", "2", {}),
    ("unread", "2026-03-02", "Sarfraz Bugti", "civilians", "a great sorrow", {}),
]


def append(path: Path, row: dict[str, str]) -> None:
    """Add a row to a CSV file, by its header."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(row)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A project of its own with an invented event and one claim on each of twelve pages."""
    root = make_tiny_project(tmp_path / "project")
    shutil.rmtree(root / "data")
    for folder in ("hand", "dictionary"):
        shutil.copytree(REAL / "data" / folder, root / "data" / folder)
    append(
        root / "data/hand/events.csv",
        {
            "event_id": "alpha",
            "name": "An invented event",
            "region": "Nowhere",
            "time_zone": "Asia/Karachi",
            "starts": "2026-03-01T00:00",
            "wave_label": "the invented attacks",
            "default_period": "wave",
        },
    )
    append(
        root / "data/hand/periods.csv",
        {
            "event_id": "alpha",
            "period": "wave",
            "label": "the invented attacks",
            "short": "the attacks",
            "counts_from": "2026-03-01T00:00",
            "from_figure": "no",
        },
    )
    write_ledger(root / "data/raw")
    return root


def write_ledger(folder: Path) -> None:
    """Write the four raw tables with the invented pages, beside the gazetteer."""
    folder.mkdir(parents=True)
    shutil.copy(REAL / "data/raw/places.csv", folder)
    reports, claims = [], []
    for report, published, attributed_to, category, figure, cells in PAGES:
        address = {
            "url": f"https://example.org/{report}",
            "outlet": f"The {report}",
            "outlet_type": "newspaper",
        }
        reports.append({"report_id": report, "published": published, "readings": "1", **address})
        claims.append(
            {
                "claim_id": f"{report}-1",
                "report_id": report,
                "event_id": "alpha",
                "attributed_to": attributed_to,
                "category": category,
                "outcome": "killed",
                "figure": figure,
                **cells,
            }
        )
    for name, rows in (("reports", reports), ("claims", claims), ("sightings", []), ("series", [])):
        frame = pd.DataFrame(rows, columns=table_columns(name, "raw")[0])
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def test_every_claim_of_a_small_ledger_is_accounted_for(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = flat(said(capsys, "alpha", "civilians", "--as-of", "2026-03-05", "--project", str(tiny), "--full"))
    for line in (
        "Civilians: killed in the invented attacks An invented event (alpha), as of the end of 5 March 2026.",
        "Rule latest: the newest figure: by the day it was first given",
        "OFFICIALS (state) 31: the provincial chief minister said on 2 March 2026.",
        "Rests on 1 statement; 2 sources had made 3 statements of this scope, on 4 pages.",
        "31, the provincial chief minister (Sarfraz Bugti), first on 2 March 2026; 2 pages of 2 outlets: "
        "1 names the source and 1 names nobody.",
        '- The second, 2 March 2026: "31"; names the source [second-1] https://example.org/second',
        '- The echo, 2 March 2026: "31"; names nobody [echo-1] https://example.org/echo',
        'Words more loosely what had been given (1 claim): - The looser: "more than 30" [looser-1]',
        'An older figure, overtaken (1 claim): - The first: "12" [first-1] https://example.org/first',
        "THE ARMED GROUPS (armed_group) 2: the armed group BLA said on 2 March 2026.",
        "LEFT OUT (7 claims on 7 pages)",
        'as a number (1 claim): - The unread: "a great sorrow", ',
        'Counts only a part of the group (1 claim): - The part: "5", women [part-1]',
        'Says how many more, not how many in all (1 claim): - The more: "another 3" [more-1]',
        'Counts one place, not the whole event (1 claim): - The town: "4", Gwadar [town-1]',
        'Counts another period (1 claim): - The year: "90", in the period worded "past year" [year-1]',
        'counted in the latest state alone (1 claim): - The undated: "77" [undated-1]',
        'Known only after the moment asked for (1 claim): - The late: "36" [late-1] https://example.org/late',
    ):
        assert line in text, line
    assert all(text.count(f"[{page[0]}-1]") == 1 for page in PAGES)


def test_one_party_alone_and_a_figure_gone_back_on(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = flat(said(capsys, "alpha", "civilians", "--project", str(tiny), "--party", "armed_group"))
    assert "OFFICIALS" not in text
    assert "Said by somebody of another party (6 claims): 31 (officials) on 2 pages;" in text
    standing = {
        "day": ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-03"],
        "outlet": ["a", "b", "a", "c"],
    }
    interval = [(31, 31, 31), (40, 40, 40), (31, 31, 31), (31, 31, 31)]
    rows = pd.DataFrame(standing | {"interval": interval})
    reasons = left_out.reasons_latest(rows, pd.Series([True, False, True, True]))
    assert reasons.tolist() == ["gone_back_on"]


@pytest.mark.parametrize(
    ("rule", "number", "reason"),
    [
        ("range", "between 12 and 31 or more", ""),
        (
            "conservative",
            "12: the police said",
            "A source's newest figure, but not the one that the rule takes",
        ),
        ("priority", "31: the provincial chief minister", "A source's newest figure, but not the one"),
        ("majority", "The rule gives no figure", "A source's newest figure, but not the one"),
    ],
)
def test_other_rules_say_what_they_take_and_what_not(
    tiny: Path, capsys: pytest.CaptureFixture[str], rule: str, number: str, reason: str
) -> None:
    options = ("--as-of", "2026-03-05", "--party", "state", "--project", str(tiny))
    text = flat(said(capsys, "alpha", "civilians", "--rule", rule, *options))
    assert f"Rule {rule}: {explain.RULE_WORDS[rule]}." in text
    assert number in text
    assert reason in text


def test_no_figure_is_a_sentence_and_no_fault(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = flat(said(capsys, "alpha", "militants", "--project", str(tiny)))
    assert "No figure for militants killed in the invented attacks had been given by the latest page" in text
    assert "LEFT OUT" not in text
    by_nobody = flat(said(capsys, "alpha", "civilians", "--party", "independent", "--project", str(tiny)))
    assert "had been given by independent sources by the latest page in the ledger." in by_nobody


def test_an_event_of_which_nothing_was_entered_is_refused(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(JANUARY, "all", "--project", str(tiny)) != 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"{JANUARY}: no figure has been entered yet; `tollbook template" in captured.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere", "civilians"), "unknown event `nowhere`. Allowed: balochistan"),
        (
            (JANUARY, "civilian"),
            "unknown group `civilian`; did you mean `civilians`? Allowed: civilians, security",
        ),
        ((JANUARY, "civilians", "--rule", "latst"), "unknown rule `latst`; did you mean `latest`? Allowed: "),
        ((JANUARY, "civilians", "--party", "rebels"), "unknown party `rebels`. Allowed: state, armed_group"),
        ((JANUARY, "civilians", "--outcome", "dead"), "unknown outcome `dead`. Allowed: "),
        (
            (JANUARY, "civilians", "--period", "waves"),
            "unknown period `waves`; did you mean `wave`? Allowed: ",
        ),
        ((JANUARY, "civilians", "--as-of", "yesterday"), "as_of 'yesterday' is not a moment"),
        ((JANUARY, "civilians", "--raw", "no-such-folder"), "--raw: there is no folder no-such-folder"),
        ((JANUARY,), "the following arguments are required: GROUP"),
    ],
)
def test_a_bad_call_names_what_is_allowed(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert told in captured.err


def test_data_at_fault_is_one(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = tiny / "data/raw/claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",alpha,", ",alfa,", 1), encoding="utf-8")
    assert exit_status("alpha", "civilians", "--project", str(tiny)) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "claims.csv, row 2, column event_id: " in captured.err


def test_the_ministers_31_of_1_february(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, JANUARY, "civilians", "--as-of", "2026-02-01")
    assert "  31: the provincial chief minister said on 1 February 2026." in text
    assert "the provincial chief minister (Sarfraz Bugti), first on 1 February 2026;" in flat(text)
    assert "Counts only a part of the group" in text
    nobody = flat(text.partition("REPORTS THAT NAME NO SOURCE")[2].partition("LEFT OUT")[0])
    assert "names the source" not in nobody
    assert "https://" in text
    for line in text.splitlines():
        assert len(line) <= WIDEST or line.strip().startswith("http"), line
    assert not any(word in text for word in ("nan", "<NA>", "NaT", "None"))


@pytest.mark.parametrize("outcome", ["injured", "captured", "abducted", "freed"])
def test_other_outcomes_can_be_asked_for(outcome: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "jaffar-express-2025-03", "security", "--outcome", outcome)
    assert text.startswith(f"Security personnel: {outcome} in the seizure of the train")


@pytest.fixture(scope="module")
def real() -> ledger.Ledger:
    """The real ledger."""
    return ledger.read(resolve("data/raw"))


@pytest.mark.parametrize("rule", ["latest", "range", "median", "priority"])
@pytest.mark.parametrize("group", ["civilians", "militants", "all"])
def test_every_claim_has_one_reason_or_carries_the_number(real: ledger.Ledger, group: str, rule: str) -> None:
    claims, set_aside = clean.clean(real, JANUARY)
    run = parameters.check(JANUARY, "2026-02-04", rule)
    asked = left_out.Asked(JANUARY, group, "killed", run.period, run.moment)
    known = explain.what_was_known(claims, asked, explain.Question(run, group))
    accounted = list(left_out.outside(claims, set_aside, real, asked)["claim_id"])
    accounted += list(left_out.other_parties(known.scope, explain.PARTIES[:-1])["claim_id"])
    for party, figures in known.figures.items():
        resting = [voice.statement_id for voice in figures.resting]
        accounted += list(left_out.not_taken(known.scope, party, rule, resting)["claim_id"])
        own = known.scope[known.scope["source_party"] == party]
        accounted += list(own.loc[own["statement_id"].isin(resting), "claim_id"])
    raw = real.claims[(real.claims["event_id"] == JANUARY) & (real.claims["outcome"] == "killed")]
    about = claims[(claims["group"] == group) & (claims["outcome"] == "killed")]
    aside = raw[raw["claim_id"].isin(set_aside["claim_id"])]
    aside = aside[terms.read_nouns(aside)["group"] == group]
    assert sorted(accounted) == sorted([*about["claim_id"], *aside["claim_id"]])


def test_the_number_is_the_one_of_the_totals(real: ledger.Ledger) -> None:
    claims = clean.clean(real, JANUARY).claims
    run = parameters.check(JANUARY, "2026-02-04")
    now = reconcile.as_of(reconcile.totals(claims), run.moment)
    now = now[(now["rule"] == "latest") & (now["outcome"] == "killed") & (now["period"] == run.period)]
    for group in ("civilians", "security", "militants"):
        asked = left_out.Asked(JANUARY, group, "killed", run.period, run.moment)
        figures = explain.what_was_known(claims, asked, explain.Question(run, group)).figures
        for row in now[(now["group"] == group) & now["party"].isin(figures)].itertuples():
            high = None if pd.isna(row.high) else row.high
            assert (figures[row.party].low, figures[row.party].high) == (row.low, high)
