"""What a newcomer is told of words, days and figures that may be slips. The rows are invented."""

from pathlib import Path

import pytest
from adding_project import EVENT, GOOD, add, sheet

from tollbook import ledger, paths
from tollbook.adding import entries, ranks
from tollbook.figures import read_figure

ALLOWED = ["killed", "missing", "injured", "displaced", "rescued", "destroyed", "other"]
REMARKS = {
    "a time that may be one of many moments": (
        {"published": "2025-05-05T10:00", "outlet_country": "US"},
        "column published: 2025-05-05T10:00 has no time zone and is read as a time in US",
    ),
    "a figure for a day after its page": (
        {"as_of": "2025-05-09"},
        "column as_of: 2025-05-09 is after the page's own date, 2025-05-05; is it right?",
    ),
    "a page from before the event": (
        {"published": "2025-05-03T20:00-05:00", "as_of": ""},
        "column published: 2025-05-03T20:00-05:00 is before quake-2025-05 began (2025-05-04)",
    ),
}


@pytest.fixture
def project(quake_ledger: Path) -> Path:
    return quake_ledger


@pytest.mark.parametrize(
    ("word", "outcomes"),
    [
        ("dead", ["killed"]),
        ("Fatalities", ["killed"]),
        ("fatalites", ["killed"]),
        ("wounded", ["injured"]),
        ("hurt", ["injured"]),
        ("homeless", ["displaced"]),
        ("heridos", ["injured"]),
        ("নিহত", ["killed"]),
        ("行方不明", ["missing"]),
        ("evacuated", ["displaced", "rescued"]),
        ("lost", ["killed", "missing", "destroyed"]),
        ("banana", []),
    ],
)
def test_a_word_for_an_outcome_is_named_and_not_taken(word: str, outcomes: list[str]) -> None:
    said = entries.unknown_choice("outcome", word, ALLOWED)
    meanings = said.todo.partition("use one of")[0]
    assert said.what.startswith("unknown outcome")
    assert [name for name in ALLOWED if name in meanings.partition("->")[2]] == outcomes


def test_words_for_outcomes_name_no_outcome() -> None:
    words = paths.hand("outcome_words")
    assert not set(words["word"]) & set(paths.hand("outcomes")["outcome"])
    assert not words.duplicated(["word", "outcome"]).any()


@pytest.mark.parametrize(("cells", "remark"), REMARKS.values(), ids=REMARKS)
def test_a_day_that_may_be_a_slip_is_remarked(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture, cells: dict[str, str], remark: str
) -> None:
    assert add(sheet(tmp_path / "new.xlsx", GOOD | cells), "--dry-run") == 0
    assert remark in capsys.readouterr().out


def test_a_day_elsewhere_is_one_of_the_events_zone(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """4 May 01:00 in Lima, where the event is, is still 3 May in Honolulu."""
    page = GOOD | {"published": "2025-05-03T20:00-10:00", "as_of": "2025-05-04"}
    assert add(sheet(tmp_path / "new.xlsx", page), "--dry-run") == 0
    assert "is it right?" not in capsys.readouterr().out


def test_another_figure_for_the_same_is_remarked(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert add(sheet(tmp_path / "first.xlsx", GOOD)) == 0
    capsys.readouterr()
    claim = ledger.read().claims["claim_id"].iloc[-1]
    later = sheet(tmp_path / "later.xlsx", GOOD | {"figure": "26"}, GOOD | {"figure": "27"})
    assert add(later, "--dry-run") == 0
    said = capsys.readouterr().out
    assert f'row 2, column figure: {claim} has "más de 22" where this row has "26"' in said
    assert any("row 3, column figure: " in line and 'row 2 has "26"' in line for line in said.splitlines())
    assert "both are kept, as two figures of one page" in said


def test_a_new_speaker_without_a_rank_gets_a_ready_row(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = sheet(tmp_path / "new.xlsx", GOOD | {"attributed_to": "Bomberos, Lima"})
    assert add(path, "--accept", "Bomberos, Lima=state/officials") == 0
    row = 'quake-2025-05,1,"Bomberos, Lima",WHY'
    said = capsys.readouterr().out
    assert "data/hand/priorities.csv ranks none of these, so the rule priority passes over them" in said
    assert f"  {row}\n" in said
    claims = ledger.read().claims
    assert f"  {row}" in list(ranks.of_events(claims))
    table = project / "data/hand/priorities.csv"
    table.write_text(table.read_text() + row.replace("WHY", "the town's own service") + "\n")
    assert ranks.is_ranked("Bomberos, Lima", EVENT)
    assert list(ranks.of_events(claims)) == []


@pytest.mark.parametrize(
    ("figure", "todo"),
    [
        ("50 %", "a share is no count"),
        ("31 dead, 5 missing", "give each figure a row of its own"),
        ("", "write the page's own words for how many"),
        ("12 glorps", "leave out the words around the figure"),
    ],
)
def test_what_to_do_with_a_figure_that_is_no_number(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture, figure: str, todo: str
) -> None:
    assert add(sheet(tmp_path / "new.xlsx", GOOD | {"figure": figure}), "--dry-run") == 1
    assert todo in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wording", "number"),
    [
        ("ألفا شخص", 2000),  # the dual before its noun
        ("عشرون ألفا", 20_000),
        ("nửa triệu", 500_000),
        ("1,2 Millionen", 1_200_000),
        ("5 Millionen", 5_000_000),
        ("সাড়ে তিন লাখ", 350_000),
        ("पौने दो लाख", 175_000),
        ("सवा लाख", 125_000),
        ("ساڑھے سات ہزار", 7500),
        ("一家五口", 5),
        ("a family of five", 5),
        ("un couple", 2),
    ],
)
def test_numbers_that_were_read_wrongly_or_not_at_all(wording: str, number: int) -> None:
    assert read_figure(wording).best == number


@pytest.mark.parametrize("wording", ["ألفا عائلة", "คนที่ 5", "1.2 million one"])
def test_what_may_be_another_number_is_not_read(wording: str) -> None:
    assert read_figure(wording).reason
