"""The live part of a page: what a reader can do with it in a real browser, offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_cases import EVIDENCE, HOSTILE, page_text, parts, unpacked
from waiting import PATIENCE, settle

from tollbook import live, svg, theme


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "page.html"
    path.write_text(page_text(), encoding="utf-8", newline="\n")
    return path


WIDE = """count =>
    document.querySelectorAll(".drawing[data-shape=wide][data-shown=live]").length === count"""


class Trouble(list[str]):
    """What a browser complained of or asked for."""

    def watch(self, opened: Any) -> None:
        """Note what the page writes to the console, its errors, and its requests but for the page itself."""
        opened.on("console", lambda message: self.append(message.text))
        opened.on("pageerror", lambda error: self.append(str(error)))
        opened.on(
            "request",
            lambda asked: (
                self.append(asked.url) if not asked.url.startswith(("file:", "data:", "blob:")) else None
            ),
        )


def all_live(opened: Any) -> Any:
    for number in range(len(parts())):
        drawing = opened.locator(".drawing").nth(number)
        drawing.scroll_into_view_if_needed()
        opened.locator(f":nth-match(.drawing[data-shown=live], {number + 1})").wait_for(state="attached")
    opened.evaluate("scrollTo(0, 0)")
    return opened


@pytest.fixture(scope="module")
def shared(browser: Any, page: Path) -> Iterator[tuple[Any, Trouble]]:
    """A wide page, offline, in a time zone far from the event's, with all charts live."""
    context = browser.new_context(
        offline=True, viewport={"width": 1280, "height": 900}, timezone_id="America/New_York"
    )
    context.set_default_timeout(1000 * PATIENCE)
    opened, trouble = context.new_page(), Trouble()
    trouble.watch(opened)
    opened.goto(page.as_uri())
    yield all_live(opened), trouble
    context.close()


@pytest.fixture
def opened(shared: tuple[Any, Trouble]) -> Iterator[Any]:
    """The shared page with nothing chosen; at the end nothing was asked for or complained of."""
    tab, trouble = shared
    tab.emulate_media(media="screen", color_scheme="light")
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.wait_for_function(WIDE, arg=len(parts()))  # after a test on a phone
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Clear").click()
    tab.evaluate("scrollTo(0, 0)")
    yield tab
    assert trouble == []


def marks(opened: Any, anchor: str) -> Any:
    """The dots of a live chart, in the order of the rows."""
    return opened.locator(f'[id="{anchor}"] .live .mark-symbol path')


def opacities(opened: Any, anchor: str) -> list[str]:
    return marks(opened, anchor).evaluate_all(
        "paths => paths.map(path => path.getAttribute('opacity') || '1')"
    )


def check_opacities(opened: Any, anchor: str, expected: list[str]) -> None:
    """Check how opaque the dots of a live chart are, once it is drawn anew."""
    opened.wait_for_timeout(60)  # a chart that should stay as it is would have changed by then
    settle(lambda: opacities(opened, anchor), expected)


def slide(opened: Any, *keys: str) -> Any:
    slider = opened.locator("#live-controls input")
    slider.focus()
    for key in keys:
        opened.keyboard.press(key)
    return slider


WORDS = """figure => ['.wide', '.live'].map(kind =>
    [...figure.querySelector(kind).querySelectorAll('text, tspan')].filter(text => !text.children.length)
        .map(text => text.textContent).filter(Boolean).sort().join('|'))"""
SIZES = """figure => ['.wide svg', '.live svg'].map(kind =>
    figure.querySelector(kind).getAttribute('viewBox').split(' ').map(Number).map(Math.round).join(' '))"""


@pytest.mark.browser
def test_charts_become_live_with_the_words_and_the_size_of_the_static_ones(opened: Any) -> None:
    for made in parts():
        figure = opened.locator(f'[id="{made.anchor}"]')
        still, moving = figure.evaluate(WORDS)
        assert still == moving != ""
        still, moving = figure.evaluate(SIZES)
        assert still == moving
        assert figure.locator(".wide").evaluate("wide => getComputedStyle(wide).display") == "none"
        assert figure.get_by_role("img").get_attribute("aria-labelledby") == f"{made.anchor}--title"


@pytest.mark.browser
def test_nothing_of_the_ledger_runs(opened: Any) -> None:
    assert opened.title() == "An invented page"
    assert opened.locator("img, iframe").count() == 0


@pytest.mark.browser
def test_a_mark_says_what_it_stands_for(opened: Any) -> None:
    marks(opened, "02-toll").nth(1).hover()
    tip = opened.locator(".live-tip")
    assert tip.locator("p").all_inner_texts() == ["Killed 17", f"According to {HOSTILE}"]
    assert tip.locator("script, img").count() == 0
    tip.hover()
    opened.wait_for_timeout(300)
    assert tip.is_visible()
    opened.keyboard.press("Escape")
    assert tip.is_hidden()


@pytest.mark.browser
def test_the_arrow_keys_read_the_marks_and_enter_chooses_one(opened: Any) -> None:
    stepper = opened.get_by_role("slider", name="Marks of the chart: places: title")
    stepper.focus()
    settle(lambda: stepper.get_attribute("aria-valuetext"), "3 marks; the arrow keys read them")
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    assert stepper.get_attribute("aria-valuetext") == "Killed: 7; According to: Nushki"
    assert opened.locator(".live-tip p").all_inner_texts() == ["Killed 7", "According to Nushki"]
    outline = "drawing => getComputedStyle(drawing).outlineStyle"
    assert opened.locator('[id="02-places"] .drawing').evaluate(outline) == "solid"
    opened.keyboard.press("Enter")
    check_opacities(opened, "02-places", ["0.25", "1", "0.25"])
    opened.keyboard.press("Escape")
    assert opened.locator(".live-tip").is_hidden()


@pytest.mark.browser
def test_choosing_a_group_fades_the_others_in_all_charts(opened: Any) -> None:
    opened.get_by_label("Group").select_option(label="Civilians")
    check_opacities(opened, "02-toll", ["0.25", "0.25", "1", "0.25"])
    check_opacities(opened, "02-places", ["0.25", "0.25", "1"])
    assert opened.locator("#live-controls summary").inner_text() == "All charts: Civilians"
    opened.get_by_role("button", name="Clear").click()
    check_opacities(opened, "02-toll", ["1"] * 4)
    assert opened.get_by_label("Group").input_value() == ""


@pytest.mark.browser
def test_choosing_a_source_leaves_charts_alone_that_name_none(opened: Any) -> None:
    opened.get_by_label("Source").select_option(label="Armed group")
    check_opacities(opened, "02-toll", ["0.25", "0.25", "0.25", "1"])
    check_opacities(opened, "02-places", ["1", "1", "1"])


@pytest.mark.browser
def test_a_click_on_a_mark_chooses_and_lets_go(opened: Any) -> None:
    marks(opened, "02-toll").nth(0).click()
    assert opened.get_by_label("Group").input_value() == "group:militants"
    check_opacities(opened, "02-places", ["1", "0.25", "0.25"])
    marks(opened, "02-toll").nth(0).click()
    check_opacities(opened, "02-places", ["1", "1", "1"])


@pytest.mark.browser
def test_the_slider_goes_back_to_what_was_known(opened: Any) -> None:
    slider = slide(opened, "ArrowLeft")
    # 13:30 UTC is 18:30 in Karachi.
    assert slider.get_attribute("aria-valuetext") == "As known on 1 February 2026, 18:30 (Asia/Karachi)"
    assert opened.locator("p.subtitle:not(.stays)").inner_text() == slider.get_attribute("aria-valuetext")
    check_opacities(opened, "02-toll", ["1", "1", "1", "0"])
    assert opened.locator("#cell").inner_text() == f"{HOSTILE} 1 February 2026"
    assert opened.locator("#cell :not(.since)").count() == 0
    slide(opened, "ArrowLeft")
    check_opacities(opened, "02-toll", ["1", "1", "0", "0"])
    assert opened.locator("#cell a").get_attribute("href") == "#claims-c3"
    assert opened.locator("#cell").inner_text() == "92 31 January 2026"
    assert opened.locator("#other").inner_text() == "No figure yet"
    slide(opened, "End")
    assert slider.get_attribute("aria-valuetext") == "As known at the end of 1 February 2026 (Asia/Karachi)"
    assert opened.locator("#cell").inner_html() == '<a href="#claims-a1+b2">145</a> then'
    assert opened.locator("#other").inner_text() == "31"
    assert opened.locator("p.subtitle:not(.stays)").is_hidden()
    check_opacities(opened, "02-toll", ["1"] * 4)


@pytest.mark.browser
def test_a_chart_that_can_not_go_back_says_so(opened: Any) -> None:
    notes = opened.locator("figure:has(.stays:not([hidden]))")
    assert notes.count() == 0
    slide(opened, "ArrowLeft")
    assert [note.get_attribute("id") for note in notes.all()] == ["02-places"]


@pytest.mark.browser
def test_a_line_ends_at_the_moment_and_a_mark_that_is_gone_says_nothing(opened: Any) -> None:
    line = opened.locator('[id="02-steps"] .live .mark-line path')
    before = line.get_attribute("d")
    slide(opened, "Home")
    assert before.count("L") == 2
    settle(lambda: (line.get_attribute("d") or "").count("L"), 0)
    marks(opened, "02-toll").nth(2).hover(force=True)
    assert opened.locator(".live-tip").is_hidden()


@pytest.mark.browser
def test_a_number_opens_its_claims(opened: Any) -> None:
    link = opened.locator("#before a").first
    entries = opened.evaluate("history.length")
    link.focus()
    opened.keyboard.press("Enter")
    dialog = opened.get_by_role("dialog", name="145 militants, according to officials")
    assert dialog.locator("li .worded").all_inner_texts() == [
        "“at least 145” militants killed",
        f"“{HOSTILE}”",
    ]
    said = ["According to", "Outlet", "When", "Page"]
    assert dialog.locator("li").first.locator("dt").all_inner_texts() == said
    # Only an address of the web is a link.
    links = dialog.locator("li a").evaluate_all(
        "links => links.map(link => [link.getAttribute('href'), link.rel])"
    )
    assert links == [["https://www.example.org/%D8%AA?b=1&c=2", "noopener noreferrer"]]
    assert dialog.locator("li a").inner_text() == "example.org/ت?b=1&c=2"
    assert "javascript:alert(1)" in dialog.inner_text()
    assert dialog.locator("script, img, b").count() == 0
    opened.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert opened.evaluate("document.activeElement.textContent") == "145 militants"
    assert (opened.evaluate("history.length"), opened.evaluate("location.hash")) == (entries, "")
    link.click()
    opened.get_by_role("button", name="Close").click()
    dialog.wait_for(state="detached")
    assert opened.evaluate("document.activeElement.textContent") == "145 militants"


@pytest.mark.browser
def test_rows_and_drawings_can_be_downloaded_from_the_page_alone(opened: Any, tmp_path: Path) -> None:
    figure = opened.locator('[id="02-toll"]')
    saved = {}
    for kind in ("CSV", "SVG", "PNG"):
        with opened.expect_download() as download:
            figure.get_by_role("button", name=f"{kind}: toll: title").click()
        assert download.value.suggested_filename == f"toll.{kind.lower()}"
        download.value.save_as(tmp_path / kind)
        saved[kind] = (tmp_path / kind).read_bytes()
    assert (
        saved["CSV"].decode("utf-8") == unpacked(live.payload(parts(), EVIDENCE))["figures"]["02-toll"]["csv"]
    )
    # A drawing that stands alone, with typefaces to fall back on, as a program that knows SVG reads it.
    assert svg.size(saved["SVG"].decode("utf-8"))[0] == pytest.approx(theme.WIDE, abs=1)
    assert b"sans-serif" in saved["SVG"]
    assert saved["PNG"].startswith(b"\x89PNG\r\n")
    assert int.from_bytes(saved["PNG"][16:20], "big") == pytest.approx(2 * theme.WIDE, abs=2)
    assert len(saved["PNG"]) > 5_000


@pytest.mark.browser
@pytest.mark.parametrize(("words", "slug"), [("The rows as CSV", "toll"), ("The rows of a table", "listed")])
def test_links_to_files_beside_the_page_work_without_the_files(
    opened: Any, tmp_path: Path, words: str, slug: str
) -> None:
    with opened.expect_download() as download:
        opened.get_by_text(words).first.click()
    assert download.value.suggested_filename == f"{slug}.csv"
    download.value.save_as(tmp_path / "rows.csv")
    rows = (tmp_path / "rows.csv").read_text(encoding="utf-8")
    assert rows.startswith(
        "group,party,killed,since,who\nmilitants,state,145,2026-01-31T10:00:00Z,Officials\n"
    )


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "colours"), [("light", theme.LIGHT), ("dark", theme.DARK)])
def test_live_charts_follow_the_colour_scheme(opened: Any, scheme: str, colours: dict[str, str]) -> None:
    opened.emulate_media(color_scheme=scheme)
    fill = marks(opened, "02-toll").nth(2).evaluate("mark => getComputedStyle(mark).fill")
    red, green, blue = (int(colours["crimson"][start : start + 2], 16) for start in (1, 3, 5))
    assert fill == f"rgb({red}, {green}, {blue})"


@pytest.mark.browser
def test_paper_gets_the_static_drawings(opened: Any) -> None:
    slide(opened, "Home")
    opened.emulate_media(media="print")
    display = "elements => elements.map(element => getComputedStyle(element).display)"
    assert opened.locator(".drawing .wide").evaluate_all(display) == ["block"] * 3
    assert opened.locator(".drawing .live, #live-controls, .stepper").evaluate_all(display) == ["none"] * 7


@pytest.mark.browser
def test_what_has_the_focus_is_not_behind_the_bar(opened: Any) -> None:
    opened.set_viewport_size({"width": 1280, "height": 500})
    opened.evaluate("scrollTo(0, document.body.scrollHeight)")
    opened.locator('[id="02-steps"] button').first.focus()
    seen = 0
    for _ in range(14):
        opened.keyboard.press("Shift+Tab")
        top, bar = opened.evaluate(
            """() => [document.activeElement.getBoundingClientRect().bottom,
                      document.getElementById('live-controls').getBoundingClientRect().bottom]"""
        )
        if opened.evaluate("Boolean(document.activeElement.closest('figure'))"):
            seen += 1
            assert top > bar
    assert seen >= 8


@pytest.mark.browser
def test_a_phone_gets_the_narrow_drawing_and_a_turned_one_the_other(opened: Any) -> None:
    opened.set_viewport_size({"width": 390, "height": 844})
    drawing = opened.locator('[id="02-toll"] .drawing')
    opened.locator('[id="02-toll"] .drawing[data-shape=narrow][data-shown=live]').wait_for(state="attached")
    width = drawing.locator(".live svg").get_attribute("viewBox").split()[2]
    assert float(width) == pytest.approx(theme.NARROW, abs=1)
    assert drawing.locator(".narrow svg").count() == 1
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.locator('[id="02-toll"] .drawing[data-shape=wide][data-shown=live]').wait_for(state="attached")
    assert drawing.locator(".live").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing(opened: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    opened.set_viewport_size({"width": width, "height": 844})
    opened.emulate_media(color_scheme=scheme)
    opened.locator("#live-controls details").evaluate("details => details.open = true")
    opened.locator(
        f".drawing[data-shape={'wide' if width > 700 else 'narrow'}][data-shown=live]"
    ).first.wait_for()
    assert broken(axe.Axe().run(opened)) == []
    opened.locator("#before a").first.click()
    assert broken(axe.Axe().run(opened)) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def broken(found: Any) -> list[tuple[str, str]]:
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]]


@pytest.mark.browser
def test_a_tap_says_what_a_mark_stands_for_and_chooses_it(browser: Any, page: Path) -> None:
    context = browser.new_context(
        offline=True, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone, trouble = context.new_page(), Trouble()
    trouble.watch(phone)
    phone.goto(page.as_uri())
    all_live(phone)
    assert phone.locator("#live-controls details").get_attribute("open") is None
    marks(phone, "02-places").nth(1).tap()
    tip = phone.locator(".live-tip")
    tip.wait_for()
    phone.wait_for_timeout(300)
    assert tip.locator("p").all_inner_texts() == ["Killed 7", "According to Nushki"]
    check_opacities(phone, "02-places", ["0.25", "1", "0.25"])
    phone.touchscreen.tap(200, 10)
    assert tip.is_hidden()
    context.close()
    assert trouble == []


@pytest.mark.browser
def test_a_browser_that_can_not_unpack_keeps_the_static_page(browser: Any, page: Path) -> None:
    context = browser.new_context(offline=True)
    old, trouble = context.new_page(), Trouble()
    trouble.watch(old)
    old.add_init_script("delete window.DecompressionStream")
    old.goto(page.as_uri())
    old.wait_for_timeout(200)
    assert old.locator(".drawing .wide svg").first.is_visible()
    assert old.locator("#live-controls").is_hidden()
    assert old.get_by_role("button").count() == 0
    context.close()
    assert trouble == []
