"""The public API as scripts and watchers use it; never run, only type-checked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, assert_type

import click

from aw_client import ActivityWatchClient
from aw_client.classes import default_classes, get_classes
from aw_client.config import load_config, load_local_server_api_key
from aw_client.errors import AWClientError, QueueFullError
from aw_client.queries import (
    AndroidQueryParams,
    DesktopQueryParams,
    browserEvents,
    browsersWithBuckets,
    canonicalEvents,
    fullDesktopQuery,
    querystr_to_array,
)
from aw_client.singleinstance import SingleInstance
from aw_client.watcher import Watcher, WatcherOptions, WatcherUnavailableError, watcher_command
from aw_core import Event
from aw_core.errors import AWError
from aw_core.settings import Setting

now = datetime.now(UTC)
event = Event(None, now, 0, {"app": "x"})


def use_the_client() -> None:
    with ActivityWatchClient(
        "script", testing=True, host="127.0.0.1", port="5666", protocol="http"
    ) as client:
        client.create_bucket("b", event_type="test", queued=True)
        assert_type(
            client.heartbeat("b", event, pulsetime=1.5, queued=True, commit_interval=4.0), Event | None
        )
        client.insert_event("b", event)
        client.insert_events("b", [event])
        assert_type(client.get_events("b", limit=1, start=now, end=now), list[Event])
        assert_type(client.get_event("b", 1), Event | None)
        assert_type(client.get_eventcount("b"), int)
        client.delete_event("b", event)
        client.delete_event("b", 1)
        assert_type(
            client.query("RETURN = 1;", [(now - timedelta(days=1), now)], name="n", cache=True), list[Any]
        )
        assert_type(client.get_buckets()["b"]["type"], Any)
        assert_type(client.server_address, str)
        assert_type(client.commit_interval, float)
        assert_type(client.last_heartbeat, dict[str, Event])
        assert_type(client.instance, SingleInstance | None)
        client.delete_bucket("b", force=True)
        assert_type(client._get("export").json(), Any)
        client.wait_for_start(timeout=5)


def use_the_queries(client: ActivityWatchClient) -> None:
    desktop = DesktopQueryParams(
        bid_window="w",
        bid_afk="a",
        bid_browsers=["aw-watcher-web-firefox"],
        classes=default_classes,
        filter_classes=[["Work"]],
        always_active_pattern="zoom",
    )
    assert_type(fullDesktopQuery(desktop), str)
    assert_type(canonicalEvents(AndroidQueryParams(bid_android="p"), client), str)
    assert_type(browserEvents(desktop), str)
    assert_type(browsersWithBuckets(["b"]), list[tuple[str, str]])
    assert_type(querystr_to_array("a;"), list[str])
    assert_type(get_classes(client), list[tuple[list[str], dict[str, Any]]])
    assert_type(load_config(), dict[str, Any])
    assert_type(load_local_server_api_key("127.0.0.1", 5600), str | None)


def watch(options: WatcherOptions) -> None:
    if options.testing:
        raise WatcherUnavailableError("not here")
    with Watcher("aw-watcher-x", "x", options=options) as watcher:
        while watcher.wait(None, 0):
            watcher.heartbeat({"a": 1}, timestamp=now, duration=1.0, pulsetime=2)
    assert_type(watcher.stopping, bool)


assert_type(
    watcher_command(
        "aw-watcher-x", [Setting(section="s", name="n", default=1, help="N.")], watch, help="Watch."
    ),
    click.Command,
)
error: AWError = AWClientError()
full: AWClientError = QueueFullError()
