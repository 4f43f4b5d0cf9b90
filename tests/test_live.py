"""The live part of a page: what is packed into it."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pandas as pd
import pytest
from live_cases import CLAIMS, EVIDENCE, LINKS, ROWS, part, parts, unpacked

from tollbook import live, packing


def test_the_payload_is_the_same_every_time_and_letters_that_close_nothing() -> None:
    packed = live.payload(parts(), EVIDENCE)
    assert packed == live.payload(parts(), EVIDENCE)
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed)
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", live.bundle())


def test_the_payload_has_the_evidence_and_the_rows_safe_for_a_spreadsheet() -> None:
    whole = unpacked(live.payload(parts(), EVIDENCE))
    assert {name: whole[name] for name in EVIDENCE if name != "claims"} == {
        name: value for name, value in EVIDENCE.items() if name != "claims"
    }
    assert whole["claims"]["columns"] == CLAIMS["columns"]
    assert [list(row) for row in zip(*whole["claims"]["cells"], strict=True)] == CLAIMS["rows"]
    toll = whole["figures"]["02-toll"]
    assert toll["csv"].startswith(
        "group,party,killed,since,who\nmilitants,state,145,2026-01-31T10:00:00Z,Officials\n"
    )
    assert "\ncivilians,state,31,2026-02-01T13:30:00Z,'=1+1\n" in toll["csv"]
    assert toll["svg"].startswith("<svg")
    assert (toll["slug"], toll["title"]) == ("toll", "toll: title")
    # The group tells the marks of this chart apart; its title names no place and no origin.
    assert toll["picks"] == ["group", "party"]


def test_a_reader_can_choose_what_the_charts_have() -> None:
    choices = unpacked(live.payload(parts(), EVIDENCE))["choices"]
    assert choices == {
        "group": [
            ["militants", "Militants"],
            ["security", "Security personnel"],
            ["civilians", "Civilians"],
        ],
        "party": [["state", "Officials"], ["armed_group", "Armed group"]],
        "origin": [],
        "place": [["Gwadar", "Gwadar"], ["Nushki", "Nushki"], ["Quetta", "Quetta"]],
    }


def test_the_moments_are_those_of_marks_and_steps_in_order() -> None:
    assert unpacked(live.payload(parts(), EVIDENCE))["moments"] == list(ROWS["since"])
    dates = ROWS.assign(since=["2026-02-01", "2026-01-31T10:00:00+05:00", "soon", ""])
    # 1 February ends in Karachi at 18:59:59 UTC, 10:00 there is 05:00 UTC.
    assert live.moments([part("toll", dates, LINKS)], [], "Asia/Karachi") == [
        "2026-01-31T05:00:00Z",
        "2026-02-01T18:59:59Z",
    ]


def test_what_charts_share_is_packed_once_without_columns_that_no_chart_names() -> None:
    rows = pd.concat([ROWS.assign(remark="never shown")] * 30)
    same = [part(slug, rows, LINKS) for slug in ("one", "two")]
    whole = unpacked(live.payload(same, EVIDENCE))
    assert json.dumps(whole["shared"]).count('"armed_group"') == 30
    assert "never shown" not in json.dumps(whole["shared"])
    tables = [one for one in whole["shared"] if "cells" in one]
    assert [one["columns"] for one in tables] == [["group", "party", "killed", "since", "who"]]
    assert tables[0]["cells"][2] == [145, 17, 31, 40] * 30
    specs = json.dumps([whole["figures"][f"02-{slug}"]["wide"] for slug in ("one", "two")])
    assert '"armed_group"' not in specs


def test_rows_with_a_geometry_stay_whole() -> None:
    land = [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [67, 30]}, "properties": {}}]
    chart = {"data": [{"name": "land", "values": land}], "marks": [{"from": {"data": "land"}}], "config": {}}
    assert packing.slim(chart, {}) == chart


def test_rows_of_which_each_has_its_own_names_stay_rows() -> None:
    assert packing.by_columns([{"a": 1}, {"b": 2}]) == [{"a": 1}, {"b": 2}]
    assert packing.by_columns([1, 2]) == [1, 2]
    assert packing.by_columns([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]) == {
        "columns": ["a", "b"],
        "cells": [[1, 2], ["x", "y"]],
    }


def test_a_figure_without_a_drawing_still_has_its_rows() -> None:
    empty = part("empty", ROWS.head(0), LINKS)
    packed = unpacked(live.payload([empty], {}))["figures"]["02-empty"]
    assert packed["csv"] == "group,party,killed,since,who\n"
    assert "wide" not in packed


def test_a_number_that_json_can_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        live.payload([], {"steps": [], "from": float("nan")})


def test_the_live_part_is_small() -> None:
    assert len(live.script().encode("utf-8")) <= 25_000
    assert len(live.bundle()) <= 420_000


def test_the_script_can_stand_in_a_page() -> None:
    assert "</" not in live.script()
    assert "<!--" not in live.script()
    # Words of the ledger get in as text: nothing in the script makes markup of a text.
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", live.script()
    )
    digest = base64.b64encode(hashlib.sha256(live.script().encode("utf-8")).digest()).decode("ascii")
    assert live.script_hash().split()[0] == f"'sha256-{digest}'"
    assert len(live.script_hash().split()) == 2
