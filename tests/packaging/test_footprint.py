"""What one piece brings along: when it is installed, as pip reads it from the packages' metadata, and when it runs."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires

import pytest
from commands import LiveServer, free_port
from packaging.requirements import Requirement

WATCHERS = ["aw-watcher-afk", "aw-watcher-input", "aw-watcher-window"]
SERVER_SIDE = {"flask", "numpy", "peewee", "werkzeug", "aw-datastore", "aw-query", "aw-server"}


def closure(distribution: str) -> set[str]:
    """The distribution and everything that comes with it here, without extras."""
    found: set[str] = set()
    pending = [distribution]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        lines = [Requirement(line) for line in requires(name) or []]
        pending += [
            line.name.lower() for line in lines if not line.marker or line.marker.evaluate({"extra": ""})
        ]
    return found


@pytest.mark.parametrize("watcher", [*WATCHERS, "aw-watcher-web"])
def test_a_watcher_brings_nothing_of_the_server(watcher: str) -> None:
    assert not closure(watcher) & SERVER_SIDE


def test_the_manager_brings_nothing_of_the_server() -> None:
    assert not closure("aw-manager") & SERVER_SIDE


def test_aw_core_brings_only_small_things() -> None:
    assert closure("aw-core") == {"aw-core", "platformdirs", "regex", "tomlkit"}


HEAVY = {"filelock", "http.client", "requests", "rich", "ssl", "tomlkit", "urllib3"}
"""What a watcher has no use for; each takes 2 to 11 MB of memory."""

AT_WORK = """
import importlib, sys, time
from aw_client.watcher import Watcher, WatcherOptions

name, port, end = sys.argv[1], int(sys.argv[2]), time.monotonic() + 20
importlib.import_module(name.replace("-", "_") + ".main")
with Watcher(name, "test", options=WatcherOptions(port=port, testing=True)) as watcher:
    watcher.heartbeat({"a": 1}, pulsetime=0)
    queue = watcher.client.request_queue
    while queue._sender.failed_at is None and not queue.connected and time.monotonic() < end:
        time.sleep(0.01)
    connected = queue.connected
print(connected, *sys.modules)
"""


@pytest.mark.parametrize("watcher", WATCHERS)
@pytest.mark.parametrize("reachable", [True, False])
def test_a_watcher_at_work_loads_nothing_heavy_whether_the_server_is_there_or_not(
    server: LiveServer, watcher: str, *, reachable: bool
) -> None:
    port = server.port if reachable else free_port()
    done = subprocess.run(
        [sys.executable, "-c", AT_WORK, watcher, str(port)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    connected, *loaded = done.stdout.split()
    assert connected == str(reachable)
    assert not HEAVY.intersection(loaded)
