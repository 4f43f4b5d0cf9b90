"""Charts that answer together: a chart's specification with a test in each mark for what a reader chose.

A reader chooses a group, a party, an origin or a place, or goes back in knowledge time; every mark of the
page that stands for another one fades, every mark that was not known yet goes. The choices are parameters of
the specification (`pick_group`, `pick_party`, `pick_origin`, `pick_place`, `moment`), neutral as they come:
the drawing is then the same as without them.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

PICKED = ("group", "party", "origin", "place")
SINCE = "since"
FAINT = 0.25
"""The share of its opacity that a mark keeps when another one was chosen: still there, not in the way."""
WHOLE_DAY = 86_399_000
"""Milliseconds from the beginning of a day to its last second: a date stands for the end of its day."""
COMPOSED = ("layer", "concat", "hconcat", "vconcat")
PATHS = ("line", "area", "trail")
TRANSLUCENT = ("point", "tick", "circle", "square")
TRANSLUCENT_OPACITY = 0.7  # what Vega-Lite gives these marks where nobody says otherwise

Spec = dict[str, Any]


@dataclass(frozen=True)
class Around:
    """What a view has from the views around it. `columns` None: not known, its data are made elsewhere."""

    columns: frozenset[str] | None = frozenset()
    opacity: Any = None


@dataclass(frozen=True)
class Chart:
    """What holds for all views of a chart."""

    links: Mapping[str, str]
    datasets: Mapping[str, Any]
    config: Mapping[str, Any]


def enhance(spec: Mapping[str, Any], links: Mapping[str, str]) -> Spec:
    """Return a Vega-Lite specification whose marks fade and go by what a reader chose; `spec` stays as it is.

    links: a dimension (`figure.LINKS`) to the field of the chart's data that holds it. A mark whose data have
    no such field, or nothing in it, never fades. A line is one mark: see `ended`.
    """
    enhanced = copy.deepcopy(dict(spec))
    links = {name: links[name] for name in (*PICKED, SINCE) if name in links}
    if not links:
        return enhanced
    enhanced["params"] = [*enhanced.get("params", ()), *parameters(links)]
    chart = Chart(links, enhanced.get("datasets", {}), enhanced.get("config", {}))
    visit(enhanced, Around(), chart)
    return enhanced


def parameters(links: Mapping[str, str]) -> list[Spec]:
    """Return the parameters of a chart with `links`: nothing chosen, the moment not moved."""
    picks = [{"name": f"pick_{name}", "value": ""} for name in PICKED if name in links]
    moments = [{"name": "moment", "value": 0}, {"name": "day_end", "value": WHOLE_DAY}]
    return [*picks, *(moments if SINCE in links else ())]


def other(links: Mapping[str, str]) -> str:
    """Return the expression that tells whether a mark stands for something that was not chosen."""
    tests = []
    for name in PICKED:
        if name in links:
            value = datum(links[name])
            tests.append(f"(pick_{name} && isValid({value}) && {value} !== '' && {value} !== pick_{name})")
    return " || ".join(tests)


def later(field: str) -> str:
    """Return the expression that tells whether a mark was not known at the moment (milliseconds)."""
    value = datum(field)
    day = f"(isString({value}) && length({value}) === 10 ? day_end : 0)"
    return f"moment && isValid({value}) && toDate({value}) + {day} > moment"


def datum(field: str) -> str:
    """Return the expression for a field of the mark's row, whatever characters its name has."""
    return f"datum[{json.dumps(field)}]"


def visit(view: Spec, around: Around, chart: Chart) -> None:
    """Add the tests to the marks of `view` and of the views in it."""
    around = replace(around, columns=columns(view, around.columns, chart.datasets))
    if "mark" in view:
        if around.columns is None or around.columns & set(chart.links.values()):
            test(view, around.opacity, chart)
        return
    around = replace(around, opacity=view.get("encoding", {}).get("opacity", around.opacity))
    for inner in (*(each for kind in COMPOSED for each in view.get(kind, ())), view.get("spec")):
        if inner:
            visit(inner, around, chart)


def columns(
    view: Spec, inherited: frozenset[str] | None, datasets: Mapping[str, Any]
) -> frozenset[str] | None:
    """Return the columns of a view's data; None where transforms may make others."""
    if view.get("data") is not None:
        data = view["data"]
        rows = datasets.get(data.get("name"), data.get("values"))
        inherited = None
        if isinstance(rows, list):
            inherited = frozenset(name for row in rows if isinstance(row, dict) for name in row)
    only_filters = all("filter" in step for step in view.get("transform", ()))
    return inherited if only_filters else None


def test(unit: Spec, inherited: Any, chart: Chart) -> None:
    """Put the tests before whatever else sets the opacity of a mark."""
    mark = unit["mark"] if isinstance(unit["mark"], dict) else {"type": unit["mark"]}
    encoding = unit.setdefault("encoding", {})
    rest = copy.deepcopy(encoding.get("opacity", inherited)) or {"value": own_opacity(mark, encoding, chart)}
    before = rest.pop("condition", [])
    value = rest.get("value")
    faint = FAINT * value if isinstance(value, (int, float)) else FAINT
    conditions: list[Spec] = []
    if SINCE in chart.links and mark["type"] not in PATHS:
        conditions.append({"test": later(chart.links[SINCE]), "value": 0})
    if tests := other(chart.links):
        conditions.append({"test": tests, "value": round(faint, 4)})
    if conditions:
        conditions += before if isinstance(before, list) else [before]
        encoding["opacity"] = {"condition": conditions, **rest}


def own_opacity(mark: Spec, encoding: Mapping[str, Any], chart: Chart) -> Any:
    """Return the opacity of a mark that no encoding sets, as Vega-Lite finds it."""
    settings: Sequence[Mapping[str, Any]] = (
        mark,
        chart.config.get(mark["type"], {}),
        chart.config.get("mark", {}),
    )
    for setting in settings:
        if "opacity" in setting:
            return setting["opacity"]
    is_aggregate = any("aggregate" in channel for channel in encoding.values() if isinstance(channel, dict))
    is_set = any("fillOpacity" in setting for setting in settings)
    return TRANSLUCENT_OPACITY if mark["type"] in TRANSLUCENT and not (is_aggregate or is_set) else 1


def ended(marks: Sequence[Spec], field: str) -> None:
    """End each line among the compiled `marks` where the rest was not known yet.

    marks: of a Vega specification; they are changed. A line has one opacity, known in parts or not; what
    Vega-Lite can not say, Vega can: where a line is defined. field: see `links["since"]`.
    """
    for mark in marks:
        ended(mark.get("marks", ()), field)
        if mark["type"] in PATHS:
            update = mark.setdefault("encode", {}).setdefault("update", {})
            before = update.get("defined", {}).get("signal", "true")
            update["defined"] = {"signal": f"({before}) && !({later(field)})"}
