"""The echo graph: what is drawn, that nothing collides or is cut, and that it never draws nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest

from tollbook import clean, echoing, ledger, parameters, statements, svg
from tollbook.charts import echo_marks, echoes
from tollbook.figure import Figure
from tollbook.paths import resolve

EVENT = "balochistan-2026-01"
EVENTS = ["balochistan-2024-08", EVENT, "jaffar-express-2025-03"]
RUN = parameters.check(EVENT)
START = pd.Timestamp("2026-01-31T19:00Z")
LONG = "Himalayan Research and Information Institute (Urdu page)"
STATEMENT = pd.Series(
    {
        "origin": "Ahmed Clerk",
        "party": "state",
        "group": "militants",
        "outcome": "killed",
        "low": 145,
        "high": 145,
        "best": 145,
        "period": "wave",
    },
    name="s1",
)


def carriers(number: int, days: int = 3, undated: int = 0, wires: tuple[str, ...] = ()) -> pd.DataFrame:
    """Pages as from `echoing.pages`, one per outlet; the last `undated` have no date."""
    rows = []
    for place in range(number):
        moment = START + pd.Timedelta(days=place % days)
        is_dated = place < number - undated
        outlet = f"{LONG} {place}"
        rows.append(
            {
                "report_id": f"page-{place}",
                "outlet": outlet,
                "url": "https://example.org",
                "said_from": moment,
                "said_to": moment,
                "date_basis": "day" if is_dated else "content",
                "day": (pd.Timestamp("2026-02-01") + pd.Timedelta(days=place % days)).strftime("%Y-%m-%d")
                if is_dated
                else "",
                "how": ("names the source", "names only its side", "names nobody")[place % 3],
                "credited": "",
                "copied_from": "",
                "lineage": wires[place // 2 % len(wires)] if wires and place % 2 else outlet,
                "is_first": place == 0 and is_dated,
            }
        )
    return pd.DataFrame(rows, columns=echoing.PAGES)


def graph(pages: pd.DataFrame, **changed: object) -> Figure:
    statement = pd.Series({**STATEMENT.to_dict(), **changed}, name=STATEMENT.name)
    return echoes.echo_graph(pages, statement, RUN, "who-repeated-it", "Source: the ledger.")


def texts(drawing: str) -> list[tuple[float, float, str]]:
    """The words of a drawing with the place at which each begins, in pixels."""
    found = []

    def walk(element: ElementTree.Element, x: float, y: float) -> None:
        moved = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", element.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if element.text and element.tag.endswith("text"):
            found.append((x + float(element.get("x", 0)), y + float(element.get("y", 0)), element.text))
        for child in element:
            walk(child, x, y)

    walk(ElementTree.fromstring(drawing), 0, 0)
    return found


@pytest.fixture(scope="module")
def raw() -> ledger.Ledger:
    return ledger.read(resolve("data/raw"))


@pytest.fixture(scope="module")
def claims(raw: ledger.Ledger) -> pd.DataFrame:
    return clean.clean(raw).claims


def test_title_alternative_and_caption_say_what_is_found_and_what_is_not():
    figure = graph(carriers(9, undated=2))
    assert figure.title == "Who repeated it? 145 militants killed: 9 outlets, 1 origin"
    assert figure.sentence.startswith("9 outlets carry what Ahmed Clerk said; 3 of them name the source.")
    assert f"First in print: {LONG} 0, 1 February 2026" in figure.sentence
    assert figure.alt.startswith("Echo graph")
    assert "names Ahmed Clerk: 3, names officials only: 3 and names nobody: 3" in figure.alt
    assert "not who read whom" in figure.caption
    assert "2 outlets without a date" in figure.caption


def test_an_origin_without_a_name_is_not_counted_as_one():
    assert graph(carriers(3), origin="officials (unnamed)").title.endswith("3 outlets, no origin named")


@pytest.mark.parametrize("width", [720, 340])
def test_days_the_undated_and_the_counts_are_written(width: int):
    figure = graph(carriers(60, undated=6, wires=("AFP", "Reuters")))
    words = [text for _, _, text in texts(figure.drawing("test", width))]
    assert {"1 Feb", "2 Feb", "3 Feb", "no date"} <= set(words)
    assert "Through AFP: 15 outlets" in words
    assert "Through Reuters: 15 outlets" in words
    assert "Names Ahmed Clerk: 10 outlets" in words


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("number", [1, 7, 150, 900])
def test_no_words_are_cut_or_cover_others(width: int, number: int):
    pages = carriers(number, days=14, undated=number // 5, wires=(f"{LONG} one", f"{LONG} two"))
    figure = graph(pages, origin="Najeeb Kakar (assistant commissioner, Musakhail)")
    boxes = [(x, x + len(text) * 5.4, y, text) for x, y, text in texts(figure.drawing("test", width))]
    assert max(right for _, right, _, _ in boxes) <= width + 4
    assert min(left for left, _, _, _ in boxes) >= 0
    for number_of, (left, right, y, text) in enumerate(boxes):
        for other_left, other_right, other_y, other in boxes[number_of + 1 :]:
            apart = left >= other_right or other_left >= right or abs(y - other_y) >= 11
            assert apart, (text, other)


@pytest.mark.parametrize("narrow", [True, False])
def test_dots_stand_apart_and_below_the_words_of_their_way(narrow: bool):
    outlets = echoing.routes(carriers(150, days=14, undated=20))
    shown = echo_marks.columns(outlets, narrow)
    assert shown[-2:] == ["later", "no date"]
    cell = (332 if narrow else 712) / (len(shown) + 1)
    pitch = echo_marks.PITCH[narrow]
    dots, lanes = echo_marks.stacked(outlets, STATEMENT, shown, cell, 60, pitch)
    assert len(dots) == 150
    assert not dots.duplicated(["x", "y"]).any()
    assert (dots["x"] + pitch / 2 <= echo_marks.DOTS_FROM + (dots["column"] + 1) * cell).all()
    tops = [lane.top for lane in lanes]
    bases = [lane.base for lane in lanes]
    assert all(base < top for base, top in zip(bases, tops[1:], strict=False))
    for lane, (_, own) in zip(lanes, dots.groupby("route", sort=False), strict=True):
        assert own["y"].between(lane.top, lane.base).all()


def test_very_many_outlets_are_drawn_as_fewer_dots_and_counted():
    figure = graph(carriers(7000, days=4))
    assert len(figure.rows) <= 5000
    assert figure.rows["n_outlets"].sum() == 7000
    assert "A dot is 20 outlets" in figure.caption
    assert len(figure.drawings["wide"]) < 300_000


@pytest.mark.parametrize(
    ("outlets", "worth"), [(1, 1), (600, 1), (601, 2), (1201, 5), (3001, 10), (6001, 20)]
)
def test_a_dot_is_worth_as_little_as_fits(outlets: int, worth: int):
    assert echo_marks.dot_worth(outlets) == worth


def test_the_first_page_is_ringed_only_where_there_is_one():
    dated, undated = graph(carriers(3)), graph(carriers(3, undated=3))
    assert "No page that carries it has a date of its own" in undated.sentence
    rings = [figure.drawings["wide"].count('stroke="#1c232b"') for figure in (dated, undated)]
    assert rings[0] > rings[1] == 0


def test_only_colours_of_the_palette_are_used():
    for party in ("state", "armed_group", "independent", "unknown"):
        figure = graph(carriers(12, undated=3, wires=("AFP",)), party=party)
        assert svg.foreign_colours(figure.drawings["wide"]) == set()


def test_a_statement_that_no_page_carries_is_refused():
    with pytest.raises(ValueError, match="no page carries statement s1"):
        graph(carriers(3).head(0))


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("as_of", ["latest", "2024-08-26", "2025-03-12", "2026-01-31"])
def test_the_ledger_is_drawn_or_the_sentence_says_that_there_is_nothing(
    raw: ledger.Ledger, claims: pd.DataFrame, event: str, as_of: str
):
    run = parameters.check(event, as_of)
    known = clean.known_by(claims[claims["event_id"] == event], run.moment)
    shown = echoes.who_repeated(
        statements.collapse(known), known, raw.reports, run, "who-repeated-it", "Source: the ledger."
    )
    if isinstance(shown, Figure):
        assert len(shown.drawings) == 2
        assert shown.rows["outlet"].is_unique
        assert f"{len(shown.rows):,} outlet" in shown.title
    else:
        assert "was known" in shown.text
        assert known.empty
