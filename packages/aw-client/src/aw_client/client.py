"""ActivityWatchClient: the server's API as Python methods, and heartbeats that wait while it is away."""

from __future__ import annotations

import copy
import logging
import socket
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aw_client.config import load_client_settings
from aw_client.errors import ServerNotStartedError, UnexpectedAnswerError
from aw_client.heartbeats import Heartbeat, bucket_endpoint, heartbeat_endpoint
from aw_client.pause import PauseRequests
from aw_client.queue import RequestQueue, open_queue, release_queue
from aw_client.singleinstance import SingleInstance, file_name
from aw_client.spool import heartbeats_in
from aw_client.transport import HTTPError, Params, RequestException, Response, Transport, json_of
from aw_client.untold import untold_path
from aw_core import Event
from aw_core.address import ServerAddress
from aw_core.dirs import get_data_dir

__all__ = ["ActivityWatchClient"]

logger = logging.getLogger(__name__)

_NOT_FOUND = 404
_LONG_READ_TIMEOUT = 600.0
"""Seconds a query, an import or an export may take."""


class ActivityWatchClient(PauseRequests):
    """A client of one server.

    Making one reads the config file and nothing else. What is queued needs more: the first `connect()`, queued
    heartbeat or `request_queue` opens the queue's file and takes the lock that lets only one process at a time
    run this client name against this server (another one ends with AlreadyRunningError, a SystemExit).

    Not queued methods raise `HTTPError` when the server answers 4xx or 5xx (its message is in the text),
    `ServerUnreachableError` or `Timeout` when it does not answer (all of `aw_client.transport`; where `requests` is
    imported they are its `HTTPError`, `ConnectionError` and `Timeout` as well), and UnexpectedAnswerError when
    another program answers (there also an `InvalidJSONError` of `requests`). A client may be used from several threads; a
    process that was forked may send requests by its parent's, but is to make its own for what is queued.

    Args:
        client_name: names the program; the server keeps it with the buckets it creates.
        testing: use the testing server's port and settings.
        host: of the server; by default what the config file says, else 127.0.0.1.
        port: of the server; by default what the config file says, else 5600, testing 5666.
        protocol: `http` or `https`.

    Raises:
        ConfigError: the config file is not valid.
    """

    def __init__(
        self,
        client_name: str = "unknown",
        testing: bool = False,
        host: str | None = None,
        port: str | int | None = None,
        protocol: str = "http",
    ) -> None:
        settings = load_client_settings(testing=testing)
        self.client_name = client_name
        self.client_hostname = socket.gethostname()
        self.testing = testing
        self.commit_interval = settings.commit_interval
        self.instance: SingleInstance | None = None
        self._address = ServerAddress(host or settings.hostname, int(port or settings.port), protocol)
        self._transport = Transport(self._address)
        self._queue: RequestQueue | None = None
        self._opening = threading.Lock()
        self._started = False
        self._warned = False

    @property
    def server_address(self) -> str:
        """Protocol, host and port, as in `http://127.0.0.1:5600`."""
        return self._address.url

    @property
    def request_queue(self) -> RequestQueue:
        """The offline queue, opened on first use.

        Raises:
            AlreadyRunningError: (a SystemExit) another process has it open.
            QueueError: its file cannot be used.
        """
        with self._opening:
            if self._queue is None:
                name = f"{self.client_name}-at-{self._address.host}-on-{self._address.port}"
                self.instance = self.instance or SingleInstance(name)
                path = Path(get_data_dir("aw-client/queued")) / f"{file_name(name)}.db"
                self._queue = open_queue(path, self._make_queue)
                self._name_other_queues(path)
            return self._queue

    @property
    def last_heartbeat(self) -> dict[str, Event]:
        """The event held back of each bucket: the next queued heartbeat may still stretch it."""
        return self._queue.last_heartbeat if self._queue is not None else {}

    # The server

    def get_info(self) -> dict[str, Any]:
        """What the server says of itself: hostname, version, testing, device_id."""
        info: dict[str, Any] = json_of(self._get("info"))
        return info

    def get_health(self) -> dict[str, Any]:
        """What the server says of its database and of each source: docs/rest-api.md."""
        health: dict[str, Any] = json_of(self._get("health"))
        return health

    def wait_for_start(self, timeout: float = 10) -> None:
        """Return once the server answers.

        Raises:
            ServerNotStartedError: it did not within `timeout` seconds.
        """
        end, pause = time.monotonic() + timeout, 0.1
        while not self._answers():
            if time.monotonic() + pause > end:
                raise ServerNotStartedError(f"no server answered at {self.server_address} within {timeout} s")
            time.sleep(pause)
            pause *= 2

    # Buckets

    def get_buckets(self) -> dict[str, dict[str, Any]]:
        """All buckets, id to description, in order of creation."""
        buckets: dict[str, dict[str, Any]] = json_of(self._get("buckets/"))
        return buckets

    def create_bucket(self, bucket_id: str, event_type: str, queued: bool = False) -> None:
        """Create a bucket unless it is there.

        A queued one is created now if the server is known to be there, else when it is, and again if the server
        should ever lose it.
        """
        if not queued:
            self._post(bucket_endpoint(bucket_id), self._describe_bucket(event_type))
            return
        self.request_queue.register_bucket(bucket_id, event_type)
        if self.request_queue.connected:
            self._try_create_bucket(bucket_id, event_type)

    def setup_bucket(self, bucket_id: str, event_type: str) -> None:
        """The older name of `create_bucket(queued=True)`."""
        self.create_bucket(bucket_id, event_type, queued=True)

    def change_bucket_data(self, bucket_id: str, changes: Mapping[str, Any]) -> None:
        """Set keys of what is kept with a bucket, or take out those that are None; all other keys stay."""
        self._put(bucket_endpoint(bucket_id), {"data_changes": dict(changes)})

    def delete_bucket(self, bucket_id: str, force: bool = False) -> None:
        """Delete a bucket with all its events; outside testing mode a server wants `force`."""
        self._delete(bucket_endpoint(bucket_id), params={"force": 1} if force else None)

    # Events

    def get_event(self, bucket_id: str, event_id: int) -> Event | None:
        """One event, or None if the bucket has none of that id."""
        try:
            return Event(**json_of(self._get(f"{bucket_endpoint(bucket_id)}/events/{event_id}")))
        except HTTPError as error:
            if error.response.status_code == _NOT_FOUND:
                return None
            raise

    def get_events(
        self,
        bucket_id: str,
        limit: int = -1,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[Event]:
        """The events that touch a period, newest first, cut to it; `limit` -1 is all."""
        params: dict[str, str | int | float | None] = {"limit": limit, **_period(start, end)}
        return [
            Event(**event) for event in json_of(self._get(f"{bucket_endpoint(bucket_id)}/events", params))
        ]

    def get_eventcount(
        self,
        bucket_id: str,
        limit: int = -1,  # noqa: ARG002 - callers pass it by position; a count has no limit
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> int:
        """How many events touch a period."""
        return int(json_of(self._get(f"{bucket_endpoint(bucket_id)}/events/count", _period(start, end))))

    def insert_event(self, bucket_id: str, event: Event) -> None:
        """Add an event as it stands; one with an id replaces the event of that id."""
        self.insert_events(bucket_id, [event])

    def insert_events(self, bucket_id: str, events: Sequence[Event]) -> None:
        """Add events as they stand; those with an id replace the events of that id."""
        self._post(f"{bucket_endpoint(bucket_id)}/events", [event.to_json_dict() for event in events])

    def delete_event(self, bucket_id: str, event_id: int | Event) -> None:
        """Delete an event, given its id or itself."""
        number = event_id.id if isinstance(event_id, Event) else event_id
        self._delete(f"{bucket_endpoint(bucket_id)}/events/{number}")

    def heartbeat(
        self,
        bucket_id: str,
        event: Event,
        pulsetime: float,
        queued: bool = False,
        commit_interval: float | None = None,
    ) -> Event | None:
        """Report that `event` is so: the server stretches the bucket's last event over it, or adds it.

        Args:
            bucket_id: a bucket that exists, or when queued one that `create_bucket(queued=True)` announced.
            event: what is so, and when; it is copied.
            pulsetime: how long after the last event's end it still belongs to that, seconds.
            queued: keep it on disk and send it in the background, however long the server is away; what
                follows closely with the same data is merged before it is sent.
            commit_interval: seconds a queued event may grow before it is sent; by default the setting.

        Returns:
            The event as the server now has it; None when queued.

        Raises:
            QueueError: queued, and it could not be put on disk.
        """
        if not queued:
            body = event.to_json_dict()
            return Event(**json_of(self._post(heartbeat_endpoint(bucket_id, pulsetime), body)))
        if not (self._started or self._warned):
            self._warned = True
            warnings.warn(
                "heartbeats are kept, but sent only after `connect()`; use the client as a context manager",
                UserWarning,
                stacklevel=2,
            )
        heartbeat = Heartbeat(bucket_id, copy.deepcopy(event), pulsetime)
        interval = self.commit_interval if commit_interval is None else commit_interval
        self.request_queue.heartbeat(heartbeat, interval)
        return None

    # Queries

    def query(
        self,
        query: str,
        timeperiods: Sequence[tuple[datetime, datetime]],
        name: str | None = None,
        cache: bool = False,
    ) -> list[Any]:
        """The result of a query for each period of aware datetimes (start, end).

        Raises:
            ValueError: a datetime has no timezone, or `cache` is asked for without a name to keep it under.
        """
        if cache and not name:
            raise ValueError("a cached query needs a `name`")
        params: dict[str, str | int | float | None] = {"name": name, "cache": int(cache)} if name else {}
        body = {"query": query.split("\n"), "timeperiods": [_period_text(*period) for period in timeperiods]}
        result: list[Any] = json_of(self._post("query/", body, params, read_timeout=_LONG_READ_TIMEOUT))
        return result

    # Import, export, settings

    def export_all(self) -> dict[str, Any]:
        """All buckets with all their events: `{"buckets": {id: bucket}}`."""
        export: dict[str, Any] = json_of(self._get("export", read_timeout=_LONG_READ_TIMEOUT))
        return export

    def export_bucket(self, bucket_id: str) -> dict[str, Any]:
        """One bucket with all its events: `{"buckets": {id: bucket}}`."""
        endpoint = f"{bucket_endpoint(bucket_id)}/export"
        export: dict[str, Any] = json_of(self._get(endpoint, read_timeout=_LONG_READ_TIMEOUT))
        return export

    def import_bucket(self, bucket: dict[str, Any]) -> None:
        """Add a bucket and its events, as one entry of an export has them."""
        self._post("import", {"buckets": {bucket["id"]: bucket}}, read_timeout=_LONG_READ_TIMEOUT)

    def get_setting(self, key: str | None = None) -> Any:
        """The value of a setting kept by the server (None if unset), or all of them as a dict."""
        return json_of(self._get("settings" if key is None else f"settings/{quote(key, safe='')}"))

    def set_setting(self, key: str, value: Any) -> None:
        """Keep a setting on the server; the value is any JSON."""
        self._post(f"settings/{quote(key, safe='')}", value)

    # Sending in the background

    def connect(self) -> None:
        """Begin to send what is queued, now and whenever the server is there; does not wait for it.

        Raises:
            AlreadyRunningError: (a SystemExit) another process runs this client.
            QueueError: the queue's file cannot be used.
        """
        self.request_queue.start()
        self._started = True

    def disconnect(self) -> None:
        """Send what is queued as far as the server takes it at once, keep the rest on disk, and close."""
        self._started = False
        if self._queue is not None:
            release_queue(self._queue)
            self._queue = None
        if self.instance is not None:
            self.instance.release()
            self.instance = None
        self._transport.close()

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disconnect()

    # Single requests: the names scripts use

    def _url(self, endpoint: str) -> str:
        return self._transport.url(endpoint)

    def _headers(self) -> dict[str, str]:
        return self._transport.headers()

    def _get(self, endpoint: str, params: Params | None = None, **options: float) -> Response:
        return self._transport.request("GET", endpoint, params=params, **options)

    def _post(self, endpoint: str, data: Any, params: Params | None = None, **options: float) -> Response:
        return self._transport.request("POST", endpoint, params=params, body=data, **options)

    def _put(self, endpoint: str, data: Any) -> Response:
        return self._transport.request("PUT", endpoint, body=data)

    def _delete(
        self, endpoint: str, data: Any = None, params: Params | None = None, **options: float
    ) -> Response:
        return self._transport.request("DELETE", endpoint, params=params, body=data, **options)

    def _answers(self) -> bool:
        try:
            self.get_info()
        except (RequestException, UnexpectedAnswerError):
            return False
        return True

    def _make_queue(self, path: Path) -> RequestQueue:
        untold = untold_path(self.server_address, testing=self.testing)
        return RequestQueue(path, Transport(self._address), self._describe_bucket, untold)

    def _name_other_queues(self, own: Path) -> None:
        """Say what waits for another address, such as that of before a change of the port."""
        for path in own.parent.glob(f"{file_name(self.client_name)}-at-*.db"):
            count = 0 if path == own else heartbeats_in(path)
            if count:
                logger.warning(
                    "%s heartbeats for another server wait in %s until this runs for it", count, path
                )

    def _describe_bucket(self, event_type: str) -> dict[str, Any]:
        return {"client": self.client_name, "hostname": self.client_hostname, "type": event_type}

    def _try_create_bucket(self, bucket_id: str, event_type: str) -> None:
        try:
            self.create_bucket(bucket_id, event_type)
        except RequestException as error:
            logger.info("bucket %s is created later: %s", bucket_id, error)


def _period(start: datetime | None, end: datetime | None) -> dict[str, str]:
    limits = {"start": start, "end": end}
    return {name: moment.isoformat() for name, moment in limits.items() if moment is not None}


def _period_text(start: datetime, end: datetime) -> str:
    for moment in (start, end):
        if moment.tzinfo is None:
            raise ValueError(f"expected datetimes with a timezone as query period, got {moment.isoformat()}")
    return f"{start.isoformat()}/{end.isoformat()}"
