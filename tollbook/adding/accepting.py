"""Ready rows of the hand tables for unknown wordings, and those that the user accepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tollbook import dictionary, places, terms, vocabulary
from tollbook.adding import geonames
from tollbook.adding.choosing import WORDED, Choice, choices, is_all, is_known, key, meant_by, own_event
from tollbook.adding.geonames import Town
from tollbook.adding.ids import ascii_slug
from tollbook.adding.to_fill import TO_FILL
from tollbook.adding.unknown import Unknown
from tollbook.ledger import read_places
from tollbook.paths import hand
from tollbook.refusals import CallError

NO_POINT = "no point"
WITHOUT_POINT = {"feature": "locality", "precision": "none"}
OF_PLACE = ("place_id", "place", "district", "feature", "point_of", "precision")


class Ready(NamedTuple):
    """A row to be written: `table` is `folder/name` below data, `says` what it means in words."""

    table: str
    row: dict[str, str]
    says: str


def accept(
    unknowns: Sequence[Unknown], items: Sequence[str], towns: Mapping[str, list[Town]]
) -> tuple[list[Ready], list[Unknown]]:
    """Return the rows for what `items` accept (no items, or `all`: whatever has a ready row), and what stays
    unknown. An item may be like a wording that another item accepts.

    Raises CallError for an item that nothing unknown answers to, or that is like nothing known.
    """
    rows: dict[tuple[str, str, str], Ready] = {}
    asked = choices(items)
    wants_all = not asked or any(is_all(choice, unknowns) for choice in asked)
    for choice in those_they_are_like_first(asked):
        if is_all(choice, unknowns) or is_known(choice, unknowns):
            continue
        for one in meant_by(choice, unknowns):
            if key(one) not in rows:
                same = rows.get(key(one._replace(worded=choice.like)))
                rows[key(one)] = (same and like_a_new_one(one, same)) or ready_like(one, choice, towns)
    for one in unknowns if wants_all else ():
        row = ready(one, towns)
        if row:
            rows.setdefault(key(one), row)
    return without_twins(rows.values()), [one for one in unknowns if key(one) not in rows]


def those_they_are_like_first(asked: Sequence[Choice]) -> list[Choice]:
    """Return items in an order in which each comes behind the one that accepts what it is like; those that
    are like each other come last.
    """
    found, left = [], list(asked)
    while left:
        waited_for = {terms.match_key(choice.worded) for choice in left}
        free = [choice for choice in left if terms.match_key(choice.like) not in waited_for] or left
        found += free
        left = [choice for choice in left if choice not in free]
    return found


def like_a_new_one(one: Unknown, same: Ready) -> Ready | None:
    """Return the row for a wording that means what another new row does; None where that is a town's."""
    table, column = WORDED[one.what]
    if same.table != f"hand/{table}":
        return None
    says = f'means the same as "{same.row[column]}"'
    why = reason(one, f'"{one.worded}" {says}')
    return Ready(same.table, same.row | {column: one.worded, "why": why}, says)


def without_twins(rows: Iterable[Ready]) -> list[Ready]:
    """Return rows with one row of the gazetteer for each town: two spellings of it go into one."""
    found: dict[tuple[str, str], Ready] = {}
    for number, ready_row in enumerate(rows):
        name = ready_row.row["geonameid"] if ready_row.table == "raw/places" else str(number)
        first = found.setdefault((ready_row.table, name), ready_row)
        if first is not ready_row:
            names = [first.row["alt_names"], ready_row.row["alt_names"]]
            first.row["alt_names"] = "; ".join(dict.fromkeys(filter(None, names)))
    return list(found.values())


def ready(one: Unknown, towns: Mapping[str, list[Town]]) -> Ready | None:
    """Return the row that can be offered for a wording: like the known one that it is a spelling of, or the
    one town near; None where somebody has to choose.
    """
    if one.variant:
        return row_like(one, one.variant, {})
    town = geonames.the_one(towns.get(one.worded, [])) if one.what == "place" and not one.reason else None
    return town_row(one, town) if town else None


def ready_like(one: Unknown, choice: Choice, towns: Mapping[str, list[Town]]) -> Ready:
    """Return the row for a wording as the user chose it. Raises CallError where the choice means nothing."""
    if not choice.like:
        row = ready(one, towns)
        if row is None:
            raise CallError(f"--accept: `{one.worded}` has no ready row; write {how_to_choose(one, towns)}")
        return row
    made = row_like(one, choice.like, towns)
    if made is None:
        kinds = f"; kinds of speakers: {', '.join(speakers(one.event))}" if one.what == "authority" else ""
        raise CallError(
            f"--accept: `{choice.like}` is not known; for `{one.worded}` write "
            f"{how_to_choose(one, towns)}{kinds}"
        )
    return made


def how_to_choose(one: Unknown, towns: Mapping[str, list[Town]]) -> str:
    """Return in one line what can stand behind the `=` of an item of --accept."""
    return "; or ".join(ways_to_choose(one, towns))


def ways_to_choose(one: Unknown, towns: Mapping[str, list[Town]]) -> list[str]:
    """Return what can stand behind the `=` of an item of --accept, an item each."""
    item = f'--accept "{one.worded}='
    if one.what == "noun":
        groups = ", ".join(vocabulary.of(one.event).groups)
        return [f'{item}NOUN" with a known noun that it is like', f'{item}GROUP" with one of {groups}']
    if one.what == "authority":
        like: dict[str, str] = {}
        for name in one.near:
            if row := row_of("authorities", "attributed_to", name, one.event):
                like.setdefault(f"{row['party']}/{row['kind']}", name)
        return [
            *(f'{item}{kind}" as a speaker of its own, like {name}' for kind, name in like.items()),
            f'{item}PARTY/KIND" as a speaker of its own; see the kinds of speakers',
            f'{item}AUTHORITY" with a wording of the same speaker, known or accepted beside it',
        ]
    numbers = [f'{item}{town.geonameid}" for {town}' for town in towns.get(one.worded, [])[: geonames.SHOWN]]
    known = [f'{item}PLACE" with a known place', f'{item}{NO_POINT}" where it cannot be drawn']
    return [*numbers, *known, "a row with its coordinates in the sheet places, in place of --accept"]


def speakers(event: str) -> list[str]:
    """Return the kinds of speakers that an event knows, each behind its party and a slash."""
    parties, rows = vocabulary.of(event).parties, hand("speaker_kinds")
    pairs = zip(rows["party"], rows["kind"], strict=True)
    return [f"{party}/{kind}" for party, kind in pairs if party in parties]


def reason(one: Unknown, what: str) -> str:
    """Return the reason of a new row, still to be written by somebody."""
    return f"{TO_FILL}why {what} (from {one.found_in})"


def row_like(one: Unknown, like: str, towns: Mapping[str, list[Town]]) -> Ready | None:
    """Return the row for a wording that is like a known one, or means what else may stand behind the `=` of
    --accept; None where that means nothing.
    """
    return {"noun": noun_like, "authority": authority_like, "place": place_like}[one.what](one, like, towns)


def row_of(table: str, column: str, worded: str, event: str) -> dict[str, str] | None:
    """Return the row of a known wording in a hand table: the event's, else that of every event."""
    rows = hand(table)
    same = rows[
        rows[column].map(terms.match_key).eq(terms.match_key(worded)) & rows["event_id"].isin(["", event])
    ]
    for context in ("party", "figure"):
        same = same[same[context].eq("")] if context in same and column == "noun" else same
    ordered = same.sort_values("event_id", ascending=False).to_dict("records")
    return ordered[0] if ordered else None


def noun_like(one: Unknown, like: str, _: object) -> Ready | None:
    """Return the row of a noun that is like a known one, or counts a group."""
    groups = vocabulary.of(one.event).groups
    known = row_of("nouns", "noun", like, one.event)
    if like in groups:
        others = hand("nouns").query("group == @like and part == ''")["unit_other"]
        usual = Counter(others).most_common(1)
        known = {
            "group": like,
            "part": "",
            "unit": "people",
            "unit_other": usual[0][0] if usual else "present",
        }
    if known is None or known["group"] not in ("", *groups):
        return None
    meaning = {name: known[name] for name in ("group", "part", "unit", "unit_other")}
    counts = ", ".join(filter(None, (meaning["group"], meaning["part"]))) or meaning["unit"]
    why = reason(one, f'"{one.worded}" counts {counts}')
    row = filled("nouns", "hand", noun=one.worded, event_id=own_event(one), why=why, **meaning)
    return Ready("hand/nouns", row, f"counts {counts}")


def authority_like(one: Unknown, like: str, _: object) -> Ready | None:
    """Return the row of an authority that is a known speaker, or a speaker of its own: `party/kind`, maybe
    with `/origin` behind.
    """
    known = row_of("authorities", "attributed_to", like, one.event)
    if known is None:
        party, kind, origin = (part.strip() for part in (like + "//").split("/", 2))
        if f"{party}/{kind}" not in speakers(one.event):
            return None
        known = {"origin": origin.strip("/ ") or one.worded, "party": party, "kind": kind}
    meaning = {name: known[name] for name in ("origin", "party", "kind")}
    own = meaning["origin"] == one.worded
    says = f"{'speaks as' if own else 'is ' + meaning['origin'] + ','} {meaning['party']}, {meaning['kind']}"
    why = reason(one, f'"{one.worded}" {says}')
    return Ready(
        "hand/authorities",
        filled("authorities", "hand", attributed_to=one.worded, event_id=own_event(one), why=why, **meaning),
        says,
    )


def place_like(one: Unknown, like: str, towns: Mapping[str, list[Town]]) -> Ready | None:
    """Return the row of a place: a town by its GeoNames number, a known place, or one without a point."""
    if like.isdecimal():
        town = next((town for town in towns.get(one.worded, []) if str(town.geonameid) == like), None)
        return town_row(one, town) if town else None
    if like == NO_POINT:
        about = {"place_id": ascii_slug(one.worded), "place": one.worded}
        return spelling_row(one, about | WITHOUT_POINT, "is a place without a point")
    known = places.lookup(read_places()).get(places.plain(like))
    if known is None or known["place_id"] == places.UNKNOWN:
        return None
    return spelling_row(one, {name: str(known[name]) for name in OF_PLACE}, f"is {known['place']}")


def spelling_row(one: Unknown, meaning: Mapping[str, str], says: str) -> Ready:
    """Return the row of a spelling in the hand table of places."""
    why = reason(one, f'"{one.worded}" {says}')
    return Ready("hand/places", filled("places", "hand", spelling=one.worded, why=why, **meaning), says)


def town_row(one: Unknown, town: Town) -> Ready:
    """Return the row of a town in the gazetteer; where that has it already, a row of its new spelling."""
    gazetteer = read_places()
    there = gazetteer[gazetteer["geonameid"].eq(str(town.geonameid))]
    if len(there):
        return row_like(one, there["place"].iloc[0], {})
    is_taken = places.slug(town.name) in set(gazetteer["place"].map(places.slug))
    name = one.worded if is_taken else town.name  # another town of this name is there already
    spelt = one.worded if places.plain(one.worded) != places.plain(name) else ""
    row = filled(
        "places",
        "raw",
        place=name,
        alt_names=spelt,
        kind="town",
        district=name,
        lat=f"{town.lat:.5f}",
        lon=f"{town.lon:.5f}",
        precision="town",
        geonameid=str(town.geonameid),
        requested="extra",
        source=geonames.source(),
        licence=geonames.LICENCE,
        note=f"{TO_FILL}the district that {name} lies in (here its own name), and that this town is meant "
        f"(from {one.found_in})",
    )
    return Ready("raw/places", row, f"is {town}")


def filled(table: str, folder: str, **cells: str) -> dict[str, str]:
    """Return a row of a table with these cells, the others empty."""
    return dict.fromkeys(dictionary.table(table, folder).names, "") | cells
