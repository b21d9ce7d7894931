"""The runtime of a watcher: report what is so, wait for the next change, stop cleanly when told."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aw_client.client import ActivityWatchClient
from aw_client.errors import QueueError, UnexpectedAnswerError, WatcherUnavailableError
from aw_client.transport import RequestException
from aw_client.watcher.backends import Backend, Environ, choose
from aw_client.watcher.pausing import DRAIN_EVERY, LOOK_EVERY, Pausing
from aw_client.watcher.privacy import SETTING, PrivacyRules, cache_path, load_own_rules
from aw_client.watcher.stopping import Readable, Stop
from aw_client.watcher.telling import Telling, why_it_ends
from aw_client.watcher.version import installed_version
from aw_core import Event
from aw_core.settings import SettingValue

__all__ = ["Watcher", "WatcherOptions"]

logger = logging.getLogger(__name__)

_LAST_WORDS = 5.0
"""Seconds that a watcher that cannot work here gives the server to hear why."""


@dataclass(kw_only=True)
class WatcherOptions:
    """What the command line and the config file say to a watcher.

    `host` and `port` of the server are None to take those of the client's config; `settings` holds the
    watcher's own settings by name; `managed_by_pid` is the process without which the watcher is to end.
    """

    host: str | None = None
    port: int | None = None
    testing: bool = False
    verbose: bool = False
    settings: dict[str, SettingValue] = field(default_factory=dict)
    managed_by_pid: int | None = None


class Watcher:
    """One watcher at work; a context manager.

    Inside the block its bucket is registered, heartbeats are kept on disk and sent in the background, and
    SIGTERM and SIGINT set `stopping` instead of ending the process; a second one ends it. On leaving, what is
    queued is sent as far as the server takes it at once; the rest is sent by the next start.

    What the privacy rules (`aw_core.privacy`) keep out or change is so before it is put on disk: those of
    `aw-client.toml`, those of the server as last heard of, and the default ones.

    Args:
        name: of the watcher, as in `aw-watcher-window`; its bucket is `<name>_<hostname>`.
        event_type: the type of the bucket's events, as in `currentwindow`.
        options: from the command line and the config file.

    The bucket's `data` says how the watcher senses, when it last did, and why it ended (`aw_core.selfreport`).

    Raises:
        ConfigError: a privacy rule in the config file is none.
        AlreadyRunningError: (a SystemExit, on entering) this watcher already runs for this server.
        QueueError: (on entering) the offline queue cannot be used.
    """

    def __init__(self, name: str, event_type: str, *, options: WatcherOptions) -> None:
        self.client = ActivityWatchClient(name, options.testing, options.host, options.port)
        self.bucket_id = f"{name}_{self.client.client_hostname}"
        self._event_type = event_type
        self._privacy = PrivacyRules(
            load_own_rules(),
            lambda: self.client.get_setting(SETTING),
            cache_path(self.client.server_address),
            self._follow_new_rules,
        )
        self._telling = Telling(self._note, installed_version(name))
        self._stop = Stop(options.managed_by_pid, self._telling.sensed)
        self._pausing = Pausing(self.client)
        self._missing: Mapping[str, str] = {}
        self._in_trouble = False

    @property
    def stopping(self) -> bool:
        """Whether to end: SIGTERM or SIGINT came, `stop` was called, or the managing process is gone."""
        return self._stop.asked

    def stop(self) -> None:
        """Have `wait` return False, now and from now on; from any thread."""
        self._stop.ask()

    def first_backend(
        self, backends: Mapping[str, Callable[[Environ], Backend]], environ: Environ
    ) -> Backend:
        """The first backend that works here, told of as `senses_through` does; to be asked for before entering.

        Args:
            backends: what to try, in order, by name; see `choose` in `aw_client.watcher.backends`.
            environ: the environment variables, handed to each.

        Raises:
            WatcherUnavailableError: none works; the server was told why, if it is there.
        """
        try:
            choice = choose(backends, environ)
        except WatcherUnavailableError as error:
            self._say_unavailable(error)
            raise
        self.senses_through(choice.name, choice.refused)
        return choice.backend

    def senses_through(self, backend: str, refused: Mapping[str, str] | None = None) -> None:
        """Have the server know how the watcher senses, and why other ways do not work here, by name."""
        self._telling.senses_through(backend, refused or {})

    def admitted(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """The data as the privacy rules let it be recorded, itself if nothing is to change; None if they keep it out."""
        return self._privacy.apply(self.bucket_id, data)

    def misses(self, missing: Mapping[str, str]) -> None:
        """Have the server know what else the watcher should notice but cannot here, and why, by the setting's name."""
        self._missing = missing
        self._tell_missing()

    def heartbeat(
        self,
        data: dict[str, Any],
        *,
        timestamp: datetime | None = None,
        duration: float = 0.0,
        pulsetime: float,
    ) -> None:
        """Report that `data` is so, from `timestamp` (default: now) for `duration` seconds.

        It belongs to the last event when that has the same data and ended at most `pulsetime` seconds before.
        On disk on return, as the privacy rules have it; what they keep out is nowhere, and while recording is paused
        nothing is kept or sent. When the disk does not take it, that is logged and the watcher goes on.

        Raises:
            TypeError, ValueError: the data is no JSON.
        """
        self._telling.sensed()
        if self._pausing.known:
            return
        event = Event(timestamp=timestamp or datetime.now(UTC), duration=duration, data=data)
        try:
            # The rules are applied by the queue, where they cannot change before it is on disk.
            self.client.heartbeat(self.bucket_id, event, pulsetime, queued=True)
        except QueueError:
            if not self._in_trouble:
                logger.exception("heartbeats are lost until this is mended")
            self._in_trouble = True
        else:
            self._in_trouble = False

    def report(self, events: Iterable[Event], *, pulsetime: float) -> None:
        """Report events, each as a heartbeat, in their order; see `heartbeat`."""
        for event in events:
            self.heartbeat(
                event.data,
                timestamp=event.timestamp,
                duration=event.duration.total_seconds(),
                pulsetime=pulsetime,
            )

    def wait(
        self, timeout: float | None, *readable: Readable, drain: Callable[[], object] | None = None
    ) -> bool:
        """Sleep until one of the files can be read, `timeout` seconds have passed, or it is time to stop.

        To wait is to sense: a watcher that comes back here, or sleeps here, counts as one that works. While
        recording is paused, it does not return unless it is time to stop.

        Args:
            timeout: seconds; None for no limit.
            readable: files, sockets or descriptors to watch (on Windows only sockets).
            drain: takes what the platform told meanwhile, and throws it away: called about once a second in a pause,
                and a last time when it is over, before this returns. What it raises comes out here.

        Returns:
            False to stop now.
        """
        waits = self._stop.wait(timeout, *readable)
        self._tell_missing()
        if waits and self._pausing.lasts():
            return self._sit_out_pause(drain or (lambda: None))
        return waits

    def __enter__(self) -> Self:
        try:
            # Before anything is sent: the rules may be others than when it was put on disk.
            done = self._have_queue_follow()
            self._pausing.begin()
            self.client.connect()
            self.client.create_bucket(self.bucket_id, self._event_type, queued=True)
        except BaseException:
            self.client.disconnect()
            self._stop.close()
            raise
        self._privacy.start(hold_everywhere=done)
        self._stop.listen()
        self._tell_missing()
        self._telling.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._privacy.stop()
        self._note(self._telling.last_words(why_it_ends(error, orphaned=self._stop.orphaned)))
        queue = self.client.request_queue
        try:
            self.client.disconnect()
        finally:
            self._pausing.end(paused=queue.paused)
            self._stop.close()

    def _sit_out_pause(self, drain: Callable[[], object]) -> bool:
        """Sleep until the pause is over, asking the server now and then; False to stop."""
        ask_at = time.monotonic() + LOOK_EVERY
        while waits := self._stop.wait(min(DRAIN_EVERY, ask_at - time.monotonic())):
            drain()
            if time.monotonic() >= ask_at:
                if not self._pausing.lasts():
                    break
                ask_at = time.monotonic() + LOOK_EVERY
        drain()
        return waits

    def _follow_new_rules(self) -> bool:
        """Have the rules hold for what waits too, and leave nothing else on disk: they may have changed because of it.

        Returns whether that is done.
        """
        try:
            return self._have_queue_follow()
        except QueueError as error:
            logger.warning(
                "what was recorded before the privacy rules changed may be in the queue, it is tried again: %s",
                error,
            )
            return False

    def _have_queue_follow(self) -> bool:
        """Have the rules hold in the queue; what waits there was admitted once, and stays while they are not known."""
        return self.client.request_queue.rewrite(self._privacy.apply_again, arriving=self._privacy.apply)

    def _tell_missing(self) -> None:
        self._telling.misses({**self._missing, **self._privacy.missing})

    def _note(self, data_changes: dict[str, Any]) -> None:
        self.client.request_queue.note(self.bucket_id, data_changes)

    def _say_unavailable(self, error: WatcherUnavailableError) -> None:
        """Have the server know why, as nothing is going to be sent later; ending does not wait long for that."""
        telling = threading.Thread(target=self._tell_unavailable, args=(error,), daemon=True)
        telling.start()
        telling.join(_LAST_WORDS)
        self._stop.close()

    def _tell_unavailable(self, error: WatcherUnavailableError) -> None:
        """Keep the reason in the bucket, which may come to hold nothing else; another one at work stays as it is."""
        try:
            if self._may_speak():
                self.client.create_bucket(self.bucket_id, self._event_type)
                self.client.change_bucket_data(self.bucket_id, self._telling.last_words(why_it_ends(error)))
        except (RequestException, UnexpectedAnswerError) as trouble:
            logger.debug("the server was not told that this watcher cannot work here: %s", trouble)
        finally:
            self.client.disconnect()

    def _may_speak(self) -> bool:
        """Whether the server tells of sources, and of none at work that another process feeds with this one's bucket."""
        match self.client.get_health():
            case {"sources": {self.bucket_id: {"state": "recording" | "quiet"}}}:
                return False
            case {"sources": dict()}:
                return True
        return False
