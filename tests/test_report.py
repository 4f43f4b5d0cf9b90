"""Reports: what of a notebook gets into a page, and that the page opens in a browser without asking for
anything."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import altair as alt
import nbformat
import pandas as pd
import pytest
from outline import Outline, policy_of

from tollbook import report, theme
from tollbook.figure import Figure, Table, prose
from tollbook.pages import ReportError
from tollbook.paths import project_root

EVENT = "balochistan-2026-01"
META = {"ledger_sha256": "5e" * 32, "commit": "c0ffee", "version": "9.9.9"}
ROWS = pd.DataFrame({"group": ["militants", "security", "civilians"], "killed": [145, 17, 31]})
HOSTILE = pd.DataFrame(
    {
        "as worded": [
            "<script>alert(1)</script>",
            "=1+1",
            "javascript:alert(1)",
            "\u202eright to left",
            "x" * 300,
            "سترہ",
            "\U0001f54a",
            "",
        ],
        "address": [
            "javascript:alert(1)",
            "https://example.org/?a=1&b=2",
            "data:text/html,x",
            "",
            "",
            "",
            "",
            "",
        ],
        "killed": [1, 2, 3, 4, 5, 6, None, 8],
    }
)


def bars(width: int) -> alt.LayerChart:
    colour = alt.Color(
        "group:N", scale=theme.group_scale(["militants", "security", "civilians"]), legend=None
    )
    base = alt.Chart(ROWS).encode(x=alt.X("killed:Q", title="killed"), y=alt.Y("group:N", title=None))
    return base.mark_bar(clip=True).encode(color=colour) + base.mark_text(align="left", dx=4).encode(
        text="killed:Q"
    )


def figure(**changed: Any) -> Figure:
    words = {
        "slug": "killed",
        "sentence": "Officials say 145.",
        "title": "Who was killed?",
        "subtitle": "Killed, by group",
        "caption": "Source: the ledger.",
        "alt": "Bars: militants 145, security 17, civilians 31.",
        "draw": bars,
        "rows": ROWS,
    }
    return Figure(**(words | changed))


def shown(value: object) -> dict[str, Any]:
    return nbformat.v4.new_output("execute_result", data=value._repr_mimebundle_(), execution_count=1)


def code(
    *outputs: Any, tags: tuple[str, ...] = (), source: str = "secret_code()", count: int | None = 1
) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(
        source, outputs=list(outputs), execution_count=count, metadata={"tags": list(tags)}
    )


def text(source: str, *tags: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def notebook(path: Path, *cells: nbformat.NotebookNode) -> Path:
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return path


def two_notebooks(folder: Path) -> list[Path]:
    stream = nbformat.v4.new_output("stream", name="stderr", text="secret_stream")
    first = notebook(
        folder / "02-compare-totals.ipynb",
        text(
            "# Where do *sources* agree?\n\nIntro. [Next](03-casualty-categories.ipynb), "
            "[file](../data/raw/claims.csv), [web](https://example.org/), <b>no</b> "
            "![image words](https://example.org/x.png) [bad](javascript:alert(1))"
        ),
        text("## Load\n\nFor people with the notebook.", "notebook-only"),
        code(
            stream,
            nbformat.v4.new_output(
                "execute_result", data={"text/plain": "secret_print", "text/html": "secret_frame"}
            ),
        ),
        text("## The answer"),
        code(shown(prose("**The attacks.** Officials: 145 militants.\n\n- One\n- Two")), tags=("summary",)),
        text("## Which figures?\n\n| a | b |\n|:--|--:|\n| x | 1 |"),
        code(shown(figure())),
        code(shown(Table("hostile", "Hostile <b>cells</b>", HOSTILE, note="As & worded."))),
        text("## Files written"),
        code(source="paths = 1"),
    )
    second = notebook(
        folder / "03-casualty-categories.ipynb",
        text("# Who was killed?\n\nSee [before](02-compare-totals.ipynb)."),
        text("## Which figures?"),
        code(shown(figure())),
        code(shown(figure(slug="none", rows=ROWS.head(0)))),
        code(shown(Table("many", "Many rows", pd.DataFrame({"n": range(1200)})))),
    )
    return [first, second]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages."""
    folder = tmp_path_factory.mktemp("reports")
    notebooks = two_notebooks(tmp_path_factory.mktemp("notebooks"))
    for moment in ("latest", "2026-02-01"):
        report.build_page(notebooks, EVENT, moment, folder / EVENT / f"{moment}.html", META)
    return folder


@pytest.fixture(scope="module")
def page(reports: Path) -> str:
    return (reports / EVENT / "latest.html").read_text(encoding="utf-8")


# What gets in


def test_a_page_has_one_title_and_headings_that_skip_no_level(page: str) -> None:
    Outline(page).check_headings()
    assert "<h1>Attacks across Balochistan from 31 January 2026</h1>" in page
    assert re.search(r"<h2 id=\"02-compare-totals\">Where do <em>sources</em> agree\?</h2>", page)


def test_anchors_are_unique_and_every_inner_link_finds_one(page: str) -> None:
    outline = Outline(page)
    ids = outline.all("id")
    assert len(ids) == len(set(ids))
    targets = {address[1:] for address in outline.all("href") if address.startswith("#")}
    targets |= {
        name for attribute in ("aria-labelledby", "aria-describedby") for name in outline.all(attribute)
    }
    targets |= set(re.findall(r"url\(#([^)]+)\)", page))
    assert {"02-compare-totals", "03-casualty-categories", "which-figures-2"} <= targets
    assert targets <= set(ids)


def test_code_and_prints_stay_out(page: str) -> None:
    assert "secret" not in page
    assert "For people with the notebook" not in page


def test_sections_without_anything_to_show_are_left_out(page: str) -> None:
    words = Outline(page).words
    assert "Files written" not in words
    assert "The answer" not in words


def test_the_summary_comes_first_and_is_the_description(page: str) -> None:
    assert page.index("The attacks.</strong>") < page.index('id="02-compare-totals"')
    assert '<meta name="description" content="The attacks. Officials: 145 militants. One Two">' in page


def test_links_lead_somewhere_or_are_words(page: str) -> None:
    addresses = [a for a in Outline(page).all("href") if not a.startswith(("#", "data:text/csv;", "data:,"))]
    assert all(address.startswith(("https://", "../")) for address in addresses)
    assert {"../index.html", "../method.html"} <= set(addresses)
    assert '<a href="#03-casualty-categories">Next</a>, file, <a href="https://example.org/" rel=' in page
    assert "image words" in page


def test_everything_of_the_ledger_is_text(page: str) -> None:
    tags = [(tag, attrs) for tag, attrs in Outline(page).tags]
    assert not {tag for tag, _ in tags} & {"img", "iframe", "object", "form", "b"}
    assert [attrs.get("id") for tag, attrs in tags if tag == "script"] == ["live-data", "live-bundle", None]
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on") or name == "style"]
    assert re.search(r"&lt;script&gt;alert\(1\)&lt;/(<wbr>)?script&gt;", page)
    assert "Hostile &lt;b&gt;cells&lt;/b&gt;" in page


def test_a_page_allows_no_request_and_only_its_own_script(page: str) -> None:
    rules = policy_of(page)
    assert rules.pop("default-src") == "'none'"
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    own, vega = rules.pop("script-src").split()
    assert own == f"'sha256-{digest}'"
    assert vega.startswith("'sha256-")
    assert rules.pop("style-src").startswith("'sha256-")
    assert {source for name in rules for source in rules[name].split()} == {"'none'", "data:"}


def test_a_page_without_charts_runs_nothing(tmp_path: Path) -> None:
    words = notebook(tmp_path / "01-words.ipynb", text("# Only words\n\nNo chart."))
    report.build_page([words], EVENT, "latest", tmp_path / "page.html", META)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "script-src" not in policy_of(page)
    assert "<script" not in page


def test_numbers_whose_claims_are_not_known_lose_their_link(tmp_path: Path) -> None:
    words = notebook(
        tmp_path / "01-words.ipynb", text("# Words\n\nThere were [145 militants](#claims-s00000000).")
    )
    report.build_page([words], EVENT, "latest", tmp_path / "page.html", META)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "There were 145 militants." in page


def test_a_page_names_its_ledger_commit_and_version(page: str) -> None:
    words = Outline(page).words
    assert all(value in words for value in META.values())
    assert str(project_root()) not in page


def test_a_page_is_small_and_the_same_every_time(page: str, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    report.build_page(two_notebooks(tmp_path), EVENT, "latest", again, META)
    assert again.read_text(encoding="utf-8") == page
    assert len(page[: page.index('<script type="text/plain"')].encode("utf-8")) <= report.MOST_STATIC
    assert len(page.encode("utf-8")) < 1_300_000


# What is refused


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            code(nbformat.v4.new_output("error", ename="ValueError", evalue="broken", traceback=[])),
            "cell 2: ValueError: broken",
        ),
        (code(count=None), "cell 2: not run"),
        (
            code(nbformat.v4.new_output("display_data", data={"image/png": "x"})),
            "cell 2: a picture that is no",
        ),
        (
            code(nbformat.v4.new_output("display_data", data={"application/vnd.vegalite.v6+json": {}})),
            "cell 2: a picture that is no",
        ),
    ],
)
def test_a_notebook_that_failed_makes_no_page(
    cell: nbformat.NotebookNode, message: str, tmp_path: Path
) -> None:
    broken = notebook(tmp_path / "01-clean-figures.ipynb", text("# Title"), cell)
    out = tmp_path / "page.html"
    out.write_text("the page of yesterday", encoding="utf-8")
    with pytest.raises(ReportError, match=f"01-clean-figures, {message}"):
        report.build_page([broken], EVENT, "latest", out, META)
    assert out.read_text(encoding="utf-8") == "the page of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01-clean-figures.ipynb", "page.html"]


def test_a_page_that_names_a_folder_of_the_machine_is_refused(tmp_path: Path) -> None:
    leaky = notebook(
        tmp_path / "01-clean-figures.ipynb", text("# Title"), code(shown(prose(f"{project_root()}/data")))
    )
    with pytest.raises(ReportError, match="names a folder of this machine"):
        report.build_page([leaky], EVENT, "latest", tmp_path / "page.html", META)


def test_a_notebook_without_a_title_is_refused(tmp_path: Path) -> None:
    untitled = notebook(tmp_path / "01-clean-figures.ipynb", text("No title."))
    with pytest.raises(ReportError, match="no title"):
        report.build_page([untitled], EVENT, "latest", tmp_path / "page.html", META)


def test_an_unknown_event_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="jaffar-express-2025-03"):
        report.build_page([], "balochistan-2027", "latest", tmp_path / "page.html", META)


# In a browser

WIDTHS = (1920, 1280, 768, 390, 320)


DRAWN = """() => [...document.querySelectorAll(".drawing")].map(drawing => {
    const seen = [...drawing.querySelectorAll("svg")].filter(svg => svg.getBoundingClientRect().height > 0);
    return [seen.length, seen[0].querySelectorAll("path,text").length > 5]; })"""


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_each_figure_is_drawn_once_and_nothing_is_wider_than_the_page(
    tab: Any, reports: Path, width: int
) -> None:
    opened = tab(reports / EVENT / "latest.html", width)
    assert opened.evaluate(DRAWN) == [[1, True]] * 2
    opened.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_the_page_is_set_in_its_own_typeface(tab: Any, reports: Path) -> None:
    opened = tab(reports / EVENT / "latest.html")
    fonts = (
        "document.fonts.ready.then(fonts => [...fonts].map(font => [font.family, font.weight, font.status]))"
    )
    assert opened.evaluate(fonts) == [["Tollbook Sans", weight, "loaded"] for weight in ("400", "600 900")]


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "colours"), [("light", theme.LIGHT), ("dark", theme.DARK)])
def test_drawings_follow_the_colour_scheme(
    tab: Any, reports: Path, scheme: str, colours: dict[str, str]
) -> None:
    opened = tab(reports / EVENT / "latest.html", scheme=scheme)
    fill = f"""getComputedStyle(document.querySelector('.wide path[fill="{theme.LIGHT["crimson"]}"]')).fill"""
    red, green, blue = (int(colours["crimson"][start : start + 2], 16) for start in (1, 3, 5))
    assert opened.evaluate(fill) == f"rgb({red}, {green}, {blue})"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing(tab: Any, reports: Path, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    opened = tab(reports / EVENT / "latest.html", width, scheme)
    opened.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    found = axe.Axe().run(opened).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.browser
def test_the_rows_can_be_downloaded(tab: Any, reports: Path, tmp_path: Path) -> None:
    opened = tab(reports / EVENT / "latest.html")
    with opened.expect_download() as download:
        opened.click("#hostile a[download]")
    assert download.value.suggested_filename == "hostile.csv"
    download.value.save_as(tmp_path / "hostile.csv")
    rows = (tmp_path / "hostile.csv").read_text(encoding="utf-8")
    assert "\n'=1+1,https://example.org/?a=1&b=2,2\n" in rows


@pytest.mark.browser
def test_the_rows_that_are_cut_can_be_shown(tab: Any, reports: Path) -> None:
    opened = tab(reports / EVENT / "latest.html")
    rows = "[...document.querySelectorAll('#many tbody tr')].map(row => row.innerText.trim())"
    cut = len(opened.evaluate(rows))
    assert cut < 1200
    opened.get_by_role("button", name="Show all 1,200 rows").click()
    shown = opened.evaluate(rows)
    assert [int(row.replace(",", "")) for row in shown] == list(range(1200))
    assert opened.evaluate("document.activeElement.innerText.trim()") == str(cut)


@pytest.mark.browser
def test_the_keyboard_reaches_the_content(tab: Any, reports: Path) -> None:
    opened = tab(reports / EVENT / "latest.html")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert opened.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "content"


@pytest.mark.browser
def test_paper_gets_the_wide_drawings(tab: Any, reports: Path) -> None:
    opened = tab(reports / EVENT / "latest.html", 640)
    opened.emulate_media(media="print")
    assert opened.evaluate(DRAWN) == [[1, True]] * 2
    widths = (
        "[...document.querySelectorAll('.drawing .wide svg')].map(svg => svg.getBoundingClientRect().width)"
    )
    assert min(opened.evaluate(widths)) > 500
    assert opened.evaluate("getComputedStyle(document.querySelector('.contents')).display") == "none"
    assert len(opened.pdf(prefer_css_page_size=True)) > 20_000
