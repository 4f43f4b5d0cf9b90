"""The file of corrections: what an entry is, and what a badly formed one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tollbook import corrections, report
from tollbook.corrections import Correction, CorrectionsError
from tollbook.paths import hand, project_root

EVENTS = ("alpha", "beta")


def read(folder: Path, *lines: str) -> list[Correction]:
    """What is read of these lines below the heading, which is line 3."""
    text = "\n".join(
        ["# Corrections", "- 2026-13-01, nobody: an entry before the heading is prose", "## Entries"]
    )
    (folder / "CORRECTIONS.md").write_text("\n".join([text, *lines]), encoding="utf-8")
    return corrections.read(folder, EVENTS)


def test_entries_are_read_newest_first(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "",
        "- 2026-02-09, alpha: 41 civilians were printed, right are 31:",
        "  the 10 more were security personnel.",
        "- 2026-03-01, all: A day was wrong.",
        "",
    )
    assert found == [
        Correction("2026-03-01", "all", "A day was wrong."),
        Correction(
            "2026-02-09",
            "alpha",
            "41 civilians were printed, right are 31: the 10 more were security personnel.",
        ),
    ]
    assert corrections.of_event(found, "alpha") == found
    assert corrections.of_event(found, "beta") == found[:1]


def test_no_entries_and_no_file(tmp_path: Path) -> None:
    assert corrections.read(tmp_path, EVENTS) == []
    assert read(tmp_path, "", "  ") == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (
            "31 was right.",
            '"31 was right." is no entry; write `- 2026-02-09, EVENT, correction: what was wrong`, with an',
        ),
        ("- 2026-02-09, alpha:", '"- 2026-02-09, alpha:" is no entry'),
        ("- 2026-02-30, alpha: x", '"2026-02-30" is no day like 2026-02-09'),
        ("- 20260209, alpha: x", '"20260209" is no day like 2026-02-09'),
        ("- 2026-02-09, alpa: x", '"alpa" is no event; there are all, alpha, beta'),
        ("- 2026-02-09: x", "is no entry"),
        ("  before any entry", '"  before any entry" is no entry'),
    ],
)
def test_a_badly_formed_entry_is_one_line_with_file_and_line(tmp_path: Path, line: str, what: str) -> None:
    with pytest.raises(CorrectionsError) as caught:
        read(tmp_path, "", line)
    message = str(caught.value)
    assert message.startswith("CORRECTIONS.md, line 5: ")
    assert what in message
    assert "\n" not in message


def test_a_file_without_the_heading_or_of_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "CORRECTIONS.md"
    file.write_text("# Corrections\n", encoding="utf-8")
    with pytest.raises(CorrectionsError, match=r"^CORRECTIONS\.md: has no heading `## Entries`"):
        corrections.read(tmp_path, EVENTS)
    file.write_bytes(b"# Corrections\n## Entries\n- 2026-02-09, alpha: caf\xe9\n")
    with pytest.raises(CorrectionsError, match=r"^CORRECTIONS\.md, line 3: is not UTF-8"):
        corrections.read(tmp_path, EVENTS)


def test_the_committed_file_is_well_formed_and_its_example_is_an_entry(tmp_path: Path) -> None:
    events = list(hand("events")["event_id"])
    corrections.read(project_root(), events)
    text = (project_root() / "CORRECTIONS.md").read_text(encoding="utf-8")
    example = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    (tmp_path / "CORRECTIONS.md").write_text("\n".join(["## Entries", *example]), encoding="utf-8")
    assert [(one.date, one.event, one.kind) for one in corrections.read(tmp_path, events)] == [
        ("2026-02-09", "balochistan-2026-01", "correction")
    ]


def test_a_kind_is_read_and_written_and_an_entry_without_one_stays_as_it_was(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "- 2026-02-10, alpha, reclassification: Levies are security personnel, not civilians.",
        "- 2026-02-09, alpha: An old entry, without a kind: 41, right are 31.",
    )
    assert [(one.kind, one.text) for one in found] == [
        ("reclassification", "Levies are security personnel, not civilians."),
        ("", "An old entry, without a kind: 41, right are 31."),
    ]
    assert read(tmp_path, *map(corrections.line, found)) == found


def test_an_unknown_kind_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(CorrectionsError) as caught:
        read(tmp_path, "- 2026-02-09, alpha, slip: x")
    what = '"slip" is no kind of entry; there are correction, reclassification, update'
    assert str(caught.value) == f"CORRECTIONS.md, line 4: {what}"


def test_entries_are_added_where_their_day_belongs_and_once(tmp_path: Path) -> None:
    new = [
        Correction("2026-02-09", "alpha", "One " * 40 + "end.", "correction"),
        Correction("2026-02-09", "beta", "Two.", "correction"),
    ]
    assert corrections.add(tmp_path, new, EVENTS) == new  # without a file it is begun
    assert corrections.add(tmp_path, new, EVENTS) == []
    later = Correction("2026-02-11", "beta", "Three.", "update")
    assert corrections.add(tmp_path, [later, *new], EVENTS) == [later]
    assert corrections.read(tmp_path, EVENTS) == [later, *new]
    text = (tmp_path / "CORRECTIONS.md").read_text(encoding="utf-8")
    assert text.count("\n- 2026") == 3
    assert max(map(len, text.splitlines())) <= 110


def test_an_entry_in_other_words_is_known_by_its_mark_and_one_that_was_deleted_is_not(tmp_path: Path) -> None:
    first = Correction("2026-02-09", "alpha", "41 was wrong, 31 is right.", "correction", ("0f1e2d",))
    other = first._replace(text="7 was wrong, 5 is right.", marks=("aa11",))
    assert corrections.add(tmp_path, [first, other], EVENTS) == [first, other]
    file = tmp_path / "CORRECTIONS.md"
    text = file.read_text(encoding="utf-8")
    assert "is right.\n  <!-- change 0f1e2d -->\n- 2026-02-09" in text
    edited = text.replace("41 was wrong, 31 is right", "We typed 41,\n  where the page has 31")
    assert edited != text
    file.write_text(edited, encoding="utf-8")
    assert corrections.add(tmp_path, [first, other], EVENTS) == []
    shown = ["We typed 41, where the page has 31.", "7 was wrong, 5 is right."]
    assert [(one.text, one.marks) for one in corrections.read(tmp_path, EVENTS)] == [
        (one, ()) for one in shown
    ]
    head, _, rest = edited.partition("- 2026-02-09")
    file.write_text(f"{head}- 2026{rest.partition('- 2026')[2]}", encoding="utf-8")
    assert corrections.add(tmp_path, [first, other], EVENTS) == [first]


def test_entries_made_one_keep_the_marks_of_both(tmp_path: Path) -> None:
    one = Correction("2026-02-09", "alpha", "A slip.", "correction", ("a1",))
    found = read(
        tmp_path,
        "- 2026-02-09, alpha, correction: Two slips.  <!-- change a1 -->",
        "<!-- change b2 -->",
        "- 2026-02-08, alpha: An entry of a person's own.",
    )
    assert [entry.text for entry in found] == ["Two slips.", "An entry of a person's own."]
    new = [one, one._replace(text="Another.", marks=("b2",)), one._replace(text="A third.", marks=("c3",))]
    assert corrections.add(tmp_path, new, EVENTS) == new[2:]


def test_two_changes_in_the_same_words_are_one_entry_with_both_marks(tmp_path: Path) -> None:
    one = Correction("2026-02-09", "alpha", "A slip.", "correction", ("a1",))
    both = one._replace(marks=("a1", "b2"))
    assert corrections.add(tmp_path, [one, one._replace(marks=("b2",))], EVENTS) == [both]
    assert corrections.read_marked(tmp_path, EVENTS) == [both]


def test_an_entry_without_a_mark_is_known_by_its_words(tmp_path: Path) -> None:
    read(tmp_path, "- 2026-02-09, alpha, correction: A slip.")
    before = (tmp_path / "CORRECTIONS.md").read_bytes()
    new = Correction("2026-02-10", "alpha", "A slip.", "correction", ("a1",))
    assert corrections.add(tmp_path, [new], EVENTS) == []
    assert (tmp_path / "CORRECTIONS.md").read_bytes() == before
    assert corrections.add(tmp_path, [new._replace(event="beta")], EVENTS) != []


def test_a_mark_alone_is_no_entry(tmp_path: Path) -> None:
    with pytest.raises(CorrectionsError, match="is no entry"):
        read(tmp_path, "- 2026-02-09, alpha: <!-- change a1 -->")


def test_nothing_is_added_where_one_entry_is_none(tmp_path: Path) -> None:
    read(tmp_path, "- 2026-02-09, alpha: One.")
    before = (tmp_path / "CORRECTIONS.md").read_bytes()
    with pytest.raises(CorrectionsError, match='"gamma" is no event'):
        corrections.add(tmp_path, [Correction("2026-02-10", "gamma", "x", "correction")], EVENTS)
    assert (tmp_path / "CORRECTIONS.md").read_bytes() == before


def test_a_page_shows_the_kind_with_the_day() -> None:
    lines = (project_root() / "tollbook/templates/page.html").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if "correction.text" in line]
    shown = report.environment().from_string(line)
    new = Correction("2026-02-09", "alpha", "41, right are <31>.", "correction")
    assert shown.render(correction=new) == (
        "<dt>2026-02-09, correction</dt><dd>41, right are &lt;31&gt;.</dd>"
    )
    old = new._replace(kind="")
    assert shown.render(correction=old).startswith("<dt>2026-02-09</dt>")
