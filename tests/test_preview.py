"""The preview picture: every word inside it, small, and the same each time; and how wide texts are."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ElementTree
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import vl_convert

from tollbook import lettering, png, preview, theme
from tollbook.typeface import font_face_css

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = [
    ("Killed, according to officials", "36 civilians, 22 security personnel, 197 militants"),
    ("Killed, according to the armed group", "280 security personnel, 18 militants"),
]
LONG = (
    "An invented event with a very long title: attacks on highways, railway lines, police stations and a"
    " market in the districts of Quetta, Nushki, Mastung, Kalat, Kharan, Panjgur and Gwadar, as pages say"
)
CASES = [
    ("Attacks across Balochistan from 31 January 2026", "As of the end of 1 February 2026", FIGURES),
    (LONG, "As of 18:30 on 1 February 2026 (Asia/Karachi)", FIGURES * 3),
    ("W" * 500, "<script>alert(1)</script> & =1+1", [("\u202eWho", "x " * 400)]),
    ("No figure yet", "As of the end of 29 January 2026", []),
]


@pytest.mark.parametrize(("title", "subtitle", "lines"), CASES, ids=["usual", "long", "endless", "none"])
def test_a_preview_is_a_small_picture_of_the_size_for_sharing(
    title: str, subtitle: str, lines: list[tuple[str, str]], tmp_path: Path
) -> None:
    first, second = (preview.picture(title, subtitle, lines, tmp_path / name) for name in ("a.png", "b.png"))
    content = first.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (1200, 630)
    assert len(content) < 60_000
    assert content == second.read_bytes()


@pytest.mark.parametrize(("title", "subtitle", "lines"), CASES, ids=["usual", "long", "endless", "none"])
def test_a_preview_has_every_word_inside_the_picture(
    title: str, subtitle: str, lines: list[tuple[str, str]]
) -> None:
    root = ElementTree.fromstring(preview.drawing(title, subtitle, lines))
    texts = list(root.iter(f"{SVG}text"))
    wanted = "".join("".join(words) for words in [(title, subtitle), *lines]) + "Tollbook"
    shown = "".join(text.text or "" for text in texts)
    assert shown.replace(" ", "") == wanted.replace(" ", "").replace("\u202e", "")
    for text in texts:
        size, baseline = float(text.get("font-size", 0)), float(text.get("y", 0))
        style = lettering.SEMIBOLD if text.get("font-weight") == "600" else lettering.REGULAR
        assert 72 + lettering.width(text.text or "", size, style) <= 1200 - 72
        assert size < baseline < 630 - 0.3 * size
    # the name, at the foot, is below everything else
    assert max(float(text.get("y", 0)) for text in texts[:-1]) < float(texts[-1].get("y", 0)) - 24


def test_a_preview_has_only_the_colours_of_the_theme() -> None:
    assert set(re.findall(r'fill="([^"]+)"', preview.drawing(*CASES[0]))) <= theme.PALETTE


@pytest.mark.browser
@pytest.mark.parametrize(("style", "weight"), [("Regular", 400), ("Semibold", 600)])
def test_a_browser_finds_texts_as_wide_as_they_are_measured(
    style: str, weight: int, tab: Callable[..., Any], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    rule = f"span{{font:{weight} 40px 'Tollbook Sans';white-space:nowrap}}"
    style_sheet = f"<style>{font_face_css()} {rule}</style>"
    page.write_text(
        f"<!doctype html><meta charset=utf-8>{style_sheet}<span>{LONG[:120]}</span>", encoding="utf-8"
    )
    opened = tab(page)
    opened.evaluate("document.fonts.ready")
    actual = opened.evaluate("document.querySelector('span').getBoundingClientRect().width")
    assert actual <= lettering.width(LONG[:120], 40, style) <= 1.03 * actual


def test_lines_keep_every_word_and_break_one_that_is_too_long() -> None:
    assert lettering.lines("", 20, 100) == []
    assert lettering.lines("one two", 20, 1000) == ["one two"]
    broken = lettering.lines("a " + "W" * 50, 20, 100)
    assert len(broken) > 5
    assert "".join(broken) == "a" + "W" * 50
    assert all(lettering.width(line, 20) <= 100 for line in broken)
    assert lettering.lines("WW", 20, 1) == ["W", "W"]  # one letter at least


def test_balanced_lines_are_as_many_and_of_about_one_length() -> None:
    text = CASES[0][0]
    assert lettering.lines(text, 56, 1056, lettering.SEMIBOLD)[-1] == "January 2026"
    assert lettering.balanced(text, 56, 1056, lettering.SEMIBOLD) == [
        "Attacks across Balochistan",
        "from 31 January 2026",
    ]


def test_a_smaller_png_has_the_same_pixels() -> None:
    drawn = vl_convert.svg_to_png(preview.drawing(*CASES[0]), scale=1, ppi=72)
    small = png.compact(drawn)
    parts = dict(png.chunks(small))
    palette = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(630, 1201)
    pixels = png.read(drawn)
    assert pixels is not None
    assert (lines[:, 0] == 0).all()
    assert (palette[lines[:, 1:]] == pixels[:, :, :3]).all()
    assert len(small) < len(drawn) / 4


def test_a_png_of_another_kind_comes_back_as_it_is() -> None:
    drawn = vl_convert.svg_to_png(preview.drawing(*CASES[3]), scale=1, ppi=72)
    small = png.compact(drawn)
    assert png.compact(small) == small
    clear = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" cx="4" cy="4"/></svg>'
    seen_through = vl_convert.svg_to_png(clear, scale=1, ppi=72)
    assert png.compact(seen_through) == seen_through


@pytest.mark.parametrize("values", [[7], [7, 7], [9, 7, 7, 9, 0, 0xFFFFFF, 0xFFFFFF, 0]])
def test_colours_are_numbered_in_their_order(values: list[int]) -> None:
    found, numbers = png.numbered(np.array(values, np.uint32))
    assert found.tolist() == sorted(set(values))
    assert [found[number] for number in numbers] == values
