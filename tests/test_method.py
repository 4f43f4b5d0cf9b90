"""The page on method: what it lists is what there is, and what it computes is what was worked out by hand."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from outline import Outline, policy_of

from tollbook import method
from tollbook.checks.readings import WHAT_IT_FINDS
from tollbook.paths import project_root, resolve
from tollbook.rules import RULES

META = {"ledger_sha256": "5e" * 32, "commit": "c0ffee", "version": "9.9.9"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return method.build_method(tmp_path_factory.mktemp("reports") / "method.html", META)


@pytest.fixture(scope="module")
def page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def words_of(page: str) -> str:
    return Outline(page[page.index("<main") :]).words


def test_every_rule_of_the_package_is_there_with_what_it_makes_of_the_invented_case(page: str) -> None:
    """The ministry said 20, then 26 on the last day; the governor 28, police and army 24, the mayor 21.

    So now they say 26, 28, 24, 24 and 21; in order 21, 24, 24, 26, 28.
    """
    found = dict(re.findall(r"<dt><code>(\w+)</code></dt>\n<dd>.*?Here: ([^.]+)\.", page))
    assert found == {
        "latest": "26",
        "range": "20 to 28",
        "conservative": "21",
        "majority": "24",
        "median": "24",
        "agreement": "24",
        "priority": "28",
    }
    assert set(found) == set(RULES)


def test_every_check_is_there(page: str) -> None:
    dictionary = yaml.safe_load(resolve("data/dictionary/processed-checks.yml").read_text(encoding="utf-8"))
    names = next(column["allowed"] for column in dictionary["columns"] if column["name"] == "check")
    table = page[page.index('aria-labelledby="checks" tabindex') :]
    assert sorted(re.findall(r'<th scope="row"><code>(\w+)</code></th>', table)) == sorted(names)
    assert set(names) == set(WHAT_IT_FINDS)


def test_wordings_are_read_as_a_person_reads_them(page: str) -> None:
    rows = dict(
        re.findall(
            r'<tr><th scope="row" lang="\w+">(?:<bdi>)?([^<]+)(?:</bdi>)?</th><td>([^<]+)</td></tr>', page
        )
    )
    assert rows == {
        "145": "145",
        "seventeen": "17",
        "۶۷": "67",
        "at least 31": "31 or more",
        "au moins 31": "31 or more",
        "190+": "190 or more",
        "more than 30": "31 or more",
        "más de 22": "23 or more",
        "up to 24": "at most 24",
        "fewer than 20": "at most 19",
        "about 400": "350 to 450, best 400",
        "around 177": "177",
        "nearly 200": "150 to 199",
        "between six and eleven": "6 to 11",
        "dozens": "24 or more",
        "two dozen": "24",
        "数十": "24 or more",
        "another 68": "68, on top of another count",
    }


def rows_of(name: str) -> list[dict[str, str]]:
    with resolve(f"data/hand/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_its_numbers_are_those_of_the_tables(page: str) -> None:
    words = words_of(page)
    quantifiers = rows_of("quantifiers")
    languages = {row["language"] for row in quantifiers} - {"*"}
    readings = [row["verdict"] for row in rows_of("check_readings")]
    right = readings.count("right")
    for text in (
        f"{len(quantifiers):,} phrases in {len(languages)} languages",
        f"{len(rows_of('nouns')):,} nouns have been decided on",
        f"{len(rows_of('authorities')):,} ways of naming an authority",
        f"{len(rows_of('windows'))} rules read them",
        f"{len(rows_of('withheld'))} claims are kept out of the totals by hand",
        f"{len(rows_of('overrules'))} readings were decided by hand",
        "and 2 outlets or more carry it",
        "one so low (under 50%)",
        "only when 5 outlets or more carry it",
        f"{len(readings)} findings by hand against the pages’ own rows: {right} were right "
        f"({right / len(readings):.0%})",
    ):
        assert text in words


def test_every_command_named_is_there(page: str) -> None:
    named = re.findall(r"<dt><code>([^<]+ [^<]+)</code></dt>", page)
    assert len(named) == 4
    targets = re.findall(r"^([a-z]+):", resolve("Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for command in named:
        program, target, *rest = command.split()
        if program == "make":
            assert target in targets
            continue
        asked = [sys.executable, "-m", "tollbook", target, "--help"]
        text = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        assert [option for option in rest if option.startswith("--") and option not in text] == []


def test_it_says_from_what_it_was_made_and_how_to_cite_it(page: str) -> None:
    words = words_of(page)
    assert (
        f"Tollbook 9.9.9: title of the page, as of moment. Ledger SHA-256 {'5e' * 32}, commit c0ffee."
        in words
    )


def test_it_is_one_harmless_file(page: str) -> None:
    outline = Outline(page)
    outline.check_anchors()
    outline.check_headings()
    outline.check_harmless()
    rules = policy_of(page)
    assert (rules["default-src"], "script-src" in rules) == ("'none'", False)
    assert str(project_root()) not in page
    assert len(page.encode("utf-8")) < 100_000
    description = re.search(r'<meta name="description" content="([^"]+)"', page)[1]
    assert 60 < len(description) < 200


def test_it_is_the_same_every_time(page: str, tmp_path: Path) -> None:
    again = method.build_method(tmp_path / "method.html", META)
    assert again.read_text(encoding="utf-8") == page
    bare = method.build_method(tmp_path / "bare.html").read_text(encoding="utf-8")
    assert "Tollbook: title of the page, as of moment." in words_of(bare)
