"""The charts on tolls: what they say against the rows, and whether their words stand apart and whole."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any, NamedTuple

import pandas as pd
import pytest
from schema_cases import assert_as_altair_makes_it

from tollbook import (
    agreement,
    casualties,
    clean,
    comparing,
    ledger,
    lettering,
    parameters,
    reconcile,
    statements,
    sums,
    svg,
    theme,
    worlds,
)
from tollbook.charts import categories, compare, echoes, pixels, printed, rows, rules, steps, toll
from tollbook.charts.agreement import agreement_matrix
from tollbook.charts.worlds import two_worlds
from tollbook.figure import Figure
from tollbook.figure_checks import MAX_ROWS
from tollbook.paths import resolve

JANUARY = "balochistan-2026-01"
MOMENTS = [
    (JANUARY, "latest"),
    (JANUARY, "2026-01-31"),
    (JANUARY, "2026-02-02"),
    ("balochistan-2024-08", "latest"),
    ("jaffar-express-2025-03", "latest"),
]
WIDTHS = [theme.WIDE, theme.NARROW]
ZONE = "Asia/Karachi"
SLUGS = ["killed", "figures", "printed", "toll", "worlds", "rules", "agreement", "echoes"]
LONG = "Himalayan Research and Information Institute, Quetta Office"
HEAVIEST, MEAN = 14_000, 6_000  # bytes of a wide drawing, at most and on average


class Words(NamedTuple):
    """A line of words of a chart, as a box in pixels."""

    left: float
    right: float
    middle: float
    text: str


@pytest.fixture(scope="module")
def raw() -> ledger.Ledger:
    return ledger.read(resolve("data/raw"))


@pytest.fixture(scope="module")
def claims(raw: ledger.Ledger) -> pd.DataFrame:
    return clean.clean(raw).claims


@pytest.fixture(scope="module")
def charts(raw: ledger.Ledger, claims: pd.DataFrame) -> dict[tuple[str, str], dict[str, Figure]]:
    """The charts of every event and moment, by slug."""
    totals = reconcile.totals(claims)
    return {moment: charts_of(raw, claims, totals, *moment) for moment in MOMENTS}


def charts_of(
    raw: ledger.Ledger, claims: pd.DataFrame, totals: pd.DataFrame, event: str, as_of: str
) -> dict[str, Figure]:
    run = parameters.check(event, as_of)
    own = totals[totals["event_id"] == event]
    known = clean.known_by(claims[claims["event_id"] == event], run.moment)
    said = statements.collapse(known)
    killed = reconcile.comparable(said)
    killed = killed[killed["outcome"] == "killed"]
    running, in_all = killed[killed["period"] == run.period], killed[killed["group"].str.startswith("all")]
    in_force = comparing.in_force(own, run, period=run.period)
    words = ("period", "Source.")
    drawn = [
        categories.killed_by_group(in_force, run.zone, "killed", *words),
        compare.figures_in_print(known, running, run.zone, "figures", *words),
        printed.printed_totals(known, in_all, "printed", *words),
        toll.toll_over_time(casualties.steps_until(own, run), run.zone, "toll", *words),
        two_worlds(worlds.steps(own, run), run, "worlds", "Source."),
        rules.rules_compared(own, run, "rules", *words),
        agreement_matrix(agreement.said_now(known, run), run.zone, "agreement", *words),
        echoes.who_repeated(said, known, raw.reports, run, "echoes", "Source."),
    ]
    return {figure.slug: figure for figure in drawn}


SPECIFICATIONS: dict[tuple[int, int], tuple[Figure, dict[str, Any]]] = {}  # making one takes a while


def specification(figure: Figure, width: int) -> dict[str, Any]:
    """The specification of a figure, made once; the figure is kept with it, so that its id stays its own."""
    key = id(figure), width
    if key not in SPECIFICATIONS:
        SPECIFICATIONS[key] = figure, figure.specification(width)
    return SPECIFICATIONS[key][1]


def layers(figure: Figure, width: int) -> list[tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]]:
    """The marks of a chart: mark, encoding and rows of data."""
    spec = specification(figure, width)
    return [
        (layer["mark"], layer["encoding"], spec["datasets"][layer["data"]["name"]]) for layer in spec["layer"]
    ]


def words_of(figure: Figure, width: int) -> list[Words]:
    """The words of a chart, measured with the typeface."""
    found = []
    for mark, encoding, data in layers(figure, width):
        if mark["type"] != "text":
            continue
        style = lettering.SEMIBOLD if mark.get("fontWeight") == 600 else lettering.REGULAR
        for row in data:
            text = row[encoding["text"]["field"]]
            wide = lettering.width(text, mark.get("fontSize", theme.TEXT_SIZE), style)
            at = row[encoding["x"]["field"]] + mark.get("dx", 0)
            left = {"left": at, "right": at - wide, "center": at - wide / 2}[mark.get("align", "center")]
            found.append(Words(left, left + wide, row[encoding["y"]["field"]], text))
    return found


def colliding(words: list[Words]) -> list[tuple[str, str]]:
    """The pairs of words of which one covers the other."""
    return [
        (one.text, other.text)
        for one, other in itertools.combinations(words, 2)
        if one.left < other.right - 0.5
        and other.left < one.right - 0.5
        and abs(one.middle - other.middle) < 12
        and one.text
        and other.text
    ]


def check_words(figure: Figure, width: int) -> None:
    words = words_of(figure, width)
    assert len(words) > 3
    assert colliding(words) == []
    inner = width - pixels.PADDING
    assert [one for one in words if one.left < -0.5 or one.right > inner + 4] == []
    height = specification(figure, width)["height"]
    assert [one for one in words if not 0 <= one.middle <= height] == []


# Layout


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "echoes"])
@pytest.mark.parametrize("moment", MOMENTS, ids=" ".join)
def test_no_words_are_cut_or_cover_others(charts, moment, slug, width):
    check_words(charts[moment][slug], width)


@pytest.mark.parametrize("width", WIDTHS)
def test_names_of_sixty_letters_are_whole_and_cover_nothing(claims, width):
    run = parameters.check(JANUARY)
    known = claims[claims["event_id"] == JANUARY]
    named = {name: f"{LONG} {number}" for number, name in enumerate(known["source_origin"].unique())}
    known = known.assign(source_origin=known["source_origin"].map(named))
    said = statements.collapse(known)
    killed = reconcile.comparable(said)
    killed = killed[killed["outcome"].eq("killed") & killed["period"].eq(run.period)]
    for figure in (
        compare.figures_in_print(known, killed, ZONE, "figures", "period", "Source."),
        agreement_matrix(agreement.said_now(known, run), ZONE, "agreement", "period", "Source."),
    ):
        check_words(figure, width)
        shown = " ".join(one.text for one in words_of(figure, width))
        assert len(re.findall(rf"{LONG} \d+", shown)) > 8


@pytest.mark.parametrize("width", WIDTHS)
def test_an_endless_word_stays_on_the_sheet(claims, width):
    run = parameters.check(JANUARY)
    known = claims[claims["event_id"] == JANUARY]
    known = known.assign(source_origin="n" * 300 + known["source_origin"])
    said = agreement.said_now(known, run)
    check_words(agreement_matrix(said, ZONE, "agreement", "period", "Source."), width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("low", "high"), [(0, 0), (5, None), (10**12, 10**12), (None, 24), (200, 250)])
def test_one_row_is_a_chart(low, high, width):
    figure = one_total(low, high)
    words = [one.text for one in words_of(figure, width)]
    assert figure.rows["words"].iloc[0] in figure.alt
    assert "Officials" in " ".join(words)
    assert colliding(words_of(figure, width)) == []
    assert set(figure.drawings) == {"wide", "narrow"}


def test_a_day_has_its_name_though_all_was_known_before_its_noon():
    figure = one_total(5, 5, "2026-01-31T20:00Z")  # 01:00 on 1 February in Karachi
    assert "1 Feb" in [one.text for one in words_of(figure, 720)]


def one_total(low: int | None, high: int | None, since: str = "2026-02-01T12:00Z") -> Figure:
    """The chart of one invented figure of officials for militants."""
    row = {
        "group": "militants",
        "party": "state",
        "period": "wave",
        "rule": "latest",
        "low": low,
        "high": high,
    }
    row |= {"best": low if low == high else None, "n_origins": 1, "n_reports": 1}
    frame = pd.DataFrame([row | {"since": pd.Timestamp(since)}])
    frame = frame.astype({"low": "Int64", "best": "Int64", "high": "Int64"})
    return toll.toll_over_time(frame, ZONE, "toll", "period", "Source.")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("figures", [(20, 20, 20), (0, 0, 1), (100, 99, 98), (0, 50, 100)])
def test_labels_behind_lines_never_cover_each_other(figures, width):
    rows = pd.DataFrame(
        {
            "group": "civilians",
            "party": ["state", "armed_group", "independent"],
            "period": "wave",
            "rule": "latest",
            "low": figures,
            "best": None,
            "high": None,
            "n_origins": 1,
            "n_reports": 1,
            "since": pd.to_datetime(["2026-02-01T12:00Z"] * 3, utc=True),
        }
    ).astype({"low": "Int64", "best": "Int64", "high": "Int64"})
    check_words(toll.toll_over_time(rows, ZONE, "toll", "period", "Source."), width)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([50], [50]),
        ([50, 80], [50, 80]),
        ([50, 50], [45, 55]),  # moved apart by the same
        ([52, 48], [55, 45]),  # the order is kept
        ([0, 100], [5, 95]),  # kept on the sheet
        ([20, 26, 32], [16, 26, 36]),
        ([98, 99, 100], [75, 85, 95]),
    ],
)
def test_labels_are_moved_apart_as_little_as_can_be(wanted, expected):
    assert pixels.spread_out(wanted, [10] * len(wanted), 0, 100) == pytest.approx(expected)


def test_labels_for_which_there_is_no_room_begin_at_the_top_and_stand_apart():
    assert pixels.spread_out([5, 5, 5], [10, 10, 10], 0, 20) == [5, 15, 25]


@pytest.mark.parametrize(
    ("longest", "most", "expected"),
    [
        (4, 6, [0, 1, 2, 3, 4]),
        (36, 6, [0, 10, 20, 30]),
        (280, 6, [0, 50, 100, 150, 200, 250]),
        (280, 2, [0, 200]),
        (1, 1, [0, 1]),
        (10**12, 2, [0, 500_000_000_000, 10**12]),
    ],
)
def test_ticks_are_whole_round_numbers_from_zero(longest, most, expected):
    assert pixels.ticks(longest, most) == expected


# What the charts say


def test_every_figure_in_force_is_in_the_words_of_its_chart(charts):
    figure = charts[JANUARY, "latest"]["killed"]
    for row in figure.rows.itertuples(index=False):
        if row.party != "unattributed":
            assert row.words in figure.alt
    assert figure.sentence.startswith("Officials: 36 civilians, 22 security personnel and 197 militants;")
    assert "armed group: 280 security personnel and 18 militants" in figure.sentence


def test_the_toll_over_time_names_the_first_and_the_last_figure_of_each_line(charts):
    figure = charts[JANUARY, "latest"]["toll"]
    for (group, party), some in figure.rows.groupby(["group", "party"], sort=False):
        words = f"{rows_words(group)} according to {party_words(party)}: {' then '.join(some['words'])}"
        assert words in figure.alt
    assert "security personnel from 84 (31 January) to 280 (4 February)" in figure.sentence
    assert "Lines: solid for officials, dashed for armed group, dotted for independent." in figure.caption


def rows_words(group: str) -> str:
    return {"security": "security personnel"}.get(group, group)


def party_words(party: str) -> str:
    return {"state": "officials", "armed_group": "armed group"}.get(party, party)


def test_a_line_is_broken_where_the_rule_gives_no_figure():
    rows = pd.DataFrame(
        {
            "group": "civilians",
            "party": "state",
            "period": "wave",
            "rule": "majority",
            "low": [10, None, 12],
            "best": [10, None, 12],
            "high": [10, None, 12],
            "n_origins": 1,
            "n_reports": 1,
            "since": pd.to_datetime([f"2026-02-0{day}T12:00Z" for day in (1, 2, 3)], utc=True),
        }
    ).astype({"low": "Int64", "best": "Int64", "high": "Int64"})
    figure = toll.toll_over_time(rows, ZONE, "toll", "period", "Source.")
    assert "10 then no figure then 12" in figure.alt
    (points,) = [data for mark, _, data in layers(figure, 720) if mark["type"] == "line"]
    assert len({point["run"] for point in points}) == 2


def test_an_open_figure_has_an_arrow_and_a_band_that_fades_and_a_closed_one_has_not():
    opened, closed = one_total(151, None), one_total(151, 151)
    kinds = [[mark["type"] for mark, _, data in layers(figure, 720) if data] for figure in (opened, closed)]
    assert kinds[0].count("rect") == 1
    assert kinds[1].count("rect") == 0
    assert 'mean "or more"' in opened.caption
    assert "or more" not in closed.caption
    (bands,) = [data for mark, _, data in layers(opened, 720) if mark["type"] == "rect"]
    shades = sorted(((band["y"], band["opacity"]) for band in bands), reverse=True)
    assert [opacity for _, opacity in shades] == list(steps.FADES)  # palest at the top


def test_every_statement_in_print_has_its_mark_and_the_most_carried_its_number(charts, claims):
    figure = charts[JANUARY, "latest"]["figures"]
    marks = [
        data for mark, _, data in layers(figure, 720) if mark["type"] == "point" and "outlet" in str(data[0])
    ]
    points = max((data for mark, _, data in layers(figure, 720) if mark["type"] == "point"), key=len)
    assert marks
    assert len(points) == len(figure.rows)
    # Bugti's 17 stands on 87 outlets: counted in the claims themselves
    own = claims[claims["source_origin"].eq("Sarfraz Bugti") & claims["group"].eq("security")]
    own = own[
        own["period"].eq("wave")
        & own["low"].eq(17)
        & own["high"].eq(17)
        & own["is_whole"]
        & own["part"].eq("")
    ]
    outlets = own["outlet"].nunique()
    assert f"17 security personnel (officials: Sarfraz Bugti, {outlets} outlets)" in figure.alt
    assert f"17 in {outlets} outlets" in [one.text for one in words_of(figure, 340)]


def test_origins_that_do_not_fit_share_a_row_of_their_party(charts):
    figure = charts[JANUARY, "latest"]["figures"]
    words = [one.text for one in words_of(figure, 720)]
    militants = figure.rows[figure.rows["group"] == "militants"]
    officials = militants.loc[militants["party"] == "state", "origin"].nunique()
    named = sum(name in words for name in militants.loc[militants["party"] == "state", "origin"].unique())
    assert f"{officials - named} other officials" in words
    assert "BLA" in words


def test_known_totals_are_the_sums_that_their_pages_list(claims):
    known = claims[claims["event_id"] == JANUARY]
    totals = statements.collapse(known).set_index("statement_id")
    terms = sums.terms_of_totals(known)
    found = {
        (totals.loc[total, "low"], tuple(zip(some["group"], some["low"], strict=True)))
        for total, some in terms.groupby("statement_id")
    }
    assert (193, (("militants", 145), ("security", 17), ("civilians", 31))) in found
    assert (58, (("security", 22), ("civilians", 36))) in found
    assert (121, (("militants", 92), ("security", 15), ("civilians", 18))) in found  # "over 120"


def test_bars_of_a_total_are_its_terms_one_behind_the_other():
    rows = pd.DataFrame({"statement_id": ["a", "b"]})
    terms = pd.DataFrame(
        {
            "statement_id": ["b", "b"],
            "place": [0, 1],
            "group": ["security", "civilians"],
            "low": pd.array([22, 36], dtype="Int64"),
            "high": pd.array([22, None], dtype="Int64"),
            "words": ["22 security", "36 or more civilians"],
            "labelled": ["22 security personnel", "36 or more civilians"],
            "n_sums": 1,
        }
    )
    bars = printed.segments(rows, terms)
    assert bars[["row", "start", "end"]].to_numpy().tolist() == [[1, 0, 22], [1, 22, 58]]


def test_a_total_without_a_sum_says_so(charts):
    assert f"10 or more (not stated; {printed.NO_SUM}; 6 outlets)" in charts[MOMENTS[3]]["printed"].alt
    assert (
        "58 (without militants; 22 security personnel + 36 civilians; 15 outlets)"
        in charts[MOMENTS[0]]["printed"].alt
    )


def test_the_two_sides_stand_in_one_row_with_how_far_they_are_apart(charts):
    figure = charts[JANUARY, "latest"]["worlds"]
    assert (
        "Security personnel, 4 February: officials 22, armed group 280 (armed group, 12.7 times)"
        in figure.alt
    )
    words = [one.text for one in words_of(figure, 720)]
    assert {"12.7 times", "at least 16.5 times", "4 February"} <= set(words)


def test_a_rule_says_the_same_in_the_chart_as_in_its_row(charts):
    figure = charts[JANUARY, "latest"]["rules"]
    for row in figure.rows.itertuples(index=False):
        said = next(
            part for part in figure.alt.split("; ") if f"{rows_words(row.group)}, {row.rule}:" in part
        )
        who = {"any": "any source"}.get(row.party, party_words(row.party))
        assert f"{who} {row.words}" in said
    assert figure.sentence.startswith("Killed, by the rules latest, conservative, majority,")
    assert "militants between 18 and 197 (officials between 31 and 197, armed group 18)" in figure.sentence


# What a live chart and a page need of them


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("moment", MOMENTS, ids=" ".join)
def test_marks_carry_what_they_stand_for_and_say_it(charts, moment, slug):
    figure = charts[moment][slug]
    assert figure.links
    fields = set()
    for mark, encoding, data in layers(figure, 720):
        columns = {name for row in data for name in row}
        fields |= columns
        stands_for = columns & set(figure.links.values()) and "colour" not in columns
        if stands_for and mark["type"] in ("point", "rect") and mark.get("angle") is None:
            if "killed" in columns or "outlet" in columns:
                assert encoding["tooltip"], mark
                assert {one["field"] for one in encoding["tooltip"]} <= columns
    assert set(figure.links.values()) <= fields
    values = {row.get("group") for _, _, data in layers(figure, 720) for row in data} - {None, ""}
    assert values <= set(theme.GROUPS)
    assert values


@pytest.mark.parametrize("moment", MOMENTS, ids=" ".join)
def test_moments_of_marks_are_utc_or_days_and_not_later_than_the_run(charts, moment):
    run = parameters.check(*moment)
    for figure in charts[moment].values():
        if "since" not in figure.links:
            continue
        found = {row.get(figure.links["since"]) for _, _, data in layers(figure, 720) for row in data} - {
            None,
            "",
        }
        assert found
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", text) for text in found), found
        if run.moment is not None:
            assert max(text[:10] for text in found) <= run.moment.tz_convert(run.zone).strftime("%Y-%m-%d")


@pytest.mark.parametrize("moment", [MOMENTS[0], MOMENTS[3]], ids=" ".join)
def test_drawings_are_small_and_in_the_colours_of_the_theme(charts, moment):
    drawings = {slug: figure.drawing("wide", 720) for slug, figure in charts[moment].items()}
    foreign = {slug: svg.foreign_colours(drawing) for slug, drawing in drawings.items()}
    assert not any(foreign.values()), foreign
    sizes = {slug: len(drawing.encode()) for slug, drawing in drawings.items()}
    assert max(sizes.values()) < HEAVIEST, sizes
    assert sum(sizes.values()) / len(sizes) < MEAN, sizes


def test_charts_have_words_without_gaps_and_rows_within_bounds(charts):
    for by_slug in charts.values():
        for figure in by_slug.values():
            texts = " ".join([figure.title, figure.sentence, figure.subtitle, figure.caption, figure.alt])
            assert not re.search(r"\bnan\b|<NA>|None|undefined|  |\.\.|;;", texts), texts
            assert 0 < len(figure.rows) <= MAX_ROWS
            assert figure.title.endswith("?") or "?" in figure.title


def test_a_chart_is_the_same_each_time(charts):
    for figure in charts[MOMENTS[1]].values():
        one, other = (json.dumps(figure.specification(720), sort_keys=True) for _ in range(2))
        assert one == other


@pytest.mark.parametrize("slug", SLUGS)
def test_a_chart_agrees_with_the_schema(charts, slug):
    assert_as_altair_makes_it(charts[MOMENTS[0]][slug])


def test_rows_are_beside_their_marks_where_there_is_room_and_above_them_where_not():
    table = pd.DataFrame({"section": "", "name": ["officials"], "cell": ["22"], "group": "security"})
    wide, narrow = (rows.lay_out(table, width, {"cell": "figure"}) for width in WIDTHS)
    assert wide.shape.is_beside
    assert narrow.shape.is_beside  # a short name leaves room enough
    long_one = table.assign(name=[LONG])
    below = rows.lay_out(long_one, 340, {"cell": "figure"})
    assert not below.shape.is_beside
    assert below.places.iloc[0] > below.words["y"].max()
