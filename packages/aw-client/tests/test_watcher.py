from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from fake_aw_server import FakeServer, free_port, wait_until

from aw_client.errors import QueueError, QueueFullError
from aw_client.heartbeats import Heartbeat
from aw_client.watcher import EXIT_UNAVAILABLE, Watcher, WatcherOptions
from aw_client.watcher.manager import ManagingProcess
from aw_core.supervision import EXIT_MISCONFIGURED

SCRIPT = Path(__file__).with_name("watcher_process.py")
BUCKET = f"aw-watcher-test_{socket.gethostname()}"

Spawn = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def spawn(server: FakeServer) -> Iterator[Spawn]:
    """Starts watchers in processes of their own; none is left behind."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environ: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, SCRIPT, "--port", str(server.port), *arguments],
            env=os.environ | environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    assert heard(process) == "reported"


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def options(server: FakeServer) -> WatcherOptions:
    return WatcherOptions(host="127.0.0.1", port=server.port)


def test_a_heartbeat_goes_to_the_watchers_bucket_of_this_host(server: FakeServer) -> None:
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    with Watcher("aw-watcher-test", "currentwindow", options=options(server)) as watcher:
        assert watcher.bucket_id == BUCKET
        watcher.heartbeat({"app": "x"}, timestamp=moment, duration=3, pulsetime=5)
    assert server.buckets[BUCKET]["type"] == "currentwindow"
    assert server.seen(BUCKET) == [(moment.timestamp(), moment.timestamp() + 3, {"app": "x"})]


def test_a_heartbeat_without_a_timestamp_is_of_now(server: FakeServer) -> None:
    before = time.time()
    with Watcher("aw-watcher-test", "currentwindow", options=options(server)) as watcher:
        watcher.heartbeat({"app": "x"}, pulsetime=5)
    [(start, _end, _data)] = server.seen(BUCKET)
    assert before - 0.001 <= start <= time.time()


def test_waiting_ends_when_a_file_can_be_read(server: FakeServer) -> None:
    reader, writer = socket.socketpair()
    with reader, writer, Watcher("aw-watcher-test", "x", options=options(server)) as watcher:
        writer.send(b"!")
        assert watcher.wait(60, reader)


def test_waiting_ends_after_the_timeout(server: FakeServer) -> None:
    with Watcher("aw-watcher-test", "x", options=options(server)) as watcher:
        assert watcher.wait(0.01)
        assert watcher.wait(0)


def test_waiting_ends_at_once_when_told_to_stop(server: FakeServer) -> None:
    with Watcher("aw-watcher-test", "x", options=options(server)) as watcher:
        threading.Timer(0.05, watcher.stop).start()
        assert not watcher.wait(None)
        assert watcher.stopping
        assert not watcher.wait(60)


def test_the_handlers_of_signals_are_given_back(server: FakeServer) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with Watcher("aw-watcher-test", "x", options=options(server)):
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    assert signal.set_wakeup_fd(-1) == -1


def test_the_handlers_of_signals_are_given_back_also_when_disconnecting_fails(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    watcher = Watcher("aw-watcher-test", "x", options=options(server))
    disconnect = watcher.client.disconnect

    def fail() -> None:
        disconnect()
        raise QueueError("the file cannot be closed")

    with pytest.raises(QueueError), watcher:
        monkeypatch.setattr(watcher.client, "disconnect", fail)
    assert signal.getsignal(signal.SIGTERM) == before
    assert signal.set_wakeup_fd(-1) == -1


def test_after_a_signal_no_trace_of_the_watcher_is_left_in_signal_handling(server: FakeServer) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Watcher("aw-watcher-test", "x", options=options(server)) as watcher:
        signal.raise_signal(signal.SIGTERM)
        assert not watcher.wait(None)
    assert signal.getsignal(signal.SIGTERM) == before
    assert signal.set_wakeup_fd(-1) == -1
    watcher.stop()


def test_a_disk_that_is_full_does_not_end_the_watcher(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Watcher("aw-watcher-test", "x", options=options(server)) as watcher:
        queue = watcher.client.request_queue

        def full(_heartbeat: Heartbeat, _commit_interval: float) -> None:
            raise QueueFullError("no room")

        monkeypatch.setattr(queue, "heartbeat", full)
        for _ in range(3):
            watcher.heartbeat({"app": "x"}, pulsetime=5)
        monkeypatch.undo()
        watcher.heartbeat({"app": "y"}, pulsetime=5)
    assert caplog.text.count("no room") == 2  # the message and its trace, once
    assert [data for _, _, data in server.seen(BUCKET)] == [{"app": "y"}]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send these to one process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_waiting_watcher_at_once_and_sends_what_it_holds(
    server: FakeServer, spawn: Spawn, number: signal.Signals
) -> None:
    process = spawn()
    assert heard(process).startswith("started")
    say(process, "Firefox")
    process.send_signal(number)
    assert heard(process) == "ended"
    assert process.wait(20) == 0
    assert [data for _, _, data in server.seen(BUCKET)] == [{"app": "Firefox"}]


def test_settings_come_from_option_environment_and_file_in_this_order(spawn: Spawn, tmp_path: Path) -> None:
    file = tmp_path / "config" / "activitywatch" / "aw-watcher-test" / "aw-watcher-test.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[aw-watcher-test]\npoll_time = 7.0\nbackend = "file"\nexclude_title = true\n')
    process = spawn("--poll-time", "3", "--ignore", "a", "--ignore", "b", AW_WATCHER_TEST_BACKEND="variable")
    expected = {"poll_time": 3.0, "exclude_title": True, "backend": "variable", "ignore": ["a", "b"]}
    assert heard(process) == f"started {expected}"


def test_a_boolean_setting_can_be_turned_off_by_its_option(spawn: Spawn) -> None:
    process = spawn("--no-exclude-title", AW_WATCHER_TEST_EXCLUDE_TITLE="true")
    assert "'exclude_title': False" in heard(process)


def test_help_names_every_setting_with_its_default(spawn: Spawn) -> None:
    shown, _ = spawn("--help").communicate(timeout=30)
    words = " ".join(shown.split())
    for option, default in (("--poll-time", "1.0"), ("--exclude-title / --no-exclude-title", "False")):
        assert re.search(rf"{option}[^\[]*\[default: {default}\]", words), shown


def test_a_missing_config_file_is_written_for_the_user_to_edit(spawn: Spawn, tmp_path: Path) -> None:
    heard(spawn())
    file = tmp_path / "config" / "activitywatch" / "aw-watcher-test" / "aw-watcher-test.toml"
    assert "#poll_time = 1.0" in file.read_text()


def test_a_watcher_that_cannot_work_here_says_why_in_one_line(spawn: Spawn) -> None:
    process = spawn("--backend", "none")
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (EXIT_UNAVAILABLE, "no display found: start it in a session\n")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"AW_WATCHER_TEST_POLL_TIME": "soon"}, "AW_WATCHER_TEST_POLL_TIME: expected float"),
        ({"AW_MANAGED_BY_PID": "me"}, "AW_MANAGED_BY_PID: expected the number of a process, got 'me'"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(spawn: Spawn, environ: dict[str, str], said: str) -> None:
    process = spawn(**environ)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == EXIT_MISCONFIGURED
    assert said in errors
    assert len(errors.splitlines()) == 1


def test_a_queue_that_cannot_be_kept_is_said_in_one_line(spawn: Spawn, tmp_path: Path) -> None:
    port = free_port()
    folder = tmp_path / "data" / "activitywatch" / "aw-client" / "queued"
    (folder / f"aw-watcher-test-at-127.0.0.1-on-{port}.db").mkdir(parents=True)
    process = spawn("--port", str(port))
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "cannot keep heartbeats here" in errors
    assert len(errors.splitlines()) == 1


PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, *sys.argv[2:]], env=os.environ | {"AW_MANAGED_BY_PID": str(os.getpid())}
                         if sys.argv[1] == "managed" else os.environ, stdout=subprocess.PIPE, text=True)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def orphan() -> Iterator[Callable[[str], psutil.Process]]:
    """Makes watchers that have started and whose parent was killed since; none is left behind."""
    made: list[psutil.Process] = []

    def make(how: str) -> psutil.Process:
        command = [
            sys.executable,
            "-c",
            PARENT,
            how,
            str(SCRIPT),
            "--port",
            str(free_port()),
            "--backend",
            "deaf",
        ]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
            made.append(psutil.Process(int(heard(parent))))
            parent.kill()
        return made[-1]

    yield make
    for process in made:
        if alive(process):
            process.kill()


def alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_watcher_ends_when_its_manager_is_killed_and_one_started_by_hand_outlives_the_shell(
    orphan: Callable[[str], psutil.Process],
) -> None:
    managed, by_hand = orphan("managed"), orphan("by hand")
    wait_until(lambda: not alive(managed))
    assert alive(by_hand)


def test_a_manager_that_is_gone_before_the_watcher_starts_ends_it() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    managed = WatcherOptions(host="127.0.0.1", port=free_port(), managed_by_pid=gone.pid)
    with Watcher("aw-watcher-test", "x", options=managed) as watcher:
        assert not watcher.wait(None)


def test_another_process_that_got_the_id_of_the_manager_is_not_taken_for_it() -> None:
    manager = ManagingProcess(os.getpid())
    assert not manager.gone
    # What psutil knows a process by: this is one of the same id that began long before.
    manager._process._ident = (os.getpid(), 0.0)  # type: ignore[union-attr]
    assert manager.gone
