"""Raw tables from, and processed tables to, an address: with a real S3 server of its own process, and in
memory.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import boto3
import fsspec
import pytest
from test_batch import no_kernels, tiny  # noqa: F401  (fixtures)
from waiting import until

from tollbook.address import Out, is_address, raw_folder, shown
from tollbook.cli import main
from tollbook.paths import project_root
from tollbook.refusals import CallError

SECRET = "not-a-real-secret"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server on this machine."""
    folder = tmp_path_factory.mktemp("s3")
    log = (folder / "log").open("wb")
    # A port that is free, which the server says: one that the test chose could be gone by then.
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        yield address_of(process, folder / "log")
    finally:
        process.terminate()
        process.wait()
        log.close()


def address_of(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return the address at which the server says that it listens."""
    said: list[str] = []

    def has_said() -> list[str]:
        assert process.poll() is None, f"the server has ended:\n{log.read_text(encoding='utf-8')}"
        said[:] = re.findall(r"Running on (http://127\.0\.0\.1:\d+)\s", log.read_text(encoding="utf-8"))
        return said

    until(has_said, "the server")
    return said[0]


@pytest.fixture
def s3(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A boto3 client of the server, with an empty bucket `tolls`: a second opinion on what is there."""
    environment = {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    client = boto3.client("s3")
    client.create_bucket(Bucket="tolls")
    yield client
    for name in keys(client):
        client.delete_object(Bucket="tolls", Key=name)
    client.delete_bucket(Bucket="tolls")
    client.close()


def keys(client: object) -> list[str]:
    """Return the names of the objects in the bucket."""
    return [one["Key"] for one in client.list_objects_v2(Bucket="tolls").get("Contents", [])]


def written(client: object) -> dict[str, object]:
    """Return when each object of the bucket was last written."""
    found = client.list_objects_v2(Bucket="tolls").get("Contents", [])
    return {one["Key"]: (one["LastModified"], one["ETag"]) for one in found}


def fill(folder: Path, **texts: str) -> None:
    """Write files; `__` in a name stands for a slash."""
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://bucket/raw", True),
        ("gs://bucket", True),
        ("memory://raw", True),
        ("data/raw", False),
        ("/data/raw", False),
        ("file:///data/raw", False),
        (r"C:\data\raw", False),
    ],
)
def test_an_address_has_a_protocol_that_is_not_of_this_machine(text: str, expected: bool) -> None:
    assert is_address(text) is expected


def test_a_path_is_itself(tmp_path: Path) -> None:
    for text in (str(tmp_path), tmp_path.as_uri()):
        with raw_folder(text) as folder, Out(text) as out:
            assert folder == out.local == tmp_path
            assert out.push() == 0
    assert tmp_path.is_dir()


def test_raw_tables_are_read_from_s3(s3: object) -> None:
    s3.put_object(Bucket="tolls", Key="raw/claims.csv", Body=b"claim_id\nc1\n")
    s3.put_object(Bucket="tolls", Key="raw/geo/lines.csv", Body=b"x\n")
    s3.put_object(Bucket="tolls", Key="other/claims.csv", Body=b"claim_id\nc2\n")
    with raw_folder("s3://tolls/raw") as folder:
        found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
        assert found == {"claims.csv", "geo/lines.csv"}
        assert (folder / "claims.csv").read_bytes() == b"claim_id\nc1\n"
    assert not folder.exists()


def test_results_are_written_to_s3_once_and_removed_with_what_made_them(s3: object) -> None:
    with Out("s3://tolls/made/") as out:
        assert out.fetch() == 0
        fill(out.local, a__claims="c1\n", a__charts__latest__one="1\n", b__claims="c2\n", series="2026\n")
        assert out.push() == 4
        assert out.push() == 0
    first = written(s3)
    assert sorted(first) == [
        "made/a/charts/latest/one.csv",
        "made/a/claims.csv",
        "made/b/claims.csv",
        "made/series.csv",
    ]

    with Out("s3://tolls/made") as out:
        assert out.fetch(["a"]) == 3, "of the event, and what is of none"
        fill(out.local, a__claims="c1\n", a__charts__latest__two="2\n")
        (out.local / "a/charts/latest/one.csv").unlink()
        assert out.push() == 2
    second = written(s3)
    assert first.keys() - second.keys() == {"made/a/charts/latest/one.csv"}
    assert second.keys() - first.keys() == {"made/a/charts/latest/two.csv"}
    assert {name: second[name] for name in first.keys() & second.keys()}.items() <= first.items()
    assert not out.local.exists()


def test_a_changed_table_is_written_again(s3: object) -> None:
    with Out("s3://tolls/made") as out:
        fill(out.local, a__claims="c1\n", a__totals="145\n")
        out.push()
        fill(out.local, a__totals="193\n")
        assert out.push() == 1
    assert s3.get_object(Bucket="tolls", Key="made/a/totals.csv")["Body"].read() == b"193\n"


@pytest.mark.usefixtures("tiny", "no_kernels")
def test_a_batch_reads_from_s3_and_writes_to_it(s3: object, capsys: pytest.CaptureFixture[str]) -> None:
    project = project_root()
    for path in (project / "data/raw").iterdir():
        s3.put_object(Bucket="tolls", Key=f"raw/{path.name}", Body=path.read_bytes())
        path.unlink()
    s3.put_object(Bucket="tolls", Key="made/alpha/charts/latest/gone.csv", Body=b"a chart of before\n")
    command = ["run", "--raw", "s3://tolls/raw", "--out", "s3://tolls/made"]
    assert main(command) == 0
    first = written(s3)
    assert "made/alpha/totals.csv" in first
    assert "made/alpha/charts/2026-02-01/totals.csv" in first
    assert "made/alpha/charts/latest/gone.csv" not in first
    assert not (project / "data/processed").exists()
    assert main(command) == 0
    assert written(s3) == first
    assert main([*command[:3], "--out", "s3://no-such-bucket/made"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[-1].endswith(
        "s3://no-such-bucket/made: it does not exist; make the bucket, or correct its name"
    )


def one_line(caught: pytest.ExceptionInfo[CallError]) -> str:
    """Return what is wrong, which is one line without a secret."""
    text = str(caught.value)
    assert "\n" not in text
    assert SECRET not in text
    assert "Traceback" not in text
    return text


def test_a_bucket_that_is_not_there_is_one_line(s3: object) -> None:
    with pytest.raises(CallError) as caught, raw_folder("s3://no-such-bucket/raw"):
        pass
    assert one_line(caught).startswith("--raw: cannot read s3://no-such-bucket/raw: it does not exist")
    with Out("s3://no-such-bucket/made") as out:
        fill(out.local, series="2026\n")
        with pytest.raises(CallError) as caught:
            out.push()
    assert one_line(caught).startswith("--out: cannot write s3://no-such-bucket/made: it does not exist")


def test_an_empty_place_has_no_raw_tables(s3: object) -> None:
    with pytest.raises(CallError) as caught, raw_folder("s3://tolls/nothing"):
        pass
    assert one_line(caught) == "--raw: there is nothing at s3://tolls/nothing"


def test_missing_credentials_are_one_line(s3: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    with pytest.raises(CallError) as caught, raw_folder("s3://tolls/raw"):
        pass
    assert "no credentials" in one_line(caught)


def let_pass(server: str, requests: int) -> None:
    """Let the server answer so many requests before it asks who may do what; it knows no user."""
    about = {"Content-Type": "text/plain"}
    urlopen(Request(f"{server}/moto-api/reset-auth", str(requests).encode(), about)).close()


def test_a_place_without_permission_is_one_line(s3: object, server: str) -> None:
    let_pass(server, 0)
    try:
        with pytest.raises(CallError) as caught, raw_folder("s3://tolls/raw"):
            pass
        with Out("s3://tolls/made") as out:
            fill(out.local, series="2026\n")
            with pytest.raises(CallError) as refused:
                out.push()
    finally:
        let_pass(server, 1_000_000)
    assert "no permission" in one_line(caught)
    assert "no permission" in one_line(refused)


def test_a_server_that_does_not_answer_is_one_line(s3: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    with pytest.raises(CallError) as caught, raw_folder("s3://tolls/raw"):
        pass
    assert "cannot be reached" in one_line(caught)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gs://bucket/raw", "gs://bucket/raw cannot be opened: install gcsfs"),
        ("nosuch://bucket/raw", "nobody knows this kind of address"),
        ("s3://", "names no bucket"),
    ],
)
def test_an_address_that_nothing_opens_is_one_line(text: str, words: str) -> None:
    with pytest.raises(CallError) as caught, raw_folder(text):
        pass
    assert words in one_line(caught)


def test_memory_is_an_address_too() -> None:
    store = fsspec.filesystem("memory")
    store.pipe({"/ledger/claims.csv": b"c1\n"})
    try:
        with raw_folder("memory://ledger") as folder:
            assert (folder / "claims.csv").read_bytes() == b"c1\n"
        with Out("memory://made") as out:
            fill(out.local, a__claims="c1\n")
            assert out.push() == 1
        assert store.cat("/made/a/claims.csv") == b"c1\n"
    finally:
        store.rm("/ledger", recursive=True)
        store.rm("/made", recursive=True)


def test_a_password_or_a_signature_is_not_shown() -> None:
    assert shown("ftp://user:word@host/raw") == "ftp://host/raw"
    assert shown("https://host/raw.csv?X-Signature=word") == "https://host/raw.csv"


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(CallError, match=r"tollbook\[cluster\]"), raw_folder("s3://tolls/raw"):
        pass
