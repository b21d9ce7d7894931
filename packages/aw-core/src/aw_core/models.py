"""Event and Bucket: what watchers report, the store keeps and queries answer with."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from aw_core.errors import InvalidDataError, InvalidDurationError, InvalidTimestampError
from aw_core.timestamps import as_utc, parse_timestamp, truncate_to_millis

__all__ = ["Bucket", "ConvertibleTimestamp", "Data", "Duration", "Event", "Id", "Number"]

logger = logging.getLogger(__name__)

Number: TypeAlias = int | float
Id: TypeAlias = int | str | None
ConvertibleTimestamp: TypeAlias = datetime | str
Duration: TypeAlias = timedelta | Number
Data: TypeAlias = dict[str, Any]


def _timestamp_parse(value: ConvertibleTimestamp) -> datetime:
    """A datetime or ISO 8601 text as an aware UTC datetime, truncated to whole milliseconds.

    The underscore is historical: scripts import this name.
    """
    if isinstance(value, str):
        value = parse_timestamp(value)
    elif not isinstance(value, datetime):
        raise InvalidTimestampError(f"expected a datetime or an ISO 8601 text, got {value!r}")
    if value.tzinfo is None:
        logger.warning("timestamp without timezone, taken as UTC: %s", value)
    try:
        return truncate_to_millis(as_utc(value))
    except OverflowError as error:
        raise InvalidTimestampError(f"timestamp lies outside the years 1 to 9999: {value}") from error


def _duration_parse(value: Duration) -> timedelta:
    """A timedelta, or a number of seconds as one, rounded to the microsecond."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, int | float):
        raise InvalidDurationError(f"expected a timedelta or a number of seconds, got {value!r}")
    try:
        return timedelta(seconds=value)
    except (OverflowError, ValueError) as error:  # ValueError: not a number
        raise InvalidDurationError(f"expected a finite number of seconds in range, got {value!r}") from error


class Event(dict[str, Any]):
    """A thing that was so from `timestamp` for `duration`: a dict with these four keys, also as attributes.

    - `id`: the store's number of the event, or None before it is stored;
    - `timestamp`: an aware datetime in UTC on a whole millisecond (text and other zones are converted on
      assignment, a naive one is taken as UTC with a warning, a missing one is now, with a warning);
    - `duration`: a timedelta to the microsecond (numbers are seconds);
    - `data`: what was so, a JSON object.

    Two events are equal when they say the same: timestamp, duration and data; the id does not count.

    Raises:
        InvalidTimestampError: (a ValueError) the timestamp names no instant.
        InvalidDurationError: (a TypeError) the duration is not a finite number of seconds.
        InvalidDataError: (a TypeError) the data is not a dict.
    """

    __slots__ = ()
    __hash__ = None  # an event can change, so it is no key

    def __init__(
        self,
        id: Id = None,  # noqa: A002 - the wire's name
        timestamp: ConvertibleTimestamp | None = None,
        duration: Duration = 0,
        data: Data | None = None,
    ) -> None:
        super().__init__()
        if timestamp is None:
            logger.warning("event without a timestamp: taken as now")
            timestamp = datetime.now(UTC)
        self.id = id
        self.timestamp = timestamp
        self.duration = duration
        self.data = {} if data is None else data

    @property
    def id(self) -> Id:
        """The store's number of this event, None before it is stored."""
        return self.get("id")

    @id.setter  # noqa: A003 - the wire's name
    def id(self, value: Id) -> None:
        self["id"] = value

    @property
    def timestamp(self) -> datetime:
        """When it began: aware, UTC, on a whole millisecond."""
        moment: datetime = self["timestamp"]
        return moment

    @timestamp.setter
    def timestamp(self, value: ConvertibleTimestamp) -> None:
        self["timestamp"] = _timestamp_parse(value)

    @property
    def duration(self) -> timedelta:
        """How long it lasted, to the microsecond."""
        length: timedelta = self.get("duration", timedelta())
        return length

    @duration.setter
    def duration(self, value: Duration) -> None:
        self["duration"] = _duration_parse(value)

    @property
    def data(self) -> Data:
        """What was so: a JSON object."""
        data: Data = self.get("data", {})
        return data

    @data.setter
    def data(self, value: Data) -> None:
        if not isinstance(value, dict):
            raise InvalidDataError(f"expected event data to be a dict, got {value!r}")
        self["data"] = value

    @property
    def end(self) -> datetime:
        """When it was over: `timestamp + duration`."""
        return self.timestamp + self.duration

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event):
            raise TypeError(f"an Event compares only with an Event, not with {type(other).__name__}")
        return (
            self.timestamp == other.timestamp
            and self.duration == other.duration
            and bool(self.data == other.data)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Event):
            raise TypeError(f"an Event is ordered only against an Event, not {type(other).__name__}")
        return self.timestamp < other.timestamp

    def to_json_dict(self) -> dict[str, Any]:
        """The event as the REST API sends it: ISO 8601 UTC timestamp, duration in seconds."""
        wire = dict(self)
        wire["timestamp"] = self.timestamp.isoformat()
        wire["duration"] = self.duration.total_seconds()
        return wire

    def to_json_str(self) -> str:
        """The event as one line of JSON."""
        return json.dumps(self.to_json_dict())


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Where one watcher on one machine keeps its events: what the store knows of it besides them.

    `type` names the shape of the events' data (`currentwindow`, `afkstatus` …), `client` the program that
    writes, `created` is an aware UTC datetime, `data` a free JSON object.
    """

    id: str
    type: str
    client: str
    hostname: str
    created: datetime
    name: str | None = None
    data: Data = field(default_factory=dict)

    def to_json_dict(self) -> dict[str, Any]:
        """The bucket as the REST API sends it."""
        return {
            "id": self.id,
            "created": self.created.isoformat(),
            "name": self.name,
            "type": self.type,
            "client": self.client,
            "hostname": self.hostname,
            "data": self.data,
        }
