"""The hashtags of a table: the core ones of HXL 1.1, with attributes from the vocabulary of the event.

The tags are from the standard's hashtag dictionary (hxlstandard.org/standard/1-1final/dictionary): `#event`,
`#date`, `#loc`, `#meta`, `#description`, and `#affected` for numbers of people, with `+killed`, `+injured`,
`+displaced` and the like for what happened to them. It has no tag for which people a claim counts, so that
column is an extension, `#x_group`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

ENDS = ("low", "best", "high")
"""The columns of a figure: at least so many, the best guess, at most so many."""
NOT_IN_NAMES = re.compile(r"[^a-z0-9_]+")


class Column(NamedTuple):
    """A column of a table: its heading, its hashtag with attributes, and its key in the rows."""

    heading: str
    tag: str
    key: str

    @property
    def is_number(self) -> bool:
        """Tell whether it holds numbers of people."""
        return self.tag.startswith("#affected")


EVENT = (
    Column("Event, code", "#event+code", "event"),
    Column("Event", "#event+name", "event_name"),
    Column("Region", "#event+region", "region"),
    Column("As of (UTC)", "#date+asof", "as_of"),
    Column("Known since (UTC)", "#date+known", "known"),
)
TOTALS = (
    Column("Whose figures, code", "#meta+source+party+code", "party"),
    Column("Whose figures", "#meta+source+party+name", "party_name"),
    Column("What is counted, code", "#meta+period+code", "period"),
    Column("What is counted", "#meta+period+name", "period_name"),
    Column("Rule", "#meta+rule", "rule"),
)
CLAIMS = (
    Column("Claim", "#meta+id", "claim_id"),
    Column("Said from (UTC)", "#date+said+start", "said_from"),
    Column("Said to (UTC)", "#date+said+end", "said_to"),
    Column("Outlet", "#meta+source+outlet", "outlet"),
    Column("Address of the page", "#meta+url", "url"),
    Column("On whose authority", "#meta+source+origin", "origin"),
    Column("For whom that authority speaks, code", "#meta+source+party+code", "party"),
    Column("For whom that authority speaks", "#meta+source+party+name", "party_name"),
    Column("What is counted, code", "#meta+period+code", "period"),
    Column("What is counted", "#meta+period+name", "period_name"),
    Column("Place, code", "#loc+code", "place_id"),
    Column("Place", "#loc+name", "place"),
    Column("Group, code", "#x_group+code", "group"),
    Column("Group", "#x_group+name", "group_name"),
    Column("Part of the group", "#x_group+part", "part"),
    Column("Figure as worded", "#description+worded", "figure"),
    Column("How the wording bounds it", "#meta+precision", "precision"),
    Column("Added to an earlier figure", "#meta+increment", "increment"),
)


def affected(outcome: str, outcome_title: str, group: str = "", group_label: str = "") -> list[Column]:
    """Return the three columns of a number of people: low, best, high.

    outcome, group: names of the vocabulary, which become attributes; without a group they are of whoever a
    claim counts.
    """
    attributes = "".join(f"+{name}" for name in (attribute(outcome), attribute(group)) if name)
    heading = ": ".join(filter(None, (outcome_title, f"{group_label[:1].lower()}{group_label[1:]}")))
    return [
        Column(f"{heading} ({end})", f"#affected{attributes}+{end}", f"{outcome}/{group}/{end}")
        for end in ENDS
    ]


def attribute(name: str) -> str:
    """Return a name with the letters that an attribute may have: a to z first, then also digits and `_`.

    Accents are dropped; a name without any such letter is spelt by the numbers of its characters.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = NOT_IN_NAMES.sub("_", plain).strip("_")
    if name and not found:
        found = "_".join(f"{ord(letter):x}" for letter in name)
    return found if not found or found[0].isalpha() else f"x_{found}"


def repeated(columns: Iterable[Column]) -> list[str]:
    """Return the hashtags that two columns have: then a reader cannot tell them apart."""
    tags = [column.tag for column in columns]
    return sorted({tag for tag in tags if tags.count(tag) > 1})
