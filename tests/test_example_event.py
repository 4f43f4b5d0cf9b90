"""The example of docs/example, an invented earthquake, from an empty folder to its page: real kernels, once.

The expected numbers are read off the sheet by hand.
"""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest
import yaml

from tollbook import cli, paths

EXAMPLE = paths.OWN / "docs/example"
EVENT = "isla-coral-2021-05"
MAP = EXAMPLE / "invented-island.geojson"
CALL = [
    "new",
    "isla",
    f"--event={EVENT}",
    "--name=Earthquake of Isla Coral, 4 May 2021 (invented)",
    "--zone=America/Lima",
    "--starts=2021-05-04T03:10",
    "--region=Isla Coral",
    "--incident=earthquake",
    f"--map={MAP}",
]
SPEAKERS = ["Protección Civil Isla Coral=state/civil protection", "Hospital San Telmo=independent/hospital"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the invented event, made by the commands that its reader types, with its page."""
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("TOLLBOOK_PROJECT", str(folder / "isla"))
        assert cli.main(CALL) == 0
        raw = folder / "isla/data/raw"
        assert read(folder / "isla/data/hand/events.csv")[0]["base_map"] == "invented-island.geojson"
        assert (raw / "invented-island.geojson").read_bytes() == MAP.read_bytes()
        assert cli.main(["add", str(EXAMPLE / "invented-places.csv"), "--project", "isla"]) == 0
        figures, sightings = EXAMPLE / "invented-figures.csv", EXAMPLE / "invented-sightings.csv"
        assert cli.main(["add", str(figures), "--project", "isla"]) == 1  # two speakers that nobody knows yet
        assert cli.main(["add", str(figures), "--project", "isla", "--accept", *SPEAKERS]) == 0
        assert cli.main(["add", str(sightings), "--project", "isla"]) == 0
        assert cli.main(["check", "--project", "isla"]) == 0
        assert cli.main(["run", "--project", "isla"]) == 0
    return folder / "isla"


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page(project: Path) -> str:
    """Return the words of the page, one blank between any two."""
    text = (project / f"reports/{EVENT}/latest.html").read_text(encoding="utf-8")
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(
    "name", ["invented-figures.csv", "invented-sightings.csv", "invented-island.geojson"]
)
def test_the_files_say_that_they_are_invented(name: str) -> None:
    start = (EXAMPLE / name).read_text(encoding="utf-8")[:200]
    assert "Invented: " in start


def test_what_is_invented_has_addresses_that_nobody_has() -> None:
    lines = (EXAMPLE / "invented-figures.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = list(csv.DictReader(lines))
    assert len(rows) == 23
    assert all(re.match(r"https://\w+\.example\.org/", row["url"]) for row in rows)
    assert all(row["outlet"].endswith("(invented)") for row in rows)
    places = read(EXAMPLE / "invented-places.csv")
    assert all(row["note"].startswith("invented") for row in places)


def test_every_figure_became_a_number(made: Path) -> None:
    claims = {
        row["figure"]: (row["low"], row["high"]) for row in read(made / f"data/processed/{EVENT}/claims.csv")
    }
    assert len(read(made / f"data/processed/{EVENT}/claims.csv")) == 23
    assert read(made / f"data/processed/{EVENT}/set_aside.csv") == []
    assert claims["al menos 31"] == ("31", "")
    assert claims["en az 12"] == ("12", "")
    assert claims["más de 40"] == ("41", "")
    assert claims["nueve"] == ("9", "9")
    assert claims["600'den fazla"] == ("601", "")
    assert claims["41 ölü"] == ("41", "41")


def test_the_toll_is_that_of_the_sheet(made: Path) -> None:
    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for row in sorted(read(made / f"data/processed/{EVENT}/totals.csv"), key=lambda row: row["since"]):
        if row["group"] == "all" and row["rule"] == "latest" and row["period"] == "whole":
            latest[row["outcome"], row["party"]] = (row["low"], row["high"])
    assert latest["killed", "state"] == ("38", "38")  # corrected from 41
    assert latest["killed", "independent"] == ("41", "")
    assert latest["missing", "state"] == ("9", "9")
    assert latest["injured", "state"] == ("212", "212")
    assert latest["displaced", "state"][0] < "3500" < latest["displaced", "state"][1]


def test_the_page_says_it(made: Path) -> None:
    words = page(made)
    assert "People, killed 38" in words
    assert "People, missing 9" in words
    assert "Officials counted 38 people killed in the earthquake of 4 May 2021" in words
    assert "Puerto Nácar (3 pages)" in words
    assert not re.search(r"\bnan\b|Traceback|militants|\battacks?\b.{0,40}Balochistan|Quetta", words)


def test_nothing_published_names_a_folder_of_this_machine(made: Path) -> None:
    for path in (made / "reports").rglob("*"):
        if path.is_file():
            assert str(made.parent).encode() not in path.read_bytes(), path


def test_the_source_cards_count_what_was_added(made: Path) -> None:
    for name in ("claims", "reports", "sightings"):
        card = yaml.safe_load((made / f"data/raw/{name}.csv.card.yml").read_text(encoding="utf-8"))
        assert card["rows"] == len(read(made / f"data/raw/{name}.csv"))
