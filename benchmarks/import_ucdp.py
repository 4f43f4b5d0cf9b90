"""How long `tollbook import ucdp` takes for a file of 300,000 rows, and how much memory; beside it what plain
`pandas.read_csv` takes for the same file, which reads it and does nothing with it.

    python benchmarks/import_ucdp.py [ROWS]

The file is invented: the 49 columns of GED, texts of about the usual length, one row in a thousand spoiled in
one of eight ways. Each measurement is a process of its own; memory is the most that it held (ru_maxrss).
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tollbook.importing.ucdp import ALL_COLUMNS

ROWS = 300_000
SIDES = (
    "Government of Ruritania",
    "Government of Graustark",
    "Black Michael's men",
    "Order of the Red Elphberg",
)
SPOILED = 1_000
"""One row in so many is spoiled."""


def row(number: int, chance: random.Random) -> dict[str, str]:
    """Return one invented event."""
    parts = [chance.choice((0, 0, 0, 1, 2, 5, 12)) for _ in range(4)]
    best, day = (
        sum(parts),
        f"{chance.randint(1989, 2024)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
    )
    side_a, side_b = chance.sample(SIDES, 2)
    cells = {
        "id": str(100_000 + number),
        "relid": f"RUR-{day[:4]}-1-{number}",
        "year": day[:4],
        "active_year": "1",
        "code_status": "Clear",
        "type_of_violence": str(chance.randint(1, 3)),
        "conflict_name": "Ruritania: Government",
        "dyad_name": f"{side_a} - {side_b}",
        "side_a": side_a,
        "side_b": side_b,
        "number_of_sources": str(chance.randint(-1, 9)),
        "source_article": f'"Strelsau Herald,{day},Fighting, talks, near hill {number % 999}";"Zenda Post"'
        * 2,
        "source_office": "Strelsau Herald;Zenda Post",
        "source_headline": f"Fighting, and talks, near hill {number % 999}",
        "source_original": "police;residents",
        "where_prec": str(chance.randint(1, 7)),
        "where_coordinates": f"Hill {number % 9_999}",
        "where_description": "On the road from Strelsau to Zenda, near the bridge, as residents said",
        "adm_1": "Strelsau province",
        "adm_2": f"District {number % 60}",
        "latitude": f"{chance.uniform(45, 50):.6f}",
        "longitude": f"{chance.uniform(10, 20):.6f}",
        "geom_wkt": f"POINT ({chance.uniform(10, 20):.6f} {chance.uniform(45, 50):.6f})",
        "country": "Ruritania",
        "region": "Europe",
        "event_clarity": "1",
        "date_prec": str(chance.randint(1, 5)),
        "date_start": f"{day} 00:00:00.000",
        "date_end": f"{day} 00:00:00.000",
        **dict(
            zip(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), map(str, parts), strict=True)
        ),
        "best": str(best),
        "low": str(max(best - chance.randint(0, 3), 0)),
        "high": str(best + chance.randint(0, 9)),
    }
    return cells if number % SPOILED else cells | spoil(number // SPOILED, best)


def spoil(number: int, best: int) -> dict[str, str]:
    """Return cells that make a row unfit."""
    ways: tuple[dict[str, str], ...] = (
        {"low": str(best + 1)},
        {"best": "1,234"},
        {"best": "-1"},
        {"best": "n/a"},
        {"latitude": "148.5"},
        {"date_start": "3/4/2019"},
        {"date_end": "1970-01-01"},
        {"id": "100001"},
    )
    return ways[number % len(ways)]


def make(path: Path, rows: int) -> None:
    """Write an invented file, in Windows-1252 as a spreadsheet saves it."""
    chance = random.Random(1)
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, ALL_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(row(number, chance) for number in range(rows))
        writer.writerow({"id": "1", "side_a": "Östliche Garde"})


def measured(words: list[str], **more: str) -> None:
    """Run a process and print how long it took and the most memory that it held."""
    start, before = time.monotonic(), processor()
    subprocess.run([sys.executable, *words], check=True, env=os.environ | more)
    seconds = time.monotonic() - start
    used = processor() - before
    print(f"    {seconds:.1f} s, {used:.1f} s of processor time, {peak() / 2**20:,.0f} MiB at most so far")


def processor() -> float:
    """Return the processor time of all processes that ended, in seconds: other work on the machine makes a
    process wait, and does not count.
    """
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak() -> int:
    """Return the most memory that a process that ended held, in bytes."""
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def project(folder: Path) -> Path:
    """Make what an import needs of a project: the hand tables and dictionaries of ours."""
    own = Path(__file__).resolve().parent.parent / "data"
    (folder / "data").mkdir()
    for name in ("hand", "dictionary"):
        (folder / "data" / name).symlink_to(own / name)
    return folder


def main() -> None:
    """Make the file and measure."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = project(Path(name))
        path = folder / "GEDEvent_v25_1.csv"
        make(path, rows)
        print(f"invented file: {rows:,} rows, {path.stat().st_size / 2**20:,.0f} MiB; {os.cpu_count()} cores")
        print("plain pandas.read_csv, every cell a string:")
        read = f"import pandas; pandas.read_csv({str(path)!r}, dtype=str, encoding='cp1252')"
        measured(["-c", read])
        print("tollbook import ucdp:")
        measured(["-m", "tollbook", "import", "ucdp", str(path), "--project", str(folder)])
        print("tollbook import ucdp, the same file again:")
        measured(["-m", "tollbook", "import", "ucdp", str(path), "--project", str(folder)])


if __name__ == "__main__":
    main()
