"""`tollbook reference`: all is in it, and the committed page is what it writes."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pytest
import yaml

from tollbook import batch, cell_rules, cli, dictionary, page_plan
from tollbook.exporting import hxl_tags
from tollbook.paths import project_root
from tollbook.referring import batch_file, commands, document, exports, markdown, tables

PAGE = project_root() / "docs/reference.md"
AGAIN = "docs/reference.md is not what the program says now: run `tollbook reference` and commit the page"


@pytest.fixture(scope="module")
def made() -> document.Reference:
    return document.reference()


@pytest.fixture(scope="module")
def sections(made: document.Reference) -> dict[str, str]:
    """The text below each third heading, by the heading."""
    _, *parts = re.split(r"^### `(.+)`$", made.text, flags=re.M)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {heading: re.split(r"^## ", text, flags=re.M)[0] for heading, text in pairs}


def test_the_committed_page_is_what_the_command_writes(made: document.Reference) -> None:
    assert PAGE.read_text(encoding="utf-8") == made.text, AGAIN


def test_the_same_program_writes_the_same_page_without_a_path(made: document.Reference) -> None:
    assert document.reference() == made
    assert str(project_root()) not in made.text
    assert str(Path.home()) == "/" or f"{Path.home()}/" not in made.text


# Commands


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Every command by its words, found anew: `tollbook export hxl`."""
    found, open_ones = {}, {"tollbook": cli.make_parser(["runs", "reconcile", *cli.ON_DEMAND])}
    while open_ones:
        words, parser = open_ones.popitem()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                open_ones |= {f"{words} {name}": one for name, one in action.choices.items()}
        found[words] = parser
    return found


def test_every_command_of_the_help_has_its_section(sections: dict[str, str]) -> None:
    named = re.findall(r"^    ([a-z]+)(?: |$)", cli.make_parser().format_help(), flags=re.M)
    assert {f"tollbook {name}" for name in named} | {"tollbook export hxl"} <= set(sections)
    assert set(cli.ON_DEMAND) < set(named)


def test_every_option_of_every_command_is_in_its_section(sections: dict[str, str]) -> None:
    count = 0
    for words, parser in parsers().items():
        for action in parser._actions if words != "tollbook" else ():
            if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
                continue
            count += 1
            for name in action.option_strings or [str(action.metavar or action.dest).lstrip("- ")]:
                cells = re.findall(r"^\| `([^`]+)`", sections[words], flags=re.M)
                known = [cell if name[0] != "-" else re.split(r"[ ,]+", cell) for cell in cells]
                assert any(name in one for one in known), (words, name)
    assert count > 60


def test_every_option_says_what_it_does() -> None:
    for words, parser in parsers().items():
        for action in commands.options(parser):
            assert len((action.help or "").split()) >= 2, (words, commands.name(action))


@pytest.mark.parametrize(
    ("argument", "name", "meaning", "default"),
    [
        (("--out", {"metavar": "DIR", "help": "where (default: here)"}), "--out DIR", "where", "here"),
        (("--n", {"type": int, "default": 3, "help": "how many"}), "--n N", "how many", "`3`"),
        (("--fast", {"action": "store_true", "help": "in haste"}), "--fast", "in haste", ""),
        (("file", {"metavar": "FILE", "nargs": "?", "help": "a | b <c>"}), "[FILE]", "a \\| b &lt;c&gt;", ""),
        (("kind", {"choices": ["a", "b"], "help": "which"}), "KIND", "which; one of a, b", ""),
        (
            ("--to", {"required": True, "help": "as `x|y` has it"}),
            "--to TO",
            "as `x\\|y` has it; must be given",
            "",
        ),
        (("--a", {"help": "of 100%%, (default: all (or none))"}), "--a A", "of 100%", "all (or none)"),
    ],
)
def test_an_argument_is_told(argument: tuple, name: str, meaning: str, default: str) -> None:
    flag, settings = argument
    action = argparse.ArgumentParser().add_argument(flag, **settings)
    told = commands.name(action), commands.meaning(action), commands.default(action)
    assert told == (name, meaning, default)


# Tables


def test_every_column_of_every_dictionary_is_in_its_section(
    made: document.Reference, sections: dict[str, str]
) -> None:
    columns = 0
    for path in sorted((project_root() / "data/dictionary").glob("*.yml")):
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = dictionary.table(described["table"], described["folder"])
        section = sections[tables.heading(found).strip("`")]
        for column in described["columns"]:
            columns += 1
            row = next(line for line in section.splitlines() if line.startswith(f"| `{column['name']}` |"))
            for words in (column["meaning"], column["unit"], column["origin"], column["null_means"]):
                assert markdown.plain(words or "") in row, (path.name, column["name"])
            if isinstance(column["allowed"], list):
                assert all(f"`{one}`" in row for one in column["allowed"])
            assert row.replace("\\|", "").count("|") == len(tables.HEADINGS) + 1
    assert columns == made.columns > 300


def test_tables_of_an_event_lie_in_its_folder(sections: dict[str, str]) -> None:
    assert {"data/processed/EVENT/claims.csv", "data/processed/series.csv", "data/raw/claims.csv"} <= set(
        sections
    )
    for path in (project_root() / "data/raw").glob("*.csv"):
        assert f"data/raw/{path.name}" in sections


def test_every_type_and_origin_is_explained() -> None:
    assert set(tables.TYPES) == set(cell_rules.TYPES)
    assert set(tables.ORIGINS) == set(dictionary.ORIGINS)


def test_every_hashtag_of_an_export_is_explained(made: document.Reference) -> None:
    for column in (*hxl_tags.EVENT, *hxl_tags.TOTALS, *hxl_tags.CLAIMS):
        assert f"| {column.heading} | `{column.tag}` |" in made.text
    examples = {tag for _, tag, _ in exports.NUMBERS}
    made_here = (hxl_tags.affected("killed", "Killed", group, "")[0].tag for group in ("residents", ""))
    assert examples == set(made_here)


# Notebooks and the batch


def test_every_parameter_has_its_meaning_and_default(sections: dict[str, str]) -> None:
    for path in sorted((project_root() / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        cell = next(one for one in cells if "parameters" in one["metadata"].get("tags", []))
        lines = [line for line in "".join(cell["source"]).splitlines() if line.strip()]
        for line in lines:
            name, kind, default, words = re.fullmatch(r"(\w+): (\w+) = (\S+)  # (.+)", line).groups()
            expected = f"| `{name}` | `{kind}` | {markdown.with_code(words)} | `{default}` |"
            assert expected in sections[f"notebooks/{path.name}"]
        assert lines


def test_every_key_of_the_batch_file_is_explained(made: document.Reference) -> None:
    assert set(batch_file.BATCH_KEYS) == {*batch.KEYS, batch.PAGE}
    wanted = {*page_plan.KEYS, page_plan.LEFT_OUT, page_plan.RENAMED, page_plan.BEGINNING}
    assert set(batch_file.PAGE_KEYS) == wanted
    assert all(f"| `{key}` |" in made.text for key in (*batch_file.BATCH_KEYS, *wanted))


# The page as a whole


def test_every_link_of_the_contents_leads_to_a_heading(made: document.Reference) -> None:
    headings = re.findall(r"^#{2,3} (.+)$", made.text, flags=re.M)
    links = re.findall(r"^ *- \[(.+)\]\(#(.+)\)$", made.text, flags=re.M)
    assert [text for text, _ in links] == headings
    assert [address for _, address in links] == [markdown.anchor(heading) for heading in headings]
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("`data/raw/claims.csv`", "datarawclaimscsv"),
        ("`tollbook export ro-crate`", "tollbook-export-ro-crate"),
        ("Exit status", "exit-status"),
    ],
)
def test_anchors_are_those_that_renderers_make(heading: str, anchor: str) -> None:
    assert markdown.anchor(heading) == anchor


def test_check_compares_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "docs/page.md"
    assert cli.main(["reference", "--check", "--out", str(page)]) == 1
    assert "is not what `tollbook reference` writes now: run it" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert cli.main(["reference", "--out", str(page)]) == 0
    assert cli.main(["reference", "--check", "--out", str(page)]) == 0
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert cli.main(["reference", "--check", "--out", str(page)]) == 1
    assert cli.main(["reference", "--out", str(tmp_path)]) == 2
