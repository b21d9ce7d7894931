"""Whether a watcher is to sense: not while the server says that recording is paused.

Nobody is asked for it while there is no pause: the answer to a heartbeat says when one began. In a pause no heartbeats
are sent, so then the server is asked now and then. It is remembered in a file, so that a watcher which starts in a pause
while the server is away does not sense either.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aw_client.client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.transport import HTTPError, RequestException
from aw_client.watcher.remembering import Remembered, remembered_path
from aw_core.timestamps import parse_timestamp

__all__ = ["DRAIN_EVERY", "LOOK_EVERY", "Pausing"]

LOOK_EVERY = 5.0
"""Seconds between two questions whether the pause is over."""

DRAIN_EVERY = 1.0
"""Seconds in a pause between two looks at what the platform told: a compositor ends connections nobody reads from."""

_OPEN_END = {"until": None}
_NOT_FOUND = 404


class Pausing:
    """What is known of the pause; used by the watcher's own thread."""

    def __init__(self, client: ActivityWatchClient) -> None:
        self._client = client
        self._until: datetime | None = None
        self._remembered = Remembered(remembered_path("pause", client.server_address), "the pause")
        self._in_file: Any = None

    def begin(self) -> None:
        """Take up the pause in which a watcher of this server was last, if that is not over; one that cannot be read is not."""
        self._in_file = self._remembered.read(damaged=_OPEN_END)
        if self._in_file is not None:
            self._until = _end_of(self._in_file)
            self._client.request_queue.paused = self._not_over()

    def end(self, *, paused: bool) -> None:
        """Remember whether it is paused as the watcher ends: the answer to its last heartbeat may have said so first."""
        self._keep(self._note() if paused else None)

    @property
    def known(self) -> bool:
        """Whether the server was in a pause when it last said so."""
        return self._client.request_queue.paused

    def lasts(self) -> bool:
        """Whether it is paused now; asks the server if it was when last heard of."""
        if self.known and self._still():
            self._keep(self._note())
            return True
        self._until = None
        self._client.request_queue.paused = False
        self._keep(None)
        return False

    def _still(self) -> bool:
        try:
            pause = self._client.get_pause()
        except HTTPError as error:
            # A server that knows no pauses has taken the place of the one that had this one.
            return error.response.status_code != _NOT_FOUND and self._not_over()
        except (RequestException, UnexpectedAnswerError):
            return self._not_over()
        self._until = pause.until
        return pause.paused

    def _not_over(self) -> bool:
        """Whether the pause lasts as far as is known: what a person asked for holds also while the server is away."""
        return self._until is None or datetime.now(UTC) < self._until

    def _note(self) -> dict[str, Any]:
        return {"until": None if self._until is None else self._until.isoformat()}

    def _keep(self, note: Any) -> None:
        """Have the file say it, if it does not already."""
        if note == self._in_file:
            return
        self._in_file = note
        if note is None:
            self._remembered.forget()
        else:
            self._remembered.write(note)


def _end_of(note: Any) -> datetime | None:
    """When a pause that was remembered ends; None if that is not known."""
    match note:
        case {"until": str(text)}:
            try:
                return parse_timestamp(text)
            except ValueError:
                return None
    return None
