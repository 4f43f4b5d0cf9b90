"""The words of pages of any event: what is counted, one or none, totals and their groups, what is not known.

The earthquake is invented (`quake_project`); its numbers are read off the claims by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from quake_project import QUAKE, append, make_quake_project

from tollbook import (
    cli,
    comparing,
    databases,
    explained,
    index,
    layout,
    method,
    parameters,
    places,
    remarks,
    spreading,
    vocabulary,
)
from tollbook.charts import growth, hours, map
from tollbook.figure import Aside, Prose
from tollbook.paths import project_root

NOON = pd.Timestamp("2031-05-04T17:00Z")


@pytest.fixture
def quake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with the invented earthquake, which is spoken of."""
    root = make_quake_project(tmp_path, outcomes="missing;killed")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    with vocabulary.speaking_of(QUAKE):
        yield root


def total(group: str, number: int, party: str = "government", outcome: str = "killed") -> dict[str, object]:
    """A row of totals as `comparing.in_force` returns it."""
    figure = {"low": number, "best": number, "high": number, "since": NOON, "statement_ids": f"s_{group}"}
    return {"party": party, "group": group, "period": "wave", "outcome": outcome} | figure


def test_a_title_of_the_plan_says_what_the_event_counts(quake: Path) -> None:
    assert layout.spoken("Who was {toll}, according to whom?") == "Who was missing, according to whom?"
    with vocabulary.speaking_of(""):
        assert layout.spoken("Who was {toll}? All the {dead}") == "Who was killed? All the dead"


def test_a_total_stands_before_its_groups_and_apart_from_them(quake: Path) -> None:
    rows = pd.DataFrame([total("residents", 17), total("responders", 2), total("all", 21)])
    (clause,) = comparing.clauses(rows, parameters.check(QUAKE), {}, "wave")
    assert " and, counted by group, [17 residents]" in clause
    assert clause.index("21 people") < clause.index("17 residents") < clause.index("2 responders")
    (only_groups,) = comparing.clauses(rows.head(2), parameters.check(QUAKE), {}, "wave")
    assert "counted by group" not in only_groups


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (["exact"], "**1** is just the sum of known figures, **0** agree with one"),
        (["agrees", "none"], "**1** agrees with one within its rounding, and **1** is explained by none."),
        (["none", "none"], "**0** are just the sum of known figures"),
    ],
)
def test_one_is_and_two_are(quake: Path, kinds: list[str], told: str) -> None:
    assert told in explained.share_explained(pd.DataFrame({"kind": kinds, "counts": ""}))


def test_two_days_given_as_often_are_both_named(quake: Path) -> None:
    days = pd.DataFrame({"day": ["2031-05-04", "2031-05-05", "2031-05-05"], "n_pages": [2, 1, 1]})
    assert hours.day_sentence(days).endswith("it is as often 4 May as 5 May: in 2 of 4 cases each.")
    assert hours.day_sentence(days.head(2)).endswith("it is 4 May in 2 of 3 cases.")


def test_a_hollow_mark_is_explained_only_where_there_is_one(quake: Path) -> None:
    days = pd.DataFrame({"place": ["Ocre"], "day": ["2031-05-04"], "n_pages": [1], "since": NOON})
    clocks = pd.DataFrame({"place": ["Ocre"], "clock": ["06:00"], "n_pages": [1], "since": NOON})
    own, whole = (
        hours.times(days, clocks.assign(clock_of=of), "America/Lima", "hours", "Event", "Source.").caption
        for of in ("place", "wave")
    )
    assert "Hollow" not in own
    assert "Hollow: one time for the start of everything" in whole


def test_two_places_are_both(quake: Path) -> None:
    rows = pd.DataFrame({"first_to": [NOON, NOON + pd.Timedelta("1h")]})
    assert (
        growth.grown(rows, "America/Lima")
        == "1 place had been named by 12:00 on 4 May, both by 13:00 on 4 May."
    )


def test_coordinates_are_credited_to_their_source() -> None:
    assert map.terms_of("CC0 1.0", "survey of the valley") == "survey of the valley, CC0 1.0"
    assert map.terms_of("CC BY 4.0 (GeoNames)", "cities500.json") == "CC BY 4.0 (GeoNames)"
    assert map.terms_of("CC0 1.0", "") == "CC0 1.0"


def test_a_region_with_the_name_of_a_town_is_drawn_at_the_town(quake: Path) -> None:
    def resolved(*rows: dict[str, str]) -> pd.Series:
        columns = pd.read_csv(quake / "data/raw/places.csv", dtype=str, nrows=0).columns
        gazetteer = pd.DataFrame([dict.fromkeys(columns, "") | row for row in rows], columns=columns)
        gazetteer[["lat", "lon"]] = gazetteer[["lat", "lon"]].astype(float)
        return places.resolve_places(pd.Series(["Ocre valley"]), gazetteer).iloc[0]

    (quake / "data/hand/places.csv").write_text(
        "\n".join((project_root() / "data/hand/places.csv").read_text(encoding="utf-8").splitlines()[:1])
        + "\n",
        encoding="utf-8",
    )
    row = {"spelling": "Ocre valley", "place_id": "ocre-valley", "place": "Ocre valley", "feature": "region"}
    append(quake / "data/hand/places.csv", [row | {"precision": "none"}])
    point = {"place": "Ocre valley", "kind": "town", "lat": "-12.5", "lon": "-76.5", "precision": "town"}
    other = point | {"place": "Elsewhere"}
    assert (resolved(point, other)["lat"], resolved(point)["feature"]) == (-12.5, "town")
    assert resolved(other)["feature"] == "region"
    assert resolved(point)["place_id"] == resolved(other)["place_id"] == "ocre-valley"


def test_what_is_true_of_our_ledger_alone_is_said_of_its_events_alone(quake: Path, tmp_path: Path) -> None:
    opening = "Only the opening of each page was read"
    assert remarks.of_pages([QUAKE]) == []
    assert remarks.of_pages(["balochistan-2026-01", "balochistan-2024-08"])[0].startswith(opening)
    made = method.build_method(tmp_path / "one.html", events=[QUAKE]).read_text(encoding="utf-8")
    ours = method.build_method(tmp_path / "two.html", events=["balochistan-2026-01"]).read_text(
        encoding="utf-8"
    )
    assert opening not in made
    assert ours.count(opening) == 1


def test_the_index_has_the_other_outcomes_of_an_event(quake: Path) -> None:
    rows = [total("all", 21) | {"rule": "latest", "valid_from": NOON, "valid_to": pd.NaT}]
    rows += [total("all", 24, "relief") | {"rule": "latest", "valid_from": NOON, "valid_to": pd.NaT}]
    with pytest.MonkeyPatch.context() as patched:
        frame = pd.DataFrame(rows)
        patched.setattr(index, "in_force", lambda totals, run, rule, period, outcome: frame)
        (table,) = index.other_outcomes(parameters.check(QUAKE), frame)
    assert table["caption"] == "People killed"
    assert [row["heading"] for row in table["rows"]] == ["Killed: the government", "Killed: relief agencies"]
    assert [row["cells"][-1]["figure"] for row in table["rows"]] == ["21", "24"]
    assert index.tolls([QUAKE]) == "missing"
    assert index.tolls([QUAKE, "balochistan-2026-01"]) == "missing or killed"


def test_a_report_leaves_out_a_section_on_monitors_that_nobody_has() -> None:
    none, some = pd.DataFrame(), pd.DataFrame({"one": [1]})
    assert isinstance(spreading.said_of(none, "Monitors publish."), Aside)
    assert spreading.said_of(some, "Monitors publish.") == Prose("Monitors publish.")
    assert isinstance(spreading.chart_or_aside([], 0, "No figure."), Aside)
    assert spreading.chart_or_aside([], 2, "No figure.") == Prose("No figure.")


def test_days_of_a_database_are_words() -> None:
    assert databases.days("2031-05-06", "2031-05-06") == "6 May 2031"
    assert databases.days("2031-05-04", "2031-05-06") == "4 May 2031 to 6 May 2031"


@pytest.mark.parametrize("name", ["groups", "parties", "outcomes", "group_sides"])
def test_a_missing_table_of_names_is_one_line(
    quake: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (quake / f"data/hand/{name}.csv").unlink()
    assert cli.main(["check", "--project", str(quake)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"has no data/hand/{name}.csv: copy what is missing from Tollbook's own data/hand" in told
