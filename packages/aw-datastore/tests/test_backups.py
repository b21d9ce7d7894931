from __future__ import annotations

import stat
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from care_support import content, fill

from aw_core import Event
from aw_datastore import Datastore, disk
from aw_datastore.care import BackupFolder, back_up_to, check
from aw_datastore.errors import BackupError, DamagedDatabaseError, DatabaseError, DatabaseFullError
from aw_datastore.storages import SqliteStorage

NOW = datetime(2025, 6, 18, 12, 30, 5, tzinfo=UTC)


@pytest.fixture
def backups(path: Path) -> BackupFolder:
    return BackupFolder(path.parent / "backups", path)


def names(backups: BackupFolder) -> list[str]:
    return [backup.name for backup in backups.backups()]


def test_a_backup_is_one_file_with_everything(path: Path, backups: BackupFolder) -> None:
    before = fill(path)
    made = backups.make(NOW)
    assert made.name == "events-2025-06-18T12-30-05Z.db"
    assert (made.made, made.size) == (NOW, made.path.stat().st_size)
    assert {file.name for file in backups.folder.iterdir() if not file.name.startswith(".")} == {made.name}
    assert check(made.path).is_fine
    assert content(made.path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_a_backup_can_be_read_by_its_owner_alone(path: Path, backups: BackupFolder) -> None:
    fill(path, 5)
    made = backups.make(NOW)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(backups.folder.stat().st_mode) == 0o700


def test_a_backup_is_of_one_moment_while_others_write(path: Path, backups: BackupFolder) -> None:
    fill(path, 3000)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        steps: list[int] = []

        def write(done: int, _total: int) -> None:
            steps.append(done)
            datastore["one"].insert([Event(None, NOW, len(steps), {"written": "meanwhile"})])

        made = backups.make(NOW, write)
        assert len(steps) > 1
        assert datastore["one"].get_eventcount(NOW) == len(steps)
    after = content(made.path)
    assert [event for event in after["one"].values() if event[2] == {"written": "meanwhile"}] == []
    assert check(made.path).is_fine


def test_a_backup_that_is_given_up_leaves_nothing(path: Path, backups: BackupFolder) -> None:
    fill(path)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backups.make(NOW, stop)
    assert {file.name for file in backups.folder.iterdir()} <= {".lock", ".events.of"}


def test_what_a_killed_backup_left_counts_for_nothing_and_goes_with_the_next(
    path: Path, backups: BackupFolder
) -> None:
    fill(path)
    backups.folder.mkdir()
    (backups.folder / "film.partial").touch()
    half = backups.folder / "events-2025-06-18T12-00-00Z.db.partial"
    half.write_bytes(b"half a backup")
    assert backups.backups() == []
    backups.make(NOW)
    assert not half.exists()
    assert (backups.folder / "film.partial").exists()


def test_no_more_backups_are_kept_than_the_policy_says(path: Path, backups: BackupFolder) -> None:
    fill(path, 5)
    for day in range(12):
        backups.make(NOW + timedelta(days=day))
    # The last seven days, and Sunday of the week before.
    assert [name[7:17] for name in names(backups)] == [
        *(f"2025-06-{day}" for day in range(29, 22, -1)),
        "2025-06-22",
    ]


def test_only_backups_of_this_database_are_counted_and_deleted(path: Path, backups: BackupFolder) -> None:
    fill(path, 5)
    backups.folder.mkdir()
    others = ["notes.txt", "events-testing-2020-01-01T00-00-00Z.db", "events-2020-13-01T00-00-00Z.db"]
    for name in others:
        (backups.folder / name).write_text("mine", encoding="utf-8")
    made = backups.make(NOW)
    assert names(backups) == [made.name]
    assert all((backups.folder / name).exists() for name in others)


def test_two_backups_in_one_second_both_stay_till_the_day_is_over(path: Path, backups: BackupFolder) -> None:
    fill(path, 5)
    first, second = backups.make(NOW), backups.make(NOW)
    assert first.path != second.path
    assert second.path.exists()


def test_two_at_the_same_time_do_not_disturb_each_other(path: Path, backups: BackupFolder) -> None:
    fill(path)
    threads = [threading.Thread(target=backups.make, args=(NOW + timedelta(days=day),)) for day in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(backups.backups()) == 3
    assert all(check(backup.path).is_fine for backup in backups.backups())


def test_a_backup_of_a_damaged_database_is_refused(path: Path, backups: BackupFolder) -> None:
    fill(path)
    raw = bytearray(path.read_bytes())
    for at in range(4 * 4096, len(raw), 8192):
        raw[at : at + 4096] = b"\x7f" * 4096
    path.write_bytes(raw)
    with pytest.raises(DamagedDatabaseError):
        backups.make(NOW)
    assert backups.backups() == []


def test_too_little_room_is_said_beforehand(
    path: Path, backups: BackupFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, 5)
    monkeypatch.setattr(disk, "_MARGIN", 2**62)
    with pytest.raises(
        DatabaseFullError, match=r"a backup needs room: expected \d+ MB free in .*backups, found"
    ):
        backups.make(NOW)
    assert backups.backups() == []


def test_a_missing_database_and_a_folder_that_is_none_are_told_of(path: Path, backups: BackupFolder) -> None:
    with pytest.raises(DatabaseError, match=r"events\.db: expected a database, found no such file"):
        backups.make(NOW)
    fill(path, 5)
    (path.parent / "file").touch()
    with pytest.raises(DatabaseError, match="no backup could be made"):
        BackupFolder(path.parent / "file", path).make(NOW)


def test_a_backup_is_found_by_name_day_or_path(path: Path, backups: BackupFolder) -> None:
    fill(path, 5)
    made = backups.make(NOW)
    for text in (made.name, "events-2025-06-18T12-30-05Z", "2025-06-18", str(made.path)):
        assert backups.find(text).path == made.path
    with pytest.raises(BackupError, match="2025-06-17: expected the name or day of a backup"):
        backups.find("2025-06-17")


def test_a_copy_elsewhere_never_replaces_a_file(path: Path, tmp_path: Path) -> None:
    before = fill(path, 5)
    target = tmp_path / "copy.db"
    assert back_up_to(path, target) == target.stat().st_size
    assert content(target) == before
    with pytest.raises(BackupError, match=r"copy\.db: expected a name that is free"):
        back_up_to(path, target)


def test_one_that_was_asked_for_is_not_pushed_out_by_others_for_four_weeks(
    path: Path, backups: BackupFolder
) -> None:
    fill(path, 5)
    kept = backups.make(NOW, asked_for=True)
    backups.make(NOW + timedelta(minutes=1), asked_for=True)
    for day in range(27):
        backups.make(NOW + timedelta(days=day, minutes=5))
    assert kept.name in names(backups)
    backups.make(NOW + timedelta(weeks=7))
    assert kept.name not in names(backups)


def test_backups_of_another_database_of_the_same_name_are_left_alone(
    path: Path, tmp_path: Path, backups: BackupFolder
) -> None:
    fill(path, 5)
    mine = backups.make(NOW)
    other = tmp_path / "elsewhere" / path.name
    other.parent.mkdir()
    fill(other, 5)
    with pytest.raises(BackupError, match="of another database"):
        BackupFolder(backups.folder, other).make(NOW + timedelta(hours=1))
    assert names(backups) == [mine.name]


def test_a_folder_that_moved_with_its_database_goes_on(path: Path, tmp_path: Path) -> None:
    fill(path, 5)
    BackupFolder(path.parent / "backups", path).make(NOW)
    moved = tmp_path / "moved"
    moved.mkdir()
    (path.parent / "backups").rename(moved / "backups")
    path.rename(moved / path.name)
    BackupFolder(moved / "backups", moved / path.name).make(NOW + timedelta(days=1))
    assert len(BackupFolder(moved / "backups", moved / path.name).backups()) == 2
