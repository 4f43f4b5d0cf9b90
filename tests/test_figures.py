"""Worded figures against readings worked out by hand, in every language of the ledger."""

import pandas as pd
import pytest
from figure_cases import READ, UNREAD

from tollbook import figures
from tollbook.figures import Figure, read_figure, read_figures
from tollbook.paths import hand, project_root


def worked_out(line: str) -> tuple[str, Figure]:
    wording, meaning = line.strip().rsplit(" | ", 1)
    low, best, high, precision, *increment = meaning.split()
    low, best, high = (None if number == "-" else int(number) for number in (low, best, high))
    return wording, Figure(low, high, best, precision, increment == ["increment"])


CASES = [
    pytest.param(*worked_out(line), id=f"{language}: {line.strip()}")
    for language, lines in READ.items()
    for line in lines.strip().splitlines()
]


@pytest.mark.parametrize(("wording", "expected"), CASES)
def test_reads_as_worked_out_by_hand(wording: str, expected: Figure) -> None:
    assert read_figure(wording)._replace(unit="") == expected


@pytest.mark.parametrize(("wording", "reason"), UNREAD.items(), ids=repr)
def test_sets_aside_with_a_reason(wording: str, reason: str) -> None:
    figure = read_figure(wording)
    assert figure[:5] == (None, None, None, "", False)
    assert figure.reason == reason


@pytest.mark.parametrize("wording", [None, float("nan"), pd.NA, 145, b"145", ["145"]])
def test_what_is_no_text_is_no_figure(wording: object) -> None:
    assert read_figure(wording) == Figure(reason="no figure")


@pytest.mark.parametrize(
    ("wording", "read_as"),
    [
        (" at  least\u00a031 ", "at least 31"),
        ("At Least 31", "at least 31"),
        ("‘at least 31’", "at least 31"),
        ("at least 31,", "at least 31"),
        ("(31)", "31"),
        ("\u200f31\u200e", "31"),
        ("3\u200b1", "31"),
        ("MÁS DE 22", "más de 22"),
        ("hindi-bababa sa 53", "hindi bababa sa 53"),
        ("plus d’une centaine", "plus d'une centaine"),
        ("40\u201145", "40-45"),
        ("40 — 45", "40-45"),
        ("40～45", "40-45"),
        ("１４５", "145"),
        ("1\u202f500", "1500"),
        ("1'500", "1500"),
        ("١٬٥٠٠", "1500"),
        ("पांच", "पाँच"),
        ("ज़्यादा", "ज्यादा"),
        ("دست\u200cکم ۱۲", "دست کم 12"),
        ("EN AZ YİRMİ", "en az yirmi"),
        ("Najmenej sest", "najmenej šesť"),
        ("Uber 200", "über 200"),
        ("au-moins 31", "au moins 31"),
    ],
)
def test_typography_does_not_matter(wording: str, read_as: str) -> None:
    assert read_figure(wording) == read_figure(read_as)


def test_the_ledgers_figures_are_read() -> None:
    raw = project_root() / "data" / "raw"
    worded = pd.concat(
        [
            pd.read_csv(raw / f"{name}.csv", dtype=str, keep_default_na=False)["figure"]
            for name in ("claims", "series")
        ]
    )
    stated = worded[worded.str.strip() != ""]
    unread = stated[read_figures(stated)["reason"].ne("").to_numpy()]
    assert len(unread) / len(stated) < 0.01
    assert sorted(set(unread)) == ["26%", "35% of all fatalities"]


def test_frame_keeps_index_and_types() -> None:
    worded = pd.Series(
        ["at least 31", "dozens", "", "another 68", "at least 31"], index=["d", "a", "c", "b", "a"]
    )
    read = read_figures(worded)
    assert list(read.index) == list(worded.index)
    assert {column: str(kind) for column, kind in read.dtypes.items()} == {
        "low": "Int64",
        "high": "Int64",
        "best": "Int64",
        "precision": "str",
        "increment": "bool",
        "reason": "str",
        "unread": "str",
        "unit": "str",
    }
    assert read["low"].tolist() == [31, 24, pd.NA, 68, 31]
    assert read["increment"].tolist() == [False, False, False, True, False]
    assert read["reason"].tolist() == ["", "", "no figure", "", ""]


@pytest.mark.parametrize(
    "worded", [pd.Series([], dtype=str), pd.Series([None, float("nan"), "3"], dtype=object)]
)
def test_frame_of_few_or_missing_figures(worded: pd.Series) -> None:
    assert len(read_figures(worded)) == len(worded)


def test_each_distinct_wording_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(figures, "read_figure", lambda text: read.append(text) or read_figure(text))
    read_figures(pd.Series(["at least 31", "dozens"] * 50_000))
    assert read == ["at least 31", "dozens"]


def test_languages_that_share_a_spelling_must_agree() -> None:
    assert read_figure("二百四").reason == "ambiguous"  # 240 in Chinese, 204 in Japanese
    assert read_figure("once") == read_figure("11")  # English knows no such number


@pytest.mark.parametrize(
    ("wording", "word"),
    [("31 nelayan grzmb", "grzmb"), ("31'e yükseldi", "yükseldi"), ("grzmb 31 kişi", "grzmb")],
)
def test_the_word_that_is_named_is_one_that_its_own_language_does_not_know(wording: str, word: str) -> None:
    assert read_figure(wording).unread == word


@pytest.mark.parametrize("table", ["quantifiers", "number_words", "figure_nouns", "figure_languages"])
def test_hand_tables_hold_each_decision_once(table: str) -> None:
    rows = hand(table)
    key = {
        "quantifiers": ["language", "phrase", "meaning"],
        "number_words": ["language", "words", "kind"],
        "figure_nouns": ["language", "noun"],
        "figure_languages": ["language"],
    }[table]
    assert not rows.duplicated(key).any()
    assert (rows[key] != "").all(axis=None)
    assert set(rows["language"]) <= {"*", *hand("figure_languages")["language"]}


def test_vague_words_have_a_value_and_say_why() -> None:
    vague = hand("quantifiers").query("meaning == 'vague'")
    assert (vague["value"].astype(int) >= 2).all()
    assert vague.query("value == '24'")["why"].ne("").all()
    assert vague.query("phrase == 'dozens'")["value"].tolist() == ["24"]


def test_every_language_has_cases() -> None:
    assert len(READ) >= 40
    assert all(len(lines.strip().splitlines()) >= 2 for lines in READ.values())
