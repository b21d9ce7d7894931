"""Where errors become answers: one table, one shape, no page of HTML."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as BaseResponse

from aw_core.errors import InvalidEventError, InvalidFilterError
from aw_datastore.errors import (
    DatabaseError,
    DatastoreClosedError,
    DatastoreError,
    ForeignEventError,
    NoSuchBucketError,
)
from aw_query.errors import QueryException
from aw_server.errors import MissingApiKeyError, RequestError
from aw_server.json import dumps, json_response

__all__ = ["ErrorAnswer", "answer_errors", "error_answer"]

logger = logging.getLogger(__name__)

_NOTHING = "There is nothing at {}"
_MISTAKE = "The server made a mistake; its log tells more"

_STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (NoSuchBucketError, HTTPStatus.NOT_FOUND),
    (ForeignEventError, HTTPStatus.CONFLICT),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatastoreClosedError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatastoreError, HTTPStatus.BAD_REQUEST),
    (InvalidEventError, HTTPStatus.BAD_REQUEST),
    (InvalidFilterError, HTTPStatus.BAD_REQUEST),
)
"""What an error of the packages below means to a client; the first that fits counts."""


class ErrorAnswer(NamedTuple):
    """What is answered in the place of what was asked for: `body` is to be sent as JSON."""

    status: HTTPStatus
    body: dict[str, Any]
    headers: tuple[tuple[str, str], ...] = ()


def answer_errors(app: Flask) -> None:
    """Let an app answer every error with JSON that has a `message`."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _any_other_error)


def error_answer(error: Exception, method: str, path: str) -> ErrorAnswer:
    """What to answer where a request ended in an error; one that is the server's own is logged.

    Args:
        error: anything but what Flask itself raises.
        method: the request's, for the log.
        path: the request's, for the log.
    """
    answer = _known_error(error)
    if answer is None:
        logger.error("%s %s failed", method, path, exc_info=error)
        return ErrorAnswer(HTTPStatus.INTERNAL_SERVER_ERROR, {"message": _MISTAKE})
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s %s: %s", method, path, error)
    return answer


def _known_error(error: Exception) -> ErrorAnswer | None:
    """The answer to an error that is expected, None to one that is not."""
    message = {"message": str(error)}
    match error:
        case MissingApiKeyError():
            return ErrorAnswer(error.status, message, (("WWW-Authenticate", "Bearer"),))
        case RequestError():
            return ErrorAnswer(error.status, message)
        case OSError():
            return ErrorAnswer(HTTPStatus.SERVICE_UNAVAILABLE, {"message": _system_message(error)})
        case QueryException():
            return ErrorAnswer(HTTPStatus.BAD_REQUEST, _query_error(error))
    statuses = (status for kind, status in _STATUSES if isinstance(error, kind))
    status = next(statuses, None)
    return None if status is None else ErrorAnswer(status, message)


def _system_message(error: OSError) -> str:
    """What stands in the way, without the number the system has for it."""
    where = "" if error.filename is None else f" {error.filename}"
    return f"the server cannot read or write a file{where}: {error.strerror or error}"


def _query_error(error: QueryException) -> dict[str, Any]:
    position = None if error.position is None else error.position.to_json_dict()
    return {"type": type(error).__name__, "message": error.message, "position": position}


def _any_other_error(error: Exception) -> Response:
    answer = error_answer(error, request.method, request.path)
    response = json_response(answer.body, answer.status)
    response.headers.extend(answer.headers)
    return response


def _http_error(error: HTTPException) -> BaseResponse:
    """What Flask itself refuses: an unknown path, a method a path does not have, a form that is none."""
    response = error.get_response()
    message = _NOTHING.format(request.path) if isinstance(error, NotFound) else error.description
    response.set_data(dumps({"message": message}))
    response.mimetype = "application/json"
    return response
