"""What can go wrong in aw-client.

AWError (aw_core)
└── AWClientError
    ├── UnexpectedAnswerError    (also a ValueError) what answers at the address is not the tracker's server
    ├── ServerNotStartedError    the server did not answer in time
    ├── DesktopError             the compositor or bus of the desktop is not there, or no longer
    │   └── NoAnswerError            somebody on the bus is there, but says nothing
    ├── QueueError               a heartbeat could not be put on disk
    │   └── QueueFullError           the queue's file has reached its limit, or the disk is full
    └── WatcherUnavailableError  a watcher cannot work on this machine

SystemExit
└── AlreadyRunningError          another process already runs this client

Errors of HTTP itself are in `aw_client.transport`: `HTTPError` with the server's message for an answer of 4xx or 5xx,
`ServerUnreachableError` and `Timeout` when there is none. A script that imports `requests` catches them as
`requests.exceptions.HTTPError`, `ConnectionError` and `Timeout` too, and UnexpectedAnswerError as `InvalidJSONError`.
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = [
    "AWClientError",
    "AlreadyRunningError",
    "DesktopError",
    "NoAnswerError",
    "QueueError",
    "QueueFullError",
    "ServerNotStartedError",
    "UnexpectedAnswerError",
    "WatcherUnavailableError",
]


class AWClientError(AWError):
    """The base of every error this package raises on purpose."""


class UnexpectedAnswerError(AWClientError, ValueError):
    """What answers at the address is not the tracker's server, or answers what that never would."""


class ServerNotStartedError(AWClientError):
    """The server did not answer in time."""


class DesktopError(AWClientError):
    """A part of the desktop that a watcher talks to is not there, went away, or refuses; the message says which."""


class NoAnswerError(DesktopError):
    """Somebody on the bus of the desktop did not answer in time: it is stuck."""


class QueueError(AWClientError):
    """A heartbeat could not be put on disk, so it does not count as queued."""


class QueueFullError(QueueError):
    """The queue's file has reached its limit, or the disk is full."""


class WatcherUnavailableError(AWClientError):
    """A watcher cannot work on this machine; the message says why and what to do about it."""


class AlreadyRunningError(SystemExit):
    """Another process already runs this client against the same server.

    A SystemExit, because the one thing a second instance should do is to end: its exit status is 255.
    """

    def __init__(self, message: str) -> None:
        super().__init__(-1)
        self.message = message

    def __str__(self) -> str:
        return self.message
