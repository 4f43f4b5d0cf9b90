"""Charts that answer together: what fades, what goes, and that nothing changes while nothing is chosen."""

from __future__ import annotations

import copy
import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import altair as alt
import pandas as pd
import pytest
import vl_convert

from tollbook.linked import ended, enhance

# Invented: three figures, one of them about no group in particular, each known at another moment.
ROWS = pd.DataFrame(
    {
        "group": ["militants", "civilians", None],
        "place": ["Quetta", "Nushki", "Quetta"],
        "killed": [145, 31, 7],
        "since": ["2026-01-31T10:00:00Z", "2026-02-01T10:00:00Z", "2026-02-02"],
    }
)
FRAME = pd.DataFrame({"edge": [0, 150]})
LINKS = {"group": "group", "place": "place", "since": "since"}
KARACHI = 300 * 60_000  # milliseconds ahead of UTC


def bars(**mark: Any) -> alt.Chart:
    return alt.Chart(ROWS).mark_bar(**mark).encode(x="killed:Q", y="killed:O")


def layered() -> alt.LayerChart:
    frame = alt.Chart(FRAME).mark_rule().encode(x="edge:Q")
    words = alt.Chart(ROWS).mark_text(align="left").encode(x="killed:Q", y="killed:O", text="killed:Q")
    return frame + bars() + words


KINDS = {
    "unit": bars(),
    "translucent": alt.Chart(ROWS).mark_circle().encode(x="killed:Q"),
    "own opacity": bars(opacity=0.4),
    "opacity by field": bars().encode(opacity="killed:Q"),
    "opacity by condition": bars().encode(
        opacity=alt.condition("datum.killed > 10", alt.value(0.9), alt.value(0.3))
    ),
    "layer": layered(),
    "opacity of a layer": layered().encode(opacity=alt.value(0.6)),
    "vconcat": layered() & bars(),
    "hconcat": bars() | bars(),
    "concat": alt.concat(bars(), layered(), columns=1),
    "facet": bars().facet("place:N"),
    "transform": bars().transform_calculate(kind="datum.group"),
    "aggregate": alt.Chart(ROWS).mark_point().encode(x="sum(killed):Q", y="place:N"),
    "line": alt.Chart(ROWS).mark_line().encode(x="killed:Q", y="killed:Q", color="group:N"),
}


def drawn(spec: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def choosing(spec: dict[str, Any], **values: object) -> dict[str, Any]:
    chosen = copy.deepcopy(spec)
    for parameter in chosen["params"]:
        parameter["value"] = values.get(parameter["name"], parameter["value"])
    return chosen


def opacities(spec: dict[str, Any]) -> list[float]:
    """The opacity of each bar, from top to bottom: of the figures 7, 31 and 145."""
    marks = [
        element
        for element in ElementTree.fromstring(drawn(spec)).iter("{http://www.w3.org/2000/svg}path")
        if element.get("aria-roledescription") == "bar"
    ]
    return [
        float(mark.get("opacity", "1")) for mark in sorted(marks, key=lambda mark: top(mark.get("d", "")))
    ]


def top(outline: str) -> float:
    return float(outline[1:].split("h")[0].split(",")[1])


@pytest.mark.parametrize("kind", KINDS)
def test_while_nothing_is_chosen_the_drawing_is_the_same(kind: str) -> None:
    spec = KINDS[kind].to_dict()
    before = json.dumps(spec)
    enhanced = enhance(spec, LINKS)
    assert json.dumps(spec) == before
    assert {parameter["name"]: parameter["value"] for parameter in enhanced["params"]} == {
        "pick_group": "",
        "pick_place": "",
        "moment": 0,
        "day_end": 86_399_000,
    }
    # Vega numbers its clips through all drawings; `opacity="1"` is what a drawing has anyway.
    neutral = [drawn(each).replace(' opacity="1"', "") for each in (spec, enhanced)]
    assert neutral[0] == neutral[1]


def test_without_links_nothing_is_added() -> None:
    spec = bars().to_dict()
    assert enhance(spec, {}) == spec


def test_choosing_a_group_fades_the_others_and_what_is_about_no_group_stays() -> None:
    spec = enhance(bars().to_dict(), LINKS)
    assert opacities(choosing(spec, pick_group="militants")) == [1, 0.25, 1]
    assert opacities(choosing(spec, pick_place="Nushki")) == [0.25, 1, 0.25]
    assert opacities(choosing(spec, pick_group="civilians", pick_place="Quetta")) == [1, 0.25, 0.25]


def test_a_mark_keeps_its_share_of_its_own_opacity() -> None:
    assert opacities(choosing(enhance(bars(opacity=0.5).to_dict(), LINKS), pick_group="militants")) == [
        0.5,
        0.125,
        0.5,
    ]


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        ("2026-01-31T09:59:59Z", [0, 0, 0]),
        ("2026-01-31T10:00:00Z", [0, 0, 1]),
        ("2026-02-01T23:59:59Z", [0, 1, 1]),
        # 2 February ends in Karachi at 18:59:59 UTC.
        ("2026-02-02T18:59:58Z", [0, 1, 1]),
        ("2026-02-02T18:59:59Z", [1, 1, 1]),
    ],
)
def test_going_back_takes_away_what_was_not_known_yet(moment: str, seen: list[float]) -> None:
    spec = enhance(bars().to_dict(), LINKS)
    milliseconds = int(pd.Timestamp(moment).timestamp() * 1000)
    assert opacities(choosing(spec, moment=milliseconds, day_end=86_399_000 - KARACHI)) == seen


def test_marks_of_data_without_the_fields_are_left_alone() -> None:
    frame, marks, words = enhance(layered().to_dict(), LINKS)["layer"]
    assert "opacity" not in frame["encoding"]
    assert "condition" in marks["encoding"]["opacity"]
    assert "condition" in words["encoding"]["opacity"]


def test_what_decided_the_opacity_before_still_does() -> None:
    spec = enhance(KINDS["opacity by condition"].to_dict(), LINKS)
    assert [each["value"] for each in spec["encoding"]["opacity"]["condition"]] == [0, 0.075, 0.9]
    assert opacities(choosing(spec, pick_group="militants")) == [0.3, 0.075, 0.9]


@pytest.mark.parametrize("field", ["it's", 'a "b"', "a\\b", "</script>", "x] || now() > datum[y"])
def test_a_name_of_a_field_is_never_an_expression(field: str) -> None:
    spec = bars().to_dict()
    spec["datasets"] = {
        name: [{**row, field: row["group"]} for row in rows] for name, rows in spec["datasets"].items()
    }
    assert opacities(choosing(enhance(spec, {"group": field}), pick_group="militants")) == [1, 0.25, 1]


@pytest.mark.parametrize("value", ["' || true || '", '"', "\\", "now()", "<b>", "سترہ"])
def test_a_chosen_value_is_never_an_expression(value: str) -> None:
    rows = ROWS.assign(group=["militants", value, None])
    spec = enhance(alt.Chart(rows).mark_bar().encode(x="killed:Q", y="killed:O").to_dict(), LINKS)
    assert opacities(choosing(spec, pick_group=value)) == [1, 1, 0.25]


def test_a_line_ends_where_the_rest_was_not_known() -> None:
    links = {"since": "since"}
    chart = alt.Chart(ROWS).mark_line().encode(x="killed:Q", y="killed:Q")
    vega = vl_convert.vegalite_to_vega(
        choosing(
            enhance(chart.to_dict(), links), moment=int(pd.Timestamp("2026-02-01T12:00Z").timestamp() * 1000)
        )
    )
    whole = vl_convert.vega_to_svg(vega, allowed_base_urls=[])
    ended(vega["marks"], "since")
    part = vl_convert.vega_to_svg(vega, allowed_base_urls=[])
    # The points at 7 (known on 2 February), 31 and 145: three in the whole line, two in the part.
    assert (lines(whole), lines(part)) == (3, 2)


def lines(svg: str) -> int:
    """How many points the only line of a drawing has."""
    outlines = [
        element.get("d", "")
        for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")
        if element.get("aria-roledescription") == "line mark"
    ]
    assert len(outlines) == 1
    return outlines[0].count("L") + outlines[0].count("M")
