"""The files of TechForPalestine as rows: daily counts as JSON or CSV, and the summary of the last of them."""

from __future__ import annotations

import csv
import json
from array import array
from collections.abc import Iterator
from typing import Any

import pandas as pd

from tollbook.importing import letters, rows
from tollbook.importing.faults import UnfitError
from tollbook.importing.letters import File
from tollbook.importing.rows import Layout, Table

DAY = "report_date"
PLACES = {"gaza": "Gaza Strip", "west_bank": "West Bank", "lebanon": "Lebanon"}
GAZA = PLACES["gaza"]
FILLED_IN = "ext_"
FROM_SUMMARY = "summary"
"""What stands for the source of the West Bank's counts in the summary, which does not say which it is."""
PARTS = {
    "total": "{}",
    "children": "{}_children",
    "women": "{}_women",
    "civil_defence": "civdef_{}",
    "civilDefence": "civdef_{}",
    "medical": "med_{}",
    "press": "press_{}",
}
"""How the daily counts call a part of those killed or injured that the summary names."""
OTHERS = {
    ("famine", "total"): "famine_cum",
    ("famine", "children"): "child_famine_cum",
    ("aid_seeker", "killed"): "aid_seeker_killed_cum",
    ("aid_seeker", "injured"): "aid_seeker_injured_cum",
}
PERSON = {"name", "en_name", "ar_name", "name_en", "name_ar_raw", "dob"}
"""Fields of a list of persons."""
IMPORT = "import casualties_daily, west_bank_daily, lebanon_casualties_daily or summary (JSON or CSV)"


def read(file: File) -> Table:
    """Return the reports in a file as rows. Raises UnfitError where it holds no daily counts."""
    return read_json(file) if is_json(file) else read_csv(file)


def is_json(file: File) -> bool:
    """Tell whether a file looks like JSON, or at least not like a table with a column of report days."""
    first = next((line for line in letters.lines(file) if line.strip()), "").lstrip()
    return first[:1] in ("[", "{") or not (DAY in first or PERSON & names_in(first))


def names_in(line: str) -> set[str]:
    """Return the names in the header of a CSV file."""
    return {*rows.names_of(next(csv.reader([line]), []))}


def read_csv(file: File) -> Table:
    """Return the reports of a CSV file, a column for each field that its header names."""
    first = next((line for line in letters.lines(file) if line.strip()), "")
    names = names_in(first)
    if DAY not in names:
        raise UnfitError(no_counts(file, is_persons=True))
    return rows.read(file, Layout((DAY,), tuple(sorted(names - {DAY, ""}))))


def read_json(file: File) -> Table:
    """Return the reports of a JSON file."""
    text = "".join(letters.lines(file))
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        todo = "the download may be cut off or no JSON at all: download it again"
        place = f"line {error.lineno}, column {error.colno}"
        raise UnfitError(f"{file.path.name}, {place}: this is not JSON ({error.msg}); {todo}") from error
    items = reports_of(content)
    if not any(is_report(item) for item in items):
        is_persons = any(isinstance(item, dict) and PERSON & {*item} for item in items)
        raise UnfitError(no_counts(file, is_persons))
    found = table(file, items)
    left = [name for name in content if name not in PLACES] if isinstance(content, dict) else []
    return found._replace(said=[*found.said, f"parts not taken over: {', '.join(left)}"]) if left else found


def no_counts(file: File, is_persons: bool) -> str:
    """Return why a file is refused and what to do."""
    what = "a list of persons, not daily counts" if is_persons else "no daily counts"
    return f"{file.path.name}: the file holds {what} (no {DAY}); {IMPORT}"


def is_report(item: object) -> bool:
    """Tell whether an item of the file is a day's report."""
    return isinstance(item, dict) and DAY in item


def reports_of(content: Any) -> list[Any]:
    """Return the items of a file; the summary of all counts is one report for each area."""
    if not isinstance(content, dict):
        return content if isinstance(content, list) else []
    if "lastDailyUpdate" in content:  # the summary's first two layouts, which know Gaza alone
        killed = content.get("killed") or content.get("martyred")
        content = {"gaza": {**content, "killed": killed, "last_update": content["lastDailyUpdate"]}}
    areas = content.items()
    return [report_of(area, about) for area, about in areas if area in PLACES and is_area(about)]


def is_area(about: object) -> bool:
    """Tell whether a part of the summary is the counts of an area."""
    return isinstance(about, dict) and "last_update" in about


def report_of(area: str, about: dict[str, Any]) -> dict[str, Any]:
    """Return an area's part of the summary as a report. The summary takes Gaza's counts from the fields that
    were filled in where the official count was missing, and says so nowhere.
    """
    before, source = ("", FROM_SUMMARY) if area == "west_bank" else (FILLED_IN, "")
    counts = {
        f"{before}{PARTS.get(part, '{}_' + part).format(outcome)}_cum": number
        for outcome in ("killed", "injured")
        for part, number in dict(about.get(outcome) or {}).items()
    }
    for (what, part), name in OTHERS.items():
        if part in dict(about.get(what) or {}):
            counts[name] = about[what][part]
    return {DAY: about["last_update"], "place": PLACES[area], "report_source": source, **counts}


def table(file: File, items: list[Any]) -> Table:
    """Return reports as rows of text, one column for each field; what is no report is set aside."""
    numbered = [*enumerate(items, start=1)]
    unread = {number: f"not a report with a {DAY}" for number, item in numbered if not is_report(item)}
    reports = [{"row": number, **dict(flat(item))} for number, item in numbered if is_report(item)]
    found = pd.DataFrame(reports).fillna("")
    found = found.astype({name: "str" for name in found.columns if name != "row"})
    return Table(found, unread, len(items), [file.said, "JSON"], [*found.columns[1:]], array("q"))


def flat(item: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the fields of a report and of what lies in it (`verified.killed`) as text."""
    for name, value in item.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield f"{before}{name}", json.dumps(value, ensure_ascii=False)
        else:
            yield f"{before}{name}", "" if value is None else str(value)


def texts(file: File, table: Table, wanted: set[int]) -> dict[int, str]:
    """Return some reports by number as they stand in the file."""
    if table.lines:
        return rows.texts(file, table.lines, wanted)
    items = reports_of(json.loads("".join(letters.lines(file)))) if wanted else []
    return {number: json.dumps(items[number - 1], ensure_ascii=False) for number in sorted(wanted)}
