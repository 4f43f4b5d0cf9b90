"""Hand rows by which nothing can be meant are named, each with what to do; all rows here are invented but the
last ones, which spoil a copy of this ledger.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tollbook import cell_rules, dictionary, hand_check, paths, remarks, validate

NO_NOTEBOOKS = Path("nowhere")


def rows(**columns: list[str]) -> pd.DataFrame:
    """Return a table numbered as a spreadsheet does: below the header comes row 2."""
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.RangeIndex(2, 2 + len(frame)))


def told(notebooks: Path = NO_NOTEBOOKS, **frames: pd.DataFrame) -> list[str]:
    """Return the problems of tables, a line each."""
    return [str(problem) for problem in hand_check.problems(frames, notebooks)]


def test_a_name_with_a_blank_at_an_end_matches_nothing() -> None:
    assert told(credits=rows(credited_to=["Radio Uno", " Radio Dos"], outlet=["", " Radio Dos"])) == [
        'hand/credits.csv, row 3, column credited_to: " Radio Dos" begins or ends with a blank; delete the '
        "blank"
    ]
    (line,) = told(authorities=rows(attributed_to=["RU"], origin=["Radio Uno "], why=["a station "]))
    assert line.startswith('hand/authorities.csv, row 2, column origin: "Radio Uno " begins or ends')
    assert not told(other_outcomes=rows(phrase=["dead "]))


GROUPS = rows(event_id=["", "", "flood", "flood"], group=["civilians", "security", "residents", "all"])


def test_a_row_of_an_event_names_groups_of_that_event() -> None:
    nouns = rows(event_id=["flood", "flood", "fire", ""], group=["residents", "security", "security", "all"])
    assert told(groups=GROUPS, nouns=nouns) == [
        'hand/nouns.csv, row 3, column group: "security" is no group of "flood" in groups.csv; use one of: '
        "residents, all"
    ]


def test_a_row_of_an_event_names_parties_of_that_event() -> None:
    parties = rows(event_id=["", "flood"], party=["state", "government"])
    sides = rows(event_id=["fire", "flood"], party=["government", "government"])
    (line,) = told(parties=parties, group_sides=sides)
    assert line == (
        'hand/group_sides.csv, row 2, column party: "government" is no party of "fire" in parties.csv; use '
        "one of: state"
    )


def test_a_speaker_is_of_a_kind_that_its_party_has() -> None:
    kinds = rows(party=["state", "relief"], kind=["army", "hospital"], title=["", ""])
    speakers = rows(party=["state", "state", "relief", "nobody"], kind=["army", "hospital", "clinic", "army"])
    assert told(speaker_kinds=kinds, authorities=speakers) == [
        'hand/authorities.csv, row 3, column kind: no row of speaker_kinds.csv is for "hospital" with the '
        'party "state"; use one of: army; or add its row there'
    ]


def test_rows_that_are_matched_alike_are_named() -> None:
    speakers = rows(
        attributed_to=["Radio Uno", "radio-uno", "RADIO  UNO", "Radio Dos", "Radio Dos"],
        event_id=["", "", "flood", "", ""],
        origin=["Uno", "Uno", "Uno", "Dos", "Dos"],
    )
    assert told(authorities=speakers) == [
        'hand/authorities.csv, row 3, column attributed_to: "radio-uno" is matched as "Radio Uno" in row 2 is'
        "; delete one of the two rows; case, blanks and hyphens make no difference"
    ]


def test_a_noun_for_people_names_their_group() -> None:
    nouns = rows(
        noun=["guests", "tents", "crew"], group=["", "", "crew"], unit=["people", "buildings", "people"]
    )
    (line,) = told(nouns=nouns)
    assert line.startswith(
        "hand/nouns.csv, row 2, column group: the noun counts people and the cell is empty"
    )


@pytest.mark.parametrize("title", ["{nme}", "{", "{name} of {}", "}", "{name!r}"])
def test_a_title_has_no_braces_but_those_of_the_name(title: str) -> None:
    (line,) = told(speaker_kinds=rows(title=["{name}, a daily", "a relative", "", title]))
    assert line.startswith("hand/speaker_kinds.csv, row 5, column title: ")
    assert line.endswith("; write {name} where the name stands, and no other braces")


def test_a_week_has_seven_days() -> None:
    (line,) = told(date_words=rows(kind=["month", "weekday", "weekday"], value=["12", "7", "8"]))
    assert line == (
        "hand/date_words.csv, row 4, column value: there is no weekday 8; give a value from 1 (Monday) to 7"
    )


def test_a_span_has_two_ends_and_no_other_word_has() -> None:
    words = rows(kind=["span", "number", "span", "number"], value=["11..19", "1.5", "12", "1..2"])
    assert [line.partition("value: ")[2] for line in told(number_words=words)] == [
        '"12" is no span; write it as 11..19',
        '"1..2" is a span; give one number, or make the kind span',
    ]
    assert told(quantifiers=rows(value=["", "1.5", "1..2"]))[0].endswith('"1..2" is a span; give one number')


def test_a_script_is_one_that_letters_are_of() -> None:
    languages = rows(scripts=["LATIN CYRILLIC", "CJK HIRAGANA KATAKANA", "Latin", "HANGUL ARABICK"])
    assert [
        line.partition("scripts: ")[2].partition(";")[0] for line in told(figure_languages=languages)
    ] == [
        'no letter is of the script "Latin"',
        'no letter is of the script "ARABICK"',
    ]


def test_a_decision_is_on_a_cell_that_a_claim_has() -> None:
    overrules = rows(
        column=["group", "grup", "group", "as_of", "low", "window", "claim_id"],
        value=["militants", "militants", "milicia", "31 January", "many", "", ""],
    )
    assert [line.partition("overrules.csv, ")[2].partition(";")[0] for line in told(overrules=overrules)] == [
        'row 3, column column: "grup" is no column of the processed claims',
        'row 4, column value: as group, unknown group "milicia"',
        'row 5, column value: as as_of, "31 January" is not a day or time',
        'row 6, column value: as low, "many" is not a whole number',
        "row 8, column value: as claim_id, the cell is empty",
    ]


def test_a_remark_stands_in_a_section_that_there_is(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# A question?\n", "\n", "## Limits\n"]},
        {"cell_type": "code", "source": ["# Not a heading\n"]},
    ]
    (tmp_path / "01-clean.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "02-torn.ipynb").write_text("{", encoding="utf-8")
    made = rows(
        notebook=["01-clean", "01-clean", "clean", "pages", "pages"],
        section=["Limits", "Not a heading", "Limits", remarks.CANNOT_TELL, "Limits"],
    )
    assert told(tmp_path, remarks=made) == [
        'hand/remarks.csv, row 3, column section: 01-clean has no section "Not a heading"; use one of: '
        "A question?; Limits",
        'hand/remarks.csv, row 4, column notebook: there is no notebook "clean"; use one of: 01-clean, '
        "02-torn, pages",
        'hand/remarks.csv, row 6, column section: pages has no section "Limits"; use one of: What it cannot '
        "tell",
    ]
    (tmp_path / "batch.yml").write_text("notebooks: [01-clean, clean]", encoding="utf-8")
    assert not [line for line in told(tmp_path, remarks=made) if "no notebook" in line]  # told of the batch
    assert not told(NO_NOTEBOOKS, remarks=made)
    assert hand_check.PAGES == remarks.PAGES


@pytest.mark.parametrize(
    ("rule", "well", "wrong"),
    [
        (
            "quantity",
            ["0", "1.5", "11..19", "2..2"],
            ["x", "1x", "-1", "1..", "1..2..3", "3..2", "1/2", "1,5"],
        ),
        ("amount", ["4", "60+", "12-14"], ["x", "5x", "+5", "14-12", "4-", "4.5", "1,000"]),
        ("pattern", ["", "a|b", r"\("], ["(", "a)", "*a", "a{2,1}"]),
        ("time_zone", ["UTC", "Asia/Tokyo"], ["Asia/Tokio", "../zones", " UTC", "+05:00"]),
    ],
)
def test_what_a_cell_of_a_type_may_hold(rule: str, well: list[str], wrong: list[str]) -> None:
    assert not any(map(cell_rules.TYPES[rule], well))
    assert all(map(cell_rules.TYPES[rule], wrong))


def test_the_checks_that_were_read_by_hand_are_those_that_there_are() -> None:
    of = {
        name: dictionary.table(name, folder)
        for name, folder in (("check_readings", "hand"), ("checks", "processed"))
    }
    assert of["check_readings"].columns[0].allowed == of["checks"].columns[0].allowed


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the hand tables of this ledger, the large ones of languages with few rows."""
    folder = tmp_path_factory.mktemp("ledger") / "hand"
    shutil.copytree(paths.OWN / "data/hand", folder)
    for name in ("figure_nouns", "quantifiers", "number_words", "date_words"):
        path = folder / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:20]), encoding="utf-8")
    return folder


SPOILT = [
    ("priorities", "event_id", "flood-2031", '"flood-2031" is not in data/hand/events.csv; use one of: '),
    ("priorities", "origin", "ISPRR", '"ISPRR" is not in data/hand/authorities.csv; correct it, or add its '),
    ("place_claims", "claim_id", "page-1", '"page-1" is not in claims.csv; correct it'),
    ("overrules", "claim_id", "page-1", '"page-1" is not in claims.csv; correct it'),
    ("check_readings", "check", "digits", 'unknown check "digits"; use one of: claimed_own, '),
    ("sighting_roles", "report_id", "page", '"page" is not in reports.csv; correct it'),
    ("sighting_roles", "kind", "raid", '"raid" is not in data/hand/sighting_kinds.csv; use one of: '),
    ("series_counts", "monitor", "MIP", '"MIP" is not in data/hand/monitors.csv; use one of: '),
    ("series_counts", "measure", "raids", '"raids" is not in data/hand/measures.csv; use one of: '),
    ("monitors", "time_zone", "Lima", 'there is no time zone "Lima"; write it as Continent/City'),
    ("date_words", "language", "xx", '"xx" is not in data/hand/figure_languages.csv; correct it, or add'),
    ("quantifiers", "language", "**", '"**" is not in data/hand/figure_languages.csv; correct it, or add'),
    ("figure_nouns", "language", "xx", '"xx" is not in data/hand/figure_languages.csv; correct it, or add'),
    ("number_words", "language", "xx", '"xx" is not in data/hand/figure_languages.csv; correct it, or add'),
    ("number_words", "value", "ten", '"ten" is not a number; write it as digits, like 12, 1.5 or 11..19'),
    ("date_words", "value", "0", '"0" is out of range; give a value from 1 to 12'),
    ("containing", "period", "wave;raids", '"raids" is no period of "balochistan-2026-01" in periods.csv; '),
    ("includes", "number", "some", '"some" is not a number of people; write it as 4, as 60+ (at least) or'),
    ("figure_languages", "section", "0", '"0" is out of range; give a value from 10 up'),
    ("windows", "pattern", "raids (", '"raids (" is no pattern: missing )'),
    ("starter", "pattern", "raids (", '"raids (" is no pattern: missing )'),
]


def test_each_slip_in_a_copy_of_this_ledger_is_named_and_nothing_else(hand: Path, tmp_path: Path) -> None:
    left, round_ = list(SPOILT), 0
    while left:  # one slip of a table at a time; those of several tables together
        now = {name: (column, value, what) for name, column, value, what in reversed(left)}
        left = [one for one in left if now[one[0]] != one[1:]]
        spoilt, round_ = tmp_path / f"hand-{round_}", round_ + 1
        shutil.copytree(hand, spoilt)
        for table, (column, value, _) in now.items():
            spoil(spoilt / f"{table}.csv", column, value)
        found = sorted(str(problem) for problem in validate.problems("data/raw", spoilt))
        wanted = sorted(f"hand/{name}.csv, row 2, column {one[0]}: {one[2]}" for name, one in now.items())
        assert [line[: len(start)] for line, start in zip(found, wanted, strict=True)] == wanted


def spoil(path: Path, column: str, value: str) -> None:
    """Write another value into the first row of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        header, first, *others = csv.reader(file)
    first[header.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, first, *others])


def test_a_list_of_claims_is_looked_up_one_by_one() -> None:
    column = next(
        one for one in dictionary.table("check_readings", "hand").columns if one.name == "claim_ids"
    )
    cells = pd.Series(["", "page-1", "page-1;page-2", "page-1;page-3"])
    assert dictionary.known_cells(column, {"page-1", "page-2"}, cells).tolist() == [True, True, True, False]


def test_a_row_with_broken_quotes_and_other_bytes_is_named_by_itself(hand: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "hand"
    shutil.copytree(hand, spoilt)
    with (spoilt / "measures.csv").open("ab") as file:
        file.write('fires,"of woods"é\n'.encode("latin-1"))
    (line,) = map(str, validate.problems("data/raw", spoilt))
    assert line.startswith("hand/measures.csv, row ")
    assert ": the quotation marks cannot be read" in line


def test_a_word_of_a_table_without_rows_is_unknown() -> None:
    column = next(one for one in dictionary.table("authorities", "hand").columns if one.name == "kind")
    found = dictionary.fault(column, "military", {"hand/speaker_kinds.kind": set()})
    assert found == ('unknown kind "military"', "add its row to data/hand/speaker_kinds.csv")
    assert dictionary.fault(column, "military") is None


def test_monitors_of_the_series_are_those_that_are_known() -> None:
    column = dictionary.table("series", "raw").columns[0]
    assert (column.name, column.refers_to) == ("monitor", "hand/monitors.worded")
