"""The `aw-client` command, as installed, against the real server."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from commands import LiveServer, command, free_port
from homes import environment

from aw_client import ActivityWatchClient
from aw_core import Event


def run(
    server: LiveServer, *arguments: str, stdin: str = "", port: int | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command("aw-client"), "--testing", "--port", str(port or server.port), *arguments],
        env=environment(server.home, TZ="Europe/Berlin"),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(name="used")
def _used(server: LiveServer) -> LiveServer:
    """A server that knows an hour's use of this computer, which ended a moment ago."""
    client = ActivityWatchClient("test", testing=True, host="127.0.0.1", port=server.port)
    client.client_hostname = "desk"
    start = datetime.now(UTC) - timedelta(hours=1)
    client.create_bucket("aw-watcher-window_desk", "currentwindow")
    client.create_bucket("aw-watcher-afk_desk", "afkstatus")
    client.insert_event(
        "aw-watcher-window_desk", Event(None, start, 3600, {"app": "mpv", "title": "a film - YouTube"})
    )
    client.insert_event("aw-watcher-afk_desk", Event(None, start, 1800, {"status": "not-afk"}))
    return server


def test_a_report_adds_up(used: LiveServer) -> None:
    period = ("--start", "yesterday", "--stop", "tomorrow")
    shown = run(used, "report", "desk", *period)
    assert shown.returncode == 0, shown.stderr
    assert "Active 30 min 0 s" in shown.stdout
    assert "Media > Video" in shown.stdout
    report = json.loads(run(used, "report", "desk", *period, "--json").stdout)
    assert report["duration"] == 1800
    assert report["apps"] == [{"app": "mpv", "duration": 1800}]


def test_canonical_events_and_buckets_are_listed(used: LiveServer) -> None:
    canonical = json.loads(run(used, "canonical", "desk", "--start", "yesterday", "--json").stdout)
    assert [event["duration"] for event in canonical] == [1800]
    assert set(json.loads(run(used, "buckets", "--json").stdout)) == {
        "aw-watcher-window_desk",
        "aw-watcher-afk_desk",
    }
    assert "a film" in run(used, "events", "aw-watcher-window_desk").stdout


def test_a_heartbeat_can_be_sent_by_hand(used: LiveServer) -> None:
    shown = run(used, "heartbeat", "aw-watcher-afk_desk", '{"status": "afk"}', "--json")
    assert json.loads(shown.stdout)["data"] == {"status": "afk"}


def test_a_mistake_in_a_query_is_pointed_at(used: LiveServer) -> None:
    shown = run(used, "query", "-", stdin="x = 1;\nRETURN = x + ;")
    assert shown.returncode == 1
    assert shown.stdout == ""
    assert shown.stderr.splitlines()[1:] == ["RETURN = x + ;", "             ^"]


def test_without_a_server_one_line_says_what_to_do(used: LiveServer) -> None:
    port = free_port()
    shown = run(used, "buckets", port=port)
    assert shown.returncode == 3
    assert (
        shown.stderr
        == f"Error: no server answers at http://127.0.0.1:{port}; start one with `aw-server --testing`\n"
    )
