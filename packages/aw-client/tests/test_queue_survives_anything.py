"""Whatever happens to server and client, the server ends up with what an undisturbed run would have given it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from fake_aw_server import (
    HTML,
    LOST_ANSWER,
    Answer,
    ClientProcess,
    FakeServer,
    Request,
    free_port,
    wait_until,
)
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge

T0 = datetime(2026, 11, 22, 8, tzinfo=UTC)
BUCKETS = ("one", "two")

EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 6


class AnyInterleaving(RuleBasedStateMachine):
    """Heartbeats to two buckets, of a client that is killed and a server that fails in every way it can."""

    def __init__(self) -> None:
        super().__init__()
        self._home = tempfile.TemporaryDirectory()
        self._server = FakeServer(free_port()).start()
        self._client: ClientProcess | None = None
        self._now = T0
        self._reported: dict[str, list[tuple[Event, float]]] = {bucket_id: [] for bucket_id in BUCKETS}

    @initialize()
    def announce_buckets(self) -> None:
        for bucket_id in BUCKETS:
            self._running().register(bucket_id)

    @rule(
        bucket_id=st.sampled_from(BUCKETS),
        apps=st.lists(st.sampled_from("ab"), min_size=1, max_size=6),
        step=st.sampled_from([0, 1, 4, 9]),
        duration=st.sampled_from([0, 2]),
        pulsetime=st.sampled_from([1, 5]),
    )
    def report(self, bucket_id: str, apps: list[str], step: float, duration: float, pulsetime: float) -> None:
        for app in apps:
            self._now += timedelta(seconds=step)
            event = Event(timestamp=self._now, duration=duration, data={"app": app})
            self._running().beat(bucket_id, event, pulsetime)
            self._reported[bucket_id].append((event, pulsetime))

    @rule()
    def kill_the_client(self) -> None:
        if self._client is not None:
            self._client.kill()
            self._client = None

    @rule()
    def restart_the_client(self) -> None:
        if self._client is not None:
            self._client.leave()
            self._client = None

    @rule()
    def server_goes_away(self) -> None:
        self._server.stop()

    @rule()
    def server_comes_back(self) -> None:
        self._server.start()

    @rule(
        answer=st.sampled_from(
            [Answer(500), Answer(503, {"message": "busy"}), HTML, LOST_ANSWER, Answer(silent=True)]
        ),
        times=st.integers(1, 3),
    )
    def server_fails(self, answer: Answer, times: int) -> None:
        self._server.behaviour = failing(answer, times)

    def teardown(self) -> None:
        try:
            self._server.behaviour = lambda _request: None
            self._server.start()
            self._running().disconnect()
            self._restart_until_all_is_sent()
            for bucket_id, reported in self._reported.items():
                assert self._server.seen(bucket_id) == undisturbed(reported)
        finally:
            if self._client is not None:
                self._client.kill()
            self._server.stop()
            self._home.cleanup()

    def _restart_until_all_is_sent(self) -> None:
        """A client that was in a pause when told to disconnect leaves the rest to the next start."""
        self.restart_the_client()
        self._running()
        expected = {bucket_id: undisturbed(reported) for bucket_id, reported in self._reported.items()}
        wait_until(lambda: {bucket_id: self._server.seen(bucket_id) for bucket_id in BUCKETS} == expected)

    def _running(self) -> ClientProcess:
        if self._client is None:
            environ = {**os.environ, "HOME": self._home.name}
            environ |= {f"XDG_{kind}_HOME": self._home.name for kind in ("CONFIG", "DATA", "CACHE")}
            self._client = ClientProcess(self._server.port, environ, commit_interval=3, many=4)
        return self._client


def failing(answer: Answer, times: int) -> Callable[[Request], Answer | None]:
    """Answer heartbeats and imports so that many times, then as usual."""
    left = [answer] * times
    return lambda request: left.pop() if left and request.path.endswith(("heartbeat", "import")) else None


def undisturbed(reported: list[tuple[Event, float]]) -> list[tuple[float, float, object]]:
    """The events of a server that took every single heartbeat, one after the other."""
    events: list[Event] = []
    for event, pulsetime in reported:
        if not events or heartbeat_merge(events[-1], event, pulsetime) is None:
            events.append(Event(**event))
    return [(event.timestamp.timestamp(), event.end.timestamp(), event.data) for event in events]


TestAnyInterleaving = AnyInterleaving.TestCase
TestAnyInterleaving.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
