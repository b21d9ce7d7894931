"""Why there is no good answer.

OSError
└── RequestException
    ├── HTTPError                the server answered 4xx or 5xx; `response` is what it said
    ├── ServerUnreachableError   no connection, or it broke
    │   └── ConnectTimeout           (also a Timeout)
    └── Timeout                  the server does not answer in time

The names are those that `requests` has for the same, but for ServerUnreachableError, which is its ConnectionError.
Where a script has imported `requests`, what is raised is its exception as well: see `as_scripts_catch_it`.
"""

from __future__ import annotations

import sys
from typing import TypeVar

from aw_client.errors import UnexpectedAnswerError
from aw_client.transport.answer import Response
from aw_core.address import ServerAddress

__all__ = [
    "ConnectTimeout",
    "HTTPError",
    "RequestException",
    "ServerUnreachableError",
    "Timeout",
    "as_scripts_catch_it",
    "reason_of",
]

_Error = TypeVar("_Error", bound="RequestException | UnexpectedAnswerError")


class RequestException(OSError):  # noqa: N818 - the name scripts know
    """A request that came to nothing; `response`, and so its `request`, is None where there was no answer."""

    def __init__(self, message: str = "", *, response: Response | None = None) -> None:
        super().__init__(message)
        self.response = response
        self.request = None if response is None else response.request


class HTTPError(RequestException):
    """The server answered 4xx or 5xx; the text ends with its own message."""

    response: Response

    def __init__(self, message: str, *, response: Response) -> None:
        super().__init__(message, response=response)


class ServerUnreachableError(RequestException):
    """There is no connection to the server, or it broke before the answer was there."""


class Timeout(RequestException):
    """The server does not answer in time."""


class ConnectTimeout(ServerUnreachableError, Timeout):  # noqa: N818 - the name scripts know
    """There is no connection to the server in time."""


def as_scripts_catch_it(error: _Error) -> _Error:
    """The error as an exception of `requests` too, where a script can catch that because it has imported it.

    Elsewhere it is left as it is: `requests` takes 11 MB of memory, and a watcher has no other use for it.
    """
    if "requests" not in sys.modules:
        return error
    from aw_client.transport.requests_errors import as_requests_has_it  # noqa: PLC0415 - see above

    return as_requests_has_it(error)


def reason_of(error: RequestException, address: ServerAddress) -> str:
    """Why there is no answer, or no good one, in one line for a person."""
    if isinstance(error, HTTPError):
        return str(error)
    if isinstance(error, Timeout):
        return f"{address.url} does not answer in time"
    if isinstance(error, ServerUnreachableError):
        return f"no server answers at {address.url}"
    return str(error)
