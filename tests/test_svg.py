"""Static drawings made small: what is seen stays the same, and nothing but what is drawn gets in."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import altair as alt
import pandas as pd
import pytest

from tollbook import svg, theme
from tollbook.svg_compact import number, path_data
from tollbook.svg_outline import read, thinned
from tollbook.typeface import font_face_css, register_with_vl_convert

CIRCLE = "M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0"


def drawing(*elements: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">{"".join(elements)}</svg>'


def inside(*elements: str) -> str:
    """What a tidied drawing of some elements holds."""
    tidied = svg.tidy(drawing(*elements), "p")
    assert svg.tidy(tidied, "p") == tidied
    return re.fullmatch(r"<svg[^>]*>(.*)</svg>", tidied)[1]


def paths(*elements: str) -> list[str]:
    return re.findall(r'<path d="([^"]*)"', inside(*elements))


# Numbers and outlines


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, ".5"), (-0.5, "-.5"), (10.5, "10.5"), (-3.0, "-3"), (-0.04, "0"), (100.0, "100"), (0.0, "0")],
)
def test_a_number_is_as_short_as_it_can_be(value: float, text: str) -> None:
    assert number(value) == text


# Worked by hand from the grammar (SVG 2, 9.3.9).
@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("M 10,20 L 10,30 L 5,30 Z", "m10 20v10H5z"),
        ("M10.5,.5L11,1L11.5,.5", "m10.5.5.5.5.5-.5"),
        ("m1 1 2 2 3 3z m 5 5 h 1", "m1 1 2 2 3 3zm5 5h1"),
        ("M100,0L0,100L-7,-7", "m100 0L0 100-7-7"),
        ("M0,0C0,1,2,3,4,5Q6,7,8,9", "m0 0c0 1 2 3 4 5q2 2 4 4"),
        (CIRCLE, "m4 0a1 1 0 0 1-8 0 1 1 0 0 1 8 0"),
        ("M0 0a30 20 45 0 1 8.5 9", "m0 0a30 20 45 0 1 8.5 9"),
        ("M0 0A5 5 0 118 4", "m0 0a5 5 0 1 1 8 4"),
    ],
)
def test_an_outline_is_written_short_and_read_back(given: str, short: str) -> None:
    assert path_data(read(given)) == short
    assert read(short) == read(given)


@pytest.mark.parametrize("unknown", ["M0,0S1,2,3,4", "M0,0L1", "M0,0 hello"])
def test_an_outline_that_is_not_understood_stays_as_it_came(unknown: str) -> None:
    with pytest.raises(ValueError, match=r"command|numbers"):
        read(unknown)
    assert inside(f'<path d="{unknown}" opacity=".5"/>') == f'<path d="{unknown}" opacity=".5"/>'


def test_long_rings_lose_points_that_lie_within_a_third_of_a_pixel() -> None:
    # invented: a square of 40 pixels, with a point every 2 pixels that is off by 0.2, and a dent of 0.5
    top = [(x, 0.2 * (x // 2 % 2)) for x in range(0, 40, 2)]
    right = [(40, y) for y in (0, 10, 19, 20, 21, 30)]
    right[3] = (39.5, 20)
    ring = [("M", top[0]), *(("L", point) for point in [*top[1:], *right, (40, 40), (0, 40)]), ("Z", ())]
    left = [numbers for _, numbers in thinned(ring, is_stroked=True) if numbers]
    assert left == [(0, 0), (40, 0), (40, 19), (39.5, 20), (40, 21), (40, 40), (0, 40)]
    line = [("M", (0, 0)), ("L", (5, 0.2)), ("L", (10, 0)), ("L", (20, 0)), ("L", (20, 0)), ("L", (30, 0))]
    assert [numbers for _, numbers in thinned(line, is_stroked=True)] == [(0, 0), (5, 0.2), (10, 0), (30, 0)]


# What is brought together, and what is not


def test_lines_of_one_pen_are_one_path_and_lines_of_no_length_none() -> None:
    lines = [f'<line transform="translate({x},0)" x2="0" y2="30" stroke="#dfe3e7"/>' for x in (10, 20)]
    assert paths(*lines, '<line x2="0" y2="0" stroke="#dfe3e7"/>') == ["m10 0v30M20 0v30"]


def test_what_covers_another_is_painted_after_it() -> None:
    bars = [
        f'<path d="M{x},0h10v10h-10Z" fill="{colour}"/>'
        for x, colour in ((0, "#b3761b"), (5, "#2c6fb5"), (40, "#b3761b"), (8, "#b3761b"))
    ]
    # the third touches no other and joins the first; the fourth lies on the second
    assert paths(*bars) == ["m0 0h10v10H0M40 0h10v10H40", "m5 0h10v10H5", "m8 0h10v10H8"]


def test_what_shines_through_and_hollow_marks_stay_apart_where_they_overlap() -> None:
    for looks in ('fill="#2c6fb5" opacity=".5"', 'fill="#fff" stroke="#2c6fb5"'):
        marks = [f'<path d="{CIRCLE}" transform="translate({x},9)" {looks}/>' for x in (10, 15, 40)]
        assert [outline.count("a") for outline in paths(*marks)] == [2, 1]


def test_rings_that_run_against_each_other_stay_apart_where_they_overlap() -> None:
    # joined, the part that they share would be a hole
    one, other = '<path d="M0,0h9v9h-9Z"/>', '<path d="M5,5v9h9v-9Z"/>'
    assert len(paths(one, other)) == 2
    assert len(paths(one, '<path d="M5,5h9v9h-9Z"/>')) == 1


def test_cells_with_frames_of_one_colour_are_one_path_for_each_filling() -> None:
    colours = ("#184757", "#dceaec")
    cells = [
        f'<path d="M{10 * x},{10 * y}h10v10h-10Z" fill="{colours[(x + y) % 2]}" stroke="#fff"/>'
        for x in range(3)
        for y in range(3)
    ]
    assert [outline.count("z") for outline in paths(*cells)] == [5, 4]


def test_an_outline_that_recurs_is_said_once_with_an_id_of_its_own() -> None:
    zigzag = "".join(f"L{x},{x % 2 * 9}" for x in range(40))
    maps = [f'<g transform="translate({x},5)"><path d="M0,0{zigzag}" stroke="#000"/></g>' for x in (0, 45)]
    content = inside(*maps)
    assert re.findall('<use href="#(.*?)"', content) == ["p-0", "p-0"]
    assert content.count(" d=") == 1
    assert re.search('<path id="p-0"|<path d="[^"]*" id="p-0"', content)


def test_texts_stand_where_they_stood_and_say_once_what_they_share() -> None:
    looks = 'font-size="13px" fill="#555e69"'
    labels = [
        f'<text text-anchor="end" transform="translate(-4,{y})" {looks}>{y} &lt;</text>'
        for y in (15, 39.25, 63, 70, 80)
    ]
    turned = f'<text transform="translate(7,9) rotate(270) translate(0,4)" {looks}>up</text>'
    content = svg.tidy(drawing('<g transform="translate(50,1)">', *labels, turned, "</g>"), "p")
    assert content.count("font-size") == content.count('fill="#555e69"') == content.count('"end"') == 1
    assert re.search(r'<g[^>]* transform="translate\(46,0\)"><text y="16">15 &lt;</text>', content)
    assert '<text y="40.3">39.25 &lt;</text>' in content
    # by hand: 50 + 7 + 4, 1 + 9; a quarter turn to the left carries (0, 4) to (4, 0)
    assert re.search(r'<text [^>]*transform="translate\(61,10\)rotate\(-90\)"[^>]*>up</text>', content)


def test_every_colour_stays_an_attribute_for_the_dark_palette() -> None:
    chart = alt.Chart(CELLS).mark_rect().encode(x="day:N", y="place:N", color=alt.value(theme.STEPS[2]))
    tidied = svg.render(svg.specification(chart, 400), "p")
    assert f'fill="{theme.STEPS[2]}"' in tidied
    assert svg.foreign_colours(tidied) == set()


def test_a_clip_stays_only_where_it_cuts() -> None:
    def clipped(width: int) -> str:
        clip = f'<clipPath id="c"><rect x="0" y="0" width="{width}" height="50"/></clipPath>'
        return inside(
            f"<defs>{clip}</defs>", '<g clip-path="url(#c)"><path d="M1,1h30v30h-30Z" fill="#000"/></g>'
        )

    assert clipped(50) == '<path d="m1 1h30v30H1"/>'
    assert '<g clip-path="url(#p-0)">' in clipped(20)
    assert '<clipPath id="p-0">' in clipped(20)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://example.org/x.png" width="9" height="9"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<style>@import "https://example.org"</style>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<rect rx="2" width="9" height="9" onclick="alert(1)" style="fill:url(https://example.org)"/>',
        '<img src="https://example.org/x.png" onerror="alert(1)"/>',
    ],
)
def test_nothing_that_runs_or_asks_gets_in(hostile: str) -> None:
    content = inside(hostile, "<text>kept</text>")
    assert not re.search(r"example\.org|alert|script|style|foreignObject|<img|animate", content)
    assert "kept" in content


def test_a_page_says_namespace_and_typeface_for_its_drawings() -> None:
    tidied = svg.tidy(drawing("<text>xmlns=&quot;x&quot;&gt;</text>"), "p")
    assert svg.inside_page(tidied) == '<svg width="90" height="90"><text>xmlns="x"&gt;</text></svg>'


# In a browser

# Invented rows.
CELLS = pd.DataFrame(
    [
        {"place": place, "day": day, "count": (3 * number + 2 * day) % 7}
        for number, place in enumerate(("Quetta", "Nushki", "Gwadar", "Mastung", "Pasni"))
        for day in range(8)
    ]
)
STEPS = pd.DataFrame(
    {
        "hour": range(12),
        "killed": [2, 2, 5, 5, 9, 9, 9, 14, 15, 15, 22, 22],
        "party": ["state", "armed_group"] * 6,
    }
)
COAST = [[60 + abs(step - 40) / 5, 25 + step / 10 + step % 3 / 4] for step in range(80)]


def heat_map() -> alt.LayerChart:
    base = alt.Chart(CELLS).encode(x="day:O", y=alt.Y("place:N", sort=None))
    colours = alt.Color(
        "count:Q", scale=alt.Scale(type="threshold", domain=[2, 4, 5, 6], range=list(theme.STEPS))
    )
    numbers = base.mark_text(color=theme.INK).encode(text="count:Q")
    return base.mark_rect(stroke=theme.PAPER).encode(color=colours) + numbers


def step_lines() -> alt.LayerChart:
    base = alt.Chart(STEPS).encode(x="hour:Q", y="killed:Q")
    line = base.mark_line(interpolate="step-after").encode(strokeDash="party:N")
    marks = base.mark_point(fill=theme.PAPER, opacity=1).encode(shape="party:N", color="party:N")
    return (
        line
        + base.mark_circle(size=600, opacity=0.4)
        + marks
        + base.mark_text(angle=315).encode(text="party:N")
    )


def small_maps() -> alt.HConcatChart:
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[*COAST, COAST[0]]]}}
    land = alt.Chart(alt.Data(values=[feature])).mark_geoshape().project("equirectangular")
    return alt.hconcat(*(land.properties(width=150, height=120) for _ in range(3)))


# Paints both drawings twice as large on white, and returns of how many pixels, and which share of them, the
# colour differs by more than a twentieth and by more than a third.
DIFFERENCE = """async drawings => {
    const [one, other] = await Promise.all(drawings.map(async drawing => {
        const image = new Image();
        image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawing);
        await image.decode();
        const canvas = new OffscreenCanvas(2 * image.width, 2 * image.height), pen = canvas.getContext("2d");
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        return pen.getImageData(0, 0, canvas.width, canvas.height).data;
    }));
    if (one.length !== other.length) return [0, 1, 1];
    const over = limit => one.filter((value, at) => Math.abs(value - other[at]) > limit).length / one.length;
    return [one.length, over(13), over(85)];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("chart", [heat_map, step_lines, small_maps])
def test_a_small_drawing_looks_like_the_one_that_vega_made(browser: Any, chart: Any) -> None:
    import vl_convert

    register_with_vl_convert()
    given = vl_convert.vegalite_to_svg(svg.specification(chart(), 600), allowed_base_urls=[])
    tidied = svg.tidy(given, "p")
    assert svg.tidy(tidied, "p") == tidied
    assert len(tidied) < 0.3 * len(given)
    assert ElementTree.fromstring(tidied).get("viewBox")
    fonts = f"<style>{font_face_css(plain=True)}</style>"
    tab = browser.new_page()
    pixels, faint, plain = tab.evaluate(
        DIFFERENCE, [text.replace(">", f">{fonts}", 1) for text in (given, tidied)]
    )
    tab.close()
    assert pixels > 100_000
    assert faint < 0.02
    assert plain < 0.001
