from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from care_support import PAGE, Content, content, fill, start
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, back_up_to, check, read_recoveries, recover, restore
from aw_datastore.errors import (
    DatabaseError,
    DatabaseLockedError,
    ForeignDatabaseError,
)
from aw_datastore.storages import SqliteStorage

NOW = datetime(2025, 6, 18, 12, tzinfo=UTC)
# Each example opens and syncs files several times.
here = settings(
    max_examples=settings.default.max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Original:
    """A database as bytes, and what is in it; not a dataclass, as hypothesis would show all of it."""

    def __init__(self, raw: bytes, found: Content) -> None:
        self.raw = raw
        self.content = found


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    path = tmp_path_factory.mktemp("original") / "events.db"
    found = fill(path)
    return Original(path.read_bytes(), found)


def put(path: Path, data: bytes) -> None:
    """This database and no file of an earlier one."""
    for file in path.parent.glob("events.db*"):
        file.unlink()
    path.write_bytes(data)


def events(found: Content) -> set[tuple[str, int]]:
    return {(name, event_id) for name, bucket in found.items() for event_id in bucket}


def differing(found: Content, other: Content) -> set[tuple[str, int]]:
    return {(name, at) for name, at in events(found) & events(other) if found[name][at] != other[name][at]}


@given(st.one_of(st.integers(0, 2 * PAGE), st.integers(0, 10**9)), st.integers(1, 255))
@here
@example(46 * PAGE, 1)
@example(46 * PAGE, 13 ^ 10)
def test_whichever_byte_is_flipped_nothing_readable_is_lost(
    path: Path, original: Original, at: int, bits: int
) -> None:
    raw, before = original.raw, original.content
    flipped = bytearray(raw)
    flipped[at % len(raw)] ^= bits
    put(path, bytes(flipped))
    recovery = start(path)
    after = content(path)
    lost = events(before) - events(after)
    assert events(after) <= events(before)
    # One byte is in one cell: of one event, or of one data object that several have.
    changed = differing(before, after)
    assert len({repr(before[name][event_id][2]) for name, event_id in changed}) <= 1
    assert len(lost) <= (recovery.lost if recovery is not None else 0)


@given(st.integers(1, 10**9))
@here
@example(1)
@example(PAGE)
def test_however_short_a_file_is_cut_what_is_left_is_kept(
    path: Path, original: Original, length: int
) -> None:
    raw, before = original.raw, original.content
    put(path, raw[: length % (len(raw) - 1) + 1])
    recovery = start(path)
    assert recovery is not None
    after = content(path)
    assert events(after) <= events(before)
    assert not recovery.complete


@given(st.integers(0, 10**9), st.booleans(), st.integers())
@here
def test_with_a_backup_a_page_that_is_gone_costs_nothing(
    path: Path, original: Original, number: int, blank: bool, seed: int
) -> None:
    raw, before = original.raw, original.content
    put(path, raw)
    backups = BackupFolder(path.parent / "backups", path)
    if not backups.backups():
        backups.make(NOW)
    at = number % (len(raw) // PAGE) * PAGE
    put(path, raw[:at] + (bytes(PAGE) if blank else random.Random(seed).randbytes(PAGE)) + raw[at + PAGE :])
    start(path, backups)
    assert content(path) == before


def damage_data(path: Path) -> None:
    """Make the pages of events and their data unreadable; the schema stays."""
    raw = bytearray(path.read_bytes())
    for at in range(4 * PAGE, len(raw), 2 * PAGE):
        raw[at : at + PAGE] = b"\x7f" * PAGE
    path.write_bytes(raw)


def test_a_damaged_file_is_kept_and_told_of(path: Path) -> None:
    fill(path)
    damage_data(path)
    damaged = path.read_bytes()
    recovery = start(path)
    assert recovery is not None
    assert path.with_name(recovery.set_aside).read_bytes()[PAGE:] == damaged[PAGE:]
    assert read_recoveries(path) == [recovery]
    assert recovery.set_aside in recovery.summary()
    path.with_name(recovery.set_aside).unlink()
    assert read_recoveries(path) == []


def test_what_was_deleted_since_the_backup_stays_deleted(path: Path) -> None:
    fill(path)
    backups = BackupFolder(path.parent / "backups", path)
    backups.make(NOW)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        deleted = [event.id for event in datastore["two"].get(20)]
        for event_id in deleted:
            datastore["two"].delete(event_id or 0)
        datastore.delete_bucket("one")
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'event' AND pagetype = 'leaf'"
        ).fetchone()
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    path.write_bytes(raw)
    recovery = start(path, backups)
    assert recovery is not None
    assert recovery.complete
    found = content(path)
    assert "one" not in found
    assert not set(found["two"]) & set(deleted)
    assert len(found["two"]) == 380


def test_what_was_written_after_the_backup_and_is_readable_is_kept(path: Path) -> None:
    fill(path)
    backups = BackupFolder(path.parent / "backups", path)
    backups.make(NOW)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        new = datastore["two"].insert(Event(None, NOW, 5, {"app": "new"}))
    raw = bytearray(path.read_bytes())
    raw[100] = 0  # the first page: SQLite reads nothing of such a file
    path.write_bytes(raw)
    start(path, backups)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        assert datastore["two"].get_by_id(new.id or 0) == new


def test_a_packed_week_whose_bucket_is_wrong_moves_no_event(path: Path) -> None:
    before = fill(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("UPDATE chunk SET bucket = bucket + 7").rowcount
    recover(path, "a packed week is damaged")
    assert content(path) == before


def test_two_files_set_aside_in_one_second_are_both_kept(path: Path) -> None:
    fill(path, 5)
    for _ in range(3):
        recover(path, "to see")
    assert len(read_recoveries(path)) == 3


def test_ids_go_on_where_they_were_after_a_recovery(path: Path) -> None:
    fill(path)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        last = datastore["two"].insert(Event(None, NOW))
        datastore["two"].delete(last.id or 0)
    damage_data(path)
    start(path)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        assert (datastore["two"].insert(Event(None, NOW)).id or 0) > (last.id or 0)


def test_what_is_only_in_the_write_ahead_log_is_recovered(path: Path, tmp_path: Path) -> None:
    before = fill(path)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        new = datastore["two"].insert_many([Event(None, NOW, at, {"n": at}) for at in range(50)])
        copied = {name: path.with_name(name).read_bytes() for name in ("events.db", "events.db-wal")}
    other = tmp_path / "killed" / "events.db"
    other.parent.mkdir()
    raw = bytearray(copied["events.db"])
    raw[100:PAGE] = bytes(PAGE - 100)
    other.write_bytes(raw)
    other.with_name("events.db-wal").write_bytes(copied["events.db-wal"])
    recover(other, "its first page is gone")
    after = content(other)
    assert set(after["two"]) == set(before["two"]) | {event.id for event in new}


def test_a_file_in_use_is_not_recovered(path: Path) -> None:
    fill(path)
    with Datastore(SqliteStorage, filepath=path), pytest.raises(DatabaseLockedError):
        recover(path, "nothing")


def test_a_damaged_backup_is_passed_over_for_an_older_whole_one(path: Path) -> None:
    before = fill(path)
    backups = BackupFolder(path.parent / "backups", path)
    whole = backups.make(NOW)
    damage_data(backups.make(NOW.replace(day=19)).path)
    damage_data(path)
    recovery = start(path, backups)
    assert recovery is not None
    assert recovery.backup == whole.name
    assert content(path) == before


def test_restoring_keeps_what_was_there(path: Path) -> None:
    before = fill(path)
    backup = BackupFolder(path.parent / "backups", path).make(NOW)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        newest = datastore["one"].insert(Event(None, NOW))
    present = content(path)
    aside = restore(path, backup.path)
    assert aside is not None
    assert content(path) == before
    assert content(aside) == present
    with Datastore(SqliteStorage, filepath=path) as datastore:
        # An id that was given after the backup is not given again.
        assert (datastore["one"].insert(Event(None, NOW)).id or 0) > (newest.id or 0)


def test_restoring_needs_a_whole_backup_and_a_database_nobody_uses(path: Path, tmp_path: Path) -> None:
    before = fill(path)
    backups = BackupFolder(path.parent / "backups", path)
    backup = backups.make(NOW)
    with Datastore(SqliteStorage, filepath=path), pytest.raises(DatabaseLockedError):
        restore(path, backup.path)
    damage_data(backup.path)
    with pytest.raises(DatabaseError, match=backup.name):
        restore(path, backup.path)
    with pytest.raises(DatabaseError, match="none was there: expected a database"):
        restore(path, tmp_path / "none was there")
    assert content(path) == before


def test_a_file_emptied_beside_its_log_is_damaged_and_the_log_is_read(path: Path) -> None:
    with Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = datastore.create_bucket("b", "t", "c", "h")
        bucket.insert([Event(None, NOW, 1, {"n": number}) for number in range(20)])
        log = path.with_name(f"{path.name}-wal").read_bytes()
    path.write_bytes(b"")
    path.with_name(f"{path.name}-wal").write_bytes(log)
    [problem] = check(path).problems
    assert "it is empty, but the log beside it is not" in problem
    recovery = start(path)
    assert recovery is not None
    assert path.with_name(f"{recovery.set_aside}-wal").read_bytes() == log
    with Datastore(SqliteStorage, filepath=path) as datastore:
        assert datastore["b"].get_eventcount() == 20


def test_a_backup_does_not_replace_a_database_of_another_program(path: Path, tmp_path: Path) -> None:
    fill(path, 5)
    backup = tmp_path / "backup.db"
    back_up_to(path, backup)
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()
    before = foreign.read_bytes()
    with pytest.raises(ForeignDatabaseError):
        restore(foreign, backup)
    assert foreign.read_bytes() == before
