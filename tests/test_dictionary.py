"""The dictionaries and the tables say the same, both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tollbook import dictionary, ledger
from tollbook.cell_rules import TYPES
from tollbook.paths import resolve

DATA = resolve("data")
DICTIONARIES = [table for folder in dictionary.FOLDERS for table in dictionary.tables(folder).values()]
KEPT = [table for table in DICTIONARIES if table.folder != "databases"]
"""Of tables that are here: those of databases are made for each file that somebody takes over."""
RAW = [table for table in DICTIONARIES if table.folder == "raw"]
# the tables behind the charts repeat columns of the tables here, under a heading of their own in each report
TABLES = sorted(
    path
    for folder in dictionary.FOLDERS
    if folder != "databases"  # named after what was taken over: see test_import.py
    for path in (DATA / folder).rglob("*.csv")
    if "charts" not in path.parts
)
COLUMN_FIELDS = ["name", "type", "unit", "meaning", "origin", "allowed", "null_means", "example"]


def name_of(table: dictionary.Table) -> str:
    """Return the name of a dictionary in a test's id."""
    return f"{table.folder}-{table.table}"


@pytest.mark.parametrize("path", TABLES, ids=[str(path.relative_to(DATA)) for path in TABLES])
def test_a_table_has_the_columns_of_its_dictionary_in_that_order(path: Path) -> None:
    folder = path.relative_to(DATA).parts[0]
    with path.open(encoding="utf-8", newline="") as file:
        header = file.readline().rstrip("\n").split(",")
    assert header == dictionary.table(path.stem, folder).names


@pytest.mark.parametrize("table", KEPT, ids=name_of)
def test_a_dictionary_has_a_table(table: dictionary.Table) -> None:
    if table.folder == "processed" and not any((DATA / "processed").iterdir()):
        pytest.skip("no processed table was built yet")
    assert any(
        path.stem == table.table and path.relative_to(DATA).parts[0] == table.folder for path in TABLES
    )


@pytest.mark.parametrize("table", DICTIONARIES, ids=name_of)
def test_a_dictionary_is_complete_and_its_examples_are_right(table: dictionary.Table) -> None:
    raw = yaml.safe_load((DATA / "dictionary" / f"{name_of(table)}.yml").read_text(encoding="utf-8"))
    assert list(raw) == ["table", "folder", "one_row_is", "key", "columns"]
    assert table.one_row_is.startswith("one ") or table.one_row_is.startswith("what one ")
    assert len(set(table.names)) == len(table.names)
    for described, column in zip(raw["columns"], table.columns, strict=True):
        assert list(described) == COLUMN_FIELDS
        assert re.fullmatch(r"[a-z][a-z_]*", column.name)
        assert all(text is None or isinstance(text, str) for text in (column.unit, column.null_means)), column
        assert column.meaning
        assert isinstance(column.example, str), f"{column.name}: write the example in quotation marks"
        assert dictionary.fault(column, column.example) is None, column
        if isinstance(column.allowed, list):
            assert all(isinstance(value, str) for value in column.allowed), (
                f"{column.name}: yes and no need quotation marks"
            )
        if column.type == "choice":
            assert dictionary.choices(column)


@pytest.mark.parametrize("table", RAW, ids=name_of)
def test_raw_columns_are_reported_or_the_readers_never_derived(table: dictionary.Table) -> None:
    assert {column.origin for column in table.columns} == {"reported", "hand"}


@pytest.mark.parametrize("table", RAW, ids=name_of)
def test_an_example_of_a_raw_column_is_one_of_its_cells(table: dictionary.Table) -> None:
    cells = ledger.read_csv(DATA / "raw" / f"{table.table}.csv")
    for column in table.columns:
        assert column.example in set(cells[column.name]), column.name
        assert column.null_means is not None or "" not in set(cells[column.name])
        assert column.null_means is None or "" in set(cells[column.name]), f"{column.name} is never empty"


@pytest.mark.parametrize("table", RAW, ids=name_of)
def test_every_value_of_a_closed_list_is_used(table: dictionary.Table) -> None:
    cells = ledger.read_csv(DATA / "raw" / f"{table.table}.csv")
    for column in table.columns:
        if isinstance(column.allowed, list):
            assert set(column.allowed) == set(cells[column.name]) - {""}


def test_every_reference_leads_to_a_column() -> None:
    for table in DICTIONARIES:
        for column in table.columns:
            if column.refers_to:
                folder, _, rest = column.refers_to.partition("/")
                name, _, other = rest.partition(".")
                assert other in dictionary.table(name, folder).names


def test_processed_tables_begin_with_the_columns_that_others_rely_on() -> None:
    contract = {
        "claims": "claim_id, report_id, figure, low, high, best, precision, increment, group, part, outcome, "
        "party, origin, "
        "place_id, period, includes, said_from, said_to, date_basis",
        "set_aside": "claim_id, reason, detail",
        "statements": "statement_id, origin, party, group, part, outcome, low, high, best, precision, "
        "place_id, period, "
        "first_said, last_said, n_reports, n_outlets",
        "totals": "since, party, group, outcome, period, rule, low, best, high, n_origins, n_statements, "
        "n_reports, statement_ids",
        "checks": "check, severity, report_id, claim_ids, expected, found, message",
        "places": "report_id, place_id, place, district, lat, lon, precision, kind, seen_from, seen_to",
    }
    for name, columns in contract.items():
        wanted = columns.split(", ")
        assert dictionary.table_columns(name, "processed")[0][: len(wanted)] == wanted


def test_every_type_is_used_and_explained() -> None:
    used = {column.type for table in DICTIONARIES for column in table.columns}
    assert used == set(TYPES)


def test_a_table_without_a_dictionary_says_what_to_do() -> None:
    with pytest.raises(KeyError, match=r"hand-nothing\.yml"):
        dictionary.table("nothing", "hand")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("type: id", "type: identity", "unknown type"),
        ("origin: hand", "origin: guessed", "unknown type or origin"),
        ("key: [a_id]", "key: [b_id]", "no column"),
        ("table: small", "table: large", "rename it"),
        ("  unit:\n", "", "not a dictionary"),
        ("columns:", "- columns", "not a dictionary"),
    ],
)
def test_a_spoiled_dictionary_is_refused_with_its_name(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = (
        "table: small\nfolder: raw\none_row_is: one thing\nkey: [a_id]\ncolumns:\n"
        "- name: a_id\n  type: id\n  unit:\n"
        "  meaning: a name\n  origin: hand\n  allowed:\n  null_means:\n  example: a\n"
    )
    path = tmp_path / "raw-small.yml"
    path.write_text(text)
    assert dictionary.read(path).names == ["a_id"]
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=words) as caught:
        dictionary.read(path)
    assert "raw-small.yml" in str(caught.value)
