"""Words, marks and charts of an event come from its rows: an invented earthquake, without sides, is spoken of
in words of its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from quake_project import QUAKE, make_quake_project

from tollbook import (
    agreement,
    change_words,
    changes,
    clean,
    comparing,
    evidence,
    headline,
    index,
    ledger,
    live,
    method,
    outcome_rows,
    page_extras,
    parameters,
    reconcile,
    remarks,
    report,
    shared_words,
    statements,
    tables,
    theme,
    vocabulary,
)
from tollbook.charts import categories, compare, printed, rules, worlds
from tollbook.charts import toll as charts_toll
from tollbook.charts.agreement import agreement_matrix
from tollbook.figure import Aside, Figure, Table
from tollbook.parameters import Run

REAL = "balochistan-2026-01"
FORBIDDEN = re.compile(r"militant|attack|armed group|security (personnel|forces)|officials?\b", re.IGNORECASE)
SOURCE = "Source: an invented ledger."


class Quake(NamedTuple):
    """What is known of the earthquake: its run, clean claims, statements and totals."""

    root: Path
    run: Run
    claims: pd.DataFrame
    known: pd.DataFrame
    totals: pd.DataFrame


@pytest.fixture(scope="module")
def quake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quake]:
    root = make_quake_project(tmp_path_factory.mktemp("quake"))
    with pytest.MonkeyPatch.context() as patch, vocabulary.speaking_of(QUAKE):
        patch.setenv("TOLLBOOK_PROJECT", str(root))
        yield of_project(root)


def of_project(root: Path) -> Quake:
    """Return what a project knows of its earthquake, once its tables are written."""
    run = parameters.check(QUAKE)
    claims, _ = clean.clean(ledger.read(root / "data/raw"), QUAKE)
    totals = reconcile.totals(claims).assign(event_id=QUAKE)
    for frame, name in ((claims, "claims"), (totals, "totals")):
        tables.write(frame, QUAKE, root / "data/processed", name)
    return Quake(root, run, claims, statements.collapse(claims), totals)


def change_rows(folder: Path, name: str, change: Callable[[dict[str, str]], dict[str, str] | None]) -> None:
    """Change the rows of the invented event in a hand table, or leave out those for which nothing comes."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = [change(row) if row["event_id"] == QUAKE else row for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(filter(None, changed))


def words_of(figure: Figure) -> str:
    """Return all that a reader sees of a figure, in words, drawings and rows."""
    texts = (figure.title, figure.sentence, figure.subtitle, figure.caption, figure.alt, figure.csv)
    return "\n".join([*texts, *figure.drawings.values()])


def figures(quake: Quake) -> dict[str, Figure]:
    """Return the charts of notebooks 02 and 03 that show groups and parties."""
    run, zone = quake.run, quake.run.zone
    now = comparing.in_force(quake.totals, run, period=run.period)
    killed = reconcile.comparable(quake.known)
    killed = killed[killed["outcome"] == vocabulary.main_outcome()]
    whole = killed[killed["group"].isin(vocabulary.current().main)]
    all_killed = killed[killed["group"].isin(vocabulary.current().totals)]
    totals_in_print = {}
    if len(all_killed):
        args = (quake.claims, all_killed, "printed", "every period", SOURCE)
        totals_in_print["printed"] = printed.printed_totals(*args)
    totals = quake.totals[quake.totals["outcome"] == vocabulary.main_outcome()]
    changed = totals.query("rule == 'latest' and period == @run.period")
    said = agreement.said_now(quake.claims, run)
    return {
        "categories": categories.killed_by_group(now, zone, "killed", "the earthquake", SOURCE),
        "compare": compare.figures_in_print(quake.claims, whole, zone, "in-print", "the earthquake", SOURCE),
        **totals_in_print,
        "toll": charts_toll.toll_over_time(changed, zone, "toll", "the earthquake", SOURCE),
        "rules": rules.rules_compared(quake.totals, run, "rules", "the earthquake", SOURCE),
        "agreement": agreement_matrix(said, zone, "agreement", "the earthquake", SOURCE),
    }


def test_charts_of_an_earthquake_use_its_own_words_alone(quake: Quake) -> None:
    drawn = figures(quake)
    for name, figure in drawn.items():
        assert figure.drawings, name
        assert not FORBIDDEN.search(words_of(figure)), name
    assert "Government: 17 residents" in drawn["categories"].sentence
    assert "relief agencies: 22 residents" in drawn["categories"].sentence
    assert drawn["toll"].caption.startswith("Lines: solid for government, dotted for relief agencies.")


def test_a_legend_names_no_party_that_gave_no_figure(quake: Quake) -> None:
    only = quake.totals.query("party in ['any', 'government']")
    figure = rules.rules_compared(only, quake.run, "rules", "the earthquake", SOURCE)
    assert "government" in figure.drawings["wide"]
    assert "relief" not in words_of(figure)


def test_an_event_without_sides_has_no_two_accounts(quake: Quake) -> None:
    assert not worlds.has_two_sides()
    shown = worlds.side_by_side([], lambda: pytest.fail("asked for a sentence about sides"))
    assert isinstance(shown, Aside)
    assert "text/markdown" not in shown._repr_mimebundle_()


def test_the_colours_and_marks_are_those_of_the_rows(quake: Quake) -> None:
    assert dict(theme.GROUP_COLOURS) == {
        "residents": theme.LIGHT["crimson"],
        "responders": theme.LIGHT["blue"],
        "all": theme.LIGHT["grey"],
    }
    assert theme.GROUP_TEXT["all"] == theme.LIGHT["grey_text"]
    assert dict(theme.PARTY_SHAPES) == {
        "government": "circle",
        "relief": "square",
        "unattributed": "triangle-up",
    }
    with vocabulary.speaking_of(REAL):
        assert theme.PARTY_DASHES["armed_group"] == [6, 3]
    assert "armed_group" not in theme.PARTY_DASHES


def test_the_first_table_has_rows_for_each_outcome(quake: Quake) -> None:
    known = evidence.read(quake.root / "data/raw", quake.root / "data/processed", QUAKE, None)
    table = headline.headline(known)
    assert table is not None
    assert table.title == "People killed, missing and injured, by group and by who gives the figure"
    assert table.parties == ("Government", "Relief")
    told = {row.label: tuple(cell.words for cell in row.cells) for row in table.rows}
    assert told == {
        "Residents, killed": ("17", "22"),
        "Responders, killed": ("2", ""),
        "People, killed": ("21", "24"),
        "People, missing": ("11", "41 or more"),
        "People, injured": ("240", ""),
    }
    assert all(cell.href for row in table.rows for cell in row.cells if cell.words)
    steps = [(step["outcome"], step["words"]) for step in known.steps() if step["party"] == "government"]
    assert ("missing", "30") in steps
    assert ("missing", "11") in steps
    assert page_extras.preview_lines(known) == [
        ("Government", "17 residents, 2 responders and 21 people"),
        ("Relief", "22 residents and 24 people"),
    ]


def test_further_outcomes_have_a_table_and_one_outcome_alone_has_none(quake: Quake) -> None:
    table = outcome_rows.shown(quake.totals, quake.run, "other-outcomes")
    assert isinstance(table, Table)
    assert table.title == "People missing and injured, by party"
    assert table.rows[["outcome", "group", "party", "figure"]].to_numpy().tolist() == [
        ["missing", "people", "government", "11"],
        ["missing", "people", "relief agencies", "41 or more"],
        ["injured", "people", "government", "240"],
    ]
    # 30 and then 11 missing: two pages, of which one has the figure in force
    assert table.rows["pages with any figure"].tolist() == [2, 1, 1]
    assert outcome_rows.shown(quake.totals, quake.run._replace(event=REAL), "none") is None


def test_changes_are_told_of_the_events_own_parties(quake: Quake) -> None:
    end = pd.Timestamp("2031-05-05 04:59:59", tz="UTC")
    found = changes.between(quake.totals, end, None, quake.run.zone, QUAKE)
    told = changes.told(found)["the earthquake and the days after it"]
    rise = "the government's figure for people killed rose from 12 or more to 21, by way of 19 on 5 May."
    assert f"On 6 May {rise}" in told
    assert not FORBIDDEN.search(" ".join(told))
    assert change_words.NAMES["relief"] == ("relief agencies", "relief agencies'", "their")


def test_a_page_asks_about_the_outcomes_of_its_event(quake: Quake) -> None:
    assert report.question(QUAKE) == "who was killed, missing or injured, where, and according to whom"
    assert report.question(REAL) == "who was killed, where, and according to whom"


def test_the_choices_of_a_page_are_in_the_words_and_order_of_the_event(quake: Quake) -> None:
    assert live.label("group", "all") == "People"
    assert live.ordered("party", {"unattributed", "relief", "government"}) == [
        "government",
        "relief",
        "unattributed",
    ]


def test_index_and_method_speak_of_each_event_in_its_own_words(quake: Quake, tmp_path: Path) -> None:
    (tmp_path / QUAKE).mkdir()
    page = tmp_path / QUAKE / "latest.html"
    page.write_text('<meta name="description" content="An invented page.">', encoding="utf-8")
    pages = [{"event": QUAKE, "as_of": "latest"}]
    out = index.build_index(pages, tmp_path / "index.html", None, {QUAKE: quake.totals})
    text = out.read_text(encoding="utf-8")
    assert "Killed, according to" in text
    assert '<th scope="row">Relief agencies</th>' in text
    assert "residents, responders, people" in text
    assert "The two accounts" not in text
    assert not FORBIDDEN.search(text)
    about = method.build_method(tmp_path / "method.html", None, [QUAKE]).read_text(encoding="utf-8")
    assert "<strong>residents</strong>, <strong>responders</strong>" in about
    assert not re.search("militant|armed group|security personnel", about)


def test_several_events_are_spoken_of_together() -> None:
    assert shared_words.main_groups([REAL]) == ["civilians", "security personnel", "militants"]
    assert shared_words.have_sides([REAL])
    labels = [kind.label for kind in shared_words.parties([REAL, "jaffar-express-2025-03"])]
    assert labels == ["Officials", "Armed group", "Independent", "Nobody named"]


def test_a_remark_is_made_for_its_own_event_alone(quake: Quake) -> None:
    real = quake.run._replace(event=REAL)
    told = remarks.told(real, "03-casualty-categories", "Limits", as_list=True)
    assert told is not None
    assert told.text.startswith("- Many official figures were given without a name.\n- *Militants* are")
    assert remarks.told(quake.run, "03-casualty-categories", "Limits") is None
    table = Table("invented", "Invented", pd.DataFrame({"one": ["row"]}))
    section = "Which period does a figure count?"
    assert remarks.before(quake.run, "01-clean-figures", section, table) is table
    assert "two days before" in remarks.before(real, "01-clean-figures", section, table).text


@pytest.mark.parametrize(
    ("groups", "parties"),
    [
        (("all",), ("government", "relief")),
        (("all",), ("government",)),
        (("residents", "responders"), ("government", "relief")),
    ],
)
def test_an_event_may_have_few_groups_and_parties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, groups: tuple[str, ...], parties: tuple[str, ...]
) -> None:
    root = make_quake_project(tmp_path, outcomes="killed")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    hand, kept = root / "data/hand", {"", *groups, *parties, "unattributed"}
    for name, column in (
        ("groups", "group"),
        ("nouns", "group"),
        ("parties", "party"),
        ("authorities", "party"),
    ):
        change_rows(hand, name, lambda row, column=column: row if row[column] in kept else None)
    change_rows(hand, "groups", lambda row: row | {"made_of": ""})
    with vocabulary.speaking_of(QUAKE):
        quake = of_project(root)
        assert vocabulary.current().main == groups
        drawn = figures(quake)
        table = headline.headline(evidence.read(root / "data/raw", root / "data/processed", QUAKE, None))
        for figure in drawn.values():
            assert figure.drawings
            assert len(parties) > 1 or "elief" not in words_of(figure)
    assert table is not None
    assert table.parties == tuple(party.capitalize() for party in parties)
    assert table.title == "People killed, by group and by who gives the figure"


def test_the_totals_of_an_event_may_count_another_outcome_than_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_quake_project(tmp_path, outcomes="missing")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    with vocabulary.speaking_of(QUAKE):
        drawn = figures(of_project(root))
        assert drawn["categories"].title == "Who was missing, and according to whom?"
        assert "11 people; relief agencies: 41 or more people" in drawn["categories"].sentence
        for name, figure in drawn.items():
            assert "killed" not in words_of(figure).casefold(), name
        known = evidence.read(root / "data/raw", root / "data/processed", QUAKE, None)
        table = headline.headline(known)
    assert table is not None
    assert (table.title, table.counted) == (
        "People missing, by group and by who gives the figure",
        "Missing",
    )
