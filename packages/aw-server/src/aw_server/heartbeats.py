"""Heartbeats take a short way past Flask: nearly all that a server is ever sent are heartbeats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from aw_core.models import Event
from aw_server.answers import ErrorAnswer, error_answer
from aw_server.bodies import read_event
from aw_server.intake import Intake
from aw_server.json import dumps, read_body
from aw_server.params import PULSETIME
from aw_server.security import Guard

__all__ = ["HeartbeatsFirst", "pause_headers", "take_heartbeat"]

Headers = tuple[tuple[str, str], ...]

_PAUSED = (("AW-Paused", "1"),)
_PATH = re.compile(r"/api/0/buckets/([^/]+)/heartbeat")


def take_heartbeat(intake: Intake, bucket_id: str, environ: WSGIEnvironment) -> Event:
    """Store the heartbeat in a request; the event it made or continued, which is on disk.

    One that is kept out comes back as it was, without an id.

    Raises:
        BadParameterError, BadBodyError, BodyTooLargeError: the request is not what was expected.
        DatastoreError: it could not be stored.
    """
    pulsetime, event = PULSETIME.require(environ), read_event(read_body(environ))
    event.id = None
    return intake.heartbeat(bucket_id, event, pulsetime)


def pause_headers(intake: Intake) -> Headers:
    """What tells a watcher, beside the answer to its heartbeat, that nothing it senses now is stored."""
    return _PAUSED if intake.is_paused else ()


class HeartbeatsFirst:
    """A WSGI app that answers heartbeats itself and leaves everything else to the app behind it.

    That one has a route for them too, which gives the same answers; Flask's routing, contexts and response
    objects only cost more than all the rest. Both check, read and report errors by the same functions.
    """

    def __init__(self, app: WSGIApplication, guard: Guard, intake: Intake) -> None:
        self._app = app
        self._guard = guard
        self._intake = intake

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = _PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        if path is None:
            return self._app(environ, start_response)
        status, body, headers = self._answer(path[1].encode("latin-1").decode(errors="replace"), environ)
        text = dumps(body)
        start_response(
            f"{status.value} {status.phrase}",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(text))),
                *headers,
                *self._guard.headers(environ),
            ],
        )
        return [text]

    def _answer(
        self, bucket_id: str, environ: WSGIEnvironment
    ) -> ErrorAnswer | tuple[HTTPStatus, Event, Headers]:
        try:
            self._guard.check(environ)
            event = take_heartbeat(self._intake, bucket_id, environ)
            return HTTPStatus.OK, event, pause_headers(self._intake)
        except Exception as error:  # noqa: BLE001 - every error becomes an answer
            return error_answer(error, "POST", environ["PATH_INFO"])
