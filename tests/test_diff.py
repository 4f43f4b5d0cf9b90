"""Differences of two invented states: what each change is called, how it is told, and what it does.

The sentences are worked out by hand: on 1 February the ministry counts 41 civilians; on the 2nd it adds 12 or
more militants, and observers, taken for officials, 5 members of the security forces.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from diff_cases import (
    EVENT,
    Rows,
    between,
    claim,
    page,
    rows,
    texts,
    told,
    write_state,
    write_table,
)

from tollbook import __version__, dictionary, ledger, tables
from tollbook.differences import attributing, computing, effect_words
from tollbook.differences import rows as tables_of

BOTH, LATEST = "On the page of 1 February and the latest page", "On the latest page"
EARLY = "On the page of 1 February"
STAY = "the other totals stay."
AND = " killed in the attack of 1 February goes from "


def number(group: str, old: str, new: str, owner: str = "officials'") -> str:
    """Return the words for a number that moves."""
    return f"{owner} number of {group}{AND}{old} to {new}"


def set_cell(table: str, place: int, **cells: str) -> Callable[[Rows], None]:
    """Return a change of cells in the row at a place of a table."""
    return lambda later: later[table][place].update(cells)


def add_row(table: str, **cells: str) -> Callable[[Rows], None]:
    """Return a change that adds a row to a table."""
    return lambda later: later.setdefault(table, []).append(cells)


def add_claim(**cells: str) -> Callable[[Rows], None]:
    """Return a change that adds a claim of the ministry."""
    return add_row("raw/claims", **claim(**cells))


def drop(table: str, place: int) -> Callable[[Rows], None]:
    """Return a change that takes out the row at a place of a table."""
    return lambda later: later[table].pop(place)


def each(*changes: Callable[[Rows], None]) -> Callable[[Rows], None]:
    """Return several changes as one."""
    return lambda later: [change(later) for change in changes]


CHANGES = {
    "a figure": (
        set_cell("raw/claims", 0, figure="31"),
        "correction",
        'The figure for civilians killed on Dawn\'s page of 1 February was entered as "41" and is "31". '
        f"{BOTH}, {number('civilians', '41', '31')}; {STAY}",
    ),
    "the noun that a page uses": (
        set_cell("raw/claims", 0, category="fighters"),
        "correction",
        'The figure "41" on Dawn\'s page of 1 February was entered for "civilians" and is for "fighters". '
        f"{EARLY}, {number('militants', 'none', '41')}. {LATEST}, {number('militants', '12 or more', '41')}. "
        f"{BOTH}, {number('civilians', '41', 'none')}; {STAY}",
    ),
    "the day of a page": (
        set_cell("raw/reports", 0, published="2026-02-03"),
        "correction",
        'The date of a page of Dawn (dawn-1) was entered as "2026-02-01T10:00+00:00" and is "2026-02-03". '
        f"{EARLY}, {number('civilians', '41', 'none')}; {STAY}",
    ),
    "an address": (
        set_cell("raw/reports", 0, url="https://dawn.example/one"),
        "correction",
        'The address of a page of Dawn (dawn-1) was entered as "https://dawn.example/1" and is '
        '"https://dawn.example/one". No published total changes.',
    ),
    "a claim taken out": (
        drop("raw/claims", 1),
        "correction",
        'The figure "at least 12" for militants killed on Herald\'s page of 2 February was entered in error '
        f"and is taken out. {LATEST}, {number('militants', '12 or more', 'none')}; {STAY}",
    ),
    "a page taken out": (
        each(drop("raw/claims", 0), drop("raw/reports", 0)),
        "correction",
        "Dawn's page of 1 February, with 1 figure, was entered in error and is taken out. "
        f"{BOTH}, {number('civilians', '41', 'none')}; {STAY}",
    ),
    "a figure kept out of totals": (
        add_row("hand/withheld", claim_id="herald-2-2", why="5 for 15"),
        "correction",
        'The figure "5" for security personnel killed on Herald\'s page of 2 February is kept out of totals: '
        f"5 for 15. {LATEST}, {number('security personnel', '5', 'none')}; {STAY}",
    ),
    "one reading mended": (
        add_row(
            "hand/overrules",
            claim_id="herald-2-2",
            column="group",
            value="civilians",
            why="its guards are watchmen",
        ),
        "correction",
        'The figure "5" for security personnel killed on Herald\'s page of 2 February is read as civilians '
        f"instead of security personnel: its guards are watchmen. {LATEST}, "
        f"{number('security personnel', '5', 'none')} and {number('civilians', '41', '5')}; {STAY}",
    ),
    "words beside figures": (
        set_cell("hand/quantifiers", 0, meaning="more_than"),
        "correction",
        'The wording "at least" beside a figure is read as more than instead of at least. 1 figure is read '
        f"otherwise. {LATEST}, {number('militants', '12 or more', '13 or more')}; {STAY}",
    ),
    "a noun": (
        set_cell("hand/nouns", 1, group="civilians", why="guards are watchmen"),
        "reclassification",
        'The noun "guards" is read as civilians instead of security personnel: guards are watchmen. 1 figure '
        f"is read otherwise. {LATEST}, {number('security personnel', '5', 'none')} and "
        f"{number('civilians', '41', '5')}; {STAY}",
    ),
    "a noun no longer known": (
        drop("hand/nouns", 1),
        "reclassification",
        'The noun "guards" has no row of its own in nouns.csv any more; it was read as security personnel. '
        f"1 figure is read otherwise. {LATEST}, {number('security personnel', '5', 'none')}; {STAY}",
    ),
    "an authority": (
        set_cell("hand/authorities", 1, party="independent"),
        "reclassification",
        'The authority "observers" is read as independent instead of officials. 1 figure is read otherwise. '
        f"{LATEST}, {number('security personnel', '5', 'none')} and "
        f"""{number("security personnel", "none", "5", "independent sources'")}; {STAY}""",
    ),
    "a remark": (
        set_cell("raw/claims", 0, note="counted late"),
        "reclassification",
        'The remark on the figure "41" for civilians killed on Dawn\'s page of 1 February was empty and is '
        '"counted late". No published total changes.',
    ),
    "a later page": (
        each(
            add_row("raw/reports", **page("post-3", "Post", "2026-02-03")),
            add_claim(claim_id="post-3-1", category="civilians", figure="44"),
        ),
        "update",
        "Post's page of 3 February was entered, with 1 figure: a later page than all before. "
        f"{LATEST}, {number('civilians', '41', '44')}; {STAY}",
    ),
    "an earlier page, entered later": (
        each(
            add_row("raw/reports", **page("post-1", "Post", "2026-02-01T20:00+00:00")),
            add_claim(claim_id="post-1-1", category="civilians", figure="43"),
        ),
        "update",
        "Post's page of 1 February was entered, with 1 figure: an earlier page, entered later. "
        f"{BOTH}, {number('civilians', '41', '43')}; {STAY} It changes a page of an earlier moment.",
    ),
    "one more figure of a page": (
        add_claim(claim_id="herald-2-3", category="civilians", figure="44"),
        "update",
        "1 figure was added to Herald's page of 2 February. "
        f"{LATEST}, {number('civilians', '41', '44')}; {STAY}",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_by_its_kind_with_old_and_new(tmp_path: Path, name: str) -> None:
    change, kind, text = CHANGES[name]
    assert texts(told(tmp_path, change)) == [(kind, text)]


SAME_EFFECT = {
    "a cell": (set_cell("raw/claims", 2, category="civilians"), "correction"),
    "a decision on one claim": (
        add_row("hand/overrules", claim_id="herald-2-2", column="group", value="civilians", why="invented"),
        "correction",
    ),
    "a noun": (set_cell("hand/nouns", 1, group="civilians"), "reclassification"),
    "a figure more": (add_claim(claim_id="herald-2-3", category="civilians", figure="5"), "update"),
}


def test_a_place_of_a_page_is_mended_taken_out_or_new(tmp_path: Path) -> None:
    def sighting(place: str, **cells: str) -> dict[str, str]:
        return {"report_id": "dawn-1", "event_id": EVENT, "place": place, "kind": "other"} | cells

    content = rows()
    content["raw/sightings"] = [sighting("Market", date="2026-02-01"), sighting("Mill")]
    old = write_state(tmp_path / "old", content)
    content["raw/sightings"] = [sighting("Harbour", date="2026-02-01"), sighting("Mill"), sighting("Quay")]
    new = write_state(tmp_path / "new", content)
    assert texts(between(tmp_path, old, new)) == [
        (
            "correction",
            'The name of the place "Harbour" of Dawn\'s page of 1 February was entered as "Market" and is '
            '"Harbour". No published total changes.',
        ),
        ("update", "1 place was added to Dawn's page of 1 February. No published total changes."),
    ]
    (tmp_path / "work").rename(tmp_path / "done")
    ((kind, text),) = texts(between(tmp_path, new, old))
    assert kind == "correction"
    assert 'The place "Quay" of Dawn\'s page of 1 February was entered in error and is taken out.' in text
    assert 'was entered as "Harbour" and is "Market".' in text


@pytest.mark.parametrize("name", SAME_EFFECT)
def test_a_kind_follows_from_the_cause_and_not_from_the_effect(tmp_path: Path, name: str) -> None:
    change, kind = SAME_EFFECT[name]
    ((told_kind, text),) = texts(told(tmp_path, change))
    assert number("civilians", "41", "5") in text
    assert told_kind == kind


def no_change(_later: Rows) -> None:
    """Change nothing."""


NO_DIFFERENCE = {
    "the same": no_change,
    "the order of rows": lambda later: [later[name].reverse() for name in ("raw/claims", "hand/nouns")],
    "a reason": set_cell("hand/nouns", 0, why="because"),
    "a count of readings": set_cell("raw/reports", 0, readings="2"),
}


@pytest.mark.parametrize("name", NO_DIFFERENCE)
def test_what_is_no_difference(tmp_path: Path, name: str) -> None:
    found = told(tmp_path, NO_DIFFERENCE[name])
    assert (found.entries, [note for note in found.notes if "as they are" not in note]) == ([], [])


def test_other_line_ends_are_no_difference(tmp_path: Path) -> None:
    old, new = write_state(tmp_path / "old", rows()), write_state(tmp_path / "new", rows())
    for name in ("claims", "reports"):
        columns = dictionary.table(name, "raw").names
        write_table(new / f"data/raw/{name}.csv", columns, rows()[f"raw/{name}"], line_end="\r\n")
    assert (new / "data/raw/claims.csv").read_bytes().count(b"\r\n") == 4
    assert between(tmp_path, old, new).entries == []


def test_another_name_is_no_difference_even_where_a_decision_refers_to_it(tmp_path: Path) -> None:
    content, later = rows(), rows()
    content["hand/withheld"] = [{"claim_id": "herald-2-1", "why": "invented"}]
    later["raw/reports"][1]["report_id"] = "herald-two"
    for number, row in enumerate(later["raw/claims"][1:], start=8):
        row |= {"claim_id": f"herald-two-{number}", "report_id": "herald-two"}
    later["hand/withheld"] = [{"claim_id": "herald-two-8", "why": "invented"}]
    old, new = write_state(tmp_path / "old", content), write_state(tmp_path / "new", later)
    found = between(tmp_path, old, new)
    assert found.entries == []
    assert found.notes[:2] == ["1 page has another name.", "2 claims have another name."]


def test_a_claim_taken_out_is_one_difference_where_the_others_are_numbered_anew(tmp_path: Path) -> None:
    def renumber(later: Rows) -> None:
        del later["raw/claims"][1]
        later["raw/claims"][1]["claim_id"] = "herald-2-1"

    ((kind, text),) = texts(told(tmp_path, renumber))
    assert kind == "correction"
    assert text.startswith(
        'The figure "at least 12" for militants killed on Herald\'s page of 2 February was '
    )
    assert "entered in error and is taken out." in text


def test_causes_are_told_apart_and_each_begins_where_the_one_before_ended(tmp_path: Path) -> None:
    change = each(
        set_cell("raw/claims", 0, figure="31"),
        set_cell("hand/nouns", 1, group="civilians"),
        add_row("raw/reports", **page("post-3", "Post", "2026-02-03")),
        add_claim(claim_id="post-3-1", category="guards", figure="7"),
    )
    found = told(tmp_path, change)
    moves = [text.partition(" otherwise. ")[2] or text.partition(". ")[2] for _, text in texts(found)]
    assert [kind for kind, _ in texts(found)] == ["reclassification", "correction", "update"]
    assert (
        f"{LATEST}, {number('security personnel', '5', 'none')} and {number('civilians', '41', '5')}"
        in moves[0]
    )
    # the page of 2 February has the newer figure by then: Dawn's is printed on the page of the 1st alone
    assert moves[1].startswith(f"{EARLY}, {number('civilians', '41', '31')}; 4 totals by other rules")
    assert moves[2] == f"{LATEST}, {number('civilians', '5', '7')}; {STAY}"


def test_words_that_only_new_pages_use_are_no_entry(tmp_path: Path) -> None:
    change = each(
        add_row("hand/nouns", noun="villagers", group="civilians", unit="people"),
        add_row("raw/reports", **page("post-3", "Post", "2026-02-03")),
        add_claim(claim_id="post-3-1", category="villagers", figure="44"),
        add_row("hand/overrules", claim_id="post-3-1", column="group", value="security", why="invented"),
    )
    found = told(tmp_path, change)
    assert [kind for kind, _ in texts(found)] == ["update"]
    assert number("security personnel", "5", "44") in found.entries[0].effect
    assert found.notes[-1] == (
        "Row of a hand table that differs without any total or reading of an earlier figure changing: "
        "1 of nouns.csv."
    )


def test_the_order_of_patterns_counts_where_it_changes_a_reading(tmp_path: Path) -> None:
    content = rows()
    content["raw/claims"][0]["window"] = "sunday night"  # the first pattern that fits it decides
    old = write_state(tmp_path / "old", content)
    content["hand/windows"].reverse()
    ((kind, text),) = texts(between(tmp_path, old, write_state(tmp_path / "new", content)))
    assert kind == "reclassification"
    assert text.startswith("The rows of windows.csv are tried in another order. 1 figure is read otherwise. ")
    assert number("civilians", "41", "none") in text
    assert "officials' number of civilians killed in the days after it goes from none to 41" in text


def test_of_many_causes_the_joint_effect_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributing, "FEW", 1)
    change = each(set_cell("raw/claims", 0, figure="31"), set_cell("raw/claims", 1, figure="at least 15"))
    ((kind, text),) = texts(told(tmp_path, change))
    assert kind == "correction"
    assert text == (
        f"2 figures were mended. {LATEST}, {number('militants', '12 or more', '15 or more')}. "
        f"{BOTH}, {number('civilians', '41', '31')}; {STAY}"
    )


def test_of_many_numbers_a_few_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effect_words, "MOST", 1)
    ((_, text),) = texts(told(tmp_path, CHANGES["one reading mended"][0]))
    assert text.endswith(f"{number('security personnel', '5', 'none')}; so does 1 other number; {STAY}")


def test_an_event_that_is_new_or_gone_is_one_entry(tmp_path: Path) -> None:
    second = dict(rows()["hand/events"][0], event_id="second", name="Another invented attack")
    claims = [row | {"event_id": "second", "claim_id": f"x{row['claim_id']}"} for row in rows()["raw/claims"]]
    found = told(
        tmp_path, each(add_row("hand/events", **second), lambda later: later["raw/claims"].extend(claims))
    )
    assert [(one.event, one.kind, one.what) for one in found.entries] == [
        (
            "second",
            "update",
            "The event Another invented attack was entered, with 0 pages and 3 figures; its totals are new.",
        )
    ]
    (tmp_path / "work").rename(tmp_path / "done")
    back = between(tmp_path, tmp_path / "new", tmp_path / "old")
    assert [(one.event, one.kind) for one in back.entries] == [("second", "correction")]
    assert "is taken out, and its totals with it" in back.entries[0].what


@pytest.fixture
def published(tmp_path: Path) -> Callable[[str], Path]:
    """Write the earlier state with its tables as published, officials' civilians as given; return where."""

    def write(civilians: str) -> Path:
        old, place = write_state(tmp_path / "old", rows()), tmp_path / "place"
        place.mkdir()
        with computing.workplace(place) as work:
            claims, totals, _ = work.result(tables_of.read(old), EVENT)
        spoilt = tables.as_text(totals).astype(str).replace("<NA>", "")
        is_it = spoilt["group"].eq("civilians") & spoilt["party"].eq("state") & spoilt["rule"].eq("latest")
        spoilt.loc[is_it, ["low", "high"]] = civilians
        made = old / f"data/processed/{EVENT}"
        made.mkdir(parents=True)
        spoilt.to_csv(made / "totals.csv", index=False)
        claims.reset_index()[["claim_id", "figure"]].to_csv(made / "claims.csv", index=False)
        return old

    return write


def test_totals_published_as_they_are_made_are_no_difference(
    tmp_path: Path, published: Callable[[str], Path]
) -> None:
    found = between(tmp_path, published("41"), write_state(tmp_path / "new", rows()))
    assert (found.entries, found.notes) == ([], [])


def test_totals_published_otherwise_are_a_matter_of_the_program(
    tmp_path: Path, published: Callable[[str], Path]
) -> None:
    ((kind, text),) = texts(between(tmp_path, published("40"), write_state(tmp_path / "new", rows())))
    assert kind == "correction"
    assert text == (
        f"The program (version {__version__}) counts the same claims otherwise than the totals published "
        f"with folder old. {BOTH}, {number('civilians', '40', '41')}; {STAY}"
    )


def test_totals_that_were_not_rebuilt_say_nothing_of_the_program(
    tmp_path: Path, published: Callable[[str], Path]
) -> None:
    old = published("40")
    write_state(old, rows() | {"raw/claims": [row | {"figure": "39"} for row in rows()["raw/claims"]]})
    found = between(tmp_path, old, write_state(tmp_path / "new", rows()))
    assert {one.what.partition(" ")[0] for one in found.entries} == {"The"}
    assert not [one for one in found.entries if "program" in one.what]
    assert found.notes[0].startswith(f"folder old holds no totals of {EVENT} that were made from its claims")


def test_a_table_that_one_state_lacks_comes_from_the_other(tmp_path: Path) -> None:
    old, new = (write_state(tmp_path / name, rows()) for name in ("old", "new"))
    (old / "data/hand/groups.csv").unlink()
    events = ledger.read_csv(old / "data/hand/events.csv").drop(columns=["incident", "incidents"])
    events.to_csv(old / "data/hand/events.csv", index=False)
    found = between(tmp_path, old, new)
    assert found.entries == []
    assert found.notes[:2] == [
        "folder old has no groups.csv: taken from folder new.",
        "folder old lacks columns: incident and incidents of events.csv: filled from folder new.",
    ]


def test_pages_that_only_one_state_has_are_named(tmp_path: Path) -> None:
    later = rows()
    later["raw/claims"][0]["figure"] = "31"
    old = write_state(tmp_path / "old", rows(), ("latest", "2026-02-01"))
    new = write_state(tmp_path / "new", later, ("latest", "2026-02-02"))
    found = between(tmp_path, old, new)
    assert {effect.page.label for effect in found.entries[0].effects} == {"latest"}
    assert found.notes[:2] == [
        f"Pages of {EVENT} in folder old alone, whose numbers are not compared: 2026-02-01.",
        f"Pages of {EVENT} in folder new alone, whose numbers are not compared: 2026-02-02.",
    ]


def test_what_no_event_is_made_from_is_told_for_all(tmp_path: Path) -> None:
    monitor = {
        "monitor": "Counters",
        "region": "Nowhere",
        "measure": "deaths",
        "figure": "7",
        "url": "https://c.example/",
    }
    found = told(
        tmp_path, each(add_row("raw/series", **monitor), add_row("raw/reports", **page("mute-1", "Mute", "")))
    )
    assert [(one.event, one.kind, one.text) for one in found.entries] == [
        ("all", "update", "1 row of series.csv was added. No published total changes."),
        ("all", "update", "1 page without any figure was entered. No published total changes."),
    ]


def test_tables_of_databases_are_told_and_enter_no_total(tmp_path: Path) -> None:
    old, new = (write_state(tmp_path / name, rows()) for name in ("old", "new"))
    for root, name, content in (
        (old, "a.csv", "1\n"),
        (new, "a.csv", "2\n"),
        (old, "b.csv", "1\n"),
        (new, "b.csv", "1\r\n"),
        (old, "c.csv", "1\n"),
        (new, "d.csv", "1\n"),
    ):
        (root / "data/databases").mkdir(exist_ok=True)
        (root / "data/databases" / name).write_bytes(content.encode())
    found = between(tmp_path, old, new)
    assert [(one.event, one.kind, one.what) for one in found.entries] == [
        ("all", "update", "The table a.csv was taken over anew from a database, or changed."),
        ("all", "correction", "The table c.csv, taken over from a database, was taken out."),
        ("all", "update", "The table d.csv was taken over from a database."),
    ]
    assert {one.effect for one in found.entries} == {"No published total changes."}
