"""The index of the pages: what it lists and says changed, that hostile words stay words, and how it opens
in a browser."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from outline import Outline, policy_of

from tollbook import index, method, paths, tables
from tollbook.corrections import Correction
from tollbook.paths import project_root

EVENT, OTHER = "balochistan-2026-01", "jaffar-express-2025-03"
META = {"ledger_sha256": "5e" * 32, "commit": "c0ffee", "version": "9.9.9"}
LABELS = ("2026-01-31", "latest", "2026-02-02", "2026-02-01")
HOSTILE = "<script>alert(1)</script>"
PAGE = '<meta name="description" content="The train. Officials: 5 civilians &lt;b&gt;.">'


def page_files(folder: Path, pages: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Write pages that are no more than their description, and return them as the index takes them."""
    pages = list(pages)
    for event, label in pages:
        (folder / event).mkdir(parents=True, exist_ok=True)
        (folder / event / f"{label}.html").write_text(PAGE, encoding="utf-8")
    return [{"event": event, "as_of": label} for event, label in pages]


def processed(name: str, *events: str) -> dict[str, pd.DataFrame]:
    return {event: tables.load(event, "data/processed", name) for event in events}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of four pages on January and one, without tables, on the train, and the page on method."""
    folder = tmp_path_factory.mktemp("reports")
    pages = page_files(folder, [*((EVENT, label) for label in LABELS), (OTHER, "latest")])
    (folder / EVENT / "latest.zip").write_bytes(b"")
    meta = META | {"corrections": [Correction("2026-02-09", "all", f"A day was wrong {HOSTILE}.")]}
    index.build_index(
        pages, folder / "index.html", meta, processed("totals", EVENT), processed("claims", EVENT)
    )
    method.build_method(folder / "method.html", meta)
    return folder


@pytest.fixture(scope="module")
def page(reports: Path) -> str:
    return (reports / "index.html").read_text(encoding="utf-8")


def words(page: str) -> str:
    return Outline(page[page.index("<main") :]).words


def test_events_keep_their_order_and_moments_go_from_the_latest_to_the_first(page: str) -> None:
    links = [address for address in Outline(page[page.index("<main") :]).all("href") if "/" in address]
    own = [address for address in links if not address.startswith("https:")]
    moments = ["latest", "2026-02-02", "2026-02-01", "2026-01-31"]
    assert own == [
        f"{EVENT}/latest.html",
        f"{EVENT}/latest.zip",
        *(f"{EVENT}/{label}.html" for label in moments),
        f"{OTHER}/latest.html",
    ]
    assert re.findall(r"<h4><a [^>]*>([^<]+)<", page) == [
        "Latest page in the ledger",
        "End of 2 February 2026",
        "End of 1 February 2026",
        "End of 31 January 2026",
    ]


def test_the_newest_figures_stand_at_the_head_of_an_event(page: str) -> None:
    """As the README's table has them; the Security Council repeated a count."""
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page)
    cells = [(name, " | ".join(re.findall(r"<td>(.*?)</td>", row))) for name, row in rows]
    plain = [(name, re.sub(r"<[^>]+>", "", row)) for name, row in cells]
    assert plain == [
        ("Officials", "36 3 February | 22 3 February | 197 3 February"),
        ("The armed group", "no figure | 280 4 February | 18 2 February"),
        ("Independent sources", "31 4 February, not its own count | no figure | no figure"),
        ("Officials", "36 5 February | 22 5 February | 216 5 February"),
        ("The armed group", "no figure | 363 or more 6 February | 93 6 February"),
    ]


def test_what_changed_since_the_moment_before_is_told_and_the_rest_is_folded(page: str) -> None:
    text = html.unescape(page)
    second = text[text.index("End of 2 February 2026") : text.index("End of 1 February 2026")]
    shown, folded = second.split("<details>")
    assert "What changed since the end of 1 February 2026" in shown
    assert re.findall("<li>(.*)</li>", shown) == [
        "On 2 February officials' figures rose for civilians from 31 to 33 and for militants from 145 to "
        "177 (the defence minister).",
        "By 2 February the armed group's figure for security personnel rose from 151 or more to 200 (BLA).",
        "By 2 February the armed group's figure for militants rose from 7 to 18 (BLA).",
    ]
    assert "<summary>More changes: 31 January, 40 hours and night of 1-2 February</summary>" in folded
    assert re.findall('<p class="period">(.*)</p>', folded) == [
        "Saturday 31 January",
        "The 40 hours from the first attacks to the evening of 1 February",
        "Operations in the night of 1 to 2 February",
    ]
    assert "went back to an earlier one: 15 after 17" in folded
    assert "The first of these moments." in text[text.index("End of 31 January 2026") :]


def test_two_pages_with_the_same_knowledge_say_that_nothing_changed(tmp_path: Path) -> None:
    pages = page_files(tmp_path, [(EVENT, "2027-01-01"), (EVENT, "latest")])
    out = index.build_index(
        pages, tmp_path / "index.html", META, processed("totals", EVENT), processed("claims", EVENT)
    )
    text = words(out.read_text(encoding="utf-8"))
    assert (
        "Since the end of 1 January 2027 Nothing changed: every party's newest figures are the same, and no "
        "more pages were known."
    ) in text


def test_without_tables_an_event_says_what_its_page_says_and_not_what_changed(
    page: str, tmp_path: Path
) -> None:
    assert "Officials: 5 civilians <b>." in words(page)
    pages = page_files(tmp_path, [(EVENT, label) for label in LABELS])
    text = index.build_index(pages, tmp_path / "index.html", META).read_text(encoding="utf-8")
    assert "What changed" not in text
    assert text.count("2026-02-01.html") == 1
    only_totals = index.build_index(pages, tmp_path / "index.html", META, processed("totals", EVENT))
    assert "figures rose for civilians from 31 to 33 and for militants from 145 to 177." in html.unescape(
        only_totals.read_text(encoding="utf-8")
    )


def test_without_pages_it_says_so_and_without_a_page_it_is_refused(tmp_path: Path) -> None:
    out = index.build_index([], tmp_path / "index.html", META)
    assert "No page has been made yet." in words(out.read_text(encoding="utf-8"))
    with pytest.raises(FileNotFoundError):
        index.build_index([{"event": EVENT, "as_of": "latest"}], tmp_path / "index.html", META)


def test_corrections_of_ours_are_listed_as_text(page: str, tmp_path: Path) -> None:
    assert f"2026-02-09, all events: A day was wrong {HOSTILE}." in words(page)
    out = index.build_index(page_files(tmp_path, [(EVENT, "latest")]), tmp_path / "index.html", META)
    assert "We have corrected nothing so far." in words(out.read_text(encoding="utf-8"))


def test_it_is_one_harmless_file_that_says_from_what_it_was_made(page: str) -> None:
    outline = Outline(page)
    outline.check_anchors()
    outline.check_headings()
    outline.check_harmless()
    assert all(value in outline.words for value in META.values())
    assert str(project_root()) not in page
    rules = policy_of(page)
    assert (rules["default-src"], "script-src" in rules) == ("'none'", False)
    assert len(page.encode("utf-8")) < 100_000


def test_it_is_the_same_every_time(reports: Path, page: str) -> None:
    pages = [{"event": EVENT, "as_of": label} for label in LABELS] + [{"event": OTHER, "as_of": "latest"}]
    meta = META | {"corrections": [Correction("2026-02-09", "all", f"A day was wrong {HOSTILE}.")]}
    beside = reports / "again.html"
    index.build_index(pages, beside, meta, processed("totals", EVENT), processed("claims", EVENT))
    assert beside.read_text(encoding="utf-8") == page
    beside.unlink()


def test_it_describes_itself_for_sharing(page: str) -> None:
    description = re.search(r'<meta name="description" content="([^"]+)"', page)[1]
    assert "Attacks across Balochistan from 31 January 2026; Seizure of the Jaffar Express" in description
    assert re.search(r'<meta property="og:description" content="([^"]+)"', page)[1] == description


@pytest.fixture
def hostile_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the hand tables in which the names of the event, its periods and its speakers are hostile."""
    root = tmp_path / "project"
    shutil.copytree(paths.resolve("data/hand"), root / "data/hand")
    for name, column in (("events", "name"), ("periods", "label"), ("periods", "short")):
        file = root / f"data/hand/{name}.csv"
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        frame[column] = [f"{HOSTILE}{number}" for number in range(len(frame))]
        frame.to_csv(file, index=False)
    titles = root / "data/hand/origin_titles.csv"
    frame = pd.read_csv(titles, dtype=str, keep_default_na=False)
    frame.assign(title='"><img src=x onerror=alert(1)>').to_csv(titles, index=False)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(root))
    return root


def test_hostile_names_are_text(hostile_project: Path, tmp_path: Path) -> None:
    folder = project_root() / "reports"
    data = Path(__file__).resolve().parent.parent / "data/processed"
    totals, claims = ({EVENT: tables.load(EVENT, data, name)} for name in ("totals", "claims"))
    claims[EVENT] = claims[EVENT].assign(outlet="<b>outlet</b>")
    out = index.build_index(
        page_files(folder, [(EVENT, label) for label in LABELS]), folder / "index.html", META, totals, claims
    )
    outline = Outline(out.read_text(encoding="utf-8"))
    outline.check_harmless()
    outline.check_anchors()
    assert f"{HOSTILE}0" in outline.words
    assert '("><img src=x onerror=alert(1)>)' in outline.words


def test_an_address_can_not_become_a_script(tmp_path: Path) -> None:
    name = "javascript:alert(1)/latest.html"
    (tmp_path / "javascript:alert(1)").mkdir()
    (tmp_path / name).write_text(PAGE, encoding="utf-8")
    out = index.build_index(
        [{"event": EVENT, "as_of": "latest", "href": name}], tmp_path / "index.html", META
    )
    Outline(out.read_text(encoding="utf-8")).check_harmless()


# In a browser

PAGES = ("index.html", "method.html")


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1920, 1280, 768, 390, 320])
def test_nothing_is_wider_than_the_page(tab: Any, reports: Path, width: int, name: str) -> None:
    opened = tab(reports / name, width)
    opened.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    styled = "getComputedStyle(document.querySelector('h1')).fontFamily"
    assert "Tollbook Sans" in opened.evaluate(styled)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing(tab: Any, reports: Path, width: int, scheme: str, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    opened = tab(reports / name, width, scheme)
    opened.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    found = axe.Axe().run(opened).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.browser
def test_paper_shows_what_is_folded(tab: Any, reports: Path) -> None:
    opened = tab(reports / "index.html", 700)
    is_shown = "document.querySelector('.timeline details ul').checkVisibility()"
    assert not opened.evaluate(is_shown)
    opened.emulate_media(media="print")
    assert opened.evaluate(is_shown)
    assert len(opened.pdf(prefer_css_page_size=True)) > 20_000


@pytest.mark.browser
def test_the_keyboard_reaches_the_moments_and_the_folds(tab: Any, reports: Path) -> None:
    opened = tab(reports / "index.html")
    reached = set()
    for _ in range(40):
        opened.keyboard.press("Tab")
        reached.add(opened.evaluate("document.activeElement.textContent.trim().split(':')[0]"))
    assert {"Skip to the content", "Method", "Open the latest page", "End of 1 February 2026"} <= reached
    assert "More changes" in reached
