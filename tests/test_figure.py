"""Figures and tables: what notebooks show, and what it rests on (typeface, palette, drawings, rows as
text)."""

from __future__ import annotations

import base64
import datetime
import itertools
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from tollbook import svg, tabular, theme, typeface
from tollbook.figure import FIGURE_TYPE, TABLE_TYPE, Figure, Table, answered, literal, prose

ROOT = Path(__file__).resolve().parent.parent
ROWS = pd.DataFrame(
    {
        "origin": ["ISPR", "BLA", "Himalayan Research Institute (thrip.org)"],
        "party": ["state", "armed_group", "independent"],
        "low": [22, 362, 31],
        "high": pd.array([22, None, 40], dtype="Int64"),
    }
)


def intervals(width: int) -> alt.LayerChart:
    base = alt.Chart(ROWS).encode(y=alt.Y("origin:N", title="Origin", sort=None))
    shapes = alt.Scale(domain=list(theme.PARTY_SHAPES), range=list(theme.PARTY_SHAPES.values()))
    rules = base.mark_rule(strokeWidth=3, color=theme.GROUP_COLOURS["security"]).encode(
        x=alt.X("low:Q", title="killed"), x2="high:Q"
    )
    return rules + base.mark_point().encode(
        x="low:Q", shape=alt.Shape("party:N", scale=shapes, title="Said by")
    )


def make(**changed: object) -> Figure:
    words = {
        "slug": "security-killed",
        "sentence": "Officials say 22, the armed group 362 or more.",
        "title": "Two tolls",
        "subtitle": "Security forces killed, Balochistan",
        "caption": "Source: the ledger.",
        "alt": "Intervals: 22; 362 or more; 31 to 40.",
        "draw": intervals,
        "rows": ROWS,
    }
    return Figure(**(words | changed))


# Drawings


def test_a_figure_is_the_same_whatever_fonts_and_zone_the_machine_has(tmp_path: Path) -> None:
    no_fonts = tmp_path / "fonts.conf"
    no_fonts.write_text('<?xml version="1.0"?><fontconfig></fontconfig>', encoding="utf-8")
    script = "import test_figure, json; print(json.dumps(test_figure.make()._repr_mimebundle_()))"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    bare = os.environ | {
        "FONTCONFIG_FILE": str(no_fonts),
        "TZ": "America/New_York",
        "PYTHONPATH": paths,
        "PYTHONHASHSEED": "7",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=bare, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert json.loads(done.stdout) == make()._repr_mimebundle_()


def test_a_chart_is_drawn_for_a_desk_and_for_a_phone() -> None:
    drawings = make().drawings
    assert [svg.size(drawings[name])[0] for name in ("wide", "narrow")] == [720, 340]
    for drawing in drawings.values():
        words = " ".join(ElementTree.fromstring(drawing).itertext())
        assert "Himalayan Research Institute (thrip.org)" in words
        assert svg.foreign_colours(drawing) == set()


def facets(width: int) -> alt.FacetChart:
    return (
        alt.Chart(ROWS)
        .mark_point()
        .encode(x="low:Q", y="origin:N")
        .properties(width=200)
        .facet("party:N", columns=3)
    )


def test_views_side_by_side_must_fit_the_sheet() -> None:
    with pytest.raises(ValueError, match=r"security-killed: drawn .* px wide where 720 px were asked for"):
        _ = make(draw=facets).drawings


def test_facets_and_stacked_charts_are_drawn() -> None:
    def stacked(width: int) -> alt.VConcatChart:
        return alt.vconcat(
            *(
                alt.Chart(ROWS)
                .mark_bar()
                .encode(x="low:Q", y=alt.Y("party:N", title=None))
                .properties(width=width - 120)
                for _ in range(2)
            )
        )

    assert make(draw=stacked).drawings["narrow"].count("armed_group") == 2


def test_ids_of_a_drawing_belong_to_it() -> None:
    def clipped(width: int) -> alt.Chart:
        return alt.Chart(ROWS).mark_line(clip=True).encode(x="low:Q", y="high:Q")

    _ = svg.render(make(draw=clipped).specification(), "another")
    ids = [re.findall(r'\bid="([^"]+)"', drawing) for drawing in make(draw=clipped).drawings.values()]
    assert ids[0]
    assert not set(ids[0]) & set(ids[1])
    assert all(name.startswith("security-killed-wide-") for name in ids[0])
    for drawing, own in zip(make(draw=clipped).drawings.values(), ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", drawing)) <= set(own)


def test_tidying_drops_what_is_not_seen_and_what_could_run() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script>'
        '<g role="img" aria-label="x" onclick="alert(1)">'
        '<path d="M1.23456,2.00001L3,1e-7" stroke="#000" style="fill:red"/><img src="x"/></g>'
        '<a href="javascript:alert(1)"><text opacity="0">gone</text>'
        "<text>1 &lt; 2.34567</text></a><g><g/></g></svg>"
    )
    tidied = svg.tidy(drawing, "p")
    assert '<path d="m1.2 2L3 0" fill="none" stroke="#000"/>' in tidied
    assert "1 &lt; 2.34567" in tidied
    assert not re.search("script|onclick|role|style|gone|img|<g", tidied)


def test_the_network_is_not_asked_for_data() -> None:
    def remote(width: int) -> alt.Chart:
        return alt.Chart("https://example.org/data.csv").mark_point().encode(x="a:Q")

    with pytest.raises(ValueError, match=r"example\.org"):
        _ = make(draw=remote).drawings


def test_a_figure_without_rows_says_so_and_draws_nothing() -> None:
    figure = make(rows=ROWS.head(0), draw=lambda width: pytest.fail("drawn"))
    bundle = figure._repr_mimebundle_()
    assert "Nothing to draw" in bundle["text/html"]
    assert bundle[FIGURE_TYPE]["svg"] == {}


# What a notebook gets


def test_the_notebook_shows_an_image_with_the_typeface_inside() -> None:
    html = make()._repr_mimebundle_()["text/html"]
    source, alternative = re.search(
        r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', html
    ).groups()
    image = base64.b64decode(source).decode("utf-8")
    assert alternative == "Intervals: 22; 362 or more; 31 to 40."
    assert image.count("@font-face") == 2
    assert "http" not in image.replace("http://www.w3.org/", "")
    assert "<svg" not in html


def test_words_are_text() -> None:
    html = make(title="<b>&", alt='"><script>', caption="<i>")._repr_mimebundle_()["text/html"]
    assert "&lt;b&gt;&amp;" in html
    assert 'alt="&quot;&gt;&lt;script&gt;"' in html
    assert not re.search("<b>|<i>|<script>", html)


def test_the_report_gets_words_drawings_specification_and_rows() -> None:
    parts = make()._repr_mimebundle_()[FIGURE_TYPE]
    assert parts["rows"] == (
        "origin,party,low,high\nISPR,state,22,22\nBLA,armed_group,362,\n"
        "Himalayan Research Institute (thrip.org),independent,31,40\n"
    )
    assert json.loads(parts["specs"]["wide"]) == make().specification()
    assert json.loads(parts["specs"]["narrow"]) == make().specification(theme.NARROW)
    assert json.loads(json.dumps(parts)) == parts


def test_saved_rows_are_the_download(tmp_path: Path) -> None:
    path = make(rows=pd.DataFrame({"said": ["=1+1", "é"]})).save_rows(tmp_path / "charts")
    assert path == tmp_path / "charts" / "security-killed.csv"
    assert path.read_bytes() == "said\n'=1+1\né\n".encode()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"slug": "Two tolls"}, "slug"),
        ({"title": " "}, "title is empty"),
        ({"alt": "killed: nan"}, "missing value"),
        ({"caption": "until NaT"}, "missing value"),
        ({"rows": pd.DataFrame({"n": range(5001)})}, "5001 rows, at most 5000"),
        ({"rows": pd.DataFrame({"n": ["nan"]})}, "missing values as text in n"),
        ({"rows": pd.DataFrame([[1, 2]], columns=["n", "n"])}, "same name"),
    ],
)
def test_a_figure_that_can_not_be_printed_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(**changed)


def test_a_table_shows_two_hundred_rows_and_keeps_all() -> None:
    table = Table(
        "many",
        "Many rows",
        pd.DataFrame({"name": [f"row {number}" for number in range(1200)]}),
        note="A <note>.",
    )
    bundle = table._repr_mimebundle_()
    assert bundle["text/html"].count("<tr>") == 201
    assert "The first 200 of 1,200 rows." in bundle["text/html"]
    assert "A &lt;note&gt;." in bundle["text/html"]
    assert bundle[TABLE_TYPE]["rows"].count("\n") == 1201


def test_an_answer_stands_before_the_table_it_is_read_from(tmp_path: Path) -> None:
    table = Table("few", "Few rows", pd.DataFrame({"name": ["a"]}))
    bundle = answered("**31** <b>said</b>", table)._repr_mimebundle_()
    answer = '<div class="mathjax_ignore"><p><strong>31</strong> &lt;b&gt;said'
    assert bundle["text/html"].startswith(answer)
    assert bundle["text/html"].endswith(table._repr_mimebundle_()["text/html"])
    assert bundle["text/markdown"] == "**31** <b>said</b>"
    assert bundle[TABLE_TYPE]["slug"] == "few"
    nothing = answered("No figure.", Table("few", "Few rows", table.rows.iloc[:0]))
    assert TABLE_TYPE not in nothing._repr_mimebundle_()


def test_ledger_text_stays_text_in_prose() -> None:
    hostile = "[x](javascript:alert(1)) <b> *a* $x^2$ `c` | # a_b_ &lt;"
    markdown = prose(literal(hostile)).text
    from tollbook.markup import Anchors, read

    [passage] = read(markdown, Anchors(), {})
    assert passage.html == ("<p>[x](javascript:alert(1)) &lt;b&gt; *a* $x^2$ `c` | # a_b_ &amp;lt;</p>")
    with pytest.raises(ValueError, match="missing value"):
        prose("killed: nan")


def test_prose_that_names_a_file_is_not_the_file() -> None:
    bundle = prose(str(ROOT / "README.md"))._repr_mimebundle_()
    assert bundle.pop("text/html") == f'<div class="mathjax_ignore"><p>{ROOT}/README.md</p>\n</div>\n'
    assert bundle == {"text/plain": str(ROOT / "README.md"), "text/markdown": str(ROOT / "README.md")}


# Rows as text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (12.0, "12"),
        (0.5, "0.5"),
        (-3, "-3"),
        (True, "yes"),
        (pd.Timestamp("2026-02-01T18:30", tz="Asia/Karachi"), "2026-02-01T13:30Z"),
        (pd.Timestamp("2026-02-01"), "2026-02-01"),
        (pd.Timestamp("2026-02-01T13:30:07", tz="UTC"), "2026-02-01T13:30:07Z"),
        (datetime.date(2026, 2, 1), "2026-02-01"),
        (["b", "a"], "b; a"),
        ({"b", "a"}, "a; b"),
        ("", ""),
        ("30 से ज्यादा", "30 से ज्यादा"),
    ],
)
def test_a_value_as_text(value: object, text: str) -> None:
    assert tabular.cell_text(value) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+923001", "+923001"),
        ("+cmd|x", "'+cmd|x"),
        ("-12", "-12"),
        ("-12.5", "-12.5"),
        ("-", "'-"),
        ("-1+1", "'-1+1"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("145", "145"),
        ("", ""),
    ],
)
def test_a_spreadsheet_runs_nothing(text: str, safe: str) -> None:
    assert tabular.spreadsheet_safe(text) == safe


def test_a_table_for_people() -> None:
    rows = pd.DataFrame(
        {
            "statement_id": ["balochistan-2026-01-ispr-militants", "<b>", "سترہ"],
            "n_reports": [12345, None, 2026],
            "url": ["https://www.example.org/a?b=1&c=2", "javascript:alert(1)", ""],
        }
    )
    html = tabular.table_html(rows, caption="A & B")
    assert "<caption>A &amp; B</caption>" in html
    assert html.startswith('<table class="n2">')
    assert "<thead><tr><th>Statement id<th>Reports<th>Url<tbody>" in html
    assert "<tr><th>balochistan-<wbr>2026-01-ispr-<wbr>militants<td>12,345<td>" in html
    assert '<td><a href="https://www.example.org/a?b=1&amp;c=2">example.org</a>' in html
    assert "<tr><th>&lt;b&gt;<td>–<td>javascript:alert(1)" in html
    assert html.endswith("<tr><th dir=auto>سترہ<td>2026<td>–</table>")


def test_jupyterlab_gets_alignment_and_sets_no_mathematics() -> None:
    html = tabular.table_html(pd.DataFrame({"said": ["$5 or $6"], "killed": [31]}), inline=True)
    assert html == (
        '<table class="mathjax_ignore"><thead><tr><th style=text-align:left>Said'
        "<th style=text-align:right>Killed<tbody><tr><th style=text-align:left>$5 or $6"
        "<td style=text-align:right>31</table>"
    )


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.dawn.com/news/1#c", "dawn.com"),
        ("HTTP://User@Evil.example:8080/https://dawn.com", "evil.example"),
        ("https://[::1", ""),
        ("https:///path", ""),
        ("javascript:alert(1)", ""),
        ("https://example.org says", ""),
    ],
)
def test_an_address_is_shown_by_whom_it_asks(text: str, host: str) -> None:
    assert tabular.host(text) == host
    assert ("<a " in tabular.cell_html(text)) is bool(host)


def test_rows_have_headings_where_html_can_tell() -> None:
    rows = pd.DataFrame({"said by": ["ISPR", ""], "killed": [31, 2]})
    assert "<tr><th scope=row>ISPR<td>31<tr><td>–<td>2</table>" in tabular.table_html(rows)
    assert "<tbody><tr><td>ISPR<tr>" in tabular.table_html(rows[["said by"]])
    assert "<tbody><tr><td>31<td>" in tabular.table_html(rows[["killed", "said by"]])


def test_columns_of_numbers_are_named_by_the_table() -> None:
    rows = pd.DataFrame({"a": ["x"], "b": [1], "c": [2], "d": ["y"]})
    assert tabular.table_html(rows).startswith('<table class="n2 n3"><thead>')
    css = tabular.number_columns_css()
    assert ".n3 tr>:nth-child(3)" in css
    assert ".n3:not(.n4) tr>:nth-child(4)" in css
    assert css.count("{") == css.count("}") == 3


def test_a_break_never_falls_inside_an_entity() -> None:
    assert tabular.with_breaks("&" * 40) == "&amp;" * 30 + "<wbr>" + "&amp;" * 10


# Typeface and palette


def test_no_font_that_is_being_cut_is_found_below_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """vl-convert reads fonts later, by the paths that it found: one that is about to go would be missing."""
    move, found = os.replace, []

    def moving(source: Path, target: Path) -> None:
        below = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != tmp_path]
        found.append([path.suffix for path in below])
        move(source, target)

    monkeypatch.setattr("tollbook.typeface.os.replace", moving)
    built = typeface.build(tmp_path)
    assert sorted(built) == sorted(tmp_path.iterdir())
    assert [len(names) for names in found] == [7, 6, 5, 4, 3, 2, 1]
    assert {name for names in found for name in names} == {".part"}


@pytest.mark.parametrize("style", ["Regular", "Semibold"])
def test_the_typeface_has_its_own_name_and_the_letters_we_need(style: str) -> None:
    for kind, plain, letters in (
        ("ttf", False, typeface.LATIN),
        ("woff2", False, typeface.LATIN),
        ("woff2", True, typeface.PLAIN),
    ):
        with TTFont(typeface.folder() / typeface.file_name(style, kind, plain)) as font:
            names = {name_id: font["name"].getDebugName(name_id) for name_id in (1, 3, 4, 6)}
            assert names[1] == "Tollbook Sans"
            # "Source" is reserved for the unmodified fonts (OFL 1.1, 3).
            assert not any("Source" in name for name in names.values())
            assert "SIL Open Font License" in font["name"].getDebugName(13)
            missing = set(letters) - set(font.getBestCmap())
            assert not missing, [hex(letter) for letter in missing]
    assert "SIL OPEN FONT LICENSE" in (typeface.folder() / "OFL.txt").read_text(encoding="utf-8")


def linear(colour: str) -> list[float]:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    light, dark = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def apply(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


SEEN_WITH = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def distance(one: str, other: str, sight: str) -> float:
    """Euclidean distance in OKLab (Ottosson 2020) of two colours as seen with the given sight (Machado et al.
    2009)."""
    seen = [[max(0.0, value) for value in apply(SEEN_WITH[sight], linear(colour))] for colour in (one, other)]
    first, second = (apply(OKLAB, [cone ** (1 / 3) for cone in apply(CONES, colour)]) for colour in seen)
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SEEN_WITH)
def test_groups_are_told_apart_whatever_one_sees(colours: dict[str, str], sight: str) -> None:
    for one, other in itertools.combinations(theme.FOR_GROUPS, 2):
        assert distance(colours[one], colours[other], sight) >= 0.11, (one, other)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_marks_and_text_stand_out_from_the_page(colours: dict[str, str]) -> None:
    paper = colours["paper"]
    for use in (
        *theme.FOR_GROUPS,
        "axis",
        "differ",
        "step_4",
        *(f"series_{number}" for number in range(1, 7)),
    ):
        assert contrast(colours[use], paper) >= 3, use
    for use in (
        "ink",
        "muted",
        *(f"{name}_text" if f"{name}_text" in colours else name for name in theme.FOR_GROUPS),
    ):
        assert contrast(colours[use], paper) >= 4.5, use


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_numbers_can_be_read_on_each_step(colours: dict[str, str]) -> None:
    for number, text in ((1, "ink"), (2, "ink"), (3, "ink"), (4, "paper"), (5, "paper")):
        assert contrast(colours[text], colours[f"step_{number}"]) >= 4.5, number


def test_each_colour_has_one_counterpart_in_dark_mode() -> None:
    assert len({light for light, _ in theme.COLOURS.values()}) == len(theme.COLOURS)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for pair in theme.COLOURS.values() for colour in pair)


def test_parties_differ_in_kind() -> None:
    for field in ("shape", "dashes", "line"):
        assert len({str(getattr(mark, field)) for mark in theme.MARKS.values()}) == len(theme.MARKS) == 6
    for marks in (theme.PARTY_SHAPES, theme.PARTY_DASHES):
        assert len({str(mark) for mark in marks.values()}) == len(theme.PARTIES)
    assert theme.PARTY_FILLED["state"] is not theme.PARTY_FILLED["armed_group"]


def test_a_chart_with_too_many_rows_is_refused_by_altair() -> None:
    with pytest.raises(alt.MaxRowsError):
        alt.Chart(pd.DataFrame({"n": range(5001)})).mark_point().encode(x="n:Q").to_dict()
