"""The first start takes over what older servers kept: all of it, once, and whatever comes in between."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from older_servers import WINDOW, make_peewee, make_rust, peewee_rows

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.legacy import snapshot
from aw_server.device import load_device_id
from aw_server.intake import Intake
from aw_server.moving_in import MovingIn, Record
from aw_server.moving_in.progress import log_lines
from aw_server.uisettings import UISettings

TIMEOUT = 20

Report = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder all modules share."""
    path = tmp_path / "data"
    (path / "aw-server").mkdir(parents=True)
    return path


@pytest.fixture
def ui_settings(tmp_path: Path) -> UISettings:
    return UISettings(tmp_path / "settings.json")


Start = Callable[..., Report]


@pytest.fixture
def start(folder: Path, datastore: Datastore, ui_settings: UISettings) -> Start:
    """Does what a start of the server does, waits until it is done, and answers the report."""

    def run(**changes: Any) -> Report:
        options: dict[str, Any] = {"folder": folder, "ui_settings": ui_settings, "testing": False, **changes}
        record = Record(folder / "moving-in.json")
        with MovingIn(Intake(datastore), record, **options) as moving:
            moving.wait(TIMEOUT)
        report: Report = json.loads((folder / "moving-in.json").read_text())
        return report

    return run


def peewee(folder: Path, count: int = 20) -> Path:
    return make_peewee(folder / "aw-server" / "peewee-sqlite.v2.db", peewee_rows(count))


def test_what_was_there_is_here_afterwards(start: Start, folder: Path, datastore: Datastore) -> None:
    peewee(folder)
    report = start()
    [part] = report["databases"]
    assert (report["state"], part["state"], part["events"]) == ("done", "done", 20)
    assert part["buckets"][WINDOW]["here"] == part["buckets"][WINDOW]["there"]
    assert part["buckets"][WINDOW]["there"] == {
        "events": 20,
        "start": "2025-01-01T08:00:00+00:00",
        "end": "2025-01-01T08:00:19.500000+00:00",
        "seconds": 10,
    }
    bucket = datastore.buckets()[WINDOW]
    assert (bucket["created"], bucket["data"]) == ("2024-12-31T10:00:00+00:00", {"device_id": "d"})
    assert [event.data["n"] for event in datastore[WINDOW].iter_events()] == [n % 10 for n in range(20)]


def test_what_is_done_is_not_done_again(start: Start, folder: Path, datastore: Datastore) -> None:
    peewee(folder)
    start()
    datastore.delete_bucket(WINDOW)
    make_rust(folder / "aw-server-rust" / "sqlite.db", 5)
    start()
    assert datastore.buckets() == {}


def test_a_first_start_that_finds_nothing_is_done_too(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    assert start()["state"] == "done"
    peewee(folder)
    start()
    assert datastore.buckets() == {}


def test_what_two_older_servers_both_have_comes_once(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    peewee(folder, 20)
    make_rust(folder / "aw-server-rust" / "sqlite.db", 30)
    first, second = start()["databases"]
    assert (first["buckets"][WINDOW]["added"], second["buckets"][WINDOW]["added"]) == (20, 10)
    assert datastore.eventcount(WINDOW) == 30


def test_testing_mode_has_older_databases_of_its_own(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    peewee(folder)
    make_peewee(folder / "aw-server" / "peewee-sqlite-testing.v2.db", peewee_rows(3))
    start(testing=True)
    assert datastore.eventcount(WINDOW) == 3


def test_settings_come_along_unless_they_are_set_here(
    start: Start, folder: Path, ui_settings: UISettings
) -> None:
    ui_settings.set("theme", "light")
    make_rust(
        folder / "aw-server-rust" / "sqlite.db", 1, {"theme": "dark", "off": False, "classes": [{"id": 1}]}
    )
    [part] = start()["databases"]
    assert part["settings"] == ["classes", "off"]
    assert ui_settings.all() == {"theme": "light", "off": False, "classes": [{"id": 1}]}


def test_the_device_keeps_the_id_an_older_server_gave_it(tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.write_text("the-older-id\n")
    assert load_device_id(tmp_path / "device_id", older) == "the-older-id"
    older.write_text("another")
    assert load_device_id(tmp_path / "device_id", older) == "the-older-id"
    made = load_device_id(tmp_path / "new", tmp_path / "none")
    assert len(made) == 36


def test_a_bucket_that_a_watcher_made_first_gets_its_events_and_data(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    made = datastore.create_bucket(WINDOW, "currentwindow", "new", "desk", data={"own": 1})
    made.insert(Event(None, "2026-01-01T00:00:00Z", 1, {"n": "new"}))
    peewee(folder)
    [part] = start()["databases"]
    assert part["buckets"][WINDOW]["complete"]
    assert datastore.eventcount(WINDOW) == 21
    assert datastore.buckets()[WINDOW]["data"] == {"own": 1, "device_id": "d"}
    assert datastore.buckets()[WINDOW]["client"] == "new"


def test_bad_rows_are_reported_and_do_not_hold_up_the_rest(
    start: Start, folder: Path, datastore: Datastore, caplog: pytest.LogCaptureFixture
) -> None:
    good = peewee_rows(3)
    bad = [("never", 1, "{}"), ("2025-01-01 09:00:00+00:00", -3, "{}"), ("2025-01-01 09:00:00+00:00", 1, "{")]
    make_peewee(folder / "aw-server" / "peewee-sqlite.v2.db", good[:2] + bad + good[2:])
    [part] = start()["databases"]
    assert (part["buckets"][WINDOW]["there"]["events"], part["buckets"][WINDOW]["skipped"]) == (4, 2)
    assert {
        told["reason"]: (told["outcome"], told["count"]) for told in part["buckets"][WINDOW]["problems"]
    } == {
        "time that is none": ("skipped", 1),
        "duration below zero": ("taken as 0", 1),
        "data that is no JSON object": ("skipped", 1),
    }
    assert datastore.eventcount(WINDOW) == 4
    assert f"bucket '{WINDOW}', event 3" in caplog.text


@pytest.mark.parametrize("header", [b"", b"\xff" * 16, b"SQLite format 3\0" + b"\xff" * 16])
def test_a_file_that_is_empty_or_has_a_damaged_header_is_tried_again(
    start: Start, folder: Path, datastore: Datastore, header: bytes
) -> None:
    path = make_rust(folder / "aw-server-rust" / "sqlite.db", 30)
    whole = path.read_bytes()
    path.write_bytes(header + whole[len(header) :] if header else b"")
    peewee(folder)
    report = start()
    assert [part["state"] for part in report["databases"]] == ["done", "failed"]
    assert datastore.eventcount(WINDOW) == 20
    path.write_bytes(whole)
    assert start()["state"] == "done"
    assert datastore.eventcount(WINDOW) == 30


def test_events_on_both_sides_of_a_damaged_page_are_taken_over(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    path = peewee(folder, 5000)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE eventmodel SET datastr = '{\"mark\": 1}' WHERE id = 2500")
    whole = path.read_bytes()
    page = whole.index(b'{"mark": 1}') // 4096 * 4096
    path.write_bytes(whole[:page] + b"\xff" * 4096 + whole[page + 4096 :])
    [part] = start()["databases"]
    bucket = part["buckets"][WINDOW]
    assert (part["state"], bucket["damaged"]) == ("failed", True)
    assert 4800 < bucket["added"] < 5000
    assert bucket["problems"][0]["reason"] == "part of the file that cannot be read"
    datastore.delete_bucket(WINDOW)
    assert start()["databases"][0]["state"] == "failed"
    assert WINDOW not in datastore.buckets(), "what was deleted here comes back from a file that is the same"
    path.write_bytes(whole)
    report = start()
    assert (report["state"], report["databases"][0]["buckets"][WINDOW]["damaged"]) == ("done", False)
    assert datastore.eventcount(WINDOW) == 5000


def test_a_damaged_index_loses_no_event(start: Start, folder: Path, datastore: Datastore) -> None:
    path = peewee(folder, 5000)
    with closing(sqlite3.connect(path)) as file:
        (root,) = file.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'eventmodel_bucket_id'"
        ).fetchone()
    damaged = bytearray(path.read_bytes())
    damaged[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(bytes(damaged))
    [part] = start()["databases"]
    assert part["state"] == "done"
    assert datastore.eventcount(WINDOW) == 5000


def test_a_damaged_database_is_tried_again_at_the_next_start(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    path = peewee(folder, 5000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    report = start()
    assert (report["state"], report["databases"][0]["state"]) == ("failed", "failed")
    assert str(path) in report["databases"][0]["message"]
    path.write_bytes(whole)
    assert start()["state"] == "done"
    assert datastore.eventcount(WINDOW) == 5000


def test_a_damaged_bucket_does_not_hold_up_the_others(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    path = peewee(folder, 1000)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            "INSERT INTO bucketmodel SELECT 2, 'other', created, name, type, client, hostname, datastr FROM bucketmodel"
        )
        # The first bucket's events come to lie behind those of the other.
        file.execute("UPDATE eventmodel SET id = id + 100000")
        rows = [(number, *row) for number, row in enumerate(peewee_rows(1000))]
        file.executemany("INSERT INTO eventmodel VALUES (?, 2, ?, ?, ?)", rows)
        file.execute("UPDATE eventmodel SET datastr = '{\"mark\": 1}' WHERE id = 101000")
    whole = path.read_bytes()
    damaged = bytearray(whole)
    page = damaged.rindex(b'{"mark": 1}') // 4096 * 4096
    damaged[page : page + 8] = b"\xff" * 8
    path.write_bytes(bytes(damaged))
    assert start()["state"] == "failed"
    assert datastore.eventcount("other") == 1000
    path.write_bytes(whole)
    assert start()["state"] == "done"
    assert datastore.eventcount(WINDOW) == 1000


class Halfway:
    """Shows no progress, but holds the reading up until the test lets it go on."""

    def __init__(self) -> None:
        self.reached, self.may_go_on = threading.Event(), threading.Event()

    @contextmanager
    def __call__(self, title: str, total: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG002 - what shows progress is told both
        yield self._hold

    def _hold(self, count: int) -> None:  # noqa: ARG002 - as above
        self.reached.set()
        assert self.may_go_on.wait(TIMEOUT)


def test_a_server_that_stops_meanwhile_goes_on_at_the_next_start(
    start: Start,
    folder: Path,
    datastore: Datastore,
    ui_settings: UISettings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    peewee(folder, 7000)
    record, halfway = Record(folder / "moving-in.json"), Halfway()
    with MovingIn(
        Intake(datastore), record, folder=folder, ui_settings=ui_settings, testing=False, show=halfway
    ) as moving:
        assert halfway.reached.wait(TIMEOUT)
        moving.stop()
        halfway.may_go_on.set()
    assert json.loads((folder / "moving-in.json").read_text())["state"] == "running"
    assert "the next start goes on" in caplog.text
    assert start()["state"] == "done"
    assert datastore.eventcount(WINDOW) == 7000


def test_what_an_earlier_start_was_done_with_is_not_read_again(
    start: Start, folder: Path, datastore: Datastore
) -> None:
    path = peewee(folder)
    report = start()
    report["state"] = report["databases"][0]["state"] = "running"
    (folder / "moving-in.json").write_text(json.dumps(report))
    # A heartbeat of the new server has stretched the last event meanwhile.
    datastore[WINDOW].heartbeat(Event(None, "2025-01-01T08:00:21Z", 1, {"n": 9}), pulsetime=10)
    assert start()["databases"] == [{**report["databases"][0], "state": "done"}]
    assert path.exists()
    assert datastore.eventcount(WINDOW) == 20


def test_progress_is_logged_ten_times_at_most(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with log_lines("reading", 1000) as advance:
        for _ in range(1000):
            advance(1)
    assert len(caplog.records) == 10
    assert caplog.records[-1].getMessage() == "reading: 1000 of 1000 events"


def test_no_copy_of_older_data_is_left_behind(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peewee(folder)
    (folder / "copies-left").mkdir()
    (folder / "copies-left" / "copy.db").write_bytes(b"what a killed server left")
    monkeypatch.setattr(snapshot, "PAUSE", 0)
    start()
    assert sorted(path.name for path in folder.iterdir()) == ["aw-server", "moving-in.json"]
    assert [path.name for path in (folder / "aw-server").iterdir()] == ["peewee-sqlite.v2.db"]


def test_each_database_has_a_record_of_its_own(tmp_path: Path) -> None:
    for name, expected in {
        "events.db": "moving-in.json",
        "events-testing.db": "moving-in-testing.json",
        "mine.db": "mine.db.moving-in.json",
    }.items():
        (tmp_path / name).touch()
        record = Record.beside(tmp_path / name)
        record.begin()
        record.finish()
        assert json.loads((tmp_path / expected).read_text())["state"] == "done"
        assert Record.beside(tmp_path / name).is_done


def test_a_new_database_begins_anew(tmp_path: Path) -> None:
    record = Record.beside(tmp_path / "events.db")
    record.begin()
    record.finish()
    assert not Record.beside(tmp_path / "events.db").is_done


def test_a_database_in_the_middle_of_an_exchange_keeps_its_record(tmp_path: Path) -> None:
    record = Record.beside(tmp_path / "events.db")
    record.begin()
    record.finish()
    (tmp_path / "events.db.next-damaged-2026-11-22T09-30-00Z").touch()
    assert Record.beside(tmp_path / "events.db").is_done


def test_what_was_done_with_one_database_is_known_after_a_kill_during_another(tmp_path: Path) -> None:
    path = tmp_path / "moving-in.json"
    first = Record(path)
    first.begin()
    first.add_database(tmp_path / "a.db")["state"] = "failed"
    first.add_database(tmp_path / "b.db")["state"] = "done"
    first.finish()
    killed = Record(path)
    killed.begin()
    killed.add_database(tmp_path / "a.db")
    killed.save()
    third = Record(path)
    third.begin()
    assert third.add_database(tmp_path / "b.db")["state"] == "done"


def test_a_damaged_record_counts_as_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "moving-in.json").write_text("{")
    assert not Record(tmp_path / "moving-in.json").is_done
    assert "looked for again" in caplog.text
