"""What every chart of the package is held against: the schema of Vega-Lite, and altair's own way."""

from __future__ import annotations

from tollbook import svg, theme
from tollbook.figure import Figure


def assert_as_altair_makes_it(figure: Figure) -> None:
    """Hold a chart of the package against the schema, and against altair's own way of making it."""
    for width in (theme.WIDE, theme.NARROW):
        assert figure.draw.__module__.startswith("tollbook."), figure.slug
        assert svg.specification(figure.draw(width), width) == figure.specification(width), figure.slug
