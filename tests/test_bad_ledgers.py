"""Bad ledgers: one claim, none, no date, one outlet a thousand times, two events interleaved, and the like.

Notebooks 01 to 03 are run on small invented ledgers, cell by cell in this process. They must give the right
answer or a sentence that there is none: no exception, no empty chart, no missing value in a sentence, and no
ledger text that Markdown or HTML would take for its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import altair as alt
import nbformat
import pandas as pd
import pytest
from prose import unlinked

from tollbook import (
    checks,
    clean,
    comparing,
    containing,
    dates,
    explain,
    leaving_out,
    ledger,
    parameters,
    places,
    reconcile,
    sensitivity,
    sentences,
    statements,
    tables,
    validate,
    worlds,
)
from tollbook.charts.echo_marks import cut
from tollbook.charts.intervals import intervals, shortened
from tollbook.figure import Answer, Figure, Table, compact_json, literal
from tollbook.ledger import read_csv
from tollbook.tabular import NO_ROWS, table_html

REAL = Path(__file__).resolve().parent.parent
CLEAN, COMPARE, CATEGORIES = "01-clean-figures", "02-compare-totals", "03-casualty-categories"
MISSING = re.compile(r"\bnan\b|<NA>|\bNaT\b|\bNone\b")
PAGE = {"outlet_type": "newspaper", "outlet_country": "PK", "published": "2026-03-02", "readings": "1"}
CLAIM = {"event_id": "alpha", "attributed_to": "ISPR", "category": "militants", "outcome": "killed"}
MARKUP = "<b>*x*_y_ `z`</b> $a_1$ | [l](javascript:0) # ~~s~~ &amp; \u200f\u202e {{x}} <script>1</script>"
LONG = "n" * 300
TRILLION = "1,000,000,000,000"
CIVILIANS, SOLDIERS = {"category": "civilians"}, {"category": "soldiers"}
BUGTI, BLA = {"attributed_to": "Sarfraz Bugti"}, {"attributed_to": "BLA"}
UNDATED = {"published": ""}


def claim(figure: str, *cells: dict[str, str], **more: str) -> dict[str, str]:
    """Return a claim with the cells of its page: `figure` and what differs from `CLAIM` and `PAGE`."""
    row = {"figure": figure}
    for some in (*cells, more):
        row |= some
    return row


def same_outlet(number: int, **cells: str) -> list[dict[str, str]]:
    """Return 145 militants on so many pages of one outlet."""
    return [claim("145", cells, outlet="The Same Times", report_id=f"same-{one}") for one in range(number)]


def of_event(event: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return claims as those of an event, each on a page of its own."""
    return [
        {**row, "event_id": event, "report_id": f"{event}-{number}", "claim_id": f"{event}-{number}"}
        for number, row in enumerate(rows)
    ]


ALPHA = [
    claim("31", CIVILIANS, BUGTI),
    claim("36", CIVILIANS, BUGTI, published="2026-03-04"),
    claim("145", published="2026-03-03"),
    claim("84", SOLDIERS, BLA),
    claim("31", CIVILIANS, attributed_to="outlet itself", published="2026-03-03"),
    claim("7", BLA, published="2026-03-03"),
]
BETA = [
    claim("5", CIVILIANS, BUGTI),
    claim("12", CIVILIANS, BUGTI, published="2026-03-04"),
    claim("145", published="2026-03-02"),
    claim("31", CIVILIANS, attributed_to="outlet itself", published="2026-03-01"),
]
LEDGERS: dict[str, list[dict[str, str]]] = {
    "one claim": [claim("17", CIVILIANS, BUGTI)],
    "no claim": [claim("17", event_id="beta")],
    "nothing readable": [claim(""), claim("a great sorrow")],
    "contradictory scopes": [
        claim("216", window="operation", note="includes the first day"),
        claim("216", window="operation", note="without the first day"),
        claim("41", window="first day"),
        claim("300", SOLDIERS, BLA, window="first day"),
        claim("200", SOLDIERS, BLA, window="operation", note="includes the first day"),
        claim("58", category="people (all)", includes="22 soldiers; 36 civilians"),
        claim("58", category="people (all)", includes="militants; civilians; soldiers"),
        claim("90", CIVILIANS, window="some other time"),
    ],
    "only unbounded": [
        claim("at least 31", CIVILIANS, BUGTI),
        claim("up to 24", category="security personnel"),
        claim("dozens", SOLDIERS, BLA),
        claim("hundreds"),
        claim("fewer than 50", BLA),
        claim("scores", category="people (all)", attributed_to="outlet itself"),
    ],
    "no date": [
        claim("31", CIVILIANS, BUGTI, UNDATED),
        claim("36", CIVILIANS, BUGTI, UNDATED),
        claim("145", UNDATED),
        claim("7", BLA, UNDATED),
        claim("145", UNDATED, attributed_to="outlet itself"),
        claim("152", UNDATED, category="people (all)"),
    ],
    "one outlet": same_outlet(1000),
    "one outlet, nobody named": same_outlet(1000, attributed_to="outlet itself"),
    "one outlet against two": [
        *same_outlet(1000),
        claim("120", BUGTI, outlet="A"),
        claim("120", attributed_to="Shahid Rind", outlet="B"),
    ],
    "two events": [
        row
        for both in zip_longest(of_event("alpha", ALPHA), of_event("beta", BETA))
        for row in both
        if row is not None
    ],
    "alpha alone": of_event("alpha", ALPHA),
    "beta alone": of_event("beta", BETA),
    "unknown words": [
        claim("10", attributed_to="the cat", category="cats"),
        claim("13", CIVILIANS, attributed_to="a passer-by"),
        claim("14", category="flying saucers", outcome="other"),
        claim("15", CIVILIANS, place="Atlantis"),
        claim("6", category="people (all)", includes="unicorns; dragons"),
    ],
    "only increments and parts": [
        claim("another 22"),
        claim("five others", CIVILIANS),
        claim("22 additional", BLA),
        claim("3", category="women"),
        claim("four", category="police"),
    ],
    "zero": [
        claim("0", CIVILIANS, BUGTI),
        claim("5", CIVILIANS, BLA),
        claim("0", SOLDIERS, BLA),
        claim("0"),
        claim("0", BLA),
        claim("zero", category="people (all)"),
        claim("0", category="places", outcome="attacked"),
    ],
    "very large": [
        claim("1000000000000"),
        claim("at least 1,000,000,000,000", BLA),
        claim("1000000", SOLDIERS, BLA),
        claim("1000000000000", category="security personnel"),
        claim("9" * 23, CIVILIANS),
    ],
    "markup": [
        claim("31", CIVILIANS, outlet=f"{MARKUP}3", attributed_to=MARKUP, published="2026-03-03"),
        claim("31", CIVILIANS, outlet=MARKUP, attributed_to=MARKUP, note=MARKUP, credited_to=MARKUP),
        claim("33", CIVILIANS, outlet=f"{MARKUP}2", attributed_to=MARKUP, published="2026-03-04"),
        claim("145", outlet=MARKUP, window=MARKUP),
        claim("150", outlet=LONG, window=LONG),
        claim("155", BLA, outlet=LONG),
        claim("160", BLA, outlet=MARKUP, published="2026-03-04"),
        claim("193", category="people (all)", outlet=MARKUP, attributed_to=MARKUP, includes=MARKUP),
        claim(MARKUP, outlet=MARKUP),
        claim("5", category=MARKUP, place=MARKUP),
        claim("12", category="places", outcome="attacked", outlet=MARKUP, attributed_to=MARKUP),
        claim("7", category="passengers", outcome="freed", outlet=LONG, attributed_to=LONG),
    ],
}
LEDGERS["several voices"] = [
    claim("10"),
    claim("12", BUGTI, published="2026-03-03"),
    claim("12", attributed_to="Shahid Rind", published="2026-03-03"),
    claim("20", attributed_to="Mohsin Naqvi", published="2026-03-04"),
    claim("4", BLA, published="2026-03-03"),
]
RUNS = {
    "one claim": (CLEAN, COMPARE, CATEGORIES),
    "no claim": (CLEAN, COMPARE, CATEGORIES),
    "nothing readable": (CLEAN,),
    "contradictory scopes": (CLEAN, COMPARE),
    "only unbounded": (CLEAN, COMPARE),
    "no date": (CLEAN, COMPARE, CATEGORIES),
    "one outlet": (CLEAN, COMPARE),
    "two events": (CLEAN, COMPARE),
    "unknown words": (CLEAN, COMPARE),
    "only increments and parts": (CLEAN, COMPARE, CATEGORIES),
    "zero": (CLEAN, COMPARE, CATEGORIES),
    "very large": (CLEAN, COMPARE, CATEGORIES),
    "markup": (CLEAN, COMPARE, CATEGORIES),
}
"""The notebooks that are run on each ledger; on the others single functions are tried."""
DRAWN = {("very large", COMPARE), ("markup", COMPARE)}
"""Where all charts are drawn as well, for a wide and for a narrow sheet; elsewhere single ones are."""


class Shown(NamedTuple):
    """What the cells of a notebook show: all texts, the text of Markdown and HTML, the figures, the tables by
    slug.
    """

    text: str
    markdown: str
    html: str
    figures: list[Figure]
    tables: dict[str, pd.DataFrame]


def write_table(
    project: Path, folder: str, name: str, rows: list[dict[str, str]], keep: bool = False
) -> None:
    """Write a table of the project with the columns of the real one; `keep` has its rows before ours."""
    real = read_csv(REAL / f"data/{folder}/{name}.csv")
    ours = pd.DataFrame(rows, columns=real.columns, dtype=object).fillna("")
    table = pd.concat([real, ours]) if keep else ours
    (project / f"data/{folder}/{name}.csv").unlink(missing_ok=True)
    table.to_csv(project / f"data/{folder}/{name}.csv", index=False, lineterminator="\n")


def make_project(project: Path, claims: list[dict[str, str]]) -> Path:
    """Make a project with the real hand tables, two more events, and a ledger of these claims."""
    for folder in ("hand", "raw"):
        (project / f"data/{folder}").mkdir(parents=True)
        for path in (REAL / f"data/{folder}").iterdir():
            if folder == "hand" or path.name.startswith(("places", "neighbours", "province")):
                (project / f"data/{folder}/{path.name}").symlink_to(path)
    (project / "data/dictionary").symlink_to(REAL / "data/dictionary")
    write_events(project)
    rows = [
        {**CLAIM, "claim_id": f"claim-{number}", "report_id": f"page-{number}", **row}
        for number, row in enumerate(claims)
    ]
    pages = {
        row["report_id"]: {
            **PAGE,
            "outlet": f"Outlet {row['report_id']}",
            "url": f"https://example.org/{row['report_id']}",
            **row,
        }
        for row in rows
    }
    write_table(project, "raw", "claims", rows)
    write_table(project, "raw", "reports", list(pages.values()))
    write_table(project, "raw", "sightings", [])
    write_table(project, "raw", "series", [])
    return project


def write_events(project: Path) -> None:
    """Add the events alpha and beta: a running count, its first day, and an operation that holds both."""
    zone = {"time_zone": "Asia/Karachi", "region": "Balochistan", "starts": "2026-03-01T06:00"}
    periods = (
        ("wave", "the attacks", "operation"),
        ("operation", "the operation", ""),
        ("day", "the first day", "wave"),
    )
    rows: dict[str, list[dict[str, str]]] = {"events": [], "periods": [], "windows": [], "containing": []}
    for event in ("alpha", "beta"):
        about = {"event_id": event, "name": f"Attacks of {event}", "default_period": "wave"}
        rows["events"].append({**about, **zone})
        for period, label, within in periods:
            cells = {"period": period, "label": label, "short": label, "within": within, "from_figure": "no"}
            rows["periods"].append({"event_id": event, "counts_from": zone["starts"], **cells})
        for words, period in (("first day", "day"), ("operation", "operation")):
            field = {"event_id": event, "field": "window"}
            rows["windows"].append({**field, "pattern": words, "period": period})
        for words, says in (("includes the first day", "takes_in"), ("without the first day", "leaves_out")):
            field = {"event_id": event, "field": "note", "period": "day"}
            rows["containing"].append({**field, "pattern": words, "says": says})
    for name, some in rows.items():
        write_table(project, "hand", name, some, keep=True)


def cells_of(name: str) -> list[str]:
    """Return the source of the code cells of a notebook."""
    notebook = nbformat.read(REAL / f"notebooks/{name}.ipynb", as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def outputs(name: str, arguments: dict[str, str]) -> Iterator[object]:
    """Run the cells of a notebook in one namespace; yield what each shows."""
    names: dict[str, object] = {"print": lambda *words: printed.append(" ".join(map(str, words)))}
    printed: list[str] = []
    for number, source in enumerate(cells_of(name)):
        tree, last = ast.parse(source), None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, f"{name}, cell {number}", "exec"), names)
        names |= arguments if number == 0 else {}
        shown = eval(compile(last, f"{name}, cell {number}", "eval"), names) if last else None
        if shown is not None:
            yield shown
    yield from printed


def remembered(check: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Return the checks so that the same tables are not checked twice."""
    kept: list[tuple[tuple[pd.DataFrame, ...], dict[str, object], pd.DataFrame]] = []

    def run(*tables: pd.DataFrame, **options: object) -> pd.DataFrame:
        for before, asked, findings in kept:
            same = len(before) == len(tables) and all(map(pd.DataFrame.equals, before, tables))
            if same and asked == options:
                return findings
        kept.append((tables, options, check(*tables, **options)))
        return kept[-1][2]

    return run


def read(outputs: Iterator[object], draw: bool) -> Shown:
    """Return what a notebook shows; no chart of it may be empty, no value missing in a text."""
    texts, markdown, html, figures, shown = [], [], [], [], {}
    for one in outputs:
        if isinstance(one, str):
            texts.append(one)
            continue
        part = one.shown if isinstance(one, Answer) else one
        markdown.append(getattr(one, "text", ""))
        if isinstance(part, Figure):
            assert len(part.rows), part.slug
            assert not draw or set(part.drawings) == {"wide", "narrow"}
            figures.append(part)
            texts += [part.title, part.sentence, part.subtitle, part.caption, part.alt]
            texts += part.drawings.values() if draw else []
        else:
            bundle = one._repr_mimebundle_()
            texts.append(bundle["text/plain"])
            html.append(bundle.get("text/html", ""))
        if isinstance(part, Table):
            shown[part.slug] = part.rows
    text, said = "\n".join([*texts, *markdown]), "\n".join(markdown)
    assert not MISSING.search(text), MISSING.search(text)
    return Shown(text, said, "\n".join(html), figures, shown)


Run = Callable[..., Shown]


@pytest.fixture(scope="module")
def project_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function that returns the project of a ledger, with notebook 01 run for its events."""
    made: dict[str, Path] = {}

    def project(name: str) -> Path:
        if name not in made:
            made[name] = make_project(tmp_path_factory.mktemp("project"), LEDGERS[name])
        return made[name]

    return project


@pytest.fixture(scope="module")
def run(project_of: Callable[[str], Path]) -> Run:
    """A function that runs a notebook on a ledger, once for the same parameters, and what is before it."""
    kept: dict[tuple[object, ...], Shown] = {}

    def notebook(name: str, number: str, event: str = "alpha", **arguments: str) -> Shown:
        key = (name, number, event, *sorted(arguments.items()))
        if key not in kept:
            if number != CLEAN:
                notebook(name, CLEAN if number == COMPARE else COMPARE, event)
            with (
                patch.dict("os.environ", TOLLBOOK_PROJECT=str(project_of(name))),
                patch("tollbook.checks.run", remembered(checks.run)),
                alt.utils.schemapi.debug_mode(False),
            ):
                draw = (name, number) in DRAWN
                kept[key] = read(outputs(number, {"event": event, **arguments}), draw)
        return kept[key]

    return notebook


@pytest.fixture
def inside(project_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function after which the package works in the project of a ledger."""
    return lambda name: monkeypatch.setenv("TOLLBOOK_PROJECT", str(project_of(name)))


@pytest.mark.parametrize("name", RUNS)
def test_every_notebook_answers_without_an_exception_or_an_empty_chart(name: str, run: Run) -> None:
    for number in RUNS[name]:
        assert run(name, number).markdown.strip()


@pytest.mark.parametrize("name", LEDGERS)
def test_the_ledgers_pass_the_check_of_raw_tables(name: str, inside: Callable[[str], None]) -> None:
    inside(name)
    assert validate.problems("data/raw") == []


def test_one_claim_is_what_every_rule_gives(run: Run) -> None:
    shown = run("one claim", COMPARE)
    rules = shown.tables["rules"]
    assert rules["rule"].tolist() == list(reconcile.RULES)
    assert set(rules["officials"]) == set(rules["any source"]) == {"17 (1)"}
    assert "Officials counted 17 civilians killed in the attacks (2 March 2026)." in unlinked(shown.markdown)
    assert "the provincial chief minister said on 2 March 2026" in shown.text
    assert "was in two outlets by then: nothing was repeated" in unlinked(shown.markdown)


def test_a_group_without_a_claim_has_no_figure_and_no_chart(run: Run) -> None:
    assert "No figure for militants killed in the attacks had been given" in run("one claim", COMPARE).text
    slugs = [figure.slug for figure in run("one claim", CATEGORIES).figures]
    assert slugs == ["killed-wave", "figures-in-print", "toll-over-time"]


def test_an_event_without_claims_says_so_everywhere(run: Run) -> None:
    assert "No page of the ledger has a claim about this event." in run("no claim", CLEAN).markdown
    compared, categories = run("no claim", COMPARE), run("no claim", CATEGORIES)
    assert (compared.figures, categories.figures) == ([], [])
    assert "No party had given a figure for a whole group by then." in compared.markdown
    assert "**No number can be printed:**" in compared.markdown
    assert "The checks found nothing" in compared.markdown


def test_a_place_without_any_claim_is_no_exception(inside: Callable[[str], None]) -> None:
    inside("no claim")
    raw = ledger.read()
    place = {"report_id": "page-0", "event_id": "alpha", "place": "Quetta", "date": "2026-03-01"}
    sightings = pd.DataFrame([place], columns=raw.sightings.columns, dtype=object).fillna("")
    claims = clean.clean(raw, "alpha").claims
    sighted = places.of_event(raw._replace(sightings=sightings), claims, "alpha")
    assert checks.run(claims, sighted).empty


def test_figures_that_cannot_be_read_are_told_and_set_aside(run: Run) -> None:
    shown = run("nothing readable", CLEAN)
    assert "Not one of 2 claims could be read as a number; all are set aside." in shown.markdown
    assert "1 of 1 stated figure (100.0%) could not be read." in shown.markdown
    assert sorted(shown.tables["set-aside"]["figure as worded"]) == ["", "a great sorrow"]


def test_contradictory_scopes_are_kept_apart_and_both_readings_given(run: Run) -> None:
    shown = run("contradictory scopes", COMPARE)
    raids = shown.tables["with-and-without"].set_index("group")
    cells = ["as printed", "its count", "with it", "without it", "pages: inside", "pages: not inside"]
    assert raids.loc["militants", cells].tolist() == ["216", "41", "216", "175", 1, 1]  # 216 - 41
    assert raids.loc["security personnel", "without it"] == "none: the part is larger"  # 300 of 200
    refused = " ".join(shown.tables["refused"]["why they are not compared"])
    assert (
        "216 militants (ISPR, 2 March) counts the operation, 41 militants (ISPR, 2 March) counts" in refused
    )
    # two totals of one number: the one lists 22 + 36, for the other nobody counted militants
    assert shown.tables["explained"]["sum"].tolist() == ["58 = 22 soldiers + 36 civilians"]
    assert shown.tables["unexplained"]["said to count"].tolist() == ["with militants"]


def test_unbounded_figures_stay_open(run: Run) -> None:
    shown = run("only unbounded", COMPARE)
    rules = shown.tables["rules"].set_index(["group", "rule"])["any source"]
    assert rules["civilians", "range"] == "31 or more (1)"
    assert rules["militants", "agreement"] == "no figure"  # under 50, and 200 or more
    assert rules["security personnel", "agreement"] == "24 (2)"  # 24 or more, and up to 24
    assert "the armed group BLA said fewer than 50 on 2 March 2026" in shown.text
    assert "Scores of people were killed" in shown.text
    assert "the officials' figure is at least 4.0 times the armed group's" in shown.markdown  # 200 / 49


def test_without_any_date_a_figure_is_known_in_the_latest_state_alone(run: Run) -> None:
    shown = run("no date", COMPARE)
    told = "Officials counted 36 civilians and 145 militants killed in the attacks (a day not known); "
    assert told in unlinked(shown.markdown)
    assert "the provincial chief minister said on a day not known" in shown.text
    assert "the officials' figure is 21 times the armed group's" in shown.markdown  # 145 / 7 = 20.7
    apart = next(figure for figure in shown.figures if figure.slug == "two-worlds")
    assert "Figures in force" in apart.drawing("narrow", 340)
    early = run("no date", COMPARE, as_of="2026-12-31")
    assert early.figures == []
    assert "No party had given a figure for a whole group by then." in early.markdown
    assert "0 of 6 claims" in early.text


def test_without_any_date_the_tables_have_no_moment(run: Run, project_of: Callable[[str], Path]) -> None:
    run("no date", COMPARE)
    folder = project_of("no date") / "data/processed/alpha"
    claims, totals = read_csv(folder / "claims.csv"), read_csv(folder / "totals.csv")
    assert set(claims["date_basis"]) == {"none"}
    assert set(claims["known_from"]) == set(totals["since"]) == {""}
    # the page that names nobody still repeats the military's 145
    assert claims["echo"].tolist() == ["", "", "", "", "nobody", ""]


@pytest.mark.parametrize(("undated", "figures"), [("earliest", 3), ("latest", 3), ("leave_out", 0)])
def test_without_any_date_a_setting_can_only_leave_the_claims_out(
    undated: str, figures: int, inside: Callable[[str], None]
) -> None:
    inside("no date")
    claims = dates.place_undated(clean.clean(ledger.read(), "alpha").claims, undated)
    answer = comparing.answer(reconcile.totals(claims), parameters.check("alpha"))
    assert answer.count("](#claims-") == figures
    assert answer.count("(a day not known)") == min(figures, 2)  # one for each party


def test_one_outlet_a_thousand_times_is_one_origin(run: Run, project_of: Callable[[str], Path]) -> None:
    shown = run("one outlet", COMPARE)
    assert "was in two outlets by then: nothing was repeated" in unlinked(shown.markdown)
    folder = project_of("one outlet") / "data/processed/alpha"
    told, totals = read_csv(folder / "statements.csv"), read_csv(folder / "totals.csv")
    assert told[["n_reports", "n_outlets"]].to_numpy().tolist() == [["1000", "1"]]
    assert set(totals["n_origins"]) == set(totals["n_statements"]) == {"1"}
    changed = shown.tables["leave-one-out"].set_index("left out")["changed by"]
    assert set(changed[["outlet The Same Times"]]) == {"1 of 1 outlet"}


@pytest.mark.parametrize(
    ("name", "party", "figures"),
    [
        # pages that name nobody are one origin, which no ranked list has
        ("one outlet, nobody named", "any", "145 145 145 145 145 145 no figure"),
        # 145 by one origin, 120 by two: as many voices as origins, not as pages
        ("one outlet against two", "state", "120 120 to 145 120 120 120 120 145"),
        ("several voices", "state", "20 10 to 20 10 12 12 12 10"),
    ],
)
def test_origins_have_a_voice_and_not_pages(
    name: str, party: str, figures: str, inside: Callable[[str], None]
) -> None:
    inside(name)
    totals = reconcile.totals(clean.clean(ledger.read(), "alpha").claims)
    rows = sensitivity.by_rule(totals, parameters.check("alpha"))
    assert " ".join(rows.loc[rows["party"] == party, "words"][:7]) == figures


def test_two_events_interleaved_are_as_each_alone(
    run: Run, project_of: Callable[[str], Path], inside: Callable[[str], None], tmp_path: Path
) -> None:
    run("two events", COMPARE)
    inside("alpha alone")
    cleaned = clean.clean(ledger.read(), "alpha")
    alone = {
        **cleaned._asdict(),
        "statements": statements.collapse(cleaned.claims),
        "totals": reconcile.totals(cleaned.claims),
        "checks": checks.run(cleaned.claims),
    }
    for name, frame in alone.items():
        together = project_of("two events") / f"data/processed/alpha/{name}.csv"
        assert tables.write(frame, "alpha", tmp_path, name).read_bytes() == together.read_bytes(), name


def test_all_events_cleaned_at_once_are_as_one_after_the_other(inside: Callable[[str], None]) -> None:
    inside("two events")
    raw = ledger.read()
    claims = clean.clean(raw).claims
    totals = reconcile.totals(claims)
    for event in ("alpha", "beta"):
        own = reconcile.totals(clean.clean(raw, event).claims)
        pd.testing.assert_frame_equal(totals[totals["event_id"] == event].reset_index(drop=True), own)
    # in beta nobody had given 31: it stays nobody's, whatever was said of alpha
    assert claims.set_index("claim_id")["echo"].loc[["alpha-4", "beta-3"]].tolist() == ["nobody", ""]


def test_what_no_hand_table_knows_is_listed_and_not_guessed(run: Run) -> None:
    shown = run("unknown words", COMPARE)
    found = shown.tables["checks"].set_index("check")["findings"]
    assert found[["unknown_nouns", "unknown_authorities", "unknown_places"]].tolist() == [2, 2, 1]
    assert "13 civilians were killed in the attacks, a passer-by said on 2 March" in shown.text
    assert "No page known by then counts people other than the dead and the injured." in shown.markdown
    told = "Officials gave 6 people killed in the attacks (2 March 2026). No party had given a figure for a"
    assert f"{told} single group by then." in unlinked(shown.markdown)


def test_increments_and_parts_make_no_total(run: Run, project_of: Callable[[str], Path]) -> None:
    shown = run("only increments and parts", COMPARE)
    assert "**No number can be printed:**" in shown.markdown
    assert shown.figures == run("only increments and parts", CATEGORIES).figures == []
    assert read_csv(project_of("only increments and parts") / "data/processed/alpha/totals.csv").empty


def test_none_killed_is_a_figure(run: Run) -> None:
    shown = run("zero", COMPARE)
    told = "Officials counted 0 civilians and 0 militants killed in the attacks (2 March 2026)"
    assert told in unlinked(shown.markdown)
    assert (
        "No security personnel were killed in the attacks, the armed group BLA said on 2 March" in shown.text
    )
    # five by the one and none by the other: no number of times
    held = "Officials counted 0 civilians killed (2 March), the armed group 5 (2 March)."
    assert held in unlinked(shown.markdown)
    apart = next(figure for figure in shown.figures if figure.slug == "two-worlds")
    assert "officials 0" in apart.drawing("narrow", 340)
    ratios = shown.tables["revisions"].set_index("first figure")["last to first"]
    assert ratios.loc["0"].isna().all()  # nothing is divided by 0
    assert ratios.loc["5"] == 1


def test_very_large_figures_are_short_in_charts_and_those_too_large_set_aside(run: Run) -> None:
    assert run("very large", CLEAN).tables["set-aside"]["reason"].tolist() == ["too large"]
    shown = run("very large", COMPARE)
    assert f"{TRILLION} militants were killed in the attacks" in shown.text
    assert "the officials' figure is 1,000,000 times the armed group's" in shown.markdown  # of 1,000,000
    apart = next(figure for figure in shown.figures if figure.slug == "two-worlds")
    assert "officials 1 trillion" in apart.drawings["narrow"]
    moved = next(
        figure for figure in run("very large", CATEGORIES).figures if figure.slug == "toll-over-time"
    )
    assert set(moved.drawings) == {"wide", "narrow"}


def test_markup_in_the_ledger_is_text(run: Run) -> None:
    for number in RUNS["markup"]:
        shown = run("markup", number)
        for mark in ("<b>", "<script", "`z`", "$a_1$", "[l](", "~~s~~", "*x*", "\u202e"):
            assert mark not in shown.markdown, (number, mark)
        assert "<script>1" not in shown.html
        assert "<b>*" not in shown.html
    shown = run("markup", COMPARE)
    assert literal("$a_1$") in shown.markdown
    graph = next(figure for figure in shown.figures if figure.slug == "echo-graph")
    texts = [graph.sentence, graph.alt, *graph.drawings.values(), compact_json(graph.specification())]
    assert not re.search("[\u202a-\u202e]", "".join(texts))  # nothing turns the text that follows


@pytest.mark.parametrize("rule", reconcile.RULES)
def test_every_rule_can_be_the_one_that_comes_first(rule: str, inside: Callable[[str], None]) -> None:
    inside("several voices")
    figure = dict(zip(reconcile.RULES, ("20", "10 to 20", "10", "12", "12", "12", "10"), strict=True))[rule]
    claims = clean.clean(ledger.read(), "alpha").claims
    totals, asked = reconcile.totals(claims), parameters.check("alpha", rule=rule)
    assert f"Officials counted {figure} militants killed" in unlinked(comparing.answer(totals, asked))
    both = unlinked(worlds.answer(worlds.steps(totals, asked), totals, asked))
    assert f"Officials counted {figure} militants killed" in both
    printed = sentences.to_print(totals, statements.collapse(claims), claims, asked)
    answers = (
        leaving_out.leave_one_out(claims, asked)[0],
        containing.with_and_without(totals, claims, asked)[0],
        sensitivity.undated_effect(claims, asked)[0],
    )
    assert not MISSING.search(" ".join([both, *answers, *printed["short"], *printed["cautious"]]))


@pytest.mark.parametrize(
    ("name", "as_of", "group", "is_given"),
    [
        ("no claim", "latest", "militants", False),
        ("no date", "2026-12-31", "militants", False),
        ("no date", "latest", "militants", True),
        ("only unbounded", "2026-03-01", "civilians", False),
        ("only unbounded", "latest", "civilians", True),
        ("only increments and parts", "latest", "militants", False),
        ("unknown words", "latest", "civilians", True),
        ("zero", "latest", "civilians", True),
        ("very large", "latest", "civilians", False),
        ("markup", "latest", "militants", True),
    ],
)
def test_explain_answers_or_says_that_there_is_no_figure(
    name: str, as_of: str, group: str, is_given: bool, inside: Callable[[str], None]
) -> None:
    inside(name)
    text = explain.explain(ledger.read(), explain.Question(parameters.check("alpha", as_of), group))
    assert not MISSING.search(text)
    assert ("No figure for" in text) != is_given


def test_explain_says_that_a_page_has_no_day(inside: Callable[[str], None]) -> None:
    inside("no date")
    early, latest = (
        " ".join(explain.explain(ledger.read(), explain.Question(asked, "militants")).split())
        for asked in (parameters.check("alpha", "2026-12-31"), parameters.check("alpha"))
    )
    assert "counted in the latest state alone (3 claims)" in early
    assert '- Outlet page-2, a day not known: "145"' in latest
    assert "LEFT OUT" not in latest


def test_large_numbers_are_short_in_charts_and_small_ones_as_they_are() -> None:
    assert shortened(f"{TRILLION} or more") == "1 trillion or more"
    assert shortened("999,999,999 to 1,234,567,890") == "1,000 million to 1.235 billion"
    assert shortened("5,800") == "5,800"


def test_an_interval_chart_of_nothing_has_no_marks() -> None:
    assert intervals(pd.DataFrame(columns=["low", "best", "high"])).empty


def test_a_word_that_no_line_holds_is_cut() -> None:
    assert cut(f"by {LONG}, 1 March", 10) == f"by {'n' * 9}\u2026 1 March"


def test_a_table_without_rows_says_so() -> None:
    empty = pd.DataFrame(columns=["group", "figure"])
    assert f"<td colspan=2>{NO_ROWS}</table>" in table_html(empty)
    assert Table("none", "Nothing", empty)._repr_mimebundle_()["text/plain"] == f"Nothing\n{NO_ROWS}"
