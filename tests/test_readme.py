"""The README under test: its paths exist, its commands run, its figures are those of the tables."""

from __future__ import annotations

import re
import subprocess
import sys

import nbformat
import pandas as pd
import pytest

from tollbook import comparing, parameters, paths, tables
from tollbook.paths import project_root, resolve
from tollbook.words import day, interval

EVENT = "balochistan-2026-01"
README = (project_root() / "README.md").read_text(encoding="utf-8")
ROWS = {
    "officials: civilians": ("state", "civilians"),
    "officials: security personnel": ("state", "security"),
    "officials: militants": ("state", "militants"),
    "the armed group (BLA): security personnel": ("armed_group", "security"),
    "the armed group (BLA): its own dead": ("armed_group", "militants"),
}


def test_every_linked_file_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not resolve(link).is_file()] == []


def test_every_path_named_exists() -> None:
    named = re.findall(r"`((?:data|notebooks|docs|tollbook|benchmarks|tests)/[\w./*-]*)`", README)
    blocks = re.findall(r"^(data/\w+/|notebooks/)", README, flags=re.MULTILINE)
    assert len(named) > 5
    assert [path for path in [*named, *blocks] if not resolve(path).exists()] == []


def test_every_make_target_named_exists() -> None:
    makefile = (project_root() / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README, flags=re.MULTILINE))
    assert {"reports", "test", "lab", "check", "verify"} <= named <= targets


def named_calls() -> list[tuple[str, set[str]]]:
    """Return each command that the README names with options, and the options; those of a `make` target are
    of `tollbook run`.
    """
    pieces = re.findall(r"`[^`\n]*tollbook [^`\n]*`|ARGS=\"[^\"]*\"", README)
    calls = []
    for piece in pieces:
        command = re.search(r"tollbook ([a-z]+)", piece)
        options = set(re.findall(r"(--[a-z-]+)", piece))
        calls.append((command[1] if command else "run", options))
    return [call for call in calls if call[1]]


@pytest.mark.parametrize("command", sorted({command for command, _ in named_calls()}))
def test_every_option_named_is_an_option(command: str) -> None:
    text = subprocess.run(
        [sys.executable, "-m", "tollbook", command, "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set().union(*(named for of, named in named_calls() if of == command))
    assert options
    assert [option for option in sorted(options) if option not in text] == []


def test_every_option_that_stands_alone_is_one_of_some_command() -> None:
    alone = set(re.findall(r"`(--[a-z-]+)`", README))
    reference = (project_root() / "docs/reference.md").read_text(encoding="utf-8")  # made from the parsers
    assert {"--force", "--jobs"} <= alone
    assert [option for option in sorted(alone) if f"`{option}" not in reference] == []


def test_the_raw_tables_have_the_rows_that_it_says() -> None:
    said = re.findall(r"^\| `(\w+)\.csv` \| .* \| ([\d,]+) \|$", README, flags=re.MULTILINE)
    assert len(said) == 5
    for name, rows in said:
        assert len(pd.read_csv(resolve(f"data/raw/{name}.csv"), dtype=str)) == int(rows.replace(",", "")), (
            name
        )


def test_every_notebook_is_in_the_table_with_its_parameters() -> None:
    for path in resolve("notebooks").glob("*.ipynb"):
        cell = next(
            cell for cell in nbformat.read(path, 4).cells if "parameters" in cell.metadata.get("tags", ())
        )
        names = re.findall(r"^(\w+):", cell.source, flags=re.MULTILINE)
        row = next(line for line in README.splitlines() if line.startswith(f"| [{path.stem}]"))
        assert re.findall(r"`(\w+)`", row) == names


@pytest.mark.parametrize("label", ROWS)
def test_the_findings_are_those_of_the_tables(label: str) -> None:
    totals = tables.load(EVENT, "data/processed", "totals").assign(event_id=EVENT)
    expected = []
    for as_of, period in (("2026-02-01", "wave"), ("latest", "wave"), ("latest", "operation")):
        run = parameters.check(EVENT, as_of)
        rows = comparing.in_force(totals, run, "latest", period).set_index(["party", "group"])
        row = rows.loc[ROWS[label]]
        expected.append(
            f"{interval(row['low'], row['high'], row['best'])} ({day(row['since'], run.zone, year=False)})"
        )
    line = next(line for line in README.splitlines() if line.startswith(f"| {label} |"))
    assert [cell.strip() for cell in line.strip("|").split("|")][1:] == expected


def said_in(notebook: str) -> str:
    """All sentences and prints of a committed notebook."""
    cells = nbformat.read(resolve(f"notebooks/{notebook}.ipynb"), 4).cells
    data = [(output.get("data", {}), output) for cell in cells for output in cell.get("outputs", ())]
    return " ".join(str(about.get("text/markdown", output.get("text", ""))) for about, output in data)


def test_the_counts_in_the_findings_are_those_of_the_tables_and_notebooks() -> None:
    claims, statements = (tables.load(EVENT, "data/processed", name) for name in ("claims", "statements"))
    counted = f"The {len(claims):,} claims on this event, from {claims['report_id'].nunique()} pages"
    assert f"{counted}, are {len(statements)} statements" in README
    repeats = claims["echo"].ne("").sum()
    assert (
        f"{repeats:,} of them name nobody, or only a side, and carry a figure that somebody had given"
        in README
    )
    totals, exact, agree, none = re.search(
        r"Of (\d+) statements of a total of people killed, \*\*(\d+)\*\* are just .* \*\*(\d+)\*\* agree "
        r".* \*\*(\d+)\*\*",
        said_in("02-compare-totals"),
    ).groups()
    assert f"Of {totals} published totals" in README
    assert (
        f"{exact} are just the sum of known figures, {agree} agree with one within their rounding" in README
    )
    assert f"and {none} are explained by none" in README


def test_the_share_of_findings_that_were_right_is_that_of_the_readings() -> None:
    readings = paths.hand("check_readings")
    right = readings["verdict"].eq("right").sum()
    assert f"{right} of {len(readings)} findings followed back to the raw rows by hand were right" in README
