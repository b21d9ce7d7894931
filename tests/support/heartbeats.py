"""A load of heartbeats that remembers which of them the server acknowledged."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass
class Sender(threading.Thread):
    """One keep-alive connection that posts heartbeats to a bucket of its own until the server goes.

    Heartbeats are a second apart; every third one says something new, so that some merge and some do not.
    """

    port: int
    bucket_id: str
    first: int
    acknowledged: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Post until the connection breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        number = self.first
        try:
            while self._post(connection, number):
                self.acknowledged.append(number)
                number += 1
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def _post(self, connection: http.client.HTTPConnection, number: int) -> bool:
        path = f"/api/0/buckets/{self.bucket_id}/heartbeat?pulsetime=2"
        connection.request("POST", path, json.dumps(event(number)), {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        return response.status == http.client.OK


def event(number: int) -> dict[str, object]:
    """The heartbeat of that number, as it goes over the wire."""
    moment = EPOCH + timedelta(seconds=number)
    return {"timestamp": moment.isoformat(), "duration": 0, "data": {"block": number // 3}}


def missing(events: list[dict[str, object]], acknowledged: list[int]) -> list[int]:
    """The acknowledged heartbeats that no stored event covers."""
    covered = set()
    for stored in events:
        begin = (datetime.fromisoformat(str(stored["timestamp"])) - EPOCH).total_seconds()
        numbers = range(round(begin), round(begin + float(str(stored["duration"]))) + 1)
        covered |= {number for number in numbers if number // 3 == stored["data"]["block"]}  # type: ignore[index]
    return sorted(set(acknowledged) - covered)
