"""Drawings on a page: what is tidied gets new ids alone, all else is tidied, and nothing active passes."""

from __future__ import annotations

import re

import pytest
from test_report import figure

from tollbook import drawings, svg

MARKED = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30" viewBox="0 0 90 30">'
    '<defs><clipPath id="c7"><rect width="40" height="30"/></clipPath>'
    '<linearGradient id="g8"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#000"/>'
    '</linearGradient></defs><g clip-path="url(#c7)"><rect width="80" height="20" fill="url(#g8)"/></g>'
    '<text x="3" y="9">id="c7" is #c7</text></svg>'
)
TIDIED = svg.tidy(MARKED, "slug-wide")


def drawn() -> list[str]:
    """Return the drawings of a real figure as a notebook holds them."""
    return list(figure().drawings.values())


@pytest.mark.parametrize("drawing", [TIDIED, *drawn()])
def test_a_tidied_drawing_gets_what_tidying_would_give(drawing: str) -> None:
    assert drawings.is_tidied(drawing)
    assert drawings.for_page(drawing, "03-who-killed--wide") == svg.tidy(drawing, "03-who-killed--wide")


def test_ids_are_of_the_page_and_texts_stay() -> None:
    found = drawings.for_page(TIDIED, "a--wide")
    ids = re.findall(r' id="([^"]+)"', found.replace('>id="c7" is #c7<', "><"))
    assert ids
    assert all(name.startswith("a--wide-") for name in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", found)) <= set(ids)
    assert "slug-wide" not in found
    assert '>id="c7" is #c7</text>' in found


def test_nothing_drawn_stays_nothing() -> None:
    assert drawings.for_page("", "a") == ""


@pytest.mark.parametrize(
    ("place", "bad"),
    [
        ("</svg>", "<script>alert(1)</script></svg>"),
        ("</svg>", '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script></svg>'),
        ("</svg>", "<foreignObject><b>x</b></foreignObject></svg>"),
        ("</svg>", '<a href="javascript:alert(1)"><text>x</text></a></svg>'),
        ("</svg>", '<image href="https://example.org/x.png"/></svg>'),
        ("</svg>", "<style>*{display:none}</style></svg>"),
        ("</svg>", '<set attributeName="href" to="javascript:alert(1)"/></svg>'),
        ("</svg>", '<use href="#elsewhere"/></svg>'),
        ("</svg>", "<!-- alert(1) --></svg>"),
        ("<text ", '<text onclick="alert(1)" '),
        ("<text ", '<text style="position:fixed" '),
        ("<text ", '<text class="x" '),
        ("<text ", '<text fill="url(https://example.org/x)" '),
        ("<text ", '<text fill="URL(#slug-wide-0) url( //example.org)" '),
        ("<text ", '<text xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="javascript:alert(1)" '),
        (' width="90"', ' width="90" onload="alert(1)"'),
    ],
)
def test_what_tidying_does_not_leave_is_tidied(place: str, bad: str) -> None:
    assert TIDIED.count(place) == 1
    spoiled = TIDIED.replace(place, bad)
    assert not drawings.is_tidied(spoiled)
    assert drawings.for_page(spoiled, "a") == svg.tidy(spoiled, "a")


@pytest.mark.parametrize("name", ["plain", "1-2", 'x"y-1', "slug-wide-0-", ""])
def test_other_ids_are_given_by_tidying(name: str) -> None:
    spoiled = TIDIED.replace("slug-wide-0", name.replace('"', "&quot;"))
    assert not drawings.is_tidied(spoiled)
