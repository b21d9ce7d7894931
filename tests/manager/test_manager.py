"""The manager, the server and watchers together: what a user relies on from one day to the next."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from typing import Any

import pytest
from waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by Unix signals")

STEADY = "aw-watcher-steady"
BUCKET = f"{STEADY}_{socket.gethostname()}"


def events(manager: Any) -> list[dict[str, Any]]:
    answer = manager.request(f"/api/0/buckets/{BUCKET}/events")
    return answer if isinstance(answer, list) else []


def recorded(manager: Any) -> float:
    """Seconds on record, all events together."""
    return float(sum(event["duration"] for event in events(manager)))


def test_without_a_screen_the_server_serves_and_each_watcher_has_one_line(manager: Any) -> None:
    manager.start()
    for name in ("aw-watcher-afk", "aw-watcher-window"):
        manager.wait_for(f"{name}: cannot watch here: ")
    states = {name: module["state"] for name, module in manager.modules().items()}
    assert states == {
        "aw-server": "running",
        "aw-watcher-afk": "unavailable",
        "aw-watcher-window": "unavailable",
    }
    assert manager.request("/api/0/info")["testing"] is True
    assert sorted(line.partition(":")[0] for line in manager.output.splitlines()) == [
        "Dashboard",
        "aw-server",
        "aw-watcher-afk",
        "aw-watcher-window",
    ]


def test_doctor_says_what_is_not_recorded_and_why(manager: Any) -> None:
    manager.start("aw-server", "aw-watcher-window", STEADY)
    manager.wait_for("aw-watcher-window: cannot watch here: ")
    wait_until(lambda: recorded(manager) > 0, "something is recorded")
    done = manager.run("doctor", "--json")
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert findings["server"]["verdict"] == "ok"
    assert findings[STEADY]["records"] is True
    assert findings["aw-watcher-window"]["records"] is False
    assert findings["aw-watcher-window"]["text"].startswith("cannot watch here: ")


def test_wrong_setting_is_told_at_once_and_mended_without_a_new_start(manager: Any) -> None:
    config = manager.home / ".config" / "activitywatch" / "aw-watcher-afk" / "aw-watcher-afk.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[aw-watcher-afk-testing]\ntimeout = -1.0\n")
    manager.retry_unavailable = 0.5
    manager.start("aw-server", "aw-watcher-afk")
    manager.wait_for("aw-watcher-afk: has a wrong setting: `timeout`: expected seconds above 0")
    assert manager.modules()["aw-watcher-afk"]["state"] == "misconfigured"
    config.write_text("[aw-watcher-afk-testing]\ntimeout = 60.0\n")
    manager.wait_for("aw-watcher-afk: cannot watch here: ")
    assert manager.modules()["aw-watcher-afk"]["restarts"] == 0


def test_doctor_is_content_when_everything_records(manager: Any) -> None:
    manager.start("aw-server", STEADY)
    wait_until(lambda: recorded(manager) > 0, "something is recorded")
    done = manager.run("doctor")
    assert done.returncode == 0, done.stdout


def test_killed_server_is_back_and_nothing_is_lost(manager: Any) -> None:
    manager.start("aw-server", STEADY)
    wait_until(lambda: recorded(manager) > 1, "something is recorded")
    before = manager.modules()
    os.kill(before["aw-server"]["pid"], signal.SIGKILL)
    manager.wait_for("aw-server: killed by SIGKILL; starting it again now")
    wait_until(lambda: manager.output.count("running on") == 2, "the server answers again", 60)
    so_far = recorded(manager)
    wait_until(lambda: recorded(manager) > so_far + 1, "the watcher's reports arrive again", 60)
    assert manager.modules()[STEADY]["pid"] == before[STEADY]["pid"]
    assert len(events(manager)) == 1  # a gap would have started another one


def test_killed_manager_leaves_nothing_and_the_next_goes_on(manager: Any) -> None:
    manager.start("aw-server", STEADY)
    wait_until(lambda: recorded(manager) > 0, "something is recorded")
    manager.process.kill()
    manager.process.wait()
    manager.wait_for_nothing()
    manager.start("aw-server", STEADY)
    so_far = recorded(manager)
    assert so_far > 0
    wait_until(lambda: recorded(manager) > so_far, "the watcher's reports arrive again", 60)
    assert len(events(manager)) == 1


def test_stop_leaves_nothing(manager: Any) -> None:
    manager.start("aw-server", STEADY)
    done = manager.run("stop")
    assert (done.returncode, done.stdout) == (0, f"stopped aw-manager (pid {manager.process.pid})\n")
    assert manager.process.wait(5) == 0
    manager.wait_for_nothing()
    assert "Traceback" not in manager.output


def test_server_that_runs_already_is_used(manager: Any, server: Any) -> None:
    manager.port = server.port
    manager.start("aw-server", STEADY)
    assert f"using the server that already runs on http://127.0.0.1:{server.port}" in manager.output
    wait_until(lambda: recorded(manager) > 0, "something is recorded")
    manager.process.terminate()
    assert manager.process.wait(30) == 0
    assert server.answers()
    server.stop()
