"""What the batch file of two states says otherwise: the rule that a page puts first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from diff_cases import EVENT, Rows, between, claim, rows, texts, write_state

from tollbook.differences import writing
from tollbook.differences.entries import Outcome

WHAT = "the rule that is put first is now {} instead of {}, by notebooks/batch.yml."
CIVILIANS = "officials' number of civilians killed in the attack of 1 February"


def later_count() -> Rows:
    """The invented attack with a lower count of the same ministry on the second day: 41, then 31. The newest
    is 31, the range 31 to 41; on the first day both are 41.
    """
    found = rows()
    found["raw/claims"].append(claim(claim_id="herald-2-3", category="civilians", figure="31"))
    return found


def with_rules(root: Path, content: Rows, **rules: str) -> Path:
    """Write a state whose pages put these rules first, by `latest` and `day`, the first day."""
    write_state(root, content)
    runs = [
        {"event": EVENT, "as_of": {"latest": "latest", "day": "2026-02-01"}[name], "rule": rule}
        for name, rule in rules.items()
    ]
    (root / "notebooks/batch.yml").write_text(yaml.safe_dump({"runs": runs}))
    return root


def changed(tmp_path: Path, old: dict[str, str], new: dict[str, str], content: Rows | None = None) -> Outcome:
    """What differs where the batch files put these rules first, over the same rows or `content`."""
    states = with_rules(tmp_path / "old", later_count(), **old), tmp_path / "new"
    return between(tmp_path, states[0], with_rules(states[1], content or later_count(), **new))


def test_another_rule_put_first_is_a_reclassification_with_both_numbers(tmp_path: Path) -> None:
    found = changed(tmp_path, {"latest": "latest"}, {"latest": "range"})
    what = f"On the latest page, {WHAT.format('range', 'latest')}"
    effect = f"On the latest page, {CIVILIANS} goes from 31 to 31 to 41."
    assert texts(found) == [("reclassification", f"{what} {effect}")]
    (total,) = json.loads(writing.as_json(found))["entries"][0]["totals"]
    assert (total["earlier_rule"], total["rule"], total["printed_first"]) == ("latest", "range", True)
    assert [total[state][end] for state in ("old", "new") for end in ("low", "high")] == [31, 31, 31, 41]


def test_a_rule_by_which_no_number_is_another_is_noted(tmp_path: Path) -> None:
    found = changed(tmp_path, {"day": "latest", "latest": "latest"}, {"day": "range", "latest": "latest"})
    assert found.entries == []
    assert (
        f"On the page of 1 February, {WHAT.format('range', 'latest')} No number changes by that."
        in found.notes
    )


def test_what_comes_after_begins_with_the_numbers_by_the_later_rule(tmp_path: Path) -> None:
    later = later_count()
    later["raw/claims"][0]["figure"] = "45"
    found = changed(tmp_path, {"latest": "latest"}, {"latest": "range"}, later)
    assert [one.kind for one in found.entries] == ["reclassification", "correction"]
    assert f"{CIVILIANS} goes from 31 to 31 to 41." in found.entries[0].effect
    assert f"{CIVILIANS} goes from 31 to 41 to 31 to 45; the other totals stay." in found.entries[1].effect


def test_pages_with_other_rules_are_told_apart(tmp_path: Path) -> None:
    later = rows()
    later["raw/claims"].append(claim(claim_id="dawn-1-2", category="civilians", figure="31"))
    old = with_rules(tmp_path / "old", later, latest="conservative", day="latest")
    new = with_rules(tmp_path / "new", later, latest="range", day="range")
    found = between(tmp_path, old, new)
    assert [one.what for one in found.entries] == [
        f"On the page of 1 February, {WHAT.format('range', 'latest')}",
        f"On the latest page, {WHAT.format('range', 'conservative')}",
    ]


@pytest.mark.parametrize("lacking", ["old", "new"])
def test_a_state_without_a_batch_file_has_no_rule_of_its_own(tmp_path: Path, lacking: str) -> None:
    old, new = (with_rules(tmp_path / name, later_count(), latest="range") for name in ("old", "new"))
    (tmp_path / lacking / "notebooks/batch.yml").unlink()
    found = between(tmp_path, old, new)
    assert found.entries == []
    assert not [note for note in found.notes if "rule" in note]


def test_an_entry_on_a_rule_is_known_again_by_its_mark(tmp_path: Path) -> None:
    first = changed(tmp_path / "one", {"latest": "latest"}, {"latest": "range"})
    later = later_count()
    later["raw/claims"][1]["figure"] = "13"
    second = changed(tmp_path / "two", {"latest": "latest"}, {"latest": "range"}, later)
    assert writing.mark(first.entries[0]) == writing.mark(second.entries[0])
    assert writing.mark(second.entries[1]) != writing.mark(second.entries[0])
