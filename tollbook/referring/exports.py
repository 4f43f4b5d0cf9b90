"""The columns of the tables with HXL hashtags, as `tollbook export hxl` writes them."""

from __future__ import annotations

from tollbook.exporting import hxl_tags
from tollbook.referring.markdown import code, plain, table

NUMBERS = (
    ("Killed: residents (low)", "#affected+killed+residents+low", "totals"),
    ("Killed (low)", "#affected+killed+low", "claims"),
)
ABOUT = """\
Numbers of people come in threes, `+low`, `+best` and `+high`: at least, most likely and at most so many; an
empty cell has no such end. Their other attributes are the outcomes and groups of the event, so that each
event has its own; the last two rows are examples. `#x_group` is an extension: HXL has no tag for whom a
claim counts."""


def section() -> str:
    """Return what the reference says of the columns."""
    rows = [
        (plain(column.heading), code(column.tag), where)
        for columns, where in (
            (hxl_tags.EVENT, "totals and claims"),
            (hxl_tags.TOTALS, "totals"),
            (hxl_tags.CLAIMS, "claims"),
        )
        for column in columns
    ]
    rows += [(plain(heading), code(tag), where) for heading, tag, where in NUMBERS]
    return f"{ABOUT}\n\n{table(('column', 'hashtag', 'in'), rows)}"
