"""A day, or another period, of one computer: how long it was used, and for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from aw_client.cli.failures import Failure
from aw_client.cli.humanize import duration_text
from aw_client.cli.output import Column, Output
from aw_client.client import ActivityWatchClient
from aw_client.queries import DesktopQueryParams

__all__ = ["Report", "params_for", "start_of_day"]

_WINDOW = "currentwindow"
_AFK = "afkstatus"
_WEB = "web.tab.current"


def params_for(client: ActivityWatchClient, hostname: str) -> DesktopQueryParams:
    """The buckets of a computer's watchers.

    Raises:
        Failure: the server has no window or no AFK bucket of it.
    """
    buckets = client.get_buckets()
    return DesktopQueryParams(
        bid_window=_bucket(buckets, _WINDOW, hostname),
        bid_afk=_bucket(buckets, _AFK, hostname),
        bid_browsers=[
            bucket_id
            for bucket_id, bucket in buckets.items()
            if bucket["type"] == _WEB and bucket["hostname"] in (hostname, "unknown")
        ],
    )


def start_of_day(client: ActivityWatchClient) -> time:
    """When the user's day begins, as set in the web UI; midnight if it is not."""
    setting = client.get_setting("startOfDay")
    try:
        return time.fromisoformat(setting)
    except (TypeError, ValueError):
        return time()


def _bucket(buckets: dict[str, dict[str, Any]], event_type: str, hostname: str) -> str:
    """The bucket of a type on a host that was written to last."""
    of_type = {bucket_id: bucket for bucket_id, bucket in buckets.items() if bucket["type"] == event_type}
    of_host = [bucket_id for bucket_id, bucket in of_type.items() if bucket["hostname"] == hostname]
    if not of_host:
        hosts = ", ".join(sorted({bucket["hostname"] for bucket in of_type.values()})) or "none"
        raise Failure(f"no {event_type} bucket of host {hostname!r}; hosts that have one: {hosts}")
    return max(of_host, key=lambda bucket_id: of_type[bucket_id].get("last_updated") or "")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a summary query answered, for a host and a period."""

    hostname: str
    start: datetime
    stop: datetime
    result: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON: durations in seconds, each list from long to short."""
        window, browser = self.result["window"], self.result["browser"]
        return {
            "hostname": self.hostname,
            "start": self.start.isoformat(),
            "stop": self.stop.isoformat(),
            "duration": window["duration"],
            "apps": _entries(window["app_events"]),
            "titles": _entries(window["title_events"]),
            "categories": _entries(window["cat_events"]),
            "sites": _entries(browser["domains"]),
        }

    def print(self, output: Output, limit: int) -> None:
        """The report for a person."""
        window, browser = self.result["window"], self.result["browser"]
        output.line(f"{self.hostname}, {_period_text(self.start, self.stop)}", bold=True)
        output.line(f"Active {duration_text(window['duration'])}")
        self._section(
            output, "Category", window["cat_events"][:limit], lambda data: " > ".join(data["$category"])
        )
        self._section(output, "App", window["app_events"], lambda data: data.get("app", ""))
        self._section(output, "Title", window["title_events"], lambda data: data.get("title", ""))
        self._section(output, "Site", browser["domains"], lambda data: data.get("$domain", ""))

    def _section(
        self, output: Output, title: str, events: list[dict[str, Any]], name: Callable[[dict[str, Any]], str]
    ) -> None:
        """A table of the longest of one kind, and their part of the active time."""
        if not events:
            return
        total = self.result["window"]["duration"] or 1
        output.line()
        output.table(
            (Column("Time", right=True), Column("Share", right=True), Column(title, gives=True)),
            [
                (duration_text(event["duration"]), f"{event['duration'] / total:.0%}", name(event["data"]))
                for event in events
            ],
        )


def _period_text(start: datetime, stop: datetime) -> str:
    """A period in local time; a day from midnight to midnight by its date alone."""
    begin, end = start.astimezone(), stop.astimezone()
    if begin.time() == end.time() == time() and (end.date() - begin.date()).days == 1:
        return f"{begin:%A %d %B %Y}"
    return f"{begin:%a %d %b %Y %H:%M} to {end:%a %d %b %Y %H:%M}"


def _entries(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **{key.removeprefix("$"): value for key, value in event["data"].items()},
            "duration": event["duration"],
        }
        for event in events
    ]
