from __future__ import annotations

import json
import logging
import socket
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from fake_aw_server import Answer, FakeServer, wait_until

from aw_client.errors import QueueFullError
from aw_client.heartbeats import Heartbeat
from aw_client.spool import Spool, store
from aw_client.watcher import Watcher, WatcherOptions
from aw_client.watcher import privacy as watcher_privacy
from aw_client.watcher.privacy import PrivacyRules, cache_path
from aw_core import Event
from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.privacy import PrivacyFilter

BUCKET = f"aw-watcher-test_{socket.gethostname()}"
BANKS = {"pattern": "bank", "action": "drop"}
MAIL = {"field": "title", "pattern": r"\S+@\S+", "action": "redact", "replacement": "…@…"}


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher_privacy, "REFRESH_SECONDS", 0.05)


def watcher(server: FakeServer) -> Watcher:
    return Watcher(
        "aw-watcher-test", "currentwindow", options=WatcherOptions(host="127.0.0.1", port=server.port)
    )


def write_config(text: str) -> None:
    (Path(get_config_dir("aw-client")) / "aw-client.toml").write_text(text)


def report(running: Watcher, *titles: str) -> None:
    for title in titles:
        running.heartbeat({"title": title}, pulsetime=0)


def seen(server: FakeServer) -> list[str]:
    return [data["title"] for _, _, data in server.seen(BUCKET)]


def on_disk(text: str) -> list[Path]:
    """The files in this test's home that hold a text; its settings are elsewhere."""
    return [path for path in Path.home().rglob("*") if text.encode() in content(path)]


def content(path: Path) -> bytes:
    # To close a file gives up the locks this process has on it, and SQLite's are on those ending in -shm.
    if path.suffix == ".toml" or path.name.endswith("-shm"):
        return b""
    with suppress(OSError):  # it is a folder, or went meanwhile
        return path.read_bytes()
    return b""


def rules_arrived(running: Watcher, title: str) -> None:
    wait_until(lambda: running.admitted({"title": title}) is None)


def test_default_rules_hold_without_any_configuration(server: FakeServer) -> None:
    with watcher(server) as running:
        report(running, "(3) chat", "x — Mozilla Firefox Private Browsing", "mail")
        running.heartbeat({"app": "KeePassXC", "title": "passwords"}, pulsetime=0)
    assert seen(server) == ["chat", "mail"]


def test_rules_of_the_config_file_hold_before_anything_is_on_disk(server: FakeServer) -> None:
    write_config("[[privacy_filters]]\npattern = 'bank'\naction = 'drop'\n")
    server.stop()
    with watcher(server) as running:
        report(running, "my bank", "x")
        assert on_disk("my bank") == []
        assert on_disk('"x"')
    server.start()
    with watcher(server):
        wait_until(lambda: seen(server) == ["x"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[[privacy_filters]]\nname = 'banks'\npattern = '('\naction = 'drop'\n",
            "rule 0 ('banks'), pattern",
        ),
        ("privacy_filters = 'x'\n", "privacy_filters: expected a list of rules"),
        ("[[privacy_filters\n", "not valid TOML"),
    ],
)
def test_bad_rule_in_the_config_file_keeps_the_watcher_from_starting(
    server: FakeServer, text: str, message: str
) -> None:
    write_config(text)
    with pytest.raises(ConfigError) as raised:
        watcher(server)
    assert message in str(raised.value)
    assert "aw-client.toml" in str(raised.value)


def test_rules_of_the_server_are_followed_soon(server: FakeServer) -> None:
    with watcher(server) as running:
        report(running, "my bank", "x")
        wait_until(lambda: seen(server) == ["my bank"])
        server.settings["privacy_filters"] = [BANKS, MAIL]
        rules_arrived(running, "bank")
        report(running, "another bank", "to me@home")
        server.settings["privacy_filters"] = []
        wait_until(lambda: running.admitted({"title": "bank"}) is not None)
        report(running, "a third bank")
    assert seen(server) == ["my bank", "x", "to …@…", "a third bank"]


def test_new_rules_of_the_config_file_hold_for_what_waited_before_anything_of_it_is_sent(
    server: FakeServer,
) -> None:
    server.stop()
    with watcher(server) as running:
        report(running, "my bank", "to me@home", "x")
        assert on_disk("my bank")
    write_config(
        "[[privacy_filters]]\npattern = 'bank'\naction = 'drop'\n"
        "[[privacy_filters]]\nfield = 'title'\npattern = '@.*'\naction = 'redact'\nreplacement = '…'\n"
    )
    with watcher(server):
        assert on_disk("my bank") == on_disk("me@home") == []
    server.start()
    with watcher(server):
        wait_until(lambda: len(seen(server)) == 2)
    assert seen(server) == ["to me…", "x"]


def test_a_watcher_whose_queue_cannot_follow_the_rules_sends_nothing(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.stop()
    with watcher(server) as running:
        report(running, "my bank", "x")
    server.start()

    def full(_spool: Spool, _decide: Any) -> bool:
        raise QueueFullError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Spool, "rewrite", full)
        with pytest.raises(QueueFullError), watcher(server):
            pytest.fail("it was entered")
    assert server.requests == []
    with watcher(server):  # nobody holds the queue
        wait_until(lambda: seen(server) == ["my bank", "x"])


@pytest.mark.parametrize("trouble", ["away", "error", "no json"])
def test_last_known_rules_hold_while_the_server_is_away(server: FakeServer, trouble: str) -> None:
    server.settings["privacy_filters"] = [BANKS]
    with watcher(server) as running:
        rules_arrived(running, "bank")
    if trouble == "away":
        server.stop()
    else:
        server.behaviour = lambda _: Answer(500) if trouble == "error" else Answer(200, "<", "text/html")
    with watcher(server) as running:
        report(running, "my bank", "x")
        assert on_disk("my bank") == []
    server.start()
    server.behaviour = lambda _: None
    with watcher(server):
        wait_until(lambda: seen(server) == ["x"])


def test_rules_of_the_server_come_before_anything_is_sent_of_a_later_start(server: FakeServer) -> None:
    server.settings["privacy_filters"] = [BANKS]
    with watcher(server) as running:
        rules_arrived(running, "bank")
    with watcher(server) as running:
        report(running, "bank")
        assert running.client.request_queue.last_heartbeat == {}


def test_bad_rule_of_the_server_is_logged_and_the_others_hold(
    server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.settings["privacy_filters"] = [{"pattern": "("}, BANKS]
    with watcher(server) as running:
        rules_arrived(running, "bank")
    assert "privacy_filters, rule 0, action" in caplog.text


def test_remembered_rules_that_are_damaged_are_logged_and_asked_for_anew(
    server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.settings["privacy_filters"] = [BANKS]
    cache = cache_path(f"http://127.0.0.1:{server.port}")
    cache.write_text("{")
    with watcher(server) as running:
        rules_arrived(running, "bank")
        wait_until(lambda: cache.read_text() == json.dumps([BANKS]))
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize(
    "damage", ['[{"pattern": "bank", "act', '{"pattern": "bank", "action": "drop"}', "7"]
)
def test_damaged_remembered_rules_admit_nothing_until_the_server_has_said(
    server: FakeServer, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.settings["privacy_filters"] = [BANKS]
    cache_path(f"http://127.0.0.1:{server.port}").write_text(damage)
    server.stop()
    with watcher(server) as running:
        report(running, "my bank", "x")
        assert running.client.request_queue.last_heartbeat == {}
        assert on_disk("my bank") == []
        assert running.admitted({"title": "x"}) is None
        assert "nothing is recorded until" in caplog.text
        server.start()
        wait_until(lambda: running.admitted({"title": "x"}) is not None)
        report(running, "my bank", "y")
    with watcher(server):
        wait_until(lambda: seen(server) == ["y"])


def test_the_server_is_told_why_nothing_is_admitted_and_that_it_is_over(server: FakeServer) -> None:
    server.behaviour = lambda request: Answer(500) if request.path.startswith("settings") else None
    cache_path(f"http://127.0.0.1:{server.port}").write_text("{")

    def told() -> Any:
        return server.buckets.get(BUCKET, {}).get("data", {}).get("missing") or {}

    with watcher(server) as running:
        running.misses({"call": "no sound server"})
        wait_until(lambda: set(told()) == {"call", "privacy_filters"})
        assert "nothing is recorded" in told()["privacy_filters"]
        server.behaviour = lambda _: None
        wait_until(lambda: running.wait(0.01) and set(told()) == {"call"})


def test_damaged_remembered_rules_leave_what_was_admitted_before_in_the_queue(server: FakeServer) -> None:
    server.stop()
    with watcher(server) as running:
        report(running, "before")
    cache_path(f"http://127.0.0.1:{server.port}").write_text("{")
    with watcher(server):
        server.start()
        wait_until(lambda: seen(server) == ["before"])


def test_a_server_without_settings_has_no_rules(server: FakeServer) -> None:
    server.behaviour = lambda request: Answer(404) if request.path.startswith("settings") else None
    cache_path(f"http://127.0.0.1:{server.port}").write_text("{")
    with watcher(server) as running:
        wait_until(lambda: running.admitted({"title": "x"}) is not None)


def test_a_watcher_that_never_heard_of_rules_works_with_the_default_ones(server: FakeServer) -> None:
    server.stop()
    with watcher(server) as running:
        report(running, "(3) chat")
        assert [event.data for event in running.client.request_queue.last_heartbeat.values()] == [
            {"title": "chat"}
        ]


def test_bad_remembered_rule_is_logged_and_the_others_hold(
    server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    cache_path(f"http://127.0.0.1:{server.port}").write_text(json.dumps([{"pattern": "("}, BANKS]))
    server.stop()
    with watcher(server) as running:
        assert running.admitted({"title": "bank"}) is None
        assert running.admitted({"title": "x"}) is not None
    assert "privacy_filters, rule 0, action" in caplog.text


def test_rules_are_applied_once_to_a_heartbeat(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with watcher(server) as running:
        asked: list[dict[str, Any]] = []
        apply = PrivacyFilter.apply

        def counted(rules: PrivacyFilter, bucket_id: str, data: dict[str, Any]) -> dict[str, Any] | None:
            asked.append(data)
            return apply(rules, bucket_id, data)

        monkeypatch.setattr(PrivacyFilter, "apply", counted)
        report(running, "x")
        assert asked == [{"title": "x"}]


def test_each_server_has_its_own_remembered_rules() -> None:
    assert cache_path("http://127.0.0.1:5600") != cache_path("http://127.0.0.1:5666")
    assert cache_path("http://[::1]:5600").parent == cache_path("http://h:1").parent


def test_new_rules_hold_for_what_waits_and_nothing_of_it_is_left_on_disk(server: FakeServer) -> None:
    with watcher(server) as running:
        server.behaviour = lambda request: Answer(503) if request.method == "POST" else None
        report(running, "my bank", "to me@home", "their bank", "x", "your bank")
        assert on_disk("my bank")
        server.settings["privacy_filters"] = [BANKS, MAIL]
        rules_arrived(running, "bank")
        wait_until(lambda: not on_disk("me@home"))
        assert on_disk("my bank") == on_disk("their bank") == on_disk("your bank") == []
        server.behaviour = lambda _: None
        wait_until(lambda: seen(server))
    assert seen(server) == ["to …@…", "x"]


def test_a_queue_that_could_not_follow_new_rules_is_made_to_later(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with watcher(server) as running:
        server.behaviour = lambda request: Answer(503) if request.method == "POST" else None
        report(running, "my bank", "x")
        rewrite, tries = Spool.rewrite, iter([QueueFullError("the disk is full")])

        def fails_once(spool: Spool, decide: Any) -> bool:
            for error in tries:
                raise error
            return rewrite(spool, decide)

        monkeypatch.setattr(Spool, "rewrite", fails_once)
        server.settings["privacy_filters"] = [BANKS]
        rules_arrived(running, "bank")
        wait_until(lambda: not on_disk("my bank"))
        assert "the disk is full" in caplog.text


def test_a_log_that_another_program_reads_is_emptied_when_it_has_read_it(server: FakeServer) -> None:
    server.stop()
    with watcher(server) as running:
        report(running, "my bank", "x")
        queue = running.client.request_queue
        with closing(sqlite3.connect(queue.path)) as other:
            other.execute("BEGIN").execute("SELECT count(*) FROM waiting").fetchone()
            server.settings["privacy_filters"] = [BANKS]
            server.behaviour = lambda request: Answer(503) if request.method == "POST" else None
            server.start()
            rules_arrived(running, "bank")
            wait_until(lambda: "my bank" not in str(waiting_in(queue.path)))
            assert on_disk("my bank")
        wait_until(lambda: not on_disk("my bank"))


def waiting_in(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT event FROM waiting UNION SELECT event FROM remembered").fetchall()


def test_what_was_admitted_just_before_the_rules_changed_is_not_kept(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watcher(server) as running:
        monkeypatch.setattr(running, "admitted", lambda data: data)  # as the rules had it a moment ago
        running.client.request_queue.rewrite(lambda _, data: None if "bank" in data["title"] else data)
        report(running, "my bank")
        running.client.request_queue.add_request(
            f"buckets/{BUCKET}/heartbeat?pulsetime=0",
            {"timestamp": "2026-01-01T00:00:00Z", "duration": 0, "data": {"title": "their bank"}},
        )
        assert running.client.last_heartbeat == {}
        assert running.client.request_queue.waiting() == 0


def test_what_was_sent_is_gone_from_the_queue_when_the_rules_change(server: FakeServer) -> None:
    with watcher(server) as running:
        report(running, *(f"my bank {n}" for n in range(50)))
        wait_until(lambda: len(seen(server)) >= 49)
        server.settings["privacy_filters"] = [BANKS]
        rules_arrived(running, "bank")
        wait_until(lambda: not on_disk("my bank"))


def test_spool_gives_heartbeats_other_data_or_drops_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(bucket_id: str, data: dict[str, Any]) -> dict[str, Any] | None:
        assert bucket_id == "b"
        return None if data["n"] == 1 else {"n": -1} if data["n"] == 2 else data

    spool = Spool(tmp_path / "q.db")
    monkeypatch.setattr(store, "_AT_ONCE", 2)
    beats = [Heartbeat("b", Event(timestamp=f"2026-01-01T00:00:0{n}Z", data={"n": n}), 0.0) for n in range(4)]
    for beat in beats[:3]:
        spool.append(beat)
    spool.remember(beats[3])
    spool.rewrite(decide)
    assert spool.count() == 2
    first = spool.next_waiting()
    assert first is not None
    assert first.heartbeat().event.data == {"n": 0}
    spool.close()


def test_spool_tells_when_another_program_keeps_it_from_leaving_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "q.db")
    spool.append(Heartbeat("b", Event(timestamp="2026-01-01T00:00:00Z", data={"n": "secret"}), 0.0))
    with closing(sqlite3.connect(spool.path)) as other:
        other.execute("BEGIN").execute("SELECT count(*) FROM waiting").fetchone()
        assert not spool.rewrite(lambda _bucket_id, _data: None)
        assert spool.count() == 0
    assert spool.rewrite(lambda _bucket_id, _data: None)
    assert not any(b"secret" in content(path) for path in tmp_path.iterdir())
    spool.close()


def test_rules_that_cannot_be_remembered_hold_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "file"
    folder.touch()
    rules = PrivacyRules([], lambda: [BANKS], folder / "cache.json")
    caplog.set_level(logging.WARNING)
    rules.refresh()
    assert rules.apply("b", {"title": "bank"}) is None
    assert "cannot be remembered" in caplog.text
