"""The columns of a sheet that people fill in: one row per figure, per place that a page names, or per place
with its coordinates.

What a column means and may hold is in the dictionary of the raw table that it goes to; here is only which
columns there are and which of them have to be filled.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from tollbook import dictionary

IGNORED = "#"
"""A heading that begins with this mark is the user's own: the column is left out."""


class SheetColumn(NamedTuple):
    """A column of a sheet; `table` is the raw table whose dictionary describes it.

    `needed`: `page` for the first row of a page that the ledger does not have yet, `row` in every row with a
    figure (a place), empty where the cell may stay empty. `in_template`: a new sheet has the column; others
    are read where a sheet has them.
    """

    name: str
    table: str
    needed: str = ""
    in_template: bool = True

    @property
    def described(self) -> dictionary.Column:
        """What the dictionary says of the column."""
        columns = dictionary.table(self.table, "raw").columns
        return next(column for column in columns if column.name == self.name)


FIGURES = (
    SheetColumn("event_id", "claims"),
    SheetColumn("outlet", "reports", "page"),
    SheetColumn("outlet_type", "reports", "page"),
    SheetColumn("outlet_country", "reports"),
    SheetColumn("url", "reports", "row"),
    SheetColumn("published", "reports"),
    SheetColumn("dated", "reports"),
    SheetColumn("credited_to", "reports"),
    SheetColumn("attributed_to", "claims", "row"),
    SheetColumn("category", "claims", "row"),
    SheetColumn("outcome", "claims", "row"),
    SheetColumn("figure", "claims"),
    SheetColumn("as_of", "claims"),
    SheetColumn("window", "claims"),
    SheetColumn("place", "claims"),
    SheetColumn("includes", "claims"),
    SheetColumn("note", "claims"),
)
"""Of the sheet `figures`: one row per figure, with its page beside it."""

SIGHTINGS = (
    SheetColumn("url", "reports", "row"),
    SheetColumn("event_id", "sightings"),
    SheetColumn("place", "sightings", "row"),
    SheetColumn("district", "sightings"),
    SheetColumn("date", "sightings"),
    SheetColumn("time", "sightings"),
    SheetColumn("kind", "sightings"),
    SheetColumn("target", "sightings"),
    SheetColumn("note", "sightings"),
)
"""Of the sheet `sightings`: one row per place that a page says was hit; `url` names the page."""

PLACES = (
    SheetColumn("place", "places", "row"),
    SheetColumn("district", "places"),
    SheetColumn("kind", "places"),
    SheetColumn("lat", "places", "row"),
    SheetColumn("lon", "places", "row"),
    SheetColumn("precision", "places"),
    SheetColumn("source", "places", "row"),
    SheetColumn("licence", "places", "row"),
    SheetColumn("note", "places"),
    SheetColumn("alt_names", "places", in_template=False),
    SheetColumn("hand_aliases", "places", in_template=False),
    SheetColumn("geonameid", "places", in_template=False),
    SheetColumn("requested", "places", in_template=False),
)
"""Of the sheet `places`: one row per place with its coordinates, which the project knows from then on."""

HELP, LISTS = "help", "lists"
"""Sheets of a template that nobody fills in."""
SHEETS = {"figures": FIGURES, "sightings": SIGHTINGS, "places": PLACES}
EXAMPLES = (
    {
        "outlet": "Diario del Puerto",
        "outlet_type": "newspaper",
        "outlet_country": "Mexico",
        "url": "https://diariodelpuerto.example/sismo-1",
        "published": "2031-05-04",
        "credited_to": "Agencia Sur",
        "attributed_to": "outlet itself",
        "category": "people (all)",
        "outcome": "killed",
        "figure": "al menos 31",
        "as_of": "2031-05-04",
        "place": "Puerto Nuevo",
        "note": "the headline rounds it to 30",
    },
    {
        "outlet": "Kıyı Haber",
        "outlet_type": "news site",
        "outlet_country": "TR",
        "url": "https://kiyihaber.example/deprem",
        "dated": "2031-05-05",
        "attributed_to": "outlet itself",
        "category": "people (all)",
        "outcome": "injured",
        "figure": "120'den fazla",
        "window": "first day",
        "includes": "women;children",
    },
)
"""Two invented rows, of an earthquake that never was."""
POINT = {
    "place": "Puerto Nuevo",
    "lat": "-12.31",
    "lon": "-76.84",
    "source": "read off a map",
    "licence": "CC0 1.0",
}
"""An invented row of the sheet places."""
PAGE = tuple(column.name for column in FIGURES if column.table == "reports")
CLAIM = tuple(column.name for column in FIGURES if column.table == "claims")
OTHER_HEADINGS = {
    "event": "event_id",
    "country": "outlet_country",
    "link": "url",
    "address": "url",
    "latitude": "lat",
    "longitude": "lon",
    "license": "licence",
}
"""Headings that people write for a column, besides its name in any case, with blanks, hyphens or none."""


def plain(heading: str) -> str:
    """Return a heading as it is matched: `Outlet Type`, `outlet-type` and `OUTLET_TYPE` are one."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading)).casefold()


@cache
def names(sheet: str) -> dict[str, str]:
    """Return the columns of a sheet by the headings that mean them, as `plain` makes them."""
    own = [column.name for column in SHEETS[sheet]]
    others = {plain(heading): name for heading, name in OTHER_HEADINGS.items() if name in own}
    return others | {plain(name): name for name in own}
