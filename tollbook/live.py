"""The live part of a report page: one Vega bundle, one payload, one script, and the styles that they need.

A page is whole without it. With scripts on, the script unpacks the payload, makes each chart live when it
comes near, lets a reader choose a group, a source, a place and a moment for all charts at once, opens the
claims behind a number, and hands out rows and drawings. It asks for nothing: all it needs is in the page, and
what comes from the ledger is only ever text to it.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt

from tollbook import theme, vega_bundle
from tollbook.linked import PICKED, SINCE, ended, enhance
from tollbook.packing import compact, packed, slim
from tollbook.pages import FigurePart, TablePart
from tollbook.typeface import FAMILY
from tollbook.vocabulary import group_words

__all__ = ["bundle", "enhance", "payload", "script", "script_hash", "style"]

TEMPLATES = Path(__file__).resolve().parent / "templates"
# Joined in this order into one function: each file uses what the files before it made.
SCRIPTS = ("base", "charts", "tips", "controls", "claims", "files", "rows", "start")
GROUP_LABELS = group_words("title")
NARROWEST_FIRST = ("place", "origin", "group", "party")
LABELS = {"group": GROUP_LABELS, "party": theme.PARTY_LABELS}


def bundle() -> str:
    """Return Vega as one script, gzipped, in base64: unpacked and run, it makes `window.tollbook.embed`."""
    return vega_bundle.bundle(vega_lite_version()).packed


def vega_lite_version() -> str:
    """Return the version of Vega-Lite that altair writes, as vl-convert names it."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


def payload(parts: Sequence[FigurePart | TablePart], evidence: Mapping[str, Any]) -> str:
    """Return what the script knows of a page as JSON, gzipped, in base64: the same for the same input.

    parts: figures and tables of the page; a figure without specifications and a table have their rows alone.
    evidence: `claims`, `numbers`, `steps`, `from`, `to`, `zone`, `offset_minutes`, and what else the page
    needs. The result has these too, and `figures` by anchor, `shared` (what several charts use, see
    `restored` in the script), `choices` (what a reader can choose, with labels) and `moments`.
    Raises ValueError for a number that JSON can not hold.
    """
    shared: dict[str, int] = {}
    figures = [part for part in parts if isinstance(part, FigurePart)]
    zone = str(evidence.get("zone") or "UTC")
    whole = {
        **evidence,
        **({"claims": turned(evidence["claims"])} if "claims" in evidence else {}),
        "figures": {part.anchor: part_of_payload(part, shared) for part in parts},
        "shared": [json.loads(text) for text in shared],
        "choices": choices(figures),
        "moments": moments(figures, evidence.get("steps", ()), zone),
        "font": FAMILY,
    }
    return packed(compact(whole))


def turned(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return claims (`columns`, `rows`) by columns: `columns`, and in `cells` a list for each of them."""
    return {
        "columns": claims["columns"],
        "cells": [list(cells) for cells in zip(*claims["rows"], strict=True)],
    }


def part_of_payload(part: FigurePart | TablePart, shared: dict[str, int]) -> dict[str, Any]:
    """Return what the script needs of a figure or table; long pieces of specifications go to `shared`."""
    rows = {"slug": part.slug, "title": part.title, "csv": part.csv}
    if isinstance(part, TablePart) or not part.specs:
        return rows
    specs = {name: slim(compiled(json.loads(text), part.links), shared) for name, text in part.specs.items()}
    return {**rows, "links": dict(part.links), "picks": picks(part), "svg": part.narrow, **specs}


def compiled(spec: Mapping[str, Any], links: Mapping[str, str]) -> dict[str, Any]:
    """Return a chart as Vega draws it, with what `enhance` and `ended` add.

    The figure's own words speak for the drawing: Vega's are left out, which would name each mark.
    """
    import vl_convert

    linked = enhance(spec, links)
    linked["config"] = {**linked.get("config", {}), "aria": False}
    vega = vl_convert.vegalite_to_vega(linked, vl_version=vega_lite_version())
    if SINCE in links:
        ended(vega.get("marks", ()), links[SINCE])
    return vega


def choices(figures: Iterable[FigurePart]) -> dict[str, list[list[str]]]:
    """Return what a reader can choose: for each dimension the values that a mark has, each with its label."""
    found: dict[str, set[str]] = {name: set() for name in PICKED}
    for figure in figures:
        for name, field in figure.links.items():
            if name in found:
                found[name] |= {str(row[field]) for row in all_rows(figure) if row.get(field)}
    return {name: [[value, label(name, value)] for value in ordered(name, found[name])] for name in PICKED}


def picks(figure: FigurePart) -> list[str]:
    """Return the dimensions that a mark of a figure chooses, the first that it has: those in which the marks
    differ come before those in which all are the same, the narrower before the wider.
    """
    linked = [name for name in NARROWEST_FIRST if name in figure.links]
    values = {name: {row.get(figure.links[name]) for row in all_rows(figure)} - {None, ""} for name in linked}
    return sorted(linked, key=lambda name: len(values[name]) < 2)


def label(dimension: str, value: str) -> str:
    """Return a value as a reader sees it."""
    return LABELS.get(dimension, {}).get(value, value)


def ordered(dimension: str, values: Iterable[str]) -> list[str]:
    """Return values in the order of the theme, others by the alphabet."""
    known = list(LABELS.get(dimension, ()))
    return sorted(
        values,
        key=lambda value: (known.index(value) if value in known else len(known), value.casefold(), value),
    )


def moments(figures: Iterable[FigurePart], steps: Iterable[Mapping[str, Any]], zone: str) -> list[str]:
    """Return the moments at which something became known, in order, as ISO 8601 in UTC.

    They are those of the marks (`links["since"]`) and of `steps` (`since`); a date is the end of its day in
    `zone`. What is no moment is passed over.
    """
    known = [str(step.get("since") or "") for step in steps]
    for figure in figures:
        if field := figure.links.get(SINCE):
            known += [str(row.get(field) or "") for row in all_rows(figure)]
    return sorted({moment for text in set(known) if (moment := in_utc(text, zone))})


def in_utc(text: str, zone: str) -> str:
    """Return a moment or the end of a day in `zone` as `2026-02-01T18:59:59Z`; empty for any other text."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return ""
    if len(text) == len("2026-02-01"):
        moment = datetime.datetime.combine(moment.date(), datetime.time(23, 59, 59), ZoneInfo(zone))
    moment = moment.replace(tzinfo=moment.tzinfo or datetime.UTC)
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def all_rows(figure: FigurePart) -> Iterator[Mapping[str, Any]]:
    """Yield the rows that a figure's wide chart is made of."""
    yield from data_rows(json.loads(figure.specs.get("wide", "{}")))


def data_rows(node: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the rows in the named data sets of a specification and in its views."""
    if isinstance(node, list):
        for each in node:
            yield from data_rows(each)
    elif isinstance(node, dict):
        for name, value in node.items():
            lists = value.values() if name == "datasets" else [value] if name == "values" else ()
            for rows in lists:
                yield from (row for row in rows if isinstance(row, dict))
            if not lists:
                yield from data_rows(value)


@functools.cache
def script() -> str:
    """Return the script of a page, without the comments and the indentation of its files."""
    texts = [(TEMPLATES / f"live_{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f'(() => {{\n"use strict";\n{code}\n}})();\n'


@functools.cache
def script_hash() -> str:
    """Return what `script-src` of a page's policy names: the script of `script`, and the unpacked bundle,
    which it puts into the page. Nothing else runs; `unsafe-eval` is not needed.
    """
    return f"{source(script())} {vega_bundle.bundle(vega_lite_version()).source}"


def source(code: str) -> str:
    """Return the name of a script or a style sheet in a policy: the hash of its text."""
    return vega_bundle.source(code.encode("utf-8"))


@functools.cache
def style() -> str:
    """Return the style sheet of what the script adds to a page."""
    return (TEMPLATES / "live.css").read_text(encoding="utf-8")
