"""The server looks after its database: it checks, backs up, deletes what is old, and recovers what is damaged."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aw_core import Event
from aw_core.errors import ConfigError
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, read_recoveries
from aw_datastore.errors import DamagedDatabaseError, ForeignDatabaseError
from aw_datastore.storages import MemoryStorage, SqliteStorage
from aw_server import ServerSettings, create_app
from aw_server.care import Caretaker, Health, open_whole
from aw_server.database import DatabaseFile
from aw_server.errors import StartError
from aw_server.sockets import bind_sockets

NOW = datetime.now(UTC)
TIMEOUT = 20


def wait_until(met: Callable[[], object], what: str) -> None:
    end = time.monotonic() + TIMEOUT
    pause = threading.Event()
    while not met():
        assert time.monotonic() < end, f"waited in vain until {what}"
        pause.wait(0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "mine.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = datastore.create_bucket("window", "currentwindow", "c", "h")
        bucket.insert([Event(None, NOW - timedelta(days=days), 60, {"n": days}) for days in range(1, 900, 3)])
    return path


def database_at(path: Path, **settings: object) -> DatabaseFile:
    values = {"storage": "sqlite", "dbpath": str(path), "backups": True, "backup_dir": "", "retention": ""}
    return DatabaseFile({**values, **settings}, testing=True)


def opened(
    path: Path,
    *,
    sockets: Sequence[socket.socket] = (),
    say: Callable[[str], None] = print,
    health: Health | None = None,
    database: DatabaseFile | None = None,
) -> Datastore:
    """The database as a server opens it."""
    health = health or Health(path)
    settings = ServerSettings(
        device_id="d", hostname="h", settings_file=path.with_name("s.json"), testing=True
    )
    closed = Datastore(MemoryStorage)
    closed.close()
    with ExitStack() as bound:
        listening = sockets or bind_sockets("127.0.0.1", 0)
        for sock in listening:
            bound.callback(sock.close)
        return open_whole(
            database or database_at(path),
            health,
            listening,
            standby=lambda: create_app(settings, closed, state=health),
            say=say,
        )


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for at in range(3 * 4096, len(raw), 2 * 4096):
        raw[at : at + 4096] = b"\x7f" * 4096
    path.write_bytes(raw)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def test_a_whole_database_is_checked_and_backed_up_once_a_day(path: Path) -> None:
    backups = BackupFolder(path.parent / "backups", path)
    for _ in range(2):
        health = Health(path, backups)
        with (
            Datastore(SqliteStorage, filepath=path) as datastore,
            Caretaker(datastore, path, health, backups, "", first_pause=0),
        ):
            wait_until(lambda: health.to_json_dict()["state"] == "fine", "it is checked")  # noqa: B023
            wait_until(backups.backups, "there is a backup")
        assert health.damage == ""
    assert len(backups.backups()) == 1


def test_an_empty_database_is_not_backed_up(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    backups = BackupFolder(tmp_path / "backups", path)
    health = Health(path, backups)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        caretaker = Caretaker(datastore, path, health, backups, "")
        caretaker._round()
    assert backups.backups() == []


def test_damage_found_by_the_check_is_told_once(path: Path) -> None:
    health, told = Health(path), threading.Event()
    with Datastore(SqliteStorage, filepath=path) as datastore:
        damage(path)
        health.begin(told.set)
        with Caretaker(datastore, path, health, None, ""):
            assert told.wait(TIMEOUT)
    assert health.to_json_dict()["state"] == "damaged"
    assert health.damage


def test_damage_that_a_request_comes_upon_is_told(path: Path) -> None:
    health = Health(path)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        datastore.watch(health.found_damaged)
        damage(path)
        with pytest.raises(DamagedDatabaseError):
            list(datastore["window"].get())
    assert "malformed" in health.damage


def test_a_backup_that_cannot_be_made_is_told(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    backups = BackupFolder(tmp_path / "file", path)
    health = Health(path, backups)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        Caretaker(datastore, path, health, backups, "")._round()
    assert "no backup could be made" in health.to_json_dict()["backups"]["problem"]


def test_what_is_older_than_the_retention_is_deleted(path: Path) -> None:
    with Datastore(SqliteStorage, filepath=path) as datastore:
        Caretaker(datastore, path, Health(path), None, "1y")._round()
        left = datastore["window"].get()
    assert len(left) > 100
    assert min(event.end for event in left) > NOW - timedelta(days=367)


def test_a_retention_that_is_no_age_stops_the_start(path: Path) -> None:
    with pytest.raises(ConfigError, match="retention: expected an age such as 90d"):
        database_at(path, retention="long")


def test_backups_lie_beside_the_database_unless_set_otherwise(path: Path, tmp_path: Path) -> None:
    assert database_at(path).backup_folder == path.parent / "backups"
    assert database_at(path, backup_dir=str(tmp_path)).backup_folder == tmp_path
    assert database_at(path, backups=False).backups is None
    assert database_at(path, storage="memory").backups is None


def test_a_damaged_database_is_recovered_while_clients_are_told_to_wait(path: Path) -> None:
    cut(path)
    sockets = bind_sockets("127.0.0.1", 0)
    said: list[str] = []
    answers: list[tuple[int, dict[str, object]]] = []

    def ask(_: str) -> None:
        if said:
            return
        said.append(_)
        connection = http.client.HTTPConnection("127.0.0.1", sockets[0].getsockname()[1], timeout=TIMEOUT)
        for method, what in (
            ("POST", "buckets/window/heartbeat?pulsetime=1"),
            ("GET", "info"),
            ("GET", "health"),
        ):
            connection.request(method, f"/api/0/{what}", json.dumps({"timestamp": NOW.isoformat()}))
            response = connection.getresponse()
            answers.append((response.status, json.loads(response.read())))
        connection.close()

    health = Health(path)
    with opened(path, sockets=sockets, say=ask, health=health) as datastore:
        assert datastore.eventcount("window") > 0
    (heartbeat, _), (info, who), (_, state) = answers
    assert (heartbeat, info) == (503, 200)
    assert who["hostname"] == "h"  # a manager that asks for it must not take the server for one that hangs
    assert (state["state"], state["sources"]) == ("recovering", None)
    [recovery] = read_recoveries(path)
    assert path.with_name(recovery.set_aside).exists()


def test_a_file_whose_first_page_is_gone_is_known_by_its_data(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(bytes(4096) + raw[4096:])
    with opened(path) as datastore:
        assert datastore.eventcount("window") == 300


def test_an_empty_file_is_filled_from_a_backup_and_a_missing_one_is_new(path: Path) -> None:
    database_at(path).backups.make(NOW)  # type: ignore[union-attr]  # it makes backups
    path.write_bytes(b"")
    with opened(path) as datastore:
        assert datastore.eventcount("window") == 300
    path.unlink()
    with opened(path) as datastore:
        assert datastore.buckets() == {}


def test_a_foreign_file_is_left_alone(path: Path) -> None:
    path.write_text("notes " * 1000, encoding="utf-8")
    with pytest.raises(ForeignDatabaseError):
        opened(path)
    assert path.read_text(encoding="utf-8") == "notes " * 1000


def test_a_file_that_is_damaged_again_and_again_ends_the_server(path: Path) -> None:
    class Hopeless(DatabaseFile):
        def open(self) -> Datastore:
            raise DamagedDatabaseError(f"{path}: it is damaged")

    values = {"storage": "sqlite", "dbpath": str(path), "backups": False, "backup_dir": "", "retention": ""}
    with pytest.raises(StartError, match="the disk or the memory may be failing"):
        opened(path, database=Hopeless(values, testing=True))


def test_health_tells_of_recoveries_and_backups(path: Path, tmp_path: Path, datastore: Datastore) -> None:
    backups = BackupFolder(path.parent / "backups", path)
    made = backups.make(NOW)
    cut(path)
    opened(path).close()
    settings = ServerSettings(
        device_id="d", hostname="h", settings_file=tmp_path / "settings.json", testing=True
    )
    client = create_app(settings, datastore, state=Health(path, backups)).test_client()
    answer = client.get("/api/0/health").json
    assert answer is not None
    assert answer["state"] == "unchecked"
    assert answer["backups"] == {"enabled": True, "newest": made.made.isoformat(), "problem": None}
    [recovery] = answer["recoveries"]
    assert recovery["backup"] == made.name
    assert recovery["lost"] == 0
    assert recovery["summary"].startswith("the database was damaged (")


def test_health_of_events_in_memory_is_unknown(client: FlaskClient) -> None:
    assert client.get("/api/0/health").json == {
        "state": "unchecked",
        "checked": None,
        "damage": None,
        "recoveries": [],
        "backups": {"enabled": False, "newest": None, "problem": None},
        "pause": {"problem": None},
        "privacy": {"problems": []},
        "sources": {},
    }


def test_a_setting_that_cannot_be_written_is_told_of_without_the_systems_number(
    tmp_path: Path, datastore: Datastore
) -> None:
    (tmp_path / "file").touch()
    settings = ServerSettings(
        device_id="d", hostname="h", settings_file=tmp_path / "file" / "s.json", testing=True
    )
    answer = create_app(settings, datastore).test_client().post("/api/0/settings/theme", json="dark")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["message"].startswith("the server cannot read or write a file")
    assert "Errno" not in answer.json["message"]


def test_a_database_is_the_same_however_its_path_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    places = {database_at(Path(path)).path for path in ("real/events.db", "link/events.db")}
    assert places == {tmp_path / "real" / "events.db"}
    assert database_at(Path("real/events.db"), backup_dir="kept").backup_folder == tmp_path / "kept"
