"""`tollbook diff` as it is called: revisions and folders, files written, what a wrong call or ledger is told;
and one figure of the real ledger followed to its totals.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from diff_cases import DAY, EVENT, rows, with_dictionary, write_state

from tollbook import cli, corrections, paths
from tollbook.differences import entries, states

FIGURE = 'was entered as "41" and is "31"'
CORRECTION = (
    f"The figure for civilians killed on Dawn's page of 1 February {FIGURE}. On the page of 1 February and "
    "the latest page, officials' number of civilians killed in the attack of 1 February goes from 41 to 31; "
    "the other totals stay."
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The later state as a project that commands are called for, with the earlier one beside it (`old`)."""
    later = rows()
    later["raw/claims"][0]["figure"] = "31"
    write_state(tmp_path / "old", rows())
    root = with_dictionary(write_state(tmp_path / "new", later))
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    monkeypatch.chdir(tmp_path)
    return root


def git(folder: Path, *words: str, day: str = "2026-02-09T23:30:00-05:00") -> None:
    """Call git, without the settings of the machine, as at a moment."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    name = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    subprocess.run(["git", *name, *words], cwd=folder, env=os.environ | own | dates, check=True)


def commit(folder: Path) -> None:
    """Commit all that is in a folder."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "invented")


def test_two_folders_are_told_as_markdown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", "old", "new", "--date", DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:7] == [
        "# What changed from folder old to folder new",
        "",
        "1 correction. Each entry begins with the totals that the one before it left.",
        "",
        f"## {EVENT}",
        "",
        f"- **{DAY}, correction.** {CORRECTION}",
    ]


def test_without_a_later_state_it_is_the_project_and_nothing_changed_is_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diff", "old", "--date", DAY]) == 0
    assert CORRECTION in capsys.readouterr().out
    assert cli.main(["diff", str(project), "--date", DAY]) == 0
    out = capsys.readouterr().out
    assert "Nothing changed in any claim, page or decision that a total is made from." in out
    assert str(project.parent) not in out


def test_the_rows_and_totals_behind_an_entry_are_in_the_json(project: Path) -> None:
    assert cli.main(["diff", "old", "new", "--date", DAY, "--json", "d.json", "--out", "d.md"]) == 0
    (entry,) = json.loads(Path("d.json").read_text(encoding="utf-8"))["entries"]
    assert (entry["date"], entry["event"], entry["kind"]) == (DAY, EVENT, "correction")
    assert entry["rows"] == [
        {
            "table": "raw/claims.csv",
            "key": ["dawn-1-1"],
            "old": {"figure": "41"},
            "new": {"figure": "31"},
        }
    ]
    first = entry["totals"][0]
    assert (first["page"], first["party"], first["rule"]) == ("2026-02-01", "state", "latest")
    assert (first["old"]["low"], first["new"]["low"], first["printed_first"]) == (41, 31, True)
    # 41 alone was the state's and any source's figure by most rules, on both pages
    assert {(one["page"], one["party"]) for one in entry["totals"]} == {
        (page, party) for page in ("2026-02-01", "latest") for party in ("state", "any")
    }
    assert Path("d.md").read_text(encoding="utf-8").count(FIGURE) == 1


def test_revisions_are_read_without_touching_the_files(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(tmp_path / "old", repository / "ledger")  # a project in a folder of a repository
    git(tmp_path, "init", "--quiet", "repository")
    commit(repository)
    shutil.copy(project / "data/raw/claims.csv", repository / "ledger/data/raw/claims.csv")
    commit(repository)
    shutil.copytree(project / "data/dictionary", repository / "ledger/data/dictionary")
    (repository / "ledger/data/raw/claims.csv").write_text("unfinished")
    words = ["diff", "HEAD~1", "HEAD", "--project", str(repository / "ledger")]
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert out.startswith("# What changed from revision ")
    assert f"- **2026-02-10, correction.** {CORRECTION}" in out  # 23:30 in the west is the next day in UTC
    assert (repository / "ledger/data/raw/claims.csv").read_text() == "unfinished"
    assert cli.main(["diff", "HEAD", "--project", str(repository / "ledger")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("the working tree: claims.csv, row 1: this is not the header")
    git(repository, "rm", "-r", "--quiet", "--cached", "ledger/data/hand")
    git(repository, "commit", "--quiet", "--message", "invented")
    for revision, what in (
        ("HEAD", "HEAD: no ledger at that revision (no data/hand/events.csv or no data/raw/claims.csv)"),
        ("nowhere", "nowhere: no such revision and no folder; name a git revision or a project folder"),
    ):
        assert cli.main(["diff", revision, "--project", str(repository / "ledger")]) == 2
        assert capsys.readouterr().err == f"tollbook: {what}\n"


def test_of_a_shallow_clone_it_is_said_how_to_get_the_others(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "--quiet", "old")
    commit(tmp_path / "old")
    git(tmp_path / "old", "commit", "--quiet", "--allow-empty", "--message", "invented")
    git(tmp_path, "clone", "--quiet", "--depth", "1", (tmp_path / "old").as_uri(), "clone")
    shutil.copytree(project / "data/dictionary", tmp_path / "clone/data/dictionary")
    assert cli.main(["diff", "HEAD~1", "--project", str(tmp_path / "clone")]) == 2
    what = "no such revision and no folder (this clone holds the latest revisions alone: "
    assert capsys.readouterr().err.startswith(f"tollbook: HEAD~1: {what}`git fetch --unshallow`")


def test_without_git_or_a_repository_two_folders_are_asked_for(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["diff", "HEAD"]) == 2
    assert (
        capsys.readouterr().err
        == "tollbook: HEAD: no folder with a ledger, and new is not in a git repository\n"
    )
    monkeypatch.setattr(states.shutil, "which", lambda _name: None)
    assert cli.main(["diff", "HEAD"]) == 2
    assert "git is not installed: name two folders" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (
            ["old", "--event", "invnted"],
            "unknown event `invnted`; did you mean `invented`? Allowed: invented",
        ),
        (["old", "--date", "tomorrow"], "--date: 'tomorrow' is no day like 2026-02-09"),
        (["old", "--with-updates"], "--with-updates says what --write adds: give both"),
        (["new/notebooks"], "new/notebooks: "),
    ],
)
def test_a_wrong_call_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], words: list[str], what: str
) -> None:
    assert cli.main(["diff", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"tollbook: {what}")
    assert error.count("\n") == 1


def test_what_is_wrong_with_a_state_is_named_with_the_state(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path("old/data/raw/claims.csv")
    path.write_text(path.read_text().replace("herald-2,", "herald-3,", 1))
    assert cli.main(["diff", "old", "new", "--date", DAY, "--out", "d.md"]) == 1
    error = capsys.readouterr().err
    assert error.startswith(
        'folder old: claims.csv, row 3, column report_id: "herald-3" is not in reports.csv'
    )
    assert not Path("d.md").exists()


def test_a_doubtful_hand_row_is_named_and_one_that_cannot_be_used_ends_the_call(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path("old/data/hand/windows.csv")
    good = path.read_text()
    path.write_text(good.replace("invented,window,sunday", "invented,widow,sunday"))
    assert cli.main(["diff", "old", "new", "--date", DAY]) == 0
    line = "folder old: hand/windows.csv, row 2, column field: "
    assert f"- 1 cell of hand tables may be wrong; the first: {line}" in capsys.readouterr().out
    path.write_text(good.replace("sunday.*", "(sunday.*"))
    assert cli.main(["diff", "old", "new", "--date", DAY]) == 1
    error = capsys.readouterr().err
    assert error.splitlines()[-1].startswith("invented cannot be reconciled in a state on the way: ")


def test_a_batch_file_that_cannot_be_read_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("old/notebooks/batch.yml").write_text("runs: 1")
    assert cli.main(["diff", "old", "new", "--date", DAY]) == 2
    assert capsys.readouterr().err.startswith(
        "tollbook: folder old, notebooks/batch.yml: the runs cannot be read"
    )


def test_corrections_are_added_once_the_newest_first(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "CORRECTIONS.md"
    kept = "- 2026-03-02, all: A later one.\n- 2026-01-02, all: An\n  earlier one.\n"
    file.write_text(f"# Corrections\n\nProse.\n\n## Entries\n\n{kept}", encoding="utf-8")
    for added in (1, 0):
        assert cli.main(["diff", "old", "--date", DAY, "--write"]) == 0
        assert f"{added} entr" in capsys.readouterr().out.splitlines()[-1]
    found = corrections.read(project, [EVENT])
    assert [(one.date, one.event, one.kind, one.text) for one in found] == [
        ("2026-03-02", "all", "", "A later one."),
        (DAY, EVENT, "correction", CORRECTION),
        ("2026-01-02", "all", "", "An earlier one."),
    ]
    text = file.read_text(encoding="utf-8")
    assert text.startswith(
        "# Corrections\n\nProse.\n\n## Entries\n\n- 2026-03-02, all: A later one.\n- 2026-03-01"
    )
    assert text.endswith("- 2026-01-02, all: An\n  earlier one.\n")
    assert max(map(len, text.splitlines())) <= 110


def test_an_entry_that_a_person_put_in_other_words_is_not_added_again(project: Path) -> None:
    """Not even where another change that was made since lets the same row do something else to the totals."""
    assert cli.main(["diff", "old", "--date", DAY, "--write"]) == 0
    file = project / "CORRECTIONS.md"
    words = " ".join(file.read_text(encoding="utf-8").split())
    head, _, mark = words.partition("<!--")
    assert mark
    own = f"{head.partition(': ')[0]}: We typed 41, where Dawn has 31."
    file.write_text(f"## Entries\n\n{own[own.index('- 2026') :]}\n  <!--{mark}\n", encoding="utf-8")
    before = file.read_bytes()
    assert cli.main(["diff", "old", "--date", "2026-03-05", "--write"]) == 0
    assert file.read_bytes() == before
    nouns = project / "data/hand/nouns.csv"
    assert ",civilians," in nouns.read_text()
    nouns.write_text(nouns.read_text().replace(",civilians,", ",militants,"))
    assert cli.main(["diff", "old", "--date", "2026-03-05", "--write"]) == 0
    kinds = [(one.kind, one.text.split()[0]) for one in corrections.read(project, [EVENT])]
    assert kinds == [("reclassification", "The"), ("correction", "We")]


def test_updates_are_added_only_where_they_are_asked_for(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = project / "data/raw/claims.csv"
    row = table.read_text().splitlines()[2].replace("herald-2-1", "herald-2-7").replace("at least 12", "15")
    table.write_text(f"{table.read_text()}{row}\n")
    assert cli.main(["diff", "old", "--date", DAY, "--write"]) == 0
    assert [one.kind for one in corrections.read(project, [EVENT])] == ["correction"]
    assert cli.main(["diff", "old", "--date", DAY, "--write", "--with-updates"]) == 0
    assert [one.kind for one in corrections.read(project, [EVENT])] == ["update", "correction"]


def test_a_file_of_corrections_that_cannot_be_read_is_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "CORRECTIONS.md"
    file.write_text("## Entries\n\n- 2026-02-09, invented, mistake: x\n")
    assert cli.main(["diff", "old", "--date", DAY, "--write"]) == 1
    assert capsys.readouterr().err == (
        'CORRECTIONS.md, line 3: "mistake" is no kind of entry; there are correction, reclassification, '
        "update\n"
    )
    assert file.read_text().endswith("mistake: x\n")


def test_one_figure_of_the_real_ledger_is_followed_to_its_totals(tmp_path: Path) -> None:
    """The armed group's count of its own dead of August 2024 stands in the ledger once: 10, on one page. Were
    it 13, that number alone would change on the page, by every rule that takes one side's figures.
    """
    event, name = "balochistan-2024-08", "indian-defence-news-nilesh-kunwar-2024-08-31-4"
    root = paths.project_root()
    for folder in ("data/raw", "data/hand", "notebooks"):
        shutil.copytree(root / folder, tmp_path / "new" / folder, ignore=shutil.ignore_patterns("*.ipynb"))
    path = tmp_path / "new/data/raw/claims.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    (place,) = [number for number, line in enumerate(lines) if line.startswith(f"{name},")]
    assert lines[place].count(",killed,10,") == 1
    lines[place] = lines[place].replace(",killed,10,", ",killed,13,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "work").mkdir()
    found = entries.between(
        states.state_of(root, "old"),
        states.state_of(tmp_path / "new", "new"),
        DAY,
        [event],
        tmp_path / "work",
    )
    (entry,) = found.entries
    assert entry.kind == "correction"
    assert entry.what.endswith('page of 31 August was entered as "10" and is "13".')
    moves = (
        "the armed group's number of militants killed in the attacks of 25 and 26 August goes from 10 to 13"
    )
    assert entry.effect.startswith(f"On the latest page, {moves}; ")
    own = {one.rule: (one.old, one.new) for one in entry.effects if one.party == "armed_group"}
    ten, thirteen = (10, 10, 10), (13, 13, 13)
    assert own.pop("range") == ((10, None, 10), (13, None, 13))
    assert set(own.values()) == {(ten, thirteen)}
