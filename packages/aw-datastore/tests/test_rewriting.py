from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_core.timestamps import parse_timestamp
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, restore, rewrite_copy, set_aside
from aw_datastore.errors import DatabaseError, DatabaseFullError
from aw_datastore.payload import encode_payload
from aw_datastore.rewriting import Changes, Scope
from aw_datastore.storages import MemoryStorage, SqliteStorage

Data = dict[str, Any]

PRIVATE = "a secret that is nobody's business"
LONG = PRIVATE * 400
"""Longer than a page of the file, so that it goes on in overflow pages."""

NOW = parse_timestamp("2026-03-02T12:00:00Z")

GLYPHS = "秘密の題名 — 🔑"


@pytest.fixture(params=["sqlite", "memory"])
def datastore(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Datastore]:
    arguments: Data = {"filepath": tmp_path / "events.db"} if request.param == "sqlite" else {}
    with Datastore(SqliteStorage if arguments else MemoryStorage, **arguments) as opened:
        for name in ("one", "two"):
            opened.create_bucket(name, "t", "c", "h")
        yield opened


def event(second: int, data: Data, seconds: float = 1) -> Event:
    return Event(None, f"2026-03-01T12:{second // 60:02}:{second % 60:02}Z", seconds, data)


def hidden(_bucket_id: str, data: Data) -> Data | None:
    """Hides what is secret, and drops what is to be dropped."""
    if data.get("drop"):
        return None
    return {**data, "title": "-"} if PRIVATE in str(data.get("title")) else data


def titles(datastore: Datastore, bucket_id: str = "one") -> list[str]:
    return [one.data["title"] for one in datastore[bucket_id].iter_events()]


def fill(datastore: Datastore) -> None:
    for name in ("one", "two"):
        datastore[name].insert(
            [
                event(0, {"title": "x"}),
                event(10, {"title": PRIVATE}),
                event(20, {"title": "-"}),
                event(30, {"title": LONG, "drop": True}),
                event(40, {"title": PRIVATE}),
                event(50, {"title": PRIVATE + GLYPHS}),
            ]
        )


def test_events_get_the_data_that_is_decided_and_keep_their_ids_and_times(datastore: Datastore) -> None:
    fill(datastore)
    before = {one.id: one for one in datastore["one"].iter_events()}
    changes = datastore.rewrite(hidden)
    assert titles(datastore) == titles(datastore, "two") == ["x", "-", "-", "-", "-"]
    for one in datastore["one"].iter_events():
        assert (one.timestamp, one.duration) == (before[one.id].timestamp, before[one.id].duration)
    assert sorted(change.events for change in changes["one"]) == [1, 1, 2]
    digests = {change.before: change.after for change in changes["one"]}
    assert digests[encode_payload({"title": PRIVATE}).digest] == encode_payload({"title": "-"}).digest
    assert digests[encode_payload({"title": LONG, "drop": True}).digest] is None


def test_rewriting_again_changes_nothing(datastore: Datastore) -> None:
    fill(datastore)
    datastore.rewrite(hidden)
    assert datastore.rewrite(hidden) == {}


def test_scope_limits_it_to_buckets_and_events_that_reach_into_a_time(datastore: Datastore) -> None:
    fill(datastore)
    start, end = parse_timestamp("2026-03-01T12:00:11Z"), parse_timestamp("2026-03-01T12:00:40Z")
    datastore.rewrite(hidden, Scope(start, end, ["one", "nowhere"]))
    assert titles(datastore) == ["x", "-", "-", "-", PRIVATE + GLYPHS]
    assert PRIVATE in titles(datastore, "two")
    datastore.rewrite(hidden, Scope(start=parse_timestamp("2026-03-01T12:00:12Z"), bucket_ids=["two"]))
    assert titles(datastore, "two") == ["x", PRIVATE, "-", "-", "-"]


def test_scope_leaves_out_what_was_recorded_after_an_event(datastore: Datastore) -> None:
    fill(datastore)
    known: list[int] = []
    datastore.rewrite(lambda _, data: data, confirm=lambda _, last_id: known.append(last_id))
    assert known == [max(one.id or 0 for name in ("one", "two") for one in datastore[name].iter_events())]
    datastore["one"].insert(event(60, {"title": PRIVATE}))
    datastore.rewrite(hidden, Scope(last_id=known[0]))
    assert titles(datastore) == [PRIVATE, "-", "-", "-", "-", "x"][::-1]


def test_without_events_the_highest_id_is_0(datastore: Datastore) -> None:
    known: list[int] = []
    datastore.rewrite(hidden, confirm=lambda _, last_id: known.append(last_id))
    assert known == [0]


def test_nothing_is_changed_when_it_is_not_confirmed(datastore: Datastore) -> None:
    fill(datastore)
    before = titles(datastore)

    def refuse(changes: Changes, _last_id: int) -> None:
        assert set(changes) == {"one", "two"}
        raise PermissionError

    with pytest.raises(PermissionError):
        datastore.rewrite(hidden, confirm=refuse)
    assert titles(datastore) == before


def test_nothing_is_changed_when_deciding_fails(datastore: Datastore) -> None:
    fill(datastore)
    before = titles(datastore)

    def fails(bucket_id: str, data: Data) -> Data | None:
        if bucket_id == "two":
            raise ZeroDivisionError
        return hidden(bucket_id, data)

    with pytest.raises(ZeroDivisionError):
        datastore.rewrite(fails)
    assert titles(datastore) == before


def test_readers_see_what_was_rewritten_though_they_read_before(tmp_path: Path) -> None:
    with Datastore(SqliteStorage, filepath=tmp_path / "e.db") as datastore:
        datastore.create_bucket("one", "t", "c", "h")
        datastore["one"].insert([event(n, {"title": PRIVATE}) for n in range(100)])
        datastore.pack(parse_timestamp("2027-01-01T00:00:00Z"))
        assert {PRIVATE} == {payload["title"] for payload in datastore.table("one").payloads}
        datastore.rewrite(hidden)
        assert datastore.table("one").payloads == [{"title": "-"}]
        assert datastore.eventcount("one") == 100


def test_heartbeat_after_it_continues_the_rewritten_event(datastore: Datastore) -> None:
    datastore["one"].heartbeat(event(0, {"title": PRIVATE}), 10)
    datastore.rewrite(hidden)
    datastore["one"].heartbeat(event(3, {"title": "-"}), 10)
    assert titles(datastore) == ["-"]


PAYLOADS = st.fixed_dictionaries(
    {"title": st.sampled_from(["x", PRIVATE, PRIVATE + "2", "-"])}, optional={"drop": st.booleans()}
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PAYLOADS, max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_file_and_memory_agree_and_payloads_are_counted_right(
    tmp_path: Path, payloads: list[Data], start: int, end: int
) -> None:
    scope = Scope(event(start, {}).timestamp, event(end, {}).timestamp)
    results = []
    path = tmp_path / "counted.db"
    path.unlink(missing_ok=True)
    for datastore in (Datastore(MemoryStorage), Datastore(SqliteStorage, filepath=path)):
        with datastore:
            datastore.create_bucket("b", "t", "c", "h")
            datastore["b"].insert([event(n, data) for n, data in enumerate(payloads)])
            changes = datastore.rewrite(hidden, scope)
            stored = [(one.timestamp, one.data) for one in datastore["b"].iter_events()]
            results.append((stored, {name: sorted(of, key=repr) for name, of in changes.items()}))
    assert results[0] == results[1]
    with closing(sqlite3.connect(path)) as connection:
        wrong = connection.execute(
            "SELECT p.key FROM payload p LEFT JOIN event e ON e.payload = p.key GROUP BY p.key HAVING count(e.id) != uses"
        ).fetchall()
    assert wrong == []


# What is left in the files


def forms(text: str) -> list[bytes]:
    """Every way the text may stand in a file: as UTF-8, as JSON escapes it, as UTF-16."""
    return [
        text.encode(),
        json.dumps(text)[1:-1].encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
    ]


def found_in_files(folder: Path, *texts: str) -> set[str]:
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        for text in texts
        for form in forms(text)
        if form in path.read_bytes()
    }


def write_much(datastore: Datastore) -> None:
    """Titles short and long, many of them, some deleted, so that pages are split, freed and used again."""
    bucket = datastore["one"]
    bucket.insert([event(n, {"title": f"{n} {PRIVATE} {GLYPHS}"}) for n in range(600)])
    bucket.insert([event(n, {"title": f"{n} {LONG}{GLYPHS}"}) for n in range(20)])
    bucket.insert([event(n, {"title": f"plain {n} " + "y" * (n % 900)}) for n in range(600)])
    for stored in bucket.get(200):
        bucket.delete(int(stored.id or 0))
    for n in range(200):
        bucket.heartbeat(event(2000 + n, {"title": f"later {PRIVATE} {n % 7}"}), 5)


@pytest.mark.parametrize("size", [None, 30_000])
def test_no_byte_of_what_was_rewritten_is_left_in_any_file(tmp_path: Path, size: int | None) -> None:
    with Datastore(SqliteStorage, filepath=tmp_path / "events.db") as datastore:
        datastore.create_bucket("one", "t", "c", "h")
        write_much(datastore)
        if size:
            datastore["one"].insert([event(1, {"title": PRIVATE * (size // len(PRIVATE))})])
        assert found_in_files(tmp_path, PRIVATE)
        datastore.table("one")
        datastore.rewrite(hidden)
        assert datastore.scrub()
        assert found_in_files(tmp_path, PRIVATE, GLYPHS) == set()
        datastore["one"].heartbeat(event(3000, {"title": "goes on"}), 5)
    assert found_in_files(tmp_path, PRIVATE, GLYPHS) == set()


def test_scrub_tells_when_a_reader_is_in_the_way_and_does_the_rest_later(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        datastore.create_bucket("one", "t", "c", "h")
        write_much(datastore)
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM event").fetchone()
            datastore.rewrite(hidden)
            assert not datastore.scrub(seconds=0.0)
            assert not datastore.empty_log(seconds=0.0)
        assert datastore.empty_log()
        assert datastore.scrub()
        assert found_in_files(tmp_path, PRIVATE) == set()


def test_scrub_begins_nothing_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with (
        Datastore(SqliteStorage, filepath=tmp_path / "events.db") as datastore,
        pytest.raises(DatabaseFullError, match="to remove old text"),
    ):
        datastore.scrub()


# Copies


@pytest.fixture
def backups(tmp_path: Path) -> BackupFolder:
    path = tmp_path / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        datastore.create_bucket("one", "t", "c", "h")
        write_much(datastore)
        datastore.pack()
        folder = BackupFolder(tmp_path / "backups", path)
        folder.make(NOW)
    return folder


def test_backup_is_rewritten_in_its_place_and_no_byte_of_the_old_is_left(backups: BackupFolder) -> None:
    (backup,) = backups.backups()
    assert found_in_files(backups.folder, PRIVATE)
    modified = backup.path.stat().st_mtime_ns
    assert rewrite_copy(backup.path, hidden)
    assert backup.path.stat().st_mtime_ns == modified
    assert found_in_files(backups.folder, PRIVATE, GLYPHS) == set()
    assert [found.path for found in backups.backups()] == [backup.path]
    assert {path.suffix for path in backups.folder.iterdir()} <= {".db", ".lock", ".of", ""}
    restored = backups.folder.parent / "restored.db"
    restore(restored, backup.path)
    with Datastore(SqliteStorage, filepath=restored) as datastore:
        assert "-" in titles(datastore)


def test_backup_that_holds_nothing_of_it_is_left_as_it_is(backups: BackupFolder) -> None:
    (backup,) = backups.backups()
    before = backup.path.stat()
    assert rewrite_copy(backup.path, lambda _, data: data) == {}
    assert backup.path.stat() == before


def test_backup_that_is_damaged_is_left_as_it_is(backups: BackupFolder) -> None:
    (backup,) = backups.backups()
    content = bytearray(backup.path.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    backup.path.write_bytes(content)
    with pytest.raises(DatabaseError):
        rewrite_copy(backup.path, hidden)
    assert backup.path.read_bytes() == content
    assert [path for path in backups.folder.iterdir() if ".partial" in path.name] == []


def test_files_that_were_set_aside_are_found(tmp_path: Path) -> None:
    names = {"events.db.damaged-2026-01-01T00-00-00Z", "events.db.replaced-2026-01-02T00-00-00Z"}
    for name in (*names, "events.db", "events.db.damaged-2026-01-01T00-00-00Z-wal", "other.db.damaged-x"):
        (tmp_path / name).touch()
    assert {path.name for path in set_aside(tmp_path / "events.db")} == names
    assert set_aside(tmp_path / "nowhere" / "events.db") == []


def test_nothing_waits_while_it_is_decided_and_what_comes_meanwhile_is_decided_too(tmp_path: Path) -> None:
    late = PRIVATE + ", told late"
    asked: list[str] = []
    with (
        Datastore(SqliteStorage, filepath=tmp_path / "events.db") as datastore,
        ThreadPoolExecutor(1) as pool,
    ):
        for name in ("one", "two"):
            datastore.create_bucket(name, "t", "c", "h")
        fill(datastore)

        def decide(bucket_id: str, data: Data) -> Data | None:
            if not asked:
                for name in ("one", "two"):
                    event_of_another = event(60, {"title": late})
                    pool.submit(datastore[name].insert, event_of_another).result(60)
            asked.append(data["title"])
            return hidden(bucket_id, data)

        changes = datastore.rewrite(decide)
        assert titles(datastore) == titles(datastore, "two") == ["x", "-", "-", "-", "-", "-"]
        assert {name: sum(change.events for change in of) for name, of in changes.items()} == {
            "one": 5,
            "two": 5,
        }
    # Each distinct data of each bucket once.
    assert len(asked) == 2 * 6
