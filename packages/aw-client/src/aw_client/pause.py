"""The server's pause: what it says of it, and asking for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from aw_client.errors import UnexpectedAnswerError
from aw_client.transport import Params, Response, as_scripts_catch_it, json_of
from aw_core.timestamps import as_utc, parse_timestamp

__all__ = ["Pause", "PauseRequests"]

_ENDPOINT = "pause"
_TIMES = ("since", "until", "ended", "resumed")
_READ_TIMEOUT = 10.0
"""Seconds the server may take; who asks often must not be held up by one that hangs."""


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Whether recording is paused; times are aware and in UTC, None where there is none.

    - `since`, `until`: of the pause that is now; without `until` it lasts until it is ended;
    - `by`: who holds it longest, such as `hand` or `schedule`;
    - `ended`: when the last pause ended; `resumed`: when recording was last resumed by hand.
    """

    paused: bool
    since: datetime | None = None
    until: datetime | None = None
    by: str | None = None
    ended: datetime | None = None
    resumed: datetime | None = None

    @classmethod
    def from_json_dict(cls, value: Any) -> Self:
        """What a server answered.

        Raises:
            UnexpectedAnswerError: it is something else.
        """
        try:
            times = {name: _moment(value[name]) for name in _TIMES}
            return cls(paused=bool(value["paused"]), by=value["by"], **times)
        except (KeyError, TypeError, ValueError) as error:
            text = f"expected what a server says of its pause, got {value!r}"
            raise as_scripts_catch_it(UnexpectedAnswerError(text)) from error

    def to_json_dict(self) -> dict[str, Any]:
        """What a server answers."""
        moments = ((name, getattr(self, name)) for name in _TIMES)
        times = {name: None if moment is None else moment.isoformat() for name, moment in moments}
        return {"paused": self.paused, "by": self.by, **times}


class PauseRequests:
    """The methods of the client that are about the pause."""

    def get_pause(self) -> Pause:
        """Whether recording is paused, since when and until when."""
        return Pause.from_json_dict(json_of(self._get(_ENDPOINT, read_timeout=_READ_TIMEOUT)))

    def pause(
        self,
        *,
        until: datetime | None = None,
        duration: timedelta | None = None,
        by: str = "hand",
        since: datetime | None = None,
    ) -> Pause:
        """Pause recording until a moment or for a time, or without either until it is resumed.

        Args:
            until: aware, and still to come; with `since` it may have passed: that tells of a pause that is over.
            duration: in its place, from now by the server's clock.
            by: who asks; what the same one asked for before counts no more, what others did still does.
            since: when it was asked for, if the server was away then.

        Returns:
            How it is now: somebody else may hold the pause longer.
        """
        body = {
            "until": None if until is None else as_utc(until).isoformat(),
            "duration": None if duration is None else duration.total_seconds(),
            "by": by,
            "since": None if since is None else as_utc(since).isoformat(),
        }
        return Pause.from_json_dict(json_of(self._post(_ENDPOINT, body, read_timeout=_READ_TIMEOUT)))

    def resume(self, *, by: str | None = None, at: datetime | None = None) -> Pause:
        """End the pause, whoever asked for it, or only as far as one did.

        Args:
            by: who, if it is to end only as far as that one asked for it.
            at: when it ended, aware, if the server was away then; not together with `by`. An older server ends it now.
        """
        given = {"by": by, "at": None if at is None else as_utc(at).isoformat()}
        params: Mapping[str, str] = {name: text for name, text in given.items() if text is not None}
        return Pause.from_json_dict(
            json_of(self._delete(_ENDPOINT, params=params, read_timeout=_READ_TIMEOUT))
        )

    # What the client sends requests by

    def _get(self, endpoint: str, params: Params | None = None, **options: float) -> Response:
        raise NotImplementedError

    def _post(self, endpoint: str, data: Any, params: Params | None = None, **options: float) -> Response:
        raise NotImplementedError

    def _delete(
        self, endpoint: str, data: Any = None, params: Params | None = None, **options: float
    ) -> Response:
        raise NotImplementedError


def _moment(text: str | None) -> datetime | None:
    return None if text is None else parse_timestamp(text)
