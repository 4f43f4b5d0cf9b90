"""What a difference says of cells that are easily told wrongly: blanks, long cells, ranks, moments, places,
reasons, days that are not known, and states of another layout or time zone. The states are invented.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from diff_cases import EVENT, Rows, between, claim, page, rows, texts, told, with_dictionary, write_state

from tollbook import cli, ledger
from tollbook.differences import attributing, hand_rows, naming
from tollbook.differences.rows import Change

PLACE = {"place": "Harbour", "kind": "town", "district": "North", "lat": "30.5", "lon": "67.1"}


def test_other_blanks_are_called_so(tmp_path: Path) -> None:
    def widen(later: Rows) -> None:
        later["raw/claims"][0] |= {"figure": " 41 ", "category": "civilians "}

    ((kind, text),) = texts(told(tmp_path, widen))
    blanks = "was entered with other blanks between or around its words and is"
    assert kind == "correction"
    assert f'The figure for civilians killed on Dawn\'s page of 1 February {blanks} "41".' in text
    assert f'The category of the figure "41" on Dawn\'s page of 1 February {blanks} "civilians".' in text


def test_long_cells_are_cut_so_that_what_differs_is_seen() -> None:
    first = f"https://example.org/{'a' * 70}"
    old, new = naming.quoted_apart(f"{first}/one", f"{first}/other")
    assert old == f'"...{"a" * 28}/one"'
    assert new == f'"...{"a" * 28}/other"'
    assert naming.quoted_apart("31", "41") == ('"31"', '"41"')


def test_a_reason_that_was_given_for_the_old_content_is_left_out(tmp_path: Path) -> None:
    content, later = rows(), rows()
    content["hand/nouns"][1]["why"] = "guards guard"
    later["hand/nouns"][1] |= {"group": "civilians", "why": "guards guard"}
    old, new = write_state(tmp_path / "old", content), write_state(tmp_path / "new", later)
    ((_, text),) = texts(between(tmp_path, old, new))
    assert text.startswith('The noun "guards" is read as civilians instead of security personnel. 1 figure')


def test_ranks_that_change_places_are_one_matter(tmp_path: Path) -> None:
    ranked = [{"rank": "1", "origin": "ministry"}, {"rank": "2", "origin": "observers"}]
    content = rows()
    content["raw/claims"][0]["category"] = "guards"  # both give a number of guards
    content["hand/priorities"] = ranked
    old = write_state(tmp_path / "old", content)
    content["hand/priorities"] = [{"rank": "1", "origin": "observers"}, {"rank": "2", "origin": "ministry"}]
    ((kind, text),) = texts(between(tmp_path, old, write_state(tmp_path / "new", content)))
    assert kind == "reclassification"
    assert 'The rank of the source "ministry" is now 2 instead of 1.' in text
    assert 'The rank of the source "observers" is now 1 instead of 2.' in text


FACTS = {
    "hand/events": (
        {"event_id": EVENT, "name": "An invented attack", "starts": "2026-02-01T00:00"},
        {"starts": "2026-02-02T00:00", "time_zone": "America/New_York"},
        'The start of the event "An invented attack" is now 2026-02-02T00:00 instead of 2026-02-01T00:00, '
        "the time zone America/New_York instead of none.",
    ),
    "hand/periods": (
        {"event_id": EVENT, "period": "attack", "label": "the attack", "counts_from": "2026-02-01T00:00"},
        {"counts_from": "2026-02-02T00:00"},
        'The start of the period "the attack" is now 2026-02-02T00:00 instead of 2026-02-01T00:00.',
    ),
    "hand/group_sides": (
        {"event_id": "", "group": "security", "party": ""},
        {"party": "state"},
        'The side of the group "security" is now officials instead of none.',
    ),
}


@pytest.mark.parametrize("table", FACTS)
def test_what_an_event_or_a_period_is_is_not_called_a_reading(table: str) -> None:
    row, cells, text = FACTS[table]
    old = dict.fromkeys(cells, "") | row
    assert hand_rows.sentence(Change(table, (EVENT,), old, old | cells), "balochistan-2026-01") == text
    new = hand_rows.sentence(Change(table, (EVENT,), None, old | cells), "balochistan-2026-01")
    assert new.endswith(f" is new in {table.removeprefix('hand/')}.csv.")


def test_each_state_has_the_ends_of_its_days_in_its_own_time_zone(tmp_path: Path) -> None:
    """A page of 00:30 in Madrid on the 2nd is known by the end of the 1st in the Azores, one hour behind."""
    content = rows()
    content["raw/reports"][0]["published"] = "2026-02-02T00:30+01:00"
    old = write_state(tmp_path / "old", content)
    content["hand/events"][0]["time_zone"] = "Atlantic/Azores"
    ((kind, text),) = texts(between(tmp_path, old, write_state(tmp_path / "new", content)))
    assert kind == "reclassification"
    zones = "is now Atlantic/Azores instead of Europe/Madrid"
    assert text.startswith(f'The time zone of the event "An invented attack" {zones}.')
    moves = "officials' number of civilians killed in the attack of 1 February goes from none to 41"
    assert f"On the page of 1 February, {moves}" in text


def test_a_place_that_stands_elsewhere_is_mended_on_the_map(tmp_path: Path) -> None:
    content = rows()
    content["raw/places"] = [dict(PLACE)]
    content["raw/sightings"] = [{"report_id": "dawn-1", "event_id": EVENT, "place": "Harbour"}]
    old = write_state(tmp_path / "old", content)
    content["raw/places"] = [PLACE | {"lat": "31.5"}]
    ((kind, text),) = texts(between(tmp_path, old, write_state(tmp_path / "new", content)))
    assert kind == "correction"
    assert text == (
        'The latitude of the place "Harbour" is now 31.5 instead of 30.5. No published total changes. '
        "The map and the list of places differ for Harbour."
    )


def test_a_place_that_no_page_names_is_only_noted(tmp_path: Path) -> None:
    content = rows()
    content["raw/places"] = [dict(PLACE)]
    old = write_state(tmp_path / "old", content)
    content["raw/places"] = [PLACE | {"lat": "31.5"}]
    found = between(tmp_path, old, write_state(tmp_path / "new", content))
    assert found.entries == []
    what = "differs without any total or reading of an earlier figure changing: 1 of the gazetteer."
    assert found.notes[-1] == f"Row of the gazetteer that {what}"


@pytest.mark.parametrize(
    ("published", "words"),
    [("", "."), ("2026-02-02", ": a page as late as the latest before.")],
)
def test_only_of_a_page_with_a_day_is_it_said_whether_it_is_earlier(
    tmp_path: Path, published: str, words: str
) -> None:
    def add(later: Rows) -> None:
        later["raw/reports"].append(page("post-3", "Post", published))
        later["raw/claims"].append(claim(claim_id="post-3-1", category="civilians", figure="44"))

    ((_, text),) = texts(told(tmp_path, add))
    assert f"was entered, with 1 figure{words} " in text


def test_of_many_mended_cells_it_is_said_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributing, "FEW", 1)

    def change(later: Rows) -> None:
        later["raw/claims"][0] |= {"attributed_to": "observers"}
        later["raw/claims"][1] |= {"attributed_to": "observers", "figure": "at least 13"}
        later["raw/reports"][0]["outlet"] = "The Dawn"

    ((_, text),) = texts(told(tmp_path, change))
    assert text.startswith(
        "1 figure was mended, the authority of 2 figures was mended and the name of the outlet of 1 page was "
        "mended. "
    )


def test_states_of_another_layout_are_read_by_the_names_of_their_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write_state(tmp_path / "old", rows())
    root = with_dictionary(write_state(tmp_path / "new", rows()))
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    claims = ledger.read_csv(old / "data/raw/claims.csv")
    claims = claims[claims.columns[::-1]].drop(columns=["note"]).assign(reader="x")
    claims.to_csv(old / "data/raw/claims.csv", index=False)
    (old / "data/raw/series.csv").unlink()
    assert cli.main(["diff", str(old), str(root)]) == 0
    out = capsys.readouterr().out
    assert "Nothing changed in any claim" in out
    assert "folder old has no series.csv: taken from folder new." in out
    assert "folder old lacks columns: note of claims.csv: filled from folder new." in out
    assert "folder old has a column reader of claims.csv that no dictionary describes" in out
    claims.drop(columns=["figure"]).to_csv(old / "data/raw/claims.csv", index=False)
    assert cli.main(["diff", str(old), str(root)]) == 1
    assert "folder old: claims.csv, row 1, column figure: the column is missing" in capsys.readouterr().err
