"""Older databases: read whole, whatever is wrong in them, and left as they are."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from older_files import BUCKET, make_peewee, make_rust, make_sqlite, open_rust

from aw_core.models import Event
from aw_core.timestamps import from_micros
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseError, DatabaseFullError, ForeignDatabaseError
from aw_datastore.legacy import Problems, Span, find_older, open_older, snapshot, stored_span
from aw_datastore.row import row_of
from aw_datastore.storages import SqliteStorage

EIGHT = 1_735_718_400_000_000
"""2025-01-01 08:00 UTC in microseconds."""

A = '{"app": "Éditeur", "title": "a"}'


def read(path: Path, scratch: Path) -> tuple[list[Event], Problems]:
    """The events of the one bucket of a file, and what was wrong."""
    problems = Problems()
    with open_older(path, scratch) as older:
        [bucket] = older.buckets(problems)
        assert (bucket.bucket.id, bucket.bucket.type, bucket.bucket.client, bucket.bucket.hostname) == BUCKET
        rows = list(older.rows(bucket, problems))
    events = [
        Event(None, from_micros(row.start), (row.end - row.start) / 1e6, json.loads(row.payload.text))
        for row in rows
    ]
    return events, problems


def event(start: int, seconds: float, data: dict[str, Any]) -> Event:
    return Event(None, from_micros(start), seconds, data)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2025-01-01 08:00:00+00:00", EIGHT),
        ("2025-01-01 08:00:00.250000+00:00", EIGHT + 250_000),
        ("2025-01-01 08:00:00.250999+00:00", EIGHT + 250_000),
        ("2025-01-01 08:00:00", EIGHT),
        ("2025-01-01 08:00:00.5", EIGHT + 500_000),
        ("2025-01-01T08:00:00Z", EIGHT),
        ("2025-01-01 09:30:00+01:30", EIGHT),
        ("1969-12-31 23:59:59.999+00:00", -1000),
    ],
)
def test_the_peewee_file_is_read_in_each_form_it_writes_times_in(
    tmp_path: Path, text: str, start: int
) -> None:
    path = make_peewee(tmp_path / "old.db", [(text, 1.5, A)])
    events, problems = read(path, tmp_path)
    assert events == [event(start, 1.5, json.loads(A))]
    assert not problems


@pytest.mark.parametrize(
    ("duration", "seconds"), [(0, 0), (3, 3), (2.000001, 2.000001), ("4.25000", 4.25), ("1e2", 100)]
)
def test_a_duration_may_be_any_kind_of_number(tmp_path: Path, duration: object, seconds: float) -> None:
    path = make_peewee(tmp_path / "old.db", [("2025-01-01 08:00:00+00:00", duration, A)])
    assert read(path, tmp_path)[0] == [event(EIGHT, seconds, json.loads(A))]


def test_the_sqlite_file_counts_in_microseconds(tmp_path: Path) -> None:
    path = make_sqlite(tmp_path / "old.db", [(EIGHT, EIGHT + 1_500_001, A), (EIGHT, EIGHT, "{}")])
    assert read(path, tmp_path)[0] == [event(EIGHT, 1.500001, json.loads(A)), event(EIGHT, 0, {})]


def test_the_rust_file_counts_in_nanoseconds_and_has_settings(tmp_path: Path) -> None:
    third = EIGHT * 1000 + 333_333_333
    path = make_rust(
        tmp_path / "old.db", [(EIGHT * 1000, third, A), (third, third + 999, A)], {"theme": "dark", "n": [0]}
    )
    events, problems = read(path, tmp_path)
    assert events == [
        event(EIGHT, 0.333333, json.loads(A)),
        event(EIGHT + 333_000, 0.000001, json.loads(A)),
    ]
    assert not problems
    with open_older(path, tmp_path) as older:
        assert older.settings() == {"theme": "dark", "n": [0]}


def test_one_history_in_three_files_is_the_same_events(tmp_path: Path) -> None:
    spans = [(EIGHT + n * 1_000_000, EIGHT + n * 1_000_000 + n * 12_345) for n in range(200)]
    files = [
        make_peewee(
            tmp_path / "p.db", [(str(from_micros(start)), (end - start) / 1e6, A) for start, end in spans]
        ),
        make_sqlite(tmp_path / "s.db", [(start, end, A) for start, end in spans]),
        make_rust(tmp_path / "r.db", [(start * 1000, end * 1000, A) for start, end in spans]),
    ]
    expected = [event(start, (end - start) / 1e6, json.loads(A)) for start, end in spans]
    assert [read(path, tmp_path)[0] for path in files] == [expected] * 3


def test_a_file_of_ours_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = datastore.create_bucket(*BUCKET, data={"device_id": "d"})
        bucket.insert([event(EIGHT + n * 1000, n, {"n": n}) for n in range(5)])
    events, _ = read(path, tmp_path)
    assert events == [event(EIGHT + n * 1000, n, {"n": n}) for n in range(5)]


BAD = {
    "no time": ("yesterday", 1, A),
    "no text": (b"\xff\xfe", 1, A),
    "year 0": ("0000-01-01 00:00:00+00:00", 1, A),
    "past the end": ("9999-12-31 23:59:59+00:00", 3600, A),
    "broken JSON": ("2025-01-01 08:00:00+00:00", 1, '{"app": '),
    "no UTF-8": ("2025-01-01 08:00:00+00:00", 1, b'{"app": "\xff'),
    "no object": ("2025-01-01 08:00:00+00:00", 1, "[1]"),
    "too deep": ("2025-01-01 08:00:00+00:00", 1, '{"a":' + "[" * 5000 + "]" * 5000 + "}"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_event_is_skipped_counted_and_shown(tmp_path: Path, bad: tuple[Any, Any, Any]) -> None:
    good = ("2025-01-01 08:00:00+00:00", 1, A)
    events, problems = read(make_peewee(tmp_path / "old.db", [good, bad, good]), tmp_path)
    assert events == [event(EIGHT, 1, json.loads(A))] * 2
    [told] = problems.report()
    assert (told["outcome"], told["count"]) == ("skipped", 1)
    assert told["examples"][0].startswith(f"bucket '{BUCKET[0]}', event 2: ")
    assert len(told["examples"][0]) < 300


@pytest.mark.parametrize(
    ("duration", "reason"),
    [
        (-0.5, "duration below zero"),
        ("-1", "duration below zero"),
        (1e12, "duration over ten years"),
        (float("inf"), "duration that is no number"),
        ("long", "duration that is no number"),
        (b"\x00", "duration that is no number"),
    ],
)
def test_a_bad_duration_counts_as_none(tmp_path: Path, duration: object, reason: str) -> None:
    events, problems = read(
        make_peewee(tmp_path / "old.db", [("2025-01-01 08:00:00+00:00", duration, A)]), tmp_path
    )
    assert events == [event(EIGHT, 0, json.loads(A))]
    assert [(told["reason"], told["outcome"], told["count"]) for told in problems.report()] == [
        (reason, "taken as 0", 1)
    ]


def test_what_json_has_not_becomes_null(tmp_path: Path) -> None:
    path = make_peewee(tmp_path / "old.db", [("2025-01-01", 0, '{"a": NaN, "b": [Infinity]}')])
    assert read(path, tmp_path)[0][0].data == {"a": None, "b": [None]}


def test_half_a_character_is_kept(tmp_path: Path) -> None:
    path = make_peewee(tmp_path / "old.db", [("2025-01-01", 0, '{"title": "cut \\ud83d"}')])
    assert read(path, tmp_path)[0][0].data == {"title": "cut \ud83d"}


def test_examples_stay_few_however_many_are_bad(tmp_path: Path) -> None:
    path = make_peewee(tmp_path / "old.db", [("never", 1, A)] * 100)
    [told] = read(path, tmp_path)[1].report()
    assert told["count"] == 100
    assert len(told["examples"]) == 5


def test_events_of_no_bucket_are_counted(tmp_path: Path) -> None:
    path = make_sqlite(tmp_path / "old.db", [(EIGHT, EIGHT, A)])
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            "INSERT INTO events (bucketrow, starttime, endtime, datastr) VALUES (7, 1, 1, '{}'), (8, 1, 1, '{}')"
        )
    [told] = read(path, tmp_path)[1].report()
    assert (told["reason"], told["count"]) == ("event of a bucket that is not there", 2)


def test_a_bucket_that_lacks_fields_is_taken_over(tmp_path: Path) -> None:
    path = make_peewee(tmp_path / "old.db", [], created="once")
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE bucketmodel SET datastr = 'x', name = 'Named'")
    problems = Problems()
    with open_older(path, tmp_path) as older:
        [bucket] = older.buckets(problems)
    assert (bucket.bucket.data, bucket.bucket.name) == ({}, "Named")
    assert {told["outcome"] for told in problems.report()} == {"taken as now", "left out"}


def test_a_bucket_without_an_id_is_skipped(tmp_path: Path) -> None:
    path = make_peewee(tmp_path / "old.db", [("2025-01-01", 0, A)])
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE bucketmodel SET id = ''")
    problems = Problems()
    with open_older(path, tmp_path) as older:
        assert older.buckets(problems) == []
    assert problems.report()[0]["outcome"] == "skipped with its events"


def test_an_early_peewee_file_has_neither_names_nor_data_of_buckets(tmp_path: Path) -> None:
    path = make_peewee(tmp_path / "old.db", [("2025-01-01", 0, A)])
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("ALTER TABLE bucketmodel DROP COLUMN name")
        file.execute("ALTER TABLE bucketmodel DROP COLUMN datastr")
    assert len(read(path, tmp_path)[0]) == 1


@pytest.fixture(params=["peewee", "sqlite", "rust", "rust in use"])
def older_file(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A file of each kind, alone in its folder but for its journal."""
    path = tmp_path / "theirs" / "old.db"
    path.parent.mkdir()
    rows = [(EIGHT * 1000, EIGHT * 1000, A)]
    makers: dict[str, Callable[[], object]] = {
        "peewee": lambda: make_peewee(path, [("2025-01-01", 0, A)]),
        "sqlite": lambda: make_sqlite(path, [(EIGHT, EIGHT, A)]),
        "rust": lambda: make_rust(path, rows),
        "rust in use": lambda: open_rust(path, rows),
    }
    kept = makers[request.param]()
    yield path
    if isinstance(kept, sqlite3.Connection):
        kept.close()


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }


def test_nothing_of_an_older_server_is_changed_and_nothing_left_behind(
    older_file: Path, tmp_path: Path
) -> None:
    before = fingerprint(older_file.parent)
    events, _ = read(older_file, tmp_path)
    assert len(events) == 1
    assert fingerprint(older_file.parent) == before
    assert [path.name for path in tmp_path.iterdir() if path != older_file.parent and path.is_dir()] == []


def test_what_a_crashed_server_left_in_its_log_is_read(tmp_path: Path) -> None:
    with closing(open_rust(tmp_path / "old.db", [(EIGHT * 1000, EIGHT * 1000, A)])):
        for name in ("old.db", "old.db-wal"):
            (tmp_path / f"crashed-{name}").write_bytes((tmp_path / name).read_bytes())
    crashed = tmp_path / "crashed-old.db"
    assert not (tmp_path / "old.db-wal").exists()
    assert len(read(crashed, tmp_path)[0]) == 1
    assert not (tmp_path / "crashed-old.db-shm").exists()


def test_a_file_that_is_written_to_all_the_time_is_copied_under_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_peewee(tmp_path / "old.db", [("2025-01-01", 0, A)])
    monkeypatch.setattr(snapshot, "PAUSE", 0)
    monkeypatch.setattr(snapshot, "_copy_at_one_moment", lambda *_: False)
    assert len(read(path, tmp_path)[0]) == 1
    assert not list(tmp_path.glob("old.db-*"))


def test_a_log_that_never_keeps_still_is_given_up_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_rust(tmp_path / "old.db", [])
    monkeypatch.setattr(snapshot, "PAUSE", 0)
    monkeypatch.setattr(snapshot, "_copy_at_one_moment", lambda *_: False)
    with pytest.raises(DatabaseError, match="another program keeps changing it; stop that one"):
        read(path, tmp_path)


def test_a_copy_that_would_fill_the_disk_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_rust(tmp_path / "old.db", [])

    def refuse(*_: object) -> None:
        raise DatabaseFullError("no room")

    monkeypatch.setattr(snapshot, "need_room", refuse)
    with pytest.raises(DatabaseFullError):
        read(path, tmp_path)


def test_a_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("hello")
    with pytest.raises(ForeignDatabaseError, match="another kind of file"):
        read(tmp_path / "text.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "other.db")) as file, file:
        file.execute("CREATE TABLE buckets (id INTEGER)")
    with pytest.raises(ForeignDatabaseError, match=r"other\.db: .* these tables: buckets"):
        read(tmp_path / "other.db", tmp_path)


def test_a_damaged_file_is_told_by_its_own_name(tmp_path: Path) -> None:
    path = make_peewee(tmp_path / "old.db", [("2025-01-01", 0, A)] * 2000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    with pytest.raises(DatabaseError, match=r"^\S*old\.db: "):
        read(path, tmp_path)


@pytest.mark.parametrize("testing", [False, True])
def test_the_files_of_one_mode_are_found_where_older_servers_keep_them(
    tmp_path: Path, *, testing: bool
) -> None:
    for name in (
        "peewee-sqlite.v2.db",
        "peewee-sqlite-testing.v2.db",
        "sqlite.v1.db",
        "sqlite-testing.v1.db",
    ):
        (tmp_path / "aw-server").mkdir(exist_ok=True)
        (tmp_path / "aw-server" / name).touch()
    (tmp_path / "aw-server-rust").mkdir()
    (tmp_path / "aw-server-rust" / "sqlite.db").touch()
    found = [str(path.relative_to(tmp_path).as_posix()) for path in find_older(tmp_path, testing=testing)]
    assert found == (
        ["aw-server/peewee-sqlite-testing.v2.db", "aw-server/sqlite-testing.v1.db"]
        if testing
        else ["aw-server/peewee-sqlite.v2.db", "aw-server/sqlite.v1.db", "aw-server-rust/sqlite.db"]
    )


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    assert find_older(tmp_path / "none", testing=False) == []
    assert list(tmp_path.iterdir()) == []


values = st.one_of(
    st.integers(-(2**62), 2**62), st.floats(), st.text(max_size=30), st.binary(max_size=30)
).filter(
    lambda value: value == value  # noqa: PLR0124 - SQLite stores NaN as NULL, which the columns refuse
)


@given(rows=st.lists(st.tuples(values, values, values), max_size=8))
def test_whatever_stands_in_the_rows_each_event_is_read_or_counted(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, Any, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    for name, make in (("p", make_peewee), ("s", make_sqlite), ("r", make_rust)):
        events, problems = read(make(folder / f"{name}.db", rows), folder)
        skipped = sum(told["count"] for told in problems.report() if told["outcome"] == "skipped")
        assert len(events) + skipped == len(rows)


def test_an_event_that_two_older_files_have_comes_once(datastore: Datastore, tmp_path: Path) -> None:
    spans = [(EIGHT + n * 1_000_000, EIGHT + n * 1_000_000 + 500_000) for n in range(50)]
    texts = [json.dumps({"n": n % 7}) for n in range(50)]
    peewee = make_peewee(
        tmp_path / "p.db",
        [(str(from_micros(a)), 0.5, text) for (a, _), text in zip(spans, texts, strict=True)],
    )
    rust = make_rust(
        tmp_path / "r.db", [(a * 1000, b * 1000, text) for (a, b), text in zip(spans, texts, strict=True)]
    )
    added = []
    for path in (peewee, rust, peewee):
        with open_older(path, tmp_path) as older:
            [bucket] = older.buckets(Problems())
            span = Span()
            added.append(datastore.import_bucket(bucket.bucket, span.over(older.rows(bucket, Problems()))))
            assert stored_span(datastore, bucket.bucket.id, span) == span
    assert added == [50, 0, 0]
    assert datastore.eventcount(BUCKET[0]) == 50


def test_what_is_stored_is_compared_within_the_borders_of_what_was_read(datastore: Datastore) -> None:
    bucket = datastore.create_bucket(*BUCKET)
    month = 30 * 24 * 3600
    events = [event(EIGHT + n * month * 1_000_000, month / 2, {"n": n}) for n in range(5)]
    bucket.insert(events)
    span = Span()
    assert len(list(span.over(map(row_of, events[1:4])))) == 3
    assert stored_span(datastore, bucket.bucket_id, span) == span
    assert span.report()["seconds"] == 1.5 * month
    # A heartbeat may have stretched the last of them meanwhile.
    bucket.heartbeat(event(EIGHT + int(3.5 * month) * 1_000_000, 60, {"n": 3}), pulsetime=1)
    assert stored_span(datastore, bucket.bucket_id, span) == span
    assert stored_span(datastore, bucket.bucket_id, Span()) == Span()


def test_what_a_damaged_page_hides_is_noted_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [("2025-01-01 08:00:00+00:00", 1, json.dumps({"n": n, "pad": "x" * 100})) for n in range(2000)]
    path = make_peewee(tmp_path / "p.db", rows)
    content = bytearray(path.read_bytes())
    for number in (500, 1500):
        page = content.index(b'{"n": %d,' % number) // 4096 * 4096
        content[page : page + 4096] = b"\xff" * 4096
    path.write_bytes(bytes(content))
    problems = Problems()
    with open_older(path, tmp_path) as older:
        [bucket] = older.buckets(problems)
        found = list(older.rows(bucket, problems))
    lost = len(rows) - len(found)
    assert 2 <= lost <= 2 * 40
    assert problems.has_damage
    assert problems.report()[0]["count"] == 2
