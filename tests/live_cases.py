"""An invented page with a live part: three charts, claims that are hostile, and the page around them."""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import html
import json
from typing import Any

import altair as alt
import pandas as pd

from tollbook import live, report, svg, theme
from tollbook.figure import Figure
from tollbook.pages import FigurePart, TablePart

HOSTILE = '</script><script>document.title="run"</script><img src=x onerror=alert(1)>'
# Invented: what two parties said of three groups, each known at another moment.
ROWS = pd.DataFrame(
    {
        "group": ["militants", "security", "civilians", "militants"],
        "party": ["state", "state", "state", "armed_group"],
        "killed": [145, 17, 31, 40],
        "since": [
            "2026-01-31T10:00:00Z",
            "2026-01-31T15:30:00Z",
            "2026-02-01T13:30:00Z",
            "2026-02-01T18:59:59Z",
        ],
        "who": ["Officials", HOSTILE, "=1+1", "\u202eright to left"],
    }
)
# Invented: which group was counted where.
PLACES = pd.DataFrame(
    {
        "place": ["Quetta", "Nushki", "Gwadar"],
        "group": ["militants", "security", "civilians"],
        "pages": [12, 7, 3],
    }
)
LINKS = {"group": "group", "party": "party", "since": "since"}
CLAIMS = {
    "columns": ["figure", "counted", "who", "outlet", "when", "url"],
    "rows": [
        [
            "at least 145",
            "militants killed",
            "Mir Sarfraz",
            "Dawn",
            "1 February 2026",
            "https://www.example.org/%D8%AA?b=1&c=2",
        ],
        [HOSTILE, "", "a spokesman", "A <b>bold</b> outlet", "2 February 2026", "javascript:alert(1)"],
        ["سترہ", "", "nobody named", "Jang", "", "data:text/html,x"],
    ],
}
NUMBERS = {
    "claims-a1+b2": {"label": "145 militants, according to officials", "rows": [0, 1]},
    "claims-c3": {"label": HOSTILE, "rows": [2]},
}
CELL = {"period": "wave", "party": "state", "group": "militants"}
STEPS = [
    {**CELL, "since": "2026-01-31T10:00:00Z", "words": "92", "href": "#claims-c3"},
    {**CELL, "since": "2026-02-01T13:30:00Z", "words": HOSTILE, "href": "javascript:alert(1)"},
]
EVIDENCE = {
    "claims": CLAIMS,
    "numbers": NUMBERS,
    "steps": STEPS,
    "from": "2026-01-31T00:00:00Z",
    "to": "2026-02-01T18:59:59Z",
    "zone": "Asia/Karachi",
    "offset_minutes": 300,
}


def dots(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """One dot for each row, with a line to it, and a rule that stands for nothing."""
    what, where = ("killed", "who") if "killed" in rows else ("pages", "place")
    base = alt.Chart(rows).encode(
        x=alt.X(f"{what}:Q"),
        y=alt.Y(f"{where}:N", sort=None, title=None, axis=alt.Axis(labels=False)),
        color=alt.Color("group:N", scale=theme.group_scale(), legend=None),
        tooltip=[alt.Tooltip(f"{what}:Q", title="Killed"), alt.Tooltip(f"{where}:N", title="According to")],
    )
    edge = alt.Chart(pd.DataFrame({"edge": [100]})).mark_rule().encode(x="edge:Q")
    return edge + base.mark_point(size=200, filled=True)


def steps(rows: pd.DataFrame, width: int) -> alt.Chart:
    """A line through the figures, by the hour at which they became known."""
    encoded = {"x": alt.X("utchours(since):O"), "y": alt.Y("killed:Q")}
    return alt.Chart(rows.head(3)).mark_line(color=theme.INK).encode(**encoded)


def part(slug: str, rows: pd.DataFrame, links: dict[str, str], draw: Any = dots) -> FigurePart:
    words = {name: f"{slug}: {name}" for name in ("sentence", "title", "subtitle", "caption", "alt")}
    figure = Figure(slug, draw=lambda width: draw(rows, width), rows=rows, links=links, **words)
    anchor = f"02-{slug}"
    tidied = {name: svg.tidy(text, f"{anchor}-{name}") for name, text in figure.drawings.items()}
    drawings = {"wide": "", "narrow": "", **tidied}
    return FigurePart(
        anchor=anchor,
        slug=slug,
        rows=rows.astype(str),
        specs=figure.specifications,
        links=links,
        **words,
        **drawings,
    )


@functools.cache
def parts() -> tuple[FigurePart, ...]:
    return (
        part("toll", ROWS, LINKS),
        part("places", PLACES, {"group": "group", "place": "place"}),
        part("steps", ROWS, {"since": "since"}, steps),
    )


LISTED = TablePart("02-listed", "listed", "A table", "", ROWS.astype(str))


def unpacked(packed: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(packed)))


FIGURE = """<figure id="{anchor}" aria-labelledby="{anchor}--title">
<figcaption><p class="title" id="{anchor}--title">{title}</p></figcaption>
<div class="drawing" role="img" aria-labelledby="{anchor}--title">
<div class="wide" aria-hidden="true">{wide}</div></div>
<p class="caption">Source: invented.</p>
<p class="download">
<a href="latest/{anchor}.csv" download="{slug}.csv">The rows as CSV</a></p>
</figure>"""
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>An invented page</title>
<style>{style}</style></head><body>
<main id="content"><h1>An invented page</h1>
<p id="before">Officials say <a href="#claims-a1+b2">145 militants</a>, or <a href="#claims-c3">17</a>.</p>
<table><caption>In force</caption>
<thead><tr><th scope="col">Group</th><th scope="col">Officials</th></tr></thead>
<tbody><tr><th scope="row">Militants</th><td id="cell" data-period="wave" data-party="state"
data-group="militants"><a href="#claims-a1+b2">145</a> then</td></tr>
<tr><th scope="row">Civilians</th>
<td id="other" data-period="wave" data-party="state" data-group="civilians">31</td></tr></tbody></table>
<div id="live-controls" hidden></div>
{figures}
<div class="table" id="02-listed"><p class="download">
<a href="latest/02-listed.csv" download="listed.csv">The rows of a table</a></p></div>
<h2>The claims</h2><p id="claims-a1+b2">Entry one.</p><p id="claims-c3">Entry two.</p></main>
<script type="text/plain" id="live-bundle">{bundle}</script>
<script type="text/plain" id="live-data">{data}</script>
<script>{script}</script>
</body></html>
"""


def page_text() -> str:
    style = report.style() + live.style()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; script-src {live.script_hash()}; style-src 'sha256-{digest}'; font-src data:;"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )
    made = parts()
    figures = [
        FIGURE.format(anchor=one.anchor, slug=one.slug, title=html.escape(one.title), wide=one.wide)
        for one in made
    ]
    return PAGE.format(
        policy=policy,
        style=style,
        figures="\n".join(figures),
        bundle=live.bundle(),
        data=live.payload([*made, LISTED], EVIDENCE),
        script=live.script(),
    )
