"""`aw-server import`: exports and databases, checked whole, added once."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from older_servers import WINDOW, make_peewee, make_rust, peewee_rows

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage
from aw_server.main import main
from aw_server.moving_in.scratch import DRY_RUN, scratch_folder

TIMEOUT = 20

BUCKET = {"id": "b", "type": "t", "client": "c", "hostname": "h", "created": "2025-01-01T00:00:00Z"}
EVENTS = [
    {"id": 1, "timestamp": "2025-01-01T00:00:00Z", "duration": 1.5, "data": {"a": 1}},
    {"id": 2, "timestamp": "2025-01-01T00:01:00+00:00", "duration": 0, "data": {}},
]
WHOLE = {**BUCKET, "events": EVENTS}

FORMS: dict[str, Any] = {
    "as exported": {"buckets": {"b": WHOLE}},
    "buckets as a list": {"buckets": [WHOLE]},
    "a list of buckets": [WHOLE],
    "one bucket": WHOLE,
    "one bucket, events first": {"events": EVENTS, **BUCKET},
    "with more around it": {"version": "1", "buckets": {"b": WHOLE}},
}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "mine" / "events.db"


Run = Callable[..., Result]


@pytest.fixture
def run(database: Path) -> Run:
    """Runs `aw-server import` on the test's database."""

    def invoke(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        words = ["--dbpath", str(database), "import", *map(str, arguments)]
        return CliRunner().invoke(main, words, input=stdin)

    return invoke


def stored(database: Path) -> dict[str, list[Event]]:
    with Datastore(SqliteStorage, filepath=database) as datastore:
        return {bucket_id: list(datastore[bucket_id].iter_events()) for bucket_id in datastore.buckets()}


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "byte order mark"])
def test_an_export_may_have_any_form_older_programs_wrote(
    run: Run, database: Path, tmp_path: Path, form: Any, mark: bytes
) -> None:
    path = tmp_path / "export"
    path.write_bytes(mark + json.dumps(form).encode())
    result = run(path)
    assert result.exit_code == 0, result.output
    assert "b: 2 events added" in result.output
    assert [(e.duration.total_seconds(), e.data) for e in stored(database)["b"]] == [(1.5, {"a": 1}), (0, {})]


def test_importing_the_same_again_adds_nothing(run: Run, database: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "export.json", FORMS["as exported"])
    run(path)
    assert "b: 0 events added" in run(path).output
    assert len(stored(database)["b"]) == 2


def test_a_dry_run_says_what_would_be_added_and_adds_nothing(
    run: Run, database: Path, tmp_path: Path
) -> None:
    half = written(tmp_path / "half.json", {"buckets": {"b": {**BUCKET, "events": EVENTS[:1]}}})
    run(half)
    before = sorted(path.name for path in database.parent.iterdir())
    result = run("--dry-run", written(tmp_path / "whole.json", FORMS["as exported"]))
    assert "b: 1 events would be added" in result.output
    assert len(stored(database)["b"]) == 1
    assert sorted(path.name for path in database.parent.iterdir()) == before


def test_a_dry_run_makes_no_database(run: Run, database: Path, tmp_path: Path) -> None:
    assert "2 events would" in run("--dry-run", written(tmp_path / "e.json", FORMS["as exported"])).output
    assert not database.exists()


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (
            {"buckets": {"b": {**WHOLE, "events": [*EVENTS, {"timestamp": "never"}]}}},
            "bucket 'b', event 2, timestamp: expected an ISO 8601 timestamp",
        ),
        ({"buckets": {"b": {**WHOLE, "type": 7}}}, "bucket 'b', type: expected a text, got 7"),
        ({"exported": []}, "buckets: expected an object, got nothing"),
        (7, "expected an object"),
    ],
)
def test_an_export_with_anything_wrong_in_it_is_refused_with_all_other_files(
    run: Run, database: Path, tmp_path: Path, form: Any, error: str
) -> None:
    good = written(tmp_path / "good.json", FORMS["as exported"])
    bad = written(tmp_path / "bad.json", form)
    result = run(good, bad)
    assert result.exit_code == 1
    assert str(bad) in result.output
    assert error in result.output
    assert "nothing was imported" in result.output
    assert stored(database) == {}


def test_a_database_of_an_older_server_is_known_by_what_it_holds(
    run: Run, database: Path, tmp_path: Path
) -> None:
    bad: list[tuple[Any, Any, Any]] = [("never", 1, "{}")]
    path = make_peewee(tmp_path / "copy of old", [*peewee_rows(30), *bad])
    result = run(path)
    assert "a database of aw-server (peewee)" in result.output
    assert f"{WINDOW}: 30 events added" in result.output
    assert "time that is none (skipped): 1" in result.output
    assert len(stored(database)[WINDOW]) == 30
    assert f"{WINDOW}: 5 events added" in run(make_rust(tmp_path / "rust", 35)).output


def test_settings_in_a_database_come_along(run: Run, tmp_path: Path) -> None:
    path = make_rust(tmp_path / "rust.db", 1, {"theme": "dark"})
    assert "settings would be added: theme" in run("--dry-run", path).output
    assert "settings added: theme" in run(path).output
    assert "settings added" not in run(path).output


def test_a_backup_of_this_program_is_imported(run: Run, database: Path, tmp_path: Path) -> None:
    with Datastore(SqliteStorage, filepath=tmp_path / "backup.db") as datastore:
        bucket = datastore.create_bucket("b", "t", "c", "h")
        bucket.insert([Event(None, "2025-01-01T00:00:00Z", n, {}) for n in range(3)])
    assert "b: 3 events added" in run(tmp_path / "backup.db").output
    assert len(stored(database)["b"]) == 3


def test_standard_input_is_a_file_like_any_other(run: Run, database: Path, tmp_path: Path) -> None:
    assert "b: 2 events added" in run("-", stdin=json.dumps(WHOLE).encode()).output
    assert f"{WINDOW}: 3 events" in run("-", stdin=make_rust(tmp_path / "r", 3).read_bytes()).output
    assert sorted(path.name for path in database.parent.iterdir() if path.is_dir()) == []


@pytest.mark.parametrize(
    "content",
    [json.dumps(WHOLE).encode("utf-16"), '{"buckets": {"é'.encode("latin-1"), gzip.compress(b"{}")],
    ids=["UTF-16", "Latin-1", "gzip"],
)
def test_a_file_in_another_encoding_is_refused_by_its_name(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code == 1
    assert f"{path}: not valid" in result.output
    assert "nothing was imported" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="no pipe has a name in the file system there")
def test_a_pipe_is_a_file_like_any_other(run: Run, database: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(json.dumps(WHOLE).encode(),), daemon=True)
    writer.start()
    assert "b: 2 events added" in run(pipe).output
    writer.join(TIMEOUT)
    assert len(stored(database)["b"]) == 2


@pytest.mark.parametrize("name", ["copies-left", "dry-run-left"])
def test_copies_that_a_killed_import_left_are_deleted(
    run: Run, database: Path, tmp_path: Path, name: str
) -> None:
    left = database.parent / name
    left.mkdir(parents=True)
    (left / "copy.db").write_bytes(b"what a person did")
    path = written(tmp_path / "e.json", WHOLE)
    with scratch_folder(database.parent, DRY_RUN) as held:
        left.mkdir(exist_ok=True)
        assert run(path).exit_code == 0
        assert held.exists()
    assert not left.exists()


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "nowhere" in result.output


def test_events_in_memory_cannot_be_imported_into() -> None:
    result = CliRunner().invoke(main, ["--storage", "memory", "import", "-"], input=b"{}")
    assert result.exit_code == 1
    assert "storage: expected a database on disk" in result.output


def test_a_running_server_is_told_of_and_what_to_do(run: Run, database: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "export.json", FORMS["as exported"])
    with Datastore(SqliteStorage, filepath=database):
        result = run(path)
        assert result.exit_code == 1
        assert "stop it, or post the file to its /api/0/import" in result.output
        assert "5600" not in result.output
        assert "b: 2 events would be added" in run("--dry-run", path).output


@pytest.fixture
def waiting(database: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An import that waits for its standard input."""
    process = subprocess.Popen(
        [sys.executable, "-m", "aw_server", "--dbpath", str(database), "import", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="a process of its own gets no Ctrl-C there")
def test_ctrl_c_says_how_far_it_came(waiting: subprocess.Popen[bytes], database: Path) -> None:
    assert waiting.stdin is not None
    assert waiting.stderr is not None
    # Long enough that the import has begun when the signal comes.
    waiting.stdin.write(b'{"buckets": {"b": ')
    waiting.stdin.flush()
    while not list(database.parent.glob("copies-*/input-0")):
        assert waiting.poll() is None
    waiting.send_signal(signal.SIGINT)
    _, errors = waiting.communicate(timeout=TIMEOUT)
    assert waiting.returncode == 130
    assert b"interrupted" in errors
    assert b"importing" in errors
    assert not list(database.parent.glob("copies-*"))
