"""The map that a new event is drawn on: a GeoJSON file of the user's, checked and copied with a card."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

from tollbook import map_areas
from tollbook.adding.ids import ascii_slug
from tollbook.files import digest
from tollbook.refusals import CallError


class BaseMap(NamedTuple):
    """A map file: its name below data/raw, and its bytes."""

    name: str
    content: bytes


def read(given: str) -> BaseMap | None:
    """Return the map that a call names, None where it names none.

    Raises CallError, with what to do, where the file cannot be read or drawn.
    """
    if not given:
        return None
    path = Path(given).expanduser().absolute()
    try:
        content = path.read_bytes()
        areas = map_areas.features(str(path))
    except FileNotFoundError:
        raise CallError(f"--map: there is no file {given}: look at its name and folder") from None
    except OSError as error:
        raise CallError(f"--map: {given} cannot be read ({error.strerror}): name a file of yours") from error
    except ValueError as error:
        what = str(error).removesuffix(f": {map_areas.ADVICE}").replace(repr(str(path)), given)
        raise CallError(
            f"--map: {what}: give a GeoJSON file of areas in degrees, or leave --map out"
        ) from error
    if not any(one["areas"] for one in areas):
        raise CallError(f"--map: {given} has no area to draw: give a GeoJSON file of areas in degrees")
    return BaseMap(f"{ascii_slug(path.stem) or 'map'}.geojson", content)


def files(drawn: BaseMap | None) -> dict[str, bytes]:
    """Return the map and its source card, still to be filled, by path in the project."""
    if drawn is None:
        return {}
    card = {
        "title": "Areas that the map of the event is drawn on",
        "publisher": "not named yet: write who drew it",
        "how_obtained": "not written yet: say where the file comes from, and when",
        "licence": "not decided yet: write the licence of the file before you publish",
        "credit": "not written yet: write whom the licence asks to name",
        "sha256": digest(drawn.content),
    }
    text = yaml.safe_dump(card, sort_keys=False, width=110)
    return {f"data/raw/{drawn.name}": drawn.content, f"data/raw/{drawn.name}.card.yml": text.encode()}
