"""The server is killed -9 while four connections send heartbeats; what it acknowledged must be there."""

from __future__ import annotations

import random

import pytest
from commands import LiveServer
from heartbeats import Sender, missing
from waiting import wait_until

CONNECTIONS = 4
PER_ROUND = 40


def kill_under_load(server: LiveServer, rounds: int) -> int:
    """Kill and restart the server that many times; the number of heartbeats acknowledged over all."""
    rng = random.Random(9)
    acknowledged: dict[str, list[int]] = {f"soak-{n}": [] for n in range(CONNECTIONS)}
    for bucket_id in acknowledged:
        server.request("POST", f"/api/0/buckets/{bucket_id}", {"client": "s", "type": "t", "hostname": "h"})
    for number in range(rounds):
        senders = [Sender(server.port, bucket, first=number * PER_ROUND * 1000) for bucket in acknowledged]
        for sender in senders:
            sender.start()
        enough = rng.randrange(1, PER_ROUND)
        wait_until(lambda: sum(len(s.acknowledged) for s in senders) >= enough, "some are acknowledged")  # noqa: B023
        server.kill()
        for sender in senders:
            sender.join(20)
            acknowledged[sender.bucket_id] += sender.acknowledged
        server.start()
        check(server, acknowledged)
    return sum(map(len, acknowledged.values()))


def check(server: LiveServer, acknowledged: dict[str, list[int]]) -> None:
    for bucket_id, numbers in acknowledged.items():
        status, events = server.request("GET", f"/api/0/buckets/{bucket_id}/events")
        assert status == 200
        assert missing(events, numbers) == []
        starts = [stored["timestamp"] for stored in events]
        assert len(starts) == len(set(starts)), "an event is there twice"


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(server: LiveServer) -> None:
    assert kill_under_load(server, rounds=3) > 0


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_in_two_hundred_kills(server: LiveServer) -> None:
    count = kill_under_load(server, rounds=200)
    print(f"200 kills, {count} heartbeats acknowledged, none missing, none doubled")
