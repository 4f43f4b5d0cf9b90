"""The typeface of charts and reports: Tollbook Sans, so that all machines draw and measure the same letters.

It is Source Sans Pro 2.020 (Adobe, SIL Open Font License 1.1), as carried by the PyPI package
`font-source-sans-pro`, cut down to Latin letters and renamed, because the licence reserves the word "Source"
for the unmodified fonts. The name is nobody else's, so a font that a machine happens to have can not take its
place. The files are cut on first use, into `tollbook/fonts/`; `python -m tollbook.typeface` cuts them anew.
"""

from __future__ import annotations

import base64
import functools
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Tollbook Sans"
FALLBACKS = ("Source Sans 3", "Source Sans Pro", "Segoe UI", "Roboto", "sans-serif")
FOLDER = Path(__file__).resolve().parent / "fonts"

LICENCE = "OFL.txt"
UNFINISHED = ".part"
"""Behind the name of a file that is being written: what looks for fonts below a folder, as vl-convert does,
must not find one that is about to go.
"""
SPARE: list[tempfile.TemporaryDirectory] = []
"""Kept until the process ends: a temporary folder goes with its object."""

WEIGHTS = {"Regular": 400, "Semibold": 600}
CUTS = [
    (style, kind, plain)
    for style in WEIGHTS
    for kind, plain in (("ttf", False), ("woff2", False), ("woff2", True))
]
# A narrow space, dashes, quotes, dots, primes, arrows, minus, almost equal, comparisons, triangles.
PUNCTUATION = (
    *(0x202F, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2032),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25B2, 0x25B6, 0x25BC),
)
# What chart labels are made of; the fonts travel with every chart of a notebook, so each letter counts.
PLAIN = (*range(0x20, 0x7F), *map(ord, "\u00a0°±·×áéíñóúü"), *PUNCTUATION)
LATIN = (*PLAIN, *range(0xA0, 0x17F), 0x18F, 0x259, 0x218, 0x219, 0x21A, 0x21B)


def css_family() -> str:
    """Return the value of CSS `font-family`: Tollbook Sans, then faces of about its width."""
    return ", ".join(name if name.islower() else f"'{name}'" for name in (FAMILY, *FALLBACKS))


@functools.cache
def font_face_css(plain: bool = False) -> str:
    """Return two `@font-face` rules, fonts inside; `plain` has fewer letters, for charts in notebooks."""
    fonts = {weight: folder() / file_name(style, "woff2", plain) for style, weight in WEIGHTS.items()}
    return "".join(font_face(weight, path.read_bytes()) for weight, path in fonts.items())


@functools.lru_cache(maxsize=16)
def page_font_face_css(letters: frozenset[str]) -> str:
    """Return two `@font-face` rules for a page: ASCII and the Latin letters in `letters`."""
    characters = tuple(sorted(set(LATIN) & {*range(0x20, 0x7F), *map(ord, letters)}))
    rules = []
    for style, weight in WEIGHTS.items():
        font = cut(folder() / file_name(style, "ttf"), characters, is_named=True)
        font.flavor = "woff2"
        packed = io.BytesIO()
        font.save(packed)
        rules.append(font_face(weight, packed.getvalue()))
    return "".join(rules)


def font_face(weight: int, font: bytes) -> str:
    """Return the `@font-face` rule of a font in WOFF2."""
    # Every bold face is the semibold one: a browser must not thicken it once more.
    weights = f"{weight} 900" if weight >= 600 else str(weight)
    source = f"url(data:font/woff2;base64,{base64.b64encode(font).decode('ascii')}) format('woff2')"
    return f"@font-face{{font-family:'{FAMILY}';font-weight:{weights};src:{source}}}"


@functools.cache
def register_with_vl_convert() -> None:
    """Give vl-convert the fonts that it measures chart text with; again is free."""
    import vl_convert

    vl_convert.register_font_directory(str(folder()))


def file_name(style: str, kind: str, plain: bool = False) -> str:
    """Return the name of a font file in `tollbook/fonts/`."""
    return f"TollbookSans-{style}{'-plain' if plain else ''}.{kind}"


@functools.cache
def folder() -> Path:
    """Return the folder with the font files and their licence, cut first where they are not there yet.

    Where the package's own folder cannot be written, the files go to a temporary one for as long as this
    process lives.
    """
    wanted = [LICENCE, *(file_name(*cut_of) for cut_of in CUTS)]
    if all((FOLDER / name).is_file() for name in wanted):
        return FOLDER
    try:
        build(FOLDER)
    except OSError:
        spare = tempfile.TemporaryDirectory(prefix="tollbook-fonts-")
        build(Path(spare.name))
        SPARE.append(spare)
        return Path(spare.name)
    return FOLDER


def build(into: Path = FOLDER) -> list[Path]:
    """Write the font files and their licence into `into` from font-source-sans-pro; return the paths.

    Each file appears whole or not at all, so that processes that cut at once do not harm each other.
    """
    import font_source_sans_pro

    source = Path(font_source_sans_pro.font_directory)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".cut-") as name:
        partial = Path(name)
        for style, kind, plain in CUTS:
            font = cut(source / f"SourceSansPro-{style}.ttf", PLAIN if plain else LATIN)
            rename(font, style)
            font.flavor = "woff2" if kind == "woff2" else None
            font.save(partial / f"{file_name(style, kind, plain)}{UNFINISHED}")
        shutil.copyfile(source / "LICENSE.txt", partial / f"{LICENCE}{UNFINISHED}")
        built = {path: into / path.name.removesuffix(UNFINISHED) for path in sorted(partial.iterdir())}
        for path, final in built.items():
            os.replace(path, final)
    return list(built.values())


def cut(path: Path, characters: tuple[int, ...], is_named: bool = False) -> TTFont:
    """Return the font in `path` with only `characters`, and kerning as the only feature.

    is_named: the font was cut before, its names have been chosen. To choose them again changes nothing, and
    takes as long as to choose the letters.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    names = font["name"]
    if is_named:
        del font["name"]
    options = subset.Options(
        layout_features=["kern"], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14]
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    if is_named:
        font["name"] = names
    return font


def rename(font: TTFont, style: str) -> None:
    """Name `font` Tollbook Sans; its copyright and licence stay."""
    bold = WEIGHTS[style] >= 600
    post_script = f"{FAMILY.replace(' ', '')}-{style}"
    names = {
        1: FAMILY,
        2: "Bold" if bold else "Regular",
        3: post_script,
        4: f"{FAMILY} {style}",
        6: post_script,
    }
    for name_id, text in names.items():
        font["name"].removeNames(nameID=name_id)
        font["name"].setName(text, name_id, 3, 1, 0x409)


if __name__ == "__main__":
    for written in build():
        print(written.name, written.stat().st_size, "bytes")
