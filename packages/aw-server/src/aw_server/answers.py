"""Where errors become answers: one table, one shape, no page of HTML."""

from __future__ import annotations

import logging
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as BaseResponse

from aw_core.errors import AWError, InvalidEventError
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

__all__ = ["answer_errors"]

logger = logging.getLogger(__name__)

_NOTHING = "There is nothing at {}"
_MISTAKE = "The server made a mistake; its log tells more"

_STATUSES: tuple[tuple[type[AWError], HTTPStatus], ...] = (
    (NoSuchBucketError, HTTPStatus.NOT_FOUND),
    (ForeignEventError, HTTPStatus.CONFLICT),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatastoreClosedError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatastoreError, HTTPStatus.BAD_REQUEST),
    (InvalidEventError, HTTPStatus.BAD_REQUEST),
)
"""What an error of the packages below means to a client; the first that fits counts."""


def answer_errors(app: Flask) -> None:
    """Let an app answer every error with JSON that has a `message`."""
    app.register_error_handler(RequestError, _request_error)
    app.register_error_handler(QueryException, _query_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OSError, _system_error)
    for kind, status in _STATUSES:
        app.register_error_handler(kind, partial(_plain_error, status=status))
    app.register_error_handler(Exception, _unexpected_error)


def _plain_error(error: Exception, status: int) -> Response:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s %s: %s", request.method, request.path, error)
    return json_response({"message": str(error)}, status)


def _request_error(error: RequestError) -> Response:
    response = _plain_error(error, error.status)
    if isinstance(error, MissingApiKeyError):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _query_error(error: QueryException) -> Response:
    position = None if error.position is None else error.position.to_json_dict()
    body = {"type": type(error).__name__, "message": error.message, "position": position}
    return json_response(body, HTTPStatus.BAD_REQUEST)


def _http_error(error: HTTPException) -> BaseResponse:
    """What Flask itself refuses: an unknown path, a method a path does not have, a form that is none."""
    response = error.get_response()
    message = _NOTHING.format(request.path) if isinstance(error, NotFound) else error.description
    response.set_data(dumps({"message": message}))
    response.mimetype = "application/json"
    return response


def _system_error(error: OSError) -> Response:
    return _plain_error(error, HTTPStatus.SERVICE_UNAVAILABLE)


def _unexpected_error(error: Exception) -> Response:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return json_response({"message": _MISTAKE}, HTTPStatus.INTERNAL_SERVER_ERROR)
