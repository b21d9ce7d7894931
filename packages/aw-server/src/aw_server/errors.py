"""What can go wrong in aw-server.

AWError (aw_core)
└── ServerError
    ├── RequestError               a request that cannot be served
    │   ├── BadHostError               400  the Host header is missing or names another machine
    │   ├── BadParameterError          400  a part of the address is missing or is not what was expected
    │   ├── BadBodyError               400  the body, or a field in it, is not what was expected
    │   ├── MissingApiKeyError         401  the API key is missing or wrong
    │   ├── DeletionNotForcedError     401  a bucket is only deleted on purpose
    │   ├── ForeignOriginError         403  a page of another site tries to change something
    │   ├── NoSuchFileError            404  no such page or file
    │   ├── OutdatedPreviewError       409  the history is not what the preview told of any more
    │   ├── TooManyHoldersError        409  as many as are taken hold the pause
    │   ├── BodyTooLargeError          413  the body is larger than the server takes
    │   └── TooBusyError               503  as many long requests as there is room for are under way
    ├── BadFileError               a file to import is not what was expected, or cannot be imported now
    ├── UnreadablePauseError       what is kept of the pause cannot be read
    └── StartError                 the server cannot start; its text is the one line the user sees
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from aw_core.errors import AWError

__all__ = [
    "BadBodyError",
    "BadFileError",
    "BadHostError",
    "BadParameterError",
    "BodyTooLargeError",
    "DeletionNotForcedError",
    "ForeignOriginError",
    "MissingApiKeyError",
    "NoSuchFileError",
    "OutdatedPreviewError",
    "RequestError",
    "ServerError",
    "StartError",
    "TooBusyError",
    "TooManyHoldersError",
    "UnreadablePauseError",
]


class ServerError(AWError):
    """The base of every error this package raises on purpose."""


class RequestError(ServerError):
    """A request that cannot be served; `status` is what to answer with."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST


class BadHostError(RequestError):
    """The Host header is missing or names another machine."""


class BadParameterError(RequestError):
    """A part of the address is missing or is not what was expected."""


class BadBodyError(RequestError):
    """The body, or a field in it, is not what was expected."""


class MissingApiKeyError(RequestError):
    """The API key is missing or wrong."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__("Missing or invalid API key. Set 'Authorization: Bearer <key>' header.")


class DeletionNotForcedError(RequestError):
    """A bucket is only deleted on purpose: in testing mode, or when the request says so."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__(
            "Deleting buckets is only permitted if aw-server is running in testing mode or if ?force=1"
        )


class ForeignOriginError(RequestError):
    """A page of another site tries to change something."""

    status = HTTPStatus.FORBIDDEN


class NoSuchFileError(RequestError):
    """There is no such page or file."""

    status = HTTPStatus.NOT_FOUND


class OutdatedPreviewError(RequestError):
    """What was confirmed is not what would be done now."""

    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            "token: expected that of a preview of exactly this; the history or the rules changed since. "
            "Nothing was changed; look at a new preview"
        )


class FollowedError(RequestError):
    """A person asked for something else after what is told of now."""

    status = HTTPStatus.CONFLICT

    def __init__(self, at: str, last: str) -> None:
        super().__init__(f"at: expected no moment before the pause began, or was asked for, {last}, got {at}")


class TooManyHoldersError(RequestError):
    """As many as are taken hold the pause already."""

    status = HTTPStatus.CONFLICT

    def __init__(self, by: str, most: int) -> None:
        super().__init__(
            f"by: expected at most {most} names that hold a pause at the same time, got `{by}` as one more; nothing was"
            " changed. Ask under one of their names, or release one by DELETE with `by`"
        )


class BodyTooLargeError(RequestError):
    """The body is larger than the server takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooBusyError(RequestError):
    """As many long requests, queries and exports, as there is room for are under way."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class BadFileError(ServerError):
    """A file to import is not what was expected, or cannot be imported now."""


class UnreadablePauseError(ServerError):
    """What is kept of the pause cannot be read; the text says where and why."""


class StartError(ServerError):
    """The server cannot start; the text is the one line the user sees."""
