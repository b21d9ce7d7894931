"""The failures of this package as exceptions of `requests` too."""

from __future__ import annotations

from typing import TypeVar, cast

from requests import exceptions

from aw_client.errors import UnexpectedAnswerError
from aw_client.transport.failures import (
    ConnectTimeout,
    HTTPError,
    RequestException,
    ServerUnreachableError,
    Timeout,
)

__all__ = ["as_requests_has_it"]

# mypy: disable-error-code="misc"
# Both bases have a `response`; the classes of the two have the same names in them.


class _RequestException(RequestException, exceptions.RequestException):
    """Of no kind named below."""


class _HTTPError(HTTPError, exceptions.HTTPError):
    """Caught as either."""


class _ConnectionError(ServerUnreachableError, exceptions.ConnectionError):
    """Caught as either."""


class _Timeout(Timeout, exceptions.ReadTimeout):
    """Caught as either."""


class _ConnectTimeout(ConnectTimeout, exceptions.ConnectTimeout):
    """Caught as either."""


class _UnexpectedAnswerError(UnexpectedAnswerError, exceptions.InvalidJSONError):
    """Caught as either."""


_Error = TypeVar("_Error", bound=RequestException | UnexpectedAnswerError)

_BOTH: dict[type[RequestException], type[RequestException]] = {
    RequestException: _RequestException,
    HTTPError: _HTTPError,
    ServerUnreachableError: _ConnectionError,
    Timeout: _Timeout,
    ConnectTimeout: _ConnectTimeout,
}


def as_requests_has_it(error: _Error) -> _Error:
    """The same error, of a class that is one of `requests` as well."""
    if isinstance(error, UnexpectedAnswerError):
        return cast("_Error", _UnexpectedAnswerError(str(error)))
    return cast("_Error", _BOTH[type(error)](str(error), response=error.response))
