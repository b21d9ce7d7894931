from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, backups
from aw_datastore.errors import DatabaseFullError
from aw_datastore.sqlite.writer import Writer
from aw_datastore.storages import SqliteStorage
from aw_server import ServerSettings, create_app
from aw_server.moving_in.scratch import remove_left
from aw_server.privacy import Applying, Files, Order
from aw_server.privacy.order import is_gone

PRIVATE = "the secret title — 秘密"
RULES = [
    {"name": "secrets", "pattern": r"the secret (\w+).*", "action": "redact", "replacement": r"a \1"},
    {"name": "banks", "pattern": "bank", "action": "drop", "field": "title"},
]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class KilledError(BaseException):
    """Stands for the end of the process: nothing after it runs but the system's own cleaning up."""


def forms(text: str) -> list[bytes]:
    """The ways a text may stand in a file: as UTF-8, and as JSON escapes it."""
    return [text.encode(), json.dumps(text)[1:-1].encode()]


def files_with(folder: Path, *texts: str) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.endswith("-shm")
        and any(form in path.read_bytes() for text in texts for form in forms(text))
    }


class Server:
    """An app over a database with backups and files that were set aside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "events.db"
        self.backups = BackupFolder(folder / "backups", self.path)
        self.older: list[Path] = []
        self.start()

    def start(self) -> None:
        self.datastore = Datastore(SqliteStorage, filepath=self.path)
        files = Files(self.path, self.backups, lambda: self.older, lambda: remove_left(self.folder))
        settings = ServerSettings(
            device_id="d", hostname="h", settings_file=self.folder / "settings.json", testing=True
        )
        self.app = create_app(settings, self.datastore, files=files)
        self.client = self.app.test_client()

    def stop(self) -> None:
        self.datastore.close()

    def fill(self) -> None:
        self.datastore.create_bucket("window", "currentwindow", "c", "h")
        self.datastore.create_bucket("web", "web.tab.current", "c", "h")
        events = [
            Event(None, f"2026-03-01T12:{n // 60 % 60:02}:{n % 60:02}Z", 1, {"app": "a", "title": title})
            for n in range(400)
            for title in (("plain", PRIVATE, PRIVATE * 300, "my bank")[n % 4] + f" {n % 40}",)
        ]
        self.datastore["window"].insert(events)
        self.datastore["web"].insert(
            [Event(None, "2026-03-01T12:00:00Z", 60, {"title": "x", "url": PRIVATE})]
        )

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/0/privacy/{path}", json=body)

    def apply(self, rules: list[dict[str, Any]] = RULES) -> Any:
        token = self.post("preview", filters=rules).get_json()["token"]
        return self.post("apply", filters=rules, token=token).get_json()

    def titles(self) -> set[str]:
        return {event.data["title"] for event in self.datastore["window"].iter_events()}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.fill()
    yield made
    made.stop()


# Preview


def test_preview_counts_events_and_time_for_each_rule_and_bucket_and_changes_nothing(server: Server) -> None:
    found = server.post("preview", filters=RULES).get_json()
    assert found["total"] == {
        "changed": {"events": 201, "seconds": 260.0},
        "dropped": {"events": 100, "seconds": 100.0},
    }
    assert found["summary"] == "would change 201 events (4 min) and drop 100 events (2 min)"
    assert found["buckets"]["web"]["changed"] == {"events": 1, "seconds": 60.0}
    assert found["buckets"]["window"]["dropped"] == {"events": 100, "seconds": 100.0}
    secrets, banks, *defaults = found["rules"]
    assert (secrets["name"], secrets["changed"]["events"], secrets["dropped"]["events"]) == (
        "secrets",
        201,
        0,
    )
    assert (banks["rule"], banks["dropped"]["events"], banks["is_default"]) == (RULES[1], 100, False)
    assert all(rule["is_default"] and not rule["samples"] for rule in defaults)
    assert PRIVATE + " 1" in server.titles()


def test_preview_has_samples_of_each_rule_those_with_most_time_first(server: Server) -> None:
    secrets, banks, *_ = server.post("preview", filters=RULES).get_json()["rules"]
    assert secrets["samples"][0] == {
        "bucket_id": "web",
        "before": {"title": "x", "url": PRIVATE},
        "after": {"title": "x", "url": "a title"},
        "by": [0],
        "events": 1,
        "seconds": 60.0,
    }
    assert len(secrets["samples"]) == 5
    assert {sample["after"] for sample in banks["samples"]} == {None}


def test_preview_can_be_limited_to_a_time_and_to_buckets(server: Server) -> None:
    found = server.post(
        "preview",
        filters=RULES,
        timeperiod="2026-03-01T12:00:01.200Z/2026-03-01T12:00:01.500Z",
        buckets=["window", "nowhere"],
    ).get_json()
    assert found["total"]["changed"] == {"events": 1, "seconds": 0.3}
    assert set(found["buckets"]) == {"window"}


def test_preview_without_rules_takes_those_of_the_setting(server: Server) -> None:
    server.client.post("/api/0/settings/privacy_filters", json=RULES)
    assert server.post("preview").get_json()["total"]["dropped"]["events"] == 100


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"filters": [{"pattern": "("}]}, "privacy_filters, rule 0, action"),
        ({"timeperiod": "yesterday"}, "timeperiod: expected two ISO 8601 timestamps"),
        ({"buckets": "window"}, "buckets: expected a list of ids"),
        ({"backups": ["x"]}, "backups: expected `rewrite`, `delete` or `keep`"),
    ],
)
def test_bad_request_says_what_was_expected(server: Server, body: dict[str, Any], message: str) -> None:
    answer = server.post("preview", **body)
    assert answer.status_code == 400
    assert message in answer.get_json()["message"]


def test_rules_in_force_and_what_is_wrong_with_them_can_be_asked_for(server: Server) -> None:
    server.client.post("/api/0/settings/privacy_filters", json=RULES)
    answer = server.client.get("/api/0/privacy").get_json()
    assert answer["filters"] == RULES
    assert answer["problems"] == []
    assert {rule["name"] for rule in answer["defaults"]} >= {"private-windows", "password-managers"}


# Apply


def test_history_is_changed_as_the_preview_told_and_no_byte_of_it_is_left(server: Server) -> None:
    found = server.post("preview", filters=RULES).get_json()
    assert files_with(server.folder, PRIVATE)
    answer = server.post("apply", filters=RULES, token=found["token"]).get_json()
    assert answer == {"changed": 201, "dropped": 100, "complete": True, "why": "", "files": []}
    assert server.titles() == {"a title"} | {f"plain {n}" for n in range(0, 40, 4)}
    assert files_with(server.folder, PRIVATE, "my bank") == set()
    server.stop()
    assert files_with(server.folder, PRIVATE, "my bank") == set()


def test_applying_again_changes_nothing(server: Server) -> None:
    for expected in (201, 0):
        token = server.post("preview", filters=RULES).get_json()["token"]
        assert server.post("apply", filters=RULES, token=token).get_json()["changed"] == expected


@pytest.mark.parametrize("change", ["event", "rules", "scope"])
def test_nothing_is_changed_when_it_would_not_be_what_was_confirmed(server: Server, change: str) -> None:
    token = server.post("preview", filters=RULES).get_json()["token"]
    body: dict[str, Any] = {"filters": RULES, "token": token}
    match change:
        case "event":
            data = {"app": "a", "title": "the secret of another"}
            server.datastore["window"].insert(Event(None, "2026-03-02T12:00:00Z", 1, data))
        case "rules":
            body["filters"] = RULES[:1]
        case "scope":
            body["buckets"] = ["window"]
    before = server.titles()
    answer = server.post("apply", **body)
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.get_json()["message"]
    assert server.titles() == before
    assert not (server.folder / "events.db.privacy.json").exists()


def test_more_of_the_same_since_the_preview_is_changed_too(server: Server) -> None:
    token = server.post("preview", filters=RULES).get_json()["token"]
    data = {"app": "a", "title": PRIVATE + " 1"}
    server.datastore["window"].insert(Event(None, "2026-03-02T12:00:00Z", 1, data))
    assert server.post("apply", filters=RULES, token=token).get_json()["changed"] == 202


def test_apply_needs_a_token(server: Server) -> None:
    answer = server.post("apply", filters=RULES)
    assert answer.status_code == 400
    assert "token: expected a text" in answer.get_json()["message"]


@pytest.mark.parametrize(
    ("what", "state"), [("rewrite", "rewritten"), ("delete", "deleted"), ("keep", "left")]
)
def test_backups_and_databases_set_aside_are_changed_too_or_deleted_or_told_of(
    server: Server, what: str, state: str
) -> None:
    backup = server.backups.make(NOW).path
    aside = server.folder / "events.db.replaced-2026-01-01T00-00-00Z"
    aside.write_bytes(backup.read_bytes())
    server.older = [server.folder / "older.db"]
    token = server.post("preview", filters=RULES).get_json()["token"]
    answer = server.post("apply", filters=RULES, token=token, backups=what, set_aside=what).get_json()
    told = {file["path"]: file["state"] for file in answer["files"]}
    assert told == {str(backup): state, str(aside): state, str(server.older[0]): "left"}
    assert bool(files_with(server.folder, PRIVATE, "my bank")) == (what == "keep")


def test_copy_that_cannot_be_rewritten_is_told_of_and_left(server: Server) -> None:
    damaged = server.folder / "events.db.damaged-2026-01-01T00-00-00Z"
    damaged.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    token = server.post("preview", filters=RULES).get_json()["token"]
    answer = server.post("apply", filters=RULES, token=token).get_json()
    (file,) = answer["files"]
    assert (file["path"], file["state"]) == (str(damaged), "left")
    assert file["why"]
    assert not answer["complete"]


def test_what_programs_left_behind_that_were_killed_is_removed(server: Server) -> None:
    backup = server.backups.make(NOW).path
    left = [
        backup.with_name("events-2026-11-21T00-00-00Z.db.partial"),
        server.folder / "events.db.making",
        server.folder / "events.db.damaged-2026-01-01T00-00-00Z.partial",
        server.folder / "dry-run-x" / "copy.db",
        server.folder / "copies-x" / "copy.db",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(backup.read_bytes())
    assert server.apply()["complete"]
    assert files_with(server.folder, PRIVATE, "my bank") == set()


def test_backup_that_is_being_made_is_waited_for_and_changed_too(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    sync = backups.sync_file

    def slow(path: Path) -> None:
        begun.set()
        assert may_end.wait(60)
        sync(path)

    with ThreadPoolExecutor(2) as pool, monkeypatch.context() as patched:
        patched.setattr(backups, "sync_file", slow)
        backup = pool.submit(server.backups.make, NOW)
        assert begun.wait(60)
        patched.undo()
        applied = pool.submit(server.apply)
        may_end.set()
        path = backup.result(60).path
        assert [file["path"] for file in applied.result(60)["files"]] == [str(path)]
    assert files_with(server.folder, PRIVATE, "my bank") == set()


def test_copy_that_could_not_be_changed_is_tried_again_at_the_next_start(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(server.backups.make(NOW).path)

    def full(*_: object) -> None:
        raise DatabaseFullError("there is no room")

    with monkeypatch.context() as patched:
        patched.setattr("aw_server.privacy.applying.rewrite_copy", full)
        answer = server.apply()
    assert (answer["complete"], answer["files"][0]["why"]) == (False, "there is no room")
    server.stop()
    server.start()
    applying = server.app.extensions["aw-server"].applying
    (done,) = applying.finish()
    assert (done.changed, done.complete) == (0, True)
    assert [(file.path, file.state) for file in done.files] == [(path, "rewritten")]
    assert applying.finish() == []
    assert files_with(server.folder, PRIVATE, "my bank") == set()


def test_order_that_was_interrupted_is_carried_out_though_another_one_came_first(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.backups.make(NOW)

    def kill(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("aw_server.privacy.applying.rewrite_copy", kill)
        with pytest.raises(KilledError):
            server.apply()
    server.apply([{"pattern": "plain", "action": "drop"}])
    assert files_with(server.folder, PRIVATE)
    assert len(server.app.extensions["aw-server"].applying.finish()) == 1
    assert files_with(server.folder, PRIVATE, "my bank", "plain") == set()


def test_nothing_is_begun_without_room(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DatabaseFullError("there is no room")

    token = server.post("preview", filters=RULES).get_json()["token"]
    monkeypatch.setattr("aw_server.privacy.applying.need_room", full)
    assert server.post("apply", filters=RULES, token=token).status_code == 503
    assert PRIVATE + " 1" in server.titles()


def test_room_that_runs_out_after_the_change_is_told_and_the_rest_done_at_the_next_start(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DatabaseFullError("there is no room")

    with monkeypatch.context() as patched:
        patched.setattr("aw_datastore.sqlite.scrubbing.need_room", full)
        answer = server.apply()
    assert (answer["changed"], answer["complete"], answer["why"]) == (201, False, "there is no room")
    assert PRIVATE + " 1" not in server.titles()
    server.stop()
    server.start()
    (done,) = server.app.extensions["aw-server"].applying.finish()
    assert (done.complete, done.why) == (True, "")
    assert files_with(server.folder, PRIVATE, "my bank") == set()


def test_what_is_done_is_told_though_that_cannot_be_noted(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("aw_server.privacy.applying.Applying._note", full)
        assert server.apply()["changed"] == 201
    (done,) = server.app.extensions["aw-server"].applying.finish()
    assert (done.changed, done.complete) == (0, True)


def test_copies_that_were_kept_can_be_changed_later(server: Server) -> None:
    server.backups.make(NOW)
    token = server.post("preview", filters=RULES).get_json()["token"]
    server.post("apply", filters=RULES, token=token, backups="keep")
    found = server.post("preview", filters=RULES).get_json()
    assert (found["total"]["changed"]["events"], found["copies"]) == (0, 1)
    (file,) = server.post("apply", filters=RULES, token=found["token"]).get_json()["files"]
    assert file["state"] == "rewritten"
    assert files_with(server.folder, PRIVATE, "my bank") == set()


# What an interruption leaves


def test_interrupted_while_it_is_committed_it_is_finished_at_the_next_start(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python hears of a Ctrl-C that comes while SQLite commits once that has returned."""
    server.backups.make(NOW)
    token = server.post("preview", filters=RULES).get_json()["token"]
    commit = Writer._run_transaction

    def interrupted(self: Writer, group: list[Any]) -> None:
        commit(self, group)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "_run_transaction", interrupted)
        with pytest.raises(KeyboardInterrupt):
            server.post("apply", filters=RULES, token=token)
    assert PRIVATE + " 1" not in server.titles()
    assert (server.folder / "events.db.privacy.json").exists()
    server.stop()
    server.start()
    with server.app.extensions["aw-server"].applying:
        pass
    assert files_with(server.folder, PRIVATE, "my bank") == set()


@pytest.mark.parametrize(
    "error", [DatabaseFullError("there is no room"), OSError(28, "No space left on device")]
)
def test_what_failed_before_anything_was_changed_is_not_done_at_the_next_start(
    server: Server, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    token = server.post("preview", filters=RULES).get_json()["token"]

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("aw_datastore.sqlite.rewriting.Rewriting.carry_out", fail)
        assert server.post("apply", filters=RULES, token=token).status_code in {500, 503}
    assert PRIVATE + " 1" in server.titles()
    assert server.app.extensions["aw-server"].applying.finish() == []


STEPS = [
    "aw_datastore.sqlite.rewriting.Rewriting.carry_out",
    "aw_datastore.datastore.Datastore.scrub",
    "aw_datastore.sqlite.scrubbing.empty_log",
    "aw_server.privacy.applying.rewrite_copy",
]


@pytest.mark.parametrize("step", STEPS)
def test_interrupted_at_any_step_it_is_finished_at_the_next_start(
    server: Server, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    server.backups.make(NOW)
    token = server.post("preview", filters=RULES).get_json()["token"]

    def kill(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(step, kill)
        with pytest.raises(KilledError):
            server.post("apply", filters=RULES, token=token)
    assert (server.folder / "events.db.privacy.json").exists()
    server.stop()
    server.start()
    with server.app.extensions["aw-server"].applying:
        pass
    assert not (server.folder / "events.db.privacy.json").exists()
    assert files_with(server.folder, PRIVATE, "my bank") == set()
    assert server.titles() == {"a title"} | {f"plain {n}" for n in range(0, 40, 4)}


def note(server: Server) -> Path:
    return server.folder / "events.db.privacy.json"


def problems(server: Server) -> list[str]:
    """What the server says is wrong, which it says in two places."""
    told: list[str] = server.client.get("/api/0/health").get_json()["privacy"]["problems"]
    assert server.client.get("/api/0/privacy").get_json()["problems"] == told
    return told


def record(server: Server, title: str, bucket_id: str = "window") -> None:
    server.datastore[bucket_id].insert(Event(None, "2026-11-22T12:00:00Z", 1, {"title": title}))


@contextmanager
def reading(server: Server) -> Iterator[None]:
    """While another program reads the database, as it was at the beginning."""
    with closing(sqlite3.connect(server.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchone()
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are not waited for."""
    scrub, empty_log = Datastore.scrub, Datastore.empty_log
    monkeypatch.setattr(Datastore, "scrub", lambda self: scrub(self, 0))
    monkeypatch.setattr(Datastore, "empty_log", lambda self, _: empty_log(self, 0))


@pytest.mark.usefixtures("impatient")
def test_once_the_history_is_changed_only_the_files_are_left_and_what_is_recorded_later_stays(
    server: Server,
) -> None:
    with reading(server):
        answer = server.apply()
    assert (answer["complete"], answer["why"]) == (False, "other programs were reading the database")
    server.stop()
    server.start()
    record(server, "my bank, recorded later")
    (done,) = server.app.extensions["aw-server"].applying.finish()
    assert (done.changed, done.dropped, done.complete) == (0, 0, True)
    assert "my bank, recorded later" in server.titles()
    assert files_with(server.folder, PRIVATE) == set()


def test_interrupted_before_the_history_is_changed_what_is_recorded_later_stays(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("aw_datastore.sqlite.rewriting.Rewriting.carry_out", kill)
        with pytest.raises(KilledError):
            server.apply()
    assert PRIVATE + " 1" in server.titles()
    server.stop()
    server.start()
    record(server, "my bank, recorded later")
    (done,) = server.app.extensions["aw-server"].applying.finish()
    assert (done.changed, done.dropped, done.complete) == (201, 100, True)
    assert server.titles() == {"a title", "my bank, recorded later"} | {f"plain {n}" for n in range(0, 40, 4)}


def test_killed_again_after_the_history_is_changed_it_is_not_changed_once_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("aw_datastore.sqlite.rewriting.Rewriting.carry_out", kill)
        with pytest.raises(KilledError):
            server.apply()
    with monkeypatch.context() as patched:
        patched.setattr(Datastore, "scrub", kill)
        with pytest.raises(KilledError):
            server.app.extensions["aw-server"].applying.finish()
    edited = next(iter(server.datastore["window"].iter_events()))
    edited.data = {"title": "my bank, as I want it after all"}
    server.datastore["window"].replace(edited.id, edited)
    (done,) = server.app.extensions["aw-server"].applying.finish()
    assert (done.changed, done.dropped, done.complete) == (0, 0, True)
    assert "my bank, as I want it after all" in server.titles()


@pytest.mark.usefixtures("impatient")
def test_what_readers_kept_in_the_files_is_removed_while_the_server_runs(server: Server) -> None:
    with Applying(server.datastore, Files(server.path), again=0.01) as applying:
        with reading(server):
            token = server.post("preview", filters=RULES).get_json()["token"]
            assert not applying.apply(Order(RULES), token).complete
            (problem,) = applying.problems
            assert "is not finished: the database's files may still hold" in problem
        deadline = time.monotonic() + 60
        while note(server).exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert files_with(server.folder, PRIVATE, "my bank") == set()
    assert applying.problems == []


def test_only_copies_that_were_confirmed_are_ever_gone_through(server: Server) -> None:
    damaged = server.folder / "events.db.damaged-2026-01-01T00-00-00Z"
    damaged.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    first = server.backups.make(NOW).path
    token = server.post("preview", filters=RULES).get_json()["token"]
    answer = server.post("apply", filters=RULES, token=token, backups="delete").get_json()
    assert [file["state"] for file in answer["files"]] == ["deleted", "left"]
    later = [
        server.backups.make(NOW, asked_for=True).path,
        server.folder / "events.db.replaced-2026-11-23T00-00-00Z",
    ]
    later[1].write_bytes(later[0].read_bytes())
    server.stop()
    server.start()
    (done,) = server.app.extensions["aw-server"].applying.finish()
    assert [file.path for file in done.files] == [str(damaged)]
    assert [path.exists() for path in (first, *later)] == [False, True, True]


def test_file_that_got_the_name_of_a_copy_later_is_not_touched(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = server.backups.make(NOW).path

    def fail(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("aw_server.privacy.applying.remove_database", fail)
        token = server.post("preview", filters=RULES).get_json()["token"]
        answer = server.post("apply", filters=RULES, token=token, backups="delete").get_json()
    assert not answer["complete"]
    before = backup.stat().st_mtime_ns
    backup.write_bytes(b"another")
    os.utime(backup, ns=(before + 10**9, before + 10**9))
    (done,) = server.app.extensions["aw-server"].applying.finish()
    assert ["it was changed after that was confirmed" in file.why for file in done.files] == [True]
    assert backup.read_bytes() == b"another"
    assert [str(backup) in problem for problem in problems(server)] == [True]
    backup.unlink()
    assert problems(server) == []


def test_copy_of_which_nothing_can_be_told_is_not_gone(tmp_path: Path) -> None:
    assert is_gone(tmp_path / "none")
    assert not is_gone(tmp_path / ("x" * 1000))
    assert not is_gone(tmp_path)


def test_change_that_cannot_be_finished_is_told_until_what_is_in_the_way_is_gone(server: Server) -> None:
    assert problems(server) == []
    damaged = server.folder / "events.db.damaged-2026-01-01T00-00-00Z"
    damaged.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    server.apply()
    for _ in range(2):
        (problem,) = problems(server)
        assert problem.startswith(f"a change of the history is not finished: {damaged}")
        server.stop()
        server.start()
        server.app.extensions["aw-server"].applying.finish()
    damaged.unlink()
    assert problems(server) == []


def test_order_that_cannot_go_on_is_told_and_the_next_one_is_done(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("aw_datastore.sqlite.rewriting.Rewriting.carry_out", kill)
        with pytest.raises(KilledError):
            server.apply()
    (order,) = json.loads(note(server).read_text())
    bad = [
        {**order, "order": {**order["order"], **wrong}}
        for wrong in ({"filters": [{"pattern": "("}]}, {"start": "nonsense"}, {"end": 5}, {"bucket_ids": 5})
    ]
    note(server).write_text(json.dumps([*bad, order]))
    server.stop()
    server.start()
    with server.app.extensions["aw-server"].applying:
        pass
    assert PRIVATE + " 1" not in server.titles()
    told = problems(server)
    assert len(told) == len(bad)
    assert "is not finished: it cannot go on: privacy_filters, rule 0, action" in told[0]
    assert "nonsense" in told[1]
    assert server.apply()["complete"]
    assert problems(server) == told
    note(server).unlink()
    server.app.extensions["aw-server"].applying.finish()
    assert problems(server) == []


@pytest.mark.parametrize("text", ["{}", "5", '[{"filters"', "[[]]", "[{}]", "\0", "[" * 100_000])
def test_damaged_note_of_what_is_left_to_do_is_set_aside_and_told_and_holds_up_nothing(
    server: Server, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    note(server).write_text(text)
    with server.app.extensions["aw-server"].applying:
        pass
    (aside,) = server.folder.glob("events.db.privacy.json.damaged-*")
    assert aside.read_text() == text
    assert f"{aside}: expected what is left to do" in caplog.text
    (problem,) = problems(server)
    assert problem.startswith(f"a change of the history is not finished: {aside} was damaged")
    assert server.apply()["complete"]
    assert files_with(server.folder, PRIVATE, "my bank") == set()
    aside.unlink()
    assert problems(server) == []


def test_note_that_cannot_be_read_is_told(server: Server) -> None:
    note(server).mkdir()
    with server.app.extensions["aw-server"].applying:
        pass
    (problem,) = problems(server)
    assert str(note(server)) in problem
    note(server).rmdir()
    server.app.extensions["aw-server"].applying.finish()
    assert problems(server) == []


def test_only_one_at_a_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    token = server.post("preview", filters=RULES).get_json()["token"]
    begun, may_end = threading.Event(), threading.Event()
    scrub = Datastore.scrub

    def slow(self: Datastore, seconds: float = 30) -> bool:
        begun.set()
        assert may_end.wait(60)
        return scrub(self, seconds)

    monkeypatch.setattr(Datastore, "scrub", slow)
    first = threading.Thread(target=server.post, args=("apply",), kwargs={"filters": RULES, "token": token})
    first.start()
    try:
        assert begun.wait(60)
        assert server.post("apply", filters=RULES, token=token).status_code == 503
    finally:
        may_end.set()
        first.join()
