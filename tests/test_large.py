"""Large ledgers: the same answer as pandas, in parts; bad input gives a line and leaves nothing behind."""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tollbook import (
    clean,
    dictionary,
    knowledge,
    large,
    large_command,
    large_divide,
    large_work,
    ledger,
    paths,
    reconcile,
    rules,
    statements,
)
from tollbook.large_dataset import LargeError, is_dataset, open_dataset, part_path
from tollbook.positions import UNRANKED
from tollbook.refusals import CallError

pytest.importorskip("dask.dataframe", reason="needs tollbook[large]")

RESULTS = ("claims", "set_aside", "statements", "totals")
EVENTS = ("balochistan-2024-08", "balochistan-2026-01", "jaffar-express-2025-03")
HERE = {"scheduler": "synchronous"}


def by_pandas(raw: ledger.Ledger, event: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the four tables as pandas makes them in one go."""
    claims, aside = clean.clean(raw, event)
    tables = claims, aside, statements.collapse(claims), reconcile.totals(claims)
    return dict(zip(RESULTS, tables, strict=True))


def of_event(frame: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return the rows of an event, numbered anew."""
    return frame[frame["event_id"] == event].reset_index(drop=True)


def require_same(
    folder: Path, raw: ledger.Ledger, events: tuple[str, ...], tables: tuple[str, ...] = RESULTS
) -> None:
    """Hold tables of a dataset against pandas, event by event: values, types, order, what is missing."""
    made = {name: large.table(folder, name).compute(**HERE) for name in tables}
    for event in events:
        for name, expected in by_pandas(raw, event).items():
            if name not in made:
                continue
            found = of_event(made[name], event)
            if len(expected) == 0:  # pandas gives columns without a row no type
                assert len(found) == 0
                continue
            pd.testing.assert_frame_equal(found, expected.reset_index(drop=True), check_exact=True)
    assert {event for frame in made.values() for event in frame["event_id"]} <= set(events)


def write_raw(folder: Path, raw: ledger.Ledger) -> Path:
    """Write a ledger as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in raw._asdict().items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


@pytest.fixture(scope="module")
def real() -> ledger.Ledger:
    return ledger.read()


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real ledger in two parts: two small events together, the large one alone."""
    folder = tmp_path_factory.mktemp("large") / "raw"
    large.divide("data/raw", folder, part_claims=2000, **HERE)
    return folder


@pytest.fixture(scope="module")
def done(divided: Path) -> large.Done:
    return large.reconcile_parts(divided, divided.parent / "results", **HERE)


@pytest.fixture
def small(tmp_path: Path, real: ledger.Ledger) -> Path:
    """The pages of two events that name ISPR, as CSV: few enough to spoil and read again."""
    cited = real.claims.loc[real.claims["attributed_to"].eq("ISPR"), "report_id"]
    claims = real.claims[real.claims["report_id"].isin(cited) & real.claims["event_id"].ne(EVENTS[1])]
    pages = real.reports[real.reports["report_id"].isin(claims["report_id"])]
    seen = real.sightings[real.sightings["report_id"].isin(pages["report_id"])]
    return write_raw(tmp_path / "raw", ledger.Ledger(pages, claims, seen, real.series))


def test_parts_hold_whole_events_and_every_row(divided: Path, real: ledger.Ledger):
    dataset = open_dataset(divided, "raw")
    # rows of the raw claims, as test_clean counts them: 552 + 649 fit into 2000, 2291 do not
    assert [set(part.events) for part in dataset.parts] == [{EVENTS[0], EVENTS[2]}, {EVENTS[1]}]
    assert [part.rows["claims"] for part in dataset.parts] == [552 + 649, 2291]
    for name in ("claims", "reports", "sightings"):
        parts = [pd.read_parquet(part_path(divided, name, part.number)) for part in dataset.parts]
        key = list(real.claims.columns) if name == "claims" else list(parts[0].columns)
        found = pd.concat(parts).sort_values(key, ignore_index=True)
        expected = getattr(real, name).sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(found, expected)


def test_the_real_ledger_has_the_same_answer_as_with_pandas(done: large.Done, real: ledger.Ledger):
    require_same(done.results.folder, real, EVENTS)


def test_the_same_from_the_raw_dataset_made_as_it_is_asked_for(divided: Path, real: ledger.Ledger):
    require_same(divided, real, EVENTS, ("claims", "totals"))


def test_the_same_in_processes_as_in_one(divided: Path, done: large.Done, tmp_path: Path):
    again = large.reconcile_parts(divided, tmp_path / "results", jobs=2)
    assert again.results.parts == done.results.parts
    for part in done.results.parts:
        for name in RESULTS:
            one, other = (part_path(made.results.folder, name, part.number) for made in (done, again))
            assert one.read_bytes() == other.read_bytes()
    assert again.memory_bytes > 2**20


def test_the_frames_are_dask_frames_with_the_types_of_pandas(done: large.Done, real: ledger.Ledger):
    for name, expected in by_pandas(real).items():
        frame = getattr(large, name)(done.results.folder)
        assert frame.npartitions == 2
        pd.testing.assert_series_equal(frame.dtypes, expected.dtypes)
    claims = large.claims(done.results.folder)
    counted = claims.groupby("event_id")["claim_id"].count().compute(**HERE).to_dict()
    expected = clean.clean(real).claims.groupby("event_id")["claim_id"].count().to_dict()
    assert counted == expected


def test_a_user_can_go_on_with_the_functions_of_the_package(done: large.Done, real: ledger.Ledger):
    claims, totals = large.claims(done.results.folder), large.totals(done.results.folder)
    again = claims.map_partitions(reconcile.totals, meta=totals._meta).compute(**HERE)
    pd.testing.assert_frame_equal(again, totals.compute(**HERE), check_exact=True)


ID = st.integers(0, 5)
FIGURES = (
    "12",
    "at least 31",
    "about 400",
    "dozens",
    "up to 24",
    "many a man",
    "40-45",
    "twelve",
    "nearly 200",
)
INVENTED = st.lists(
    st.tuples(
        ID,  # event
        st.integers(0, 8),  # page
        st.sampled_from(FIGURES),
        st.sampled_from(("civilians", "soldiers", "militants", "people (all)", "policemen")),
        st.sampled_from(("ISPR", "BLA", "officials", "outlet itself", "police")),
        st.sampled_from(("", "2026-02-01", "2026-01-31T10:00+05:00", "2026-02")),
    ),
    min_size=1,
    max_size=40,
)


def invented(rows: list[tuple], shared: bool) -> ledger.Ledger:
    """Return an invented ledger; with `shared` a page may speak of several events."""
    claims = pd.DataFrame(
        [
            {
                "claim_id": f"claim-{number}",
                "report_id": f"page-{page}" if shared else f"page-{event}-{page}",
                "event_id": f"event-{event}",
                "attributed_to": who,
                "category": noun,
                "outcome": "killed",
                "figure": figure,
            }
            for number, (event, page, figure, noun, who, _) in enumerate(rows)
        ]
    ).reindex(columns=dictionary.table("claims", "raw").names, fill_value="")
    days = dict(zip(claims["report_id"], (row[5] for row in rows), strict=True))
    pages = pd.DataFrame({"report_id": list(days), "published": list(days.values())})
    pages = pages.reindex(columns=dictionary.table("reports", "raw").names, fill_value="")
    pages = pages.assign(
        outlet=pages["report_id"].str[-1], outlet_type="newspaper", outlet_country="PK", readings="1"
    )
    pages["url"] = "https://example.org/" + pages["report_id"]
    none = {
        name: pd.DataFrame(columns=dictionary.table(name, "raw").names) for name in ("sightings", "series")
    }
    tables = {"reports": pages, "claims": claims, **none}
    return ledger.Ledger(**{name: frame.astype("str") for name, frame in tables.items()})


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with six invented events, each with the hand rows of a real one."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("hand", "dictionary"):
        shutil.copytree(paths.project_root() / "data" / name, folder / "data" / name)
    (folder / "data/raw").mkdir()
    shutil.copy(paths.project_root() / "data/raw/places.csv", folder / "data/raw")
    for path in (folder / "data/hand").glob("*.csv"):
        rows = ledger.read_csv(path)
        if "event_id" in rows:
            own = rows[rows["event_id"] == EVENTS[1]]
            copies = [own.assign(event_id=f"event-{number}") for number in range(6)]
            pd.concat([rows, *copies]).to_csv(path, index=False, lineterminator="\n")
    events = ledger.read_csv(folder / "data/hand/events.csv")
    zones = events["event_id"].map({"event-3": "Asia/Tokyo"}).fillna(events["time_zone"])
    events.assign(time_zone=zones).to_csv(folder / "data/hand/events.csv", index=False, lineterminator="\n")
    return folder


@given(rows=INVENTED, part_claims=st.integers(1, 20), shared=st.booleans(), chunk=st.integers(1, 30))
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to look for a smaller example takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_invented_ledgers_have_the_same_answer_however_they_are_divided(
    rows, part_claims, shared, chunk, project, tmp_path_factory, monkeypatch
):
    folder = tmp_path_factory.mktemp("invented")
    raw = invented(rows, shared)
    events = tuple(dict.fromkeys(raw.claims["event_id"]))
    monkeypatch.setattr(large_divide, "CHUNK_ROWS", chunk)
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(project))
    dataset = large.divide(write_raw(folder / "csv", raw), folder / "raw", part_claims, **HERE)
    assert sorted(event for part in dataset.parts for event in part.events) == sorted(events)
    done = large.reconcile_parts(folder / "raw", folder / "out", **HERE)
    require_same(folder / "out", raw, events)
    assert done.results.rows("claims") + done.results.rows("set_aside") == len(rows)


def test_a_partition_sees_the_hand_rows_of_its_events_alone():
    every = paths.hand("periods")
    with paths.within(paths.project_root(), frozenset({EVENTS[0]})):
        assert set(paths.hand("periods")["event_id"]) == {EVENTS[0]}
        assert set(paths.hand("nouns")["event_id"]) <= {EVENTS[0], ""}
        assert "event_id" not in paths.hand("quantifiers")
    pd.testing.assert_frame_equal(paths.hand("periods"), every)


def test_how_pandas_stores_text_changes_nothing(real: ledger.Ledger):
    """pandas keeps text in pyarrow where that is installed, which `tollbook[large]` needs and else nobody."""
    expected = by_pandas(real, EVENTS[2])
    with pd.option_context("mode.string_storage", "python"):
        found = by_pandas(ledger.read(), EVENTS[2])
    assert found["claims"]["claim_id"].dtype.storage == "python"
    for name, table in expected.items():
        assert found[name].to_csv() == table.to_csv()


@pytest.mark.parametrize("rank", [1, UNRANKED])
@pytest.mark.parametrize(
    "figure",
    [(12, 12, 12), (31, None, None), (None, None, 24), (40, None, 45), (350, 400, 449), (150, 175, 199)],
)
def test_an_origin_alone_gets_what_every_rule_makes_of_its_figure(figure, rank):
    day = "2026-02-01"
    standing = rules.Standing("s", "o", figure, day, day, frozenset("a"), frozenset("b"), rank)
    for name, (numbers, rests) in knowledge.alone(figure, rank).items():
        total = rules.RULES[name]([standing])
        assert numbers == tuple(-1 if number is None else number for number in total[:3])
        assert rests == bool(total.rests_on)


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Put another text into a raw table."""
    text = (folder / f"{name}.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{name}.csv").write_text(text.replace(old, new), encoding="utf-8")


def first_claim(folder: Path) -> str:
    return (folder / "claims.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]


def spoil_event(folder: Path) -> str:
    spoil(folder, "claims", EVENTS[2], "invented-event")
    return "data/hand/events.csv has no row for the event 'invented-event': add a row for it"


def spoil_file(folder: Path) -> str:
    (folder / "sightings.csv").unlink()
    return "sightings.csv: the file is missing"


def spoil_column(folder: Path) -> str:
    spoil(folder, "claims", "attributed_to,", "atributed_to,")
    return "claims.csv: has no column attributed_to and has an unknown column atributed_to"


def spoil_page(folder: Path) -> str:
    lines = (folder / "reports.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    gone = first_claim(folder).rsplit("-", 1)[0]
    kept = [line for line in lines if not line.startswith(f"{gone},")]
    (folder / "reports.csv").write_text("".join(kept), encoding="utf-8")
    return f'claims.csv, row 2, column report_id: "{gone}" is not in reports.csv'


def spoil_name(folder: Path) -> str:
    lines = (folder / "claims.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "claims.csv").write_text("".join([*lines, lines[1]]), encoding="utf-8")
    return f"claims.csv: claim_id {first_claim(folder)!r} is given twice"


def spoil_cell(folder: Path) -> str:
    spoil(folder, "claims", ",killed,", ",slain,")
    return "column outcome"


def spoil_bytes(folder: Path) -> str:
    content = (folder / "claims.csv").read_bytes()
    (folder / "claims.csv").write_bytes(content.replace(b"ISPR", b"\xff\xfe", 1))
    return "claims.csv: cannot be read: 'utf-8' codec can't decode"


def spoil_row(folder: Path) -> str:
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("a,b,c,d,e,f,g,h,i,j,k,l,m,n\n")
    return "claims.csv: cannot be read"


SPOILS = [
    spoil_event,
    spoil_file,
    spoil_column,
    spoil_page,
    spoil_name,
    spoil_cell,
    spoil_bytes,
    spoil_row,
]


@pytest.mark.parametrize("spoil_it", SPOILS)
def test_bad_raw_tables_give_a_line_and_leave_nothing(spoil_it, small: Path, tmp_path: Path):
    large.divide(small, tmp_path / "well", **HERE)
    before = sorted(os.listdir(tmp_path))
    wrong = spoil_it(small)
    with pytest.raises(LargeError) as caught:
        large.divide(small, tmp_path / "out", **HERE)
    assert wrong in caught.value.reasons[0]
    assert all("\n" not in reason and str(tmp_path) not in reason for reason in caught.value.reasons)
    assert sorted(os.listdir(tmp_path)) == before


def test_an_unreadable_part_is_named_and_what_was_there_stays(small: Path, tmp_path: Path):
    large.divide(small, tmp_path / "d", part_claims=1, **HERE)
    large.reconcile_parts(tmp_path / "d", tmp_path / "out", **HERE)
    files = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.parquet")}
    part_path(tmp_path / "d", "reports", 1).write_bytes(b"no parquet")
    with pytest.raises(
        LargeError, match=r"^d/reports/part-00001.parquet cannot be read: write the dataset anew$"
    ):
        large.reconcile_parts(tmp_path / "d", tmp_path / "out", **HERE)
    part_path(tmp_path / "d", "reports", 1).unlink()
    with pytest.raises(LargeError, match=r"^d/reports/part-00001.parquet is missing"):
        large.reconcile_parts(tmp_path / "d", tmp_path / "out", **HERE)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.parquet")} == files
    assert sorted(os.listdir(tmp_path)) == ["d", "out", "raw"]


def test_a_part_that_fails_names_its_event(small: Path, tmp_path: Path, monkeypatch):
    large.divide(small, tmp_path / "d", **HERE)
    dataset = open_dataset(tmp_path / "d")
    assert [len(part.events) for part in dataset.parts] == [2]
    totals = reconcile.totals

    def failing(claims: pd.DataFrame) -> pd.DataFrame:
        if claims["event_id"].eq(EVENTS[2]).any():
            raise ValueError("what is\nwrong")
        return totals(claims)

    monkeypatch.setattr(reconcile, "totals", failing)
    with pytest.raises(LargeError, match=rf"^{EVENTS[2]}: ValueError: what is wrong$"):
        large.reconcile_parts(tmp_path / "d", tmp_path / "out", **HERE)
    assert not (tmp_path / "out").exists()


def test_a_failure_in_another_process_is_one_line_too(small: Path, tmp_path: Path):
    large.divide(small, tmp_path / "d", **HERE)
    part_path(tmp_path / "d", "claims", 0).write_bytes(b"")
    with pytest.raises(LargeError) as caught:
        large.reconcile_parts(tmp_path / "d", tmp_path / "out", jobs=1)
    assert caught.value.reasons == ("d/claims/part-00000.parquet cannot be read: write the dataset anew",)
    assert not (tmp_path / "out").exists()


def test_a_part_too_large_for_its_process_is_named(small: Path, tmp_path: Path, monkeypatch):
    large.divide(small, tmp_path / "d", part_claims=1, **HERE)

    def failing(claims: pd.DataFrame) -> pd.DataFrame:
        raise MemoryError

    monkeypatch.setattr(reconcile, "totals", failing)
    with pytest.raises(LargeError, match=r"^part \d \(event \S+, \d+ claims\) needs more memory"):
        large.reconcile_parts(tmp_path / "d", tmp_path / "out", **HERE)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts memory so")
def test_a_process_is_bounded_in_memory():
    found = python(
        "from tollbook.large_work import bound_memory\n"
        "bound_memory(2**28)\n"
        "try:\n"
        "    bytearray(2**29)\n"
        "except MemoryError:\n"
        "    print('bounded')\n"
    )
    assert found == "bounded\n"


def test_a_process_that_is_stopped_from_outside_ends_the_work_with_a_line():
    stopping = large_work.as_frame(os._exit, [1, 1], pd.DataFrame({"rows": pd.Series(dtype="int64")}))
    with pytest.raises(LargeError, match="a process was stopped from outside"):
        large_work.work(stopping, jobs=1)


def test_a_client_that_the_caller_has_does_the_work(divided: Path, done: large.Done, tmp_path: Path):
    distributed = pytest.importorskip("distributed")
    assert not large_work.has_client()
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster),
    ):
        assert large_work.has_client()
        again = large.reconcile_parts(divided, tmp_path / "results")
    assert again.results.parts == done.results.parts
    for part in done.results.parts:
        one, other = (part_path(made.results.folder, "totals", part.number) for made in (done, again))
        assert one.read_bytes() == other.read_bytes()


def test_a_full_disk_is_one_line_and_leaves_nothing(divided: Path, small: Path, tmp_path: Path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    for make in (large.divide, large.reconcile_parts):
        source = small if make is large.divide else divided
        with pytest.raises(
            LargeError, match=r"^claims/part-0000\d\.parquet: cannot be written: No space left"
        ):
            make(source, tmp_path / "out", **HERE)
    assert os.listdir(tmp_path) == ["raw"]


def test_a_folder_that_is_no_dataset_is_left_alone(divided: Path, done: large.Done, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CallError, match="is no dataset of a large ledger: name another folder"):
        large.reconcile_parts(divided, tmp_path, **HERE)
    assert os.listdir(tmp_path) == ["mine.txt"]
    with pytest.raises(LargeError, match=r"is not a dataset of a large ledger: it has no tollbook\.json"):
        large.claims(tmp_path)
    with pytest.raises(LargeError, match="is a dataset of results, not of raw tables"):
        large.reconcile_parts(done.results.folder, tmp_path / "out", **HERE)


def test_a_dataset_of_another_format_is_refused(tmp_path: Path):
    (tmp_path / "tollbook.json").write_text(json.dumps({"format": "other", "kind": "raw", "parts": []}))
    with pytest.raises(LargeError, match="'other' is not 'tollbook large ledger 1': write it anew"):
        large.claims(tmp_path)
    (tmp_path / "tollbook.json").write_text("{")
    with pytest.raises(LargeError, match=r"tollbook\.json cannot be read"):
        large.claims(tmp_path)


def called(*arguments: str) -> int:
    """Run `tollbook reconcile` with its own options."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--raw")
    large_command.add_options(parser)
    options = parser.parse_args(arguments)
    return options.command(options)


def test_the_command_goes_from_csv_to_results_in_processes(small: Path, tmp_path: Path, capsys):
    out, kept = tmp_path / "out", tmp_path / "kept"
    arguments = "--raw", str(small), "--out", str(out), "--divided", str(kept), "--part-claims", "50"
    assert called(*arguments, "--jobs", "2") == 0
    line = capsys.readouterr().out
    raw = ledger.read(small)
    assert line.startswith(f"{len(raw.claims):,} claims of 2 events in 2 parts: ")
    assert "claims a second" in line
    assert line.count("\n") == 1
    require_same(out, raw, (EVENTS[0], EVENTS[2]))
    assert called("--raw", str(kept), "--out", str(out), "--jobs", "1") == 0
    assert sorted(os.listdir(tmp_path)) == ["kept", "out", "raw"]


def test_the_command_says_what_is_wrong(small: Path, tmp_path: Path, capsys):
    wrong = spoil_event(small)
    assert called("--raw", str(small), "--out", str(tmp_path / "out"), "--jobs", "1") == 1
    assert capsys.readouterr().err == f"tollbook: {wrong}\n"
    with pytest.raises(CallError, match="there is no folder"):
        called("--raw", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"))
    with pytest.raises(CallError, match="whole numbers from 1 on"):
        called("--out", str(tmp_path / "out"), "--jobs", "0")
    assert not is_dataset(tmp_path / "out")


def python(code: str) -> str:
    """Run code in a process of its own and return what it prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_pandas_needs_no_dask():
    found = python(
        "import sys\n"
        "from tollbook import clean, cli, commands, large_command, ledger, reconcile, statements\n"
        "claims, _ = clean.clean(ledger.read(), 'jaffar-express-2025-03')\n"
        "statements.collapse(claims), reconcile.totals(claims)\n"
        "print(sorted(name for name in ('dask', 'distributed') if name in sys.modules))\n"
    )
    assert found == "[]\n"


def test_without_dask_a_line_says_what_to_install():
    found = python(
        "import sys\n"
        "sys.modules['dask'] = None\n"
        "from tollbook import large\n"
        "try:\n"
        "    large.divide('data/raw', 'nowhere')\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    assert found == (
        "CallError large ledgers need dask and pyarrow: install them with `pip install 'tollbook[large]'`\n"
    )
