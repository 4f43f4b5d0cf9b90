"""A table in an archive is taken over as the table itself, or refused in one line. All rows are invented."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from import_cases import HXL, card, claims, files, run, ucdp


def zipped(path: Path, contents: dict[str, bytes]) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def test_a_zip_archive_is_its_one_table(root: Path, tmp_path: Path) -> None:
    table = ucdp(tmp_path / "GEDEvent_v25_1.csv", {}, {"best": "?"})
    inside = {"ged/GEDEvent_v25_1.csv": table.read_bytes(), "__MACOSX/ged/._GEDEvent_v25_1.csv": b"\0\1"}
    archive = zipped(tmp_path / "ged251-csv.zip", inside | {"ged/": b"", "ged/readme.pdf": b"%PDF"})
    assert run(root, "ucdp", table, "--as", "x") == run(root, "ucdp", archive) == 0
    plain, unpacked = claims(root, "ucdp-x"), claims(root, "ucdp-ged251-csv")
    assert unpacked.drop(columns="claim_id").equals(plain.drop(columns="claim_id"))
    assert set(unpacked["version"]) == {"25.1"}  # of the name of the table, not of the archive
    about = card(root, "ucdp-ged251-csv")
    assert about["source_file"] == "ged251-csv.zip"
    assert about["read_as"][0] == "GEDEvent_v25_1.csv, unpacked from ged251-csv.zip"
    assert about["source_sha256"] != card(root, "ucdp-x")["source_sha256"]
    assert all(str(tmp_path).encode() not in content for content in files(root).values())


def test_a_gzip_archive_is_what_it_holds(root: Path, tmp_path: Path) -> None:
    table = ucdp(tmp_path / "GEDEvent_v24_1.csv", {})
    (tmp_path / "GEDEvent_v24_1.csv.gz").write_bytes(gzip.compress(table.read_bytes()))
    assert run(root, "ucdp", tmp_path / "GEDEvent_v24_1.csv.gz") == 0
    assert set(claims(root, "ucdp-gedevent_v24_1")["version"]) == {"24.1"}


def test_a_table_with_hxl_tags_may_be_in_an_archive(root: Path, tmp_path: Path) -> None:
    assert run(root, "hxl", zipped(tmp_path / "x.zip", {"figures.csv": HXL.encode()})) == 0
    assert len(claims(root, "hxl-x")) == 6  # 3 of each row: two bounds are one


def locked(path: Path) -> Path:
    """Write a zip archive whose table says that it is locked."""
    content = bytearray(zipped(path, {"x.csv": b"id,best\n"}).read_bytes())
    for start in (content.index(b"PK\3\4") + 6, content.index(b"PK\1\2") + 8):
        content[start] |= 1  # the flag of encryption
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ({"a.csv": b"1", "b.csv": b"2"}, "the archive holds 2 tables (a.csv, b.csv); unpack it and import"),
        ({"readme.md": b"1"}, "there is no table in the archive (it holds readme.md)"),
        ({}, "there is no table in the archive (it holds nothing)"),
        (
            {"[Content_Types].xml": b"", "xl/sheet.xml": b""},
            "the file is a workbook, or a zip archive that is cut off, not CSV; save the sheet as CSV",
        ),
    ],
)
def test_an_archive_without_one_table_is_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], contents: dict[str, bytes], words: str
) -> None:
    assert run(root, "ucdp", zipped(tmp_path / "x.zip", contents)) == 1
    error = capsys.readouterr().err
    assert f"x.zip: {words}" in error
    assert error.count("\n") == 1
    assert not (root / "data/databases").exists()


def test_a_broken_archive_is_refused(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = ucdp(tmp_path / "x.csv", *({} for _ in range(50)))
    whole = gzip.compress(table.read_bytes())
    (tmp_path / "x.csv.gz").write_bytes(whole[: len(whole) // 2])
    assert run(root, "ucdp", tmp_path / "x.csv.gz") == 1
    said = "the archive cannot be unpacked: it is cut off or damaged; download it again"
    assert said in capsys.readouterr().err
    assert run(root, "ucdp", locked(tmp_path / "x.zip")) == 1
    assert "the archive cannot be unpacked: it is locked with a password" in capsys.readouterr().err
    assert not (root / "data/databases").exists()


def test_a_folder_is_no_file(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "ucdp", tmp_path) == 2
    assert "this is a folder; name the file in it" in capsys.readouterr().err
