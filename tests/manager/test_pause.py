"""A pause with the real manager, server and watchers: nothing of it is stored, and nothing ends it but its end."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from commands import LiveServer, hasty, live_server
from waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by Unix signals")

STEADY = "aw-watcher-steady"
BUCKET = f"{STEADY}_{socket.gethostname()}"
MARKS = f"aw-pause_{socket.gethostname()}"


@pytest.fixture(autouse=True)
def _haste(manager: Any) -> None:
    """The manager looks for a pause several times a second."""
    manager.program = hasty("aw-manager", manager.home)


def spans(manager: Any, bucket: str) -> list[tuple[datetime, datetime]]:
    """The events of a bucket, oldest first."""
    answer = manager.request(f"/api/0/buckets/{bucket}/events")
    events = answer if isinstance(answer, list) else []
    starts = [datetime.fromisoformat(event["timestamp"]) for event in events]
    return sorted(
        (start, start + timedelta(seconds=event["duration"]))
        for start, event in zip(starts, events, strict=True)
    )


def wait_for_more(manager: Any) -> None:
    """Wait until the watcher's reports arrive."""
    newest = max((end for _, end in spans(manager, BUCKET)), default=None)
    wait_until(
        lambda: any(newest is None or end > newest for _, end in spans(manager, BUCKET)), "it records", 60
    )


def state(manager: Any) -> str:
    return str(manager.modules()[STEADY]["state"])


def wait_for_state(manager: Any, wanted: str) -> None:
    wait_until(lambda: state(manager) == wanted, f"the watcher is {wanted}", 60)


def pause(manager: Any, *words: str) -> str:
    done = manager.run("pause", *words, "--port", str(manager.port))
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def assert_nothing_in_pauses(manager: Any) -> None:
    for start, end in spans(manager, BUCKET):
        for began, ended in spans(manager, MARKS):
            assert end <= began or start >= ended, f"{start}-{end} lies in the pause {began}-{ended}"


def kill_everything(manager: Any) -> None:
    """As when the machine loses its power."""
    for process in manager.processes():
        with suppress(psutil.NoSuchProcess):
            process.kill()
    manager.process.wait()
    manager.wait_for_nothing()


def test_a_pause_outlasts_everything_until_it_is_resumed_or_its_time_is_over(manager: Any) -> None:
    manager.start("aw-server", STEADY)
    wait_for_more(manager)
    assert pause(manager) == "Recording is paused until it is resumed.\n"
    wait_for_state(manager, "paused")
    kill_everything(manager)
    manager.start("aw-server", STEADY)
    wait_for_state(manager, "paused")
    paused = manager.modules()[STEADY]
    assert (paused["pid"], paused["restarts"], paused["message"]) == (None, 0, "until it is resumed")
    doctor = manager.run("doctor", "--json")
    findings = {finding["subject"]: finding for finding in json.loads(doctor.stdout)["findings"]}
    assert doctor.returncode == 0, doctor.stdout
    assert (findings[STEADY]["verdict"], findings[STEADY]["text"]) == ("ok", "is paused")
    assert findings["recording"]["text"] == "is paused by hand until it is resumed"
    assert MARKS not in findings
    assert manager.run("resume").stdout == "Recording goes on.\n"
    wait_for_more(manager)
    assert len(spans(manager, MARKS)) == 1
    assert len(spans(manager, BUCKET)) == 2
    assert_nothing_in_pauses(manager)
    assert_a_pause_ends_by_itself(manager)


def assert_a_pause_ends_by_itself(manager: Any) -> None:
    assert pause(manager, "2s").startswith("Recording is paused until ")
    wait_until(lambda: not manager.request("/api/0/pause")["paused"], "the pause is over")
    wait_for_more(manager)
    wait_until(lambda: len(spans(manager, MARKS)) == 2, "the pause is marked")
    assert_nothing_in_pauses(manager)


def test_a_pause_asked_for_without_a_server_holds(manager: Any) -> None:
    told = manager.run("pause", "2h", "--port", str(manager.port))
    assert (told.returncode, told.stdout) == (1, "")
    assert "No server answers" in told.stderr
    assert "watchers that run alone go on sensing" in told.stderr
    manager.start("aw-server", STEADY)
    wait_for_state(manager, "paused")
    wait_until(lambda: manager.request("/api/0/pause")["paused"], "the server is told")
    manager.wait_for("Recording: paused by hand until ")
    assert spans(manager, BUCKET) == []
    assert "paused by hand until" in manager.run("status").stdout


@pytest.fixture
def away(manager: Any) -> Iterator[LiveServer]:
    """A server that the manager does not start, to be away for a while."""
    with live_server(manager.home, port=manager.port) as server:
        manager.start(STEADY, until=f"{STEADY}: running")
        wait_for_more(manager)
        yield server


def test_what_was_sensed_after_a_resume_without_a_server_is_stored(manager: Any, away: LiveServer) -> None:
    pause(manager)
    wait_for_state(manager, "paused")
    away.kill()
    done = manager.run("resume")
    resumed = datetime.now(UTC)
    assert (done.returncode, "Recording goes on all the same" in done.stdout) == (0, True), done.stderr
    wait_for_state(manager, "running")
    sensing = datetime.now(UTC)
    time.sleep(1)  # something is sensed
    back = datetime.now(UTC)
    away.start()
    wait_until(lambda: any(end >= back for _, end in spans(manager, BUCKET)), "it records again", 60)
    [(_, ended)] = spans(manager, MARKS)
    assert ended <= resumed
    assert any(start <= sensing + (back - sensing) / 2 <= end for start, end in spans(manager, BUCKET))
    assert_nothing_in_pauses(manager)


def test_a_pause_that_was_over_when_the_server_came_back_is_marked(manager: Any, away: LiveServer) -> None:
    away.kill()
    assert "Recording is paused until " in pause(manager, "2s")
    over = datetime.now(UTC) + timedelta(seconds=2)
    wait_until(lambda: datetime.now(UTC) > over, "the pause is over")
    away.start()
    wait_until(lambda: spans(manager, MARKS), "the pause is marked")
    [(began, ended)] = spans(manager, MARKS)
    assert timedelta(seconds=1.9) < ended - began < timedelta(seconds=2.1)
    assert ended <= over
    wait_for_more(manager)
    assert_nothing_in_pauses(manager)


def test_what_was_sensed_between_a_resume_and_a_pause_without_a_server_is_stored(
    manager: Any, away: LiveServer
) -> None:
    pause(manager)
    wait_for_state(manager, "paused")
    away.kill()
    manager.run("resume")
    wait_for_state(manager, "running")
    sensing = datetime.now(UTC)
    time.sleep(1)  # something is sensed
    assert "all the same" in pause(manager)
    sensed = datetime.now(UTC)
    wait_for_state(manager, "paused")
    away.start()
    wait_until(lambda: manager.request("/api/0/pause")["paused"], "the server is told")
    manager.run("resume")
    wait_for_state(manager, "running")
    wait_for_more(manager)
    assert any(start <= sensing + (sensed - sensing) / 2 <= end for start, end in spans(manager, BUCKET))
    assert_nothing_in_pauses(manager)


def test_a_resume_holds_though_a_server_that_hung_takes_the_pause_after_it(
    manager: Any, away: LiveServer
) -> None:
    process = psutil.Process(away.process.pid if away.process else 0)
    process.suspend()
    asked = datetime.now(UTC)
    assert "does not answer in time" in pause(manager, "1h")
    given_up = datetime.now(UTC)
    assert manager.run("resume").returncode == 0
    process.resume()
    wait_for_state(manager, "running")
    wait_until(lambda: not manager.request("/api/0/pause")["paused"], "it is resumed")
    wait_until(lambda: spans(manager, MARKS), "the pause is marked")
    began, _ = spans(manager, MARKS)[0]
    # Not when it was heard of: the command has waited ten seconds for an answer.
    assert asked - timedelta(milliseconds=1) <= began <= given_up - timedelta(seconds=5)
    wait_for_more(manager)
    assert not manager.request("/api/0/pause")["paused"]
    assert_nothing_in_pauses(manager)


def test_a_pause_that_nobody_told_is_over_where_a_person_resumed_since(manager: Any) -> None:
    told = manager.run("pause", "--port", str(manager.port))
    assert told.returncode == 1
    with live_server(manager.home, port=manager.port) as server:
        server.request("POST", "/api/0/pause", {})
        server.request("DELETE", "/api/0/pause")
        manager.start(STEADY, until=f"{STEADY}: running")
        wait_for_more(manager)
        assert not manager.request("/api/0/pause")["paused"]
        assert_nothing_in_pauses(manager)


def test_resuming_by_hand_holds_in_a_scheduled_pause(manager: Any) -> None:
    now = datetime.now().astimezone()
    hours = "-".join(f"{now + timedelta(hours=hours):%H:%M}" for hours in (-3, 3))
    config = manager.home / ".config" / "activitywatch" / "aw-manager" / "aw-manager.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[aw-manager-testing]\npause_schedule = ["daily {hours}"]\n')
    manager.start("aw-server", STEADY)
    manager.wait_for("Recording: paused by schedule until ")
    wait_for_state(manager, "paused")
    assert manager.request("/api/0/pause")["by"] == "schedule"
    manager.run("resume")
    wait_for_more(manager)
    assert manager.run("stop").returncode == 0
    manager.process.wait(30)
    manager.start("aw-server", STEADY)
    wait_for_more(manager)
    assert not manager.request("/api/0/pause")["paused"]


LOOKING = """#!{python}
from pathlib import Path

import aw_client.watcher.runtime

aw_client.watcher.runtime.LOOK_EVERY = 0.2

from aw_client.watcher import Watcher, watcher_command


def start(options):
    with Watcher("aw-watcher-steady", "test.steady", options=options) as watcher, Path({looks!r}).open("w") as looks:
        while watcher.wait(0.1):
            looks.write("looked\\n")
            looks.flush()
            watcher.heartbeat({{"steady": True}}, pulsetime=30)


watcher_command("aw-watcher-steady", [], start, help="Report the same for ever, and note each look.")()
"""


@contextmanager
def by_itself(manager: Any) -> Iterator[Path]:
    """A watcher that nobody manages; what it writes whenever it looks."""
    looks, script = manager.home / "looks", manager.home / "looking.py"
    script.write_text(LOOKING.format(python=sys.executable, looks=str(looks)))
    line = [sys.executable, str(script), "--testing", "--port", str(manager.port)]
    process = subprocess.Popen(line, env=manager.variables)
    try:
        yield looks
    finally:
        process.terminate()
        process.wait(30)


def test_a_watcher_that_nobody_manages_does_not_sense_in_a_pause(manager: Any) -> None:
    manager.start("aw-server")
    with by_itself(manager) as looks:
        wait_for_more(manager)
        pause(manager)
        wait_until(lambda: time.time() - looks.stat().st_mtime > 1, "it does not look any more", 60)
        manager.run("resume")
        wait_for_more(manager)
    assert len(spans(manager, BUCKET)) == 2
    assert_nothing_in_pauses(manager)
