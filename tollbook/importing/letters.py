"""The bytes of a file as lines of text, whatever its letters are encoded in.

Old exports are not UTF-8: a spreadsheet saves Windows-1252, some databases Latin-1. Which it is, is found out
over the whole file, and said; a file is read as a stream, so that its size does not matter.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tollbook.importing.faults import UnfitError

CHUNK = 1 << 20
SAMPLE = 1 << 12
MOST = 0.7
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_IN_1252 = b"\x81\x8d\x8f\x90\x9d"
SAVE = "save the sheet as {wanted} and import that"
NOT_TEXT = {
    b"PK\x03\x04": ("a workbook, or a zip archive that is cut off", f"{SAVE}, or download it again"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", SAVE),
    b"\x1f\x8b": ("a gzip archive", "unpack it and import what is in it"),
    b"Rar!": ("a rar archive", "unpack it and import what is in it"),
    b"7z\xbc\xaf": ("a 7z archive", "unpack it and import what is in it"),
    b"%PDF": ("a PDF", "download the {wanted} of the same table"),
    b"version https://git-lfs.github.com": (
        "a note on where Git keeps the table",
        "download the file itself: where the repository shows it, or with git lfs pull",
    ),
}
"""The first bytes of files that people take for CSV, what they are, and what to do."""
UTF_16_BARE = {0: "utf-16-be", 1: "utf-16-le"}
"""UTF-16 without a mark, by where the empty halves of English letters stand."""
BLANKS = codecs.BOM_UTF8 + b" \t\r\n\0"
WEB_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<head")


class File(NamedTuple):
    """A file of text: where it is, its SHA-256, the encoding of its lines, and that in words."""

    path: Path
    sha256: str
    encoding: str
    said: str


def look_at(path: Path, wanted: str) -> File:
    """Return a file with its encoding; `wanted` is what it should be, such as `CSV`.

    Raises UnfitError for what is no text: a workbook, an archive, a web page, an empty or a missing file.
    """
    if not path.is_file():
        raise UnfitError(f"{path}: there is no such file; check the name and the folder")
    digest, first, undefined = hashlib.sha256(), b"", False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            first = first or chunk
            digest.update(chunk)
            undefined = undefined or any(byte in chunk for byte in NOT_IN_1252)
    refuse(path, first, wanted)
    return File(path, digest.hexdigest(), *encoding(path, first, undefined))


def refuse(path: Path, first: bytes, wanted: str) -> None:
    """Raise UnfitError where the first bytes of a file show that it is no text."""
    if not first.strip(BLANKS):
        raise UnfitError(f"{path.name}: the file is empty; download it again")
    for mark, (what, todo) in NOT_TEXT.items():
        if first.startswith(mark):
            raise UnfitError(f"{path.name}: the file is {what}, not {wanted}; {todo.format(wanted=wanted)}")
    if b"\r" in first and b"\n" not in first:
        todo = "open it in a spreadsheet and save it as CSV again"
        raise UnfitError(f"{path.name}: the lines end as on an old Mac, so it is all one line; {todo}")
    if first.replace(b"\0", b"").lstrip(BLANKS).lower().startswith(WEB_PAGES):
        todo = "the download asked for a log-in or failed: open its address in a browser, download it again"
        raise UnfitError(f"{path.name}: the file is a web page, not {wanted}; {todo}")


def encoding(path: Path, first: bytes, undefined: bool) -> tuple[str, str]:
    """Return the encoding of a file, and how it was told in words; `undefined`: it holds bytes that
    Windows-1252 does not have.
    """
    if first.startswith(UTF_16):
        return "utf-16", "UTF-16"
    if bare := bare_utf_16(first):
        return bare, "UTF-16 without a byte order mark"
    is_right, is_wrong = count_lines(path)
    old, name = ("latin-1", "Latin-1") if undefined else ("cp1252", "Windows-1252")
    if not is_wrong:
        return "utf-8", "UTF-8 with a byte order mark" if first.startswith(codecs.BOM_UTF8) else "UTF-8"
    if is_wrong > is_right:
        return old, f"{name}: its letters are not UTF-8"
    lines = "line is" if is_wrong == 1 else "lines are"
    return "utf-8", f"UTF-8; {is_wrong:,} {lines} not, read as Windows-1252"


def bare_utf_16(first: bytes) -> str:
    """Return the encoding of a file whose first bytes are UTF-16 without a mark: every other byte is empty;
    empty where they are not.
    """
    halves = [first[half:SAMPLE:2] for half in UTF_16_BARE]
    empty = [half.count(0) / max(len(half), 1) for half in halves]
    found = (name for half, name in UTF_16_BARE.items() if empty[half] > MOST and empty[1 - half] < 1 - MOST)
    return next(found, "")


def count_lines(path: Path) -> tuple[int, int]:
    """Return how many lines with other letters than those of English are UTF-8, and how many are not. A last
    line that is cut off inside a letter counts as UTF-8.
    """
    is_right = is_wrong = 0
    with path.open("rb") as file:
        for line in file:
            if line.isascii():
                continue
            if is_utf_8(line):
                is_right += 1
            else:
                is_wrong += 1
    return is_right, is_wrong


def is_utf_8(line: bytes) -> bool:
    """Tell whether a line is UTF-8, or would be if its last letter were whole."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, final=line.endswith(b"\n"))
    except UnicodeDecodeError:
        return False
    return True


def lines(file: File) -> Iterator[str]:
    """Yield the lines of a file with their ends, without a byte order mark."""
    if file.encoding.startswith("utf-16"):
        with file.path.open(encoding=file.encoding, newline="", errors="replace") as text:
            yield from text
        return
    with file.path.open("rb") as raw:
        for number, line in enumerate(raw):
            bare = line.removeprefix(codecs.BOM_UTF8) if number == 0 else line
            yield text_of(bare, file.encoding)


def text_of(line: bytes, encoding: str) -> str:
    """Return a line as text; a line of a UTF-8 file that is none as Windows-1252."""
    if encoding == "utf-8" and is_ascii_or_utf_8(line):
        return line.decode("utf-8", errors="ignore")  # only the half of a last letter can be ignored
    return line.decode("latin-1" if encoding == "latin-1" else "cp1252", errors="replace")


def is_ascii_or_utf_8(line: bytes) -> bool:
    """Tell whether a line is UTF-8; most are ASCII, which takes no decoding to see."""
    return line.isascii() or is_utf_8(line)
